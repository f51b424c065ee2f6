#!/usr/bin/env python3
"""Work for all processors, by one worker and by two: loops and tasks of the runtime beside OpenMP, Go and rayon.

    python3 bench/cpu.py [--cyrus BINARY] [--rounds N] [--realtime] [--plus PYTHON]

N-queens 11 by pairs of first places, the Mandelbrot set of 1000 rows, `triangle`, whose iterations are the more work the later
they come, and fannkuch 10, also by actors. The peers are in bench/peers. They take turns, each in processes of its own; a time is the shortest of all, in ms on the
clock, as a busy machine makes all but the shortest meaningless. --realtime (for root) lets nobody else run meanwhile. --plus is a Python with
cython-plus 0.3.0, for fannkuch by actors.
"""
import os
import subprocess
import sys
import tempfile

import side_by_side
from side_by_side import HERE

MEASURES = {'queens': (11, 60), 'mandelbrot': (1000, 3), 'triangle': (4000, 10), 'fannkuch': (10, 1)}

CHILD = '''
import sys, time
sys.path.insert(0, sys.argv[1])
call, size, workers, rounds = getattr(__import__(sys.argv[2]), sys.argv[3]), *map(int, sys.argv[4:])
best = 1e9
for _ in range(rounds):
    start = time.perf_counter()
    result = call(size, workers)
    best = min(best, time.perf_counter() - start)
print(result, best * 1000)
'''


def build(cyrus, folder, plus):
    """The modules and those peers whose compilers are there; commands by name, that measure, size, workers and rounds are added to."""
    side_by_side.extension(cyrus, HERE / 'cpu.pyx', folder, '-fopenmp')
    # Its loops move at most ten elements: no work for memmove and vectors.
    small = ['-fno-tree-loop-distribute-patterns', '-fno-tree-vectorize']
    side_by_side.extension(cyrus, HERE / 'fannkuch.pyx', folder, '-fopenmp', *small, cplus=True)
    go, rust = side_by_side.go(HERE / 'peers/cpu.go', folder), side_by_side.rust(HERE / 'peers/rust', f'{folder}/rust')
    if plus:
        side_by_side.extension_of_cython(plus, HERE / 'peers/actors_plus.pyx', folder)
    return ({'Go': [str(go)]} if go else {}) | ({'rayon': [str(rust / 'cpu')]} if rust else {}) \
        | ({'Cython+': [plus, '-c', CHILD, folder, 'actors_plus']} if plus else {})


def main():
    parser = side_by_side.options(__doc__)
    parser.add_argument('--plus', help='a Python with cython-plus')
    args = parser.parse_args()
    first = side_by_side.first(args)
    with tempfile.TemporaryDirectory() as folder:
        peers = build(args.cyrus, folder, args.plus)
        for measure, (size, repeats) in MEASURES.items():
            names = ['cyrus', 'tasks', *(['actors'] if measure == 'fannkuch' else []), 'openmp', *(name for name in peers if name != 'Cython+' or measure == 'fannkuch')]
            best, results, module = {}, set(), 'fannkuch' if measure == 'fannkuch' else 'cpu'
            for _ in range(args.rounds):
                for name in names:
                    for workers in (1, 2):
                        numbers = [str(size), str(workers), str(repeats)]
                        if name in peers:
                            command = peers[name] + [measure] + numbers
                        else:
                            command = [sys.executable, '-c', CHILD, folder, module, f'{measure}_{name}'] + numbers
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
