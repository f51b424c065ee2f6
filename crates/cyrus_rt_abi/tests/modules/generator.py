"""Generators: iteration, send, throw, close, delegation, exception state, finalisation, attributes."""
import collections.abc
import gc
import sys
import types
import weakref

import m_generator as m


def fails(kind, f, *a):
    try:
        f(*a)
    except kind as e:
        return e
    raise AssertionError(kind)


log = []
g = m.count(3, log)
assert isinstance(g, collections.abc.Generator) and type(g).__name__ == "generator"
assert iter(g) is g and g.__name__ == "count" and g.__qualname__ == "outer.<locals>.count" and g.__module__ == "m_generator"
assert repr(g).startswith("<generator object outer.<locals>.count at 0x")
assert g.gi_running is False and g.gi_yieldfrom is None and g.gi_code.co_name == "count" and g.gi_frame.f_code is g.gi_code
assert str(fails(TypeError, g.send, 1)) == "can't send non-None value to a just-started generator"
assert next(g) == 0 and g.send("a") == 1 and next(g) == 2
e = fails(StopIteration, next, g)
assert e.value == "done" and log == ["a", None, None]
assert fails(StopIteration, next, g).value is None and g.gi_frame is None
assert list(m.count(4, [])) == [0, 1, 2, 3]
assert sum(m.count(10, [])) == 45
g.__name__ = "x"
assert g.__name__ == "x"
fails(TypeError, setattr, g, "__qualname__", 1)
fails(TypeError, type(g))
assert "cannot pickle" in str(fails(TypeError, __import__("pickle").dumps, g))

# throw
g = m.count(3, [])
next(g)
assert fails(KeyError, g.throw, KeyError("k")).args == ("k",)
fails(StopIteration, next, g)
fails(KeyError, m.count(3, []).throw, KeyError)
assert fails(KeyError, m.count(3, []).throw, KeyError, "v").args == ("v",)
fails(TypeError, m.count(3, []).throw, 1)
fails(TypeError, m.count(3, []).throw)
fails(TypeError, m.count(3, []).throw, ValueError("x"), "y")
fails(TypeError, m.count(3, []).throw, ValueError, "y", 1)

# delegation
def python(log):
    try:
        x = yield "one"
        log.append(("sent", x))
        yield "two"
    except ValueError:
        log.append("caught")
        yield "three"
    finally:
        log.append("final")
    return "result"


for inner in python, lambda log: m.count(2, log):
    log, inner_log = [], []
    g = m.delegate(inner(inner_log), log)
    next(g)
    assert g.gi_yieldfrom is not None
    g.send(5)
    assert next(g) == "last" and log in (["result"], ["done"]), log
    fails(StopIteration, next, g)
assert list(m.delegate([], log)) == ["last"] and log[-1] is None
assert list(m.delegate("ab", log)) == ["a", "b", "last"]
assert list(m.delegate(m.delegate(m.count(2, log), log), log)) == [0, 1, "last", "last"]
inner_log = []
g = m.delegate(python(inner_log), [])
assert next(g) == "one" and g.throw(ValueError) == "three"
g.close()
assert inner_log == ["caught", "final"]
inner_log = []
g = m.delegate(m.delegate(python(inner_log), []), [])
next(g)
assert g.throw(ValueError("x")) == "three"
fails(KeyError, g.throw, KeyError)
assert inner_log == ["caught", "final"]
fails(TypeError, next, m.delegate(1, []))


class Sub:
    def __init__(self):
        self.calls = []

    def __iter__(self):
        return self

    def __next__(self):
        return "next"

    def send(self, x):
        self.calls.append(("send", x))
        return "sent"

    def throw(self, *a):
        self.calls.append(("throw",) + a)
        raise StopIteration("thrown")

    def close(self):
        self.calls.append("close")


sub, log = Sub(), []
g = m.delegate(sub, log)
assert next(g) == "next" and g.send(1) == "sent" and next(g) == "next"
assert g.throw(ValueError) == "last" and log == ["thrown"]
assert sub.calls == [("send", 1), ("throw", ValueError)]
sub = Sub()
g = m.delegate(sub, [])
next(g)
g.close()
assert sub.calls == ["close"]
g = m.delegate("ab", [])
next(g)
fails(AttributeError, g.throw, AttributeError)
g = m.delegate("ab", [])
next(g)
fails(AttributeError, g.send, 1)

# exception state across yields
log = []
g = m.catch(0, log)
next(g)
try:
    raise OSError("outer")
except OSError:
    e = g.throw(ValueError("thrown"))
    assert type(e) is ValueError and type(sys.exc_info()[1]) is OSError
assert sys.exc_info() == (None, None, None)
r = fails(RuntimeError, next, g)
assert r.args == ("again",) and r.__context__ is e and log == ["bye"], (r, r.__context__, log)
g = m.catch(0, log)
next(g)
e = g.throw(ValueError("a"))
k = fails(KeyError, g.throw, KeyError)
assert k.__context__ is e

# PEP 479
r = fails(RuntimeError, next, m.stop(1, 2))
assert str(r) == "generator raised StopIteration" and r.__cause__.value == 1
assert fails(StopIteration, next, m.stop_old(1, 2)).value == 1

# close
g = m.count(3, [])
assert g.close() is None
fails(StopIteration, next, g)
g = m.count(3, [])
next(g)
assert g.close() is None and g.close() is None
fails(StopIteration, next, g)
g = m.stubborn(0, 0)
next(g)
assert str(fails(RuntimeError, g.close)) == "generator ignored GeneratorExit"
log = []
g = m.running(0, log)
log.append(g)
assert str(fails(ValueError, next, g)) == "generator already executing"
log.clear()

# finalisation
log = []
g = m.catch(0, log)
next(g)
ref = weakref.ref(g)
del g
assert log == ["bye"] and ref() is None


class Token:
    pass


for start in False, True:
    token = Token()
    g = m.count(3, [token])
    token.g = g
    if start:
        next(g)
    ref = weakref.ref(token)
    del g, token
    gc.collect()
    assert ref() is None
before = sys.getrefcount(types.GeneratorType), sys.getrefcount(type(m.count(1, [])))
for _ in range(50):
    list(m.delegate(m.count(3, []), []))
assert before == (sys.getrefcount(types.GeneratorType), sys.getrefcount(type(m.count(1, []))))
