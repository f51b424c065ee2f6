# A server of static files: `cyrus run examples/http_server.pyx -- --root DIR --port N`.
#
# GET and HEAD with conditions (ETag, Last-Modified), ranges, index.html, media types. No path leaves the root: `..` in any
# writing is refused, and what symbolic links make of a path is looked at by the kernel when the file is opened.

import argparse
import os
import sys

from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memcmp, memcpy, strlen
from libcyrus.http cimport *

cdef extern from * nogil:
    """
    #include <fcntl.h>
    #include <limits.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/stat.h>
    #include <unistd.h>
    #ifdef __linux__
    #include <sys/syscall.h>
    #endif
    typedef struct { int64_t size, seconds, nanoseconds, kind; } file_facts;
    static int facts_of(const struct stat *it, file_facts *facts) {
        facts->size = (int64_t)it->st_size;
        facts->seconds = (int64_t)it->st_mtime;
    #ifdef __linux__
        facts->nanoseconds = (int64_t)it->st_mtim.tv_nsec;
    #else
        facts->nanoseconds = 0;
    #endif
        return S_ISDIR(it->st_mode) ? 2 : S_ISREG(it->st_mode) ? 1 : 0;
    }
    /* Opens a path below a directory, whatever links are in it; -1 if it is elsewhere. */
    static int open_below(int root, const char *path) {
        const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    #ifdef SYS_openat2
        /* struct open_how: flags, mode, resolve; beneath the root, and no links of /proc. */
        static int known = 1;
        if (known) {
            uint64_t how[3] = {(uint64_t)flags, 0, 0x08 | 0x02};
            long file = syscall(SYS_openat2, root, *path ? path : ".", how, sizeof how);
            if (file >= 0 || (errno != ENOSYS && errno != EPERM)) return (int)file;
            known = 0;
        }
    #endif
        /* Opened first, then asked where that was: what is found is what will be read. */
        {
            char name[64], real[PATH_MAX], base[PATH_MAX];
            ssize_t size, length;
            int file = openat(root, *path ? path : ".", flags);
            if (file < 0) return -1;
            snprintf(name, sizeof name, "/proc/self/fd/%d", file);
            size = readlink(name, real, sizeof real - 1);
            snprintf(name, sizeof name, "/proc/self/fd/%d", root);
            length = readlink(name, base, sizeof base - 1);
            if (size >= length && length > 0 && memcmp(real, base, (size_t)length) == 0 &&
                (size == length || length == 1 || real[length] == '/'))
                return file;
            close(file);
            errno = EXDEV;
            return -1;
        }
    }
    static int facts_of_file(int file, file_facts *facts) {
        struct stat it;
        return fstat(file, &it) < 0 ? 0 : facts_of(&it, facts);
    }
    static int open_root(const char *path) { return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC); }
    """
    ctypedef struct file_facts:
        int64_t size, seconds, nanoseconds
    int open_root(const char *path) noexcept
    int open_below(int root, const char *path) noexcept
    int facts_of_file(int file, file_facts *facts) noexcept
    int close(int file) noexcept

cdef enum:
    NOTHING = 0
    FILE = 1
    DIRECTORY = 2
    RANGES = 16
    BOUNDARY = 32
    PATH = 4096


cdef inline size_t put_hex(char *to, uint64_t number) noexcept nogil:
    cdef char digits[16]
    cdef size_t count = 0, i
    while number > 0 or count == 0:
        digits[count] = "0123456789abcdef"[number & 15]
        number >>= 4
        count += 1
    for i in range(count):
        to[i] = digits[count - 1 - i]
    return count


# "size-time", as it changes with each change of the file.
cdef inline void put_tag(char *to, const file_facts *facts) noexcept nogil:
    cdef size_t at = 1
    to[0] = 34
    at += put_hex(to + at, facts.size)
    to[at] = 45
    at += 1
    at += put_hex(to + at, facts.seconds * 1000000000 + facts.nanoseconds)
    to[at] = 34
    to[at + 1] = 0


