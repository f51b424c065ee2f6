//! Parallel loops that the runtime runs: `prange(…, scheduler="cyrus")`.
//!
//! The body becomes a function of its own, which stands before that of the loop. It gets what it uses by a
//! structure: the values of variables that the loop leaves alone, the addresses of the others (whose names
//! are `(*v_x)` in it). Private variables and partial results are variables of that function, which runs once
//! for each member of the team and asks for ranges of iterations until there are none.

use super::BodyWriter;
use super::local::{Held, held, variable_type};
use crate::types::declare_cty;
use cyrus_arena::Id as _;
use cyrus_mir::{BodyAbi, CBinOp, CTy, MLocal, Operand, ParallelRegion, PlaceBase, Rvalue, Stmt, StmtKind};
use cyrus_types::Ty;
use rustc_hash::FxHashSet;
use std::fmt::Write as _;

/// How iterations are dealt out.
pub(super) struct Dealing<'r> {
    pub(super) counter: MLocal,
    pub(super) count: &'r Operand,
    pub(super) schedule: Option<&'r str>,
    pub(super) chunk: Option<&'r Operand>,
}

impl BodyWriter<'_, '_> {
    pub(super) fn parallel_tasks(&mut self, stmt: &Stmt, region: &ParallelRegion, dealing: &Dealing<'_>) {
        self.cx.fragment("rt_loop");
        // Their variables are elsewhere, or their types not to be named outside.
        if self.body.frame.is_some() || self.body.abi == BodyAbi::GeneratorStep || self.is_template() {
            self.cx.unsupported(stmt.span, "loops of the runtime in generators and templates are");
            return;
        }
        let reduced = |l: &MLocal| region.reductions.iter().any(|(r, _)| r == l);
        let plain: Vec<MLocal> = region.last_private.iter().copied().filter(|l| !reduced(l)).collect();
        let own: FxHashSet<MLocal> = plain
            .iter()
            .copied()
            .chain(region.reductions.iter().map(|(l, _)| *l))
            .chain([dealing.counter])
            .collect();
        let by_address = self.by_address(region, &own);

        // What the call needs, in the function around.
        let count = self.operand(dealing.count).text;
        let threads = self.or_zero(region.num_threads.as_ref());
        let chunk = self.or_zero(dealing.chunk);
        let condition = region.condition.as_ref().map(|c| self.operand(c).condition().text);

        // The body, under the names that hold in its function.
        let base = super::local::names(self.body);
        let around = self.names.clone();
        for local in self.body.locals.ids() {
            let name = &base[local.index()];
            self.names[local.index()] =
                if by_address.contains(&local) { format!("(*{name})") } else { name.clone() };
        }
        let out = std::mem::take(&mut self.out);
        let mentioned = std::mem::take(&mut self.mentioned);
        let inside = std::mem::replace(&mut self.in_task, true);
        self.region_blocks(region);
        self.in_task = inside;
        let blocks = std::mem::replace(&mut self.out, out);
        let mut captured: Vec<MLocal> = std::mem::replace(&mut self.mentioned, mentioned)
            .into_iter()
            .filter(|l| !own.contains(l))
            .collect();
        captured.sort_unstable();
        self.names = around;
        if let Some(&local) = own.iter().find(|l| held(self.cx.types, &self.body.locals[**l]) != Held::Plain)
        {
            let what = self.body.locals[local].name.clone().unwrap_or_else(|| "a value".into());
            let what = format!("'{what}' (a C++ object or reference that a loop of the runtime assigns) is");
            self.cx.unsupported(stmt.span, &what);
            return;
        }

        // The structure, what fills it, and what the function makes of it.
        let function = format!("{}_loop{}", self.cx.body_name(self.id), self.outlined_loops);
        self.outlined_loops += 1;
        let (mut fields, mut filling) = (String::new(), Vec::new());
        let (mut opening, mut handing_over, mut closing) = (String::new(), String::new(), String::new());
        for &local in &captured {
            let name = &base[local.index()];
            let outer = self.clause_name(local);
            let declared = if by_address.contains(&local) {
                filling.push(address(&outer));
                self.declare_captured(local, name, true)
            } else {
                filling.push(outer);
                self.declare_captured(local, name, false)
            };
            let _ = writeln!(fields, "  {declared};");
            let _ = writeln!(opening, "  {declared} = frame->{name};");
        }
        for &local in &plain {
            let name = &base[local.index()];
            let outer = self.clause_name(local);
            let ty = variable_type(self.cx.types, &self.body.locals[local].ty);
            let (first, last) = (format!("first_{name}"), format!("last_{name}"));
            let declared = [declare_cty(self.cx, &ty, &first), self.declare_pointer(&ty, &last)];
            let _ = writeln!(fields, "  {};\n  {};", declared[0], declared[1]);
            filling.extend([outer.clone(), address(&outer)]);
            let _ = writeln!(opening, "  {} = frame->{first};", declare_cty(self.cx, &ty, name));
            let _ = writeln!(handing_over, "      *frame->{last} = {name};");
        }
        for &(local, op) in &region.reductions {
            let name = &base[local.index()];
            let outer = self.clause_name(local);
            let ty = variable_type(self.cx.types, &self.body.locals[local].ty);
            let all = format!("all_{name}");
            let _ = writeln!(fields, "  {};", self.declare_pointer(&ty, &all));
            filling.push(address(&outer));
            let (neutral, sign) = match op {
                CBinOp::Mul => ("1", "*"),
                CBinOp::BitAnd => ("-1", "&"),
                CBinOp::BitOr => ("0", "|"),
                CBinOp::BitXor => ("0", "^"),
                _ => ("0", "+"),
            };
            let declared = declare_cty(self.cx, &ty, name);
            let complex = matches!(&ty, CTy::Ty(t) if matches!(self.cx.types.kind(*t), Ty::Complex(_)));
            if complex {
                self.cx.unsupported(stmt.span, "complex reductions in loops of the runtime are");
            }
            let _ = writeln!(opening, "  {declared} = {neutral};");
            let _ = writeln!(closing, "  *frame->{all} = *frame->{all} {sign} {name};");
        }
        let counter = &base[dealing.counter.index()];
        let mut text = format!("struct {function} {{\n  long long count;\n{fields}}};\n");
        let _ = writeln!(text, "static void {function}(__cyrus_loop *loop, void *captured, int member) {{");
        let _ = writeln!(text, "  struct {function} *frame = (struct {function} *)captured;");
        let _ = writeln!(text, "  long long {counter}, end;\n  int number = member;\n  (void)number;");
        text.push_str(&opening);
        let _ = writeln!(text, "  while (__cyrus_loop_next(loop, member, &{counter}, &end)) {{");
        let _ = writeln!(text, "  for (; {counter} < end; {counter}++) {{\n{blocks}  }}");
        if !handing_over.is_empty() {
            let _ = writeln!(text, "    if (end == frame->count) {{\n{handing_over}    }}");
        }
        text.push_str("  }\n");
        if !closing.is_empty() {
            let _ = writeln!(text, "  __cyrus_loop_lock(loop);\n{closing}  __cyrus_loop_unlock(loop);");
        }
        text.push_str("}\n");
        self.outlined.push_str(&text);

        let kind = match (dealing.schedule, dealing.chunk) {
            (Some("static"), None) => "__CYRUS_LOOP_SHARES",
            (Some("static" | "dynamic"), _) => "__CYRUS_LOOP_CHUNKS",
            (Some("guided"), _) => "__CYRUS_LOOP_GUIDED",
            _ => "__CYRUS_LOOP_STEALING",
        };
        let threads = match condition {
            Some(condition) => format!("({condition}) ? {threads} : 1"),
            None => threads,
        };
        filling.insert(0, count.clone());
        self.line(&format!("{{ struct {function} frame = {{{}}};", filling.join(", ")));
        self.line(&format!("__cyrus_loop_run(&frame, {function}, {count}, {threads}, {kind}, {chunk}); }}"));
    }

