//! How types look to Python: what a value becomes, and what is taken for one.

use super::Stub;
use cyrus_types::{Builtin, CypContainer, IntTy, Origin, Ty, TyId};

impl Stub<'_> {
    pub(super) fn any(&self) -> String {
        "_typing.Any".into()
    }

    /// The Python type of a value; of what is accepted for it, as an argument.
    pub(super) fn ty(&self, ty: TyId, argument: bool) -> String {
        let types = &self.module.types;
        match types.kind(ty) {
            Ty::Void | Ty::Null => "None".into(),
            Ty::Bint if argument => self.any(),
            Ty::Bint => self.builtin("bool"),
            Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) => self.builtin("str"),
            Ty::Int(_) => self.builtin("int"),
            Ty::Enum(id) => {
                let def = &types.enums[*id];
                let named = def.python && def.origin == Origin::Here && !def.name.is_empty() && !argument;
                if named { def.name.to_string() } else { self.builtin("int") }
            }
            Ty::Float(_) => self.builtin("float"),
            Ty::Complex(_) => self.builtin("complex"),
            Ty::Builtin(builtin) => self.builtin_type(*builtin),
            Ty::Ext(class) => {
                let def = &types.classes[*class];
                if def.flags.internal { self.any() } else { self.qualified(&def.qualified) }
            }
            // Another one is taken for a container, too.
            Ty::Cyp(cyp) if argument && types.cyp_classes[cyp.class].container().is_some() => {
                let kind = match types.cyp_classes[cyp.class].container() {
                    Some(CypContainer::Dict) => "Mapping",
                    _ => "Iterable",
                };
                format!("_typing.{kind}[{}]", self.items(&cyp.args))
            }
            Ty::Cyp(cyp) => {
                if let Some((_, name)) = self.generics.iter().find(|(t, _)| {
                    types.as_cyp(*t).is_some_and(|c| c.class == cyp.class && c.args == cyp.args)
                }) {
                    return name.clone();
                }
                let def = &types.cyp_classes[cyp.class];
                for (method, class) in [("__from_str__", "str"), ("__from_bytes__", "bytes")] {
                    if def.value_method(method).is_some() {
                        return self.builtin(class);
                    }
                }
                let seen = def.origin == Origin::Here && cyp.args.is_empty();
                if seen { self.qualified(&def.qualified) } else { self.any() }
            }
            Ty::Struct(_) => format!("{}[{}, {}]", self.builtin("dict"), self.builtin("str"), self.any()),
            Ty::CTuple(items) => {
                let items: Vec<String> = items.iter().map(|&t| self.ty(t, argument)).collect();
                format!("{}[{}]", self.builtin("tuple"), items.join(", "))
            }
            Ty::Array(elem, _) if !argument => format!("{}[{}]", self.builtin("list"), self.ty(*elem, false)),
            Ty::Ptr(_) if types.is_c_string(ty) => self.string(),
            Ty::Cpp(class, args) => self.cpp(&types.cpp_classes[*class].name, args, argument),
            _ => self.any(),
        }
    }

    /// What is in a container: objects may be None.
    pub(super) fn items(&self, args: &[TyId]) -> String {
        let item = |(at, &ty): (usize, &TyId)| {
            let text = self.ty(ty, false);
            let own = [self.any(), self.builtin("str"), self.builtin("bytes")];
            let last = at + 1 == args.len() && self.module.types.is_cyp(ty) && !own.contains(&text);
            if last { text + " | None" } else { text }
        };
        args.iter().enumerate().map(item).collect::<Vec<_>>().join(", ")
    }

    /// C strings are bytes unless a directive says otherwise.
    fn string(&self) -> String {
        match self.module.directives.c_string_type.as_str() {
            "str" | "unicode" => self.builtin("str"),
            "bytearray" => self.builtin("bytearray"),
            _ => self.builtin("bytes"),
        }
    }

    fn cpp(&self, name: &str, args: &[TyId], argument: bool) -> String {
        let arg = |i: usize| args.get(i).map_or_else(|| self.any(), |&t| self.ty(t, argument));
        let iterable = |of: String| format!("_typing.Iterable[{of}]");
        match name {
            "string" => self.string(),
            "vector" | "list" | "deque" if argument => iterable(arg(0)),
            "vector" | "list" | "deque" => format!("{}[{}]", self.builtin("list"), arg(0)),
            "set" | "unordered_set" if argument => iterable(arg(0)),
            "set" | "unordered_set" => format!("{}[{}]", self.builtin("set"), arg(0)),
            "map" | "unordered_map" => format!("{}[{}, {}]", self.builtin("dict"), arg(0), arg(1)),
            "pair" => format!("{}[{}, {}]", self.builtin("tuple"), arg(0), arg(1)),
            "complex" => self.builtin("complex"),
            _ => self.any(),
        }
    }

    fn builtin_type(&self, builtin: Builtin) -> String {
        let any = self.any();
        let of = |name: &str, args: &str| format!("{}[{args}]", self.builtin(name));
        match builtin {
            Builtin::List => of("list", &any),
            Builtin::Tuple => of("tuple", &format!("{any}, ...")),
            Builtin::Dict => of("dict", &format!("{any}, {any}")),
            Builtin::Set => of("set", &any),
            Builtin::FrozenSet => of("frozenset", &any),
            Builtin::Str => self.builtin("str"),
            Builtin::Bytes => self.builtin("bytes"),
            Builtin::ByteArray => self.builtin("bytearray"),
            Builtin::MemoryView => self.builtin("memoryview"),
            Builtin::Int => self.builtin("int"),
            Builtin::Float => self.builtin("float"),
            Builtin::Bool => self.builtin("bool"),
            Builtin::Complex => self.builtin("complex"),
            Builtin::Slice => self.builtin("slice"),
            Builtin::Range => self.builtin("range"),
            Builtin::Type => of("type", &any),
            Builtin::Exception(class) => {
                let name = cyrus_types::EXCEPTION_NAMES.get(usize::from(class.0)).copied();
                self.builtin(name.unwrap_or("BaseException"))
            }
            Builtin::Property
            | Builtin::StaticMethod
            | Builtin::ClassMethod
            | Builtin::Super
            | Builtin::Enumerate
            | Builtin::Reversed
            | Builtin::CodeType
            | Builtin::Date
            | Builtin::FrozenDict => any,
        }
    }

    /// A class by its full name: without the module's own, with an import of another's.
    fn qualified(&self, name: &str) -> String {
        let own = format!("{}.", self.module.name);
        if let Some(rest) = name.strip_prefix(&own) {
            return rest.to_string();
        }
        match name.rsplit_once('.') {
            Some((module, class)) => {
                let alias = format!("_{}", module.replace('.', "_"));
                self.imports.borrow_mut().insert(format!("import {module} as {alias}  # type: ignore"));
                format!("{alias}.{class}")
            }
            None => self.any(),
        }
    }
}
