//! What a set of fragments contributes to a generated file, gathered and without duplicates.
//!
//! Order in the generated file: `includes` after Python.h (which `base` includes itself: emit the proto of
//! `base` first), module-state globals and the `__cyrus_s_*` macros, protos, user code, codes.

use crate::fragment::{Fragment, fragments_for};

/// The parts, each in a stable order.
#[derive(Debug, Default)]
pub struct Assembly {
    /// The fragments, requirements first; the first one is `base`.
    pub fragments: Vec<&'static Fragment>,
    /// Texts for `#include` lines, first use first.
    pub includes: Vec<&'static str>,
    /// Names for `__cyrus_s_<name>`, sorted.
    pub strings: Vec<&'static str>,
    /// Functions to call while the module executes, before user code, in this order.
    pub inits: Vec<&'static str>,
}

impl Assembly {
    /// Gathers the fragments named and all they require.
    pub fn of(names: &[&str]) -> Assembly {
        let mut assembly = Assembly { fragments: fragments_for(names), ..Assembly::default() };
        for fragment in &assembly.fragments {
            for include in fragment.includes {
                if !assembly.includes.contains(include) {
                    assembly.includes.push(include);
                }
            }
            assembly.strings.extend(fragment.strings);
            assembly.inits.extend(fragment.inits);
        }
        assembly.strings.sort_unstable();
        assembly.strings.dedup();
        assembly
    }
}
