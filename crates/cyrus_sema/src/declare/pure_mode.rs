//! Pure Python mode: decorators that make C functions, `cython.declare(...)` and its relatives.

use super::declarator::{self, Declared};
use super::place::Place;
use super::{
    annotation, cvar, except_spec, expr_type, fused, memview_type, signature, struct_def, type_expr,
};
use crate::cx::{CSignature, Cx, DeclaredNode, FusedVariant};
use crate::directive::{self, DirectiveScope};
use crate::scope::{Entry, EntryKind, ScopeId};
use cyrus_diagnostics::codes;
use cyrus_hir::CFuncId;
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg, CModifiers, ExprKind};
use cyrus_types::{ExcSpec, FuncParamTy, FuncTy, Ty, TyId, common};

/// What the decorators of a function say.
#[derive(Clone, Debug, Default)]
pub struct FunctionDecorators {
    /// `@cython.cfunc`
    pub cfunc: bool,
    /// `@cython.ufunc`
    pub ufunc: bool,
    /// `@cython.ccall`
    pub ccall: bool,
    pub inline: bool,
    pub nogil: bool,
    pub with_gil: bool,
    pub is_static: bool,
    /// Types of `@cython.locals`, with the places of the type expressions.
    pub locals: Vec<(Name, TyId, Span)>,
    /// `@cython.returns`
    pub returns: Option<TyId>,
    /// `@cython.exceptval(value, check=…)`
    pub exceptval: Option<(Option<ast::Expr>, bool)>,
    /// Decorators that are no directives, in source order.
    pub plain: Vec<PlainDecorator>,
}

