//! Text made without the GIL, as `std::string` in UTF-8: values by Python's format specifications, and `print`.
//!
//! `spec` is a specification as in `format(value, spec)`; those that the compiler has not looked at, since they are made at
//! run time, throw `std::invalid_argument` (ValueError) when they are wrong.
//@cxx
//@include <string>
//@include <stdexcept>
//@include <cstdio>
//@include <cstdlib>
//@include <cstring>
//@include <clocale>
//@include <climits>
//@proto
struct __cyrus_text_spec {
    std::string fill;
    char align, sign, type, group;
    bool alternate, positive_zero, has_precision;
    size_t width, precision;
};
static std::string __cyrus_text_int(long long v, const char *spec);
static std::string __cyrus_text_uint(unsigned long long v, const char *spec);
static std::string __cyrus_text_truth(bool v, const char *spec);
static std::string __cyrus_text_float(double v, const char *spec);
static std::string __cyrus_text_str(const std::string &s, const char *spec);
static std::string __cyrus_text_char(unsigned long c, const char *spec);
static std::string __cyrus_text_repr(const std::string &s);
static std::string __cyrus_text_ascii(const std::string &s);
static void __cyrus_text_print(const std::string &s);
static inline std::string __cyrus_text_literal(const char *s, size_t n) { return std::string(s, n); }
static inline std::string __cyrus_text_cstr(const char *s, const char *spec) {
    return __cyrus_text_str(s ? std::string(s) : std::string(), spec);
}
static inline std::string __cyrus_text_bool(int v, const char *spec) {
    return *spec ? __cyrus_text_truth(v != 0, spec) : std::string(v ? "True" : "False");
}
static inline const char *__cyrus_text_spec_of(const std::string &spec) { return spec.c_str(); }
// For Python, with the GIL.
static inline PyObject *__cyrus_text_object(const std::string &s) {
    return PyUnicode_DecodeUTF8(s.data(), (Py_ssize_t)s.size(), "replace");
}
static inline void __cyrus_text_add(std::string &) {}
template <typename... P> static inline void __cyrus_text_add(std::string &all, const std::string &first, const P &...rest) {
    all += first;
    __cyrus_text_add(all, rest...);
}
template <typename... P> static inline std::string __cyrus_text_join(const P &...parts) {
    std::string all;
    __cyrus_text_add(all, parts...);
    return all;
}
//@code
static size_t __cyrus_text_length(const std::string &s) {
    size_t n = 0;
    for (size_t i = 0; i < s.size(); i++)
        n += (s[i] & 0xC0) != 0x80;
    return n;
}
static size_t __cyrus_text_number(const char *&p) {
    size_t n = 0;
    for (; *p >= '0' && *p <= '9'; p++) {
        n = n * 10 + (size_t)(*p - '0');
        if (n > 100000000)
            throw std::invalid_argument("Too many decimal digits in format string");
    }
    return n;
}
static __CYRUS_COLD void __cyrus_text_refuse(const std::string &why) { throw std::invalid_argument(why); }
static std::string __cyrus_text_quoted(char c) { return std::string("'") + c + "'"; }
static bool __cyrus_text_one_of(char c, const char *which) { return c && strchr(which, c); }
// `type` is what Python calls the values, which have these letters at the ends of their specifications.
static __cyrus_text_spec __cyrus_text_parse(const char *p, const char *type, const char *letters) {
    const bool text = *letters == 's', integer = *letters == 'd';
    const char *start = p, *kind = text ? "string" : "integer";
    __cyrus_text_spec s = {"", 0, 0, 0, 0, false, false, false, 0, 0};
    size_t fill = 1;
    while (p[fill - 1] && (p[fill] & 0xC0) == 0x80)
        fill++;
    if (*p && p[fill - 1] && __cyrus_text_one_of(p[fill], "<>=^")) {
        s.fill.assign(p, fill);
        s.align = p[fill];
        p += fill + 1;
    } else if (__cyrus_text_one_of(*p, "<>=^")) {
        s.align = *p++;
    }
    if (*p == '+' || *p == '-' || *p == ' ')
        s.sign = *p++;
    if (*p == 'z') {
        s.positive_zero = true;
        p++;
    }
    if (*p == '#') {
        s.alternate = true;
        p++;
    }
    if (*p == '0') {
        if (s.fill.empty())
            s.fill = "0";
        if (!s.align && !text)
            s.align = '=';
        p++;
    }
    if (s.fill.empty())
        s.fill = " ";
    if (!s.align)
        s.align = text ? '<' : '>';
    s.width = __cyrus_text_number(p);
    if (*p == ',' || *p == '_')
        s.group = *p++;
    if (s.group && (*p == ',' || *p == '_') && *p != s.group)
        __cyrus_text_refuse("Cannot specify both ',' and '_'.");
    if (*p == '.') {
        p++;
        if (*p < '0' || *p > '9')
            __cyrus_text_refuse("Format specifier missing precision");
        s.has_precision = true;
        s.precision = __cyrus_text_number(p);
    }
    if (*p)
        s.type = *p++;
    if (*p)
        __cyrus_text_refuse(std::string("Invalid format specifier '") + start + "' for object of type '" + type + "'");
    if (s.group && !(s.type ? __cyrus_text_one_of(s.type, s.group == '_' ? "deEfFgG%boxX" : "deEfFgG%") : !text))
        __cyrus_text_refuse("Cannot specify " + __cyrus_text_quoted(s.group) + " with " + __cyrus_text_quoted(s.type ? s.type : 's') + ".");
    if (s.type && !strchr(letters, s.type))
        __cyrus_text_refuse("Unknown format code " + __cyrus_text_quoted(s.type) + " for object of type '" + type + "'");
    if (text && s.sign)
        __cyrus_text_refuse(std::string(s.sign == ' ' ? "Space" : "Sign") + " not allowed in string format specifier");
    if (integer && s.has_precision)
        __cyrus_text_refuse("Precision not allowed in integer format specifier");
    if ((text || integer) && s.positive_zero)
        __cyrus_text_refuse(std::string("Negative zero coercion (z) not allowed in ") + kind + " format specifier");
    if (text && s.alternate)
        __cyrus_text_refuse("Alternate form (#) not allowed in string format specifier");
    if (text && s.align == '=')
        __cyrus_text_refuse("'=' alignment not allowed in string format specifier");
    if (s.type == 'c' && s.sign)
        __cyrus_text_refuse("Sign not allowed with integer format specifier 'c'");
    if (s.type == 'c' && s.alternate)
        __cyrus_text_refuse("Alternate form (#) not allowed with integer format specifier 'c'");
    return s;
}
// `digits` with its sign and prefix, filled up to the width.
static std::string __cyrus_text_pad(const __cyrus_text_spec &s, const std::string &head, const std::string &body) {
    size_t size = __cyrus_text_length(head) + __cyrus_text_length(body);
    std::string left, inside, right;
    if (size < s.width) {
        size_t missing = s.width - size;
        size_t before = s.align == '<' ? 0 : s.align == '^' ? missing / 2 : missing;
        std::string &first = s.align == '=' ? inside : left;
        for (size_t i = 0; i < missing; i++)
            (i < before ? first : right) += s.fill;
    }
    return left + head + inside + body + right;
}
// How many separators so many digits get. `sizes` are those of the groups from the right, as `localeconv` has them: the last one again and again.
static size_t __cyrus_text_separators(size_t digits, const char *sizes) {
    size_t found = 0;
    for (; *sizes && *sizes != CHAR_MAX && digits > (size_t)*sizes; sizes++) {
        if (!sizes[1])
            return found + (digits - 1) / (size_t)*sizes;
        digits -= (size_t)*sizes;
        found++;
    }
    return found;
}
// `digits` in groups; where zeros fill the width, they are digits, too. `other` is how much stands beside them.
static std::string __cyrus_text_grouped(
    std::string digits, const __cyrus_text_spec &s, const std::string &separator, const char *sizes, size_t other
) {
    size_t wide = __cyrus_text_length(separator), count = digits.size();
    if (s.fill == "0" && s.align == '=')
        while (count + __cyrus_text_separators(count, sizes) * wide + other < s.width)
            count++;
    digits.insert(0, count - digits.size(), '0');
    for (size_t at = digits.size(); *sizes && *sizes != CHAR_MAX && at > (size_t)*sizes;) {
        at -= (size_t)*sizes;
        digits.insert(at, separator);
        sizes += sizes[1] != 0;
    }
    return digits;
}
// By `,` and `_`, or for `n` as the locale has it.
static std::string __cyrus_text_in_groups(const std::string &digits, const __cyrus_text_spec &s, const char *sizes, size_t other) {
    if (s.type == 'n')
        return __cyrus_text_grouped(digits, s, localeconv()->thousands_sep, localeconv()->grouping, other);
    return s.group ? __cyrus_text_grouped(digits, s, std::string(1, s.group), sizes, other) : digits;
}
static std::string __cyrus_text_sign(bool negative, char sign) {
    return negative ? "-" : !sign || sign == '-' ? std::string() : std::string(1, sign);
}
static bool __cyrus_text_is_float(const char *spec) {
    size_t n = strlen(spec);
    return n && strchr("eEfFgG%", spec[n - 1]);
}
static std::string __cyrus_text_integer(unsigned long long v, bool negative, const char *spec, const char *type) {
    __cyrus_text_spec s = __cyrus_text_parse(spec, type, "dboxXcn");
    std::string digits, head = __cyrus_text_sign(negative, s.sign);
    unsigned base = s.type == 'b' ? 2 : s.type == 'o' ? 8 : s.type == 'x' || s.type == 'X' ? 16 : 10;
    char buffer[66], *p = buffer + sizeof buffer;
    if (s.type == 'c') {
        if (negative || v > 0x10FFFF)
            throw std::overflow_error("%c arg not in range(0x110000)");
        if (v >= 0xD800 && v < 0xE000)
            __cyrus_text_refuse("%c arg is a surrogate");
        return __cyrus_text_pad(s, "", __cyrus_text_char((unsigned long)v, ""));
    }
    do
        *--p = (s.type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef")[v % base];
    while (v /= base);
    digits.assign(p, (size_t)(buffer + sizeof buffer - p));
    if (s.alternate && base != 10) {
        head += '0';
        head += s.type;
    }
    digits = __cyrus_text_in_groups(digits, s, base == 10 ? "\3" : "\4", head.size());
    return __cyrus_text_pad(s, head, digits);
}
// Without a specification: the digits, two at a time, from the last to the first.
static std::string __cyrus_text_decimal(unsigned long long v, bool negative) {
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869"
        "707172737475767778798081828384858687888990919293949596979899";
    char room[24], *end = room + sizeof room, *p = end;
    for (; v >= 100; v /= 100) {
        p -= 2;
        memcpy(p, pairs + 2 * (v % 100), 2);
    }
    if (v >= 10) {
        p -= 2;
        memcpy(p, pairs + 2 * v, 2);
    } else {
        *--p = (char)('0' + v);
    }
    if (negative)
        *--p = '-';
    return std::string(p, (size_t)(end - p));
}
static std::string __cyrus_text_int(long long v, const char *spec) {
    if (!*spec)
        return __cyrus_text_decimal(v < 0 ? 0 - (unsigned long long)v : (unsigned long long)v, v < 0);
    if (__cyrus_text_is_float(spec))
        return __cyrus_text_float((double)v, spec);
    return __cyrus_text_integer(v < 0 ? 0 - (unsigned long long)v : (unsigned long long)v, v < 0, spec, "int");
}
static std::string __cyrus_text_uint(unsigned long long v, const char *spec) {
    if (!*spec)
        return __cyrus_text_decimal(v, false);
    if (__cyrus_text_is_float(spec))
        return __cyrus_text_float((double)v, spec);
    return __cyrus_text_integer(v, false, spec, "int");
}
static std::string __cyrus_text_truth(bool v, const char *spec) {
    return __cyrus_text_is_float(spec) ? __cyrus_text_float(v, spec) : __cyrus_text_integer(v, false, spec, "bool");
}
// The significant digits of a finite number that is not negative, rounded to `count`, and its decimal exponent.
static std::string __cyrus_text_digits(double v, int count, int *exponent) {
    std::string buffer((size_t)count + 32, 0), digits;
    snprintf(&buffer[0], buffer.size(), "%.*e", count - 1, v);
    size_t e = buffer.find('e');
    *exponent = atoi(&buffer[e + 1]);
    // The point is that of the locale.
    for (size_t at = 0; at < e; at++)
        if (buffer[at] >= '0' && buffer[at] <= '9')
            digits += buffer[at];
    return digits;
}
static std::string __cyrus_text_scientific(const std::string &digits, int exponent, bool point, char e) {
    char tail[16];
    std::string out = digits.substr(0, 1);
    if (digits.size() > 1 || point)
        out += "." + digits.substr(1);
    snprintf(tail, sizeof tail, "%c%+03d", e, exponent);
    return out + tail;
}
static std::string __cyrus_text_fixed(const std::string &digits, int exponent, bool point) {
    if (exponent < 0)
        return "0." + std::string((size_t)(-exponent - 1), '0') + digits;
    if ((size_t)exponent + 1 < digits.size())
        return digits.substr(0, (size_t)exponent + 1) + "." + digits.substr((size_t)exponent + 1);
    return digits + std::string((size_t)exponent + 1 - digits.size(), '0') + (point ? ".0" : "");
}
// As `repr`: the shortest digits that give the number back.
static std::string __cyrus_text_shortest(double v) {
    int exponent = 0, count = v < 2.3e-308 ? 1 : 15;
    std::string digits;
    for (;; count++) {
        digits = __cyrus_text_digits(v, count, &exponent);
        char buffer[48];
        snprintf(buffer, sizeof buffer, "%.*e", count - 1, v);
        if (count >= 17 || strtod(buffer, NULL) == v)
            break;
    }
    digits.erase(digits.find_last_not_of('0') == std::string::npos ? 1 : digits.find_last_not_of('0') + 1);
    return exponent < -4 || exponent >= 16 ? __cyrus_text_scientific(digits, exponent, false, 'e')
                                           : __cyrus_text_fixed(digits, exponent, true);
}
static std::string __cyrus_text_float(double v, const char *spec) {
    __cyrus_text_spec s = __cyrus_text_parse(spec, "float", "eEfFgG%n");
    bool negative = v < 0 || (v == 0 && 1 / v < 0);
    std::string head = __cyrus_text_sign(negative, s.sign), body;
    char type = s.type ? s.type : 'r';
    int precision = s.has_precision ? (int)s.precision : 6, exponent = 0;
    if (negative)
        v = -v;
    if (type == '%')
        v *= 100;
    if (v != v || v * 0 != 0) {
        body = v != v ? "nan" : "inf";
        if (type == 'E' || type == 'F' || type == 'G')
            body = v != v ? "NAN" : "INF";
        return __cyrus_text_pad(s, head, type == '%' ? body + "%" : body);
    }
    if (type == 'r' && !s.has_precision) {
        body = __cyrus_text_shortest(v);
    } else if (type == 'g' || type == 'G' || type == 'n' || type == 'r') {
        int count = precision ? precision : 1;
        body = __cyrus_text_digits(v, count, &exponent);
        if (!s.alternate) {
            size_t last = body.find_last_not_of('0');
            body.erase(last == std::string::npos ? 1 : last + 1);
        }
        if (exponent < -4 || exponent >= (type == 'r' ? count - 1 : count))
            body = __cyrus_text_scientific(body, exponent, s.alternate, type == 'G' ? 'E' : 'e');
        else
            body = __cyrus_text_fixed(body, exponent, type == 'r');
    } else {
        char format[8];
        snprintf(format, sizeof format, "%%%s.*%c", s.alternate ? "#" : "", type == '%' ? 'f' : type);
        int size = snprintf(NULL, 0, format, precision, v);
        body.resize((size_t)size + 1);
        snprintf(&body[0], body.size(), format, precision, v);
        body.resize((size_t)size);
        // The point is that of the locale, which may be more than a byte.
        size_t point = body.find_first_not_of("0123456789"), after = body.find_first_of("0123456789eE", point);
        if (point != std::string::npos && body[point] != 'e' && body[point] != 'E')
            body.replace(point, (after == std::string::npos ? body.size() : after) - point, ".");
        if (type == '%')
            body += '%';
    }
    if (s.alternate && body.find('.') == std::string::npos)
        body.insert(body.find_first_not_of("0123456789") == std::string::npos ? body.size() : body.find_first_not_of("0123456789"), 1, '.');
    if (s.positive_zero && negative && body.substr(0, body.find_first_of("eE")).find_first_of("123456789") == std::string::npos)
        head = __cyrus_text_sign(false, s.sign);
    if (s.group || type == 'n') {
        size_t end = body.find_first_not_of("0123456789");
        if (end == std::string::npos)
            end = body.size();
        std::string rest = body.substr(end);
        if (type == 'n' && !rest.empty() && rest[0] == '.')
            rest = localeconv()->decimal_point + rest.substr(1);
        body = __cyrus_text_in_groups(body.substr(0, end), s, "\3", head.size() + __cyrus_text_length(rest)) + rest;
    }
    return __cyrus_text_pad(s, head, body);
}
static std::string __cyrus_text_str(const std::string &text, const char *spec) {
    if (!*spec)
        return text;
    __cyrus_text_spec s = __cyrus_text_parse(spec, "str", "s");
    std::string body = text;
    if (s.has_precision) {
        size_t at = 0, n = 0;
        for (; at < body.size(); at++) {
            n += (body[at] & 0xC0) != 0x80;
            if (n > s.precision)
                break;
        }
        body.resize(at);
    }
    return __cyrus_text_pad(s, "", body);
}
static std::string __cyrus_text_char(unsigned long c, const char *spec) {
    std::string out;
    if (c < 0x80) {
        out += (char)c;
    } else if (c < 0x800) {
        out += (char)(0xC0 | c >> 6);
        out += (char)(0x80 | (c & 63));
    } else {
        if (c < 0x10000) {
            out += (char)(0xE0 | c >> 12);
        } else {
            out += (char)(0xF0 | c >> 18);
            out += (char)(0x80 | (c >> 12 & 63));
        }
        out += (char)(0x80 | (c >> 6 & 63));
        out += (char)(0x80 | (c & 63));
    }
    return __cyrus_text_str(out, spec);
}
// The code point at `at`, which is then behind it; -1 for a byte that is no UTF-8.
static long __cyrus_text_next(const std::string &s, size_t &at) {
    unsigned char c = (unsigned char)s[at++];
    int more = c < 0xC0 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : c < 0xF8 ? 3 : 0;
    if (c < 0x80)
        return c;
    long code = more ? c & (0x3F >> more) : -1;
    for (size_t i = 0; i < (size_t)more; i++) {
        if (at + i >= s.size() || (s[at + i] & 0xC0) != 0x80)
            return -1;
        code = code << 6 | (s[at + i] & 0x3F);
    }
    at += (size_t)more;
    return code;
}
// A character as `repr` and `ascii` write it: escaped, or as it is.
static void __cyrus_text_escape(std::string &out, const std::string &s, size_t &at, bool escaped) {
    size_t from = at;
    long c = __cyrus_text_next(s, at);
    char hex[16];
    if (c > 126 && !escaped)
        escaped = c > 0x10FFFF || !_PyUnicode_IsPrintable((Py_UCS4)c);
    if (c < 0)
        c = (unsigned char)s[from];
    if (!escaped) {
        out.append(s, from, at - from);
        return;
    }
    snprintf(hex, sizeof hex, c < 256 ? "\\x%02lx" : c < 0x10000 ? "\\u%04lx" : "\\U%08lx", (unsigned long)c);
    out += hex;
}
static std::string __cyrus_text_repr(const std::string &s) {
    char quote = s.find('\'') != std::string::npos && s.find('"') == std::string::npos ? '"' : '\'';
    std::string out(1, quote);
    for (size_t at = 0; at < s.size();) {
        char c = s[at];
        char letter = c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\t' ? 't' : c == '\\' || c == quote ? c : (char)0;
        if (letter) {
            out += '\\';
            out += letter;
            at++;
        } else {
            __cyrus_text_escape(out, s, at, (unsigned char)c < 32 || c == 127);
        }
    }
    return out + quote;
}
// Of what `repr` gave.
static std::string __cyrus_text_ascii(const std::string &s) {
    std::string out;
    for (size_t at = 0; at < s.size();)
        __cyrus_text_escape(out, s, at, (s[at] & 0x80) != 0);
    return out;
}
static void __cyrus_text_print(const std::string &s) {
    fwrite(s.data(), 1, s.size(), stdout);
    fflush(stdout);
}
