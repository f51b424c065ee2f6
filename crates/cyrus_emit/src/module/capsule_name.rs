//! How functions and variables that modules share are named by their capsules: the C signature, in the spelling of
//! Cython's modules.
//!
//! Two modules agree on a signature although each has its own names for the types in it, and a module compiled by
//! Cython can be used where both compilers make the same calls: everywhere but for `cpdef` functions (Cython's take one
//! parameter more) and memoryviews (other structs), whose texts differ, so that the import is refused.

use crate::cx::Cx;
use crate::types::{join, type_text};
use cyrus_types::{FloatTy, FuncTyId, IntTy, Origin, Ty, TyId};

/// The text for a C function of a module.
pub(super) fn of_function(cx: &mut Cx, name: &str, origin: &Origin, sig: FuncTyId) -> String {
    let options = format!("{}{name}", scope_prefix(cx, origin));
    function(cx, sig, "", &options)
}

/// The text for a C variable.
pub(super) fn of_variable(cx: &mut Cx, ty: TyId) -> String {
    spell(cx, ty, "")
}

/// `pkg.mod` as names of its types contain it: `3pkg_3mod_`.
fn scope_prefix(cx: &Cx, origin: &Origin) -> String {
    let module = match origin {
        Origin::Module(name) => name,
        Origin::Here | Origin::Extern => &cx.module.name,
    };
    module.split('.').map(|part| format!("{}{part}_", part.len())).collect()
}

/// The name of a type: as given in the source, or made from the module's.
fn type_name(cx: &Cx, origin: &Origin, name: &str, cname: &str, prefix: &str) -> String {
    match origin {
        Origin::Extern => cname.to_string(),
        Origin::Here | Origin::Module(_) if !cname.starts_with("__cyrus_") => cname.to_string(),
        Origin::Here | Origin::Module(_) => format!("{prefix}{}{name}", scope_prefix(cx, origin)),
    }
}

fn function(cx: &mut Cx, sig: FuncTyId, name: &str, options: &str) -> String {
    let func = cx.types.funcs[sig].clone();
    let required = func.params.len() - func.optional as usize;
    let mut params: Vec<String> = func.params[..required]
        .iter()
        .map(|p| match cx.types.get(p.ty) {
            // As a parameter, an array is a pointer.
            Ty::Array(elem, _) => spell(cx, *elem, "*"),
            _ => spell(cx, p.ty, ""),
        })
        .collect();
    if func.optional > 0 {
        params.push(format!("struct __pyx_opt_args_{options} *__pyx_optional_args"));
    }
    if func.varargs {
        params.push("...".into());
    }
    if params.is_empty() {
        params.push("void".into());
    }
    spell(cx, func.ret, &format!("{name}({})", params.join(", ")))
}

/// A declaration of `name`, which may be empty, with the type.
fn spell(cx: &mut Cx, ty: TyId, name: &str) -> String {
    let types = cx.types;
    let simple = match types.get(ty) {
        Ty::Ext(class) => {
            let def = &types.classes[*class];
            let text = match def.extern_struct {
                true => def.struct_cname.to_string(),
                false => {
                    let name = type_name(cx, &def.origin, &def.name, &def.struct_cname, "__pyx_obj_");
                    format!("struct {name}")
                }
            };
            return join(&format!("{text} *"), name);
        }
        Ty::Int(IntTy::LongLong) => "PY_LONG_LONG".into(),
        Ty::Int(IntTy::ULongLong) => "unsigned PY_LONG_LONG".into(),
        Ty::Complex(FloatTy::Float) => "__pyx_t_float_complex".into(),
        Ty::Complex(FloatTy::Double) => "__pyx_t_double_complex".into(),
        Ty::Typedef(id) if types.is_object(types.typedefs[*id].base) => return join("PyObject *", name),
        Ty::Typedef(id) => {
            let def = &types.typedefs[*id];
            type_name(cx, &def.origin, &def.name, &def.cname, "__pyx_t_")
        }
        Ty::Enum(id) if !types.enums[*id].name.is_empty() => {
            let def = &types.enums[*id];
            let name = type_name(cx, &def.origin, &def.name, &def.cname, "__pyx_t_");
            if def.typedef { name } else { format!("enum {name}") }
        }
        Ty::Struct(id) => {
            let def = &types.structs[*id];
            let name = type_name(cx, &def.origin, &def.name, &def.cname, "__pyx_t_");
            match (def.typedef, def.is_union) {
                (true, _) => name,
                (false, true) => format!("union {name}"),
                (false, false) => format!("struct {name}"),
            }
        }
        Ty::NogilClass(id) => {
            let def = &types.classes[*id];
            format!("struct {}", type_name(cx, &def.origin, &def.name, &def.struct_cname, "__pyx_t_"))
        }
        Ty::Ptr(to) => {
            let star = match types.get(*to) {
                Ty::Func(_) | Ty::Array(..) => format!("(*{name})"),
                _ => format!("*{name}"),
            };
            return spell(cx, *to, &star);
        }
        Ty::Array(elem, len) => {
            let len = len.as_ref().map(|n| n.to_string()).unwrap_or_default();
            return spell(cx, *elem, &format!("{name}[{len}]"));
        }
        Ty::Ref(to) => return spell(cx, *to, &format!("&{name}")),
        Ty::RvalueRef(to) => return spell(cx, *to, &format!("&&{name}")),
        Ty::Const(inner) => return spell(cx, *inner, &join("const", name)),
        Ty::Volatile(inner) => return spell(cx, *inner, &join("volatile", name)),
        Ty::Func(id) => return function(cx, *id, name, ""),
        Ty::CTuple(items) => {
            let items: Vec<String> =
                items.iter().map(|&item| spell(cx, item, "").replace(' ', "_")).collect();
            format!("__pyx_ctuple_{}", items.join("__and_"))
        }
        // References to cypclass objects all look alike in C.
        Ty::Cyp(_) => format!("cypclass {}", cx.display(ty)),
        _ => return join(&type_text(cx, ty), name),
    };
    join(&simple, name)
}
