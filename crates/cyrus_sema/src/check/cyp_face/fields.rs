//! Attributes: functions that get and set the fields, and the list of fields for those who copy and pickle.
//!
//! Invariants: a `const` field has no setter. None is NULL for references, in both directions, and for C strings. The elements of an
//! array are all converted before the first is changed.

use super::{CallableKind, Face, Member, Variant};
use crate::check::Checker;
use cyrus_syntax::Name;
use cyrus_types::{Capability, CypTy, Ty, TyId};
use std::fmt::Write as _;

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
                let shown = self.cx.types.display(ty);
                let unseen = match immutable {
                    true if shown.starts_with("immutable ") => Some(shown),
                    true => Some(format!("immutable {shown}")),
                    false => (!visible || !settable).then_some(shown),
                };
                parts.push((name.clone(), unseen));
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
            let set = (settable && !immutable).then(|| {
                let set = format!("__cyrus_set_{name}");
                self.face_setter(face, &set, name, ty);
                set
            });
            face.members.push(Member::Property { name: name.clone(), get, set });
        }
        if !parts.is_empty() {
            face.members.push(Member::Parts(parts));
        }
        if immutable {
            // What nobody can change is its own copy.
            let own = &face.own;
            let _ = write!(
                face.text,
                "def __copy__({own} self):\n    return self\ndef __deepcopy__({own} self, memo):\n    return self\n"
            );
            for name in ["__copy__", "__deepcopy__"] {
                let variants = vec![Variant::of_function(name.into())];
                face.members.push(Member::Callable {
                    name: name.into(),
                    variants,
                    kind: CallableKind::Method,
                });
            }
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

    fn face_setter(&mut self, face: &mut Face, function: &str, field: &str, ty: TyId) {
        let own = face.own.clone();
        if let Ty::Array(elem, Some(cyrus_types::ArrayLen::Known(length))) = *self.cx.types.kind(ty) {
            let item = match self.cyp_of(elem) {
                Some(_) => "if value[i] is not None:\n                items[i] = value[i]",
                None => "items[i] = value[i]",
            };
            let elem = face.ty(elem);
            let attribute = format!("attribute '{}.{field}'", face.class_name);
            let _ = writeln!(
                face.text,
                "def {function}({own} self, value):\n    cdef {elem}[{length}] items\n    cdef Py_ssize_t i\n    \
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
        let _ =
            writeln!(face.text, "def {function}({own} self, {ty} value{default}):\n    self.{field} = value");
    }
}
