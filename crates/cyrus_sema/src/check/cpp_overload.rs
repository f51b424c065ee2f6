//! Which of several C++ functions is called: what arguments convert to, what template parameters they are.
//!
//! It is decided here, so that arguments can be converted from Python objects; the C++ compiler then sees a call with those types.

use super::Checker;
use super::cpp::FoundMethod;
use cyrus_diagnostics::codes;
use cyrus_hir::Callee;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, Arg};
use cyrus_types::{Capability, FuncTyId, Origin, TemplateParamId, Ty, TyId};

impl<'a> Checker<'_, 'a> {
    /// Whether a value converts implicitly to a C++ class: the same class, a derived one, or what a
    /// one-argument constructor or an assignment operator takes.
    pub fn cpp_converts(&mut self, from: TyId, to: TyId) -> bool {
        let (from, to) = (self.cx.types.resolved(from), self.cx.types.resolved(to));
        if self.cpp_same(from, to) || self.cpp_derives(from, to) {
            return true;
        }
        if self.cx.types.is_object(from) || self.cpp_class(to).is_none() || !self.may_hold(to, from) {
            return false;
        }
        let mut ways = self.cpp_methods(to, "<init>");
        ways.extend(self.cpp_methods(to, "operator="));
        ways.iter().any(|m| {
            let func = self.cx.types.funcs[m.sig].clone();
            let required = func.params.len() - func.optional as usize;
            let Some(param) = func.params.first() else { return false };
            required <= 1
                && (self.passes(from, param.ty, &m.template_params)
                    || self.converting(from, to, param.ty, &m.template_params))
        })
    }

    /// Whether a C++ object of this type may be made of a cypclass reference, for all that templates of C++ take: it holds references of
    /// the same capability. Any other value may.
    pub(super) fn may_hold(&self, holder: TyId, value: TyId) -> bool {
        let Some(given) = self.cyp_of(value) else { return true };
        let mut held = match self.cx.types.get(self.cx.types.unqualified(holder)) {
            Ty::Cpp(_, args) => args.clone(),
            Ty::Ref(to) => vec![*to],
            _ => Vec::new(),
        };
        held.retain(|&t| self.cx.types.is_cyp(t));
        match given.cap {
            Capability::Consumed => true,
            // One more reference, or one that would outlast the block or statement that it belongs to.
            Capability::Iso | Capability::IsoArrow | Capability::LockArrow | Capability::Locked => false,
            cap if held.is_empty() => cap == Capability::Local,
            cap => held.iter().any(|&t| self.cyp_of(t).is_some_and(|c| c.cap == cap)),
        }
    }

    /// Whether what a function of C or C++ gets for `...` is only lent to it: it gives nothing back that could hold a reference, and no
    /// object of its own is there to keep one. What it does besides is as safe as in C.
    pub(super) fn is_lent(&self, callee: &Callee, result: TyId) -> bool {
        matches!(callee, Callee::Func(id) if self.cx.cfuncs[*id].origin == Origin::Extern)
            && !matches!(
                self.cx.types.kind(result),
                Ty::Cpp(..) | Ty::Ref(_) | Ty::RvalueRef(_) | Ty::TemplateParam(_)
            )
    }

    /// Whether a constructor makes `Class[Base]` of any `Class[Derived]`, as those of smart pointers do.
    fn converting(&mut self, from: TyId, to: TyId, param: TyId, templates: &[TemplateParamId]) -> bool {
        let (Some((of, args)), Some((_, wanted)), Some((id, params))) =
            (self.cpp_class(from), self.cpp_class(to), self.cpp_class(param))
        else {
            return false;
        };
        let free = params
            .iter()
            .all(|&p| matches!(self.cx.types.kind(p), Ty::TemplateParam(p) if templates.contains(p)));
        of == id && free && args.iter().zip(&wanted).all(|(&a, &w)| self.cpp_derives(a, w))
    }

    /// Whether a C value can be given to a constructor's parameter without another constructor's help.
    fn passes(&mut self, from: TyId, param: TyId, templates: &[TemplateParamId]) -> bool {
        if let Ty::TemplateParam(p) = self.cx.types.kind(param) {
            return templates.contains(p);
        }
        self.cpp_same(from, param)
            || self.cpp_derives(from, param)
            || self.cx.types.is_numeric(from) && self.cx.types.is_numeric(param)
            || self.cx.types.is_c_string(from) && self.cx.types.is_c_string(param)
    }

    /// The overload that a call means, with its template parameters filled in.
    pub(super) fn chosen(
        &mut self,
        methods: &[FoundMethod],
        call: &'a ast::Call,
    ) -> Option<(FoundMethod, FuncTyId)> {
        let args = self.argument_tys(call);
        let candidates: Vec<_> = methods.iter().map(|m| (m.sig, m.template_params.clone())).collect();
        let (index, sig) = self.pick(&candidates, &args)?;
        Some((methods[index].clone(), sig))
    }

    /// Reports that no function takes the arguments.
    pub fn no_overload(&mut self, candidates: usize, span: Span) {
        let message = format!("no suitable method found (candidates: {candidates})");
        self.error(codes::E0403, span, message);
    }

    /// The types of the arguments of a call, which is not kept.
    pub fn argument_tys(&mut self, call: &'a ast::Call) -> Vec<TyId> {
        call.args
            .iter()
            .map(|a| {
                let (Arg::Positional(e) | Arg::Keyword(_, e) | Arg::Star(e) | Arg::DoubleStar(e)) = a;
                self.speculate(|c| c.expr(e).ty)
            })
            .collect()
    }

    /// The best of several functions and function templates for these arguments.
    pub fn pick(
        &mut self,
        candidates: &[(FuncTyId, Vec<TemplateParamId>)],
        args: &[TyId],
    ) -> Option<(usize, FuncTyId)> {
        let sigs: Vec<FuncTyId> =
            candidates.iter().map(|(sig, params)| self.deduced(*sig, params, args)).collect();
        let index = self.best_overload(&sigs, args)?;
        Some((index, sigs[index]))
    }

    /// A C++ function template with the arguments written in brackets.
    pub fn explicit_template(
        &mut self,
        sig: FuncTyId,
        params: &[TemplateParamId],
        args: &[TyId],
    ) -> FuncTyId {
        let known = &params[..args.len().min(params.len())];
        let mut full: Vec<TyId> = args[..known.len()].to_vec();
        for &p in &params[known.len()..] {
            full.push(self.cx.types.intern(Ty::TemplateParam(p)));
        }
        self.cx.types.substitute_func(sig, params, &full)
    }

    /// Template parameters of a method filled in from the argument types.
    fn deduced(&mut self, sig: FuncTyId, params: &[TemplateParamId], args: &[TyId]) -> FuncTyId {
        if params.is_empty() {
            return sig;
        }
        let func = self.cx.types.funcs[sig].clone();
        let mut found = vec![None; params.len()];
        for (param, &arg) in func.params.iter().zip(args) {
            self.deduce(param.ty, arg, params, &mut found);
        }
        let known: Vec<TyId> = params
            .iter()
            .zip(&found)
            .map(|(p, f)| f.unwrap_or_else(|| self.cx.types.intern(Ty::TemplateParam(*p))))
            .collect();
        self.cx.types.substitute_func(sig, params, &known)
    }

    /// Matches a parameter type against an argument type.
    fn deduce(&mut self, param: TyId, arg: TyId, params: &[TemplateParamId], found: &mut [Option<TyId>]) {
        let arg = self.cx.types.unqualified(arg);
        match (self.cx.types.get(param).clone(), self.cx.types.get(arg).clone()) {
            (Ty::TemplateParam(p), _) => {
                // A Python object is no C++ value.
                if let Some(i) = params.iter().position(|q| *q == p)
                    && !self.cx.types.is_object(arg)
                {
                    let ty = self.storage_ty(arg);
                    found[i].get_or_insert(ty);
                }
            }
            (Ty::Ref(inner) | Ty::RvalueRef(inner) | Ty::Const(inner), _) => {
                self.deduce(inner, arg, params, found)
            }
            (Ty::Ptr(p), Ty::Ptr(a)) | (Ty::Ptr(p), Ty::Array(a, _)) => self.deduce(p, a, params, found),
            (Ty::Cpp(pid, pargs), Ty::Cpp(aid, aargs)) if pid == aid => {
                for (p, a) in pargs.into_iter().zip(aargs) {
                    self.deduce(p, a, params, found);
                }
            }
            // An object of a derived class is one of its base.
            (Ty::Cpp(pid, _), Ty::Cpp(..)) => {
                let mut class = arg;
                while let Some(base) = self.cpp_first_base(class) {
                    class = base;
                    if self.cpp_class(base).is_some_and(|(id, _)| id == pid) {
                        self.deduce(param, base, params, found);
                        break;
                    }
                }
            }
            _ => {}
        }
    }
}
