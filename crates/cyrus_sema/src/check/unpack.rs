//! `a, b = 1, 2, 3`: a sequence written out must have as many items as there are targets.
//!
//! Tests: `tests/lang/errors/unpacking.md`.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::ast::{Expr, ExprKind};

impl Checker<'_, '_> {
    /// Compares the shapes of a target and a value.
    pub fn check_unpacking(&mut self, target: &Expr, value: &Expr) {
        let (Some(targets), Some(values)) = (items(target), items(value)) else { return };
        if values.iter().any(is_starred) {
            return;
        }
        let at = start_of(target, targets);
        let starred = targets.iter().filter(|t| is_starred(t)).count();
        let given = values.len();
        if starred > 1 {
            self.error(codes::E0307, at, "more than 1 starred expression in assignment");
        } else if targets.len() - starred > given {
            let s = if given == 1 { "" } else { "s" };
            self.error(codes::E0307, at, format!("need more than {given} value{s} to unpack"));
        } else if let Some(star) = targets.iter().position(is_starred) {
            let after = targets.len() - star - 1;
            let rest = &values[star..given - after];
            if let ExprKind::Starred(inner) = &targets[star].kind
                && let Some(inner_items) = items(inner)
                && !inner_items.iter().any(is_starred)
            {
                self.check_count(start_of(inner, inner_items), inner_items.len(), rest.len());
            }
            let last = values[given - after..].iter();
            for (t, v) in targets[..star].iter().zip(values).chain(targets[star + 1..].iter().zip(last)) {
                self.check_unpacking(t, v);
            }
        } else if targets.len() < given {
            self.check_count(at, targets.len(), given);
        } else {
            for (t, v) in targets.iter().zip(values) {
                self.check_unpacking(t, v);
            }
        }
    }

    fn check_count(&mut self, at: Span, wanted: usize, given: usize) {
        if wanted > given {
            let s = if given == 1 { "" } else { "s" };
            self.error(codes::E0307, at, format!("need more than {given} value{s} to unpack"));
        } else if wanted < given {
            let message = format!("too many values to unpack (expected {wanted}, got {given})");
            self.error(codes::E0307, at, message);
        }
    }
}

fn items(e: &Expr) -> Option<&[Expr]> {
    match &e.kind {
        ExprKind::Tuple(items) | ExprKind::List(items) => Some(items),
        _ => None,
    }
}

fn is_starred(e: &Expr) -> bool {
    matches!(e.kind, ExprKind::Starred(_))
}

/// A tuple begins at its first item, not at its bracket.
fn start_of(e: &Expr, items: &[Expr]) -> Span {
    match (&e.kind, items.first()) {
        (ExprKind::Tuple(_), Some(first)) => Span::new(e.span.file, first.span.start, e.span.end),
        _ => e.span,
    }
}
