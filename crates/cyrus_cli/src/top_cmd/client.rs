//! Asking a process what its runtime does.

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::time::Duration;

/// How long an answer may take, of a busy machine; the first one looks for the names of functions.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where sockets may be: those of this user, and as root those of all.
fn directories() -> Vec<PathBuf> {
    let mut directories: Vec<PathBuf> =
        std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).into_iter().collect();
    let Ok(entries) = std::fs::read_dir("/tmp") else { return directories };
    directories.extend(entries.flatten().map(|entry| entry.path()).filter(|path| {
        let name =
            path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix("cyrus-"));
        name.is_some_and(|user| !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_digit()))
    }));
    directories
}

/// The processes that serve.
pub(crate) fn serving() -> Vec<u32> {
    let entries = directories().into_iter().filter_map(|directory| std::fs::read_dir(directory).ok());
    let mut found: Vec<u32> = entries
        .flat_map(|entries| entries.flatten())
        .filter_map(|entry| {
            let name = entry.file_name();
            name.to_str()?.strip_prefix("cyrus-top-")?.strip_suffix(".sock")?.parse().ok()
        })
        // A process that was killed leaves its socket behind.
        .filter(|&pid| Client::connect(pid).is_ok())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A connection to a process.
#[cfg(unix)]
pub(crate) struct Client(BufReader<std::os::unix::net::UnixStream>);

#[cfg(unix)]
impl Client {
    pub(crate) fn connect(pid: u32) -> Result<Client, String> {
        let mut reason = "start it with CYRUS_TOP=1 in its environment".to_owned();
        for directory in directories() {
            let path = directory.join(format!("cyrus-top-{pid}.sock"));
            match std::os::unix::net::UnixStream::connect(&path) {
                Ok(stream) => {
                    stream.set_read_timeout(Some(PATIENCE)).map_err(|error| error.to_string())?;
                    return Ok(Client(BufReader::new(stream)));
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => reason = format!("{}: {error}", path.display()),
            }
        }
        Err(format!("process {pid} does not serve: {reason}"))
    }

    /// What it does now, as text.
    pub(crate) fn ask(&mut self) -> Result<String, String> {
        let mut answer = String::new();
        self.0.get_mut().write_all(b"\n").map_err(|error| format!("the process has gone: {error}"))?;
        match self.0.read_line(&mut answer) {
            Ok(0) => Err("the process has gone".to_owned()),
            Ok(_) => Ok(answer),
            Err(error) => Err(format!("the process does not answer: {error}")),
        }
    }
}

/// A connection to a process.
#[cfg(not(unix))]
pub(crate) struct Client;

#[cfg(not(unix))]
impl Client {
    pub(crate) fn connect(_: u32) -> Result<Client, String> {
        Err("there is no `cyrus top` on this system".to_owned())
    }

    pub(crate) fn ask(&mut self) -> Result<String, String> {
        Err("there is no `cyrus top` on this system".to_owned())
    }
}

impl Client {
    /// What it does now.
    pub(crate) fn snapshot(&mut self) -> Result<Value, String> {
        serde_json::from_str(&self.ask()?)
            .map_err(|error| format!("the process answers in another way: {error}"))
    }
}
