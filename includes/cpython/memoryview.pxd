# memoryview objects. The upper case forms check nothing.

cdef extern from "Python.h":
    bint PyMemoryView_Check(object obj)
    memoryview PyMemoryView_FromObject(object obj)
    memoryview PyMemoryView_FromMemory(char* mem, Py_ssize_t size, int flags)
    memoryview PyMemoryView_FromBuffer(Py_buffer* view)
    memoryview PyMemoryView_GetContiguous(object obj, int buffertype, char order)
    Py_buffer* PyMemoryView_GET_BUFFER(object mview)
    Py_buffer* PyMemoryView_GET_BASE(object mview)
