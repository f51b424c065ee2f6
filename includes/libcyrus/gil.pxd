# Letting go of the GIL where it is not known whether this thread has it: in code that is called
# both ways and is about to block.
#
#     aside = gil_aside()     # now without the GIL
#     ...
#     gil_back(aside)         # as before

cdef extern from *:
    """
    #ifndef CYRUS_GIL_ASIDE
    #define CYRUS_GIL_ASIDE
    static inline int __cyrus_gil_held(void) {
    #if PY_VERSION_HEX >= 0x030D0000
        return PyThreadState_GetUnchecked() != NULL;
    #elif PY_VERSION_HEX >= 0x030C0000
        return _PyThreadState_UncheckedGet() != NULL;
    #else
        /* The current state is not the thread's but the process's up to 3.11. */
        return PyGILState_Check();
    #endif
    }
    static inline PyThreadState *__cyrus_gil_aside(void) {
        return __cyrus_gil_held() ? PyEval_SaveThread() : NULL;
    }
    static inline void __cyrus_gil_back(PyThreadState *aside) {
        if (aside) PyEval_RestoreThread(aside);
    }
    #endif
    """
    # NULL if the thread did not have the GIL.
    ctypedef struct gil_state "PyThreadState"

    bint gil_held "__cyrus_gil_held"() noexcept nogil
    gil_state* gil_aside "__cyrus_gil_aside"() noexcept nogil
    void gil_back "__cyrus_gil_back"(gil_state* aside) noexcept nogil
