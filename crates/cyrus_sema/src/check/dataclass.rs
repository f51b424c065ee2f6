//! Methods of extension types that are dataclasses.
//!
//! Comes in: the [`DataClass`] that the declaration read. Goes out: statements of the class body, written as
//! text, parsed, and with the values of fields put where the text names them. They are then checked like any
//! others: `__init__`, `__repr__`, comparisons, `__hash__`, and what the module `dataclasses` looks for.

use super::Checker;
use crate::cx::ClassKey;
use crate::declare::dataclass::{DataClass, Field};
use cyrus_hir::{Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Arg, ExprKind as Ast, ParamDefault, SourceKind, Stmt, StmtKind};
use cyrus_types::{ClassId, common};
use std::fmt::Write as _;

/// How the text names the value of a field.
const VALUE: &str = "__cyrus_value_";

impl<'a> Checker<'_, 'a> {
    /// The statements that make a class a dataclass; `None` when it is none.
    pub(super) fn dataclass_members(
        &mut self,
        class: ClassId,
        body: &'a [Stmt],
        span: Span,
    ) -> Option<&'a [Stmt]> {
        let data = self.cx.dataclasses.get(&class)?.clone();
        // Tracebacks name the line of the class.
        let line = self.cx.sources.position(span).line;
        let mut text = "\n".repeat(line.saturating_sub(1) as usize);
        self.write_fields(class, &data, body, &mut text);
        self.write_methods(class, &data, &mut text);
        let path = self.cx.sources.file(span.file).path.clone();
        let file = self.cx.sources.add(path, text.as_str());
        let options = cyrus_parser::ParseOptions::new(SourceKind::Pyx);
        let mut tree = cyrus_parser::parse(file, &text, &options, self.cx.diags);
        tree.body.iter_mut().for_each(|s| fill_stmt(s, &data.fields));
        Some(&self.cx.adopt(tree).body)
    }

    /// Whether a statement of the body only gives a field its value.
    pub(super) fn is_field_value(&self, class: ClassId, stmt: &Stmt) -> bool {
        if !self.cx.dataclasses.contains_key(&class) {
            return false;
        }
        let target = match &stmt.kind {
            StmtKind::AnnAssign { target, .. } => target,
            StmtKind::Assign { targets, .. } if targets.len() == 1 => &targets[0],
            _ => return false,
        };
        matches!(&target.kind, Ast::Name(name) if self.cx.types.classes[class].fields.iter().any(|f| f.name == *name))
    }

    /// A support function that the text calls.
    pub(super) fn dataclass_call(&mut self, name: &Name, call: &'a ast::Call, span: Span) -> Expr {
        let mut args = Vec::new();
        for arg in &call.args {
            if let Arg::Positional(e) = arg {
                args.push(self.expr_as(e, common::OBJECT));
            }
        }
        Expr { ty: common::OBJECT, span, kind: ExprKind::Runtime { name: name.clone(), args } }
    }

    fn write_fields(&mut self, class: ClassId, data: &DataClass<'a>, body: &'a [Stmt], text: &mut String) {
        let base = self.cx.types.class_chain(class).into_iter().skip(1).find_map(|base| {
            self.cx.dataclasses.contains_key(&base).then(|| self.cx.types.classes[base].name.clone())
        });
        let base = base.map_or("None".to_string(), |name| format!("{name}.__dataclass_fields__"));
        let _ = write!(text, "__dataclass_fields__ = __cyrus_dataclass_fields({base}, (");
        for (i, field) in data.fields.iter().enumerate() {
            if field.class != class || field.private {
                continue;
            }
            let ty = self.written_type(field, body);
            let (kind, value) = match (field.default, field.default_factory) {
                (Some(_), _) => (1, format!("{VALUE}{i}")),
                (None, Some(_)) => (2, format!("{VALUE}{i}")),
                (None, None) => (0, "None".to_string()),
            };
            let metadata =
                if field.metadata.is_some() { format!("{VALUE}{i}_metadata") } else { "None".into() };
            let _ = write!(
                text,
                "({:?}, {ty:?}, {}, {kind}, {value}, {}, {}, {}, {}, {metadata}, {}), ",
                field.name.as_str(),
                py(field.is_initvar),
                py(field.init),
                py(field.repr),
                field.hash.map_or("None", py),
                py(field.compare),
                py(field.kw_only.unwrap_or(data.options.kw_only)),
            );
        }
        text.push_str("))\n");
        let o = &data.options;
        let options = [o.init, o.repr, o.eq, o.order, o.unsafe_hash, o.frozen, o.match_args, o.kw_only]
            .map(py)
            .join(", ");
        let _ = writeln!(text, "__dataclass_params__ = __cyrus_dataclass_params(({options}))");
    }

    /// The type of a field as it was written: what Python sees as its annotation.
    fn written_type(&self, field: &Field<'a>, body: &'a [Stmt]) -> String {
        for stmt in body {
            if let StmtKind::AnnAssign { target, annotation, .. } = &stmt.kind
                && matches!(&target.kind, Ast::Name(name) if *name == field.name)
            {
                return match &annotation.kind {
                    Ast::Str(ast::StrLit { text: Some(text), .. }) => {
                        String::from_utf8_lossy(text).into_owned()
                    }
                    _ => self.cx.sources.text(annotation.span).to_string(),
                };
            }
        }
        let ty = self.cx.types.find_field(field.class, &field.name).map_or(common::OBJECT, |(_, f)| f.ty);
        let shown = self.cx.types.display(ty);
        match shown.strip_suffix(" object") {
            Some("Python") => "object".into(),
            Some(class) => class.into(),
            None => shown,
        }
    }

    fn write_methods(&mut self, class: ClassId, data: &DataClass<'a>, text: &mut String) {
        let o = data.options;
        let name = self.cx.types.classes[class].name.clone();
        if o.match_args && !self.defines(class, "__match_args__") {
            let names = data
                .fields
                .iter()
                .filter(|f| f.init && !f.kw_only.unwrap_or(o.kw_only))
                .map(|f| format!("{:?}, ", f.name.as_str()));
            let _ = writeln!(text, "__match_args__ = ({})", names.collect::<String>());
        }
        if o.init && !self.defines(class, "__init__") {
            self.write_init(class, data, text);
        }
        if o.repr && !self.defines(class, "__repr__") {
            let names = data
                .fields
                .iter()
                .filter(|f| f.repr && !f.is_initvar && !f.private)
                .map(|f| format!("{:?}, ", f.name.as_str()));
            let _ = writeln!(
                text,
                "def __repr__(self):\n    return __cyrus_dataclass_repr(self, ({}))",
                names.collect::<String>()
            );
        }
        let compared: Vec<&Name> =
            data.fields.iter().filter(|f| f.compare && !f.is_initvar).map(|f| &f.name).collect();
        let same = format!(
            "    if type(self) is not type(other):\n        return NotImplemented\n    cdef {name} that = <{name}>other\n"
        );
        if o.eq && !self.defines(class, "__eq__") {
            let _ = write!(text, "def __eq__(self, other):\n{same}");
            for field in &compared {
                let _ = write!(text, "    if not (self.{field} == that.{field}):\n        return False\n");
            }
            text.push_str("    return True\n");
        }
        if o.order {
            for (method, op, equal) in [
                ("__lt__", "<", "False"),
                ("__le__", "<=", "True"),
                ("__gt__", ">", "False"),
                ("__ge__", ">=", "True"),
            ] {
                if self.defines(class, method) {
                    continue;
                }
                let _ = write!(text, "def {method}(self, other):\n{same}");
                for field in &compared {
                    let _ = write!(
                        text,
                        "    if not (self.{field} == that.{field}):\n        return self.{field} {op} that.{field}\n"
                    );
                }
                let _ = writeln!(text, "    return {equal}");
            }
        }
        if (o.unsafe_hash || o.eq && o.frozen) && !self.defines(class, "__hash__") {
            let hashed = data
                .fields
                .iter()
                .filter(|f| f.hash.unwrap_or(f.compare) && !f.is_initvar)
                .map(|f| format!("self.{}, ", f.name));
            let _ = writeln!(text, "def __hash__(self):\n    return hash(({}))", hashed.collect::<String>());
        }
    }

    fn write_init(&mut self, class: ClassId, data: &DataClass<'a>, text: &mut String) {
        let kw_only = |f: &Field<'_>| f.kw_only.unwrap_or(data.options.kw_only);
        let positional = data.fields.iter().filter(|f| f.init && !kw_only(f));
        let given = positional.map(|f| f.default.is_some() || f.default_factory.is_some());
        if !given.is_sorted() {
            // Reported where the fields were read.
            return;
        }
        let this = if data.fields.iter().any(|f| f.name == "self") { "__cyrus_self" } else { "self" };
        let _ = write!(text, "def __init__({this}");
        let mut after_star = false;
        for keyword in [false, true] {
            for (i, field) in data.fields.iter().enumerate() {
                if !field.init || kw_only(field) != keyword {
                    continue;
                }
                if keyword && !after_star {
                    after_star = true;
                    text.push_str(", *");
                }
                let _ = write!(text, ", {}", field.name);
                match (field.default, field.default_factory) {
                    (Some(value), _) if is_literal(value) => {
                        let _ = write!(text, "={VALUE}{i}");
                    }
                    (None, None) => {}
                    _ => text.push_str("=__cyrus_dataclass_missing()"),
                }
            }
        }
        text.push_str("):\n");
        let own = self.cx.types.classes[class].name.clone();
        let mut missing = false;
        for (i, field) in data.fields.iter().enumerate() {
            let name = &field.name;
            let value = match (field.default, field.default_factory) {
                (None, None) => None,
                (Some(_), _) if field.private => Some(format!("{VALUE}{i}")),
                (_, Some(_)) if field.private => Some(format!("{VALUE}{i}()")),
                (Some(_), _) => Some(format!("{own}.__dataclass_fields__[{:?}].default", name.as_str())),
                (_, Some(_)) => {
                    Some(format!("{own}.__dataclass_fields__[{:?}].default_factory()", name.as_str()))
                }
            };
            if !field.init {
                if let Some(value) = value
                    && !field.is_initvar
                {
                    let _ = writeln!(text, "    {this}.{name} = {value}");
                }
                continue;
            }
            if let Some(value) = value
                && !field.default.is_some_and(is_literal)
            {
                if !missing {
                    missing = true;
                    text.push_str("    __cyrus_missing = __cyrus_dataclass_missing()\n");
                }
                let _ = writeln!(text, "    if {name} is __cyrus_missing:\n        {name} = {value}");
            }
            if !field.is_initvar {
                let _ = writeln!(text, "    {this}.{name} = {name}");
            }
        }
        if self.cx.types.class_chain(class).into_iter().any(|c| self.defines(c, "__post_init__")) {
            let vars: Vec<&str> =
                data.fields.iter().filter(|f| f.is_initvar).map(|f| f.name.as_str()).collect();
            let _ = writeln!(text, "    {this}.__post_init__({})", vars.join(", "));
        }
        text.push_str("    pass\n");
    }

    /// Whether the class body itself has this name.
    fn defines(&self, class: ClassId, name: &str) -> bool {
        let Some(scope) = self.cx.class_scopes.get(&ClassKey::Ext(class)) else { return false };
        self.cx.scopes[*scope].members.contains_key(name)
    }
}

