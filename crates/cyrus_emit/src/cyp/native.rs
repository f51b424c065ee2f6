//! Cypclasses with a C name of their own (`cdef cypclass Str "Cy_Str"`), as C++ text of the user's knows them.
//!
//! Such text is written for the classes that Cython+ makes: it says `new Cy_Str()`, names fields, converts objects to the
//! types that the class has conversion methods for, and gets and gives pointers to them. So there is a C++ class of that
//! name, of the same layout as the objects; functions from headers and verbatim text get and give pointers to it.
//! Text that names it stands after the declarations of functions, other text above all.

use super::layout::Layout;
use super::{descriptor, struct_name};
use crate::c_text::CExpr;
use crate::cx::Cx;
use crate::types::{Definition, type_text};
use cyrus_hir::{CPreamble, CypMethodRef};
use cyrus_types::{Name, TyId};
use std::fmt::Write as _;

/// The C++ classes of a module.
#[derive(Debug, Default)]
pub(crate) struct Natives {
    /// After the prototypes of functions.
    pub(crate) classes: String,
    /// After the descriptors.
    pub(crate) members: String,
}

/// What such text counts references with.
const COUNTING: &str = "typedef __cyrus_cyp CyObject;\n\
#define Cy_INCREF(o) __cyrus_cyp_incref((__cyrus_cyp *)(o))\n\
#define Cy_DECREF(o) __cyrus_cyp_drop((__cyrus_cyp *)(o))\n\
#define Cy_XINCREF(o) __cyrus_cyp_xincref((__cyrus_cyp *)(o))\n\
#define Cy_XDECREF(o) __cyrus_cyp_drop((__cyrus_cyp *)(o))\n\
#define Cy_GETREF(o) __cyrus_cyp_count((__cyrus_cyp *)(o))\n";

/// The name in C++ text of what a reference of this type refers to.
pub(crate) fn name(cx: &Cx, reference: TyId) -> Option<Name> {
    if !cx.cplus() {
        return None;
    }
    let layout = cx.cyp.of(cx.types, reference)?;
    layout.mro.iter().find_map(|&t| own_name(cx, t))
}

fn own_name(cx: &Cx, ty: TyId) -> Option<Name> {
    let cyp = cx.types.as_cyp(ty)?;
    let native = cx.types.cyp_classes[cyp.class].native.clone()?;
    let word = native.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (word && cyp.args.is_empty()).then_some(native)
}

/// Whether a method is a conversion, which C++ text may ask for.
pub(super) fn is_conversion(cx: &Cx, owner: TyId, method: u32) -> bool {
    let Some(class) = cx.types.as_cyp(owner).map(|c| c.class).filter(|_| own_name(cx, owner).is_some())
    else {
        return false;
    };
    let decl = &cx.types.cyp_classes[class].methods[method as usize];
    let sig = &cx.types.funcs[decl.sig];
    let ret = cx.display(sig.ret).replace(" *", "_ptr").replace([' ', '.'], "_");
    !decl.is_static && sig.params.is_empty() && decl.name == format!("__{ret}__")
}

/// Whether text of the user's names one of the classes.
pub(crate) fn is_named_by(cx: &Cx, part: &CPreamble) -> bool {
    let CPreamble::Verbatim(text) = part else { return false };
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    cx.cplus() && cx.cyp.iter().any(|l| own_name(cx, l.ty).is_some_and(|n| words.contains(&n.as_str())))
}

/// Writes the classes.
pub(crate) fn natives(cx: &mut Cx) -> Natives {
    let mut out = Natives::default();
    if !cx.cplus() {
        return out;
    }
    let layouts: Vec<Layout> = cx.cyp.iter().cloned().collect();
    let mut names: Vec<Name> = Vec::new();
    for layout in &layouts {
        let Some(name) = own_name(cx, layout.ty).filter(|name| !names.contains(name)) else { continue };
        names.push(name.clone());
        if out.classes.is_empty() {
            out.classes.push_str(COUNTING);
        }
        cx.mentioned.insert(Definition::Cyp(layout.ty));
        cx.cplus_header("<new>");
        let (tag, class) = (struct_name(cx, layout.ty), descriptor(cx, layout.ty));
        let (mut operators, mut bodies) = (String::new(), String::new());
        for method in conversions(cx, layout) {
            let Some(sig) = super::parameters(cx, method, false).map(|(sig, _)| sig) else { continue };
            let ret = type_text(cx, cx.types.funcs[sig].ret);
            let call = super::call(cx, method, false, vec![CExpr::primary("(&this->ob)")]);
            let _ = writeln!(operators, "  operator {ret}();");
            let _ = writeln!(bodies, "inline {name}::operator {ret}() {{ return {}; }}", call.text);
        }
        let _ = writeln!(
            out.classes,
            "namespace {{\nstruct {name} : {tag} {{\n  {name}();\n  static void *operator new(std::size_t size);\n  \
             static void operator delete(void *o);\n{operators}}};\n}}"
        );
        let _ = writeln!(
            out.members,
            "inline {name}::{name}() : {tag}() {{ ob.type = {class}; ob.refs = __CYRUS_CYP_ONE; }}\n\
             inline void *{name}::operator new(std::size_t size) {{\n  void *o = __cyrus_pool_take(size);\n  \
             if (!o) throw std::bad_alloc();\n  return o;\n}}\n\
             inline void {name}::operator delete(void *o) {{ __cyrus_pool_give(o, sizeof({name})); }}\n{bodies}"
        );
    }
    out
}

/// The conversion methods of a class with C++ names, its own and inherited.
fn conversions(cx: &Cx, layout: &Layout) -> Vec<CypMethodRef> {
    let mut found: Vec<(Name, CypMethodRef)> = Vec::new();
    for &owner in &layout.mro {
        let Some(class) = cx.types.as_cyp(owner).map(|c| c.class) else { continue };
        for (i, method) in cx.types.cyp_classes[class].methods.iter().enumerate() {
            let i = i as u32;
            if is_conversion(cx, owner, i) && found.iter().all(|(name, _)| *name != method.name) {
                found.push((method.name.clone(), CypMethodRef { owner, method: i }));
            }
        }
    }
    found.into_iter().map(|(_, method)| method).collect()
}
