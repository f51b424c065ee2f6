# Python's `datetime` module through its C API. Call import_datetime() once before any of it.

from cpython.object cimport PyObject
from cpython.version cimport PY_VERSION_HEX

cdef extern from "Python.h":
    ctypedef struct PyTypeObject:
        pass

cdef extern from "datetime.h":
    """
    #ifdef Py_LIMITED_API
        #error "cpython.datetime needs the C API of datetime, which is not part of the limited API."
    #endif

    /* Python 3.9 has no macros for these. */
    #ifndef PyDateTime_TIME_GET_TZINFO
        #define PyDateTime_TIME_GET_TZINFO(o) (((PyDateTime_Time *) (o))->hastzinfo \
            ? ((PyDateTime_Time *) (o))->tzinfo : Py_None)
    #endif
    #ifndef PyDateTime_DATE_GET_TZINFO
        #define PyDateTime_DATE_GET_TZINFO(o) (((PyDateTime_DateTime *) (o))->hastzinfo \
            ? ((PyDateTime_DateTime *) (o))->tzinfo : Py_None)
    #endif

    /* PyDateTime_IMPORT is a macro that looks like a variable. */
    static inline void __cyrus_datetime_import(void) { PyDateTime_IMPORT; }
    """
    void _import "__cyrus_datetime_import"()
    void PyDateTime_IMPORT()

    # The classes, whose fields read without a call of Python
    ctypedef extern class datetime.date [object PyDateTime_Date]:
        @property
        cdef inline int year(self) noexcept:
            return PyDateTime_GET_YEAR(self)

        @property
        cdef inline int month(self) noexcept:
            return PyDateTime_GET_MONTH(self)

        @property
        cdef inline int day(self) noexcept:
            return PyDateTime_GET_DAY(self)

    ctypedef extern class datetime.time [object PyDateTime_Time]:
        @property
        cdef inline int hour(self) noexcept:
            return PyDateTime_TIME_GET_HOUR(self)

        @property
        cdef inline int minute(self) noexcept:
            return PyDateTime_TIME_GET_MINUTE(self)

        @property
        cdef inline int second(self) noexcept:
            return PyDateTime_TIME_GET_SECOND(self)

        @property
        cdef inline int microsecond(self) noexcept:
            return PyDateTime_TIME_GET_MICROSECOND(self)

        @property
        cdef inline object tzinfo(self):
            return <object> PyDateTime_TIME_GET_TZINFO(self)

        @property
        cdef inline int fold(self) noexcept:
            return PyDateTime_TIME_GET_FOLD(self)

    ctypedef extern class datetime.datetime [object PyDateTime_DateTime]:
        @property
        cdef inline int year(self) noexcept:
            return PyDateTime_GET_YEAR(self)

        @property
        cdef inline int month(self) noexcept:
            return PyDateTime_GET_MONTH(self)

        @property
        cdef inline int day(self) noexcept:
            return PyDateTime_GET_DAY(self)

        @property
        cdef inline int hour(self) noexcept:
            return PyDateTime_DATE_GET_HOUR(self)

        @property
        cdef inline int minute(self) noexcept:
            return PyDateTime_DATE_GET_MINUTE(self)

        @property
        cdef inline int second(self) noexcept:
            return PyDateTime_DATE_GET_SECOND(self)

        @property
        cdef inline int microsecond(self) noexcept:
            return PyDateTime_DATE_GET_MICROSECOND(self)

        @property
        cdef inline object tzinfo(self):
            return <object> PyDateTime_DATE_GET_TZINFO(self)

        @property
        cdef inline int fold(self) noexcept:
            return PyDateTime_DATE_GET_FOLD(self)

    ctypedef extern class datetime.timedelta [object PyDateTime_Delta]:
        @property
        cdef inline int day(self) noexcept:
            return PyDateTime_DELTA_GET_DAYS(self)

        @property
        cdef inline int second(self) noexcept:
            return PyDateTime_DELTA_GET_SECONDS(self)

        @property
        cdef inline int microsecond(self) noexcept:
            return PyDateTime_DELTA_GET_MICROSECONDS(self)

    ctypedef extern class datetime.tzinfo [object PyDateTime_TZInfo]:
        pass

    # Their structs
    ctypedef struct PyDateTime_Date:
        pass

    ctypedef struct PyDateTime_Time:
        unsigned char fold
        char hastzinfo
        PyObject* tzinfo

    ctypedef struct PyDateTime_DateTime:
        unsigned char fold
        char hastzinfo
        PyObject* tzinfo

    ctypedef struct PyDateTime_Delta:
        int days
        int seconds
        int microseconds

    # What the module exports to C
    ctypedef struct PyDateTime_CAPI:
        PyTypeObject* DateType
        PyTypeObject* DateTimeType
        PyTypeObject* TimeType
        PyTypeObject* DeltaType
        PyTypeObject* TZInfoType

        PyObject* TimeZone_UTC

        # None of these checks the range of its arguments.
        date (*Date_FromDate)(int, int, int, PyTypeObject*)
        datetime (*DateTime_FromDateAndTime)(
                int, int, int, int, int, int, int, object, PyTypeObject*)
        datetime (*DateTime_FromDateAndTimeAndFold)(
                int, int, int, int, int, int, int, object, int, PyTypeObject*)
        time (*Time_FromTime)(int, int, int, int, object, PyTypeObject*)
        time (*Time_FromTimeAndFold)(int, int, int, int, object, int, PyTypeObject*)
        timedelta (*Delta_FromDelta)(int, int, int, int, PyTypeObject*)
        object (*TimeZone_FromTimeZone)(object offset, PyObject* name)
        datetime (*DateTime_FromTimestamp)(PyObject*, object, PyObject*)
        date (*Date_FromTimestamp)(PyObject*, object)

    PyDateTime_CAPI* PyDateTimeAPI
    PyObject* PyDateTime_TimeZone_UTC

    # Tests
    bint PyDate_Check(object op)
    bint PyDate_CheckExact(object op)
    bint PyDateTime_Check(object op)
    bint PyDateTime_CheckExact(object op)
    bint PyTime_Check(object op)
    bint PyTime_CheckExact(object op)
    bint PyDelta_Check(object op)
    bint PyDelta_CheckExact(object op)
    bint PyTZInfo_Check(object op)
    bint PyTZInfo_CheckExact(object op)

    # Fields of date and datetime
    int PyDateTime_GET_YEAR(object o)
    int PyDateTime_GET_MONTH(object o)
    int PyDateTime_GET_DAY(object o)

    # Fields of datetime; the time zone is lent
    int PyDateTime_DATE_GET_HOUR(object o)
    int PyDateTime_DATE_GET_MINUTE(object o)
    int PyDateTime_DATE_GET_SECOND(object o)
    int PyDateTime_DATE_GET_MICROSECOND(object o)
    int PyDateTime_DATE_GET_FOLD(object o)
    PyObject* PyDateTime_DATE_GET_TZINFO(object o)

    # Fields of time; the time zone is lent
    int PyDateTime_TIME_GET_HOUR(object o)
    int PyDateTime_TIME_GET_MINUTE(object o)
    int PyDateTime_TIME_GET_SECOND(object o)
    int PyDateTime_TIME_GET_MICROSECOND(object o)
    int PyDateTime_TIME_GET_FOLD(object o)
    PyObject* PyDateTime_TIME_GET_TZINFO(object o)

    # Fields of timedelta
    int PyDateTime_DELTA_GET_DAYS(object o)
    int PyDateTime_DELTA_GET_SECONDS(object o)
    int PyDateTime_DELTA_GET_MICROSECONDS(object o)

    # Making
    object PyTimeZone_FromOffset(object offset)
    object PyTimeZone_FromOffsetAndName(object offset, object name)
    datetime PyDateTime_FromTimeStamp "PyDateTime_FromTimestamp"(object args)
    date PyDate_FromTimeStamp "PyDate_FromTimestamp"(object args)

