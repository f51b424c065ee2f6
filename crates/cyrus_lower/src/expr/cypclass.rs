//! Cypclass operations: fields, calls, construction, casts, `consume`.
//!
//! References are counted like objects, only by other operations; NULL is a value of theirs. Arguments are
//! borrowed from the caller, except those of parameters that are declared `iso` or that the function
//! consumes: these it takes over ([`crate::context::Cx::owns_param`], [`crate::taken`]).

use crate::builder::FnBuilder;
use crate::cleanup::Cleanup;
use crate::exc_spec::check_after_call;
use crate::value::{Own, Value};
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_source::Span;
use cyrus_types::{Capability, Counting, FuncTyId, Ty, TyId, common};
use hir::{Coercion, ConsumeKind, CypCall, CypLock, CypMethodRef, CypNew, CypNewCall, Expr, ExprKind};
use mir::{CBinOp, CTy, CUnOp, Callee, Const, ErrorCheck, Operand, Place, Proj, Rvalue, StmtKind};

impl FnBuilder<'_, '_> {
    pub(crate) fn cyp_expr(&mut self, expr: &Expr) -> Value {
        match &expr.kind {
            ExprKind::CypField { object, owner, field } => {
                let (place, object) = self.cyp_field_place(object, *owner, *field);
                if self.cx.is_object(expr.ty) {
                    // Until it is first set, a Python object is NULL there, which reads as None.
                    let (field, none) = (Operand::Copy(place), Operand::Const(Const::None));
                    let read = self.local(None, CTy::Ty(expr.ty), mir::LocalKind::Temp);
                    self.assign(Place::local(read), Rvalue::Select(field.clone(), field, none));
                    let value = Value::borrowed(Operand::local(read), expr.ty);
                    // Without the GIL only its identity is asked for.
                    let value = if self.gil { self.own(value) } else { value };
                    return self.outliving(value, object);
                }
                let value = self.loaded(place, expr.ty);
                self.outliving(value, object)
            }
            ExprKind::CypCall(call) => self.cyp_call(call, expr.ty),
            ExprKind::CypNew(new) => self.cyp_new(new, expr.ty),
            ExprKind::CypFunc(method) => Value::plain(Operand::Const(Const::CypFunc(*method)), expr.ty),
            ExprKind::CypAlloc(class) => Value::plain(Operand::Const(Const::CypAlloc(*class)), expr.ty),
            ExprKind::CypLocked { write, object, value } => self.cyp_locked(*write, object, value),
            ExprKind::Consume { value, kind } => self.consume(value, *kind, expr.ty),
            ExprKind::CypCast { value, checked } => {
                let value = self.lazy(value);
                if *checked {
                    self.cyp_checked_cast(value, expr.ty)
                } else {
                    Value { ty: CTy::Ty(expr.ty), ..value }
                }
            }
            ExprKind::CypIsInstance { value, class } => {
                let value = self.expr(value);
                let class = Value::plain(Operand::Const(Const::CypDesc(*class)), common::VOID_PTR);
                self.call_rt_typed("__cyrus_cyp_is", vec![value, class], common::BINT)
            }
            ExprKind::CypRefCount(value) => {
                let value = self.lazy(value);
                // Passing a variable makes one more reference; a temporary is passed as it is.
                let extra = matches!(value.own, Own::Borrowed);
                let count = self.call_rt_typed("__cyrus_cyp_count", vec![value], common::INT);
                if !extra {
                    return count;
                }
                let one = Operand::Const(Const::Int(1, common::INT));
                self.compute(common::INT, Rvalue::Binary(CBinOp::Add, count.op, one))
            }
            ExprKind::CypPromote(value) => {
                self.cyp_made("__cyrus_cyp_promote", value, expr.ty, ErrorCheck::None)
            }
            ExprKind::Activate(value) => {
                let value = self.owned_expr(value);
                let object = value.op.clone();
                self.call_plain("__cyrus_cyp_share", vec![object], None);
                Value { ty: CTy::Ty(expr.ty), ..value }
            }
            _ => self.unsupported(expr.span, "this operation on a cypclass"),
        }
    }

    // ---- fields

