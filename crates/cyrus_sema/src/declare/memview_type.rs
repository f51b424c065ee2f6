//! Typed memoryviews: `T[:, ::1]`, axes by slices or by the names of `cython.view`.

use super::const_value::{self, ConstValue};
use super::cython_module;
use crate::cx::Cx;
use crate::scope::ScopeId;
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, ExprKind};
use cyrus_types::{Axis, AxisAccess, AxisPacking, MemViewTy, Ty, TyId, common};

/// Cython's limit for the number of dimensions.
const MAX_DIMS: usize = 8;

/// The memoryview type with these axes; an axis that is no slice was reported by the parser.
pub fn make(cx: &mut Cx<'_>, scope: ScopeId, elem: TyId, axes: &[&ast::Expr], span: Span) -> TyId {
    if cx.types.is_error(elem) {
        return elem;
    }
    let axes = match specs(cx, scope, axes) {
        Ok(axes) => axes,
        Err((at, message)) => {
            cx.error(codes::E0306, at, message);
            return common::ERROR;
        }
    };
    if axes.len() >= MAX_DIMS {
        cx.error(
            codes::E0306,
            span,
            "More dimensions than the maximum number of buffer dimensions were used.",
        );
        return common::ERROR;
    }
    if !valid_elem(cx, elem, 0) {
        let shown = cx.types.display(elem);
        cx.error(codes::E0306, span, format!("Invalid base type for memoryview slice: {shown}"));
    }
    cx.types.intern(Ty::MemView(MemViewTy { elem, axes }))
}

type Problem = (Span, String);

/// One axis as written, before contiguity is spread over the others.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Written {
    access: AxisAccess,
    packing: AxisPacking,
    /// `::1`
    one: bool,
}

fn specs(cx: &mut Cx<'_>, scope: ScopeId, axes: &[&ast::Expr]) -> Result<Vec<Axis>, Problem> {
    let mut written = Vec::with_capacity(axes.len());
    for axis in axes {
        written.push(written_axis(cx, scope, axis)?);
    }
    let contiguous: Vec<usize> = written.iter().enumerate().filter(|(_, a)| a.one).map(|(i, _)| i).collect();
    if let [_, .., last] = contiguous[..] {
        let at = step_span(axes[last]);
        return Err((at, "Cannot specify an array that is both C and Fortran contiguous.".into()));
    }
    let n = written.len();
    let mut is_c = false;
    let mut is_fortran = false;
    if let [dim] = contiguous[..] {
        is_c = dim == n - 1;
        is_fortran = !is_c;
        if is_fortran && dim > 0 && written[dim - 1].access == AxisAccess::Direct {
            return Err((
                axes[dim].span,
                "Fortran contiguous specifier must follow an indirect dimension".into(),
            ));
        }
        // The axes beside the contiguous one follow it, as far as the last indirect one.
        let start = if is_c {
            written.iter().rposition(|a| a.access != AxisAccess::Direct).map_or(0, |i| i + 1)
        } else {
            dim + 1
        };
        let stop = n - usize::from(is_c);
        for (i, axis) in written.iter_mut().enumerate().take(stop).skip(start) {
            if axis.access != AxisAccess::Direct {
                return Err((
                    axes[i].span,
                    "Indirect dimension may not follow Fortran contiguous dimension".into(),
                ));
            }
            if axis.packing == AxisPacking::Contig {
                return Err((axes[i].span, "Dimension may not be contiguous".into()));
            }
            axis.packing = AxisPacking::Follow;
        }
    }
    validate(axes, &written, is_c || is_fortran)?;
    Ok(written.into_iter().map(|a| Axis { access: a.access, packing: a.packing }).collect())
}

fn step_span(axis: &ast::Expr) -> Span {
    match &axis.kind {
        ExprKind::Slice { step: Some(step), .. } => step.anchor_span(),
        _ => axis.span,
    }
}

fn written_axis(cx: &mut Cx<'_>, scope: ScopeId, axis: &ast::Expr) -> Result<Written, Problem> {
    let plain = Written { access: AxisAccess::Direct, packing: AxisPacking::Strided, one: false };
    let ExprKind::Slice { lower, upper, step } = &axis.kind else {
        return Err((
            axis.span,
            "An axis specification in memoryview declaration does not have a ':'.".into(),
        ));
    };
    if let Some(lower) = lower {
        return Err((lower.anchor_span(), "Start must not be given.".into()));
    }
    if let Some(upper) = upper {
        return Err((upper.anchor_span(), "Axis specification only allowed in the 'step' slot.".into()));
    }
    let Some(step) = step else { return Ok(plain) };
    match &step.kind {
        ExprKind::NoneLit => Ok(plain),
        ExprKind::Int(_) => match const_value::try_evaluate(cx, scope, step) {
            Some(ConstValue::Int(1)) => Ok(Written { packing: AxisPacking::Contig, one: true, ..plain }),
            _ => Err((step.anchor_span(), "Step must be omitted, 1, or a valid specifier.".into())),
        },
        ExprKind::Name(_) | ExprKind::Attribute(..) => named_axis(cx, scope, step),
        _ => Err((step.anchor_span(), INVALID.into())),
    }
}

