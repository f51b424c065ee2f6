//! Walking the HIR: the direct parts of expressions, targets and statements, in order of evaluation.

use crate::*;

/// Calls `f` on each direct subexpression; statements inside comprehensions go to `on_block`.
pub fn expr_parts<'a>(expr: &'a Expr, f: &mut dyn FnMut(&'a Expr), on_block: &mut dyn FnMut(&'a Block)) {
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
        | ExprKind::ExtMethod { object, .. } => f(object),
        ExprKind::Item { object, index }
        | ExprKind::ItemInt { object, index, .. }
        | ExprKind::CharAt { string: object, index, .. }
        | ExprKind::CItem { object, index }
        | ExprKind::CppItem { object, index } => {
            f(object);
            f(index);
        }
        ExprKind::SliceInt { object, lower, upper } | ExprKind::CSlice { object, lower, upper } => {
            f(object);
            [lower, upper].into_iter().flatten().for_each(|e| f(e));
        }
        ExprKind::SliceObject { lower, upper, step } => [lower, upper, step].into_iter().for_each(|e| f(e)),
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
        | ExprKind::YieldFrom(e)
        | ExprKind::Await(e)
        | ExprKind::ImportFrom { module: e, .. }
        | ExprKind::Consume { value: e, .. }
        | ExprKind::CypCast { value: e, .. }
        | ExprKind::CypIsInstance { value: e, .. }
        | ExprKind::CypRefCount(e)
        | ExprKind::CypPromote(e)
        | ExprKind::Activate(e)
        | ExprKind::MakeGenerator { source: e, .. } => f(e),
        ExprKind::MemViewItem { view, indices, .. } => {
            f(view);
            indices.iter().for_each(f);
        }
        ExprKind::MemViewSlice { view, indices } => {
            f(view);
            for index in indices {
                match index {
                    MemViewIndex::Int(e) => f(e),
                    MemViewIndex::Slice { lower, upper, step } => {
                        [lower, upper, step].into_iter().flatten().for_each(&mut *f);
                    }
                    MemViewIndex::NewAxis => {}
                }
            }
        }
        ExprKind::BufferItem { indices, .. } => indices.iter().for_each(f),
        ExprKind::PyCall { func: object, args, keywords }
        | ExprKind::PyMethodCall { object, args, keywords, .. } => {
            f(object);
            args.iter().for_each(&mut *f);
            keywords.iter().for_each(|(_, e)| f(e));
        }
        ExprKind::PyCallEx { func, args, kwargs } => {
            f(func);
            f(args);
            kwargs.iter().for_each(|e| f(e));
        }
        ExprKind::CCall(call) => {
            match &call.callee {
                Callee::Pointer(e) => f(e),
                Callee::CppMethod { object, .. } => f(object),
                Callee::Func(_) | Callee::Virtual { .. } | Callee::Direct { .. } | Callee::CppFunc { .. } => {
                }
            }
            call.args.iter().for_each(f);
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
        | ExprKind::JoinStr(args) => args.iter().for_each(f),
        ExprKind::StructLiteral { fields } => fields.iter().for_each(|(_, e)| f(e)),
        ExprKind::ExtNew { args, .. } => args.iter().for_each(|e| f(e)),
        ExprKind::CBinary { left, right, .. }
        | ExprKind::CCompare { left, right, .. }
        | ExprKind::PyBinary { left, right, .. }
        | ExprKind::PyCompare { left, right, .. }
        | ExprKind::Is { left, right, .. }
        | ExprKind::BoolOp { left, right, .. } => {
            f(left);
            f(right);
        }
        ExprKind::Conditional { test, then, orelse } => {
            f(test);
            f(then);
            f(orelse);
        }
        ExprKind::Let { value, body, .. } => {
            f(value);
            f(body);
        }
        ExprKind::Walrus { target, value } => {
            f(value);
            target_parts(target, f);
        }
        ExprKind::Dict(pairs) => {
            for (k, v) in pairs {
                f(k);
                f(v);
            }
        }
        ExprKind::Merge(parts) => {
            for part in parts {
                match part {
                    MergePart::Items(items) => items.iter().for_each(&mut *f),
                    MergePart::Unpack(e) | MergePart::UnpackDict(e) => f(e),
                    MergePart::Pairs(pairs) => {
                        for (k, v) in pairs {
                            f(k);
                            f(v);
                        }
                    }
                }
            }
        }
        ExprKind::Comprehension { body, .. } => on_block(body),
        ExprKind::Inlined { init, body, .. } => {
            init.iter().for_each(|e| f(e));
            on_block(body);
        }
        ExprKind::FormatValue { value, spec, .. } => {
            f(value);
            spec.iter().for_each(|e| f(e));
        }
        ExprKind::MakeFunction(make) => make_function_parts(make, f),
        ExprKind::FusedFunction { main, variants } => {
            make_function_parts(main, f);
            variants.iter().for_each(|(_, m)| make_function_parts(m, f));
        }
        ExprKind::Yield(value) => value.iter().for_each(|e| f(e)),
        ExprKind::ZeroArgSuper { class, object } => {
            f(class);
            f(object);
        }
        ExprKind::LocalsDict(items) => items.iter().for_each(|(_, e)| f(e)),
        ExprKind::CypCall(call) => {
            call.object.iter().for_each(&mut *f);
            call.args.iter().for_each(f);
        }
        ExprKind::CypNew(new) => {
            new.new.iter().chain(&new.init).for_each(|call| call.args.iter().for_each(&mut *f));
        }
        ExprKind::CypLocked { object, value, .. } => {
            f(object);
            f(value);
        }
    }
}

fn make_function_parts<'a>(make: &'a MakeFunction, f: &mut dyn FnMut(&'a Expr)) {
    make.defaults.iter().for_each(&mut *f);
    make.kwdefaults.iter().chain(&make.annotations).for_each(|(_, e)| f(e));
}

/// Calls `f` on the expressions inside a target.
pub fn target_parts<'a>(target: &'a Target, f: &mut dyn FnMut(&'a Expr)) {
    match &target.kind {
        TargetKind::Discard
        | TargetKind::Local(_)
        | TargetKind::Outer { .. }
        | TargetKind::Global(_)
        | TargetKind::ClassName { .. }
        | TargetKind::CVar(_) => {}
        TargetKind::Attr { object, .. }
        | TargetKind::ExtField { object, .. }
        | TargetKind::CypField { object, .. }
        | TargetKind::CSetter { call: object, .. }
        | TargetKind::Member { object, .. }
        | TargetKind::Deref(object)
        | TargetKind::MemViewAssign { view: object } => f(object),
        TargetKind::Item { object, index }
        | TargetKind::ItemInt { object, index, .. }
        | TargetKind::CItem { object, index }
        | TargetKind::CypItem { object, index, .. }
        | TargetKind::CppItem { object, index } => {
            f(object);
            f(index);
        }
        TargetKind::SliceInt { object, lower, upper } | TargetKind::CSlice { object, lower, upper, .. } => {
            f(object);
            [lower, upper].into_iter().flatten().for_each(f);
        }
        TargetKind::MemViewItem { view, indices, .. } => {
            f(view);
            indices.iter().for_each(f);
        }
        TargetKind::BufferItem { indices, .. } => indices.iter().for_each(f),
        TargetKind::Unpack { before, star, after } => {
            before.iter().for_each(|t| target_parts(t, f));
            star.iter().for_each(|t| target_parts(t, f));
            after.iter().for_each(|t| target_parts(t, f));
        }
    }
}
