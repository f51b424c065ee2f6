#!/usr/bin/env python3
"""Run-time speed of generated code, side by side with Cython.

    python3 bench/run.py [--cyrus BINARY] [--python PYTHON] [--filter WORD] [--rounds N]

bench/kernels.pyx is translated by both compilers, both results are compiled by gcc with the same flags, and each
kernel is run in turns in one process per module; a time is the median of --rounds user CPU times.  A ratio above 1
means that we are slower.  Needs Cython 3.3.1 importable by --python.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

HERE = Path(__file__).parent

# Runs in a child: a request is the name of a kernel, the answer its CPU time.
CHILD = '''
import json, sys, time
sys.path.insert(0, sys.argv[1])
import kernels
print(json.dumps([n[2:] for n in dir(kernels) if n.startswith('k_')]), flush=True)
for line in sys.stdin:
    kernel = getattr(kernels, 'k_' + line.strip())
    start = time.process_time()
    kernel()
    print(time.process_time() - start, flush=True)
'''


def build(name, command, folder, include):
    """Translates and compiles the kernels into a folder of their own."""
    out = Path(folder, name)
    out.mkdir()
    source = out / 'kernels.pyx'
    source.write_text((HERE / 'kernels.pyx').read_text())
    subprocess.run(command + ['-3', str(source), '-o', str(out / 'kernels.c')], check=True)
    suffix = sysconfig.get_config_var('EXT_SUFFIX')
    subprocess.run(['gcc', '-O2', '-DNDEBUG', '-w', '-fPIC', '-shared', '-I', include, str(out / 'kernels.c'),
                    '-o', str(out / ('kernels' + suffix))], check=True)
    return out


def start(folder):
    return subprocess.Popen([sys.executable, '-c', CHILD, str(folder)], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--cyrus', default='target/release/cyrus')
    ap.add_argument('--python', default=sys.executable)
    ap.add_argument('--filter', default='')
    ap.add_argument('--rounds', type=int, default=7)
    args = ap.parse_args()
    compilers = {'cyrus': [os.path.abspath(args.cyrus), 'compile'], 'cython': [args.python, '-m', 'cython']}
    include = sysconfig.get_path('include')
    with tempfile.TemporaryDirectory() as tmp:
        children = {name: start(build(name, command, tmp, include)) for name, command in compilers.items()}
        names = [json.loads(child.stdout.readline()) for child in children.values()][0]
        ratios = []
        print('%-24s %9s %9s %7s' % ('kernel', 'cyrus ms', 'cython ms', 'ratio'))
        for kernel in names:
            if args.filter not in kernel:
                continue
            times = {name: [] for name in children}
            for _ in range(args.rounds):
                for name, child in children.items():
                    child.stdin.write(kernel + '\n')
                    child.stdin.flush()
                    times[name].append(float(child.stdout.readline()))
            ours, theirs = (statistics.median(times[name]) for name in ('cyrus', 'cython'))
            ratios.append(ours / theirs)
            print('%-24s %9.2f %9.2f %7.3f' % (kernel, ours * 1000, theirs * 1000, ours / theirs), flush=True)
        if ratios:
            print('geometric mean %.3f, worst %.3f' % (statistics.geometric_mean(ratios), max(ratios)))
        for child in children.values():
            child.stdin.close()
            child.wait()


if __name__ == '__main__':
    main()
