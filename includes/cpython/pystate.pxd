# Interpreters, threads and the GIL.

from .object cimport PyObject

cdef extern from "Python.h":
    ctypedef long PY_INT64_T

    # Opaque. PyGILState_STATE is an enum in C; as a struct nobody can calculate with it.
    ctypedef struct PyInterpreterState:
        pass

    ctypedef struct PyThreadState:
        pass

    ctypedef struct PyFrameObject:
        pass

    ctypedef struct PyGILState_STATE:
        pass

    # The GIL: each Ensure is paired with a Release of its result, on the same thread
    PyGILState_STATE PyGILState_Ensure()
    void PyGILState_Release(PyGILState_STATE)
    int PyGILState_Check()

    # Threads. PyThreadState_Swap() does not go together with `nogil` blocks.
    PyThreadState* PyThreadState_New(PyInterpreterState*)
    void PyThreadState_Clear(PyThreadState*)
    void PyThreadState_Delete(PyThreadState*)
    PyThreadState* PyThreadState_Get()
    PyThreadState* PyThreadState_Swap(PyThreadState*)
    PyObject* PyThreadState_GetDict()
    int PyThreadState_SetAsyncExc(long, PyObject*)

    # Interpreters
    PyInterpreterState* PyInterpreterState_New()
    void PyInterpreterState_Clear(PyInterpreterState*)
    void PyInterpreterState_Delete(PyInterpreterState*)
    PY_INT64_T PyInterpreterState_GetID(PyInterpreterState*)

    # For debuggers
    PyInterpreterState* PyInterpreterState_Head()
    PyInterpreterState* PyInterpreterState_Next(PyInterpreterState*)
    PyThreadState* PyInterpreterState_ThreadHead(PyInterpreterState*)
    PyThreadState* PyThreadState_Next(PyThreadState*)

    # Tracing
    ctypedef int (*Py_tracefunc)(PyObject*, PyFrameObject*, int, PyObject*)
    enum:
        PyTrace_CALL
        PyTrace_EXCEPTION
        PyTrace_LINE
        PyTrace_RETURN
        PyTrace_C_CALL
        PyTrace_C_EXCEPTION
        PyTrace_C_RETURN
