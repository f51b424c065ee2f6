//! Builtin functions of the compile-time language, and methods of its values.

use super::evaluate::{Raised, Result, type_error};
use super::value::Value;
use cyrus_syntax::Name;

/// The functions and classes that Cython makes known to compile-time expressions.
const FUNCTIONS: &[&str] = &[
    "abs",
    "all",
    "any",
    "ascii",
    "bin",
    "bool",
    "bytearray",
    "bytes",
    "chr",
    "complex",
    "dict",
    "divmod",
    "enumerate",
    "filter",
    "float",
    "format",
    "frozenset",
    "hash",
    "hex",
    "int",
    "len",
    "list",
    "map",
    "max",
    "min",
    "next",
    "oct",
    "ord",
    "pow",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "slice",
    "sorted",
    "str",
    "sum",
    "tuple",
    "zip",
    "reduce",
    "unicode",
    "long",
    "xrange",
];

/// The builtin of this name, or a fact about the platform.
pub(super) fn named(name: &str) -> Option<Value> {
    let text = |s: &str| Some(Value::Str(s.to_string()));
    match name {
        "UNAME_SYSNAME" => text(match std::env::consts::OS {
            "linux" | "android" => "Linux",
            "macos" | "ios" => "Darwin",
            "windows" => "Windows",
            "freebsd" => "FreeBSD",
            "openbsd" => "OpenBSD",
            "netbsd" => "NetBSD",
            other => other,
        }),
        "UNAME_MACHINE" => text(match (std::env::consts::ARCH, std::env::consts::OS) {
            ("x86_64", "windows") => "AMD64",
            ("x86", _) => "i686",
            ("aarch64", "macos") => "arm64",
            (other, _) => other,
        }),
        // Facts of the running machine that a build should not depend on: the driver may give them.
        "UNAME_NODENAME" | "UNAME_RELEASE" | "UNAME_VERSION" => text(""),
        _ => FUNCTIONS.iter().find(|f| **f == name).map(|f| Value::Function(f)),
    }
}

/// Each value once, in order.
pub(super) fn distinct(values: Vec<Value>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::with_capacity(values.len());
    for value in values {
        if !out.iter().any(|v| v.equals(&value)) {
            out.push(value);
        }
    }
    out
}

/// Calls a builtin or method.
pub(super) fn call(function: Value, args: Vec<Value>, keywords: &[(Name, Value)]) -> Result {
    match function {
        Value::Function("dict") => {
            let mut pairs: Vec<(Value, Value)> = match args.into_iter().next() {
                None => Vec::new(),
                Some(Value::Dict(pairs)) => pairs,
                Some(other) => {
                    let Some(items) = other.elements() else { return not_iterable(&other) };
                    let mut pairs = Vec::new();
                    for item in items {
                        match item.elements().as_deref() {
                            Some([k, v]) => pairs.push((k.clone(), v.clone())),
                            _ => return type_error("cannot convert dictionary update sequence"),
                        }
                    }
                    pairs
                }
            };
            for (name, value) in keywords {
                pairs.push((Value::Str(name.to_string()), value.clone()));
            }
            Ok(Value::Dict(pairs))
        }
        Value::Function(name) => builtin(name, args, keywords),
        Value::Method(object, name) => method(*object, &name, args),
        other => type_error(format!("'{}' object is not callable", other.type_name())),
    }
}

fn not_iterable<T>(value: &Value) -> Result<T> {
    type_error(format!("'{}' object is not iterable", value.type_name()))
}

fn iterate(value: &Value) -> Result<Vec<Value>> {
    match value.elements() {
        Some(items) => Ok(items),
        None => not_iterable(value),
    }
}

fn int_arg(value: &Value) -> Result<i128> {
    match value.as_int() {
        Some(i) => Ok(i),
        None => type_error(format!("'{}' object cannot be interpreted as an integer", value.type_name())),
    }
}

