# The mapping protocol.

cdef extern from "Python.h":
    bint PyMapping_Check(object o)
    Py_ssize_t PyMapping_Length(object o) except -1
    bint PyMapping_HasKey(object o, object key)
    bint PyMapping_HasKeyString(object o, char* key)
    object PyMapping_GetItemString(object o, char* key)
    int PyMapping_SetItemString(object o, char* key, object v) except -1
    int PyMapping_DelItem(object o, object key) except -1
    int PyMapping_DelItemString(object o, char* key) except -1
    object PyMapping_Keys(object o)
    object PyMapping_Values(object o)
    object PyMapping_Items(object o)
