//! `with`: context managers, `nogil`/`gil`, locks of Cython+, and the old template functions.

use super::ctx::{Ctx, Level};
use crate::lexer::{Soft, Tok};
use crate::parser::{MAX_BLOCKS, PResult, Parser};
use cyrus_syntax::ast::{
    Block, Declarator, DeclaratorKind, Expr, ExprKind, GilKind, LockKind, Stmt, StmtKind, TemplateParam,
    WithItem,
};

/// One item of a `with`.
enum Item {
    Manager(WithItem),
    Gil { kind: GilKind, condition: Option<Expr> },
    Locked { kind: LockKind, object: Expr },
}

impl Parser<'_> {
    /// At `with`.
    pub(crate) fn with_stmt(&mut self, is_async: bool) -> PResult<StmtKind> {
        self.bump();
        if self.at_soft(Soft::Template) && !self.is_python() && self.peek(1).kind == Tok::LBracket {
            return self.with_template();
        }
        let mut items = None;
        if self.at(Tok::LParen) {
            items = self.attempt(|p| {
                p.bump();
                let items = p.with_items(is_async)?;
                p.expect(Tok::RParen)?;
                if p.at(Tok::Colon) { Ok(items) } else { Err(p.fail("Expected ':'")) }
            });
        }
        let items = match items {
            Some(items) => items,
            None => self.with_items(is_async)?,
        };
        let body = self.suite()?;
        Ok(self.nest_items(is_async, items, body))
    }

    fn with_items(&mut self, is_async: bool) -> PResult<Vec<(u32, Item)>> {
        let mut items: Vec<(u32, Item)> = Vec::new();
        loop {
            // Each item is a block inside the one before it.
            if items.len() >= MAX_BLOCKS {
                return Err(self.fail("too many items in a 'with' statement"));
            }
            let start = self.start();
            let locked_before = match items.last() {
                Some((_, Item::Locked { kind, .. })) => Some(*kind),
                _ => None,
            };
            let item = self.with_item(is_async, locked_before)?;
            items.push((start, item));
            if !self.eat(Tok::Comma) || self.at(Tok::RParen) {
                return Ok(items);
            }
        }
    }

    fn with_item(&mut self, is_async: bool, locked_before: Option<LockKind>) -> PResult<Item> {
        if !self.is_python() && self.at(Tok::Name) {
            match self.soft() {
                Soft::Nogil | Soft::Gil => {
                    if is_async {
                        return Err(self.fail("with gil/nogil cannot be async"));
                    }
                    return self.gil_item();
                }
                Soft::Wlocked | Soft::Rlocked if self.peek(1).kind == Tok::Name => {
                    let write = self.soft() == Soft::Wlocked;
                    self.bump();
                    let kind = if write { LockKind::Write } else { LockKind::Read };
                    return self.locked_item(kind);
                }
                _ => {}
            }
        }
        let context = self.test()?;
        if self.eat_soft(Soft::As) {
            let target = Some(self.starred_expr()?);
            return Ok(Item::Manager(WithItem { context, target }));
        }
        // `with wlocked a, b:` locks both.
        Ok(match locked_before {
            Some(kind) => Item::Locked { kind, object: context },
            None => Item::Manager(WithItem { context, target: None }),
        })
    }

    /// `object`, or `object as name`: then the name is given the object first.
    fn locked_item(&mut self, kind: LockKind) -> PResult<Item> {
        let object = self.starred_expr()?;
        if !self.eat_soft(Soft::As) {
            return Ok(Item::Locked { kind, object });
        }
        let name = self.ident()?;
        let start = object.span.start;
        let object = self.expr_at(start, start, ExprKind::Walrus(name, Box::new(object)));
        Ok(Item::Locked { kind, object })
    }

    /// `nogil`, `gil`, with a condition or not.
    fn gil_item(&mut self) -> PResult<Item> {
        let kind = if self.at_soft(Soft::Nogil) { GilKind::NoGil } else { GilKind::Gil };
        self.bump();
        let mut condition = None;
        if self.eat(Tok::LParen) {
            condition = Some(self.test()?);
            self.expect(Tok::RParen)?;
        }
        Ok(Item::Gil { kind, condition })
    }

    /// Builds the statement from the inside: items of one kind side by side form one statement.
    fn nest_items(&self, is_async: bool, items: Vec<(u32, Item)>, body: Block) -> StmtKind {
        let mut groups: Vec<(u32, StmtKind)> = Vec::new();
        for (start, item) in items {
            match (item, groups.last_mut()) {
                (Item::Manager(item), Some((_, StmtKind::With { items, .. }))) => items.push(item),
                (Item::Manager(item), _) => {
                    groups.push((start, StmtKind::With { is_async, items: vec![item], body: Vec::new() }));
                }
                (Item::Locked { kind, object }, Some((_, StmtKind::Locked { kind: last, items, .. })))
                    if *last == kind =>
                {
                    items.push(object);
                }
                (Item::Locked { kind, object }, _) => {
                    groups.push((start, StmtKind::Locked { kind, items: vec![object], body: Vec::new() }));
                }
                (Item::Gil { kind, condition }, _) => {
                    groups.push((start, StmtKind::Gil { kind, condition, body: Vec::new() }));
                }
            }
        }
        let mut inner = body;
        let mut result = StmtKind::Pass;
        while let Some((start, mut group)) = groups.pop() {
            match &mut group {
                StmtKind::With { body, .. } | StmtKind::Locked { body, .. } | StmtKind::Gil { body, .. } => {
                    *body = std::mem::take(&mut inner);
                }
                _ => {}
            }
            if groups.is_empty() {
                result = group;
            } else {
                inner = vec![Stmt { span: self.span_from(start), kind: group }];
            }
        }
        result
    }

    /// `with template[T, U]: function`: the old way to declare a template function.
    fn with_template(&mut self) -> PResult<StmtKind> {
        let start = self.start();
        self.bump();
        self.expect(Tok::LBracket)?;
        let mut params = Vec::new();
        loop {
            params.push(TemplateParam { name: self.ident()?, optional: false });
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.expect(Tok::RBracket)?;
        if !self.at(Tok::Colon) {
            let span = self.span_from(start);
            return Err(self.fail_at(span, "Syntax error in template function declaration"));
        }
        self.bump();
        self.expect_newline("Syntax error in template function declaration")?;
        self.expect_indent()?;
        let ctx = Ctx { templates: true, ..Ctx::new(Level::Other) };
        let from = self.start();
        let mut kind = self.func_or_var(ctx, from, Vec::new())?;
        if let StmtKind::CFunc(func) = &mut kind {
            add_template_params(&mut func.declarator, params);
        }
        self.expect_dedent()?;
        Ok(kind)
    }
}

fn add_template_params(declarator: &mut Declarator, params: Vec<TemplateParam>) {
    match &mut declarator.kind {
        DeclaratorKind::Function(function) => function.template_params = params,
        DeclaratorKind::Pointer { inner, .. }
        | DeclaratorKind::Reference(inner)
        | DeclaratorKind::RvalueReference(inner)
        | DeclaratorKind::Array { inner, .. } => add_template_params(inner, params),
        DeclaratorKind::Name { .. } => {}
    }
}
