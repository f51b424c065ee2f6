//! `__class__` in a method: the class in the cell, a NameError while the class statement still runs.
//@fn __cyrus_class_of_cell(obj) -> new
//@proto
static PyObject *__cyrus_class_of_cell(PyObject *cell);
//@code
static PyObject *__cyrus_class_of_cell(PyObject *cell) {
    PyObject *cls = PyCell_Get(cell);
    if (!cls)
        PyErr_SetString(PyExc_NameError, "cannot access free variable '__class__' where it is not associated with a value in "
                                         "enclosing scope");
    return cls;
}
