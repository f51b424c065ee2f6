//! Results that are not there yet: one allocation, with a value of any size, an exception, or neither.
//!
//! [`RawFuture`] is what generated code uses; [`Promise`] and [`Future`] are its two ends for Rust.
//!
//! *Protocol.* The word `state`: a phase, and flags. PENDING becomes WRITING by compare-and-swap, for the one who completes; who fails
//! at that is too late. When the payload is written, WRITING becomes VALUE, EXCEPTION or CANCELLED (release; those who read the phase
//! acquire), and from then on stays. The flag WAITERS says that somebody is parked (table, by the address of `state`), CALLBACKS
//! that the list of callbacks is not empty: set after the entry is made, so either who completes sees the flag, or who enters sees that the
//! future is complete; whoever does takes the whole list with one swap. TAKEN: the value was moved out. OBSERVED: somebody
//! has seen the exception; one that nobody has seen goes to [`set_unobserved_hook`] with the last reference.
#![allow(unsafe_code, reason = "values of a size known at run time, in one allocation with their header")]

use crate::pool;
use cyrus_sync::foreign::call;
#[cfg(not(any(loom, cyrus_tsan)))]
use cyrus_sync::sync::atomic::fence;
use cyrus_sync::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering};
use cyrus_sync::table::{ParkTable, Parked, Until};
use std::ffi::c_void;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::time::Instant;

const PENDING: u32 = 0;
const WRITING: u32 = 1;
const VALUE: u32 = 2;
const EXCEPTION: u32 = 3;
const CANCELLED: u32 = 4;
const PHASE: u32 = 7;
const WAITERS: u32 = 8;
const CALLBACKS: u32 = 16;
const TAKEN: u32 = 32;
const OBSERVED: u32 = 64;

/// The type of a future's value.
#[repr(C)]
#[derive(Debug)]
pub struct FutureType {
    /// Its size in bytes; its alignment is at most 16.
    pub size: usize,
    /// Destroys a value that nobody has taken; None when there is nothing to destroy.
    pub drop: Option<unsafe extern "C-unwind" fn(*mut u8)>,
}

/// An exception, of a kind that this crate knows nothing of.
#[repr(C)]
#[derive(Debug)]
pub struct Exception {
    /// The exception.
    pub object: *mut c_void,
    /// Gives it up; may be None.
    pub drop: Option<unsafe extern "C-unwind" fn(*mut c_void)>,
}

// SAFETY: who makes one vouches that the object may go to other threads.
unsafe impl Send for Exception {}

impl Drop for Exception {
    fn drop(&mut self) {
        if let Some(drop) = self.drop {
            // SAFETY: the exception is ours and goes.
            call(|| unsafe { drop(self.object) });
        }
    }
}

/// Something to be called when a future is complete. Entered once; from then on it belongs to the future until it is called.
#[repr(C)]
#[derive(Debug)]
pub struct Callback {
    /// For the future.
    pub next: *mut Callback,
    /// Called by whoever completes the future, or, when it is complete already, by who enters the callback. It must not wait.
    pub run: unsafe extern "C-unwind" fn(*mut Callback),
}

/// What has become of a future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is a value.
    Value,
    /// There is an exception.
    Exception,
    /// Neither will come.
    Cancelled,
}

/// Why waiting has ended without an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotYet {
    /// The deadline has passed.
    TimedOut,
    /// It is the one who waits that is being cancelled.
    Cancelled,
}

/// The header; the payload follows, at [`PAYLOAD`].
#[repr(C, align(16))]
#[derive(Debug)]
pub struct RawFuture {
    refs: AtomicUsize,
    state: AtomicU32,
    callbacks: AtomicPtr<Callback>,
    of: &'static FutureType,
}

/// Where the payload begins, from the start of the future.
pub const PAYLOAD: usize = size_of::<RawFuture>();

static UNOBSERVED: std::sync::RwLock<Option<fn(Exception)>> = std::sync::RwLock::new(None);

/// Sets what gets exceptions that nobody has seen when the last reference to their future goes.
pub fn set_unobserved_hook(hook: fn(Exception)) {
    *UNOBSERVED.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(hook);
}

/// Reports an exception that nobody will see.
pub fn unobserved(exception: Exception) {
    let hook = *UNOBSERVED.read().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(hook) = hook {
        hook(exception);
    }
}

