# The texts of HTTP: lists, paths, dates, ranges, tags, media types. See libcyrus.http.

from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memcmp, memcpy, strlen

cdef extern from * nogil:
    """
    #include <errno.h>
    #include <string.h>
    #include <time.h>
    #include <unistd.h>
    #ifndef CYRUS_HTTP
    #define CYRUS_HTTP
    /* Bit 0: in tokens; bit 1: in values of fields; bit 2: in targets. */
    static const unsigned char __cyrus_http_classes[256] = {
        0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        2, 7, 6, 7, 7, 7, 7, 7, 6, 6, 7, 7, 6, 7, 7, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 6,
        6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 7, 6, 7, 0,
        2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
        2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
        2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
        2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    };
    #define http_class(c) (__cyrus_http_classes[(unsigned char)(c)])
    /* Seconds since 1970; the coarse clock is the cheaper one. */
    static inline int64_t http_time(void) {
    #ifdef CLOCK_REALTIME_COARSE
        struct timespec now;
        clock_gettime(CLOCK_REALTIME_COARSE, &now);
        return (int64_t)now.tv_sec;
    #else
        return (int64_t)time(NULL);
    #endif
    }
    /* The first such byte, or NULL. These are not what they are called in C++, where they come in two kinds. */
    static inline char *http_find(const char *text, char c, size_t size) { return (char *)memchr((void *)text, c, size); }
    static inline char *http_find_in(const char *text, char c) { return (char *)strchr((char *)text, c); }
    #endif
    """
    char *http_find(const char *text, char c, size_t size) noexcept
    char *http_find_in(const char *text, char c) noexcept
    unsigned char http_class(char c) noexcept
    int64_t http_time() noexcept

cdef enum:
    HTTP_FIELDS = 100
    HTTP_TOKEN = 1
    HTTP_VALUE = 2
    HTTP_TARGET = 4


# Text

# Whether `size` bytes are this text, in lower case, whatever their own case.
cdef inline bint http_is(const char *text, size_t size, const char *lower) noexcept nogil:
    cdef size_t i
    cdef char c
    for i in range(size):
        c = text[i]
        if c >= 65 and c <= 90:
            c += 32
        if lower[i] == 0 or c != lower[i]:
            return False
    return lower[size] == 0


# Whether a list, as that of the field Connection, has an element, given in lower case.
cdef inline bint http_has(const char *values, const char *lower) noexcept nogil:
    cdef size_t start = 0, end, last
    if values is NULL:
        return False
    while values[start] != 0:
        end = start
        while values[end] != 0 and values[end] != 44:
            end += 1
        last = end
        while start < last and (values[start] == 32 or values[start] == 9):
            start += 1
        while last > start and (values[last - 1] == 32 or values[last - 1] == 9):
            last -= 1
        if http_is(values + start, last - start, lower):
            return True
        start = end + (values[end] == 44)
    return False


# Writes a number, and gives its length.
cdef inline size_t http_put_number(char *to, uint64_t number) noexcept nogil:
    cdef char digits[20]
    cdef size_t count = 0, i
    while True:
        digits[count] = <char> (48 + number % 10)
        number //= 10
        count += 1
        if number == 0:
            break
    for i in range(count):
        to[i] = digits[count - 1 - i]
    return count


# A number of decimal digits only, or -1.
cdef inline int64_t http_number(const char *text, size_t size) noexcept nogil:
    cdef int64_t number = 0
    cdef size_t i
    if size == 0 or size > 18:
        return -1
    for i in range(size):
        if text[i] < 48 or text[i] > 57:
            return -1
        number = number * 10 + (text[i] - 48)
    return number


cdef inline int http_hex(char c) noexcept nogil:
    if c >= 48 and c <= 57:
        return c - 48
    if c >= 97 and c <= 102:
        return c - 87
    if c >= 65 and c <= 70:
        return c - 55
    return -1


