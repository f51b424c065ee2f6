//! Checks the text of a face, and writes the statements that put its functions into the Python type.

use super::{CallableKind, Face, Member, Variant};
use crate::check::Checker;
use crate::check::function::{DefBody, DefParts};
use crate::cx::ClassKey;
use crate::scope::{Entry, EntryKind, Scope, ScopeId, ScopeKind};
use cyrus_hir::{self as hir, Expr, ExprKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self};
use cyrus_types::{TyId, common};
use rustc_hash::FxHashMap;

/// Flags of the support code `cyp_overload`.
const BOUND: i128 = 1;
const OPERATOR: i128 = 2;

/// How a function of the text is known to Python, and to the errors of its conversions.
struct Shown {
    name: Name,
    qualname: Name,
    told_as: hir::ArgumentText,
}

impl Checker<'_, '_> {
    pub(super) fn face_attach(&mut self, ty: TyId, face: Face, span: Span, out: &mut hir::Block) {
        let mut made = self.face_check(ty, &face, span);
        for member in &face.members {
            let (name, value) = match member {
                Member::Callable { name, variants, kind } => {
                    let Some(value) = self.face_callable(&face, name, variants, *kind, &mut made, span)
                    else {
                        continue;
                    };
                    (name.clone(), value)
                }
                Member::Property { name, get, set } => {
                    let mut args: Vec<Expr> = made.remove(get).into_iter().collect();
                    args.extend(set.as_ref().and_then(|s| made.remove(s)));
                    (name.clone(), self.builtin_object("property", args, span))
                }
                Member::Like { name, function, like } => {
                    let args = [function, like].into_iter().filter_map(|f| made.remove(f)).collect();
                    let kind = ExprKind::Runtime { name: "__cyrus_cyp_like".into(), args };
                    (name.clone(), Expr { ty: common::OBJECT, span, kind })
                }
                Member::Signature(text) => {
                    let class = Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(ty) };
                    let text = hir::StrConst::Bytes(text.clone().into_bytes());
                    let text = Expr { ty: common::CONST_CHAR_PTR, span, kind: ExprKind::Str(text) };
                    let (name, args) = ("__cyrus_cyp_py_signature".into(), vec![class, text]);
                    let kind = ExprKind::Runtime { name, args };
                    out.push(Stmt { span, kind: StmtKind::Expr(Expr { ty: common::INT, span, kind }) });
                    continue;
                }
                Member::Abstract(class_name) => {
                    let class = Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(ty) };
                    let text = hir::StrConst::Bytes(class_name.as_bytes().to_vec());
                    let text = Expr { ty: common::CONST_CHAR_PTR, span, kind: ExprKind::Str(text) };
                    let (name, args) = ("__cyrus_cyp_py_abstract".into(), vec![class, text]);
                    let kind = ExprKind::Runtime { name, args };
                    out.push(Stmt { span, kind: StmtKind::Expr(Expr { ty: common::INT, span, kind }) });
                    continue;
                }
                Member::Parts(parts) => {
                    let part = |(name, unseen): &(Name, Option<String>)| match unseen {
                        None => self.text_expr(name, span),
                        Some(ty) => tuple(vec![self.text_expr(name, span), self.text_expr(ty, span)], span),
                    };
                    ("_cyrus_fields_".into(), tuple(parts.iter().map(part).collect(), span))
                }
                Member::Unhashable => {
                    ("__hash__".into(), Expr { ty: common::OBJECT, span, kind: ExprKind::None })
                }
            };
            let class = Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(ty) };
            let args = vec![class, self.text_expr(&name, span), value];
            let kind = ExprKind::Runtime { name: "__cyrus_cyp_py_set".into(), args };
            out.push(Stmt { span, kind: StmtKind::Expr(Expr { ty: common::INT, span, kind }) });
        }
    }

    /// Parses and checks the functions; their objects by name.
    fn face_check(&mut self, ty: TyId, face: &Face, span: Span) -> FxHashMap<String, Expr> {
        let mut shown = shown_names(face);
        let scope = self.face_scope(ty, face);
        let tree = self.parse_text(&face.class_name, &face.text);
        let mut made = FxHashMap::default();
        for stmt in &tree.body {
            let ast::StmtKind::FuncDef(def) = &stmt.kind else { continue };
            let name = def.name.name.to_string();
            let shown = shown.remove(&name);
            let mut directives = self.fx_ref().directives.clone();
            directives.binding = true;
            directives.always_allow_keywords = true;
            let told_as = shown.as_ref().map(|s| s.told_as.clone());
            let info = hir::DefInfo { binding: true, in_py_class: true, told_as, ..hir::DefInfo::default() };
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
            if let Some(shown) = shown {
                let func = &mut self.cx.funcs[checked.func];
                func.name = shown.name;
                func.qualname = shown.qualname;
            }
            made.insert(name, self.function_object(checked, span));
        }
        made
    }

    /// One function as it is; several, and operators, as a callable that chooses.
    fn face_callable(
        &mut self,
        face: &Face,
        name: &Name,
        variants: &[Variant],
        kind: CallableKind,
        made: &mut FxHashMap<String, Expr>,
        span: Span,
    ) -> Option<Expr> {
        let value = if let ([only], false) = (variants, kind == CallableKind::Operator) {
            made.remove(&only.function)?
        } else {
            let mut rows = Vec::new();
            for variant in variants {
                let function = made.remove(&variant.function)?;
                let required = variant.params.iter().filter(|p| p.default.is_none()).count() as i128;
                let mut params = Vec::new();
                for param in &variant.params {
                    let (letter, class) = self.face_kind(param.ty, param.nullable);
                    let class = match class {
                        Some(class) => ExprKind::TypeObject(self.cyp_plain(class)),
                        None => ExprKind::None,
                    };
                    let ty = if matches!(class, ExprKind::None) { common::OBJECT } else { common::TYPE };
                    let class = Expr { ty, span, kind: class };
                    params.push(tuple(
                        vec![self.text_expr(&param.name, span), self.text_expr(letter, span), class],
                        span,
                    ));
                }
                let required = Expr { ty: common::OBJECT, span, kind: ExprKind::Int(required) };
                let text = self.text_expr(&variant.shown, span);
                rows.push(tuple(vec![function, text, required, tuple(params, span)], span));
            }
            let flags = match kind {
                CallableKind::Method => BOUND,
                CallableKind::Operator => BOUND | OPERATOR,
                CallableKind::Static | CallableKind::OfClass => 0,
            };
            let flags = Expr { ty: common::INT, span, kind: ExprKind::Int(flags) };
            let args = vec![
                self.text_expr(name, span),
                self.text_expr(&shown_call(face, name), span),
                tuple(rows, span),
                flags,
            ];
            let kind = ExprKind::Runtime { name: "__cyrus_cyp_overload".into(), args };
            Expr { ty: common::OBJECT, span, kind }
        };
        Some(match kind {
            CallableKind::Static => self.builtin_object("staticmethod", vec![value], span),
            CallableKind::OfClass => self.builtin_object("classmethod", vec![value], span),
            CallableKind::Method | CallableKind::Operator => value,
        })
    }

    fn builtin_object(&self, name: &'static str, args: Vec<Expr>, span: Span) -> Expr {
        let func = Expr { ty: common::OBJECT, span, kind: ExprKind::Builtin(Name::new_static(name)) };
        let kind = ExprKind::PyCall { func: Box::new(func), args, keywords: Vec::new() };
        Expr { ty: common::OBJECT, span, kind }
    }

    /// A scope in which the types of the text have their names, inside the class's own, where defaults are looked up.
    fn face_scope(&mut self, ty: TyId, face: &Face) -> ScopeId {
        let class = self.cyp_of(ty).and_then(|c| self.cx.class_scopes.get(&ClassKey::Cyp(c.class)).copied());
        let parent = class.unwrap_or(self.cx.builtin_scope);
        let scope = self.cx.scopes.push(Scope::new(ScopeKind::Template, Some(parent)));
        for (i, &ty) in face.types.iter().enumerate() {
            let name = Name::from(format!("__cyrus_T{i}"));
            self.cx.enter(scope, Entry::new(name, None, EntryKind::Type(ty)));
        }
        scope
    }
}

