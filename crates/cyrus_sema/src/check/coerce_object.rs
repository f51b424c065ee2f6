//! Conversions between C values and Python objects.

use super::Checker;
use cyrus_hir::{Coercion, Expr, ExprKind, Stmt, StmtKind};
use cyrus_types::{Builtin, Capability, IntTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// C value → Python object.
    pub(super) fn object_from_value(&mut self, value: Expr) -> Result<Expr, TyId> {
        let from = value.ty;
        let object = common::OBJECT;
        self.want_faces(from);
        if from == common::SOFT_COMPLEX {
            let (span, name) = (value.span, "__cyrus_soft_complex_to_py".into());
            return Ok(Expr { ty: object, span, kind: ExprKind::Runtime { name, args: vec![value] } });
        }
        match self.cx.types.kind(from).clone() {
            Ty::Ptr(to) if matches!(self.cx.types.kind(to), Ty::Func(_)) => self.cfunc_to_object(value),
            Ty::Ptr(_) if self.cx.types.is_c_string(from) => {
                let ty =
                    if self.fx_ref().directives.c_string_type == "bytes" { common::BYTES } else { object };
                let made = self.coercion(Coercion::CStringToObject, value, ty);
                Ok(made)
            }
            Ty::Array(..) if self.cx.types.is_c_string(from) => {
                Ok(self.coercion(Coercion::CStringToObject, value, common::BYTES))
            }
            Ty::Ptr(_) | Ty::Array(..) if self.cx.types.is_wide_string(from) => {
                let span = value.span;
                Ok(self.wide_slice(value, None, None, span))
            }
            Ty::Func(_) => self.cfunc_to_object(value),
            // A call that gives nothing gives None, as a Python function would.
            Ty::Void if gives_nothing(&value) => {
                let span = value.span;
                let result = self.temp(object, span);
                let none = Box::new(self.none_expr(span));
                let body = vec![Stmt { span, kind: StmtKind::Expr(value) }];
                Ok(Expr { ty: object, span, kind: ExprKind::Inlined { init: Some(none), result, body } })
            }
            Ty::Void | Ty::Null | Ty::Ptr(_) | Ty::NogilClass(_) | Ty::TemplateParam(_) => Err(from),
            Ty::MemView(_) => Ok(self.coercion(Coercion::MemViewToObject, value, object)),
            Ty::Cyp(cyp) if cyp.cap == Capability::Active => self.active_to_object(value),
            Ty::Cyp(cyp) if self.is_future(&cyp) => match self.future_for_python(&cyp) {
                Some(result) => Ok(self.future_to_object(value, result)),
                None => Err(from),
            },
            Ty::Cyp(cyp) if self.is_channel(&cyp) => Ok(self.channel_to_object(value, &cyp)),
            Ty::Cyp(cyp) => match cyp.cap {
                Capability::Local | Capability::Consumed => {
                    self.use_cyp(from);
                    Ok(self.coercion(Coercion::CypToObject, value, object))
                }
                // No reference to such an object is of another kind: one that Python holds is neither.
                cap if cap == self.cx.types.cyp_classes[cyp.class].own_cap
                    && (!cyp.is_const || cap == Capability::Immutable) =>
                {
                    self.use_cyp(from);
                    let (ty, span) = (self.cyp_plain(from), value.span);
                    let kind = ExprKind::CypCast { value: Box::new(value), checked: false };
                    Ok(self.coercion(Coercion::CypToObject, Expr { ty, span, kind }, object))
                }
                _ => Err(from),
            },
            Ty::Cpp(..) if self.is_items_view(from) => self.view_to_object(value),
            Ty::Cpp(..) if !self.cpp_to_py(from) => Err(from),
            Ty::Cpp(..) => Ok(self.coercion(Coercion::CppToObject, value, object)),
            // `view.shape` is what it is for the memoryview object.
            Ty::Array(..) if matches!(value.kind, ExprKind::MemViewAttr { .. }) => {
                let span = value.span;
                let list = self.coercion(Coercion::ToObject, value, object);
                let kind = ExprKind::Runtime { name: "PySequence_Tuple".into(), args: vec![list] };
                Ok(Expr { ty: common::TUPLE, span, kind })
            }
            Ty::Array(..) | Ty::Struct(_) | Ty::CTuple(_) if self.holds_function(from) => Err(from),
            Ty::Array(elem, Some(_)) => {
                let probe = Expr { ty: elem, span: value.span, kind: ExprKind::Error };
                self.object_from_value(probe).map_err(|_| from)?;
                Ok(self.coercion(Coercion::ToObject, value, object))
            }
            // A slice whose end is known becomes a list.
            Ty::Array(elem, None) => match &value.kind {
                ExprKind::CSlice { object: base, upper, .. }
                    if upper.is_some() || matches!(self.cx.types.kind(base.ty), Ty::Array(_, Some(_))) =>
                {
                    let probe = Expr { ty: elem, span: value.span, kind: ExprKind::Error };
                    self.object_from_value(probe).map_err(|_| from)?;
                    Ok(Expr { ty: common::LIST, ..value })
                }
                _ => Err(from),
            },
            Ty::Struct(_) if self.is_pymutex(from) => Err(from),
            Ty::Struct(id) => {
                let fields: Vec<TyId> = self.cx.types.structs[id].fields.iter().map(|f| f.ty).collect();
                // Reading a union through a pointer that it does not hold would crash.
                if self.cx.types.structs[id].is_union {
                    let pointers: Vec<TyId> =
                        fields.iter().copied().filter(|&t| self.cx.types.is_pointer(t)).collect();
                    let mixed = pointers.len() < fields.len()
                        || pointers
                            .iter()
                            .any(|&t| self.cx.types.resolved(t) != self.cx.types.resolved(pointers[0]));
                    if !pointers.is_empty() && mixed {
                        return Err(from);
                    }
                }
                for ty in fields {
                    let probe = Expr { ty, span: value.span, kind: ExprKind::Error };
                    if !self.cx.types.is_object(ty) {
                        self.object_from_value(probe).map_err(|_| from)?;
                    }
                }
                Ok(self.coercion(Coercion::ToObject, value, object))
            }
            _ => Ok(self.coercion(Coercion::ToObject, value, object)),
        }
    }

    /// Python object → C value.
    pub(super) fn value_from_object(&mut self, value: Expr, to: TyId) -> Result<Expr, TyId> {
        let from = value.ty;
        self.want_faces(to);
        match self.cx.types.kind(to).clone() {
            Ty::Bint => Ok(self.truth(value)),
            Ty::Int(_) | Ty::Enum(_) if from == common::PYFLOAT => Err(from),
            Ty::CTuple(_) if !self.cyp_comes_from_python(to) => Err(from),
            Ty::Array(..) | Ty::Struct(_) | Ty::CTuple(_) if self.holds_function(to) => Err(from),
            Ty::Int(_) | Ty::Enum(_) | Ty::Float(_) | Ty::Complex(_) | Ty::Struct(_) | Ty::CTuple(_) => {
                Ok(self.coercion(Coercion::FromObject, value, to))
            }
            Ty::Ptr(_) if self.cx.types.is_c_string(to) => {
                if from == common::STR && !self.encodes_strings() {
                    return Err(from);
                }
                Ok(self.coercion(Coercion::ObjectToCString, value, to))
            }
            Ty::Ptr(_)
                if self.cx.types.is_wide_string(to)
                    && matches!(self.cx.types.kind(from), Ty::Object | Ty::Builtin(Builtin::Str)) =>
            {
                Ok(self.wide_of_str(value, to))
            }
            Ty::Array(_, Some(_)) => Ok(self.coercion(Coercion::FromObject, value, to)),
            Ty::Ptr(_) if matches!(value.kind, ExprKind::None) => Err(from),
            Ty::MemView(_) => Ok(self.coercion(Coercion::ObjectToMemView, value, to)),
            Ty::Cpp(..) if self.cpp_to_py(to) => Ok(self.coercion(Coercion::CppFromObject, value, to)),
            Ty::Cyp(cyp) if cyp.cap == Capability::Local => {
                self.use_cyp(to);
                Ok(self.coercion(Coercion::CypFromObject, value, to))
            }
            Ty::Cyp(cyp) if cyp.cap == Capability::Active => self.active_from_object(value, to),
            Ty::Cyp(cyp) if self.is_channel(&cyp) => Ok(self.channel_from_object(value, to, &cyp)),
            Ty::Cyp(cyp) if self.is_future(&cyp) => match self.future_for_python(&cyp) {
                Some(result) => Ok(self.future_from_object(value, to, result)),
                None => Err(from),
            },
            Ty::Cyp(cyp) if cyp.cap == self.cx.types.cyp_classes[cyp.class].own_cap => {
                self.use_cyp(to);
                let (plain, span) = (self.cyp_plain(to), value.span);
                let made = self.coercion(Coercion::CypFromObject, value, plain);
                let kind = ExprKind::CypCast { value: Box::new(made), checked: false };
                Ok(Expr { ty: to, span, kind })
            }
            Ty::TemplateParam(_) => Ok(Expr { ty: to, ..value }),
            _ => Err(from),
        }
    }

    /// Whether a part of a value is a C function: an object is made of such by its name, which a part has none of.
    pub(super) fn holds_function(&self, ty: TyId) -> bool {
        match self.cx.types.kind(ty) {
            Ty::Array(elem, _) => self.holds_function(*elem),
            Ty::Struct(id) => self.cx.types.structs[*id].fields.iter().any(|f| self.holds_function(f.ty)),
            Ty::CTuple(items) => items.iter().any(|&item| self.holds_function(item)),
            _ => self.cx.types.as_func(ty).is_some(),
        }
    }

    /// The Python class that values of a C type become.
    pub fn natural_builtin(&self, ty: TyId) -> Option<Builtin> {
        match self.cx.types.kind(ty) {
            Ty::Bint => Some(Builtin::Bool),
            Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) => Some(Builtin::Str),
            Ty::Int(_) => Some(Builtin::Int),
            Ty::Enum(_) => Some(Builtin::Int),
            Ty::Float(_) => Some(Builtin::Float),
            Ty::Complex(_) => Some(Builtin::Complex),
            Ty::CTuple(_) => Some(Builtin::Tuple),
            Ty::Struct(_) => Some(Builtin::Dict),
            Ty::Builtin(b) => Some(*b),
            Ty::Ptr(_) if self.cx.types.is_c_string(ty) => None,
            Ty::Ptr(_) | Ty::Array(..) if self.cx.types.is_wide_string(ty) => Some(Builtin::Str),
            Ty::Array(..) if !self.cx.types.is_c_string(ty) => Some(Builtin::List),
            _ => None,
        }
    }

    /// Whether the extension type declares the struct of a builtin: `ctypedef class builtins.list [object PyListObject]`.
    pub(super) fn is_builtin_struct(&self, class: cyrus_types::ClassId, builtin: Builtin) -> bool {
        let (module, name) = match self.cx.types.classes[class].qualified.rsplit_once('.') {
            Some(parts) => parts,
            None => return false,
        };
        matches!(module, "__builtin__" | "builtins") && name == builtin.name()
    }

    pub(super) fn builtin_base(&self, class: cyrus_types::ClassId) -> Option<Builtin> {
        let top = *self.cx.types.class_chain(class).last()?;
        match self.cx.types.kind(self.cx.types.classes[top].base?) {
            Ty::Builtin(b) => Some(*b),
            _ => None,
        }
    }
}

/// Whether an expression of type `void` is a call.
fn gives_nothing(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::CCall(_) | ExprKind::CypCall(_) => true,
        ExprKind::Let { body, .. } => gives_nothing(body),
        ExprKind::CypLocked { value, .. } => gives_nothing(value),
        _ => false,
    }
}
