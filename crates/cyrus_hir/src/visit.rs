//! One walk over the tree, for analyses that only collect.
//!
//! In: any node. Out: calls on a [`Visitor`], parents first, in order of evaluation where that is defined.
//! Stages that *translate* match on the kinds themselves; a visitor is for questions such as "which
//! locals are assigned here".

use crate::*;

/// Callbacks; each default walks on. An override calls the `walk_…` function to go deeper.
pub trait Visitor {
    fn visit_expr(&mut self, expr: &Expr) {
        walk_expr(self, expr);
    }
    fn visit_stmt(&mut self, stmt: &Stmt) {
        walk_stmt(self, stmt);
    }
    /// A target that is assigned (or deleted).
    fn visit_target(&mut self, target: &Target) {
        walk_target(self, target);
    }
    /// A local that is bound by a construct itself: `Let`, comprehension accumulators, namespaces.
    fn visit_binding(&mut self, _local: LocalId) {}
}

fn exprs<V: Visitor + ?Sized>(v: &mut V, items: &[Expr]) {
    for item in items {
        v.visit_expr(item);
    }
}

fn opt<V: Visitor + ?Sized>(v: &mut V, item: Option<&Expr>) {
    if let Some(item) = item {
        v.visit_expr(item);
    }
}

fn opt_box<V: Visitor + ?Sized>(v: &mut V, item: &Option<Box<Expr>>) {
    opt(v, item.as_deref());
}

/// All statements of a block.
pub fn walk_block<V: Visitor + ?Sized>(v: &mut V, block: &[Stmt]) {
    for stmt in block {
        v.visit_stmt(stmt);
    }
}

fn pairs<V: Visitor + ?Sized>(v: &mut V, items: &[(Name, Expr)]) {
    for (_, item) in items {
        v.visit_expr(item);
    }
}

fn make_function<V: Visitor + ?Sized>(v: &mut V, make: &MakeFunction) {
    exprs(v, &make.defaults);
    pairs(v, &make.kwdefaults);
    pairs(v, &make.annotations);
}

