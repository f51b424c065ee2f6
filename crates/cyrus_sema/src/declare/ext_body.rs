//! The body of an extension type: attributes, C methods, Python methods, properties.

use super::declarator;
use super::ext_method;
use super::place::{self, Place};
use super::{annotation, cvar, enum_def, nogil_class, pure_mode, special_method, type_expr};
use crate::cx::Cx;
use crate::scope::{Member, MemberKind};
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, CModifiers, ExprKind, Stmt, StmtKind, Visibility};
use cyrus_syntax::walk;
use cyrus_types::{ClassId, ExtField, FieldAccess, Ty, TyId, common};

/// Which class, and which half of it.
#[derive(Clone, Copy, Debug)]
pub struct BodyContext {
    pub class: ClassId,
    /// The pxd has defined layout and C methods; this is the implementation.
    pub defined_in_pxd: bool,
}

/// Declares what the body declares. `place.scope` is the class's own scope.
pub fn declare<'a>(cx: &mut Cx<'a>, place: &Place, context: &BodyContext, body: &'a [Stmt]) {
    let nogil = cx.types.classes[context.class].nogil;
    for (i, stmt) in body.iter().enumerate() {
        if nogil && !nogil_class::allows(cx, context.class, stmt, i == 0) {
            continue;
        }
        statement(cx, place, context, stmt);
    }
}

fn statement<'a>(cx: &mut Cx<'a>, place: &Place, context: &BodyContext, stmt: &'a Stmt) {
    match &stmt.kind {
        StmtKind::CVar(def) => fields(cx, place, context, def, stmt.span),
        StmtKind::CFunc(def) => ext_method::declare(cx, place, context, def),
        StmtKind::FuncDef(def) => ext_method::declare_def(cx, place, context, def),
        StmtKind::Property(def) => {
            property(cx, place, &def.name);
        }
        StmtKind::CdefBlock(inner) => declare(cx, place, context, inner),
        StmtKind::CEnum(def) => enum_def::declare(cx, place, def),
        StmtKind::Expr(expr) => {
            if let ExprKind::Call(call) = &expr.kind
                && super::memview_type::cython_path(cx, place.scope, &call.func).as_deref() == Some("declare")
            {
                for (name, ty) in pure_mode::declared_names(cx, place.scope, expr, &call.args) {
                    field(cx, place, context, &name, ty, None, name.span, &CModifiers::default());
                }
            }
        }
        StmtKind::Assign { targets, value } => {
            if let [target] = targets.as_slice()
                && let Some(declared) = pure_mode::declare_assignment(cx, place.scope, target, value)
            {
                let mods = visibility_of(value);
                for name in &declared.names {
                    field(cx, place, context, name, declared.ty, None, name.span, &mods);
                }
                return;
            }
            targets.iter().for_each(|t| python_target(cx, place, t));
        }
        StmtKind::AnnAssign { target, annotation, value } => {
            annotated(cx, place, context, target, annotation, value.as_ref());
        }
        StmtKind::AugAssign { target, .. } => python_target(cx, place, target),
        StmtKind::ClassDef(def) => python_name(cx, place, &def.name),
        StmtKind::Import(aliases) => {
            for alias in aliases {
                python_name(cx, place, alias.asname.as_ref().unwrap_or(&alias.name.parts[0]));
            }
        }
        StmtKind::ImportFrom(import) => {
            if let ast::ImportNames::Names(names) = &import.names {
                names.iter().for_each(|(n, a)| python_name(cx, place, a.as_ref().unwrap_or(n)));
            }
        }
        StmtKind::For(node) => {
            python_target(cx, place, &node.target);
            declare(cx, place, context, &node.body);
        }
        StmtKind::With { items, body, .. } => {
            let saved = cx.directives.clone();
            for item in items {
                let mut directives = cx.directives.clone();
                if directives.apply_with(cx, place.scope, &item.context, stmt.span) {
                    cx.directives = directives;
                }
            }
            declare(cx, place, context, body);
            cx.directives = saved;
        }
        StmtKind::CImport(_) | StmtKind::CImportFrom(_) => {
            cx.error(codes::E0203, stmt.span, "cimport only allowed at module level");
        }
        StmtKind::If { .. } | StmtKind::Try(_) | StmtKind::While { .. } => {
            let mut blocks: Vec<&'a Vec<Stmt>> = Vec::new();
            walk::stmt_children(stmt, &mut |_| {}, &mut |b| blocks.push(b));
            blocks.into_iter().for_each(|b| declare(cx, place, context, b));
        }
        // Everything else declares nothing in a class.
        _ => {}
    }
}

/// `visibility='public'` of `cython.declare`.
fn visibility_of(call: &ast::Expr) -> CModifiers {
    let mut mods = CModifiers::default();
    if let ExprKind::Call(call) = &call.kind {
        for arg in &call.args {
            if let ast::Arg::Keyword(name, value) = arg
                && name.name == "visibility"
                && let ExprKind::Str(lit) = &value.kind
            {
                mods.visibility = match lit.text.as_deref() {
                    Some(b"public") => Visibility::Public,
                    Some(b"readonly") => Visibility::Readonly,
                    _ => Visibility::Private,
                };
            }
        }
    }
    mods
}

