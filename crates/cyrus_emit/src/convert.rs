//! Conversions between C values and Python objects, and other functions that are instantiated per type.
//!
//! A conversion function is made the first time it is asked for; its name says the type.

mod accessor;
mod arith;
mod array;
mod cpp;
mod ctuple;
mod display;
mod members;
mod memview;
mod number;
mod string;
mod structure;

pub(crate) use accessor::attribute_accessors;
pub(crate) use arith::arithmetic;
pub(crate) use cpp::copies_through_python;
pub(crate) use display::{display, make_function};
pub(crate) use members::{count, count_members};

use crate::c_text::{Prec, mangle};
use crate::cx::{Cx, Generated};
use cyrus_types::{Ty, TyId};

/// A conversion, as the text around its argument.
#[derive(Clone, Debug)]
pub(crate) struct Conversion {
    /// Function name, perhaps with a cast before it.
    pub(crate) name: String,
    /// Further arguments, with their comma.
    pub(crate) suffix: String,
    /// `int f(object, destination)`: the type cannot be returned.
    pub(crate) fills_array: bool,
    /// The C value is passed by address.
    pub(crate) by_address: bool,
}

impl Conversion {
    pub(crate) fn named(name: impl Into<String>) -> Conversion {
        Conversion { name: name.into(), suffix: String::new(), fills_array: false, by_address: false }
    }

    pub(crate) fn with(name: impl Into<String>, suffix: impl Into<String>) -> Conversion {
        Conversion { name: name.into(), suffix: suffix.into(), fills_array: false, by_address: false }
    }

    /// The call with this argument.
    pub(crate) fn call(&self, arg: &str) -> String {
        let address = if self.by_address { "&" } else { "" };
        format!("{}({address}{arg}{})", self.name, self.suffix)
    }

    /// How tightly the call binds.
    pub(crate) fn prec(&self) -> Prec {
        if self.name.starts_with('(') { Prec::Unary } else { Prec::Postfix }
    }
}

/// Python object → C value.
pub(crate) fn from_py(cx: &mut Cx, ty: TyId) -> Conversion {
    let types = cx.types;
    match types.kind(ty) {
        Ty::Bint | Ty::Int(_) | Ty::Float(_) | Ty::Complex(_) | Ty::Enum(_) => number::from_py(cx, ty),
        Ty::Struct(id) => structure::from_py(cx, ty, *id),
        Ty::CTuple(items) => ctuple::from_py(cx, ty, items),
        Ty::Array(elem, len) => array::from_py(cx, ty, *elem, len.as_ref()),
        Ty::Ptr(_) if types.is_c_string(ty) => string::from_py(cx, ty),
        Ty::Ptr(_) if types.is_wide_string(ty) => Conversion::named(cx.runtime("__cyrus_wide_of_str")),
        Ty::Cpp(..) => cpp::from_py(cx, ty),
        Ty::MemView(_) => memview::from_py(cx, ty),
        Ty::Cyp(_) if let Some(function) = crate::cyp::from_python(cx, ty) => Conversion::named(function),
        Ty::Cyp(cyp) => {
            let name = match types.cyp_classes[cyp.class].container() {
                Some(_) => cx.runtime("__cyrus_cyp_container_from_py").to_string(),
                None => cx.runtime("__cyrus_cyp_from_py").to_string(),
            };
            let class = crate::cyp::descriptor(cx, ty);
            Conversion::with(name, format!(", {class}"))
        }
        _ => unconvertible(cx, ty),
    }
}

