//! Methods of str on a single character.
//@fn __cyrus_ucs4_isalpha(Py_UCS4) -> int nogil pure
//@fn __cyrus_ucs4_isalnum(Py_UCS4) -> int nogil pure
//@fn __cyrus_ucs4_isdecimal(Py_UCS4) -> int nogil pure
//@fn __cyrus_ucs4_isdigit(Py_UCS4) -> int nogil pure
//@fn __cyrus_ucs4_isnumeric(Py_UCS4) -> int nogil pure
//@fn __cyrus_ucs4_islower(Py_UCS4) -> int nogil pure
//@fn __cyrus_ucs4_isupper(Py_UCS4) -> int nogil pure
//@fn __cyrus_ucs4_istitle(Py_UCS4) -> int nogil pure
//@fn __cyrus_ucs4_isspace(Py_UCS4) -> int nogil pure
//@fn __cyrus_ucs4_isprintable(Py_UCS4) -> int nogil pure
//@fn __cyrus_ucs4_tolower(Py_UCS4) -> Py_UCS4 nogil pure
//@fn __cyrus_ucs4_toupper(Py_UCS4) -> Py_UCS4 nogil pure
//@proto
#define __CYRUS_UCS4(T, name, NAME) \
  static inline T __cyrus_ucs4_##name(Py_UCS4 c) { return (T)Py_UNICODE_##NAME(c); }
__CYRUS_UCS4(int, isalpha, ISALPHA)
__CYRUS_UCS4(int, isalnum, ISALNUM)
__CYRUS_UCS4(int, isdecimal, ISDECIMAL)
__CYRUS_UCS4(int, isdigit, ISDIGIT)
__CYRUS_UCS4(int, isnumeric, ISNUMERIC)
__CYRUS_UCS4(int, islower, ISLOWER)
__CYRUS_UCS4(int, isupper, ISUPPER)
__CYRUS_UCS4(int, istitle, ISTITLE)
__CYRUS_UCS4(int, isspace, ISSPACE)
__CYRUS_UCS4(int, isprintable, ISPRINTABLE)
__CYRUS_UCS4(Py_UCS4, tolower, TOLOWER)
__CYRUS_UCS4(Py_UCS4, toupper, TOUPPER)
