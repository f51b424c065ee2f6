import gc
import sys
import m_container as t


def error(f, *args):
    try:
        f(*args)
    except BaseException as e:
        return type(e).__name__ + ": " + str(e)
    raise AssertionError("no error")


class Seq:
    def __init__(self, *v): self.v = list(v)
    def __len__(self): return len(self.v)
    def __getitem__(self, i): return ("got", i)
    def __setitem__(self, i, v): self.last = (i, v)
    def __delitem__(self, i): self.last = i


class L(list):
    def __getitem__(self, i): return "L%r" % (i,)


# subscripts
for o in ([1, 2, 3], (1, 2, 3), "123", b"123", bytearray(b"123"), range(1, 4)):
    for i in range(-3, 3):
        assert t.get(o, i) == o[i]
    for i in (3, -4, sys.maxsize, -sys.maxsize - 1):
        assert error(t.get, o, i) == error(lambda: o[i]), (o, i)
    assert t.get_nowrap(o, 2) == o[2] and t.get_unchecked(o, 1) == o[1]
for o in ([1, 2, 3], (1, 2, 3)):
    # What is out of range, Python is asked for, except for lists where threads share them.
    if getattr(sys, "_is_gil_enabled", lambda: True)():
        assert t.get_nowrap(o, -1) == 3
    assert error(t.get_nowrap, o, -4).endswith("index out of range")
assert t.get({1: 2, -1: 3}, -1) == 3 and error(t.get, {}, 1) == "KeyError: 1" and t.get(Seq(1), -1) == ("got", -1)
assert t.get(L(), 4) == "L4" and error(t.get, 5, 1) == "TypeError: 'int' object is not subscriptable"
assert t.get(memoryview(b"abc"), -1) == 99
l = [1, 2, 3]
t.set_(l, 0, 7)
t.set_(l, -1, 9)
assert l == [7, 2, 9] and error(t.set_, l, 3, 0) == "IndexError: list assignment index out of range"
d = {}
t.set_(d, -5, 1)
s = Seq(1)
t.set_(s, -1, 2)
assert d == {-5: 1} and s.last == (-1, 2) and error(t.set_, (1,), 0, 1).startswith("TypeError")
t.del_(l, -3)
t.del_(d, -5)
t.del_(s, -2)
assert l == [2, 9] and d == {} and s.last == -2 and error(t.del_, l, 5).startswith("IndexError")
b = bytearray(b"abc")
t.set_(b, -1, 65)
t.del_(b, 0)
assert b == b"bA"

# dicts
d = {1: 2, (3, 4): 5}
for f in (t.dict_getitem, t.getitem_dict):
    assert f(d, (3, 4)) == 5 and error(f, d, "x") == "KeyError: 'x'" and error(f, d, []).startswith("TypeError")
    try:
        f(d, (1, 2))
    except KeyError as e:
        assert e.args == ((1, 2),)
assert t.getitem_dict([1], 0) == 1
assert t.dict_get(d, 1, 9) == 2 and t.dict_get(d, 7, 9) == 9 and error(t.dict_get, d, {}, 1).startswith("TypeError")
assert t.dict_setdefault(d, 1, 0) == 2 and t.dict_setdefault(d, 8, 0) == 0 and d[8] == 0
assert t.dict_pop(d, 8) == 0 and t.dict_pop(d, 8, 4) == 4 and error(t.dict_pop, d, 8) == "KeyError: 8"
try:
    t.dict_pop(d, (1, 2))
except KeyError as e:
    assert e.args == ((1, 2),)
t.dict_update(d, {1: 1})
assert error(t.dict_update, d, 5) == error(t.dict_update, d, [(1, 2)]).replace("list", "int") == "TypeError: 'int' object is not a mapping"
d = {1: "a", 2: "b", 3: "c"}
class D(dict):
    def items(self): return iter([("x", 1), ["y", 2]])
    def keys(self): return ["p", "q"]
