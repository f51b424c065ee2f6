# Files, folders and paths without the GIL.
#
# What takes long lets the thread of a coroutine do something else. Errors are OSErrors with errno and file name. Files are of
# bytes; their `..._text` methods take and give UTF-8. Nothing changes ends of lines.

from libc.stdint cimport int64_t
from libcythonplus.list cimport cyplist
from libcyrus.blob cimport blob
from libcyrus.bytes cimport Buffer, Bytes
from libcyrus.gil cimport gil_aside
from libcyrus.rt cimport cyrus_rt_blocking
from libcyrus.text cimport Str

cdef extern from * nogil:
    """
    #include <cerrno>
    #include <dirent.h>
    #include <fcntl.h>
    #include <sys/stat.h>
    #include <unistd.h>
    #include <cstdio>

    static __CYRUS_COLD int __cyrus_os_raise(int error, const char *path, const char *other) {
        PyGILState_STATE gil = PyGILState_Ensure();
        PyObject *first = path ? PyUnicode_DecodeFSDefault(path) : NULL, *second = other ? PyUnicode_DecodeFSDefault(other) : NULL;
        if ((first || !path) && (second || !other)) {
            errno = error;
            PyErr_SetFromErrnoWithFilenameObjects(PyExc_OSError, first, second);
        }
        Py_XDECREF(first);
        Py_XDECREF(second);
        PyGILState_Release(gil);
        return -1;
    }
    template <typename F> static void __cyrus_blocking_call(void *f) { (*(F *)f)(); }
    /* What may take long: without the GIL, and in a coroutine beside others on another thread. */
    template <typename F> static inline void __cyrus_blocking(F f) {
        if (cyrus_rt_stack_limit()) {
            cyrus_rt_blocking(__cyrus_blocking_call<F>, &f);
        } else {
            PyThreadState *aside = __cyrus_gil_aside();
            f();
            __cyrus_gil_back(aside);
        }
    }
    /* A call of the system that gives -1 and errno; again when a signal came between. */
    template <typename F> static inline long long __cyrus_os_call(int &error, F f) {
        long long result = -1;
        int *place = &error;
        __cyrus_blocking([&result, place, &f]() {
            do result = f();
            while (result < 0 && errno == EINTR);
            *place = result < 0 ? errno : 0;
        });
        return result;
    }
    /* A path with a NUL in it is none. */
    static inline int __cyrus_path_check(const __cyrus_blob &path) {
        return std::memchr(path.data, 0, path.size) ? __cyrus_blob_value("embedded null byte") : 0;
    }

    struct __cyrus_file {
        int fd;
        bool reads, writes;
        __cyrus_buffer in, out;
        enum { ROOM = 65536 };

        __cyrus_file() : fd(-1), reads(false), writes(false) {}
        ~__cyrus_file() {
            if (fd < 0) return;
            while (out.size()) {
                ssize_t n = ::write(fd, out.data(), out.size());
                if (n < 0) break;
                out.drop((std::size_t)n);
            }
            ::close(fd);
        }
        int closed() const { return __cyrus_blob_value("I/O operation on closed file."); }
        int open(const __cyrus_blob &path, const char *mode) {
            int flags = 0, error = 0;
            char kind = 0;
            bool plus = false;
            for (const char *m = mode; *m; m++) {
                if (*m == '+') plus = true;
                else if (std::strchr("rwax", *m) && !kind) kind = *m;
                else if (*m != 'b') kind = '?';
            }
            switch (kind) {
            case 'r': break;
            case 'w': flags = O_CREAT | O_TRUNC; break;
            case 'a': flags = O_CREAT | O_APPEND; break;
            case 'x': flags = O_CREAT | O_EXCL; break;
            default: return __cyrus_blob_value("invalid mode: r, w, a or x, with + or b");
            }
            reads = kind == 'r' || plus;
            writes = kind != 'r' || plus;
            flags |= (reads && writes ? O_RDWR : writes ? O_WRONLY : O_RDONLY) | O_CLOEXEC;
            if (__cyrus_path_check(path) < 0) return -1;
            struct stat about;
            int *place = &fd;
            long long is = __cyrus_os_call(error, [place, &path, flags, &about]() -> long long {
                *place = ::open(path.data, flags, 0666);
                return *place < 0 ? -1 : fstat(*place, &about);
            });
            if (is == 0 && S_ISDIR(about.st_mode)) error = EISDIR;
            if (error) {
                if (fd >= 0) ::close(fd);
                fd = -1;
                return __cyrus_os_raise(error, path.data, NULL);
            }
            return 0;
        }
        int flush() {
            if (fd < 0) return closed();
            while (out.size()) {
                int error = 0, file = fd;
                const char *from = out.data();
                std::size_t n = out.size();
                long long done = __cyrus_os_call(error, [file, from, n]() -> long long { return ::write(file, from, n); });
                if (error) return __cyrus_os_raise(error, NULL, NULL);
                out.drop((std::size_t)done);
            }
            return 0;
        }
        int close() {
            if (fd < 0) return 0;
            int result = flush(), error = 0, file = fd;
            fd = -1;
            out.clip(0);
            __cyrus_os_call(error, [file]() -> long long { return ::close(file); });
            return error && !result ? __cyrus_os_raise(error, NULL, NULL) : result;
        }
        /* Straight into memory. */
        long long read_into(char *to, std::size_t n) {
            int error = 0, file = fd;
            long long done = __cyrus_os_call(error, [file, to, n]() -> long long { return ::read(file, to, n); });
            return error ? __cyrus_os_raise(error, NULL, NULL) : done;
        }
        int ready_to_read() {
            if (fd < 0) return closed();
            if (!reads) return __cyrus_os_raise(EBADF, NULL, NULL);
            return out.size() ? flush() : 0;
        }
        /* More into the buffer: how many bytes, 0 at the end. */
        long long fill() {
            char *to = in.room(ROOM);
            if (!to) return -1;
            long long done = read_into(to, ROOM);
            if (done > 0) in.filled((std::size_t)done);
            return done;
        }
        /* At most so many bytes into `to`; fewer only at the end. */
        long long read(char *to, std::size_t n) {
            std::size_t have = in.size() < n ? in.size() : n;
            if (have) std::memcpy(to, in.data(), have);
            in.drop(have);
            while (have < n) {
                long long done = n - have >= ROOM ? read_into(to + have, n - have) : fill();
                if (done < 0) return -1;
                if (!done) break;
                if (n - have >= ROOM) {
                    have += (std::size_t)done;
                } else {
                    std::size_t more = in.size() < n - have ? in.size() : n - have;
                    std::memcpy(to + have, in.data(), more);
                    in.drop(more);
                    have += more;
                }
            }
            return (long long)have;
        }
        /* How much is still there, as far as it is known. */
        std::size_t rest() const {
            struct stat about;
            off_t at = lseek(fd, 0, SEEK_CUR);
            if (at < 0 || fstat(fd, &about) < 0 || !S_ISREG(about.st_mode) || about.st_size <= at) return in.size();
            return in.size() + (std::size_t)(about.st_size - at);
        }
        int read_all(__cyrus_blob &to) {
            if (ready_to_read() < 0) return -1;
            std::size_t expected = rest();
            if (to.make(expected) < 0) return -1;
            long long done = read(to.data, expected);
            if (done < 0) return -1;
            to.cut((std::size_t)done);
            if ((std::size_t)done < expected) return 0;
            for (;;) {
                long long more = fill();
                if (more < 0) return -1;
                if (!more) break;
            }
            if (in.size()) {
                __cyrus_blob longer;
                if (longer.join(to.data, to.size, in.data(), in.size()) < 0) return -1;
                in.drop(in.size());
                to.take(longer);
            }
            return 0;
        }
        int read_some(__cyrus_blob &to, std::size_t n) {
            if (ready_to_read() < 0) return -1;
            std::size_t known = rest();
            /* No more memory than the file can fill, but files that do not know their size are asked. */
            std::size_t room = n <= ROOM || known >= n ? n : known > ROOM ? known : ROOM;
            if (to.make(room) < 0) return -1;
            long long done = read(to.data, room);
            if (done < 0) return -1;
            to.cut((std::size_t)done);
            return 0;
        }
        int read_line(__cyrus_blob &to, std::size_t most) {
            if (ready_to_read() < 0) return -1;
            std::size_t seen = 0, size;
            for (;;) {
                const char *end = (const char *)(in.size() > seen ? std::memchr(in.data() + seen, 10, in.size() - seen) : NULL);
                size = end ? (std::size_t)(end - in.data()) + 1 : in.size();
                if (end || size >= most) break;
                seen = in.size();
                long long more = fill();
                if (more < 0) return -1;
                if (!more) break;
            }
            if (size > most) size = most;
            if (to.set(in.data(), size) < 0) return -1;
            in.drop(size);
            return 0;
        }
        int write(const char *from, std::size_t n) {
            if (fd < 0) return closed();
            if (!writes) return __cyrus_os_raise(EBADF, NULL, NULL);
            if (in.size()) {
                /* What was read ahead is given back. */
                lseek(fd, -(off_t)in.size(), SEEK_CUR);
                in.clip(0);
            }
            if (out.size() + n > ROOM && flush() < 0) return -1;
            if (n < ROOM) return out.append(from, n);
            while (n) {
                int error = 0, file = fd;
                long long done = __cyrus_os_call(error, [file, from, n]() -> long long { return ::write(file, from, n); });
                if (error) return __cyrus_os_raise(error, NULL, NULL);
                from += done;
                n -= (std::size_t)done;
            }
            return 0;
        }
        long long seek(long long to, int from) {
            if (flush() < 0) return -1;
            if (from == 1) to -= (long long)in.size();
            in.clip(0);
            int error = 0, file = fd;
            long long at = __cyrus_os_call(error, [file, to, from]() -> long long {
                return lseek(file, (off_t)to, from == 0 ? SEEK_SET : from == 1 ? SEEK_CUR : SEEK_END);
            });
            return error ? __cyrus_os_raise(error, NULL, NULL) : at;
        }
        long long tell() {
            if (fd < 0) return closed();
            long long at = lseek(fd, 0, SEEK_CUR);
            if (at < 0) return __cyrus_os_raise(errno, NULL, NULL);
            return at - (long long)in.size() + (long long)out.size();
        }
        int truncate(long long size) {
            if (flush() < 0) return -1;
            int error = 0, file = fd;
            __cyrus_os_call(error, [file, size]() -> long long { return ftruncate(file, (off_t)size); });
            return error ? __cyrus_os_raise(error, NULL, NULL) : 0;
        }
    };

    struct __cyrus_stat {
        struct stat s;
        __cyrus_stat() : s() {}
    #if defined(__APPLE__)
        double mtime() const { return (double)s.st_mtimespec.tv_sec + (double)s.st_mtimespec.tv_nsec * 1e-9; }
        long long mtime_ns() const { return (long long)s.st_mtimespec.tv_sec * 1000000000 + s.st_mtimespec.tv_nsec; }
    #else
        double mtime() const { return (double)s.st_mtim.tv_sec + (double)s.st_mtim.tv_nsec * 1e-9; }
        long long mtime_ns() const { return (long long)s.st_mtim.tv_sec * 1000000000 + s.st_mtim.tv_nsec; }
    #endif
        long long size() const { return (long long)s.st_size; }
        long long inode() const { return (long long)s.st_ino; }
        unsigned mode() const { return (unsigned)s.st_mode; }
        bool is_dir() const { return S_ISDIR(s.st_mode); }
        bool is_file() const { return S_ISREG(s.st_mode); }
        bool is_link() const { return S_ISLNK(s.st_mode); }
    };
    /* 0, or the error's number. */
    static inline int __cyrus_stat_of(__cyrus_stat &to, const __cyrus_blob &path, bool follow) {
        int error = 0;
        if (std::memchr(path.data, 0, path.size)) return ENOENT;
        struct stat *s = &to.s;
        __cyrus_os_call(error, [s, &path, follow]() -> long long { return follow ? ::stat(path.data, s) : ::lstat(path.data, s); });
        return error;
    }
    static inline int __cyrus_stat_or_raise(__cyrus_stat &to, const __cyrus_blob &path, bool follow) {
        int error = __cyrus_path_check(path) < 0 ? -1 : __cyrus_stat_of(to, path, follow);
        return error > 0 ? __cyrus_os_raise(error, path.data, NULL) : error;
    }
    /* 'm'kdir, rm'd'ir, 'r'emove, rena'n'e */
    static inline int __cyrus_os_change(char what, const __cyrus_blob &path, const __cyrus_blob *other, unsigned mode) {
        int error = 0;
        if (__cyrus_path_check(path) < 0 || (other && __cyrus_path_check(*other) < 0)) return -1;
        __cyrus_os_call(error, [what, &path, other, mode]() -> long long {
            switch (what) {
            case 'm': return ::mkdir(path.data, (mode_t)mode);
            case 'd': return ::rmdir(path.data);
            case 'r': return ::unlink(path.data);
            default: return ::rename(path.data, other->data);
            }
        });
        return error ? __cyrus_os_raise(error, path.data, other ? other->data : NULL) : 0;
    }
    /* The names in a folder, each with a NUL behind it. */
    static inline int __cyrus_os_names(__cyrus_buffer &to, const __cyrus_blob &path) {
        int error = 0;
        bool memory = true;
        if (__cyrus_path_check(path) < 0) return -1;
        __cyrus_buffer *names = &to;
        bool *enough = &memory;
        __cyrus_os_call(error, [names, enough, &path]() -> long long {
            DIR *folder = opendir(path.data);
            if (!folder) return -1;
            struct dirent *entry;
            while (*enough && (errno = 0, entry = readdir(folder)) != NULL) {
                const char *name = entry->d_name;
                if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]))) continue;
                *enough = names->append(name, std::strlen(name) + 1) == 0;
            }
            int failed = errno;
            closedir(folder);
            errno = failed;
            return failed ? -1 : 0;
        });
        if (!memory) return -1;
        return error ? __cyrus_os_raise(error, path.data, NULL) : 0;
    }

    /* As os.path.normpath: single slashes, no `.`, no `..` that can be taken away; `.` for nothing. */
    static inline int __cyrus_path_normal(__cyrus_blob &to, const __cyrus_blob &path) {
        const char *p = path.data, *end = p + path.size;
        std::size_t slashes = 0;
        while (p < end && *p == '/') p++, slashes++;
        if (slashes != 2) slashes = slashes != 0;
        if (to.make(path.size + 1) < 0) return -1;
        char *out = to.data;
        for (std::size_t i = 0; i < slashes; i++) *out++ = '/';
        char *root = out, *floor = out;
        while (p < end) {
            const char *stop = (const char *)std::memchr(p, '/', (std::size_t)(end - p));
            if (!stop) stop = end;
            std::size_t n = (std::size_t)(stop - p);
            if (n == 2 && p[0] == '.' && p[1] == '.') {
                if (out > floor) {
                    do out--;
                    while (out > floor && *out != '/');
                } else if (!slashes) {
                    if (out > root) *out++ = '/';
                    *out++ = '.';
                    *out++ = '.';
                    floor = out;
                }
            } else if (n && !(n == 1 && *p == '.')) {
                if (out > root) *out++ = '/';
                std::memcpy(out, p, n);
                out += n;
            }
            p = stop < end ? stop + 1 : end;
        }
        if (out == to.data) *out++ = '.';
        to.cut((std::size_t)(out - to.data));
        return 0;
    }
    """
    cppclass file_state "__cyrus_file":
        int fd
        file_state()
        int open(const blob&, const char*) except -1
        int flush() except -1
        int close() except -1
        int read_all(blob&) except -1
        int read_some(blob&, size_t) except -1
        int read_line(blob&, size_t) except -1
        int write(const char*, size_t) except -1
        long long seek(long long, int) except -1
        long long tell() except -1
        int truncate(long long) except -1

    cppclass file_stat "__cyrus_stat":
        file_stat()
        double mtime()
        long long mtime_ns()
        long long size()
        long long inode()
        unsigned mode()
        bint is_dir()
        bint is_file()
        bint is_link()

    cppclass name_buffer "__cyrus_buffer":
        name_buffer()
        char* data()
        size_t size()

    int stat_of "__cyrus_stat_of"(file_stat&, const blob&, bint)
    int stat_or_raise "__cyrus_stat_or_raise"(file_stat&, const blob&, bint) except -1
    int os_change "__cyrus_os_change"(char, const blob&, const blob*, unsigned) except -1
    int os_names "__cyrus_os_names"(name_buffer&, const blob&) except -1
    int path_normal "__cyrus_path_normal"(blob&, const blob&) except -1
    size_t name_size "std::strlen"(const char*)


