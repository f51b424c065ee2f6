//! A Python object in a C++ class written in Cython. It counts its reference, so that the members C++ makes by
//! itself (copies, assignments, the end of the object) are right; it takes the GIL for that, as they may run
//! without it. Assigning a plain `PyObject *` only stores it: that code counts by itself.
//@cxx
//@proto
class __cyrus_py_field {
    PyObject *value;
    static void count(PyObject *added, PyObject *dropped) {
        PyGILState_STATE state = PyGILState_Ensure();
        PyObject *type, *error, *traceback;
        PyErr_Fetch(&type, &error, &traceback);
        Py_XINCREF(added);
        Py_XDECREF(dropped);
        PyErr_Restore(type, error, traceback);
        PyGILState_Release(state);
    }
public:
    __cyrus_py_field() : value(Py_None) { count(value, NULL); }
    __cyrus_py_field(const __cyrus_py_field &other) : value(other.value) { count(value, NULL); }
    ~__cyrus_py_field() { count(NULL, value); }
    __cyrus_py_field &operator=(const __cyrus_py_field &other) {
        PyObject *old = value;
        value = other.value;
        count(value, old);
        return *this;
    }
    PyObject *operator=(PyObject *object) { return value = object; }
    operator PyObject *&() { return value; }
    template <typename T> explicit operator T *() const { return reinterpret_cast<T *>(value); }
};
