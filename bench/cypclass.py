#!/usr/bin/env python3
"""Speed and size of cypclass objects, side by side with Cython+, C++ and Rust.

    python3 bench/cypclass.py --cyrus target/release/cyrus --plus VENV/bin/python [--cython PYTHON] [--rounds N]
        [--realtime] [--only MEASURE…]

--plus is a CPython 3.9 with cython-plus 0.3.0; without it, that column is missing.  --cython is a Python with Cython, for
the rows of use from Python: there a cypclass is compared with an extension type of Cython's, in the Python that runs this
(which should be --plus itself, where these rows are to be compared with Cython+).
The programs are in bench/peers: the same objects.pyx for both compilers, objects.cpp, a Rust crate, and seen_*.pyx.  Each
round runs every measure of every system once, in a shuffled order; the table has the median of the rounds, the minimum,
and the median over rounds of (ours / other).  Times are CPU nanoseconds per operation; a second thread sleeps in all
processes, since C libraries have cheaper locks and counts while there is only one.
"""
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import side_by_side
from side_by_side import HERE

PEERS = HERE / 'peers'

# name, arguments, what the row shows, rows of peers to compare with: (system, its measure)
MEASURES = [
    ('alloc', ['5000000'], 'allocate + free a two-int object', []),
    ('live', ['2000000'], 'bytes of a live two-int object', []),
    ('trees', ['10'], 'binary trees, depth 16, per node', ['shared_trees', 'rc_trees', 'arc_trees']),
    ('walk', ['10000', '1000'], 'list walk, 1000 nodes, per step', ['shared_walk', 'rc_walk', 'arc_walk']),
    ('walk_long', ['10', '1000000'], 'list walk, 1M nodes, per step', []),
    ('virtual', ['20000000'], 'virtual call', []),
    ('locked', ['5000000'], 'uncontended wlocked increment', []),
    ('move_small', ['9', '20000'], 'consume of a tree of 1 023 nodes', []),
    ('move_middle', ['13', '2000'], 'consume of a tree of 16 383 nodes', []),
    ('move', ['16', '200'], 'consume of a tree of 131 071 nodes', []),
    ('moved', ['16', '20000'], 'consume of a tree of isolated fields', []),
    ('numbers', ['1000000', '3'], 'dict of 1M ints', []),
    ('names', ['1000000', '3'], 'dict of 1M names', []),
    ('py_new', ['500000'], 'from Python: construct and drop', []),
    ('py_call', ['500000'], 'from Python: method call', []),
    ('py_read', ['500000'], 'from Python: attribute read', []),
    ('py_pickle', ['50000'], 'from Python: pickling round trip', []),
]
# Measures of use from Python: what is run, and what it gives. C++ and Rust have nothing of the kind.
FROM_PYTHON = {'py_new': ('Pair(1, 2)', 'Pair(1, 2).b'), 'py_call': ('pair.plus(3)',) * 2, 'py_read': ('pair.b',) * 2,
               'py_pickle': ('loads(dumps(pair, 5))', 'loads(dumps(pair, 5)).b')}
# Measures that give two figures.
PAIRS = {'numbers': ('numbers_insert', 'numbers_lookup'), 'names': ('names_insert', 'names_lookup')}
PEER_MEASURE = {'walk_long': 'walk'}
MISSING = {('rust', 'live'), ('rust', 'walk'), ('rust', 'walk_long'), ('cpp', 'rc_trees'), ('cpp', 'arc_trees'),
           ('cpp', 'rc_walk'), ('cpp', 'arc_walk'), ('rust', 'shared_trees'), ('rust', 'shared_walk')}
MISSING |= {(system, row) for system in ('cpp', 'rust') for row in ('move_small', 'move_middle', 'move', 'moved')}


