//! Stacks for coroutines: cut from slabs, each with its control block at the top, so that a parked coroutine touches one page.
//!
//! Slabs are mapped without reserving memory and are never unmapped. So a pointer to a control block stays readable for
//! ever; a block whose stack lies idle is all zeros or says that it is free, which those who are late with a wake-up rely on.
//! The lowest page of a stack is a guard. Linux 6.13 and newer place guards inside a mapping; with older kernels only the
//! first [`SPLIT_GUARDS`] stacks have one, for each then costs two of the 65 530 mappings that a process may have.
//! Generated code checks the limit by itself.
//!
//! Stacks are used again last-in first-out, those whose pages are in memory before those that were given back.
#![allow(unsafe_code, reason = "maps and hands out memory")]

use crate::fiber::Fiber;
use crate::valgrind;
use corosensei::stack::{Stack, StackPointer};
use cyrus_sync::renewable::Renewable;
use std::io;
use std::ptr::{self, NonNull};
use std::time::{Duration, Instant};

/// How many stacks get a guard from a kernel without guards inside mappings.
const SPLIT_GUARDS: usize = 8192;
const SLAB: usize = 16 << 20;
const SMALLEST: usize = 64 << 10;
/// More than a page, for functions with large frames.
const GUARD: usize = 16 << 10;
/// How many warm stacks of each size stay, fewer of those above a size, and how long those beyond must have been idle to go.
const KEEP: usize = 256;
const KEEP_BELOW: usize = 1 << 20;
const KEEP_LARGE: usize = 8;
const EPOCH: Duration = Duration::from_millis(500);
/// Control blocks start at different cache lines of their pages, or they would all fight for the same few sets.
const COLOURS: usize = 4;
const COLOUR: usize = 192;

/// The part of a slab that one coroutine runs on; its owner gives it back with [`release`].
#[derive(Debug)]
pub(crate) struct StackMemory {
    fiber: NonNull<Fiber>,
    limit: usize,
    /// The whole, for giving its memory back.
    bottom: usize,
    top: usize,
}

impl StackMemory {
    pub(crate) fn fiber(&self) -> NonNull<Fiber> {
        self.fiber
    }

    /// The same, for running on it; its owner keeps it for as long.
    pub(crate) fn lent(&self) -> StackMemory {
        StackMemory { ..*self }
    }

    /// The lowest address that may be used.
    pub(crate) fn lowest(&self) -> usize {
        self.limit
    }
}

// SAFETY: `base` and `limit` enclose mapped memory that only the owner of `self` uses; below the limit lies a guard, or
// generated code's own check (see above). The base is aligned as a `Fiber`, which is more than stacks need.
unsafe impl Stack for StackMemory {
    fn base(&self) -> StackPointer {
        self.fiber.addr()
    }

    fn limit(&self) -> StackPointer {
        // SAFETY: a mapped address is not null.
        unsafe { StackPointer::new_unchecked(self.bottom) }
    }
}

struct Class {
    size: usize,
    /// Bottoms of idle stacks with pages in memory, and of those without.
    warm: Vec<usize>,
    cold: Vec<usize>,
    /// The rest of the newest slab.
    fresh: std::ops::Range<usize>,
    slabs: Vec<usize>,
    made: usize,
    /// The fewest warm ones since `epoch`, and how many of an earlier epoch are still to go.
    lowest: usize,
    excess: usize,
    epoch: Instant,
}

static CLASSES: Renewable<Vec<Class>> = Renewable::new();

/// Rounds a wished stack size to one that exists.
pub(crate) fn rounded(size: usize) -> usize {
    size.clamp(SMALLEST, SLAB).next_power_of_two()
}

fn described(bottom: usize, size: usize) -> StackMemory {
    let colour = (bottom / size) % COLOURS * COLOUR;
    let top = bottom + size;
    let address = (top - colour - size_of::<Fiber>()) & !(align_of::<Fiber>() - 1);
    // SAFETY: inside the mapping, so not null.
    let fiber = unsafe { NonNull::new_unchecked(ptr::with_exposed_provenance_mut(address)) };
    StackMemory { fiber, limit: bottom + GUARD, bottom, top }
}

/// Takes a stack of a size that [`rounded`] gave. Its control block is all zeros, or that of a coroutine that has ended.
pub(crate) fn take(size: usize) -> io::Result<StackMemory> {
    let mut classes = CLASSES.lock();
    let class = class_of(&mut classes, size);
    if let Some(bottom) = class.warm.pop().or_else(|| class.cold.pop()) {
        class.lowest = class.lowest.min(class.warm.len());
        return Ok(described(bottom, size));
    }
    if class.fresh.is_empty() {
        let slab = map_slab()?;
        class.slabs.push(slab);
        class.fresh = slab..slab + SLAB;
    }
    let bottom = class.fresh.start;
    guard(bottom, class.made < SPLIT_GUARDS)?;
    valgrind::stack_is_at(bottom, bottom + size);
    class.fresh.start += size;
    class.made += 1;
    Ok(described(bottom, size))
}

/// Gives a stack back; nobody runs on it any more.
pub(crate) fn release(stack: StackMemory) {
    let size = stack.top - stack.bottom;
    class_of(&mut CLASSES.lock(), size).warm.push(stack.bottom);
}