/// The parts of an expression.
pub fn walk_expr<V: Visitor + ?Sized>(v: &mut V, expr: &Expr) {
    match &expr.kind {
        ExprKind::None
        | ExprKind::Bool(_)
        | ExprKind::Ellipsis
        | ExprKind::Null
        | ExprKind::Int(_)
        | ExprKind::BigInt(_)
        | ExprKind::Float(_)
        | ExprKind::Imaginary(_)
        | ExprKind::Str(_)
        | ExprKind::Char(_)
        | ExprKind::CConst(_)
        | ExprKind::Local(_)
        | ExprKind::Outer { .. }
        | ExprKind::Global(_)
        | ExprKind::Builtin(_)
        | ExprKind::ClassName { .. }
        | ExprKind::CVar(_)
        | ExprKind::CFunc(_)
        | ExprKind::TypeObject(_)
        | ExprKind::CppFunc { .. }
        | ExprKind::CypFunc(_)
        | ExprKind::CypAlloc(_)
        | ExprKind::ThisModule
        | ExprKind::SizeOf(_)
        | ExprKind::Import { .. }
        | ExprKind::Error => {}
        ExprKind::Attr { object, .. }
        | ExprKind::ExtField { object, .. }
        | ExprKind::CypField { object, .. }
        | ExprKind::Member { object, .. }
        | ExprKind::ExtMethod { object, .. } => v.visit_expr(object),
        ExprKind::Item { object, index }
        | ExprKind::ItemInt { object, index, .. }
        | ExprKind::CharAt { string: object, index, .. }
        | ExprKind::CItem { object, index }
        | ExprKind::CppItem { object, index } => {
            v.visit_expr(object);
            v.visit_expr(index);
        }
        ExprKind::SliceInt { object, lower, upper } | ExprKind::CSlice { object, lower, upper } => {
            v.visit_expr(object);
            opt_box(v, lower);
            opt_box(v, upper);
        }
        ExprKind::SliceObject { lower, upper, step } => {
            v.visit_expr(lower);
            v.visit_expr(upper);
            v.visit_expr(step);
        }
        ExprKind::Deref(e)
        | ExprKind::AddressOf(e)
        | ExprKind::CTupleItem { tuple: e, .. }
        | ExprKind::MemViewTranspose(e)
        | ExprKind::MemViewAttr { view: e, .. }
        | ExprKind::MemViewCopy { view: e, .. }
        | ExprKind::NotNone { view: e, .. }
        | ExprKind::CUnary { operand: e, .. }
        | ExprKind::PyUnary { operand: e, .. }
        | ExprKind::Not(e)
        | ExprKind::Coerce { value: e, .. }
        | ExprKind::MakeGenerator { source: e, .. }
        | ExprKind::YieldFrom(e)
        | ExprKind::Await(e)
        | ExprKind::ImportFrom { module: e, .. }
        | ExprKind::Consume { value: e, .. }
        | ExprKind::CypCast { value: e, .. }
        | ExprKind::CypIsInstance { value: e, .. }
        | ExprKind::CypRefCount(e)
        | ExprKind::CypPromote(e)
        | ExprKind::Activate(e) => v.visit_expr(e),
        ExprKind::MemViewItem { view, indices, .. } => {
            v.visit_expr(view);
            exprs(v, indices);
        }
        ExprKind::MemViewSlice { view, indices } => {
            v.visit_expr(view);
            for index in indices {
                match index {
                    MemViewIndex::Int(e) => v.visit_expr(e),
                    MemViewIndex::Slice { lower, upper, step } => {
                        opt(v, lower.as_ref());
                        opt(v, upper.as_ref());
                        opt(v, step.as_ref());
                    }
                    MemViewIndex::NewAxis => {}
                }
            }
        }
        ExprKind::BufferItem { indices, .. } => exprs(v, indices),
        ExprKind::PyCall { func: object, args, keywords }
        | ExprKind::PyMethodCall { object, args, keywords, .. } => {
            v.visit_expr(object);
            exprs(v, args);
            pairs(v, keywords);
        }
        ExprKind::PyCallEx { func, args, kwargs } => {
            v.visit_expr(func);
            v.visit_expr(args);
            opt_box(v, kwargs);
        }
        ExprKind::CCall(call) => {
            match &call.callee {
                Callee::Pointer(e) | Callee::CppMethod { object: e, .. } => v.visit_expr(e),
                Callee::Func(_) | Callee::Virtual { .. } | Callee::Direct { .. } | Callee::CppFunc { .. } => {
                }
            }
            exprs(v, &call.args);
        }
        ExprKind::Runtime { args, .. }
        | ExprKind::CppConstruct { args, .. }
        | ExprKind::CppNew { args, .. }
        | ExprKind::CTuple(args)
        | ExprKind::CArrayLiteral(args)
        | ExprKind::CppOperator { operands: args, .. }
        | ExprKind::Tuple(args)
        | ExprKind::List(args)
        | ExprKind::Set(args)
        | ExprKind::JoinStr(args) => exprs(v, args),
        ExprKind::StructLiteral { fields } | ExprKind::LocalsDict(fields) => pairs(v, fields),
        ExprKind::ExtNew { args, .. } => opt_box(v, args),
        ExprKind::CBinary { left, right, .. }
        | ExprKind::CCompare { left, right, .. }
        | ExprKind::PyBinary { left, right, .. }
        | ExprKind::PyCompare { left, right, .. }
        | ExprKind::Is { left, right, .. }
        | ExprKind::BoolOp { left, right, .. }
        | ExprKind::ZeroArgSuper { class: left, object: right } => {
            v.visit_expr(left);
            v.visit_expr(right);
        }
        ExprKind::Conditional { test, then, orelse } => {
            v.visit_expr(test);
            v.visit_expr(then);
            v.visit_expr(orelse);
        }
        ExprKind::Let { local, value, body } => {
            v.visit_expr(value);
            v.visit_binding(*local);
            v.visit_expr(body);
        }
        ExprKind::Walrus { target, value } => {
            v.visit_expr(value);
            v.visit_target(target);
        }
        ExprKind::Dict(items) => {
            for (key, value) in items {
                v.visit_expr(key);
                v.visit_expr(value);
            }
        }
        ExprKind::Merge(parts) => {
            for part in parts {
                match part {
                    MergePart::Items(items) => exprs(v, items),
                    MergePart::Unpack(e) | MergePart::UnpackDict(e) => v.visit_expr(e),
                    MergePart::Pairs(items) => {
                        for (key, value) in items {
                            v.visit_expr(key);
                            v.visit_expr(value);
                        }
                    }
                }
            }
        }
        ExprKind::Comprehension { acc, body, .. } => {
            v.visit_binding(*acc);
            walk_block(v, body);
        }
        ExprKind::Inlined { init, result, body } => {
            opt_box(v, init);
            v.visit_binding(*result);
            walk_block(v, body);
        }
        ExprKind::FormatValue { value, spec, .. } => {
            v.visit_expr(value);
            opt_box(v, spec);
        }
        ExprKind::MakeFunction(make) => make_function(v, make),
        ExprKind::FusedFunction { main, variants } => {
            make_function(v, main);
            for (_, variant) in variants {
                make_function(v, variant);
            }
        }
        ExprKind::Yield(value) => opt_box(v, value),
        ExprKind::CypCall(call) => {
            opt(v, call.object.as_ref());
            exprs(v, &call.args);
        }
        ExprKind::CypNew(new) => {
            new.new.iter().chain(&new.init).for_each(|call| exprs(v, &call.args));
        }
        ExprKind::CypLocked { object, value, .. } => {
            v.visit_expr(object);
            v.visit_expr(value);
        }
    }
}

