//! Declarators: the pointers, arrays, references and parameter lists around a declared name.
//!
//! In: a base type and the declarator. Out: the name, its type and what a function type does not hold
//! (names and defaults of parameters). Messages stand where Cython puts them: at the bracket that opens
//! a function or array part.

use super::const_value::{self, ConstValue};
use super::{annotation, except_spec, template, type_expr};
use crate::cx::{CSignature, Cx};
use crate::scope::{Entry, EntryKind, ScopeId};
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, DeclaratorKind};
use cyrus_types::{ArrayLen, FuncParamTy, FuncTy, TemplateParamDef, Ty, TyId, common};

/// What is known around a declarator.
#[derive(Clone, Debug, Default)]
pub struct DeclContext {
    /// A function definition: it and its parameters must be named, and a lone name in its parameter
    /// list is the parameter's.
    pub defining: bool,
    /// Declared in an extern block: no exceptions unless said so.
    pub is_extern: bool,
    pub in_pxd: bool,
    /// `nogil` of the enclosing block.
    pub nogil: bool,
    /// In the body of an extension type or cypclass: the type of `self`.
    pub self_ty: Option<TyId>,
    pub is_static: bool,
    /// A method that is never overridden: it signals exceptions as plain functions do.
    pub direct: bool,
    /// In the body of a cypclass.
    pub cypclass: bool,
    /// Types given by `@cython.locals`, with the places of the type expressions.
    pub locals: Vec<(Name, TyId, Span)>,
}

/// A declared name.
#[derive(Clone, Debug)]
pub struct Declared {
    pub name: Option<ast::Ident>,
    pub ty: TyId,
    pub cname: Option<String>,
    /// Where messages about the declarator point.
    pub span: Span,
    /// Of the function declared, when one is.
    pub signature: CSignature,
    /// The scope with the template parameters of the function declared, when it has some.
    pub template_scope: Option<ScopeId>,
}

/// Where messages about this declarator point.
pub fn anchor(declarator: &ast::Declarator) -> Span {
    Span::new(declarator.span.file, declarator.anchor, declarator.span.end.max(declarator.anchor))
}

/// The template parameters of the function that `declarator` declares.
pub fn template_params(declarator: &ast::Declarator) -> &[ast::TemplateParam] {
    match &declarator.kind {
        DeclaratorKind::Name { .. } => &[],
        DeclaratorKind::Pointer { inner, .. }
        | DeclaratorKind::Reference(inner)
        | DeclaratorKind::RvalueReference(inner)
        | DeclaratorKind::Array { inner, .. } => template_params(inner),
        DeclaratorKind::Function(f) => {
            if f.template_params.is_empty() {
                template_params(&f.inner)
            } else {
                &f.template_params
            }
        }
    }
}

/// Opens a scope for the template parameters of a function, which its return type may mention too.
///
/// Returns the scope to resolve the whole declaration in, and the parameters.
pub fn open_templates(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    declarator: &ast::Declarator,
) -> (ScopeId, Vec<cyrus_types::TemplateParamId>) {
    let params = template_params(declarator);
    if params.is_empty() {
        return (scope, Vec::new());
    }
    let inner = type_expr::template_scope(cx, scope);
    let mut ids = Vec::with_capacity(params.len());
    for param in params {
        let id = cx.types.template_params.push(TemplateParamDef {
            name: param.name.name.clone(),
            optional: param.optional,
            stand_in: None,
            weak: false,
        });
        let ty = cx.types.intern(Ty::TemplateParam(id));
        let entry = Entry::new(param.name.name.clone(), Some(param.name.span), EntryKind::Type(ty));
        cx.enter(inner, entry);
        ids.push(id);
    }
    (inner, ids)
}

/// The name and type that `declarator` gives on top of `base`.
pub fn resolve(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    base: TyId,
    declarator: &ast::Declarator,
    context: DeclContext,
) -> Declared {
    let mut signature = CSignature::default();
    let (name, ty, cname) = layer(cx, scope, base, declarator, &context, &mut signature);
    Declared { name, ty, cname, span: anchor(declarator), signature, template_scope: None }
}

