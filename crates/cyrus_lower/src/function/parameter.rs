//! Parameters of functions called through Python: parsing, defaults, tests, conversions.

use crate::builder::FnBuilder;
use crate::cleanup::Cleanup;
use crate::value::{Own, Value};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Ty, common};
use hir::{Param, ParamDefault, ParamKind};
use mir::{ArgSpec, CBinOp, CTy, Const, LocalKind, MLocal, Operand, Place, Rvalue, StmtKind};

impl FnBuilder<'_, '_> {
    /// The arguments of a call in objects, one per parameter (NULL where a default is to be used). `skip`
    /// parameters (an implicit `self`) are not in the argument vector.
    pub(crate) fn parse_arguments(&mut self, skip: usize) -> Vec<(usize, MLocal)> {
        let params = &self.func.params[skip..];
        let mut spec = ArgSpec {
            func_name: self.func.name.clone(),
            names: Vec::new(),
            positional_only: 0,
            positional: 0,
            required_positional: 0,
            required_keyword_only: Vec::new(),
            star: false,
            double_star: false,
        };
        let (mut dests, mut star, mut double_star) = (Vec::new(), None, None);
        let mut all = Vec::new();
        // Keyword-only parameters are named after the positional ones, `*args` notwithstanding.
        for (i, param) in params.iter().enumerate() {
            let name = Some(param.name.clone());
            let dest = self.local(name, CTy::Ty(common::OBJECT), LocalKind::Variable);
            all.push((skip + i, dest));
            let required = param.default.is_none();
            match param.kind {
                ParamKind::PositionalOnly | ParamKind::Normal => {
                    spec.positional_only += u32::from(param.kind == ParamKind::PositionalOnly);
                    spec.positional += 1;
                    spec.required_positional += u32::from(required);
                    spec.names.push(param.name.clone());
                    dests.push(dest);
                }
                ParamKind::KeywordOnly => {
                    spec.required_keyword_only.push(required);
                    spec.names.push(param.name.clone());
                    dests.push(dest);
                }
                ParamKind::Star => {
                    spec.star = true;
                    star = Some(dest);
                }
                ParamKind::DoubleStar => {
                    spec.double_star = true;
                    double_star = Some(dest);
                }
            }
        }
        // Without the directive, functions of at most one plain parameter take no keywords, as C functions.
        let plain = params.len() <= 1 && spec.required_positional as usize == params.len();
        if plain && !self.func.directives.always_allow_keywords {
            spec.positional_only = spec.positional;
        }
        let spec = self.cx.program.argspecs.push(spec);
        self.emit_fallible(StmtKind::ParseArgs { spec, dests, star, double_star });
        all
    }

    /// Brings parsed arguments into the variables of the parameters.
    pub(crate) fn bind_arguments(&mut self, parsed: Vec<(usize, MLocal)>, function: Option<MLocal>) {
        // The star arguments are new objects; until bound they must be dropped on errors.
        for (i, dest) in &parsed {
            if matches!(self.func.params[*i].kind, ParamKind::Star | ParamKind::DoubleStar) {
                self.push_owned(*dest, cyrus_types::Counting::Python);
            }
        }
        // As in Cython all are converted before the classes of objects are tested, which decides about the error.
        let (objects, converted): (Vec<_>, Vec<_>) =
            parsed.into_iter().partition(|(i, _)| self.cx.is_object(self.func.params[*i].ty));
        for (i, dest) in converted.into_iter().chain(objects) {
            let param = &self.func.params[i];
            let span = param.span;
            self.at(span, |b| b.bind_argument(i, param, dest, function));
        }
    }

