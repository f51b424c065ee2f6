# What the two sides of an HTTP/1.1 connection have in common: heads and bodies that come, and a buffer of what is sent. See libcyrus.http.

cimport cython
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcmp, memcpy, memmove, strlen
from libcyrus.http_text cimport *
from libcyrus.net cimport *
from libcyrus.rt cimport cyrus_rt_now

cdef extern from "<errno.h>" nogil:
    const int64_t ETIMEDOUT
    const int64_t EPROTO
    const int64_t ENOMEM
    const int64_t EMFILE
    const int64_t ENFILE
    const int64_t ENOBUFS
    const int64_t ECANCELED
    const int64_t ECONNRESET
    const int64_t EPIPE
    const int64_t EBADF
    const int64_t EINVAL


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
    @cython.parks
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
                    continue
                digits = 0
                while digits < size and http_class(line[digits]) & HTTP_TOKEN:
                    digits += 1
                if self._got < 0 or digits == 0 or digits == size or line[digits] != 58:
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
