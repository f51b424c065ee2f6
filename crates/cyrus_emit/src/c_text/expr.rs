//! A C expression as text that knows how tightly it binds.
//!
//! Parentheses are written where C needs them and where gcc's `-Wparentheses` wants them: an operand of
//! a binary operator is bare only when it is a unary or primary expression, or when both operators are
//! arithmetic and precedence alone says the right thing.

use cyrus_mir::CBinOp;

/// How tightly an expression binds, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Prec {
    Conditional,
    LogicalOr,
    LogicalAnd,
    BitOr,
    BitXor,
    BitAnd,
    Equality,
    Relational,
    Shift,
    Additive,
    Multiplicative,
    Unary,
    Postfix,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CExpr {
    pub(crate) text: String,
    pub(crate) prec: Prec,
}

impl CExpr {
    /// A name, literal, call or other expression that never needs parentheses.
    pub(crate) fn primary(text: impl Into<String>) -> CExpr {
        CExpr { text: text.into(), prec: Prec::Postfix }
    }

    pub(crate) fn new(text: impl Into<String>, prec: Prec) -> CExpr {
        CExpr { text: text.into(), prec }
    }

    /// The text, in parentheses unless it binds at least as tightly as `prec`.
    pub(crate) fn at(&self, prec: Prec) -> String {
        if self.prec >= prec { self.text.clone() } else { format!("({})", self.text) }
    }

    /// `op operand`
    pub(crate) fn unary(op: &str, operand: &CExpr) -> CExpr {
        let inner = operand.at(Prec::Unary);
        // `- -x` and `+ +x` must not become `--x`, `++x`; `& &x` cannot occur.
        let space = if inner.starts_with(op) && (op == "-" || op == "+") { " " } else { "" };
        CExpr::new(format!("{op}{space}{inner}"), Prec::Unary)
    }

    /// `(type)operand`
    pub(crate) fn cast(ty: &str, operand: &CExpr) -> CExpr {
        CExpr::new(format!("({ty}){}", operand.at(Prec::Unary)), Prec::Unary)
    }

    /// `left op right`
    pub(crate) fn binary(op: CBinOp, left: &CExpr, right: &CExpr) -> CExpr {
        let (text, prec) = operator(op);
        let arithmetic = |p: Prec| matches!(p, Prec::Additive | Prec::Multiplicative);
        let side = |e: &CExpr, is_right: bool| {
            let bare = e.prec >= Prec::Unary
                || (arithmetic(e.prec) && arithmetic(prec) && (e.prec > prec || (e.prec == prec && !is_right)))
                // Comparisons of sums, conjunctions of comparisons.
                || (arithmetic(e.prec) && matches!(prec, Prec::Relational | Prec::Equality))
                || (matches!(e.prec, Prec::Relational | Prec::Equality)
                    && matches!(prec, Prec::LogicalAnd | Prec::LogicalOr));
            if bare { e.text.clone() } else { format!("({})", e.text) }
        };
        CExpr::new(format!("{} {text} {}", side(left, false), side(right, true)), prec)
    }

    /// `!operand`; comparisons for equality are turned around, those with NULL become the pointer itself.
    pub(crate) fn not(operand: &CExpr) -> CExpr {
        if operand.prec == Prec::Equality
            && let Some((left, equal, right)) = split_equality(&operand.text)
        {
            if right == "NULL" {
                let pointer = CExpr::new(left, Prec::Additive);
                return if equal {
                    pointer
                } else {
                    CExpr::new(format!("!{}", pointer.at_bare(left)), Prec::Unary)
                };
            }
            return CExpr::new(format!("{left} {} {right}", if equal { "!=" } else { "==" }), Prec::Equality);
        }
        if operand.prec == Prec::Unary
            && let Some(inner) = operand.text.strip_prefix('!')
        {
            // The double negation of a value used as a condition is the value.
            if !inner.starts_with('(') {
                return CExpr::new(inner, Prec::Unary);
            }
        }
        CExpr::unary("!", operand)
    }

