//! Compares two sets of results test by test.

use super::record::Record;
use std::collections::BTreeMap;

/// Prints where `ours` and `theirs` judge a test differently; `true` if nowhere.
///
/// Only tests in both are compared: a report of a sample can be held against a full one.
pub(crate) fn print_differences(ours: &[Record], theirs: &[Record]) -> bool {
    let theirs: BTreeMap<&str, &Record> = theirs.iter().map(|r| (r.id.as_str(), r)).collect();
    let (mut compared, mut different) = (0, 0);
    for our in ours {
        let Some(their) = theirs.get(our.id.as_str()) else { continue };
        compared += 1;
        let (left, right) = (verdict(our), verdict(their));
        if left != right {
            different += 1;
            println!("{}\n    ours:   {left} {}\n    theirs: {right} {}", our.id, first(our), first(their));
        }
    }
    println!("{compared} compared, {different} judged differently");
    different == 0 && compared > 0
}

/// Everything that two runners must agree on.
fn verdict(r: &Record) -> String {
    let mut text = r.status.word().to_owned();
    if r.mode == "error" {
        text += &format!(
            " rejected={} lines={} exact={} messages={}/{}",
            r.rejected, r.lines, r.exact, r.matched_errors, r.expected_errors
        );
    } else {
        text += &format!(" translate={} cc={} import={}", r.translate_ok, r.cc_ok, r.import_ok);
        text += &format!(" examples={}/{}", r.passed + r.unit_passed, r.examples());
    }
    text
}

fn first(record: &Record) -> &str {
    record.error.lines().next().unwrap_or_default()
}
