"""Imports a module and runs interactive examples in its namespace.

usage: run_examples.py JOB

JOB is a JSON file: "module" and "file" to import, "name" of the Markdown file, "examples" with "line" and
"text". All examples share one namespace, which begins as that of the module. Prints what differs; the exit
code is 1 if anything does.
"""

import doctest
import faulthandler
import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
import traceback


def load(name, file):
    if file.endswith(".py"):
        loader = importlib.machinery.SourceFileLoader(name, file)
    else:
        loader = importlib.machinery.ExtensionFileLoader(name, file)
    spec = importlib.util.spec_from_file_location(name, file, loader=loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    return module


def main(job_file):
    faulthandler.enable()
    # Shells have it ignored in what they run in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with open(job_file, encoding="utf-8") as file:
        job = json.load(file)
    sys.path[0] = os.path.dirname(job["file"])
    try:
        module = load(job["module"], job["file"])
    except BaseException:
        print("the import fails:")
        traceback.print_exc(limit=-3, file=sys.stdout)
        return 1
    namespace = vars(module).copy()
    parser, failed = doctest.DocTestParser(), 0
    for example in job["examples"]:
        name = "%s:%d" % (job["name"], example["line"])
        test = parser.get_doctest(example["text"], {}, name, job["name"], example["line"] - 1)
        test.globs = namespace
        runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
        printed = []
        failed += runner.run(test, out=printed.append, clear_globs=False).failed
        print("".join(printed).replace("*" * 70 + "\n", ""), end="")
    return 1 if failed else 0


sys.exit(main(sys.argv[1]))
