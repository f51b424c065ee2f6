//! Generator bodies: one call of the C function per step.
//!
//! The frame (a scope object) is the generator's closure; `f` points to it. The generator keeps the
//! number of its resume point; at entry a `switch` jumps there. 0 is the start.

use super::BodyWriter;
use cyrus_arena::Id as _;
use cyrus_mir::{BlockId, BodyAbi, MLocal, Operand, StmtKind};
use std::fmt::Write as _;

impl BodyWriter<'_, '_> {
    /// Gives a value to the caller; the next call goes on at `resume`.
    pub(super) fn yield_(&mut self, value: &Operand, sent: MLocal, resume: BlockId, next: Option<BlockId>) {
        let value = self.operand(value);
        self.resumes.push(resume);
        let number = self.resumes.len();
        self.line(&format!("gen->resume = {number};"));
        self.line(&format!("return {};", value.text));
        self.out.push_str(&format!("R{number}:;\n"));
        let name = self.local_name(sent);
        self.line(&format!("{name} = sent;"));
        self.jump(resume, next);
    }

    /// Declaration of the frame and the jump to the resume point.
    pub(super) fn generator_dispatch(&mut self) -> String {
        let mut out = String::new();
        if self.body.abi != BodyAbi::GeneratorStep {
            return out;
        }
        if let Some(frame) = self.body.frame
            && self.uses_frame
        {
            let name = crate::module::scope_struct_name(self.cx, frame);
            let _ = writeln!(out, "  {name} *f = ({name} *)gen->closure;");
        }
        if !self.resumes.is_empty() {
            let entry = self.layout.order.first().copied();
            out.push_str("  switch (gen->resume) {\n");
            for number in 1..=self.resumes.len() {
                let _ = writeln!(out, "    case {number}: goto R{number};");
            }
            out.push_str("    default: break;\n  }\n");
            debug_assert!(entry.is_some_and(|e| e.index() < self.body.blocks.len()));
        }
        out
    }

    /// Whether nobody sees the traceback of a generator that `close` ends: its exception leaves by one end only, past no
    /// handler of the body.
    pub(super) fn ends_quietly(&self) -> bool {
        let stmts = self.body.blocks.iter().flat_map(|block| &block.stmts);
        self.body.abi == BodyAbi::GeneratorStep
            && stmts.filter(|s| matches!(s.kind, StmtKind::Traceback { .. })).count() == 1
    }
}
