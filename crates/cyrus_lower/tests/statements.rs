//! Small functions in HIR, built by hand, and what becomes of them. Whole programs are tested further on;
//! here are the shapes that everything else relies on: error edges, drops, jumps through `finally`.

use cyrus_arena::{Id as _, IndexVec};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_source::{FileId, Span};
use cyrus_types::{Counting, TyId, Types, common};
use hir::{Expr, ExprKind, LocalId, StmtKind, TargetKind};

fn span() -> Span {
    Span::new(FileId(0), 0, 0)
}

fn expr(kind: ExprKind, ty: TyId) -> Expr {
    Expr { ty, span: span(), kind }
}

fn stmt(kind: StmtKind) -> hir::Stmt {
    hir::Stmt { span: span(), kind }
}

fn local(id: u32) -> Expr {
    expr(ExprKind::Local(LocalId(id)), common::OBJECT)
}

fn call(name: &str) -> Expr {
    let func = Box::new(expr(ExprKind::Global(name.into()), common::OBJECT));
    expr(ExprKind::PyCall { func, args: Vec::new(), keywords: Vec::new() }, common::OBJECT)
}

fn assign(id: u32, value: Expr) -> hir::Stmt {
    let kind = TargetKind::Local(LocalId(id));
    let target = hir::Target { span: span(), ty: common::OBJECT, kind };
    stmt(StmtKind::Assign { target, value })
}

fn func(name: &str, kind: hir::FuncKind, params: usize, locals: usize, body: hir::Block) -> hir::Func {
    let mut all: IndexVec<LocalId, hir::Local> = IndexVec::new();
    for i in 0..params + locals {
        let kind = if i < params { hir::LocalKind::Param } else { hir::LocalKind::Variable };
        all.push(hir::Local {
            name: format!("v{i}").into(),
            ty: common::OBJECT,
            kind,
            captured: false,
            maybe_unbound: i >= params,
            declared: false,
            span: span(),
        });
    }
    let params = (0..params)
        .map(|i| hir::Param {
            local: LocalId::from_index(i),
            name: format!("v{i}").into(),
            ty: common::OBJECT,
            kind: hir::ParamKind::Normal,
            default: None,
            annotation: None,
            accepts_none: true,
            type_test: false,
            type_from_annotation: false,
            span: span(),
        })
        .collect();
    hir::Func {
        name: name.into(),
        qualname: name.into(),
        cname: name.into(),
        kind,
        span: span(),
        name_span: span(),
        doc: None,
        params,
        locals: all,
        ret: common::OBJECT,
        body,
        parent: None,
        needs_scope: false,
        uses_outer: false,
        coroutine: hir::CoroutineKind::None,
        directives: hir::FuncDirectives::default(),
        return_annotation: None,
    }
}

/// A module with one `def`, lowered and run through the passes: the body of the function.
fn lower(params: usize, locals: usize, body: hir::Block) -> mir::Body {
    let mut funcs = IndexVec::new();
    let init = funcs.push(func("init", hir::FuncKind::ModuleInit, 0, 0, Vec::new()));
    let def = hir::DefInfo { binding: true, ..hir::DefInfo::default() };
    let id = funcs.push(func("f", hir::FuncKind::Def(def), params, locals, body));
    let module = hir::Module {
        name: "m".into(),
        file: FileId(0),
        doc: None,
        types: Types::new(),
        funcs,
        cfuncs: IndexVec::new(),
        cvars: IndexVec::new(),
        init,
        classes: Vec::new(),
        cyp_instances: Vec::new(),
        type_defs: Vec::new(),
        c_preamble: Vec::new(),
        late_preamble: Vec::new(),
        needs_runtime: false,
        imported_types: Vec::new(),
        imported_symbols: Vec::new(),
        cplus: false,
        language_level: 3,
        directives: hir::ModuleDirectives::default(),
        uses_python: true,
    };
    let (mut program, errors) = cyrus_lower::lower(&module);
    assert!(errors.is_empty(), "{errors:?}");
    let counted = |ty: &mir::CTy| match ty {
        mir::CTy::Ty(ty) => module.types.counting(*ty) == Counting::Python,
        mir::CTy::Text(_) => false,
    };
    for body in program.bodies.iter() {
        assert_eq!(cyrus_passes::verify(body), []);
        assert_eq!(cyrus_passes::verify_ownership(body, &counted), [], "{body}");
    }
    cyrus_passes::run(&module, &mut program);
    let found = program.body_of_func.iter().find(|(f, _)| *f == id).map(|(_, b)| *b);
    program.bodies[found.expect("the function has a body")].clone()
}

