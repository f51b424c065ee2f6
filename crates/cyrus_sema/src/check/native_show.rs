//! The text of containers where the GIL is not held: `f"{names}"`, `str(counts)`, `print(pairs)`.
//!
//! In: a list, set or dictionary of the library or of C++, or a tuple of C. Out: an expression that makes a `std::string` of it in place, by a loop,
//! as Python shows such containers, their items by `repr`.
//!
//! Tests: `tests/lang/libcyrus/text_of_containers.md`.

use super::Checker;
use super::cyp_call::CypArgs;
use cyrus_hir::{self as hir, Expr, ExprKind, LocalId, LocalKind, Stmt, StmtKind, Target, TargetKind};
use cyrus_source::Span;
use cyrus_syntax::ast::CompareOp;
use cyrus_types::{Capability, Ty, TyId, common};

/// How a container is shown.
#[derive(Clone, Copy)]
struct Look {
    open: &'static str,
    close: &'static str,
    /// What stands for one without items.
    empty: &'static str,
    /// Its items are shown as `key: value`.
    pairs: bool,
    /// The method that gives what is gone through.
    view: Option<&'static str>,
}

const LIST: Look = Look { open: "[", close: "]", empty: "[]", pairs: false, view: None };
const SET: Look = Look { open: "{", close: "}", empty: "set()", pairs: false, view: None };
const DICT: Look = Look { open: "{", close: "}", empty: "{}", pairs: true, view: None };

