//! Messages that wait for their time before they are sent.
//!
//! Each waits in a task of its own. Meanwhile the executor of the mailbox is held, so that who waits for the end of all work waits for
//! the message, too. The wait ends early when nothing can come of the message: its future was cancelled, or the actor is stopped.
//!
//! *Protocol.* A message with a future waits for that, and stands in [`WAITING`] so that stopping the actor finds and cancels it; the others park by
//! the address of their mailbox. Stopping sets the mailbox's flag first; who waits enters the list, or the park table, and looks at the flag then.
#![allow(unsafe_code, reason = "pointers of C")]

use crate::abi::{CYRUS_RT_CANCELLED, CYRUS_RT_OK, CYRUS_RT_TIMED_OUT, deadline};
use crate::actor::cyrus_rt_mailbox;
use crate::future::{
    cyrus_rt_future, cyrus_rt_future_cancel, cyrus_rt_future_release, cyrus_rt_future_retain,
    cyrus_rt_future_wait,
};
use cyrus_sync::renewable::Renewable;
use cyrus_sync::table::{ParkTable, Parked, Until};

// Mailboxes, and futures of messages that wait for their time, as addresses.
static WAITING: Renewable<Vec<(usize, usize)>> = Renewable::new();

/// A message will be sent to the mailbox: until `cyrus_rt_mailbox_expected` that counts as work to be done.
///
/// # Safety
///
/// The mailbox is alive until then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_expect(mailbox: *mut cyrus_rt_mailbox) {
    // SAFETY: as the caller says.
    unsafe { &(*mailbox).mailbox }.expect();
}

/// It has been sent, or will not be.
///
/// # Safety
///
/// The mailbox is alive; one `cyrus_rt_mailbox_expect` has no such end yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_expected(mailbox: *mut cyrus_rt_mailbox) {
    // SAFETY: as the caller says.
    unsafe { &(*mailbox).mailbox }.expected();
}

/// Waits so many nanoseconds (negative: for ever) before a message is sent whose result goes to `future` (NULL: to nobody). CYRUS_RT_CANCELLED when it need not be sent any more: the
/// future is complete, the actor stopped, or the caller cancelled.
///
/// # Safety
///
/// The caller has a reference to the mailbox's actor, and to the future.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cyrus_rt_mailbox_delay(
    mailbox: *mut cyrus_rt_mailbox,
    nanoseconds: i64,
    future: *mut cyrus_rt_future,
) -> i32 {
    // SAFETY: as the caller says.
    let stopped = || unsafe { &(*mailbox).mailbox }.is_stopped();
    if future.is_null() {
        let end = deadline(nanoseconds);
        loop {
            let validate = || !stopped();
            match ParkTable::global().park(mailbox as usize, 0, Until::Deadline(end), validate) {
                Parked::Woken(_) => {}
                Parked::TimedOut => return CYRUS_RT_OK,
                Parked::Invalid | Parked::Cancelled => return CYRUS_RT_CANCELLED,
            }
        }
    }
    let entry = (mailbox as usize, future.expose_provenance());
    WAITING.lock().push(entry);
    // SAFETY: as the caller says.
    let status = if stopped() {
        CYRUS_RT_CANCELLED
    } else {
        // SAFETY: likewise.
        unsafe { cyrus_rt_future_wait(future, nanoseconds) }
    };
    let mut waiting = WAITING.lock();
    if let Some(at) = waiting.iter().position(|other| *other == entry) {
        waiting.swap_remove(at);
    }
    if status == CYRUS_RT_TIMED_OUT { CYRUS_RT_OK } else { CYRUS_RT_CANCELLED }
}

/// The mailbox has been stopped.
pub(crate) fn stopped(mailbox: *mut cyrus_rt_mailbox) {
    let futures: Vec<*mut cyrus_rt_future> = {
        let waiting = WAITING.lock();
        let of = waiting.iter().filter(|(of, _)| *of == mailbox as usize);
        of.map(|(_, future)| std::ptr::with_exposed_provenance_mut(*future))
            // SAFETY: in the list, so who waits has a reference.
            .inspect(|&future| unsafe { cyrus_rt_future_retain(future) })
            .collect()
    };
    for future in futures {
        // SAFETY: retained above.
        unsafe {
            cyrus_rt_future_cancel(future);
            cyrus_rt_future_release(future);
        }
    }
    ParkTable::global().unpark_all(mailbox as usize, 0);
}
