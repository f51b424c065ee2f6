# <stack>: last in first out.

cdef extern from "<stack>" namespace "std" nogil:
    cppclass stack[T]:
        ctypedef T value_type

        stack() except +
        stack(stack&) except +

        bint empty()
        size_t size()

        T& top()

        void push(T&) except +
        void pop()
