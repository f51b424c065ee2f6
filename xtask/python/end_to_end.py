"""Runs a build script, in which cythonize() calls another compiler.

usage: end_to_end.py setup.py ARGUMENT...     or: end_to_end.py -m MODULE ARGUMENT...

The compiler is the command in CONFORMANCE_COMPILER. What the script decided for each file (language, level, directives, include
path) becomes the compiler's command line.
"""

import os
import runpy
import shlex
import subprocess
import sys

import Cython.Build.Dependencies as dependencies

# Its parameters change between releases, their names do not.
parameters = dependencies.cythonize_one.__code__.co_varnames


def translate(*args, **kwargs):
    given = dict(zip(parameters, args), **kwargs)
    options = given["options"]
    directives = dict(options.compiler_directives)
    level = str(directives.pop("language_level", None) or options.language_level)
    command = shlex.split(os.environ["CONFORMANCE_COMPILER"]) + ["-2" if level == "2" else "-3"]
    if options.cplus:
        command.append("--cplus")
    for directory in options.include_path:
        command += ["-I", directory]
    for name, value in directives.items():
        if isinstance(value, (bool, int, str)):
            command += ["-X", f"{name}={value}"]
    if subprocess.run(command + [given["pyx_file"], "-o", given["c_file"]]).returncode:
        raise SystemExit(f"{given['pyx_file']} does not translate")


def main(what, *arguments):
    dependencies.cythonize_one = translate
    sys.path[0] = os.getcwd()
    if what == "-m":
        sys.argv[:] = arguments
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = [what, *arguments]
        runpy.run_path(what, run_name="__main__")


main(*sys.argv[1:])
