//! `select:` as statements.
//!
//! ```text
//! select:                              on = __cyrus_selection()
//!     case v = a.recv():               c0 = a._receiving(on)
//!         BODY                 ──►     c1 = b._sending(on, x)
//!     case b.send(x):                  on._within(0.5)
//!         BODY                         chosen = on._choose(False)
//!     case timeout(0.5):               if chosen == 0:
//!         BODY                             v = c0.take()
//!                                          BODY
//!                                      elif chosen == 1: …
//! ```
//!
//! Everything is evaluated once, in the order of the text, before one of the operations is done. The names cannot be written
//! in a program. Each channel has a variable; if it is NULL, `on._skip()` takes its case's place. Invariant: a case that is no operation of a channel is reported here, by its form.

use super::Expander;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_source::Span;
use cyrus_syntax::Name;
use cyrus_syntax::ast::{
    Arg, Block, Call, CompareOp, Expr, ExprKind, Ident, IntLit, SelectCase, Stmt, StmtKind, UnaryOp,
};

/// What a case waits for.
enum Operation {
    Receive(Expr),
    Send(Expr, Expr),
    Closed(Expr),
    Timeout(Expr),
}

/// How many cases `libcyrus.task.selection` has room for.
const MOST: i64 = 16;

impl Expander<'_, '_> {
    /// Appends what a `select`, rewritten already, stands for.
    pub(super) fn select(&mut self, stmt: Stmt, out: &mut Block) {
        let span = stmt.span;
        let StmtKind::Select { cases, orelse } = stmt.kind else { return };
        self.selects += 1;
        let number = self.selects;
        let name = |what: &str| Name::from(format!("__cyrus_select{number}_{what}"));
        let at = Span { end: span.start, ..span };
        let on = name("on");
        let class = self.name_expr("__cyrus_selection".into(), at);
        let make = self.call_of(class, Vec::new(), at);
        self.assign(on.clone(), make, at, out);
        let mut chosen: Vec<(i64, Vec<Stmt>)> = Vec::new();
        let (mut operations, mut timed) = (0, false);
        for (i, case) in cases.into_iter().enumerate() {
            let SelectCase { span, target, operation, mut body } = case;
            let at = operation.span;
            let Some(operation) = self.operation(operation, target.is_some()) else { continue };
            if operations == MOST && !matches!(operation, Operation::Timeout(_)) {
                let message = format!("a 'select' has {MOST} cases about channels at most");
                self.cx.error(codes::E0101, at, message);
                break;
            }
            match operation {
                Operation::Timeout(seconds) => {
                    if timed {
                        self.cx.error(codes::E0101, at, "a 'select' has one 'case timeout(…)' at most");
                    }
                    timed = true;
                    let within = self.method(&on, "_within", vec![seconds], at);
                    out.push(Stmt { span: at, kind: StmtKind::Expr(within) });
                    chosen.push((-1, body));
                }
                Operation::Receive(channel) => {
                    let slot = name(&format!("c{i}"));
                    let args = vec![self.name_expr(on.clone(), at)];
                    self.operand(
                        &on,
                        &name(&format!("ch{i}")),
                        channel,
                        "_receiving",
                        args,
                        Some(&slot),
                        out,
                    );
                    if let Some(target) = target {
                        let value = self.method(&slot, "take", Vec::new(), at);
                        body.insert(
                            0,
                            Stmt { span, kind: StmtKind::Assign { targets: vec![target], value } },
                        );
                    }
                    chosen.push((operations, body));
                    operations += 1;
                }
                Operation::Send(channel, value) => {
                    let slot = name(&format!("c{i}"));
                    let args = vec![self.name_expr(on.clone(), at), value];
                    self.operand(&on, &name(&format!("ch{i}")), channel, "_sending", args, Some(&slot), out);
                    chosen.push((operations, body));
                    operations += 1;
                }
                Operation::Closed(channel) => {
                    let args = vec![self.name_expr(on.clone(), at)];
                    self.operand(&on, &name(&format!("ch{i}")), channel, "_closing", args, None, out);
                    chosen.push((operations, body));
                    operations += 1;
                }
            }
        }
        if timed && orelse.is_some() {
            let message = "a 'select' with 'else' does not wait, so there is nothing to time";
            self.cx.error(codes::E0101, span, message);
        }
        let at_once = self.made(at, if orelse.is_some() { ExprKind::True } else { ExprKind::False });
        let choose = self.method(&on, "_choose", vec![at_once], at);
        let which = name("chosen");
        self.assign(which.clone(), choose, at, out);
        // One of them is: what follows relies on what the last one does, too.
        let orelse = match orelse {
            None => chosen.pop().map(|(_, body)| body),
            given => given,
        };
        let mut branches = Vec::new();
        for (number, body) in chosen {
            let chosen = self.name_expr(which.clone(), at);
            let number = self.number(number, at);
            let kind = ExprKind::Compare(Box::new(chosen), vec![(CompareOp::Eq, number)]);
            branches.push((self.made(at, kind), body));
        }
        match (branches.is_empty(), orelse) {
            (true, None) => {}
            (true, Some(body)) => out.extend(body),
            (false, orelse) => out.push(Stmt { span, kind: StmtKind::If { branches, orelse } }),
        }
    }

