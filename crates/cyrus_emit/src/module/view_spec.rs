//! Static descriptions of element types and of memoryview types, for the support library.

use crate::c_text::{bytes_literal, mangle};
use crate::convert;
use crate::cx::Cx;
use crate::types::{declare, type_text};
use cyrus_arena::Id as _;
use cyrus_types::{AxisAccess, AxisPacking, IntTy, MemViewTy, Ty, TyId};
use std::fmt::Write as _;

/// `C`, `F`, or neither.
fn order(view: &MemViewTy) -> Option<char> {
    let direct = view.axes.iter().all(|a| a.access == AxisAccess::Direct);
    let (Some(first), Some(last)) = (view.axes.first(), view.axes.last()) else { return None };
    let rest_follows = |axes: &[cyrus_types::Axis]| axes.iter().all(|a| a.packing == AxisPacking::Follow);
    if !direct {
        None
    } else if last.packing == AxisPacking::Contig && rest_follows(&view.axes[..view.axes.len() - 1]) {
        Some('C')
    } else if first.packing == AxisPacking::Contig && rest_follows(&view.axes[1..]) {
        Some('F')
    } else {
        None
    }
}

/// Whether some dimension is, or may be, reached through a pointer.
pub(crate) fn is_indirect(view: &MemViewTy) -> bool {
    view.axes.iter().any(|a| a.access != AxisAccess::Direct)
}

/// `&…` of the description of a memoryview type.
pub(crate) fn view_spec(cx: &mut Cx, ty: TyId) -> String {
    let resolved = cx.types.resolved(ty);
    let Ty::MemView(view) = cx.types.get(resolved) else {
        cx.internal(format!("{} is no memoryview", cx.display(ty)));
        return "NULL".into();
    };
    let name = format!("__cyrus_view_{}", resolved.index());
    convert::generate_data(cx, &name, |cx| {
        cx.fragment("memview");
        let elem = dtype(cx, view.elem);
        let mut axes = String::new();
        for axis in &view.axes {
            axes.push(match axis.access {
                AxisAccess::Direct => 'd',
                AxisAccess::Ptr => 'p',
                AxisAccess::Full => 'f',
            });
            axes.push(match axis.packing {
                AxisPacking::Strided => 's',
                AxisPacking::Contig => 'c',
                AxisPacking::Follow => 'f',
            });
        }
        let order = order(view);
        let mut flags = String::from("PyBUF_FORMAT | ");
        flags.push_str(match order {
            Some('C') => "PyBUF_C_CONTIGUOUS",
            Some(_) => "PyBUF_F_CONTIGUOUS",
            None if is_indirect(view) => "PyBUF_INDIRECT",
            None => "PyBUF_STRIDES",
        });
        if !matches!(cx.types.get(view.elem), Ty::Const(_)) {
            flags.push_str(" | PyBUF_WRITABLE");
        }
        let order = order.map_or("0".to_string(), |o| format!("'{o}'"));
        format!(
            "static const __cyrus_view_spec {name} = {{{elem}, \"{axes}\", {flags}, {}, {order}, {}}};\n",
            view.axes.len(),
            u8::from(is_indirect(view))
        )
    });
    format!("&{name}")
}

/// `&…` of the description of an element type.
pub(crate) fn dtype(cx: &mut Cx, ty: TyId) -> String {
    let types = cx.types;
    let ty = types.unqualified(ty);
    let name = format!("__cyrus_dtype_{}", mangle(&cx.display(ty)));
    convert::generate_data(cx, &name, |cx| {
        cx.fragment("dtype");
        let text = type_text(cx, ty);
        let mut fields = String::from("NULL");
        let mut out = String::new();
        let kind = kind(cx, ty, &text);
        let members: Option<Vec<(String, TyId)>> = match types.kind(ty) {
            Ty::Struct(id) => {
                Some(types.structs[*id].fields.iter().map(|f| (f.cname.to_string(), f.ty)).collect())
            }
            Ty::CTuple(items) => Some(items.iter().enumerate().map(|(i, &t)| (format!("f{i}"), t)).collect()),
            _ => None,
        };
        if let Some(members) = members {
            let mut rows = String::new();
            for (cname, member) in members {
                let elem = element_of(cx, member);
                let _ = write!(rows, "{{\"{cname}\", {elem}, offsetof({text}, {cname})}}, ");
            }
            let _ =
                writeln!(out, "static const __cyrus_field {name}_fields[] = {{{rows}{{NULL, NULL, 0}}}};");
            fields = format!("{name}_fields");
        }
        let (get, set) = accessors(cx, ty, &name, &mut out);
        let shown = bytes_literal(cx.display(ty).as_bytes());
        let _ = writeln!(
            out,
            "static const __cyrus_dtype {name} = {{{shown}, sizeof({text}), {kind}, {fields}, NULL, {get}, {set}}};"
        );
        out
    });
    format!("&{name}")
}