/// `cdef` attributes.
fn fields(cx: &mut Cx<'_>, place: &Place, context: &BodyContext, def: &ast::CVarDef, span: Span) {
    let base = type_expr::resolve_whole(cx, place.scope, &def.ty, false);
    if cx.types.is_fused(base) && !place.in_pxd {
        cx.error(codes::E0306, span, "Fused types not allowed here");
        return;
    }
    for (decl, value) in &def.declarators {
        if let (Some("__cythonbufferdefaults__"), Some(value)) = (decl.name().map(|n| n.name.as_str()), value)
        {
            super::buffer_type::declare_defaults(cx, place.scope, context.class, value);
            continue;
        }
        if value.is_some() {
            cx.error(
                codes::E0309,
                declarator::anchor(decl),
                "Cannot assign default value to fields in cdef classes, structs or unions",
            );
        }
        // A class itself is a complete type for a reference to it.
        let outer = Place { is_extern: false, ..place.clone() };
        let mods = CModifiers { visibility: Visibility::Private, ..def.mods.clone() };
        let Some((declared, ty)) = cvar::resolve(cx, &outer, base, decl, &mods) else { continue };
        if def.mods.overridable {
            cx.error(
                codes::E0306,
                span,
                "Variables cannot be declared with 'cpdef'. Use 'cdef', 'cdef public' or 'cdef readonly' instead.",
            );
        }
        let modifiers = type_expr::modifiers(cx, place.scope, &def.ty);
        let has = |m| modifiers.iter().any(|(modifier, _)| *modifier == m);
        if let Some(name) = &declared.name {
            if has(super::expr_type::Modifier::ClassVar) {
                python_name(cx, place, name);
                continue;
            }
            if has(super::expr_type::Modifier::InitVar) {
                init_var(cx, context.class, &name.name, declared.span);
            }
            field(cx, place, context, name, ty, declared.cname.as_deref(), declared.span, &def.mods);
        }
    }
}

/// Adds one attribute.
fn field(
    cx: &mut Cx<'_>,
    place: &Place,
    context: &BodyContext,
    name: &ast::Ident,
    ty: TyId,
    cname: Option<&str>,
    span: Span,
    mods: &CModifiers,
) {
    let class = context.class;
    if context.defined_in_pxd {
        let message =
            "C attributes cannot be added in implementation part of extension type defined in a pxd";
        cx.error(codes::E0309, span, message);
    }
    if special_method::is_special(&name.name) {
        let message = format!("The name '{}' is reserved for a special method.", name.name);
        cx.error(codes::E0309, span, message);
    }
    if matches!(cx.types.get(ty), Ty::Buffer(_)) {
        cx.error(codes::E0306, span, "Buffer types only allowed as function local variables");
    }
    if let Some(previous) = taken(cx, place, class, &name.name) {
        place::redeclared(cx, &name.name, span, previous);
        return;
    }
    let late = super::cpp_class::is_late(cx, ty, span);
    let (ty, mods) = match cx.types.classes[class].nogil {
        true => (nogil_class::field(cx, class, &name.name, ty, mods, span), &CModifiers::default()),
        false => (ty, mods),
    };
    let access = match mods.visibility {
        Visibility::Public => FieldAccess::Public,
        Visibility::Readonly => FieldAccess::ReadOnly,
        Visibility::Private | Visibility::Extern => FieldAccess::Private,
    };
    if access != FieldAccess::Private {
        if matches!(name.name.as_str(), "__dict__" | "__weakref__") {
            let message = format!("Special attribute {} cannot be exposed to Python", name.name);
            cx.error(codes::E0309, span, message);
            cx.error(codes::E0309, span, format!("Illegal use of special attribute {}", name.name));
        }
        if !has_python_form(cx, ty, 0) {
            let shown = cx.types.display(ty);
            let message = format!("C attribute of type '{shown}' cannot be accessed from Python");
            cx.error(codes::E0309, span, message);
            // The accessors cannot be made.
            cx.error(codes::E0301, span, format!("Cannot convert '{shown}' to Python object"));
            if access == FieldAccess::Public {
                cx.error(codes::E0301, span, format!("Cannot convert Python object to '{shown}'"));
            }
        }
    }
    let def = &cx.types.classes[class];
    let cname = match cname {
        Some(given) => given.into(),
        None if def.extern_struct || def.api || def.public => place::c_identifier(&name.name),
        None => place::c_member(&name.name),
    };
    cx.types.classes[class].fields.push(ExtField { name: name.name.clone(), cname, ty, late, access, span });
    member(cx, place, &name.name, span, MemberKind::Field);
}