    /// The place of a field, and the object that must live as long.
    pub(crate) fn cyp_field_place(&mut self, object: &Expr, owner: TyId, field: u32) -> (Place, Value) {
        let seen_as = object.ty;
        let checked = self.checks_null(object);
        let object = self.lazy(object);
        if checked {
            let name = self.types().as_cyp(owner).and_then(|cyp| {
                let class = &self.types().cyp_classes[cyp.class];
                class.fields.get(field as usize).map(|f| f.name.to_string())
            });
            self.null_check(&object, seen_as, &name.unwrap_or_default());
        }
        let place = self.materialize(&object).then(Proj::CypField { object: seen_as, owner, field });
        (place, object)
    }

    /// Reports a field of a `lock` object as a target that takes no lock: of `for`, `del`, unpacking.
    pub(crate) fn check_locked(&mut self, object: &Expr, span: Span) {
        if self.types().as_cyp(object.ty).is_some_and(|c| c.cap == Capability::Lock) {
            let message = "This writes to a 'lock' object whose lock is not held";
            self.cx.report(
                Diagnostic::error(codes::E0703, span, message).help("put it inside 'with wlocked …:'"),
            );
        }
    }

    /// Whether using this object needs a look at it first: `self`, unless the method sets it, and what was just made are never
    /// NULL. A variable of a function around may have been consumed there, or by another call of this one.
    fn checks_null(&self, object: &Expr) -> bool {
        let is_self = match (&object.kind, &self.func.kind, self.func.params.first()) {
            (ExprKind::Local(local), hir::FuncKind::Cyp(_), Some(first)) => {
                *local == first.local && !self.cx.assigned.anywhere(self.func_id, *local)
            }
            _ => false,
        };
        let checked = self.func.directives.nullcheck || matches!(object.kind, ExprKind::Outer { .. });
        checked && !is_self && !matches!(object.kind, ExprKind::CypNew(_))
    }

    /// Raises when a reference is NULL.
    fn null_check(&mut self, object: &Value, ty: TyId, name: &str) {
        // No comparison with NULL as programs write it, from which the analysis of consumed variables would learn
        // that those are not used after all.
        let test = self.compute(common::BINT, Rvalue::Unary(CUnOp::Not, object.op.clone()));
        let shown = self.types().display(ty);
        self.when_unlikely(test.op, |b| {
            let text = |text: &str| Operand::Const(Const::CStr(text.as_bytes().to_vec()));
            b.call_plain("__cyrus_cyp_null", vec![text(&shown), text(name)], None);
            b.fail();
        });
    }

    /// Methods of texts and bytes use the text that they are given without a look, and many cannot raise.
    fn check_texts(&mut self, call: &CypCall, args: &[Value]) {
        let types = self.types();
        let Some(owner) = types.as_cyp(call.method.owner) else { return };
        let class = &types.cyp_classes[owner.class];
        let is_text =
            ["__from_str__", "__from_bytes__"].iter().any(|name| class.value_method(name).is_some());
        let method = &class.methods[call.method.method as usize];
        if !is_text || method.is_static || call.object.is_none() {
            return;
        }
        let (id, name) = (owner.class, method.name.to_string());
        let func = &types.funcs[call.sig];
        let required = func.params.len() - func.optional as usize;
        let own = |ty: TyId| types.as_cyp(ty).is_some_and(|cyp| cyp.class == id);
        let checked: Vec<bool> = func.params[..required].iter().map(|p| own(p.ty)).collect();
        for ((arg, expr), _) in args.iter().zip(&call.args).zip(checked).filter(|(_, checked)| *checked) {
            if !self.checks_null(expr) {
                continue;
            }
            let test = self.compute(common::BINT, Rvalue::Unary(CUnOp::Not, arg.op.clone()));
            self.when_unlikely(test.op, |b| {
                let name = Operand::Const(Const::CStr(name.as_bytes().to_vec()));
                b.call_plain("__cyrus_cyp_null_argument", vec![name], None);
                b.fail();
            });
        }
    }

    // ---- calls