def child(folder, measure, args):
    """In the interpreter under test: one measure; prints figure and check value."""
    import threading
    import time
    sys.path.insert(0, folder)
    if measure in FROM_PYTHON:
        from seen import Pair
    else:
        import objects
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    clock = time.process_time_ns
    args = [int(a) for a in args]
    if measure == 'live':
        def look():
            with open('/proc/self/statm') as f:
                return int(f.read().split()[1]) * os.sysconf('SC_PAGESIZE')
        size, count = objects.live(args[0], look)
        figures = [(measure, size / args[0] - 8, count)]
    elif measure in ('walk', 'walk_long'):
        spent, check = objects.walk(*args, clock)
        figures = [(measure, spent / (args[0] * args[1]), check)]
    elif measure.startswith('move'):
        spent, check = getattr(objects, measure.split('_')[0])(*args, clock)
        figures = [(measure, max(spent, 0) / (2 * args[1]), check)]
    elif measure in FROM_PYTHON:
        import pickle
        import timeit
        names = {'Pair': Pair, 'pair': Pair(1, 2), 'loads': pickle.loads, 'dumps': pickle.dumps}
        code, result = FROM_PYTHON[measure]
        spent = min(timeit.repeat(code, globals=names, number=args[0], repeat=5, timer=clock))
        figures = [(measure, spent / args[0], eval(result, names))]
    elif measure in PAIRS:
        insert, lookup, check = getattr(objects, measure)(*args, clock)
        figures = [(PAIRS[measure][0], insert / args[0], check), (PAIRS[measure][1], lookup / (args[0] * args[1]), check)]
    else:
        start = clock()
        check = getattr(objects, measure)(args[0])
        operations = check if measure == 'trees' else args[0]
        figures = [(measure, (clock() - start) / operations, check)]
    for figure in figures:
        print(*figure)
    sys.stdout.flush()
    os._exit(0)


def build(args, work):
    """Compiles everything; gives the command prefix of each system."""
    systems = {}
    pythons = {'cyrus': sys.executable, 'plus': args.plus, 'cython': args.cython and sys.executable}
    for name, python in pythons.items():
        if not python:
            continue
        folder = work / name
        folder.mkdir()
        sources = {} if name == 'cython' else {'objects': 'objects.pyx'}
        sources['seen'] = 'seen_class.pyx' if name == 'cython' else 'seen_cypclass.pyx'
        for module, source in sources.items():
            source = shutil.copy(PEERS / source, folder / (module + '.pyx'))
            if name == 'cyrus':
                side_by_side.extension(args.cyrus, source, folder, '-fwrapv', cplus=True)
            else:
                side_by_side.extension_of_cython(vars(args)[name], source, folder, '-fwrapv', python=python)
        systems[name] = [python, os.path.abspath(__file__), '--child', str(folder)]
    systems['cpp'] = [str(side_by_side.cpp(PEERS / 'objects.cpp', work))]
    rust = None if args.no_rust else side_by_side.rust(PEERS / 'rust', work / 'rust')
    if rust:
        systems['rust'] = [str(rust / 'objects')]
    return systems


def runs(systems, only):
    for name, arguments, _, more in MEASURES:
        if only and name not in only:
            continue
        for system, command in systems.items():
            if name in FROM_PYTHON and system in ('cpp', 'rust') or name not in FROM_PYTHON and system == 'cython':
                continue
            ours = system in ('cyrus', 'plus', 'cython')
            for measure in [name] if ours else [PEER_MEASURE.get(name, name)] + more:
                if not ours and ((system, measure) in MISSING or measure == name and (system, name) in MISSING):
                    continue
                if not ours and measure in PEER_MEASURE.values() and (system, name) in MISSING:
                    continue
                yield system, name, command + [measure] + arguments


def measure(systems, args):
    """{(system, row): [figure of each round]}"""
    figures, checks = {}, {}
    todo = list(runs(systems, args.only))
    for number in range(args.rounds):
        random.Random(number).shuffle(todo)
        for system, name, command in todo:
            out = subprocess.run(side_by_side.first(args) + command, capture_output=True, text=True)
            if out.returncode:
                if number == 0:
                    print('%s: %s failed: %s' % (system, name, (out.stderr.strip().splitlines() or ['?'])[-1]), file=sys.stderr)
                continue
            for line in out.stdout.splitlines():
                row, figure, check = line.split()
                if name == 'walk_long':
                    row = name
                figures.setdefault((system, row), []).append(float(figure))
                if checks.setdefault(row, check) != check:
                    print('%s: %s gives %s, not %s' % (system, row, check, checks[row]), file=sys.stderr)
    return figures


