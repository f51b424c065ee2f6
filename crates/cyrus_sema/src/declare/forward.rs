//! The names of types that may be used before their definition: structs, unions, enums, extension types,
//! C++ classes and cypclasses. Everything else is declared in source order.

use super::place::Place;
use super::{cpp_class, cyp_class, enum_def, ext_class, extern_block, struct_def};
use crate::cx::Cx;
use cyrus_syntax::ast::{Stmt, StmtKind};

/// Enters the type names of a block and of the blocks in it.
pub fn block<'a>(cx: &mut Cx<'a>, place: &Place, body: &'a [Stmt]) {
    for stmt in body {
        match &stmt.kind {
            StmtKind::CStruct(def) => struct_def::forward(cx, place, def),
            StmtKind::CEnum(def) => enum_def::forward(cx, place, def),
            StmtKind::CClass(def) => ext_class::forward(cx, place, def),
            StmtKind::CppClass(def) => cpp_class::forward(cx, place, def),
            StmtKind::CypClass(def) => cyp_class::forward(cx, place, def),
            StmtKind::ClassDef(def) => ext_class::forward_pure(cx, place, def),
            StmtKind::Extern(extern_) => block(cx, &extern_block::place(place, extern_), &extern_.body),
            StmtKind::CdefBlock(inner) => block(cx, place, inner),
            StmtKind::If { branches, orelse } => {
                branches.iter().for_each(|(_, inner)| block(cx, place, inner));
                orelse.iter().for_each(|inner| block(cx, place, inner));
            }
            StmtKind::With { body, .. } => block(cx, place, body),
            StmtKind::Try(node) => {
                block(cx, place, &node.body);
                node.handlers.iter().for_each(|h| block(cx, place, &h.body));
                node.orelse.iter().for_each(|inner| block(cx, place, inner));
                node.finalbody.iter().for_each(|inner| block(cx, place, inner));
            }
            _ => {}
        }
    }
}
