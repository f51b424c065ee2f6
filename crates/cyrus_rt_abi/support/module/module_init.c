//! The import protocol of the module: PyInit function, creation, single execution.
//!
//! Before `base` the emitter defines `__CYRUS_MODULE` ("pkg.name") and `__CYRUS_INIT` (PyInit_name); optionally
//! `__CYRUS_DOC` and `__CYRUS_FREETHREADING_COMPATIBLE` (1: the module needs no GIL). User code defines
//! `static int __cyrus_exec(void)`: constants, the `//@init` functions, then the module body; negative is an error.
//! When it runs the module state of `base` is filled. A module is executed once per process: its state is static.
//@proto
#ifndef __CYRUS_INIT
#define __CYRUS_INIT PyInit_module
#endif
#ifndef __CYRUS_DOC
#define __CYRUS_DOC NULL
#endif
#ifndef __CYRUS_FREETHREADING_COMPATIBLE
#define __CYRUS_FREETHREADING_COMPATIBLE 0
#endif
static int __cyrus_exec(void);
//@code
static __CYRUS_ONCE int __cyrus_module_exec(PyObject *m) {
    if (__cyrus_m == m)
        return 0;
    if (__cyrus_m) {
        PyErr_SetString(PyExc_RuntimeError, "Module '" __CYRUS_MODULE
                                            "' has already been imported. Re-initialisation is not supported.");
        return -1;
    }
    __cyrus_d = Py_NewRef(PyModule_GetDict(m));
    __cyrus_b = PyImport_AddModule("builtins");
    if (!__cyrus_b || PyDict_SetItemString(__cyrus_d, "__builtins__", Py_NewRef(__cyrus_b)) < 0)
        return -1;
    __cyrus_empty_tuple = PyTuple_New(0);
    if (!__cyrus_empty_tuple)
        return -1;
    __cyrus_m = Py_NewRef(m);
    if (__cyrus_exec() < 0) {
        // The dict stays: what the failed body left behind may still look at it.
        Py_CLEAR(__cyrus_m);
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ImportError, "init " __CYRUS_MODULE);
        return -1;
    }
    return 0;
}
PyMODINIT_FUNC __CYRUS_INIT(void);
#if defined(CYTHON_PEP489_MULTI_PHASE_INIT) && !CYTHON_PEP489_MULTI_PHASE_INIT
// The older protocol, for libraries that join several modules: the function returns the executed module itself.
static PyModuleDef __cyrus_module_def = {PyModuleDef_HEAD_INIT, __CYRUS_MODULE, __CYRUS_DOC, -1, NULL,
                                         NULL,                  NULL,           NULL,        NULL};
PyMODINIT_FUNC __CYRUS_INIT(void) {
    PyObject *module = __cyrus_m ? Py_NewRef(__cyrus_m) : PyModule_Create(&__cyrus_module_def);
#ifdef Py_GIL_DISABLED
    if (module && __CYRUS_FREETHREADING_COMPATIBLE)
        PyUnstable_Module_SetGIL(module, Py_MOD_GIL_NOT_USED);
#endif
    if (module && __cyrus_module_exec(module) < 0)
        Py_CLEAR(module);
    return module;
}
#else
static __CYRUS_ONCE PyObject *__cyrus_module_create(PyObject *spec, PyModuleDef *def) {
    static const char *const copied[] = {"loader", "__loader__", "origin", "__file__", "parent", "__package__",
                                         "submodule_search_locations", "__path__"};
    static long long interpreter = -1;
    long long current = PyInterpreterState_GetID(PyThreadState_Get()->interp);
    PyObject *name, *module, *value;
    int i;
    (void)def;
    if (current == -1)
        return NULL;
    if (interpreter != -1 && interpreter != current) {
        PyErr_SetString(PyExc_ImportError, "Interpreter change detected - this module can only be loaded into one "
                                           "interpreter per process.");
        return NULL;
    }
    interpreter = current;
    if (__cyrus_m)
        return Py_NewRef(__cyrus_m);
    name = PyObject_GetAttrString(spec, "name");
    module = name ? PyModule_NewObject(name) : NULL;
    __CYRUS_DROP(name);
    for (i = 0; module && i < 8; i += 2) {
        value = PyObject_GetAttrString(spec, copied[i]);
        // Only packages have a __path__.
        if (value ? (i < 6 || value != Py_None) && PyDict_SetItemString(PyModule_GetDict(module), copied[i + 1], value) < 0
                  : !PyErr_ExceptionMatches(PyExc_AttributeError))
            Py_CLEAR(module);
        else if (!value)
            PyErr_Clear();
        __CYRUS_DROP(value);
    }
    return module;
}
static PyModuleDef_Slot __cyrus_module_slots[] = {
    {Py_mod_create, (void *)__cyrus_module_create},
    {Py_mod_exec, (void *)__cyrus_module_exec},
#if PY_VERSION_HEX >= 0x030C0000
    {Py_mod_multiple_interpreters, Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED},
#endif
#if PY_VERSION_HEX >= 0x030D0000
    {Py_mod_gil, __CYRUS_FREETHREADING_COMPATIBLE ? Py_MOD_GIL_NOT_USED : Py_MOD_GIL_USED},
#endif
    {0, NULL}};
static PyModuleDef __cyrus_module_def = {PyModuleDef_HEAD_INIT, __CYRUS_MODULE, __CYRUS_DOC, 0, NULL,
                                         __cyrus_module_slots,  NULL,           NULL,        NULL};
PyMODINIT_FUNC __CYRUS_INIT(void) { return PyModuleDef_Init(&__cyrus_module_def); }
#endif
