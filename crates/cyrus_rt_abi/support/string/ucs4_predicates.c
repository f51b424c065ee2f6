//! Methods of str on a single character. One in upper case is a title, too.
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
//@proto
#define __CYRUS_UCS4(name, NAME) \
  static inline int __cyrus_ucs4_##name(Py_UCS4 c) { return Py_UNICODE_##NAME(c) != 0; }
__CYRUS_UCS4(isalpha, ISALPHA)
__CYRUS_UCS4(isalnum, ISALNUM)
__CYRUS_UCS4(isdecimal, ISDECIMAL)
__CYRUS_UCS4(isdigit, ISDIGIT)
__CYRUS_UCS4(isnumeric, ISNUMERIC)
__CYRUS_UCS4(islower, ISLOWER)
__CYRUS_UCS4(isupper, ISUPPER)
static inline int __cyrus_ucs4_istitle(Py_UCS4 c) { return Py_UNICODE_ISTITLE(c) || Py_UNICODE_ISUPPER(c); }
__CYRUS_UCS4(isspace, ISSPACE)
__CYRUS_UCS4(isprintable, ISPRINTABLE)
