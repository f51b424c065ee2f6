"""Warnings of locks that are taken in opposite orders, in modules that are built with `-g`."""

import os
import shutil
import subprocess
import sys
import unittest

from tests.compiled import build


class LockOrder(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = build("lock_order", "-g")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.directory)

    def said(self, function):
        ran = subprocess.run(
            [sys.executable, "-c", f"import lock_order; lock_order.{function}()"],
            env={**os.environ, "PYTHONPATH": self.directory},
            stderr=subprocess.PIPE,
            timeout=60,
            check=True,
        )
        return ran.stderr.decode()

    def test_opposite_orders_are_told_once_with_both_stacks(self):
        said = self.said("opposite")
        self.assertEqual(said.count("cyrus: warning: locks are taken in an order that can end in a deadlock"), 1, said)
        self.assertEqual(said.count("the lock of one lock_order.Account while that of one lock_order.Account is held"), 2, said)
        self.assertRegex(said, r"\n    transfer at .*lock_order\.pyx:17\n")
        self.assertRegex(said, r"\n    refund at .*lock_order\.pyx:24\n")

    def test_nothing_is_said_of_what_is_right(self):
        for function in ["one_order", "together", "readers", "new_objects"]:
            with self.subTest(function=function):
                self.assertEqual(self.said(function), "")


if __name__ == "__main__":
    unittest.main()
