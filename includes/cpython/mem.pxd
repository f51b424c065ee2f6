# Python's allocators. Memory goes back to the family it came from; the Raw one needs no GIL.

cdef extern from "Python.h":
    void* PyMem_Malloc(size_t n)
    void* PyMem_Calloc(size_t nelem, size_t elsize)
    void* PyMem_Realloc(void* p, size_t n)
    void PyMem_Free(void* p)
    void PyMem_Del(void* p)

    void* PyMem_RawMalloc(size_t n) nogil
    void* PyMem_RawCalloc(size_t nelem, size_t elsize) nogil
    void* PyMem_RawRealloc(void* p, size_t n) nogil
    void PyMem_RawFree(void* p) nogil

    void* PyObject_Malloc(size_t size)
    void* PyObject_Calloc(size_t nelem, size_t elsize)
    void* PyObject_Realloc(void* ptr, size_t new_size)
    void PyObject_Free(void* ptr)
