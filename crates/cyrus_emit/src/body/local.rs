//! C variables for MIR locals.

use super::BodyWriter;
use crate::c_text::c_identifier;
use crate::types::{cty_text, declare_cty};
use cyrus_arena::Id as _;
use cyrus_mir::{Body, BodyAbi, CTy, LocalKind, MLocal};
use cyrus_types::{Ty, TyId, Types};
use indexmap::IndexMap;
use rustc_hash::FxHashSet;
use std::fmt::Write as _;

/// Names of the parameters that an ABI brings along, in order.
pub(super) fn abi_parameters(abi: &BodyAbi) -> &'static [&'static str] {
    match abi {
        BodyAbi::ModuleExec | BodyAbi::C => &[],
        BodyAbi::Fastcall | BodyAbi::TupleDict => &["self", "args", "nargsf", "kwnames"],
        BodyAbi::NoArgs => &["self", "unused"],
        BodyAbi::OneArg => &["self", "arg"],
        BodyAbi::GeneratorStep => &["gen", "sent", "gen->closure"],
    }
}

/// C names of all locals: `v_NAME` for the user's, `tN` for temporaries; those in a generator's frame are
/// reached through `f`.
pub(super) fn names(body: &Body) -> Vec<String> {
    let mut names = vec![String::new(); body.locals.len()];
    let mut taken: FxHashSet<String> = FxHashSet::default();
    let fixed = abi_parameters(&body.abi);
    for (i, &param) in body.params.iter().enumerate() {
        if let Some(name) = fixed.get(i) {
            names[param.index()] = (*name).to_string();
        }
    }
    for (id, local) in body.locals.iter_ids() {
        if !names[id.index()].is_empty() {
            continue;
        }
        if let Some(field) = &local.frame_field {
            names[id.index()] = format!("f->{field}");
            continue;
        }
        let mut name = match &local.name {
            Some(name) => format!("v_{}", c_identifier(name)),
            None => format!("t{}", id.index()),
        };
        if taken.contains(&name) {
            let _ = write!(name, "_{}", id.index());
        }
        taken.insert(name.clone());
        names[id.index()] = name;
    }
    names
}

/// How C++ holds a local whose type cannot stand at the top of a function.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// As itself.
    Plain,
    /// A reference to this type, as a pointer: references cannot be bound later.
    Reference(TyId),
    /// A class without a constructor that takes nothing, in storage that is filled later.
    Optional,
}

/// How a local is held.
pub(super) fn held(types: &Types, local: &cyrus_mir::LocalDecl) -> Held {
    let CTy::Ty(ty) = local.ty else { return Held::Plain };
    // The frame of a generator has made it.
    if local.kind == LocalKind::Param
        || local.frame_field.is_some() && !matches!(types.get(ty), Ty::Ref(_) | Ty::RvalueRef(_))
    {
        return Held::Plain;
    }
    match *types.get(ty) {
        Ty::Ref(to) | Ty::RvalueRef(to) => Held::Reference(to),
        _ if local.ends => Held::Optional,
        _ if !has_default_constructor(types, ty, local.kind == LocalKind::Temp) => Held::Optional,
        _ => Held::Plain,
    }
}

/// Whether nothing is needed to make one. What no constructor is declared for has one, as far as variables are
/// concerned; a temporary, of which the source says nothing, is not made before it has a value.
pub(crate) fn has_default_constructor(types: &Types, ty: TyId, temporary: bool) -> bool {
    let Ty::Cpp(id, _) = types.kind(ty) else { return true };
    // A temporary is not assigned to where that may raise.
    let assigns = |m: &cyrus_types::CppMethod| {
        m.name == "operator=" && matches!(types.funcs[m.sig].exception, cyrus_types::ExcSpec::Cpp { .. })
    };
    if temporary && types.cpp_classes[*id].methods.iter().any(assigns) {
        return false;
    }
    let mut constructors = types.cpp_classes[*id].methods.iter().filter(|m| m.name == "<init>").peekable();
    constructors.peek().is_none() && !temporary
        || constructors.any(|m| {
            let sig = &types.funcs[m.sig];
            sig.params.len() == sig.optional as usize
        })
}

/// Whether an object can surely be made of nothing: a constructor says so. The types of C have no constructors.
pub(crate) fn is_made_of_nothing(types: &Types, ty: TyId) -> bool {
    let Ty::Cpp(id, _) = types.get(types.unqualified(ty)) else { return true };
    types.cpp_classes[*id].methods.iter().filter(|m| m.name == "<init>").any(|m| {
        let sig = &types.funcs[m.sig];
        sig.params.len() == sig.optional as usize
    })
}

/// The type a variable is declared with: not `const`, as it is assigned later.
pub(super) fn variable_type(types: &Types, ty: &CTy) -> CTy {
    match ty {
        CTy::Ty(id) => {
            let mut id = *id;
            while let Ty::Const(inner) = *types.get(id) {
                id = inner;
            }
            CTy::Ty(id)
        }
        CTy::Text(_) => ty.clone(),
    }
}

