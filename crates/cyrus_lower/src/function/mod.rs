//! Functions: how each kind is entered, where its parameters come from, and how it is left.
//!
//! The common shape: an entry that brings the parameters into variables, the statements, a default
//! `return`, then the blocks all exits share: one that drops the variables and returns, and one for
//! errors, which adds the traceback entry, puts the error value in place and goes to the former.

mod c_function;
mod cyp_method;
mod def;
mod default_value;
mod generator;
mod parameter;
mod slot;

use crate::builder::{Exit, FnBuilder, Slot};
use crate::context::Cx;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, Ty, common};
use hir::{CoroutineKind, FuncId, FuncKind};
use mir::{Body, BodyAbi, CTy, Const, LocalKind, Operand, Place, Proj, Rvalue, StmtKind, Terminator};

/// Lowers one function into its bodies.
pub(crate) fn lower_function(cx: &mut Cx<'_>, id: FuncId) {
    let module = cx.module;
    let func = &module.funcs[id];
    match &func.kind {
        FuncKind::ModuleInit => module_init(cx, id),
        FuncKind::Def(def) => def::lower_def(cx, id, def),
        FuncKind::C(info) => c_function::lower_c(cx, id, info),
        FuncKind::CPdef(info, def) => {
            c_function::lower_c(cx, id, info);
            def::lower_python_face(cx, id, info, def);
        }
        FuncKind::Slot { class, slot, def } => slot::lower_slot(cx, id, *class, slot, def),
        FuncKind::GeneratorExpr => generator::lower_generator_expr(cx, id),
        FuncKind::Cyp(method) => cyp_method::lower_method(cx, id, *method),
    }
}

/// An empty body for a function.
fn new_body(func: &hir::Func, id: FuncId, cname: hir::Name, abi: BodyAbi, ret: CTy) -> Body {
    let mut body = Body::new(func.name.clone(), cname, id, abi, ret, func.span);
    body.qualname = func.qualname.clone();
    body
}

/// The statements of a module.
fn module_init(cx: &mut Cx<'_>, id: FuncId) {
    let func = &cx.module.funcs[id];
    let name = "__cyrus_module_body".into();
    let mut body = new_body(func, id, name, BodyAbi::ModuleExec, CTy::Ty(common::INT));
    // Tracebacks name it so.
    body.qualname = format!("init {}", cx.module.name).into();
    let mut b = FnBuilder::new(cx, id, body);
    b.prepare_exit(Some(Operand::Const(Const::Int(-1, common::INT))));
    b.make_scope();
    b.block_stmts(&func.body);
    b.return_value(Some(Value::int(0, common::INT)));
    b.finish_exit();
    let id = b.cx.body_of(id);
    b.finish(id);
}

impl FnBuilder<'_, '_> {
    /// Sets up how the body is left. Every variable that must be dropped is declared by then or later; the
    /// exit block is made when it turns out to be needed.
    pub(crate) fn prepare_exit(&mut self, error_value: Option<Operand>) {
        // Leaving through a common block keeps the drops of the variables in one place.
        let block = self.block();
        self.exit = Exit {
            block: Some(block),
            ret: None,
            error: None,
            error_value,
            noexcept: false,
            traceback: true,
        };
    }

    /// The block where errors of the body end.
    pub(crate) fn error_exit(&mut self) -> mir::BlockId {
        if let Some(block) = self.exit.error {
            return block;
        }
        let block = self.cold_block();
        self.exit.error = Some(block);
        block
    }

    /// Fills in the blocks where the body is left.
    pub(crate) fn finish_exit(&mut self) {
        self.declare_unused_objects();
        let span = self.body.span;
        self.at(span, |b| b.fill_exits());
    }

    /// C++ variables that are only declared: their constructors and destructors run all the same.
    fn declare_unused_objects(&mut self) {
        if !self.cx.module.cplus || self.func.coroutine != CoroutineKind::None {
            return;
        }
        for (id, decl) in self.func.locals.iter_ids() {
            let declared = decl.kind == hir::LocalKind::Variable && !decl.name.is_empty() && !decl.captured;
            if declared && self.slots[id].is_none() && self.types().holds_cpp(decl.ty) {
                let variable = self.variable(id);
                self.body.locals[variable].kept = true;
            }
        }
    }

    fn fill_exits(&mut self) {
        let nogil = !self.gil;
        if let Some(error) = self.exit.error {
            let suspended = self.suspend();
            debug_assert!(suspended.is_none(), "the end of the body was left open");
            self.enter(error);
            self.cold = true;
            if self.exit.noexcept {
                self.emit(StmtKind::WriteUnraisable { nogil });
            } else if self.exit.traceback {
                self.emit(StmtKind::Traceback { nogil });
            }
            let void = matches!(&self.body.ret, CTy::Ty(ty) if matches!(self.kind(*ty), Ty::Void));
            if !void {
                let ret = self.ret_local();
                if self.body.locals[ret].zeroed && self.cx.counting(&self.body.ret.clone()) != Counting::None
                {
                    // A value was on its way out.
                    let kind = self.cx.counting(&self.body.ret.clone());
                    self.emit(StmtKind::Clear { place: Place::local(ret), kind });
                }
                match self.exit.error_value.clone() {
                    Some(value) => self.set(ret, value),
                    None => self.zeroed(ret),
                }
            }
            self.goto_exit();
            self.cold = false;
        }
        if let Some(block) = self.exit.block {
            self.enter(block);
            self.release_buffers();
            self.drop_variables(nogil);
            let void = matches!(&self.body.ret, CTy::Ty(ty) if matches!(self.kind(*ty), Ty::Void));
            let value = if void { None } else { Some(Operand::local(self.ret_local())) };
            self.leave_gil();
            self.terminate(Terminator::Return(value));
        }
    }