    /// Where the module looks at counts, a variable that is passed has one reference more meanwhile, as in Cython+. (Optional ones are
    /// counted by who is called.)
    pub(crate) fn counted_arguments(&mut self, mut args: Vec<Value>) -> Vec<Value> {
        if !self.cx.assigned.counts_seen() {
            return args;
        }
        for arg in &mut args {
            let kind = self.cx.counting(&arg.ty);
            if arg.own == Own::Borrowed && kind == Counting::Cyp {
                let temp = self.temp(&arg.ty);
                self.emit(StmtKind::Incref { value: arg.op.clone(), kind, nullable: true });
                self.set(temp, arg.op.clone());
                *arg = self.owned(temp);
            }
        }
        args
    }

    fn cyp_call(&mut self, call: &CypCall, ty: TyId) -> Value {
        let into = self.cpp_dest.take();
        let exprs: Vec<&Expr> = call.object.iter().chain(&call.args).collect();
        let mut values = self.operands(exprs);
        let mut kept = Vec::new();
        let receiver = call.object.as_ref().map(|_| values.remove(0));
        if let (Some(object), Some(value)) = (&call.object, &receiver)
            && self.types().is_cyp(object.ty)
            && self.checks_null(object)
        {
            let name = self.types().as_cyp(call.method.owner).map(|cyp| {
                let class = &self.types().cyp_classes[cyp.class];
                class.methods[call.method.method as usize].name.to_string()
            });
            self.null_check(value, object.ty, &name.unwrap_or_default());
        }
        if self.func.directives.nullcheck {
            self.check_texts(call, &values);
        }
        let mut args = self.cyp_arguments(call.sig, values, &mut kept);
        let (decl_static, is_new) = self.cyp_method_kind(call.method);
        let lock = match (call.lock, &receiver) {
            (Some(lock), Some(receiver)) => Some((lock, receiver.op.clone())),
            _ => None,
        };
        let direct = call.direct || is_new;
        if let Some(receiver) = receiver {
            // A static method called directly does not see the object.
            if decl_static && direct { kept.insert(0, receiver) } else { args.insert(0, receiver) }
        }
        let callee = Callee::Cyp { method: call.method, direct };
        self.cyp_emit_call_into(callee, call.sig, args, kept, lock, (into, Some(ty)))
    }

    /// `object[index] = value`
    pub(crate) fn cyp_set_item(
        &mut self,
        object: &Expr,
        index: &Expr,
        method: CypMethodRef,
        sig: FuncTyId,
        value: Value,
    ) {
        let values = self.operands([object, index]);
        if self.checks_null(object) {
            self.null_check(&values[0], object.ty, "__setitem__");
        }
        let lock = match self.types().as_cyp(object.ty) {
            Some(cyp) if cyp.cap == Capability::Lock => Some((CypLock::Write, values[0].op.clone())),
            _ => None,
        };
        let mut args = values;
        args.push(value);
        let callee = Callee::Cyp { method, direct: false };
        let result = self.cyp_emit_call(callee, sig, args, Vec::new(), lock);
        self.drop_value(result);
    }

    /// Whether a method is static, and whether it is a `__new__`.
    fn cyp_method_kind(&self, method: CypMethodRef) -> (bool, bool) {
        let Some(cyp) = self.types().as_cyp(method.owner) else { return (false, false) };
        let decl = &self.types().cyp_classes[cyp.class].methods[method.method as usize];
        (decl.is_static, decl.name == "__new__")
    }

    /// Whether a method begins by asking for a Python class that overrides it.
    fn is_overridable(&self, method: CypMethodRef) -> bool {
        self.types().as_cyp(method.owner).is_some_and(|cyp| {
            self.types().cyp_classes[cyp.class].methods[method.method as usize].overridable
        })
    }

    /// Splits off the optional arguments into their struct.
    fn cyp_arguments(&mut self, sig: FuncTyId, mut args: Vec<Value>, kept: &mut Vec<Value>) -> Vec<Value> {
        let func = &self.types().funcs[sig];
        if func.optional > 0 {
            let required = func.params.len() - func.optional as usize;
            let given = args.split_off(required.min(args.len()));
            let options = self.options_struct(sig, &given);
            args.push(options);
            kept.extend(given);
        }
        self.counted_arguments(args)
    }

    pub(crate) fn cyp_emit_call(
        &mut self,
        callee: Callee,
        sig: FuncTyId,
        args: Vec<Value>,
        kept: Vec<Value>,
        lock: Option<(CypLock, Operand)>,
    ) -> Value {
        self.cyp_emit_call_into(callee, sig, args, kept, lock, (None, None))
    }

