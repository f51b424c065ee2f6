//! Walking a tree: the children of a node, in order of evaluation where that is defined.
//!
//! These functions go one level down; recursion is the caller's, who knows where to stop (function
//! bodies, class bodies, lambdas are children here like any other).

use crate::ast::*;

/// Calls `f` on each direct subexpression.
///
/// Comprehensions give iterables, targets, conditions, key and element of all clauses; lambdas give
/// defaults and body.
pub fn expr_children<'a>(expr: &'a Expr, f: &mut dyn FnMut(&'a Expr)) {
    match &expr.kind {
        ExprKind::Name(_)
        | ExprKind::NoneLit
        | ExprKind::True
        | ExprKind::False
        | ExprKind::Ellipsis
        | ExprKind::Null
        | ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Imaginary(_)
        | ExprKind::Str(_)
        | ExprKind::Type(_)
        | ExprKind::Error => {}
        ExprKind::FString(fs) => fstring_parts(&fs.parts, f),
        ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) => items.iter().for_each(f),
        ExprKind::Dict(items) => {
            for item in items {
                match item {
                    DictItem::Pair(k, v) => {
                        f(k);
                        f(v);
                    }
                    DictItem::Unpack(e) => f(e),
                }
            }
        }
        ExprKind::ListComp(c) | ExprKind::SetComp(c) | ExprKind::DictComp(c) | ExprKind::GeneratorExp(c) => {
            for clause in &c.clauses {
                clause.sources().for_each(&mut *f);
                f(&clause.target);
                clause.conditions.iter().for_each(&mut *f);
            }
            if let Some(key) = &c.key {
                f(key);
            }
            f(&c.element);
        }
        ExprKind::Attribute(e, _)
        | ExprKind::Unary(_, e)
        | ExprKind::Await(e)
        | ExprKind::YieldFrom(e)
        | ExprKind::Starred(e)
        | ExprKind::Walrus(_, e)
        | ExprKind::Cast { value: e, .. }
        | ExprKind::AddressOf(e)
        | ExprKind::TypeOf(e)
        | ExprKind::Backquote(e)
        | ExprKind::Consume(e)
        | ExprKind::Go(e) => f(e),
        ExprKind::Subscript(a, b) | ExprKind::Binary(_, a, b) | ExprKind::Bool(_, a, b) => {
            f(a);
            f(b);
        }
        ExprKind::Slice { lower, upper, step } => {
            for part in [lower, upper, step].into_iter().flatten() {
                f(part);
            }
        }
        ExprKind::Call(call) => {
            f(&call.func);
            args(&call.args, f);
        }
        ExprKind::Compare(first, rest) => {
            f(first);
            rest.iter().for_each(|(_, e)| f(e));
        }
        ExprKind::Conditional { test, then, orelse } => {
            f(test);
            f(then);
            f(orelse);
        }
        ExprKind::Lambda(lambda) => {
            params(&lambda.params, f);
            f(&lambda.body);
        }
        ExprKind::Yield(value) => {
            if let Some(value) = value {
                f(value);
            }
        }
        ExprKind::SizeOf(arg) => {
            if let SizeOfArg::Expr(e) = arg {
                f(e);
            }
        }
        ExprKind::New { args: list, .. } => args(list, f),
    }
}

fn fstring_parts<'a>(parts: &'a [FStringPart], f: &mut dyn FnMut(&'a Expr)) {
    for part in parts {
        if let FStringPart::Field(field) = part {
            f(&field.value);
            if let Some(format) = &field.format {
                fstring_parts(format, f);
            }
        }
    }
}

fn args<'a>(list: &'a [Arg], f: &mut dyn FnMut(&'a Expr)) {
    for arg in list {
        match arg {
            Arg::Positional(e) | Arg::Keyword(_, e) | Arg::Star(e) | Arg::DoubleStar(e) => f(e),
        }
    }
}

/// Defaults of parameters.
pub fn params<'a>(params: &'a Params, f: &mut dyn FnMut(&'a Expr)) {
    for param in params.all() {
        if let Some(ParamDefault::Value(e)) = &param.default {
            f(e);
        }
    }
}

