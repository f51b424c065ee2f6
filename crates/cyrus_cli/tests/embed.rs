//! `cyrus build --embed`: programs, which the runtime is a part of; the modules they import use that one too.
#![cfg(not(windows))]

mod place;

use place::Place;
use std::process::Command;

const MODULE: &[u8] = b"\
# distutils: language = c++
from libcyrus.task cimport task


cdef long twice(long n) nogil:
    return 2 * n


def doubled(long n):
    cdef long result
    with nogil:
        work = go twice(n)
        result = work.join()
    return result
";

/// The same as the tests in Python use.
const COUNTER: &[u8] = include_bytes!("../../../python/tests/modules/counter.pyx");

const PROGRAM: &[u8] = b"\
# distutils: language = c++
import ctypes
import sys
include 'counter.pyx'

if __name__ == '__main__':
    import side
    print(count(100), side.doubled(21), sys.argv[1:])
    with open('/proc/self/maps') as maps:
        print('libcyrus_rt' in maps.read(), hasattr(ctypes.CDLL(None), 'cyrus_rt_api_get'))
    from cyrus.testing import explore
    explore(lambda: count(3), seeds=range(3))
    raise SystemExit(int(sys.argv[1]))
";

/// A compiler that has nothing beside it, as `cargo install` leaves it: it brings both libraries. Those that are not optimised do not.
#[cfg(not(debug_assertions))]
#[test]
fn a_compiler_alone_brings_what_it_links() {
    let place = Place::new("embed_alone", &[("program.pyx", MODULE)]);
    if !place.can_build() {
        return;
    }
    let alone = place.directory.join("bin/cyrus");
    std::fs::create_dir_all(place.directory.join("bin")).expect("a directory");
    std::fs::copy(env!("CARGO_BIN_EXE_cyrus"), &alone).expect("a copy");
    let output = Command::new(&alone)
        .args(["build", "-O0", "--embed", "program.pyx"])
        .current_dir(&place.directory)
        .env("CYRUS_CACHE_DIR", place.directory.join("cache"))
        .env("XDG_DATA_HOME", place.directory.join("data"))
        .env_remove("CYRUS_RT")
        .output()
        .expect("starts");
    let text = String::from_utf8_lossy(&output.stderr);
    if text.contains("-lpython") {
        return;
    }
    assert_eq!(output.status.code(), Some(0), "{text}");
    let program = std::fs::read(place.directory.join("program")).expect("a program");
    let within = |name: &[u8]| program.windows(name.len()).any(|w| w == name);
    assert!(within(b"cyrus_rt_api_get") && !within(b"libcyrus_rt.so"));
}

#[test]
fn programs_are_linked_to_the_runtime() {
    let place = Place::new(
        "embed",
        &[
            ("modules/side.pyx", MODULE),
            ("counter.pyx", COUNTER),
            ("program.pyx", PROGRAM),
            ("plain.py", b"print('runs')\n"),
        ],
    );
    if !place.can_build() {
        return;
    }
    let (code, text) = place.errors(&["build", "-q", "-O0", "modules/side.pyx"]);
    assert_eq!(code, Some(0), "{text}");
    let output = place.run(&["build", "-O0", "--embed", "program.pyx", "plain.py"]);
    let text = String::from_utf8_lossy(&output.stderr);
    if text.contains("-lpython") {
        // An interpreter without a library to link to.
        return;
    }
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("built 2 programs"));
    let python = concat!(env!("CARGO_MANIFEST_DIR"), "/../../python");
    let run = |name: &str| {
        Command::new(place.directory.join(name))
            .arg("3")
            .current_dir(&place.directory)
            .env("PYTHONPATH", format!("modules:{python}"))
            .env_remove("CYRUS_RT")
            .output()
            .expect("starts")
    };
    let output = run("program");
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(text, "4950 42 ['3']\nFalse True\n", "{errors}");
    assert_eq!(output.status.code(), Some(3), "{errors}");
    assert_eq!(String::from_utf8_lossy(&run("plain").stdout), "runs\n");
}
