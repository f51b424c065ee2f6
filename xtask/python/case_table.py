"""Writes includes/libcyrus/case_table.pxd from the Unicode tables of the Python that runs it (CPython 3.9 to 3.12).

Single characters are looked up in Python's own tables; what those do not export is written here: characters whose upper or
title case is several characters, and those that do not count when a capital sigma looks for the end of its word.
"""

import ctypes
import pathlib
import unicodedata

POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
TARGET = pathlib.Path(__file__).parents[2] / "includes" / "libcyrus" / "case_table.pxd"


def rows(items, per_row):
    items = list(items)
    for at in range(0, len(items), per_row):
        yield "        " + " ".join(f"{item}," for item in items[at : at + per_row])


def expansions(method):
    for c in POINTS:
        made = method(chr(c))
        if len(made) > 1:
            points = [ord(m) for m in made] + [0] * (3 - len(made))
            yield "{" + ", ".join(hex(p) for p in [c, *points]) + "}"


def ignored():
    """Where a run of ignored characters begins or ends, in turn."""
    ask = ctypes.pythonapi._PyUnicode_IsCaseIgnorable
    ask.argtypes = [ctypes.c_uint32]
    before = False
    for c in range(0x110000):
        now = bool(ask(c))
        if now != before:
            yield hex(c)
        before = now


def main():
    lines = [
        "# Case mappings that Python has, but does not export: made by xtask/python/case_table.py from Unicode",
        f"# {unicodedata.unidata_version}. The upper and title cases that are several characters; where runs of characters begin and end that do",
        "# not count at the end of a word.",
        "",
        "cdef extern from * nogil:",
        '    """',
        "    struct __cyrus_case_row { unsigned short from, to[3]; };",
        "    static const __cyrus_case_row __cyrus_case_upper[] = {",
        *rows(expansions(str.upper), 3),
        "    };",
        "    static const __cyrus_case_row __cyrus_case_title[] = {",
        *rows(expansions(str.title), 3),
        "    };",
        "    static const Py_UCS4 __cyrus_case_ignored[] = {",
        *rows(ignored(), 12),
        "    };",
        '    """',
        "    pass",
    ]
    TARGET.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
