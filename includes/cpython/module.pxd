# Modules and importing them.

from .object cimport PyObject

cdef extern from "Python.h":
    ctypedef struct _inittab

    # Importing
    object PyImport_Import(object name)
    object PyImport_ImportModule(const char* name)
    object PyImport_ImportModuleEx(const char* name, object globals, object locals, object fromlist)
    object PyImport_ImportModuleLevel(
            char* name, object globals, object locals, object fromlist, int level)
    object PyImport_ReloadModule(object m)
    PyObject* PyImport_AddModule(const char* name) except NULL
    object PyImport_ExecCodeModule(char* name, object co)
    PyObject* PyImport_GetModuleDict() except NULL
    long PyImport_GetMagicNumber()
    int PyImport_ImportFrozenModule(char* name) except -1
    int PyImport_ExtendInittab(_inittab* newtab) except -1

    # Modules
    bint PyModule_Check(object p)
    bint PyModule_CheckExact(object p)
    object PyModule_New(const char* name)
    object PyModule_NewObject(object name)
    PyObject* PyModule_GetDict(object module) except NULL
    char* PyModule_GetName(object module) except NULL
    object PyModule_GetNameObject(object module)
    char* PyModule_GetFilename(object module) except NULL
    object PyModule_GetFilenameObject(object module)
    void* PyModule_GetState(object module)

    # Filling a module; PyModule_AddObject() takes over a reference to its value when it succeeds
    int PyModule_AddObject(object module, const char* name, object value) except -1
    int PyModule_AddIntConstant(object module, const char* name, long value) except -1
    int PyModule_AddStringConstant(object module, const char* name, const char* value) except -1
