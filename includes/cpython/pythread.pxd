# Python's portable threads, locks and thread-local storage.

cdef extern from "pythread.h":
    ctypedef void* PyThread_type_lock
    ctypedef void* PyThread_type_sema

    # Threads
    void PyThread_init_thread()
    long PyThread_start_new_thread(void (*)(void*), void*)
    void PyThread_exit_thread()
    long PyThread_get_thread_ident()
    size_t PyThread_get_stacksize()
    int PyThread_set_stacksize(size_t)

    # Locks
    enum:
        WAIT_LOCK
        NOWAIT_LOCK

    ctypedef enum PyLockStatus:
        PY_LOCK_FAILURE = 0
        PY_LOCK_ACQUIRED = 1
        PY_LOCK_INTR

    PyThread_type_lock PyThread_allocate_lock()
    void PyThread_free_lock(PyThread_type_lock)
    int PyThread_acquire_lock(PyThread_type_lock, int mode) nogil
    void PyThread_release_lock(PyThread_type_lock) nogil

    # Thread specific storage. `Py_tss_t` is the language's own; its variables start initialised.
    Py_tss_t Py_tss_NEEDS_INIT
    Py_tss_t* PyThread_tss_alloc()
    void PyThread_tss_free(Py_tss_t* key)
    int PyThread_tss_is_created(Py_tss_t* key)
    int PyThread_tss_create(Py_tss_t* key)
    void PyThread_tss_delete(Py_tss_t* key)
    int PyThread_tss_set(Py_tss_t* key, void* value)
    void* PyThread_tss_get(Py_tss_t* key)

    # Its predecessor, deprecated since Python 3.7
    int PyThread_create_key()
    void PyThread_delete_key(int)
    int PyThread_set_key_value(int, void*)
    void* PyThread_get_key_value(int)
    void PyThread_delete_key_value(int key)
    void PyThread_ReInitTLS()
