//! Which functions of the module the function pointers in local variables lead to.
//!
//! In: a program. Out: for variables and parameters that hold function pointers, all functions with a body here that they may
//! lead to, or nothing, where that is not known. A variable is followed as long as all that it is given are such functions and
//! other variables that are followed; a parameter, if all calls of its function are in sight, too. Whatever is not
//! understood (fields, closures, addresses, references, other modules) gives up: then any function may be meant.

use super::super::facts::Facts;
use crate::walk::{Use, stmt_operands, stmt_uses, term_uses};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::Ty;
use mir::{Body, BodyAbi, BodyId, CTy, Callee, Const, MLocal, Operand, Place, Rvalue, Stmt, StmtKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// A local of a body.
type Node = (BodyId, MLocal);

/// What a local may lead to.
#[derive(Default)]
struct Targets {
    functions: Vec<BodyId>,
    /// Functions that are not known.
    others: bool,
}

/// The pointers of a program.
pub(super) struct Pointers {
    found: FxHashMap<Node, Targets>,
}

impl Pointers {
    pub(super) fn new(facts: &Facts, program: &mir::Program) -> Pointers {
        let mut search = Search { facts, program, found: FxHashMap::default(), flows: Vec::new() };
        for (id, body) in program.bodies.iter_ids() {
            for (local, decl) in body.locals.iter_ids() {
                if is_pointer(facts, &decl.ty) {
                    search.found.insert((id, local), Targets::default());
                }
            }
        }
        if search.found.is_empty() {
            return Pointers { found: search.found };
        }
        let addressed = search.addressed();
        for (id, body) in program.bodies.iter_ids() {
            if !is_closed(facts, program, id) || addressed.contains(&id) {
                search.give_up_params(id);
            }
            for block in body.blocks.iter() {
                for stmt in &block.stmts {
                    search.stmt(id, stmt);
                }
                term_uses(&block.term, &mut |local, how| {
                    if how != Use::Read {
                        search.give_up((id, local));
                    }
                });
            }
        }
        search.spread();
        Pointers { found: search.found }
    }

    /// The functions that a call by this pointer runs, if they are known: at least one.
    pub(super) fn targets(&self, body: BodyId, pointer: &Operand) -> Option<&[BodyId]> {
        let Operand::Copy(place) = pointer else { return None };
        let targets = self.found.get(&(body, place.as_local()?))?;
        (!targets.others && !targets.functions.is_empty()).then_some(&targets.functions[..])
    }
}

/// Whether values of a type are pointers to functions. Not references to them: those stand for another variable.
fn is_pointer(facts: &Facts, ty: &CTy) -> bool {
    let CTy::Ty(ty) = ty else { return false };
    let types = facts.types;
    let mut ty = *ty;
    loop {
        ty = match types.get(ty) {
            Ty::Typedef(id) => types.typedefs[*id].base,
            Ty::Const(inner) | Ty::Volatile(inner) => *inner,
            Ty::Func(_) => return true,
            Ty::Ptr(to) => return matches!(types.kind(*to), Ty::Func(_)),
            _ => return false,
        };
    }
}

/// Whether all calls of a body, but for those by its address, are statements of this module that name it or a method that it overrides.
fn is_closed(facts: &Facts, program: &mir::Program, id: BodyId) -> bool {
    let body = &program.bodies[id];
    if body.abi != BodyAbi::C || facts.is_exported(body) {
        return false;
    }
    match &facts.module.funcs[body.func].kind {
        hir::FuncKind::C(info) => info.class.is_none() && info.templates.is_empty(),
        hir::FuncKind::Cyp(method) => !facts.may_be_called_elsewhere(*method),
        hir::FuncKind::ModuleInit
        | hir::FuncKind::Def(_)
        | hir::FuncKind::CPdef(..)
        | hir::FuncKind::Slot { .. }
        | hir::FuncKind::GeneratorExpr => false,
    }
}

struct Search<'f, 'm> {
    facts: &'f Facts<'m>,
    program: &'f mir::Program,
    found: FxHashMap<Node, Targets>,
    /// What holds in the first holds in the second.
    flows: Vec<(Node, Node)>,
}

impl Search<'_, '_> {
    /// The bodies whose address is taken.
    fn addressed(&self) -> FxHashSet<BodyId> {
        let mut found = FxHashSet::default();
        for stmt in self.program.bodies.iter().flat_map(|b| b.blocks.iter()).flat_map(|b| &b.stmts) {
            stmt_operands(stmt, &mut |operand| {
                if let Operand::Const(constant) = operand {
                    found.extend(self.of_constant(constant).unwrap_or_default());
                }
            });
        }
        found
    }

    /// The functions that a constant is the address of; `None` where that is not known.
    fn of_constant(&self, constant: &Const) -> Option<Vec<BodyId>> {
        match constant {
            Const::CFunc(id) => self.facts.targets(&Callee::CFunc(*id)),
            Const::Body(id) => Some(vec![*id]),
            Const::CypFunc(method) => self.facts.targets(&Callee::Cyp { method: *method, direct: true }),
            Const::Null => Some(Vec::new()),
            _ => None,
        }
    }

    fn give_up(&mut self, node: Node) {
        if let Some(targets) = self.found.get_mut(&node) {
            targets.others = true;
        }
    }

    fn give_up_params(&mut self, body: BodyId) {
        for &param in &self.program.bodies[body].params {
            self.give_up((body, param));
        }
    }

    /// A local that is followed is given a value.
    fn given(&mut self, from: BodyId, value: &Operand, to: Node) {
        if !self.found.contains_key(&to) {
            return;
        }
        let functions = match value {
            Operand::Const(constant) => self.of_constant(constant),
            Operand::Copy(place) => match self.node(from, place) {
                Some(node) => {
                    self.flows.push((node, to));
                    return;
                }
                None => None,
            },
        };
        match (functions, self.found.get_mut(&to)) {
            (Some(functions), Some(targets)) => targets.add(&functions),
            _ => self.give_up(to),
        }
    }

    /// The local that a place is, if it is followed.
    fn node(&self, body: BodyId, place: &Place) -> Option<Node> {
        let node = (body, place.as_local()?);
        self.found.contains_key(&node).then_some(node)
    }

    fn stmt(&mut self, id: BodyId, stmt: &Stmt) {
        let whole = matches!(stmt.kind, StmtKind::Assign { .. });
        stmt_uses(stmt, &mut |local, how| match how {
            Use::Read => {}
            Use::Write if whole => {}
            Use::Write | Use::PartialWrite | Use::Address => self.give_up((id, local)),
        });
        match &stmt.kind {
            StmtKind::Assign { dest, value } => {
                let Some(local) = dest.as_local() else { return };
                let to = (id, local);
                match value {
                    Rvalue::Use(value) | Rvalue::Cast(_, value) => self.given(id, value, to),
                    Rvalue::Select(_, a, b) => {
                        self.given(id, a, to);
                        self.given(id, b, to);
                    }
                    Rvalue::Unary(..)
                    | Rvalue::Binary(..)
                    | Rvalue::AddressOf(_)
                    | Rvalue::Aggregate(..)
                    | Rvalue::CppConstruct(..) => self.give_up(to),
                }
            }
            StmtKind::Call { callee, args, .. } => self.call(id, callee, args),
            _ => {}
        }
    }

    fn call(&mut self, id: BodyId, callee: &Callee, args: &[Operand]) {
        let targets = self.facts.targets(callee);
        if let (None, Callee::Cyp { method, .. }) = (&targets, callee) {
            for body in self.facts.alike(*method) {
                self.give_up_params(body);
            }
        }
        let by_reference = |search: &Self, target: BodyId, at: usize| {
            let body: &Body = &search.program.bodies[target];
            // The object of a static method only says which one is meant.
            let at = (at + body.params.len()).checked_sub(args.len());
            let param = at.and_then(|at| body.params.get(at));
            param.is_none_or(|&p| !is_pointer(search.facts, &body.locals[p].ty))
        };
        for (at, arg) in args.iter().enumerate() {
            let Operand::Copy(place) = arg else { continue };
            let Some(node) = self.node(id, place) else { continue };
            // Others may take a reference, and write to the variable.
            if targets.as_ref().is_none_or(|ts| ts.iter().any(|&t| by_reference(self, t, at))) {
                self.give_up(node);
            }
        }
        for target in targets.unwrap_or_default() {
            let params = &self.program.bodies[target].params;
            let skipped = match args.len().checked_sub(params.len()) {
                Some(skipped @ (0 | 1)) => skipped,
                _ => {
                    self.give_up_params(target);
                    continue;
                }
            };
            for (arg, &param) in args[skipped..].iter().zip(params) {
                self.given(id, arg, (target, param));
            }
        }
    }

    /// Follows the values until nothing new is found.
    fn spread(&mut self) {
        let mut changed = true;
        while changed {
            changed = false;
            for (from, to) in &self.flows {
                let Some(source) = self.found.get(from) else { continue };
                let (functions, others) = (source.functions.clone(), source.others);
                if let Some(targets) = self.found.get_mut(to) {
                    let before = (targets.functions.len(), targets.others);
                    targets.add(&functions);
                    targets.others |= others;
                    changed |= before != (targets.functions.len(), targets.others);
                }
            }
        }
    }
}

impl Targets {
    fn add(&mut self, functions: &[BodyId]) {
        for function in functions {
            if !self.functions.contains(function) {
                self.functions.push(*function);
            }
        }
    }
}
