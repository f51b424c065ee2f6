//! `cpdef` methods of cypclasses: derived Python classes may override them.
//!
//! Such a method begins with a question: is the object one of a Python class that has a method of its own under this
//! name? If so, that is called with the GIL, and its result or exception is the method's. The rest of the compiler sees
//! ordinary statements: what may happen to the object in Python is known to all analyses. Methods that are not `cpdef` pay nothing.

use super::Checker;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir as hir;
use cyrus_source::Span;
use cyrus_types::{CypMethod, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// The statements that call the overriding method, if there is one.
    pub(super) fn python_override(
        &mut self,
        decl: &CypMethod,
        params: &[hir::Param],
        span: Span,
    ) -> hir::Block {
        if let Some(why) = self.not_overridable(decl, params) {
            self.report(
                Diagnostic::error(
                    codes::E0309,
                    span,
                    format!("method '{}' cannot be 'cpdef': {why}", decl.name),
                )
                .help("leave out 'cpdef': Python can call the method all the same"),
            );
            return Vec::new();
        }
        let names: Vec<&str> = params.iter().map(|p| p.name.as_str()).collect();
        let Some((this, args)) = names.split_first() else { return Vec::new() };
        let func = &self.cx.types.funcs[decl.sig];
        let (open, indent) = if func.with_gil { ("", "    ") } else { ("    with gil:\n", "        ") };
        let name = &decl.name;
        let call = format!("(<object> {this}).{name}({})", args.join(", "));
        let give = match self.cx.types.kind(self.fx_ref().ret) {
            Ty::Void => format!("{indent}{call}\n{indent}return\n"),
            _ => format!("{indent}return {call}\n"),
        };
        let text = format!("if __cyrus_overridden({this}, b\"{name}\"):\n{open}{give}");
        let tree = self.parse_text(&format!("override of {}", decl.name), &text);
        let mut out = Vec::new();
        for stmt in &tree.body {
            self.stmt(stmt, &mut out);
        }
        out
    }

    fn not_overridable(&mut self, decl: &CypMethod, params: &[hir::Param]) -> Option<String> {
        if decl.is_static {
            return Some("it is static".into());
        }
        if decl.self_cap.is_some() {
            return Some("Python only has plain references to its object".into());
        }
        if decl.name.starts_with("__") && decl.name.ends_with("__") {
            return Some("it is a special method".into());
        }
        let ret = self.fx_ref().ret;
        if !matches!(self.cx.types.kind(ret), Ty::Void) && !self.converts(common::OBJECT, ret) {
            let shown = self.cx.types.display(ret);
            return Some(format!("Python has no values of type '{shown}'"));
        }
        for param in params.iter().skip(1) {
            if param.name.is_empty() {
                return Some("its parameters need names".into());
            }
            if !self.converts(param.ty, common::OBJECT) {
                let shown = self.cx.types.display(param.ty);
                return Some(format!("Python has no values of type '{shown}'"));
            }
        }
        None
    }

    fn converts(&mut self, from: TyId, to: TyId) -> bool {
        let probe = hir::Expr { ty: from, span: Span::default(), kind: hir::ExprKind::Error };
        from == to || self.speculate(|c| c.try_coerce(probe, to).is_ok())
    }
}