# ---- open files

cdef cypclass File:
    """An open file with buffers; it belongs to one thread at a time. When nothing refers to it any more it is closed."""
    file_state _f
    Str name

    __init__(self, Str path, Str mode = NULL) except *:
        self.name = path
        letters = <const char*> "r" if mode is NULL else mode.utf8()
        self._f.open(path._b, letters)

    int fileno(self) noexcept:
        return self._f.fd

    bint closed(self) noexcept:
        return self._f.fd < 0

    void close(self) except ~:
        self._f.close()

    # `with open(path) as f:` closes it at the end.
    File __enter__(self) noexcept:
        return self

    void __exit__(self) except ~:
        self.close()

    void flush(self) except ~:
        self._f.flush()

    Bytes read(self) except ~:
        """All that is left."""
        cdef blob made
        self._f.read_all(made)
        return Bytes(made)

    Bytes read(self, Py_ssize_t size) except ~:
        """So many bytes; fewer only at the end."""
        cdef blob made
        if size < 0:
            self._f.read_all(made)
        else:
            self._f.read_some(made, size)
        return Bytes(made)

    Bytes readline(self, Py_ssize_t size = -1) except ~:
        """Up to the next end of line, and with it; nothing at the end."""
        cdef blob made
        self._f.read_line(made, <size_t> size)
        return Bytes(made)

    Str read_text(self) except ~:
        return Str(self.read())

    Str readline_text(self, Py_ssize_t size = -1) except ~:
        return Str(self.readline(size))

    cyplist[Bytes] readlines(self) except ~:
        result = cyplist[Bytes]()
        while True:
            line = self.readline()
            if line.__len__() == 0:
                return result
            result.append(line)

    File __iter__(self):
        return self

    Bytes __next__(self) except ~:
        line = self.readline()
        if line.__len__() == 0:
            return NULL
        return line

    size_t write(self, Bytes data) except ~:
        self._f.write(data._b.data, data._b.size)
        return data._b.size

    size_t write(self, Str text) except ~:
        self._f.write(text._b.data, text._b.size)
        return text._b.count

    size_t write(self, Buffer data) except ~:
        self._f.write(data.data(), data.__len__())
        return data.__len__()

    long long seek(self, long long offset, int whence = 0) except -1:
        return self._f.seek(offset, whence)

    long long tell(self) except -1:
        return self._f.tell()

    void truncate(self, long long size) except ~:
        self._f.truncate(size)

