"""Finding and loading the runtime, `libcyrus_rt`.

A process has one. Whoever comes first loads it; modules compiled by Cyrus look for it in the same places.
"""

import ctypes
import os
import shutil
import sys
from pathlib import Path

_NAME = "libcyrus_rt.dylib" if sys.platform == "darwin" else "libcyrus_rt.so"
#: The version of the C interface, and how many of its functions are needed here.
_VERSION = 6
_loaded = None


class LibraryNotFound(ImportError):
    """There is no runtime where it is looked for."""


def _in_this_process():
    """The runtime that a module has loaded already."""
    try:
        with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
            for line in maps:
                path = line.rstrip("\n").partition("/")[2]
                if path.endswith("/" + _NAME):
                    return "/" + path
    except OSError:
        pass
    return None


def _in_the_program():
    """The runtime that the program itself is linked to, as `cyrus build --embed` does it."""
    program = ctypes.CDLL(None) if os.name == "posix" else None
    return program if hasattr(program, "cyrus_rt_api_get") else None


def _places():
    yield Path(__file__).parent / "lib" / _NAME
    command = shutil.which("cyrus")
    if command:
        directory = Path(command).resolve().parent
        yield directory / _NAME
        yield directory.parent / "lib" / _NAME
    checkout = Path(__file__).resolve().parent.parent.parent
    if (checkout / "runtime" / "cyrus_rt").is_dir():
        for profile in ("release", "debug"):
            yield checkout / "target" / profile / _NAME


def runtime_library():
    """Where the runtime is, as a string; `LibraryNotFound` if it is nowhere."""
    named = os.environ.get("CYRUS_RT")
    if named:
        return named
    present = _in_this_process()
    if present:
        return present
    for place in _places():
        if place.is_file():
            return str(place)
    raise LibraryNotFound(f"{_NAME} is not installed; CYRUS_RT may say where it is")


def load():
    """The runtime, by `ctypes`; calls release the GIL."""
    global _loaded
    if _loaded is None:
        library = _in_the_program()
        path = "the program" if library else _in_this_process() or runtime_library()
        try:
            library = library or ctypes.CDLL(path)
            library.cyrus_rt_api_get.restype = ctypes.c_void_p
            library.cyrus_rt_api_get.argtypes = [ctypes.c_uint32]
        except (OSError, AttributeError) as error:
            raise LibraryNotFound(f"{path} cannot be used: {error}") from error
        if not library.cyrus_rt_api_get(_VERSION):
            raise LibraryNotFound(f"{path} is another version than this package is for")
        _loaded = library
    return _loaded
