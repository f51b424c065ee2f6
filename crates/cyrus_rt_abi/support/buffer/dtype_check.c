//! Compares the format of a buffer (the language of the struct module, with the additions of PEP 3118) with an element
//! type: same leaves at same offsets. A NULL format means unsigned bytes.
//@requires dtype
//@fn __cyrus_dtype_check(const __cyrus_dtype *, const char *) -> int !neg1
//@proto
static int __cyrus_dtype_check(const __cyrus_dtype *type, const char *format);
//@code
#ifdef __cplusplus
#define __CYRUS_ALIGN(T) alignof(T)
#else
#define __CYRUS_ALIGN(T) _Alignof(T)
#endif
typedef struct { char code, kind; unsigned char native, standard, align; const char *name; } __cyrus_format_code;
static const __cyrus_format_code __cyrus_format_codes[] = {
  {'?', 'U', 1, 1, 1, "bool"}, {'c', 'H', 1, 1, 1, "char"}, {'b', 'I', 1, 1, 1, "signed char"},
  {'B', 'U', 1, 1, 1, "unsigned char"}, {'s', 'I', 1, 1, 1, ""}, {'p', 'I', 1, 1, 1, ""},
  {'h', 'I', sizeof(short), 2, __CYRUS_ALIGN(short), "short"},
  {'H', 'U', sizeof(short), 2, __CYRUS_ALIGN(short), "unsigned short"},
  {'i', 'I', sizeof(int), 4, __CYRUS_ALIGN(int), "int"},
  {'I', 'U', sizeof(int), 4, __CYRUS_ALIGN(int), "unsigned int"},
  {'l', 'I', sizeof(long), 4, __CYRUS_ALIGN(long), "long"},
  {'L', 'U', sizeof(long), 4, __CYRUS_ALIGN(long), "unsigned long"},
  {'q', 'I', sizeof(long long), 8, __CYRUS_ALIGN(long long), "long long"},
  {'Q', 'U', sizeof(long long), 8, __CYRUS_ALIGN(long long), "unsigned long long"},
  {'f', 'R', sizeof(float), 4, __CYRUS_ALIGN(float), "float"},
  {'d', 'R', sizeof(double), 8, __CYRUS_ALIGN(double), "double"},
  {'g', 'R', sizeof(long double), 0, __CYRUS_ALIGN(long double), "long double"},
  {'O', 'O', sizeof(void *), sizeof(void *), __CYRUS_ALIGN(void *), "Python object"},
  {'P', 'P', sizeof(void *), sizeof(void *), __CYRUS_ALIGN(void *), "a pointer"},
};
/* Where the comparison is: the leaf of the type that comes next (NULL at the end), and the structs around it. */
typedef struct {
  const __cyrus_dtype *leaf;
  struct { const __cyrus_dtype *type; const __cyrus_field *field; size_t base; } at[16];
  int depth, half;
  size_t leaf_offset, offset, align, extents;
  char mode;
} __cyrus_format;

static void __cyrus_format_descend(__cyrus_format *f, const __cyrus_dtype *type, size_t base) {
  for (;;) {
    if (type->kind == 'S' && f->depth < 15) {
      f->depth++;
      f->at[f->depth].type = type;
      f->at[f->depth].field = type->fields;
      f->at[f->depth].base = base;
    } else {
      f->leaf = type;
      f->leaf_offset = base;
      return;
    }
    while (f->depth >= 0 && !f->at[f->depth].field->type)
      if (--f->depth >= 0) f->at[f->depth].field++;
    if (f->depth < 0) {
      f->leaf = NULL;
      return;
    }
    type = f->at[f->depth].field->type;
    base = f->at[f->depth].base + f->at[f->depth].field->offset;
  }
}

static void __cyrus_format_next(__cyrus_format *f) {
  f->extents = f->half = 0;
  f->leaf = NULL;
  while (f->depth >= 0) {
    const __cyrus_field *field = ++f->at[f->depth].field;
    if (field->type) {
      __cyrus_format_descend(f, field->type, f->at[f->depth].base + field->offset);
      return;
    }
    f->depth--;
  }
}

