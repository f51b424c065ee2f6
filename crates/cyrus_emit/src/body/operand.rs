//! Operands and constants.

use super::BodyWriter;
use crate::c_text::{CExpr, Prec, bytes_literal, int_literal};
use crate::cx::Cx;
use crate::types::{cty_text, type_text};
use cyrus_mir::{Const, Operand};
use cyrus_types::{IntTy, Origin, Ty, TyId};

impl BodyWriter<'_, '_> {
    /// An operand as an expression; a waiting temporary is put in place.
    pub(super) fn operand(&mut self, operand: &Operand) -> CExpr {
        match operand {
            Operand::Copy(place) => {
                if let cyrus_mir::PlaceBase::Local(local) = place.base {
                    self.tracked_reads.push(local);
                }
                if self.is_in_memory(place)
                    || !matches!(place.base, cyrus_mir::PlaceBase::Local(_))
                    || self.is_shared_local(place)
                {
                    self.tracked_memory = true;
                }
                self.read_place(place)
            }
            Operand::Const(c) => constant(self.cx, c, false),
        }
    }

    /// An operand whose C type matters by itself: both sides of an operator are constants, or a shift.
    pub(super) fn typed_operand(&mut self, operand: &Operand) -> CExpr {
        match operand {
            Operand::Copy(_) => self.operand(operand),
            Operand::Const(c) => constant(self.cx, c, true),
        }
    }

    /// Whether what the place holds lies behind a pointer, where others may change or free it. An index of an array does not lead there.
    pub(super) fn is_in_memory(&self, place: &cyrus_mir::Place) -> bool {
        super::fold::goes_through_pointer(place)
            || place.proj.iter().enumerate().any(|(i, step)| {
                matches!(step, cyrus_mir::Proj::Index(_)) && {
                    let indexed =
                        cyrus_mir::Place { base: place.base.clone(), proj: place.proj[..i].to_vec() };
                    !self.place_ty(&indexed).is_some_and(|ty| matches!(self.cx.types.kind(ty), Ty::Array(..)))
                }
            })
    }

    fn is_shared_local(&self, place: &cyrus_mir::Place) -> bool {
        match place.base {
            cyrus_mir::PlaceBase::Local(local) => {
                self.body.locals[local].frame_field.is_some() || self.fold.is_addressed(local)
            }
            _ => false,
        }
    }
}

/// The integer type behind a type, when its width is that of a C type we know.
pub(super) fn known_int(cx: &Cx, ty: TyId) -> Option<IntTy> {
    match cx.types.kind(ty) {
        Ty::Int(int) => Some(*int),
        Ty::Bint => Some(IntTy::Int),
        _ => None,
    }
}

/// The instance of a C++ template that this text names an enum item of.
fn instance_of_item(cx: &Cx, text: &str, ty: TyId) -> Option<TyId> {
    let Ty::Enum(id) = *cx.types.kind(ty) else { return None };
    let def = &cx.types.enums[id];
    def.outer.filter(|_| def.items.iter().any(|i| i.cname == text))
}

