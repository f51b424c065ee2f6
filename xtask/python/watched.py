"""Runs calls of a compiled module for `cargo xtask sanitize`, and prints `finished` at the end.

usage: watched.py MODULE CALLS

The module is in the current directory; CALLS is Python text in which it is `m`. The functions here are what several rows share.
"""

import array
import importlib
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time

clock = time.process_time_ns


def all_at_once(works):
    """Runs functions in threads; raises what one of them raised."""
    errors = []

    def run(work):
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def rounds(kind, size, count=3):
    """Rounds of one kind of load, with different seeds: counts that must agree do."""
    for seed in range(1, count + 1):
        is_, should = kind(size, seed)
        assert is_ == should, (kind, seed, is_, should)


def at_once(m):
    """All kinds of load side by side but the one that waits for everything."""
    kinds = [m.channels, m.actors, m.locks, m.cancellations, m.exceptions]
    all_at_once([lambda kind=kind: rounds(kind, 20) for kind in kinds])
    rounds(m.python_calls, 20)


def table(kind, rows, width, values=None):
    """A memoryview of two dimensions."""
    flat = array.array(kind, values or [0] * (rows * width))
    return memoryview(flat).cast("B").cast(kind, (rows, width))


def neighbours(m):
    """The nearest points by the tree, and by looking at all of them."""
    count, asked, wanted, numbers = 3000, 200, 5, random.Random(1)
    points = table("d", count, 3, [numbers.random() for _ in range(3 * count)])
    queries = table("d", asked, 3, [numbers.random() for _ in range(3 * asked)])
    for workers in 1, 2:
        tree = m.KDTree(points, 20, workers)
        distances, nearest = table("d", asked, wanted), table("l", asked, wanted)
        tree.query(queries, distances, nearest, workers)
        for i in range(0, asked, 50):
            by_distance = sorted(range(count), key=lambda row: sum((points[row, k] - queries[i, k]) ** 2 for k in range(3)))
            assert sorted(by_distance[:wanted]) == sorted(nearest[i, k] for k in range(wanted)), i


def answers(connection, count):
    """Reads so many answers: their statuses, and the last one's body."""
    data, statuses, body = b"", [], b""
    while len(statuses) < count:
        while b"\r\n\r\n" not in data:
            more = connection.recv(1 << 16)
            if not more:
                return statuses, body
            data += more
        head, data = data.split(b"\r\n\r\n", 1)
        statuses.append(int(head.split()[1]))
        length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
        while len(data) < length:
            data += connection.recv(1 << 16)
        body, data = data[:length], data[length:]
    return statuses, body


def serve(m):
    """The server, with clients that mean it well or ill, until it is interrupted."""
    errors = []
    with socket.create_server(("127.0.0.1", 0)) as place:
        port = place.getsockname()[1]

    def connected():
        for _ in range(600):
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=60)
            except ConnectionRefusedError:
                time.sleep(0.05)
        raise AssertionError("the server does not begin")

    def asks(path, *fields):
        return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *fields, "", ""]).encode()

    def well():
        with connected() as connection:
            for _ in range(10):
                connection.sendall(asks("/a.bin") + asks("/nothing") + asks("/../secret") + asks("/a.bin", "Range: bytes=5-9"))
                statuses, body = answers(connection, 4)
                assert statuses == [200, 404, 400, 206] and body == b"56789", (statuses, body)
            connection.sendall(asks("/big.bin") * 3)
            statuses, body = answers(connection, 3)
            assert statuses == [200] * 3 and len(body) == 1 << 20

    def ill():
        for data in [b"GET\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", asks("/" + "a" * 9000), b"\0" * 5000]:
            with connected() as connection:
                connection.sendall(data)
                statuses, _ = answers(connection, 1)
                assert statuses and statuses[0] >= 400, (data, statuses)

    def rude():
        for i in range(10):
            with connected() as connection:
                connection.sendall(asks("/big.bin") * 2 if i % 2 else b"GET / HT")
                if i % 3 == 0:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")

    def clients():
        try:
            all_at_once([well, ill, rude, well, lambda: connected().close()])
        except BaseException as error:
            errors.append(error)
        os.kill(os.getpid(), signal.SIGINT)

    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as root:
        for name, content in ("a.bin", b"0123456789" * 100), ("big.bin", bytes(1 << 20)):
            with open(os.path.join(root, name), "wb") as file:
                file.write(content)
        thread = threading.Thread(target=clients)
        thread.start()
        m.serve(root, port)
        thread.join()
    assert not errors, errors


if __name__ == "__main__":
    sys.path.insert(0, os.getcwd())
    m = importlib.import_module(sys.argv[1])
    exec(sys.argv[2])
    print("finished", flush=True)
