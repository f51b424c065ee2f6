"""`cyrus top`: what it says of a running process, and who may ask."""

import json
import os
import pty
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import unittest

from tests.compiled import BENCH, build, compiler

# Seconds; the machine may be busy with other things.
PATIENCE = 120

PROGRAM = """
import soak_load, sys, time
soak_load.channels(10, 1)
print("runs", flush=True)
seed = 0
while True:
    seed += 1
    soak_load.actors(20, seed)
    soak_load.channels(20, seed)
"""


class Top(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = build(os.path.join(BENCH, "soak_load"))
        cls.compiler = compiler()
        cls.place = tempfile.mkdtemp()
        cls.environment = {**os.environ, "PYTHONPATH": cls.directory, "XDG_RUNTIME_DIR": cls.place}
        cls.process = cls.start(CYRUS_TOP="1")

    @classmethod
    def start(cls, **environment):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM], env={**cls.environment, **environment}, stdout=subprocess.PIPE
        )
        assert process.stdout.readline() == b"runs\n"
        return process

    @classmethod
    def tearDownClass(cls):
        cls.process.send_signal(signal.SIGKILL)
        cls.process.communicate()
        shutil.rmtree(cls.directory)
        shutil.rmtree(cls.place)

    def top(self, *arguments):
        ran = subprocess.run(
            [self.compiler, "top", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=PATIENCE,
            check=False,
        )
        return ran.returncode, ran.stdout.decode(), ran.stderr.decode()

    def socket(self, process):
        return os.path.join(self.place, f"cyrus-top-{process.pid}.sock")

    def test_json(self):
        # The first question begins the counting.
        self.top(str(self.process.pid), "--once")
        code, out, err = self.top(str(self.process.pid), "--json")
        self.assertEqual((code, err), (0, ""))
        said = json.loads(out)
        self.assertEqual(said["pid"], self.process.pid)
        self.assertGreater(said["resident"], 0)
        self.assertGreater(len(said["schedulers"][0]["workers"]), 0)

    def test_text(self):
        # What is counted is what happens while somebody looks: perhaps nothing yet.
        end = time.monotonic() + PATIENCE
        while True:
            code, out, err = self.top(str(self.process.pid), "--once", "-n", "5")
            self.assertEqual((code, err), (0, ""))
            self.assertIn(f"process {self.process.pid}, ", out)
            self.assertIn("scheduler 0: ", out)
            if ("Account." in out and "transfer" in out) or time.monotonic() > end:
                break
        self.assertIn("Account.", out)
        self.assertIn("transfer", out)

    def test_the_only_process_need_not_be_named(self):
        code, out, err = self.top("--once")
        if "there are several processes" in err:
            # Those of others, who serve in /tmp.
            self.assertIn(str(self.process.pid), err)
            return
        self.assertEqual((code, err), (0, ""))
        self.assertIn(f"process {self.process.pid}, ", out)

    def test_only_the_user_may_ask(self):
        status = os.stat(self.socket(self.process))
        self.assertEqual(stat.S_IMODE(status.st_mode), 0o600)
        self.assertEqual(status.st_uid, os.geteuid())

    def test_a_place_that_others_may_enter_is_not_used(self):
        with tempfile.TemporaryDirectory() as open_place:
            os.chmod(open_place, 0o755)
            process = self.start(CYRUS_TOP="1", XDG_RUNTIME_DIR=open_place)
            try:
                self.assertEqual(os.listdir(open_place), [])
            finally:
                process.kill()
                process.communicate()

    def test_without_being_asked_nothing_is_served(self):
        process = self.start()
        try:
            self.assertFalse(os.path.exists(self.socket(process)))
            code, _, err = self.top(str(process.pid), "--once")
            self.assertEqual(code, 1)
            self.assertIn(f"process {process.pid} does not serve: start it with CYRUS_TOP=1", err)
        finally:
            process.kill()
            process.communicate()

    def test_the_socket_goes_with_the_process(self):
        ran = subprocess.run(
            [sys.executable, "-c", "import soak_load; soak_load.channels(10, 1)"],
            env={**self.environment, "CYRUS_TOP": "1"},
            check=True,
        )
        self.assertEqual(ran.returncode, 0)
        self.assertEqual(len(os.listdir(self.place)), 1)

    def test_on_a_terminal(self):
        child, terminal = pty.fork()
        if child == 0:
            os.environ.update(self.environment, TERM="xterm", LINES="40", COLUMNS="100")
            os.execv(self.compiler, [self.compiler, "top", str(self.process.pid), "--interval", "0.1"])
        import fcntl
        import struct
        import termios

        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        seen = b""
        end = time.monotonic() + PATIENCE
        while b"scheduler 0" not in seen and time.monotonic() < end:
            if select.select([terminal], [], [], 0.2)[0]:
                seen += os.read(terminal, 65536)
        os.write(terminal, b"q")
        end = time.monotonic() + PATIENCE
        status = None
        while status is None and time.monotonic() < end:
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    seen += os.read(terminal, 65536)
                except OSError:
                    pass
            ended, result = os.waitpid(child, os.WNOHANG)
            status = result if ended else None
        os.close(terminal)
        self.assertEqual(status, 0)
        self.assertIn(b"scheduler 0", seen)
        self.assertIn(b"\x1b[?1049l", seen)


if __name__ == "__main__":
    unittest.main()
