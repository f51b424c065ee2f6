//! The stack of obligations at the current point, and the two ways to leave through it.
//!
//! Error edges: [`FnBuilder::unwind_block`] gives a block that settles the top obligation and goes on
//! with the rest, down to the innermost handler or the function's error exit. Chains are shared: the same
//! obligation with the same rest is one block.
//!
//! Jumps (`return`, `break`, `continue`): [`FnBuilder::jump`] settles everything above the destination in
//! line; a `finally` on the way is entered with a number that says where to go on afterwards.

use crate::builder::FnBuilder;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, Ty, TyId, common};
use mir::{BlockId, Callee, Const, ErrorCheck, GilOp, MLocal, Operand, Place, Rvalue, StmtKind, Terminator};

/// Something to settle, or a mark, when control leaves a region.
#[derive(Clone, Debug)]
pub(crate) enum Cleanup {
    /// An owned temporary.
    Drop(MLocal, Counting),
    /// What one of several ways made that met since; NULL after the others ([`crate::expr::ways`]).
    DropIfMade(MLocal, Counting),
    /// The state of an iteration: cleared by this support function.
    ClearIter {
        state: MLocal,
        clear: &'static str,
        pointer: &'static str,
    },
    /// An exception put aside in code without the GIL.
    DropWithGil {
        exc: MLocal,
        state: MLocal,
    },
    /// Undo a GIL operation; `held` is the state outside.
    Gil {
        op: GilOp,
        state: MLocal,
        held: bool,
    },
    /// The previous handled exception is handled again; takes the reference.
    LeaveHandler {
        saved: MLocal,
    },
    /// The lock of a cypclass object is given back.
    Unlock(Operand),
    /// A C++ object of a loop gives up what it holds.
    CppDrop(MLocal, TyId),
    /// An error while an argument is converted: it is told what the argument is called.
    NameArgument {
        text: String,
        value: Operand,
    },
    /// `except … as name`: the name is unbound, without touching a pending exception.
    Unbind(Place, Counting),
    UnbindGlobal(hir::Name),
    UnbindClassName {
        namespace: MLocal,
        name: hir::Name,
    },
    /// A pending return value that is given up when this region is left in any other way.
    PendingReturn,
    /// Errors go here.
    Handler(BlockId),
    /// Errors go to `landing`, jumps go through `normal`.
    Finally(FinallyScope),
    /// Destinations of `break` and `continue`.
    Loop {
        break_to: BlockId,
        continue_to: BlockId,
    },
}

/// A `finally` in the making.
#[derive(Clone, Debug)]
pub(crate) struct FinallyScope {
    pub(crate) landing: BlockId,
    pub(crate) normal: BlockId,
    /// Says which exit was taken: 0 fell through, `n` is the jump `jumps[n - 1]`.
    pub(crate) state: MLocal,
    pub(crate) jumps: Vec<Jump>,
}

/// A way out of a region.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Jump {
    /// Of the loop at this height of the cleanup stack.
    Break(usize),
    Continue(usize),
    Return,
}

/// What a block of a cleanup chain does.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum ChainKey {
    Drop(MLocal),
    DropIfMade(MLocal),
    Gil(MLocal),
    Unlock(String),
    NameArgument(String),
    LeaveHandler(MLocal),
    Unbind(String),
    PendingReturn,
}

impl Cleanup {
    /// The key of its block; `None` when it is only a mark.
    fn key(&self) -> Option<ChainKey> {
        Some(match self {
            Cleanup::Drop(local, _) => ChainKey::Drop(*local),
            Cleanup::DropIfMade(local, _) => ChainKey::DropIfMade(*local),
            Cleanup::ClearIter { state, .. } => ChainKey::Drop(*state),
            Cleanup::DropWithGil { exc, .. } => ChainKey::Drop(*exc),
            Cleanup::Gil { state, .. } => ChainKey::Gil(*state),
            Cleanup::NameArgument { text, value } => ChainKey::NameArgument(format!("{text} {value}")),
            Cleanup::LeaveHandler { saved } => ChainKey::LeaveHandler(*saved),
            Cleanup::Unlock(object) => ChainKey::Unlock(object.to_string()),
            Cleanup::CppDrop(local, _) => ChainKey::Drop(*local),
            Cleanup::Unbind(place, _) => ChainKey::Unbind(place.to_string()),
            Cleanup::UnbindGlobal(name) => ChainKey::Unbind(format!("global {name}")),
            Cleanup::UnbindClassName { namespace, name } => {
                ChainKey::Unbind(format!("{}.{name}", namespace.0))
            }
            Cleanup::PendingReturn => ChainKey::PendingReturn,
            Cleanup::Handler(_) | Cleanup::Finally(_) | Cleanup::Loop { .. } => return None,
        })
    }
}

