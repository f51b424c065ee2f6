//! The object behind generators, coroutines and asynchronous generators, and how its body is resumed.
//!
//! The body is a C function `PyObject *body(__cyrus_gen *gen, PyObject *sent)`. Locals that live across a yield are in
//! `gen->closure`, an object that the generated code lays out.
//! - `gen->resume` says where to continue: 0 at the start, -1 finished, other values are the body's own.
//! - `sent` is borrowed: the value sent (or None, or the result of a finished `yield from`/`await`); NULL means that an
//!   exception is set, to be raised at the yield. At `resume == 0` it is never NULL.
//! - The body yields by storing `resume` and returning a new reference. It finishes by returning NULL: with an exception
//!   set, or with the return value (new reference) in `gen->result`, or with neither for None.
//! - While the body runs, `gen->exc` is the top of the exception stack: what it handles stays there across yields.
//! `running` guards every entry. Types are shared by modules: no code here may use this module's tables.
//@requires argspec, module_info, shared_type, code_object, thread_state, err_fetch, err_restore
//@include <frameobject.h>
//@str send, throw, close, __name__
//@fn __cyrus_gen_new(PyTypeObject *, const __cyrus_gendef *, steal?) -> new
//@fn __cyrus_gen_send(__cyrus_gen *, obj, PyObject **) -> int
//@proto
#define __CYRUS_GEN_STOP 1 // StopIteration leaving the body becomes RuntimeError (PEP 479); implied unless a generator
#define __CYRUS_GEN_LOCALS (1 << 29) // there is `locals`: types are shared with modules that have none
typedef struct __cyrus_gen __cyrus_gen;
typedef PyObject *(*__cyrus_gen_body)(__cyrus_gen *gen, PyObject *sent);
typedef struct {
    __cyrus_gen_body body;
    int name, qualname; // indices into __cyrus_k
    int line;
    int flags;                   // CO_GENERATOR, CO_COROUTINE, CO_ITERABLE_COROUTINE or CO_ASYNC_GENERATOR, and __CYRUS_GEN_*
    const __cyrus_argspec *args; // of the function, for gi_code; may be NULL
    const char *locals;          // and the names of its other variables, with spaces between them
} __cyrus_gendef;
struct __cyrus_gen {
    PyObject_HEAD
    const __cyrus_gendef *def;
    const __cyrus_module_info *info;
    PyObject *closure, *yieldfrom, *result;
    _PyErr_StackItem exc;
    PyObject *weakrefs, *name, *qualname, *module, *code, *finalizer; // `code`: or a frame with it, once asked for
    int resume;
    char running;
    char hooked, closed, running_async, async_yield; // of asynchronous generators, see async_gen
    char closing;                                    // close() resumes the body: its GeneratorExit ends here
};
// Whether the exception that leaves the body is not going to be seen: no traceback is made of it.
static inline int __cyrus_gen_quiet(__cyrus_gen *g) {
    return g->closing && PyErr_ExceptionMatches(PyExc_GeneratorExit);
}
static PyObject *__cyrus_gen_new(PyTypeObject *type, const __cyrus_gendef *def, PyObject *closure);
static int __cyrus_gen_send(__cyrus_gen *g, PyObject *value, PyObject **out);
static int __cyrus_gen_throw(__cyrus_gen *g, PyObject *const *args, Py_ssize_t nargs, int close_on_exit, PyObject **out);
static int __cyrus_gen_close(__cyrus_gen *g, PyObject **out);
static PyObject *__cyrus_gen_outcome(__cyrus_gen *g, int outcome, PyObject *value, int iternext);
static int __cyrus_gen_stop_value(PyObject **out);
static int __cyrus_gen_delegate(PyTypeObject *own, PyObject *sub, PyObject *value, PyObject **out);
static inline int __cyrus_gen_is_coroutine(PyObject *o) { return !strcmp(Py_TYPE(o)->tp_name, __CYRUS_ABI ".coroutine"); }
//@code
#include <structmember.h>
static PyObject *__cyrus_gen_new(PyTypeObject *type, const __cyrus_gendef *def, PyObject *closure) {
    __cyrus_gen *g = PyObject_GC_New(__cyrus_gen, type);
    if (__CYRUS_UNLIKELY(!g)) {
        Py_XDECREF(closure);
        return NULL;
    }
    memset(&g->def, 0, sizeof(__cyrus_gen) - offsetof(__cyrus_gen, def));
    g->def = def;
    g->info = &__cyrus_info;
    g->closure = closure;
    g->module = PyDict_GetItemWithError(__cyrus_d, __cyrus_s___name__);
    Py_XINCREF(g->module);
    PyObject_GC_Track(g);
    return (PyObject *)g;
}
static const char *__cyrus_gen_kind(__cyrus_gen *g) {
    return g->def->flags & CO_ASYNC_GENERATOR ? "async generator"
           : g->def->flags & (CO_COROUTINE | CO_ITERABLE_COROUTINE) ? "coroutine" : "generator";
}
static int __cyrus_gen_enter(__cyrus_gen *g) {
#if __CYRUS_FREE_THREADED
    int busy = __atomic_exchange_n(&g->running, 1, __ATOMIC_ACQ_REL);
#else
    int busy = g->running;
    g->running = 1;
#endif
    if (__CYRUS_UNLIKELY(busy))
        PyErr_Format(PyExc_ValueError, "%s already executing", __cyrus_gen_kind(g));
    return -busy;
}
static void __cyrus_gen_exit(__cyrus_gen *g) {
#if __CYRUS_FREE_THREADED
    __atomic_store_n(&g->running, 0, __ATOMIC_RELEASE);
#else
    g->running = 0;
#endif
}
static void __cyrus_gen_clear_exc(__cyrus_gen *g) {
#if PY_VERSION_HEX < 0x030B0000
    Py_CLEAR(g->exc.exc_type);
    Py_CLEAR(g->exc.exc_traceback);
#endif
    Py_CLEAR(g->exc.exc_value);
}
static __CYRUS_COLD void __cyrus_gen_finish(__cyrus_gen *g) {
    g->resume = -1;
    __cyrus_gen_clear_exc(g);
    Py_CLEAR(g->yieldfrom);
    Py_CLEAR(g->closure);
}
// A StopIteration must not look like the normal end to whoever iterates.
static __CYRUS_COLD void __cyrus_gen_convert_stop(__cyrus_gen *g) {
    int async_gen = g->def->flags & CO_ASYNC_GENERATOR, async_stop = 0;
    PyObject *exc, *wrapped;
    if (!(g->def->flags & (__CYRUS_GEN_STOP | CO_COROUTINE | CO_ITERABLE_COROUTINE | CO_ASYNC_GENERATOR)))
        return;
    if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
        if (!async_gen || !PyErr_ExceptionMatches(PyExc_StopAsyncIteration))
            return;
        async_stop = 1;
    }
    exc = __cyrus_err_fetch();
    PyErr_SetString(PyExc_RuntimeError, async_stop  ? "async generator raised StopAsyncIteration"
                                        : async_gen ? "async generator raised StopIteration"
                                                    : "generator raised StopIteration");
    wrapped = __cyrus_err_fetch();
    if (wrapped) {
        PyException_SetCause(wrapped, Py_NewRef(exc));
        PyException_SetContext(wrapped, Py_NewRef(exc));
    }
    __CYRUS_DROP(exc);
    __cyrus_err_restore(wrapped);
}
// Runs the body until it yields (PYGEN_NEXT), returns (PYGEN_RETURN) or fails. `running` is set by the caller.
static int __cyrus_gen_run(__cyrus_gen *g, PyObject *sent, PyObject **out) {
    PyThreadState *tstate = __cyrus_tstate();
    PyObject *value;
    if (__CYRUS_UNLIKELY(g->resume <= 0)) {
        if (g->resume < 0) {
            if (g->def->flags & (CO_COROUTINE | CO_ITERABLE_COROUTINE)) {
                PyErr_SetString(PyExc_RuntimeError, "cannot reuse already awaited coroutine");
                return PYGEN_ERROR;
            }
            if (!sent)
                return PYGEN_ERROR;
            *out = Py_NewRef(Py_None);
            return PYGEN_RETURN;
        }
        if (sent && sent != Py_None) {
            PyErr_Format(PyExc_TypeError, "can't send non-None value to a just-started %s", __cyrus_gen_kind(g));
            return PYGEN_ERROR;
        }
        if (!sent) {
            __cyrus_gen_finish(g);
            return PYGEN_ERROR;
        }
    }
    g->exc.previous_item = tstate->exc_info;
    tstate->exc_info = &g->exc;
    if (!sent && g->exc.exc_value && g->exc.exc_value != Py_None) {
        // As a `raise` at the yield would, chain to the exception being handled there.
        PyObject *exc = __cyrus_err_fetch();
        PyErr_SetObject((PyObject *)Py_TYPE(exc), exc);
        Py_DECREF(exc);
    }
    value = g->def->body(g, sent);
    tstate = __cyrus_tstate();
    tstate->exc_info = g->exc.previous_item;
    g->exc.previous_item = NULL;
    if (__CYRUS_LIKELY(value)) {
        *out = value;
        return PYGEN_NEXT;
    }
    value = g->result;
    g->result = NULL;
    if (!value) {
        if (PyErr_Occurred())
            __cyrus_gen_convert_stop(g);
        else
            value = Py_NewRef(Py_None);
    }
    __cyrus_gen_finish(g);
    *out = value;
    return value ? PYGEN_RETURN : PYGEN_ERROR;
}
// The value of the StopIteration that is set, or None if nothing is; -1 for any other exception.
static int __cyrus_gen_stop_value(PyObject **out) {
    PyObject *exc;
    *out = NULL;
    if (PyErr_Occurred()) {
        if (!PyErr_ExceptionMatches(PyExc_StopIteration))
            return -1;
        exc = __cyrus_err_fetch();
        *out = Py_XNewRef(((PyStopIterationObject *)exc)->value);
        Py_DECREF(exc);
    }
    if (!*out)
        *out = Py_NewRef(Py_None);
    return 0;
}
// One step of an iterator that a body delegates to. `own`: the type of the delegating object, for the short way.
static int __cyrus_gen_delegate(PyTypeObject *own, PyObject *sub, PyObject *value, PyObject **out) {
    if (Py_IS_TYPE(sub, own))
        return __cyrus_gen_send((__cyrus_gen *)sub, value, out);
#if PY_VERSION_HEX >= 0x030A0000
    return PyIter_Send(sub, value, out);
#else
    if (PyGen_CheckExact(sub) || PyCoro_CheckExact(sub))
        *out = _PyGen_Send((PyGenObject *)sub, value);
    else if (value == Py_None && PyIter_Check(sub))
        *out = Py_TYPE(sub)->tp_iternext(sub);
    else
        *out = PyObject_CallMethodOneArg(sub, __cyrus_s_send, value);
    return *out ? PYGEN_NEXT : __cyrus_gen_stop_value(out) < 0 ? PYGEN_ERROR : PYGEN_RETURN;
#endif
}
// What the delegate did decides whether the body runs; consumes `value`.
static int __cyrus_gen_delegated(__cyrus_gen *g, int outcome, PyObject *value, PyObject **out) {
    if (outcome == PYGEN_NEXT) {
        *out = value;
        return outcome;
    }
    Py_CLEAR(g->yieldfrom);
    outcome = __cyrus_gen_run(g, outcome == PYGEN_RETURN ? value : NULL, out);
    Py_XDECREF(value);
    return outcome;
}
static int __cyrus_gen_send(__cyrus_gen *g, PyObject *value, PyObject **out) {
    int outcome;
    *out = NULL;
    if (__cyrus_gen_enter(g) < 0)
        return PYGEN_ERROR;
    if (g->yieldfrom) {
        PyObject *step = NULL;
        outcome = __cyrus_gen_delegate(Py_TYPE(g), g->yieldfrom, value, &step);
        outcome = __cyrus_gen_delegated(g, outcome, step, out);
    } else {
        outcome = __cyrus_gen_run(g, value, out);
    }
    __cyrus_gen_exit(g);
    return outcome;
}
static __CYRUS_COLD int __cyrus_gen_close_sub(__cyrus_gen *g) {
    PyObject *sub = Py_NewRef(g->yieldfrom), *method, *result = NULL;
    int failed = 0;
    if (Py_IS_TYPE(sub, Py_TYPE(g))) {
        failed = __cyrus_gen_close((__cyrus_gen *)sub, &result) < 0;
    } else if ((method = PyObject_GetAttr(sub, __cyrus_s_close))) {
        result = PyObject_CallNoArgs(method);
        failed = !result;
        __CYRUS_DROP(method);
    } else if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
    } else {
        PyErr_WriteUnraisable(sub);
    }
    __CYRUS_DROP(result);
    __CYRUS_DROP(sub);
    Py_CLEAR(g->yieldfrom);
    return -failed;
}
// Sets the exception that the arguments of throw() describe.
static __CYRUS_COLD int __cyrus_gen_set_thrown(PyObject *const *args, Py_ssize_t nargs) {
    PyObject *type = args[0], *value = nargs > 1 ? args[1] : NULL, *tb = nargs > 2 ? args[2] : NULL;
    if (tb == Py_None)
        tb = NULL;
    if (tb && !PyTraceBack_Check(tb)) {
        PyErr_SetString(PyExc_TypeError, "throw() third argument must be a traceback object");
        return -1;
    }
    if (PyExceptionClass_Check(type)) {
        Py_INCREF(type);
        Py_XINCREF(value);
        Py_XINCREF(tb);
        PyErr_NormalizeException(&type, &value, &tb);
        PyErr_Restore(type, value, tb);
        return 0;
    }
    if (!PyExceptionInstance_Check(type)) {
        PyErr_Format(PyExc_TypeError, "exceptions must be classes or instances deriving from BaseException, not %s",
                     Py_TYPE(type)->tp_name);
        return -1;
    }
    if (value && value != Py_None) {
        PyErr_SetString(PyExc_TypeError, "instance exception may not have a separate value");
        return -1;
    }
    PyErr_Restore(Py_NewRef(Py_TYPE(type)), Py_NewRef(type), tb ? Py_NewRef(tb) : PyException_GetTraceback(type));
    return 0;
}
static __CYRUS_COLD int __cyrus_gen_throw(__cyrus_gen *g, PyObject *const *args, Py_ssize_t nargs, int close_on_exit,
                                          PyObject **out) {
    PyObject *step = NULL, *method;
    int outcome = PYGEN_ERROR;
    *out = NULL;
    if (__cyrus_gen_enter(g) < 0)
        return PYGEN_ERROR;
    if (!g->yieldfrom) {
        if (__cyrus_gen_set_thrown(args, nargs) == 0)
            outcome = __cyrus_gen_run(g, NULL, out);
    } else if (close_on_exit && PyErr_GivenExceptionMatches(args[0], PyExc_GeneratorExit)) {
        if (__cyrus_gen_close_sub(g) < 0 || __cyrus_gen_set_thrown(args, nargs) == 0)
            outcome = __cyrus_gen_run(g, NULL, out);
    } else if (Py_IS_TYPE(g->yieldfrom, Py_TYPE(g))) {
        outcome = __cyrus_gen_throw((__cyrus_gen *)g->yieldfrom, args, nargs, close_on_exit, &step);
        outcome = __cyrus_gen_delegated(g, outcome, step, out);
    } else if ((method = PyObject_GetAttr(g->yieldfrom, __cyrus_s_throw))) {
        step = PyObject_Vectorcall(method, args, (size_t)nargs, NULL);
        __CYRUS_DROP(method);
        outcome = step ? PYGEN_NEXT : __cyrus_gen_stop_value(&step) < 0 ? PYGEN_ERROR : PYGEN_RETURN;
        outcome = __cyrus_gen_delegated(g, outcome, step, out);
    } else if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        Py_CLEAR(g->yieldfrom);
        if (__cyrus_gen_set_thrown(args, nargs) == 0)
            outcome = __cyrus_gen_run(g, NULL, out);
    }
    __cyrus_gen_exit(g);
    return outcome;
}
static __CYRUS_COLD int __cyrus_gen_close(__cyrus_gen *g, PyObject **out) {
    PyObject *value = NULL;
    int outcome;
    *out = NULL;
    if (__cyrus_gen_enter(g) < 0)
        return PYGEN_ERROR;
    if (g->resume <= 0) {
        __cyrus_gen_finish(g);
        outcome = PYGEN_RETURN;
    } else {
        if (!g->yieldfrom || __cyrus_gen_close_sub(g) == 0)
            PyErr_SetNone(PyExc_GeneratorExit);
        g->closing = 1;
        outcome = __cyrus_gen_run(g, NULL, &value);
        g->closing = 0;
        if (outcome == PYGEN_NEXT) {
            Py_CLEAR(value);
            PyErr_Format(PyExc_RuntimeError, "%s ignored GeneratorExit", __cyrus_gen_kind(g));
            outcome = PYGEN_ERROR;
        } else if (outcome == PYGEN_ERROR && (PyErr_ExceptionMatches(PyExc_GeneratorExit) ||
                                              PyErr_ExceptionMatches(PyExc_StopIteration))) {
            PyErr_Clear();
            outcome = PYGEN_RETURN;
        }
    }
    __cyrus_gen_exit(g);
#if PY_VERSION_HEX < 0x030D0000
    Py_CLEAR(value);
#endif
    if (outcome == PYGEN_RETURN)
        *out = value ? value : Py_NewRef(Py_None);
    return outcome;
}
// An outcome as Python sees it: the value, or NULL with StopIteration (for iternext: nothing set if it carries None).
static PyObject *__cyrus_gen_outcome(__cyrus_gen *g, int outcome, PyObject *value, int iternext) {
    PyObject *exc;
    if (__CYRUS_LIKELY(outcome == PYGEN_NEXT))
        return value;
    if (outcome == PYGEN_RETURN) {
        if (g->def->flags & CO_ASYNC_GENERATOR) {
            PyErr_SetNone(PyExc_StopAsyncIteration);
        } else if (value == Py_None) {
            if (!iternext)
                PyErr_SetNone(PyExc_StopIteration);
        } else if ((exc = PyObject_CallOneArg(PyExc_StopIteration, value))) {
            // An explicit instance: PyErr_SetObject would take a tuple for several arguments.
            PyErr_SetObject(PyExc_StopIteration, exc);
            Py_DECREF(exc);
        }
        Py_DECREF(value);
    }
    return NULL;
}
static PyObject *__cyrus_gen_iternext(PyObject *self) {
    PyObject *value;
    int outcome = __cyrus_gen_send((__cyrus_gen *)self, Py_None, &value);
    return __cyrus_gen_outcome((__cyrus_gen *)self, outcome, value, 1);
}
static PyObject *__cyrus_gen_send_method(PyObject *self, PyObject *arg) {
    PyObject *value;
    int outcome = __cyrus_gen_send((__cyrus_gen *)self, arg, &value);
    return __cyrus_gen_outcome((__cyrus_gen *)self, outcome, value, 0);
}
static __CYRUS_COLD PyObject *__cyrus_gen_throw_method(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    PyObject *value;
    int outcome;
    if (nargs < 1 || nargs > 3) {
        PyErr_Format(PyExc_TypeError, "throw expected %s argument%s, got %zd", nargs < 1 ? "at least 1" : "at most 3",
                     nargs < 1 ? "" : "s", nargs);
        return NULL;
    }
    outcome = __cyrus_gen_throw((__cyrus_gen *)self, args, nargs, 1, &value);
    return __cyrus_gen_outcome((__cyrus_gen *)self, outcome, value, 0);
}
static __CYRUS_COLD PyObject *__cyrus_gen_close_method(PyObject *self, PyObject *unused) {
    PyObject *value;
    (void)unused;
    __cyrus_gen_close((__cyrus_gen *)self, &value);
    return value;
}
#if PY_VERSION_HEX >= 0x030A0000
static PySendResult __cyrus_gen_am_send(PyObject *self, PyObject *value, PyObject **out) {
    return (PySendResult)__cyrus_gen_send((__cyrus_gen *)self, value, out);
}
#endif
static __CYRUS_ONCE PyObject *__cyrus_gen_reduce(PyObject *self, PyObject *unused) {
    (void)unused;
    PyErr_Format(PyExc_TypeError, "cannot pickle '%.200s' object", Py_TYPE(self)->tp_name);
    return NULL;
}
static __CYRUS_COLD int __cyrus_gen_traverse(PyObject *self, visitproc visit, void *arg) {
    __cyrus_gen *g = (__cyrus_gen *)self;
    Py_VISIT(g->closure);
    Py_VISIT(g->yieldfrom);
    Py_VISIT(g->result);
#if PY_VERSION_HEX < 0x030B0000
    Py_VISIT(g->exc.exc_type);
    Py_VISIT(g->exc.exc_traceback);
#endif
    Py_VISIT(g->exc.exc_value);
    Py_VISIT(g->finalizer);
    Py_VISIT(Py_TYPE(self));
    return 0;
}
static __CYRUS_COLD void __cyrus_gen_finalize(PyObject *self) {
    __cyrus_gen *g = (__cyrus_gen *)self;
    PyObject *exc, *result = NULL;
    // In a cycle, leaving the closure is what lets the rest go.
    if (g->resume <= 0 && !(g->resume == 0 && g->def->flags & CO_COROUTINE)) {
        __cyrus_gen_finish(g);
        return;
    }
    exc = __cyrus_err_fetch();
    if (g->resume == 0) {
        // A coroutine that nobody awaited.
        if (PyErr_WarnFormat(PyExc_RuntimeWarning, 1, "coroutine '%.50S' was never awaited",
                             g->qualname ? g->qualname : g->info->constants[g->def->qualname]) < 0)
            PyErr_WriteUnraisable(self);
        __cyrus_gen_finish(g);
    } else if (g->finalizer && !g->closed) {
        result = PyObject_CallOneArg(g->finalizer, self);
        if (!result)
            PyErr_WriteUnraisable(self);
    } else if (__cyrus_gen_close(g, &result) == PYGEN_ERROR) {
        PyErr_WriteUnraisable(self);
    }
    __CYRUS_DROP(result);
    __cyrus_err_restore(exc);
}
static void __cyrus_gen_dealloc(PyObject *self) {
    __cyrus_gen *g = (__cyrus_gen *)self;
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    if (g->weakrefs)
        PyObject_ClearWeakRefs(self);
    if (g->resume > 0 || (g->resume == 0 && g->def->flags & CO_COROUTINE)) {
        PyObject_GC_Track(self);
        if (PyObject_CallFinalizerFromDealloc(self))
            return; // It lives again.
        PyObject_GC_UnTrack(self);
    }
    __cyrus_gen_finish(g);
    Py_CLEAR(g->result);
    Py_CLEAR(g->name);
    Py_CLEAR(g->qualname);
    Py_CLEAR(g->module);
    Py_CLEAR(g->code);
    Py_CLEAR(g->finalizer);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}
