#!/usr/bin/env python3
"""Tasks, channels and select in Cython+ (concurrency.pyx) beside Go, tokio and rayon, by one worker and by two.

    python3 bench/concurrency.py [--cyrus BINARY] [--rounds N] [--realtime] [MEASURE…]

The peers are in bench/runtime: peers/sched.go and src/bin/sched.rs. All take turns, each measure in a process of its own; the medians are of ns for each task
or message, on the clock and of all processors together, the start and end of the process included in the latter. `parked` is of bytes: of a
million tasks that wait for a channel. tokio's tasks have no stack.
"""
import tempfile

import side_by_side
from side_by_side import HERE

COUNT = 1_000_000
# Ours: what it is, and what Go, tokio and rayon call it.
MEASURES = {
    'group': ('start a million tasks in a group, wait for all', {'Go': 'spawn', 'tokio': 'spawn', 'rayon': 'spawn'}),
    'handles': ('the same, with a handle each, which gives the result', {}),
    'wake': ('ping-pong over two channels without room, per message', {'Go': 'wake', 'tokio': 'wake'}),
    'stream': ('a million values through a channel with room for 1000', {'Go': 'stream'}),
    'select': ('ping-pong, where the answer is selected among two channels', {'Go': 'select'}),
    'parked': ('bytes of a parked task, of a million / ns to start and end it', {'Go': 'memory', 'tokio': 'memory'}),
}


def main():
    parser = side_by_side.options(__doc__)
    parser.add_argument('measures', nargs='*', default=list(MEASURES))
    args = parser.parse_args()
    first, results = side_by_side.first(args), side_by_side.Results()
    with tempfile.TemporaryDirectory() as folder:
        side_by_side.extension(args.cyrus, HERE / 'concurrency.pyx', folder, cplus=True)
        go, rust = side_by_side.go(HERE / 'runtime/peers/sched.go', folder), side_by_side.rust(HERE / 'runtime')
        for _ in range(args.rounds):
            for measure in args.measures:
                for workers in (1, 2):
                    environment = {'CYRUS_WORKERS': str(workers), 'GOMAXPROCS': str(workers)}
                    for _, _, wall, cpu in side_by_side.lines(first + side_by_side.child(folder, 'concurrency', [measure], [workers], COUNT), environment):
                        results.add(measure, workers, 'Cyrus', wall, cpu)
                    for system, name in MEASURES[measure][1].items():
                        program = [go, name] if system == 'Go' else [rust / 'sched', name, system, workers] if rust else [None]
                        if program[0]:
                            results.add(measure, workers, system, *side_by_side.whole([*first, *program], environment, COUNT))
    results.table({measure: MEASURES[measure][0] for measure in args.measures}, (1, 2), ['Cyrus', 'Go', 'tokio', 'rayon'])


if __name__ == '__main__':
    main()
