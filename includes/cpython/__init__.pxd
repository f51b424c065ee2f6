# The C API of CPython. Each part is a module of its own; `cimport cpython` gives the parts below.
# The others, array and datetime among them, are only had by name.

from cpython.bool cimport *
from cpython.buffer cimport *
from cpython.bytes cimport *
from cpython.complex cimport *
from cpython.contextvars cimport *
from cpython.dict cimport *
from cpython.exc cimport *
from cpython.float cimport *
from cpython.function cimport *
from cpython.getargs cimport *
from cpython.instance cimport *
from cpython.iterator cimport *
from cpython.list cimport *
from cpython.long cimport *
from cpython.mapping cimport *
from cpython.mem cimport *
from cpython.method cimport *
from cpython.module cimport *
from cpython.number cimport *
from cpython.object cimport *
from cpython.pycapsule cimport *
from cpython.pystate cimport *
from cpython.pythread cimport *
from cpython.ref cimport *
from cpython.sequence cimport *
from cpython.set cimport *
from cpython.tuple cimport *
from cpython.type cimport *
from cpython.unicode cimport *
from cpython.version cimport *
from cpython.weakref cimport *
