import array
import collections.abc
import ctypes
import gc
import itertools
import struct
import sys
import threading
import m_buffer as t


def error(f, *args):
    try:
        f(*args)
    except BaseException as e:
        return type(e).__name__ + ": " + str(e)
    raise AssertionError("no error")


V = "ValueError: "
# formats
for name, good, bad in (
    ("int", ["i", "=i", "<i", "=l", " i", "@i", "1i", "^i", "i:name:", "T{i}", "T{i:a:}"], []),
    ("long", ["l", "q", "=q"], ["i", "L", "d"]),
    ("unsigned char", ["B", "?", None, "c"], ["b", "h", "s"]),
    ("char", ["c", "b", "B", "s", "?"], ["h", "f"]),
    ("double", ["d", "=d", "<d"], ["f", "g", "i", "q", "Zd", "Zf"]),
    ("double complex", ["Zd", "dd", "2d", "T{dd}", "T{d:real:d:imag:}", "=Zd"], ["d", "Zf", "ddd", "fd"]),
    ("Python object", ["O"], ["P", "q"]),
    ("inner", ["ci", "T{ci}", "T{c:c:i:i:}", "@ci", "=c3xi", "^c3xi", "cxxxi", "T{=c:c:xxxi:i:}", "=bxxxi"], ["=ci", "^ci", "c", "cii", "id"]),
    ("outer", ["idT{ci}(2)f(2,3)h5s", "T{i:a:d:b:T{c:c:i:i:}:in:(2)f:z:(2, 3)h:m:(5)c:s:}", "i4xdcxxxi(2)f(2,3)h5s"],
     ["idT{ci}2f(2,3)h5s", "idT{ci}(3)f(2,3)h5s", "idT{ci}(2)f(2,4)h5s", "idT{ci}(2)f(2,3)h4s", "idT{ci}(2)f(2)h5s", "idT{ci}ff(2,3)h5s"]),
):
    for f in good:
        t.check(name, f)
    for f in bad:
        assert error(t.check, name, f).startswith(V), (name, f)
assert error(t.check, "int", "d") == V + "Buffer dtype mismatch, expected 'int' but got 'double'"
assert error(t.check, "int", "Zd") == V + "Buffer dtype mismatch, expected 'int' but got 'complex double'"
assert error(t.check, "int", "ii") == error(t.check, "int", "2i") == V + "Buffer dtype mismatch, expected end but got 'int'"
assert error(t.check, "int", "") == V + "Buffer dtype mismatch, expected 'int' but got end"
assert error(t.check, "int", "O") == V + "Buffer dtype mismatch, expected 'int' but got Python object"
assert error(t.check, "inner", "c") == V + "Buffer dtype mismatch, expected 'int' but got end in 'inner.i'"
assert error(t.check, "inner", "cd") == V + "Buffer dtype mismatch, expected 'int' but got 'double' in 'inner.i'"
assert error(t.check, "inner", "=ci") == V + "Buffer dtype mismatch; next field is at offset 1 but 4 expected"
assert error(t.check, "outer", "idT{cd}") == V + "Buffer dtype mismatch, expected 'int' but got 'double' in 'inner.i'"
assert error(t.check, "outer", "idT{ci}(3)f") == V + "Expected a dimension of size 2, got 3"
assert error(t.check, "outer", "idT{ci}ff") == V + "Expected 1 dimensions, got 0"
assert error(t.check, "outer", "idT{ci}(2)f(2)h") == V + "Expected 2 dimension(s), got 1"
assert error(t.check, "int", "(2)i") == V + "Expected 0 dimension(s), got 1"
assert error(t.check, "int", "Zi") == V + "Unexpected format string character: 'Z'"
assert error(t.check, "int", "e") == V + "Does not understand character buffer dtype format string ('e')"
assert error(t.check, "int", "T(i)") == V + "Buffer acquisition: Expected '{' after 'T'"
other = ">" if sys.byteorder == "little" else "<"
assert "-endian buffer not supported on " in error(t.check, "int", other + "i")
assert error(t.check, "double", "=g").startswith(V + "Python does not define a standard format string size")
for bad in ("T{i", "(2", "(2;3)", "}", ":i", "T", "3", "Z"):
    assert error(t.check, "outer", bad).startswith(V), bad
for name, f in (("int", "i"), ("double complex", "Zd"), ("Python object", "O"), ("inner", "T{c:c:i:i:}"),
                ("outer", "T{i:a:d:b:T{c:c:i:i:}:in:(2)f:z:(2,3)h:m:(5)c:s:}")):
    assert t.format(name) == f
    t.check(name, f)