const INVALID: &str = "Invalid axis specification.";

/// `view.indirect` and the like.
fn named_axis(cx: &mut Cx<'_>, scope: ScopeId, step: &ast::Expr) -> Result<Written, Problem> {
    let path = cython_path(cx, scope, step);
    let Some(name) = path.as_deref().and_then(|p| p.strip_prefix("view.")) else {
        let known = matches!(&step.kind, ExprKind::Name(n) if cx.lookup(scope, n).is_some());
        let message = if known { "Variable was not cimported from cython.view" } else { INVALID };
        return Err((step.anchor_span(), message.into()));
    };
    let (access, packing) = match name {
        "generic" => (AxisAccess::Full, AxisPacking::Strided),
        "strided" => (AxisAccess::Direct, AxisPacking::Strided),
        "indirect" => (AxisAccess::Ptr, AxisPacking::Strided),
        "generic_contiguous" => (AxisAccess::Full, AxisPacking::Contig),
        "contiguous" => (AxisAccess::Direct, AxisPacking::Contig),
        "indirect_contiguous" => (AxisAccess::Ptr, AxisPacking::Contig),
        _ => return Err((step.anchor_span(), INVALID.into())),
    };
    Ok(Written { access, packing, one: false })
}

/// The path below the `cython` module that an expression names.
pub fn cython_path(cx: &Cx<'_>, scope: ScopeId, expr: &ast::Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => cython_module::path_of(&cx.lookup(scope, name)?.kind).map(str::to_string),
        ExprKind::Attribute(base, name) => {
            let base = cython_path(cx, scope, base)?;
            Some(if base.is_empty() { name.name.to_string() } else { format!("{base}.{}", name.name) })
        }
        _ => None,
    }
}

fn validate(axes: &[&ast::Expr], written: &[Written], contiguous: bool) -> Result<(), Problem> {
    let n = written.len();
    let last_indirect = written.iter().rposition(|a| a.access == AxisAccess::Ptr);
    let first_direct = last_indirect.map_or(0, |i| i + 1);
    let (mut has_contig, mut has_strided) = (false, false);
    for (i, axis) in written.iter().enumerate() {
        let at = axes[i].span;
        match axis.packing {
            AxisPacking::Strided => has_strided = true,
            AxisPacking::Contig => {
                if has_contig {
                    return Err((at, "Only one direct contiguous axis may be specified.".into()));
                }
                if i != first_direct && i != n - 1 && axis.access != AxisAccess::Ptr {
                    let dims = if first_direct == n - 1 {
                        format!("dimension {first_direct}")
                    } else {
                        format!("dimensions {first_direct} and {}", n - 1)
                    };
                    return Err((at, format!("Only {dims} may be contiguous and direct")));
                }
                has_contig = axis.access != AxisAccess::Ptr;
            }
            AxisPacking::Follow => {
                if has_strided {
                    let message = "A memoryview cannot have both follow and strided axis specifiers.";
                    return Err((at, message.into()));
                }
                if !contiguous {
                    return Err((at, "Invalid use of the follow specifier.".into()));
                }
            }
        }
        if axis.access != AxisAccess::Direct {
            has_strided = false;
        }
    }
    Ok(())
}

/// Numbers, objects, and structs and short arrays of them.
fn valid_elem(cx: &Cx<'_>, ty: TyId, depth: u32) -> bool {
    match cx.types.kind(ty) {
        Ty::Error | Ty::Object | Ty::Fused(_) => true,
        Ty::Bint | Ty::Int(_) | Ty::Enum(_) | Ty::Float(_) | Ty::Complex(_) => true,
        Ty::Builtin(_) | Ty::Ext(_) => true,
        Ty::Array(elem, _) => depth < 8 && valid_elem(cx, *elem, depth + 1),
        Ty::Struct(id) => {
            let def = &cx.types.structs[*id];
            !def.is_union && depth < 16 && def.fields.iter().all(|f| valid_elem(cx, f.ty, depth + 1))
        }
        _ => false,
    }
}