/// A constant.
pub(crate) fn constant(cx: &mut Cx, c: &Const, typed: bool) -> CExpr {
    match c {
        Const::Int(value, ty) => {
            if matches!(cx.types.kind(*ty), Ty::Float(_)) {
                return CExpr::primary(format!("{value}.0"));
            }
            if matches!(cx.types.kind(*ty), Ty::Enum(_)) && cx.cplus() {
                let text = type_text(cx, *ty);
                return CExpr::cast(&text, &CExpr::primary(value.to_string()));
            }
            let int = known_int(cx, *ty);
            let text = int_literal(*value, int, typed);
            let prec = if text.starts_with('-') || text.starts_with("(s") || text.starts_with("(P") {
                Prec::Unary
            } else {
                Prec::Postfix
            };
            CExpr::new(text, prec)
        }
        Const::Text(text, ty) if cx.types.is_float(*ty) && is_special_float(text) => special_float(text),
        Const::Text(text, ty) if let Some(outer) = instance_of_item(cx, text, *ty) => {
            let outer = type_text(cx, outer);
            CExpr::primary(format!("{}::{text}", outer.trim_start_matches("typename ")))
        }
        Const::Text(text, _) => {
            let simple = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':'))
                || (text.starts_with(['\'', '"']) && text.len() <= 6);
            CExpr::new(text.as_str(), if simple { Prec::Postfix } else { Prec::Conditional })
        }
        Const::Null => CExpr::primary("NULL"),
        Const::CStr(bytes) => CExpr::primary(bytes_literal(bytes)),
        Const::None => CExpr::primary("Py_None"),
        Const::True => CExpr::primary("Py_True"),
        Const::False => CExpr::primary("Py_False"),
        Const::Ellipsis => CExpr::primary("Py_Ellipsis"),
        Const::Py(id) => CExpr::primary(crate::module::constant_text(cx, *id)),
        Const::CFunc(id) => cfunc(cx, *id),
        Const::Body(id) => body_reference(cx, *id),
        Const::TypeObject(ty) => CExpr::cast("PyObject *", &type_object(cx, *ty)),
        Const::Module => CExpr::primary("__cyrus_m"),
        Const::ModuleDict => CExpr::primary("__cyrus_d"),
        Const::Builtins => CExpr::primary("__cyrus_b"),
        Const::EmptyTuple => CExpr::primary("__cyrus_empty_tuple"),
        Const::Object(text) => {
            CExpr::new(text.as_str(), if is_name(text) { Prec::Postfix } else { Prec::Unary })
        }
        Const::ArgSpec(id) => {
            cx.argspecs.insert(*id);
            CExpr::unary("&", &CExpr::primary(crate::module::argspec_name(*id)))
        }
        Const::FuncDef(func) => {
            cx.funcdefs.insert(*func);
            CExpr::unary("&", &CExpr::primary(crate::module::funcdef_name(cx, *func)))
        }
        Const::ScopeDesc(scope) => {
            cx.scope_descs.insert(*scope);
            CExpr::unary("&", &CExpr::primary(crate::module::scope_desc_name(cx, *scope)))
        }
        Const::ViewSpec(ty) => CExpr::new(crate::module::view_spec(cx, *ty), Prec::Unary),
        Const::DType(ty) => CExpr::new(crate::module::dtype(cx, *ty), Prec::Unary),
        Const::CypDesc(ty) => CExpr::new(crate::cyp::descriptor(cx, *ty), Prec::Unary),
        Const::CppFunc(class, name) => {
            let class = crate::types::type_text(cx, *class);
            CExpr::primary(format!("{}::{name}", class.trim_start_matches("typename ")))
        }
        Const::CypFunc(method) => crate::cyp::function_pointer(cx, Some(*method), method.owner),
        Const::CypAlloc(class) => crate::cyp::function_pointer(cx, None, *class),
        Const::SizeOf(ty) => CExpr::primary(format!("sizeof({})", cty_text(cx, ty))),
        Const::Line(span) => CExpr::primary(cx.line(*span).to_string()),
        Const::File(span) => {
            let file = cx.traceback_file(*span).unwrap_or_else(|| "__CYRUS_SOURCE".to_owned());
            CExpr::primary(file)
        }
        Const::NameCache(name) => {
            let (index, _) = cx.name_caches.insert_full(name.clone());
            CExpr::new(format!("&{}", crate::module::name_cache(cx, index)), Prec::Unary)
        }
    }
}

/// `inf` and `nan`, which C spells otherwise.
pub(super) fn is_special_float(text: &str) -> bool {
    matches!(text.trim_start_matches(['-', '+']), "inf" | "nan")
}

pub(super) fn special_float(text: &str) -> CExpr {
    let name = if text.ends_with("inf") { "Py_HUGE_VAL" } else { "Py_NAN" };
    let value = CExpr::primary(name);
    if text.starts_with('-') { CExpr::unary("-", &value) } else { value }
}

fn is_name(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// A C function by name.
pub(crate) fn cfunc(cx: &mut Cx, id: cyrus_hir::CFuncId) -> CExpr {
    let module = cx.module;
    let func = &module.cfuncs[id];
    cx.used_cfuncs.insert(id);
    match &func.origin {
        Origin::Here => match func.func.and_then(|f| cx.c_body(f)) {
            Some(body) => body_reference(cx, body),
            None => {
                cx.unsupported(
                    func.span,
                    &format!("the C function '{}', which has no body here, is", func.name),
                );
                CExpr::primary(func.cname.as_str())
            }
        },
        Origin::Module(_) => CExpr::primary(func.cname.as_str()),
        Origin::Extern => match &func.namespace {
            Some(namespace) => CExpr::primary(format!("{namespace}::{}", func.cname)),
            None => CExpr::primary(func.cname.as_str()),
        },
    }
}

/// A body's function by name; it gets a prototype.
pub(crate) fn body_reference(cx: &mut Cx, id: cyrus_mir::BodyId) -> CExpr {
    cx.forward.insert(id);
    CExpr::primary(cx.body_name(id))
}

/// A type object as `PyTypeObject *`.
pub(crate) fn type_object(cx: &mut Cx, ty: TyId) -> CExpr {
    match *cx.types.kind(ty) {
        Ty::Builtin(builtin) => {
            let name = builtin.type_object();
            if name.starts_with("PyExc_") {
                CExpr::cast("PyTypeObject *", &CExpr::primary(name.as_str()))
            } else {
                CExpr::unary("&", &CExpr::primary(name.as_str()))
            }
        }
        Ty::Ext(class) => crate::class::type_expression(cx, class),
        Ty::Object => CExpr::unary("&", &CExpr::primary("PyBaseObject_Type")),
        Ty::Cyp(_) => CExpr::primary(crate::cyp::python_type(cx, ty)),
        _ => {
            cx.internal(format!("{} has no type object", cx.display(ty)));
            CExpr::primary("NULL")
        }
    }
}
