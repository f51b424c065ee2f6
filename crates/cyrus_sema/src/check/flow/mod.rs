//! Definite assignment: which variables certainly, possibly or never have a value where they are read.
//!
//! Comes in: the body of one checked function and what is known of its variables. Goes out: errors for
//! Python variables that never have a value at a read, warnings for the rest (`warn.maybe_uninitialized`,
//! `warn.unused`, `warn.unused_arg`, `warn.unused_result`, `warn.unreachable`).
//!
//! [`build`] turns the body into a [`graph::Graph`] of blocks with reads and assignments in order;
//! [`graph::Graph::solve`] finds which assignments reach each read. The shape of the graph follows Cython
//! (`FlowControl.py`) where its choices can be seen: every assignment inside `try` may jump to the handlers,
//! a loop may run zero times even when its condition is `True`, `with` may swallow exceptions.
//!
//! Variables of enclosing functions are not followed. Tests: `tests/lang/errors/uninitialized.md`.

pub mod build;
pub mod graph;
pub mod reaching;

use super::Checker;
use super::bindings::Source;
use super::fncx::FnKind;
use build::Builder;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, LocalKind};
use cyrus_source::Span;
use cyrus_syntax::{Name, ast};
use cyrus_types::{Ty, TyId, common};
use graph::{Event, Origin, VarId};
use rustc_hash::FxHashMap;

/// What a function runs.
#[derive(Clone, Copy, Debug)]
pub enum Body<'a> {
    Block(&'a [ast::Stmt]),
    Expr(&'a ast::Expr),
}

/// A variable whose assignments are followed.
#[derive(Clone, Debug)]
pub struct Var {
    pub name: Name,
    /// Where it is declared or first bound.
    pub span: Span,
    pub kind: VarKind,
    /// Reading it without a value is an error, not only a warning.
    pub object: bool,
    /// It has a value from the start: structs, arrays, complex numbers, C++ objects.
    pub is_static: bool,
    /// An inner function uses it.
    pub captured: bool,
}

/// What a variable is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VarKind {
    Argument,
    Variable,
    /// Variable of a comprehension.
    Comprehension,
}

