"""`cyrus.testing` with compiled programs: what it finds, and that it finds nothing where there is nothing."""

import importlib
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest

from cyrus import testing
from tests.compiled import build


class Explored(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = build("explored")
        sys.path.insert(0, cls.directory)
        cls.programs = importlib.import_module("explored")

    @classmethod
    def tearDownClass(cls):
        sys.path.remove(cls.directory)
        shutil.rmtree(cls.directory)

    def test_a_lost_update_is_found(self):
        with self.assertRaises(testing.Failed) as caught:
            testing.explore(self.programs.lost_update)
        self.assertIn("an update is lost", str(caught.exception))
        with self.assertRaises(testing.Failed):
            testing.replay(self.programs.lost_update, caught.exception.seed)
        self.assertEqual(testing.explore(self.programs.no_lost_update), 100)

    def test_others_come_between_locks_that_nobody_holds(self):
        directory = build("unlucky", "-g")
        self.addCleanup(shutil.rmtree, directory)
        sys.path.insert(0, directory)
        self.addCleanup(sys.path.remove, directory)
        programs = importlib.import_module("unlucky")
        with self.assertRaises(testing.Failed) as caught:
            testing.explore(programs.lost)
        with self.assertRaises(testing.Failed):
            testing.replay(programs.lost, caught.exception.seed)
        self.assertEqual(testing.explore(programs.kept), 100)

    def test_locks_in_opposite_orders_are_found(self):
        with self.assertRaises(testing.Deadlock) as caught:
            testing.explore(self.programs.opposite_orders)
        report = caught.exception.report
        self.assertEqual(report.count("    nested\n"), 2, report)
        self.assertIn("deadlock, 3 waiting", report)

    def test_a_channel_that_nobody_sends_to(self):
        with self.assertRaises(testing.Deadlock) as caught:
            testing.explore(self.programs.nobody_sends, seeds=[1])
        self.assertIn("cyrus_rt_channel_receive", caught.exception.report)
        self.assertIn("nobody_sends", caught.exception.report)

    def test_a_deadlock_whose_actors_do_not_end(self):
        with self.assertRaises(testing.Deadlock) as caught:
            testing.explore(self.programs.ask_each_other, seeds=[3])
        self.assertIn("Asker_ask", str(caught.exception))
        self.assertEqual(testing.replay(self.programs.actors, 3), 20)

    def test_an_exception_that_nobody_awaits_is_a_failure(self):
        with self.assertRaises(testing.Failed) as caught:
            testing.explore(self.programs.fails_alone, seeds=[1])
        self.assertIsInstance(caught.exception.__cause__, KeyError)
        self.assertIn("an exception that nobody awaits: KeyError: 4", str(caught.exception))

    def test_an_exception_after_the_function_is_a_failure(self):
        with self.assertRaises(testing.Failed) as caught:
            testing.explore(self.programs.fails_after_the_end, seeds=[1])
        self.assertIsInstance(caught.exception.__cause__, KeyError)

    def test_actors(self):
        self.assertEqual({testing.replay(self.programs.actors, seed) for seed in range(30)}, {20})

    def test_orders_differ_and_are_repeated(self):
        orders = [testing.replay(self.programs.order_of_two, seed) for seed in range(30)]
        self.assertEqual(set(orders), {1, 2})
        self.assertEqual(orders, [testing.replay(self.programs.order_of_two, seed) for seed in range(30)])

    def test_an_interrupt_reaches_all_that_waits(self):
        for wait in ["nobody_sends", "send_in_vain", "sleep_long", "join_in_vain", "group_in_vain", "get_in_vain"]:
            with self.subTest(wait=wait):
                text = f"""
import explored
print("waits", flush=True)
try:
    explored.{wait}()
except KeyboardInterrupt:
    print("interrupted", flush=True)
print(explored.well(), flush=True)
"""
                process = subprocess.Popen(
                    [sys.executable, "-c", text],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env={**os.environ, "PYTHONPATH": self.directory, "CYRUS_DEADLOCK": "0"},
                )
                self.assertEqual(process.stdout.readline(), b"waits\n")
                time.sleep(0.2)
                process.send_signal(signal.SIGINT)
                try:
                    out, err = process.communicate(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    out, err = process.communicate()
                self.assertEqual((process.returncode, out, err), (0, b"interrupted\n0\n", b""))


if __name__ == "__main__":
    unittest.main()