/// A decorator that is no directive.
#[derive(Clone, Debug)]
pub struct PlainDecorator {
    /// With the `@`.
    pub span: Span,
    pub kind: PlainDecoratorKind,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlainDecoratorKind {
    /// `@property`
    Property,
    /// `@name.setter` and the like: name and handler.
    Accessor(Name, Name),
    Other,
}

impl PlainDecorator {
    /// Whether it is `@name.setter`.
    pub fn is_setter(&self) -> bool {
        matches!(&self.kind, PlainDecoratorKind::Accessor(_, what) if what == "setter")
    }
}

impl FunctionDecorators {
    /// Whether `@property` is among them.
    pub fn is_property(&self) -> bool {
        self.plain.iter().any(|d| d.kind == PlainDecoratorKind::Property)
    }
}

/// Reads the decorators of a function and sets directives among them in `cx.directives`.
pub fn function_decorators(cx: &mut Cx<'_>, scope: ScopeId, decorators: &[ast::Expr]) -> FunctionDecorators {
    let mut found = FunctionDecorators::default();
    for decorator in decorators.iter().rev() {
        if crate::check::parks::said_by(decorator).is_some() {
            continue;
        }
        let Some(given) = directive::parse(cx, scope, decorator) else {
            let kind = match &decorator.kind {
                ExprKind::Name(n) if n == "property" => PlainDecoratorKind::Property,
                ExprKind::Attribute(base, what) => match &base.kind {
                    ExprKind::Name(of) => PlainDecoratorKind::Accessor(of.clone(), what.name.clone()),
                    _ => PlainDecoratorKind::Other,
                },
                _ => PlainDecoratorKind::Other,
            };
            let span = super::place::decorator_span(cx, decorator.span);
            found.plain.push(PlainDecorator { span, kind });
            continue;
        };
        for directive in given {
            match directive.name.as_str() {
                "ufunc" => found.ufunc = true,
                "cfunc" if found.ufunc => {
                    let at = super::place::decorator_span(cx, decorator.span);
                    cx.error(
                        codes::E0308,
                        at,
                        "Cannot apply @cfunc to @ufunc, please reverse the decorators.",
                    );
                }
                _ => {}
            }
            warn_unchanged(cx, &directive, decorator.span);
            let on = directive.value != directive::DirectiveValue::Bool(false);
            match directive.name.as_str() {
                "cfunc" => found.cfunc = true,
                "ccall" => found.ccall = true,
                "inline" => found.inline = true,
                "staticmethod" => found.is_static = true,
                "nogil" => found.nogil = on && !is_false(directive.args),
                "with_gil" => found.with_gil = on && !is_false(directive.args),
                "locals" => found.locals.extend(keyword_types(cx, scope, directive.args)),
                "returns" => {
                    if let [Arg::Positional(expr)] = directive.args {
                        found.returns = Some(returned_type(cx, scope, expr));
                    }
                }
                "exceptval" => {
                    let mut check = true;
                    let mut value = None;
                    for arg in directive.args {
                        match arg {
                            Arg::Positional(e) if !matches!(e.kind, ExprKind::NoneLit) => {
                                value = Some(e.clone())
                            }
                            Arg::Keyword(_, e) => check = matches!(e.kind, ExprKind::True),
                            _ => {}
                        }
                    }
                    found.exceptval = Some((value, check));
                }
                _ => cx.directives.set(&directive.name, &directive.value),
            }
        }
    }
    found.plain.reverse();
    found
}

/// A decorator that says what holds anyway.
fn warn_unchanged(cx: &mut Cx<'_>, given: &directive::GivenDirective<'_>, span: Span) {
    let value = match (&given.value, given.args) {
        (directive::DirectiveValue::Bool(on), _) => *on,
        (directive::DirectiveValue::Nothing, args) if given.name == "nogil" => !is_false(args),
        _ => return,
    };
    if matches!(given.name.as_str(), "profile" | "linetrace")
        || cx.directives.is_on(&given.name) != Some(value)
    {
        return;
    }
    let shown = if value { "True" } else { "False" };
    let at = super::place::decorator_span(cx, span);
    let message = format!("Directive does not change previous value ({}={shown})", given.name);
    cx.warn(codes::W0301, at, message);
}

fn is_false(args: &[Arg]) -> bool {
    matches!(args, [Arg::Positional(e)] if matches!(e.kind, ExprKind::False))
}

fn returned_type(cx: &mut Cx<'_>, scope: ScopeId, expr: &ast::Expr) -> TyId {
    match expr_type::try_resolve_expr(cx, scope, expr) {
        Some(ty) => ty,
        None => {
            cx.error(codes::E0201, expr.anchor_span(), "Not a type");
            common::ERROR
        }
    }
}

/// `name=type` arguments as types.
pub fn keyword_types(cx: &mut Cx<'_>, scope: ScopeId, args: &[Arg]) -> Vec<(Name, TyId, Span)> {
    let mut types = Vec::new();
    for arg in args {
        let Arg::Keyword(name, expr) = arg else { continue };
        match expr_type::try_resolve_expr(cx, scope, expr) {
            Some(ty) => types.push((name.name.clone(), ty, expr.anchor_span())),
            None => cx.error(codes::E0201, expr.anchor_span(), "Not a type"),
        }
    }
    types
}

/// The types that `@cython.locals` among these decorators gives to names of the body.
pub fn locals_of(cx: &mut Cx<'_>, scope: ScopeId, decorators: &[ast::Expr]) -> Vec<(Name, TyId, Span)> {
    let mut types = Vec::new();
    for decorator in decorators {
        if let ExprKind::Call(call) = &decorator.kind
            && memview_type::cython_path(cx, scope, &call.func).as_deref() == Some("locals")
        {
            types.extend(keyword_types(cx, scope, &call.args));
        }
    }
    types
}

/// Checks where function decorators may stand.
pub fn check_scopes(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    decorators: &[ast::Expr],
    at: Span,
    kind: DirectiveScope,
) {
    for decorator in decorators {
        let before = cx.diags.len();
        let given = directive::parse(cx, scope, decorator);
        cx.diags.truncate(before);
        for directive in given.into_iter().flatten() {
            directive::check_scope(cx, &directive.name, kind, at);
        }
    }
}

/// The C signature of a `def` function, from annotations, decorators and declared types.
pub fn function_type(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    def: &ast::FuncDef,
    decorators: &FunctionDecorators,
    self_ty: Option<TyId>,
) -> (TyId, CSignature) {
    let mut names = CSignature::default();
    let mut params = Vec::new();
    let mut optional = 0;
    if let Some(star) = &def.params.star {
        cx.error(codes::E0306, star.span, "cdef function cannot have star argument");
    }
    if let Some(star) = &def.params.double_star {
        cx.error(codes::E0306, star.span, "cdef function cannot have starstar argument");
    }
    for (i, param) in def.params.items.iter().enumerate() {
        let name = param.name().map(|n| n.name.clone());
        let mut ty = match (&param.ty, &param.annotation) {
            (Some(ty), _) => {
                let base = type_expr::resolve(cx, scope, ty);
                declarator::resolve(cx, scope, base, &param.declarator, Default::default()).ty
            }
            (None, Some(a)) if cx.directives.annotation_typing => {
                let found = annotation::resolve(cx, scope, a);
                found.map_or(common::OBJECT, |(ty, _)| ty)
            }
            _ => common::OBJECT,
        };
        if i == 0
            && !decorators.is_static
            && param.ty.is_none()
            && let Some(self_ty) = self_ty
        {
            ty = self_ty;
        }
        if let Some((_, local, at)) = decorators.locals.iter().find(|(n, ..)| Some(n) == name.as_ref()) {
            if ty != common::OBJECT && ty != *local {
                cx.error(codes::E0202, def.name.span, "Signature does not agree with previous declaration");
                cx.error(codes::E0202, *at, "Previous declaration here");
            } else {
                ty = *local;
            }
        }
        if let Ty::Array(elem, _) = *cx.types.get(ty) {
            ty = cx.types.ptr(elem);
        }
        optional += u32::from(param.default.is_some());
        names.has_default.push(param.default.is_some());
        names.param_names.push(name.clone());
        let not_none =
            param.none == ast::NoneSpec::NotNone || declarator::annotated_not_none(cx, scope, param);
        params.push(FuncParamTy { name, ty, not_none, keyword: false });
    }
    let annotated = match &def.returns {
        Some(expr) if cx.directives.annotation_typing => {
            annotation::resolve(cx, scope, expr).map(|(ty, _)| ty)
        }
        _ => None,
    };
    let ret = decorators.returns.or(annotated).unwrap_or(common::OBJECT);
    if matches!(decorators.exceptval, Some((Some(_), _))) && cx.types.is_object(ret) {
        let message = "Exception clause not allowed for function returning Python object";
        cx.error(codes::E0502, def.span, message);
    }
    if matches!(decorators.exceptval, Some((None, false))) && cx.types.is_object(ret) {
        let message = "noexcept clause is ignored for function returning Python object";
        cx.warn(codes::W0301, def.span, message);
    }
    let exception = match &decorators.exceptval {
        _ if cx.types.is_object(ret) => ExcSpec::Object,
        Some((Some(value), check)) => except_spec::exceptval(cx, scope, ret, value, *check),
        Some((None, false)) => ExcSpec::None,
        None if cx.directives.legacy_implicit_noexcept => {
            except_spec::warn_implicit_noexcept(cx, def.span);
            ExcSpec::None
        }
        _ => match except_spec::spare_value(cx, ret) {
            Some(value) if self_ty.is_none() => ExcSpec::Maybe(value),
            _ => ExcSpec::Check,
        },
    };
    let ty = cx.types.func_ty(FuncTy {
        params,
        ret,
        varargs: false,
        optional,
        exception,
        nogil: decorators.nogil || decorators.with_gil,
        with_gil: decorators.with_gil,
    });
    (ty, names)
}

/// Declares a `def` function of module scope that decorators or the pxd make a C function. `false`:
/// it is an ordinary Python function.
pub fn function<'a>(cx: &mut Cx<'a>, place: &Place, def: &'a ast::FuncDef) -> bool {
    let key = (def.span.file, def.id);
    if let Some(previous) = cx.scopes[place.scope].get(&def.name.name).cloned()
        && previous.from_pxd
    {
        match &previous.kind {
            EntryKind::CFunc(ids) if !ids.is_empty() => {
                let id = ids[0];
                implement(cx, def, id);
                if let Some(entry) = cx.scopes[place.scope].entries.get_mut(&def.name.name) {
                    entry.from_pxd = false;
                }
                cx.declared.insert(key, DeclaredNode::CFunc(id));
            }
            EntryKind::FusedFunc(id) => {
                let id = *id;
                for (_, variant) in cx.fused_funcs[id].variants.clone() {
                    if let FusedVariant::Func(func) = variant {
                        implement(cx, def, func);
                        let name = cx.cfuncs[func].name.clone();
                        if let Some(entry) = cx.scopes[place.scope].entries.get_mut(&name) {
                            entry.from_pxd = false;
                        }
                    }
                }
                if let Some(entry) = cx.scopes[place.scope].entries.get_mut(&def.name.name) {
                    entry.from_pxd = false;
                }
                cx.declared.insert(key, DeclaredNode::FusedFunc(id));
            }
            _ => {
                cx.error(codes::E0202, def.span, format!("'{}' redeclared", def.name.name));
                if let Some(at) = previous.span {
                    cx.error(codes::E0202, at, "previous declaration here");
                }
            }
        }
        return true;
    }
    let saved = cx.directives.clone();
    check_scopes(cx, place.scope, &def.decorators, def.span, DirectiveScope::Function);
    let decorators = function_decorators(cx, place.scope, &def.decorators);
    let mut decorators = decorators;
    // `with cython.cfunc:` around it.
    decorators.cfunc |= saved.cfunc;
    decorators.ccall |= saved.ccall;
    let is_c = decorators.cfunc || decorators.ccall;
    if !is_c {
        reject_c_only(cx, &decorators, def.span);
    } else {
        if decorators.cfunc && decorators.ccall {
            cx.error(codes::E0308, def.span, "cfunc and ccall directives cannot be combined");
            cx.error(codes::E0202, def.span, format!("'{}' redeclared", def.name.name));
        }
        if decorators.ccall && decorators.with_gil {
            cx.error(codes::E0308, def.span, "ccall functions cannot be declared 'with_gil'");
        }
        reject_plain(cx, &decorators);
        let (ty, names) = function_type(cx, place.scope, def, &decorators, None);
        define(cx, place, def, &decorators, ty, names);
    }
    cx.directives = saved;
    is_c
}

