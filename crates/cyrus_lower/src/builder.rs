//! The body under construction: blocks, statements, temporaries.
//!
//! Invariant: after a terminator nothing is emitted until a block is entered again ([`FnBuilder::enter`]);
//! statements lowered meanwhile (code after `return`) vanish.

use crate::cleanup_stack::CleanupStack;
use crate::context::Cx;
use crate::value::{Own, Value};
use cyrus_arena::IndexVec;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_source::Span;
use cyrus_types::{Counting, TyId, Types};
use hir::{FuncId, LocalId};
use mir::{
    Block, BlockId, Body, CTy, LocalDecl, LocalKind, MLocal, Operand, Place, Rvalue, StmtKind, Terminator,
};
use rustc_hash::FxHashMap;

/// Where a local variable of the HIR lives.
#[derive(Clone, Debug)]
pub(crate) enum Slot {
    /// A C variable.
    Var(MLocal),
    /// A field of the function's scope object.
    Scope(Place),
    /// A `Let` temporary: an alias for a value that stays as it is.
    Bound(Value),
}

/// How a body leaves: what `return` and an error mean.
#[derive(Clone, Debug)]
pub(crate) struct Exit {
    /// The block that drops the variables and returns; `None` when `return` needs no common block.
    pub(crate) block: Option<BlockId>,
    /// The value on its way out.
    pub(crate) ret: Option<MLocal>,
    /// The block where errors end, once one may.
    pub(crate) error: Option<BlockId>,
    /// What the caller sees after an error: `None` where nothing is returned.
    pub(crate) error_value: Option<Operand>,
    /// Errors are printed and dropped.
    pub(crate) noexcept: bool,
    /// Errors leave a generator body: nothing more than the NULL result is needed.
    pub(crate) traceback: bool,
}

/// Builds one body.
pub(crate) struct FnBuilder<'c, 'm> {
    pub(crate) cx: &'c mut Cx<'m>,
    pub(crate) func_id: FuncId,
    pub(crate) func: &'m hir::Func,
    pub(crate) body: Body,
    /// `None` after a terminator.
    current: Option<BlockId>,
    /// Position given to what is emitted.
    pub(crate) span: Span,
    /// New blocks lie on an error path.
    pub(crate) cold: bool,
    /// The GIL is held here.
    pub(crate) gil: bool,
    pub(crate) slots: IndexVec<LocalId, Option<Slot>>,
    /// The exceptions of the handlers around, innermost last: in code without the GIL, what has it; elsewhere Python knows.
    pub(crate) caught: Vec<Option<MLocal>>,
    pub(crate) cleanup: CleanupStack,
    /// Blocks of cleanup chains by what they do and where they go on.
    pub(crate) chains: FxHashMap<(crate::cleanup::ChainKey, Option<BlockId>), BlockId>,
    /// Counted temporaries that are free again, by type.
    free_temps: FxHashMap<CTy, Vec<MLocal>>,
    /// Variables that the threads of enclosing parallel regions share though they were made inside.
    pub(crate) shared_in_regions: Vec<MLocal>,
    /// Variables to drop when the function is left.
    pub(crate) drops: Vec<(MLocal, Counting)>,
    pub(crate) exit: Exit,
    /// The C variable with the function's scope object, and with the enclosing one it was given.
    pub(crate) scope: Option<MLocal>,
    pub(crate) closure: Option<Place>,
    /// The generator object, in generator bodies.
    pub(crate) generator: Option<MLocal>,
    /// The C `self` of functions called through Python.
    pub(crate) c_self: Option<MLocal>,
    /// Extension types whose set-up has been emitted (in the module's body).
    pub(crate) classes_ready: Vec<cyrus_types::ClassId>,
    /// Where the result of the C++ operation that is lowered next goes: an object that cannot be copied.
    pub(crate) cpp_dest: Option<Place>,
    /// C++ objects that end with the statement they were made in.
    pub(crate) cpp_temps: Vec<(MLocal, cyrus_types::TyId)>,
    /// The acquired buffers of variables with a declared buffer type.
    pub(crate) buffers: std::collections::BTreeMap<LocalId, MLocal>,
    /// The GIL state to restore at the exit of a `with gil` function.
    pub(crate) gil_state: Option<MLocal>,
    /// Parameters go into the frame: this is the creator of a generator.
    pub(crate) frame_params: bool,
}

