//! Which temporaries become part of the expression that reads them, and the expressions waiting for that.
//!
//! A candidate is a temporary that is written once, by an assignment without effects or a pure call, and
//! read once, later in the same block. While it waits, a statement that could change what its
//! expression reads makes it be written out as an assignment after all.

use crate::c_text::CExpr;
use cyrus_arena::Id as _;
use cyrus_mir::{
    BlockId, Body, CTy, Callee, ErrorCheck, LocalKind, MLocal, Operand, Place, PlaceBase, Proj, Rvalue, Stmt,
    StmtKind, Terminator,
};
use cyrus_types::{Ty, Types};

/// Candidates of a body, and the expressions of those whose reader is still to come.
pub(super) struct Folding {
    candidates: Vec<bool>,
    /// Locals that code elsewhere may change: their address is taken, or C++ may have a reference.
    addressed: Vec<bool>,
    unread: Vec<bool>,
    read_once: Vec<bool>,
    pub(super) pending: Vec<Pending>,
}

/// An expression that waits for its reader.
pub(super) struct Pending {
    pub(super) local: MLocal,
    pub(super) expr: CExpr,
    /// Locals it reads.
    pub(super) reads: Vec<MLocal>,
    /// It reads memory that any call or store may change.
    pub(super) reads_memory: bool,
}

/// Where a local occurs.
#[derive(Clone, Copy, Default)]
struct Occurrences {
    writes: u32,
    reads: u32,
    write_block: Option<BlockId>,
    read_block: Option<BlockId>,
    /// Its address is taken, a part of it written, or it is written by something that cannot be folded.
    fixed: bool,
    addressed: bool,
    /// Something other than a call or an assignment needs the variable.
    kept: bool,
}

impl Folding {
    pub(super) fn new(body: &Body, types: &Types, cplus: bool) -> Folding {
        let mut count = vec![Occurrences::default(); body.locals.len()];
        let is_reference = |local: MLocal| matches!(&body.locals[local].ty, CTy::Ty(ty) if matches!(types.get(*ty), Ty::Ref(_) | Ty::RvalueRef(_)));
        for (id, block) in body.blocks.iter_ids() {
            let mut counter = Counter { count: &mut count, block: id, cplus };
            for stmt in &block.stmts {
                counter.stmt(stmt);
                // A reference needs a variable that it refers to.
                if let StmtKind::Assign { dest, value: Rvalue::Use(Operand::Copy(place)) } = &stmt.kind
                    && dest.as_local().is_some_and(is_reference)
                    && let Some(local) = place.as_local()
                {
                    counter.fix(local);
                }
            }
            counter.terminator(&block.term);
        }
        let candidates = body
            .locals
            .iter_ids()
            .map(|(id, local)| {
                let o = count[id.index()];
                local.kind == LocalKind::Temp
                    && local.frame_field.is_none()
                    && !local.zeroed
                    && !o.fixed
                    && o.writes == 1
                    && o.reads == 1
                    && o.write_block == o.read_block
                    && foldable_type(types, &local.ty)
            })
            .collect();
        let addressed = body
            .locals
            .iter_ids()
            .map(|(id, local)| {
                let class = matches!(&local.ty, CTy::Ty(ty) if matches!(types.kind(*ty), Ty::Cpp(..)));
                count[id.index()].addressed || class
            })
            .collect();
        let unread = body
            .locals
            .iter_ids()
            .map(|(id, local)| {
                let o = count[id.index()];
                local.kind == LocalKind::Temp
                    && o.reads == 0
                    && !o.addressed
                    && !o.kept
                    && local.frame_field.is_none()
            })
            .collect();
        let read_once = count.iter().map(|o| o.reads == 1 && !o.kept).collect();
        Folding { candidates, addressed, unread, read_once, pending: Vec::new() }
    }

    /// Exactly one place of the text reads the local.
    pub(super) fn is_read_once(&self, local: MLocal) -> bool {
        self.read_once[local.index()]
    }

