# complex objects.

cimport cython as _cython

cdef extern from "Python.h":
    ctypedef struct Py_complex:
        double real
        double imag

    ctypedef class __builtin__.complex [object PyComplexObject]:
        cdef Py_complex cval

        # C reads of the two parts. The limited API has no such struct.
        @property
        @_cython.c_compile_guard("!defined(Py_LIMITED_API)")
        cdef inline double real(self) noexcept:
            return self.cval.real

        @property
        @_cython.c_compile_guard("!defined(Py_LIMITED_API)")
        cdef inline double imag(self) noexcept:
            return self.cval.imag

    bint PyComplex_Check(object p)
    bint PyComplex_CheckExact(object p)
    object PyComplex_FromCComplex(Py_complex v)
    object PyComplex_FromDoubles(double real, double imag)
    Py_complex PyComplex_AsCComplex(object op)
    double PyComplex_RealAsDouble(object op) except? -1
    double PyComplex_ImagAsDouble(object op) except? -1