fn layer(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    base: TyId,
    declarator: &ast::Declarator,
    context: &DeclContext,
    signature: &mut CSignature,
) -> (Option<ast::Ident>, TyId, Option<String>) {
    let span = anchor(declarator);
    match &declarator.kind {
        DeclaratorKind::Name { name, cname } => {
            let ty = type_expr::specialize(cx, base);
            (name.clone(), ty, cname.clone())
        }
        DeclaratorKind::Pointer { inner, is_const, is_restrict } => {
            // Only a promise to the C compiler, which functions cannot make.
            if *is_restrict && matches!(inner.kind, DeclaratorKind::Function(_)) {
                let at = Span { start: declarator.span.start + 1, ..declarator.span };
                cx.error(codes::E0306, at, "Restrict qualifier cannot be applied to function type");
            }
            if cx.types.is_object(base) {
                cx.error(codes::E0306, span, "Pointer base type cannot be a Python object");
            }
            let mut ty = cx.types.ptr(base);
            if *is_const {
                ty = cx.types.constant(ty);
            }
            layer(cx, scope, ty, inner, context, signature)
        }
        DeclaratorKind::Reference(inner) => {
            if cx.types.is_object(base) {
                cx.error(codes::E0306, span, "Reference base type cannot be a Python object");
            }
            let ty = cx.types.intern(Ty::Ref(base));
            layer(cx, scope, ty, inner, context, signature)
        }
        DeclaratorKind::RvalueReference(inner) => {
            if cx.types.is_object(base) {
                cx.error(codes::E0306, span, "Rvalue-reference base type cannot be a Python object");
            }
            let ty = cx.types.intern(Ty::RvalueRef(base));
            layer(cx, scope, ty, inner, context, signature)
        }
        DeclaratorKind::Array { inner, dim: Some(dim) } if matches!(cx.types.kind(base), Ty::Func(_)) => {
            let ty = wrong_template_params(cx, dim);
            layer(cx, scope, ty, inner, context, signature)
        }
        DeclaratorKind::Array { inner, dim } => {
            let ty = array(cx, scope, base, dim.as_deref(), span);
            layer(cx, scope, ty, inner, context, signature)
        }
        DeclaratorKind::Function(function) => {
            let ty = self::function(cx, scope, base, function, span, context, signature);
            let inner = DeclContext { locals: Vec::new(), ..context.clone() };
            layer(cx, scope, ty, &function.inner, &inner, signature)
        }
    }
}

fn array(cx: &mut Cx<'_>, scope: ScopeId, base: TyId, dim: Option<&ast::Expr>, span: Span) -> TyId {
    // `vector[int] v` may have been read as an array declarator behind a nameless type.
    if let (Ty::Cpp(id, _), Some(dim)) = (cx.types.get(base).clone(), dim)
        && !cx.types.cpp_classes[id].params.is_empty()
    {
        return template::apply_exprs(cx, scope, type_expr::TemplateBase::Cpp(id), dim, span);
    }
    array_of(cx, scope, base, dim, span)
}

/// Applies `make` to the elements of an array type written so far, or to a type that is none.
pub fn innermost(cx: &mut Cx<'_>, ty: TyId, make: impl FnOnce(&mut Cx<'_>, TyId) -> TyId) -> TyId {
    match cx.types.get(ty).clone() {
        Ty::Array(elem, len) => {
            let elem = innermost(cx, elem, make);
            cx.types.intern(Ty::Array(elem, len))
        }
        _ => make(cx, ty),
    }
}

/// The array type over `base`; `None` for `[]`.
pub fn array_of(cx: &mut Cx<'_>, scope: ScopeId, base: TyId, dim: Option<&ast::Expr>, span: Span) -> TyId {
    let mut len = None;
    if let Some(dim) = dim {
        let at = const_value::span_of(dim);
        match const_value::evaluate(cx, scope, dim) {
            ConstValue::Int(i) => match u64::try_from(i) {
                Ok(n) => len = Some(ArrayLen::Known(n)),
                Err(_) => {
                    cx.error(codes::E0306, at, "Array dimension cannot be negative");
                    return common::ERROR;
                }
            },
            ConstValue::Error => return common::ERROR,
            value => {
                let is_integer = cx.types.is_integer(value.ty());
                if !is_integer {
                    let shown = cx.types.display(value.ty());
                    cx.error(codes::E0306, at, format!("Array dimension not integer, got '{shown}'"));
                }
                if is_const_variable(cx, scope, dim) {
                    cx.error(codes::E0306, at, "Array dimension cannot be const variable");
                    return common::ERROR;
                }
                if !is_integer {
                    return common::ERROR;
                }
                len = value.c_text().map(ArrayLen::C);
            }
        }
    }
    if !is_complete(cx, base) {
        let shown = cx.types.display(base);
        cx.error(codes::E0306, span, format!("Array element type '{shown}' is incomplete"));
    }
    if cx.types.is_object(base) {
        cx.error(codes::E0306, span, "Array element cannot be a Python object");
        return common::ERROR;
    }
    if matches!(cx.types.kind(base), Ty::Func(_)) {
        cx.error(codes::E0306, span, "Array element cannot be a function");
        return common::ERROR;
    }
    cx.types.intern(Ty::Array(base, len))
}

