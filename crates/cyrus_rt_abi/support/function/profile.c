//! Tells profilers that functions begin and end (directive `profile`): `sys.setprofile` and `cProfile`.
//!
//! The profile function of the thread gets a frame that stands for the call. From 3.12 on `cProfile` listens to `sys.monitoring`
//! instead: 3.13 has C functions that tell it; in 3.12 its callbacks are asked of the module and called.
//! `code` is where a function keeps its code object.
//@requires thread_state
//@include <frameobject.h>
//@proto
typedef struct {
    PyObject *code;
    PyFrameObject *frame;
#if PY_VERSION_HEX >= 0x030D0000
    PyMonitoringState states[5];
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
enum __cyrus_profile_event { __CYRUS_PY_START, __CYRUS_PY_RESUME, __CYRUS_PY_RETURN, __CYRUS_PY_YIELD, __CYRUS_PY_UNWIND };
#if PY_VERSION_HEX >= 0x030D0000
// What `sys.setprofile` and `sys.settrace` hear through these tools would be about the frame of the caller.
#define __CYRUS_LEGACY_TOOLS (1 << 6 | 1 << 7)
static int __cyrus_monitor_enter(__cyrus_profile *p) {
    static const uint8_t events[] = {PY_MONITORING_EVENT_PY_START, PY_MONITORING_EVENT_PY_RESUME, PY_MONITORING_EVENT_PY_RETURN,
                                     PY_MONITORING_EVENT_PY_YIELD, PY_MONITORING_EVENT_PY_UNWIND};
    uint64_t version = 0;
    int i, active = 0;
    memset(p->states, 0, sizeof p->states);
    if (PyMonitoring_EnterScope(p->states, &version, events, 5) < 0)
        return -1;
    for (i = 0; i < 5; i++)
        active |= p->states[i].active &= (uint8_t)~__CYRUS_LEGACY_TOOLS;
    return active != 0;
}
static int __cyrus_monitor(__cyrus_profile *p, enum __cyrus_profile_event event, PyObject *value) {
    PyMonitoringState *state = &p->states[event];
    switch (event) {
    case __CYRUS_PY_START:
        return PyMonitoring_FirePyStartEvent(state, p->code, 0);
    case __CYRUS_PY_RESUME:
        return PyMonitoring_FirePyResumeEvent(state, p->code, 0);
    case __CYRUS_PY_RETURN:
        return PyMonitoring_FirePyReturnEvent(state, p->code, 0, value);
    case __CYRUS_PY_YIELD:
        return PyMonitoring_FirePyYieldEvent(state, p->code, 0, value);
    default:
        // The exception that ends the function stays, whatever the callback says.
        (void)PyMonitoring_FirePyUnwindEvent(state, p->code, 0);
        return 0;
    }
}
#define __CYRUS_MONITOR_EXIT() (void)PyMonitoring_ExitScope()
#elif PY_VERSION_HEX >= 0x030C0000
#define __CYRUS_PROFILER_ID 2
static int __cyrus_monitor_enter(__cyrus_profile *p) {
    PyObject *monitoring = PySys_GetObject("monitoring"), *tool;
    (void)p;
    if (!monitoring || __cyrus_tstate()->tracing)
        return 0;
    tool = PyObject_CallMethod(monitoring, "get_tool", "i", __CYRUS_PROFILER_ID);
    Py_XDECREF(tool);
    return tool ? tool != Py_None : -1;
}
// The callback is what registering another one returns.
static int __cyrus_monitor(__cyrus_profile *p, enum __cyrus_profile_event event, PyObject *value) {
    static const int bits[] = {1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 12};
    PyObject *monitoring = PySys_GetObject("monitoring"), *callback, *found, *raised = PyErr_GetRaisedException();
    PyThreadState *tstate = __cyrus_tstate();
    int asked = monitoring ? __cyrus_monitor_enter(p) : 0, failed = asked < 0;
    long events = 0;
    if (asked > 0) {
        found = PyObject_CallMethod(monitoring, "get_events", "i", __CYRUS_PROFILER_ID);
        events = found ? PyLong_AsLong(found) : -1;
        Py_XDECREF(found);
        failed = events < 0;
    }
    if (!failed && events & bits[event]) {
        callback = PyObject_CallMethod(monitoring, "register_callback", "iiO", __CYRUS_PROFILER_ID, bits[event], Py_None);
        found = callback ? PyObject_CallMethod(monitoring, "register_callback", "iiO", __CYRUS_PROFILER_ID, bits[event], callback) : NULL;
        failed = !found;
        Py_XDECREF(found);
        if (found && callback != Py_None) {
            PyThreadState_EnterTracing(tstate);
            found = event <= __CYRUS_PY_RESUME ? PyObject_CallFunction(callback, "Oi", p->code, 0)
                                               : PyObject_CallFunction(callback, "OiO", p->code, 0, raised ? raised : value);
            PyThreadState_LeaveTracing(tstate);
            failed = !found;
            Py_XDECREF(found);
        }
        Py_XDECREF(callback);
    }
    if (raised) {
        // What ends the function stays, whatever the callback says.
        PyErr_SetRaisedException(raised);
        return 0;
    }
    return -failed;
}
#define __CYRUS_MONITOR_EXIT() (void)0
#else
#define __cyrus_monitor_enter(p) 0
#define __cyrus_monitor(p, event, value) 0
#define __CYRUS_MONITOR_EXIT() (void)0
#endif
static int __cyrus_profile_enter(__cyrus_profile *p, PyObject **code, const char *name, const char *file, int line, int resumed) {
    PyThreadState *tstate = __cyrus_tstate();
    int listens = __cyrus_profile_listens(tstate), monitored = __cyrus_monitor_enter(p);
    (void)resumed;
    if (monitored < 0)
        return -1;
    if (__CYRUS_LIKELY(!listens && !monitored)) {
        __CYRUS_MONITOR_EXIT();
        return 0;
    }
    p->frame = NULL;
    p->code = __cyrus_profile_code(code, name, file, line);
    if (p->code && listens)
        p->frame = PyFrame_New(tstate, (PyCodeObject *)p->code, __cyrus_d, NULL);
    if (!p->code || (listens && !p->frame)
        || (p->frame && __cyrus_profile_tell(tstate, p->frame, PyTrace_CALL, Py_None) < 0)
        || (monitored && __cyrus_monitor(p, resumed ? __CYRUS_PY_RESUME : __CYRUS_PY_START, NULL) < 0)) {
        __CYRUS_MONITOR_EXIT();
        Py_XDECREF((PyObject *)p->frame);
        return -1;
    }
    return 1;
}
static int __cyrus_profile_leave(__cyrus_profile *p, PyObject *value, int yielded) {
    PyThreadState *tstate = __cyrus_tstate();
    PyObject *returned = value ? value : Py_None;
    int failed = 0, raised = PyErr_Occurred() != NULL;
    (void)yielded;
    // The function may have ended the profile.
    if (p->frame && __cyrus_profile_listens(tstate))
        failed = __cyrus_profile_tell(tstate, p->frame, PyTrace_RETURN, raised ? value : returned);
    if (!failed)
        failed = __cyrus_monitor(p, raised ? __CYRUS_PY_UNWIND : yielded ? __CYRUS_PY_YIELD : __CYRUS_PY_RETURN, returned);
    __CYRUS_MONITOR_EXIT();
    Py_XDECREF((PyObject *)p->frame);
    return failed;
}
