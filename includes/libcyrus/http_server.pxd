# The server's side of HTTP/1.1. See libcyrus.http.

cimport cython
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcmp, strlen
from libcyrus.http_stream cimport *
from libcyrus.rt cimport cyrus_rt_now, cyrus_rt_sleep

cdef extern from "<unistd.h>" nogil:
    Py_ssize_t pread(int file, void *data, size_t size, int64_t start) noexcept


cdef enum http_answer:
    HTTP_UNANSWERED
    HTTP_FIELDS_OPEN    # fields may follow
    HTTP_CHUNKS         # parts of the body may follow
    HTTP_ANSWERED


cdef enum:
    # Nanoseconds that the last answer of a connection may take that nobody uses any more.
    HTTP_LAST_WORDS = 1000000000


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
    # `_late`: the body did not come in time.
    bint _sized, _served, _late
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
        self._leave()
        if self._shared is not NULL:
            http_exit(self._shared, &self._place)

    # Who has answered need not ask for another request; who has left without an answer, by an exception, has failed.
    void _leave(self):
        if self._failed < 0 or not self._served:
            return
        self.keeps = False
        if self._answer == HTTP_UNANSWERED:
            self.respond(500, "text/plain", NULL, 0)
        elif self._answer == HTTP_FIELDS_OPEN:
            self.send(NULL, 0)
        if self._limits.write_timeout < 0 or self._limits.write_timeout > HTTP_LAST_WORDS:
            self._limits.write_timeout = HTTP_LAST_WORDS
        self.flush()

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
            mark = data + target + 7
            while mark[0] != 0 and mark[0] != 47 and mark[0] != 63:
                mark += 1
            if mark[0] == 63:
                # The slash is missing. What names the host is not looked at, so there is room for one.
                mark -= 1
                mark[0] = 47
            self.target = mark if mark[0] != 0 else "/"
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
    @cython.parks
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
            self.respond(408 if self._late else 400 if self._body == HTTP_BROKEN else 500, "text/plain", NULL, 0)
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
    @cython.parks
    Py_ssize_t read(self, void *data, size_t size):
        got = self._read(data, size)
        if got < 0 and (self._failed == -ETIMEDOUT or self._failed == -EPROTO):
            # Who is slow, or sends no more, may listen still: the answer can be sent.
            self._late = self._failed == -ETIMEDOUT
            self._failed = 0
        return got

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
    @cython.parks
    void send(self, const void *data, size_t size):
        self.sized(size)
        self.put(data, size)
        self.end()

    # Part of the body; without `sized` before, as a chunk.
    @cython.parks
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
    @cython.parks
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
    @cython.parks
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
    @cython.parks
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
cdef immutable cypclass HttpServer:
    http_shared *_shared
    http_limits *limits

    __init__(self, const char *host, int port, bint reuse_port=False) except *:
        cdef net_socket *socket = NULL
        self.limits = <http_limits *> malloc(sizeof(http_limits))
        if self.limits is NULL:
            raise MemoryError()
        self.limits[0] = http_usual_limits()
        net_check_name(net_listen(host, port, 4096, reuse_port, &socket), host)
        self._shared = http_shared_new(socket)

    void __dealloc__(self):
        if self._shared is not NULL:
            http_end(self._shared, False)
            http_shared_release(self._shared)
        free(self.limits)

    int port(self) except -1:
        shared = self._shared
        cdef int64_t port = net_name(shared.listener, False, NULL, 0)
        net_check(port)
        return port

    # How many connections there are.
    int connections(self):
        return http_count(self._shared)

    # The next connection; NULL when the server has been stopped. Where there are too many already, they are told so.
    @cython.parks
    iso HttpConnection accept(self) except *:
        cdef net_socket *socket
        cdef const char *refusal
        cdef int64_t status
        shared, limits = self._shared, self.limits
        while not http_is_stopping(shared):
            socket = NULL
            status = net_accept(shared.listener, &socket, -1)
            if status == -EMFILE or status == -ENFILE or status == -ENOBUFS or status == -ENOMEM:
                # Those that end make room.
                cyrus_rt_sleep(20000000)
                continue
            if http_is_stopping(shared):
                net_release(socket)
                break
            net_check(status)
            connection = HttpConnection(socket, limits)
            if http_enter(shared, &connection._place, socket, limits.connections):
                connection._shared = shared
                return consume connection
            refusal = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            net_write(socket, refusal, strlen(refusal), 0)
        return NULL

    # No more connections, and no more requests in those there are; waits for those that are being answered, so long at most. True
    # when none is left.
    @cython.parks
    bint stop(self, double timeout):
        cdef int64_t end = cyrus_rt_now() + net_nanoseconds(timeout)
        http_end(self._shared, False)
        while http_count(self._shared) > 0 and cyrus_rt_now() < end:
            cyrus_rt_sleep(5000000)
        if http_count(self._shared) > 0:
            http_end(self._shared, True)
        return http_count(self._shared) == 0
