//! Attributes: functions that get and set the fields, and the list of fields for those who copy and pickle.
//!
//! Invariants: a `const` field has no setter, and one of an immutable class has it under another name. None is NULL for references, in both directions, and for C strings. The elements of an
//! array are all converted before the first is changed.

use super::{Face, Member};
use crate::check::Checker;
use cyrus_syntax::Name;
use cyrus_types::{Capability, CypTy, Ty, TyId};
use std::fmt::Write as _;

/// What a pickle calls a field that has no setter.
fn hidden(field: &str) -> Name {
    format!("_cyrus_{field}_").into()
}

impl Checker<'_, '_> {
    /// Properties for the class's own fields.
    pub(super) fn face_fields(&mut self, face: &mut Face, cyp: &CypTy) {
        let mut parts = Vec::new();
        let immutable = self.cx.types.cyp_classes[cyp.class].own_cap != Capability::Local;
        for (name, ty) in self.face_field_types(cyp) {
            let name = &name;
            let visible = !self.face_hidden(ty, cyp) && self.face_converts(ty, true);
            let settable = self.face_settable(ty);
            // What is constant was never set.
            if !matches!(self.cx.types.get(ty), Ty::Const(_)) {
                let unseen = (!visible || !settable).then(|| self.cx.types.display(ty));
                let part = if immutable && unseen.is_none() { hidden(name) } else { name.clone() };
                parts.push((part, unseen));
            }
            if !visible {
                continue;
            }
            let get = format!("__cyrus_get_{name}");
            let null = match self.cx.types.kind(ty) {
                Ty::Ptr(_) => format!("    if self.{name} is NULL:\n        return None\n"),
                _ => String::new(),
            };
            let _ = writeln!(face.text, "def {get}({} self):\n{null}    return self.{name}", face.own);
            let mut set = settable.then(|| {
                let set = format!("__cyrus_set_{name}");
                self.face_setter(face, cyp, &set, name, ty);
                set
            });
            // What a pickle fills in has another name.
            if immutable && set.is_some() {
                let get = format!("__cyrus_part_{name}");
                let _ = writeln!(face.text, "def {get}({} self):\n    return self.{name}", face.own);
                face.members.push(Member::Property { name: hidden(name), get, set: set.take() });
            }
            face.members.push(Member::Property { name: name.clone(), get, set });
        }
        if !parts.is_empty() {
            face.members.push(Member::Parts(parts));
        }
    }

    /// The properties that the class says are such, itself or in part.
    pub(super) fn face_properties(&mut self, face: &mut Face, cyp: &CypTy) {
        let mut names: Vec<Name> = Vec::new();
        for owner in self.face_owners(cyp) {
            for method in &self.cx.types.cyp_classes[owner.class].methods {
                if method.property && !names.contains(&method.name) {
                    names.push(method.name.clone());
                }
            }
        }
        for name in names {
            let methods: Vec<_> = self.cyp_property(cyp, &name);
            let methods: Vec<_> = methods.into_iter().filter(|m| self.face_self(m.method)).collect();
            let params = |c: &Self, i: usize| c.cx.types.funcs[methods[i].sig].params.clone();
            let Some(read) = (0..methods.len()).find(|&i| params(self, i).is_empty()) else { continue };
            let ty = self.cx.types.funcs[methods[read].sig].ret;
            if self.face_hidden(ty, cyp) || !self.face_converts(ty, true) {
                continue;
            }
            let get = format!("__cyrus_get_{name}");
            let doc = self.face_doc(&methods[read]).map(|d| format!("    {d}\n")).unwrap_or_default();
            let body = match self.cx.types.kind(ty) {
                Ty::Ptr(_) => {
                    let ty = face.ty(ty);
                    format!(
                        "    cdef {ty} __cyrus_text = self.{name}\n    if __cyrus_text is NULL:\n        return None\n    return __cyrus_text"
                    )
                }
                _ => format!("    return self.{name}"),
            };
            let _ = writeln!(face.text, "def {get}({} self):\n{doc}{body}", face.own);
            let taken = (0..methods.len()).find_map(|i| match &params(self, i)[..] {
                [only] => Some(only.ty),
                _ => None,
            });
            let set =
                taken.filter(|&ty| !self.face_hidden(ty, cyp) && self.face_converts(ty, false)).map(|ty| {
                    let set = format!("__cyrus_set_{name}");
                    let default = if self.cyp_of(ty).is_some() { "=NULL" } else { "" };
                    let (own, ty) = (face.own.clone(), face.ty(ty));
                    let _ = writeln!(
                        face.text,
                        "def {set}({own} self, {ty} value{default}):\n    self.{name} = value"
                    );
                    set
                });
            face.members.push(Member::Property { name, get, set });
        }
    }

    /// Names and types; where a class and a base have a field of one name, the class's.
    fn face_field_types(&mut self, cyp: &CypTy) -> Vec<(Name, TyId)> {
        let mut found: Vec<(Name, TyId)> = Vec::new();
        for owner in self.face_owners(cyp) {
            let def = self.cx.types.cyp_classes[owner.class].clone();
            for field in &def.fields {
                if found.iter().all(|(name, _)| *name != field.name) {
                    let ty = self.cx.types.substitute(field.ty, &def.params, &owner.args);
                    found.push((field.name.clone(), ty));
                }
            }
        }
        found
    }

    /// Whether Python may set a field: the characters behind a pointer would not outlive the call.
    fn face_settable(&mut self, ty: TyId) -> bool {
        !matches!(self.cx.types.get(ty), Ty::Const(_))
            && !matches!(self.cx.types.kind(ty), Ty::Ptr(_))
            && self.face_converts(ty, false)
    }

    fn face_setter(&mut self, face: &mut Face, cyp: &CypTy, function: &str, field: &str, ty: TyId) {
        let mut own = format!("{} self", face.own);
        let mut before = String::new();
        if self.cx.types.cyp_classes[cyp.class].own_cap != Capability::Local {
            // Of an object that is being unpickled: nobody else has it yet.
            let plain = CypTy { cap: Capability::Local, ..cyp.clone() };
            let plain = self.cx.types.intern(Ty::Cyp(plain));
            let plain = face.ty(plain);
            own = format!("{} made", face.own);
            before = format!("    cdef {plain} self = <{plain}> <void *> made\n");
        }
        if let Ty::Array(elem, Some(cyrus_types::ArrayLen::Known(length))) = *self.cx.types.kind(ty) {
            let item = match self.cyp_of(elem) {
                Some(_) => "if value[i] is not None:\n                items[i] = value[i]",
                None => "items[i] = value[i]",
            };
            let elem = face.ty(elem);
            let attribute = format!("attribute '{}.{field}'", face.class_name);
            let _ = writeln!(
                face.text,
                "def {function}({own}, value):\n{before}    cdef {elem}[{length}] items\n    cdef Py_ssize_t i\n    \
                 try:\n        if len(value) != {length}:\n            raise ValueError(f'{length} items expected, got {{len(value)}}')\n        \
                 for i in range({length}):\n            {item}\n    \
                 except (TypeError, ValueError, OverflowError) as error:\n        \
                 raise type(error)(f\"{attribute}: {{error}}\") from None\n    \
                 for i in range({length}):\n        self.{field}[i] = items[i]"
            );
            return;
        }
        let default = if self.cyp_of(ty).is_some() { "=NULL" } else { "" };
        let ty = face.ty(ty);
        let _ = writeln!(
            face.text,
            "def {function}({own}, {ty} value{default}):\n{before}    self.{field} = value"
        );
    }
}