/// Whether values of the type can become Python objects.
pub fn has_python_form(cx: &Cx<'_>, ty: TyId, depth: u32) -> bool {
    match cx.types.kind(ty) {
        Ty::Error | Ty::Object | Ty::Builtin(_) | Ty::Ext(_) | Ty::Buffer(_) => true,
        Ty::Bint | Ty::Int(_) | Ty::Float(_) | Ty::Complex(_) | Ty::Enum(_) => true,
        Ty::Ptr(_) => cx.types.is_c_string(ty) || cx.types.is_wide_string(ty),
        Ty::Array(elem, len) => len.is_some() && depth < 8 && has_python_form(cx, *elem, depth + 1),
        Ty::Struct(id) => {
            let def = &cx.types.structs[*id];
            depth < 8 && def.fields.iter().all(|f| has_python_form(cx, f.ty, depth + 1))
        }
        Ty::CTuple(items) => items.iter().all(|&t| has_python_form(cx, t, depth + 1)),
        Ty::Cyp(cyp) => cx.types.python_holds(cyp),
        Ty::MemView(_) | Ty::Cpp(..) | Ty::Fused(_) | Ty::TemplateParam(_) | Ty::WeakParam(_) => true,
        _ => false,
    }
}

/// Where the class (or a base, for attributes) already has something of this name.
fn taken(cx: &Cx<'_>, place: &Place, class: ClassId, name: &str) -> Option<Option<Span>> {
    if let Some(member) = cx.scopes[place.scope].members.get(name) {
        return Some(Some(member.span));
    }
    // Attributes of bases are attributes of this class.
    cx.types.find_field(class, name).map(|(owner, f)| (owner == class).then_some(f.span))
}

/// Notes a member's name.
pub fn member(cx: &mut Cx<'_>, place: &Place, name: &str, span: Span, kind: MemberKind) {
    cx.scopes[place.scope].members.insert(name.into(), Member { span, kind });
}

fn property(cx: &mut Cx<'_>, place: &Place, name: &ast::Ident) {
    member(cx, place, &name.name, name.span, MemberKind::Property);
}

/// A Python-level attribute of the class.
fn python_name(cx: &mut Cx<'_>, place: &Place, name: &ast::Ident) {
    if cx.scopes[place.scope].members.get(&name.name).is_none() {
        member(cx, place, &name.name, name.span, MemberKind::PyAttr);
    }
}

fn python_target(cx: &mut Cx<'_>, place: &Place, target: &ast::Expr) {
    match &target.kind {
        ExprKind::Name(name) => python_name(cx, place, &ast::Ident { name: name.clone(), span: target.span }),
        ExprKind::Tuple(items) | ExprKind::List(items) => {
            items.iter().for_each(|t| python_target(cx, place, t));
        }
        _ => {}
    }
}

/// `x: cython.int` declares an attribute; with a value it is a class attribute, except in dataclasses.
fn annotated(
    cx: &mut Cx<'_>,
    place: &Place,
    context: &BodyContext,
    target: &ast::Expr,
    annotation: &ast::Expr,
    value: Option<&ast::Expr>,
) {
    let ExprKind::Name(name) = &target.kind else { return };
    let name = ast::Ident { name: name.clone(), span: target.span };
    if let Some(value) = value
        && let Some(declared) = pure_mode::declare_assignment(cx, place.scope, target, value)
    {
        let mods = visibility_of(value);
        for name in &declared.names {
            field(cx, place, context, name, declared.ty, None, name.span, &mods);
        }
        return;
    }
    if cx.scopes[place.scope].members.contains_key(&name.name) {
        return;
    }
    let dataclass = cx.directives.dataclass;
    let inherited = cx.types.find_field(context.class, &name.name).is_some();
    if inherited {
        if dataclass {
            let message = "Cannot redeclare inherited fields in Cython dataclasses";
            cx.error(codes::E0309, target.span, message);
        }
        return;
    }
    let typed = match &annotation.kind {
        ExprKind::Str(_) => None,
        _ if !cx.directives.annotation_typing => None,
        _ => annotation::resolve_with_modifiers(cx, place.scope, annotation),
    };
    let is_init_var = typed.as_ref().is_some_and(|(_, m)| m.contains(&super::expr_type::Modifier::InitVar));
    if is_init_var {
        init_var(cx, context.class, &name.name, target.span);
    }
    let class_var = typed.as_ref().is_some_and(|(_, m)| m.contains(&super::expr_type::Modifier::ClassVar));
    let ty = typed.map_or(common::OBJECT, |(ty, _)| ty);
    let as_target = value.is_some() && !dataclass;
    if as_target || class_var {
        if as_target && !class_var && !cx.types.is_object(ty) && !cx.types.is_error(ty) {
            cx.warn(
                codes::W0301,
                annotation.anchor_span(),
                "Annotation ignored since class-level attributes must be Python objects. Were you trying to set \
                 up an instance attribute?",
            );
        }
        python_name(cx, place, &name);
        return;
    }
    let mut mods = CModifiers::default();
    if dataclass && has_python_form(cx, ty, 0) {
        mods.visibility = Visibility::Public;
    }
    field(cx, place, context, &name, ty, None, target.span, &mods);
}

/// Notes an attribute that is only an argument of a dataclass's constructor.
fn init_var(cx: &mut Cx<'_>, class: ClassId, name: &str, span: Span) {
    if !cx.directives.dataclass {
        let message = "Use of cython.dataclasses.InitVar does not make sense outside a dataclass";
        cx.error(codes::E0309, span, message);
    }
    cx.init_vars.insert((class, name.into()));
}
