import itertools
import m_text as t


def error(f, *args):
    try:
        f(*args)
    except BaseException as e:
        return type(e).__name__ + ": " + str(e)
    raise AssertionError("no error")


texts = ["", "a", "abc", "\xe9t\xe9", "\u20ac5", "\U0001F600!", "x" * 50]
for k in (0, 1, 2, 3):
    for parts in itertools.product(texts, repeat=k):
        assert t.join(*parts) == "".join(parts)
values = [0, 1, 7, 9, 10, 99, 100, 12345, 2**31, 2**63 - 1]
for v in values + [-v for v in values] + [-2**63]:
    for kind in "doxX":
        for width in (0, 1, 2, 5, 22, 30):
            for fill in " 0":
                expected = format(v, (fill if fill == "0" else ">") + (str(width) if width else "") + kind)
                assert t.signed_(v, width, fill, kind) == expected, (v, width, fill, kind)
                if v >= 0:
                    assert t.unsigned_(v, width, fill, kind) == expected
assert t.unsigned_(2**64 - 1, 0, " ", "d") == str(2**64 - 1) and t.unsigned_(2**64 - 1, 0, " ", "o") == "%o" % (2**64 - 1)
for v in (0, 65, 233, 0x20ac, 0x1f600):
    assert t.char_(v, 0, " ") == chr(v) and t.char_(v, 5, " ") == "    " + chr(v) and t.char_(v, 3, "0") == "00" + chr(v)
assert error(t.char_, -1, 0, " ") == error(t.char_, 0x110000, 4, " ") == "OverflowError: %c arg not in range(0x110000)"
for v in (0.0, 1.5, -2.25, 1e300, float("inf"), float("nan")):
    assert t.double_(v, "r", 0) == repr(v) and t.double_(v, "f", 3) == "%.3f" % v and t.double_(v, "g", 6) == "%g" % v
class F:
    def __format__(self, spec): return "F" + spec
class I(int):
    def __repr__(self): return "I"
for v in ("a", 5, 1.5, True, None, F(), I(3), [1]):
    assert t.simple(v) == format(v)
assert t.add("a", "b") == "ab" and t.add([1], [2]) == [1, 2] and error(t.add, "a", 1).startswith("TypeError")
assert t.iadd("a", "b") == "ab" and error(t.iadd, None, "a").startswith("TypeError: unsupported operand type(s) for +=")
assert t.grow("ab", 1000) == "ab" * 1000 and error(t.grow, 1, 1).startswith("TypeError")

for o in ("a\xe9\u20ac", b"abc", bytearray(b"abc")):
    for i in range(-3, 3):
        assert t.index(o, i) == (ord(o[i]) if isinstance(o, str) else o[i])
    for i in (3, -4):
        assert error(t.index, o, i).endswith("index out of range")
assert t.getitem("a\u20ac", -1) == "\u20ac" and error(t.getitem, "a", 1) == "IndexError: string index out of range"
assert error(t.index, b"", 0) == "IndexError: string index out of range"
assert error(t.index, bytearray(), 0) == "IndexError: bytearray index out of range"
b = bytearray(b"abc")
t.setitem(b, -1, 65)
t.append(b, 255)
assert b == b"abA\xff" and error(t.setitem, b, 9, 1) == "IndexError: bytearray index out of range"
assert error(t.append, b, 256) == error(t.byte, 256) == error(t.byte, -1) == error(t.byte, 2**70) == "ValueError: byte must be in range(0, 256)"
assert t.byte(0) == 0 and t.byte(255) == 255 and error(t.byte, "a").startswith("TypeError")
bounds = (..., 0, 1, -1, 2, -2, 3, 4, -4, 9, -9)
for o in ("a\xe9\u20acd", b"abcd", bytearray(b"abcd"), "", b"", "abcd"):
    for x, y in itertools.product(bounds, bounds):
        s = slice(None if x is ... else x, None if y is ... else y)
        got = t.slice_(o, x, y)
        assert got == o[s] and type(got) is type(o)
        if not isinstance(o, str):
            assert t.decode(o, x, y, "ascii") == bytes(o[s]).decode()
        if type(o) is bytes and o:
            assert t.decode_c(o, x, min(y, 4) if y is not ... else y) == o[s].decode()
