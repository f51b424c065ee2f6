//! C++ objects: construction, operators, subscripts.

use crate::builder::FnBuilder;
use crate::exc_spec::check_after_call;
use crate::value::Value;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{ExcSpec, FuncTyId, Ty, TyId, common};
use hir::Expr;
use mir::{CTy, Callee, ErrorCheck, Operand, Place, Proj, StmtKind};

impl FnBuilder<'_, '_> {
    fn cpp_check(&self, sig: Option<FuncTyId>) -> ErrorCheck {
        match sig {
            Some(sig) => check_after_call(self.cx, &self.types().funcs[sig], !self.gil),
            None => ErrorCheck::None,
        }
    }

    /// Constructors fail by C++ exceptions only.
    fn constructor_check(&self, sig: Option<FuncTyId>) -> ErrorCheck {
        let throws = |s: &FuncTyId| matches!(self.types().funcs[*s].exception, ExcSpec::Cpp { .. });
        self.cpp_check(sig.filter(throws))
    }

    fn cpp_call(
        &mut self,
        callee: Callee,
        args: Vec<Value>,
        error: ErrorCheck,
        ty: TyId,
        into: Option<Place>,
    ) -> Value {
        let ty = self.types().unqualified(ty);
        let counted = self.types().is_cyp(ty);
        let dest = match self.kind(ty) {
            Ty::Void => None,
            _ if counted => Some(Place::local(self.temp(ty))),
            _ => Some(into.unwrap_or_else(|| Place::local(self.result_temp(ty)))),
        };
        let ops = args.iter().map(|v| v.op.clone()).collect();
        self.emit_call(StmtKind::Call { dest: dest.clone(), callee, args: ops, error });
        self.drop_arguments(args, ty);
        match dest {
            None => Value::void(),
            Some(dest) if counted => match dest.as_local() {
                Some(local) => self.owned(local),
                None => Value::plain(Operand::Copy(dest), ty),
            },
            Some(dest) => Value::plain(Operand::Copy(dest), ty),
        }
    }

    /// Where a call puts a result that is not counted. A C++ object lives until the end of the statement.
    pub(crate) fn result_temp(&mut self, ty: TyId) -> mir::MLocal {
        let temp = self.local(None, CTy::Ty(ty), mir::LocalKind::Temp);
        let is_object = !matches!(self.types().get(ty), Ty::Ref(_) | Ty::RvalueRef(_))
            // Iterators and the like refer to what others own.
            && matches!(self.kind(ty), Ty::Cpp(id, _) if self.types().cpp_classes[*id].outer.is_none());
        if is_object && self.generator.is_none() {
            self.body.locals[temp].ends = true;
            self.cpp_temps.push((temp, ty));
        }
        self.ends_tuple(temp, ty);
        temp
    }

    /// A C tuple that counts its references lets them go at the end of the statement, too.
    pub(crate) fn ends_tuple(&mut self, temp: mir::MLocal, ty: TyId) {
        let counts = matches!(self.types().get(ty), Ty::CTuple(_)) && self.types().is_cpp_value(ty);
        if counts && self.generator.is_none() {
            self.cpp_temps.push((temp, ty));
        }
    }

    /// Ends the C++ objects made since `mark`, the last one first.
    pub(crate) fn end_cpp_temps(&mut self, mark: usize) {
        let ended = self.cpp_temps.split_off(mark);
        self.destroy_cpp_temps(&ended);
    }

    /// The same on one of several ways.
    pub(crate) fn destroy_cpp_temps(&mut self, temps: &[(mir::MLocal, TyId)]) {
        for &(temp, ty) in temps.iter().rev() {
            self.emit(StmtKind::CppDestroy { place: Place::local(temp), ty });
        }
    }

