//! A special method that has fewer parameters than its slot got operands: `pow(a, b, m)` without a modulus in `__pow__`.
//@fn __cyrus_slot_arity_error(const char *, int, int) -> int !neg
//@proto
static int __cyrus_slot_arity_error(const char *name, int expected, int given);
//@code
static __CYRUS_ONCE int __cyrus_slot_arity_error(const char *name, int expected, int given) {
    PyErr_Format(PyExc_TypeError, "%.200s() takes %d arguments but %d were given", name, expected, given);
    return -1;
}
