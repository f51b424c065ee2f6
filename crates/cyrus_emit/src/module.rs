//! The parts of the file around the bodies, and how they are put together.

mod argspec;
mod c_math;
mod capsule_name;
mod constants;
mod cvar;
mod embed;
mod exec;
mod export;
mod funcdef;
mod generator;
mod header;
mod import;
mod name_cache;
mod py_enum;
mod scope;
mod view_spec;

pub(crate) use argspec::argspec_name;
pub(crate) use constants::constant_text;
pub(crate) use funcdef::{def_info, doc_text, funcdef_name};
pub(crate) use generator::gendef_name;
pub(crate) use name_cache::{known_method, name_cache};
pub(crate) use py_enum::class_variable;
pub(crate) use scope::{scope_desc_name, scope_new_name, scope_struct, scope_struct_name};
pub(crate) use view_spec::{dtype, is_indirect, view_spec};

use crate::Emitted;
use crate::body;
use crate::c_text::{bytes_literal, mangle};
use crate::class;
use crate::cx::Cx;
use crate::types;
use cyrus_hir::{CPreamble, RUNTIME_HEADER, StrConst};
use cyrus_mir::{BodyAbi, BodyId};
use cyrus_rt_abi::Assembly;
use std::fmt::Write as _;

/// The whole file and its headers.
pub(crate) fn file(cx: &mut Cx) -> Emitted {
    // From the bottom up: what is written later in the file decides what must stand above.
    let mut bodies = String::new();
    let ids: Vec<BodyId> = cx.program.bodies.ids().collect();
    let mut exec_body = None;
    cx.cyp_unused = crate::cyp::unused(cx);
    for id in ids {
        if cx.cyp_unused.contains(&id) {
            continue;
        }
        if cx.program.bodies[id].abi == BodyAbi::ModuleExec {
            exec_body = Some(id);
        }
        bodies.push_str(&body::function(cx, id));
    }
    let classes = class::classes(cx);
    let cypclasses = crate::cyp::classes(cx);
    let natives = crate::cyp::native::natives(cx);
    let mut tables = String::new();
    let cvars = cvar::definitions(cx) + &cvar::statics(cx);
    let imports = import::imports(cx);
    let exports = export::exports(cx);
    let funcdefs = funcdef::funcdefs(cx) + &generator::gendefs(cx);
    tables.push_str(&argspec::argspecs(cx));
    tables.push_str(&funcdefs);
    tables.push_str(&scope::descriptions(cx));
    let exec = exec::exec(cx, exec_body, &imports, &exports, &cypclasses.calls);
    cx.fragment("module_init");
    cx.fragment("constants");
    if mentions_cython(cx) {
        cx.fragment("cython_names");
    }
    let embedded = embed::main(cx);
    if uses_runtime(cx) {
        cx.fragment("rt_api");
    }
    let generated: Vec<_> = cx.generated.values().cloned().collect();
    let cpp_members = types::cpp_members(cx);
    if !cx.module.late_preamble.is_empty() {
        // Any function may be what a late header calls.
        let bodies = cx.module.cfuncs.iter().filter_map(|f| f.func).filter_map(|f| cx.c_body(f));
        let bodies: Vec<_> = bodies.collect();
        cx.forward.extend(bodies);
    }
    let prototypes = prototypes(cx);
    let type_definitions = types::definitions(cx);
    // Writing types may have asked for fragments; nothing does from here on.
    let roots: Vec<&str> = cx.fragments.iter().map(String::as_str).collect();
    let assembly = Assembly::of(&roots);
    let constants = constants::constants(cx, &assembly);
    let caches = name_cache::caches(cx);

    let mut out = String::new();
    heading(cx, &mut out);
    let mut fragments = assembly.fragments.iter();
    let c_math = c_math::suffices(cx);
    if c_math {
        out.push_str(c_math::BEFORE);
    }
    if let Some(base) = fragments.next() {
        out.push_str(base.proto);
    }
    if c_math {
        out.push_str(c_math::AFTER);
    }
    for include in &assembly.includes {
        let _ = writeln!(out, "#include {include}");
    }
    out.push_str(failure_macros());
    for header in &cx.cplus_headers {
        let _ = writeln!(out, "#include {header}");
    }
    out.push_str(&constants.declarations);
    let names = cyrus_rt_abi::fragment("cython_names").filter(|_| cx.fragments.contains("cython_names"));
    if let Some(names) = names {
        out.push_str(names.proto);
    }
    if foreign_headers(cx) {
        // Macros of old headers for Python, which Python.h no longer has, and calling conventions of Windows.
        out.push_str(
            "#ifndef DL_EXPORT\n#define DL_EXPORT(t) t\n#endif\n#ifndef DL_IMPORT\n#define DL_IMPORT(t) t\n#endif\n\
             #if !defined(_WIN32) && !defined(__stdcall)\n#define __stdcall\n#define __cdecl\n#define __fastcall\n#endif\n",
        );
    }
    // The module's own headers say what the file itself says.
    let own = [format!("{}.h", short_name(cx)), format!("{}_api.h", short_name(cx))];
    if cx
        .module
        .c_preamble
        .iter()
        .any(|p| matches!(p, CPreamble::Include(h) if own.iter().any(|o| o == h.as_str())))
    {
        let guard = header::guard_name(cx);
        let _ = writeln!(out, "#define __CYRUS_HAVE__{guard}\n#define __CYRUS_HAVE_API__{guard}");
    }
    // What stands in for the header of the runtime.
    if uses_runtime(cx) && !cx.module.needs_runtime {
        out.push_str("#define __CYRUS_RT_OPTIONAL 1\n");
    }
    let early = if uses_runtime(cx) { cyrus_rt_abi::fragments_for(&["rt_api"]) } else { Vec::new() };
    for fragment in early.iter().skip(1) {
        out.push_str(fragment.proto);
    }
    preamble(cx, &mut out);
    let is_early = |name: &str| name == "cython_names" || early.iter().any(|f| f.name == name);
    for fragment in fragments.filter(|f| !is_early(f.name)) {
        out.push_str(fragment.proto);
    }
    out.push_str(&caches);
    if cx.slots {
        out.push_str(crate::convert::slot_definition());
    }
    out.push_str(&type_definitions);
    out.push_str(&cvars);
    out.push_str(&imports.declarations);
    out.push_str(&classes.declarations);
    out.push_str(&prototypes);
    out.push_str(&natives.classes);
    texts_of(cx.module.c_preamble.iter().filter(|p| crate::cyp::native::is_named_by(cx, p)), &mut out);
    texts_of(cx.module.late_preamble.iter(), &mut out);
    out.push_str(&cpp_members);
    for function in &generated {
        out.push_str(&function.prototype);
    }
    out.push_str(&cypclasses.declarations);
    out.push_str(&natives.members);
    out.push_str(&tables);
    out.push_str(&bodies);
    for function in &generated {
        out.push_str(&function.definition);
    }
    out.push_str(&classes.definitions);
    out.push_str(&cypclasses.definitions);
    for fragment in &assembly.fragments {
        out.push_str(fragment.code);
    }
    out.push_str(&constants.definitions);
    out.push_str(&exec.replace("@INITS@", &inits(&assembly)));
    out.push_str(&embedded);
    let (public_header, api_header) = header::headers(cx);
    Emitted { source: out, public_header, api_header }
}

