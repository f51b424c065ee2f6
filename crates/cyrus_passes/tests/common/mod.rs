//! Bodies built by hand.
#![allow(dead_code, reason = "not every test uses everything")]

use cyrus_hir::FuncId;
use cyrus_mir::{
    Block, BlockId, Body, BodyAbi, CTy, Callee, ErrorCheck, LocalDecl, LocalKind, MLocal, Operand, Place,
    Rvalue, Stmt, StmtKind, Terminator,
};
use cyrus_source::{FileId, Span};
use cyrus_types::{Counting, common};

pub(crate) fn span() -> Span {
    Span::new(FileId(0), 0, 0)
}

/// A body with `blocks` empty blocks that returns an object.
pub(crate) fn body(blocks: usize) -> Body {
    let object = CTy::Ty(common::OBJECT);
    let mut body = Body::new("f".into(), "f".into(), FuncId(0), BodyAbi::Fastcall, object, span());
    for _ in 1..blocks {
        body.blocks.push(Block {
            stmts: Vec::new(),
            term: Terminator::Unreachable,
            term_span: span(),
            cold: false,
        });
    }
    body
}

pub(crate) fn object(body: &mut Body, kind: LocalKind, zeroed: bool) -> MLocal {
    let ty = CTy::Ty(common::OBJECT);
    body.locals.push(LocalDecl { name: None, ty, kind, zeroed, kept: false, frame_field: None, ends: false })
}

pub(crate) fn push(body: &mut Body, block: u32, kind: StmtKind, unwind: Option<u32>) {
    let stmt = Stmt { kind, span: span(), unwind: unwind.map(BlockId) };
    body.blocks[BlockId(block)].stmts.push(stmt);
}

pub(crate) fn end(body: &mut Body, block: u32, term: Terminator) {
    body.blocks[BlockId(block)].term = term;
}

/// `dest = f()`, a new reference or NULL for an error.
pub(crate) fn new_object(dest: MLocal) -> StmtKind {
    StmtKind::Call {
        dest: Some(Place::local(dest)),
        callee: Callee::Runtime("PyDict_New".into()),
        args: Vec::new(),
        error: ErrorCheck::Null,
    }
}

pub(crate) fn assign(dest: MLocal, value: Operand) -> StmtKind {
    StmtKind::Assign { dest: Place::local(dest), value: Rvalue::Use(value) }
}

pub(crate) fn decref(local: MLocal, nullable: bool) -> StmtKind {
    StmtKind::Decref { value: Operand::local(local), kind: Counting::Python, nullable, kept: false }
}

pub(crate) fn is_counted(ty: &CTy) -> bool {
    *ty == CTy::Ty(common::OBJECT)
}

/// The statements of a block as text.
pub(crate) fn text(body: &Body, block: u32) -> Vec<String> {
    body.blocks[BlockId(block)].stmts.iter().map(|s| s.kind.to_string()).collect()
}
