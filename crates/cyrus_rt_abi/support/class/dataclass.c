//! What `dataclasses` looks for in a dataclass, made with its own classes.
//@fn __cyrus_dataclass_fields(obj, obj) -> new
//@fn __cyrus_dataclass_params(obj) -> new
//@fn __cyrus_dataclass_missing() -> new
//@fn __cyrus_dataclass_repr(obj, obj) -> new
//@proto
// A copy of the fields of the base (or None), and then rows (name, type, init var, what the value is: 0 none, 1 default,
// 2 factory, value, init, repr, hash, compare, metadata, keyword only).
static PyObject *__cyrus_dataclass_fields(PyObject *base, PyObject *rows);
// From (init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only).
static PyObject *__cyrus_dataclass_params(PyObject *options);
// What stands for an argument that was not given.
static PyObject *__cyrus_dataclass_missing(void);
static PyObject *__cyrus_dataclass_repr(PyObject *self, PyObject *names);
//@code
static PyObject *__cyrus_dataclass_name(const char *name) {
  PyObject *r, *m = PyImport_ImportModule("dataclasses");
  if (!m) return NULL;
  r = PyObject_GetAttrString(m, name);
  Py_DECREF(m);
  return r;
}
static PyObject *__cyrus_dataclass_missing(void) { return __cyrus_dataclass_name("_HAS_DEFAULT_FACTORY"); }
static PyObject *__cyrus_dataclass_field(PyObject *make, PyObject *row) {
  static const char *const flags[] = {"init", "repr", "hash", "compare"};
  PyObject *kwargs = PyDict_New(), *field = NULL, *kind;
  long value = PyLong_AsLong(PyTuple_GET_ITEM(row, 3));
  int i;
  if (!kwargs) return NULL;
  if (value && PyDict_SetItemString(kwargs, value == 1 ? "default" : "default_factory", PyTuple_GET_ITEM(row, 4)) < 0)
    goto done;
  for (i = 0; i < 4; i++)
    if (PyDict_SetItemString(kwargs, flags[i], PyTuple_GET_ITEM(row, 5 + i)) < 0) goto done;
  if (PyTuple_GET_ITEM(row, 9) != Py_None && PyDict_SetItemString(kwargs, "metadata", PyTuple_GET_ITEM(row, 9)) < 0)
    goto done;
#if PY_VERSION_HEX >= 0x030A0000
  if (PyDict_SetItemString(kwargs, "kw_only", PyTuple_GET_ITEM(row, 10)) < 0) goto done;
#endif
  field = PyObject_Call(make, __cyrus_empty_tuple, kwargs);
  if (!field) goto done;
  kind = __cyrus_dataclass_name(PyTuple_GET_ITEM(row, 2) == Py_True ? "_FIELD_INITVAR" : "_FIELD");
  if (!kind || PyObject_SetAttrString(field, "name", PyTuple_GET_ITEM(row, 0)) < 0 ||
      PyObject_SetAttrString(field, "type", PyTuple_GET_ITEM(row, 1)) < 0 ||
      PyObject_SetAttrString(field, "_field_type", kind) < 0)
    Py_CLEAR(field);
  Py_XDECREF(kind);
done:
  Py_DECREF(kwargs);
  return field;
}
static __CYRUS_ONCE PyObject *__cyrus_dataclass_fields(PyObject *base, PyObject *rows) {
  PyObject *make = __cyrus_dataclass_name("field"), *field, *fields;
  Py_ssize_t i;
  if (!make) return NULL;
  fields = PyDict_New();
  if (fields && base != Py_None && PyDict_Update(fields, base) < 0) Py_CLEAR(fields);
  for (i = 0; fields && i < PyTuple_GET_SIZE(rows); i++) {
    field = __cyrus_dataclass_field(make, PyTuple_GET_ITEM(rows, i));
    if (!field || PyDict_SetItem(fields, PyTuple_GET_ITEM(PyTuple_GET_ITEM(rows, i), 0), field) < 0) Py_CLEAR(fields);
    Py_XDECREF(field);
  }
  Py_DECREF(make);
  return fields;
}
static __CYRUS_ONCE PyObject *__cyrus_dataclass_params(PyObject *options) {
  PyObject *type = __cyrus_dataclass_name("_DataclassParams"), *args, *result;
  if (!type) return NULL;
#if PY_VERSION_HEX >= 0x030C0000
  {
    PyObject *more = PyTuple_Pack(2, Py_False, Py_False);
    args = more ? PySequence_Concat(options, more) : NULL;
    Py_XDECREF(more);
  }
#else
  args = PyTuple_GetSlice(options, 0, 6);
#endif
  result = args ? PyObject_CallObject(type, args) : NULL;
  Py_XDECREF(args);
  Py_DECREF(type);
  return result;
}
static PyObject *__cyrus_dataclass_repr(PyObject *self, PyObject *names) {
  PyObject *parts, *part, *value, *separator, *text = NULL, *name = NULL;
  Py_ssize_t i;
  int entered = Py_ReprEnter(self);
  if (entered) return entered < 0 ? NULL : PyUnicode_FromString("...");
  parts = PyList_New(0);
  for (i = 0; parts && i < PyTuple_GET_SIZE(names); i++) {
    value = PyObject_GetAttr(self, PyTuple_GET_ITEM(names, i));
    part = value ? PyUnicode_FromFormat("%U=%R", PyTuple_GET_ITEM(names, i), value) : NULL;
    Py_XDECREF(value);
    if (!part || PyList_Append(parts, part) < 0) Py_CLEAR(parts);
    Py_XDECREF(part);
  }
  if (parts) {
    separator = PyUnicode_FromString(", ");
    text = separator ? PyUnicode_Join(separator, parts) : NULL;
    Py_XDECREF(separator);
    Py_DECREF(parts);
  }
  name = text ? PyObject_GetAttrString((PyObject *)Py_TYPE(self), "__qualname__") : NULL;
  value = name ? PyUnicode_FromFormat("%U(%U)", name, text) : NULL;
  Py_XDECREF(name);
  Py_XDECREF(text);
  Py_ReprLeave(self);
  return value;
}
