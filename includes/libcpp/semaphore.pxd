# <semaphore>, C++20: a number of permits.

from libcpp cimport bool

cdef extern from "<semaphore>" namespace "std" nogil:
    cppclass counting_semaphore[LeastMaxValue=*]:
        counting_semaphore(ptrdiff_t desired)
        void release() except +
        void release(ptrdiff_t update) except +
        void acquire() except +
        bool try_acquire()
        bool try_acquire_for[T](T duration) except +
        bool try_acquire_until[T](T timepoint) except +
        ptrdiff_t max()

    cppclass binary_semaphore:
        binary_semaphore(ptrdiff_t desired)
        void release() except +
        void release(ptrdiff_t update) except +
        void acquire() except +
        bool try_acquire()
        bool try_acquire_for[T](T timepoint) except +
        bool try_acquire_until[T](T duration) except +
        ptrdiff_t max()