impl FnBuilder<'_, '_> {
    // ---- ownership of temporaries

    /// Declares that `local` owns a reference from here on.
    pub(crate) fn push_owned(&mut self, local: MLocal, kind: Counting) {
        self.cleanup.push(Cleanup::Drop(local, kind));
    }

    /// The owned value in a temporary that was just written.
    pub(crate) fn owned(&mut self, local: MLocal) -> Value {
        let ty = self.ty_of(local);
        let kind = self.cx.counting(&ty);
        self.push_owned(local, kind);
        Value { op: Operand::local(local), ty, own: Own::Temp(local) }
    }

    /// Takes an obligation off the stack without settling it: the reference goes elsewhere.
    pub(crate) fn release(&mut self, local: MLocal) -> Option<Counting> {
        let at = self.cleanup.iter().rposition(|c| matches!(c, Cleanup::Drop(l, _) if *l == local))?;
        let kind = match self.cleanup.remove(at) {
            Cleanup::Drop(_, kind) => kind,
            _ => Counting::None,
        };
        self.free_temp(local);
        Some(kind)
    }

    /// Makes an obligation the first to be settled.
    pub(crate) fn raise_to_top(&mut self, value: &Value) {
        if let Own::Temp(local) = value.own
            && let Some(at) =
                self.cleanup.iter().rposition(|c| matches!(c, Cleanup::Drop(l, _) if *l == local))
        {
            let entry = self.cleanup.remove(at);
            self.cleanup.push(entry);
        }
    }

    /// Drops an owned value; others need nothing.
    pub(crate) fn drop_value(&mut self, value: Value) {
        if let Own::Temp(local) = value.own
            && let Some(kind) = self.release(local)
        {
            self.emit(StmtKind::Decref { value: Operand::local(local), kind, nullable: false, kept: false });
        }
    }

    /// Drops several values, last first.
    pub(crate) fn drop_values(&mut self, values: Vec<Value>) {
        for value in values.into_iter().rev() {
            self.drop_value(value);
        }
    }

    /// Drops the arguments of a call. A result that may point into one of them is used before the statement ends: until then
    /// objects of cypclasses live, as what C++ makes in the middle of a statement does.
    pub(crate) fn drop_arguments(&mut self, values: Vec<Value>, result: TyId) {
        let points = self.may_point(result);
        for value in values.into_iter().rev() {
            if !points || self.cx.counting(&value.ty) != Counting::Cyp {
                self.drop_value(value);
            }
        }
    }

    /// Whether a value may point into what it was made of: pointers and references, and what may hold them. The
    /// containers of C++ hold what they are made of.
    pub(crate) fn may_point(&self, ty: TyId) -> bool {
        const OWNERS: [&str; 12] = [
            "string",
            "vector",
            "list",
            "deque",
            "map",
            "set",
            "unordered_map",
            "unordered_set",
            "pair",
            "optional",
            "shared_ptr",
            "unique_ptr",
        ];
        match self.types().get(ty) {
            Ty::Ref(_) | Ty::RvalueRef(_) => return true,
            _ => {}
        }
        match self.types().kind(ty) {
            Ty::Ptr(_) | Ty::Array(..) => true,
            Ty::CTuple(items) => items.iter().any(|&item| self.may_point(item)),
            Ty::Struct(id) => self.types().structs[*id].fields.iter().any(|field| self.may_point(field.ty)),
            Ty::Cpp(id, args) => {
                let class = &self.types().cpp_classes[*id];
                let owner =
                    class.namespace.as_deref() == Some("std") && OWNERS.contains(&class.name.as_str());
                !owner || args.iter().any(|&arg| self.may_point(arg))
            }
            _ => false,
        }
    }

    /// Makes sure that the value owns its reference.
    pub(crate) fn own(&mut self, value: Value) -> Value {
        match value.own {
            Own::Temp(_) => value,
            Own::Plain => self.stable(value),
            Own::Borrowed => {
                let kind = self.cx.counting(&value.ty);
                let temp = self.temp(&value.ty);
                // The place may be read twice; nothing runs in between.
                self.emit(StmtKind::Incref { value: value.op.clone(), kind, nullable: false });
                self.set(temp, value.op);
                self.owned(temp)
            }
        }
    }

    /// Gives up the reference: the operand now carries it to whoever takes it over.
    pub(crate) fn take(&mut self, value: Value) -> Operand {
        match value.own {
            Own::Temp(local) => {
                self.release(local);
                value.op
            }
            Own::Borrowed => {
                let kind = self.cx.counting(&value.ty);
                self.emit(StmtKind::Incref { value: value.op.clone(), kind, nullable: false });
                value.op
            }
            Own::Plain => value.op,
        }
    }

