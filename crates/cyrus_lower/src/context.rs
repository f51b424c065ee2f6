//! What all functions of a module share while they are lowered: the program so far, ids given in
//! advance, diagnostics.

use crate::analysis::Assigned;
use cyrus_arena::IndexVec;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_source::Span;
use cyrus_types::{Counting, TyId, Types, common};
use hir::{CoroutineKind, FuncId, LocalId};
use mir::{BodyId, CTy, ScopeId};
use rustc_hash::{FxHashMap, FxHashSet};

/// The module under translation.
pub(crate) struct Cx<'m> {
    pub(crate) module: &'m hir::Module,
    pub(crate) program: mir::Program,
    pub(crate) assigned: Assigned,
    /// Module variables that are read and set under a lock.
    pub(crate) guarded: FxHashSet<hir::CVarId>,
    /// The first body of each function (the one others call), filled in when the function is lowered.
    bodies: IndexVec<FuncId, BodyId>,
    /// The scope object of each function that has one.
    scopes: IndexVec<FuncId, Option<ScopeId>>,
    /// The second body of each generator.
    steps: IndexVec<FuncId, Option<BodyId>>,
    /// The field of each captured local (and each parameter of a generator) in its function's scope object.
    fields: FxHashMap<(FuncId, LocalId), u32>,
    diagnostics: Vec<Diagnostic>,
    reported: FxHashSet<(Span, String)>,
}

impl<'m> Cx<'m> {
    pub(crate) fn new(module: &'m hir::Module) -> Self {
        let assigned = Assigned::of(module);
        let (taken, diagnostics) = crate::taken::taken(module, &assigned);
        let mut cx = Cx {
            module,
            program: mir::Program { taken, ..mir::Program::default() },
            assigned,
            guarded: crate::guarded::guarded(module),
            bodies: IndexVec::new(),
            scopes: IndexVec::new(),
            steps: IndexVec::new(),
            fields: FxHashMap::default(),
            diagnostics,
            reported: FxHashSet::default(),
        };
        // Ids are given in advance, so that functions can name each other in any order.
        for (id, func) in module.funcs.iter_ids() {
            let body = cx.program.bodies.push(mir::Body::new(
                func.name.clone(),
                func.cname.clone(),
                id,
                mir::BodyAbi::C,
                CTy::Ty(common::VOID),
                func.span,
            ));
            cx.program.body_of_func.push((id, body));
            cx.bodies.push(body);
            let step = (func.coroutine != CoroutineKind::None).then(|| {
                let name = crate::naming::generator_step(func);
                let abi = mir::BodyAbi::GeneratorStep;
                let ret = CTy::Ty(common::OBJECT);
                cx.program.bodies.push(mir::Body::new(func.name.clone(), name, id, abi, ret, func.span))
            });
            cx.steps.push(step);
            let scope = has_scope(func).then(|| {
                cx.program.scopes.push(mir::ScopeLayout {
                    cname: crate::naming::scope_struct(func),
                    outer: None,
                    fields: Vec::new(),
                })
            });
            cx.scopes.push(scope);
        }
        for (id, func) in module.funcs.iter_ids() {
            let Some(scope) = cx.scopes[id] else { continue };
            cx.program.scopes[scope].outer = cx.closure_scope(id).map(|(_, s)| s).filter(|_| func.uses_outer);
            for (local, decl) in func.locals.iter_ids() {
                let kept = func.coroutine != CoroutineKind::None && decl.kind == hir::LocalKind::Param;
                if decl.captured || kept {
                    let field = cx.add_scope_field(scope, &decl.name, CTy::Ty(decl.ty));
                    cx.fields.insert((id, local), field);
                }
            }
        }
        cx
    }

    pub(crate) fn finish(self) -> (mir::Program, Vec<Diagnostic>) {
        (self.program, self.diagnostics)
    }

    /// A new field of a scope object: its number.
    pub(crate) fn add_scope_field(&mut self, scope: ScopeId, name: &str, ty: CTy) -> u32 {
        let fields = &mut self.program.scopes[scope].fields;
        let number = fields.len() as u32;
        fields.push(mir::ScopeField { name: crate::naming::field_name(name, number), ty, managed: true });
        number
    }

    /// The second body of a generator.
    pub(crate) fn generator_step(&self, func: FuncId) -> Option<BodyId> {
        self.steps[func]
    }

    /// The field of a generator's frame that holds a parameter.
    pub(crate) fn frame_param(&self, func: FuncId, local: LocalId) -> Option<u32> {
        self.fields.get(&(func, local)).copied()
    }

