//! A directory in which the `cyrus` command is run.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A directory of its own for a test, with files.
pub(crate) struct Place {
    pub(crate) directory: PathBuf,
}

impl Place {
    pub(crate) fn new(name: &str, files: &[(&str, &[u8])]) -> Place {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&directory);
        for (path, content) in files {
            let path = directory.join(path);
            fs::create_dir_all(path.parent().expect("inside the directory")).expect("writable");
            fs::write(path, content).expect("writable");
        }
        fs::create_dir_all(&directory).expect("writable");
        Place { directory }
    }

    /// The command, to be run in the directory.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cyrus"));
        command.args(args).current_dir(&self.directory).env("CYRUS_CACHE_DIR", self.directory.join("cache"));
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program starts")
    }

    /// Exit code and what was printed as error.
    pub(crate) fn errors(&self, args: &[&str]) -> (Option<i32>, String) {
        let output = self.run(args);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    pub(crate) fn exists(&self, path: &str) -> bool {
        self.directory.join(path).exists()
    }

    /// Names of the files in the directory, sorted; hidden ones too.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.directory).expect("readable");
        let mut names: Vec<String> =
            entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Whether there are an interpreter with headers and a C compiler.
    pub(crate) fn can_build(&self) -> bool {
        let probe = self.directory.join("probe");
        fs::create_dir_all(&probe).expect("writable");
        fs::write(probe.join("probe.pyx"), "").expect("writable");
        let works = self.run(&["build", "-O0", "probe/probe.pyx"]).status.success();
        let _ = fs::remove_dir_all(&probe);
        works
    }
}