impl BodyWriter<'_, '_> {
    /// Declarations of all locals that occur in the text, grouped by type.
    pub(super) fn declarations(&mut self, out: &mut String) {
        let locals: Vec<MLocal> = self.body.locals.ids().collect();
        self.declare_locals(&locals, out);
    }

    /// Declarations of those among `locals` that occur in the text, and of the line.
    pub(super) fn declare_locals(&mut self, locals: &[MLocal], out: &mut String) {
        let body = self.body;
        let mut groups: IndexMap<String, Vec<String>> = IndexMap::new();
        let mut unused: Vec<String> = Vec::new();
        for &id in locals {
            let local = &body.locals[id];
            let mentioned = self.mentioned.contains(&id) || local.kept;
            if body.params.contains(&id) || local.frame_field.is_some() || !mentioned {
                continue;
            }
            let name = self.names[id.index()].clone();
            match held(self.cx.types, local) {
                Held::Plain => {}
                Held::Reference(to) => {
                    let text = crate::types::declare(self.cx, to, &format!("*{name}"));
                    let _ = writeln!(out, "  {text} = NULL;");
                    continue;
                }
                Held::Optional => {
                    let slot = crate::convert::slot_template(self.cx);
                    let text = cty_text(self.cx, &variable_type(self.cx.types, &local.ty));
                    let _ = writeln!(out, "  {slot}<{text}> {name};");
                    continue;
                }
            }
            let ty = variable_type(self.cx.types, &local.ty);
            let init = if local.zeroed { self.zero(&ty) } else { String::new() };
            let prefix = cty_text(self.cx, &ty);
            // CPython's key type must be initialised wherever it stands.
            let init = if prefix == "Py_tss_t" { " = Py_tss_NEEDS_INIT".into() } else { init };
            let full = match &ty {
                // Elements are assigned one by one.
                CTy::Ty(id)
                    if let Ty::Array(elem, Some(len)) = self.cx.types.get(*id)
                        && let Ty::Const(elem) = self.cx.types.get(*elem) =>
                {
                    crate::types::declare(self.cx, *elem, &format!("{name}[{len}]"))
                }
                _ => declare_cty(self.cx, &ty, &name),
            };
            let written_only = !self.read.contains(&id) && !self.is_class(&ty);
            if written_only {
                unused.push(name.clone());
            }
            // `T *a, *b` is possible when the declarator is nothing but stars.
            let base = prefix.trim_end_matches('*').trim_end().to_string();
            let stars = &prefix[prefix.trim_end_matches('*').len()..];
            if !base.is_empty() && full == crate::types::join(&prefix, &name) {
                groups.entry(base).or_default().push(format!("{stars}{name}{init}"));
            } else {
                // Arrays of the module's own statements live as long as the variables that point to them.
                let array = matches!(&ty, CTy::Ty(t) if matches!(self.cx.types.kind(*t), Ty::Array(..)));
                let word = if array && body.abi == BodyAbi::ModuleExec { "static " } else { "" };
                let _ = writeln!(out, "  {word}{full}{init};");
            }
        }
        for (base, names) in groups {
            // Long lists are cut into lines.
            let mut line = format!("  {base} ");
            let mut first = true;
            for name in names {
                if !first {
                    line.push_str(if line.len() + name.len() > 110 { ",\n      " } else { ", " });
                    if line.contains('\n') && line.len() > 110 {
                        out.push_str(&line);
                        line.clear();
                    }
                }
                line.push_str(&name);
                first = false;
            }
            let _ = writeln!(out, "{line};");
        }
        if self.keeps_line {
            out.push_str("  int __cyrus_line = 0;\n");
        }
        // Written but never read: kept for the side effects of what is written.
        for name in unused {
            let _ = writeln!(out, "  (void)&{name};");
        }
    }

    /// ` = …` that sets a variable of this type to nothing.
    fn zero(&mut self, ty: &CTy) -> String {
        let types = self.cx.types;
        let braces = if self.cx.cplus() { " = {}" } else { " = {0}" };
        match ty {
            CTy::Text(text) if text.ends_with('*') => " = NULL".into(),
            CTy::Text(_) => braces.into(),
            CTy::Ty(ty) => match types.kind(*ty) {
                Ty::Cpp(..) => String::new(),
                Ty::Struct(_) | Ty::CTuple(_) | Ty::Array(..) | Ty::MemView(_) | Ty::NogilClass(_) => {
                    braces.into()
                }
                Ty::Complex(_) => braces.into(),
                Ty::Enum(_) => braces.into(),
                Ty::Bint | Ty::Int(_) | Ty::Float(_) => " = 0".into(),
                _ => " = NULL".into(),
            },
        }
    }

    /// A C++ class, whose variables may matter without being read.
    fn is_class(&self, ty: &CTy) -> bool {
        matches!(ty, CTy::Ty(ty) if matches!(self.cx.types.kind(*ty), Ty::Cpp(..)))
    }

    /// Type of a local, when it is one of the type universe.
    pub(super) fn local_ty(&self, local: MLocal) -> Option<TyId> {
        match self.body.locals[local].ty {
            CTy::Ty(ty) => Some(ty),
            CTy::Text(_) => None,
        }
    }
}
