# <exception> and <stdexcept>: exceptions as objects. The classes are names to catch by: they have
# no constructors here, as C++ exceptions are not thrown from our code.

from libcpp cimport bool

cdef extern from "<exception>" namespace "std" nogil:
    cppclass exception:
        const char* what() noexcept

    # A reference to any exception
    cppclass exception_ptr:
        bool operator bool()

    exception_ptr make_exception_ptr[E](E e) noexcept
    exception_ptr current_exception() noexcept
    void rethrow_exception(exception_ptr) except +

cdef extern from "<stdexcept>" namespace "std" nogil:
    cppclass logic_error(exception):
        pass

    cppclass invalid_argument(logic_error):
        pass

    cppclass domain_error(logic_error):
        pass

    cppclass length_error(logic_error):
        pass

    cppclass out_of_range(logic_error):
        pass

    cppclass runtime_error(exception):
        pass

    cppclass range_error(runtime_error):
        pass

    cppclass overflow_error(runtime_error):
        pass

    cppclass bad_typeid(exception):
        pass

    cppclass bad_cast(exception):
        pass

    cppclass bad_alloc(exception):
        pass

    cppclass bad_exception(exception):
        pass

cdef extern from *:
    """
    #include <exception>
    #include <ios>
    #include <new>
    #include <stdexcept>
    #include <typeinfo>
    #include <utility>

    // Sets the Python exception for the C++ exception being handled, unless one is set already.
    // The same table as for `except +`.
    static inline void __cyrus_exception_to_python() {
        if (PyErr_Occurred()) return;
        #define __cyrus_catch(cpp, python) \
            catch (const cpp &error) { PyErr_SetString(python, error.what()); return; }
        try {
            throw;
        }
        __cyrus_catch(std::bad_alloc, PyExc_MemoryError)
        __cyrus_catch(std::bad_cast, PyExc_TypeError)
        __cyrus_catch(std::bad_typeid, PyExc_TypeError)
        __cyrus_catch(std::domain_error, PyExc_ValueError)
        __cyrus_catch(std::invalid_argument, PyExc_ValueError)
        __cyrus_catch(std::ios_base::failure, PyExc_IOError)
        __cyrus_catch(std::out_of_range, PyExc_IndexError)
        __cyrus_catch(std::overflow_error, PyExc_OverflowError)
        __cyrus_catch(std::range_error, PyExc_ArithmeticError)
        __cyrus_catch(std::underflow_error, PyExc_ArithmeticError)
        __cyrus_catch(std::exception, PyExc_RuntimeError)
        catch (...) {
            PyErr_SetString(PyExc_RuntimeError, "Unknown exception");
        }
        #undef __cyrus_catch
    }

    // An exception_ptr travels through Python in a capsule. The name is Cython's, so that modules
    // of both compilers can pass exceptions to each other.
    #define __cyrus_exception_capsule "std::exception_ptr wrapper"

    static inline void __cyrus_exception_capsule_free(PyObject *capsule) {
        delete static_cast<std::exception_ptr *>(
            PyCapsule_GetPointer(capsule, __cyrus_exception_capsule));
    }

    static inline void __cyrus_raise_exception_ptr() {
        PyObject *type, *value, *traceback, *capsule;
        std::exception_ptr *current = new std::exception_ptr(std::current_exception());
        __cyrus_exception_to_python();
        PyErr_Fetch(&type, &value, &traceback);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
        capsule = PyCapsule_New(
            current, __cyrus_exception_capsule, __cyrus_exception_capsule_free);
        if (capsule) {
            PyErr_SetObject(type, capsule);
            Py_DECREF(capsule);
        } else {
            delete current;
        }
        Py_XDECREF(type);
    }

    static inline std::exception_ptr __cyrus_wrapped_exception_ptr(PyObject *error) {
        std::exception_ptr *found = nullptr;
        std::exception_ptr result;
        PyObject *args = PyObject_GetAttrString(error, "args");
        Py_ssize_t count = args ? PyTuple_Size(args) : -1;
        if (count == 1) {
            found = static_cast<std::exception_ptr *>(
                PyCapsule_GetPointer(PyTuple_GetItem(args, 0), __cyrus_exception_capsule));
        } else if (count >= 0) {
            PyErr_SetString(
                PyExc_ValueError, "exception args were not the expected length of 1");
        }
        if (found) result = *found;
        Py_XDECREF(args);
        return result;
    }
    """
    # To be used as `except +exception_ptr_error_handler`: raises the usual Python exception for
    # the C++ one, but with the exception_ptr as its argument.
    void exception_ptr_error_handler "__cyrus_raise_exception_ptr"() except *
    # And this takes the exception_ptr out of the Python exception.
    exception_ptr wrapped_exception_ptr_from_exception "__cyrus_wrapped_exception_ptr"(e) except *

cdef extern from *:
    """
    #if __cplusplus >= 201103L || defined(_MSC_VER)
    namespace {
        // Offers the exception being handled to one handler; true if that raised a Python one.
        inline bool __cyrus_offer_exception(void (*handler)()) {
            handler();
            return PyErr_Occurred() != NULL;
        }
        template <typename Error>
        bool __cyrus_offer_exception(void (*handler)(Error &)) {
            try {
                throw;
            } catch (Error &error) {
                handler(error);
                return PyErr_Occurred() != NULL;
            } catch (...) {
                return false;
            }
        }

        inline bool __cyrus_offer_exception_to_any() { return false; }
        template <typename Handler, typename... More>
        bool __cyrus_offer_exception_to_any(Handler handler, More... more) {
            return __cyrus_offer_exception(handler) || __cyrus_offer_exception_to_any(more...);
        }

        template <typename... Handlers>
        void __cyrus_delegate_exception(Handlers... handlers) {
            if (!std::current_exception()) {
                // Word for word Cython's message, odd name included.
                PyErr_SetString(
                    PyExc_SystemError,
                    "__pyx_delegrate_to_exception_handlers called without a C++ exception");
            } else if (!__cyrus_offer_exception_to_any(handlers...)) {
                throw;
            }
        }
    }
    #endif
    """
    # For the body of a handler. Takes functions `void f(Error&)` or `void f()` and calls in turn
    # those the exception fits, until one raises a Python exception. If none does, the exception
    # becomes what `except +` makes of it.
    void delegate_to_exception_handlers "__cyrus_delegate_exception"(...) except +*
