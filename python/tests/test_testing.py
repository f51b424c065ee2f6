"""`cyrus.testing` by itself: what runs are made of, here with the runtime's C interface called from Python."""

import ctypes
import os
import subprocess
import sys
import unittest

from cyrus import testing
from cyrus._library import load

FOREVER = -1


def rt():
    library = load()
    library.cyrus_rt_sleep.argtypes = [ctypes.c_int64]
    library.cyrus_rt_now.restype = ctypes.c_int64
    library.cyrus_rt_channel_new.restype = ctypes.c_void_p
    library.cyrus_rt_channel_new.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
    library.cyrus_rt_channel_receive.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    library.cyrus_rt_channel_send.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    library.cyrus_rt_go.argtypes = [ctypes.c_void_p, TASK, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p]
    library.cyrus_rt_scheduler_finish.argtypes = [ctypes.c_void_p, ctypes.c_int64]
    library.cyrus_rt_lock.argtypes = [ctypes.c_void_p, ctypes.c_uint64, ctypes.c_bool, ctypes.c_uint64, ctypes.c_bool]
    library.cyrus_rt_holder.restype = ctypes.c_uint64
    return library


TASK = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)


class Type(ctypes.Structure):
    _fields_ = [("size", ctypes.c_size_t), ("drop", ctypes.c_void_p)]


LONG = Type(8, None)


def in_any_order(count):
    """Tasks that append their numbers."""
    order = []
    kept = [TASK(lambda _a, _r, _e, i=i: order.append(i)) for i in range(count)]
    for task in kept:
        rt().cyrus_rt_go(None, task, None, 0, None)
    rt().cyrus_rt_scheduler_finish(None, FOREVER)
    return order


class Runs(unittest.TestCase):
    def test_a_value_comes_back(self):
        self.assertEqual(testing.replay(lambda: 7, 1), 7)
        self.assertEqual(testing.explore(lambda: None, seeds=range(5)), 5)

    def test_the_same_seed_gives_the_same_order(self):
        orders = [testing.replay(lambda: in_any_order(5), seed) for seed in range(20)]
        self.assertGreater(len({tuple(order) for order in orders}), 5)
        for order in orders:
            self.assertEqual(sorted(order), list(range(5)))
        self.assertEqual(orders, [testing.replay(lambda: in_any_order(5), seed) for seed in range(20)])

    def test_the_failing_seed_is_told(self):
        def check():
            order = in_any_order(3)
            assert order[0] != 2, f"two came first: {order}"

        with self.assertRaises(testing.Failed) as caught:
            testing.explore(check)
        failed = caught.exception
        self.assertIsInstance(failed.__cause__, AssertionError)
        self.assertIn(f"seed {failed.seed}: AssertionError: two came first", str(failed))
        self.assertIn(f"check, {failed.seed})", str(failed))
        with self.assertRaises(testing.Failed):
            testing.replay(check, failed.seed)

    def test_time_jumps(self):
        def check():
            start = rt().cyrus_rt_now()
            rt().cyrus_rt_sleep(3600 * 10**9)
            return rt().cyrus_rt_now() - start

        self.assertGreaterEqual(testing.replay(check, 3), 3600 * 10**9)

    def test_a_deadlock_is_told(self):
        def check():
            channel = rt().cyrus_rt_channel_new(ctypes.byref(LONG), 0)
            place = ctypes.c_long()
            rt().cyrus_rt_channel_receive(channel, ctypes.byref(place), FOREVER)

        with self.assertRaises(testing.Deadlock) as caught:
            testing.explore(check, seeds=[11])
        self.assertEqual(caught.exception.seed, 11)
        self.assertIn("seed 11: deadlock, 1 waiting", str(caught.exception))
        self.assertIn("main", caught.exception.report)
        self.assertIn("CYRUS_SEED=11", str(caught.exception))

    def test_a_deadlock_that_cancelling_does_not_end(self):
        word = ctypes.c_uint64()

        def check():
            address = ctypes.addressof(word)
            rt().cyrus_rt_lock(address, rt().cyrus_rt_holder() + 1, True, 0, True)
            rt().cyrus_rt_lock(address, rt().cyrus_rt_holder(), True, 0, True)

        before = len(testing._left_behind)
        with self.assertRaises(testing.Deadlock):
            testing.replay(check, 1)
        self.assertEqual(len(testing._left_behind), before + 1)
        self.assertEqual(testing.replay(lambda: 3, 1), 3)

    def test_deep_python(self):
        def deep(n):
            return 0 if n == 0 else 1 + max([deep(n - 1)], key=lambda x: x)

        self.assertEqual(testing.replay(lambda: deep(200), 0), 200)

    def test_not_within_itself(self):
        with self.assertRaises(testing.Failed) as caught:
            testing.replay(lambda: testing.replay(print, 1), 1)
        self.assertIsInstance(caught.exception.__cause__, RuntimeError)

    def test_the_environment_chooses_a_seed(self):
        seen = []
        os.environ["CYRUS_SEED"] = "5"
        try:
            self.assertEqual(testing.explore(lambda: seen.append(1)), 1)
        finally:
            del os.environ["CYRUS_SEED"]

    def test_an_interrupt_ends_a_run(self):
        program = """
import os, signal, threading, time
from cyrus import testing
def forever():
    while True:
        time.sleep(0.01)
threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    testing.replay(forever, 1)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""
        done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, timeout=60, check=False)
        self.assertEqual(done.stdout, b"interrupted\n")
        self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
