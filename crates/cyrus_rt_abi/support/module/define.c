//! Runs of module-level definitions, from tables.
//!
//! `__cyrus_define` makes functions and binds them in the module; when one fails its line goes to `*line`.
//@requires function
//@fn __cyrus_define(const __cyrus_definition *, int, int *) -> int !neg
//@proto
typedef struct {
    const __cyrus_funcdef *def;
    int name; // index into __cyrus_k
} __cyrus_definition;
static int __cyrus_define(const __cyrus_definition *table, int count, int *line);
//@code
static __CYRUS_ONCE int __cyrus_define(const __cyrus_definition *table, int count, int *line) {
    for (; count > 0; count--, table++) {
        PyObject *f = __cyrus_function_new(table->def, NULL, NULL);
        int failed = !f || PyDict_SetItem(__cyrus_d, __cyrus_k[table->name], f) < 0;
        Py_DecRef(f);
        if (failed) {
            *line = table->def->line;
            return -1;
        }
    }
    return 0;
}