    /// The operand of a condition: a pointer compared with NULL is the pointer.
    pub(crate) fn condition(&self) -> CExpr {
        if self.prec == Prec::Equality
            && let Some((left, equal, "NULL")) = split_equality(&self.text)
        {
            let pointer = CExpr::new(left, Prec::Additive);
            return if equal {
                CExpr::new(format!("!{}", pointer.at_bare(left)), Prec::Unary)
            } else {
                pointer
            };
        }
        self.clone()
    }

    /// In parentheses unless it is a name, call, or member.
    fn at_bare(&self, text: &str) -> String {
        let bare = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'>' | b'-'))
            && !text.contains("--");
        if bare { text.to_string() } else { format!("({text})") }
    }
}

/// The two sides of `a == b` (true) or `a != b` (false), outside parentheses and literals.
fn split_equality(text: &str) -> Option<(&str, bool, &str)> {
    if text.contains(['"', '\'']) {
        return None;
    }
    let mut depth = 0;
    for (i, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '=' if depth == 0 && text[i..].starts_with("== ") => {
                return Some((&text[..i - 1], true, &text[i + 3..]));
            }
            '!' if depth == 0 && text[i..].starts_with("!= ") => {
                return Some((&text[..i - 1], false, &text[i + 3..]));
            }
            _ => {}
        }
    }
    None
}

/// An operator's text and precedence.
pub(crate) fn operator(op: CBinOp) -> (&'static str, Prec) {
    match op {
        CBinOp::Add => ("+", Prec::Additive),
        CBinOp::Sub => ("-", Prec::Additive),
        CBinOp::Mul => ("*", Prec::Multiplicative),
        CBinOp::Div => ("/", Prec::Multiplicative),
        CBinOp::Rem => ("%", Prec::Multiplicative),
        CBinOp::Shl => ("<<", Prec::Shift),
        CBinOp::Shr => (">>", Prec::Shift),
        CBinOp::BitAnd => ("&", Prec::BitAnd),
        CBinOp::BitOr => ("|", Prec::BitOr),
        CBinOp::BitXor => ("^", Prec::BitXor),
        CBinOp::Lt => ("<", Prec::Relational),
        CBinOp::Le => ("<=", Prec::Relational),
        CBinOp::Gt => (">", Prec::Relational),
        CBinOp::Ge => (">=", Prec::Relational),
        CBinOp::Eq => ("==", Prec::Equality),
        CBinOp::Ne => ("!=", Prec::Equality),
        CBinOp::And => ("&&", Prec::LogicalAnd),
        CBinOp::Or => ("||", Prec::LogicalOr),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(s: &str) -> CExpr {
        CExpr::primary(s)
    }

    #[test]
    fn parentheses_stand_where_needed() {
        let sum = CExpr::binary(CBinOp::Add, &name("a"), &name("b"));
        let product = CExpr::binary(CBinOp::Mul, &sum, &name("c"));
        assert_eq!(product.text, "(a + b) * c");
        assert_eq!(CExpr::binary(CBinOp::Add, &product, &name("d")).text, "(a + b) * c + d");
        assert_eq!(CExpr::binary(CBinOp::Sub, &name("d"), &sum).text, "d - (a + b)");
        assert_eq!(CExpr::binary(CBinOp::Shl, &sum, &name("c")).text, "(a + b) << c");
        let less = CExpr::binary(CBinOp::Lt, &sum, &name("n"));
        assert_eq!(less.text, "a + b < n");
        assert_eq!(CExpr::binary(CBinOp::And, &less, &name("x")).text, "a + b < n && x");
        assert_eq!(CExpr::binary(CBinOp::Lt, &less, &name("x")).text, "(a + b < n) < x");
        assert_eq!(CExpr::unary("-", &CExpr::primary("-1")).text, "- -1");
        assert_eq!(CExpr::cast("long", &sum).text, "(long)(a + b)");
        assert_eq!(CExpr::not(&CExpr::not(&name("x"))).text, "x");
        let unset = CExpr::binary(CBinOp::Eq, &name("t->x"), &name("NULL"));
        assert_eq!((CExpr::not(&unset).text.as_str(), unset.condition().text.as_str()), ("t->x", "!t->x"));
        let equal = CExpr::binary(CBinOp::Eq, &CExpr::primary("f(a == b)"), &name("c"));
        assert_eq!(CExpr::not(&equal).text, "f(a == b) != c");
    }
}
