"""Ten seconds of `bench/soak.py`; it runs for ten minutes when it is started by hand."""

import os
import shutil
import subprocess
import sys
import unittest

from tests.compiled import BENCH, build


class Soak(unittest.TestCase):
    def test_a_mixed_load(self):
        directory = build(os.path.join(BENCH, "soak_load"))
        try:
            environment = {**os.environ, "PYTHONPATH": directory}
            ran = subprocess.run(
                [sys.executable, os.path.join(BENCH, "soak.py"), "--seconds", "10"],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment,
                timeout=200,
                check=False,
            )
            self.assertEqual(ran.returncode, 0, ran.stdout.decode())
        finally:
            shutil.rmtree(directory)


if __name__ == "__main__":
    unittest.main()