fn value_error<T>(text: impl Into<String>) -> Result<T> {
    Err(Raised("ValueError", text.into()))
}

fn builtin(name: &str, args: Vec<Value>, keywords: &[(Name, Value)]) -> Result {
    let keyword = |key: &str| keywords.iter().find(|(n, _)| n == key).map(|(_, v)| v);
    Ok(match (name, args.as_slice()) {
        ("len", [value]) => match value {
            Value::Dict(pairs) => Value::Int(pairs.len() as i128),
            _ => match value.elements() {
                Some(items) => Value::Int(items.len() as i128),
                None => return type_error(format!("object of type '{}' has no len()", value.type_name())),
            },
        },
        ("abs", [value]) => match (value, value.as_int()) {
            (_, Some(i)) => Value::Int(i.abs()),
            (Value::Float(f), _) => Value::Float(f.abs()),
            (Value::Complex(re, im), _) => Value::Float(re.hypot(*im)),
            _ => return type_error(format!("bad operand type for abs(): '{}'", value.type_name())),
        },
        ("bool", []) => Value::Bool(false),
        ("bool", [value]) => Value::Bool(value.truth()),
        ("int" | "long", []) => Value::Int(0),
        ("int" | "long", [value]) => match value {
            Value::Float(f) => Value::Int(*f as i128),
            Value::Str(s) => integer(s, 10)?,
            _ => Value::Int(int_arg(value)?),
        },
        ("int" | "long", [Value::Str(s), base]) => integer(s, int_arg(base)?)?,
        ("float", []) => Value::Float(0.0),
        ("float", [Value::Str(s)]) => match s.trim().parse() {
            Ok(f) => Value::Float(f),
            Err(_) => return value_error(format!("could not convert string to float: '{s}'")),
        },
        ("float", [value]) => match value.as_float() {
            Some(f) => Value::Float(f),
            None => {
                let kind = value.type_name();
                return type_error(format!(
                    "float() argument must be a string or a real number, not '{kind}'"
                ));
            }
        },
        ("complex", [re, im]) => match (re.as_float(), im.as_float()) {
            (Some(re), Some(im)) => Value::Complex(re, im),
            _ => return type_error("complex() arguments must be numbers"),
        },
        ("complex", [re]) => match re.as_float() {
            Some(re) => Value::Complex(re, 0.0),
            None => return type_error("complex() argument must be a number"),
        },
        ("str" | "unicode", []) => Value::Str(String::new()),
        ("str" | "unicode", [value]) => Value::Str(value.text()),
        ("str" | "unicode", [Value::Bytes(b), ..]) => Value::Str(String::from_utf8_lossy(b).into_owned()),
        ("repr" | "ascii", [value]) => Value::Str(value.repr()),
        ("format", [value]) => Value::Str(value.text()),
        ("bytes" | "bytearray", []) => Value::Bytes(Vec::new()),
        ("bytes" | "bytearray", [Value::Str(s), ..]) => Value::Bytes(s.clone().into_bytes()),
        ("bytes" | "bytearray", [Value::Bytes(b)]) => Value::Bytes(b.clone()),
        ("bytes" | "bytearray", [value]) if value.as_int().is_some() => {
            Value::Bytes(vec![0; usize::try_from(int_arg(value)?).unwrap_or(0).min(1 << 20)])
        }
        ("bytes" | "bytearray", [value]) => {
            let mut bytes = Vec::new();
            for item in iterate(value)? {
                match u8::try_from(int_arg(&item)?) {
                    Ok(b) => bytes.push(b),
                    Err(_) => return value_error("bytes must be in range(0, 256)"),
                }
            }
            Value::Bytes(bytes)
        }
        ("chr", [value]) => match u32::try_from(int_arg(value)?).ok().and_then(char::from_u32) {
            Some(c) => Value::Str(c.to_string()),
            None => return value_error("chr() arg not in range(0x110000)"),
        },
        ("ord", [Value::Str(s)]) if s.chars().count() == 1 => {
            Value::Int(s.chars().next().map_or(0, |c| i128::from(c as u32)))
        }
        ("ord", [Value::Bytes(b)]) if b.len() == 1 => Value::Int(i128::from(b[0])),
        ("hex", [value]) => Value::Str(radix(int_arg(value)?, "0x", |u| format!("{u:x}"))),
        ("oct", [value]) => Value::Str(radix(int_arg(value)?, "0o", |u| format!("{u:o}"))),
        ("bin", [value]) => Value::Str(radix(int_arg(value)?, "0b", |u| format!("{u:b}"))),
        ("tuple", []) => Value::Tuple(Vec::new()),
        ("list", []) => Value::List(Vec::new()),
        ("set" | "frozenset", []) => Value::Set(Vec::new()),
        ("tuple", [value]) => Value::Tuple(iterate(value)?),
        ("list", [value]) => Value::List(iterate(value)?),
        ("set" | "frozenset", [value]) => Value::Set(distinct(iterate(value)?)),
        ("all", [value]) => Value::Bool(iterate(value)?.iter().all(Value::truth)),
        ("any", [value]) => Value::Bool(iterate(value)?.iter().any(Value::truth)),
        ("sum", [value, rest @ ..]) => {
            let mut total = rest.first().cloned().unwrap_or(Value::Int(0));
            for item in iterate(value)? {
                total = match (total.as_int(), item.as_int(), total.as_float(), item.as_float()) {
                    (Some(a), Some(b), ..) => Value::Int(a.wrapping_add(b)),
                    (_, _, Some(a), Some(b)) => Value::Float(a + b),
                    _ => return type_error("unsupported operand type(s) for +"),
                };
            }
            total
        }
        ("min" | "max", [value]) => extreme(iterate(value)?, name == "max")?,
        ("min" | "max", [_, _, ..]) => extreme(args, name == "max")?,
        ("sorted", [value]) => {
            let mut items = iterate(value)?;
            items.sort_by(|a, b| a.compare(b).unwrap_or(std::cmp::Ordering::Equal));
            if keyword("reverse").is_some_and(Value::truth) {
                items.reverse();
            }
            Value::List(items)
        }
        ("reversed", [value]) => {
            let mut items = iterate(value)?;
            items.reverse();
            Value::List(items)
        }
        ("range" | "xrange", [_, ..]) => range(&args)?,
        ("enumerate", [value]) => Value::List(
            iterate(value)?
                .into_iter()
                .enumerate()
                .map(|(i, v)| Value::Tuple(vec![Value::Int(i as i128), v]))
                .collect(),
        ),
        ("zip", _) => {
            let lists: Vec<Vec<Value>> = args.iter().map(iterate).collect::<Result<_>>()?;
            let shortest = lists.iter().map(Vec::len).min().unwrap_or(0);
            Value::List(
                (0..shortest).map(|i| Value::Tuple(lists.iter().map(|l| l[i].clone()).collect())).collect(),
            )
        }
        ("map", [function, value]) => {
            let mut out = Vec::new();
            for item in iterate(value)? {
                out.push(call(function.clone(), vec![item], &[])?);
            }
            Value::List(out)
        }
        ("filter", [function, value]) => {
            let mut out = Vec::new();
            for item in iterate(value)? {
                let keep = match function {
                    Value::None => item.truth(),
                    f => call(f.clone(), vec![item.clone()], &[])?.truth(),
                };
                if keep {
                    out.push(item);
                }
            }
            Value::List(out)
        }
        ("divmod", [a, b]) => {
            let (x, y) = (int_arg(a)?, int_arg(b)?);
            if y == 0 {
                return Err(Raised("ZeroDivisionError", "integer division or modulo by zero".into()));
            }
            let r = x.wrapping_rem(y);
            let r = if r != 0 && (r < 0) != (y < 0) { r + y } else { r };
            Value::Tuple(vec![Value::Int((x - r) / y), Value::Int(r)])
        }
        ("pow", [a, b]) => match (a.as_int(), b.as_int()) {
            (Some(x), Some(y)) if y >= 0 => match u32::try_from(y).ok().and_then(|y| x.checked_pow(y)) {
                Some(i) => Value::Int(i),
                None => return Err(Raised("OverflowError", "number too large".into())),
            },
            _ => match (a.as_float(), b.as_float()) {
                (Some(x), Some(y)) => Value::Float(x.powf(y)),
                _ => return type_error("unsupported operand type(s) for ** or pow()"),
            },
        },
        ("round", [value]) => match value {
            Value::Float(f) => Value::Int(f.round_ties_even() as i128),
            _ => Value::Int(int_arg(value)?),
        },
        ("hash", [value]) if value.as_int().is_some() => Value::Int(int_arg(value)?),
        _ => return type_error(format!("{name}() got unexpected arguments")),
    })
}

