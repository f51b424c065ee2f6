//! As int_to_py, for integer types that may be wider than 64 bits.
//@proto
static PyObject *__cyrus_int_from_bytes(const void *data, size_t size, int is_unsigned);
#define __CYRUS_DEFINE_INT_BIG_TO_PY(NAME, CTYPE) \
  static inline PyObject *NAME(CTYPE v) { return __cyrus_int_from_bytes(&v, sizeof v, (CTYPE)-1 > (CTYPE)1); }
//@code
static PyObject *__cyrus_int_from_bytes(const void *data, size_t size, int is_unsigned) {
#if PY_VERSION_HEX >= 0x030D0000
  return is_unsigned ? PyLong_FromUnsignedNativeBytes(data, size, -1) : PyLong_FromNativeBytes(data, size, -1);
#else
  return _PyLong_FromByteArray((const unsigned char *)data, size, PY_LITTLE_ENDIAN, !is_unsigned);
#endif
}