/// The body as text without declarations.
fn text(body: &mir::Body) -> Vec<String> {
    body.to_string()
        .lines()
        .map(|l| l.trim().to_string())
        .filter(|l| !l.starts_with("let ") && !l.starts_with("body ") && l != "}")
        .collect()
}

#[test]
fn parameters_are_borrowed_and_results_are_moved() {
    // return v0.g()
    let object = Box::new(local(0));
    let kind = ExprKind::PyMethodCall { object, name: "g".into(), args: Vec::new(), keywords: Vec::new() };
    let body = lower(1, 0, vec![stmt(StmtKind::Return(Some(expr(kind, common::OBJECT))))]);
    let lines = text(&body);
    assert!(!lines.iter().any(|l| l.contains("incref") || l.contains("decref")), "{lines:#?}");
}

#[test]
fn the_second_assignment_drops_the_first_value() {
    // v0 = f(); v0 = g()
    let body = lower(0, 1, vec![assign(0, call("f")), assign(0, call("g"))]);
    let lines = text(&body);
    // Surely bound: the drop needs no test. At the exit errors meet: that one does.
    assert_eq!(lines.iter().filter(|l| l.starts_with("decref? ")).count(), 1, "{lines:#?}");
}

#[test]
fn a_break_through_finally_runs_it_once() {
    // while v0: try: break finally: f()
    let cond = hir::Coercion::Truth;
    let test = expr(ExprKind::Coerce { kind: cond, value: Box::new(local(0)) }, common::BINT);
    let tried = hir::Try {
        body: vec![stmt(StmtKind::Break)],
        handlers: Vec::new(),
        orelse: Vec::new(),
        finally: Some(vec![stmt(StmtKind::Expr(call("f")))]),
    };
    let inner = vec![stmt(StmtKind::Try(Box::new(tried)))];
    let body = lower(1, 0, vec![stmt(StmtKind::While { test, body: inner, orelse: Vec::new() })]);
    let lines = text(&body);
    // Nothing in the body can raise, so the copy for exceptions is gone, and so is the state.
    assert_eq!(lines.iter().filter(|l| l.contains("PyCall")).count(), 1, "{lines:#?}");
    assert!(!lines.iter().any(|l| l.starts_with("switch")), "{lines:#?}");
}

#[test]
fn a_return_in_finally_gives_up_the_value_on_its_way() {
    // try: return f() finally: return g()
    let tried = hir::Try {
        body: vec![stmt(StmtKind::Return(Some(call("f"))))],
        handlers: Vec::new(),
        orelse: Vec::new(),
        finally: Some(vec![stmt(StmtKind::Return(Some(call("g"))))]),
    };
    let body = lower(0, 0, vec![stmt(StmtKind::Try(Box::new(tried)))]);
    let lines = text(&body);
    assert!(lines.iter().any(|l| l.starts_with("clear ")), "{lines:#?}");
}

#[test]
fn an_error_while_arguments_are_held_drops_them() {
    // f(g(), h())
    let func = Box::new(expr(ExprKind::Global("f".into()), common::OBJECT));
    let kind = ExprKind::PyCall { func, args: vec![call("g"), call("h")], keywords: Vec::new() };
    let body = lower(0, 0, vec![stmt(StmtKind::Expr(expr(kind, common::OBJECT)))]);
    let cold = body.blocks.iter().filter(|b| b.cold).count();
    // One for the traceback, one for each thing that may be held: f, g, its result, h, its result.
    assert_eq!(cold, 6, "{body}");
}
