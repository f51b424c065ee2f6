//! What Python sees of a cypclass: functions and properties of its proxy type.
//!
//! For each method, attribute and constructor a small function is written as Cython text, parsed, and checked
//! like any other; so arguments, conversions, keywords and errors are those of every `def` function. Types are
//! mentioned by names of a scope made for the purpose. What has types that Python cannot have is left out.
//!
//! Overloads share one function that looks at the number and the classes of its arguments.

use super::Checker;
use super::function::{DefBody, DefParts};
use crate::scope::{Entry, EntryKind, Scope, ScopeId, ScopeKind};
use cyrus_hir::{self as hir, Expr, ExprKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, SourceKind};
use cyrus_types::{Capability, CypTy, FuncTyId, Ty, TyId, common};
use std::fmt::Write as _;

/// Methods that are not Python's business.
const HIDDEN: &[&str] = &["__init__", "__new__", "__alloc__", "__dealloc__", "begin", "end"];

/// The text of the functions, and the names it uses for types.
struct FaceText {
    text: String,
    types: Vec<TyId>,
}

impl FaceText {
    fn ty(&mut self, ty: TyId) -> String {
        let at = match self.types.iter().position(|&t| t == ty) {
            Some(at) => at,
            None => {
                self.types.push(ty);
                self.types.len() - 1
            }
        };
        format!("__cyrus_T{at}")
    }
}

