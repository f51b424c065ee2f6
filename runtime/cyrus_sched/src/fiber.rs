//! A coroutine: a stack with its control block, pinned to the worker that made it.
//!
//! A coroutine does not belong to a task. Each runs the worker's dispatch loop on its stack, and so one job after the other; when
//! a job parks, it takes the stack along, and the worker goes on with another. A job that never parks never pays for a stack.
//!
//! *Protocol.* `state` says who may touch the rest, see there; all but `state`, `home` and the link belong to the home worker.
#![allow(unsafe_code, reason = "switches stacks")]

use crate::backtrace::readable;
use crate::inbox::Linked;
use crate::remote::Remote;
use crate::stack::{self, StackMemory};
use crate::state::State;
use crate::task::{Locals, Running};
use crate::timer;
use corosensei::{Coroutine, CoroutineResult, Yielder};
use cyrus_sync::job::RawJob;
use cyrus_sync::scope::Scopes;
use cyrus_sync::sync::atomic::{AtomicPtr, Ordering};
use std::backtrace::Backtrace;
use std::cell::{Cell, UnsafeCell};
use std::mem::{ManuallyDrop, MaybeUninit, offset_of};
use std::ptr::{self, NonNull};

/// What a coroutine tells its worker when it switches away.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Switch {
    /// Its job waits.
    Parked,
    /// Its job lets others run first.
    Yielded,
    /// Its loop has no job; resume this one, if there is one.
    Idle(Option<NonNull<Fiber>>),
}

/// What a worker gives a coroutine that it resumes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Order {
    /// A loop runs this job.
    Run(NonNull<RawJob>),
    /// A job goes on.
    Continue,
    /// A parked job tells where it waits, and parks again.
    Tell,
    /// A loop ends.
    End,
}

type Body = Coroutine<Order, Switch, (), StackMemory>;

/// A large stack: as much as threads have on most systems, which is what interpreters count on. Only pages that were touched take memory.
pub(crate) const LARGE: usize = 8 << 20;

/// The control block. Zeros are a valid one.
#[repr(C, align(64))]
pub(crate) struct Fiber {
    pub(crate) state: State,
    timed_out: Cell<bool>,
    link: AtomicPtr<Fiber>,
    home: AtomicPtr<Remote>,
    task: AtomicPtr<Running<'static>>,
    yielder: Cell<*const Yielder<Order, Switch>>,
    limit: Cell<usize>,
    /// The lowest address of the large stack that it runs on just now; 0: it does not.
    large: Cell<usize>,
    pub(crate) locals: Cell<*mut Locals>,
    pub(crate) scopes: Scopes,
    timer: timer::Node,
    told: Cell<*mut Option<Backtrace>>,
    body: UnsafeCell<MaybeUninit<ManuallyDrop<Body>>>,
}

impl Linked for Fiber {
    fn link(&self) -> &AtomicPtr<Fiber> {
        &self.link
    }
}

impl Fiber {
    /// Makes a coroutine that runs `enter` on a new stack.
    pub(crate) fn make(
        size: usize,
        home: &'static Remote,
        enter: fn(&Fiber, Order),
    ) -> std::io::Result<NonNull<Fiber>> {
        let stack = stack::take(size)?;
        let pointer = stack.fiber();
        // SAFETY: the block of a stack that is ours now; zeros, or the fields of one that has ended, are valid.
        let fiber = unsafe { pointer.as_ref() };
        fiber.limit.set(stack.lowest());
        fiber.large.set(0);
        fiber.timed_out.set(false);
        fiber.link.store(ptr::null_mut(), Ordering::Relaxed);
        fiber.home.store(ptr::from_ref(home).cast_mut(), Ordering::Relaxed);
        fiber.task.store(ptr::null_mut(), Ordering::Relaxed);
        fiber.locals.set(ptr::null_mut());
        // One that was unwound by force may have left some.
        fiber.scopes.clear();
        let address = pointer.expose_provenance();
        let body = Body::with_stack(stack, move |yielder, order| {
            // SAFETY: the block lives as long as the stack that this runs on.
            let fiber = unsafe { &*ptr::with_exposed_provenance::<Fiber>(address.get()) };
            fiber.yielder.set(yielder);
            enter(fiber, order);
        });
        // SAFETY: nobody else touches the body of a coroutine that does not run.
        unsafe { (*fiber.body.get()).write(ManuallyDrop::new(body)) };
        fiber.state.begin();
        Ok(pointer)
    }

    /// By the home worker, outside of coroutines: runs it until it switches away. `None` when it has ended; its memory is gone then.
    ///
    /// # Safety
    ///
    /// It lives, is no job's or its state is `RUNNING`, and is in no list.
    #[inline(always)]
    pub(crate) unsafe fn resume(fiber: NonNull<Fiber>, order: Order) -> Option<Switch> {
        // SAFETY: it lives, and only its home worker touches the body, which is not running.
        let body = unsafe { &mut *(*(*fiber.as_ptr()).body.get()).as_mut_ptr() };
        match body.resume(order) {
            CoroutineResult::Yield(switch) => Some(switch),
            CoroutineResult::Return(()) => {
                // SAFETY: as above; nothing of it is used after this.
                let body = unsafe { ManuallyDrop::take(body) };
                // SAFETY: as above.
                unsafe { fiber.as_ref() }.state.end();
                stack::release(body.into_stack());
                None
            }
        }
    }

