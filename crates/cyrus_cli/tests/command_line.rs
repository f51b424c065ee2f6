//! The `cyrus` command from outside: exit codes, messages, files written.

mod place;

use place::Place;
use std::fs;

#[test]
fn command_lines_that_make_no_sense_exit_with_2() {
    let place = Place::new("senseless", &[("a.pyx", b""), ("b.pyx", b"")]);
    for args in [
        vec!["compile"],
        vec!["compile", "-Wnonsense", "a.pyx"],
        vec!["compile", "-X", "boundscheck", "a.pyx"],
        vec!["compile", "a.pyx", "b.pyx", "-o", "one.c"],
        vec!["build", "-O9", "a.pyx"],
    ] {
        let (code, text) = place.errors(&args);
        assert_eq!(code, Some(2), "{args:?}: {text}");
    }
}

/// What only the emitter refuses, with its place; nothing is written.
#[test]
fn check_reports_what_compile_does() {
    let source = b"from cython.parallel import prange\ndef f(int n):\n    cdef double complex t = 0\n    cdef int i\n    for i in prange(n, nogil=True, scheduler=\"cyrus\"):\n        t += 1j\n    return t\n";
    let place = Place::new("check_all", &[("late.pyx", source)]);
    let (code, text) = place.errors(&["check", "late.pyx"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("late.pyx:5:") && !place.exists("late.c"), "{text}");
}

/// A list in a module variable that an actor reads by a plain name: both lines to write are in the help, and what follows from the first.
#[test]
fn shared_lists_say_what_to_declare() {
    let source = "from libcythonplus.list cimport cyplist\nctypedef cyplist[int] IntList\nDECLARED\ncdef cypclass Reader activable:\n    int first(self):\n        cdef IntList items\n        items = shared[0]\n        return items[0]\ndef f():\n    cdef active Reader reader = activate(consume Reader())\n    reader.first()\n";
    let plain = source.replace("DECLARED", "cdef IntList[1] shared");
    let locked = source.replace("DECLARED", "cdef lock IntList shared[1]");
    let place =
        Place::new("shared_lists", &[("plain.pyx", plain.as_bytes()), ("locked.pyx", locked.as_bytes())]);
    let (_, text) = place.errors(&["compile", "--cplus", "plain.pyx"]);
    assert!(text.contains("declare 'cdef lock IntList shared[1]'"), "{text}");
    assert!(text.contains("this name, too: 'cdef lock IntList items'"), "{text}");
    let (_, text) = place.errors(&["compile", "--cplus", "locked.pyx"]);
    assert!(text.contains("declare the other one as 'lock IntList' too"), "{text}");
}

/// A variable that is a Python object without the GIL, though none of its values is one: the error at a value says why.
#[test]
fn python_variables_say_what_made_them_so() {
    let source = b"# distutils: language = c++
cdef cypclass Node:
    int n
cdef int two_types(int n) nogil:
    for t in range(n):
        pass
    t = Node()
    return n
cdef int none(int n) nogil:
    found = None
    if n:
        found = n
    return n
def overflows(int n):
    k = 1
    with nogil:
        for i in range(n):
            k = k * 3
    return k
def declared(int n):
    cdef long k = 1
    with nogil:
        for i in range(n):
            k = k * 3
    return k
";
    let place = Place::new("python_variables", &[("a.pyx", source)]);
    let (_, text) = place.errors(&["check", "a.pyx"]);
    assert!(text.contains("note, line 5 \u{2013} 't' gets a value of type 'int' here"), "{text}");
    assert!(
        text.contains("note, line 7 \u{2013} and of type 'Node' here, so it is a Python object"),
        "{text}"
    );
    assert!(text.contains("give the two values variables of their own, or declare 't'"), "{text}");
    assert!(text.contains("note, line 10 \u{2013} and None here, so it is a Python object"), "{text}");
    assert!(text.contains("declare it, as in 'cdef long k'"), "{text}");
    assert_eq!(text.matches("help").count(), 3, "each variable once: {text}");
    assert!(!text.contains("a.pyx:24"), "{text}");
}

/// The library's texts and containers come along with what uses them only.
#[test]
fn arithmetic_brings_no_library() {
    let source = b"cdef cypclass A:\n    int f(self, int x, unsigned long y):\n        return x * 3 + abs(x) % 7 + y * 5 // x\n";
    let place = Place::new("no_library", &[("plain.pyx", source)]);
    let (code, text) = place.errors(&["compile", "--cplus", "plain.pyx"]);
    assert_eq!(code, Some(0), "{text}");
    let cpp = fs::read_to_string(place.directory.join("plain.cpp")).expect("written");
    assert!(!cpp.contains("__cyrus_blob") && !cpp.contains("__cyrus_flat"), "what nothing uses");
}

#[test]
fn compile_takes_cythons_options() {
    let place = Place::new(
        "options",
        &[("pkg/__init__.py", b""), ("pkg/mod.pyx", b"'doc'\ndef f():\n    'hidden'\n"), ("other.pyx", b"")],
    );
    let (code, text) = place.errors(&[
        "compile",
        "-3",
        "-D",
        "-M",
        "-X",
        "binding=False",
        "-I.",
        "pkg/mod.pyx",
        "other.pyx",
    ]);
    assert_eq!(code, Some(0), "{text}");
    let c = fs::read_to_string(place.directory.join("pkg/mod.c")).expect("written");
    assert!(c.contains("\"pkg.mod\"") && !c.contains("hidden"));
    assert!(!c.contains(&*place.directory.to_string_lossy()), "no absolute paths");
    assert!(place.exists("other.c") && place.exists("pkg/mod.c.dep"));
    let (code, _) = place.errors(&["compile", "--cplus", "other.pyx", "--embed"]);
    assert_eq!(code, Some(0));
    let cpp = fs::read_to_string(place.directory.join("other.cpp")).expect("written");
    assert!(cpp.contains("int main("));
    let (code, _) = place.errors(&["compile", "other.pyx", "-o", "elsewhere.c", "--module-name", "named"]);
    assert_eq!(code, Some(0));
    assert!(
        fs::read_to_string(place.directory.join("elsewhere.c")).is_ok_and(|c| c.contains("PyInit_named"))
    );
}

#[test]
fn tasks_channels_and_messages_make_no_warnings() {
    let source = b"cdef cypclass A activable:\n    int f(self):\n        return 1\n\
        cdef void g(chan[int] ch) nogil:\n    ch.send(1)\n\
        def h():\n    ch = chan[int](1)\n    go g(ch)\n    return activate(consume A()).f()\n";
    let place = Place::new("concurrent", &[("m.pyx", source)]);
    for args in [&["compile", "-3", "m.pyx"][..], &["compile", "-3", "--cplus", "m.pyx"]] {
        let (code, text) = place.errors(args);
        assert_eq!((code, text.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn the_same_input_gives_the_same_output() {
    let source = b"cdef class A:\n    cdef public int x\ndef f(a, *b, c=1, **d):\n    return [a, b, c, d]\n";
    let place = Place::new("determinism", &[("m.pyx", source)]);
    for name in ["one.c", "two.c"] {
        assert_eq!(place.errors(&["compile", "m.pyx", "-o", name, "--module-name", "m"]).0, Some(0));
    }
    let read = |name: &str| fs::read(place.directory.join(name)).expect("written");
    assert_eq!(read("one.c"), read("two.c"));
}

#[test]
fn modules_are_built_cached_and_run() {
    let place = Place::new(
        "build",
        &[
            ("m.pyx", b"import sys\ndef main():\n    print('ran', sys.argv[1:])\n    return 3\n"),
            ("bad.pyx", b"cdef extern from 'nowhere.h': pass\n"),
        ],
    );
    let output = place.run(&["build", "m.pyx", "-O0"]);
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if text.contains("no Python interpreter") || text.contains("compiler found") {
        return;
    }
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("built 1 module"), "{text}");
    let again = place.run(&["build", "m.pyx", "-O0"]);
    assert!(String::from_utf8_lossy(&again.stdout).contains("1 from the cache"));
    let output = place.run(&["run", "-O0", "m.pyx", "a", "--b"]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "ran ['a', '--b']\n");
    let (code, text) = place.errors(&["build", "bad.pyx", "-O0"]);
    assert_eq!(code, Some(1));
    assert!(text.contains("nowhere.h") && text.contains("the command was"), "{text}");
}

/// Where PATH has no compiler, the Python package `ziglang` is one. A stand-in for it passes on to gcc.
#[cfg(unix)]
#[test]
fn the_package_ziglang_is_a_compiler() {
    let main = b"import os, sys\nos.environ['PATH'] = os.environ['REAL_PATH']\n\
        program = {'cc': 'gcc', 'c++': 'g++'}[sys.argv[1]]\n\
        os.execvp(program, [program] + sys.argv[2:])\n";
    let cplus = b"# distutils: language = c++\nfrom libcpp.vector cimport vector\ncdef vector[int] v\n";
    let place = Place::new(
        "ziglang",
        &[
            ("site/ziglang/__init__.py", b""),
            ("site/ziglang/__main__.py", main),
            ("plain.pyx", b"def f(): pass\n"),
            ("plus.pyx", cplus),
        ],
    );
    if !place.can_build() {
        return;
    }
    let question = ["-c", "import sys; print(sys.executable)"];
    let answer = std::process::Command::new("python3").args(question).output().expect("was used above");
    let python = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
    let build = |source: &str, site: &str| {
        let output = place
            .command(&["build", "-O0", "--python", &python, source])
            .env("PATH", place.directory.join("nothing"))
            .env("PYTHONPATH", place.directory.join(site))
            .env("REAL_PATH", std::env::var_os("PATH").unwrap_or_default())
            .env_remove("CC")
            .env_remove("CXX")
            .output()
            .expect("starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    for source in ["plain.pyx", "plus.pyx"] {
        assert_eq!(build(source, "site"), (Some(0), String::new()));
    }
    let (code, text) = build("plain.pyx", "nowhere");
    assert_eq!(code, Some(1));
    assert!(text.contains("no C compiler found") && text.contains("pip install ziglang"), "{text}");
}

#[test]
fn debug_builds_check_for_null() {
    let source =
        b"cdef cypclass T:\n    int n\n\n\ndef main():\n    cdef T t\n    try:\n        t.n = 1\n    \
                   except AttributeError:\n        return 7\n";
    let off = [b"# cython: nullcheck=False\n", &source[..]].concat();
    let place = Place::new("null", &[("t.pyx", source), ("off.pyx", &off)]);
    let (code, text) = place.errors(&["run", "t.pyx"]);
    assert_eq!(code, Some(7), "{text}");
    let (code, text) = place.errors(&["run", "-O1", "--debug", "t.pyx"]);
    assert_eq!(code, Some(7), "{text}");
    let count = |file: &str| {
        let text = fs::read_to_string(place.directory.join(file)).expect("written");
        text.matches("__cyrus_cyp_null(").count()
    };
    assert_eq!(place.errors(&["build", "-k", "--debug", "-O0", "t.pyx"]).0, Some(0));
    assert!(count("t.c") > 0);
    assert_eq!(place.errors(&["build", "-k", "-O0", "t.pyx"]).0, Some(0));
    assert_eq!(count("t.c"), 0);
    assert_eq!(place.errors(&["build", "-k", "--debug", "-O0", "off.pyx"]).0, Some(0));
    assert_eq!(count("off.c"), 0);
    assert_eq!(place.errors(&["build", "-k", "--debug", "-O0", "-X", "nullcheck=False", "t.pyx"]).0, Some(0));
    assert_eq!(count("t.c"), 0);
}

#[test]
fn a_directory_is_where_its_packages_are() {
    let files: &[(&str, &[u8])] = &[
        ("src/pkg/__init__.py", b""),
        ("src/pkg/numbers.pxd", b"cdef inline int one(): return 1\n"),
        ("src/plain/user.pyx", b"from pkg.numbers cimport one\nx = one()\n"),
    ];
    let place = Place::new("roots", files);
    for arguments in [["check", "src"], ["stubs", "src"]] {
        let (code, text) = place.errors(&arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {text}");
    }
    if place.can_build() {
        let (code, text) = place.errors(&["build", "-O0", "src"]);
        assert_eq!(code, Some(0), "{text}");
    }
}

#[test]
fn annotated_pages_show_what_works_with_objects() {
    let source: &[u8] = b"include 'more.pxi'\ndef f(int n, d):\n    cdef int i, s = 0\n    for i in range(n):\n        s += i * n\n    d['<a>'] = s\n";
    let place =
        Place::new("annotate", &[("page.pyx", source), ("more.pxi", b"def g(x):\n    return x.y.z\n")]);
    let (code, text) = place.errors(&["compile", "-a", "page.pyx", "-o", "out.c"]);
    assert_eq!(code, Some(0), "{text}");
    let page = fs::read_to_string(place.directory.join("out.html")).expect("written");
    assert!(page.contains("<summary>   5         s += i * n</summary>"), "arithmetic is plain: {page}");
    assert!(page.contains(")\">   6     d['&lt;a&gt;'] = s</summary><pre>"), "an object is not: {page}");
    assert!(!page.contains("x.y.z") && !page.contains("Complete C code"), "{page}");
    let (code, _) = place.errors(&["compile", "--annotate-fullc", "page.pyx"]);
    let full = fs::read_to_string(place.directory.join("page.html")).expect("written");
    assert!(code == Some(0) && full.contains("Complete C code") && full.contains("PyInit_page"));
    if place.can_build() {
        fs::remove_file(place.directory.join("page.html")).expect("ours");
        let (code, text) = place.errors(&["build", "-O0", "--annotate", "page.pyx"]);
        assert!(code == Some(0) && place.exists("page.html"), "{text}");
    }
}

#[test]
fn rules_for_build_tools() {
    let place = Place::new(
        "depfile",
        &[
            ("a dir/mod.pyx", b"from one cimport f\nfrom two cimport g\ninclude 'x y.pxi'\nf(); g()\n"),
            ("a dir/one.pxd", b"from two cimport g\ncdef inline int f(): return g()\n"),
            ("a dir/two.pxd", b"cdef inline int g(): return 1\n"),
            ("a dir/x y.pxi", b""),
            ("out/keep", b""),
        ],
    );
    let (code, text) = place.errors(&["compile", "-M", "a dir/mod.pyx", "-o", "out/mod.c"]);
    assert_eq!(code, Some(0), "{text}");
    let rule = fs::read_to_string(place.directory.join("out/mod.c.dep")).expect("written");
    let mut words: Vec<&str> = rule.lines().map(|l| l.trim().trim_end_matches(" \\")).collect();
    assert_eq!(words.remove(0), "out/mod.c:");
    words.sort_unstable();
    assert_eq!(words, ["a\\ dir/mod.pyx", "a\\ dir/one.pxd", "a\\ dir/two.pxd", "a\\ dir/x\\ y.pxi"]);
}
