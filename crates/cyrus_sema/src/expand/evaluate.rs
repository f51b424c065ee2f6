//! The compile-time expression language: literals, operators, comparisons, calls of builtins and of
//! methods of strings and containers.

use super::Expander;
use super::builtin;
use super::value::Value;
use cyrus_diagnostics::codes;
use cyrus_source::Span;
use cyrus_syntax::ast::{self, BinaryOp, BoolOp, CompareOp, DictItem, Expr, ExprKind, StrKind, UnaryOp};

/// What went wrong: a Python exception's class and text.
pub(super) struct Raised(pub(super) &'static str, pub(super) String);

pub(super) type Result<T = Value> = std::result::Result<T, Raised>;

/// Elements and bytes of the largest value that an operation may make.
const LARGEST: usize = 1 << 20;

/// Elements and bytes that all uses of compile-time names may copy: definitions that double each other's
/// size would fill the memory.
const BUDGET: usize = 1 << 25;

pub(super) fn too_large() -> Raised {
    Raised("MemoryError", "the value is too large for a compile-time expression".into())
}

pub(super) fn type_error<T>(text: impl Into<String>) -> Result<T> {
    Err(Raised("TypeError", text.into()))
}

impl Expander<'_, '_> {
    /// The value of an expression. What is wrong is reported and counts as Python's `None`.
    pub(super) fn evaluate(&mut self, expr: &Expr) -> Value {
        self.try_evaluate(expr).unwrap_or(Value::None)
    }

    fn try_evaluate(&mut self, expr: &Expr) -> Option<Value> {
        let at = expr.anchor_span();
        match &expr.kind {
            ExprKind::NoneLit => Some(Value::None),
            ExprKind::True => Some(Value::Bool(true)),
            ExprKind::False => Some(Value::Bool(false)),
            ExprKind::Ellipsis => Some(Value::Ellipsis),
            ExprKind::Int(lit) => match crate::declare::const_value::int_value(&lit.text) {
                Some(i) => Some(Value::Int(i)),
                None => self.raised(at, Raised("OverflowError", "number too large".into())),
            },
            ExprKind::Float(text) => match text.parse() {
                Ok(f) => Some(Value::Float(f)),
                Err(_) => self.invalid(at),
            },
            ExprKind::Imaginary(text) => match text.parse() {
                Ok(f) => Some(Value::Complex(0.0, f)),
                Err(_) => self.invalid(at),
            },
            ExprKind::Str(lit) => match (lit.kind, &lit.text, &lit.bytes) {
                (StrKind::Bytes, _, Some(bytes)) => Some(Value::Bytes(bytes.clone())),
                (StrKind::Char, _, Some(bytes)) => {
                    Some(Value::Int(bytes.first().map_or(0, |&b| i128::from(b))))
                }
                (_, Some(text), _) => Some(Value::Str(String::from_utf8_lossy(text).into_owned())),
                (_, None, Some(bytes)) => Some(Value::Bytes(bytes.clone())),
                _ => self.invalid(at),
            },
            ExprKind::Name(name) => match self.env.get(name).cloned().or_else(|| builtin::named(name)) {
                Some(value) => self.charge(&value).then_some(value).or_else(|| self.raised(at, too_large())),
                None => {
                    let message = format!("Compile-time name '{name}' not defined");
                    self.cx.error(codes::E0201, expr.span, message);
                    None
                }
            },
            ExprKind::Tuple(items) => Some(Value::Tuple(self.all(items))),
            ExprKind::List(items) => Some(Value::List(self.all(items))),
            ExprKind::Set(items) => Some(Value::Set(builtin::distinct(self.all(items)))),
            ExprKind::Dict(items) => {
                let mut pairs = Vec::new();
                for item in items {
                    match item {
                        DictItem::Pair(k, v) => {
                            let pair = (self.evaluate(k), self.evaluate(v));
                            pairs.retain(|(k, _): &(Value, Value)| !k.equals(&pair.0));
                            pairs.push(pair);
                        }
                        DictItem::Unpack(e) => match self.evaluate(e) {
                            Value::Dict(more) => pairs.extend(more),
                            _ => return self.invalid(at),
                        },
                    }
                }
                Some(Value::Dict(pairs))
            }
            ExprKind::Unary(op, operand) => {
                let value = self.evaluate(operand);
                self.or_report(at, unary(*op, value))
            }
            ExprKind::Binary(op, a, b) => {
                let (a, b) = (self.evaluate(a), self.evaluate(b));
                self.or_report(at, binary(*op, a, b))
            }
            ExprKind::Bool(op, a, b) => {
                let left = self.evaluate(a);
                match (op, left.truth()) {
                    (BoolOp::And, false) | (BoolOp::Or, true) => Some(left),
                    _ => Some(self.evaluate(b)),
                }
            }
            ExprKind::Compare(first, rest) => {
                let mut left = self.evaluate(first);
                for (op, right) in rest {
                    let right = self.evaluate(right);
                    let holds = compare(*op, &left, &right);
                    if !self.or_report(at, holds)? {
                        return Some(Value::Bool(false));
                    }
                    left = right;
                }
                Some(Value::Bool(true))
            }
            ExprKind::Conditional { test, then, orelse } => {
                let holds = self.evaluate(test).truth();
                Some(self.evaluate(if holds { then } else { orelse }))
            }
            ExprKind::Subscript(base, index) => self.subscript(base, index, at),
            ExprKind::Attribute(base, name) => {
                if name.name.starts_with("__") && name.name.ends_with("__") {
                    let message = format!("Invalid attribute '{}' in compile-time expression", name.name);
                    self.cx.error(codes::E0204, at, message);
                    return None;
                }
                let base = self.evaluate(base);
                if !builtin::has_methods(&base) {
                    let kind = base.type_name();
                    let text = format!("'{kind}' object has no attribute '{}'", name.name);
                    return self.raised(at, Raised("AttributeError", text));
                }
                Some(Value::Method(Box::new(base), name.name.to_string()))
            }
            ExprKind::Call(call) => {
                let function = self.evaluate(&call.func);
                let mut args = Vec::new();
                let mut keywords = Vec::new();
                for arg in &call.args {
                    match arg {
                        ast::Arg::Positional(e) => args.push(self.evaluate(e)),
                        ast::Arg::Keyword(name, e) => keywords.push((name.name.clone(), self.evaluate(e))),
                        ast::Arg::Star(e) => match self.evaluate(e).elements() {
                            Some(items) => args.extend(items),
                            None => return self.invalid(at),
                        },
                        ast::Arg::DoubleStar(_) => return self.invalid(at),
                    }
                }
                let result = builtin::call(function, args, &keywords);
                self.or_report(at, result)
            }
            _ => self.invalid(at),
        }
    }

    fn all(&mut self, items: &[Expr]) -> Vec<Value> {
        items.iter().map(|e| self.evaluate(e)).collect()
    }

    fn invalid(&mut self, at: Span) -> Option<Value> {
        self.cx.error(codes::E0306, at, "Invalid compile-time expression");
        None
    }

    /// Counts a copy of a value; `false` when there were too many.
    pub(super) fn charge(&mut self, value: &Value) -> bool {
        self.copied = self.copied.saturating_add(value.weight());
        self.copied <= BUDGET
    }

    pub(super) fn raised<T>(&mut self, at: Span, Raised(class, text): Raised) -> Option<T> {
        let message = format!("Error in compile-time expression: {class}: {text}");
        self.cx.error(codes::E0306, at, message);
        None
    }

    fn or_report<T>(&mut self, at: Span, result: Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(raised) => self.raised(at, raised),
        }
    }

    fn subscript(&mut self, base: &Expr, index: &Expr, at: Span) -> Option<Value> {
        let base = self.evaluate(base);
        if let ExprKind::Slice { lower, upper, step } = &index.kind {
            let mut part = |e: &Option<Box<Expr>>| match e {
                Some(e) => self.evaluate(e).as_int(),
                None => None,
            };
            let (lower, upper, step) = (part(lower), part(upper), part(step));
            let result = slice(&base, lower, upper, step);
            return self.or_report(at, result);
        }
        let index = self.evaluate(index);
        let result = item(&base, &index);
        self.or_report(at, result)
    }
}

