//! The current thread state, without the null check of PyThreadState_Get.
//@proto
#if PY_VERSION_HEX >= 0x030D0000
#define __cyrus_tstate() PyThreadState_GetUnchecked()
#else
#define __cyrus_tstate() _PyThreadState_UncheckedGet()
#endif