impl RawFuture {
    fn block_size(of: &FutureType) -> usize {
        PAYLOAD + of.size.max(size_of::<Exception>())
    }

    /// A pending future with one reference.
    pub fn make(of: &'static FutureType) -> NonNull<RawFuture> {
        let at: NonNull<RawFuture> = pool::take(Self::block_size(of)).cast();
        let it = RawFuture {
            refs: AtomicUsize::new(1),
            state: AtomicU32::new(PENDING),
            callbacks: AtomicPtr::new(ptr::null_mut()),
            of,
        };
        // SAFETY: the block is large and aligned enough.
        unsafe { at.write(it) };
        at
    }

    /// One more reference.
    pub fn retain(&self) {
        // Relaxed: the caller has a reference, and nothing is read through the new one that the old one could not.
        self.refs.fetch_add(1, Ordering::Relaxed);
    }

    /// Gives a reference back.
    ///
    /// # Safety
    ///
    /// The caller has one, and does not use the future any more.
    pub unsafe fn release(this: NonNull<RawFuture>) {
        // SAFETY: alive until the last reference is gone. Release, and acquire by the last: it sees all that was done.
        unsafe {
            if this.as_ref().refs.fetch_sub(1, Ordering::Release) != 1 {
                return;
            }
            #[cfg(not(any(loom, cyrus_tsan)))]
            fence(Ordering::Acquire);
            // These do not know fences.
            #[cfg(any(loom, cyrus_tsan))]
            let _ = this.as_ref().refs.load(Ordering::Acquire);
            Self::destroy(this);
        }
    }

    /// # Safety
    ///
    /// The caller had the last reference.
    #[inline]
    unsafe fn destroy(this: NonNull<RawFuture>) {
        // SAFETY: the caller had the last reference.
        unsafe {
            let it = this.as_ref();
            let state = it.state.load(Ordering::Relaxed);
            match state & PHASE {
                VALUE if state & TAKEN == 0 => {
                    if let Some(drop) = it.of.drop {
                        call(|| drop(Self::payload(this)));
                    }
                }
                EXCEPTION if state & TAKEN == 0 => {
                    let exception = Self::payload(this).cast::<Exception>().read();
                    if state & OBSERVED == 0 {
                        unobserved(exception);
                    }
                }
                _ => {}
            }
            let size = Self::block_size(it.of);
            ptr::drop_in_place(this.as_ptr());
            pool::give(this.cast(), size);
        }
    }

    /// Where the value is, or will be.
    pub fn payload(this: NonNull<RawFuture>) -> *mut u8 {
        // Within the block.
        this.as_ptr().cast::<u8>().wrapping_add(PAYLOAD)
    }

    // Becomes the one who completes; false when it is too late.
    fn begin(&self) -> bool {
        let mut seen = self.state.load(Ordering::Relaxed);
        while seen & PHASE == PENDING {
            match self.state.compare_exchange_weak(seen, seen | WRITING, Ordering::Relaxed, Ordering::Relaxed)
            {
                Ok(_) => return true,
                Err(now) => seen = now,
            }
        }
        false
    }

    fn end(&self, table: &ParkTable, phase: u32) {
        // From WRITING; AcqRel: those who see the phase see the payload, and the callbacks entered before are seen here.
        let flags = self.state.fetch_xor(WRITING ^ phase, Ordering::AcqRel);
        if flags & WAITERS != 0 {
            table.unpark_all(self.key(), 0);
        }
        if flags & CALLBACKS != 0 {
            self.run_callbacks();
        }
    }

    fn key(&self) -> usize {
        ptr::from_ref(&self.state) as usize
    }

    fn run_callbacks(&self) {
        let mut callback = self.callbacks.swap(ptr::null_mut(), Ordering::Acquire);
        while let Some(it) = NonNull::new(callback) {
            // SAFETY: entered, and taken out of the list here only.
            unsafe {
                callback = it.as_ref().next;
                call(|| (it.as_ref().run)(it.as_ptr()));
            }
        }
    }

