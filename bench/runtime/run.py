"""The measures of the scheduler beside their peers, in turns: python3 bench/runtime/run.py [ROUNDS] [MEASURE...]

In: `cargo build --release` here, and Go for its rows. Out: a Markdown table of medians: what the program says (wall time, or bytes),
and the processor time of the whole process for each operation, which other work on the machine disturbs less.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
OURS = HERE / "target/release/sched"
GO = HERE / "target/gosched"
OPERATIONS = {"spawn": 10**6, "yield": 2 * 10**6, "wake": 10**6, "memory": 10**6, "queens": 1, "jobs": 10**7}
ROWS = [
    (measure, system, workers)
    for measure, systems in [
        ("spawn", "cyrus tokio rayon go"),
        ("yield", "cyrus tokio go"),
        ("wake", "cyrus tokio go"),
        ("memory", "cyrus tokio go"),
        ("queens", "cyrus rayon go"),
        ("jobs", "cyrus"),
    ]
    for system in systems.split()
    for workers in (1, 2)
]


def run(measure, system, workers):
    """What the program prints, and its processor time in ns."""
    environment = dict(os.environ, GOMAXPROCS=str(workers))
    command = [GO, measure] if system == "go" else [OURS, measure, system, str(workers)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{command} failed")
    return float(printed), (usage.ru_utime + usage.ru_stime) * 1e9


def main():
    arguments = sys.argv[1:]
    rounds = int(arguments.pop(0)) if arguments else 5
    subprocess.run(["cargo", "build", "--release", "--bin", "sched"], cwd=HERE, check=True)
    if shutil.which("go"):
        subprocess.run(["go", "build", "-o", GO, "peers/sched.go"], cwd=HERE, check=True)
    rows = [row for row in ROWS if (not arguments or row[0] in arguments) and (row[1] != "go" or GO.exists())]
    results = {row: [] for row in rows}
    for _ in range(rounds):
        for row in rows:
            results[row].append(run(*row))
    print("| measure | system | workers | median | min | processor time |")
    print("|---|---|---:|---:|---:|---:|")
    for (measure, system, workers), values in results.items():
        own = [value for value, _ in values]
        processor = statistics.median(time for _, time in values) / OPERATIONS[measure]
        median, least = statistics.median(own), min(own)
        print(f"| {measure} | {system} | {workers} | {median:,.0f} | {least:,.0f} | {processor:,.0f} |")


if __name__ == "__main__":
    main()
