//! Constants: C literals stay text, Python constants go into the module's pool.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{TyId, common};
use hir::{Expr, ExprKind, StrConst};
use mir::{CTy, Const, Operand, PyConst};

impl FnBuilder<'_, '_> {
    pub(crate) fn constant(&mut self, expr: &Expr) -> Value {
        let object = self.cx.is_object(expr.ty);
        let constant = match &expr.kind {
            ExprKind::None => Const::None,
            ExprKind::Bool(value) if object => {
                if *value {
                    Const::True
                } else {
                    Const::False
                }
            }
            ExprKind::Bool(value) => return Value::int((*value).into(), expr.ty),
            ExprKind::Ellipsis => Const::Ellipsis,
            ExprKind::Int(n) if object => self.pooled(PyConst::Int(*n)),
            ExprKind::Int(n) => return Value::int(*n, expr.ty),
            ExprKind::BigInt(text) if object => self.pooled(PyConst::BigInt(text.clone())),
            ExprKind::BigInt(text) => return c_text(text, expr.ty),
            ExprKind::Float(text) if object => self.pooled(PyConst::Float(canonical_float(text))),
            ExprKind::Float(text) => return c_text(text, expr.ty),
            ExprKind::Imaginary(text) if object => self.pooled(PyConst::Complex(text.clone())),
            ExprKind::Imaginary(text) => return self.imaginary(text, expr.ty),
            ExprKind::Str(text) if object => {
                let text = match text {
                    StrConst::Text(text) => PyConst::Str { text: text.clone(), intern: is_identifier(text) },
                    StrConst::Bytes(bytes) => PyConst::Bytes(bytes.clone()),
                };
                self.pooled(text)
            }
            ExprKind::Str(StrConst::Text(text) | StrConst::Bytes(text)) => {
                return Value::plain(Operand::Const(Const::CStr(text.clone())), expr.ty);
            }
            ExprKind::Char(c) => return Value::int((*c).into(), expr.ty),
            ExprKind::CConst(text) => return c_text(text, expr.ty),
            ExprKind::CppFunc { class, cname } => {
                return Value::plain(Operand::Const(Const::CppFunc(*class, cname.clone())), expr.ty);
            }
            ExprKind::SizeOf(ty) => {
                return Value::plain(Operand::Const(Const::SizeOf(CTy::Ty(*ty))), expr.ty);
            }
            _ => return Value::plain(Operand::Const(Const::Null), expr.ty),
        };
        Value { ty: CTy::Ty(expr.ty), ..Value::constant(constant) }
    }

    fn pooled(&mut self, constant: PyConst) -> Const {
        Const::Py(self.cx.program.consts.intern(constant))
    }

    /// An interned name as a constant.
    pub(crate) fn name_const(&mut self, name: &str) -> Const {
        Const::Py(self.cx.program.consts.name(name))
    }

    /// An interned name as a value.
    pub(crate) fn name_value(&mut self, name: &str) -> Value {
        Value::constant(self.name_const(name))
    }

    fn imaginary(&mut self, text: &hir::Name, ty: TyId) -> Value {
        let part = c_text(text, common::DOUBLE);
        let name = match self.kind(ty) {
            cyrus_types::Ty::Complex(cyrus_types::FloatTy::Float) => "__cyrus_complex_float_new",
            cyrus_types::Ty::Complex(cyrus_types::FloatTy::LongDouble) => "__cyrus_complex_long_double_new",
            _ => "__cyrus_complex_double_new",
        };
        self.call_rt_typed(name, vec![Value::int(0, common::DOUBLE), part], ty)
    }
}

fn c_text(text: &hir::Name, ty: TyId) -> Value {
    Value::plain(Operand::Const(Const::Text(text.clone(), ty)), ty)
}

/// Such strings are interned, as Python does.
fn is_identifier(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// One text for one value, so that equal constants are one object.
pub(crate) fn canonical_float(text: &hir::Name) -> hir::Name {
    match text.replace('_', "").parse::<f64>() {
        Ok(value) if value.is_finite() => format!("{value:?}").into(),
        _ => text.clone(),
    }
}
