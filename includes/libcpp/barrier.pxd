# <barrier>, C++20: a meeting point for a number of threads, again and again.

cdef extern from "<barrier>" namespace "std" nogil:
    cppclass barrier[CompletionFunction=*]:
        cppclass arrival_token:
            pass

        barrier(ptrdiff_t expected) except +
        barrier(ptrdiff_t expected, CompletionFunction f) except +

        arrival_token arrive() except +
        arrival_token arrive(ptrdiff_t n) except +
        void wait(arrival_token t) except +
        void arrive_and_wait() except +
        void arrive_and_drop() except +
        ptrdiff_t max()
