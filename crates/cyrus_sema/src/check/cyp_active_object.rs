//! Active objects as Python objects.
//!
//! Python has no reference to an active object itself. It gets an object of a class that is written here as Cython text, `active_T`: it
//! holds the `active` reference, and its methods, one for each method of the class whose arguments can come from Python, send
//! messages and give their futures. Passed back, the reference is taken out of it.

use super::Checker;
use super::cyp_call::CypArgs;
use cyrus_hir::{self as hir, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{Capability, CypTy, Ty, TyId, common};
use std::fmt::Write as _;

impl Checker<'_, '_> {
    /// An `active` reference as an object.
    pub(super) fn active_to_object(&mut self, value: Expr) -> Result<Expr, TyId> {
        let (from, span) = (value.ty, value.span);
        let Some(class) = self.active_wrapper(from) else { return Err(from) };
        if self.speculating > 0 {
            return Ok(Expr { ty: common::OBJECT, ..self.error_expr(span) });
        }
        let Some(cyp) = self.cyp_of(class) else { return Err(from) };
        let [hold] = self.cyp_methods(&cyp, "_hold")[..] else { return Err(from) };
        self.use_cyp(class);
        let Some(args) = self.cyp_bind(hold.sig, CypArgs::typed(vec![value]), &cyp, span) else {
            return Err(from);
        };
        let call =
            hir::CypCall { method: hold.method, sig: hold.sig, object: None, args, direct: true, lock: None };
        Ok(Expr { ty: common::OBJECT, span, kind: ExprKind::CypCall(Box::new(call)) })
    }

    /// The `active` reference that an object holds.
    pub(super) fn active_from_object(&mut self, value: Expr, to: TyId) -> Result<Expr, TyId> {
        let (from, span) = (value.ty, value.span);
        let Some(class) = self.active_wrapper(to) else { return Err(from) };
        let Some(cyp) = self.cyp_of(class) else { return Err(from) };
        let Some((owner, field, ty)) = self.cyp_field(&cyp, "_target") else { return Err(from) };
        self.use_cyp(class);
        let object = Box::new(self.coercion(hir::Coercion::CypFromObject, value, class));
        Ok(Expr { ty, span, kind: ExprKind::CypField { object, owner, field } })
    }

    /// Sets the wrappers up that were asked for; whether there were any.
    pub(super) fn active_faces(&mut self, out: &mut hir::Block) -> bool {
        let new = std::mem::take(&mut self.cyp_new_wrappers);
        for &class in &new {
            let Some(cyp) = self.cyp_of(class) else { continue };
            let def = &self.cx.types.cyp_classes[cyp.class];
            let (span, shared) = (def.span, def.in_pxd);
            let mut face = hir::Block::new();
            self.cyp_setup(cyp.class, span, &mut face);
            let (setup, face): (hir::Block, hir::Block) =
                face.into_iter().partition(|s| !shared || matches!(s.kind, hir::StmtKind::SetupCypClass(_)));
            out.extend(setup);
            if shared {
                out.push(self.by_the_first(class, span, face));
            }
        }
        !new.is_empty()
    }

    fn active_wrapper(&mut self, active: TyId) -> Option<TyId> {
        let plain = self.cyp_plain(active);
        if let Some(&known) = self.cyp_wrappers.get(&plain) {
            return known;
        }
        // While it is written, its own methods may mention it.
        self.cyp_wrappers.insert(plain, None);
        let made = self.make_active_wrapper(active, plain);
        self.cyp_wrappers.insert(plain, made);
        self.cyp_new_wrappers.extend(made);
        made
    }

    fn make_active_wrapper(&mut self, active: TyId, plain: TyId) -> Option<TyId> {
        let cyp = self.cyp_of(plain)?;
        let shown = self.cx.types.cyp_classes[cyp.class].name.clone();
        if !cyp.args.is_empty() {
            return None;
        }
        let name = Name::from(format!("active_{shown}"));
        let mut types = vec![active];
        let mut text = format!(
            "cdef cypclass {name}:\n    __cyrus_T0 _target\n    \
             @staticmethod\n    object _hold(__cyrus_T0 target) with gil:\n        if target is NULL:\n            return None\n        \
             held = new {name}()\n        held._target = target\n        return held\n"
        );
        self.active_methods(&cyp, &mut text, &mut types);
        let around = self.actor_scope(&types, true);
        let class = self.declare_text(&format!("active {shown} in Python"), &text, around, &name)?;
        // Of a class that several modules know there is one wrapper, too, by the name of the class's module.
        let of = &self.cx.types.cyp_classes[cyp.class];
        if of.in_pxd
            && let Some((module, _)) = of.qualified.rsplit_once('.')
            && let qualified = Name::from(format!("{module}.{name}"))
            && let Some(made) = self.cyp_of(class)
        {
            let made = &mut self.cx.types.cyp_classes[made.class];
            (made.in_pxd, made.qualified) = (true, qualified);
        }
        Some(class)
    }

    /// A method for each that Python can call, with all arguments and without the optional ones.
    fn active_methods(&mut self, cyp: &CypTy, text: &mut String, types: &mut Vec<TyId>) {
        let mut names: Vec<Name> = Vec::new();
        for owner in self.cyp_mro(cyp) {
            let Some(class) = self.cx.types.as_cyp(owner).map(|c| c.class) else { continue };
            if self.cx.types.cyp_classes[class].qualified.starts_with("libcyrus.acthon.") {
                continue;
            }
            for method in &self.cx.types.cyp_classes[class].methods {
                let plain = !method.is_static && !method.property && !method.name.starts_with('_');
                if plain && !names.contains(&method.name) {
                    names.push(method.name.clone());
                }
            }
        }
        for name in names {
            for candidate in self.cyp_methods(cyp, &name) {
                let func = self.cx.types.funcs[candidate.sig].clone();
                let all: Vec<TyId> = func.params.iter().map(|p| p.ty).collect();
                let void = matches!(self.cx.types.kind(func.ret), Ty::Void);
                let gives = void || self.result_for_python(func.ret);
                for count in all.len() - func.optional as usize..=all.len() {
                    if !all[..count].iter().all(|&ty| self.argument_from_python(ty)) {
                        continue;
                    }
                    let (mut takes, mut unwraps, mut passes) =
                        (String::new(), String::new(), String::from("NULL"));
                    for (i, &ty) in all[..count].iter().enumerate() {
                        let given = func.params[i].name.clone();
                        let given = given.unwrap_or_else(|| Name::from(format!("arg{i}")));
                        let t = types.len();
                        let keyword = func.params[i].keyword;
                        if keyword && !func.params[..i].iter().any(|p| p.keyword) {
                            takes.push_str(", *");
                        }
                        let by_name = if keyword { format!("{given}=") } else { String::new() };
                        if self.cyp_of(ty).is_some_and(|c| self.has_python_object(&c)) {
                            let _ = write!(takes, ", object {given}");
                            let _ = writeln!(unwraps, "        cdef __cyrus_T{t} unwrapped{i} = {given}");
                            let _ = write!(passes, ", {by_name}unwrapped{i}");
                        } else {
                            let _ = write!(takes, ", __cyrus_T{t} {given}");
                            let _ = write!(passes, ", {by_name}{given}");
                        }
                        types.push(ty);
                    }
                    let give = if gives { "return " } else { "" };
                    let _ = writeln!(
                        text,
                        "    object {name}(self{takes}) with gil:\n{unwraps}        {give}self._target.{name}({passes})"
                    );
                }
            }
        }
    }

    fn argument_from_python(&mut self, ty: TyId) -> bool {
        if self.cx.types.is_object(ty) || self.cx.types.is_pointer(ty) {
            return false;
        }
        match self.cyp_of(ty) {
            Some(cyp) if cyp.cap == Capability::Local => return false,
            // Their classes may be about to be written.
            Some(cyp) if cyp.cap == Capability::Active => return cyp.args.is_empty(),
            _ => {}
        }
        let probe = Expr { ty: common::OBJECT, ..self.error_expr(Span::default()) };
        self.speculate(|c| c.try_coerce(probe, ty).is_ok())
    }

    fn result_for_python(&mut self, ty: TyId) -> bool {
        // Nor has a future such a result.
        if self.cx.types.is_object(ty) {
            return false;
        }
        match self.cyp_of(ty) {
            Some(cyp) if cyp.cap == Capability::Local => return false,
            Some(cyp) if cyp.cap == Capability::Active => return cyp.args.is_empty(),
            _ => {}
        }
        let probe = Expr { ty: self.cyp_returned(ty), ..self.error_expr(Span::default()) };
        self.speculate(|c| c.try_coerce(probe, common::OBJECT).is_ok())
    }
}
