//! A future as a Python object: a `concurrent.futures.Future` that can be awaited, and whose `cancel` cancels the future.
//!
//! When the future is complete, a task of the runtime's takes the GIL and hands the result over: `deliver`, given the future with a
//! reference, gives the result as a Python object, or raises. Results that nobody in Python asks for are converted all the same;
//! exceptions that nobody has asked for when the object goes are reported as unraisable. Passed back, the object is the
//! future again: `of` names its results.
//!
//! An exception leads to frames, and these to the object. Python's collector sees that cycle only if nothing that it does not know has the exception: so
//! the object of a future that has failed lets go of it (its capsule has a context then), and passed back it is another one that has failed so.
//@requires rt_api
//@fn __cyrus_future_object(void *, void *, const char *) -> new
//@fn __cyrus_future_of(obj, const char *) -> void * !null
//@proto
static PyObject *__cyrus_future_object(void *future, void *deliver, const char *of);
// The future in such an object, with a reference; NULL with TypeError when it is none with such results.
static void *__cyrus_future_of(PyObject *object, const char *of);
//@code
typedef struct {
    cyrus_rt_callback head;
    cyrus_rt_future *future;
    PyObject *(*deliver)(void *);
    PyObject *object;
} __cyrus_future_watch;
// Made once for each module; the classes are alike.
static PyObject *__cyrus_future_class;
static const char __cyrus_future_class_text[] =
    "import concurrent.futures\n"
    "class Future(concurrent.futures.Future):\n"
    "    '''The result of a call on an active object; can be awaited.'''\n"
    "    _asked = False\n"
    "    def result(self, timeout=None):\n"
    "        try:\n"
    "            return super().result(timeout)\n"
    "        finally:\n"
    "            self._asked = self.done()\n"
    "            self = None\n"
    "    def exception(self, timeout=None):\n"
    "        try:\n"
    "            return super().exception(timeout)\n"
    "        finally:\n"
    "            self._asked = self.done()\n"
    "            self = None\n"
    "    def __del__(self):\n"
    "        if not self._asked and self._exception is not None:\n"
    "            try:\n"
    "                raise self._exception\n"
    "            finally:\n"
    "                self = None\n"
    "    def __await__(self):\n"
    "        import asyncio\n"
    "        return asyncio.wrap_future(self).__await__()\n"
    "    def cancel(self):\n"
    "        return self._cancel() and super().cancel()\n"
    "    def set_result(self, result):\n"
    "        raise concurrent.futures.InvalidStateError('such a future is completed in compiled code, by its set()')\n"
    "    def set_exception(self, exception):\n"
    "        self.set_result(exception)\n"
    "    def _arrives(self, value, error):\n"
    "        self._cancel = lambda: True\n"
    "        if isinstance(error, concurrent.futures.CancelledError):\n"
    "            super().cancel()\n"
    "        if not self.set_running_or_notify_cancel():\n"
    "            return True\n"
    "        if error is None:\n"
    "            super().set_result(value)\n"
    "        else:\n"
    "            super().set_exception(error)\n"
    "        return False\n";
