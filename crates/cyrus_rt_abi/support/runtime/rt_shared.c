//! What the modules of a process know of the runtime library, whether they use it themselves or not.
//!
//! Made by the first module that asks, in a capsule beside the shared types; filled by the first that loads the library
//! (`rt_api`). A module that has objects with locks works with the coroutines that another module has started.
//@requires shared_type
//@include <stdint.h>
//@include <stdlib.h>
//@init __cyrus_rt_shared_init
//@proto
typedef struct {
    // The table of functions; NULL: no module uses the runtime.
    const void *api;
    // Where the calling thread keeps a number for the coroutine that runs on it, 0 for none.
    const size_t *(*coroutine)(void);
    // Such a place for threads that asked before there was a runtime: 0, then 1, which no coroutine has.
    size_t unknown;
    void (*wait)(const uint64_t *word, uint64_t seen);
    void (*wake)(const uint64_t *word);
    // How many threads wait for words in another way, having begun before there was a runtime.
    uint64_t others;
    // Told of locks by modules that were compiled for that (`cyrus build -g`): see `cyrus_rt_lock_order`.
    void (*lock_order)(const void *object, const char *name, int32_t what);
    // Makes an idle mailbox busy, if it is idle; whether something was sent to it since; the end of that.
    int (*claim)(void *mailbox);
    int (*has_arrived)(void *mailbox);
    void (*unclaim)(void *mailbox);
    // What a thread does before it releases the GIL (cyp_cycle); NULL where no module knows of cycles.
    void (*leaving)(void);
    // A task, or an actor's message, has taken the GIL, and is about to release it. They come in pairs, which may lie in each other. Never NULL once
    // there is a runtime.
    void (*enters)(void);
    void (*leaves)(void);
} __cyrus_rt_shared;
static __cyrus_rt_shared *__cyrus_rt_process;
#if defined(CYRUS_LOCK_ORDER)
#define __cyrus_lock_told(object, name, what) \
    (__cyrus_rt_process && __cyrus_rt_process->lock_order ? __cyrus_rt_process->lock_order(object, name, what) : (void)0)
#else
#define __cyrus_lock_told(object, name, what) ((void)0)
#endif
static int __cyrus_rt_shared_init(void);
//@code
static __CYRUS_ONCE int __cyrus_rt_shared_init(void) {
    static const char key[] = "runtime 6";
    PyObject *module, *dict, *capsule;
    if (__cyrus_rt_process)
        return 0;
    module = PyImport_AddModule(__CYRUS_ABI);
    if (!module)
        return -1;
    dict = PyModule_GetDict(module);
    capsule = PyDict_GetItemString(dict, key);
    if (capsule) {
        __cyrus_rt_process = (__cyrus_rt_shared *)PyCapsule_GetPointer(capsule, key);
        return __cyrus_rt_process ? 0 : -1;
    }
    __cyrus_rt_process = (__cyrus_rt_shared *)calloc(1, sizeof(__cyrus_rt_shared));
    capsule = __cyrus_rt_process ? PyCapsule_New(__cyrus_rt_process, key, NULL) : PyErr_NoMemory();
    if (!capsule || PyDict_SetItemString(dict, key, capsule) < 0) {
        Py_XDECREF(capsule);
        free(__cyrus_rt_process);
        __cyrus_rt_process = NULL;
        return -1;
    }
    Py_DECREF(capsule);
    return 0;
}