    /// A call whose result, a C++ object, may have a place to go to.
    fn cyp_emit_call_into(
        &mut self,
        callee: Callee,
        sig: FuncTyId,
        args: Vec<Value>,
        kept: Vec<Value>,
        lock: Option<(CypLock, Operand)>,
        (into, seen): (Option<Place>, Option<TyId>),
    ) -> Value {
        let func = &self.types().funcs[sig];
        let error = check_after_call(self.cx, func, !self.gil);
        let func_ret = func.ret;
        let ret = self.types().unqualified(func_ret);
        // What a plain result is to who calls: the analyses go by the type of the variable that has it.
        let ret = seen.filter(|&seen| self.is_view(seen)).unwrap_or(ret);
        let counted = self.types().counting(ret) != Counting::None;
        let dest = match self.kind(ret) {
            Ty::Void => None,
            _ if counted => Some(Place::local(self.temp(ret))),
            Ty::Cpp(..) if into.is_some() => into,
            _ => Some(Place::local(self.result_temp(ret))),
        };
        if let Some((lock, object)) = &lock {
            self.cyp_lock(*lock == CypLock::Write, object.clone());
        }
        let owned = self.owned_args(&callee, sig, &args);
        let mut ops = Vec::new();
        let mut borrowed = Vec::new();
        for (i, value) in args.into_iter().enumerate() {
            if owned.contains(&i) {
                ops.push(self.take(value));
            } else {
                ops.push(value.op.clone());
                borrowed.push(value);
            }
        }
        if let (Callee::Cyp { method, direct: true }, Some(object)) = (&callee, ops.first())
            && self.is_overridable(*method)
        {
            self.call_plain("__cyrus_cyp_plainly", vec![object.clone()], None);
        }
        self.emit_call(StmtKind::Call { dest: dest.clone(), callee, args: ops, error });
        if lock.is_some() {
            self.settle_top();
        }
        let result = match dest {
            None => Value::void(),
            Some(dest) => match dest.as_local() {
                Some(local) if counted => self.owned(local),
                _ => Value::plain(Operand::Copy(dest), ret),
            },
        };
        self.drop_arguments(borrowed, func_ret);
        self.drop_arguments(kept, func_ret);
        result
    }

    fn is_view(&self, ty: TyId) -> bool {
        let view = |cap| matches!(cap, Capability::IsoArrow | Capability::LockArrow | Capability::Immutable);
        self.types().as_cyp(ty).is_some_and(|cyp| view(cyp.cap))
    }

    /// Which arguments the callee takes over.
    pub(crate) fn owned_args(&self, callee: &Callee, sig: FuncTyId, args: &[Value]) -> Vec<usize> {
        let shift = match callee {
            // C++ counts what it keeps itself.
            Callee::CppMethod { .. } | Callee::CppFunc { .. } => return Vec::new(),
            Callee::Cyp { .. } => {
                let func = &self.types().funcs[sig];
                let required = func.params.len() - func.optional as usize;
                let options = usize::from(func.optional > 0);
                args.len().saturating_sub(required + options)
            }
            _ => 0,
        };
        let mut owned: Vec<usize> = Vec::new();
        for (i, param) in self.types().funcs[sig].params.iter().enumerate() {
            let iso = self.types().as_cyp(param.ty).is_some_and(|c| c.cap == Capability::Iso);
            if (iso || self.cx.consumes(callee, i)) && i + shift < args.len() {
                owned.push(i + shift);
            }
        }
        owned
    }

    // ---- locks

    /// Takes a lock, to be given back when the region on top of the stack ends.
    fn cyp_lock(&mut self, write: bool, object: Operand) {
        if write {
            // Fails where this thread reads the object beside others; as the other does when a signal handler raises.
            let looked_at = Value::plain(object.clone(), common::VOID_PTR);
            let _ = self.call_rt("__cyrus_cyp_enter", vec![looked_at]);
        } else {
            let looked_at = Value::plain(object.clone(), common::VOID_PTR);
            let _ = self.call_rt("__cyrus_cyp_enter_read", vec![looked_at]);
        }
        self.cleanup.push(Cleanup::Unlock(object));
    }

