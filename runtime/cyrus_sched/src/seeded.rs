//! The queue of a seeded scheduler: everything that can run, and a generator that chooses.
//!
//! Time stands still while something can run, and then jumps to the next timer. So a run depends on nothing but its seed.

use crate::worker::Next;
use std::cell::{Cell, RefCell};
use std::time::Instant;

/// A power of two, as all stacks.
const MAIN_STACK: usize = 8 << 20;

pub(crate) struct Seeded {
    runnable: RefCell<Vec<Next>>,
    state: Cell<u64>,
    now: Cell<Instant>,
    /// Whether the first coroutine, that of the main task, has been made.
    begun: Cell<bool>,
    /// How often something may still be chosen.
    left: Cell<u64>,
}

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        Seeded {
            runnable: RefCell::default(),
            state: Cell::new(seed),
            now: Cell::new(Instant::now()),
            begun: Cell::new(false),
            left: Cell::new(u64::MAX),
        }
    }

    /// How large the next stack should be: the main task may be a Python function, which wants the stack of a thread.
    pub(crate) fn stack_size(&self, usual: usize) -> usize {
        if self.begun.replace(true) { usual } else { MAIN_STACK.max(usual) }
    }

    pub(crate) fn add(&self, next: Next) {
        self.runnable.borrow_mut().push(next);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.runnable.borrow().is_empty()
    }

    /// Has the run end after so many more choices, whatever is left.
    pub(crate) fn end_after(&self, choices: u64) {
        self.left.set(choices);
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.left.get() == 0
    }

    pub(crate) fn choose(&self) -> Option<Next> {
        self.left.set(self.left.get().saturating_sub(1));
        let mut runnable = self.runnable.borrow_mut();
        if runnable.is_empty() {
            return None;
        }
        let chosen = self.random() % runnable.len() as u64;
        Some(runnable.swap_remove(chosen as usize))
    }

    /// SplitMix64: every seed is as good as another.
    pub(crate) fn random(&self) -> u64 {
        let state = self.state.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.state.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn now(&self) -> Instant {
        self.now.get()
    }

    pub(crate) fn advance(&self, time: Instant) {
        self.now.set(self.now.get().max(time));
    }
}
