"""`CYRUS_TRACE`: what trace viewers need of the file."""

import collections
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from tests.compiled import BENCH, build

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
            self.assertIn(event["ph"], "BEbeMsf")
            self.assertIsInstance(event["pid"], int)
            self.assertIsInstance(event["tid"], int)
            # Metadata too: TracerBench's model wants them of every event.
            self.assertGreaterEqual(event["ts"], 0)
            self.assertTrue(event["cat"])
            if event["ph"] in "besf":
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

    def test_arrows_from_where_messages_are_sent_to_where_they_are_handled(self):
        sent, handled = {}, {}
        open_ = collections.defaultdict(list)
        for event in self.record(PROGRAM):
            if event["ph"] == "B":
                open_[event["tid"]].append((event["cat"], event["name"]))
            elif event["ph"] == "E":
                open_[event["tid"]].pop()
            elif event["ph"] in "sf":
                # Viewers draw them between the slices around.
                self.assertTrue(open_[event["tid"]])
                of = sent if event["ph"] == "s" else handled
                self.assertNotIn(event["id"], of)
                of[event["id"]] = event, open_[event["tid"]][-1]
        self.assertTrue(sent)
        self.assertEqual(set(sent), set(handled))
        for id, (begin, _) in sent.items():
            end, (kind, _) = handled[id]
            self.assertEqual((begin["name"], begin["cat"]), (end["name"], end["cat"]))
            self.assertEqual((end["bp"], kind), ("e", "message"))
            self.assertLessEqual(begin["ts"], end["ts"])
        arrows = {(sent[id][1], handled[id][1][1]) for id in sent}
        self.assertIn((("task", "transfer"), "Account.withdraw"), arrows)
        # From a thread that does nothing else, as far as the trace knows.
        self.assertIn((("send", "sends Account.holds"), "Account.holds"), arrows)

    def test_messages_that_are_objects(self):
        directory = build("traced")
        try:
            events = self.record(f"import sys; sys.path.insert(0, {directory!r}); import traced; traced.party(20)")
        finally:
            shutil.rmtree(directory)
        messages = [event["name"] for event in events if event["cat"] == "message" and event["ph"] == "B"]
        # Those that may not run yet are not shown before they may.
        self.assertEqual(messages, ["unlock"] + ["enter"] * 20)
        count = collections.Counter(event["ph"] for event in events)
        self.assertEqual((count["s"], count["f"], count["B"]), (21, 21, count["E"]))

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

    def test_forks_in_the_middle(self):
        # Whatever the other threads were writing at that moment, the child is not kept waiting: neither by what it does nor at its end.
        program = """
import os, sys, threading, soak_load
def load():
    seed = 0
    while not done:
        seed += 1
        soak_load.actors(20, seed)
done = False
loads = [threading.Thread(target=load) for _ in range(2)]
for thread in loads:
    thread.start()
for n in range(60):
    child = os.fork()
    if child == 0:
        soak_load.channels(5, n)
        os._exit(0) if n % 2 else sys.exit(0)
    assert os.waitpid(child, 0)[1] == 0
done = True
for thread in loads:
    thread.join()
"""
        self.assertGreater(len(self.record(program)), 100)

    def test_a_program_that_ends_with_tasks(self):
        self.assertGreater(len(self.record(PROGRAM + "import sys; sys.exit(0)")), 100)


if __name__ == "__main__":
    unittest.main()
