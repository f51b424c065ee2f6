"""Ctrl-C while the main thread waits, for whatever a program can wait: each in a process of its own."""

import os
import shutil
import signal
import subprocess
import sys
import time
import unittest

from tests.compiled import build

WAITS = [
    "lock_to_write()",
    "lock_to_read()",
    "lock_of_a_call()",
    "lock_of_a_reading_call()",
    "two_locks()",
    "future_of_a_call()",
    "channel_to_receive()",
    "channel_to_send()",
    "channel_to_iterate()",
    "channel().recv()",
    "channel().send(1)",
    "channel().__next__()",
    "select_channels()",
    "task()",
    "group()",
    "full_mailbox()",
    "finish()",
    "time()",
    "connections()",
    "many_short_waits_for_room()",
    "many_short_waits_for_values()",
    "giving_way()",
    "coroutines_that_give_way()",
]


class Interrupts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = build("interrupted")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.directory)

    def start(self, wait):
        text = f"""
import interrupted
print("waits", flush=True)
try:
    interrupted.{wait}
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""
        path = os.pathsep.join([self.directory, os.environ.get("PYTHONPATH", "")])
        return subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-c", text],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path, "CYRUS_DEADLOCK": "0"},
        )

    def test_each_wait_ends(self):
        for wait in WAITS:
            with self.subTest(wait=wait):
                process = self.start(wait)
                self.assertEqual(process.stdout.readline(), b"waits\n")
                time.sleep(0.3)
                process.send_signal(signal.SIGINT)
                try:
                    out, err = process.communicate(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    out, err = process.communicate()
                    self.fail(f"not interrupted\n{err.decode()}")
                self.assertEqual((process.returncode, out, err), (0, b"interrupted\n", b""))

    def test_tasks_that_wait_for_locks_for_ever_end_with_the_process(self):
        process = self.start("locks_of_a_group()")
        self.assertEqual(process.stdout.readline(), b"waits\n")
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out), (-signal.SIGINT, b""), err)
        self.assertIn(b"cyrus: interrupted in a deadlock", err)


if __name__ == "__main__":
    unittest.main()
