//! The static description of a Python-level function.
//!
//! The body's signature is that of a vectorcall (README, args); it is stored in `ml` through a cast.
//@requires argspec
//@proto
#define __CYRUS_FUNC_METHOD 1
#define __CYRUS_FUNC_GENERATOR CO_GENERATOR
#define __CYRUS_FUNC_COROUTINE CO_COROUTINE
#define __CYRUS_FUNC_ITERABLE_COROUTINE CO_ITERABLE_COROUTINE
#define __CYRUS_FUNC_ASYNC_GENERATOR CO_ASYNC_GENERATOR
#define __CYRUS_FUNC_LOCALS (1 << 29) // there is `locals`: types are shared with modules that have none
typedef struct {
    PyMethodDef ml;              // name, body, METH_FASTCALL | METH_KEYWORDS, docstring or NULL
    const __cyrus_argspec *args; // NULL: no parameters
    int qualname;                // index into __cyrus_k
    int line;
    int flags;          // __CYRUS_FUNC_*
    const char *locals; // names of local variables that are no parameters, with spaces between them
} __cyrus_funcdef;