    /// Completes with the value at `value`, which is moved; false when the future is complete, and then it is not.
    ///
    /// # Safety
    ///
    /// The caller has a reference. `value` is a value of the future's type that may go to other threads.
    pub unsafe fn complete(this: NonNull<RawFuture>, table: &ParkTable, value: *const u8) -> bool {
        // SAFETY: alive; having begun, the payload is ours.
        unsafe {
            let it = this.as_ref();
            if !it.begin() {
                return false;
            }
            ptr::copy_nonoverlapping(value, Self::payload(this), it.of.size);
            it.end(table, VALUE);
        }
        true
    }

    /// Completes with an exception; gives it back when the future is complete.
    ///
    /// # Safety
    ///
    /// The caller has a reference.
    pub unsafe fn fail(
        this: NonNull<RawFuture>,
        table: &ParkTable,
        exception: Exception,
    ) -> Result<(), Exception> {
        // SAFETY: as for `complete`.
        unsafe {
            let it = this.as_ref();
            if !it.begin() {
                return Err(exception);
            }
            Self::payload(this).cast::<Exception>().write(exception);
            it.end(table, EXCEPTION);
        }
        Ok(())
    }

    /// No value is wanted any more, or none will come; false when the future is complete.
    pub fn cancel(&self, table: &ParkTable) -> bool {
        let begun = self.begin();
        if begun {
            self.end(table, CANCELLED);
        }
        begun
    }

    /// What has become of it, if anything has.
    pub fn outcome(&self) -> Option<Outcome> {
        outcome_of(self.state.load(Ordering::Acquire))
    }

    /// Waits until it is complete.
    ///
    /// # Errors
    ///
    /// The deadline has passed, or the one who waits is being cancelled.
    pub fn wait(&self, table: &ParkTable, deadline: Option<Instant>) -> Result<Outcome, NotYet> {
        loop {
            let seen = self.state.load(Ordering::Acquire);
            if let Some(outcome) = outcome_of(seen) {
                return Ok(outcome);
            }
            if seen & WAITERS == 0
                && self
                    .state
                    .compare_exchange_weak(seen, seen | WAITERS, Ordering::Relaxed, Ordering::Relaxed)
                    .is_err()
            {
                continue;
            }
            let validate = || outcome_of(self.state.load(Ordering::Relaxed)).is_none();
            match table.park(self.key(), 0, Until::Deadline(deadline), validate) {
                Parked::Woken(_) | Parked::Invalid => {}
                Parked::TimedOut => return self.outcome().ok_or(NotYet::TimedOut),
                Parked::Cancelled => return self.outcome().ok_or(NotYet::Cancelled),
            }
        }
    }

    /// Has the callback run when the future is complete; at once, if it is.
    ///
    /// # Safety
    ///
    /// The caller has a reference. The callback stays in place, and is used by nobody, until it is run.
    pub unsafe fn on_done(&self, callback: NonNull<Callback>) {
        let mut seen = self.callbacks.load(Ordering::Relaxed);
        loop {
            // SAFETY: ours until it is entered.
            unsafe { (*callback.as_ptr()).next = seen };
            let entered = self.callbacks.compare_exchange_weak(
                seen,
                callback.as_ptr(),
                Ordering::Release,
                Ordering::Relaxed,
            );
            match entered {
                Ok(_) => break,
                Err(now) => seen = now,
            }
        }
        // Release: who completes, sees the flag, sees the entry. Acquire: the callback sees the value.
        let seen = self.state.fetch_or(CALLBACKS, Ordering::AcqRel);
        if outcome_of(seen).is_some() {
            self.run_callbacks();
        }
    }

    /// Moves the value out; false when there is none, or it was moved before.
    ///
    /// # Safety
    ///
    /// The caller has a reference; `to` has room for the value.
    pub unsafe fn take_value(this: NonNull<RawFuture>, to: *mut u8) -> bool {
        // SAFETY: alive. Who sets TAKEN first has the payload.
        unsafe {
            if !this.as_ref().claim(VALUE) {
                return false;
            }
            ptr::copy_nonoverlapping(Self::payload(this), to, this.as_ref().of.size);
        }
        true
    }

    /// Moves the exception out; None when there is none, or it was moved before.
    ///
    /// # Safety
    ///
    /// The caller has a reference.
    pub unsafe fn take_exception(this: NonNull<RawFuture>) -> Option<Exception> {
        // SAFETY: as for `take_value`.
        unsafe { this.as_ref().claim(EXCEPTION).then(|| Self::payload(this).cast::<Exception>().read()) }
    }

