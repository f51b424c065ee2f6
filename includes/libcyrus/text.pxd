# Str: text without the GIL, with the methods of Python's str.
#
# What a method gives is what Python's gives; indices count code points. Where Python's takes or gives something that only Python has
# (tuples, tables for `translate`), `cyplist[Str]` stands for it or the method is not there.

from cpython.ref cimport Py_DECREF, PyObject
from libc.string cimport memcpy, strlen
from libcpp.string cimport string
from libcythonplus.dict cimport cypdict
from libcythonplus.list cimport cyplist
from libcyrus.blob cimport (
    absent, blob, blob_compare, blob_equal, blob_hash, blob_is, bytes_count, bytes_double, bytes_find, bytes_int, bytes_repeat,
    bytes_replace, bytes_rfind, clip, index_error, overflow_error, text_is_ours, value_error,
)
from libcyrus.bytes cimport Bytes
from libcyrus.utf8 cimport (
    utf8_all, utf8_check, utf8_count, utf8_digits, utf8_expandtabs, utf8_in_case, utf8_index, utf8_line,
    utf8_map, utf8_next, utf8_offset, utf8_offsets, utf8_pad, utf8_part, utf8_put, utf8_slice, utf8_spread, utf8_strip, utf8_titled,
    utf8_word, utf8_word_before, utf8_zfill,
)

cdef extern from * nogil:
    """
    static inline PyObject *__cyrus_utf8_object(const __cyrus_blob &of) {
        if (of.count != of.size) return PyUnicode_DecodeUTF8(of.data, (Py_ssize_t)of.size, NULL);
        PyObject *text = PyUnicode_New((Py_ssize_t)of.size, 127);
        if (text) std::memcpy(PyUnicode_DATA(text), of.data, of.size);
        return text;
    }
    static inline PyObject *__cyrus_utf8_none(void) { return Py_NewRef(Py_None); }
    static inline int __cyrus_utf8_from(__cyrus_blob &to, PyObject *text) {
        if (!PyUnicode_Check(text)) {
            PyErr_Format(PyExc_TypeError, "expected str, got %.200s", Py_TYPE(text)->tp_name);
            return -1;
        }
        if (PyUnicode_IS_COMPACT_ASCII(text)) {
            if (to.set((const char *)PyUnicode_DATA(text), (std::size_t)PyUnicode_GET_LENGTH(text)) < 0) return -1;
            to.count = to.size;
            return 0;
        }
        PyObject *made = PyUnicode_AsUTF8String(text);
        if (!made) return -1;
        int result = to.set(PyBytes_AS_STRING(made), (std::size_t)PyBytes_GET_SIZE(made));
        Py_DECREF(made);
        to.count = (std::size_t)PyUnicode_GET_LENGTH(text);
        return result;
    }
    /* Texts that are made again and again, by the place that says what they are: literals, by their addresses and in the end by what they
       are, so that two in one place are no harm; and the characters of ASCII. */
    static std::uint64_t __cyrus_text_literals[1024], __cyrus_text_singles[128];
    static inline std::uint64_t *__cyrus_literal_place(const char *p) {
        return &__cyrus_text_literals[(std::uint32_t)((std::uintptr_t)p * 2654435769u) >> 22];
    }
    static inline std::uint64_t *__cyrus_ascii_place(char c) { return &__cyrus_text_singles[c & 127]; }
    template <typename A> static inline int __cyrus_array_give(A &array, void **variable) {
        typedef typename A::value_type reference;
        static_assert(sizeof(reference) == sizeof *variable, "a reference is a pointer");
        if (array.append(reference()) < 0) return -1;
        std::memcpy((void *)(array.start() + array.size() - 1), variable, sizeof *variable);
        *variable = NULL;
        return 0;
    }
    /* The exception that Python raises for such bytes. */
    static __CYRUS_COLD int __cyrus_utf8_wrong(const char *p, std::size_t n) {
        PyGILState_STATE gil = PyGILState_Ensure();
        PyObject *text = PyUnicode_DecodeUTF8(p, (Py_ssize_t)n, NULL);
        if (text) {
            Py_DECREF(text);
            PyErr_SetString(PyExc_ValueError, "invalid UTF-8");
        }
        PyGILState_Release(gil);
        return -1;
    }
    static inline int __cyrus_utf8_set(__cyrus_blob &to, const char *p, std::size_t n) {
        std::size_t wrong = 0;
        std::ptrdiff_t count = __cyrus_utf8_check(p, n, wrong);
        if (count < 0) return __cyrus_utf8_wrong(p, n);
        if (to.set(p, n) < 0) return -1;
        to.count = (std::size_t)count;
        return 0;
    }
    """
    # Called with the GIL.
    PyObject* utf8_object "__cyrus_utf8_object"(const blob&) except NULL
    PyObject* utf8_none "__cyrus_utf8_none"()
    int utf8_from "__cyrus_utf8_from"(blob&, PyObject*) except -1

    # The reference moves from the variable into the list's array: nothing is counted.
    int give "__cyrus_array_give"[A](A&, void**) except -1
    int utf8_set "__cyrus_utf8_set"(blob&, const char*, size_t) except -1


