//! `raise type`, `raise type from cause` and the older `raise type, value, tb`; NULL for an absent operand.
//! Always returns with an exception set.
//@fn __cyrus_raise(obj, obj?, obj?, obj?) -> void
//@proto
static void __cyrus_raise(PyObject *type, PyObject *value, PyObject *tb, PyObject *cause);
//@code
static PyObject *__cyrus_raise_instance(PyObject *type, PyObject *value) {
  PyObject *exc;
  if (PyExceptionInstance_Check(type)) {
    if (!value) {
      Py_INCREF(type);
      return type;
    }
    PyErr_SetString(PyExc_TypeError, "instance exception may not have a separate value");
    return NULL;
  }
  if (!PyExceptionClass_Check(type)) {
    PyErr_SetString(PyExc_TypeError, "raise: exception class must be a subclass of BaseException");
    return NULL;
  }
  if (value && PyExceptionInstance_Check(value)) {
    int is_sub = Py_TYPE(value) == (PyTypeObject *)type ? 1 : PyObject_IsSubclass((PyObject *)Py_TYPE(value), type);
    if (is_sub < 0) return NULL;
    if (is_sub) {
      Py_INCREF(value);
      return value;
    }
  }
  exc = value && PyTuple_Check(value) ? PyObject_Call(type, value, NULL)
                                      : PyObject_CallFunctionObjArgs(type, value, NULL);
  if (exc && !PyExceptionInstance_Check(exc)) {
    PyErr_Format(PyExc_TypeError, "calling %R should have returned an instance of BaseException, not %R", type,
                 (PyObject *)Py_TYPE(exc));
    Py_CLEAR(exc);
  }
  return exc;
}

static void __cyrus_raise(PyObject *type, PyObject *value, PyObject *tb, PyObject *cause) {
  PyObject *exc;
  if (tb == Py_None) tb = NULL;
  if (value == Py_None) value = NULL;
  if (tb && !PyTraceBack_Check(tb)) {
    PyErr_SetString(PyExc_TypeError, "raise: arg 3 must be a traceback or None");
    return;
  }
  exc = __cyrus_raise_instance(type, value);
  if (!exc) return;
  if (cause) {
    if (cause == Py_None) cause = NULL;
    else if (PyExceptionClass_Check(cause)) {
      cause = PyObject_CallObject(cause, NULL);
      if (!cause) goto done;
    } else if (PyExceptionInstance_Check(cause)) Py_INCREF(cause);
    else {
      PyErr_SetString(PyExc_TypeError, "exception causes must derive from BaseException");
      goto done;
    }
    PyException_SetCause(exc, cause);
  }
  PyErr_SetObject((PyObject *)Py_TYPE(exc), exc);
  if (tb) {
    PyObject *t, *v, *old;
    PyErr_Fetch(&t, &v, &old);
    Py_XDECREF(old);
    Py_INCREF(tb);
    PyErr_Restore(t, v, tb);
  }
done:
  Py_DECREF(exc);
}
