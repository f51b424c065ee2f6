#!/usr/bin/env python3
"""Tasks, channels and select in Cython+ (concurrency.pyx) beside Go (runtime/peers/sched.go), by one worker and by two.

    python3 bench/concurrency.py [--cyrus BINARY] [--rounds N] [--realtime]

The runtime library is the one beside the binary. Both take turns, each in processes of its own; a time is the shortest of all, in ns for each task
or message: on the clock, and of all processors together, which other work on the machine disturbs less. --realtime (for root) lets nobody else run meanwhile.
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
COUNT = 1_000_000
# Ours, Go's, what it is.
MEASURES = [
    ('group', 'spawn', 'start a million tasks, wait for all'),
    ('handles', None, 'the same, with a handle each, which gives the result'),
    ('wake', 'wake', 'ping-pong over two channels without room, per message'),
    ('stream', 'stream', 'a million values through a channel with room for 1000'),
    ('select', 'select', 'ping-pong, where the answer is selected among two channels'),
]

CHILD = '''
import sys, time
sys.path.insert(0, sys.argv[1])
import concurrency
name, count = sys.argv[2], int(sys.argv[3])
concurrency.run(name, 1000)
before = time.process_time()
took = concurrency.run(name, count)
assert took > 0, 'wrong result'
print(took, (time.process_time() - before) * 1e9 / count)
'''


def build(cyrus, folder):
    library = os.path.join(os.path.dirname(os.path.abspath(cyrus)), 'libcyrus_rt.so')
    os.environ.setdefault('CYRUS_RT', library)
    source = f'{folder}/concurrency.cpp'
    subprocess.run([cyrus, 'compile', '-3', '--cplus', str(HERE / 'concurrency.pyx'), '-o', source], check=True)
    subprocess.run(['g++', '-O3', '-DNDEBUG', '-w', '-fPIC', '-shared', '-I', sysconfig.get_path('include'), source,
                    '-o', f'{folder}/concurrency' + sysconfig.get_config_var('EXT_SUFFIX')], check=True)
    if shutil.which('go'):
        subprocess.run(['go', 'build', '-o', f'{folder}/gosched', str(HERE / 'runtime/peers/sched.go')], check=True)
        return f'{folder}/gosched'
    return None


def ours(folder, name, first, environment):
    """Time on the clock and of all processors."""
    command = first + [sys.executable, '-c', CHILD, folder, name, str(COUNT)]
    output = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return tuple(map(float, output.stdout.split()))


def gos(program, name, first, environment):
    process = subprocess.Popen(first + [program, name], env=environment, stdout=subprocess.PIPE, text=True)
    printed = float(process.stdout.read())
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, name
    return printed, (usage.ru_utime + usage.ru_stime) * 1e9 / COUNT


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--cyrus', default='target/release/cyrus')
    ap.add_argument('--rounds', type=int, default=5)
    ap.add_argument('--realtime', action='store_true')
    args = ap.parse_args()
    first = ['chrt', '-f', '10'] if args.realtime else []
    with tempfile.TemporaryDirectory() as folder:
        go = build(args.cyrus, folder)
        print('| measure | workers | Cyrus | Go | Cyrus, processors | Go, processors |')
        print('|---|---:|---:|---:|---:|---:|')
        for own, other, what in MEASURES:
            for workers in (1, 2):
                environment = os.environ | {'CYRUS_WORKERS': str(workers), 'GOMAXPROCS': str(workers)}
                found = {'ours': [], 'go': []}
                for _ in range(args.rounds):
                    found['ours'].append(ours(folder, own, first, environment))
                    if go and other:
                        found['go'].append(gos(go, other, first, environment))
                cells = [f'{min(runs[at] for runs in found[who]):.0f}' if found[who] else '–'
                         for at in (0, 1) for who in ('ours', 'go')]
                print(f'| {what} | {workers} | ' + ' | '.join(cells) + ' |', flush=True)


if __name__ == '__main__':
    main()
