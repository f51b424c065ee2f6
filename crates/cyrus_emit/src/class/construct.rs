//! Making instances: `tp_new`, `tp_init`, `tp_vectorcall`.
//!
//! `X_create(type, args, nargsf, kwnames)` allocates, sets the vtable, gives fields their first values and
//! runs `__cinit__`, after its base did the same. With a base that is not defined here `tp_new` does that on
//! tuple and dict.

use super::{Base, ClassWriter, special};
use crate::c_text::CExpr;
use crate::cx::Cx;
use cyrus_hir::ExtClass;
use cyrus_types::{ClassId, Counting};
use std::fmt::Write as _;

const VECTOR: &str = "PyObject *const *args, size_t nargsf, PyObject *kwnames";

/// Whether all bases of the class are defined here, so that construction goes by vectorcall.
fn by_vector(cx: &mut Cx, id: ClassId) -> bool {
    match super::base(cx, id) {
        Base::Object => true,
        Base::Here(base) => by_vector(cx, base),
        Base::Imported(_) | Base::Builtin(_) => false,
    }
}

/// The class of this module whose `tp_new` does all that instances of the class need.
fn maker_class(cx: &mut Cx, id: ClassId) -> ClassId {
    let super::Base::Here(base) = super::base(cx, id) else { return id };
    let def = &cx.types.classes[id];
    let has_fields = def.fields.iter().any(|field| {
        !is_slot_field(&field.name)
            && (cx.types.holds_cpp(field.ty) || cx.types.counting(field.ty) != Counting::None)
    });
    let has_cinit = cx
        .module
        .classes
        .iter()
        .find(|class| class.class == id)
        .is_none_or(|class| special(cx, class, "__cinit__").is_some());
    if has_fields || has_cinit || crate::types::vtable_class(cx, id).is_some() {
        return id;
    }
    maker_class(cx, base)
}

/// `Cls.__new__(Cls, *args)`, with `args` a tuple expression.
pub(crate) fn new_call(cx: &mut Cx, class: ClassId, args: &str) -> CExpr {
    let prefix = super::prefix(cx, class);
    let symbol = crate::types::type_symbol(&cx.types.classes[class]);
    if by_vector(cx, class) && args == "__cyrus_empty_tuple" {
        return CExpr::primary(format!("{prefix}_create((PyObject *)&{symbol}, NULL, 0, NULL)"));
    }
    CExpr::primary(format!("{prefix}_new(&{symbol}, {args}, NULL)"))
}

/// Whether `__cinit__` looks at its arguments; one without parameters accepts and ignores them.
fn takes_arguments(cx: &Cx, class: &ExtClass) -> bool {
    special(cx, class, "__cinit__").is_some_and(|(func, _)| cx.module.funcs[func].params.len() > 1)
}

impl ClassWriter<'_, '_> {
    /// Prototypes that other classes and bodies need.
    pub(super) fn construct_prototypes(&mut self) -> String {
        let prefix = &self.prefix;
        let mut out = format!("static PyObject *{prefix}_new(PyTypeObject *t, PyObject *a, PyObject *k);\n");
        if by_vector(self.cx, self.id) {
            let _ = writeln!(out, "static PyObject *{}_create(PyObject *t, {VECTOR});", self.prefix);
        }
        out
    }

    /// `tp_new` and what belongs to it.
    pub(super) fn construct(&mut self) {
        let prefix = self.prefix.clone();
        let vector = by_vector(self.cx, self.id);
        let (signature, args) = if vector {
            (format!("static PyObject *{prefix}_create(PyObject *t, {VECTOR})"), "args, nargsf, kwnames")
        } else {
            (format!("static PyObject *{prefix}_new(PyTypeObject *t, PyObject *a, PyObject *k)"), "a, k")
        };
        let mut body = String::new();
        if vector && !self.chain_takes_arguments() {
            body.push_str("  (void)args, (void)nargsf, (void)kwnames;\n");
        }
        let created = match self.base() {
            Base::Here(base) => {
                let base_prefix = super::prefix(self.cx, base);
                let function = if vector { "create" } else { "new" };
                format!("{base_prefix}_{function}(t, {args})")
            }
            Base::Object => self.allocate(),
            Base::Imported(_) | Base::Builtin(_) => format!("({})->tp_new(t, a, k)", self.base_expression()),
        };
        let _ = writeln!(body, "  PyObject *o = {created};\n  if (__CYRUS_UNLIKELY(!o)) return NULL;");
        body.push_str(&self.vtable_store("o"));
        body.push_str(&self.initial_fields());
        if let Some(cinit) = self.special_name("__cinit__") {
            let passes = takes_arguments(self.cx, self.class);
            let call = match (vector, passes) {
                (_, false) => format!("{cinit}(o, NULL, 0, NULL)"),
                (true, true) => format!("{cinit}(o, args, nargsf, kwnames)"),
                (false, true) => format!("{}({cinit}, o, a, k)", self.cx.runtime("__cyrus_slot_init")),
            };
            let _ = writeln!(
                body,
                "  if (__CYRUS_UNLIKELY({call} < 0)) {{\n    Py_DECREF(o);\n    return NULL;\n  }}"
            );
        }
        body.push_str("  return o;\n");
        let _ = writeln!(self.out, "{signature} {{\n{body}}}");
        if vector {
            let call = if self.chain_takes_arguments() {
                format!("{}({prefix}_create, (PyObject *)t, a, k)", self.cx.runtime("__cyrus_slot_call"))
            } else {
                format!("{prefix}_create((PyObject *)t, NULL, 0, NULL)")
            };
            let _ = writeln!(
                self.out,
                "static PyObject *{prefix}_new(PyTypeObject *t, PyObject *a, PyObject *k) {{\n  (void)a, (void)k;\n  return {call};\n}}"
            );
        }
        // With the base's own `tp_new`, `Base.__new__` may make an instance of this class.
        let maker = maker_class(self.cx, self.id);
        let maker = super::prefix(self.cx, maker);
        self.assign("tp_new", &format!("{maker}_new"));
        self.init(vector);
    }

