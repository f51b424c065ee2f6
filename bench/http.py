#!/usr/bin/env python3
"""examples/http_server.pyx beside Go's net/http (peers/http.go), serving a file of 1 KiB.

    python3 bench/http.py [--cyrus BINARY] [--rounds N] [--seconds N] [--realtime]

`wrk -t2 -c64` asks one and then the other, in turns. Medians of requests a second, of the 99th percentile of the latency, and of the
processor time of the server for a request; then the same for answers in pipelines of 16. Needs wrk and go.
--realtime (for root) lets the servers and wrk run before everybody else.
"""
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import side_by_side
from side_by_side import HERE

PIPELINE = """
init = function(args)
  local one = wrk.format("GET", "/small.txt")
  many = string.rep(one, 16)
end
request = function() return many end
"""


def build(cyrus, folder):
    """Ours as a module; the program of Go."""
    side_by_side.extension(cyrus, HERE.parent / 'examples/http_server.pyx', folder, cplus=True)
    return side_by_side.go(HERE / 'peers/http.go', folder)


def microseconds(text):
    number, unit = re.fullmatch(r'([\d.]+)(us|ms|s|m)', text).groups()
    return float(number) * {'us': 1, 'ms': 1e3, 's': 1e6, 'm': 6e7}[unit]


def processor_time(pid):
    with open(f'/proc/{pid}/stat') as file:
        fields = file.read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def measure(pid, port, seconds, script):
    before = processor_time(pid)
    command = ['wrk', '-t2', '-c64', f'-d{seconds}', '--latency', *script, f'http://127.0.0.1:{port}/small.txt']
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if 'Socket errors' in text or 'Non-2xx' in text:
        print(text)
    requests = int(re.search(r'(\d+) requests in', text).group(1))
    return (float(re.search(r'Requests/sec:\s*([\d.]+)', text).group(1)), microseconds(re.search(r'99%\s+(\S+)', text).group(1)),
            1e6 * (processor_time(pid) - before) / requests)


def main():
    ap = side_by_side.options(__doc__)
    ap.add_argument('--seconds', type=int, default=5)
    args = ap.parse_args()
    if args.realtime:
        os.setpriority(os.PRIO_PROCESS, 0, -20)
        # Kernels that weigh sessions first want to be told so of the session.
        if os.fork():
            sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
        os.setsid()
        if os.path.exists('/proc/self/autogroup'):
            Path('/proc/self/autogroup').write_text('-20')
    with tempfile.TemporaryDirectory() as folder:
        peer = build(args.cyrus, folder)
        root = Path(folder, 'root')
        root.mkdir()
        Path(root, 'small.txt').write_bytes(b'0123456789abcde\n' * 64)
        Path(folder, 'pipeline.lua').write_text(PIPELINE)
        commands = {
            'Cyrus': [sys.executable, '-c', 'import http_server; http_server.main()', '--root', str(root), '--port', '0'],
            'Go': [str(peer), '-root', str(root)],
        }
        servers = {name: subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, 'PYTHONPATH': folder})
                   for name, command in commands.items()}
        try:
            ports = {name: re.search(r':(\d+)/?$', server.stdout.readline().strip()).group(1) for name, server in servers.items()}
            print(f"{'':24}{'requests/s':>12}{'p99, µs':>10}{'CPU µs':>8}")
            for what, script in [('a request at a time', []), ('16 at a time', ['-s', f'{folder}/pipeline.lua'])]:
                results = {name: [] for name in servers}
                for _ in range(args.rounds):
                    for name, server in servers.items():
                        results[name].append(measure(server.pid, ports[name], args.seconds, script))
                for name, rounds in results.items():
                    rate, late, time = (statistics.median(column) for column in zip(*rounds))
                    print(f'{what:20}{name:>6}{rate:10.0f}{late:10.0f}{time:8.2f}', flush=True)
        finally:
            for server in servers.values():
                server.kill()
                server.wait()


if __name__ == '__main__':
    main()
