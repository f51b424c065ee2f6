//! Calls: who is called, with what.

use super::{BodyWriter, list, operand};
use crate::c_text::{CExpr, Prec};
use crate::types::{ext_struct_name, type_text, vtable_member, vtable_path, vtable_variable};
use crate::{class, convert};
use cyrus_hir::CoroutineKind;
use cyrus_mir::{BuildKind, CTy, Callee, Const, ConstItem, Operand, Place, PyConst};
use cyrus_rt_abi::{Param, Ret, rt_fn};
use cyrus_types::{Builtin, ClassId, FuncTy, Name, Origin, Ty, TyId};

/// Classes of the standard library without copy constructors.
const ONLY_MOVED: &[&str] =
    &["future", "packaged_task", "promise", "thread", "jthread", "unique_lock", "unique_ptr"];

impl BodyWriter<'_, '_> {
    /// The call as an expression. Arrays of arguments that it needs are left in `self.call_prefix`.
    pub(super) fn call_expr(&mut self, callee: &Callee, args: &[Operand], dest: Option<&Place>) -> CExpr {
        match callee {
            Callee::Runtime(name)
                if name == "__cyrus_cyp_new"
                    && let [Operand::Const(Const::CypDesc(class))] = args =>
            {
                CExpr::primary(crate::cyp::allocate(self.cx, *class, self.once))
            }
            Callee::Runtime(name) if self.in_task && name == "__cyrus_omp_thread_num" => {
                CExpr::primary("number")
            }
            Callee::Runtime(name) => {
                let args = self.runtime_args(name, args);
                let name = self.cx.runtime(name).to_string();
                let call = CExpr::primary(format!("{name}({})", list(&args)));
                self.runtime_result(&name, call, dest)
            }
            Callee::CFunc(id) => {
                let func = &self.cx.module.cfuncs[*id];
                let sig = &self.cx.types.funcs[func.sig];
                let foreign = func.origin == Origin::Extern;
                let args = self.signature_args(sig, args, foreign);
                let name = operand::cfunc(self.cx, *id);
                let call = CExpr::primary(format!("{}({})", name.text, list(&args)));
                let cells =
                    dest.and_then(|d| self.place_ty(d)).is_some_and(|t| self.cx.types.points_to_cyp(t));
                if foreign && cells && self.has_template_params(sig) {
                    self.cx.fragment("cyp_ref");
                    return CExpr::primary(format!("__cyrus_cyp_cells({})", call.text));
                }
                if foreign && matches!(self.cx.types.kind(sig.ret), Ty::Ext(_)) {
                    return CExpr::cast("PyObject *", &call);
                }
                if foreign && crate::cyp::native::name(self.cx, sig.ret).is_some() {
                    return CExpr::cast("__cyrus_cyp *", &call);
                }
                // Headers of C++ have some functions twice: with a pointer to const that gives such a one, and with neither.
                let to_const = |ty: TyId| {
                    self.cx.types.pointee(ty).is_some_and(|to| matches!(self.cx.types.get(to), Ty::Const(_)))
                };
                let pointer = matches!(self.cx.types.kind(sig.ret), Ty::Ptr(_)) && !to_const(sig.ret);
                if foreign && self.cx.cplus() && pointer && sig.params.iter().any(|p| to_const(p.ty)) {
                    let ty = type_text(self.cx, sig.ret);
                    return CExpr::cast(&ty, &call);
                }
                call
            }
            Callee::Body(id) => {
                let args = self.args(args);
                let name = operand::body_reference(self.cx, *id);
                CExpr::primary(format!("{}({})", name.text, list(&args)))
            }
            Callee::Pointer(pointer) => {
                let args = self.args(args);
                let pointer = self.operand(pointer);
                CExpr::primary(format!("{}({})", pointer.at(Prec::Postfix), list(&args)))
            }
            Callee::Virtual { class, method } => {
                let args = self.args(args);
                let object = args.first().map(|a| a.at(Prec::Unary)).unwrap_or_default();
                let entry = self.vtable_entry(&object, *class, *method);
                CExpr::primary(format!("{entry}({})", list(&args)))
            }
            Callee::ExtMethod { class, method } => {
                let args = self.args(args);
                let object = args.first().map(|a| a.at(Prec::Unary)).unwrap_or_default();
                CExpr::primary(self.vtable_entry(&object, *class, *method))
            }
            Callee::Direct { class, method } => {
                let args = self.args(args);
                let function = self.implementation(*class, *method);
                CExpr::primary(format!("{function}({})", list(&args)))
            }
            Callee::PyCall { keywords } => self.python_call(args, keywords, None),
            Callee::PyMethodCall { class: Some(class), name, keywords }
                if keywords.is_empty() && has_known_methods(*class) =>
            {
                self.known_method_call(*class, name, args)
            }
            Callee::PyMethodCall { class: _, name, keywords } => self.python_call(args, keywords, Some(name)),
            Callee::Build(kind) => self.build(*kind, args),
            Callee::CArith { op, ty } => {
                let name = convert::arithmetic(self.cx, *op, *ty);
                let args = self.args(args);
                CExpr::primary(format!("{name}({})", list(&args)))
            }
            Callee::FromPy(ty) => {
                let mut args = self.args(args);
                let function = convert::from_py(self.cx, *ty);
                if function.fills_array {
                    let source = args.pop().map(|a| a.text).unwrap_or_default();
                    let dest = dest.map(|d| self.write_place(d)).unwrap_or_else(|| CExpr::primary("NULL"));
                    let dest = if function.by_address { CExpr::unary("&", &dest) } else { dest };
                    let text = format!("{}({source}{}, {})", function.name, function.suffix, dest.text);
                    return CExpr::primary(text);
                }
                CExpr::new(format!("{}({}{})", function.name, list(&args), function.suffix), function.prec())
            }
            Callee::ToPy(ty) => {
                let mut args = self.args(args);
                let function = convert::to_py(self.cx, *ty);
                if function.by_address
                    && let Some(arg) = args.first_mut()
                {
                    *arg = CExpr::unary("&", arg);
                }
                CExpr::new(format!("{}({}{})", function.name, list(&args), function.suffix), function.prec())
            }
            Callee::Macro(name) => CExpr::new(format!("(void)({name})"), crate::c_text::Prec::Unary),
            Callee::SetupExtClass(class) => {
                let bases = self.args(args);
                let bases = bases.first().map_or("NULL", |b| b.text.as_str()).to_string();
                CExpr::primary(format!("{}({bases})", class::setup_name(self.cx, *class)))
            }
            Callee::NewScope(scope) => {
                let outer = self.args(args);
                let new = crate::module::scope_new_name(self.cx, *scope);
                // A function that reaches nothing further out need not be told of it.
                let missing = outer.is_empty() && self.cx.program.scopes[*scope].outer.is_some();
                let outer = if missing { "NULL".to_string() } else { list(&outer) };
                CExpr::primary(format!("{new}({outer})"))
            }
            Callee::JoinStr => {
                let texts = self.args(args);
                let join = self.cx.runtime("__cyrus_join_unicode").to_string();
                self.call_prefix = format!("PyObject *v[] = {{{}}}; ", list(&texts));
                CExpr::primary(format!("{join}(v, {})", texts.len()))
            }
            Callee::MakeFunction(func) => {
                let args = self.args(args);
                self.cx.funcdefs.insert(*func);
                let def = crate::module::funcdef_name(self.cx, *func);
                let make = convert::make_function(self.cx, *func);
                CExpr::primary(format!("{make}(&{def}, {})", list(&args)))
            }
            Callee::NewGenerator { step, kind } => {
                let args = self.args(args);
                self.cx.generators.insert(*step);
                let new = match kind {
                    CoroutineKind::None | CoroutineKind::Generator => "__cyrus_generator_new",
                    CoroutineKind::Coroutine => "__cyrus_coroutine_new",
                    CoroutineKind::IterableCoroutine => "__cyrus_iterable_coroutine_new",
                    CoroutineKind::AsyncGenerator => "__cyrus_async_gen_new",
                };
                let new = self.cx.runtime(new).to_string();
                let def = crate::module::gendef_name(self.cx, *step);
                CExpr::primary(format!("{new}(&{def}, {})", list(&args)))
            }
            Callee::SetupCypClass(class) => {
                CExpr::primary(format!("{}()", crate::cyp::setup_name(self.cx, *class)))
            }
            Callee::Cyp { method, direct } => {
                let args = match crate::cyp::parameters(self.cx, *method, *direct) {
                    Some((sig, first)) => self.method_args(sig, first, args),
                    None => self.args(args),
                };
                crate::cyp::call(self.cx, *method, *direct, args)
            }
            Callee::ExtNew(class) => {
                let args = self.args(args);
                let args = args.first().map_or("__cyrus_empty_tuple", |a| a.text.as_str()).to_string();
                class::new_call(self.cx, *class, &args)
            }
            Callee::CppMethod { .. }
            | Callee::CppFunc { .. }
            | Callee::CppConstruct(..)
            | Callee::CppNew(..)
            | Callee::CppDelete
            | Callee::CppOperator(_) => {
                let call = self.cpp_call(callee, args);
                // What C++ gives as a counted reference becomes one of ours.
                let Some(ty) = dest.and_then(|d| self.place_ty(d)) else { return call };
                let counted = self.cx.types.is_cyp(ty)
                    && !matches!(self.cx.types.get(ty), Ty::Ref(_) | Ty::RvalueRef(_));
                let turn = match (counted, self.cx.types.points_to_cyp(ty)) {
                    (true, _) => "__cyrus_cyp_own",
                    (_, true) => "__cyrus_cyp_cells",
                    (false, false) => return call,
                };
                self.cx.fragment("cyp_ref");
                CExpr::primary(format!("{turn}({})", call.text))
            }
        }
    }