class Inner(ctypes.Structure):
    _fields_ = [("c", ctypes.c_char), ("i", ctypes.c_int)]
class Outer(ctypes.Structure):
    _fields_ = [("a", ctypes.c_int), ("b", ctypes.c_double), ("in", Inner), ("z", ctypes.c_float * 2), ("m", ctypes.c_short * 3 * 2),
                ("s", ctypes.c_char * 5)]
if "x" in memoryview(Inner()).format:  # older ones leave the padding out
    t.check("inner", memoryview(Inner()).format)
    t.check("outer", memoryview(Outer()).format)

# old-style buffers
ints = array.array("i", range(10))
assert t.sum_buffer(ints) == 45 and t.sum_buffer(None) == 0 and t.sum_buffer(memoryview(ints)[::3]) == 18
assert error(t.sum_buffer, array.array("d")) == V + "Buffer dtype mismatch, expected 'int' but got 'double'"
ints.append(1), ints.pop()  # nothing is exported any more
two_d = memoryview(ints).cast("B").cast("i", (2, 5))
assert error(t.sum_buffer, two_d) == V + "Buffer has wrong number of dimensions (expected 1, got 2)"
assert error(t.sum_buffer, 5).startswith("TypeError")
assert t.index(-1, 4) == 3 and t.index(0, 4) == 0
assert error(t.index, 4, 4) == error(t.index, -5, 4) == "IndexError: Out of bounds on buffer access (axis 2)"

# views of one dimension
v = t.view1(ints)
assert v.shape == (10,) and v.strides == (4,) and v.suboffsets == (-1,) and v.ndim == 1 and v.itemsize == 4
assert v.nbytes == 40 and v.size == 10 and len(v) == 10 and v.base is ints and list(v) == list(range(10))
assert str(v) == "<MemoryView of 'array' object>" and repr(v) == "<MemoryView of 'array' at 0x%x>" % id(v)
assert isinstance(v, collections.abc.Sequence) and v.count(3) == 1 and v.index(3) == 3 and 5 in v and 50 not in v
assert v[3] == 3 and v[-1] == 9 and v[...] is v and list(v[2:8:2]) == [2, 4, 6] and list(v[::-1]) == list(range(9, -1, -1))
assert list(v[7:2:-2]) == [7, 5, 3] and len(v[5:5]) == 0 and list(v[-3:]) == [7, 8, 9] and list(v[3:-100:-1]) == [3, 2, 1, 0]
for i in (10, -11):
    assert error(lambda: v[i]) == "IndexError: Out of bounds on buffer access (axis 0)"
assert error(lambda: v["a"]) == "TypeError: Cannot index with type '<class 'str'>'"
assert error(lambda: v[::0]) == V + "Step may not be zero (axis 0)"
assert v[None].shape == (1, 10) and v[..., None].shape == (10, 1) and error(lambda: v[1, 2]).startswith("IndexError")
assert bytes(memoryview(v[::2])) == bytes(memoryview(ints)[::2])
v[0] = 70
v[1:3] = array.array("i", [71, 72])
v[5:] = 9
assert list(ints) == [70, 71, 72, 3, 4, 9, 9, 9, 9, 9]
v[1:] = v[:-1]
assert list(ints) == [70, 70, 71, 72, 3, 4, 9, 9, 9, 9]
v[::-1] = v
assert list(ints) == [9, 9, 9, 9, 4, 3, 72, 71, 70, 70]
assert error(v.__setitem__, 0, "x") == "TypeError: an integer is required"
assert error(v.__setitem__, 0, 2**40) == "OverflowError: value too large to convert to int"
assert error(v.__setitem__, slice(3), v[:2]) == V + "got differing extents in dimension 0 (got 3 and 2)"
assert error(v.__setitem__, slice(3), array.array("d", [1] * 3)).startswith(V)
assert error(v.__delitem__, 0).startswith("TypeError")
assert t.view1(None) is None and t.view2(None) is None and t.view1(v).base is ints and t.view1(v, 1).base is ints
assert error(t.view1, v[::2], 1) == V + "Buffer and memoryview are not contiguous in the same dimension."
assert error(t.view1, memoryview(ints)[::2], 1).startswith("BufferError")
assert error(t.view1, b"abcd").startswith("BufferError") and error(t.view1, 5).startswith("TypeError")
assert error(t.view1, two_d).startswith(V + "Buffer has wrong number") and error(t.view1, array.array("f", [1])).endswith("got 'float'")
ro = memoryview(ints).toreadonly()
c = t.view_const(ro)
assert c[0] == 9 and error(c.__setitem__, 0, 1) == "TypeError: Cannot assign to read-only memoryview"
assert error(t.view1, c) == V + "Cannot create writable memory view from read-only memoryview"
assert memoryview(c).readonly and memoryview(v).format == "i"
d = t.view_double(array.array("d", [1.5, 2]))
d[0] = 7
assert list(d) == [7.0, 2.0]
copy = v[::2].copy()
assert copy.is_c_contig() and list(copy) == list(v[::2]) and copy.base is None and str(copy) == "<MemoryView of 'array' object>"
assert not v[::2].is_c_contig() and v.is_c_contig() and v.is_f_contig()

