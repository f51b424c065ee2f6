"""Module creation, constants, imports, and C functions published through capsules."""
import collections.abc
import importlib
import os
import sys
import types
import warnings

import m_module as m


def fails(kind, f, *a):
    try:
        f(*a)
    except kind as e:
        return str(e)
    raise AssertionError(kind)


assert m.__name__ == "m_module" and m.__file__.endswith("m_module.so") and m.__package__ == ""
assert m.__loader__ is m.__spec__.loader and not hasattr(m, "__path__")
name, text, data, big, long, minus, pair, length = m.constants()
assert name is sys.intern("name") and text == "gr\xfc\xdf\ud800" and data == b"a\0b"
assert big == -0xFFFFFFFFFFFFFFFFFFFF and long == 1234567890123456789012345 and minus == -1.0
assert pair == (name, text) and length is len
o, again, path, from_, abc = m.imports()
assert o is os and again is os and path is os.path and from_ is os.path and abc is collections.abc
assert fails(ImportError, m.missing, os) == "cannot import name no_such_name"

mod = types.ModuleType("mod")
mod.__dict__.update(a=1, _b=2, T=list, x=1)
assert m.star(mod) == {"a": 1, "T": list, "x": 1}
mod.__all__ = ["_b"]
assert m.star(mod) == {"_b": 2}
mod.__all__ = ["c"]
fails(AttributeError, m.star, mod)

size = list.__basicsize__
assert m.type_of(mod, "T", size, 0) is list and m.type_of(mod, "T", 0, 0) is list and m.type_of(mod, "T", size - 8, 2) is list
assert fails(TypeError, m.type_of, mod, "x", size, 0) == "mod.x is not a type object"
assert "Expected 48 from C header" in fails(ValueError, m.type_of, mod, "T", 48, 2)
assert "binary incompatibility" in fails(ValueError, m.type_of, mod, "T", size - 8, 0)
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always")
    assert m.type_of(mod, "T", size - 8, 1) is list and len(w) == 1

assert m.call_twice(m) == 14
assert fails(ImportError, m.wrong, "absent") == "m_module does not export expected C function absent"
assert m.wrong("optional") is False
assert fails(TypeError, m.wrong, "twice") == (
    "C function m_module.twice has wrong signature (expected long (long), got int (int))")
fails(AttributeError, m.call_twice, os)

# A second import gives the module that exists.
del sys.modules["m_module"]
assert importlib.import_module("m_module") is m
