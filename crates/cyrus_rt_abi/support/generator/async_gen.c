//! Asynchronous generators: the type, and the awaitables of `__anext__`, asend, athrow and aclose.
//!
//! A body distinguishes its own `yield v` from what an `await` passes through by `gen->async_yield = 1` before it
//! returns `v`; nothing is wrapped. An awaitable runs the generator step by step: what awaits pass through goes up to
//! the event loop, the generator's yield is the awaitable's result.
//@requires gen_object, shared_type
//@init __cyrus_async_gen_init
//@fn __cyrus_async_gen_new(const __cyrus_gendef *, steal?) -> new
//@proto
static PyTypeObject *__cyrus_async_gen_type;
static inline PyObject *__cyrus_async_gen_new(const __cyrus_gendef *def, PyObject *closure) {
    return __cyrus_gen_new(__cyrus_async_gen_type, def, closure);
}
//@code
enum { __CYRUS_ASEND, __CYRUS_ATHROW, __CYRUS_ACLOSE };
enum { __CYRUS_AGEN_NEW, __CYRUS_AGEN_STARTED, __CYRUS_AGEN_CLOSED };
typedef struct {
    PyObject_HEAD
    __cyrus_gen *gen;
    PyObject *args; // ATHROW: the tuple of arguments; ASEND: the value; may be NULL
    char kind, state;
} __cyrus_agen_await;
static PyTypeObject *__cyrus_asend_type, *__cyrus_athrow_type;
// One step of the awaitable: with `throw_args` an exception is thrown, else `arg` is sent.
static int __cyrus_agen_step(__cyrus_agen_await *aw, PyObject *arg, PyObject *const *throw_args, Py_ssize_t count,
                             PyObject **out) {
    static const char *const names[] = {"anext", "athrow", "aclose"};
    __cyrus_gen *g = aw->gen;
    PyObject *const generator_exit = PyExc_GeneratorExit;
    int outcome, close_on_exit = 1;
    *out = NULL;
    if (aw->state == __CYRUS_AGEN_CLOSED) {
        PyErr_SetString(PyExc_RuntimeError, aw->kind == __CYRUS_ASEND ? "cannot reuse already awaited __anext__()/asend()"
                                                                      : "cannot reuse already awaited aclose()/athrow()");
        return PYGEN_ERROR;
    }
    if (aw->kind != __CYRUS_ASEND && g->resume < 0 && !throw_args) {
        aw->state = __CYRUS_AGEN_CLOSED;
        *out = Py_NewRef(Py_None);
        return PYGEN_RETURN;
    }
    if (aw->state == __CYRUS_AGEN_NEW) {
        if (g->running_async) {
            aw->state = __CYRUS_AGEN_CLOSED;
            PyErr_Format(PyExc_RuntimeError, "%s(): asynchronous generator is already running", names[(int)aw->kind]);
            return PYGEN_ERROR;
        }
        if (!throw_args && aw->kind != __CYRUS_ASEND) {
            if (g->closed) {
                aw->state = __CYRUS_AGEN_CLOSED;
                PyErr_SetNone(PyExc_StopAsyncIteration);
                return PYGEN_ERROR;
            }
            if (arg != Py_None) {
                PyErr_SetString(PyExc_RuntimeError, "can't send non-None value to a just-started coroutine");
                return PYGEN_ERROR;
            }
            // The generator may still await while it ends, so what it awaits isn't closed.
            close_on_exit = 0;
            if (aw->kind == __CYRUS_ACLOSE) {
                g->closed = 1;
                throw_args = &generator_exit;
                count = 1;
            } else {
                throw_args = &PyTuple_GET_ITEM(aw->args, 0);
                count = PyTuple_GET_SIZE(aw->args);
            }
        } else if (!throw_args && arg == Py_None && aw->args) {
            arg = aw->args;
        }
        aw->state = __CYRUS_AGEN_STARTED;
        g->running_async = 1;
    }
    g->async_yield = 0;
    outcome = throw_args ? __cyrus_gen_throw(g, throw_args, count, close_on_exit, out) : __cyrus_gen_send(g, arg, out);
    if (outcome == PYGEN_NEXT && !g->async_yield)
        return outcome;
    aw->state = __CYRUS_AGEN_CLOSED;
    g->running_async = 0;
    if (outcome == PYGEN_NEXT) {
        if (aw->kind != __CYRUS_ACLOSE)
            return PYGEN_RETURN;
        PyErr_SetString(PyExc_RuntimeError, "async generator ignored GeneratorExit");
    } else if (outcome == PYGEN_RETURN) {
        g->closed = 1;
        if (aw->kind == __CYRUS_ACLOSE)
            return outcome;
        PyErr_SetNone(PyExc_StopAsyncIteration);
    } else if (PyErr_ExceptionMatches(PyExc_StopAsyncIteration) || PyErr_ExceptionMatches(PyExc_GeneratorExit)) {
        g->closed = 1;
        if (aw->kind == __CYRUS_ACLOSE) {
            PyErr_Clear();
            *out = Py_NewRef(Py_None);
            return PYGEN_RETURN;
        }
    }
    Py_CLEAR(*out);
    return PYGEN_ERROR;
}
static PyObject *__cyrus_agen_outcome(int outcome, PyObject *value) {
    PyObject *exc;
    if (outcome != PYGEN_RETURN)
        return value;
    exc = value == Py_None ? PyObject_CallNoArgs(PyExc_StopIteration) : PyObject_CallOneArg(PyExc_StopIteration, value);
    Py_DECREF(value);
    if (exc) {
        PyErr_SetObject(PyExc_StopIteration, exc);
        Py_DECREF(exc);
    }
    return NULL;
}
static PyObject *__cyrus_agen_send(PyObject *self, PyObject *arg) {
    PyObject *value;
    int outcome = __cyrus_agen_step((__cyrus_agen_await *)self, arg, NULL, 0, &value);
    return __cyrus_agen_outcome(outcome, value);
}
static PyObject *__cyrus_agen_iternext(PyObject *self) { return __cyrus_agen_send(self, Py_None); }
static PyObject *__cyrus_agen_throw(PyObject *self, PyObject *const *args, Py_ssize_t nargs) {
    PyObject *value;
    int outcome;
    if (nargs < 1 || nargs > 3) {
        PyErr_SetString(PyExc_TypeError, "throw takes between 1 and 3 positional arguments");
        return NULL;
    }
    outcome = __cyrus_agen_step((__cyrus_agen_await *)self, NULL, args, nargs, &value);
    return __cyrus_agen_outcome(outcome, value);
}
static PyObject *__cyrus_agen_close(PyObject *self, PyObject *unused) {
    PyObject *const generator_exit = PyExc_GeneratorExit, *value;
    int outcome;
    (void)unused;
    if (((__cyrus_agen_await *)self)->state == __CYRUS_AGEN_CLOSED)
        return Py_NewRef(Py_None);
    outcome = __cyrus_agen_step((__cyrus_agen_await *)self, NULL, &generator_exit, 1, (PyObject **)&value);
    if (outcome == PYGEN_NEXT) {
        Py_DECREF(value);
        PyErr_SetString(PyExc_RuntimeError, "coroutine ignored GeneratorExit");
        return NULL;
    }
    if (outcome == PYGEN_RETURN) {
        Py_DECREF(value);
        return Py_NewRef(Py_None);
    }
    if (!PyErr_ExceptionMatches(PyExc_StopAsyncIteration) && !PyErr_ExceptionMatches(PyExc_GeneratorExit) &&
        !PyErr_ExceptionMatches(PyExc_StopIteration))
        return NULL;
    PyErr_Clear();
    return Py_NewRef(Py_None);
}
#if PY_VERSION_HEX >= 0x030A0000
static PySendResult __cyrus_agen_am_send(PyObject *self, PyObject *value, PyObject **out) {
    return (PySendResult)__cyrus_agen_step((__cyrus_agen_await *)self, value, NULL, 0, out);
}
#endif
static int __cyrus_agen_traverse(PyObject *self, visitproc visit, void *arg) {
    Py_VISIT(((__cyrus_agen_await *)self)->gen);
    Py_VISIT(((__cyrus_agen_await *)self)->args);
    Py_VISIT(Py_TYPE(self));
    return 0;
}
static void __cyrus_agen_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Py_CLEAR(((__cyrus_agen_await *)self)->gen);
    Py_CLEAR(((__cyrus_agen_await *)self)->args);
    PyObject_GC_Del(self);
    Py_DECREF(type);
}
static PyObject *__cyrus_agen_self(PyObject *self, PyObject *unused) {
    (void)unused;
    return Py_NewRef(self);
}
static PyMethodDef __cyrus_agen_methods[] = {
    {"send", __cyrus_agen_send, METH_O, NULL},
    {"throw", (PyCFunction)(void (*)(void))__cyrus_agen_throw, METH_FASTCALL, NULL},
    {"close", __cyrus_agen_close, METH_NOARGS, NULL},
    {"__await__", __cyrus_agen_self, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}};
