//@use generator, yield_from, exc_enter, exc_leave, err_matches
//@k count outer.<locals>.count log
// The closures here are lists: [argument, log, locals…].
#define ARG(g) PyList_GET_ITEM((g)->closure, 0)
#define LOG(g) PyList_GET_ITEM((g)->closure, 1)
// def count(n, log): for i in range(n): log.append((yield i)); return "done"
static PyObject *count_body(__cyrus_gen *gen, PyObject *sent) {
    long i, n = PyLong_AsLong(ARG(gen));
    switch (gen->resume) {
    case 0:
        i = 0;
        break;
    default:
        if (!sent)
            return NULL;
        PyList_Append(LOG(gen), sent);
        i = gen->resume;
    }
    if (i == n) {
        gen->result = PyUnicode_FromString("done");
        return NULL;
    }
    gen->resume = (int)i + 1;
    return PyLong_FromLong(i);
}
// def delegate(x, log): log.append((yield from x)); yield "last"; returns None
static PyObject *delegate_body(__cyrus_gen *gen, PyObject *sent) {
    PyObject *value;
    switch (gen->resume) {
    case 0:
        switch (__cyrus_yield_from(gen, ARG(gen), &value)) {
        case 1:
            gen->resume = 1;
            return value;
        case 0:
            sent = value;
            break;
        default:
            return NULL;
        }
        PyList_Append(LOG(gen), sent);
        Py_DECREF(sent);
        break;
    case 1:
        if (!sent)
            return NULL;
        PyList_Append(LOG(gen), sent);
        break;
    default:
        return NULL;
    }
    gen->resume = 2;
    return PyUnicode_FromString("last");
}
// def catch(x, log): try: yield 1 / except Exception as e: yield e; raise RuntimeError("again") / finally: log.append("bye")
static PyObject *catch_body(__cyrus_gen *gen, PyObject *sent) {
    PyObject *exc, *saved, *bye;
    switch (gen->resume) {
    case 0:
        gen->resume = 1;
        return PyLong_FromLong(1);
    case 1:
        if (!sent && PyErr_ExceptionMatches(PyExc_Exception)) {
            exc = __cyrus_exc_enter(&saved);
            PyList_Append(gen->closure, saved ? saved : Py_None);
            Py_XDECREF(saved);
            gen->resume = 2;
            return exc;
        }
        break;
    default:
        saved = PyList_GET_ITEM(gen->closure, 2);
        if (sent)
            PyErr_SetString(PyExc_RuntimeError, "again");
        __cyrus_exc_leave(saved == Py_None ? NULL : Py_NewRef(saved));
    }
    exc = PyErr_Occurred();
    {
        PyObject *t, *v, *tb;
        PyErr_Fetch(&t, &v, &tb);
        bye = PyUnicode_FromString("bye");
        PyList_Append(LOG(gen), bye);
        Py_DECREF(bye);
        PyErr_Restore(t, v, tb);
    }
    return NULL;
}
// def stop(x, log): raise StopIteration(x)
static PyObject *stop_body(__cyrus_gen *gen, PyObject *sent) {
    PyErr_SetObject(PyExc_StopIteration, ARG(gen));
    return NULL;
}
// def stubborn(x, log): while True: try: yield / except GeneratorExit: pass
static PyObject *stubborn_body(__cyrus_gen *gen, PyObject *sent) {
    PyErr_Clear();
    gen->resume = 1;
    return Py_NewRef(Py_None);
}
// def running(x, log): next(log[0])
static PyObject *running_body(__cyrus_gen *gen, PyObject *sent) {
    PyObject *self = PyList_GET_ITEM(LOG(gen), 0);
    return PyObject_CallMethod(self, "__next__", NULL);
}
static const __cyrus_gendef defs[] = {{count_body, 0, 1, 7, CO_GENERATOR | __CYRUS_GEN_STOP, NULL},
                                      {delegate_body, 0, 1, 7, CO_GENERATOR | __CYRUS_GEN_STOP, NULL},
                                      {catch_body, 0, 1, 7, CO_GENERATOR | __CYRUS_GEN_STOP, NULL},
                                      {stop_body, 0, 1, 7, CO_GENERATOR | __CYRUS_GEN_STOP, NULL},
                                      {stop_body, 0, 1, 7, CO_GENERATOR, NULL},
                                      {stubborn_body, 0, 1, 7, CO_GENERATOR, NULL},
                                      {running_body, 0, 1, 7, CO_GENERATOR, NULL}};
static PyObject *make(int which, PyObject *const *a) {
    return __cyrus_generator_new(&defs[which], Py_BuildValue("[OO]", a[0], a[1]));
}
FUNCTION(count) { return make(0, a); }
FUNCTION(delegate) { return make(1, a); }
FUNCTION(catch) { return make(2, a); }
FUNCTION(stop) { return make(3, a); }
FUNCTION(stop_old) { return make(4, a); }
FUNCTION(stubborn) { return make(5, a); }
FUNCTION(running) { return make(6, a); }
