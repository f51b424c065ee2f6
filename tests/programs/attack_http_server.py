"""Attacks examples/http_server.pyx: `python3 attack_http_server.py COMMAND...`, where the command starts the server.

Starts it on a directory made for that, on a free port, and looks at the answers to proper and improper requests. Prints `ok`
at the end; a failure ends it with a traceback. ATTACK_IDLE says how many idle connections to hold (10000).
"""

import email.utils
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HEAD_TIMEOUT = 1.0
CONTENT = bytes(range(256)) * 4
BIG = os.urandom(1 << 20) * 8


def make_root(place):
    root = os.path.join(place, "root")
    os.makedirs(os.path.join(root, "sub", "empty"))
    outside = os.path.join(place, "root_secret")
    os.mkdir(outside)
    for path, content in [
        (os.path.join(place, "secret.txt"), b"secret"),
        (os.path.join(outside, "x.txt"), b"secret"),
        (os.path.join(root, "index.html"), b"<h1>hello</h1>"),
        (os.path.join(root, "a.bin"), CONTENT),
        (os.path.join(root, "big.bin"), BIG),
        (os.path.join(root, "empty.txt"), b""),
        (os.path.join(root, "sub", "index.html"), b"sub"),
        (os.path.join(root, "sp ace.css"), b"css"),
        (os.path.join(root, "..dots.txt"), b"dots"),
    ]:
        with open(path, "wb") as file:
            file.write(content)
    os.symlink("../secret.txt", os.path.join(root, "out.txt"))
    os.symlink(os.path.join(place, "secret.txt"), os.path.join(root, "out_absolute.txt"))
    os.symlink("..", os.path.join(root, "up"))
    os.symlink("../root_secret", os.path.join(root, "beside"))
    os.symlink("sub/index.html", os.path.join(root, "inside.html"))
    os.mkfifo(os.path.join(root, "pipe"))
    return root


class Answer:
    def __init__(self, status, fields, body, version):
        self.status, self.fields, self.body, self.version = status, fields, body, version

    def __getitem__(self, name):
        return self.fields.get(name.lower())

    def __repr__(self):
        return f"<{self.status} {self.fields} {self.body[:100]!r}>"


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.buffer = b""

    def send(self, data):
        self.socket.sendall(data)

    def more(self):
        data = self.socket.recv(1 << 16)
        self.buffer += data
        return bool(data)

    def answer(self, head=False):
        """The next answer; None when the connection has ended before it."""
        while b"\r\n\r\n" not in self.buffer:
            if not self.more():
                assert not self.buffer, self.buffer
                return None
        text, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = text.decode("latin-1").split("\r\n")
        version, status = lines[0].split()[:2]
        fields = {}
        for line in lines[1:]:
            name, value = line.split(":", 1)
            assert name.lower() not in fields, name
            fields[name.lower()] = value.strip()
        status = int(status)
        if head or status in (204, 304) or status < 200:
            return Answer(status, fields, b"", version)
        if "content-length" in fields:
            length = int(fields["content-length"])
            while len(self.buffer) < length:
                assert self.more(), "the body ends too early"
            body, self.buffer = self.buffer[:length], self.buffer[length:]
        else:
            raise AssertionError(f"no length: {fields}")
        return Answer(status, fields, body, version)

    def at_end(self):
        return not self.buffer and not self.more()

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def request(port, data, head=False):
    with Connection(port) as connection:
        connection.send(data)
        return connection.answer(head)


def get(port, target, *fields, method="GET"):
    lines = [f"{method} {target} HTTP/1.1", "Host: x", *fields, "", ""]
    return request(port, "\r\n".join(lines).encode("latin-1"), method == "HEAD")


