# float objects.

cdef extern from "Python.h":
    bint PyFloat_Check(object p)
    bint PyFloat_CheckExact(object p)
    object PyFloat_FromString(object str)
    object PyFloat_FromDouble(double v)
    double PyFloat_AsDouble(object pyfloat) except? -1
    double PyFloat_AS_DOUBLE(object pyfloat)

    # IEEE 754 bytes; `le` is true for little endian
    int PyFloat_Pack2(double x, unsigned char* p, int le) except -1
    int PyFloat_Pack4(double x, unsigned char* p, int le) except -1
    int PyFloat_Pack8(double x, unsigned char* p, int le) except -1
    double PyFloat_Unpack2(const unsigned char* p, int le) except? -1.0
    double PyFloat_Unpack4(const unsigned char* p, int le) except? -1.0
    double PyFloat_Unpack8(const unsigned char* p, int le) except? -1.0
