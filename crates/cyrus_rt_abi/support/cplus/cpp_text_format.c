//! `format(…)` of a text, without the GIL: `__cyrus_text_format(pattern, name, kind, value, …)`.
//!
//! `name` is "" for positional values. `kind`: `i` signed and `u` unsigned integers, `b` truth values, `c` characters, `f` floating point
//! numbers, `s` text. Errors are those of Python's `str.format`; attributes and items of values need Python.
//@cxx
//@requires cpp_text
//@include <vector>
//@proto
struct __cyrus_text_value {
    const char *name;
    int kind;
    long long number;
    double real;
    std::string text;
};
static inline void __cyrus_text_keep(__cyrus_text_value &to, const std::string &value) { to.text = value; }
template <typename T> static inline void __cyrus_text_keep(__cyrus_text_value &to, const T &value) {
    to.number = (long long)value;
    to.real = (double)value;
}
static inline void __cyrus_text_collect(std::vector<__cyrus_text_value> &) {}
template <typename T, typename... R>
static inline void
__cyrus_text_collect(std::vector<__cyrus_text_value> &all, const char *name, int kind, const T &value, const R &...rest) {
    all.push_back(__cyrus_text_value());
    all.back().name = name;
    all.back().kind = kind;
    __cyrus_text_keep(all.back(), value);
    __cyrus_text_collect(all, rest...);
}
static std::string __cyrus_text_fill(const char *p, const char *end, const std::vector<__cyrus_text_value> &values, int &next, int depth);
template <typename... R> static inline std::string __cyrus_text_format(const std::string &pattern, const R &...values) {
    std::vector<__cyrus_text_value> all;
    int next = 0;
    __cyrus_text_collect(all, values...);
    return __cyrus_text_fill(pattern.data(), pattern.data() + pattern.size(), all, next, 2);
}
//@code
static __CYRUS_COLD void __cyrus_text_no_key(const std::string &name) {
    PyGILState_STATE gil = PyGILState_Ensure();
    PyObject *key = PyUnicode_DecodeUTF8(name.data(), (Py_ssize_t)name.size(), "replace");
    if (key)
        PyErr_SetObject(PyExc_KeyError, key);
    Py_XDECREF(key);
    PyGILState_Release(gil);
    throw std::invalid_argument("no such key");
}
// Which value a field means. `next` is the number of the next field without one, or -1 when fields have numbers.
static const __cyrus_text_value &__cyrus_text_find(const std::string &field, const std::vector<__cyrus_text_value> &values, int &next) {
    size_t number = 0, at;
    bool digits = field.find_first_not_of("0123456789") == std::string::npos;
    if (field.find_first_of(".[") != std::string::npos)
        throw std::invalid_argument("attributes and items in a format need the GIL");
    if (!digits) {
        for (at = 0; at < values.size(); at++)
            if (*values[at].name && field == values[at].name)
                return values[at];
        __cyrus_text_no_key(field);
    }
    if (field.empty()) {
        if (next < 0)
            throw std::invalid_argument("cannot switch from manual field specification to automatic field numbering");
        number = (size_t)next++;
    } else {
        if (next > 0)
            throw std::invalid_argument("cannot switch from automatic field numbering to manual field specification");
        next = -1;
        for (at = 0; at < field.size() && number < 100000000; at++)
            number = number * 10 + (size_t)(field[at] - '0');
    }
    if (number >= values.size() || *values[number].name)
        throw std::out_of_range("Replacement index " + std::to_string(number) + " out of range for positional args tuple");
    return values[number];
}
static std::string __cyrus_text_shown(const __cyrus_text_value &value, char conversion, const std::string &spec) {
    const char *s = spec.c_str();
    std::string plain;
    switch (value.kind) {
    case 'i': plain = __cyrus_text_int(value.number, conversion ? "" : s); break;
    case 'u': plain = __cyrus_text_uint((unsigned long long)value.number, conversion ? "" : s); break;
    case 'b': plain = __cyrus_text_bool(value.number != 0, conversion ? "" : s); break;
    case 'f': plain = __cyrus_text_float(value.real, conversion ? "" : s); break;
    case 'c': plain = __cyrus_text_char((unsigned long)value.number, conversion ? "" : s); break;
    default: plain = conversion ? value.text : __cyrus_text_str(value.text, s);
    }
    if (!conversion)
        return plain;
    if (conversion != 's' && (value.kind == 'c' || value.kind == 's'))
        plain = __cyrus_text_repr(plain);
    if (conversion == 'a')
        plain = __cyrus_text_ascii(plain);
    return __cyrus_text_str(plain, s);
}
static std::string __cyrus_text_fill(const char *p, const char *end, const std::vector<__cyrus_text_value> &values, int &next, int depth) {
    std::string out;
    if (!depth)
        throw std::invalid_argument("Max string recursion exceeded");
    while (p < end) {
        const char *from = p;
        while (p < end && *p != '{' && *p != '}')
            p++;
        out.append(from, (size_t)(p - from));
        if (p == end)
            break;
        if (p + 1 < end && p[1] == *p) {
            out += *p;
            p += 2;
            continue;
        }
        if (*p == '}')
            throw std::invalid_argument("Single '}' encountered in format string");
        if (++p == end)
            throw std::invalid_argument("Single '{' encountered in format string");
        from = p;
        while (p < end && *p != ':' && *p != '!' && *p != '}' && *p != '{')
            p++;
        if (p < end && *p == '{')
            throw std::invalid_argument("unexpected '{' in field name");
        std::string field(from, (size_t)(p - from)), spec;
        char conversion = 0;
        if (p < end && *p == '!') {
            if (p + 1 >= end || p[1] == '}')
                throw std::invalid_argument("unmatched '{' in format spec");
            conversion = p[1];
            p += 2;
            if (p < end && *p != ':' && *p != '}')
                throw std::invalid_argument("expected ':' after conversion specifier");
            if (conversion != 'r' && conversion != 's' && conversion != 'a')
                throw std::invalid_argument("Unknown conversion specifier");
        }
        const __cyrus_text_value &value = __cyrus_text_find(field, values, next);
        if (p < end && *p == ':') {
            int open = 0;
            from = ++p;
            for (; p < end && (*p != '}' || open); p++)
                open += *p == '{' ? 1 : *p == '}' ? -1 : 0;
            if (p < end)
                spec = std::string(from, (size_t)(p - from));
            if (spec.find('{') != std::string::npos)
                spec = __cyrus_text_fill(spec.data(), spec.data() + spec.size(), values, next, depth - 1);
        }
        if (p == end)
            throw std::invalid_argument("expected '}' before end of string");
        p++;
        out += __cyrus_text_shown(value, conversion, spec);
    }
    return out;
}
