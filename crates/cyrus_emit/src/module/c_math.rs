//! Whether a C++ module is content with `<math.h>` as C has it.
//!
//! `Python.h` includes `<math.h>` and `<stdlib.h>`, of which the C++ library makes `<cmath>` and `<cstdlib>`: with the
//! templates of special functions that is half the time a C++ compiler needs for all of `Python.h`. Generated code says
//! `fabsf` where it means it, so it needs none of that. Code of extern blocks may: `abs` of a `double` is another
//! function in C. So modules whose extern blocks mention such names, or include headers that are not known, get
//! what C++ gives. (The macro is what `<cmath>` itself defines around its `#include_next <math.h>`.)

use super::uses_assert;
use crate::cx::Cx;
use cyrus_hir::CPreamble;

/// Names of `<math.h>` and `<stdlib.h>` that C++ overloads or has no macro for.
const OVERLOADED: &[&str] = &[
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cbrt",
    "ceil",
    "copysign",
    "cos",
    "cosh",
    "div",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "expm1",
    "fabs",
    "fdim",
    "floor",
    "fma",
    "fmax",
    "fmin",
    "fmod",
    "fpclassify",
    "frexp",
    "hypot",
    "ilogb",
    "isfinite",
    "isgreater",
    "isgreaterequal",
    "isinf",
    "isless",
    "islessequal",
    "islessgreater",
    "isnan",
    "isnormal",
    "isunordered",
    "ldexp",
    "lgamma",
    "llrint",
    "llround",
    "log",
    "log10",
    "log1p",
    "log2",
    "logb",
    "lrint",
    "lround",
    "modf",
    "nearbyint",
    "nextafter",
    "nexttoward",
    "pow",
    "remainder",
    "remquo",
    "rint",
    "round",
    "scalbln",
    "scalbn",
    "signbit",
    "sin",
    "sinh",
    "sqrt",
    "tan",
    "tanh",
    "tgamma",
    "trunc",
];

/// What stands before and after the include of `Python.h`'s headers.
pub(super) const BEFORE: &str = "#define _GLIBCXX_INCLUDE_NEXT_C_HEADERS\n";
pub(super) const AFTER: &str = "#undef _GLIBCXX_INCLUDE_NEXT_C_HEADERS\n";

pub(super) fn suffices(cx: &Cx) -> bool {
    let mentions = |text: &str| {
        text.split(|c: char| c != '_' && !c.is_alphanumeric()).any(|word| OVERLOADED.contains(&word))
    };
    let known = !uses_assert(cx) && cx.module.late_preamble.is_empty();
    let verbatim = cx.module.c_preamble.iter().filter_map(|p| match p {
        CPreamble::Verbatim(text) => Some(text.as_str()),
        CPreamble::Include(_) => None,
    });
    let mut names =
        verbatim.chain(cx.module.cfuncs.iter().filter(|f| f.func.is_none()).map(|f| f.cname.as_str()));
    cx.cplus() && known && !names.any(mentions)
}