fn define(
    cx: &mut Cx<'_>,
    place: &Place,
    def: &ast::FuncDef,
    decorators: &FunctionDecorators,
    ty: TyId,
    signature: CSignature,
) {
    let Ty::Func(sig) = *cx.types.get(ty) else { return };
    let declared = Declared {
        name: Some(def.name.clone()),
        ty,
        cname: None,
        span: def.span,
        signature,
        template_scope: None,
    };
    let mods =
        CModifiers { overridable: decorators.ccall, inline: decorators.inline, ..CModifiers::default() };
    let key = (def.span.file, def.id);
    if cx.types.is_fused(ty) {
        super::cfunc::declare_fused(cx, place, &def.name, &declared, def.span, &mods, true, key);
        return;
    }
    if let Some(id) = super::cfunc::enter(cx, place, &def.name.name, sig, &declared, def.span, &mods, true) {
        cx.declared.insert((def.span.file, def.id), DeclaredNode::CFunc(id));
    }
}

/// C functions take no decorators but directives.
pub fn reject_plain(cx: &mut Cx<'_>, decorators: &FunctionDecorators) {
    if let Some(first) = decorators.plain.first() {
        cx.error(codes::E0309, first.span, "Cdef functions cannot take arbitrary decorators.");
    }
}

/// What only C functions may have.
pub fn reject_c_only(cx: &mut Cx<'_>, decorators: &FunctionDecorators, span: Span) {
    for (on, word) in
        [(decorators.inline, "inline"), (decorators.nogil, "nogil"), (decorators.with_gil, "with_gil")]
    {
        if on {
            cx.error(codes::E0308, span, format!("Python functions cannot be declared '{word}'"));
        }
    }
}

