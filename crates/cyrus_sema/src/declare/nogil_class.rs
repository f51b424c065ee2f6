//! `cdef class X nogil`: what such a class may contain.
//!
//! The class is a plain C struct, so nothing in it may need the object header that an extension type has: attributes
//! are C values, methods are C functions without dispatch that run without the GIL, and Python sees none of it.

use super::{ext_method, special_method};
use crate::cx::Cx;
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind, Stmt, StmtKind, Visibility};
use cyrus_types::{ClassId, Counting, DEALLOC, ExcSpec, FuncTyId, Ty, TyId, common};

/// The special methods that a nogil class may have: they need no return type, and are nogil without saying so.
pub fn is_life(name: &str) -> bool {
    matches!(name, "__init__" | "__cinit__") || name == DEALLOC
}

/// Whether a statement may stand in the body; reports it if not.
pub fn allows(cx: &mut Cx<'_>, class: ClassId, stmt: &Stmt, first: bool) -> bool {
    let shown = cx.types.classes[class].name.clone();
    match &stmt.kind {
        StmtKind::CVar(_)
        | StmtKind::CFunc(_)
        | StmtKind::CdefBlock(_)
        | StmtKind::CEnum(_)
        | StmtKind::Pass
        | StmtKind::Error => true,
        StmtKind::Expr(e) if first && matches!(e.kind, ExprKind::Str(_)) => true,
        StmtKind::FuncDef(def) => {
            let name = &def.name.name;
            let written = if is_life(name) {
                format!("cdef {name}(self) nogil")
            } else {
                format!("cdef int {name}(self) nogil")
            };
            let message = format!(
                "Python cannot see nogil class '{shown}', so '{name}' cannot be a 'def' method; it is declared like \
                 '{written}'"
            );
            cx.error(codes::E0310, def.name.span, message);
            false
        }
        StmtKind::Property(def) => {
            let message = format!("Python cannot see nogil class '{shown}', so it has no properties");
            cx.error(codes::E0310, def.name.span, message);
            false
        }
        _ => {
            let message =
                format!("The body of nogil class '{shown}' is for 'cdef' attributes and methods only");
            cx.error(codes::E0310, stmt.span, message);
            false
        }
    }
}

/// What the head may not say.
pub fn check_head(cx: &mut Cx<'_>, class: &str, span: Span, visible: bool, is_extern: bool) {
    if visible {
        let message =
            format!("Python cannot see nogil class '{class}': it is neither public nor a dataclass");
        cx.error(codes::E0310, span, message);
    }
    if is_extern {
        let message = format!("Nogil class '{class}' cannot be declared extern: declare its struct instead");
        cx.error(codes::E0310, span, message);
    }
}

/// The base of a class that is not of its kind.
pub fn wrong_base(cx: &mut Cx<'_>, base: &str, class: &str, nogil: bool, span: Span) {
    let message = if nogil {
        format!("Nogil class '{class}' can only derive from a nogil class, which '{base}' is not")
    } else {
        format!("'{class}' cannot derive from nogil class '{base}' without being one: it lacks 'nogil'")
    };
    cx.error(codes::E0310, span, message);
}

/// A base too many.
pub fn second_base(cx: &mut Cx<'_>, class: &str, span: Span) {
    cx.error(codes::E0310, span, format!("Nogil class '{class}' can have one base only"));
}

/// The type of an attribute, after what is wrong with it has been reported.
pub fn field(
    cx: &mut Cx<'_>,
    class: ClassId,
    name: &str,
    ty: TyId,
    mods: &ast::CModifiers,
    span: Span,
) -> TyId {
    let shown = cx.types.classes[class].name.clone();
    if matches!(mods.visibility, Visibility::Public | Visibility::Readonly) {
        let message =
            format!("Python cannot see nogil class '{shown}', so '{name}' cannot be public or readonly");
        cx.error(codes::E0310, span, message);
    }
    let what = match (cx.types.counting(ty), cx.types.kind(ty)) {
        (Counting::Python, _) => "a Python object",
        (Counting::MemView, _) => "a memoryview",
        (_, Ty::Cpp(..)) => "a C++ object (keep a pointer to it)",
        (_, Ty::CTuple(_)) if cx.types.drop_needs_gil(ty) => "a tuple with Python objects in it",
        _ => {
            // An attribute without an end would make its class one.
            let whole = matches!(cx.types.kind(ty), Ty::NogilClass(_) | Ty::Struct(_));
            return if whole && !super::declarator::is_complete(cx, ty) { common::ERROR } else { ty };
        }
    };
    cx.error(codes::E0310, span, format!("Attribute '{name}' of nogil class '{shown}' cannot be {what}"));
    common::ERROR
}

/// The return type of a method that declares none.
pub fn undeclared_return(cx: &mut Cx<'_>, class: ClassId, def: &ast::CFuncDef) -> TyId {
    let name = def.declarator.name().map(|n| n.name.clone()).unwrap_or_default();
    if !is_life(&name) && !def.mods.overridable {
        let shown = cx.types.classes[class].name.clone();
        let message = format!(
            "Method '{name}' of nogil class '{shown}' needs a return type, like 'cdef void {name}(...) nogil'"
        );
        cx.error(codes::E0310, super::declarator::anchor(&def.declarator), message);
    }
    common::VOID
}

/// Checks a method's signature and completes it: `self` is a pointer, and a value's end raises nothing.
pub fn method(
    cx: &mut Cx<'_>,
    class: ClassId,
    def: &ast::CFuncDef,
    name: &ast::Ident,
    sig: FuncTyId,
    is_static: bool,
) -> FuncTyId {
    let shown = cx.types.classes[class].name.clone();
    let mut func = cx.types.funcs[sig].clone();
    let what = format!("Method '{}' of nogil class '{shown}'", name.name);
    let error = |cx: &mut Cx<'_>, span, message: String| cx.error(codes::E0310, span, message);
    if special_method::is_special(&name.name) && !is_life(&name.name) {
        let message =
            format!("{what} is not possible: only __init__, __cinit__ and __dealloc__ are special there");
        error(cx, name.span, message);
    }
    if def.mods.overridable {
        error(cx, name.span, format!("{what} must be declared 'cdef', not 'cpdef': Python cannot see it"));
    } else if !func.nogil {
        error(cx, name.span, format!("{what} must be declared 'nogil'"));
        func.nogil = true;
    }
    if cx.types.is_object(func.ret) {
        error(cx, name.span, format!("{what} cannot return a Python object"));
        func.ret = common::ERROR;
    }
    if let Some(params) = crate::check::cfunction::function_params(&def.declarator) {
        for p in params.all().skip(usize::from(!is_static)) {
            if p.ty.is_none() && p.annotation.is_none() && def.body.is_some() {
                let param = p.name().map(|n| n.name.clone()).unwrap_or_default();
                error(cx, p.span, format!("Parameter '{param}' of method '{}' needs a C type", name.name));
            }
        }
    }
    if !is_static
        && let Some(this) = func.params.first_mut()
        && matches!(*cx.types.kind(this.ty), Ty::NogilClass(id) if id == class)
    {
        this.ty = ext_method::self_type(cx, class);
    }
    if name.name == DEALLOC {
        if func.params.len() != 1 || is_static || cx.types.resolved(func.ret) != common::VOID {
            error(cx, name.span, format!("{what} takes 'self' only and returns nothing"));
        }
        func.exception = ExcSpec::None;
    }
    cx.types.intern_func(func)
}