fn radix(i: i128, prefix: &str, digits: impl Fn(u128) -> String) -> String {
    format!("{}{prefix}{}", if i < 0 { "-" } else { "" }, digits(i.unsigned_abs()))
}

fn integer(text: &str, base: i128) -> Result {
    let bad = || {
        value_error(format!("invalid literal for int() with base {base}: {}", Value::Str(text.into()).repr()))
    };
    let trimmed = text.trim().replace('_', "");
    let (sign, digits) = match trimmed.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, trimmed.strip_prefix('+').unwrap_or(&trimmed)),
    };
    let lower = digits.to_ascii_lowercase();
    let digits = match base {
        16 => lower.strip_prefix("0x").unwrap_or(&lower),
        8 => lower.strip_prefix("0o").unwrap_or(&lower),
        2 => lower.strip_prefix("0b").unwrap_or(&lower),
        _ => &lower,
    };
    if base == 0 {
        return match crate::declare::const_value::int_value(digits) {
            Some(i) => Ok(Value::Int(sign * i)),
            None => bad(),
        };
    }
    match u32::try_from(base).ok().filter(|b| (2..=36).contains(b)) {
        Some(base) => match i128::from_str_radix(digits, base) {
            Ok(i) => Ok(Value::Int(sign * i)),
            Err(_) => bad(),
        },
        None => value_error("int() base must be >= 2 and <= 36, or 0"),
    }
}

