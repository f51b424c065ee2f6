//! Runs one program with limits.
//!
//! Protocol: the child gets a process group of its own, no standard input, an address-space limit and no core
//! files. When it ends, or at the deadline, its whole group is killed, so nothing that a test starts outlives
//! it. Output goes to files, not pipes: a stray grandchild that holds a pipe open cannot delay us.

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process_group, prlimit};
use std::fs::File;
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What a test may use.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// For all steps of a test together.
    pub(crate) seconds: f64,
    /// Of each process, in bytes.
    pub(crate) address_space: u64,
}

/// How a program ended.
pub(crate) enum End {
    Exit(i32),
    Signal(i32),
    TimedOut,
}

/// What came of running a program.
pub(crate) struct Outcome {
    pub(crate) end: End,
    pub(crate) stderr: String,
    pub(crate) elapsed: Duration,
}

impl Outcome {
    pub(crate) fn succeeded(&self) -> bool {
        matches!(self.end, End::Exit(0))
    }
}

/// At most this much of what a program prints is looked at.
const OUTPUT_LIMIT: u64 = 1 << 20;

/// Runs `command`; its output goes to `scratch` with `.out` and `.err` appended, which are removed again.
pub(crate) fn run_limited(
    command: &mut Command,
    scratch: &Path,
    deadline: Instant,
    limits: Limits,
) -> std::io::Result<Outcome> {
    let (out, err) = (scratch.with_added_extension("out"), scratch.with_added_extension("err"));
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(File::create(&out)?)
        .stderr(File::create(&err)?)
        .process_group(0)
        .spawn()?;
    let pid = Pid::from_raw(child.id() as i32);
    // Limits are set from outside, just after the start: setting them between fork and exec would need
    // unsafe code. They may fail if the child has already ended.
    let both = |limit| Rlimit { current: Some(limit), maximum: Some(limit) };
    let _ = prlimit(pid, Resource::Core, both(0));
    let _ = prlimit(pid, Resource::As, both(limits.address_space));
    let mut pause = Duration::from_millis(1);
    let status: Option<ExitStatus> = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        let now = Instant::now();
        if now >= deadline {
            break None;
        }
        std::thread::sleep(pause.min(deadline - now));
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    let elapsed = start.elapsed();
    if let Some(pid) = pid {
        let _ = kill_process_group(pid, Signal::KILL);
    }
    let _ = child.wait();
    let end = match status {
        None => End::TimedOut,
        Some(status) => match (status.code(), status.signal()) {
            (Some(code), _) => End::Exit(code),
            (None, signal) => End::Signal(signal.unwrap_or(0)),
        },
    };
    let stderr = read_start(&err);
    let _ = (std::fs::remove_file(out), std::fs::remove_file(err));
    Ok(Outcome { end, stderr, elapsed })
}

fn read_start(path: &Path) -> String {
    let mut bytes = Vec::new();
    if let Ok(file) = File::open(path) {
        let _ = file.take(OUTPUT_LIMIT).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The absolute path of a program given by name or by path.
pub(crate) fn find_program(name: &str) -> Result<PathBuf, String> {
    if name.contains('/') {
        let path = std::path::absolute(name).map_err(|e| format!("{name}: {e}"))?;
        return if path.is_file() { Ok(path) } else { Err(format!("{name}: no such program")) };
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|dir| dir.join(name))
        .find(|file| file.is_file())
        .ok_or_else(|| format!("{name}: no such program on PATH"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(script: &str, seconds: u64) -> Outcome {
        let scratch = std::env::temp_dir().join(format!("xtask-process-{}-{seconds}", std::process::id()));
        let limits = Limits { seconds: 0.0, address_space: 1 << 30 };
        let deadline = Instant::now() + Duration::from_secs(seconds);
        run_limited(Command::new("sh").args(["-c", script]), &scratch, deadline, limits).unwrap()
    }

    #[test]
    fn reports_exit_code_and_errors() {
        let outcome = run("echo no >&2; exit 3", 20);
        assert!(matches!(outcome.end, End::Exit(3)));
        assert_eq!(outcome.stderr, "no\n");
    }

    #[test]
    fn kills_at_the_deadline() {
        assert!(matches!(run("sleep 60 & sleep 60", 1).end, End::TimedOut));
    }
}
