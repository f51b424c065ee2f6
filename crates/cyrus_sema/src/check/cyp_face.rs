//! What Python sees of a cypclass: functions and properties of its proxy type.
//!
//! For each method, attribute and constructor small functions are written as Cython text, parsed, and checked
//! like any other; so arguments, conversions, keywords and errors are those of every `def` function. Types are
//! mentioned by names of a scope made for the purpose. What has types that Python cannot have is left out.
//!
//! - [`methods`] writes methods and constructors, a function for each signature;
//! - [`fields`] writes attributes, and what copies and pickles them;
//! - [`special`] knows what Python expects of `__names__`;
//! - [`kinds`] says how an argument is recognised as one of a type;
//! - [`generic`] does it for the instances of generic classes, and for classes of other modules;
//! - [`container`] writes what the library's containers are instead;
//! - [`attach`] turns the checked functions into statements that fill the type.
//!
//! Invariants: the functions are written before the class's own bodies are checked, from declarations alone.
//! Several signatures under one name become one callable that chooses by its arguments (`cyp_overload`).

mod attach;
mod container;
mod fields;
mod generic;
mod kinds;
mod methods;
mod special;

use super::Checker;
use cyrus_hir::{self as hir, Expr, ExprKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_types::{Capability, CypTy, Origin, Ty, TyId, common};

/// The text of the functions, the names it uses for types, and what becomes of the functions.
struct Face {
    text: String,
    types: Vec<TyId>,
    /// The class: its name in the text, and the name Python knows it by.
    own: String,
    class_name: String,
    members: Vec<Member>,
}

/// Something that is put into the type.
enum Member {
    /// A callable of one or several signatures.
    Callable { name: Name, variants: Vec<Variant>, kind: CallableKind },
    /// A function that is shown with the parameters of another.
    Like { name: Name, function: String, like: String },
    /// A property by the functions that get and set it.
    Property { name: Name, get: String, set: Option<String> },
    /// `__hash__ = None`
    Unhashable,
    /// The fields that make up an object, with the type of those that Python cannot get and set.
    Parts(Vec<(Name, Option<String>)>),
    /// The arguments of the constructor, for versions of `inspect` that do not find them.
    Signature(String),
    /// The class of `collections.abc` that this one is of, and whose other methods it gets.
    Abstract(&'static str),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum CallableKind {
    Method,
    /// Of which Python asks NotImplemented when it cannot take its argument.
    Operator,
    Static,
    /// What Python calls with a class.
    OfClass,
}

/// One signature under which something can be called.
struct Variant {
    /// The function's name in the text.
    function: String,
    /// The class that has the method.
    owner: Option<TyId>,
    params: Vec<FaceParam>,
    /// As messages show it.
    shown: String,
}

/// A parameter of a [`Variant`].
#[derive(Clone)]
struct FaceParam {
    name: String,
    ty: TyId,
    /// The text of the default.
    default: Option<String>,
    /// What an argument that is left out is, evaluated at each call; then the default says no more than that it may be.
    at_call: Option<String>,
    /// None stands for NULL.
    nullable: bool,
    /// Behind a `*`.
    keyword: bool,
}

impl Face {
    /// A type's name in the text.
    fn ty(&mut self, ty: TyId) -> String {
        let at = match self.types.iter().position(|&t| t == ty) {
            Some(at) => at,
            None => {
                self.types.push(ty);
                self.types.len() - 1
            }
        };
        format!("__cyrus_T{at}")
    }
}

impl<'a> Checker<'_, 'a> {
    /// Adds the Python face of an instance: statements that fill its proxy type.
    pub fn cyp_face(&mut self, ty: TyId, span: Span, out: &mut hir::Block) {
        let Some(cyp) = self.cyp_of(ty) else { return };
        let class_name = self.cx.types.display(ty);
        let mention = self.cx.types.cyp_mention(cyp.class, cyp.args.clone());
        let mut face = Face {
            text: String::new(),
            types: Vec::new(),
            own: String::new(),
            class_name,
            members: Vec::new(),
        };
        face.own = face.ty(mention);
        self.cyp_mro(&cyp).into_iter().skip(1).for_each(|base| self.want_faces(base));
        if let Some(container) = self.cx.types.cyp_classes[cyp.class].container() {
            self.face_container(&mut face, container, &cyp);
        } else {
            self.face_constructor(&mut face, &cyp);
            self.face_methods(&mut face, &cyp);
            self.face_fields(&mut face, &cyp);
            self.face_properties(&mut face, &cyp);
        }
        self.face_attach(ty, face, span, out);
    }

    /// Whether objects of a cypclass can be seen from Python.
    fn face_visible(&mut self, cyp: &CypTy) -> bool {
        if self.face_from_elsewhere(cyp) {
            return true;
        }
        let def = &self.cx.types.cyp_classes[cyp.class];
        if self.cyp_python_class(cyp).is_some() {
            return cyp.cap == def.own_cap;
        }
        cyp.cap == def.own_cap
            && !self.is_cyobject(cyp.class)
            && match &def.origin {
                Origin::Here => true,
                // A module that has bodies of its methods is imported, and has made the Python type.
                Origin::Module(_) => cyp.args.is_empty() && def.in_pxd && !self.has_bodies(cyp),
                Origin::Extern => false,
            }
    }

    /// Whether the methods of a class all have their bodies in sight.
    fn has_bodies(&self, cyp: &CypTy) -> bool {
        let methods = self.cx.types.cyp_classes[cyp.class].methods.len() as u32;
        (0..methods).all(|i| self.cx.cyp_methods.contains_key(&(cyp.class, i)))
    }

    /// Whether this module makes the Python type of a class of another module, when it is wanted. What the libraries have for
    /// their own ends is not Python's business, and what holds something that Python cannot have, neither.
    fn face_from_elsewhere(&mut self, cyp: &CypTy) -> bool {
        let def = &self.cx.types.cyp_classes[cyp.class];
        let Origin::Module(module) = &def.origin else { return false };
        let plain = cyp.cap == def.own_cap && def.in_pxd && self.cyp_python_class(cyp).is_none();
        if !plain || !self.has_bodies(cyp) {
            return false;
        }
        match def.container() {
            Some(_) => cyp.args.iter().all(|&item| {
                // What a pointer refers to has an owner of its own.
                !self.cx.types.is_pointer(item)
                    && self.face_converts(item, true)
                    && self.face_converts(item, false)
            }),
            // Programs for Cython+ bring what `libcythonplus.scheduler` has along, where Python sees it.
            None => {
                module == "libcythonplus.scheduler"
                    || (!module.starts_with("libcyrus.") && !module.starts_with("libcythonplus."))
            }
        }
    }

    /// Notes that values of a type go to Python, or come from there: classes of other modules in it get their faces, with their
    /// ancestors.
    pub(super) fn want_faces(&mut self, ty: TyId) {
        if self.speculating > 0 {
            return;
        }
        match self.cx.types.kind(ty).clone() {
            Ty::Cyp(cyp) => {
                let class = self.cyp_plain(ty);
                if self.cx.types.cyp_classes[cyp.class].qualified == "libcyrus.acthon.ActhonResultInterface" {
                    // What calls of active objects give is of a class that is chosen when the program runs.
                    let ready_made = self
                        .cx
                        .types
                        .cyp_classes
                        .iter_ids()
                        .find(|(_, class)| class.qualified == "libcythonplus.scheduler.WaitResult")
                        .map(|(class, _)| class);
                    if let Some(class) = ready_made {
                        let ty = self.cx.types.cyp(class, Vec::new());
                        self.want_faces(ty);
                    }
                    return;
                }
                let known = self.cyp_wanted_faces.contains(&class);
                // What is isolated becomes a plain object of Python's.
                let cyp = self.cyp_of(class).unwrap_or(cyp);
                if known || !self.face_from_elsewhere(&cyp) {
                    return;
                }
                self.use_cyp(class);
                self.cyp_wanted_faces.insert(class);
                self.cyp_mro(&cyp).into_iter().skip(1).for_each(|base| self.want_faces(base));
            }
            Ty::Cpp(_, items) | Ty::CTuple(items) => items.iter().for_each(|&t| self.want_faces(t)),
            Ty::Array(elem, _) => self.want_faces(elem),
            Ty::Struct(id) => {
                let fields: Vec<TyId> = self.cx.types.structs[id].fields.iter().map(|f| f.ty).collect();
                fields.into_iter().for_each(|t| self.want_faces(t));
            }
            _ => {}
        }
    }

    /// The classes whose members a face has: its own, and bases that Python does not know, which are instances of generic classes of
    /// other modules.
    fn face_owners(&mut self, cyp: &CypTy) -> Vec<CypTy> {
        let mut owners = vec![cyp.clone()];
        for base in self.cyp_mro(cyp).into_iter().skip(1) {
            let Some(base) = self.cyp_of(base) else { continue };
            if !base.args.is_empty() && !self.face_visible(&base) {
                owners.push(base);
            }
        }
        owners
    }

    /// Whether a type is another one, that Python has no part in, through a reference to an object of a class.
    fn face_hidden(&self, ty: TyId, owner: &CypTy) -> bool {
        self.cx.types.cyp_classes[owner.class].own_cap != Capability::Local
            && (self.holds_plain_references(ty)
                || self
                    .cx
                    .types
                    .as_cyp(ty)
                    .is_some_and(|c| matches!(c.cap, Capability::Local | Capability::Weak)))
    }

    /// Whether values of a type can go to Python, or come from there.
    fn face_converts(&mut self, ty: TyId, to_python: bool) -> bool {
        if let Some(cyp) = self.cyp_of(ty) {
            let visible = self.face_visible(&cyp);
            if visible {
                self.use_cyp(ty);
                self.want_faces(ty);
            }
            return visible;
        }
        let probe = |ty| Expr { ty, span: Span::default(), kind: ExprKind::Error };
        if let Ty::Array(elem, Some(_)) = *self.cx.types.kind(ty) {
            let one = !matches!(self.cx.types.kind(elem), Ty::Array(..)) && !self.holds_function(elem);
            return one && self.face_converts(elem, to_python);
        }
        // The characters of an argument live as long as the call.
        if !to_python && self.cx.types.is_pointer(ty) && !self.cx.types.is_c_string(ty) {
            return false;
        }
        self.speculate(|c| {
            if to_python {
                c.try_coerce(probe(ty), common::OBJECT).is_ok()
            } else {
                c.try_coerce(probe(common::OBJECT), ty).is_ok()
            }
        })
    }
}