    fn cyp_locked(&mut self, write: bool, object: &Expr, value: &Expr) -> Value {
        let object = self.expr(object);
        self.cyp_lock(write, object.op.clone());
        let value = self.lazy(value);
        let value = self.own(value);
        // The lock lies below the value on the stack.
        self.settle_lock(&object.op);
        self.drop_owner(object, &value);
        value
    }

    /// `with wlocked a, b:`
    pub(crate) fn locked_stmt(&mut self, write: bool, objects: &[Expr], body: &[hir::Stmt]) {
        let mut values = Vec::new();
        for object in objects {
            let value = self.expr(object);
            let value = self.stable(value);
            if self.checks_null(object) {
                self.null_check(&value, object.ty, "lock");
            }
            values.push(value);
        }
        match &values[..] {
            [only] => self.cyp_lock(write, only.op.clone()),
            several => {
                // In the order of their addresses, so that no two threads wait for each other.
                let text = format!("__cyrus_cyp *[{}]", several.len());
                let array = self.text_temp(&text);
                for (i, value) in several.iter().enumerate() {
                    let index = Operand::Const(Const::Int(i as i128, common::INT));
                    self.assign(Place::local(array).then(Proj::Index(index)), Rvalue::Use(value.op.clone()));
                }
                let count = Operand::Const(Const::Int(several.len() as i128, common::INT));
                let write = Operand::Const(Const::Int(i128::from(write), common::INT));
                let args = [Operand::local(array), count, write];
                let args = args.map(|op| Value::plain(op, common::VOID_PTR)).into();
                let _ = self.call_rt("__cyrus_cyp_lock_all", args);
                for value in several {
                    self.cleanup.push(Cleanup::Unlock(value.op.clone()));
                }
            }
        }
        self.block_stmts(body);
        for _ in &values {
            self.settle_top();
        }
        self.drop_values(values);
    }

    // ---- construction

    fn cyp_new(&mut self, new: &CypNew, ty: TyId) -> Value {
        if let (None, Some(init)) = (&new.new, &new.init) {
            // The arguments come first: where one raises there is no object, and no `__dealloc__` of one.
            let values = self.operands(&init.args);
            let made = self.cyp_allocate(new, ty);
            return self.cyp_init(made, init, values);
        }
        let made = match &new.new {
            Some(call) => {
                let alloc = match new.alloc {
                    Some(method) => Const::CypFunc(method),
                    None => Const::CypAlloc(new.class),
                };
                let values = self.operands(&call.args);
                let alloc = Value::plain(Operand::Const(alloc), common::VOID_PTR);
                let made = self.cyp_new_call(call, Some(alloc), values);
                let ret = self.types().funcs[call.sig].ret;
                // A `__new__` of a base class made what it was told to allocate.
                match (self.types().as_cyp(ret), self.types().as_cyp(ty)) {
                    (Some(from), Some(to)) if (from.class, &from.args) != (to.class, &to.args) => {
                        self.cyp_checked_cast(made, ty)
                    }
                    _ => made,
                }
            }
            None => self.cyp_allocate(new, ty),
        };
        let Some(init) = &new.init else { return made };
        // What `__new__` gave may be NULL.
        let (some, after) = (self.block(), self.block());
        let null = Operand::Const(Const::Null);
        let test = self.compute(common::BINT, Rvalue::Binary(CBinOp::Ne, made.op.clone(), null));
        self.branch(test.op, some, after);
        self.enter(some);
        let values = self.operands(&init.args);
        let made = self.cyp_init(made, init, values);
        self.goto(after);
        self.enter(after);
        made
    }

    fn cyp_allocate(&mut self, new: &CypNew, ty: TyId) -> Value {
        let dest = self.temp(ty);
        let (callee, args) = match new.alloc {
            Some(method) => (Callee::Cyp { method, direct: true }, Vec::new()),
            None => {
                (Callee::Runtime("__cyrus_cyp_new".into()), vec![Operand::Const(Const::CypDesc(new.class))])
            }
        };
        self.check_runtime("__cyrus_cyp_new");
        self.emit_fallible(StmtKind::Call {
            dest: Some(Place::local(dest)),
            callee,
            args,
            error: ErrorCheck::Null,
        });
        self.owned(dest)
    }

