//! `match`: patterns become conditions (PEP 634).
//!
//! Each case is one C truth value that tests the pattern and, where it fits, stores the captures; names
//! are bound only after the whole pattern fitted. The cases form a chain of `if` statements.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind, LocalId, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{self, Pattern, PatternKind};
use cyrus_types::common;

/// Captured values waiting to be bound.
type Captures = Vec<(Name, Span, LocalId)>;

impl<'a> Checker<'_, 'a> {
    /// `match subject: case …`
    pub fn match_stmt(
        &mut self,
        subject: &'a ast::Expr,
        cases: &'a [ast::MatchCase],
        span: Span,
        out: &mut hir::Block,
    ) {
        let value = self.expr_as(subject, common::OBJECT);
        let local = self.temp(common::OBJECT, span);
        let mut checked = Vec::new();
        for (index, case) in cases.iter().enumerate() {
            let irrefutable = matches!(case.pattern.kind, PatternKind::Wildcard | PatternKind::Capture(_));
            if irrefutable && case.guard.is_none() && index + 1 < cases.len() {
                let what = match &case.pattern.kind {
                    PatternKind::Capture(name) => {
                        format!("name capture '{}' makes remaining patterns unreachable", name.name)
                    }
                    _ => "wildcard makes remaining patterns unreachable".to_string(),
                };
                self.error(codes::E0101, case.pattern.span, what);
            }
            let mut captures = Captures::new();
            let mut test = self.pattern(&case.pattern, local, &mut captures);
            for (name, at, temp) in &captures {
                let (at, target) = (*at, self.name_target(name, *at));
                let read = self.local_expr(*temp, at);
                let value = self.coerce(read, target.ty);
                let bind = self.store_and_go_on(target, value, at);
                test = self.both(test, bind, at);
            }
            if let Some(guard) = &case.guard {
                let guard = self.cond(guard);
                test = self.both(test, guard, case.span);
            }
            // What waited in variables without names is bound by now, or this case is not the one.
            let over: hir::Block = captures.into_iter().map(|(_, at, temp)| self.release(temp, at)).collect();
            let mut body = over.clone();
            body.append(&mut self.block(&case.body));
            checked.push((case.span, test, body, over));
        }
        let mut chain = Vec::new();
        for (span, test, then, mut orelse) in checked.into_iter().rev() {
            chain = match test.kind {
                ExprKind::Bool(true) => then,
                _ => {
                    orelse.append(&mut chain);
                    vec![Stmt { span, kind: StmtKind::If { test, then, orelse } }]
                }
            };
        }
        out.push(Stmt { span, kind: StmtKind::Let { local, value, body: chain } });
    }

    fn truth_constant(&self, value: bool, span: Span) -> Expr {
        Expr { ty: common::BINT, span, kind: ExprKind::Bool(value) }
    }

    fn both(&mut self, a: Expr, b: Expr, span: Span) -> Expr {
        match (&a.kind, &b.kind) {
            (ExprKind::Bool(true), _) => b,
            (_, ExprKind::Bool(true)) => a,
            _ => Expr {
                ty: common::BINT,
                span,
                kind: ExprKind::BoolOp { and: true, left: Box::new(a), right: Box::new(b) },
            },
        }
    }

    /// Assigns and yields true.
    fn store_and_go_on(&mut self, target: Target, value: Expr, span: Span) -> Expr {
        let ty = target.ty;
        let local = self.temp(ty, span);
        let walrus = ExprKind::Walrus { target: Box::new(target), value: Box::new(value) };
        let value = Box::new(Expr { ty, span, kind: walrus });
        let body = Box::new(self.truth_constant(true, span));
        Expr { ty: common::BINT, span, kind: ExprKind::Let { local, value, body } }
    }

    fn capture(&mut self, name: &ast::Ident, subject: LocalId, captures: &mut Captures) -> Expr {
        if captures.iter().any(|(n, ..)| *n == name.name) {
            self.error(
                codes::E0101,
                name.span,
                format!("multiple assignments to name '{}' in pattern", name.name),
            );
        }
        let temp = self.capture_temp(&name.name, name.span, captures);
        let target = Target { span: name.span, ty: common::OBJECT, kind: TargetKind::Local(temp) };
        let value = self.local_expr(subject, name.span);
        self.store_and_go_on(target, value, name.span)
    }

    /// The variable in which a capture waits; alternatives of one pattern share it.
    fn capture_temp(&mut self, name: &Name, span: Span, captures: &mut Captures) -> LocalId {
        if let Some((.., temp)) = captures.iter().find(|(n, ..)| n == name) {
            return *temp;
        }
        let temp = self.unnamed_variable(common::OBJECT, span);
        captures.push((name.clone(), span, temp));
        temp
    }

    /// The condition under which `subject` matches.
    fn pattern(&mut self, pattern: &'a Pattern, subject: LocalId, captures: &mut Captures) -> Expr {
        let span = pattern.span;
        match &pattern.kind {
            PatternKind::Wildcard => self.truth_constant(true, span),
            PatternKind::Capture(name) => self.capture(name, subject, captures),
            PatternKind::Value(e) => {
                let left = self.local_expr(subject, span);
                let right = self.expr(e);
                let test = self.compare_pair(ast::CompareOp::Eq, left, right, span);
                self.truth(test)
            }
            PatternKind::Singleton(e) => {
                let left = self.local_expr(subject, span);
                let right = self.expr(e);
                self.compare_pair(ast::CompareOp::Is, left, right, span)
            }
            PatternKind::Sequence(items) => self.sequence_pattern(items, subject, captures, span),
            PatternKind::Star(_) => {
                self.error(codes::E0101, span, "starred pattern outside a sequence pattern");
                self.truth_constant(true, span)
            }
            PatternKind::Mapping { items, rest } => {
                self.mapping_pattern(items, rest.as_ref(), subject, captures, span)
            }
            PatternKind::Class { class, positional, keywords } => {
                self.class_pattern(class, positional, keywords, subject, captures, span)
            }
            PatternKind::Or(alternatives) => {
                let mut test: Option<Expr> = None;
                let known = captures.len();
                for alternative in alternatives {
                    // Every alternative binds the same names, into the same variables.
                    let mut own = captures[..known].to_vec();
                    let next = self.alternative(alternative, subject, captures, &mut own, known);
                    test = Some(match test {
                        None => next,
                        Some(first) => Expr {
                            ty: common::BINT,
                            span,
                            kind: ExprKind::BoolOp {
                                and: false,
                                left: Box::new(first),
                                right: Box::new(next),
                            },
                        },
                    });
                }
                test.unwrap_or_else(|| self.truth_constant(false, span))
            }
            PatternKind::As(inner, name) => {
                let test = self.pattern(inner, subject, captures);
                let bind = self.capture(name, subject, captures);
                self.both(test, bind, span)
            }
        }
    }

    fn alternative(
        &mut self,
        pattern: &'a Pattern,
        subject: LocalId,
        captures: &mut Captures,
        own: &mut Captures,
        known: usize,
    ) -> Expr {
        let test = self.pattern(pattern, subject, own);
        // Unify this alternative's variables with those of the ones before it: copy over when it fits.
        let mut result = test;
        for (name, span, temp) in own.drain(known..) {
            let shared = self.capture_temp(&name, span, captures);
            if shared != temp {
                let target = Target { span, ty: common::OBJECT, kind: TargetKind::Local(shared) };
                let value = self.local_expr(temp, span);
                let copy = self.store_and_go_on(target, value, span);
                result = self.both(result, copy, span);
            }
        }
        result
    }

    /// Binds `value` and tests its parts when it is not `None` (the answer "does not fit").
    fn parts(
        &mut self,
        value: Expr,
        patterns: &[(usize, &'a Pattern)],
        captures: &mut Captures,
        span: Span,
    ) -> Expr {
        let all = self.temp(common::TUPLE, span);
        let found = self.local_expr(all, span);
        let left = Box::new(Expr { ty: common::OBJECT, ..found });
        let right = Box::new(self.none_expr(span));
        let mut test = Expr { ty: common::BINT, span, kind: ExprKind::Is { left, right, negated: true } };
        for (index, pattern) in patterns {
            if matches!(pattern.kind, PatternKind::Wildcard | PatternKind::Star(None)) {
                continue;
            }
            let part = self.temp(common::OBJECT, pattern.span);
            let inner = match &pattern.kind {
                PatternKind::Star(Some(name)) => self.capture(name, part, captures),
                _ => self.pattern(pattern, part, captures),
            };
            let item = self.tuple_item(all, *index, pattern.span);
            let body = Box::new(inner);
            let bound = Expr {
                ty: common::BINT,
                span: pattern.span,
                kind: ExprKind::Let { local: part, value: Box::new(item), body },
            };
            test = self.both(test, bound, span);
        }
        Expr {
            ty: common::BINT,
            span,
            kind: ExprKind::Let { local: all, value: Box::new(value), body: Box::new(test) },
        }
    }

    fn tuple_item(&mut self, tuple: LocalId, index: usize, span: Span) -> Expr {
        let object = Box::new(self.local_expr(tuple, span));
        let index = Box::new(Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(index as i128) });
        Expr {
            ty: common::OBJECT,
            span,
            kind: ExprKind::ItemInt { object, index, wraparound: false, boundscheck: false },
        }
    }

    fn c_count(&self, n: usize, span: Span) -> Expr {
        Expr { ty: common::SSIZE_T, span, kind: ExprKind::Int(n as i128) }
    }

    fn sequence_pattern(
        &mut self,
        items: &'a [Pattern],
        subject: LocalId,
        captures: &mut Captures,
        span: Span,
    ) -> Expr {
        let stars = items.iter().filter(|p| matches!(p.kind, PatternKind::Star(_))).count();
        if stars > 1 {
            self.error(codes::E0101, span, "multiple starred expressions in sequence pattern");
        }
        let star = items.iter().position(|p| matches!(p.kind, PatternKind::Star(_)));
        let (before, after) = match star {
            Some(at) => (at, items.len() - at - 1),
            None => (items.len(), 0),
        };
        // 0: exactly `before` items; 1: a star whose items are wanted; 2: a star nobody looks at.
        let mode = match star.map(|at| &items[at].kind) {
            None => 0,
            Some(PatternKind::Star(None)) => 2,
            Some(_) => 1,
        };
        let args = vec![
            self.local_expr(subject, span),
            self.c_count(before, span),
            self.c_count(after, span),
            Expr { ty: common::INT, span, kind: ExprKind::Int(mode) },
        ];
        let kind = ExprKind::Runtime { name: "__cyrus_match_sequence".into(), args };
        let value = Expr { ty: common::TUPLE, span, kind };
        let patterns: Vec<(usize, &'a Pattern)> = items.iter().enumerate().collect();
        self.parts(value, &patterns, captures, span)
    }

    fn mapping_pattern(
        &mut self,
        items: &'a [(ast::Expr, Pattern)],
        rest: Option<&'a ast::Ident>,
        subject: LocalId,
        captures: &mut Captures,
        span: Span,
    ) -> Expr {
        self.check_duplicate_keys(items);
        let keys: Vec<Expr> = items.iter().map(|(k, _)| self.expr_as(k, common::OBJECT)).collect();
        let keys = Expr { ty: common::TUPLE, span, kind: ExprKind::Tuple(keys) };
        let want_rest = Expr { ty: common::INT, span, kind: ExprKind::Int(i128::from(rest.is_some())) };
        let args = vec![self.local_expr(subject, span), keys, want_rest];
        let kind = ExprKind::Runtime { name: "__cyrus_match_mapping".into(), args };
        let value = Expr { ty: common::TUPLE, span, kind };
        let patterns: Vec<(usize, &'a Pattern)> = items.iter().map(|(_, p)| p).enumerate().collect();
        let Some(rest) = rest else { return self.parts(value, &patterns, captures, span) };
        // The rest is the last item of the answer.
        let all = self.temp(common::TUPLE, span);
        let read = self.local_expr(all, span);
        let test = self.parts(read, &patterns, captures, span);
        let part = self.temp(common::OBJECT, span);
        let item = self.tuple_item(all, items.len(), span);
        let capture = Box::new(self.capture(rest, part, captures));
        let bind = Expr {
            ty: common::BINT,
            span,
            kind: ExprKind::Let { local: part, value: Box::new(item), body: capture },
        };
        let body = Box::new(self.both(test, bind, span));
        Expr { ty: common::BINT, span, kind: ExprKind::Let { local: all, value: Box::new(value), body } }
    }

    /// Constant keys that are equal in Python stand for one item.
    fn check_duplicate_keys(&mut self, items: &[(ast::Expr, Pattern)]) {
        let mut seen: Vec<KeyValue> = Vec::new();
        for (key, _) in items {
            let Some((value, shown)) = key_value(key) else { continue };
            if seen.contains(&value) {
                let message = format!("mapping pattern checks duplicate key ({shown})");
                self.error(codes::E0101, key.span, message);
            }
            seen.push(value);
        }
    }

    fn class_pattern(
        &mut self,
        class: &'a ast::Expr,
        positional: &'a [Pattern],
        keywords: &'a [(ast::Ident, Pattern)],
        subject: LocalId,
        captures: &mut Captures,
        span: Span,
    ) -> Expr {
        for (i, (name, _)) in keywords.iter().enumerate() {
            if keywords[..i].iter().any(|(n, _)| n.name == name.name) {
                let message = format!("attribute name repeated in class pattern: '{}'", name.name);
                self.error(codes::E0101, span, message);
            }
        }
        let class = self.expr_as(class, common::OBJECT);
        let names = keywords.iter().map(|(n, _)| self.text_expr(&n.name, n.span)).collect();
        let names = Expr { ty: common::TUPLE, span, kind: ExprKind::Tuple(names) };
        let count = self.c_count(positional.len(), span);
        let args = vec![self.local_expr(subject, span), class, count, names];
        let kind = ExprKind::Runtime { name: "__cyrus_match_class".into(), args };
        let value = Expr { ty: common::TUPLE, span, kind };
        let patterns: Vec<(usize, &'a Pattern)> =
            positional.iter().chain(keywords.iter().map(|(_, p)| p)).enumerate().collect();
        self.parts(value, &patterns, captures, span)
    }
}

/// A constant key, so far that equal ones can be told.
#[derive(PartialEq)]
enum KeyValue {
    Text(Vec<u8>),
    Bytes(Vec<u8>),
    /// Real and imaginary part: `0`, `0.0`, `0j` and `False` are equal.
    Number(f64, f64),
}

/// The value of a constant key and how a message shows it.
fn key_value(key: &ast::Expr) -> Option<(KeyValue, String)> {
    let number = |text: &str| text.replace('_', "").parse::<f64>().ok();
    Some(match &key.kind {
        ast::ExprKind::Str(lit) => match (&lit.text, &lit.bytes) {
            (Some(text), _) if lit.kind != ast::StrKind::Bytes => {
                (KeyValue::Text(text.clone()), String::from_utf8_lossy(text).into_owned())
            }
            (_, Some(bytes)) => (KeyValue::Bytes(bytes.clone()), String::from_utf8_lossy(bytes).into_owned()),
            _ => return None,
        },
        ast::ExprKind::Int(lit) => (KeyValue::Number(number(&lit.text)?, 0.0), lit.text.to_string()),
        ast::ExprKind::Float(text) => (KeyValue::Number(number(text)?, 0.0), text.to_string()),
        ast::ExprKind::Imaginary(text) => {
            let text = text.trim_end_matches(['j', 'J']);
            (KeyValue::Number(0.0, number(text)?), format!("{text}j"))
        }
        ast::ExprKind::True => (KeyValue::Number(1.0, 0.0), "True".into()),
        ast::ExprKind::False => (KeyValue::Number(0.0, 0.0), "False".into()),
        ast::ExprKind::Unary(ast::UnaryOp::Neg, inner) => match key_value(inner)? {
            (KeyValue::Number(re, im), shown) => {
                let shown = if re == 0.0 && im == 0.0 { shown } else { format!("-{shown}") };
                (KeyValue::Number(0.0 - re, 0.0 - im), shown)
            }
            _ => return None,
        },
        _ => return None,
    })
}
