//! MIR as text, for people and for tests of passes.

use crate::*;
use std::fmt::{self, Display, Write as _};

impl Display for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "body {} {:?}(", self.cname, self.abi)?;
        for (i, p) in self.params.iter().enumerate() {
            write!(f, "{}_{}", if i > 0 { ", " } else { "" }, p.0)?;
        }
        writeln!(f, ") {{")?;
        for (id, local) in self.locals.iter_ids() {
            write!(f, "  let _{}: {}", id.0, cty(&local.ty))?;
            if let Some(name) = &local.name {
                write!(f, " // {name}")?;
            }
            writeln!(f)?;
        }
        for (id, block) in self.blocks.iter_ids() {
            writeln!(f, "  b{}{}:", id.0, if block.cold { " cold" } else { "" })?;
            for stmt in &block.stmts {
                write!(f, "    {}", stmt.kind)?;
                if let Some(unwind) = stmt.unwind {
                    write!(f, " !b{}", unwind.0)?;
                }
                writeln!(f)?;
            }
            writeln!(f, "    {}", block.term)?;
        }
        writeln!(f, "}}")
    }
}

fn cty(ty: &CTy) -> String {
    match ty {
        CTy::Ty(id) => format!("t{}", id.0),
        CTy::Text(text) => format!("`{text}`"),
    }
}

fn list(args: &[Operand]) -> String {
    let mut out = String::new();
    for (i, arg) in args.iter().enumerate() {
        let _ = write!(out, "{}{arg}", if i > 0 { ", " } else { "" });
    }
    out
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.base {
            PlaceBase::Local(l) => write!(f, "_{}", l.0)?,
            PlaceBase::CVar(v) => write!(f, "cvar{}", v.0)?,
            PlaceBase::Static(name) => write!(f, "{name}")?,
        }
        for step in &self.proj {
            match step {
                Proj::Deref => write!(f, ".*")?,
                Proj::Field(name) => write!(f, ".{name}")?,
                Proj::Index(i) => write!(f, "[{i}]")?,
                Proj::Cast(ty) => write!(f, ".as({})", cty(ty))?,
                Proj::ExtField(class, i) => write!(f, ".class{}#{i}", class.0)?,
                Proj::Element(ty) => write!(f, ".element(t{})", ty.0)?,
                Proj::CypField { owner, field, .. } => write!(f, ".cyp{}#{field}", owner.0)?,
                Proj::ScopeOuter(_) => write!(f, ".outer")?,
                Proj::ScopeField(scope, i) => write!(f, ".scope{}#{i}", scope.0)?,
            }
        }
        Ok(())
    }
}

impl Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Operand::Copy(place) => write!(f, "{place}"),
            Operand::Const(c) => match c {
                Const::Int(i, _) => write!(f, "{i}"),
                Const::Text(t, _) | Const::Object(t) => write!(f, "`{t}`"),
                Const::Py(id) => write!(f, "const{}", id.0),
                Const::CStr(s) => write!(f, "{:?}", String::from_utf8_lossy(s)),
                other => write!(f, "{other:?}"),
            },
        }
    }
}

impl Display for Rvalue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rvalue::Use(o) => write!(f, "{o}"),
            Rvalue::Unary(op, o) => write!(f, "{op:?}({o})"),
            Rvalue::Binary(op, a, b) => write!(f, "{op:?}({a}, {b})"),
            Rvalue::Cast(ty, o) => write!(f, "{o} as {}", cty(ty)),
            Rvalue::AddressOf(p) => write!(f, "&{p}"),
            Rvalue::Select(c, a, b) => write!(f, "{c} ? {a} : {b}"),
            Rvalue::Aggregate(ty, items) => {
                write!(f, "{} {{", cty(ty))?;
                for (name, value) in items {
                    write!(f, " {name}: {value}")?;
                }
                write!(f, " }}")
            }
            Rvalue::CppConstruct(ty, args) => write!(f, "t{}({})", ty.0, list(args)),
        }
    }
}

impl Display for StmtKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StmtKind::Assign { dest, value } => write!(f, "{dest} = {value}"),
            StmtKind::Call { dest, callee, args, error } => {
                if let Some(dest) = dest {
                    write!(f, "{dest} = ")?;
                }
                match callee {
                    Callee::Runtime(name) => write!(f, "{name}")?,
                    other => write!(f, "{other:?}")?,
                }
                write!(f, "({})", list(args))?;
                match error {
                    ErrorCheck::None => Ok(()),
                    other => write!(f, " ?{other:?}"),
                }
            }
            StmtKind::Incref { value, nullable, .. } => {
                write!(f, "incref{} {value}", if *nullable { "?" } else { "" })
            }
            StmtKind::Decref { value, nullable, .. } => {
                write!(f, "decref{} {value}", if *nullable { "?" } else { "" })
            }
            StmtKind::Clear { place, .. } => write!(f, "clear {place}"),
            StmtKind::CppDestroy { place, .. } => write!(f, "destroy {place}"),
            StmtKind::CheckBound { place, name, .. } => write!(f, "check_bound {place} `{name}`"),
            StmtKind::Gil(op, local) => write!(f, "gil {op:?} _{}", local.0),
            StmtKind::ParseArgs { spec, dests, star, double_star } => {
                write!(f, "parse_args spec{} {dests:?} {star:?} {double_star:?}", spec.0)
            }
            StmtKind::Traceback { nogil } => write!(f, "traceback nogil={nogil}"),
            StmtKind::WriteUnraisable { nogil } => write!(f, "write_unraisable nogil={nogil}"),
            StmtKind::Unpack { value, dests, star } => write!(f, "unpack {value} {dests:?} star={star:?}"),
            StmtKind::Fail { when } => write!(f, "fail_if {when}"),
            StmtKind::SaveLine(local) => write!(f, "_{} = line", local.0),
            StmtKind::RestoreLine(local) => write!(f, "line = _{}", local.0),
            StmtKind::Parallel(region) => write!(f, "parallel {region:?}"),
            StmtKind::Nop => write!(f, "nop"),
        }
    }
}

impl Display for Terminator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Terminator::Goto(b) => write!(f, "goto b{}", b.0),
            Terminator::If { cond, then, orelse, .. } => {
                write!(f, "if {cond} b{} else b{}", then.0, orelse.0)
            }
            Terminator::Switch { value, arms, default } => {
                write!(f, "switch {value}")?;
                for (value, block) in arms {
                    write!(f, " {value}:b{}", block.0)?;
                }
                write!(f, " else b{}", default.0)
            }
            Terminator::Return(Some(value)) => write!(f, "return {value}"),
            Terminator::Return(None) => write!(f, "return"),
            Terminator::Yield { value, sent, resume } => {
                write!(f, "yield {value} -> _{} b{}", sent.0, resume.0)
            }
            Terminator::Unreachable => write!(f, "unreachable"),
        }
    }
}
