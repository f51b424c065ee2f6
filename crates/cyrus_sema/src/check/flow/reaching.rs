//! Which values a variable can have where it is read, for the inference of other variables: after `a = []`, `b = a` makes `b` a
//! list, whatever `a` becomes later (Cython docs, "infer_types").
//!
//! In arithmetic only Python types and C floats follow values this way: where a variable is an object, arithmetic on it is Python's,
//! and its integers are not C's. A plain copy may be any number.

use super::Followed;
use super::graph::Event;
use crate::check::Checker;
use crate::check::bindings::Source;
use crate::check::names::Resolved;
use crate::check::solve::Node;
use cyrus_hir::LocalId;
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{TyId, common};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// For each read, by its place, the sources of the assignments that reach it. Reads that other values may reach are left out.
#[derive(Debug, Default)]
pub struct Reaching<'a> {
    reads: FxHashMap<Span, Vec<Source<'a>>>,
}

impl<'a> Checker<'_, 'a> {
    /// The type of an object variable's value at a read in the expression that is another variable's source.
    pub fn type_at(&mut self, local: LocalId, at: Span) -> Option<TyId> {
        let found = self.value_at(local, Node::Read(at))?;
        let types = &self.cx.types;
        let object = types.is_object(found) && !types.is_cyp(found);
        (object || matches!(found, common::DOUBLE | common::UNSPECIFIED)).then_some(found)
    }

    /// The same where nothing is known of the variable yet, which a first assumption is made of.
    pub fn first_type_at(&mut self, local: LocalId, at: Span) -> Option<TyId> {
        self.value_at(local, Node::First(at))
    }

    /// The type for a source that is nothing but the variable.
    pub fn copied_type(&mut self, value: &ast::Expr) -> Option<TyId> {
        let ast::ExprKind::Name(name) = &value.kind else { return None };
        let Resolved::Local(local) = self.resolve(name) else { return None };
        match self.infer_local(local) {
            common::OBJECT => {}
            common::UNSPECIFIED => return self.first_type_at(local, value.span),
            _ => return None,
        }
        let found = self.value_at(local, Node::Read(value.span))?;
        let types = &self.cx.types;
        let known = types.is_numeric(found) || types.is_object(found) && !types.is_cyp(found);
        (known || found == common::UNSPECIFIED).then_some(found)
    }

    /// What all assignments that reach a read agree on; not where that is just an object.
    fn value_at(&mut self, local: LocalId, node: Node) -> Option<TyId> {
        let fx = self.fx_ref();
        let variable = &fx.locals[local];
        // Inner functions assign at any time; whether they do must be known before they are checked.
        let elsewhere = variable.captured || fx.bindings.nonlocal_in_inner.contains(&variable.name);
        if !fx.solving.is_active() || elsewhere {
            return None;
        }
        let found = match (fx.solving.read(node), node) {
            (Some(known), _) => known,
            (None, Node::Read(at) | Node::First(at)) => {
                let reaching = self.reaching()?;
                let sources = reaching.reads.get(&at)?;
                self.solve(node, |c| c.reached_ty(local, sources, matches!(node, Node::First(_))))
            }
            (None, Node::Local(_)) => return None,
        };
        (found != common::OBJECT).then_some(found)
    }

    /// The type of the values of all these sources of a variable. Where they differ that is one that spans all or an object.
    fn reached_ty(&mut self, local: LocalId, sources: &[Source<'a>], spans: bool) -> TyId {
        let mut found = common::UNSPECIFIED;
        let mut none = false;
        for source in sources {
            let ty = match source {
                Source::Value(value) if matches!(value.kind, ast::ExprKind::NoneLit) => {
                    none = true;
                    continue;
                }
                Source::InPlace(op, value) if spans => self.in_place_ty(local, *op, value),
                Source::InPlace(..) | Source::Deleted => common::OBJECT,
                _ => self.source_ty(source),
            };
            found = match found {
                _ if ty == common::UNSPECIFIED => found,
                common::UNSPECIFIED => ty,
                old if old == ty => ty,
                old if spans => self.variable_spanning(old, ty),
                _ => common::OBJECT,
            };
        }
        if found == common::UNSPECIFIED {
            return found;
        }
        let name = self.fx_ref().locals[local].name.clone();
        let found = self.safe_type(found, &name);
        // None is a value of every Python type, and of no C type.
        if none && !self.cx.types.is_object(found) { common::OBJECT } else { found }
    }

    fn reaching(&mut self) -> Option<Rc<Reaching<'a>>> {
        if let Some(known) = &self.fx_ref().reaching {
            return Some(known.clone());
        }
        let body = self.fx_ref().body?;
        let followed = self.followed(body);
        let Followed { vars, solved, .. } = &*followed;
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
