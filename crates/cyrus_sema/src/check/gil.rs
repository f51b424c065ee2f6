//! The GIL check: what touches Python objects must hold the GIL.
//!
//! Comes in: the typed HIR of all functions. Goes out: errors that name the operation (Cython docs,
//! "Cython and the GIL"). Raising is allowed anywhere, and so is looking at a nogil function's exception
//! state: those take the GIL themselves.

use super::parks::{self, Called, Held, Site};
use super::python_local::Explanations;
use super::unusable::{self, Unusable};
use crate::cx::Cx;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, Coercion, Expr, ExprKind, ForIter, Stmt, StmtKind, Target, TargetKind, walk};
use cyrus_source::Span;
use cyrus_types::{Counting, Ty, common};

/// Checks every function of the module.
pub fn check(cx: &mut Cx<'_>) {
    let mut found = Vec::new();
    let mut calls = Vec::new();
    let mut without_use = Vec::new();
    for (id, func) in cx.funcs.iter_ids() {
        let nogil = match &func.kind {
            hir::FuncKind::C(info) | hir::FuncKind::CPdef(info, _) => {
                let sig = &cx.types.funcs[info.sig];
                if sig.nogil && !sig.with_gil && cx.types.is_object(sig.ret) {
                    found.push((
                        func.span,
                        "Function with Python return type cannot be declared nogil".to_string(),
                    ));
                }
                sig.nogil && !sig.with_gil
            }
            hir::FuncKind::Cyp(method) => cx.cyp_sig(*method).is_some_and(|sig| {
                let sig = &cx.types.funcs[sig];
                sig.nogil && !sig.with_gil
            }),
            _ => false,
        };
        if cx.guessed_funcs.contains(&id) {
            continue;
        }
        let before = found.len();
        let method = matches!(func.kind, hir::FuncKind::Cyp(_));
        let mut checker =
            GilChecker { cx, nogil, by_declaration: nogil, method, found: &mut found, id, calls: &mut calls };
        // Cython+ counts inferred variables of methods as well.
        let counts = |l: &hir::Local| l.kind == hir::LocalKind::Variable && (l.declared || method);
        if nogil
            && func.locals.iter().any(|l| counts(l) && checker.cx.types.is_object(l.ty))
            && matches!(func.kind, hir::FuncKind::C(_) | hir::FuncKind::CPdef(..) | hir::FuncKind::Cyp(_))
        {
            checker
                .found
                .push((func.span, "Function declared nogil has Python locals or temporaries".to_string()));
        }
        let buffers = func.locals.iter().filter(|l| matches!(checker.cx.types.get(l.ty), Ty::Buffer(_)));
        if nogil {
            for buffer in buffers {
                let message =
                    "Buffer may not be acquired without the GIL. Consider using memoryview slices instead.";
                checker.found.push((buffer.span, message.to_string()));
            }
        }
        checker.block(&func.body);
        if let hir::FuncKind::Cyp(method) = func.kind
            && found.len() > before
            && unusable::may_be(cx, method)
        {
            if cx.unusable.iter().all(|u| u.func != id) {
                let why = "its items do not have what that needs".to_string();
                without_use.push(Unusable { func: id, method, why });
            }
            found.truncate(before);
        }
    }
    cx.unusable.append(&mut without_use);
    parks::check(cx, &calls);
    unusable::settle(cx, &calls);
    let mut explanations = Explanations::of(cx);
    for (span, message) in found {
        let misplaced = message.starts_with("Trying to");
        let code = if misplaced { codes::E0503 } else { codes::E0501 };
        let handlers = message.starts_with("Try-except");
        let error = explanations.add(cx, span, Diagnostic::error(code, span, message));
        cx.diags.push(match handlers {
            true => error.help("compiled as C++ ('cyrus build --cplus'), 'try' has handlers without the GIL"),
            false => error,
        });
    }
}

struct GilChecker<'c, 'a> {
    cx: &'c Cx<'a>,
    nogil: bool,
    /// Only the declaration says so: the function may be called with the GIL, and release it.
    by_declaration: bool,
    /// A method of a cypclass: Cython+ names the tuple of a Python call's arguments, too.
    method: bool,
    found: &'c mut Vec<(Span, String)>,
    /// The function, and the calls of all functions.
    id: hir::FuncId,
    calls: &'c mut Vec<Site>,
}

impl GilChecker<'_, '_> {
    fn report(&mut self, span: Span, what: &str) {
        self.found.push((span, format!("{what} not allowed without gil")));
    }

