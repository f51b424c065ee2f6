//! Places: variables, fields, elements.

use super::BodyWriter;
use super::local::{Held, held};
use crate::c_text::{CExpr, Prec};
use crate::types::{cty_text, ext_struct_name};
use cyrus_hir::CVarId;
use cyrus_mir::{CTy, MLocal, Operand, Place, PlaceBase, Proj};
use cyrus_types::{Origin, Ty, TyId, common};

impl BodyWriter<'_, '_> {
    /// A place that is read.
    pub(super) fn read_place(&mut self, place: &Place) -> CExpr {
        let base = match &place.base {
            PlaceBase::Local(local) => {
                self.read.insert(*local);
                self.read_local(*local)
            }
            PlaceBase::CVar(var) => {
                let text = cvar(self.cx, *var);
                if self.cx.module.cvars[*var].late { CExpr::unary("*", &text) } else { text }
            }
            PlaceBase::Static(text) => CExpr::primary(text.as_str()),
        };
        self.project(base, place)
    }

    /// The storage of a C++ object that may not be there yet, when the place is all of such an object.
    pub(super) fn slot(&mut self, place: &Place) -> Option<String> {
        let storage = match (&place.base, place.proj.split_last()) {
            (PlaceBase::Local(local), None)
                if held(self.cx.types, &self.body.locals[*local]) == Held::Optional =>
            {
                CExpr::primary(self.local_name(*local))
            }
            (PlaceBase::CVar(var), None) if self.cx.module.cvars[*var].late => cvar(self.cx, *var),
            (base, Some((Proj::ExtField(class, index), before)))
                if self.cx.types.classes[*class].fields[*index as usize].late =>
            {
                let object = self.read_place(&Place { base: base.clone(), proj: before.to_vec() });
                CExpr::primary(crate::types::ext_field_path(self.cx, &object.at(Prec::Unary), *class, *index))
            }
            _ => return None,
        };
        Some(storage.at(Prec::Postfix))
    }

    /// A place that is written.
    pub(super) fn write_place(&mut self, place: &Place) -> CExpr {
        match &place.base {
            PlaceBase::Local(local) if place.proj.is_empty() => {
                let name = self.local_name(*local);
                CExpr::primary(name)
            }
            // Writing to a part reads the whole, as far as warnings are concerned.
            _ => self.read_place(place),
        }
    }

    fn read_local(&mut self, local: MLocal) -> CExpr {
        if let Some(pending) = self.fold.take(local) {
            self.inherit(&pending.reads);
            self.tracked_memory |= pending.reads_memory;
            return pending.expr;
        }
        let name = self.local_name(local);
        match held(self.cx.types, &self.body.locals[local]) {
            Held::Reference(_) | Held::Optional => CExpr::new(format!("*{name}"), Prec::Unary),
            Held::Plain => CExpr::primary(name),
        }
    }

    /// Locals that a folded expression mentions are read where it is written.
    fn inherit(&mut self, reads: &[MLocal]) {
        for &local in reads {
            self.read.insert(local);
            self.tracked_reads.push(local);
        }
    }

    fn project(&mut self, base: CExpr, place: &Place) -> CExpr {
        let mut expr = base;
        let mut steps = place.proj.iter().enumerate().peekable();
        while let Some((at, step)) = steps.next() {
            expr = match step {
                Proj::Deref => match steps.peek() {
                    Some((_, Proj::Field(name))) if self.complex_before(place, at + 1).is_none() => {
                        let text = format!("{}->{name}", expr.at(Prec::Postfix));
                        steps.next();
                        CExpr::primary(text)
                    }
                    _ => CExpr::unary("*", &expr),
                },
                Proj::Field(name) if let Some(kind) = self.complex_before(place, at) => {
                    CExpr::primary(format!("__cyrus_complex_{kind}_{name}({})", expr.text))
                }
                Proj::Field(name) => CExpr::primary(format!("{}.{name}", expr.at(Prec::Postfix))),
                Proj::Index(index) => {
                    let index = self.operand(index);
                    CExpr::primary(format!("{}[{}]", expr.at(Prec::Postfix), index.text))
                }
                Proj::Cast(CTy::Ty(ty)) if self.cx.types.as_ext(*ty).is_some() => {
                    let class = self.cx.types.as_ext(*ty);
                    let name = class.map(|c| ext_struct_name(self.cx, c)).unwrap_or_default();
                    CExpr::cast(&format!("{name} *"), &expr)
                }
                Proj::Cast(ty) => {
                    let text = cty_text(self.cx, ty);
                    CExpr::cast(&text, &expr)
                }
                Proj::Element(ty) => {
                    let pointer = crate::types::declare(self.cx, *ty, "*");
                    CExpr::unary("*", &CExpr::cast(&pointer, &expr))
                }
                Proj::ExtField(class, index) => {
                    let object = expr.at(Prec::Unary);
                    let path = crate::types::ext_field_path(self.cx, &object, *class, *index);
                    match self.cx.types.classes[*class].fields[*index as usize].late {
                        true => CExpr::new(format!("*{path}"), Prec::Unary),
                        false => CExpr::primary(path),
                    }
                }
                Proj::CypField { object, owner, field } => {
                    crate::cyp::field(self.cx, &expr, *object, *owner, *field)
                }
                Proj::ScopeOuter(scope) => {
                    // The first object of every layout that has one.
                    let name = crate::module::scope_struct_name(self.cx, *scope);
                    CExpr::primary(format!("(({name} *){})->outer", expr.at(Prec::Unary)))
                }
                Proj::ScopeField(scope, index) => {
                    let layout = &self.cx.program.scopes[*scope];
                    let name = crate::module::scope_struct_name(self.cx, *scope);
                    let field = &layout.fields[*index as usize].name;
                    if expr.text == "gen->closure" && self.body.frame == Some(*scope) {
                        self.uses_frame = true;
                        expr = CExpr::primary(format!("f->{field}"));
                        continue;
                    }
                    CExpr::primary(format!("(({name} *){})->{field}", expr.at(Prec::Unary)))
                }
            };
        }
        expr
    }

