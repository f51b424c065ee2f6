//! A coroutine that can be iterated too (`@types.coroutine`, the iterable_coroutine directive).
//@requires gen_object, shared_type
//@init __cyrus_iterable_coroutine_init
//@fn __cyrus_iterable_coroutine_new(const __cyrus_gendef *, steal?) -> new
//@proto
static PyTypeObject *__cyrus_iterable_coroutine_type;
static inline PyObject *__cyrus_iterable_coroutine_new(const __cyrus_gendef *def, PyObject *closure) {
    return __cyrus_gen_new(__cyrus_iterable_coroutine_type, def, closure);
}
//@code
static PyGetSetDef __cyrus_iterable_coroutine_getset[] = {__CYRUS_GEN_GETSET("cr", "_await"),
                                                          {NULL, NULL, NULL, NULL, NULL}};
static PyType_Slot __cyrus_iterable_coroutine_slots[] = {{Py_tp_dealloc, (void *)__cyrus_gen_dealloc},
                                                         {Py_tp_repr, (void *)__cyrus_gen_repr},
                                                         {Py_tp_traverse, (void *)__cyrus_gen_traverse},
                                                         {Py_tp_finalize, (void *)__cyrus_gen_finalize},
                                                         {Py_tp_iter, (void *)PyObject_SelfIter},
                                                         {Py_tp_iternext, (void *)__cyrus_gen_iternext},
                                                         {Py_am_await, (void *)PyObject_SelfIter},
#if PY_VERSION_HEX >= 0x030A0000
                                                         {Py_am_send, (void *)__cyrus_gen_am_send},
#endif
                                                         {Py_tp_methods, __cyrus_gen_methods},
                                                         {Py_tp_members, __cyrus_gen_members},
                                                         {Py_tp_getset, __cyrus_iterable_coroutine_getset},
                                                         {0, NULL}};
static PyType_Spec __cyrus_iterable_coroutine_spec = {__CYRUS_ABI ".iterable_coroutine", sizeof(__cyrus_gen), 0,
                                                      Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
                                                          Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                                      __cyrus_iterable_coroutine_slots};
static int __cyrus_iterable_coroutine_init(void) {
    if (!__cyrus_iterable_coroutine_type)
        __cyrus_iterable_coroutine_type = __cyrus_shared_type(&__cyrus_iterable_coroutine_spec, NULL, "Coroutine");
    return __cyrus_iterable_coroutine_type ? 0 : -1;
}
