//! What the compiler must know about the Python that modules are made for.
//!
//! The interpreter is started at most once in a run, and what it says is kept in the cache directory for as
//! long as its executable does not change.

use crate::cache;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

/// What is asked; printed as one JSON object.
const QUESTION: &str = "\
import sys, sysconfig, json
v = sysconfig.get_config_vars()
keys = ('CC', 'CXX', 'CFLAGS', 'CCSHARED', 'LDSHARED', 'LDFLAGS', 'LDCXXSHARED', 'EXT_SUFFIX', 'LIBDIR',
        'LDLIBRARY', 'LDVERSION', 'LIBS', 'SYSLIBS', 'Py_GIL_DISABLED')
print(json.dumps({
    'version': list(sys.version_info[:3]), 'platform': sys.platform, 'executable': sys.executable,
    'path': [p for p in sys.path if p], 'include': sysconfig.get_paths()['include'],
    'platinclude': sysconfig.get_paths()['platinclude'],
    'vars': {k: v.get(k) for k in keys}}))
";

/// An interpreter, asked when somebody wants to know.
#[derive(Debug)]
pub struct Interpreter {
    command: Option<PathBuf>,
    answer: OnceLock<Result<Answer, String>>,
}

/// What an interpreter says about itself.
#[derive(Clone, Debug)]
pub struct Answer {
    pub executable: PathBuf,
    pub version: (u64, u64, u64),
    pub include: Vec<PathBuf>,
    pub sys_path: Vec<PathBuf>,
    /// Values of `sysconfig.get_config_vars()`.
    pub vars: Value,
}

impl Answer {
    /// A configuration variable that is a text.
    pub fn var(&self, name: &str) -> &str {
        self.vars.get(name).and_then(Value::as_str).unwrap_or("")
    }

    /// `.cpython-311-x86_64-linux-gnu.so`
    pub fn extension_suffix(&self) -> &str {
        match self.var("EXT_SUFFIX") {
            "" => ".so",
            suffix => suffix,
        }
    }
}

impl Interpreter {
    /// The interpreter named, else that of the active virtual environment, else of the one that this program is in, else `python3` or
    /// `python` of PATH.
    pub fn new(command: Option<PathBuf>) -> Interpreter {
        Interpreter { command, answer: OnceLock::new() }
    }

    /// What it says, or why it cannot be asked and what to do about it.
    pub fn ask(&self) -> Result<&Answer, String> {
        self.answer.get_or_init(|| self.find()).as_ref().map_err(Clone::clone)
    }

    /// Directories of `sys.path`; none when there is no interpreter.
    pub fn sys_path(&self) -> &[PathBuf] {
        self.ask().map_or(&[], |a| &a.sys_path)
    }

    fn find(&self) -> Result<Answer, String> {
        if let Some(command) = &self.command {
            return ask_at(command).map_err(|e| {
                format!("{}: {e}. Name a working Python interpreter with --python", command.display())
            });
        }
        let active = std::env::var_os("VIRTUAL_ENV").map(PathBuf::from);
        let own =
            std::env::current_exe().ok().and_then(|program| Some(program.parent()?.parent()?.to_path_buf()));
        let own = own.filter(|environment| environment.join("pyvenv.cfg").is_file());
        let inside =
            active.into_iter().chain(own).flat_map(|e| [e.join("bin/python"), e.join("Scripts/python.exe")]);
        let candidates = inside.filter(|p| p.is_file()).chain(["python3".into(), "python".into()]);
        let mut last = String::from("not found");
        for candidate in candidates {
            match ask_at(&candidate) {
                Ok(answer) => return Ok(answer),
                Err(error) => last = error,
            }
        }
        Err(format!("no Python interpreter ({last}). Install Python 3.9 or later, or name one with --python"))
    }
}

/// The executable behind a command, as PATH finds it.
fn resolve(command: &Path) -> Option<PathBuf> {
    if command.components().count() > 1 {
        return command.is_file().then(|| command.to_path_buf());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|d| [d.join(command), d.join(command).with_extension("exe")])
        .find(|p| p.is_file())
}

fn ask_at(command: &Path) -> Result<Answer, String> {
    let executable = resolve(command).ok_or_else(|| "no such program".to_string())?;
    // Shims of version managers choose by directory and environment.
    let is_shim = executable.components().any(|c| c.as_os_str() == "shims");
    let key = (!is_shim).then(|| cache_key(&executable)).flatten();
    if let Some(key) = &key
        && let Some(text) = cache::read(key)
        && let Some(answer) = parse(&text)
    {
        return Ok(answer);
    }
    let output = Command::new(&executable)
        .args(["-c", QUESTION])
        .output()
        .map_err(|e| format!("cannot be started: {e}"))?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(text.lines().last().unwrap_or("it failed without a message").to_string());
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let answer = parse(&text).ok_or_else(|| "its answer makes no sense".to_string())?;
    if answer.version < (3, 9, 0) {
        let (major, minor, _) = answer.version;
        return Err(format!("it is Python {major}.{minor}, but 3.9 or later is needed"));
    }
    if let Some(key) = key {
        cache::write(&key, &text);
    }
    Ok(answer)
}

/// Path, size and age of the executable and what decides its search path.
fn cache_key(executable: &Path) -> Option<String> {
    let meta = std::fs::metadata(executable).ok()?;
    let age = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    let environment: Vec<String> = ["PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"]
        .iter()
        .map(|k| std::env::var(k).unwrap_or_default())
        .collect();
    let here = std::env::current_dir().ok()?;
    let text = format!(
        "{}|{}|{age}|{environment:?}|{}|{QUESTION}",
        executable.display(),
        meta.len(),
        here.display()
    );
    Some(format!("python/{}.json", cache::digest(&[text.as_bytes()])))
}

fn parse(text: &str) -> Option<Answer> {
    let value: Value = serde_json::from_str(text.trim()).ok()?;
    let number = |i: usize| value.get("version")?.get(i)?.as_u64();
    let path = |name: &str| Some(PathBuf::from(value.get(name)?.as_str()?));
    let mut include = vec![path("include")?];
    let platform = path("platinclude")?;
    if !include.contains(&platform) {
        include.push(platform);
    }
    Some(Answer {
        executable: path("executable")?,
        version: (number(0)?, number(1)?, number(2)?),
        include,
        sys_path: value
            .get("path")?
            .as_array()?
            .iter()
            .filter_map(Value::as_str)
            .map(PathBuf::from)
            .collect(),
        vars: value.get("vars")?.clone(),
    })
}
