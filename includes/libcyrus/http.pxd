# HTTP/1.1 without the GIL: servers and clients, over libcyrus.net. What waits here parks the coroutine, or where there is none
# the thread.
#
#     cdef void answer(iso HttpConnection connection) nogil:
#         while connection.next():                  # the next request; False: the connection is over
#             connection.respond(200, "text/plain", "hello", 5)
#
#     server = HttpServer("127.0.0.1", 8080)
#     while True:
#         connection = server.accept()              # NULL: the server has been stopped
#         if connection is NULL: break
#         go answer(consume connection)             # or a message to an actor
#
#     client = HttpClient()
#     reply = client.get("http://localhost:8080/")
#     n = reply.read(buffer, sizeof(buffer))        # 0: that was all
#
# A connection parses strictly: what is malformed or ambiguous is refused (400 and so on) and ends the connection. `next` has by then
# answered; it raises nothing, and neither do the functions that answer: when the other side is gone, `next` says False. Texts
# of a request (method, target, fields) end with a 0 byte, and are there until `next`.
#
# Not done: TLS, HTTP/2, CONNECT and upgrades, codings other than chunked.

from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memcmp, memcpy, memmove, strlen
from libcyrus.net cimport *
from libcyrus.rt cimport cyrus_rt_now, cyrus_rt_sleep

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
    Py_ssize_t pread(int file, void *data, size_t size, int64_t start) noexcept
    const int64_t ETIMEDOUT
    const int64_t EPROTO
    const int64_t ENOMEM
    const int64_t EMFILE
    const int64_t ENFILE
    const int64_t ENOBUFS
    const int64_t ECANCELED
    const int64_t EBADF
    const int64_t EINVAL

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
cdef inline int64_t http_date(const char *text) noexcept nogil:
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


# What a server allows. Times are nanoseconds.
cdef struct http_limits:
    size_t head              # bytes of a head
    size_t target            # of them, of the target
    int64_t body             # bytes of a body; more is refused
    int64_t rate             # bytes a second at which bodies must come, after `body_timeout`
    int64_t idle_timeout     # until the next request begins
    int64_t head_timeout     # from then until its head is there
    int64_t body_timeout
    int64_t write_timeout    # while nothing at all can be written
    int connections          # at a time; the others get 503


cdef inline http_limits http_usual_limits() noexcept nogil:
    cdef http_limits limits
    limits.head = 16384
    limits.target = 8192
    limits.body = 1 << 20
    limits.rate = 512
    limits.idle_timeout = 60 * 1000000000
    limits.head_timeout = 10 * 1000000000
    limits.body_timeout = 20 * 1000000000
    limits.write_timeout = 30 * 1000000000
    limits.connections = 16384
    return limits


# A field of a head: where it is in the buffer.
cdef struct http_field:
    uint32_t name, name_size, value, value_size


cdef enum http_body:
    HTTP_NO_BODY
    HTTP_SIZED          # so many bytes
    HTTP_TO_THE_END     # until the connection ends
    HTTP_CHUNK          # within a chunk, or before its end
    HTTP_CHUNK_HEAD
    HTTP_TRAILER
    HTTP_BROKEN