    /// A temporary whose value nobody looks at, but for the check after the call that writes it.
    pub(super) fn is_unread(&self, local: MLocal) -> bool {
        self.unread[local.index()]
    }

    pub(super) fn is_candidate(&self, local: MLocal) -> bool {
        self.candidates[local.index()]
    }

    /// Whether reading the local is reading memory that others may change.
    pub(super) fn is_addressed(&self, local: MLocal) -> bool {
        self.addressed[local.index()]
    }

    /// Takes the expression of a local out of the waiting ones.
    pub(super) fn take(&mut self, local: MLocal) -> Option<Pending> {
        let at = self.pending.iter().position(|p| p.local == local)?;
        Some(self.pending.remove(at))
    }

    pub(super) fn assert_empty(&self) {
        debug_assert!(self.pending.is_empty(), "a folded temporary was never read");
    }
}

/// Arrays cannot be copied by expressions; copies of C++ objects are not free of effects.
fn foldable_type(types: &Types, ty: &CTy) -> bool {
    match ty {
        CTy::Text(text) => text.ends_with('*') || text == "int" || text == "Py_ssize_t",
        CTy::Ty(ty) => {
            !matches!(types.get(*ty), Ty::Ref(_) | Ty::RvalueRef(_))
                && !matches!(
                    types.kind(*ty),
                    Ty::Array(..)
                        | Ty::Cpp(..)
                        | Ty::Struct(_)
                        | Ty::CTuple(_)
                        | Ty::MemView(_)
                        | Ty::NogilClass(_)
                )
        }
    }
}

/// Whether a call may wait for the reader of its result.
pub(super) fn is_pure_call(callee: &Callee, error: &ErrorCheck) -> bool {
    match callee {
        Callee::Runtime(name) => {
            *error == ErrorCheck::None && cyrus_rt_abi::rt_fn(name).is_some_and(|f| f.pure)
        }
        _ => false,
    }
}

struct Counter<'c> {
    count: &'c mut [Occurrences],
    block: BlockId,
    cplus: bool,
}

