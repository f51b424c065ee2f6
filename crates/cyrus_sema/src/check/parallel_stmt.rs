//! `prange` loops and `with parallel` blocks.
//!
//! What a body assigns decides what is shared: names bound by `=` or a loop are private (and, in a `prange`,
//! keep the value of the last iteration), names updated in place are reductions. A `prange` within a
//! `prange` is an ordinary loop whose names belong to the outer one, unless the runtime runs both.

use super::Checker;
use super::bindings::{self, Source};
use super::names::Resolved;
use super::operator::binop_text;
use super::sendable::leads_to_plain;
use crate::scope::EntryKind;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{self as hir, BinOp, Expr, ExprKind, ForIter, LocalId, LocalKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg, ExprKind as Ast};
use cyrus_syntax::{Name, walk};
use cyrus_types::{Counting, Ty, common};
use rustc_hash::{FxHashMap, FxHashSet};

/// A parallel construct around the statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Region {
    Block {
        /// Whether it says how many threads it has.
        sized: bool,
    },
    Loop,
    /// A loop that the runtime runs.
    Tasks,
}

impl Region {
    fn is_block(&self) -> bool {
        matches!(self, Region::Block { .. })
    }
}

/// The keywords of `prange` and `parallel`.
#[derive(Default)]
struct Options {
    nogil: bool,
    scheduler: hir::Scheduler,
    schedule: Option<Name>,
    chunksize: Option<Expr>,
    num_threads: Option<Expr>,
    condition: Option<Expr>,
}