    /// Calls `__init__` on an object just made, which it keeps.
    fn cyp_init(&mut self, made: Value, init: &CypNewCall, values: Vec<Value>) -> Value {
        let receiver = Value { own: Own::Borrowed, ..made.clone() };
        let result = self.cyp_new_call(init, Some(receiver), values);
        self.drop_value(result);
        made
    }

    fn cyp_new_call(&mut self, call: &CypNewCall, first: Option<Value>, values: Vec<Value>) -> Value {
        let mut kept = Vec::new();
        let mut args = self.cyp_arguments(call.sig, values, &mut kept);
        if let Some(first) = first {
            args.insert(0, first);
        }
        let callee = Callee::Cyp { method: call.method, direct: true };
        self.cyp_emit_call(callee, call.sig, args, kept, None)
    }

    // ---- casts

    /// The same object as an instance of another class, or NULL.
    fn cyp_checked_cast(&mut self, value: Value, to: TyId) -> Value {
        let class = Operand::Const(Const::CypDesc(to));
        let dest = self.temp(to);
        self.check_runtime("__cyrus_cyp_cast");
        self.emit(StmtKind::Call {
            dest: Some(Place::local(dest)),
            callee: Callee::Runtime("__cyrus_cyp_cast".into()),
            args: vec![value.op.clone(), class],
            error: ErrorCheck::None,
        });
        let kind = Counting::Cyp;
        self.emit(StmtKind::Incref { value: Operand::local(dest), kind, nullable: true });
        let result = self.owned(dest);
        self.drop_value(value);
        result
    }

    /// A change of capability: what other threads may reach from now on counts atomically.
    pub(crate) fn cyp_capability(&mut self, value: &Expr, cap: Capability, to: TyId) -> Value {
        if cap == Capability::Weak {
            let null = cyrus_types::ExcValue::Null;
            let error = if self.gil { ErrorCheck::Maybe(null) } else { ErrorCheck::MaybeNogil(null) };
            return self.cyp_made("__cyrus_cyp_weak", value, to, error);
        }
        let value = self.lazy(value);
        if matches!(cap, Capability::Lock | Capability::Active | Capability::Immutable) {
            let value = self.stable(value);
            let deep = cap == Capability::Immutable;
            let name = if deep { "__cyrus_cyp_freeze" } else { "__cyrus_cyp_share" };
            self.call_plain(name, vec![value.op.clone()], None);
            return Value { ty: CTy::Ty(to), ..value };
        }
        Value { ty: CTy::Ty(to), ..value }
    }

    /// What a support function makes of a reference: a reference of its own.
    fn cyp_made(&mut self, name: &str, value: &Expr, to: TyId, error: ErrorCheck) -> Value {
        let value = self.expr(value);
        let dest = self.temp(to);
        self.check_runtime(name);
        let call = StmtKind::Call {
            dest: Some(Place::local(dest)),
            callee: Callee::Runtime(name.into()),
            args: vec![value.op.clone()],
            error,
        };
        self.emit_call(call);
        let made = self.owned(dest);
        self.drop_value(value);
        made
    }

    // ---- consume

    /// Moves an object out of its place, after making sure that nothing else refers into it.
    fn consume(&mut self, value: &Expr, kind: ConsumeKind, ty: TyId) -> Value {
        let mut inner = value;
        let mut casts = Vec::new();
        loop {
            match &inner.kind {
                ExprKind::Coerce { kind: Coercion::CypUpcast | Coercion::Capability(_), value } => {
                    inner = value
                }
                ExprKind::CypCast { value, checked } => {
                    if *checked {
                        casts.push(inner.ty);
                    }
                    inner = value;
                }
                _ => break,
            }
        }
        let active = self.types().as_cyp(inner.ty).is_some_and(|cyp| cyp.cap == Capability::Active);
        let place = self.reference_place(inner);
        // First, so that what is consumed is still looked at right after it was read.
        if active
            && kind == ConsumeKind::Isolated
            && let Some(place) = &place
        {
            let actor = Value { own: Own::Borrowed, ..Value::plain(Operand::Copy(place.clone()), inner.ty) };
            let _ = self.call_rt("__cyrus_actor_rest", vec![actor]);
        }
        let mut moved = match place {
            Some(place) => {
                let temp = self.temp(ty);
                self.set(temp, Operand::Copy(place.clone()));
                let looked_at = Value { own: Own::Borrowed, ..Value::plain(Operand::local(temp), ty) };
                self.look_at_consumed(looked_at, kind);
                self.assign(place, Rvalue::Use(Operand::Const(Const::Null)));
                self.owned(temp)
            }
            None => {
                let value = self.owned_expr(inner);
                if active && kind == ConsumeKind::Isolated {
                    let _ = self
                        .call_rt("__cyrus_actor_rest", vec![Value { own: Own::Borrowed, ..value.clone() }]);
                }
                self.look_at_consumed(Value { own: Own::Borrowed, ..value.clone() }, kind);
                value
            }
        };
        for to in casts.into_iter().rev() {
            moved = self.cyp_checked_cast(moved, to);
        }
        Value { ty: CTy::Ty(ty), ..moved }
    }

