//! Where variables live, and loads and stores of places.

use crate::builder::{FnBuilder, Slot};
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, TyId};
use hir::LocalId;
use mir::{CTy, LocalKind, MLocal, Operand, Place, PlaceBase, Proj, Rvalue, StmtKind, UnboundKind};

impl FnBuilder<'_, '_> {
    /// Where a local is; made on first use.
    pub(crate) fn slot(&mut self, local: LocalId) -> Slot {
        if let Some(slot) = &self.slots[local] {
            return slot.clone();
        }
        let decl = &self.func.locals[local];
        let field = self.cx.captured(self.func_id, local).filter(|_| decl.captured);
        let slot = match (field, self.scope) {
            (Some(field), Some(scope)) => Slot::Scope(Place::local(scope).then(field)),
            _ => {
                let variable = self.variable(local);
                Slot::Var(variable)
            }
        };
        self.slots[local] = Some(slot.clone());
        slot
    }

    /// A C variable for a user's variable (or a construct's), dropped at the function's exits.
    pub(crate) fn variable(&mut self, local: LocalId) -> MLocal {
        let decl = &self.func.locals[local];
        let (name, ty) = (decl.name.clone(), decl.ty);
        let variable = self.local(Some(name), CTy::Ty(ty), LocalKind::Variable);
        self.own_variable(variable);
        // What points to it may outlive a turn of a generator.
        if matches!(self.kind(ty), cyrus_types::Ty::Array(..))
            && self.body.locals[variable].frame_field.is_none()
        {
            self.keep_in_frame(variable);
        }
        if self.func.directives.cpp_locals && self.generator.is_none() && self.is_cpp_object(ty) {
            self.body.locals[variable].ends = true;
        }
        // CPython wants Py_tss_NEEDS_INIT in a thread key, which is all zeros; so is a mutex that is unlocked.
        // Storage of a nogil class starts as zeros.
        let element = match self.kind(ty) {
            cyrus_types::Ty::Array(elem, _) => *elem,
            _ => ty,
        };
        if matches!(self.types().display(ty).as_str(), "Py_tss_t" | "cython.pymutex")
            || self.types().as_nogil_class(element).is_some()
        {
            self.zeroed(variable);
        }
        variable
    }

    /// Declares that a variable owns what it holds: NULL at entry, dropped at the exits.
    pub(crate) fn own_variable(&mut self, variable: MLocal) {
        let kind = self.cx.counting(&self.ty_of(variable));
        if kind != Counting::None {
            self.zeroed(variable);
            self.drops.push((variable, kind));
            self.keep_in_frame(variable);
        }
    }

    /// The place of a local that is not a `Let` alias.
    pub(crate) fn local_place(&mut self, local: LocalId) -> Place {
        match self.slot(local) {
            Slot::Var(local) => Place::local(local),
            Slot::Scope(place) => place,
            Slot::Bound(value) => match value.op {
                Operand::Copy(place) => place,
                Operand::Const(_) => {
                    let temp = self.local(None, value.ty, LocalKind::Temp);
                    self.set(temp, value.op);
                    Place::local(temp)
                }
            },
        }
    }

    /// The place of a variable of an enclosing function, and that function.
    pub(crate) fn outer_place(&mut self, depth: u32, local: LocalId) -> Option<(hir::FuncId, Place)> {
        let mut target = self.func_id;
        for _ in 0..depth {
            target = self.cx.module.funcs[target].parent?;
        }
        let (mut owner, mut scope) = self.cx.closure_scope(self.func_id)?;
        let mut place = self.closure.clone()?;
        while owner != target {
            place = place.then(Proj::ScopeOuter(scope));
            (owner, scope) = self.cx.closure_scope(owner)?;
        }
        Some((target, place.then(self.cx.captured(target, local)?)))
    }

    /// Reads a local variable; `__class__` out of its cell.
    pub(crate) fn read_local(&mut self, id: LocalId) -> Value {
        let value = self.read_local_cell(id);
        if self.cx.assigned.is_class_cell(self.func_id, id) { self.cell_content(value) } else { value }
    }

    fn cell_content(&mut self, cell: Value) -> Value {
        self.call_rt("__cyrus_class_of_cell", vec![cell])
    }

    /// Reads a local variable as it is.
    pub(crate) fn read_local_cell(&mut self, id: LocalId) -> Value {
        let decl = &self.func.locals[id];
        let maybe_unbound = decl.maybe_unbound || self.cx.assigned.unbound_somewhere(self.func_id, id);
        let (ty, name) = (decl.ty, decl.name.clone());
        match self.slot(id) {
            Slot::Bound(value) => {
                // The owner stays on the cleanup stack; this is another look at it.
                let own = if value.own == Own::Plain { Own::Plain } else { Own::Borrowed };
                Value { own, ..value }
            }
            Slot::Var(local) => {
                let place = Place::local(local);
                if maybe_unbound {
                    self.check_bound(place.clone(), ty, name, UnboundKind::Local);
                }
                self.loaded(place, ty)
            }
            Slot::Scope(place) => {
                if maybe_unbound {
                    self.check_bound(place.clone(), ty, name, UnboundKind::Local);
                }
                let value = self.loaded(place, ty);
                // Inner functions may rebind it whenever something is called.
                if self.cx.assigned.anywhere(self.func_id, id) {
                    return self.stable(value);
                }
                value
            }
        }
    }

