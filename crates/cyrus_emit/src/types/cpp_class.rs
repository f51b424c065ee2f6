//! C++ classes defined in Cython.
//!
//! A class holds its fields and the declarations of its methods. The bodies of methods are C functions that
//! take `this`; the member functions, written after the prototypes of those, pass themselves on. Methods
//! are virtual, as in Cython. A field that is a Python object counts its reference itself.

use super::{declare, type_text};
use crate::cx::Cx;
use cyrus_arena::Id as _;
use cyrus_types::{CppClassId, CppMethod, FuncParamTy, FuncTy, Origin, TemplateParamId, Ty, TyId};
use std::fmt::Write as _;

/// The types that must be complete before the class.
pub(crate) fn needs(cx: &Cx, id: CppClassId) -> Vec<TyId> {
    let types = cx.types;
    let class = &types.cpp_classes[id];
    if class.outer.is_some() {
        // Written inside the class around it.
        let outer = types.ids().find(|&t| matches!(types.get(t), Ty::Cpp(c, _) if Some(*c) == class.outer));
        return outer.into_iter().collect();
    }
    let mut all = Vec::new();
    collect_needs(cx, id, &mut all);
    all
}

fn collect_needs(cx: &Cx, id: CppClassId, all: &mut Vec<TyId>) {
    let class = &cx.types.cpp_classes[id];
    all.extend(&class.bases);
    all.extend(class.fields.iter().map(|f| f.ty));
    for method in &class.methods {
        let sig = &cx.types.funcs[method.sig];
        all.push(sig.ret);
        all.extend(sig.params.iter().map(|p| p.ty));
    }
    for inner in nested(cx, id) {
        collect_needs(cx, inner, all);
    }
}

/// The classes defined directly in a class.
fn nested(cx: &Cx, id: CppClassId) -> Vec<CppClassId> {
    cx.types.cpp_classes.iter_ids().filter(|(_, c)| c.outer == Some(id)).map(|(i, _)| i).collect()
}

/// `struct Name;`, for what points to it.
pub(crate) fn forward(cx: &Cx, id: CppClassId) -> String {
    let class = &cx.types.cpp_classes[id];
    if class.outer.is_some() || class.cname.contains("::") {
        return String::new();
    }
    format!("{}struct {};\n", template_head(cx, &class.params), class.cname)
}

/// `template <typename T> `, or nothing.
pub(crate) fn template_head(cx: &Cx, params: &[TemplateParamId]) -> String {
    if params.is_empty() {
        return String::new();
    }
    let names: Vec<String> =
        params.iter().map(|&p| format!("typename {}", cx.types.template_params[p].name)).collect();
    format!("template <{}> ", names.join(", "))
}

/// The class itself.
pub(crate) fn definition(cx: &mut Cx, id: CppClassId) -> String {
    let class = &cx.types.cpp_classes[id];
    if class.outer.is_some() || !class.complete {
        return String::new();
    }
    body(cx, id)
}

fn body(cx: &mut Cx, id: CppClassId) -> String {
    let class = &cx.types.cpp_classes[id];
    let mut out = template_head(cx, &class.params);
    let _ = write!(out, "struct {}", class.cname);
    for (i, &base) in class.bases.iter().enumerate() {
        let text = type_text(cx, base);
        let _ = write!(out, "{} {}", if i == 0 { " :" } else { "," }, text.trim_start_matches("typename "));
    }
    out.push_str(" {\n");
    for inner in nested(cx, id) {
        out.push_str(&body(cx, inner));
    }
    for field in &class.fields {
        if cx.types.is_object(field.ty) {
            cx.fragment("cpp_py_field");
            let _ = writeln!(out, "  __cyrus_py_field {};", field.cname);
        } else {
            let _ = writeln!(out, "  {};", declare(cx, field.ty, &field.cname));
        }
    }
    let mut dynamic = false;
    let mut destructor = false;
    for method in &class.methods {
        let head = head(cx, id, method, None);
        let word = match method.name.as_str() {
            "<init>" => "",
            "<del>" => {
                destructor = true;
                "virtual "
            }
            _ if method.is_static => "static ",
            _ => {
                dynamic = true;
                "virtual "
            }
        };
        let _ = writeln!(out, "  {word}{head};");
    }
    if dynamic && !destructor {
        let _ = writeln!(out, "  virtual ~{}() {{}}", class.cname);
    }
    out + "};\n"
}

