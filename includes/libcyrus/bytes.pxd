# Bytes without the GIL: `Bytes`, which nobody changes, and `Buffer`, which grows.

from cpython.object cimport PyObject
from libc.string cimport memcmp, memcpy, memset, strlen
from libcpp.string cimport string
from libcythonplus.list cimport cyplist
from libcyrus.blob cimport (
    END, blob, blob_compare, blob_equal, blob_hash, blob_is, bytes_count, bytes_double, bytes_find, bytes_int, bytes_repeat,
    bytes_replace, bytes_rfind, bytes_tally, clip, clip_step, index_error, overflow_error, text_is_ours, value_error,
)

cdef extern from * nogil:
    """
    static inline PyObject *__cyrus_bytes_none(void) { return Py_NewRef(Py_None); }
    static inline int __cyrus_bytes_from(__cyrus_blob &to, PyObject *value) {
        Py_buffer view;
        if (PyObject_GetBuffer(value, &view, PyBUF_SIMPLE) < 0) return -1;
        int result = to.set((const char *)view.buf, (std::size_t)view.len);
        PyBuffer_Release(&view);
        return result;
    }
    /* `with` before each byte and at the end, so often at most. */
    static inline int __cyrus_bytes_spread(__cyrus_blob &to, const __cyrus_blob &of, const __cyrus_blob &with, std::size_t most) {
        std::size_t times = most < of.size + 1 ? most : of.size + 1, at = 0;
        if (with.size && times > (PY_SSIZE_T_MAX - of.size) / with.size) return __cyrus_blob_raise(NULL, NULL);
        if (to.make(of.size + times * with.size) < 0) return -1;
        char *out = to.data;
        for (; times; times--) {
            std::memcpy(out, with.data, with.size);
            out += with.size;
            if (at < of.size) *out++ = of.data[at++];
        }
        std::memcpy(out, of.data + at, of.size - at);
        return 0;
    }
    /* As `repr` shows bytes. */
    static inline std::string __cyrus_bytes_shown(const char *data, std::size_t size) {
        const bool single = size && std::memchr(data, 39, size), both = single && std::memchr(data, 34, size);
        const char quote = single && !both ? 34 : 39;
        std::string out = "b";
        out += quote;
        for (std::size_t i = 0; i < size; i++) {
            const unsigned char c = (unsigned char)data[i];
            const char *named = c == 9 ? "t" : c == 10 ? "n" : c == 13 ? "r" : NULL;
            if (c == (unsigned char)quote || c == 92) out += (char)92, out += (char)c;
            else if (named) out += (char)92, out += named;
            else if (c >= 32 && c < 127) out += (char)c;
            else {
                out += (char)92;
                out += 'x';
                out += "0123456789abcdef"[c >> 4];
                out += "0123456789abcdef"[c & 15];
            }
        }
        return out += quote;
    }
    static inline bool __cyrus_is_blank(char c) { return c == ' ' || (c >= 9 && c <= 13); }
    static inline void __cyrus_bytes_lower(char *to, const char *from, std::size_t n) {
        for (std::size_t i = 0; i < n; i++) to[i] = (char)(from[i] | (from[i] >= 'A' && from[i] <= 'Z') << 5);
    }
    static inline void __cyrus_bytes_upper(char *to, const char *from, std::size_t n) {
        for (std::size_t i = 0; i < n; i++) to[i] = (char)(from[i] & ~((from[i] >= 'a' && from[i] <= 'z') << 5));
    }
    static inline void __cyrus_bytes_hex(char *to, const char *from, std::size_t n) {
        for (std::size_t i = 0; i < n; i++) {
            *to++ = "0123456789abcdef"[(unsigned char)from[i] >> 4];
            *to++ = "0123456789abcdef"[from[i] & 15];
        }
    }
    /* Where a loop over bytes is: they are numbers, as in Python. */
    struct __cyrus_byte_iterator {
        const unsigned char *at;
        long operator*() const { return *at; }
        __cyrus_byte_iterator &operator++() {
            ++at;
            return *this;
        }
        bool operator==(const __cyrus_byte_iterator &other) const { return at == other.at; }
        bool operator!=(const __cyrus_byte_iterator &other) const { return at != other.at; }
    };
    static inline __cyrus_byte_iterator __cyrus_byte_at(const char *at) {
        __cyrus_byte_iterator result = {(const unsigned char *)at};
        return result;
    }

    /* A growing run of bytes, of which what was used goes from the front. */
    struct __cyrus_buffer {
        char *memory;
        std::size_t first, last, capacity;

        __cyrus_buffer() : memory(NULL), first(0), last(0), capacity(0) {}
        __cyrus_buffer(const __cyrus_buffer &) = delete;
        __cyrus_buffer &operator=(const __cyrus_buffer &) = delete;
        ~__cyrus_buffer() { std::free(memory); }
        char *data() const { return memory + first; }
        std::size_t size() const { return last - first; }
        char operator[](std::size_t at) const { return memory[first + at]; }
        /* Room for so many more bytes, or NULL. */
        char *room(std::size_t wanted) {
            if (capacity - last < wanted && grow(wanted) < 0) return NULL;
            return memory + last;
        }
        __CYRUS_NOINLINE int grow(std::size_t wanted) {
            std::size_t have = last - first;
            if (wanted > PY_SSIZE_T_MAX - have) return __cyrus_blob_raise(NULL, NULL);
            if (have + wanted <= capacity && first >= have) {
                std::memcpy(memory, memory + first, have);
            } else {
                std::size_t larger = capacity < 64 ? 64 : capacity * 2;
                if (larger < have + wanted) larger = have + wanted;
                char *moved = (char *)std::malloc(larger);
                if (!moved) return __cyrus_blob_raise(NULL, NULL);
                if (have) std::memcpy(moved, memory + first, have);
                std::free(memory);
                memory = moved;
                capacity = larger;
            }
            first = 0;
            last = have;
            return 0;
        }
        void filled(std::size_t more) { last += more; }
        /* `from` may be a part of the buffer itself. */
        int append(const char *from, std::size_t n) {
            if (capacity - last < n) {
                bool inside = memory && from >= memory && from < memory + last;
                std::size_t at = inside ? (std::size_t)(from - memory) - first : 0;
                if (grow(n) < 0) return -1;
                if (inside) from = memory + at;
            }
            if (n) std::memcpy(memory + last, from, n);
            last += n;
            return 0;
        }
        int append_byte(char c) {
            if (capacity == last && grow(1) < 0) return -1;
            memory[last++] = c;
            return 0;
        }
        int append_int(long long value) {
            char digits[24], *p = digits + sizeof digits;
            unsigned long long rest = value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value;
            do *--p = (char)('0' + rest % 10);
            while (rest /= 10);
            if (value < 0) *--p = '-';
            return append(p, (std::size_t)(digits + sizeof digits - p));
        }
        void drop(std::size_t used) {
            first += used;
            if (first == last) first = last = 0;
        }
        void clip(std::size_t size) { last = first + size; }
        void swap(__cyrus_buffer &other) {
            std::swap(memory, other.memory);
            std::swap(first, other.first);
            std::swap(last, other.last);
            std::swap(capacity, other.capacity);
        }
    };
    """
    # Called with the GIL.
    PyObject* bytes_object "PyBytes_FromStringAndSize"(const char*, Py_ssize_t) except NULL
    PyObject* bytes_none "__cyrus_bytes_none"()
    int bytes_from "__cyrus_bytes_from"(blob&, PyObject*) except -1

    int bytes_spread "__cyrus_bytes_spread"(blob&, const blob&, const blob&, size_t) except -1
    string bytes_shown "__cyrus_bytes_shown"(const char*, size_t)
    bint is_blank "__cyrus_is_blank"(char)
    void bytes_lower "__cyrus_bytes_lower"(char*, const char*, size_t)
    void bytes_upper "__cyrus_bytes_upper"(char*, const char*, size_t)
    void bytes_hex "__cyrus_bytes_hex"(char*, const char*, size_t)

    cppclass byte_iterator "__cyrus_byte_iterator":
        byte_iterator()
        long operator*()
        byte_iterator operator++()
        bint operator==(byte_iterator)
        bint operator!=(byte_iterator)
    byte_iterator byte_at "__cyrus_byte_at"(const char*)

    cppclass byte_buffer "__cyrus_buffer":
        byte_buffer()
        char* data()
        size_t size()
        size_t capacity
        char operator[](size_t)
        char* room(size_t) except NULL
        void filled(size_t)
        int append(const char*, size_t) except -1
        int append_byte(char) except -1
        int append_int(long long) except -1
        void drop(size_t)
        void clip(size_t)
        void swap(byte_buffer&)