    /// Protects a value from effects of what is evaluated before it is used: a place that may change is
    /// copied (and counted).
    pub(crate) fn stable(&mut self, value: Value) -> Value {
        match (&value.op, value.own) {
            (Operand::Const(_), _) | (_, Own::Temp(_)) => value,
            (Operand::Copy(place), _) if self.is_stable(place) => value,
            _ if self.is_unique(&value) => value,
            (_, Own::Borrowed) => self.own(value),
            (_, Own::Plain) => {
                let op = value.op;
                self.compute(value.ty, Rvalue::Use(op))
            }
        }
    }

    /// Whether the value can only be used where it is, as a copy would end too.
    pub(crate) fn is_unique(&self, value: &Value) -> bool {
        matches!(value.ty, mir::CTy::Ty(ty) if self.types().is_unique(ty))
    }

    /// Whether no evaluation of another operand can change the place.
    pub(crate) fn is_stable(&self, place: &Place) -> bool {
        let Some(local) = place.as_local() else { return false };
        match self.body.locals[local].kind {
            mir::LocalKind::Temp => true,
            mir::LocalKind::Param | mir::LocalKind::Variable => !self.volatile_locals().any(|l| l == local),
        }
    }

    /// C variables that a part of an expression may write.
    fn volatile_locals(&self) -> impl Iterator<Item = MLocal> + '_ {
        self.slots.iter_ids().filter_map(|(id, slot)| match slot {
            Some(crate::builder::Slot::Var(local)) if self.cx.assigned.in_expression(self.func_id, id) => {
                Some(*local)
            }
            _ => None,
        })
    }

    // ---- error edges

    /// Where an error goes now.
    pub(crate) fn unwind_block(&mut self) -> BlockId {
        self.unwind_from(self.cleanup.len())
    }

    /// Where an error goes when only the lowest `height` obligations are left.
    pub(crate) fn unwind_from(&mut self, height: usize) -> BlockId {
        // Down to what is known or catches the error, then up again.
        let mut at = height;
        let mut next = loop {
            let Some(below) = at.checked_sub(1) else { break self.error_exit() };
            if let Some(block) = self.cleanup.known(below) {
                break block;
            }
            at = below;
            match &self.cleanup[at] {
                Cleanup::Handler(landing) => break *landing,
                Cleanup::Finally(scope) => break scope.landing,
                _ => {}
            }
        };
        for at in at..height {
            let action = self.cleanup[at].clone();
            if let Some(key) = action.key() {
                next = self.chain_block(key, action, next);
            }
            self.cleanup.learn(at, next);
        }
        next
    }

    fn chain_block(&mut self, key: ChainKey, action: Cleanup, next: BlockId) -> BlockId {
        if let Some(&block) = self.chains.get(&(key.clone(), Some(next))) {
            return block;
        }
        let block = self.cold_block();
        self.chains.insert((key, Some(next)), block);
        let suspended = self.suspend();
        let gil = self.gil;
        self.enter(block);
        self.settle(&action);
        self.goto(next);
        self.gil = gil;
        self.resume(suspended);
        block
    }

    /// Emits what an obligation asks for. The exception state may be set and is kept.
    fn settle(&mut self, action: &Cleanup) {
        match action {
            Cleanup::Drop(local, kind) => {
                self.emit(StmtKind::Decref {
                    value: Operand::local(*local),
                    kind: *kind,
                    nullable: false,
                    kept: false,
                });
            }
            Cleanup::DropIfMade(local, kind) => {
                let value = Operand::local(*local);
                self.emit(StmtKind::Decref { value, kind: *kind, nullable: true, kept: false });
            }
            Cleanup::ClearIter { state, clear, pointer } => {
                let state = self.address_of(Place::local(*state), pointer);
                self.call_plain(clear, vec![state], None);
            }
            Cleanup::DropWithGil { exc, state } => {
                self.emit(StmtKind::Gil(GilOp::Ensure, *state));
                let value = Operand::local(*exc);
                self.emit(StmtKind::Decref { value, kind: Counting::Python, nullable: true, kept: false });
                self.emit(StmtKind::Gil(GilOp::Unensure, *state));
            }
            Cleanup::Gil { op, state, held } => {
                self.emit(StmtKind::Gil(*op, *state));
                self.gil = *held;
            }
            Cleanup::LeaveHandler { saved } => {
                let args = vec![Operand::local(*saved)];
                self.call_plain("__cyrus_exc_leave", args, None);
            }
            Cleanup::Unlock(object) => self.call_plain("__cyrus_cyp_unlock", vec![object.clone()], None),
            Cleanup::CppDrop(local, ty) => {
                self.emit(StmtKind::CppDestroy { place: Place::local(*local), ty: *ty });
            }
            Cleanup::NameArgument { text, value } => {
                let args = vec![Value::cstr(text).op, value.clone()];
                self.call_plain("__cyrus_cyp_arg_error", args, None);
            }
            Cleanup::Unbind(place, kind) => {
                self.emit(StmtKind::Clear { place: place.clone(), kind: *kind });
            }
            Cleanup::UnbindGlobal(name) => {
                let name = Operand::Const(self.name_const(name));
                self.call_plain("__cyrus_unbind_name", vec![Operand::Const(Const::ModuleDict), name], None);
            }
            Cleanup::UnbindClassName { namespace, name } => {
                let name = Operand::Const(self.name_const(name));
                self.call_plain("__cyrus_unbind_name", vec![Operand::local(*namespace), name], None);
            }
            Cleanup::PendingReturn => {
                if let Some(ret) = self.exit.ret {
                    let kind = self.cx.counting(&self.body.ret.clone());
                    if kind != Counting::None {
                        self.emit(StmtKind::Clear { place: Place::local(ret), kind });
                    }
                }
            }
            Cleanup::Handler(_) | Cleanup::Finally(_) | Cleanup::Loop { .. } => {}
        }
    }

    /// A runtime call that cannot fail, without looking at the table (used on error paths).
    pub(crate) fn call_plain(&mut self, name: &str, args: Vec<Operand>, dest: Option<MLocal>) {
        self.check_runtime(name);
        self.emit(StmtKind::Call {
            dest: dest.map(Place::local),
            callee: Callee::Runtime(name.into()),
            args,
            error: ErrorCheck::None,
        });
    }

    // ---- regions

    /// Ends the region whose obligation is on top: settles it in line.
    pub(crate) fn settle_top(&mut self) {
        if let Some(action) = self.cleanup.pop() {
            self.settle(&action);
            if let Cleanup::Drop(local, _) | Cleanup::DropIfMade(local, _) = action {
                self.free_temp(local);
            }
        }
    }

    /// Gives a lock back that need not lie on top.
    pub(crate) fn settle_lock(&mut self, object: &Operand) {
        let at = self.cleanup.iter().rposition(|c| matches!(c, Cleanup::Unlock(o) if o == object));
        if let Some(at) = at {
            let action = self.cleanup.remove(at);
            self.settle(&action);
        }
    }

    // ---- jumps

    /// The innermost loop, if any.
    pub(crate) fn innermost_loop(&self) -> Option<usize> {
        self.cleanup.iter().rposition(|c| matches!(c, Cleanup::Loop { .. }))
    }

    /// Leaves everything up to the destination, which for `return` is the function's exit (the value is in
    /// [`crate::builder::Exit::ret`] by then).
    pub(crate) fn jump(&mut self, jump: Jump) {
        let (gil, height) = (self.gil, self.cleanup.len());
        let bottom = match jump {
            Jump::Break(at) | Jump::Continue(at) => at + 1,
            Jump::Return => 0,
        };
        for at in (bottom..height).rev() {
            // A pending return value is cleared by the return statement that replaces it.
            if matches!((&self.cleanup[at], jump), (Cleanup::PendingReturn, Jump::Return)) {
                continue;
            }
            if let Cleanup::Finally(scope) = &mut self.cleanup[at] {
                let number = match scope.jumps.iter().position(|j| *j == jump) {
                    Some(n) => n,
                    None => {
                        scope.jumps.push(jump);
                        scope.jumps.len() - 1
                    }
                };
                let (state, normal) = (scope.state, scope.normal);
                self.set(state, Operand::Const(Const::Int(number as i128 + 1, common::INT)));
                self.goto(normal);
                self.gil = gil;
                return;
            }
            let action = self.cleanup[at].clone();
            self.settle(&action);
        }
        match jump {
            Jump::Break(at) | Jump::Continue(at) => {
                if let Cleanup::Loop { break_to, continue_to } = self.cleanup[at] {
                    self.goto(if matches!(jump, Jump::Break(_)) { break_to } else { continue_to });
                }
            }
            Jump::Return => self.goto_exit(),
        }
        self.gil = gil;
    }

    /// Goes on after a `finally`: by the number in its state variable.
    pub(crate) fn after_finally(&mut self, state: MLocal, jumps: &[Jump], after: BlockId, falls: bool) {
        if jumps.is_empty() {
            self.goto(after);
            return;
        }
        if let ([only], false) = (jumps, falls) {
            self.jump(*only);
            return;
        }
        let targets: Vec<BlockId> = jumps.iter().map(|_| self.block()).collect();
        let arms = targets.iter().enumerate().map(|(i, b)| (i as i128 + 1, *b)).collect();
        self.terminate(Terminator::Switch { value: Operand::local(state), arms, default: after });
        for (jump, block) in jumps.iter().zip(targets) {
            self.enter(block);
            self.jump(*jump);
        }
    }
}
