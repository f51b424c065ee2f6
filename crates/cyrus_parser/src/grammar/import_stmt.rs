//! `import`, `cimport`, `from … import`, `from … cimport`.

use crate::lexer::{Soft, Tok};
use crate::parser::{PResult, Parser};
use cyrus_syntax::ast::{DottedName, Ident, ImportAlias, ImportFrom, ImportNames, StmtKind};

impl Parser<'_> {
    /// At `import` or `cimport`.
    pub(crate) fn import_stmt(&mut self) -> PResult<StmtKind> {
        let is_cimport = self.at(Tok::Cimport);
        self.bump();
        let mut names = Vec::new();
        loop {
            let name = self.dotted_name()?;
            names.push(ImportAlias { name, asname: self.opt_as_name()? });
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        Ok(if is_cimport { StmtKind::CImport(names) } else { StmtKind::Import(names) })
    }

    /// At `from`.
    pub(crate) fn import_from_stmt(&mut self) -> PResult<StmtKind> {
        self.bump();
        let mut level = 0;
        loop {
            match self.tok {
                Tok::Dot => level += 1,
                Tok::Ellipsis => level += 3,
                _ => break,
            }
            self.bump();
        }
        let module = if level > 0 && self.at_import_word() { None } else { Some(self.dotted_name()?) };
        if !self.at_import_word() {
            return Err(self.fail("Expected 'import' or 'cimport'"));
        }
        let is_cimport = self.at(Tok::Cimport);
        self.bump();
        let names = if self.at(Tok::Star) {
            let span = self.token_span();
            self.bump();
            ImportNames::Star(span)
        } else {
            ImportNames::Names(self.imported_names()?)
        };
        if module.as_ref().is_some_and(|m| m.joined() == "__future__") {
            self.future_import(level, &names)?;
        }
        let import = ImportFrom { level, module, names };
        Ok(if is_cimport { StmtKind::CImportFrom(import) } else { StmtKind::ImportFrom(import) })
    }

    fn at_import_word(&self) -> bool {
        matches!(self.tok, Tok::Import | Tok::Cimport)
    }

    fn imported_names(&mut self) -> PResult<Vec<(Ident, Option<Ident>)>> {
        let parenthesized = self.eat(Tok::LParen);
        let mut names = Vec::new();
        loop {
            let name = self.ident()?;
            names.push((name, self.opt_as_name()?));
            if !self.eat(Tok::Comma) || (parenthesized && self.at(Tok::RParen)) {
                break;
            }
        }
        if parenthesized {
            self.expect(Tok::RParen)?;
        }
        Ok(names)
    }

    fn opt_as_name(&mut self) -> PResult<Option<Ident>> {
        if self.eat_soft(Soft::As) { self.ident().map(Some) } else { Ok(None) }
    }

    /// `a.b.c`
    pub(crate) fn dotted_name(&mut self) -> PResult<DottedName> {
        let start = self.start();
        let mut parts = vec![self.ident()?];
        while self.eat(Tok::Dot) {
            parts.push(self.ident()?);
        }
        Ok(DottedName { parts, span: self.span_from(start) })
    }

    /// `from __future__ import` changes how the rest of the file is read.
    fn future_import(&mut self, level: u32, names: &ImportNames) -> PResult<()> {
        if !self.future_allowed {
            return Err(self.fail("from __future__ imports must occur at the beginning of the file"));
        }
        if level > 0 {
            return Err(self.fail("invalid syntax"));
        }
        let names = match names {
            ImportNames::Names(names) => names,
            ImportNames::Star(span) => {
                return Err(self.fail_at(*span, "future feature * is not defined"));
            }
        };
        for (name, _) in names {
            match name.name.as_str() {
                "print_function" => {
                    for token in &mut self.lexer.tokens[self.pos..] {
                        if token.kind == Tok::Print {
                            token.kind = Tok::Name;
                        }
                    }
                    self.tok = self.token().kind;
                }
                "unicode_literals" => self.unicode_literals = true,
                "nested_scopes" | "generators" | "division" | "absolute_import" | "with_statement"
                | "generator_stop" | "annotations" => {}
                "braces" => return Err(self.fail_at(name.span, "not a chance")),
                other => {
                    let message = format!("future feature {other} is not defined");
                    return Err(self.fail_at(name.span, message));
                }
            }
        }
        Ok(())
    }
}
