//! Methods of builtin types: what their results are, and the names that Python 2 gave some of them.
//!
//! Comes in: a call of a method on a value of a builtin type. Goes out: the same call with the type of its
//! result, where that is certain; truth values and positions become C numbers.

use super::Checker;
use cyrus_hir::{Coercion, Expr, ExprKind};
use cyrus_syntax::Name;
use cyrus_types::{Builtin, IntTy, Ty, TyId, common};

/// What a method gives.
enum Gives {
    /// The type that it is called on.
    Same,
    Is(TyId),
}

impl<'a> Checker<'_, 'a> {
    /// A call of a method whose result has a known type, converted to it.
    pub(super) fn known_method_result(&mut self, call: Expr) -> Expr {
        let (ExprKind::PyMethodCall { object, name, args, keywords }, common::OBJECT) = (&call.kind, call.ty)
        else {
            return call;
        };
        if let (ExprKind::Coerce { kind: Coercion::ToObject, value: char }, [], []) =
            (&object.kind, &args[..], &keywords[..])
            && let Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) = self.cx.types.kind(char.ty)
            && let Some(function) = char_function(name)
        {
            let char = self.coerce((**char).clone(), common::UCS4);
            return Expr {
                ty: common::BINT,
                kind: ExprKind::Runtime { name: function.into(), args: vec![char] },
                ..call
            };
        }
        let Ty::Builtin(class) = *self.cx.types.kind(object.ty) else { return call };
        if let (Builtin::Str, [part], []) = (class, &args[..], &keywords[..])
            && let Some((function, ty)) = str_function(name)
        {
            let args = vec![(**object).clone(), part.clone()];
            return Expr { ty, kind: ExprKind::Runtime { name: function.into(), args }, ..call };
        }
        let ty = match method_result(class, name) {
            Some(Gives::Same) => self.cx.types.builtin(class),
            Some(Gives::Is(ty)) => ty,
            None => return call,
        };
        if self.cx.types.is_object(ty) { Expr { ty, ..call } } else { self.coerce(call, ty) }
    }

    /// Whether calling a builtin class gives an instance of just that class.
    pub(super) fn makes_own_instances(&self, ty: TyId) -> bool {
        match self.cx.types.kind(ty) {
            Ty::Builtin(class) => matches!(
                class,
                Builtin::Str
                    | Builtin::Bytes
                    | Builtin::ByteArray
                    | Builtin::Dict
                    | Builtin::FrozenDict
                    | Builtin::FrozenSet
                    | Builtin::Int
                    | Builtin::Exception(_)
            ),
            _ => false,
        }
    }

    /// `d.iteritems()`, `d.viewkeys()` and their like, spelled as today; the flag asks for an iterator.
    pub(super) fn dict_method_of_python2(&self, func: &mut Expr) -> bool {
        let ExprKind::Attr { object, name } = &mut func.kind else { return false };
        if !matches!(self.cx.types.kind(object.ty), Ty::Builtin(Builtin::Dict | Builtin::FrozenDict)) {
            return false;
        }
        let (plain, iterator) = match name.as_str() {
            "iteritems" => ("items", true),
            "iterkeys" => ("keys", true),
            "itervalues" => ("values", true),
            "viewitems" => ("items", false),
            "viewkeys" => ("keys", false),
            "viewvalues" => ("values", false),
            _ => return false,
        };
        *name = Name::new_static(plain);
        iterator
    }
}

/// Methods of `str` that ask about one character, as functions of the support code.
fn char_function(name: &str) -> Option<&'static str> {
    Some(match name {
        "isalnum" => "__cyrus_ucs4_isalnum",
        "isalpha" => "__cyrus_ucs4_isalpha",
        "isdecimal" => "__cyrus_ucs4_isdecimal",
        "isdigit" => "__cyrus_ucs4_isdigit",
        "islower" => "__cyrus_ucs4_islower",
        "isnumeric" => "__cyrus_ucs4_isnumeric",
        "isprintable" => "__cyrus_ucs4_isprintable",
        "isspace" => "__cyrus_ucs4_isspace",
        "istitle" => "__cyrus_ucs4_istitle",
        "isupper" => "__cyrus_ucs4_isupper",
        _ => return None,
    })
}

/// Methods of `str` with one argument whose result is a C value, as functions of the support code.
fn str_function(name: &str) -> Option<(&'static str, TyId)> {
    Some(match name {
        "startswith" => ("__cyrus_str_startswith", common::BINT),
        "endswith" => ("__cyrus_str_endswith", common::BINT),
        "find" => ("__cyrus_str_find", common::SSIZE_T),
        "rfind" => ("__cyrus_str_rfind", common::SSIZE_T),
        _ => return None,
    })
}

fn method_result(class: Builtin, name: &str) -> Option<Gives> {
    let strings = matches!(class, Builtin::Str | Builtin::Bytes | Builtin::ByteArray);
    let result = match (class, name) {
        (Builtin::Str, "encode") => Gives::Is(common::BYTES),
        (Builtin::Str, "format" | "format_map" | "casefold") => Gives::Same,
        (Builtin::Str, "isdecimal" | "isidentifier" | "isnumeric" | "isprintable") => Gives::Is(common::BINT),
        (Builtin::Bytes | Builtin::ByteArray, "decode" | "hex") => Gives::Is(common::STR),
        (
            _,
            "capitalize" | "center" | "expandtabs" | "join" | "ljust" | "lower" | "lstrip" | "removeprefix"
            | "removesuffix" | "replace" | "rjust" | "rstrip" | "strip" | "swapcase" | "title" | "translate"
            | "upper" | "zfill",
        ) if strings => Gives::Same,
        (_, "count" | "find" | "index" | "rfind" | "rindex") if strings => Gives::Is(common::SSIZE_T),
        (
            _,
            "endswith" | "startswith" | "isalnum" | "isalpha" | "isascii" | "isdigit" | "islower" | "isspace"
            | "istitle" | "isupper",
        ) if strings => Gives::Is(common::BINT),
        (_, "partition" | "rpartition") if strings => Gives::Is(common::TUPLE),
        (_, "split" | "rsplit" | "splitlines") if strings => Gives::Is(common::LIST),
        (Builtin::List | Builtin::Tuple, "count" | "index") => Gives::Is(common::SSIZE_T),
        (Builtin::List | Builtin::Dict | Builtin::Set | Builtin::FrozenSet, "copy") => Gives::Same,
        (
            Builtin::Set | Builtin::FrozenSet,
            "difference" | "intersection" | "symmetric_difference" | "union",
        ) => Gives::Same,
        (Builtin::Set | Builtin::FrozenSet, "isdisjoint" | "issubset" | "issuperset") => {
            Gives::Is(common::BINT)
        }
        (Builtin::Dict, "popitem") => Gives::Is(common::TUPLE),
        (Builtin::Int, "bit_count" | "bit_length" | "conjugate") => Gives::Same,
        (Builtin::Int | Builtin::Float, "as_integer_ratio") => Gives::Is(common::TUPLE),
        (Builtin::Int | Builtin::Float, "is_integer") => Gives::Is(common::BINT),
        (Builtin::Int, "to_bytes") => Gives::Is(common::BYTES),
        (Builtin::Float, "conjugate") => Gives::Same,
        (Builtin::Float, "hex") => Gives::Is(common::STR),
        (Builtin::MemoryView, "tobytes") => Gives::Is(common::BYTES),
        (Builtin::MemoryView, "tolist") => Gives::Is(common::LIST),
        _ => return None,
    };
    Some(result)
}