# One side of a connection: what comes is a head and a body, again and again.
cdef cypclass HttpStream:
    net_socket *_socket
    http_limits _limits
    # What has come: the head begins at `_begin`; what is between `_at` and `_end` is not used yet.
    char *_data
    size_t _room, _begin, _at, _end
    # Where to look for the end of the line that begins at `_line`.
    size_t _scan, _line
    bint _first
    int64_t _deadline
    http_field _fields[HTTP_FIELDS]
    int _count
    # The version is HTTP/1.`minor`.
    int minor
    # The length of the body, -1 when it is not known.
    int64_t length
    bint keeps
    bint _chunked, _expects, _sent
    int _hosts, _lengths, _codings
    http_body _body
    # Of the body or the chunk, how much is to come; of the body, how much has come, and since when.
    int64_t _left, _got, _since
    # What is to be sent.
    char *_out
    size_t _out_size, _out_room
    int64_t _failed

    __init__(self):
        self._limits = http_usual_limits()

    void __dealloc__(self):
        net_release(self._socket)
        free(self._data)
        free(self._out)

    # Output

    bint _reserve(self, size_t size):
        cdef size_t room = self._out_room
        cdef char *larger
        if self._out_size + size <= room:
            return True
        if room == 0:
            room = 1024
        while room < self._out_size + size:
            room *= 2
        larger = <char *> realloc(self._out, room)
        if larger is NULL:
            self._failed = -ENOMEM
            return False
        self._out = larger
        self._out_room = room
        return True

    bint _put(self, const void *data, size_t size):
        if not self._reserve(size):
            return False
        if size > 0:
            memcpy(self._out + self._out_size, data, size)
        self._out_size += size
        return True

    bint _say(self, const char *text):
        return self._put(text, strlen(text))

    bint _say_number(self, uint64_t number):
        if not self._reserve(20):
            return False
        self._out_size += http_put_number(self._out + self._out_size, number)
        return True

    # Sends what is there.
    bint flush(self):
        cdef int64_t status
        if self._failed < 0:
            return False
        if self._out_size > 0:
            status = net_write(self._socket, self._out, self._out_size, self._limits.write_timeout)
            self._out_size = 0
            if status < 0:
                self._failed = status
                return False
            if self._out_room > 65536:
                free(self._out)
                self._out = NULL
                self._out_room = 0
        return True

    # Input

    # Waits for more, which there must be room for: how many bytes; 0 at the end.
    int64_t _fill(self, int64_t timeout):
        cdef int64_t got
        cdef char *larger
        cdef size_t room
        if self._failed < 0:
            return self._failed
        if self._end == self._room:
            room = 2 * self._room if self._room > 0 else 4096
            larger = <char *> realloc(self._data, room)
            if larger is NULL:
                self._failed = -ENOMEM
                return self._failed
            self._data = larger
            self._room = room
        got = net_read(self._socket, self._data + self._end, self._room - self._end, timeout)
        if got < 0:
            self._failed = got
        else:
            self._end += got
        return got

    # A new head begins.
    void _renew(self):
        if self._at == self._end:
            self._at = 0
            self._end = 0
            if self._room > 16384:
                free(self._data)
                self._data = NULL
                self._room = 0
        elif self._room - self._at < 2048:
            memmove(self._data, self._data + self._at, self._end - self._at)
            self._end -= self._at
            self._at = 0
        self._begin = self._at
        self._line = self._at
        self._scan = self._at
        self._first = True
        self._deadline = -1
        self._count = 0
        self.minor = 1
        self.length = 0
        self.keeps = True
        self._chunked = False
        self._expects = False
        self._hosts = 0
        self._lengths = 0
        self._codings = 0
        self._body = HTTP_NO_BODY
        self._left = 0
        self._got = 0
        self._since = 0

    # The first line of a head, which ends before `end`: 0, or the status to refuse it with.
    int _begins(self, size_t start, size_t end):
        return 400

    # All of the head is there.
    int _complete(self):
        return 0

    # The version in 8 bytes.
    int _version(self, const char *text):
        if memcmp(text, "HTTP/", 5) != 0 or text[6] != 46:
            return 400
        if text[5] < 48 or text[5] > 57 or text[7] < 48 or text[7] > 57:
            return 400
        if text[5] != 49:
            return 505
        self.minor = text[7] - 48
        return 0

    int _field_line(self, size_t start, size_t end):
        cdef char *data = self._data
        cdef size_t colon = start, value
        cdef http_field *field
        while colon < end and http_class(data[colon]) & HTTP_TOKEN:
            colon += 1
        # This refuses folded lines, and spaces before the colon, too.
        if colon == start or colon == end or data[colon] != 58:
            return 400
        value = colon + 1
        while value < end and (data[value] == 32 or data[value] == 9):
            value += 1
        while end > value and (data[end - 1] == 32 or data[end - 1] == 9):
            end -= 1
        if self._count == HTTP_FIELDS:
            return 431
        field = &self._fields[self._count]
        self._count += 1
        field.name = <uint32_t> start
        field.name_size = <uint32_t> (colon - start)
        field.value = <uint32_t> value
        field.value_size = <uint32_t> (end - value)
        start = value
        while start < end:
            if not http_class(data[start]) & HTTP_VALUE:
                return 400
            start += 1
        data[colon] = 0
        data[end] = 0
        return self._meaning(data + field.name, field.name_size, data + value, field.value_size)

    # What fields say about the message itself.
    int _meaning(self, const char *name, size_t name_size, const char *value, size_t size):
        if name_size == 4:
            if http_is(name, 4, "host"):
                self._hosts += 1
                while size > 0:
                    size -= 1
                    if not http_class(value[size]) & HTTP_TARGET or value[size] == 47 or value[size] == 64:
                        return 400
        elif name_size == 6:
            if http_is(name, 6, "expect"):
                if not http_is(value, size, "100-continue"):
                    return 417
                self._expects = True
        elif name_size == 10:
            if http_is(name, 10, "connection"):
                if http_has(value, "close"):
                    self.keeps = False
                elif self.minor == 0 and http_has(value, "keep-alive"):
                    self.keeps = True
        elif name_size == 14:
            if http_is(name, 14, "content-length"):
                self._lengths += 1
                self.length = http_number(value, size)
                if self.length < 0:
                    return 400
        elif name_size == 17:
            if http_is(name, 17, "transfer-encoding"):
                self._codings += 1
                if not http_is(value, size, "chunked"):
                    return 501
                self._chunked = True
        return 0

    # Goes on with the head: 1 when all of it is there, 0 when more must come, or the status to refuse it with.
    int _parse(self):
        cdef char *newline
        cdef size_t end, start
        cdef int status
        while True:
            newline = NULL
            if self._scan < self._end:
                newline = http_find(self._data + self._scan, 10, self._end - self._scan)
            if newline is NULL:
                self._scan = self._end
                if self._first and self._end - self._line > self._limits.target + 64:
                    return 414
                if self._end - self._begin > self._limits.head:
                    return 431
                return 0
            end = newline - self._data
            start = self._line
            self._scan = end + 1
            self._line = end + 1
            if end - self._begin > self._limits.head:
                return 431
            if end == start or self._data[end - 1] != 13:
                return 400
            end -= 1
            if self._first:
                if end == start:
                    # A line too many after the last request.
                    if start - self._begin > 4:
                        return 400
                    continue
                status = self._begins(start, end)
                self._first = False
                if status != 0:
                    return status
                self.keeps = self.minor > 0
            elif end == start:
                self._at = self._scan
                status = self._framing()
                return status if status != 0 else 1
            else:
                status = self._field_line(start, end)
                if status != 0:
                    return status

    # How long the body is, where the fields agree.
    int _framing(self):
        cdef int status
        cdef char *larger
        if self._codings > 0 and (self._codings > 1 or self._lengths > 0 or self.minor == 0):
            return 400
        if self._lengths > 1:
            return 400
        status = self._complete()
        if status != 0:
            return status
        if self._body == HTTP_CHUNK_HEAD and self._room - self._at < 1024:
            # The heads of chunks go where the head of the message stays in place.
            larger = <char *> realloc(self._data, self._at + 1024 + (self._end - self._at))
            if larger is NULL:
                return 500
            self._data = larger
            self._room = self._at + 1024 + (self._end - self._at)
        return 0

    # The value of a field, given in lower case; NULL when there is none.
    const char *field(self, const char *name):
        cdef int i
        for i in range(self._count):
            if http_is(self._data + self._fields[i].name, self._fields[i].name_size, name):
                return self._data + self._fields[i].value
        return NULL

    # How many fields there are, and their names and values in order.
    int fields(self):
        return self._count

    const char *field_name(self, int index):
        return self._data + self._fields[index].name if 0 <= index < self._count else NULL

    const char *field_value(self, int index):
        return self._data + self._fields[index].value if 0 <= index < self._count else NULL

    # Body

    # The time that the rest of the body has, by how much has come.
    int64_t _patience(self):
        cdef int64_t end, now
        if self._limits.body_timeout < 0:
            return -1
        now = cyrus_rt_now()
        if self._since == 0:
            self._since = now
        end = self._since + self._limits.body_timeout
        if self._limits.rate > 0:
            end += self._got // self._limits.rate * 1000000000
        return end - now if end > now else 0

    # Before the body is waited for.
    bint _invite(self):
        return True

    # More of the heads of chunks, which are thrown away when they have been read.
    int64_t _more(self):
        cdef size_t start = self._scan
        if self._at == self._end:
            self._at = start
            self._end = start
        elif self._end == self._room:
            memmove(self._data + start, self._data + self._at, self._end - self._at)
            self._end -= self._at - start
            self._at = start
            if self._end == self._room:
                # A line longer than all the room.
                self._failed = -EPROTO
                return self._failed
        if not self._invite():
            return self._failed
        return self._fill(self._patience())

    # A line of the chunks, which `_at` is then behind: its length without its end, or less than 0.
    int64_t _chunk_line(self, char **line):
        cdef char *newline
        cdef int64_t got
        cdef size_t looked = 0
        while True:
            newline = NULL
            if self._at + looked < self._end:
                newline = http_find(self._data + self._at + looked, 10, self._end - self._at - looked)
            if newline is not NULL:
                break
            looked = self._end - self._at
            if looked > 512:
                return -EPROTO
            got = self._more()
            if got <= 0:
                return got if got < 0 else -EPROTO
        line[0] = self._data + self._at
        got = newline - line[0]
        self._at += got + 1
        if got == 0 or line[0][got - 1] != 13:
            return -EPROTO
        got -= 1
        for looked in range(got):
            if not http_class(line[0][looked]) & HTTP_VALUE:
                return -EPROTO
        return got

    # Up to the next data of the body: how much of it there is before the next chunk, 0 at the end of the body, or less than 0.
    int64_t _advance(self):
        cdef char *line = NULL
        cdef int64_t size
        cdef int digits
        while True:
            if self._body == HTTP_NO_BODY or ((self._body == HTTP_SIZED) and self._left == 0):
                self._body = HTTP_NO_BODY
                return 0
            if self._body == HTTP_BROKEN:
                return -EPROTO
            if self._body == HTTP_SIZED or self._body == HTTP_TO_THE_END:
                return self._left
            if self._body == HTTP_CHUNK:
                if self._left > 0:
                    return self._left
                size = self._chunk_line(&line)
                if size != 0:
                    return self._breaks(size)
                self._body = HTTP_CHUNK_HEAD
            size = self._chunk_line(&line)
            if size < 0:
                return self._breaks(size)
            if self._body == HTTP_TRAILER:
                self._count_trailer(size)
                if size == 0:
                    self._body = HTTP_NO_BODY
                elif self._got < 0:
                    return self._breaks(-EPROTO)
                continue
            digits = 0
            self._left = 0
            while digits < size and http_hex(line[digits]) >= 0 and digits < 15:
                self._left = self._left * 16 + http_hex(line[digits])
                digits += 1
            # Extensions are not understood, and so ignored.
            if digits == 0 or (digits < size and line[digits] != 59):
                return self._breaks(-EPROTO)
            self._body = HTTP_CHUNK if self._left > 0 else HTTP_TRAILER
            if self._left > 0 and self._limits.body >= 0 and self._left > self._limits.body - self._got:
                return self._breaks(-EPROTO)

    # Trailers are not kept; their size is bounded as that of the head.
    void _count_trailer(self, int64_t size):
        self._left += size
        if self._left > <int64_t> self._limits.head:
            self._got = -1

    int64_t _breaks(self, int64_t status):
        self._body = HTTP_BROKEN
        self.keeps = False
        return status if status < 0 else -EPROTO

    # Bytes of the body, as `net_read` gives them.
    int64_t _read(self, void *data, size_t size):
        cdef int64_t left = self._advance(), got
        cdef size_t there = self._end - self._at
        if left == 0 or size == 0:
            return 0
        if left < 0:
            return left
        if <int64_t> size > left:
            size = left
        if there > 0:
            if size > there:
                size = there
            memcpy(data, self._data + self._at, size)
            self._at += size
            got = size
        else:
            if not self._invite():
                return self._breaks(self._failed)
            got = net_read(self._socket, data, size, self._patience())
            if got == 0 and self._body == HTTP_TO_THE_END:
                self._body = HTTP_NO_BODY
                return 0
            if got <= 0:
                self._failed = got if got < 0 else -EPROTO
                return self._breaks(self._failed)
        if self._body != HTTP_TO_THE_END:
            self._left -= got
        self._got += got
        return got

    # Whether the rest of the body, if it is short, could be read and thrown away.
    bint _drain(self, int64_t most):
        cdef char waste[1024]
        cdef int64_t got
        while most > 0:
            got = self._read(waste, sizeof(waste))
            if got <= 0:
                return got == 0
            most -= got
        return self._body == HTTP_NO_BODY


