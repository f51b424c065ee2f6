//! Thread-locals that cost no call.
//!
//! A thread-local of a shared library is asked for by `__tls_get_addr`, fifteen instructions each time; sending and handling a message does that often.
//! With a *TLS descriptor* (Oliva and de Assis Araújo, «Speeding Up Thread-Local Storage Access in Dynamic Libraries») the dynamic linker
//! chooses the function that is called: where it has found room for the library's thread-locals at a fixed distance from the thread's
//! pointer (glibc: 512 bytes for all such libraries, so ours have to be small), it returns that distance, the second word of the descriptor. Then it is noted, and nothing is called any more.
//! Stable Rust cannot ask for that dialect; two instructions of assembly can. In an executable the linker makes a constant of them. On other systems these are the thread-locals of `std`.
#![allow(unsafe_code, reason = "assembly that finds a thread-local")]

/// What a slot may hold.
///
/// # Safety
///
/// Bytes of 0 are a value, which needs no drop.
pub unsafe trait Zeroed: Copy {}

// SAFETY: 0.
unsafe impl Zeroed for u32 {}
// SAFETY: 0.
unsafe impl Zeroed for u64 {}
// SAFETY: 0.
unsafe impl Zeroed for usize {}
// SAFETY: null.
unsafe impl<T> Zeroed for *const T {}
// SAFETY: None, by the representation that the language guarantees.
unsafe impl Zeroed for Option<fn()> {}

/// The thread's own address, from which its slots have their distances.
#[cfg(all(target_arch = "x86_64", target_os = "linux", not(miri)))]
#[doc(hidden)]
#[inline(always)]
pub fn thread_pointer() -> usize {
    let pointer: usize;
    // SAFETY: the first word of the thread's block is its address, by the convention of ELF for this processor. It does not change while a thread runs.
    unsafe {
        std::arch::asm!("movq %fs:0, {}", out(reg) pointer, options(att_syntax, nomem, nostack, preserves_flags))
    };
    pointer
}

/// What is added to [`thread_pointer`] for the slot `at` of a descriptor, if that is the same in all threads.
///
/// # Safety
///
/// `descriptor` is what the first instruction of the sequence for TLS descriptors gave, and `at` the slot of this thread that the whole of it gave.
#[cfg(all(target_arch = "x86_64", target_os = "linux", not(miri)))]
#[doc(hidden)]
pub unsafe fn fixed_distance(descriptor: usize, at: usize) -> Option<usize> {
    let distance = at.wrapping_sub(thread_pointer());
    // In an executable the linker has made the distance itself of it: blocks of that kind lie below the pointer.
    if descriptor == distance {
        return Some(distance);
    }
    // The word that the descriptor's function gets: where the place is fixed that is what it returns, else an address.
    // SAFETY: of the two words of a descriptor, whose function has been called.
    let argument = unsafe { *(descriptor as *const usize).add(1) };
    (argument == distance).then_some(distance)
}