/// A `def` that implements a C function which the pxd declares.
fn implement(cx: &mut Cx<'_>, def: &ast::FuncDef, id: CFuncId) {
    let cfunc = &mut cx.cfuncs[id];
    if cfunc.visibility == cyrus_hir::CVisibility::Public {
        cfunc.cname = super::place::c_identifier(&cfunc.name);
    }
    let func = cx.types.funcs[cx.cfuncs[id].sig].clone();
    if let Some(star) = &def.params.star {
        cx.error(codes::E0306, star.span, "cdef function cannot have star argument");
    }
    if let Some(star) = &def.params.double_star {
        cx.error(codes::E0306, star.span, "cdef function cannot have starstar argument");
    }
    if func.varargs || func.params.len() != def.params.items.len() {
        let at = cx.cfuncs[id].span;
        cx.error(codes::E0303, def.span, "wrong number of arguments");
        cx.error(codes::E0303, at, "previous declaration here");
        return;
    }
    let mut names = CSignature::default();
    for param in &def.params.items {
        names.param_names.push(param.name().map(|n| n.name.clone()));
        names.has_default.push(param.default.is_some());
    }
    let func = &mut cx.cfuncs[id];
    func.span = def.span;
    cx.csignatures.insert(id, names);
}

/// Whether one signature may implement the other, for methods declared in a pxd.
pub fn same_arity(cx: &Cx<'_>, sig: cyrus_types::FuncTyId, def: &ast::FuncDef) -> bool {
    let func = &cx.types.funcs[sig];
    !func.varargs && func.params.len() == def.params.items.len()
}

