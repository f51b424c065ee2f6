"""The runtime beside Python: signals, the end of the interpreter, forks, exceptions that nobody awaits.

`CYRUS_BIN` is the compiler that makes `modules/living.pyx` a module, which needs a C compiler; without one these tests are left out.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import unittest

from tests.compiled import build


class Living(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = build("living")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.directory)

    def start(self, text, **environment):
        path = os.pathsep.join([self.directory, os.environ.get("PYTHONPATH", "")])
        return subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-c", "import living, os, sys, time\n" + text],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "CYRUS_DEADLOCK": "0", **environment},
        )

    def run_text(self, text, **environment):
        process = self.start(text, **environment)
        try:
            out, err = process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)
            out, err = process.communicate()
            self.fail(f"hangs: {text}\n{err.decode()}")
        return process.returncode, out.decode(), err.decode()

    # Signals.

    def test_an_interrupt_reaches_who_waits(self):
        for wait in ["sleep(1000)", "finish()", "finish_attached()", "receive()", "get()", "join()", "join_group()"]:
            with self.subTest(wait=wait):
                text = f"""
living.go_waiting()
print("waits", flush=True)
try:
    living.{wait}
except KeyboardInterrupt:
    print("interrupted", flush=True)
print(living.add_one(4), flush=True)
"""
                process = self.start(text)
                self.assertEqual(process.stdout.readline(), b"waits\n")
                time.sleep(0.2)
                process.send_signal(signal.SIGINT)
                begin = time.monotonic()
                out, err = process.communicate(timeout=30)
                self.assertEqual((process.returncode, out, err), (0, b"interrupted\n5\n", b""))
                self.assertLess(time.monotonic() - begin, 10)

    def test_a_handler_that_does_not_raise_does_not_end_a_wait(self):
        text = """
import signal
signal.signal(signal.SIGALRM, lambda *_: print("handled"))
signal.setitimer(signal.ITIMER_REAL, 0.1)
print(living.sleep(0.5))
"""
        self.assertEqual(self.run_text(text), (0, "handled\n0\n", ""))

    # The end of the interpreter.

    def ends(self, text):
        for _ in range(3):
            begin = time.monotonic()
            code, out, err = self.run_text(text + '\nprint("end")')
            self.assertEqual((code, out, err), (0, "end\n", ""), text)
            self.assertLess(time.monotonic() - begin, 20)

    def test_nothing_was_used(self):
        self.ends("")

    def test_tasks_that_have_ended(self):
        self.ends("living.go(list); living.finish()")

    def test_tasks_that_wait(self):
        self.ends("for _ in range(100): living.go_waiting()")

    def test_tasks_that_wait_are_cancelled(self):
        text = "living.go_cleaning()\ntime.sleep(0.1)"
        self.assertEqual(self.run_text(text), (0, "cleaned up\n", ""))

    def test_tasks_that_never_stop(self):
        self.ends("living.go_spinning(); living.go_spinning()")

    def test_tasks_that_take_the_gil_all_the_time(self):
        self.ends("for _ in range(3): living.go_taking(list)\ntime.sleep(0.05)")

    def test_tasks_that_do_not_give_the_gil_back(self):
        self.ends("""
def forever():
    while True:
        sum(range(100))
living.go(forever)
living.go(forever)
time.sleep(0.05)
""")

    def test_tasks_that_wait_in_python(self):
        self.ends("for _ in range(4): living.go(lambda: time.sleep(1000))\ntime.sleep(0.05)")

    def test_tasks_that_wait_for_a_lock_of_python(self):
        self.ends("""
import threading
held = threading.Lock()
held.acquire()
for _ in range(4):
    living.go(held.acquire)
time.sleep(0.05)
""")

    def test_a_thread_that_waits(self):
        self.ends("""
import threading
threading.Thread(target=living.receive, daemon=True).start()
time.sleep(0.05)
""")

    def test_tasks_started_at_exit(self):
        self.ends("""
import atexit
atexit.register(lambda: (living.go(list), living.finish()))
""")

    def test_threads_that_begin_at_the_end(self):
        # Their thread states are made while the interpreter goes.
        text = '''
import threading
def starts():
    while True:
        living.start_workers(8)
for _ in range(2):
    threading.Thread(target=starts, daemon=True).start()
'''
        for _ in range(5):
            self.ends(text)

    def test_objects_of_tasks_that_never_ran(self):
        self.ends("""
class Object:
    def __call__(self): time.sleep(1000)
for _ in range(100):
    living.go(Object())
