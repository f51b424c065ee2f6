//! The definitions of each class: struct, descriptor, functions of the descriptor, Python type.

use super::home::{Home, home};
use super::layout::{Layout, Member};
use super::{class_name, descriptor, struct_name};
use crate::c_text::bytes_literal;
use crate::convert;
use crate::cx::Cx;
use crate::types::{declare, type_text};
use cyrus_hir::CypMethodRef;
use cyrus_source::Span;
use cyrus_types::{Capability, Counting, CypClassId, ExcSpec, ExcValue, Ty, TyId};
use std::fmt::Write as _;

/// What the classes of a module need in the file.
#[derive(Debug, Default)]
pub(crate) struct Classes {
    /// Before the bodies.
    pub(crate) declarations: String,
    /// After them.
    pub(crate) definitions: String,
    /// Statements of the module's execution, before the user's.
    pub(crate) calls: String,
}

/// The struct of an instance.
pub(crate) fn structure(cx: &mut Cx, ty: TyId) -> String {
    let Some(layout) = cx.cyp.of(cx.types, ty).cloned() else { return String::new() };
    cx.fragment("cyp_object");
    let header = if layout.thin { "__cyrus_cyp_thin" } else { "__cyrus_cyp" };
    let mut out = format!("struct {} {{\n  {header} ob;\n", struct_name(cx, ty));
    for member in &layout.members {
        let _ = writeln!(out, "  {};", declare(cx, member.ty, &member.name));
    }
    out + "};\n"
}

/// The function that makes a class's Python type.
pub(crate) fn setup_name(cx: &Cx, class: CypClassId) -> String {
    format!("{}_setup", cx.types.cyp_classes[class].cname)
}

/// Writes the classes, once the bodies have said what they need of them.
pub(crate) fn classes(cx: &mut Cx) -> Classes {
    let mut out = Classes::default();
    let layouts: Vec<Layout> = cx.cyp.iter().cloned().collect();
    if layouts.is_empty() {
        return out;
    }
    cx.fragment("cyp_type");
    let reaching = super::python::reaching(cx);
    for layout in &layouts {
        let name = class_name(cx, layout.ty);
        let slots = layout.table.len().max(1);
        let home = home(cx, layout.ty);
        if home != Home::Here {
            let _ = writeln!(out.declarations, "static __cyrus_cyp_type *{name}_d;");
        }
        if !matches!(home, Home::Elsewhere(_)) {
            let _ = writeln!(
                out.declarations,
                "static struct {{ __cyrus_cyp_type type; __cyrus_cyp_fn methods[{slots}]; }} {name}_t;"
            );
        }
        if cx.cyp_allocators.contains(&layout.ty) {
            let allocator = super::memory::allocator(cx, layout);
            out.declarations.push_str(&allocator);
        }
        if cx.cplus() {
            key(cx, layout, &mut out.declarations);
            if has_key(cx, layout.ty) && !cx.cyp.cycles().may_be(layout.ty) && cx.has_fragment("cyp_ref") {
                let tag = struct_name(cx, layout.ty);
                let _ = writeln!(
                    out.declarations,
                    "template <> struct __cyrus_cyp_cyclic<struct {tag}> {{ enum {{ value = 0, leaf = {} }}; }};",
                    u8::from(super::leaf(cx, layout.ty).is_some())
                );
            }
        }
        super::home::check(cx, layout);
        if matches!(home, Home::Elsewhere(_)) {
            let find = super::home::find(cx, layout).unwrap_or_default();
            out.calls.push_str(&find);
            continue;
        }
        let python = super::python::fields(cx, layout, &reaching, &mut out.definitions);
        fields(cx, layout, reaching.contains(&layout.ty), &python, &mut out.definitions);
        ready(cx, layout, &mut out.definitions);
        let _ = writeln!(out.calls, "  if ({name}_ready() < 0) return -1;");
        super::python::python_type(cx, layout, &mut out);
    }
    let wrappers: String = cx.cyp_by_value.iter().map(|(_, text)| text.as_str()).collect();
    out.definitions.insert_str(0, &wrappers);
    out
}

