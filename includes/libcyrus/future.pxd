# Futures: results that come later. docs/actors.md is about them. The name `future` is also known without a cimport.

cimport cython
from libcyrus.parcel cimport parcel

cdef immutable cypclass future[R]:
    """The result of a call on an active object, or of anything else that completes it. It may be used by all threads and coroutines
    at once; waiting for it parks the coroutine."""
    void *_future

    # Without an argument: one that somebody completes by set().
    __init__(self, void *given=NULL):
        if given == NULL:
            if __cyrus_in_parcel(R):
                given = __cyrus_future_made(parcel[R].type())
            else:
                given = __cyrus_future_new(sizeof(R), __cyrus_future_kind(R))
        self._future = given

    __dealloc__(self):
        __cyrus_future_free(self._future)

    # Waits for the result, as long as it takes or so many seconds, and gives it, or raises what the method has raised.
    @cython.parks
    R get(self, double timeout=-1) except *:
        cdef parcel[R] value
        if __cyrus_is_lent(R):
            __cyrus_future_get(self._future, <void *> &value, sizeof(value), parcel[R].kind(), timeout)
            return value.lent()
        else:
            __cyrus_future_get(self._future, <void *> &value, sizeof(value), __cyrus_future_kind(R), timeout)
            if __cyrus_is_isolated(R):
                return __cyrus_moved(value)
            else:
                return value

    # The result, which is there.
    R _now(self) except *:
        cdef parcel[R] value
        if __cyrus_is_lent(R):
            __cyrus_future_get(self._future, <void *> &value, sizeof(value), parcel[R].kind(), 0)
            return value.lent()
        else:
            __cyrus_future_get(self._future, <void *> &value, sizeof(value), __cyrus_future_kind(R), 0)
            if __cyrus_is_isolated(R):
                return __cyrus_moved(value)
            else:
                return value

    @cython.parks
    R result(self, double timeout=-1) except *:
        return self.get(timeout)

    # Whether there is a result, or an exception, or it was cancelled.
    bint done(self) noexcept:
        return __cyrus_future_state(self._future) != 2

    bint cancelled(self) noexcept:
        return __cyrus_future_state(self._future) == 4

    # Nobody wants the result any more: a call that has not begun never will. False: it is there already.
    bint cancel(self) noexcept:
        return __cyrus_future_cancel(self._future) != 0

    # Completes it; False: it is complete or cancelled.
    bint set(self, R value) except *:
        cdef parcel[R] given
        if __cyrus_in_parcel(R):
            given.put(value)
            return __cyrus_future_set(self._future, <void *> &given, __cyrus_future_kind(R)) != 0
        elif __cyrus_is_isolated(R):
            moved = consume value
            done = __cyrus_future_set(self._future, <void *> &moved, __cyrus_future_kind(R))
            (<void **> &moved)[0] = NULL
            return done != 0
        else:
            if __cyrus_is_shared(R):
                Cy_INCREF(value)
            return __cyrus_future_set(self._future, <void *> &value, __cyrus_future_kind(R)) != 0
