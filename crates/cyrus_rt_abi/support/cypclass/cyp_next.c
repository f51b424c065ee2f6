//! The end of an iteration by `__next__`: StopIteration.
//@fn __cyrus_cyp_stopped() -> int nogil
//@proto
// Whether the exception that is set is StopIteration, which is then cleared. Takes the GIL itself.
static int __cyrus_cyp_stopped(void);
//@code
static int __cyrus_cyp_stopped(void) {
    PyGILState_STATE gil = PyGILState_Ensure();
    int stopped = PyErr_ExceptionMatches(PyExc_StopIteration);
    if (stopped)
        PyErr_Clear();
    PyGILState_Release(gil);
    return stopped;
}
