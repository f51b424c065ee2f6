//! Static descriptions of generator bodies.

use crate::cx::Cx;
use cyrus_arena::Id as _;
use cyrus_hir::CoroutineKind;
use cyrus_mir::BodyId;
use std::fmt::Write as _;

/// C name of the description.
pub(crate) fn gendef_name(cx: &Cx, step: BodyId) -> String {
    format!("__cyrus_gendef_{}", cx.body_name(step))
}

/// All descriptions in use.
pub(super) fn gendefs(cx: &mut Cx) -> String {
    let mut out = String::new();
    let steps: Vec<BodyId> = cx.generators.iter().copied().collect();
    for step in steps {
        cx.fragment("gen_object");
        cx.forward.insert(step);
        let func = &cx.module.funcs[cx.program.bodies[step].func];
        let kind = match func.coroutine {
            CoroutineKind::None | CoroutineKind::Generator => "CO_GENERATOR",
            CoroutineKind::Coroutine => "CO_COROUTINE",
            CoroutineKind::IterableCoroutine => "CO_ITERABLE_COROUTINE",
            CoroutineKind::AsyncGenerator => "CO_ASYNC_GENERATOR",
        };
        let stop = if func.directives.generator_stop { " | __CYRUS_GEN_STOP" } else { "" };
        let name = cx.interned(&func.name).index();
        let qualname = cx.interned(&func.qualname).index();
        let line = cx.line(func.span);
        let spec = cx
            .python_body(cx.program.bodies[step].func)
            .and_then(|wrapper| super::funcdef::spec_of(cx, wrapper));
        let args = match spec {
            Some(spec) => {
                cx.argspecs.insert(spec);
                format!("&{}", super::argspec_name(spec))
            }
            None => "NULL".into(),
        };
        let locals = super::funcdef::local_names(func);
        let listed = if locals.is_some() { " | __CYRUS_GEN_LOCALS" } else { "" };
        let locals = locals.map(|names| format!(", {names}")).unwrap_or_default();
        let _ = writeln!(
            out,
            "static const __cyrus_gendef {} = {{{}, {name}, {qualname}, {line}, {kind}{stop}{listed}, {args}{locals}}};",
            gendef_name(cx, step),
            cx.body_name(step)
        );
    }
    out
}