fn tuple(items: Vec<Expr>, span: Span) -> Expr {
    Expr { ty: common::TUPLE, span, kind: ExprKind::Tuple(items) }
}

/// What messages call a callable: constructors are called by the name of their class.
fn shown_call(face: &Face, name: &str) -> String {
    match name {
        "__init__" | "__cyrus_construct" => face.class_name.clone(),
        _ => format!("{}.{name}", face.class_name),
    }
}

fn shown_names(face: &Face) -> FxHashMap<String, Shown> {
    let mut shown = FxHashMap::default();
    let class = &face.class_name;
    for member in &face.members {
        match member {
            Member::Callable { name, variants, .. } => {
                let told = format!("{}() argument", shown_call(face, name));
                let name = if name == "__cyrus_construct" { Name::from("__new__") } else { name.clone() };
                for variant in variants {
                    let told_as = hir::ArgumentText::Parameters(told.clone().into());
                    let qualname = Name::from(format!("{class}.{name}"));
                    shown.insert(variant.function.clone(), Shown { name: name.clone(), qualname, told_as });
                }
            }
            Member::Property { name, get, set } => {
                for function in [Some(get), set.as_ref()].into_iter().flatten() {
                    let told_as = hir::ArgumentText::Attribute(format!("attribute '{class}.{name}'").into());
                    let qualname = Name::from(format!("{class}.{name}"));
                    shown.insert(function.clone(), Shown { name: name.clone(), qualname, told_as });
                }
            }
            Member::Like { name, function, like } => {
                for function in [function, like] {
                    let told_as = hir::ArgumentText::Parameters(format!("{class}() argument").into());
                    let qualname = Name::from(format!("{class}.{name}"));
                    shown.insert(function.clone(), Shown { name: name.clone(), qualname, told_as });
                }
            }
            Member::Unhashable | Member::Signature(_) | Member::Parts(_) | Member::Abstract(_) => {}
        }
    }
    shown
}
