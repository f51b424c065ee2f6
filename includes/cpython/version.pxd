# CPython's version. These are C constants: compare them in plain code, and the C compiler drops
# the branch that does not apply.

cdef extern from *:
    # 0x030C01F0 is 3.12.1; the level is 0xA (alpha), 0xB (beta), 0xC (candidate) or 0xF (final).
    int PY_VERSION_HEX
    int PY_MAJOR_VERSION
    int PY_MINOR_VERSION
    int PY_MICRO_VERSION
    int PY_RELEASE_LEVEL
    int PY_RELEASE_SERIAL
    char PY_VERSION[]
    char PY_PATCHLEVEL_REVISION[]