cdef enum http_answer:
    HTTP_UNANSWERED
    HTTP_FIELDS_OPEN    # fields may follow
    HTTP_CHUNKS         # parts of the body may follow
    HTTP_ANSWERED


# What all connections of a server know.
cdef extern from * nogil:
    """
    #ifndef CYRUS_HTTP_SHARED
    #define CYRUS_HTTP_SHARED
    typedef struct http_place {
        struct http_place *before, *after;
        net_socket *socket;
        int idle;
    } http_place;
    /* `lock` guards the ring of places. */
    typedef struct http_shared {
        uint64_t lock, refs;
        int stopping, count;
        net_socket *listener;
        http_place ring;
    } http_shared;
    static inline int http_is_stopping(http_shared *shared) {
        return shared && __atomic_load_n(&shared->stopping, __ATOMIC_SEQ_CST);
    }
    static inline void http_set_idle(http_place *place, int idle) { __atomic_store_n(&place->idle, idle, __ATOMIC_SEQ_CST); }
    __CYRUS_NET_FN void http_shared_release(http_shared *shared) {
        if (shared && __atomic_sub_fetch(&shared->refs, 1, __ATOMIC_ACQ_REL) == 0) {
            net_release(shared->listener);
            free(shared);
        }
    }
    __CYRUS_NET_FN http_shared *http_shared_new(net_socket *listener) {
        http_shared *shared = (http_shared *)calloc(1, sizeof *shared);
        if (shared) {
            shared->refs = 1;
            shared->listener = listener;
            shared->ring.before = shared->ring.after = &shared->ring;
        }
        return shared;
    }
    /* False when there are too many. */
    __CYRUS_NET_FN int http_enter(http_shared *shared, http_place *place, net_socket *socket, int most) {
        int entered = 0;
        net_lock(&shared->lock);
        if (most < 0 || shared->count < most) {
            place->socket = socket;
            place->before = &shared->ring;
            place->after = shared->ring.after;
            place->after->before = place;
            shared->ring.after = place;
            shared->count++;
            __atomic_add_fetch(&shared->refs, 1, __ATOMIC_RELAXED);
            entered = 1;
        }
        cyrus_rt_unlock(&shared->lock);
        return entered;
    }
    __CYRUS_NET_FN void http_exit(http_shared *shared, http_place *place) {
        net_lock(&shared->lock);
        place->before->after = place->after;
        place->after->before = place->before;
        shared->count--;
        cyrus_rt_unlock(&shared->lock);
        http_shared_release(shared);
    }
    __CYRUS_NET_FN int http_count(http_shared *shared) { return __atomic_load_n(&shared->count, __ATOMIC_SEQ_CST); }
    /* Ends those that wait for a request, or all. */
    __CYRUS_NET_FN void http_end(http_shared *shared, int all) {
        http_place *place;
        __atomic_store_n(&shared->stopping, 1, __ATOMIC_SEQ_CST);
        net_close(shared->listener);
        net_lock(&shared->lock);
        for (place = shared->ring.after; place != &shared->ring; place = place->after)
            if (all || __atomic_load_n(&place->idle, __ATOMIC_SEQ_CST)) net_shutdown(place->socket, all ? SHUT_RDWR : SHUT_RD);
        cyrus_rt_unlock(&shared->lock);
    }
    #endif
    """
    ctypedef struct http_place:
        pass
    ctypedef struct http_shared:
        net_socket *listener
    bint http_is_stopping(http_shared *shared) noexcept
    void http_set_idle(http_place *place, bint idle) noexcept
    http_shared *http_shared_new(net_socket *listener) noexcept
    void http_shared_release(http_shared *shared) noexcept
    bint http_enter(http_shared *shared, http_place *place, net_socket *socket, int most) noexcept
    void http_exit(http_shared *shared, http_place *place) noexcept
    int http_count(http_shared *shared) noexcept
    void http_end(http_shared *shared, bint all) noexcept


