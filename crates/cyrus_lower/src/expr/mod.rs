//! Expressions, a file per construct.
//!
//! [`FnBuilder::expr`] gives a value that stays valid while other operands are evaluated, except that an
//! uncounted value may still be a place to read later; [`FnBuilder::operands`] protects such places where
//! a later operand has effects. [`FnBuilder::lazy`] may also give a *counted* place that its owner can
//! change at the next effect: only for uses that follow at once.

mod aggregate;
mod attribute;
mod binding;
mod boolean;
mod c_arith;
mod c_call;
mod call;
mod comprehension;
mod constant;
mod cpp;
mod cypclass;
mod display;
mod fstring;
mod generator;
mod import;
mod known_method;
mod make_function;
mod memview;
mod name;
mod py_operator;
pub(crate) use py_operator::seen;
mod subscript;
pub(crate) mod ways;

pub(crate) use constant::canonical_float;
pub(crate) use display::look;

use crate::builder::FnBuilder;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use hir::{Coercion, Expr, ExprKind};

impl FnBuilder<'_, '_> {
    /// Evaluates an expression.
    pub(crate) fn expr(&mut self, expr: &Expr) -> Value {
        let value = self.lazy(expr);
        if value.own == Own::Borrowed {
            return self.at(expr.span, |b| b.stable(value));
        }
        value
    }

    /// Evaluates an expression for a use without effects in between.
    pub(crate) fn lazy(&mut self, expr: &Expr) -> Value {
        self.at(expr.span, |b| b.lower_expr(expr))
    }

    /// Evaluates an expression into an owned (or uncounted) value.
    pub(crate) fn owned_expr(&mut self, expr: &Expr) -> Value {
        let value = self.lazy(expr);
        self.own(value)
    }

    /// Evaluates for the effects only.
    pub(crate) fn effect(&mut self, expr: &Expr) {
        let value = match &expr.kind {
            ExprKind::Yield(value) => self.at(expr.span, |b| b.yield_statement(value.as_deref())),
            ExprKind::PyMethodCall { object, name, args, keywords }
                if name == "append" && args.len() == 1 && keywords.is_empty() && self.may_be_list(object) =>
            {
                self.at(expr.span, |b| {
                    let parts = b.operands([&**object, &args[0]]);
                    b.call_rt("__cyrus_append", parts)
                })
            }
            ExprKind::CFunc(func) if self.cx.module.cfuncs[*func].origin == cyrus_types::Origin::Extern => {
                let cname = self.cx.module.cfuncs[*func].cname.clone();
                return self.mention(cname);
            }
            ExprKind::CVar(var) if self.cx.module.cvars[*var].origin == cyrus_types::Origin::Extern => {
                let cname = self.cx.module.cvars[*var].cname.clone();
                return self.mention(cname);
            }
            _ => self.lazy(expr),
        };
        self.drop_value(value);
    }

    /// A name of a header as a statement.
    fn mention(&mut self, cname: cyrus_hir::Name) {
        self.emit(cyrus_mir::StmtKind::Call {
            dest: None,
            callee: cyrus_mir::Callee::Macro(cname),
            args: Vec::new(),
            error: cyrus_mir::ErrorCheck::None,
        });
    }

    /// Evaluates several operands in order, such that none changes an earlier one.
    pub(crate) fn operands<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> Vec<Value> {
        let exprs: Vec<&Expr> = exprs.into_iter().collect();
        // What comes before the last operand that may change something has to be kept from it.
        let last_impure = exprs.iter().rposition(|e| !is_pure(e)).unwrap_or(0);
        let mut values = Vec::with_capacity(exprs.len());
        for (i, expr) in exprs.iter().enumerate() {
            // A C++ object is passed where it is: what takes it decides whether to copy.
            if matches!(self.kind(expr.ty), cyrus_types::Ty::Cpp(..))
                && expr.is_place()
                && let Some(place) = self.lvalue(expr)
            {
                values.push(Value::plain(cyrus_mir::Operand::Copy(place), expr.ty));
                continue;
            }
            let mut value = self.expr(expr);
            if i < last_impure {
                value = self.stable(value);
            }
            values.push(value);
        }
        values
    }

    /// Two operands.
    pub(crate) fn operand_pair(&mut self, left: &Expr, right: &Expr) -> (Value, Value) {
        let mut left = self.expr(left);
        if !is_pure(right) {
            left = self.stable(left);
        }
        (left, self.expr(right))
    }

    /// An optional operand, NULL when absent.
    pub(crate) fn opt_expr(&mut self, expr: Option<&Expr>) -> Value {
        match expr {
            Some(expr) => self.expr(expr),
            None => Value::null(),
        }
    }