    /// The step from a function's scope object to a captured local.
    pub(crate) fn captured(&self, func: FuncId, local: LocalId) -> Option<mir::Proj> {
        Some(mir::Proj::ScopeField(self.scopes[func]?, *self.fields.get(&(func, local))?))
    }

    pub(crate) fn types(&self) -> &'m Types {
        &self.module.types
    }

    /// The body that callers of the function call.
    pub(crate) fn body_of(&self, func: FuncId) -> BodyId {
        self.bodies[func]
    }

    /// The function's own scope object.
    pub(crate) fn scope_of(&self, func: FuncId) -> Option<ScopeId> {
        self.scopes[func]
    }

    /// The nearest enclosing function that has a scope object, and that object's layout: what the
    /// function receives as its closure.
    pub(crate) fn closure_scope(&self, func: FuncId) -> Option<(FuncId, ScopeId)> {
        let mut current = self.module.funcs[func].parent;
        while let Some(id) = current {
            if let Some(scope) = self.scopes[id] {
                return Some((id, scope));
            }
            current = self.module.funcs[id].parent;
        }
        None
    }

    /// Whether Python calls the function as an object that keeps its evaluated defaults. Methods in the
    /// tables of extension types and plain builtin functions have none.
    pub(crate) fn keeps_defaults(&self, func: FuncId) -> bool {
        match &self.module.funcs[func].kind {
            hir::FuncKind::Def(def) | hir::FuncKind::CPdef(_, def) => {
                def.binding && (def.class.is_none() || def.in_py_class)
            }
            hir::FuncKind::Slot { .. } => false,
            hir::FuncKind::ModuleInit
            | hir::FuncKind::C(_)
            | hir::FuncKind::GeneratorExpr
            | hir::FuncKind::Cyp { .. } => true,
        }
    }

    /// Whether the callee consumes its parameter `index` (`self` is none), so that callers hand their reference over. Only
    /// of functions that are known at every call: others see that of their declared types.
    pub(crate) fn consumes(&self, callee: &mir::Callee, index: usize) -> bool {
        if let mir::Callee::Cyp { method, .. } = callee {
            return self.program.taken.contains(&(*method, index));
        }
        let func = match callee {
            mir::Callee::CFunc(id) => self.module.cfuncs[*id].func,
            mir::Callee::Body(body) => Some(self.program.bodies[*body].func),
            _ => None,
        };
        func.is_some_and(|func| self.owns_param(func, index))
    }

    /// Whether a function takes over the reference that its parameter `index` is.
    pub(crate) fn owns_param(&self, func: FuncId, index: usize) -> bool {
        let decl = &self.module.funcs[func];
        let Some(param) = decl.params.get(index) else { return false };
        let Some(cyp) = self.types().as_cyp(param.ty) else { return false };
        if cyp.cap == cyrus_types::Capability::Iso {
            return true;
        }
        if let hir::FuncKind::Cyp(method) = decl.kind {
            let count = self.module.cyp_instances.iter().find(|i| i.ty == method.owner);
            let sig = count.and_then(|i| i.sigs.get(method.method as usize));
            let count = sig.map_or(0, |&sig| self.types().funcs[sig].params.len());
            let index = (index + count).checked_sub(decl.params.len());
            return index.is_some_and(|i| self.program.taken.contains(&(method, i)));
        }
        // A function whose address is taken or that others import keeps to its declaration.
        let private = match &decl.kind {
            hir::FuncKind::C(info) => info.visibility == hir::CVisibility::Private && info.class.is_none(),
            _ => false,
        };
        let own = self.assigned.consumed(func, param.local)
            || self.assigned.counts_seen() && self.assigned.anywhere(func, param.local);
        private && param.default.is_none() && own
    }

    /// How values of a C type are counted.
    pub(crate) fn counting(&self, ty: &CTy) -> Counting {
        match ty {
            CTy::Ty(ty) => self.types().counting(*ty),
            CTy::Text(_) => Counting::None,
        }
    }

    pub(crate) fn is_object(&self, ty: TyId) -> bool {
        self.types().is_object(ty)
    }

    /// Reports something.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports a construct that is not compiled yet; once per place.
    pub(crate) fn unsupported(&mut self, span: Span, what: &str) {
        let message = format!("not yet supported: {what}");
        if self.reported.insert((span, message.clone())) {
            self.diagnostics.push(Diagnostic::error(codes::E0002, span, message));
        }
    }
}

/// Whether calls of the function have a heap object for (some of) its variables.
fn has_scope(func: &hir::Func) -> bool {
    func.needs_scope || func.coroutine != CoroutineKind::None
}
