//! Memory for messages and futures: size classes, and for each thread two magazines of each class.
//!
//! A block may be given back on another thread than it was taken on: it goes to that thread's magazine, and full magazines
//! go to the depot, from which the other thread takes them back whole. So one lock is paid for [`MAGAZINE`] blocks.
//! Beyond [`DEPOT_BYTES`] of a class blocks go back to the system. Blocks larger than the largest class come from there at once.
//!
//! *Invariants.* A free block holds the link to the next one, nothing else is remembered of it. A thread's magazines
//! are reached by that thread only. When it ends they go to the depot, and what it still frees goes to the system.
#![allow(unsafe_code, reason = "an allocator")]

use cyrus_sync::renewable::Renewable;
use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::UnsafeCell;
use std::ptr::{self, NonNull};

/// Blocks in a magazine.
pub const MAGAZINE: usize = 64;
/// What the depot keeps of each class.
pub const DEPOT_BYTES: usize = 32 << 20;
const CLASSES: usize = 5;
const SMALLEST: usize = 32;
/// The largest size that is pooled.
pub const LARGEST: usize = SMALLEST << (CLASSES - 1);
const ALIGN: usize = 16;

struct Free {
    next: *mut Free,
}

#[derive(Clone, Copy)]
struct Magazine {
    first: *mut Free,
    count: usize,
}

const EMPTY: Magazine = Magazine { first: ptr::null_mut(), count: 0 };

// SAFETY: a magazine is a list of free blocks, which are nobody's.
unsafe impl Send for Magazine {}

#[derive(Clone, Copy)]
struct Pair {
    // Where blocks are taken and given.
    now: Magazine,
    // Empty or full.
    spare: Magazine,
}

struct Cache {
    pairs: [Pair; CLASSES],
    // Whether the thread gives its magazines back at its end.
    guarded: bool,
    ended: bool,
}

static DEPOT: [Renewable<Vec<Magazine>>; CLASSES] = [const { Renewable::new() }; CLASSES];

thread_local! {
    static CACHE: UnsafeCell<Cache> = const {
        UnsafeCell::new(Cache { pairs: [Pair { now: EMPTY, spare: EMPTY }; CLASSES], guarded: false, ended: false })
    };
    static GUARD: Guard = const { Guard };
}

struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        // SAFETY: no other reference to this thread's cache is alive: none outlives a function of this module.
        CACHE.with(|cache| unsafe { (*cache.get()).end() });
    }
}

#[inline]
fn class_of(size: usize) -> usize {
    (size.max(SMALLEST).next_power_of_two() / SMALLEST).trailing_zeros() as usize
}

fn layout(size: usize) -> Layout {
    match Layout::from_size_align(size, ALIGN) {
        Ok(layout) => layout,
        Err(_) => panic!("a block larger than the address space"),
    }
}

fn class_layout(class: usize) -> Layout {
    layout(SMALLEST << class)
}

fn from_system(layout: Layout) -> NonNull<u8> {
    // SAFETY: no layout here is of size 0.
    NonNull::new(unsafe { alloc(layout) }).unwrap_or_else(|| handle_alloc_error(layout))
}

/// A block of at least `size` bytes, aligned to 16.
#[inline]
pub fn take(size: usize) -> NonNull<u8> {
    if size > LARGEST {
        return from_system(layout(size));
    }
    let class = class_of(size);
    CACHE.with(|cache| {
        // SAFETY: this thread's; no other reference is alive, and none escapes.
        let cache = unsafe { &mut *cache.get() };
        let now = &mut cache.pairs[class].now;
        match NonNull::new(now.first) {
            Some(block) => {
                // SAFETY: a free block of the magazine.
                now.first = unsafe { block.as_ref().next };
                now.count -= 1;
                block.cast()
            }
            None => cache.take_slow(class),
        }
    })
}

/// Gives a block back.
///
/// # Safety
///
/// `take(size)` returned the block, for the same size, and nobody uses it any more.
#[inline]
pub unsafe fn give(block: NonNull<u8>, size: usize) {
    if size > LARGEST {
        // SAFETY: it came from the system with that layout.
        return unsafe { dealloc(block.as_ptr(), layout(size)) };
    }
    let class = class_of(size);
    CACHE.with(|cache| {
        // SAFETY: as in `take`.
        let cache = unsafe { &mut *cache.get() };
        let now = &mut cache.pairs[class].now;
        if now.count < MAGAZINE && cache.guarded {
            // SAFETY: the block is ours now, and large and aligned enough for a link.
            unsafe { now.push(block.cast()) };
        } else {
            // SAFETY: likewise.
            unsafe { cache.give_slow(class, block.cast()) };
        }
    });
}

impl Magazine {
    /// # Safety
    ///
    /// The block is free and in no other list.
    #[inline]
    unsafe fn push(&mut self, block: NonNull<Free>) {
        // SAFETY: the caller says so.
        unsafe { block.as_ptr().write(Free { next: self.first }) };
        self.first = block.as_ptr();
        self.count += 1;
    }

    fn free(self, class: usize) {
        let mut block = self.first;
        while !block.is_null() {
            // SAFETY: the magazine's blocks are free and came from the system with the class' layout.
            unsafe {
                let next = (*block).next;
                dealloc(block.cast(), class_layout(class));
                block = next;
            }
        }
    }
}