    fn lower_expr(&mut self, expr: &Expr) -> Value {
        match &expr.kind {
            ExprKind::None
            | ExprKind::Bool(_)
            | ExprKind::Ellipsis
            | ExprKind::Null
            | ExprKind::Int(_)
            | ExprKind::BigInt(_)
            | ExprKind::Float(_)
            | ExprKind::Imaginary(_)
            | ExprKind::Str(_)
            | ExprKind::Char(_)
            | ExprKind::CConst(_)
            | ExprKind::CppFunc { .. }
            | ExprKind::SizeOf(_) => self.constant(expr),
            ExprKind::Local(local) => self.read_local(*local),
            ExprKind::Outer { depth, local } => self.read_outer(*depth, *local),
            ExprKind::Global(name) => self.global(name),
            ExprKind::Builtin(name) => self.builtin(name),
            ExprKind::ClassName { namespace, name } => self.class_name(*namespace, name),
            ExprKind::CVar(var) => self.cvar(*var),
            ExprKind::CFunc(func) => self.cfunc_value(*func, expr.ty),
            ExprKind::TypeObject(ty) => self.type_object(*ty),
            ExprKind::ThisModule => Value::constant(cyrus_mir::Const::Module),
            ExprKind::Attr { object, name } => self.attribute(object, name),
            ExprKind::ExtField { object, class, field, none_check } => {
                self.ext_field(object, *class, *field, *none_check)
            }
            ExprKind::CypField { .. } => self.cyp_expr(expr),
            ExprKind::Member { object, cname, arrow } => self.member(object, cname, *arrow, expr.ty),
            ExprKind::ExtMethod { object, class, method } => {
                self.ext_method(object, *class, *method, expr.ty)
            }
            ExprKind::Item { object, index } => self.item(object, index, expr.ty),
            ExprKind::ItemInt { object, index, wraparound, boundscheck } => {
                self.item_int(object, index, *wraparound, *boundscheck, expr.ty)
            }
            ExprKind::CharAt { string, index, wraparound, boundscheck } => {
                self.char_at(string, index, *wraparound, *boundscheck, expr.ty)
            }
            ExprKind::SliceInt { object, lower, upper } => {
                self.slice_int(object, lower.as_deref(), upper.as_deref(), expr.ty)
            }
            ExprKind::SliceObject { lower, upper, step } => self.slice_object(lower, upper, step),
            ExprKind::CItem { object, index } => self.c_item(object, index, expr.ty),
            ExprKind::CSlice { object, lower, upper } => {
                self.c_slice(object, lower.as_deref(), upper.as_deref(), expr)
            }
            ExprKind::CppItem { object, index } => self.cpp_item(object, index, expr.ty),
            ExprKind::Deref(pointer) => self.deref(pointer, expr.ty),
            ExprKind::AddressOf(inner) => self.address(inner, expr.ty),
            ExprKind::CTupleItem { tuple, index } => self.ctuple_item(tuple, *index, expr.ty),
            ExprKind::MemViewItem { .. }
            | ExprKind::MemViewSlice { .. }
            | ExprKind::MemViewTranspose(_)
            | ExprKind::MemViewAttr { .. }
            | ExprKind::MemViewCopy { .. }
            | ExprKind::NotNone { .. }
            | ExprKind::BufferItem { .. } => self.memview_expr(expr),
            ExprKind::PyCall { func, args, keywords } => self.py_call(func, args, keywords, expr.ty),
            ExprKind::PyMethodCall { object, name, args, keywords } => {
                self.py_method_call(object, name, args, keywords, expr.ty)
            }
            ExprKind::PyCallEx { func, args, kwargs } => {
                self.py_call_ex(func, args, kwargs.as_deref(), expr.ty)
            }
            ExprKind::CCall(call) => self.c_call(call),
            ExprKind::Runtime { name, args } => self.runtime_call(name, args, expr.ty),
            ExprKind::CppConstruct { class, args, sig } => self.cpp_construct(*class, args, *sig),
            ExprKind::CppNew { class, args, sig } => self.cpp_new(*class, args, *sig, expr.ty),
            ExprKind::CppOperator { name, operands, sig } => self.cpp_operator(name, operands, *sig, expr.ty),
            ExprKind::StructLiteral { fields } => self.struct_literal(fields, expr.ty),
            ExprKind::CTuple(items) => self.ctuple(items, expr.ty),
            ExprKind::CArrayLiteral(items) => self.c_array_literal(items, expr.ty),
            ExprKind::ExtNew { class, args } => self.ext_new(*class, args.as_deref(), expr.ty),
            ExprKind::CBinary { op, left, right, flavour } => {
                self.c_binary(*op, left, right, *flavour, expr.ty)
            }
            ExprKind::CUnary { op, operand } => self.c_unary(*op, operand, expr.ty),
            ExprKind::CCompare { op, left, right } => self.c_compare(*op, left, right, expr.span),
            ExprKind::PyBinary { op, left, right, inplace } => {
                self.py_binary(*op, left, right, *inplace, expr.ty)
            }
            ExprKind::PyUnary { op, operand } => self.py_unary(*op, operand, expr.ty),
            ExprKind::PyCompare { op, left, right } => self.py_compare(*op, left, right, expr.ty),
            ExprKind::Is { left, right, negated } => self.is(left, right, *negated),
            ExprKind::Not(operand) => self.not(operand),
            ExprKind::BoolOp { and, left, right } => self.bool_op(*and, left, right, expr.ty),
            ExprKind::Conditional { test, then, orelse } => self.conditional(test, then, orelse, expr.ty),
            ExprKind::Let { local, value, body } => self.let_expr(*local, value, body),
            ExprKind::Walrus { target, value } => self.walrus(target, value),
            ExprKind::Coerce { kind, value } => self.coerce(expr, *kind, value),
            ExprKind::Tuple(items) => self.tuple_display(items),
            ExprKind::List(items) => self.list_display(items),
            ExprKind::Set(items) => self.set_display(items),
            ExprKind::Dict(items) => self.dict_display(items),
            ExprKind::Merge(parts) => self.merge(parts, expr.ty),
            ExprKind::Comprehension { kind, acc, body } => self.comprehension(*kind, *acc, body, expr.ty),
            ExprKind::Inlined { init, result, body } => self.inlined(init.as_deref(), *result, body),
            ExprKind::JoinStr(parts) => self.join_str(parts),
            ExprKind::FormatValue { value, conversion, spec } => {
                self.format_value(value, *conversion, spec.as_deref())
            }
            ExprKind::MakeFunction(make) => self.make_function(make),
            ExprKind::MakeGenerator { func, source } => self.make_generator(*func, source),
            ExprKind::FusedFunction { main, variants } => self.fused_function(main, variants),
            ExprKind::Yield(value) => self.yield_value(value.as_deref()),
            ExprKind::YieldFrom(source) => self.yield_from(source),
            ExprKind::Await(source) => self.await_value(source),
            ExprKind::ZeroArgSuper { class, object } => self.zero_arg_super(class, object),
            ExprKind::LocalsDict(names) => self.locals_dict(names),
            ExprKind::Import { module, fromlist, level, submodule } => {
                self.import(module, fromlist, *level, *submodule)
            }
            ExprKind::ImportFrom { module, name } => self.import_from(module, name),
            ExprKind::CypCall(_)
            | ExprKind::CypNew(_)
            | ExprKind::Consume { .. }
            | ExprKind::CypCast { .. }
            | ExprKind::CypIsInstance { .. }
            | ExprKind::CypRefCount(_)
            | ExprKind::CypPromote(_)
            | ExprKind::CypFunc(_)
            | ExprKind::CypAlloc(_)
            | ExprKind::CypLocked { .. }
            | ExprKind::Activate(_) => self.cyp_expr(expr),
            ExprKind::Error => self.unsupported(expr.span, "an expression with an error in it"),
        }
    }
}

