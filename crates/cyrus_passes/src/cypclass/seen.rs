//! Objects that Python gives as arguments, and that a function only uses: its caller keeps them.
//!
//! Who calls a Python function holds its arguments until it is over, and a proxy holds its object. So a local that an
//! argument was converted to need not count, when it is only passed on, looked into and dropped; what is stored elsewhere
//! counts for itself. Objects that Python knows are counted by atomic operations, which are most of a short method's cost.
//!
//! Where the module looks at counts, all count. Converters of a class's own make objects, and an object whose isolation
//! is looked at, or that is locked, is given to functions that are not among those known to use it only.

use super::borrow::copies;
use crate::walk::{Use, stmt_uses, term_uses};
use cyrus_mir as mir;
use cyrus_types::{Capability, Counting, TyId, Types};
use mir::{Body, BodyAbi, Callee, Const, LocalKind, MLocal, Operand, Place, Program, Rvalue, Stmt, StmtKind};
use rustc_hash::FxHashSet;

const SEEN: &str = "__cyrus_cyp_seen";

pub(super) fn run(types: &Types, program: &mut Program) {
    let counts = |stmt: &Stmt| matches!(&stmt.kind, StmtKind::Call { callee: Callee::Runtime(name), .. } if name == "__cyrus_cyp_count");
    if program.bodies.iter().any(|body| body.blocks.iter().any(|block| block.stmts.iter().any(counts))) {
        return;
    }
    for body in program.bodies.iter_mut() {
        if body.abi == BodyAbi::Fastcall {
            see(types, body);
        }
    }
}

/// A local that an argument is converted to.
struct Converted {
    local: MLocal,
    ty: TyId,
}

fn see(types: &Types, body: &mut Body) {
    let mut found: Vec<Converted> = Vec::new();
    let arguments = arguments(body);
    for stmt in body.blocks.iter().flat_map(|b| &b.stmts) {
        if let Some(converted) = conversion(types, stmt, &arguments)
            && body.locals[converted.local].kind != LocalKind::Param
            && body.locals[converted.local].frame_field.is_none()
        {
            found.push(converted);
        }
    }
    for Converted { local, ty } in found {
        let group = group(body, local);
        if may_borrow(types, body, &group, &arguments) {
            rewrite(body, &group, local, ty);
        }
    }
}

/// Locals that hold an argument as it came, and never anything else.
fn arguments(body: &Body) -> FxHashSet<MLocal> {
    let mut parsed = FxHashSet::default();
    let mut written = FxHashSet::default();
    for stmt in body.blocks.iter().flat_map(|b| &b.stmts) {
        if let StmtKind::ParseArgs { dests, .. } = &stmt.kind {
            parsed.extend(dests.iter().copied());
            continue;
        }
        stmt_uses(stmt, &mut |local, how| {
            if how != Use::Read {
                written.insert(local);
            }
        });
    }
    parsed.retain(|local| !written.contains(local));
    parsed
}

fn conversion(types: &Types, stmt: &Stmt, arguments: &FxHashSet<MLocal>) -> Option<Converted> {
    let StmtKind::Call { dest: Some(dest), callee: Callee::FromPy(ty), args, .. } = &stmt.kind else {
        return None;
    };
    let [Operand::Copy(argument)] = args.as_slice() else { return None };
    if !arguments.contains(&argument.as_local()?) || types.counting(*ty) != Counting::Cyp {
        return None;
    }
    let cyp = types.as_cyp(*ty)?;
    let def = &types.cyp_classes[cyp.class];
    let makes = def.container().is_some()
        || ["__from_str__", "__from_bytes__"].into_iter().any(|name| def.value_method(name).is_some());
    (cyp.cap == Capability::Local && !makes).then(|| Some(Converted { local: dest.as_local()?, ty: *ty }))?
}

