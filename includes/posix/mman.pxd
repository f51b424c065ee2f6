# <sys/mman.h>: memory mappings, shared and typed memory. Not every system has every name.

from posix.types cimport off_t, mode_t

cdef extern from "<sys/mman.h>" nogil:
    # Mappings
    enum:
        PROT_EXEC
        PROT_READ
        PROT_WRITE
        PROT_NONE
        MAP_ANON
        MAP_ANONYMOUS
        MAP_FIXED
        MAP_GROWSDOWN
        MAP_HUGETLB
        MAP_LOCKED
        MAP_NOCORE
        MAP_NORESERVE
        MAP_NOSYNC
        MAP_POPULATE
        MAP_PRIVATE
        MAP_SHARED
        MAP_STACK

    void* MAP_FAILED
    void* mmap(void* addr, size_t Len, int prot, int flags, int fd, off_t off)
    void* mremap(void* old_addr, size_t old_len, size_t new_len, int flags, ...)
    int munmap(void* addr, size_t Len)
    int mprotect(void* addr, size_t Len, int prot)
    int remap_file_pages(void* addr, size_t Len, int prot, size_t pgoff, int flags)

    # Writing back
    enum:
        MS_ASYNC
        MS_SYNC
        MS_INVALIDATE

    int msync(void* addr, size_t Len, int flags)
    int mincore(void* addr, size_t Len, unsigned char* vec)

    # Locking
    enum:
        MCL_CURRENT
        MCL_FUTURE
        MCL_ONFAULT
        MLOCK_ONFAULT

    int mlock(const void* addr, size_t Len)
    int mlock2(const void* addr, size_t len, int flags)
    int mlockall(int flags)
    int munlock(const void* addr, size_t Len)
    int munlockall()

    # Advice
    enum:
        POSIX_MADV_NORMAL
        POSIX_MADV_SEQUENTIAL
        POSIX_MADV_RANDOM
        POSIX_MADV_WILLNEED
        POSIX_MADV_DONTNEED
        MADV_NORMAL
        MADV_RANDOM
        MADV_SEQUENTIAL
        MADV_WILLNEED
        MADV_DONTNEED
        MADV_REMOVE
        MADV_DONTFORK
        MADV_DOFORK
        MADV_HWPOISON
        MADV_MERGEABLE
        MADV_UNMERGEABLE
        MADV_SOFT_OFFLINE
        MADV_HUGEPAGE
        MADV_NOHUGEPAGE
        MADV_DONTDUMP
        MADV_DODUMP
        MADV_FREE
        MADV_WIPEONFORK
        MADV_KEEPONFORK

    int posix_madvise(void* addr, size_t Len, int advice)
    int madvise(void* addr, size_t Len, int advice)

    # Shared memory
    int shm_open(const char* name, int oflag, mode_t mode)
    int shm_unlink(const char* name)

    # Typed memory
    enum:
        POSIX_TYPED_MEM_ALLOCATE
        POSIX_TYPED_MEM_ALLOCATE_CONTIG
        POSIX_TYPED_MEM_MAP_ALLOCATABLE

    struct posix_typed_mem_info:
        size_t posix_tmi_length

    int posix_typed_mem_open(const char* name, int oflag, int tflag)
    int posix_typed_mem_get_info(int fildes, posix_typed_mem_info* info)
    int posix_mem_offset(const void* addr, size_t Len, off_t* off, size_t* contig_len, int* fildes)
