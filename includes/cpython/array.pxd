# Python's `array.array`, seen from C: its memory, typed, and ways to make and grow arrays.
# CPython has no header for it, so its structs are declared here.

from libc.string cimport memcpy, memset
from cpython.exc cimport PyErr_BadArgument
from cpython.mem cimport PyObject_Free, PyObject_Malloc
from cpython.object cimport Py_SIZE
from cpython.ref cimport Py_TYPE, PyTypeObject

cdef extern from *:
    """
    #ifdef Py_LIMITED_API
        #error "cpython.array needs the structs of CPython, which the limited API does not have."
    #endif

    typedef struct __cyrus_array __cyrus_array;

    typedef struct {
        union {
            char typecode_char;       /* up to Python 3.14 */
            char typecode_array[3];   /* since Python 3.15 */
        };
        int itemsize;
        PyObject *(*getitem)(__cyrus_array *, Py_ssize_t);
        int (*setitem)(__cyrus_array *, Py_ssize_t, PyObject *);
    } __cyrus_array_descr;

    typedef union {
        void *as_voidptr;
        char *as_chars;
        signed char *as_schars;
        unsigned char *as_uchars;
        short *as_shorts;
        unsigned short *as_ushorts;
        int *as_ints;
        unsigned int *as_uints;
        long *as_longs;
        unsigned long *as_ulongs;
        long long *as_longlongs;
        unsigned long long *as_ulonglongs;
        float *as_floats;
        double *as_doubles;
        wchar_t *as_pyunicodes;
    } __cyrus_array_data;

    struct __cyrus_array {
        PyObject_HEAD
        Py_ssize_t ob_size;
        __cyrus_array_data data;
        Py_ssize_t allocated;
        __cyrus_array_descr *ob_descr;
        PyObject *weakreflist;
        Py_ssize_t ob_exports;
    };

    /* Gives `self` room for `room` items, of which `size` are in use. */
    static inline int __cyrus_array_reallocate(
            __cyrus_array *self, Py_ssize_t size, Py_ssize_t room) {
        void *memory = NULL;
        if (size >= 0 && room >= size && room <= PY_SSIZE_T_MAX / self->ob_descr->itemsize) {
            memory = PyMem_Realloc(
                self->data.as_voidptr, (size_t) room * (size_t) self->ob_descr->itemsize);
        }
        if (!memory) {
            PyErr_NoMemory();
            return -1;
        }
        self->data.as_voidptr = memory;
        self->ob_size = size;
        self->allocated = room;
        return 0;
    }

    static inline int __cyrus_array_resize(__cyrus_array *self, Py_ssize_t size) {
        return __cyrus_array_reallocate(self, size, size);
    }

    static inline int __cyrus_array_resize_smart(__cyrus_array *self, Py_ssize_t size) {
        if (size < self->allocated && size > self->allocated / 4) {
            self->ob_size = size;
            return 0;
        }
        if (size > PY_SSIZE_T_MAX / 2) return __cyrus_array_reallocate(self, size, size);
        return __cyrus_array_reallocate(self, size, size + size / 2 + 1);
    }

    static inline PyObject *__cyrus_array_new(
            PyTypeObject *type, Py_ssize_t size, __cyrus_array_descr *descr) {
        __cyrus_array *self;
        if (size < 0) {
            PyErr_BadInternalCall();
            return NULL;
        }
        self = (__cyrus_array *) type->tp_alloc(type, 0);
        if (!self) return NULL;
        self->ob_descr = descr;
        self->weakreflist = NULL;
        self->data.as_voidptr = NULL;
        self->ob_size = 0;
        self->allocated = 0;
        if (size > 0 && __cyrus_array_resize(self, size) < 0) {
            Py_DECREF((PyObject *) self);
            return NULL;
        }
        return (PyObject *) self;
    }
    """
    ctypedef class array.array [object __cyrus_array]

    ctypedef object GETF(array a, Py_ssize_t ix)
    ctypedef int SETF(array a, Py_ssize_t ix, object o) except -1

    ctypedef struct arraydescr "__cyrus_array_descr":
        char typecode "typecode_char"
        char typecode_char
        char typecode_array[3]
        int itemsize
        GETF getitem
        SETF setitem

    ctypedef union __data_union "__cyrus_array_data":
        void* as_voidptr
        char* as_chars
        signed char* as_schars
        unsigned char* as_uchars
        short* as_shorts
        unsigned short* as_ushorts
        int* as_ints
        unsigned int* as_uints
        long* as_longs
        unsigned long* as_ulongs
        long long* as_longlongs
        unsigned long long* as_ulonglongs
        float* as_floats
        double* as_doubles
        Py_UNICODE* as_pyunicodes

    ctypedef class array.array [object __cyrus_array]:
        cdef __cythonbufferdefaults__ = {"ndim": 1, "mode": "c"}

        cdef Py_ssize_t ob_size
        cdef arraydescr* ob_descr
        cdef __data_union data

    # The new array's items are not initialised.
    array newarrayobject "__cyrus_array_new"(
            PyTypeObject* type, Py_ssize_t size, arraydescr* descr)
    # To the very size, for arrays that change once.
    int resize "__cyrus_array_resize"(array self, Py_ssize_t n) except -1
    # With half as much again in reserve, for arrays that keep growing.
    int resize_smart "__cyrus_array_resize_smart"(array self, Py_ssize_t n) except -1

cdef inline array clone(array template, Py_ssize_t length, bint zero):
    """A new array of the template's type; its items are set to zero on request."""
    cdef array made = newarrayobject(Py_TYPE(template), length, template.ob_descr)
    if zero and made is not None:
        memset(made.data.as_chars, 0, <size_t> length * made.ob_descr.itemsize)
    return made

cdef inline array copy(array self):
    """A new array with the same items."""
    cdef Py_ssize_t length = Py_SIZE(self)
    cdef array made = newarrayobject(Py_TYPE(self), length, self.ob_descr)
    memcpy(made.data.as_chars, self.data.as_chars, <size_t> length * self.ob_descr.itemsize)
    return made

cdef inline int extend_buffer(array self, char* stuff, Py_ssize_t n) except -1:
    """Appends n items of the array's own type; `stuff` must not be the array's own memory."""
    cdef size_t itemsize = self.ob_descr.itemsize
    cdef Py_ssize_t length = Py_SIZE(self)
    resize_smart(self, length + n)
    memcpy(self.data.as_chars + <size_t> length * itemsize, stuff, <size_t> n * itemsize)
    return 0

cdef inline int extend(array self, array other) except -1:
    """Appends the items of another array, which must be of the same type."""
    cdef size_t itemsize = self.ob_descr.itemsize
    cdef Py_ssize_t length = Py_SIZE(self)
    cdef Py_ssize_t n = Py_SIZE(other)
    if self.ob_descr.typecode != other.ob_descr.typecode:
        PyErr_BadArgument()
    # The other's memory is looked up after the resize: it may be the same array.
    resize_smart(self, length + n)
    memcpy(
        self.data.as_chars + <size_t> length * itemsize, other.data.as_chars, <size_t> n * itemsize)
    return 0

cdef inline void zero(array self) noexcept:
    """Sets all items to zero."""
    memset(self.data.as_chars, 0, <size_t> Py_SIZE(self) * self.ob_descr.itemsize)
