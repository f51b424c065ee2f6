//! The programs of `examples/`, built and run as their comments say.

mod place;

use place::Place;
use std::path::{Path, PathBuf};
use std::process::Command;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

/// What `cyrus run` prints; `None` where nothing can be built.
fn run(name: &str, args: &[&str]) -> Option<String> {
    let place = Place::new(&format!("example_{name}"), &[]);
    if !place.can_build() {
        return None;
    }
    let path = example(name);
    let mut words = vec!["run", "-O1"];
    words.push(path.to_str().expect("a path in UTF-8"));
    words.extend(args);
    let output = place.run(&words);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n"))
}

#[test]
fn statistics() {
    let Some(text) = run("statistics.pyx", &[]) else { return };
    assert_eq!(text, "9 numbers, mean 4.000, deviation 2.449, median 4.0\n");
}

#[test]
fn threads() {
    let Some(text) = run("threads.pyx", &["200000"]) else { return };
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("one thread:  17984 primes below 200000"), "{text}");
    assert!(lines[1].starts_with("two threads: 17984 primes below 200000"), "{text}");
    assert_eq!(lines[2], "the same count: nothing was lost");
}

#[test]
fn adder() {
    let place = Place::new("example_adder", &[]);
    if !place.can_build() {
        return;
    }
    let path = example("adder.pyx");
    let built = place.run(&["build", "-O1", "-d", "modules", path.to_str().expect("a path in UTF-8")]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let python = std::env::var("CYRUS_PYTHON").unwrap_or_else(|_| "python3".into());
    let output = Command::new(python)
        .arg(example("use_adder.py"))
        .env("PYTHONPATH", place.directory.join("modules"))
        .env("PYTHONIOENCODING", "utf8")
        .output()
        .expect("starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    for line in ["3 + 4 = 7", "5 + 2 * 10 = 25", "it is an Adder: True", "equal to Adder(32): True"] {
        assert!(text.lines().any(|l| l == line), "{line:?} is not in: {text}");
    }
    assert!(text.ends_with("= 5050\n"), "{text}");
}

#[test]
fn kdtree() {
    let place = Place::new("example_kdtree", &[]);
    if !place.can_build() {
        return;
    }
    let path = example("kdtree.pyx");
    let built = place.run(&["build", "-O1", "-d", "modules", path.to_str().expect("a path in UTF-8")]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    // Without NumPy, which need not be there: tables of doubles, and looking at all points.
    let program = r#"
import array, random
from kdtree import KDTree

def table(kind, rows, columns, value):
    numbers = array.array(kind, (value() for _ in range(rows * columns)))
    return memoryview(numbers).cast("B").cast(kind, (rows, columns))

random.seed(5)
for value in random.random, lambda: random.randrange(6) / 2:
    for workers in 1, 3:
        points, queries = table("d", 700, 3, value), table("d", 40, 3, value)
        distances, found = table("d", 40, 4, float), table("q", 40, 4, int)
        KDTree(points, 5, workers).query(queries, distances, found, workers)
        points = points.tolist()
        for query, near, rows in zip(queries.tolist(), distances.tolist(), found.tolist()):
            of = [sum((a - b) ** 2 for a, b in zip(point, query)) ** 0.5 for point in points]
            assert all(abs(a - b) < 1e-12 for a, b in zip(near, sorted(of))), (near, sorted(of)[:4])
            assert all(abs(of[row] - d) < 1e-12 for row, d in zip(rows, near)) and len(set(rows)) == 4
for wrong in (lambda: KDTree(table("d", 2, 2, lambda: float("nan")), 5, 0),
              lambda: KDTree(table("d", 2, 2, float), 5, 0).query(table("d", 1, 2, float), table("d", 1, 3, float), table("q", 1, 3, int), 0),
              lambda: KDTree(table("d", 2, 2, float), 5, 0).query(table("d", 1, 2, lambda: float("inf")), table("d", 1, 1, float), table("q", 1, 1, int), 0),
              lambda: KDTree(table("d", 2, 2, float), 5, -1),
              lambda: KDTree(table("d", 2, 2, float), 5, 0).query(None, table("d", 1, 1, float), table("q", 1, 1, int), 0)):
    try:
        wrong()
    except (TypeError, ValueError) as error:
        print(error)
"#;
    let python = std::env::var("CYRUS_PYTHON").unwrap_or_else(|_| "python3".into());
    let output = Command::new(python)
        .args(["-c", program])
        .env("PYTHONPATH", place.directory.join("modules"))
        .output()
        .expect("starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(
        text.replace("\r\n", "\n"),
        "points must be finite\nso many points are not in the tree\npoints must be finite\n\
         the number of workers is 0, for one on each processor, or more\npoints, distances and found are arrays, not None\n"
    );
}

#[test]
fn readme() {
    let place = Place::new("example_readme", &[]);
    if !place.can_build() {
        return;
    }
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md"));
    let text = text.expect("there is a README");
    let between = |start: &str, end: &str| -> String {
        let (_, rest) = text.split_once(start).expect("the README has it");
        rest.split_once(end).expect("the README has it").0.to_owned()
    };
    let program = between("```cython\n", "```");
    std::fs::write(place.directory.join("counter.pyx"), program).expect("writable");
    let built = place.run(&["build", "counter.pyx"]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let python = std::env::var("CYRUS_PYTHON").unwrap_or_else(|_| "python3".into());
    let output = Command::new(python)
        .args(["-c", &between("python3 -c \"", "\"\n")])
        .current_dir(&place.directory)
        .output()
        .expect("starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), between("This prints `", "`"));
}

/// The server, by clients that mean it well or ill; `tests/programs/attack_http_server.py` says which.
#[test]
fn http_server() {
    let place = Place::new("example_http_server", &[]);
    if !cfg!(target_os = "linux") || !place.can_build() {
        return;
    }
    let attack = example("../tests/programs/attack_http_server.py");
    let python = std::env::var("CYRUS_PYTHON").unwrap_or_else(|_| "python3".into());
    let output = Command::new(python)
        .arg(attack)
        .args([env!("CARGO_BIN_EXE_cyrus"), "run", "-O1"])
        .arg(example("http_server.pyx"))
        .arg("--")
        .env("CYRUS_CACHE_DIR", place.directory.join("cache"))
        .env("ATTACK_IDLE", "2000")
        .output()
        .expect("starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.ends_with("\nok\n"), "{text}");
}