/* Whether a struct of a real and an imaginary part comes next, whose parts have half of `size`. */
static int __cyrus_format_is_complex_struct(const __cyrus_format *f, size_t size) {
  const __cyrus_field *parts;
  if (!f->leaf || f->leaf->kind != 'R' || f->leaf->extents || 2 * f->leaf->size != size || f->depth < 0) return 0;
  parts = f->at[f->depth].type->fields;
  return parts == f->at[f->depth].field && parts[1].type && !parts[2].type && !strcmp(parts[0].name, "real") &&
         !strcmp(parts[1].name, "imag") && parts[1].type->kind == 'R' && 2 * parts[1].type->size == size;
}

static int __cyrus_format_mismatch(__cyrus_format *f, const __cyrus_format_code *code, int is_complex) {
  char got[40];
  int quoted = code && code->kind != 'O' && code->kind != 'P' && *code->name;
  PyOS_snprintf(got, sizeof got, "%s%s%s%s", quoted ? "'" : "", is_complex ? "complex " : "",
                !code ? "end" : *code->name ? code->name : "a string", quoted ? "'" : "");
  if (!f->leaf) PyErr_Format(PyExc_ValueError, "Buffer dtype mismatch, expected end but got %s", got);
  else if (f->depth < 0)
    PyErr_Format(PyExc_ValueError, "Buffer dtype mismatch, expected '%s' but got %s", f->leaf->name, got);
  else
    PyErr_Format(PyExc_ValueError, "Buffer dtype mismatch, expected '%s' but got %s in '%s.%s'", f->leaf->name, got,
                 f->at[f->depth].type->name, f->at[f->depth].field->name);
  return -1;
}

static int __cyrus_format_element(__cyrus_format *f, const __cyrus_format_code *code, size_t count, int is_complex) {
  const size_t *e;
  size_t size = f->mode == '=' ? code->standard : code->native, items = 1;
  if (!size) {
    PyErr_SetString(PyExc_ValueError, "Python does not define a standard format string size for long double ('g')..");
    return -1;
  }
  if (is_complex) size *= 2;
  if (f->mode == '@') {
    f->offset += (code->align - f->offset % code->align) % code->align;
    if (f->align < code->align) f->align = code->align;
  }
  if (f->leaf && f->leaf->extents) {
    int n = 0;
    for (e = f->leaf->extents; *e; e++, n++) items *= *e;
    if (!*code->name && n == 1) {
      if (count != items) {
        PyErr_Format(PyExc_ValueError, "Expected a dimension of size %zu, got %zu", items, count);
        return -1;
      }
    } else if (!f->extents) {
      PyErr_Format(PyExc_ValueError, "Expected %d dimensions, got %d", n, *code->name ? 0 : 1);
      return -1;
    }
    count = 1;
  }
  for (; count; count--) {
    const __cyrus_dtype *leaf = f->leaf;
    size_t at = f->leaf_offset + (f->half ? leaf->size / 2 : 0);
    int parts = is_complex && __cyrus_format_is_complex_struct(f, size);
    int half = leaf && leaf->kind == 'C' && code->kind == 'R' && !is_complex && leaf->size == 2 * size;
    if (!leaf || !(half || parts || (leaf->size == size && !f->half &&
                            (leaf->kind == (is_complex ? 'C' : code->kind) || leaf->kind == 'H' || code->kind == 'H'))))
      return __cyrus_format_mismatch(f, code, is_complex);
    if (f->offset != at) {
      PyErr_Format(PyExc_ValueError, "Buffer dtype mismatch; next field is at offset %zu but %zu expected", f->offset, at);
      return -1;
    }
    f->offset += size * items;
    if (parts) __cyrus_format_next(f);
    if (half && !f->half) f->half = 1;
    else __cyrus_format_next(f);
  }
  return 0;
}

static int __cyrus_format_number(const char **p, size_t *n) {
  if (**p < '0' || **p > '9') {
    PyErr_Format(PyExc_ValueError, "Does not understand character buffer dtype format string ('%c')", **p);
    return -1;
  }
  for (*n = 0; **p >= '0' && **p <= '9'; ++*p) *n = *n * 10 + (size_t)(**p - '0');
  return 0;
}