# `mode` is one of r, w, a, x, with + for both reading and writing.
cdef inline File open(Str path, Str mode = NULL) except ~ nogil:
    return File(path, mode)

cdef inline Bytes read_bytes(Str path) except ~ nogil:
    return File(path).read()

cdef inline Str read_text(Str path) except ~ nogil:
    return Str(File(path).read())

cdef inline int write_bytes(Str path, Bytes data) except -1 nogil:
    file = File(path, Str("w"))
    file.write(data)
    file.close()
    return 0

cdef inline int write_text(Str path, Str text) except -1 nogil:
    file = File(path, Str("w"))
    file.write(text)
    file.close()
    return 0


# ---- what is known about files

cdef immutable cypclass Stat:
    """What the system knows about a file."""
    file_stat _s

    __init__(self, Str path, bint follow = True) except *:
        stat_or_raise(self._s, path._b, follow)

    long long size(self) noexcept:
        return self._s.size()

    double mtime(self) noexcept:
        """When it was written last, in seconds since 1970."""
        return self._s.mtime()

    long long mtime_ns(self) noexcept:
        return self._s.mtime_ns()

    unsigned int mode(self) noexcept:
        return self._s.mode()

    long long inode(self) noexcept:
        return self._s.inode()

    bint is_dir(self) noexcept:
        return self._s.is_dir()

    bint is_file(self) noexcept:
        return self._s.is_file()

    bint is_link(self) noexcept:
        return self._s.is_link()

