//! The directive `embedsignature`: docstrings that begin with how the function is called.
//!
//! In: parameters as written, with the types found for them. Out: the docstring. Three formats: `c` shows C types
//! and the class (`Cls.f(self, int n=0) -> str`), `python` Python types as annotations, `clinic` neither, but in the
//! form that CPython makes `__text_signature__` of.

use super::Checker;
use cyrus_hir::StrConst;
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, ParamDefault, ParamKind};
use cyrus_types::{ClassId, FieldAccess, Ty, TyId, common};

/// What a signature says beside its parameters.
pub struct SignatureDoc<'n> {
    /// Of a method.
    pub class: Option<&'n str>,
    pub name: &'n str,
    pub returns: Option<String>,
    /// The first parameter is the object or the class.
    pub has_self: bool,
    pub of_class: bool,
    pub hide_self: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    C,
    Python,
    Clinic,
}

impl<'a> Checker<'_, 'a> {
    /// The docstring of a function, with its signature where the directive asks for it. The parameters' types
    /// are in the order of [`ast::Params::all`].
    pub fn documented(
        &self,
        what: &SignatureDoc<'_>,
        params: &'a ast::Params,
        types: &[TyId],
        doc: Option<StrConst>,
    ) -> Option<StrConst> {
        let directives = &self.fx_ref().directives;
        let format = self.signature_format();
        if !directives.embedsignature || format == Format::Clinic && directives.binding {
            return doc;
        }
        let mut text = match (format, what.class) {
            (Format::C, Some(class)) if !what.hide_self => format!("{class}."),
            _ => String::new(),
        };
        text += what.name;
        text += &format!("({})", self.shown_params(what, params, types, format).join(", "));
        if let (Some(returns), true) = (&what.returns, format != Format::Clinic) {
            text += &format!(" -> {returns}");
        }
        if format == Format::Clinic {
            text += "\n--\n\n";
        }
        Some(headed(text, doc, format == Format::Clinic))
    }

    /// Whether the signature of a constructor stands in the docstring of its class.
    pub fn class_shows_constructor(&self) -> bool {
        self.signature_format() == Format::C
    }

    fn signature_format(&self) -> Format {
        match self.fx_ref().directives.embedsignature_format.as_str() {
            "python" => Format::Python,
            "clinic" => Format::Clinic,
            _ => Format::C,
        }
    }

    /// The docstring of a property, with the annotation of its getter.
    pub fn property_doc(
        &self,
        class: &str,
        name: &str,
        getter: &'a ast::FuncDef,
        doc: Option<StrConst>,
    ) -> Option<StrConst> {
        let (Some(returns), true) = (&getter.returns, self.fx_ref().directives.embedsignature) else {
            return doc;
        };
        let prefix = match self.signature_format() {
            Format::C => format!("{class}."),
            Format::Python => String::new(),
            Format::Clinic => return doc,
        };
        let text = format!("{prefix}{name}: {}", self.written_annotation(returns));
        Some(headed(text, doc, false))
    }

    /// The docstrings of C attributes that Python sees: a string on the line after the declaration, with the type.
    pub fn field_docs(&self, class: ClassId, body: &'a [ast::Stmt]) -> Vec<(Name, StrConst)> {
        let mut docs = Vec::new();
        for (i, stmt) in body.iter().enumerate() {
            if !matches!(stmt.kind, ast::StmtKind::CVar(_)) {
                continue;
            }
            let below = body.get(i + 1).filter(|next| self.is_next_line(stmt.span, next.span));
            let doc = below.and_then(|next| self.docstring(std::slice::from_ref(next)));
            for field in &self.cx.types.classes[class].fields {
                let here = stmt.span.start <= field.span.start && field.span.end <= stmt.span.end;
                if !here || stmt.span.file != field.span.file || field.access == FieldAccess::Private {
                    continue;
                }
                let shown = match field.access {
                    FieldAccess::Public if self.fx_ref().directives.embedsignature => {
                        self.shown_field(field.ty)
                    }
                    _ => None,
                };
                let doc = match shown {
                    Some(ty) => Some(headed(format!("{}: {ty}", field.name), doc.clone(), false)),
                    None => doc.clone(),
                };
                docs.extend(doc.map(|doc| (field.name.clone(), doc)));
            }
        }
        docs
    }

    fn is_next_line(&self, one: Span, next: Span) -> bool {
        let between = Span { file: one.file, start: one.end, end: next.start.max(one.end) };
        self.cx.sources.text(between).matches('\n').count() == 1
    }

    fn shown_field(&self, ty: TyId) -> Option<String> {
        let types = &self.cx.types;
        match (self.signature_format(), types.kind(ty)) {
            (Format::Clinic, _) => None,
            (Format::Python, _) => self.shown_type(ty, Format::Python),
            (Format::C, Ty::Object) => Some("object".to_owned()),
            (Format::C, Ty::Ext(_)) => Some(format!("{}.{}", self.cx.module_name, types.display(ty))),
            (Format::C, Ty::Builtin(builtin)) => Some(builtin.name().to_owned()),
            (Format::C, _) => Some(format!("'{}'", types.display(ty))),
        }
    }

    fn shown_params(
        &self,
        what: &SignatureDoc<'_>,
        params: &'a ast::Params,
        types: &[TyId],
        format: Format,
    ) -> Vec<String> {
        let mut shown = Vec::new();
        let mut starred = false;
        let slashes = params.items.iter().filter(|p| p.kind == ParamKind::PositionalOnly).count();
        for (index, param) in params.items.iter().enumerate() {
            if param.kind == ParamKind::KeywordOnly && !std::mem::replace(&mut starred, true) {
                shown.push(match &params.star {
                    Some(star) => format!("*{}", self.shown_star(star, format)),
                    None => "*".to_owned(),
                });
            }
            let name = param.name().map_or("", |n| n.name.as_str());
            match (index == 0 && what.has_self, what.hide_self, format) {
                (true, true, _) => {}
                (true, false, Format::Clinic) => {
                    shown.push(if what.of_class { "$type" } else { "$self" }.to_owned());
                }
                (true, false, _) => shown.push(self.shown_star(param, format)),
                _ => {
                    let at = params.all().position(|p| std::ptr::eq(p, param));
                    let ty = at.and_then(|at| types.get(at)).copied().unwrap_or(common::OBJECT);
                    shown.push(self.shown_param(param, name, ty, format));
                }
            }
            if index + 1 == slashes {
                shown.push("/".to_owned());
            }
        }
        if let (Some(star), false) = (&params.star, starred) {
            shown.push(format!("*{}", self.shown_star(star, format)));
        }
        if let Some(star) = &params.double_star {
            shown.push(format!("**{}", self.shown_star(star, format)));
        }
        shown
    }

    fn shown_star(&self, param: &'a ast::Param, format: Format) -> String {
        let name = param.name().map_or("", |n| n.name.as_str());
        match &param.annotation {
            Some(annotation) if format != Format::Clinic => {
                format!("{name}: {}", self.written_annotation(annotation))
            }
            _ => name.to_owned(),
        }
    }

    fn shown_param(&self, param: &'a ast::Param, name: &str, ty: TyId, format: Format) -> String {
        let annotation = match (&param.annotation, format) {
            (_, Format::Clinic) => None,
            (Some(annotation), _) => Some(self.written_annotation(annotation)),
            (None, Format::Python) => self.shown_type(ty, format),
            (None, Format::C) => None,
        };
        let mut text = match (&annotation, format) {
            (None, Format::C) if ty != common::OBJECT => {
                let ty = self.shown_type(ty, format).unwrap_or_default();
                let space = if ty.ends_with('*') { "" } else { " " };
                format!("{ty}{space}{name}")
            }
            _ => name.to_owned(),
        };
        if let Some(annotation) = &annotation {
            text += &format!(": {annotation}");
        }
        let equals = if annotation.is_some() { " = " } else { "=" };
        match &param.default {
            Some(ParamDefault::Value(value)) => text + equals + &self.written_annotation(value),
            Some(ParamDefault::Unknown) => text + equals + "*",
            None => text,
        }
    }

    /// A type as a signature shows it; `None`: any object.
    fn shown_type(&self, ty: TyId, format: Format) -> Option<String> {
        let types = &self.cx.types;
        let python = match types.kind(ty) {
            Ty::Object => return None,
            Ty::Void if format == Format::Python => return None,
            Ty::Bint => return Some("bool".to_owned()),
            Ty::Int(_) | Ty::Enum(_) => Some("int"),
            Ty::Float(_) => Some("float"),
            Ty::Complex(_) => Some("complex"),
            Ty::Builtin(builtin) => return Some(builtin.name().to_owned()),
            Ty::Ptr(_) if types.is_c_string(ty) => Some(&*self.fx_ref().directives.c_string_type),
            _ => None,
        };
        Some(match (python, format) {
            (Some(name), Format::Python) => name.to_owned(),
            (None, Format::Python) => types.display(ty).replace(' ', "_").replace('*', "p"),
            _ => types.display(ty),
        })
    }

    /// What a C function returns, as its signature shows it.
    pub fn shown_return(&self, ty: TyId) -> Option<String> {
        let python = self.fx_ref().directives.embedsignature_format.as_str() == "python";
        self.shown_type(ty, if python { Format::Python } else { Format::C })
    }
}

/// A docstring under a line.
fn headed(mut text: String, doc: Option<StrConst>, separated: bool) -> StrConst {
    if let Some(StrConst::Text(doc) | StrConst::Bytes(doc)) = &doc {
        let doc = clean(&String::from_utf8_lossy(doc));
        if !separated && !doc.is_empty() {
            text += "\n\n";
        }
        text += &doc;
    }
    StrConst::Text(text.into_bytes())
}

/// A docstring without its indentation, as `inspect.cleandoc` gives it.
fn clean(doc: &str) -> String {
    let doc = doc.replace('\t', "        ");
    let mut lines: Vec<&str> = doc.split('\n').collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let margin = lines[1..].iter().filter(|l| !l.trim().is_empty()).map(|l| indent(l)).min().unwrap_or(0);
    for (i, line) in lines.iter_mut().enumerate() {
        *line = if i == 0 { line.trim_start() } else { line.get(margin..).unwrap_or("") };
    }
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    let first = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(lines.len());
    lines[first..].join("\n")
}
