//! Operators of cypclasses: arithmetic, comparisons, truth, subscripts, calls.
//!
//! The methods have Python's names and types of the author's choice. In-place operators work on the object
//! and leave the variable as it is.

use super::Checker;
use super::cyp_call::{CypArg, CypArgs};
use cyrus_diagnostics::codes;
use cyrus_hir::{BinOp, CmpOp, Coercion, Expr, ExprKind, Target, TargetKind, UnOp};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{Capability, Ty, TyId, common};

fn operator_stem(op: BinOp) -> &'static str {
    match op {
        BinOp::Add => "add",
        BinOp::Sub => "sub",
        BinOp::Mul => "mul",
        BinOp::MatMul => "matmul",
        BinOp::Div => "truediv",
        BinOp::FloorDiv => "floordiv",
        BinOp::Mod => "mod",
        BinOp::Pow => "pow",
        BinOp::LShift => "lshift",
        BinOp::RShift => "rshift",
        BinOp::BitAnd => "and",
        BinOp::BitOr => "or",
        BinOp::BitXor => "xor",
    }
}

/// Whether a method is an in-place operator, such as `__iadd__`.
pub fn is_in_place(name: &str) -> bool {
    let stem = name.strip_prefix("__i").and_then(|n| n.strip_suffix("__"));
    stem.is_some_and(|stem| {
        matches!(
            stem,
            "add"
                | "sub"
                | "mul"
                | "matmul"
                | "truediv"
                | "div"
                | "floordiv"
                | "mod"
                | "pow"
                | "lshift"
                | "rshift"
                | "and"
                | "or"
                | "xor"
        )
    })
}

/// The names under which a method may stand for `/` in its three spellings.
fn spellings(op: BinOp, prefix: &str) -> Vec<String> {
    let mut names = vec![format!("__{prefix}{}__", operator_stem(op))];
    if op == BinOp::Div {
        names.push(format!("__{prefix}div__"));
    }
    names
}

