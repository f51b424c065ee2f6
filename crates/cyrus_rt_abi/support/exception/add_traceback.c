//! Adds one entry to the traceback of the raised exception. The code objects made for it are kept in a small
//! direct-mapped cache keyed by (addresses of the names of function and file, line); a collision only costs a new code object.
//@requires thread_state
//@include <frameobject.h>
//@fn __cyrus_add_traceback(const char *, int, const char *) -> void
//@fn __cyrus_fail(const char *, int) -> new
//@proto
static __CYRUS_COLD PyObject *__cyrus_fail(const char *func, int line);
static __CYRUS_COLD void __cyrus_add_traceback(const char *func, int line, const char *file);
//@code
static struct { const char *func, *file; int line; PyCodeObject *code; } __cyrus_tb_cache[64];
#ifdef Py_GIL_DISABLED
static PyMutex __cyrus_tb_mutex;
#define __CYRUS_TB_LOCK() PyMutex_Lock(&__cyrus_tb_mutex)
#define __CYRUS_TB_UNLOCK() PyMutex_Unlock(&__cyrus_tb_mutex)
#else
#define __CYRUS_TB_LOCK()
#define __CYRUS_TB_UNLOCK()
#endif
static __CYRUS_COLD PyCodeObject *__cyrus_tb_code(const char *func, int line, const char *file) {
  size_t h = ((size_t)func / 8 + (size_t)line) % 64;
  PyCodeObject *code = NULL, *old;
  __CYRUS_TB_LOCK();
  if (__cyrus_tb_cache[h].func == func && __cyrus_tb_cache[h].file == file && __cyrus_tb_cache[h].line == line) {
    code = __cyrus_tb_cache[h].code;
    Py_INCREF(code);
  }
  __CYRUS_TB_UNLOCK();
  if (code) return code;
  code = PyCode_NewEmpty(file, func, line);
  if (!code) return NULL;
  Py_IncRef((PyObject *)code);
  __CYRUS_TB_LOCK();
  old = __cyrus_tb_cache[h].code;
  __cyrus_tb_cache[h].func = func;
  __cyrus_tb_cache[h].file = file;
  __cyrus_tb_cache[h].line = line;
  __cyrus_tb_cache[h].code = code;
  __CYRUS_TB_UNLOCK();
  Py_DecRef((PyObject *)old);
  return code;
}

static __CYRUS_COLD void __cyrus_add_traceback(const char *func, int line, const char *file) {
  PyObject *t, *v, *tb;
  PyCodeObject *code;
  PyFrameObject *frame = NULL;
  PyErr_Fetch(&t, &v, &tb);
  code = __cyrus_tb_code(func, line, file);
  if (code) frame = PyFrame_New(__cyrus_tstate(), code, __cyrus_d, NULL);
  PyErr_Restore(t, v, tb);
  if (frame) {
#if PY_VERSION_HEX < 0x030B0000
    frame->f_lineno = line;
#endif
    PyTraceBack_Here(frame);
    Py_DecRef((PyObject *)frame);
  }
  Py_DecRef((PyObject *)code);
}
// The end of a function that fails.
static __CYRUS_COLD PyObject *__cyrus_fail(const char *func, int line) {
  __cyrus_add_traceback(func, line, __CYRUS_SOURCE);
  return NULL;
}