/// The `__eq__`, `__lt__` and `__hash__` by which C++ containers compare and hash references to a class.
fn key_methods(cx: &Cx, layout: &Layout) -> [Option<CypMethodRef>; 3] {
    if super::unused::may_lack(cx, layout.ty) && !cx.cyp.is_element(layout.ty) {
        return [None, None, None];
    }
    let method = |name: &str, arguments: usize| {
        layout.mro.iter().find_map(|&owner| {
            let class = cx.types.as_cyp(owner)?.class;
            let at = cx.cyp.of(cx.types, owner)?.index;
            let sigs = &cx.module.cyp_instances[at].sigs;
            let found = cx.types.cyp_classes[class].methods.iter().zip(sigs).position(|(m, &sig)| {
                let params = &cx.types.funcs[sig].params;
                let own = params.iter().all(|p| {
                    cx.types.as_cyp(p.ty).is_some_and(|c| {
                        layout.mro.iter().any(|&t| {
                            cx.types.as_cyp(t).is_some_and(|a| a.class == c.class && a.args == c.args)
                        })
                    })
                });
                let number = cx.types.is_numeric(cx.types.funcs[sig].ret);
                m.name == name && params.len() == arguments && own && number
            })?;
            Some(CypMethodRef { owner, method: found as u32 })
        })
    };
    [method("__eq__", 1), method("__lt__", 1), method("__hash__", 0)]
}

/// Whether C++ containers compare references to a class by more than identity.
pub(super) fn has_key(cx: &Cx, ty: TyId) -> bool {
    let layout = cx.cyp.of(cx.types, ty);
    layout.is_some_and(|layout| key_methods(cx, layout).iter().any(Option::is_some))
}

/// Equality, order and hash for C++ containers, where the class defines its own.
fn key(cx: &mut Cx, layout: &Layout, out: &mut String) {
    let methods = key_methods(cx, layout);
    if methods.iter().all(Option::is_none) {
        return;
    }
    let [equal, less, hash] = methods;
    cx.fragment("cyp_ref");
    let tag = struct_name(cx, layout.ty);
    let _ = writeln!(out, "template <> struct __cyrus_cyp_key<struct {tag}> {{");
    let equal = match equal {
        Some(m) => format!("if (a == b || !a || !b) return a == b; {}", key_answer(cx, m, &["a", "b"])),
        None => "return a == b;".into(),
    };
    let _ = writeln!(out, "  static bool equal(__cyrus_cyp *a, __cyrus_cyp *b) {{ {equal} }}");
    // Others may be `lock` references, whose objects are locked around each comparison.
    let fixed = cx
        .types
        .as_cyp(layout.ty)
        .is_some_and(|cyp| cx.types.cyp_classes[cyp.class].own_cap == Capability::Immutable);
    let certain =
        fixed && less.is_some_and(|m| matches!(super::call::exception(cx, m), None | Some(ExcSpec::None)));
    let less = match less {
        // No object comes before all that there are.
        Some(m) => format!("if (!a || !b) return !a && b; {}", key_answer(cx, m, &["a", "b"])),
        None => "return (uintptr_t)a < (uintptr_t)b;".into(),
    };
    let _ = writeln!(out, "  static bool less(__cyrus_cyp *a, __cyrus_cyp *b) {{ {less} }}");
    let hash = match hash {
        Some(m) => format!("if (!o) return 0; {}", key_answer(cx, m, &["o"])),
        None => "return (std::size_t)o;".into(),
    };
    let _ = writeln!(out, "  static std::size_t hash(__cyrus_cyp *o) {{ {hash} }}\n}};");
    if certain {
        let _ = writeln!(
            out,
            "template <> struct __cyrus_cyp_ordered<struct {tag}> {{ enum {{ value = 1 }}; }};"
        );
    }
}

