//! Who does how much: messages and time of each actor, tasks of each function, for `cyrus top`.
//!
//! Each thread counts for itself. Of very many actors the busiest stay known.

use crate::names;
use cyrus_sync::renewable::Renewable;
use cyrus_sync::trace::Event;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::CStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How many actors a thread knows before it forgets the less busy ones, and how many it then keeps.
const MOST: usize = 8192;
const KEPT: usize = 2048;

/// What an actor has done.
#[derive(Clone, Debug, Default)]
pub(crate) struct Actor {
    pub(crate) messages: u64,
    pub(crate) busy: Duration,
    /// Its last message.
    pub(crate) name: Option<&'static CStr>,
}

/// What all have done.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) actors: HashMap<usize, Actor>,
    /// Tasks by their function.
    pub(crate) tasks: HashMap<usize, u64>,
    /// How long the interpreter was waited for.
    pub(crate) interpreter: Duration,
}

#[derive(Debug, Default)]
struct OfThread {
    counts: Counts,
    turn: Option<(usize, Instant)>,
    awaits: Option<Instant>,
}

static THREADS: Renewable<Vec<Arc<Mutex<OfThread>>>> = Renewable::new();

thread_local!(static OWN: RefCell<Option<Arc<Mutex<OfThread>>>> = const { RefCell::new(None) });

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts an event.
pub(crate) fn count(event: Event, subject: usize, name: Option<&'static CStr>) {
    if matches!(event, Event::MessageSent | Event::MessageTaken) {
        return;
    }
    let _ = OWN.try_with(|own| {
        let Ok(mut own) = own.try_borrow_mut() else { return };
        let own = own.get_or_insert_with(|| {
            let new = Arc::<Mutex<OfThread>>::default();
            THREADS.lock().push(new.clone());
            new
        });
        lock(own).count(event, subject, name);
    });
}

impl OfThread {
    fn count(&mut self, event: Event, subject: usize, name: Option<&'static CStr>) {
        match event {
            Event::TurnBegins => self.turn = Some((subject, Instant::now())),
            // Who parks in its turn works no more; what it does afterwards is not counted.
            Event::TurnEnds | Event::Parks => {
                if let Some((actor, since)) = self.turn.take() {
                    self.counts.actors.entry(actor).or_default().busy += since.elapsed();
                }
            }
            Event::MessageBegins => {
                if self.counts.actors.len() >= MOST {
                    self.forget();
                }
                let actor = self.counts.actors.entry(subject).or_default();
                actor.messages += 1;
                actor.name = name.or(actor.name);
            }
            Event::MessageRefused => {
                if let Some(actor) = self.counts.actors.get_mut(&subject) {
                    actor.messages = actor.messages.saturating_sub(1);
                }
            }
            Event::TaskBegins => *self.counts.tasks.entry(subject).or_default() += 1,
            Event::InterpreterAwaited => self.awaits = Some(Instant::now()),
            Event::InterpreterAttached => {
                if let Some(since) = self.awaits.take() {
                    self.counts.interpreter += since.elapsed();
                }
            }
            Event::MessageEnds
            | Event::TaskEnds
            | Event::GoesOn
            | Event::LockAwaited
            | Event::LockWaitEnds
            | Event::MessageSent
            | Event::MessageTaken => {}
        }
    }

    fn forget(&mut self) {
        let mut busiest: Vec<_> = self.counts.actors.drain().collect();
        busiest.sort_unstable_by_key(|(_, actor)| std::cmp::Reverse(actor.messages));
        busiest.truncate(KEPT);
        self.counts.actors.extend(busiest);
    }
}

/// In the child of a fork: nothing was counted. Other threads of the parent may have held locks.
pub(crate) fn forget() {
    THREADS.renew();
    let _ = OWN.try_with(|own| {
        if let Ok(mut own) = own.try_borrow_mut() {
            *own = None;
        }
    });
}

/// What all threads have counted.
pub(crate) fn total() -> Counts {
    let mut total = Counts::default();
    for thread in THREADS.lock().iter() {
        let thread = lock(thread);
        for (&at, one) in &thread.counts.actors {
            let actor = total.actors.entry(at).or_default();
            actor.messages += one.messages;
            actor.busy += one.busy;
            actor.name = one.name.or(actor.name);
        }
        for (&function, count) in &thread.counts.tasks {
            *total.tasks.entry(function).or_default() += count;
        }
        total.interpreter += thread.counts.interpreter;
    }
    total
}

/// Tasks by the name of their function.
pub(crate) fn by_name(tasks: &HashMap<usize, u64>) -> Vec<(String, u64)> {
    let mut named: Vec<_> = tasks.iter().map(|(&at, &count)| (names::of_task(at), count)).collect();
    named.sort_unstable_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
    named
}
