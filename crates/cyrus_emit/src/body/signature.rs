//! C signatures of bodies.

use super::local;
use crate::cx::Cx;
use crate::types::{cty_text, declare_cty, template_head};
use cyrus_arena::Id as _;
use cyrus_hir::{CVisibility, FuncKind};
use cyrus_mir::{BodyAbi, BodyId};

/// `static PyObject *f(PyObject *self, …)`, without a semicolon. Prototypes leave out parameter names.
pub(crate) fn signature(cx: &mut Cx, id: BodyId, prototype: bool) -> String {
    let program = cx.program;
    let body = &program.bodies[id];
    let name = cx.body_name(id).to_string();
    // Python calls these, and no exception of C++ gets through it; that they know it keeps the clean-up of exceptions
    // out of them, and objects in registers.
    let noexcept = if cx.cplus() { " noexcept" } else { "" };
    if cx.cplus() {
        cx.fragment("cpp_thread_end");
    }
    let worth = if super::glue::is_glue(cx, id) { "__CYRUS_BRIEF " } else { "" };
    let object = |text: &str| format!("static {worth}PyObject *{name}({text}){noexcept}");
    match &body.abi {
        // Runs once: made small rather than fast, which also compiles faster.
        BodyAbi::ModuleExec => {
            let worth = if super::glue::runs_once(body) { "__CYRUS_ONCE" } else { "__CYRUS_COLD" };
            format!("static {worth} int {name}(void)")
        }
        BodyAbi::Fastcall => {
            object("PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames")
        }
        BodyAbi::NoArgs => object("PyObject *self, PyObject *unused"),
        BodyAbi::OneArg => object("PyObject *self, PyObject *arg"),
        BodyAbi::TupleDict => {
            let declared =
                format!("{name}(PyObject *self, PyObject *const *args, size_t nargsf, PyObject *kwnames)");
            format!("static {}", declare_cty(cx, &body.ret, &declared))
        }
        BodyAbi::GeneratorStep => {
            let gen_ty = body.params.first().map(|&p| cty_text(cx, &body.locals[p].ty));
            object(&format!("{}gen, PyObject *sent", gen_ty.unwrap_or_else(|| "PyObject *".into())))
        }
        BodyAbi::C => {
            let names = local::names(body);
            let by_reference = match cx.module.funcs[body.func].kind {
                FuncKind::Cyp(method) => crate::cyp::by_reference(cx, method).unwrap_or_default(),
                _ => Vec::new(),
            };
            let mut params: Vec<String> = Vec::with_capacity(body.params.len());
            for &param in &body.params {
                let name = if prototype { "" } else { &names[param.index()] };
                // After `self`.
                let referenced =
                    params.len().checked_sub(1).is_some_and(|i| by_reference.get(i) == Some(&true));
                params.push(match referenced {
                    true => format!("const {}", declare_cty(cx, &body.locals[param].ty, &format!("&{name}"))),
                    false => declare_cty(cx, &body.locals[param].ty, name),
                });
            }
            if is_variadic(cx, id) {
                params.push("...".into());
            }
            if params.is_empty() {
                params.push("void".into());
            }
            let text = declare_cty(cx, &body.ret, &format!("{name}({})", params.join(", ")));
            let templates = match &cx.module.funcs[body.func].kind {
                FuncKind::C(info) => template_head(cx, &info.templates),
                _ => String::new(),
            };
            format!("{templates}{}{text}", linkage(cx, id))
        }
    }
}

/// A C function declared with `...`; its body cannot see those arguments.
fn is_variadic(cx: &Cx, id: BodyId) -> bool {
    match &cx.module.funcs[cx.program.bodies[id].func].kind {
        FuncKind::C(info) | FuncKind::CPdef(info, _) => cx.types.funcs[info.sig].varargs,
        FuncKind::ModuleInit
        | FuncKind::Def(_)
        | FuncKind::Slot { .. }
        | FuncKind::GeneratorExpr
        | FuncKind::Cyp { .. } => false,
    }
}

/// `static`, `static inline`, or nothing for public functions.
fn linkage(cx: &Cx, id: BodyId) -> &'static str {
    let info = match &cx.module.funcs[cx.program.bodies[id].func].kind {
        FuncKind::C(info) | FuncKind::CPdef(info, _) => info,
        FuncKind::ModuleInit
        | FuncKind::Def(_)
        | FuncKind::Slot { .. }
        | FuncKind::GeneratorExpr
        | FuncKind::Cyp { .. } => return "static ",
    };
    match (info.visibility, info.inline) {
        (CVisibility::Public, _) => "__CYRUS_EXTERN_C ",
        (CVisibility::Private, true) => "static inline ",
        (CVisibility::Private, false) => "static ",
    }
}
