//! Cypclass objects by hand: a chain, two unrelated classes and one that derives from both.
//@use cyp_object, cyp_type, cyp_lock, cyp_consume, cyp_proxy
//@k value, __cyrus_construct

/* Node: a counted link; Left and Right: unrelated; Both(Left, Right). */
typedef struct { __cyrus_cyp ob; __cyrus_cyp *next; int value; } Node;
typedef struct { __cyrus_cyp ob; int left; } Left;
typedef struct { __cyrus_cyp ob; int right; } Right;
typedef struct { __cyrus_cyp ob; int left; int right; } Both;

static int finalized;
static __cyrus_cyp *keep;
static void node_dealloc(__cyrus_cyp *o) {
    finalized++;
    if (((Node *)o)->value == -1) {
        __cyrus_cyp_incref(o);
        keep = o;
    }
}
static void node_release(__cyrus_cyp *o) { __cyrus_cyp_xdecref(((Node *)o)->next); }
static int node_traverse(__cyrus_cyp *o, __cyrus_cyp_visit visit, void *arg) {
    Node *n = (Node *)o;
    return n->next ? visit(n->next, arg) : 0;
}
static int left_get(__cyrus_cyp *o) { return ((Left *)o)->left; }
static int right_get(__cyrus_cyp *o) {
    extern __cyrus_cyp_type *right_type_of_test(void);
    const __cyrus_cyp_view *view = __cyrus_cyp_as(o, right_type_of_test());
    return *(int *)((char *)o + view->fields[0]);
}
static void (*const node_deallocs[])(__cyrus_cyp *) = {node_dealloc, NULL};
typedef struct { __cyrus_cyp_type type; __cyrus_cyp_fn methods[2]; } with_methods;
extern with_methods node_type, left_type, right_type, both_type;
static const uint32_t right_fields[] = {offsetof(Right, right)}, both_right_fields[] = {offsetof(Both, right)};
static const __cyrus_cyp_view node_mro[] = {{&node_type.type, NULL, NULL}};
static const __cyrus_cyp_view left_mro[] = {{&left_type.type, left_type.methods, NULL}};
static const __cyrus_cyp_view right_mro[] = {{&right_type.type, right_type.methods, right_fields}};
static const __cyrus_cyp_view both_mro[] = {
    {&both_type.type, NULL, NULL}, {&left_type.type, both_type.methods, NULL}, {&right_type.type, both_type.methods + 1, both_right_fields}};
with_methods node_type = {{NULL, 0, 0, sizeof(Node), "m_cypclass.Node", node_mro, 1, 0, NULL, node_deallocs, node_release, node_traverse, NULL, NULL}, {NULL, NULL}};
with_methods left_type = {{NULL, 0, 0, sizeof(Left), "m_cypclass.Left", left_mro, 1, 0, NULL, NULL, NULL, NULL, NULL, NULL}, {(__cyrus_cyp_fn)left_get, NULL}};
with_methods right_type = {{NULL, 0, 0, sizeof(Right), "m_cypclass.Right", right_mro, 1, 0, NULL, NULL, NULL, NULL, NULL, NULL}, {(__cyrus_cyp_fn)right_get, NULL}};
with_methods both_type = {{NULL, 0, 0, sizeof(Both), "m_cypclass.Both", both_mro, 3, 0, NULL, NULL, NULL, NULL, NULL, NULL}, {(__cyrus_cyp_fn)left_get, (__cyrus_cyp_fn)right_get}};
__cyrus_cyp_type *right_type_of_test(void);
__cyrus_cyp_type *right_type_of_test(void) { return &right_type.type; }