cdef inline bint is_upper(char c) noexcept nogil:
    return 65 <= c <= 90

cdef inline bint is_lower(char c) noexcept nogil:
    return 97 <= c <= 122

cdef inline bint is_letter(char c) noexcept nogil:
    return is_upper(c) or is_lower(c)

cdef inline bint is_digit(char c) noexcept nogil:
    return 48 <= c <= 57

cdef inline bint is_letter_or_digit(char c) noexcept nogil:
    return is_letter(c) or is_digit(c)

cdef inline bint is_space(char c) noexcept nogil:
    return is_blank(c)

cdef inline int hex_digit(char c) noexcept nogil:
    if is_digit(c):
        return c - 48
    c |= 32
    return c - 87 if 97 <= c <= 102 else -1


cdef immutable cypclass Bytes:
    """Bytes that nobody changes, with the methods of Python's."""
    blob _b

    __init__(self):
        pass

    # Takes what was made, which is empty afterwards.
    __init__(self, blob& made) noexcept:
        self._b.take(made)

    __init__(self, const char* data, size_t size) except *:
        self._b.set(data, size)

    __init__(self, const char* text) except *:
        self._b.set(text, strlen(text))

    # ---- from and to Python

    @staticmethod
    Bytes __from_bytes__(PyObject* value) except ~:
        cdef blob made
        bytes_from(made, value)
        return Bytes(made)

    @staticmethod
    PyObject* __to_bytes__(Bytes value) except NULL:
        return bytes_none() if value is NULL else bytes_object(value._b.data, value._b.size)

    @staticmethod
    Bytes __from_literal__(const char* data, size_t size) except ~:
        return Bytes(data, size)

    @staticmethod
    Bytes __from_string__(string data) except ~:
        return Bytes(data.data(), data.size())

    @staticmethod
    Bytes zeros(Py_ssize_t size) except ~:
        """So many bytes that are 0: what `bytes(size)` is."""
        cdef blob made
        if size < 0:
            value_error("negative count")
        made.make(<size_t> size)
        memset(made.data, 0, <size_t> size)
        return Bytes(made)

    @staticmethod
    Bytes of_numbers(cyplist[long long] numbers) except ~:
        """A byte for each number: what `bytes([1, 2])` is."""
        cdef blob made
        cdef size_t at = 0
        made.make(len(numbers))
        for number in numbers:
            if number < 0 or number > 255:
                value_error("bytes must be in range(0, 256)")
            made.data[at] = <char> number
            at += 1
        return Bytes(made)

    string __repr__(self):
        return bytes_shown(self._b.data, self._b.size)

    # ---- the bytes themselves

    const char* data(self) noexcept:
        """The bytes, with a NUL behind them; as long as the object lives."""
        return self._b.data

    byte_iterator begin(self) noexcept:
        return byte_at(self._b.data)

    byte_iterator end(self) noexcept:
        return byte_at(self._b.data + self._b.size)

    size_t __len__(self) noexcept:
        return self._b.size

    bint __bool__(self) noexcept:
        return self._b.size != 0

    # `hash(value)`, which may be None.
    @staticmethod
    size_t _hash(Bytes value) noexcept:
        return 0 if value is NULL else value.__hash__()

    size_t __hash__(self) noexcept:
        return blob_hash(self._b)

    unsigned char __getitem__(self, Py_ssize_t index) except ~:
        if index < 0:
            index += self._b.size
        if <size_t> index >= self._b.size:
            index_error("index out of range")
        return self._b.data[index]

    Bytes slice(self, Py_ssize_t start, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) except ~:
        cdef blob made
        clip(start, end, self._b.size)
        made.set(self._b.data + start, end - start if end > start else 0)
        return Bytes(made)

    # `b[start:end:step]`; `absent` stands for what is not there.
    Bytes __getslice__(self, Py_ssize_t start, Py_ssize_t end, Py_ssize_t step) except ~:
        cdef Py_ssize_t i, n
        cdef blob made
        if step == 0:
            value_error("slice step cannot be zero")
        n = clip_step(start, end, step, self._b.size)
        made.make(n)
        if step == 1:
            memcpy(made.data, self._b.data + start, n)
        else:
            for i in range(n):
                made.data[i] = self._b.data[start + i * step]
        return Bytes(made)

    # ---- comparing

    # `a == b`, where both may be None.
    @staticmethod
    bint _equal(Bytes a, Bytes b) noexcept:
        return a is b or a is not NULL and b is not NULL and a.__eq__(b)

    bint __eq__(self, Bytes other) noexcept:
        return blob_equal(self._b, other._b)

    bint __eq__(self, const char* other) noexcept:
        cdef size_t n = strlen(other)
        return blob_is(self._b, other, n)

    bint __ne__(self, Bytes other) noexcept:
        return not blob_equal(self._b, other._b)

    bint __ne__(self, const char* other) noexcept:
        cdef size_t n = strlen(other)
        return not blob_is(self._b, other, n)

    bint __lt__(self, Bytes other) noexcept:
        return blob_compare(self._b, other._b) < 0

    bint __le__(self, Bytes other) noexcept:
        return blob_compare(self._b, other._b) <= 0

    bint __gt__(self, Bytes other) noexcept:
        return blob_compare(self._b, other._b) > 0

    bint __ge__(self, Bytes other) noexcept:
        return blob_compare(self._b, other._b) >= 0

    # ---- together

    Bytes __add__(self, Bytes other) except ~:
        cdef blob made
        made.join(self._b.data, self._b.size, other._b.data, other._b.size)
        return Bytes(made)

    # `x += more` where x, which holds `now`, held `old` when the statement began: the compiler calls it. Nobody sees
    # that the object changes when x holds one of its two references, and the statement the other one.
    @staticmethod
    Bytes _sum(Bytes old, void* now, Bytes more, void* exact) except ~:
        if old is not NULL and <void*> old is now and text_is_ours(now, exact):
            old._b.append(more._b.data, more._b.size, 0)
            return old
        return old + more

    Bytes __mul__(self, Py_ssize_t times) except ~:
        cdef blob made
        bytes_repeat(made, self._b, times)
        return Bytes(made)

    Bytes join(self, cyplist[Bytes] parts) except ~:
        cdef size_t n = parts.__len__(), size = 0, i, at = 0
        cdef blob made
        for i in range(n):
            part = parts[i]
            size += part._b.size
        if n:
            size += (n - 1) * self._b.size
        made.make(size)
        for i in range(n):
            if i:
                memcpy(made.data + at, self._b.data, self._b.size)
                at += self._b.size
            part = parts[i]
            memcpy(made.data + at, part._b.data, part._b.size)
            at += part._b.size
        return Bytes(made)

    # ---- looking for bytes

    Py_ssize_t _search(self, const char* sub, size_t size, Py_ssize_t start, Py_ssize_t end, bint last) noexcept:
        clip(start, end, self._b.size)
        if start > end:
            return -1
        if last:
            at = bytes_rfind(self._b.data + start, end - start, sub, size)
        else:
            at = bytes_find(self._b.data + start, end - start, sub, size)
        return -1 if at is NULL else at - self._b.data

    Py_ssize_t find(self, Bytes sub, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        return self._search(sub._b.data, sub._b.size, start, end, False)

    Py_ssize_t find(self, const char* sub, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        return self._search(sub, strlen(sub), start, end, False)

    Py_ssize_t rfind(self, Bytes sub, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        return self._search(sub._b.data, sub._b.size, start, end, True)

    Py_ssize_t rfind(self, const char* sub, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        return self._search(sub, strlen(sub), start, end, True)

    Py_ssize_t index(self, Bytes sub, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) except ~:
        at = self.find(sub, start, end)
        if at < 0:
            value_error("subsection not found")
        return at

    Py_ssize_t rindex(self, Bytes sub, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) except ~:
        at = self.rfind(sub, start, end)
        if at < 0:
            value_error("subsection not found")
        return at

    Py_ssize_t count(self, Bytes sub, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        clip(start, end, self._b.size)
        if start > end:
            return 0
        if sub._b.size == 0:
            return end - start + 1
        return bytes_count(self._b.data + start, end - start, sub._b.data, sub._b.size, <size_t> -1)

    bint __contains__(self, Bytes sub) noexcept:
        return self._search(sub._b.data, sub._b.size, 0, END, False) >= 0

    bint __contains__(self, const char* sub) noexcept:
        return self._search(sub, strlen(sub), 0, END, False) >= 0

    bint __contains__(self, int byte) noexcept:
        return 0 <= byte < 256 and bytes_tally(self._b.data, self._b.size, <char> byte) != 0

    # Whether something is at the start, or at the end, of a part.
    bint _has(self, const char* some, size_t size, Py_ssize_t start, Py_ssize_t end, bint last) noexcept:
        clip(start, end, self._b.size)
        if start > end or <size_t> (end - start) < size:
            return False
        return size == 0 or memcmp(self._b.data + (<size_t> end - size if last else <size_t> start), some, size) == 0

    bint startswith(self, Bytes prefix, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        return self._has(prefix._b.data, prefix._b.size, start, end, False)

    bint startswith(self, const char* prefix, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        return self._has(prefix, strlen(prefix), start, end, False)

    bint startswith(self, cyplist[Bytes] prefixes, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        for prefix in prefixes:
            if self._has(prefix._b.data, prefix._b.size, start, end, False):
                return True
        return False

    bint endswith(self, Bytes suffix, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        return self._has(suffix._b.data, suffix._b.size, start, end, True)

    bint endswith(self, const char* suffix, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        return self._has(suffix, strlen(suffix), start, end, True)

    bint endswith(self, cyplist[Bytes] suffixes, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        for suffix in suffixes:
            if self._has(suffix._b.data, suffix._b.size, start, end, True):
                return True
        return False

    # ---- parts

    Bytes _part(self, size_t start, size_t end) except ~:
        cdef blob made
        made.set(self._b.data + start, end - start)
        return Bytes(made)

    bint _stripped(self, size_t at, Bytes which) noexcept:
        if which is NULL:
            return is_blank(self._b.data[at])
        return bytes_tally(which._b.data, which._b.size, self._b.data[at]) != 0

    Bytes _strip(self, Bytes which, bint left, bint right) except ~:
        cdef size_t start = 0, end = self._b.size
        while left and start < end and self._stripped(start, which):
            start += 1
        while right and start < end and self._stripped(end - 1, which):
            end -= 1
        return self._part(start, end)

    Bytes strip(self, Bytes which = NULL) except ~:
        return self._strip(which, True, True)

    Bytes lstrip(self, Bytes which = NULL) except ~:
        return self._strip(which, True, False)

    Bytes rstrip(self, Bytes which = NULL) except ~:
        return self._strip(which, False, True)

    Bytes removeprefix(self, Bytes prefix) except ~:
        return self._part(prefix._b.size if self.startswith(prefix) else 0, self._b.size)

    Bytes removesuffix(self, Bytes suffix) except ~:
        return self._part(0, self._b.size - suffix._b.size if self.endswith(suffix) else self._b.size)

    cyplist[Bytes] split(self, Bytes sep = NULL, Py_ssize_t maxsplit = -1) except ~:
        cdef size_t start, at = 0
        result = cyplist[Bytes]()
        if sep is NULL:
            while True:
                while at < self._b.size and is_blank(self._b.data[at]):
                    at += 1
                if at == self._b.size:
                    return result
                start = at
                if maxsplit == 0:
                    result.append(self._part(start, self._b.size))
                    return result
                maxsplit -= 1
                while at < self._b.size and not is_blank(self._b.data[at]):
                    at += 1
                result.append(self._part(start, at))
        if sep._b.size == 0:
            value_error("empty separator")
        while maxsplit != 0:
            maxsplit -= 1
            found = bytes_find(self._b.data + at, self._b.size - at, sep._b.data, sep._b.size)
            if found is NULL:
                break
            result.append(self._part(at, found - self._b.data))
            at = found - self._b.data + sep._b.size
        result.append(self._part(at, self._b.size))
        return result

    # Three parts: before, the separator, behind.
    cyplist[Bytes] _three(self, size_t at, size_t size) except ~:
        result = cyplist[Bytes]()
        result.append(self._part(0, at))
        result.append(self._part(at, at + size))
        result.append(self._part(at + size, self._b.size))
        return result

    cyplist[Bytes] partition(self, Bytes sep) except ~:
        if sep._b.size == 0:
            value_error("empty separator")
        at = self.find(sep)
        if at < 0:
            return self._three(self._b.size, 0)
        return self._three(at, sep._b.size)

    cyplist[Bytes] rpartition(self, Bytes sep) except ~:
        if sep._b.size == 0:
            value_error("empty separator")
        at = self.rfind(sep)
        if at < 0:
            return self._three(0, 0)
        return self._three(at, sep._b.size)

    cyplist[Bytes] rsplit(self, Bytes sep = NULL, Py_ssize_t maxsplit = -1) except ~:
        cdef size_t end, at = self._b.size
        cdef Py_ssize_t i
        backwards = cyplist[Bytes]()
        if sep is NULL:
            while True:
                while at > 0 and is_blank(self._b.data[at - 1]):
                    at -= 1
                if at == 0:
                    break
                end = at
                if maxsplit == 0:
                    backwards.append(self._part(0, end))
                    break
                maxsplit -= 1
                while at > 0 and not is_blank(self._b.data[at - 1]):
                    at -= 1
                backwards.append(self._part(at, end))
        else:
            if sep._b.size == 0:
                value_error("empty separator")
            while maxsplit != 0:
                maxsplit -= 1
                found = bytes_rfind(self._b.data, at, sep._b.data, sep._b.size)
                if found is NULL:
                    break
                backwards.append(self._part(found - self._b.data + sep._b.size, at))
                at = found - self._b.data
            backwards.append(self._part(0, at))
        result = cyplist[Bytes]()
        for i in range(<Py_ssize_t> backwards.__len__() - 1, -1, -1):
            result.append(backwards[i])
        return result

    cyplist[Bytes] splitlines(self, bint keepends = False) except ~:
        cdef size_t start = 0, at = 0, end
        result = cyplist[Bytes]()
        while at < self._b.size:
            while at < self._b.size and self._b.data[at] != 10 and self._b.data[at] != 13:
                at += 1
            end = at
            if at < self._b.size:
                at += 2 if self._b.data[at] == 13 and at + 1 < self._b.size and self._b.data[at + 1] == 10 else 1
            result.append(self._part(start, at if keepends else end))
            start = at
        return result

    # ---- others

    Bytes replace(self, Bytes old, Bytes by, Py_ssize_t count = -1) except ~:
        cdef blob made
        if old._b.size == 0:
            bytes_spread(made, self._b, by._b, <size_t> count)
            return Bytes(made)
        bytes_replace(made, self._b, old._b, by._b, <size_t> count)
        return Bytes(made)

    Bytes lower(self) except ~:
        cdef blob made
        made.make(self._b.size)
        bytes_lower(made.data, self._b.data, self._b.size)
        return Bytes(made)

    Bytes upper(self) except ~:
        cdef blob made
        made.make(self._b.size)
        bytes_upper(made.data, self._b.data, self._b.size)
        return Bytes(made)

    Bytes hex(self) except ~:
        """The digits, in ASCII."""
        cdef blob made
        made.make(2 * self._b.size)
        bytes_hex(made.data, self._b.data, self._b.size)
        return Bytes(made)

    # ---- as text in ASCII

    Bytes swapcase(self) except ~:
        cdef blob made
        cdef size_t i
        cdef char c
        made.make(self._b.size)
        for i in range(self._b.size):
            c = self._b.data[i]
            made.data[i] = c ^ 32 if is_upper(c) or is_lower(c) else c
        return Bytes(made)

    # All letters small, but the first of all, or of each word.
    Bytes _titled(self, bint words) except ~:
        cdef blob made
        cdef size_t i
        cdef bint inside = False
        cdef char c
        made.make(self._b.size)
        for i in range(self._b.size):
            c = self._b.data[i]
            if is_lower(c) and not inside:
                c ^= 32
            elif is_upper(c) and inside:
                c ^= 32
            inside = is_upper(c) or is_lower(c) if words else True
            made.data[i] = c
        return Bytes(made)

    Bytes capitalize(self) except ~:
        return self._titled(False)

    Bytes title(self) except ~:
        return self._titled(True)

    Bytes _padded(self, size_t before, size_t after, char fill) except ~:
        cdef blob made
        made.make(before + self._b.size + after)
        memset(made.data, fill, before)
        memcpy(made.data + before, self._b.data, self._b.size)
        memset(made.data + before + self._b.size, fill, after)
        return Bytes(made)

    size_t _missing(self, Py_ssize_t width) noexcept:
        return width - self._b.size if width > <Py_ssize_t> self._b.size else 0

    Bytes ljust(self, Py_ssize_t width, char fill = 32) except ~:
        return self._padded(0, self._missing(width), fill)

    Bytes rjust(self, Py_ssize_t width, char fill = 32) except ~:
        return self._padded(self._missing(width), 0, fill)

    Bytes center(self, Py_ssize_t width, char fill = 32) except ~:
        missing = self._missing(width)
        cdef size_t before = missing // 2 + (missing & <size_t> width & 1)
        return self._padded(before, missing - before, fill)

    Bytes zfill(self, Py_ssize_t width) except ~:
        cdef blob made
        missing = self._missing(width)
        cdef size_t sign = 1 if self._b.size and (self._b.data[0] == 43 or self._b.data[0] == 45) else 0
        made.make(missing + self._b.size)
        memcpy(made.data, self._b.data, sign)
        memset(made.data + sign, 48, missing)
        memcpy(made.data + sign + missing, self._b.data + sign, self._b.size - sign)
        return Bytes(made)

    Bytes expandtabs(self, int tabsize = 8) except ~:
        cdef blob made
        cdef size_t i, n, column = 0, size = 0
        cdef char c
        for i in range(self._b.size):
            c = self._b.data[i]
            n = 1
            if c == 9:
                n = tabsize - column % tabsize if tabsize > 0 else 0
            column = 0 if c == 10 or c == 13 else column + n
            size += n
        made.make(size)
        size = column = 0
        for i in range(self._b.size):
            c = self._b.data[i]
            if c == 9:
                n = tabsize - column % tabsize if tabsize > 0 else 0
                memset(made.data + size, 32, n)
            else:
                n = 1
                made.data[size] = c
            column = 0 if c == 10 or c == 13 else column + n
            size += n
        return Bytes(made)

    # Which bytes all are, and that there is one.
    bint _all(self, bint (*kind)(char) noexcept nogil) noexcept:
        cdef size_t i
        for i in range(self._b.size):
            if not kind(self._b.data[i]):
                return False
        return self._b.size != 0

    bint isalpha(self) noexcept:
        return self._all(is_letter)

    bint isalnum(self) noexcept:
        return self._all(is_letter_or_digit)

    bint isdigit(self) noexcept:
        return self._all(is_digit)

    bint isspace(self) noexcept:
        return self._all(is_space)

    bint isascii(self) noexcept:
        cdef size_t i
        for i in range(self._b.size):
            if <unsigned char> self._b.data[i] >= 128:
                return False
        return True

    bint _in_case(self, bint (*this)(char) noexcept nogil, bint (*other)(char) noexcept nogil) noexcept:
        cdef size_t i
        cdef bint any = False
        for i in range(self._b.size):
            if other(self._b.data[i]):
                return False
            any = any or this(self._b.data[i])
        return any

    bint islower(self) noexcept:
        return self._in_case(is_lower, is_upper)

    bint isupper(self) noexcept:
        return self._in_case(is_upper, is_lower)

    bint istitle(self) noexcept:
        cdef size_t i
        cdef bint any = False, inside = False
        for i in range(self._b.size):
            if is_upper(self._b.data[i]):
                if inside:
                    return False
                any = inside = True
            elif is_lower(self._b.data[i]):
                if not inside:
                    return False
            else:
                inside = False
        return any

    # ---- tables

    @staticmethod
    Bytes maketrans(Bytes old, Bytes by) except ~:
        """A table for `translate`: 256 bytes."""
        cdef blob made
        cdef size_t i
        if old._b.size != by._b.size:
            value_error("maketrans arguments must have same length")
        made.make(256)
        for i in range(256):
            made.data[i] = <char> i
        for i in range(old._b.size):
            made.data[<unsigned char> old._b.data[i]] = by._b.data[i]
        return Bytes(made)

    Bytes translate(self, Bytes table, Bytes without = NULL) except ~:
        """Each byte by what the table has for it (NULL: itself); those in `without` go."""
        cdef blob made
        cdef size_t i, size = 0
        cdef char c
        if table is not NULL and table._b.size != 256:
            value_error("translation table must be 256 characters long")
        made.make(self._b.size)
        for i in range(self._b.size):
            c = self._b.data[i]
            if without is not NULL and bytes_tally(without._b.data, without._b.size, c) != 0:
                continue
            made.data[size] = c if table is NULL else table._b.data[<unsigned char> c]
            size += 1
        made.cut(size)
        return Bytes(made)

    @staticmethod
    Bytes fromhex(Bytes digits) except ~:
        """What `hex` was given; spaces between bytes do not matter."""
        cdef blob made
        cdef size_t i = 0, size = 0
        cdef int high, low
        made.make(digits._b.size // 2 + 1)
        while i < digits._b.size:
            if is_space(digits._b.data[i]):
                i += 1
                continue
            high = hex_digit(digits._b.data[i])
            low = hex_digit(digits._b.data[i + 1]) if i + 1 < digits._b.size else -1
            if high < 0 or low < 0:
                value_error("non-hexadecimal number found in fromhex() arg")
            made.data[size] = <char> (high << 4 | low)
            size += 1
            i += 2
        made.cut(size)
        return Bytes(made)

    long long to_int(self, int base = 10) except ~:
        """The number these digits are, as by int()."""
        cdef long long value = 0
        if base != 0 and (base < 2 or base > 36):
            value_error("int() base must be >= 2 and <= 36, or 0")
        found = bytes_int(self._b.data, self._b.size, base, value)
        if found == 0:
            value_error("invalid literal for int()")
        if found < 0:
            overflow_error("number too large for 64 bits")
        return value

    double to_double(self) except? -1:
        """The number that this is, as by float()."""
        cdef double value = 0
        # It strips what is around the number, and takes underscores out.
        cdef blob made
        made.make(self._b.size)
        memcpy(made.data, self._b.data, self._b.size)
        if not bytes_double(made, value):
            raise ValueError(f"could not convert string to float: {self.__repr__()}")
        return value


cdef cypclass Buffer:
    """Bytes that grow at the end and go from the front: what is read or written piece by piece."""
    byte_buffer _m

    __init__(self):
        pass

    __init__(self, size_t room) except *:
        self._m.room(room)

    size_t __len__(const self) noexcept:
        return self._m.size()

    bint __bool__(const self) noexcept:
        return self._m.size() != 0

    const char* data(const self) noexcept:
        """The bytes, until the buffer is changed; no NUL behind them."""
        return self._m.data()

    unsigned char __getitem__(const self, Py_ssize_t index) except ~:
        if index < 0:
            index += self._m.size()
        if <size_t> index >= self._m.size():
            index_error("Buffer index out of range")
        return self._m.data()[index]

    void __setitem__(self, Py_ssize_t index, unsigned char byte) except ~:
        if index < 0:
            index += self._m.size()
        if <size_t> index >= self._m.size():
            index_error("Buffer index out of range")
        self._m.data()[index] = byte

    # ---- growing

    void append(self, unsigned char byte) except ~:
        self._m.append_byte(byte)

    void write(self, const char* data, size_t size) except ~:
        self._m.append(data, size)

    void write(self, const char* text) except ~:
        self._m.append(text, strlen(text))

    void write(self, Bytes part) except ~:
        self._m.append(part._b.data, part._b.size)

    void write(self, const Buffer part) except ~:
        self._m.append(part._m.data(), part._m.size())

    void write_int(self, long long value) except ~:
        self._m.append_int(value)

    char* room(self, size_t size) except NULL:
        """Where so many more bytes may be put; `filled` says how many were."""
        return self._m.room(size)

    void filled(self, size_t size) noexcept:
        self._m.filled(size)

    # ---- shrinking

    void drop(self, size_t size) except ~:
        """The first bytes are no longer needed."""
        if size > self._m.size():
            index_error("Buffer has fewer bytes")
        self._m.drop(size)

    void truncate(self, size_t size) except ~:
        """Only the first bytes are still needed."""
        if size > self._m.size():
            index_error("Buffer has fewer bytes")
        self._m.clip(size)

    void clear(self) noexcept:
        self._m.clip(0)
        self._m.drop(0)

    # ---- reading

    Py_ssize_t find(const self, const char* sub, size_t size, size_t start) noexcept:
        if start > self._m.size():
            return -1
        at = bytes_find(self._m.data() + start, self._m.size() - start, sub, size)
        return -1 if at is NULL else at - self._m.data()

    Py_ssize_t find(const self, const char* sub, size_t start = 0) noexcept:
        return self.find(sub, strlen(sub), start)

    Py_ssize_t find(const self, Bytes sub, size_t start = 0) noexcept:
        return self.find(sub._b.data, sub._b.size, start)

    bint startswith(const self, const char* prefix) noexcept:
        cdef size_t n = strlen(prefix)
        return self._m.size() >= n and bytes_find(self._m.data(), n, prefix, n) is not NULL

    Bytes slice(const self, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) except ~:
        """A copy of a part."""
        cdef blob made
        clip(start, end, self._m.size())
        made.set(self._m.data() + start, end - start if end > start else 0)
        return Bytes(made)

    Bytes take(self, size_t size) except ~:
        """The first bytes, which go from the buffer."""
        part = self.slice(0, size)
        self._m.drop(part._b.size)
        return part
