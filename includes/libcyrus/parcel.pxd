# C++ objects on their way to another thread. Not for programs: the text of tasks, channels and messages uses it.
#
# `parcel[T]` is T itself, unless that has constructors and destructors of C++: then it is a pointer to an object that was moved to where nothing
# moves it. All zeros are an empty one; its bytes may be moved, if zeros are left in their place.

cdef extern from * nogil:
    cppclass parcel "__cyrus_parcel" [T]:
        void put(T &) except +
        T take() except +
        # A copy of what stays another's, if there are copies.
        T lent() except +
        void hold(void *)
        void *release()
        # For futures: what values are there, and whether they can be copied.
        @staticmethod
        void *type()
        @staticmethod
        int kind()