for o in (d, D(d)):
    assert t.walk(o, ..., "k") == [1, 2, 3]
assert t.walk(d, "keys", "k") == [1, 2, 3] and t.walk(d, "values", "v") == ["a", "b", "c"]
assert t.walk(d, "items", "kv") == t.walk(d, "items", "i") == list(d.items())
assert t.walk(D(d), "items", "kv") == [("x", 1), ("y", 2)] and t.walk(D(d), "items", "i") == [("x", 1), ["y", 2]]
assert t.walk(D(d), "keys", "k") == ["p", "q"] and t.walk({}, "items", "kv") == []
grow = {1: 1, 2: 2}
assert error(t.walk, grow, ..., "k", lambda: grow.__setitem__(len(grow) + 5, 1)) == "RuntimeError: dictionary changed size during iteration"
assert error(t.walk, 5, "items", "kv").startswith("AttributeError") and error(t.walk, 5, ..., "k").startswith("TypeError")
class Odd:
    def items(self): return [(1, 2, 3)]
assert error(t.walk, Odd(), "items", "kv") == "ValueError: too many values to unpack (expected 2)"

# unpacking
def gen(n, fail=False):
    yield from range(n)
    if fail: raise KeyError("f")
for make in (lambda n: list(range(n)), lambda n: tuple(range(n)), range, gen, lambda n: dict.fromkeys(range(n))):
    assert t.unpack(make(3), 3) == (0, 1, 2) and t.unpack(make(0), 0) == ()
    assert error(t.unpack, make(4), 3) == "ValueError: too many values to unpack (expected 3)"
    assert error(t.unpack, make(2), 3) == "ValueError: need more than 2 values to unpack"
    assert error(t.unpack, make(1), 3) == "ValueError: need more than 1 value to unpack"
    assert t.unpack_star(make(5), 1, 2) == [0, [1, 2], 3, 4] and t.unpack_star(make(3), 1, 2) == [0, [], 1, 2]
    assert t.unpack_star(make(2), 0, 0) == [[0, 1]]
    assert error(t.unpack_star, make(2), 1, 2) == "ValueError: need more than 2 values to unpack"
assert error(t.unpack, None, 2) == "TypeError: 'NoneType' object is not iterable"
assert error(t.unpack, gen(2, True), 2) == error(t.unpack, gen(1, True), 2) == "KeyError: 'f'"

# slices
values = (..., 0, 1, -1, 2, -2, 3, -3, 5, -5, 10, -10)
for x in values:
    for y in values:
        sl = slice(None if x is ... else x, None if y is ... else y)
        for o in ([1, 2, 3, 4], (1, 2, 3, 4), "1234", b"1234"):
            assert t.getslice(o, x, y) == o[sl]
            assert t.getslice_obj(o, x, y) == o[sl]
            if type(o) in (list, tuple):
                assert t.fastslice(o, x, y) == o[sl], (o, sl, t.fastslice(o, x, y))
        one, two = [1, 2, 3, 4], [1, 2, 3, 4]
        t.setslice(one, x, y, [8, 9])
        two[sl] = [8, 9]
        assert one == two
        t.setslice(one, x, y)
        del two[sl]
        assert one == two
assert t.getslice_obj([1, 2, 3, 4], ..., ..., 2) == [1, 3]
l = [1, 2, 3, 4]
t.setslice_obj(l, 1, ..., 2, [7, 8])
assert l == [1, 7, 3, 8]
t.setslice_obj(l, 1, ..., 2)
assert l == [1, 3]
assert t.getslice(Seq(), ..., 2) == ("got", slice(None, 2, None))
assert error(t.getslice, 5, 1, 2) == "TypeError: 'int' object is unsliceable"
assert error(t.setslice, 5, 1, 2, 3) == "TypeError: 'int' object does not support slice assignment"
assert error(t.setslice, 5, 1, 2) == "TypeError: 'int' object does not support slice deletion"