impl<'a> Checker<'_, 'a> {
    /// Follows the assignments of the innermost function, whose body has just been checked.
    pub fn check_flow(&mut self, body: Body<'a>) {
        if self.speculating > 0 {
            return;
        }
        let fx = self.fx_ref();
        if fx.kind == FnKind::GeneratorExpr {
            return;
        }
        let (vars, names) = self.followed();
        let fx = self.fx_ref();
        let leaks = !fx.directives.language_level.is_py3();
        let warns = Warns {
            maybe: fx.directives.warns("warn.maybe_uninitialized"),
            unused: fx.directives.warns("warn.unused"),
            unused_arg: fx.directives.warns("warn.unused_arg"),
            unused_result: fx.directives.warns("warn.unused_result"),
            unreachable: fx.directives.warns("warn.unreachable"),
        };
        let unread_nonlocals = if warns.unused { self.unread_nonlocals(body) } else { Vec::new() };
        let mut cython_path = |e: &ast::Expr| self.cython_path(e);
        let mut builder = Builder::new(vars, names, leaks, &mut cython_path);
        builder.function(body);
        let Builder { graph, vars, unreachable, deleted_captured, inner_reads, .. } = builder;

        for (name, span) in deleted_captured {
            let message = format!("can not delete variable '{name}' referenced in nested scope");
            self.error(codes::E0307, span, message);
        }
        if warns.unreachable {
            for span in unreachable {
                self.cx.warn(codes::W0201, span, "Unreachable code");
            }
        }
        for span_and_name in unread_nonlocals {
            self.cx.warn(codes::W0201, span_and_name.0, format!("Unused entry '{}'", span_and_name.1));
        }
        self.report_flow(&graph.solve(&vars), &vars, &inner_reads, warns);
    }

    /// The variables whose assignments are followed.
    fn followed(&self) -> (Vec<Var>, FxHashMap<Name, VarId>) {
        let fx = self.fx_ref();
        let mut vars: Vec<Var> = Vec::new();
        let mut names: FxHashMap<Name, VarId> = FxHashMap::default();
        let declared = |name: &Name| {
            let sources = fx.bindings.names.get(name).map(|b| &b.sources);
            sources.is_none_or(|s| s.iter().any(|s| matches!(s, Source::Declared)))
        };
        if fx.kind != FnKind::Module {
            let mut locals: Vec<(&Name, hir::LocalId)> = fx.names.iter().map(|(n, l)| (n, *l)).collect();
            locals.sort_by_key(|(_, l)| l.0);
            for (name, local) in locals {
                let local = &fx.locals[local];
                if self.cx.types.is_error(local.ty) {
                    continue;
                }
                names.insert(name.clone(), VarId(vars.len() as u32));
                vars.push(Var {
                    name: name.clone(),
                    span: local.span,
                    kind: if local.kind == LocalKind::Param { VarKind::Argument } else { VarKind::Variable },
                    // An inferred C type does not count: without a value there was nothing to infer from.
                    object: local.ty == common::UNSPECIFIED
                        || self.cx.types.is_object(local.ty)
                        || !declared(name),
                    is_static: local.kind != LocalKind::Param && self.is_stack_object(local.ty),
                    captured: local.captured,
                });
            }
        }
        (vars, names)
    }

    fn report_flow(&mut self, solved: &graph::Solved, vars: &[Var], inner_reads: &[Name], warns: Warns) {
        for read in &solved.reads {
            let var = &vars[read.var.0 as usize];
            if !read.unset {
                continue;
            }
            let never = read.origins.is_empty();
            if never && !var.captured {
                let message = format!("local variable '{}' referenced before assignment", var.name);
                if var.object {
                    self.error(codes::E0206, read.span, message);
                } else {
                    self.cx.warn(codes::W0202, read.span, message);
                }
            } else if warns.maybe {
                let closure = if var.captured { " (maybe initialized inside a closure)" } else { "" };
                let message =
                    format!("local variable '{}' might be referenced before assignment{closure}", var.name);
                self.cx.warn(codes::W0202, read.span, message);
            }
        }
        if !(warns.unused || warns.unused_arg || warns.unused_result) {
            return;
        }
        let read_somewhere = |id: VarId| {
            solved.reads.iter().any(|r| r.var == id) || inner_reads.contains(&vars[id.0 as usize].name)
        };
        for (event, used) in &solved.assignments {
            let Event::Assign { var: id, span, origin } = event else { continue };
            let var = &vars[id.0 as usize];
            if *used || var.captured || !warns.unused_result || !read_somewhere(*id) {
                continue;
            }
            let message = match origin {
                Origin::Argument => format!("Unused argument value '{}'", var.name),
                Origin::Statement => format!("Unused result in '{}'", var.name),
                Origin::Silent => continue,
            };
            self.cx.warn(codes::W0201, *span, message);
        }
        for (i, var) in vars.iter().enumerate() {
            if read_somewhere(VarId(i as u32)) || var.name == "_" || var.name.starts_with("unused") {
                continue;
            }
            match var.kind {
                VarKind::Argument if warns.unused_arg => {
                    self.cx.warn(codes::W0201, var.span, format!("Unused argument '{}'", var.name));
                }
                VarKind::Variable | VarKind::Comprehension if warns.unused => {
                    self.cx.warn(codes::W0201, var.span, format!("Unused entry '{}'", var.name));
                }
                VarKind::Argument | VarKind::Variable | VarKind::Comprehension => {}
            }
        }
    }

    /// Variables of enclosing functions that this one only assigns: where they are declared.
    fn unread_nonlocals(&self, body: Body<'a>) -> Vec<(Span, Name)> {
        let reads = build::names_read(body);
        let mut found = Vec::new();
        let Some((inner, outer)) = self.fns.split_last() else { return found };
        for name in &inner.bindings.nonlocals {
            if reads.contains(name) {
                continue;
            }
            let local = outer.iter().rev().find_map(|fx| fx.names.get(name).map(|l| &fx.locals[*l]));
            found.extend(local.map(|l| (l.span, name.clone())));
        }
        found.sort_by_key(|(span, _)| span.start);
        found
    }

    /// Whether variables of a type live on the stack and so have a value from the start.
    fn is_stack_object(&self, ty: TyId) -> bool {
        matches!(
            self.cx.types.kind(ty),
            Ty::Struct(_) | Ty::NogilClass(_) | Ty::Complex(_) | Ty::Array(..) | Ty::Cpp(..)
        )
    }
}

/// Which warnings are on.
#[derive(Clone, Copy)]
struct Warns {
    maybe: bool,
    unused: bool,
    unused_arg: bool,
    unused_result: bool,
    unreachable: bool,
}
