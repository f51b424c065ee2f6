//! Deleting an attribute that is a C value.
//@proto
static int __cyrus_no_delete(void);
//@code
static __CYRUS_ONCE int __cyrus_no_delete(void) {
    PyErr_SetString(PyExc_NotImplementedError, "__del__");
    return -1;
}
