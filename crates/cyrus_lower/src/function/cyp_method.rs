//! Methods of cypclasses: C functions whose first parameter is the object (or, of `__new__`, the allocation
//! function; static methods have neither).

use super::new_body;
use crate::builder::FnBuilder;
use crate::context::Cx;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::FuncTyId;
use hir::{CypMethodRef, FuncId};
use mir::{BodyAbi, CTy};

/// A method of one instance of a class.
pub(crate) fn lower_method(cx: &mut Cx<'_>, id: FuncId, method: CypMethodRef) {
    let func = &cx.module.funcs[id];
    let found = cx.module.cyp_instances.iter().find(|i| i.ty == method.owner);
    let Some(sig) = found.and_then(|i| i.sigs.get(method.method as usize)).copied() else { return };
    let ret = cx.module.types.funcs[sig].ret;
    let mut body = new_body(func, id, func.cname.clone(), BodyAbi::C, CTy::Ty(ret));
    body.qualname = func.qualname.clone();
    let mut b = FnBuilder::new(cx, id, body);
    b.prepare_c_exit(sig);
    b.method_entry(sig);
    b.block_stmts(&func.body);
    b.return_value(None);
    b.finish_exit();
    let body = b.cx.body_of(id);
    b.finish(body);
}

impl FnBuilder<'_, '_> {
    fn method_entry(&mut self, sig: FuncTyId) {
        let func = self.func;
        let signature = &self.types().funcs[sig];
        let required = signature.params.len() - signature.optional as usize;
        let first = func.params.len() - signature.params.len();
        let mut locals = Vec::new();
        for param in &func.params[..first + required] {
            locals.push(self.param(&param.name, CTy::Ty(param.ty)));
        }
        let options = self.options_param(sig);
        self.make_scope();
        for (param, &local) in func.params.iter().zip(&locals) {
            self.at(param.span, |b| b.bind_c_param(param, local));
        }
        if let Some(options) = options {
            for (i, param) in func.params[locals.len()..].iter().enumerate() {
                self.at(param.span, |b| b.bind_optional(param, i, options));
            }
        }
    }

    /// Whether the caller hands over its reference to this argument.
    pub(super) fn owns_param(&self, param: &hir::Param) -> bool {
        let index = self.func.params.iter().position(|p| p.local == param.local);
        index.is_some_and(|i| self.cx.owns_param(self.func_id, i))
    }
}