impl Checker<'_, '_> {
    /// How an object of this type is shown, if it is a container.
    fn look_of(&self, ty: TyId) -> Option<Look> {
        let (origin, of_library) = match self.cx.types.kind(self.cx.types.resolved(ty)) {
            Ty::Cyp(cyp) => (&*self.cx.types.cyp_classes[cyp.class].qualified, true),
            Ty::Cpp(class, _) => {
                let class = &self.cx.types.cpp_classes[*class];
                if class.namespace.as_deref() != Some("std") {
                    return None;
                }
                (&*class.cname, false)
            }
            _ => return None,
        };
        Some(match (origin, of_library) {
            ("libcythonplus.list.cyplist", true) => LIST,
            ("libcythonplus.set.cypset", true) => SET,
            ("libcythonplus.dict.cypdict", true) => Look { view: Some("items"), ..DICT },
            (cname, false) => match cname.trim_start_matches("std::") {
                "vector" | "deque" | "list" | "forward_list" => LIST,
                "set" | "unordered_set" | "multiset" => SET,
                "map" | "unordered_map" | "multimap" => DICT,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// Whether values of this type are shown by what is in them.
    pub(super) fn is_shown_by_items(&self, ty: TyId) -> bool {
        matches!(self.cx.types.kind(self.cx.types.resolved(ty)), Ty::CTuple(_))
            || self.look_of(ty).is_some()
            || self.is_pair_ty(ty)
    }

    pub(super) fn is_pair_ty(&self, ty: TyId) -> bool {
        matches!(self.cx.types.kind(self.cx.types.resolved(ty)), Ty::Cpp(class, _)
            if self.cx.types.cpp_classes[*class].cname.trim_start_matches("std::") == "pair")
    }

    /// The text of a container.
    pub(super) fn items_text(&mut self, value: Expr, span: Span) -> Option<Expr> {
        let text = self.std_string()?;
        if self.speculating > 0 {
            return Some(Expr { ty: text, ..self.error_expr(span) });
        }
        let mut body = Vec::new();
        let result = self.text_local(text, span);
        self.append_text(result, value, &mut body, span)?;
        let empty = self.native_literal(b"", span);
        Some(Expr { ty: text, span, kind: ExprKind::Inlined { init: Some(Box::new(empty)), result, body } })
    }

    pub(super) fn text_local(&mut self, ty: TyId, span: Span) -> LocalId {
        self.fx().add_local(Default::default(), ty, LocalKind::Variable, span)
    }

    /// `result += pieces`
    pub(super) fn add_text(&mut self, result: LocalId, pieces: Vec<Expr>, out: &mut hir::Block, span: Span) {
        let all = self.local_expr(result, span);
        let args = std::iter::once(all).chain(pieces).collect();
        let call = self.text_call_of("__cyrus_text_add", args, common::VOID, false, span);
        out.push(Stmt { span, kind: StmtKind::Expr(call) });
    }

    fn add_literal(&mut self, result: LocalId, text: &str, out: &mut hir::Block, span: Span) {
        let piece = self.native_literal(text.as_bytes(), span);
        self.add_text(result, vec![piece], out, span);
    }

    /// Appends what `repr` gives of a value.
    fn append_text(&mut self, result: LocalId, value: Expr, out: &mut hir::Block, span: Span) -> Option<()> {
        let ty = self.cx.types.resolved(value.ty);
        if self.is_pair_ty(ty) || matches!(self.cx.types.kind(ty), Ty::CTuple(_)) {
            return self.append_tuple(result, value, out, span);
        }
        let look = self.look_of(ty);
        let Some(cyp) = self.cyp_of(ty) else {
            if let Some(look) = look {
                return self.append_items(result, value, look, out, span);
            }
            let shown = self.native_formatted(value, 'r', "", span);
            self.add_text(result, vec![shown], out, span);
            return Some(());
        };
        let append = |this: &mut Self, object: Expr, out: &mut hir::Block| match look {
            Some(look) => this.append_items(result, object, look, out, span),
            None => {
                let shown = this.native_formatted(object, 'r', "", span);
                this.add_text(result, vec![shown], out, span);
                Some(())
            }
        };
        // What belongs to another object, or is locked, is there.
        if !matches!(cyp.cap, Capability::Local | Capability::Immutable | Capability::Lock) {
            return append(self, value, out);
        }
        // An object that is not there is None.
        let kept = self.temp(ty, span);
        let object = self.local_expr(kept, span);
        let null = Expr { ty: common::NULL, span, kind: ExprKind::Null };
        let test = self.compare_pair(CompareOp::Is, object.clone(), null, span);
        let test = self.truth(test);
        let mut then = Vec::new();
        self.add_literal(result, "None", &mut then, span);
        let mut orelse = Vec::new();
        append(self, object, &mut orelse)?;
        let choice = Stmt { span, kind: StmtKind::If { test, then, orelse } };
        out.push(Stmt { span, kind: StmtKind::Let { local: kept, value, body: vec![choice] } });
        Some(())
    }

    /// `(a, b)`
    fn append_tuple(&mut self, result: LocalId, value: Expr, out: &mut hir::Block, span: Span) -> Option<()> {
        let ty = self.storage_ty(value.ty);
        let value = self.coerce(value, ty);
        let kept = self.temp(ty, span);
        let mut parts = Vec::new();
        match self.cx.types.kind(ty).clone() {
            Ty::CTuple(tys) => {
                for (index, ty) in (0u32..).zip(tys) {
                    let tuple = Box::new(self.local_expr(kept, span));
                    parts.push(Expr { ty, span, kind: ExprKind::CTupleItem { tuple, index } });
                }
            }
            _ => {
                for name in ["first", "second"] {
                    let pair = self.local_expr(kept, span);
                    parts.push(self.attribute_of(pair, &name.into(), span));
                }
            }
        }
        let mut body = Vec::new();
        self.add_literal(result, "(", &mut body, span);
        let last = if parts.len() == 1 { ",)" } else { ")" };
        for (i, part) in parts.into_iter().enumerate() {
            if i > 0 {
                self.add_literal(result, ", ", &mut body, span);
            }
            self.append_text(result, part, &mut body, span)?;
        }
        self.add_literal(result, last, &mut body, span);
        out.push(Stmt { span, kind: StmtKind::Let { local: kept, value, body } });
        Some(())
    }

    fn append_items(
        &mut self,
        result: LocalId,
        value: Expr,
        look: Look,
        out: &mut hir::Block,
        span: Span,
    ) -> Option<()> {
        let value = match look.view {
            Some(view) => {
                let args = CypArgs { of_loop: true, ..CypArgs::default() };
                self.cyp_method_call(value, view, args, span).ok()?
            }
            None => value,
        };
        let item = match self.cx.types.kind(self.cx.types.resolved(value.ty)) {
            Ty::Cyp(_) => self.cyp_element_ty(value.ty),
            _ => self.cpp_element_ty(value.ty),
        };
        let item = self.storage_ty(item);
        let first = self.text_local(common::BINT, span);
        let set = |truth: bool| {
            let value = Expr { ty: common::BINT, span, kind: ExprKind::Bool(truth) };
            let target = Target { span, ty: common::BINT, kind: TargetKind::Local(first) };
            Stmt { span, kind: StmtKind::Assign { target, value } }
        };
        out.push(set(true));
        let local = self.text_local(item, span);
        let target = Target { span, ty: item, kind: TargetKind::Local(local) };
        let mut body = Vec::new();
        let iter = self.value_loop(target, value, false, &mut body);
        let test = self.local_expr(first, span);
        let mut then = Vec::new();
        self.add_literal(result, look.open, &mut then, span);
        let mut orelse = Vec::new();
        self.add_literal(result, ", ", &mut orelse, span);
        then.push(set(false));
        body.push(Stmt { span, kind: StmtKind::If { test, then, orelse } });
        let read = self.local_expr(local, span);
        if look.pairs {
            for (name, after) in [("first", ": "), ("second", "")] {
                let part = self.attribute_of(read.clone(), &name.into(), span);
                self.append_text(result, part, &mut body, span)?;
                if !after.is_empty() {
                    self.add_literal(result, after, &mut body, span);
                }
            }
        } else {
            self.append_text(result, read, &mut body, span)?;
        }
        out.push(Stmt { span, kind: StmtKind::For(Box::new(hir::For { iter, body, orelse: Vec::new() })) });
        let test = self.local_expr(first, span);
        let (mut then, mut orelse) = (Vec::new(), Vec::new());
        self.add_literal(result, look.empty, &mut then, span);
        self.add_literal(result, look.close, &mut orelse, span);
        out.push(Stmt { span, kind: StmtKind::If { test, then, orelse } });
        if self.cx.types.is_cyp(item) {
            out.push(self.release(local, span));
        }
        Some(())
    }
}