    /// The check; where there is none, a mark for those who follow what was consumed.
    fn look_at_consumed(&mut self, value: Value, kind: ConsumeKind) {
        let name = match kind {
            ConsumeKind::Isolated => "__cyrus_cyp_consume",
            ConsumeKind::Moved => "__cyrus_cyp_moved",
            ConsumeKind::Known => return,
        };
        let _ = self.call_rt(name, vec![value]);
    }

    /// Where a reference is kept, as a place that does not count; `None` for values that are kept nowhere.
    pub(crate) fn reference_place(&mut self, value: &Expr) -> Option<Place> {
        let in_cpp = match &value.kind {
            ExprKind::Local(_)
            | ExprKind::Outer { .. }
            | ExprKind::CVar(_)
            | ExprKind::ExtField { .. }
            | ExprKind::CypField { .. }
            | ExprKind::CItem { .. }
            | ExprKind::Deref(_) => false,
            ExprKind::Member { object, .. } => match self.kind(object.ty) {
                Ty::Ptr(to) => matches!(self.kind(*to), Ty::Cpp(..)),
                kind => matches!(kind, Ty::Cpp(..)),
            },
            ExprKind::CTupleItem { .. } => self.types().cplus,
            ExprKind::CppItem { .. } => true,
            ExprKind::CppOperator { name, .. } if name == "*" => true,
            // Functions written in Cython count what they give a reference to.
            ExprKind::CCall(call) => {
                let in_cpp =
                    matches!(call.callee, hir::Callee::CppMethod { .. } | hir::Callee::CppFunc { .. });
                return match self.types().get(self.types().funcs[call.sig].ret) {
                    Ty::Ref(_) if in_cpp => Some(self.referred_place(value, call)),
                    _ => None,
                };
            }
            _ => return None,
        };
        let mut place = match &value.kind {
            // `*iterator` is read as a reference of ours, from its place.
            ExprKind::CppOperator { .. } => self.lazy(value).place().cloned()?,
            _ => self.lvalue(value)?,
        };
        if !in_cpp {
            return Some(place);
        }
        if matches!(place.proj.last(), Some(Proj::Cast(_))) {
            place.proj.pop();
        }
        Some(self.pointee_of_cpp(place, value.ty))
    }

    /// What a C++ function gives a reference to.
    fn referred_place(&mut self, value: &Expr, call: &hir::CCall) -> Place {
        let ret = self.types().funcs[call.sig].ret;
        let reference = Place::local(self.local(None, CTy::Ty(ret), mir::LocalKind::Temp));
        self.cpp_dest = Some(reference.clone());
        let value_read = self.c_call(call);
        self.cpp_dest = None;
        self.drop_value(value_read);
        self.pointee_of_cpp(reference, value.ty)
    }

    /// The reference that a counting C++ object consists of, as a place that does not count.
    fn pointee_of_cpp(&mut self, place: Place, ty: TyId) -> Place {
        let pointer = self.local(None, CTy::Ty(common::VOID_PTR), mir::LocalKind::Temp);
        self.assign(Place::local(pointer), Rvalue::AddressOf(place));
        Place::local(pointer).then(Proj::Element(self.types().unqualified(ty)))
    }
}