    pub(super) fn args(&mut self, args: &[Operand]) -> Vec<CExpr> {
        args.iter().map(|a| self.operand(a)).collect()
    }

    /// Arguments of a support function. C types that C++ does not convert by itself are cast.
    fn runtime_args(&mut self, name: &str, args: &[Operand]) -> Vec<CExpr> {
        let params = rt_fn(name).map_or(&[][..], |f| f.params);
        let mut out = Vec::with_capacity(args.len());
        for (i, arg) in args.iter().enumerate() {
            let text = self.operand(arg);
            out.push(match params.get(i) {
                Some(Param::C("PyTypeObject *")) if self.is_object_operand(arg) => {
                    CExpr::cast("PyTypeObject *", &text)
                }
                Some(Param::C(ty)) if ty.contains('*') && self.needs_pointer_cast(arg, ty) => {
                    CExpr::cast(ty, &text)
                }
                _ => text,
            });
        }
        out
    }

    fn is_object_operand(&self, operand: &Operand) -> bool {
        self.operand_ty(operand).is_some_and(|t| self.cx.types.is_object(t))
    }

    /// A pointer to a C type that is spelled differently than the parameter wants.
    fn needs_pointer_cast(&self, operand: &Operand, wanted: &str) -> bool {
        let Some(ty) = self.operand_ty(operand) else { return false };
        let types = self.cx.types;
        match types.kind(ty) {
            Ty::Ptr(to) | Ty::Array(to, _) => {
                let signedness = types.is_c_string(ty) && wanted.contains("char");
                let constness = matches!(types.get(*to), Ty::Const(_)) && !wanted.contains("const");
                let plain = matches!(types.kind(*to), Ty::Int(cyrus_types::IntTy::Char));
                (signedness && !plain) || constness
            }
            _ => false,
        }
    }

