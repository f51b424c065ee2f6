"""The package as users install it: a wheel, in an environment of its own, compiles and runs a program with actors.

`CYRUS_BIN` is the compiler to put into the wheel, with the library beside it. What builds wheels comes from a package index; without one this is left out.
"""

import os
import shutil
import subprocess
import sys
import unittest
import venv
import zipfile
from pathlib import Path

from tests.compiled import compiler, directory, source

PACKAGE = Path(__file__).parent.parent

CHECK = """
import counter, cyrus, os, sys
assert counter.count(1000) == 499500
library = os.path.realpath(cyrus.runtime_library())
assert library.startswith(os.path.realpath(sys.prefix)), library
from cyrus.testing import explore
assert explore(lambda: counter.count(3), seeds=range(5)) == 5
"""


class Install(unittest.TestCase):
    def setUp(self):
        self.built = Path(compiler()).parent
        self.directory = Path(directory(self))

    def run_quietly(self, *command, **more):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.directory, check=False, **more)
        return done.returncode, done.stdout.decode()

    def test_a_wheel_in_an_empty_environment(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("CYRUS_", "PYTHON", "VIRTUAL_ENV"))}
        code, said = self.run_quietly(
            sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", "wheels", str(PACKAGE),
            env={**environment, "CYRUS_BUILT": str(self.built)},
        )
        if code and ("hatchling" in said or "No module named pip" in said):
            self.skipTest("no package index: " + said.strip().splitlines()[-1])
        self.assertEqual(code, 0, said)
        [wheel] = (self.directory / "wheels").iterdir()
        names = zipfile.ZipFile(wheel).namelist()
        self.assertIn("py3-none-", wheel.name)
        self.assertTrue(any(name.startswith("cyrus/lib/libcyrus_rt") for name in names), names)
        self.assertTrue(any(name.endswith(".data/scripts/cyrus") for name in names), names)
        venv.create(self.directory / "env", with_pip=True)
        bin = self.directory / "env" / "bin"
        code, said = self.run_quietly(str(bin / "pip"), "install", "--quiet", "--no-index", str(wheel), env=environment)
        self.assertEqual(code, 0, said)
        shutil.copy(source("counter"), self.directory)
        # Neither is the environment active nor anything of it in PATH.
        code, said = self.run_quietly(str(bin / "cyrus"), "build", "-O0", "counter.pyx", env=environment)
        self.assertEqual(code, 0, said)
        code, said = self.run_quietly(str(bin / "python"), "-c", CHECK, env=environment)
        self.assertEqual(code, 0, said)


if __name__ == "__main__":
    unittest.main()