fn extreme(items: Vec<Value>, largest: bool) -> Result {
    let name = if largest { "max" } else { "min" };
    let mut items = items.into_iter();
    let Some(mut best) = items.next() else {
        return value_error(format!("{name}() iterable argument is empty"));
    };
    for item in items {
        match item.compare(&best) {
            Some(o) if (largest && o.is_gt()) || (!largest && o.is_lt()) => best = item,
            Some(_) => {}
            None => return type_error("comparison not supported"),
        }
    }
    Ok(best)
}

fn range(args: &[Value]) -> Result {
    let (start, stop, step) = match args {
        [stop] => (0, int_arg(stop)?, 1),
        [start, stop] => (int_arg(start)?, int_arg(stop)?, 1),
        [start, stop, step] => (int_arg(start)?, int_arg(stop)?, int_arg(step)?),
        _ => return type_error("range expected at most 3 arguments"),
    };
    if step == 0 {
        return value_error("range() arg 3 must not be zero");
    }
    let mut items = Vec::new();
    let mut i = start;
    while (step > 0 && i < stop) || (step < 0 && i > stop) {
        if items.len() >= 1_000_000 {
            return Err(super::evaluate::too_large());
        }
        items.push(Value::Int(i));
        i += step;
    }
    Ok(Value::List(items))
}

/// Whether the value has methods that are known here.
pub(super) fn has_methods(value: &Value) -> bool {
    match value {
        Value::Str(_)
        | Value::Bytes(_)
        | Value::Dict(_)
        | Value::List(_)
        | Value::Tuple(_)
        | Value::Set(_)
        | Value::Complex(..)
        | Value::Function(_) => true,
        Value::None
        | Value::Ellipsis
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Method(..) => false,
    }
}

