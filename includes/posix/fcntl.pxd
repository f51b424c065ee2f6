# <fcntl.h>: opening and controlling files.

from posix.types cimport mode_t, off_t, pid_t

cdef extern from "<fcntl.h>" nogil:
    # open(): access and flags
    enum:
        O_RDONLY
        O_WRONLY
        O_RDWR
        O_EXEC
        O_SEARCH
        O_ACCMODE
        O_CLOEXEC
        O_CREAT
        O_DIRECT
        O_DIRECTORY
        O_EXCL
        O_NOCTTY
        O_TRUNC
        O_TTY_INIT
        O_APPEND
        O_DSYNC
        O_NONBLOCK
        O_RSYNC
        O_SYNC

    # fcntl(): commands, descriptor flags, kinds of lock
    enum:
        F_DUPFD
        F_DUPFD_CLOEXEC
        F_GETFD
        F_GETFL
        F_GETLK
        F_GETOWN
        F_SETFD
        F_SETFL
        F_SETLK
        F_SETLKW
        F_SETOWN
        F_RDLCK
        F_WRLCK
        F_UNLCK
        FD_CLOEXEC

    # Positions, *at() calls, advice
    enum:
        SEEK_SET
        SEEK_CUR
        SEEK_END
        AT_FDCWD
        AT_EACCESS
        AT_SYMLINK_NOFOLLOW
        AT_SYMLINK_FOLLOW
        AT_REMOVEDIR
        POSIX_FADV_DONTNEED
        POSIX_FADV_NOREUSE
        POSIX_FADV_NORMAL
        POSIX_FADV_RANDOM
        POSIX_FADV_SEQUENTIAL
        POSIX_FADV_WILLNEED

    # File types
    enum:
        S_IFMT
        S_IFBLK
        S_IFCHR
        S_IFIFO
        S_IFREG
        S_IFDIR
        S_IFLNK
        S_IFSOCK

    struct flock:
        short l_type
        short l_whence
        off_t l_start
        off_t l_len
        pid_t l_pid

    int open(const char*, int, ...)
    int openat(int, const char*, int, ...)
    int creat(const char*, mode_t)
    int fcntl(int, int, ...)
    int posix_fadvise(int, off_t, off_t, int)
    int posix_fallocate(int, off_t, off_t)