/// The local and those that its value is moved to.
fn group(body: &Body, first: MLocal) -> FxHashSet<MLocal> {
    let mut group = FxHashSet::from_iter([first]);
    loop {
        let before = group.len();
        for block in body.blocks.iter() {
            let copies = copies(&block.stmts);
            for (at, stmt) in block.stmts.iter().enumerate() {
                if let StmtKind::Assign { dest, value: Rvalue::Use(value) } = &stmt.kind
                    && let (Some(dest), Some(source)) = (dest.as_local(), whole(value))
                    && group.contains(&source)
                    && body.locals[dest].kind == LocalKind::Variable
                    && !copies.iter().any(|c| c.assign == at)
                {
                    group.insert(dest);
                }
            }
        }
        if group.len() == before {
            return group;
        }
    }
}

fn whole(operand: &Operand) -> Option<MLocal> {
    match operand {
        Operand::Copy(place) => place.as_local(),
        Operand::Const(_) => None,
    }
}

/// Whether nothing happens to the locals but what leaves them as they are, or empties them.
fn may_borrow(types: &Types, body: &Body, group: &FxHashSet<MLocal>, arguments: &FxHashSet<MLocal>) -> bool {
    let member = |place: &Place| place.as_local().is_some_and(|l| group.contains(&l));
    let mut conversions = 0;
    for block in body.blocks.iter() {
        let copies = copies(&block.stmts);
        for (at, stmt) in block.stmts.iter().enumerate() {
            let fine = match &stmt.kind {
                StmtKind::Call { callee: Callee::FromPy(_), .. }
                    if conversion(types, stmt, arguments).is_some_and(|c| group.contains(&c.local)) =>
                {
                    conversions += 1;
                    true
                }
                StmtKind::Call {
                    dest,
                    callee: Callee::Cyp { .. } | Callee::Body(_) | Callee::ToPy(_),
                    ..
                } => !dest.as_ref().is_some_and(member),
                StmtKind::Assign { dest, value: Rvalue::Unary(..) | Rvalue::Binary(..) } => !member(dest),
                StmtKind::Assign { dest, value: Rvalue::Use(value) } => match whole(value) {
                    Some(source) if group.contains(&source) => {
                        member(dest) || copies.iter().any(|c| c.assign == at)
                    }
                    _ => !member(dest) || matches!(value, Operand::Const(Const::Null)),
                },
                StmtKind::Decref { .. } | StmtKind::Incref { .. } | StmtKind::Clear { .. } => true,
                _ => !mentions(stmt, group),
            };
            if !fine {
                return false;
            }
        }
        let mut used = false;
        term_uses(&block.term, &mut |local, _| used |= group.contains(&local));
        if used {
            return false;
        }
    }
    conversions == 1
}

fn mentions(stmt: &Stmt, group: &FxHashSet<MLocal>) -> bool {
    let mut found = false;
    stmt_uses(stmt, &mut |local, _| found |= group.contains(&local));
    found
}

fn rewrite(body: &mut Body, group: &FxHashSet<MLocal>, local: MLocal, ty: TyId) {
    let member = |place: &Place| place.as_local().is_some_and(|l| group.contains(&l));
    for block in body.blocks.iter_mut() {
        block.stmts.retain(
            |stmt| !matches!(&stmt.kind, StmtKind::Decref { value: Operand::Copy(place), .. } if member(place)),
        );
        for stmt in &mut block.stmts {
            match &mut stmt.kind {
                StmtKind::Call { dest: Some(dest), callee, args, .. }
                    if matches!(callee, Callee::FromPy(_)) && dest.as_local() == Some(local) =>
                {
                    *callee = Callee::Runtime(SEEN.into());
                    args.push(Operand::Const(Const::CypDesc(ty)));
                }
                StmtKind::Clear { place, .. } if member(place) => {
                    let dest = place.clone();
                    stmt.kind = StmtKind::Assign { dest, value: Rvalue::Use(Operand::Const(Const::Null)) };
                }
                _ => {}
            }
        }
    }
}