/// Makes a thread-local of a [`Zeroed`] type, at first 0, which is used like a `LocalKey<Cell<T>>`. The last name is that of a symbol, for the linker:
/// no two slots have the same.
///
/// ```
/// cyrus_sync::thread_slot!(static STEPS: u32, steps_of_an_example);
/// STEPS.set(STEPS.get() + 1);
/// assert_eq!(STEPS.get(), 1);
/// ```
#[macro_export]
macro_rules! thread_slot {
    ($visibility:vis static $name:ident: $type:ty, $symbol:ident) => {
        #[cfg(all(target_arch = "x86_64", target_os = "linux", not(miri)))]
        #[allow(unsafe_code, reason = "reserves its room")]
        mod $symbol {
            #[allow(unused_imports, reason = "the type may be of the core")]
            use super::*;
            ::core::arch::global_asm!(
                concat!(".pushsection .tbss.", stringify!($symbol), ",\"awT\",@nobits"),
                ".p2align 3",
                concat!(".globl ", stringify!($symbol)),
                concat!(".hidden ", stringify!($symbol)),
                concat!(".type ", stringify!($symbol), ",@object"),
                concat!(".size ", stringify!($symbol), ", {size}"),
                concat!(stringify!($symbol), ":"),
                ".zero {size}",
                ".popsection",
                size = const ::core::mem::size_of::<$type>(),
            );

            // From the thread's pointer to the slot, once it is known to be the same in all threads.
            pub(super) static DISTANCE: ::core::sync::atomic::AtomicUsize = ::core::sync::atomic::AtomicUsize::new(0);

            #[cold]
            pub(super) fn find() -> usize {
                let (at, descriptor): (usize, usize);
                // SAFETY: the convention of TLS descriptors: the call changes rax and the flags; before it knows the place it may
                // change vector registers, too (glibc bug 31372).
                unsafe {
                    ::core::arch::asm!(
                        concat!("leaq ", stringify!($symbol), "@tlsdesc(%rip), %rax"),
                        "movq %rax, {descriptor}",
                        concat!("call *", stringify!($symbol), "@tlscall(%rax)"),
                        "addq %fs:0, %rax",
                        descriptor = out(reg) descriptor,
                        out("rax") at,
                        out("xmm0") _, out("xmm1") _, out("xmm2") _, out("xmm3") _,
                        out("xmm4") _, out("xmm5") _, out("xmm6") _, out("xmm7") _,
                        out("xmm8") _, out("xmm9") _, out("xmm10") _, out("xmm11") _,
                        out("xmm12") _, out("xmm13") _, out("xmm14") _, out("xmm15") _,
                        options(att_syntax),
                    );
                }
                // SAFETY: just asked for.
                if let Some(distance) = unsafe { $crate::thread_slot::fixed_distance(descriptor, at) } {
                    DISTANCE.store(distance, ::core::sync::atomic::Ordering::Relaxed);
                }
                at
            }
        }
        #[cfg(all(target_arch = "x86_64", target_os = "linux", not(miri)))]
        #[derive(Clone, Copy, Debug)]
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "stands for a static")]
        $visibility struct $name;
        #[cfg(all(target_arch = "x86_64", target_os = "linux", not(miri)))]
        #[allow(unsafe_code, dead_code, reason = "assembly; not each slot is used in all ways")]
        impl $name {
            /// This thread's.
            #[inline(always)]
            $visibility fn with<R>(self, f: impl FnOnce(&::core::cell::Cell<$type>) -> R) -> R {
                use $symbol::{DISTANCE, find};
                const fn zeroed<T: $crate::thread_slot::Zeroed>() {}
                const { zeroed::<$type>() };
                let distance = DISTANCE.load(::core::sync::atomic::Ordering::Relaxed);
                let at = if distance != 0 {
                    $crate::thread_slot::thread_pointer().wrapping_add(distance) as *const ::core::cell::Cell<$type>
                } else {
                    find() as *const ::core::cell::Cell<$type>
                };
                // SAFETY: of this thread, of that size, aligned to 8, and 0 at first, which is a value; it stays for as long as the thread, and what is
                // given to `f` cannot leave it.
                f(unsafe { &*at })
            }

            /// What it holds.
            #[inline(always)]
            $visibility fn get(self) -> $type {
                self.with(::core::cell::Cell::get)
            }

            /// Changes it.
            #[inline(always)]
            $visibility fn set(self, value: $type) {
                self.with(|cell| cell.set(value));
            }

            /// Changes it, and gives what it held.
            #[inline(always)]
            $visibility fn replace(self, value: $type) -> $type {
                self.with(|cell| cell.replace(value))
            }
        }
        #[cfg(not(all(target_arch = "x86_64", target_os = "linux", not(miri))))]
        ::std::thread_local! {
            // SAFETY: `Zeroed`.
            #[allow(unsafe_code, reason = "a value of zeros")]
            $visibility static $name: ::core::cell::Cell<$type> = const {
                const fn zeroed<T: $crate::thread_slot::Zeroed>() {}
                zeroed::<$type>();
                ::core::cell::Cell::new(unsafe { ::core::mem::zeroed() })
            };
        }
    };
}

#[cfg(all(test, not(loom)))]
mod tests {
    use std::cell::Cell;

    thread_slot!(static NUMBER: u64, cyrus_slot_of_a_test);
    thread_slot!(static PLACE: *const u8, cyrus_slot_of_another_test);

    #[test]
    fn each_thread_has_its_own() {
        NUMBER.set(7);
        let other = std::thread::spawn(|| {
            let before = NUMBER.replace(9);
            (before, NUMBER.get(), PLACE.get().is_null(), NUMBER.with(Cell::as_ptr) as usize)
        });
        let here = NUMBER.with(Cell::as_ptr) as usize;
        let (before, after, null, there) = other.join().expect("no panic");
        assert_eq!((before, after, null, NUMBER.get()), (0, 9, true, 7));
        assert_ne!(here, there);
        assert_ne!(here, PLACE.with(Cell::as_ptr) as usize);
        assert_eq!(here, NUMBER.with(Cell::as_ptr) as usize);
    }
}
