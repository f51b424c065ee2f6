//! The calls of Python on a coroutine's stack, put aside while it is parked: the thread's state knows one stack only.
//!
//! CPython keeps the innermost frame, the exception being handled, the memory of frames, the context and the depth of recursion in the thread's state.
//! Another coroutine that goes on there must find it as if nothing had been called. All this is done by the thread whose state it is, with the GIL or without.
//! What a thread has when no coroutine is in a call, memory, is kept for the next one that has need of it.
//!
//! A context belongs to a task, not to its thread: what a task does with the GIL lies between `enters` and `leaves`, which count. In
//! between, the thread's state has the task's context; when the task parks there, it is put aside with the calls.
//@requires thread_state
//@proto
typedef struct {
    _PyErr_StackItem handled;
    _PyErr_StackItem *innermost_handled;
    // Of the task, when `entered` is not 0.
    PyObject *context;
    size_t entered;
#if PY_VERSION_HEX < 0x030B0000
    PyFrameObject *frame;
    int depth;
#if PY_VERSION_HEX >= 0x030A0000
    CFrame *cframe;
#endif
#else
    _PyStackChunk *chunk;
    PyObject **top, **limit;
    int remaining, c_remaining;
#if PY_VERSION_HEX < 0x030D0000
    _PyCFrame *cframe;
#else
    struct _PyInterpreterFrame *frame;
#endif
#endif
} __cyrus_rt_calls;
#if defined(_MSC_VER)
#define __CYRUS_RT_THREAD __declspec(thread)
#else
#define __CYRUS_RT_THREAD __thread
#endif
// In which the running task is, and the context that the thread itself has meanwhile.
static __CYRUS_RT_THREAD size_t __cyrus_rt_entered;
static __CYRUS_RT_THREAD PyObject *__cyrus_rt_own_context;
static inline void __cyrus_rt_set_context(PyThreadState *own, PyObject *context) {
    if (own->context == context)
        return;
    own->context = context;
    // What variables have remembered holds no more.
    own->context_ver++;
}
static inline int __cyrus_rt_has_calls(PyThreadState *own) {
    if (__cyrus_rt_entered)
        return 1;
#if PY_VERSION_HEX < 0x030B0000
    return own->frame != NULL || own->exc_info != &own->exc_state || own->exc_state.exc_type != NULL;
#elif PY_VERSION_HEX < 0x030D0000
    return own->cframe->current_frame != NULL || own->exc_info != &own->exc_state || own->exc_state.exc_value != NULL;
#else
    return own->current_frame != NULL || own->exc_info != &own->exc_state || own->exc_state.exc_value != NULL;
#endif
}
static void __cyrus_rt_put_calls_aside(PyThreadState *own, __cyrus_rt_calls *calls);
static void __cyrus_rt_take_calls_back(PyThreadState *own, const __cyrus_rt_calls *calls);
//@code
#if PY_VERSION_HEX >= 0x030B0000
static __CYRUS_RT_THREAD struct {
    _PyStackChunk *chunk;
    PyObject **top, **limit;
} __cyrus_rt_spare;
#endif
static void __cyrus_rt_put_calls_aside(PyThreadState *own, __cyrus_rt_calls *calls) {
    calls->handled = own->exc_state;
    calls->innermost_handled = own->exc_info;
    calls->entered = __cyrus_rt_entered;
    if (calls->entered) {
        calls->context = own->context;
        __cyrus_rt_set_context(own, __cyrus_rt_own_context);
        __cyrus_rt_entered = 0;
    }
    memset(&own->exc_state, 0, sizeof own->exc_state);
    own->exc_info = &own->exc_state;
#if PY_VERSION_HEX < 0x030B0000
    calls->frame = own->frame;
    calls->depth = own->recursion_depth;
    own->frame = NULL;
    own->recursion_depth = 0;
#if PY_VERSION_HEX >= 0x030A0000
    calls->cframe = own->cframe;
    own->cframe = &own->root_cframe;
#endif
#else
    calls->chunk = own->datastack_chunk;
    calls->top = own->datastack_top;
    calls->limit = own->datastack_limit;
    own->datastack_chunk = __cyrus_rt_spare.chunk;
    own->datastack_top = __cyrus_rt_spare.top;
    own->datastack_limit = __cyrus_rt_spare.limit;
    memset(&__cyrus_rt_spare, 0, sizeof __cyrus_rt_spare);
#if PY_VERSION_HEX < 0x030D0000
    calls->cframe = own->cframe;
    own->cframe = &own->root_cframe;
#else
    calls->frame = own->current_frame;
    own->current_frame = NULL;
#endif
#if PY_VERSION_HEX < 0x030C0000
    calls->remaining = own->recursion_remaining;
    own->recursion_remaining = own->recursion_limit;
#else
    calls->remaining = own->py_recursion_remaining;
    own->py_recursion_remaining = own->py_recursion_limit;
#endif
#if PY_VERSION_HEX >= 0x030C0000 && PY_VERSION_HEX < 0x030E0000
    calls->c_remaining = own->c_recursion_remaining;
#if PY_VERSION_HEX >= 0x030D0000
    own->c_recursion_remaining = Py_C_RECURSION_LIMIT;
#else
    own->c_recursion_remaining = C_RECURSION_LIMIT;
#endif
#endif
#endif
}
static void __cyrus_rt_take_calls_back(PyThreadState *own, const __cyrus_rt_calls *calls) {
    if (calls->entered) {
        __cyrus_rt_own_context = own->context;
        __cyrus_rt_set_context(own, calls->context);
        __cyrus_rt_entered = calls->entered;
    }
    own->exc_state = calls->handled;
    own->exc_info = calls->innermost_handled;
#if PY_VERSION_HEX < 0x030B0000
    own->frame = calls->frame;
    own->recursion_depth = calls->depth;
#if PY_VERSION_HEX >= 0x030A0000
    own->cframe = calls->cframe;
#endif
#else
    if (!__cyrus_rt_spare.chunk) {
        __cyrus_rt_spare.chunk = own->datastack_chunk;
        __cyrus_rt_spare.top = own->datastack_top;
        __cyrus_rt_spare.limit = own->datastack_limit;
    } else {
        _PyStackChunk *chunk = own->datastack_chunk;
        PyObjectArenaAllocator arenas;
        PyObject_GetArenaAllocator(&arenas);
        while (chunk) {
            _PyStackChunk *previous = chunk->previous;
            arenas.free(arenas.ctx, chunk, chunk->size);
            chunk = previous;
        }
    }
    own->datastack_chunk = calls->chunk;
    own->datastack_top = calls->top;
    own->datastack_limit = calls->limit;
#if PY_VERSION_HEX < 0x030D0000
    own->cframe = calls->cframe;
#else
    own->current_frame = calls->frame;
#endif
#if PY_VERSION_HEX < 0x030C0000
    own->recursion_remaining = calls->remaining;
#else
    own->py_recursion_remaining = calls->remaining;
#endif
#if PY_VERSION_HEX >= 0x030C0000 && PY_VERSION_HEX < 0x030E0000
    own->c_recursion_remaining = calls->c_remaining;
#endif
#endif
}
