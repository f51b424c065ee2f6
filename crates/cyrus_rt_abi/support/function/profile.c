//! Tells profilers that functions begin and end (directive `profile`): `sys.setprofile` and `cProfile`.
//!
//! From 3.13 on through `sys.monitoring`; before, through the profile function of the thread with a frame that stands for
//! the call. (In 3.12 only `sys.setprofile` listens to that.) `code` is where a function keeps its code object.
//@requires thread_state
//@include <frameobject.h>
//@proto
typedef struct {
    PyObject *code;
#if PY_VERSION_HEX >= 0x030D0000
    PyMonitoringState states[5];
    uint64_t version;
#else
    PyFrameObject *frame;
#endif
} __cyrus_profile;
// 1: to be left with __cyrus_profile_leave; 0: nobody listens; -1: the profiler raised.
static int __cyrus_profile_enter(__cyrus_profile *p, PyObject **code, const char *name, const char *file, int line, int resumed);
// `value` is NULL for one that is no object. An exception that is set is what ends the function. -1: the profiler raised.
static int __cyrus_profile_leave(__cyrus_profile *p, PyObject *value, int yielded);
//@code
static PyObject *__cyrus_profile_code(PyObject **code, const char *name, const char *file, int line) {
    PyObject *made;
#if __CYRUS_FREE_THREADED
    PyObject *none = NULL;
    made = __atomic_load_n(code, __ATOMIC_ACQUIRE);
    if (made)
        return made;
    made = (PyObject *)PyCode_NewEmpty(file, name, line);
    if (made && !__atomic_compare_exchange_n(code, &none, made, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
        Py_DECREF(made);
        made = none;
    }
    return made;
#else
    made = *code;
    if (!made)
        *code = made = (PyObject *)PyCode_NewEmpty(file, name, line);
    return made;
#endif
}
#if PY_VERSION_HEX >= 0x030D0000
static int __cyrus_profile_enter(__cyrus_profile *p, PyObject **code, const char *name, const char *file, int line, int resumed) {
    static const uint8_t events[] = {PY_MONITORING_EVENT_PY_START, PY_MONITORING_EVENT_PY_RESUME, PY_MONITORING_EVENT_PY_RETURN,
                                     PY_MONITORING_EVENT_PY_YIELD, PY_MONITORING_EVENT_PY_UNWIND};
    int failed;
    memset(p, 0, sizeof *p);
    p->code = __cyrus_profile_code(code, name, file, line);
    if (!p->code || PyMonitoring_EnterScope(p->states, &p->version, events, 5) < 0)
        return -1;
    failed = resumed ? PyMonitoring_FirePyResumeEvent(&p->states[1], p->code, 0)
                     : PyMonitoring_FirePyStartEvent(&p->states[0], p->code, 0);
    if (failed < 0) {
        PyMonitoring_ExitScope();
        return -1;
    }
    return 1;
}
static int __cyrus_profile_leave(__cyrus_profile *p, PyObject *value, int yielded) {
    int failed = 0;
    if (!value)
        value = Py_None;
    if (PyErr_Occurred())
        PyMonitoring_FirePyUnwindEvent(&p->states[4], p->code, 0);
    else
        failed = yielded ? PyMonitoring_FirePyYieldEvent(&p->states[3], p->code, 0, value)
                         : PyMonitoring_FirePyReturnEvent(&p->states[2], p->code, 0, value);
    PyMonitoring_ExitScope();
    return failed;
}
#else
static int __cyrus_profile_listens(PyThreadState *tstate) {
#if PY_VERSION_HEX >= 0x030C0000
    return tstate->c_profilefunc && !tstate->tracing;
#elif PY_VERSION_HEX >= 0x030A0000
    return tstate->cframe->use_tracing && tstate->c_profilefunc && !tstate->tracing;
#else
    return tstate->use_tracing && tstate->c_profilefunc && !tstate->tracing;
#endif
}
// Calls the profile function, which is not to hear of what it does itself. What is raised stays raised.
static int __cyrus_profile_tell(PyThreadState *tstate, PyFrameObject *frame, int what, PyObject *value) {
    PyObject *type, *exc, *tb;
    int failed;
    PyErr_Fetch(&type, &exc, &tb);
#if PY_VERSION_HEX >= 0x030B0000
    PyThreadState_EnterTracing(tstate);
    failed = tstate->c_profilefunc(tstate->c_profileobj, frame, what, value);
    PyThreadState_LeaveTracing(tstate);
#else
    {
#if PY_VERSION_HEX >= 0x030A0000
        int *use = &tstate->cframe->use_tracing;
#else
        int *use = &tstate->use_tracing;
#endif
        tstate->tracing++;
        *use = 0;
        failed = tstate->c_profilefunc(tstate->c_profileobj, frame, what, value);
        *use = tstate->c_profilefunc || tstate->c_tracefunc;
        tstate->tracing--;
    }
#endif
    if (failed) {
        Py_XDECREF(type);
        Py_XDECREF(exc);
        Py_XDECREF(tb);
        return -1;
    }
    PyErr_Restore(type, exc, tb);
    return 0;
}
static int __cyrus_profile_enter(__cyrus_profile *p, PyObject **code, const char *name, const char *file, int line, int resumed) {
    PyThreadState *tstate = __cyrus_tstate();
    (void)resumed;
    if (__CYRUS_LIKELY(!__cyrus_profile_listens(tstate)))
        return 0;
    p->code = __cyrus_profile_code(code, name, file, line);
    p->frame = p->code ? PyFrame_New(tstate, (PyCodeObject *)p->code, __cyrus_d, NULL) : NULL;
    if (!p->frame)
        return -1;
    if (__cyrus_profile_tell(tstate, p->frame, PyTrace_CALL, Py_None) < 0) {
        Py_DECREF((PyObject *)p->frame);
        return -1;
    }
    return 1;
}
static int __cyrus_profile_leave(__cyrus_profile *p, PyObject *value, int yielded) {
    PyThreadState *tstate = __cyrus_tstate();
    int failed = 0;
    (void)yielded;
    if (!value && !PyErr_Occurred())
        value = Py_None;
    // The function may have ended the profile.
    if (__cyrus_profile_listens(tstate))
        failed = __cyrus_profile_tell(tstate, p->frame, PyTrace_RETURN, value);
    Py_DECREF((PyObject *)p->frame);
    return failed;
}
#endif
