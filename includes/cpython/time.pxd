# The clocks of Python's `time` module, read without the GIL.

from libc.stdint cimport int64_t
from libc.time cimport localtime as libc_localtime, time_t, tm
from cpython.exc cimport PyErr_SetFromErrno

cdef extern from *:
    # Public names since Python 3.13, private ones before.
    """
    #if PY_VERSION_HEX >= 0x030D00B1
        typedef PyTime_t __cyrus_time;
        static inline __cyrus_time __cyrus_time_system(void) {
            __cyrus_time now = 0;
            (void) PyTime_TimeRaw(&now);
            return now;
        }
        static inline __cyrus_time __cyrus_time_monotonic(void) {
            __cyrus_time now = 0;
            (void) PyTime_MonotonicRaw(&now);
            return now;
        }
        static inline __cyrus_time __cyrus_time_perf_counter(void) {
            __cyrus_time now = 0;
            (void) PyTime_PerfCounterRaw(&now);
            return now;
        }
        #define __cyrus_time_seconds(t) PyTime_AsSecondsDouble(t)
    #else
        typedef _PyTime_t __cyrus_time;
        #define __cyrus_time_system() _PyTime_GetSystemClock()
        #define __cyrus_time_monotonic() _PyTime_GetMonotonicClock()
        #define __cyrus_time_perf_counter() _PyTime_GetPerfCounter()
        #define __cyrus_time_seconds(t) _PyTime_AsSecondsDouble(t)
    #endif
    """
    # Nanoseconds
    ctypedef int64_t PyTime_t "__cyrus_time"
    PyTime_t PyTime_TimeRaw "__cyrus_time_system"() noexcept nogil
    PyTime_t PyTime_MonotonicRaw "__cyrus_time_monotonic"() noexcept nogil
    PyTime_t PyTime_PerfCounterRaw "__cyrus_time_perf_counter"() noexcept nogil
    double PyTime_AsSecondsDouble "__cyrus_time_seconds"(PyTime_t t) noexcept nogil

    # Older names of two of them
    ctypedef PyTime_t _PyTime_t "__cyrus_time"
    PyTime_t PyTime_TimeUnchecked "__cyrus_time_system"() noexcept nogil

cdef inline double time() noexcept nogil:
    return PyTime_AsSecondsDouble(PyTime_TimeRaw())

cdef inline int64_t time_ns() noexcept nogil:
    return <int64_t> PyTime_TimeRaw()

cdef inline double monotonic() noexcept nogil:
    return PyTime_AsSecondsDouble(PyTime_MonotonicRaw())

cdef inline int64_t monotonic_ns() noexcept nogil:
    return <int64_t> PyTime_MonotonicRaw()

cdef inline double perf_counter() noexcept nogil:
    return PyTime_AsSecondsDouble(PyTime_PerfCounterRaw())

cdef inline int64_t perf_counter_ns() noexcept nogil:
    return <int64_t> PyTime_PerfCounterRaw()

cdef inline int _raise_from_errno() except -1 with gil:
    PyErr_SetFromErrno(RuntimeError)
    return -1

cdef inline tm localtime() except * nogil:
    """The local time now, with fields that count as Python's do: months and days of the year from
    1, weekdays from Monday, the full year."""
    cdef time_t now = <time_t> time()
    cdef tm fields
    cdef tm* found = libc_localtime(&now)
    if found is NULL:
        _raise_from_errno()
    fields = found[0]
    fields.tm_year += 1900
    fields.tm_mon += 1
    fields.tm_yday += 1
    fields.tm_wday = 6 if fields.tm_wday == 0 else fields.tm_wday - 1
    return fields