cdef inline void import_datetime() noexcept:
    """Connects this module with `datetime`; leaves an exception set if that fails."""
    _import()

# Making. The ranges of numbers are not checked.

cdef inline date date_new(int year, int month, int day):
    return PyDateTimeAPI.Date_FromDate(year, month, day, PyDateTimeAPI.DateType)

cdef inline time time_new(
        int hour, int minute, int second, int microsecond, object tz, int fold=0):
    return PyDateTimeAPI.Time_FromTimeAndFold(
        hour, minute, second, microsecond, tz, fold, PyDateTimeAPI.TimeType)

cdef inline datetime datetime_new(
        int year, int month, int day, int hour, int minute, int second, int microsecond,
        object tz, int fold=0):
    return PyDateTimeAPI.DateTime_FromDateAndTimeAndFold(
        year, month, day, hour, minute, second, microsecond, tz, fold, PyDateTimeAPI.DateTimeType)

cdef inline timedelta timedelta_new(int days, int seconds, int useconds):
    return PyDateTimeAPI.Delta_FromDelta(days, seconds, useconds, 1, PyDateTimeAPI.DeltaType)

cdef inline object timezone_new(object offset, object name=None):
    cdef PyObject* given = NULL
    if name is not None:
        given = <PyObject*> name
    return PyDateTimeAPI.TimeZone_FromTimeZone(offset, given)

