//! Generators: a creator with the function's own signature, and a step body that is resumed.
//!
//! The creator puts the arguments into a frame (the function's scope object) and makes the generator. In
//! the step body every counted variable is a field of the frame, NULL or owned at any time, so that a
//! generator that is never finished is cleaned up by dropping its frame; temporaries that live across a
//! `yield` are put there by a pass.

use super::new_body;
use crate::builder::{FnBuilder, Slot};
use crate::context::Cx;
use crate::value::{Own, Value};
use cyrus_hir::FuncId;
use cyrus_mir as mir;
use cyrus_types::{Counting, common};
use mir::{BodyAbi, CTy, Callee, Const, ErrorCheck, LocalKind, Operand, Place, Proj, StmtKind};

/// The function behind a generator expression: `(closure, source)`.
pub(crate) fn lower_generator_expr(cx: &mut Cx<'_>, id: FuncId) {
    let func = &cx.module.funcs[id];
    let body = new_body(func, id, func.cname.clone(), BodyAbi::C, CTy::Ty(common::OBJECT));
    let mut b = FnBuilder::new(cx, id, body);
    b.prepare_exit(Some(Operand::Const(Const::Null)));
    let closure = b.param("closure", CTy::Ty(common::OBJECT));
    if func.uses_outer && b.cx.closure_scope(id).is_some() {
        b.closure = Some(Place::local(closure));
    }
    let sources: Vec<_> = func.params.iter().map(|p| (p, b.param("source", CTy::Ty(p.ty)))).collect();
    b.make_frame();
    for (param, local) in sources {
        let value = b.loaded(Place::local(local), param.ty);
        b.bind_param(param.local, value);
    }
    b.create_generator();
    b.finish_exit();
    let body = b.cx.body_of(id);
    b.finish(body);
    lower_step(cx, id);
}

/// The body that runs from one `yield` to the next.
pub(crate) fn lower_step(cx: &mut Cx<'_>, id: FuncId) {
    let func = &cx.module.funcs[id];
    let Some(scope) = cx.scope_of(id) else { return };
    let name = crate::naming::generator_step(func);
    let mut body = new_body(func, id, name, BodyAbi::GeneratorStep, CTy::Ty(common::OBJECT));
    body.frame = Some(scope);
    let mut b = FnBuilder::new(cx, id, body);
    b.prepare_exit(Some(Operand::Const(Const::Null)));
    let generator = b.param("gen", CTy::Text("__cyrus_gen *".into()));
    let _sent = b.param("sent", CTy::Ty(common::OBJECT));
    let frame = b.param("frame", CTy::Ty(common::OBJECT));
    b.generator = Some(generator);
    b.scope = Some(frame);
    b.closure_through(frame, scope);
    for param in &func.params {
        b.param_from_frame(param.local);
    }
    b.block_stmts(&func.body);
    b.return_value(None);
    b.finish_exit();
    let done = b.body;
    let Some(step) = cx.generator_step(id) else { return };
    cx.program.bodies[step] = done;
}

impl FnBuilder<'_, '_> {
    /// The frame, in the creator: parameters are stored there.
    pub(crate) fn make_frame(&mut self) {
        let Some(scope) = self.cx.scope_of(self.func_id) else { return };
        let has_outer = self.cx.program.scopes[scope].outer.is_some();
        let args: Vec<Operand> = match (&self.closure, has_outer) {
            (Some(place), true) => vec![Operand::Copy(place.clone())],
            (None, true) => vec![Operand::Const(Const::Null)],
            (_, false) => Vec::new(),
        };
        let frame = self.local(Some("frame".into()), CTy::Ty(common::OBJECT), LocalKind::Temp);
        self.emit_fallible(StmtKind::Call {
            dest: Some(Place::local(frame)),
            callee: Callee::NewScope(scope),
            args,
            error: ErrorCheck::Null,
        });
        self.push_owned(frame, Counting::Python);
        self.scope = Some(frame);
        self.frame_params = true;
    }

    /// Makes the generator of the frame and returns it.
    pub(crate) fn create_generator(&mut self) {
        let (Some(frame), Some(step)) = (self.scope, self.cx.generator_step(self.func_id)) else { return };
        let frame = Value { own: Own::Temp(frame), ..Value::borrowed(Operand::local(frame), common::OBJECT) };
        let frame = self.take(frame);
        let dest = self.local(None, CTy::Ty(common::OBJECT), LocalKind::Temp);
        self.emit_fallible(StmtKind::Call {
            dest: Some(Place::local(dest)),
            callee: Callee::NewGenerator { step, kind: self.func.coroutine },
            args: vec![frame],
            error: ErrorCheck::Null,
        });
        let value = self.owned(dest);
        self.return_value(Some(value));
    }

    /// The frame's field of a parameter that inner functions do not use.
    pub(crate) fn frame_param_place(&mut self, local: cyrus_hir::LocalId) -> Option<Place> {
        let (scope, frame) = (self.cx.scope_of(self.func_id)?, self.scope?);
        let field = self.cx.frame_param(self.func_id, local)?;
        Some(Place::local(frame).then(Proj::ScopeField(scope, field)))
    }

    /// A parameter in the step body.
    fn param_from_frame(&mut self, local: cyrus_hir::LocalId) {
        if self.func.locals[local].captured {
            return;
        }
        let (Some(scope), Some(field)) =
            (self.cx.scope_of(self.func_id), self.cx.frame_param(self.func_id, local))
        else {
            return;
        };
        let decl = &self.func.locals[local];
        let (name, ty) = (decl.name.clone(), CTy::Ty(decl.ty));
        let field = self.cx.program.scopes[scope].fields[field as usize].name.clone();
        let kind = self.cx.counting(&ty);
        let variable = self.local(Some(name), ty, LocalKind::Variable);
        self.body.locals[variable].frame_field = Some(field);
        if kind != Counting::None {
            self.drops.push((variable, kind));
        }
        self.slots[local] = Some(Slot::Var(variable));
    }

    /// In a step body, counted variables live in the frame.
    pub(crate) fn keep_in_frame(&mut self, variable: mir::MLocal) {
        let (Some(_), Some(scope)) = (self.generator, self.cx.scope_of(self.func_id)) else { return };
        let decl = &self.body.locals[variable];
        let (name, ty) = (decl.name.clone().unwrap_or_default(), decl.ty.clone());
        let field = self.cx.add_scope_field(scope, &name, ty);
        let field = self.cx.program.scopes[scope].fields[field as usize].name.clone();
        let decl = &mut self.body.locals[variable];
        decl.frame_field = Some(field);
    }
}
