//! Parameters, types, declarators and what definitions have in common.

use super::Dumper;
use crate::ast::*;
use std::fmt::Write;

impl Dumper<'_> {
    pub(super) fn params(&mut self, params: &Params) {
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

    pub(super) fn param(&mut self, param: &Param) {
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

    pub(super) fn ty(&mut self, ty: &TypeExpr) {
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

    pub(super) fn basic(&mut self, basic: BasicType) {
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

    pub(super) fn declarator(&mut self, declarator: &Declarator) {
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

    pub(super) fn template_params(&mut self, params: &[TemplateParam]) {
        if params.is_empty() {
            return;
        }
        let names: Vec<String> =
            params.iter().map(|p| format!("{}{}", p.name.name, if p.optional { "=*" } else { "" })).collect();
        let _ = write!(self.out, " <{}>", names.join(" "));
    }

    pub(super) fn exception_spec(&mut self, spec: &ExceptionSpec) {
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

    pub(super) fn mods(&mut self, mods: &CModifiers) {
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

    pub(super) fn decorators(&mut self, decorators: &[Expr]) {
        for decorator in decorators {
            self.word("@");
            self.expr(decorator);
        }
    }

    pub(super) fn type_params(&mut self, params: &[TypeParam]) {
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

    pub(super) fn named(&mut self, name: &Ident, cname: Option<&str>) {
        self.word(&name.name);
        if let Some(cname) = cname {
            self.quoted(cname);
        }
    }

    pub(super) fn bases(&mut self, bases: &[TypeExpr]) {
        for base in bases {
            self.word(":");
            self.ty(base);
        }
    }

    pub(super) fn opt_body(&mut self, body: Option<&Block>) {
        if let Some(body) = body {
            self.sp(|d| d.block(body));
        }
    }

    pub(super) fn c_func(&mut self, func: &CFuncDef) {
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

    pub(super) fn c_enum(&mut self, def: &CEnumDef) {
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

    pub(super) fn c_class(&mut self, def: &CClassDef) {
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

pub(super) fn qualifier_word(qualifier: Qualifier) -> &'static str {
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
