#!/usr/bin/env python3
"""One thread, and two on one lock: increments `with wlocked` in Cython+ (peers/locks.pyx) beside C++, Rust, Go and Cython+ 0.3.0.

    python3 bench/locks.py [--cyrus BINARY] [--rounds N] [--realtime] [--plus PYTHON]

5M increments by each thread. The peers are in bench/runtime: peers/lock.cpp, src/bin/lock.rs, peers/actors.go. --plus is a Python with cython-plus 0.3.0.
"""
import tempfile

import side_by_side
from side_by_side import HERE

ADDS = 5_000_000
PEERS = {'c++ std::mutex': 'std::mutex', 'parking_lot': 'parking_lot', 'std': 'Rust std', 'lock go': 'Go'}


def main():
    parser = side_by_side.options(__doc__)
    parser.add_argument('--plus', help='a Python with cython-plus')
    args = parser.parse_args()
    first, results = side_by_side.first(args), side_by_side.Results()
    with tempfile.TemporaryDirectory() as folder:
        side_by_side.extension(args.cyrus, HERE / 'peers/locks.pyx', folder, cplus=True)
        own = [('Cyrus', side_by_side.child(folder, 'locks', ['increments'], [threads], ADDS * threads)) for threads in (1, 2)]
        if args.plus:
            side_by_side.extension_of_cython(args.plus, HERE / 'peers/locks.pyx', folder)
            own += [('Cython+', side_by_side.child(folder, 'locks', ['increments'], [threads], ADDS // 10 * threads, args.plus)) for threads in (1, 2)]
        peers = [side_by_side.cpp(HERE / 'runtime/peers/lock.cpp', folder), side_by_side.go(HERE / 'runtime/peers/actors.go', folder)]
        rust = side_by_side.rust(HERE / 'runtime')
        for _ in range(args.rounds):
            for system, command in own:
                for _, threads, wall, cpu in side_by_side.lines(first + command):
                    results.add('increments', threads, system, wall, cpu)
            for program in filter(None, [*peers, rust and rust / 'lock']):
                for name, threads, wall, cpu in side_by_side.lines([*first, program, 1]):
                    if name in PEERS:
                        results.add('increments', threads, PEERS[name], wall, cpu)
    systems = ['Cyrus', 'std::mutex', 'parking_lot', 'Rust std', 'Go'] + (['Cython+'] if args.plus else [])
    results.table({'increments': 'lock, increment, unlock'}, (1, 2), systems)


if __name__ == '__main__':
    main()
