//! The runtime library in this module: all names of `cyrus_rt.h`, and what its tasks need of the interpreter.
//!
//! The library is loaded by the first module of the process that uses it: the file named by CYRUS_RT in the environment, else the
//! one that was beside the compiler (CYRUS_RT_PATH, which `cyrus build` defines), else that of the Python package `cyrus`.
//! - A program that is linked to the library (CYRUS_RT_STATIC, which `cyrus build --embed` defines) loads none, and neither do the modules it imports.
//! - A module that only activates objects and never calls them (`__CYRUS_RT_OPTIONAL`) does without: `__cyrus_rt` is NULL then.
//! - Threads of the runtime have a lasting thread state, so that an exception raised without the GIL stays until it is handled.
//! - An exception that is set when a coroutine parks is put aside, and so are the calls of Python on its stack: others run on the thread meanwhile.
//! - Each task, and each message of an actor, has a context of its own (`contextvars`), empty at first as that of a thread.
//@requires rt_header, rt_shared, rt_calls, thread_state
//@init __cyrus_rt_init
//@proto
static const cyrus_rt_api *__cyrus_rt;
static int __cyrus_rt_init(void);
// The raised exception, taken out, with its traceback; object NULL when there is none. These take the GIL themselves.
static cyrus_rt_exception __cyrus_rt_take_exception(void);
// Raises it again; what is to be kept by others too comes with a reference of its own (`__cyrus_rt_share_exception`).
static void __cyrus_rt_raise(cyrus_rt_exception exception);
static cyrus_rt_exception __cyrus_rt_share_exception(void *object);
// After CYRUS_RT_INTERRUPTED: the exception is set already.
static inline int __cyrus_rt_raised(void) { return -1; }
// What tasks and messages run. In C++ an exception that gets out ends the process and is told, and nothing of the runtime is unwound.
#if defined(__cplusplus)
#define __CYRUS_RT_NOEXCEPT noexcept
#else
#define __CYRUS_RT_NOEXCEPT
#endif
typedef int (*__cyrus_rt_body)(void *arguments, void *result);
static inline int __cyrus_rt_call(__cyrus_rt_body body, void *arguments, void *result) __CYRUS_RT_NOEXCEPT { return body(arguments, result); }
// Traces tell of waits for the GIL, and tasks come with their contexts.
static PyGILState_STATE __cyrus_rt_take_gil(void);
static void __cyrus_rt_give_gil(PyGILState_STATE gil);
#define PyGILState_Ensure() __cyrus_rt_take_gil()
#define PyGILState_Release(gil) __cyrus_rt_give_gil(gil)
// Python counts on the stack of a thread, which is many times that of a coroutine: what it is called for runs on a large one there.
typedef struct {
    PyObject *callable;
    PyObject *const *arguments;
    size_t count;
    PyObject *names, *result;
} __cyrus_rt_python_call;
static PyObject *__cyrus_rt_with_room(void (*run)(void *), PyObject *callable, PyObject *const *arguments, size_t count, PyObject *names);
static inline int __cyrus_rt_is_cramped(void) { return __cyrus_rt && *__cyrus_rt_process->coroutine() != 0; }
// So are the parts of functions that take the GIL: they give the number of the exit they have come to.
static int __cyrus_rt_part_with_room(int (*part)(void *), void *given);
static inline int __cyrus_rt_part(int (*part)(void *), void *given) {
    return __cyrus_rt_is_cramped() ? __cyrus_rt_part_with_room(part, given) : part(given);
}
// Whether an object may be gone, and do something then, once as many references are.
#define __cyrus_rt_may_end(object, count) ((object) && Py_REFCNT(object) <= (count) && !__cyrus_rt_is_flat(object))
// So is the body of a function that takes the GIL.
#if defined(__cplusplus)
#include <new>
#include <type_traits>
template <typename Body> static void __cyrus_rt_run_body(void *body) { (*(Body *)body)(); }
// In C++11, for whoever asks for that.
template <typename Body, typename Result> struct __cyrus_rt_room {
    static Result run(Body &body) {
        // Made where it is: it need have no value of its own before.
        struct Room {
            union { Result result; };
            Room() {}
            ~Room() { result.~Result(); }
        } room;
        auto made = [&]() { new (&room.result) Result(body()); };
        __cyrus_rt->on_large_stack(__cyrus_rt_run_body<decltype(made)>, &made);
        return Result(static_cast<Result &&>(room.result));
    }
};
template <typename Body, typename Result> struct __cyrus_rt_room<Body, Result &> {
    static Result &run(Body &body) {
        Result *at = nullptr;
        auto made = [&]() { at = &body(); };
        __cyrus_rt->on_large_stack(__cyrus_rt_run_body<decltype(made)>, &made);
        return *at;
    }
};
template <typename Body> struct __cyrus_rt_room<Body, void> {
    static void run(Body &body) { __cyrus_rt->on_large_stack(__cyrus_rt_run_body<Body>, &body); }
};
template <typename Body> static inline auto __cyrus_rt_within(Body &body) -> decltype(body()) {
    return __cyrus_rt_room<Body, decltype(body())>::run(body);
}
#endif
static void __cyrus_rt_run_vectorcall(void *given);
static void __cyrus_rt_run_method(void *given);
static void __cyrus_rt_run_dict(void *given);
static void __cyrus_rt_run_call(void *given);
static void __cyrus_rt_run_import(void *given);
static void __cyrus_rt_run_str(void *given);
static void __cyrus_rt_run_repr(void *given);
static void __cyrus_rt_run_format(void *given);
static inline PyObject *__cyrus_rt_vectorcall(PyObject *callable, PyObject *const *arguments, size_t count, PyObject *names) {
    return __cyrus_rt_is_cramped() ? __cyrus_rt_with_room(__cyrus_rt_run_vectorcall, callable, arguments, count, names)
                                   : PyObject_Vectorcall(callable, arguments, count, names);
}
static inline PyObject *__cyrus_rt_vectorcall_method(PyObject *name, PyObject *const *arguments, size_t count, PyObject *names) {
    return __cyrus_rt_is_cramped() ? __cyrus_rt_with_room(__cyrus_rt_run_method, name, arguments, count, names)
                                   : PyObject_VectorcallMethod(name, arguments, count, names);
}
static inline PyObject *__cyrus_rt_vectorcall_dict(PyObject *callable, PyObject *const *arguments, size_t count, PyObject *named) {
    return __cyrus_rt_is_cramped() ? __cyrus_rt_with_room(__cyrus_rt_run_dict, callable, arguments, count, named)
                                   : PyObject_VectorcallDict(callable, arguments, count, named);
}
static inline PyObject *__cyrus_rt_call_object(PyObject *callable, PyObject *positional, PyObject *named) {
    return __cyrus_rt_is_cramped() ? __cyrus_rt_with_room(__cyrus_rt_run_call, callable, &positional, 1, named)
                                   : PyObject_Call(callable, positional, named);
}
static inline PyObject *__cyrus_rt_import_level(PyObject *name, PyObject *globals, PyObject *locals, PyObject *from, int level) {
    PyObject *const more[] = {locals, from};
    return __cyrus_rt_is_cramped() ? __cyrus_rt_with_room(__cyrus_rt_run_import, name, more, (size_t)level, globals)
                                   : PyImport_ImportModuleLevelObject(name, globals, locals, from, level);
}
static inline PyObject *__cyrus_rt_str(PyObject *object) {
    return __cyrus_rt_is_cramped() ? __cyrus_rt_with_room(__cyrus_rt_run_str, object, NULL, 0, NULL) : PyObject_Str(object);
}
static inline PyObject *__cyrus_rt_repr(PyObject *object) {
    return __cyrus_rt_is_cramped() ? __cyrus_rt_with_room(__cyrus_rt_run_repr, object, NULL, 0, NULL) : PyObject_Repr(object);
}
static inline PyObject *__cyrus_rt_format(PyObject *object, PyObject *specification) {
    return __cyrus_rt_is_cramped() ? __cyrus_rt_with_room(__cyrus_rt_run_format, object, NULL, 0, specification)
                                   : PyObject_Format(object, specification);
}
// What is in what they compare or hash may be nested deeply; numbers and texts are as they are.
static void __cyrus_rt_run_compare(void *given);
static void __cyrus_rt_run_compare_bool(void *given);
static void __cyrus_rt_run_contains(void *given);
static void __cyrus_rt_run_hash(void *given);
static long long __cyrus_rt_number_with_room(void (*run)(void *), PyObject *object, PyObject *other, int op);
static inline int __cyrus_rt_is_flat(PyObject *object) {
    return PyLong_CheckExact(object) || PyUnicode_CheckExact(object) || PyFloat_CheckExact(object);
}
static inline int __cyrus_rt_wants_room(PyObject *a, PyObject *b) {
    return a && b && !(__cyrus_rt_is_flat(a) && __cyrus_rt_is_flat(b)) && __cyrus_rt_is_cramped();
}
static inline PyObject *__cyrus_rt_compare(PyObject *a, PyObject *b, int op) {
    return __cyrus_rt_wants_room(a, b) ? __cyrus_rt_with_room(__cyrus_rt_run_compare, a, &b, (size_t)op, NULL) : PyObject_RichCompare(a, b, op);
}
static inline int __cyrus_rt_compare_bool(PyObject *a, PyObject *b, int op) {
    return __cyrus_rt_wants_room(a, b) ? (int)__cyrus_rt_number_with_room(__cyrus_rt_run_compare_bool, a, b, op) : PyObject_RichCompareBool(a, b, op);
}
static inline int __cyrus_rt_contains(PyObject *container, PyObject *item) {
    return __cyrus_rt_wants_room(container, item) ? (int)__cyrus_rt_number_with_room(__cyrus_rt_run_contains, container, item, 0)
                                                  : PySequence_Contains(container, item);
}
static inline Py_hash_t __cyrus_rt_hash(PyObject *object) {
    return __cyrus_rt_wants_room(object, object) ? (Py_hash_t)__cyrus_rt_number_with_room(__cyrus_rt_run_hash, object, NULL, 0) : PyObject_Hash(object);
}
static inline PyObject *__cyrus_rt_call_with_one(PyObject *callable, PyObject *argument) {
    return __cyrus_rt_vectorcall(callable, &argument, 1, NULL);
}
#define PyObject_CallNoArgs(callable) __cyrus_rt_vectorcall(callable, NULL, 0, NULL)
#define PyObject_CallOneArg(callable, argument) __cyrus_rt_call_with_one(callable, argument)
#define PyObject_Vectorcall(callable, arguments, count, names) __cyrus_rt_vectorcall(callable, arguments, count, names)
#define PyObject_VectorcallMethod(name, arguments, count, names) __cyrus_rt_vectorcall_method(name, arguments, count, names)
#define PyObject_VectorcallDict(callable, arguments, count, named) __cyrus_rt_vectorcall_dict(callable, arguments, count, named)
#define PyObject_Call(callable, positional, named) __cyrus_rt_call_object(callable, positional, named)
#define PyImport_ImportModuleLevelObject(name, globals, locals, from, level) __cyrus_rt_import_level(name, globals, locals, from, level)
#define PyObject_Str(object) __cyrus_rt_str(object)
#define PyObject_Repr(object) __cyrus_rt_repr(object)
#define PyObject_Format(object, specification) __cyrus_rt_format(object, specification)
#define PyObject_RichCompare(a, b, op) __cyrus_rt_compare(a, b, op)
#define PyObject_RichCompareBool(a, b, op) __cyrus_rt_compare_bool(a, b, op)
#define PySequence_Contains(container, item) __cyrus_rt_contains(container, item)
#define PyObject_Hash(object) __cyrus_rt_hash(object)
//@code
#if defined(CYRUS_RT_STATIC)
#if defined(__cplusplus)
extern "C"
#endif
const void *cyrus_rt_api_get(uint32_t version);
#endif
#if defined(_WIN32)
#define __cyrus_rt_open(path) ((void *)LoadLibraryA(path))
#define __cyrus_rt_find(library, name) ((void *)GetProcAddress((HMODULE)(library), name))
#define __cyrus_rt_problem() "it cannot be loaded"
#define __cyrus_rt_pause() Sleep(1000)
#include <windows.h>
#else
#include <dlfcn.h>
#define __cyrus_rt_open(path) dlopen(path, RTLD_NOW | RTLD_LOCAL)
#define __cyrus_rt_find(library, name) dlsym(library, name)
#define __cyrus_rt_problem() dlerror()
#define __cyrus_rt_pause() pause()
#include <unistd.h>
#endif
// What a thread had while it is detached: its state if it had the GIL, the exception that was set, and the calls of Python.
typedef struct {
    PyThreadState *state;
    PyObject *exception[3];
    int has_exception, has_calls;
    __cyrus_rt_calls calls;
} __cyrus_rt_aside;
static PyInterpreterState *__cyrus_rt_interpreter;
#if PY_VERSION_HEX >= 0x030D0000
#define __cyrus_rt_finalizing() Py_IsFinalizing()
#else
#define __cyrus_rt_finalizing() _Py_IsFinalizing()
#endif
static int __cyrus_rt_has_gil(PyThreadState *own) {
#if PY_VERSION_HEX >= 0x030C0000
    return own && __cyrus_tstate() == own;
#else
    // The current state is that of whichever thread has the GIL.
    return own && _PyThreadState_UncheckedGet() == own;
#endif
}
static unsigned long __cyrus_rt_main_thread;
static bool __cyrus_rt_handles_signals(void) { return PyThread_get_thread_ident() == __cyrus_rt_main_thread; }
// A thread without a state gets none once the interpreter ends, and never the GIL: it stays here until the process is gone.
static void __cyrus_rt_leave(PyThreadState *own) {
    while (!own && __cyrus_rt_finalizing() && !__cyrus_rt_handles_signals())
        __cyrus_rt_pause();
}
static PyGILState_STATE __cyrus_rt_take_gil(void) {
    PyGILState_STATE gil;
    PyThreadState *own = PyGILState_GetThisThreadState();
    __cyrus_rt_leave(own);
    if (!__cyrus_rt)
        return (PyGILState_Ensure)();
    if (__cyrus_rt_has_gil(own)) {
        gil = (PyGILState_Ensure)();
    } else {
        __cyrus_rt->trace_interpreter(false);
        gil = (PyGILState_Ensure)();
        __cyrus_rt->trace_interpreter(true);
    }
    if (__cyrus_rt_is_cramped())
        __cyrus_rt_process->enters();
    return gil;
}
static void __cyrus_rt_give_gil(PyGILState_STATE gil) {
    if (__cyrus_rt_is_cramped())
        __cyrus_rt_process->leaves();
    (PyGILState_Release)(gil);
}
static PyObject *__cyrus_rt_with_room(void (*run)(void *), PyObject *callable, PyObject *const *arguments, size_t count, PyObject *names) {
    __cyrus_rt_python_call call = {callable, arguments, count, names, NULL};
    __cyrus_rt->on_large_stack(run, &call);
    return call.result;
}
static void __cyrus_rt_run_vectorcall(void *given) {
    __cyrus_rt_python_call *call = (__cyrus_rt_python_call *)given;
    call->result = (PyObject_Vectorcall)(call->callable, call->arguments, call->count, call->names);
}
static void __cyrus_rt_run_method(void *given) {
    __cyrus_rt_python_call *call = (__cyrus_rt_python_call *)given;
    call->result = (PyObject_VectorcallMethod)(call->callable, call->arguments, call->count, call->names);
}
static void __cyrus_rt_run_dict(void *given) {
    __cyrus_rt_python_call *call = (__cyrus_rt_python_call *)given;
    call->result = (PyObject_VectorcallDict)(call->callable, call->arguments, call->count, call->names);
}
static void __cyrus_rt_run_call(void *given) {
    __cyrus_rt_python_call *call = (__cyrus_rt_python_call *)given;
    call->result = (PyObject_Call)(call->callable, call->arguments[0], call->names);
}
static void __cyrus_rt_run_import(void *given) {
    __cyrus_rt_python_call *call = (__cyrus_rt_python_call *)given;
    call->result = (PyImport_ImportModuleLevelObject)(call->callable, call->names, call->arguments[0], call->arguments[1], (int)call->count);
}
static void __cyrus_rt_run_str(void *given) {
    __cyrus_rt_python_call *call = (__cyrus_rt_python_call *)given;
    call->result = (PyObject_Str)(call->callable);
}
static void __cyrus_rt_run_repr(void *given) {
    __cyrus_rt_python_call *call = (__cyrus_rt_python_call *)given;
    call->result = (PyObject_Repr)(call->callable);
}
static void __cyrus_rt_run_format(void *given) {
    __cyrus_rt_python_call *call = (__cyrus_rt_python_call *)given;
    call->result = (PyObject_Format)(call->callable, call->names);
}
static void __cyrus_rt_run_compare(void *given) {
    __cyrus_rt_python_call *call = (__cyrus_rt_python_call *)given;
    call->result = (PyObject_RichCompare)(call->callable, call->arguments[0], (int)call->count);
}
typedef struct {
    int (*part)(void *);
    void *given;
    int exit;
} __cyrus_rt_part_call;
static void __cyrus_rt_run_part(void *given) {
    __cyrus_rt_part_call *call = (__cyrus_rt_part_call *)given;
    call->exit = call->part(call->given);
}
static int __cyrus_rt_part_with_room(int (*part)(void *), void *given) {
    __cyrus_rt_part_call call = {part, given, 0};
    __cyrus_rt->on_large_stack(__cyrus_rt_run_part, &call);
    return call.exit;
}
typedef struct {
    PyObject *object, *other;
    int op;
    long long result;
} __cyrus_rt_number_call;
static long long __cyrus_rt_number_with_room(void (*run)(void *), PyObject *object, PyObject *other, int op) {
    __cyrus_rt_number_call call = {object, other, op, -1};
    __cyrus_rt->on_large_stack(run, &call);
    return call.result;
}
static void __cyrus_rt_run_compare_bool(void *given) {
    __cyrus_rt_number_call *call = (__cyrus_rt_number_call *)given;
    call->result = (PyObject_RichCompareBool)(call->object, call->other, call->op);
}
static void __cyrus_rt_run_contains(void *given) {
    __cyrus_rt_number_call *call = (__cyrus_rt_number_call *)given;
    call->result = (PySequence_Contains)(call->object, call->other);
}
static void __cyrus_rt_run_hash(void *given) {
    __cyrus_rt_number_call *call = (__cyrus_rt_number_call *)given;
    call->result = (PyObject_Hash)(call->object);
}
// The exception of a thread's own state, which only this thread touches.
static void __cyrus_rt_swap_exception(PyThreadState *own, PyObject **other) {
    PyObject *held[3] = {other[0], other[1], other[2]};
#if PY_VERSION_HEX >= 0x030C0000
    other[0] = own->current_exception;
    own->current_exception = held[0];
#else
    other[0] = own->curexc_type;
    other[1] = own->curexc_value;
    other[2] = own->curexc_traceback;
    own->curexc_type = held[0];
    own->curexc_value = held[1];
    own->curexc_traceback = held[2];
#endif
}
static int __cyrus_rt_has_pending(PyThreadState *own) {
#if PY_VERSION_HEX >= 0x030C0000
    return own->current_exception != NULL;
#else
    return own->curexc_type != NULL;
#endif
}
// The result has bit 0 set when it is an `aside`.
static void *__cyrus_rt_detach(void) {
    PyThreadState *own = PyGILState_GetThisThreadState();
    __cyrus_rt_aside *aside;
    int pending, calls;
    // The end of the interpreter takes the states of threads that do not have the GIL.
    if (!own || (__cyrus_rt_finalizing() && !__cyrus_rt_has_gil(own)))
        return NULL;
    // The thread may run other coroutines before it has the GIL again.
    if (__cyrus_rt_has_gil(own) && __cyrus_rt_process->leaving)
        __cyrus_rt_process->leaving();
    pending = __cyrus_rt_has_pending(own);
    // 0: no coroutine runs here, but the thread itself, which will wait.
    calls = *__cyrus_rt_process->coroutine() != 0 && __cyrus_rt_has_calls(own);
    if (!pending && !calls)
        return __cyrus_rt_has_gil(own) ? (void *)PyEval_SaveThread() : NULL;
    aside = (__cyrus_rt_aside *)calloc(1, sizeof *aside);
    if (!aside)
        return __cyrus_rt_has_gil(own) ? (void *)PyEval_SaveThread() : NULL;
    if (pending) {
        aside->has_exception = 1;
        __cyrus_rt_swap_exception(own, aside->exception);
    }
    if (calls) {
        aside->has_calls = 1;
        __cyrus_rt_put_calls_aside(own, &aside->calls);
    }
    if (__cyrus_rt_has_gil(own))
        aside->state = PyEval_SaveThread();
    return (char *)aside + 1;
}
static void __cyrus_rt_attach(void *detached) {
    __cyrus_rt_aside *aside;
    PyThreadState *own;
    if (!((uintptr_t)detached & 1)) {
        PyEval_RestoreThread((PyThreadState *)detached);
        return;
    }
    aside = (__cyrus_rt_aside *)((char *)detached - 1);
    if (aside->state)
        PyEval_RestoreThread(aside->state);
    own = PyGILState_GetThisThreadState();
    if (!aside->state && __cyrus_rt_finalizing()) {
        free(aside);
        return;
    }
    if (aside->has_calls)
        __cyrus_rt_take_calls_back(own, &aside->calls);
    if (aside->has_exception)
        __cyrus_rt_swap_exception(own, aside->exception);
    free(aside);
}
static bool __cyrus_rt_attached(void) { return __cyrus_rt_has_gil(PyGILState_GetThisThreadState()); }
// What a handler has raised stays set, with the GIL or without it.
static int __cyrus_rt_check_signals(void) {
    int raised;
    PyGILState_STATE gil;
    if (__cyrus_rt_finalizing())
        return 0;
    gil = PyGILState_Ensure();
    raised = PyErr_Occurred() ? 0 : PyErr_CheckSignals();
    PyGILState_Release(gil);
    return raised;
}
// The number of the thread that handles signals.
static __CYRUS_ONCE int __cyrus_rt_find_main_thread(void) {
    PyObject *threading = PyImport_ImportModule("threading"), *thread = NULL, *number = NULL;
    if (threading)
        thread = PyObject_CallMethod(threading, "main_thread", NULL);
    if (thread)
        number = PyObject_GetAttrString(thread, "ident");
    if (number && number != Py_None)
        __cyrus_rt_main_thread = PyLong_AsUnsignedLong(number);
    Py_XDECREF(number);
    Py_XDECREF(thread);
    Py_XDECREF(threading);
    return PyErr_Occurred() ? -1 : 0;
}
static void __cyrus_rt_exception_set(void *object) {
#if PY_VERSION_HEX >= 0x030C0000
    PyErr_SetRaisedException((PyObject *)object);
#else
    PyObject *value = (PyObject *)object;
    PyErr_Restore(Py_NewRef(Py_TYPE(value)), value, PyException_GetTraceback(value));
#endif
}
static void __cyrus_rt_unraisable(void *object) {
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *where;
    // Who cancels a task does not want to hear of it.
    if (!strcmp(Py_TYPE((PyObject *)object)->tp_name, "CancelledError")) {
        Py_DECREF((PyObject *)object);
        PyGILState_Release(gil);
        return;
    }
    where = PyUnicode_FromString("a task or message that nobody waits for");
    PyErr_Clear();
    __cyrus_rt_exception_set(object);
    PyErr_WriteUnraisable(where);
    Py_XDECREF(where);
    PyGILState_Release(gil);
}
static void __cyrus_rt_exception_drop(void *object) {
    PyGILState_STATE gil = PyGILState_Ensure();
    Py_DECREF((PyObject *)object);
    PyGILState_Release(gil);
}
// The task's context while it has not entered is a value of the task (`cyrus_rt_local_set`).
static size_t __cyrus_rt_context_key;
static void __cyrus_rt_enters(void) {
    PyThreadState *own;
    if (__cyrus_rt_entered++)
        return;
    own = PyGILState_GetThisThreadState();
    __cyrus_rt_own_context = own->context;
    __cyrus_rt_set_context(own, Py_XNewRef((PyObject *)__cyrus_rt->local_get(__cyrus_rt_context_key)));
}
static void __cyrus_rt_leaves(void) {
    PyThreadState *own;
    PyObject *context;
    if (--__cyrus_rt_entered)
        return;
    own = PyGILState_GetThisThreadState();
    context = own->context;
    __cyrus_rt_set_context(own, __cyrus_rt_own_context);
    if (context == (PyObject *)__cyrus_rt->local_get(__cyrus_rt_context_key))
        Py_XDECREF(context);
    else
        (void)__cyrus_rt->local_set(__cyrus_rt_context_key, context, __cyrus_rt_exception_drop);
}
// Threads that are making a state, times 2; bit 0: the interpreter ends, no more are made. A thread without one gets a passing state whenever it takes the GIL.
static int __cyrus_rt_states;
#define __CYRUS_RT_ENDING 1
// Made without the GIL: it counts as this thread's state for PyGILState_Ensure from now on.
static void __cyrus_rt_thread_starts(void) {
    int ending = __atomic_add_fetch(&__cyrus_rt_states, 2, __ATOMIC_ACQ_REL) & __CYRUS_RT_ENDING;
    if (!ending && !__cyrus_rt_finalizing() && !PyGILState_GetThisThreadState())
        (void)PyThreadState_New(__cyrus_rt_interpreter);
    (void)__atomic_sub_fetch(&__cyrus_rt_states, 2, __ATOMIC_ACQ_REL);
}
// The end begins, and threads that were making a state have it. In the child of a fork there may be some that will never be done.
static void __cyrus_rt_no_more_states(void) {
    int seen = __atomic_or_fetch(&__cyrus_rt_states, __CYRUS_RT_ENDING, __ATOMIC_ACQ_REL), looks = 0;
    while (seen != __CYRUS_RT_ENDING && looks++ < 1000) {
        (void)__cyrus_rt->sleep(100000);
        seen = __atomic_load_n(&__cyrus_rt_states, __ATOMIC_ACQUIRE);
    }
}
static void __cyrus_rt_thread_ends(void) {
    PyThreadState *own;
    if (__cyrus_rt_finalizing() || (own = PyGILState_GetThisThreadState()) == NULL)
        return;
    PyEval_RestoreThread(own);
    PyThreadState_Clear(own);
    PyThreadState_DeleteCurrent();
}
static cyrus_rt_exception __cyrus_rt_take_exception(void) {
    cyrus_rt_exception taken = {NULL, __cyrus_rt_exception_drop};
    PyGILState_STATE gil = PyGILState_Ensure();
#if PY_VERSION_HEX >= 0x030C0000
    taken.object = PyErr_GetRaisedException();
#else
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    if (type) {
        PyErr_NormalizeException(&type, &value, &traceback);
        if (traceback)
            PyException_SetTraceback(value, traceback);
        Py_XDECREF(traceback);
        Py_DECREF(type);
        taken.object = value;
    }
#endif
    PyGILState_Release(gil);
    return taken;
}
static void __cyrus_rt_raise(cyrus_rt_exception exception) {
    PyGILState_STATE gil = PyGILState_Ensure();
    __cyrus_rt_exception_set(exception.object);
    PyGILState_Release(gil);
}
static cyrus_rt_exception __cyrus_rt_share_exception(void *object) {
    cyrus_rt_exception shared = {object, __cyrus_rt_exception_drop};
    PyGILState_STATE gil = PyGILState_Ensure();
    Py_INCREF((PyObject *)object);
    PyGILState_Release(gil);
    return shared;
}
// The end of the interpreter: tasks are cancelled, and have this long to end in good order (nanoseconds). What is left goes on until it wants the
// interpreter, or the process ends.
#define __CYRUS_RT_PATIENCE 500000000
static PyObject *__cyrus_rt_at_exit(PyObject *self, PyObject *unused) {
    (void)self;
    (void)unused;
    __cyrus_rt->cancel_all(__CYRUS_RT_PATIENCE);
    __cyrus_rt_no_more_states();
    Py_RETURN_NONE;
}
static PyMethodDef __cyrus_rt_at_exit_def = {"cancel_tasks", __cyrus_rt_at_exit, METH_NOARGS, NULL};
static __CYRUS_ONCE int __cyrus_rt_register_exit(void) {
    PyObject *atexit = PyImport_ImportModule("atexit"), *function = NULL, *done = NULL;
    if (atexit)
        function = PyCFunction_New(&__cyrus_rt_at_exit_def, NULL);
    if (function)
        done = PyObject_CallMethod(atexit, "register", "O", function);
    Py_XDECREF(function);
    Py_XDECREF(atexit);
    Py_XDECREF(done);
    return done ? 0 : -1;
}
#if !defined(CYRUS_RT_STATIC)
// The path of the library as Python's `cyrus.runtime_library()` gives it; NULL without an exception when there is no such package.
static __CYRUS_ONCE PyObject *__cyrus_rt_package(void) {
    PyObject *module = PyImport_ImportModule("cyrus"), *path;
    if (!module) {
        if (PyErr_ExceptionMatches(PyExc_ImportError))
            PyErr_Clear();
        return NULL;
    }
    path = PyObject_CallMethod(module, "runtime_library", NULL);
    Py_DECREF(module);
    if (path && !PyUnicode_Check(path))
        Py_CLEAR(path);
    return path;
}
#endif
// Whether the library, which another module may have loaded, is of another version or lacks functions that this module knows; then there is an exception.
static __CYRUS_ONCE int __cyrus_rt_is_other(const cyrus_rt_api *api) {
    if (api->version != CYRUS_RT_VERSION) {
        PyErr_SetString(PyExc_ImportError, "the runtime library of Cyrus that this process has loaded is of another version than this module");
        return 1;
    }
    if (api->count >= (sizeof(cyrus_rt_api) - offsetof(cyrus_rt_api, holder)) / sizeof(void *))
        return 0;
    PyErr_SetString(PyExc_ImportError, "the runtime library of Cyrus that this process has loaded is older than this module needs");
    return 1;
}
// Of the library: its functions, NULL if it is of another version; 1: there is no library and that is well, -1: an exception.
static __CYRUS_ONCE int __cyrus_rt_functions(const cyrus_rt_api **api) {
#if defined(CYRUS_RT_STATIC)
    *api = (const cyrus_rt_api *)cyrus_rt_api_get(CYRUS_RT_VERSION);
    return 0;
#else
    const char *path = getenv("CYRUS_RT");
    PyObject *package = NULL;
    void *library = NULL;
    const cyrus_rt_api *(*get)(uint32_t);
    if (path && *path) {
        library = __cyrus_rt_open(path);
    } else {
#ifdef CYRUS_RT_PATH
        path = CYRUS_RT_PATH;
        library = __cyrus_rt_open(path);
#endif
        if (!library && (package = __cyrus_rt_package()) != NULL && (path = PyUnicode_AsUTF8(package)) != NULL)
            library = __cyrus_rt_open(path);
        if (PyErr_Occurred()) {
            Py_XDECREF(package);
            return -1;
        }
    }
    if (!library) {
#ifdef __CYRUS_RT_OPTIONAL
        Py_XDECREF(package);
        return 1;
#endif
        PyErr_Format(PyExc_ImportError,
                     path && *path ? "the runtime library of Cyrus cannot be loaded: %s"
                                   : "no runtime library of Cyrus: name its file in the environment variable CYRUS_RT, build this module by "
                                     "`cyrus build`, or install the Python package `cyrus`",
                     path && *path ? __cyrus_rt_problem() : "");
        Py_XDECREF(package);
        return -1;
    }
    Py_XDECREF(package);
    *(void **)&get = __cyrus_rt_find(library, "cyrus_rt_api_get");
    *api = get ? get(CYRUS_RT_VERSION) : NULL;
    return 0;
#endif
}
static int __cyrus_rt_claim(void *mailbox) { return __cyrus_rt->mailbox_claim((cyrus_rt_mailbox *)mailbox); }
static int __cyrus_rt_has_arrived(void *mailbox) { return __cyrus_rt->mailbox_has_arrived((cyrus_rt_mailbox *)mailbox); }
static void __cyrus_rt_unclaim(void *mailbox) { __cyrus_rt->mailbox_unclaim((cyrus_rt_mailbox *)mailbox); }
static __CYRUS_ONCE int __cyrus_rt_load(void) {
    static const cyrus_rt_python hooks = {
        sizeof(cyrus_rt_python), __cyrus_rt_attached, __cyrus_rt_detach, __cyrus_rt_attach, __cyrus_rt_check_signals,
        __cyrus_rt_unraisable, __cyrus_rt_thread_starts, __cyrus_rt_thread_ends, __cyrus_rt_handles_signals,
    };
    const cyrus_rt_api *api = NULL;
    int missing = __cyrus_rt_functions(&api);
    if (missing)
        return missing;
    if (!api) {
        PyErr_SetString(PyExc_ImportError, "the runtime library of Cyrus is of another version than this module");
        return -1;
    }
    if (__cyrus_rt_is_other(api) || __cyrus_rt_find_main_thread() < 0 || __cyrus_rt_register_exit() < 0)
        return -1;
    __cyrus_rt_interpreter = PyInterpreterState_Get();
    if (api->python_install(&hooks) < 0) {
        PyErr_SetString(PyExc_ImportError, "the runtime library of Cyrus is newer than this module, which cannot do all that it needs: compile it anew");
        return -1;
    }
    __cyrus_rt_process->coroutine = api->stack_limit_slot;
    __cyrus_rt_process->wait = api->word_wait;
    __cyrus_rt_process->wake = api->word_wake;
    __cyrus_rt_process->lock_order = api->lock_order;
    __cyrus_rt_process->claim = __cyrus_rt_claim;
    __cyrus_rt_process->has_arrived = __cyrus_rt_has_arrived;
    __cyrus_rt_process->unclaim = __cyrus_rt_unclaim;
    __cyrus_rt_context_key = api->local_new();
    __cyrus_rt_process->enters = __cyrus_rt_enters;
    __cyrus_rt_process->leaves = __cyrus_rt_leaves;
    __cyrus_rt_process->unknown = 1;
    __cyrus_rt_process->api = api;
    return 0;
}
static __CYRUS_ONCE int __cyrus_rt_init(void) {
    if (!__cyrus_rt_process->api) {
        int missing = __cyrus_rt_load();
        if (missing)
            return missing < 0 ? -1 : 0;
    }
    __cyrus_rt = (const cyrus_rt_api *)__cyrus_rt_process->api;
    return __cyrus_rt_is_other(__cyrus_rt) ? -1 : 0;
}
