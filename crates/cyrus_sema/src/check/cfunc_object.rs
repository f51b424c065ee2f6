//! C functions as Python objects: `f = c_function`, `return self.callback`.
//!
//! For each signature a C function is written as Cython text, parsed and checked like any other: it takes a
//! function pointer and returns a `def` function which calls that. So arguments, conversions, keywords and
//! errors are those of every `def` function.

use super::Checker;
use crate::declare::cfunc;
use crate::declare::place::Place;
use crate::scope::{Entry, EntryKind, Scope, ScopeKind};
use cyrus_hir::{self as hir, CCall, CFuncId, Callee, Coercion, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::StmtKind;
use cyrus_types::{ClassId, FuncTyId, Ty, TyId, common};
use std::fmt::Write as _;

impl Checker<'_, '_> {
    /// A C function or function pointer as an object; its type when there can be none.
    pub fn cfunc_to_object(&mut self, value: Expr) -> Result<Expr, TyId> {
        let from = value.ty;
        let Some(sig) = self.func_sig(from) else { return Err(from) };
        if !self.has_object_form(sig) {
            return Err(from);
        }
        if self.speculating > 0 || matches!(value.kind, ExprKind::Error) {
            return Ok(self.coercion(Coercion::FuncToObject, value, common::OBJECT));
        }
        let span = value.span;
        if let ExprKind::ExtMethod { object, class, method } = value.kind {
            return self.method_to_object(*object, class, method, sig, span).ok_or(from);
        }
        let func = self.cx.types.intern(Ty::Func(sig));
        let pointer = self.cx.types.ptr(func);
        let Some(maker) = self.wrapper_maker(sig, pointer) else { return Err(from) };
        let value = self.try_coerce(value, pointer)?;
        let nogil = self.fx_ref().nogil;
        let sig = self.cx.cfuncs[maker].sig;
        let call = CCall { callee: Callee::Func(maker), sig, args: vec![value], nogil };
        Ok(Expr { ty: common::OBJECT, span, kind: ExprKind::CCall(Box::new(call)) })
    }

    fn has_object_form(&mut self, sig: FuncTyId) -> bool {
        let func = self.cx.types.funcs[sig].clone();
        let probe = |ty| Expr { ty, span: Span::default(), kind: ExprKind::Error };
        let convertible =
            |this: &mut Self, from, to| this.speculate(|c| c.try_coerce(probe(from), to).is_ok());
        !func.varargs
            && func.optional == 0
            && func.params.iter().all(|p| convertible(self, common::OBJECT, p.ty))
            && (matches!(self.cx.types.kind(func.ret), Ty::Void)
                || convertible(self, func.ret, common::OBJECT))
    }

    /// `object.method` or `Class.method` of a C method.
    fn method_to_object(
        &mut self,
        object: Expr,
        class: ClassId,
        method: u32,
        sig: FuncTyId,
        span: Span,
    ) -> Option<Expr> {
        let bound = !matches!(object.kind, ExprKind::TypeObject(_));
        let ty = self.cx.types.intern(Ty::Ext(class));
        let mut text = self.wrapper_text(sig, 1);
        text.types.insert(0, ("__cyrus_S".into(), ty));
        let number = self.cx.cfunc_wrappers.len() + self.cx.cmethod_wrappers.len();
        let name = format!("__cyrus_cmethod_to_object_{number}");
        let called = self.cx.types.classes[class].methods[method as usize].name.clone();
        let WrapperText { params, args, shown, ret, word, .. } = &text;
        let body = if bound {
            format!("\"\"\"{called}({shown}) -> {ret}\"\"\"\n        {word}__cyrus_self.{called}({args})")
        } else {
            let comma = if args.is_empty() { "" } else { ", " };
            format!(
                "\"\"\"{called}(self{comma}{shown}) -> {ret}\"\"\"\n        {word}__cyrus_S.{called}(self{comma}{args})"
            )
        };
        let (outer, inner) = match (bound, params.is_empty()) {
            (true, _) => ("__cyrus_S __cyrus_self", params.clone()),
            (false, true) => ("", "__cyrus_S self not None".to_string()),
            (false, false) => ("", format!("__cyrus_S self not None, {params}")),
        };
        let source = format!(
            "cdef object {name}({outer}):\n    def {called}({inner}):\n        {body}\n    return {called}\n"
        );
        let key = (class, method, bound);
        let maker = match self.cx.cmethod_wrappers.get(&key) {
            Some(&known) => known,
            None => {
                let made = self.declare_maker(&name, &source, text.types)?;
                self.cx.cmethod_wrappers.insert(key, made);
                made
            }
        };
        let nogil = self.fx_ref().nogil;
        let sig = self.cx.cfuncs[maker].sig;
        let args = if bound { vec![self.coerce(object, ty)] } else { Vec::new() };
        let call = CCall { callee: Callee::Func(maker), sig, args, nogil };
        Some(Expr { ty: common::OBJECT, span, kind: ExprKind::CCall(Box::new(call)) })
    }

    /// `cpdef` functions of headers: assigns Python functions to their names, before anything else runs.
    pub fn expose_extern_functions(&mut self, out: &mut hir::Block) {
        let scope = self.cx.main_scope;
        let exposed: Vec<(Name, CFuncId, Span)> = self.cx.scopes[scope]
            .entries
            .values()
            .filter(|e| e.in_python)
            .filter_map(|e| match &e.kind {
                EntryKind::CFunc(ids) => Some((e.name.clone(), *ids.first()?, e.span.unwrap_or_default())),
                _ => None,
            })
            .filter(|(_, id, _)| self.cx.cfuncs[*id].origin == cyrus_types::Origin::Extern)
            .collect();
        for (name, id, span) in exposed {
            let sig = self.cx.cfuncs[id].sig;
            if !self.has_object_form(sig) {
                continue;
            }
            self.cx.use_cfunc(id);
            let mut text = self.wrapper_text(sig, 0);
            let func = self.cx.types.intern(Ty::Func(sig));
            let pointer = self.cx.types.ptr(func);
            text.types.push(("__cyrus_F".into(), pointer));
            let WrapperText { params, args, shown, ret, word, .. } = &text;
            let maker = format!("__cyrus_extern_to_object_{name}");
            let source = format!(
                "cdef object {maker}(__cyrus_F __cyrus_f):\n    def {name}({params}):\n        \
                 \"\"\"{name}({shown}) -> {ret}\"\"\"\n        {word}__cyrus_f({args})\n    return {name}\n"
            );
            let Some(maker) = self.declare_maker(&maker, &source, text.types) else { continue };
            let value = Expr { ty: func, span, kind: ExprKind::CFunc(id) };
            let value = self.coerce(value, pointer);
            let sig = self.cx.cfuncs[maker].sig;
            let call = CCall { callee: Callee::Func(maker), sig, args: vec![value], nogil: false };
            let value = Expr { ty: common::OBJECT, span, kind: ExprKind::CCall(Box::new(call)) };
            let target = self.py_global_target(&name, span);
            self.assign_to(target, value, span, out);
        }
    }

    /// The function that makes objects of functions with this signature.
    fn wrapper_maker(&mut self, sig: FuncTyId, pointer: TyId) -> Option<CFuncId> {
        if let Some(&known) = self.cx.cfunc_wrappers.get(&sig) {
            return Some(known);
        }
        let mut text = self.wrapper_text(sig, 0);
        text.types.push(("__cyrus_F".into(), pointer));
        let WrapperText { params, args, shown, ret, word, .. } = &text;
        let number = self.cx.cfunc_wrappers.len();
        let name = format!("__cyrus_cfunc_to_object_{number}");
        let source = format!(
            "cdef object {name}(__cyrus_F __cyrus_f):\n    def wrap({params}):\n        \
             \"\"\"wrap({shown}) -> {ret}\"\"\"\n        {word}__cyrus_f({args})\n    return wrap\n"
        );
        let id = self.declare_maker(&name, &source, text.types)?;
        self.cx.cfunc_wrappers.insert(sig, id);
        Some(id)
    }

    /// The parts of a wrapper, without the first `skip` parameters.
    fn wrapper_text(&mut self, sig: FuncTyId, skip: usize) -> WrapperText {
        let func = self.cx.types.funcs[sig].clone();
        let mut text = WrapperText::default();
        for (i, param) in func.params.iter().skip(skip).enumerate() {
            text.types.push((format!("__cyrus_T{i}"), param.ty));
            let name = match &param.name {
                Some(name) if !name.is_empty() && !name.starts_with("__cyrus") => name.to_string(),
                _ => format!("arg{i}"),
            };
            let comma = if i > 0 { ", " } else { "" };
            let (ty, none) = (self.annotation_text(param.ty), if param.not_none { " not None" } else { "" });
            let _ = write!(text.params, "{comma}__cyrus_T{i} {name}{none}");
            let _ = write!(text.args, "{comma}{name}");
            let _ = write!(text.shown, "{comma}{name}: {ty}");
        }
        (text.ret, text.word) = match self.cx.types.kind(func.ret) {
            Ty::Void => ("None".to_string(), ""),
            _ => (self.annotation_text(func.ret), "return "),
        };
        text
    }

    /// Declares the function of a text. Its body is checked after the module's own functions: it is no part of
    /// the one being checked.
    fn declare_maker(&mut self, name: &str, text: &str, types: Vec<(String, TyId)>) -> Option<CFuncId> {
        let scope = self.cx.scopes.push(Scope::new(ScopeKind::Template, Some(self.cx.main_scope)));
        for (name, ty) in types {
            self.cx.enter(scope, Entry::new(name.into(), None, EntryKind::Type(ty)));
        }
        let tree = self.parse_text("C function as an object", text);
        let StmtKind::CFunc(def) = &tree.body.first()?.kind else { return None };
        cfunc::declare(self.cx, &Place::module(scope, false), def);
        let EntryKind::CFunc(ids) = &self.cx.scopes[scope].get(name)?.kind else { return None };
        let id = *ids.first()?;
        self.cx.pending_inline.push((def, scope, id));
        Some(id)
    }

    /// A type in the signature line: Python's classes by name, C types in quotes.
    fn annotation_text(&self, ty: TyId) -> String {
        let types = &self.cx.types;
        match types.kind(ty) {
            Ty::Object => "object".into(),
            Ty::Bint => "bool".into(),
            Ty::Float(_) => "float".into(),
            Ty::Complex(_) => "complex".into(),
            Ty::Builtin(class) => class.name().to_string(),
            Ty::Ext(class) => types.classes[*class].name.to_string(),
            _ => format!("'{}'", types.display(ty)),
        }
    }
}

/// What the text of a wrapper is made of.
#[derive(Default)]
struct WrapperText {
    types: Vec<(String, TyId)>,
    params: String,
    args: String,
    /// The parameters as the docstring shows them.
    shown: String,
    ret: String,
    /// `return `, unless there is nothing to return.
    word: &'static str,
}