def files(port):
    answer = get(port, "/a.bin")
    assert answer.status == 200 and answer.body == CONTENT, answer
    assert answer["content-type"] == "application/octet-stream" and answer["accept-ranges"] == "bytes"
    assert abs(email.utils.parsedate_to_datetime(answer["date"]).timestamp() - time.time()) < 60
    assert get(port, "/").body == b"<h1>hello</h1>"
    assert get(port, "/")["content-type"] == "text/html; charset=utf-8"
    assert get(port, "/sub/").body == b"sub"
    moved = get(port, "/sub")
    assert moved.status == 301 and moved["location"] == "/sub/", moved
    # Not another machine's name.
    moved = get(port, "//sub")
    assert moved.status == 301 and moved["location"] == "/sub/", moved
    assert get(port, "/sub/empty/").status == 404
    assert get(port, "/nothing").status == 404
    assert get(port, "/a.bin/").status == 404
    assert get(port, "/empty.txt").body == b"" and get(port, "/empty.txt").status == 200
    assert get(port, "/sp%20ace.css").body == b"css"
    assert get(port, "/sp%20ace.css")["content-type"] == "text/css; charset=utf-8"
    assert get(port, "/..dots.txt").body == b"dots"
    assert get(port, "/a.bin?x=1").body == CONTENT
    assert get(port, "/./sub/./index.html").body == b"sub"
    assert get(port, "http://x/sub/").body == b"sub"
    assert get(port, "/inside.html").body == b"sub"
    assert get(port, "/big.bin").body == BIG
    head = get(port, "/big.bin", method="HEAD")
    assert head.status == 200 and head["content-length"] == str(len(BIG)), head
    assert get(port, "/a.bin", method="POST").status == 405
    assert "GET" in get(port, "/a.bin", method="DELETE")["allow"]


def directory_safety(port):
    for target in [
        "/../secret.txt", "/../../../../etc/passwd", "/sub/../../secret.txt", "/%2e%2e/secret.txt", "/%2E./secret.txt",
        "/.%2e/secret.txt", "/sub/%2e%2e/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt", "/a.bin%00.html", "/%00", "/out.txt", "/out_absolute.txt", "/up/secret.txt",
        "/up/root_secret/x.txt", "/beside/x.txt", "/up/", "/%252e%252e/secret.txt", "//etc/passwd", "/%2fetc/passwd",
        "/%2e%2e/root_secret/x.txt", "/../root_secret/x.txt", "/up/root/../secret.txt", "/pipe", "/proc/self/environ",
        "/..;/secret.txt", "/%c0%ae%c0%ae/secret.txt", "/%zz", "/%", "/%4", "/dev/null",
    ]:
        answer = get(port, target)
        assert answer.status in (400, 404), (target, answer)
        assert b"secret" not in answer.body and b"root:" not in answer.body, target


