//! A plain builtin function from a funcdef: what `binding=False` gives.
//!
//! `self` is what the body gets as its first argument (NULL: the module).
//@requires funcdef
//@str __name__
//@fn __cyrus_cfunction_new(const __cyrus_funcdef *, obj?) -> new
//@proto
static PyObject *__cyrus_cfunction_new(const __cyrus_funcdef *def, PyObject *self);
//@code
static PyObject *__cyrus_cfunction_new(const __cyrus_funcdef *def, PyObject *self) {
    PyObject *name = PyDict_GetItemWithError(__cyrus_d, __cyrus_s___name__);
    if (!name && PyErr_Occurred())
        return NULL;
    return PyCFunction_NewEx((PyMethodDef *)&def->ml, self ? self : __cyrus_m, name);
}
