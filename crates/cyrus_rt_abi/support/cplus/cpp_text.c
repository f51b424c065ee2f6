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
//@proto
struct __cyrus_text_spec {
    std::string fill;
    char align, sign, type, group;
    bool alternate, has_precision;
    size_t width, precision;
};
static std::string __cyrus_text_int(long long v, const char *spec);
static std::string __cyrus_text_uint(unsigned long long v, const char *spec);
static std::string __cyrus_text_float(double v, const char *spec);
static std::string __cyrus_text_str(const std::string &s, const char *spec);
static std::string __cyrus_text_char(unsigned long c, const char *spec);
static std::string __cyrus_text_repr(const std::string &s);
static void __cyrus_text_print(const std::string &s);
static inline std::string __cyrus_text_literal(const char *s, size_t n) { return std::string(s, n); }
static inline std::string __cyrus_text_cstr(const char *s, const char *spec) {
    return __cyrus_text_str(s ? std::string(s) : std::string(), spec);
}
static inline std::string __cyrus_text_bool(int v, const char *spec) {
    return *spec ? __cyrus_text_int(v != 0, spec) : std::string(v ? "True" : "False");
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
static __cyrus_text_spec __cyrus_text_parse(const char *p, char align, const char *types) {
    __cyrus_text_spec s = {"", 0, '-', 0, 0, false, false, 0, 0};
    size_t fill = 1;
    while (p[fill - 1] && (p[fill] & 0xC0) == 0x80)
        fill++;
    if (*p && p[fill - 1] && strchr("<>=^", p[fill]) && p[fill]) {
        s.fill.assign(p, fill);
        s.align = p[fill];
        p += fill + 1;
    } else if (*p && strchr("<>=^", *p)) {
        s.align = *p++;
    }
    if (*p == '+' || *p == '-' || *p == ' ')
        s.sign = *p++;
    if (*p == '#') {
        s.alternate = true;
        p++;
    }
    if (*p == '0') {
        if (s.fill.empty())
            s.fill = "0";
        if (!s.align && align == '>')
            s.align = '=';
        p++;
    }
    if (s.fill.empty())
        s.fill = " ";
    if (!s.align)
        s.align = align;
    s.width = __cyrus_text_number(p);
    if (*p == ',' || *p == '_')
        s.group = *p++;
    if (*p == '.') {
        p++;
        if (*p < '0' || *p > '9')
            throw std::invalid_argument("Format specifier missing precision");
        s.has_precision = true;
        s.precision = __cyrus_text_number(p);
    }
    if (*p)
        s.type = *p++;
    if (*p || (s.type && !strchr(types, s.type)))
        throw std::invalid_argument("Invalid format specifier");
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
// `digits` in groups; where zeros fill the width, they are digits, too. `other` is how much stands beside them.
static std::string __cyrus_text_grouped(std::string digits, const __cyrus_text_spec &s, size_t every, size_t other) {
    std::string out;
    char group = s.group;
    if (s.fill == "0" && s.align == '=')
        while (digits.size() + (digits.size() - 1) / every + other < s.width)
            digits.insert(digits.begin(), '0');
    for (size_t i = 0; i < digits.size(); i++) {
        if (i && (digits.size() - i) % every == 0)
            out += group;
        out += digits[i];
    }
    return out;
}
static std::string __cyrus_text_sign(bool negative, char sign) {
    return negative ? "-" : sign == '-' ? std::string() : std::string(1, sign);
}
static bool __cyrus_text_is_float(const char *spec) {
    size_t n = strlen(spec);
    return n && strchr("eEfFgG%", spec[n - 1]);
}
static std::string __cyrus_text_integer(unsigned long long v, bool negative, const char *spec) {
    __cyrus_text_spec s = __cyrus_text_parse(spec, '>', "dboxXc");
    if (s.has_precision)
        throw std::invalid_argument("Precision not allowed in integer format specifier");
    std::string digits, head = __cyrus_text_sign(negative, s.sign);
    unsigned base = s.type == 'b' ? 2 : s.type == 'o' ? 8 : s.type == 'x' || s.type == 'X' ? 16 : 10;
    char buffer[66], *p = buffer + sizeof buffer;
    if (s.type == 'c')
        return __cyrus_text_pad(s, "", __cyrus_text_char((unsigned long)v, ""));
    do
        *--p = (s.type == 'X' ? "0123456789ABCDEF" : "0123456789abcdef")[v % base];
    while (v /= base);
    digits.assign(p, (size_t)(buffer + sizeof buffer - p));
    if (s.alternate && base != 10) {
        head += '0';
        head += s.type;
    }
    if (s.group)
        digits = __cyrus_text_grouped(digits, s, base == 10 ? 3 : 4, head.size());
    return __cyrus_text_pad(s, head, digits);
}
static std::string __cyrus_text_int(long long v, const char *spec) {
    if (__cyrus_text_is_float(spec))
        return __cyrus_text_float((double)v, spec);
    return __cyrus_text_integer(v < 0 ? 0 - (unsigned long long)v : (unsigned long long)v, v < 0, spec);
}
static std::string __cyrus_text_uint(unsigned long long v, const char *spec) {
    if (__cyrus_text_is_float(spec))
        return __cyrus_text_float((double)v, spec);
    return __cyrus_text_integer(v, false, spec);
}
// The significant digits of a finite number that is not negative, rounded to `count`, and its decimal exponent.
static std::string __cyrus_text_digits(double v, int count, int *exponent) {
    char buffer[40];
    std::string digits;
    char *e;
    snprintf(buffer, sizeof buffer, "%.*e", count - 1 > 25 ? 25 : count - 1, v);
    e = strchr(buffer, 'e');
    *exponent = atoi(e + 1);
    for (char *p = buffer; p != e; p++)
        if (*p >= '0' && *p <= '9')
            digits += *p;
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
    __cyrus_text_spec s = __cyrus_text_parse(spec, '>', "eEfFgG%");
    bool negative = v < 0 || (v == 0 && 1 / v < 0);
    std::string head = __cyrus_text_sign(negative, s.sign), body;
    char type = s.type ? s.type : 'r';
    int precision = s.has_precision ? (int)s.precision : 6, exponent = 0;
    if (negative)
        v = -v;
    if (v != v || v * 0 != 0) {
        body = v != v ? "nan" : "inf";
        if (type == 'E' || type == 'F' || type == 'G')
            body = v != v ? "NAN" : "INF";
        return __cyrus_text_pad(s, head, type == '%' ? body + "%" : body);
    }
    if (type == 'r' && !s.has_precision) {
        body = __cyrus_text_shortest(v);
    } else if (type == 'g' || type == 'G' || type == 'r') {
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
        if (s.alternate && body.find_first_of(".e") == std::string::npos)
            body += '.';
    } else {
        char format[8];
        snprintf(format, sizeof format, "%%%s.*%c", s.alternate ? "#" : "", type == '%' ? 'f' : type);
        if (type == '%')
            v *= 100;
        int size = snprintf(NULL, 0, format, precision, v);
        body.resize((size_t)size + 1);
        snprintf(&body[0], body.size(), format, precision, v);
        body.resize((size_t)size);
        if (type == '%')
            body += '%';
    }
    if (s.group) {
        size_t end = body.find_first_not_of("0123456789");
        if (end == std::string::npos)
            end = body.size();
        body = __cyrus_text_grouped(body.substr(0, end), s, 3, head.size() + body.size() - end) + body.substr(end);
    }
    return __cyrus_text_pad(s, head, body);
}
static std::string __cyrus_text_str(const std::string &text, const char *spec) {
    if (!*spec)
        return text;
    __cyrus_text_spec s = __cyrus_text_parse(spec, '<', "s");
    if (s.align == '=' || s.sign != '-' || s.group || s.alternate)
        throw std::invalid_argument("Invalid format specifier");
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
static std::string __cyrus_text_repr(const std::string &s) {
    char quote = s.find('\'') != std::string::npos && s.find('"') == std::string::npos ? '"' : '\'';
    std::string out(1, quote);
    for (size_t i = 0; i < s.size(); i++) {
        unsigned char c = (unsigned char)s[i];
        char hex[8];
        if (c == (unsigned char)quote || c == '\\') {
            out += '\\';
            out += (char)c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c < 32 || c == 127) {
            snprintf(hex, sizeof hex, "\\x%02x", c);
            out += hex;
        } else {
            out += (char)c;
        }
    }
    return out + quote;
}
static void __cyrus_text_print(const std::string &s) {
    fwrite(s.data(), 1, s.size(), stdout);
    fflush(stdout);
}
