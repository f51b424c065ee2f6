//! Indexing, slicing, unpacking, building and changing containers; loops.
//@use getitem_index, setitem_index, delitem_index, dict_getitem, getitem, dict_get, dict_setdefault, dict_pop, dict_update, dict_iter
//@use unpack, unpack_star, getslice, setslice, getslice_obj, setslice_obj, list_slice, tuple_from_array, list_from_array
//@use tuple_steal, list_steal, dict_from_array, set_from_array, list_append, list_comp_append, append, list_extend, list_pop, pop
//@use pop_index, sorted, set_discard, set_update, frozenset, for_iter, list_iter, list_reversed, next, next_default, as_ssize_t
#define OPT(i) (n > (i) && a[i] != Py_Ellipsis ? a[i] : NULL)
#define SSIZE(i) PyLong_AsSsize_t(a[i])
static PyObject *none(int r) { return r < 0 ? NULL : Py_NewRef(Py_None); }
FUNCTION(get) { return __cyrus_getitem_index(a[0], SSIZE(1), 1, 1); }
FUNCTION(get_nowrap) { return __cyrus_getitem_index(a[0], SSIZE(1), 0, 1); }
FUNCTION(get_unchecked) { return __cyrus_getitem_index(a[0], SSIZE(1), 0, 0); }
FUNCTION(set_) { return none(__cyrus_setitem_index(a[0], SSIZE(1), a[2], 1, 1)); }
FUNCTION(del_) { return none(__cyrus_delitem_index(a[0], SSIZE(1), 1)); }
FUNCTION(dict_getitem) { return __cyrus_dict_getitem(a[0], a[1]); }
FUNCTION(getitem_dict) { return __cyrus_getitem_dict(a[0], a[1]); }
FUNCTION(dict_get) { return __cyrus_dict_get(a[0], a[1], a[2]); }
FUNCTION(dict_setdefault) { return __cyrus_dict_setdefault(a[0], a[1], a[2]); }
FUNCTION(dict_pop) { return __cyrus_dict_pop(a[0], a[1], OPT(2)); }
FUNCTION(dict_update) { return none(__cyrus_dict_update(a[0], a[1])); }
/* object, method name or ..., "k", "v", "kv" or "i" */
FUNCTION(walk) {
  __cyrus_dict_iter s;
  PyObject *k, *v, *item, *r;
  const char *what = PyUnicode_AsUTF8(a[2]);
  int go;
  if (__cyrus_dict_iter_init(&s, a[0], OPT(1)) < 0) return NULL;
  r = PyList_New(0);
  for (;;) {
    k = v = item = NULL;
    go = __cyrus_dict_iter_next(&s, *what == 'k' ? &k : NULL, *what == 'v' || what[1] ? &v : NULL, *what == 'i' ? &item : NULL);
    if (go <= 0) break;
    if (k && v) { item = Py_BuildValue("(NN)", k, v); k = v = NULL; }
    if (n > 3) {
      PyObject *x = PyObject_CallNoArgs(a[3]);
      Py_XDECREF(x);
    }
    PyList_Append(r, k ? k : v ? v : item);
    Py_XDECREF(k); Py_XDECREF(v); Py_XDECREF(item);
  }
  __cyrus_dict_iter_clear(&s);
  if (go < 0) Py_CLEAR(r);
  return r;
}
FUNCTION(unpack) {
  PyObject *out[8];
  Py_ssize_t m = SSIZE(1);
  return __cyrus_unpack(a[0], out, m) ? NULL : __cyrus_tuple_steal(out, m);
}
FUNCTION(unpack_star) {
  PyObject *out[8];
  return __cyrus_unpack_star(a[0], out, SSIZE(1), SSIZE(2)) ? NULL : __cyrus_list_steal(out, SSIZE(1) + 1 + SSIZE(2));
}
FUNCTION(getslice) {
  return __cyrus_getslice(a[0], OPT(1) ? SSIZE(1) : 0, OPT(2) ? SSIZE(2) : PY_SSIZE_T_MAX, (OPT(1) ? 1 : 0) | (OPT(2) ? 2 : 0));
}
FUNCTION(setslice) {
  return none(__cyrus_setslice(a[0], OPT(1) ? SSIZE(1) : 0, OPT(2) ? SSIZE(2) : PY_SSIZE_T_MAX, (OPT(1) ? 1 : 0) | (OPT(2) ? 2 : 0), OPT(3)));
}
FUNCTION(getslice_obj) { return __cyrus_getslice_obj(a[0], OPT(1), OPT(2), OPT(3)); }
FUNCTION(setslice_obj) { return none(__cyrus_setslice_obj(a[0], OPT(1), OPT(2), OPT(3), OPT(4))); }
FUNCTION(fastslice) {
  Py_ssize_t x = OPT(1) ? SSIZE(1) : 0, y = OPT(2) ? SSIZE(2) : PY_SSIZE_T_MAX;
  return PyList_Check(a[0]) ? __cyrus_list_slice(a[0], x, y) : __cyrus_tuple_slice(a[0], x, y);
}
FUNCTION(tuple_) { return __cyrus_tuple_from_array(a, n); }
FUNCTION(list_) { return __cyrus_list_from_array(a, n); }
FUNCTION(dict_) { return __cyrus_dict_from_array(a, n / 2); }
FUNCTION(set_of) { return __cyrus_set_from_array(a, n); }
FUNCTION(appended) {
  Py_ssize_t i;
  PyObject *r = PyList_New(0), *q = PyList_New(0);
  for (i = 0; i < SSIZE(0); i++) {
    if (__cyrus_list_append(r, a[0]) || __cyrus_list_comp_append(q, PyLong_FromSsize_t(i))) return NULL;
  }
  return Py_BuildValue("NN", r, q);
}
FUNCTION(append) { return none(__cyrus_append(a[0], a[1])); }
FUNCTION(extend) { return none(__cyrus_list_extend(a[0], a[1])); }
FUNCTION(pop) { return __cyrus_pop(a[0]); }
FUNCTION(pop_index) { return __cyrus_pop_index(a[0], SSIZE(1)); }
FUNCTION(sorted_) { return __cyrus_sorted(a[0]); }
FUNCTION(discard) { int r = __cyrus_set_discard(a[0], a[1]); return r < 0 ? NULL : PyLong_FromLong(r); }
FUNCTION(remove) { return none(__cyrus_set_remove(a[0], a[1])); }
FUNCTION(update) { return none(__cyrus_set_update(a[0], a[1])); }
FUNCTION(frozen) { return __cyrus_frozenset(OPT(0)); }
FUNCTION(loop) {
  __cyrus_iter s;
  PyObject *x, *r;
  if (__cyrus_iter_init(&s, a[0])) return NULL;
  r = PyList_New(0);
  while ((x = __cyrus_iter_next(&s))) __cyrus_list_comp_append(r, x);
  __cyrus_iter_clear(&s);
  if (__cyrus_iter_end()) Py_CLEAR(r);
  return r;
}
FUNCTION(loop_list) {
  Py_ssize_t i = 0, j = PyList_GET_SIZE(a[0]);
  PyObject *x, *r = PyList_New(0);
  while ((x = __cyrus_list_next(a[0], &i))) __cyrus_list_comp_append(r, x);
  while ((x = __cyrus_list_prev(a[0], &j))) __cyrus_list_comp_append(r, x);
  return r;
}
FUNCTION(next_) { return n > 1 ? __cyrus_next_default(a[0], a[1]) : __cyrus_next(a[0]); }
