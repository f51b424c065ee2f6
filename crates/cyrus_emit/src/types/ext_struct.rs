//! Instance structs and vtables of extension types.
//!
//! An instance begins with its base's struct, so that a pointer to it is a pointer to every base. The
//! first class of a chain that has C methods adds the vtable pointer; vtables begin with the base's.

use super::declare;
use crate::c_text::c_identifier;
use crate::cx::Cx;
use cyrus_types::{Builtin, ClassDef, ClassId, Origin, Ty};
use std::fmt::Write as _;

/// Member that holds the base's struct, in instances and vtables.
pub(super) const BASE: &str = cyrus_types::BASE_MEMBER;
/// Member that points to the vtable.
pub(crate) const VTABLE: &str = "__cyrus_vtab";

/// The instance struct as a type: `struct Foo`.
pub(crate) fn ext_struct_name(cx: &mut Cx, class: ClassId) -> String {
    let def = &cx.types.classes[class];
    if is_support_class(def) {
        cx.fragment("view_array");
    }
    if def.extern_struct {
        return def.struct_cname.to_string();
    }
    cx.mentioned.insert(super::Definition::Class(class));
    format!("struct {}", def.struct_cname)
}

/// `->` path from a pointer to the class's struct to its base's struct; `None` without a known base.
pub(crate) fn base_member() -> &'static str {
    BASE
}

/// The attribute `index` of `class` in an object: `((struct Foo *)object)->name`.
pub(crate) fn ext_field_path(cx: &mut Cx, object: &str, class: ClassId, index: u32) -> String {
    let name = ext_struct_name(cx, class);
    let field = &cx.types.classes[class].fields[index as usize];
    format!("(({name} *){object})->{}", field.cname)
}

/// The entry of a method in a vtable: no name of a method can be a keyword of C.
pub(crate) fn vtable_member(method: &str) -> String {
    format!("m_{}", c_identifier(method))
}

/// The variable of a class's type object: the object itself for classes defined here, a pointer to it for
/// imported ones.
pub(crate) fn type_symbol(class: &ClassDef) -> String {
    c_identifier(class.type_cname.trim_matches(['(', '&', ')', '*']))
}

/// The class of the chain whose struct holds the vtable pointer.
pub(crate) fn vtable_class(cx: &Cx, class: ClassId) -> Option<ClassId> {
    let has_slots = |c: &ClassId| cx.types.classes[*c].methods.iter().any(|m| !m.is_static);
    cx.types.class_chain(class).into_iter().rev().find(has_slots)
}

/// The vtable struct as a type.
pub(crate) fn vtable_struct_name(cx: &mut Cx, class: ClassId) -> String {
    cx.mentioned.insert(super::Definition::Class(class));
    format!("struct {}", cx.types.classes[class].vtab_cname)
}

/// The variable that holds the vtable of a class: a struct for classes defined here, a pointer for
/// imported ones.
pub(crate) fn vtable_variable(cx: &Cx, class: ClassId) -> String {
    format!("__cyrus_vt_{}", type_symbol(&cx.types.classes[class]))
}

/// The vtable of an object as a pointer to the vtable struct of `class`.
pub(crate) fn vtable_path(cx: &mut Cx, object: &str, class: ClassId) -> String {
    let Some(holder) = vtable_class(cx, class) else {
        cx.internal(format!("class {} has no vtable", cx.types.classes[class].name));
        return "NULL".into();
    };
    let holder_struct = ext_struct_name(cx, holder);
    let read = format!("(({holder_struct} *){object})->{VTABLE}");
    if holder == class { read } else { format!("(({} *){read})", vtable_struct_name(cx, class)) }
}

