//! Runs one test of several files (`.srctree`): unpacks them and runs the commands at the top of the file, one by one.
//!
//! A command is `PYTHON …`, `CYTHON …` (the compiler), `CYTHONIZE …`, `CD DIRECTORY`, or a program. Build scripts run under
//! `end_to_end.py`, so that they call the compiler under test. A test that never calls the compiler, or whose commands ask for
//! what cannot be given to another compiler, is skipped.

use super::header::split_words;
use super::process::{End, Outcome};
use super::record::{Record, Status};
use regex::bytes::Regex;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a test file consists of.
pub(crate) struct Archive {
    commands: Vec<Vec<String>>,
    files: Vec<(String, Vec<u8>)>,
}

/// What the commands of a test need.
pub(crate) struct Programs<'a> {
    pub(crate) python: &'a Path,
    pub(crate) compiler: &'a [String],
    /// Where the modules of Cython are.
    pub(crate) corpus: &'a Path,
}

/// One command of a test.
enum Step {
    Run(Command),
    ChangeDirectory(PathBuf),
    Unsupported,
}

impl Archive {
    /// Takes a file apart: commands (in quotes or not), then files below lines such as `##### name #####`.
    pub(crate) fn parse(bytes: &[u8]) -> Archive {
        let mut archive = Archive { commands: Vec::new(), files: Vec::new() };
        let Ok(heading) = Regex::new(r"(?m)^#{5,}[ \t]*(.*?)[ \t#\r]*$\n?") else { return archive };
        let headings: Vec<_> = heading.captures_iter(bytes).collect();
        let range = |i: usize| headings.get(i).and_then(|h| h.get(0)).map(|m| m.range());
        let top = range(0).map_or(bytes.len(), |first| first.start);
        for line in String::from_utf8_lossy(&bytes[..top]).lines().map(str::trim) {
            if !line.is_empty() && !line.starts_with('#') && line != "\"\"\"" && line != "'''" {
                archive.commands.push(split_words(line));
            }
        }
        for (i, heading) in headings.iter().enumerate() {
            let Some((own, name)) = range(i).zip(heading.get(1)) else { continue };
            let end = range(i + 1).map_or(bytes.len(), |next| next.start);
            let name = String::from_utf8_lossy(name.as_bytes()).into_owned();
            archive.files.push((name, bytes[own.end..end].to_vec()));
        }
        archive
    }

    fn unpack(&self, directory: &Path) -> std::io::Result<()> {
        for (name, content) in &self.files {
            let file = directory.join(name);
            if let Some(parent) = file.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(file, content)?;
        }
        Ok(())
    }

    /// Runs all commands by `run`; the first that fails ends the test.
    pub(crate) fn attempt(
        &self,
        directory: &Path,
        programs: &Programs<'_>,
        record: &mut Record,
        mut run: impl FnMut(Command) -> std::io::Result<Outcome>,
    ) -> std::io::Result<()> {
        let compiles = |words: &Vec<String>| words[0].starts_with("CYTHON") || is_build_script(words);
        if !self.commands.iter().any(compiles) {
            record.status = Status::Skip;
            record.error = "never calls the compiler".to_owned();
            return Ok(());
        }
        self.unpack(directory)?;
        let mut current = directory.to_path_buf();
        for words in &self.commands {
            let mut command = match programs.step(words, directory, &current) {
                Step::ChangeDirectory(to) => {
                    current = to;
                    continue;
                }
                Step::Unsupported => {
                    record.status = Status::Skip;
                    record.error = format!("unsupported command: {}", words.join(" "));
                    return Ok(());
                }
                Step::Run(command) => command,
            };
            command.current_dir(&current);
            let outcome = run(command)?;
            let how = match outcome.end {
                End::Exit(0) => continue,
                End::Exit(code) => format!("exit code {code}"),
                End::Signal(signal) => format!("signal {signal}"),
                End::TimedOut => "no result in time".to_owned(),
            };
            if outcome.stderr.contains("No module named 'setuptools'") {
                record.status = Status::Skip;
                record.error = "needs module setuptools".to_owned();
                return Ok(());
            }
            let status = match outcome.end {
                End::TimedOut => Status::Timeout,
                End::Signal(_) => Status::Crash,
                End::Exit(_) => Status::Fail,
            };
            let end = outcome.stderr.char_indices().rev().take(300).last().map_or(0, |(at, _)| at);
            record.fail(
                status,
                "commands",
                format!("{}: {how}\n{}", words.join(" "), &outcome.stderr[end..]),
            );
            return Ok(());
        }
        Ok(())
    }
}

fn is_build_script(words: &[String]) -> bool {
    words[0] == "PYTHON" && words.get(1).is_some_and(|script| script.starts_with("setup"))
}

impl Programs<'_> {
    fn step(&self, words: &[String], top: &Path, current: &Path) -> Step {
        let (program, rest) = (words[0].as_str(), &words[1..]);
        let shared_code = rest.first().is_some_and(|word| word == "generate-shared");
        if shared_code || program == "UNSET" || words.iter().any(|word| word == "|") {
            return Step::Unsupported;
        }
        if program == "CD" {
            let to = rest.first().map_or_else(|| top.to_path_buf(), |to| current.join(to));
            return Step::ChangeDirectory(to);
        }
        let script = crate::project_root().join("xtask/python/end_to_end.py");
        let mut command = match program {
            "CYTHON" => {
                let mut command = Command::new(&self.compiler[0]);
                command.args(&self.compiler[1..]);
                command
            }
            "PYTHON" | "CYTHONIZE" => {
                let mut command = Command::new(self.python);
                if program == "CYTHONIZE" {
                    command.arg(script).args(["-m", "Cython.Build.Cythonize"]);
                } else if is_build_script(words) {
                    command.arg(script);
                }
                command
            }
            other => Command::new(other),
        };
        let path = std::env::join_paths([top, self.corpus]).unwrap_or_default();
        command
            .args(rest)
            .env("PYTHONIOENCODING", "utf8")
            .env("PYTHONPATH", path)
            .env("CFLAGS", "-O0 -w")
            .env("CONFORMANCE_COMPILER", self.compiler.join(" "))
            .env("CYTHON_PROJECT_DIR", self.corpus);
        Step::Run(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_test_files_apart() {
        let archive = Archive::parse(
            b"# mode: run\n\"\"\"\nPYTHON setup.py build_ext\nPYTHON -c \"import a\"\n\"\"\"\n\n######## setup.py ########\nx = 1\n###### p/a.pyx #\n\ny\n",
        );
        assert_eq!(
            archive.commands,
            [vec!["PYTHON", "setup.py", "build_ext"], vec!["PYTHON", "-c", "import a"]]
        );
        let names: Vec<&str> = archive.files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["setup.py", "p/a.pyx"]);
        assert_eq!(archive.files[1].1, b"\ny\n");
    }
}
