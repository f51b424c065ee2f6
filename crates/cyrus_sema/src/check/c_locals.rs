//! `cdef` variables of a function: their types are known from the start of the body.
//!
//! What other variables are inferred to be may depend on them, wherever their declaration stands; using one
//! before that is an error all the same. Tests: `tests/lang/errors/declared_late.md`.

use super::Checker;
use cyrus_diagnostics::codes;
use cyrus_syntax::ast::{self, StmtKind as Ast};
use cyrus_syntax::{Name, walk};
use rustc_hash::FxHashSet;

impl<'a> Checker<'_, 'a> {
    /// Gives the `cdef` variables of a body their types.
    pub fn declare_c_locals(&mut self, body: &'a [ast::Stmt]) {
        for stmt in body {
            match &stmt.kind {
                Ast::CVar(def) => self.declare_c_local(def),
                Ast::FuncDef(_) | Ast::ClassDef(_) | Ast::CFunc(_) | Ast::CClass(_) => {}
                _ => {
                    let mut blocks = Vec::new();
                    walk::stmt_children(stmt, &mut |_| {}, &mut |b| blocks.push(b));
                    blocks.into_iter().for_each(|b| self.declare_c_locals(b));
                }
            }
        }
    }

    fn declare_c_local(&mut self, def: &'a ast::CVarDef) {
        let scope = self.fx_ref().scope;
        for (declarator, _) in &def.declarators {
            let Some(name) = declarator.name() else { continue };
            let Some(local) = self.fx_ref().names.get(&name.name).copied() else { continue };
            if !self.fx_ref().uninferred.contains_key(&local) {
                continue;
            }
            // The statement itself reports what is wrong.
            let before = self.cx.diags.len();
            let ty = self.declared_type(scope, &def.ty, declarator);
            self.cx.diags.truncate(before);
            self.declare_local_ty(local, ty);
            self.fx().c_locals.insert(local, false);
        }
    }

    /// Reports `cdef` variables of the module and its functions that are named before their declaration.
    pub fn check_declared_late(&mut self, body: &'a [ast::Stmt]) {
        let mut seen = FxHashSet::default();
        self.late_block(body, &mut seen);
    }

    fn late_block(&mut self, body: &'a [ast::Stmt], seen: &mut FxHashSet<Name>) {
        for stmt in body {
            match &stmt.kind {
                Ast::CVar(def) => {
                    for (declarator, init) in &def.declarators {
                        if let Some(name) = declarator.name()
                            && seen.contains(&name.name)
                        {
                            let message = format!("cdef variable '{}' declared after it is used", name.name);
                            self.error(codes::E0202, name.span, message);
                        }
                        init.iter().for_each(|e| late_names(e, seen));
                    }
                }
                Ast::FuncDef(def) => self.late_block(&def.body, &mut FxHashSet::default()),
                Ast::CFunc(def) => {
                    self.late_block(def.body.as_deref().unwrap_or_default(), &mut FxHashSet::default());
                }
                Ast::ClassDef(def) => self.late_block(&def.body, seen),
                Ast::CClass(def) => self.late_methods(def.body.as_deref().unwrap_or_default(), seen),
                Ast::CypClass(def) => self.late_methods(def.body.as_deref().unwrap_or_default(), seen),
                Ast::CppClass(def) => self.late_methods(def.body.as_deref().unwrap_or_default(), seen),
                Ast::Extern(_) => {}
                _ => self.late_children(stmt, seen),
            }
        }
    }

    /// Attributes are no variables, but methods have some.
    fn late_methods(&mut self, body: &'a [ast::Stmt], seen: &mut FxHashSet<Name>) {
        for stmt in body {
            match &stmt.kind {
                Ast::FuncDef(_) | Ast::CFunc(_) => self.late_block(std::slice::from_ref(stmt), seen),
                Ast::CdefBlock(inner) => self.late_methods(inner, seen),
                _ => {}
            }
        }
    }

    fn late_children(&mut self, stmt: &'a ast::Stmt, seen: &mut FxHashSet<Name>) {
        let mut blocks = Vec::new();
        walk::stmt_children(stmt, &mut |e| late_names(e, seen), &mut |b| blocks.push(b));
        blocks.into_iter().for_each(|b| self.late_block(b, seen));
    }
}

fn late_names(e: &ast::Expr, seen: &mut FxHashSet<Name>) {
    match &e.kind {
        ast::ExprKind::Name(name) => {
            seen.insert(name.clone());
        }
        ast::ExprKind::Lambda(_) => {}
        _ => walk::expr_children(e, &mut |part| late_names(part, seen)),
    }
}
