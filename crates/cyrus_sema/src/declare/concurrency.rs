//! The names of `libcyrus.task` and `libcyrus.future` that are known without a `cimport`.
//!
//! They are looked up last, so a program's own `chan` hides ours; and only a file that mentions one of them, beside `go`,
//! `select` or cypclasses, pays for reading the module.

use super::pxd;
use crate::cx::Cx;
use crate::scope::Entry;
use cyrus_hir::CPreamble;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use std::cell::Cell;

/// The module.
pub const LIBRARY: &str = "libcyrus.task";
/// What is known of it.
const KNOWN: [&str; 4] = ["chan", "taskgroup", "task", "voidtask"];
/// Results of calls on active objects.
const FUTURES: &str = "libcyrus.future";

/// Makes the names known that a file's text mentions, and what `select` stands for.
pub fn known_names(cx: &mut Cx<'_>, tree: &ast::Module, selects: bool) {
    if cx.lookup(cx.builtin_scope, SELECTION).is_some() {
        return;
    }
    let file = cx.sources.file(tree.file);
    // Our own files say what they need.
    if file.path.to_string_lossy().contains("libcyrus") {
        return;
    }
    let text = &file.text;
    let concurrent = mentions(text, "go") || mentions(text, "cypclass") || text.contains("chan[");
    // Many speak of tasks who have none.
    let mentioned = |name: &str| if name == "task" { text.contains("task[") } else { mentions(text, name) };
    let known = concurrent && KNOWN.into_iter().any(mentioned);
    if concurrent && mentions(text, "future") {
        future(cx);
    }
    if !selects && !known {
        return;
    }
    let has_header = cx.c_preamble.iter().any(is_runtime_header);
    cx.offered.reading = true;
    let scope = pxd::load(cx, LIBRARY);
    cx.offered.reading = false;
    cx.offered.brought_header = !has_header;
    let Some(scope) = scope else { return };
    let builtins = cx.builtin_scope;
    for (name, known_as) in KNOWN.iter().map(|n| (*n, *n)).chain([("selection", SELECTION)]) {
        if let Some(entry) = cx.scopes[scope].get(name).cloned()
            && cx.lookup(builtins, known_as).is_none()
        {
            let name = Name::new_static(known_as);
            cx.enter(builtins, Entry { name, span: None, in_python: false, ..entry });
        }
    }
    cx.offered.used.set(false);
}

/// Whether anything of the module is used. A program that only has a word in common with it does not need the runtime.
#[derive(Debug, Default)]
pub struct Offered {
    used: Cell<bool>,
    /// The module is being read for its names.
    reading: bool,
    /// The runtime's header came with it.
    brought_header: bool,
}

impl Offered {
    /// A name was found among those that are known everywhere.
    pub fn note(&self, name: &str) {
        if name == SELECTION || KNOWN.contains(&name) {
            self.used.set(true);
        }
    }

    /// A module is asked for.
    pub fn note_module(&self, name: &str) {
        if !self.reading && name.starts_with("libcyrus.") && name != "libcyrus.acthon" {
            self.used.set(true);
        }
    }

    /// Takes the header out again.
    pub fn leave_out(&self, preamble: &mut Vec<CPreamble>) {
        if self.brought_header && !self.used.get() {
            preamble.retain(|p| !is_runtime_header(p));
        }
    }
}

fn is_runtime_header(part: &CPreamble) -> bool {
    matches!(part, CPreamble::Include(name) if name == "cyrus_rt.h")
}

fn future(cx: &mut Cx<'_>) {
    let Some(scope) = pxd::load(cx, FUTURES) else { return };
    let builtins = cx.builtin_scope;
    if let Some(entry) = cx.scopes[scope].get("future").cloned()
        && cx.lookup(builtins, "future").is_none()
    {
        cx.enter(builtins, Entry { span: None, in_python: false, ..entry });
    }
}

/// The class behind `select`, by a name that no program has.
const SELECTION: &str = "__cyrus_selection";

/// Whether a text has a word.
fn mentions(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(part)
            && !text[at + word.len()..].chars().next().is_some_and(part)
    })
}
