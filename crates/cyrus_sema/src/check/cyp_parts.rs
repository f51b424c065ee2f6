//! What the members of a generic cypclass are made of in an instance.
//!
//! A template of C++ is looked at where it is written, when a parameter says nothing of it yet; here it is again, with the
//! arguments.

use super::Checker;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_source::Span;
use cyrus_types::{Counting, CypContainer, CypTy, Origin, Ty, TyId};

impl Checker<'_, '_> {
    /// Whether no template of C++ in the fields and signatures of an instance copies references that it does not count.
    pub(super) fn check_copied_parts(&mut self, cyp: &CypTy) -> bool {
        let def = &self.cx.types.cyp_classes[cyp.class];
        let table = matches!(def.container(), Some(CypContainer::Dict | CypContainer::Set));
        if let (true, Some(&key)) = (table, cyp.args.first())
            && let Some(unhashed) = self.unhashed(key)
        {
            let (name, span) = (def.name.clone(), def.span);
            let message = format!("'{}' cannot be a key of '{name}'", self.cx.types.display(unhashed));
            self.report(
                Diagnostic::error(codes::E0402, span, message)
                    .primary_label("it has no hash and no '=='")
                    .help("use a C tuple, or a cypclass with '__hash__' and '__eq__'"),
            );
            return false;
        }
        let params = def.params.clone();
        let mut parts: Vec<(TyId, Span)> = def.fields.iter().map(|f| (f.ty, f.span)).collect();
        for method in &def.methods {
            let sig = &self.cx.types.funcs[method.sig];
            let types = sig.params.iter().map(|p| p.ty).chain([sig.ret]);
            parts.extend(types.map(|ty| (ty, method.span)));
        }
        for (part, span) in parts {
            if !self.cx.types.has_template_param(part) {
                continue;
            }
            let part = self.cx.types.substitute(part, &params, &cyp.args);
            if let Some(uncounted) = self.uncounted(part) {
                let class = self.cx.types.cyp(cyp.class, cyp.args.clone());
                let (shown, class) = (self.cx.types.display(uncounted), self.cx.types.display(class));
                let message = format!(
                    "the references in '{shown}' are not counted when C++ copies it, as '{}' in '{class}' would",
                    self.cx.types.display(part)
                );
                let help = "use pointers to it, a C tuple, a pair, or a cypclass";
                self.report(Diagnostic::error(codes::E0402, span, message).help(help));
                return false;
            }
        }
        true
    }

    /// The part of a key that has no hash.
    fn unhashed(&self, ty: TyId) -> Option<TyId> {
        let types = &self.cx.types;
        match types.kind(ty) {
            // Headers may define both for their structs.
            Ty::Struct(id) if types.structs[*id].origin == Origin::Extern => None,
            Ty::Struct(_) | Ty::NogilClass(_) | Ty::Complex(_) => Some(ty),
            Ty::CTuple(items) => items.iter().find_map(|&t| self.unhashed(t)),
            Ty::Cpp(id, args) if types.cpp_classes[*id].namespace.as_deref() == Some("std") => {
                args.iter().find_map(|&t| self.unhashed(t))
            }
            _ => None,
        }
    }

    /// What a template of C++ in a type copies without counting the references in it.
    fn uncounted(&self, ty: TyId) -> Option<TyId> {
        let types = &self.cx.types;
        match types.kind(ty) {
            Ty::Cpp(_, args) => args
                .iter()
                .find(|&&a| types.counting(a) == Counting::Members)
                .copied()
                .or_else(|| args.iter().find_map(|&a| self.uncounted(a))),
            Ty::Ptr(to) if matches!(types.kind(*to), Ty::Struct(_)) => None,
            Ty::Ptr(to) | Ty::Array(to, _) => self.uncounted(*to),
            Ty::CTuple(items) => items.iter().find_map(|&t| self.uncounted(t)),
            Ty::Struct(id) => types.structs[*id].fields.iter().find_map(|f| self.uncounted(f.ty)),
            _ => None,
        }
    }
}
