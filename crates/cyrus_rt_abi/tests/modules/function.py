"""The function object: calls, binding, attributes, introspection, pickling, collection."""
import asyncio
import copy
import functools
import gc
import inspect
import pickle
import sys
import types
import warnings
import weakref

import m_function as m


def fails(kind, f, *a):
    try:
        f(*a)
    except kind as e:
        return str(e)
    raise AssertionError(kind)


f = m.make_f("closure")
assert type(f).__name__ == "cython_function_or_method"
assert f(1) == (1, 42, (), {}, "closure") == f(a=1)
assert f(1, 2, 3, x=4) == (1, 2, (3,), {"x": 4}, "closure")
assert f.__name__ == "f" and f.__qualname__ == "outer.<locals>.f" and f.__module__ == "m_function"
assert f.__doc__ == "The doc." and m.g.__doc__ is None
assert repr(f).startswith("<cyfunction outer.<locals>.f at 0x")
assert f.__defaults__ == (42,) and f.__kwdefaults__ is None and m.g.__defaults__ is None
assert f.__globals__ is m.__dict__ and f.__closure__ is None
assert f.__annotations__ == {} and f.__annotations__ is f.__annotations__
assert f.__dict__ == {}
f.attribute = 1
assert f.__dict__ == {"attribute": 1} and f.attribute == 1
code = f.__code__
assert isinstance(code, types.CodeType)
assert code.co_varnames == ("a", "b", "args", "kw") and code.co_argcount == 2
assert code.co_flags & 4 and code.co_flags & 8 and code.co_firstlineno == 12 and code.co_name == "f"
assert str(inspect.signature(f)) == "(a, b=42, *args, **kw)"
assert str(inspect.signature(m.g)) == "()"
assert asyncio.iscoroutinefunction(m.g) and not asyncio.iscoroutinefunction(f)

f.__name__ = "other"
assert f.__name__ == "other"
assert "string" in fails(TypeError, setattr, f, "__name__", 1)
assert "string" in fails(TypeError, setattr, f, "__qualname__", None)
assert "dict" in fails(TypeError, setattr, f, "__annotations__", 1)
f.__annotations__ = {"a": int}
assert f.__annotations__ == {"a": int} and inspect.signature(f).parameters["a"].annotation is int
f.__annotations__ = None
assert f.__annotations__ == {}
with warnings.catch_warnings(record=True) as w:
    warnings.simplefilter("always")
    f.__defaults__ = (1,)
    f.__kwdefaults__ = {}
    assert len(w) == 2 and w[0].category is RuntimeWarning
assert f.__defaults__ == (1,)
f.__doc__ = "new"
assert f.__doc__ == "new"
del f.__doc__
assert f.__doc__ is None
fails(TypeError, type(f))


class C:
    meth = f
    static = staticmethod(f)
    klass = classmethod(f)


c = C()
assert c.meth()[0] is c and c.static(1)[0] == 1 and c.klass()[0] is C and C.meth(7)[0] == 7
assert isinstance(c.meth, types.MethodType) and c.meth.__func__ is f


@functools.wraps(f)
def wrapper():
    pass


assert wrapper.__name__ == "other" and wrapper.__doc__ is None and wrapper.attribute == 1

assert pickle.loads(pickle.dumps(m.g)) is m.g and copy.copy(f) is f and copy.deepcopy(f) is f
assert weakref.ref(f)() is f
assert m.g() is m.g
assert type(m.c) is types.BuiltinFunctionType and m.c() is m and m.c.__module__ == "m_function"

meth = m.make_method(dict)
d = {}
assert meth(d) is d
assert fails(TypeError, meth) == "meth() needs an argument"
assert fails(TypeError, meth, 1) == "descriptor 'meth' for 'dict' objects doesn't apply to a 'int' object"

# A cycle through the function is collected; types are not leaked.
class Token:
    pass


token = Token()
h = m.make_f(token)
h.self = h
token.h = h
ref = weakref.ref(token)
del token, h
gc.collect()
assert ref() is None
before = sys.getrefcount(type(f))
for _ in range(100):
    m.make_f(None)
assert sys.getrefcount(type(f)) == before
