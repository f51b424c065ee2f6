//! Right sides of assignments.

use super::{BodyWriter, list};
use crate::c_text::{CExpr, Prec};
use crate::types::{cty_text, type_text};
use cyrus_mir::{CBinOp, CTy, CUnOp, Const, Operand, Rvalue};
use cyrus_types::{FloatTy, IntTy, Origin, Ty, TyId};

impl BodyWriter<'_, '_> {
    /// An rvalue as an expression. Aggregates are written by the statement.
    pub(super) fn rvalue(&mut self, value: &Rvalue) -> CExpr {
        match value {
            Rvalue::Use(operand) => self.operand(operand),
            Rvalue::Unary(op, operand) => {
                let operand = self.typed_operand(operand);
                match op {
                    CUnOp::Neg => CExpr::unary("-", &operand),
                    CUnOp::Pos => CExpr::unary("+", &operand),
                    CUnOp::BitNot => CExpr::unary("~", &operand),
                    CUnOp::Not => CExpr::not(&operand),
                }
            }
            Rvalue::Binary(op, left, right) => {
                let both = matches!((left, right), (Operand::Const(_), Operand::Const(_)));
                let shift = matches!(op, CBinOp::Shl | CBinOp::Shr);
                let left_text = if both || shift { self.typed_operand(left) } else { self.operand(left) };
                let mut right_text = self.operand(right);
                // The end of a range in a test, which may take it by value.
                if let Operand::Copy(place) = right
                    && let Some(local) = place.as_local()
                {
                    right_text = self.moved(local, right_text);
                }
                if *op == CBinOp::Rem
                    && let Some(ty) = self.operand_ty(left).or_else(|| self.operand_ty(right))
                    && let Ty::Float(float) = self.cx.types.kind(ty)
                {
                    let suffix = match float {
                        FloatTy::Float => "f",
                        FloatTy::Double => "",
                        FloatTy::LongDouble => "l",
                    };
                    self.cx.fragment("c_float_mod");
                    return CExpr::primary(format!("fmod{suffix}({}, {})", left_text.text, right_text.text));
                }
                if let Some(negated) = subtract_negative(*op, right) {
                    return CExpr::binary(CBinOp::Sub, &left_text, &CExpr::primary(negated));
                }
                let result = CExpr::binary(*op, &left_text, &right_text);
                let operator = [left, right]
                    .into_iter()
                    .filter_map(|o| self.operand_ty(o))
                    .any(|t| matches!(self.cx.types.kind(t), Ty::Cpp(..)));
                // A class may have `!=` without `==`: negations keep what is written.
                if operator && matches!(op, CBinOp::Eq | CBinOp::Ne) {
                    return CExpr::primary(format!("({})", result.text));
                }
                result
            }
            Rvalue::Cast(ty, operand) => {
                let operand_text = self.typed_operand(operand);
                let text = cty_text(self.cx, ty);
                if self.cast_changes_nothing(ty, operand) {
                    return operand_text;
                }
                CExpr::cast(&text, &operand_text)
            }
            Rvalue::AddressOf(place) => {
                self.tracked_memory |= super::fold::goes_through_pointer(place);
                if let cyrus_mir::PlaceBase::Local(local) = place.base {
                    self.tracked_reads.push(local);
                }
                // `&*p` is `p`, unless that is an object with an operator of its own.
                if let Some((cyrus_mir::Proj::Deref, rest)) = place.proj.split_last() {
                    let pointer = cyrus_mir::Place { base: place.base.clone(), proj: rest.to_vec() };
                    let object = self.place_ty(&pointer).map(|ty| self.cx.types.kind(ty));
                    if !matches!(object, Some(Ty::Cpp(..))) {
                        return self.read_place(&pointer);
                    }
                }
                let ty = self.place_ty(place);
                let place = self.read_place(place);
                self.address(&place, ty)
            }
            Rvalue::Select(cond, then, orelse) => {
                let cond = self.operand(cond);
                let then = self.operand(then);
                let orelse = self.operand(orelse);
                CExpr::new(
                    format!(
                        "{} ? {} : {}",
                        cond.at(Prec::LogicalOr),
                        then.at(Prec::LogicalOr),
                        orelse.at(Prec::LogicalOr)
                    ),
                    Prec::Conditional,
                )
            }
            Rvalue::Aggregate(..) => {
                self.cx.internal(format!("in {}: an aggregate inside an expression", self.body.name));
                CExpr::primary("0")
            }
            Rvalue::CppConstruct(ty, args) => {
                let name = type_text(self.cx, *ty);
                let args: Vec<CExpr> = args.iter().map(|a| self.operand(a)).collect();
                CExpr::primary(format!("{name}({})", list(&args)))
            }
        }
    }

    /// The address of a place, whatever operator `&` its class has.
    pub(super) fn address(&mut self, place: &CExpr, ty: Option<TyId>) -> CExpr {
        let types = self.cx.types;
        let own = ty.is_some_and(|ty| match types.kind(ty) {
            Ty::Cpp(id, _) => types.cpp_classes[*id]
                .methods
                .iter()
                .any(|m| m.name == "operator&" && types.funcs[m.sig].params.is_empty()),
            _ => false,
        });
        if own {
            self.cx.cplus_header("<memory>");
            return CExpr::primary(format!("std::addressof({})", place.text));
        }
        CExpr::unary("&", place)
    }