cdef immutable cypclass Str:
    """Text that nobody changes, in UTF-8."""
    blob _b

    __init__(self):
        pass

    # Takes what was made, which is empty afterwards.
    __init__(self, blob& made) noexcept:
        self._b.take(made)

    __init__(self, const char* utf8, size_t size) except *:
        utf8_set(self._b, utf8, size)

    __init__(self, const char* utf8) except *:
        cdef size_t size = strlen(utf8)
        utf8_set(self._b, utf8, size)

    # For derived classes; of `Str` itself it gives the object.
    __init__(self, Str text) except *:
        self._b.set(text._b.data, text._b.size)
        self._b.count = text._b.count

    __init__(self, Bytes utf8) except *:
        utf8_set(self._b, utf8._b.data, utf8._b.size)

    __init__(self, Py_UCS4 character) except *:
        self._b.make(4)
        self._b.cut(utf8_put(self._b.data, character) - self._b.data)
        self._b.count = 1

    __init__(self, long long number) except *:
        shown = f"{number}"
        data = shown.data()
        size = shown.size()
        self._b.set(data, size)
        self._b.count = self._b.size

    __init__(self, unsigned long long number) except *:
        shown = f"{number}"
        data = shown.data()
        size = shown.size()
        self._b.set(data, size)
        self._b.count = self._b.size

    __init__(self, bint value) except *:
        shown = f"{value}"
        data = shown.data()
        size = shown.size()
        self._b.set(data, size)
        self._b.count = self._b.size

    __init__(self, double number) except *:
        shown = f"{number}"
        data = shown.data()
        size = shown.size()
        self._b.set(data, size)
        self._b.count = self._b.size

    # ---- from and to others

    @staticmethod
    Str __from_str__(PyObject* value) except ~:
        cdef blob made
        utf8_from(made, value)
        return Str(made)

    @staticmethod
    PyObject* __to_str__(Str value) except NULL:
        return utf8_none() if value is NULL else utf8_object(value._b)

    @staticmethod
    Str __from_literal__(const char* utf8, size_t size) except ~:
        cdef blob made
        if size == 1 and utf8[0] >= 0:
            return Str._character(utf8, size)
        place = literal_place(utf8)
        text = kept(place)
        if text is not NULL and blob_is(text._b, utf8, size):
            return text
        made.set(utf8, size)
        made.count = utf8_count(utf8, size)
        text = Str(made)
        keep(place, text)
        return text

    @staticmethod
    Str _character(const char* utf8, size_t size) except ~:
        cdef blob made
        ascii = size == 1
        if ascii:
            text = kept(ascii_place(utf8[0]))
            if text is not NULL:
                return text
        made.set(utf8, size)
        made.count = 1
        text = Str(made)
        if ascii:
            keep(ascii_place(utf8[0]), text)
        return text

    @staticmethod
    Str __from_string__(string utf8) except ~:
        return Str(utf8.data(), utf8.size())

    string __str__(self):
        return string(self._b.data, self._b.size)

    string __repr__(self):
        text = string(self._b.data, self._b.size)
        return f"{text!r}"

    Bytes encode(self) except ~:
        return Bytes(self._b.data, self._b.size)

    Bytes encode(self, Str encoding, Str errors = NULL) except * with gil:
        """In any encoding that Python has; this takes the GIL."""
        cdef object text = self, made
        made = text.encode(encoding, "strict" if errors is NULL else errors)
        return made

    @staticmethod
    Str decode(Bytes data, Str encoding, Str errors = NULL) except * with gil:
        """From any encoding that Python has; this takes the GIL."""
        cdef object raw = data, made
        made = raw.decode(encoding, "strict" if errors is NULL else errors)
        return made

    @staticmethod
    Str of_code(long long code) except ~:
        """What `chr` gives."""
        if code < 0 or code > 0x10FFFF:
            value_error("chr() arg not in range(0x110000)")
        return Str(<Py_UCS4> code)

    long to_code(self) except? -1:
        """What `ord` gives."""
        if self._b.count != 1:
            raise TypeError(f"ord() expected a character, but string of length {self._b.count} found")
        return self.code_at(0)

    const char* utf8(self) noexcept:
        """The text in UTF-8, with a NUL behind it; as long as the object lives."""
        return self._b.data

    size_t utf8_size(self) noexcept:
        return self._b.size

    size_t __len__(self) noexcept:
        return self._b.count

    bint __bool__(self) noexcept:
        return self._b.size != 0

    # `hash(value)`, which may be None.
    @staticmethod
    size_t _hash(Str value) noexcept:
        return 0 if value is NULL else value.__hash__()

    size_t __hash__(self) noexcept:
        return blob_hash(self._b)

    # ---- parts

    Str __getitem__(self, Py_ssize_t index) except ~:
        cdef size_t at
        if index < 0:
            index += self._b.count
        if <size_t> index >= self._b.count:
            index_error("string index out of range")
        at = utf8_offset(self._b, index)
        start = <const char*> self._b.data + at
        rest = start
        utf8_next(rest)
        return Str._character(start, rest - start)

    Py_UCS4 code_at(self, Py_ssize_t index) except? 0xFFFFFFFF:
        """The code point there, a number."""
        if index < 0:
            index += self._b.count
        if <size_t> index >= self._b.count:
            index_error("string index out of range")
        at = <const char*> self._b.data + utf8_offset(self._b, index)
        return utf8_next(at)

    # `s[start:end:step]`; `absent` stands for what is not there.
    Str __getslice__(self, Py_ssize_t start, Py_ssize_t end, Py_ssize_t step) except ~:
        cdef blob made
        if step == 1 and (start == 0 or start == absent) and end >= <Py_ssize_t> self._b.count:
            return self
        utf8_slice(made, self._b, start, end, step)
        return Str(made)

    Str slice(self, Py_ssize_t start, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF, Py_ssize_t step = 1) except ~:
        return self.__getslice__(start, end, step)

    # From byte to byte.
    Str _part(self, size_t start, size_t end) except ~:
        cdef blob made
        if end - start == self._b.size:
            return self
        utf8_part(made, self._b, start, end)
        return Str(made)

    StrIterator __iter__(self):
        return StrIterator(self)

    # ---- comparing

    # `a == b`, where both may be None.
    @staticmethod
    bint _equal(Str a, Str b) noexcept:
        return a is b or a is not NULL and b is not NULL and a.__eq__(b)

    bint __eq__(self, Str other) noexcept:
        return blob_equal(self._b, other._b)

    bint __ne__(self, Str other) noexcept:
        return not blob_equal(self._b, other._b)

    bint __lt__(self, Str other) noexcept:
        return blob_compare(self._b, other._b) < 0

    bint __le__(self, Str other) noexcept:
        return blob_compare(self._b, other._b) <= 0

    bint __gt__(self, Str other) noexcept:
        return blob_compare(self._b, other._b) > 0

    bint __ge__(self, Str other) noexcept:
        return blob_compare(self._b, other._b) >= 0

    # ---- together

    Str __add__(self, Str other) except ~:
        cdef blob made
        if other._b.size == 0:
            return self
        if self._b.size == 0:
            return other
        made.join(self._b.data, self._b.size, other._b.data, other._b.size)
        made.count = self._b.count + other._b.count
        return Str(made)

    Str __radd__(self, Str other) except ~:
        return other + self

    # `x += more` where x, which holds `now`, held `old` when the statement began: the compiler calls it. Nobody sees
    # that the object changes when x holds one of its two references, and the statement the other one.
    @staticmethod
    Str _sum(Str old, void* now, Str more, void* exact) except ~:
        if old is not NULL and <void*> old is now and text_is_ours(now, exact):
            old._b.append(more._b.data, more._b.size, more._b.count)
            return old
        return old + more

    Str __mul__(self, Py_ssize_t times) except ~:
        cdef blob made
        bytes_repeat(made, self._b, times)
        made.count = self._b.count * times if times > 0 else 0
        return Str(made)

    Str __rmul__(self, Py_ssize_t times) except ~:
        return self * times

    Str join(self, cyplist[Str] parts) except ~:
        cdef size_t n = parts.__len__(), size = 0, count = 0, i, at = 0
        cdef blob made
        if n == 1:
            return parts[0]
        for i in range(n):
            part = parts[i]
            size += part._b.size
            count += part._b.count
        if n:
            size += (n - 1) * self._b.size
            count += (n - 1) * self._b.count
        made.make(size)
        made.count = count
        for i in range(n):
            if i:
                memcpy(made.data + at, self._b.data, self._b.size)
                at += self._b.size
            part = parts[i]
            memcpy(made.data + at, part._b.data, part._b.size)
            at += part._b.size
        return Str(made)

    # ---- looking for text

    # Code points to bytes; false when nothing can be there.
    bint _range(self, Py_ssize_t& start, Py_ssize_t& end) noexcept:
        clip(start, end, self._b.count)
        if start > end:
            return False
        if self._b.count != self._b.size:
            utf8_offsets(self._b, start, end)
        return True

    Py_ssize_t find(self, Str sub, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        if not self._range(start, end):
            return -1
        found = bytes_find(self._b.data + start, end - start, sub._b.data, sub._b.size)
        return utf8_index(self._b, found)

    Py_ssize_t rfind(self, Str sub, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        if not self._range(start, end):
            return -1
        found = bytes_rfind(self._b.data + start, end - start, sub._b.data, sub._b.size)
        return utf8_index(self._b, found)

    Py_ssize_t index(self, Str sub, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) except -1:
        at = self.find(sub, start, end)
        if at < 0:
            value_error("substring not found")
        return at

    Py_ssize_t rindex(self, Str sub, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) except -1:
        at = self.rfind(sub, start, end)
        if at < 0:
            value_error("substring not found")
        return at

    Py_ssize_t count(self, Str sub, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        if not self._range(start, end):
            return 0
        if sub._b.size == 0:
            return utf8_count(self._b.data + start, end - start) + 1
        return bytes_count(self._b.data + start, end - start, sub._b.data, sub._b.size, <size_t> -1)

    bint __contains__(self, Str sub) noexcept:
        return bytes_find(self._b.data, self._b.size, sub._b.data, sub._b.size) is not NULL

    bint startswith(self, Str prefix, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        if not self._range(start, end) or <size_t> (end - start) < prefix._b.size:
            return False
        return blob_is(prefix._b, self._b.data + start, prefix._b.size)

    bint startswith(self, cyplist[Str] prefixes, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        for prefix in prefixes:
            if self.startswith(prefix, start, end):
                return True
        return False

    bint endswith(self, Str suffix, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        if not self._range(start, end) or <size_t> (end - start) < suffix._b.size:
            return False
        return blob_is(suffix._b, self._b.data + end - suffix._b.size, suffix._b.size)

    bint endswith(self, cyplist[Str] suffixes, Py_ssize_t start = 0, Py_ssize_t end = 0x7FFFFFFFFFFFFFFF) noexcept:
        for suffix in suffixes:
            if self.endswith(suffix, start, end):
                return True
        return False

    # ---- taking apart

    Str strip(self, Str characters = NULL) except ~:
        cdef size_t start = 0, end = 0
        cdef const blob* which = NULL
        if characters is not NULL:
            which = &characters._b
        utf8_strip(self._b, which, True, True, start, end)
        return self._part(start, end)

    Str lstrip(self, Str characters = NULL) except ~:
        cdef size_t start = 0, end = 0
        cdef const blob* which = NULL
        if characters is not NULL:
            which = &characters._b
        utf8_strip(self._b, which, True, False, start, end)
        return self._part(start, end)

    Str rstrip(self, Str characters = NULL) except ~:
        cdef size_t start = 0, end = 0
        cdef const blob* which = NULL
        if characters is not NULL:
            which = &characters._b
        utf8_strip(self._b, which, False, True, start, end)
        return self._part(start, end)

    Str removeprefix(self, Str prefix) except ~:
        return self._part(prefix._b.size if self.startswith(prefix) else 0, self._b.size)

    Str removesuffix(self, Str suffix) except ~:
        return self._part(0, self._b.size - suffix._b.size if self.endswith(suffix) else self._b.size)

    cyplist[Str] split(self, Str sep = NULL, Py_ssize_t maxsplit = -1) except ~:
        cdef size_t at = 0, start = 0, end = 0
        result = cyplist[Str]()
        if sep is NULL:
            while maxsplit != 0 and utf8_word(self._b, at, start, end):
                maxsplit -= 1
                part = self._part(start, end)
                give(result._elements, <void**> &part)
            end = self._b.size
            if maxsplit == 0 and utf8_word(self._b, at, start, end):
                part = self._part(start, self._b.size)
                give(result._elements, <void**> &part)
            return result
        if sep._b.size == 0:
            value_error("empty separator")
        while maxsplit != 0:
            maxsplit -= 1
            found = bytes_find(self._b.data + at, self._b.size - at, sep._b.data, sep._b.size)
            if found is NULL:
                break
            start = found - self._b.data
            part = self._part(at, start)
            give(result._elements, <void**> &part)
            at = start + sep._b.size
        part = self._part(at, self._b.size)
        give(result._elements, <void**> &part)
        return result

    cyplist[Str] rsplit(self, Str sep = NULL, Py_ssize_t maxsplit = -1) except ~:
        cdef size_t at = self._b.size, start = 0, end = 0
        if maxsplit < 0:
            return self.split(sep)
        backwards = cyplist[Str]()
        if sep is NULL:
            while maxsplit != 0 and utf8_word_before(self._b, at, start, end):
                maxsplit -= 1
                part = self._part(start, end)
                give(backwards._elements, <void**> &part)
            if utf8_word_before(self._b, at, start, end):
                part = self._part(0, end)
                give(backwards._elements, <void**> &part)
        else:
            if sep._b.size == 0:
                value_error("empty separator")
            while maxsplit != 0:
                maxsplit -= 1
                found = bytes_rfind(self._b.data, at, sep._b.data, sep._b.size)
                if found is NULL:
                    break
                start = found - self._b.data
                part = self._part(start + sep._b.size, at)
                give(backwards._elements, <void**> &part)
                at = start
            part = self._part(0, at)
            give(backwards._elements, <void**> &part)
        result = cyplist[Str]()
        start = backwards.__len__()
        while start:
            start -= 1
            result.append(backwards[start])
        return result

    cyplist[Str] splitlines(self, bint keepends = False) except ~:
        cdef size_t at = 0, start = 0, end = 0, whole = 0
        result = cyplist[Str]()
        while utf8_line(self._b, at, start, end, whole):
            part = self._part(start, whole if keepends else end)
            give(result._elements, <void**> &part)
        return result

    # The parts before, of and behind something.
    cyplist[Str] _three(self, size_t start, size_t end) except ~:
        result = cyplist[Str]()
        result.append(self._part(0, start))
        result.append(self._part(start, end))
        result.append(self._part(end, self._b.size))
        return result

    cyplist[Str] partition(self, Str sep) except ~:
        if sep._b.size == 0:
            value_error("empty separator")
        found = bytes_find(self._b.data, self._b.size, sep._b.data, sep._b.size)
        if found is NULL:
            return self._three(self._b.size, self._b.size)
        return self._three(found - self._b.data, found - self._b.data + sep._b.size)

    cyplist[Str] rpartition(self, Str sep) except ~:
        if sep._b.size == 0:
            value_error("empty separator")
        found = bytes_rfind(self._b.data, self._b.size, sep._b.data, sep._b.size)
        if found is NULL:
            return self._three(0, 0)
        return self._three(found - self._b.data, found - self._b.data + sep._b.size)

    # ---- other text

    Str replace(self, Str old, Str by, Py_ssize_t count = -1) except ~:
        cdef blob made
        if count == 0 or old._b.size == 0 and old._b.size == by._b.size:
            return self
        if old._b.size == 0:
            utf8_spread(made, self._b, by._b, <size_t> count)
            return Str(made)
        bytes_replace(made, self._b, old._b, by._b, <size_t> count)
        made.count = made.size if self._b.count == self._b.size and by._b.count == by._b.size else utf8_count(made.data, made.size)
        return Str(made)

    Str _mapped(self, char mode) except ~:
        cdef blob made
        utf8_map(made, self._b, mode)
        return Str(made)

    Str lower(self) except ~:
        return self._mapped(c'l')

    Str upper(self) except ~:
        return self._mapped(c'u')

    Str title(self) except ~:
        return self._mapped(c't')

    Str capitalize(self) except ~:
        return self._mapped(c'c')

    Str swapcase(self) except ~:
        return self._mapped(c's')

    Str casefold(self) except ~:
        return self._mapped(c'f')

    Str _padded(self, size_t before, size_t after, Str fill) except ~:
        cdef blob made
        utf8_pad(made, self._b, before, after, fill._b)
        return Str(made)

    Str ljust(self, Py_ssize_t width, Str fill = NULL) except ~:
        missing = width - <Py_ssize_t> self._b.count
        return self._padded(0, missing if missing > 0 else 0, Str(<Py_UCS4> 32) if fill is NULL else fill)

    Str rjust(self, Py_ssize_t width, Str fill = NULL) except ~:
        missing = width - <Py_ssize_t> self._b.count
        return self._padded(missing if missing > 0 else 0, 0, Str(<Py_UCS4> 32) if fill is NULL else fill)

    Str center(self, Py_ssize_t width, Str fill = NULL) except ~:
        cdef Py_ssize_t missing = width - <Py_ssize_t> self._b.count, before
        if missing < 0:
            missing = 0
        before = missing // 2 + (missing & width & 1)
        return self._padded(before, missing - before, Str(<Py_UCS4> 32) if fill is NULL else fill)

    Str zfill(self, Py_ssize_t width) except ~:
        cdef blob made
        if width < 0:
            width = 0
        utf8_zfill(made, self._b, width)
        return Str(made)

    Str expandtabs(self, int tabsize = 8) except ~:
        cdef blob made
        utf8_expandtabs(made, self._b, tabsize)
        return Str(made)

    Str translate(self, Str old, Str by, Str without = NULL) except ~:
        """Each character of `old` becomes the one in its place in `by`, those in `without` go: what Python's translate(str.maketrans(old, by, without)) gives."""
        cdef blob made
        cdef Py_ssize_t at
        cdef Py_UCS4 c
        if old._b.count != by._b.count:
            value_error("the first two arguments must have equal length")
        made.make(4 * self._b.count)
        p = <const char*> self._b.data
        end = p + self._b.size
        out = made.data
        while p < end:
            start = p
            c = utf8_next(p)
            if without is not NULL and bytes_find(without._b.data, without._b.size, start, p - start) is not NULL:
                continue
            found = bytes_rfind(old._b.data, old._b.size, start, p - start)
            if found is not NULL:
                at = utf8_index(old._b, found)
                c = by.code_at(at)
            out = utf8_put(out, c)
        made.cut(out - made.data)
        made.count = utf8_count(made.data, made.size)
        return Str(made)

    @staticmethod
    cypdict[Py_UCS4, Str] maketrans(Str old, Str by, Str without = NULL) except ~:
        """A table for `translate`."""
        cdef Py_ssize_t i
        cdef Py_UCS4 c
        if old._b.count != by._b.count:
            value_error("the first two maketrans arguments must have equal length")
        table = cypdict[Py_UCS4, Str]()
        for i in range(<Py_ssize_t> old._b.count):
            c = old.code_at(i)
            table[c] = by[i]
        if without is not NULL:
            for i in range(<Py_ssize_t> without._b.count):
                c = without.code_at(i)
                table[c] = Str()
        return table

    Str translate(self, cypdict[Py_UCS4, Str] table) except ~:
        """Each character that the table has becomes the text that it has for it; the empty one, or NULL, takes it away."""
        cdef blob made
        cdef size_t size = 0
        cdef int turn
        cdef Py_UCS4 c
        for turn in range(2):
            if turn == 1:
                made.make(size)
            p = <const char*> self._b.data
            end = p + self._b.size
            out = made.data
            while p < end:
                start = p
                c = utf8_next(p)
                if c not in table:
                    if turn == 0:
                        size += p - start
                    else:
                        memcpy(out, start, p - start)
                        out += p - start
                    continue
                by = table[c]
                if by is NULL:
                    continue
                if turn == 0:
                    size += by._b.size
                else:
                    memcpy(out, by._b.data, by._b.size)
                    out += by._b.size
        made.count = utf8_count(made.data, made.size)
        return Str(made)

    Str format_map(self, cypdict[Str, Str] values) except ~:
        """As `format`, with the names and texts of a dictionary."""
        return self._filled(values, 2)

    Str _filled(self, cypdict[Str, Str] values, int depth) except ~:
        cdef size_t at = 0, n = self._b.size, start
        cdef int opened
        cdef char c
        parts = cyplist[Str]()
        if depth == 0:
            value_error("Max string recursion exceeded")
        while at < n:
            start = at
            while at < n and self._b.data[at] != c'{' and self._b.data[at] != c'}':
                at += 1
            parts.append(self._part(start, at))
            if at == n:
                break
            c = self._b.data[at]
            at += 1
            if at < n and self._b.data[at] == c:
                parts.append(self._part(at, at + 1))
                at += 1
                continue
            if c == c'}':
                value_error("Single '}' encountered in format string")
            if at == n:
                value_error("Single '{' encountered in format string")
            start = at
            while at < n and self._b.data[at] != c':' and self._b.data[at] != c'!' and self._b.data[at] != c'}' and self._b.data[at] != c'{':
                at += 1
            name = self._part(start, at)
            # What follows the name is up to `format`, but for names in it.
            start = at
            opened = 0
            while at < n and (self._b.data[at] != c'}' or opened):
                opened += 1 if self._b.data[at] == c'{' else -1 if self._b.data[at] == c'}' else 0
                at += 1
            if at == n:
                value_error("expected '}' before end of string")
            rest = self._part(start, at)
            at += 1
            if not name or name.isdigit():
                value_error("Format string contains positional fields")
            if "{" in rest:
                rest = rest._filled(values, depth - 1)
            if name not in values:
                raise KeyError(name)
            pattern = "{" + rest + "}"
            value = values[name]
            parts.append(pattern.format(value))
        return Str().join(parts)

    # ---- kinds

    bint isascii(self) noexcept:
        return self._b.count == self._b.size

    bint isalpha(self) noexcept:
        return utf8_all(self._b, c'a')

    bint isalnum(self) noexcept:
        return utf8_all(self._b, c'w')

    bint isdecimal(self) noexcept:
        return utf8_all(self._b, c'd')

    bint isdigit(self) noexcept:
        return utf8_all(self._b, c'D')

    bint isnumeric(self) noexcept:
        return utf8_all(self._b, c'n')

    bint isspace(self) noexcept:
        return utf8_all(self._b, c's')

    bint isprintable(self) noexcept:
        return utf8_all(self._b, c'p')

    bint islower(self) noexcept:
        return utf8_in_case(self._b, False)

    bint isupper(self) noexcept:
        return utf8_in_case(self._b, True)

    bint istitle(self) noexcept:
        return utf8_titled(self._b)

    bint isidentifier(self) with gil:
        text = <object> utf8_object(self._b)
        Py_DECREF(text)
        return text.isidentifier()

    # ---- numbers

    long long to_int(self, int base = 10) except? -1:
        """As int(s, base), for numbers of 64 bits."""
        cdef long long value = 0
        cdef blob made
        utf8_digits(made, self._b)
        if base != 0 and (base < 2 or base > 36):
            value_error("int() base must be >= 2 and <= 36, or 0")
        found = bytes_int(made.data, made.size, base, value)
        if found == 0:
            raise ValueError(f"invalid literal for int() with base {base}: {self.__str__()!r}")
        if found < 0:
            overflow_error("number too large for 64 bits")
        return value

    double to_double(self) except? -1:
        """As float(s)."""
        cdef double value = 0
        cdef blob made
        utf8_digits(made, self._b)
        if not bytes_double(made, value):
            raise ValueError(f"could not convert string to float: {self.__str__()!r}")
        return value


cdef extern from * nogil:
    ctypedef unsigned long long place "std::uint64_t"
    place* literal_place "__cyrus_literal_place"(const char*)
    place* ascii_place "__cyrus_ascii_place"(char)
    # References that nobody counts.
    Str kept "__cyrus_cyp_kept_at"(const place*)
    void keep "__cyrus_cyp_keep_forever"(place*, Str)


cdef cypclass StrIterator:
    """The characters of a text, one after the other."""
    Str _text
    size_t _at

    __init__(self, Str text) noexcept:
        self._text = text
        self._at = 0

    StrIterator __iter__(self):
        return self

    Str __next__(self) except ~:
        if self._at == self._text._b.size:
            return NULL
        start = <const char*> self._text._b.data + self._at
        after = start
        utf8_next(after)
        self._at += after - start
        return Str._character(start, after - start)
