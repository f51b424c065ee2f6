//! One type definition as text.

use super::{cpp_class, declare, ext_struct, type_text};
use crate::cx::Cx;
use cyrus_mir::ScopeId;
use cyrus_types::{ClassId, CppClassId, EnumId, FuncTyId, StructId, Ty, TyId, TypedefId};
use std::fmt::Write as _;

/// A definition that the file may have to contain.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Definition {
    Typedef(TypedefId),
    Enum(EnumId),
    Struct(StructId),
    Cpp(CppClassId),
    CTuple(TyId),
    /// `struct __cyrus_opt_N`, the optional arguments of functions of this type.
    OptionalArgs(FuncTyId),
    /// Instance struct and vtable of an extension type.
    Class(ClassId),
    NogilClass(ClassId),
    Scope(ScopeId),
    /// Objects of a cypclass instance.
    Cyp(TyId),
    /// The struct of memoryviews of so many dimensions.
    MemView {
        ndim: u32,
        indirect: bool,
    },
}

impl Definition {
    /// The types that must be complete before this definition.
    pub(crate) fn needs(self, cx: &Cx) -> Vec<TyId> {
        let types = cx.types;
        match self {
            // A struct's name is enough.
            Definition::Typedef(id) => match types.get(types.typedefs[id].base) {
                Ty::Struct(_) | Ty::Cpp(..) => Vec::new(),
                _ => vec![types.typedefs[id].base],
            },
            Definition::Enum(_) | Definition::MemView { .. } => Vec::new(),
            Definition::Cpp(id) => cpp_class::needs(cx, id),
            Definition::Struct(id) => types.structs[id].fields.iter().map(|f| f.ty).collect(),
            Definition::CTuple(ty) => match types.get(ty) {
                Ty::CTuple(items) => items.clone(),
                _ => Vec::new(),
            },
            Definition::OptionalArgs(id) => types.funcs[id].params.iter().map(|p| p.ty).collect(),
            // Its methods are functions beside it.
            Definition::NogilClass(id) => {
                let class = &types.classes[id];
                class.fields.iter().map(|f| f.ty).chain(class.base).collect()
            }
            Definition::Class(id) => {
                let class = &types.classes[id];
                let mut needs: Vec<TyId> = class.fields.iter().map(|f| f.ty).collect();
                // Vtable entries are function types, whose parameters need names only.
                for method in &class.methods {
                    let sig = &types.funcs[method.sig];
                    needs.push(sig.ret);
                    needs.extend(sig.params.iter().map(|p| p.ty));
                }
                needs
            }
            Definition::Cyp(ty) => {
                cx.cyp.of(types, ty).map(|l| l.members.iter().map(|m| m.ty).collect()).unwrap_or_default()
            }
            Definition::Scope(id) => cx.program.scopes[id]
                .fields
                .iter()
                .filter_map(|f| match f.ty {
                    cyrus_mir::CTy::Ty(ty) => Some(ty),
                    cyrus_mir::CTy::Text(_) => None,
                })
                .collect(),
        }
    }

    /// The text; empty when the definition needs none.
    pub(crate) fn text(self, cx: &mut Cx) -> String {
        match self {
            Definition::Typedef(id) => {
                let def = &cx.types.typedefs[id];
                let cname = def.cname.clone();
                format!("typedef {};\n", declare(cx, def.base, &cname))
            }
            Definition::Enum(id) => enumeration(cx, id),
            Definition::Struct(id) => structure(cx, id),
            Definition::Cpp(id) => cpp_class::definition(cx, id),
            Definition::CTuple(ty) => {
                let name = type_text(cx, ty);
                let Ty::CTuple(items) = cx.types.get(ty) else { return String::new() };
                let mut fields = String::new();
                let mut visits = Vec::new();
                for (i, &item) in items.iter().enumerate() {
                    // In C++ the struct counts the references in it.
                    if cx.cplus() && cx.types.is_cyp(item) {
                        let _ = write!(fields, "{} f{i}; ", crate::cyp::reference(cx, item));
                        visits.push(i);
                    } else {
                        let _ = write!(fields, "{}; ", declare(cx, item, &format!("f{i}")));
                    }
                }
                let mut out = format!("typedef struct {{ {fields}}} {name};\n");
                if !visits.is_empty() {
                    let walks: Vec<String> = visits
                        .iter()
                        .map(|i| format!("(stop = __cyrus_cyp_traverse_value(value.f{i}, visit, arg)) != 0"))
                        .collect();
                    let _ = writeln!(
                        out,
                        "template <> struct __cyrus_cyp_walk<{name}> {{ template <typename F> static int walk(const {name} &value, \
                         F visit, void *arg) {{ int stop = 0; (void)({}); return stop; }} }};",
                        walks.join(" || ")
                    );
                }
                if cx.cplus() && is_key(cx, ty) {
                    ctuple_key(cx, &name, items, &mut out);
                }
                out
            }
            Definition::OptionalArgs(id) => {
                let func = &cx.types.funcs[id];
                let required = func.params.len() - func.optional as usize;
                let mut out = format!("struct __cyrus_opt_{} {{ int n;", id.0);
                for (i, param) in func.params[required..].iter().enumerate() {
                    let _ = write!(out, " {};", declare(cx, param.ty, &format!("a{i}")));
                }
                out + " };\n"
            }
            Definition::Class(id) => ext_struct::definition(cx, id),
            Definition::NogilClass(id) => nogil_class(cx, id),
            Definition::Scope(id) => crate::module::scope_struct(cx, id),
            Definition::Cyp(ty) => crate::cyp::structure(cx, ty),
            Definition::MemView { ndim, indirect } => {
                format!("__CYRUS_DEFINE_MEMVIEW{}({ndim})\n", if indirect { "_INDIRECT" } else { "" })
            }
        }
    }
}