/// Statements that return what a method says for a container, which can do nothing with an exception: it is reported, and the answer
/// is 0.
fn key_answer(cx: &mut Cx, method: CypMethodRef, args: &[&str]) -> String {
    let args = args.iter().map(|a| crate::c_text::CExpr::primary(*a)).collect();
    let call = super::call(cx, method, false, args).text;
    let Some(exception) = super::call::exception(cx, method) else { return format!("return {call};") };
    let given = match exception {
        ExcSpec::None | ExcSpec::Object | ExcSpec::Cpp { .. } => return format!("return {call};"),
        ExcSpec::Value(ExcValue::Int(v)) | ExcSpec::Maybe(ExcValue::Int(v)) => {
            format!("r == (decltype(r)){v} && ")
        }
        ExcSpec::Value(_) | ExcSpec::Maybe(_) | ExcSpec::Check | ExcSpec::Beside => String::new(),
    };
    let report = cx.runtime("__cyrus_write_unraisable_nogil").to_string();
    let name = super::call::shown(cx, method);
    format!(
        "auto r = {call}; if (__CYRUS_UNLIKELY({given}__cyrus_cyp_raised())) {{ {report}(\"{name}\", 0); return 0; }} return r;"
    )
}

/// What has to be done with the fields when an object is made, visited and destroyed.
fn fields(cx: &mut Cx, layout: &Layout, reaches: bool, python: &str, out: &mut String) {
    let name = class_name(cx, layout.ty);
    let tag = struct_name(cx, layout.ty);
    let (mut init, mut release) = (String::new(), String::new());
    let (mut traverse, mut parts, mut links) = (String::new(), String::new(), String::new());
    for member in &layout.members {
        let place = format!("p->{}", member.name);
        traverse.push_str(&visits(cx, member.ty, &place, Edges::Plain));
        if super::cycle::isolates(cx.types, member.ty) || super::cycle::mentions_weak(cx.types, member.ty) {
            parts.push_str(&visits(cx, member.ty, &place, Edges::Isolated));
        }
        if super::cycle::mentions_shared(cx.types, member.ty) {
            links.push_str(&visits(cx, member.ty, &place, Edges::Shared));
        }
        if is_cpp_object(cx, member.ty) {
            cx.cplus_header("<new>");
            construct(cx, member.ty, &place, &mut init);
        }
    }
    // Python gets to see objects of this module's classes, and with them what they lead to.
    let face = cx.module.cyp_instances[layout.index].faced;
    if face && (!traverse.is_empty() || reaches) {
        cx.fragment("cyp_region");
    }
    for owned in layout.members.chunk_by(|a, b| a.owner == b.owner).rev() {
        release_members(cx, owned, &mut release);
    }
    let head = format!("  struct {tag} *p = (struct {tag} *)o;\n");
    if !init.is_empty() {
        let _ = writeln!(out, "static void {name}_init(__cyrus_cyp *o) {{\n{head}{init}}}");
    }
    if !release.is_empty() {
        let _ = writeln!(out, "static void {name}_release(__cyrus_cyp *o) {{\n{head}{release}}}");
    }
    for (visits, suffix) in [(&traverse, "_traverse"), (&parts, "_parts"), (&links, "_links")] {
        if !visits.is_empty() {
            let _ = writeln!(
                out,
                "static int {name}{suffix}(__cyrus_cyp *o, __cyrus_cyp_visit visit, void *arg) {{\n{head}  int stop;\n\
                 {visits}  return 0;\n}}"
            );
        }
    }
    let pointer = |text: &str, suffix: &str| match text.is_empty() {
        true => "NULL".to_string(),
        false => format!("{name}{suffix}"),
    };
    let dealloc = deallocs(cx, layout);
    let _ = writeln!(
        out,
        "static __CYRUS_ONCE void {name}_fields(__cyrus_cyp_type *t) {{\n{dealloc}  t->init = {};\n  t->release = {};\n  \
         t->traverse = {};\n  t->parts = {};\n  t->links = {};\n{}{python}}}",
        pointer(&init, "_init"),
        pointer(&release, "_release"),
        pointer(&traverse, "_traverse"),
        pointer(&parts, "_parts"),
        pointer(&links, "_links"),
        mailbox(cx, layout)
    );
}

