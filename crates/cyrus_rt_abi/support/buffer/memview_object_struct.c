//! The Python object made of a memoryview: its layout, and its type once memview_object has made it.
//@requires memview
//@proto
typedef struct {
  PyObject_HEAD
  __cyrus_membuf *buf;
  char *data;
  Py_ssize_t dims[3][8], len;
  int ndim;
} __cyrus_mvobj;
static PyTypeObject *__cyrus_mvobj_type;
