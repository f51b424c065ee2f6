//! C strings ↔ `bytes` or `str`, as the module's `c_string_type` and `c_string_encoding` say.

use super::{Conversion, function_name, generate};
use crate::c_text::bytes_literal;
use crate::cx::{Cx, Generated};
use crate::types::type_text;
use cyrus_types::{IntTy, Ty, TyId};

pub(super) fn from_py(cx: &mut Cx, ty: TyId) -> Conversion {
    let encoding = cx.module.directives.c_string_encoding.clone();
    let call = match encoding.as_str() {
        "ascii" => format!("{}(o, NULL, 1)", cx.runtime("__cyrus_str_as_string")),
        "utf8" | "utf-8" | "default" => format!("{}(o, NULL, 0)", cx.runtime("__cyrus_str_as_string")),
        _ => format!("{}(o, NULL)", cx.runtime("__cyrus_as_string")),
    };
    let text = type_text(cx, ty);
    let name = function_name(cx, ty, "from_py");
    generate(cx, &name, |_| Generated {
        prototype: format!("static inline {text} {name}(PyObject *o) {{ return ({text}){call}; }}\n")
            .replace(" * ", " *"),
        definition: String::new(),
    });
    Conversion::named(name)
}

pub(super) fn to_py(cx: &mut Cx, ty: TyId) -> Conversion {
    let plain = cx.types.pointee(ty).is_some_and(|p| matches!(cx.types.kind(p), Ty::Int(IntTy::Char)));
    let cast = if plain { "" } else { "(const char *)" };
    let directives = &cx.module.directives;
    let encoding = directives.c_string_encoding.clone();
    let name = match directives.c_string_type.as_str() {
        "str" | "unicode" => {
            let encoding =
                if encoding.is_empty() || encoding == "default" { "utf8" } else { encoding.as_str() };
            let suffix = format!(", {}", bytes_literal(encoding.as_bytes()));
            let name = cx.runtime("__cyrus_str_from_string").to_string();
            if plain {
                return Conversion::with(name, suffix);
            }
            return wrapped(cx, ty, &format!("{name}({cast}s{suffix})"));
        }
        "bytearray" => cx.runtime("__cyrus_bytearray_from_string").to_string(),
        _ => "PyBytes_FromString".to_string(),
    };
    if plain { Conversion::named(name) } else { wrapped(cx, ty, &format!("{name}({cast}s)")) }
}

/// A function that casts its argument.
fn wrapped(cx: &mut Cx, ty: TyId, call: &str) -> Conversion {
    let name = function_name(cx, ty, "to_py");
    let elem = cx.types.pointee(ty).unwrap_or(ty);
    let param = crate::types::declare(cx, elem, "*s");
    let call = call.to_string();
    generate(cx, &name, |_| Generated {
        prototype: format!("static inline PyObject *{name}(const {param}) {{ return {call}; }}\n")
            .replace("const const", "const"),
        definition: String::new(),
    });
    Conversion::named(name)
}