    fn block(&mut self, block: &hir::Block) {
        for stmt in block {
            self.stmt(stmt);
            // What follows never runs.
            if matches!(
                stmt.kind,
                StmtKind::Return(_) | StmtKind::Raise { .. } | StmtKind::Break | StmtKind::Continue
            ) {
                break;
            }
        }
    }

    fn target(&mut self, target: &Target) {
        if self.nogil {
            match &target.kind {
                TargetKind::Unpack { .. }
                | TargetKind::Global(_)
                | TargetKind::ClassName { .. }
                | TargetKind::Attr { .. }
                | TargetKind::Item { .. }
                | TargetKind::ItemInt { .. }
                | TargetKind::SliceInt { .. } => {
                    self.report(target.span, "Assignment of Python object");
                }
                _ if self.cx.types.is_object(target.ty) => {
                    self.report(target.span, "Assignment of Python object")
                }
                _ => {}
            }
        }
        let mut parts = Vec::new();
        walk::target_parts(target, &mut |e| parts.push(e));
        parts.into_iter().for_each(|e| self.expr(e));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        let span = stmt.span;
        match &stmt.kind {
            StmtKind::Expr(e) => {
                self.expr(e);
                if self.nogil && self.cx.types.is_object(e.ty) && !is_borrowed(e) {
                    self.report(e.span, "Discarding owned Python object");
                }
            }
            StmtKind::Assign { target, value } => {
                self.expr(value);
                self.target(target);
            }
            StmtKind::Let { value, body, .. } => {
                self.expr(value);
                self.block(body);
            }
            StmtKind::Delete(target) => {
                let types = &self.cx.types;
                let needs_none = types.is_cyp(target.ty)
                    || types.is_unique(target.ty)
                    || types.holds_cyp(target.ty) && types.counting(target.ty) == Counting::None;
                if self.nogil && !needs_none && !matches!(types.kind(target.ty), Ty::MemView(_)) {
                    self.report(span, "Deleting Python object");
                } else {
                    self.target(target);
                }
            }
            StmtKind::CppDelete(e) => self.expr(e),
            StmtKind::If { test, then, orelse } => {
                self.expr(test);
                self.block(then);
                self.block(orelse);
            }
            StmtKind::While { test, body, orelse } => {
                self.expr(test);
                self.block(body);
                self.block(orelse);
            }
            StmtKind::For(node) => self.for_loop(node, span),
            StmtKind::Return(value) => {
                if let Some(value) = value {
                    if self.nogil && self.cx.types.is_object(value.ty) {
                        self.report(span, "Returning Python object");
                    } else {
                        self.expr(value);
                    }
                }
            }
            // Raising and failing assertions take the GIL by themselves.
            StmtKind::Raise { .. } => {}
            StmtKind::Assert { test, .. } => self.expr(test),
            StmtKind::Try(node) => {
                if self.nogil && !node.handlers.is_empty() && !self.cx.handles_without_gil() {
                    self.report(span, "Try-except statement");
                }
                self.block(&node.body);
                for handler in &node.handlers {
                    self.block(&handler.body);
                }
                self.block(&node.orelse);
                node.finally.iter().for_each(|b| self.block(b));
            }
            StmtKind::With(node) => {
                if self.nogil {
                    self.report(span, "Operation");
                }
                self.expr(&node.manager);
                node.enter.iter().for_each(|(_, call)| self.expr(call));
                self.block(&node.body);
            }
            StmtKind::Gil { acquire, body } => {
                if *acquire != self.nogil && (*acquire || !self.by_declaration) {
                    let message = if *acquire {
                        "Trying to acquire the GIL while it is already held."
                    } else {
                        "Trying to release the GIL while it was previously released."
                    };
                    self.found.push((span, message.to_string()));
                }
                let saved = std::mem::replace(&mut self.nogil, !acquire);
                let declared = std::mem::replace(&mut self.by_declaration, false);
                self.block(body);
                self.nogil = saved;
                self.by_declaration = declared;
            }
            StmtKind::Locked { objects, body, .. } => {
                objects.iter().for_each(|e| self.expr(e));
                self.block(body);
            }
            StmtKind::Parallel(node) => {
                node.num_threads.iter().chain(&node.condition).for_each(|e| self.expr(e));
                self.block(&node.body);
            }
            StmtKind::Prange(node) => {
                for e in [&node.start, &node.stop, &node.step] {
                    self.expr(e);
                }
                node.num_threads.iter().chain(&node.chunksize).for_each(|e| self.expr(e));
                let saved = self.nogil;
                self.nogil |= node.nogil;
                node.condition.iter().for_each(|e| self.expr(e));
                self.block(&node.body);
                self.nogil = saved;
                self.block(&node.orelse);
            }
            StmtKind::CompAppend { key, value, .. } => {
                key.iter().for_each(|e| self.expr(e));
                self.expr(value);
            }
            StmtKind::PyClass(_) if self.nogil => self.report(span, "Constructing Python class"),
            StmtKind::PyClass(node) => self.block(&node.body),
            StmtKind::Exec { .. } if self.nogil => self.report(span, "Python exec statement"),
            StmtKind::Block(block) => self.block(block),
            // The print statement takes the GIL by itself.
            StmtKind::Print { .. }
            | StmtKind::Exec { .. }
            | StmtKind::ImportStar { .. }
            | StmtKind::Defaults(_)
            | StmtKind::SetupExtClass(_)
            | StmtKind::SetupCypClass(_)
            | StmtKind::Break
            | StmtKind::Continue => {}
        }
    }

