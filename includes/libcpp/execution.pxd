# <execution>, C++17: how an algorithm may run. With gcc, link with -ltbb.

cdef extern from "<execution>" namespace "std::execution" nogil:
    cppclass sequenced_policy:
        pass

    cppclass parallel_policy:
        pass

    cppclass parallel_unsequenced_policy:
        pass

    cppclass unsequenced_policy:
        pass

    const sequenced_policy seq
    const parallel_policy par
    const parallel_unsequenced_policy par_unseq
    const unsequenced_policy unseq
