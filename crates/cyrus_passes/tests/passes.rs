//! What the passes make of small bodies.

mod common;

use common::{assign, body, decref, end, new_object, object, push, text};
use cyrus_arena::IndexVec;
use cyrus_hir as hir;
use cyrus_mir::{Body, Const, LocalKind, Operand, Place, Program, StmtKind, Terminator, UnboundKind};
use cyrus_types::Types;

/// A module without anything in it.
fn module() -> hir::Module {
    hir::Module {
        name: "m".into(),
        file: cyrus_source::FileId(0),
        doc: None,
        types: Types::new(),
        funcs: IndexVec::new(),
        cfuncs: IndexVec::new(),
        cvars: IndexVec::new(),
        init: hir::FuncId(0),
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
    }
}

fn optimised(body: Body) -> Body {
    let mut program = Program::default();
    let id = program.bodies.push(body);
    cyrus_passes::run(&module(), &mut program);
    program.bodies[id].clone()
}

#[test]
fn a_variable_that_is_surely_bound_needs_no_check_and_no_test() {
    let mut b = body(2);
    let t = object(&mut b, LocalKind::Temp, false);
    let x = object(&mut b, LocalKind::Variable, true);
    let old = object(&mut b, LocalKind::Temp, false);
    push(&mut b, 0, new_object(t), Some(1));
    push(&mut b, 0, assign(old, Operand::local(x)), None);
    push(&mut b, 0, assign(x, Operand::local(t)), None);
    push(&mut b, 0, decref(old, true), None);
    let check = StmtKind::CheckBound { place: Place::local(x), name: "x".into(), kind: UnboundKind::Local };
    push(&mut b, 0, check, Some(1));
    push(&mut b, 0, decref(x, true), None);
    end(&mut b, 0, Terminator::Return(Some(Operand::Const(Const::None))));
    end(&mut b, 1, Terminator::Return(Some(Operand::Const(Const::Null))));
    let b = optimised(b);
    assert_eq!(text(&b, 0), ["_0 = PyDict_New() ?Null", "_1 = _0", "decref _1"]);
    assert!(b.locals.iter().all(|l| !l.zeroed), "nothing reads the initial NULL");
}

#[test]
fn unreachable_blocks_and_jumps_to_jumps_vanish() {
    let mut b = body(4);
    end(&mut b, 0, Terminator::Goto(cyrus_mir::BlockId(2)));
    end(&mut b, 1, Terminator::Return(Some(Operand::Const(Const::Null))));
    end(&mut b, 2, Terminator::Goto(cyrus_mir::BlockId(3)));
    end(&mut b, 3, Terminator::Return(Some(Operand::Const(Const::None))));
    let b = optimised(b);
    assert_eq!(b.blocks.len(), 1);
    assert!(matches!(b.blocks[b.entry()].term, Terminator::Return(Some(Operand::Const(Const::None)))));
}
