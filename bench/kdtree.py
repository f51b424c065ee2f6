#!/usr/bin/env python3
"""The k-d tree of examples/kdtree.pyx beside scikit-learn's.

    python3 bench/kdtree.py [--cyrus BINARY] [--rounds N] [--realtime]

Builds a tree of 1M x 32 doubles with leaves of 2048; asks one of 1M x 3 (leaves of 40) for the 5 nearest points of 100 000 others, and
compares the distances. Both take turns in one process; times are the shortest, in ms on the clock. Needs NumPy and scikit-learn.
--realtime (for root) lets nobody else run meanwhile.
"""
import os
import sys
import tempfile
import time

import side_by_side
from side_by_side import HERE


def main():
    args = side_by_side.options(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        side_by_side.extension(args.cyrus, HERE.parent / 'examples/kdtree.pyx', folder)
        # Not this file, which has the same name.
        sys.path[0] = folder
        import numpy
        from sklearn.neighbors import KDTree as Theirs
        from kdtree import KDTree as Ours
    if args.realtime:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(60))
    best = {}

    def timed(name, call):
        start = time.perf_counter()
        result = call()
        best[name] = min(best.get(name, 1e9), 1000 * (time.perf_counter() - start))
        return result

    def show(what):
        theirs, one, two = best['theirs'], best[1], best[2]
        print(f'{what:28}{theirs:14.1f}{one:12.1f} ({theirs / one:.1f} times){two:12.1f} ({one / two:.2f} times)', flush=True)
        best.clear()

    print(f"{'ms':28}{'scikit-learn':>14}{'one worker':>12}{'':14}{'two workers':>12}")
    random = numpy.random.default_rng(1)
    points = random.random((1_000_000, 32))
    for turn in range(args.rounds):
        if turn < 2:
            timed('theirs', lambda: Theirs(points, leaf_size=2048))
        for workers in (1, 2):
            timed(workers, lambda: Ours(points, 2048, workers))
    show('build 1M x 32, leaf 2048')

    points, queries = random.random((1_000_000, 3)), random.random((100_000, 3))
    distances, nearest = numpy.empty((100_000, 5)), numpy.empty((100_000, 5), dtype=numpy.int64)
    for turn in range(args.rounds):
        if turn < 2:
            timed('theirs', lambda: Theirs(points, leaf_size=40))
        for workers in (1, 2):
            timed(workers, lambda: Ours(points, 40, workers))
    show('build 1M x 3, leaf 40')
    theirs, ours = Theirs(points, leaf_size=40), Ours(points, 40, 0)
    for turn in range(args.rounds):
        expected, rows = timed('theirs', lambda: theirs.query(queries, k=5))
        for workers in (1, 2):
            timed(workers, lambda: ours.query(queries, distances, nearest, workers))
            assert numpy.allclose(distances, expected, rtol=1e-13, atol=0), 'other distances than scikit-learn'
            assert (nearest == rows).mean() > 0.9999, 'other points than scikit-learn'
    show('100k queries, k = 5')


if __name__ == '__main__':
    main()
