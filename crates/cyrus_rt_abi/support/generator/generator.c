//! The generator type.
//@requires gen_object, shared_type
//@init __cyrus_generator_init
//@fn __cyrus_generator_new(const __cyrus_gendef *, steal?) -> new
//@proto
static PyTypeObject *__cyrus_generator_type;
static inline PyObject *__cyrus_generator_new(const __cyrus_gendef *def, PyObject *closure) {
    return __cyrus_gen_new(__cyrus_generator_type, def, closure);
}
//@code
static PyGetSetDef __cyrus_generator_getset[] = {__CYRUS_GEN_GETSET("gi", "_yieldfrom"), {NULL, NULL, NULL, NULL, NULL}};
static PyType_Slot __cyrus_generator_slots[] = {{Py_tp_dealloc, (void *)__cyrus_gen_dealloc},
                                                {Py_tp_repr, (void *)__cyrus_gen_repr},
                                                {Py_tp_traverse, (void *)__cyrus_gen_traverse},
                                                {Py_tp_finalize, (void *)__cyrus_gen_finalize},
                                                {Py_tp_iter, (void *)PyObject_SelfIter},
                                                {Py_tp_iternext, (void *)__cyrus_gen_iternext},
#if PY_VERSION_HEX >= 0x030A0000
                                                {Py_am_send, (void *)__cyrus_gen_am_send},
#endif
                                                {Py_tp_methods, __cyrus_gen_methods},
                                                {Py_tp_members, __cyrus_gen_members},
                                                {Py_tp_getset, __cyrus_generator_getset},
                                                {0, NULL}};
static PyType_Spec __cyrus_generator_spec = {__CYRUS_ABI ".generator", sizeof(__cyrus_gen), 0,
                                             Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
                                                 Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                             __cyrus_generator_slots};
static int __cyrus_generator_init(void) {
    if (!__cyrus_generator_type)
        __cyrus_generator_type = __cyrus_shared_type(&__cyrus_generator_spec, NULL, "Generator");
    return __cyrus_generator_type ? 0 : -1;
}
