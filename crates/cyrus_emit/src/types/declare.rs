//! Spelling of types and declarations.
//!
//! Values of all Python object types (`object`, builtins, extension types) are `PyObject *` in bodies.
//! Declarations that other code shares (extern functions, public ones) name their own types there.

use super::Definition;
use crate::c_text::mangle;
use crate::cx::Cx;
use cyrus_mir::CTy;
use cyrus_types::{CppClassId, FuncTyId, IntTy, Origin, Ty, TyId, common};

/// The C type without a declarator: for casts, `sizeof` and template arguments.
pub(crate) fn type_text(cx: &mut Cx, ty: TyId) -> String {
    declare(cx, ty, "")
}

/// The text of a MIR type.
pub(crate) fn cty_text(cx: &mut Cx, ty: &CTy) -> String {
    declare_cty(cx, ty, "")
}

/// A declaration of `name` with a MIR type.
pub(crate) fn declare_cty(cx: &mut Cx, ty: &CTy, name: &str) -> String {
    match ty {
        CTy::Ty(ty) => declare(cx, *ty, name),
        CTy::Text(text) => {
            mention_text(cx, text);
            match text.split_once('[') {
                Some((element, length)) => format!("{}[{length}", join(element.trim_end(), name)),
                None => join(text, name),
            }
        }
    }
}

/// Notes definitions behind types that the MIR spells out.
fn mention_text(cx: &mut Cx, text: &str) {
    if let Some(definition) = spelled_out(text) {
        cx.mentioned.insert(definition);
    }
}

/// The definition behind a type that the MIR spells out.
pub(super) fn spelled_out(text: &str) -> Option<Definition> {
    let id = text.strip_prefix("struct __cyrus_opt_")?;
    let digits: String = id.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().map(|id| Definition::OptionalArgs(FuncTyId(id)))
}

/// `type name`, with the space only where C wants one.
pub(crate) fn join(ty: &str, name: &str) -> String {
    if name.is_empty() {
        ty.to_string()
    } else if ty.ends_with(['*', '&']) {
        format!("{ty}{name}")
    } else {
        format!("{ty} {name}")
    }
}

/// A declaration of `name` with type `ty`: `int (*name)(double)`, `char name[3]`.
pub(crate) fn declare(cx: &mut Cx, ty: TyId, name: &str) -> String {
    let types = cx.types;
    let simple = match types.get(ty) {
        Ty::Error | Ty::Unspecified => {
            cx.internal(format!("a type without C spelling reached the emitter ({})", cx.display(ty)));
            "void".to_string()
        }
        Ty::Void => "void".into(),
        Ty::Null => return join("void *", name),
        Ty::Ext(class) if cx.names_structs => {
            let text = super::ext_struct_name(cx, *class);
            return join(&format!("{text} *"), name);
        }
        Ty::Object | Ty::Builtin(_) | Ty::Items(_) | Ty::Ext(_) | Ty::Buffer(_) => {
            return join("PyObject *", name);
        }
        Ty::Bint => "int".into(),
        Ty::Int(IntTy::PyUnicode) => "wchar_t".into(),
        Ty::Int(i) => i.c_name().into(),
        Ty::Float(f) => f.c_name().into(),
        Ty::Complex(f) => {
            let id = f.c_name().replace(' ', "_");
            cx.fragment(&format!("complex_{id}"));
            format!("__cyrus_complex_{id}")
        }
        Ty::Typedef(id) if ty == common::SOFT_COMPLEX || types.int_complex_part(ty).is_some() => {
            type_text(cx, types.typedefs[*id].base)
        }
        Ty::Typedef(id) => {
            let def = &types.typedefs[*id];
            // A typedef of objects is an object everywhere.
            if types.is_object(def.base) {
                return join("PyObject *", name);
            }
            mention(cx, Definition::Typedef(*id), &def.origin);
            def.cname.to_string()
        }
        Ty::Enum(id) => {
            let def = &types.enums[*id];
            mention(cx, Definition::Enum(*id), &def.origin);
            if let Some(outer) = def.outer {
                // Without `enum`, since that may be a qualified name only.
                format!("{}::{}", type_text(cx, outer), def.cname)
            } else if def.name.is_empty() {
                "int".into()
            } else if def.typedef || (def.scoped && cx.cplus()) || def.cname.contains("::") {
                def.cname.to_string()
            } else {
                format!("enum {}", def.cname)
            }
        }
        Ty::Struct(id) => {
            let def = &types.structs[*id];
            if def.origin == Origin::Extern && def.cname.starts_with("__cyrus_") {
                // Structs of the support code.
                cx.fragment(if def.cname == "__cyrus_critical" { "critical" } else { "pymutex" });
            }
            mention(cx, Definition::Struct(*id), &def.origin);
            if def.typedef || def.cname.contains("::") {
                def.cname.to_string()
            } else {
                format!("{} {}", if def.is_union { "union" } else { "struct" }, def.cname)
            }
        }
        Ty::NogilClass(id) => {
            cx.mentioned.insert(Definition::NogilClass(*id));
            format!("struct {}", types.classes[*id].struct_cname)
        }
        Ty::Ptr(to) => {
            let star = match types.get(*to) {
                Ty::Func(_) | Ty::Array(..) => format!("(*{name})"),
                _ => format!("*{name}"),
            };
            return declare(cx, *to, &star);
        }
        Ty::Array(elem, len) => {
            let len = len.as_ref().map(|n| n.to_string()).unwrap_or_default();
            return declare(cx, *elem, &format!("{name}[{len}]"));
        }
        Ty::Ref(to) => return declare(cx, *to, &format!("&{name}")),
        Ty::RvalueRef(to) => return declare(cx, *to, &format!("&&{name}")),
        Ty::Const(inner) => return qualified(cx, "const", *inner, name),
        Ty::Volatile(inner) => return qualified(cx, "volatile", *inner, name),
        Ty::Func(id) => return function_declarator(cx, *id, name),
        Ty::CTuple(items) => {
            cx.mentioned.insert(Definition::CTuple(ty));
            for &item in items {
                type_text(cx, item);
            }
            ctuple_name(cx, ty)
        }
        Ty::MemView(view) => {
            cx.fragment("memview");
            let indirect = crate::module::is_indirect(view);
            cx.mentioned.insert(Definition::MemView { ndim: view.axes.len() as u32, indirect });
            type_text(cx, view.elem);
            format!("__cyrus_mv{}{}", if indirect { "i" } else { "" }, view.axes.len())
        }
        Ty::TemplateParam(param) if super::cpp_class::defines_param(cx, *param) => {
            types.template_params[*param].name.to_string()
        }
        Ty::Fused(_) | Ty::TemplateParam(_) | Ty::WeakParam(_) => {
            cx.internal(format!(
                "a type that should have been specialised reached the emitter ({})",
                cx.display(ty)
            ));
            "void".to_string()
        }
        Ty::Cpp(id, args) => cpp_class(cx, *id, args),
        Ty::Cyp(_) => {
            cx.fragment("cyp_object");
            return join("__cyrus_cyp *", name);
        }
    };
    join(&simple, name)
}

