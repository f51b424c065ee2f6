//! f-strings.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Builtin, FloatTy, IntTy, Origin, Ty, TyId, common};
use hir::{Expr, ExprKind, StrConst};
use mir::{CTy, Callee, Const, Operand, PyConst, Rvalue};

impl FnBuilder<'_, '_> {
    /// The parts are `str` objects.
    pub(crate) fn join_str(&mut self, parts: &[Expr]) -> Value {
        match parts {
            [] => self.empty_str(),
            [only] => self.expr(only),
            _ => {
                let parts = self.operands(parts);
                self.call_new(Callee::JoinStr, parts, common::STR)
            }
        }
    }

    fn empty_str(&mut self) -> Value {
        let empty = self.cx.program.consts.intern(PyConst::Str { text: Vec::new(), intern: false });
        Value { ty: mir::CTy::Ty(common::STR), ..Value::constant(Const::Py(empty)) }
    }

    /// `{value!conversion:spec}`
    pub(crate) fn format_value(
        &mut self,
        value: &Expr,
        conversion: Option<char>,
        spec: Option<&Expr>,
    ) -> Value {
        if conversion.is_none()
            && let Some(text) = self.format_number(value, spec)
        {
            return text;
        }
        let is_str = matches!(self.kind(value.ty), Ty::Builtin(Builtin::Str));
        let mut object = if self.cx.is_object(value.ty) {
            self.expr(value)
        } else {
            let c_value = self.expr(value);
            self.boxed(c_value, value.ty, common::OBJECT)
        };
        let mut converted = is_str;
        let conversion = match conversion {
            Some('r') => Some("PyObject_Repr"),
            Some('a') => Some("PyObject_ASCII"),
            Some('s') => Some("__cyrus_str"),
            _ => None,
        };
        if let Some(name) = conversion {
            object = self.call_rt_typed(name, vec![object], common::STR);
            converted = true;
        }
        match spec {
            Some(spec) => {
                let object = self.stable(object);
                let spec = self.expr(spec);
                self.call_rt_typed("PyObject_Format", vec![object, spec], common::STR)
            }
            // A str typed value may be None.
            None if converted && conversion.is_some() => object,
            None => self.call_rt_typed("__cyrus_format_simple", vec![object], common::STR),
        }
    }

    /// A C number by a specification that needs no object of Python.
    fn format_number(&mut self, value: &Expr, spec: Option<&Expr>) -> Option<Value> {
        let spec = match spec.map(|s| &s.kind) {
            None => "",
            Some(ExprKind::Str(StrConst::Text(text))) => std::str::from_utf8(text).ok()?,
            Some(_) => return None,
        };
        match self.kind(value.ty) {
            Ty::Int(int) if !matches!(int, IntTy::Ucs4 | IntTy::PyUnicode) && self.is_known(value.ty) => {
                let IntSpec { kind, width, fill } = int_spec(spec)?;
                let (name, wide) = match int.is_signed() {
                    // The platform decides about plain `char`.
                    true => ("__cyrus_format_signed", common::LONGLONG),
                    false => ("__cyrus_format_unsigned", common::ULONGLONG),
                };
                let number = self.expr(value);
                let number = self.compute(wide, Rvalue::Cast(CTy::Ty(wide), number.op));
                let args = vec![number, Value::int(width, common::SSIZE_T), letter(fill), letter(kind)];
                Some(self.call_rt_typed(name, args, common::STR))
            }
            Ty::Float(FloatTy::Double | FloatTy::Float) => {
                let (kind, precision) = float_spec(spec)?;
                let number = self.expr(value);
                let number = self.compute(common::DOUBLE, Rvalue::Cast(CTy::Ty(common::DOUBLE), number.op));
                let args = vec![number, letter(kind), Value::int(precision, common::INT)];
                Some(self.call_rt_typed("__cyrus_format_double", args, common::STR))
            }
            _ => None,
        }
    }

    /// Whether a type is what its declaration says: extern typedefs may be others.
    fn is_known(&self, ty: TyId) -> bool {
        match *self.types().get(self.types().unqualified(ty)) {
            Ty::Typedef(id) => {
                let def = &self.types().typedefs[id];
                def.origin != Origin::Extern && self.is_known(def.base)
            }
            _ => true,
        }
    }
}

fn letter(c: u8) -> Value {
    let text = format!("'{}'", char::from(c));
    Value::plain(Operand::Const(Const::Text(text.into(), common::CHAR)), common::CHAR)
}

/// How an integer is written.
struct IntSpec {
    kind: u8,
    width: i128,
    fill: u8,
}

/// `[>-][0][width][doxX]`
fn int_spec(spec: &str) -> Option<IntSpec> {
    let (spec, kind) = match spec.as_bytes().last() {
        Some(&kind @ (b'd' | b'o' | b'x' | b'X')) => (&spec[..spec.len() - 1], kind),
        _ => (spec, b'd'),
    };
    let aligned = spec.strip_prefix(['>', '-']).unwrap_or(spec);
    let (digits, fill) = match aligned.strip_prefix('0') {
        // Zeros that the alignment says come before the sign.
        Some(_) if spec.starts_with('>') => return None,
        Some(rest) => (rest, b'0'),
        None => (aligned, b' '),
    };
    let width = match digits {
        "" => 0,
        _ if digits.len() < 7 && digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok()?,
        _ => return None,
    };
    Some(IntSpec { kind, width, fill })
}

/// Nothing, or `.precision[eEfFgG]`.
fn float_spec(spec: &str) -> Option<(u8, i128)> {
    if spec.is_empty() {
        return Some((b'r', 0));
    }
    let digits = spec.strip_prefix('.')?.strip_suffix(['e', 'E', 'f', 'F', 'g', 'G'])?;
    let plain = (1..4).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| Some((*spec.as_bytes().last()?, digits.parse().ok()?)))?
}

#[cfg(test)]
mod tests {
    use super::{float_spec, int_spec};

    #[test]
    fn specifications_of_ints() {
        let parts = |spec| int_spec(spec).map(|s| (char::from(s.kind), s.width, char::from(s.fill)));
        assert_eq!(parts(""), Some(('d', 0, ' ')));
        assert_eq!(parts("08x"), Some(('x', 8, '0')));
        assert_eq!(parts(">5"), Some(('d', 5, ' ')));
        assert_eq!(parts("-12d"), Some(('d', 12, ' ')));
        for other in ["+d", "<5", "_", ",", "#x", "5.2f", "b", "n", ">05", "99999999999"] {
            assert_eq!(parts(other), None, "{other}");
        }
    }

    #[test]
    fn specifications_of_floats() {
        assert_eq!(float_spec(""), Some((b'r', 0)));
        assert_eq!(float_spec(".2f"), Some((b'f', 2)));
        for other in ["f", ".f", "5.2f", ".2", ".1000f", ".2%", "+.2f"] {
            assert_eq!(float_spec(other), None, "{other}");
        }
    }
}
