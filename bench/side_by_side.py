"""What the benchmarks of the runtime share: building what is compared, running it in turns, and the table of medians.

Programs under test print lines `measure,workers,wall,cpu`: ns for each operation on the clock, and of all processors together. Each is a process of its
own; a round runs every program once.
"""
import argparse
import collections
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
from pathlib import Path

HERE = Path(__file__).resolve().parent

#: Runs functions of an extension module: folder, module, names, workers, count, what else they get. They get the number of workers and the count;
#: one that returns a float has measured the time on the clock itself, one that returns a negative one a wrong result.
CHILD = '''
import resource, sys, time
sys.path.insert(0, sys.argv[1])
module = __import__(sys.argv[2])
count = int(sys.argv[5])
def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
for name in sys.argv[3].split(','):
    for workers in map(int, sys.argv[4].split(',')):
        measure = getattr(module, name)
        measure(workers, count // 1000)
        cpu, wall = used(), time.perf_counter()
        result = measure(workers, count)
        wall, cpu = (time.perf_counter() - wall) * 1e9 / count, (used() - cpu) * 1e9 / count
        if isinstance(result, float):
            wall = result
        assert wall > 0, name + ': wrong result'
        print(f'{name},{workers},{wall},{cpu}')
'''


def options(doc):
    """The arguments that all take."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--cyrus', default=str(HERE.parent / 'target/release/cyrus'), help='the compiler; the runtime library is the one beside it')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--realtime', action='store_true', help='for root: lets nobody else run meanwhile')
    return parser


def first(args):
    """What commands begin with."""
    return ['chrt', '-f', '60'] if args.realtime else []


def extension(cyrus, source, folder, *flags, cplus=False, optimise='-O3'):
    """Compiles a .pyx to a module in the folder; sets the runtime library for all that run after it."""
    os.environ.setdefault('CYRUS_RT', os.path.join(os.path.dirname(os.path.abspath(cyrus)), 'libcyrus_rt.so'))
    command = [cyrus, 'compile', '-3'] + (['--cplus'] if cplus else [])
    return _extension(command, sys.executable, source, folder, flags, cplus, optimise)


def extension_of_cython(cython, source, folder, *flags, python=None):
    """The same in C++ by the Cython, or Cython+, that a Python has; for that Python, or another."""
    return _extension([cython, '-m', 'cython', '-3', '--cplus'], python or cython, source, folder, flags, True, '-O3')


def of_python(python):
    """Where it has its headers, and how the names of its modules end."""
    show = "import sysconfig; print(sysconfig.get_path('include'), sysconfig.get_config_var('EXT_SUFFIX'))"
    return subprocess.run([python, '-c', show], check=True, capture_output=True, text=True).stdout.split()


def _extension(command, python, source, folder, flags, cplus, optimise):
    name = Path(source).stem
    text = Path(folder, name + ('.cpp' if cplus else '.c'))
    include, suffix = of_python(python)
    subprocess.run(command + [str(source), '-o', str(text)], check=True)
    compiler = ['g++', '-std=c++17'] if cplus else ['gcc']
    subprocess.run(compiler + [optimise, '-DNDEBUG', '-w', '-fPIC', '-shared', '-pthread', *flags, '-I', include, str(text),
                               '-o', str(Path(folder, name + suffix))], check=True)


def go(source, folder):
    """A Go program, or nothing where there is no Go."""
    if not shutil.which('go'):
        return None
    program = Path(folder, 'go_' + Path(source).stem)
    subprocess.run(['go', 'build', '-o', str(program), str(source)], check=True)
    return program


def rust(crate, target=None):
    """The folder of a crate's programs, or nothing where there is no cargo."""
    if not shutil.which('cargo'):
        return None
    where = Path(target or Path(crate, 'target'))
    subprocess.run(['cargo', 'build', '-q', '--release', '--target-dir', str(where)], cwd=crate, check=True)
    return where / 'release'


def cpp(source, folder):
    """A C++ program."""
    program = Path(folder, 'cpp_' + Path(source).stem)
    subprocess.run(['g++', '-O3', '-pthread', str(source), '-o', str(program)], check=True)
    return program


def child(folder, module, names, workers, count, python=sys.executable):
    """The command that measures functions of a module."""
    return [python, '-c', CHILD, str(folder), module, ','.join(names), ','.join(map(str, workers)), str(count)]


def lines(command, environment=None):
    """What a program prints: measure, workers, wall, cpu."""
    text = subprocess.run(list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}).stdout
    for line in text.splitlines():
        name, workers, wall, cpu = line.split(',')
        yield name, int(workers), float(wall), float(cpu)


def whole(command, environment, operations):
    """Of a program that prints one number, for one measure: that, and the processor time of the process for each operation."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, **environment})
    printed = float(process.stdout.read())
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return printed, (usage.ru_utime + usage.ru_stime) * 1e9 / operations


class Results:
    """Wall and processor time by measure, workers and system; medians of the rounds."""

    def __init__(self):
        self.values = collections.defaultdict(list)

    def add(self, measure, workers, system, wall, cpu):
        self.values[measure, workers, system].append((wall, cpu))

    def cell(self, measure, workers, system):
        values = self.values.get((measure, workers, system))
        if not values:
            return '–'
        return ' / '.join(_short(statistics.median(column)) for column in zip(*values))

    def table(self, measures, workers, systems):
        """In Markdown; `measures` says what each is called."""
        print('| clock / processors, ns | workers | ' + ' | '.join(systems) + ' |')
        print('|---|---:|' + '---:|' * len(systems))
        for measure, what in measures.items():
            for number in workers:
                cells = [self.cell(measure, number, system) for system in systems]
                if any(cell != '–' for cell in cells):
                    print(f'| {what} | {number} | ' + ' | '.join(cells) + ' |', flush=True)


def _short(number):
    return f'{number:.1f}' if number < 30 else f'{number:.0f}'