static const char *__cyrus_format_extents(__cyrus_format *f, const char *p) {
  const size_t *e = f->leaf ? f->leaf->extents : NULL;
  size_t n;
  int got = 0, want = 0;
  while (e && e[want]) want++;
  for (p++; *p && *p != ')';) {
    if (*p == ' ') {
      p++;
      continue;
    }
    if (__cyrus_format_number(&p, &n)) return NULL;
    if (got < want && n != e[got])
      return (const char *)PyErr_Format(PyExc_ValueError, "Expected a dimension of size %zu, got %zu", e[got], n);
    if (*p == ',') p++;
    else if (*p != ')')
      return (const char *)PyErr_Format(PyExc_ValueError, "Expected a comma in format string, got '%c'", *p);
    got++;
  }
  if (got != want)
    return (const char *)PyErr_Format(PyExc_ValueError, "Expected %d dimension(s), got %d", want, got);
  if (!*p) return (const char *)PyErr_Format(PyExc_ValueError, "Unexpected end of format string, expected ')'");
  f->extents = 1;
  return p + 1;
}

static const char *__cyrus_format_parse(__cyrus_format *f, const char *p) {
  size_t i, count = 1;
  for (;; p++) {
    int is_complex = 0, counted = 0;
    switch (*p) {
      case 0:
      case '}': return p;
      case ' ': case '\t': case '\r': case '\n': continue;
      case '@': case '=': case '^':
        f->mode = *p;
        continue;
      case '<': case '>': case '!':
        if ((*p == '<') != PY_LITTLE_ENDIAN)
          return (const char *)PyErr_Format(PyExc_ValueError, "%s-endian buffer not supported on %s-endian compiler",
                                            *p == '<' ? "Little" : "Big", *p == '<' ? "big" : "little");
        f->mode = '=';
        continue;
      case ':':
        for (p++; *p && *p != ':'; p++) {}
        if (!*p) return p;
        continue;
      case '(':
        if (count != 1)
          return (const char *)PyErr_Format(PyExc_ValueError, "Cannot handle repeated arrays in format string");
        p = __cyrus_format_extents(f, p);
        if (!p) return NULL;
        p--;
        continue;
      case 'x':
        f->offset += count;
        count = 1;
        continue;
      case 'T': {
        const char *start = p + 2;
        size_t align = f->align;
        if (p[1] != '{')
          return (const char *)PyErr_Format(PyExc_ValueError, "Buffer acquisition: Expected '{' after 'T'");
        for (i = 0; i < count; i++) {
          f->align = 1;
          p = __cyrus_format_parse(f, start);
          if (!p) return NULL;
          f->offset += (f->align - f->offset % f->align) % f->align;
        }
        if (f->align < align) f->align = align;
        if (!count || !*p)
          return (const char *)PyErr_Format(PyExc_ValueError, "Unexpected end of format string, expected '}'");
        count = 1;
        continue;
      }
      case 'Z':
        is_complex = 1;
        p++;
        if (*p != 'f' && *p != 'd' && *p != 'g')
          return (const char *)PyErr_Format(PyExc_ValueError, "Unexpected format string character: 'Z'");
        break;
      default:
        if (*p >= '0' && *p <= '9') {
          if (__cyrus_format_number(&p, &count)) return NULL;
          p--;
          counted = 1;
        }
    }
    if (counted) continue;
    for (i = 0; i < sizeof __cyrus_format_codes / sizeof *__cyrus_format_codes; i++)
      if (__cyrus_format_codes[i].code == *p) break;
    if (i == sizeof __cyrus_format_codes / sizeof *__cyrus_format_codes) {
      (void)__cyrus_format_number(&p, &count);
      return NULL;
    }
    if (__cyrus_format_element(f, &__cyrus_format_codes[i], count, is_complex)) return NULL;
    count = 1;
  }
}

static int __cyrus_dtype_check(const __cyrus_dtype *type, const char *format) {
  __cyrus_format f;
  const char *end;
  f.depth = -1;
  f.half = 0;
  f.offset = f.extents = 0;
  f.align = 1;
  f.mode = '@';
  __cyrus_format_descend(&f, type, 0);
  end = __cyrus_format_parse(&f, format ? format : "B");
  if (!end) return -1;
  if (*end) {
    PyErr_SetString(PyExc_ValueError, "Unexpected format string character: '}'");
    return -1;
  }
  if (!f.leaf) return 0;
  if (f.half && f.depth < 0) {
    /* One number where two parts of a complex one are wanted: told as that number. */
    const __cyrus_format_code *code = __cyrus_format_codes;
    while (code->kind != 'R' || (f.mode == '=' ? code->standard : code->native) * 2 != (int)type->size) code++;
    return __cyrus_format_mismatch(&f, code, 0);
  }
  return __cyrus_format_mismatch(&f, NULL, 0);
}