/// The description of a struct's member: for an array, of its elements with the extents.
fn element_of(cx: &mut Cx, ty: TyId) -> String {
    let types = cx.types;
    let (mut elem, mut extents) = (ty, Vec::new());
    while let Ty::Array(inner, Some(len)) = types.kind(elem) {
        extents.push(len.to_string());
        elem = *inner;
    }
    let base = dtype(cx, elem);
    if extents.is_empty() {
        return base;
    }
    let name = format!("__cyrus_dtype_{}", mangle(&cx.display(ty)));
    convert::generate_data(cx, &name, |cx| {
        let text = type_text(cx, elem);
        let shown = bytes_literal(cx.display(elem).as_bytes());
        let kind = kind(cx, elem, &text);
        let fields = match cx.types.kind(elem) {
            Ty::Struct(_) | Ty::CTuple(_) => format!("{}_fields", base.trim_start_matches('&')),
            _ => "NULL".into(),
        };
        format!(
            "static const size_t {name}_extents[] = {{{}, 0}};\n\
             static const __cyrus_dtype {name} = {{{shown}, sizeof({text}), {kind}, {fields}, {name}_extents, NULL, NULL}};\n",
            extents.join(", ")
        )
    });
    format!("&{name}")
}

/// Functions that read and store an element as a Python object.
fn accessors(cx: &mut Cx, ty: TyId, name: &str, out: &mut String) -> (String, String) {
    let convertible = !cx.types.is_object(ty) && is_convertible(cx, ty);
    if !convertible {
        return ("NULL".into(), "NULL".into());
    }
    let text = type_text(cx, ty);
    let value = convert::to_py(cx, ty).call(&format!("*(const {text} *)p"));
    let declared = declare(cx, ty, "x");
    let convert = convert::convert_into(cx, ty, "x", "v", "return -1;");
    let _ = write!(
        out,
        "static PyObject *{name}_get(const char *p) {{ return {value}; }}\n\
         static int {name}_set(char *p, PyObject *v) {{\n  {declared};\n  {convert}\n  *({text} *)p = x;\n  return 0;\n}}\n"
    );
    (format!("{name}_get"), format!("{name}_set"))
}

/// The letter of an element type, as a C expression.
fn kind(cx: &Cx, ty: TyId, text: &str) -> String {
    match cx.types.kind(ty) {
        Ty::Int(IntTy::Char) => "'H'".into(),
        Ty::Int(_) | Ty::Enum(_) | Ty::Bint => format!("({text})-1 < ({text})1 ? 'I' : 'U'"),
        Ty::Float(_) => "'R'".into(),
        Ty::Complex(_) => "'C'".into(),
        Ty::Struct(_) | Ty::CTuple(_) => "'S'".into(),
        _ if cx.types.is_object(ty) => "'O'".into(),
        _ => "'P'".into(),
    }
}

fn is_convertible(cx: &Cx, ty: TyId) -> bool {
    match cx.types.kind(ty) {
        Ty::Bint | Ty::Int(_) | Ty::Float(_) | Ty::Complex(_) | Ty::Enum(_) => true,
        Ty::Object | Ty::Builtin(_) | Ty::Ext(_) => true,
        Ty::Array(elem, Some(_)) => is_convertible(cx, *elem),
        Ty::Struct(id) => {
            !cx.types.structs[*id].is_union
                && cx.types.structs[*id].fields.iter().all(|f| is_convertible(cx, f.ty))
        }
        Ty::CTuple(items) => items.iter().all(|&t| is_convertible(cx, t)),
        _ => false,
    }
}
