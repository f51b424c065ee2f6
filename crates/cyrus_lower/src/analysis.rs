//! Which locals are assigned, over all functions of a module.
//!
//! A parameter that is never assigned can be borrowed from the caller for the whole call; a variable
//! that is assigned inside an expression must be copied when it is read as an operand.

use cyrus_hir as hir;
use hir::visit::{Visitor, walk_block, walk_expr, walk_target};
use hir::{ExprKind, FuncId, LocalId, Target, TargetKind};
use rustc_hash::FxHashSet;

/// The answer.
#[derive(Default)]
pub(crate) struct Assigned {
    /// Locals that some statement, loop, handler or `del` writes, by the function that owns them.
    anywhere: FxHashSet<(FuncId, LocalId)>,
    /// Those that `del` or the end of an `except … as name` unbinds.
    unbound: FxHashSet<(FuncId, LocalId)>,
    /// Those written by a part of an expression: `:=`, and loops of comprehensions that share the
    /// function's names (language level 2).
    in_expression: FxHashSet<(FuncId, LocalId)>,
    /// Those written within a loop, or within an expression that is one.
    in_loop: FxHashSet<(FuncId, LocalId)>,
    /// Variables that are consumed.
    consumed: FxHashSet<(FuncId, LocalId)>,
    /// Methods whose addresses are taken.
    addressed: FxHashSet<hir::CypMethodRef>,
    /// Variables that hold the `__class__` cell of a class statement.
    class_cells: FxHashSet<(FuncId, LocalId)>,
    /// Variables with a declared buffer whose elements are written.
    buffers_written: FxHashSet<(FuncId, LocalId)>,
    /// Whether something looks at counts of references.
    counts_seen: bool,
}

impl Assigned {
    pub(crate) fn of(module: &hir::Module) -> Assigned {
        let mut result = Assigned::default();
        for (id, func) in module.funcs.iter_ids() {
            let mut scan = Scan {
                module,
                func: id,
                depth: 0,
                loops: 0,
                py2: func.directives.language_level <= 2,
                out: &mut result,
            };
            walk_block(&mut scan, &func.body);
        }
        result
    }

    /// Whether anything but the binding of the parameter itself writes it.
    pub(crate) fn anywhere(&self, func: FuncId, local: LocalId) -> bool {
        self.anywhere.contains(&(func, local))
    }

    /// Whether a turn of some loop may write it.
    pub(crate) fn in_loop(&self, func: FuncId, local: LocalId) -> bool {
        self.in_loop.contains(&(func, local))
    }

    /// Whether something unbinds the variable once it was bound.
    pub(crate) fn unbound_somewhere(&self, func: FuncId, local: LocalId) -> bool {
        self.unbound.contains(&(func, local))
    }

    /// Whether the variable holds a cell with a class, not the class.
    pub(crate) fn is_class_cell(&self, func: FuncId, local: LocalId) -> bool {
        self.class_cells.contains(&(func, local))
    }

    /// Whether elements of the variable's buffer are assigned.
    pub(crate) fn buffer_written(&self, func: FuncId, local: LocalId) -> bool {
        self.buffers_written.contains(&(func, local))
    }

    /// Whether the variable is consumed somewhere.
    pub(crate) fn consumed(&self, func: FuncId, local: LocalId) -> bool {
        self.consumed.contains(&(func, local))
    }

    /// Whether a method is called by its address.
    pub(crate) fn addressed(&self, method: hir::CypMethodRef) -> bool {
        self.addressed.contains(&method)
    }

    /// Whether the module looks at counts: then arguments count, too.
    pub(crate) fn counts_seen(&self) -> bool {
        self.counts_seen
    }

    /// Whether evaluating an expression of the function may write it.
    pub(crate) fn in_expression(&self, func: FuncId, local: LocalId) -> bool {
        self.in_expression.contains(&(func, local))
    }
}

struct Scan<'a> {
    module: &'a hir::Module,
    func: FuncId,
    /// How many expressions with statements inside are open.
    depth: u32,
    /// How many loops are.
    loops: u32,
    py2: bool,
    out: &'a mut Assigned,
}

