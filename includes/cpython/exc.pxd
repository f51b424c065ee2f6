# Exceptions: raising, matching, keeping, and warnings.
# "Fetch" gives its references to the caller, "Restore" takes them.

from .object cimport PyObject

cdef extern from "Python.h":
    # Raising
    void PyErr_SetString(object type, char* message)
    void PyErr_SetObject(object type, object value)
    void PyErr_SetNone(object type)
    PyObject* PyErr_Format(object exception, char* format, ...) except NULL
    int PyErr_BadArgument() except 0
    PyObject* PyErr_NoMemory() except NULL
    void PyErr_BadInternalCall()
    PyObject* PyErr_SetFromErrno(object type) except NULL
    PyObject* PyErr_SetFromErrnoWithFilename(object type, char* filename) except NULL
    PyObject* PyErr_SetFromErrnoWithFilenameObject(object type, object filenameObject) except NULL

    # Windows
    PyObject* PyErr_SetFromWindowsErr(int ierr) except NULL
    PyObject* PyErr_SetFromWindowsErrWithFilename(int ierr, char* filename) except NULL
    PyObject* PyErr_SetExcFromWindowsErr(object type, int ierr) except NULL
    PyObject* PyErr_SetExcFromWindowsErrWithFilename(
            object type, int ierr, char* filename) except NULL

    # The exception being raised
    PyObject* PyErr_Occurred()
    bint PyErr_ExceptionMatches(object exc)
    bint PyErr_GivenExceptionMatches(object given, object exc)
    void PyErr_Clear()
    void PyErr_Fetch(PyObject** ptype, PyObject** pvalue, PyObject** ptraceback)
    void PyErr_NormalizeException(PyObject** exc, PyObject** val, PyObject** tb)
    void PyErr_Restore(PyObject* type, PyObject* value, PyObject* traceback)
    PyObject* PyErr_GetRaisedException()
    void PyErr_SetRaisedException(PyObject* exc)

    # The exception being handled
    PyObject* PyErr_GetHandledException()
    void PyErr_SetHandledException(PyObject* exc)

    # Reporting
    void PyErr_Print()
    void PyErr_WriteUnraisable(object obj)
    int PyErr_WarnEx(object category, char* message, int stacklevel) except -1
    int PyErr_WarnExplicit(
            object category, char* message, char* filename, int lineno, char* module,
            object registry) except -1

    # Signals
    int PyErr_CheckSignals() except -1
    void PyErr_SetInterrupt() nogil
    int PyErr_SetInterruptEx(int signum)

    object PyErr_NewException(char* name, object base, object dict)
