//! The definition of an extension type, where the module's execution reaches it.

use crate::builder::FnBuilder;
use crate::expr::look;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{ClassId, Ty, common};
use hir::FuncKind;
use mir::{Callee, Const, ErrorCheck};

impl FnBuilder<'_, '_> {
    /// Default values of methods are evaluated first: the type can be used as soon as it is ready.
    pub(crate) fn setup_ext_class(&mut self, class: ClassId) {
        let module = self.cx.module;
        if self.classes_ready.contains(&class) {
            return;
        }
        self.classes_ready.push(class);
        // A base that is defined further down (it was declared before) comes first.
        for base in module.types.class_chain(class).into_iter().skip(1) {
            if module.classes.iter().any(|c| c.class == base) {
                self.setup_ext_class(base);
            }
        }
        if let Some(class) = module.classes.iter().find(|c| c.class == class) {
            for &method in class.methods.iter().filter(|m| !class.late_defaults.contains(m)) {
                self.set_static_defaults(method);
            }
        }
        // Python classes among the bases are known when the class is made only.
        let extra = module.classes.iter().find(|c| c.class == class).map_or(&[][..], |c| &c.extra_bases);
        let bases = (!extra.is_empty()).then(|| {
            let first = module.types.classes[class].base.unwrap_or(common::OBJECT);
            let mut values = vec![Value::constant(mir::Const::TypeObject(first))];
            values.extend(self.operands(extra));
            self.build(mir::BuildKind::Tuple, values)
        });
        if !module.is_early(class) {
            self.emit_fallible(mir::StmtKind::Call {
                dest: None,
                callee: Callee::SetupExtClass(class),
                args: bases.iter().map(|b| b.op.clone()).collect(),
                error: ErrorCheck::Neg1,
            });
        }
        if let Some(bases) = bases {
            self.drop_value(bases);
        }
        if let Some(class) = module.classes.iter().find(|c| c.class == class) {
            for &method in class.methods.iter().filter(|m| !class.late_defaults.contains(m)) {
                self.show_defaults(class.class, method);
            }
        }
    }

    /// The default values of a function, as a statement.
    pub(super) fn defaults_stmt(&mut self, func: hir::FuncId) {
        self.set_static_defaults(func);
        let class = match &self.cx.module.funcs[func].kind {
            FuncKind::Def(def) | FuncKind::CPdef(_, def) => def.class,
            _ => None,
        };
        if let Some(class) = class {
            self.show_defaults(class, func);
        }
    }

    /// Lets a method's function object show the defaults that its calls have compiled in.
    fn show_defaults(&mut self, class: ClassId, method: hir::FuncId) {
        let func = &self.cx.module.funcs[method];
        let (FuncKind::Def(def) | FuncKind::CPdef(_, def)) = &func.kind else { return };
        let Some(ty) = self.types().find(&Ty::Ext(class)) else { return };
        if !def.binding || def.hidden {
            return;
        }
        let Some((defaults, keywords)) = self.default_objects(method) else { return };
        if defaults.is_empty() && keywords.is_empty() {
            return;
        }
        let defaults = match defaults.is_empty() {
            true => Value::null(),
            false => self.build(mir::BuildKind::Tuple, defaults),
        };
        let keywords = match keywords.is_empty() {
            true => Value::null(),
            false => {
                let dict = self.call_rt_typed("PyDict_New", Vec::new(), common::DICT);
                for (name, value) in keywords {
                    let key = self.name_value(&name);
                    let _ = self.call_rt("PyDict_SetItem", vec![look(&dict), key, value]);
                }
                dict
            }
        };
        let class = Value::constant(Const::TypeObject(ty));
        let name = self.name_value(&func.name);
        let _ = self.call_rt("__cyrus_method_defaults", vec![class, name, defaults, keywords]);
    }
}
