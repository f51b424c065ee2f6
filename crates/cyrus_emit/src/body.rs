//! One MIR body as one C function.
//!
//! Locals are declared at the top (C++ forbids jumps over initialisations), blocks follow in an order
//! that lets most jumps fall through, cold ones last. A label stands only where something jumps to.
//! Temporaries that are written once and read once in the same block disappear into the expression that
//! reads them, unless a statement between could change what they read ([`fold`]).

mod after_gil;
mod call;
mod call_cpp;
mod error;
mod fold;
mod generator;
mod gil_parts;
mod glue;
mod layout;
mod local;
mod loops;
mod operand;
mod parallel;
mod parallel_tasks;
mod parse_args;
mod place;
mod profile;
mod repetition;
mod roomy;
mod rvalue;
mod signature;
mod stmt;
mod terminator;

pub(crate) use local::has_default_constructor;
pub(crate) use operand::{body_reference, cfunc as cfunc_name, type_object};
pub(crate) use signature::signature;

use crate::c_text::CExpr;
use crate::cx::Cx;
use cyrus_arena::Id as _;
use cyrus_mir::{BlockId, Body, BodyAbi, BodyId, MLocal, StmtKind, Terminator};
use cyrus_source::{FileId, Span};
use rustc_hash::FxHashSet;
use std::fmt::Write as _;

/// Writes one function.
struct BodyWriter<'a, 'c> {
    cx: &'c mut Cx<'a>,
    body: &'a Body,
    id: BodyId,
    out: String,
    /// C names of the locals.
    names: Vec<String>,
    /// Locals whose name stands somewhere in the text, and those that something reads.
    mentioned: FxHashSet<MLocal>,
    read: FxHashSet<MLocal>,
    fold: fold::Folding,
    layout: layout::Layout,
    labels: FxHashSet<BlockId>,
    /// The function keeps the line of the failure for its traceback.
    keeps_line: bool,
    /// The end of the parallel region being written.
    region_exit: Option<BlockId>,
    /// What is being written runs as a task of a parallel loop.
    in_task: bool,
    /// The bodies of such loops, as functions, and how many.
    outlined: String,
    outlined_loops: u32,
    parts: gil_parts::Parts,
    /// Number of resume points written so far.
    resumes: Vec<BlockId>,
    /// `f`, the frame, occurs.
    uses_frame: bool,
    comments: comments::Comments,
    /// What the expression under construction reads, for [`fold`].
    tracked_reads: Vec<MLocal>,
    tracked_memory: bool,
    /// Declarations that the call under construction needs before it, and where it stands.
    call_prefix: String,
    /// The last line leaves the block for good.
    left: bool,
    call_span: Span,
    /// The call in hand is one of a cypclass method.
    calls_method: bool,
    /// The block being written runs once or rarely: short code is better than fast code.
    cold: bool,
    /// The same, or once for each call from Python.
    once: bool,
    /// Blocks that run more than once in a call from Python; all, in other functions.
    repeated: Option<FxHashSet<BlockId>>,
}

mod comments {
    //! Which source lines were shown already.
    use super::*;

    /// Lines shown in this function.
    #[derive(Default)]
    pub(super) struct Comments {
        pub(super) shown: FxHashSet<(FileId, u32)>,
        pub(super) current: Option<(FileId, u32)>,
    }
}

/// The function with its signature, declarations and statements.
pub(crate) fn function(cx: &mut Cx, id: BodyId) -> String {
    let program = cx.program;
    let body = &program.bodies[id];
    let layout = layout::Layout::new(body);
    let is_region = |s: &cyrus_mir::Stmt| matches!(s.kind, StmtKind::Parallel(_));
    let needs_line =
        |s: &cyrus_mir::Stmt| matches!(s.kind, StmtKind::Traceback { .. } | StmtKind::SaveLine(_));
    // The blocks of parallel regions are not among those of the order.
    let keeps_line = if body.blocks.iter().flat_map(|b| &b.stmts).any(is_region) {
        body.blocks.iter().flat_map(|b| &b.stmts).any(needs_line)
    } else {
        layout.order.iter().flat_map(|&b| &body.blocks[b].stmts).any(needs_line)
    };
    let names = local::names(body);
    let repeated = match body.abi {
        _ if glue::is_glue(cx, id) => Some(FxHashSet::default()),
        BodyAbi::Fastcall | BodyAbi::NoArgs | BodyAbi::OneArg => Some(loops::repeated(body)),
        BodyAbi::ModuleExec | BodyAbi::TupleDict | BodyAbi::GeneratorStep | BodyAbi::C => None,
    };
    let mut writer = BodyWriter {
        fold: fold::Folding::new(body, cx.types, cx.cplus()),
        layout,
        cx,
        body,
        id,
        out: String::new(),
        names,
        mentioned: FxHashSet::default(),
        read: FxHashSet::default(),
        labels: FxHashSet::default(),
        keeps_line,
        region_exit: None,
        in_task: false,
        outlined: String::new(),
        outlined_loops: 0,
        parts: gil_parts::Parts::default(),
        resumes: Vec::new(),
        uses_frame: false,
        comments: comments::Comments::default(),
        tracked_reads: Vec::new(),
        tracked_memory: false,
        call_prefix: String::new(),
        left: false,
        call_span: Span::default(),
        calls_method: false,
        cold: false,
        once: false,
        repeated,
    };
    let text = writer.write();
    let text = roomy::roomy(cx, id, text);
    profile::profiled(cx, id, text)
}

