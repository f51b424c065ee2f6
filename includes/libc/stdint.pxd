# <stdint.h>. The widths here only rank the types; the C compiler knows the real ones.

cdef extern from "<stdint.h>" nogil:
    # Types of exact width
    ctypedef signed char int8_t
    ctypedef signed short int16_t
    ctypedef signed int int32_t
    ctypedef signed long int64_t
    ctypedef unsigned char uint8_t
    ctypedef unsigned short uint16_t
    ctypedef unsigned int uint32_t
    ctypedef unsigned long long uint64_t

    # Types of at least that width
    ctypedef signed char int_least8_t
    ctypedef signed short int_least16_t
    ctypedef signed int int_least32_t
    ctypedef signed long int_least64_t
    ctypedef unsigned char uint_least8_t
    ctypedef unsigned short uint_least16_t
    ctypedef unsigned int uint_least32_t
    ctypedef unsigned long long uint_least64_t

    # Fast types of at least that width
    ctypedef signed char int_fast8_t
    ctypedef signed short int_fast16_t
    ctypedef signed int int_fast32_t
    ctypedef signed long int_fast64_t
    ctypedef unsigned char uint_fast8_t
    ctypedef unsigned short uint_fast16_t
    ctypedef unsigned int uint_fast32_t
    ctypedef unsigned long long uint_fast64_t

    # Types that hold a pointer, and the widest types
    ctypedef ssize_t intptr_t
    ctypedef size_t uintptr_t
    ctypedef signed long long intmax_t
    ctypedef unsigned long long uintmax_t

    # Limits of the types of exact width
    int8_t INT8_MIN
    int16_t INT16_MIN
    int32_t INT32_MIN
    int64_t INT64_MIN
    int8_t INT8_MAX
    int16_t INT16_MAX
    int32_t INT32_MAX
    int64_t INT64_MAX
    uint8_t UINT8_MAX
    uint16_t UINT16_MAX
    uint32_t UINT32_MAX
    uint64_t UINT64_MAX

    # Limits of the least types
    int_least8_t INT_LEAST8_MIN
    int_least16_t INT_LEAST16_MIN
    int_least32_t INT_LEAST32_MIN
    int_least64_t INT_LEAST64_MIN
    int_least8_t INT_LEAST8_MAX
    int_least16_t INT_LEAST16_MAX
    int_least32_t INT_LEAST32_MAX
    int_least64_t INT_LEAST64_MAX
    uint_least8_t UINT_LEAST8_MAX
    uint_least16_t UINT_LEAST16_MAX
    uint_least32_t UINT_LEAST32_MAX
    uint_least64_t UINT_LEAST64_MAX

    # Limits of the fast types
    int_fast8_t INT_FAST8_MIN
    int_fast16_t INT_FAST16_MIN
    int_fast32_t INT_FAST32_MIN
    int_fast64_t INT_FAST64_MIN
    int_fast8_t INT_FAST8_MAX
    int_fast16_t INT_FAST16_MAX
    int_fast32_t INT_FAST32_MAX
    int_fast64_t INT_FAST64_MAX
    uint_fast8_t UINT_FAST8_MAX
    uint_fast16_t UINT_FAST16_MAX
    uint_fast32_t UINT_FAST32_MAX
    uint_fast64_t UINT_FAST64_MAX

    # Limits of other types
    size_t SIZE_MAX
    enum:
        INTPTR_MIN
        INTPTR_MAX
        UINTPTR_MAX
        INTMAX_MIN
        INTMAX_MAX
        UINTMAX_MAX
        PTRDIFF_MIN
        PTRDIFF_MAX
        SIG_ATOMIC_MIN
        SIG_ATOMIC_MAX
        WCHAR_MIN
        WCHAR_MAX
        WINT_MIN
        WINT_MAX