    /// Whether a cast would only repeat the type: the same type, or one object pointer to another.
    fn cast_changes_nothing(&self, to: &CTy, operand: &Operand) -> bool {
        let CTy::Ty(to) = to else { return false };
        let Some(from) = self.operand_ty(operand) else { return false };
        if matches!(operand, Operand::Const(Const::Int(..))) {
            return false;
        }
        (*to == from && !self.is_of_header(*to))
            || (self.cx.types.is_object(*to) && self.cx.types.is_object(from))
    }

    /// The expression, converted to the type of the temporary that it stands for where the arithmetic
    /// of C would give another one.
    pub(super) fn as_type(&mut self, expr: CExpr, value: &Rvalue, to: &CTy) -> CExpr {
        if self.has_type(value, to) {
            return expr;
        }
        let text = cty_text(self.cx, to);
        CExpr::cast(&text, &expr)
    }

    fn has_type(&self, value: &Rvalue, to: &CTy) -> bool {
        let types = self.cx.types;
        let CTy::Ty(to) = to else {
            return match (value, to) {
                (Rvalue::Cast(ty, _), to) => ty == to,
                (_, CTy::Text(text)) => text.ends_with('*') || text == "int",
                _ => true,
            };
        };
        let to = *to;
        if types.is_object(to) {
            return true;
        }
        let same = |operand: &Operand| self.operand_ty(operand).is_some_and(|t| self.same(t, to));
        match value {
            Rvalue::Use(operand) => {
                same(operand)
                    || matches!(operand, Operand::Const(Const::Null | Const::CStr(_)))
                        && matches!(types.kind(to), Ty::Ptr(_))
            }
            Rvalue::Cast(CTy::Ty(ty), _) => *ty == to,
            Rvalue::Cast(CTy::Text(_), _) => false,
            Rvalue::Unary(CUnOp::Not, _) => matches!(types.get(to), Ty::Bint | Ty::Int(IntTy::Int)),
            Rvalue::Unary(..) if self.is_of_header(to) => true,
            Rvalue::Unary(_, operand) => same(operand) && self.keeps_type(to),
            Rvalue::Binary(op, left, right) => match op {
                CBinOp::Lt
                | CBinOp::Le
                | CBinOp::Gt
                | CBinOp::Ge
                | CBinOp::Eq
                | CBinOp::Ne
                | CBinOp::And
                | CBinOp::Or => matches!(types.get(to), Ty::Bint | Ty::Int(IntTy::Int)),
                _ if self.is_of_header(to) => true,
                CBinOp::Shl | CBinOp::Shr => same(left) && self.keeps_type(to),
                CBinOp::Add
                | CBinOp::Sub
                | CBinOp::Mul
                | CBinOp::Div
                | CBinOp::Rem
                | CBinOp::BitAnd
                | CBinOp::BitOr
                | CBinOp::BitXor => {
                    // Pointer arithmetic gives the pointer's type.
                    let pointer = matches!(types.kind(to), Ty::Ptr(_)) && same(left);
                    pointer || (same(left) && same(right) && self.keeps_type(to))
                }
            },
            Rvalue::AddressOf(_) => matches!(types.kind(to), Ty::Ptr(_)),
            Rvalue::Select(_, then, orelse) => same(then) && same(orelse) && self.keeps_type(to),
            Rvalue::Aggregate(..) | Rvalue::CppConstruct(..) => true,
        }
    }

    /// Equal up to `const`.
    fn same(&self, a: TyId, b: TyId) -> bool {
        a == b || self.cx.types.unqualified(a) == self.cx.types.unqualified(b)
    }

    /// Whether a type is a header's number: what it is called may be no C name at all, as with macros, and what C
    /// makes of arithmetic on it is what is meant.
    fn is_of_header(&self, ty: TyId) -> bool {
        let types = self.cx.types;
        matches!(*types.get(types.unqualified(ty)), Ty::Typedef(id) if types.typedefs[id].origin == Origin::Extern)
            && matches!(types.kind(ty), Ty::Int(_) | Ty::Float(_))
    }

    /// Whether C's arithmetic on two values of this type gives this type: no promotion to `int`, no
    /// typedef of unknown width.
    fn keeps_type(&self, ty: TyId) -> bool {
        match self.cx.types.get(self.cx.types.unqualified(ty)) {
            Ty::Bint => true,
            Ty::Int(int) => int.rank() >= IntTy::Int.rank(),
            Ty::Float(FloatTy::Double | FloatTy::LongDouble | FloatTy::Float) => true,
            Ty::Complex(_) | Ty::Ptr(_) => true,
            _ => false,
        }
    }
}

/// `x + -1` reads better as `x - 1`.
fn subtract_negative(op: CBinOp, right: &Operand) -> Option<String> {
    match (op, right) {
        (CBinOp::Add, Operand::Const(Const::Int(value, _))) if (-0x7fff_ffff..0).contains(value) => {
            Some((-value).to_string())
        }
        _ => None,
    }
}
