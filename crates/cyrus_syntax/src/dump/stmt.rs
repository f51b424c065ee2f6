//! Statements, imports, patterns.

use super::Dumper;
use super::decl::qualifier_word;
use super::expr::binary;
use crate::ast::*;

impl Dumper<'_> {
    pub(super) fn block(&mut self, block: &[Stmt]) {
        self.text("{");
        for (index, stmt) in block.iter().enumerate() {
            if index > 0 {
                self.text(" ");
            }
            self.stmt(stmt);
        }
        self.text("}");
    }

    pub(super) fn opt_block(&mut self, word: &str, block: Option<&Block>) {
        if let Some(block) = block {
            self.word(word);
            self.sp(|d| d.block(block));
        }
    }

    pub(super) fn branches(&mut self, branches: &[(Expr, Block)], orelse: Option<&Block>) {
        for (test, body) in branches {
            self.exprs([test]);
            self.sp(|d| d.block(body));
        }
        self.opt_block("else", orelse);
    }

    pub(super) fn idents(&mut self, names: &[Ident]) {
        for name in names {
            self.word(&name.name);
        }
    }

    pub(super) fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Expr(value) => self.form("expr", |d| d.exprs([value])),
            StmtKind::Assign { targets, value } => self.form("=", |d| {
                d.exprs(targets);
                d.exprs([value]);
            }),
            StmtKind::AugAssign { target, op, value } => {
                let head = format!("{}=", binary(*op));
                self.form(&head, |d| d.exprs([target, value]));
            }
            StmtKind::AnnAssign { target, annotation, value } => self.form("ann", |d| {
                d.exprs([target, annotation]);
                d.exprs(value.as_ref());
            }),
            StmtKind::Delete(targets) => self.form("del", |d| d.exprs(targets)),
            StmtKind::Pass => self.text("(pass)"),
            StmtKind::Break => self.text("(break)"),
            StmtKind::Continue => self.text("(continue)"),
            StmtKind::Return(value) => self.form("return", |d| d.exprs(value.as_ref())),
            StmtKind::Raise(raise) => self.form("raise", |d| {
                d.exprs(raise.exc.as_ref());
                d.exprs(raise.value.as_ref());
                d.exprs(raise.traceback.as_ref());
                if let Some(cause) = &raise.cause {
                    d.word("from");
                    d.exprs([cause]);
                }
            }),
            StmtKind::Global(names) => self.form("global", |d| d.idents(names)),
            StmtKind::Nonlocal(names) => self.form("nonlocal", |d| d.idents(names)),
            StmtKind::Assert { test, message } => self.form("assert", |d| {
                d.exprs([test]);
                d.exprs(message.as_ref());
            }),
            StmtKind::Import(names) => self.form("import", |d| d.aliases(names)),
            StmtKind::ImportFrom(import) => self.form("from-import", |d| d.import_from(import)),
            StmtKind::If { branches, orelse } => {
                self.form("if", |d| d.branches(branches, orelse.as_ref()));
            }
            StmtKind::While { test, body, orelse } => self.form("while", |d| {
                d.exprs([test]);
                d.sp(|d| d.block(body));
                d.opt_block("else", orelse.as_ref());
            }),
            StmtKind::For(f) => self.form(if f.is_async { "async-for" } else { "for" }, |d| {
                d.exprs([&f.target, &f.iter]);
                d.sp(|d| d.block(&f.body));
                d.opt_block("else", f.orelse.as_ref());
            }),
            StmtKind::ForFrom(f) => self.form("for", |d| {
                d.exprs([&f.target]);
                d.range_parts(&f.lower, f.lower_op, f.upper_op, &f.upper, f.step.as_ref());
                d.sp(|d| d.block(&f.body));
                d.opt_block("else", f.orelse.as_ref());
            }),
            StmtKind::Try(t) => self.form("try", |d| d.try_stmt(t)),
            StmtKind::With { is_async, items, body } => {
                self.form(if *is_async { "async-with" } else { "with" }, |d| {
                    for item in items {
                        d.exprs([&item.context]);
                        if let Some(target) = &item.target {
                            d.word("as");
                            d.exprs([target]);
                        }
                    }
                    d.sp(|d| d.block(body));
                });
            }
            StmtKind::Match { subject, cases } => self.form("match", |d| {
                d.exprs([subject]);
                for case in cases {
                    d.out.push(' ');
                    d.form("case", |d| {
                        d.sp(|d| d.pattern(&case.pattern));
                        if let Some(guard) = &case.guard {
                            d.word("if");
                            d.exprs([guard]);
                        }
                        d.sp(|d| d.block(&case.body));
                    });
                }
            }),
            StmtKind::FuncDef(def) => self.form(if def.is_async { "async-def" } else { "def" }, |d| {
                d.decorators(&def.decorators);
                d.word(&def.name.name);
                d.type_params(&def.type_params);
                d.sp(|d| d.params(&def.params));
                if let Some(returns) = &def.returns {
                    d.word("->");
                    d.exprs([returns]);
                }
                d.sp(|d| d.block(&def.body));
            }),
            StmtKind::ClassDef(def) => self.form("class", |d| {
                d.decorators(&def.decorators);
                d.word(&def.name.name);
                d.type_params(&def.type_params);
                d.args(&def.args);
                d.sp(|d| d.block(&def.body));
            }),
            StmtKind::TypeAlias { name, type_params, value } => self.form("type", |d| {
                d.word(&name.name);
                d.type_params(type_params);
                d.exprs([value]);
            }),
            StmtKind::Print { dest, values, newline } => self.form("print", |d| {
                if let Some(dest) = dest {
                    d.word(">>");
                    d.exprs([dest]);
                }
                d.exprs(values);
                d.flag(!newline, ",");
            }),
            StmtKind::Exec { code, globals, locals } => self.form("exec", |d| {
                d.exprs([code]);
                d.exprs(globals.as_ref());
                d.exprs(locals.as_ref());
            }),
            StmtKind::CImport(names) => self.form("cimport", |d| d.aliases(names)),
            StmtKind::CImportFrom(import) => self.form("from-cimport", |d| d.import_from(import)),
            StmtKind::Include { path } => self.form("include", |d| d.sp(|d| d.quoted(path))),
            StmtKind::CompileTimeDef { name, value } => self.form("DEF", |d| {
                d.word(&name.name);
                d.exprs([value]);
            }),
            StmtKind::CompileTimeIf { branches, orelse } => {
                self.form("IF", |d| d.branches(branches, orelse.as_ref()));
            }
            StmtKind::CVar(var) => self.form("cvar", |d| {
                d.decorators(&var.decorators);
                d.mods(&var.mods);
                d.sp(|d| d.ty(&var.ty));
                for (declarator, value) in &var.declarators {
                    d.sp(|d| d.declarator(declarator));
                    if let Some(value) = value {
                        d.text("=");
                        d.expr(value);
                    }
                }
            }),
            StmtKind::CFunc(func) => self.form("cfunc", |d| d.c_func(func)),
            StmtKind::CTypedef(typedef) => self.form("ctypedef", |d| {
                d.mods(&typedef.mods);
                d.sp(|d| d.ty(&typedef.ty));
                for declarator in &typedef.declarators {
                    d.sp(|d| d.declarator(declarator));
                }
            }),
            StmtKind::CStruct(def) => self.form(if def.is_union { "union" } else { "struct" }, |d| {
                d.mods(&def.mods);
                d.flag(def.packed, "packed");
                d.flag(def.cpp, "cpp");
                d.flag(def.typedef, "typedef");
                d.named(&def.name, def.cname.as_deref());
                d.opt_body(def.fields.as_ref());
            }),
            StmtKind::CEnum(def) => self.form("enum", |d| d.c_enum(def)),
            StmtKind::Fused(def) => self.form("fused", |d| {
                d.word(&def.name.name);
                for ty in &def.types {
                    d.sp(|d| d.ty(ty));
                }
            }),
            StmtKind::CClass(def) => self.form("cclass", |d| d.c_class(def)),
            StmtKind::CppClass(def) => self.form("cppclass", |d| {
                d.decorators(&def.decorators);
                d.mods(&def.mods);
                d.named(&def.name, def.cname.as_deref());
                d.template_params(&def.template_params);
                d.bases(&def.bases);
                d.opt_body(def.body.as_ref());
            }),
            StmtKind::CypClass(def) => self.form("cypclass", |d| {
                d.decorators(&def.decorators);
                d.mods(&def.mods);
                if let Some(qualifier) = def.qualifier {
                    d.word(qualifier_word(qualifier));
                }
                d.named(&def.name, def.cname.as_deref());
                d.template_params(&def.template_params);
                d.bases(&def.bases);
                d.flag(def.activable, "activable");
                d.opt_body(def.body.as_ref());
            }),
            StmtKind::Extern(block) => self.form("extern", |d| {
                match &block.header {
                    Some(header) => d.sp(|d| d.quoted(header)),
                    None => d.word("*"),
                }
                if let Some(namespace) = &block.namespace {
                    d.word("namespace");
                    d.sp(|d| d.quoted(namespace));
                }
                d.flag(block.mods.nogil, "nogil");
                if let Some(verbatim) = &block.verbatim {
                    d.word("verbatim");
                    d.sp(|d| d.quoted(verbatim));
                }
                d.sp(|d| d.block(&block.body));
            }),
            StmtKind::CdefBlock(body) => self.form("cdef", |d| d.sp(|d| d.block(body))),
            StmtKind::Property(def) => self.form("property", |d| {
                d.word(&def.name.name);
                if let Some(doc) = &def.doc {
                    d.sp(|d| d.str_lit(doc));
                }
                d.sp(|d| d.block(&def.body));
            }),
            StmtKind::Gil { kind, condition, body } => {
                let head = match kind {
                    GilKind::Gil => "with-gil",
                    GilKind::NoGil => "with-nogil",
                };
                self.form(head, |d| {
                    d.exprs(condition.as_ref());
                    d.sp(|d| d.block(body));
                });
            }
            StmtKind::Locked { kind, items, body } => {
                let head = match kind {
                    LockKind::Write => "wlocked",
                    LockKind::Read => "rlocked",
                };
                self.form(head, |d| {
                    d.exprs(items);
                    d.sp(|d| d.block(body));
                });
            }
            StmtKind::Select { cases, orelse } => self.form("select", |d| {
                for case in cases {
                    d.out.push(' ');
                    d.form("case", |d| {
                        if let Some(target) = &case.target {
                            d.exprs([target]);
                            d.word("=");
                        }
                        d.exprs([&case.operation]);
                        d.sp(|d| d.block(&case.body));
                    });
                }
                d.opt_block("else", orelse.as_ref());
            }),
            StmtKind::Error => self.text("<error>"),
        }
    }

    pub(super) fn aliases(&mut self, names: &[ImportAlias]) {
        for alias in names {
            self.word(&alias.name.joined());
            if let Some(asname) = &alias.asname {
                self.word("as");
                self.word(&asname.name);
            }
        }
    }

    pub(super) fn import_from(&mut self, import: &ImportFrom) {
        self.out.push(' ');
        (0..import.level).for_each(|_| self.text("."));
        if let Some(module) = &import.module {
            self.text(&module.joined());
        }
        match &import.names {
            ImportNames::Star(_) => self.word("*"),
            ImportNames::Names(names) => {
                for (name, asname) in names {
                    self.word(&name.name);
                    if let Some(asname) = asname {
                        self.word("as");
                        self.word(&asname.name);
                    }
                }
            }
        }
    }

    pub(super) fn try_stmt(&mut self, t: &Try) {
        self.sp(|d| d.block(&t.body));
        for handler in &t.handlers {
            self.out.push(' ');
            self.form(if t.is_star { "except*" } else { "except" }, |d| {
                d.exprs(handler.ty.as_ref());
                if let Some(target) = &handler.target {
                    d.word("as");
                    d.exprs([target]);
                }
                d.sp(|d| d.block(&handler.body));
            });
        }
        self.opt_block("else", t.orelse.as_ref());
        self.opt_block("finally", t.finalbody.as_ref());
    }

    pub(super) fn pattern(&mut self, pattern: &Pattern) {
        let list = |d: &mut Self, items: &[Pattern]| {
            for item in items {
                d.sp(|d| d.pattern(item));
            }
        };
        match &pattern.kind {
            PatternKind::Wildcard => self.text("_"),
            PatternKind::Capture(name) => self.text(&name.name),
            PatternKind::Value(value) => self.form("==", |d| d.exprs([value])),
            PatternKind::Singleton(value) => self.form("is", |d| d.exprs([value])),
            PatternKind::Sequence(items) => self.form("seq", |d| list(d, items)),
            PatternKind::Star(name) => {
                self.text("*");
                self.text(name.as_ref().map_or("_", |n| &n.name));
            }
            PatternKind::Mapping { items, rest } => self.form("map", |d| {
                for (key, value) in items {
                    d.exprs([key]);
                    d.text(":");
                    d.pattern(value);
                }
                if let Some(rest) = rest {
                    d.word("**");
                    d.text(&rest.name);
                }
            }),
            PatternKind::Class { class, positional, keywords } => self.form("class", |d| {
                d.exprs([class]);
                list(d, positional);
                for (name, value) in keywords {
                    d.word(&name.name);
                    d.text("=");
                    d.pattern(value);
                }
            }),
            PatternKind::Or(items) => self.form("or", |d| list(d, items)),
            PatternKind::As(inner, name) => self.form("as", |d| {
                d.sp(|d| d.pattern(inner));
                d.word(&name.name);
            }),
        }
    }
}
