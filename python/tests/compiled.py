"""What tests with compiled modules share: the compiler, modules built with it, directories that go away.

`CYRUS_BIN` is the compiler, or else the one in the path; tests that need it are left out where there is none.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
BENCH = os.path.join(os.path.dirname(os.path.dirname(HERE)), "bench")


def compiler():
    """The compiler; the test is skipped where there is none."""
    found = os.environ.get("CYRUS_BIN") or shutil.which("cyrus")
    if not found:
        raise unittest.SkipTest("CYRUS_BIN does not name the compiler")
    return found


def source(name):
    """The path of a module of `modules`, or of one elsewhere."""
    return os.path.join(HERE, "modules", name + ".pyx")


def directory(test):
    """A directory for as long as a test runs."""
    made = tempfile.mkdtemp(prefix="cyrus-test-")
    test.addCleanup(shutil.rmtree, made)
    return made


def build(name, *options):
    """A directory with the module, for this interpreter."""
    program = compiler()
    place = tempfile.mkdtemp(prefix="cyrus-living-")
    made = subprocess.run(
        [program, "build", "-O0", "-q", *options, "--python", sys.executable, "-d", place, source(name)],
        stderr=subprocess.PIPE,
        check=False,
    )
    if made.returncode:
        raise AssertionError(made.stderr.decode())
    return place