def compile_time(args, work):
    """CPU seconds of translating and compiling a test file of Cython+, for its Python: {system: (translate, compile)}."""
    def spent(command, cwd):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    source = Path(args.plus_tests) / 'cypclass_builtin_dict.pyx'
    times = {}
    systems = {'cyrus': [os.path.abspath(args.cyrus), 'compile', '--python', args.plus], 'plus': [args.plus, '-m', 'cython']}
    for number in range(args.rounds):
        for name, compiler in systems.items():
            folder = work / ('compile_' + name)
            folder.mkdir(exist_ok=True)
            (folder / 'd.pyx').write_bytes(source.read_bytes())
            translate = spent(compiler + ['--cplus', '-2', 'd.pyx', '-o', 'd.cpp'], folder)
            compiled = spent(['g++', '-O2', '-w', '-fPIC', '-I', side_by_side.of_python(args.plus)[0], '-c', 'd.cpp', '-o', 'd.o'], folder)
            times.setdefault(name, []).append((translate, compiled))
    return {name: sorted(t, key=sum)[len(t) // 2] for name, t in times.items()}


def main():
    ap = side_by_side.options(__doc__)
    ap.set_defaults(rounds=7)
    ap.add_argument('--plus', help='a Python with cython-plus')
    ap.add_argument('--cython', help='a Python with Cython, for the rows of use from Python')
    ap.add_argument('--plus-tests', help='tests/run of its sdist: also measures compile time')
    ap.add_argument('--only', nargs='*')
    ap.add_argument('--no-rust', action='store_true')
    ap.add_argument('--json', help='write all figures here')
    args = ap.parse_args()
    titles = {name: title for name, _, title, _ in MEASURES}
    for name, pair in PAIRS.items():
        titles.update({pair[0]: titles[name] + ', insert', pair[1]: titles[name] + ', lookup'})
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        systems = build(args, work)
        figures = measure(systems, args)
        compiled = compile_time(args, work) if args.plus and args.plus_tests else {}
    rows = list(dict.fromkeys(row for _, row in figures))
    order = {row: i for i, row in enumerate(titles)}
    print('| measure | system | median | minimum | cyrus / system |')
    print('|---|---|---:|---:|---:|')
    for _, name, more in [(0, m[0], m[3]) for m in MEASURES]:
        for row in PAIRS.get(name, (name,)):
            ours = figures.get(('cyrus', row))
            for system in ('cyrus', 'plus', 'cython', 'cpp', 'rust'):
                for found in [row] + (more if system in ('cpp', 'rust') else []):
                    values = figures.get((system, found))
                    if not values:
                        continue
                    ratio = statistics.median(a / max(b, 1e-3) for a, b in zip(ours, values)) if ours else 0
                    label = {'plus': 'Cython+', 'cpp': 'C++', 'rust': 'Rust', 'cyrus': 'Cyrus', 'cython': 'Cython'}[system]
                    kind = '' if found == row else ' (' + found.split('_')[0] + ')'
                    print('| %s | %s%s | %.2f | %.2f | %s |' % (
                        titles.get(row, row), label, kind, statistics.median(values), min(values),
                        '' if system == 'cyrus' else '%.2f' % ratio))
    for system, (translate, compile_) in compiled.items():
        total = translate + compile_
        ratio = sum(compiled['cyrus']) / total
        print('| translate + g++ -O2 of cypclass_builtin_dict.pyx | %s | %.2f s (%.2f + %.2f) | | %s |' % (
            {'plus': 'Cython+', 'cyrus': 'Cyrus'}[system], total, translate, compile_, '%.2f' % ratio if system != 'cyrus' else ''))
    if args.json:
        Path(args.json).write_text(json.dumps({'%s %s' % key: values for key, values in figures.items()}, indent=1))


if __name__ == '__main__':
    if sys.argv[1:2] == ['--child']:
        child(sys.argv[2], sys.argv[3], sys.argv[4:])
    main()