    fn for_loop(&mut self, node: &hir::For, span: Span) {
        self.for_iter(&node.iter, span);
        self.block(&node.body);
        self.block(&node.orelse);
    }

    fn for_iter(&mut self, iter: &ForIter, span: Span) {
        match iter {
            ForIter::Zip { parts, .. } => parts.iter().for_each(|part| self.for_iter(part, span)),
            ForIter::Where { iter, turn } => {
                self.for_iter(iter, span);
                self.block(turn);
            }
            ForIter::Iterator { target, source, .. } => {
                self.expr(source);
                // What could not be gone through was reported.
                if self.nogil && !self.cx.types.is_error(source.ty) {
                    self.report(source.span, "Iterating over Python object");
                }
                let _ = target;
            }
            ForIter::Range { target, lower, upper, step, .. } => {
                if self.nogil && self.cx.types.is_object(target.ty) {
                    self.report(span, "For-loop using object bounds or target");
                }
                [lower, upper, step].into_iter().for_each(|e| self.expr(e));
            }
            ForIter::CArray { target, pointer, len } => {
                self.expr(pointer);
                self.expr(len);
                self.target(target);
            }
            ForIter::Dict { .. } | ForIter::Set { .. } | ForIter::Chars { .. } => {
                if self.nogil {
                    self.report(span, "Iterating over Python object");
                }
            }
            ForIter::CppRange { target, value, .. } => {
                self.expr(value);
                target.iter().for_each(|target| self.target(target));
            }
            ForIter::MemView { target, view } => {
                self.expr(view);
                self.target(target);
            }
            ForIter::CypIter { target, source, next, item, .. } => {
                self.expr(source);
                self.expr(next);
                self.expr(item);
                self.target(target);
            }
        }
    }

    /// Notes what is called, for those who look for calls that may park.
    fn note_call(&mut self, e: &Expr) {
        let held = match (self.nogil, self.by_declaration) {
            (true, true) => Held::AsCaller,
            (true, false) => Held::No,
            (false, _) => Held::Yes,
        };
        let site = |called| Site { caller: self.id, called, held, span: e.span };
        match &e.kind {
            ExprKind::CCall(call) => {
                if let hir::Callee::Func(id) = call.callee {
                    self.calls.push(site(Called::Func(id)));
                }
            }
            ExprKind::CypCall(call) => self.calls.push(site(Called::Method(call.method, call.direct))),
            ExprKind::CypNew(new) => {
                let made = [&new.new, &new.init];
                let calls = made.into_iter().flatten().map(|c| site(Called::Method(c.method, true)));
                self.calls.extend(calls);
            }
            _ => {}
        }
    }

    fn expr(&mut self, e: &Expr) {
        self.note_call(e);
        if self.nogil && self.operation(e) {
            return;
        }
        let mut parts = Vec::new();
        let mut blocks = Vec::new();
        walk::expr_parts(e, &mut |p| parts.push(p), &mut |b| blocks.push(b));
        parts.into_iter().for_each(|p| self.expr(p));
        blocks.into_iter().for_each(|b| self.block(b));
        if let ExprKind::Walrus { target, .. } = &e.kind
            && self.nogil
        {
            self.target(target);
        }
    }