/// Whether evaluating the expression changes nothing and cannot run code of the user's.
pub(crate) fn is_pure(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Local(_)
        | ExprKind::Outer { .. }
        | ExprKind::CVar(_)
        | ExprKind::CFunc(_)
        | ExprKind::TypeObject(_)
        | ExprKind::ThisModule
        | ExprKind::CppFunc { .. }
        | ExprKind::CypFunc(_)
        | ExprKind::CypAlloc(_)
        | ExprKind::SizeOf(_) => true,
        ExprKind::MemViewAttr { view: e, .. } => is_pure(e),
        ExprKind::ExtField { object: e, .. }
        | ExprKind::CypField { object: e, .. }
        | ExprKind::Member { object: e, .. }
        | ExprKind::CTupleItem { tuple: e, .. }
        | ExprKind::Deref(e)
        | ExprKind::AddressOf(e)
        | ExprKind::Not(e)
        | ExprKind::CUnary { operand: e, .. } => is_pure(e),
        ExprKind::CItem { object: a, index: b }
        | ExprKind::CBinary { left: a, right: b, .. }
        | ExprKind::CCompare { left: a, right: b, .. }
        | ExprKind::Is { left: a, right: b, .. } => is_pure(a) && is_pure(b),
        ExprKind::Coerce { kind: Coercion::CCast | Coercion::Reinterpret | Coercion::ToObject, value } => {
            is_pure(value)
        }
        kind => kind.is_constant(),
    }
}