/// The opening comment and what must precede `Python.h`.
fn heading(cx: &Cx, out: &mut String) {
    let _ = writeln!(
        out,
        "/* Generated by Cyrus {} from {}. Do not edit. */",
        env!("CARGO_PKG_VERSION"),
        crate::c_text::comment_text(&cx.options.source_name)
    );
    let _ = writeln!(out, "#define __CYRUS_MODULE {}", bytes_literal(cx.module.name.as_bytes()));
    let _ = writeln!(out, "#define __CYRUS_INIT {}", init_function(cx));
    let _ = writeln!(out, "#define __CYRUS_SOURCE {}", bytes_literal(cx.options.source_name.as_bytes()));
    if let Some(StrConst::Text(doc) | StrConst::Bytes(doc)) = &cx.module.doc {
        let _ = writeln!(out, "#define __CYRUS_DOC {}", bytes_literal(doc).replace('\n', ""));
    }
    if cx.module.directives.freethreading_compatible {
        out.push_str("#define __CYRUS_FREETHREADING_COMPATIBLE 1\n");
    }
    // The assertions of CPython's headers check CPython's own invariants at great cost to the C compiler.
    out.push_str("#if !defined(NDEBUG) && !defined(CYRUS_ASSERTS)\n#define NDEBUG\n");
    if uses_assert(cx) {
        out.push_str("#define __CYRUS_RESTORE_ASSERT\n");
    }
    out.push_str("#endif\n");
    // Support code and user functions that nothing calls are not worth a warning.
    out.push_str("#if defined(__GNUC__) || defined(__clang__)\n#pragma GCC diagnostic ignored \"-Wunused-function\"\n#endif\n");
}

/// How bodies go to their error edges, and linkage of public functions.
fn failure_macros() -> &'static str {
    "#define __CYRUS_FAIL(line, label) { __cyrus_line = line; goto label; }\n\
     #ifdef __cplusplus\n#define __CYRUS_EXTERN_C extern \"C\"\n#else\n#define __CYRUS_EXTERN_C extern\n#endif\n"
}

/// Whether code of extern blocks looks at names that Cython's files define.
fn mentions_cython(cx: &Cx) -> bool {
    let marks = ["CYTHON_", "__Pyx_", "__PYX_", "__pyx_"];
    let has = |text: &str| marks.iter().any(|m| text.contains(m));
    let verbatim = cx.module.c_preamble.iter().any(|p| match p {
        CPreamble::Verbatim(text) => has(text),
        CPreamble::Include(_) => false,
    });
    verbatim
        || cx.module.cvars.iter().any(|v| has(&v.cname))
        || cx.module.cfuncs.iter().any(|f| has(&f.cname))
        || cx.types.enums.iter().any(|e| e.items.iter().any(|i| has(&i.cname)))
}

