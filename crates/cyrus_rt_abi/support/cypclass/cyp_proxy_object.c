//! What a Python object that shows a cypclass object consists of.
//@requires cyp_object
//@proto
typedef struct {
    PyObject_HEAD
    __cyrus_cyp *object;
    PyObject *weakrefs;
} __cyrus_cyp_proxy;
