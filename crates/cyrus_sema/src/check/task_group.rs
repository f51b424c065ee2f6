//! `with taskgroup() as group:`, whose tasks have ended when the block ends.
//!
//! The block becomes a `try` with a `finally` that waits. A variable says whether the block went well: it is set at the
//! block's end, and before whatever else leaves it but an exception. After an exception the tasks are cancelled.

use super::Checker;
use super::cyp_call::CypArgs;
use super::with_part::WithPart;
use cyrus_hir::{self as hir, Expr, ExprKind, LocalId, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{TyId, common};

/// The class of groups.
const CLASS: &str = "libcyrus.task.taskgroup";

/// A group whose block is being checked.
#[derive(Clone, Copy, Debug)]
pub struct OpenGroup {
    pub group: LocalId,
    /// The variable that says that the block went well.
    well: LocalId,
    /// How many loops surround the block.
    loops: u32,
}

impl<'a> Checker<'_, 'a> {
    /// The class of task groups, if the expression makes one.
    pub fn makes_task_group(&mut self, e: &'a ast::Expr) -> Option<TyId> {
        let ast::ExprKind::Call(call) = &e.kind else { return None };
        let ty = self.cyp_named(&call.func)?;
        let class = self.cyp_of(ty)?.class;
        (self.cx.types.cyp_classes[class].qualified == CLASS).then_some(ty)
    }

    /// `with taskgroup() as target:`; `false` when it is something else.
    pub(super) fn task_group_with(&mut self, part: WithPart<'a>, out: &mut hir::Block) -> bool {
        let WithPart { item, span, .. } = part;
        let Some(class) = self.makes_task_group(&item.context) else { return false };
        let value = self.expr(&item.context);
        let group = self.temp(class, span);
        // Set twice, which a temporary is not.
        let well = self.fx().add_local(Name::default(), common::BINT, hir::LocalKind::Variable, span);
        let mut inner = Vec::new();
        if let Some(target) = &item.target {
            let target = self.target(target);
            let value = self.local_expr(group, span);
            let value = self.coerce(value, target.ty);
            inner.push(Stmt { span, kind: StmtKind::Assign { target, value } });
        }
        // A block that is left for a time, and entered again, is in nobody's waits meanwhile.
        if self.fx_ref().coroutine == hir::CoroutineKind::None {
            let object = self.local_expr(group, span);
            let none = CypArgs::typed(Vec::new());
            let Ok(enter) = self.cyp_method_call(object, "_enter", none, item.context.span) else {
                return true;
            };
            inner.push(Stmt { span, kind: StmtKind::Expr(enter) });
        }
        let loops = self.fx_ref().loop_depth;
        self.fx().task_groups.push(OpenGroup { group, well, loops });
        self.inside(part, &mut inner);
        self.fx().task_groups.pop();
        inner.push(went_well(well, span));
        let object = self.local_expr(group, span);
        let args = CypArgs::typed(vec![self.local_expr(well, span)]);
        let Ok(leave) = self.cyp_method_call(object, "_leave", args, item.context.span) else { return true };
        let finally = Some(vec![Stmt { span, kind: StmtKind::Expr(leave) }]);
        let node = hir::Try { body: inner, handlers: Vec::new(), orelse: Vec::new(), finally };
        let mut tried = vec![Stmt { span, kind: StmtKind::Try(Box::new(node)) }];
        let mut block = vec![set(well, false, span)];
        block.append(&mut tried);
        out.push(Stmt { span, kind: StmtKind::Let { local: group, value, body: block } });
        true
    }

    /// Before a `return`: all groups around the statement are left.
    pub fn leave_task_groups(&mut self, span: Span, out: &mut hir::Block) {
        out.extend(self.fx_ref().task_groups.iter().map(|open| went_well(open.well, span)));
    }

    /// Before a `break` or `continue`: the groups inside the loop are left.
    pub fn leave_task_groups_of_loop(&mut self, span: Span, out: &mut hir::Block) {
        let fx = self.fx_ref();
        let left = fx.task_groups.iter().filter(|open| open.loops == fx.loop_depth);
        out.extend(left.map(|open| went_well(open.well, span)));
    }
}

fn went_well(well: LocalId, span: Span) -> Stmt {
    set(well, true, span)
}

fn set(local: LocalId, value: bool, span: Span) -> Stmt {
    let target = Target { span, ty: common::BINT, kind: TargetKind::Local(local) };
    let value = Expr { ty: common::BINT, span, kind: ExprKind::Bool(value) };
    Stmt { span, kind: StmtKind::Assign { target, value } }
}