    // Whether there is a payload of that phase and the caller is the first to take it.
    fn claim(&self, phase: u32) -> bool {
        let seen = self.state.load(Ordering::Acquire);
        seen & PHASE == phase && self.state.fetch_or(TAKEN | OBSERVED, Ordering::Acquire) & TAKEN == 0
    }

    /// Where the exception is, if there is one that was not moved; it counts as seen.
    ///
    /// # Safety
    ///
    /// The caller has a reference, and nobody moves the exception out meanwhile.
    pub unsafe fn exception(this: NonNull<RawFuture>) -> Option<NonNull<Exception>> {
        // SAFETY: alive.
        let seen = unsafe { this.as_ref().state.load(Ordering::Acquire) };
        if seen & PHASE != EXCEPTION || seen & TAKEN != 0 {
            return None;
        }
        // SAFETY: alive.
        unsafe { this.as_ref().state.fetch_or(OBSERVED, Ordering::Relaxed) };
        NonNull::new(Self::payload(this).cast())
    }
}

fn outcome_of(state: u32) -> Option<Outcome> {
    match state & PHASE {
        VALUE => Some(Outcome::Value),
        EXCEPTION => Some(Outcome::Exception),
        CANCELLED => Some(Outcome::Cancelled),
        _ => None,
    }
}

/// Why there is no value.
#[derive(Debug)]
pub enum Failure {
    /// An exception; the first who waits gets it.
    Exception(Exception),
    /// Neither value nor exception will come, or somebody else has taken them.
    Cancelled,
    /// The deadline has passed.
    TimedOut,
    /// The one who waits is being cancelled.
    WaiterCancelled,
}

/// The end that completes. Dropped before, it cancels.
#[derive(Debug)]
pub struct Promise<T>(NonNull<RawFuture>, PhantomData<T>);

/// The end that waits.
#[derive(Debug)]
pub struct Future<T>(NonNull<RawFuture>, PhantomData<T>);

// SAFETY: the value goes from one thread to another, nothing else is shared.
unsafe impl<T: Send> Send for Promise<T> {}
// SAFETY: likewise; the value is moved to whoever takes it.
unsafe impl<T: Send> Send for Future<T> {}
// SAFETY: likewise.
unsafe impl<T: Send> Sync for Future<T> {}

struct TypeOf<T>(PhantomData<T>);

impl<T> TypeOf<T> {
    const TYPE: &'static FutureType = &FutureType {
        size: {
            assert!(align_of::<T>() <= 16);
            size_of::<T>()
        },
        drop: if std::mem::needs_drop::<T>() { Some(Self::drop) } else { None },
    };

    /// # Safety
    ///
    /// `at` is a `T` that is dropped here and nowhere else.
    unsafe extern "C-unwind" fn drop(at: *mut u8) {
        // SAFETY: the payload of a future of type T that has its value still.
        unsafe { ptr::drop_in_place(at.cast::<T>()) };
    }
}

/// The two ends of a future.
pub fn future<T: Send>() -> (Promise<T>, Future<T>) {
    let raw = RawFuture::make(TypeOf::<T>::TYPE);
    // SAFETY: just made.
    unsafe { raw.as_ref() }.retain();
    (Promise(raw, PhantomData), Future(raw, PhantomData))
}

#[cfg(not(loom))]
impl<T: Send> Promise<T> {
    /// Completes with a value; gives it back when nobody wants it any more.
    ///
    /// # Errors
    ///
    /// The future was cancelled.
    pub fn complete(self, value: T) -> Result<(), T> {
        let value = std::mem::ManuallyDrop::new(value);
        // SAFETY: we have a reference; a T is copied, and forgotten here if it was.
        if unsafe { RawFuture::complete(self.0, ParkTable::global(), (&raw const value).cast()) } {
            Ok(())
        } else {
            Err(std::mem::ManuallyDrop::into_inner(value))
        }
    }

    /// Completes with an exception.
    pub fn fail(self, exception: Exception) {
        // SAFETY: we have a reference.
        drop(unsafe { RawFuture::fail(self.0, ParkTable::global(), exception) });
    }

