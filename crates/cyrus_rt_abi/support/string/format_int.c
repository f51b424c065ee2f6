//! C integers as text: `fill` (a space or '0') pads to `width`, `type` is one of d o x X.
//@include <string.h>
//@fn __cyrus_format_signed(long long, Py_ssize_t, char, char) -> new
//@fn __cyrus_format_unsigned(unsigned long long, Py_ssize_t, char, char) -> new
//@proto
static PyObject *__cyrus_format_digits(unsigned long long v, int negative, Py_ssize_t width, char fill, char type);
static inline PyObject *__cyrus_format_signed(long long v, Py_ssize_t width, char fill, char type) {
  return __cyrus_format_digits(v < 0 ? 0 - (unsigned long long)v : (unsigned long long)v, v < 0, width, fill, type);
}
static inline PyObject *__cyrus_format_unsigned(unsigned long long v, Py_ssize_t width, char fill, char type) {
  return __cyrus_format_digits(v, 0, width, fill, type);
}
//@code
static PyObject *__cyrus_format_digits(unsigned long long v, int negative, Py_ssize_t width, char fill, char type) {
  char buffer[32], *end = buffer + sizeof buffer, *p = end, *out;
  Py_ssize_t size;
  PyObject *r;
  if (type == 'd') {
    static const char pairs[] =
      "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657"
      "585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
    for (; v >= 100; v /= 100) memcpy(p -= 2, pairs + v % 100 * 2, 2);
    if (v >= 10) memcpy(p -= 2, pairs + v * 2, 2);
    else *--p = (char)('0' + v);
  } else {
    int shift = type == 'o' ? 3 : 4;
    const char *digits = type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
    do *--p = digits[v & ((1u << shift) - 1)];
    while (v >>= shift);
  }
  if (negative && fill != '0') *--p = '-', negative = 0;
  size = end - p + negative;
  if (width < size) width = size;
  if (width == 1) return PyUnicode_FromOrdinal(*p);
  r = PyUnicode_New(width, 127);
  if (!r) return NULL;
  out = (char *)PyUnicode_1BYTE_DATA(r);
  if (negative) *out = '-';
  memset(out + negative, fill, (size_t)(width - size));
  memcpy(out + width - (end - p), p, (size_t)(end - p));
  return r;
}
