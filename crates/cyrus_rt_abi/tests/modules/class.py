"""Class statements: metaclasses, namespaces, bases that aren't classes, the class cell, Python 2's __metaclass__."""
import types

import m_class as m


def make(name, *bases, ns={}, python2=False, **kwds):
    return m.make(name, bases, kwds, ns, python2)


def fails(kind, f, *a, **k):
    try:
        f(*a, **k)
    except kind as e:
        return str(e)
    raise AssertionError(kind)


C = make("C")
assert type(C) is type and C.__name__ == "C" and C.__qualname__ == "outer.<locals>.C" and C.__module__ == "m_class"
assert C.__doc__ == "doc" and C.__bases__ == (object,) and "__classcell__" not in C.__dict__


class Base:
    called = []

    def f(self):
        return "Base.f"

    def __init_subclass__(cls, **kwds):
        # super() works in here already: the cell is filled by type.__new__.
        Base.called.append((cls.__name__, kwds, cls().f()))


D = make("D", Base, key=1)
assert D().f() == ("C.f", "Base.f") and Base.called == [("D", {"key": 1}, ("C.f", "Base.f"))]


class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kwds):
        return {"prepared": (name, bases, kwds)}

    def __new__(mcs, name, bases, ns, **kwds):
        return super().__new__(mcs, name, bases, ns)

    def __init__(cls, name, bases, ns, **kwds):
        cls.kwds = kwds


class Meta2(Meta):
    pass


E = make("E", metaclass=Meta, x=1)
assert type(E) is Meta and E.prepared == ("E", (), {"x": 1}) and E.kwds == {"x": 1}
F = make("F", E)
assert type(F) is Meta and type(make("G", E, metaclass=Meta2)) is Meta2 and type(make("H", E, metaclass=type)) is Meta
Other = type("Other", (type,), {})
assert fails(TypeError, make, "I", E, metaclass=Other).startswith("metaclass conflict")

# Any callable may be the metaclass.
seen = []


def function(name, bases, ns, **kwds):
    seen.append((name, bases, sorted(ns), kwds))
    return type(name, bases, {k: v for k, v in ns.items() if k != "__classcell__"})


class K:
    def f(self):
        return "K.f"


J = make("J", K, metaclass=function)
assert seen == [("J", (K,), ["__classcell__", "__doc__", "__module__", "__qualname__", "f"], {})]
assert J.__mro__[1] is K and J().f() == ("C.f", "K.f")


class BadPrepare(type):
    __prepare__ = classmethod(lambda *a: 1)


assert "__prepare__() must return a mapping" in fails(TypeError, make, "X", metaclass=BadPrepare)


class Entries:
    def __init__(self, *bases):
        self.bases = bases

    def __mro_entries__(self, bases):
        return self.bases


e = Entries(K, Base)
M = make("M", e, dict)
assert M.__bases__ == (K, Base, dict) and M.__orig_bases__ == (e, dict)
N = make("N", dict, Entries())
assert N.__bases__ == (dict,)


class Wrong:
    def __mro_entries__(self, bases):
        return [1]


assert fails(TypeError, make, "P", Wrong()) == "__mro_entries__ must return a tuple"
fails(TypeError, make, "Q", 1)

# Python 2
R = make("R", K, ns={"__metaclass__": Meta}, python2=True)
assert type(R) is Meta
assert type(make("S", R, ns={"__metaclass__": type}, python2=True)) is Meta
assert type(make("T", K, ns={"__metaclass__": Meta})) is type
assert make("U", ns={"__metaclass__": lambda n, b, d: (n, b)}, python2=True) == ("U", ())

assert fails(RuntimeError, m.super_of, types.CellType(), 1) == "super(): empty __class__ cell"
assert m.super_of(bool, True).bit_length() == 1