    /// Whether the other end wants no value any more.
    pub fn is_cancelled(&self) -> bool {
        // SAFETY: we have a reference.
        unsafe { self.0.as_ref() }.outcome() == Some(Outcome::Cancelled)
    }
}

impl<T> Drop for Promise<T> {
    fn drop(&mut self) {
        // SAFETY: we have a reference, and give it up.
        unsafe {
            #[cfg(not(loom))]
            if self.0.as_ref().outcome().is_none() {
                self.0.as_ref().cancel(ParkTable::global());
            }
            RawFuture::release(self.0);
        }
    }
}

#[cfg(not(loom))]
impl<T: Send> Future<T> {
    /// Waits for the value and moves it out.
    ///
    /// # Errors
    ///
    /// There is no value; see [`Failure`].
    pub fn wait(&self, deadline: Option<Instant>) -> Result<T, Failure> {
        // SAFETY: we have a reference.
        match unsafe { self.0.as_ref() }.wait(ParkTable::global(), deadline) {
            Ok(Outcome::Value) => self.take().ok_or(Failure::Cancelled),
            // SAFETY: likewise.
            Ok(Outcome::Exception) => Err(match unsafe { RawFuture::take_exception(self.0) } {
                Some(exception) => Failure::Exception(exception),
                None => Failure::Cancelled,
            }),
            Ok(Outcome::Cancelled) => Err(Failure::Cancelled),
            Err(NotYet::TimedOut) => Err(Failure::TimedOut),
            Err(NotYet::Cancelled) => Err(Failure::WaiterCancelled),
        }
    }

    /// The value, if it is there and nobody has taken it.
    pub fn take(&self) -> Option<T> {
        let mut value = std::mem::MaybeUninit::<T>::uninit();
        // SAFETY: we have a reference; a T is moved, or nothing.
        unsafe { RawFuture::take_value(self.0, value.as_mut_ptr().cast()).then(|| value.assume_init()) }
    }

    /// Whether waiting would return at once.
    pub fn is_done(&self) -> bool {
        // SAFETY: we have a reference.
        unsafe { self.0.as_ref() }.outcome().is_some()
    }

    /// The value is not wanted any more.
    pub fn cancel(&self) -> bool {
        // SAFETY: we have a reference.
        unsafe { self.0.as_ref() }.cancel(ParkTable::global())
    }

    /// The raw future, which this end keeps alive.
    pub fn raw(&self) -> NonNull<RawFuture> {
        self.0
    }
}

