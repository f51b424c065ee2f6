//! Removes locals that no statement mentions any more.

use crate::walk::{stmt_uses, term_uses};
use cyrus_arena::{Id as _, IndexVec};
use cyrus_mir as mir;
use mir::{
    Body, Callee, LocalDecl, MLocal, Operand, ParallelKind, Place, PlaceBase, Proj, Rvalue, StmtKind,
    Terminator,
};

/// Renumbers what is left, in the same order.
pub(crate) fn run(body: &mut Body) {
    let mut used = vec![false; body.locals.len()];
    for &param in &body.params {
        used[param.index()] = true;
    }
    for (id, local) in body.locals.iter_ids().filter(|(_, local)| local.kept) {
        debug_assert!(local.kind == mir::LocalKind::Variable);
        used[id.index()] = true;
    }
    for block in body.blocks.iter() {
        let mut mark = |local: MLocal, _| used[local.index()] = true;
        for stmt in &block.stmts {
            stmt_uses(stmt, &mut mark);
        }
        term_uses(&block.term, &mut mark);
    }
    if used.iter().all(|&u| u) {
        return;
    }
    let mut to = Vec::with_capacity(used.len());
    let mut next = 0;
    for &kept in &used {
        to.push(MLocal(next));
        next += u32::from(kept);
    }
    let old = std::mem::take(&mut body.locals);
    let mut locals: IndexVec<MLocal, LocalDecl> = IndexVec::new();
    for (id, decl) in old.iter_ids() {
        if used[id.index()] {
            locals.push(decl.clone());
        }
    }
    body.locals = locals;
    let rename = Rename { to };
    body.params.iter_mut().for_each(|p| rename.local(p));
    for block in body.blocks.iter_mut() {
        for stmt in &mut block.stmts {
            rename.stmt(&mut stmt.kind);
        }
        rename.term(&mut block.term);
    }
}

struct Rename {
    to: Vec<MLocal>,
}

impl Rename {
    fn local(&self, local: &mut MLocal) {
        *local = self.to[local.index()];
    }

    fn place(&self, place: &mut Place) {
        if let PlaceBase::Local(local) = &mut place.base {
            self.local(local);
        }
        for step in &mut place.proj {
            if let Proj::Index(operand) = step {
                self.operand(operand);
            }
        }
    }

    fn operand(&self, operand: &mut Operand) {
        if let Operand::Copy(place) = operand {
            self.place(place);
        }
    }

    fn rvalue(&self, value: &mut Rvalue) {
        match value {
            Rvalue::Use(a) | Rvalue::Unary(_, a) | Rvalue::Cast(_, a) => self.operand(a),
            Rvalue::Binary(_, a, b) => {
                self.operand(a);
                self.operand(b);
            }
            Rvalue::AddressOf(place) => self.place(place),
            Rvalue::Select(a, b, c) => {
                for operand in [a, b, c] {
                    self.operand(operand);
                }
            }
            Rvalue::Aggregate(_, items) => items.iter_mut().for_each(|(_, item)| self.operand(item)),
            Rvalue::CppConstruct(_, args) => args.iter_mut().for_each(|arg| self.operand(arg)),
        }
    }

    fn stmt(&self, kind: &mut StmtKind) {
        match kind {
            StmtKind::Assign { dest, value } => {
                self.place(dest);
                self.rvalue(value);
            }
            StmtKind::Call { dest, callee, args, error: _ } => {
                if let Some(dest) = dest {
                    self.place(dest);
                }
                if let Callee::Pointer(operand) | Callee::CppMethod { object: operand, .. } = callee {
                    self.operand(operand);
                }
                args.iter_mut().for_each(|arg| self.operand(arg));
            }
            StmtKind::Incref { value, .. } | StmtKind::Decref { value, .. } => self.operand(value),
            StmtKind::Clear { place, .. }
            | StmtKind::CppDestroy { place, .. }
            | StmtKind::CheckBound { place, .. } => self.place(place),
            StmtKind::Gil(_, local) | StmtKind::SaveLine(local) | StmtKind::RestoreLine(local) => {
                self.local(local);
            }
            StmtKind::ParseArgs { spec: _, dests, star, double_star } => {
                dests.iter_mut().chain(star).chain(double_star).for_each(|l| self.local(l));
            }
            StmtKind::Unpack { value, dests, star: _ } => {
                self.operand(value);
                dests.iter_mut().for_each(|l| self.local(l));
            }
            StmtKind::Fail { when } => self.operand(when),
            StmtKind::Parallel(region) => {
                for operand in region.num_threads.iter_mut().chain(&mut region.condition) {
                    self.operand(operand);
                }
                if let ParallelKind::Loop { counter, count, chunk, .. } = &mut region.kind {
                    self.local(counter);
                    self.operand(count);
                    if let Some(chunk) = chunk {
                        self.operand(chunk);
                    }
                }
                let lists = [
                    &mut region.private,
                    &mut region.shared,
                    &mut region.first_private,
                    &mut region.last_private,
                ];
                lists.into_iter().flatten().for_each(|l| self.local(l));
                region.reductions.iter_mut().for_each(|(l, _)| self.local(l));
            }
            StmtKind::Traceback { .. } | StmtKind::WriteUnraisable { .. } | StmtKind::Nop => {}
        }
    }

    fn term(&self, term: &mut Terminator) {
        match term {
            Terminator::If { cond: operand, .. }
            | Terminator::Switch { value: operand, .. }
            | Terminator::Return(Some(operand)) => self.operand(operand),
            Terminator::Yield { value, sent, .. } => {
                self.operand(value);
                self.local(sent);
            }
            Terminator::Goto(_) | Terminator::Return(None) | Terminator::Unreachable => {}
        }
    }
}
