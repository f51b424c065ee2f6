# <future>: a value that comes later. wait_for() and wait_until() take durations and times of
# <chrono>, which has no module yet. `const T& get()` and set_value() are not right for every T.

from libcpp cimport bool
from libcpp.exception cimport exception_ptr

cdef extern from "<future>":
    # A std::future_error becomes RuntimeError("std::future_error", code, message); the code is one
    # of future_errc.
    """
    static inline void __cyrus_raise_future_error() {
        try {
            throw;
        } catch (const std::future_error &error) {
            PyObject *args = Py_BuildValue(
                "sis", "std::future_error", error.code().value(), error.what());
            if (args) {
                PyErr_SetObject(PyExc_RuntimeError, args);
                Py_DECREF(args);
            }
        } catch (...) {
            __cyrus_exception_to_python();  // of libcpp.exception
        }
    }
    """
    void _raise_future_error "__cyrus_raise_future_error"() except +

cdef extern from "<future>" namespace "std" nogil:
    enum class future_status:
        ready
        timeout
        deferred

    enum class future_errc:
        broken_promise
        future_already_retrieved
        promise_already_satisfied
        no_state

    cppclass future[T]:
        future() noexcept
        future(future& other) noexcept
        future& operator=(future& other) noexcept
        shared_future[T] share() noexcept
        T get() except +_raise_future_error
        bool valid() noexcept
        void wait() except +
        future_status wait_for(...) except +
        future_status wait_until(...) except +

    cppclass shared_future[T]:
        shared_future() noexcept
        shared_future(const shared_future& other) noexcept
        shared_future(future[T]& other) noexcept
        shared_future& operator=(const shared_future& other) noexcept
        shared_future& operator=(future& other) noexcept
        const T& get() except +_raise_future_error
        bool valid() noexcept
        void wait() except +
        future_status wait_for(...) except +
        future_status wait_until(...) except +

    cppclass promise[T]:
        promise() noexcept
        promise(promise& other) noexcept
        promise& operator=(promise& other) noexcept
        void swap(promise& other) noexcept
        future[T] get_future() except +
        void set_value(T value) except +_raise_future_error
        void set_value() except +_raise_future_error
        void set_value_at_thread_exit(T value) except +_raise_future_error
        void set_value_at_thread_exit() except +_raise_future_error
        void set_exception(exception_ptr p) except +_raise_future_error
        void set_exception_at_thread_exit(exception_ptr p) except +_raise_future_error
