//! Definite assignment: which variables certainly, possibly or never have a value where they are read.
//!
//! Comes in: the body of one checked function and the types of its variables. Goes out: errors for
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
mod names_read;
pub mod reaching;

use super::Checker;
use super::bindings::Source;
use super::fncx::FnKind;
use build::Builder;
use cyrus_diagnostics::codes;
use cyrus_hir::{LocalId, LocalKind};
use cyrus_source::Span;
use cyrus_syntax::{Name, ast};
use cyrus_types::{Ty, TyId, common};
use graph::{Event, Origin, Solved, VarId};
use rustc_hash::FxHashMap;
use std::rc::Rc;

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
    /// `None`: a variable of a comprehension.
    pub local: Option<LocalId>,
}

/// A function's body, followed. Types of variables are no part of it: it is made before they are known.
#[derive(Debug)]
pub struct Followed {
    vars: Vec<Var>,
    solved: Solved,
    /// First statements that control never reaches.
    unreachable: Vec<Span>,
    deleted: Vec<(VarId, Span)>,
    /// Names that inner functions read.
    inner_reads: Vec<Name>,
    /// How many names the function had.
    names: usize,
}

/// What reports depend on besides how a variable is used.
#[derive(Clone, Copy)]
struct Facts {
    /// Reading it without a value is an error, not only a warning.
    object: bool,
    /// It has a value from the start: structs, arrays, complex numbers, C++ objects.
    is_static: bool,
    /// A reference to a cypclass object, which is NULL without a value.
    reference: bool,
    /// An inner function uses it.
    captured: bool,
    /// Its declaration was refused, so nothing is said of it.
    wrong: bool,
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
        let warns = Warns {
            maybe: fx.directives.warns("warn.maybe_uninitialized"),
            unused: fx.directives.warns("warn.unused"),
            unused_arg: fx.directives.warns("warn.unused_arg"),
            unused_result: fx.directives.warns("warn.unused_result"),
            unreachable: fx.directives.warns("warn.unreachable"),
        };
        let unread_nonlocals = if warns.unused { self.unread_nonlocals(body) } else { Vec::new() };
        let followed = self.followed(body);
        for &(var, span) in &followed.deleted {
            let var = &followed.vars[var.0 as usize];
            if self.facts(var).captured {
                let message = format!("can not delete variable '{}' referenced in nested scope", var.name);
                self.error(codes::E0307, span, message);
            }
        }
        if warns.unreachable {
            for span in &followed.unreachable {
                self.cx.warn(codes::W0201, *span, "Unreachable code");
            }
        }
        for span_and_name in unread_nonlocals {
            self.cx.warn(codes::W0201, span_and_name.0, format!("Unused entry '{}'", span_and_name.1));
        }
        self.report_flow(&followed, warns);
    }

    /// The body of the innermost function, followed.
    fn followed(&mut self, body: Body<'a>) -> Rc<Followed> {
        let fx = self.fx_ref();
        if let Some(known) = fx.followed.as_ref().filter(|known| known.names == fx.names.len()) {
            return known.clone();
        }
        let mut vars: Vec<Var> = Vec::new();
        let mut names: FxHashMap<Name, VarId> = FxHashMap::default();
        if fx.kind != FnKind::Module {
            let mut locals: Vec<(&Name, LocalId)> = fx.names.iter().map(|(n, l)| (n, *l)).collect();
            locals.sort_by_key(|(_, l)| l.0);
            for (name, id) in locals {
                let local = &fx.locals[id];
                names.insert(name.clone(), VarId(vars.len() as u32));
                let kind = if local.kind == LocalKind::Param { VarKind::Argument } else { VarKind::Variable };
                vars.push(Var { name: name.clone(), span: local.span, kind, local: Some(id) });
            }
        }
        let leaks = !fx.directives.language_level.is_py3();
        let known = fx.names.len();
        let mut cython_path = |e: &ast::Expr| self.cython_path(e);
        let mut builder = Builder::new(vars, names, leaks, &mut cython_path);
        builder.function(body);
        let Builder { graph, vars, unreachable, deleted, inner_reads, .. } = builder;
        let solved = graph.solve(vars.len());
        let followed = Rc::new(Followed { vars, solved, unreachable, deleted, inner_reads, names: known });
        self.fx().followed = Some(followed.clone());
        followed
    }

    fn facts(&self, var: &Var) -> Facts {
        let Some(local) = var.local else {
            return Facts { object: true, is_static: false, reference: false, captured: false, wrong: false };
        };
        let fx = self.fx_ref();
        let local = &fx.locals[local];
        let sources = fx.bindings.names.get(&var.name).map(|b| &b.sources);
        let declared = sources.is_none_or(|s| s.iter().any(|s| matches!(s, Source::Declared)));
        Facts {
            // An inferred C type does not count: without a value there was nothing to infer from.
            object: local.ty == common::UNSPECIFIED || self.cx.types.is_object(local.ty) || !declared,
            is_static: local.kind != LocalKind::Param && self.is_stack_object(local.ty),
            reference: self.cx.types.is_cyp(local.ty),
            captured: local.captured,
            wrong: self.cx.types.is_error(local.ty),
        }
    }

    fn report_flow(&mut self, followed: &Followed, warns: Warns) {
        let Followed { vars, solved, inner_reads, .. } = followed;
        for read in solved.reads.iter().filter(|read| read.unset) {
            let var = &vars[read.var.0 as usize];
            let facts = self.facts(var);
            if facts.is_static || facts.wrong {
                continue;
            }
            let never = read.origins.is_empty();
            // What was given away is NULL, which may be asked for.
            let given_away = facts.reference && followed.deleted.iter().any(|&(var, _)| var == read.var);
            if given_away {
                continue;
            }
            if never && !facts.captured {
                let message = format!("local variable '{}' referenced before assignment", var.name);
                if facts.object {
                    self.error(codes::E0206, read.span, message);
                } else {
                    self.cx.warn(codes::W0202, read.span, message);
                }
            } else if warns.maybe {
                let closure = if facts.captured { " (maybe initialized inside a closure)" } else { "" };
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
            if *used || !warns.unused_result || !read_somewhere(*id) {
                continue;
            }
            let facts = self.facts(var);
            if facts.captured || facts.wrong {
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
            let named = var.name == "_" || var.name.starts_with("unused");
            if read_somewhere(VarId(i as u32)) || named || self.facts(var).wrong {
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
        let reads = names_read::names_read(body);
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