/// What stands in brackets before the parameters of a function are the names of template parameters.
fn wrong_template_params(cx: &mut Cx<'_>, dim: &ast::Expr) -> TyId {
    let at = const_value::span_of(dim);
    let is_list = matches!(dim.kind, ast::ExprKind::Name(_) | ast::ExprKind::Tuple(_));
    if !is_list {
        cx.error(codes::E0306, at, "Template arguments must be a list of names");
    }
    cx.error(codes::E0306, at, "Template parameter not a type");
    common::ERROR
}

/// A `const` variable of this module, as opposed to a constant that a header declares.
fn is_const_variable(cx: &Cx<'_>, scope: ScopeId, dim: &ast::Expr) -> bool {
    let ast::ExprKind::Name(name) = &dim.kind else { return false };
    match cx.lookup(scope, name).map(|e| &e.kind) {
        Some(EntryKind::CVar(id)) => {
            let var = &cx.cvars[*id];
            var.origin != cyrus_types::Origin::Extern && matches!(cx.types.get(var.ty), Ty::Const(_))
        }
        _ => false,
    }
}

/// Whether values of the type can exist: its size is known.
pub fn is_complete(cx: &Cx<'_>, ty: TyId) -> bool {
    match cx.types.kind(ty) {
        Ty::Void => false,
        Ty::Struct(id) => {
            let def = &cx.types.structs[*id];
            def.complete || def.origin == cyrus_types::Origin::Extern
        }
        Ty::Cpp(id, _) => {
            let def = &cx.types.cpp_classes[*id];
            def.complete || def.origin == cyrus_types::Origin::Extern
        }
        Ty::NogilClass(id) => cx.types.classes[*id].complete,
        Ty::Array(_, len) => len.is_some(),
        _ => true,
    }
}

fn function(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    ret: TyId,
    function: &ast::FuncDeclarator,
    span: Span,
    context: &DeclContext,
    signature: &mut CSignature,
) -> TyId {
    let mut params = Vec::new();
    let implicit_exception = matches!(function.exception, ast::ExceptionSpec::Unspecified);
    let mut own = CSignature { implicit_exception, ..CSignature::default() };
    let mut optional = 0;
    let outermost = matches!(function.inner.kind, DeclaratorKind::Name { .. });
    let context = if outermost {
        context.clone()
    } else {
        // A function pointer: nothing of the enclosing class or definition applies to its parameters.
        DeclContext {
            is_extern: context.is_extern,
            in_pxd: context.in_pxd,
            nogil: context.nogil,
            ..DeclContext::default()
        }
    };
    for (i, param) in function.params.items.iter().enumerate() {
        let (name, ty) = parameter(cx, scope, param, i, span, &context);
        own.param_names.push(name.clone());
        own.has_default.push(param.default.is_some());
        own.param_spans.push(param.span);
        let is_receiver = context.cypclass && i == 0 && !context.is_static;
        if is_receiver && param.default.is_some() {
            cx.error(codes::E0309, param.span, "This argument cannot have a default value");
        } else if param.default.is_some() {
            optional += 1;
        } else if optional > 0 {
            cx.error(codes::E0306, span, "Non-default argument follows default argument");
        }
        if is_receiver {
            // The receiver is not part of the signature.
            own.param_names.pop();
            own.has_default.pop();
            own.param_spans.pop();
            continue;
        }
        let not_none = param.none == ast::NoneSpec::NotNone || annotated_not_none(cx, scope, param);
        let keyword = param.kind == ast::ParamKind::KeywordOnly;
        params.push(FuncParamTy { name, ty, not_none, keyword });
    }
    if let Some(convention) = &function.calling_convention
        && !cx.directives.callspec.is_empty()
        && *convention != cx.directives.callspec
    {
        let wanted = cx.directives.callspec.clone();
        let message = format!("cannot have both '{convention}' and '{wanted}' calling conventions");
        cx.error(codes::E0306, span, message);
    }
    if matches!(cx.types.get(ret), Ty::RvalueRef(_)) {
        cx.warn(codes::W0301, span, "Rvalue-reference as function return type not supported");
    }
    for param in &params {
        let Ty::RvalueRef(to) = *cx.types.get(param.ty) else { continue };
        if !matches!(cx.types.get(to), Ty::TemplateParam(_)) {
            cx.warn(codes::W0301, span, "Rvalue-reference as function argument not supported");
        }
    }
    let exception = except_spec::resolve(cx, scope, ret, function, outermost, span, &context);
    if matches!(cx.types.kind(ret), Ty::Func(_)) {
        cx.error(codes::E0306, span, "Function cannot return a function");
    }
    // The block that holds the lock may be the function's own.
    if super::cyp_class::is_locked(cx, ret) {
        cx.error(codes::E0606, span, "Function cannot return a 'locked' cypclass instance");
    }
    if outermost {
        *signature = own;
    }
    let nogil = function.nogil || function.with_gil || context.nogil || (context.cypclass && outermost);
    cx.types.func_ty(FuncTy {
        params,
        ret,
        varargs: function.params.ellipsis,
        optional,
        exception,
        nogil,
        with_gil: function.with_gil,
    })
}

