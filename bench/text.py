#!/usr/bin/env python3
"""Text without the GIL (libcyrus.text) beside CPython's str: ns of CPU time for one operation, the least of --rounds.

    python3 bench/text.py [--cyrus BINARY] [--rounds N] [--realtime]

Python's times have its interpreter in them, as programs do: about 10 ns for an operator, 20 for a method.
"""
import os
import sys
import tempfile
import time
import timeit

import side_by_side
from side_by_side import HERE


def python(statement, count, **names):
    return timeit.timeit(statement, timer=time.thread_time, number=count, globals=names) / count * 1e9


def measures(text, s):
    """Name, ours, Python's."""
    words = s.split()
    table = dict.fromkeys(words, 1)
    label = s[:10]
    end = s + 'needle'
    return [
        ('find at the end', lambda: text.find(end, 'needle', 20000), lambda: python('s.find("needle")', 20000, s=end)),
        ('find in 40', lambda: text.find(s[:40], 'over', 100000), lambda: python('s.find("over")', 100000, s=s[:40])),
        ('split(",")', lambda: text.split(s, ',', 5000), lambda: python('s.split(",")', 5000, s=s)),
        ('split()', lambda: text.words(s, 2000), lambda: python('s.split()', 2000, s=s)),
        ('20 + 25', lambda: text.concat(s[:20], s[:25], 100000), lambda: python('s + t', 100000, s=s[:20], t=s[:25])),
        ('s[i]', lambda: text.index(s, 100000), lambda: python('s[5]', 100000, s=s)),
        ('lower()', lambda: text.lower(s, 5000), lambda: python('s.lower()', 5000, s=s)),
        ('replace("o", "xx")', lambda: text.replace(s, 'o', 'xx', 5000), lambda: python('s.replace("o", "xx")', 5000, s=s)),
        ('startswith(literal)', lambda: text.starts(s, 100000), lambda: python('s.startswith("Host: ")', 100000, s=s)),
        ('f"{s}: {i}"', lambda: text.formats(label, 50000), lambda: python('f"{s}: {i}"', 50000, s=label, i=12345)),
        ('a word in a dict', lambda: text.look_up(s, 1000),
         lambda: python('for w in words: table[w]', 1000, words=words, table=table) / len(words)),
    ]


def main():
    args = side_by_side.options(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        side_by_side.extension(args.cyrus, HERE / 'text.pyx', folder, cplus=True, optimise='-O2')
        if args.realtime:
            os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(60))
        sys.path.insert(0, folder)
        import text
        for kind, line in (('ASCII', 'the quick brown fox jumps over the lazy dog, '), ('UTF-8', 'der flinke Fuchs springt über den Hund, ')):
            s = line * 20
            print(f'{kind}, {len(s)} characters    Str   str')
            for name, ours, theirs in measures(text, s):
                a, b = zip(*((ours(), theirs()) for _ in range(args.rounds)))
                print(f'  {name:20} {min(a):8.0f} {min(b):6.0f}')


if __name__ == '__main__':
    main()