    /// A `PyTypeObject *` result used as an object.
    fn runtime_result(&mut self, name: &str, call: CExpr, dest: Option<&Place>) -> CExpr {
        let Some(function) = rt_fn(name) else { return call };
        let Ret::C(c_type) = function.ret else { return call };
        let Some(dest) = dest else { return call };
        let Some(text) = self.place_type_text(dest) else { return call };
        let pointer = c_type.ends_with('*') && text.ends_with('*');
        if pointer && c_type != text && (c_type != "void *" || self.cx.cplus()) {
            return CExpr::cast(&text, &call);
        }
        call
    }

    /// Arguments of a call with a C signature. Foreign functions want their own struct types.
    fn signature_args(&mut self, sig: &FuncTy, args: &[Operand], foreign: bool) -> Vec<CExpr> {
        let mut out = Vec::with_capacity(args.len());
        for (i, arg) in args.iter().enumerate() {
            let text = self.argument(sig, i, arg);
            let param = sig.params.get(i).map(|p| p.ty);
            if let (Operand::Const(cyrus_mir::Const::CStr(_)), Some(param)) = (arg, param)
                && self.cx.types.pointee(param).is_some()
            {
                out.push(self.literal_as(text, param));
                continue;
            }
            out.push(match param.map(|t| self.cx.types.kind(t)) {
                Some(Ty::TemplateParam(_)) if foreign && !self.is_reference(param) => {
                    self.template_value(arg, param, text)
                }
                Some(Ty::Ext(class)) if foreign => {
                    let name = ext_struct_name(self.cx, *class);
                    CExpr::cast(&format!("{name} *"), &text)
                }
                _ if foreign => match self.native_name(arg, param) {
                    Some(name) => CExpr::cast(&format!("{name} *"), &text),
                    None => text,
                },
                _ => text,
            });
        }
        out
    }