impl<'a> Checker<'_, 'a> {
    /// Adds the Python face of an instance: statements that fill its proxy type.
    pub fn cyp_face(&mut self, ty: TyId, span: Span, out: &mut hir::Block) {
        let Some(cyp) = self.cyp_of(ty) else { return };
        let mut face = FaceText { text: String::new(), types: Vec::new() };
        let own = face.ty(ty);
        let mut constructors = self.cyp_methods(&cyp, "__new__");
        if constructors.is_empty() {
            constructors = self.cyp_methods(&cyp, "__init__");
        }
        let mut sigs: Vec<FuncTyId> = constructors.iter().map(|c| c.sig).collect();
        if sigs.is_empty() {
            sigs.push(self.cyp_alloc_sig(ty));
        }
        let variants = self.face_variants(&sigs);
        face_function(self, &mut face, "__cyrus_construct", None, &variants, &own);
        let mut names: Vec<Name> = Vec::new();
        let def = self.cx.types.cyp_classes[cyp.class].clone();
        for method in &def.methods {
            if HIDDEN.contains(&method.name.as_str()) || names.contains(&method.name) {
                continue;
            }
            let candidates = self.cyp_methods(&cyp, &method.name);
            let sigs: Vec<FuncTyId> = candidates
                .iter()
                .filter(|c| self.face_self(c.method) && self.face_returns(c.sig))
                .map(|c| c.sig)
                .collect();
            let variants = self.face_variants(&sigs);
            if variants.is_empty() {
                continue;
            }
            let receiver = if method.is_static { Receiver::Class } else { Receiver::Object };
            face_function(self, &mut face, &method.name, Some(receiver), &variants, &own);
            names.push(method.name.clone());
        }
        let mut properties = Vec::new();
        for field in &def.fields {
            let ty = self.cx.types.substitute(field.ty, &def.params, &cyp.args);
            if field.name.starts_with('_') || !self.face_converts(ty, true) {
                continue;
            }
            let settable = self.face_converts(ty, false);
            let name = &field.name;
            let _ = writeln!(face.text, "def __cyrus_get_{name}({own} self):\n    return self.{name}");
            if settable {
                let value = face.ty(ty);
                let _ = writeln!(
                    face.text,
                    "def __cyrus_set_{name}({own} self, {value} value):\n    self.{name} = value"
                );
            }
            properties.push((name.clone(), settable));
        }
        self.face_statements(ty, face, names, properties, span, out);
    }

    /// Methods that may be called on an object that Python holds.
    fn face_self(&self, method: hir::CypMethodRef) -> bool {
        let Some(owner) = self.cx.types.as_cyp(method.owner) else { return false };
        let decl = &self.cx.types.cyp_classes[owner.class].methods[method.method as usize];
        matches!(decl.self_cap, None | Some(Capability::Local))
    }

    fn face_returns(&mut self, sig: FuncTyId) -> bool {
        let ret = self.cx.types.funcs[sig].ret;
        matches!(self.cx.types.kind(ret), Ty::Void) || self.face_converts(ret, true)
    }

    fn face_converts(&mut self, ty: TyId, to_python: bool) -> bool {
        if let Some(cyp) = self.cyp_of(ty) {
            return cyp.cap == Capability::Local && !self.is_cyobject(cyp.class);
        }
        if !to_python && self.cx.types.is_pointer(ty) {
            return false;
        }
        if matches!(self.cx.types.kind(ty), Ty::Array(..)) {
            return false;
        }
        let probe = |ty| Expr { ty, span: Span::default(), kind: ExprKind::Error };
        self.speculate(|c| {
            if to_python {
                c.try_coerce(probe(ty), common::OBJECT).is_ok()
            } else {
                c.try_coerce(probe(common::OBJECT), ty).is_ok()
            }
        })
    }

    /// The parameter lists under which methods can be called from Python.
    fn face_variants(&mut self, sigs: &[FuncTyId]) -> Vec<Variant> {
        let mut variants: Vec<Variant> = Vec::new();
        for &sig in sigs {
            let func = self.cx.types.funcs[sig].clone();
            if func.varargs || !func.params.iter().all(|p| self.face_converts(p.ty, false)) {
                continue;
            }
            let most = func.params.len();
            for count in (most - func.optional as usize..=most).rev() {
                let params: Vec<_> = func.params[..count].iter().map(|p| (p.name.clone(), p.ty)).collect();
                let known = variants.iter().any(|v| {
                    v.params.len() == params.len() && v.params.iter().zip(&params).all(|(a, b)| a.1 == b.1)
                });
                if !known {
                    let is_void = matches!(self.cx.types.kind(func.ret), Ty::Void);
                    variants.push(Variant { params, is_void });
                }
            }
        }
        variants
    }

    fn face_statements(
        &mut self,
        ty: TyId,
        face: FaceText,
        methods: Vec<Name>,
        properties: Vec<(Name, bool)>,
        span: Span,
        out: &mut hir::Block,
    ) {
        let scope = self.face_scope(&face);
        let path = format!("<{}>", self.cx.types.display(ty));
        let file = self.cx.sources.add(path, face.text.as_str());
        let options = cyrus_parser::ParseOptions {
            language_level: ast::LanguageLevel::Py3,
            cpp: self.cx.cplus,
            ..cyrus_parser::ParseOptions::new(SourceKind::Pyx)
        };
        let tree = cyrus_parser::parse(file, &face.text, &options, self.cx.diags);
        let tree = self.cx.adopt(tree);
        let class_name = self.cx.types.display(ty);
        let mut made: Vec<(Name, Expr)> = Vec::new();
        for stmt in &tree.body {
            let ast::StmtKind::FuncDef(def) = &stmt.kind else { continue };
            let mut directives = self.fx_ref().directives.clone();
            directives.binding = true;
            let info = hir::DefInfo { binding: true, in_py_class: true, ..hir::DefInfo::default() };
            let checked = self.def_function(DefParts {
                name: def.name.name.clone(),
                span: def.span,
                name_span: def.name.span,
                params: &def.params,
                returns: None,
                body: DefBody::Block(&def.body),
                decorators: &[],
                is_async: false,
                directives,
                class: None,
                class_scope: Some(scope),
                info,
            });
            self.cx.funcs[checked.func].qualname = Name::from(format!("{class_name}.{}", def.name.name));
            made.push((def.name.name.clone(), self.function_object(checked, span)));
        }
        let find = |name: &str| made.iter().find(|(n, _)| n == name).map(|(_, e)| e.clone());
        let mut set = |c: &Self, name: &str, value: Expr| {
            let class = Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(ty) };
            let args = vec![class, c.text_expr(name, span), value];
            let kind = ExprKind::Runtime { name: "__cyrus_cyp_py_set".into(), args };
            out.push(Stmt { span, kind: StmtKind::Expr(Expr { ty: common::INT, span, kind }) });
        };
        if let Some(construct) = find("__cyrus_construct") {
            set(self, "__cyrus_construct", construct);
        }
        for name in methods {
            let Some(value) = find(&name) else { continue };
            let is_static = self.cyp_of(ty).is_some_and(|c| {
                let def = &self.cx.types.cyp_classes[c.class];
                def.methods.iter().any(|m| m.name == name && m.is_static)
            });
            let value =
                if is_static { self.builtin_object("staticmethod", vec![value], span) } else { value };
            set(self, &name, value);
        }
        for (name, settable) in properties {
            let Some(get) = find(&format!("__cyrus_get_{name}")) else { continue };
            let mut args = vec![get];
            if settable {
                args.extend(find(&format!("__cyrus_set_{name}")));
            }
            let value = self.builtin_object("property", args, span);
            set(self, &name, value);
        }
    }

    fn builtin_object(&self, name: &'static str, args: Vec<Expr>, span: Span) -> Expr {
        let func = Expr { ty: common::OBJECT, span, kind: ExprKind::Builtin(Name::new_static(name)) };
        let kind = ExprKind::PyCall { func: Box::new(func), args, keywords: Vec::new() };
        Expr { ty: common::OBJECT, span, kind }
    }

    /// A scope in which the types of the text have their names.
    fn face_scope(&mut self, face: &FaceText) -> ScopeId {
        let scope = self.cx.scopes.push(Scope::new(ScopeKind::Template, Some(self.cx.builtin_scope)));
        for (i, &ty) in face.types.iter().enumerate() {
            let name = Name::from(format!("__cyrus_T{i}"));
            self.cx.enter(scope, Entry::new(name, None, EntryKind::Type(ty)));
        }
        scope
    }

    /// An expression of the text that tells whether an argument looks like one of type `ty`.
    fn face_test(&mut self, face: &mut FaceText, ty: TyId, arg: &str) -> Option<String> {
        Some(match self.cx.types.kind(ty) {
            Ty::Cyp(CypTy { .. }) => {
                let name = face.ty(ty);
                format!("isinstance({arg}, {name})")
            }
            Ty::Int(_) | Ty::Enum(_) => format!("isinstance({arg}, int)"),
            Ty::Float(_) => format!("isinstance({arg}, (int, float))"),
            Ty::Ptr(_) => format!("isinstance({arg}, (bytes, str))"),
            _ => return None,
        })
    }
}

