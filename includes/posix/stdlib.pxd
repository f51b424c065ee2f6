# <stdlib.h>: what POSIX adds to `libc.stdlib`.

cdef extern from "<stdlib.h>" nogil:
    # Memory, environment, processes
    int posix_memalign(void**, size_t, size_t)
    int setenv(const char*, const char*, int)
    int unsetenv(const char*)
    int putenv(char*)
    int getsubopt(char**, char* const *, char**)
    void _Exit(int)

    # Files
    int mkstemp(char*)
    char* mkdtemp(char*)
    char* realpath(const char*, char*)

    # Pseudo-terminals
    int posix_openpt(int)
    char* ptsname(int)
    int unlockpt(int)

    # Pseudo-random numbers
    double drand48()
    double erand48(unsigned short*)
    long nrand48(unsigned short*)
    unsigned short* seed48(unsigned short*)
    void srand48(long)
    void lcong48(unsigned short*)
    long lrand()
    long mrand()
    long random()
    void srandom(unsigned int)
    char* setstate(char*)
    int rand_r(unsigned int*)

    # Cryptography
    void setkey(const char*)