pub(crate) fn uses_runtime(cx: &Cx) -> bool {
    cx.module.uses_runtime()
}

/// Whether headers that are not the system's are included.
fn foreign_headers(cx: &Cx) -> bool {
    cx.module.c_preamble.iter().any(|p| match p {
        CPreamble::Include(name) => !name.starts_with('<') && name != RUNTIME_HEADER,
        CPreamble::Verbatim(_) => false,
    })
}

/// Headers that bring no assertions of their own.
const HEADERS_WITHOUT_ASSERT: &[&str] = &[
    "<bits/functexcept.h>",
    "<cstddef>",
    "<cstdint>",
    "<cstdlib>",
    "<cstring>",
    "<ctype.h>",
    "<errno.h>",
    "<float.h>",
    "<limits.h>",
    "<locale.h>",
    "<math.h>",
    "<new>",
    "<setjmp.h>",
    "<signal.h>",
    "<stddef.h>",
    "<stdint.h>",
    "<stdexcept>",
    "<stdio.h>",
    "<stdlib.h>",
    "<string.h>",
    "<time.h>",
    "<type_traits>",
    "<typeindex>",
    "<utility>",
    "Python.h",
];

/// Whether C text may use `assert()`, in itself or by way of headers.
fn mentions_assert(text: &str) -> bool {
    let includes = text.lines().map(str::trim_start).filter_map(|l| l.strip_prefix('#')).any(|l| {
        let name = l.trim_start().strip_prefix("include").map(str::trim);
        name.is_some_and(|name| !HEADERS_WITHOUT_ASSERT.contains(&name))
    });
    let calls = text.match_indices("assert").any(|(at, word)| {
        let part = |c: char| c == '_' || c.is_alphanumeric();
        !text[..at].ends_with(part) && !text[at + word.len()..].starts_with(part)
    });
    includes || calls
}

/// Whether code of the user's may call `assert()`, which is then as the compiler's options say.
fn uses_assert(cx: &Cx) -> bool {
    cx.module.c_preamble.iter().any(|p| match p {
        CPreamble::Verbatim(text) => mentions_assert(text),
        CPreamble::Include(name) => !HEADERS_WITHOUT_ASSERT.contains(&name.as_str()),
    })
}

/// Includes and verbatim text of extern blocks.
fn preamble(cx: &Cx, out: &mut String) {
    if uses_assert(cx) {
        out.push_str("#ifdef __CYRUS_RESTORE_ASSERT\n#undef NDEBUG\n#include <assert.h>\n#endif\n");
    }
    texts_of(cx.module.c_preamble.iter().filter(|p| !crate::cyp::native::is_named_by(cx, p)), out);
}

fn texts_of<'p>(preamble: impl Iterator<Item = &'p CPreamble>, out: &mut String) {
    let mut seen = std::collections::BTreeSet::new();
    for item in preamble {
        match item {
            CPreamble::Include(name) if name == RUNTIME_HEADER => {}
            CPreamble::Include(name) => {
                if seen.insert(name.clone()) {
                    let bracketed = name.starts_with('<') || name.starts_with('"');
                    let _ = if bracketed {
                        writeln!(out, "#include {name}")
                    } else {
                        writeln!(out, "#include \"{name}\"")
                    };
                }
            }
            CPreamble::Verbatim(text) => {
                out.push_str(text);
                if !text.ends_with('\n') {
                    out.push('\n');
                }
            }
        }
    }
}

/// Prototypes of bodies that something mentions before their definition; cheap enough to do for all that
/// are mentioned.
fn prototypes(cx: &mut Cx) -> String {
    let mut out = String::new();
    for id in cx.forward.clone() {
        let text = body::signature(cx, id, true);
        let _ = writeln!(out, "{text};");
    }
    out
}

/// Calls of the initialisation functions of fragments.
fn inits(assembly: &Assembly) -> String {
    assembly.inits.iter().map(|f| format!("  if ({f}() < 0) return -1;\n")).collect()
}

/// The last component of the module's name.
pub(crate) fn short_name<'m>(cx: &Cx<'m>) -> &'m str {
    let name = cx.module.name.as_str();
    name.rsplit('.').next().unwrap_or(name)
}

/// The name of the initialisation function.
pub(crate) fn init_function(cx: &Cx) -> String {
    let name = short_name(cx);
    if name.is_ascii() { format!("PyInit_{name}") } else { format!("PyInitU_{}", mangle_punycode(name)) }
}

/// PEP 489: names beyond ASCII are spelled in Punycode, with `-` as `_`.
fn mangle_punycode(name: &str) -> String {
    match embed::punycode(name) {
        Some(text) => text.replace('-', "_"),
        None => mangle(name),
    }
}