def malformed(port):
    host = b"Host: x\r\n"
    for data, status in [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\n" + host + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\n", 400),
        (b"GET  / HTTP/1.1\r\n" + host + b"\r\n", 400),
        (b"GET / HTTP/1.1 \r\n" + host + b"\r\n", 400),
        (b"GET /\r\n" + host + b"\r\n", 400),
        (b"GET\r\n\r\n", 400),
        (b" GET / HTTP/1.1\r\n" + host + b"\r\n", 400),
        (b"GET / HTTP/1.1\r\n Host: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + host + b"A: b\r\n c\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + host + b"A: b\x00c\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + host + b"A: b\rc\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + host + b"no colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + host + b": empty\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + host + b"A(b): c\r\n\r\n", 400),
        (b"G@T / HTTP/1.1\r\n" + host + b"\r\n", 400),
        (b"GET /\x00 HTTP/1.1\r\n" + host + b"\r\n", 400),
        (b"GET /\x7f HTTP/1.1\r\n" + host + b"\r\n", 400),
        (b"GET /\xc3\xa9 HTTP/1.1\r\n" + host + b"\r\n", 400),
        (b"GET nowhere HTTP/1.1\r\n" + host + b"\r\n", 400),
        (b"GET * HTTP/1.1\r\n" + host + b"\r\n", 400),
        (b"GET / http/1.1\r\n" + host + b"\r\n", 400),
        (b"GET / HTTP/1.10\r\n" + host + b"\r\n", 400),
        (b"GET / HTTP/2.0\r\n" + host + b"\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"\r\n\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n" + host + b"\r\n", 400),
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n" + host + b"\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + host + b"A: " + b"b" * 40000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + host + b"A: b\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + host + b"Expect: miracles\r\n\r\n", 417),
        # Bodies whose length is told twice, or badly: what one server takes for a body another takes for a request.
        (b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding: xchunked\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding: gzip, chunked\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked, identity\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\n" + host + b"Transfer-Encoding:\x0bchunked\r\n\r\n", 400),
        (b"POST / HTTP/1.0\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 1\r\nContent-Length: 1\r\n\r\na", 400),
        (b"POST / HTTP/1.1\r\n" + host + b"Content-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + host + b"Content-Length: +1\r\n\r\na", 400),
        (b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 0x1\r\n\r\na", 400),
        (b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 1,1\r\n\r\na", 400),
        (b"POST / HTTP/1.1\r\n" + host + b"Content-Length: \r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 99999999999999999999\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\n" + host + b"Content-Length: 99999999999\r\n\r\n", 413),
    ]:
        with Connection(port) as connection:
            try:
                connection.send(data)
            except ConnectionError:
                pass
            answer = connection.answer()
            assert answer is not None and answer.status == status, (data[:100], status, answer)
            assert answer["connection"] == "close", (data[:100], answer)
            assert connection.at_end(), data[:100]
    # In bits, each is as bad as at once.
    with Connection(port) as connection:
        for byte in b"GET / HTTP/1.1\r\nHost : x\r\n":
            connection.send(bytes([byte]))
            time.sleep(0.002)
        assert connection.answer().status == 400
    # An empty line too many after a request is forgiven.
    assert request(port, b"\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n").status == 200


def keep_alive(port):
    one = b"GET /sub/ HTTP/1.1\r\nHost: x\r\n\r\n"
    with Connection(port) as connection:
        for _ in range(50):
            connection.send(one)
            assert connection.answer().body == b"sub"
        # Piece by piece.
        for i in range(0, len(one), 7):
            connection.send(one[i:i + 7])
            time.sleep(0.002)
        assert connection.answer().body == b"sub"
        # All at once, with a head among them.
        count = 300
        connection.send((one + one.replace(b"GET", b"HEAD")) * count)
        for _ in range(count):
            assert connection.answer().body == b"sub"
            assert connection.answer(head=True).status == 200
        # A body that nobody reads is thrown away, or the connection ends with it.
        connection.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n" + b"GET / HTTP/1.1\r\n" * 312 + b"12345678" + one)
        assert connection.answer().status == 405
        assert connection.answer().body == b"sub"
        connection.send(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n10\r\n" + b"x" * 16 + b"\r\n0\r\nTrailer: y\r\n\r\n" + one)
        assert connection.answer().status == 405
        assert connection.answer().body == b"sub"
        connection.send(one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + one)
        last = connection.answer()
        assert last.body == b"sub" and last["connection"] == "close"
        assert connection.at_end()
    for chunks in [b"x\r\n", b"5\r\nhelloX\r\n", b"-1\r\n\r\n", b"5 \r\nhello\r\n", b"5\nhello\r\n", b"fffffffffffffffff\r\n", b"\r\n", b"0\r\nno colon\x00\r\n\r\n", b"0\r\n \r\n\r\n", b"0\r\nX\r\n\r\n"]:
        with Connection(port) as connection:
            connection.send(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + one)
            assert connection.answer().status == 405
            assert connection.answer() is None, chunks
    # Who asks first is not asked to go on when nobody wants the body.
    with Connection(port) as connection:
        connection.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        answer = connection.answer()
        assert answer.status == 405 and answer["connection"] == "close", answer
        assert connection.at_end()
    with Connection(port) as connection:
        connection.send(b"GET /sub/ HTTP/1.0\r\n\r\n")
        assert connection.answer().body == b"sub"
        assert connection.at_end()
    with Connection(port) as connection:
        for _ in range(2):
            connection.send(b"GET /sub/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            answer = connection.answer()
            assert answer.body == b"sub" and answer["connection"] == "keep-alive"


def ranges(port):
    size = len(CONTENT)
    for asked, start, end in [
        ("0-0", 0, 1), ("0-99", 0, 100), ("100-", 100, size), ("-5", size - 5, size), ("-5000", 0, size),
        ("1000-9999", 1000, size), (f"{size - 1}-", size - 1, size),
    ]:
        answer = get(port, "/a.bin", f"Range: bytes={asked}")
        assert answer.status == 206 and answer.body == CONTENT[start:end], (asked, answer)
        assert answer["content-range"] == f"bytes {start}-{end - 1}/{size}", answer
    for asked in [f"{size}-", f"{size}-{size + 5}", "-0", "5000-6000,7000-"]:
        answer = get(port, "/a.bin", f"Range: bytes={asked}")
        assert answer.status == 416 and answer["content-range"] == f"bytes */{size}", (asked, answer)
    for asked in ["bytes=5-2", "bytes=a-b", "bytes=1", "bytes=", "items=0-1", "bytes=--1", "bytes=1-2-3", "bytes=" + "0-1," * 200]:
        answer = get(port, "/a.bin", f"Range: {asked}")
        assert answer.status in (200, 416) and (answer.status == 416 or answer.body == CONTENT), (asked, answer)
    answer = get(port, "/a.bin", "Range: bytes=0-9, 20-29 ,-1")
    assert answer.status == 206
    boundary = re.fullmatch(r"multipart/byteranges; boundary=(\S+)", answer["content-type"]).group(1)
    parts = answer.body.split(b"--" + boundary.encode())
    assert parts[0].strip() == b"" and parts[-1] == b"--\r\n" and len(parts) == 5, parts
    for part, (start, end) in zip(parts[1:4], [(0, 10), (20, 30), (size - 1, size)]):
        head, body = part.split(b"\r\n\r\n", 1)
        assert f"Content-Range: bytes {start}-{end - 1}/{size}".encode() in head, head
        assert body == CONTENT[start:end] + b"\r\n", part
    big = get(port, "/big.bin", "Range: bytes=100-4000099")
    assert big.status == 206 and big.body == BIG[100:4000100]
    tag = get(port, "/a.bin")["etag"]
    assert get(port, "/a.bin", "Range: bytes=0-1", f"If-Range: {tag}").status == 206
    assert get(port, "/a.bin", "Range: bytes=0-1", 'If-Range: "other"').status == 200


def conditions(port, root):
    answer = get(port, "/a.bin")
    tag, date = answer["etag"], answer["last-modified"]
    assert abs(email.utils.parsedate_to_datetime(date).timestamp() - os.stat(os.path.join(root, "a.bin")).st_mtime) < 1
    earlier, later = "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 2094 08:49:37 GMT"
    for fields, status in [
        ([f"If-None-Match: {tag}"], 304), ([f"If-None-Match: W/{tag}"], 304), (["If-None-Match: *"], 304),
        ([f'If-None-Match: "a", {tag}'], 304), (['If-None-Match: "a"'], 200),
        ([f"If-Modified-Since: {date}"], 304), ([f"If-Modified-Since: {later}"], 304), ([f"If-Modified-Since: {earlier}"], 200),
        (["If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT"], 200), (["If-Modified-Since: Sun Nov  6 08:49:37 1994"], 200),
        (["If-Modified-Since: yesterday"], 200), ([f"If-Modified-Since: {later}", 'If-None-Match: "a"'], 200),
        ([f"If-Match: {tag}"], 200), (['If-Match: "a"'], 412), ([f"If-Match: W/{tag}"], 412), (["If-Match: *"], 200),
        ([f"If-Unmodified-Since: {date}"], 200), ([f"If-Unmodified-Since: {earlier}"], 412),
    ]:
        answer = get(port, "/a.bin", *fields)
        assert answer.status == status, (fields, answer)
        if status == 304:
            assert answer["etag"] == tag and answer.body == b""
    path = os.path.join(root, "changing.txt")
    for content in [b"one", b"two, longer", b"ten"]:
        with open(path, "wb") as file:
            file.write(content)
        answer = get(port, "/changing.txt")
        assert answer.body == content and answer["etag"] != tag
        tag = answer["etag"]


def rude_clients(port):
    # They go in the middle of things.
    for i in range(50):
        connection = Connection(port)
        connection.send(b"GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\n" * 3)
        if i % 2:
            connection.socket.recv(1000)
        if i % 3 == 0:
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        connection.close()
    for data in [b"", b"G", b"GET / HTTP/1.1\r\nHost: x", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"]:
        with Connection(port) as connection:
            connection.send(data)
    # A slow reader gets all of it.
    with Connection(port) as connection:
        connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 17)
        connection.send(b"GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\n")
        for _ in range(20):
            connection.more()
            time.sleep(0.01)
        assert connection.answer().body == BIG
    assert get(port, "/sub/").body == b"sub"


def slow_clients(port):
    """Heads that come a byte at a time, for ever."""
    with Connection(port) as connection:
        start = time.monotonic()
        try:
            for byte in b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 1000:
                connection.send(bytes([byte]))
                time.sleep(0.05)
                assert time.monotonic() - start < 8 * HEAD_TIMEOUT
        except ConnectionError:
            pass
        assert HEAD_TIMEOUT * 0.8 < time.monotonic() - start
    with Connection(port) as connection:
        connection.send(b"GET / HTTP/1.1\r\n")
        answer = connection.answer()
        assert answer.status == 408, answer
        assert connection.at_end()


def many_idle(port):
    wanted = int(os.environ.get("ATTACK_IDLE", "10000"))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(0, min(wanted, soft - 200))
    held = []
    for i in range(wanted):
        connection = socket.socket()
        connection.connect(("127.0.0.1", port))
        if i % 100 == 0:
            connection.sendall(b"GET /sub/ HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"200 OK" in connection.recv(4096)
        held.append(connection)
    start = time.monotonic()
    for _ in range(20):
        assert get(port, "/sub/").body == b"sub"
    assert time.monotonic() - start < 5
    for connection in held[::500]:
        connection.sendall(b"GET /sub/ HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200 OK" in connection.recv(4096)
    return held


def at_once(port):
    """Many clients together."""
    failures = []

    def client(number):
        try:
            with Connection(port) as connection:
                for i in range(100):
                    target = ["/a.bin", "/sub/", "/nothing"][(number + i) % 3]
                    connection.send(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                    answer = connection.answer()
                    assert answer.body == [CONTENT, b"sub", b"Not Found"][(number + i) % 3], answer
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, failures


def main():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as place:
        root = make_root(place)
        command = [*sys.argv[1:], "--root", root, "--port", "0", "--head-timeout", str(HEAD_TIMEOUT)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
        try:
            port = int(re.search(r":(\d+)/", server.stdout.readline()).group(1))
            for attack in [files, directory_safety, malformed, keep_alive, ranges, rude_clients, at_once, slow_clients]:
                start = time.monotonic()
                attack(port)
                print(f"{attack.__name__}: {time.monotonic() - start:.1f} s", flush=True)
            conditions(port, root)
            held = many_idle(port)
            with open(f"/proc/{server.pid}/status") as file:
                memory = re.search(r"VmRSS:\s*(\d+)", file.read()).group(1)
            print(f"{len(held)} idle connections held, {memory} KiB", flush=True)
            assert server.poll() is None
            # Interrupted, it ends though connections are open.
            with Connection(port) as connection:
                connection.send(b"GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\n")
                connection.more()
                start = time.monotonic()
                server.send_signal(signal.SIGINT)
                time.sleep(0.2)
                assert connection.answer().body == BIG
                assert connection.at_end()
            assert server.wait(timeout=20) == 0, server.returncode
            said = server.stderr.read()
            assert said == "", said
            print(f"stopped in {time.monotonic() - start:.1f} s", flush=True)
        finally:
            server.kill()
            server.wait()
    print("ok")


if __name__ == "__main__":
    main()
