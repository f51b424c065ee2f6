//! Functions: parameters, and what they return.
//!
//! A parameter's type is the C type it is declared with, else its annotation where a stub can repeat that. A return type
//! is declared (`cpdef`, `->`), or what all `return` statements of the body agree on.

use super::Stub;
use super::collect::{Thing, text};
use cyrus_hir::{
    self as hir, CoroutineKind, Expr, ExprKind, Func, FuncKind, MakeFunction, ParamKind, Stmt, StmtKind,
};
use cyrus_types::{Ty, common};
use std::fmt::Write as _;

/// Methods that compare: whatever they take, Python asks with anything.
const EQUALITY: &[&str] = &["__eq__", "__ne__"];

impl<'m> Stub<'m> {
    /// Writes what a name stands for; `class` is the name of the class around it.
    pub(super) fn thing(
        &self,
        name: &str,
        thing: &Thing<'m>,
        indent: &str,
        class: Option<&str>,
        out: &mut String,
    ) {
        match thing {
            Thing::Function(make) => self.function(name, make, &[], indent, class.is_some(), out),
            Thing::Overloaded(all) => self.overloaded(name, all, &[], indent, class.is_some(), out),
            Thing::Static(inner) => self.decorated("staticmethod", name, inner, indent, false, out),
            Thing::ClassMethod(inner) => self.decorated("classmethod", name, inner, indent, true, out),
            Thing::Property { get, set } => self.property(name, get, *set, indent, out),
            Thing::PyClass(class, inner) => self.py_class(class, inner, indent, out),
            Thing::ExtClass(class) => self.ext_class(class, indent, out),
            Thing::CypClass(ty, inner) => self.cyp_class(name, *ty, inner, indent, out),
            Thing::Generic(instances) => self.generic(name, instances, indent, out),
            Thing::Import(text) => {
                let _ = writeln!(out, "{indent}{text}  # type: ignore");
            }
            Thing::Variable(value) if name == "__all__" && class.is_none() => {
                if let Some(names) = names_in(value) {
                    let names: Vec<String> = names.iter().map(|n| format!("{n:?}")).collect();
                    let _ = writeln!(out, "__all__ = [{}]", names.join(", "));
                }
            }
            Thing::Variable(value) => {
                let _ = writeln!(out, "{indent}{name}: {}", self.value_type(value));
            }
            Thing::Nothing => {
                let _ = writeln!(out, "{indent}{name}: _typing.ClassVar[None]  # type: ignore");
            }
            Thing::Unknown => {
                let _ = writeln!(out, "{indent}{name}: {}", self.any());
            }
        }
    }

    fn decorated(
        &self,
        decorator: &str,
        name: &str,
        inner: &Thing<'m>,
        indent: &str,
        bound: bool,
        out: &mut String,
    ) {
        // `__new__` is static without being told.
        let decorators: Vec<String> =
            if name == "__new__" { Vec::new() } else { vec![self.builtin(decorator)] };
        match inner {
            Thing::Function(make) => self.function(name, make, &decorators, indent, bound, out),
            Thing::Overloaded(all) => self.overloaded(name, all, &decorators, indent, bound, out),
            _ => {
                let _ = writeln!(out, "{indent}{name}: {}", self.any());
            }
        }
    }

