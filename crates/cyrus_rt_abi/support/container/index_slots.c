//! The item slots of a type for a C index: mappings and ordinary classes are asked through a Python int, sequences
//! through their sequence slots. The choice gives 1 for the sequence slots, with a negative index counted from the end
//! (one that stays negative goes to the mapping slot, which knows what to do), 0 for a Python int, -1 for an error.
//@proto
static int __cyrus_index_slot(PyObject *o, int has_item, int has_subscript, Py_ssize_t *i, int wraparound);
//@code
static int __cyrus_index_slot(PyObject *o, int has_item, int has_subscript, Py_ssize_t *i, int wraparound) {
  lenfunc length;
  Py_ssize_t n = 0;
  if (!has_item) return 0;
  if (has_subscript && !(Py_TPFLAGS_SEQUENCE && PyType_HasFeature(Py_TYPE(o), Py_TPFLAGS_SEQUENCE))) return 0;
  if (!wraparound || *i >= 0) return 1;
  length = Py_TYPE(o)->tp_as_sequence->sq_length;
  if (length && (n = length(o)) < 0) {
    if (!PyErr_ExceptionMatches(PyExc_OverflowError)) return -1;
    PyErr_Clear();
    n = 0;
  }
  if (*i + n < 0 && has_subscript) return 0;
  *i += n;
  return 1;
}