static PyType_Slot __cyrus_agen_slots[] = {{Py_tp_dealloc, (void *)__cyrus_agen_dealloc},
                                           {Py_tp_traverse, (void *)__cyrus_agen_traverse},
                                           {Py_tp_iter, (void *)PyObject_SelfIter},
                                           {Py_tp_iternext, (void *)__cyrus_agen_iternext},
                                           {Py_am_await, (void *)PyObject_SelfIter},
#if PY_VERSION_HEX >= 0x030A0000
                                           {Py_am_send, (void *)__cyrus_agen_am_send},
#endif
                                           {Py_tp_methods, __cyrus_agen_methods},
                                           {0, NULL}};
#define __CYRUS_AGEN_SPEC(name, size, slots)                                                                           \
    {__CYRUS_ABI name, size, 0,                                                                                        \
     Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots}
static PyType_Spec __cyrus_asend_spec =
    __CYRUS_AGEN_SPEC(".async_generator_asend", sizeof(__cyrus_agen_await), __cyrus_agen_slots);
static PyType_Spec __cyrus_athrow_spec =
    __CYRUS_AGEN_SPEC(".async_generator_athrow", sizeof(__cyrus_agen_await), __cyrus_agen_slots);
// The hooks an event loop sets with sys.set_asyncgen_hooks are looked at on first use.
static int __cyrus_agen_hooks(__cyrus_gen *g) {
    PyObject *get = PySys_GetObject("get_asyncgen_hooks"), *hooks, *first, *result;
    int ok = 1;
    if (g->hooked)
        return 0;
    g->hooked = 1;
    hooks = get ? PyObject_CallNoArgs(get) : NULL;
    if (!hooks)
        return get ? -1 : 0;
    if (PyTuple_GET_ITEM(hooks, 1) != Py_None)
        g->finalizer = Py_NewRef(PyTuple_GET_ITEM(hooks, 1));
    first = PyTuple_GET_ITEM(hooks, 0);
    if (first != Py_None) {
        result = PyObject_CallOneArg(first, (PyObject *)g);
        ok = result != NULL;
        Py_XDECREF(result);
    }
    Py_DECREF(hooks);
    return ok ? 0 : -1;
}
static PyObject *__cyrus_agen_await_new(PyObject *self, int kind, PyObject *args) {
    __cyrus_agen_await *aw;
    if (__cyrus_agen_hooks((__cyrus_gen *)self) < 0)
        return NULL;
    aw = PyObject_GC_New(__cyrus_agen_await, kind == __CYRUS_ASEND ? __cyrus_asend_type : __cyrus_athrow_type);
    if (!aw)
        return NULL;
    aw->gen = (__cyrus_gen *)Py_NewRef(self);
    aw->args = Py_XNewRef(args);
    aw->kind = (char)kind;
    aw->state = __CYRUS_AGEN_NEW;
    PyObject_GC_Track(aw);
    return (PyObject *)aw;
}
static PyObject *__cyrus_agen_anext(PyObject *self) { return __cyrus_agen_await_new(self, __CYRUS_ASEND, NULL); }
static PyObject *__cyrus_agen_anext_method(PyObject *self, PyObject *unused) {
    (void)unused;
    return __cyrus_agen_anext(self);
}
static PyObject *__cyrus_agen_asend(PyObject *self, PyObject *value) {
    return __cyrus_agen_await_new(self, __CYRUS_ASEND, value);
}
static PyObject *__cyrus_agen_athrow(PyObject *self, PyObject *args) {
    if (PyTuple_GET_SIZE(args) < 1 || PyTuple_GET_SIZE(args) > 3) {
        PyErr_SetString(PyExc_TypeError, "athrow takes between 1 and 3 positional arguments");
        return NULL;
    }
    return __cyrus_agen_await_new(self, __CYRUS_ATHROW, args);
}
static PyObject *__cyrus_agen_aclose(PyObject *self, PyObject *unused) {
    (void)unused;
    return __cyrus_agen_await_new(self, __CYRUS_ACLOSE, NULL);
}
static PyMethodDef __cyrus_async_gen_methods[] = {{"asend", __cyrus_agen_asend, METH_O, NULL},
                                                  {"athrow", __cyrus_agen_athrow, METH_VARARGS, NULL},
                                                  {"aclose", __cyrus_agen_aclose, METH_NOARGS, NULL},
                                                  {"__aiter__", __cyrus_agen_self, METH_NOARGS, NULL},
                                                  {"__anext__", __cyrus_agen_anext_method, METH_NOARGS, NULL},
                                                  {"__reduce__", __cyrus_gen_reduce, METH_NOARGS, NULL},
                                                  {"__reduce_ex__", __cyrus_gen_reduce, METH_O, NULL},
                                                  {NULL, NULL, 0, NULL}};
