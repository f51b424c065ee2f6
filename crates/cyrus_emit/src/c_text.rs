//! Pieces of C text: expressions with their precedence, literals, names, comments.

mod comment;
mod expr;
mod literal;
mod name;

pub(crate) use comment::comment_text;
pub(crate) use expr::{CExpr, Prec};
pub use literal::bytes_literal;
pub(crate) use literal::int_literal;
pub(crate) use name::{c_identifier, mangle};
