//! A piece of C support code, and the closure of what a set of pieces requires.

use crate::tables::FRAGMENTS;

/// One file below `support/`, with comments and blank lines removed.
#[derive(Debug)]
pub struct Fragment {
    /// The file's stem; unique over all areas.
    pub name: &'static str,
    /// The folder it lies in.
    pub area: &'static str,
    /// Indices (into the table of all fragments) of what must be emitted before it.
    pub(crate) requires: &'static [usize],
    /// What stands after `#include`, brackets or quotes included.
    pub includes: &'static [&'static str],
    /// Interned strings it uses as `__cyrus_s_<name>`.
    pub strings: &'static [&'static str],
    /// Functions `int f(void)` to call once per module execution before user code runs; negative is an error.
    pub inits: &'static [&'static str],
    /// It can only be compiled as C++.
    pub cxx_only: bool,
    /// Declarations, for the top of the file.
    pub proto: &'static str,
    /// Definitions, for anywhere after all protos.
    pub code: &'static str,
}

impl Fragment {
    /// The fragments it requires directly.
    pub fn requires(&self) -> impl Iterator<Item = &'static Fragment> {
        self.requires.iter().map(|&i| &FRAGMENTS[i])
    }
}

fn index(name: &str) -> Option<usize> {
    FRAGMENTS.binary_search_by(|f| f.name.cmp(name)).ok()
}

/// Finds a fragment by name.
pub fn fragment(name: &str) -> Option<&'static Fragment> {
    index(name).map(|i| &FRAGMENTS[i])
}

/// All fragments, sorted by name.
pub fn fragments() -> &'static [Fragment] {
    &FRAGMENTS
}

/// The fragments named, with everything they require, each after its requirements. The order does not
/// depend on the order of `names`. `base` always comes first. Unknown names are skipped (a name that came
/// from an `RtFn` is always known).
pub fn fragments_for(names: &[&str]) -> Vec<&'static Fragment> {
    let mut roots: Vec<usize> = names.iter().filter_map(|n| index(n)).collect();
    roots.extend(index("base"));
    roots.sort_unstable();
    let mut seen = vec![false; FRAGMENTS.len()];
    let mut order = Vec::new();
    if let Some(base) = index("base") {
        visit(base, &mut seen, &mut order);
    }
    for root in roots {
        visit(root, &mut seen, &mut order);
    }
    order
}

/// Depth first; the build has made sure that there are no cycles.
fn visit(at: usize, seen: &mut [bool], order: &mut Vec<&'static Fragment>) {
    if std::mem::replace(&mut seen[at], true) {
        return;
    }
    for &need in FRAGMENTS[at].requires {
        visit(need, seen, order);
    }
    order.push(&FRAGMENTS[at]);
}
