"""Imports a module and runs interactive examples in its namespace.

usage: run_examples.py JOB

JOB is a JSON file: "module" and "file" to import, "name" of the Markdown file, "examples" with "line" and
"text". All examples share one namespace, which begins as that of the module. Prints what differs; the exit
code is 1 if anything does.

With "seconds" the examples are run again and again for so long, each time in a new namespace. What differs in the second and third time depends
on what the module keeps from one time to the next, and does not count later.
"""

import doctest
import faulthandler
import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
import time
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


class Runner(doctest.DocTestRunner):
    """Notes the lines of the examples that fail, and does not tell of those in `known`."""

    def __init__(self, known):
        super().__init__(verbose=False, optionflags=doctest.ELLIPSIS)
        self.known = known
        self.lines = set()

    def notes(self, test, example):
        line = test.lineno + example.lineno
        self.lines.add(line)
        return line not in self.known

    def report_failure(self, out, test, example, got):
        if self.notes(test, example):
            super().report_failure(out, test, example, got)

    def report_unexpected_exception(self, out, test, example, exc_info):
        if self.notes(test, example):
            super().report_unexpected_exception(out, test, example, exc_info)


def run(job, namespace, known):
    """What the examples print that differs, and the lines of all examples that do."""
    parser, printed, lines = doctest.DocTestParser(), [], set()
    for example in job["examples"]:
        name = "%s:%d" % (job["name"], example["line"])
        test = parser.get_doctest(example["text"], {}, name, job["name"], example["line"] - 1)
        test.globs = namespace
        runner = Runner(known)
        runner.run(test, out=printed.append, clear_globs=False)
        lines |= runner.lines
    return "".join(printed).replace("*" * 70 + "\n", ""), lines


def run_again(job, module):
    """Runs the examples again and again; the number of times, and of those when something differed that should not."""
    end = time.monotonic() + job["seconds"]
    known, times, bad = set(), 1, 0
    while time.monotonic() < end:
        times += 1
        printed, lines = run(job, vars(module).copy(), known)
        if times <= 3:
            known |= lines
        elif printed:
            bad += 1
            print("the %d. time:\n%s" % (times, printed), end="", flush=True)
    return times, bad


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
    printed, failed = run(job, vars(module).copy(), ())
    print(printed, end="", flush=True)
    if job.get("seconds"):
        times, bad = run_again(job, module)
        if bad:
            print("%d of %d times" % (bad, times))
            return 1
    return 1 if failed else 0


sys.exit(main(sys.argv[1]))
