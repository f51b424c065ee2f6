#!/usr/bin/env python3
"""Mixed load on the runtime for a long time: nothing is lost, nothing leaks, nobody waits for ever.

    python3 bench/soak.py [--minutes 10] [--cyrus COMPILER] [--seed N]

Builds `soak_load.pyx` into a temporary directory first; without --cyrus by the newer of the compilers in `target`, or else the one that is installed.
Each round runs, side by side with a few threads, tasks over channels, actors that answer each other, locks, timers, tasks that are cancelled or
raise, and calls of Python; then it compares the counts. At the end resident memory, threads and open files must be what they were when a third
of the time was over.
"""

import argparse
import faulthandler
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = ["channels", "actors", "locks", "cancellations", "exceptions", "python_calls"]
SIZES = {"channels": 300, "actors": 150, "locks": 200, "cancellations": 20, "exceptions": 60, "python_calls": 100}
#: A round that takes longer hangs.
PATIENCE = 120


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def counted():
    return len(os.listdir("/proc/self/task")), len(os.listdir("/proc/self/fd"))


def compiler():
    built = [os.path.join(HERE, "..", "target", profile, "cyrus") for profile in ("release", "debug")]
    built = [path for path in built if os.path.exists(path)]
    found = max(built, key=os.path.getmtime) if built else shutil.which("cyrus")
    if not found:
        sys.exit("no compiler: run `cargo build --release`, or say which by --cyrus")
    return found


def load_module(cyrus):
    """The programs of the load, made for this Python."""
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(HERE, "soak_load.pyx")
        made = subprocess.run([cyrus, "build", "--quiet", "-d", folder, source], env={**os.environ, "PATH": here_first()})
        if made.returncode:
            sys.exit(f"{cyrus} could not build {source}")
        sys.path.insert(0, folder)
        return importlib.import_module("soak_load")


def here_first():
    """`cyrus build` makes modules for the `python3` that it finds."""
    return os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")])


class Load:
    def __init__(self, module):
        self.module = module
        self.rounds = dict.fromkeys(KINDS, 0)
        self.wrong = []

    def run(self, kind, seed):
        is_, should = getattr(self.module, kind)(SIZES[kind], seed)
        self.rounds[kind] += 1
        if is_ != should:
            self.wrong.append((kind, seed, is_, should))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seconds", type=float, help="instead of minutes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cyrus", help="the compiler")
    options = parser.parse_args()
    length = options.seconds if options.seconds is not None else 60 * options.minutes
    load = Load(load_module(options.cyrus or compiler()))
    begin = time.monotonic()
    seed = options.seed
    samples = []
    lost = []
    sys.unraisablehook = lambda unraisable: lost.append(repr(unraisable.exc_value))
    while time.monotonic() - begin < length and not load.wrong:
        faulthandler.dump_traceback_later(PATIENCE, exit=True)
        # Side by side; calls of Python are counted by `finish`, which waits for everything, so they come alone.
        threads = [
            threading.Thread(target=load.run, args=(kind, seed + number))
            for number, kind in enumerate(KINDS)
            if kind != "python_calls"
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        load.run("python_calls", seed)
        faulthandler.cancel_dump_traceback_later()
        seed += 101
        # Not more often: the samples themselves are memory.
        if not samples or time.monotonic() - begin - samples[-1][0] >= 1:
            samples.append((time.monotonic() - begin, resident(), *counted()))
    # Pages of stacks that nobody uses go back after half a second.
    time.sleep(1.5)
    samples.append((time.monotonic() - begin, resident(), *counted()))
    for kind, rounds in load.rounds.items():
        print(f"{kind}: {rounds} rounds")
    settled = [sample for sample in samples if sample[0] >= samples[-1][0] / 3]
    early, late = settled[: len(settled) // 3 + 1], settled[-(len(settled) // 3) - 1 :]
    of = lambda some, column: sorted(sample[column] for sample in some)[len(some) // 2]  # noqa: E731
    for name, column, unit in [("resident", 1, 2**20), ("threads", 2, 1), ("files", 3, 1)]:
        print(f"{name}: {of(early, column) / unit:.1f} early, {of(late, column) / unit:.1f} late, {samples[-1][column] / unit:.1f} at the end")
    growth = of(late, 1) - of(early, 1)
    print(f"{len(samples)} samples in {samples[-1][0]:.0f} s, growth {growth / 1024:.0f} KiB")
    problems = [f"{kind} with seed {seed}: {is_} instead of {should}" for kind, seed, is_, should in load.wrong]
    problems += [f"an exception that nobody has seen: {error}" for error in lost[:5]]
    if length >= 60 and growth > max(2**19, of(early, 1) // 50):
        problems.append("memory grows")
    if of(late, 3) > of(early, 3) + 2:
        problems.append("files stay open")
    for problem in problems:
        print("WRONG:", problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