# Decodes the path of a target into `to`, which has room for all of it and a 0. Gives its length; -1 when it has a wrong escape, a
# 0 byte, an encoded slash, or a segment `..`. Empty segments and those of one dot go.
cdef inline Py_ssize_t http_decode_path(const char *target, char *to) noexcept nogil:
    cdef size_t at = 0, size = 0, segment
    cdef int high, low
    cdef char c
    if target[0] != 47:
        return -1
    while target[at] == 47:
        while target[at] == 47:
            at += 1
        to[size] = 47
        size += 1
        segment = size
        while target[at] != 0 and target[at] != 47:
            c = target[at]
            at += 1
            if c == 37:
                high = http_hex(target[at])
                low = http_hex(target[at + 1]) if high >= 0 else -1
                if low < 0:
                    return -1
                c = <char> (high * 16 + low)
                at += 2
                if c == 0 or c == 47:
                    return -1
            to[size] = c
            size += 1
        if size - segment == 2 and to[segment] == 46 and to[segment + 1] == 46:
            return -1
        if size - segment == 1 and to[segment] == 46:
            # What follows a dot is within the same directory.
            size = segment - (target[at] == 47)
    to[size] = 0
    return size


# Dates

cdef inline const char *http_day_name(int day) noexcept nogil:
    cdef const char *names = "SunMonTueWedThuFriSat"
    return names + 3 * day


cdef inline const char *http_month_name(int month) noexcept nogil:
    cdef const char *names = "JanFebMarAprMayJunJulAugSepOctNovDec"
    return names + 3 * month


