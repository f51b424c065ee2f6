//! The type of `async def` functions' results, and what its `__await__` gives.
//@requires gen_object, shared_type
//@init __cyrus_coroutine_init
//@fn __cyrus_coroutine_new(const __cyrus_gendef *, steal?) -> new
//@proto
static PyTypeObject *__cyrus_coroutine_type;
static inline PyObject *__cyrus_coroutine_new(const __cyrus_gendef *def, PyObject *closure) {
    return __cyrus_gen_new(__cyrus_coroutine_type, def, closure);
}
//@code
typedef struct {
    PyObject_HEAD
    __cyrus_gen *coroutine;
} __cyrus_coroutine_wrapper;
static PyTypeObject *__cyrus_coroutine_wrapper_type;
static PyObject *__cyrus_coroutine_await(PyObject *self) {
    __cyrus_coroutine_wrapper *w = PyObject_GC_New(__cyrus_coroutine_wrapper, __cyrus_coroutine_wrapper_type);
    if (w) {
        w->coroutine = (__cyrus_gen *)Py_NewRef(self);
        PyObject_GC_Track(w);
    }
    return (PyObject *)w;
}
#define __CYRUS_WRAPPED(o) ((PyObject *)((__cyrus_coroutine_wrapper *)(o))->coroutine)
static PyObject *__cyrus_wrapper_iternext(PyObject *o) { return __cyrus_gen_iternext(__CYRUS_WRAPPED(o)); }
static PyObject *__cyrus_wrapper_send(PyObject *o, PyObject *v) { return __cyrus_gen_send_method(__CYRUS_WRAPPED(o), v); }
static PyObject *__cyrus_wrapper_throw(PyObject *o, PyObject *const *args, Py_ssize_t nargs) {
    return __cyrus_gen_throw_method(__CYRUS_WRAPPED(o), args, nargs);
}
static PyObject *__cyrus_wrapper_close(PyObject *o, PyObject *unused) {
    return __cyrus_gen_close_method(__CYRUS_WRAPPED(o), unused);
}
static int __cyrus_wrapper_traverse(PyObject *o, visitproc visit, void *arg) {
    Py_VISIT(__CYRUS_WRAPPED(o));
    Py_VISIT(Py_TYPE(o));
    return 0;
}
static void __cyrus_wrapper_dealloc(PyObject *o) {
    PyTypeObject *type = Py_TYPE(o);
    PyObject_GC_UnTrack(o);
    Py_XDECREF(__CYRUS_WRAPPED(o));
    PyObject_GC_Del(o);
    Py_DECREF(type);
}
#if PY_VERSION_HEX >= 0x030A0000
static PySendResult __cyrus_wrapper_am_send(PyObject *o, PyObject *value, PyObject **out) {
    return __cyrus_gen_am_send(__CYRUS_WRAPPED(o), value, out);
}
#endif
static PyMethodDef __cyrus_wrapper_methods[] = {
    {"send", __cyrus_wrapper_send, METH_O, "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration."},
    {"throw", (PyCFunction)(void (*)(void))__cyrus_wrapper_throw, METH_FASTCALL, NULL},
    {"close", __cyrus_wrapper_close, METH_NOARGS, "close() -> raise GeneratorExit inside coroutine."},
    {"__reduce__", __cyrus_gen_reduce, METH_NOARGS, NULL},
    {"__reduce_ex__", __cyrus_gen_reduce, METH_O, NULL},
    {NULL, NULL, 0, NULL}};
static PyType_Slot __cyrus_wrapper_slots[] = {{Py_tp_dealloc, (void *)__cyrus_wrapper_dealloc},
                                              {Py_tp_traverse, (void *)__cyrus_wrapper_traverse},
                                              {Py_tp_iter, (void *)PyObject_SelfIter},
                                              {Py_tp_iternext, (void *)__cyrus_wrapper_iternext},
#if PY_VERSION_HEX >= 0x030A0000
                                              {Py_am_send, (void *)__cyrus_wrapper_am_send},
#endif
                                              {Py_tp_methods, __cyrus_wrapper_methods},
                                              {0, NULL}};
static PyType_Spec __cyrus_wrapper_spec = {__CYRUS_ABI ".coroutine_wrapper", sizeof(__cyrus_coroutine_wrapper), 0,
                                           Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
                                               Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                           __cyrus_wrapper_slots};
static PyGetSetDef __cyrus_coroutine_getset[] = {__CYRUS_GEN_GETSET("cr", "_await"),
                                                 {"cr_origin", __cyrus_gen_get, NULL, NULL, (void *)__CYRUS_GEN_NONE},
                                                 {NULL, NULL, NULL, NULL, NULL}};
static PyType_Slot __cyrus_coroutine_slots[] = {{Py_tp_dealloc, (void *)__cyrus_gen_dealloc},
                                                {Py_tp_repr, (void *)__cyrus_gen_repr},
                                                {Py_tp_traverse, (void *)__cyrus_gen_traverse},
                                                {Py_tp_finalize, (void *)__cyrus_gen_finalize},
                                                {Py_am_await, (void *)__cyrus_coroutine_await},
#if PY_VERSION_HEX >= 0x030A0000
                                                {Py_am_send, (void *)__cyrus_gen_am_send},
#endif
                                                {Py_tp_methods, __cyrus_gen_methods},
                                                {Py_tp_members, __cyrus_gen_members},
                                                {Py_tp_getset, __cyrus_coroutine_getset},
                                                {0, NULL}};
static PyType_Spec __cyrus_coroutine_spec = {__CYRUS_ABI ".coroutine", sizeof(__cyrus_gen), 0,
                                             Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
                                                 Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                             __cyrus_coroutine_slots};
static int __cyrus_coroutine_init(void) {
    if (!__cyrus_coroutine_wrapper_type)
        __cyrus_coroutine_wrapper_type = __cyrus_shared_type(&__cyrus_wrapper_spec, NULL, NULL);
    if (__cyrus_coroutine_wrapper_type && !__cyrus_coroutine_type)
        __cyrus_coroutine_type = __cyrus_shared_type(&__cyrus_coroutine_spec, NULL, "Coroutine");
    return __cyrus_coroutine_type ? 0 : -1;
}
