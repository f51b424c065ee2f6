"""The runtime of Cyrus, from Python.

`library_path()` says where the runtime is; `cyrus.testing` runs concurrent code deterministically.
"""

from ._library import LibraryNotFound, library_path

__all__ = ["LibraryNotFound", "library_path"]
__version__ = "0.1.0"