/// Methods of strings, bytes and containers.
fn method(object: Value, name: &str, args: Vec<Value>) -> Result {
    let missing = |object: &Value| {
        Err(Raised("AttributeError", format!("'{}' object has no attribute '{name}'", object.type_name())))
    };
    match &object {
        Value::Str(s) => match text_method(s, name, &args) {
            Some(result) => result,
            None => missing(&object),
        },
        Value::Bytes(b) => match (name, args.as_slice()) {
            ("decode", _) => Ok(Value::Str(String::from_utf8_lossy(b).into_owned())),
            _ => match text_method(&String::from_utf8_lossy(b), name, &bytes_as_text(args)) {
                Some(Ok(Value::Str(s))) => Ok(Value::Bytes(s.into_bytes())),
                Some(result) => result,
                None => missing(&object),
            },
        },
        Value::Dict(pairs) => match (name, args.as_slice()) {
            ("keys", []) => Ok(Value::List(pairs.iter().map(|(k, _)| k.clone()).collect())),
            ("values", []) => Ok(Value::List(pairs.iter().map(|(_, v)| v.clone()).collect())),
            ("items", []) => {
                Ok(Value::List(pairs.iter().map(|(k, v)| Value::Tuple(vec![k.clone(), v.clone()])).collect()))
            }
            ("get", [key, rest @ ..]) => Ok(pairs
                .iter()
                .find(|(k, _)| k.equals(key))
                .map_or_else(|| rest.first().cloned().unwrap_or(Value::None), |(_, v)| v.clone())),
            _ => missing(&object),
        },
        Value::List(items) | Value::Tuple(items) => match (name, args.as_slice()) {
            ("count", [value]) => Ok(Value::Int(items.iter().filter(|v| v.equals(value)).count() as i128)),
            ("index", [value]) => match items.iter().position(|v| v.equals(value)) {
                Some(i) => Ok(Value::Int(i as i128)),
                None => value_error(format!("{} is not in list", value.repr())),
            },
            _ => missing(&object),
        },
        Value::Complex(re, im) => match name {
            "conjugate" => Ok(Value::Complex(*re, -im)),
            _ => missing(&object),
        },
        _ => missing(&object),
    }
}

fn bytes_as_text(args: Vec<Value>) -> Vec<Value> {
    args.into_iter()
        .map(|v| match v {
            Value::Bytes(b) => Value::Str(String::from_utf8_lossy(&b).into_owned()),
            other => other,
        })
        .collect()
}

