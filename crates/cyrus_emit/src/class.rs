//! Extension types: everything around the bodies of their methods.
//!
//! A class defined here is a static `PyTypeObject` whose slots a setup function assigns before it is made
//! ready; the module's execution calls that function where the class statement stands. The functions of
//! slots are combined from bodies of special methods (`__setitem__` and `__delitem__` share a slot …).
//!
//! Construction goes by the vectorcall protocol when all bases are defined here: `C(1, 2)` then makes no
//! tuple. A class with a builtin or imported base passes tuple and dict on to that base.

mod attribute;
mod compare;
mod construct;
mod container;
mod dealloc;
mod gc;
mod getset;
mod import;
mod methods;
mod operator;
mod pickle;
mod setup;
mod slots;
mod vtable;

pub(crate) use construct::new_call;
pub(crate) use import::import_types;
pub(crate) use vtable::{implementation_of, method_body, slot_of, slot_of_name};

use crate::c_text::CExpr;
use crate::cx::Cx;
use cyrus_hir::{ExtClass, FuncId, FuncKind};
use cyrus_mir::BodyId;
use cyrus_types::{ClassDef, ClassId, Origin, Ty};
use std::fmt::Write as _;

/// All classes as text.
#[derive(Default)]
pub(crate) struct Classes {
    /// Type objects, vtables, prototypes.
    pub(crate) declarations: String,
    /// Slot functions, tables and setup functions.
    pub(crate) definitions: String,
}

/// Everything about the classes defined here.
pub(crate) fn classes(cx: &mut Cx) -> Classes {
    let mut out = Classes::default();
    let module = cx.module;
    for class in &module.classes {
        if cx.types.classes[class.class].nogil {
            continue;
        }
        let mut writer = ClassWriter::new(cx, class);
        writer.write(&mut out);
    }
    out
}

/// Statements that make the types which exist before the module's statements run, bases first.
pub(crate) fn early_setups(cx: &Cx) -> String {
    let module = cx.module;
    let mut done = Vec::new();
    // In the order in which they were first declared, bases first.
    let mut classes: Vec<&ExtClass> = module.classes.iter().collect();
    classes.sort_by_key(|class| class.class);
    for class in classes {
        let chain = module.types.class_chain(class.class);
        for id in chain.into_iter().rev() {
            let own = module.classes.iter().any(|c| c.class == id) && !module.types.classes[id].nogil;
            if own && module.is_early(id) && !done.contains(&id) {
                done.push(id);
            }
        }
    }
    done.into_iter().fold(String::new(), |mut out, id| {
        let _ = writeln!(out, "  if ({}(NULL) < 0) return -1;", setup_name(cx, id));
        out
    })
}

/// Writes one class.
struct ClassWriter<'a, 'c> {
    cx: &'c mut Cx<'a>,
    class: &'a ExtClass,
    id: ClassId,
    def: &'a ClassDef,
    /// Prefix of all its C names.
    prefix: String,
    /// Definitions so far.
    out: String,
    /// `slot = value` assignments of the setup function.
    assignments: Vec<(String, String)>,
}

impl<'a, 'c> ClassWriter<'a, 'c> {
    fn new(cx: &'c mut Cx<'a>, class: &'a ExtClass) -> Self {
        let types = cx.types;
        let def = &types.classes[class.class];
        let prefix = prefix(cx, class.class);
        ClassWriter { cx, class, id: class.class, def, prefix, out: String::new(), assignments: Vec::new() }
    }

    /// C name of the type object.
    fn type_name(&self) -> String {
        crate::types::type_symbol(self.def)
    }

    /// `struct Foo`
    fn struct_name(&mut self) -> String {
        crate::types::ext_struct_name(self.cx, self.id)
    }

    /// The special method of this class itself: its function and body.
    fn special(&self, name: &str) -> Option<(FuncId, BodyId)> {
        special(self.cx, self.class, name)
    }

    /// The body's C name of a special method of this class itself.
    fn special_name(&mut self, name: &str) -> Option<String> {
        let (_, body) = self.special(name)?;
        self.cx.forward.insert(body);
        Some(self.cx.body_name(body).to_string())
    }

