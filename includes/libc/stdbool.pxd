# <stdbool.h>: C's boolean type, which behaves as `bint`.

cdef extern from "<stdbool.h>":
    ctypedef bint bool
