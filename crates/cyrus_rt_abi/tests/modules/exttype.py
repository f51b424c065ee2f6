"""Extension types: construction, methods and overrides, operators, items, deallocation, pickling, several bases."""
import copy
import gc
import pickle
import weakref

import m_exttype as m
from m_exttype import Num, Sub


def fails(kind, f, *a):
    try:
        f(*a)
    except kind as e:
        return str(e)
    raise AssertionError(kind)


def value(n):
    return n.__reduce__()[2][0]


assert value(Num(1)) == 1 and value(Num(value=2)) == 2 and value(Sub(3)) == 3 and value(Sub(value=4)) == 4
assert fails(TypeError, Num) == "__init__() takes exactly 1 positional argument (0 given)"
assert fails(TypeError, lambda: Num(x=1)) == "__init__() got an unexpected keyword argument 'x'"
assert fails(TypeError, lambda: Sub(x=1)) == "__init__() got an unexpected keyword argument 'x'"
assert Num(1)(1, 2, a=3) == (2, ("a",)) and Num(1)() == (0, None)
assert Num.__call__.__doc__ == "Calls it." and Num.method.__doc__ == "doc"
many = {"k%d" % i: i for i in range(20)}
assert Num(1)(*range(20), **many) == (20, tuple(many))


# cpdef methods: C calls see Python's overrides.
class Python(Num):
    pass


class Override(Num):
    def method(self):
        return "P", super().method()


assert m.call_method(Num(5)) == ("C", 5) == Num(5).method() and m.call_method(Sub(5)) == ("C", 5)
assert m.call_method(Python(5)) == ("C", 5)
assert m.call_method(Override(5)) == ("P", ("C", 5))


class Plain(Num):
    # Attributes are found the usual way here, without Num's __getattr__.
    __getattribute__ = object.__getattribute__


p = Plain(5)
assert m.call_method(p) == ("C", 5)
p.__dict__["method"] = lambda: "instance"
assert m.call_method(p) == "instance"
assert fails(TypeError, m.call_method, 1).startswith("Cannot convert int to")
assert "Num" in fails(TypeError, m.call_method, 1)
assert fails(TypeError, Num.method, 1) == "descriptor 'method' for 'm_exttype.Num' objects doesn't apply to a 'int' object"

# operators
n = Num(1)
assert n + 1 == ("add", 1) and 1 + n == ("radd", 1) and n + n == ("add", n)
fails(TypeError, lambda: n + "x")
assert "x" + Override(1) == ("radd", "x") and Sub(1) + 2 == ("add", 2) and 2 + Sub(1) == ("radd", 2)
assert 5 - n == ("rsub", 5) and n - n == ("rsub", n)
fails(TypeError, lambda: n - 5)
assert n ** 2 == ("pow", 2, None) and pow(n, 2, 3) == ("pow", 2, 3)
fails(TypeError, lambda: 2 ** n)
assert Num(1) == Num(1) and not Num(1) != Num(1) and Num(1) != Num(2) and Num(1) != 1 and hash(n) == 7

# attributes and items
assert n.magic == 42
assert fails(AttributeError, lambda: n.other) == "other"
n.attribute = 3
assert value(n) == ("attribute", 3)
fails(AttributeError, delattr, n, "attribute")
assert n[1] == 1 and n["x"] == "x" and list(n) == [0, 1, 2]
n[5] = 6
assert value(n) == (5, 6)
assert fails(NotImplementedError, n.__delitem__, 1) == "Subscript deletion not supported by m_exttype.Num"
assert bytes(n) == b"abc"
assert fails(BufferError, memoryview, Num(None)) == "no buffer"
fails(TypeError, setattr, Num, "x", 1)

# deallocation
del n
del m.deallocated[:]
n = Num("gone")
ref = weakref.ref(n)
del n
assert m.deallocated == ["gone"] and ref() is None
o = Sub("sub")
o = Override("override")
del o
assert m.deallocated[1:] == ["sub", "override"]


class Finalized(Num):
    kept = []

    def __del__(self):
        Finalized.kept.append(self)


f = Finalized("f")
del f
assert len(Finalized.kept) == 1 and "f" not in m.deallocated
Finalized.kept.clear()
assert m.deallocated[-1] == "f"
cycle = Num(None)
cycle[0] = cycle
ref = weakref.ref(cycle)
del cycle
gc.collect()
assert ref() is None
for _ in range(3):
    del m.deallocated[:]
    many = [Num(i) for i in range(10)]
    del many
    assert sorted(m.deallocated) == list(range(10))

# pickling
assert Num.__reduce__.__name__ == "__reduce_cython__" and not hasattr(Num, "__reduce_cython__")
for cls in Num, Sub:
    c = pickle.loads(pickle.dumps(cls([1])))
    assert type(c) is cls and value(c) == [1] and value(copy.copy(c)) == [1]
assert m.checksum(1) == 1
message = fails(pickle.PickleError, m.checksum, 4)
assert message.startswith("Incompatible checksums (0x4 vs (0x1, 0x") and message.endswith(") = (a, b))"), message


# several bases
class Mixin:
    __slots__ = ()

    def mixed(self):
        return "mixed"


class WithDict:
    pass


assert "is not a heap type" in fails(TypeError, m.make_multi, (Num, int))
assert "has no __dict__ slot" in fails(TypeError, m.make_multi, (Num, WithDict))
Multi = m.make_multi((Num, Mixin))
x = Multi(4)
assert x.mixed() == "mixed" and m.call_method(x) == ("C", 4) and Multi.__bases__ == (Num, Mixin)
del x
gc.collect()
