//! Constants in declarations: array lengths, enum values, exception values.
//!
//! In: an expression and its scope. Out: its value as far as the compiler knows it, or C text for a
//! constant that only the C compiler knows. What is no constant is reported in Cython's words.

use super::{expr_type, homes, type_expr};
use crate::cx::Cx;
use crate::scope::{EntryKind, ScopeId};
use cyrus_diagnostics::codes;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, BinaryOp, BoolOp, CompareOp, ExprKind, UnaryOp};
use cyrus_types::{Ty, TyId, common};

/// A constant.
#[derive(Clone, PartialEq, Debug)]
pub enum ConstValue {
    Int(i128),
    /// Literal text.
    Float(Name),
    /// A string, character or other constant that is no number; its type.
    Other(TyId),
    Null,
    /// A constant known to C only: its text and type.
    C(Name, TyId),
    /// Something was wrong and has been reported.
    Error,
}

impl ConstValue {
    /// The type of the constant.
    pub fn ty(&self) -> TyId {
        match self {
            ConstValue::Int(_) => common::LONG,
            ConstValue::Float(_) => common::DOUBLE,
            ConstValue::Other(ty) | ConstValue::C(_, ty) => *ty,
            ConstValue::Null => common::NULL,
            ConstValue::Error => common::ERROR,
        }
    }

    /// As C text.
    pub fn c_text(&self) -> Option<Name> {
        match self {
            ConstValue::Int(i) => Some(Name::from(i.to_string())),
            ConstValue::Float(text) | ConstValue::C(text, _) => Some(text.clone()),
            ConstValue::Null => Some("NULL".into()),
            ConstValue::Other(_) | ConstValue::Error => None,
        }
    }
}

/// Where messages about a constant point: a negative number is one literal, which starts at its digits.
pub fn span_of(expr: &ast::Expr) -> cyrus_source::Span {
    match &expr.kind {
        ExprKind::Unary(UnaryOp::Neg, operand)
            if matches!(operand.kind, ExprKind::Int(_) | ExprKind::Float(_)) =>
        {
            operand.span
        }
        _ => expr.anchor_span(),
    }
}

/// Evaluates `expr`, reporting what is not constant.
pub fn evaluate(cx: &mut Cx<'_>, scope: ScopeId, expr: &ast::Expr) -> ConstValue {
    match value(cx, scope, expr) {
        Ok(value) => value,
        Err(at) => {
            cx.error(codes::E0306, at, "Not allowed in a constant expression");
            ConstValue::Error
        }
    }
}

/// Evaluates `expr` if it is constant; reports nothing.
pub fn try_evaluate(cx: &mut Cx<'_>, scope: ScopeId, expr: &ast::Expr) -> Option<ConstValue> {
    let before = cx.diags.len();
    let result = value(cx, scope, expr).ok();
    cx.diags.truncate(before);
    result.filter(|v| *v != ConstValue::Error)
}

type Result = std::result::Result<ConstValue, cyrus_source::Span>;

