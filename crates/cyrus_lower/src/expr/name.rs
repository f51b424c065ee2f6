//! Names that are not local variables.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Builtin, TyId};
use mir::{Const, Operand, UnboundKind};

impl FnBuilder<'_, '_> {
    /// A Python global: the module's dict, then the builtins.
    pub(crate) fn global(&mut self, name: &str) -> Value {
        let key = self.name_value(name);
        let cache = Value::plain(
            Operand::Const(Const::NameCache(name.into())),
            mir::CTy::Text("__cyrus_name_cache *".into()),
        );
        self.call_rt("__cyrus_global_cached", vec![key, cache])
    }

    /// A builtin whose identity is known: types and exceptions have C names, others are looked up.
    pub(crate) fn builtin(&mut self, name: &str) -> Value {
        match name {
            "NotImplemented" => return Value::constant(Const::Object("Py_NotImplemented".into())),
            "Ellipsis" => return Value::constant(Const::Ellipsis),
            "None" => return Value::constant(Const::None),
            "True" => return Value::constant(Const::True),
            "False" => return Value::constant(Const::False),
            _ => {}
        }
        match Builtin::from_name(name) {
            Some(builtin @ Builtin::Exception(_)) => Value::constant(Const::Object(builtin.type_object())),
            Some(builtin) => {
                let text = format!("(PyObject *)&{}", builtin.type_object());
                Value::constant(Const::Object(text.into()))
            }
            None if name == "object" => {
                Value::constant(Const::Object("(PyObject *)&PyBaseObject_Type".into()))
            }
            None => {
                let key = self.name_value(name);
                self.call_rt("__cyrus_builtin", vec![key])
            }
        }
    }

    /// A name in the body of a Python class.
    pub(crate) fn class_name(&mut self, namespace: hir::LocalId, name: &str) -> Value {
        let namespace = self.read_local(namespace);
        let key = self.name_value(name);
        self.call_rt("__cyrus_class_scope_name", vec![namespace, key])
    }

    pub(crate) fn cvar(&mut self, var: hir::CVarId) -> Value {
        if self.cx.guarded.contains(&var) {
            return self.guarded_read(var);
        }
        let decl = &self.cx.module.cvars[var];
        let (ty, name) = (decl.ty, decl.name.clone());
        let place = self.present_cvar(var);
        // Object variables of this module start as None (the emitter initialises them), memoryviews as nothing.
        self.check_view(place.clone(), ty, name, UnboundKind::Global);
        self.loaded(place, ty)
    }

    pub(crate) fn cfunc_value(&mut self, func: hir::CFuncId, ty: TyId) -> Value {
        Value::plain(Operand::Const(Const::CFunc(func)), ty)
    }

    pub(crate) fn type_object(&mut self, ty: TyId) -> Value {
        Value::constant(Const::TypeObject(ty))
    }
}
