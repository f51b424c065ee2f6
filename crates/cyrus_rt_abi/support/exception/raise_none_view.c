//! A memoryview that is None where its memory was needed (nonecheck=True): the message, and whether an attribute was asked for.
//@fn __cyrus_raise_none_view(const char *, int) -> void nogil
//@proto
static void __cyrus_raise_none_view(const char *message, int attribute);
//@code
static void __cyrus_raise_none_view(const char *message, int attribute) {
  PyGILState_STATE gil = PyGILState_Ensure();
  PyErr_SetString(attribute ? PyExc_AttributeError : PyExc_TypeError, message);
  PyGILState_Release(gil);
}
