//! Filling `__cyrus_k` from a static table.
//!
//! Kinds: `i` str, interned; `u` str (both UTF-8, surrogates encoded as if they were characters); `b` bytes; `n` int and
//! `f` float as text (`0x` allowed for ints, and better for long ones); `c` an imaginary number likewise; `t` tuple, `s`
//! frozenset, `l` slice (three parts): `data` is an array of `const int`, the indices of earlier constants (-1 None,
//! -2 True, -3 False, -4 Ellipsis), `size` their number; `g` a name of builtins, looked up now.
//@fn __cyrus_constants_init(const __cyrus_constant *, int) -> int !neg
//@proto
typedef struct {
    const void *data;
    Py_ssize_t size;
    char kind;
} __cyrus_constant;
#define __CYRUS_CONST(kind, text) {text, sizeof(text) - 1, kind}
static int __cyrus_constants_init(const __cyrus_constant *table, int count);
//@code
static __CYRUS_ONCE PyObject *__cyrus_constant_collection(const int *parts, Py_ssize_t count, char kind) {
    PyObject *tuple = PyTuple_New(count), *value = NULL;
    Py_ssize_t i;
    for (i = 0; tuple && i < count; i++) {
        int k = parts[i];
        value = k >= 0 ? __cyrus_k[k] : k == -1 ? Py_None : k == -2 ? Py_True : k == -3 ? Py_False : Py_Ellipsis;
        Py_IncRef(value);
        PyTuple_SET_ITEM(tuple, i, value);
    }
    if (!tuple || kind == 't')
        return tuple;
    value = kind == 's' ? PyFrozenSet_New(tuple)
                        : PySlice_New(PyTuple_GET_ITEM(tuple, 0), PyTuple_GET_ITEM(tuple, 1), PyTuple_GET_ITEM(tuple, 2));
    Py_DecRef(tuple);
    return value;
}
static __CYRUS_ONCE int __cyrus_constants_init(const __cyrus_constant *table, int count) {
    int i;
    for (i = 0; i < count; i++) {
        const char *text = (const char *)table[i].data;
        PyObject *value = NULL;
        char kind = table[i].kind;
        double number;
        switch (kind) {
        case 'i':
        case 'u':
            value = PyUnicode_DecodeUTF8(text, table[i].size, "surrogatepass");
            if (value && kind == 'i')
                PyUnicode_InternInPlace(&value);
            break;
        case 'b':
            value = PyBytes_FromStringAndSize(text, table[i].size);
            break;
        case 'n':
            value = PyLong_FromString(text, NULL, 0);
            break;
        case 'f':
        case 'c':
            number = PyOS_string_to_double(text, NULL, NULL);
            if (number != -1.0 || !PyErr_Occurred())
                value = kind == 'f' ? PyFloat_FromDouble(number) : PyComplex_FromDoubles(0.0, number);
            break;
        case 'g':
            value = PyObject_GetAttrString(__cyrus_b, text);
            if (!value && PyErr_ExceptionMatches(PyExc_AttributeError))
                PyErr_Format(PyExc_NameError, "name '%s' is not defined", text);
            break;
        default:
            value = __cyrus_constant_collection((const int *)table[i].data, table[i].size, kind);
            break;
        }
        if (!value)
            return -1;
        __cyrus_k[i] = value;
    }
    return 0;
}