    /// An argument whose type a C++ template finds out. References are counted by what such a function keeps, and so are
    /// those that it reads and writes through a pointer, or gets from a function.
    fn template_value(&mut self, arg: &Operand, param: Option<TyId>, text: CExpr) -> CExpr {
        if let Some(name) = self.native_name(arg, param) {
            return CExpr::cast(&format!("{name} *"), &text);
        }
        let types = self.cx.types;
        let ret = match arg {
            Operand::Const(cyrus_mir::Const::CFunc(id)) => {
                Some(types.funcs[self.cx.module.cfuncs[*id].sig].ret)
            }
            _ => self.operand_ty(arg).and_then(|t| types.as_func(t)).map(|f| f.ret),
        };
        if let Some(ret) = ret.filter(|&t| types.is_cyp(t) && !matches!(types.get(t), Ty::Ref(_))) {
            let reference = crate::cyp::reference(self.cx, ret);
            return CExpr::primary(format!("__cyrus_cyp_giving<{reference}>({})", text.text));
        }
        let Some(ty) = self.operand_ty(arg) else { return text };
        if types.points_to_cyp(ty) {
            return CExpr::cast(&super::call_cpp::template_arg(self.cx, ty), &text);
        }
        if types.is_cyp(ty) {
            return CExpr::primary(format!("{}({})", crate::cyp::reference(self.cx, ty), text.text));
        }
        text
    }

    fn is_reference(&self, param: Option<TyId>) -> bool {
        param.is_some_and(|t| matches!(self.cx.types.get(t), Ty::Ref(_) | Ty::RvalueRef(_)))
    }

    fn has_template_params(&self, sig: &FuncTy) -> bool {
        let param = |t: TyId| matches!(self.cx.types.kind(t), Ty::TemplateParam(_));
        sig.params.iter().any(|p| param(p.ty))
    }

    /// The C++ class that a function from C++ text knows a reference by, where it has one.
    fn native_name(&self, arg: &Operand, param: Option<cyrus_types::TyId>) -> Option<Name> {
        let Operand::Copy(place) = arg else { return None };
        crate::cyp::native::name(self.cx, param.or_else(|| self.place_ty(place))?)
    }

    /// Arguments of a method of a cypclass; those of the signature begin after the object, if there is one.
    fn method_args(&mut self, sig: cyrus_types::FuncTyId, first: usize, args: &[Operand]) -> Vec<CExpr> {
        let types = self.cx.types;
        let sig = &types.funcs[sig];
        args.iter()
            .enumerate()
            .map(|(i, arg)| match i.checked_sub(first) {
                Some(index) if sig.params.get(index).is_some_and(|p| types.is_cpp_value(p.ty)) => {
                    self.argument(sig, index, arg)
                }
                _ => self.operand(arg),
            })
            .collect()
    }

    /// An argument of a C++ call. A temporary object, which nothing else reads, is moved into a parameter that takes
    /// a value: not every class can be copied.
    pub(super) fn argument(&mut self, sig: &FuncTy, index: usize, arg: &Operand) -> CExpr {
        let text = self.operand(arg);
        let by_value = sig.params.get(index).is_some_and(|p| !matches!(self.cx.types.get(p.ty), Ty::Ref(_)));
        let Operand::Copy(place) = arg else { return text };
        let rvalue =
            sig.params.get(index).is_some_and(|p| matches!(self.cx.types.get(p.ty), Ty::RvalueRef(_)));
        match place.as_local() {
            Some(local) if rvalue && self.body.locals[local].kind == cyrus_mir::LocalKind::Temp => {
                self.cx.cplus_header("<utility>");
                CExpr::primary(format!("std::move({})", text.text))
            }
            Some(local) if by_value || self.only_moves(local) => self.moved(local, text),
            _ => text,
        }
    }

