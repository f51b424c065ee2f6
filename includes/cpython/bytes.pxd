# bytes objects. The upper case forms check nothing.

from .object cimport PyObject

cdef extern from "Python.h":
    ctypedef struct va_list

    bint PyBytes_Check(object o)
    bint PyBytes_CheckExact(object o)

    # Making
    bytes PyBytes_FromString(char* v)
    bytes PyBytes_FromStringAndSize(char* v, Py_ssize_t len)
    bytes PyBytes_FromObject(object o)
    bytes PyBytes_FromFormat(char* format, ...)
    bytes PyBytes_FromFormatV(char* format, va_list vargs)
    bytes PyBytes_Format(object format, object args)

    # Content: pointers stay valid as long as the object lives
    Py_ssize_t PyBytes_Size(object string) except -1
    Py_ssize_t PyBytes_GET_SIZE(object string)
    char* PyBytes_AsString(object string) except NULL
    char* PyBytes_AS_STRING(object string)
    int PyBytes_AsStringAndSize(object obj, char** buffer, Py_ssize_t* length) except -1

    # Changing an object that nobody else has seen; the pointer may be replaced
    void PyBytes_Concat(PyObject** string, object newpart)
    void PyBytes_ConcatAndDel(PyObject** string, object newpart)
    int _PyBytes_Resize(PyObject** string, Py_ssize_t newsize) except -1

    # Left over from Python 2; CPython 3 has none of these
    void PyBytes_InternInPlace(PyObject** string)
    bytes PyBytes_InternFromString(char* v)
    object PyBytes_Decode(char* s, Py_ssize_t size, char* encoding, char* errors)
    object PyBytes_AsDecodedObject(object str, char* encoding, char* errors)
    object PyBytes_Encode(char* s, Py_ssize_t size, char* encoding, char* errors)
    object PyBytes_AsEncodedObject(object str, char* encoding, char* errors)
