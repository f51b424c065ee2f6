"""`CYRUS_TRACE`: what trace viewers need of the file."""

import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from tests.test_living import build
from tests.test_soak import BENCH

PROGRAM = """
import soak_load
for seed in range(3):
    soak_load.channels(50, seed)
    soak_load.actors(20, seed)
    soak_load.locks(100, seed)
    soak_load.cancellations(3, seed)
    soak_load.python_calls(20, seed)
    soak_load.exceptions(10, seed)
"""


class Trace(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = build(os.path.join(BENCH, "soak_load"))
        cls.place = tempfile.mkdtemp()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.directory)
        shutil.rmtree(cls.place)

    def record(self, program):
        path = os.path.join(self.place, "trace.json")
        environment = {**os.environ, "PYTHONPATH": self.directory, "CYRUS_TRACE": path}
        subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=60)
        with open(path, encoding="utf-8") as trace:
            return json.load(trace)

    def test_it_is_what_viewers_read(self):
        events = self.record(PROGRAM)
        for event in events:
            self.assertIn(event["ph"], "BEbeM")
            self.assertIsInstance(event["pid"], int)
            self.assertIsInstance(event["tid"], int)
            # Metadata too: TracerBench's model wants them of every event.
            self.assertGreaterEqual(event["ts"], 0)
            self.assertTrue(event["cat"])
            if event["ph"] in "be":
                self.assertTrue(event["id"])

    def test_tasks_on_the_scheduler_of_the_process(self):
        events = self.record("import soak_load; soak_load.channels(5, 1)")
        self.assertTrue([event for event in events if event["ph"] == "B"])

    def test_beginnings_and_ends_are_brackets_on_each_thread(self):
        events = self.record(PROGRAM)
        last = collections.defaultdict(float)
        open_ = collections.defaultdict(list)
        waits = collections.Counter()
        for event in events:
            if event["ph"] in "BE":
                self.assertGreaterEqual(event["ts"], last[event["tid"]])
                last[event["tid"]] = event["ts"]
            if event["ph"] == "B":
                open_[event["tid"]].append(event["name"])
            elif event["ph"] == "E":
                self.assertEqual(open_[event["tid"]].pop(), event["name"])
            elif event["ph"] == "b":
                waits[event["cat"], event["id"]] += 1
            elif event["ph"] == "e":
                waits[event["cat"], event["id"]] -= 1
        self.assertFalse([names for names in open_.values() if names])
        self.assertFalse([key for key, count in waits.items() if count])

    def test_names(self):
        named = {(event.get("cat"), event["name"]) for event in self.record(PROGRAM)}
        for task in ["produce", "consume_all", "transfer", "work", "call_python", "fail_sometimes"]:
            self.assertIn(("task", task), named)
        for message in ["withdraw", "deposit", "holds"]:
            self.assertIn(("message", "Account." + message), named)
        self.assertIn(("interpreter", "waits for the interpreter"), named)
        self.assertTrue([name for kind, name in named if kind == "lock"])
        self.assertIn(("__metadata", "thread_name"), named)

    def test_the_child_of_a_fork_leaves_it_alone(self):
        program = PROGRAM + """
import os
if os.fork() == 0:
    soak_load.channels(10, 1)
    os._exit(0)
os.wait()
"""
        self.assertGreater(len(self.record(program)), 100)

    def test_a_program_that_ends_with_tasks(self):
        self.assertGreater(len(self.record(PROGRAM + "import sys; sys.exit(0)")), 100)


if __name__ == "__main__":
    unittest.main()
