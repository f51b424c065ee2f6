//! A memoryview as a member of an object, for the garbage collector: the exporter is visited when this view is the only one.
//@requires memview
//@fn __cyrus_mv_traverse(__cyrus_membuf *, visitproc, void *) -> int
//@proto
static inline int __cyrus_mv_traverse(__cyrus_membuf *b, visitproc visit, void *arg) {
  if (b && (PyObject *)b != Py_None && b->count == 1) Py_VISIT(b->view.obj);
  return 0;
}
