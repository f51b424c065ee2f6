//! Filling `__cyrus_k` from a static table.
//!
//! Kinds: `i` str, interned; `u` str (both UTF-8, surrogates encoded as if they were characters); `b` bytes; `n` int and
//! `f` float as text (`0x` allowed for ints, and better for long ones); `t` tuple: `data` is an array of `const int`,
//! the indices of earlier constants, `size` their number; `g` a name of builtins, looked up now.
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
static __CYRUS_COLD int __cyrus_constants_init(const __cyrus_constant *table, int count) {
    int i;
    Py_ssize_t j;
    for (i = 0; i < count; i++) {
        const char *text = (const char *)table[i].data;
        PyObject *value = NULL;
        double number;
        switch (table[i].kind) {
        case 'i':
        case 'u':
            value = PyUnicode_DecodeUTF8(text, table[i].size, "surrogatepass");
            if (value && table[i].kind == 'i')
                PyUnicode_InternInPlace(&value);
            break;
        case 'b':
            value = PyBytes_FromStringAndSize(text, table[i].size);
            break;
        case 'n':
            value = PyLong_FromString(text, NULL, 0);
            break;
        case 'f':
            number = PyOS_string_to_double(text, NULL, NULL);
            if (number != -1.0 || !PyErr_Occurred())
                value = PyFloat_FromDouble(number);
            break;
        case 't':
            value = PyTuple_New(table[i].size);
            for (j = 0; value && j < table[i].size; j++)
                PyTuple_SET_ITEM(value, j, Py_NewRef(__cyrus_k[((const int *)table[i].data)[j]]));
            break;
        default:
            value = PyObject_GetAttrString(__cyrus_b, text);
            if (!value && PyErr_ExceptionMatches(PyExc_AttributeError))
                PyErr_Format(PyExc_NameError, "name '%s' is not defined", text);
            break;
        }
        if (__CYRUS_UNLIKELY(!value))
            return -1;
        __cyrus_k[i] = value;
    }
    return 0;
}
