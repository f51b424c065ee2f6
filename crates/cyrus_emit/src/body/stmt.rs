//! Statements.

use super::BodyWriter;
use super::fold::{Pending, is_pure_call};
use super::local::{Held, held};
use crate::c_text::{CExpr, Prec, bytes_literal};
use crate::convert;
use crate::types::{cty_text, type_text};
use cyrus_mir::{GilOp, Operand, Place, PlaceBase, Rvalue, Stmt, StmtKind, UnboundKind};
use cyrus_types::{Counting, Ty};

/// What a statement may change, for expressions that wait.
enum Effect<'p> {
    /// Anything in memory, and this place.
    Anything(Option<&'p Place>),
    /// Only this place.
    Write(&'p Place),
}

impl BodyWriter<'_, '_> {
    pub(super) fn stmt(&mut self, stmt: &Stmt) {
        if matches!(stmt.kind, StmtKind::Nop) {
            return;
        }
        self.position(stmt.span);
        match &stmt.kind {
            StmtKind::Assign { dest, value } => self.assign(dest, value),
            StmtKind::Call { dest, callee, args, error } => {
                if let Some(local) = dest.as_ref().and_then(Place::as_local)
                    && self.fold.is_candidate(local)
                    && is_pure_call(callee, error)
                {
                    let (expr, reads, _) = self.tracked(|w| w.call_expr(callee, args, dest.as_ref()));
                    // The function reads memory.
                    self.fold.pending.push(Pending { local, expr, reads, reads_memory: true });
                    return;
                }
                self.call(stmt, dest.as_ref(), callee, args, error);
            }
            StmtKind::Incref { value, kind, nullable } => {
                let text = self.operand(value);
                let line = self.count(*kind, "INCREF", "incref", &text, *nullable, value, stmt);
                self.line(&line);
            }
            StmtKind::Decref { value, kind, nullable, kept } => {
                let text = self.operand(value);
                self.effect(&Effect::Anything(None));
                let function = if *kept { "decref_kept" } else { "decref" };
                let line = self.count(*kind, "DECREF", function, &text, *nullable, value, stmt);
                self.line(&line);
            }
            StmtKind::Clear { place, kind } => {
                self.effect(&Effect::Anything(Some(place)));
                let text = self.write_place(place);
                if let PlaceBase::Local(local) = place.base {
                    self.read.insert(local);
                }
                let line = match kind {
                    Counting::Python | Counting::None => format!("Py_CLEAR({});", text.text),
                    Counting::MemView => {
                        let release = self.cx.runtime("__cyrus_mv_release").to_string();
                        let view = text.at(Prec::Postfix);
                        format!("{{ __cyrus_membuf *b = {view}.owner; {view}.owner = NULL; {release}(b); }}")
                    }
                    Counting::Cyp => {
                        self.cx.fragment("cyp_object");
                        let ty = self.place_ty(place);
                        let suffix = ty.map_or("_cyclic", |ty| crate::cyp::decref(self.cx, ty));
                        format!("__cyrus_cyp_clear{suffix}({});", CExpr::unary("&", &text).text)
                    }
                    Counting::Members => {
                        let operand = Operand::Copy(place.clone());
                        let line = self.count(*kind, "DECREF", "decref", &text, true, &operand, stmt);
                        format!(
                            "{line} memset({}, 0, sizeof {});",
                            CExpr::unary("&", &text).text,
                            text.at(Prec::Unary)
                        )
                    }
                };
                self.line(&line);
            }
            StmtKind::CppDestroy { place, ty } => {
                self.effect(&Effect::Anything(Some(place)));
                let optional = place
                    .as_local()
                    .is_some_and(|l| held(self.cx.types, &self.body.locals[l]) == Held::Optional);
                if let (true, Some(local)) = (optional, place.as_local()) {
                    // It may have become part of an expression.
                    if self.body.locals[local].ends && !self.mentioned.contains(&local) {
                        return;
                    }
                    let name = self.local_name(local);
                    self.line(&format!("{name}.clear();"));
                    return;
                }
                // Likewise a tuple.
                if let Some(local) = place.as_local()
                    && self.body.locals[local].kind == cyrus_mir::LocalKind::Temp
                    && !self.mentioned.contains(&local)
                {
                    return;
                }
                let text = self.write_place(place);
                let array = matches!(self.cx.types.kind(*ty), Ty::Array(..));
                let line = if array {
                    format!("{} = {}();", text.text, type_text(self.cx, *ty))
                } else {
                    format!("{}({});", convert::empty(self.cx), text.text)
                };
                self.line(&line);
            }
            StmtKind::CheckBound { place, name, kind } => {
                let text = self.read_place(place);
                let raise = match kind {
                    UnboundKind::Local => "__cyrus_raise_unbound_local",
                    UnboundKind::Free => "__cyrus_raise_unbound_free",
                    UnboundKind::Global => "__cyrus_raise_unbound_local",
                    UnboundKind::View => "__cyrus_raise_unbound_view",
                    UnboundKind::CppAttribute => "__cyrus_raise_unbound_cpp_attribute",
                    UnboundKind::CppGlobal => "__cyrus_raise_unbound_cpp_global",
                };
                let raise = self.cx.runtime(raise).to_string();
                let fail = self.fail(stmt.span, stmt.unwind);
                let name = bytes_literal(name.as_bytes());
                // C++ objects are used without the GIL, too.
                if let Some(slot) = self.slot(place) {
                    self.line(&format!(
                        "if (__CYRUS_UNLIKELY(!{slot}.full)) {{ PyGILState_STATE gil = PyGILState_Ensure(); {raise}({name}); PyGILState_Release(gil); {fail} }}"
                    ));
                    return;
                }
                let view =
                    self.place_ty(place).is_some_and(|t| matches!(self.cx.types.kind(t), Ty::MemView(_)));
                if view {
                    // Views are used without the GIL, too.
                    let owner = text.at(Prec::Postfix);
                    self.line(&format!(
                        "if (__CYRUS_UNLIKELY(!{owner}.owner)) {{ PyGILState_STATE gil = PyGILState_Ensure(); {raise}({name}); PyGILState_Release(gil); {fail} }}"
                    ));
                    return;
                }
                let test = CExpr::not(&text);
                self.line(&format!("if (__CYRUS_UNLIKELY({})) {{ {raise}({name}); {fail} }}", test.text));
            }
            StmtKind::Gil(op, local) => {
                self.effect(&Effect::Anything(None));
                let name = self.local_name(*local);
                let marks = crate::cyp::loose::marks(self.cx);
                if marks {
                    self.cx.fragment("cyp_loose");
                }
                let uses = i32::from(marks && crate::cyp::loose::uses(self.cx, self.body));
                let line = match op {
                    GilOp::Release => {
                        if marks {
                            self.line(&format!("__cyrus_cyp_loose_begin({uses});"));
                        }
                        // What was noted of cycles while the GIL was away before is looked at with it.
                        if self.cx.cyp.cycles().exist() {
                            self.cx.fragment("cyp_cycle");
                            self.line("__cyrus_cyp_leaving();");
                        }
                        format!("{name} = PyEval_SaveThread();")
                    }
                    GilOp::Ensure if marks => {
                        format!("{name} = PyGILState_Ensure(); __cyrus_cyp_loose_pause({name});")
                    }
                    GilOp::Ensure => format!("{name} = PyGILState_Ensure();"),
                    GilOp::Reacquire => {
                        self.read.insert(*local);
                        let end =
                            if marks { format!(" __cyrus_cyp_loose_end({uses});") } else { String::new() };
                        format!("PyEval_RestoreThread({name});{end}")
                    }
                    GilOp::Unensure => {
                        self.read.insert(*local);
                        let again = if marks {
                            let uses = i32::from(uses == 1 && self.brings_seen());
                            format!("__cyrus_cyp_loose_again({name}, {uses}); ")
                        } else {
                            String::new()
                        };
                        if self.cx.cyp.cycles().exist() {
                            self.cx.fragment("cyp_cycle");
                            self.line("__cyrus_cyp_gil_ends();");
                        }
                        format!("{again}PyGILState_Release({name});")
                    }
                };
                self.line(&line);
            }
            StmtKind::ParseArgs { spec, dests, star, double_star } => {
                self.parse_args(stmt, *spec, dests, *star, *double_star);
            }
            StmtKind::Traceback { nogil } => {
                self.effect(&Effect::Anything(None));
                // What is written for messages has no lines that anybody could look up.
                if self.body.qualname.starts_with("__cyrus_message") {
                    self.line("(void)__cyrus_line;");
                } else if let Some(file) = self.cx.traceback_file(stmt.span) {
                    let add = if *nogil { "__cyrus_add_traceback_nogil" } else { "__cyrus_add_traceback" };
                    let add = self.cx.runtime(add).to_string();
                    let name = bytes_literal(self.body.qualname.as_bytes());
                    let unless = if self.ends_quietly() { "if (!__cyrus_gen_quiet(gen)) " } else { "" };
                    self.line(&format!("{unless}{add}({name}, __cyrus_line, {file});"));
                }
                if matches!(self.cx.module.funcs[self.body.func].kind, cyrus_hir::FuncKind::Cyp(_)) {
                    self.cx.fragment("cyp_object");
                    self.line("__cyrus_cyp_raising();");
                }
            }
            StmtKind::WriteUnraisable { nogil } => {
                self.effect(&Effect::Anything(None));
                let function =
                    if *nogil { "__cyrus_write_unraisable_nogil" } else { "__cyrus_write_unraisable" };
                let function = self.cx.runtime(function).to_string();
                let name = bytes_literal(self.body.qualname.as_bytes());
                let full = self.cx.module.funcs[self.body.func].directives.unraisable_tracebacks;
                self.line(&format!("{function}({name}, {});", i32::from(full)));
            }
            StmtKind::Unpack { value, dests, star } => self.unpack(stmt, value, dests, *star),
            StmtKind::Fail { when } => {
                let when_text = self.operand(when);
                let fail = self.fail(stmt.span, stmt.unwind);
                let always = matches!(
                    when,
                    Operand::Const(cyrus_mir::Const::Int(value, _)) if *value != 0
                );
                if always {
                    self.line(&fail);
                } else {
                    self.line(&format!("if (__CYRUS_UNLIKELY({})) {fail}", when_text.condition().text));
                }
            }
            StmtKind::SaveLine(local) => {
                let name = self.local_name(*local);
                self.line(&format!("{name} = __cyrus_line;"));
            }
            StmtKind::RestoreLine(local) => {
                let name = self.local_name(*local);
                self.read.insert(*local);
                if self.keeps_line {
                    self.line(&format!("__cyrus_line = {name};"));
                }
            }
            StmtKind::Parallel(region) => {
                self.effect(&Effect::Anything(None));
                self.parallel(stmt, region);
            }
            StmtKind::Nop => {}
        }
    }

    /// Values of an iterable into locals.
    fn unpack(&mut self, stmt: &Stmt, value: &Operand, dests: &[cyrus_mir::MLocal], star: Option<usize>) {
        let value = self.operand(value);
        self.effect(&Effect::Anything(None));
        let count = dests.len();
        let call = match star {
            Some(at) => {
                let function = self.cx.runtime("__cyrus_unpack_star");
                format!("{function}({}, v, {at}, {})", value.text, count - at - 1)
            }
            None => format!("{}({}, v, {count})", self.cx.runtime("__cyrus_unpack"), value.text),
        };
        let fail = self.fail(stmt.span, stmt.unwind);
        let stores: String =
            dests.iter().enumerate().map(|(i, &d)| format!(" {} = v[{i}];", self.local_name(d))).collect();
        self.line(&format!(
            "{{ PyObject *v[{}]; if (__CYRUS_UNLIKELY({call} < 0)) {fail}{stores} }}",
            count.max(1)
        ));
    }

    /// An assignment; or, for a candidate, an expression that waits.
    fn assign(&mut self, dest: &Place, value: &Rvalue) {
        if let Some(local) = dest.as_local()
            && self.fold.is_candidate(local)
        {
            let ty = self.body.locals[local].ty.clone();
            let (expr, reads, reads_memory) = self.tracked(|w| {
                let expr = w.rvalue(value);
                w.as_type(expr, value, &ty)
            });
            self.fold.pending.push(Pending { local, expr, reads, reads_memory });
            return;
        }
        if let Rvalue::Aggregate(_, items) = value {
            let texts: Vec<(String, CExpr)> =
                items.iter().map(|(name, o)| (name.to_string(), self.operand(o))).collect();
            self.effect(&Effect::Write(dest));
            let place = self.write_place(dest);
            for (name, text) in texts {
                let member = format!("{}.{name}", place.at(Prec::Postfix));
                let ty = self.place_ty(&dest.clone().then(cyrus_mir::Proj::Field(name.as_str().into())));
                let line = match ty.map(|ty| self.cx.types.kind(ty)) {
                    Some(Ty::Array(..)) => format!("memcpy({member}, {}, sizeof {member});", text.text),
                    _ => format!("{member} = {};", text.text),
                };
                self.line(&line);
            }
            return;
        }
        let expr = self.rvalue(value);
        if let Some((cyrus_mir::Proj::Field(part), whole)) = dest.proj.split_last()
            && let Some(kind) = self.complex_before(dest, whole.len())
        {
            // Parts of a complex number cannot be assigned in C.
            let whole = Place { base: dest.base.clone(), proj: whole.to_vec() };
            self.effect(&Effect::Write(&whole));
            let number = self.read_place(&whole);
            let new = format!("__cyrus_complex_{kind}_new");
            let line = if part == "real" {
                format!("{0} = {new}({1}, __cyrus_complex_{kind}_imag({0}));", number.text, expr.text)
            } else {
                format!("{0} = {new}(__cyrus_complex_{kind}_real({0}), {1});", number.text, expr.text)
            };
            self.line(&line);
            return;
        }
        // Indices and pointers of the destination are read after the value; they are as pure.
        self.effect(&Effect::Write(dest));
        let place = self.write_place(dest);
        let dest_ty = self.place_ty(dest);
        if let Some(ty) = dest_ty
            && matches!(self.cx.types.kind(ty), Ty::Array(_, Some(_)))
            && let Rvalue::Use(_) = value
        {
            self.line(&format!("memcpy({0}, {1}, sizeof {0});", place.at(Prec::Unary), expr.text));
            return;
        }
        // The value of a function that failed: a struct has no error value, so it is emptied.
        if let (Some(ty), Rvalue::Use(Operand::Const(cyrus_mir::Const::Int(..)))) = (dest_ty, value)
            && matches!(
                self.cx.types.kind(ty),
                Ty::Struct(_) | Ty::CTuple(_) | Ty::NogilClass(_) | Ty::MemView(_)
            )
        {
            let place = place.at(Prec::Unary);
            self.line(&match self.cx.types.is_cpp_value(ty) {
                true => format!("{place} = {}();", type_of(&place)),
                false => format!("memset(&{place}, 0, sizeof {place});"),
            });
            return;
        }
        let expr = self.object_cast(expr, dest, value);
        let source = match value {
            Rvalue::Use(Operand::Copy(place)) => place.as_local(),
            _ => None,
        };
        // What a reference is bound to stays where it is.
        let binds = dest
            .as_local()
            .is_some_and(|dest| matches!(held(self.cx.types, &self.body.locals[dest]), Held::Reference(_)));
        let expr = match source {
            Some(local) if !binds => self.moved(local, expr),
            _ => expr,
        };
        let line = self.store(dest, &place, &expr);
        self.line(&line);
    }

    /// A temporary of class type that is read here only gives its content away.
    pub(super) fn moved(&mut self, local: cyrus_mir::MLocal, expr: CExpr) -> CExpr {
        let decl = &self.body.locals[local];
        let is_class =
            matches!(decl.ty, cyrus_mir::CTy::Ty(ty) if matches!(self.cx.types.get(ty), Ty::Cpp(..)));
        if !is_class || decl.kind != cyrus_mir::LocalKind::Temp || !self.fold.is_read_once(local) {
            return expr;
        }
        self.cx.cplus_header("<utility>");
        CExpr::primary(format!("std::move({})", expr.text))
    }

    /// A C++ object that is returned. C++ moves variables by itself, but not what lies in room for one, which may be missing.
    pub(super) fn given(&mut self, local: cyrus_mir::MLocal) -> Option<CExpr> {
        let decl = &self.body.locals[local];
        (held(self.cx.types, decl) == Held::Optional)
            .then(|| CExpr::primary(format!("{}.given()", self.write_place(&Place::local(local)).text)))
    }

    /// `place = value;`, binding where the place is a C++ reference.
    pub(super) fn store(&mut self, dest: &Place, place: &CExpr, value: &CExpr) -> String {
        if let Some(local) = dest.as_local() {
            match held(self.cx.types, &self.body.locals[local]) {
                Held::Plain => {}
                // It is one pointer inside.
                Held::Reference(to) if self.cx.types.is_cyp(to) => {
                    return format!("{} = (__cyrus_cyp **){};", place.text, CExpr::unary("&", value).text);
                }
                Held::Reference(to) => {
                    return format!("{} = {};", place.text, self.address(value, Some(to)).text);
                }
                // Made where it stays: not every class can be moved.
                Held::Optional => {
                    let name = &place.text;
                    if value.text.contains(name.as_str()) {
                        return format!("{name}.set({});", value.text);
                    }
                    return format!(
                        "(void)new ({name}.room()) typename {}::type({}), {name}.full = true;",
                        type_of(name),
                        value.text
                    );
                }
            }
        }
        // What makes the value may look at what was there before.
        if dest.as_local().is_none()
            && let Some(slot) = self.slot(dest)
        {
            return format!("{slot}.set({});", value.text);
        }
        format!("{} = {};", place.text, value.text)
    }

    /// Object pointers that the user declared with a struct of their own need a cast when stored.
    fn object_cast(&mut self, expr: CExpr, dest: &Place, value: &Rvalue) -> CExpr {
        let Some(to) = self.place_ty(dest) else { return expr };
        if let Rvalue::Use(Operand::Const(cyrus_mir::Const::CStr(_))) = value {
            return self.literal_as(expr, to);
        }
        if !self.cx.types.is_object(to) {
            return expr;
        }
        match value {
            Rvalue::Use(operand) => match self.operand_ty(operand) {
                Some(from) if !self.cx.types.is_object(from) && from != cyrus_types::common::NULL => {
                    CExpr::cast("PyObject *", &expr)
                }
                _ => expr,
            },
            _ => expr,
        }
    }

    /// A string literal where a pointer to another kind of character is wanted.
    pub(super) fn literal_as(&mut self, expr: CExpr, to: cyrus_types::TyId) -> CExpr {
        let types = self.cx.types;
        let Some(elem) = types.pointee(to) else { return expr };
        let constant = matches!(types.get(elem), Ty::Const(_));
        let plain = matches!(types.kind(elem), Ty::Int(cyrus_types::IntTy::Char));
        if plain && (constant || !self.cx.cplus()) {
            return expr;
        }
        let text = type_text(self.cx, to);
        CExpr::cast(&text, &expr)
    }

    /// Builds an expression and says what it reads.
    pub(super) fn tracked(
        &mut self,
        build: impl FnOnce(&mut Self) -> CExpr,
    ) -> (CExpr, Vec<cyrus_mir::MLocal>, bool) {
        let reads = std::mem::take(&mut self.tracked_reads);
        let memory = std::mem::replace(&mut self.tracked_memory, false);
        let expr = build(self);
        let own_reads = std::mem::replace(&mut self.tracked_reads, reads);
        let own_memory = std::mem::replace(&mut self.tracked_memory, memory);
        (expr, own_reads, own_memory)
    }

    /// Writes out waiting expressions that the effect could change.
    fn effect(&mut self, effect: &Effect) {
        let (place, memory) = match effect {
            Effect::Anything(place) => (*place, true),
            Effect::Write(place) => {
                let through = self.is_in_memory(place);
                let local = match place.base {
                    PlaceBase::Local(l) => {
                        self.fold.is_addressed(l) || self.body.locals[l].frame_field.is_some()
                    }
                    PlaceBase::CVar(_) | PlaceBase::Static(_) => true,
                };
                (Some(*place), through || local)
            }
        };
        let written = place.and_then(|p| match p.base {
            PlaceBase::Local(local) if !super::fold::goes_through_pointer(p) => Some(local),
            _ => None,
        });
        let mut i = 0;
        while i < self.fold.pending.len() {
            let p = &self.fold.pending[i];
            let spoilt = (memory && p.reads_memory) || written.is_some_and(|w| p.reads.contains(&w));
            if spoilt {
                let pending = self.fold.pending.remove(i);
                let name = self.local_name(pending.local);
                for local in pending.reads {
                    self.read.insert(local);
                }
                self.line(&format!("{name} = {};", pending.expr.text));
            } else {
                i += 1;
            }
        }
    }

    /// The effect of a call that may do anything and writes `dest`.
    pub(super) fn call_effect(&mut self, dest: Option<&Place>) {
        self.effect(&Effect::Anything(dest));
    }

    /// A statement that counts a reference up or down.
    fn count(
        &mut self,
        kind: Counting,
        macro_name: &str,
        function: &str,
        text: &CExpr,
        nullable: bool,
        value: &Operand,
        stmt: &Stmt,
    ) -> String {
        match kind {
            Counting::None => String::new(),
            Counting::Python if self.cold && macro_name == "DECREF" => {
                format!("__CYRUS_DROP({});", text.text)
            }
            Counting::Python => {
                format!(
                    "{}({});",
                    if nullable { format!("Py_X{macro_name}") } else { format!("Py_{macro_name}") },
                    text.text
                )
            }
            Counting::MemView => {
                let name = if function == "incref" { "__cyrus_mv_retain" } else { "__cyrus_mv_release" };
                let name = self.cx.runtime(name).to_string();
                format!("{name}({}.owner);", text.at(Prec::Postfix))
            }
            Counting::Cyp => {
                self.cx.fragment("cyp_object");
                let ty = self.operand_ty(value);
                // NULL is a value of every reference.
                if self.once {
                    let function =
                        match (function, ty.map_or("_cyclic", |ty| crate::cyp::decref(self.cx, ty))) {
                            ("incref", _) => "keep",
                            ("decref_kept", _) | (_, "") => "drop",
                            _ => "drop_cyclic",
                        };
                    return format!("__cyrus_cyp_{function}({});", text.text);
                }
                match (function, ty.and_then(|ty| crate::cyp::leaf(self.cx, ty))) {
                    ("incref", _) => format!("__cyrus_cyp_xincref({});", text.text),
                    (_, Some(tag)) => {
                        format!("__cyrus_cyp_xdecref_leaf({}, sizeof(struct {tag}));", text.text)
                    }
                    ("decref_kept", None) => format!("__cyrus_cyp_xdecref({});", text.text),
                    (_, None) => {
                        let suffix = ty.map_or("_cyclic", |ty| crate::cyp::decref(self.cx, ty));
                        format!("__cyrus_cyp_xdecref{suffix}({});", text.text)
                    }
                }
            }
            Counting::Members => match self.operand_ty(value) {
                Some(ty) => {
                    let function = if function == "incref" { function } else { "decref" };
                    let name = crate::convert::count_members(self.cx, ty, function, stmt.span);
                    format!("{name}({});", CExpr::unary("&", text).text)
                }
                None => String::new(),
            },
        }
    }

    /// C text of the type of a place.
    pub(super) fn place_type_text(&mut self, place: &Place) -> Option<String> {
        if let Some(local) = place.as_local() {
            let ty = self.body.locals[local].ty.clone();
            return Some(cty_text(self.cx, &ty));
        }
        self.place_ty(place).map(|ty| type_text(self.cx, ty))
    }
}

/// The C++ type of a place; through a pointer it would be a reference to that.
fn type_of(place: &str) -> String {
    if place.starts_with("(*") {
        format!("std::remove_reference<decltype({place})>::type")
    } else {
        format!("decltype({place})")
    }
}
