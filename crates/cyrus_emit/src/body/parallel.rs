//! Parallel regions, as OpenMP constructs unless the runtime runs them.
//!
//! The blocks of a region stand inside the braces of the construct, with the declarations of the variables
//! that each thread (of a loop: each iteration) has for itself. Without OpenMP the pragmas are nothing and
//! the loop runs in one thread.

use super::BodyWriter;
use super::parallel_tasks::Dealing;
use crate::c_text::Prec;
use cyrus_arena::Id as _;
use cyrus_hir::Scheduler;
use cyrus_mir::{CBinOp, MLocal, ParallelKind, ParallelRegion, Stmt};
use std::fmt::Write as _;

impl BodyWriter<'_, '_> {
    pub(super) fn parallel(&mut self, stmt: &Stmt, region: &ParallelRegion) {
        // The state of threads, also where nothing else of the fragment is used.
        self.cx.fragment("par_state");
        let shared = region.first_private.iter().chain(&region.last_private);
        if shared.clone().any(|&l| self.body.locals[l].frame_field.is_some()) {
            self.cx.unsupported(stmt.span, "private variables of generators are");
        }
        if let ParallelKind::Loop { scheduler: Scheduler::Runtime, counter, count, schedule, chunk, .. } =
            &region.kind
        {
            let schedule = schedule.as_deref();
            let dealing = Dealing { counter: *counter, count, schedule, chunk: chunk.as_ref() };
            self.parallel_tasks(stmt, region, &dealing);
            return;
        }
        let mut team = String::from("#pragma omp parallel");
        if let Some(threads) = &region.num_threads {
            // 0 stands for the default.
            let threads = self.operand(threads).text;
            let fixed = threads.parse::<u32>().is_ok_and(|n| n > 0);
            let _ = if fixed {
                write!(team, " num_threads({threads})")
            } else {
                write!(team, " num_threads(({threads}) > 0 ? ({threads}) : omp_get_max_threads())")
            };
        }
        if let Some(condition) = &region.condition {
            let _ = write!(team, " if({})", self.operand(condition).text);
        }
        match &region.kind {
            ParallelKind::Team => {
                self.clause(&mut team, "firstprivate", &region.first_private);
                self.let_go(region);
                self.pragma(&team);
                self.line("{");
                self.attach(region);
                self.region_blocks(region);
                self.detach(region);
                self.line("}");
                self.take_again(region);
            }
            ParallelKind::Loop { scheduler: _, counter, count, schedule, chunk, own_team } => {
                if *own_team {
                    self.let_go(region);
                    self.pragma(&team);
                    self.line("{");
                    self.attach(region);
                }
                let mut text = String::from("#pragma omp for");
                let plain: Vec<MLocal> = region
                    .last_private
                    .iter()
                    .copied()
                    .filter(|l| !region.reductions.iter().any(|(r, _)| r == l))
                    .collect();
                self.clause(&mut text, "firstprivate", &plain);
                self.clause(&mut text, "lastprivate", &plain);
                for (local, op) in &region.reductions {
                    let op = match op {
                        CBinOp::Mul => "*",
                        CBinOp::BitAnd => "&",
                        CBinOp::BitOr => "|",
                        CBinOp::BitXor => "^",
                        _ => "+",
                    };
                    let _ = write!(text, " reduction({op}:{})", self.clause_name(*local));
                }
                if let Some(schedule) = schedule {
                    let _ = match chunk {
                        Some(chunk) => write!(text, " schedule({schedule}, {})", self.operand(chunk).text),
                        None => write!(text, " schedule({schedule})"),
                    };
                }
                let counter = self.clause_name(*counter);
                let count = self.operand(count).at(Prec::Additive);
                self.pragma(&text);
                self.line(&format!("for ({counter} = 0; {counter} < {count}; {counter}++) {{"));
                self.region_blocks(region);
                self.line("}");
                if *own_team {
                    self.detach(region);
                    self.line("}");
                    self.take_again(region);
                }
            }
        }
    }