impl Scan<'_> {
    /// The variable that is a target, and the function it belongs to.
    fn variable(&self, target: &Target) -> Option<(FuncId, LocalId)> {
        match &target.kind {
            TargetKind::Local(local) => Some((self.func, *local)),
            TargetKind::Outer { depth, local } => {
                let mut func = self.func;
                for _ in 0..*depth {
                    func = self.module.funcs[func].parent?;
                }
                Some((func, *local))
            }
            _ => None,
        }
    }

    fn record_unbound(&mut self, target: &Target) {
        if let TargetKind::Unpack { before, star, after } = &target.kind {
            for part in before.iter().chain(star.as_deref()).chain(after) {
                self.record_unbound(part);
            }
        }
        let variable = self.variable(target);
        self.out.unbound.extend(variable);
        self.out.in_loop.extend(variable.filter(|_| self.loops > 0));
    }

    fn record(&mut self, target: &Target, in_expression: bool) {
        let Some(key) = self.variable(target) else { return };
        self.out.anywhere.insert(key);
        if self.loops + self.depth > 0 {
            self.out.in_loop.insert(key);
        }
        if in_expression {
            self.out.in_expression.insert(key);
        }
    }
}

impl Visitor for Scan<'_> {
    fn visit_expr(&mut self, expr: &hir::Expr) {
        match &expr.kind {
            ExprKind::Walrus { target, value } => {
                self.visit_expr(value);
                self.record(target, true);
                walk_target(self, target);
            }
            ExprKind::Comprehension { .. } | ExprKind::Inlined { .. } => {
                self.depth += 1;
                walk_expr(self, expr);
                self.depth -= 1;
            }
            // `consume x` leaves x empty.
            ExprKind::Consume { value, .. } => {
                if let Some(local) = consumed_local(value) {
                    self.out.anywhere.insert((self.func, local));
                    self.out.in_expression.insert((self.func, local));
                    self.out.consumed.insert((self.func, local));
                    self.out.in_loop.insert((self.func, local));
                }
                walk_expr(self, expr);
            }
            ExprKind::CypRefCount(_) => {
                self.out.counts_seen = true;
                walk_expr(self, expr);
            }
            ExprKind::CypFunc(method) => {
                self.out.addressed.insert(*method);
            }
            // `&x` hands out a way to write x.
            ExprKind::AddressOf(inner) => {
                if let ExprKind::Local(local) = inner.kind {
                    self.out.anywhere.insert((self.func, local));
                    self.out.in_loop.insert((self.func, local));
                }
                walk_expr(self, expr);
            }
            _ => walk_expr(self, expr),
        }
    }

    fn visit_stmt(&mut self, stmt: &hir::Stmt) {
        if let hir::StmtKind::PyClass(class) = &stmt.kind
            && let Some(cell) = class.class_cell
        {
            self.out.class_cells.insert((self.func, cell));
            self.out.anywhere.insert((self.func, cell));
        }
        match &stmt.kind {
            hir::StmtKind::Delete(target) => self.record_unbound(target),
            hir::StmtKind::Try(tried) => {
                for handler in tried.handlers.iter().filter(|h| h.delete_target) {
                    if let Some(target) = &handler.target {
                        self.record_unbound(target);
                    }
                }
            }
            _ => {}
        }
        let loops = u32::from(matches!(stmt.kind, hir::StmtKind::For(_) | hir::StmtKind::While { .. }));
        self.loops += loops;
        hir::visit::walk_stmt(self, stmt);
        self.loops -= loops;
    }

    fn visit_target(&mut self, target: &Target) {
        if let TargetKind::BufferItem { buffer, .. } = &target.kind {
            self.out.buffers_written.insert((self.func, *buffer));
        }
        self.record(target, self.depth > 0 && self.py2);
        walk_target(self, target);
    }
}

/// The variable that `consume` empties, seen through casts.
pub(crate) fn consumed_local(value: &hir::Expr) -> Option<LocalId> {
    match &value.kind {
        ExprKind::Local(local) => Some(*local),
        ExprKind::CypCast { value, .. }
        | ExprKind::Coerce { kind: hir::Coercion::CypUpcast | hir::Coercion::Capability(_), value } => {
            consumed_local(value)
        }
        _ => None,
    }
}