/// Whether a tuple is a key of a container of C++ or of the library, or part of one.
fn is_key(cx: &Cx, tuple: TyId) -> bool {
    let types = cx.types;
    types.ids().any(|ty| match types.get(ty) {
        Ty::Cpp(class, args) => {
            let name = types.cpp_classes[*class].cname.split('<').next().unwrap_or_default();
            let keyed = matches!(
                name.trim_start_matches("std::"),
                "__cyrus_flat_map"
                    | "__cyrus_flat_set"
                    | "map"
                    | "set"
                    | "multimap"
                    | "multiset"
                    | "unordered_map"
                    | "unordered_set"
                    | "unordered_multimap"
                    | "unordered_multiset"
                    | "priority_queue"
            );
            keyed && args.first().is_some_and(|&key| has_part(cx, key, tuple))
        }
        _ => false,
    })
}

fn has_part(cx: &Cx, whole: TyId, part: TyId) -> bool {
    whole == part
        || matches!(cx.types.get(whole), Ty::CTuple(items) if items.iter().any(|&item| has_part(cx, item, part)))
}

/// Equality, order and hash of a tuple.
fn ctuple_key(cx: &mut Cx, name: &str, items: &[TyId], out: &mut String) {
    cx.fragment("ctuple_key");
    let fields = 0..items.len();
    let equal: Vec<String> = fields.clone().map(|i| format!("a.f{i} == b.f{i}")).collect();
    let less: Vec<String> =
        fields.clone().map(|i| format!("if (!(a.f{i} == b.f{i})) return a.f{i} < b.f{i};")).collect();
    let hash = fields.fold("0".to_string(), |hash, i| format!("__cyrus_key_mix({hash}, value.f{i})"));
    for (op, body) in [
        ("==", format!("return {};", equal.join(" && "))),
        ("<", format!("{} return false;", less.join(" "))),
    ] {
        let _ = writeln!(
            out,
            "template <typename T> static inline typename std::enable_if<std::is_same<T, {name}>::value, bool>::type operator{op}(\
             const T &a, const T &b) {{ {body} }}"
        );
    }
    let _ = writeln!(
        out,
        "namespace std {{ template <> struct hash<{name}> {{ template <typename T> size_t operator()(const T &value) const {{ \
         return {hash}; }} }}; }}"
    );
}

fn enumeration(cx: &mut Cx, id: EnumId) -> String {
    let def = &cx.types.enums[id];
    let mut out = String::new();
    let scoped = def.scoped && cx.cplus();
    if def.typedef && !scoped {
        out.push_str("typedef ");
    }
    out.push_str(if scoped { "enum class" } else { "enum" });
    if !def.name.is_empty() {
        let _ = write!(out, " {}", def.cname);
    }
    if scoped && let Some(underlying) = def.underlying {
        let _ = write!(out, " : {}", type_text(cx, underlying));
    }
    out.push_str(" {\n");
    for item in &def.items {
        // Items of scoped enums are named with their scope elsewhere.
        let name = item.cname.rsplit("::").next().unwrap_or(&item.cname);
        let _ = match &item.value {
            Some(value) => writeln!(out, "  {name} = {value},"),
            None => writeln!(out, "  {name},"),
        };
    }
    // A comma after the last item is fine since C99; an empty enum is not, and cannot be declared.
    out.push('}');
    if def.typedef && !scoped {
        let _ = write!(out, " {}", def.cname);
    }
    out.push_str(";\n");
    out
}

fn structure(cx: &mut Cx, id: StructId) -> String {
    let def = &cx.types.structs[id];
    if !def.complete {
        return String::new();
    }
    let word = if def.is_union { "union" } else { "struct" };
    let mut out = String::new();
    if def.packed {
        out.push_str("#pragma pack(push, 1)\n");
    }
    let _ = writeln!(out, "{word} {} {{", def.cname);
    for field in &def.fields {
        let _ = writeln!(out, "  {};", declare(cx, field.ty, &field.cname));
    }
    out.push_str("};\n");
    if def.packed {
        out.push_str("#pragma pack(pop)\n");
    }
    out
}

/// `cdef class X nogil`: a plain struct whose first member is its base.
fn nogil_class(cx: &mut Cx, id: ClassId) -> String {
    let class = &cx.types.classes[id];
    let mut out = format!("struct {} {{\n", class.struct_cname);
    if let Some(base) = class.base {
        let _ = writeln!(out, "  {};", declare(cx, base, ext_struct::BASE));
    }
    let flag = cx.types.dealloc_flag(id) == Some(id);
    if flag {
        let _ = writeln!(out, "  char {};", cyrus_types::ALIVE_MEMBER);
    }
    for field in &class.fields {
        let _ = writeln!(out, "  {};", declare(cx, field.ty, &field.cname));
    }
    if class.fields.is_empty() && class.base.is_none() && !flag {
        out.push_str("  char empty;\n");
    }
    out + "};\n"
}