fn item(base: &Value, index: &Value) -> Result {
    if let Value::Dict(pairs) = base {
        return match pairs.iter().find(|(k, _)| k.equals(index)) {
            Some((_, v)) => Ok(v.clone()),
            None => Err(Raised("KeyError", index.repr())),
        };
    }
    let (Some(items), Some(i)) = (base.elements(), index.as_int()) else {
        return type_error(format!("'{}' object is not subscriptable", base.type_name()));
    };
    let i = if i < 0 { i + items.len() as i128 } else { i };
    match usize::try_from(i).ok().and_then(|i| items.get(i)) {
        Some(value) => Ok(value.clone()),
        None => {
            let what = match base {
                Value::Str(_) => "string",
                other => other.type_name(),
            };
            Err(Raised("IndexError", format!("{what} index out of range")))
        }
    }
}

fn slice(base: &Value, lower: Option<i128>, upper: Option<i128>, step: Option<i128>) -> Result {
    let Some(items) = base.elements() else {
        return type_error(format!("'{}' object is not subscriptable", base.type_name()));
    };
    let len = items.len() as i128;
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err(Raised("ValueError", "slice step cannot be zero".into()));
    }
    let (low, high) = if step > 0 { (0, len) } else { (-1, len - 1) };
    let clip = |i: i128| (if i < 0 { i + len } else { i }).clamp(low, high);
    let start = lower.map_or(if step > 0 { 0 } else { len - 1 }, clip);
    let stop = upper.map_or(if step > 0 { len } else { -1 }, clip);
    let mut out = Vec::new();
    let mut i = start;
    while (step > 0 && i < stop) || (step < 0 && i > stop) {
        if let Some(value) = usize::try_from(i).ok().and_then(|i| items.get(i)) {
            out.push(value.clone());
        }
        i += step;
    }
    Ok(same_kind(base, out))
}