/// A module-level expression statement that declares: `cython.declare(x=cython.int)`. `false`: it is
/// something else.
pub fn declare_statement(cx: &mut Cx<'_>, place: &Place, expr: &ast::Expr) -> bool {
    let ExprKind::Call(call) = &expr.kind else { return false };
    if memview_type::cython_path(cx, place.scope, &call.func).as_deref() != Some("declare") {
        return false;
    }
    for (name, ty) in declared_names(cx, place.scope, expr, &call.args) {
        cvar::enter(cx, place, &name, ty, None, name.span, &CModifiers::default());
    }
    true
}

/// The names and types of `cython.declare(name=type, …)`.
pub fn declared_names(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    expr: &ast::Expr,
    args: &[Arg],
) -> Vec<(ast::Ident, TyId)> {
    if args.iter().any(|a| matches!(a, Arg::Positional(_))) {
        cx.error(codes::E0306, expr.anchor_span(), "Variable names must be specified.");
    }
    let mut names = Vec::new();
    for arg in args {
        let Arg::Keyword(name, value) = arg else { continue };
        match expr_type::try_resolve_expr(cx, scope, value) {
            Some(ty) => names.push((name.clone(), ty)),
            None => cx.error(codes::E0201, value.anchor_span(), "Unknown type"),
        }
    }
    names
}

/// `x = cython.declare(type[, value])` as an assignment.
pub struct DeclareAssignment<'e> {
    pub names: Vec<ast::Ident>,
    pub ty: TyId,
    pub public: bool,
    /// The initial value, which the body check assigns.
    pub value: Option<&'e ast::Expr>,
}

/// Reads `targets = cython.declare(type[, value])`; `None` when the call is another one.
pub fn declare_assignment<'e>(
    cx: &mut Cx<'_>,
    scope: ScopeId,
    target: &ast::Expr,
    value: &'e ast::Expr,
) -> Option<DeclareAssignment<'e>> {
    let ExprKind::Call(call) = &value.kind else { return None };
    if memview_type::cython_path(cx, scope, &call.func).as_deref() != Some("declare") {
        return None;
    }
    let mut result = DeclareAssignment { names: Vec::new(), ty: common::ERROR, public: false, value: None };
    let mut position = 0;
    for arg in &call.args {
        match arg {
            Arg::Positional(e) => {
                match position {
                    0 => match expr_type::try_resolve_expr(cx, scope, e) {
                        Some(ty) => result.ty = ty,
                        None => {
                            cx.error(codes::E0201, e.anchor_span(), "Unknown type");
                            return Some(result);
                        }
                    },
                    1 => result.value = Some(e),
                    _ => {
                        cx.error(codes::E0303, e.anchor_span(), "Invalid positional argument.");
                        return Some(result);
                    }
                }
                position += 1;
            }
            Arg::Keyword(name, e) if name.name == "visibility" => {
                result.public =
                    matches!(&e.kind, ExprKind::Str(lit) if lit.text.as_deref() == Some(b"public"));
            }
            _ => {
                cx.error(codes::E0303, value.anchor_span(), "Invalid keyword argument.");
                return Some(result);
            }
        }
    }
    let targets: Vec<&ast::Expr> = match &target.kind {
        ExprKind::Tuple(items) => items.iter().collect(),
        _ => vec![target],
    };
    for target in targets {
        match &target.kind {
            ExprKind::Name(name) => result.names.push(ast::Ident { name: name.clone(), span: target.span }),
            _ => {
                cx.error(codes::E0307, target.anchor_span(), "Invalid declaration");
                return Some(result);
            }
        }
    }
    Some(result)
}

