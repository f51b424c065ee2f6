//! Headers for C code that uses the module: `NAME.h` for `public`, `NAME_api.h` for `api` declarations.

use crate::cx::Cx;

/// Both headers, where there is something to declare.
pub(super) fn headers(cx: &mut Cx) -> (Option<String>, Option<String>) {
    let _ = cx;
    (None, None)
}
