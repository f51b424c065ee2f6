#!/usr/bin/env python3
"""Messages between active objects beside Go, tokio and Cython+ 0.3.0.

    python3 bench/actors.py [--cyrus BINARY] [--rounds N] [--realtime] [--plus PYTHON] [MEASURE…]

A million messages: between two, from one to 1000 in turn, round a ring of 503, and of ten chameneos that meet. The programs are peers/actors.pyx, and
in bench/runtime peers/actors.go and src/bin/actors.rs: their actors are goroutines or tasks with a channel. --plus is a Python with cython-plus
0.3.0, whose programs (peers/actors_plus.pyx) bring along threads and mailboxes of their own; they get a fifth of the messages. The medians are of
times on the clock and of all processors; the making of the actors and the starting of threads are in them.
"""
import tempfile

import side_by_side
from side_by_side import HERE

MEASURES = {'pingpong': 'ping-pong of two', 'fanout': 'one sends to 1000 in turn', 'threadring': 'a token round 503',
            'chameneos': 'chameneos-redux, ten creatures'}
MESSAGES = 1_000_000
# What the peers call them.
PEERS = {'ping-pong go buffered': ('pingpong', 'Go'), 'fan-out go': ('fanout', 'Go'), 'threadring go': ('threadring', 'Go'),
         'chameneos go': ('chameneos', 'Go'), 'ping-pong tokio': ('pingpong', 'tokio'), 'fan-out tokio': ('fanout', 'tokio'),
         'threadring tokio': ('threadring', 'tokio'), 'chameneos tokio': ('chameneos', 'tokio')}


def main():
    parser = side_by_side.options(__doc__)
    parser.add_argument('--plus', help='a Python with cython-plus')
    parser.add_argument('measures', nargs='*', default=list(MEASURES))
    args = parser.parse_args()
    first, results = side_by_side.first(args), side_by_side.Results()
    with tempfile.TemporaryDirectory() as folder:
        side_by_side.extension(args.cyrus, HERE / 'peers/actors.pyx', folder)
        ours = side_by_side.child(folder, 'actors', args.measures, (1, 2), MESSAGES)
        own = [('Cyrus', ours)]
        if args.plus:
            side_by_side.extension_of_cython(args.plus, HERE / 'peers/actors_plus.pyx', folder)
            own.append(('Cython+', side_by_side.child(folder, 'actors_plus', args.measures, (1, 2), MESSAGES // 5, args.plus)))
        go, rust = side_by_side.go(HERE / 'runtime/peers/actors.go', folder), side_by_side.rust(HERE / 'runtime')
        for _ in range(args.rounds):
            for system, command in own:
                for measure, workers, wall, cpu in side_by_side.lines(first + command):
                    results.add(measure, workers, system, wall, cpu)
            for program in filter(None, [go, rust and rust / 'actors']):
                for name, workers, wall, cpu in side_by_side.lines([*first, program, 1]):
                    if name in PEERS:
                        measure, system = PEERS[name]
                        results.add(measure, workers, system, wall, cpu)
    results.table({measure: MEASURES[measure] for measure in args.measures}, (1, 2), ['Cyrus', 'Go', 'tokio'] + (['Cython+'] if args.plus else []))


if __name__ == '__main__':
    main()