impl<T> Drop for Future<T> {
    fn drop(&mut self) {
        // SAFETY: we have a reference, and give it up.
        unsafe { RawFuture::release(self.0) };
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::Mutex;
    use std::time::Duration;

    #[test]
    fn a_value_arrives() {
        let (promise, future) = future::<String>();
        assert!(!future.is_done());
        let thread = std::thread::spawn(move || promise.complete("done".to_owned()));
        assert_eq!(future.wait(None).ok().as_deref(), Some("done"));
        assert!(matches!(future.wait(None), Err(Failure::Cancelled)));
        assert_eq!(thread.join().ok(), Some(Ok(())));
    }

    #[test]
    fn large_values_and_none() {
        let (promise, wait) = future::<[u64; 1000]>();
        assert!(promise.complete([7; 1000]).is_ok());
        assert_eq!(wait.take(), Some([7; 1000]));
        let (promise, wait) = future::<()>();
        drop(wait);
        assert_eq!(promise.complete(()), Ok(()));
    }

    #[test]
    fn waiting_ends_at_the_deadline() {
        let (promise, future) = future::<u8>();
        let soon = Instant::now() + Duration::from_millis(3);
        assert!(matches!(future.wait(Some(soon)), Err(Failure::TimedOut)));
        drop(promise);
        assert!(matches!(future.wait(None), Err(Failure::Cancelled)));
    }

    #[test]
    fn who_cancels_gets_no_value_and_the_value_is_not_lost() {
        let (promise, future) = future::<Arc<()>>();
        assert!(future.cancel());
        assert!(promise.is_cancelled());
        let value = Arc::new(());
        assert!(promise.complete(value.clone()).is_err());
        assert_eq!(Arc::strong_count(&value), 1);
        let (promise, future) = super::future::<Arc<()>>();
        assert!(promise.complete(value.clone()).is_ok());
        drop(future);
        assert_eq!(Arc::strong_count(&value), 1);
    }

    static LOST: Mutex<Vec<usize>> = Mutex::new(Vec::new());

    #[test]
    fn an_exception_that_nobody_sees_is_reported() {
        set_unobserved_hook(|exception| LOST.lock().unwrap().push(exception.object as usize));
        let exception = |number: usize| Exception { object: ptr::without_provenance_mut(number), drop: None };
        let (promise, lost) = future::<u8>();
        promise.fail(exception(1));
        drop(lost);
        let (promise, seen) = future::<u8>();
        promise.fail(exception(2));
        assert!(
            matches!(seen.wait(None), Err(Failure::Exception(Exception { object, .. })) if object as usize == 2)
        );
        drop(seen);
        assert_eq!(*LOST.lock().unwrap(), [1]);
    }

    #[repr(C)]
    struct Noting(Callback, Arc<Mutex<u32>>);

    /// # Safety
    ///
    /// `callback` is a boxed `Noting`, which is called once.
    unsafe extern "C-unwind" fn note(callback: *mut Callback) {
        // SAFETY: made by the test below.
        let it = unsafe { Box::from_raw(callback.cast::<Noting>()) };
        *it.1.lock().unwrap() += 1;
    }

    #[test]
    fn callbacks_run_once_before_or_after() {
        for _ in 0..if cfg!(miri) { 3 } else { 300 } {
            let called = Arc::new(Mutex::new(0));
            let (promise, future) = future::<u8>();
            let thread = std::thread::spawn(move || promise.complete(1));
            for _ in 0..3 {
                let noting = Noting(Callback { next: ptr::null_mut(), run: note }, called.clone());
                // SAFETY: boxed until it is run.
                unsafe { future.raw().as_ref().on_done(NonNull::from(Box::leak(Box::new(noting))).cast()) };
            }
            assert!(thread.join().is_ok());
            assert_eq!(*called.lock().unwrap(), 3);
        }
    }
}

#[cfg(all(test, loom))]
mod models {
    use super::*;
    use loom::sync::Arc;

    static U64: FutureType = FutureType { size: 8, drop: None };

    struct Shared(NonNull<RawFuture>, ParkTable);
    // SAFETY: used by reference, as any raw future.
    unsafe impl Send for Shared {}
    // SAFETY: likewise.
    unsafe impl Sync for Shared {}

    fn model(f: impl Fn() + Send + Sync + 'static) {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = Some(3);
        builder.check(f);
    }

    #[test]
    fn a_value_or_a_cancellation_wakes_who_waits() {
        model(|| {
            let shared = Arc::new(Shared(RawFuture::make(&U64), ParkTable::new(0)));
            let (a, b) = (shared.clone(), shared.clone());
            // SAFETY: the model keeps the future; values are 8 bytes.
            let completes = loom::thread::spawn(move || unsafe {
                RawFuture::complete(a.0, &a.1, (&raw const *&7u64).cast())
            });
            // SAFETY: likewise.
            let cancels = loom::thread::spawn(move || unsafe { b.0.as_ref().cancel(&b.1) });
            let mut value = 0u64;
            // SAFETY: likewise.
            let outcome = unsafe { shared.0.as_ref().wait(&shared.1, None) };
            // SAFETY: likewise.
            let taken = unsafe { RawFuture::take_value(shared.0, (&raw mut value).cast()) };
            assert_eq!(outcome == Ok(Outcome::Value), taken && value == 7);
            assert!(completes.join().unwrap() != cancels.join().unwrap());
            // SAFETY: the only reference.
            unsafe { RawFuture::release(shared.0) };
        });
    }

    #[test]
    fn the_last_reference_frees() {
        model(|| {
            let shared = Arc::new(Shared(RawFuture::make(&U64), ParkTable::new(0)));
            let other = shared.clone();
            // SAFETY: two references, each given back once.
            unsafe { shared.0.as_ref().retain() };
            let thread = loom::thread::spawn(move || unsafe {
                RawFuture::complete(other.0, &other.1, (&raw const *&7u64).cast());
                RawFuture::release(other.0);
            });
            // SAFETY: likewise.
            unsafe { RawFuture::release(shared.0) };
            thread.join().unwrap();
        });
    }
}
