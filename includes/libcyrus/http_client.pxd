# The client's side of HTTP/1.1. See libcyrus.http.

cimport cython
from libc.stdint cimport int64_t, uint64_t
from libc.stdlib cimport free
from libc.string cimport memcmp, memcpy, strlen
from libcyrus.http_stream cimport *

cdef enum:
    HTTP_KEPT = 16         # idle connections
    HTTP_PLACE = 300       # bytes of a host and its port

cdef extern from * nogil:
    """
    #ifndef CYRUS_HTTP_CLIENT
    #define CYRUS_HTTP_CLIENT
    /* Whether an idle connection is open still, and nothing has come on it that nobody asked for. */
    __CYRUS_NET_FN int http_is_alive(net_socket *socket) {
        char byte;
        return recv(socket->file, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }
    #endif
    """
    bint http_is_alive(net_socket *socket) noexcept


# Where a URL leads.
cdef struct http_url:
    char place[HTTP_PLACE]     # as in the field Host: the port is not there when it is 80
    char host[HTTP_PLACE]
    int port
    const char *target         # up to `size`; "" means "/"
    size_t size


# Understands `http://host:port/target`; what follows `#` is not sent. False for anything else.
cdef inline bint http_parse_url(const char *url, http_url *out) noexcept nogil:
    cdef size_t at = 7, start, end, size
    cdef int64_t port
    if strlen(url) < 8 or not http_is(url, 7, "http://"):
        return False
    start = at
    if url[at] == 91:
        # A number of IP version 6.
        start = at + 1
        while url[at] != 0 and url[at] != 93:
            at += 1
        if url[at] == 0:
            return False
        end = at
        at += 1
    else:
        while http_class(url[at]) & HTTP_TARGET and url[at] != 58 and url[at] != 47 and url[at] != 63 and url[at] != 35:
            if url[at] == 64:
                return False
            at += 1
        end = at
    size = end - start
    if size == 0 or size + 10 > HTTP_PLACE:
        return False
    memcpy(out.host, url + start, size)
    out.host[size] = 0
    out.port = 80
    if url[at] == 58:
        start = at + 1
        at = start
        while url[at] >= 48 and url[at] <= 57:
            at += 1
        port = http_number(url + start, at - start)
        if port < 1 or port > 65535:
            return False
        out.port = <int> port
    if url[at] != 0 and url[at] != 47 and url[at] != 63 and url[at] != 35:
        return False
    size = at - 7
    if size + 1 > HTTP_PLACE:
        return False
    memcpy(out.place, url + 7, size)
    out.place[size] = 0
    out.target = url + at
    out.size = 0
    while url[at] != 0 and url[at] != 35:
        if not http_class(url[at]) & HTTP_TARGET:
            return False
        at += 1
        out.size += 1
    return True


# The connections of a client that wait for the next request. The client and its replies share it.
cdef cypclass HttpPool:
    net_socket *_sockets[HTTP_KEPT]
    char _places[HTTP_KEPT][HTTP_PLACE]
    int _count

    __init__(self):
        self._count = 0

    void __dealloc__(self):
        while self._count > 0:
            self._count -= 1
            net_release(self._sockets[self._count])

    # An open connection to that place, or NULL.
    net_socket *take(self, const char *place):
        cdef int i = self._count
        cdef net_socket *socket
        while i > 0:
            i -= 1
            if memcmp(self._places[i], place, strlen(place) + 1) == 0:
                socket = self._sockets[i]
                self._count -= 1
                self._sockets[i] = self._sockets[self._count]
                memcpy(self._places[i], self._places[self._count], HTTP_PLACE)
                if http_is_alive(socket):
                    return socket
                net_release(socket)
        return NULL

    # Takes the connection; if there are too many, the one used last goes.
    void keep(self, const char *place, net_socket *socket):
        if self._count == HTTP_KEPT:
            self._count -= 1
            net_release(self._sockets[self._count])
        self._sockets[self._count] = socket
        memcpy(self._places[self._count], place, strlen(place) + 1)
        self._count += 1


