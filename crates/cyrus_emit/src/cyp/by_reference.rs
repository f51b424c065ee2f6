//! Methods of our own containers that get C++ objects without copying them.
//!
//! A method's parameters are values: what the caller does to its own object later is not seen. The methods of
//! libcythonplus that only look things up write nothing while they run, so that a reference does as well. Calls that
//! know the method pass one; the tables have a function with the usual signature, since overriding methods have it.

use super::call::function;
use crate::cx::Cx;
use crate::types::{declare, type_text};
use cyrus_hir::CypMethodRef;
use cyrus_types::Ty;

/// For each parameter after `self` whether the method gets it by reference; `None` when it gets none so.
pub(crate) fn by_reference(cx: &Cx, method: CypMethodRef) -> Option<Vec<bool>> {
    let class = &cx.types.cyp_classes[cx.types.as_cyp(method.owner)?.class];
    let decl = class.methods.get(method.method as usize)?;
    if !class.qualified.starts_with("libcythonplus.") || !decl.const_self || decl.is_static {
        return None;
    }
    let layout = cx.cyp.of(cx.types, method.owner)?;
    let sig = *cx.module.cyp_instances[layout.index].sigs.get(method.method as usize)?;
    let func = &cx.types.funcs[sig];
    if func.optional > 0 {
        return None;
    }
    let params: Vec<bool> = func
        .params
        .iter()
        .map(|p| {
            !matches!(cx.types.get(p.ty), Ty::Ref(_) | Ty::RvalueRef(_) | Ty::Const(_))
                && matches!(cx.types.kind(p.ty), Ty::Cpp(..))
        })
        .collect();
    params.contains(&true).then_some(params)
}

/// The function for the tables, made on first use.
pub(super) fn by_value(cx: &mut Cx, method: CypMethodRef) -> Option<String> {
    by_reference(cx, method)?;
    let target = function(cx, method)?;
    let name = format!("{target}_v");
    if cx.cyp_by_value.iter().any(|(known, _)| *known == name) {
        return Some(name);
    }
    let at = cx.cyp.of(cx.types, method.owner)?.index;
    let func = cx.types.funcs[cx.module.cyp_instances[at].sigs[method.method as usize]].clone();
    let mut params = vec!["__cyrus_cyp *self".to_string()];
    let mut args = vec!["self".to_string()];
    for (i, param) in func.params.iter().enumerate() {
        params.push(declare(cx, param.ty, &format!("p{i}")));
        args.push(format!("p{i}"));
    }
    let head = declare(cx, func.ret, &format!("{name}({})", params.join(", ")));
    let give = if type_text(cx, func.ret) == "void" { "" } else { "return " };
    let text = format!("static {head} {{ {give}{target}({}); }}\n", args.join(", "));
    cx.cyp_by_value.push((name.clone(), text));
    Some(name)
}
