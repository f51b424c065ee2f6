#!/usr/bin/env python3
"""Work for all processors, by one worker and by two: loops and tasks of the runtime beside OpenMP, Go and rayon.

    python3 bench/cpu.py [--cyrus BINARY] [--rounds N] [--realtime]

N-queens 11 by pairs of first places, the Mandelbrot set of 1000 rows, `triangle`, whose iterations are the more work the later
they come, and fannkuch 10, also by actors. The peers are in bench/peers. They take turns, each in processes of its own; a time is the shortest of all, in ms on the
clock, as a busy machine makes all but the shortest meaningless. --realtime (for root) lets nobody else run meanwhile.
"""
import argparse
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
MEASURES = {'queens': (11, 60), 'mandelbrot': (1000, 3), 'triangle': (4000, 10), 'fannkuch': (10, 1)}

CHILD = '''
import sys, time
sys.path.insert(0, sys.argv[1])
module = __import__('fannkuch' if sys.argv[2].startswith('fannkuch') else 'cpu')
call, size, workers, rounds = getattr(module, sys.argv[2]), *map(int, sys.argv[3:])
best = 1e9
for _ in range(rounds):
    start = time.perf_counter()
    result = call(size, workers)
    best = min(best, time.perf_counter() - start)
print(result, best * 1000)
'''


def build(cyrus, folder):
    """The modules and those peers whose compilers are there; commands by name, that measure, size, workers and rounds are added to."""
    library = os.path.join(os.path.dirname(os.path.abspath(cyrus)), 'libcyrus_rt.so')
    os.environ.setdefault('CYRUS_RT', library)
    for name, suffix, compiler in (('cpu', '.c', ['gcc']), ('fannkuch', '.cpp', ['g++'])):
        language = ['--cplus'] if suffix == '.cpp' else []
        subprocess.run([cyrus, 'compile', '-3', *language, str(HERE / f'{name}.pyx'), '-o', f'{folder}/{name}{suffix}'], check=True)
        subprocess.run(compiler + ['-O3', '-DNDEBUG', '-w', '-fPIC', '-shared', '-fopenmp', '-I', sysconfig.get_path('include'),
                                   f'{folder}/{name}{suffix}', '-o', f'{folder}/{name}' + sysconfig.get_config_var('EXT_SUFFIX')],
                       check=True)
    peers = {}
    if shutil.which('go'):
        subprocess.run(['go', 'build', '-o', f'{folder}/cpu_go', str(HERE / 'peers/cpu.go')], check=True)
        peers['Go'] = [f'{folder}/cpu_go']
    if shutil.which('cargo'):
        subprocess.run(['cargo', 'build', '-q', '--release', '--bin', 'cpu', '--target-dir', f'{folder}/rust'],
                       cwd=HERE / 'peers/rust', check=True)
        peers['rayon'] = [f'{folder}/rust/release/cpu']
    return peers


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--cyrus', default='target/release/cyrus')
    ap.add_argument('--rounds', type=int, default=5)
    ap.add_argument('--realtime', action='store_true')
    args = ap.parse_args()
    first = ['chrt', '-f', '10'] if args.realtime else []
    with tempfile.TemporaryDirectory() as folder:
        peers = build(args.cyrus, folder)
        for measure, (size, repeats) in MEASURES.items():
            names = ['cyrus', 'tasks', *(['actors'] if measure == 'fannkuch' else []), 'openmp', *peers]
            best, results = {}, set()
            for _ in range(args.rounds):
                for name in names:
                    for workers in (1, 2):
                        numbers = [str(size), str(workers), str(repeats)]
                        if name in peers:
                            command = peers[name] + [measure] + numbers
                        else:
                            command = [sys.executable, '-c', CHILD, folder, f'{measure}_{name}'] + numbers
                        environment = os.environ | {'CYRUS_WORKERS': str(workers)}
                        output = subprocess.run(first + command, check=True, capture_output=True, text=True, env=environment)
                        result, took = output.stdout.split()
                        results.add(result)
                        best[name, workers] = min(best.get((name, workers), 1e9), float(took))
            assert len(results) == 1, f'{measure}: {results}'
            print(f'{measure} {size}')
            for name in names:
                one, two = best[name, 1], best[name, 2]
                print(f'    {name:8} {one:9.3f} {two:9.3f} ({one / two:.2f})', flush=True)


if __name__ == '__main__':
    main()
