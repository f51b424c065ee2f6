//! The tree as compact S-expressions, for tests and for looking at what the parser made.
//!
//! In: a tree. Out: text, one line for each top-level statement; spans and ids are left out. The text is not meant
//! to be read back. Blocks stand in braces, absent parts are `_`.

use crate::ast::*;
use std::fmt::Write;

/// A module, a statement a line.
pub fn module(module: &Module) -> String {
    let mut out = String::new();
    for stmt in &module.body {
        Dumper { out: &mut out }.stmt(stmt);
        out.push('\n');
    }
    out
}

/// One expression.
pub fn expr(expr: &Expr) -> String {
    let mut out = String::new();
    Dumper { out: &mut out }.expr(expr);
    out
}

/// One type.
pub fn type_expr(ty: &TypeExpr) -> String {
    let mut out = String::new();
    Dumper { out: &mut out }.ty(ty);
    out
}

struct Dumper<'a> {
    out: &'a mut String,
}

impl Dumper<'_> {
    fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// `(head …)`, where the closure writes what follows the head, each part after a space of its own.
    fn form(&mut self, head: &str, rest: impl FnOnce(&mut Self)) {
        self.out.push('(');
        self.text(head);
        rest(self);
        self.out.push(')');
    }

    fn sp(&mut self, part: impl FnOnce(&mut Self)) {
        self.out.push(' ');
        part(self);
    }

    fn word(&mut self, word: &str) {
        self.out.push(' ');
        self.text(word);
    }

    fn flag(&mut self, on: bool, word: &str) {
        if on {
            self.word(word);
        }
    }

    fn quoted(&mut self, text: &str) {
        let _ = write!(self.out, "{text:?}");
    }

    fn opt_expr(&mut self, expr: Option<&Expr>) {
        match expr {
            Some(expr) => self.expr(expr),
            None => self.text("_"),
        }
    }

    fn exprs<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        for expr in exprs {
            self.sp(|d| d.expr(expr));
        }
    }

    // ---- expressions

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(name) => self.text(name),
            ExprKind::NoneLit => self.text("None"),
            ExprKind::True => self.text("True"),
            ExprKind::False => self.text("False"),
            ExprKind::Ellipsis => self.text("..."),
            ExprKind::Null => self.text("NULL"),
            ExprKind::Int(int) => {
                self.text(&int.text);
                self.text(if int.unsigned { "U" } else { "" });
                (0..int.longness).for_each(|_| self.text("L"));
            }
            ExprKind::Float(text) => self.text(text),
            ExprKind::Imaginary(text) => {
                self.text(text);
                self.text("j");
            }
            ExprKind::Str(literal) => self.str_lit(literal),
            ExprKind::FString(fstring) => {
                self.form(if fstring.template { "t" } else { "f" }, |d| d.fstring_parts(&fstring.parts));
            }
            ExprKind::Tuple(items) => self.form("tuple", |d| d.exprs(items)),
            ExprKind::List(items) => self.form("list", |d| d.exprs(items)),
            ExprKind::Set(items) => self.form("set", |d| d.exprs(items)),
            ExprKind::Dict(items) => self.form("dict", |d| {
                for item in items {
                    match item {
                        DictItem::Pair(key, value) => {
                            d.sp(|d| d.expr(key));
                            d.text(":");
                            d.expr(value);
                        }
                        DictItem::Unpack(value) => {
                            d.word("**");
                            d.expr(value);
                        }
                    }
                }
            }),
            ExprKind::ListComp(c) => self.comprehension("listcomp", c),
            ExprKind::SetComp(c) => self.comprehension("setcomp", c),
            ExprKind::DictComp(c) => self.comprehension("dictcomp", c),
            ExprKind::GeneratorExp(c) => self.comprehension("gen", c),
            ExprKind::Attribute(value, name) => self.form(".", |d| {
                d.sp(|d| d.expr(value));
                d.word(&name.name);
            }),
            ExprKind::Subscript(value, index) => self.form("[]", |d| {
                d.exprs([&**value, index]);
            }),
            ExprKind::Slice { lower, upper, step } => self.form("slice", |d| {
                for part in [lower, upper, step] {
                    d.sp(|d| d.opt_expr(part.as_deref()));
                }
            }),
            ExprKind::Call(call) => self.form("call", |d| {
                d.sp(|d| d.expr(&call.func));
                d.args(&call.args);
            }),
            ExprKind::Unary(op, value) => self.form(unary(*op), |d| d.exprs([&**value])),
            ExprKind::Binary(op, left, right) => self.form(binary(*op), |d| d.exprs([&**left, right])),
            ExprKind::Bool(op, left, right) => {
                let word = match op {
                    BoolOp::And => "and",
                    BoolOp::Or => "or",
                };
                self.form(word, |d| d.exprs([&**left, right]));
            }
            ExprKind::Compare(first, rest) => self.form("cmp", |d| {
                d.exprs([&**first]);
                for (op, value) in rest {
                    d.word(compare(*op));
                    d.exprs([value]);
                }
            }),
            ExprKind::Conditional { test, then, orelse } => {
                self.form("?", |d| d.exprs([&**test, then, orelse]));
            }
            ExprKind::Lambda(lambda) => self.form("lambda", |d| {
                d.sp(|d| d.params(&lambda.params));
                d.exprs([&lambda.body]);
            }),
            ExprKind::Await(value) => self.form("await", |d| d.exprs([&**value])),
            ExprKind::Yield(value) => self.form("yield", |d| d.exprs(value.as_deref())),
            ExprKind::YieldFrom(value) => self.form("yield-from", |d| d.exprs([&**value])),
            ExprKind::Starred(value) => self.form("*", |d| d.exprs([&**value])),
            ExprKind::Walrus(name, value) => self.form(":=", |d| {
                d.word(&name.name);
                d.exprs([&**value]);
            }),
            ExprKind::Cast { ty, value, checked } => {
                self.form(if *checked { "cast?" } else { "cast" }, |d| {
                    d.sp(|d| d.ty(ty));
                    d.exprs([&**value]);
                });
            }
            ExprKind::SizeOf(SizeOfArg::Type(ty)) => self.form("sizeof-type", |d| d.sp(|d| d.ty(ty))),
            ExprKind::SizeOf(SizeOfArg::Expr(value)) => self.form("sizeof", |d| d.exprs([&**value])),
            ExprKind::AddressOf(value) => self.form("&", |d| d.exprs([&**value])),
            ExprKind::TypeOf(value) => self.form("typeof", |d| d.exprs([&**value])),
            ExprKind::New { class, args } => self.form("new", |d| {
                d.sp(|d| d.ty(class));
                d.args(args);
            }),
            ExprKind::Backquote(value) => self.form("repr", |d| d.exprs([&**value])),
            ExprKind::Type(ty) => self.form("type", |d| d.sp(|d| d.ty(ty))),
            ExprKind::Consume(value) => self.form("consume", |d| d.exprs([&**value])),
            ExprKind::Error => self.text("<error>"),
        }
    }

    fn str_lit(&mut self, literal: &StrLit) {
        let prefix = match literal.kind {
            StrKind::Plain => "",
            StrKind::Unicode => "u",
            StrKind::Bytes => "b",
            StrKind::Char => "c",
        };
        self.text(prefix);
        match (&literal.text, &literal.bytes) {
            (Some(text), bytes) => {
                self.quoted(&String::from_utf8_lossy(text));
                if let Some(bytes) = bytes.as_ref().filter(|bytes| *bytes != text) {
                    let _ = write!(self.out, "/b\"{}\"", bytes.escape_ascii());
                }
            }
            (None, Some(bytes)) => {
                let _ = write!(self.out, "\"{}\"", bytes.escape_ascii());
            }
            (None, None) => self.text("\"\""),
        }
    }

    fn fstring_parts(&mut self, parts: &[FStringPart]) {
        for part in parts {
            match part {
                FStringPart::Literal(text) => self.sp(|d| d.quoted(text)),
                FStringPart::Field(field) => self.sp(|d| {
                    d.text("{");
                    d.expr(&field.value);
                    if let Some(conversion) = field.conversion {
                        let _ = write!(d.out, " !{conversion}");
                    }
                    if let Some(format) = &field.format {
                        d.word(":");
                        d.fstring_parts(format);
                    }
                    if let Some(source) = &field.source {
                        d.word("=");
                        d.quoted(source);
                    }
                    d.text("}");
                }),
            }
        }
    }

    fn comprehension(&mut self, head: &str, comprehension: &Comprehension) {
        self.form(head, |d| {
            d.exprs(comprehension.key.as_ref());
            d.exprs([&comprehension.element]);
            for clause in &comprehension.clauses {
                d.out.push(' ');
                d.form(if clause.is_async { "async-for" } else { "for" }, |d| {
                    d.exprs([&clause.target]);
                    match &clause.from_range {
                        Some(range) => d.range(range),
                        None => d.exprs([&clause.iter]),
                    }
                    for condition in &clause.conditions {
                        d.word("if");
                        d.exprs([condition]);
                    }
                });
            }
        });
    }

    fn range(&mut self, range: &FromRange) {
        self.range_parts(&range.lower, range.lower_op, range.upper_op, &range.upper, range.step.as_ref());
    }

    fn range_parts(
        &mut self,
        lower: &Expr,
        op1: CompareOp,
        op2: CompareOp,
        upper: &Expr,
        step: Option<&Expr>,
    ) {
        self.word("from");
        self.exprs([lower]);
        self.word(compare(op1));
        self.word(compare(op2));
        self.exprs([upper]);
        if let Some(step) = step {
            self.word("by");
            self.exprs([step]);
        }
    }

    fn args(&mut self, args: &[Arg]) {
        for arg in args {
            self.out.push(' ');
            match arg {
                Arg::Positional(value) => self.expr(value),
                Arg::Keyword(name, value) => {
                    self.text(&name.name);
                    self.text("=");
                    self.expr(value);
                }
                Arg::Star(value) => {
                    self.text("*");
                    self.expr(value);
                }
                Arg::DoubleStar(value) => {
                    self.text("**");
                    self.expr(value);
                }
            }
        }
    }

    // ---- parameters

    fn params(&mut self, params: &Params) {
        let mut parts = Vec::new();
        let mut slash_due = false;
        let mut star_due = params.bare_star || params.star.is_some();
        for param in &params.items {
            if slash_due && param.kind != ParamKind::PositionalOnly {
                parts.push("/".to_owned());
                slash_due = false;
            }
            slash_due |= param.kind == ParamKind::PositionalOnly;
            if param.kind == ParamKind::KeywordOnly && std::mem::take(&mut star_due) {
                parts.push(star_text(params));
            }
            parts.push(param_text(param));
        }
        if slash_due {
            parts.push("/".to_owned());
        }
        if star_due {
            parts.push(star_text(params));
        }
        if let Some(param) = &params.double_star {
            parts.push(format!("**{}", param_text(param)));
        }
        if params.ellipsis {
            parts.push("...".to_owned());
        }
        self.text("(");
        self.text(&parts.join(" "));
        self.text(")");
    }

    fn param(&mut self, param: &Param) {
        let typed = param.ty.is_some() || param.annotation.is_some() || param.none != NoneSpec::Unspecified;
        if typed {
            self.text("(");
        }
        if let Some(ty) = &param.ty {
            self.ty(ty);
            self.text(" ");
        }
        self.declarator(&param.declarator);
        match param.none {
            NoneSpec::Unspecified => {}
            NoneSpec::NotNone => self.text(" not-none"),
            NoneSpec::OrNone => self.text(" or-none"),
        }
        if let Some(annotation) = &param.annotation {
            self.text(" : ");
            self.expr(annotation);
        }
        if typed {
            self.text(")");
        }
        match &param.default {
            Some(ParamDefault::Value(value)) => {
                self.text("=");
                self.expr(value);
            }
            Some(ParamDefault::Unknown) => self.text("=*"),
            None => {}
        }
    }

    // ---- types and declarators

    fn ty(&mut self, ty: &TypeExpr) {
        match &ty.kind {
            TypeExprKind::Name(name) => self.text(&name.joined()),
            TypeExprKind::Basic(basic) => self.basic(*basic),
            TypeExprKind::Template { base, args } => self.form("template", |d| {
                d.sp(|d| d.ty(base));
                for arg in args {
                    d.out.push(' ');
                    match arg {
                        TypeArg::Type(ty) => d.ty(ty),
                        TypeArg::Expr(value) => {
                            d.text("$");
                            d.expr(value);
                        }
                        TypeArg::Keyword(name, value) => {
                            d.text(&name.name);
                            d.text("=");
                            d.expr(value);
                        }
                    }
                }
            }),
            TypeExprKind::Member(base, name) => self.form("member", |d| {
                d.sp(|d| d.ty(base));
                d.word(&name.name);
            }),
            TypeExprKind::Const(inner) => self.form("const", |d| d.sp(|d| d.ty(inner))),
            TypeExprKind::Volatile(inner) => self.form("volatile", |d| d.sp(|d| d.ty(inner))),
            TypeExprKind::Qualified(qualifier, inner) => {
                self.form(qualifier_word(*qualifier), |d| d.sp(|d| d.ty(inner)));
            }
            TypeExprKind::Tuple(items) => self.form("ctuple", |d| {
                for item in items {
                    d.sp(|d| d.ty(item));
                }
            }),
            TypeExprKind::MemoryView { base, axes } => self.form("view", |d| {
                d.sp(|d| d.ty(base));
                d.exprs(axes);
            }),
            TypeExprKind::Declared(base, declarator) => self.form("decl", |d| {
                d.sp(|d| d.ty(base));
                d.sp(|d| d.declarator(declarator));
            }),
            TypeExprKind::Error => self.text("<error>"),
        }
    }

    fn basic(&mut self, basic: BasicType) {
        let mut words = Vec::new();
        match basic.signed {
            Signedness::Unspecified => {}
            Signedness::Signed => words.push("signed"),
            Signedness::Unsigned => words.push("unsigned"),
        }
        if basic.longness < 0 {
            words.push("short");
        }
        words.extend((0..basic.longness).map(|_| "long"));
        words.push(match basic.base {
            BasicBase::Void => "void",
            BasicBase::Char => "char",
            BasicBase::Int => "int",
            BasicBase::Float => "float",
            BasicBase::Double => "double",
            BasicBase::Bint => "bint",
            BasicBase::Complex => "Complex",
        });
        if basic.complex {
            words.push("complex");
        }
        self.text(&words.join("-"));
    }

    fn declarator(&mut self, declarator: &Declarator) {
        match &declarator.kind {
            DeclaratorKind::Name { name, cname } => {
                self.text(name.as_ref().map_or("_", |n| &n.name));
                if let Some(cname) = cname {
                    self.quoted(cname);
                }
            }
            DeclaratorKind::Pointer { inner, is_const, is_restrict } => self.form("ptr", |d| {
                d.flag(*is_const, "const");
                d.flag(*is_restrict, "restrict");
                d.sp(|d| d.declarator(inner));
            }),
            DeclaratorKind::Reference(inner) => self.form("ref", |d| d.sp(|d| d.declarator(inner))),
            DeclaratorKind::RvalueReference(inner) => self.form("rref", |d| d.sp(|d| d.declarator(inner))),
            DeclaratorKind::Array { inner, dim } => self.form("array", |d| {
                d.sp(|d| d.declarator(inner));
                d.sp(|d| d.opt_expr(dim.as_deref()));
            }),
            DeclaratorKind::Function(function) => self.form("func", |d| {
                d.sp(|d| d.declarator(&function.inner));
                d.template_params(&function.template_params);
                d.sp(|d| d.params(&function.params));
                d.exception_spec(&function.exception);
                d.flag(function.nogil, "nogil");
                d.flag(function.with_gil, "with-gil");
                if let Some(convention) = &function.calling_convention {
                    d.word(convention);
                }
            }),
        }
    }

    fn template_params(&mut self, params: &[TemplateParam]) {
        if params.is_empty() {
            return;
        }
        let names: Vec<String> =
            params.iter().map(|p| format!("{}{}", p.name.name, if p.optional { "=*" } else { "" })).collect();
        let _ = write!(self.out, " <{}>", names.join(" "));
    }

    fn exception_spec(&mut self, spec: &ExceptionSpec) {
        match spec {
            ExceptionSpec::Unspecified => {}
            ExceptionSpec::NoExcept => self.word("noexcept"),
            ExceptionSpec::Value(value) => {
                self.word("except");
                self.exprs([value]);
            }
            ExceptionSpec::MaybeValue(value) => {
                self.word("except?");
                self.exprs([value]);
            }
            ExceptionSpec::Always => self.word("except*"),
            ExceptionSpec::Cpp { handler, star, maybe_value } => {
                self.word(if *star { "except+*" } else { "except+" });
                self.exprs(handler.as_ref());
                self.exprs(maybe_value.as_ref());
            }
            ExceptionSpec::Beside => self.word("except~"),
        }
    }

    fn mods(&mut self, mods: &CModifiers) {
        match mods.visibility {
            Visibility::Private => {}
            Visibility::Public => self.word("public"),
            Visibility::Readonly => self.word("readonly"),
            Visibility::Extern => self.word("extern"),
        }
        self.flag(mods.api, "api");
        self.flag(mods.inline, "inline");
        self.flag(mods.nogil, "nogil");
        self.flag(mods.overridable, "cpdef");
        self.flag(mods.is_static, "static");
    }

    // ---- statements

    fn block(&mut self, block: &[Stmt]) {
        self.text("{");
        for (index, stmt) in block.iter().enumerate() {
            if index > 0 {
                self.text(" ");
            }
            self.stmt(stmt);
        }
        self.text("}");
    }

    fn opt_block(&mut self, word: &str, block: Option<&Block>) {
        if let Some(block) = block {
            self.word(word);
            self.sp(|d| d.block(block));
        }
    }

    fn branches(&mut self, branches: &[(Expr, Block)], orelse: Option<&Block>) {
        for (test, body) in branches {
            self.exprs([test]);
            self.sp(|d| d.block(body));
        }
        self.opt_block("else", orelse);
    }

    fn idents(&mut self, names: &[Ident]) {
        for name in names {
            self.word(&name.name);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Expr(value) => self.form("expr", |d| d.exprs([value])),
            StmtKind::Assign { targets, value } => self.form("=", |d| {
                d.exprs(targets);
                d.exprs([value]);
            }),
            StmtKind::AugAssign { target, op, value } => {
                let head = format!("{}=", binary(*op));
                self.form(&head, |d| d.exprs([target, value]));
            }
            StmtKind::AnnAssign { target, annotation, value } => self.form("ann", |d| {
                d.exprs([target, annotation]);
                d.exprs(value.as_ref());
            }),
            StmtKind::Delete(targets) => self.form("del", |d| d.exprs(targets)),
            StmtKind::Pass => self.text("(pass)"),
            StmtKind::Break => self.text("(break)"),
            StmtKind::Continue => self.text("(continue)"),
            StmtKind::Return(value) => self.form("return", |d| d.exprs(value.as_ref())),
            StmtKind::Raise(raise) => self.form("raise", |d| {
                d.exprs(raise.exc.as_ref());
                d.exprs(raise.value.as_ref());
                d.exprs(raise.traceback.as_ref());
                if let Some(cause) = &raise.cause {
                    d.word("from");
                    d.exprs([cause]);
                }
            }),
            StmtKind::Global(names) => self.form("global", |d| d.idents(names)),
            StmtKind::Nonlocal(names) => self.form("nonlocal", |d| d.idents(names)),
            StmtKind::Assert { test, message } => self.form("assert", |d| {
                d.exprs([test]);
                d.exprs(message.as_ref());
            }),
            StmtKind::Import(names) => self.form("import", |d| d.aliases(names)),
            StmtKind::ImportFrom(import) => self.form("from-import", |d| d.import_from(import)),
            StmtKind::If { branches, orelse } => {
                self.form("if", |d| d.branches(branches, orelse.as_ref()));
            }
            StmtKind::While { test, body, orelse } => self.form("while", |d| {
                d.exprs([test]);
                d.sp(|d| d.block(body));
                d.opt_block("else", orelse.as_ref());
            }),
            StmtKind::For(f) => self.form(if f.is_async { "async-for" } else { "for" }, |d| {
                d.exprs([&f.target, &f.iter]);
                d.sp(|d| d.block(&f.body));
                d.opt_block("else", f.orelse.as_ref());
            }),
            StmtKind::ForFrom(f) => self.form("for", |d| {
                d.exprs([&f.target]);
                d.range_parts(&f.lower, f.lower_op, f.upper_op, &f.upper, f.step.as_ref());
                d.sp(|d| d.block(&f.body));
                d.opt_block("else", f.orelse.as_ref());
            }),
            StmtKind::Try(t) => self.form("try", |d| d.try_stmt(t)),
            StmtKind::With { is_async, items, body } => {
                self.form(if *is_async { "async-with" } else { "with" }, |d| {
                    for item in items {
                        d.exprs([&item.context]);
                        if let Some(target) = &item.target {
                            d.word("as");
                            d.exprs([target]);
                        }
                    }
                    d.sp(|d| d.block(body));
                });
            }
            StmtKind::Match { subject, cases } => self.form("match", |d| {
                d.exprs([subject]);
                for case in cases {
                    d.out.push(' ');
                    d.form("case", |d| {
                        d.sp(|d| d.pattern(&case.pattern));
                        if let Some(guard) = &case.guard {
                            d.word("if");
                            d.exprs([guard]);
                        }
                        d.sp(|d| d.block(&case.body));
                    });
                }
            }),
            StmtKind::FuncDef(def) => self.form(if def.is_async { "async-def" } else { "def" }, |d| {
                d.decorators(&def.decorators);
                d.word(&def.name.name);
                d.type_params(&def.type_params);
                d.sp(|d| d.params(&def.params));
                if let Some(returns) = &def.returns {
                    d.word("->");
                    d.exprs([returns]);
                }
                d.sp(|d| d.block(&def.body));
            }),
            StmtKind::ClassDef(def) => self.form("class", |d| {
                d.decorators(&def.decorators);
                d.word(&def.name.name);
                d.type_params(&def.type_params);
                d.args(&def.args);
                d.sp(|d| d.block(&def.body));
            }),
            StmtKind::TypeAlias { name, type_params, value } => self.form("type", |d| {
                d.word(&name.name);
                d.type_params(type_params);
                d.exprs([value]);
            }),
            StmtKind::Print { dest, values, newline } => self.form("print", |d| {
                if let Some(dest) = dest {
                    d.word(">>");
                    d.exprs([dest]);
                }
                d.exprs(values);
                d.flag(!newline, ",");
            }),
            StmtKind::Exec { code, globals, locals } => self.form("exec", |d| {
                d.exprs([code]);
                d.exprs(globals.as_ref());
                d.exprs(locals.as_ref());
            }),
            StmtKind::CImport(names) => self.form("cimport", |d| d.aliases(names)),
            StmtKind::CImportFrom(import) => self.form("from-cimport", |d| d.import_from(import)),
            StmtKind::Include { path } => self.form("include", |d| d.sp(|d| d.quoted(path))),
            StmtKind::CompileTimeDef { name, value } => self.form("DEF", |d| {
                d.word(&name.name);
                d.exprs([value]);
            }),
            StmtKind::CompileTimeIf { branches, orelse } => {
                self.form("IF", |d| d.branches(branches, orelse.as_ref()));
            }
            StmtKind::CVar(var) => self.form("cvar", |d| {
                d.decorators(&var.decorators);
                d.mods(&var.mods);
                d.sp(|d| d.ty(&var.ty));
                for (declarator, value) in &var.declarators {
                    d.sp(|d| d.declarator(declarator));
                    if let Some(value) = value {
                        d.text("=");
                        d.expr(value);
                    }
                }
            }),
            StmtKind::CFunc(func) => self.form("cfunc", |d| d.c_func(func)),
            StmtKind::CTypedef(typedef) => self.form("ctypedef", |d| {
                d.mods(&typedef.mods);
                d.sp(|d| d.ty(&typedef.ty));
                for declarator in &typedef.declarators {
                    d.sp(|d| d.declarator(declarator));
                }
            }),
            StmtKind::CStruct(def) => self.form(if def.is_union { "union" } else { "struct" }, |d| {
                d.mods(&def.mods);
                d.flag(def.packed, "packed");
                d.flag(def.cpp, "cpp");
                d.flag(def.typedef, "typedef");
                d.named(&def.name, def.cname.as_deref());
                d.opt_body(def.fields.as_ref());
            }),
            StmtKind::CEnum(def) => self.form("enum", |d| d.c_enum(def)),
            StmtKind::Fused(def) => self.form("fused", |d| {
                d.word(&def.name.name);
                for ty in &def.types {
                    d.sp(|d| d.ty(ty));
                }
            }),
            StmtKind::CClass(def) => self.form("cclass", |d| d.c_class(def)),
            StmtKind::CppClass(def) => self.form("cppclass", |d| {
                d.decorators(&def.decorators);
                d.mods(&def.mods);
                d.named(&def.name, def.cname.as_deref());
                d.template_params(&def.template_params);
                d.bases(&def.bases);
                d.opt_body(def.body.as_ref());
            }),
            StmtKind::CypClass(def) => self.form("cypclass", |d| {
                d.decorators(&def.decorators);
                d.mods(&def.mods);
                if let Some(qualifier) = def.qualifier {
                    d.word(qualifier_word(qualifier));
                }
                d.named(&def.name, def.cname.as_deref());
                d.template_params(&def.template_params);
                d.bases(&def.bases);
                d.flag(def.activable, "activable");
                d.opt_body(def.body.as_ref());
            }),
            StmtKind::Extern(block) => self.form("extern", |d| {
                match &block.header {
                    Some(header) => d.sp(|d| d.quoted(header)),
                    None => d.word("*"),
                }
                if let Some(namespace) = &block.namespace {
                    d.word("namespace");
                    d.sp(|d| d.quoted(namespace));
                }
                d.flag(block.mods.nogil, "nogil");
                if let Some(verbatim) = &block.verbatim {
                    d.word("verbatim");
                    d.sp(|d| d.quoted(verbatim));
                }
                d.sp(|d| d.block(&block.body));
            }),
            StmtKind::CdefBlock(body) => self.form("cdef", |d| d.sp(|d| d.block(body))),
            StmtKind::Property(def) => self.form("property", |d| {
                d.word(&def.name.name);
                if let Some(doc) = &def.doc {
                    d.sp(|d| d.str_lit(doc));
                }
                d.sp(|d| d.block(&def.body));
            }),
            StmtKind::Gil { kind, condition, body } => {
                let head = match kind {
                    GilKind::Gil => "with-gil",
                    GilKind::NoGil => "with-nogil",
                };
                self.form(head, |d| {
                    d.exprs(condition.as_ref());
                    d.sp(|d| d.block(body));
                });
            }
            StmtKind::Locked { kind, items, body } => {
                let head = match kind {
                    LockKind::Write => "wlocked",
                    LockKind::Read => "rlocked",
                };
                self.form(head, |d| {
                    d.exprs(items);
                    d.sp(|d| d.block(body));
                });
            }
            StmtKind::Error => self.text("<error>"),
        }
    }

    fn aliases(&mut self, names: &[ImportAlias]) {
        for alias in names {
            self.word(&alias.name.joined());
            if let Some(asname) = &alias.asname {
                self.word("as");
                self.word(&asname.name);
            }
        }
    }

    fn import_from(&mut self, import: &ImportFrom) {
        self.out.push(' ');
        (0..import.level).for_each(|_| self.text("."));
        if let Some(module) = &import.module {
            self.text(&module.joined());
        }
        match &import.names {
            ImportNames::Star(_) => self.word("*"),
            ImportNames::Names(names) => {
                for (name, asname) in names {
                    self.word(&name.name);
                    if let Some(asname) = asname {
                        self.word("as");
                        self.word(&asname.name);
                    }
                }
            }
        }
    }

    fn try_stmt(&mut self, t: &Try) {
        self.sp(|d| d.block(&t.body));
        for handler in &t.handlers {
            self.out.push(' ');
            self.form(if t.is_star { "except*" } else { "except" }, |d| {
                d.exprs(handler.ty.as_ref());
                if let Some(target) = &handler.target {
                    d.word("as");
                    d.exprs([target]);
                }
                d.sp(|d| d.block(&handler.body));
            });
        }
        self.opt_block("else", t.orelse.as_ref());
        self.opt_block("finally", t.finalbody.as_ref());
    }

    fn pattern(&mut self, pattern: &Pattern) {
        let list = |d: &mut Self, items: &[Pattern]| {
            for item in items {
                d.sp(|d| d.pattern(item));
            }
        };
        match &pattern.kind {
            PatternKind::Wildcard => self.text("_"),
            PatternKind::Capture(name) => self.text(&name.name),
            PatternKind::Value(value) => self.form("==", |d| d.exprs([value])),
            PatternKind::Singleton(value) => self.form("is", |d| d.exprs([value])),
            PatternKind::Sequence(items) => self.form("seq", |d| list(d, items)),
            PatternKind::Star(name) => {
                self.text("*");
                self.text(name.as_ref().map_or("_", |n| &n.name));
            }
            PatternKind::Mapping { items, rest } => self.form("map", |d| {
                for (key, value) in items {
                    d.exprs([key]);
                    d.text(":");
                    d.pattern(value);
                }
                if let Some(rest) = rest {
                    d.word("**");
                    d.text(&rest.name);
                }
            }),
            PatternKind::Class { class, positional, keywords } => self.form("class", |d| {
                d.exprs([class]);
                list(d, positional);
                for (name, value) in keywords {
                    d.word(&name.name);
                    d.text("=");
                    d.pattern(value);
                }
            }),
            PatternKind::Or(items) => self.form("or", |d| list(d, items)),
            PatternKind::As(inner, name) => self.form("as", |d| {
                d.sp(|d| d.pattern(inner));
                d.word(&name.name);
            }),
        }
    }

    fn decorators(&mut self, decorators: &[Expr]) {
        for decorator in decorators {
            self.word("@");
            self.expr(decorator);
        }
    }

    fn type_params(&mut self, params: &[TypeParam]) {
        if params.is_empty() {
            return;
        }
        self.text(" <");
        for (index, param) in params.iter().enumerate() {
            if index > 0 {
                self.text(" ");
            }
            self.text(match param.kind {
                TypeParamKind::TypeVar => "",
                TypeParamKind::TypeVarTuple => "*",
                TypeParamKind::ParamSpec => "**",
            });
            self.text(&param.name.name);
            if let Some(bound) = &param.bound {
                self.text(":");
                self.expr(bound);
            }
            if let Some(default) = &param.default {
                self.text("=");
                self.expr(default);
            }
        }
        self.text(">");
    }

    fn named(&mut self, name: &Ident, cname: Option<&str>) {
        self.word(&name.name);
        if let Some(cname) = cname {
            self.quoted(cname);
        }
    }

    fn bases(&mut self, bases: &[TypeExpr]) {
        for base in bases {
            self.word(":");
            self.ty(base);
        }
    }

    fn opt_body(&mut self, body: Option<&Block>) {
        if let Some(body) = body {
            self.sp(|d| d.block(body));
        }
    }

    fn c_func(&mut self, func: &CFuncDef) {
        self.decorators(&func.decorators);
        self.mods(&func.mods);
        self.sp(|d| match &func.ty {
            Some(ty) => d.ty(ty),
            None => d.text("_"),
        });
        self.sp(|d| d.declarator(&func.declarator));
        self.flag(func.const_self, "const");
        if let Some(qualifier) = func.self_qualifier {
            self.word(qualifier_word(qualifier));
        }
        self.opt_body(func.body.as_ref());
    }

    fn c_enum(&mut self, def: &CEnumDef) {
        self.mods(&def.mods);
        self.flag(def.scoped, "scoped");
        self.flag(def.typedef, "typedef");
        if let Some(name) = &def.name {
            self.named(name, def.cname.as_deref());
        }
        if let Some(underlying) = &def.underlying {
            self.word(":");
            self.ty(underlying);
        }
        if let Some(doc) = &def.doc {
            self.sp(|d| d.str_lit(doc));
        }
        for item in def.items.iter().flatten() {
            self.named(&item.name, item.cname.as_deref());
            if let Some(value) = &item.value {
                self.text("=");
                self.expr(value);
            }
        }
    }

    fn c_class(&mut self, def: &CClassDef) {
        self.decorators(&def.decorators);
        self.mods(&def.mods);
        match &def.module {
            Some(module) => {
                let path = module.joined();
                self.word(&format!("{path}.{}", def.name.name));
            }
            None => self.word(&def.name.name),
        }
        if let Some(asname) = &def.asname {
            self.word("as");
            self.word(&asname.name);
        }
        self.bases(&def.bases);
        for (word, value) in
            [("object", &def.object_struct), ("type", &def.type_object), ("check_size", &def.check_size)]
        {
            if let Some(value) = value {
                self.word(word);
                self.word(&value.name);
            }
        }
        self.flag(def.nogil, "struct-nogil");
        self.opt_body(def.body.as_ref());
    }
}