// Attributes; the types give them their names.
enum { __CYRUS_GEN_RUNNING, __CYRUS_GEN_SUSPENDED, __CYRUS_GEN_YIELDFROM, __CYRUS_GEN_CODE, __CYRUS_GEN_FRAME,
       __CYRUS_GEN_NAME, __CYRUS_GEN_QUALNAME, __CYRUS_GEN_MODULE, __CYRUS_GEN_NONE };
static __CYRUS_ONCE PyObject *__cyrus_gen_get(PyObject *self, void *which) {
    __cyrus_gen *g = (__cyrus_gen *)self;
    PyObject *value = Py_None, *name = g->name ? g->name : g->info->constants[g->def->name];
    PyObject *qualname = g->qualname ? g->qualname : g->info->constants[g->def->qualname];
    switch ((int)(Py_intptr_t)which) {
    case __CYRUS_GEN_RUNNING:
        return PyBool_FromLong(g->def->flags & CO_ASYNC_GENERATOR ? g->running_async : g->running);
    case __CYRUS_GEN_SUSPENDED:
        return PyBool_FromLong(g->resume > 0 && !g->running);
    case __CYRUS_GEN_YIELDFROM:
        value = g->yieldfrom;
        break;
    case __CYRUS_GEN_CODE:
    case __CYRUS_GEN_FRAME:
        if (!g->code)
            g->code = __cyrus_code_new(g->info, g->def->args, g->def->flags & __CYRUS_GEN_LOCALS ? g->def->locals : NULL, name, qualname,
                                       g->def->line, g->def->flags & ~(__CYRUS_GEN_STOP | __CYRUS_GEN_LOCALS));
        if (!g->code)
            return NULL;
        if ((int)(Py_intptr_t)which == __CYRUS_GEN_CODE) {
            if (PyFrame_Check(g->code))
                return (PyObject *)PyFrame_GetCode((PyFrameObject *)g->code);
            value = g->code;
            break;
        }
        if (g->resume >= 0 && !PyFrame_Check(g->code)) {
            value = (PyObject *)PyFrame_New(__cyrus_tstate(), (PyCodeObject *)g->code, *g->info->dict, NULL);
            if (!value)
                return NULL;
            Py_SETREF(g->code, value);
        }
        value = g->resume >= 0 ? g->code : NULL;
        break;
    case __CYRUS_GEN_NAME:
        value = name;
        break;
    case __CYRUS_GEN_QUALNAME:
        value = qualname;
        break;
    case __CYRUS_GEN_MODULE:
        value = g->module;
        break;
    default:
        break;
    }
    return Py_NewRef(value ? value : Py_None);
}
static __CYRUS_ONCE int __cyrus_gen_set(PyObject *self, PyObject *value, void *which) {
    __cyrus_gen *g = (__cyrus_gen *)self;
    int is_name = (int)(Py_intptr_t)which == __CYRUS_GEN_NAME;
    if (!value || !PyUnicode_Check(value)) {
        PyErr_SetString(PyExc_TypeError, is_name ? "__name__ must be set to a string object"
                                                 : "__qualname__ must be set to a string object");
        return -1;
    }
    Py_INCREF(value);
    Py_BEGIN_CRITICAL_SECTION(self);
    Py_XSETREF(*(is_name ? &g->name : &g->qualname), value);
    Py_END_CRITICAL_SECTION();
    return 0;
}
static __CYRUS_ONCE PyObject *__cyrus_gen_repr(PyObject *self) {
    __cyrus_gen *g = (__cyrus_gen *)self;
    const char *kind = g->def->flags & CO_ASYNC_GENERATOR ? "async_generator" : __cyrus_gen_kind(g);
    return PyUnicode_FromFormat("<%s object %S at %p>", kind,
                                g->qualname ? g->qualname : g->info->constants[g->def->qualname], (void *)self);
}
#define __CYRUS_GEN_GETSET(prefix, delegate)                                                                           \
    {"__name__", __cyrus_gen_get, __cyrus_gen_set, "name of the generator or of the coroutine", (void *)__CYRUS_GEN_NAME},                                    \
    {"__qualname__", __cyrus_gen_get, __cyrus_gen_set, "qualified name of the generator or of the coroutine", (void *)__CYRUS_GEN_QUALNAME},                            \
    {"__module__", __cyrus_gen_get, NULL, NULL, (void *)__CYRUS_GEN_MODULE},                                           \
    {prefix "_running", __cyrus_gen_get, NULL, NULL, (void *)__CYRUS_GEN_RUNNING},                                     \
    {prefix "_suspended", __cyrus_gen_get, NULL, NULL, (void *)__CYRUS_GEN_SUSPENDED},                                 \
    {prefix "_code", __cyrus_gen_get, NULL, NULL, (void *)__CYRUS_GEN_CODE},                                           \
    {prefix "_frame", __cyrus_gen_get, NULL, NULL, (void *)__CYRUS_GEN_FRAME},                                         \
    {prefix delegate, __cyrus_gen_get, NULL, NULL, (void *)__CYRUS_GEN_YIELDFROM}
static PyMethodDef __cyrus_gen_methods[] = {
    {"send", __cyrus_gen_send_method, METH_O, "send(arg) -> send 'arg' into generator (or into coroutine),\nreturn next yielded value or raise StopIteration."},
    {"throw", (PyCFunction)(void (*)(void))__cyrus_gen_throw_method, METH_FASTCALL,
     "throw(value)\nthrow(typ[,val[,tb]]) -> raise exception in generator or in coroutine, return its next value."},
    {"close", __cyrus_gen_close_method, METH_NOARGS, "close() -> raise GeneratorExit inside generator (or inside coroutine)."},
    {"__reduce__", __cyrus_gen_reduce, METH_NOARGS, NULL},
    {"__reduce_ex__", __cyrus_gen_reduce, METH_O, NULL},
    {NULL, NULL, 0, NULL}};
static PyMemberDef __cyrus_gen_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(__cyrus_gen, weakrefs), READONLY, NULL}, {NULL, 0, 0, 0, NULL}};