    /// Variables from around that the loop may change, or others may while it runs.
    fn by_address(&self, region: &ParallelRegion, own: &FxHashSet<MLocal>) -> FxHashSet<MLocal> {
        let mut all: FxHashSet<MLocal> = region.shared.iter().copied().collect();
        for stmt in self.body.blocks.iter().flat_map(|b| &b.stmts) {
            if let StmtKind::Assign { value: Rvalue::AddressOf(place), .. } = &stmt.kind
                && let PlaceBase::Local(local) = place.base
            {
                all.insert(local);
            }
        }
        for (id, local) in self.body.locals.iter_ids() {
            let whole = match &local.ty {
                CTy::Ty(ty) => matches!(self.cx.types.kind(*ty), Ty::Array(..) | Ty::Cpp(..)),
                CTy::Text(text) => text.contains('['),
            };
            if whole {
                all.insert(id);
            }
        }
        all.retain(|l| !own.contains(l) && !region.private.contains(l));
        all
    }

    /// A variable from around, as what it is there or as a pointer to that.
    fn declare_captured(&mut self, local: MLocal, name: &str, pointer: bool) -> String {
        let ty = variable_type(self.cx.types, &self.body.locals[local].ty);
        let starred = if pointer { format!("*{name}") } else { name.to_string() };
        match held(self.cx.types, &self.body.locals[local]) {
            Held::Plain if pointer => self.declare_pointer(&ty, name),
            Held::Plain => declare_cty(self.cx, &ty, name),
            Held::Reference(to) => crate::types::declare(self.cx, to, &format!("*{starred}")),
            Held::Optional => {
                let slot = crate::convert::slot_template(self.cx);
                format!("{slot}<{}> {starred}", crate::types::cty_text(self.cx, &ty))
            }
        }
    }

    fn declare_pointer(&mut self, ty: &CTy, name: &str) -> String {
        let array = matches!(ty, CTy::Ty(t) if matches!(self.cx.types.kind(*t), Ty::Array(..)));
        declare_cty(self.cx, ty, &if array { format!("(*{name})") } else { format!("*{name}") })
    }

    fn or_zero(&mut self, operand: Option<&Operand>) -> String {
        operand.map_or_else(|| "0".into(), |o| self.operand(o).text)
    }

    fn is_template(&self) -> bool {
        match &self.cx.module.funcs[self.body.func].kind {
            cyrus_hir::FuncKind::C(info) => !info.templates.is_empty(),
            _ => false,
        }
    }
}

/// `&v_x`, of what may be `(*v_x)` here.
fn address(name: &str) -> String {
    match name.strip_prefix("(*").and_then(|rest| rest.strip_suffix(')')) {
        Some(pointer) => pointer.to_string(),
        None => format!("&{name}"),
    }
}