    /// By the coroutine itself.
    #[inline(always)]
    pub(crate) fn switch(&self, switch: Switch) -> Order {
        // SAFETY: set before anything runs on this stack, at whose bottom it lives.
        let yielder = unsafe { &*self.yielder.get() };
        loop {
            match yielder.suspend(switch) {
                Order::Tell => self.tell(),
                order => return order,
            }
        }
    }

    #[cold]
    fn tell(&self) {
        // Only walks the stack; making names of the addresses needs more room than there may be.
        let backtrace = Backtrace::force_capture();
        // SAFETY: whoever orders to tell keeps the place until this switches away again.
        if let Some(told) = unsafe { self.told.get().as_mut() } {
            *told = Some(backtrace);
        }
    }

    /// By the home worker, outside of coroutines: where a parked job waits.
    ///
    /// # Safety
    ///
    /// It is parked, or ready.
    pub(crate) unsafe fn stack_of(fiber: NonNull<Fiber>) -> String {
        let mut told = None;
        // SAFETY: parked, so alive, and its stack free to run on.
        unsafe {
            fiber.as_ref().told.set(&raw mut told);
            let _ = Fiber::resume(fiber, Order::Tell);
            fiber.as_ref().told.set(ptr::null_mut());
        }
        told.map(|backtrace: Backtrace| readable(&backtrace.to_string())).unwrap_or_default()
    }

    /// Runs `f` on the stack of the worker's thread, which is large.
    pub(crate) fn on_thread_stack<R>(&self, f: impl FnOnce() -> R + Send) -> R {
        // SAFETY: as in `switch`.
        unsafe { &*self.yielder.get() }.on_parent_stack(f)
    }

    /// Runs `f` on a large stack of its own, from which it may switch away as from the other; where there is none, or it is there already, here.
    pub(crate) fn on_large_stack<R>(&self, f: impl FnOnce() -> R) -> R {
        struct Back<'a>(&'a Fiber, Option<StackMemory>);
        impl Drop for Back<'_> {
            fn drop(&mut self) {
                self.0.large.set(0);
                if let Some(stack) = self.1.take() {
                    stack::release(stack);
                }
            }
        }
        if self.large.get() != 0 {
            return f();
        }
        let Ok(stack) = stack::take(LARGE) else { return f() };
        self.large.set(stack.lowest());
        let lent = stack.lent();
        let _back = Back(self, Some(stack));
        corosensei::on_stack(lent, f)
    }

    /// Whose it is; only of one that lives.
    pub(crate) fn home(&self) -> Option<&'static Remote> {
        // SAFETY: null, or set from a `&'static`.
        unsafe { self.home.load(Ordering::Relaxed).as_ref() }
    }

    pub(crate) fn task(&self) -> *const Running<'static> {
        self.task.load(Ordering::Relaxed)
    }

    pub(crate) fn set_task(&self, task: *const Running<'static>) {
        self.task.store(task.cast_mut(), Ordering::Relaxed);
    }

    /// The lowest address that the coroutine's stack may reach.
    pub(crate) fn limit(&self) -> usize {
        self.limit.get()
    }

    /// The lowest address that the stack may reach on which it runs now.
    pub(crate) fn limit_here(&self) -> usize {
        match self.large.get() {
            0 => self.limit.get(),
            large => large,
        }
    }

    /// The size of that stack, where one of its own has `size`.
    pub(crate) fn size_here(&self, size: usize) -> usize {
        if self.large.get() == 0 { size } else { LARGE }
    }

    pub(crate) fn timer(&self) -> &timer::Node {
        &self.timer
    }

    pub(crate) fn timed_out(&self) -> bool {
        self.timed_out.get()
    }

    pub(crate) fn set_timed_out(&self, timed_out: bool) {
        self.timed_out.set(timed_out);
    }

    /// By the home worker: the timer of a coroutine has fired. Gives the coroutine.
    ///
    /// # Safety
    ///
    /// The node is that of a coroutine.
    pub(crate) unsafe fn of_fired(node: &timer::Node) -> NonNull<Fiber> {
        let fiber = NonNull::from(node);
        // SAFETY: the node lies inside the control block, whose provenance is exposed.
        let fiber = unsafe {
            NonNull::new_unchecked(ptr::with_exposed_provenance_mut::<Fiber>(
                fiber.addr().get() - offset_of!(Fiber, timer),
            ))
        };
        // SAFETY: armed until now, so it lives.
        unsafe { fiber.as_ref() }.timed_out.set(true);
        fiber
    }
}