static __cyrus_cyp *node(__cyrus_cyp *next, int value) {
    __cyrus_cyp *o = __cyrus_cyp_new(&node_type.type);
    ((Node *)o)->next = next;
    ((Node *)o)->value = value;
    return o;
}
FUNCTION(chain) {
    long count = PyLong_AsLong(a[0]), i;
    __cyrus_cyp *first = NULL;
    finalized = 0;
    for (i = 0; i < count; i++)
        first = node(first, 0);
    __cyrus_cyp_xdecref(first);
    return PyLong_FromLong(finalized);
}
FUNCTION(resurrect) {
    int before, after;
    finalized = 0;
    __cyrus_cyp_decref(node(NULL, -1));
    before = __cyrus_cyp_count(keep);
    __cyrus_cyp_clear(&keep);
    after = finalized;
    return Py_BuildValue("ii", before, after);
}
FUNCTION(inherit) {
    __cyrus_cyp *o = __cyrus_cyp_new(&both_type.type), *l = __cyrus_cyp_new(&left_type.type);
    const __cyrus_cyp_view *as_right;
    PyObject *result;
    ((Both *)o)->left = 1;
    ((Both *)o)->right = 2;
    as_right = __cyrus_cyp_as(o, &right_type.type);
    result = Py_BuildValue("iiiiii", ((int (*)(__cyrus_cyp *))__CYRUS_CYP_METHOD(o, 0))(o), ((int (*)(__cyrus_cyp *))as_right->methods[0])(o),
        __cyrus_cyp_is(o, &right_type.type), __cyrus_cyp_is(l, &right_type.type), __cyrus_cyp_is(o, &node_type.type),
        __cyrus_cyp_cast(l, &both_type.type) == NULL);
    __cyrus_cyp_decref(o);
    __cyrus_cyp_decref(l);
    return result;
}
FUNCTION(isolated) {
    __cyrus_cyp *inner = node(NULL, 0), *outer = node(inner, 0), *ring = node(NULL, 0), *leaf = node(NULL, 0);
    int alone, seen, cycle, failed;
    alone = __cyrus_cyp_isolated(outer, 0);
    __cyrus_cyp_incref(inner);
    seen = __cyrus_cyp_isolated(outer, 0);
    __cyrus_cyp_decref(inner);
    __cyrus_cyp_incref(ring);
    ((Node *)ring)->next = ring;
    cycle = __cyrus_cyp_isolated(ring, 1);
    __cyrus_cyp_incref(leaf);
    failed = __cyrus_cyp_consume(leaf);
    if (failed < 0)
        PyErr_Clear();
    __cyrus_cyp_decref(leaf);
    __cyrus_cyp_decref(leaf);
    __cyrus_cyp_clear(&((Node *)ring)->next);
    __cyrus_cyp_decref(ring);
    __cyrus_cyp_decref(outer);
    return Py_BuildValue("iiii", alone, seen, cycle, failed);
}
/* A shared node, held by the module, for the tests of locks. */
static __cyrus_cyp *common;
FUNCTION(lock_count) {
    long rounds = PyLong_AsLong(a[0]), i;
    Py_BEGIN_ALLOW_THREADS
    for (i = 0; i < rounds; i++) {
        __cyrus_cyp_incref(common);
        __cyrus_cyp_wlock(common);
        __cyrus_cyp_rlock(common);
        __cyrus_cyp_wlock(common);
        ((Node *)common)->value++;
        __cyrus_cyp_unlock(common);
        __cyrus_cyp_unlock(common);
        __cyrus_cyp_unlock(common);
        __cyrus_cyp_rlock(common);
        __cyrus_cyp_unlock(common);
        __cyrus_cyp_decref(common);
    }
    Py_END_ALLOW_THREADS
    return PyLong_FromLong(((Node *)common)->value);
}
FUNCTION(upgrade) {
    __cyrus_cyp *all[2];
    __cyrus_cyp_rlock(common);
    __cyrus_cyp_rlock(common);
    __cyrus_cyp_wlock(common);
    __cyrus_cyp_unlock(common);
    __cyrus_cyp_unlock(common);
    __cyrus_cyp_unlock(common);
    all[0] = common;
    all[1] = NULL;
    __cyrus_cyp_lock_all(all, 2, 1);
    __cyrus_cyp_unlock(common);
    return PyLong_FromLong(common->lock != 0);
}
FUNCTION(shared) {
    return Py_BuildValue("ik", __cyrus_cyp_count(common), (unsigned long)(common->refs & 255));
}
FUNCTION(give) { return __cyrus_cyp_to_py(common); }
FUNCTION(take) {
    __cyrus_cyp *o = __cyrus_cyp_from_py(a[0], &left_type.type);
    if (!o)
        return NULL;
    __cyrus_cyp_decref(o);
    Py_RETURN_TRUE;
}
static PyObject *construct(__cyrus_cyp_type *type) {
    __cyrus_cyp *o = __cyrus_cyp_new(type);
    PyObject *made = o ? __cyrus_cyp_to_py(o) : NULL;
    __cyrus_cyp_xdecref(o);
    return made;
}
static PyObject *construct_both(PyObject *self, PyObject *unused) { return construct(&both_type.type); }
static PyMethodDef construct_def = {"construct", (PyCFunction)construct_both, METH_NOARGS, NULL};
static PyObject *both_new(PyTypeObject *cls, PyObject *args, PyObject *kwds) {
    return __cyrus_cyp_py_new(&both_type.type, cls, args, kwds);
}
static PyObject *left_new(PyTypeObject *cls, PyObject *args, PyObject *kwds) { return construct(&left_type.type); }
FUNCTION(setup) {
    __cyrus_cyp_type *both_bases[2];
    if (__cyrus_cyp_type_ready(&node_type.type) < 0 || __cyrus_cyp_type_ready(&left_type.type) < 0 ||
        __cyrus_cyp_type_ready(&right_type.type) < 0 || __cyrus_cyp_type_ready(&both_type.type) < 0)
        return NULL;
    both_bases[0] = &left_type.type;
    both_bases[1] = &right_type.type;
    if (__cyrus_cyp_py_type(&node_type.type, NULL, NULL, NULL, 0) < 0 ||
        __cyrus_cyp_py_type(&left_type.type, left_new, "To the left.", NULL, 0) < 0 || __cyrus_cyp_py_type(&right_type.type, left_new, NULL, NULL, 0) < 0 ||
        __cyrus_cyp_py_type(&both_type.type, both_new, NULL, both_bases, 2) < 0)
        return NULL;
    if (__cyrus_cyp_py_set((PyObject *)both_type.type.py_type, __cyrus_k[1], PyCFunction_New(&construct_def, NULL)) < 0)
        return NULL;
    if (__cyrus_cyp_py_set((PyObject *)left_type.type.py_type, __cyrus_k[0], PyLong_FromLong(5)) < 0)
        return NULL;
    if (PyModule_AddObject(__cyrus_m, "Left", Py_NewRef(left_type.type.py_type)) < 0 || PyModule_AddObject(__cyrus_m, "Right", Py_NewRef(right_type.type.py_type)) < 0 ||
        PyModule_AddObject(__cyrus_m, "Both", Py_NewRef(both_type.type.py_type)) < 0)
        return NULL;
    common = node(NULL, 0);
    __cyrus_cyp_share(common);
    Py_RETURN_NONE;
}
