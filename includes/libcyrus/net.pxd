# TCP without the GIL. What waits here parks the coroutine, or where there is none the thread.
#
#     listener = listen("127.0.0.1", 0)              # port 0: any free one, see listener.port()
#     socket = listener.accept()                     # a Socket
#     socket = connect("localhost", 8080)
#     n = socket.read(buffer, sizeof(buffer))        # 0: the other side sends no more
#     socket.write(data, length)                     # all of it
#     socket.close()
#
# Sockets may be used by all threads at once: one reads at a time, and one writes; `close` ends what the others wait for.
# Timeouts are seconds, negative for none. What fails raises OSError, as in Python: TimeoutError, ConnectionResetError and so on; in a
# task that is cancelled, CancelledError.
#
# The `net_` functions below are what the classes are made of. They raise nothing: a negative result is a number of <errno.h>,
# negated, or NET_RAISED when an exception is set already. Their times are nanoseconds.

cimport cython
from libc.stdint cimport int64_t
from libcyrus.rt cimport cyrus_rt_source_wait

cdef extern from * nogil:
    """
    #include <arpa/inet.h>
    #include <errno.h>
    #include <fcntl.h>
    #include <netdb.h>
    #include <netinet/in.h>
    #include <netinet/tcp.h>
    #include <poll.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/socket.h>
    #include <sys/types.h>
    #include <sys/uio.h>
    #include <unistd.h>
    #ifdef __linux__
    #include <sys/sendfile.h>
    #endif
    #ifndef CYRUS_NET
    #define CYRUS_NET
    #ifndef MSG_NOSIGNAL
    #define MSG_NOSIGNAL 0
    #endif
    #ifndef MSG_MORE
    #define MSG_MORE 0
    #endif
    #ifndef SOCK_CLOEXEC
    #define SOCK_CLOEXEC 0
    #define SOCK_NONBLOCK 0
    #endif
    #define NET_RAISED ((int64_t)-1000000)
    #define NET_NO_NAME ((int64_t)-1000001)
    #if defined(__GNUC__)
    #define __CYRUS_NET_FN static __attribute__((unused))
    #else
    #define __CYRUS_NET_FN static inline
    #endif

    /* `state`: bit 0 when closed, above it how many use the file just now; the last of them closes it. */
    typedef struct net_socket {
        int file;
        uint64_t state, refs, reading, writing;
        cyrus_rt_source *source;
        int64_t timeout;
        uint32_t reads, writes;
    } net_socket;

    __CYRUS_NET_FN int64_t net_status(int32_t status) {
        switch (status) {
            case CYRUS_RT_OK: return 0;
            case CYRUS_RT_TIMED_OUT: return -ETIMEDOUT;
            case CYRUS_RT_CANCELLED: return -ECANCELED;
            case CYRUS_RT_INTERRUPTED: return NET_RAISED;
            case CYRUS_RT_SYSTEM: return errno ? -errno : -EIO;
            default: return -EINVAL;
        }
    }
    __CYRUS_NET_FN int64_t net_wait(net_socket *socket, int write, int64_t timeout) {
        return net_status(cyrus_rt_source_wait(socket->source, write, timeout));
    }

    /* Who never has to wait for the other side lets others run now and then. */
    __CYRUS_NET_FN void net_take_turns(uint32_t *operations) {
        if (++*operations % 64 == 0) cyrus_rt_yield_now();
    }

    __CYRUS_NET_FN void net_end(net_socket *socket) {
        cyrus_rt_source_free(socket->source);
        close(socket->file);
    }
    __CYRUS_NET_FN int net_enter(net_socket *socket) {
        uint64_t state = __atomic_load_n(&socket->state, __ATOMIC_RELAXED);
        do {
            if (state & 1) return 0;
        } while (!__atomic_compare_exchange_n(&socket->state, &state, state + 2, 1, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
        return 1;
    }
    __CYRUS_NET_FN void net_leave(net_socket *socket) {
        if (__atomic_sub_fetch(&socket->state, 2, __ATOMIC_ACQ_REL) == 1) net_end(socket);
    }
    /* Who waits in the socket is woken by the end of the connection. */
    __CYRUS_NET_FN void net_close(net_socket *socket) {
        uint64_t before = __atomic_fetch_or(&socket->state, 1, __ATOMIC_ACQ_REL);
        if (before == 0) net_end(socket);
        else if (!(before & 1)) shutdown(socket->file, SHUT_RDWR);
    }
    __CYRUS_NET_FN void net_retain(net_socket *socket) { __atomic_add_fetch(&socket->refs, 1, __ATOMIC_RELAXED); }
    __CYRUS_NET_FN void net_release(net_socket *socket) {
        if (!socket || __atomic_sub_fetch(&socket->refs, 1, __ATOMIC_ACQ_REL)) return;
        net_close(socket);
        free(socket);
    }
    /* Takes the file, also when it fails. */
    __CYRUS_NET_FN int64_t net_adopt(int file, net_socket **out) {
        net_socket *made = (net_socket *)calloc(1, sizeof *made);
        int64_t status = -ENOMEM;
        if (made) {
            made->file = file;
            made->refs = 1;
            made->timeout = -1;
            made->source = cyrus_rt_source_new(file);
            if (made->source) {
                *out = made;
                return 0;
            }
            status = -errno;
            free(made);
        }
        close(file);
        return status;
    }
    __CYRUS_NET_FN int64_t net_option(net_socket *socket, int level, int name, int value) {
        int64_t status;
        if (!net_enter(socket)) return -EBADF;
        status = setsockopt(socket->file, level, name, &value, sizeof value) < 0 ? -errno : 0;
        net_leave(socket);
        return status;
    }

    __CYRUS_NET_FN void net_lock(uint64_t *word) { cyrus_rt_lock(word, cyrus_rt_holder(), 1, 0, 0); }

    /* How many bytes came; 0 at the end. */
    __CYRUS_NET_FN int64_t net_read(net_socket *socket, void *data, size_t size, int64_t timeout) {
        int64_t got;
        if (!net_enter(socket)) return -EBADF;
        net_lock(&socket->reading);
        for (;;) {
            got = recv(socket->file, data, size, 0);
            if (got >= 0) {
                net_take_turns(&socket->reads);
                break;
            }
            got = -errno;
            if (got == -EINTR) continue;
            if (got != -EAGAIN && got != -EWOULDBLOCK) break;
            if (__atomic_load_n(&socket->state, __ATOMIC_RELAXED) & 1) {
                got = -EBADF;
                break;
            }
            if ((got = net_wait(socket, 0, timeout)) < 0) break;
        }
        cyrus_rt_unlock(&socket->reading);
        net_leave(socket);
        return got;
    }
    /* Writes all parts; changes them. `more`: more will follow at once. */
    __CYRUS_NET_FN int64_t net_write_parts(net_socket *socket, struct iovec *parts, int count, int more, int64_t timeout) {
        struct msghdr message;
        int64_t done = 0;
        if (!net_enter(socket)) return -EBADF;
        net_lock(&socket->writing);
        memset(&message, 0, sizeof message);
        message.msg_iov = parts;
        message.msg_iovlen = (size_t)count;
        for (;;) {
            while (message.msg_iovlen && (size_t)done >= message.msg_iov->iov_len) {
                done -= (int64_t)message.msg_iov->iov_len;
                message.msg_iov++;
                message.msg_iovlen--;
            }
            if (!message.msg_iovlen) break;
            message.msg_iov->iov_base = (char *)message.msg_iov->iov_base + done;
            message.msg_iov->iov_len -= (size_t)done;
            done = sendmsg(socket->file, &message, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
            if (done >= 0) {
                net_take_turns(&socket->writes);
                continue;
            }
            done = -errno;
            if (done == -EAGAIN || done == -EWOULDBLOCK) {
                if ((done = net_wait(socket, 1, timeout)) < 0) break;
            } else if (done != -EINTR) break;
            done = 0;
        }
        cyrus_rt_unlock(&socket->writing);
        net_leave(socket);
        return done;
    }
    __CYRUS_NET_FN int64_t net_write(net_socket *socket, const void *data, size_t size, int64_t timeout) {
        struct iovec part;
        part.iov_base = (void *)data;
        part.iov_len = size;
        return net_write_parts(socket, &part, 1, 0, timeout);
    }
    /* Writes so many bytes of a file, which must have them. */
    __CYRUS_NET_FN int64_t net_send_file(net_socket *socket, int file, int64_t from, int64_t size, int64_t timeout) {
        const int64_t turn = 1 << 19;
        int64_t done = 0;
        if (!net_enter(socket)) return -EBADF;
        net_lock(&socket->writing);
        while (size > 0) {
    #ifdef __linux__
            off_t at = (off_t)from;
            done = sendfile(socket->file, file, &at, (size_t)(size < turn ? size : turn));
            if (done < 0) done = -errno;
    #else
            char data[8192];
            done = pread(file, data, (size_t)(size < (int64_t)sizeof data ? size : (int64_t)sizeof data), (off_t)from);
            if (done > 0) done = send(socket->file, data, (size_t)done, MSG_NOSIGNAL);
            if (done < 0) done = -errno;
    #endif
            if (done > 0) {
                from += done;
                size -= done;
                if (size > 0 && done == turn) cyrus_rt_yield_now();
                continue;
            }
            if (done == 0) {
                /* The file has become shorter. */
                done = -EIO;
                break;
            }
            if (done == -EAGAIN || done == -EWOULDBLOCK) {
                if ((done = net_wait(socket, 1, timeout)) < 0) break;
            } else if (done != -EINTR) break;
        }
        cyrus_rt_unlock(&socket->writing);
        net_leave(socket);
        return done < 0 ? done : 0;
    }
    __CYRUS_NET_FN int64_t net_shutdown(net_socket *socket, int how) {
        int64_t status;
        if (!net_enter(socket)) return -EBADF;
        status = shutdown(socket->file, how) < 0 ? -errno : 0;
        net_leave(socket);
        return status;
    }
    __CYRUS_NET_FN int64_t net_accept(net_socket *listener, net_socket **out, int64_t timeout) {
        int64_t file;
        int one = 1;
        if (!net_enter(listener)) return -EBADF;
        net_lock(&listener->reading);
        for (;;) {
    #ifdef __linux__
            file = accept4(listener->file, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    #else
            file = accept(listener->file, NULL, NULL);
            if (file >= 0) {
                fcntl((int)file, F_SETFD, FD_CLOEXEC);
                fcntl((int)file, F_SETFL, O_NONBLOCK);
            }
    #endif
            if (file >= 0) {
                net_take_turns(&listener->reads);
                break;
            }
            file = -errno;
            if (__atomic_load_n(&listener->state, __ATOMIC_RELAXED) & 1) {
                file = -EBADF;
                break;
            }
            if (file == -EAGAIN || file == -EWOULDBLOCK) {
                if ((file = net_wait(listener, 0, timeout)) < 0) break;
            } else if (file != -EINTR && file != -ECONNABORTED) break;
        }
        cyrus_rt_unlock(&listener->reading);
        net_leave(listener);
        if (file < 0) return file;
        setsockopt((int)file, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        return net_adopt((int)file, out);
    }

    typedef struct {
        const char *host, *port;
        struct addrinfo hints, *found;
        int status, error;
    } __cyrus_net_lookup;
    __CYRUS_NET_FN void __cyrus_net_look_up(void *argument) {
        __cyrus_net_lookup *it = (__cyrus_net_lookup *)argument;
        it->status = getaddrinfo(it->host, it->port, &it->hints, &it->found);
        it->error = errno;
    }
    /* Numbers are understood here, names by a thread that may block. */
    __CYRUS_NET_FN int64_t net_look_up(const char *host, int port, int listens, struct addrinfo **out) {
        __cyrus_net_lookup lookup;
        char text[8];
        memset(&lookup, 0, sizeof lookup);
        if (port < 0 || port > 65535) return -EINVAL;
        snprintf(text, sizeof text, "%d", port);
        lookup.host = host && *host ? host : NULL;
        lookup.port = text;
        lookup.hints.ai_family = AF_UNSPEC;
        lookup.hints.ai_socktype = SOCK_STREAM;
        lookup.hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | (listens ? AI_PASSIVE : 0);
        __cyrus_net_look_up(&lookup);
        if (lookup.status == EAI_NONAME) {
            lookup.hints.ai_flags &= ~AI_NUMERICHOST;
            cyrus_rt_blocking(__cyrus_net_look_up, &lookup);
        }
        if (lookup.status == EAI_SYSTEM) return lookup.error ? -lookup.error : -EIO;
        if (lookup.status == EAI_MEMORY) return -ENOMEM;
        if (lookup.status) return NET_NO_NAME;
        *out = lookup.found;
        return 0;
    }
    __CYRUS_NET_FN int net_file(const struct addrinfo *address) {
        int file = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->ai_protocol);
        if (file >= 0 && !SOCK_CLOEXEC) {
            fcntl(file, F_SETFD, FD_CLOEXEC);
            fcntl(file, F_SETFL, O_NONBLOCK);
        }
        return file;
    }
    __CYRUS_NET_FN int64_t net_listen(const char *host, int port, int backlog, int reuse_port, net_socket **out) {
        struct addrinfo *found = NULL, *it;
        int64_t status = net_look_up(host, port, 1, &found);
        int one = 1;
        if (status < 0) return status;
        for (it = found; it; it = it->ai_next) {
            int file = net_file(it);
            if (file < 0) {
                status = -errno;
                continue;
            }
            setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    #ifdef SO_REUSEPORT
            if (reuse_port) setsockopt(file, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    #endif
            if (bind(file, it->ai_addr, it->ai_addrlen) == 0 && listen(file, backlog) == 0) {
                status = net_adopt(file, out);
                break;
            }
            status = -errno;
            close(file);
        }
        freeaddrinfo(found);
        return status;
    }
    __CYRUS_NET_FN int64_t net_connect(const char *host, int port, int64_t timeout, net_socket **out) {
        struct addrinfo *found = NULL, *it;
        int64_t end = timeout < 0 ? -1 : cyrus_rt_now() + timeout;
        int64_t status = net_look_up(host, port, 0, &found);
        int one = 1;
        if (status < 0) return status;
        status = -ECONNREFUSED;
        for (it = found; it; it = it->ai_next) {
            net_socket *made = NULL;
            int file = net_file(it);
            if (file < 0) {
                status = -errno;
                continue;
            }
            if (connect(file, it->ai_addr, it->ai_addrlen) < 0 && errno != EINPROGRESS) {
                status = -errno;
                close(file);
                continue;
            }
            if ((status = net_adopt(file, &made)) < 0) break;
            for (;;) {
                struct pollfd ready;
                int error = 0;
                socklen_t length = sizeof error;
                ready.fd = file;
                ready.events = POLLOUT;
                if (poll(&ready, 1, 0) > 0) {
                    getsockopt(file, SOL_SOCKET, SO_ERROR, &error, &length);
                    status = -error;
                    break;
                }
                if (end >= 0 && cyrus_rt_now() >= end) status = -ETIMEDOUT;
                else status = net_wait(made, 1, end < 0 ? -1 : end - cyrus_rt_now());
                if (status < 0) break;
            }
            if (status == 0) {
                setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                *out = made;
                break;
            }
            net_release(made);
            if (status == -ETIMEDOUT || status == -ECANCELED || status == NET_RAISED) break;
        }
        freeaddrinfo(found);
        return status;
    }
    /* The port here, or there. */
    __CYRUS_NET_FN int64_t net_name(net_socket *socket, int there, char *text, size_t size) {
        struct sockaddr_storage address;
        socklen_t length = sizeof address;
        int64_t port = -EAFNOSUPPORT;
        const void *numbers = NULL;
        memset(&address, 0, sizeof address);
        if (!net_enter(socket)) return -EBADF;
        if ((there ? getpeername(socket->file, (struct sockaddr *)&address, &length)
                   : getsockname(socket->file, (struct sockaddr *)&address, &length)) < 0)
            port = -errno;
        else if (address.ss_family == AF_INET) {
            port = ntohs(((struct sockaddr_in *)&address)->sin_port);
            numbers = &((struct sockaddr_in *)&address)->sin_addr;
        } else if (address.ss_family == AF_INET6) {
            port = ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
            numbers = &((struct sockaddr_in6 *)&address)->sin6_addr;
        }
        net_leave(socket);
        if (text && size) {
            text[0] = 0;
            if (numbers) inet_ntop(address.ss_family, numbers, text, (socklen_t)size);
        }
        return port;
    }

    /* Raises what a function above said; gives -1. */
    static __CYRUS_COLD int __cyrus_net_raise(int64_t status, const char *host) {
        PyGILState_STATE gil;
        if (status == NET_RAISED) return -1;
        gil = PyGILState_Ensure();
        if (status == NET_NO_NAME) PyErr_Format(PyExc_OSError, "no address is known for '%s'", host ? host : "");
        else if (status == -ENOMEM) PyErr_NoMemory();
        else if (status == -ECANCELED) {
            /* The task is being cancelled. */
            PyObject *module = PyImport_ImportModule("concurrent.futures");
            PyObject *type = module ? PyObject_GetAttrString(module, "CancelledError") : NULL;
            if (type) PyErr_SetNone(type);
            Py_XDECREF(type);
            Py_XDECREF(module);
        }
        else {
            errno = (int)-status;
            PyErr_SetFromErrno(PyExc_OSError);
        }
        PyGILState_Release(gil);
        return -1;
    }
    __CYRUS_NET_FN int net_check(int64_t status) { return status < 0 ? __cyrus_net_raise(status, NULL) : 0; }
    __CYRUS_NET_FN int net_check_name(int64_t status, const char *host) {
        return status < 0 ? __cyrus_net_raise(status, host) : 0;
    }
    __CYRUS_NET_FN int64_t net_timeout(const net_socket *socket) { return __atomic_load_n(&socket->timeout, __ATOMIC_RELAXED); }
    __CYRUS_NET_FN void net_set_timeout(net_socket *socket, int64_t timeout) {
        __atomic_store_n(&socket->timeout, timeout, __ATOMIC_RELAXED);
    }
    __CYRUS_NET_FN int64_t net_nanoseconds(double seconds) {
        return seconds < 0 ? -1 : seconds > 9e9 ? INT64_MAX / 2 : (int64_t)(seconds * 1e9);
    }
    #endif
    """
    const int64_t NET_RAISED
    const int64_t NET_NO_NAME
    const int SHUT_RD
    const int SHUT_WR
    const int SHUT_RDWR
    ctypedef struct net_part "struct iovec":
        void *data "iov_base"
        size_t size "iov_len"
    ctypedef struct net_socket:
        pass
    int64_t net_listen(const char *host, int port, int backlog, bint reuse_port, net_socket **out) noexcept
    int64_t net_connect(const char *host, int port, int64_t timeout, net_socket **out) noexcept
    int64_t net_accept(net_socket *listener, net_socket **out, int64_t timeout) noexcept
    int64_t net_adopt(int file, net_socket **out) noexcept
    int64_t net_read(net_socket *socket, void *data, size_t size, int64_t timeout) noexcept
    int64_t net_write(net_socket *socket, const void *data, size_t size, int64_t timeout) noexcept
    int64_t net_write_parts(net_socket *socket, net_part *parts, int count, bint more, int64_t timeout) noexcept
    int64_t net_send_file(net_socket *socket, int file, int64_t start, int64_t size, int64_t timeout) noexcept
    int64_t net_shutdown(net_socket *socket, int how) noexcept
    int64_t net_option(net_socket *socket, int level, int name, int value) noexcept
    int64_t net_name(net_socket *socket, bint there, char *text, size_t size) noexcept
    int64_t net_timeout(const net_socket *socket) noexcept
    void net_set_timeout(net_socket *socket, int64_t timeout) noexcept
    int64_t net_nanoseconds(double seconds) noexcept
    void net_close(net_socket *socket) noexcept
    void net_retain(net_socket *socket) noexcept
    void net_release(net_socket *socket) noexcept
    int net_check(int64_t status) except -1
    int net_check_name(int64_t status, const char *host) except -1
    enum:
        IPPROTO_TCP
        TCP_NODELAY
        SOL_SOCKET
        SO_KEEPALIVE