/// Says where active objects have their mailbox.
fn mailbox(cx: &Cx, layout: &Layout) -> String {
    let member = layout.members.iter().find(|member| {
        super::cycle::is_acthon(cx.types, member.owner)
            && cx.types.as_cyp(member.owner).is_some_and(|cyp| {
                let fields = &cx.types.cyp_classes[cyp.class].fields;
                fields.get(member.field as usize).is_some_and(|field| field.name == "_mailbox")
            })
    });
    let tag = struct_name(cx, layout.ty);
    member.map_or_else(String::new, |member| {
        format!("  t->mailbox = (uint32_t)offsetof(struct {tag}, {});\n", member.name)
    })
}

/// Releases what one class of the ancestry declares: references first, then C++ objects in reverse order. (The
/// most derived class comes first, as with C++ destructors.)
fn release_members(cx: &mut Cx, members: &[Member], release: &mut String) {
    for member in members {
        let place = format!("p->{}", member.name);
        match cx.types.counting(member.ty) {
            _ if is_cpp_object(cx, member.ty) => {}
            Counting::None | Counting::MemView => {}
            Counting::Python => {
                cx.fragment("cyp_pyfield");
                let _ = writeln!(release, "  __cyrus_cyp_py_drop((PyObject *){place});");
            }
            Counting::Cyp => {
                let suffix = super::decref(cx, member.ty);
                let _ = writeln!(release, "  __cyrus_cyp_xdecref{suffix}({place});");
            }
            Counting::Members => {
                let count = convert::count_members(cx, member.ty, "decref", Span::default());
                let _ = writeln!(release, "  {count}(&{place});");
            }
        }
    }
    for member in members.iter().rev() {
        if is_cpp_object(cx, member.ty) {
            let destroy = convert::destroy(cx);
            let _ = writeln!(release, "  {destroy}(p->{});", member.name);
        }
    }
}

pub(super) fn is_cpp_object(cx: &Cx, ty: TyId) -> bool {
    match cx.types.kind(ty) {
        Ty::Cpp(..) => true,
        Ty::Array(elem, _) => is_cpp_object(cx, *elem),
        // References in C++ tuples count themselves.
        Ty::CTuple(items) if cx.types.counting(ty) == Counting::None => {
            items.iter().any(|&t| cx.types.as_cyp(t).is_some() || is_cpp_object(cx, t))
        }
        _ => false,
    }
}

fn construct(cx: &mut Cx, ty: TyId, place: &str, out: &mut String) {
    match cx.types.kind(ty) {
        Ty::Array(elem, Some(len)) => {
            let _ = write!(out, "  for (size_t i = 0; i < {len}; i++)");
            construct(cx, *elem, &format!("{place}[i]"), out);
        }
        _ => {
            let text = type_text(cx, ty);
            let _ = writeln!(out, "  new ((void *)&(char &){place}) {text}();");
        }
    }
}

/// The references that a visit is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edges {
    Plain,
    /// Isolated ones, and the boxes of weak ones.
    Isolated,
    /// To what several threads share.
    Shared,
}

/// Statements that visit the references of one kind in a field.
fn visits(cx: &mut Cx, ty: TyId, place: &str, edges: Edges) -> String {
    let types = cx.types;
    let wanted: &[Capability] = match edges {
        Edges::Plain => &[Capability::Local],
        Edges::Isolated => &[Capability::Iso, Capability::Weak],
        Edges::Shared => &super::cycle::SHARED,
    };
    match types.kind(ty) {
        Ty::Cyp(cyp) if wanted.contains(&cyp.cap) => {
            format!("  if ({place} && (stop = visit({place}, arg)) != 0) return stop;\n")
        }
        Ty::Cpp(..) if mentions_cyp(cx, ty) => {
            cx.fragment("cyp_ref");
            let visit = match edges {
                Edges::Plain => "visit",
                Edges::Isolated => "__cyrus_cyp_parts{visit}",
                Edges::Shared => "__cyrus_cyp_links{visit}",
            };
            format!("  if ((stop = __cyrus_cyp_traverse_value({place}, {visit}, arg)) != 0) return stop;\n")
        }
        Ty::Array(elem, Some(len)) => {
            let inner = visits(cx, *elem, &format!("{place}[i]"), edges);
            if inner.is_empty() {
                return inner;
            }
            format!("  {{ size_t i; for (i = 0; i < {len}; i++) {{\n{inner}  }} }}\n")
        }
        Ty::CTuple(items) => {
            let items = items.iter().enumerate();
            items.map(|(i, &item)| visits(cx, item, &format!("{place}.f{i}"), edges)).collect()
        }
        Ty::Struct(id) if !types.structs[*id].is_union => types.structs[*id]
            .fields
            .iter()
            .map(|f| visits(cx, f.ty, &format!("{place}.{}", f.cname), edges))
            .collect(),
        _ => String::new(),
    }
}

