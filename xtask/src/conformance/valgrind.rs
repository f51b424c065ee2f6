//! One module under valgrind: what its tests access that they may not, and what they lose.
//!
//! In: the command that runs the tests, and the extension module. Out: [`Findings`]. Only reports with a frame
//! in the module count as its own: CPython and the libraries it loads have their peculiarities. One is that small numbers made of
//! bytes are found by a digit that was not set, so that everything done with such a number seems to depend on it; therefore
//! what is not initialised counts where the module itself looks at it.

use super::record::Finding;
use regex::Regex;
use std::path::Path;
use std::process::Command;

/// The same command, run by valgrind.
pub(crate) fn command(plain: &Command, log: &Path) -> Command {
    let mut command = Command::new("valgrind");
    command
        .args([
            "--tool=memcheck",
            "--leak-check=full",
            "--show-leak-kinds=definite",
            "--errors-for-leak-kinds=none",
        ])
        .args(["--num-callers=40", "--fullpath-after=", "--error-limit=no", "--keep-debuginfo=yes"])
        .arg(format!("--log-file={}", log.display()))
        .arg(plain.get_program())
        .args(plain.get_args());
    if let Some(directory) = plain.get_current_dir() {
        command.current_dir(directory);
    }
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    // Python's own allocator hides what happens inside its arenas.
    command.env("PYTHONMALLOC", "malloc");
    command
}

/// The reports in a log that have a frame in the module or in its generated file.
pub(crate) fn findings(log: &str, module_file: &Path, c_file: &str) -> Vec<Finding> {
    let module = module_file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let is_ours = |line: &str| line.contains(&module) || line.contains(c_file);
    let Ok(prefix) = Regex::new(r"^==\d+== ?") else { return Vec::new() };
    let lines: Vec<String> = log.lines().map(|line| prefix.replace(line, "").into_owned()).collect();
    lines
        .split(|line| line.trim().is_empty())
        .filter(|block| {
            let uninitialised = block.iter().any(|line| line.contains("uninitialised value"));
            let mut frames = block.iter().filter(|line| is_frame(line));
            let first = frames.clone().next().and_then(|line| address(line));
            // What is in line has the address of the function it is part of.
            frames.any(|line| is_ours(line) && (!uninitialised || address(line) == first))
        })
        .filter_map(|block| {
            let title = block.iter().find(|line| !is_frame(line))?.trim().to_owned();
            let frames: Vec<&str> = block.iter().filter(|line| is_frame(line)).map(|l| l.trim()).collect();
            let at = frames.iter().find(|line| is_ours(line)).copied().unwrap_or_default();
            Some(Finding {
                is_leak: title.contains("lost in loss record"),
                text: format!("{title} – {}", function(at)),
            })
        })
        .collect()
}

fn is_frame(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("at 0x") || line.starts_with("by 0x")
}

/// `by 0x1234: f (file.c:12)` → `0x1234`
fn address(frame: &str) -> Option<&str> {
    frame.split_whitespace().nth(1)
}

/// `by 0x1234: f (file.c:12)` → `f (file.c:12)`
fn function(frame: &str) -> &str {
    frame.split_once(": ").map_or(frame, |(_, function)| function)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
==7== Invalid read of size 8
==7==    at 0x1: f (m.c:12)
==7==    by 0x2: cfunction_call (methodobject.c:3)
==7==  Address 0x3 is 0 bytes inside a block of size 16 free'd
==7==
==7== Conditional jump or move depends on uninitialised value(s)
==7==    at 0x1: elsewhere (in /usr/lib/libc.so)
==7==    by 0x2: f (m.c:12)
==7==
==7== 16 (8 direct, 8 indirect) bytes in 1 blocks are definitely lost in loss record 1 of 2
==7==    at 0x1: malloc (vg_replace_malloc.c:446)
==7==    by 0x2: make (in /tmp/x/m.cpython-311.so)
==7==
";

    #[test]
    fn only_what_the_module_does_counts() {
        let found = findings(LOG, Path::new("/tmp/x/m.cpython-311.so"), "m.c");
        assert_eq!(found.len(), 2);
        assert_eq!(
            (found[0].is_leak, found[0].text.as_str()),
            (false, "Invalid read of size 8 – f (m.c:12)")
        );
        assert!(found[1].is_leak && found[1].text.contains("8 direct") && found[1].text.contains("make"));
    }
}
