# Code points in UTF-8: counting, walking, kinds of characters, case.
#
# What is passed is correct UTF-8 (`utf8_check` finds out), with a NUL behind it. Kinds and single case mappings of characters are looked
# up in Python's own tables, which need no GIL: the answers are those of the Python that runs.

from libcyrus.blob cimport blob
from libcyrus cimport case_table

cdef extern from * nogil:
    """
    /* How many of eight bytes do not begin a code point. */
    static inline std::size_t __cyrus_utf8_tails(const char *p) {
        std::uint64_t word;
        std::memcpy(&word, p, 8);
        word = (word >> 7 & ~word >> 6) & 0x0101010101010101ULL;
        return (std::size_t)(word * 0x0101010101010101ULL >> 56);
    }
    static inline bool __cyrus_is_ascii(const char *p, std::size_t n) {
        std::uint64_t all = 0, word;
        for (; n >= 8; p += 8, n -= 8) {
            std::memcpy(&word, p, 8);
            all |= word;
        }
        for (; n; n--) all |= (unsigned char)*p++;
        return !(all & 0x8080808080808080ULL);
    }
    static inline std::size_t __cyrus_utf8_count(const char *p, std::size_t n) {
        std::size_t tails = 0, rest = n;
        for (; rest >= 8; p += 8, rest -= 8) tails += __cyrus_utf8_tails(p);
        for (; rest; rest--) tails += (*p++ & 0xC0) == 0x80;
        return n - tails;
    }
    /* The number of code points, or -1 and where it is wrong. */
    static inline std::ptrdiff_t __cyrus_utf8_check(const char *text, std::size_t n, std::size_t &wrong) {
        const unsigned char *p = (const unsigned char *)text, *end = p + n;
        std::ptrdiff_t count = 0;
        while (p < end) {
            if (*p < 0x80) {
                std::uint64_t word = 0;
                while (end - p >= 8) {
                    std::memcpy(&word, p, 8);
                    if (word & 0x8080808080808080ULL) break;
                    p += 8;
                    count += 8;
                }
                if (p == end) break;
                if (*p < 0x80) {
                    p++;
                    count++;
                    continue;
                }
            }
            std::ptrdiff_t size = *p < 0xC2 ? 0 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : *p < 0xF5 ? 4 : 0;
            bool good = size && end - p >= size;
            for (std::ptrdiff_t i = 1; good && i < size; i++) good = (p[i] & 0xC0) == 0x80;
            if (good && size == 3) good = !(*p == 0xE0 && p[1] < 0xA0) && !(*p == 0xED && p[1] > 0x9F);
            if (good && size == 4) good = !(*p == 0xF0 && p[1] < 0x90) && !(*p == 0xF4 && p[1] > 0x8F);
            if (!good) {
                wrong = (std::size_t)((const char *)p - text);
                return -1;
            }
            p += size;
            count++;
        }
        return count;
    }
    static inline Py_UCS4 __cyrus_utf8_next(const char *&p) {
        Py_UCS4 c = (unsigned char)*p++;
        if (c < 0x80) return c;
        if (c < 0xE0) {
            c = (c & 31) << 6 | (p[0] & 63);
            p++;
        } else if (c < 0xF0) {
            c = (c & 15) << 12 | (Py_UCS4)(p[0] & 63) << 6 | (p[1] & 63);
            p += 2;
        } else {
            c = (c & 7) << 18 | (Py_UCS4)(p[0] & 63) << 12 | (Py_UCS4)(p[1] & 63) << 6 | (p[2] & 63);
            p += 3;
        }
        return c;
    }
    static inline Py_UCS4 __cyrus_utf8_last(const char *&p) {
        do p--;
        while ((*p & 0xC0) == 0x80);
        const char *at = p;
        return __cyrus_utf8_next(at);
    }
    static inline char *__cyrus_utf8_put(char *to, Py_UCS4 c) {
        if (c < 0x80) {
            *to++ = (char)c;
        } else if (c < 0x800) {
            *to++ = (char)(0xC0 | c >> 6);
            *to++ = (char)(0x80 | (c & 63));
        } else {
            if (c < 0x10000) {
                *to++ = (char)(0xE0 | c >> 12);
            } else {
                *to++ = (char)(0xF0 | c >> 18);
                *to++ = (char)(0x80 | (c >> 12 & 63));
            }
            *to++ = (char)(0x80 | (c >> 6 & 63));
            *to++ = (char)(0x80 | (c & 63));
        }
        return to;
    }
    /* Past so many code points. */
    static inline const char *__cyrus_utf8_skip(const char *p, const char *end, std::size_t count) {
        while (count >= 8 && end - p >= 8) {
            count -= 8 - __cyrus_utf8_tails(p);
            p += 8;
        }
        while ((*p & 0xC0) == 0x80) p++;
        for (; count; count--) {
            p++;
            while ((*p & 0xC0) == 0x80) p++;
        }
        return p;
    }
    static inline const char *__cyrus_utf8_back(const char *p, std::size_t count) {
        for (; count; count--) {
            do p--;
            while ((*p & 0xC0) == 0x80);
        }
        return p;
    }
    /* Where a code point begins; their number is the end. */
    static inline std::size_t __cyrus_utf8_offset(const __cyrus_blob &of, std::size_t index) {
        if (of.count == of.size) return index;
        if (of.count - index < index / 4) return (std::size_t)(__cyrus_utf8_back(of.data + of.size, of.count - index) - of.data);
        return (std::size_t)(__cyrus_utf8_skip(of.data, of.data + of.size, index) - of.data);
    }
    static inline void __cyrus_utf8_offsets(const __cyrus_blob &of, std::ptrdiff_t &start, std::ptrdiff_t &end) {
        const char *stop = of.data + of.size;
        std::size_t first = __cyrus_utf8_offset(of, (std::size_t)start);
        if ((std::size_t)end == of.count) end = (std::ptrdiff_t)of.size;
        else end = __cyrus_utf8_skip(of.data + first, stop, (std::size_t)(end - start)) - of.data;
        start = (std::ptrdiff_t)first;
    }
    /* Which code point begins there. */
    static inline std::ptrdiff_t __cyrus_utf8_index(const __cyrus_blob &of, const char *at) {
        if (!at) return -1;
        if (of.count == of.size) return at - of.data;
        return (std::ptrdiff_t)__cyrus_utf8_count(of.data, (std::size_t)(at - of.data));
    }
    /* The part between two places as text of its own. */
    static inline int __cyrus_utf8_part(__cyrus_blob &to, const __cyrus_blob &of, std::size_t start, std::size_t end) {
        if (to.set(of.data + start, end - start) < 0) return -1;
        to.count = of.count == of.size ? to.size : __cyrus_utf8_count(to.data, to.size);
        return 0;
    }
    static inline int __cyrus_utf8_slice(
        __cyrus_blob &to, const __cyrus_blob &of, std::ptrdiff_t start, std::ptrdiff_t end, std::ptrdiff_t step
    ) {
        if (!step) return __cyrus_blob_value("slice step cannot be zero");
        std::ptrdiff_t n = __cyrus_clip_step(start, end, step, of.count);
        if (!n) return to.make(0);
        const char *from = of.data + __cyrus_utf8_offset(of, (std::size_t)start), *stop = of.data + of.size;
        if (step == 1) {
            std::size_t size = of.count == of.size ? (std::size_t)n
                             : end == (std::ptrdiff_t)of.count ? (std::size_t)(stop - from)
                                                               : (std::size_t)(__cyrus_utf8_skip(from, stop, (std::size_t)n) - from);
            if (to.set(from, size) < 0) return -1;
            to.count = (std::size_t)n;
            return 0;
        }
        if (of.count == of.size) {
            if (to.make((std::size_t)n) < 0) return -1;
            for (std::ptrdiff_t i = 0; i < n; i++) to.data[i] = from[i * step];
            to.count = (std::size_t)n;
            return 0;
        }
        if (to.make(of.size < (std::size_t)n * 4 ? of.size : (std::size_t)n * 4) < 0) return -1;
        char *out = to.data;
        for (std::ptrdiff_t i = 0; i < n; i++) {
            const char *at = from;
            out = __cyrus_utf8_put(out, __cyrus_utf8_next(at));
            if (i + 1 < n)
                from = step < 0 ? __cyrus_utf8_back(from, (std::size_t)-step) : __cyrus_utf8_skip(from, stop, (std::size_t)step);
        }
        to.cut((std::size_t)(out - to.data));
        to.count = (std::size_t)n;
        return 0;
    }

    /* ---- spaces and strips */

    static inline bool __cyrus_utf8_space(Py_UCS4 c) {
        if (c < 128) return c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31);
        return _PyUnicode_IsWhitespace(c);
    }
    static inline bool __cyrus_utf8_has(const __cyrus_blob &of, Py_UCS4 c) {
        char one[4];
        return __cyrus_bytes_find(of.data, of.size, one, (std::size_t)(__cyrus_utf8_put(one, c) - one)) != NULL;
    }
    /* What is left between `start` and `end`; without `which` spaces go. */
    static inline void __cyrus_utf8_strip(
        const __cyrus_blob &of, const __cyrus_blob *which, bool left, bool right, std::size_t &start, std::size_t &end
    ) {
        const char *p = of.data, *q = of.data + of.size;
        while (left && p < q) {
            const char *at = p;
            Py_UCS4 c = __cyrus_utf8_next(at);
            if (which ? !__cyrus_utf8_has(*which, c) : !__cyrus_utf8_space(c)) break;
            p = at;
        }
        while (right && p < q) {
            const char *at = q;
            Py_UCS4 c = __cyrus_utf8_last(at);
            if (which ? !__cyrus_utf8_has(*which, c) : !__cyrus_utf8_space(c)) break;
            q = at;
        }
        start = (std::size_t)(p - of.data);
        end = (std::size_t)(q - of.data);
    }
    /* The next word from `at` on; false when there is none. */
    static inline bool __cyrus_utf8_word(const __cyrus_blob &of, std::size_t &at, std::size_t &start, std::size_t &end) {
        const char *p = of.data + at, *stop = of.data + of.size, *next = p;
        while (p < stop && __cyrus_utf8_space(__cyrus_utf8_next(next))) p = next;
        if (p == stop) return false;
        start = (std::size_t)(p - of.data);
        for (;;) {
            next = p;
            if (p == stop || __cyrus_utf8_space(__cyrus_utf8_next(next))) break;
            p = next;
        }
        at = end = (std::size_t)(p - of.data);
        return true;
    }
    /* The last word before `at`. */
    static inline bool __cyrus_utf8_word_before(const __cyrus_blob &of, std::size_t &at, std::size_t &start, std::size_t &end) {
        const char *p = of.data + at, *next = p;
        while (p > of.data && __cyrus_utf8_space(__cyrus_utf8_last(next))) p = next;
        if (p == of.data) return false;
        end = (std::size_t)(p - of.data);
        for (;;) {
            next = p;
            if (p == of.data || __cyrus_utf8_space(__cyrus_utf8_last(next))) break;
            p = next;
        }
        at = start = (std::size_t)(p - of.data);
        return true;
    }
    /* The line from `at` on, without and with its end. */
    static inline bool __cyrus_utf8_line(
        const __cyrus_blob &of, std::size_t &at, std::size_t &start, std::size_t &end, std::size_t &whole
    ) {
        const char *p = of.data + at, *stop = of.data + of.size, *next = p;
        if (p == stop) return false;
        start = at;
        for (; p < stop; p = next) {
            next = p;
            Py_UCS4 c = __cyrus_utf8_next(next);
            if (c < 128 ? (c >= 10 && c <= 13) || (c >= 28 && c <= 30) : c == 0x85 || c == 0x2028 || c == 0x2029) {
                if (c == 13 && next < stop && *next == 10) next++;
                break;
            }
        }
        if (p == stop) next = p;
        end = (std::size_t)(p - of.data);
        at = whole = (std::size_t)(next - of.data);
        return true;
    }

    /* ---- kinds of characters */

    static inline bool __cyrus_utf8_lowercase(Py_UCS4 c) { return _PyUnicode_IsLowercase(c); }
    static inline bool __cyrus_utf8_uppercase(Py_UCS4 c) { return _PyUnicode_IsUppercase(c) || _PyUnicode_IsTitlecase(c); }
    static inline bool __cyrus_utf8_cased(Py_UCS4 c) {
        return _PyUnicode_IsLowercase(c) || _PyUnicode_IsUppercase(c) || _PyUnicode_IsTitlecase(c);
    }
    static inline bool __cyrus_utf8_kind(Py_UCS4 c, char kind) {
        switch (kind) {
        case 'a': return _PyUnicode_IsAlpha(c);
        case 'w': return _PyUnicode_IsAlpha(c) || _PyUnicode_IsDecimalDigit(c) || _PyUnicode_IsDigit(c) || _PyUnicode_IsNumeric(c);
        case 'd': return _PyUnicode_IsDecimalDigit(c);
        case 'D': return _PyUnicode_IsDigit(c);
        case 'n': return _PyUnicode_IsNumeric(c);
        case 's': return __cyrus_utf8_space(c);
        default: return _PyUnicode_IsPrintable(c);
        }
    }
    /* Whether all are of a kind; no characters are of none, but printable. */
    static inline bool __cyrus_utf8_all(const __cyrus_blob &of, char kind) {
        const char *p = of.data, *end = of.data + of.size;
        while (p < end)
            if (!__cyrus_utf8_kind(__cyrus_utf8_next(p), kind)) return false;
        return of.size || kind == 'p';
    }
    static inline bool __cyrus_utf8_in_case(const __cyrus_blob &of, bool upper) {
        const char *p = of.data, *end = of.data + of.size;
        bool found = false;
        while (p < end) {
            Py_UCS4 c = __cyrus_utf8_next(p);
            if (upper ? _PyUnicode_IsLowercase(c) || _PyUnicode_IsTitlecase(c) : __cyrus_utf8_uppercase(c)) return false;
            found = found || (upper ? _PyUnicode_IsUppercase(c) : _PyUnicode_IsLowercase(c));
        }
        return found;
    }
    static inline bool __cyrus_utf8_titled(const __cyrus_blob &of) {
        const char *p = of.data, *end = of.data + of.size;
        bool found = false, inside = false;
        while (p < end) {
            Py_UCS4 c = __cyrus_utf8_next(p);
            bool upper = __cyrus_utf8_uppercase(c), lower = _PyUnicode_IsLowercase(c);
            if (upper ? inside : lower && !inside) return false;
            inside = upper || lower;
            found = found || inside;
        }
        return found;
    }

    /* ---- case */

    template <std::size_t N>
    static const __cyrus_case_row *__cyrus_case_find(const __cyrus_case_row (&rows)[N], Py_UCS4 c) {
        std::size_t low = 0, high = N;
        if (c < rows[0].from || c > rows[N - 1].from) return NULL;
        while (low < high) {
            std::size_t at = (low + high) / 2;
            if (rows[at].from == c) return &rows[at];
            if (rows[at].from < c) low = at + 1;
            else high = at;
        }
        return NULL;
    }
    static inline bool __cyrus_case_ignorable(Py_UCS4 c) {
        std::size_t low = 0, high = sizeof __cyrus_case_ignored / sizeof *__cyrus_case_ignored;
        while (low < high) {
            std::size_t at = (low + high) / 2;
            if (__cyrus_case_ignored[at] <= c) low = at + 1;
            else high = at;
        }
        return low % 2;
    }
    static inline char *__cyrus_case_put(char *to, const __cyrus_case_row *row) {
        for (int i = 0; i < 3 && row->to[i]; i++) to = __cyrus_utf8_put(to, row->to[i]);
        return to;
    }
    static inline char *__cyrus_upper_put(char *to, Py_UCS4 c) {
        const __cyrus_case_row *row = __cyrus_case_find(__cyrus_case_upper, c);
        return row ? __cyrus_case_put(to, row) : __cyrus_utf8_put(to, _PyUnicode_ToUppercase(c));
    }
    static inline char *__cyrus_title_put(char *to, Py_UCS4 c) {
        const __cyrus_case_row *row = __cyrus_case_find(__cyrus_case_title, c);
        return row ? __cyrus_case_put(to, row) : __cyrus_utf8_put(to, _PyUnicode_ToTitlecase(c));
    }
    /* A sigma at the end of a word has a form of its own. `from` is behind the character. */
    static inline char *__cyrus_lower_put(char *to, Py_UCS4 c, const __cyrus_blob &of, const char *from) {
        if (c == 0x130) return __cyrus_utf8_put(__cyrus_utf8_put(to, 'i'), 0x307);
        if (c != 0x3A3) return __cyrus_utf8_put(to, _PyUnicode_ToLowercase(c));
        const char *p = from - 2, *end = of.data + of.size;
        bool last = false;
        while (p > of.data) {
            Py_UCS4 before = __cyrus_utf8_last(p);
            if (__cyrus_case_ignorable(before)) continue;
            last = __cyrus_utf8_cased(before);
            break;
        }
        for (p = from; last && p < end;) {
            Py_UCS4 after = __cyrus_utf8_next(p);
            if (__cyrus_case_ignorable(after)) continue;
            last = !__cyrus_utf8_cased(after);
            break;
        }
        return __cyrus_utf8_put(to, last ? 0x3C2 : 0x3C3);
    }
    static inline Py_UCS4 __cyrus_fold_one(Py_UCS4 c) {
        if (c == 0x131) return c;
        /* The letters of Cherokee fold to the upper case, which is older than the lower one. */
        if ((c >= 0x13A0 && c <= 0x13FD) || (c >= 0xAB70 && c <= 0xABBF)) return _PyUnicode_ToUppercase(c);
        return _PyUnicode_ToLowercase(_PyUnicode_ToUppercase(c));
    }
    static inline char *__cyrus_fold_put(char *to, Py_UCS4 c) {
        if (c == 0x130) return __cyrus_utf8_put(__cyrus_utf8_put(to, 'i'), 0x307);
        if (c == 0x1E9E) c = 0xDF;
        const __cyrus_case_row *row = __cyrus_case_find(__cyrus_case_upper, c);
        if (!row) return __cyrus_utf8_put(to, __cyrus_fold_one(c));
        for (int i = 0; i < 3 && row->to[i]; i++) to = __cyrus_utf8_put(to, __cyrus_fold_one(row->to[i]));
        return to;
    }
    /* The 26 letters from `first` on get the other case; eight bytes at a time. */
    static inline void __cyrus_ascii_map(char *to, const char *from, std::size_t n, char first) {
        const std::uint64_t ones = 0x0101010101010101ULL;
        for (; n >= 8; n -= 8, to += 8, from += 8) {
            std::uint64_t word, over, past;
            std::memcpy(&word, from, 8);
            over = (word & 127 * ones) + (std::uint64_t)(128 - first) * ones;
            past = (word & 127 * ones) + (std::uint64_t)(128 - first - 26) * ones;
            word ^= (over & ~past & ~word & 128 * ones) >> 2;
            std::memcpy(to, &word, 8);
        }
        for (; n; n--, to++, from++) *to = (char)((unsigned char)(*from - first) < 26 ? *from ^ 32 : *from);
    }
    /* 'l'ower, 'u'pper, 't'itle, 'c'apitalize, 's'wapcase, case'f'old */
    static int __cyrus_utf8_map(__cyrus_blob &to, const __cyrus_blob &of, char mode) {
        if (of.count == of.size) {
            if (to.make(of.size) < 0) return -1;
            to.count = of.size;
            if (mode == 'l' || mode == 'f' || mode == 'u') {
                __cyrus_ascii_map(to.data, of.data, of.size, mode == 'u' ? 'a' : 'A');
                return 0;
            }
            bool inside = false;
            for (std::size_t i = 0; i < of.size; i++) {
                unsigned char c = (unsigned char)of.data[i];
                bool upper = (unsigned char)(c - 'A') < 26, lower = (unsigned char)(c - 'a') < 26;
                bool raise = mode == 'u' || mode == 's' || ((mode == 't' || (mode == 'c' && !i)) && !inside);
                bool drop = mode == 's' || !raise;
                to.data[i] = (char)((upper && drop) || (lower && raise) ? c ^ 32 : c);
                inside = upper || lower;
            }
            return 0;
        }
        if (of.size > PY_SSIZE_T_MAX / 3) return __cyrus_blob_raise(NULL, NULL);
        if (to.make(of.size * 3) < 0) return -1;
        const char *p = of.data, *end = of.data + of.size;
        char *out = to.data;
        bool inside = false, first = true;
        while (p < end) {
            if ((mode == 'l' || mode == 'f' || mode == 'u') && !(*p & 0x80)) {
                const char *run = p;
                while (p < end && !(*p & 0x80)) p++;
                __cyrus_ascii_map(out, run, (std::size_t)(p - run), mode == 'u' ? 'a' : 'A');
                out += p - run;
                continue;
            }
            Py_UCS4 c = __cyrus_utf8_next(p);
            switch (mode) {
            case 'l': out = __cyrus_lower_put(out, c, of, p); break;
            case 'u': out = __cyrus_upper_put(out, c); break;
            case 'f': out = __cyrus_fold_put(out, c); break;
            case 's':
                if (_PyUnicode_IsUppercase(c)) out = __cyrus_lower_put(out, c, of, p);
                else if (_PyUnicode_IsLowercase(c)) out = __cyrus_upper_put(out, c);
                else out = __cyrus_utf8_put(out, c);
                break;
            default:
                if (mode == 't' ? !inside : first) out = __cyrus_title_put(out, c);
                else out = __cyrus_lower_put(out, c, of, p);
                inside = __cyrus_utf8_cased(c);
            }
            first = false;
        }
        to.cut((std::size_t)(out - to.data));
        to.count = __cyrus_utf8_count(to.data, to.size);
        return 0;
    }

    /* ---- others */

    /* `before` and `after` times `fill` around the text. */
    static inline int __cyrus_utf8_pad(
        __cyrus_blob &to, const __cyrus_blob &of, std::size_t before, std::size_t after, const __cyrus_blob &fill
    ) {
        if (fill.count != 1) {
            return __cyrus_blob_raise(PyExc_TypeError, "The fill character must be exactly one character long");
        }
        if (before + after > (PY_SSIZE_T_MAX - of.size) / fill.size) return __cyrus_blob_raise(NULL, NULL);
        if (to.make(of.size + (before + after) * fill.size) < 0) return -1;
        char *out = to.data;
        for (std::size_t i = 0; i < before; i++, out += fill.size) std::memcpy(out, fill.data, fill.size);
        std::memcpy(out, of.data, of.size);
        out += of.size;
        for (std::size_t i = 0; i < after; i++, out += fill.size) std::memcpy(out, fill.data, fill.size);
        to.count = of.count + before + after;
        return 0;
    }
    static inline int __cyrus_utf8_zfill(__cyrus_blob &to, const __cyrus_blob &of, std::size_t width) {
        std::size_t zeros = width > of.count ? width - of.count : 0, sign = of.data[0] == '-' || of.data[0] == '+';
        if (zeros > PY_SSIZE_T_MAX - of.size) return __cyrus_blob_raise(NULL, NULL);
        if (to.make(of.size + zeros) < 0) return -1;
        if (sign) to.data[0] = of.data[0];
        std::memset(to.data + sign, '0', zeros);
        std::memcpy(to.data + sign + zeros, of.data + sign, of.size - sign);
        to.count = of.count + zeros;
        return 0;
    }
    static inline int __cyrus_utf8_expandtabs(__cyrus_blob &to, const __cyrus_blob &of, int width) {
        std::size_t column = 0, room = 0;
        for (int turn = 0; turn < 2; turn++) {
            char *out = to.data;
            column = 0;
            for (std::size_t i = 0; i < of.size; i++) {
                char c = of.data[i];
                std::size_t spaces = c == 9 ? (width > 0 ? (std::size_t)width - column % (std::size_t)width : 0) : 1;
                if (c == 9) column += spaces;
                else if (c == 10 || c == 13) column = 0;
                else column += (c & 0xC0) != 0x80;
                if (!turn) {
                    if (spaces > PY_SSIZE_T_MAX - room) return __cyrus_blob_overflow("new string is too long");
                    room += spaces;
                } else if (c == 9) {
                    std::memset(out, ' ', spaces);
                    out += spaces;
                } else {
                    *out++ = c;
                }
            }
            if (!turn && to.make(room) < 0) return -1;
        }
        to.count = __cyrus_utf8_count(to.data, to.size);
        return 0;
    }
    /* `with` before each character and at the end, so often at most. */
    static inline int __cyrus_utf8_spread(__cyrus_blob &to, const __cyrus_blob &of, const __cyrus_blob &with, std::size_t most) {
        std::size_t times = most < of.count + 1 ? most : of.count + 1;
        if (with.size && times > (PY_SSIZE_T_MAX - of.size) / with.size) return __cyrus_blob_raise(NULL, NULL);
        if (to.make(of.size + times * with.size) < 0) return -1;
        to.count = of.count + times * with.count;
        const char *p = of.data, *end = of.data + of.size;
        char *out = to.data;
        for (; times; times--) {
            std::memcpy(out, with.data, with.size);
            out += with.size;
            if (p < end) out = __cyrus_utf8_put(out, __cyrus_utf8_next(p));
        }
        std::memcpy(out, p, (std::size_t)(end - p));
        return 0;
    }
    /* A number in digits of any script, as `float()` and `int()` take them, in ASCII; others stay as they are. */
    static inline int __cyrus_utf8_digits(__cyrus_blob &to, const __cyrus_blob &of) {
        const char *p = of.data, *end = of.data + of.size;
        if (to.make(of.size) < 0) return -1;
        char *out = to.data;
        while (p < end) {
            Py_UCS4 c = __cyrus_utf8_next(p);
            int digit = c < 128 ? -1 : _PyUnicode_ToDecimalDigit(c);
            if (digit >= 0) *out++ = (char)('0' + digit);
            else if (c >= 128 && __cyrus_utf8_space(c)) *out++ = ' ';
            else out = __cyrus_utf8_put(out, c);
        }
        to.cut((std::size_t)(out - to.data));
        return 0;
    }
    """
    Py_ssize_t utf8_check "__cyrus_utf8_check"(const char*, size_t, size_t&)
    size_t utf8_count "__cyrus_utf8_count"(const char*, size_t)
    Py_UCS4 utf8_next "__cyrus_utf8_next"(const char*&)
    char* utf8_put "__cyrus_utf8_put"(char*, Py_UCS4)
    size_t utf8_offset "__cyrus_utf8_offset"(const blob&, size_t)
    void utf8_offsets "__cyrus_utf8_offsets"(const blob&, Py_ssize_t&, Py_ssize_t&)
    Py_ssize_t utf8_index "__cyrus_utf8_index"(const blob&, const char*)
    int utf8_part "__cyrus_utf8_part"(blob&, const blob&, size_t, size_t) except -1
    int utf8_slice "__cyrus_utf8_slice"(blob&, const blob&, Py_ssize_t, Py_ssize_t, Py_ssize_t) except -1
    void utf8_strip "__cyrus_utf8_strip"(const blob&, const blob*, bint, bint, size_t&, size_t&)
    bint utf8_word "__cyrus_utf8_word"(const blob&, size_t&, size_t&, size_t&)
    bint utf8_word_before "__cyrus_utf8_word_before"(const blob&, size_t&, size_t&, size_t&)
    bint utf8_line "__cyrus_utf8_line"(const blob&, size_t&, size_t&, size_t&, size_t&)
    bint utf8_all "__cyrus_utf8_all"(const blob&, char)
    bint utf8_in_case "__cyrus_utf8_in_case"(const blob&, bint)
    bint utf8_titled "__cyrus_utf8_titled"(const blob&)
    int utf8_map "__cyrus_utf8_map"(blob&, const blob&, char) except -1
    int utf8_pad "__cyrus_utf8_pad"(blob&, const blob&, size_t, size_t, const blob&) except -1
    int utf8_zfill "__cyrus_utf8_zfill"(blob&, const blob&, size_t) except -1
    int utf8_expandtabs "__cyrus_utf8_expandtabs"(blob&, const blob&, int) except -1
    int utf8_spread "__cyrus_utf8_spread"(blob&, const blob&, const blob&, size_t) except -1
    int utf8_digits "__cyrus_utf8_digits"(blob&, const blob&) except -1