    /// Reports an operation that needs the GIL; `true` when its parts need no further look.
    fn operation(&mut self, e: &Expr) -> bool {
        let span = e.span;
        let what = match &e.kind {
            ExprKind::Global(_) | ExprKind::Builtin(_) | ExprKind::ClassName { .. } => {
                "Accessing Python global or builtin"
            }
            ExprKind::Attr { .. } => "Accessing Python attribute",
            ExprKind::Item { .. } | ExprKind::ItemInt { .. } => "Indexing Python object",
            // A character of a string is C memory.
            ExprKind::CharAt { .. } => return false,
            ExprKind::SliceInt { .. } => "Slicing Python object",
            ExprKind::SliceObject { .. } => "Constructing Python slice object",
            ExprKind::PyCall { .. } | ExprKind::PyMethodCall { .. } | ExprKind::PyCallEx { .. } => {
                if self.method {
                    self.report(span, "Constructing Python tuple");
                }
                "Calling gil-requiring function"
            }
            ExprKind::CCall(call) => {
                let sig = &self.cx.types.funcs[call.sig];
                if sig.nogil || sig.with_gil {
                    return false;
                }
                "Calling gil-requiring function"
            }
            ExprKind::Tuple(items) if items.iter().all(|i| i.kind.is_constant()) => return true,
            ExprKind::Tuple(_) => "Constructing Python tuple",
            ExprKind::List(_) | ExprKind::Comprehension { kind: hir::CompKind::List, .. } => {
                "Constructing Python list"
            }
            ExprKind::Set(_) | ExprKind::Comprehension { kind: hir::CompKind::Set, .. } => {
                "Constructing Python set"
            }
            ExprKind::Dict(_) | ExprKind::Comprehension { kind: hir::CompKind::Dict, .. } => {
                "Constructing Python dict"
            }
            ExprKind::Merge(_) => "Constructing Python collection",
            ExprKind::JoinStr(_) => "String concatenation",
            ExprKind::FormatValue { .. } => "String formatting",
            ExprKind::MakeFunction(_) | ExprKind::FusedFunction { .. } | ExprKind::MakeGenerator { .. } => {
                "Constructing Python function"
            }
            ExprKind::Import { .. } | ExprKind::ImportFrom { .. } => "Python import",
            ExprKind::PyBinary { .. } | ExprKind::PyUnary { .. } | ExprKind::PyCompare { .. } => "Operation",
            ExprKind::BoolOp { .. } if self.cx.types.is_object(e.ty) => "Truth-testing Python object",
            ExprKind::Runtime { name, args }
                if name != "__cyrus_bytearray_setitem"
                    && (name.starts_with("Py") || args.iter().any(|a| self.cx.types.is_object(a.ty))) =>
            {
                if name == "PyObject_Repr" {
                    "Backquote expression"
                } else {
                    "Calling gil-requiring function"
                }
            }
            ExprKind::Imaginary(_) if e.ty == common::OBJECT => "Constructing complex number",
            ExprKind::Coerce { kind, value } => match kind {
                Coercion::ToObject
                | Coercion::CStringToObject
                | Coercion::FuncToObject
                | Coercion::MemViewToObject
                | Coercion::CppToObject
                | Coercion::CypToObject => "Converting to Python object",
                // A view that is None has nothing to acquire.
                Coercion::ObjectToMemView if matches!(value.kind, ExprKind::None) => return false,
                Coercion::FromObject
                | Coercion::ObjectToCString
                | Coercion::ObjectToMemView
                | Coercion::CppFromObject
                | Coercion::CypFromObject => {
                    self.found.push((span, "Coercion from Python not allowed without the GIL".to_string()));
                    return false;
                }
                Coercion::TypeTest { .. } if !matches!(value.kind, ExprKind::None) => "Python type test",
                Coercion::Truth if matches!(self.cx.types.kind(value.ty), Ty::Builtin(b) if b.has_size()) => {
                    return false;
                }
                Coercion::Truth if self.cx.types.is_object(value.ty) => "Truth-testing Python object",
                _ => return false,
            },
            ExprKind::Yield(_) | ExprKind::YieldFrom(_) | ExprKind::Await(_) => "Operation",
            ExprKind::LocalsDict(_) => "Constructing Python dict",
            _ => return false,
        };
        self.report(span, what);
        false
    }
}

/// An object expression that makes no reference of its own.
fn is_borrowed(e: &Expr) -> bool {
    match &e.kind {
        ExprKind::Local(_) | ExprKind::Global(_) | ExprKind::Builtin(_) => true,
        ExprKind::Coerce { kind: Coercion::Reinterpret | Coercion::TypeTest { .. }, value } => {
            is_borrowed(value)
        }
        kind => kind.is_constant(),
    }
}
