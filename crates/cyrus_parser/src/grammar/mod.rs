//! The grammar: one file per construct, each a set of rules on [`crate::parser::Parser`].
//!
//! A rule is named after what it parses and starts at the current token. Rules never look at names' meanings.

mod call;
mod cclass;
mod cdef;
mod class_def;
mod compound_stmt;
mod comprehension;
mod cppclass;
mod ctx;
mod declarator;
mod decorator;
mod display;
mod exception_spec;
mod expression;
mod extern_block;
mod for_stmt;
mod fstring;
mod func_def;
mod go_expr;
mod import_stmt;
mod lambda;
mod literal;
mod match_stmt;
mod operator_name;
mod param;
mod recovery;
mod select_stmt;
mod simple_stmt;
mod statement;
mod string_literal;
mod struct_enum;
mod subscript;
mod try_stmt;
mod type_expr;
mod type_param;
mod unicode_name;
mod with_stmt;
