//! What is known about the function being checked.

use super::Checker;
use super::bindings::{Bindings, Source};
use super::python_local::PythonLocal;
use crate::directive::Directives;
use crate::scope::ScopeId;
use cyrus_arena::IndexVec;
use cyrus_diagnostics::Code;
use cyrus_hir::{self as hir, LocalId, LocalKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{ClassId, TyId, common};
use rustc_hash::{FxHashMap, FxHashSet};

/// The kind of body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FnKind {
    Module,
    Def,
    C,
    Lambda,
    GeneratorExpr,
}

/// State of one function under check.
#[derive(Debug)]
pub struct FnCx<'a> {
    pub id: hir::FuncId,
    pub kind: FnKind,
    /// Where names go that no function binds: the class body or module around.
    pub scope: ScopeId,
    pub directives: Directives,
    pub locals: IndexVec<LocalId, hir::Local>,
    pub names: FxHashMap<Name, LocalId>,
    /// Variables of the comprehensions being checked, innermost last.
    pub comprehensions: Vec<FxHashMap<Name, LocalId>>,
    /// Python class bodies being checked directly in this function, innermost last.
    pub class_bodies: Vec<ClassBody>,
    pub bindings: Bindings<'a>,
    /// Locals whose type is still to be inferred.
    pub uninferred: FxHashMap<LocalId, Vec<Source<'a>>>,
    /// Why locals are Python objects that could have had another type.
    pub python_locals: FxHashMap<LocalId, PythonLocal>,
    /// Constants of the module that have their values.
    pub initialized: FxHashSet<Name>,
    /// `*args` and `**kwargs` that the body assigns to, with what they are at first.
    pub star_parameters: FxHashMap<Name, TyId>,
    /// `cdef` variables whose types were fixed before the body is checked, and whether their statement
    /// was reached.
    pub c_locals: FxHashMap<LocalId, bool>,
    /// How far types are inferred.
    pub solving: super::solve::Solving,
    /// What runs; how its variables are used; and what is known of their values where they are read.
    pub body: Option<super::flow::Body<'a>>,
    pub followed: Option<std::rc::Rc<super::flow::Followed>>,
    pub reaching: Option<std::rc::Rc<super::flow::reaching::Reaching<'a>>>,
    pub ret: TyId,
    pub qualname: Name,
    /// Extension class the function is a method of.
    pub class: Option<ClassId>,
    /// The type of `self` in a method of a cypclass, whose members can be named alone.
    pub cyp_self: Option<TyId>,
    /// The critical sections around the statement.
    pub critical: Vec<Span>,
    /// The blocks that hold locks of cypclass objects around the statement, and what their variables are called meanwhile:
    /// (inside, outside).
    pub locked: Vec<Span>,
    pub narrowed: Vec<(LocalId, Option<LocalId>)>,
    /// Exceptions that handlers without the GIL caught.
    pub caught: Vec<LocalId>,
    /// Variables that other handlers put exceptions into.
    pub caught_in_variables: Vec<LocalId>,
    /// Attributes of variables whose locks are held around the statement, and what they are meanwhile.
    pub locked_paths: Vec<(LocalId, Name, LocalId)>,
    /// What the bodies of the blocks that hold locks around the statement changed.
    pub locked_bodies: Vec<super::capability::LockedBody>,
    /// A name in it is unknown, so that types are guessed: where the GIL is missed then is no second mistake.
    pub guessed: bool,
    /// Variables of loops over what another object owns: they are known in their loops only.
    pub loop_only: Vec<LocalId>,
    /// Where variables of cypclass types were read that only loops set.
    pub loop_reads: Vec<(LocalId, Span)>,
    /// The class of a C++ method written in Cython.
    pub cpp_self: Option<super::cpp_class::CppSelf>,
    /// First parameter, for `super()`.
    pub first_param: Option<LocalId>,
    pub needs_scope: bool,
    pub uses_outer: bool,
    pub coroutine: hir::CoroutineKind,
    /// For each handler around the statement, the state of its `except*`.
    pub star_states: Vec<Option<LocalId>>,
    /// How many loops surround the statement.
    pub loop_depth: u32,
    /// The task groups around the statement, innermost last.
    pub task_groups: Vec<super::task_group::OpenGroup>,
    /// The parallel constructs around the statement, outermost first.
    pub regions: Vec<super::parallel_stmt::Region>,
    /// What the threads of the loops on the runtime's workers around the statement have for themselves, innermost last.
    pub own_in_loops: Vec<Vec<LocalId>>,
    /// Line of the statement for `nogil` decisions is not needed: the GIL check runs on the HIR.
    pub nogil: bool,
    /// The whole function is without the GIL.
    pub nogil_body: bool,
    /// In a statement that takes the GIL by itself, to make Python objects.
    pub raising: bool,
}

