//! Where a declaration stands: scope, file kind, extern block; and the C names that follow from it.

use crate::cx::Cx;
use crate::scope::{ScopeId, ScopeKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{CModifiers, Visibility};
use cyrus_types::Origin;

/// The surroundings of a declaration.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where names are entered.
    pub scope: ScopeId,
    /// The file is a pxd.
    pub in_pxd: bool,
    /// Inside `cdef extern from`.
    pub is_extern: bool,
    /// C++ namespace of the extern block.
    pub namespace: Option<Name>,
    /// `nogil` of the enclosing block.
    pub nogil: bool,
}

impl Place {
    /// The top level of a module.
    pub fn module(scope: ScopeId, in_pxd: bool) -> Place {
        Place { scope, in_pxd, is_extern: false, namespace: None, nogil: false }
    }

    /// The same place, names going elsewhere.
    pub fn in_scope(&self, scope: ScopeId) -> Place {
        Place { scope, ..self.clone() }
    }
}

/// The module whose scope encloses `scope`; `None` for the one being compiled.
pub fn module_of(cx: &Cx<'_>, scope: ScopeId) -> Option<Name> {
    let mut current = Some(scope);
    while let Some(id) = current {
        if let ScopeKind::Module { name, main } = &cx.scopes[id].kind {
            return if *main { None } else { Some(name.clone()) };
        }
        current = cx.scopes[id].parent;
    }
    None
}

/// The scope of the module around `scope`.
pub fn module_scope(cx: &Cx<'_>, scope: ScopeId) -> ScopeId {
    let mut current = scope;
    loop {
        if matches!(cx.scopes[current].kind, ScopeKind::Module { .. } | ScopeKind::Builtin) {
            return current;
        }
        match cx.scopes[current].parent {
            Some(parent) => current = parent,
            None => return current,
        }
    }
}

/// Where a definition at `place` comes from.
pub fn origin(cx: &Cx<'_>, place: &Place, mods: &CModifiers) -> Origin {
    if place.is_extern || mods.visibility == Visibility::Extern {
        return Origin::Extern;
    }
    match module_of(cx, place.scope) {
        None => Origin::Here,
        Some(module) => Origin::Module(module),
    }
}

/// The C name of something: as given, as written for what C code sees, else one of ours.
///
/// `tag` is the letter of the kind: `f`unction, `v`ariable, `t`ype, `e`num item.
pub fn c_name(
    cx: &Cx<'_>,
    place: &Place,
    mods: &CModifiers,
    tag: char,
    name: &str,
    given: Option<&str>,
) -> Name {
    if let Some(given) = given {
        return given.into();
    }
    let seen_from_c =
        place.is_extern || mods.api || matches!(mods.visibility, Visibility::Public | Visibility::Extern);
    if seen_from_c {
        return c_identifier(name);
    }
    own_name(cx, place.scope, tag, name)
}

/// The cypclasses around `scope`, each name followed by a dot.
pub fn class_path(cx: &Cx<'_>, scope: ScopeId) -> String {
    let mut path = String::new();
    let mut current = Some(scope);
    while let Some(id) = current {
        if let ScopeKind::Cyp(class) = cx.scopes[id].kind {
            path.insert_str(0, &format!("{}.", cx.types.cyp_classes[class].name));
        }
        current = cx.scopes[id].parent;
    }
    path
}

/// A C name of our own, unique over the modules that one C file mentions.
pub fn own_name(cx: &Cx<'_>, scope: ScopeId, tag: char, name: &str) -> Name {
    let path = class_path(cx, scope).replace('.', "__");
    let name = c_identifier(&format!("{path}{name}"));
    match module_of(cx, scope) {
        None => Name::from(format!("__cyrus_{tag}_{name}")),
        Some(module) => {
            let module = c_identifier(&module.replace('.', "__"));
            Name::from(format!("__cyrus_{tag}_{module}__{name}"))
        }
    }
}

/// The name with everything C does not take in identifiers replaced.
pub fn c_identifier(name: &str) -> Name {
    if name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b':' || b == b'.') {
        return name.into();
    }
    let mut out = String::with_capacity(name.len() + 8);
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            out.push(c);
        } else {
            out.push_str(&format!("_u{:x}_", c as u32));
        }
    }
    out.into()
}

/// A member name that is safe in C: keywords are changed.
pub fn c_member(name: &str) -> Name {
    const KEYWORDS: &[&str] = &[
        "auto",
        "break",
        "case",
        "char",
        "const",
        "continue",
        "default",
        "do",
        "double",
        "else",
        "enum",
        "extern",
        "float",
        "for",
        "goto",
        "if",
        "int",
        "long",
        "register",
        "return",
        "short",
        "signed",
        "sizeof",
        "static",
        "struct",
        "switch",
        "typedef",
        "union",
        "unsigned",
        "void",
        "volatile",
        "while",
        "_Bool",
        "_Complex",
        "_Imaginary",
        "inline",
        "restrict",
        "asm",
        "class",
        "delete",
        "explicit",
        "export",
        "friend",
        "mutable",
        "namespace",
        "new",
        "operator",
        "private",
        "protected",
        "public",
        "template",
        "this",
        "throw",
        "try",
        "catch",
        "typename",
        "using",
        "virtual",
        "bool",
        "true",
        "false",
        "and",
        "or",
        "not",
        "xor",
        "constexpr",
        "decltype",
        "noexcept",
        "nullptr",
        "static_assert",
        "thread_local",
        "alignas",
        "alignof",
        "wchar_t",
        "typeof",
    ];
    let private = name.starts_with("__") && !name.ends_with("__");
    if KEYWORDS.contains(&name) || private {
        return Name::from(format!("__cyrus_m_{}", c_identifier(name)));
    }
    c_identifier(name)
}

/// Reports that a name is taken.
pub fn redeclared(cx: &mut Cx<'_>, name: &str, span: Span, previous: Option<Span>) {
    use cyrus_diagnostics::{Diagnostic, codes};
    let mut error = Diagnostic::error(codes::E0202, span, format!("'{name}' redeclared "));
    if let Some(previous) = previous {
        error = error.label(previous, "first declared here");
    }
    cx.diags.push(error);
    if let Some(previous) = previous {
        cx.error(codes::E0202, previous, "Previous declaration is here");
    }
}

/// A decorator with its `@`, where messages about decorators point.
pub fn decorator_span(cx: &Cx<'_>, decorator: Span) -> Span {
    let text = &cx.sources.file(decorator.file).text[..decorator.start as usize];
    match text.rfind('@') {
        Some(at) if text[at + 1..].trim().is_empty() => Span { start: at as u32, ..decorator },
        _ => decorator,
    }
}

/// What a pxd may not contain.
pub const DEFINITION_IN_PXD: &str = "function definition in pxd file must be declared 'cdef inline'";

/// Whether a function may stand here with its body; reports it if not.
pub fn allowed_in_pxd(cx: &mut Cx<'_>, place: &Place, def: &cyrus_syntax::ast::CFuncDef) -> bool {
    use cyrus_diagnostics::codes;
    if !place.in_pxd || def.body.is_none() {
        return true;
    }
    let word = match def.mods.visibility {
        _ if !def.mods.inline => {
            cx.error(codes::E0306, def.span, DEFINITION_IN_PXD);
            return false;
        }
        Visibility::Public => "public",
        Visibility::Extern => "extern",
        Visibility::Readonly => "readonly",
        Visibility::Private if def.mods.api => "api",
        Visibility::Private => return true,
    };
    cx.error(codes::E0306, def.span, format!("inline function definition in pxd file cannot be '{word}'"));
    false
}
