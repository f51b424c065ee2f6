"""Finds nearest neighbours with kdtree.pyx; needs NumPy, and compares with scikit-learn if that is there.

    cyrus build examples/kdtree.pyx && python examples/use_kdtree.py [POINTS]
"""
import sys
import time

import numpy

import kdtree

count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
random = numpy.random.default_rng(2026)
points = random.random((count, 3))
queries = random.random((10_000, 3))
distances = numpy.empty((len(queries), 5))
nearest = numpy.empty((len(queries), 5), dtype=numpy.int64)


def timed(what, call):
    start = time.perf_counter()
    result = call()
    print(f"{what}: {1000 * (time.perf_counter() - start):.1f} ms")
    return result


# The last argument is how many may work: 0 for one on each processor.
for workers, name in (1, "by one"), (0, "by all"):
    tree = timed(f"{count} points put into a tree {name}", lambda: kdtree.KDTree(points, 40, workers))
    timed(f"5 nearest points of {len(queries)} others {name}", lambda: tree.query(queries, distances, nearest, workers))

one = ((points - queries[0]) ** 2).sum(axis=1)
assert set(nearest[0]) == set(numpy.argsort(one)[:5]), "not the nearest"
assert numpy.allclose(distances[0], numpy.sqrt(numpy.sort(one)[:5]))
print("the nearest of the first are", nearest[0], "as looking at all of them says")

try:
    from sklearn.neighbors import KDTree
except ImportError:
    print("no scikit-learn to compare with")
else:
    theirs = timed("scikit-learn's tree", lambda: KDTree(points, leaf_size=40))
    expected = timed("scikit-learn's queries", lambda: theirs.query(queries, k=5))[0]
    assert numpy.allclose(distances, expected, rtol=1e-12), "other distances than scikit-learn's"
    print("the same distances as scikit-learn's")
