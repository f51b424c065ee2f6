//! The functions of methods and constructors, one for each signature.
//!
//! Invariants: a parameter left out by Python is left out of the call, or has its default's text in the
//! function's head; a default whose text is not known splits the signature by number of arguments.

use super::special;
use super::{CallableKind, Face, FaceParam, Member, Variant};
use crate::check::Checker;
use crate::check::cfunction::function_params;
use crate::check::cyp::CypCandidate;
use crate::cx::ClassKey;
use crate::declare::cyp_class::is_class_hook;
use cyrus_hir as hir;
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast;
use cyrus_types::{Capability, CypClassId, CypTy, Ty, TyId};
use std::fmt::Write as _;

/// What stands for an argument that is not given, where its default is evaluated at each call.
const LEFT_OUT: &str = "...";

/// How a function of the face reaches the method.
#[derive(Clone, Copy)]
enum Reach<'n> {
    /// `self.name(…)`
    Method(&'n str),
    /// `self.name(other)`, and NotImplemented for an operand of another type.
    Operand(&'n str),
    /// `Class.name(self, …)`: Python has looked for overriding methods itself.
    Own(&'n str),
    Static(&'n str),
    /// `Class.__init__(self, …)`
    Init,
    /// `Class(…)`
    Construct,
}

impl Checker<'_, '_> {
    /// `__init__`, and how objects are made when the class has its say there.
    pub(super) fn face_constructor(&mut self, face: &mut Face, cyp: &CypTy) {
        let class_name = face.class_name.clone();
        let news = self.cyp_news(cyp);
        let inits = self.cyp_methods(cyp, "__init__");
        let immutable = self.cx.types.cyp_classes[cyp.class].own_cap != Capability::Local;
        if !news.is_empty() || immutable {
            let own_cap = self.cx.types.cyp_classes[cyp.class].own_cap;
            // What a '__new__' gives may be a reference that Python cannot have.
            let gives = |c: &Self, made: &CypCandidate| {
                let made = c.cyp_of(c.cx.types.funcs[made.sig].ret);
                made.is_none_or(|made| made.cap == own_cap || made.cap == Capability::Local)
            };
            let visible: Vec<CypCandidate> = news.iter().copied().filter(|made| gives(self, made)).collect();
            if visible.is_empty() && !news.is_empty() {
                let _ = writeln!(
                    face.text,
                    "def __cyrus_construct(*args, **kwargs):\n    raise TypeError(\"'{class_name}' objects cannot be made from Python\")"
                );
                let function = String::from("__cyrus_construct");
                let variant = Variant::of_function(function);
                let (name, kind) = ("__cyrus_construct".into(), CallableKind::Static);
                face.members.push(Member::Callable { name, variants: vec![variant], kind });
                return;
            }
            let makers = if news.is_empty() { &inits } else { &visible };
            let mut variants = self.face_variants(face, makers, Reach::Construct, &class_name);
            if makers.is_empty() {
                let _ = writeln!(face.text, "def __cyrus_construct():\n    return {}()", face.own);
                let function = String::from("__cyrus_construct");
                variants.push(Variant::of_function(function));
            }
            face.members.push(Member::Signature(text_signature(&variants)));
            let like = text_signature(&variants);
            face.members.push(Member::Callable {
                name: "__cyrus_construct".into(),
                variants,
                kind: CallableKind::Static,
            });
            // Making an object includes its initialisation: what Python does afterwards must do nothing.
            let separator = if like == "()" { "" } else { ", " };
            let _ = writeln!(
                face.text,
                "def __cyrus_no_init(self, *args, **kwargs):\n    pass\ndef __cyrus_like_init(self{separator}{}:\n    pass",
                &like[1..]
            );
            face.members.push(Member::Like {
                name: "__init__".into(),
                function: "__cyrus_no_init".into(),
                like: "__cyrus_like_init".into(),
            });
            return;
        }
        let own_alloc = self.cyp_methods(cyp, "__alloc__").iter().any(|m| m.is_static);
        if own_alloc {
            let _ =
                writeln!(face.text, "def __cyrus_construct(*args, **kwargs):\n    return new {}()", face.own);
            let function = String::from("__cyrus_construct");
            let variant = Variant::of_function(function);
            let (name, kind) = ("__cyrus_construct".into(), CallableKind::Static);
            face.members.push(Member::Callable { name, variants: vec![variant], kind });
        }
        let owners: Vec<_> = self.face_owners(cyp).into_iter().map(|o| o.class).collect();
        let own =
            inits.iter().any(|c| self.cyp_of(c.method.owner).is_some_and(|o| owners.contains(&o.class)));
        if own {
            let inits: Vec<_> = inits.into_iter().filter(|c| self.face_self(c.method)).collect();
            let variants = self.face_variants(face, &inits, Reach::Init, &class_name);
            let (name, kind) = ("__init__".into(), CallableKind::Method);
            if !variants.is_empty() {
                face.members.push(Member::Signature(text_signature(&variants)));
                face.members.push(Member::Callable { name, variants, kind });
            }
        }
    }

    /// All methods with a name that the class itself defines; the signatures of ancestors under such a name too.
    pub(super) fn face_methods(&mut self, face: &mut Face, cyp: &CypTy) {
        let owners = self.face_owners(cyp);
        let methods: Vec<_> =
            owners.iter().flat_map(|o| self.cx.types.cyp_classes[o.class].methods.clone()).collect();
        let mut names: Vec<Name> = Vec::new();
        for method in &methods {
            let shown = !special::HIDDEN.contains(&method.name.as_str()) && !method.property;
            if !shown || names.contains(&method.name) {
                continue;
            }
            names.push(method.name.clone());
            let candidates = self.cyp_methods(cyp, &method.name);
            let candidates: Vec<_> = candidates
                .into_iter()
                .filter(|c| {
                    c.is_static == method.is_static && self.face_self(c.method) && self.face_returns(c, cyp)
                })
                .collect();
            let python_name = Name::from(special::python_name(&method.name));
            if python_name != method.name && methods.iter().any(|m| m.name == python_name) {
                continue;
            }
            let name = method.name.as_str();
            let (kind, reach) = if method.is_static {
                let of_class = candidates.iter().any(|c| self.is_class_hook(c.method));
                let kind = if of_class { CallableKind::OfClass } else { CallableKind::Static };
                (kind, Reach::Static(name))
            } else if special::is_operator(name) {
                match candidates.as_slice() {
                    // With nothing to choose from, a test of the operand is all there is to do.
                    [only] if self.face_one_operand(only) && !special::is_in_place(name) => {
                        (CallableKind::Method, Reach::Operand(name))
                    }
                    _ => (CallableKind::Operator, Reach::Method(name)),
                }
            } else if candidates.iter().any(|c| self.is_overridable(c.method)) {
                (CallableKind::Method, Reach::Own(name))
            } else {
                (CallableKind::Method, Reach::Method(name))
            };
            let called = format!("{}.{python_name}", face.class_name);
            let variants = self.face_variants(face, &candidates, reach, &called);
            if !variants.is_empty() {
                face.members.push(Member::Callable { name: python_name, variants, kind });
            }
        }
        if names.iter().any(|n| n == "__eq__") && !names.iter().any(|n| n == "__hash__") {
            face.members.push(Member::Unhashable);
        }
    }

    /// Whether Python has a method of this name, so that it can be a bound one.
    pub(in crate::check) fn face_has_method(&mut self, cyp: &CypTy, name: &str) -> bool {
        let named = !special::HIDDEN.contains(&name) && special::python_name(name) == name;
        named && self.face_visible(cyp) && {
            let candidates = self.cyp_methods(cyp, name);
            candidates.iter().any(|c| {
                let func = self.cx.types.funcs[c.sig].clone();
                !func.varargs
                    && self.face_self(c.method)
                    && self.face_returns(c, cyp)
                    && func.params.iter().all(|p| self.face_converts(p.ty, false))
            })
        }
    }

    /// Methods that may be called on an object that Python holds.
    pub(super) fn face_self(&self, method: hir::CypMethodRef) -> bool {
        let Some(owner) = self.cx.types.as_cyp(method.owner) else { return false };
        let decl = &self.cx.types.cyp_classes[owner.class].methods[method.method as usize];
        let own = self.cx.types.cyp_classes[owner.class].own_cap;
        matches!(decl.self_cap, None | Some(Capability::Local)) || decl.self_cap == Some(own)
    }

    /// Whether what a method takes is one object of a cypclass whose name is that of its type in Python.
    fn face_one_operand(&mut self, candidate: &CypCandidate) -> bool {
        let params = self.face_params(candidate);
        let [FaceParam { ref name, ty, default: None, nullable: false, keyword: false, .. }] = params[..]
        else {
            return false;
        };
        // The test is written with these.
        if matches!(name.as_str(), "isinstance" | "NotImplemented") {
            return false;
        }
        let plain =
            self.cyp_of(ty).is_some_and(|c| c.cap == Capability::Local && c.args.is_empty() && !c.is_const);
        plain && self.face_kind(ty, false) == ("T", Some(ty)) && self.face_converts(ty, false)
    }

    fn is_class_hook(&self, method: hir::CypMethodRef) -> bool {
        self.cx.types.as_cyp(method.owner).is_some_and(|owner| {
            self.cx.cyp_methods.get(&(owner.class, method.method)).is_some_and(|def| is_class_hook(def))
        })
    }

    fn is_overridable(&self, method: hir::CypMethodRef) -> bool {
        self.cx.types.as_cyp(method.owner).is_some_and(|owner| {
            self.cx.types.cyp_classes[owner.class].methods[method.method as usize].overridable
        })
    }

    fn face_returns(&mut self, candidate: &CypCandidate, owner: &CypTy) -> bool {
        let ret = self.cx.types.funcs[candidate.sig].ret;
        let params = self.cx.types.funcs[candidate.sig].params.clone();
        if !candidate.is_static
            && (self.face_hidden(ret, owner) || params.iter().any(|p| self.face_hidden(p.ty, owner)))
        {
            return false;
        }
        matches!(self.cx.types.kind(ret), Ty::Void) || self.face_converts(ret, true)
    }

    /// Writes the functions under which methods can be called from Python. `called` is how messages call it.
    fn face_variants(
        &mut self,
        face: &mut Face,
        candidates: &[CypCandidate],
        reach: Reach<'_>,
        called: &str,
    ) -> Vec<Variant> {
        let mut variants: Vec<Variant> = Vec::new();
        for candidate in candidates {
            let func = self.cx.types.funcs[candidate.sig].clone();
            if func.varargs || !func.params.iter().all(|p| self.face_converts(p.ty, false)) {
                continue;
            }
            let params = self.face_params(candidate);
            let owner = candidate.method.owner;
            let required = params.len() - func.optional as usize;
            // Without the text of a default, that argument and those behind it are there or not.
            let mut known = params.iter().skip(required).take_while(|p| p.default.is_some()).count();
            let taken: Vec<usize> = (required..=params.len())
                .filter(|&count| variants.iter().any(|v| v.owner != Some(owner) && v.takes(&params[..count])))
                .collect();
            if !taken.is_empty() {
                // What a derived class overrides for some numbers of arguments: the others are left.
                known = 0;
            }
            let mut lengths = vec![required + known];
            lengths.extend(required + known + 1..=params.len());
            lengths.retain(|length| !taken.contains(length));
            let doc = self.face_doc(candidate);
            for length in lengths.into_iter().rev() {
                let mut params = params[..length].to_vec();
                if length > required + known || !taken.is_empty() {
                    params.iter_mut().for_each(|p| p.default = None);
                }
                let function = format!("__cyrus_f{}", face.text.len());
                self.face_function(face, &function, &params, reach, func.ret, doc.as_deref());
                let shown = params
                    .iter()
                    .map(|p| {
                        let ty = self.cx.types.display_written(p.ty);
                        let default = p.default.as_ref().map(|d| format!("={d}")).unwrap_or_default();
                        format!("{ty} {}{default}", p.name)
                    })
                    .collect::<Vec<_>>()
                    .join(", ");
                let shown = format!("{called}({shown})");
                variants.push(Variant { function, owner: Some(owner), params, shown });
            }
        }
        variants
    }

    /// The parameters of a method, with the texts of their defaults.
    fn face_params(&mut self, candidate: &CypCandidate) -> Vec<FaceParam> {
        let func = self.cx.types.funcs[candidate.sig].clone();
        let class = self.cyp_of(candidate.method.owner).map(|c| c.class);
        let written = class.and_then(|c| self.cx.cyp_methods.get(&(c, candidate.method.method)).copied());
        let written: Vec<&ast::Param> = written
            .and_then(|d| function_params(&d.declarator))
            .map(|p| p.all().skip(usize::from(!candidate.is_static)).collect())
            .unwrap_or_default();
        // Those that are wrong were reported where they stand.
        let before = self.cx.diags.len();
        let values = self.cyp_defaults(*candidate, Span::default());
        self.cx.diags.truncate(before);
        let mut params = Vec::new();
        for (i, param) in func.params.iter().enumerate() {
            let name = match &param.name {
                Some(name) if name != "self" && !name.is_empty() => name.to_string(),
                _ => format!("arg{i}"),
            };
            let mut at_call = None;
            let default = match written.get(i).and_then(|p| p.default.as_ref()) {
                Some(ast::ParamDefault::Value(e)) if values[i].is_some() => match self.default_text(e) {
                    Some(text) if !self.means_the_same_outside(class, e) => {
                        at_call = Some(text);
                        Some(LEFT_OUT.to_string())
                    }
                    text => text,
                },
                _ => None,
            };
            let or_none = written.get(i).is_some_and(|p| p.none == ast::NoneSpec::OrNone);
            let object = self.cx.types.is_object(param.ty);
            let nullable =
                or_none || matches!(default.as_deref(), Some("NULL" | "None")) || (object && !param.not_none);
            params.push(FaceParam { name, ty: param.ty, default, at_call, nullable, keyword: param.keyword });
        }
        params
    }

    /// Whether a default can be evaluated once, outside of its class: it makes no objects, and the class has no names of
    /// its own for what is in it.
    fn means_the_same_outside(&self, class: Option<CypClassId>, e: &ast::Expr) -> bool {
        let inside = class.and_then(|c| self.cx.class_scopes.get(&ClassKey::Cyp(c)).copied());
        let same = match &e.kind {
            ast::ExprKind::Call { .. } => false,
            ast::ExprKind::Name(name) => {
                let place = |scope| self.cx.lookup(scope, name).map(|entry| entry.span);
                inside.is_none_or(|inside| place(inside) == place(self.cx.main_scope))
            }
            _ => true,
        };
        let mut parts = Vec::new();
        cyrus_syntax::walk::expr_children(e, &mut |part| parts.push(part));
        same && parts.into_iter().all(|part| self.means_the_same_outside(class, part))
    }

    /// A default as the text of a face can have it: as it is written, but for names of compile-time constants, which the text does
    /// not know.
    fn default_text(&self, e: &ast::Expr) -> Option<String> {
        if !self.mentions_compile_time(e) {
            let text = self.cx.sources.text(e.span);
            return (!text.contains('\n') && !text.is_empty()).then(|| text.to_string());
        }
        match &e.kind {
            ast::ExprKind::Int(number) => Some(number.text.to_string()),
            ast::ExprKind::Float(number) => Some(number.to_string()),
            ast::ExprKind::True => Some("True".into()),
            ast::ExprKind::False => Some("False".into()),
            ast::ExprKind::NoneLit => Some("None".into()),
            ast::ExprKind::Unary(ast::UnaryOp::Neg, number) => {
                self.default_text(number).map(|text| format!("-{text}"))
            }
            _ => None,
        }
    }

    /// Whether something that is written as a name is the value of a `DEF` by now.
    fn mentions_compile_time(&self, e: &ast::Expr) -> bool {
        let text = self.cx.sources.text(e.span);
        let named = text.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && text.chars().all(|c| c.is_alphanumeric() || c == '_');
        if named {
            return !matches!(e.kind, ast::ExprKind::Name(_))
                && !matches!(text, "True" | "False" | "None" | "NULL");
        }
        let mut found = false;
        cyrus_syntax::walk::expr_children(e, &mut |part| found |= self.mentions_compile_time(part));
        found
    }

    /// The docstring of a method, as a literal.
    pub(super) fn face_doc(&self, candidate: &CypCandidate) -> Option<String> {
        let class = self.cx.types.as_cyp(candidate.method.owner)?.class;
        let def = self.cx.cyp_methods.get(&(class, candidate.method.method))?;
        let (hir::StrConst::Text(text) | hir::StrConst::Bytes(text)) = self.docstring(def.body.as_ref()?)?;
        let text = String::from_utf8(text).ok()?;
        let escaped: String = text.chars().flat_map(char::escape_default).collect();
        // `escape_default` writes what Python reads, but for the braces of code points.
        let mut literal = String::new();
        let mut rest = escaped.as_str();
        while let Some(at) = rest.find("\\u{") {
            let end = rest[at..].find('}').map(|e| at + e)?;
            let _ = write!(literal, "{}\\U{:0>8}", &rest[..at], &rest[at + 3..end]);
            rest = &rest[end + 1..];
        }
        Some(format!("\"{literal}{rest}\""))
    }

    fn face_function(
        &mut self,
        face: &mut Face,
        function: &str,
        params: &[FaceParam],
        reach: Reach<'_>,
        ret: TyId,
        doc: Option<&str>,
    ) {
        let own = face.own.clone();
        let in_place = matches!(reach, Reach::Method(name) if special::is_in_place(name));
        let mut head = match reach {
            Reach::Method(_) if in_place => String::from("self"),
            Reach::Method(_) | Reach::Operand(_) | Reach::Own(_) | Reach::Init => format!("{own} self"),
            Reach::Static(_) | Reach::Construct => String::new(),
        };
        let mut args = match reach {
            Reach::Init | Reach::Own(_) => String::from("self"),
            _ => String::new(),
        };
        let mut guard = String::new();
        let mut keywords = false;
        for param in params {
            let ty = face.ty(param.ty);
            let separator = if head.is_empty() { "" } else { ", " };
            let default = param.default.as_ref().map(|d| format!("={d}")).unwrap_or_default();
            if matches!(reach, Reach::Operand(_)) {
                let (name, operand) = (&param.name, hir::CYP_OPERAND);
                let _ = write!(head, "{separator}{name}");
                let _ = write!(
                    guard,
                    "if not isinstance({name}, {ty}):\n        return NotImplemented\n    cdef {ty} {operand} = {name}\n    "
                );
                args.push_str(operand);
                continue;
            }
            let star = match param.keyword && !std::mem::replace(&mut keywords, param.keyword) {
                true if head.is_empty() => "*, ",
                true => ", *",
                false => "",
            };
            let separator = if star == "*, " { "" } else { separator };
            // What is left out is no value of the type.
            let declared = if param.at_call.is_some() { "" } else { &*ty };
            let _ = write!(head, "{star}{separator}{declared} {}{default}", param.name);
            let by_name = if param.keyword { format!("{}=", param.name) } else { String::new() };
            let mut value = param.name.clone();
            if let Some(at_call) = &param.at_call {
                value = format!("__cyrus_d{}", args.len());
                let name = &param.name;
                let refuse_none = match !param.nullable && self.cx.types.is_cyp(param.ty) {
                    true => format!(
                        "elif {name} is None:\n        raise TypeError(\"Argument '{name}' must not be None\")\n    "
                    ),
                    false => String::new(),
                };
                let _ = write!(
                    guard,
                    "cdef {ty} {value}\n    if {name} is {LEFT_OUT}:\n        {value} = {at_call}\n    {refuse_none}else:\n        {value} = {name}\n    "
                );
            }
            let _ = write!(args, "{}{by_name}{value}", if args.is_empty() { "" } else { ", " });
        }
        let call = match reach {
            Reach::Method(name) if in_place => format!("(<{own}> self).{name}({args})"),
            Reach::Method(name) | Reach::Operand(name) => format!("self.{name}({args})"),
            Reach::Own(name) | Reach::Static(name) => format!("{own}.{name}({args})"),
            Reach::Init => format!("{own}.__init__({args})"),
            Reach::Construct => format!("{own}({args})"),
        };
        let body = match reach {
            Reach::Method(_) if in_place => format!("{call}\n    return self"),
            Reach::Construct => format!("return {call}"),
            _ if matches!(self.cx.types.kind(ret), Ty::Void) => call,
            _ if matches!(self.cx.types.kind(ret), Ty::Ptr(_)) => {
                let ty = face.ty(ret);
                let result = special::result(called_as(reach), "__cyrus_text");
                format!(
                    "cdef {ty} __cyrus_text = {call}\n    if __cyrus_text is NULL:\n        return None\n    {result}"
                )
            }
            Reach::Method(name) | Reach::Operand(name) | Reach::Own(name) => {
                special::result(special::python_name(name), &call)
            }
            Reach::Static(_) | Reach::Init => format!("return {call}"),
        };
        let doc = doc.map(|d| format!("    {d}\n")).unwrap_or_default();
        let _ = writeln!(face.text, "def {function}({head}):\n{doc}    {guard}{body}");
    }
}

/// The name that Python has for what is called.
fn called_as<'n>(reach: Reach<'n>) -> &'n str {
    match reach {
        Reach::Method(name) | Reach::Operand(name) | Reach::Own(name) | Reach::Static(name) => {
            special::python_name(name)
        }
        Reach::Init => "__init__",
        Reach::Construct => "__new__",
    }
}

impl Variant {
    /// What takes any arguments.
    pub(super) fn of_function(function: String) -> Variant {
        Variant { function, owner: None, params: Vec::new(), shown: String::new() }
    }

    /// Whether it can be called with just these.
    fn takes(&self, params: &[FaceParam]) -> bool {
        self.params.len() >= params.len()
            && self.params.iter().zip(params).all(|(a, b)| a.ty == b.ty)
            && self.params[params.len()..].iter().all(|p| p.default.is_some())
    }
}

/// `(a, b=1)`
fn text_signature(variants: &[Variant]) -> String {
    let [only] = variants else { return String::from("(*args, **kwargs)") };
    let mut params = Vec::new();
    for param in &only.params {
        if param.keyword && !params.iter().any(|p| p == "*") {
            params.push("*".to_string());
        }
        params.push(match &param.default {
            None => param.name.clone(),
            Some(default) if default.parse::<f64>().is_ok() => format!("{}={default}", param.name),
            Some(_) => format!("{}=...", param.name),
        });
    }
    format!("({})", params.join(", "))
}
