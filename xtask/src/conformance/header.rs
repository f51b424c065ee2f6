//! The comments at the top of a test file that say how it wants to be run.
//!
//! ```text
//! # mode: error
//! # tag: cpp, werror
//! # distutils: extra_compile_args = -O2
//! ```
//!
//! Cython's runner reads `key: value, …` comments up to the end of the first block that has any; its build
//! system reads `distutils: name = values` from all comments before the first line of code.

use regex::Regex;
use std::collections::BTreeMap;

/// What the comments say.
#[derive(Default, Debug)]
pub(crate) struct Header {
    keys: BTreeMap<String, Vec<String>>,
    settings: BTreeMap<String, Vec<String>>,
}

impl Header {
    /// Reads the comments of a file whose bytes are taken for Latin-1, as Cython's runner does.
    pub(crate) fn parse(bytes: &[u8]) -> Header {
        let (Ok(key_line), Ok(setting_line)) =
            (Regex::new(r"^#\s*(\w+)\s*:(.*)$"), Regex::new(r"^#\s*distutils:\s*(\w+)\s*=\s*(.*)$"))
        else {
            return Header::default();
        };
        let mut header = Header::default();
        let mut block_ended = false;
        for line in bytes.split(|&byte| byte == b'\n') {
            let line: String = line.iter().map(|&byte| char::from(byte)).collect();
            let line = line.trim_start_matches(['\u{ef}', '\u{bb}', '\u{bf}']).trim();
            if !line.is_empty() && !line.starts_with('#') {
                break;
            }
            match key_line.captures(line) {
                Some(found) if !block_ended => {
                    let values = found[2].split(',').map(str::trim).filter(|value| !value.is_empty());
                    header.keys.entry(found[1].to_owned()).or_default().extend(values.map(str::to_owned));
                }
                Some(_) => {}
                None => block_ended |= !header.keys.is_empty(),
            }
            if let Some(found) = setting_line.captures(line) {
                header.settings.insert(found[1].to_owned(), setting_values(&found[2]));
            }
        }
        header
    }

    /// The values of a key such as `tag` or `mode`.
    pub(crate) fn values(&self, key: &str) -> &[String] {
        self.keys.get(key).map_or(&[], Vec::as_slice)
    }

    /// Whether the test has this tag.
    pub(crate) fn has_tag(&self, tag: &str) -> bool {
        self.values("tag").iter().any(|value| value == tag)
    }

    /// The values of a build setting such as `extra_compile_args`.
    pub(crate) fn setting(&self, name: &str) -> &[String] {
        self.settings.get(name).map_or(&[], Vec::as_slice)
    }
}

/// `a b`, `[a, b]` and quoted forms of both.
fn setting_values(text: &str) -> Vec<String> {
    let inner = text.trim_matches(['[', ']', ' ']);
    if text.starts_with('[') { split_quoted(inner, &[' ', '\t', ',']) } else { split_words(inner) }
}

/// Splits a command line at blanks, as a shell would.
pub(crate) fn split_words(text: &str) -> Vec<String> {
    split_quoted(text, &[' ', '\t'])
}

fn split_quoted(text: &str, separators: &[char]) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(q), _) if c == q => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => {
                word.get_or_insert_default().extend(chars.next());
            }
            (None, _) if separators.contains(&c) => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_from_one_block_and_settings_from_all_comments() {
        let header = Header::parse(
            b"\xef\xbb\xbf# some words\n# mode: error\n# tag: cpp, werror,\n\n# tag: late\n\
              # distutils: define_macros = A=1 \"B=x y\"\n#distutils: libraries=['m', \"z\"]\ncdef int x\n# tag: no\n",
        );
        assert_eq!(header.values("mode"), ["error"]);
        assert_eq!(header.values("tag"), ["cpp", "werror"]);
        assert_eq!(header.setting("define_macros"), ["A=1", "B=x y"]);
        assert_eq!(header.setting("libraries"), ["m", "z"]);
        assert!(header.has_tag("cpp") && !header.has_tag("late"));
    }

    #[test]
    fn splits_like_a_shell() {
        assert_eq!(split_words(r#"a  'b c' d\ e "f\"g" ''"#), ["a", "b c", "d e", "f\"g", ""]);
    }
}