    /// `target = value` of a C++ class, where the value is made by an operation: its result goes to the
    /// target at once, since not every class can be copied. Whether this is such a case.
    pub(crate) fn assign_cpp(&mut self, target: &hir::Target, value: &Expr) -> bool {
        let same = self.types().unqualified(target.ty) == self.types().unqualified(value.ty);
        if !is_made(value) || !same || !matches!(self.kind(target.ty), Ty::Cpp(..)) {
            return false;
        }
        let place = match &target.kind {
            hir::TargetKind::Local(local) => self.local_place(*local),
            hir::TargetKind::CVar(var) => Self::cvar_place(*var),
            _ => return false,
        };
        self.cpp_into(place, value);
        true
    }

    /// The value of an expression goes to a place, without a copy where an operation makes it.
    pub(crate) fn cpp_into(&mut self, place: Place, value: &Expr) {
        let in_place = is_made(value) && matches!(self.kind(value.ty), Ty::Cpp(..));
        self.cpp_dest = in_place.then(|| place.clone());
        let result = self.lazy(value);
        self.cpp_dest = None;
        // Some operations (`*iterator`) are places of their own.
        if result.op != Operand::Copy(place.clone()) {
            let op = result.op;
            self.assign(place, mir::Rvalue::Use(op));
        }
    }

    /// A place inside a C++ object. A reference to a cypclass object that it holds is counted by it.
    /// It is read as a plain reference.
    fn cpp_loaded(&self, place: Place, ty: TyId) -> Value {
        if self.types().is_cyp(ty) {
            return self.loaded(as_plain_reference(place), self.types().unqualified(ty));
        }
        Value::plain(Operand::Copy(place), ty)
    }

    /// A part of a C++ object or of a ctuple, which counts references in C++.
    pub(crate) fn part_loaded(&self, place: Place, ty: TyId, whole: TyId) -> Value {
        let in_cpp = match self.kind(whole) {
            Ty::Cpp(..) => true,
            Ty::CTuple(_) => self.types().cplus,
            Ty::Ptr(to) => matches!(self.kind(*to), Ty::Cpp(..)),
            _ => false,
        };
        if in_cpp && self.types().is_cyp(ty) {
            return self.cpp_loaded(place, ty);
        }
        self.loaded(place, ty)
    }

    /// Stores into a place that a C++ object counts.
    pub(crate) fn cpp_store(&mut self, mut place: Place, ty: TyId, value: Value) {
        if self.types().is_cyp(ty) {
            if matches!(place.proj.last(), Some(Proj::Cast(_))) {
                place.proj.pop();
            }
            self.assign(place, mir::Rvalue::Use(value.op.clone()));
            self.drop_value(value);
            return;
        }
        self.store(place, &CTy::Ty(ty), value);
    }

    /// `T(args)`
    pub(crate) fn cpp_construct(&mut self, class: TyId, args: &[Expr], sig: Option<FuncTyId>) -> Value {
        let into = self.cpp_dest.take();
        let (args, kept) = self.constructor_args(class, args, sig);
        let error = self.constructor_check(sig);
        let made = self.cpp_call(Callee::CppConstruct(class, sig), args, error, class, into);
        self.drop_arguments(kept, class);
        made
    }

    /// `new T(args)`
    pub(crate) fn cpp_new(&mut self, class: TyId, args: &[Expr], sig: Option<FuncTyId>, ty: TyId) -> Value {
        let (args, kept) = self.constructor_args(class, args, sig);
        let error = self.constructor_check(sig);
        let made = self.cpp_call(Callee::CppNew(class, sig), args, error, ty, None);
        self.drop_arguments(kept, ty);
        made
    }

    /// A constructor written in Cython takes its optional arguments in a structure, like other functions: what is in it
    /// has to live as long as the call.
    fn constructor_args(
        &mut self,
        class: TyId,
        args: &[Expr],
        sig: Option<FuncTyId>,
    ) -> (Vec<Value>, Vec<Value>) {
        let mut args = self.operands(args);
        let mut kept = Vec::new();
        let Some(sig) = sig else { return (args, kept) };
        let func = &self.types().funcs[sig];
        let required = func.params.len() - func.optional as usize;
        if let Some(options) = self.written_options(self.types().resolved(class), "<init>", sig)
            && args.len() > required
        {
            kept = args.split_off(required);
            let options = self.options_struct(options, &kept);
            args.push(options);
        }
        (args, kept)
    }