/// C value → Python object.
pub(crate) fn to_py(cx: &mut Cx, ty: TyId) -> Conversion {
    let types = cx.types;
    match types.kind(ty) {
        Ty::Bint | Ty::Int(_) | Ty::Float(_) | Ty::Complex(_) | Ty::Enum(_) => number::to_py(cx, ty),
        Ty::Struct(id) => structure::to_py(cx, ty, *id),
        Ty::CTuple(items) => ctuple::to_py(cx, ty, items),
        Ty::Ptr(_) | Ty::Array(..) if types.is_c_string(ty) => string::to_py(cx, ty),
        Ty::Ptr(_) | Ty::Array(..) if types.is_wide_string(ty) => {
            Conversion::with(cx.runtime("__cyrus_wide_slice"), ", 0, PY_SSIZE_T_MAX")
        }
        Ty::Array(elem, len) => array::to_py(cx, ty, *elem, len.as_ref()),
        Ty::Cpp(..) => cpp::to_py(cx, ty),
        Ty::MemView(_) => memview::to_py(cx, ty),
        Ty::Cyp(_) if let Some(function) = crate::cyp::to_python(cx, ty) => Conversion::named(function),
        Ty::Cyp(_) => Conversion::named(cx.runtime("__cyrus_cyp_to_py")),
        _ => unconvertible(cx, ty),
    }
}

fn unconvertible(cx: &mut Cx, ty: TyId) -> Conversion {
    let what = format!("conversion between {} and Python objects is", cx.display(ty));
    cx.unsupported(cyrus_source::Span::default(), &what);
    Conversion::named("")
}

/// A statement list that converts `object` into the place `dest`, `fail` running when it does not work.
pub(crate) fn convert_into(cx: &mut Cx, ty: TyId, dest: &str, object: &str, fail: &str) -> String {
    if cx.types.is_object(ty) {
        return format!("{dest} = Py_NewRef({object});");
    }
    let conversion = from_py(cx, ty);
    if conversion.fills_array {
        let address = if conversion.by_address { "&" } else { "" };
        return format!(
            "if ({}({object}{}, {address}{dest}) < 0) {fail}",
            conversion.name, conversion.suffix
        );
    }
    let check = match cx.types.kind(ty) {
        Ty::Bint | Ty::Int(_) | Ty::Float(_) | Ty::Enum(_) => {
            let text = crate::types::type_text(cx, ty);
            format!("{dest} == ({text})-1 && PyErr_Occurred()")
        }
        Ty::Ptr(_) | Ty::Cyp(_) => format!("!{dest}"),
        _ => "PyErr_Occurred()".to_string(),
    };
    format!("{dest} = {}; if ({check}) {fail}", conversion.call(object))
}

/// The same for a part of a larger value: None is NULL there, as it is NULL that is shown as None.
fn convert_part(cx: &mut Cx, ty: TyId, dest: &str, object: &str, fail: &str) -> String {
    let convert = convert_into(cx, ty, dest, object, fail);
    match cx.types.as_cyp(ty) {
        Some(_) => format!("if ({object} == Py_None) {dest} = NULL; else {{ {convert} }}"),
        None => convert,
    }
}

/// An expression for the Python object of a C value (a new reference).
fn object_of(cx: &mut Cx, ty: TyId, value: &str) -> String {
    if cx.types.is_object(ty) {
        return format!("Py_XNewRef({value})");
    }
    to_py(cx, ty).call(value)
}

/// Name of a C++ template that calls a destructor whatever the class is called.
pub(crate) fn destroy(cx: &mut Cx) -> &'static str {
    let name = "__cyrus_destroy";
    generate(cx, name, |_| Generated {
        prototype: format!(
            "template <typename T> static inline void {name}(T &x) {{ x.~T(); }}\n\
             template <typename T, size_t N> static inline void {name}(T (&x)[N]) \
             {{ for (size_t i = N; i > 0; i--) {name}(x[i - 1]); }}\n"
        ),
        definition: String::new(),
    });
    name
}

/// Name of a C++ template that gives up what an object holds; there may be overloads that do it with less.
pub(crate) fn empty(cx: &mut Cx) -> &'static str {
    let name = "__cyrus_empty";
    generate(cx, name, |_| Generated {
        prototype: format!("template <typename T> static inline void {name}(T &x) {{ x = T(); }}\n"),
        definition: String::new(),
    });
    name
}