fn value(cx: &mut Cx<'_>, scope: ScopeId, expr: &ast::Expr) -> Result {
    Ok(match &expr.kind {
        ExprKind::Int(lit) => match int_value(&lit.text) {
            Some(i) => ConstValue::Int(i),
            None => ConstValue::C(lit.text.clone(), common::ULONGLONG),
        },
        ExprKind::Float(text) => ConstValue::Float(text.clone()),
        ExprKind::True => ConstValue::Int(1),
        ExprKind::False => ConstValue::Int(0),
        ExprKind::Null => ConstValue::Null,
        ExprKind::NoneLit => ConstValue::Other(common::OBJECT),
        ExprKind::Str(lit) => match (lit.kind, &lit.bytes) {
            (ast::StrKind::Char, Some(bytes)) if bytes.len() == 1 => ConstValue::Int(i128::from(bytes[0])),
            (ast::StrKind::Bytes, _) => ConstValue::Other(common::BYTES),
            _ => ConstValue::Other(common::STR),
        },
        ExprKind::Name(name) => match cx.lookup(scope, name).map(|e| e.kind.clone()) {
            Some(kind) => entry_value(cx, &kind).ok_or(expr.span)?,
            None => {
                let message = format!("undeclared name not builtin: {name}");
                cx.diags.push(homes::undeclared(codes::E0201, expr.span, message, name));
                ConstValue::Error
            }
        },
        ExprKind::Attribute(base, name) => attribute(cx, scope, base, name).ok_or(expr.anchor_span())?,
        ExprKind::Unary(op, operand) => unary(*op, value(cx, scope, operand)?),
        ExprKind::Binary(op, a, b) => {
            let (a, b) = (value(cx, scope, a)?, value(cx, scope, b)?);
            binary(*op, a, b).ok_or(expr.anchor_span())?
        }
        ExprKind::Bool(op, a, b) => {
            let (a, b) = (value(cx, scope, a)?, value(cx, scope, b)?);
            match (&a, op) {
                (ConstValue::Int(0), BoolOp::And) => a,
                (ConstValue::Int(_), BoolOp::And) => b,
                (ConstValue::Int(0), BoolOp::Or) => b,
                (ConstValue::Int(_), BoolOp::Or) => a,
                _ => return Err(expr.anchor_span()),
            }
        }
        ExprKind::Compare(first, rest) => {
            let mut left = value(cx, scope, first)?;
            let mut all = true;
            for (op, right) in rest {
                let right = value(cx, scope, right)?;
                all &= compare(*op, &left, &right).ok_or(expr.anchor_span())?;
                left = right;
            }
            ConstValue::Int(i128::from(all))
        }
        ExprKind::Conditional { test, then, orelse } => match value(cx, scope, test)? {
            ConstValue::Int(0) => value(cx, scope, orelse)?,
            ConstValue::Int(_) => value(cx, scope, then)?,
            _ => return Err(expr.span),
        },
        ExprKind::Cast { ty, value: inner, .. } => {
            let ty = type_expr::resolve(cx, scope, ty);
            match value(cx, scope, inner)? {
                ConstValue::Int(i) if cx.types.is_integer(ty) => truncate(cx, i, ty),
                ConstValue::Int(0) if cx.types.is_pointer(ty) => ConstValue::Null,
                ConstValue::Int(i) => ConstValue::C(Name::from(i.to_string()), ty),
                ConstValue::Float(text) => ConstValue::C(text, ty),
                ConstValue::C(text, _) => ConstValue::C(text, ty),
                other => other,
            }
        }
        ExprKind::SizeOf(arg) => {
            let ty = match arg {
                ast::SizeOfArg::Type(ty) => type_expr::resolve(cx, scope, ty),
                ast::SizeOfArg::Expr(e) => match expr_type::try_resolve_expr(cx, scope, e) {
                    Some(ty) => ty,
                    None => return Err(expr.span),
                },
            };
            let text = size_of_text(cx, ty).ok_or(expr.span)?;
            ConstValue::C(text, common::SIZE_T)
        }
        _ => return Err(expr.anchor_span()),
    })
}

/// `sizeof` as C text, for the types whose C names are plain.
fn size_of_text(cx: &Cx<'_>, ty: TyId) -> Option<Name> {
    let name = match cx.types.get(ty) {
        Ty::Error => return Some("1".into()),
        Ty::Bint => "int".to_string(),
        Ty::Int(i) => i.c_name().to_string(),
        Ty::Float(f) => f.c_name().to_string(),
        Ty::Ptr(_) => "void *".to_string(),
        Ty::Typedef(id) => cx.types.typedefs[*id].cname.to_string(),
        Ty::Struct(id) => {
            let def = &cx.types.structs[*id];
            let tag = match (def.typedef, def.is_union) {
                (true, _) => "",
                (false, true) => "union ",
                (false, false) => "struct ",
            };
            format!("{tag}{}", def.cname)
        }
        Ty::Enum(id) => {
            let def = &cx.types.enums[*id];
            format!("{}{}", if def.typedef { "" } else { "enum " }, def.cname)
        }
        _ => return None,
    };
    Some(Name::from(format!("sizeof({name})")))
}