/// `ret name(params) const`; outside of the class with its name, and with names of parameters.
fn head(cx: &mut Cx, id: CppClassId, method: &CppMethod, class: Option<&str>) -> String {
    let sig = &cx.types.funcs[method.sig];
    let mut params = Vec::with_capacity(sig.params.len());
    for (i, param) in required(sig, method).iter().enumerate() {
        let name = if class.is_some() { format!("a{i}") } else { String::new() };
        params.push(declare(cx, param.ty, &name));
    }
    if let (Some(func), true) = (method.func, sig.optional > 0) {
        let func = cx.module.cfuncs[cyrus_hir::CFuncId::from_index(func as usize)].sig;
        // Whoever leaves out the arguments of a constructor need not know about them.
        let default = if method.name == "<init>" && class.is_none() { " = 0" } else { "" };
        params.push(format!("struct __cyrus_opt_{} *options{default}", func.0));
    }
    let params = params.join(", ");
    let path = class.map(|c| format!("{c}::")).unwrap_or_default();
    let own = cx.types.cpp_classes[id].cname.clone();
    let suffix = if method.const_self { " const" } else { "" };
    match method.name.as_str() {
        "<init>" => format!("{path}{own}({params})"),
        "<del>" => format!("{path}~{own}()"),
        _ => declare(cx, sig.ret, &format!("{path}{}({params})", method.cname)) + suffix,
    }
}

/// The parameters that stand in the declaration themselves: the optional ones of a method written in Cython are in a
/// structure, one for each method, so that a method with such parameters overrides no other, as in Cython.
fn required<'f>(sig: &'f FuncTy, method: &CppMethod) -> &'f [FuncParamTy] {
    let optional = if method.func.is_some() { sig.optional as usize } else { 0 };
    &sig.params[..sig.params.len() - optional]
}

/// Member functions of all classes of the module that have bodies.
pub(crate) fn members(cx: &mut Cx) -> String {
    let mut out = String::new();
    let types = cx.types;
    for (id, class) in types.cpp_classes.iter_ids() {
        if class.origin != Origin::Here {
            continue;
        }
        for method in &class.methods {
            let Some(func) = method.func else { continue };
            let function = crate::body::cfunc_name(cx, cyrus_hir::CFuncId::from_index(func as usize)).text;
            let params = types.cpp_params(id);
            let instance = types.ids().find(|&t| match types.get(t) {
                Ty::Cpp(c, args) => {
                    *c == id
                        && args.len() == params.len()
                        && args
                            .iter()
                            .zip(&params)
                            .all(|(&a, p)| matches!(types.get(a), Ty::TemplateParam(q) if q == p))
                }
                _ => false,
            });
            let Some(instance) = instance else { continue };
            let text = type_text(cx, instance);
            let text = text.trim_start_matches("typename ").to_string();
            let sig = &types.funcs[method.sig];
            let mut args: Vec<String> = Vec::with_capacity(sig.params.len() + 1);
            if !method.is_static {
                args.push(if method.const_self {
                    format!("const_cast<{text} *>(this)")
                } else {
                    "this".to_string()
                });
            }
            for (i, param) in required(sig, method).iter().enumerate() {
                let by_value = matches!(types.kind(param.ty), Ty::Cpp(..) | Ty::TemplateParam(_))
                    && !matches!(types.get(param.ty), Ty::Ref(_) | Ty::RvalueRef(_));
                let moved = by_value || matches!(types.get(param.ty), Ty::RvalueRef(_));
                if moved {
                    cx.cplus_header("<utility>");
                }
                args.push(if moved { format!("std::move(a{i})") } else { format!("a{i}") });
            }
            if sig.optional > 0 {
                args.push("options".to_string());
            }
            let void = matches!(types.kind(sig.ret), Ty::Void);
            let head = head(cx, id, method, Some(&text));
            let templates = template_head(cx, &params);
            let ret = if void { "" } else { "return " };
            let _ = writeln!(out, "{templates}inline {head} {{ {ret}{function}({}); }}", args.join(", "));
        }
    }
    out
}

/// Whether a template parameter is one of a class that the file defines.
pub(crate) fn defines_param(cx: &Cx, param: TemplateParamId) -> bool {
    cx.types.cpp_classes.iter().any(|c| c.origin != Origin::Extern && c.params.contains(&param))
}
