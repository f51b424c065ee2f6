//! `include/cyrus_rt.h` is what the sources say; `CYRUS_BLESS=1` writes it.
//!
//! The structure of pointers is made from the declarations, in the order of `table::ORDER`.

use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "/* The runtime of Cyrus: schedulers, coroutines, actors, futures, channels, locks.
 * Made from runtime/cyrus_rt/src; do not edit.
 *
 * Functions that may fail give a CYRUS_RT_... number, 0 for good. Times are nanoseconds; as a timeout 0 means
 * not to wait, a negative number to wait as long as it takes. What waits parks the coroutine, or where there is none, the thread. */";

// What the generator cannot say.
const AFTER_INCLUDES: &str = "
// The capacity of a channel without bound.
#define CYRUS_RT_UNBOUNDED SIZE_MAX

struct cyrus_rt_message;";

fn generated() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config {
        language: cbindgen::Language::C,
        include_guard: Some("CYRUS_RT_H".to_owned()),
        header: Some(HEAD.to_owned()),
        cpp_compat: true,
        documentation_style: cbindgen::DocumentationStyle::C99,
        style: cbindgen::Style::Both,
        no_includes: true,
        sys_includes: ["stdbool.h", "stddef.h", "stdint.h"].map(str::to_owned).to_vec(),
        usize_is_size_t: true,
        after_includes: Some(AFTER_INCLUDES.to_owned()),
        ..cbindgen::Config::default()
    };
    let mut builder = cbindgen::Builder::new().with_config(config);
    for file in [
        "abi",
        "lock",
        "lock_order",
        "future",
        "channel",
        "scheduler",
        "source",
        "task",
        "actor",
        "delayed",
        "coroutine",
        "run_queue",
        "python",
        "trace",
        "inspect",
        "seeded",
        "table",
    ] {
        builder = builder.with_src(root.join(format!("src/{file}.rs")));
    }
    let bindings = match builder.generate() {
        Ok(bindings) => bindings,
        Err(error) => panic!("{error}"),
    };
    let mut text = Vec::new();
    bindings.write(&mut text);
    let text = String::from_utf8(text)
        .unwrap_or_default()
        .replace("uintptr_t", "size_t")
        .replace("// # Safety\n//\n", "// Conditions:\n");
    with_table(&text)
}

// Declarations of functions, one a line, by name.
fn declaration<'a>(flat: &'a str, name: &str) -> &'a str {
    let at = flat.find(&format!(" {name}(")).or_else(|| flat.find(&format!("*{name}(")));
    let Some(at) = at else { panic!("{name} is in the table but not in the header") };
    let start = flat[..at + 1].rfind([';', '}', '{', '\n']).map_or(0, |i| i + 1);
    let end = flat[at..].find(';').map_or(flat.len(), |i| at + i);
    flat[start..end].trim()
}

fn with_table(text: &str) -> String {
    // Without comments and preprocessor lines, declarations are single sentences.
    let code = |line: &&str| !line.trim_start().starts_with("//") && !line.starts_with('#');
    let flat = text.lines().filter(code).collect::<Vec<_>>().join(" ");
    let mut table = String::from(
        "// All of it as a structure, for modules that are not linked to the library; see `cyrus_rt_api_get`.\ntypedef struct cyrus_rt_api {\n  uint32_t version;\n  // How many functions follow: those of a newer header may be missing.\n  uint32_t count;\n",
    );
    for name in cyrus_rt::table::ORDER {
        let declaration = declaration(&flat, name);
        let short = name.trim_start_matches("cyrus_rt_");
        let member = declaration.replacen(&format!("{name}("), &format!("(*{short})("), 1);
        let member = member.split_whitespace().collect::<Vec<_>>().join(" ");
        let member = member.trim_start_matches("extern \"C\" {").trim();
        let _ = writeln!(table, "  {member};");
    }
    table.push_str("} cyrus_rt_api;\n\n");
    let end = text.rfind("#ifdef __cplusplus").unwrap_or(text.len());
    format!("{}{table}{}", &text[..end], &text[end..])
}

#[test]
fn the_header_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("include/cyrus_rt.h");
    let generated = generated();
    if std::env::var_os("CYRUS_BLESS").is_some() {
        assert!(std::fs::write(&path, &generated).is_ok());
    }
    let present = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(present == generated, "include/cyrus_rt.h is out of date: CYRUS_BLESS=1 cargo test -p cyrus_rt");
}

#[test]
fn all_functions_are_in_the_table() {
    let generated = generated();
    let start = generated.find("typedef struct cyrus_rt_api").unwrap_or(generated.len());
    let declared = &generated[..start];
    for (at, _) in declared.match_indices("cyrus_rt_") {
        let name: String =
            declared[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        let is_function = declared[at + name.len()..].starts_with('(') && !declared[..at].ends_with("(*");
        let comment = declared[..at].rfind('\n').is_some_and(|line| declared[line + 1..at].starts_with("//"));
        if is_function && !comment && name != "cyrus_rt_api_get" {
            assert!(cyrus_rt::table::ORDER.contains(&name.as_str()), "{name} is not in the table");
        }
    }
}

// What generated files have in place of the header: no prototypes, and each function by its pointer in the table.
fn fragment(header: &str) -> String {
    let comment = |line: &&str| !line.trim_start().starts_with("//");
    let text = header.lines().filter(comment).collect::<Vec<_>>().join("\n");
    let between = |from: &str, to: &str| {
        let start = text.find(from).unwrap_or(0);
        let end = text[start..].find(to).map_or(text.len(), |i| start + i);
        text[start..end].trim().to_owned()
    };
    let types = between("#define CYRUS_RT_UNBOUNDED", "#ifdef __cplusplus\nextern");
    let table = between("typedef struct cyrus_rt_api", "#ifdef __cplusplus\n}");
    let mut out = String::from(
        "//! The names of `cyrus_rt.h`. Made from that header by its test; do not edit.\n//@include <stdbool.h>\n//@include <stddef.h>\n//@include <stdint.h>\n//@proto\n",
    );
    for line in types.lines().chain(table.lines()).filter(|line| !line.trim().is_empty()) {
        let _ = writeln!(out, "{line}");
    }
    for name in cyrus_rt::table::ORDER {
        let _ = writeln!(out, "#define {name} (__cyrus_rt->{})", name.trim_start_matches("cyrus_rt_"));
    }
    out
}

#[test]
fn generated_files_say_what_the_header_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("../../crates/cyrus_rt_abi/support/runtime/rt_header.c");
    let fragment = fragment(&generated());
    if std::env::var_os("CYRUS_BLESS").is_some() {
        assert!(std::fs::write(&path, &fragment).is_ok());
    }
    let present = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        present == fragment,
        "support/runtime/rt_header.c is out of date: CYRUS_BLESS=1 cargo test -p cyrus_rt"
    );
}

#[test]
fn declarations_for_cython_are_complete() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../includes/libcyrus/rt.pxd");
    let declared = std::fs::read_to_string(path).unwrap_or_default();
    for name in cyrus_rt::table::ORDER {
        assert!(declared.contains(&format!("{name}(")), "{name} is not in includes/libcyrus/rt.pxd");
    }
}