    /// Adds a case about a channel to the selection, or one that is never chosen if the channel is NULL.
    #[allow(clippy::too_many_arguments, reason = "the parts of two statements")]
    fn operand(
        &mut self,
        on: &Name,
        channel: &Name,
        value: Expr,
        method: &'static str,
        args: Vec<Expr>,
        slot: Option<&Name>,
        out: &mut Block,
    ) {
        let span = value.span;
        self.assign(channel.clone(), value, span, out);
        let function = self.name_expr("__cyrus_is_null".into(), span);
        let given = vec![self.name_expr(channel.clone(), span)];
        let test = self.call_of(function, given, span);
        let skip = self.method(on, "_skip", Vec::new(), span);
        let skip = vec![Stmt { span, kind: StmtKind::Expr(skip) }];
        let add = self.method(channel, method, args, span);
        let mut added = Vec::new();
        match slot {
            Some(slot) => self.assign(slot.clone(), add, span, &mut added),
            None => added.push(Stmt { span, kind: StmtKind::Expr(add) }),
        }
        out.push(Stmt { span, kind: StmtKind::If { branches: vec![(test, skip)], orelse: Some(added) } });
    }

    /// The operation of a case; reports what is none.
    fn operation(&mut self, operation: Expr, has_target: bool) -> Option<Operation> {
        let span = operation.span;
        let mut found = None;
        if let ExprKind::Call(call) = operation.kind {
            let Call { func, mut args } = *call;
            let first = match (args.pop(), args.is_empty()) {
                (Some(Arg::Positional(e)), true) => Some(e),
                (None, _) => None,
                _ => return self.no_operation(span),
            };
            found = match (func.kind, first) {
                (ExprKind::Attribute(channel, name), None) if name.name == "recv" => {
                    Some(Operation::Receive(*channel))
                }
                (ExprKind::Attribute(channel, name), None) if name.name == "closed" && !has_target => {
                    Some(Operation::Closed(*channel))
                }
                (ExprKind::Attribute(channel, name), Some(value)) if name.name == "send" && !has_target => {
                    Some(Operation::Send(*channel, value))
                }
                (ExprKind::Name(name), Some(seconds)) if name == "timeout" && !has_target => {
                    Some(Operation::Timeout(seconds))
                }
                _ => None,
            };
        }
        match found {
            Some(found) => Some(found),
            None => self.no_operation(span),
        }
    }

    fn no_operation(&mut self, span: Span) -> Option<Operation> {
        let message = "a case of 'select' is 'value = channel.recv()', 'channel.send(value)', 'channel.closed()' or 'timeout(seconds)'";
        self.cx.diags.push(
            Diagnostic::error(codes::E0101, span, message).help("evaluate anything else before the 'select'"),
        );
        None
    }

    fn made(&mut self, span: Span, kind: ExprKind) -> Expr {
        Expr { id: self.new_id(), span, anchor: span.start, kind }
    }

    fn name_expr(&mut self, name: Name, span: Span) -> Expr {
        self.made(span, ExprKind::Name(name))
    }

    fn number(&mut self, value: i64, span: Span) -> Expr {
        let lit = IntLit { text: value.unsigned_abs().to_string().into(), unsigned: false, longness: 0 };
        let number = self.made(span, ExprKind::Int(lit));
        match value < 0 {
            true => self.made(span, ExprKind::Unary(UnaryOp::Neg, Box::new(number))),
            false => number,
        }
    }

    fn method(&mut self, object: &Name, name: &'static str, args: Vec<Expr>, span: Span) -> Expr {
        let object = self.name_expr(object.clone(), span);
        self.method_of(object, name, args, span)
    }

    fn method_of(&mut self, object: Expr, name: &'static str, args: Vec<Expr>, span: Span) -> Expr {
        let name = Ident { name: Name::new_static(name), span };
        let func = self.made(span, ExprKind::Attribute(Box::new(object), name));
        self.call_of(func, args, span)
    }

    fn call_of(&mut self, func: Expr, args: Vec<Expr>, span: Span) -> Expr {
        let args = args.into_iter().map(Arg::Positional).collect();
        self.made(span, ExprKind::Call(Box::new(Call { func, args })))
    }

    fn assign(&mut self, name: Name, value: Expr, span: Span, out: &mut Block) {
        let targets = vec![self.name_expr(name, span)];
        out.push(Stmt { span, kind: StmtKind::Assign { targets, value } });
    }
}
