//! Ends of blocks.

use super::BodyWriter;
use crate::c_text::CExpr;
use cyrus_mir::{BlockId, BodyAbi, CTy, Operand, Terminator};
use cyrus_source::Span;
use cyrus_types::Ty;

impl BodyWriter<'_, '_> {
    /// The terminator of a block that is followed by `next`.
    pub(super) fn terminator(&mut self, term: &Terminator, span: Span, next: Option<BlockId>) {
        match term {
            Terminator::Goto(to) => self.jump(*to, next),
            Terminator::If { cond, then, orelse, likely } => {
                self.position(span);
                let cond = self.operand(cond);
                let (then, orelse) = (self.layout.target(*then), self.layout.target(*orelse));
                if then == orelse {
                    self.jump(then, next);
                } else if Some(then) == next {
                    let test = hint(&CExpr::not(&cond).text, likely.map(|l| !l));
                    let label = self.label(orelse);
                    self.line(&format!("if ({test}) goto {label};"));
                } else {
                    let test = hint(&cond.condition().text, *likely);
                    let label = self.label(then);
                    self.line(&format!("if ({test}) goto {label};"));
                    self.jump(orelse, next);
                }
            }
            Terminator::Switch { value, arms, default } => {
                self.position(span);
                let value = self.operand(value);
                self.line(&format!("switch ({}) {{", value.text));
                for (case, block) in arms {
                    let label = self.label(*block);
                    let case = crate::c_text::int_literal(*case, None, false);
                    self.line(&format!("  case {case}: goto {label};"));
                }
                let label = self.label(*default);
                self.line(&format!("  default: goto {label};"));
                self.line("}");
            }
            Terminator::Return(value) => self.ret(value.as_ref()),
            Terminator::Yield { value, sent, resume } => self.yield_(value, *sent, *resume, next),
            // Nothing may leave a parallel region, be it never reached.
            Terminator::Unreachable => match self.region_exit {
                Some(exit) => {
                    let label = self.label(exit);
                    self.line(&format!("goto {label};"));
                }
                None if self.left => {}
                None => self.line(&self.unreachable()),
            },
        }
    }

    /// A jump, unless control falls there anyway.
    pub(super) fn jump(&mut self, to: BlockId, next: Option<BlockId>) {
        let target = self.layout.target(to);
        if Some(target) != next {
            let label = self.label(target);
            self.line(&format!("goto {label};"));
        }
    }

    fn ret(&mut self, value: Option<&Operand>) {
        let text = value.map(|v| {
            let text = self.operand(v);
            match v {
                Operand::Copy(place) => place.as_local().and_then(|l| self.given(l)).unwrap_or(text),
                Operand::Const(_) => text,
            }
        });
        let line = match text {
            None => match self.body.abi {
                BodyAbi::ModuleExec => "return 0;".into(),
                _ => "return;".into(),
            },
            // A generator's value goes beside; NULL alone is the end.
            Some(text) if self.body.abi == BodyAbi::GeneratorStep => {
                if text.text == "NULL" {
                    "return NULL;".into()
                } else {
                    format!("gen->result = {}; return NULL;", text.text)
                }
            }
            Some(text) => match (&self.body.ret, value) {
                // A reference to nothing that anybody has, after an error.
                (CTy::Ty(ret), Some(Operand::Const(_))) if let Ty::Ref(to) = *self.cx.types.get(*ret) => {
                    let ty = crate::types::type_text(self.cx, to);
                    format!("{{ static {ty} none = {}; return none; }}", text.text)
                }
                _ => format!("return {};", text.text),
            },
        };
        self.line(&line);
    }

    /// Falls off nowhere: a plain return keeps compilers from warning.
    fn unreachable(&self) -> String {
        match &self.body.abi {
            BodyAbi::ModuleExec => "return -1;".into(),
            BodyAbi::Fastcall | BodyAbi::NoArgs | BodyAbi::OneArg | BodyAbi::GeneratorStep => {
                "return NULL;".into()
            }
            BodyAbi::C | BodyAbi::TupleDict => "Py_UNREACHABLE();".into(),
        }
    }
}

/// The test with what is known of its outcome.
fn hint(test: &str, likely: Option<bool>) -> String {
    match likely {
        Some(true) => format!("__CYRUS_LIKELY({test})"),
        Some(false) => format!("__CYRUS_UNLIKELY({test})"),
        None => test.to_string(),
    }
}
