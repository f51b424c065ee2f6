//! What a Python object that shows a cypclass object consists of.
//@requires cyp_object
//@proto
typedef struct {
    PyObject_HEAD
    __cyrus_cyp *object;
    PyObject *weakrefs;
    // The object has a reference to this, and not this one to the object.
    int kept;
} __cyrus_cyp_proxy;