fn text_method(s: &str, name: &str, args: &[Value]) -> Option<Result> {
    let text = |s: String| Some(Ok(Value::Str(s)));
    let truth = |b: bool| Some(Ok(Value::Bool(b)));
    let list =
        |items: Vec<&str>| Some(Ok(Value::List(items.into_iter().map(|s| Value::Str(s.into())).collect())));
    let any_of = |value: &Value, test: &dyn Fn(&str) -> bool| match value {
        Value::Str(p) => test(p),
        Value::Tuple(items) => items.iter().any(|v| matches!(v, Value::Str(p) if test(p))),
        _ => false,
    };
    match (name, args) {
        ("lower" | "casefold", []) => text(s.to_lowercase()),
        ("upper", []) => text(s.to_uppercase()),
        ("capitalize", []) => {
            let mut chars = s.chars();
            let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
            text(first + &chars.as_str().to_lowercase())
        }
        ("strip", []) => text(s.trim().into()),
        ("lstrip", []) => text(s.trim_start().into()),
        ("rstrip", []) => text(s.trim_end().into()),
        ("strip", [Value::Str(c)]) => text(s.trim_matches(|x| c.contains(x)).into()),
        ("lstrip", [Value::Str(c)]) => text(s.trim_start_matches(|x| c.contains(x)).into()),
        ("rstrip", [Value::Str(c)]) => text(s.trim_end_matches(|x| c.contains(x)).into()),
        ("startswith", [value]) => truth(any_of(value, &|p| s.starts_with(p))),
        ("endswith", [value]) => truth(any_of(value, &|p| s.ends_with(p))),
        ("replace", [Value::Str(a), Value::Str(b)]) => text(s.replace(a.as_str(), b)),
        ("split", []) => list(s.split_whitespace().collect()),
        ("split", [Value::Str(sep)]) if !sep.is_empty() => list(s.split(sep.as_str()).collect()),
        ("split", [Value::Str(sep), n]) if !sep.is_empty() => {
            let n = usize::try_from(n.as_int()?).unwrap_or(usize::MAX - 1);
            list(s.splitn(n + 1, sep.as_str()).collect())
        }
        ("splitlines", []) => list(s.lines().collect()),
        ("join", [value]) => match iterate(value) {
            Ok(items) => text(items.iter().map(Value::text).collect::<Vec<_>>().join(s)),
            Err(raised) => Some(Err(raised)),
        },
        ("find", [Value::Str(p)]) => {
            let at = s.find(p.as_str()).map_or(-1, |i| s[..i].chars().count() as i128);
            Some(Ok(Value::Int(at)))
        }
        ("count", [Value::Str(p)]) if !p.is_empty() => {
            Some(Ok(Value::Int(s.matches(p.as_str()).count() as i128)))
        }
        ("isdigit" | "isdecimal" | "isnumeric", []) => {
            truth(!s.is_empty() && s.chars().all(char::is_numeric))
        }
        ("isalpha", []) => truth(!s.is_empty() && s.chars().all(char::is_alphabetic)),
        ("isalnum", []) => truth(!s.is_empty() && s.chars().all(char::is_alphanumeric)),
        ("isspace", []) => truth(!s.is_empty() && s.chars().all(char::is_whitespace)),
        ("encode", _) => Some(Ok(Value::Bytes(s.as_bytes().to_vec()))),
        ("format", args) => {
            let mut out = String::new();
            let mut rest = s;
            let mut next = 0;
            while let Some(open) = rest.find('{') {
                let close = rest[open..].find('}')? + open;
                out.push_str(&rest[..open]);
                let field = &rest[open + 1..close];
                let index = if field.is_empty() { next } else { field.parse().ok()? };
                next += 1;
                out.push_str(&args.get(index)?.text());
                rest = &rest[close + 1..];
            }
            out.push_str(rest);
            text(out)
        }
        _ => None,
    }
}

/// `format % value` with the conversions that occur in practice.
pub(super) fn percent(format: &str, value: &Value) -> Result {
    let args = match value {
        Value::Tuple(items) => items.clone(),
        other => vec![other.clone()],
    };
    let mut args = args.into_iter();
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let conversion = chars.next();
        if conversion == Some('%') {
            out.push('%');
            continue;
        }
        let Some(arg) = args.next() else { return type_error("not enough arguments for format string") };
        match conversion {
            Some('s') => out.push_str(&arg.text()),
            Some('r' | 'a') => out.push_str(&arg.repr()),
            Some('d' | 'i' | 'u') => match arg.as_float() {
                Some(f) if arg.as_int().is_none() => out.push_str(&(f as i128).to_string()),
                _ => out.push_str(&int_arg(&arg)?.to_string()),
            },
            Some('x') => out.push_str(&format!("{:x}", int_arg(&arg)?)),
            Some('f') => out.push_str(&format!("{:.6}", arg.as_float().unwrap_or(0.0))),
            _ => return value_error("unsupported format character"),
        }
    }
    if args.next().is_some() && matches!(value, Value::Tuple(_)) {
        return type_error("not all arguments converted during string formatting");
    }
    Ok(Value::Str(out))
}
