# What text and bytes are made of: bytes that belong to one object, and looking for bytes in bytes.
#
# Short ones have their place in the object itself. A NUL follows the last byte, for functions of C. Functions that give an int
# return -1 with an exception set: no C++ exception leaves them.

cdef extern from * nogil:
    """
    #include <clocale>
    #include <cstddef>
    #include <cstdint>
    #include <cstdlib>
    #include <cstring>
    #if defined(__SSE2__)
    #include <emmintrin.h>
    #endif

    static __CYRUS_COLD int __cyrus_blob_raise(PyObject *type, const char *text) {
        PyGILState_STATE gil = PyGILState_Ensure();
        if (text) PyErr_SetString(type, text);
        else PyErr_NoMemory();
        PyGILState_Release(gil);
        return -1;
    }
    #define __cyrus_blob_value(text) __cyrus_blob_raise(PyExc_ValueError, text)
    #define __cyrus_blob_index(text) __cyrus_blob_raise(PyExc_IndexError, text)
    #define __cyrus_blob_overflow(text) __cyrus_blob_raise(PyExc_OverflowError, text)

    struct __cyrus_blob {
        char *data;
        std::size_t size;
        /* Of text: how many code points. */
        std::size_t count;
        /* 0: not known yet. Threads that find it at the same time find the same. */
        mutable std::uint64_t hash;
        /* The bytes, when they are few; otherwise how many there is room for. */
        union {
            char small[24];
            std::size_t room;
        };

        __cyrus_blob() : data(small), size(0), count(0), hash(0) { small[0] = 0; }
        __cyrus_blob(const __cyrus_blob &) = delete;
        __cyrus_blob &operator=(const __cyrus_blob &) = delete;
        ~__cyrus_blob() {
            if (data != small) std::free(data);
        }
        /* Room for `wanted` bytes; what was there is gone. */
        int make(std::size_t wanted) {
            if (data != small) std::free(data);
            data = small;
            size = count = 0;
            hash = 0;
            if (wanted >= sizeof small) {
                char *place = wanted < PY_SSIZE_T_MAX ? (char *)std::malloc(wanted + 1) : NULL;
                if (!place) {
                    small[0] = 0;
                    return __cyrus_blob_raise(NULL, NULL);
                }
                data = place;
                room = wanted;
            }
            size = wanted;
            data[wanted] = 0;
            return 0;
        }
        int set(const char *from, std::size_t wanted) {
            if (make(wanted) < 0) return -1;
            std::memcpy(data, from, wanted);
            return 0;
        }
        int join(const char *a, std::size_t n, const char *b, std::size_t m) {
            if (make(n + m) < 0) return -1;
            std::memcpy(data, a, n);
            std::memcpy(data + n, b, m);
            return 0;
        }
        /* More bytes behind those that are there, which may be the same ones. Each time that there is no room for them,
           there is half as much again afterwards. */
        int append(const char *more, std::size_t n, std::size_t code_points) {
            if (n > (data == small ? sizeof small - 1 : room) - size) {
                std::size_t wanted = size + n, half = size + size / 2;
                bool own = more == data;
                char *place = NULL;
                if (wanted < half) wanted = half;
                if (wanted < PY_SSIZE_T_MAX)
                    place = (char *)(data == small ? std::malloc(wanted + 1) : std::realloc(data, wanted + 1));
                if (!place) return __cyrus_blob_raise(NULL, NULL);
                if (data == small) std::memcpy(place, small, size);
                data = place;
                room = wanted;
                if (own) more = place;
            }
            std::memcpy(data + size, more, n);
            size += n;
            data[size] = 0;
            count += code_points;
            hash = 0;
            return 0;
        }
        /* Less than there was room for was used. */
        void cut(std::size_t used) {
            if (data != small && used < size / 2) {
                char *fewer = (char *)std::realloc(data, used + 1);
                if (fewer) {
                    data = fewer;
                    room = used;
                }
            }
            size = used;
            data[used] = 0;
        }
        /* What the other one has, which is empty afterwards. */
        void take(__cyrus_blob &other) {
            if (data != small) std::free(data);
            size = other.size;
            count = other.count;
            hash = other.hash;
            data = other.data == other.small ? small : other.data;
            std::memcpy(small, other.small, sizeof small);
            other.data = other.small;
            other.size = other.count = 0;
            other.hash = 0;
            other.small[0] = 0;
        }
    };

    /* Whether an object is of just this class, and its two references are all there are: no other thread, nothing weak and nothing in
       Python knows it. (Immutable objects are counted as shared ones are from the beginning.) */
    #define __cyrus_text_is_ours(object, class)                                                              \
        (((__cyrus_cyp *)(object))->type == (class) &&                                                       \
         (__cyrus_at_load_sync(&((__cyrus_cyp *)(object))->refs) &                                           \
          ~(uint64_t)(__CYRUS_CYP_SHARED | __CYRUS_CYP_FROZEN)) == 2 * __CYRUS_CYP_ONE)

    /* The address of None is another one in each process, and the same in all of its modules: whoever sends keys from outside cannot
       choose them so that they collide. */
    static inline std::uint64_t __cyrus_hash_mix(std::uint64_t a, std::uint64_t b) {
    #ifdef __SIZEOF_INT128__
        unsigned __int128 product = (unsigned __int128)a * b;
        return (std::uint64_t)product ^ (std::uint64_t)(product >> 64);
    #else
        a ^= a >> 32;
        a *= b;
        return a ^ a >> 29;
    #endif
    }
    static inline std::uint64_t __cyrus_hash_bytes(const char *p, std::size_t n) {
        const std::uint64_t k = 0xa0761d6478bd642fULL, l = 0xe7037ed1a0b428dbULL;
        std::uint64_t hash = (std::uint64_t)(std::uintptr_t)Py_None * l ^ n, word;
        for (; n >= 8; p += 8, n -= 8) {
            std::memcpy(&word, p, 8);
            hash = __cyrus_hash_mix(hash ^ word, k);
        }
        word = 0;
        std::memcpy(&word, p, n);
        hash = __cyrus_hash_mix(hash ^ word, k);
        hash = __cyrus_hash_mix(hash ^ l, l);
        return hash > 1 ? hash : 2;
    }
    static inline std::uint64_t __cyrus_blob_hash(const __cyrus_blob &b) {
    #if defined(__GNUC__)
        std::uint64_t hash = __atomic_load_n(&b.hash, __ATOMIC_RELAXED);
        if (!hash) {
            hash = __cyrus_hash_bytes(b.data, b.size);
            __atomic_store_n(&b.hash, hash, __ATOMIC_RELAXED);
        }
        return hash;
    #else
        return __cyrus_hash_bytes(b.data, b.size);
    #endif
    }
    static inline bool __cyrus_blob_equal(const __cyrus_blob &a, const __cyrus_blob &b) {
        return a.size == b.size && !std::memcmp(a.data, b.data, a.size);
    }
    static inline bool __cyrus_blob_is(const __cyrus_blob &a, const char *p, std::size_t n) {
        return a.size == n && !std::memcmp(a.data, p, n);
    }
    /* The order of bytes, which is that of code points in UTF-8, too. */
    static inline int __cyrus_blob_compare(const __cyrus_blob &a, const __cyrus_blob &b) {
        std::size_t n = a.size < b.size ? a.size : b.size;
        int order = std::memcmp(a.data, b.data, n);
        return order ? order : a.size < b.size ? -1 : a.size > b.size;
    }

    /* Where `q` is first, or NULL. */
    static inline const char *__cyrus_bytes_find(const char *p, std::size_t n, const char *q, std::size_t m) {
        if (m > n) return NULL;
        if (!m) return p;
        if (m == 1) return (const char *)std::memchr(p, *q, n);
    #if defined(__SSE2__)
        /* Sixteen places at once where the first and the last byte fit; if too many do, by the method for hard cases. */
        std::size_t at = 0, places = n - m + 1, vain = 0;
        __m128i first = _mm_set1_epi8(q[0]), last = _mm_set1_epi8(q[m - 1]);
        for (; at + 16 <= places; at += 16) {
            __m128i a = _mm_loadu_si128((const __m128i *)(p + at));
            __m128i b = _mm_loadu_si128((const __m128i *)(p + at + m - 1));
            unsigned fits = (unsigned)_mm_movemask_epi8(_mm_and_si128(_mm_cmpeq_epi8(a, first), _mm_cmpeq_epi8(b, last)));
            while (fits) {
                std::size_t here = at + (unsigned)__builtin_ctz(fits);
                if (!std::memcmp(p + here + 1, q + 1, m - 2)) return p + here;
                fits &= fits - 1;
                vain++;
            }
            if (vain > 64 + at / 8) break;
        }
        p += at;
        n -= at;
    #endif
        return m > n ? NULL : (const char *)memmem(p, n, q, m);
    }
    /* Where `q` is last, or NULL. */
    static inline const char *__cyrus_bytes_rfind(const char *p, std::size_t n, const char *q, std::size_t m) {
        if (m > n) return NULL;
        if (!m) return p + n;
        for (std::size_t at = n - m + 1; at-- > 0;) {
    #if defined(__GLIBC__)
            const char *found = (const char *)memrchr(p, *q, at + 1);
            if (!found) return NULL;
            at = (std::size_t)(found - p);
    #endif
            if (p[at] == *q && !std::memcmp(p + at, q, m)) return p + at;
        }
        return NULL;
    }
    static inline std::size_t __cyrus_bytes_tally(const char *p, std::size_t n, char c) {
        std::size_t found = 0, i = 0;
    #if defined(__SSE2__)
        __m128i wanted = _mm_set1_epi8(c), zero = _mm_setzero_si128();
        for (; i + 16 <= n;) {
            /* Counted by bytes, which hold 255. */
            std::size_t end = i + 16 * 255 < n ? i + 16 * 255 : n;
            __m128i sums = zero;
            for (; i + 16 <= end; i += 16) {
                sums = _mm_sub_epi8(sums, _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + i)), wanted));
            }
            sums = _mm_sad_epu8(sums, zero);
            found += (std::size_t)_mm_cvtsi128_si32(sums) + (std::size_t)_mm_cvtsi128_si32(_mm_srli_si128(sums, 8));
        }
    #endif
        for (; i < n; i++) found += p[i] == c;
        return found;
    }
    /* How often `q` is there, beside each other; `most` at most. `q` is not empty. */
    static inline std::size_t __cyrus_bytes_count(const char *p, std::size_t n, const char *q, std::size_t m, std::size_t most) {
        std::size_t found = 0;
        if (m == 1) {
            found = __cyrus_bytes_tally(p, n, *q);
            return found < most ? found : most;
        }
        const char *end = p + n;
        while (found < most) {
            p = __cyrus_bytes_find(p, (std::size_t)(end - p), q, m);
            if (!p) break;
            found++;
            p += m;
        }
        return found;
    }
    /* `with` for each of the first `most` of `what`, which is not empty. */
    static inline int __cyrus_bytes_replace(
        __cyrus_blob &to, const __cyrus_blob &in, const __cyrus_blob &what, const __cyrus_blob &with, std::size_t most
    ) {
        std::size_t found = __cyrus_bytes_count(in.data, in.size, what.data, what.size, most);
        if (with.size > what.size && found > (PY_SSIZE_T_MAX - in.size) / (with.size - what.size)) {
            return __cyrus_blob_raise(NULL, NULL);
        }
        if (to.make(in.size - found * what.size + found * with.size) < 0) return -1;
        const char *from = in.data, *end = in.data + in.size;
        char *out = to.data;
        for (; found; found--) {
            const char *at = __cyrus_bytes_find(from, (std::size_t)(end - from), what.data, what.size);
            std::memcpy(out, from, (std::size_t)(at - from));
            out += at - from;
            std::memcpy(out, with.data, with.size);
            out += with.size;
            from = at + what.size;
        }
        std::memcpy(out, from, (std::size_t)(end - from));
        return 0;
    }
    static inline int __cyrus_bytes_repeat(__cyrus_blob &to, const __cyrus_blob &of, std::ptrdiff_t times) {
        std::size_t n = of.size, have = n;
        if (times <= 0 || !n) return to.make(0);
        if ((std::size_t)times > PY_SSIZE_T_MAX / n) return __cyrus_blob_raise(NULL, NULL);
        n *= (std::size_t)times;
        if (to.make(n) < 0) return -1;
        if (of.size == 1) {
            std::memset(to.data, of.data[0], n);
            return 0;
        }
        std::memcpy(to.data, of.data, have);
        for (; have < n; have *= 2) std::memcpy(to.data + have, to.data, have < n - have ? have : n - have);
        return 0;
    }
    /* As Python clips the ends of slices. */
    static inline void __cyrus_clip(std::ptrdiff_t &start, std::ptrdiff_t &end, std::size_t size) {
        std::ptrdiff_t n = (std::ptrdiff_t)size;
        if (end > n) end = n;
        else if (end < 0 && (end += n) < 0) end = 0;
        if (start < 0 && (start += n) < 0) start = 0;
    }
    /* The same with steps; PY_SSIZE_T_MIN stands for an end that was not given. Gives how many elements there are. */
    static inline std::ptrdiff_t __cyrus_clip_step(std::ptrdiff_t &start, std::ptrdiff_t &end, std::ptrdiff_t step, std::size_t size) {
        std::ptrdiff_t n = (std::ptrdiff_t)size;
        if (start == PY_SSIZE_T_MIN) start = step < 0 ? n - 1 : 0;
        else {
            if (start < 0 && (start += n) < 0) start = step < 0 ? -1 : 0;
            if (start >= n) start = step < 0 ? n - 1 : n;
        }
        if (end == PY_SSIZE_T_MIN) end = step < 0 ? -1 : n;
        else {
            if (end < 0 && (end += n) < 0) end = step < 0 ? -1 : 0;
            if (end >= n) end = step < 0 ? n - 1 : n;
        }
        if (step < 0) return end < start ? (start - end - 1) / -step + 1 : 0;
        return start < end ? (end - start - 1) / step + 1 : 0;
    }
    /* A decimal number, as `int()` reads it: spaces around it, a sign, single underscores between digits. 0: none; -1: too large. */
    static inline int __cyrus_bytes_int(const char *p, std::size_t n, int base, long long &value) {
        const char *end = p + n;
        unsigned long long all = 0;
        bool negative = false, digit = false;
        while (p < end && (*p == ' ' || (*p >= 9 && *p <= 13))) p++;
        while (p < end && (end[-1] == ' ' || (end[-1] >= 9 && end[-1] <= 13))) end--;
        if (p < end && (*p == '-' || *p == '+')) negative = *p++ == '-';
        if (p < end && *p == '0') {
            char mark = end - p > 2 ? (char)(p[1] | 32) : ' ';
            int of = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
            if (of && (base == of || base == 0)) {
                base = of;
                p += 2;
                if (*p == '_') p++;
            } else if (base == 0) {
                /* Octal numbers of other languages are none; but 00 is. */
                for (const char *z = p; z < end; z++)
                    if (*z != '0' && *z != '_') return 0;
            }
        }
        if (base == 0) base = 10;
        bool large = false;
        for (; p < end; p++) {
            if (*p == '_') {
                if (!digit) return 0;
                digit = false;
                continue;
            }
            int d = *p >= '0' && *p <= '9' ? *p - '0' : (*p | 32) >= 'a' && (*p | 32) <= 'z' ? (*p | 32) - 'a' + 10 : 99;
            if (d >= base) return 0;
            digit = true;
            if (all > (0x8000000000000000ULL - (unsigned)d) / (unsigned)base) large = true;
            if (!large) all = all * (unsigned)base + (unsigned)d;
        }
        if (!digit) return 0;
        if (large || (all == 0x8000000000000000ULL && !negative)) return -1;
        value = negative ? (long long)(0 - all) : (long long)all;
        return 1;
    }
    /* Whether it is a number with point and exponent, perhaps with underscores, or nan or infinity; these go to `value`. */
    static inline bool __cyrus_bytes_double(__cyrus_blob &of, double &value) {
        char *p = of.data, *end = of.data + of.size, *out, *from;
        while (p < end && Py_ISSPACE(*p)) p++;
        while (p < end && Py_ISSPACE(end[-1])) end--;
        from = out = p;
        char before = 0;
        for (; p < end; before = *p++) {
            bool digit = *p >= '0' && *p <= '9';
            if (*p == '_') {
                if (!(before >= '0' && before <= '9') || !(p + 1 < end && p[1] >= '0' && p[1] <= '9')) return false;
                continue;
            }
            /* No hexadecimal numbers, nor what a NaN may carry. */
            if (!digit && !std::strchr("+-.einfatyEINFATY", *p)) return false;
            *out++ = *p;
        }
        if (out == from) return false;
        *out = 0;
        /* `strtod` expects the point of the locale. */
        const char *point = std::localeconv()->decimal_point;
        if (point[0] != '.') {
            char *mark = std::strchr(from, '.');
            if (mark && point[0] && !point[1]) *mark = point[0];
        }
        char *stop;
        value = std::strtod(from, &stop);
        return stop == out;
    }
    """
    cppclass blob "__cyrus_blob":
        char* data
        size_t size
        size_t count
        blob()
        int make(size_t) except -1
        int set(const char*, size_t) except -1
        int join(const char*, size_t, const char*, size_t) except -1
        int append(const char*, size_t, size_t) except -1
        void cut(size_t)
        void take(blob&)

    enum:
        # Where a slice ends when nothing else is said; in `[a:b:c]`, what was left out.
        END "PY_SSIZE_T_MAX"
        absent "PY_SSIZE_T_MIN"

    bint text_is_ours "__cyrus_text_is_ours"(void*, void*)
    size_t blob_hash "__cyrus_blob_hash"(const blob&)
    bint blob_equal "__cyrus_blob_equal"(const blob&, const blob&)
    bint blob_is "__cyrus_blob_is"(const blob&, const char*, size_t)
    int blob_compare "__cyrus_blob_compare"(const blob&, const blob&)
    const char* bytes_find "__cyrus_bytes_find"(const char*, size_t, const char*, size_t)
    const char* bytes_rfind "__cyrus_bytes_rfind"(const char*, size_t, const char*, size_t)
    size_t bytes_count "__cyrus_bytes_count"(const char*, size_t, const char*, size_t, size_t)
    size_t bytes_tally "__cyrus_bytes_tally"(const char*, size_t, char)
    int bytes_replace "__cyrus_bytes_replace"(blob&, const blob&, const blob&, const blob&, size_t) except -1
    int bytes_repeat "__cyrus_bytes_repeat"(blob&, const blob&, Py_ssize_t) except -1
    int bytes_int "__cyrus_bytes_int"(const char*, size_t, int, long long&)
    bint bytes_double "__cyrus_bytes_double"(blob&, double&)
    void clip "__cyrus_clip"(Py_ssize_t&, Py_ssize_t&, size_t)
    Py_ssize_t clip_step "__cyrus_clip_step"(Py_ssize_t&, Py_ssize_t&, Py_ssize_t, size_t)

    # Each raises its exception.
    int value_error "__cyrus_blob_value"(const char*) except -1
    int index_error "__cyrus_blob_index"(const char*) except -1
    int overflow_error "__cyrus_blob_overflow"(const char*) except -1
