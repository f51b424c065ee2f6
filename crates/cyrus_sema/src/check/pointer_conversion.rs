//! Which pointers, and pointers to functions, convert to which without a cast.

use super::Checker;
use cyrus_hir::{Expr, ExprKind};
use cyrus_types::{FuncTyId, IntTy, Ty, TyId};

impl Checker<'_, '_> {
    /// Whether one pointer type converts to another.
    pub fn pointers_convert_to(&mut self, from: TyId, to: TyId) -> bool {
        match (self.cx.types.pointee(from), self.cx.types.pointee(to)) {
            (Some(a), Some(b)) => self.pointers_convert(a, b),
            _ => false,
        }
    }

    /// Whether a pointer to `a` may be used where one to `b` is wanted.
    pub(super) fn pointers_convert(&mut self, a: TyId, b: TyId) -> bool {
        if self.cpp_same(a, b) || self.cpp_derives(a, b) {
            return true;
        }
        let types = &self.cx.types;
        let (ra, rb) = (types.resolved(a), types.resolved(b));
        if ra == rb || matches!(types.get(rb), Ty::Void) {
            return true;
        }
        match (types.get(ra), types.get(rb)) {
            // Two headers may declare the same struct.
            (Ty::Struct(x), Ty::Struct(y)) => {
                let (x, y) = (&types.structs[*x], &types.structs[*y]);
                x.name == y.name && x.cname == y.cname
            }
            (Ty::Func(f), Ty::Func(g)) => self.funcs_convert(*f, *g),
            (Ty::Ptr(x), Ty::Ptr(y)) => types.resolved(*x) == types.resolved(*y),
            (Ty::Int(x), Ty::Int(y)) => {
                // `char *` and its signed variants hold strings alike.
                let char_like = |i: &IntTy| matches!(i, IntTy::Char | IntTy::SChar | IntTy::UChar);
                let size_like = |i: &IntTy| matches!(i, IntTy::SSizeT | IntTy::PosixSSizeT);
                size_like(x) && size_like(y)
                    || char_like(x)
                        && char_like(y)
                        && (self.cx.types.unqualified(a) == self.cx.types.unqualified(b))
            }
            (Ty::TemplateParam(_), _) | (_, Ty::TemplateParam(_)) => true,
            // The base comes first in the struct.
            (Ty::NogilClass(x), Ty::NogilClass(y)) => types.is_subclass(*x, *y),
            _ => false,
        }
    }

    /// In Cython+, functions that say nothing about exceptions do not raise, and are given to threads as they are: makes
    /// one that stands where none must come out into one that reports them instead.
    pub(super) fn becomes_noexcept(&mut self, value: &Expr, g: FuncTyId) -> bool {
        use cyrus_types::ExcSpec;
        let ExprKind::CFunc(id) = value.kind else { return false };
        let silent = self.cx.csignatures.get(&id).is_some_and(|signature| signature.implicit_exception);
        if self.cx.types.cyp_classes.is_empty()
            || !silent
            || self.cx.types.funcs[g].exception != ExcSpec::None
        {
            return false;
        }
        let mut func = self.cx.types.funcs[self.cx.cfuncs[id].sig].clone();
        func.exception = ExcSpec::None;
        let sig = self.cx.types.intern_func(func);
        if !self.funcs_convert(sig, g) {
            return false;
        }
        self.cx.cfuncs[id].sig = sig;
        if let Some(checked) = self.cx.cfuncs[id].func
            && let cyrus_hir::FuncKind::C(info) | cyrus_hir::FuncKind::CPdef(info, _) =
                &mut self.cx.funcs[checked].kind
        {
            info.sig = sig;
        }
        true
    }

    /// Whether a function of type `f` may stand where one of type `g` is called.
    pub(super) fn funcs_convert(&self, f: cyrus_types::FuncTyId, g: cyrus_types::FuncTyId) -> bool {
        use cyrus_types::ExcSpec;
        let types = &self.cx.types;
        let (f, g) = (&types.funcs[f], &types.funcs[g]);
        let same_types = self.same_c_type(types.resolved(f.ret), types.resolved(g.ret))
            && f.params.len() == g.params.len()
            && f.varargs == g.varargs
            && f.params.iter().zip(&g.params).all(|(x, y)| self.param_takes(x.ty, y.ty));
        let exceptions = match (&f.exception, &g.exception) {
            (a, b) if a == b => true,
            // What cannot raise can stand where raising is looked for only by `except *`/`except ?`.
            (ExcSpec::None, ExcSpec::Check | ExcSpec::Maybe(_)) => true,
            (ExcSpec::Value(_) | ExcSpec::Maybe(_), ExcSpec::Check) => true,
            (ExcSpec::Value(a), ExcSpec::Maybe(b)) => a == b,
            (ExcSpec::Cpp { .. }, _) | (_, ExcSpec::Cpp { .. }) => true,
            _ => false,
        };
        same_types && exceptions && (f.nogil || !g.nogil)
    }

    /// Whether a parameter takes what is passed for another without a conversion: what it points to may be constant.
    fn param_takes(&self, param: TyId, passed: TyId) -> bool {
        let types = &self.cx.types;
        let (x, y) = (types.resolved(param), types.resolved(passed));
        match (types.get(x), types.get(y)) {
            (Ty::Ptr(a), Ty::Ptr(b)) => {
                self.same_c_type(*a, *b)
                    || matches!(*types.get(*a), Ty::Const(inner) if self.same_c_type(inner, *b))
            }
            _ => x == y,
        }
    }

    /// Whether two types are one, whatever names typedefs give to them or to what they point to.
    fn same_c_type(&self, a: TyId, b: TyId) -> bool {
        let types = &self.cx.types;
        let named = |mut ty: TyId| {
            while let Ty::Typedef(id) = *types.get(ty) {
                ty = types.typedefs[id].base;
            }
            ty
        };
        let (a, b) = (named(a), named(b));
        match (types.get(a), types.get(b)) {
            _ if a == b => true,
            (Ty::Ptr(x), Ty::Ptr(y)) | (Ty::Const(x), Ty::Const(y)) => self.same_c_type(*x, *y),
            (Ty::Func(f), Ty::Func(g)) => self.funcs_convert(*f, *g),
            _ => false,
        }
    }
}
