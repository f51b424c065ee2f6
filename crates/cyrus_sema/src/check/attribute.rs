//! Attributes: of modules, classes and scopes, of C structs, of extension types, of objects.

use super::Checker;
use super::names::Resolved;
use crate::cx::c_member_name;
use crate::scope::EntryKind;
use cyrus_diagnostics::codes;
use cyrus_hir::{Coercion, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, ExprKind as Ast};
use cyrus_types::{Ty, common};

/// What a struct, seen as a dict, can be asked for.
const DICT_METHODS: &[&str] = &["copy", "get", "items", "keys", "values"];

/// What stands before the dot of a compile-time dotted name.
pub enum QualifiedScope {
    Scope(crate::scope::ScopeId),
    Cython(Name),
}

impl<'a> Checker<'_, 'a> {
    pub(super) fn attribute(&mut self, e: &'a ast::Expr, value: &'a ast::Expr, name: &ast::Ident) -> Expr {
        if let Some(done) = self.qualified_name(e) {
            return done;
        }
        if let Some(held) = self.locked_path(e) {
            return Expr { span: e.anchor_span(), ..held };
        }
        if let Some(class) = self.cyp_named(value)
            && !self.is_of_class_object(class, &name.name)
        {
            return self.cyp_class_attribute(class, &name.name, e.anchor_span());
        }
        if let Some(method) = self.cpp_static_value(value, name, None, e.anchor_span()) {
            return method;
        }
        // `Class.method` of an extension type's C methods.
        if let Some(ty) = self.named_type(value)
            && let Ty::Ext(class) = *self.cx.types.kind(ty)
            && self
                .cx
                .types
                .find_method(class, &c_member_name(&self.cx.types, class, &name.name))
                .is_some_and(|(_, m)| !m.overridable && !m.is_static)
        {
            let object = Expr { ty: common::TYPE, span: value.span, kind: ExprKind::TypeObject(ty) };
            return self.ext_attribute(object, class, &name.name, e.anchor_span());
        }
        if let Some(name) = self.caught_class_name(value, &name.name, e.anchor_span()) {
            return name;
        }
        let object = self.expr(value);
        self.attribute_of(object, &name.name, e.anchor_span())
    }

    /// `type(e).__name__` of an exception that was caught without the GIL.
    fn caught_class_name(&mut self, value: &'a ast::Expr, name: &str, span: Span) -> Option<Expr> {
        let ast::ExprKind::Call(call) = &value.kind else { return None };
        let ast::ExprKind::Name(func) = &call.func.kind else { return None };
        let [ast::Arg::Positional(of)] = &call.args[..] else { return None };
        if func != "type" || name != "__name__" || !self.makes_native_text() || !self.is_builtin(func) {
            return None;
        }
        let caught = self.expr(of);
        self.is_caught(&caught).then(|| self.caught_text(caught, 2, "", span))
    }

    /// A dotted name that is resolved at compile time: names of cimported modules, enum items, the
    /// `cython` module.
    pub(super) fn qualified_name(&mut self, e: &ast::Expr) -> Option<Expr> {
        let Ast::Attribute(value, name) = &e.kind else { return None };
        if let Some(ty) = self.named_type(value)
            && let Ty::Enum(id) = *self.cx.types.kind(ty)
            && let Some(item) = self.cx.types.enums[id].items.iter().find(|i| i.name == name.name)
        {
            return Some(Expr { ty, span: e.anchor_span(), kind: ExprKind::CConst(item.cname.clone()) });
        }
        let scope = self.scope_of(value)?;
        match scope {
            // A text, with attributes of its own.
            QualifiedScope::Cython(path) if path == super::cython_value::VERSION => None,
            QualifiedScope::Cython(path) => Some(self.cython_attribute(e, &format!("{path}.{}", name.name))),
            QualifiedScope::Scope(scope) => {
                let entry = self.cx.scopes[scope].get(&name.name).cloned();
                entry.map(|entry| self.entry_expr(&entry, e.span))
            }
        }
    }

    /// The scope that an expression names, when it names one.
    pub fn scope_of(&mut self, e: &ast::Expr) -> Option<QualifiedScope> {
        match &e.kind {
            Ast::Name(name) => match self.resolve(name) {
                Resolved::Entry(entry) => self.entry_scope(&entry),
                _ => None,
            },
            Ast::Attribute(value, name) => match self.scope_of(value)? {
                QualifiedScope::Cython(path) => {
                    Some(QualifiedScope::Cython(format!("{path}.{}", name.name).into()))
                }
                QualifiedScope::Scope(scope) => {
                    let entry = self.cx.scopes[scope].get(&name.name).cloned()?;
                    self.entry_scope(&entry)
                }
            },
            _ => None,
        }
    }

    fn entry_scope(&mut self, entry: &crate::scope::Entry) -> Option<QualifiedScope> {
        match &entry.kind {
            EntryKind::Module(scope) => Some(QualifiedScope::Scope(*scope)),
            EntryKind::Cython(path) => Some(QualifiedScope::Cython(path.clone())),
            EntryKind::Type(ty) => {
                let key = match self.cx.types.kind(*ty) {
                    Ty::Cpp(id, _) => crate::cx::ClassKey::Cpp(*id),
                    Ty::Cyp(cyp) => crate::cx::ClassKey::Cyp(cyp.class),
                    _ => return None,
                };
                self.cx.class_scopes.get(&key).map(|&s| QualifiedScope::Scope(s))
            }
            _ => None,
        }
    }

    /// `object.name`
    pub fn attribute_of(&mut self, object: Expr, name: &Name, span: Span) -> Expr {
        let name = name.clone();
        let ty = self.cx.types.resolved(object.ty);
        match self.cx.types.get(ty).clone() {
            Ty::Error => self.error_expr(span),
            Ty::Unspecified => Expr { ty: common::UNSPECIFIED, ..self.error_expr(span) },
            Ty::Ext(class) | Ty::NogilClass(class) => self.ext_attribute(object, class, &name, span),
            Ty::Struct(id) => self.member(object, id, &name, false, span),
            Ty::Ptr(to) => match self.cx.types.kind(to).clone() {
                Ty::Struct(id) => self.member(object, id, &name, true, span),
                Ty::Cpp(..) => self.cpp_attribute(object, to, &name, true, span),
                Ty::NogilClass(class) => self.ext_attribute(object, class, &name, span),
                // Those of the bytes that a C string becomes.
                _ if self.cx.types.is_c_string(ty) => {
                    let object = self.coerce(object, common::BYTES);
                    Expr { ty: common::OBJECT, span, kind: ExprKind::Attr { object: Box::new(object), name } }
                }
                _ => self.no_attribute(object, &name, span),
            },
            Ty::Cpp(..) => self.cpp_attribute(object, ty, &name, false, span),
            Ty::Complex(f) if name == "real" || name == "imag" => {
                let whole = self.cx.types.int_complex_part(object.ty);
                let float = self.cx.types.intern(Ty::Float(f));
                let part = Expr {
                    ty: float,
                    span,
                    kind: ExprKind::Member { object: Box::new(object), cname: name, arrow: false },
                };
                match whole {
                    Some(int) => {
                        let int = self.cx.types.intern(Ty::Int(int));
                        self.coercion(Coercion::CCast, part, int)
                    }
                    None => part,
                }
            }
            Ty::MemView(_) => self.memview_attribute(object, &name, span),
            Ty::Cyp(_) => self.cyp_attribute(object, &name, span),
            Ty::Buffer(buffer) if let Ty::Ext(class) = *self.cx.types.kind(buffer.base) => {
                self.ext_attribute(object, class, &name, span)
            }
            Ty::Object | Ty::Builtin(_) | Ty::Buffer(_) => {
                Expr { ty: common::OBJECT, span, kind: ExprKind::Attr { object: Box::new(object), name } }
            }
            _ => match self.try_coerce(object.clone(), common::OBJECT) {
                Ok(object) => {
                    Expr { ty: common::OBJECT, span, kind: ExprKind::Attr { object: Box::new(object), name } }
                }
                Err(_) => self.no_attribute(object, &name, span),
            },
        }
    }

    fn no_attribute(&mut self, object: Expr, name: &Name, span: Span) -> Expr {
        let base = match *self.cx.types.kind(object.ty) {
            Ty::Ptr(to) => to,
            _ => object.ty,
        };
        if matches!(self.cx.types.kind(base), Ty::Struct(id) if !self.cx.types.structs[*id].complete) {
            let shown = self.cx.types.display(base);
            let message = format!("Cannot select attribute of incomplete type '{shown}'");
            self.error(codes::E0204, span, message);
            return self.error_expr(span);
        }
        let shown = self.cx.types.display(object.ty);
        self.error(codes::E0204, span, format!("Object of type '{shown}' has no attribute '{name}'"));
        self.error_expr(span)
    }

    fn member(
        &mut self,
        object: Expr,
        id: cyrus_types::StructId,
        name: &Name,
        arrow: bool,
        span: Span,
    ) -> Expr {
        let def = &self.cx.types.structs[id];
        let plain = crate::cx::without_class(name);
        let field = def.field(name).or_else(|| def.field(plain?)).map(|(_, f)| (f.cname.clone(), f.ty));
        match field {
            Some((cname, ty)) => {
                Expr { ty, span, kind: ExprKind::Member { object: Box::new(object), cname, arrow } }
            }
            // A method of the dict that the struct becomes.
            None if !arrow && DICT_METHODS.contains(&name.as_str()) => {
                match self.try_coerce(object.clone(), common::OBJECT) {
                    Ok(dict) => {
                        let kind = ExprKind::Attr { object: Box::new(dict), name: name.clone() };
                        Expr { ty: common::OBJECT, span, kind }
                    }
                    Err(_) => self.no_attribute(object, name, span),
                }
            }
            None => self.no_attribute(object, name, span),
        }
    }

    /// Whether an object of an extension type is to be tested for None (`nonecheck`) where its parts are used.
    pub(super) fn may_be_none(&self, object: &Expr) -> bool {
        let fx = self.fx_ref();
        fx.directives.nonecheck
            && !(fx.class.is_some() && matches!(object.kind, ExprKind::Local(l) if Some(l) == fx.first_param))
    }

    fn ext_attribute(&mut self, object: Expr, class: cyrus_types::ClassId, name: &Name, span: Span) -> Expr {
        if self.cx.types.classes[class].nogil {
            return match self.nogil_attribute(&object, class, name, span) {
                Some(done) => done,
                None => self.no_attribute(object, name, span),
            };
        }
        let name = &c_member_name(&self.cx.types, class, name);
        let none_check = self.may_be_none(&object);
        if let Some((owner, field)) = self.cx.types.find_field(class, name) {
            let index = self.cx.types.classes[owner].fields.iter().position(|f| f.name == *name);
            let ty = field.ty;
            let index = index.unwrap_or(0) as u32;
            // `__dict__` and the like are Python attributes.
            if name == "__dict__" || name == "__weakref__" {
                self.error(codes::E0309, span, format!("Illegal use of special attribute {name}"));
            } else {
                self.check_attribute_in_loop(name, ty, span);
                return Expr {
                    ty,
                    span,
                    kind: ExprKind::ExtField {
                        object: Box::new(object),
                        class: owner,
                        field: index,
                        none_check,
                    },
                };
            }
        }
        if let Some((owner, method)) = self.cx.types.find_method(class, name) {
            let index =
                self.cx.types.classes[owner].methods.iter().position(|m| m.name == *name).unwrap_or(0);
            let sig = method.sig;
            let ty = self.cx.types.intern(Ty::Func(sig));
            return Expr {
                ty,
                span,
                kind: ExprKind::ExtMethod { object: Box::new(object), class: owner, method: index as u32 },
            };
        }
        if let Some(read) = self.c_property(&object, class, name, span) {
            return read;
        }
        Expr {
            ty: common::OBJECT,
            span,
            kind: ExprKind::Attr { object: Box::new(object), name: name.clone() },
        }
    }
}