/// The parts of a statement.
pub fn walk_stmt<V: Visitor + ?Sized>(v: &mut V, stmt: &Stmt) {
    match &stmt.kind {
        StmtKind::Expr(e) | StmtKind::CppDelete(e) => v.visit_expr(e),
        StmtKind::ImportStar { module, types } => {
            v.visit_expr(module);
            v.visit_expr(types);
        }
        StmtKind::Assign { target, value } => {
            v.visit_expr(value);
            v.visit_target(target);
        }
        StmtKind::Let { local, value, body } => {
            v.visit_expr(value);
            v.visit_binding(*local);
            walk_block(v, body);
        }
        StmtKind::Delete(target) => v.visit_target(target),
        StmtKind::If { test, then, orelse } => {
            v.visit_expr(test);
            walk_block(v, then);
            walk_block(v, orelse);
        }
        StmtKind::While { test, body, orelse } => {
            v.visit_expr(test);
            walk_block(v, body);
            walk_block(v, orelse);
        }
        StmtKind::For(looping) => walk_for(v, looping),
        StmtKind::Break
        | StmtKind::Continue
        | StmtKind::Defaults(_)
        | StmtKind::SetupExtClass(_)
        | StmtKind::SetupCypClass(_) => {}
        StmtKind::Return(value) => opt(v, value.as_ref()),
        StmtKind::Raise { exc, value, traceback, cause } => {
            for part in [exc, value, traceback, cause] {
                opt(v, part.as_ref());
            }
        }
        StmtKind::Assert { test, message } => {
            v.visit_expr(test);
            opt(v, message.as_ref());
        }
        StmtKind::Try(tried) => {
            walk_block(v, &tried.body);
            for handler in &tried.handlers {
                opt(v, handler.matches.as_ref());
                if let Some(target) = &handler.target {
                    v.visit_target(target);
                }
                walk_block(v, &handler.body);
            }
            walk_block(v, &tried.orelse);
            if let Some(finally) = &tried.finally {
                walk_block(v, finally);
            }
        }
        StmtKind::With(with) => {
            v.visit_expr(&with.manager);
            opt(v, with.enter.as_ref().map(|(_, call)| call));
            if let Some(target) = &with.target {
                v.visit_target(target);
            }
            walk_block(v, &with.body);
        }
        StmtKind::Gil { body, .. } | StmtKind::Block(body) => walk_block(v, body),
        StmtKind::Locked { objects, body, .. } => {
            exprs(v, objects);
            walk_block(v, body);
        }
        StmtKind::Parallel(parallel) => {
            opt(v, parallel.num_threads.as_ref());
            opt(v, parallel.condition.as_ref());
            walk_block(v, &parallel.body);
        }
        StmtKind::Prange(prange) => {
            v.visit_expr(&prange.start);
            v.visit_expr(&prange.stop);
            v.visit_expr(&prange.step);
            opt(v, prange.chunksize.as_ref());
            opt(v, prange.num_threads.as_ref());
            opt(v, prange.condition.as_ref());
            v.visit_target(&prange.target);
            walk_block(v, &prange.body);
            walk_block(v, &prange.orelse);
        }
        StmtKind::CompAppend { key, value, .. } => {
            opt(v, key.as_ref());
            v.visit_expr(value);
        }
        StmtKind::PyClass(class) => {
            v.visit_expr(&class.bases);
            opt(v, class.keywords.as_ref());
            v.visit_binding(class.namespace);
            walk_block(v, &class.body);
            if let Some(cell) = class.class_cell {
                v.visit_binding(cell);
            }
            v.visit_binding(class.result);
        }
        StmtKind::Print { dest, values, .. } => {
            opt(v, dest.as_ref());
            exprs(v, values);
        }
        StmtKind::Exec { code, globals, locals } => {
            v.visit_expr(code);
            opt(v, globals.as_ref());
            opt(v, locals.as_ref());
        }
    }
}

