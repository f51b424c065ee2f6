# <utility>: pairs, and std::move().

cdef extern from "<utility>" namespace "std" nogil:
    cppclass pair[T, U]:
        ctypedef T first_type
        ctypedef U second_type

        T first
        U second

        pair() except +
        pair(pair&) except +
        pair(T&, U&) except +

        bint operator==(pair&, pair&)
        bint operator!=(pair&, pair&)
        bint operator<(pair&, pair&)
        bint operator>(pair&, pair&)
        bint operator<=(pair&, pair&)
        bint operator>=(pair&, pair&)

cdef extern from * namespace "__cyrus_cpp" nogil:
    # A template function is called with its arguments spelled out, and std::move<T>() takes no
    # lvalue then. These two take both.
    """
    #if __cplusplus >= 201103L || defined(_MSC_VER)
    #include <type_traits>
    #include <utility>

    namespace __cyrus_cpp {
        template <typename T>
        inline typename std::remove_reference<T>::type &&move(T &value) noexcept {
            return static_cast<typename std::remove_reference<T>::type &&>(value);
        }
        template <typename T>
        inline typename std::remove_reference<T>::type &&move(T &&value) noexcept {
            return static_cast<typename std::remove_reference<T>::type &&>(value);
        }
    }
    #endif
    """
    T move[T](T)