    /// Of a class of the standard library whose objects cannot be copied: what is said to take a reference to one
    /// (`push_back(T &)`) keeps it, and may have it.
    fn only_moves(&self, local: cyrus_mir::MLocal) -> bool {
        let Some(Ty::Cpp(id, _)) = self.local_ty(local).map(|ty| self.cx.types.get(ty)) else { return false };
        let class = &self.cx.types.cpp_classes[*id];
        class.namespace.as_deref() == Some("std") && ONLY_MOVED.contains(&class.cname.as_str())
    }

    /// The function pointer in an object's vtable.
    fn vtable_entry(&mut self, object: &str, class: ClassId, method: u32) -> String {
        let (declaring, name) = class::slot_of(self.cx, class, method);
        let table = vtable_path(self.cx, object, declaring);
        format!("{table}->{}", vtable_member(&name))
    }

    /// The implementation of a method in a class: by name when it is compiled here, through the vtable
    /// of the class when it was imported.
    fn implementation(&mut self, class: ClassId, method: u32) -> String {
        let (implementing, method_def) = class::implementation_of(self.cx, class, method);
        let method_def = method_def.clone();
        if let Some(body) = class::method_body(self.cx, implementing, &method_def) {
            return operand::body_reference(self.cx, body).text;
        }
        if self.cx.types.classes[class].origin == Origin::Here {
            self.cx.unsupported(
                self.call_span,
                &format!("the C method '{}', which has no body here, is", method_def.name),
            );
            return method_def.cname.to_string();
        }
        let (declaring, name) = class::slot_of_name(self.cx, class, &method_def.name);
        self.cx.mentioned.insert(crate::types::Definition::Class(class));
        let variable = vtable_variable(self.cx, class);
        let own = crate::types::vtable_struct_name(self.cx, declaring);
        if declaring == class {
            format!("{variable}->{}", vtable_member(&name))
        } else {
            format!("(({own} *){variable})->{}", vtable_member(&name))
        }
    }

    /// A call of a Python object, by the vectorcall protocol.
    fn python_call(&mut self, args: &[Operand], keywords: &[Name], method: Option<&Name>) -> CExpr {
        let texts = self.args(args);
        let positional = texts.len() - keywords.len();
        let method = method.map(|name| {
            let id = self.cx.interned(name);
            crate::module::constant_text(self.cx, id)
        });
        if keywords.is_empty() {
            // The forms without an array.
            let short = match (&method, texts.as_slice()) {
                (None, [f]) => Some(format!("PyObject_CallNoArgs({})", f.text)),
                (None, [f, a]) => Some(format!("PyObject_CallOneArg({}, {})", f.text, a.text)),
                (None, [_, given @ ..]) if given.len() <= 5 => {
                    let function = self.cx.runtime(&format!("__cyrus_call{}", given.len())).to_string();
                    Some(format!("{function}({})", list(&texts)))
                }
                (Some(name), [o, given @ ..]) if given.len() <= 4 => {
                    let function =
                        self.cx.runtime(&format!("__cyrus_call_method{}", given.len())).to_string();
                    let comma = if given.is_empty() { "" } else { ", " };
                    Some(format!("{function}({}, {name}{comma}{})", o.text, list(given)))
                }
                _ => None,
            };
            if let Some(text) = short {
                return CExpr::primary(text);
            }
        }
        let names = if keywords.is_empty() {
            "NULL".to_string()
        } else {
            let items = keywords.iter().map(|k| ConstItem::Const(self.cx.interned(k))).collect();
            let id = self.cx.consts.intern(PyConst::Tuple(items));
            crate::module::constant_text(self.cx, id)
        };
        // For a method the object itself is the first of the vector.
        let (callee, vector) = match &method {
            Some(name) => (name.clone(), &texts[..]),
            None => (texts[0].text.clone(), &texts[1..]),
        };
        let count = if method.is_some() { positional } else { positional - 1 };
        self.call_prefix = format!("PyObject *v[] = {{NULL, {}}}; ", list(vector));
        let function = if method.is_some() { "PyObject_VectorcallMethod" } else { "PyObject_Vectorcall" };
        CExpr::primary(format!(
            "{function}({callee}, v + 1, {count} | PY_VECTORCALL_ARGUMENTS_OFFSET, {names})"
        ))
    }

