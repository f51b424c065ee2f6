//! What statements read and write: the questions every pass asks.

use cyrus_mir as mir;
use mir::{
    Callee, MLocal, Operand, ParallelKind, Place, PlaceBase, Proj, Rvalue, Stmt, StmtKind, Terminator,
};

/// How a local occurs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Use {
    /// Its value is read (or something is reached through it).
    Read,
    /// All of it is written.
    Write,
    /// A part of it is written: the rest stays.
    PartialWrite,
    /// Its address is taken: anything may happen to it.
    Address,
}

/// Calls `f` for each occurrence of a local in a statement: reads first, then writes.
pub(crate) fn stmt_uses(stmt: &Stmt, f: &mut dyn FnMut(MLocal, Use)) {
    match &stmt.kind {
        StmtKind::Assign { dest, value } => {
            rvalue_uses(value, f);
            written(dest, f);
        }
        StmtKind::Call { dest, callee, args, error: _ } => {
            callee_uses(callee, f);
            for arg in args {
                operand_uses(arg, f);
            }
            if let Some(dest) = dest {
                written(dest, f);
            }
        }
        StmtKind::Incref { value, .. } | StmtKind::Decref { value, .. } => operand_uses(value, f),
        StmtKind::Clear { place, .. } => {
            read(place, f);
            written(place, f);
        }
        StmtKind::CppDestroy { place, .. } | StmtKind::CheckBound { place, .. } => read(place, f),
        StmtKind::Gil(op, local) => match op {
            mir::GilOp::Release | mir::GilOp::Ensure => f(*local, Use::Write),
            mir::GilOp::Reacquire | mir::GilOp::Unensure => f(*local, Use::Read),
        },
        StmtKind::ParseArgs { spec: _, dests, star, double_star } => {
            for dest in dests.iter().chain(star).chain(double_star) {
                f(*dest, Use::Write);
            }
        }
        StmtKind::Unpack { value, dests, star: _ } => {
            operand_uses(value, f);
            for dest in dests {
                f(*dest, Use::Write);
            }
        }
        StmtKind::Fail { when } => operand_uses(when, f),
        StmtKind::SaveLine(local) => f(*local, Use::Write),
        StmtKind::RestoreLine(local) => f(*local, Use::Read),
        StmtKind::Parallel(region) => {
            for operand in region.num_threads.iter().chain(&region.condition) {
                operand_uses(operand, f);
            }
            if let ParallelKind::Loop { counter, count, chunk, .. } = &region.kind {
                operand_uses(count, f);
                if let Some(chunk) = chunk {
                    operand_uses(chunk, f);
                }
                f(*counter, Use::Address);
            }
            let lists = [&region.private, &region.shared, &region.first_private, &region.last_private];
            for local in lists.into_iter().flatten() {
                f(*local, Use::Address);
            }
            for (local, _) in &region.reductions {
                f(*local, Use::Address);
            }
        }
        StmtKind::Traceback { .. } | StmtKind::WriteUnraisable { .. } | StmtKind::Nop => {}
    }
}

/// The same for a terminator. The write of a `Yield` happens at the resume block.
pub(crate) fn term_uses(term: &Terminator, f: &mut dyn FnMut(MLocal, Use)) {
    match term {
        Terminator::If { cond, .. } => operand_uses(cond, f),
        Terminator::Switch { value, .. } => operand_uses(value, f),
        Terminator::Return(Some(value)) => operand_uses(value, f),
        Terminator::Yield { value, sent, .. } => {
            operand_uses(value, f);
            f(*sent, Use::Write);
        }
        Terminator::Goto(_) | Terminator::Return(None) | Terminator::Unreachable => {}
    }
}

fn callee_uses(callee: &Callee, f: &mut dyn FnMut(MLocal, Use)) {
    match callee {
        Callee::Pointer(operand) => operand_uses(operand, f),
        // A C++ method works on the object in place.
        Callee::CppMethod { object: Operand::Copy(place), .. } => {
            read(place, f);
            if let PlaceBase::Local(local) = place.base {
                f(local, Use::Address);
            }
        }
        _ => {}
    }
}

/// Locals in an operand.
pub(crate) fn operand_uses(operand: &Operand, f: &mut dyn FnMut(MLocal, Use)) {
    if let Operand::Copy(place) = operand {
        read(place, f);
    }
}

fn rvalue_uses(value: &Rvalue, f: &mut dyn FnMut(MLocal, Use)) {
    match value {
        Rvalue::Use(a) | Rvalue::Unary(_, a) | Rvalue::Cast(_, a) => operand_uses(a, f),
        Rvalue::Binary(_, a, b) => {
            operand_uses(a, f);
            operand_uses(b, f);
        }
        Rvalue::Select(a, b, c) => {
            for operand in [a, b, c] {
                operand_uses(operand, f);
            }
        }
        Rvalue::AddressOf(place) => {
            projections(place, f);
            if let PlaceBase::Local(local) = place.base {
                let through = place.proj.iter().any(is_indirect);
                f(local, if through { Use::Read } else { Use::Address });
            }
        }
        Rvalue::Aggregate(_, items) => {
            for (_, item) in items {
                operand_uses(item, f);
            }
        }
        Rvalue::CppConstruct(_, args) => {
            for arg in args {
                operand_uses(arg, f);
            }
        }
    }
}

