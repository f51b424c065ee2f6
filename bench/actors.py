#!/usr/bin/env python3
"""Messages between active objects beside Go and tokio: python3 bench/actors.py --cyrus target/release/cyrus [--rounds N] [MEASURE…]

In: a release build of the compiler and of the runtime (`cargo build --release`), a C compiler; Go and, after `cargo build --release` in bench/runtime, tokio for
their rows. Out: a Markdown table of medians: ns of all processors for each of a million messages. The programs are peers/actors.pyx, and those of bench/runtime: their
actors are goroutines or tasks with a channel. Each round runs every system once.
"""
import argparse
import collections
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
MEASURES = ['pingpong', 'fanout', 'threadring', 'chameneos']
MESSAGES = 1_000_000
# What the peers call them.
NAMES = {'ping-pong go buffered': ('pingpong', 'Go'), 'fan-out go': ('fanout', 'Go'), 'threadring go': ('threadring', 'Go'),
         'chameneos go': ('chameneos', 'Go'), 'ping-pong tokio': ('pingpong', 'tokio'), 'fan-out tokio': ('fanout', 'tokio')}

CHILD = """
import json, resource, sys
sys.path.insert(0, sys.argv[1])
import actors
for measure in sys.argv[3:]:
    for workers in (1, 2):
        before = resource.getrusage(resource.RUSAGE_SELF)
        getattr(actors, measure)(workers, int(sys.argv[2]))
        after = resource.getrusage(resource.RUSAGE_SELF)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(json.dumps([measure, workers, used / int(sys.argv[2]) * 1e9]))
"""


def build(cyrus, folder):
    """The module, optimised, in the folder."""
    c = folder / 'actors.c'
    subprocess.run([cyrus, 'compile', '-3', HERE / 'peers/actors.pyx', '-o', c], check=True)
    include = sysconfig.get_paths()['include']
    so = folder / ('actors' + sysconfig.get_config_var('EXT_SUFFIX'))
    subprocess.run(['cc', '-O3', '-w', '-fPIC', '-shared', f'-I{include}', c, '-o', so], check=True)


def ours(folder, runtime, measures):
    command = [sys.executable, '-c', CHILD, folder, str(MESSAGES), *measures]
    output = subprocess.run(command, env=dict(os.environ, CYRUS_RT=str(runtime)), check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in output.splitlines():
        measure, workers, used = json.loads(line)
        yield measure, 'Cyrus', workers, used


def peer(command):
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        name, workers, _, used = line.split(',')
        if name in NAMES:
            yield *NAMES[name], int(workers), float(used)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--cyrus', type=pathlib.Path, default=HERE.parent / 'target/release/cyrus')
    parser.add_argument('--runtime', type=pathlib.Path, help='libcyrus_rt.so; else the one beside the compiler')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('measures', nargs='*', default=MEASURES)
    arguments = parser.parse_args()
    runtime = (arguments.runtime or arguments.cyrus.parent / 'libcyrus_rt.so').resolve()
    results = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        build(arguments.cyrus.resolve(), folder)
        peers = []
        if shutil.which('go'):
            subprocess.run(['go', 'build', '-o', folder / 'go', HERE / 'runtime/peers/actors.go'], check=True)
            peers.append([folder / 'go', '1'])
        tokio = HERE / 'runtime/target/release/actors'
        if tokio.exists():
            peers.append([tokio, '1'])
        for _ in range(arguments.rounds):
            rows = list(ours(folder, runtime, arguments.measures))
            for command in peers:
                rows.extend(peer(command))
            for measure, system, workers, used in rows:
                results[measure, workers, system].append(used)
    systems = ['Cyrus', 'Go', 'tokio']
    print('| measure | workers | ' + ' | '.join(systems) + ' |')
    print('|---|---:|' + '---:|' * len(systems))
    for measure in arguments.measures:
        for workers in (1, 2):
            values = (results.get((measure, workers, system)) for system in systems)
            cells = (f'{statistics.median(value):.0f}' if value else '–' for value in values)
            print(f'| {measure} | {workers} | ' + ' | '.join(cells) + ' |')


if __name__ == '__main__':
    main()
