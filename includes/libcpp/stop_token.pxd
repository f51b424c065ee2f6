# <stop_token>, C++20: asking work to stop. A stop_callback can neither be copied nor moved; make it
# with `new`, or take a python_stop_callback_holder.

from libcpp cimport bool

cdef extern from * nogil:
    # Without C++20 the header is missing, and a module that does not use it still has to compile:
    # libcpp.condition_variable is one. <thread> knows whether it is there.
    """
    #include <thread>
    #ifdef __cpp_lib_jthread
        #include <stop_token>
    #endif
    """

cdef extern from * namespace "std" nogil:
    cppclass stop_token:
        bool stop_requested() noexcept
        bool stop_possible() noexcept

    cppclass nostopstate_t:
        pass

    nostopstate_t nostopstate

    cppclass stop_source:
        stop_source() except +
        stop_source(nostopstate_t) noexcept
        void swap(stop_source& other) noexcept
        bool request_stop() noexcept
        stop_token get_token() noexcept
        bool stop_requested() noexcept
        bool stop_possible() noexcept

    # The callback is taken as it is, without a conversion.
    cppclass stop_callback[Callback]:
        stop_callback(stop_token st, Callback cb) noexcept

cdef extern from *:
    """
    #ifdef __cpp_lib_jthread
    #include <optional>
    #include <utility>

    namespace {
        using __cyrus_stop_callback = std::stop_callback<void (*)()>;

        class __cyrus_python_stop_callback {
            // A reference to a Python callable, which calls it with the GIL.
            class call {
                PyObject *callable;

              public:
                explicit call(PyObject *function) : callable(function) { Py_INCREF(callable); }
                call(call &&other) noexcept : callable(std::exchange(other.callable, nullptr)) {}
                call &operator=(call &&) = delete;
                ~call() {
                    if (!callable) return;
                    PyGILState_STATE gil = PyGILState_Ensure();
                    Py_DECREF(callable);
                    PyGILState_Release(gil);
                }
                void operator()() const {
                    PyGILState_STATE gil = PyGILState_Ensure();
                    PyObject *result = PyObject_CallObject(callable, NULL);
                    if (!result) PyErr_WriteUnraisable(callable);
                    Py_XDECREF(result);
                    PyGILState_Release(gil);
                }
            };

            std::optional<std::stop_callback<call>> registered;

          public:
            __cyrus_python_stop_callback() = default;
            __cyrus_python_stop_callback(std::stop_token token, PyObject *function) {
                initialize(std::move(token), function);
            }
            void initialize(std::stop_token token, PyObject *function) {
                registered.emplace(std::move(token), call(function));
            }
        };
    }
    #endif
    """
    ctypedef stop_callback[void (*)() noexcept nogil] func_ptr_stop_callback "__cyrus_stop_callback"

    # Calls a Python object. It lives on the stack or in a class; initialize() registers it.
    cppclass python_stop_callback_holder "__cyrus_python_stop_callback":
        python_stop_callback_holder()
        python_stop_callback_holder(stop_token token, object callable)
        void initialize(stop_token token, object callable)
