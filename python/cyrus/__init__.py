"""The runtime of Cyrus, from Python.

`runtime_library()` says where the runtime is; `cyrus.testing` runs concurrent code deterministically;
`cyrus.building` gives setuptools the modules of a package.
"""

from ._library import LibraryNotFound, runtime_library

__all__ = ["LibraryNotFound", "runtime_library"]
__version__ = "0.1.0"
