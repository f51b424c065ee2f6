"""Deterministic runs of concurrent code: every order that a seed can think of.

`explore(fn)` runs `fn` once per seed. All tasks, actors and timers that it starts live on one thread, and what runs next is chosen by the seed; so a
seed that fails fails again, by `replay`. See the README for what `fn` may do.

How it works: each run has a thread of the runtime's own, on which `fn` is the first coroutine. Python is attached there as on any foreign thread,
so tasks that take the GIL find it free while `fn` waits without it. A run whose `fn` can never return leaves its thread behind.
"""

import contextvars
import ctypes
import os
import sys
import threading

from ._library import load

__all__ = ["Deadlock", "Failed", "explore", "replay"]

_OK, _TIMED_OUT, _EXCEPTION, _STUCK = 0, 3, 5, 9
#: How long a signal may have to wait.
_STEP = 50_000_000

_RUN = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
_WRITE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)

#: Runs that have not come back, kept because their threads still refer to them.
_left_behind = []


class Failed(AssertionError):
    """A run with the seed `seed` has gone wrong; the exception is the `__cause__`."""

    def __init__(self, message, seed):
        super().__init__(message)
        self.seed = seed


class Deadlock(Failed):
    """Some wait and nobody can wake them: `report` has who and where."""

    def __init__(self, message, seed, report):
        super().__init__(message, seed)
        self.report = report


def explore(fn, seeds=range(100)):
    """Runs `fn()` with each seed; raises `Failed` or `Deadlock` for the first one that fails. Gives the number of runs."""
    chosen = os.environ.get("CYRUS_SEED")
    if chosen:
        seeds = [int(chosen)]
    count = 0
    for seed in seeds:
        _run(fn, seed)
        count += 1
    return count


def replay(fn, seed):
    """Runs `fn()` once, in the order that the seed decides, and gives what it returns."""
    return _run(fn, seed)


class _Run:
    """What a run's thread and the one that waits for it share."""

    def __init__(self, fn):
        self.result = None
        self.raised = None
        self.returned = False
        self.fn = fn
        self.context = contextvars.copy_context()
        self.callback = _RUN(self._main)

    def _main(self, _argument):
        try:
            self.result = self.context.run(self.fn)
        except BaseException as error:  # noqa: BLE001: it is raised again where the run is waited for
            self.raised = error
        self.returned = True


class _Unraisable:
    """Collects the exceptions that nobody awaits, while runs go on."""

    def __init__(self):
        self.seen = []

    def __enter__(self):
        self.before = sys.unraisablehook
        sys.unraisablehook = self._collect
        return self

    def __exit__(self, *_):
        sys.unraisablehook = self.before

    def _collect(self, unraisable):
        # Not the object that it is about: keeping that may bring it back to life.
        if unraisable.exc_value is not None:
            self.seen.append(unraisable.exc_value)


_one_at_a_time = threading.Lock()


def _run(fn, seed):
    seed = int(seed) & 0xFFFF_FFFF_FFFF_FFFF
    if not _one_at_a_time.acquire(blocking=False):
        raise RuntimeError("a deterministic run within another, or beside it")
    try:
        with _Unraisable() as unraisable:
            run, status, report = _in_runtime(fn, seed)
    finally:
        _one_at_a_time.release()
    hint = f"replay it with cyrus.testing.replay({_name(fn)}, {seed}), or with CYRUS_SEED={seed} in the environment"
    if status == _STUCK:
        raise Deadlock(f"{report.rstrip()}\n{hint}", seed, report)
    if status == _EXCEPTION:
        raise Failed(f"{report}\n{hint}", seed)
    if run.raised is not None:
        error = run.raised
        if not isinstance(error, Exception):
            raise error
        raise Failed(f"seed {seed}: {_told(error)}\n{hint}", seed) from error
    if unraisable.seen:
        error = unraisable.seen[0]
        raise Failed(f"seed {seed}: an exception that nobody awaits: {_told(error)}\n{hint}", seed) from error
    return run.result


def _in_runtime(fn, seed):
    library = _functions()
    run = _Run(fn)
    said = []
    write = _WRITE(lambda _to, text, length: said.append(ctypes.string_at(text, length)))
    handle = library.cyrus_rt_seeded_start(seed, run.callback, None)
    if not handle:
        raise RuntimeError("the system starts no more threads")
    try:
        # In steps: signal handlers run in between.
        while True:
            status = library.cyrus_rt_seeded_wait(handle, _STEP, write, None)
            if status != _TIMED_OUT:
                break
    finally:
        library.cyrus_rt_seeded_free(handle)
        if not run.returned:
            _left_behind.append(run)
    return run, status, b"".join(said).decode("utf-8", "replace")


def _functions():
    library = load()
    if library.cyrus_rt_seeded_start.argtypes is None:
        library.cyrus_rt_seeded_start.argtypes = [ctypes.c_uint64, _RUN, ctypes.c_void_p]
        library.cyrus_rt_seeded_start.restype = ctypes.c_void_p
        library.cyrus_rt_seeded_wait.argtypes = [ctypes.c_void_p, ctypes.c_int64, _WRITE, ctypes.c_void_p]
        library.cyrus_rt_seeded_wait.restype = ctypes.c_int32
        library.cyrus_rt_seeded_free.argtypes = [ctypes.c_void_p]
        library.cyrus_rt_seeded_free.restype = None
    return library


def _name(fn):
    return getattr(fn, "__qualname__", None) or repr(fn)


def _told(error):
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