    fn overloaded(
        &self,
        name: &str,
        all: &[&'m MakeFunction],
        decorators: &[String],
        indent: &str,
        bound: bool,
        out: &mut String,
    ) {
        let mut written: Vec<String> = Vec::new();
        for make in all {
            let mut text = String::new();
            self.function(name, make, decorators, indent, bound, &mut text);
            if !written.contains(&text) {
                written.push(text);
            }
        }
        let several = written.len() > 1;
        for text in written {
            if several {
                let _ = writeln!(out, "{indent}@_typing.overload");
            }
            out.push_str(&text);
        }
    }

    fn function(
        &self,
        name: &str,
        make: &'m MakeFunction,
        decorators: &[String],
        indent: &str,
        bound: bool,
        out: &mut String,
    ) {
        for decorator in decorators {
            let _ = writeln!(out, "{indent}@{decorator}");
        }
        let func = &self.module.funcs[make.func];
        let is_async = matches!(func.coroutine, CoroutineKind::Coroutine | CoroutineKind::IterableCoroutine);
        let returns = match name {
            "__init__" => "None".into(),
            "__new__" => "_typing.Any".into(),
            _ => self.special_returns(name).unwrap_or_else(|| self.returns(func, &make.annotations)),
        };
        let params = self.params(name, func, &make.annotations, bound);
        let params = if name == "__new__" {
            format!("cls{}{params}", if params.is_empty() { "" } else { ", " })
        } else {
            params
        };
        let keyword = if is_async { "async def" } else { "def" };
        let _ = writeln!(out, "{indent}{keyword} {name}({params}) -> {returns}: ...");
    }

    /// What special methods return, whatever their bodies say.
    pub(super) fn special_returns(&self, name: &str) -> Option<String> {
        Some(match name {
            "__setitem__" | "__delitem__" | "__setattr__" | "__delattr__" | "__set__" | "__delete__" => {
                "None".into()
            }
            "__hash__" | "__len__" | "__int__" | "__index__" => self.builtin("int"),
            "__bool__" | "__contains__" => self.builtin("bool"),
            "__str__" | "__repr__" | "__format__" => self.builtin("str"),
            "__float__" => self.builtin("float"),
            _ => return None,
        })
    }

    /// The list of parameters; the first of a bound method has no type.
    pub(super) fn params(
        &self,
        name: &str,
        func: &'m Func,
        annotations: &[(hir::Name, Expr)],
        bound: bool,
    ) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut positional_only = false;
        let mut keywords = false;
        for (i, param) in func.params.iter().enumerate() {
            if positional_only && param.kind != ParamKind::PositionalOnly {
                parts.push("/".into());
                positional_only = false;
            }
            let mut text = match param.kind {
                ParamKind::PositionalOnly => {
                    positional_only = true;
                    param.name.to_string()
                }
                ParamKind::Normal => param.name.to_string(),
                ParamKind::Star => {
                    keywords = true;
                    format!("*{}", param.name)
                }
                ParamKind::KeywordOnly => {
                    if !std::mem::replace(&mut keywords, true) {
                        parts.push("*".into());
                    }
                    param.name.to_string()
                }
                ParamKind::DoubleStar => format!("**{}", param.name),
            };
            if !(bound && i == 0 && matches!(param.kind, ParamKind::Normal | ParamKind::PositionalOnly)) {
                let ty = if EQUALITY.contains(&name) {
                    self.builtin("object")
                } else if let Some(operand) = func.locals.iter().find(|l| l.name == hir::CYP_OPERAND) {
                    self.ty(operand.ty, false)
                } else {
                    self.param_type(param, annotations)
                };
                let _ = write!(text, ": {ty}");
            }
            if param.default.is_some() {
                text.push_str(" = ...");
            }
            parts.push(text);
        }
        if positional_only {
            parts.push("/".into());
        }
        parts.join(", ")
    }

    fn param_type(&self, param: &hir::Param, annotations: &[(hir::Name, Expr)]) -> String {
        let types = &self.module.types;
        if matches!(param.kind, ParamKind::Star | ParamKind::DoubleStar) {
            let annotation = annotations.iter().find(|(n, _)| *n == param.name);
            return annotation.and_then(|(_, a)| self.annotation(a)).unwrap_or_else(|| self.any());
        }
        if param.ty == common::OBJECT {
            let annotation = annotations.iter().find(|(n, _)| *n == param.name);
            return annotation.and_then(|(_, a)| self.annotation(a)).unwrap_or_else(|| self.any());
        }
        let ty = self.ty(param.ty, true);
        let object = types.is_object(param.ty) && param.accepts_none;
        let null = types.is_cyp(param.ty)
            && matches!(&param.default, Some(hir::ParamDefault::Constant(e)) if e.kind.is_null());
        if (object || null) && ty != self.any() { format!("{ty} | None") } else { ty }
    }

