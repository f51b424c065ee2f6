//! Values of the compile-time language: a small part of Python's.

use std::cmp::Ordering;

/// A compile-time value.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    None,
    Ellipsis,
    Bool(bool),
    Int(i128),
    Float(f64),
    /// Imaginary numbers, and sums of one with a real.
    Complex(f64, f64),
    Str(String),
    Bytes(Vec<u8>),
    Tuple(Vec<Value>),
    List(Vec<Value>),
    Set(Vec<Value>),
    Dict(Vec<(Value, Value)>),
    /// A builtin function or class, by name.
    Function(&'static str),
    /// A method of a value.
    Method(Box<Value>, String),
}

impl Value {
    /// The value of `-E name=text`.
    pub(super) fn from_text(text: &str) -> Value {
        match text {
            "True" => Value::Bool(true),
            "False" => Value::Bool(false),
            "None" => Value::None,
            _ if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
                text.parse().map_or_else(|_| Value::Str(text.into()), Value::Int)
            }
            _ => match text.parse::<f64>() {
                Ok(f) => Value::Float(f),
                Err(_) => Value::Str(text.into()),
            },
        }
    }

    /// How much memory it takes, roughly: elements and bytes.
    pub(super) fn weight(&self) -> usize {
        let all = |items: &[Value]| items.iter().fold(1usize, |n, item| n.saturating_add(item.weight()));
        match self {
            Value::Str(text) => 1 + text.len(),
            Value::Bytes(bytes) => 1 + bytes.len(),
            Value::Tuple(items) | Value::List(items) | Value::Set(items) => all(items),
            Value::Dict(items) => {
                items.iter().fold(1, |n, (k, v)| n.saturating_add(k.weight()).saturating_add(v.weight()))
            }
            Value::Method(of, _) => 1 + of.weight(),
            Value::None
            | Value::Ellipsis
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::Complex(..)
            | Value::Function(_) => 1,
        }
    }

    pub(super) fn truth(&self) -> bool {
        match self {
            Value::None => false,
            Value::Bool(b) => *b,
            Value::Int(i) => *i != 0,
            Value::Float(f) => *f != 0.0,
            Value::Complex(re, im) => *re != 0.0 || *im != 0.0,
            Value::Str(s) => !s.is_empty(),
            Value::Bytes(b) => !b.is_empty(),
            Value::Tuple(items) | Value::List(items) | Value::Set(items) => !items.is_empty(),
            Value::Dict(items) => !items.is_empty(),
            Value::Ellipsis | Value::Function(_) | Value::Method(..) => true,
        }
    }

    /// The name of its type in Python.
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Value::None => "NoneType",
            Value::Ellipsis => "ellipsis",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Float(_) => "float",
            Value::Complex(..) => "complex",
            Value::Str(_) => "str",
            Value::Bytes(_) => "bytes",
            Value::Tuple(_) => "tuple",
            Value::List(_) => "list",
            Value::Set(_) => "set",
            Value::Dict(_) => "dict",
            Value::Function(name) if name.starts_with(|c: char| c.is_ascii_lowercase()) => match *name {
                "bool" | "bytearray" | "bytes" | "complex" | "dict" | "enumerate" | "filter" | "float"
                | "frozenset" | "int" | "list" | "map" | "range" | "reversed" | "set" | "slice" | "str"
                | "tuple" | "zip" | "long" | "unicode" | "xrange" => "type",
                _ => "builtin_function_or_method",
            },
            Value::Function(_) | Value::Method(..) => "builtin_function_or_method",
        }
    }

    /// As an integer, where Python takes one.
    pub(super) fn as_int(&self) -> Option<i128> {
        match self {
            Value::Bool(b) => Some(i128::from(*b)),
            Value::Int(i) => Some(*i),
            _ => None,
        }
    }

    /// As a real number.
    pub(super) fn as_float(&self) -> Option<f64> {
        match self {
            Value::Float(f) => Some(*f),
            _ => self.as_int().map(|i| i as f64),
        }
    }

    /// The elements, of what has some.
    pub(super) fn elements(&self) -> Option<Vec<Value>> {
        Some(match self {
            Value::Tuple(items) | Value::List(items) | Value::Set(items) => items.clone(),
            Value::Dict(items) => items.iter().map(|(k, _)| k.clone()).collect(),
            Value::Str(s) => s.chars().map(|c| Value::Str(c.to_string())).collect(),
            Value::Bytes(b) => b.iter().map(|&b| Value::Int(i128::from(b))).collect(),
            _ => return None,
        })
    }

    /// Python's `==`.
    pub(super) fn equals(&self, other: &Value) -> bool {
        if let (Some(a), Some(b)) = (self.as_int(), other.as_int()) {
            return a == b;
        }
        if let (Some(a), Some(b)) = (self.as_float(), other.as_float()) {
            return a == b;
        }
        match (self, other) {
            (Value::Tuple(a), Value::Tuple(b)) | (Value::List(a), Value::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.equals(y))
            }
            (Value::Set(a), Value::Set(b)) => {
                a.len() == b.len() && a.iter().all(|x| b.iter().any(|y| x.equals(y)))
            }
            (a, b) => a == b,
        }
    }

    /// Python's ordering; `None` where Python raises `TypeError`.
    pub(super) fn compare(&self, other: &Value) -> Option<Ordering> {
        if let (Some(a), Some(b)) = (self.as_int(), other.as_int()) {
            return Some(a.cmp(&b));
        }
        if let (Some(a), Some(b)) = (self.as_float(), other.as_float()) {
            return a.partial_cmp(&b);
        }
        match (self, other) {
            (Value::Str(a), Value::Str(b)) => Some(a.cmp(b)),
            (Value::Bytes(a), Value::Bytes(b)) => Some(a.cmp(b)),
            (Value::Tuple(a), Value::Tuple(b)) | (Value::List(a), Value::List(b)) => {
                for (x, y) in a.iter().zip(b) {
                    if !x.equals(y) {
                        return x.compare(y);
                    }
                }
                Some(a.len().cmp(&b.len()))
            }
            _ => None,
        }
    }

    /// Python's `repr`.
    pub(super) fn repr(&self) -> String {
        let join = |items: &[Value]| items.iter().map(Value::repr).collect::<Vec<_>>().join(", ");
        match self {
            Value::None => "None".into(),
            Value::Ellipsis => "Ellipsis".into(),
            Value::Bool(b) => if *b { "True" } else { "False" }.into(),
            Value::Int(i) => i.to_string(),
            Value::Float(f) => float_repr(*f),
            Value::Complex(re, im) if *re == 0.0 => format!("{}j", float_repr(*im).trim_end_matches(".0")),
            Value::Complex(re, im) => format!("({}+{}j)", float_repr(*re), float_repr(*im)),
            Value::Str(s) => quote(s),
            Value::Bytes(b) => format!("b{}", quote(&String::from_utf8_lossy(b))),
            Value::Tuple(items) if items.len() == 1 => format!("({},)", items[0].repr()),
            Value::Tuple(items) => format!("({})", join(items)),
            Value::List(items) => format!("[{}]", join(items)),
            Value::Set(items) if items.is_empty() => "set()".into(),
            Value::Set(items) => format!("{{{}}}", join(items)),
            Value::Dict(items) => {
                let items: Vec<String> =
                    items.iter().map(|(k, v)| format!("{}: {}", k.repr(), v.repr())).collect();
                format!("{{{}}}", items.join(", "))
            }
            Value::Function(name) if self.type_name() == "type" => format!("<class '{name}'>"),
            Value::Function(name) => format!("<built-in function {name}>"),
            Value::Method(_, name) => format!("<built-in method {name}>"),
        }
    }

    /// Python's `str`.
    pub(super) fn text(&self) -> String {
        match self {
            Value::Str(s) => s.clone(),
            _ => self.repr(),
        }
    }
}

fn quote(s: &str) -> String {
    let mark = if s.contains('\'') && !s.contains('"') { '"' } else { '\'' };
    let mut out = String::from(mark);
    for c in s.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            c if c == mark => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out.push(mark);
    out
}

/// The shortest text that reads back as the same number, written as Python does.
pub(super) fn float_repr(f: f64) -> String {
    if f.is_nan() {
        return "nan".into();
    }
    if f.is_infinite() {
        return if f > 0.0 { "inf" } else { "-inf" }.into();
    }
    let exponent = if f == 0.0 { 0.0 } else { f.abs().log10().floor() };
    if !(-4.0..16.0).contains(&exponent) {
        let text = format!("{f:e}");
        let Some((mantissa, exponent)) = text.split_once('e') else { return text };
        let (sign, digits) = match exponent.strip_prefix('-') {
            Some(digits) => ('-', digits),
            None => ('+', exponent),
        };
        return format!("{mantissa}e{sign}{digits:0>2}");
    }
    let text = format!("{f}");
    if text.contains('.') { text } else { format!("{text}.0") }
}
