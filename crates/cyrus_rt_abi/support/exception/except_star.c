//! The steps of `except*` (PEP 654). The state of one such statement is a list: the exception caught, what of it no
//! clause has taken yet, what the clause at hand has, whether that clause raises just this again, the list of what the
//! clauses raised, and the traceback of what the clause at hand has.
//@fn __cyrus_except_star_begin(obj) -> new
//@fn __cyrus_except_star_match(obj, obj) -> int !neg1
//@fn __cyrus_except_star_raise(obj) -> int !neg1
//@fn __cyrus_except_star_enter(obj) -> int !neg1
//@fn __cyrus_except_star_again(obj) -> int !neg1
//@fn __cyrus_except_star_raised(obj, obj) -> int !neg1
//@fn __cyrus_except_star_end(obj) -> int !neg1
//@proto
static PyObject *__cyrus_except_star_begin(PyObject *exc);
static int __cyrus_except_star_match(PyObject *state, PyObject *pattern);
static int __cyrus_except_star_raise(PyObject *state);
static int __cyrus_except_star_enter(PyObject *state);
static int __cyrus_except_star_again(PyObject *state);
static int __cyrus_except_star_raised(PyObject *state, PyObject *exc);
static int __cyrus_except_star_end(PyObject *state);
//@code
static PyObject *__cyrus_except_star_begin(PyObject *exc) {
  PyObject *raised = PyList_New(0), *state;
  if (!raised) return NULL;
  state = Py_BuildValue("[OOOOOO]", exc, exc, Py_None, Py_False, raised, Py_None);
  Py_DECREF(raised);
  return state;
}
static void __cyrus_except_star_set(PyObject *state, Py_ssize_t i, PyObject *value) {
  PyObject *old = PyList_GET_ITEM(state, i);
  PyList_SET_ITEM(state, i, value);
  Py_DECREF(old);
}
/* Raises as it is: neither its context nor its traceback changes. */
static int __cyrus_except_star_restore(PyObject *exc) {
  PyErr_Restore(Py_NewRef((PyObject *)Py_TYPE(exc)), Py_NewRef(exc), PyException_GetTraceback(exc));
  return -1;
}
static int __cyrus_except_star_raise(PyObject *state) {
  return __cyrus_except_star_restore(PyList_GET_ITEM(state, 2));
}
/* The way into the clause leaves no trace. */
static int __cyrus_except_star_enter(PyObject *state) {
  return PyException_SetTraceback(PyList_GET_ITEM(state, 2), PyList_GET_ITEM(state, 5));
}
static int __cyrus_except_star_again(PyObject *state) {
  __cyrus_except_star_set(state, 3, Py_NewRef(Py_True));
  return 0;
}
static int __cyrus_except_star_raised(PyObject *state, PyObject *exc) {
  /* What was raised again is part of the whole, which its traceback shows. */
  if (PyList_GET_ITEM(state, 3) == Py_True && exc == PyList_GET_ITEM(state, 2) && __cyrus_except_star_enter(state)) {
    return -1;
  }
  return PyList_Append(PyList_GET_ITEM(state, 4), exc);
}
#if PY_VERSION_HEX >= 0x030B0000
/* 0: every class of the pattern may be caught here. */
static int __cyrus_except_star_check(PyObject *pattern) {
  Py_ssize_t i;
  int is_group;
  if (PyTuple_Check(pattern)) {
    for (i = 0; i < PyTuple_GET_SIZE(pattern); i++) {
      if (__cyrus_except_star_check(PyTuple_GET_ITEM(pattern, i))) return -1;
    }
    return 0;
  }
  if (!PyExceptionClass_Check(pattern)) {
    PyErr_SetString(PyExc_TypeError, "catching classes that do not inherit from BaseException is not allowed");
    return -1;
  }
  is_group = PyObject_IsSubclass(pattern, PyExc_BaseExceptionGroup);
  if (is_group > 0) {
    PyErr_SetString(PyExc_TypeError, "catching ExceptionGroup with except* is not allowed. Use except instead.");
  }
  return is_group ? -1 : 0;
}
static int __cyrus_except_star_match(PyObject *state, PyObject *pattern) {
  PyObject *rest = PyList_GET_ITEM(state, 1), *match, *left, *parts, *traceback;
  int is_group;
  if (__cyrus_except_star_check(pattern)) return -1;
  __cyrus_except_star_set(state, 3, Py_NewRef(Py_False));
  if (rest == Py_None) return 0;
  is_group = PyObject_TypeCheck(rest, (PyTypeObject *)PyExc_BaseExceptionGroup);
  if (PyErr_GivenExceptionMatches(rest, pattern)) {
    match = is_group ? Py_NewRef(rest) : PyObject_CallFunction(PyExc_BaseExceptionGroup, "s(O)", "", rest);
    if (!match) return -1;
    left = Py_NewRef(Py_None);
  } else if (is_group) {
    parts = PyObject_CallMethod(rest, "split", "(O)", pattern);
    if (!parts) return -1;
    if (!PyTuple_Check(parts) || PyTuple_GET_SIZE(parts) < 2) {
      PyErr_Format(PyExc_TypeError, "%.200s.split must return a 2-tuple, got %R", Py_TYPE(rest)->tp_name, parts);
      Py_DECREF(parts);
      return -1;
    }
    match = Py_NewRef(PyTuple_GET_ITEM(parts, 0));
    left = Py_NewRef(PyTuple_GET_ITEM(parts, 1));
    Py_DECREF(parts);
    if (match == Py_None) {
      Py_DECREF(match);
      Py_DECREF(left);
      return 0;
    }
  } else {
    return 0;
  }
  __cyrus_except_star_set(state, 1, left);
  __cyrus_except_star_set(state, 2, match);
  traceback = PyException_GetTraceback(match);
  __cyrus_except_star_set(state, 5, traceback ? traceback : Py_NewRef(Py_None));
  return 1;
}
/* Adds the exceptions that are no groups, by address. */
static int __cyrus_except_star_leaves(PyObject *exc, PyObject *leaves) {
  PyObject *parts, *key;
  Py_ssize_t i;
  int failed = 0;
  if (!PyObject_TypeCheck(exc, (PyTypeObject *)PyExc_BaseExceptionGroup)) {
    key = PyLong_FromVoidPtr(exc);
    failed = !key || PySet_Add(leaves, key);
    Py_XDECREF(key);
    return failed ? -1 : 0;
  }
  parts = PyObject_GetAttrString(exc, "exceptions");
  if (!parts) return -1;
  for (i = 0; !failed && PyTuple_Check(parts) && i < PyTuple_GET_SIZE(parts); i++)
    failed = __cyrus_except_star_leaves(PyTuple_GET_ITEM(parts, i), leaves);
  Py_DECREF(parts);
  return failed;
}
/* A group like this one of other parts. */
static PyObject *__cyrus_except_star_derived(PyObject *group, PyObject *parts) {
  PyObject *made = PyObject_CallMethod(group, "derive", "(O)", parts), *traceback, *notes;
  int failed = 0;
  if (!made) return NULL;
  PyException_SetContext(made, PyException_GetContext(group));
  PyException_SetCause(made, PyException_GetCause(group));
  traceback = PyException_GetTraceback(group);
  if (traceback) failed = PyException_SetTraceback(made, traceback);
  Py_XDECREF(traceback);
  notes = PyObject_GetAttrString(group, "__notes__");
  if (!notes) PyErr_Clear();
  if (notes && !failed) {
    PyObject *copy = PySequence_List(notes);
    failed = !copy || PyObject_SetAttrString(made, "__notes__", copy);
    Py_XDECREF(copy);
  }
  Py_XDECREF(notes);
  if (failed) Py_CLEAR(made);
  return made;
}
/* What of a group is among the leaves, in the same shape; None if nothing is. */
static PyObject *__cyrus_except_star_projection(PyObject *exc, PyObject *leaves) {
  PyObject *parts, *kept, *part, *result = NULL;
  Py_ssize_t i;
  if (!PyObject_TypeCheck(exc, (PyTypeObject *)PyExc_BaseExceptionGroup)) {
    PyObject *key = PyLong_FromVoidPtr(exc);
    int found = key ? PySet_Contains(leaves, key) : -1;
    Py_XDECREF(key);
    return found < 0 ? NULL : Py_NewRef(found ? exc : Py_None);
  }
  parts = PyObject_GetAttrString(exc, "exceptions");
  if (!parts) return NULL;
  kept = PyList_New(0);
  for (i = 0; kept && PyTuple_Check(parts) && i < PyTuple_GET_SIZE(parts); i++) {
    part = __cyrus_except_star_projection(PyTuple_GET_ITEM(parts, i), leaves);
    if (!part || (part != Py_None && PyList_Append(kept, part))) Py_CLEAR(kept);
    Py_XDECREF(part);
  }
  if (kept) result = PyList_GET_SIZE(kept) ? __cyrus_except_star_derived(exc, kept) : Py_NewRef(Py_None);
  Py_XDECREF(kept);
  Py_DECREF(parts);
  return result;
}
static int __cyrus_except_star_is_part(PyObject *exc, PyObject *whole) {
  PyObject *a[3], *b[3];
  int i, same = 1;
  a[0] = PyException_GetTraceback(exc), b[0] = PyException_GetTraceback(whole);
  a[1] = PyException_GetCause(exc), b[1] = PyException_GetCause(whole);
  a[2] = PyException_GetContext(exc), b[2] = PyException_GetContext(whole);
  for (i = 0; i < 3; i++) {
    same &= a[i] == b[i];
    Py_XDECREF(a[i]);
    Py_XDECREF(b[i]);
  }
  return same;
}
/* What is raised in the end: what clauses raised, and the part of the whole that was raised again or not caught. */
static PyObject *__cyrus_except_star_result(PyObject *whole, PyObject *all) {
  PyObject *raised = PyList_New(0), *leaves = PySet_New(NULL), *again = NULL, *result = NULL;
  Py_ssize_t i;
  int failed = !raised || !leaves;
  for (i = 0; !failed && i < PyList_GET_SIZE(all); i++) {
    PyObject *exc = PyList_GET_ITEM(all, i);
    if (__cyrus_except_star_is_part(exc, whole)) {
      failed = __cyrus_except_star_leaves(exc, leaves);
    } else {
      failed = PyList_Append(raised, exc);
    }
  }
  if (!failed) again = __cyrus_except_star_projection(whole, leaves);
  if (again && (again == Py_None || PyList_Append(raised, again) == 0)) {
    switch (PyList_GET_SIZE(raised)) {
      case 0: result = Py_NewRef(Py_None); break;
      case 1: result = Py_NewRef(PyList_GET_ITEM(raised, 0)); break;
      default: result = PyObject_CallFunction(PyExc_BaseExceptionGroup, "sO", "", raised);
    }
  }
  Py_XDECREF(again);
  Py_XDECREF(raised);
  Py_XDECREF(leaves);
  return result;
}
static int __cyrus_except_star_end(PyObject *state) {
  PyObject *whole = PyList_GET_ITEM(state, 0), *rest = PyList_GET_ITEM(state, 1), *raised = PyList_GET_ITEM(state, 4);
  PyObject *result;
  int failed;
  if (rest != Py_None && PyList_Append(raised, rest)) return -1;
  if (PyList_GET_SIZE(raised) == 0) return 0;
  /* An exception that is no group was caught as a whole, if at all. */
  if (!PyObject_TypeCheck(whole, (PyTypeObject *)PyExc_BaseExceptionGroup)) {
    return __cyrus_except_star_restore(PyList_GET_ITEM(raised, 0));
  }
  result = __cyrus_except_star_result(whole, raised);
  if (!result) return -1;
  failed = result == Py_None ? 0 : __cyrus_except_star_restore(result);
  Py_DECREF(result);
  return failed;
}
#else
/* There are no exception groups, and none can be made for what is caught. */
static int __cyrus_except_star_match(PyObject *state, PyObject *pattern) {
  PyObject *rest = PyList_GET_ITEM(state, 1);
  if (rest == Py_None || !PyErr_GivenExceptionMatches(rest, pattern)) return 0;
  PyErr_SetString(PyExc_RuntimeError, "except* needs Python 3.11 or later");
  return -1;
}
static int __cyrus_except_star_end(PyObject *state) {
  PyObject *rest = PyList_GET_ITEM(state, 1);
  return rest == Py_None ? 0 : __cyrus_except_star_restore(rest);
}
#endif