impl Cache {
    fn guard(&mut self) {
        if !self.guarded && !self.ended {
            // Fails only when the thread is at its end.
            self.guarded = GUARD.try_with(|_| ()).is_ok();
            self.ended = !self.guarded;
        }
    }

    #[cold]
    fn take_slow(&mut self, class: usize) -> NonNull<u8> {
        self.guard();
        let pair = &mut self.pairs[class];
        if pair.spare.count > 0 {
            std::mem::swap(&mut pair.now, &mut pair.spare);
        } else if let Some(full) = depot(class).pop() {
            pair.now = full;
        }
        let Some(block) = NonNull::new(pair.now.first) else { return from_system(class_layout(class)) };
        // SAFETY: a free block of the magazine.
        pair.now.first = unsafe { block.as_ref().next };
        pair.now.count -= 1;
        block.cast()
    }

    /// # Safety
    ///
    /// The block is free and in no other list.
    #[cold]
    unsafe fn give_slow(&mut self, class: usize, block: NonNull<Free>) {
        self.guard();
        if self.ended {
            // SAFETY: it came from the system.
            return unsafe { dealloc(block.as_ptr().cast(), class_layout(class)) };
        }
        let pair = &mut self.pairs[class];
        if pair.now.count >= MAGAZINE {
            let full = std::mem::replace(&mut pair.spare, pair.now);
            pair.now = EMPTY;
            if full.count > 0 {
                store(class, full);
            }
        }
        // SAFETY: the caller says so.
        unsafe { pair.now.push(block) };
    }

    fn end(&mut self) {
        self.ended = true;
        self.guarded = false;
        for (class, pair) in self.pairs.iter_mut().enumerate() {
            for magazine in [&mut pair.now, &mut pair.spare] {
                let magazine = std::mem::replace(magazine, EMPTY);
                if magazine.count > 0 {
                    store(class, magazine);
                }
            }
        }
    }
}

fn depot(class: usize) -> std::sync::MutexGuard<'static, Vec<Magazine>> {
    DEPOT[class].lock()
}

fn store(class: usize, magazine: Magazine) {
    let mut kept = depot(class);
    if kept.len() * MAGAZINE * (SMALLEST << class) < DEPOT_BYTES {
        kept.push(magazine);
    } else {
        drop(kept);
        magazine.free(class);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_classes() {
        let classes: Vec<usize> = [1, 32, 33, 64, 65, 128, 512].map(class_of).to_vec();
        assert_eq!(classes, [0, 0, 1, 1, 2, 2, 4]);
    }

    #[test]
    fn blocks_are_apart_and_come_again() {
        for size in [1, 40, 512, 513, 4000] {
            let blocks: Vec<NonNull<u8>> = (0..300).map(|_| take(size)).collect();
            for (i, block) in blocks.iter().enumerate() {
                // SAFETY: the block has `size` bytes.
                unsafe { block.as_ptr().write_bytes(i as u8, size) };
            }
            for (i, block) in blocks.into_iter().enumerate() {
                // SAFETY: likewise, and each is given back once.
                unsafe {
                    assert_eq!(*block.as_ptr().add(size - 1), i as u8);
                    give(block, size);
                }
            }
        }
    }

    #[test]
    fn blocks_cross_threads() {
        let (sender, receiver) = std::sync::mpsc::channel::<usize>();
        let rounds = if cfg!(miri) { 300 } else { 20_000 };
        let taker = std::thread::spawn(move || {
            for _ in 0..rounds {
                let _ = sender.send(take(64).as_ptr().expose_provenance());
            }
        });
        for block in receiver {
            let block = NonNull::new(ptr::with_exposed_provenance_mut(block));
            // SAFETY: just taken by the other thread, for this size.
            unsafe { give(block.unwrap_or(NonNull::dangling()), 64) };
        }
        assert!(taker.join().is_ok());
    }

    #[test]
    fn a_child_does_not_wait_for_a_depot_that_others_held() {
        let ended = std::sync::atomic::AtomicBool::new(false);
        let work = || {
            let blocks: Vec<NonNull<u8>> = (0..4 * MAGAZINE).map(|_| take(64)).collect();
            // SAFETY: just taken, for this size.
            blocks.into_iter().for_each(|block| unsafe { give(block, 64) });
        };
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    while !ended.load(std::sync::atomic::Ordering::Relaxed) {
                        work();
                    }
                });
            }
            let mut good = true;
            for _ in 0..if cfg!(miri) { 0 } else { 100 } {
                // SAFETY: the child only takes and gives blocks, for at most ten seconds, and leaves.
                let child = unsafe { libc::fork() };
                if child == 0 {
                    // SAFETY: as above.
                    unsafe { libc::alarm(10) };
                    work();
                    // SAFETY: as above.
                    unsafe { libc::_exit(0) };
                }
                let mut status = 0;
                // SAFETY: our child.
                unsafe { libc::waitpid(child, &raw mut status, 0) };
                good &= status == 0;
            }
            ended.store(true, std::sync::atomic::Ordering::Relaxed);
            assert!(good);
        });
    }
}