impl<'a> BodyWriter<'a, '_> {
    fn write(&mut self) -> String {
        let is_apart = |b: &BlockId| self.body.parts.iter().any(|p| p.blocks.contains(b));
        let order: Vec<BlockId> = self.layout.order.iter().copied().filter(|b| !is_apart(b)).collect();
        let mut out = String::new();
        self.heading(&mut out);
        // Labels come out where needed: write each block, then join.
        let mut texts: Vec<(BlockId, String)> = Vec::with_capacity(order.len());
        for (i, &block) in order.iter().enumerate() {
            self.out.clear();
            self.block(block, order.get(i + 1).copied());
            texts.push((block, std::mem::take(&mut self.out)));
        }
        self.drop_unreached(&mut texts);
        self.keeps_line &= texts.iter().any(|(_, t)| parallel::mentions_line(t));
        let dispatch = self.generator_dispatch();
        out.push_str(&self.outlined);
        let _ = writeln!(out, "{} {{", signature(self.cx, self.id, false));
        self.declarations(&mut out);
        out.push_str(&dispatch);
        for (block, text) in texts {
            if self.labels.contains(&block) {
                let _ = writeln!(out, "L{}:;", block.index());
            }
            out.push_str(&text);
        }
        out.push_str("}\n");
        out
    }

    /// Error ends that nothing jumps to, as the failures return by themselves.
    fn drop_unreached(&self, texts: &mut Vec<(BlockId, String)>) {
        let mut before = None;
        texts.retain(|&(id, _)| {
            let follows = before.is_none_or(|b: BlockId| {
                !matches!(self.body.blocks[b].term, Terminator::Return(_) | Terminator::Unreachable)
            });
            let keep = follows || self.labels.contains(&id) || !self.is_failed_end(id);
            if keep {
                before = Some(id);
            }
            keep
        });
    }

    /// Where the function comes from.
    fn heading(&mut self, out: &mut String) {
        if !self.cx.options.comments || self.body.span == Span::default() {
            return;
        }
        let file = self.cx.sources.file(self.body.span.file).clone();
        let line = file.line(self.body.span.start);
        let text = crate::c_text::comment_text(file.line_text(line));
        let _ = writeln!(out, "\n/* {line}: {text} */");
        self.comments.shown.insert((self.body.span.file, line));
    }

    fn block(&mut self, id: BlockId, next: Option<BlockId>) {
        let body = self.body;
        let block = &body.blocks[id];
        self.comments.current = None;
        self.left = false;
        self.cold = block.cold || body.abi == BodyAbi::ModuleExec;
        self.once = self.cold || self.repeated.as_ref().is_some_and(|blocks| !blocks.contains(&id));
        if body.abi == BodyAbi::Fastcall && self.is_failed_end(id) {
            let fail = self.cx.runtime("__cyrus_fail").to_string();
            let name = crate::c_text::bytes_literal(body.qualname.as_bytes());
            self.line(&format!("return {fail}({name}, __cyrus_line);"));
            return;
        }
        let mut rest = block.stmts.as_slice();
        while let Some((stmt, after)) = rest.split_first() {
            let merged = if body.abi == BodyAbi::ModuleExec { self.repetition(rest) } else { 0 };
            if merged == 0 {
                self.stmt(stmt);
            }
            rest = if merged == 0 { after } else { &rest[merged..] };
        }
        if !self.enters_part(id, next) {
            self.terminator(&block.term, block.term_span, next);
        }
        self.fold.assert_empty();
    }

    /// Notes the position of what follows: a comment with the line, or a `#line`.
    fn position(&mut self, span: Span) {
        self.cx.at = span;
        if span == Span::default() {
            return;
        }
        let file = self.cx.sources.file(span.file).clone();
        let line = file.line(span.start);
        if self.comments.current == Some((span.file, line)) {
            return;
        }
        self.comments.current = Some((span.file, line));
        if self.cx.options.line_directives {
            let name = file.path.display().to_string();
            let _ = writeln!(self.out, "#line {line} {}", crate::c_text::bytes_literal(name.as_bytes()));
        }
        if self.cx.options.comments && self.comments.shown.insert((span.file, line)) {
            let text = crate::c_text::comment_text(file.line_text(line));
            if !text.is_empty() {
                let _ = writeln!(self.out, "  /* {line}: {text} */");
            }
        }
    }

    /// A statement line.
    fn line(&mut self, text: &str) {
        let leaves = text.contains("__CYRUS_FAIL(") || text.contains("goto ");
        self.left = leaves && !text.contains("if (");
        self.out.push_str("  ");
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// `L7`, noting that the label is needed.
    fn label(&mut self, block: BlockId) -> String {
        let target = self.layout.target(block);
        self.labels.insert(target);
        format!("L{}", target.index())
    }

    /// The name of a local that is read or written as a whole.
    fn local_name(&mut self, local: MLocal) -> String {
        self.mentioned.insert(local);
        self.uses_frame |= self.body.locals[local].frame_field.is_some();
        self.names[local.index()].clone()
    }

    /// `__cyrus_line = 12; goto L7;` or what there is of it, as one statement for after an `if`.
    fn fail(&mut self, span: Span, unwind: Option<BlockId>) -> String {
        let Some(unwind) = unwind else {
            self.cx.internal(format!("in {}: a statement that can fail has no error edge", self.body.name));
            return ";".into();
        };
        let label = self.label(unwind);
        if self.keeps_line {
            format!("__CYRUS_FAIL({}, {label})", self.cx.line(span))
        } else {
            format!("goto {label};")
        }
    }
}

/// Text of an expression statement's operand list.
fn list(items: &[CExpr]) -> String {
    items.iter().map(|e| e.text.as_str()).collect::<Vec<_>>().join(", ")
}