/// Name of a C++ template that constructs an object, or an array of them, where it is.
pub(crate) fn construct(cx: &mut Cx) -> &'static str {
    let name = "__cyrus_construct";
    cx.cplus_header("<new>");
    generate(cx, name, |_| Generated {
        prototype: format!(
            "template <typename T> static inline void {name}(T &x) \
             {{ new ((void *)&(char &)x) T(); }}\n\
             template <typename T, size_t N> static inline void {name}(T (&x)[N]) \
             {{ for (size_t i = 0; i < N; i++) {name}(x[i]); }}\n"
        ),
        definition: String::new(),
    });
    name
}

/// Name of a C++ template: storage for a value that is constructed later, as C++11 can have it.
pub(crate) fn slot_template(cx: &mut Cx) -> &'static str {
    cx.cplus_header("<new>");
    cx.cplus_header("<type_traits>");
    cx.cplus_header("<utility>");
    cx.slots = true;
    "__cyrus_slot"
}

/// The type of storage for a value of this type that is constructed later.
pub(crate) fn slot_of(cx: &mut Cx, ty: TyId) -> String {
    let text = crate::types::type_text(cx, cx.types.unqualified(ty));
    format!("{}<{text}>", slot_template(cx))
}

/// The definition of that template, which stands above all that may have such storage.
pub(crate) fn slot_definition() -> &'static str {
    // A function that fails has to give something: where there is no object to give, it throws this to its caller.
    "struct __cyrus_no_value {};\n\
     template <typename T> static inline T __cyrus_nothing(std::true_type) { return T(); }\n\
     template <typename T> static inline T __cyrus_nothing(std::false_type) { throw __cyrus_no_value(); }\n\
     template <typename T> struct __cyrus_slot {\n  typedef T type;\n  alignas(T) unsigned char bytes[sizeof(T)];\n  bool full;\n  \
     __cyrus_slot() : full(false) {}\n  ~__cyrus_slot() { clear(); }\n  T &operator*() { return *reinterpret_cast<T *>(bytes); }\n  \
     void clear() {\n    if (full) (**this).~T();\n    full = false;\n  }\n  \
     T given() {\n    if (full) return T(std::move(**this));\n    \
     return __cyrus_nothing<T>(std::is_default_constructible<T>());\n  }\n  \
     void *room() {\n    clear();\n    return bytes;\n  }\n  \
     template <typename U> void set(U &&value) {\n    T made(std::forward<U>(value));\n    clear();\n    \
     new ((void *)bytes) T(std::move(made));\n    full = true;\n  }\n};\n"
}

/// The name of a function instantiated for a type.
fn function_name(cx: &Cx, ty: TyId, what: &str) -> String {
    // A C++ class may be called what the support code calls a C type: `complex[double]`, `double complex`.
    let kind = if matches!(cx.types.kind(ty), Ty::Cpp(..)) { "cpp_" } else { "" };
    format!("__cyrus_{kind}{}_{what}", mangle(&cx.display(ty)))
}

/// Registers a generated function unless it exists. `make` may ask for others, which then come first.
fn generate(cx: &mut Cx, name: &str, make: impl FnOnce(&mut Cx) -> Generated) {
    if cx.generated.contains_key(name) {
        return;
    }
    // The entry is there while its parts are made, so that recursive types end.
    cx.generated.insert(name.to_string(), Generated::default());
    let generated = make(cx);
    // Macro instances must follow those they use: move to the end.
    cx.generated.shift_remove(name);
    cx.generated.insert(name.to_string(), generated);
}

/// Registers generated data, before the bodies.
pub(crate) fn generate_data(cx: &mut Cx, name: &str, make: impl FnOnce(&mut Cx) -> String) {
    generate(cx, name, |cx| Generated { prototype: make(cx), definition: String::new() });
}

/// Prototype and definition of a static function.
fn function(signature: &str, body: &str) -> Generated {
    Generated {
        // Copies in line in every caller would cost the C compiler much and run no faster.
        prototype: format!("static __CYRUS_NOINLINE {signature};\n"),
        definition: format!("static {signature} {{\n{body}}}\n"),
    }
}
