//! `cyrus stubs`: the text, and what mypy's stubtest thinks of it beside the module.

mod place;

use place::Place;
use std::path::{Path, PathBuf};
use std::process::Command;

const SOURCE: &str = r#"
from typing import Optional
cimport cython

cdef class Shape:
    cdef public int sides
    cdef readonly str name
    cdef list parts
    def __init__(self, int sides): self.sides = sides
    def scaled(self, double by, int digits=2, *, object rounding=None): return by * self.sides
    cpdef int count(self, list x): return len(x)
    def __eq__(self, other): return True
    def __add__(self, other): return self
    def __setitem__(self, key, value): pass
    @property
    def area(self): return 1.5
    @staticmethod
    def unit(): return Shape(1)

class Square(Shape):
    kind = "square"
    def named(self, a: int, b: Optional[int] = None) -> str: return ""
    @property
    def corners(self): return 4
    @classmethod
    def make(cls): return cls(4)

cdef cypclass Node:
    int number
    const double fixed
    object extra
    Node next
    __init__(self, int number): self.number = number
    __init__(self, Node other, double scale=1.0): self.number = other.number
    int total(self, int n=2): return n
    int which(self, int x): return 1
    int which(self, bytes x) with gil: return 2
    @staticmethod
    Node new(): return Node(1)
    Node linked(self, Node other=NULL): return self
    bint __eq__(self, Node other): return True
    Node __add__(self, Node other): return self
    int __len__(self): return 1
    cypclass Inner:
        int z

cdef cypclass Box[T]:
    T value
    __init__(self, T value): self.value = value
    T get(self): return self.value

cdef cypclass Made:
    Made __new__(alloc, int n): return alloc()

cdef class Shelf:
    cdef public Node node

def boxes(): return Box[int](1), Box[Node](Node(2))
def plain(int x, double y=2.0, *args, z=None, **kw): return x
def typed(list a, dict b not None, bint c): pass
def either(int x):
    if x: return 1
    return "text"
def fused(cython.floating x): return x
def items():
    yield 1
async def later(): return 1
def int(x): return x
cpdef str text(str x): return x
VALUE = 3
LIST = [1]
cpdef enum Color:
    RED = 1
cpdef enum:
    LIMIT = 7
"#;

const CONTAINERS: &str = r#"
# distutils: language = c++
from libcythonplus.list cimport cyplist
from libcythonplus.dict cimport cypdict
from libcythonplus.set cimport cypset
from libcyrus.text cimport Str

cdef cypclass Item:
    int price

cdef cypclass Stock:
    cyplist[Item] items
    cypdict[Str, double] prices
    cypset[int] shelves
    cyplist[int] counts(self, cyplist[int] of): return of

cdef class Holder:
    cdef readonly cyplist[Str] names
"#;

