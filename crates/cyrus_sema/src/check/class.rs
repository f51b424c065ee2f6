//! Class bodies: Python classes and extension types. Their methods: [`super::class_method`].

use super::Checker;
use super::cfunction::CSource;
use super::fncx::ClassBody;
use super::function::{DefBody, DefParts};
use crate::cx::{ClassKey, DeclaredNode};
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind, LocalKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, StmtKind as Ast};
use cyrus_syntax::{Name, walk};
use cyrus_types::{ClassId, FieldAccess, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// A Python `class` statement.
    pub fn class_stmt(&mut self, def: &'a ast::ClassDef, out: &mut hir::Block) {
        let span = def.span;
        let object = common::OBJECT;
        if let Some(DeclaredNode::ExtClass(class)) = self.cx.declared.get(&(span.file, def.id)).copied() {
            if !def.type_params.is_empty() {
                self.cx.unsupported(def.name.span, "an extension type with type parameters");
            }
            let mut bases = Vec::new();
            for arg in def.args.iter().skip(1) {
                if let ast::Arg::Positional(e) = arg {
                    bases.push(self.expr_as(e, object));
                }
            }
            self.with_class_directives(&def.decorators, |c| {
                c.ext_class_body(class, &def.body, bases, span, out)
            });
            return;
        }
        let outer = self.fx_ref().directives.clone();
        let mut directives = outer.clone();
        let scope = self.fx_ref().scope;
        let others = self.apply_decorators(&mut directives, scope, &def.decorators);
        let decorators: Vec<Expr> = others.into_iter().map(|d| self.expr_as(d, object)).collect();
        self.fx().directives = directives.for_contents();
        let type_params = self.enter_type_params(&def.type_params, span, out);
        // Bases and keywords are arguments of a call.
        let (mut bases, keywords) = self.class_args(&def.args, span);
        if let Some(params) = type_params {
            bases = self.with_generic_base(bases, params);
        }
        let qualname = self.qualname_here(&self.short_name(&def.name.name));
        let namespace = self.temp(object, span);
        let result = self.unnamed_variable(object, span);
        let class = ClassBody {
            namespace,
            qualname: qualname.clone(),
            class_cell: None,
            name: def.name.name.clone(),
            globals: class_globals(&def.body, false),
            nonlocals: class_globals(&def.body, true),
            ext: None,
            bound: super::bindings::collect(&def.body)
                .names
                .into_iter()
                .filter_map(|(name, b)| Some((name, b.span?)))
                .collect(),
        };
        self.fx().class_bodies.push(class);
        let mut body = Vec::new();
        if let Some(params) = type_params {
            let kind = hir::TargetKind::ClassName { namespace, name: "__type_params__".into(), ext: None };
            let value = self.local_expr(params, span);
            self.assign_to(hir::Target { span, ty: object, kind }, value, span, &mut body);
        }
        body.extend(self.block(&def.body));
        let class = self.fx().class_bodies.pop().expect("pushed above");
        if type_params.is_some() {
            self.leave_type_params();
        }
        self.fx().directives = outer;
        let doc = self.docstring(&def.body);
        let kind = StmtKind::PyClass(Box::new(hir::PyClass {
            name: self.short_name(&def.name.name),
            qualname,
            doc,
            bases,
            keywords,
            namespace,
            class_cell: class.class_cell,
            py2: !self.fx_ref().directives.language_level.is_py3(),
            body,
            result,
        }));
        out.push(Stmt { span, kind });
        let mut value = self.local_expr(result, span);
        for func in decorators.into_iter().rev() {
            let span = func.span;
            value = Expr {
                ty: object,
                span,
                kind: ExprKind::PyCall { func: Box::new(func), args: vec![value], keywords: Vec::new() },
            };
        }
        let target = self.name_target(&def.name.name, def.name.span);
        self.assign_to(target, value, span, out);
        out.push(self.release(result, span));
    }

    fn class_args(&mut self, args: &'a [ast::Arg], span: Span) -> (Expr, Option<Expr>) {
        // The same shapes as in a call.
        let mut items = Vec::new();
        let mut parts = Vec::new();
        let mut pairs = Vec::new();
        let mut kw_parts = Vec::new();
        for arg in args {
            match arg {
                ast::Arg::Positional(e) => items.push(self.expr_as(e, common::OBJECT)),
                ast::Arg::Star(e) => {
                    if !items.is_empty() {
                        parts.push(hir::MergePart::Items(std::mem::take(&mut items)));
                    }
                    parts.push(hir::MergePart::Unpack(self.expr_as(e, common::OBJECT)));
                }
                ast::Arg::Keyword(name, e) => {
                    let key = self.text_expr(&name.name, name.span);
                    pairs.push((key, self.expr_as(e, common::OBJECT)));
                }
                ast::Arg::DoubleStar(e) => {
                    if !pairs.is_empty() {
                        kw_parts.push(hir::MergePart::Pairs(std::mem::take(&mut pairs)));
                    }
                    kw_parts.push(hir::MergePart::UnpackDict(self.expr_as(e, common::OBJECT)));
                }
            }
        }
        let bases = if parts.is_empty() {
            Expr { ty: common::TUPLE, span, kind: ExprKind::Tuple(items) }
        } else {
            if !items.is_empty() {
                parts.push(hir::MergePart::Items(items));
            }
            Expr { ty: common::TUPLE, span, kind: ExprKind::Merge(parts) }
        };
        let keywords = if kw_parts.is_empty() {
            (!pairs.is_empty()).then_some(Expr { ty: common::DICT, span, kind: ExprKind::Dict(pairs) })
        } else {
            if !pairs.is_empty() {
                kw_parts.push(hir::MergePart::Pairs(pairs));
            }
            Some(Expr { ty: common::DICT, span, kind: ExprKind::Merge(kw_parts) })
        };
        (bases, keywords)
    }

    /// A `cdef class` statement.
    pub fn ext_class(&mut self, def: &'a ast::CClassDef, out: &mut hir::Block) {
        let Some(body) = &def.body else { return };
        let Some(DeclaredNode::ExtClass(class)) = self.cx.declared.get(&(def.span.file, def.id)).copied()
        else {
            return;
        };
        if self.cx.types.classes[class].origin != cyrus_types::Origin::Here {
            return;
        }
        if self.cx.types.classes[class].nogil {
            self.with_class_directives(&def.decorators, |c| c.nogil_class_body(class, body, out));
            return;
        }
        let seen = self.cx.types.classes[class].fields.iter().filter(|f| f.access != FieldAccess::Private);
        let seen: Vec<TyId> = seen.map(|f| f.ty).collect();
        seen.into_iter().for_each(|ty| self.want_faces(ty));
        let bases: Vec<Expr> = def.bases.iter().skip(1).filter_map(|b| self.base_object(b)).collect();
        self.with_class_directives(&def.decorators, |c| {
            c.ext_class_body(class, body, bases, def.span, out);
        });
    }

    /// Extension types that are whole in the module's pxd, with nothing to implement.
    pub(super) fn classes_of_pxd(&mut self, out: &mut hir::Block) {
        let whole = |class: &ClassId| {
            let def = &self.cx.types.classes[*class];
            def.origin == cyrus_types::Origin::Here
                && !def.nogil
                && !self.cx.implemented_classes.contains(class)
        };
        let mut classes: Vec<ClassId> = self.cx.pxd_classes.keys().copied().filter(whole).collect();
        classes.sort();
        for class in classes {
            let (body, span) = (self.cx.pxd_classes[&class], self.cx.types.classes[class].span);
            self.ext_class_body(class, body, Vec::new(), span, out);
        }
    }

    /// A base written as a type that is a Python class.
    fn base_object(&mut self, base: &'a ast::TypeExpr) -> Option<Expr> {
        let ast::TypeExprKind::Name(path) = &base.kind else {
            self.cx.unsupported(base.span, "this base class");
            return None;
        };
        let (first, rest) = path.parts.split_first()?;
        let mut value = self.name_expr(&first.name, first.span);
        for part in rest {
            value = self.attribute_of(value, &part.name, part.span);
        }
        Some(self.coerce(value, common::OBJECT))
    }

    /// Runs with the directives among a class's decorators in effect.
    fn with_class_directives(&mut self, decorators: &'a [ast::Expr], f: impl FnOnce(&mut Self)) {
        let outer = self.fx_ref().directives.clone();
        let mut directives = outer.clone();
        let scope = self.fx_ref().scope;
        self.apply_decorators(&mut directives, scope, decorators);
        self.fx().directives = directives.for_contents();
        f(self);
        self.fx().directives = outer;
    }

    /// The methods, properties and statements of an extension type.
    fn ext_class_body(
        &mut self,
        class: ClassId,
        body: &'a [ast::Stmt],
        extra_bases: Vec<Expr>,
        span: Span,
        out: &mut hir::Block,
    ) {
        let mut members = ClassMembers {
            class: hir::ExtClass {
                class,
                doc: self
                    .docstring(body)
                    .or_else(|| self.docstring(self.cx.pxd_classes.get(&class).copied()?)),
                methods: Vec::new(),
                properties: Vec::new(),
                field_docs: self.field_docs(class, body),
                late_defaults: Vec::new(),
                extra_bases,
                c_operators: self.fx_ref().directives.c_api_binop_methods,
                cinit: None,
                dealloc: None,
                span,
            },
            statements: Vec::new(),
            bound: rustc_hash::FxHashMap::default(),
        };
        let setup = out.len();
        out.push(Stmt { span, kind: StmtKind::SetupExtClass(class) });
        let first = matches!(body.first().map(|s| &s.kind), Some(Ast::Expr(e)) if matches!(e.kind, ast::ExprKind::Str(_)));
        for stmt in &body[usize::from(first)..] {
            if !self.is_field_value(class, stmt) {
                self.class_member(class, stmt, &mut members);
            }
        }
        if let Some(made) = self.dataclass_members(class, body, span) {
            for stmt in made {
                self.class_member(class, stmt, &mut members);
            }
        }
        debug_assert!(setup < out.len());
        out.append(&mut members.statements);
        self.cx.classes.push(members.class);
    }

    /// The methods of a nogil class are functions; the class itself is nothing at run time.
    fn nogil_class_body(&mut self, class: ClassId, body: &'a [ast::Stmt], out: &mut hir::Block) {
        let scope = self.cx.class_scopes.get(&ClassKey::Ext(class)).copied().unwrap_or(self.fx_ref().scope);
        for stmt in body {
            match &stmt.kind {
                Ast::CdefBlock(block) => self.nogil_class_body(class, block, out),
                Ast::CFunc(def) => {
                    if let Some(source) = CSource::of_cfunc(def)
                        && let Some(&DeclaredNode::CFunc(id)) = self.cx.declared.get(&(def.span.file, def.id))
                    {
                        let checked = self.cfunction(source, scope, id, Some(class));
                        self.set_defaults(checked.as_ref(), def.span, out);
                    }
                }
                _ => {}
            }
        }
    }

    fn class_member(&mut self, class: ClassId, stmt: &'a ast::Stmt, members: &mut ClassMembers) {
        match &stmt.kind {
            Ast::FuncDef(def) => {
                self.with_body_names(class, &def.params, stmt.span, members, |c, members| {
                    c.def_method(class, def, members);
                });
            }
            Ast::CFunc(def) => {
                if let Some(source) = CSource::of_cfunc(def) {
                    self.with_body_names(class, source.params, stmt.span, members, |c, members| {
                        c.c_method(class, def.id, source, members);
                    });
                }
            }
            Ast::Property(def) => self.property(class, def, members),
            Ast::CVar(_)
            | Ast::Pass
            | Ast::CEnum(_)
            | Ast::CStruct(_)
            | Ast::CTypedef(_)
            | Ast::Expr(_)
            | Ast::Error => {}
            Ast::AnnAssign { value: None, .. } => {}
            Ast::CdefBlock(block) => {
                for stmt in block {
                    self.class_member(class, stmt, members);
                }
            }
            _ => self.class_statement(class, stmt, members),
        }
    }

    /// Other statements of the body run once, with the type's dict as namespace.
    fn class_statement(&mut self, class: ClassId, stmt: &'a ast::Stmt, members: &mut ClassMembers) {
        let globals = class_globals(std::slice::from_ref(stmt), false);
        let namespace = self.enter_type_dict(class, globals, stmt.span, members);
        let mut inner = Vec::new();
        self.stmt(stmt, &mut inner);
        self.leave_type_dict(class, namespace, inner, stmt.span, members);
        let names = super::bindings::collect(std::slice::from_ref(stmt)).names;
        members.bound.extend(names.into_iter().filter_map(|(name, b)| Some((name, b.span?))));
    }

    /// The statement that puts an object into the dict of an extension type.
    pub(super) fn type_dict_set(&mut self, class: ClassId, name: &Name, value: Expr, span: Span) -> Stmt {
        self.on_type_dict("__cyrus_type_dict_set", class, name, value, span)
    }

    /// Calls a support function with a type, a name in its dict, and a value.
    pub(super) fn on_type_dict(
        &mut self,
        function: &str,
        class: ClassId,
        name: &Name,
        value: Expr,
        span: Span,
    ) -> Stmt {
        let ty = self.cx.types.intern(cyrus_types::Ty::Ext(class));
        let key = self.text_expr(name, span);
        let set = ExprKind::Runtime {
            name: function.into(),
            args: vec![Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(ty) }, key, value],
        };
        Stmt { span, kind: StmtKind::Expr(Expr { ty: common::INT, span, kind: set }) }
    }

    /// `property name:` with accessor functions.
    fn property(&mut self, class: ClassId, def: &'a ast::PropertyDef, members: &mut ClassMembers) {
        let scope = self.cx.class_scopes.get(&ClassKey::Ext(class)).copied();
        for stmt in &def.body {
            let accessor = match &stmt.kind {
                Ast::FuncDef(f) => f,
                Ast::Pass | Ast::Expr(_) => continue,
                _ => {
                    self.error(
                        codes::E0309,
                        stmt.span,
                        "Only __get__, __set__ and __del__ methods allowed in a property declaration",
                    );
                    continue;
                }
            };
            let info = hir::DefInfo { class: Some(class), implicit_self: true, ..hir::DefInfo::default() };
            let directives = self.fx_ref().directives.clone();
            let role = match accessor.name.name.as_str() {
                "__get__" => "get",
                "__set__" => "set",
                "__del__" => "del",
                _ => {
                    self.error(
                        codes::E0309,
                        accessor.name.span,
                        "Only __get__, __set__ and __del__ methods allowed in a property declaration",
                    );
                    continue;
                }
            };
            let checked = self.def_function(DefParts {
                name: accessor.name.name.clone(),
                span: accessor.span,
                name_span: accessor.name.span,
                decorators: &accessor.decorators,
                params: &accessor.params,
                returns: None,
                body: DefBody::Block(&accessor.body),
                is_async: false,
                directives,
                class: Some(class),
                class_scope: scope,
                info: info.clone(),
            });
            self.cx.funcs[checked.func].kind =
                hir::FuncKind::Slot { class, slot: format!("property.{role}").into(), def: info };
            let entry = members.property(&def.name.name);
            match role {
                "get" => entry.get = Some(checked.func),
                "set" => entry.set = Some(checked.func),
                _ => entry.del = Some(checked.func),
            }
        }
        let mut doc = def.doc.as_ref().and_then(|d| d.text.clone()).map(hir::StrConst::Text);
        let getter = def.body.iter().find_map(|stmt| match &stmt.kind {
            Ast::FuncDef(f) if f.name.name == "__get__" => Some(f),
            _ => None,
        });
        if let Some(getter) = getter {
            doc = self.property_doc(&self.cx.types.classes[class].name, &def.name.name, getter, doc);
        }
        let entry = members.property(&def.name.name);
        if doc.is_some() {
            entry.doc = doc;
        }
    }

    /// A local for class-level code.
    pub fn class_local(&mut self, name: &Name, span: Span) -> hir::LocalId {
        self.fx().add_local(name.clone(), common::OBJECT, LocalKind::Variable, span)
    }
}

