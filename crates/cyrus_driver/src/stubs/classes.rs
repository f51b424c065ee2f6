//! Classes: of Python, extension types, cypclasses and their generics.

use super::Stub;
use super::collect::Namespace;
use cyrus_hir::{self as hir, Expr, ExprKind, FuncKind, MakeFunction};
use cyrus_types::{CypContainer, FieldAccess, Ty, TyId};
use std::fmt::Write as _;

/// Special methods that one slot brings along with another.
const COMPARISONS: &[&str] = &["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"];
const NUMBERS: &[&str] = &[
    "add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "lshift", "rshift", "and", "or",
    "xor", "matmul",
];
/// Those that Python does not see under their names.
const UNSEEN: &[&str] = &[
    "__cinit__",
    "__dealloc__",
    "__richcmp__",
    "__getbuffer__",
    "__releasebuffer__",
    "__coerce__",
    "__cmp__",
    "__nonzero__",
    "__div__",
    "__idiv__",
    "__rdiv__",
    "__long__",
    "__getsegcount__",
    "__getreadbuffer__",
    "__getwritebuffer__",
    "__getcharbuffer__",
];

/// What the abstract classes of containers declare better than functions for objects of any kind do.
const ABSTRACT: &[&str] = &[
    "__len__",
    "__getitem__",
    "__setitem__",
    "__delitem__",
    "__contains__",
    "__iter__",
    "append",
    "insert",
    "pop",
    "clear",
    "add",
    "discard",
];

impl<'m> Stub<'m> {
    pub(super) fn py_class(
        &self,
        class: &'m hir::PyClass,
        inner: &Namespace<'m>,
        indent: &str,
        out: &mut String,
    ) {
        let mut bases = Vec::new();
        if let ExprKind::Tuple(items) = &class.bases.kind {
            bases.extend(items.iter().filter_map(|b| self.base(b)));
        }
        self.class(&class.name, &bases, inner, &[], indent, out);
    }

    /// The text of a base class, where it can be repeated.
    fn base(&self, base: &Expr) -> Option<String> {
        match &base.kind {
            ExprKind::Global(name) => Some(name.to_string()),
            ExprKind::Builtin(name) => Some(self.builtin(name)),
            ExprKind::TypeObject(ty) => {
                let text = self.ty(*ty, false);
                (text != self.any()).then(|| text.split('[').next().unwrap_or(&text).to_string())
            }
            ExprKind::Coerce { value, .. } => self.base(value),
            _ => None,
        }
    }

    /// A class with its members, but for those whose names are in `without`.
    fn class(
        &self,
        name: &str,
        bases: &[String],
        inner: &Namespace<'m>,
        without: &[&str],
        indent: &str,
        out: &mut String,
    ) {
        let bases = if bases.is_empty() { String::new() } else { format!("({})", bases.join(", ")) };
        let _ = writeln!(out, "{indent}class {name}{bases}:");
        let deeper = format!("{indent}    ");
        let before = out.len();
        for (member, thing) in &inner.things {
            let member_name = member.as_str();
            if matches!(member_name, "__module__" | "__qualname__" | "__doc__")
                || without.contains(&member_name)
            {
                continue;
            }
            self.thing(member, thing, &deeper, Some(name), out);
        }
        if out.len() == before {
            let _ = writeln!(out, "{deeper}...");
        }
    }

    pub(super) fn cyp_class(
        &self,
        name: &str,
        ty: TyId,
        inner: &Namespace<'m>,
        indent: &str,
        out: &mut String,
    ) {
        let instance = self.module.cyp_instances.iter().find(|i| i.ty == ty);
        let mut bases: Vec<String> = instance
            .map(|i| i.bases.iter().map(|&b| self.ty(b, false)).filter(|b| *b != self.any()).collect())
            .unwrap_or_default();
        let mut without: &[&str] = &[];
        if let Some(cyp) = self.module.types.as_cyp(ty)
            && let Some(container) = self.module.types.cyp_classes[cyp.class].container()
        {
            let kind = match container {
                CypContainer::List => "MutableSequence",
                CypContainer::Dict => "MutableMapping",
                CypContainer::Set => "MutableSet",
            };
            bases.push(format!("_typing.{kind}[{}]", self.items(&cyp.args)));
            without = ABSTRACT;
        }
        self.class(name, &bases, inner, without, indent, out);
    }

