//! Functions over fused types: which specialisations there are, and what each is called.
//!
//! Comes in: a declared C function or method whose signature mentions fused types. Goes out: one C function
//! (or method of the class) for every combination of concrete types, so that calls find them before
//! any body was checked. Their names are `__pyx_fuse_0f`, `__pyx_fuse_0_1f`, … as other modules expect.

use cyrus_syntax::Name;
use cyrus_types::{FusedId, TyId, Types};

/// One combination of concrete types.
#[derive(Clone, Debug)]
pub struct Combination {
    /// Position of each type in its fused type, as part of names: `0_1`.
    pub tag: String,
    /// What each fused type stands for.
    pub map: Vec<(FusedId, TyId)>,
}

/// All combinations, the first fused type varying slowest.
pub fn combinations(types: &Types, fused: &[FusedId]) -> Vec<Combination> {
    let mut all = vec![Combination { tag: String::new(), map: Vec::new() }];
    for &id in fused {
        let mut next = Vec::new();
        for before in &all {
            for (i, &ty) in types.fused[id].types.iter().enumerate() {
                let tag = if before.tag.is_empty() { i.to_string() } else { format!("{}_{i}", before.tag) };
                let mut map = before.map.clone();
                map.push((id, ty));
                next.push(Combination { tag, map });
            }
        }
        all = next;
    }
    all
}

/// The name of a specialisation.
pub fn variant_name(tag: &str, name: &str) -> Name {
    Name::from(format!("__pyx_fuse_{tag}{name}"))
}
