//! `import` and `from … import`, and what `*` brings for names that are not Python's.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_hir::{self as hir, Expr, ExprKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_syntax::ast;
use cyrus_types::{Ty, common};

impl<'a> Checker<'_, 'a> {
    pub(super) fn import(&mut self, aliases: &'a [ast::ImportAlias], out: &mut hir::Block) {
        for alias in aliases {
            let span = alias.name.span;
            let module = alias.name.joined();
            // The `cython` module exists at compile time only.
            if module == "cython" || module.starts_with("cython.") {
                continue;
            }
            let bound = alias.asname.as_ref().unwrap_or(&alias.name.parts[0]);
            let value = Expr {
                ty: common::OBJECT,
                span,
                kind: ExprKind::Import {
                    module,
                    fromlist: Vec::new(),
                    level: self.import_level(),
                    submodule: alias.asname.is_some() && alias.name.parts.len() > 1,
                },
            };
            let target = self.name_target(&bound.name, bound.span);
            self.assign_to(target, value, span, out);
        }
    }

    /// Plain imports at level 2 try the package first.
    fn import_level(&self) -> i32 {
        0
    }

    pub(super) fn import_from(&mut self, import: &'a ast::ImportFrom, span: Span, out: &mut hir::Block) {
        let module = import.module.as_ref().map(|m| m.joined()).unwrap_or_default();
        if import.level == 0
            && (module == "__future__" || module == "cython" || module.starts_with("cython."))
        {
            return;
        }
        let fromlist = match &import.names {
            ast::ImportNames::Star(_) => vec!["*".into()],
            ast::ImportNames::Names(names) => names.iter().map(|(n, _)| n.name.clone()).collect(),
        };
        let value = Expr {
            ty: common::OBJECT,
            span,
            kind: ExprKind::Import { module, fromlist, level: import.level as i32, submodule: false },
        };
        match &import.names {
            ast::ImportNames::Star(star) => {
                if !self.at_module_level() {
                    self.error(codes::E0101, *star, "import * only allowed at module level");
                }
                let types = self.names_of_types(span);
                out.push(Stmt { span, kind: StmtKind::ImportStar { module: value, types } });
                self.take_imported(span, out);
            }
            ast::ImportNames::Names(names) => {
                let local = self.temp(common::OBJECT, span);
                let mut body = Vec::new();
                for (name, asname) in names {
                    let bound = asname.as_ref().unwrap_or(name);
                    let module = Box::new(self.local_expr(local, name.span));
                    let item = Expr {
                        ty: common::OBJECT,
                        span: name.span,
                        kind: ExprKind::ImportFrom { module, name: name.name.clone() },
                    };
                    let target = self.name_target(&bound.name, bound.span);
                    let item = self.coerce(item, target.ty);
                    self.assign_to(target, item, name.span, &mut body);
                }
                out.push(Stmt { span, kind: StmtKind::Let { local, value, body } });
            }
        }
    }

    /// After `import *`, names that are C variables of the module move into them.
    /// A tuple of the names that are extension types here: C code means them, whatever the module's dict says.
    fn names_of_types(&self, span: Span) -> Expr {
        let entries = self.cx.scopes[self.cx.main_scope].entries.values();
        let is_class = |ty| matches!(self.cx.types.kind(ty), Ty::Ext(_));
        let names = entries.filter(|e| e.span.is_some() && e.as_type().is_some_and(is_class));
        let names = names.map(|e| self.text_expr(&e.name, span)).collect();
        Expr { ty: common::TUPLE, span, kind: ExprKind::Tuple(names) }
    }

    fn take_imported(&mut self, span: Span, out: &mut hir::Block) {
        let entries: Vec<_> = self.cx.scopes[self.cx.main_scope]
            .entries
            .values()
            .filter_map(|e| match e.kind {
                crate::scope::EntryKind::CVar(id) => Some((e.name.clone(), id)),
                _ => None,
            })
            .collect();
        for (name, id) in entries {
            let decl = &self.cx.cvars[id];
            if decl.origin != cyrus_types::Origin::Here {
                continue;
            }
            let ty = decl.ty;
            let key = self.text_expr(&name, span);
            let call = |function: &str, ty| Expr {
                ty,
                span,
                kind: ExprKind::Runtime { name: function.into(), args: vec![key.clone()] },
            };
            let taken = call("__cyrus_take_global", common::OBJECT);
            let Ok(value) = self.try_coerce(taken, ty) else { continue };
            let test = call("__cyrus_has_global", common::BINT);
            let target = hir::Target { span, ty, kind: hir::TargetKind::CVar(id) };
            let then = vec![Stmt { span, kind: StmtKind::Assign { target, value } }];
            out.push(Stmt { span, kind: StmtKind::If { test, then, orelse: Vec::new() } });
        }
    }
}