# A connection of a server, with the request that is being answered.
cdef cypclass HttpConnection(HttpStream):
    # "GET" and so on; the path as it came, with its escapes; what follows the question mark, without it.
    const char *method
    const char *target
    const char *query
    bint is_head
    http_shared *_shared
    http_place _place
    http_answer _answer
    bint _sized, _served
    uint64_t _left_to_send
    int _status
    int64_t _second
    char _date[32]

    __init__(self, net_socket *socket, http_limits *limits=NULL, http_shared *shared=NULL):
        # `socket` is the connection's from now on.
        self._limits = http_usual_limits() if limits is NULL else limits[0]
        self._socket = socket
        self._shared = shared
        self._answer = HTTP_ANSWERED
        self._second = -1

    void __dealloc__(self):
        if self._shared is not NULL:
            http_exit(self._shared, &self._place)

    int _begins(self, size_t start, size_t end):
        cdef char *data = self._data
        cdef size_t at = start, target
        cdef char *mark
        while at < end and http_class(data[at]) & HTTP_TOKEN:
            at += 1
        if at == start or at == end or data[at] != 32:
            return 400
        if at - start > 32:
            return 501
        target = at + 1
        at = target
        while at < end and http_class(data[at]) & HTTP_TARGET:
            at += 1
        if at - target > self._limits.target:
            return 414
        if at == target or end - at != 9 or data[at] != 32:
            return 400
        data[target - 1] = 0
        data[at] = 0
        data[end] = 0
        self.method = data + start
        self.target = data + target
        self.is_head = http_is(data + start, target - 1 - start, "head") and data[start] == 72
        if data[target] == 47:
            pass
        elif data[target] == 42 and at - target == 1:
            if memcmp(self.method, "OPTIONS", 8) != 0:
                return 400
        elif at - target > 7 and http_is(data + target, 7, "http://"):
            # Sent to proxies. The host is in the field Host, too.
            mark = http_find_in(data + target + 7, 47)
            self.target = mark if mark is not NULL else "/"
        else:
            return 400
        mark = http_find_in(self.target, 63)
        self.query = ""
        if mark is not NULL:
            mark[0] = 0
            self.query = mark + 1
        return self._version(data + at + 1)

    int _complete(self):
        if self._hosts > 1 or (self._hosts == 0 and self.minor > 0):
            return 400
        if self._chunked:
            self._body = HTTP_CHUNK_HEAD
            self.length = -1
        elif self.length > 0:
            if self._limits.body >= 0 and self.length > self._limits.body:
                return 413
            self._body = HTTP_SIZED
            self._left = self.length
        else:
            self._expects = False
        if self.minor == 0:
            self._expects = False
        return 0

    # `100 Continue`, when the client waits for it.
    bint _invite(self):
        if self._expects:
            self._expects = False
            if self._answer == HTTP_UNANSWERED:
                self._say("HTTP/1.1 100 Continue\r\n\r\n")
        return self.flush()

    # Waits for the next request. False when there will be none: then the connection has ended.
    bint next(self):
        cdef int status
        cdef int64_t got, timeout
        cdef bint idle
        if not self._finish():
            return self._over()
        self._renew()
        self._moves()
        while True:
            status = self._parse()
            if status == 1:
                break
            if status != 0:
                return self._refuse(status)
            idle = self._end == self._begin
            # Not before there is nothing more to do: who sends many requests gets the answers together.
            if not self.flush():
                return self._over()
            if idle:
                http_set_idle(&self._place, True)
                if http_is_stopping(self._shared):
                    return self._over()
                timeout = self._limits.idle_timeout
            elif self._limits.head_timeout < 0:
                timeout = -1
            else:
                timeout = cyrus_rt_now()
                if self._deadline < 0:
                    self._deadline = timeout + self._limits.head_timeout
                timeout = self._deadline - timeout
                if timeout <= 0:
                    return self._refuse(408)
            got = self._fill(timeout)
            if idle:
                http_set_idle(&self._place, False)
            if got == -ETIMEDOUT and not idle:
                self._failed = 0
                return self._refuse(408)
            if got <= 0:
                return self._over()
        self._answer = HTTP_UNANSWERED
        self._sized = False
        self._status = 0
        return True

    # What of a request has been parsed moves with its buffer.
    void _moves(self):
        self.method = ""
        self.target = ""
        self.query = ""

    # The end of an exchange. False when the connection ends with it.
    bint _finish(self):
        if self._failed < 0:
            return False
        if not self._served:
            self._served = True
            return True
        if self._answer == HTTP_UNANSWERED:
            self.respond(500, "text/plain", NULL, 0)
        elif self._answer == HTTP_FIELDS_OPEN:
            self.send(NULL, 0)
        elif self._answer == HTTP_CHUNKS:
            # The end of the body is missing, and will be missed.
            self._failed = -EPROTO
            return False
        if self._body != HTTP_NO_BODY:
            # Who waits for `100 Continue` may send the body or not.
            if self._expects or not self._drain(65536):
                self.keeps = False
        return self.keeps

    # Answers what is no proper request, and ends the connection.
    bint _refuse(self, int status):
        self.keeps = False
        self._body = HTTP_BROKEN
        self.is_head = False
        self._answer = HTTP_UNANSWERED
        self.respond(status, "text/plain", NULL, 0)
        return self._over()

    # Ends the connection; lets the client read the last answer before it hears that nobody listens to it any more.
    bint _over(self):
        cdef char waste[1024]
        cdef int64_t got = 1, left = 1 << 18, end
        if self.flush() and net_shutdown(self._socket, SHUT_WR) >= 0:
            end = cyrus_rt_now() + 1000000000
            while got > 0 and left > 0 and not http_is_stopping(self._shared):
                got = net_read(self._socket, waste, sizeof(waste), end - cyrus_rt_now() if end > cyrus_rt_now() else 0)
                left -= got
        self._failed = -ECANCELED
        net_close(self._socket)
        return False

    # Bytes of the request's body, at most `size`; 0: that was all; less than 0: it did not come as it should.
    Py_ssize_t read(self, void *data, size_t size):
        return self._read(data, size)

    # Answering

    # Begins an answer.
    void status(self, int status):
        cdef int64_t now
        if self._answer != HTTP_UNANSWERED:
            return
        self._answer = HTTP_FIELDS_OPEN
        self._status = status
        if http_is_stopping(self._shared) or self._expects:
            self.keeps = False
        if not self._reserve(128):
            return
        now = http_time()
        if now != self._second:
            self._second = now
            http_put_date(self._date, now)
        if status == 200:
            self._put("HTTP/1.1 200 OK\r\nDate: ", 23)
        else:
            self._put("HTTP/1.1 ", 9)
            self._say_number(status)
            self._put(" ", 1)
            self._say(http_reason(status))
            self._put("\r\nDate: ", 8)
        self._put(self._date, 29)
        if not self.keeps:
            self._put("\r\nConnection: close", 19)
        elif self.minor == 0:
            self._put("\r\nConnection: keep-alive", 24)
        self._put("\r\n", 2)

    # Adds a field. False for what is none: then it is left out.
    bint set(self, const char *name, const char *value):
        cdef size_t at = 0
        if self._answer != HTTP_FIELDS_OPEN:
            return False
        while name[at] != 0:
            if not http_class(name[at]) & HTTP_TOKEN:
                return False
            at += 1
        if at == 0:
            return False
        at = 0
        while value[at] != 0:
            if not http_class(value[at]) & HTTP_VALUE:
                return False
            at += 1
        self._say(name)
        self._put(": ", 2)
        self._put(value, at)
        return self._put("\r\n", 2)

    bint set_number(self, const char *name, uint64_t value):
        cdef char text[24]
        text[http_put_number(text, value)] = 0
        return self.set(name, text)

    # Whether answers of this status have no body, whatever their fields say.
    bint _bare(self):
        return self._status == 204 or self._status == 304 or self._status < 200

    # The length of the body that will follow by `put`; for who knows it before.
    void sized(self, uint64_t size):
        if self._answer == HTTP_FIELDS_OPEN:
            if not self._bare():
                self._put("Content-Length: ", 16)
                self._say_number(size)
                self._put("\r\n", 2)
            self._put("\r\n", 2)
            self._sized = True
            self._left_to_send = size
            self._answer = HTTP_CHUNKS

    # All of the body.
    void send(self, const void *data, size_t size):
        self.sized(size)
        self.put(data, size)
        self.end()

    # Part of the body; without `sized` before, as a chunk.
    bint put(self, const void *data, size_t size):
        cdef char digits[20]
        cdef int count = 0
        cdef size_t rest = size
        if self._answer == HTTP_FIELDS_OPEN:
            self._sized = False
            if self.minor == 0:
                # Old clients know the end of the body by that of the connection.
                self.keeps = False
            elif not self._bare():
                self._say("Transfer-Encoding: chunked\r\n")
            self._put("\r\n", 2)
            self._answer = HTTP_CHUNKS
        if self._answer != HTTP_CHUNKS or size == 0:
            return self._failed == 0
        if self._sized:
            if size > self._left_to_send:
                size = self._left_to_send
            self._left_to_send -= size
        if self.is_head or self._bare():
            return self._failed == 0
        if self._sized or self.minor == 0:
            return self._send_part(data, size)
        while rest > 0:
            digits[count] = "0123456789abcdef"[rest & 15]
            rest >>= 4
            count += 1
        self._reserve(count + 2)
        while count > 0:
            count -= 1
            self._put(&digits[count], 1)
        self._put("\r\n", 2)
        self._send_part(data, size)
        return self._put("\r\n", 2)

    bint _send_part(self, const void *data, size_t size):
        cdef net_part parts[2]
        cdef int64_t status
        if self._failed < 0:
            return False
        if size <= 16384:
            self._put(data, size)
            return self._out_size < 65536 or self.flush()
        parts[0].data = self._out
        parts[0].size = self._out_size
        parts[1].data = <void *> data
        parts[1].size = size
        self._out_size = 0
        status = net_write_parts(self._socket, parts, 2, False, self._limits.write_timeout)
        if status < 0:
            self._failed = status
        return status >= 0

    # Part of the body, of which `sized` has told, from an open file.
    bint put_file(self, int file, int64_t start, int64_t size):
        cdef int64_t status
        cdef net_part part
        if self._answer != HTTP_CHUNKS or not self._sized or self.is_head or self._bare():
            if self.is_head and self._sized:
                self._left_to_send = 0
            return self._failed == 0
        if size > <int64_t> self._left_to_send:
            size = self._left_to_send
        self._left_to_send -= size
        if size <= 32768:
            if not self._reserve(size):
                return False
            while size > 0:
                status = pread(file, self._out + self._out_size, size, start)
                if status <= 0:
                    # It has become shorter; the client sees that, too.
                    self._failed = -EPROTO
                    return False
                self._out_size += status
                start += status
                size -= status
            return self._out_size < 65536 or self.flush()
        part.data = self._out
        part.size = self._out_size
        self._out_size = 0
        status = net_write_parts(self._socket, &part, 1, True, self._limits.write_timeout)
        if status >= 0:
            status = net_send_file(self._socket, file, start, size, self._limits.write_timeout)
        if status < 0:
            self._failed = status
        return status >= 0

    # The body is complete.
    bint end(self):
        if self._answer == HTTP_FIELDS_OPEN:
            self.sized(0)
        if self._answer == HTTP_CHUNKS:
            if self._sized:
                if self._left_to_send > 0 and not (self.is_head or self._bare()):
                    # Less than was said.
                    self._failed = -EPROTO
            elif self.minor > 0 and not (self.is_head or self._bare()):
                self._put("0\r\n\r\n", 5)
            self._answer = HTTP_ANSWERED
        return self._failed == 0

    # A whole answer. A body of NULL: the words that belong to the status.
    void respond(self, int status, const char *media_type, const void *data, size_t size):
        cdef const char *text
        self.status(status)
        if not self._bare():
            self.set("Content-Type", media_type)
        if data is NULL and size == 0 and status >= 400:
            text = http_reason(status)
            self.send(text, strlen(text))
        else:
            self.send(data, size)

    # How the other side is called: its port; its number goes to `text`, of 46 bytes.
    int peer(self, char *text):
        return <int> net_name(self._socket, True, text, 46)