/// Calls `on_expr` on each direct subexpression of a statement and `on_block` on each nested block.
///
/// Function and class definitions give decorators, defaults, bases as expressions and *no* blocks:
/// their bodies are scopes of their own.
pub fn stmt_children<'a>(
    stmt: &'a Stmt,
    on_expr: &mut dyn FnMut(&'a Expr),
    on_block: &mut dyn FnMut(&'a Block),
) {
    match &stmt.kind {
        StmtKind::Expr(e) => on_expr(e),
        StmtKind::Assign { targets, value } => {
            on_expr(value);
            targets.iter().for_each(on_expr);
        }
        StmtKind::AugAssign { target, value, .. } => {
            on_expr(target);
            on_expr(value);
        }
        StmtKind::AnnAssign { target, annotation: _, value } => {
            if let Some(value) = value {
                on_expr(value);
            }
            on_expr(target);
        }
        StmtKind::Delete(targets) => targets.iter().for_each(on_expr),
        StmtKind::Return(value) => value.iter().for_each(on_expr),
        StmtKind::Raise(raise) => {
            for e in [&raise.exc, &raise.value, &raise.traceback, &raise.cause].into_iter().flatten() {
                on_expr(e);
            }
        }
        StmtKind::Assert { test, message } => {
            on_expr(test);
            message.iter().for_each(on_expr);
        }
        StmtKind::If { branches, orelse } | StmtKind::CompileTimeIf { branches, orelse } => {
            for (test, block) in branches {
                on_expr(test);
                on_block(block);
            }
            orelse.iter().for_each(on_block);
        }
        StmtKind::While { test, body, orelse } => {
            on_expr(test);
            on_block(body);
            orelse.iter().for_each(on_block);
        }
        StmtKind::For(node) => {
            on_expr(&node.iter);
            on_expr(&node.target);
            on_block(&node.body);
            node.orelse.iter().for_each(on_block);
        }
        StmtKind::ForFrom(node) => {
            on_expr(&node.lower);
            on_expr(&node.upper);
            node.step.iter().for_each(&mut *on_expr);
            on_expr(&node.target);
            on_block(&node.body);
            node.orelse.iter().for_each(on_block);
        }
        StmtKind::Try(node) => {
            on_block(&node.body);
            for handler in &node.handlers {
                handler.ty.iter().for_each(&mut *on_expr);
                handler.target.iter().for_each(&mut *on_expr);
                on_block(&handler.body);
            }
            node.orelse.iter().for_each(&mut *on_block);
            node.finalbody.iter().for_each(on_block);
        }
        StmtKind::With { items, body, .. } => {
            for item in items {
                on_expr(&item.context);
                item.target.iter().for_each(&mut *on_expr);
            }
            on_block(body);
        }
        StmtKind::Match { subject, cases } => {
            on_expr(subject);
            for case in cases {
                pattern_exprs(&case.pattern, on_expr);
                case.guard.iter().for_each(&mut *on_expr);
                on_block(&case.body);
            }
        }
        StmtKind::FuncDef(def) => {
            def.decorators.iter().for_each(&mut *on_expr);
            def.type_params.iter().flat_map(TypeParam::exprs).for_each(&mut *on_expr);
            params(&def.params, on_expr);
        }
        StmtKind::ClassDef(def) => {
            def.decorators.iter().for_each(&mut *on_expr);
            def.type_params.iter().flat_map(TypeParam::exprs).for_each(&mut *on_expr);
            args(&def.args, on_expr);
        }
        StmtKind::TypeAlias { value, type_params, .. } => {
            type_params.iter().flat_map(TypeParam::exprs).for_each(&mut *on_expr);
            on_expr(value);
        }
        StmtKind::Print { dest, values, .. } => {
            dest.iter().for_each(&mut *on_expr);
            values.iter().for_each(on_expr);
        }
        StmtKind::Exec { code, globals, locals } => {
            on_expr(code);
            globals.iter().for_each(&mut *on_expr);
            locals.iter().for_each(on_expr);
        }
        StmtKind::CompileTimeDef { value, .. } => on_expr(value),
        StmtKind::CVar(def) => {
            for (_, value) in &def.declarators {
                value.iter().for_each(&mut *on_expr);
            }
        }
        StmtKind::CdefBlock(block) => on_block(block),
        StmtKind::Gil { condition, body, .. } => {
            condition.iter().for_each(on_expr);
            on_block(body);
        }
        StmtKind::Locked { items, body, .. } => {
            items.iter().for_each(on_expr);
            on_block(body);
        }
        StmtKind::Select { cases, orelse } => {
            for case in cases {
                on_expr(&case.operation);
            }
            for case in cases {
                case.target.iter().for_each(&mut *on_expr);
                on_block(&case.body);
            }
            orelse.iter().for_each(on_block);
        }
        StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Import(_)
        | StmtKind::ImportFrom(_)
        | StmtKind::CImport(_)
        | StmtKind::CImportFrom(_)
        | StmtKind::Include { .. }
        | StmtKind::CFunc(_)
        | StmtKind::CTypedef(_)
        | StmtKind::CStruct(_)
        | StmtKind::CEnum(_)
        | StmtKind::Fused(_)
        | StmtKind::CClass(_)
        | StmtKind::CppClass(_)
        | StmtKind::Extern(_)
        | StmtKind::Property(_)
        | StmtKind::CypClass(_)
        | StmtKind::Error => {}
    }
}

fn pattern_exprs<'a>(pattern: &'a Pattern, f: &mut dyn FnMut(&'a Expr)) {
    match &pattern.kind {
        PatternKind::Wildcard | PatternKind::Capture(_) | PatternKind::Star(_) => {}
        PatternKind::Value(e) | PatternKind::Singleton(e) => f(e),
        PatternKind::Sequence(items) | PatternKind::Or(items) => {
            items.iter().for_each(|p| pattern_exprs(p, f));
        }
        PatternKind::Mapping { items, .. } => {
            for (key, p) in items {
                f(key);
                pattern_exprs(p, f);
            }
        }
        PatternKind::Class { class, positional, keywords } => {
            f(class);
            positional.iter().for_each(|p| pattern_exprs(p, f));
            keywords.iter().for_each(|(_, p)| pattern_exprs(p, f));
        }
        PatternKind::As(p, _) => pattern_exprs(p, f),
    }
}

/// Names bound by a pattern, in order.
pub fn pattern_names<'a>(pattern: &'a Pattern, f: &mut dyn FnMut(&'a Ident)) {
    match &pattern.kind {
        PatternKind::Wildcard | PatternKind::Value(_) | PatternKind::Singleton(_) => {}
        PatternKind::Capture(name) => f(name),
        PatternKind::Star(name) => name.iter().for_each(f),
        PatternKind::Sequence(items) | PatternKind::Or(items) => {
            items.iter().for_each(|p| pattern_names(p, f));
        }
        PatternKind::Mapping { items, rest } => {
            items.iter().for_each(|(_, p)| pattern_names(p, f));
            rest.iter().for_each(f);
        }
        PatternKind::Class { positional, keywords, .. } => {
            positional.iter().for_each(|p| pattern_names(p, f));
            keywords.iter().for_each(|(_, p)| pattern_names(p, f));
        }
        PatternKind::As(p, name) => {
            pattern_names(p, f);
            f(name);
        }
    }
}