# building
assert t.tuple_(1, 2) == (1, 2) and t.list_(1, 2) == [1, 2] and t.dict_(1, 2, 3, 4) == {1: 2, 3: 4} and t.set_of(1, 2, 1) == {1, 2}
assert t.tuple_() == () and t.list_() == [] and t.dict_() == {} and t.set_of() == set()
assert error(t.dict_, [], 1).startswith("TypeError") and error(t.set_of, []).startswith("TypeError")
for m in (0, 1, 5, 1000):
    r, q = t.appended(m)
    assert r == [m] * m and q == list(range(m))
l = []
t.append(l, 1)
assert l == [1] and t.append(bytearray(), 1) is None and error(t.append, (), 1).startswith("AttributeError")
t.extend(l, (x for x in (2, 3)))
assert l == [1, 2, 3] and error(t.extend, l, 5).startswith("TypeError")
l = list(range(100))
assert [t.pop(l) for i in range(100)] == list(range(99, -1, -1)) and l == []
assert error(t.pop, []) == "IndexError: pop from empty list" and t.pop({5}) == 5 and t.pop(bytearray(b"a")) == 97
l = list(range(10))
assert [t.pop_index(l, 0), t.pop_index(l, -1), t.pop_index(l, 3)] == [0, 9, 4] and l == [1, 2, 3, 5, 6, 7, 8]
assert error(t.pop_index, l, 50) == "IndexError: pop index out of range" and t.pop_index({3: 4}, 3) == 4
while l:
    t.pop_index(l, 0)
assert t.sorted_((3, 1, 2)) == [1, 2, 3] and error(t.sorted_, [1, "a"]).startswith("TypeError")
s = {1, frozenset([2])}
assert t.discard(s, 1) == 1 and t.discard(s, 1) == 0 and t.discard(s, {2}) == 1 and error(t.discard, s, []).startswith("TypeError")
s.add(1)
t.remove(s, 1)
assert error(t.remove, s, 1) == "KeyError: 1" and error(t.remove, s, {9}) == "KeyError: {9}"
t.update(s, "ab")
assert s == {"a", "b"} and error(t.update, s, 1).startswith("TypeError")
f = frozenset([1])
assert t.frozen(f) is f and t.frozen([1]) == f and t.frozen() == frozenset()

# loops
for o in ([1, 2], (1, 2), {1: 0, 2: 0}, range(1, 3), "ab"):
    assert t.loop(o) == list(o)
assert t.loop(gen(3)) == [0, 1, 2] and error(t.loop, gen(3, True)) == "KeyError: 'f'" and error(t.loop, 5).startswith("TypeError")
assert t.loop_list([1, 2, 3]) == [1, 2, 3, 3, 2, 1]
it = iter([1])
assert t.next_(it) == 1 and error(t.next_, it) == "StopIteration: " and t.next_(it, 7) == 7
assert error(t.next_, 5) == error(t.next_, 5, 1) == "TypeError: int object is not an iterator"
assert error(t.next_, gen(0, True), 1) == "KeyError: 'f'"

# references: repeat, and compare the number of blocks
def work():
    t.unpack([object(), object()], 2)
    t.unpack_star([object() for i in range(5)], 1, 1)
    t.walk({object(): object()}, "items", "kv")
    t.loop([object()])
    t.pop_index([object(), object()], 0)
    t.fastslice([object(), object()], 1)
    error(t.unpack, gen(2), 3)
    t.dict_pop({1: object()}, 1)
    t.getslice((object(),), ..., 5)
    l = [object()]
    t.set_(l, 0, object())
    t.dict_getitem({1: object()}, 1)
for i in range(50): work()
gc.collect()
before = sys.getallocatedblocks()
for i in range(500): work()
gc.collect()
assert sys.getallocatedblocks() - before < 100, sys.getallocatedblocks() - before
