//! The half of a two-fold slot that a class leaves out (`__setitem__` without `__delitem__`, …): the base's slot,
//! else an error. `base` is the static base type.
//@fn __cyrus_missing_ass_subscript(obj, obj, obj?, PyTypeObject *) -> int !neg
//@fn __cyrus_missing_setattro(obj, obj, obj?, PyTypeObject *) -> int !neg
//@fn __cyrus_missing_descr_set(obj, obj, obj?, PyTypeObject *) -> int !neg
//@proto
static int __cyrus_missing_ass_subscript(PyObject *o, PyObject *key, PyObject *value, PyTypeObject *base);
static int __cyrus_missing_setattro(PyObject *o, PyObject *name, PyObject *value, PyTypeObject *base);
static int __cyrus_missing_descr_set(PyObject *o, PyObject *obj, PyObject *value, PyTypeObject *base);
//@code
static __CYRUS_ONCE int __cyrus_missing_ass_subscript(PyObject *o, PyObject *key, PyObject *value, PyTypeObject *base) {
    if (base && base->tp_as_mapping && base->tp_as_mapping->mp_ass_subscript)
        return base->tp_as_mapping->mp_ass_subscript(o, key, value);
    if (base && base->tp_as_sequence && base->tp_as_sequence->sq_ass_item && PyIndex_Check(key)) {
        // A base that is a sequence only: as CPython assigns to one.
        Py_ssize_t i = PyNumber_AsSsize_t(key, PyExc_IndexError);
        if (i == -1 && PyErr_Occurred())
            return -1;
        if (i < 0 && base->tp_as_sequence->sq_length) {
            Py_ssize_t n = base->tp_as_sequence->sq_length(o);
            if (n < 0)
                return -1;
            i += n;
        }
        return base->tp_as_sequence->sq_ass_item(o, i, value);
    }
    PyErr_Format(PyExc_NotImplementedError, "Subscript %s not supported by %.200s", value ? "assignment" : "deletion",
                 Py_TYPE(o)->tp_name);
    return -1;
}
static __CYRUS_ONCE int __cyrus_missing_setattro(PyObject *o, PyObject *name, PyObject *value, PyTypeObject *base) {
    return (base && base->tp_setattro ? base->tp_setattro : PyObject_GenericSetAttr)(o, name, value);
}
static __CYRUS_ONCE int __cyrus_missing_descr_set(PyObject *o, PyObject *obj, PyObject *value, PyTypeObject *base) {
    if (base && base->tp_descr_set)
        return base->tp_descr_set(o, obj, value);
    PyErr_SetString(PyExc_NotImplementedError, value ? "__set__" : "__delete__");
    return -1;
}