static int __cyrus_future_class_make(void) {
    PyObject *names = PyDict_New(), *done = NULL;
    if (names && PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins()) == 0) {
        PyObject *module = PyUnicode_FromString("libcyrus.future");
        if (module && PyDict_SetItemString(names, "__name__", module) == 0)
            done = PyRun_String(__cyrus_future_class_text, Py_file_input, names, names);
        Py_XDECREF(module);
    }
    if (done) {
        __cyrus_future_class = PyDict_GetItemString(names, "Future");
        Py_XINCREF(__cyrus_future_class);
    }
    Py_XDECREF(done);
    Py_XDECREF(names);
    return __cyrus_future_class ? 0 : -1;
}
// The object of a future that has failed lets go of it.
static void __cyrus_future_failed(PyObject *object) {
    PyObject *capsule = PyObject_GetAttrString(object, "_future"), *name = NULL;
    if (capsule)
        name = PyCapsule_New(object, PyCapsule_GetName(capsule), NULL);
    if (!name || PyCapsule_SetContext(name, object) < 0 || PyObject_SetAttrString(object, "_future", name) < 0)
        PyErr_WriteUnraisable(object);
    Py_XDECREF(name);
    Py_XDECREF(capsule);
}
// A future that has failed by that exception.
static cyrus_rt_future *__cyrus_future_failed_by(PyObject *error) {
    static const cyrus_rt_type nothing = {0};
    cyrus_rt_exception raised = {NULL, __cyrus_rt_exception_drop};
    cyrus_rt_future *future = cyrus_rt_future_new(&nothing);
    raised.object = Py_NewRef(error);
    (void)cyrus_rt_future_fail(future, raised);
    return future;
}
static void __cyrus_future_hand_over_here(void *given) {
    __cyrus_future_watch *watch = (__cyrus_future_watch *)given;
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *value, *error = NULL, *type, *traceback, *done;
    // The reference goes along.
    value = watch->deliver(watch->future);
    if (!value) {
        PyErr_Fetch(&type, &error, &traceback);
        PyErr_NormalizeException(&type, &error, &traceback);
        if (traceback && error)
            PyException_SetTraceback(error, traceback);
        Py_XDECREF(type);
        Py_XDECREF(traceback);
    }
    done = PyObject_CallMethod(watch->object, "_arrives", "OO", value ? value : Py_None, error ? error : Py_None);
    if (!done)
        PyErr_WriteUnraisable(watch->object);
    else if (error && !PyObject_IsTrue(done))
        __cyrus_future_failed(watch->object);
    Py_XDECREF(done);
    Py_XDECREF(value);
    Py_XDECREF(error);
    Py_DECREF(watch->object);
    PyGILState_Release(gil);
    free(watch);
}
// Callbacks of Python, which needs room, come with it.
static void __cyrus_future_hand_over(__cyrus_future_watch *watch) { cyrus_rt_on_large_stack(__cyrus_future_hand_over_here, watch); }
// As a task.
static void __cyrus_future_arrives(void *arguments, void *result, cyrus_rt_exception *raised) {
    (void)result, (void)raised;
    __cyrus_future_hand_over(*(__cyrus_future_watch **)arguments);
}
// The task does not run, because its scheduler ends: the result is there all the same.
static void __cyrus_future_never(void *arguments) {
    __cyrus_future_hand_over(*(__cyrus_future_watch **)arguments);
}
// Called where the future is completed, which must not wait for the GIL.
static void __cyrus_future_is_done(cyrus_rt_callback *callback) {
    void *watch = (void *)callback;
    cyrus_rt_go(NULL, __cyrus_future_arrives, &watch, sizeof watch, __cyrus_future_never);
}
static PyObject *__cyrus_future_cancelling(PyObject *capsule, PyObject *unused) {
    cyrus_rt_future *future = (cyrus_rt_future *)PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule));
    (void)unused;
    return future ? PyBool_FromLong(cyrus_rt_future_cancel(future) == CYRUS_RT_OK || cyrus_rt_future_poll(future) == CYRUS_RT_CANCELLED) : NULL;
}
static void __cyrus_future_capsule_goes(PyObject *capsule) {
    cyrus_rt_future_release((cyrus_rt_future *)PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule)));
}
static PyMethodDef __cyrus_future_cancel_def = {"cancel", __cyrus_future_cancelling, METH_NOARGS, NULL};
static PyObject *__cyrus_future_object(void *future, void *deliver, const char *of) {
    __cyrus_future_watch *watch;
    PyObject *object, *capsule, *cancel = NULL;
    if (!__cyrus_future_class && __cyrus_future_class_make() < 0)
        return NULL;
    object = PyObject_CallObject(__cyrus_future_class, NULL);
    if (!object)
        return NULL;
    capsule = PyCapsule_New(future, of, NULL);
    if (capsule) {
        cyrus_rt_future_retain((cyrus_rt_future *)future);
        (void)PyCapsule_SetDestructor(capsule, __cyrus_future_capsule_goes);
        if (PyObject_SetAttrString(object, "_future", capsule) == 0)
            cancel = PyCFunction_New(&__cyrus_future_cancel_def, capsule);
        Py_DECREF(capsule);
    }
    watch = (__cyrus_future_watch *)malloc(sizeof *watch);
    if (!watch)
        PyErr_NoMemory();
    if (!cancel || !watch || PyObject_SetAttrString(object, "_cancel", cancel) < 0) {
        Py_XDECREF(cancel);
        Py_DECREF(object);
        free(watch);
        return NULL;
    }
    Py_DECREF(cancel);
    cyrus_rt_future_retain((cyrus_rt_future *)future);
    watch->head.run = __cyrus_future_is_done;
    watch->future = (cyrus_rt_future *)future;
    watch->deliver = (PyObject *(*)(void *))deliver;
    watch->object = Py_NewRef(object);
    // What is there already needs no task.
    if (cyrus_rt_future_poll((cyrus_rt_future *)future) != CYRUS_RT_NOT_READY)
        __cyrus_future_hand_over(watch);
    else
        cyrus_rt_future_on_done((cyrus_rt_future *)future, &watch->head);
    return object;
}
static void *__cyrus_future_of(PyObject *object, const char *of) {
    PyObject *capsule = PyObject_GetAttrString(object, "_future");
    cyrus_rt_future *future = NULL;
    if (!capsule)
        PyErr_Clear();
    if (capsule && PyCapsule_CheckExact(capsule) && PyCapsule_IsValid(capsule, of)) {
        if (PyCapsule_GetContext(capsule)) {
            PyObject *error = PyObject_GetAttrString(object, "_exception");
            future = error ? __cyrus_future_failed_by(error) : NULL;
            Py_XDECREF(error);
        } else {
            future = (cyrus_rt_future *)PyCapsule_GetPointer(capsule, of);
            cyrus_rt_future_retain(future);
        }
        // Who gets it is told of exceptions.
        if (future && PyObject_SetAttrString(object, "_asked", Py_True) < 0)
            PyErr_Clear();
    } else {
        PyErr_Format(PyExc_TypeError, "Expected a future[%s], got %.200s", of, Py_TYPE(object)->tp_name);
    }
    Py_XDECREF(capsule);
    return future;
}