# A connection.
cdef immutable cypclass Socket:
    net_socket *_socket

    __init__(self, net_socket *socket):
        self._socket = socket

    void __dealloc__(self):
        net_release(self._socket)

    # How many bytes came, at most `size`; 0: no more will come.
    @cython.parks
    Py_ssize_t read(const self, void *data, size_t size) except -1:
        cdef int64_t got = net_read(self._socket, data, size, net_timeout(self._socket))
        if got < 0:
            net_check(got)
        return got

    # Reads until `size` bytes are there, or no more come.
    @cython.parks
    Py_ssize_t read_all(const self, void *data, size_t size) except -1:
        cdef size_t there = 0
        cdef int64_t got
        while there < size:
            got = net_read(self._socket, <char *> data + there, size - there, net_timeout(self._socket))
            if got < 0:
                net_check(got)
            if got == 0:
                break
            there += got
        return there

    # All of it.
    @cython.parks
    void write(const self, const void *data, size_t size) except *:
        net_check(net_write(self._socket, data, size, net_timeout(self._socket)))

    # So many bytes of an open file, without copying where the system can.
    @cython.parks
    void send_file(const self, int file, int64_t start, int64_t size) except *:
        net_check(net_send_file(self._socket, file, start, size, net_timeout(self._socket)))

    # For each wait within a read or write.
    void set_timeout(const self, double seconds):
        net_set_timeout(self._socket, net_nanoseconds(seconds))

    # Whether small writes go out at once, as they do unless told otherwise.
    void set_nodelay(const self, bint nodelay) except *:
        net_check(net_option(self._socket, IPPROTO_TCP, TCP_NODELAY, nodelay))

    # Nothing more will be written, read, or both: SHUT_WR, SHUT_RD, SHUT_RDWR.
    void shutdown(const self, int how) except *:
        net_check(net_shutdown(self._socket, how))

    # Ends the connection, for all that use it.
    # `with connect(…) as socket:`
    Socket __enter__(self):
        return self

    void __exit__(self):
        net_close(self._socket)

    void close(const self):
        net_close(self._socket)

    # The ports of both sides; the number of the other's machine is put into `text`, of 46 bytes.
    int port(const self) except -1:
        cdef int64_t port = net_name(self._socket, False, NULL, 0)
        net_check(port)
        return port

    int peer(const self, char *text) except -1:
        cdef int64_t port = net_name(self._socket, True, text, 46)
        net_check(port)
        return port


