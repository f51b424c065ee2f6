//! A channel as a Python object: sends and receives without the GIL, iterates, and waits in asyncio.
//!
//! The class is shared by all modules of the process. An object has a reference to its channel and what its maker knows of the elements:
//! their name and size, `get`, which makes an object of one and takes it, and `put`, which writes one made of an object; NULL where Python has no such
//! values. `drop` destroys one.
//! - What waits for asyncio is a task of the runtime's, which completes a `concurrent.futures.Future`. A value that arrives when nobody wants it any more goes back to
//!   the front of the channel.
//@requires rt_api, rt_status, rt_shared
//@fn __cyrus_channel_object(void *, size_t, const char *, void *, void *, void *) -> new
//@fn __cyrus_channel_of(obj, size_t, const char *) -> void * !null
//@proto
static PyObject *__cyrus_channel_object(void *raw, size_t size, const char *of, void *get, void *put, void *drop);
// The channel in an object, with a reference; NULL with TypeError when it is none of such elements.
static void *__cyrus_channel_of(PyObject *object, size_t size, const char *of);
//@code
typedef struct {
    PyObject_HEAD
    cyrus_rt_channel *raw;
    size_t size;
    const char *of;
    PyObject *(*get)(void *);
    int (*put)(void *, PyObject *);
    void (*drop)(uint8_t *);
} __cyrus_channel_view;
// An operation that asyncio waits for. It holds references to the view and to the future, and the element.
typedef struct {
    __cyrus_channel_view *view;
    PyObject *future;
    int sends;
    uint64_t element[1];
} __cyrus_channel_wait;
static const char __cyrus_channel_key[] = "channel 1";
static int __cyrus_channel_raise(int status, int sends) {
    if (status != CYRUS_RT_CLOSED)
        return __cyrus_rt_status_raise(status);
    PyErr_SetString(sends ? PyExc_BrokenPipeError : PyExc_EOFError, "the channel is closed");
    return -1;
}
// Room for an element: `here` if that is large enough.
static void *__cyrus_channel_room(__cyrus_channel_view *view, uint64_t *here, size_t size) {
    void *room = view->size <= size ? (void *)here : malloc(view->size);
    if (!room)
        PyErr_NoMemory();
    else
        memset(room, 0, view->size);
    return room;
}
static int __cyrus_channel_put(__cyrus_channel_view *view, void *room, PyObject *value) {
    if (view->put)
        return view->put(room, value);
    PyErr_Format(PyExc_TypeError, "'%s' cannot come from Python", view->of);
    return -1;
}
static PyObject *__cyrus_channel_get(__cyrus_channel_view *view, void *room) {
    if (view->get)
        return view->get(room);
    view->drop((uint8_t *)room);
    PyErr_Format(PyExc_TypeError, "'%s' cannot be seen from Python", view->of);
    return NULL;
}
// None: as long as it takes.
static int __cyrus_channel_timeout(PyObject *given, int64_t *timeout) {
    double seconds;
    *timeout = CYRUS_RT_FOREVER;
    if (!given || given == Py_None)
        return 0;
    seconds = PyFloat_AsDouble(given);
    if (seconds == -1 && PyErr_Occurred())
        return -1;
    *timeout = __cyrus_rt_timeout(seconds > 0 ? seconds : 0);
    return 0;
}
// CYRUS_RT_NOT_READY only when nothing is to be waited for; -1 with an exception.
static int __cyrus_channel_send_now(__cyrus_channel_view *view, PyObject *value, int64_t timeout) {
    uint64_t here[16];
    int status = -1;
    void *room = __cyrus_channel_room(view, here, sizeof here);
    if (room && __cyrus_channel_put(view, room, value) == 0) {
        status = cyrus_rt_channel_send(view->raw, room, timeout);
        if (status != CYRUS_RT_OK)
            view->drop((uint8_t *)room);
        if (status != CYRUS_RT_OK && status != CYRUS_RT_NOT_READY)
            status = __cyrus_channel_raise(status, 1);
    }
    if (room != (void *)here)
        free(room);
    return status;
}
static int __cyrus_channel_receive_now(__cyrus_channel_view *view, int64_t timeout, PyObject **value) {
    uint64_t here[16];
    int status = -1;
    void *room = __cyrus_channel_room(view, here, sizeof here);
    *value = NULL;
    if (room) {
        status = cyrus_rt_channel_receive(view->raw, room, timeout);
        if (status == CYRUS_RT_OK && (*value = __cyrus_channel_get(view, room)) == NULL)
            status = -1;
        else if (status > 0 && status != CYRUS_RT_NOT_READY && status != CYRUS_RT_CLOSED)
            status = __cyrus_channel_raise(status, 0);
    }
    if (room != (void *)here)
        free(room);
    return status;
}
static PyObject *__cyrus_channel_send(PyObject *self, PyObject *args, PyObject *names) {
    static char value_name[] = "value", timeout_name[] = "timeout", *known[] = {value_name, timeout_name, NULL};
    PyObject *value, *given = NULL;
    int64_t timeout;
    int status;
    if (!PyArg_ParseTupleAndKeywords(args, names, "O|O:send", known, &value, &given) || __cyrus_channel_timeout(given, &timeout) < 0)
        return NULL;
    status = __cyrus_channel_send_now((__cyrus_channel_view *)self, value, timeout);
    if (status == CYRUS_RT_NOT_READY)
        status = __cyrus_channel_raise(CYRUS_RT_TIMED_OUT, 1);
    return status < 0 ? NULL : Py_NewRef(Py_None);
}
static PyObject *__cyrus_channel_recv(PyObject *self, PyObject *args, PyObject *names) {
    static char timeout_name[] = "timeout", *known[] = {timeout_name, NULL};
    PyObject *given = NULL, *value;
    int64_t timeout;
    int status;
    if (!PyArg_ParseTupleAndKeywords(args, names, "|O:recv", known, &given) || __cyrus_channel_timeout(given, &timeout) < 0)
        return NULL;
    status = __cyrus_channel_receive_now((__cyrus_channel_view *)self, timeout, &value);
    if (status > 0)
        (void)__cyrus_channel_raise(status == CYRUS_RT_NOT_READY ? CYRUS_RT_TIMED_OUT : status, 0);
    return value;
}
static PyObject *__cyrus_channel_next(PyObject *self) {
    PyObject *value;
    // Without an exception NULL is the end.
    (void)__cyrus_channel_receive_now((__cyrus_channel_view *)self, CYRUS_RT_FOREVER, &value);
    return value;
}
static PyObject *__cyrus_channel_try_send(PyObject *self, PyObject *value) {
    int status = __cyrus_channel_send_now((__cyrus_channel_view *)self, value, CYRUS_RT_NO_WAIT);
    return status < 0 ? NULL : PyBool_FromLong(status == CYRUS_RT_OK);
}
static PyObject *__cyrus_channel_try_recv(PyObject *self, PyObject *args) {
    PyObject *none = Py_None, *value;
    int status;
    if (!PyArg_ParseTuple(args, "|O:try_recv", &none))
        return NULL;
    status = __cyrus_channel_receive_now((__cyrus_channel_view *)self, CYRUS_RT_NO_WAIT, &value);
    if (status == CYRUS_RT_CLOSED)
        (void)__cyrus_channel_raise(status, 0);
    return status == CYRUS_RT_NOT_READY ? Py_NewRef(none) : value;
}
static PyObject *__cyrus_channel_put_back(PyObject *self, PyObject *value) {
    __cyrus_channel_view *view = (__cyrus_channel_view *)self;
    uint64_t here[16];
    void *room = __cyrus_channel_room(view, here, sizeof here);
    int put = room ? __cyrus_channel_put(view, room, value) : -1;
    if (put == 0)
        cyrus_rt_channel_put_back(view->raw, room);
    if (room != (void *)here)
        free(room);
    return put < 0 ? NULL : Py_NewRef(Py_None);
}
static PyObject *__cyrus_channel_close(PyObject *self, PyObject *unused) {
    (void)unused;
    (void)cyrus_rt_channel_close(((__cyrus_channel_view *)self)->raw);
    Py_RETURN_NONE;
}
static PyObject *__cyrus_channel_is_closed(PyObject *self, PyObject *unused) {
    (void)unused;
    return PyBool_FromLong(cyrus_rt_channel_is_closed(((__cyrus_channel_view *)self)->raw));
}
static Py_ssize_t __cyrus_channel_length(PyObject *self) { return (Py_ssize_t)cyrus_rt_channel_length(((__cyrus_channel_view *)self)->raw); }
static int __cyrus_channel_truth(PyObject *self) { return self != NULL; }
// ---- asyncio
static void __cyrus_channel_wait_free(__cyrus_channel_wait *wait) {
    Py_DECREF(wait->future);
    Py_DECREF((PyObject *)wait->view);
    free(wait);
}
// Tells the future how it went, with the GIL.
static void __cyrus_channel_settle(__cyrus_channel_wait *wait, int status) {
    PyObject *wanted = PyObject_CallMethod(wait->future, "set_running_or_notify_cancel", NULL), *value = NULL, *done = NULL;
    int accepts = wanted ? PyObject_IsTrue(wanted) : -1;
    Py_XDECREF(wanted);
    if (accepts > 0) {
        if (status == CYRUS_RT_OK)
            value = wait->sends ? Py_NewRef(Py_None) : __cyrus_channel_get(wait->view, wait->element);
        else
            (void)__cyrus_channel_raise(status, wait->sends);
        if (value) {
            done = PyObject_CallMethod(wait->future, "set_result", "(O)", value);
            Py_DECREF(value);
        } else {
            PyObject *type, *error, *traceback;
            PyErr_Fetch(&type, &error, &traceback);
            PyErr_NormalizeException(&type, &error, &traceback);
            done = PyObject_CallMethod(wait->future, "set_exception", "(O)", error ? error : Py_None);
            Py_XDECREF(type);
            Py_XDECREF(error);
            Py_XDECREF(traceback);
        }
        Py_XDECREF(done);
    } else if (status == CYRUS_RT_OK && !wait->sends) {
        cyrus_rt_channel_put_back(wait->view->raw, wait->element);
    }
    if (PyErr_Occurred())
        PyErr_WriteUnraisable((PyObject *)wait->view);
}
static void __cyrus_channel_waits(void *arguments, void *result, cyrus_rt_exception *raised) {
    __cyrus_channel_wait *wait = *(__cyrus_channel_wait **)arguments;
    PyGILState_STATE gil;
    int status;
    (void)result, (void)raised;
    if (wait->sends)
        status = cyrus_rt_channel_send(wait->view->raw, wait->element, CYRUS_RT_FOREVER);
    else
        status = cyrus_rt_channel_receive(wait->view->raw, wait->element, CYRUS_RT_FOREVER);
    if (wait->sends && status != CYRUS_RT_OK)
        wait->view->drop((uint8_t *)wait->element);
    gil = PyGILState_Ensure();
    __cyrus_channel_settle(wait, status);
    __cyrus_channel_wait_free(wait);
    PyGILState_Release(gil);
}
// The task was cancelled before it began.
static void __cyrus_channel_never(void *arguments) {
    __cyrus_channel_wait *wait = *(__cyrus_channel_wait **)arguments;
    PyGILState_STATE gil;
    if (wait->sends)
        wait->view->drop((uint8_t *)wait->element);
    gil = PyGILState_Ensure();
    __cyrus_channel_settle(wait, CYRUS_RT_CANCELLED);
    __cyrus_channel_wait_free(wait);
    PyGILState_Release(gil);
}
static void __cyrus_channel_task_goes(PyObject *capsule) { cyrus_rt_task_detach((cyrus_rt_task *)PyCapsule_GetPointer(capsule, NULL)); }
static PyObject *__cyrus_channel_cancel(PyObject *capsule, PyObject *unused) {
    (void)unused;
    cyrus_rt_task_cancel((cyrus_rt_task *)PyCapsule_GetPointer(capsule, NULL));
    Py_RETURN_NONE;
}
static PyMethodDef __cyrus_channel_cancel_def = {"cancel", __cyrus_channel_cancel, METH_NOARGS, NULL};
// Starts to send a value, or to receive one, for a future; gives what cancels that.
static PyObject *__cyrus_channel_begin(PyObject *self, PyObject *args) {
    __cyrus_channel_view *view = (__cyrus_channel_view *)self;
    PyObject *future, *value = NULL, *capsule, *cancel;
    __cyrus_channel_wait *wait;
    cyrus_rt_task *task;
    if (!PyArg_ParseTuple(args, "O|O:_begin", &future, &value))
        return NULL;
    wait = (__cyrus_channel_wait *)calloc(1, sizeof *wait + view->size);
    if (!wait)
        return PyErr_NoMemory();
    if (value && __cyrus_channel_put(view, wait->element, value) < 0) {
        free(wait);
        return NULL;
    }
    wait->view = (__cyrus_channel_view *)Py_NewRef(self);
    wait->future = Py_NewRef(future);
    wait->sends = value != NULL;
    task = cyrus_rt_spawn(NULL, __cyrus_channel_waits, &wait, sizeof wait, __cyrus_channel_never);
    capsule = PyCapsule_New(task, NULL, __cyrus_channel_task_goes);
    if (!capsule) {
        cyrus_rt_task_detach(task);
        return NULL;
    }
    cancel = PyCFunction_New(&__cyrus_channel_cancel_def, capsule);
    Py_DECREF(capsule);
    return cancel;
}
// ---- the class
static PyObject *__cyrus_channel_repr(PyObject *self) {
    __cyrus_channel_view *view = (__cyrus_channel_view *)self;
    return PyUnicode_FromFormat(
        "<chan[%s] at %p, %zd waiting%s>", view->of, (void *)view->raw, __cyrus_channel_length(self),
        cyrus_rt_channel_is_closed(view->raw) ? ", closed" : "");
}
// All objects of one channel are equal.
static PyObject *__cyrus_channel_compare(PyObject *a, PyObject *b, int op) {
    int same;
    if (Py_TYPE(a) != Py_TYPE(b) || (op != Py_EQ && op != Py_NE))
        Py_RETURN_NOTIMPLEMENTED;
    same = ((__cyrus_channel_view *)a)->raw == ((__cyrus_channel_view *)b)->raw;
    return PyBool_FromLong(same == (op == Py_EQ));
}
static Py_hash_t __cyrus_channel_hash(PyObject *self) {
    Py_hash_t hash = (Py_hash_t)((uintptr_t)((__cyrus_channel_view *)self)->raw >> 4);
    return hash == -1 ? -2 : hash;
}
static PyObject *__cyrus_channel_none(PyTypeObject *type, PyObject *args, PyObject *names) {
    (void)type, (void)args, (void)names;
    PyErr_SetString(PyExc_TypeError, "channels are made by compiled code: chan[T](capacity)");
    return NULL;
}
static void __cyrus_channel_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    cyrus_rt_channel *raw = ((__cyrus_channel_view *)self)->raw;
    type->tp_free(self);
    Py_DECREF((PyObject *)type);
    if (raw)
        cyrus_rt_channel_release(raw);
}
static PyMethodDef __cyrus_channel_methods[] = {
    {"send", (PyCFunction)(void (*)(void))__cyrus_channel_send, METH_VARARGS | METH_KEYWORDS,
     "send(value, timeout=None)\n\nWaits for room. BrokenPipeError if the channel is closed, TimeoutError."},
    {"recv", (PyCFunction)(void (*)(void))__cyrus_channel_recv, METH_VARARGS | METH_KEYWORDS,
     "recv(timeout=None)\n\nWaits for a value. EOFError if the channel is closed and empty, TimeoutError."},
    {"try_send", __cyrus_channel_try_send, METH_O, "Whether there was room at once."},
    {"try_recv", __cyrus_channel_try_recv, METH_VARARGS, "try_recv(default=None)\n\nA value if there is one at once."},
    {"close", __cyrus_channel_close, METH_NOARGS, "Nothing more will be sent."},
    {"is_closed", __cyrus_channel_is_closed, METH_NOARGS, NULL},
    {"_begin", __cyrus_channel_begin, METH_VARARGS, NULL},
    {"_put_back", __cyrus_channel_put_back, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
static PyType_Slot __cyrus_channel_slots[] = {
    {Py_tp_dealloc, (void *)__cyrus_channel_dealloc}, {Py_tp_new, (void *)__cyrus_channel_none},
    {Py_tp_repr, (void *)__cyrus_channel_repr},       {Py_tp_iter, (void *)PyObject_SelfIter},
    {Py_tp_iternext, (void *)__cyrus_channel_next},   {Py_tp_methods, (void *)__cyrus_channel_methods},
    {Py_tp_hash, (void *)__cyrus_channel_hash},       {Py_tp_richcompare, (void *)__cyrus_channel_compare},
    {Py_mp_length, (void *)__cyrus_channel_length},   {Py_nb_bool, (void *)__cyrus_channel_truth},
    {0, NULL},
};
static PyType_Spec __cyrus_channel_spec = {
    "libcyrus.task._Channel", sizeof(__cyrus_channel_view), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, __cyrus_channel_slots,
};
static const char __cyrus_channel_text[] =
    "class Channel(_Channel):\n"
    "    '''A channel between tasks, threads and asyncio.'''\n"
    "    __slots__ = ()\n"
    "    async def arecv(self):\n"
    "        '''As recv, in asyncio.'''\n"
    "        value = self.try_recv(_nothing)\n"
    "        return await _wait(self) if value is _nothing else value\n"
    "    async def asend(self, value):\n"
    "        '''As send, in asyncio.'''\n"
    "        if not self.try_send(value):\n"
    "            await _wait(self, value)\n"
    "    def __aiter__(self):\n"
    "        return self\n"
    "    async def __anext__(self):\n"
    "        try:\n"
    "            return await self.arecv()\n"
    "        except EOFError:\n"
    "            raise StopAsyncIteration from None\n"
    "_nothing = object()\n"
    "async def _wait(channel, *value):\n"
    "    import asyncio, concurrent.futures\n"
    "    loop = asyncio.get_running_loop()\n"
    "    waiter, future = loop.create_future(), concurrent.futures.Future()\n"
    "    def wake():\n"
    "        if not waiter.done():\n"
    "            waiter.set_result(None)\n"
    "    def done(_):\n"
    "        try:\n"
    "            loop.call_soon_threadsafe(wake)\n"
    "        except RuntimeError:\n"
    "            pass\n"
    "    cancel = channel._begin(future, *value)\n"
    "    future.add_done_callback(done)\n"
    "    def give_back():\n"
    "        if not value and future.exception() is None:\n"
    "            channel._put_back(future.result())\n"
    "    try:\n"
    "        await waiter\n"
    "    except asyncio.CancelledError:\n"
    // The task that receives may have a value already. Who asks next is not told that there are no more before that is known.
    "        cancel()\n"
    "        while not future.done():\n"
    "            waiter = loop.create_future()\n"
    "            try:\n"
    "                await waiter\n"
    "            except asyncio.CancelledError:\n"
    "                pass\n"
    "        give_back()\n"
    "        raise\n"
    "    except BaseException:\n"
    "        if future.cancel():\n"
    "            cancel()\n"
    "        else:\n"
    "            give_back()\n"
    "        raise\n"
    "    return future.result()\n";
// The class, borrowed.
static PyObject *__cyrus_channel_class(void) {
    PyObject *shared = PyImport_AddModule(__CYRUS_ABI), *names, *base, *done = NULL, *name, *made;
    if (!shared)
        return NULL;
    made = PyDict_GetItemString(PyModule_GetDict(shared), __cyrus_channel_key);
    if (made)
        return made;
    names = PyDict_New();
    base = PyType_FromSpec(&__cyrus_channel_spec);
    name = PyUnicode_FromString("libcyrus.task");
    if (names && base && name && PyDict_SetItemString(names, "_Channel", base) == 0 && PyDict_SetItemString(names, "__name__", name) == 0 &&
        PyDict_SetItemString(names, "__builtins__", PyEval_GetBuiltins()) == 0)
        done = PyRun_String(__cyrus_channel_text, Py_file_input, names, names);
    made = done ? PyDict_GetItemString(names, "Channel") : NULL;
    if (made && PyDict_SetItemString(PyModule_GetDict(shared), __cyrus_channel_key, made) < 0)
        made = NULL;
    Py_XDECREF(done);
    Py_XDECREF(name);
    Py_XDECREF(base);
    Py_XDECREF(names);
    return made;
}
static PyObject *__cyrus_channel_object(void *raw, size_t size, const char *of, void *get, void *put, void *drop) {
    PyObject *type = __cyrus_channel_class();
    __cyrus_channel_view *view;
    if (!type)
        return NULL;
    view = (__cyrus_channel_view *)((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, 0);
    if (!view)
        return NULL;
    view->raw = (cyrus_rt_channel *)raw;
    cyrus_rt_channel_retain(view->raw);
    view->size = size;
    view->of = of;
    view->get = (PyObject *(*)(void *))get;
    view->put = (int (*)(void *, PyObject *))put;
    view->drop = (void (*)(uint8_t *))drop;
    return (PyObject *)view;
}
static void *__cyrus_channel_of(PyObject *object, size_t size, const char *of) {
    PyObject *type = __cyrus_channel_class();
    __cyrus_channel_view *view = (__cyrus_channel_view *)object;
    if (!type)
        return NULL;
    if (Py_TYPE(object) != (PyTypeObject *)type) {
        PyErr_Format(PyExc_TypeError, "Expected a chan[%s], got %.200s", of, Py_TYPE(object)->tp_name);
        return NULL;
    }
    if (view->size != size || strcmp(view->of, of)) {
        PyErr_Format(PyExc_TypeError, "Expected a chan[%s], got a chan[%s]", of, view->of);
        return NULL;
    }
    cyrus_rt_channel_retain(view->raw);
    return view->raw;
}
