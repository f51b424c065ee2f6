# <condition_variable>. See libcpp.mutex about the GIL: here too, the `py_safe_` forms are for
# callers with the GIL. They let go of it while waiting, and hold it for the predicate.

from libcpp cimport bool as _bool
from libcpp.mutex cimport mutex, unique_lock
from libcpp.stop_token cimport stop_token

cdef extern from "<condition_variable>" namespace "std" nogil:
    enum class cv_status:
        no_timeout
        timeout

    # Predicates must need no GIL.
    cppclass condition_variable:
        cppclass native_handle_type:
            pass

        condition_variable() except +

        void notify_one() noexcept
        void notify_all() noexcept
        void wait(unique_lock[mutex]& lock) except +
        void wait[Predicate](unique_lock[mutex]& lock, Predicate pred) except +
        cv_status wait_for[Duration](unique_lock[mutex]& lock, const Duration& duration) except +
        _bool wait_for[Duration, Predicate](
                unique_lock[mutex]& lock, const Duration& duration, Predicate pred) except +
        cv_status wait_until[TimePoint](
                unique_lock[mutex]& lock, const TimePoint& time_point) except +
        _bool wait_until[TimePoint, Predicate](
                unique_lock[mutex]& lock, const TimePoint& time_point, Predicate pred) except +
        native_handle_type native_handle() except +

    cppclass condition_variable_any:
        condition_variable_any() except +
        void notify_one() noexcept
        void notify_all() noexcept
        void wait[Lock](Lock& lock) except +
        void wait[Lock, Predicate](Lock& lock, Predicate pred) except +
        _bool wait[Lock, Predicate](Lock& lock, stop_token stoken, Predicate pred) except +
        cv_status wait_for[Lock, Duration](Lock& lock, const Duration& duration) except +
        _bool wait_for[Lock, Duration, Predicate](
                Lock& lock, const Duration& duration, Predicate pred) except +
        _bool wait_for[Lock, Duration, Predicate](
                Lock& lock, stop_token stoken, const Duration& duration, Predicate pred) except +
        cv_status wait_until[Lock, TimePoint](Lock& lock, const TimePoint& time_point) except +
        _bool wait_until[Lock, TimePoint, Predicate](
                Lock& lock, const TimePoint& time_point, Predicate pred) except +
        _bool wait_until[Lock, TimePoint, Predicate](
                Lock& lock, stop_token stoken, const TimePoint& time_point, Predicate pred) except +

    void notify_all_at_thread_exit(condition_variable& cv, unique_lock[mutex]& lock) except +

