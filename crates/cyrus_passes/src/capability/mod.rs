//! The flow rules of reference capabilities: `consume`, and what may not be done after it.
//!
//! In: a program as the lowering wrote it, which has a run-time check of isolation at every consume. Out: the
//! same program without the checks that can be proved, and what is to be said of it.
//!
//! The rules and why they are sound: `docs/capabilities.md`. Tests: `tests/lang/cypclass/capabilities`.

mod facts;
mod isolation;
mod module_variables;
mod moved;
mod region;
mod report;

use cyrus_diagnostics::Diagnostic;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_source::Span;
pub(crate) use facts::Facts;
use isolation::Proof;
use mir::StmtKind;
use rustc_hash::FxHashSet;

/// What is to be said of a module.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Errors and warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// For each consume, whether it is checked at run time, and why.
    pub explanations: Vec<Diagnostic>,
}

/// Checks the module, and removes the run-time checks that are not needed.
pub fn check(module: &hir::Module, program: &mut mir::Program) -> Findings {
    let facts = Facts::new(module, program);
    let mut findings = Findings::default();
    if !facts.concerns(program) {
        return findings;
    }
    let mut said: FxHashSet<(&'static str, Span)> = FxHashSet::default();
    let mut wrong = moved::Wrong::default();
    for body in program.bodies.iter() {
        let counted = |local| facts.cyp(&body.locals[local].ty).is_some();
        let linked = |local| facts.role(&body.locals[local].ty) != facts::Role::Apart;
        moved::check(body, &counted, &linked, &mut wrong);
    }
    wrong.misuses.sort_by_key(|m| (m.span, m.consumed));
    // A use of the other name says it better.
    wrong.doomed.retain(|d| !wrong.misuses.iter().any(|m| m.consumed == d.consume));
    for misuse in wrong.misuses {
        let diagnostic = misuse.diagnostic();
        if said.insert((diagnostic.code.id, misuse.span)) {
            findings.diagnostics.push(diagnostic);
        }
    }
    for doomed in wrong.doomed {
        let diagnostic = doomed.diagnostic();
        if said.insert((diagnostic.code.id, doomed.consume)) {
            findings.diagnostics.push(diagnostic);
        }
    }
    let threads = module_variables::search(&facts, program);
    for diagnostic in threads.report() {
        if diagnostic.primary.is_some_and(|span| said.insert((diagnostic.code.id, span))) {
            findings.diagnostics.push(diagnostic);
        }
    }
    let isolation::Isolation { mut sites, mut frozen_writes, mut exposed, mut strays, deep_writes } =
        isolation::analyse(&facts, program, &threads);
    frozen_writes.sort_by_key(|w| (w.span, w.at));
    for write in frozen_writes {
        let diagnostic = report::frozen_write(&write);
        if said.insert((diagnostic.code.id, write.span)) {
            findings.diagnostics.push(diagnostic);
        }
    }
    exposed.sort();
    for found in exposed {
        let diagnostic = report::exposed(&found);
        if said.insert((diagnostic.code.id, found.span)) {
            findings.diagnostics.push(diagnostic);
        }
    }
    strays.sort();
    for found in strays {
        let diagnostic = report::stray(&found, &threads);
        if said.insert((diagnostic.code.id, found.span)) {
            findings.diagnostics.push(diagnostic);
        }
    }
    // Of several instances of one text, those that are checked come first.
    sites.sort_by_key(|s| (s.span, s.proof == Proof::Isolated));
    for site in &sites {
        let explanation = report::explanation(site);
        if said.insert((explanation.code.id, site.span)) {
            findings.explanations.push(explanation);
        }
    }
    for (body, block, at, object) in deep_writes {
        lock_for_writing(&mut program.bodies[body].blocks[block].stmts[..at], &object);
    }
    for site in &sites {
        let check = match site.proof {
            Proof::Part => facts::CONSUME_PART,
            _ if site.parts => facts::CONSUME_WITH_PARTS,
            _ => continue,
        };
        let stmt = &mut program.bodies[site.body].blocks[site.block].stmts[site.at];
        if let StmtKind::Call { callee: mir::Callee::Runtime(name), .. } = &mut stmt.kind {
            *name = check.into();
        }
    }
    for site in sites.iter().filter(|s| s.proof == Proof::Isolated) {
        let stmt = &mut program.bodies[site.body].blocks[site.block].stmts[site.at];
        // What this thread has noted of possible cycles is forgotten all the same.
        if let StmtKind::Call { dest, callee, error, .. } = &mut stmt.kind {
            *dest = None;
            *callee = mir::Callee::Runtime("__cyrus_cyp_settle".into());
            *error = mir::ErrorCheck::None;
        }
        stmt.unwind = None;
    }
    for stmt in program.bodies.iter_mut().flat_map(|b| b.blocks.iter_mut()).flat_map(|b| &mut b.stmts) {
        if matches!(&stmt.kind, StmtKind::Call { callee: mir::Callee::Runtime(name), .. } if name == facts::MOVED)
        {
            stmt.kind = StmtKind::Nop;
        }
    }
    findings
}

/// The lock that a call takes for itself becomes a writer's.
fn lock_for_writing(before: &mut [mir::Stmt], object: &mir::Operand) {
    for stmt in before.iter_mut().rev() {
        if let StmtKind::Call { callee: mir::Callee::Runtime(name), args, .. } = &mut stmt.kind
            && args[..] == [object.clone()]
            && name.starts_with("__cyrus_cyp_")
        {
            match name.as_str() {
                "__cyrus_cyp_rlock" => *name = "__cyrus_cyp_wlock".into(),
                "__cyrus_cyp_enter_read" => *name = "__cyrus_cyp_enter".into(),
                _ => {}
            }
            return;
        }
    }
}
