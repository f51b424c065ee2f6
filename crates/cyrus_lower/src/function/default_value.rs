//! Default values that are no constants: evaluated where the definition is executed, and kept.
//!
//! A function object keeps its own. A function with a C signature has a variable of the generated file for each,
//! of the parameter's type, from which its C callers, its Python face and `__defaults__` all take it; so have,
//! as objects, the methods of extension types, which are no function objects.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::common;
use hir::{FuncId, Name, ParamDefault, ParamKind};
use mir::{CTy, Place};

impl FnBuilder<'_, '_> {
    /// The variable with a default value.
    pub(crate) fn default_place(&mut self, id: FuncId, index: usize) -> Place {
        let func = &self.cx.module.funcs[id];
        let name = crate::naming::default_value(func, index);
        // A definition that is never executed has callers all the same.
        if !self.cx.program.statics.iter().any(|v| v.name == name) {
            let ty = CTy::Ty(self.kept_type(id, index));
            self.cx.program.statics.push(mir::StaticVar { name: name.clone(), ty });
        }
        Place { base: mir::PlaceBase::Static(name), proj: Vec::new() }
    }

    fn kept_type(&self, id: FuncId, index: usize) -> cyrus_types::TyId {
        let func = &self.cx.module.funcs[id];
        if func.kind.is_c() { self.types().unqualified(func.params[index].ty) } else { common::OBJECT }
    }

    /// A kept default value.
    pub(crate) fn kept_default(&mut self, id: FuncId, index: usize) -> Value {
        let place = self.default_place(id, index);
        self.loaded(place, self.kept_type(id, index))
    }

    /// Evaluates default values, where the definition is executed.
    pub(crate) fn set_static_defaults(&mut self, id: FuncId) {
        let func = &self.cx.module.funcs[id];
        if !func.kind.is_c() && self.cx.keeps_defaults(id) {
            return;
        }
        for (index, param) in func.params.iter().enumerate() {
            let Some(ParamDefault::Dynamic(default)) = &param.default else { continue };
            let place = self.default_place(id, index);
            let value = self.owned_expr(default);
            let ty = CTy::Ty(self.kept_type(id, index));
            self.store(place, &ty, value);
        }
    }

    /// The default values of a method or a function with a C signature as Python sees them: of positional parameters,
    /// and by keyword. None when there is one that Python cannot see.
    pub(crate) fn default_objects(&mut self, id: FuncId) -> Option<(Vec<Value>, Vec<(Name, Value)>)> {
        let func = &self.cx.module.funcs[id];
        let unseen = |p: &hir::Param| match &p.default {
            Some(ParamDefault::Unknown) => true,
            // A pointer without a value says nothing, as in Cython; a reference is None.
            Some(ParamDefault::Constant(value)) => value.kind.is_null() && !self.types().is_cyp(p.ty),
            Some(ParamDefault::Dynamic(_)) | None => false,
        };
        if func.params.iter().any(unseen) {
            return None;
        }
        let (mut positional, mut keywords) = (Vec::new(), Vec::new());
        for (index, param) in func.params.iter().enumerate() {
            let value = match &param.default {
                Some(ParamDefault::Constant(value)) if self.cx.is_object(param.ty) => self.expr(value),
                Some(ParamDefault::Constant(value)) if value.kind.is_null() => {
                    Value::constant(mir::Const::None)
                }
                Some(ParamDefault::Constant(value)) => {
                    let value = self.expr(value);
                    self.boxed(value, param.ty, common::OBJECT)
                }
                Some(ParamDefault::Dynamic(_)) => {
                    let (value, ty) = (self.kept_default(id, index), self.kept_type(id, index));
                    if self.cx.is_object(ty) { value } else { self.boxed(value, ty, common::OBJECT) }
                }
                Some(ParamDefault::Unknown) | None => continue,
            };
            match param.kind {
                ParamKind::KeywordOnly => keywords.push((param.name.clone(), value)),
                _ => positional.push(value),
            }
        }
        Some((positional, keywords))
    }
}