/// `typedef`-like struct of a builtin base.
fn builtin_struct(builtin: Builtin) -> Option<&'static str> {
    Some(match builtin {
        Builtin::Type => "PyHeapTypeObject",
        Builtin::List => "PyListObject",
        Builtin::Tuple => "PyTupleObject",
        Builtin::Dict => "PyDictObject",
        Builtin::Set | Builtin::FrozenSet => "PySetObject",
        Builtin::Str => "PyUnicodeObject",
        Builtin::Bytes => "PyBytesObject",
        Builtin::ByteArray => "PyByteArrayObject",
        Builtin::Int => "PyLongObject",
        Builtin::Float => "PyFloatObject",
        Builtin::Complex => "PyComplexObject",
        Builtin::Slice => "PySliceObject",
        Builtin::Exception(e) => match cyrus_types::EXCEPTION_NAMES[e.0 as usize] {
            "StopIteration" => "PyStopIterationObject",
            "SystemExit" => "PySystemExitObject",
            "ImportError" | "ModuleNotFoundError" => "PyImportErrorObject",
            "SyntaxError" | "IndentationError" | "TabError" => "PySyntaxErrorObject",
            "OSError"
            | "BlockingIOError"
            | "BrokenPipeError"
            | "ChildProcessError"
            | "ConnectionAbortedError"
            | "ConnectionError"
            | "ConnectionRefusedError"
            | "ConnectionResetError"
            | "FileExistsError"
            | "FileNotFoundError"
            | "InterruptedError"
            | "IsADirectoryError"
            | "NotADirectoryError"
            | "PermissionError"
            | "ProcessLookupError"
            | "TimeoutError" => "PyOSErrorObject",
            "UnicodeDecodeError" | "UnicodeEncodeError" | "UnicodeTranslateError" => "PyUnicodeErrorObject",
            _ => "PyBaseExceptionObject",
        },
        Builtin::MemoryView
        | Builtin::FrozenDict
        | Builtin::Bool
        | Builtin::Range
        | Builtin::Property
        | Builtin::StaticMethod
        | Builtin::ClassMethod
        | Builtin::Super
        | Builtin::Enumerate
        | Builtin::Reversed
        | Builtin::CodeType
        | Builtin::Date => return None,
    })
}

/// The first member of an instance: its base, or the object head.
fn base_field(cx: &mut Cx, class: ClassId) -> String {
    let def = &cx.types.classes[class];
    let Some(base) = def.base else { return "PyObject_HEAD".into() };
    match *cx.types.kind(base) {
        Ty::Ext(base) => format!("{} {BASE};", ext_struct_name(cx, base)),
        Ty::Builtin(builtin) => match builtin_struct(builtin) {
            Some(name) => format!("{name} {BASE};"),
            None => {
                cx.unsupported(def.span, &format!("extension types derived from {} are", builtin.name()));
                "PyObject_HEAD".into()
            }
        },
        _ => "PyObject_HEAD".into(),
    }
}

/// Struct and vtable struct of a class that is not extern.
pub(super) fn definition(cx: &mut Cx, class: ClassId) -> String {
    let def = &cx.types.classes[class];
    let mut out = String::new();
    if !def.extern_struct {
        // The vtable's struct is only pointed to from here.
        let _ = writeln!(out, "struct {} {{", def.struct_cname);
        let _ = writeln!(out, "  {}", base_field(cx, class));
        if vtable_class(cx, class) == Some(class) {
            let _ = writeln!(out, "  struct {} *{VTABLE};", def.vtab_cname);
        }
        for field in &def.fields {
            // Attributes of weak reference and instance dictionaries are plain objects.
            let _ = match field.late {
                true => writeln!(out, "  {} {};", crate::convert::slot_of(cx, field.ty), field.cname),
                false => writeln!(out, "  {};", declare(cx, field.ty, &field.cname)),
            };
        }
        out.push_str("};\n");
    }
    if vtable_class(cx, class).is_some() {
        let _ = writeln!(out, "struct {} {{", def.vtab_cname);
        let base = def.base.and_then(|b| cx.types.as_ext(b)).filter(|&b| vtable_class(cx, b).is_some());
        if let Some(base) = base {
            let name = vtable_struct_name(cx, base);
            let _ = writeln!(out, "  {name} {BASE};");
        }
        let mut any = base.is_some();
        for method in def.methods.iter().filter(|m| !m.is_static && !m.overrides) {
            let name = format!("(*{})", vtable_member(&method.name));
            let _ = writeln!(out, "  {};", super::function_declarator(cx, method.sig, &name));
            any = true;
        }
        if !any {
            out.push_str("  char empty;\n");
        }
        out.push_str("};\n");
    }
    out
}

/// `cython.view.array`, which is part of the support code.
pub(crate) fn is_support_class(class: &ClassDef) -> bool {
    class.origin == Origin::Extern && class.struct_cname == "__cyrus_array_obj"
}
