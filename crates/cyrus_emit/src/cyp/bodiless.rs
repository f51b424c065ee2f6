//! Methods that a class declares without a body, for classes that derive from it: what is called on objects of the class itself.
//!
//! It raises `NotImplementedError`, as the method's exception specification lets it. Without a function in its slot the call would
//! jump to nowhere.

use super::call::{exception, parameters, shown};
use super::class_name;
use super::home::{Home, home};
use super::layout::Layout;
use crate::cx::Cx;
use crate::types::{declare, type_text};
use cyrus_hir::CypMethodRef;
use cyrus_types::{Capability, ExcSpec, ExcValue, Origin, Ty, TyId};
use std::fmt::Write as _;

/// Writes the function for a slot of a class, and gives its name; `None` where the slot is empty for another reason, or there is no
/// value that could be returned.
pub(super) fn function(
    cx: &mut Cx,
    layout: &Layout,
    slot: usize,
    method: CypMethodRef,
    out: &mut String,
) -> Option<String> {
    let class = cx.types.as_cyp(method.owner)?.class;
    let index = cx.cyp.of(cx.types, method.owner)?.index;
    let here = cx.types.cyp_classes[class].origin == Origin::Here
        && matches!(home(cx, method.owner), Home::Here | Home::Shared);
    let decl = &cx.types.cyp_classes[class].methods[method.method as usize];
    if !here || decl.is_static || cx.module.cyp_instances[index].methods[method.method as usize].is_some() {
        return None;
    }
    let (sig, _) = parameters(cx, method, false)?;
    let exception = exception(cx, method)?;
    let func = cx.types.funcs[sig].clone();
    let answer = answer(cx, func.ret, &exception)?;
    let mut params = vec!["__cyrus_cyp *o".to_string()];
    let mut unused = String::from("(void)o;");
    let required = func.params.len() - func.optional as usize;
    for (i, param) in func.params[..required].iter().enumerate() {
        params.push(declare(cx, param.ty, &format!("p{i}")));
        let own = cx.types.as_cyp(param.ty).is_some_and(|c| c.cap == Capability::Iso);
        if own || cx.program.taken.contains(&(method, i)) {
            // Nobody else gives up what was handed over.
            let _ = write!(unused, " __cyrus_cyp_drop(p{i});");
        } else {
            let _ = write!(unused, " (void)p{i};");
        }
    }
    if func.optional > 0 {
        params.push(format!("struct __cyrus_opt_{} *more", sig.0));
        unused.push_str(" (void)more;");
    }
    let name = format!("{}_bodiless_{slot}", class_name(cx, layout.ty));
    let head = declare(cx, func.ret, &format!("{name}({})", params.join(", ")));
    let told = shown(cx, method);
    let after = match exception {
        ExcSpec::None => {
            let report = cx.runtime("__cyrus_write_unraisable_nogil").to_string();
            format!("{report}(\"{told}\", 0);")
        }
        _ => "__cyrus_cyp_raising();".into(),
    };
    let _ = writeln!(
        out,
        "static {head} {{\n  PyGILState_STATE gil = PyGILState_Ensure();\n  {unused}\n  PyErr_SetString(PyExc_NotImplementedError, \
         \"'{told}' has no body\");\n  PyGILState_Release(gil);\n  {after}\n  {answer}\n}}"
    );
    Some(name)
}

/// The statement that returns what says that an exception is set.
fn answer(cx: &mut Cx, ret: TyId, exception: &ExcSpec) -> Option<String> {
    let text = type_text(cx, ret);
    Some(match cx.types.kind(ret) {
        Ty::Void => String::new(),
        Ty::Bint | Ty::Int(_) | Ty::Enum(_) | Ty::Float(_) => match exception {
            ExcSpec::Value(ExcValue::Int(v)) | ExcSpec::Maybe(ExcValue::Int(v)) => {
                format!("return ({text})({v});")
            }
            ExcSpec::Value(ExcValue::CText(v)) | ExcSpec::Maybe(ExcValue::CText(v)) => {
                format!("return ({text})({v});")
            }
            _ => format!("return ({text})0;"),
        },
        Ty::Ptr(_) | Ty::Cyp(_) | Ty::Object | Ty::Builtin(_) | Ty::Ext(_) => "return NULL;".into(),
        _ => return None,
    })
}
