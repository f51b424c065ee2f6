//! Constructs that are written as Cython text, parsed and declared as if a user had written them: messages, tasks, the classes and
//! functions that Python sees.
//!
//! Comes in: text, and the scope with the names it uses. Such text is of level 3; `what` names it in messages, between `<` and `>`.

use super::Checker;
use crate::declare::cyp_class;
use crate::declare::place::Place;
use crate::scope::{Entry, ScopeId};
use cyrus_syntax::ast::{self, SourceKind};
use cyrus_types::TyId;

impl<'a> Checker<'_, 'a> {
    pub(super) fn parse_text(&mut self, what: &str, text: &str) -> &'a ast::Module {
        let file = self.cx.sources.add(format!("<{what}>"), text);
        let options = cyrus_parser::ParseOptions {
            language_level: ast::LanguageLevel::Py3,
            cpp: self.cx.cplus,
            ..cyrus_parser::ParseOptions::new(SourceKind::Pyx)
        };
        let tree = cyrus_parser::parse(file, text, &options, self.cx.diags);
        self.cx.adopt(tree)
    }

    /// Declares what the text defines, and gives the type called `name`.
    pub(super) fn declare_text(
        &mut self,
        what: &str,
        text: &str,
        around: ScopeId,
        name: &str,
    ) -> Option<TyId> {
        let tree = self.parse_text(what, text);
        let place = Place::module(around, false);
        crate::declare::forward::block(self.cx, &place, &tree.body);
        crate::declare::statement::block(self.cx, &place, &tree.body);
        cyp_class::linearise(self.cx);
        self.cx.scopes[around].get(name).and_then(Entry::as_type)
    }
}
