# <bit>, C++20: the bits of unsigned integers.

cdef extern from "<bit>" namespace "std" nogil:
    To bit_cast[To, From](From&)
    bint has_single_bit[T](T)
    T bit_ceil[T](T)
    T bit_floor[T](T)
    int bit_width[T](T)
    T rotl[T](T, int shift)
    T rotr[T](T, int shift)
    int countl_zero[T](T)
    int countl_one[T](T)
    int countr_zero[T](T)
    int countr_one[T](T)
    int popcount[T](T)

    cpdef enum class endian:
        little
        big
        native