/// A Python class body under check.
#[derive(Debug)]
pub struct ClassBody {
    pub namespace: LocalId,
    pub qualname: Name,
    /// Set when a method uses `super()` or `__class__`.
    pub class_cell: Option<LocalId>,
    pub name: Name,
    pub globals: Vec<Name>,
    pub nonlocals: Vec<Name>,
    /// The body is that of an extension type.
    pub ext: Option<ClassId>,
    /// Where the body binds its names first.
    pub bound: FxHashMap<Name, Span>,
}

impl<'a> FnCx<'a> {
    /// Whether a name stands for nothing but what `except` clauses catch.
    pub fn only_caught(&self, local: LocalId) -> bool {
        let bound = self.bindings.names.get(&self.locals[local].name);
        bound.is_some_and(|b| {
            !b.sources.is_empty() && b.sources.iter().all(|s| matches!(s, Source::Except(_)))
        })
    }

    /// The variables of names that are known in handlers without the GIL only are none.
    fn forget_caught(&mut self) {
        if self.caught.is_empty() {
            return;
        }
        let unused = |fx: &Self, local| {
            fx.locals[local].kind == LocalKind::Variable
                && fx.only_caught(local)
                && !fx.caught_in_variables.contains(&local)
        };
        let locals: Vec<LocalId> = self.locals.ids().filter(|&local| unused(self, local)).collect();
        for local in locals {
            self.locals[local].kind = LocalKind::Temp;
        }
    }

    /// A context without locals.
    pub fn new(id: hir::FuncId, kind: FnKind, scope: ScopeId, directives: Directives) -> FnCx<'a> {
        FnCx {
            id,
            kind,
            scope,
            directives,
            locals: IndexVec::new(),
            names: FxHashMap::default(),
            comprehensions: Vec::new(),
            class_bodies: Vec::new(),
            star_states: Vec::new(),
            task_groups: Vec::new(),
            bindings: Bindings::default(),
            uninferred: FxHashMap::default(),
            python_locals: FxHashMap::default(),
            star_parameters: FxHashMap::default(),
            initialized: FxHashSet::default(),
            solving: Default::default(),
            body: None,
            followed: None,
            reaching: None,
            ret: common::OBJECT,
            qualname: Name::default(),
            class: None,
            c_locals: FxHashMap::default(),
            cyp_self: None,
            cpp_self: None,
            critical: Vec::new(),
            locked: Vec::new(),
            narrowed: Vec::new(),
            caught: Vec::new(),
            caught_in_variables: Vec::new(),
            locked_paths: Vec::new(),
            locked_bodies: Vec::new(),
            guessed: false,
            loop_only: Vec::new(),
            loop_reads: Vec::new(),
            first_param: None,
            needs_scope: false,
            uses_outer: false,
            coroutine: hir::CoroutineKind::None,
            loop_depth: 0,
            regions: Vec::new(),
            own_in_loops: Vec::new(),
            nogil: false,
            nogil_body: false,
            raising: false,
        }
    }

    /// Adds a local.
    pub fn add_local(&mut self, name: Name, ty: TyId, kind: hir::LocalKind, span: Span) -> LocalId {
        let (captured, maybe_unbound, declared) = (false, false, false);
        self.locals.push(hir::Local { name, ty, kind, captured, maybe_unbound, declared, span })
    }
}