/// A parameter list under which a method can be called.
struct Variant {
    params: Vec<(Option<Name>, TyId)>,
    is_void: bool,
}

/// How a function of the face reaches the method.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Receiver {
    Object,
    Class,
}

/// Writes one function: of the only variant, or of several told apart by their arguments.
fn face_function(
    c: &mut Checker<'_, '_>,
    face: &mut FaceText,
    name: &str,
    receiver: Option<Receiver>,
    variants: &[Variant],
    own: &str,
) {
    let in_place = name.starts_with("__i")
        && name.ends_with("__")
        && !matches!(name, "__int__" | "__invert__" | "__init__" | "__iter__" | "__index__");
    let (first, call) = match receiver {
        None => (String::new(), own.to_string()),
        Some(Receiver::Object) if in_place => ("self".to_string(), format!("(<{own}> self).{name}")),
        Some(Receiver::Object) => (format!("{own} self"), format!("self.{name}")),
        Some(Receiver::Class) => (String::new(), format!("{own}.{name}")),
    };
    let constructs = receiver.is_none();
    let give = |args: &str, is_void: bool| match in_place {
        true => format!("{call}({args})\n    return self"),
        false if is_void && !constructs => format!("{call}({args})\n    return None"),
        false => format!("return {call}({args})"),
    };
    if let [only] = variants {
        let mut params = first;
        let mut args = String::new();
        for (i, (param, ty)) in only.params.iter().enumerate() {
            let param = match param {
                Some(p) if p != "self" => p.to_string(),
                _ => format!("arg{i}"),
            };
            let separator = if params.is_empty() { "" } else { ", " };
            let _ = write!(params, "{separator}{} {param}", face.ty(*ty));
            let _ = write!(args, "{}{param}", if i == 0 { "" } else { ", " });
        }
        let _ = writeln!(face.text, "def {name}({params}):\n    {}", give(&args, only.is_void));
        return;
    }
    let separator = if first.is_empty() { "" } else { ", " };
    let _ = writeln!(face.text, "def {name}({first}{separator}*args):");
    // First what fits exactly by class, then by number alone.
    for strict in [true, false] {
        for variant in variants {
            let mut tests = vec![format!("len(args) == {}", variant.params.len())];
            let mut args = Vec::new();
            for (i, (_, ty)) in variant.params.iter().enumerate() {
                if strict && let Some(test) = c.face_test(face, *ty, &format!("args[{i}]")) {
                    tests.push(test);
                }
                args.push(format!("<{}> args[{i}]", face.ty(*ty)));
            }
            let _ = writeln!(
                face.text,
                "    if {}:\n        {}",
                tests.join(" and "),
                give(&args.join(", "), variant.is_void).replace('\n', "\n    ")
            );
        }
    }
    let shown = name.trim_start_matches("__cyrus_");
    let _ = writeln!(face.text, "    raise TypeError('no {shown}() takes these arguments')");
}
