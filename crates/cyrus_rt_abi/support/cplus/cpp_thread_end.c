//! Threads that the end of the interpreter stops within functions of C++.
//!
//! Before version 3.14, CPython ends each thread that asks for the interpreter after its end, by `pthread_exit`. glibc unwinds its stack, as an exception
//! would; but functions that Python calls are `noexcept`, and so are destructors, where C++ ends the whole process instead. So such a thread stays where
//! it is until the process is gone, as threads do from version 3.14 on. Exceptions of C++ that nobody catches end the process as ever.
//@cxx
//@include <exception>
//@init __cyrus_cpp_thread_end_init
//@code
#if defined(__GLIBC__) && PY_VERSION_HEX < 0x030E0000
#include <sys/syscall.h>
#include <unistd.h>
#if PY_VERSION_HEX >= 0x030D0000
#define __cyrus_cpp_finalizing() Py_IsFinalizing()
#else
#define __cyrus_cpp_finalizing() _Py_IsFinalizing()
#endif
static std::terminate_handler __cyrus_cpp_terminate_before;
static __CYRUS_ONCE void __cyrus_cpp_terminate(void) {
    // The main thread is never stopped; there it is something else that C++ does not allow.
    while (__cyrus_cpp_finalizing() && !std::current_exception() && syscall(SYS_gettid) != getpid())
        pause();
    if (__cyrus_cpp_terminate_before)
        __cyrus_cpp_terminate_before();
}
#endif
static __CYRUS_ONCE int __cyrus_cpp_thread_end_init(void) {
#if defined(__GLIBC__) && PY_VERSION_HEX < 0x030E0000
    // Once, also if the module is executed again.
    static int done;
    if (!done)
        __cyrus_cpp_terminate_before = std::set_terminate(__cyrus_cpp_terminate);
    done = 1;
#endif
    return 0;
}
