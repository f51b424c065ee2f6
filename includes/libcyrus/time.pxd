# Clocks, waiting, and dates as text.
#
# `time()` is in seconds since 1970; the other clocks never go back.

from libc.stdint cimport int32_t, int64_t
from libcyrus.blob cimport blob, value_error
from libcyrus.rt cimport cyrus_rt_sleep, CYRUS_RT_CANCELLED, CYRUS_RT_INTERRUPTED
from libcyrus.text cimport Str

cdef extern from * nogil:
    """
    #include <time.h>
    #include <math.h>

    static inline long long __cyrus_clock(clockid_t which) {
        struct timespec now;
        clock_gettime(which, &now);
        return (long long)now.tv_sec * 1000000000 + now.tv_nsec;
    }
    /* The days since 1970 of a date of the Gregorian calendar. */
    static inline long long __cyrus_days(long long year, int month, int day) {
        year -= month <= 2;
        long long era = (year >= 0 ? year : year - 399) / 400;
        long long of_era = year - era * 400;
        long long of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
    }
    static const char __cyrus_weekdays[] = "MonTueWedThuFriSatSun";
    static const char __cyrus_months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    static inline void __cyrus_two_digits(char *to, int n) {
        to[0] = (char)('0' + n / 10 % 10);
        to[1] = (char)('0' + n % 10);
    }
    /* `Sun, 06 Nov 1994 08:49:37 GMT`, 29 characters; false beyond the years 1 to 9999. */
    static inline bool __cyrus_http_date(char *to, double seconds) {
        if (!(seconds >= -62135596800.0 && seconds < 253402300800.0)) return false;
        time_t whole = (time_t)floor(seconds);
        struct tm t;
        if (!gmtime_r(&whole, &t)) return false;
        std::memcpy(to, __cyrus_weekdays + (t.tm_wday + 6) % 7 * 3, 3);
        std::memcpy(to + 3, ", ", 2);
        __cyrus_two_digits(to + 5, t.tm_mday);
        to[7] = ' ';
        std::memcpy(to + 8, __cyrus_months + t.tm_mon * 3, 3);
        to[11] = ' ';
        __cyrus_two_digits(to + 12, (t.tm_year + 1900) / 100);
        __cyrus_two_digits(to + 14, (t.tm_year + 1900) % 100);
        to[16] = ' ';
        __cyrus_two_digits(to + 17, t.tm_hour);
        to[19] = ':';
        __cyrus_two_digits(to + 20, t.tm_min);
        to[22] = ':';
        __cyrus_two_digits(to + 23, t.tm_sec);
        std::memcpy(to + 25, " GMT", 4);
        return true;
    }
    static inline bool __cyrus_number_at(const char *p, int digits, int &n) {
        n = 0;
        for (; digits; digits--, p++) {
            if (*p < '0' || *p > '9') return false;
            n = n * 10 + (*p - '0');
        }
        return true;
    }
    static inline int __cyrus_month_at(const char *p) {
        for (int i = 0; i < 12; i++)
            if (!std::memcmp(p, __cyrus_months + 3 * i, 3)) return i + 1;
        return 0;
    }
    /* The three forms that RFC 9110 has; -1e300 for anything else. */
    static inline double __cyrus_parse_http_date(const char *p, std::size_t n) {
        int year, month, day, hour, minute, second;
        const double none = -1e300;
        const char *comma = (const char *)std::memchr(p, ',', n < 10 ? n : 10);
        if (comma == p + 3 && n == 29) {
            if (std::memcmp(p + 25, " GMT", 4) || !__cyrus_number_at(p + 5, 2, day) || !__cyrus_number_at(p + 12, 4, year)) return none;
            month = __cyrus_month_at(p + 8);
            p += 17;
        } else if (comma && comma - p >= 6 && p + n - comma == 24 && !std::memcmp(comma + 20, " GMT", 4)) {
            if (!__cyrus_number_at(comma + 2, 2, day) || !__cyrus_number_at(comma + 9, 2, year)) return none;
            month = __cyrus_month_at(comma + 5);
            year += year < 70 ? 2000 : 1900;
            p = comma + 12;
        } else if (!comma && n == 24) {
            if (!(p[8] == ' ' ? __cyrus_number_at(p + 9, 1, day) : __cyrus_number_at(p + 8, 2, day))) return none;
            if (!__cyrus_number_at(p + 20, 4, year)) return none;
            month = __cyrus_month_at(p + 4);
            p += 11;
        } else {
            return none;
        }
        if (!month || !__cyrus_number_at(p, 2, hour) || p[2] != ':' || !__cyrus_number_at(p + 3, 2, minute) || p[5] != ':' ||
            !__cyrus_number_at(p + 6, 2, second) || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) {
            return none;
        }
        return (double)(__cyrus_days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second);
    }
    static inline bool __cyrus_broken_down(struct tm &to, double seconds, bool local) {
        if (!(fabs(seconds) < 1e15)) return false;
        time_t whole = (time_t)floor(seconds);
        return (local ? localtime_r(&whole, &to) : gmtime_r(&whole, &to)) != NULL;
    }
    static inline int __cyrus_strftime(__cyrus_blob &to, const char *format, const struct tm &t) {
        if (!*format) return to.make(0);
        for (std::size_t room = std::strlen(format) + 64;; room *= 2) {
            if (to.make(room) < 0) return -1;
            std::size_t used = strftime(to.data, room, format, &t);
            /* Nothing may be what it makes, as of "%p"; then at some point it is believed. */
            if (used || room > 4096) {
                to.cut(used);
                to.count = __cyrus_utf8_count(to.data, used);
                return 0;
            }
        }
    }
    """
    ctypedef int clock_id "clockid_t"
    clock_id CLOCK_MONOTONIC
    clock_id CLOCK_REALTIME
    clock_id CLOCK_THREAD_CPUTIME_ID
    clock_id CLOCK_PROCESS_CPUTIME_ID
    long long clock_now "__cyrus_clock"(clock_id)

    cppclass broken_down "struct tm":
        int tm_year, tm_mon, tm_mday, tm_hour, tm_min, tm_sec, tm_wday, tm_yday, tm_isdst
        broken_down()
    bint break_down "__cyrus_broken_down"(broken_down&, double, bint)
    int format_time "__cyrus_strftime"(blob&, const char*, const broken_down&) except -1
    bint put_http_date "__cyrus_http_date"(char*, double)
    double get_http_date "__cyrus_parse_http_date"(const char*, size_t)
    long long days_of "__cyrus_days"(long long, int, int)


