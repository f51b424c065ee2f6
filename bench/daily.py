#!/usr/bin/env python3
"""Operations of daily Python in code without the GIL beside CPython: the same bodies, compiled and interpreted.

    python3 bench/daily.py [--cyrus BINARY] [--rounds N] [--only WORD]

ms of CPU time for each, the least of --rounds, taken in turns. Both have to give the same number.
"""
import re
import sys
import tempfile
from pathlib import Path

import side_by_side

HEAD = '''from libcyrus.text cimport Str
from libcyrus.bytes cimport Bytes
from libcythonplus.dict cimport cypdict
from libcythonplus.list cimport cyplist
from libcythonplus.set cimport cypset
from libcyrus.time cimport thread_time
'''

# What is done before the clock runs, and what is measured: `count` times over, adding up `total`.
TEXT = 'text = "the quick brown fox jumps over the lazy dog, " * 20\nwords = text.replace(",", "").split()'
BODIES = {
    'replace': (TEXT, 'total += len(text.replace("fox", "cat"))'),
    'find': (TEXT, 'total += text.find("lazy cat") + text.count("the")'),
    'upper, lower': (TEXT, 'total += len(words[i % 9].upper()) + len(words[i % 7].lower())'),
    'strip': (TEXT, 'total += len("  word \\n".strip()) + len(words[i % 9].rstrip("x"))'),
    'slices': (TEXT, 'total += len(text[i % 50:i % 50 + 10]) + len(words[i % 9][1:])'),
    'f-string': (TEXT, 'total += len(f"{words[i % 9]}: {i}, {i % 7:3d}")'),
    'str(i) + ","': ('', 'total += len(str(i) + ",")'),
    'int(s)': ('numbers = [str(n * 37) for n in range(100)]', 'total += int(numbers[i % 100])'),
    'float(s)': ('numbers = [f"{n}.25" for n in range(100)]', 'total += int(float(numbers[i % 100]))'),
    'sorted texts': (TEXT, 'total += len(sorted(words)[0])'),
    'counts in a dict': (TEXT, 'counts = {}\nfor w in words:\n    counts[w] = counts.get(w, 0) + 1\ntotal += counts["fox"] + len(counts)'),
    'items of a dict': ('d = {str(n): n for n in range(200)}', 'for k, v in d.items():\n    total += len(k) + v'),
    'sets of texts': (TEXT, 's = set(words)\ntotal += len(s & {"fox", "cat"}) + len(s | {"cat"})'),
    'set of numbers': ('', 's = {n * i % 97 for n in range(100)}\ntotal += len(s) + (i in s)'),
    'comprehension': ('xs = list(range(200))', 'total += len([x * 2 for x in xs if x % 3])'),
    'comprehension of texts': (TEXT, 'total += len([w for w in words if len(w) > 3])'),
    'enumerate': (TEXT, 'for at, w in enumerate(words):\n    total += at + len(w)'),
    'zip': (TEXT, 'for v, w in zip(words, words):\n    total += v == w'),
    'reversed': ('xs = list(range(200))', 'for x in reversed(xs):\n    total += x'),
    'slices of lists': ('xs = list(range(200))', 'total += len(xs[10:60]) + len(xs[::-1])'),
    'min, max with key': (TEXT, 'total += len(max(words, key=len)) + len(min(words, key=lambda w: w[-1]))'),
    'any, all': ('xs = list(range(200))', 'total += any(x > 150 for x in xs) + all(x < 190 for x in xs)'),
    'comparisons': (TEXT, 'total += (words[i % 9] < words[i % 7]) + (words[i % 9] == "fox")'),
    'startswith': (TEXT, 'total += text.startswith("the quick") + words[i % 9].endswith("x")'),
    'ord, chr': ('', 'total += ord(chr(97 + i % 26))'),
    'bytes': (TEXT, 'total += len(text.encode()) + text.encode()[i % 50]'),
    'characters': (TEXT, 'for c in text:\n    if c in "aeiou":\n        total += 1'),
    'letters and digits': (TEXT, 'for c in text:\n    total += c.isalpha() + c.isdigit()'),
    'text by index': (TEXT, 'for at in range(len(words[i % 9])):\n    total += words[i % 9][at] == "o"'),
    'split of lines': (TEXT, 'for w in text.split():\n    total += len(w)'),
    'split and join': (TEXT, 'total += len("-".join(text.split(", ")))'),
    'join of numbers': ('', 'total += len(",".join([str(n) for n in range(100)]))'),
    'append and pop': ('', 'xs = [0]\nfor n in range(100):\n    xs.append(n)\nwhile len(xs) > 1:\n    total += xs.pop()'),
    'matrix': ('rows = [[float(a * b) for a in range(20)] for b in range(20)]', 'for row in rows:\n    total += int(sum(row))'),
    'tuples': ('pairs = [(n % 7, n) for n in range(100)]', 'for a, b in pairs:\n    total += a * b\ntotal += len(sorted(pairs))'),
}


def name_of(title):
    return 'of_' + re.sub(r'\W+', '_', title)


def source(compiled):
    """All functions, for Python or without the GIL."""
    out = [HEAD if compiled else 'from time import thread_time\n']
    for title, (before, body) in BODIES.items():
        name = name_of(title)
        head = f'cdef (long long, double) do_{name}(int count) except * nogil:' if compiled else f'def do_{name}(count):'
        lines = [head, '    cdef long long total = 0' if compiled else '    total = 0']
        lines += ['    ' + line for line in before.splitlines()]
        lines += ['    start = thread_time()', '    for i in range(count):']
        lines += ['        ' + line for line in body.splitlines()]
        lines += ['    return total, thread_time() - start', '']
        lines += [f'def {name}(int count):' if compiled else f'def {name}(count):', f'    return do_{name}(count)', '']
        out += lines
    return '\n'.join(out)


def main():
    parser = side_by_side.options(__doc__)
    parser.add_argument('--only', default='', help='measures whose names have this in them')
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, 'compiled.pyx').write_text(source(True))
        Path(folder, 'interpreted.py').write_text(source(False))
        side_by_side.extension(args.cyrus, Path(folder, 'compiled.pyx'), folder, cplus=True, optimise='-O2')
        sys.path.insert(0, folder)
        import compiled
        import interpreted
        print(f'{"ms":24} Cyrus Python')
        for title in BODIES:
            if args.only not in title:
                continue
            ours, theirs = getattr(compiled, name_of(title)), getattr(interpreted, name_of(title))
            count = 10
            while theirs(count)[1] < 0.01:
                count *= 2
            rows = [(ours(count), theirs(count)) for _ in range(args.rounds)]
            assert all(a[0] == b[0] for a, b in rows), f'{title}: {rows[0]}'
            a, b = (min(row[side][1] for row in rows) * 1000 for side in (0, 1))
            print(f'{title:24} {a:5.1f} {b:6.1f}{"  slower" if a > b * 1.05 else ""}', flush=True)


if __name__ == '__main__':
    main()
