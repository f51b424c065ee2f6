"""Extension modules made by setuptools. `CYRUS_BIN` is the compiler; without it, or without setuptools, this is left out."""

import contextlib
import importlib
import io
import os
import shutil
import sys
import unittest
from pathlib import Path
from unittest import mock

from cyrus import building
from tests.compiled import compiler, directory

FILES = {
    "fast/__init__.py": "",
    "fast/only.pxd": "cdef inline int square(int x) noexcept nogil: return x * x\n",
    "fast/with_c.pyx": """
# distutils: sources = part.c
# distutils: define_macros = [BY=3, PLAIN]
cdef extern from "part.h":
    int thrice_or_so(int x)
def run():
    return thrice_or_so(14), __name__
""",
    "fast/part.h": "int thrice_or_so(int x);\n",
    "fast/part.c": "int thrice_or_so(int x) { return BY * x; }\n",
    "fast/sub/__init__.py": "",
    "fast/sub/with_cpp.pyx": """# distutils: language = c++
from libcpp.vector cimport vector
from ..only cimport square
def run():
    cdef vector[int] v = [1, 2]
    return v, square(4)
""",
    "wrong.pyx": "x = = 1\n",
}


class Building(unittest.TestCase):
    def setUp(self):
        program = compiler()
        try:
            import setuptools
        except ImportError:
            self.skipTest("there is no setuptools")
        self.setuptools = setuptools
        patch = mock.patch.object(building, "_compiler", lambda: program)
        patch.start()
        self.addCleanup(patch.stop)
        place = directory(self)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(place)
        for name, text in FILES.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, encoding="utf-8")

    def test_modules_of_a_package(self):
        def build():
            modules = building.extensions("fast/**/*.pyx", directives={"boundscheck": False})
            said = io.StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                self.setuptools.setup(name="fast", script_args=["-q", "build_ext", "--inplace"], ext_modules=modules)
            return [module.name for module in modules]

        try:
            self.assertEqual(build(), ["fast.sub.with_cpp", "fast.with_c"])
        except SystemExit as error:
            if "command" in str(error) and shutil.which("cc") is None:
                self.skipTest("there is no C compiler")
            raise
        sys.path.insert(0, os.getcwd())
        self.addCleanup(sys.path.remove, os.getcwd())
        self.assertEqual(importlib.import_module("fast.with_c").run(), (42, "fast.with_c"))
        self.assertEqual(importlib.import_module("fast.sub.with_cpp").run(), ([1, 2], 16))
        objects = {path: path.stat().st_mtime_ns for path in Path("build").rglob("*.o")}
        build()
        self.assertEqual(objects, {path: path.stat().st_mtime_ns for path in objects}, "nothing has changed, nothing is compiled")

    def test_named_extensions(self):
        given = self.setuptools.Extension("fast.renamed", ["fast/with_c.pyx"], libraries=["m"])
        [made] = building.extensions(given)
        self.assertEqual((made.name, made.libraries, made.sources[1:]), ("fast.renamed", ["m"], [os.path.join("fast", "part.c")]))
        self.assertIn("PyInit_renamed", Path(made.sources[0]).read_text(encoding="utf-8"))
        self.assertEqual(made.define_macros, [("BY", "3"), ("PLAIN", None)])

    def test_mistakes(self):
        with self.assertRaisesRegex(FileNotFoundError, "no file matches 'nowhere"):
            building.extensions("nowhere/*.pyx")
        with self.assertRaisesRegex(SystemExit, "wrong.pyx has errors"):
            building.extensions("wrong.pyx")
        self.assertEqual(building.extensions("*.pyx", exclude=["wr*.pyx"]), [])
        Path("other").mkdir()
        shutil.copy("fast/with_c.pyx", "other/wrong.pyx")
        with self.assertRaisesRegex(ValueError, "make the same module, wrong"):
            building.extensions(["other/*.pyx", "*.pyx"])


if __name__ == "__main__":
    unittest.main()
