import itertools
import math
import operator
import m_number as t


def error(f, *args):
    try:
        f(*args)
    except Exception as e:
        return type(e).__name__ + ": " + str(e)
    raise AssertionError("no error")


def same(x, y):
    assert type(x) is type(y) and (x == y or x != x) and repr(x) == repr(y), (x, y)


class Index:
    def __init__(self, v): self.v = v
    def __index__(self): return self.v


class Int:
    def __init__(self, v): self.v = v
    def __int__(self): return self.v


# conversions
ranges = dict(schar=(8, 1), uchar=(8, 0), short=(16, 1), int=(32, 1), unsigned=(32, 0), long=(64, 1), size_t=(64, 0))
for name, (bits, signed) in ranges.items():
    f = getattr(t, "rt_" + name)
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    for v in {low, high, low + 1, high - 1, 0, 1, high // 2, low // 2}:
        assert f(v) == v, (name, v)
        assert f(Index(v)) == v and f(Int(v)) == v
    assert f(1.9) == 1 and f(True) == 1
    for v in (high + 1, high * 5, 1 << 70, 1 << 200):
        assert error(f, v).startswith("OverflowError"), (name, v)
    for v in (low - 1, low * 3 - 5, -1 << 70):
        assert error(f, v).startswith("OverflowError"), (name, v)
    assert error(f, "1") == "TypeError: an integer is required"
    assert error(f, None) == "TypeError: an integer is required"
    if bits < 64:
        assert error(f, high + 1) == f"OverflowError: value too large to convert to {name}"
    if not signed:
        assert error(f, -5) == f"OverflowError: can't convert negative value to {name}"
assert error(t.rt_int, 1 << 80) == "OverflowError: Python int too large to convert to C long"
assert error(t.rt_schar, -200) == "OverflowError: value too large to convert to schar"
assert "non-int (type str)" in error(t.rt_int, Int("x"))
assert t.rt_color(2) == 2
if hasattr(t, "rt_int128"):
    for v in (0, -1, 1 << 126, -(1 << 127), 12345678901234567890123):
        assert t.rt_int128(v) == v
    assert error(t.rt_int128, 1 << 127) == "OverflowError: value too large to convert to int128"
    assert t.rt_uint128((1 << 128) - 1) == (1 << 128) - 1
    assert error(t.rt_uint128, -1).startswith("OverflowError: can't convert negative")
    assert error(t.rt_uint128, 1 << 128) == "OverflowError: value too large to convert to uint128"

# C arithmetic
for bits, name, values in (
    (8, "8", range(-128, 128)), (-8, "u8", range(256)),
    (32, "32", (-1 << 31, (-1 << 31) + 1, -7, -2, -1, 0, 1, 2, 3, 7, 31, (1 << 31) - 1, 46341)),
    (-32, "u32", (0, 1, 2, 7, 31, 32, (1 << 32) - 1, 1 << 31, 65536)),
    (64, "64", (-1 << 63, (-1 << 63) + 1, -7, -2, -1, 0, 1, 2, 3, 7, 63, (1 << 63) - 1, 3037000500)),
    (-64, "u64", (0, 1, 2, 7, 63, 64, (1 << 64) - 1, 1 << 63, 1 << 32)),
    (16, "16", (-32768, -7, -1, 0, 1, 3, 32767, 182)),
):
    f = getattr(t, "ops_" + name)
    signed, bits = bits > 0, abs(bits)
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    def wrap(v): return (v - low) % (1 << bits) + low
    for x, y in itertools.product(values, values):
        if y == 0:
            assert error(f, x, y) == "ZeroDivisionError: integer division or modulo by zero"
            continue
        if signed and y == -1 and x == low:
            assert error(f, x, y) == "OverflowError: value too large to perform division"
            continue
        q, r, results, overflow = f(x, y)
        assert (q, r) == divmod(x, y), (name, x, y, q, r)
        for i, v in enumerate((x + y, x - y, x * y)):
            assert results[i] == wrap(v), (name, i, x, y, results, v)
            assert overflow[i] == (v < low or v > high), (name, i, x, y, overflow)
        v = x << y if 0 <= y < bits else None
        assert overflow[3] == (v is None or v < low or v > high), (name, x, y, overflow)
assert t.pow_64(3, 20) == 3**20 and t.pow_64(-2, 5) == -32 and t.pow_64(5, 0) == 1 and t.pow_64(7, -1) == 0
assert t.pow_64(-1, -3) == -1 and t.pow_64(1, -3) == 1
for x in (5.5, -5.5, 0.0, 3.0, -3.0):
    for y in (2.0, -2.0, 0.3, -0.3):
        assert t.float_divmod(x, y) == (math.floor(x / y), x % y), (x, y)

# objects and constants
numbers = [0, 1, -1, 2, 7, -7, 100, -100, 2**30 - 1, 2**30, -2**30, 2**31, 2**45 + 3, -2**59, 2**60 - 1, 2**60, -2**60,
           2**63, 10**30, -10**30, True, 0.0, -0.0, 1.5, -2.5, 1e300, float("inf"), float("nan"), 2j, Index(3)]
constants = [1, 2, 7, -1, -3, 255, 1 << 20, 1 << 30, -(1 << 30)]
def check(f, op, x, c, right=None):
    def attempt(g, *args):
        try:
            return g(*args)
        except Exception as e:
            return type(e).__name__ + str(e)
    got = attempt(f, x, c)
    if right is None:
        expected = attempt(op, x, c)
        assert repr(got) == repr(expected), (op, x, c, got, expected)
        return
    one, two = attempt(op, x, c), attempt(op, c, x)
    if isinstance(one, str) or isinstance(two, str):
        assert got == (one if isinstance(one, str) else two), (op, x, c, got, one, two)
    else:
        assert repr(got) == repr((one, two)), (op, x, c, got, one, two)
for x in numbers:
    for c in constants + [0]:
        for f, op in ((t.add, operator.add), (t.sub, operator.sub), (t.mul, operator.mul), (t.and_, operator.and_),
                      (t.or_, operator.or_), (t.xor_, operator.xor), (t.floordiv, operator.floordiv),
                      (t.mod, operator.mod), (t.truediv, operator.truediv)):
            check(f, op, x, c, True)
        if not (isinstance(x, int) and abs(x) > 1000) and 0 <= c < 1000:
            check(t.lshift, operator.lshift, x, c, True)
        if c >= 0:
            check(t.rshift, operator.rshift, x, c)
        for i, op in enumerate((operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge)):
            check(lambda x, c: t.compare(x, c, i), op, x, c)
    for c in (1.5, 0.0, -2.0):
        check(t.fadd, operator.add, x, c)
        check(t.fsub, lambda x, c: c - x, x, c)
        check(t.fmul, operator.mul, x, c)
        check(t.fdiv, lambda x, c: c / x, x, c)
    for y in numbers:
        check(t.oadd, operator.add, x, y)
        check(t.osub, operator.sub, x, y)
        check(t.omul, operator.mul, x, y)
        for i, op in enumerate((operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge)):
            check(lambda x, y: t.ocompare(x, y, i), op, x, y)
assert error(t.add, "a", 1).startswith("TypeError")
assert "unsupported operand type(s) for +=: 'NoneType' and 'int'" in error(t.iadd, None, 1)
assert t.oadd("a", "b") == "ab" and t.omul([1], 2) == [1, 1]
for n in (0, 1, 10, 62, 63, 64, 100, -1, -3, 2.5):
    same(t.pow2(2, n), 2**n)

for x in ("", "a", "ab", "\u20ac", "".join("ab")):
    for y in ("", "a", "ab", "\u20ac", 1):
        assert t.ocompare(x, y, 2) == (x == y) and t.ocompare(x, y, 3) == (x != y)

# complex
m, q, c, p, ab = t.cpx(1 + 2j, 3 - 1j)
assert abs(m - (1 + 2j) * (3 - 1j)) < 1e-12 and abs(q - (1 + 2j) / (3 - 1j)) < 1e-12 and c == 1 - 2j
assert abs(p - (1 + 2j) ** (3 - 1j)) < 1e-12 and abs(ab - abs(1 + 2j)) < 1e-12
assert t.cpx(2, 1.5)[0] == 3
assert error(t.cpx, "x", 1).startswith("TypeError")
same(t.power(2.0, 0.5), 2.0**0.5)
same(t.power(-8.0, 2.0), 64.0)
same(t.power(-8.0, 0.5), (-8.0) ** 0.5)
same(t.power_check(-8.0, 2.0), -8.0)
assert error(t.power_check, -8.0, 0.5).startswith("TypeError: Cannot convert 'complex' with non-zero imaginary component to 'double'")
