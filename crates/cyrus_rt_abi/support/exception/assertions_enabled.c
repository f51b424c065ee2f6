//! Whether `assert` statements run: the interpreter's -O flag, read through `__debug__` once, because the flag
//! itself is deprecated from 3.12 on.
//@init __cyrus_assertions_init
//@fn __cyrus_assertions_enabled() -> int nogil pure
//@proto
static int __cyrus_assertions_flag = 1;
static inline int __cyrus_assertions_enabled(void) { return __cyrus_assertions_flag; }
//@code
static int __cyrus_assertions_init(void) {
  PyObject *debug = PyObject_GetAttrString(__cyrus_b, "__debug__");
  if (!debug) return -1;
  __cyrus_assertions_flag = debug != Py_False;
  Py_DECREF(debug);
  return 0;
}
