"""Coroutines and asynchronous generators: by hand, under asyncio, mixed with Python's own."""
import asyncio
import collections.abc
import gc
import inspect
import sys
import types
import warnings
import weakref

import m_coroutine as m


def fails(kind, f, *a):
    try:
        f(*a)
    except kind as e:
        return e
    raise AssertionError(kind)


def run(coroutine):
    """Drives a coroutine that awaits nothing real; what it yields is sent back."""
    yielded, value = [], None
    while True:
        try:
            value = coroutine.send(value)
        except StopIteration as e:
            return e.value, yielded
        yielded.append(value)


@types.coroutine
def switch(x):
    return (yield x)


async def python(x):
    return await switch(x)


class Awaitable:
    def __init__(self, x):
        self.x = x

    def __await__(self):
        for v in self.x:
            yield v


# coroutines
log = []
c = m.add(python(5), log)
assert isinstance(c, collections.abc.Coroutine) and inspect.isawaitable(c) and asyncio.iscoroutine(c)
assert type(c).__name__ == "coroutine" and repr(c).startswith("<coroutine object outer.<locals>.add at")
assert c.cr_running is False and c.cr_await is None and c.cr_code.co_name == "add" and c.cr_origin is None
fails(TypeError, iter, c)
fails(TypeError, next, c)
assert run(c) == (5, [5]) and log == [5]
assert str(fails(RuntimeError, c.send, None)) == "cannot reuse already awaited coroutine"
assert run(m.add(m.add(m.add(switch("x"), log), log), log)) == ("x", ["x"])
assert run(m.add(Awaitable([1, 2, 3]), log)) == (None, [1, 2, 3])
assert run(m.add(m.wait("w", log), log)) == ("w", ["w"]) and list(m.wait(3, log)) == [3]
assert str(fails(TypeError, run, m.add(1, log))) == "object int can't be used in 'await' expression"
assert "non-iterator of type 'int'" in str(fails(TypeError, run, m.add(type("A", (), {"__await__": lambda s: 1})(), log)))
bad = python(1)
assert "returned a coroutine" in str(fails(TypeError, run, m.add(type("A", (), {"__await__": lambda s: bad})(), log)))
bad.close()


async def outer():
    return await m.add(python(7), []) + await m.add(m.add(python(8), []), [])


assert run(outer()) == (15, [7, 8])
inner = m.add(python(1), [])
inner.send(None)
assert str(fails(RuntimeError, run, m.add(inner, []))) == "coroutine is being awaited already"
inner.close()
w = m.add(python(4), []).__await__()
assert type(w).__name__ == "coroutine_wrapper" and next(w) == 4 and fails(StopIteration, w.send, 9).value == 9
log = []
c = m.add(m.add(python(1), log), log)
c.send(None)
assert c.cr_await is not None
fails(KeyError, c.throw, KeyError)
assert log == ["failed", "failed"]
c = m.add(python(1), log)
c.send(None)
c.close()
assert str(fails(RuntimeError, run, m.bad(StopIteration(), log))) == "generator raised StopIteration"
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    p = python(1)
    c = m.add(p, log)
    del c
    p.close()
    assert len(caught) == 1 and str(caught[0].message) == "coroutine 'outer.<locals>.add' was never awaited"

# asynchronous generators by hand
log = []
g = m.agen(python("v"), log)
assert isinstance(g, collections.abc.AsyncGenerator) and type(g).__name__ == "async_generator" and g.__name__ == "agen"
assert g.__aiter__() is g and g.ag_running is False and g.ag_await is None
a = g.__anext__()
assert fails(StopIteration, a.send, None).value == 1
assert str(fails(RuntimeError, a.send, None)) == "cannot reuse already awaited __anext__()/asend()"
a = g.asend("ignored")
assert a.send(None) == "v" and g.ag_running
b = g.asend(None)
assert str(fails(RuntimeError, b.send, None)) == "anext(): asynchronous generator is already running"
assert fails(StopIteration, a.send, "w").value == "w" and not g.ag_running
fails(StopAsyncIteration, g.asend("last").send, None)
assert log == ["last", "bye"]
fails(StopAsyncIteration, g.__anext__().send, None)
assert run(g.aclose()) == (None, [])
assert str(fails(RuntimeError, run, m.bad_agen(StopAsyncIteration(), log).__anext__())) == "async generator raised StopAsyncIteration"
assert str(fails(RuntimeError, run, m.bad_agen(StopIteration(), log).__anext__())) == "async generator raised StopIteration"
g = m.stubborn(0, 0)
assert run(g.__anext__()) == (None, [])
assert str(fails(RuntimeError, run, g.aclose())) == "async generator ignored GeneratorExit"
log = []
g = m.agen(python(1), log)
run(g.__anext__())
assert type(fails(KeyError, run, g.athrow(KeyError))) is KeyError and log == ["bye"]
run(g.aclose())
log = []
g = m.agen(python(1), log)
run(g.__anext__())
assert run(g.aclose()) == (None, []) and log == ["bye"]
fails(StopAsyncIteration, g.__anext__().send, None)
g = m.agen(python(1), log)
run(g.__anext__())
a = g.__anext__()
a.send(None)
a.close()
g = m.agen(Awaitable([]), [])
assert run(m.collect(g, log)) == ("end", [])


# under asyncio
async def python_agen():
    for i in range(3):
        await asyncio.sleep(0)
        yield i


async def main():
    log = []
    assert await m.add(asyncio.sleep(0.001, "slept"), log) == "slept"
    assert await asyncio.gather(*(m.add(asyncio.sleep(0.001, i), []) for i in range(20))) == list(range(20))
    assert await asyncio.create_task(m.add(asyncio.sleep(0, "t"), log)) == "t"
    log = []
    assert await m.collect(python_agen(), log) == "end" and log == [0, 1, 2]
    log = []
    assert await m.collect(m.agen(asyncio.sleep(0, "v"), log), log) == "end" and log == [1, "v", None, "bye"]
    assert [x async for x in m.agen(asyncio.sleep(0, "v"), log)] == [1, "v"]
    task = asyncio.ensure_future(m.add(asyncio.sleep(100), log))
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        pass
    else:
        raise AssertionError
    try:
        await m.collect(1, log)
    except TypeError as e:
        assert str(e) == "'async for' requires an object with __aiter__ method, got int"
    # The loop's hooks close a generator that is dropped half-way.
    log = []
    sleeper = asyncio.sleep(0)
    async for x in m.agen(sleeper, log):
        break
    sleeper.close()
    gc.collect()
    for _ in range(3):
        await asyncio.sleep(0)
    assert log == ["bye"], log


asyncio.run(main())

# Nothing leaks.
class Token:
    def __await__(self):
        yield 1
        yield 2


def once():
    t = Token()
    run(m.add(m.add(t, []), []))
    run(m.collect(m.agen(t, []), []))
    c = m.add(t, [])
    c.send(None)
    c.close()
    return weakref.ref(t)


ref = once()
gc.collect()
assert ref() is None
types_ = [type(x) for x in (m.agen(1, []), m.wait(1, []), m.agen(1, []).__anext__(), w)]
before = [sys.getrefcount(t) for t in types_]
for _ in range(100):
    once()
assert [sys.getrefcount(t) for t in types_] == before
