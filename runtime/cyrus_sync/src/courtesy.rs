//! Who hands out a great deal of work – messages, tasks – lets others run now and then, so that it is done while it is still in the cache, and does not
//! pile up in memory.
//!
//! Each thread counts what was put behind other work on it, less what was begun on it: messages to actors that have some already, tasks, and jobs that took another
//! one's place. Where work goes to other threads the count is too high; then
//! letting others run is in vain, which is found out soon, and the count starts anew.

use crate::thread_slot;
use crate::wait::yield_now;

/// How much more may be handed out than is begun.
const COURTESY: u32 = 4096;
/// How often who lets others run does without any being begun here.
const VAIN: u32 = 8;

thread_slot!(static OPEN: u32, cyrus_sync_courtesy_open);

/// To be asked after handing out a piece of work that is not next: whether it is time for [`let_others_run`]. Who must not be suspended here (it holds the
/// interpreter) may go on.
#[inline]
pub fn has_handed_out_many() -> bool {
    OPEN.with(|open| {
        open.set(open.get() + 1);
        open.get() > COURTESY
    })
}

/// So many pieces of work have been begun here.
#[inline]
pub fn begun(pieces: u32) {
    OPEN.with(|open| open.set(open.get().saturating_sub(pieces)));
}

/// Lets others run, until half of what was handed out here is begun, or others do it elsewhere.
#[cold]
pub fn let_others_run() {
    let (mut vain, mut least) = (0, OPEN.get());
    while least > COURTESY / 2 && vain < VAIN {
        yield_now();
        let now = OPEN.get();
        vain = if now < least { 0 } else { vain + 1 };
        least = now.min(least);
    }
    // In vain: none of it is left here.
    OPEN.set(if vain < VAIN { least } else { 0 });
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;

    #[test]
    fn it_is_time_after_many() {
        assert_eq!((1..).find(|_| has_handed_out_many()), Some(COURTESY + 1));
        begun(1);
        assert!(has_handed_out_many());
        begun(COURTESY);
        assert!(!has_handed_out_many());
    }

    #[test]
    fn where_others_do_the_work_the_count_starts_anew() {
        (0..COURTESY).for_each(|_| _ = has_handed_out_many());
        // No coroutine runs here: nobody can be let run.
        let_others_run();
        assert_eq!((1..).find(|_| has_handed_out_many()), Some(COURTESY + 1));
    }
}