/// Gives the pages of stacks that nobody has used for a while back to the system, a few at a time. When to look again: at once when
/// there is more to do, later when there will be; nothing when few are warm.
pub(crate) fn trim() -> Option<Duration> {
    const AT_ONCE: usize = 256;
    let now = Instant::now();
    let mut again = None;
    for class in CLASSES.lock().iter_mut() {
        let keep = if class.size < KEEP_BELOW { KEEP } else { KEEP_LARGE };
        if class.warm.len() <= keep {
            continue;
        }
        if now.duration_since(class.epoch) >= EPOCH {
            // What lay in the list all the time, below its lowest mark, was not needed.
            class.excess = class.lowest.saturating_sub(keep);
            class.lowest = class.warm.len();
            class.epoch = now;
        }
        let going = class.excess.min(AT_ONCE).min(class.warm.len() - keep);
        class.excess -= going;
        class.lowest = class.lowest.min(class.warm.len() - going);
        // The coldest lie at the front.
        let mut bottoms: Vec<usize> = class.warm.drain(..going).collect();
        bottoms.sort_unstable();
        for neighbours in bottoms.chunk_by(|one, next| one + class.size == *next) {
            let start = ptr::with_exposed_provenance_mut(neighbours[0] + GUARD);
            let length = neighbours.len() * class.size - GUARD;
            // SAFETY: idle stacks of ours; guards in between stay. Their control blocks become zeros, which says "free".
            unsafe { libc::madvise(start, length, libc::MADV_DONTNEED) };
        }
        class.cold.append(&mut bottoms);
        let wait = if class.excess > 0 { Duration::ZERO } else { EPOCH };
        again = Some(again.map_or(wait, |other: Duration| other.min(wait)));
    }
    again
}

/// Calls `see` with each control block that was ever handed out.
pub(crate) fn each_fiber(mut see: impl FnMut(&Fiber)) {
    let classes = CLASSES.lock();
    for class in classes.iter() {
        for &slab in &class.slabs {
            for bottom in (slab..slab + SLAB).step_by(class.size) {
                if !class.fresh.contains(&bottom) {
                    // SAFETY: control blocks stay mapped, and have no state that is not valid as zeros.
                    see(unsafe { described(bottom, class.size).fiber.as_ref() });
                }
            }
        }
    }
}

/// A control block that [`each_fiber`] has shown.
pub(crate) fn still<'a>(fiber: *const Fiber) -> &'a Fiber {
    // SAFETY: control blocks stay mapped.
    unsafe { &*fiber }
}

/// Whether an access to `address` has overflowed the stack with this limit.
pub(crate) fn is_overflow(address: usize, limit: usize) -> bool {
    (limit - GUARD..limit).contains(&address)
}

/// In the child of a fork: the stacks there are belong to coroutines of the parent.
pub(crate) fn start_anew() {
    CLASSES.renew();
}

fn class_of(classes: &mut Vec<Class>, size: usize) -> &mut Class {
    let position = classes.iter().position(|class| class.size == size).unwrap_or_else(|| {
        classes.push(Class {
            size,
            warm: Vec::new(),
            cold: Vec::new(),
            fresh: 0..0,
            slabs: Vec::new(),
            made: 0,
            lowest: 0,
            excess: 0,
            epoch: Instant::now(),
        });
        classes.len() - 1
    });
    &mut classes[position]
}

fn map_slab() -> io::Result<usize> {
    let protection = libc::PROT_READ | libc::PROT_WRITE;
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    // SAFETY: a new mapping, wherever the kernel likes.
    let slab = unsafe { libc::mmap(ptr::null_mut(), SLAB, protection, flags, -1, 0) };
    if slab == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    #[cfg(target_os = "linux")]
    // A huge page would give each stack 2 MiB at its first touch. Kernels without them refuse, which is as well.
    // SAFETY: our own new mapping.
    unsafe {
        libc::madvise(slab, SLAB, libc::MADV_NOHUGEPAGE);
    }
    Ok(slab.expose_provenance())
}

fn guard(bottom: usize, may_split: bool) -> io::Result<()> {
    let page = ptr::with_exposed_provenance_mut(bottom);
    #[cfg(target_os = "linux")]
    {
        const MADV_GUARD_INSTALL: libc::c_int = 102;
        // SAFETY: the lowest page of a stack that is not in use yet.
        if unsafe { libc::madvise(page, GUARD, MADV_GUARD_INSTALL) } == 0 {
            return Ok(());
        }
    }
    // SAFETY: as above.
    if may_split && unsafe { libc::mprotect(page, GUARD, libc::PROT_NONE) } != 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_comes_back_last_in_first_out() {
        let size = rounded(40_000);
        assert_eq!(size, 65_536);
        let first = take(size).unwrap();
        let second = take(size).unwrap();
        let fiber = second.fiber();
        assert_ne!(first.fiber(), fiber);
        release(first);
        release(second);
        let again = take(size).unwrap();
        assert_eq!(again.fiber(), fiber);
        release(again);
    }

    #[test]
    fn the_control_block_is_inside() {
        let stack = take(rounded(0)).unwrap();
        let block = stack.fiber().as_ptr() as usize;
        assert!(stack.bottom + GUARD < block && block + size_of::<Fiber>() <= stack.top);
        assert!(stack.top - block < 4096 / 2);
        release(stack);
    }
}
