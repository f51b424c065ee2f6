# <time.h>: calendar time and processor time.

from libc.stddef cimport wchar_t

cdef extern from "<time.h>" nogil:
    ctypedef long clock_t
    ctypedef long time_t

    enum:
        CLOCKS_PER_SEC
        TIME_UTC

    struct timespec:
        time_t tv_sec
        long tv_nsec

    struct tm:
        int tm_sec
        int tm_min
        int tm_hour
        int tm_mday
        int tm_mon
        int tm_year
        int tm_wday
        int tm_yday
        int tm_isdst
        # Where the system has them.
        long tm_gmtoff
        const char *tm_zone

    # Clocks
    clock_t clock()
    time_t time(time_t*)
    int timespec_get(timespec* spec, int base)
    double difftime(time_t, time_t)

    # Calendar
    tm* gmtime(const time_t*)
    tm* gmtime_r(const time_t*, tm*)
    tm* localtime(const time_t*)
    tm* localtime_r(const time_t*, tm*)
    time_t mktime(tm*)

    # Text
    char* asctime(const tm*)
    char* asctime_r(const tm*, char*)
    char* ctime(const time_t*)
    char* ctime_r(const time_t*, char*)
    size_t strftime(char*, size_t, const char*, const tm*)
    size_t wcsftime(wchar_t* str, size_t cnt, const wchar_t* fmt, tm* time)
    char* strptime(const char*, const char*, tm*)
    tm* getdate(const char*)

    # Time zone
    int daylight
    long timezone
    char* tzname[2]
    void tzset()