    /// A `nogil` function may be called with the GIL held. Threads that need it would wait for the caller, and the
    /// caller for them.
    fn let_go(&mut self, region: &ParallelRegion) {
        if region.attaches && self.body.nogil {
            self.line("{");
            self.line("#ifdef _OPENMP");
            let (begin, _) = self.loose();
            self.line(&format!(
                "PyThreadState *omp_caller = NULL; if (PyGILState_Check()) {{ {begin}omp_caller = PyEval_SaveThread(); }}"
            ));
            self.line("#endif");
        }
    }

    /// What is said around a time without the GIL (`cyp::loose`).
    fn loose(&mut self) -> (String, String) {
        if !crate::cyp::loose::marks(self.cx) {
            return (String::new(), String::new());
        }
        self.cx.fragment("cyp_loose");
        let uses = i32::from(crate::cyp::loose::uses(self.cx, self.body));
        (format!("__cyrus_cyp_loose_begin({uses}); "), format!("__cyrus_cyp_loose_end({uses}); "))
    }

    fn take_again(&mut self, region: &ParallelRegion) {
        if region.attaches && self.body.nogil {
            self.line("#ifdef _OPENMP");
            let (_, end) = self.loose();
            self.line(&format!("if (omp_caller) {{ PyEval_RestoreThread(omp_caller); {end}}}"));
            self.line("#endif");
            self.line("}");
        }
    }

    fn pragma(&mut self, text: &str) {
        let _ = writeln!(self.out, "#ifdef _OPENMP\n{text}\n#endif");
    }

    /// The threads get Python thread states, and let go of the GIL.
    fn attach(&mut self, region: &ParallelRegion) {
        if region.attaches {
            self.line("#ifdef _OPENMP");
            self.line("PyGILState_STATE omp_gil = PyGILState_Ensure(); PyThreadState *omp_state = PyEval_SaveThread();");
            self.line("#endif");
        }
    }

    fn detach(&mut self, region: &ParallelRegion) {
        if region.attaches {
            self.line("#ifdef _OPENMP");
            self.line("PyEval_RestoreThread(omp_state); PyGILState_Release(omp_gil);");
            self.line("#endif");
        }
    }

    /// A variable in a clause; it is used, whatever the body does.
    pub(super) fn clause_name(&mut self, local: MLocal) -> String {
        self.read.insert(local);
        self.local_name(local)
    }

    fn clause(&mut self, text: &mut String, clause: &str, locals: &[MLocal]) {
        if !locals.is_empty() {
            let names: Vec<String> = locals.iter().map(|&l| self.clause_name(l)).collect();
            let _ = write!(text, " {clause}({})", names.join(", "));
        }
    }

    /// Declarations and blocks, up to the label of the exit.
    pub(super) fn region_blocks(&mut self, region: &ParallelRegion) {
        let order = self.layout.region(self.body, region.entry, region.exit);
        let exit = self.layout.target(region.exit);
        let outer = std::mem::take(&mut self.out);
        let pending = std::mem::take(&mut self.fold.pending);
        let mentioned = std::mem::take(&mut self.mentioned);
        let around = self.region_exit.replace(exit);
        let mut texts = Vec::with_capacity(order.len());
        for (i, &block) in order.iter().enumerate() {
            self.out.clear();
            self.block(block, order.get(i + 1).copied());
            texts.push((block, std::mem::take(&mut self.out)));
        }
        self.region_exit = around;
        self.fold.pending = pending;
        let mut declarations = String::new();
        let keeps_line = self.keeps_line;
        self.keeps_line &= texts.iter().any(|(_, t)| mentions_line(t));
        self.declare_locals(&region.private, &mut declarations);
        self.keeps_line = keeps_line;
        // What is private was declared; the rest belongs to the function.
        let inner = std::mem::replace(&mut self.mentioned, mentioned);
        self.mentioned.extend(inner.into_iter().filter(|l| !region.private.contains(l)));
        self.out = outer;
        self.out.push_str(&declarations);
        for (block, text) in texts {
            if self.labels.contains(&block) {
                let _ = writeln!(self.out, "L{}:;", block.index());
            }
            self.out.push_str(&text);
        }
        if self.labels.contains(&exit) {
            let _ = writeln!(self.out, "L{}:;", exit.index());
        }
    }
}

/// Whether the text uses the variable that keeps the line of a failure.
pub(super) fn mentions_line(text: &str) -> bool {
    text.contains("__cyrus_line") || text.contains("__CYRUS_FAIL(")
}
