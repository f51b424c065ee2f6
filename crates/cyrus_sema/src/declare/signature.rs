//! When two C signatures are the same, or one may stand in for the other.

use crate::cx::Cx;
use cyrus_types::{ExcSpec, FuncTy, FuncTyId, Ty, TyId};

/// The same C signature, names aside.
pub fn same(cx: &Cx<'_>, a: FuncTyId, b: FuncTyId) -> bool {
    if a == b {
        return true;
    }
    let (a, b) = (&cx.types.funcs[a], &cx.types.funcs[b]);
    same_params(a, b, 0)
        && a.optional == b.optional
        && a.ret == b.ret
        && a.exception == b.exception
        && a.nogil == b.nogil
}

/// A signature with the names that another one gives its parameters.
pub fn with_names_of(cx: &mut Cx<'_>, sig: FuncTyId, names: FuncTyId) -> FuncTyId {
    let mut renamed = cx.types.funcs[sig].clone();
    for (param, other) in renamed.params.iter_mut().zip(&cx.types.funcs[names].params) {
        param.name = other.name.clone().or(param.name.take());
    }
    cx.types.intern_func(renamed)
}

/// The same signature of a method: the receiver is not compared.
pub fn same_method(cx: &Cx<'_>, a: FuncTyId, b: FuncTyId, is_static: bool) -> bool {
    let (a, b) = (&cx.types.funcs[a], &cx.types.funcs[b]);
    same_params(a, b, usize::from(!is_static))
        && a.optional == b.optional
        && a.ret == b.ret
        && a.exception == b.exception
}

fn same_params(a: &FuncTy, b: &FuncTy, skip: usize) -> bool {
    a.varargs == b.varargs
        && a.params.len() == b.params.len()
        && a.params.iter().zip(&b.params).skip(skip).all(|(x, y)| x.ty == y.ty)
}

/// Parameters that pass the same C value: names of one C type, views that differ in `const`.
fn same_value(cx: &Cx<'_>, new: TyId, old: TyId) -> bool {
    new == old
        || match (cx.types.kind(new), cx.types.kind(old)) {
            (Ty::MemView(a), Ty::MemView(b)) => {
                a.axes == b.axes && cx.types.unqualified(a.elem) == cx.types.unqualified(b.elem)
            }
            (Ty::Int(a), Ty::Int(b)) => a == b,
            (Ty::Float(a), Ty::Float(b)) => a == b,
            _ => false,
        }
}

/// Whether a function of signature `new` may implement what was declared as `old`.
pub fn compatible(cx: &Cx<'_>, new: FuncTyId, old: FuncTyId) -> bool {
    compatible_from(cx, new, old, 0)
}

/// Whether a method of signature `new` may override one of signature `old`.
pub fn compatible_method(cx: &Cx<'_>, new: FuncTyId, old: FuncTyId, is_static: bool) -> bool {
    compatible_from(cx, new, old, usize::from(!is_static))
}

fn compatible_from(cx: &Cx<'_>, new: FuncTyId, old: FuncTyId, skip: usize) -> bool {
    let (new, old) = (&cx.types.funcs[new], &cx.types.funcs[old]);
    let required = |f: &FuncTy| f.params.len() - f.optional as usize;
    new.varargs == old.varargs
        && required(new) == required(old)
        && new.optional >= old.optional
        && new.params.iter().zip(&old.params).skip(skip).all(|(x, y)| same_value(cx, x.ty, y.ty))
        && subtype(cx, new.ret, old.ret)
        && new.nogil == old.nogil
        && exception_compatible(&new.exception, &old.exception)
}

/// Whether a value of type `a` is one of type `b` without conversion.
pub fn subtype(cx: &Cx<'_>, a: TyId, b: TyId) -> bool {
    if a == b || cx.types.is_error(a) || cx.types.is_error(b) {
        return true;
    }
    match (cx.types.kind(a), cx.types.kind(b)) {
        (Ty::Ext(x), Ty::Ext(y)) => cx.types.is_subclass(*x, *y),
        (Ty::Ext(_) | Ty::Builtin(_) | Ty::Buffer(_), Ty::Object) => true,
        (x, y) => x == y,
    }
}

/// The value and the check of an exception specification, as callers see them.
fn parts(spec: &ExcSpec) -> (Option<String>, bool) {
    match spec {
        ExcSpec::None | ExcSpec::Object => (None, false),
        ExcSpec::Value(v) => (Some(v.text()), false),
        ExcSpec::Maybe(v) => (Some(v.text()), true),
        ExcSpec::Check | ExcSpec::Beside => (None, true),
        ExcSpec::Cpp { .. } => (None, true),
    }
}

/// Narrower checks are fine, missing ones are not.
pub fn exception_compatible(new: &ExcSpec, old: &ExcSpec) -> bool {
    let is_cpp = |s: &ExcSpec| matches!(s, ExcSpec::Cpp { .. });
    if is_cpp(new) && !is_cpp(old) {
        return false;
    }
    let (new_value, new_check) = parts(new);
    let (old_value, old_check) = parts(old);
    if old_check && old_value.is_none() {
        return true;
    }
    if old_check && !new_check && new_value.is_none() {
        return true;
    }
    if new_value != old_value {
        return false;
    }
    !new_check || old_check
}