    /// Reads a variable of an enclosing function; `__class__` out of its cell.
    pub(crate) fn read_outer(&mut self, depth: u32, id: LocalId) -> Value {
        let value = self.read_outer_cell(depth, id);
        match self.outer_place(depth, id) {
            Some((owner, _)) if self.cx.assigned.is_class_cell(owner, id) => self.cell_content(value),
            _ => value,
        }
    }

    /// Reads a variable of an enclosing function as it is.
    pub(crate) fn read_outer_cell(&mut self, depth: u32, id: LocalId) -> Value {
        let Some((owner, place)) = self.outer_place(depth, id) else {
            return self.unsupported(self.span, "this variable of an enclosing function");
        };
        let decl = &self.cx.module.funcs[owner].locals[id];
        let (ty, name) = (decl.ty, decl.name.clone());
        // A parameter is there from the start; anything else may not be assigned yet.
        if decl.kind != hir::LocalKind::Param || self.cx.assigned.anywhere(owner, id) {
            self.check_bound(place.clone(), ty, name, UnboundKind::Free);
            let value = self.loaded(place, ty);
            return self.stable(value);
        }
        self.loaded(place, ty)
    }

    /// Fails when a place of a type with an unset state is unset. Cypclass references are NULL at first,
    /// which is a value of theirs.
    pub(crate) fn check_bound(&mut self, place: Place, ty: TyId, name: hir::Name, kind: UnboundKind) {
        let in_slot = || place.as_local().is_some_and(|l| self.body.locals[l].ends);
        if matches!(self.types().counting(ty), Counting::Python | Counting::MemView)
            || self.func.directives.initializedcheck && self.is_cpp_object(ty) && in_slot()
        {
            self.emit_fallible(StmtKind::CheckBound { place, name, kind });
        }
    }

    /// A C++ object itself, not a reference to one.
    fn is_cpp_object(&self, ty: TyId) -> bool {
        matches!(self.types().get(self.types().unqualified(ty)), cyrus_types::Ty::Cpp(..))
    }

    /// The place of a local that is there already: its parts or its address are asked for.
    pub(crate) fn present_place(&mut self, id: LocalId) -> Place {
        let place = self.local_place(id);
        let decl = &self.func.locals[id];
        let (ty, name) = (decl.ty, decl.name.clone());
        if decl.maybe_unbound && self.is_cpp_object(ty) {
            self.check_bound(place.clone(), ty, name, UnboundKind::Local);
        }
        place
    }

    /// Fails when a place of a memoryview type, which flow analysis does not follow, is unset.
    pub(crate) fn check_view(&mut self, place: Place, ty: TyId, name: hir::Name, kind: UnboundKind) {
        if self.func.directives.initializedcheck && self.memview_ty(ty).is_some() {
            self.check_bound(place, ty, name, kind);
        }
    }

    /// Fails when a C++ object in storage that is filled later is not there.
    pub(crate) fn check_late(&mut self, late: bool, place: &Place, name: hir::Name, kind: UnboundKind) {
        if late && self.func.directives.initializedcheck {
            self.emit_fallible(StmtKind::CheckBound { place: place.clone(), name, kind });
        }
    }

    /// The place of a variable of the module that is there already: its parts or its address are asked for.
    pub(crate) fn present_cvar(&mut self, var: hir::CVarId) -> Place {
        let decl = &self.cx.module.cvars[var];
        let (late, name) = (decl.late, decl.name.clone());
        let place = Self::cvar_place(var);
        self.check_late(late, &place, name, UnboundKind::CppGlobal);
        place
    }

    /// A place read as a value: borrowed when counted.
    pub(crate) fn loaded(&self, place: Place, ty: TyId) -> Value {
        let own = if self.types().counting(ty) == Counting::None { Own::Plain } else { Own::Borrowed };
        Value { op: Operand::Copy(place), ty: CTy::Ty(ty), own }
    }

    /// Stores a value into a place that holds an owned reference (or NULL): the old one is dropped after
    /// the store, so that code run by the drop sees the new value.
    pub(crate) fn store(&mut self, place: Place, ty: &CTy, value: Value) {
        let kind = self.cx.counting(ty);
        if kind == Counting::None {
            let op = self.take(value);
            self.assign(place, Rvalue::Use(op));
            return;
        }
        // Allocated before the value's own temporary is free to be used again.
        let old = self.temp(ty);
        let op = self.take(value);
        self.set(old, Operand::Copy(place.clone()));
        self.assign(place, Rvalue::Use(op));
        self.emit(StmtKind::Decref { value: Operand::local(old), kind, nullable: true, kept: false });
        self.free_temp(old);
    }

    /// Stores into a place known to be empty.
    pub(crate) fn init(&mut self, place: Place, value: Value) {
        let op = self.take(value);
        self.assign(place, Rvalue::Use(op));
    }

    /// Gives a value a place to take parts or the address of.
    pub(crate) fn materialize(&mut self, value: &Value) -> Place {
        match &value.op {
            Operand::Copy(place) => place.clone(),
            Operand::Const(_) => {
                let temp = self.local(None, value.ty.clone(), LocalKind::Temp);
                self.set(temp, value.op.clone());
                Place::local(temp)
            }
        }
    }

    /// A global C variable.
    pub(crate) fn cvar_place(var: hir::CVarId) -> Place {
        Place { base: PlaceBase::CVar(var), proj: Vec::new() }
    }
}