cdef inline datetime datetime_from_timestamp(timestamp, tz=None):
    cdef tuple args = (timestamp,) if tz is None else (timestamp, tz)
    return PyDateTimeAPI.DateTime_FromTimestamp(
        <PyObject*> PyDateTimeAPI.DateTimeType, args, NULL)

cdef inline date date_from_timestamp(timestamp):
    return PyDateTimeAPI.Date_FromTimestamp(<PyObject*> PyDateTimeAPI.DateType, (timestamp,))

# Reading. There are no functions to write, as the objects never change.

cdef inline object get_utc():
    return <object> PyDateTimeAPI.TimeZone_UTC

cdef inline int date_year(object o) noexcept:
    return PyDateTime_GET_YEAR(o)

cdef inline int date_month(object o) noexcept:
    return PyDateTime_GET_MONTH(o)

cdef inline int date_day(object o) noexcept:
    return PyDateTime_GET_DAY(o)

cdef inline int datetime_year(object o) noexcept:
    return PyDateTime_GET_YEAR(o)

cdef inline int datetime_month(object o) noexcept:
    return PyDateTime_GET_MONTH(o)

cdef inline int datetime_day(object o) noexcept:
    return PyDateTime_GET_DAY(o)

cdef inline int datetime_hour(object o) noexcept:
    return PyDateTime_DATE_GET_HOUR(o)

cdef inline int datetime_minute(object o) noexcept:
    return PyDateTime_DATE_GET_MINUTE(o)

cdef inline int datetime_second(object o) noexcept:
    return PyDateTime_DATE_GET_SECOND(o)

cdef inline int datetime_microsecond(object o) noexcept:
    return PyDateTime_DATE_GET_MICROSECOND(o)

cdef inline object datetime_tzinfo(object o):
    return <object> PyDateTime_DATE_GET_TZINFO(o)

cdef inline int datetime_fold(object o) noexcept:
    return PyDateTime_DATE_GET_FOLD(o)

cdef inline int time_hour(object o) noexcept:
    return PyDateTime_TIME_GET_HOUR(o)

cdef inline int time_minute(object o) noexcept:
    return PyDateTime_TIME_GET_MINUTE(o)

cdef inline int time_second(object o) noexcept:
    return PyDateTime_TIME_GET_SECOND(o)

cdef inline int time_microsecond(object o) noexcept:
    return PyDateTime_TIME_GET_MICROSECOND(o)

cdef inline object time_tzinfo(object o):
    return <object> PyDateTime_TIME_GET_TZINFO(o)

cdef inline int time_fold(object o) noexcept:
    return PyDateTime_TIME_GET_FOLD(o)

cdef inline int timedelta_days(object o) noexcept:
    return PyDateTime_DELTA_GET_DAYS(o)

cdef inline int timedelta_seconds(object o) noexcept:
    return PyDateTime_DELTA_GET_SECONDS(o)

cdef inline int timedelta_microseconds(object o) noexcept:
    return PyDateTime_DELTA_GET_MICROSECONDS(o)

cdef inline double total_seconds(timedelta obj) noexcept:
    """As the method of that name, but in C doubles: the last bit may differ."""
    cdef double days = PyDateTime_DELTA_GET_DAYS(obj)
    cdef double seconds = PyDateTime_DELTA_GET_SECONDS(obj)
    cdef double microseconds = PyDateTime_DELTA_GET_MICROSECONDS(obj)
    return days * 86400 + seconds + microseconds / 1_000_000
