//! Constants into a dict: `count` pairs of indices into `__cyrus_k`.
//@fn __cyrus_dict_fill(obj, const int *, int) -> int !neg
//@proto
static int __cyrus_dict_fill(PyObject *d, const int *pairs, int count);
//@code
static __CYRUS_ONCE int __cyrus_dict_fill(PyObject *d, const int *pairs, int count) {
    for (; count > 0; count--, pairs += 2)
        if (PyDict_SetItem(d, __cyrus_k[pairs[0]], __cyrus_k[pairs[1]]) < 0)
            return -1;
    return 0;
}
