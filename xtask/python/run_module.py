"""Imports one extension module in this fresh process and runs its tests.

usage: run_module.py REPORT MODULE FILE CORPUS

The tests are the doctests of the module or, when its name starts with "test_", its unittest classes. REPORT
is a JSON file, rewritten before every step, so that it tells how far a crashing module came:

    stage      "import" or "doctest"
    current    the name of the test that is running
    attempted, passed              examples of doctests
    unit_run, unit_passed          unit tests
    error      why it failed, if it did
    skipped    why the module wants to be left out, if it does
    done       true at the end
"""

import contextlib
import doctest
import faulthandler
import gc
import importlib.util
import json
import locale
import os
import sys
import threading
import traceback
import unittest


class Report:
    """The JSON file; each call of `set` writes it anew, atomically."""

    def __init__(self, path):
        self.path = path
        self.facts = {
            "stage": "import",
            "current": None,
            "attempted": 0,
            "passed": 0,
            "unit_run": 0,
            "unit_passed": 0,
            "error": None,
            "skipped": None,
            "done": False,
        }

    def set(self, **facts):
        self.facts.update(facts)
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            json.dump(self.facts, file)
        os.replace(self.path + ".new", self.path)

    def add(self, **counts):
        self.set(**{key: self.facts[key] + count for key, count in counts.items()})

    def complain(self, text):
        """The first complaint stays."""
        self.set(error=self.facts["error"] or text)


def describe(exception):
    """The exception as Python prints it, without the traceback."""
    return "".join(traceback.format_exception_only(type(exception), exception)).strip()


def load(name, file):
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def run_doctests(module, report):
    """Runs every docstring with examples, in the order of their names."""
    failures = []
    tests = [test for test in doctest.DocTestFinder().find(module) if test.examples]
    for test in sorted(tests):
        report.set(current=test.name)
        printed = []
        runner = doctest.DocTestRunner(verbose=False)
        # clear_globs would also set `builtins._`, which some docstrings look at
        outcome = runner.run(test, out=printed.append, clear_globs=False)
        report.add(attempted=outcome.attempted, passed=outcome.attempted - outcome.failed)
        test.globs.clear()
        if outcome.failed:
            failures.append((test.name, "".join(printed)))
    if failures:
        name, text = failures[0]
        text = text.replace("*" * 70 + "\n", "").strip()
        report.complain("%d of %d docstrings failed; %s: %s" % (len(failures), len(tests), name, text))


def run_unit_tests(module, report):
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromModule(module).run(result)
    failures = [(test.id(), text) for test, text in result.failures + result.errors]
    failures += [(test.id(), "passes, but was expected to fail") for test in result.unexpectedSuccesses]
    report.set(unit_run=result.testsRun, unit_passed=result.testsRun - len(failures))
    if failures:
        report.complain("%d of %d unit tests failed; %s: %s" % (len(failures), result.testsRun, *failures[0]))


def wait_for_threads(report):
    """A test must not leave threads behind."""
    mine = threading.current_thread()
    others = [thread for thread in threading.enumerate() if thread is not mine and not thread.daemon]
    for thread in others:
        thread.join(timeout=2)
    if any(thread.is_alive() for thread in others):
        report.complain("threads are still running after the tests")


def main(report_path, name, file, corpus):
    faulthandler.enable()
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_ALL, "")
    # the directory of this script gives way to the module's
    sys.path[:] = [os.path.dirname(file), *filter(None, sys.path[1:]), corpus]
    sys.argv[:] = ["runtests.py"]  # some tests look at it
    report = Report(report_path)
    report.set()
    try:
        module = load(name, file)
    except unittest.SkipTest as exception:
        return report.set(done=True, skipped=describe(exception))
    except BaseException as exception:
        where = "".join(traceback.format_tb(exception.__traceback__)[-2:]).strip()
        return report.set(done=True, error="%s | %s" % (describe(exception), where))
    report.set(stage="doctest")
    try:
        (run_unit_tests if name.startswith("test_") else run_doctests)(module, report)
        sys.stdout.flush()
        gc.collect()
        wait_for_threads(report)
    except BaseException as exception:
        report.complain("while running the tests: " + describe(exception))
    report.set(done=True, current=None)


main(*sys.argv[1:])
