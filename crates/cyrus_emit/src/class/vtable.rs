//! Vtables: which entry a method uses, who implements it, the filled table of a class.

use super::{Base, ClassWriter};
use crate::cx::Cx;
use crate::types::{base_member, vtable_class, vtable_struct_name, vtable_variable};
use cyrus_mir::{BodyAbi, BodyId};
use cyrus_types::{ClassId, ExtMethod, Name, Ty};
use std::fmt::Write as _;

/// The class that declares the vtable entry of a method, and the entry's name.
pub(crate) fn slot_of(cx: &Cx, class: ClassId, method: u32) -> (ClassId, Name) {
    let name = cx.types.classes[class].methods[method as usize].name.clone();
    slot_of_name(cx, class, &name)
}

/// The same by name.
pub(crate) fn slot_of_name(cx: &Cx, class: ClassId, name: &str) -> (ClassId, Name) {
    let declares =
        |id: &ClassId| cx.types.classes[*id].methods.iter().any(|m| m.name == name && !m.overrides);
    let declaring = cx.types.class_chain(class).into_iter().find(declares).unwrap_or(class);
    (declaring, name.into())
}

/// The class whose method is meant, and the method.
pub(crate) fn implementation_of<'a>(cx: &Cx<'a>, class: ClassId, method: u32) -> (ClassId, &'a ExtMethod) {
    let types = cx.types;
    (class, &types.classes[class].methods[method as usize])
}

/// The body of a C method of a class, when it is compiled here.
pub(crate) fn method_body(cx: &Cx, class: ClassId, method: &ExtMethod) -> Option<BodyId> {
    let by_class = cx
        .module
        .cfuncs
        .iter()
        .find(|f| f.class == Some(class) && f.name == method.name && f.func.is_some())
        .and_then(|f| f.func)
        .and_then(|f| cx.c_body(f));
    by_class.or_else(|| {
        let is_it =
            |b: &cyrus_mir::Body| b.abi == BodyAbi::C && b.cname == method.cname && !method.cname.is_empty();
        cx.program.bodies.iter_ids().find(|(_, b)| is_it(b)).map(|(id, _)| id)
    })
}

/// The name of the capsule with the table of a class, as C text: NULL if Cython's modules call all its methods in the
/// same way. Their `cpdef` methods take one parameter more, and their memoryviews are other structs.
pub(super) fn vtable_capsule(cx: &Cx, class: ClassId) -> &'static str {
    let types = cx.types;
    let differs = |method: &ExtMethod| {
        let func = &types.funcs[method.sig];
        let mut all = func.params.iter().map(|p| p.ty).chain([func.ret]);
        method.overridable || all.any(|ty| matches!(types.kind(ty), Ty::MemView(_)))
    };
    let chain = types.class_chain(class);
    match chain.iter().any(|&c| types.classes[c].methods.iter().any(differs)) {
        true => "\"cyrus vtable\"",
        false => "NULL",
    }
}

impl ClassWriter<'_, '_> {
    /// The vtable variable.
    pub(super) fn vtable_declaration(&mut self) -> String {
        if vtable_class(self.cx, self.id).is_none() {
            return String::new();
        }
        let name = vtable_struct_name(self.cx, self.id);
        format!("static {name} {};\n", vtable_variable(self.cx, self.id))
    }

    /// Statements that fill the vtable: the base's entries first, then the class's own implementations.
    pub(super) fn vtable_setup(&mut self) -> String {
        let mut out = String::new();
        if vtable_class(self.cx, self.id).is_none() {
            return out;
        }
        let variable = vtable_variable(self.cx, self.id);
        match self.base() {
            Base::Here(base) if vtable_class(self.cx, base).is_some() => {
                let _ = writeln!(out, "  {variable}.{} = {};", base_member(), vtable_variable(self.cx, base));
            }
            Base::Imported(base) if vtable_class(self.cx, base).is_some() => {
                let _ =
                    writeln!(out, "  {variable}.{} = *{};", base_member(), vtable_variable(self.cx, base));
            }
            Base::Object | Base::Here(_) | Base::Imported(_) | Base::Builtin(_) => {}
        }
        let def = self.def;
        for method in def.methods.iter().filter(|m| !m.is_static) {
            let Some(body) = method_body(self.cx, self.id, method) else { continue };
            // A `cpdef` method asks for an override first when it is called through the table.
            let func = self.cx.program.bodies[body].func;
            let dispatcher = self.cx.program.dispatchers.iter().find(|(f, _)| *f == func);
            let body = dispatcher.map_or(body, |(_, dispatcher)| *dispatcher);
            self.cx.forward.insert(body);
            let function = self.cx.body_name(body).to_string();
            let (declaring, name) = slot_of_name(self.cx, self.id, &method.name);
            let path = self.path_to(declaring);
            let entry = crate::types::vtable_member(&name);
            let slot_sig =
                self.cx.types.classes[declaring].methods.iter().find(|m| m.name == name).map(|m| m.sig);
            let value = match slot_sig {
                Some(sig) if sig != method.sig => {
                    let pointer = crate::types::function_declarator(self.cx, sig, "(*)");
                    format!("({pointer}){function}")
                }
                _ => function,
            };
            let _ = writeln!(out, "  {variable}.{path}{entry} = {value};");
        }
        out
    }

    /// `__cyrus_base.__cyrus_base.` from this class's vtable to that of a base.
    fn path_to(&self, declaring: ClassId) -> String {
        let chain = self.cx.types.class_chain(self.id);
        let depth = chain.iter().position(|&c| c == declaring).unwrap_or(0);
        format!("{}.", base_member()).repeat(depth)
    }

    /// `((struct Holder *)o)->vtab = …;`
    pub(super) fn vtable_store(&mut self, object: &str) -> String {
        let Some(holder) = vtable_class(self.cx, self.id) else { return String::new() };
        let holder_struct = crate::types::ext_struct_name(self.cx, holder);
        let variable = vtable_variable(self.cx, self.id);
        let member = crate::types::VTABLE;
        if holder == self.id {
            format!("  (({holder_struct} *){object})->{member} = &{variable};\n")
        } else {
            let table = vtable_struct_name(self.cx, holder);
            format!("  (({holder_struct} *){object})->{member} = ({table} *)&{variable};\n")
        }
    }

    /// Whether a field holds a Python object that may be part of a cycle.
    pub(super) fn may_cycle(&self, ty: cyrus_types::TyId) -> bool {
        use cyrus_types::Builtin;
        match self.cx.types.kind(ty) {
            Ty::Builtin(b) => !matches!(
                b,
                Builtin::Str
                    | Builtin::Bytes
                    | Builtin::ByteArray
                    | Builtin::Int
                    | Builtin::Float
                    | Builtin::Bool
                    | Builtin::Complex
            ),
            _ => self.cx.types.is_object(ty),
        }
    }
}