    /// An operator of a C++ class.
    pub(crate) fn cpp_operator(
        &mut self,
        name: &hir::Name,
        operands: &[Expr],
        sig: Option<FuncTyId>,
        ty: TyId,
    ) -> Value {
        if let (Some((step, postfix)), [operand]) = (increment(name), operands)
            && !matches!(self.kind(operand.ty), Ty::Cpp(..))
        {
            return self.c_increment(operand, step, postfix, ty);
        }
        let into = self.cpp_dest.take();
        let error = self.cpp_check(sig);
        // `*iterator` is a place: its reference can be assigned to and is not copied.
        if let ("*", [iterator], ErrorCheck::None) = (name.as_str(), operands, &error) {
            let place = match self.lvalue(iterator) {
                Some(place) => place,
                None => return self.unsupported(iterator.span, "dereferencing this expression"),
            };
            return self.cpp_loaded(place.then(Proj::Deref), ty);
        }
        // Operators such as `++` change their operand: it is used in place.
        let mut values = Vec::new();
        for operand in operands {
            let place = match self.kind(operand.ty) {
                Ty::Cpp(..) => self.lvalue(operand),
                _ => None,
            };
            values.push(match place {
                Some(place) => Value::plain(Operand::Copy(place), operand.ty),
                None => self.expr(operand),
            });
        }
        self.cpp_call(Callee::CppOperator(name.clone()), values, error, ty, into)
    }

    /// `++` and `--` on a C number or pointer.
    fn c_increment(&mut self, operand: &Expr, step: i128, postfix: bool, ty: TyId) -> Value {
        let Some(place) = self.lvalue(operand) else {
            return self.unsupported(operand.span, "incrementing this expression");
        };
        let old = self.compute(ty, mir::Rvalue::Use(Operand::Copy(place.clone())));
        let op = if step > 0 { mir::CBinOp::Add } else { mir::CBinOp::Sub };
        let one = Operand::Const(mir::Const::Int(1, common::INT));
        let new = self.compute(ty, mir::Rvalue::Binary(op, old.op.clone(), one));
        self.assign(place, mir::Rvalue::Use(new.op.clone()));
        if postfix { old } else { new }
    }

    /// `object[index]`, a place.
    pub(crate) fn cpp_item(&mut self, object: &Expr, index: &Expr, ty: TyId) -> Value {
        let Some(place) = self.lvalue(object) else {
            return self.unsupported(object.span, "a subscript of this expression");
        };
        let index = self.expr(index);
        self.cpp_loaded(place.then(Proj::Index(index.op)), ty)
    }

    /// `del pointer`
    pub(crate) fn cpp_delete(&mut self, pointer: &Expr) {
        let pointer = self.expr(pointer);
        let _ = self.cpp_call(Callee::CppDelete, vec![pointer], ErrorCheck::None, common::VOID, None);
    }
}

/// Whether an operation makes the value, and knows how to put it in its place.
fn is_made(value: &Expr) -> bool {
    matches!(
        value.kind,
        hir::ExprKind::CppConstruct { .. }
            | hir::ExprKind::CCall(_)
            | hir::ExprKind::CppOperator { .. }
            | hir::ExprKind::CypCall(_)
    )
}

/// The operators that change their operand by one: by how much, and whether the old value is the result.
fn increment(name: &str) -> Option<(i128, bool)> {
    match name {
        "++" => Some((1, false)),
        "--" => Some((-1, false)),
        "++ post" => Some((1, true)),
        "-- post" => Some((-1, true)),
        _ => None,
    }
}

/// What a counting reference refers to.
fn as_plain_reference(place: Place) -> Place {
    place.then(Proj::Cast(CTy::Text("__cyrus_cyp *".into())))
}
