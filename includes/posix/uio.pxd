# <sys/uio.h>: reading and writing several buffers at once.

from posix.types cimport off_t

cdef extern from "<sys/uio.h>" nogil:
    struct iovec:
        void* iov_base
        size_t iov_len

    ssize_t readv(int fd, const iovec* iov, int iovcnt)
    ssize_t writev(int fd, const iovec* iov, int iovcnt)
    ssize_t preadv(int fd, const iovec* iov, int iovcnt, off_t offset)
    ssize_t pwritev(int fd, const iovec* iov, int iovcnt, off_t offset)

    # Linux
    enum:
        RWF_DSYNC
        RWF_HIPRI
        RWF_SYNC
        RWF_NOWAIT
        RWF_APPEND

    ssize_t preadv2(int fd, const iovec* iov, int iovcnt, off_t offset, int flags)
    ssize_t pwritev2(int fd, const iovec* iov, int iovcnt, off_t offset, int flags)
