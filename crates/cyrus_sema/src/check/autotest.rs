//! `__test__`: the examples in docstrings of functions, for `doctest` (directive `autotestdict`).
//!
//! `doctest` finds docstrings of module-level functions and Python classes by itself, but not those behind method
//! descriptors and C functions, so that Cython collects them all. Keys are `Class.method (line 7)`.

use super::Checker;
use cyrus_hir::{self as hir, Expr, ExprKind, Stmt, StmtKind, StrConst};
use cyrus_source::Span;
use cyrus_syntax::ast::{self, StmtKind as Ast};
use cyrus_types::common;

/// Special methods whose docstrings Python does not show.
const HIDDEN: &[&str] =
    &["__cinit__", "__dealloc__", "__richcmp__", "__nonzero__", "__bool__", "__len__", "__contains__"];

/// What a class body around a function is.
#[derive(Clone, Copy)]
struct Around<'n> {
    class: &'n str,
    extension: bool,
}

impl<'a> Checker<'_, 'a> {
    /// Whether this module gets a `__test__`, entered as a name when it does.
    pub fn declare_test_dict(&mut self, tree: &ast::Module) -> bool {
        let name = cyrus_syntax::Name::new_static("__test__");
        let wanted = self.cx.directives.autotestdict && self.cx.lookup(self.cx.main_scope, &name).is_none();
        if wanted {
            self.cx.ensure_py_global(&name, tree.span);
        }
        wanted
    }

    /// The statement that binds `__test__`, when there is anything to put into it.
    pub fn test_dict(&mut self, tree: &'a ast::Module, out: &mut hir::Block) {
        let mut tests = Vec::new();
        self.collect_tests(&tree.body, None, &mut tests);
        if tests.is_empty() {
            return;
        }
        let span = tree.span.at_start();
        let mut pairs = Vec::new();
        for (key, doc) in tests {
            let value = Expr { ty: common::STR, span, kind: ExprKind::Str(StrConst::Text(doc)) };
            pairs.push((self.text_expr(&key, span), value));
        }
        let value = Expr { ty: common::DICT, span, kind: ExprKind::Dict(pairs) };
        let target = hir::Target {
            span,
            ty: common::OBJECT,
            kind: hir::TargetKind::Global(cyrus_syntax::Name::new_static("__test__")),
        };
        let value = self.coerce(value, common::OBJECT);
        out.push(Stmt { span, kind: StmtKind::Assign { target, value } });
    }

    fn collect_tests(
        &self,
        body: &'a [ast::Stmt],
        around: Option<Around<'_>>,
        tests: &mut Vec<(String, Vec<u8>)>,
    ) {
        for stmt in body {
            match &stmt.kind {
                Ast::FuncDef(def) => {
                    self.add_test(&def.name.name, def.name.span, &def.body, around, tests);
                }
                Ast::CFunc(def) => {
                    let directives = &self.cx.directives;
                    let shown =
                        def.mods.overridable || directives.autotestdict_cdef || directives.autotestdict_all;
                    if let (true, Some(name), Some(body)) = (shown, def.declarator.name(), &def.body) {
                        self.add_test(&name.name, name.span, body, around, tests);
                    }
                }
                Ast::ClassDef(def) => {
                    let extension = self.cx.declared.contains_key(&(def.span.file, def.id));
                    let around = Around { class: &def.name.name, extension };
                    self.collect_tests(&def.body, Some(around), tests);
                }
                Ast::CClass(def) => {
                    let around = Around { class: &def.name.name, extension: true };
                    self.collect_tests(def.body.as_deref().unwrap_or_default(), Some(around), tests);
                }
                Ast::Property(def) => {
                    if let Some(around) = around {
                        let path = format!("{}.{}", around.class, def.name.name);
                        let around = Around { class: &path, ..around };
                        self.collect_tests(&def.body, Some(around), tests);
                    }
                }
                Ast::CdefBlock(block) => self.collect_tests(block, around, tests),
                Ast::If { branches, orelse } => {
                    branches.iter().for_each(|(_, block)| self.collect_tests(block, around, tests));
                    self.collect_tests(orelse.as_deref().unwrap_or_default(), around, tests);
                }
                Ast::With { body, .. } => self.collect_tests(body, around, tests),
                Ast::Try(node) => self.collect_tests(&node.body, around, tests),
                _ => {}
            }
        }
    }

    fn add_test(
        &self,
        name: &str,
        span: Span,
        body: &'a [ast::Stmt],
        around: Option<Around<'_>>,
        tests: &mut Vec<(String, Vec<u8>)>,
    ) {
        let Some(StrConst::Text(doc)) = self.docstring(body) else { return };
        if !doc.windows(3).any(|w| w == b">>>") && !self.cx.directives.autotestdict_all {
            return;
        }
        let path = match around {
            Some(around) if around.extension && HIDDEN.contains(&name) => return,
            Some(around) => format!("{}.{name}", around.class),
            None => name.to_string(),
        };
        let line = self.cx.sources.position(span).line;
        tests.push((format!("{path} (line {line})"), doc));
    }
}
