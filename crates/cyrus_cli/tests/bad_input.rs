//! What the command says to input that is no good: what to do, a non-zero exit code, and nothing written.

mod place;

use place::Place;

/// Runs a command that must fail with these words, and must not change which files there are.
fn refused(place: &Place, args: &[&str], expected: &[&str]) {
    let before = place.files();
    let (code, text) = place.errors(args);
    assert_eq!(code, Some(1), "{args:?}: {text}");
    for words in expected {
        assert!(text.contains(words), "{args:?}: {words:?} is not in: {text}");
    }
    let after: Vec<String> = place.files().into_iter().filter(|name| name != "cache").collect();
    let before: Vec<String> = before.into_iter().filter(|name| name != "cache").collect();
    assert_eq!(before, after, "{args:?} left something");
}

#[test]
fn files_that_cannot_be_read() {
    let place = Place::new(
        "unreadable",
        &[
            ("binary.pyx", b"\x7fELF\x00\x01\x02"),
            ("wide.pyx", b"\xff\xfex\0=\x001\0\n\0"),
            ("latin.pyx", b"x = '\xff'\n"),
            ("coding.pyx", b"# coding: nonsense\n"),
            ("both.pyx", b"\xef\xbb\xbf# coding: latin-1\n"),
            ("notes.txt", b""),
            ("we ird-name.pyx", b""),
            ("empty/readme", b""),
        ],
    );
    for command in ["compile", "build", "run", "check"] {
        refused(&place, &[command, "missing.pyx"], &["missing.pyx: no such file", "check the path"]);
        refused(&place, &[command, "binary.pyx"], &["not a text file", "was another file meant?"]);
        refused(&place, &[command, "latin.pyx"], &["latin.pyx:1:0", "coding: latin-1"]);
    }
    refused(&place, &["compile", "wide.pyx"], &["looks like UTF-16", "save the file as UTF-8"]);
    refused(
        &place,
        &["compile", "coding.pyx"],
        &["unknown encoding: nonsense", "correct the coding comment"],
    );
    refused(&place, &["compile", "both.pyx"], &["remove the byte order mark or the coding comment"]);
    refused(&place, &["compile", "notes.txt"], &["sources end in .pyx or .py"]);
    refused(&place, &["compile", "empty"], &["is a directory", "`cyrus build`"]);
    refused(&place, &["run", "empty"], &["is a directory"]);
    for command in ["build", "check"] {
        refused(&place, &[command, "empty"], &["there are no .pyx files", "name the directory"]);
    }
    refused(&place, &["compile", "we ird-name.pyx"], &["'we ird-name'", "rename the file"]);
    refused(&place, &["explain", "E9999"], &["there is no code E9999"]);
}

