//! How a Python argument is recognised as one for a parameter: the letters of the support code `cyp_overload`.

use super::super::Checker;
use cyrus_types::{CypContainer, FloatTy, IntTy, Ty, TyId};

impl Checker<'_, '_> {
    /// The letter of a type, and the class that arguments must be of.
    pub(super) fn face_kind(&self, ty: TyId, nullable: bool) -> (&'static str, Option<TyId>) {
        let types = &self.cx.types;
        let letter = match types.kind(ty) {
            Ty::Cyp(cyp) if let Some(class) = self.cyp_python_class(cyp) => {
                return (if nullable { "U" } else { "T" }, Some(class));
            }
            Ty::Cyp(cyp) if let Some(container) = types.cyp_classes[cyp.class].container() => {
                let letter = match (container, nullable) {
                    (CypContainer::List, false) => "Y",
                    (CypContainer::List, true) => "y",
                    (CypContainer::Dict, false) => "M",
                    (CypContainer::Dict, true) => "m",
                    (CypContainer::Set, false) => "S",
                    (CypContainer::Set, true) => "x",
                };
                return (letter, Some(types.resolved(ty)));
            }
            Ty::Cyp(_) | Ty::Ext(_) => {
                return (if nullable { "U" } else { "T" }, Some(types.resolved(ty)));
            }
            Ty::Builtin(_) => return (if nullable { "U" } else { "T" }, Some(types.resolved(ty))),
            Ty::Bint => "?",
            Ty::Int(int) => match int {
                IntTy::Char | IntTy::SChar => "b",
                IntTy::UChar => "B",
                IntTy::Short => "h",
                IntTy::UShort => "H",
                IntTy::Int => "i",
                IntTy::UInt => "I",
                IntTy::Long => "l",
                IntTy::ULong => "L",
                IntTy::LongLong => "q",
                IntTy::ULongLong => "Q",
                IntTy::SizeT => "N",
                IntTy::SSizeT | IntTy::PosixSSizeT | IntTy::PtrDiff | IntTy::Hash => "n",
                IntTy::Ucs4 | IntTy::PyUnicode => "c",
            },
            Ty::Enum(_) => "i",
            Ty::Float(FloatTy::Float) => "f",
            Ty::Float(FloatTy::Double) => "d",
            Ty::Float(FloatTy::LongDouble) => "g",
            Ty::Complex(_) => "F",
            Ty::Ptr(_) if types.is_c_string(ty) => self.face_string(),
            Ty::Array(..) => "Y",
            Ty::Struct(_) => "M",
            Ty::CTuple(_) => "P",
            Ty::MemView(_) | Ty::Buffer(_) => "V",
            Ty::Cpp(class, _) => match types.cpp_classes[*class].name.as_str() {
                "string" => self.face_string(),
                "vector" | "list" | "deque" => "Y",
                "map" | "unordered_map" => "M",
                "set" | "unordered_set" => "S",
                "pair" => "P",
                "complex" => "F",
                _ => "O",
            },
            _ => "O",
        };
        (letter, None)
    }

    fn face_string(&self) -> &'static str {
        if self.fx_ref().directives.c_string_encoding.is_empty() { "s" } else { "z" }
    }
}
