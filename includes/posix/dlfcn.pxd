# <dlfcn.h>: shared libraries at run time.

cdef extern from "<dlfcn.h>" nogil:
    enum:
        RTLD_LAZY
        RTLD_NOW
        RTLD_GLOBAL
        RTLD_LOCAL

    void* dlopen(const char*, int)
    void* dlsym(void*, const char*)
    int dlclose(void*)
    char* dlerror()
