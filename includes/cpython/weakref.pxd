# Weak references and weak proxies.

from .object cimport PyObject

cdef extern from *:
    # What Python 3.13 added, for older ones: 1 and a reference in `pobj`; 0 and NULL when the
    # object is gone; -1 for an error.
    """
    #if PY_VERSION_HEX >= 0x030D0000
        #define __cyrus_PyWeakref_GetRef PyWeakref_GetRef
    #else
    static inline int __cyrus_PyWeakref_GetRef(PyObject *ref, PyObject **pobj) {
        PyObject *borrowed = PyWeakref_GetObject(ref);
        if (borrowed == Py_None) borrowed = NULL;
        else if (!borrowed) {
            *pobj = NULL;
            return -1;
        }
        Py_XINCREF(borrowed);
        *pobj = borrowed;
        return borrowed != NULL;
    }
    #endif
    """
    bint PyWeakref_GetRef "__cyrus_PyWeakref_GetRef"(object ref, PyObject** pobj)

cdef extern from "Python.h":
    bint PyWeakref_Check(object ob)
    bint PyWeakref_CheckRef(object ob)
    bint PyWeakref_CheckProxy(ob)
    object PyWeakref_NewRef(object ob, object callback)
    object PyWeakref_NewProxy(object ob, object callback)

    # These lend a reference, which may be gone at any moment; PyWeakref_GetRef() is the safe way.
    PyObject* PyWeakref_GetObject(object ref) except NULL
    PyObject* PyWeakref_GET_OBJECT(object ref)
