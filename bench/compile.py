#!/usr/bin/env python3
"""Compile time and generated size, side by side with Cython on the same files.

    python3 bench/compile.py --report REPORT.json --sdist DIR [--sample N]

REPORT.json is what `cargo xtask conformance --json` wrote: the files that pass are measured.  DIR is the
unpacked Cython sdist.  --files NAME ... measures these instead of a report's.  --small measures bench/two_classes.pyx
alone, translation and `gcc -O2 -shared` together, beside a file with nothing but Python.h.  Each file is translated by both
compilers as a process and compiled by gcc -O2, in turns, so that a disturbance hits both; times are user CPU
seconds of the process and its children, the median of --rounds.  Needs Cython 3.3.1 importable by --python.
"""
import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path


def cpu_seconds(command, **kwargs):
    """User CPU time of a command and all its children; raises when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **kwargs)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime


def passing(report, suite):
    tests = json.loads(Path(report).read_text())['tests']
    names = {t['id'].split('/', 1)[1].split('+')[0] for t in tests
             if t['suite'] == suite and t['status'] == 'PASS' and t.get('c_bytes') and t.get('lang', 'c') == 'c'}
    return sorted(names)


def small(args):
    """User CPU seconds of the two-class module, of Cython's, and of the bare header: medians of rounds in turns."""
    include = sysconfig.get_path('include')
    build = ['gcc', '-O2', '-w', '-fPIC', '-shared', '-I', include]
    compilers = {'cyrus': [os.path.abspath(args.cyrus), 'compile'], 'cython': [args.python, '-m', 'cython']}
    times = {name: [] for name in ('Python.h', *compilers)}
    with tempfile.TemporaryDirectory() as tmp:
        bare = Path(tmp, 'bare.c')
        bare.write_text('#include <Python.h>\n')
        for _ in range(args.rounds):
            times['Python.h'].append(cpu_seconds(build + [str(bare), '-o', str(Path(tmp, 'bare.so'))]))
            for name, command in compilers.items():
                out = Path(tmp, name + '.c')
                source = Path(__file__).with_name('two_classes.pyx')
                seconds = cpu_seconds(command + ['-3', str(source), '-o', str(out)])
                times[name].append(seconds + cpu_seconds(build + [str(out), '-o', str(out) + '.so']))
    for name, values in times.items():
        print('%-10s %.3f s' % (name, statistics.median(values)))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--report')
    ap.add_argument('--files', nargs='*', help='names of files of tests/run')
    ap.add_argument('--sdist')
    ap.add_argument('--small', action='store_true')
    ap.add_argument('--cyrus', default='target/release/cyrus')
    ap.add_argument('--python', default=sys.executable)
    ap.add_argument('--sample', type=int, default=0, help='measure only N files (deterministic choice)')
    ap.add_argument('--rounds', type=int, default=3)
    ap.add_argument('--no-gcc', action='store_true')
    args = ap.parse_args()

    if args.small:
        return small(args)
    if not args.sdist:
        ap.error('--sdist is needed')
    folder = Path(args.sdist, 'tests', 'run')
    if not args.files and not args.report:
        ap.error('one of --report and --files is needed')
    names = args.files or passing(args.report, 'run')
    if args.sample:
        names = sorted(random.Random(0).sample(names, min(args.sample, len(names))))
    include = sysconfig.get_path('include')
    compilers = {'cyrus': [os.path.abspath(args.cyrus), 'compile'], 'cython': [args.python, '-m', 'cython']}
    total = {name: {'translate': 0.0, 'bytes': 0, 'gcc': 0.0} for name in compilers}
    measured = 0
    with tempfile.TemporaryDirectory() as tmp:
        for name in names:
            row, good = {c: {'translate': [], 'gcc': []} for c in compilers}, True
            for _ in range(args.rounds):
                for compiler, command in compilers.items():
                    out = Path(tmp, compiler + '.c')
                    translate = command + ['-2', '-I', str(folder), str(folder / name), '-o', str(out)]
                    gcc = ['gcc', '-O2', '-w', '-fPIC', '-I', include, '-I', str(folder), '-c', str(out), '-o', os.devnull]
                    try:
                        row[compiler]['translate'].append(cpu_seconds(translate))
                        row[compiler]['bytes'] = [out.stat().st_size]
                        row[compiler]['gcc'].append(0.0 if args.no_gcc else cpu_seconds(gcc))
                    except subprocess.CalledProcessError:
                        good = False
                if not good:
                    break
            if good:
                measured += 1
                for compiler in compilers:
                    for key, values in row[compiler].items():
                        total[compiler][key] += statistics.median(values)
    ours, theirs = total['cyrus'], total['cython']
    print('%d files' % measured)
    for key, unit in (('translate', 's'), ('bytes', ''), ('gcc', 's')):
        if theirs[key]:
            print('%-10s cyrus %12.3f%s  cython %12.3f%s  ratio %.4f (1/%.1f)' % (
                key, ours[key], unit, theirs[key], unit, ours[key] / theirs[key], theirs[key] / max(ours[key], 1e-9)))


if __name__ == '__main__':
    main()
