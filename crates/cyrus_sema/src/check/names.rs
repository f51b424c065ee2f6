//! What a name means where it stands.

use super::Checker;
use super::fncx::FnKind;
use crate::declare::homes;
use crate::scope::{Entry, EntryKind, ScopeKind};
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind, LocalId};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{Builtin, Ty, common};

/// Names that every module has.
const MODULE_NAMES: &[&str] = &[
    "__name__",
    "__file__",
    "__path__",
    "__doc__",
    "__spec__",
    "__loader__",
    "__package__",
    "__cached__",
    "__builtins__",
];

/// The meaning of a name in a function body.
#[derive(Clone, Debug)]
pub enum Resolved {
    Local(LocalId),
    Outer {
        depth: u32,
        local: LocalId,
    },
    /// A name in the namespace of the class body being executed.
    ClassName {
        namespace: LocalId,
    },
    Entry(Entry),
    Undeclared,
}

impl<'a> Checker<'_, 'a> {
    /// Finds the meaning of `name`, marking captured variables on the way.
    pub fn resolve(&mut self, name: &str) -> Resolved {
        let top = self.fns.len() - 1;
        let mut level = top;
        let mut declared_global = false;
        loop {
            let fx = &self.fns[level];
            for scope in fx.comprehensions.iter().rev() {
                if let Some(&local) = scope.get(name) {
                    // What names an item for one turn is not kept by an inner function.
                    let inside = fx.narrowed.iter().find(|(inside, _)| level != top && *inside == local);
                    let local = inside.and_then(|&(_, outside)| outside).unwrap_or(local);
                    return self.captured(level, local);
                }
            }
            if level == top
                && let Some(class) = fx.class_bodies.last()
                && !class.globals.iter().any(|g| g == name)
                && !class.nonlocals.iter().any(|g| g == name)
            {
                // Names of enclosing functions are visible in class bodies unless the class binds them;
                // the run-time lookup order (namespace, global, builtin) cannot see them, so prefer them.
                let namespace = class.namespace;
                if class.bound.contains_key(name) || !self.enclosing_function_binds(name) {
                    return self.class_name(name, namespace);
                }
            }
            if fx.bindings.globals.contains(name) {
                declared_global = true;
                break;
            }
            if let Some(&local) = fx.names.get(name) {
                // The lock that is held around an inner function is given back before that is called.
                let narrowed = fx.narrowed.iter().find(|(inside, _)| level != top && *inside == local);
                match narrowed {
                    None => return self.captured(level, local),
                    Some(&(_, Some(outside))) => return self.captured(level, outside),
                    Some((_, None)) => {}
                }
            }
            if level == 0 {
                break;
            }
            level -= 1;
        }
        let scope = if declared_global { self.cx.main_scope } else { self.fx_ref().scope };
        match self.cx.lookup(scope, name) {
            Some(entry) => Resolved::Entry(entry.clone()),
            None => Resolved::Undeclared,
        }
    }

    fn enclosing_function_binds(&self, name: &str) -> bool {
        self.fns.iter().any(|fx| fx.kind != FnKind::Module && fx.names.contains_key(name))
    }

    /// C-level names keep their meaning in class bodies; others go through the namespace.
    fn class_name(&self, name: &str, namespace: LocalId) -> Resolved {
        let bound = |c: &super::fncx::ClassBody| c.ext.is_none() && c.bound.contains_key(name);
        if self.fx_ref().class_bodies.last().is_some_and(bound) {
            return Resolved::ClassName { namespace };
        }
        match self.cx.lookup(self.fx_ref().scope, name) {
            Some(entry) if !matches!(entry.kind, EntryKind::PyGlobal | EntryKind::PyBuiltin) => {
                Resolved::Entry(entry.clone())
            }
            _ => Resolved::ClassName { namespace },
        }
    }

    fn captured(&mut self, level: usize, local: LocalId) -> Resolved {
        let top = self.fns.len() - 1;
        if level == top {
            return Resolved::Local(local);
        }
        self.fns[level].locals[local].captured = true;
        self.fns[level].needs_scope = true;
        for fx in &mut self.fns[level + 1..] {
            fx.uses_outer = true;
        }
        Resolved::Outer { depth: (top - level) as u32, local }
    }

    /// The type of a local at some level, inferred now if need be.
    pub fn local_ty(&mut self, depth: u32, local: LocalId) -> cyrus_types::TyId {
        if depth == 0 {
            return self.infer_local(local);
        }
        let level = self.fns.len() - 1 - depth as usize;
        let inner = self.fns.split_off(level + 1);
        let ty = self.infer_local(local);
        self.fns.extend(inner);
        if ty == common::UNSPECIFIED { common::OBJECT } else { ty }
    }

    /// A name read as a value.
    pub fn name_expr(&mut self, name: &Name, span: Span) -> Expr {
        if let Some(member) = self.cyp_implicit_member(name, span) {
            return member;
        }
        if let Some(member) = self.cpp_implicit_member(name, span) {
            return member;
        }
        let resolved = self.resolve(name);
        self.resolved_expr(resolved, name, span)
    }

    /// The value of a resolved name.
    pub fn resolved_expr(&mut self, resolved: Resolved, name: &Name, span: Span) -> Expr {
        let object = common::OBJECT;
        match resolved {
            Resolved::Local(local) => {
                let mut ty = self.local_ty(0, local);
                let value = match ty {
                    common::OBJECT => self.type_at(local, span),
                    common::UNSPECIFIED => self.first_type_at(local, span),
                    _ => None,
                };
                ty = value.unwrap_or(ty);
                self.check_in_loop(local, ty, span);
                self.check_read_of_loop_variable(0, local, ty, span);
                Expr { ty, span, kind: ExprKind::Local(local) }
            }
            Resolved::Outer { depth, local } => {
                let ty = self.local_ty(depth, local);
                self.check_read_of_loop_variable(depth, local, ty, span);
                Expr { ty, span, kind: ExprKind::Outer { depth, local } }
            }
            Resolved::ClassName { namespace } => {
                // An extension type exists before its statements run: these two are not in its dict.
                if let Some(body) = self.fx_ref().class_bodies.last().filter(|c| c.ext.is_some())
                    && !body.bound.contains_key(name)
                {
                    match name.as_str() {
                        "__qualname__" => return self.text_expr(&body.qualname.clone(), span),
                        "__module__" => {
                            return Expr { ty: object, span, kind: ExprKind::Global("__name__".into()) };
                        }
                        _ => {}
                    }
                }
                Expr { ty: object, span, kind: ExprKind::ClassName { namespace, name: name.clone() } }
            }
            Resolved::Entry(entry) => self.entry_expr(&entry, span),
            Resolved::Undeclared => {
                if name == "__class__"
                    && let Some(class) = self.class_cell(span)
                {
                    return class;
                }
                if MODULE_NAMES.contains(&name.as_str()) {
                    return Expr { ty: object, span, kind: ExprKind::Global(name.clone()) };
                }
                if !self.cx.options.lenient && !self.cx.has_import_star {
                    let message = format!("undeclared name not builtin: {name}");
                    self.report_unknown(homes::undeclared(codes::E0201, span, message, name));
                    // What is meant is no Python object, so its use in code without the GIL is no second mistake.
                    if homes::home(name).is_some() {
                        return self.error_expr(span);
                    }
                }
                Expr { ty: object, span, kind: ExprKind::Global(name.clone()) }
            }
        }
    }

    /// The value that an entry of a long-lived scope stands for.
    pub fn entry_expr(&mut self, entry: &Entry, span: Span) -> Expr {
        let object = common::OBJECT;
        match &entry.kind {
            EntryKind::PyGlobal => Expr { ty: object, span, kind: ExprKind::Global(entry.name.clone()) },
            EntryKind::PyBuiltin => self.builtin_expr(&entry.name, span),
            EntryKind::CVar(id) => {
                self.cx.use_cvar(*id);
                let ty = self.cx.cvars[*id].ty;
                Expr { ty, span, kind: ExprKind::CVar(*id) }
            }
            EntryKind::CFunc(overloads) => {
                let id = overloads[0];
                self.cx.use_cfunc(id);
                let sig = self.cx.cfuncs[id].sig;
                let ty = self.cx.types.intern(Ty::Func(sig));
                Expr { ty, span, kind: ExprKind::CFunc(id) }
            }
            EntryKind::Const(c) => match c.value {
                _ if !matches!(self.cx.types.get(c.ty), Ty::Int(_)) || c.value.is_none() => {
                    Expr { ty: c.ty, span, kind: ExprKind::CConst(c.cname.clone()) }
                }
                _ => Expr { ty: c.ty, span, kind: ExprKind::CConst(c.cname.clone()) },
            },
            EntryKind::Type(ty) => self.type_as_value(*ty, entry, span),
            EntryKind::FusedFunc(id) => {
                let callee = super::fused::FusedCallee { id: *id, receiver: None };
                self.fused_value(callee, None, span)
            }
            EntryKind::CppTemplate(_) | EntryKind::CypTemplate(_) => {
                self.cx.unsupported(span, &format!("'{}' as a value", entry.name));
                self.error_expr(span)
            }
            // `import m` beside `cimport m`: the Python module has what the pxd does not declare.
            EntryKind::Module(_) if entry.in_python => {
                Expr { ty: object, span, kind: ExprKind::Global(entry.name.clone()) }
            }
            EntryKind::Module(_) => {
                self.error(
                    codes::E0204,
                    span,
                    format!("'{}' is not a constant, variable or function identifier", entry.name),
                );
                self.error_expr(span)
            }
            EntryKind::Cython(path) => self.cython_name(&path.clone(), &entry.name, span),
        }
    }

    /// A builtin as a Python object.
    pub fn builtin_expr(&mut self, name: &Name, span: Span) -> Expr {
        let kind = match name.as_str() {
            "xrange" => ExprKind::Builtin("range".into()),
            "unichr" => ExprKind::Builtin("chr".into()),
            "raw_input" => ExprKind::Builtin("input".into()),
            "getattr3" => ExprKind::Builtin("getattr".into()),
            "intern" => self.moved_builtin("sys", "intern", span),
            "reload" => self.moved_builtin("importlib", "reload", span),
            "None" => ExprKind::None,
            "True" => ExprKind::Bool(true),
            "False" => ExprKind::Bool(false),
            "Ellipsis" => ExprKind::Ellipsis,
            _ => ExprKind::Builtin(name.clone()),
        };
        let ty = match kind {
            ExprKind::Bool(_) => common::BINT,
            _ if Builtin::from_name(name).is_some() => common::TYPE,
            _ => common::OBJECT,
        };
        Expr { ty, span, kind }
    }

    /// What Python 2 had among the builtins and Python 3 has in a module.
    fn moved_builtin(&self, module: &str, name: &str, span: Span) -> ExprKind {
        let args = vec![self.text_expr(module, span), self.text_expr(name, span)];
        ExprKind::Runtime { name: "__cyrus_moved_builtin".into(), args }
    }

    /// A type name used as a value: the class object.
    fn type_as_value(&mut self, ty: cyrus_types::TyId, entry: &Entry, span: Span) -> Expr {
        if let Ty::Ext(class) = *self.cx.types.kind(ty) {
            self.cx.use_class(class);
        }
        match self.cx.types.kind(ty) {
            Ty::Ext(_) => Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(ty) },
            Ty::Builtin(builtin) => {
                let name = Name::new_static(builtin.name());
                Expr { ty: common::TYPE, span, kind: ExprKind::Builtin(name) }
            }
            Ty::Object if entry.name.starts_with("cython.") => {
                let path = &entry.name;
                self.cython_value(path, span).unwrap_or_else(|| self.no_cython_value(path, span))
            }
            Ty::Object if entry.name == "object" => {
                Expr { ty: common::TYPE, span, kind: ExprKind::Builtin("object".into()) }
            }
            Ty::Enum(_) if entry.in_python => {
                Expr { ty: common::OBJECT, span, kind: ExprKind::Global(entry.name.clone()) }
            }
            Ty::Cyp(_) => Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(ty) },
            Ty::Error => self.error_expr(span),
            _ => {
                self.error(
                    codes::E0204,
                    span,
                    format!("'{}' is not a constant, variable or function identifier", entry.name),
                );
                self.error_expr(span)
            }
        }
    }

    /// An expression that stands for a reported error.
    pub fn error_expr(&mut self, span: Span) -> Expr {
        Expr { ty: common::ERROR, span, kind: ExprKind::Error }
    }

    /// Whether the name still means Python's builtin of that name here.
    pub fn is_builtin(&mut self, name: &str) -> bool {
        match self.resolve(name) {
            Resolved::Entry(entry) => {
                matches!(entry.kind, EntryKind::PyBuiltin)
                    || entry.span.is_none() && matches!(entry.kind, EntryKind::Type(_))
            }
            Resolved::ClassName { .. } => {
                let scope = self.fx_ref().scope;
                matches!(self.cx.lookup(scope, name), Some(e) if matches!(e.kind, EntryKind::PyBuiltin) || e.span.is_none())
            }
            _ => false,
        }
    }

    /// Whether code here runs in the module's own statements, where names are module globals.
    pub fn at_module_level(&self) -> bool {
        self.fns.len() == 1 && self.fns[0].class_bodies.is_empty()
    }

    /// The scope kind of the innermost long-lived scope.
    pub fn scope_kind(&self) -> &ScopeKind {
        &self.cx.scopes[self.fx_ref().scope].kind
    }

    /// A local read as an expression.
    pub fn local_expr(&self, local: LocalId, span: Span) -> Expr {
        Expr { ty: self.fx_ref().locals[local].ty, span, kind: ExprKind::Local(local) }
    }

    /// A Python constant expression.
    pub fn none_expr(&self, span: Span) -> Expr {
        Expr { ty: common::OBJECT, span, kind: ExprKind::None }
    }

    /// A `str` constant object.
    pub fn text_expr(&self, text: &str, span: Span) -> Expr {
        Expr { ty: common::STR, span, kind: ExprKind::Str(hir::StrConst::Text(text.as_bytes().to_vec())) }
    }

    /// A C integer constant of type `long`.
    pub fn int_expr(&self, value: i128, span: Span) -> Expr {
        Expr { ty: common::LONG, span, kind: ExprKind::Int(value) }
    }
}