/// A function to be filled in later.
pub fn placeholder(name: &Name, span: Span) -> hir::Func {
    hir::Func {
        name: name.clone(),
        qualname: name.clone(),
        cname: name.clone(),
        kind: hir::FuncKind::ModuleInit,
        span,
        name_span: span,
        doc: None,
        params: Vec::new(),
        locals: IndexVec::new(),
        ret: common::OBJECT,
        body: Vec::new(),
        parent: None,
        needs_scope: false,
        uses_outer: false,
        coroutine: hir::CoroutineKind::None,
        directives: hir::FuncDirectives::default(),
        return_annotation: None,
    }
}

impl<'a> Checker<'_, 'a> {
    /// The innermost function.
    pub fn fx(&mut self) -> &mut FnCx<'a> {
        self.fns.last_mut().expect("a function is being checked")
    }

    /// The innermost function, read only.
    pub fn fx_ref(&self) -> &FnCx<'a> {
        self.fns.last().expect("a function is being checked")
    }

    /// A synthetic local.
    pub fn temp(&mut self, ty: TyId, span: Span) -> LocalId {
        self.fx().add_local(Name::default(), ty, hir::LocalKind::Temp, span)
    }

    /// A variable without a name, which several statements use. One that holds an object is for [`Self::release`] to end.
    pub fn unnamed_variable(&mut self, ty: TyId, span: Span) -> LocalId {
        self.fx().add_local(Name::default(), ty, hir::LocalKind::Variable, span)
    }

    /// Whether a local is such a variable.
    pub fn is_unnamed_variable(&self, local: LocalId) -> bool {
        let decl = &self.fx_ref().locals[local];
        decl.name.is_empty() && decl.kind == hir::LocalKind::Variable
    }

    /// Empties an unnamed variable, if it holds anything: nobody but the program decides how long an object lives.
    pub fn release(&self, local: LocalId, span: Span) -> hir::Stmt {
        let ty = self.fx_ref().locals[local].ty;
        let target = hir::Target { span, ty, kind: hir::TargetKind::Local(local) };
        hir::Stmt { span, kind: hir::StmtKind::Delete(target) }
    }

    /// Reports an error.
    pub fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.cx.error(code, span, message);
    }

    /// Checks something for its type only: diagnostics, locals and functions made meanwhile are forgotten.
    pub fn speculate<T>(&mut self, f: impl FnOnce(&mut Self) -> T) -> T {
        let diags = self.cx.diags.len();
        let locals = self.fx_ref().locals.len();
        self.speculating += 1;
        let result = f(self);
        self.speculating -= 1;
        self.cx.diags.truncate(diags);
        // Locals are only forgotten when nothing that stays can name them: inferred variables hold
        // types, not expressions.
        self.fx().locals.truncate(locals);
        self.fx().solving.truncate(locals);
        result
    }

    /// Fills in the placeholder of a checked function.
    #[allow(clippy::too_many_arguments, reason = "the parts of a function have no better home")]
    pub fn store_function(
        &mut self,
        mut fx: FnCx<'a>,
        name: Name,
        span: Span,
        kind: hir::FuncKind,
        params: Vec<hir::Param>,
        body: hir::Block,
        doc: Option<hir::StrConst>,
    ) {
        fx.forget_caught();
        self.cx.python_locals.extend(fx.python_locals.drain().map(|(_, local)| local));
        if fx.guessed {
            self.cx.guessed_funcs.insert(fx.id);
        }
        let parent = match fx.kind {
            FnKind::Module => None,
            _ => self.fns.last().map(|p| p.id),
        };
        let cname = match &kind {
            hir::FuncKind::ModuleInit => Name::new_static("__cyrus_module_body"),
            _ => {
                let mut text = String::from("__cyrus_p_");
                text.extend(fx.qualname.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }));
                text.push_str(&format!("_{}", fx.id.0));
                Name::from(text)
            }
        };
        let mut directives = fx.directives.func();
        directives.generator_stop |= self.cx.future.generator_stop;
        self.cx.funcs[fx.id] = hir::Func {
            name,
            qualname: fx.qualname,
            cname,
            kind,
            span,
            name_span: span,
            doc,
            params,
            locals: fx.locals,
            ret: fx.ret,
            body,
            parent,
            needs_scope: fx.needs_scope || fx.coroutine != hir::CoroutineKind::None,
            uses_outer: fx.uses_outer,
            coroutine: fx.coroutine,
            directives,
            return_annotation: None,
        };
    }
}
