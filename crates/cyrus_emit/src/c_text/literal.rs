//! Literals of C.

use cyrus_types::IntTy;
use std::fmt::Write as _;

/// A string literal of arbitrary bytes, cut into pieces that every compiler accepts.
///
/// Octal escapes are used since, unlike `\x`, they end after three digits; `?` is escaped where it
/// might begin a trigraph.
pub fn bytes_literal(bytes: &[u8]) -> String {
    // MSVC limits a literal to about 16000 bytes and joined ones to 65535; longer ones are cut, which
    // the joining puts right for the other compilers.
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for (i, &byte) in bytes.iter().enumerate() {
        if i > 0 && i % 4000 == 0 {
            out.push_str("\"\n\"");
        }
        match byte {
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            b'\r' => out.push_str("\\r"),
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'?' if i > 0 && bytes[i - 1] == b'?' => out.push_str("\\?"),
            0x20..=0x7e => out.push(byte as char),
            _ => {
                let digit_follows = bytes.get(i + 1).is_some_and(u8::is_ascii_digit);
                let _ = if digit_follows { write!(out, "\\{byte:03o}") } else { write!(out, "\\{byte:o}") };
            }
        }
    }
    out.push('"');
    out
}

/// An integer constant. With `typed` its C type is at least that of `ty` by itself (for shifts and
/// arithmetic between constants); otherwise the context supplies the type.
pub(crate) fn int_literal(value: i128, ty: Option<IntTy>, typed: bool) -> String {
    let unsigned = ty.is_some_and(|t| !t.is_signed());
    if value == i128::from(i64::MIN) {
        return "(-9223372036854775807LL - 1)".into();
    }
    let wide = !(-0x8000_0000..=0x7fff_ffff).contains(&value);
    if value == -0x8000_0000 {
        return "(-2147483647 - 1)".into();
    }
    let suffix = match ty {
        Some(IntTy::Long) if typed => "L",
        Some(IntTy::ULong) if typed => "UL",
        Some(IntTy::UInt) if typed => "U",
        Some(IntTy::LongLong) if typed => "LL",
        Some(IntTy::ULongLong) if typed => "ULL",
        Some(IntTy::SizeT | IntTy::SSizeT | IntTy::PosixSSizeT | IntTy::PtrDiff | IntTy::Hash)
            if typed && !wide =>
        {
            return format!("({}){value}", ty.map_or("", IntTy::c_name));
        }
        _ if value > i128::from(i64::MAX) => "ULL",
        _ if unsigned && value > 0x7fff_ffff && value <= 0xffff_ffff => "U",
        _ if unsigned && wide => "ULL",
        _ if wide => "LL",
        _ => "",
    };
    format!("{value}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_survive_digits_and_trigraphs() {
        assert_eq!(bytes_literal(b"a\0b\x011??=\"\\"), r#""a\0b\0011?\?=\"\\""#);
        assert_eq!(bytes_literal("é".as_bytes()), r#""\303\251""#);
    }

    #[test]
    fn integers_have_the_suffix_they_need() {
        assert_eq!(int_literal(5, Some(IntTy::Long), false), "5");
        assert_eq!(int_literal(5, Some(IntTy::Long), true), "5L");
        assert_eq!(int_literal(5, Some(IntTy::SizeT), true), "(size_t)5");
        assert_eq!(int_literal(1 << 40, Some(IntTy::Long), false), "1099511627776LL");
        assert_eq!(int_literal(0xffff_ffff, Some(IntTy::UInt), false), "4294967295U");
        assert_eq!(int_literal(i128::from(u64::MAX), None, false), "18446744073709551615ULL");
        assert_eq!(int_literal(i128::from(i64::MIN), None, false), "(-9223372036854775807LL - 1)");
    }
}