fn py(on: bool) -> &'static str {
    if on { "True" } else { "False" }
}

/// What can be evaluated over and over.
fn is_literal(e: &ast::Expr) -> bool {
    match &e.kind {
        Ast::NoneLit | Ast::True | Ast::False | Ast::Int(_) | Ast::Float(_) | Ast::Str(_) => true,
        Ast::Unary(ast::UnaryOp::Neg, e) => is_literal(e),
        _ => false,
    }
}

// ---- values in place of the names that stand for them

fn fill_stmt(stmt: &mut Stmt, fields: &[Field<'_>]) {
    match &mut stmt.kind {
        StmtKind::Assign { value, .. } => fill(value, fields),
        StmtKind::If { branches, .. } => {
            for (_, body) in branches {
                body.iter_mut().for_each(|s| fill_stmt(s, fields));
            }
        }
        StmtKind::FuncDef(def) => {
            for param in def.params.items.iter_mut() {
                if let Some(ParamDefault::Value(e)) = &mut param.default {
                    fill(e, fields);
                }
            }
            def.body.iter_mut().for_each(|s| fill_stmt(s, fields));
        }
        _ => {}
    }
}

fn fill(e: &mut ast::Expr, fields: &[Field<'_>]) {
    match &mut e.kind {
        Ast::Name(name) => {
            let Some(which) = name.strip_prefix(VALUE) else { return };
            let (index, metadata) = match which.strip_suffix("_metadata") {
                Some(index) => (index, true),
                None => (which, false),
            };
            let field = index.parse::<usize>().ok().and_then(|i| fields.get(i));
            let value = match metadata {
                true => field.and_then(|f| f.metadata),
                false => field.and_then(|f| f.default.or(f.default_factory)),
            };
            if let Some(value) = value {
                *e = value.clone();
            }
        }
        Ast::Tuple(items) => items.iter_mut().for_each(|i| fill(i, fields)),
        Ast::Call(call) => {
            fill(&mut call.func, fields);
            for arg in &mut call.args {
                if let Arg::Positional(e) = arg {
                    fill(e, fields);
                }
            }
        }
        _ => {}
    }
}