impl<'a> Checker<'_, 'a> {
    pub(super) fn cyp_has(&mut self, ty: TyId, name: &str) -> bool {
        match self.cyp_of(ty) {
            Some(cyp) => !self.cyp_methods(&cyp, name).is_empty(),
            None => false,
        }
    }

    /// `left op right` where one of them is a cypclass object.
    pub fn cyp_binary(&mut self, op: BinOp, left: Expr, right: Expr, span: Span) -> Expr {
        // What an f-string makes, before a text.
        let left = match self.cyp_of(right.ty) {
            Some(cyp) if matches!(self.cx.types.kind(left.ty), Ty::Cpp(..)) => {
                let own = self.cx.types.cyp_mention(cyp.class, cyp.args);
                self.value_as_cyp(&left, own).unwrap_or(left)
            }
            _ => left,
        };
        for name in spellings(op, "") {
            if self.cyp_has(left.ty, &name) {
                return self.cyp_operator(left, &name, vec![right], span);
            }
        }
        for name in spellings(op, "r") {
            if self.cyp_has(right.ty, &name) {
                return self.cyp_operator(right, &name, vec![left], span);
            }
        }
        let (a, b) = (self.cx.types.display(left.ty), self.cx.types.display(right.ty));
        let symbol = super::operator::binop_text(op);
        self.error(codes::E0302, span, format!("Invalid operand types for '{symbol}' ({a}; {b})"));
        self.error_expr(span)
    }

    fn cyp_operator(&mut self, object: Expr, name: &str, operands: Vec<Expr>, span: Span) -> Expr {
        match self.cyp_method_call(object, name, CypArgs::typed(operands), span) {
            Ok(done) => done,
            Err(_) => self.error_expr(span),
        }
    }

    /// `place op= right`: the call to make instead of an assignment, or `None` when the class has no such
    /// method.
    pub fn cyp_inplace(&mut self, op: BinOp, place: &Expr, right: &Expr, span: Span) -> Option<Expr> {
        for name in spellings(op, "i") {
            if self.cyp_has(place.ty, &name) {
                return Some(self.cyp_operator(place.clone(), &name, vec![right.clone()], span));
            }
        }
        None
    }

    /// `-x`, `+x`, `~x`
    pub fn cyp_unary(&mut self, op: UnOp, value: Expr, span: Span) -> Expr {
        let (name, symbol) = match op {
            UnOp::Neg => ("__neg__", "-"),
            UnOp::Pos => ("__pos__", "+"),
            UnOp::Invert => ("__invert__", "~"),
        };
        if self.cyp_has(value.ty, name) {
            return self.cyp_operator(value, name, Vec::new(), span);
        }
        let shown = self.cx.types.display(value.ty);
        self.error(codes::E0302, span, format!("Invalid operand type for '{symbol}' ({shown})"));
        self.error_expr(span)
    }

    /// The method that says whether an object is true: `__bool__`, or else `__len__`, as in Python. Calls of actors
    /// are messages, so theirs say nothing; nor does how much waits in a channel.
    pub(super) fn cyp_truth_method(&mut self, ty: TyId) -> Option<&'static str> {
        let cyp = self.cyp_of(ty)?;
        if !self.cyp_methods(&cyp, "__bool__").is_empty() {
            return Some("__bool__");
        }
        let counts = cyp.cap != Capability::Active
            && !self.cx.types.cyp_classes[cyp.class].qualified.starts_with("libcyrus.")
            && !self.cyp_methods(&cyp, "__len__").is_empty();
        counts.then_some("__len__")
    }

    /// The truth of an object: its method's answer, or that it is not NULL.
    pub fn cyp_truth(&mut self, value: Expr) -> Result<Expr, Expr> {
        let Some(method) = self.cyp_truth_method(value.ty) else { return Err(value) };
        let span = value.span;
        let absent = method == "__len__"
            || self.cyp_of(value.ty).is_some_and(|cyp| {
                let class = &self.cx.types.cyp_classes[cyp.class].qualified;
                class.starts_with("libcythonplus.") || self.cyp_python_class(&cyp).is_some()
            });
        if !absent {
            let value = self.cyp_operator(value, method, Vec::new(), span);
            return Ok(self.truth(value));
        }
        // What may be None, or NULL where Cython+ asks only for that, is false then.
        let ty = self.storage_ty(value.ty);
        let value = self.coerce(value, ty);
        let local = self.temp(ty, span);
        let read = self.local_expr(local, span);
        let there = Box::new(self.coercion(Coercion::Truth, read.clone(), common::BINT));
        let truth = self.cyp_operator(read, method, Vec::new(), span);
        let truth = Box::new(self.truth(truth));
        let kind = ExprKind::BoolOp { and: true, left: there, right: truth };
        let body = Box::new(Expr { ty: common::BINT, span, kind });
        let kind = ExprKind::Let { local, value: Box::new(value), body };
        Ok(Expr { ty: common::BINT, span, kind })
    }

    /// A comparison other than identity.
    pub fn cyp_compare(&mut self, op: ast::CompareOp, left: Expr, right: Expr, span: Span) -> Expr {
        let (name, reflected, symbol) = match op {
            ast::CompareOp::Lt => ("__lt__", "__gt__", "<"),
            ast::CompareOp::Le => ("__le__", "__ge__", "<="),
            ast::CompareOp::Gt => ("__gt__", "__lt__", ">"),
            ast::CompareOp::Ge => ("__ge__", "__le__", ">="),
            ast::CompareOp::Ne => ("__ne__", "__ne__", "!="),
            _ => ("__eq__", "__eq__", "=="),
        };
        // What an object is shows when the program runs, and those of other types are not equal.
        let of_python = |e: &Expr| e.ty == common::OBJECT && !matches!(e.kind, ExprKind::None);
        let equality = matches!(symbol, "==" | "!=");
        if !self.fx_ref().nogil
            && (of_python(&left) || of_python(&right))
            && (equality || !self.cyp_has(left.ty, name) && !self.cyp_has(right.ty, reflected))
            && let Ok(a) = self.try_coerce(left.clone(), common::OBJECT)
            && let Ok(b) = self.try_coerce(right.clone(), common::OBJECT)
        {
            let op = match symbol {
                "<" => CmpOp::Lt,
                "<=" => CmpOp::Le,
                ">" => CmpOp::Gt,
                ">=" => CmpOp::Ge,
                "!=" => CmpOp::Ne,
                _ => CmpOp::Eq,
            };
            let kind = ExprKind::PyCompare { op, left: Box::new(a), right: Box::new(b) };
            return Expr { ty: common::OBJECT, span, kind };
        }
        if let Some(equal) = self.value_equality(op, &left, &right, span) {
            return equal;
        }
        if self.cyp_has(left.ty, name) {
            return self.cyp_operator(left, name, vec![right], span);
        }
        if self.cyp_has(right.ty, reflected) && !self.cx.types.is_cyp(left.ty) {
            return self.cyp_operator(right, reflected, vec![left], span);
        }
        if matches!(symbol, "<" | "<=" | ">" | ">=")
            && let Some(compared) = self.compare_lists(op, &left, &right, span)
        {
            return compared;
        }
        // Python asks the other operand then.
        if matches!(symbol, "<" | "<=" | ">" | ">=") && self.cyp_has(right.ty, reflected) {
            let simple = matches!(left.kind, ExprKind::Local(_)) || left.kind.is_constant();
            let plain = self.cyp_of(left.ty).is_some_and(|cyp| {
                matches!(cyp.cap, Capability::Local | Capability::Immutable | Capability::Lock)
            });
            if simple || !plain {
                return self.cyp_operator(right, reflected, vec![left], span);
            }
            let local = self.temp(left.ty, span);
            let read = self.local_expr(local, span);
            let body = Box::new(self.cyp_operator(right, reflected, vec![read], span));
            let ty = body.ty;
            return Expr { ty, span, kind: ExprKind::Let { local, value: Box::new(left), body } };
        }
        let negated = op == ast::CompareOp::Ne;
        if negated && self.cyp_has(left.ty, "__eq__") {
            let equal = self.cyp_operator(left, "__eq__", vec![right], span);
            let equal = self.truth(equal);
            return Expr { ty: common::BINT, span, kind: ExprKind::Not(Box::new(equal)) };
        }
        let reference =
            |c: &Self, e: &Expr| matches!(c.cx.types.kind(e.ty), Ty::Cyp(_) | Ty::Null | Ty::Ptr(_));
        if matches!(op, ast::CompareOp::Eq | ast::CompareOp::Ne)
            && reference(self, &left)
            && reference(self, &right)
        {
            let kind = ExprKind::Is { left: Box::new(left), right: Box::new(right), negated };
            return Expr { ty: common::BINT, span, kind };
        }
        let (a, b) = (self.cx.types.display(left.ty), self.cx.types.display(right.ty));
        self.error(codes::E0302, span, format!("Invalid types for '{symbol}' ({a}, {b})"));
        self.error_expr(span)
    }

    /// `item in container`; `None` when the container is no cypclass object with `__contains__`.
    pub fn cyp_contains(&mut self, negated: bool, item: &Expr, container: &Expr, span: Span) -> Option<Expr> {
        if !self.cx.types.is_cyp(container.ty) {
            return None;
        }
        if !self.cyp_has(container.ty, "__contains__") {
            let shown = self.cx.types.display(container.ty);
            self.error(codes::E0302, span, format!("'{shown}' has no __contains__"));
            return Some(self.error_expr(span));
        }
        let found = self.cyp_operator(container.clone(), "__contains__", vec![item.clone()], span);
        if !negated {
            return Some(found);
        }
        let found = self.truth(found);
        Some(Expr { ty: common::BINT, span, kind: ExprKind::Not(Box::new(found)) })
    }

    /// `object[index]` as a value.
    pub fn cyp_subscript(&mut self, object: Expr, index: &'a ast::Expr, span: Span) -> Expr {
        let object = match self.cyp_slice(object, index, span) {
            Ok(part) => return part,
            Err(object) => object,
        };
        let object = match self.isolated_item(object, index, span) {
            Ok(item) => return item,
            Err(object) => object,
        };
        let args = self.cyp_index(index);
        let shown = self.cx.types.display(object.ty);
        match self.cyp_method_call(object, "__getitem__", args, span) {
            Ok(done) => done,
            Err(_) => {
                self.error(codes::E0305, span, format!("Attempting to index non-array type '{shown}'"));
                self.error_expr(span)
            }
        }
    }

    fn cyp_index(&mut self, index: &'a ast::Expr) -> CypArgs<'a> {
        CypArgs { positional: vec![super::cyp_call::CypArg::Ast(index)], ..CypArgs::default() }
    }

    /// `object[index]` as a target.
    pub fn cyp_item_target(&mut self, object: Expr, index: &'a ast::Expr, span: Span) -> Target {
        let discard = Target { span, ty: common::ERROR, kind: TargetKind::Discard };
        let Some(cyp) = self.cyp_of(object.ty) else { return discard };
        self.use_cyp(object.ty);
        let candidates = self.cyp_methods(&cyp, "__setitem__");
        let index_ty = self.speculate(|c| c.expr(index).ty);
        // The index chooses; the value has to fit.
        let fits: Vec<_> = candidates
            .iter()
            .copied()
            .filter(|c| {
                let f = &self.cx.types.funcs[c.sig];
                f.params.len() == 2
            })
            .collect();
        let chosen = match fits[..] {
            [] => None,
            [only] => Some(only),
            _ => {
                let mut best = None;
                for c in fits {
                    let want = self.cx.types.funcs[c.sig].params[0].ty;
                    if let Some(cost) = self.conversion_cost(index_ty, want)
                        && best.is_none_or(|(b, _)| cost < b)
                    {
                        best = Some((cost, c));
                    }
                }
                best.map(|(_, c)| c)
            }
        };
        let Some(chosen) = chosen else {
            let shown = self.cx.types.display(object.ty);
            self.error(codes::E0305, span, format!("'{shown}' has no __setitem__ for this index"));
            return discard;
        };
        let params = self.cx.types.funcs[chosen.sig].params.clone();
        let want = self.cyp_view_param(params[0].ty, &cyp);
        let ty = self.cyp_view_param(params[1].ty, &cyp);
        self.check_held(&object, span);
        let owner = self.cyp_of(chosen.method.owner);
        if let Some(owner) = owner
            && !self.cx.types.cyp_classes[owner.class].methods[chosen.method.method as usize].const_self
        {
            self.check_writable(&cyp, "an item", span);
        }
        let index = self.expr_as(index, want);
        Target {
            span,
            ty,
            kind: TargetKind::CypItem { object, index, method: chosen.method, sig: chosen.sig },
        }
    }

    /// `del object[index]`: the call.
    pub fn cyp_delete_item(&mut self, object: Expr, index: &'a ast::Expr, span: Span) -> Expr {
        let sliced =
            matches!(index.kind, ast::ExprKind::Slice { .. }) && self.cyp_has(object.ty, "__delslice__");
        let (name, args) = match sliced {
            true => ("__delslice__", CypArgs::typed(self.cyp_slice_bounds(index, span))),
            false => ("__delitem__", self.cyp_index(index)),
        };
        let shown = self.cx.types.display(object.ty);
        match self.cyp_method_call(object, name, args, span) {
            Ok(done) => done,
            Err(_) => {
                self.error(codes::E0305, span, format!("'{shown}' has no __delitem__"));
                self.error_expr(span)
            }
        }
    }

    /// A builtin function that asks an object by a special method: `abs(v)`, `hash(v)`, `divmod(v, w)`; `None` leaves it to Python.
    pub(super) fn cyp_builtin(
        &mut self,
        name: &str,
        first: &'a ast::Expr,
        rest: &[&'a ast::Expr],
        span: Span,
    ) -> Option<Expr> {
        let methods: &[&str] = match (name, rest) {
            ("abs", []) => &["__abs__"],
            ("hash", []) => &["__hash__"],
            ("round", [] | [_]) => &["__round__"],
            ("divmod", [_]) => &["__divmod__"],
            ("pow", [_]) => &["__pow__"],
            ("int", []) => &["__int__"],
            ("float", []) => &["__float__", "__double__"],
            ("next", []) => &["__next__"],
            _ => return None,
        };
        let ty = self.type_of(first);
        let cyp = self.cyp_of(ty)?;
        let method = methods.iter().find(|m| !self.cyp_methods(&cyp, m).is_empty())?;
        let object = self.expr(first);
        // None has a hash as well.
        if name == "hash"
            && self.cyp_python_class(&cyp).is_some()
            && let [found] = self.cyp_methods(&cyp, "_hash")[..]
        {
            return self.value_call(found, vec![object], &cyp, span);
        }
        let args = rest.iter().map(|&e| CypArg::Ast(e)).collect();
        let args = CypArgs { positional: args, ..CypArgs::default() };
        self.cyp_method_call(object, method, args, span).ok()
    }
}