/// The value of a name; `None` when it is not constant.
pub fn entry_value(cx: &Cx<'_>, kind: &EntryKind) -> Option<ConstValue> {
    match kind {
        EntryKind::Const(c) => Some(match c.value {
            Some(value) => ConstValue::Int(value),
            None => ConstValue::C(c.cname.clone(), c.ty),
        }),
        // What a header declares may be a macro; `const` says that it is constant.
        EntryKind::CVar(id) => {
            let var = &cx.cvars[*id];
            let is_const = matches!(cx.types.get(var.ty), Ty::Const(_));
            (is_const || var.origin == cyrus_types::Origin::Extern)
                .then(|| ConstValue::C(qualified(&var.namespace, &var.cname), var.ty))
        }
        EntryKind::CFunc(ids) => ids.first().map(|&id| {
            let func = &cx.cfuncs[id];
            ConstValue::C(qualified(&func.namespace, &func.cname), common::VOID_PTR)
        }),
        _ => None,
    }
}

/// A C++ name with its namespace.
pub fn qualified(namespace: &Option<Name>, cname: &Name) -> Name {
    match namespace {
        Some(namespace) => Name::from(format!("{namespace}::{cname}")),
        None => cname.clone(),
    }
}

fn attribute(cx: &mut Cx<'_>, scope: ScopeId, base: &ast::Expr, name: &ast::Ident) -> Option<ConstValue> {
    if let Some(module) = expr_type::module_of(cx, scope, base) {
        let kind = cx.scopes[module].get(&name.name).map(|e| e.kind.clone())?;
        return entry_value(cx, &kind);
    }
    let ty = expr_type::try_resolve_expr(cx, scope, base)?;
    let Ty::Enum(id) = *cx.types.kind(ty) else { return None };
    let item = cx.types.enums[id].items.iter().find(|i| i.name == name.name)?;
    Some(match item.known {
        Some(value) => ConstValue::Int(value),
        None => ConstValue::C(item.cname.clone(), ty),
    })
}

/// The value of integer literal text; `None` when it does not fit.
pub fn int_value(text: &str) -> Option<i128> {
    let lower = text.to_ascii_lowercase();
    if let Some(hex) = lower.strip_prefix("0x") {
        return i128::from_str_radix(hex, 16).ok();
    }
    if let Some(octal) = lower.strip_prefix("0o") {
        return i128::from_str_radix(octal, 8).ok();
    }
    if let Some(binary) = lower.strip_prefix("0b") {
        return i128::from_str_radix(binary, 2).ok();
    }
    if lower.len() > 1 && lower.starts_with('0') && lower.bytes().all(|b| b.is_ascii_digit()) {
        return i128::from_str_radix(&lower, 8).ok();
    }
    lower.parse().ok()
}

fn unary(op: UnaryOp, operand: ConstValue) -> ConstValue {
    match (op, operand) {
        (UnaryOp::Neg, ConstValue::Int(i)) => ConstValue::Int(i.wrapping_neg()),
        (UnaryOp::Pos, ConstValue::Int(i)) => ConstValue::Int(i),
        (UnaryOp::Invert, ConstValue::Int(i)) => ConstValue::Int(!i),
        (UnaryOp::Not, ConstValue::Int(i)) => ConstValue::Int(i128::from(i == 0)),
        (UnaryOp::Neg, ConstValue::Float(text)) => ConstValue::Float(match text.strip_prefix('-') {
            Some(rest) => rest.into(),
            None => Name::from(format!("-{text}")),
        }),
        (UnaryOp::Pos, value @ (ConstValue::Float(_) | ConstValue::C(..))) => value,
        (UnaryOp::Neg, ConstValue::C(text, ty)) => ConstValue::C(Name::from(format!("(-{text})")), ty),
        (UnaryOp::Invert, ConstValue::C(text, ty)) => ConstValue::C(Name::from(format!("(~{text})")), ty),
        (UnaryOp::Not, ConstValue::C(text, ty)) => ConstValue::C(Name::from(format!("(!{text})")), ty),
        (_, value) => value,
    }
}