""")

    def test_an_exit_within_a_task(self):
        code, out, _ = self.run_text("living.go(lambda: os._exit(7))\nliving.finish()")
        self.assertEqual((code, out), (7, ""))

    def test_an_uncaught_exception(self):
        code, _, err = self.run_text("living.go_waiting(); living.go_taking(list); raise ValueError('mine')")
        self.assertEqual(code, 1)
        self.assertTrue(err.endswith("ValueError: mine\n"), err)

    # Forks.

    def test_the_child_of_a_fork_has_a_scheduler_of_its_own(self):
        text = """
living.go_waiting()
print(living.add_one(1), flush=True)
for _ in range(3):
    child = os.fork()
    if child == 0:
        ok = living.add_one(2) == 3
        seen = []
        living.go(lambda: seen.append(1))
        living.finish()
        os._exit(0 if ok and seen == [1] else 1)
    print(os.waitpid(child, 0)[1], living.add_one(3), flush=True)
child = os.fork()
if child == 0:
    sys.exit(0)
print(os.waitpid(child, 0)[1])
"""
        self.assertEqual(self.run_text(text)[:2], (0, "2\n0 4\n0 4\n0 4\n0\n"))

    def test_multiprocessing(self):
        for method in ["fork", "spawn", "forkserver"]:
            with self.subTest(method=method):
                text = f"""
import multiprocessing
if __name__ == "__main__":
    living.go_waiting()
    living.add_one(1)
    with multiprocessing.get_context("{method}").Pool(2) as pool:
        print(pool.map(living.add_one, range(5)))
"""
                code, out, err = self.run_text(text)
                self.assertEqual((code, out), (0, "[1, 2, 3, 4, 5]\n"), err)

    def test_a_task_may_fork(self):
        text = """
def forks():
    child = os.fork()
    if child == 0:
        os._exit(living.add_one(6))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if sys.version_info >= (3, 9) else 7)
living.go(forks)
living.finish()
"""
        self.assertEqual(self.run_text(text)[:2], (0, "7\n"))

    # Exceptions.

    def test_an_exception_that_nobody_awaits_is_unraisable(self):
        text = """
def hook(unraisable):
    error = unraisable.exc_value
    names = []
    traceback = error.__traceback__
    while traceback:
        names.append(traceback.tb_frame.f_code.co_name)
        traceback = traceback.tb_next
    print(type(error).__name__, error, names[-1], flush=True)
sys.unraisablehook = hook
def bad():
    raise ValueError("lost")
living.go(bad)
living.finish()
"""
        self.assertEqual(self.run_text(text), (0, "ValueError lost bad\n", ""))

    def test_it_is_written_by_default(self):
        code, out, err = self.run_text("living.go(lambda: 1 / 0)\nliving.finish()")
        self.assertEqual((code, out), (0, ""))
        self.assertIn("ZeroDivisionError: division by zero", err)

    # Tasks that wait in the middle of Python.

    WAITS = """
import contextvars, random
variable = contextvars.ContextVar("variable")
done = []
def pause():
    living.sleep(random.random() * 0.01)
def numbers():
    for number in range(3):
        pause()
        yield number
def waits(i, depth):
    if depth:
        return waits(i, depth - 1)
    try:
        raise KeyError(i)
    except KeyError as error:
        pause()
        assert sys.exc_info()[1] is error
        assert list(numbers()) == [0, 1, 2]
        assert sys.exc_info()[1] is error
    assert sys.exc_info()[1] is None
    variable.set(i)
    pause()
    assert variable.get() == i
    return i
def task(i):
    depth = i % 30
    assert [waits(i, depth) for _ in range(3)] == [i] * 3
    frame, calls = sys._getframe(), 0
    while frame:
        calls += 1
        frame = frame.f_back
    assert calls == 2, calls
    done.append(i)
"""

    def test_tasks_may_wait_in_python_functions(self):
        text = self.WAITS + """
for i in range(300):
    living.go(lambda i=i: task(i))
living.finish()
print(len(done), len(set(done)))
"""
        for workers in ["1", "2"]:
            with self.subTest(workers=workers):
                self.assertEqual(self.run_text(text, CYRUS_WORKERS=workers), (0, "300 300\n", ""))

    def test_in_deterministic_runs_too(self):
        text = self.WAITS + """
from cyrus import testing
def all_of_it():
    done.clear()
    for i in range(20):
        living.go(lambda i=i: task(i))
    living.finish()
    assert len(done) == 20
print(testing.explore(all_of_it, seeds=range(20)))
"""
        self.assertEqual(self.run_text(text), (0, "20\n", ""))

    # Stacks.

    def test_an_overflow_says_so(self):
        code, _, err = self.run_text("living.overflow()")
        self.assertNotEqual(code, 0)
        self.assertIn("stack overflow in a coroutine of 256 KiB", err)
        self.assertIn("deep", err)


if __name__ == "__main__":
    unittest.main()
