//! Stub files: what type checkers and editors may know of a compiled module.
//!
//! In: a checked module. Out: the text of its `.pyi`. It is read off the statements that fill the module and its
//! classes, so it says what there is at run time:
//!
//! - [`collect`] walks those statements and notes each name with what it stands for;
//! - [`functions`] writes functions, [`classes`] classes;
//! - [`types`] says how a type of ours looks to Python.
//!
//! Invariants: names that Python code may hide (a method called `int`) are reached by `builtins`. What is not known is
//! `Any`. Nothing here depends on the order of hash tables.

mod classes;
mod collect;
mod functions;
mod types;

use collect::{Namespace, collect};
use cyrus_hir as hir;
use cyrus_types::{Origin, TyId};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The stub of a module. `source` is how its heading calls the source file.
pub fn stub(module: &hir::Module, source: &str) -> String {
    let namespace = collect(module);
    let mut stub = Stub {
        module,
        hidden: namespace.all_names(),
        imports: RefCell::new(BTreeSet::new()),
        generics: namespace.generic_classes(),
    };
    stub.enums_hide();
    let mut body = String::new();
    stub.enums(&mut body);
    stub.namespace(&namespace, &mut body);
    let mut text = format!("# Written by `cyrus stubs` from {source}.\n");
    // A stub tells what there is, whether or not it fits what a base has.
    text.push_str(
        "# mypy: disable-error-code=\"override, overload-overlap, overload-cannot-match, misc, assignment, explicit-override\"\n",
    );
    text.push_str("import builtins as _builtins\nimport typing as _typing\n");
    for import in stub.imports.borrow().iter() {
        let _ = writeln!(text, "{import}");
    }
    text.push('\n');
    text + &body
}

/// What the writers need to know.
struct Stub<'m> {
    module: &'m hir::Module,
    /// Names that the module or one of its classes defines.
    hidden: BTreeSet<String>,
    imports: RefCell<BTreeSet<String>>,
    /// Instances of generic cypclasses that are seen, and what the stub calls them.
    generics: Vec<(TyId, String)>,
}

impl Stub<'_> {
    /// A name of `builtins`, whatever the module calls its own things.
    fn builtin(&self, name: &str) -> String {
        if self.hidden.contains(name) { format!("_builtins.{name}") } else { name.to_string() }
    }

    fn enums_hide(&mut self) {
        for def in self.module.types.enums.iter().filter(|d| d.python && d.origin == Origin::Here) {
            self.hidden.insert(def.name.to_string());
            self.hidden.extend(def.items.iter().map(|i| i.name.to_string()));
        }
    }

    /// `cpdef enum`s.
    fn enums(&self, out: &mut String) {
        for def in self.module.types.enums.iter().filter(|d| d.python && d.origin == Origin::Here) {
            let int = self.builtin("int");
            if def.name.is_empty() {
                for item in &def.items {
                    let _ = writeln!(out, "{}: {int}", item.name);
                }
                continue;
            }
            self.imports.borrow_mut().insert("import enum as _enum".into());
            let _ = writeln!(out, "class {}(_enum.IntEnum):", def.name);
            for item in &def.items {
                let _ = writeln!(out, "    {} = ...", item.name);
            }
            if def.items.is_empty() {
                out.push_str("    ...\n");
            }
        }
    }

    fn namespace(&self, namespace: &Namespace<'_>, out: &mut String) {
        for (name, thing) in &namespace.things {
            self.thing(name, thing, "", None, out);
        }
    }
}