# two dimensions
base = array.array("i", range(12))
m = memoryview(base).cast("B").cast("i", (3, 4))
v = t.view2(m)
def tolist(v): return [list(r) for r in v]
L = tolist(v)
assert L == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]] and v.shape == (3, 4) and v.strides == (16, 4)
assert v[1, 2] == 6 and v[-1, -1] == 11 and list(v[1]) == [4, 5, 6, 7] and list(v[:, 1]) == [1, 5, 9] and list(v[..., -1]) == [3, 7, 11]
assert tolist(v.T) == [list(x) for x in zip(*L)] == tolist(t.view2(m, "t")) and tolist(v[::-1, ::2]) == [[8, 10], [4, 6], [0, 2]]
assert v[:, None].shape == (3, 1, 4) and v[None, ..., None].shape == (1, 3, 4, 1)
assert error(lambda: v[3, 0]) == "IndexError: Out of bounds on buffer access (axis 0)"
assert error(lambda: v[0, 4]) == "IndexError: Out of bounds on buffer access (axis 1)"
assert error(lambda: v[3]) == "IndexError: Index out of bounds (axis 0)" and error(lambda: v[0, 0, 0]).startswith("IndexError")
assert tolist(t.view2(m, "c")) == L and error(t.view2, m, "f").startswith(("BufferError", V))
f = v.copy_fortran()
assert f.is_f_contig() and not f.is_c_contig() and tolist(f) == L == tolist(t.view2(f, "f")) and f.strides == (4, 12)
assert error(t.view2, f, "c") == V + "Buffer and memoryview are not contiguous in the same dimension."
assert error(t.view2, v.T, "c").startswith(V) and tolist(t.view2(v.T, "f")) == tolist(v.T)
for order in "CF":
    c = t.copy(v.T, order)
    assert tolist(c) == tolist(v.T) and c.is_c_contig() == (order == "C") and c.is_f_contig() == (order == "F")
bounds = (None, 0, 1, -1, 3, -3, 4, 5, -5, 9, -9)
for x, y, z in itertools.product(bounds, bounds, (None, 1, 2, -1, -2, 5, -5)):
    assert list(t.cut(m, 1, x, y, z)) == L[1][x:y:z], (x, y, z)
    assert list(v[1, x:y:z]) == L[1][x:y:z]
assert error(t.cut, m, 3, None, None, None) == "IndexError: Index out of bounds (axis 0)"
assert error(t.cut, m, 0, None, None, 0) == V + "Step may not be zero (axis 1)"
work = t.copy(m, "C")
t.assign(work, array.array("i", [1, 2, 3, 4]))
assert tolist(work) == [[1, 2, 3, 4]] * 3
assert error(t.assign, work, array.array("i", [1, 2])) == V + "got differing extents in dimension 1 (got 4 and 2)"
t.fill(work.T, 8)
assert tolist(work) == [[8] * 4] * 3
work[:, 1:3] = v[:, :2]
assert tolist(work) == [[8, 0, 1, 8], [8, 4, 5, 8], [8, 8, 9, 8]]
work[...] = v
work[:, ::-1] = work
assert tolist(work) == [r[::-1] for r in L]
square = t.view2(memoryview(array.array("i", range(9))).cast("B").cast("i", (3, 3)))
square[...] = square.T
assert tolist(square) == [[0, 3, 6], [1, 4, 7], [2, 5, 8]]
square.T[1:, :] = square[:2]
assert tolist(square)[0][0] == 0
work[0] = 5
assert list(work[0]) == [5] * 4
work[...] = work[0][None]
assert tolist(work) == [[5] * 4] * 3
empty = v[:0]
assert empty.shape == (0, 4) and list(empty) == [] and tolist(t.view2(empty, "c")) == [] and empty.copy().shape == (0, 4)

