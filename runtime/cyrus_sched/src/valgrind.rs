//! Tells valgrind where stacks of coroutines are, or a switch to one looks to it like a wild jump of the stack pointer.
//!
//! Elsewhere the instructions do nothing: five that turn a register round by 128 bits and exchange another with itself.
#![allow(unsafe_code, reason = "talks to valgrind")]

/// The memory from `lowest` to `end` is a stack from now on.
#[cfg(all(target_arch = "x86_64", target_os = "linux", not(miri)))]
pub(crate) fn stack_is_at(lowest: usize, end: usize) {
    const STACK_REGISTER: usize = 0x1501;
    let request: [usize; 6] = [STACK_REGISTER, lowest, end - 1, 0, 0, 0];
    // SAFETY: what changes is as it was at the end, but for the flags and `rdx`, which are told of; valgrind reads the six words.
    unsafe {
        std::arch::asm!(
            "rol rdi, 3", "rol rdi, 13", "rol rdi, 61", "rol rdi, 51", "xchg rbx, rbx",
            in("rax") request.as_ptr(),
            inout("rdx") 0usize => _,
            options(nostack)
        );
    }
}

#[cfg(not(all(target_arch = "x86_64", target_os = "linux", not(miri))))]
pub(crate) fn stack_is_at(_lowest: usize, _end: usize) {}
