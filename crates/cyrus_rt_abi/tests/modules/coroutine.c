//@use coroutine, iterable_coroutine, await, async_gen, async_iter, generator, yield_from, err_fetch, err_restore
//@k add outer.<locals>.add agen
// The closures are lists: [argument, log, locals…].
#define ARG(g) PyList_GET_ITEM((g)->closure, 0)
#define LOG(g) PyList_GET_ITEM((g)->closure, 1)
static void append(PyObject *list, const char *text) {
    PyObject *exc = __cyrus_err_fetch(), *s = PyUnicode_FromString(text);
    PyList_Append(list, s);
    Py_DECREF(s);
    __cyrus_err_restore(exc);
}
// async def add(x, log): v = await x; log.append(v); return v
static PyObject *add_body(__cyrus_gen *gen, PyObject *sent) {
    PyObject *v = NULL;
    if (gen->resume == 0) {
        switch (__cyrus_await(gen, ARG(gen), &v)) {
        case 1:
            gen->resume = 1;
            return v;
        case 0:
            break;
        default:
            append(LOG(gen), "failed");
            return NULL;
        }
    } else {
        if (!sent) {
            append(LOG(gen), "failed");
            return NULL;
        }
        v = Py_NewRef(sent);
    }
    PyList_Append(LOG(gen), v);
    gen->result = v;
    return NULL;
}
// async def agen(x, log): try: yield 1; v = await x; sent = yield v; log.append(sent) / finally: log.append("bye")
static PyObject *agen_body(__cyrus_gen *gen, PyObject *sent) {
    PyObject *v = NULL;
    switch (gen->resume) {
    case 0:
        gen->resume = 1;
        gen->async_yield = 1;
        return PyLong_FromLong(1);
    case 1:
        if (!sent)
            break;
        switch (__cyrus_await(gen, ARG(gen), &v)) {
        case 1:
            gen->resume = 2;
            return v;
        case 0:
            gen->resume = 3;
            gen->async_yield = 1;
            return v;
        }
        break;
    case 2:
        if (!sent)
            break;
        gen->resume = 3;
        gen->async_yield = 1;
        return Py_NewRef(sent);
    default:
        if (sent)
            PyList_Append(LOG(gen), sent);
    }
    append(LOG(gen), "bye");
    return NULL;
}
// async def collect(x, log): async for i in x: log.append(i); return "end"
static PyObject *collect_body(__cyrus_gen *gen, PyObject *sent) {
    PyObject *v, *next, *iter;
    int r;
    if (gen->resume == 0) {
        iter = __cyrus_aiter(ARG(gen));
        if (!iter)
            return NULL;
        PyList_Append(gen->closure, iter);
        Py_DECREF(iter);
        goto next;
    }
    v = Py_XNewRef(sent);
item:
    if (!v) {
        if (!PyErr_ExceptionMatches(PyExc_StopAsyncIteration))
            return NULL;
        PyErr_Clear();
        gen->result = PyUnicode_FromString("end");
        return NULL;
    }
    PyList_Append(LOG(gen), v);
    Py_DECREF(v);
next:
    next = __cyrus_anext(PyList_GET_ITEM(gen->closure, 2));
    if (!next)
        return NULL;
    r = __cyrus_await(gen, next, &v);
    Py_DECREF(next);
    if (r == 1) {
        gen->resume = 1;
        return v;
    }
    if (r < 0)
        v = NULL;
    goto item;
}
// def wait(x, log): return (yield x)
static PyObject *wait_body(__cyrus_gen *gen, PyObject *sent) {
    if (gen->resume == 0) {
        gen->resume = 1;
        return Py_NewRef(ARG(gen));
    }
    gen->result = Py_XNewRef(sent);
    return NULL;
}
// async def bad(x, log): raise x
static PyObject *bad_body(__cyrus_gen *gen, PyObject *sent) {
    PyErr_SetObject((PyObject *)Py_TYPE(ARG(gen)), ARG(gen));
    return NULL;
}
// async def stubborn(x, log): while True: try: yield except GeneratorExit: pass
static PyObject *stubborn_body(__cyrus_gen *gen, PyObject *sent) {
    PyErr_Clear();
    gen->resume = 1;
    gen->async_yield = 1;
    return Py_NewRef(Py_None);
}
static const __cyrus_gendef defs[] = {{add_body, 0, 1, 7, CO_COROUTINE, NULL},
                                      {agen_body, 2, 2, 7, CO_ASYNC_GENERATOR, NULL},
                                      {collect_body, 0, 1, 7, CO_COROUTINE, NULL},
                                      {wait_body, 0, 1, 7, CO_ITERABLE_COROUTINE, NULL},
                                      {bad_body, 0, 1, 7, CO_COROUTINE, NULL},
                                      {bad_body, 2, 2, 7, CO_ASYNC_GENERATOR, NULL},
                                      {stubborn_body, 2, 2, 7, CO_ASYNC_GENERATOR, NULL}};
#define CLOSURE Py_BuildValue("[OO]", a[0], a[1])
FUNCTION(add) { return __cyrus_coroutine_new(&defs[0], CLOSURE); }
FUNCTION(agen) { return __cyrus_async_gen_new(&defs[1], CLOSURE); }
FUNCTION(collect) { return __cyrus_coroutine_new(&defs[2], CLOSURE); }
FUNCTION(wait) { return __cyrus_iterable_coroutine_new(&defs[3], CLOSURE); }
FUNCTION(bad) { return __cyrus_coroutine_new(&defs[4], CLOSURE); }
FUNCTION(bad_agen) { return __cyrus_async_gen_new(&defs[5], CLOSURE); }
FUNCTION(stubborn) { return __cyrus_async_gen_new(&defs[6], CLOSURE); }
