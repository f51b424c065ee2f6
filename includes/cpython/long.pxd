# int objects.

from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t

cdef extern from "Python.h":
    ctypedef long long PY_LONG_LONG
    ctypedef unsigned long long uPY_LONG_LONG "unsigned PY_LONG_LONG"

    bint PyLong_Check(object p)
    bint PyLong_CheckExact(object p)

    # From C
    object PyLong_FromLong(long v)
    object PyLong_FromUnsignedLong(unsigned long v)
    object PyLong_FromLongLong(PY_LONG_LONG v)
    object PyLong_FromUnsignedLongLong(uPY_LONG_LONG v)
    object PyLong_FromSsize_t(Py_ssize_t v)
    object PyLong_FromSize_t(size_t v)
    object PyLong_FromDouble(double v)
    object PyLong_FromVoidPtr(void* p)
    object PyLong_FromString(char* str, char** pend, int base)
    object PyLong_FromUnicode(Py_UNICODE* u, Py_ssize_t length, int base)

    # To C, with an error when it does not fit
    long PyLong_AsLong(object pylong) except? -1
    unsigned long PyLong_AsUnsignedLong(object pylong) except? -1
    PY_LONG_LONG PyLong_AsLongLong(object pylong) except? -1
    uPY_LONG_LONG PyLong_AsUnsignedLongLong(object pylong) except? -1
    Py_ssize_t PyLong_AsSsize_t(object pylong) except? -1
    double PyLong_AsDouble(object pylong) except? -1.0
    void* PyLong_AsVoidPtr(object pylong) except? NULL
    int PyLong_AsInt32(object obj, int32_t* value) except -1
    int PyLong_AsInt64(object obj, int64_t* value) except -1
    int PyLong_AsUInt32(object obj, uint32_t* value) except -1
    int PyLong_AsUInt64(object obj, uint64_t* value) except -1

    # To C, with overflow reported or cut off
    long PyLong_AsLongAndOverflow(object pylong, int* overflow) except? -1
    PY_LONG_LONG PyLong_AsLongLongAndOverflow(object pylong, int* overflow) except? -1
    unsigned long PyLong_AsUnsignedLongMask(object io) except? -1
    uPY_LONG_LONG PyLong_AsUnsignedLongLongMask(object io) except? -1

    # Bytes
    enum:
        Py_ASNATIVEBYTES_DEFAULTS
        Py_ASNATIVEBYTES_BIG_ENDIAN
        Py_ASNATIVEBYTES_LITTLE_ENDIAN
        Py_ASNATIVEBYTES_NATIVE_ENDIAN
        Py_ASNATIVEBYTES_UNSIGNED_BUFFER
        Py_ASNATIVEBYTES_REJECT_NEGATIVE
        Py_ASNATIVEBYTES_ALLOW_INDEX

    Py_ssize_t PyLong_AsNativeBytes(
            object pylong, void* buffer, Py_ssize_t n_bytes, int flags) except -1
    object PyLong_FromNativeBytes(const void* buffer, size_t n_bytes, int flags)
    object PyLong_FromUnsignedNativeBytes(const void* buffer, size_t n_bytes, int flags)
