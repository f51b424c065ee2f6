//! Methods of the library's generic classes that one of their instances cannot have: `sort` of a list whose items
//! have no order, `get` without a default where no value is NULL. (Methods that raise KeyError for
//! a key do so without it.)
//!
//! In: what the check of a method's body found wrong, be it there or in the check of the GIL. Out: the method raises TypeError,
//! and a call of it in the program is an error that says why. The other methods work. Classes of the program itself
//! have no such methods: there the body is what is wrong.
//!
//! Tests: `tests/lang/libcyrus/containers.md`.

use super::parks::{Called, Site};
use crate::cx::Cx;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, CypMethodRef, Expr, ExprKind, Stmt, StmtKind, StrConst};
use cyrus_types::common;
use rustc_hash::FxHashSet;

/// A method without a use, and why.
pub struct Unusable {
    pub func: hir::FuncId,
    pub method: CypMethodRef,
    pub why: String,
}

/// Whether a method belongs to an instance of a generic class of the library.
pub(super) fn may_be(cx: &Cx<'_>, method: CypMethodRef) -> bool {
    let Some(cyp) = cx.types.as_cyp(method.owner) else { return false };
    let class = &cx.types.cyp_classes[cyp.class].qualified;
    !cyp.args.is_empty() && class.starts_with("libcythonplus.")
}

/// Takes back what was reported of a method's body, from the diagnostic number `before` on.
pub(super) fn take_back(cx: &mut Cx<'_>, before: usize, func: hir::FuncId, method: CypMethodRef) {
    if !may_be(cx, method) {
        return;
    }
    let wrong = cx.diags.iter().skip(before).find(|d| d.is_error()).map(|d| d.message.clone());
    let Some(why) = wrong.or_else(|| is_nameless_key(cx, func, method).then(String::new)) else {
        return;
    };
    cx.diags.truncate(before);
    cx.unusable.push(Unusable { func, method, why });
}

/// The method of containers that raises the KeyError for a key that is not there, of the key and of what is said where the
/// exception cannot have the key itself (in the words of Cython+).
const RAISES_KEY_ERROR: &str = "_missing";

/// Whether a key is an object of a cypclass that is none of Python's values, as texts are.
fn is_nameless_key(cx: &Cx<'_>, func: hir::FuncId, method: CypMethodRef) -> bool {
    if &*cx.funcs[func].name != RAISES_KEY_ERROR {
        return false;
    }
    let key = cx.types.as_cyp(method.owner).and_then(|owner| owner.args.first().copied());
    let class = key.and_then(|key| cx.types.as_cyp(key)).map(|cyp| &cx.types.cyp_classes[cyp.class]);
    class.is_some_and(|class| {
        ["__from_str__", "__from_bytes__"].iter().all(|name| class.value_method(name).is_none())
    })
}

/// Gives such methods their bodies, and reports calls of them.
pub(super) fn settle(cx: &mut Cx<'_>, calls: &[Site]) {
    let main = cx.funcs[cx.init.unwrap_or(hir::FuncId(0))].span.file;
    let mut reported = FxHashSet::default();
    for Unusable { func, method, why } in std::mem::take(&mut cx.unusable) {
        let class = cx.types.display(method.owner);
        let message = format!("'{class}' has no use for {}(): {why}", cx.funcs[func].name);
        let called = calls.iter().filter(|c| matches!(c.called, Called::Method(m, _) if m == method));
        for site in called.filter(|c| c.span.file == main) {
            if reported.insert((site.span, method)) {
                let error = Diagnostic::error(codes::E0305, site.span, message.clone());
                cx.diags.push(match &*cx.funcs[func].name {
                    "get" => error
                        .help("no value stands for a missing one here: give a default, 'get(key, default)'"),
                    _ => error,
                });
            }
        }
        let span = cx.funcs[func].span;
        let object = |kind| Expr { ty: common::OBJECT, span, kind };
        // A key that is no Python object is missing all the same.
        let (exception, text) = if &*cx.funcs[func].name == RAISES_KEY_ERROR {
            let words = &cx.funcs[func].params[1];
            let words = Expr { ty: words.ty, span, kind: ExprKind::Local(words.local) };
            ("KeyError", ExprKind::Runtime { name: "PyUnicode_FromString".into(), args: vec![words] })
        } else {
            ("TypeError", ExprKind::Str(StrConst::Text(message.into_bytes())))
        };
        let text = Expr { ty: common::STR, span, kind: text };
        let args = vec![object(ExprKind::Coerce { kind: hir::Coercion::Reinterpret, value: Box::new(text) })];
        let exception = object(ExprKind::Builtin(exception.into()));
        let exc = object(ExprKind::PyCall { func: Box::new(exception), args, keywords: Vec::new() });
        let kind = StmtKind::Raise { exc: Some(exc), value: None, traceback: None, cause: None };
        cx.funcs[func].body = vec![Stmt { span, kind }];
    }
}
