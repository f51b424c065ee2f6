import sys
import traceback
import m_exception as t


def error(f, *args):
    try:
        f(*args)
    except BaseException as e:
        return type(e).__name__ + ": " + str(e)
    raise AssertionError("no error")


def caught(f, *args):
    try:
        f(*args)
    except BaseException as e:
        return e
    raise AssertionError("no error")


def boom():
    raise KeyError("k")


# raise
E = caught(boom)
assert error(t.raise_, ValueError) == "ValueError: "
assert error(t.raise_, ValueError, "a") == "ValueError: a"
assert caught(t.raise_, ValueError, (1, 2)).args == (1, 2)
assert caught(t.raise_, ValueError, ValueError(5)).args == (5,)
assert caught(t.raise_, LookupError, E) is E
assert caught(t.raise_, ValueError, E).args == (E,)
assert caught(t.raise1, E) is E
assert error(t.raise_, E, 1) == "TypeError: instance exception may not have a separate value"
assert error(t.raise1, 1) == "TypeError: raise: exception class must be a subclass of BaseException"
assert error(t.raise_, ValueError, None, 1) == "TypeError: raise: arg 3 must be a traceback or None"
assert caught(t.raise_, ValueError, None, E.__traceback__).__traceback__.tb_next.tb_frame.f_code.co_name == "caught"
assert caught(t.raise_, ValueError, ..., ..., E).__cause__ is E
e = caught(t.raise_, ValueError, ..., ..., None)
assert e.__cause__ is None and e.__suppress_context__
assert isinstance(caught(t.raise_, ValueError, ..., ..., KeyError).__cause__, KeyError)
assert error(t.raise_, ValueError, ..., ..., 3) == "TypeError: exception causes must derive from BaseException"
class Odd(Exception):
    def __new__(cls): return 5
assert caught(t.raise_new, KeyError, (1, 2)).args == ((1, 2),)
assert caught(t.raise_new, KeyError, E).args == (E,)
assert error(t.raise_new, UnicodeDecodeError, "a") == "TypeError: function takes exactly 5 arguments (1 given)"
assert "should have returned an instance of BaseException" in error(t.raise1, Odd)
assert error(t.reraise) == "RuntimeError: No active exception to reraise"

# try / except
def handler(e):
    assert sys.exc_info()[1] is e and t.handled() is e
    assert sys.exc_info()[2] is e.__traceback__
    return e
assert t.handled() is None
e = t.try_(boom, handler)
assert isinstance(e, KeyError) and t.handled() is None and sys.exc_info() == (None, None, None)
frames = traceback.extract_tb(e.__traceback__)
assert [(f.name, f.lineno) for f in frames][0] == ("outer", 11) and frames[-1].name == "boom", frames
assert frames[0].filename == "file.pyx"
try:
    raise ZeroDivisionError
except ZeroDivisionError as outer:
    def handler2(e):
        assert e.__context__ is outer
        raise ValueError
    try:
        t.try_(boom, handler2)
    except ValueError as v:
        assert v.__context__.args == ("k",) and v.__context__.__context__ is outer
        assert ("outer", 13) in [(f.name, f.lineno) for f in traceback.extract_tb(v.__traceback__)]
    assert sys.exc_info()[1] is outer and t.handled() is outer
e2 = caught(t.try_, boom, lambda e: t.reraise())
assert e2.args == ("k",) and [f.name for f in traceback.extract_tb(e2.__traceback__)].count("boom") == 1

def gen():
    try:
        boom()
    except KeyError as e:
        yield t.handled()
        yield t.try_(lambda: 1 / 0, lambda e: (sys.exc_info()[0], e.__context__))
        yield t.handled()
g = gen()
k = next(g)
assert isinstance(k, KeyError)
z, context = next(g)
assert z is ZeroDivisionError and context is k
assert next(g) is k

# finally
log = []
assert t.finally_(lambda: 5, lambda: log.append(sys.exc_info()[0])) == 5
assert error(t.finally_, boom, lambda: log.append(sys.exc_info()[0])) == "KeyError: 'k'"
assert log == [None, KeyError]
e = caught(t.finally_, boom, lambda: 1 / 0)
assert isinstance(e, ZeroDivisionError) and isinstance(e.__context__, KeyError)

# matching
assert t.matches(boom, KeyError) == 1 and t.matches(boom, LookupError) == 1 and t.matches(boom, ValueError) == 0
assert t.matches(boom, (ValueError, (TypeError, LookupError))) == 1 and t.matches(boom, ()) == 0
assert t.matches(lambda: 1, BaseException) == 0
assert t.ignore(boom, LookupError) is None and error(t.ignore, boom, ValueError) == "KeyError: 'k'"
assert t.fetch(lambda: 1) is None
e = t.fetch(boom)
assert isinstance(e, KeyError) and e.__traceback__ is not None

# tracebacks
e = caught(t.deep)
lines = [(f.name, f.lineno) for f in traceback.extract_tb(e.__traceback__)][1:]
assert lines == [("deep", i % 130 + 1) for i in range(500)][::-1]
assert e.__traceback__.tb_next.tb_frame.f_globals is t.__dict__

# unraisable
hooked = []
old = sys.unraisablehook, sys.excepthook
sys.unraisablehook = lambda u: hooked.append((u.exc_type, u.object))
sys.excepthook = lambda *a: hooked.append(a[0])
assert t.unraisable(0) == 0
assert hooked == [ValueError, (ValueError, "t.lossy")], hooked
del hooked[:]
assert t.unraisable(1) == 1 and hooked == [(ValueError, "t.lossy")]
sys.unraisablehook, sys.excepthook = old

for i, text in enumerate((
    "UnboundLocalError: local variable 'x' referenced before assignment",
    "NameError: free variable 'x' referenced before assignment in enclosing scope",
    "NameError: C++ global 'x' is not initialized", "AttributeError: C++ attribute 'x' is not initialized",
    "NameError: name 'foo' is not defined", "AttributeError: 'NoneType' object has no attribute 'x'",
    "TypeError: 'NoneType' object is not subscriptable", "TypeError: 'NoneType' object is not iterable",
    "TypeError: argument of type 'NoneType' is not iterable", "TypeError: object of type 'NoneType' has no len()",
    "ValueError: need more than 1 value to unpack", "ValueError: need more than 2 values to unpack",
    "ValueError: too many values to unpack (expected 3)",
    "ZeroDivisionError: integer division or modulo by zero", "OverflowError: value too large",
    "AssertionError: foo", "AssertionError: ",
)):
    assert error(t.message, i, "foo") == text, (i, text, error(t.message, i, "foo"))
assert caught(t.message, 15, (1, 2)).args == ((1, 2),)
assert t.message(17) == __debug__
