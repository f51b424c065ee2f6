"""Deadlocks of ordinary runs: told when they are certain, and never otherwise."""

import os
import subprocess
import sys
import time
import unittest

START = """
import ctypes, sys, threading, time
sys.path.insert(0, "tests")
from test_testing import LONG, TASK, FOREVER, rt
channel = rt().cyrus_rt_channel_new(ctypes.byref(LONG), 0)
def receive(*_):
    rt().cyrus_rt_channel_receive(channel, ctypes.byref(ctypes.c_long()), FOREVER)
def send():
    rt().cyrus_rt_channel_send(channel, ctypes.byref(ctypes.c_long(1)), FOREVER)
task = TASK(receive)
def start():
    rt().cyrus_rt_go(None, task, None, 0, None)
def finish():
    rt().cyrus_rt_scheduler_finish(None, FOREVER)
"""


def run(text, **environment):
    done = subprocess.run(
        [sys.executable, "-c", START + text],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr.decode()


class Deadlocks(unittest.TestCase):
    def test_a_thread_alone(self):
        code, said = run("receive()", CYRUS_DEADLOCK="abort")
        self.assertEqual(code, -6, said)
        self.assertIn("deadlock: 1 thread waits and 0 tasks are parked, nobody is left to wake them", said)

    def test_tasks_with_their_stacks(self):
        code, said = run("start(); start(); finish()", CYRUS_DEADLOCK="abort")
        self.assertEqual(code, -6, said)
        self.assertIn("1 thread waits and 2 tasks are parked", said)
        self.assertEqual(said.count("    cyrus_rt_channel_receive\n"), 2, said)
        self.assertIn("this thread waits at\n    cyrus_rt_scheduler_finish\n", said)

    def test_another_thread_may_wake(self):
        code, said = run("threading.Timer(2.5, send).start(); receive()", CYRUS_DEADLOCK="abort")
        self.assertEqual((code, said), (0, ""))

    def test_a_timer_may_wake(self):
        text = """
sleeper = TASK(lambda *_: (rt().cyrus_rt_sleep(2_500_000_000), send()) and None)
rt().cyrus_rt_go(None, sleeper, None, 0, None)
receive()
"""
        code, said = run(text, CYRUS_DEADLOCK="abort")
        self.assertEqual((code, said), (0, ""))

    def test_a_file_may_wake(self):
        text = """
import os, warnings
reading, writing = os.pipe()
waiter = TASK(lambda *_: (rt().cyrus_rt_wait_readable(reading, FOREVER), send()) and None)
rt().cyrus_rt_go(None, waiter, None, 0, None)
warnings.simplefilter("ignore")  # A fork of several threads is meant.
if os.fork() == 0:
    time.sleep(2.5)
    os.write(writing, b"x")
    os._exit(0)
receive()
"""
        rt_wait = "rt().cyrus_rt_wait_readable.argtypes = [ctypes.c_int32, ctypes.c_int64]\n"
        code, said = run(rt_wait + text, CYRUS_DEADLOCK="abort")
        self.assertEqual((code, said), (0, ""))

    def test_a_task_that_works_may_wake(self):
        text = """
def work(*_):
    end = time.monotonic() + 2.5
    while time.monotonic() < end:
        pass
    send()
worker = TASK(work)
rt().cyrus_rt_go(None, worker, None, 0, None)
receive()
"""
        code, said = run(text, CYRUS_DEADLOCK="abort")
        self.assertEqual((code, said), (0, ""))

    def test_it_is_told_once_and_the_wait_goes_on(self):
        # Somebody whom the runtime does not know wakes it, but not before it was told.
        text = "threading.Thread(target=lambda: (sys.stdin.read(1), send())).start(); receive()"
        told = subprocess.Popen(
            [sys.executable, "-c", START + text],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "CYRUS_DEADLOCK": "1"},
        )
        first = told.stderr.readline().decode()
        self.assertIn("deadlock: 1 thread waits", first)
        # Time to tell it again.
        time.sleep(2.5)
        rest = told.communicate(b"x", timeout=60)[1].decode()
        self.assertEqual(told.returncode, 0)
        self.assertNotIn("deadlock", rest)

    def test_it_need_not_be_told(self):
        self.assertEqual(run("threading.Timer(2.5, send).start(); receive()", CYRUS_DEADLOCK="0"), (0, ""))


if __name__ == "__main__":
    unittest.main()
