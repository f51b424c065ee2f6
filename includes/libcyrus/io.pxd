# Standard input and output without the GIL. `print` works there, too (docs/text_without_the_gil.md); this is for text as it is.
#
# Nothing is kept back: what is written is there at once, behind what C has written to its standard output. Python's `sys.stdout` has a
# buffer of its own.

from libcyrus.blob cimport blob
from libcyrus.bytes cimport Bytes
from libcyrus.file cimport file_state
from libcyrus.text cimport Str

cdef extern from * nogil:
    """
    static inline int __cyrus_io_write(int file, const char *from, std::size_t n) {
        std::fflush(file == 2 ? stderr : stdout);
        while (n) {
            int error = 0;
            long long done = __cyrus_os_call(error, [file, from, n]() -> long long { return ::write(file, from, n); });
            if (error) return __cyrus_os_raise(error, NULL, NULL);
            from += done;
            n -= (std::size_t)done;
        }
        return 0;
    }
    /* A line of C's standard input, with its end; nothing when there are no more. */
    static inline int __cyrus_io_line(__cyrus_blob &to) {
        char *line = NULL;
        std::size_t room = 0;
        int error = 0;
        char **place = &line;
        std::size_t *size = &room;
        long long n = -1, *length = &n;
        __cyrus_os_call(error, [place, size, length]() -> long long {
            errno = 0;
            *length = getline(place, size, stdin);
            return *length < 0 && errno ? -1 : 0;
        });
        int result = error ? __cyrus_os_raise(error, NULL, NULL) : to.set(line ? line : "", n > 0 ? (std::size_t)n : 0);
        std::free(line);
        return result;
    }
    """
    int io_write "__cyrus_io_write"(int, const char*, size_t) except -1
    int io_line "__cyrus_io_line"(blob&) except -1

cdef inline int write(Str text) except -1 nogil:
    return io_write(1, text._b.data, text._b.size)

cdef inline int write_bytes(Bytes data) except -1 nogil:
    return io_write(1, data._b.data, data._b.size)

cdef inline int write_error(Str text) except -1 nogil:
    return io_write(2, text._b.data, text._b.size)

# The next line of standard input, with its end; nothing at its end.
cdef inline Str readline() except ~ nogil:
    cdef blob made
    io_line(made)
    return Str(made.data, made.size)
