//! The constants of cython.view (generic, strided, indirect, contiguous, indirect_contiguous) as Python objects that print
//! as in Cython: 0 … 4.
//@requires shared_type
//@fn __cyrus_view_enum(int) -> new
//@proto
static PyObject *__cyrus_view_enum(int which);
//@code
typedef struct { PyObject_HEAD const char *name; } __cyrus_enum_obj;
static PyObject *__cyrus_enum_repr(PyObject *o) { return PyUnicode_FromString(((__cyrus_enum_obj *)o)->name); }
static PyObject *__cyrus_view_enum(int which) {
  static const char *const names[] = {"<strided and direct or indirect>", "<strided and direct>", "<strided and indirect>",
                                      "<contiguous and direct>", "<contiguous and indirect>"};
  static PyObject *made[5];
  static PyType_Slot slots[] = {{Py_tp_repr, (void *)__cyrus_enum_repr}, {0, NULL}};
  PyType_Spec spec = {__CYRUS_ABI ".Enum", sizeof(__cyrus_enum_obj), 0, Py_TPFLAGS_DEFAULT, slots};
  if (!made[which]) {
    PyTypeObject *type = __cyrus_shared_type(&spec, NULL, NULL);
    if (!type) return NULL;
    made[which] = type->tp_alloc(type, 0);
    Py_DECREF(type);
    if (!made[which]) return NULL;
    ((__cyrus_enum_obj *)made[which])->name = names[which];
  }
  return Py_NewRef(made[which]);
}
