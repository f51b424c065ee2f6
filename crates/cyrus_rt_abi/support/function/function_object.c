//! The layout of function objects, for those who look into one without making any.
//!
//! `__cyrus_function_type` is NULL while the module has no use for the type.
//@requires funcdef, module_info
//@proto
// Attributes. VALUES is the tuple of evaluated defaults that calls use; DEFAULTS/KWDEFAULTS are what introspection
// shows; CLASS is `__class__` for super() without arguments. Those from NAME on are in an array of their own that most
// functions never need.
enum {
    __CYRUS_FN_GLOBALS, __CYRUS_FN_CLOSURE, __CYRUS_FN_VALUES, __CYRUS_FN_CLASS, __CYRUS_FN_DICT, __CYRUS_FN_DEFAULTS,
    __CYRUS_FN_NAME, __CYRUS_FN_QUALNAME, __CYRUS_FN_DOC, __CYRUS_FN_MODULE, __CYRUS_FN_CODE, __CYRUS_FN_KWDEFAULTS,
    __CYRUS_FN_ANNOTATIONS, __CYRUS_FN_ANNOTATE, __CYRUS_FN_IS_COROUTINE, __CYRUS_FN_SIGNATURES, __CYRUS_FN_SELF,
    __CYRUS_FN_CHOICES, // of a fused function: how it chooses
    __CYRUS_FN_COUNT,
    __CYRUS_FN_KEPT = __CYRUS_FN_NAME
};
typedef PyObject *(*__cyrus_defaults_getter)(PyObject *function); // -> (defaults, kwdefaults)
typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    const __cyrus_funcdef *def;
    const __cyrus_module_info *info; // of the module that made it: the code of the type may be another module's
    __cyrus_defaults_getter getter;
    PyObject *weakrefs;
    PyObject **rare; // the attributes from __CYRUS_FN_KEPT on, or NULL
    PyObject *attr[__CYRUS_FN_KEPT];
} __cyrus_func;
static PyTypeObject *__cyrus_function_type;