/// Name of the struct of a ctuple.
pub(crate) fn ctuple_name(cx: &mut Cx, ty: TyId) -> String {
    let Ty::CTuple(items) = cx.types.get(ty) else { return String::new() };
    let items: Vec<_> = items.iter().map(|&t| mangle(&cx.display(t))).collect();
    format!("__cyrus_ctuple_{}_{}", items.len(), items.join("_"))
}

fn mention(cx: &mut Cx, definition: Definition, origin: &Origin) {
    if *origin != Origin::Extern {
        cx.mentioned.insert(definition);
    }
}

/// `const T x` or, for pointers, `T *const x`.
fn qualified(cx: &mut Cx, word: &str, inner: TyId, name: &str) -> String {
    match cx.types.get(inner) {
        Ty::Ptr(_) => declare(cx, inner, format!("{word} {name}").trim_end()),
        Ty::Object | Ty::Builtin(_) | Ty::Ext(_) | Ty::Buffer(_) | Ty::Cyp(_) => declare(cx, inner, name),
        _ => format!("{word} {}", declare(cx, inner, name)),
    }
}

/// `ret name(params)`
pub(crate) fn function_declarator(cx: &mut Cx, id: FuncTyId, name: &str) -> String {
    let func = &cx.types.funcs[id];
    let required = func.params.len() - func.optional as usize;
    let mut params: Vec<String> = func.params[..required].iter().map(|p| type_text(cx, p.ty)).collect();
    if func.optional > 0 {
        cx.mentioned.insert(Definition::OptionalArgs(id));
        params.push(format!("struct __cyrus_opt_{} *", id.0));
    }
    if func.varargs {
        params.push("...".into());
    }
    if params.is_empty() {
        params.push("void".into());
    }
    declare(cx, func.ret, &format!("{name}({})", params.join(", ")))
}

/// A template argument: references to cypclass objects are counted by what holds them.
fn template_arg(cx: &mut Cx, ty: TyId) -> String {
    if cx.types.is_cyp(ty) { crate::cyp::reference(cx, ty) } else { type_text(cx, ty) }
}

/// A C++ class with its template arguments; `%s` holes in the C name take them in order.
fn cpp_class(cx: &mut Cx, id: CppClassId, args: &[TyId]) -> String {
    let def = &cx.types.cpp_classes[id];
    mention(cx, Definition::Cpp(id), &def.origin);
    if def.cname == cyrus_types::PARCEL {
        cx.fragment("cpp_parcel");
    }
    // Arguments that belong to the enclosing template come first.
    let outer_params = def.outer.map_or(0, |o| cx.types.cpp_classes[o].params.len());
    let own = args.len().saturating_sub(if args.len() > def.params.len() { outer_params } else { 0 });
    let (outer_args, args) = args.split_at(args.len() - own);
    let prefix = match def.outer {
        Some(outer) => {
            let outer = cpp_class(cx, outer, outer_args);
            format!("{}{outer}::", if outer.contains('<') { "typename " } else { "" })
        }
        None => def.namespace.as_ref().map(|n| format!("{n}::")).unwrap_or_default(),
    };
    let texts: Vec<String> = args.iter().map(|&t| template_arg(cx, t)).collect();
    if def.cname.contains("%s") {
        let mut text = String::new();
        let mut rest = def.cname.as_str();
        let mut texts = texts.into_iter();
        while let Some(hole) = rest.find("%s") {
            text.push_str(&rest[..hole]);
            text.push_str(&texts.next().unwrap_or_default());
            rest = &rest[hole + 2..];
        }
        return format!("{prefix}{text}{rest}");
    }
    if texts.is_empty() {
        // A template whose parameters all have defaults.
        let all_default = !def.params.is_empty();
        return format!("{prefix}{}{}", def.cname, if all_default { "<>" } else { "" });
    }
    format!("{prefix}{}<{}>", def.cname, texts.join(","))
}