/// Whether a step leaves the local's own memory.
fn is_indirect(step: &Proj) -> bool {
    match step {
        Proj::Deref
        | Proj::Element(_)
        | Proj::ExtField(..)
        | Proj::CypField { .. }
        | Proj::ScopeField(..)
        | Proj::ScopeOuter(_) => true,
        // An index may be into an array or through a pointer.
        Proj::Index(_) | Proj::Field(_) | Proj::Cast(_) => false,
    }
}

fn projections(place: &Place, f: &mut dyn FnMut(MLocal, Use)) {
    for step in &place.proj {
        if let Proj::Index(operand) = step {
            operand_uses(operand, f);
        }
    }
}

fn read(place: &Place, f: &mut dyn FnMut(MLocal, Use)) {
    projections(place, f);
    if let PlaceBase::Local(local) = place.base {
        f(local, Use::Read);
    }
}

fn written(place: &Place, f: &mut dyn FnMut(MLocal, Use)) {
    projections(place, f);
    if let PlaceBase::Local(local) = place.base {
        if place.proj.is_empty() {
            f(local, Use::Write);
        } else if place.proj.iter().any(is_indirect) {
            f(local, Use::Read);
        } else {
            f(local, Use::PartialWrite);
        }
    }
}

/// Calls `f` for each place that a statement mentions, with whether it is written.
pub(crate) fn stmt_places<'s>(stmt: &'s Stmt, f: &mut dyn FnMut(&'s Place, bool)) {
    stmt_operands(stmt, &mut |operand| operand_places(operand, f));
    match &stmt.kind {
        StmtKind::Assign { dest, value } => {
            if let Rvalue::AddressOf(place) = value {
                place_and_parts(place, false, f);
            }
            place_and_parts(dest, true, f);
        }
        StmtKind::Call { dest: Some(dest), .. } => place_and_parts(dest, true, f),
        StmtKind::Clear { place, .. } | StmtKind::CppDestroy { place, .. } => place_and_parts(place, true, f),
        StmtKind::CheckBound { place, .. } => place_and_parts(place, false, f),
        _ => {}
    }
}

fn operand_places<'s>(operand: &'s Operand, f: &mut dyn FnMut(&'s Place, bool)) {
    if let Operand::Copy(place) = operand {
        place_and_parts(place, false, f);
    }
}

fn place_and_parts<'s>(place: &'s Place, written: bool, f: &mut dyn FnMut(&'s Place, bool)) {
    for step in &place.proj {
        if let Proj::Index(operand) = step {
            operand_places(operand, f);
        }
    }
    f(place, written);
}

/// Calls `f` for each operand of a statement, except the indices of places.
pub(crate) fn stmt_operands<'s>(stmt: &'s Stmt, f: &mut dyn FnMut(&'s Operand)) {
    match &stmt.kind {
        StmtKind::Assign { value, .. } => match value {
            Rvalue::Use(a) | Rvalue::Unary(_, a) | Rvalue::Cast(_, a) => f(a),
            Rvalue::Binary(_, a, b) => [a, b].into_iter().for_each(f),
            Rvalue::Select(a, b, c) => [a, b, c].into_iter().for_each(f),
            Rvalue::AddressOf(_) => {}
            Rvalue::Aggregate(_, items) => items.iter().for_each(|(_, item)| f(item)),
            Rvalue::CppConstruct(_, args) => args.iter().for_each(f),
        },
        StmtKind::Call { callee, args, .. } => {
            if let Callee::Pointer(operand) | Callee::CppMethod { object: operand, .. } = callee {
                f(operand);
            }
            args.iter().for_each(f);
        }
        StmtKind::Incref { value, .. } | StmtKind::Decref { value, .. } | StmtKind::Unpack { value, .. } => {
            f(value);
        }
        StmtKind::Fail { when } => f(when),
        StmtKind::Parallel(region) => {
            region.num_threads.iter().chain(&region.condition).for_each(&mut *f);
            if let ParallelKind::Loop { count, chunk, .. } = &region.kind {
                f(count);
                chunk.iter().for_each(f);
            }
        }
        StmtKind::Clear { .. }
        | StmtKind::CppDestroy { .. }
        | StmtKind::CheckBound { .. }
        | StmtKind::Gil(..)
        | StmtKind::ParseArgs { .. }
        | StmtKind::Traceback { .. }
        | StmtKind::WriteUnraisable { .. }
        | StmtKind::SaveLine(_)
        | StmtKind::RestoreLine(_)
        | StmtKind::Nop => {}
    }
}
