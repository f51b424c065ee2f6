//! All type definitions of a file, each after those it needs.

use super::{Definition, type_text};
use crate::cx::Cx;
use cyrus_hir::TypeDefRef;
use cyrus_types::{Origin, Ty, TyId};
use rustc_hash::FxHashSet;
use std::fmt::Write as _;

/// The definitions: those of the module in source order, then others that were mentioned.
pub(crate) fn definitions(cx: &mut Cx) -> String {
    let own = cx
        .module
        .type_defs
        .iter()
        .map(|def| match *def {
            TypeDefRef::Typedef(id) => Definition::Typedef(id),
            TypeDefRef::Enum(id) => Definition::Enum(id),
            TypeDefRef::Struct(id) => Definition::Struct(id),
            TypeDefRef::Cpp(id) => Definition::Cpp(id),
        })
        .collect();
    definitions_beyond(cx, own, &mut Written::default())
}

/// What a file, or one that it includes, has defined and declared.
#[derive(Default)]
pub(crate) struct Written {
    done: FxHashSet<Definition>,
    named: FxHashSet<Definition>,
}

/// These definitions, then others that were mentioned, but for those written before.
pub(crate) fn definitions_beyond(cx: &mut Cx, own: Vec<Definition>, before: &mut Written) -> String {
    let mut order = Order { written: std::mem::take(before), ..Order::default() };
    for definition in own {
        order.visit(cx, definition);
    }
    let cyps: Vec<TyId> = cx.cyp.iter().map(|l| l.ty).collect();
    for &ty in &cyps {
        let _ = writeln!(order.forward, "struct {};", crate::cyp::struct_name(cx, ty));
    }
    for ty in cyps {
        order.visit(cx, Definition::Cyp(ty));
    }
    // Writing a definition may mention further ones.
    let mut next = 0;
    while let Some(&definition) = cx.mentioned.get_index(next) {
        next += 1;
        order.visit(cx, definition);
    }
    while let Some(definition) = order.later.pop() {
        order.visit(cx, definition);
    }
    *before = order.written;
    order.forward + &order.texts
}

#[derive(Default)]
struct Order {
    written: Written,
    forward: String,
    texts: String,
    /// Extension types that others point to.
    later: Vec<Definition>,
}

impl Order {
    fn visit(&mut self, cx: &mut Cx, definition: Definition) {
        if !self.written.done.insert(definition) {
            return;
        }
        self.declare_name(cx, definition);
        // An instance begins with that of the base.
        if let Definition::Class(id) = definition
            && let Some(Ty::Ext(base)) = cx.types.classes[id].base.map(|base| cx.types.get(base))
            && !cx.types.classes[*base].extern_struct
        {
            self.visit(cx, Definition::Class(*base));
        }
        // The frame of a generator may have the optional arguments of a call.
        if let Definition::Scope(id) = definition {
            let fields = &cx.program.scopes[id].fields;
            let spelled: Vec<Definition> = fields
                .iter()
                .filter_map(|f| match &f.ty {
                    cyrus_mir::CTy::Text(text) => super::declare::spelled_out(text),
                    cyrus_mir::CTy::Ty(_) => None,
                })
                .collect();
            for needed in spelled {
                self.visit(cx, needed);
            }
        }
        for ty in definition.needs(cx) {
            self.visit_type(cx, ty);
        }
        let text = definition.text(cx);
        self.texts.push_str(&text);
    }

    /// Names of structs are declared up front, so that pointers to them need no order.
    fn declare_name(&mut self, cx: &Cx, definition: Definition) {
        if !self.written.named.insert(definition) {
            return;
        }
        if let Definition::Class(id) = definition
            && cx.names_structs
        {
            let _ = writeln!(self.forward, "struct {};", cx.types.classes[id].struct_cname);
        }
        if let Definition::Cpp(id) = definition {
            self.forward.push_str(&super::cpp_class::forward(cx, id));
        }
        if let Definition::OptionalArgs(id) = definition {
            let _ = writeln!(self.forward, "struct __cyrus_opt_{};", id.0);
        }
        if let Definition::Struct(id) = definition {
            let def = &cx.types.structs[id];
            let word = if def.is_union { "union" } else { "struct" };
            let _ = if def.typedef {
                writeln!(self.forward, "typedef {word} {0} {0};", def.cname)
            } else {
                writeln!(self.forward, "{word} {};", def.cname)
            };
        }
    }

    /// Visits the definitions that a type needs: complete for values, names for pointers to structs.
    fn visit_type(&mut self, cx: &mut Cx, ty: TyId) {
        let types = cx.types;
        match types.get(ty) {
            Ty::Typedef(id) if types.typedefs[*id].origin != Origin::Extern && !types.is_object(ty) => {
                self.visit(cx, Definition::Typedef(*id));
                let base = types.typedefs[*id].base;
                if matches!(types.get(base), Ty::Struct(_) | Ty::Cpp(..)) {
                    self.visit_type(cx, base);
                }
            }
            Ty::Enum(id) if types.enums[*id].origin != Origin::Extern => {
                self.visit(cx, Definition::Enum(*id))
            }
            Ty::Struct(id) if types.structs[*id].origin != Origin::Extern => {
                self.visit(cx, Definition::Struct(*id));
            }
            Ty::CTuple(items) => {
                for &item in items {
                    self.visit_type(cx, item);
                }
                // Its name may not have been asked for yet.
                type_text(cx, ty);
                self.visit(cx, Definition::CTuple(ty));
            }
            Ty::MemView(view) => {
                let indirect = crate::module::is_indirect(view);
                self.visit(cx, Definition::MemView { ndim: view.axes.len() as u32, indirect });
            }
            Ty::NogilClass(id) => self.visit(cx, Definition::NogilClass(*id)),
            Ty::Ext(id) if !types.classes[*id].extern_struct => {
                self.declare_name(cx, Definition::Class(*id));
                self.later.push(Definition::Class(*id));
            }
            Ty::Ptr(to) => match types.get(*to) {
                // A pointer needs the name only; it is mentioned so that the name gets declared.
                Ty::Struct(_) | Ty::Cpp(..) => {
                    type_text(cx, *to);
                }
                Ty::Ext(_) => {}
                Ty::Typedef(id)
                    if types.typedefs[*id].origin != Origin::Extern
                        && matches!(types.get(types.typedefs[*id].base), Ty::Struct(_) | Ty::Cpp(..)) =>
                {
                    self.visit(cx, Definition::Typedef(*id));
                }
                _ => self.visit_type(cx, *to),
            },
            Ty::Array(t, _) | Ty::Ref(t) | Ty::RvalueRef(t) | Ty::Const(t) | Ty::Volatile(t) => {
                self.visit_type(cx, *t);
            }
            Ty::Func(id) => {
                let func = types.funcs[*id].clone();
                self.visit_type(cx, func.ret);
                for param in &func.params {
                    match types.get(param.ty) {
                        Ty::Ext(_) => {}
                        _ => self.visit_type(cx, param.ty),
                    }
                }
                if func.optional > 0 {
                    self.visit(cx, Definition::OptionalArgs(*id));
                }
            }
            Ty::Cpp(id, args) => {
                if types.cpp_classes[*id].origin != Origin::Extern {
                    self.visit(cx, Definition::Cpp(*id));
                }
                for &arg in args {
                    self.visit_type(cx, arg);
                }
            }
            _ => {}
        }
    }
}