impl<'a> Checker<'_, 'a> {
    /// `for i in prange(...)`
    pub fn parallel_for(&mut self, node: &'a ast::For, span: Span, out: &mut hir::Block) -> bool {
        let Ast::Call(call) = &node.iter.kind else { return false };
        if self.cython_path(&call.func).as_deref() != Some("cython.parallel.prange") {
            return false;
        }
        let bounds: Vec<&'a ast::Expr> = call
            .args
            .iter()
            .filter_map(|a| match a {
                Arg::Positional(e) => Some(e),
                _ => None,
            })
            .collect();
        let options = self.parallel_options(&call.args, node.iter.anchor_span(), true);
        let borrowed = self.borrow_outer(Some(&node.target), &node.body, span, out);
        let mut region = Vec::new();
        self.parallel_loop(node, bounds, options, span, &mut region);
        self.give_back_outer(borrowed, region, span, out);
        true
    }

    fn parallel_loop(
        &mut self,
        node: &'a ast::For,
        bounds: Vec<&'a ast::Expr>,
        options: Options,
        span: Span,
        out: &mut hir::Block,
    ) {
        let target = self.target(&node.target);
        let at = node.iter.anchor_span();
        if self.cx.types.is_error(target.ty) {
            return;
        }
        if !self.cx.types.is_integer(target.ty) {
            let shown = self.cx.types.display(target.ty);
            self.error(codes::E0301, target.span, format!("Must be of numeric type, not {shown}"));
            return;
        }
        if !matches!(target.kind, hir::TargetKind::Local(_)) {
            self.cx.unsupported(target.span, "prange() over anything but a local variable");
            return;
        }
        let ty = if target.ty == common::BINT { common::INT } else { target.ty };
        let mut as_bound = |e: Option<&'a ast::Expr>, default: i128| match e {
            Some(e) if !matches!(e.kind, Ast::NoneLit) => self.expr_as(e, ty),
            _ => Expr { ty, span: at, kind: ExprKind::Int(default) },
        };
        let (start, stop, step) = match bounds[..] {
            [stop] => (None, Some(stop), None),
            [start, stop] => (Some(start), Some(stop), None),
            [start, stop, step] => (Some(start), Some(stop), Some(step)),
            [] => {
                self.error(codes::E0303, at, "prange() requires at least one positional argument");
                return;
            }
            _ => {
                self.error(codes::E0303, at, "Too many positional arguments");
                return;
            }
        };
        let (start, stop, step) = (as_bound(start, 0), as_bound(stop, 0), as_bound(step, 1));
        if let ExprKind::Int(0) = step.kind {
            self.error(codes::E0303, step.span, "Iteration with step 0 is invalid.");
            return;
        }
        let regions = self.fx_ref().regions.clone();
        let by_tasks = options.scheduler == hir::Scheduler::Runtime;
        if by_tasks && regions.iter().any(Region::is_block) {
            let message =
                "prange(scheduler=\"cyrus\") cannot share out its iterations among the threads of OpenMP";
            self.error(codes::E0303, at, message);
            return;
        }
        if by_tasks && !options.nogil && !self.fx_ref().nogil {
            let message = "prange(scheduler=\"cyrus\") not allowed with the GIL held: write nogil=True";
            self.error(codes::E0501, at, message);
            return;
        }
        if regions.contains(&Region::Loop) || regions.contains(&Region::Tasks) && !by_tasks {
            self.inner_prange(node, target, ty, [start, stop, step], options.nogil, span, out);
            return;
        }
        let (mut last_private, reductions) = self.assigned_names(&node.body, &[]);
        self.check_private_views(&last_private, &node.body);
        self.check_reductions_unread(&reductions, &node.body);
        if let hir::TargetKind::Local(local) = target.kind
            && !last_private.contains(&local)
        {
            last_private.insert(0, local);
        }
        let released = self.fx_ref().nogil;
        self.fx().nogil |= options.nogil;
        self.fx().regions.push(if by_tasks { Region::Tasks } else { Region::Loop });
        let mut own: Vec<LocalId> =
            last_private.iter().copied().chain(reductions.iter().map(|(l, _)| *l)).collect();
        if !by_tasks {
            // What each thread of a region has it has in its loops.
            own.extend(self.fx_ref().own_in_loops.last().into_iter().flatten().copied().collect::<Vec<_>>());
        }
        self.fx().own_in_loops.push(own);
        let body = self.loop_body(&node.body);
        self.fx().regions.pop();
        self.fx().own_in_loops.pop();
        let orelse = node.orelse.as_ref().map(|b| self.block(b)).unwrap_or_default();
        self.fx().nogil = released;
        let prange = hir::Prange {
            scheduler: options.scheduler,
            target,
            ty,
            start,
            stop,
            step,
            schedule: options.schedule,
            chunksize: options.chunksize,
            num_threads: options.num_threads,
            condition: options.condition,
            nogil: options.nogil,
            in_parallel: regions.iter().any(Region::is_block),
            last_private,
            reductions,
            body,
            orelse,
        };
        out.push(Stmt { span, kind: StmtKind::Prange(Box::new(prange)) });
    }

    /// Variables of an enclosing function and of the module that a region assigns have their values in variables of this
    /// one for as long as it runs: each thread has its own, or they are reductions. Comes back: which stands for which.
    fn borrow_outer(
        &mut self,
        target: Option<&'a ast::Expr>,
        body: &'a [ast::Stmt],
        span: Span,
        out: &mut hir::Block,
    ) -> Vec<(LocalId, hir::Target)> {
        let mut names: Vec<Name> = bindings::collect(body).names.into_keys().collect();
        if let Some(Ast::Name(name)) = target.map(|t| &t.kind)
            && !names.contains(name)
        {
            names.push(name.clone());
        }
        let mut inside = FxHashMap::default();
        let mut borrowed = Vec::new();
        for name in names {
            let (ty, read, write) = match self.resolve(&name) {
                Resolved::Outer { depth, local } => (
                    self.local_ty(depth, local),
                    ExprKind::Outer { depth, local },
                    hir::TargetKind::Outer { depth, local },
                ),
                Resolved::Entry(entry) if let EntryKind::CVar(id) = entry.kind => {
                    self.cx.use_cvar(id);
                    (self.cx.cvars[id].ty, ExprKind::CVar(id), hir::TargetKind::CVar(id))
                }
                _ => continue,
            };
            let whole = matches!(self.cx.types.kind(ty), Ty::Array(..) | Ty::Cpp(..));
            if whole && matches!(read, ExprKind::CVar(_)) || self.cx.types.counting(ty) != Counting::None {
                continue;
            }
            let own = self.fx().add_local(name.clone(), ty, LocalKind::Variable, span);
            let value = Expr { ty, span, kind: read };
            let target = hir::Target { ty, span, kind: hir::TargetKind::Local(own) };
            out.push(Stmt { span, kind: StmtKind::Assign { target, value } });
            borrowed.push((own, hir::Target { ty, span, kind: write }));
            inside.insert(name, own);
        }
        self.fx().comprehensions.push(inside);
        borrowed
    }

    /// The region, after which those variables have their values, also when it is left by `return` or an exception.
    fn give_back_outer(
        &mut self,
        borrowed: Vec<(LocalId, hir::Target)>,
        region: hir::Block,
        span: Span,
        out: &mut hir::Block,
    ) {
        self.fx().comprehensions.pop();
        if borrowed.is_empty() {
            out.extend(region);
            return;
        }
        let back = borrowed.into_iter().map(|(own, target)| {
            let value = Expr { ty: target.ty, span, kind: ExprKind::Local(own) };
            Stmt { span, kind: StmtKind::Assign { target, value } }
        });
        let finally = Some(back.collect());
        let whole = hir::Try { body: region, handlers: Vec::new(), orelse: Vec::new(), finally };
        out.push(Stmt { span, kind: StmtKind::Try(Box::new(whole)) });
    }

    /// Several threads run the body of a parallel loop or region: what it uses from around without the GIL has to be such
    /// that a task could get it, as far as cypclass objects are concerned.
    pub fn check_in_loop(&mut self, local: LocalId, ty: cyrus_types::TyId, span: Span) {
        let fx = self.fx_ref();
        let outside = fx.own_in_loops.last().is_some_and(|own| !own.contains(&local));
        if !outside || !self.is_several() || !leads_to_plain(&self.cx.types, ty) {
            return;
        }
        let fx = self.fx_ref();
        // In a block that holds its lock, a variable is another one of the same name.
        let name = fx.names.iter().find(|(_, known)| **known == local).map(|(name, _)| name);
        let name = name.unwrap_or(&fx.locals[local].name);
        let name = name.to_string();
        self.used_by_all(&name, ty, span);
    }

    /// Notes what a thread of a parallel loop makes for itself: a lock that it takes, an item that it looks at.
    pub fn own_in_loop(&mut self, local: LocalId) {
        if let Some(own) = self.fx().own_in_loops.last_mut() {
            own.push(local);
        }
    }

    /// The same for an attribute of a Python object, which is from around whatever the object is called.
    pub fn check_attribute_in_loop(&mut self, name: &str, ty: cyrus_types::TyId, span: Span) {
        let inside = !self.fx_ref().own_in_loops.is_empty();
        if inside && self.is_several() && leads_to_plain(&self.cx.types, ty) {
            self.used_by_all(name, ty, span);
        }
    }

    /// Whether several threads run a place in a loop.
    fn is_several(&self) -> bool {
        let fx = self.fx_ref();
        fx.nogil || fx.regions.contains(&Region::Tasks)
    }

    fn used_by_all(&mut self, name: &str, ty: cyrus_types::TyId, span: Span) {
        let why = match self.unsendable(ty) {
            Some(problem) => problem.why,
            None => format!("'{}' is for one at a time", self.cx.types.display(ty)),
        };
        let message = format!("'{name}' is used by all threads here, but {why}");
        let help = "make it 'lock', 'active' or 'immutable', or take the C data that the loop needs out of it before";
        self.report(Diagnostic::error(codes::E0604, span, message).help(help));
    }

    /// A `prange` inside another runs in the thread that gets there.
    fn inner_prange(
        &mut self,
        node: &'a ast::For,
        target: hir::Target,
        ty: cyrus_types::TyId,
        bounds: [Expr; 3],
        releases: bool,
        span: Span,
        out: &mut hir::Block,
    ) {
        let releases = releases && !self.fx_ref().nogil;
        let mut kept = Vec::new();
        let [lower, upper, step] = bounds.map(|bound| match bound.kind {
            ExprKind::Int(_) => bound,
            _ if !releases => bound,
            // It may need the GIL.
            _ => {
                let local = self.temp(bound.ty, bound.span);
                let read = Expr { ty: bound.ty, span: bound.span, kind: ExprKind::Local(local) };
                kept.push((local, bound));
                read
            }
        });
        let ascending = match step.kind {
            ExprKind::Int(i) => Some(i > 0),
            _ => None,
        };
        let iter =
            ForIter::Range { target, ty, lower, upper, step, ascending, inclusive: false, from_loop: false };
        self.fx().nogil |= releases;
        let body = self.loop_body(&node.body);
        let orelse = node.orelse.as_ref().map(|b| self.block(b)).unwrap_or_default();
        let mut stmt = Stmt { span, kind: StmtKind::For(Box::new(hir::For { iter, body, orelse })) };
        if releases {
            self.fx().nogil = false;
            stmt = Stmt { span, kind: StmtKind::Gil { acquire: false, body: vec![stmt] } };
        }
        for (local, value) in kept.into_iter().rev() {
            stmt = Stmt { span, kind: StmtKind::Let { local, value, body: vec![stmt] } };
        }
        out.push(stmt);
    }

    /// `with parallel(...):`; whether the item was one.
    pub fn parallel_with(
        &mut self,
        item: &'a ast::WithItem,
        body: &'a [ast::Stmt],
        span: Span,
        out: &mut hir::Block,
    ) -> bool {
        let args: &'a [Arg] = match &item.context.kind {
            Ast::Call(call) => &call.args,
            _ => &[],
        };
        if !matches!(item.context.kind, Ast::Call(_)) {
            self.error(codes::E0303, item.context.span, "The parallel directive must be called");
        }
        let options = self.parallel_options(args, item.context.anchor_span(), false);
        if !self.fx_ref().regions.is_empty() {
            let at = item.context.anchor_span();
            self.error(codes::E0101, at, "Nested parallel with blocks are disallowed");
            return true;
        }
        let borrowed = self.borrow_outer(None, body, span, out);
        let inner: Vec<&'a ast::Stmt> = body.iter().collect();
        let loops = self.pranges_in(&inner);
        self.check_shared_with_loops(&loops, body);
        let loops: Vec<Name> = loops.into_iter().map(|bound| bound.name).collect();
        let (private, reductions) = self.assigned_names(body, &loops);
        self.check_private_views(&private, body);
        for (local, _) in reductions {
            if let Some(at) = self.first_assignment(local, body) {
                self.error(codes::E0303, at, "Reductions not allowed for parallel blocks");
            }
        }
        let released = std::mem::replace(&mut self.fx().nogil, true);
        self.fx().regions.push(Region::Block { sized: options.num_threads.is_some() });
        self.fx().own_in_loops.push(private.clone());
        let body = self.block(body);
        self.fx().own_in_loops.pop();
        self.fx().regions.pop();
        self.fx().nogil = released;
        let parallel =
            hir::Parallel { num_threads: options.num_threads, condition: options.condition, private, body };
        let parallel = Stmt { span, kind: StmtKind::Parallel(Box::new(parallel)) };
        let region = match options.nogil {
            true => Stmt { span, kind: StmtKind::Gil { acquire: false, body: vec![parallel] } },
            false => parallel,
        };
        self.give_back_outer(borrowed, vec![region], span, out);
        true
    }

    /// What the threads of a block have each for itself cannot at once be what a loop shares out among them.
    fn check_shared_with_loops(&mut self, loops: &[BoundInLoop], body: &'a [ast::Stmt]) {
        let all = bindings::collect(body).names;
        for bound in loops {
            let within: usize = loops.iter().filter(|b| b.name == bound.name).map(|b| b.times).sum();
            if all.get(&bound.name).is_some_and(|binding| binding.sources.len() > within)
                && matches!(self.resolve(&bound.name), Resolved::Local(_))
            {
                self.error(codes::E0303, bound.first, "Cannot assign to private of outer parallel block");
            }
        }
    }

    /// Views are counted references, of which no thread has its own.
    fn check_private_views(&mut self, private: &[LocalId], body: &'a [ast::Stmt]) {
        for &local in private {
            let ty = self.infer_local(local);
            if let Ty::MemView(_) = self.cx.types.kind(ty)
                && let Some(at) = self.first_assignment(local, body)
            {
                self.error(codes::E0303, at, "Memoryview slices can only be shared in parallel sections");
            }
        }
    }

    fn first_assignment(&self, local: LocalId, body: &'a [ast::Stmt]) -> Option<Span> {
        bindings::collect(body).names.get(&self.fx_ref().locals[local].name)?.span
    }

    /// A reduction has its value when the loop is over.
    fn check_reductions_unread(&mut self, reductions: &[(LocalId, BinOp)], body: &'a [ast::Stmt]) {
        for &(local, _) in reductions {
            let name = self.fx_ref().locals[local].name.clone();
            let mut reads = Vec::new();
            body.iter().for_each(|stmt| reads_in_stmt(stmt, &name, &mut reads));
            for at in reads {
                self.error(codes::E0303, at, "Cannot read reduction variable in loop body");
            }
        }
    }

    /// The names that only the `prange` loops directly in a block assign: they are those loops' business.
    fn pranges_in(&mut self, body: &[&'a ast::Stmt]) -> Vec<BoundInLoop> {
        let mut names = Vec::new();
        for stmt in body {
            match &stmt.kind {
                ast::StmtKind::For(node)
                    if self.cython_path(&node.iter).as_deref() == Some("cython.parallel.prange") =>
                {
                    let bound = bindings::collect(std::slice::from_ref(*stmt));
                    names.extend(bound.names.into_iter().filter_map(|(name, binding)| {
                        Some(BoundInLoop { name, times: binding.sources.len(), first: binding.span? })
                    }));
                }
                ast::StmtKind::If { branches, orelse } => {
                    for (_, block) in branches {
                        let inner: Vec<&'a ast::Stmt> = block.iter().collect();
                        names.extend(self.pranges_in(&inner));
                    }
                    if let Some(block) = orelse {
                        let inner: Vec<&'a ast::Stmt> = block.iter().collect();
                        names.extend(self.pranges_in(&inner));
                    }
                }
                ast::StmtKind::With { body, .. } | ast::StmtKind::Gil { body, .. } => {
                    let inner: Vec<&'a ast::Stmt> = body.iter().collect();
                    names.extend(self.pranges_in(&inner));
                }
                ast::StmtKind::Try(node) => {
                    let handlers = node.handlers.iter().map(|h| &h.body);
                    for block in
                        std::iter::once(&node.body).chain(handlers).chain(&node.orelse).chain(&node.finalbody)
                    {
                        let inner: Vec<&'a ast::Stmt> = block.iter().collect();
                        names.extend(self.pranges_in(&inner));
                    }
                }
                _ => {}
            }
        }
        names
    }

    /// Local variables that a body assigns, and those it updates in place with their operators.
    fn assigned_names(
        &mut self,
        body: &'a [ast::Stmt],
        except: &[Name],
    ) -> (Vec<LocalId>, Vec<(LocalId, BinOp)>) {
        let (mut private, mut reductions) = (Vec::new(), Vec::new());
        for (name, binding) in bindings::collect(body).names {
            if except.contains(&name) {
                continue;
            }
            let Resolved::Local(local) = self.resolve(&name) else { continue };
            let ops: Vec<ast::BinaryOp> = binding
                .sources
                .iter()
                .filter_map(|s| match s {
                    Source::InPlace(op, _) => Some(*op),
                    _ => None,
                })
                .collect();
            let ty = self.infer_local(local);
            let span = binding.span.unwrap_or_default();
            let Some(&op) = ops.first() else {
                private.push(local);
                continue;
            };
            let in_block = self.fx_ref().regions.iter().any(Region::is_block);
            let mixed = ops.len() < binding.sources.len();
            let assigned_last = !matches!(binding.sources.last(), Some(Source::InPlace(..)));
            if mixed && (assigned_last || !in_block && except.is_empty()) {
                // Assigned as well: private, and its updates are local to the iteration.
                private.push(local);
                continue;
            }
            if self.cx.types.is_object(ty) {
                self.error(codes::E0301, span, "Python objects cannot be reductions");
                continue;
            }
            let op = super::target::binary_op(op);
            let other =
                binding.sources.iter().zip(&binding.places).find_map(|(source, place)| match source {
                    Source::InPlace(o, _) if super::target::binary_op(*o) != op => Some((*o, *place)),
                    _ => None,
                });
            if let Some((other, at)) = other {
                let other = binop_text(super::target::binary_op(other));
                let message = format!(
                    "Reduction operator '{other}' is inconsistent with previous reduction operator '{}'",
                    binop_text(op)
                );
                self.error(codes::E0301, at, message);
                continue;
            }
            reductions.push((local, op));
        }
        (private, reductions)
    }

    fn parallel_options(&mut self, args: &'a [Arg], span: Span, is_loop: bool) -> Options {
        let mut options = Options::default();
        let mut seen = FxHashSet::default();
        for arg in args {
            let Arg::Keyword(name, value) = arg else {
                if !is_loop {
                    self.error(
                        codes::E0303,
                        span,
                        "cython.parallel.parallel() does not take positional arguments",
                    );
                }
                continue;
            };
            if !seen.insert(name.name.clone()) {
                self.error(codes::E0303, span, format!("Duplicate keyword argument found: {}", name.name));
            }
            match name.name.as_str() {
                "nogil" => options.nogil = matches!(value.kind, Ast::True),
                "num_threads" if !matches!(value.kind, Ast::NoneLit) => {
                    let value = self.expr_as(value, common::INT);
                    let wrong = match self.fx_ref().regions.last() {
                        Some(Region::Block { sized: true }) => {
                            Some("num_threads already declared in outer section")
                        }
                        Some(Region::Block { sized: false }) => {
                            Some("num_threads must be declared in the parent parallel section")
                        }
                        _ if matches!(value.kind, ExprKind::Int(..=-1)) => {
                            Some("argument to num_threads must be greater than or equal to 0")
                        }
                        _ => None,
                    };
                    if let Some(wrong) = wrong {
                        self.error(codes::E0303, span, wrong);
                    }
                    options.num_threads = Some(value);
                }
                "use_threads_if" => {
                    if is_loop
                        && matches!(self.fx_ref().regions.last(), Some(Region::Block { .. } | Region::Loop))
                    {
                        let message = "'use_threads_if' must be declared in the parent parallel section";
                        self.error(codes::E0303, span, message);
                        continue;
                    }
                    let ty = self.type_of(value);
                    if self.cx.types.is_object(ty) && (self.fx_ref().nogil || options.nogil) {
                        let message = "use_threads_if may not be a Python object as we don't have the GIL";
                        self.error(codes::E0501, value.span, message);
                    }
                    options.condition = Some(self.cond(value));
                }
                "chunksize" if is_loop && !matches!(value.kind, Ast::NoneLit) => {
                    let value = self.expr_as(value, common::INT);
                    if let ExprKind::Int(..=-1) = value.kind {
                        self.error(codes::E0303, value.span, "Chunksize must not be negative");
                    }
                    options.chunksize = Some(value);
                }
                "schedule" if is_loop => {
                    if matches!(value.kind, Ast::NoneLit) {
                        continue;
                    }
                    let text = self.literal_word(value);
                    if ["static", "dynamic", "guided", "runtime"].contains(&text.as_str()) {
                        options.schedule = Some(text.into());
                    } else {
                        let message = format!("Invalid schedule argument to prange: {text}");
                        self.error(codes::E0303, span, message);
                    }
                }
                "scheduler" => match self.literal_word(value).as_str() {
                    "cyrus" if is_loop => options.scheduler = hir::Scheduler::Runtime,
                    "cyrus" => self.error(
                        codes::E0303,
                        value.span,
                        "The threads of a parallel block are OpenMP's; scheduler=\"cyrus\" is for prange()",
                    ),
                    "openmp" => {}
                    other => {
                        let message = format!("Invalid scheduler: {other} (\"openmp\" or \"cyrus\")");
                        self.error(codes::E0303, value.span, message);
                    }
                },
                "num_threads" | "chunksize" if is_loop || name.name == "num_threads" => {}
                other => {
                    self.error(codes::E0303, span, format!("Invalid keyword argument: {other}"));
                }
            }
        }
        match (&options.chunksize, options.schedule.as_deref()) {
            (Some(_), None) => self.error(codes::E0303, span, "Must provide schedule with chunksize"),
            (Some(size), Some("runtime")) => {
                self.error(codes::E0303, size.span, "Chunksize not valid for the schedule runtime");
            }
            _ => {}
        }
        options
    }

    /// What stands between the quotes of a literal.
    fn literal_word(&self, value: &ast::Expr) -> String {
        match &value.kind {
            Ast::Str(_) => {
                let text = self.cx.sources.text(value.span);
                text.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_string()
            }
            _ => String::new(),
        }
    }
}