    /// A call of a builtin type's method, by its C function if the object is not None after all.
    fn known_method_call(&mut self, class: Builtin, name: &Name, args: &[Operand]) -> CExpr {
        let texts = self.args(args);
        let id = self.cx.interned(name);
        let key = crate::module::constant_text(self.cx, id);
        self.cx.fragment("call_known");
        let class = class.type_object();
        let cache = crate::module::known_method(self.cx, &class, name);
        self.call_prefix = format!("PyObject *v[] = {{NULL, {}}}; ", list(&texts));
        CExpr::primary(format!("__cyrus_call_known(&{cache}, &{class}, {key}, v + 1, {})", texts.len()))
    }

    /// A tuple or list display.
    fn build(&mut self, kind: BuildKind, args: &[Operand]) -> CExpr {
        let texts = self.args(args);
        if texts.is_empty() {
            return CExpr::primary(match kind {
                BuildKind::Tuple => "Py_NewRef(__cyrus_empty_tuple)",
                BuildKind::List => "PyList_New(0)",
            });
        }
        let name = convert::display(self.cx, kind);
        let items: Vec<String> = texts.chunks(12).map(list).collect();
        self.call_prefix = format!("PyObject *v[] = {{{}}}; ", items.join(",\n    "));
        CExpr::primary(format!("{name}(v, {})", texts.len()))
    }

    /// Whether conversion functions fill a destination of this type, instead of returning it.
    pub(super) fn is_filled(&self, ty: &CTy) -> bool {
        matches!(ty, CTy::Ty(ty) if matches!(self.cx.types.kind(*ty), Ty::Array(..) | Ty::MemView(_)))
    }

    /// The type that a function of ours gives.
    pub(super) fn return_ty(&self, callee: &Callee) -> Option<TyId> {
        let types = self.cx.types;
        Some(match callee {
            Callee::CFunc(id) => types.funcs[self.cx.module.cfuncs[*id].sig].ret,
            Callee::Pointer(pointer) => {
                let ty = self.operand_ty(pointer)?;
                types.as_func(ty)?.ret
            }
            Callee::Virtual { class, method } | Callee::Direct { class, method } => {
                let sig = types.classes[*class].methods[*method as usize].sig;
                types.funcs[sig].ret
            }
            Callee::Cyp { method, .. } => {
                let at = self.cx.cyp.of(types, method.owner)?.index;
                let sig = self.cx.module.cyp_instances[at].sigs[method.method as usize];
                types.funcs[sig].ret
            }
            _ => return None,
        })
    }

    /// C text of the type a callee returns.
    pub(super) fn return_type(&mut self, callee: &Callee) -> Option<String> {
        let ty = match callee {
            Callee::Runtime(name) => {
                return match rt_fn(name)?.ret {
                    Ret::C(text) => Some(text.to_string()),
                    Ret::Void => None,
                    Ret::New | Ret::NewOrNull | Ret::Borrowed | Ret::BorrowedOrNull => {
                        Some("PyObject *".into())
                    }
                };
            }
            Callee::Body(id) => {
                let ret = self.cx.program.bodies[*id].ret.clone();
                return Some(crate::types::cty_text(self.cx, &ret));
            }
            Callee::FromPy(ty) => *ty,
            Callee::CArith { ty, .. } => *ty,
            _ => self.return_ty(callee)?,
        };
        Some(type_text(self.cx, ty))
    }
}

/// Builtin types whose methods are C functions that nobody can replace, and whose instances are of just that type.
fn has_known_methods(class: Builtin) -> bool {
    matches!(
        class,
        Builtin::List
            | Builtin::Tuple
            | Builtin::Dict
            | Builtin::Set
            | Builtin::FrozenSet
            | Builtin::Str
            | Builtin::Bytes
            | Builtin::ByteArray
    )
}
