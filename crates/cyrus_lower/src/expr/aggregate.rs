//! C structs, ctuples and arrays built from values.

use crate::builder::FnBuilder;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Counting, Ty, TyId, common};
use hir::{Expr, Name};
use mir::{CTy, Const, Operand, Place, Proj, Rvalue};

impl FnBuilder<'_, '_> {
    pub(crate) fn struct_literal(&mut self, fields: &[(Name, Expr)], ty: TyId) -> Value {
        let values = self.operands(fields.iter().map(|(_, e)| e));
        let names = fields.iter().map(|(name, _)| name.clone()).collect();
        self.aggregate(names, values, ty)
    }

    pub(crate) fn ctuple(&mut self, items: &[Expr], ty: TyId) -> Value {
        let values = self.operands(items);
        let names = (0..items.len()).map(|i| format!("f{i}").into()).collect();
        self.aggregate(names, values, ty)
    }

    fn aggregate(&mut self, names: Vec<Name>, values: Vec<Value>, ty: TyId) -> Value {
        let ty = self.types().unqualified(ty);
        let counted = self.types().counting(ty) != Counting::None;
        let dest = if counted { self.temp(ty) } else { self.local(None, CTy::Ty(ty), mir::LocalKind::Temp) };
        // Members that C++ counts take references of their own.
        let (mut ops, mut lent): (Vec<Operand>, Vec<Value>) = (Vec::new(), Vec::new());
        for value in values {
            if !counted && value.own != crate::value::Own::Plain {
                ops.push(value.op.clone());
                lent.push(value);
            } else {
                ops.push(self.take(value));
            }
        }
        // What is not named is zero in a nogil class, and wherever one will be dropped.
        if matches!(self.kind(ty), Ty::NogilClass(_)) || self.types().is_unique(ty) {
            let zero = Operand::Const(Const::Int(0, ty));
            self.assign(Place::local(dest), Rvalue::Use(zero));
            for (path, op) in names.into_iter().zip(ops) {
                let place = path.split('.').fold(Place::local(dest), |p, n| p.then(Proj::Field(n.into())));
                self.assign(place, Rvalue::Use(op));
            }
            self.drop_values(lent);
            return if counted { self.owned(dest) } else { Value::plain(Operand::local(dest), ty) };
        }
        let parts = names.into_iter().zip(ops).collect();
        self.assign(Place::local(dest), Rvalue::Aggregate(CTy::Ty(ty), parts));
        self.drop_values(lent);
        if counted {
            return self.owned(dest);
        }
        self.ends_tuple(dest, ty);
        Value::plain(Operand::local(dest), ty)
    }

    /// A list display as a C array.
    pub(crate) fn c_array_literal(&mut self, items: &[Expr], ty: TyId) -> Value {
        let values = self.operands(items);
        let array = self.local(None, CTy::Ty(ty), mir::LocalKind::Temp);
        // Pointers to it may outlive a turn of a generator.
        self.keep_in_frame(array);
        for (i, value) in values.into_iter().enumerate() {
            let index = Operand::Const(Const::Int(i as i128, common::SSIZE_T));
            let op = self.take(value);
            self.assign(Place::local(array).then(Proj::Index(index)), Rvalue::Use(op));
        }
        Value::plain(Operand::local(array), ty)
    }
}