fn walk_for<V: Visitor + ?Sized>(v: &mut V, looping: &For) {
    walk_iter(v, &looping.iter);
    walk_block(v, &looping.body);
    walk_block(v, &looping.orelse);
}

fn walk_iter<V: Visitor + ?Sized>(v: &mut V, iter: &ForIter) {
    match iter {
        ForIter::Zip { parts, .. } => parts.iter().for_each(|part| walk_iter(v, part)),
        ForIter::Where { iter, turn } => {
            walk_iter(v, iter);
            walk_block(v, turn);
        }
        ForIter::Iterator { target, source, .. } => {
            v.visit_expr(source);
            v.visit_target(target);
        }
        ForIter::Range { target, lower, upper, step, .. } => {
            v.visit_expr(lower);
            v.visit_expr(upper);
            v.visit_expr(step);
            v.visit_target(target);
        }
        ForIter::CArray { target, pointer, len } => {
            v.visit_expr(pointer);
            v.visit_expr(len);
            v.visit_target(target);
        }
        ForIter::Dict { dict, key, value, item } => {
            v.visit_expr(dict);
            for target in [key, value, item].into_iter().flatten() {
                v.visit_target(target);
            }
        }
        ForIter::Set { target, set: source }
        | ForIter::Chars { target, string: source }
        | ForIter::MemView { target, view: source } => {
            v.visit_expr(source);
            v.visit_target(target);
        }
        ForIter::CppRange { target, container, value, begin, end, item, iter_local, end_local, .. } => {
            v.visit_expr(value);
            v.visit_binding(*container);
            v.visit_expr(begin);
            v.visit_binding(*iter_local);
            v.visit_expr(end);
            v.visit_binding(*end_local);
            if let Some(target) = target {
                v.visit_expr(item);
                v.visit_target(target);
            }
        }
        ForIter::CypIter { target, iterator, source, next, item_local, item } => {
            v.visit_expr(source);
            v.visit_binding(*iterator);
            v.visit_expr(next);
            v.visit_binding(*item_local);
            v.visit_expr(item);
            v.visit_target(target);
        }
    }
}

/// The parts of a target.
pub fn walk_target<V: Visitor + ?Sized>(v: &mut V, target: &Target) {
    match &target.kind {
        TargetKind::Discard
        | TargetKind::Local(_)
        | TargetKind::Outer { .. }
        | TargetKind::Global(_)
        | TargetKind::ClassName { .. }
        | TargetKind::CVar(_) => {}
        TargetKind::Attr { object: e, .. }
        | TargetKind::ExtField { object: e, .. }
        | TargetKind::CypField { object: e, .. }
        | TargetKind::CSetter { call: e, .. }
        | TargetKind::Member { object: e, .. }
        | TargetKind::Deref(e)
        | TargetKind::MemViewAssign { view: e } => v.visit_expr(e),
        TargetKind::Item { object, index }
        | TargetKind::ItemInt { object, index, .. }
        | TargetKind::CItem { object, index }
        | TargetKind::CypItem { object, index, .. }
        | TargetKind::CppItem { object, index } => {
            v.visit_expr(object);
            v.visit_expr(index);
        }
        TargetKind::SliceInt { object, lower, upper } | TargetKind::CSlice { object, lower, upper, .. } => {
            v.visit_expr(object);
            opt(v, lower.as_ref());
            opt(v, upper.as_ref());
        }
        TargetKind::MemViewItem { view, indices, .. } => {
            v.visit_expr(view);
            exprs(v, indices);
        }
        TargetKind::BufferItem { indices, .. } => exprs(v, indices),
        TargetKind::Unpack { before, star, after } => {
            for part in before.iter().chain(star.as_deref()).chain(after) {
                v.visit_target(part);
            }
        }
    }
}