    /// The instances as classes of their own, and an object that gives them.
    pub(super) fn generic(
        &self,
        name: &str,
        instances: &[(String, TyId, Namespace<'m>)],
        indent: &str,
        out: &mut String,
    ) {
        for (_, ty, inner) in instances {
            let class = self.ty(*ty, false);
            self.cyp_class(&class, *ty, inner, indent, out);
        }
        let _ = writeln!(out, "{indent}class _{name}:");
        let _ = writeln!(
            out,
            "{indent}    @property\n{indent}    def __instances__(self) -> {}: ...",
            self.any()
        );
        let mut ways = Vec::new();
        for (key, ty, _) in instances {
            let class = self.ty(*ty, false);
            let args = self.module.types.as_cyp(*ty).map(|c| c.args.clone()).unwrap_or_default();
            let type_keys: Vec<String> = args.iter().filter_map(|&a| self.type_key(a)).collect();
            let plain = key.replace(", ", ",");
            let spaced = plain.replace(',', ", ");
            let mut keys = vec![format!("_typing.Literal[\"{plain}\"]")];
            if spaced != plain {
                keys.push(format!("_typing.Literal[\"{spaced}\"]"));
            }
            if type_keys.len() == args.len() {
                keys.push(match type_keys.as_slice() {
                    [one] => one.clone(),
                    many => format!("{}[{}]", self.builtin("tuple"), many.join(", ")),
                });
            }
            ways.push((keys.join(" | "), class));
        }
        for (keys, class) in &ways {
            if ways.len() > 1 {
                let _ = writeln!(out, "{indent}    @_typing.overload");
            }
            let ty = self.builtin("type");
            let _ = writeln!(out, "{indent}    def __getitem__(self, key: {keys}) -> {ty}[{class}]: ...");
        }
        let _ = writeln!(out, "{indent}{name}: _{name}");
    }

    /// The Python type that stands for an argument of a generic.
    fn type_key(&self, ty: TyId) -> Option<String> {
        use cyrus_types::{FloatTy, IntTy};
        let name = match self.module.types.kind(ty) {
            Ty::Int(IntTy::Int) => self.builtin("int"),
            Ty::Float(FloatTy::Double) => self.builtin("float"),
            Ty::Bint => self.builtin("bool"),
            Ty::Cyp(_) | Ty::Ext(_) => Some(self.ty(ty, false)).filter(|text| *text != self.any())?,
            _ => return None,
        };
        Some(format!("{}[{name}]", self.builtin("type")))
    }

    pub(super) fn property(
        &self,
        name: &str,
        get: &'m MakeFunction,
        set: Option<&'m MakeFunction>,
        indent: &str,
        out: &mut String,
    ) {
        let func = &self.module.funcs[get.func];
        let mut ty = self.returns(func, &get.annotations);
        // A reference may be NULL.
        let refers = set
            .and_then(|s| self.module.funcs[s.func].params.get(1))
            .is_some_and(|p| self.module.types.is_cyp(p.ty));
        if refers && ty != self.any() {
            ty += " | None";
        }
        let property = self.builtin("property");
        let _ = writeln!(out, "{indent}@{property}\n{indent}def {name}(self) -> {ty}: ...");
        if let Some(set) = set {
            let params = self.params(name, &self.module.funcs[set.func], &set.annotations, true);
            // What sets an attribute is always given a value.
            let params = params.trim_end_matches(" = ...");
            let _ = writeln!(out, "{indent}@{name}.setter\n{indent}def {name}({params}) -> None: ...");
        }
    }

    pub(super) fn ext_class(&self, class: &'m hir::ExtClass, indent: &str, out: &mut String) {
        let types = &self.module.types;
        let def = &types.classes[class.class];
        let mut bases = Vec::new();
        if let Some(base) = def.base {
            let text = self.ty(base, false);
            if text != self.any() {
                bases.push(text.split('[').next().unwrap_or(&text).to_string());
            }
        }
        bases.extend(class.extra_bases.iter().filter_map(|b| self.base(b)));
        let bases = if bases.is_empty() { String::new() } else { format!("({})", bases.join(", ")) };
        // Objects are laid out anew: no class can derive from this one and another such.
        let has_table =
            |base: TyId| matches!(types.kind(base), Ty::Ext(b) if !types.classes[*b].methods.is_empty());
        if !def.fields.is_empty() || (!def.methods.is_empty() && !def.base.is_some_and(has_table)) {
            self.imports.borrow_mut().insert("import typing_extensions as _typing_extensions".into());
            let _ = writeln!(out, "{indent}@_typing_extensions.disjoint_base  # type: ignore");
        }
        let _ = writeln!(out, "{indent}class {}{bases}:", def.name);
        let deeper = format!("{indent}    ");
        let before = out.len();
        for field in &def.fields {
            self.attribute(field, &deeper, out);
        }
        for property in &class.properties {
            let ty = match property.get {
                Some(get) => {
                    let func = &self.module.funcs[get];
                    self.returns(func, &[])
                }
                None => self.any(),
            };
            let (name, decorator) = (&property.name, self.builtin("property"));
            let _ = writeln!(out, "{deeper}@{decorator}\n{deeper}def {name}(self) -> {ty}: ...");
            if property.set.is_some() {
                let any = self.any();
                let _ = writeln!(
                    out,
                    "{deeper}@{name}.setter\n{deeper}def {name}(self, value: {any}) -> None: ..."
                );
            }
        }
        let names: Vec<&str> = class.methods.iter().map(|&m| self.module.funcs[m].name.as_str()).collect();
        let init =
            class.methods.iter().copied().find(|&m| self.module.funcs[m].name == "__init__").or(class.cinit);
        if let Some(init) = init {
            let params = self.method_params("__init__", init);
            let _ = writeln!(out, "{deeper}def __init__({params}) -> None: ...");
        }
        for &method in &class.methods {
            self.method(method, &deeper, out);
        }
        self.companions(&names, &deeper, out);
        if out.len() == before {
            let _ = writeln!(out, "{deeper}...");
        }
    }

    fn attribute(&self, field: &cyrus_types::ExtField, indent: &str, out: &mut String) {
        let types = &self.module.types;
        let none = |ty: String| {
            let absent = types.is_object(field.ty) || types.is_cyp(field.ty);
            if absent && ty != self.any() { ty + " | None" } else { ty }
        };
        let (get, set) = (none(self.ty(field.ty, false)), none(self.ty(field.ty, true)));
        let (name, decorator) = (&field.name, self.builtin("property"));
        match field.access {
            FieldAccess::Private => return,
            FieldAccess::ReadOnly | FieldAccess::Public => {
                let _ = writeln!(out, "{indent}@{decorator}\n{indent}def {name}(self) -> {get}: ...");
            }
        }
        if field.access == FieldAccess::Public {
            let _ =
                writeln!(out, "{indent}@{name}.setter\n{indent}def {name}(self, value: {set}) -> None: ...");
        }
    }

    /// The parameters of a method of an extension type, `self` first.
    fn method_params(&self, name: &str, method: hir::FuncId) -> String {
        let func = &self.module.funcs[method];
        self.params(name, func, &[], true)
    }

    fn method(&self, method: hir::FuncId, indent: &str, out: &mut String) {
        let func = &self.module.funcs[method];
        let info = match &func.kind {
            FuncKind::Def(info) | FuncKind::CPdef(_, info) | FuncKind::Slot { def: info, .. } => info,
            _ => return,
        };
        let name = func.name.as_str();
        if info.hidden || UNSEEN.contains(&name) || name == "__init__" {
            return;
        }
        let decorator = match (info.is_static, info.is_class_method) {
            (true, _) => Some("staticmethod"),
            (_, true) => Some("classmethod"),
            _ => None,
        };
        if let Some(decorator) = decorator {
            let _ = writeln!(out, "{indent}@{}", self.builtin(decorator));
        }
        let params = self.params(name, func, &[], !info.is_static);
        // Slots take their arguments by position.
        let slot = matches!(func.kind, FuncKind::Slot { .. }) && !params.contains('*') && name != "__call__";
        let params = if slot { format!("{params}, /") } else { params };
        let returns = self.special_returns(name).unwrap_or_else(|| self.returns(func, &[]));
        let _ = writeln!(out, "{indent}def {name}({params}) -> {returns}: ...");
    }

    /// Methods that come with the slots of others.
    fn companions(&self, names: &[&str], indent: &str, out: &mut String) {
        let (any, object, bool) = (self.any(), self.builtin("object"), self.builtin("bool"));
        let has = |n: &str| names.contains(&n);
        if has("__richcmp__") || COMPARISONS.iter().any(|c| has(c)) {
            for name in COMPARISONS.iter().filter(|c| !has(c)) {
                let _ = writeln!(out, "{indent}def {name}(self, other: {object}, /) -> {bool}: ...");
            }
            if !has("__hash__") {
                let _ = writeln!(out, "{indent}__hash__: _typing.ClassVar[None]  # type: ignore");
            }
        }
        for number in NUMBERS {
            let (left, right) = (format!("__{number}__"), format!("__r{number}__"));
            for (one, other) in [(&left, &right), (&right, &left)] {
                if has(one) && !has(other) {
                    let _ = writeln!(out, "{indent}def {other}(self, other: {any}, /) -> {any}: ...");
                }
            }
        }
        let pairs = [
            ("__setitem__", "__delitem__", "key: "),
            ("__setattr__", "__delattr__", "name: "),
            ("__set__", "__delete__", "instance: "),
        ];
        for (set, del, param) in pairs {
            if has(set) && !has(del) {
                let _ = writeln!(out, "{indent}def {del}(self, {param}{any}, /) -> None: ...");
            }
            if has(del) && !has(set) {
                let _ = writeln!(out, "{indent}def {set}(self, {param}{any}, value: {any}, /) -> None: ...");
            }
        }
    }
}