/// What a class body has given so far.
pub(super) struct ClassMembers {
    pub(super) class: hir::ExtClass,
    /// Statements to run after the type is set up.
    pub(super) statements: hir::Block,
    /// Names that statements so far have bound.
    pub(super) bound: rustc_hash::FxHashMap<Name, Span>,
}

impl ClassMembers {
    pub(super) fn has_property(&self, name: &str) -> bool {
        self.class.properties.iter().any(|p| p.name == name)
    }

    pub(super) fn property(&mut self, name: &Name) -> &mut hir::Property {
        let at = match self.class.properties.iter().position(|p| p.name == *name) {
            Some(at) => at,
            None => {
                self.class.properties.push(hir::Property {
                    name: name.clone(),
                    doc: None,
                    get: None,
                    set: None,
                    del: None,
                });
                self.class.properties.len() - 1
            }
        };
        &mut self.class.properties[at]
    }
}

/// Names that a class body declares `global` or `nonlocal`.
fn class_globals(body: &[ast::Stmt], nonlocal: bool) -> Vec<Name> {
    let mut names = Vec::new();
    for stmt in body {
        match &stmt.kind {
            Ast::Nonlocal(idents) if nonlocal => names.extend(idents.iter().map(|i| i.name.clone())),
            Ast::Global(idents) if !nonlocal => names.extend(idents.iter().map(|i| i.name.clone())),
            _ => {}
        }
        let mut blocks = Vec::new();
        walk::stmt_children(stmt, &mut |_| {}, &mut |b| blocks.push(b));
        for block in blocks {
            names.extend(class_globals(block, nonlocal));
        }
    }
    names
}