#[test]
fn modules_named_after_keywords() {
    let place = Place::new("keywords", &[("class.pyx", b"x = 1\n"), ("match.pyx", b"x = 1\n")]);
    let (code, text) = place.errors(&["compile", "class.pyx"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("'class' is a keyword of Python"), "{text}");
    let (code, text) = place.errors(&["compile", "match.pyx"]);
    assert_eq!((code, text.as_str()), (Some(0), ""));
}

#[test]
fn files_with_nothing_in_them_are_modules() {
    let place =
        Place::new("nothing", &[("empty.pyx", b""), ("bom.pyx", b"\xef\xbb\xbf"), ("line.pyx", b"\n")]);
    for name in ["empty", "bom", "line"] {
        let (code, text) = place.errors(&["compile", &format!("{name}.pyx")]);
        assert_eq!((code, text.as_str()), (Some(0), ""), "{name}");
        assert!(place.exists(&format!("{name}.c")), "{name}");
    }
}

#[test]
fn programs_with_errors() {
    let place = Place::new(
        "errors",
        &[
            ("syntax.pyx", b"x = 1 +\n"),
            ("uses.pyx", b"cimport broken\n"),
            ("broken.pxd", b"cdef class (:\n"),
            ("own.pyx", b"x = 1\n"),
            ("own.pxd", b"cdef int f(:\n"),
            ("lost.pyx", b"cimport nowhere\n"),
            ("including.pyx", b"include 'endless.pxi'\n"),
            ("endless.pxi", b"include 'endless.pxi'\ninclude 'endless.pxi'\n"),
            ("doubling.pyx", b"DEF A = 'x' * 1000\nDEF B = (A, A) * 1000\nDEF C = B + B\nx = C\n"),
        ],
    );
    for command in ["compile", "build", "run", "check"] {
        refused(&place, &[command, "syntax.pyx"], &["syntax.pyx:1:"]);
        refused(&place, &[command, "uses.pyx"], &["broken.pxd:1:"]);
        refused(&place, &[command, "own.pyx"], &["own.pxd:1:"]);
    }
    refused(&place, &["compile", "syntax.pyx", "-o", "out.c"], &["syntax.pyx:1:"]);
    refused(&place, &["compile", "lost.pyx"], &["'nowhere.pxd' not found", "with -I"]);
    refused(&place, &["compile", "including.pyx"], &["'endless.pxi' includes itself"]);
    refused(&place, &["compile", "doubling.pyx"], &["too large for a compile-time expression"]);
}

#[test]
fn circles_of_cimports() {
    let place = Place::new(
        "circles",
        &[
            ("one.pxd", b"from two cimport Two\ncdef class One:\n    cdef Two other\n"),
            ("two.pxd", b"from one cimport One\ncdef class Two:\n    cdef One other\n"),
            ("one.pyx", b"from two cimport Two\ncdef class One:\n    pass\n"),
            ("aa.pxd", b"from bb cimport B\ncdef class A(B):\n    pass\n"),
            ("bb.pxd", b"from aa cimport A\ncdef class B(A):\n    pass\n"),
            ("aa.pyx", b"cdef class A(B):\n    pass\n"),
            ("self.pxd", b"cimport self\n"),
            ("self.pyx", b"cimport self\n"),
        ],
    );
    for name in ["one", "self"] {
        let (code, text) = place.errors(&["compile", &format!("{name}.pyx")]);
        assert_eq!(code, Some(0), "modules may use each other's classes: {text}");
    }
    refused(&place, &["compile", "aa.pyx"], &["aa.p"]);
}

#[test]
fn deep_and_long_programs() {
    let n = 20_000;
    let lines = |count: usize, text: &str| text.repeat(count);
    for (name, source) in [
        ("brackets", format!("x = {}1{}\n", "(".repeat(n), ")".repeat(n))),
        ("open", format!("x = {}\n", "[{(".repeat(n))),
        ("unary", format!("x = {}1\n", "not -".repeat(n))),
        ("pointers", format!("cdef int {}p\n", "(*".repeat(n))),
        ("casts", format!("x = {}1\n", "<int>".repeat(n))),
        ("clauses", format!("x = [1{}]\n", " for a in b".repeat(n))),
        ("items", format!("with {}a: pass\n", "a, ".repeat(n))),
        ("gil", format!("with {}gil: pass\n", "nogil, gil, ".repeat(n))),
        ("sum", format!("x = 1{}\n", " + 1".repeat(n))),
        ("blocks", (0..n / 10).map(|i| format!("{}if x:\n", " ".repeat(i))).collect()),
        ("strings", format!("x = f\"{}\n", "{f'".repeat(n))),
        ("nonsense", lines(n, "cdef )\n")),
    ] {
        let file = format!("{name}.pyx");
        let place = Place::new(&format!("deep_{name}"), &[(&file, source.as_bytes())]);
        refused(&place, &["compile", &file], &[&format!("{file}:")]);
    }
}

#[test]
fn output_that_cannot_be_written() {
    let place = Place::new("unwritable", &[("ok.pyx", b"x = 1\n"), ("file", b""), ("dir/keep", b"")]);
    for (target, reason) in [
        ("nowhere/x.c", "its directory does not exist"),
        ("file/x.c", "a file stands where a directory is needed"),
    ] {
        refused(&place, &["compile", "ok.pyx", "-o", target], &[target, reason, "name another file with -o"]);
    }
    let (code, text) = place.errors(&["compile", "ok.pyx", "-o", "dir"]);
    assert!(code == Some(0) && place.exists("dir/ok.c"), "a directory takes the file: {text}");
    std::fs::create_dir_all(place.directory.join("ok.c")).expect("writable");
    refused(&place, &["compile", "ok.pyx"], &["ok.c: cannot be written: it is a directory"]);
    if place.can_build() {
        refused(&place, &["build", "-d", "file", "ok.pyx"], &["file: cannot be made", "--build-dir"]);
    }
}

#[cfg(unix)]
#[test]
fn devices_stay_devices() {
    let place = Place::new("devices", &[("ok.pyx", b"x = 1\n")]);
    let (code, text) = place.errors(&["compile", "ok.pyx", "-o", "/dev/null"]);
    assert_eq!(code, Some(0), "{text}");
    let kind = std::fs::metadata("/dev/null").expect("is there").file_type();
    assert!(std::os::unix::fs::FileTypeExt::is_char_device(&kind));
}

#[test]
fn c_compilers_that_fail() {
    let place = Place::new(
        "c_compiler",
        &[
            ("ok.pyx", b"x = 1\n"),
            ("header.pyx", b"cdef extern from 'nowhere.h': pass\n"),
            ("library.pyx", b"# distutils: libraries = nowhere_at_all\n"),
        ],
    );
    if !place.can_build() {
        return;
    }
    let fails = |variable: &str, value: &str, expected: &[&str]| {
        let output = place.command(&["build", "ok.pyx"]).env(variable, value).output().expect("starts");
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{text}");
        expected.iter().for_each(|words| assert!(text.contains(words), "{words:?} is not in: {text}"));
    };
    fails("CC", "false", &["the C compiler failed", "the command was: false", "whether the command works"]);
    fails("CC", "/no/such/compiler", &["/no/such/compiler", "correct or unset CC"]);
    fails("CC", "true", &["reported no error but wrote no file", "whether it is a C compiler"]);
    fails("CC", "sh -c 'kill -9 $$'", &["the C compiler failed", "signal: 9"]);
    fails("CFLAGS", "--no-such-option", &["--no-such-option", "the command was"]);
    refused(
        &place,
        &["build", "-O0", "header.pyx"],
        &["nowhere.h", "the command was", "its directory with -I"],
    );
    refused(&place, &["build", "-O0", "library.pyx"], &["nowhere_at_all", "libraries = NAME"]);
    refused(&place, &["build", "--python", "/no/python", "ok.pyx"], &["/no/python", "with --python"]);
}

#[test]
fn sources_that_become_the_same_file() {
    let place = Place::new(
        "clash",
        &[("a/x.pyx", b""), ("b/x.pyx", b""), ("a/x.py", b""), ("c/__init__.py", b""), ("c/x.pyx", b"")],
    );
    if !place.can_build() {
        return;
    }
    refused(&place, &["build", "-O0", "-d", "out", "a", "b"], &["a/x.pyx and b/x.pyx", "rename one"]);
    refused(&place, &["build", "-O0", "a/x.py", "a/x.pyx"], &["a/x.py and a/x.pyx"]);
    let absolute = place.directory.join("a/x.pyx").display().to_string();
    let output =
        place.run(&["build", "-O0", "-d", "out", "a/x.pyx", "./a/x.pyx", "b/../a/x.pyx", &absolute, "c"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.starts_with("built 2 modules"),
        "one source named in several ways is one source: {output:?}"
    );
}

#[cfg(unix)]
#[test]
fn directories_that_cannot_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new("closed", &[("src/ok.pyx", b""), ("src/closed/secret.pyx", b"")]);
    let closed = place.directory.join("src/closed");
    let set = |mode| std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(mode)).expect("ours");
    set(0o000);
    // The superuser may read everything.
    if std::fs::read_dir(&closed).is_err() {
        refused(&place, &["check", "src"], &["src/closed: this directory cannot be read: permission denied"]);
    }
    set(0o755);
}

#[cfg(unix)]
#[test]
fn without_a_cache_nothing_is_left() {
    let place = Place::new(
        "no_cache",
        &[("ok.pyx", b"print('ran')\n"), ("bad.pyx", b"raise ValueError\n"), ("tmp/keep", b"")],
    );
    if !place.can_build() {
        return;
    }
    for (file, code) in [("ok.pyx", 0), ("bad.pyx", 1), ("missing.pyx", 1)] {
        let mut command = place.command(&["run", "-O0", file]);
        let output =
            command.env("CYRUS_CACHE_DIR", "/dev/null/x").env("TMPDIR", "tmp").output().expect("starts");
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        let left: Vec<_> =
            std::fs::read_dir(place.directory.join("tmp")).expect("readable").flatten().collect();
        assert_eq!(left.len(), 1, "{file}: {left:?}");
    }
    let mut command = place.command(&["run", "ok.pyx"]);
    let output =
        command.env("CYRUS_CACHE_DIR", "/dev/null/x").env("TMPDIR", "nowhere").output().expect("starts");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && text.contains("in TMPDIR"), "{text}");
}