    fn chain_takes_arguments(&self) -> bool {
        self.chain_here().into_iter().any(|class| takes_arguments(self.cx, class))
    }

    /// A new object without base: from the freelist or from the allocator.
    fn allocate(&mut self) -> String {
        let alloc = self.cx.runtime("__cyrus_type_alloc").to_string();
        let cast = "(PyTypeObject *)t";
        if self.def.flags.freelist == 0 {
            return format!("{alloc}({cast})");
        }
        let prefix = self.prefix.clone();
        let name = self.struct_name();
        let pop = self.cx.runtime("__cyrus_freelist_pop").to_string();
        let _ = writeln!(
            self.out,
            "static PyObject *{prefix}_free[{}];\nstatic int {prefix}_free_count;\n\
             static PyObject *{prefix}_alloc(PyTypeObject *t) {{\n  \
             PyObject *o = {pop}({prefix}_free, &{prefix}_free_count, t, sizeof({name}));\n  return o ? o : {alloc}(t);\n}}",
            self.def.flags.freelist
        );
        format!("{prefix}_alloc({cast})")
    }

    /// Objects start as None, C++ values are constructed; all else is zero.
    fn initial_fields(&mut self) -> String {
        let name = self.struct_name();
        let mut out = String::new();
        for field in &self.def.fields {
            let place = format!("(({name} *)o)->{}", field.cname);
            match self.cx.types.kind(field.ty) {
                _ if is_slot_field(&field.name) => {}
                _ if self.cx.types.holds_cpp(field.ty) => {
                    let construct = crate::convert::construct(self.cx);
                    let _ = writeln!(out, "  {construct}({place});");
                }
                _ if self.cx.types.counting(field.ty) == Counting::Python => {
                    let _ = writeln!(out, "  {place} = Py_NewRef(Py_None);");
                }
                _ => {}
            }
        }
        out
    }

    /// `tp_init` and `tp_vectorcall`.
    fn init(&mut self, vector: bool) {
        let prefix = self.prefix.clone();
        let symbol = crate::types::type_symbol(&self.cx.types.classes[self.id]);
        if let Some(init) = self.special_name("__init__") {
            let unpack = self.cx.runtime("__cyrus_slot_init").to_string();
            let _ = writeln!(
                self.out,
                "static int {prefix}_init(PyObject *o, PyObject *a, PyObject *k) {{ return {unpack}({init}, o, a, k); }}"
            );
            self.assign("tp_init", &format!("{prefix}_init"));
        }
        if !vector {
            return;
        }
        // The nearest `__init__` of the chain.
        let chain = self.chain_here();
        let init = chain.into_iter().find_map(|class| special(self.cx, class, "__init__"));
        let init_call = match init {
            Some((_, body)) => {
                self.cx.forward.insert(body);
                let name = self.cx.body_name(body);
                format!("  if (o && __CYRUS_UNLIKELY({name}(o, args, nargsf, kwnames) < 0)) Py_CLEAR(o);\n")
            }
            None => String::new(),
        };
        let general = self.cx.runtime("__cyrus_type_call").to_string();
        let _ = writeln!(
            self.out,
            "static PyObject *{prefix}_vectorcall(PyObject *t, {VECTOR}) {{\n  PyObject *o;\n  \
             if (__CYRUS_UNLIKELY(t != (PyObject *)&{symbol})) return {general}(t, args, nargsf, kwnames);\n  \
             o = {prefix}_create(t, args, nargsf, kwnames);\n{init_call}  return o;\n}}"
        );
        self.assign("tp_vectorcall", &format!("{prefix}_vectorcall"));
    }
}

/// Fields that are slots of the object protocol, not attributes: NULL means empty.
pub(super) fn is_slot_field(name: &str) -> bool {
    name == "__weakref__" || name == "__dict__"
}
