//! Removes `include`, `DEF` and `IF` from a tree: afterwards only what is compiled is left.
//!
//! Included files are parsed and their statements spliced in; `DEF` names are replaced by literals of
//! their values where they are read; `IF` keeps its chosen branch. All of it happens in source order, as
//! the text is read: a `DEF` holds from its line to the end of the file, whatever block it stands in.
//!
//! `select` becomes statements over what `libcyrus.task` has for it ([`select`]).
//!
//! [`value`] has the values, [`evaluate`] the expression language, [`builtin`] its functions and
//! methods, [`tree`] the walk that rewrites.

mod builtin;
mod evaluate;
mod select;
mod tree;
mod value;

use crate::cx::Cx;
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Block, SourceKind, Stmt, StmtKind};
use cyrus_syntax::{Name, NodeId};
use rustc_hash::FxHashMap;
use std::path::PathBuf;
use value::Value;

/// Included files may include others, but not without end.
const MAX_DEPTH: usize = 50;

/// Expands a whole tree in place.
pub fn module(cx: &mut Cx<'_>, tree: &mut ast::Module) {
    let env = initial_env(cx);
    let deprecation = Deprecation::of(cx, tree);
    let path = cx.sources.file(tree.file).path.clone();
    let mut expander = Expander {
        cx,
        env,
        deprecation,
        level: tree.language_level,
        kind: tree.kind,
        files: vec![path],
        next_id: u32::MAX,
        copied: 0,
        endless: false,
        selects: 0,
    };
    let body = std::mem::take(&mut tree.body);
    tree.body = expander.block(body);
    let selects = expander.selects > 0;
    crate::declare::concurrency::known_names(cx, tree, selects);
}

/// Compile-time names given on the command line; they are replaced everywhere like `DEF` names.
fn initial_env(cx: &Cx<'_>) -> FxHashMap<Name, Value> {
    cx.options.compile_time_env.iter().map(|(name, text)| (name.clone(), Value::from_text(text))).collect()
}

/// Which deprecation warnings are on.
struct Deprecation {
    def: bool,
    if_: bool,
}

impl Deprecation {
    fn of(cx: &Cx<'_>, tree: &ast::Module) -> Deprecation {
        let given = |name: &str| {
            let options = cx.options.directives.iter().map(|(n, v)| (n, v));
            let comments = tree.directive_comments.iter().map(|c| (&c.name, &c.value));
            options.chain(comments).rfind(|(n, _)| *n == name).map(|(_, v)| v == "True")
        };
        Deprecation {
            def: given("warn.deprecated.DEF").unwrap_or(false),
            if_: given("warn.deprecated.IF").unwrap_or(true),
        }
    }
}

struct Expander<'c, 'a> {
    cx: &'c mut Cx<'a>,
    /// `DEF` names so far.
    env: FxHashMap<Name, Value>,
    deprecation: Deprecation,
    level: ast::LanguageLevel,
    kind: SourceKind,
    /// The files being read, outermost first.
    files: Vec<PathBuf>,
    /// Ids for literals that replace names count down from the top.
    next_id: u32,
    /// What uses of names have copied so far; see [`evaluate`].
    copied: usize,
    /// Files include each other without end: no more are read.
    endless: bool,
    /// How many `select` statements there were.
    selects: u32,
}

impl Expander<'_, '_> {
    fn new_id(&mut self) -> NodeId {
        self.next_id -= 1;
        NodeId(self.next_id)
    }

    fn block(&mut self, body: Block) -> Block {
        let mut out = Vec::with_capacity(body.len());
        for stmt in body {
            self.stmt(stmt, &mut out);
        }
        out
    }

    fn stmt(&mut self, mut stmt: Stmt, out: &mut Block) {
        match stmt.kind {
            StmtKind::Include { path } => self.include(&path, stmt.span, out),
            StmtKind::CompileTimeDef { name, value } => {
                if self.deprecation.def {
                    self.deprecated(
                        stmt.span,
                        "The 'DEF' statement  will be removed in a future Cython version. Consider using global \
                         variables, constants, and in-place literals instead.",
                    );
                }
                let value = self.evaluate(&value);
                self.env.insert(name.name, value);
            }
            StmtKind::CompileTimeIf { branches, orelse } => {
                if self.deprecation.if_ {
                    self.deprecated(
                        stmt.span,
                        "The 'IF' statement is deprecated and will be removed in a future Cython version. Consider \
                         using runtime conditions or C macros instead.",
                    );
                }
                for (test, body) in branches {
                    if self.evaluate(&test).truth() {
                        out.extend(self.block(body));
                        return;
                    }
                }
                if let Some(body) = orelse {
                    out.extend(self.block(body));
                }
            }
            StmtKind::Select { .. } => {
                self.rewrite_stmt(&mut stmt);
                self.select(stmt, out);
            }
            _ => {
                self.rewrite_stmt(&mut stmt);
                out.push(stmt);
            }
        }
    }

    fn deprecated(&mut self, span: Span, text: &str) {
        let message = format!("{text} See https://github.com/cython/cython/issues/4310");
        self.cx.warn(codes::W0101, span, message);
    }

    /// The statements of an included file.
    fn include(&mut self, path: &str, span: Span, out: &mut Block) {
        let from = self.files.last().cloned().unwrap_or_default();
        if self.endless {
            return;
        }
        if self.files.len() > MAX_DEPTH {
            self.endless = true;
            self.cx.error(codes::E0205, span, format!("'{path}' includes itself"));
            return;
        }
        let Some(found) = self.cx.finder.find_include(&from, path) else {
            self.cx.error(codes::E0105, span, format!("'{path}' could not be found"));
            return;
        };
        let file = self.cx.sources.add(found.path.clone(), found.text.as_str());
        let kind = match self.kind {
            SourceKind::Pxd => SourceKind::Pxd,
            SourceKind::Py | SourceKind::Pyx | SourceKind::Pxi => SourceKind::Pxi,
        };
        let options = cyrus_parser::ParseOptions {
            language_level: self.level,
            cpp: self.cx.cplus,
            ..cyrus_parser::ParseOptions::new(kind)
        };
        let tree = cyrus_parser::parse(file, &found.text, &options, self.cx.diags);
        self.files.push(found.path);
        out.extend(self.block(tree.body));
        self.files.pop();
    }
}
