//! The walk that rewrites a statement: nested blocks are expanded, names with a compile-time value become
//! literals.
//!
//! Names in types stay: a type is never a compile-time value. Matching is exhaustive so that a new
//! construct cannot be forgotten here.

use super::Expander;
use super::evaluate::too_large;
use super::value::Value;
use crate::cx::without_class;
use cyrus_diagnostics::codes;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{
    Arg, BinaryOp, Block, CFuncDef, CVarDef, Call, Comprehension, Declarator, DeclaratorKind, DictItem,
    ExceptionSpec, Expr, ExprKind, FStringPart, ImportNames, IntLit, Param, ParamDefault, Params, Pattern,
    PatternKind, SizeOfArg, Stmt, StmtKind, StrKind, StrLit, TypeArg, TypeExpr, TypeExprKind, TypeParam,
    UnaryOp,
};

impl Expander<'_, '_> {
    /// Whether there is anything to replace names by.
    fn has_names(&self) -> bool {
        !self.env.is_empty()
    }

    fn nested(&mut self, block: &mut Block) {
        let body = std::mem::take(block);
        *block = self.block(body);
    }

    fn opt_nested(&mut self, block: &mut Option<Block>) {
        if let Some(block) = block {
            self.nested(block);
        }
    }

    /// Rewrites one statement in place.
    pub(super) fn rewrite_stmt(&mut self, stmt: &mut Stmt) {
        match &mut stmt.kind {
            StmtKind::Expr(e) => self.expr(e),
            StmtKind::Assign { targets, value } => {
                self.exprs(targets);
                self.expr(value);
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target);
                self.expr(value);
            }
            StmtKind::AnnAssign { target, annotation, value } => {
                self.expr(target);
                self.expr(annotation);
                self.opt(value);
            }
            StmtKind::Delete(targets) => self.exprs(targets),
            StmtKind::Return(value) => self.opt(value),
            StmtKind::Raise(raise) => {
                for e in [&mut raise.exc, &mut raise.value, &mut raise.traceback, &mut raise.cause] {
                    self.opt(e);
                }
            }
            StmtKind::Assert { test, message } => {
                self.expr(test);
                self.opt(message);
            }
            StmtKind::If { branches, orelse } | StmtKind::CompileTimeIf { branches, orelse } => {
                for (test, body) in branches {
                    self.expr(test);
                    self.nested(body);
                }
                self.opt_nested(orelse);
            }
            StmtKind::While { test, body, orelse } => {
                self.expr(test);
                self.nested(body);
                self.opt_nested(orelse);
            }
            StmtKind::For(node) => {
                self.expr(&mut node.target);
                self.expr(&mut node.iter);
                self.nested(&mut node.body);
                self.opt_nested(&mut node.orelse);
            }
            StmtKind::ForFrom(node) => {
                self.expr(&mut node.target);
                self.expr(&mut node.lower);
                self.expr(&mut node.upper);
                self.opt(&mut node.step);
                self.nested(&mut node.body);
                self.opt_nested(&mut node.orelse);
            }
            StmtKind::Try(node) => {
                self.nested(&mut node.body);
                for handler in &mut node.handlers {
                    self.opt(&mut handler.ty);
                    self.opt(&mut handler.target);
                    self.nested(&mut handler.body);
                }
                self.opt_nested(&mut node.orelse);
                self.opt_nested(&mut node.finalbody);
            }
            StmtKind::With { items, body, .. } => {
                for item in items {
                    self.expr(&mut item.context);
                    self.opt(&mut item.target);
                }
                self.nested(body);
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject);
                for case in cases {
                    self.pattern(&mut case.pattern);
                    self.opt(&mut case.guard);
                    self.nested(&mut case.body);
                }
            }
            StmtKind::FuncDef(def) => {
                self.exprs(&mut def.decorators);
                self.type_params(&mut def.type_params);
                self.params(&mut def.params);
                self.opt(&mut def.returns);
                self.nested(&mut def.body);
            }
            StmtKind::ClassDef(def) => {
                self.exprs(&mut def.decorators);
                self.type_params(&mut def.type_params);
                self.args(&mut def.args);
                self.nested(&mut def.body);
            }
            StmtKind::TypeAlias { type_params, value, .. } => {
                self.type_params(type_params);
                self.expr(value);
            }
            StmtKind::Print { dest, values, .. } => {
                self.opt(dest);
                self.exprs(values);
            }
            StmtKind::Exec { code, globals, locals } => {
                self.expr(code);
                self.opt(globals);
                self.opt(locals);
            }
            StmtKind::CompileTimeDef { value, .. } => self.expr(value),
            StmtKind::CVar(def) => self.cvar(def),
            StmtKind::CFunc(def) => self.cfunc(def),
            StmtKind::CTypedef(def) => {
                self.ty(&mut def.ty);
                def.declarators.iter_mut().for_each(|d| self.declarator(d));
            }
            StmtKind::CStruct(def) => self.opt_nested(&mut def.fields),
            StmtKind::CEnum(def) => {
                for item in def.items.iter_mut().flatten() {
                    self.opt(&mut item.value);
                }
            }
            StmtKind::Fused(def) => def.types.iter_mut().for_each(|t| self.ty(t)),
            StmtKind::CClass(def) => {
                self.exprs(&mut def.decorators);
                def.bases.iter_mut().for_each(|t| self.ty(t));
                self.opt_nested(&mut def.body);
            }
            StmtKind::CppClass(def) => {
                self.exprs(&mut def.decorators);
                def.bases.iter_mut().for_each(|t| self.ty(t));
                self.opt_nested(&mut def.body);
            }
            StmtKind::CypClass(def) => {
                self.exprs(&mut def.decorators);
                def.bases.iter_mut().for_each(|t| self.ty(t));
                self.opt_nested(&mut def.body);
            }
            StmtKind::Extern(block) => self.nested(&mut block.body),
            StmtKind::CdefBlock(block) => self.nested(block),
            StmtKind::Property(def) => self.nested(&mut def.body),
            StmtKind::Gil { condition, body, .. } => {
                self.opt(condition);
                self.nested(body);
            }
            StmtKind::Locked { items, body, .. } => {
                self.exprs(items);
                self.nested(body);
            }
            StmtKind::Select { cases, orelse } => {
                for case in cases {
                    self.opt(&mut case.target);
                    self.expr(&mut case.operation);
                    self.nested(&mut case.body);
                }
                self.opt_nested(orelse);
            }
            StmtKind::ImportFrom(import) => match &import.names {
                ImportNames::Star(_) => {}
                ImportNames::Names(names) => {
                    if import.module.as_ref().is_some_and(|m| m.joined() == "__future__") {
                        for (name, _) in names {
                            self.cx.future.division |= name.name == "division";
                            self.cx.future.generator_stop |= name.name == "generator_stop";
                        }
                    }
                }
            },
            StmtKind::CImportFrom(import) => match &import.names {
                ImportNames::Star(_) | ImportNames::Names(_) => {}
            },
            StmtKind::Pass
            | StmtKind::Break
            | StmtKind::Continue
            | StmtKind::Global(_)
            | StmtKind::Nonlocal(_)
            | StmtKind::Import(_)
            | StmtKind::CImport(_)
            | StmtKind::Include { .. }
            | StmtKind::Error => {}
        }
    }

    fn cvar(&mut self, def: &mut CVarDef) {
        self.exprs(&mut def.decorators);
        self.ty(&mut def.ty);
        for (declarator, value) in &mut def.declarators {
            self.declarator(declarator);
            self.opt(value);
        }
    }

    fn cfunc(&mut self, def: &mut CFuncDef) {
        self.exprs(&mut def.decorators);
        if let Some(ty) = &mut def.ty {
            self.ty(ty);
        }
        self.declarator(&mut def.declarator);
        self.opt_nested(&mut def.body);
    }

    fn declarator(&mut self, declarator: &mut Declarator) {
        match &mut declarator.kind {
            DeclaratorKind::Name { .. } => {}
            DeclaratorKind::Pointer { inner, .. }
            | DeclaratorKind::Reference(inner)
            | DeclaratorKind::RvalueReference(inner) => self.declarator(inner),
            DeclaratorKind::Array { inner, dim } => {
                self.declarator(inner);
                if let Some(dim) = dim {
                    self.expr(dim);
                }
            }
            DeclaratorKind::Function(function) => {
                self.declarator(&mut function.inner);
                self.params(&mut function.params);
                match &mut function.exception {
                    ExceptionSpec::Value(e) | ExceptionSpec::MaybeValue(e) => self.expr(e),
                    ExceptionSpec::Cpp { handler, maybe_value, .. } => {
                        self.opt(handler);
                        self.opt(maybe_value);
                    }
                    ExceptionSpec::Unspecified
                    | ExceptionSpec::NoExcept
                    | ExceptionSpec::Always
                    | ExceptionSpec::Beside => {}
                }
            }
        }
    }

    fn ty(&mut self, ty: &mut TypeExpr) {
        match &mut ty.kind {
            TypeExprKind::Name(_) | TypeExprKind::Basic(_) | TypeExprKind::Error => {}
            TypeExprKind::Template { base, args } => {
                self.ty(base);
                for arg in args {
                    match arg {
                        TypeArg::Type(ty) => self.ty(ty),
                        TypeArg::Expr(e) | TypeArg::Keyword(_, e) => self.expr(e),
                    }
                }
            }
            TypeExprKind::Member(inner, _)
            | TypeExprKind::Const(inner)
            | TypeExprKind::Volatile(inner)
            | TypeExprKind::Qualified(_, inner) => self.ty(inner),
            TypeExprKind::Tuple(items) => items.iter_mut().for_each(|t| self.ty(t)),
            TypeExprKind::MemoryView { base, axes } => {
                self.ty(base);
                self.exprs(axes);
            }
            TypeExprKind::Declared(base, declarator) => {
                self.ty(base);
                self.declarator(declarator);
            }
        }
    }

    fn params(&mut self, params: &mut Params) {
        let all = params.items.iter_mut().chain(&mut params.star).chain(&mut params.double_star);
        for param in all {
            self.param(param);
        }
    }

    fn param(&mut self, param: &mut Param) {
        if let Some(ty) = &mut param.ty {
            self.ty(ty);
        }
        self.declarator(&mut param.declarator);
        self.opt(&mut param.annotation);
        match &mut param.default {
            Some(ParamDefault::Value(e)) => self.expr(e),
            Some(ParamDefault::Unknown) | None => {}
        }
    }

    fn type_params(&mut self, params: &mut [TypeParam]) {
        for param in params {
            self.opt(&mut param.bound);
            self.opt(&mut param.default);
        }
    }

    fn pattern(&mut self, pattern: &mut Pattern) {
        match &mut pattern.kind {
            PatternKind::Wildcard | PatternKind::Capture(_) | PatternKind::Star(_) => {}
            PatternKind::Value(e) | PatternKind::Singleton(e) => self.expr(e),
            PatternKind::Sequence(items) | PatternKind::Or(items) => {
                items.iter_mut().for_each(|p| self.pattern(p));
            }
            PatternKind::Mapping { items, .. } => {
                for (key, value) in items {
                    self.expr(key);
                    self.pattern(value);
                }
            }
            PatternKind::Class { class, positional, keywords } => {
                self.expr(class);
                positional.iter_mut().for_each(|p| self.pattern(p));
                keywords.iter_mut().for_each(|(_, p)| self.pattern(p));
            }
            PatternKind::As(inner, _) => self.pattern(inner),
        }
    }

    fn exprs(&mut self, exprs: &mut [Expr]) {
        exprs.iter_mut().for_each(|e| self.expr(e));
    }

    fn opt(&mut self, expr: &mut Option<Expr>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn boxed(&mut self, expr: &mut Option<Box<Expr>>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn args(&mut self, args: &mut [Arg]) {
        for arg in args {
            match arg {
                Arg::Positional(e) | Arg::Keyword(_, e) | Arg::Star(e) | Arg::DoubleStar(e) => self.expr(e),
            }
        }
    }

    fn expr(&mut self, expr: &mut Expr) {
        if !self.has_names() {
            return;
        }
        match &mut expr.kind {
            ExprKind::Name(name) => {
                // A class makes `__NAME` private, but `DEF` names are of the text.
                let plain = without_class(name).and_then(|plain| self.env.get(plain));
                if let Some(value) = self.env.get(name).or(plain).cloned() {
                    if self.charge(&value) {
                        self.replace(expr, value);
                    } else {
                        self.raised::<()>(expr.span, too_large());
                    }
                }
            }
            ExprKind::NoneLit
            | ExprKind::True
            | ExprKind::False
            | ExprKind::Ellipsis
            | ExprKind::Null
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Imaginary(_)
            | ExprKind::Str(_)
            | ExprKind::Error => {}
            ExprKind::FString(text) => self.fstring(&mut text.parts),
            ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) => self.exprs(items),
            ExprKind::Dict(items) => {
                for item in items {
                    match item {
                        DictItem::Pair(k, v) => {
                            self.expr(k);
                            self.expr(v);
                        }
                        DictItem::Unpack(e) => self.expr(e),
                    }
                }
            }
            ExprKind::ListComp(c)
            | ExprKind::SetComp(c)
            | ExprKind::DictComp(c)
            | ExprKind::GeneratorExp(c) => {
                self.comprehension(c);
            }
            ExprKind::Attribute(e, _)
            | ExprKind::Unary(_, e)
            | ExprKind::Await(e)
            | ExprKind::YieldFrom(e)
            | ExprKind::Starred(e)
            | ExprKind::Walrus(_, e)
            | ExprKind::AddressOf(e)
            | ExprKind::TypeOf(e)
            | ExprKind::Backquote(e)
            | ExprKind::Consume(e)
            | ExprKind::Go(e) => self.expr(e),
            ExprKind::Subscript(a, b) | ExprKind::Binary(_, a, b) | ExprKind::Bool(_, a, b) => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Slice { lower, upper, step } => {
                self.boxed(lower);
                self.boxed(upper);
                self.boxed(step);
            }
            ExprKind::Call(call) => {
                let Call { func, args } = &mut **call;
                self.expr(func);
                self.args(args);
            }
            ExprKind::Compare(first, rest) => {
                self.expr(first);
                rest.iter_mut().for_each(|(_, e)| self.expr(e));
            }
            ExprKind::Conditional { test, then, orelse } => {
                self.expr(test);
                self.expr(then);
                self.expr(orelse);
            }
            ExprKind::Lambda(lambda) => {
                self.params(&mut lambda.params);
                self.expr(&mut lambda.body);
            }
            ExprKind::Yield(value) => self.boxed(value),
            ExprKind::Cast { ty, value, .. } => {
                self.ty(ty);
                self.expr(value);
            }
            ExprKind::SizeOf(SizeOfArg::Type(ty)) | ExprKind::Type(ty) => self.ty(ty),
            ExprKind::SizeOf(SizeOfArg::Expr(e)) => self.expr(e),
            ExprKind::New { class, args } => {
                self.ty(class);
                self.args(args);
            }
        }
    }

    fn comprehension(&mut self, c: &mut Comprehension) {
        for clause in &mut c.clauses {
            self.expr(&mut clause.target);
            self.expr(&mut clause.iter);
            if let Some(range) = &mut clause.from_range {
                self.expr(&mut range.lower);
                self.expr(&mut range.upper);
                self.opt(&mut range.step);
            }
            self.exprs(&mut clause.conditions);
        }
        self.opt(&mut c.key);
        self.expr(&mut c.element);
    }

    fn fstring(&mut self, parts: &mut [FStringPart]) {
        for part in parts {
            match part {
                FStringPart::Literal(_) => {}
                FStringPart::Field(field) => {
                    self.expr(&mut field.value);
                    if let Some(format) = &mut field.format {
                        self.fstring(format);
                    }
                }
            }
        }
    }

    /// Puts a literal in the place of a name.
    fn replace(&mut self, expr: &mut Expr, value: Value) {
        match self.literal(expr, &value) {
            Ok(kind) => expr.kind = kind,
            Err(part) => {
                let message = format!(
                    "Invalid type for compile-time constant: {} (type {})",
                    part.repr(),
                    part.type_name()
                );
                self.cx.error(codes::E0306, expr.span, message);
                expr.kind = ExprKind::Error;
            }
        }
    }

    /// The literal for a value, or the part of it that has none.
    fn literal(&mut self, at: &Expr, value: &Value) -> Result<ExprKind, Value> {
        Ok(match value {
            Value::None => ExprKind::NoneLit,
            Value::Ellipsis => ExprKind::Ellipsis,
            Value::Bool(true) => ExprKind::True,
            Value::Bool(false) => ExprKind::False,
            Value::Int(i) => {
                let text = Name::from(i.unsigned_abs().to_string());
                let literal = ExprKind::Int(IntLit { text, unsigned: false, longness: 0 });
                if *i < 0 { self.negated(at, literal) } else { literal }
            }
            Value::Float(f) => {
                let literal = ExprKind::Float(Name::from(super::value::float_repr(f.abs())));
                if *f < 0.0 { self.negated(at, literal) } else { literal }
            }
            Value::Complex(re, im) if *re == 0.0 && *im >= 0.0 => {
                ExprKind::Imaginary(Name::from(super::value::float_repr(*im)))
            }
            Value::Str(text) => {
                let text = text.clone().into_bytes();
                ExprKind::Str(StrLit { kind: StrKind::Plain, bytes: Some(text.clone()), text: Some(text) })
            }
            Value::Bytes(bytes) => {
                ExprKind::Str(StrLit { kind: StrKind::Bytes, text: None, bytes: Some(bytes.clone()) })
            }
            Value::Tuple(items) => {
                let mut exprs = Vec::with_capacity(items.len());
                for item in items {
                    let kind = self.literal(at, item)?;
                    exprs.push(self.node(at, kind));
                }
                ExprKind::Tuple(exprs)
            }
            Value::Complex(re, im) => {
                let real = self.literal(at, &Value::Float(*re))?;
                let real = self.node(at, real);
                let imaginary = ExprKind::Imaginary(Name::from(super::value::float_repr(im.abs())));
                let imaginary = self.node(at, imaginary);
                let op = if *im < 0.0 { BinaryOp::Sub } else { BinaryOp::Add };
                ExprKind::Binary(op, Box::new(real), Box::new(imaginary))
            }
            Value::List(_) | Value::Set(_) | Value::Dict(_) | Value::Function(_) | Value::Method(..) => {
                return Err(value.clone());
            }
        })
    }

    fn node(&mut self, at: &Expr, kind: ExprKind) -> Expr {
        Expr { id: self.new_id(), span: at.span, anchor: at.anchor, kind }
    }

    fn negated(&mut self, at: &Expr, literal: ExprKind) -> ExprKind {
        let operand = self.node(at, literal);
        ExprKind::Unary(UnaryOp::Neg, Box::new(operand))
    }
}