# What connections arrive at.
cdef immutable cypclass Listener:
    net_socket *_socket

    __init__(self, net_socket *socket):
        self._socket = socket

    void __dealloc__(self):
        net_release(self._socket)

    # The next connection.
    @cython.parks
    Socket accept(const self) except NULL:
        cdef net_socket *socket = NULL
        net_check(net_accept(self._socket, &socket, net_timeout(self._socket)))
        return Socket(socket)

    void set_timeout(const self, double seconds):
        net_set_timeout(self._socket, net_nanoseconds(seconds))

    int port(const self) except -1:
        cdef int64_t port = net_name(self._socket, False, NULL, 0)
        net_check(port)
        return port

    # No more connections; whoever waits in `accept` gets an error.
    Listener __enter__(self):
        return self

    void __exit__(self):
        net_close(self._socket)

    void close(const self):
        net_close(self._socket)


# Waits for connections. `host` NULL or "": on all addresses.
cdef inline Listener listen(const char *host, int port, int backlog=1024, bint reuse_port=False) except NULL nogil:
    cdef net_socket *socket = NULL
    net_check_name(net_listen(host, port, backlog, reuse_port, &socket), host)
    return Listener(socket)


# A connection to a port of a machine, by its name or number.
@cython.parks
cdef inline Socket connect(const char *host, int port, double timeout=-1) except NULL nogil:
    cdef net_socket *socket = NULL
    net_check_name(net_connect(host, port, net_nanoseconds(timeout), &socket), host)
    return Socket(socket)