impl Counter<'_> {
    fn read(&mut self, local: MLocal) {
        let o = &mut self.count[local.index()];
        o.reads += 1;
        o.read_block = Some(self.block);
    }

    fn write(&mut self, local: MLocal, fixed: bool) {
        let o = &mut self.count[local.index()];
        o.writes += 1;
        o.write_block = Some(self.block);
        o.fixed |= fixed;
    }

    fn fix(&mut self, local: MLocal) {
        self.count[local.index()].fixed = true;
        self.count[local.index()].kept = true;
    }

    fn operand(&mut self, operand: &Operand) {
        match operand {
            Operand::Copy(place) => self.place(place),
            Operand::Const(_) => {}
        }
    }

    /// A place that is read.
    fn place(&mut self, place: &Place) {
        if let PlaceBase::Local(local) = place.base {
            self.read(local);
        }
        for step in &place.proj {
            if let Proj::Index(index) = step {
                self.operand(index);
            }
        }
    }

    /// A place that is written, or whose address is taken.
    fn dest(&mut self, place: &Place, fixed: bool) {
        match place.as_local() {
            Some(local) => self.write(local, fixed),
            None => {
                self.place(place);
                if let PlaceBase::Local(local) = place.base
                    && !goes_through_pointer(place)
                {
                    self.fix(local);
                }
            }
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Assign { dest, value } => {
                let aggregate = matches!(value, Rvalue::Aggregate(..) | Rvalue::CppConstruct(..));
                self.dest(dest, aggregate);
                match value {
                    Rvalue::Use(o) | Rvalue::Unary(_, o) | Rvalue::Cast(_, o) => self.operand(o),
                    Rvalue::Binary(_, a, b) => {
                        self.operand(a);
                        self.operand(b);
                    }
                    Rvalue::AddressOf(place) => {
                        self.place(place);
                        if let PlaceBase::Local(local) = place.base
                            && !goes_through_pointer(place)
                        {
                            self.fix(local);
                            self.count[local.index()].addressed = true;
                        }
                    }
                    Rvalue::Select(c, a, b) => {
                        self.operand(c);
                        self.operand(a);
                        self.operand(b);
                    }
                    Rvalue::Aggregate(_, items) => items.iter().for_each(|(_, o)| self.operand(o)),
                    Rvalue::CppConstruct(_, items) => items.iter().for_each(|o| self.operand(o)),
                }
            }
            StmtKind::Call { dest, callee, args, error } => {
                if let Some(dest) = dest {
                    self.dest(dest, !is_pure_call(callee, error));
                }
                args.iter().for_each(|a| self.operand(a));
                if self.cplus && !matches!(callee, Callee::Runtime(_)) {
                    for arg in args {
                        if let Operand::Copy(place) = arg
                            && let PlaceBase::Local(local) = place.base
                        {
                            self.count[local.index()].addressed = true;
                        }
                    }
                }
                match callee {
                    Callee::Pointer(o) => self.operand(o),
                    // The object may be written twice: as the receiver and as an argument.
                    Callee::CppMethod { object, .. } => self.operand(object),
                    Callee::Virtual { .. } | Callee::ExtMethod { .. } | Callee::Cyp { .. } => {
                        if let Some(Operand::Copy(place)) = args.first()
                            && let PlaceBase::Local(local) = place.base
                        {
                            self.count[local.index()].fixed = true;
                        }
                    }
                    _ => {}
                }
            }
            StmtKind::Incref { value, .. } | StmtKind::Decref { value, .. } => {
                self.operand(value);
                // CPython's macros evaluate their argument more than once in some versions.
                if let Operand::Copy(place) = value
                    && let PlaceBase::Local(local) = place.base
                {
                    self.fix(local);
                }
            }
            StmtKind::Clear { place, .. } | StmtKind::CppDestroy { place, .. } => self.dest(place, true),
            StmtKind::CheckBound { place, .. } => {
                self.place(place);
                if let PlaceBase::Local(local) = place.base {
                    self.fix(local);
                }
            }
            StmtKind::Gil(_, local) | StmtKind::SaveLine(local) => self.write(*local, true),
            StmtKind::RestoreLine(local) => {
                self.read(*local);
                self.fix(*local);
            }
            StmtKind::ParseArgs { dests, star, double_star, .. } => {
                for &local in dests.iter().chain(star).chain(double_star) {
                    self.write(local, true);
                }
            }
            StmtKind::Unpack { value, dests, .. } => {
                self.operand(value);
                for &local in dests {
                    self.write(local, true);
                }
            }
            StmtKind::Fail { when } => self.operand(when),
            StmtKind::Parallel(region) => {
                for &local in region.first_private.iter().chain(&region.last_private) {
                    self.fix(local);
                }
            }
            StmtKind::Traceback { .. } | StmtKind::WriteUnraisable { .. } | StmtKind::Nop => {}
        }
    }

    fn terminator(&mut self, term: &Terminator) {
        match term {
            Terminator::If { cond, .. } => self.operand(cond),
            Terminator::Switch { value, .. } => self.operand(value),
            Terminator::Return(Some(value)) => self.operand(value),
            Terminator::Yield { value, sent, .. } => {
                self.operand(value);
                self.write(*sent, true);
            }
            Terminator::Return(None) | Terminator::Goto(_) | Terminator::Unreachable => {}
        }
    }
}

/// Whether the place lies behind a pointer, not in the local itself.
pub(super) fn goes_through_pointer(place: &Place) -> bool {
    place.proj.iter().any(|step| match step {
        Proj::Deref
        | Proj::Element(_)
        | Proj::ExtField(..)
        | Proj::CypField { .. }
        | Proj::ScopeField(..)
        | Proj::ScopeOuter(_) => true,
        Proj::Field(_) | Proj::Index(_) | Proj::Cast(_) => false,
    })
}
