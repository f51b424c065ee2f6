//! Methods of generic instances, and of classes that stand in the `.pxd` files of others, that nothing in the module can call: they are
//! left out of the file.
//!
//! Only of instances whose every call is in sight: without ancestors and descendants in this module. An instance of a
//! class from a `.pxd` file may be known to other modules too; those that call more of its methods fill the gaps
//! of its tables when they are imported (see [`super::class`]).

use super::home::{Home, home};
use super::layout::Layout;
use crate::cx::Cx;
use cyrus_hir::CypMethodRef;
use cyrus_mir::{BodyId, Callee, Const, Operand, Rvalue, StmtKind, Terminator};
use cyrus_types::{Origin, TyId};
use rustc_hash::{FxHashMap, FxHashSet};

/// The bodies of such methods.
pub(crate) fn unused(cx: &Cx) -> FxHashSet<BodyId> {
    let candidates = candidates(cx);
    let mut unused: FxHashSet<BodyId> = candidates.values().copied().collect();
    if unused.is_empty() {
        return unused;
    }
    let mut todo: Vec<BodyId> = cx.program.bodies.ids().filter(|id| !unused.contains(id)).collect();
    while let Some(id) = todo.pop() {
        mentions(cx, id, &candidates, &mut |body| {
            if unused.remove(&body) {
                todo.push(body);
            }
        });
    }
    unused
}

/// Whether an instance may lack methods.
pub(super) fn may_lack(cx: &Cx, ty: TyId) -> bool {
    let Some(layout) = cx.cyp.of(cx.types, ty) else { return false };
    let alone = layout.mro.len() == 1
        && cx.cyp.iter().all(|other| other.ty == layout.ty || !other.mro.contains(&layout.ty));
    alone && in_parts(cx, layout)
}

/// Whether modules have only those methods of a class that they call: of generic instances, and of classes whose bodies stand
/// in another module's `.pxd` file, such as those of the library.
pub(super) fn in_parts(cx: &Cx, layout: &Layout) -> bool {
    let Some(cyp) = cx.types.as_cyp(layout.ty) else { return false };
    match home(cx, layout.ty) {
        Home::Elsewhere(_) => false,
        Home::Here => !cyp.args.is_empty(),
        Home::Shared => {
            !cyp.args.is_empty() || matches!(cx.types.cyp_classes[cyp.class].origin, Origin::Module(_))
        }
    }
}

/// Methods by the index of their instance and their number.
fn candidates(cx: &Cx) -> FxHashMap<(usize, u32), BodyId> {
    let mut found = FxHashMap::default();
    for layout in cx.cyp.iter().filter(|l| may_lack(cx, l.ty)) {
        let Some(class) = cx.types.as_cyp(layout.ty).map(|c| c.class) else { continue };
        let instance = &cx.module.cyp_instances[layout.index];
        for (i, (method, func)) in
            cx.types.cyp_classes[class].methods.iter().zip(&instance.methods).enumerate()
        {
            // C++ containers compare and hash by the first three; conversions call static methods such as `__from_str__`.
            let by_others = match method.name.as_str() {
                "__eq__" | "__lt__" | "__hash__" => cx.cyp.is_element(layout.ty),
                name => name == "__dealloc__" || method.is_static && name.starts_with("__"),
            };
            if by_others || super::native::is_conversion(cx, layout.ty, i as u32) {
                continue;
            }
            if let Some(body) = func.and_then(|f| cx.c_body(f)) {
                found.insert((layout.index, i as u32), body);
            }
        }
    }
    found
}

/// Calls `f` for what a body mentions of them.
fn mentions(cx: &Cx, id: BodyId, candidates: &FxHashMap<(usize, u32), BodyId>, f: &mut dyn FnMut(BodyId)) {
    let method = |m: CypMethodRef| {
        cx.cyp.of(cx.types, m.owner).and_then(|layout| candidates.get(&(layout.index, m.method)).copied())
    };
    let mut operands: Vec<&Operand> = Vec::new();
    for block in cx.program.bodies[id].blocks.iter() {
        for stmt in &block.stmts {
            match &stmt.kind {
                StmtKind::Call { callee, args, .. } => {
                    match callee {
                        Callee::Cyp { method: m, .. } => method(*m).into_iter().for_each(&mut *f),
                        Callee::Body(body) => f(*body),
                        Callee::Pointer(pointer) => operands.push(pointer),
                        _ => {}
                    }
                    operands.extend(args);
                }
                StmtKind::Assign { value, .. } => match value {
                    Rvalue::Use(a) | Rvalue::Unary(_, a) | Rvalue::Cast(_, a) => operands.push(a),
                    Rvalue::Binary(_, a, b) => operands.extend([a, b]),
                    Rvalue::Select(a, b, c) => operands.extend([a, b, c]),
                    Rvalue::Aggregate(_, items) => operands.extend(items.iter().map(|(_, item)| item)),
                    Rvalue::CppConstruct(_, args) => operands.extend(args),
                    Rvalue::AddressOf(_) => {}
                },
                _ => {}
            }
        }
        if let Terminator::Return(Some(value)) = &block.term {
            operands.push(value);
        }
    }
    for operand in operands {
        match operand {
            Operand::Const(Const::Body(body)) => f(*body),
            Operand::Const(Const::CypFunc(m)) => method(*m).into_iter().for_each(&mut *f),
            Operand::Const(_) | Operand::Copy(_) => {}
        }
    }
}
