//! The C++ exception being handled as a Python exception (`except +`). Called inside `catch (...)`, with the GIL. An
//! exception that the C++ code had set in Python stays.
//@cxx
//@include <exception>
//@include <ios>
//@include <new>
//@include <stdexcept>
//@include <typeinfo>
//@fn __cyrus_cpp_exception() -> void
//@fn __cyrus_cpp_exception_as(PyObject *) -> void
//@proto
static void __cyrus_cpp_exception(void);
static void __cyrus_cpp_exception_as(PyObject *type);
//@code
static __CYRUS_COLD void __cyrus_cpp_exception(void) {
    if (PyErr_Occurred())
        return;
    try {
        throw;
    } catch (const std::bad_alloc &e) {
        PyErr_SetString(PyExc_MemoryError, e.what());
    } catch (const std::bad_cast &e) {
        PyErr_SetString(PyExc_TypeError, e.what());
    } catch (const std::bad_typeid &e) {
        PyErr_SetString(PyExc_TypeError, e.what());
    } catch (const std::domain_error &e) {
        PyErr_SetString(PyExc_ValueError, e.what());
    } catch (const std::invalid_argument &e) {
        PyErr_SetString(PyExc_ValueError, e.what());
    } catch (const std::ios_base::failure &e) {
        PyErr_SetString(PyExc_IOError, e.what());
    } catch (const std::out_of_range &e) {
        PyErr_SetString(PyExc_IndexError, e.what());
    } catch (const std::overflow_error &e) {
        PyErr_SetString(PyExc_OverflowError, e.what());
    } catch (const std::range_error &e) {
        PyErr_SetString(PyExc_ArithmeticError, e.what());
    } catch (const std::underflow_error &e) {
        PyErr_SetString(PyExc_ArithmeticError, e.what());
    } catch (const std::exception &e) {
        PyErr_SetString(PyExc_RuntimeError, e.what());
    } catch (...) {
        PyErr_SetString(PyExc_RuntimeError, "Unknown exception");
    }
}
// `except +ValueError`: always this one.
static __CYRUS_COLD void __cyrus_cpp_exception_as(PyObject *type) {
    if (PyErr_Occurred())
        return;
    try {
        throw;
    } catch (const std::exception &e) {
        PyErr_SetString(type, e.what());
    } catch (...) {
        PyErr_SetNone(type);
    }
}
