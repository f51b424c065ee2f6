//! Functions that take the GIL (`with gil`), in modules that use the runtime: what they do in Python expects the stack of a thread.
//!
//! The function as written becomes `name__within`; under its own name stands one that calls it: on a large stack, where a coroutine runs, else as it is.
//! Parts of other functions that take the GIL stay where they are: the coroutine may wait behind them, and would keep the large stack meanwhile.

use super::{local, signature};
use crate::cx::Cx;
use crate::module::uses_runtime;
use crate::types::declare_cty;
use cyrus_arena::Id as _;
use cyrus_hir::FuncKind;
use cyrus_mir::{BodyAbi, BodyId, CTy, GilOp, StmtKind};
use cyrus_types::{Ty, common};
use std::fmt::Write as _;

fn is_roomy(cx: &Cx, id: BodyId) -> bool {
    let body = &cx.program.bodies[id];
    if body.abi != BodyAbi::C || body.nogil || !uses_runtime(cx) {
        return false;
    }
    let plain = match &cx.module.funcs[body.func].kind {
        FuncKind::C(info) | FuncKind::CPdef(info, _) => {
            info.templates.is_empty() && !cx.types.funcs[info.sig].varargs
        }
        FuncKind::Cyp(_) => true,
        FuncKind::ModuleInit | FuncKind::Def(_) | FuncKind::Slot { .. } | FuncKind::GeneratorExpr => false,
    };
    let is_array = |ty: &CTy| matches!(ty, CTy::Ty(ty) if matches!(cx.types.kind(*ty), Ty::Array(..)));
    // It takes the GIL first of all.
    plain
        && !body.params.iter().any(|&p| is_array(&body.locals[p].ty))
        && body.blocks[body.entry()].stmts.iter().any(|s| matches!(s.kind, StmtKind::Gil(GilOp::Ensure, _)))
}

/// Puts the calling function around the text of one.
pub(super) fn roomy(cx: &mut Cx, id: BodyId, text: String) -> String {
    if !is_roomy(cx, id) {
        return text;
    }
    let program = cx.program;
    let body = &program.bodies[id];
    let name = cx.body_name(id).to_string();
    let head = signature(cx, id, false);
    // The runtime knows these names in stacks.
    let (within, run) = (format!("{name}__within"), format!("__cyrus_rt_run_{name}"));
    let within_head =
        head.replacen(&format!("{name}("), &format!("{within}("), 1).replace("__CYRUS_EXTERN_C ", "static ");
    let names = local::names(body);
    let names: Vec<&str> = body.params.iter().map(|p| names[p.index()].as_str()).collect();
    let is_void = body.ret == CTy::Ty(common::VOID);
    // Names that no parameter has.
    let (given, result) = ("__cyrus_given", "__cyrus_result");
    let returned = if is_void { "return;".to_owned() } else { format!("return {result};") };
    let mut out = text.replacen(&head, &within_head, 1);
    if cx.cplus() {
        let moved: Vec<String> =
            names.iter().map(|n| format!("static_cast<decltype({n}) &&>({n})")).collect();
        let moved = moved.join(", ");
        let _ = write!(
            out,
            "{head} {{\n  if (__cyrus_rt_is_cramped()) {{\n    auto {given} = [&]() -> decltype({within}({moved})) {{ return {within}({moved}); }};\n    \
             return __cyrus_rt_within({given});\n  }}\n  return {within}({moved});\n}}\n"
        );
        return out;
    }
    let (mut fields, mut filled, mut read) = (String::new(), Vec::new(), Vec::new());
    for (i, &param) in body.params.iter().enumerate() {
        let _ = writeln!(fields, "  {};", declare_cty(cx, &body.locals[param].ty, &format!("*a{i}")));
        filled.push(format!("&{}", names[i]));
        read.push(format!("*{given}->a{i}"));
    }
    if !is_void {
        let _ = writeln!(fields, "  {};", declare_cty(cx, &body.ret, "*result"));
        filled.push(format!("&{result}"));
    }
    if filled.is_empty() {
        fields.push_str("  char none;\n");
        filled.push("0".into());
    }
    let stored = if is_void { String::new() } else { format!("*{given}->result = ") };
    let used = if names.is_empty() && is_void { format!("  (void){given};\n") } else { String::new() };
    let _ = write!(
        out,
        "struct {name}_given {{\n{fields}}};\n\
         static void {run}(void *raw) {{\n  struct {name}_given *{given} = (struct {name}_given *)raw;\n{used}  {stored}{within}({});\n}}\n",
        read.join(", ")
    );
    let blank =
        if is_void { String::new() } else { format!("    {};\n", declare_cty(cx, &body.ret, result)) };
    let word = if is_void { "" } else { "return " };
    let _ = write!(
        out,
        "{head} {{\n  if (__cyrus_rt_is_cramped()) {{\n{blank}    struct {name}_given {given} = {{{}}};\n    \
         __cyrus_rt->on_large_stack({run}, &{given});\n    {returned}\n  }}\n  {word}{within}({});\n}}\n",
        filled.join(", "),
        names.join(", ")
    );
    out
}
