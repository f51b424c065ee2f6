//! As global_name, remembering the answer per use while the module's dict has not changed (where CPython tells: up to
//! 3.11). The caller owns one static `__cyrus_name_cache` for each name or each use.
//@requires global_name
//@fn __cyrus_global_cached(obj, __cyrus_name_cache *) -> new
//@proto
#if PY_VERSION_HEX < 0x030C0000
typedef struct { uint64_t version; PyObject *value; } __cyrus_name_cache;
static PyObject *__cyrus_global_refill(PyObject *name, __cyrus_name_cache *cache);
static inline PyObject *__cyrus_global_cached(PyObject *name, __cyrus_name_cache *cache) {
  uint64_t version = ((PyDictObject *)__cyrus_d)->ma_version_tag;
  if (__CYRUS_LIKELY(cache->version == version) && cache->value) {
    Py_INCREF(cache->value);
    return cache->value;
  }
  return __cyrus_global_refill(name, cache);
}
#else
typedef char __cyrus_name_cache;
static inline PyObject *__cyrus_global_cached(PyObject *name, __cyrus_name_cache *cache) {
  (void)cache;
  return __cyrus_global(name);
}
#endif
//@code
#if PY_VERSION_HEX < 0x030C0000
static __CYRUS_NOINLINE PyObject *__cyrus_global_refill(PyObject *name, __cyrus_name_cache *cache) {
  cache->version = ((PyDictObject *)__cyrus_d)->ma_version_tag;
  cache->value = PyDict_GetItemWithError(__cyrus_d, name);
  if (cache->value) return Py_NewRef(cache->value);
  return PyErr_Occurred() ? NULL : __cyrus_builtin(name);
}
#endif