/// An assignment that declares a variable or type. `false`: it is an ordinary one.
pub fn assignment(cx: &mut Cx<'_>, place: &Place, target: &ast::Expr, value: &ast::Expr, span: Span) -> bool {
    let ExprKind::Call(call) = &value.kind else { return false };
    let Some(path) = memview_type::cython_path(cx, place.scope, &call.func) else { return false };
    match path.as_str() {
        "declare" => {
            if let Some(declared) = declare_assignment(cx, place.scope, target, value) {
                let mut mods = CModifiers::default();
                if declared.public {
                    mods.visibility = ast::Visibility::Public;
                }
                for name in &declared.names {
                    cvar::enter(cx, place, name, declared.ty, None, name.span, &mods);
                }
            }
        }
        "typedef" | "fused_type" | "struct" | "union" => {
            let ExprKind::Name(name) = &target.kind else {
                cx.error(codes::E0307, target.anchor_span(), "Invalid declaration.");
                return true;
            };
            let name = ast::Ident { name: name.clone(), span: target.span };
            type_assignment(cx, place, &path, &name, call, value, span);
        }
        _ => return false,
    }
    true
}

fn type_assignment(
    cx: &mut Cx<'_>,
    place: &Place,
    what: &str,
    name: &ast::Ident,
    call: &ast::Call,
    value: &ast::Expr,
    span: Span,
) {
    let positional: Vec<&ast::Expr> = call
        .args
        .iter()
        .filter_map(|a| match a {
            Arg::Positional(e) => Some(e),
            _ => None,
        })
        .collect();
    match what {
        "typedef" => {
            let Some(&first) = positional.first() else { return };
            match expr_type::try_resolve_expr(cx, place.scope, first) {
                Some(ty) => typedef(cx, place, name, ty, span),
                None => cx.error(codes::E0201, first.anchor_span(), "Unknown type"),
            }
        }
        "fused_type" => {
            if call.args.len() > positional.len() {
                let at = call.func.anchor_span();
                cx.error(codes::E0303, at, "fused_type does not take keyword arguments");
            }
            let mut given = Vec::new();
            for expr in positional {
                match expr_type::try_resolve_expr(cx, place.scope, expr) {
                    Some(ty) => given.push((ty, expr.anchor_span())),
                    None => cx.error(codes::E0201, expr.anchor_span(), "Not a type"),
                }
            }
            let types = fused::members(cx, &given);
            fused::enter(cx, place, name, types, value.anchor_span());
        }
        _ => {
            if !positional.is_empty() || call.args.is_empty() {
                let message = "Struct or union members must be given by name.";
                cx.error(codes::E0303, value.anchor_span(), message);
                return;
            }
            let mut members = Vec::new();
            for arg in &call.args {
                let Arg::Keyword(member, ty) = arg else { continue };
                match expr_type::try_resolve_expr(cx, place.scope, ty) {
                    Some(ty) => members.push((member.clone(), ty)),
                    None => {
                        cx.error(codes::E0201, ty.anchor_span(), "Unknown type");
                        return;
                    }
                }
            }
            struct_def::declare_members(cx, place, name, what == "union", members, value.anchor_span());
        }
    }
}

fn typedef(cx: &mut Cx<'_>, place: &Place, name: &ast::Ident, base: TyId, span: Span) {
    let origin = super::place::origin(cx, place, &CModifiers::default());
    let id = cx.types.typedefs.push(cyrus_types::TypedefDef {
        name: name.name.clone(),
        cname: super::place::own_name(cx, place.scope, 't', &name.name),
        base,
        origin,
        span,
    });
    cx.type_defs.push(cyrus_hir::TypeDefRef::Typedef(id));
    let ty = cx.types.intern(Ty::Typedef(id));
    cx.enter(place.scope, Entry::new(name.name.clone(), Some(span), EntryKind::Type(ty)));
}

/// Whether a method's signature is what the pxd says; used where both are known.
pub fn agrees(cx: &Cx<'_>, a: cyrus_types::FuncTyId, b: cyrus_types::FuncTyId) -> bool {
    signature::same(cx, a, b) || signature::compatible(cx, a, b)
}
