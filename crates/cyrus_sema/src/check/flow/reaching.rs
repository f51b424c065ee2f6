//! Which values a variable can have where it is read, for the inference of other variables: after `a = []`, `b = a` makes `b` a
//! list, whatever `a` becomes later (Cython docs, "infer_types").
//!
//! In arithmetic only Python types and C floats follow values this way: where a variable is an object, arithmetic on it is Python's,
//! and its integers are not C's. A plain copy may be any number.

use super::build::Builder;
use super::graph::Event;
use crate::check::Checker;
use crate::check::bindings::Source;
use crate::check::names::Resolved;
use cyrus_hir::LocalId;
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{TyId, common};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// For each read, by its place, the sources of the assignments that reach it. Reads that other values may reach are left out.
#[derive(Debug, Default)]
pub struct Reaching<'a> {
    reads: FxHashMap<Span, Vec<Source<'a>>>,
    /// What was found of a read, or is being found: values that depend on themselves say nothing.
    types: RefCell<FxHashMap<Span, Option<TyId>>>,
}

impl<'a> Checker<'_, 'a> {
    /// The type of an object variable's value at a read in the expression that is another variable's source.
    pub fn type_at(&mut self, local: LocalId, at: Span) -> Option<TyId> {
        let found = self.value_at(local, at)?;
        let types = &self.cx.types;
        let object = types.is_object(found) && !types.is_cyp(found);
        (object || found == common::DOUBLE).then_some(found)
    }

    /// The same for a source that is nothing but the variable.
    pub fn copied_type(&mut self, value: &ast::Expr) -> Option<TyId> {
        let ast::ExprKind::Name(name) = &value.kind else { return None };
        let Resolved::Local(local) = self.resolve(name) else { return None };
        if self.infer_local(local) != common::OBJECT {
            return None;
        }
        let found = self.value_at(local, value.span)?;
        let types = &self.cx.types;
        (types.is_numeric(found) || types.is_object(found) && !types.is_cyp(found)).then_some(found)
    }

    /// What all assignments that reach a read agree on; not where that is just an object.
    fn value_at(&mut self, local: LocalId, at: Span) -> Option<TyId> {
        let fx = self.fx_ref();
        if fx.inferring.is_empty() || fx.locals[local].captured {
            return None;
        }
        let reaching = self.reaching()?;
        let sources = reaching.reads.get(&at)?;
        if let Some(&known) = reaching.types.borrow().get(&at) {
            return known;
        }
        reaching.types.borrow_mut().insert(at, None);
        self.fx().inferring.push(local);
        let mut found = None;
        let mut none = false;
        for source in sources {
            if matches!(source, Source::Value(value) if matches!(value.kind, ast::ExprKind::NoneLit)) {
                none = true;
                continue;
            }
            let ty = match source {
                Source::InPlace(..) | Source::Deleted => common::UNSPECIFIED,
                _ => self.source_ty(source),
            };
            found = Some(match found {
                Some(old) if old != ty => common::OBJECT,
                _ => ty,
            });
        }
        self.fx().inferring.pop();
        let name = self.fx_ref().locals[local].name.clone();
        let found = found.map(|ty| self.safe_type(ty, &name));
        let found = found.filter(|ty| !matches!(*ty, common::UNSPECIFIED | common::OBJECT));
        // None is a value of every Python type, and of no C type.
        let found = found.filter(|ty| !none || self.cx.types.is_object(*ty));
        reaching.types.borrow_mut().insert(at, found);
        found
    }

    fn reaching(&mut self) -> Option<Rc<Reaching<'a>>> {
        if let Some(known) = &self.fx_ref().reaching {
            return Some(known.clone());
        }
        let body = self.fx_ref().body?;
        let (vars, names) = self.followed();
        let leaks = !self.fx_ref().directives.language_level.is_py3();
        let mut cython_path = |e: &ast::Expr| self.cython_path(e);
        let mut builder = Builder::new(vars, names, leaks, &mut cython_path);
        builder.function(body);
        let Builder { graph, vars, .. } = builder;
        let solved = graph.solve(&vars);
        let fx = self.fx();
        let mut reaching = Reaching::default();
        for read in solved.reads.iter().filter(|read| !read.unset && !read.origins.is_empty()) {
            let Some(binding) = fx.bindings.names.get(&vars[read.var.0 as usize].name) else { continue };
            let source = |origin: &usize| {
                let Event::Assign { span, .. } = solved.assignments[*origin].0 else { return None };
                let mut places = binding.places.iter().zip(&binding.sources);
                places.find(|(place, _)| **place == span).map(|(_, source)| *source)
            };
            if let Some(sources) = read.origins.iter().map(source).collect() {
                reaching.reads.insert(read.span, sources);
            }
        }
        let reaching = Rc::new(reaching);
        fx.reaching = Some(reaching.clone());
        Some(reaching)
    }
}
