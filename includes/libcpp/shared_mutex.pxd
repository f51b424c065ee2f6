# <shared_mutex>: locks for one writer or many readers. See libcpp.mutex about the GIL.

from libcpp cimport bool
from libcpp.mutex cimport (
    adopt_lock, adopt_lock_t, defer_lock, defer_lock_t, try_to_lock, try_to_lock_t,
)

cdef extern from "<shared_mutex>" namespace "std" nogil:
    cppclass shared_mutex:
        cppclass native_handle_type:
            pass

        void lock() except +
        bool try_lock()
        void unlock()
        void lock_shared() except +
        bool try_lock_shared()
        void unlock_shared()
        native_handle_type native_handle() except +

    cppclass shared_timed_mutex:
        cppclass native_handle_type:
            pass

        void lock() except +
        bool try_lock()
        bool try_lock_for[T](const T& duration) except +
        bool try_lock_until[T](const T& time_point) except +
        void unlock()
        void lock_shared() except +
        bool try_lock_shared()
        bool try_lock_shared_for[T](const T& duration) except +
        bool try_lock_shared_until[T](const T& time_point) except +
        void unlock_shared()
        native_handle_type native_handle() except +

    # Its second constructor stands for those with a tag, a duration or a time.
    cppclass shared_lock[T]:
        ctypedef T mutex_type

        shared_lock()
        shared_lock(mutex_type&, ...) except +

        void swap(shared_lock& other)

        void lock() except +
        bool try_lock() except +
        bool try_lock_for[T](const T& duration) except +
        bool try_lock_until[T](const T& time_point) except +
        void unlock() except +
        mutex_type* release()
        mutex_type* mutex()
        bool owns_lock()

        bool operator bool()

cdef extern from *:
    """
    #include <shared_mutex>

    namespace {
    namespace __cyrus_py_safe {
        template <typename Mutex>
        std::shared_lock<Mutex> shared_lock(Mutex &mutex) {
            std::shared_lock<Mutex> made(mutex, std::defer_lock);
            __cyrus_py_safe::lock(made);  // of libcpp.mutex
            return made;
        }
    }
    }
    """
    shared_lock[MutexT] py_safe_construct_shared_lock "__cyrus_py_safe::shared_lock" [MutexT](
            MutexT& m) except + nogil
