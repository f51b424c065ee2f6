//! Runs a program with a time limit.
//!
//! Protocol: the child has a process group of its own, which is killed when the child ends or its time is up,
//! so that nothing it started holds the output pipes open.

use rustix::process::{Pid, Signal, kill_process_group};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How a program ended and what it printed.
pub(crate) struct Outcome {
    /// `None`: it did not end in time.
    pub(crate) status: Option<ExitStatus>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    pub(crate) fn succeeded(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }

    /// How it ended, in words.
    pub(crate) fn ending(&self) -> String {
        self.status.map_or_else(|| "no end in time".to_owned(), |status| status.to_string())
    }
}

/// Runs `command` for at most `limit`.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Result<Outcome, String> {
    run_watched(command, limit, |_| String::new())
}

/// Likewise; one that does not end in time is shown to `late`, by its number, before it is killed. What that says is added to the error output.
pub(crate) fn run_watched(
    command: &mut Command,
    limit: Duration,
    late: impl FnOnce(u32) -> String + Send + 'static,
) -> Result<Outcome, String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(|e| format!("{name}: {e}"))?;
    let number = child.id();
    let group = Pid::from_raw(number as i32);
    let (ended, has_ended) = mpsc::channel::<()>();
    let watchdog = std::thread::spawn(move || {
        if has_ended.recv_timeout(limit).is_ok() {
            return None;
        }
        let seen = late(number);
        if let Some(group) = group {
            let _ = kill_process_group(group, Signal::KILL);
        }
        Some(seen)
    });
    let output = child.wait_with_output().map_err(|e| format!("{name}: {e}"))?;
    let _ = ended.send(());
    let seen = watchdog.join().unwrap_or_else(|_| Some(String::new()));
    Ok(Outcome {
        status: seen.is_none().then_some(output.status),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned() + seen.as_deref().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_output_and_ends_in_time() {
        let outcome =
            run(Command::new("sh").args(["-c", "echo a; exit 2"]), Duration::from_secs(20)).unwrap();
        assert_eq!((outcome.stdout.as_str(), outcome.succeeded()), ("a\n", false));
        let outcome = run(Command::new("sleep").arg("60"), Duration::from_millis(50)).unwrap();
        assert!(outcome.status.is_none());
        let late = |number| format!("{number} is late");
        let outcome = run_watched(Command::new("sleep").arg("60"), Duration::from_millis(50), late).unwrap();
        assert!(outcome.status.is_none() && outcome.stderr.ends_with(" is late"));
    }
}
