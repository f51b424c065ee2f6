# <stdlib.h>: memory, processes, conversions, sorting, integer arithmetic.

# Cython exports these names from here too.
from libc.string cimport const_char, const_void

cdef extern from "<stdlib.h>" nogil:
    # Memory
    void* malloc(size_t size)
    void* calloc(size_t count, size_t eltsize)
    void* realloc(void* ptr, size_t newsize)
    void free(void* ptr)

    # Numbers from text
    int atoi(const char* string)
    long atol(const char* string)
    long long atoll(const char* string)
    double atof(const char* string)
    long strtol(const char* string, char** tailptr, int base)
    long long strtoll(const char* string, char** tailptr, int base)
    unsigned long strtoul(const char* string, char** tailptr, int base)
    unsigned long long strtoull(const char* string, char** tailptr, int base)
    float strtof(const char* string, char** tailptr)
    double strtod(const char* string, char** tailptr)
    long double strtold(const char* string, char** tailptr)

    # Pseudo-random numbers
    enum:
        RAND_MAX

    int rand()
    void srand(unsigned int seed)

    # The process and its environment
    enum:
        EXIT_FAILURE
        EXIT_SUCCESS

    void exit(int status)
    void _exit(int status)
    int atexit(void (*function)())
    void abort()
    char* getenv(const char* name)
    int system(const char* command)

    # Sorting and searching
    void qsort(void* array, size_t count, size_t size, int (*compare)(const void*, const void*))
    void* bsearch(
            const void* key, const void* array, size_t count, size_t size,
            int (*compare)(const void*, const void*))

    # Integer arithmetic
    ctypedef struct div_t:
        int quot
        int rem

    ctypedef struct ldiv_t:
        long quot
        long rem

    ctypedef struct lldiv_t:
        long long quot
        long long rem

    int abs(int number)
    long labs(long number)
    long long llabs(long long number)
    div_t div(int numerator, int denominator)
    ldiv_t ldiv(long numerator, long denominator)
    lldiv_t lldiv(long long numerator, long long denominator)
