//! Methods of extension types: `def`, `cdef` and `cpdef`, decorated and fused ones.

use super::Checker;
use super::cfunction::CSource;
use super::class::ClassMembers;
use super::function::DefParts;
use super::signature_doc::SignatureDoc;
use crate::cx::{ClassKey, DeclaredNode};
use crate::declare::special_method::is_binary_operator;
use crate::declare::special_method::is_slot;
use cyrus_hir::{self as hir, Expr, ExprKind, Stmt};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{ClassId, TyId, common};

impl<'a> Checker<'_, 'a> {
    pub(super) fn def_method(&mut self, class: ClassId, def: &'a ast::FuncDef, members: &mut ClassMembers) {
        if self.cx.declared.contains_key(&(def.span.file, def.id)) {
            self.c_method(class, def.id, CSource::of_def(def, false), members);
            return;
        }
        let scope = self.cx.class_scopes.get(&ClassKey::Ext(class)).copied();
        let mut directives = self.fx_ref().directives.clone();
        let mut info = hir::DefInfo { class: Some(class), implicit_self: true, ..hir::DefInfo::default() };
        let mut accessor = None;
        let mut other = Vec::new();
        for decorator in &def.decorators {
            match &decorator.kind {
                ast::ExprKind::Name(n) if n == "staticmethod" => info.is_static = true,
                ast::ExprKind::Name(n) if n == "classmethod" => info.is_class_method = true,
                ast::ExprKind::Name(n) if n == "property" => accessor = Some((def.name.name.clone(), "get")),
                ast::ExprKind::Attribute(value, attr) if matches!(&value.kind, ast::ExprKind::Name(n) if members.has_property(n)) =>
                {
                    let name = match &value.kind {
                        ast::ExprKind::Name(n) => n.clone(),
                        _ => continue,
                    };
                    match attr.name.as_str() {
                        "getter" => accessor = Some((name, "get")),
                        "setter" => accessor = Some((name, "set")),
                        "deleter" => accessor = Some((name, "del")),
                        _ => other.push(decorator),
                    }
                }
                _ => {
                    if !super::declared::apply_directive(
                        &mut directives,
                        self.cx,
                        scope.unwrap_or(self.cx.main_scope),
                        decorator,
                    ) {
                        other.push(decorator);
                    }
                }
            }
        }
        // Of an extension type as of any class (data model, "Emulating generic types").
        info.is_class_method |= def.name.name == "__class_getitem__" && !info.is_static;
        if info.is_static || info.is_class_method {
            info.implicit_self = false;
        }
        info.binding = directives.binding;
        let binds = directives.binding;
        let name = def.name.name.clone();
        let slot = is_slot(&name) && accessor.is_none() && !info.is_static && !info.is_class_method;
        info.hidden = matches!(name.as_str(), "__cinit__" | "__dealloc__");
        info.any_operand = slot && members.class.c_operators && is_binary_operator(&name);
        if !slot && accessor.is_none() {
            let params = self.def_params(&def.decorators, &def.params, scope.unwrap_or(self.cx.main_scope));
            if params.iter().any(|p| self.cx.types.is_fused(p.ty)) {
                self.fused_method_def(class, def, &params, directives, info, &other, members);
                return;
            }
        }
        if slot {
            self.check_slot_defaults(&name, &def.params);
        }
        let checked = self.def_function(DefParts {
            name: name.clone(),
            class: Some(class),
            class_scope: scope,
            ..DefParts::of(def, directives, info.clone())
        });
        let func = checked.func;
        if let Some((property, role)) = accessor {
            self.cx.funcs[func].kind =
                hir::FuncKind::Slot { class, slot: format!("property.{role}").into(), def: info };
            let doc = self.docstring(&def.body);
            let doc = self.property_doc(&self.cx.types.classes[class].name, &property, def, doc);
            let entry = members.property(&property);
            match role {
                "get" => {
                    entry.get = Some(func);
                    entry.doc = doc;
                }
                "set" => entry.set = Some(func),
                _ => entry.del = Some(func),
            }
            return;
        }
        if slot {
            self.cx.funcs[func].kind = hir::FuncKind::Slot { class, slot: name.clone(), def: info };
        }
        match name.as_str() {
            "__init__" => self.constructor_doc(class, func, &def.params, members),
            "__cinit__" => members.class.cinit = Some(func),
            "__dealloc__" => members.class.dealloc = Some(func),
            _ => {}
        }
        if !other.is_empty() {
            self.decorated_method(class, &name, checked, &other, def.span, members);
            return;
        }
        members.class.methods.push(func);
        if !slot && binds && !checked.annotations.is_empty() {
            let set = self.annotate_method(class, &name, checked.annotations, def.span);
            members.statements.push(set);
        }
    }

    /// Lets the function object of a method show its annotations.
    fn annotate_method(
        &mut self,
        class: ClassId,
        name: &Name,
        annotations: Vec<(Name, Expr)>,
        span: Span,
    ) -> Stmt {
        let items =
            annotations.into_iter().map(|(name, value)| (self.text_expr(&name, span), value)).collect();
        let dict = Expr { ty: common::DICT, span, kind: ExprKind::Dict(items) };
        self.on_type_dict("__cyrus_method_annotations", class, name, dict, span)
    }

    /// A class's docstring says how it is called.
    fn constructor_doc(
        &self,
        class: ClassId,
        func: hir::FuncId,
        params: &'a ast::Params,
        members: &mut ClassMembers,
    ) {
        if !self.class_shows_constructor() {
            return;
        }
        let name = &self.cx.types.classes[class].name;
        let what = SignatureDoc {
            class: Some(name),
            name,
            returns: None,
            has_self: true,
            of_class: false,
            hide_self: true,
        };
        let types: Vec<TyId> = self.cx.funcs[func].params.iter().map(|p| p.ty).collect();
        members.class.doc = self.documented(&what, params, &types, members.class.doc.take());
    }

    /// A method with decorators: the function object goes through them into the type's dict.
    fn decorated_method(
        &mut self,
        class: ClassId,
        name: &Name,
        checked: super::function::CheckedDef,
        decorators: &[&'a ast::Expr],
        span: Span,
        members: &mut ClassMembers,
    ) {
        let func = checked.func;
        if let hir::FuncKind::Def(info) = &mut self.cx.funcs[func].kind {
            info.implicit_self = false;
            info.in_py_class = true;
            info.binding = true;
        }
        let mut value = self.function_object(checked, span);
        for decorator in decorators.iter().rev() {
            let f = self.expr_as(decorator, common::OBJECT);
            value = Expr {
                ty: common::OBJECT,
                span,
                kind: ExprKind::PyCall { func: Box::new(f), args: vec![value], keywords: Vec::new() },
            };
        }
        if name == "__class_getitem__" {
            value = self.decorated_method_kind(name, value);
        }
        members.statements.push(self.type_dict_set(class, name, value, span));
    }

    /// A `def` method over fused types: one object for all specialisations, in the type's dict.
    fn fused_method_def(
        &mut self,
        class: ClassId,
        def: &'a ast::FuncDef,
        params: &[super::fused::FusedParam],
        directives: crate::directive::Directives,
        info: hir::DefInfo,
        decorators: &[&'a ast::Expr],
        members: &mut ClassMembers,
    ) {
        let scope = self.cx.class_scopes.get(&ClassKey::Ext(class)).copied();
        let own = hir::DefInfo {
            implicit_self: false,
            in_py_class: true,
            binding: true,
            is_static: false,
            is_class_method: false,
            ..info.clone()
        };
        let plain = info.is_static || info.is_class_method;
        let mut value = self.fused_def(def, params, |_| DefParts {
            class: (!plain).then_some(class),
            class_scope: scope,
            ..DefParts::of(def, directives.clone(), own.clone())
        });
        let span = def.span;
        for decorator in decorators.iter().rev() {
            let f = self.expr_as(decorator, common::OBJECT);
            value = Expr {
                ty: common::OBJECT,
                span,
                kind: ExprKind::PyCall { func: Box::new(f), args: vec![value], keywords: Vec::new() },
            };
        }
        if info.is_static {
            value = self.static_method_object(value, span);
        } else if info.is_class_method {
            value = self.class_method_object(value, span);
        }
        members.statements.push(self.type_dict_set(class, &def.name.name, value, span));
    }

    /// A method with a C signature.
    pub(super) fn c_method(
        &mut self,
        class: ClassId,
        id: cyrus_syntax::NodeId,
        mut source: CSource<'a>,
        members: &mut ClassMembers,
    ) {
        let scope = self.cx.class_scopes.get(&ClassKey::Ext(class)).copied().unwrap_or(self.fx_ref().scope);
        match self.cx.declared.get(&(source.span.file, id)).copied() {
            Some(DeclaredNode::ExtMethod(owner, index)) => {
                debug_assert_eq!(owner, class);
                source.overridable = self.cx.types.classes[class].methods[index as usize].overridable;
                if let Some(checked) = self.c_method_body(class, index, scope, source) {
                    members.class.methods.push(checked.func);
                }
            }
            Some(DeclaredNode::CFunc(id)) => {
                source.is_static = true;
                if let Some(checked) = self.cfunction(source, scope, id, Some(class)) {
                    members.class.methods.push(checked.func);
                }
            }
            Some(DeclaredNode::FusedFunc(id)) => {
                let span = source.span;
                let name = self.cx.fused_funcs[id].name.clone();
                let mut methods = Vec::new();
                let object = self.fused_c_method(id, class, source, &mut methods);
                members.class.methods.extend(methods);
                if let Some(mut value) = object {
                    if self.cx.fused_funcs[id].is_static {
                        value = self.static_method_object(value, span);
                    }
                    members.statements.push(self.type_dict_set(class, &name, value, span));
                }
            }
            _ => {}
        }
    }

    pub(super) fn static_method_object(&mut self, function: Expr, span: Span) -> Expr {
        wrapped("staticmethod", function, span)
    }

    /// `classmethod(function)`
    pub(super) fn class_method_object(&mut self, function: Expr, span: Span) -> Expr {
        wrapped("classmethod", function, span)
    }

    /// Checks the body of a C method.
    pub fn c_method_body(
        &mut self,
        class: ClassId,
        index: u32,
        scope: crate::scope::ScopeId,
        source: CSource<'a>,
    ) -> Option<super::function::CheckedDef> {
        let method = self.cx.types.classes[class].methods[index as usize].clone();
        let mut directives = self.fx_ref().directives.clone();
        self.apply_decorators(&mut directives, scope, source.decorators);
        let info = hir::CFuncInfo {
            sig: method.sig,
            visibility: hir::CVisibility::Private,
            api: false,
            inline: method.inline,
            class: Some(class),
            is_static: method.is_static,
            templates: Vec::new(),
        };
        let kind = if source.overridable {
            let binding = directives.binding;
            let def_info = hir::DefInfo {
                class: Some(class),
                implicit_self: !method.is_static,
                is_static: method.is_static,
                binding,
                ..hir::DefInfo::default()
            };
            hir::FuncKind::CPdef(info, def_info)
        } else {
            hir::FuncKind::C(info)
        };
        let name = source.name.clone().unwrap_or_else(|| method.name.clone());
        self.c_body(source, name, method.cname.clone(), method.sig, scope, Some(class), kind, directives)
    }
}

/// `kind(function)`: the object of a static or class method.
fn wrapped(kind: &str, function: Expr, span: Span) -> Expr {
    let func = Expr { ty: common::TYPE, span, kind: ExprKind::Builtin(kind.into()) };
    Expr {
        ty: common::OBJECT,
        span,
        kind: ExprKind::PyCall { func: Box::new(func), args: vec![function], keywords: Vec::new() },
    }
}