    fn bind_argument(&mut self, index: usize, param: &Param, dest: MLocal, function: Option<MLocal>) {
        match param.kind {
            ParamKind::Star | ParamKind::DoubleStar => {
                let value = Value { own: Own::Temp(dest), ..Value::borrowed(Operand::local(dest), param.ty) };
                self.bind_param(param.local, value);
                return;
            }
            ParamKind::PositionalOnly | ParamKind::Normal | ParamKind::KeywordOnly => {}
        }
        let object = Value::borrowed(Operand::local(dest), common::OBJECT);
        if self.cx.is_object(param.ty) {
            match &param.default {
                Some(ParamDefault::Constant(default)) => {
                    let default = self.expr(default);
                    let or_default =
                        Rvalue::Select(Operand::local(dest), Operand::local(dest), default.op.clone());
                    self.assign(Place::local(dest), or_default);
                }
                Some(ParamDefault::Dynamic(_)) => self.dynamic_default(index, dest, function),
                Some(ParamDefault::Unknown) | None => {}
            }
            // The test's own message has the parameter's name, which for an attribute says nothing.
            let sets = matches!(&self.func.kind, hir::FuncKind::Def(d)
                if matches!(d.told_as, Some(hir::ArgumentText::Attribute(_))));
            let named = sets && self.name_argument(param, &object);
            self.test_argument(param, &object);
            if named {
                self.forget_argument();
            }
            self.acquire_buffer(param.local, &object, None);
            self.bind_param(param.local, Value { ty: CTy::Ty(param.ty), ..object });
            return;
        }
        match &param.default {
            Some(ParamDefault::Dynamic(_)) if !self.func.kind.is_c() => {
                self.dynamic_default(index, dest, function);
            }
            Some(default @ (ParamDefault::Constant(_) | ParamDefault::Dynamic(_))) => {
                let null = matches!(default, ParamDefault::Constant(e) if e.kind.is_null());
                if null && matches!(self.kind(param.ty), Ty::Cyp(_)) {
                    // None stands for NULL where that is the default.
                    let (none, null) = (Operand::Const(Const::None), Operand::Const(Const::Null));
                    let is_none = Rvalue::Binary(CBinOp::Eq, Operand::local(dest), none);
                    let is_none = self.compute(common::BINT, is_none);
                    self.assign(Place::local(dest), Rvalue::Select(is_none.op, null, Operand::local(dest)));
                }
                let variable = self.local(Some(param.name.clone()), CTy::Ty(param.ty), LocalKind::Variable);
                let (given, absent, after) = (self.block(), self.block(), self.block());
                let null = Operand::Const(Const::Null);
                let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Ne, Operand::local(dest), null));
                self.branch(test.op, given, absent);
                self.enter(given);
                let value = self.argument_to_c(param, object);
                let op = self.take(value);
                self.set(variable, op);
                self.goto(after);
                self.enter(absent);
                let value = match default {
                    ParamDefault::Constant(default) => self.owned_expr(default),
                    _ => self.kept_default(self.func_id, index),
                };
                let op = self.take(value);
                self.set(variable, op);
                self.goto(after);
                self.enter(after);
                let own = match self.types().counting(param.ty) {
                    cyrus_types::Counting::None => Own::Plain,
                    kind => {
                        self.push_owned(variable, kind);
                        Own::Temp(variable)
                    }
                };
                let value = Value { op: Operand::local(variable), ty: CTy::Ty(param.ty), own };
                self.bind_param(param.local, value);
                return;
            }
            Some(ParamDefault::Unknown) | None => {}
        }
        let value = self.argument_to_c(param, object);
        self.bind_param(param.local, value);
    }

    fn argument_to_c(&mut self, param: &Param, object: Value) -> Value {
        if !param.accepts_none && matches!(self.kind(param.ty), Ty::MemView(_)) {
            self.none_argument_check(param, &object);
        }
        let named = self.name_argument(param, &object);
        let value = match self.kind(param.ty) {
            // `char *` parameters take str or bytes as the directives say.
            Ty::Ptr(_) if self.types().is_c_string(param.ty) => self.object_to_c_string(object, param.ty),
            _ => self.unboxed(object, param.ty),
        };
        if named {
            self.forget_argument();
        }
        value
    }

    /// Errors from here on say which argument they are about, where the function wants that, and for objects of cypclasses.
    fn name_argument(&mut self, param: &Param, object: &Value) -> bool {
        let told_as = match &self.func.kind {
            hir::FuncKind::Def(def) => def.told_as.as_ref(),
            _ => None,
        };
        let text = match told_as {
            Some(hir::ArgumentText::Parameters(text)) => format!("{text} '{}'", param.name),
            Some(hir::ArgumentText::Attribute(text)) => text.to_string(),
            None if matches!(self.kind(param.ty), Ty::Cyp(_)) => {
                format!("{}() argument '{}'", self.func.name, param.name)
            }
            None => return false,
        };
        self.cleanup.push(Cleanup::NameArgument { text, value: object.op.clone() });
        true
    }

    fn forget_argument(&mut self) {
        if let Some(at) = self.cleanup.iter().rposition(|c| matches!(c, Cleanup::NameArgument { .. })) {
            self.cleanup.remove(at);
        }
    }

    /// A default kept by the function object.
    fn dynamic_default(&mut self, index: usize, dest: MLocal, function: Option<MLocal>) {
        let function = function.filter(|_| !self.func.kind.is_c() && self.cx.keeps_defaults(self.func_id));
        let Some(function) = function else {
            let value = Operand::Copy(self.default_place(self.func_id, index));
            self.assign(
                Place::local(dest),
                Rvalue::Select(Operand::local(dest), Operand::local(dest), value),
            );
            return;
        };
        let number = self.func.params[..index].iter().filter(|p| p.default.is_some()).count();
        let (absent, after) = (self.block(), self.block());
        let test = Operand::local(dest);
        self.terminate(mir::Terminator::If { cond: test, then: after, orelse: absent, likely: None });
        self.enter(absent);
        let args =
            vec![Operand::local(function), Operand::Const(Const::Int(number as i128, common::SSIZE_T))];
        self.call_plain("__cyrus_function_value", args, Some(dest));
        self.fall_into(after);
    }

    /// Type and None checks of an argument of object type.
    pub(crate) fn test_argument(&mut self, param: &Param, value: &Value) {
        let plain = param.ty == common::OBJECT;
        if plain || !param.type_test {
            if !param.accepts_none {
                self.none_argument_check(param, value);
            }
            return;
        }
        let (class, exact) = match self.kind(param.ty) {
            Ty::Builtin(builtin) => (param.ty, builtin.is_exact()),
            Ty::Buffer(buffer) if buffer.base == common::OBJECT => return,
            Ty::Buffer(buffer) => (buffer.base, false),
            _ => (self.types().resolved(param.ty), false),
        };
        let args = vec![
            value.clone(),
            Value::constant(Const::TypeObject(class)),
            Value::int(param.accepts_none.into(), common::INT),
            Value::cstr(&param.name),
            Value::int(if exact && param.type_from_annotation { 2 } else { exact.into() }, common::INT),
        ];
        let _ = self.call_rt("__cyrus_arg_type_test", args);
    }

    /// `not None`
    pub(crate) fn none_argument_check(&mut self, param: &Param, value: &Value) {
        let none = Operand::Const(Const::None);
        let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Eq, value.op.clone(), none));
        let name = Value::cstr(&param.name);
        self.when_unlikely(test.op, |b| b.call_raise("__cyrus_arg_none_error", vec![name]));
    }
}
