# Starting, configuring and ending the interpreter.

from libc.stdio cimport FILE
from .pystate cimport PyThreadState

cdef extern from "Python.h":
    ctypedef int wchar_t

    # Start and end
    void Py_Initialize()
    void Py_InitializeEx(int)
    void _Py_InitializeEx_Private(int, int)
    int Py_IsInitialized()
    void Py_Finalize()
    int Py_FinalizeEx()
    int Py_AtExit(void (*func)())
    void _Py_PyAtExit(void (*func)(object), object)
    void Py_Exit(int)
    PyThreadState* Py_NewInterpreter()
    void Py_EndInterpreter(PyThreadState*)
    int Py_Main(int argc, wchar_t** argv)
    int Py_FdIsInteractive(FILE*, const char*)

    # Configuration, before the start
    void Py_SetProgramName(wchar_t*)
    wchar_t* Py_GetProgramName()
    void Py_SetPythonHome(wchar_t*)
    wchar_t* Py_GetPythonHome()
    void Py_SetPath(const wchar_t*)
    int Py_SetStandardStreamEncoding(const char* encoding, const char* errors)

    # Paths
    wchar_t* Py_GetProgramFullPath()
    wchar_t* Py_GetPrefix()
    wchar_t* Py_GetExecPrefix()
    wchar_t* Py_GetPath()
    int _Py_CheckPython3()

    # Version
    const char* Py_GetVersion()
    const char* Py_GetPlatform()
    const char* Py_GetCopyright()
    const char* Py_GetCompiler()
    const char* Py_GetBuildInfo()
    const char* _Py_gitidentifier()
    const char* _Py_gitversion()

    # Signals
    ctypedef void (*PyOS_sighandler_t)(int)
    PyOS_sighandler_t PyOS_getsig(int)
    PyOS_sighandler_t PyOS_setsig(int, PyOS_sighandler_t)
    void _Py_RestoreSignals()

    # Random bytes
    int _PyOS_URandom(void* buffer, Py_ssize_t size)
    int _PyOS_URandomNonblock(void* buffer, Py_ssize_t size)