# A request that is being sent, and then its reply.
cdef cypclass HttpReply(HttpStream):
    int status
    const char *reason
    HttpPool _pool
    char _place[HTTP_PLACE]
    bint _is_head, _sending

    __init__(self):
        self._limits = http_usual_limits()
        self._limits.head = 65536
        self._limits.body = -1
        self._limits.rate = 0
        self.reason = ""

    int64_t _patience(self):
        return self._limits.body_timeout

    int _begins(self, size_t start, size_t end):
        cdef char *data = self._data + start
        cdef int status
        if end - start < 12 or data[8] != 32 or (end - start > 12 and data[12] != 32):
            return 400
        self.status = http_digits(data + 9, 3)
        if self.status < 100:
            return 400
        self._data[end] = 0
        self.reason = data + 13 if end - start > 13 else ""
        return self._version(data)

    int _complete(self):
        if self._is_head or self.status < 200 or self.status == 204 or self.status == 304:
            self._body = HTTP_NO_BODY
        elif self._chunked:
            self._body = HTTP_CHUNK_HEAD
            self.length = -1
        elif self._lengths > 0:
            self._body = HTTP_SIZED
            self._left = self.length
        else:
            self._body = HTTP_TO_THE_END
            self.length = -1
            self._left = 1 << 62
            self.keeps = False
        return 0

    # Waits for the head: 0, or why there is none.
    int64_t _receive(self):
        cdef int status
        cdef int64_t got
        self._sending = False
        if not self.flush():
            return self._failed
        while True:
            self._renew()
            while True:
                status = self._parse()
                if status != 0:
                    break
                got = self._fill(self._limits.head_timeout)
                if got <= 0:
                    return got if got < 0 else -ECONNRESET if self._end == self._begin else -EPROTO
            if status != 1:
                return -EPROTO
            # 100 and its like come before the reply.
            if self.status >= 200 or self.status == 101:
                break
        if self._body == HTTP_NO_BODY or (self._body == HTTP_SIZED and self._left == 0):
            self._give_back()
        return 0

    # The connection is free for another request, if it is.
    void _give_back(self):
        if self._socket is NULL:
            return
        if self.keeps and self._failed == 0 and self._at == self._end and self._pool is not NULL:
            self._pool.keep(self._place, self._socket)
        else:
            net_release(self._socket)
        self._socket = NULL

    # Of a request that was started: sends part of its body.
    @cython.parks
    void put(self, const void *data, size_t size) except *:
        cdef char digits[20]
        cdef int count = 0
        cdef size_t rest = size
        if not self._sending:
            raise ValueError("the request is complete")
        if size == 0:
            return
        while rest > 0:
            digits[count] = "0123456789abcdef"[rest & 15]
            rest >>= 4
            count += 1
        while count > 0:
            count -= 1
            self._put(&digits[count], 1)
        self._say("\r\n")
        self._put(data, size)
        self._say("\r\n")
        if self._out_size > 16384 or self._failed < 0:
            if not self.flush():
                net_check(self._failed)

    # The request is complete: waits for the reply.
    @cython.parks
    void finish(self) except *:
        cdef int64_t status
        if self._sending:
            self._say("0\r\n\r\n")
            status = self._receive()
            if status < 0:
                net_check(status)

    # Bytes of the body, at most `size`; 0: that was all.
    @cython.parks
    Py_ssize_t read(self, void *data, size_t size) except -1:
        cdef int64_t got = self._read(data, size)
        if got < 0:
            net_check(got)
        if self._body == HTTP_NO_BODY or (self._body == HTTP_SIZED and self._left == 0):
            self._give_back()
        return got

    # Reads until `size` bytes are there, or no more come.
    @cython.parks
    Py_ssize_t read_all(self, void *data, size_t size) except -1:
        cdef size_t there = 0
        cdef Py_ssize_t got
        while there < size:
            got = self.read(<char *> data + there, size - there)
            if got == 0:
                break
            there += got
        return there