fn binary(op: BinaryOp, a: ConstValue, b: ConstValue) -> Option<ConstValue> {
    if let (ConstValue::Int(x), ConstValue::Int(y)) = (&a, &b)
        && let Some(value) = int_binary(op, *x, *y)
    {
        return Some(value);
    }
    if let (Some(x), Some(y)) = (number(&a), number(&b)) {
        let value = match op {
            BinaryOp::Add => x + y,
            BinaryOp::Sub => x - y,
            BinaryOp::Mul => x * y,
            BinaryOp::Div if y != 0.0 => x / y,
            _ => return None,
        };
        return Some(ConstValue::Float(Name::from(format!("{value:?}"))));
    }
    let ty = match (&a, &b) {
        (ConstValue::C(_, ty), _) | (_, ConstValue::C(_, ty)) => *ty,
        _ => return None,
    };
    let symbol = match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div | BinaryOp::FloorDiv => "/",
        BinaryOp::Mod => "%",
        BinaryOp::LShift => "<<",
        BinaryOp::RShift => ">>",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::Pow | BinaryOp::MatMul => return None,
    };
    Some(ConstValue::C(Name::from(format!("({} {symbol} {})", a.c_text()?, b.c_text()?)), ty))
}

fn int_binary(op: BinaryOp, x: i128, y: i128) -> Option<ConstValue> {
    Some(ConstValue::Int(match op {
        BinaryOp::Add => x.checked_add(y)?,
        BinaryOp::Sub => x.checked_sub(y)?,
        BinaryOp::Mul => x.checked_mul(y)?,
        BinaryOp::Div if y != 0 && x % y != 0 => {
            return Some(ConstValue::Float(Name::from(format!("{:?}", x as f64 / y as f64))));
        }
        // Python's floor division and modulo.
        BinaryOp::Div | BinaryOp::FloorDiv => {
            let q = x.checked_div(y)?;
            if x % y != 0 && (x < 0) != (y < 0) { q - 1 } else { q }
        }
        BinaryOp::Mod => {
            let r = x.checked_rem(y)?;
            if r != 0 && (r < 0) != (y < 0) { r + y } else { r }
        }
        BinaryOp::Pow => x.checked_pow(u32::try_from(y).ok()?)?,
        BinaryOp::LShift => {
            let y = u32::try_from(y).ok().filter(|&y| y < 120)?;
            x.checked_mul(1i128.checked_shl(y)?)?
        }
        BinaryOp::RShift => x.checked_shr(u32::try_from(y).ok()?)?,
        BinaryOp::BitAnd => x & y,
        BinaryOp::BitOr => x | y,
        BinaryOp::BitXor => x ^ y,
        BinaryOp::MatMul => return None,
    }))
}

fn number(value: &ConstValue) -> Option<f64> {
    match value {
        ConstValue::Int(i) => Some(*i as f64),
        ConstValue::Float(text) => text.parse().ok(),
        _ => None,
    }
}

fn compare(op: CompareOp, a: &ConstValue, b: &ConstValue) -> Option<bool> {
    let ordering = match (a, b) {
        (ConstValue::Int(x), ConstValue::Int(y)) => x.cmp(y),
        _ => number(a)?.partial_cmp(&number(b)?)?,
    };
    Some(match op {
        CompareOp::Lt => ordering.is_lt(),
        CompareOp::Le => ordering.is_le(),
        CompareOp::Gt => ordering.is_gt(),
        CompareOp::Ge => ordering.is_ge(),
        CompareOp::Eq | CompareOp::Is => ordering.is_eq(),
        CompareOp::Ne | CompareOp::IsNot => ordering.is_ne(),
        CompareOp::In | CompareOp::NotIn => return None,
    })
}

/// An integer cast to an integer type whose width every platform agrees on.
fn truncate(cx: &Cx<'_>, value: i128, ty: TyId) -> ConstValue {
    use cyrus_types::IntTy::*;
    let Ty::Int(int) = cx.types.kind(ty) else { return ConstValue::Int(value) };
    ConstValue::Int(match int {
        SChar | Char => i128::from(value as i8),
        UChar => i128::from(value as u8),
        Short => i128::from(value as i16),
        UShort => i128::from(value as u16),
        Int => i128::from(value as i32),
        UInt => i128::from(value as u32),
        LongLong => i128::from(value as i64),
        ULongLong => i128::from(value as u64),
        Long | ULong | SizeT | SSizeT | PosixSSizeT | PtrDiff | Hash | Ucs4 | PyUnicode => {
            if value < 0 && !int.is_signed() || value > i128::from(i32::MAX) || value < i128::from(i32::MIN) {
                return ConstValue::C(Name::from(format!("(({}) {value})", int.c_name())), ty);
            }
            value
        }
    })
}