# What connections arrive at.
cdef cypclass HttpServer:
    http_shared *_shared
    http_limits limits

    __init__(self, const char *host, int port, bint reuse_port=False) except *:
        cdef net_socket *socket = NULL
        self.limits = http_usual_limits()
        net_check_name(net_listen(host, port, 4096, reuse_port, &socket), host)
        self._shared = http_shared_new(socket)

    void __dealloc__(self):
        if self._shared is not NULL:
            http_end(self._shared, False)
            http_shared_release(self._shared)

    int port(self) except -1:
        cdef int64_t port = net_name(self._shared.listener, False, NULL, 0)
        net_check(port)
        return port

    # How many connections there are.
    int connections(self):
        return http_count(self._shared)

    # The next connection; NULL when the server has been stopped. Where there are too many already, they are told so.
    iso HttpConnection accept(self) except *:
        cdef net_socket *socket
        cdef int64_t status
        while not http_is_stopping(self._shared):
            socket = NULL
            status = net_accept(self._shared.listener, &socket, -1)
            if status == -EMFILE or status == -ENFILE or status == -ENOBUFS or status == -ENOMEM:
                # Those that end make room.
                cyrus_rt_sleep(20000000)
                continue
            if http_is_stopping(self._shared):
                net_release(socket)
                break
            net_check(status)
            connection = HttpConnection(socket, &self.limits)
            if http_enter(self._shared, &connection._place, socket, self.limits.connections):
                connection._shared = self._shared
                return consume connection
            net_write(socket, "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 76, 0)
        return NULL

    # No more connections, and no more requests in those there are; waits for those that are being answered, so long at most. True
    # when none is left.
    bint stop(self, double timeout):
        cdef int64_t end = cyrus_rt_now() + net_nanoseconds(timeout)
        http_end(self._shared, False)
        while http_count(self._shared) > 0 and cyrus_rt_now() < end:
            cyrus_rt_sleep(5000000)
        if http_count(self._shared) > 0:
            http_end(self._shared, True)
        return http_count(self._shared) == 0
