//! `# distutils: name = value` comments at the top of a source file: how its C is to be compiled.

use std::path::{Path, PathBuf};

/// What the comments say.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct BuildSettings {
    /// `language = c++`
    pub cplus: bool,
    /// C or C++ files compiled and linked with the module; relative to the working directory of a build,
    /// or to the source file.
    pub sources: Vec<PathBuf>,
    pub include_dirs: Vec<PathBuf>,
    pub library_dirs: Vec<PathBuf>,
    pub runtime_library_dirs: Vec<PathBuf>,
    pub libraries: Vec<String>,
    pub define_macros: Vec<String>,
    pub extra_compile_args: Vec<String>,
    pub extra_link_args: Vec<String>,
    pub extra_objects: Vec<PathBuf>,
}

/// Reads the comments before the first statement.
pub fn read(text: &str, source: &Path) -> BuildSettings {
    let mut settings = BuildSettings::default();
    for line in text.lines() {
        let line = line.trim_start();
        if line.is_empty() {
            continue;
        }
        let Some(comment) = line.strip_prefix('#') else { break };
        let Some(rest) = comment.trim_start().strip_prefix("distutils:") else { continue };
        let Some((name, value)) = rest.split_once('=') else { continue };
        settings.set(name.trim(), value.trim(), source);
    }
    settings
}

impl BuildSettings {
    fn set(&mut self, name: &str, value: &str, source: &Path) {
        let words = split(value);
        let paths = || words.iter().map(|w| resolve(w, source)).collect::<Vec<_>>();
        match name {
            "language" => self.cplus = value.eq_ignore_ascii_case("c++"),
            "sources" => self.sources.extend(paths()),
            "include_dirs" => self.include_dirs.extend(paths()),
            "library_dirs" => self.library_dirs.extend(paths()),
            "runtime_library_dirs" => self.runtime_library_dirs.extend(words.iter().map(PathBuf::from)),
            "extra_objects" => self.extra_objects.extend(paths()),
            "libraries" => self.libraries.extend(words),
            "define_macros" => self.define_macros.extend(words),
            "extra_compile_args" => self.extra_compile_args.extend(words),
            "extra_link_args" => self.extra_link_args.extend(words),
            _ => {}
        }
    }
}

/// A path of the comment: relative to the working directory where it exists there, else to the file.
fn resolve(word: &str, source: &Path) -> PathBuf {
    let direct = PathBuf::from(word);
    if direct.is_absolute() || direct.exists() {
        return direct;
    }
    let beside = source.parent().map(|p| p.join(word)).unwrap_or_else(|| direct.clone());
    if beside.exists() { beside } else { direct }
}

/// Words separated by spaces, or a bracketed list separated by commas; quotes keep words together.
fn split(value: &str) -> Vec<String> {
    let (body, separators): (&str, &[char]) = match value.strip_prefix('[').and_then(|v| v.strip_suffix(']'))
    {
        Some(inner) => (inner, &[',']),
        None => (value, &[' ', '\t']),
    };
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote: Option<char> = None;
    for c in body.chars() {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => word.push(c),
            None if c == '"' || c == '\'' => quote = Some(c),
            None if separators.contains(&c) => words.push(std::mem::take(&mut word)),
            None => word.push(c),
        }
    }
    words.push(word);
    words.into_iter().map(|w| w.trim().to_string()).filter(|w| !w.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_before_the_first_statement_count() {
        let text = "# cython: language_level=3\n# distutils: language = c++\n#distutils: libraries = m z\n\
                    # distutils: extra_compile_args = [-O1, \"-DX=a b\"]\nimport x\n# distutils: libraries = no\n";
        let settings = read(text, Path::new("x.pyx"));
        assert!(settings.cplus);
        assert_eq!(settings.libraries, ["m", "z"]);
        assert_eq!(settings.extra_compile_args, ["-O1", "-DX=a b"]);
    }
}