# `bytes first-last/size`, or `bytes */size` when there is no range.
cdef inline void put_range(char *to, const http_range *range, int64_t size) noexcept nogil:
    cdef size_t at = 6
    memcpy(to, "bytes ", 6)
    if range is NULL:
        to[at] = 42
        at += 1
    else:
        at += http_put_number(to + at, range.start)
        to[at] = 45
        at += 1
        at += http_put_number(to + at, range.start + range.size - 1)
    to[at] = 47
    at += 1
    at += http_put_number(to + at, size)
    to[at] = 0


# What the conditions of a request say of a file: 200, or 304, or 412.
cdef inline int conditions(HttpConnection http, const char *tag, int64_t modified) nogil:
    cdef const char *field = http.field("if-match")
    cdef int64_t time
    if field is not NULL:
        if not http_tag_in(field, tag, False):
            return 412
    else:
        field = http.field("if-unmodified-since")
        if field is not NULL:
            time = http_parse_date(field)
            if time >= 0 and modified > time:
                return 412
    field = http.field("if-none-match")
    if field is not NULL:
        return 304 if http_tag_in(field, tag, True) else 200
    field = http.field("if-modified-since")
    if field is not NULL:
        time = http_parse_date(field)
        if time >= 0 and modified <= time:
            return 304
    return 200


# Whether parts may be sent: the client has parts of this same file.
cdef inline bint is_same(HttpConnection http, const char *tag, int64_t modified) nogil:
    cdef const char *field = http.field("if-range")
    if field is NULL:
        return True
    if field[0] == 34:
        return http_tag_in(field, tag, False)
    return http_parse_date(field) == modified


# What stands between several parts: drawn when the server starts, so that no file can hold it.
cdef char boundary[BOUNDARY + 1]


cdef void send_ranges(HttpConnection http, int file, const file_facts *facts, const char *media, http_range *ranges, int count) nogil:
    cdef char text[80]
    cdef char head[400]
    cdef size_t size
    cdef uint64_t total = 0
    cdef int i, pass_
    cdef size_t media_size = strlen(media), boundary_size = BOUNDARY
    if count == 1:
        put_range(text, ranges, facts.size)
        http.set("Content-Range", text)
        http.set("Content-Type", media)
        http.sized(ranges.size)
        http.put_file(file, ranges.start, ranges.size)
        http.end()
        return
    memcpy(text, "multipart/byteranges; boundary=", 31)
    memcpy(text + 31, boundary, BOUNDARY + 1)
    http.set("Content-Type", text)
    for pass_ in range(2):
        if pass_ == 1:
            http.sized(total)
        for i in range(count + 1):
            size = 4 + boundary_size
            memcpy(head, "\r\n--", 4)
            memcpy(head + 4, boundary, boundary_size)
            if i == count:
                memcpy(head + size, "--\r\n", 4)
                size += 4
            else:
                memcpy(head + size, "\r\nContent-Type: ", 16)
                size += 16
                memcpy(head + size, media, media_size)
                size += media_size
                memcpy(head + size, "\r\nContent-Range: ", 17)
                size += 17
                put_range(head + size, &ranges[i], facts.size)
                size += strlen(head + size)
                memcpy(head + size, "\r\n\r\n", 4)
                size += 4
            if pass_ == 0:
                total += size + (ranges[i].size if i < count else 0)
            else:
                http.put(head, size)
                if i < count:
                    http.put_file(file, ranges[i].start, ranges[i].size)
    http.end()