fn param_text(param: &Param) -> String {
    let mut out = String::new();
    Dumper { out: &mut out }.param(param);
    out
}

fn star_text(params: &Params) -> String {
    format!("*{}", params.star.as_ref().map(param_text).unwrap_or_default())
}

fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Not => "not",
        UnaryOp::Neg => "neg",
        UnaryOp::Pos => "pos",
        UnaryOp::Invert => "~",
        UnaryOp::Deref => "deref",
    }
}

fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::MatMul => "@",
        BinaryOp::Div => "/",
        BinaryOp::FloorDiv => "//",
        BinaryOp::Mod => "%",
        BinaryOp::Pow => "**",
        BinaryOp::LShift => "<<",
        BinaryOp::RShift => ">>",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
    }
}

fn compare(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Lt => "<",
        CompareOp::Le => "<=",
        CompareOp::Gt => ">",
        CompareOp::Ge => ">=",
        CompareOp::Eq => "==",
        CompareOp::Ne => "!=",
        CompareOp::Is => "is",
        CompareOp::IsNot => "is-not",
        CompareOp::In => "in",
        CompareOp::NotIn => "not-in",
    }
}

fn qualifier_word(qualifier: Qualifier) -> &'static str {
    match qualifier {
        Qualifier::Iso => "iso",
        Qualifier::Lock => "lock",
        Qualifier::Active => "active",
        Qualifier::Locked => "locked",
        Qualifier::Immutable => "immutable",
        Qualifier::Weak => "weak",
        Qualifier::Mutable => "mutable",
    }
}