cdef inline Stat stat(Str path) except ~ nogil:
    return Stat(path)

cdef inline Stat lstat(Str path) except ~ nogil:
    return Stat(path, False)

cdef inline bint exists(Str path) noexcept nogil:
    cdef file_stat found
    return stat_of(found, path._b, True) == 0

cdef inline bint isfile(Str path) noexcept nogil:
    cdef file_stat found
    return stat_of(found, path._b, True) == 0 and found.is_file()

cdef inline bint isdir(Str path) noexcept nogil:
    cdef file_stat found
    return stat_of(found, path._b, True) == 0 and found.is_dir()

cdef inline long long getsize(Str path) except -1 nogil:
    cdef file_stat found
    stat_or_raise(found, path._b, True)
    return found.size()

# The names in a folder, in no order; those that are no UTF-8 raise UnicodeDecodeError.
cdef inline cyplist[Str] listdir(Str path) except ~ nogil:
    cdef name_buffer names
    cdef size_t at = 0, size
    os_names(names, path._b)
    result = cyplist[Str]()
    while at < names.size():
        size = name_size(names.data() + at)
        result.append(Str(names.data() + at, size))
        at += size + 1
    return result


# ---- changes

cdef inline int mkdir(Str path, unsigned int mode = 0o777) except -1 nogil:
    return os_change(c'm', path._b, NULL, mode)