# Sends requests. Connections are used again; redirections are followed only if `redirects` says how many.
cdef cypclass HttpClient:
    int redirects
    # How long to wait for a connection, for a reply, and for each part of it. Seconds.
    double timeout
    HttpPool _pool

    __init__(self):
        self.redirects = 0
        self.timeout = 30
        self._pool = HttpPool()

    # Everything but the body: `length` less than 0 means that it follows in parts.
    HttpReply _begin(self, const char *method, http_url *url, const char *fields, const char *media_type, int64_t length, bint *used) except NULL:
        cdef HttpReply reply = HttpReply()
        cdef int64_t timeout = net_nanoseconds(self.timeout), status
        reply._limits.head_timeout = timeout
        reply._limits.body_timeout = timeout
        reply._limits.write_timeout = timeout
        reply._pool = self._pool
        memcpy(reply._place, url.place, strlen(url.place) + 1)
        reply._is_head = memcmp(method, "HEAD", strlen(method) + 1) == 0 if strlen(method) == 4 else False
        reply._socket = self._pool.take(url.place)
        used[0] = reply._socket is not NULL
        if not used[0]:
            status = net_connect(url.host, url.port, timeout, &reply._socket)
            if status < 0:
                net_check_name(status, url.host)
        reply._say(method)
        reply._say(" ")
        if url.size == 0 or url.target[0] != 47:
            reply._say("/")
        reply._put(url.target, url.size)
        reply._say(" HTTP/1.1\r\nHost: ")
        reply._say(url.place)
        reply._say("\r\n")
        if fields is not NULL:
            reply._say(fields)
        if media_type is not NULL:
            reply._say("Content-Type: ")
            reply._say(media_type)
            reply._say("\r\n")
        if length < 0:
            reply._say("Transfer-Encoding: chunked\r\n")
        elif length > 0 or media_type is not NULL:
            reply._say("Content-Length: ")
            reply._say_number(length)
            reply._say("\r\n")
        reply._say("\r\n")
        return reply

    void _check(self, const char *method, const char *url, http_url *out, const char *fields, const char *media_type) except *:
        cdef size_t at = 0
        while http_class(method[at]) & HTTP_TOKEN:
            at += 1
        if at == 0 or method[at] != 0:
            raise ValueError("no method of HTTP")
        if not http_parse_url(url, out):
            raise ValueError("no URL of the form http://host:port/path")
        at = 0
        while media_type is not NULL and media_type[at] != 0:
            if not http_class(media_type[at]) & HTTP_VALUE:
                raise ValueError("no media type")
            at += 1
        at = 0
        if fields is not NULL and fields[0] != 0:
            while fields[at] != 0:
                if not http_class(fields[at]) & HTTP_VALUE:
                    if fields[at] != 13 or fields[at + 1] != 10 or fields[at + 2] == 13:
                        raise ValueError("fields are lines with their ends")
                    at += 1
                at += 1
            if fields[at - 1] != 10:
                raise ValueError("fields are lines with their ends")

    # A request and its reply. `fields` are further lines of the head, each with its "\r\n".
    @cython.parks
    HttpReply request(self, const char *method, const char *url, const char *media_type=NULL, const void *body=NULL, size_t size=0, const char *fields=NULL) except NULL:
        cdef http_url where
        cdef HttpReply reply
        cdef bint used
        cdef int64_t status
        cdef int left = self.redirects
        cdef const char *place
        cdef char next_url[4096]
        while True:
            self._check(method, url, &where, fields, media_type)
            while True:
                reply = self._begin(method, &where, fields, media_type, size, &used)
                reply._put(body, size)
                status = reply._receive()
                if status == 0:
                    break
                # The server has closed an idle connection just now. What must not happen twice is not sent twice.
                if not used or (status != -ECONNRESET and status != -EPIPE) or http_is(method, strlen(method), "post"):
                    net_check(status)
            if left == 0 or reply.status < 301 or reply.status > 308 or reply.status == 304 or reply.status == 305 or reply.status == 306:
                return reply
            left -= 1
            place = reply.field("location")
            if place is NULL or strlen(place) + strlen(where.place) + 8 > sizeof(next_url):
                return reply
            if place[0] == 47 and place[1] != 47:
                memcpy(next_url, "http://", 7)
                memcpy(next_url + 7, where.place, strlen(where.place))
                memcpy(next_url + 7 + strlen(where.place), place, strlen(place) + 1)
            elif strlen(place) > 7 and http_is(place, 7, "http://"):
                memcpy(next_url, place, strlen(place) + 1)
            else:
                return reply
            url = next_url
            if reply.status <= 303 and not reply._is_head and not http_is(method, strlen(method), "get"):
                method = "GET"
                media_type = NULL
                body = NULL
                size = 0
            reply._drain(65536)
            reply._give_back()

    @cython.parks
    HttpReply get(self, const char *url, const char *fields=NULL) except NULL:
        return self.request("GET", url, NULL, NULL, 0, fields)

    @cython.parks
    HttpReply head(self, const char *url, const char *fields=NULL) except NULL:
        return self.request("HEAD", url, NULL, NULL, 0, fields)

    @cython.parks
    HttpReply post(self, const char *url, const char *media_type, const void *body, size_t size, const char *fields=NULL) except NULL:
        return self.request("POST", url, media_type, body, size, fields)

    # Begins a request whose body follows by `put`, and ends by `finish`.
    @cython.parks
    HttpReply start(self, const char *method, const char *url, const char *media_type=NULL, const char *fields=NULL) except NULL:
        cdef http_url where
        cdef HttpReply reply
        cdef bint used
        self._check(method, url, &where, fields, media_type)
        reply = self._begin(method, &where, fields, media_type, -1, &used)
        reply._sending = True
        return reply