cdef extern from *:
    """
    #include <condition_variable>
    #include <utility>

    namespace {
    namespace __cyrus_py_safe {
        // A wait with `lock`, from before the GIL is let go of until it is back. Nobody may wait
        // for the GIL with the lock in hand, so the lock is let go of whenever the GIL is taken.
        template <typename Lock>
        class waiting {
            Lock &lock_;
            PyThreadState *aside_;

          public:
            explicit waiting(Lock &held) : lock_(held), aside_(__cyrus_gil_aside()) {}
            waiting(const waiting &) = delete;
            waiting &operator=(const waiting &) = delete;

            ~waiting() {
                if (!aside_) return;
                lock_.unlock();
                __cyrus_gil_back(aside_);
                __cyrus_py_safe::lock(lock_);
            }

            template <typename Predicate>
            bool ask(Predicate &predicate) {
                lock_.unlock();
                with_gil inside(aside_);
                __cyrus_py_safe::lock(lock_);
                bool answer = predicate();
                if (PyErr_Occurred()) throw python_error();
                return answer;
            }
        };

        struct object_predicate {
            PyObject *callable;
            bool operator()() const {
                PyObject *result = PyObject_CallObject(callable, NULL);
                int answer = result ? PyObject_IsTrue(result) : 0;
                Py_XDECREF(result);
                return answer > 0;
            }
        };

        // The compiler names the leading template arguments of a call, in the order in which the
        // declarations below have them; C++ finds the rest. Tokens are templates as
        // std::stop_token is C++20's.

        template <typename Lock, typename Condition>
        void wait(Condition &condition, Lock &lock) {
            waiting<Lock> scope(lock);
            condition.wait(lock);
        }
        template <typename Predicate, typename Lock, typename Condition>
        void wait_predicate(Condition &condition, Lock &lock, Predicate predicate) {
            waiting<Lock> scope(lock);
            condition.wait(lock, [&]() { return scope.ask(predicate); });
        }
        template <typename Lock, typename Predicate, typename Condition, typename Token>
        bool wait_stop(Condition &condition, Lock &lock, Token token, Predicate predicate) {
            waiting<Lock> scope(lock);
            return condition.wait(lock, std::move(token), [&]() { return scope.ask(predicate); });
        }
        template <typename Lock, typename Condition>
        void wait_object(Condition &condition, Lock &lock, PyObject *callable) {
            wait_predicate(condition, lock, object_predicate{callable});
        }
        template <typename Lock, typename Condition, typename Token>
        bool wait_object(Condition &condition, Lock &lock, Token token, PyObject *callable) {
            return wait_stop(condition, lock, std::move(token), object_predicate{callable});
        }

        template <typename Duration, typename Lock, typename Condition>
        std::cv_status wait_for(Condition &condition, Lock &lock, const Duration &duration) {
            waiting<Lock> scope(lock);
            return condition.wait_for(lock, duration);
        }
        template <typename Duration, typename Predicate, typename Lock, typename Condition>
        bool wait_for_predicate(
                Condition &condition, Lock &lock, const Duration &duration, Predicate predicate) {
            waiting<Lock> scope(lock);
            return condition.wait_for(lock, duration, [&]() { return scope.ask(predicate); });
        }
        template <typename Duration, typename Predicate, typename Lock, typename Condition,
                  typename Token>
        bool wait_for_stop(
                Condition &condition, Lock &lock, Token token, const Duration &duration,
                Predicate predicate) {
            waiting<Lock> scope(lock);
            return condition.wait_for(
                lock, std::move(token), duration, [&]() { return scope.ask(predicate); });
        }
        template <typename Duration, typename Lock, typename Condition>
        bool wait_for_object(
                Condition &condition, Lock &lock, const Duration &duration, PyObject *callable) {
            return wait_for_predicate(condition, lock, duration, object_predicate{callable});
        }
        template <typename Duration, typename Lock, typename Condition, typename Token>
        bool wait_for_object(
                Condition &condition, Lock &lock, Token token, const Duration &duration,
                PyObject *callable) {
            return wait_for_stop(
                condition, lock, std::move(token), duration, object_predicate{callable});
        }

        template <typename Timepoint, typename Lock, typename Condition>
        std::cv_status wait_until(Condition &condition, Lock &lock, const Timepoint &time) {
            waiting<Lock> scope(lock);
            return condition.wait_until(lock, time);
        }
        template <typename Timepoint, typename Predicate, typename Lock, typename Condition>
        bool wait_until_predicate(
                Condition &condition, Lock &lock, const Timepoint &time, Predicate predicate) {
            waiting<Lock> scope(lock);
            return condition.wait_until(lock, time, [&]() { return scope.ask(predicate); });
        }
        template <typename Timepoint, typename Predicate, typename Lock, typename Condition,
                  typename Token>
        bool wait_until_stop(
                Condition &condition, Lock &lock, Token token, const Timepoint &time,
                Predicate predicate) {
            waiting<Lock> scope(lock);
            return condition.wait_until(
                lock, std::move(token), time, [&]() { return scope.ask(predicate); });
        }
        template <typename Timepoint, typename Lock, typename Condition>
        bool wait_until_object(
                Condition &condition, Lock &lock, const Timepoint &time, PyObject *callable) {
            return wait_until_predicate(condition, lock, time, object_predicate{callable});
        }
        template <typename Timepoint, typename Lock, typename Condition, typename Token>
        bool wait_until_object(
                Condition &condition, Lock &lock, Token token, const Timepoint &time,
                PyObject *callable) {
            return wait_until_stop(
                condition, lock, std::move(token), time, object_predicate{callable});
        }
    }
    }
    """
    # Until notified
    void py_safe_wait "__cyrus_py_safe::wait"(
            condition_variable& cv, unique_lock[mutex]& lock) except + nogil
    void py_safe_object_wait "__cyrus_py_safe::wait_object"(
            condition_variable& cv, unique_lock[mutex]& lock, object predicate) except +
    void py_safe_wait "__cyrus_py_safe::wait_predicate" [Predicate](
            condition_variable& cv, unique_lock[mutex]& lock, Predicate predicate) except + nogil
    void py_safe_wait "__cyrus_py_safe::wait" [Lock](
            condition_variable_any& cv, Lock& lock) except + nogil
    void py_safe_object_wait "__cyrus_py_safe::wait_object" [Lock](
            condition_variable_any& cv, Lock& lock, object predicate) except +
    void py_safe_wait "__cyrus_py_safe::wait_predicate" [Predicate, Lock](
            condition_variable_any& cv, Lock& lock, Predicate predicate) except + nogil
    _bool py_safe_object_wait "__cyrus_py_safe::wait_object" [Lock](
            condition_variable_any& cv, Lock& lock, stop_token stoken, object predicate) except +
    _bool py_safe_wait "__cyrus_py_safe::wait_stop" [Lock, Predicate](
            condition_variable_any& cv, Lock& lock, stop_token stoken,
            Predicate predicate) except + nogil

    # For a time
    cv_status py_safe_wait_for "__cyrus_py_safe::wait_for" [Duration](
            condition_variable& cv, unique_lock[mutex]& lock,
            const Duration& duration) except + nogil
    _bool py_safe_object_wait_for "__cyrus_py_safe::wait_for_object" [Duration](
            condition_variable& cv, unique_lock[mutex]& lock, const Duration& duration,
            object pred) except +
    _bool py_safe_wait_for "__cyrus_py_safe::wait_for_predicate" [Duration, Predicate](
            condition_variable& cv, unique_lock[mutex]& lock, const Duration& duration,
            Predicate pred) except + nogil
    cv_status py_safe_wait_for "__cyrus_py_safe::wait_for" [Duration, Lock](
            condition_variable_any& cv, Lock& lock, const Duration& duration) except + nogil
    _bool py_safe_object_wait_for "__cyrus_py_safe::wait_for_object" [Duration, Lock](
            condition_variable_any& cv, Lock& lock, const Duration& duration, object pred) except +
    _bool py_safe_wait_for "__cyrus_py_safe::wait_for_predicate" [Duration, Predicate, Lock](
            condition_variable_any& cv, Lock& lock, const Duration& duration,
            Predicate pred) except + nogil
    _bool py_safe_object_wait_for "__cyrus_py_safe::wait_for_object" [Duration, Lock](
            condition_variable_any& cv, Lock& lock, stop_token stoken, const Duration& duration,
            object pred) except +
    _bool py_safe_wait_for "__cyrus_py_safe::wait_for_stop" [Duration, Predicate, Lock](
            condition_variable_any& cv, Lock& lock, stop_token stoken, const Duration& duration,
            Predicate pred) except + nogil

    # Up to a time
    cv_status py_safe_wait_until "__cyrus_py_safe::wait_until" [Timepoint](
            condition_variable& cv, unique_lock[mutex]& lock,
            const Timepoint& timepoint) except + nogil
    _bool py_safe_object_wait_until "__cyrus_py_safe::wait_until_object" [Timepoint](
            condition_variable& cv, unique_lock[mutex]& lock, const Timepoint& timepoint,
            object pred) except +
    _bool py_safe_wait_until "__cyrus_py_safe::wait_until_predicate" [Timepoint, Predicate](
            condition_variable& cv, unique_lock[mutex]& lock, const Timepoint& timepoint,
            Predicate pred) except + nogil
    cv_status py_safe_wait_until "__cyrus_py_safe::wait_until" [Timepoint, Lock](
            condition_variable_any& cv, Lock& lock, const Timepoint& timepoint) except + nogil
    _bool py_safe_object_wait_until "__cyrus_py_safe::wait_until_object" [Timepoint, Lock](
            condition_variable_any& cv, Lock& lock, const Timepoint& timepoint,
            object pred) except +
    _bool py_safe_wait_until "__cyrus_py_safe::wait_until_predicate" [Timepoint, Predicate, Lock](
            condition_variable_any& cv, Lock& lock, const Timepoint& timepoint,
            Predicate pred) except + nogil
    _bool py_safe_object_wait_until "__cyrus_py_safe::wait_until_object" [Timepoint, Lock](
            condition_variable_any& cv, Lock& lock, stop_token stoken, const Timepoint& timepoint,
            object pred) except +
    _bool py_safe_wait_until "__cyrus_py_safe::wait_until_stop" [Timepoint, Predicate, Lock](
            condition_variable_any& cv, Lock& lock, stop_token stoken, const Timepoint& timepoint,
            Predicate pred) except + nogil