/// A container of the kind of `like` from elements.
fn same_kind(like: &Value, items: Vec<Value>) -> Value {
    match like {
        Value::Str(_) => Value::Str(items.iter().map(Value::text).collect()),
        Value::Bytes(_) => {
            Value::Bytes(items.iter().filter_map(|v| v.as_int().and_then(|i| u8::try_from(i).ok())).collect())
        }
        Value::Tuple(_) => Value::Tuple(items),
        _ => Value::List(items),
    }
}

fn unary(op: UnaryOp, value: Value) -> Result {
    let bad = |value: &Value, symbol: &str| {
        type_error(format!("bad operand type for unary {symbol}: '{}'", value.type_name()))
    };
    Ok(match op {
        UnaryOp::Not => Value::Bool(!value.truth()),
        UnaryOp::Neg => match (&value, value.as_int()) {
            (_, Some(i)) => Value::Int(-i),
            (Value::Float(f), _) => Value::Float(-f),
            (Value::Complex(re, im), _) => Value::Complex(-re, -im),
            _ => return bad(&value, "-"),
        },
        UnaryOp::Pos => match (&value, value.as_int()) {
            (_, Some(i)) => Value::Int(i),
            (Value::Float(_) | Value::Complex(..), _) => value,
            _ => return bad(&value, "+"),
        },
        UnaryOp::Invert => match value.as_int() {
            Some(i) => Value::Int(!i),
            None => return bad(&value, "~"),
        },
        UnaryOp::Deref => return bad(&value, "*"),
    })
}

