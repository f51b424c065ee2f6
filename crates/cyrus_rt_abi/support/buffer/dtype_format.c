//! The format string of an element type, as an exporter gives it; at most `size` bytes with the NUL. The length it would need.
//@requires dtype
//@include <stdio.h>
//@fn __cyrus_dtype_format(const __cyrus_dtype *, char *, int) -> int
//@proto
static int __cyrus_dtype_format(const __cyrus_dtype *type, char *out, int size);
//@code
static int __cyrus_dtype_put(char *out, int size, int at, const char *text) {
  for (; *text; text++, at++)
    if (at + 1 < size) out[at] = *text;
  if (size > 0) out[at < size ? at : size - 1] = 0;
  return at;
}
static int __cyrus_dtype_write(const __cyrus_dtype *type, char *out, int size, int at) {
  size_t part = type->size;
  const char *code = "B";
  if (type->extents) {
    const size_t *e;
    char number[24];
    for (e = type->extents; *e; e++) {
      PyOS_snprintf(number, sizeof number, "%c%zu", e == type->extents ? '(' : ',', *e);
      at = __cyrus_dtype_put(out, size, at, number);
    }
    at = __cyrus_dtype_put(out, size, at, ")");
  }
  switch (type->kind) {
    case 'S': {
      const __cyrus_field *f;
      at = __cyrus_dtype_put(out, size, at, "T{");
      for (f = type->fields; f->type; f++) {
        at = __cyrus_dtype_write(f->type, out, size, at);
        at = __cyrus_dtype_put(out, size, at, ":");
        at = __cyrus_dtype_put(out, size, at, f->name);
        at = __cyrus_dtype_put(out, size, at, ":");
      }
      return __cyrus_dtype_put(out, size, at, "}");
    }
    case 'H': code = "c"; break;
    case 'O': code = "O"; break;
    case 'P': code = "P"; break;
    case 'I': code = part == 1 ? "b" : part == 2 ? "h" : part == 4 ? "i" : "q"; break;
    case 'U': code = part == 1 ? "B" : part == 2 ? "H" : part == 4 ? "I" : "Q"; break;
    default:
      if (type->kind == 'C') {
        at = __cyrus_dtype_put(out, size, at, "Z");
        part /= 2;
      }
      code = part == 4 ? "f" : part == 8 ? "d" : "g";
  }
  return __cyrus_dtype_put(out, size, at, code);
}
static int __cyrus_dtype_format(const __cyrus_dtype *type, char *out, int size) {
  return __cyrus_dtype_write(type, out, size, 0);
}
