//! What objects keep of the module that made them, when the code of their type may come from another module.
//@proto
typedef struct {
    PyObject **constants, **dict;
    const char *source;
} __cyrus_module_info;
static const __cyrus_module_info __cyrus_info __CYRUS_UNUSED = {__cyrus_k, &__cyrus_d, __CYRUS_SOURCE};
