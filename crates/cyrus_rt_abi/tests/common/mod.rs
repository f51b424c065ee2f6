//! What the tests of this crate share: the CPythons found here, and the text around fragments.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cyrus_rt_abi::Assembly;

/// One CPython: where its headers are and how to start it.
#[derive(Debug)]
pub(crate) struct Python {
    pub(crate) include: PathBuf,
    #[allow(dead_code, reason = "not every test starts it")]
    pub(crate) executable: PathBuf,
}

/// Every CPython below `~/.pyenv/versions`, by version.
pub(crate) fn pythons() -> BTreeMap<String, Python> {
    let mut found = BTreeMap::new();
    let Some(home) = std::env::var_os("HOME") else { return found };
    let Ok(entries) = std::fs::read_dir(Path::new(&home).join(".pyenv/versions")) else { return found };
    for entry in entries.flatten() {
        for version in ["3.9", "3.10", "3.11", "3.12", "3.13", "3.13t", "3.14", "3.14t"] {
            let include = entry.path().join(format!("include/python{version}"));
            if include.join("Python.h").exists() {
                let executable = entry.path().join(format!("bin/python{version}"));
                found.insert(version.to_owned(), Python { include, executable });
            }
        }
    }
    found
}

/// Whether to check every combination instead of a representative few.
pub(crate) fn everything() -> bool {
    std::env::var_os("CYRUS_FRAGMENTS_ALL").is_some()
}

/// What the emitter puts around fragments, reduced to what they may rely on. `constants` are interned strings in
/// `__cyrus_k`; the strings that fragments ask for follow them.
pub(crate) fn generated_file(assembly: &Assembly, constants: &[&str], user_code: &str) -> String {
    let mut out = String::new();
    let Some((base, rest)) = assembly.fragments.split_first() else { return out };
    out.push_str(base.proto);
    for include in &assembly.includes {
        out.push_str(&format!("#include {include}\n"));
    }
    let count = constants.len() + assembly.strings.len();
    out.push_str(&format!("static PyObject *__cyrus_k[{}];\n", count + 1));
    for (i, string) in assembly.strings.iter().enumerate() {
        out.push_str(&format!("#define __cyrus_s_{string} __cyrus_k[{}]\n", constants.len() + i));
    }
    for fragment in rest {
        out.push_str(&format!("/* {} */\n{}", fragment.name, fragment.proto));
    }
    out.push_str(user_code);
    for fragment in &assembly.fragments {
        out.push_str(&format!("/* {} */\n{}", fragment.name, fragment.code));
    }
    out
}
