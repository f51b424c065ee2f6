//! `with gil` blocks of functions without the GIL that are functions of their own ([`GilPart`]): on a large stack where a coroutine runs, else called as they are.
//!
//! Such a function stands before the one around. It gets what it uses by a structure, in which it also leaves what it changes: values, so that what the function around
//! does without the GIL may stay in registers; addresses of objects in place and of variables whose address is taken. It gives the number of the exit it has come to.

use super::BodyWriter;
use super::local::{Held, held, variable_type};
use crate::types::{declare, declare_cty};
use cyrus_arena::Id as _;
use cyrus_mir::{BlockId, CTy, GilPart, LocalKind, MLocal, Operand, StmtKind};
use cyrus_types::{Counting, Ty};
use rustc_hash::FxHashMap;
use std::fmt::Write as _;

/// A part that is written.
pub(super) struct Written {
    function: String,
    /// By value; by address.
    values: Vec<MLocal>,
    addresses: Vec<MLocal>,
    /// Those that something jumps to, in the order of their numbers.
    exits: Vec<BlockId>,
    keeps_line: bool,
}

impl<'a> BodyWriter<'a, '_> {
    /// Where a block ends that leads to a part: the call. Whether there is one.
    pub(super) fn enters_part(&mut self, block: BlockId, next: Option<BlockId>) -> bool {
        let body = self.body;
        let entered = |p: &GilPart| p.entries.iter().position(|&(outside, _)| outside == block);
        let Some((index, part, entry)) =
            body.parts.iter().enumerate().find_map(|(i, p)| Some((i, p, entered(p)?)))
        else {
            return false;
        };
        if !self.parts.contains_key(&index) {
            let written = self.write_part(index, part);
            self.parts.insert(index, written);
        }
        // Taken out for as long as the call is written.
        let Some(written) = self.parts.remove(&index) else { return false };
        let base = super::local::names(body);
        let function = &written.function;
        let mut lines = vec![format!("{{ struct {function} part; int exit;")];
        for &local in &written.values {
            let (name, field) = (self.clause_name(local), &base[local.index()]);
            if part.given.contains(&local) {
                lines.push(format!("part.{field} = {name};"));
            }
        }
        for &local in &written.addresses {
            let (name, field) = (self.clause_name(local), &base[local.index()]);
            lines.push(match held(self.cx.types, &body.locals[local]) {
                Held::Reference(_) => format!("part.{field} = {name};"),
                Held::Plain | Held::Optional => format!("part.{field} = &{name};"),
            });
        }
        if part.entries.len() > 1 {
            lines.push(format!("part.entry = {entry};"));
        }
        if written.keeps_line {
            lines.push("part.line = __cyrus_line;".into());
        }
        lines.push(match self.dropped(part) {
            None => format!("exit = __cyrus_rt_part({function}, &part);"),
            Some(objects) => {
                let ends: Vec<String> = objects
                    .iter()
                    .map(|o| format!("__cyrus_rt_may_end({o}, {})", objects.len()))
                    .collect();
                format!(
                    "exit = __cyrus_rt_is_cramped() && ({}) ? __cyrus_rt_part({function}, &part) : {function}(&part);",
                    ends.join(" || ")
                )
            }
        });
        if written.keeps_line {
            lines.push("__cyrus_line = part.line;".into());
        }
        for line in lines {
            self.line(&line);
        }
        self.leave_part(part, &written, &base, next);
        self.parts.insert(index, written);
        true
    }

    /// What comes back, and where it goes on.
    fn leave_part(&mut self, part: &GilPart, written: &Written, base: &[String], next: Option<BlockId>) {
        let changed = |exit: BlockId| {
            part.exits.iter().find(|(b, _)| *b == exit).map_or(&[][..], |(_, locals)| locals.as_slice())
        };
        let exits = &written.exits;
        let back = |writer: &mut Self, local: MLocal| {
            let name = writer.local_name(local);
            format!("{name} = part.{};", base[local.index()])
        };
        let is_value = |l: &&MLocal| written.values.contains(l);
        let everywhere = |l: &MLocal| exits.iter().all(|&e| changed(e).contains(l));
        for &local in exits.first().map_or(&[][..], |&e| changed(e)).iter().filter(is_value) {
            if everywhere(&local) {
                let line = back(self, local);
                self.line(&line);
            }
        }
        // The one that is next, if there is one, comes last.
        let mut order: Vec<usize> = (0..exits.len()).collect();
        order.sort_by_key(|&i| (Some(exits[i]) == next, std::cmp::Reverse(i)));
        for (at, &number) in order.iter().enumerate() {
            let exit = exits[number];
            let own: Vec<String> = changed(exit)
                .iter()
                .filter(is_value)
                .filter(|l| !everywhere(l))
                .map(|&l| back(self, l))
                .collect();
            if at + 1 < order.len() {
                let label = self.label(exit);
                let test = format!("if (exit == {number})");
                self.line(&match own.is_empty() {
                    true => format!("{test} goto {label};"),
                    false => format!("{test} {{ {} goto {label}; }}", own.join(" ")),
                });
            } else {
                if exits.len() == 1 {
                    self.line("(void)exit;");
                }
                for line in own {
                    self.line(&line);
                }
                self.jump(exit, next);
            }
        }
        self.line(if exits.is_empty() { "(void)exit; Py_UNREACHABLE(); }" } else { "}" });
    }

    /// The Python objects that a part drops, when that is all it does.
    fn dropped(&mut self, part: &GilPart) -> Option<Vec<String>> {
        let mut locals = Vec::new();
        for &id in &part.blocks {
            for stmt in &self.body.blocks[id].stmts {
                match &stmt.kind {
                    StmtKind::Decref { value: Operand::Copy(place), kind: Counting::Python, .. }
                    | StmtKind::Clear { place, kind: Counting::Python, .. } => {
                        locals.push(place.as_local()?);
                    }
                    StmtKind::Nop => {}
                    _ => return None,
                }
            }
        }
        locals.sort_unstable();
        Some(locals.into_iter().map(|l| self.clause_name(l)).collect())
    }

    fn write_part(&mut self, index: usize, part: &'a GilPart) -> Written {
        let body = self.body;
        let function = format!("{}__within{index}", self.cx.body_name(self.id));
        let base = super::local::names(body);
        let (mut values, mut addresses) = (Vec::new(), Vec::new());
        for id in body.locals.ids() {
            let is_changed = part.exits.iter().any(|(_, locals)| locals.contains(&id));
            let shared = part.given.contains(&id) || is_changed;
            if part.addressed.contains(&id) || shared && self.stays_in_place(id) || self.is_lasting(id) {
                addresses.push(id);
            } else if shared {
                values.push(id);
            }
        }
        let around = self.names.clone();
        for &local in &values {
            self.names[local.index()] = format!("part->{}", base[local.index()]);
        }
        for &local in &addresses {
            let reference = matches!(held(self.cx.types, &body.locals[local]), Held::Reference(_));
            let name = &base[local.index()];
            self.names[local.index()] =
                if reference { format!("part->{name}") } else { format!("(*part->{name})") };
        }
        let order: Vec<BlockId> =
            self.layout.order.iter().copied().filter(|b| part.blocks.contains(b)).collect();
        let out = std::mem::take(&mut self.out);
        let mentioned = std::mem::take(&mut self.mentioned);
        let read = std::mem::take(&mut self.read);
        let labels = std::mem::take(&mut self.labels);
        let first: Vec<String> = part.entries.iter().map(|&(_, to)| self.label(to)).collect();
        if part.entries.len() == 1 && self.layout.target(part.entries[0].1) == order[0] {
            self.labels.clear();
        }
        let mut texts = Vec::with_capacity(order.len());
        for (i, &block) in order.iter().enumerate() {
            self.out.clear();
            self.block(block, order.get(i + 1).copied());
            texts.push((block, std::mem::take(&mut self.out)));
        }
        self.comments.current = None;
        self.out = out;
        let inner = std::mem::replace(&mut self.labels, labels);
        let line = self.keeps_line;
        self.keeps_line &= texts.iter().any(|(_, t)| super::parallel::mentions_line(t));
        let keeps_line = self.keeps_line;
        // What it does not mention after all is not handed over.
        values.retain(|l| self.mentioned.contains(l));
        addresses.retain(|l| self.mentioned.contains(l));
        let mut own: Vec<MLocal> = self
            .mentioned
            .iter()
            .copied()
            .filter(|l| !values.contains(l) && !addresses.contains(l))
            .collect();
        own.sort_unstable();
        let mut declared = String::new();
        self.declare_locals(&own, &mut declared);
        self.keeps_line = line;
        self.mentioned = mentioned;
        self.read = read;
        self.names = around;

        let mut fields = String::new();
        for &local in &values {
            let ty = variable_type(self.cx.types, &body.locals[local].ty);
            let declared = match held(self.cx.types, &body.locals[local]) {
                Held::Reference(to) => declare(self.cx, to, &format!("*{}", base[local.index()])),
                Held::Plain | Held::Optional => declare_cty(self.cx, &ty, &base[local.index()]),
            };
            let _ = writeln!(fields, "  {declared};");
        }
        for &local in &addresses {
            let declared = self.declare_address(local, &base[local.index()]);
            let _ = writeln!(fields, "  {declared};");
        }
        if part.entries.len() > 1 {
            fields.push_str("  int entry;\n");
        }
        if keeps_line {
            fields.push_str("  int line;\n");
        }
        if fields.is_empty() {
            fields.push_str("  char none;\n");
        }
        let mut text = format!(
            "struct {function} {{\n{fields}}};\nstatic int {function}(void *given) {{\n  struct {function} *part = (struct {function} *)given;\n{declared}  (void)part;\n"
        );
        if keeps_line {
            text.push_str("  __cyrus_line = part->line;\n");
        }
        if part.entries.len() > 1 {
            text.push_str("  switch (part->entry) {\n");
            for (i, label) in first.iter().enumerate().skip(1) {
                let _ = writeln!(text, "    case {i}: goto {label};");
            }
            let _ = writeln!(text, "    default: goto {};\n  }}", first[0]);
        } else if self.layout.target(part.entries[0].1) != order[0] {
            let _ = writeln!(text, "  goto {};", first[0]);
        }
        for (block, block_text) in texts {
            if inner.contains(&block) {
                let _ = writeln!(text, "L{}:;", block.index());
            }
            text.push_str(&block_text);
        }
        let mut exits: Vec<BlockId> = inner.iter().copied().filter(|b| !part.blocks.contains(b)).collect();
        exits.sort_unstable();
        for (number, exit) in exits.iter().enumerate() {
            let line = if keeps_line { "  part->line = __cyrus_line;\n" } else { "" };
            let _ = writeln!(text, "L{}:;\n{line}  return {number};", exit.index());
        }
        text.push_str("}\n");
        self.outlined.push_str(&text);
        Written { function, values, addresses, exits, keeps_line }
    }

    /// Whether copies of a variable would be costly, or another thing.
    fn stays_in_place(&self, local: MLocal) -> bool {
        let decl = &self.body.locals[local];
        match held(self.cx.types, decl) {
            Held::Reference(_) => return false,
            Held::Optional => return true,
            Held::Plain => {}
        }
        match &decl.ty {
            CTy::Text(text) => !text.ends_with('*') && &**text != "PyGILState_STATE" && &**text != "int",
            CTy::Ty(ty) => {
                matches!(self.cx.types.get(*ty), Ty::Ref(_) | Ty::RvalueRef(_))
                    || matches!(
                        self.cx.types.kind(*ty),
                        Ty::Cpp(..)
                            | Ty::Struct(_)
                            | Ty::CTuple(_)
                            | Ty::Array(..)
                            | Ty::MemView(_)
                            | Ty::NogilClass(_)
                    )
            }
        }
    }

    /// A C++ object of the program's: it ends where the function around ends.
    fn is_lasting(&self, local: MLocal) -> bool {
        let decl = &self.body.locals[local];
        decl.kind != LocalKind::Temp
            && (decl.kept
                || matches!(&decl.ty, CTy::Ty(ty) if matches!(self.cx.types.kind(*ty), Ty::Cpp(..))))
    }

    fn declare_address(&mut self, local: MLocal, name: &str) -> String {
        let decl = &self.body.locals[local];
        // Parameters are declared with all their words.
        let ty = if decl.kind == LocalKind::Param {
            decl.ty.clone()
        } else {
            variable_type(self.cx.types, &decl.ty)
        };
        match held(self.cx.types, decl) {
            Held::Reference(to) => declare(self.cx, to, &format!("*{name}")),
            Held::Optional => {
                let slot = crate::convert::slot_template(self.cx);
                format!("{slot}<{}> *{name}", crate::types::cty_text(self.cx, &ty))
            }
            Held::Plain => {
                if let CTy::Ty(id) = ty
                    && let Ty::Ref(to) | Ty::RvalueRef(to) = *self.cx.types.get(id)
                {
                    return declare(self.cx, to, &format!("*{name}"));
                }
                let array = matches!(&ty, CTy::Ty(t) if matches!(self.cx.types.kind(*t), Ty::Array(..)));
                declare_cty(self.cx, &ty, &if array { format!("(*{name})") } else { format!("*{name}") })
            }
        }
    }
}

/// The parts that are written, by their numbers.
pub(super) type Parts = FxHashMap<usize, Written>;