# reached through pointers
rows = t.rows()
assert error(t.view2, rows).startswith("BufferError")
for more in ((), (1,)):
    p = t.view_indirect(rows, *more)
    assert p.suboffsets == (0, -1) and p[1, 2] == 12 and list(p[2]) == [20, 21, 22, 23] and list(p[1:, 1][:]) == [11, 21]
    assert [p[i, j] for i in range(3) for j in range(4)] == [10 * i + j for i in range(3) for j in range(4)]
    assert p[1:][0, 0] == 10 and p[::-1][0, 3] == 23 and p[:, 1:][2, 0] == 21 and list(p[2, ::-1]) == [23, 22, 21, 20]
    assert error(lambda: p.T) == V + "Cannot transpose memoryview with indirect dimensions"
    assert "is not direct" in error(p.copy)
    assert not p.is_c_contig()
    p[1, 1] = 99
    assert p[1, 1] == 99
assert error(t.view_indirect, m) == V + "Buffer is not indirectly accessible in dimension 0."
assert tolist(t.view_indirect(m, 1)) == L

# cython.view
array_type, view_type = t.type_(1), t.type_(0)
a = array_type((2, 3), 4, "i")
a[...] = 0
a[1, 2] = 7
assert a.shape == (2, 3) and len(a) == 2 and a[1, 2] == 7 and tolist(a.memview) == [[0, 0, 0], [0, 0, 7]] and a.strides == (12, 4)
assert tolist(t.view2(a)) == tolist(a.memview) and str(t.view2(a)) == "<MemoryView of 'array' object>" and t.view2(a).base is a
assert array_type(shape=(2, 3), itemsize=4, format="i", mode="fortran").strides == (4, 8)
assert isinstance(a, collections.abc.Sequence) and error(lambda: a.nope).startswith("AttributeError")
assert error(array_type, (), 4, "i") == V + "Empty shape tuple for cython.array"
assert error(array_type, (2,), 0, "i") == V + "itemsize <= 0 for cython.array"
assert error(array_type, (2, -1), 4, "i") == V + "Invalid shape in axis 1: -1."
assert error(array_type, (2,), 4, "i", "x") == V + "Invalid mode, expected 'c' or 'fortran', got x"
assert error(array_type, (2**31, 2**31, 4), 8, "d").startswith("MemoryError")
o = array_type((3,), 8, "O")
assert list(o) == [None] * 3
o[1] = o2 = object()
view = t.view_obj(o)
assert view[1] is o2 and list(view[::-1]) == [None, o2, None]
count = sys.getrefcount(o2)
view[...] = o2
assert sys.getrefcount(o2) == count + 2
twin = view.copy()
assert sys.getrefcount(o2) == count + 5 and list(twin) == [o2] * 3
view[1:] = view[:-1]
view[::2] = twin[:2]
del twin, view, o
gc.collect()
assert sys.getrefcount(o2) == 2
w = view_type(base, 0x1c)  # PyBUF_FORMAT | PyBUF_STRIDES
assert w[3] == 3 and list(w[2:4]) == [2, 3] and w.base is base and type(w) is type(v)
w = view_type(b"abc", 0)
assert w.shape == (3,) and w[0] == 97
s = view_type((Inner * 2)(Inner(b"x", 5), Inner(b"y", 6)), 0x1c)
assert error(lambda: s[0]) == V + "Unable to convert item to object" and s.itemsize == 8
z = t.from_pointer("c")
assert tolist(t.view2(z)) == L and tolist(z.memview) == L
z[0, 0] = 55
assert t.view2(z)[0, 0] == 55
z = t.from_pointer("f")
assert z.strides == (4, 12) and z[1, 0] == 1
assert [repr(t.enum_(i)) for i in range(5)] == ["<strided and direct or indirect>", "<strided and direct>", "<strided and indirect>",
                                               "<contiguous and direct>", "<contiguous and indirect>"]
assert t.enum_(1) is t.enum_(1)

# life time
def repeat():
    a = array.array("i", range(6))
    v = t.view1(a)
    for i in range(5):
        v = t.view1(v[::-1])
    w = v.copy()
    del v
    a.append(1)
    m = memoryview(w)[1:]
    error(t.view1, array.array("d", [1]))
    error(t.view1, v2[::2], 1)
    list(m)
v2 = t.view1(base)
for i in range(20): repeat()
gc.collect()
before = sys.getallocatedblocks()
for i in range(300): repeat()
gc.collect()
assert sys.getallocatedblocks() - before < 60, sys.getallocatedblocks() - before
class Node(bytearray):
    pass
import weakref
node = Node(b"1234")
node.view = view_type(node, 0)
ref = weakref.ref(node)
del node
gc.collect()
assert ref() is None
shared = t.view1(base)
def use():
    for i in range(2000):
        t.view1(shared[i % 5:])
threads = [threading.Thread(target=use) for i in range(4)]
for x in threads: x.start()
for x in threads: x.join()