cdef inline void http_two(char *to, int number) noexcept nogil:
    to[0] = <char> (48 + number // 10)
    to[1] = <char> (48 + number % 10)


# Writes a time as `Sun, 06 Nov 1994 08:49:37 GMT`, 29 bytes and a 0. Years are those from 1970 to 9999.
cdef inline void http_put_date(char *to, int64_t seconds) noexcept nogil:
    cdef int64_t days, rest, era, day_of_era, year_of_era, day_of_year, shifted
    cdef int year, month, day
    if seconds < 0:
        seconds = 0
    if seconds > 253402300799:
        seconds = 253402300799
    days = seconds // 86400
    rest = seconds % 86400
    # Years that begin in March have the odd day at their end.
    shifted = days + 719468
    era = shifted // 146097
    day_of_era = shifted - era * 146097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month = <int> ((5 * day_of_year + 2) // 153)
    day = <int> (day_of_year - (153 * month + 2) // 5 + 1)
    month = month + 2 if month < 10 else month - 10
    year = <int> (year_of_era + era * 400) + (month < 2)
    memcpy(to, "Sun, 00 Jan 0000 00:00:00 GMT", 30)
    memcpy(to, http_day_name(<int> ((days + 4) % 7)), 3)
    http_two(to + 5, day)
    memcpy(to + 8, http_month_name(month), 3)
    http_two(to + 12, year // 100)
    http_two(to + 14, year % 100)
    http_two(to + 17, <int> (rest // 3600))
    http_two(to + 20, <int> (rest % 3600 // 60))
    http_two(to + 23, <int> (rest % 60))


cdef inline int http_digits(const char *text, int count) noexcept nogil:
    cdef int number = 0, i
    for i in range(count):
        if text[i] < 48 or text[i] > 57:
            return -1
        number = number * 10 + (text[i] - 48)
    return number


# The time that a date of any of the three forms of HTTP means, or -1.
cdef inline int64_t http_parse_date(const char *text) noexcept nogil:
    cdef size_t size = strlen(text)
    cdef const char *rest
    cdef const char *clock
    cdef int day, month = -1, year, hour, minute, second, i
    cdef const char *name
    cdef int64_t shifted, era, year_of_era, day_of_year
    if size == 29 and text[3] == 44:
        # Sun, 06 Nov 1994 08:49:37 GMT
        day, name, year, clock = http_digits(text + 5, 2), text + 8, http_digits(text + 12, 4), text + 17
        if text[4] != 32 or text[7] != 32 or text[11] != 32 or text[16] != 32 or memcmp(text + 25, " GMT", 4) != 0:
            return -1
    elif size == 24:
        # Sun Nov  6 08:49:37 1994
        day = http_digits(text + 9, 1) if text[8] == 32 else http_digits(text + 8, 2)
        name, year, clock = text + 4, http_digits(text + 20, 4), text + 11
    else:
        # Sunday, 06-Nov-94 08:49:37 GMT
        rest = http_find_in(text, 44)
        if rest is NULL or strlen(rest) != 24 or memcmp(rest + 20, " GMT", 4) != 0:
            return -1
        day, name, year, clock = http_digits(rest + 2, 2), rest + 5, http_digits(rest + 9, 2), rest + 12
        if rest[4] != 45 or rest[8] != 45 or year < 0:
            return -1
        year += 2000 if year < 70 else 1900
    hour, minute, second = http_digits(clock, 2), http_digits(clock + 3, 2), http_digits(clock + 6, 2)
    for i in range(12):
        if memcmp(name, http_month_name(i), 3) == 0:
            month = i
    if clock[2] != 58 or clock[5] != 58 or month < 0 or day < 1 or day > 31 or year < 1970:
        return -1
    if hour < 0 or hour > 23 or minute < 0 or minute > 59 or second < 0 or second > 60:
        return -1
    if month < 2:
        year -= 1
    month = month - 2 if month >= 2 else month + 10
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * month + 2) // 5 + day - 1
    shifted = era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return (shifted - 719468) * 86400 + hour * 3600 + minute * 60 + second


# What fields of requests ask for

# Whether a list of entity tags (If-None-Match, If-Match) has this one, given with its quotes. A weak comparison looks away from W/.
cdef inline bint http_tag_in(const char *tags, const char *tag, bint weak) noexcept nogil:
    cdef size_t at = 0, start, size = strlen(tag)
    cdef bint is_weak
    while tags[at] != 0:
        if tags[at] == 32 or tags[at] == 9 or tags[at] == 44:
            at += 1
            continue
        if tags[at] == 42:
            return True
        is_weak = tags[at] == 87 and tags[at + 1] == 47
        if is_weak:
            at += 2
        if tags[at] != 34:
            return False
        start = at
        at += 1
        while tags[at] != 0 and tags[at] != 34:
            at += 1
        if tags[at] == 0:
            return False
        at += 1
        if at - start == size and memcmp(tags + start, tag, size) == 0 and (weak or not is_weak):
            return True
    return False


cdef struct http_range:
    int64_t start
    int64_t size


# The parts that a field Range asks for, of so many bytes: how many; 0 when it is to be ignored (malformed, of another unit, or more
# than `room`), -1 when there is nothing of what it asks for.
cdef inline int http_ranges(const char *text, int64_t size, http_range *out, int room) noexcept nogil:
    cdef size_t at = 6, start
    cdef int64_t first, last
    cdef int count = 0
    if strlen(text) < 6 or not http_is(text, 6, "bytes="):
        return 0
    while True:
        while text[at] == 32 or text[at] == 9 or text[at] == 44:
            at += 1
        if text[at] == 0:
            break
        start = at
        while text[at] >= 48 and text[at] <= 57:
            at += 1
        first = http_number(text + start, at - start)
        if text[at] != 45 or (first < 0 and at > start):
            return 0
        at += 1
        start = at
        while text[at] >= 48 and text[at] <= 57:
            at += 1
        last = http_number(text + start, at - start)
        if last < 0 and (at > start or first < 0):
            return 0
        if text[at] != 0 and text[at] != 44 and text[at] != 32 and text[at] != 9:
            return 0
        if first < 0:
            # The last bytes.
            if last == 0 or size == 0:
                continue
            first = size - last if last < size else 0
            last = size - 1
        elif last >= 0 and last < first:
            return 0
        if first >= size:
            continue
        if last < 0 or last >= size:
            last = size - 1
        if count == room:
            return 0
        out[count].start = first
        out[count].size = last - first + 1
        count += 1
    return count if count > 0 else -1


# The usual media type of a file of that name.
cdef inline const char *http_media_type(const char *name) noexcept nogil:
    cdef const char *dot = NULL
    cdef size_t at = 0, size
    while name[at] != 0:
        if name[at] == 46:
            dot = name + at + 1
        elif name[at] == 47:
            dot = NULL
        at += 1
    if dot is NULL:
        return "application/octet-stream"
    size = strlen(dot)
    if http_is(dot, size, "html") or http_is(dot, size, "htm"):
        return "text/html; charset=utf-8"
    if http_is(dot, size, "css"):
        return "text/css; charset=utf-8"
    if http_is(dot, size, "js") or http_is(dot, size, "mjs"):
        return "text/javascript; charset=utf-8"
    if http_is(dot, size, "txt") or http_is(dot, size, "log"):
        return "text/plain; charset=utf-8"
    if http_is(dot, size, "json") or http_is(dot, size, "map"):
        return "application/json"
    if http_is(dot, size, "png"):
        return "image/png"
    if http_is(dot, size, "jpg") or http_is(dot, size, "jpeg"):
        return "image/jpeg"
    if http_is(dot, size, "svg"):
        return "image/svg+xml"
    if http_is(dot, size, "gif"):
        return "image/gif"
    if http_is(dot, size, "webp"):
        return "image/webp"
    if http_is(dot, size, "avif"):
        return "image/avif"
    if http_is(dot, size, "ico"):
        return "image/x-icon"
    if http_is(dot, size, "woff2"):
        return "font/woff2"
    if http_is(dot, size, "woff"):
        return "font/woff"
    if http_is(dot, size, "md"):
        return "text/markdown; charset=utf-8"
    if http_is(dot, size, "csv"):
        return "text/csv; charset=utf-8"
    if http_is(dot, size, "xml"):
        return "application/xml"
    if http_is(dot, size, "pdf"):
        return "application/pdf"
    if http_is(dot, size, "wasm"):
        return "application/wasm"
    if http_is(dot, size, "zip"):
        return "application/zip"
    if http_is(dot, size, "gz") or http_is(dot, size, "tgz"):
        return "application/gzip"
    if http_is(dot, size, "tar"):
        return "application/x-tar"
    if http_is(dot, size, "mp3"):
        return "audio/mpeg"
    if http_is(dot, size, "ogg"):
        return "audio/ogg"
    if http_is(dot, size, "mp4"):
        return "video/mp4"
    if http_is(dot, size, "webm"):
        return "video/webm"
    return "application/octet-stream"


cdef inline const char *http_reason(int status) noexcept nogil:
    if status == 200:
        return "OK"
    if status == 201:
        return "Created"
    if status == 202:
        return "Accepted"
    if status == 204:
        return "No Content"
    if status == 206:
        return "Partial Content"
    if status == 301:
        return "Moved Permanently"
    if status == 302:
        return "Found"
    if status == 303:
        return "See Other"
    if status == 304:
        return "Not Modified"
    if status == 307:
        return "Temporary Redirect"
    if status == 308:
        return "Permanent Redirect"
    if status == 400:
        return "Bad Request"
    if status == 401:
        return "Unauthorized"
    if status == 403:
        return "Forbidden"
    if status == 404:
        return "Not Found"
    if status == 405:
        return "Method Not Allowed"
    if status == 408:
        return "Request Timeout"
    if status == 409:
        return "Conflict"
    if status == 411:
        return "Length Required"
    if status == 412:
        return "Precondition Failed"
    if status == 413:
        return "Content Too Large"
    if status == 414:
        return "URI Too Long"
    if status == 415:
        return "Unsupported Media Type"
    if status == 416:
        return "Range Not Satisfiable"
    if status == 417:
        return "Expectation Failed"
    if status == 429:
        return "Too Many Requests"
    if status == 431:
        return "Request Header Fields Too Large"
    if status == 500:
        return "Internal Server Error"
    if status == 501:
        return "Not Implemented"
    if status == 502:
        return "Bad Gateway"
    if status == 503:
        return "Service Unavailable"
    if status == 505:
        return "HTTP Version Not Supported"
    return "Status"