# With the folders that lead to it; one that is there already is no error unless exist_ok is false.
cdef inline int makedirs(Str path, unsigned int mode = 0o777, bint exist_ok = True) except -1 nogil:
    if exist_ok and isdir(path):
        return 0
    above = dirname(path)
    if len(above) and not exists(above):
        makedirs(above)
    return os_change(c'm', path._b, NULL, mode)

cdef inline int rmdir(Str path) except -1 nogil:
    return os_change(c'd', path._b, NULL, 0)

cdef inline int remove(Str path) except -1 nogil:
    return os_change(c'r', path._b, NULL, 0)

# What has the new name already is replaced.
cdef inline int rename(Str path, Str to) except -1 nogil:
    return os_change(c'n', path._b, &to._b, 0)


# ---- paths, as in os.path

cdef inline Str join(Str a, Str b) except ~ nogil:
    if b.startswith("/") or len(a) == 0:
        return b
    if a.endswith("/"):
        return a + b
    return a + "/" + b

cdef inline Str normpath(Str path) except ~ nogil:
    cdef blob made
    path_normal(made, path._b)
    return Str(made.data, made.size)

cdef inline bint isabs(Str path) noexcept nogil:
    return path._b.size != 0 and path._b.data[0] == c'/'

cdef inline Str basename(Str path) except ~ nogil:
    return path[path.rfind("/") + 1:]

cdef inline Str dirname(Str path) except ~ nogil:
    head = path[:path.rfind("/") + 1]
    bare = head.rstrip("/")
    return bare if len(bare) else head

# The ending of the last name, with its dot; names that begin with dots have none there.
cdef inline Str extension(Str path) except ~ nogil:
    name = basename(path)
    bare = name.lstrip(".")
    at = bare.rfind(".")
    return bare[at:] if at >= 0 else Str()
