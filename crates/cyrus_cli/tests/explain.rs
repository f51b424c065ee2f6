//! `cyrus check --explain`: which consumes are proved, and which are checked at run time.
//!
//! `explain.pyx` says of each what is expected, in a comment on its line.

mod place;

use place::Place;
use std::collections::BTreeMap;

#[test]
fn every_consume_is_explained() {
    let source = include_str!("explain.pyx");
    let place = Place::new("explain", &[("explain.pyx", source.as_bytes())]);
    let (code, text) =
        place.errors(&["check", "--cplus", "--explain", "--message-format", "json", "explain.pyx"]);
    assert_eq!(code, Some(0), "{text}");
    let mut expected = BTreeMap::new();
    for (i, line) in source.lines().enumerate() {
        for word in ["proved", "checked", "own count"] {
            if line.ends_with(&format!("# {word}")) {
                expected.insert(i + 1, word);
            }
        }
    }
    let mut found = BTreeMap::new();
    for line in text.lines().filter(|l| l.contains("\"W0602\"") && l.contains("\"file\":\"explain.pyx\"")) {
        let number = line.rsplit("\"line\":").next().and_then(|rest| rest.split(',').next());
        let number: usize = number.and_then(|n| n.parse().ok()).unwrap_or_default();
        let word = match line {
            line if line.contains("proved to be isolated") => "proved",
            line if line.contains("only its own count") => "own count",
            _ => "checked",
        };
        found.insert(number, word);
    }
    assert_eq!(expected, found);
}

#[test]
fn the_library_is_not_explained() {
    let source = "# distutils: language = c++\nfrom libcyrus.text cimport Str\n\n\ncdef cypclass Note:\n    Str text\n\n\n\
                  cdef iso Note note() nogil:\n    made = Note()\n    made.text = \"a\".upper()\n    return consume made\n";
    let place = Place::new("explain_own", &[("own.pyx", source.as_bytes())]);
    let (code, text) = place.errors(&["check", "--explain", "--message-format", "plain", "own.pyx"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("own.pyx:12:"), "{text}");
    assert!(!text.contains("libcyrus"), "{text}");
}