    /// The text of an annotation, when it means the same in the stub.
    fn annotation(&self, annotation: &Expr) -> Option<String> {
        const KNOWN: &[&str] = &[
            "int",
            "float",
            "str",
            "bytes",
            "bool",
            "list",
            "dict",
            "tuple",
            "set",
            "frozenset",
            "object",
            "None",
            "complex",
            "bytearray",
            "type",
        ];
        let text = text(annotation)?;
        let plain = text.trim_matches(['\'', '"']);
        let words = plain.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'));
        let known = words.filter(|w| !w.is_empty()).all(|w| KNOWN.contains(&w) || self.is_class(w));
        let simple = plain.chars().all(|c| c.is_alphanumeric() || "_.,[]| ".contains(c));
        if !known || !simple || plain.is_empty() {
            return None;
        }
        match KNOWN.contains(&plain) && plain != "None" {
            true => Some(self.builtin(plain)),
            false if KNOWN.iter().any(|k| self.hidden.contains(*k)) => None,
            false => Some(plain.to_string()),
        }
    }

    /// Whether a word is the name of a class of the module.
    fn is_class(&self, word: &str) -> bool {
        let types = &self.module.types;
        let here = cyrus_types::Origin::Here;
        self.module.classes.iter().any(|c| types.classes[c.class].name == word)
            || types.cyp_classes.iter().any(|c| c.name == word && c.origin == here && c.params.is_empty())
    }

    pub(super) fn returns(&self, func: &'m Func, annotations: &[(hir::Name, Expr)]) -> String {
        let any = self.any();
        match func.coroutine {
            CoroutineKind::None | CoroutineKind::Coroutine | CoroutineKind::IterableCoroutine => {}
            CoroutineKind::AsyncGenerator => return format!("_typing.AsyncGenerator[{any}, {any}]"),
            CoroutineKind::Generator => {
                return format!("_typing.Generator[{any}, {any}, {any}]");
            }
        }
        if let FuncKind::CPdef(info, _) | FuncKind::C(info) = &func.kind {
            let ret = self.module.types.funcs[info.sig].ret;
            let ty = self.ty(ret, false);
            let none = self.module.types.is_object(ret) && ty != any;
            return if none { format!("{ty} | None") } else { ty };
        }
        if let Some((_, annotation)) = annotations.iter().find(|(n, _)| n == "return")
            && let Some(text) = self.annotation(annotation)
        {
            return text;
        }
        let mut found: Vec<String> = Vec::new();
        self.return_types(&func.body, &mut found);
        if !ends(&func.body) {
            found.push("None".into());
        }
        found.sort_by_key(|t| t == "None");
        found.dedup();
        let mut distinct: Vec<String> = Vec::new();
        for ty in found {
            if !distinct.contains(&ty) {
                distinct.push(ty);
            }
        }
        if distinct.contains(&any) || distinct.is_empty() { any } else { distinct.join(" | ") }
    }

    fn return_types(&self, block: &'m [Stmt], out: &mut Vec<String>) {
        for stmt in block {
            match &stmt.kind {
                StmtKind::Return(None) => out.push("None".into()),
                // Which is not for callers, but for the interpreter.
                StmtKind::Return(Some(Expr { kind: ExprKind::Builtin(name), .. }))
                    if name == "NotImplemented" => {}
                StmtKind::Return(Some(value)) => out.push(self.value_type(value)),
                StmtKind::If { then, orelse, .. } => {
                    self.return_types(then, out);
                    self.return_types(orelse, out);
                }
                StmtKind::While { body, orelse, .. } => {
                    self.return_types(body, out);
                    self.return_types(orelse, out);
                }
                StmtKind::For(inner) => {
                    self.return_types(&inner.body, out);
                    self.return_types(&inner.orelse, out);
                }
                StmtKind::Try(inner) => {
                    self.return_types(&inner.body, out);
                    inner.handlers.iter().for_each(|h| self.return_types(&h.body, out));
                    self.return_types(&inner.orelse, out);
                    inner.finally.iter().for_each(|b| self.return_types(b, out));
                }
                StmtKind::With(inner) => self.return_types(&inner.body, out),
                StmtKind::Let { body, .. }
                | StmtKind::Block(body)
                | StmtKind::Gil { body, .. }
                | StmtKind::Locked { body, .. } => self.return_types(body, out),
                _ => {}
            }
        }
    }