    /// The body's C name of the special method that a base defined here brings.
    fn inherited_name(&mut self, name: &str) -> Option<String> {
        let (_, body) = self.chain_here().into_iter().skip(1).find_map(|c| special(self.cx, c, name))?;
        self.cx.forward.insert(body);
        Some(self.cx.body_name(body).to_string())
    }

    /// What the class derives from.
    fn base(&mut self) -> Base {
        base(self.cx, self.id)
    }

    /// The base's type object as `PyTypeObject *`; `NULL` for object.
    fn base_expression(&mut self) -> String {
        base_text(self.cx, self.id).unwrap_or_else(|| "NULL".into())
    }

    /// Classes of the chain that are defined here, nearest first, with their HIR.
    fn chain_here(&self) -> Vec<&'a ExtClass> {
        let module = self.cx.module;
        self.cx
            .types
            .class_chain(self.id)
            .into_iter()
            .map_while(|id| module.classes.iter().find(|c| c.class == id))
            .collect()
    }
}

/// What a class derives from, as far as the emitter must know.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Base {
    Object,
    /// A class of this module.
    Here(ClassId),
    /// A class whose type object is imported.
    Imported(ClassId),
    /// `&PyList_Type`, `(PyTypeObject *)PyExc_ValueError`
    Builtin(String),
}

fn base(cx: &mut Cx, id: ClassId) -> Base {
    let Some(base) = cx.types.classes[id].base else { return Base::Object };
    match cx.types.kind(base) {
        Ty::Ext(base) if cx.types.classes[*base].origin == Origin::Here => Base::Here(*base),
        Ty::Ext(base) => Base::Imported(*base),
        Ty::Builtin(_) => Base::Builtin(crate::body::type_object(cx, base).text),
        _ => Base::Object,
    }
}

/// The type object of a class's base as `PyTypeObject *`; none for object.
fn base_text(cx: &mut Cx, id: ClassId) -> Option<String> {
    match base(cx, id) {
        Base::Object => None,
        Base::Here(id) | Base::Imported(id) => Some(type_expression(cx, id).text),
        Base::Builtin(text) => Some(text),
    }
}

/// Prefix of all C names of a class.
fn prefix(cx: &Cx, id: ClassId) -> String {
    // Not the type's own name, which may be that of another class with one of the suffixes.
    let symbol = crate::types::type_symbol(&cx.types.classes[id]);
    match symbol.strip_prefix("__cyrus_c_") {
        Some(name) => format!("__cyrus_x_{name}"),
        None => format!("__cyrus_x_{symbol}"),
    }
}

/// The special method `name` of a class: its function and body.
fn special(cx: &Cx, class: &ExtClass, name: &str) -> Option<(FuncId, BodyId)> {
    let is_it = |&id: &FuncId| match &cx.module.funcs[id].kind {
        FuncKind::Slot { slot, .. } => slot == name,
        _ => false,
    };
    let extra = match name {
        "__cinit__" => class.cinit,
        "__dealloc__" => class.dealloc,
        _ => None,
    };
    let func = extra.or_else(|| class.methods.iter().copied().find(is_it))?;
    Some((func, cx.first_body(func)?))
}

/// A class's type object as `PyTypeObject *`.
pub(crate) fn type_expression(cx: &mut Cx, class: ClassId) -> CExpr {
    let def = &cx.types.classes[class];
    let name = crate::types::type_symbol(def);
    match def.origin {
        Origin::Here => CExpr::unary("&", &CExpr::primary(name)),
        Origin::Module(_) | Origin::Extern => {
            // Types of the support code are simply there.
            if crate::types::is_support_class(def) {
                cx.fragment("view_array");
            } else {
                cx.imported_classes.insert(class);
            }
            CExpr::primary(name)
        }
    }
}

/// C name of a class's setup function.
pub(crate) fn setup_name(cx: &Cx, class: ClassId) -> String {
    format!("{}_setup", prefix(cx, class))
}