/// Whether the annotation of a parameter is a type of objects that excludes None.
pub fn annotated_not_none(cx: &mut Cx<'_>, scope: ScopeId, param: &ast::Param) -> bool {
    let (None, Some(annotation), true) = (&param.ty, &param.annotation, cx.directives.annotation_typing)
    else {
        return false;
    };
    let none_default = matches!(
        &param.default,
        Some(ast::ParamDefault::Value(ast::Expr { kind: ast::ExprKind::NoneLit, .. }))
    );
    // What is to be said of the annotation is said where it gives the type.
    let before = cx.diags.len();
    let found = annotation::resolve(cx, scope, annotation);
    cx.diags.truncate(before);
    !none_default && found.is_some_and(|(_, none)| !none)
}

/// Name and type of one parameter.
fn parameter(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    param: &ast::Param,
    index: usize,
    func_span: Span,
    context: &DeclContext,
) -> (Option<Name>, TyId) {
    let is_self = index == 0 && !context.is_static;
    let untyped_self = if is_self { context.self_ty } else { None };
    let declared = match &param.ty {
        Some(ty) => {
            // `f(int)` with a body: the parameter is called `int`.
            let lone = param.declarator.name().is_none()
                && matches!(param.declarator.kind, DeclaratorKind::Name { .. });
            if context.defining && lone {
                let base = type_expr::resolve(cx, scope, ty);
                let name = Name::from(cx.types.display(base));
                return (Some(name), untyped_self.unwrap_or(common::OBJECT));
            }
            let base = type_expr::resolve_whole(cx, scope, ty, context.is_extern);
            let inner = DeclContext {
                is_extern: context.is_extern,
                in_pxd: context.in_pxd,
                ..DeclContext::default()
            };
            resolve(cx, scope, base, &param.declarator, inner)
        }
        None => {
            let ident = param.declarator.name().cloned();
            let plain = matches!(param.declarator.kind, DeclaratorKind::Name { .. });
            // A lone name in a declaration is a type if there is one of this name.
            if let (Some(ident), true, false, None) = (&ident, plain, context.defining, &param.annotation)
                && let Some(entry) = cx.lookup(scope, &ident.name).cloned()
                && let Some(ty) = type_expr::entry_type(cx, &entry)
            {
                let ty = type_expr::specialize(cx, ty);
                return (None, argument(cx, ty, param.span, context));
            }
            let annotated = match &param.annotation {
                Some(annotation) if cx.directives.annotation_typing => {
                    annotation::resolve(cx, scope, annotation).map(|(ty, _)| ty)
                }
                _ => None,
            };
            let base = untyped_self.or(annotated).unwrap_or(common::OBJECT);
            resolve(cx, scope, base, &param.declarator, DeclContext::default())
        }
    };
    let mut ty = declared.ty;
    let name = declared.name.map(|n| n.name);
    if let Some(name) = &name
        && let Some((_, local_ty, at)) = context.locals.iter().find(|(n, ..)| n == name)
    {
        if ty != common::OBJECT && ty != *local_ty {
            cx.error(codes::E0202, func_span, "Signature does not agree with previous declaration");
            cx.error(codes::E0202, *at, "Previous declaration here");
        } else {
            ty = *local_ty;
        }
    }
    if declared.cname.is_some() {
        cx.error(codes::E0306, func_span, "Function argument cannot have C name specification");
    }
    if context.defining && name.is_none() {
        cx.error(codes::E0306, param.span, "Missing argument name");
    }
    (name, argument(cx, ty, param.span, context))
}

/// The type of an argument: arrays decay to pointers, `void` is no argument.
fn argument(cx: &mut Cx<'_>, ty: TyId, span: Span, context: &DeclContext) -> TyId {
    match *cx.types.get(ty) {
        Ty::Array(elem, _) => cx.types.ptr(elem),
        Ty::Func(_) => cx.types.ptr(ty),
        Ty::Void => {
            cx.error(
                codes::E0306,
                span,
                "Use spam() rather than spam(void) to declare a function with no arguments.",
            );
            if context.defining {
                cx.error(codes::E0306, span, "Invalid use of 'void'");
            }
            common::ERROR
        }
        _ => ty,
    }
}