    /// The type of a value as Python sees it.
    pub(super) fn value_type(&self, value: &Expr) -> String {
        let types = &self.module.types;
        match &value.kind {
            ExprKind::None => "None".into(),
            ExprKind::Bool(_) => self.builtin("bool"),
            ExprKind::Int(_) | ExprKind::BigInt(_) => self.builtin("int"),
            ExprKind::Float(_) => self.builtin("float"),
            ExprKind::Imaginary(_) => self.builtin("complex"),
            ExprKind::Coerce { value: inner, .. } if types.is_object(value.ty) => self.value_type(inner),
            ExprKind::Let { body, .. } => self.value_type(body),
            ExprKind::Conditional { then, orelse, .. } => {
                let (a, b) = (self.value_type(then), self.value_type(orelse));
                if a == b { a } else { self.any() }
            }
            ExprKind::List(_) => self.builtin("list") + "[_typing.Any]",
            ExprKind::Dict(_) => self.builtin("dict") + "[_typing.Any, _typing.Any]",
            ExprKind::Set(_) => self.builtin("set") + "[_typing.Any]",
            ExprKind::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|e| self.value_type(e)).collect();
                let items = if items.is_empty() { "()".to_string() } else { items.join(", ") };
                format!("{}[{items}]", self.builtin("tuple"))
            }
            ExprKind::PyCall { func, .. } => match &func.kind {
                ExprKind::TypeObject(ty) => self.ty(*ty, false),
                _ => self.any(),
            },
            ExprKind::Str(_) | ExprKind::JoinStr(_) if types.is_object(value.ty) => self.ty(value.ty, false),
            // A variable of a Python type may be None.
            _ if types.is_object(value.ty) => match types.kind(value.ty) {
                Ty::Ext(_) | Ty::Builtin(_) => match self.ty(value.ty, false) {
                    ty if ty == self.any() => ty,
                    ty => format!("{ty} | None"),
                },
                _ => self.any(),
            },
            _ => self.ty(value.ty, false),
        }
    }
}

/// The strings of a list or tuple.
fn names_in(value: &Expr) -> Option<Vec<String>> {
    match &value.kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().map(text).collect(),
        ExprKind::Coerce { value, .. } => names_in(value),
        _ => None,
    }
}

/// Whether control never reaches the end of a block.
fn ends(block: &[Stmt]) -> bool {
    match block.last().map(|s| &s.kind) {
        Some(StmtKind::Return(_) | StmtKind::Raise { .. }) => true,
        Some(StmtKind::If { then, orelse, .. }) => ends(then) && ends(orelse),
        Some(
            StmtKind::Let { body, .. }
            | StmtKind::Block(body)
            | StmtKind::Gil { body, .. }
            | StmtKind::Locked { body, .. },
        ) => ends(body),
        Some(StmtKind::With(inner)) => ends(&inner.body),
        Some(StmtKind::Try(inner)) => {
            let body = if inner.orelse.is_empty() { &inner.body } else { &inner.orelse };
            inner.finally.as_ref().is_some_and(|b| ends(b))
                || ends(body) && inner.handlers.iter().all(|h| ends(&h.body))
        }
        Some(StmtKind::While { test, .. }) => matches!(test.kind, ExprKind::Bool(true) | ExprKind::Int(1)),
        _ => false,
    }
}
