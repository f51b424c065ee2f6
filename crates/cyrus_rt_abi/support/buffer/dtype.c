//! Static descriptions of element types, for buffers and memoryviews. The emitter writes one constant per type.
//!
//! `kind`: I signed and U unsigned integers, H char, R floating, C complex, O object, P pointer, S struct. `fields` ends with
//! a NULL type. `extents` (0-terminated) only for array members of structs; `size` is that of one element. `get` makes
//! the Python object of an element, `set` stores one (0 or -1); both may be NULL when there is no conversion.
//@proto
typedef struct __cyrus_dtype __cyrus_dtype;
typedef struct { const char *name; const __cyrus_dtype *type; size_t offset; } __cyrus_field;
struct __cyrus_dtype {
  const char *name;
  size_t size;
  char kind;
  const __cyrus_field *fields;
  const size_t *extents;
  PyObject *(*get)(const char *);
  int (*set)(char *, PyObject *);
};
