//! References that algorithms and methods of C++ take from one container to another, known by its iterators or by pointers.
//!
//! To the C++ compiler a counting reference tells neither its class nor its capability; what goes where is decided here.

use super::super::Checker;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir::{Callee, Expr};
use cyrus_source::Span;
use cyrus_types::{Capability, Origin, Ty, TyId};

/// What compares the items of two ranges and keeps none.
const ONLY_LOOK: [&str; 10] = [
    "equal",
    "mismatch",
    "search",
    "find_end",
    "find_first_of",
    "includes",
    "is_permutation",
    "lexicographical_compare",
    "inner_product",
    "transform",
];

impl Checker<'_, '_> {
    pub fn check_items_between(&mut self, callee: &Callee, args: &[Expr], span: Span) {
        let mut items: Vec<TyId> = args.iter().filter_map(|a| self.led_to(a.ty)).collect();
        let name = match callee {
            Callee::Func(id) => {
                let func = &self.cx.cfuncs[*id];
                if func.origin != Origin::Extern || func.namespace.as_deref() != Some("std") {
                    return;
                }
                func.cname.clone()
            }
            Callee::CppMethod { object, cname, .. } if !items.is_empty() => {
                if let Some(own) = self.only_reference(object.ty) {
                    items.retain(|&t| t != own);
                    items.push(own);
                }
                cname.clone()
            }
            _ => return,
        };
        let copies = matches!(callee, Callee::Func(_))
            && (name.contains("copy")
                || name.starts_with("fill")
                || name.starts_with("replace")
                || name.starts_with("set_")
                || name == "merge");
        let isolated = items.iter().find(|&&t| self.cyp_of(t).is_some_and(|c| c.cap == Capability::Iso));
        if let Some(&item) = isolated
            && copies
        {
            let shown = self.cx.types.display(item);
            self.report(
                Diagnostic::error(
                    codes::E0311,
                    span,
                    format!("'{name}' would copy references of type '{shown}'"),
                )
                .help("move the items one by one: 'items[i] = consume others[j]'"),
            );
            return;
        }
        if let Some(&other) = items.iter().find(|&&t| t != items[0])
            && !ONLY_LOOK.contains(&name.as_str())
        {
            let shown = [self.cx.types.display(items[0]), self.cx.types.display(other)];
            self.report(
                Diagnostic::error(
                    codes::E0301,
                    span,
                    format!("'{name}' would take references of type '{}' for '{}'", shown[0], shown[1]),
                )
                .help("go through the items with a loop, which converts each"),
            );
            return;
        }
        // What a function makes goes where the iterator before it says.
        let writes = matches!(name.as_str(), "transform" | "generate" | "generate_n");
        if let Some(made) = args.last().and_then(|f| self.cx.types.as_func(f.ty)).map(|f| f.ret)
            && writes
            && let Some(item) = args.iter().rev().find_map(|a| self.led_to(a.ty))
            && self.cx.types.unqualified(made) != item
            && self.cx.types.is_cyp(made)
        {
            let shown = [self.cx.types.display(made), self.cx.types.display(item)];
            self.report(
                Diagnostic::error(
                    codes::E0301,
                    span,
                    format!("'{name}' would take references of type '{}' for '{}'", shown[0], shown[1]),
                )
                .help("declare the function with the type of the items as its result"),
            );
        }
    }

    /// The reference that an iterator or pointer leads to.
    fn led_to(&self, ty: TyId) -> Option<TyId> {
        match self.cx.types.kind(ty) {
            Ty::Ptr(to) if self.cx.types.is_cyp(*to) => Some(self.cx.types.unqualified(*to)),
            Ty::Cpp(id, _) if self.cx.types.cpp_classes[*id].outer.is_some() => self.only_reference(ty),
            _ => None,
        }
    }

    /// The reference that a class has as an argument, when it has one.
    fn only_reference(&self, ty: TyId) -> Option<TyId> {
        let class = match self.cx.types.kind(ty) {
            Ty::Ptr(to) => self.cx.types.kind(*to),
            kind => kind,
        };
        let Ty::Cpp(_, args) = class else { return None };
        match args.as_slice() {
            [arg, ..]
                if args[1..].iter().all(|&t| !self.cx.types.is_cyp(t)) && self.cx.types.is_cyp(*arg) =>
            {
                Some(self.cx.types.unqualified(*arg))
            }
            _ => None,
        }
    }
}