# ---- clocks

cdef inline double time() noexcept nogil:
    return clock_now(CLOCK_REALTIME) * 1e-9

cdef inline long long time_ns() noexcept nogil:
    return clock_now(CLOCK_REALTIME)

cdef inline double monotonic() noexcept nogil:
    return clock_now(CLOCK_MONOTONIC) * 1e-9

cdef inline long long monotonic_ns() noexcept nogil:
    return clock_now(CLOCK_MONOTONIC)

cdef inline double perf_counter() noexcept nogil:
    return clock_now(CLOCK_MONOTONIC) * 1e-9

cdef inline long long perf_counter_ns() noexcept nogil:
    return clock_now(CLOCK_MONOTONIC)

cdef inline double process_time() noexcept nogil:
    return clock_now(CLOCK_PROCESS_CPUTIME_ID) * 1e-9

cdef inline double thread_time() noexcept nogil:
    return clock_now(CLOCK_THREAD_CPUTIME_ID) * 1e-9

# ---- waiting

# Lets others run for so many seconds. CancelledError: the task is to end.
@cython.parks
cdef inline int sleep(double seconds) except -1 nogil:
    cdef int64_t span = 0
    if seconds > 9e9:
        span = <int64_t> 9e18
    elif seconds > 0:
        span = <int64_t> (seconds * 1e9)
    status = cyrus_rt_sleep(span)
    if status == CYRUS_RT_INTERRUPTED:
        # The handler of a signal has raised.
        return -1
    if status == CYRUS_RT_CANCELLED:
        with gil:
            from concurrent.futures import CancelledError
            raise CancelledError()
    return 0

# ---- dates

cdef immutable cypclass Date:
    """A point in time by calendar and clock; months and days of the year begin with 1, Monday is 0."""
    int year, month, day, hour, minute, second, weekday, yearday, is_dst
    broken_down _t

    __init__(self, double seconds, bint local) except *:
        if not break_down(self._t, seconds, local):
            value_error("timestamp out of range")
        self.year = self._t.tm_year + 1900
        self.month = self._t.tm_mon + 1
        self.day = self._t.tm_mday
        self.hour = self._t.tm_hour
        self.minute = self._t.tm_min
        self.second = self._t.tm_sec
        self.weekday = (self._t.tm_wday + 6) % 7
        self.yearday = self._t.tm_yday + 1
        self.is_dst = self._t.tm_isdst

    Str format(self, Str pattern) except ~:
        """As time.strftime()."""
        cdef blob made
        format_time(made, pattern.utf8(), self._t)
        return Str(made)

cdef inline Date gmtime(double seconds) except ~ nogil:
    return Date(seconds, False)

cdef inline Date localtime(double seconds) except ~ nogil:
    return Date(seconds, True)

# The local time as text.
cdef inline Str strftime(Str pattern, double seconds) except ~ nogil:
    return Date(seconds, True).format(pattern)

# The seconds since 1970 of a date and time in UTC.
cdef inline long long timegm(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) noexcept nogil:
    return days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second

# As in headers of HTTP: `Sun, 06 Nov 1994 08:49:37 GMT`.
cdef inline Str http_date(double seconds) except ~ nogil:
    cdef char text[29]
    if not put_http_date(text, seconds):
        value_error("timestamp out of range")
    return Str(text, 29)

# The seconds since 1970; ValueError for what is no date of HTTP.
cdef inline double parse_http_date(Str text) except? -1 nogil:
    seconds = get_http_date(text.utf8(), text.utf8_size())
    if seconds < -1e299:
        value_error("not a date of HTTP")
    return seconds