cdef void send_file(HttpConnection http, int file, const file_facts *facts, const char *name) nogil:
    cdef char tag[48]
    cdef char date[32]
    cdef char text[80]
    cdef http_range ranges[RANGES]
    cdef const char *field
    cdef const char *media = http_media_type(name)
    cdef int status, count = 0
    put_tag(tag, facts)
    http_put_date(date, facts.seconds)
    status = conditions(http, tag, facts.seconds)
    if status == 412:
        http.respond(412, "text/plain", NULL, 0)
        return
    if status == 200:
        field = http.field("range")
        if field is not NULL and not http.is_head and is_same(http, tag, facts.seconds):
            count = http_ranges(field, facts.size, ranges, RANGES)
            status = 200 if count == 0 else 206 if count > 0 else 416
    http.status(status)
    http.set("ETag", tag)
    http.set("Last-Modified", date)
    http.set("Accept-Ranges", "bytes")
    if status == 304:
        http.send(NULL, 0)
    elif status == 416:
        put_range(text, NULL, facts.size)
        http.set("Content-Range", text)
        http.send(NULL, 0)
    elif status == 206:
        send_ranges(http, file, facts, media, ranges, count)
    else:
        http.set("Content-Type", media)
        http.set("X-Content-Type-Options", "nosniff")
        http.sized(facts.size)
        http.put_file(file, 0, facts.size)
        http.end()


# The directory with a slash at its end, where names in its pages are meant to be.
cdef void redirect(HttpConnection http) nogil:
    cdef char place[PATH]
    cdef size_t at = 0, size = 1
    # Two slashes would be another machine's name.
    place[0] = 47
    while http.target[at] == 47:
        at += 1
    while http.target[at] != 0 and size < PATH - 2:
        place[size] = http.target[at]
        at += 1
        size += 1
    place[size] = 47
    place[size + 1] = 0
    http.status(301)
    http.set("Location", place)
    http.send(NULL, 0)


cdef void answer(HttpConnection http, int root) nogil:
    cdef char path[PATH]
    cdef Py_ssize_t size
    cdef int file, kind
    cdef file_facts facts
    if memcmp(http.method, "GET", 4) != 0 and not http.is_head:
        http.status(405)
        http.set("Allow", "GET, HEAD")
        http.send(NULL, 0)
        return
    if strlen(http.target) + 16 > PATH:
        http.respond(414, "text/plain", NULL, 0)
        return
    size = http_decode_path(http.target, path)
    if size < 0:
        http.respond(400, "text/plain", NULL, 0)
        return
    if path[size - 1] == 47:
        memcpy(path + size, "index.html", 11)
    file = open_below(root, path + 1)
    kind = facts_of_file(file, &facts) if file >= 0 else NOTHING
    if kind == FILE:
        send_file(http, file, &facts, path)
    elif kind == DIRECTORY and path[size - 1] != 47:
        redirect(http)
    else:
        http.respond(404, "text/plain", NULL, 0)
    if file >= 0:
        close(file)


# Answers the requests of one connection. Each has an actor of its own, which parks while there is nothing to do.
cdef cypclass Visit activable:
    int root

    __init__(self, int root):
        self.root = root

    void serve(self, iso HttpConnection connection):
        cdef HttpConnection http = consume connection
        while http.next():
            answer(http, self.root)


def serve(str root, int port, str host="127.0.0.1", double head_timeout=10):
    cdef bytes name = os.fsencode(root)
    cdef int directory = open_root(name)
    cdef bytes host_name = host.encode()
    cdef bytes drawn = os.urandom(BOUNDARY // 2).hex().encode()
    if directory < 0:
        raise NotADirectoryError(root)
    cdef HttpServer server = HttpServer(host_name, port)
    server.limits.head_timeout = net_nanoseconds(head_timeout)
    memcpy(boundary, <const char *> drawn, BOUNDARY + 1)
    print(f"serving {root} at http://{host}:{server.port()}/", flush=True)
    try:
        with nogil:
            while True:
                connection = server.accept()
                if connection is NULL:
                    break
                visit = activate(consume Visit(directory))
                visit.serve(consume connection)
    except KeyboardInterrupt:
        print("stopping", flush=True)
    finally:
        with nogil:
            server.stop(5)
        close(directory)


def main():
    options = argparse.ArgumentParser(description="Serves the files of a directory.")
    options.add_argument("--root", default=".", help="the directory")
    options.add_argument("--port", type=int, default=8000, help="0: any free one")
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--head-timeout", type=float, default=10, help="seconds until a request must be there")
    options = options.parse_args(sys.argv[1:])
    serve(options.root, options.port, options.host, options.head_timeout)


if __name__ == "__main__":
    main()