    /// Drops what the variables hold. Without the GIL it is taken for the objects among them.
    fn drop_variables(&mut self, nogil: bool) {
        let drops = std::mem::take(&mut self.drops);
        let objects = drops.iter().any(|(local, _)| match self.body.locals[*local].ty {
            CTy::Ty(ty) => self.types().drop_needs_gil(ty),
            CTy::Text(_) => true,
        });
        let state = (nogil && objects).then(|| self.text_temp("PyGILState_STATE"));
        if let Some(state) = state {
            self.emit(StmtKind::Gil(mir::GilOp::Ensure, state));
        }
        let in_frame = self.generator.is_some();
        for (local, kind) in drops {
            if in_frame {
                // The frame would drop them again.
                self.emit(StmtKind::Clear { place: Place::local(local), kind });
            } else {
                self.emit(StmtKind::Decref {
                    value: Operand::local(local),
                    kind,
                    nullable: true,
                    kept: false,
                });
            }
        }
        if let Some(state) = state {
            self.emit(StmtKind::Gil(mir::GilOp::Unensure, state));
        }
    }

    /// Gives back the GIL that the entry took (`with gil` functions).
    fn leave_gil(&mut self) {
        if let Some(state) = self.gil_state {
            self.emit(StmtKind::Gil(mir::GilOp::Unensure, state));
        }
    }

    /// Makes the scope object for captured variables, if the function has one.
    pub(crate) fn make_scope(&mut self) {
        let Some(scope) = self.cx.scope_of(self.func_id) else { return };
        if self.func.coroutine != CoroutineKind::None {
            return;
        }
        let outer = self.cx.program.scopes[scope].outer.is_some();
        let args: Vec<Value> = match (&self.closure, outer) {
            (Some(place), true) => {
                vec![Value {
                    own: Own::Borrowed,
                    ..Value::plain(Operand::Copy(place.clone()), common::OBJECT)
                }]
            }
            _ => Vec::new(),
        };
        let variable = self.local(Some("scope".into()), CTy::Ty(common::OBJECT), LocalKind::Variable);
        self.own_variable(variable);
        let ops = args.iter().map(|v| v.op.clone()).collect();
        self.emit_fallible(StmtKind::Call {
            dest: Some(Place::local(variable)),
            callee: mir::Callee::NewScope(scope),
            args: ops,
            error: mir::ErrorCheck::Null,
        });
        self.scope = Some(variable);
    }

    /// The closure of a function that is a Python object: asked from `self`.
    pub(crate) fn find_closure(&mut self, function: mir::MLocal) {
        if !self.func.uses_outer || self.cx.closure_scope(self.func_id).is_none() {
            return;
        }
        let closure = self.local(Some("closure".into()), CTy::Ty(common::OBJECT), LocalKind::Temp);
        self.call_plain("__cyrus_function_closure", vec![Operand::local(function)], Some(closure));
        self.closure = Some(Place::local(closure));
    }

    /// Makes a parameter's value the local's: in a C variable, or in the scope object if captured.
    pub(crate) fn bind_param(&mut self, local: hir::LocalId, value: Value) {
        if let (Some(field), Some(scope), true) =
            (self.cx.captured(self.func_id, local), self.scope, self.func.locals[local].captured)
        {
            let place = Place::local(scope).then(field);
            self.slots[local] = Some(Slot::Scope(place.clone()));
            let value = if value.own == Own::Borrowed { self.own(value) } else { value };
            self.init(place, value);
            return;
        }
        if self.frame_params
            && let Some(place) = self.frame_param_place(local)
        {
            self.init(place, value);
            return;
        }
        let decl = &self.func.locals[local];
        let (ty, name) = (CTy::Ty(decl.ty), decl.name.clone());
        let kind = self.cx.counting(&ty);
        let assigned = self.cx.assigned.anywhere(self.func_id, local);
        let own_local = value.place().and_then(Place::as_local);
        match (value.own, own_local) {
            // Borrowed from the caller for the whole call.
            (Own::Borrowed, Some(variable)) if !assigned => {
                self.slots[local] = Some(Slot::Var(variable));
            }
            // A C value in its own C variable.
            (Own::Plain, Some(variable)) if self.body.locals[variable].kind != LocalKind::Temp => {
                self.slots[local] = Some(Slot::Var(variable));
            }
            _ => {
                let variable = self.local(Some(name), ty, LocalKind::Variable);
                let op = self.take(value);
                self.assign(Place::local(variable), Rvalue::Use(op));
                if kind != Counting::None {
                    self.zeroed(variable);
                    self.drops.push((variable, kind));
                }
                self.slots[local] = Some(Slot::Var(variable));
            }
        }
    }

    /// The scope object's link to the enclosing one, as the closure of a generator body.
    pub(crate) fn closure_through(&mut self, frame: mir::MLocal, scope: mir::ScopeId) {
        if self.cx.program.scopes[scope].outer.is_some() {
            self.closure = Some(Place::local(frame).then(Proj::ScopeOuter(scope)));
        }
    }
}