/// Whether a field of a Python object may have plain references that its collector should know of.
pub(crate) fn is_held(cx: &Cx, ty: TyId) -> bool {
    match cx.types.kind(ty) {
        Ty::Cyp(cyp) => cyp.cap == Capability::Local,
        Ty::Cpp(..) => mentions_cyp(cx, ty),
        _ => false,
    }
}

/// Statements that visit the references in such a field.
pub(crate) fn held_visits(cx: &mut Cx, ty: TyId, place: &str) -> String {
    visits(cx, ty, place, Edges::Plain)
}

/// Statements that let go of what is in such a field. While that happens, the field is empty already.
pub(crate) fn give_up(cx: &mut Cx, ty: TyId, place: &str) -> String {
    if let Ty::Cpp(..) = cx.types.kind(ty) {
        cx.cplus_header("<utility>");
        let text = type_text(cx, ty);
        return format!("  {{ {text} x; std::swap(x, {place}); }}\n");
    }
    cx.fragment("cyp_object");
    let suffix = super::decref(cx, ty);
    format!("  {{ __cyrus_cyp *x = {place}; {place} = NULL; __cyrus_cyp_xdecref{suffix}(x); }}\n")
}

/// Whether a C++ type has references to cypclass objects among its template arguments.
fn mentions_cyp(cx: &Cx, ty: TyId) -> bool {
    match cx.types.kind(ty) {
        Ty::Cyp(_) => true,
        Ty::Cpp(_, args) => args.iter().any(|&a| mentions_cyp(cx, a)),
        Ty::CTuple(items) => items.iter().any(|&a| mentions_cyp(cx, a)),
        _ => false,
    }
}

/// The `__dealloc__`s of a class, derived before base.
fn deallocs(cx: &mut Cx, layout: &Layout) -> String {
    let mut names = Vec::new();
    for &owner in &layout.mro {
        let Some(class) = cx.types.as_cyp(owner).map(|c| c.class) else { continue };
        let found = cx.types.cyp_classes[class].methods.iter().position(|m| m.name == "__dealloc__");
        if let Some(found) = found {
            let method = CypMethodRef { owner, method: found as u32 };
            names.extend(super::call::entry(cx, method));
        }
    }
    if names.is_empty() {
        return String::new();
    }
    let sets: String = names
        .iter()
        .enumerate()
        .map(|(i, name)| format!("  dealloc[{i}] = (void (*)(__cyrus_cyp *)){name};\n"))
        .collect();
    format!("  static void (*dealloc[{}])(__cyrus_cyp *);\n{sets}  t->dealloc = dealloc;\n", names.len() + 1)
}

/// The methods behind the slots of a class of which other modules may lack some.
fn fill(cx: &Cx, layout: &Layout) -> Option<Vec<String>> {
    if !super::unused::in_parts(cx, layout) || layout.mro.len() > 1 {
        return None;
    }
    let slots: Vec<String> =
        layout.table[layout.start..].iter().map(|m| m.map_or(0, |m| m.method).to_string()).collect();
    (!slots.is_empty()).then_some(slots)
}