fn compare(op: CompareOp, a: &Value, b: &Value) -> Result<bool> {
    let ordered = |symbol: &str, test: fn(std::cmp::Ordering) -> bool| match a.compare(b) {
        Some(ordering) => Ok(test(ordering)),
        None if a.as_float().is_some() && b.as_float().is_some() => Ok(false),
        None => type_error(format!(
            "'{symbol}' not supported between instances of '{}' and '{}'",
            a.type_name(),
            b.type_name()
        )),
    };
    let contains = || match (a, b) {
        (Value::Str(a), Value::Str(b)) => Ok(b.contains(a.as_str())),
        (Value::Bytes(a), Value::Bytes(b)) => Ok(a.is_empty() || b.windows(a.len()).any(|w| w == a)),
        _ => match b.elements() {
            Some(items) => Ok(items.iter().any(|item| item.equals(a))),
            None => type_error(format!("argument of type '{}' is not iterable", b.type_name())),
        },
    };
    match op {
        CompareOp::Lt => ordered("<", |o| o.is_lt()),
        CompareOp::Le => ordered("<=", |o| o.is_le()),
        CompareOp::Gt => ordered(">", |o| o.is_gt()),
        CompareOp::Ge => ordered(">=", |o| o.is_ge()),
        CompareOp::Eq => Ok(a.equals(b)),
        CompareOp::Ne => Ok(!a.equals(b)),
        CompareOp::Is => Ok(a == b),
        CompareOp::IsNot => Ok(a != b),
        CompareOp::In => contains(),
        CompareOp::NotIn => contains().map(|found| !found),
    }
}

fn binary(op: BinaryOp, a: Value, b: Value) -> Result {
    let mismatch = |a: &Value, b: &Value| {
        type_error(format!(
            "unsupported operand type(s) for {}: '{}' and '{}'",
            symbol(op),
            a.type_name(),
            b.type_name()
        ))
    };
    if let (Some(x), Some(y)) = (a.as_int(), b.as_int()) {
        return integers(op, x, y);
    }
    if let (Some(x), Some(y)) = (a.as_float(), b.as_float()) {
        return floats(op, x, y).unwrap_or_else(|| mismatch(&a, &b));
    }
    match (op, &a, &b) {
        (BinaryOp::Add, _, _) if a.weight().saturating_add(b.weight()) > LARGEST => Err(too_large()),
        (BinaryOp::Add, Value::Str(x), Value::Str(y)) => Ok(Value::Str(format!("{x}{y}"))),
        (BinaryOp::Add, Value::Bytes(x), Value::Bytes(y)) => Ok(Value::Bytes([&x[..], y].concat())),
        (BinaryOp::Add, Value::Tuple(x), Value::Tuple(y)) => Ok(Value::Tuple([&x[..], y].concat())),
        (BinaryOp::Add, Value::List(x), Value::List(y)) => Ok(Value::List([&x[..], y].concat())),
        (BinaryOp::Mul, _, _) => match (a.as_int(), b.as_int()) {
            (None, Some(n)) => repeat(&a, n).unwrap_or_else(|| mismatch(&a, &b)),
            (Some(n), None) => repeat(&b, n).unwrap_or_else(|| mismatch(&a, &b)),
            _ => mismatch(&a, &b),
        },
        (BinaryOp::Mod, Value::Str(format), _) => builtin::percent(format, &b),
        (BinaryOp::Add | BinaryOp::Sub, _, _) => {
            let complex = |v: &Value| match v {
                Value::Complex(re, im) => Some((*re, *im)),
                _ => v.as_float().map(|f| (f, 0.0)),
            };
            match (complex(&a), complex(&b)) {
                (Some((a, b)), Some((c, d))) if op == BinaryOp::Add => Ok(Value::Complex(a + c, b + d)),
                (Some((a, b)), Some((c, d))) => Ok(Value::Complex(a - c, b - d)),
                _ => mismatch(&a, &b),
            }
        }
        (BinaryOp::BitAnd, Value::Set(x), Value::Set(y)) => {
            Ok(Value::Set(x.iter().filter(|v| y.iter().any(|w| w.equals(v))).cloned().collect()))
        }
        (BinaryOp::BitOr, Value::Set(x), Value::Set(y)) => {
            Ok(Value::Set(builtin::distinct([&x[..], y].concat())))
        }
        _ => mismatch(&a, &b),
    }
}

