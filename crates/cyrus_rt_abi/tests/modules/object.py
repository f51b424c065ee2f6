import m_object as t


def error(f, *args):
    try:
        f(*args)
    except BaseException as e:
        return type(e).__name__ + ": " + str(e)
    raise AssertionError("no error")


class C:
    x = 5
    def __init__(self): self.y = 6
    def m(self, *args): return (self,) + args
    @property
    def bad(self): raise ValueError("bad")
    def __getattr__(self, name):
        if name == "dyn": return 9
        raise AttributeError(name)
    def __enter__(self): return 1


c = C()
assert t.getattr_(c, "x") == 5 and t.getattr_(c, "y") == 6 and t.getattr_(c, "dyn") == 9
assert error(t.getattr_, c, "zz") == "AttributeError: zz"
assert t.getattr_opt(c, "x") == 5 and t.getattr_opt(c, "zz") is ... and error(t.getattr_opt, c, "bad") == "ValueError: bad"
assert t.getattr3(c, "zz", 3) == 3 and t.getattr3(c, "x", 3) == 5 and t.getattr3(1, "zz", 3) == 3
assert error(t.getattr3, c, "bad", 1) == "ValueError: bad"
assert t.hasattr_(c, "x") and not t.hasattr_(c, "zz") and error(t.hasattr_, c, "bad") == "ValueError: bad"
assert error(t.hasattr_, c, 1) == "TypeError: hasattr(): attribute name must be string"
t.setattr_(c, "q", 1)
assert c.q == 1
t.setattr_(c, "q")
assert not t.hasattr_(c, "q") and error(t.setattr_, c, "q").startswith("AttributeError")
c.__enter__ = lambda: 2
assert t.special(c, "__enter__")() == 1
assert error(t.special, c, "__exit__") == "AttributeError: __exit__"

f = lambda *a, **k: (a, k)
assert t.call2(f, 1, 2) == ((1, 2), {}) and t.call3(f, 1, 2, 3) == ((1, 2, 3), {}) and t.call2(c.m, 1, 2) == (c, 1, 2)
assert t.method0(c, "m") == (c,) and t.method1(c, "m", 1) == (c, 1) and t.method2(c, "m", 1, 2) == (c, 1, 2)
assert t.method1([3, 4], "index", 4) == 1 and error(t.method0, 1, "nope").startswith("AttributeError")
c.m2 = lambda *a: a
assert t.method1(c, "m2", 1) == (1,)

d = {}
t.merge(d, {"a": 1, "b": 2})
assert d == {"a": 1, "b": 2}
t.merge(d, {"c": 3})
class Mapping:
    def keys(self): return ["k", "l"]
    def __getitem__(self, key): return key * 2
t.merge(d, Mapping())
assert d == {"a": 1, "b": 2, "c": 3, "k": "kk", "l": "ll"}
assert error(t.merge, d, {"z": 1, "a": 5}) == "TypeError: function() got multiple values for keyword argument 'a'"
assert error(t.merge, d, 5) == "TypeError: 'int' object is not a mapping"
assert t.call_ex(f, (1,), {}) == ((1,), {}) and t.call_ex(f, (1,), {"a": 2}) == ((1,), {"a": 2}) and t.call_ex(f, ()) == ((), {})
assert "keywords must be strings" in error(t.call_ex, f, (), {1: 2})

assert t.builtin("len") is len and error(t.builtin, "lenn") == "NameError: name 'lenn' is not defined"
assert t.global_("len") is len and error(t.global_, "lenn") == "NameError: name 'lenn' is not defined"
assert error(t.global_cached, "abc") == "NameError: name 'abc' is not defined"
t.abc = 1
for i in range(3):
    assert t.global_cached("abc") == 1
t.abc = 2
for i in range(3):
    assert t.global_cached("abc") == 2
assert t.global_("abc") == 2
t.del_global("abc")
assert error(t.global_cached, "abc") == error(t.del_global, "abc") == "NameError: name 'abc' is not defined"
assert t.class_scope({"a": 1}, "a") == 1 and t.class_scope({}, "len") is len
class Ns(dict):
    def __missing__(self, key):
        if key == "m": return 8
        raise KeyError
assert t.class_scope(Ns(), "m") == 8 and t.class_scope(Ns(), "len") is len and t.class_scope(C, "x") == 5

t.type_test(c, C)
t.type_test(True, int)
assert error(t.type_test, 1, C).startswith("TypeError: Cannot convert int to ")
t.builtin_type_test([], list, 0)
t.builtin_type_test(None, list, 1)
assert error(t.builtin_type_test, (), list, 0) == "TypeError: Expected list, got tuple"
assert error(t.builtin_type_test, None, list, 0) == "TypeError: Expected list, got NoneType"
assert t.str_("x") == "x" and t.str_(1) == "1" and t.type_(1) is int and t.is_a(True, int) and not t.is_a(1, str)

class Index:
    def __init__(self, v): self.v = v
    def __index__(self): return self.v
for v in (0, 1, -1, 2**31, -2**40, 2**63 - 1, -2**63):
    assert t.ssize(v) == v and t.ssize(Index(v)) == v and t.ssize_index(v) == v and t.hash_t(v) == v
    assert t.bound(v) == v
assert error(t.ssize, 2**63).startswith("OverflowError") and error(t.ssize, 1.5).startswith("TypeError")
assert error(t.ssize_index, 2**63) == "IndexError: cannot fit 'int' into an index-sized integer"
assert t.bound(None) == 7 and t.bound(2**70) == 2**63 - 1 and error(t.bound, 1.5).startswith("TypeError")
assert t.to_float(1) == 1.0 and type(t.to_float(1)) is float and t.to_int(1.5) == 1 and t.to_float(True) == 1.0
assert error(t.to_float, "1") == "TypeError: Expected float, got str"
assert error(t.to_int, "1", "arg") == "TypeError: Argument 'arg' has incorrect type (expected int, got str)"
class Bad:
    def __bool__(self): raise ValueError("bool")
for v in (True, False, None, 0, 1, "", "a", [], [0]):
    assert t.truth(v) is bool(v)
assert error(t.truth, Bad()) == "ValueError: bool"