static PyGetSetDef __cyrus_async_gen_getset[] = {__CYRUS_GEN_GETSET("ag", "_await"), {NULL, NULL, NULL, NULL, NULL}};
static PyType_Slot __cyrus_async_gen_slots[] = {{Py_tp_dealloc, (void *)__cyrus_gen_dealloc},
                                                {Py_tp_repr, (void *)__cyrus_gen_repr},
                                                {Py_tp_traverse, (void *)__cyrus_gen_traverse},
                                                {Py_tp_finalize, (void *)__cyrus_gen_finalize},
                                                {Py_am_aiter, (void *)PyObject_SelfIter},
                                                {Py_am_anext, (void *)__cyrus_agen_anext},
                                                {Py_tp_methods, __cyrus_async_gen_methods},
                                                {Py_tp_members, __cyrus_gen_members},
                                                {Py_tp_getset, __cyrus_async_gen_getset},
                                                {0, NULL}};
static PyType_Spec __cyrus_async_gen_spec =
    __CYRUS_AGEN_SPEC(".async_generator", sizeof(__cyrus_gen), __cyrus_async_gen_slots);
static int __cyrus_async_gen_init(void) {
    if (__cyrus_async_gen_type)
        return 0;
    __cyrus_asend_type = __cyrus_shared_type(&__cyrus_asend_spec, NULL, NULL);
    __cyrus_athrow_type = __cyrus_asend_type ? __cyrus_shared_type(&__cyrus_athrow_spec, NULL, NULL) : NULL;
    if (__cyrus_athrow_type)
        __cyrus_async_gen_type = __cyrus_shared_type(&__cyrus_async_gen_spec, NULL, "AsyncGenerator");
    return __cyrus_async_gen_type ? 0 : -1;
}
