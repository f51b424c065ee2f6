//! Arguments of tp_new, tp_init and tp_call: a tuple and a dict (or NULL).
//!
//! As `__cyrus_args_fast`. The borrowed references in `out` must outlive the call, so a dict that somebody else can
//! change is copied first: the copy is stored in `*keep` (else NULL), and the caller drops it when done, on errors too.
//@requires args_fast
//@fn __cyrus_args_tuple(const __cyrus_argspec *, obj, obj?, PyObject **, PyObject **, PyObject **, PyObject **) -> int !neg
//@proto
static int __cyrus_args_tuple(const __cyrus_argspec *spec, PyObject *args, PyObject *kwds, PyObject **out,
                              PyObject **star, PyObject **starstar, PyObject **keep);
//@code
static int __cyrus_args_tuple(const __cyrus_argspec *spec, PyObject *args, PyObject *kwds, PyObject **out,
                              PyObject **star, PyObject **starstar, PyObject **keep) {
    *keep = NULL;
    if (kwds && PyDict_GET_SIZE(kwds) == 0)
        kwds = NULL;
    if (kwds && (__CYRUS_FREE_THREADED || Py_REFCNT(kwds) > 1)) {
        *keep = kwds = PyDict_Copy(kwds);
        if (!kwds)
            return -1;
    }
    return __cyrus_args_sort(spec, &PyTuple_GET_ITEM(args, 0), PyTuple_GET_SIZE(args), kwds, out, star, starstar);
}