    /// The kind of complex number that the first `steps` projections give: `double`.
    pub(super) fn complex_before(&self, place: &Place, steps: usize) -> Option<String> {
        let whole = Place { base: place.base.clone(), proj: place.proj[..steps].to_vec() };
        match self.cx.types.kind(self.place_ty(&whole)?) {
            Ty::Complex(float) => Some(float.c_name().replace(' ', "_")),
            _ => None,
        }
    }

    /// The type of a place, as far as it follows from declarations.
    pub(super) fn place_ty(&self, place: &Place) -> Option<TyId> {
        let types = self.cx.types;
        let mut ty = match place.base {
            PlaceBase::Local(local) => self.local_ty(local),
            PlaceBase::CVar(var) => Some(self.cx.module.cvars[var].ty),
            PlaceBase::Static(_) => None,
        };
        for step in &place.proj {
            ty = match step {
                Proj::Deref => ty.and_then(|t| types.pointee(t)),
                Proj::Index(_) => ty.and_then(|t| types.pointee(t)),
                Proj::Field(name) => ty.and_then(|t| match types.kind(t) {
                    Ty::Struct(id) => {
                        types.structs[*id].fields.iter().find(|f| f.cname == *name).map(|f| f.ty)
                    }
                    Ty::NogilClass(id) if name == cyrus_types::BASE_MEMBER => types.classes[*id].base,
                    Ty::NogilClass(id) => {
                        types.classes[*id].fields.iter().find(|f| f.cname == *name).map(|f| f.ty)
                    }
                    Ty::CTuple(items) => name
                        .strip_prefix('f')
                        .and_then(|n| n.parse::<usize>().ok())
                        .and_then(|i| items.get(i))
                        .copied(),
                    _ => None,
                }),
                Proj::Cast(CTy::Ty(to)) => Some(*to),
                Proj::Cast(CTy::Text(_)) => None,
                Proj::Element(to) => Some(*to),
                Proj::ExtField(class, index) => {
                    types.classes[*class].fields.get(*index as usize).map(|f| f.ty)
                }
                Proj::CypField { object, owner, field } => self
                    .cx
                    .cyp
                    .of(types, *object)
                    .and_then(|l| l.members.iter().find(|m| m.owner == *owner && m.field == *field))
                    .map(|m| m.ty),
                Proj::ScopeOuter(_) => Some(common::OBJECT),
                Proj::ScopeField(scope, index) => {
                    match self.cx.program.scopes[*scope].fields.get(*index as usize).map(|f| &f.ty) {
                        Some(CTy::Ty(ty)) => Some(*ty),
                        _ => None,
                    }
                }
            };
        }
        ty
    }

    /// The type of an operand, as far as it follows from declarations.
    pub(super) fn operand_ty(&self, operand: &Operand) -> Option<TyId> {
        use cyrus_mir::Const;
        match operand {
            Operand::Copy(place) => self.place_ty(place),
            Operand::Const(c) => Some(match c {
                Const::Int(_, ty) | Const::Text(_, ty) => *ty,
                Const::Null => common::NULL,
                Const::CStr(_) => common::CONST_CHAR_PTR,
                Const::SizeOf(_) => common::SIZE_T,
                Const::Line(_) => common::INT,
                Const::File(_) => common::CONST_CHAR_PTR,
                Const::None
                | Const::True
                | Const::False
                | Const::Ellipsis
                | Const::Py(_)
                | Const::TypeObject(_)
                | Const::Module
                | Const::ModuleDict
                | Const::Builtins
                | Const::EmptyTuple
                | Const::Object(_) => common::OBJECT,
                Const::CFunc(_)
                | Const::Body(_)
                | Const::ArgSpec(_)
                | Const::FuncDef(_)
                | Const::ScopeDesc(_)
                | Const::ViewSpec(_)
                | Const::DType(_)
                | Const::CypDesc(_)
                | Const::CppFunc(..)
                | Const::CypFunc(_)
                | Const::CypAlloc(_)
                | Const::NameCache(_) => return None,
            }),
        }
    }
}

/// A C variable of module scope.
pub(super) fn cvar(cx: &mut crate::cx::Cx, var: CVarId) -> CExpr {
    let def = &cx.module.cvars[var];
    cx.used_cvars.insert(var);
    match &def.origin {
        Origin::Here => CExpr::primary(def.cname.as_str()),
        Origin::Module(_) => CExpr::new(format!("*{}", def.cname), Prec::Unary),
        Origin::Extern => match &def.namespace {
            Some(namespace) => CExpr::primary(format!("{namespace}::{}", def.cname)),
            None => CExpr::primary(def.cname.as_str()),
        },
    }
}
