//! Runs of statements of the module's body that differ in constants only: one call with a table.
//!
//! Straight-line code that runs once costs the C compiler as much as code that matters. Definitions of plain
//! functions and stores of constants under constant keys follow one another by the dozen; each run becomes a
//! static table and one call. A failure is reported in the line of the definition (of the first store).

use super::BodyWriter;
use cyrus_arena::Id as _;
use cyrus_hir::FuncId;
use cyrus_mir::{BlockId, Callee, Const, ConstId, Operand, Place, Stmt, StmtKind};
use std::fmt::Write as _;

/// `d[key] = value` with constants.
struct Store<'s> {
    dict: &'s Operand,
    key: ConstId,
    value: ConstId,
    unwind: Option<BlockId>,
}

impl BodyWriter<'_, '_> {
    /// Writes the run that `stmts` begins with, and says how many statements it has.
    pub(super) fn repetition(&mut self, stmts: &[Stmt]) -> usize {
        let written = self.definitions(stmts);
        if written > 0 { written } else { self.stores(stmts) }
    }

    /// `def` after `def` at module level, without defaults, decorators, annotations.
    fn definitions(&mut self, stmts: &[Stmt]) -> usize {
        let mut rows = String::new();
        let mut count = 0;
        for triple in stmts.chunks_exact(3) {
            let Some((func, key)) = definition(triple) else { break };
            if triple[0].unwind != stmts[0].unwind || !self.is_binding(func) {
                break;
            }
            for stmt in triple {
                self.position(stmt.span);
            }
            self.cx.funcdefs.insert(func);
            let def = crate::module::funcdef_name(self.cx, func);
            let _ = write!(rows, "{}{{&{def}, {}}}", if count > 0 { ",\n    " } else { "" }, key.index());
            count += 1;
        }
        if count == 0 {
            return 0;
        }
        self.call_effect(None);
        let define = self.cx.runtime("__cyrus_define").to_string();
        let fail = self.goto_unwind(&stmts[0]);
        self.line(&format!(
            "{{ static const __cyrus_definition d[] = {{\n    {rows}}};\n    \
             if (__CYRUS_UNLIKELY({define}(d, {count}, &__cyrus_line) < 0)) {fail} }}"
        ));
        count * 3
    }

    /// Constants into one dict.
    fn stores(&mut self, stmts: &[Stmt]) -> usize {
        let run: Vec<Store<'_>> = stmts.iter().map_while(store).collect();
        let Some(first) = run.first() else { return 0 };
        let count = run.iter().take_while(|s| s.dict == first.dict && s.unwind == first.unwind).count();
        if count < 2 {
            return 0;
        }
        for stmt in &stmts[..count] {
            self.position(stmt.span);
        }
        let dict = self.operand(first.dict).text;
        self.call_effect(None);
        let fill = self.cx.runtime("__cyrus_dict_fill").to_string();
        let fail = self.fail(stmts[0].span, first.unwind);
        let mut row = String::new();
        for (i, s) in run[..count].iter().enumerate() {
            let _ = write!(row, "{}{}, {}", if i == 0 { "" } else { ", " }, s.key.index(), s.value.index());
        }
        self.line(&format!(
            "{{ static const int c[] = {{{row}}}; if (__CYRUS_UNLIKELY({fill}({dict}, c, {count}) < 0)) {fail} }}"
        ));
        count
    }

    /// The error edge of a statement whose callee has noted the line.
    fn goto_unwind(&mut self, stmt: &Stmt) -> String {
        match stmt.unwind {
            Some(unwind) => format!("goto {};", self.label(unwind)),
            None => ";".into(),
        }
    }

    fn is_binding(&self, func: FuncId) -> bool {
        crate::module::def_info(&self.cx.module.funcs[func].kind).is_none_or(|i| i.binding)
    }
}

/// `t = def; module[name] = t; del t`
fn definition(stmts: &[Stmt]) -> Option<(FuncId, ConstId)> {
    let [make, set, drop] = stmts else { return None };
    let StmtKind::Call { dest: Some(made), callee: Callee::MakeFunction(func), args, .. } = &make.kind else {
        return None;
    };
    made.as_local()?;
    make.unwind?;
    if !args.iter().all(|a| matches!(a, Operand::Const(Const::Null))) {
        return None;
    }
    let (dict, key, value) = set_item(set)?;
    let (Operand::Const(Const::ModuleDict), Operand::Const(Const::Py(key))) = (dict, key) else {
        return None;
    };
    let is_made = |operand: &Operand| matches!(operand, Operand::Copy(place) if place == made);
    let StmtKind::Decref { value: dropped, .. } = &drop.kind else { return None };
    (is_made(value) && is_made(dropped)).then_some((*func, *key))
}

fn store(stmt: &Stmt) -> Option<Store<'_>> {
    let (dict, Operand::Const(Const::Py(key)), Operand::Const(Const::Py(value))) = set_item(stmt)? else {
        return None;
    };
    let plain = match dict {
        Operand::Const(Const::ModuleDict) => true,
        Operand::Copy(place) => Place::as_local(place).is_some(),
        Operand::Const(_) => false,
    };
    (plain && stmt.unwind.is_some()).then_some(Store { dict, key: *key, value: *value, unwind: stmt.unwind })
}

/// `PyDict_SetItem(dict, key, value)`
fn set_item(stmt: &Stmt) -> Option<(&Operand, &Operand, &Operand)> {
    match &stmt.kind {
        StmtKind::Call { dest: None, callee: Callee::Runtime(name), args, .. }
            if name.as_str() == "PyDict_SetItem" =>
        {
            let [dict, key, value] = args.as_slice() else { return None };
            Some((dict, key, value))
        }
        _ => None,
    }
}