impl<'c, 'm> FnBuilder<'c, 'm> {
    /// A builder for a body whose entry block is current.
    pub(crate) fn new(cx: &'c mut Cx<'m>, func_id: FuncId, body: Body) -> Self {
        let func = &cx.module.funcs[func_id];
        let entry = body.entry();
        let span = body.span;
        FnBuilder {
            cx,
            func_id,
            func,
            body,
            current: Some(entry),
            span,
            cold: false,
            gil: true,
            slots: func.locals.ids().map(|_| None).collect(),
            caught: Vec::new(),
            cleanup: CleanupStack::default(),
            chains: FxHashMap::default(),
            free_temps: FxHashMap::default(),
            shared_in_regions: Vec::new(),
            drops: Vec::new(),
            exit: Exit {
                block: None,
                ret: None,
                error: None,
                error_value: Some(Operand::Const(mir::Const::Null)),
                noexcept: false,
                traceback: true,
            },
            scope: None,
            closure: None,
            generator: None,
            c_self: None,
            classes_ready: Vec::new(),
            cpp_dest: None,
            cpp_temps: Vec::new(),
            buffers: std::collections::BTreeMap::new(),
            gil_state: None,
            frame_params: false,
        }
    }

    pub(crate) fn types(&self) -> &'m Types {
        self.cx.types()
    }

    /// The type that decides the behaviour of `ty`.
    pub(crate) fn kind(&self, ty: TyId) -> &'m cyrus_types::Ty {
        self.cx.module.types.kind(ty)
    }

    // ---- blocks

    /// A new block without predecessors.
    pub(crate) fn block(&mut self) -> BlockId {
        self.body.blocks.push(Block {
            stmts: Vec::new(),
            term: Terminator::Unreachable,
            term_span: self.span,
            cold: self.cold,
        })
    }

    /// A new block on an error path.
    pub(crate) fn cold_block(&mut self) -> BlockId {
        let block = self.block();
        self.body.blocks[block].cold = true;
        block
    }

    /// Goes on in `block`; what was current must have been terminated.
    pub(crate) fn enter(&mut self, block: BlockId) {
        debug_assert!(self.current.is_none(), "the previous block was left open");
        self.current = Some(block);
    }

    /// Goes on in `block`, falling through from the current one if that is open.
    pub(crate) fn fall_into(&mut self, block: BlockId) {
        self.goto(block);
        self.current = Some(block);
    }

    /// Whether code emitted now can run.
    pub(crate) fn is_live(&self) -> bool {
        self.current.is_some()
    }

    pub(crate) fn terminate(&mut self, term: Terminator) {
        if let Some(block) = self.current.take() {
            let block = &mut self.body.blocks[block];
            block.term = term;
            block.term_span = self.span;
        }
    }

    pub(crate) fn goto(&mut self, block: BlockId) {
        self.terminate(Terminator::Goto(block));
    }

    pub(crate) fn branch(&mut self, cond: Operand, then: BlockId, orelse: BlockId) {
        self.terminate(Terminator::If { cond, then, orelse, likely: None });
    }

    /// Code that runs only if `cond`, rarely.
    pub(crate) fn when_unlikely(&mut self, cond: Operand, code: impl FnOnce(&mut Self)) {
        let (then, after) = (self.cold_block(), self.block());
        self.terminate(Terminator::If { cond, then, orelse: after, likely: Some(false) });
        self.enter(then);
        let was_cold = std::mem::replace(&mut self.cold, true);
        code(self);
        self.cold = was_cold;
        self.fall_into(after);
    }

    /// Takes the current block out, to emit elsewhere; give it back with [`FnBuilder::resume`].
    pub(crate) fn suspend(&mut self) -> Option<BlockId> {
        self.current.take()
    }

    pub(crate) fn resume(&mut self, block: Option<BlockId>) {
        self.current = block;
    }

    // ---- statements

    /// A statement that cannot fail.
    pub(crate) fn emit(&mut self, kind: StmtKind) {
        self.push(kind, None);
    }

    /// A statement that may fail: gets the error edge for what is owned now.
    pub(crate) fn emit_fallible(&mut self, kind: StmtKind) {
        if self.is_live() {
            let unwind = self.unwind_block();
            self.push(kind, Some(unwind));
        }
    }

    fn push(&mut self, kind: StmtKind, unwind: Option<BlockId>) {
        if let Some(block) = self.current {
            self.body.blocks[block].stmts.push(mir::Stmt { kind, span: self.span, unwind });
        }
    }

    pub(crate) fn assign(&mut self, dest: Place, value: Rvalue) {
        self.emit(StmtKind::Assign { dest, value });
    }

    pub(crate) fn set(&mut self, dest: MLocal, value: Operand) {
        self.assign(Place::local(dest), Rvalue::Use(value));
    }

    /// Leaves by the error edge if `cond`; the exception has been set.
    pub(crate) fn fail_if(&mut self, cond: Operand) {
        self.emit_fallible(StmtKind::Fail { when: cond });
    }

    /// Leaves by the error edge.
    pub(crate) fn fail(&mut self) {
        self.fail_if(Operand::Const(mir::Const::Int(1, cyrus_types::common::BINT)));
        self.terminate(Terminator::Unreachable);
    }

    // ---- locals

    /// A new C variable.
    pub(crate) fn local(&mut self, name: Option<hir::Name>, ty: CTy, kind: LocalKind) -> MLocal {
        self.body.locals.push(LocalDecl {
            name,
            ty,
            kind,
            zeroed: false,
            kept: false,
            frame_field: None,
            ends: false,
        })
    }

    /// A C parameter of the body.
    pub(crate) fn param(&mut self, name: &str, ty: CTy) -> MLocal {
        let local = self.local(Some(name.into()), ty, LocalKind::Param);
        self.body.params.push(local);
        local
    }

    /// An uncounted temporary, or one whose ownership the caller manages.
    pub(crate) fn temp(&mut self, ty: impl Into<crate::value::ValueTy>) -> MLocal {
        let ty = self.temp_ty(Value::plain(Operand::Const(mir::Const::Null), ty).ty);
        if self.cx.counting(&ty) != Counting::None
            && let Some(free) = self.free_temps.get_mut(&ty).and_then(Vec::pop)
        {
            return free;
        }
        self.local(None, ty, LocalKind::Temp)
    }

    /// Python objects of all static types share their temporaries.
    fn temp_ty(&self, ty: CTy) -> CTy {
        match ty {
            CTy::Ty(ty) if self.cx.is_object(ty) => CTy::Ty(cyrus_types::common::OBJECT),
            other => other,
        }
    }

    /// A temporary of a C type of the support library.
    pub(crate) fn text_temp(&mut self, ty: &str) -> MLocal {
        self.local(None, CTy::Text(ty.into()), LocalKind::Temp)
    }

    /// A counted temporary may be used again.
    pub(crate) fn free_temp(&mut self, local: MLocal) {
        let ty = self.temp_ty(self.ty_of(local));
        if self.body.locals[local].kind != LocalKind::Temp || self.cx.counting(&ty) == Counting::None {
            return;
        }
        let free = self.free_temps.entry(ty).or_default();
        if !free.contains(&local) {
            free.push(local);
        }
    }

    /// Sets the temporaries aside that may be used again: a parallel region has its own.
    pub(crate) fn take_free_temps(&mut self) -> FxHashMap<CTy, Vec<MLocal>> {
        std::mem::take(&mut self.free_temps)
    }

    pub(crate) fn put_free_temps(&mut self, free: FxHashMap<CTy, Vec<MLocal>>) {
        self.free_temps = free;
    }

    pub(crate) fn ty_of(&self, local: MLocal) -> CTy {
        self.body.locals[local].ty.clone()
    }

    /// Marks a variable as NULL or zero at entry.
    pub(crate) fn zeroed(&mut self, local: MLocal) {
        self.body.locals[local].zeroed = true;
    }

    /// The result of an operation without side effects, as a value.
    pub(crate) fn compute(&mut self, ty: impl Into<crate::value::ValueTy>, value: Rvalue) -> Value {
        let ty = Value::plain(Operand::Const(mir::Const::Null), ty).ty;
        let temp = self.local(None, ty.clone(), LocalKind::Temp);
        self.assign(Place::local(temp), value);
        Value { op: Operand::local(temp), ty, own: Own::Plain }
    }

    /// The address of a place, as an operand.
    pub(crate) fn address_of(&mut self, place: Place, pointer_ty: &str) -> Operand {
        let temp = self.text_temp(pointer_ty);
        self.assign(Place::local(temp), Rvalue::AddressOf(place));
        Operand::local(temp)
    }

    /// Reports a construct that is not compiled yet, and gives a value to go on with.
    pub(crate) fn unsupported(&mut self, span: Span, what: &str) -> Value {
        self.cx.unsupported(span, what);
        Value::null()
    }

    /// Runs `code` with another position for what it emits.
    pub(crate) fn at<R>(&mut self, span: Span, code: impl FnOnce(&mut Self) -> R) -> R {
        let before = std::mem::replace(&mut self.span, span);
        let result = code(self);
        self.span = before;
        result
    }

    /// Puts the finished body into the program.
    pub(crate) fn finish(self, id: mir::BodyId) {
        self.cx.program.bodies[id] = self.body;
    }
}