fn repeat(value: &Value, n: i128) -> Option<Result> {
    let n = usize::try_from(n.max(0)).unwrap_or(usize::MAX);
    let items = match value {
        Value::Str(_) | Value::Bytes(_) | Value::Tuple(_) | Value::List(_) => value.elements()?,
        _ => return None,
    };
    if items.is_empty() {
        return Some(Ok(same_kind(value, items)));
    }
    if items.iter().map(Value::weight).sum::<usize>().saturating_mul(n) > LARGEST {
        return Some(Err(too_large()));
    }
    let repeated = (0..n).flat_map(|_| items.iter().cloned()).collect();
    Some(Ok(same_kind(value, repeated)))
}

fn integers(op: BinaryOp, x: i128, y: i128) -> Result {
    let zero = |text: &str| Err(Raised("ZeroDivisionError", text.to_string()));
    let overflow = || Raised("OverflowError", "number too large".to_string());
    let value = match op {
        BinaryOp::Add => x.checked_add(y),
        BinaryOp::Sub => x.checked_sub(y),
        BinaryOp::Mul => x.checked_mul(y),
        BinaryOp::Div if y == 0 => return zero("division by zero"),
        BinaryOp::FloorDiv | BinaryOp::Mod if y == 0 => return zero("integer division or modulo by zero"),
        BinaryOp::Div => return Ok(Value::Float(x as f64 / y as f64)),
        BinaryOp::FloorDiv => Some(x.div_euclid(y) - i128::from(y < 0 && x.rem_euclid(y) != 0)),
        BinaryOp::Mod => {
            let r = x.wrapping_rem(y);
            Some(if r != 0 && (r < 0) != (y < 0) { r + y } else { r })
        }
        BinaryOp::Pow if y < 0 => return Ok(Value::Float((x as f64).powf(y as f64))),
        BinaryOp::Pow => u32::try_from(y).ok().and_then(|y| x.checked_pow(y)),
        BinaryOp::LShift | BinaryOp::RShift if y < 0 => {
            return Err(Raised("ValueError", "negative shift count".into()));
        }
        BinaryOp::LShift => {
            u32::try_from(y).ok().filter(|&y| y < 126).and_then(|y| x.checked_mul(1i128 << y))
        }
        BinaryOp::RShift => Some(x >> y.min(127)),
        BinaryOp::BitAnd => Some(x & y),
        BinaryOp::BitOr => Some(x | y),
        BinaryOp::BitXor => Some(x ^ y),
        BinaryOp::MatMul => return type_error("unsupported operand type(s) for @: 'int' and 'int'"),
    };
    value.map(Value::Int).ok_or_else(overflow)
}

fn floats(op: BinaryOp, x: f64, y: f64) -> Option<Result> {
    let zero = |text: &str| Some(Err(Raised("ZeroDivisionError", text.to_string())));
    Some(Ok(Value::Float(match op {
        BinaryOp::Add => x + y,
        BinaryOp::Sub => x - y,
        BinaryOp::Mul => x * y,
        BinaryOp::Div if y == 0.0 => return zero("float division by zero"),
        BinaryOp::FloorDiv if y == 0.0 => return zero("float floor division by zero"),
        BinaryOp::Mod if y == 0.0 => return zero("float modulo"),
        BinaryOp::Div => x / y,
        BinaryOp::FloorDiv => (x / y).floor(),
        BinaryOp::Mod => x - y * (x / y).floor(),
        BinaryOp::Pow => x.powf(y),
        _ => return None,
    })))
}

fn symbol(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::MatMul => "@",
        BinaryOp::Div => "/",
        BinaryOp::FloorDiv => "//",
        BinaryOp::Mod => "%",
        BinaryOp::Pow => "** or pow()",
        BinaryOp::LShift => "<<",
        BinaryOp::RShift => ">>",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
    }
}