fn stub_of(place: &Place) -> String {
    let output = place.run(&["stubs", "--stdout", "shapes.pyx"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n")
}

#[test]
fn what_is_written() {
    let place = Place::new("stubs_text", &[("shapes.pyx", SOURCE.as_bytes())]);
    let text = stub_of(&place);
    for line in [
        "    def sides(self, value: _builtins.int) -> None: ...",
        "    def name(self) -> str | None: ...",
        "    def scaled(self, by: float, digits: _builtins.int = ..., *, rounding: _typing.Any = ...) -> float: ...",
        "    def count(self, x: list[_typing.Any] | None) -> _builtins.int: ...",
        "class Square(Shape):",
        "    def corners(self) -> _builtins.int: ...",
        "    def __init__(self, number: _builtins.int) -> None: ...",
        "    def __init__(self, other: Node, scale: float = ...) -> None: ...",
        "    def which(self, x: bytes | None) -> _builtins.int: ...",
        "    def new() -> Node: ...",
        "    def linked(self, other: Node | None = ...) -> Node: ...",
        "    def next(self, value: Node | None) -> None: ...",
        "    def __eq__(self, other: object, /) -> bool: ...",
        "    def __add__(self, other: Node) -> Node: ...",
        "    def node(self) -> Node | None: ...",
        "    class Inner:",
        "class _Box_int:",
        "    def get(self) -> Node: ...",
        "Box: _Box",
        "def boxes() -> tuple[_Box_int, _Box_Node]: ...",
        "def plain(x: _builtins.int, y: float = ..., *args: _typing.Any, z: _typing.Any = ..., **kw: _typing.Any) -> \
         _builtins.int: ...",
        "def typed(a: list[_typing.Any] | None, b: dict[_typing.Any, _typing.Any], c: _typing.Any) -> None: ...",
        "def either(x: _builtins.int) -> _builtins.int | str: ...",
        "async def later() -> _builtins.int: ...",
        "def text(x: str | None) -> str | None: ...",
        "VALUE: _builtins.int",
        "    RED = ...",
        "LIMIT: _builtins.int",
    ] {
        assert!(text.lines().any(|l| l == line), "no line\n{line}\nin\n{text}");
    }
    assert!(!text.contains("def parts"), "a private attribute");
}

#[test]
fn containers_of_the_library() {
    let place = Place::new("stubs_containers", &[("shapes.pyx", CONTAINERS.as_bytes())]);
    let text = stub_of(&place);
    for line in [
        "class _cyplist_Item(_typing.MutableSequence[Item | None]):",
        "class _cypdict_Str_double(_typing.MutableMapping[str, float]):",
        "    def items(self, value: _typing.Iterable[Item | None] | None) -> None: ...",
        "    def prices(self) -> _cypdict_Str_double | None: ...",
        "    def prices(self, value: _typing.Mapping[str, float] | None) -> None: ...",
        "    def counts(self, of: _typing.Iterable[int]) -> _cyplist_int: ...",
        "    def names(self) -> _cyplist_Str | None: ...",
    ] {
        assert!(text.lines().any(|l| l == line), "no line\n{line}\nin\n{text}");
    }
}

#[test]
fn a_file_beside_the_source() {
    let place =
        Place::new("stubs_file", &[("one.pyx", b"def f(int x): return x\n"), ("bad.pyx", b"def f(:\n")]);
    assert!(place.run(&["stubs", "one.pyx"]).status.success());
    let text = std::fs::read_to_string(place.directory.join("one.pyi")).expect("was written");
    assert!(text.ends_with("\ndef f(x: int) -> int: ...\n"), "{text}");
    assert_eq!(place.run(&["stubs", "bad.pyx"]).status.code(), Some(1));
    assert!(!place.directory.join("bad.pyi").exists());
}

/// A Python with mypy whose version is that of the modules: the one of `CYRUS_PYTHON`, or else an environment beside the build that
/// mypy is installed in once.
fn python_with_mypy() -> PathBuf {
    let python = std::env::var("CYRUS_PYTHON").unwrap_or_else(|_| "python3".into());
    let works = |python: &Path| {
        let output = Command::new(python).args(["-c", "import mypy.stubtest"]).output();
        output.is_ok_and(|o| o.status.success())
    };
    if works(Path::new(&python)) {
        return python.into();
    }
    let version = Command::new(&python)
        .args(["-c", "import sys; print('%d.%d%s' % (*sys.version_info[:2], sys.abiflags))"])
        .output()
        .expect("Python starts");
    let name = format!("mypy-{}", String::from_utf8_lossy(&version.stdout).trim());
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let inside = place.join("bin/python");
    if !works(&inside) {
        let made = Command::new(&python)
            .args(["-m", "venv", "--clear"])
            .arg(&place)
            .output()
            .expect("Python starts");
        assert!(made.status.success(), "no environment for mypy: {}", String::from_utf8_lossy(&made.stderr));
        let installed = Command::new(&inside)
            .args(["-m", "pip", "install", "-q", "mypy"])
            .output()
            .expect("Python starts");
        assert!(installed.status.success(), "mypy: {}", String::from_utf8_lossy(&installed.stderr));
    }
    inside
}

/// Installs mypy when the Python of `CYRUS_PYTHON` has none.
#[test]
fn stubtest_agrees() {
    let files = [("shapes.pyx", SOURCE.as_bytes()), ("stock.pyx", CONTAINERS.as_bytes())];
    let place = Place::new("stubs_mypy", &files);
    if !place.can_build() {
        return;
    }
    let python = python_with_mypy();
    let built = place.run(&["build", "-O0", "-d", "modules", "shapes.pyx", "stock.pyx"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let written = place.run(&["stubs", "-d", "modules", "shapes.pyx", "stock.pyx"]);
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    let modules = place.directory.join("modules");
    let output = Command::new(python)
        .args(["-m", "mypy.stubtest", "shapes", "stock"])
        .current_dir(&modules)
        .env("PYTHONPATH", &modules)
        .env("MYPYPATH", &modules)
        .output()
        .expect("starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
