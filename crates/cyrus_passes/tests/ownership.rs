//! The check of references finds leaks, double drops and uses after a move, and accepts correct bodies.

mod common;

use common::{assign, body, decref, end, is_counted, new_object, object, push};
use cyrus_mir::{BlockId, Const, LocalKind, Operand, Terminator};
use cyrus_passes::verify_ownership;

/// `b0: t = f() !b1; …; return t   b1: return NULL`
fn example() -> (cyrus_mir::Body, cyrus_mir::MLocal) {
    let mut b = body(2);
    let t = object(&mut b, LocalKind::Temp, false);
    push(&mut b, 0, new_object(t), Some(1));
    end(&mut b, 0, Terminator::Return(Some(Operand::local(t))));
    end(&mut b, 1, Terminator::Return(Some(Operand::Const(Const::Null))));
    (b, t)
}

#[test]
fn a_value_that_is_returned_is_fine() {
    let (b, _) = example();
    assert_eq!(verify_ownership(&b, &is_counted), []);
}

#[test]
fn a_value_that_is_forgotten_leaks() {
    let (mut b, _) = example();
    end(&mut b, 0, Terminator::Return(Some(Operand::Const(Const::None))));
    assert_eq!(verify_ownership(&b, &is_counted).len(), 1);
}

#[test]
fn a_value_that_is_dropped_twice_is_found() {
    let (mut b, t) = example();
    push(&mut b, 0, decref(t, false), None);
    push(&mut b, 0, decref(t, false), None);
    end(&mut b, 0, Terminator::Return(Some(Operand::Const(Const::None))));
    let found = verify_ownership(&b, &is_counted);
    assert!(found.iter().any(|v| v.what.contains("given away already")), "{found:?}");
}

#[test]
fn a_failing_call_does_not_write_its_destination() {
    let (mut b, t) = example();
    // The error edge would have to drop the first value.
    push(&mut b, 0, decref(t, false), None);
    let u = object(&mut b, LocalKind::Temp, false);
    push(&mut b, 0, new_object(u), Some(1));
    push(&mut b, 0, new_object(t), Some(1));
    push(&mut b, 0, decref(u, false), None);
    let found = verify_ownership(&b, &is_counted);
    assert!(found.iter().any(|v| v.block == BlockId(1)), "{found:?}");
}

#[test]
fn a_move_into_a_variable_ends_ownership() {
    let (mut b, t) = example();
    let x = object(&mut b, LocalKind::Variable, true);
    push(&mut b, 0, assign(x, Operand::local(t)), None);
    push(&mut b, 0, decref(x, true), None);
    end(&mut b, 0, Terminator::Return(Some(Operand::Const(Const::None))));
    assert_eq!(verify_ownership(&b, &is_counted), []);
}
