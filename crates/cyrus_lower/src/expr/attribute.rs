//! Attributes: Python ones, fields of extension types, members of C structs.

use crate::builder::FnBuilder;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{ClassId, Counting, TyId, common};
use hir::Expr;
use mir::{CBinOp, Callee, Const, ErrorCheck, Operand, Place, Proj, Rvalue, StmtKind, UnboundKind};

impl FnBuilder<'_, '_> {
    pub(crate) fn attribute(&mut self, object: &Expr, name: &str) -> Value {
        let object = self.expr(object);
        let name = self.name_value(name);
        self.call_rt("__cyrus_getattr", vec![object, name])
    }

    /// Reads a field of an extension type.
    pub(crate) fn ext_field(&mut self, object: &Expr, class: ClassId, field: u32, none_check: bool) -> Value {
        let decl = &self.cx.module.types.classes[class].fields[field as usize];
        let (ty, late, name) = (decl.ty, decl.late, decl.name.clone());
        let (place, owner) = self.ext_field_place(object, class, field, none_check.then_some(&*name));
        self.check_late(late, &place, name.clone(), UnboundKind::CppAttribute);
        self.check_view(place.clone(), ty, name, UnboundKind::View);
        let value = self.loaded(place, ty);
        self.outliving(value, owner)
    }

    /// The place of a field, and the object that must live as long.
    pub(crate) fn ext_field_place(
        &mut self,
        object: &Expr,
        class: ClassId,
        field: u32,
        none_check: Option<&str>,
    ) -> (Place, Value) {
        let object = self.lazy(object);
        if let Some(name) = none_check {
            self.none_check(&object, name);
        }
        let place = self.materialize(&object).then(Proj::ExtField(class, field));
        (place, object)
    }

    /// Fails when an object of extension type is None.
    pub(crate) fn none_check(&mut self, object: &Value, attribute: &str) {
        let none = Operand::Const(Const::None);
        let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Eq, object.op.clone(), none));
        let name = Value::cstr(attribute);
        self.when_unlikely(test.op, |b| b.call_raise("__cyrus_raise_none_attribute", vec![name]));
    }

    /// A part of an object, made independent of it where the object is a temporary that goes now.
    pub(crate) fn outliving(&mut self, part: Value, owner: Value) -> Value {
        match owner.own {
            Own::Temp(_) => {
                let part = if part.own == Own::Borrowed { self.own(part) } else { self.stable_copy(part) };
                self.drop_owner(owner, &part);
                part
            }
            Own::Borrowed | Own::Plain => part,
        }
    }

    /// Drops what a value was made of, when the statement ends if the value may point into it.
    pub(crate) fn drop_owner(&mut self, owner: Value, part: &Value) {
        let counts = matches!(self.cx.counting(&owner.ty), Counting::Cyp | Counting::Python);
        if !counts || part.own != Own::Plain || !matches!(part.ty, mir::CTy::Ty(ty) if self.may_point(ty)) {
            self.drop_value(owner);
        }
    }

    /// A copy of an uncounted value in a temporary.
    pub(crate) fn stable_copy(&mut self, value: Value) -> Value {
        match value.op {
            Operand::Const(_) => value,
            op => self.compute(value.ty, Rvalue::Use(op)),
        }
    }

    /// A member of a struct, union or C++ object.
    pub(crate) fn member(&mut self, object: &Expr, cname: &hir::Name, arrow: bool, ty: TyId) -> Value {
        let whole = object.ty;
        let (place, owner) = self.member_place(object, cname, arrow);
        let value = self.part_loaded(place, ty, whole);
        self.outliving(value, owner)
    }

    pub(crate) fn member_place(&mut self, object: &Expr, cname: &hir::Name, arrow: bool) -> (Place, Value) {
        let object = self.lazy(object);
        let mut place = self.materialize(&object);
        if arrow {
            place = place.then(Proj::Deref);
        }
        (place.then(Proj::Field(cname.clone())), object)
    }

    /// The C function behind a method, found through the object's vtable.
    pub(crate) fn ext_method(&mut self, object: &Expr, class: ClassId, method: u32, ty: TyId) -> Value {
        let object = self.expr(object);
        let dest = self.local(None, mir::CTy::Ty(ty), mir::LocalKind::Temp);
        self.emit(StmtKind::Call {
            dest: Some(Place::local(dest)),
            callee: Callee::ExtMethod { class, method },
            args: vec![object.op.clone()],
            error: ErrorCheck::None,
        });
        self.drop_value(object);
        Value::plain(Operand::local(dest), ty)
    }
}