/// A name that a loop in a parallel block binds.
struct BoundInLoop {
    name: Name,
    /// How many statements bind it.
    times: usize,
    first: Span,
}

/// Where a statement reads a name; what it updates in place is not read.
fn reads_in_stmt(stmt: &ast::Stmt, name: &str, reads: &mut Vec<Span>) {
    if let ast::StmtKind::AugAssign { value, .. } = &stmt.kind {
        reads_in_expr(value, name, reads);
        return;
    }
    let (mut exprs, mut blocks) = (Vec::new(), Vec::new());
    walk::stmt_children(stmt, &mut |e| exprs.push(e), &mut |b| blocks.push(b));
    let assigned: Vec<&ast::Expr> = match &stmt.kind {
        ast::StmtKind::Assign { targets, .. } => targets.iter().collect(),
        _ => Vec::new(),
    };
    for e in exprs {
        let plain = assigned.iter().any(|t| t.span == e.span) && matches!(e.kind, Ast::Name(_));
        if !plain {
            reads_in_expr(e, name, reads);
        }
    }
    blocks.into_iter().flatten().for_each(|inner| reads_in_stmt(inner, name, reads));
}

fn reads_in_expr(e: &ast::Expr, name: &str, reads: &mut Vec<Span>) {
    if matches!(&e.kind, Ast::Name(read) if read == name) {
        reads.push(e.span);
    }
    walk::expr_children(e, &mut |part| reads_in_expr(part, name, reads));
}
