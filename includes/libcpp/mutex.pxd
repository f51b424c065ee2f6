# <mutex>. Waiting for a lock with the GIL in hand can deadlock: some other thread may hold the lock
# and want the GIL. The functions that begin with `py_safe_` are for callers with the GIL.

from libcpp cimport bool

# For its C code.
cimport libcyrus.gil as _gil

cdef extern from "<mutex>" namespace "std" nogil:
    # Mutexes. What a native handle is depends on the library.
    cppclass mutex:
        cppclass native_handle_type:
            pass

        void lock() except +
        bool try_lock()
        void unlock()
        native_handle_type native_handle() except +

    cppclass timed_mutex:
        cppclass native_handle_type:
            pass

        void lock() except +
        bool try_lock()
        bool try_lock_for[T](const T& duration) except +
        bool try_lock_until[T](const T& time_point) except +
        void unlock()
        native_handle_type native_handle() except +

    cppclass recursive_mutex:
        cppclass native_handle_type:
            pass

        void lock() except +
        bool try_lock()
        void unlock()
        native_handle_type native_handle() except +

    cppclass timed_recursive_mutex "std::recursive_timed_mutex":
        cppclass native_handle_type:
            pass

        void lock() except +
        bool try_lock()
        bool try_lock_for[T](const T& duration) except +
        bool try_lock_until[T](const T& time_point) except +
        void unlock()
        native_handle_type native_handle() except +

    # Ways of taking a mutex into a lock
    cppclass defer_lock_t:
        pass

    cppclass try_to_lock_t:
        pass

    cppclass adopt_lock_t:
        pass

    defer_lock_t defer_lock
    try_to_lock_t try_to_lock
    adopt_lock_t adopt_lock

    # Locks. lock_guard and scoped_lock cannot be moved: they need the directive cpp_locals.
    # unique_lock's second constructor stands for those with a tag, a duration or a time.
    cppclass lock_guard[T]:
        ctypedef T mutex_type

        lock_guard(mutex_type&) except +
        lock_guard(mutex_type&, adopt_lock_t)

    cppclass unique_lock[T]:
        ctypedef T mutex_type

        unique_lock()
        unique_lock(mutex_type&, ...) except +

        void swap(unique_lock& other)

        void lock() except +
        bool try_lock() except +
        bool try_lock_for[T](const T& duration) except +
        bool try_lock_until[T](const T& time_point) except +
        void unlock() except +
        mutex_type* release()
        mutex_type* mutex()
        bool owns_lock()

        bool operator bool()

    cppclass scoped_lock[A=*, B=*, C=*, D=*, E=*, F=*, G=*, H=*, I=*, J=*, K=*, L=*, M=*, N=*, O=*,
            P=*, Q=*, R=*, S=*, T=*, U=*, V=*, W=*, X=*, Y=*, Z=*]:
        scoped_lock(...) except +

    # Several mutexes at once
    void lock(...) except +
    bool try_lock(...) except +

    # Once. The callable must need no GIL.
    cppclass once_flag:
        pass

    void call_once[Callable](once_flag&, Callable& callable, ...) except +

cdef extern from *:
    # A flag of a type of its own, so that no flag is used with and without regard for the GIL.
    cppclass py_safe_once_flag "std::once_flag":
        pass

cdef extern from *:
    """
    #include <exception>
    #include <mutex>
    #include <utility>

    namespace {
    namespace __cyrus_py_safe {
        // Thrown through C++ code while a Python exception is set.
        struct python_error : public std::exception {};

        // The GIL let go of for a scope.
        struct without_gil {
            PyThreadState *aside;
            without_gil() : aside(__cyrus_gil_aside()) {}
            ~without_gil() { __cyrus_gil_back(aside); }
            without_gil(const without_gil &) = delete;
            without_gil &operator=(const without_gil &) = delete;
        };

        // The GIL taken for a scope inside of that scope.
        struct with_gil {
            PyThreadState *&aside;
            PyGILState_STATE ensured;
            explicit with_gil(PyThreadState *&outer) : aside(outer), ensured() {
                if (aside) PyEval_RestoreThread(aside);
                else ensured = PyGILState_Ensure();
            }
            ~with_gil() {
                if (aside) aside = PyEval_SaveThread();
                else PyGILState_Release(ensured);
            }
            with_gil(const with_gil &) = delete;
            with_gil &operator=(const with_gil &) = delete;
        };

        // std::lock() and std::try_lock() want two mutexes or more.
        template <typename Mutex>
        void lock_all(Mutex &mutex) { mutex.lock(); }
        template <typename First, typename Second, typename... More>
        void lock_all(First &first, Second &second, More &...more) {
            std::lock(first, second, more...);
        }
        template <typename Mutex>
        bool try_lock_all(Mutex &mutex) { return mutex.try_lock(); }
        template <typename First, typename Second, typename... More>
        bool try_lock_all(First &first, Second &second, More &...more) {
            return std::try_lock(first, second, more...) == -1;
        }

        template <typename... Mutexes>
        void lock(Mutexes &...mutexes) {
            if (try_lock_all(mutexes...)) return;
            without_gil scope;
            lock_all(mutexes...);
        }

        template <typename Mutex>
        std::unique_lock<Mutex> unique_lock(Mutex &mutex) {
            std::unique_lock<Mutex> made(mutex, std::defer_lock);
            __cyrus_py_safe::lock(made);
            return made;
        }

        // A Python exception in the callable leaves the flag as it was, and stays set.
        template <typename Callable, typename... Args>
        void call_once(std::once_flag &flag, Callable callable, Args &&...args) {
            without_gil scope;
            try {
                std::call_once(flag, [&]() {
                    with_gil inside(scope.aside);
                    callable(std::forward<Args>(args)...);
                    if (PyErr_Occurred()) throw python_error();
                });
            } catch (const python_error &) {
            }
        }

        inline void call_object_once(std::once_flag &flag, PyObject *callable) {
            __cyrus_py_safe::call_once(flag, [callable]() {
                Py_XDECREF(PyObject_CallObject(callable, NULL));
            });
        }
    }
    }
    """
    # Locks one mutex or several, without the GIL while waiting.
    void py_safe_lock "__cyrus_py_safe::lock"(...) except + nogil
    unique_lock[MutexT] py_safe_construct_unique_lock "__cyrus_py_safe::unique_lock" [MutexT](
            MutexT& m) except + nogil

    # Calls with the GIL, waits without it. Python exceptions propagate, and count as C++ ones for
    # the flag: the next caller tries again.
    void py_safe_call_once "__cyrus_py_safe::call_once" [Callable](
            py_safe_once_flag&, Callable callable, ...) except +* nogil
    void py_safe_call_object_once "__cyrus_py_safe::call_object_once"(
            py_safe_once_flag&, object callable) except +* nogil
