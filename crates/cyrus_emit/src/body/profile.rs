//! Functions that profilers see (directive `profile`).
//!
//! Functions without the GIL are among them where the C macro `CYTHON_TRACE_NOGIL` asks for it: telling takes the GIL.
//!
//! The function as written becomes `name_unprofiled`; under its own name stands one that tells where it begins and ends.

use super::{local, signature};
use crate::c_text::bytes_literal;
use crate::cx::Cx;
use crate::types::declare_cty;
use cyrus_arena::Id as _;
use cyrus_hir::{CoroutineKind, FuncKind};
use cyrus_mir::{BodyAbi, BodyId, CTy};
use cyrus_types::common;
use std::fmt::Write as _;

/// Whether profilers see this body.
fn is_profiled(cx: &Cx, id: BodyId) -> bool {
    let body = &cx.program.bodies[id];
    let func = &cx.module.funcs[body.func];
    if !func.directives.profile {
        return false;
    }
    match &func.kind {
        FuncKind::ModuleInit | FuncKind::Cyp(_) => false,
        FuncKind::C(info) | FuncKind::CPdef(info, _) => {
            // Not the face for Python, nor what looks for an override: both come here.
            info.templates.is_empty()
                && !cx.types.funcs[info.sig].varargs
                && cx.program.body_of_func.iter().any(|&(_, own)| own == id)
                && body.abi == BodyAbi::C
        }
        FuncKind::Def(_) | FuncKind::Slot { .. } | FuncKind::GeneratorExpr => {
            // A generator is seen at work, not when it is made.
            let generator =
                func.coroutine != CoroutineKind::None || matches!(func.kind, FuncKind::GeneratorExpr);
            (body.abi == BodyAbi::GeneratorStep) == generator
        }
    }
}

/// Puts the telling function around the text of one.
pub(super) fn profiled(cx: &mut Cx, id: BodyId, text: String) -> String {
    if !is_profiled(cx, id) {
        return text;
    }
    cx.fragment("profile");
    let program = cx.program;
    let body = &program.bodies[id];
    let func = &cx.module.funcs[body.func];
    let name = cx.body_name(id).to_string();
    let with_gil = match &func.kind {
        FuncKind::C(info) | FuncKind::CPdef(info, _) => cx.types.funcs[info.sig].with_gil,
        _ => false,
    };
    // Such a function returns no object.
    let nogil = body.nogil;
    let head = signature(cx, id, false);
    let inner = format!("{name}_unprofiled");
    let inner_head =
        head.replacen(&format!("{name}("), &format!("{inner}("), 1).replace("__CYRUS_EXTERN_C ", "static ");
    let mut out = format!("{};\n", signature(cx, id, true));
    out.push_str(&text.replacen(&head, &inner_head, 1));
    let args = match body.abi {
        BodyAbi::ModuleExec => String::new(),
        BodyAbi::Fastcall | BodyAbi::TupleDict => "self, args, nargsf, kwnames".into(),
        BodyAbi::NoArgs => "self, unused".into(),
        BodyAbi::OneArg => "self, arg".into(),
        BodyAbi::GeneratorStep => "gen, sent".into(),
        BodyAbi::C => {
            let names = local::names(body);
            body.params.iter().map(|p| names[p.index()].as_str()).collect::<Vec<_>>().join(", ")
        }
    };
    let is_void = body.ret == CTy::Ty(common::VOID);
    let is_object = matches!(&body.ret, CTy::Ty(ty) if cx.types.is_object(*ty));
    let is_generator = body.abi == BodyAbi::GeneratorStep;
    let code = format!("__cyrus_code_{name}");
    let file = cx.traceback_file(func.span).unwrap_or_else(|| "__CYRUS_SOURCE".into());
    let shown = bytes_literal(func.name.trim_matches(['<', '>']).as_bytes());
    let line = cx.line(func.span);
    let resumed = if is_generator { "gen->resume != 0" } else { "0" };
    // Names that no parameter has.
    let (told, state, result, gil) = ("__cyrus_told", "__cyrus_p", "__cyrus_r", "__cyrus_gil");
    let release = if with_gil { format!("PyGILState_Release({gil}); ") } else { String::new() };
    let _ = writeln!(out, "static PyObject *{code};\n{head} {{");
    if nogil {
        out.push_str("#if CYTHON_TRACE_NOGIL\n");
    }
    let _ = writeln!(out, "  __cyrus_profile {state};");
    if with_gil || nogil {
        let _ = writeln!(out, "  PyGILState_STATE {gil} = PyGILState_Ensure();");
    }
    let _ = writeln!(
        out,
        "  int {told} = __cyrus_profile_enter(&{state}, &{code}, {shown}, {file}, {line}, {resumed});"
    );
    let not_entered = if is_object {
        format!("{{ {release}return NULL; }}")
    } else {
        "PyErr_WriteUnraisable(NULL);".into()
    };
    let _ = writeln!(out, "  if ({told} < 0) {not_entered}");
    if nogil {
        let _ = writeln!(out, "  PyGILState_Release({gil});");
    }
    let result_head = if is_void { String::new() } else { declare_cty(cx, &body.ret, result) + " = " };
    let _ = writeln!(out, "  {result_head}{inner}({args});");
    let value = if is_object { result } else { "NULL" };
    let yielded = if is_generator { format!("{result} != NULL") } else { "0".into() };
    let not_left =
        if is_object { format!("Py_CLEAR({result});") } else { "PyErr_WriteUnraisable(NULL);".into() };
    let leave = format!("__cyrus_profile_leave(&{state}, {value}, {yielded}) < 0");
    let _ = match nogil {
        true => writeln!(
            out,
            "  if ({told} > 0) {{\n    {gil} = PyGILState_Ensure();\n    if ({leave}) {not_left}\n    \
             PyGILState_Release({gil});\n  }}"
        ),
        false => writeln!(out, "  if ({told} > 0 && {leave}) {not_left}"),
    };
    let returned = if is_void { String::new() } else { format!("return {result};") };
    let _ = writeln!(out, "  {release}{returned}");
    if nogil {
        let word = if is_void { "" } else { "return " };
        let _ = writeln!(out, "#else\n  {word}{inner}({args});\n#endif");
    }
    out.push_str("}\n");
    out
}
