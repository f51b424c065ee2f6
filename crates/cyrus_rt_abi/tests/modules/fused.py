"""Fused functions and scope objects."""
import gc
import types
import weakref

import m_fused as m


def fails(kind, f, *a):
    try:
        f(*a)
    except kind as e:
        return str(e)
    raise AssertionError(kind)


f = m.make()
assert type(f).__name__ == "fused_cython_function" and type(f).__base__.__name__ == "cython_function_or_method"
assert f.__name__ == "f" and f.__doc__ == "fused doc" and f.__module__ == "m_fused" and f.__defaults__ is None
assert f(1) == ("int", 1, None) and f(1.0) == ("float|x", 1, None) and f(1.0, x=2) == ("float|x", 1, ("x",))
assert f["int"](1.0)[0] == "int" and f[int](1)[0] == "int" and f[float, "x"](1)[0] == "float|x"
fails(KeyError, lambda: f["str"])
assert sorted(f.__signatures__) == ["float|x", "int"]
assert type(f.__signatures__) is types.MappingProxyType
fails(AttributeError, lambda: f.__self__)
f.attribute = 1


class C:
    method = f


c = C()
assert C.method is f and c.method.__self__ is c and c.method(1) == ("int", 2, None)
assert c.method(1.0, x=1) == ("float|x", 2, ("x",)) and c.method(*range(10))[1] == 11
assert c.method[int](1)[1] == 2 and c.method.__name__ == "f" and repr(c.method).startswith("<cyfunction f at")


class Token:
    pass


before = m.destroyed()
t = Token()
ref = weakref.ref(t)
s = m.scope(t)
assert type(s).__name__ == "scope" and gc.is_tracked(s)
del t
assert ref() is not None
del s
assert ref() is None and m.destroyed() == before + 1
t = Token()
t.s = m.scope(t)
ref = weakref.ref(t)
del t
gc.collect()
# The hidden reference is only dropped by destroy: a scope with one may not be part of a cycle through it.
chain = None
for _ in range(200000):
    chain = m.scope(chain)
del chain
