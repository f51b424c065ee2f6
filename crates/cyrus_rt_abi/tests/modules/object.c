//! Attributes, calls, names, containers.
//@use getattr, getattr_opt, getattr_default, hasattr, setattr, lookup_special, call2, call3, call_method0, call_method1, call_method2
//@use merge_kwargs, call_kwargs, builtin, global_name, global_cached, class_name, del_global, type_test, builtin_type_test
//@use str_of, type_of, as_ssize_t, as_ssize_t_index, as_hash_t, slice_bound, to_float, is_true, is_true_steal, bool_to_py
#define OPT(i) (n > (i) && a[i] != Py_Ellipsis ? a[i] : NULL)
static PyObject *none(int r) { return r < 0 ? NULL : Py_NewRef(Py_None); }
static PyObject *number(Py_ssize_t r) { return r == -1 && PyErr_Occurred() ? NULL : PyLong_FromSsize_t(r); }
FUNCTION(getattr_) { return __cyrus_getattr(a[0], a[1]); }
FUNCTION(getattr_opt) {
  PyObject *r = __cyrus_getattr_opt(a[0], a[1]);
  return r || PyErr_Occurred() ? r : Py_NewRef(Py_Ellipsis);
}
FUNCTION(getattr3) { return __cyrus_getattr_default(a[0], a[1], a[2]); }
FUNCTION(hasattr_) { int r = __cyrus_hasattr(a[0], a[1]); return r < 0 ? NULL : __cyrus_bool_to_py(r); }
FUNCTION(setattr_) { return none(__cyrus_setattr(a[0], a[1], OPT(2))); }
FUNCTION(special) { return __cyrus_lookup_special(a[0], a[1]); }
FUNCTION(call2) { return __cyrus_call2(a[0], a[1], a[2]); }
FUNCTION(call3) { return __cyrus_call3(a[0], a[1], a[2], a[3]); }
FUNCTION(method0) { return __cyrus_call_method0(a[0], a[1]); }
FUNCTION(method1) { return __cyrus_call_method1(a[0], a[1], a[2]); }
FUNCTION(method2) { return __cyrus_call_method2(a[0], a[1], a[2], a[3]); }
FUNCTION(merge) { return none(__cyrus_merge_kwargs(a[0], a[1])); }
FUNCTION(call_ex) { return __cyrus_call_kwargs(a[0], a[1], OPT(2)); }
FUNCTION(builtin) { return __cyrus_builtin(a[0]); }
FUNCTION(global_) { return __cyrus_global(a[0]); }
static __cyrus_name_cache cache_x;
FUNCTION(global_cached) { return __cyrus_global_cached(a[0], &cache_x); }
FUNCTION(class_scope) { return __cyrus_class_scope_name(a[0], a[1]); }
FUNCTION(del_global) { return none(__cyrus_del_global(a[0])); }
FUNCTION(type_test) { return none(__cyrus_type_test(a[0], (PyTypeObject *)a[1])); }
FUNCTION(builtin_type_test) { return none(__cyrus_builtin_type_test(a[0], (PyTypeObject *)a[1], PyObject_IsTrue(a[2]))); }
FUNCTION(str_) { return __cyrus_str(a[0]); }
FUNCTION(type_) { return __cyrus_type_of(a[0]); }
FUNCTION(is_a) { return __cyrus_bool_to_py(__cyrus_is_a(a[0], (PyTypeObject *)a[1])); }
FUNCTION(ssize) { return number(__cyrus_as_ssize_t(a[0])); }
FUNCTION(ssize_index) { return number(__cyrus_as_ssize_t_index(a[0])); }
FUNCTION(hash_t) { return number(__cyrus_as_hash_t(a[0])); }
FUNCTION(bound) { Py_ssize_t v; return __cyrus_slice_bound(a[0], 7, &v) ? NULL : PyLong_FromSsize_t(v); }
FUNCTION(to_float) { return __cyrus_to_float(a[0], n > 1 ? PyUnicode_AsUTF8(a[1]) : NULL); }
FUNCTION(to_int) { return __cyrus_to_int(a[0], n > 1 ? PyUnicode_AsUTF8(a[1]) : NULL); }
FUNCTION(truth) { int r = __cyrus_is_true(a[0]); return r < 0 ? NULL : __cyrus_bool_to_py(r); }