/// The function that fills in the descriptor.
fn ready(cx: &mut Cx, layout: &Layout, out: &mut String) {
    let name = class_name(cx, layout.ty);
    let tag = struct_name(cx, layout.ty);
    let mut text =
        format!("static __CYRUS_ONCE int {name}_ready(void) {{\n  __cyrus_cyp_type *t = &{name}_t.type;\n");
    let _ = writeln!(text, "  static __cyrus_cyp_view mro[{}];", layout.mro.len());
    let mut body = String::new();
    for (i, &ancestor) in layout.mro.iter().enumerate() {
        let start = cx.cyp.of(cx.types, ancestor).map_or(0, |l| l.start);
        let class = descriptor(cx, ancestor);
        let _ = writeln!(body, "  mro[{i}].type = {class};");
        let _ = writeln!(body, "  mro[{i}].methods = {name}_t.methods + {start};");
        if cx.cyp_indirect.contains(&ancestor) {
            let offsets: Vec<String> = layout
                .members
                .iter()
                .filter(|m| m.owner == ancestor)
                .map(|m| format!("(uint32_t)offsetof(struct {tag}, {})", m.name))
                .collect();
            let _ = writeln!(text, "  static const uint32_t fields{i}[] = {{{}}};", offsets.join(", "));
            let _ = writeln!(body, "  mro[{i}].fields = fields{i};");
        }
    }
    for (slot, method) in layout.table.iter().enumerate() {
        let Some(method) = *method else { continue };
        if let Some(entry) = super::call::entry(cx, method) {
            let _ = writeln!(body, "  {name}_t.methods[{slot}] = {entry};");
        } else if let Some(function) = super::bodiless::function(cx, layout, slot, method, out) {
            let _ = writeln!(body, "  {name}_t.methods[{slot}] = (__cyrus_cyp_fn){function};");
        }
    }
    let class = cx.types.as_cyp(layout.ty).map(|c| c.class);
    let qualified = class.map(|c| cx.types.cyp_classes[c].qualified.to_string()).unwrap_or_default();
    let shown = match cx.types.as_cyp(layout.ty) {
        Some(cyp) if !cyp.args.is_empty() => {
            let module = qualified.rsplit_once('.').map(|(m, _)| format!("{m}.")).unwrap_or_default();
            format!("{module}{}", cx.display(layout.ty))
        }
        _ => qualified,
    };
    let mut result = "  return __cyrus_cyp_type_ready(t);\n".to_string();
    if let Some(find) = super::home::find(cx, layout) {
        let methods = cx.module.cyp_instances[layout.index].methods.len();
        let key = bytes_literal(super::home::key(cx, layout.ty).as_bytes());
        let own: Vec<String> = (0..methods)
            .map(|i| {
                let method = CypMethodRef { owner: layout.ty, method: i as u32 };
                super::call::entry(cx, method).unwrap_or_else(|| "NULL".into())
            })
            .collect();
        let own = if own.is_empty() { "NULL".to_string() } else { own.join(", ") };
        let _ = writeln!(text, "  static __cyrus_cyp_fn own[] = {{{own}}};");
        let known = match fill(cx, layout) {
            Some(slots) => {
                let _ = writeln!(text, "  static const uint32_t slots[] = {{{}}};", slots.join(", "));
                format!(
                    "{{\n    __cyrus_cyp_shared_fill({name}_d, own, slots, {});\n    return 0;\n  }}",
                    slots.len()
                )
            }
            None => "return 0;".into(),
        };
        body = format!(
            "{find}  if ({name}_d) {known}\n  {name}_d = t;\n  t->own = own;\n  t->own_count = {methods};\n{body}"
        );
        result = format!(
            "  if (__cyrus_cyp_type_ready(t) < 0) return -1;\n  return __cyrus_cyp_shared_enter({key}, t);\n"
        );
    }
    let _ = write!(
        text,
        "{body}  t->size = sizeof(struct {tag});\n  t->name = {};\n  t->mro = mro;\n  t->mro_len = {};\n  \
         {name}_fields(t);\n{result}}}\n",
        bytes_literal(shown.as_bytes()),
        layout.mro.len()
    );
    out.push_str(&text);
}
