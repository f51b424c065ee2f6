"""Modules made for different versions of the runtime library, in one process.

`CYRUS_BIN` is the compiler; without it or a C compiler this is left out.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import unittest

from tests.compiled import compiler, directory, source

CHECK = """
import this_version
assert this_version.count(3) == 3
try:
    import other_version
except ImportError as e:
    print(e)
"""


class Versions(unittest.TestCase):
    def setUp(self):
        self.compiler = compiler()
        if not shutil.which("gcc"):
            self.skipTest("there is no gcc")
        self.directory = directory(self)

    def module(self, name, change=lambda text: text):
        path = os.path.join(self.directory, name)
        shutil.copy(source("counter"), path + ".pyx")
        subprocess.run([self.compiler, "compile", "-3", path + ".pyx", "-o", path + ".c"], check=True)
        with open(path + ".c") as file:
            text = file.read()
        with open(path + ".c", "w") as file:
            file.write(change(text))
        made = path + sysconfig.get_config_var("EXT_SUFFIX")
        include = sysconfig.get_path("include")
        subprocess.run(["gcc", "-O0", "-w", "-fPIC", "-shared", "-pthread", "-I", include, path + ".c", "-o", made], check=True)

    def test_another_version_is_refused_also_when_the_library_is_loaded(self):
        self.module("this_version")
        self.module("other_version", lambda text: re.sub(r"(#define CYRUS_RT_VERSION) \d+", r"\1 1", text))
        ran = subprocess.run(
            [sys.executable, "-c", CHECK], cwd=self.directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        self.assertEqual(
            (ran.returncode, ran.stdout.decode()),
            (0, "the runtime library of Cyrus that this process has loaded is of another version than this module\n"),
        )


if __name__ == "__main__":
    unittest.main()