assert t.decode("\xe9".encode()) == "\xe9" and error(t.decode, b"\xff").startswith("UnicodeDecodeError")
assert error(t.decode, b"a", ..., ..., "nope").startswith("LookupError")
M = 2**62
for o, parts in (("hello", ["he", "lo", "", "hello!", ("x", "he"), ("lo",), ()]), (b"hello", [b"he", b"lo", b"", b"hello!", (b"x", b"he"), (b"lo",), ()]),
                 (bytearray(b"hello"), [b"he", memoryview(b"lo"), (b"x", bytearray(b"lo"))])):
    for p in parts:
        for x, y in itertools.product((0, 1, -2, 3, 5, 6), (M, 2, 5, -1)):
            assert t.tail(o, p, x, y, -1) == o.startswith(p, x, y), (o, p, x, y)
            assert t.tail(o, p, x, y, 1) == o.endswith(p, x, y), (o, p, x, y)
assert error(t.tail, "a", 1, 0, M, 1).startswith("TypeError") and error(t.tail, b"a", "a", 0, M, 1).startswith("TypeError")
assert t.has("a\u20ac", 0x20ac) and not t.has("a", 0x20ac) and t.has(b"a\xff", 255) and not t.has(b"a", 98) and not t.has("", 0)
class S(str):
    def __eq__(self, o): return "S" if o else ""
    def __ne__(self, o): return []
    __hash__ = None
for x, y in itertools.product(texts + [None, 1, b"a"], texts + [None, 1, b"a"]):
    assert t.eq(x, y) == (x == y) and t.ne(x, y) == (x != y) and t.beq(x, y) == (x == y) and t.bne(x, y) == (x != y)
assert t.eq("abc", "".join(["a", "bc"])) and t.eq(S("a"), "b") and not t.ne(S("a"), "b")
assert t.beq(b"ab", bytes(bytearray(b"ab"))) and not t.beq(b"ab", b"ac") and t.bne(b"ab", b"abc") and t.beq(b"ab", bytearray(b"ab"))
assert t.eqc("a", 97) and not t.eqc("ab", 97) and not t.eqc(97, 97) and not t.eqc("", 97)
class R(str):
    def __rmod__(self, o): return "R"
assert t.mod("%s-%d", ("a", 1)) == "a-1" and t.mod("%s", "x") == "x" and t.mod("%s", R("q")) == "R" and t.mod(7, 4) == 3
assert t.chars("a1\xe9\u01c5B") == [(1, 0), (0, 0), (1, 0), (1, 1), (1, 1)]

for f, name in ((t.ucs4, "Py_UCS4"), (t.uni, "Py_UNICODE")):
    assert f("a") == 97 and f("\U0001F600") == 0x1f600 and f(65) == 65
    assert error(f, "ab") == f"ValueError: only single character unicode strings can be converted to {name}, got length 2"
    assert error(f, "").endswith("got length 0") and error(f, 0x110000) == f"OverflowError: value too large to convert to {name}"
    assert error(f, -1) == f"OverflowError: cannot convert negative value to {name}" and error(f, None).startswith("TypeError")
assert t.ord_("a") == t.ord_(b"a") == t.ord_(bytearray(b"a")) == 97
assert error(t.ord_, 5) == "TypeError: ord() expected string of length 1, but int found"
assert error(t.ord_, "ab") == "ValueError: ord() expected a character, but string of length 2 found"
assert t.as_string(b"a\0b") == b"a\0b" and t.as_string(bytearray(b"xy")) == b"xy"
assert error(t.as_string, "a") == "TypeError: expected bytes, str found"
assert t.str_as_string("\xe9", 0) == b"\xc3\xa9" and t.str_as_string(b"q", 1) == b"q" and t.str_as_string("q", 1) == b"q"
assert error(t.str_as_string, "\xe9", 1).startswith("UnicodeEncodeError: 'ascii' codec")
assert t.from_string(b"\xc3\xa9") == (bytearray(b"\xc3\xa9"), "\xe9")
for v in (1, 2**40, 2.5, "1.5", b" 2 ", True, "nan"):
    assert repr(t.float_(v)) == repr(float(v))
assert error(t.float_, "x").startswith("ValueError") and error(t.float_, None).startswith("TypeError") and error(t.float_, 10**400).startswith("OverflowError")
assert t.double_of(3) == 3.0 and error(t.double_of, "3").startswith("TypeError")
