//! Types of local variables that have no declaration.
//!
//! Comes in: the [`Source`]s of a name. Goes out: the narrowest type that holds all of them, subject to
//! the "safe" rule of the `infer_types` directive (Cython docs, "Compiler directives"): by default a C
//! integer is only inferred where arithmetic cannot overflow it, so that Python's unlimited integers keep
//! their meaning.
//!
//! Sources are checked speculatively. Variables that depend on each other are solved together ([`super::solve`]).

use super::Checker;
use super::bindings::{ItemPath, Source};
use super::names::Resolved;
use super::python_local::Meeting;
use super::solve::Node;
use crate::scope::EntryKind;
use cyrus_hir::{self as hir, Expr, LocalId};
use cyrus_syntax::ast::{self, ExprKind};
use cyrus_types::{Builtin, IntTy, Ty, TyId, common};

impl<'a> Checker<'_, 'a> {
    /// The type of a local of the innermost function, inferred if that has not happened yet.
    pub fn infer_local(&mut self, local: LocalId) -> TyId {
        let fx = self.fx();
        let ty = fx.locals[local].ty;
        if ty != common::UNSPECIFIED {
            return ty;
        }
        if !fx.uninferred.contains_key(&local) {
            fx.locals[local].ty = common::OBJECT;
            return common::OBJECT;
        }
        self.solve(Node::Local(local), |c| c.sources_ty(local))
    }

    /// What holds the values of all sources of a variable, as far as their types are known.
    fn sources_ty(&mut self, local: LocalId) -> TyId {
        let fx = self.fx();
        let name = fx.locals[local].name.clone();
        let Some(sources) = fx.uninferred.get(&local).cloned() else { return common::OBJECT };
        let mut found: Option<TyId> = None;
        let mut meeting = Meeting::default();
        let mut none = false;
        let mut deleted = false;
        let mut empty = None;
        let mut wrong = false;
        if self.makes_native_text()
            && let Some(ty) = self.displays_ty(&sources, &name)
        {
            return ty;
        }
        // What handlers catch is known in them only, by a variable of theirs.
        let fx = self.fx_ref();
        let by_del = fx.bindings.names.get(&name).is_some_and(|b| b.by_del);
        let others = fx.nogil_body
            && self.cx.handles_without_gil()
            && sources.iter().any(|s| !matches!(s, Source::Except(_) | Source::Deleted));
        let may_be_empty =
            sources.iter().any(|s| matches!(s, Source::Value(value) if self.empty_shape(value).is_some()));
        for source in &sources {
            if self.adapts(source, &sources) {
                continue;
            }
            match source {
                Source::Deleted => deleted |= !others || by_del,
                Source::Value(value) if matches!(value.kind, ExprKind::NoneLit) => {
                    none = true;
                    meeting.none(value.span);
                }
                Source::Value(value) if self.empty_shape(value).is_some() => empty = Some(value),
                Source::Except(_) if others => {}
                // What goes in, for [`Checker::filled_ty`].
                Source::InPlace(..) if may_be_empty => {}
                _ => {
                    let ty = match *source {
                        Source::InPlace(op, value) => {
                            self.as_at(value.span, |c| c.in_place_ty(local, op, value))
                        }
                        _ => self.source_ty(source),
                    };
                    let ty = self.native_variable_ty(ty);
                    // What an empty display gives at first, of which more may be known in the next round.
                    if ty == common::ERROR && self.makes_native_text() {
                        wrong = true;
                        continue;
                    }
                    let spanning = self.variable_spanning(found.unwrap_or(common::UNSPECIFIED), ty);
                    meeting.value(source.span(), ty, found, spanning);
                    found = Some(spanning);
                }
            }
        }
        if found == Some(common::UNSPECIFIED) {
            return common::UNSPECIFIED;
        }
        if wrong && found.is_none() {
            return common::ERROR;
        }
        if let (Some(empty), None) = (empty, found) {
            found = Some(self.filled_ty(empty, &name).unwrap_or(common::ERROR));
        }
        // No object, where the GIL is not held.
        if none && self.makes_native_text() && found.is_some_and(|ty| self.cx.types.is_cyp(ty)) {
            none = false;
        }
        // None is a value of every Python type, and of no C type.
        if none && !found.is_some_and(|ty| self.cx.types.is_object(ty)) {
            found = Some(match found {
                Some(ty) => self.variable_spanning(ty, common::OBJECT),
                None => common::OBJECT,
            });
        }
        // A C variable cannot be deleted; what a pointer to a C++ object points to can, and a reference to a
        // cypclass object.
        if deleted
            && !found.is_some_and(|t| {
                self.cx.types.is_cyp(t)
                    || self.cx.types.is_object(t)
                    || self.cx.types.is_unique(t)
                    || matches!(self.cx.types.kind(t), Ty::Ptr(_))
            })
        {
            found = Some(common::OBJECT);
        }
        let safe = self.safe_type(found.unwrap_or(common::OBJECT), &name);
        self.explain_local(local, &name, meeting, safe);
        safe
    }

    /// Whether a source is a display or the like that becomes the container that another source of the variable is, whatever
    /// numbers its own items would be.
    fn adapts(&mut self, source: &Source<'a>, sources: &[Source<'a>]) -> bool {
        let Source::Value(value) = *source else { return false };
        let Some(shape) = self.adapting_shape(value) else { return false };
        sources.iter().any(|other| {
            let adapting = match *other {
                Source::Value(other) => {
                    self.adapting_shape(other).is_some() || self.empty_shape(other).is_some()
                }
                Source::Deleted | Source::InPlace(..) | Source::Except(_) => true,
                _ => false,
            };
            !adapting && {
                let ty = self.source_ty(other);
                ty == common::UNSPECIFIED || self.displayed(ty, shape).is_some()
            }
        })
    }

    /// The type of `local op value`.
    pub(super) fn in_place_ty(&mut self, local: LocalId, op: ast::BinaryOp, value: &'a ast::Expr) -> TyId {
        let ty = self.infer_local(local);
        self.speculate(|c| {
            let left = Expr { ty, span: value.span, kind: hir::ExprKind::Local(local) };
            let right = c.expr(value);
            // In-place operators of cypclasses leave the variable as it is.
            if c.cx.types.is_cyp(left.ty)
                && c.cyp_inplace(super::target::binary_op(op), &left, &right, value.span).is_some()
            {
                return left.ty;
            }
            c.binary(super::target::binary_op(op), left, right, true, value.span).ty
        })
    }

    pub(super) fn source_ty(&mut self, source: &Source<'a>) -> TyId {
        match source.span() {
            Some(at) => self.as_at(at, |c| c.source_ty_here(source)),
            None => self.source_ty_here(source),
        }
    }

    fn source_ty_here(&mut self, source: &Source<'a>) -> TyId {
        match *source {
            Source::Object => common::OBJECT,
            Source::Within(c, value) => match self.makes_native_text() {
                true => self.comprehension_part_ty(c, value).unwrap_or(common::OBJECT),
                false => common::OBJECT,
            },
            Source::Deleted => common::UNSPECIFIED,
            Source::Declared => common::OBJECT,
            Source::Star => common::LIST,
            Source::Rest(value) => {
                let ty = self.type_of(value);
                if ty == common::UNSPECIFIED {
                    return ty;
                }
                self.native_rest_ty(ty, value.span).unwrap_or(common::LIST)
            }
            Source::Part { value, iterated: true, path } => {
                self.loop_part_ty(value, path).unwrap_or(common::OBJECT)
            }
            Source::Part { value, iterated: false, path } => {
                let ty = self.type_of(value);
                self.native_part_ty(ty, false, path, value.span).unwrap_or(common::OBJECT)
            }
            Source::Parameter(ty) => ty,
            Source::Value(value) => {
                let known = self.annotated_global(value).or_else(|| self.copied_type(value));
                known.unwrap_or_else(|| self.type_of(value))
            }
            Source::Element(value, index, count) => match &value.kind {
                ExprKind::Tuple(items) | ExprKind::List(items)
                    if items.len() == count
                        && !items.iter().any(|i| matches!(i.kind, ExprKind::Starred(_))) =>
                {
                    self.type_of(&items[index])
                }
                _ => {
                    let ty = self.type_of(value);
                    if let Some(item) = self.unpacked_item(ty, index) {
                        return item;
                    }
                    if let Some(path) = ItemPath::of(index)
                        && let Some(item) = self.native_part_ty(ty, false, path, value.span)
                    {
                        return item;
                    }
                    match self.cx.types.kind(ty) {
                        Ty::CTuple(items) => items.get(index).copied().unwrap_or(common::OBJECT),
                        Ty::Ptr(_) | Ty::Array(..) => self.cx.types.pointee(ty).unwrap_or(common::OBJECT),
                        Ty::Unspecified => ty,
                        _ => common::OBJECT,
                    }
                }
            },
            Source::Iterate(iter) => self.iteration_ty(iter),
            Source::ForFrom(node) => {
                let lower = self.type_of(&node.lower);
                let upper = self.type_of(&node.upper);
                let mut ty = self.variable_spanning(lower, upper);
                if let Some(step) = &node.step {
                    let step = self.type_of(step);
                    ty = self.variable_spanning(ty, step);
                }
                ty
            }
            Source::Except(class) => self.caught_ty(class),
            Source::InPlace(..) => common::UNSPECIFIED,
            Source::With(manager) => {
                let group = self.makes_task_group(manager);
                group
                    .or_else(|| self.native_with_ty(manager))
                    .or_else(|| self.entered_ty(manager))
                    .unwrap_or(common::OBJECT)
            }
        }
    }

    /// What its annotation says of a Python variable of the module.
    fn annotated_global(&mut self, value: &ast::Expr) -> Option<TyId> {
        let ExprKind::Name(name) = &value.kind else { return None };
        let ty = *self.cx.annotated_globals.get(name)?;
        match self.resolve(name) {
            Resolved::Entry(entry) if matches!(entry.kind, EntryKind::PyGlobal) => Some(ty),
            _ => None,
        }
    }

    /// The type of a variable that counts between bounds by a step.
    pub fn counter_ty(&mut self, parts: impl Iterator<Item = &'a ast::Expr>, name: &str) -> TyId {
        let mut ty = common::UNSPECIFIED;
        for part in parts {
            let part = self.type_of(part);
            ty = self.variable_spanning(ty, part);
        }
        self.safe_type(ty, name)
    }

    /// The type of what an `except` clause for this class catches.
    fn caught_ty(&mut self, class: &'a ast::Expr) -> TyId {
        match &class.kind {
            ExprKind::Tuple(classes) => {
                let mut ty = common::UNSPECIFIED;
                for class in classes {
                    let caught = self.caught_ty(class);
                    ty = self.spanning(ty, caught);
                }
                if ty == common::UNSPECIFIED { common::OBJECT } else { ty }
            }
            ExprKind::Name(name) if self.is_builtin(name) => match Builtin::from_name(name) {
                Some(exception @ Builtin::Exception(_)) => self.cx.types.builtin(exception),
                _ => common::OBJECT,
            },
            _ => common::OBJECT,
        }
    }

    /// The type of an expression, found without keeping anything of the check.
    pub fn type_of(&mut self, expr: &'a ast::Expr) -> TyId {
        if self.makes_native_text() {
            if let Some(ty) = self.native_display_ty(expr) {
                return ty;
            }
            if self.empty_shape(expr).is_some() {
                return common::ERROR;
            }
        }
        match &expr.kind {
            ExprKind::ListComp(_) | ExprKind::List(_) => return common::LIST,
            ExprKind::SetComp(_) | ExprKind::Set(_) => return common::SET,
            ExprKind::DictComp(_) | ExprKind::Dict(_) => return common::DICT,
            ExprKind::FString(text) if text.template => return common::OBJECT,
            ExprKind::FString(_) if self.makes_native_text() => {
                return self.std_string().unwrap_or(common::STR);
            }
            ExprKind::FString(_) => return common::STR,
            ExprKind::Lambda(_) | ExprKind::GeneratorExp(_) | ExprKind::Yield(_) | ExprKind::Await(_) => {
                return common::OBJECT;
            }
            ExprKind::True | ExprKind::False => return common::BINT,
            ExprKind::NoneLit => return common::OBJECT,
            _ => {}
        }
        let ty = self.speculate(|c| {
            let value = c.expr(expr);
            // A method that Python can override is an object bound to its instance.
            match value.kind {
                cyrus_hir::ExprKind::ExtMethod { class, method, .. }
                    if c.cx.types.classes[class].methods[method as usize].overridable =>
                {
                    common::OBJECT
                }
                _ => value.ty,
            }
        });
        match self.cx.types.get(ty) {
            // A Python-level name for a type, a C function or nothing: an object.
            Ty::Func(_) => self.cx.types.ptr(ty),
            Ty::Const(inner) => *inner,
            Ty::Ref(inner) | Ty::RvalueRef(inner) => {
                let inner = *inner;
                self.cx.types.unqualified(inner)
            }
            Ty::Array(elem, _) => {
                let elem = *elem;
                self.cx.types.ptr(elem)
            }
            Ty::Void => common::OBJECT,
            Ty::Cyp(_) => self.cyp_storage(ty),
            _ => ty,
        }
    }

    /// The type of a loop variable over this iterable.
    pub fn iteration_ty(&mut self, iter: &'a ast::Expr) -> TyId {
        if self.cython_path(iter).as_deref() == Some("cython.parallel.prange") {
            return self.prange_ty(iter);
        }
        if let Some(ty) = self.zipped_ty(iter) {
            return ty;
        }
        if let Some(ty) = self.mapped_ty(iter) {
            return ty;
        }
        if let Some(ty) = self.native_literal_ty(iter) {
            return self.cyp_element_ty(ty);
        }
        if let ExprKind::Call(call) = &iter.kind
            && let ExprKind::Name(name) = &call.func.kind
        {
            let args: Option<Vec<&ast::Expr>> = call
                .args
                .iter()
                .map(|a| match a {
                    ast::Arg::Positional(e) => Some(e),
                    _ => None,
                })
                .collect();
            let args = args.unwrap_or_default();
            match name.as_str() {
                "range" | "xrange" if self.is_builtin(name) => {
                    let mut ty = common::LONG;
                    for (i, arg) in args.iter().enumerate() {
                        // The step does not widen the counter.
                        if i == 2 {
                            break;
                        }
                        let t = self.type_of(arg);
                        if t == common::UNSPECIFIED {
                            return t;
                        }
                        if !self.cx.types.is_integer(t) {
                            return common::OBJECT;
                        }
                        let wider = self.spanning(ty, t);
                        ty = if i == 0 && !matches!(arg.kind, ExprKind::Int(_)) { t } else { wider };
                    }
                    return if ty == common::BINT { common::INT } else { ty };
                }
                "reversed" if args.len() == 1 && self.is_builtin(name) => return self.iteration_ty(args[0]),
                _ => {}
            }
        }
        if let Some(list) = self.native_loop_ty(iter) {
            return if list == common::UNSPECIFIED { list } else { self.cyp_element_ty(list) };
        }
        if let ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) = &iter.kind {
            return self.items_ty(items);
        }
        // Slicing does not change what the elements are.
        let ty = self.type_of(iter);
        if let Some(item) = self.iterated_item(ty) {
            return item;
        }
        match self.cx.types.kind(ty) {
            Ty::Ptr(_) | Ty::Array(..) => self.cx.types.pointee(ty).unwrap_or(common::OBJECT),
            Ty::Builtin(Builtin::Str) => common::UCS4,
            Ty::Builtin(Builtin::Bytes) => common::UCHAR,
            Ty::MemView(view) if view.axes.len() == 1 => self.cx.types.unqualified(view.elem),
            Ty::Cpp(..) => self.cpp_element_ty(ty),
            Ty::Cyp(_) => self.cyp_element_ty(ty),
            Ty::Unspecified => ty,
            // What an empty display is at first.
            Ty::Error if self.makes_native_text() && self.fx_ref().solving.is_active() => common::UNSPECIFIED,
            _ => common::OBJECT,
        }
    }

    /// What unpacking a container gives to the variable at an index, where its items are known.
    fn unpacked_item(&mut self, ty: TyId, index: usize) -> Option<TyId> {
        let of = self.cx.types.items(ty)?;
        match of.container {
            common::TUPLE if !of.uniform => of.items.get(index).copied(),
            _ => self.iterated_item(ty),
        }
    }

    /// What a loop over a container gives, where its items are known; of tuples that is what spans all.
    pub fn iterated_item(&mut self, ty: TyId) -> Option<TyId> {
        let of = self.cx.types.items(ty)?;
        if of.container != common::TUPLE {
            return of.items.first().copied();
        }
        let items = of.items.clone();
        Some(items.into_iter().fold(common::UNSPECIFIED, |spanning, item| self.spanning(spanning, item)))
    }

    /// The type of the items of a display: None is among the values of an object of any type.
    fn items_ty(&mut self, items: &'a [ast::Expr]) -> TyId {
        let values: Vec<&ast::Expr> = items.iter().filter(|e| !matches!(e.kind, ExprKind::NoneLit)).collect();
        let has_none = values.len() < items.len();
        let mut ty = common::UNSPECIFIED;
        for value in &values {
            if matches!(value.kind, ExprKind::Starred(_)) {
                return common::OBJECT;
            }
            let found = match (&value.kind, has_none) {
                (ExprKind::Str(lit), false) => single_character(lit),
                _ => None,
            };
            let found = match found {
                Some(character) => character,
                None => self.type_of(value),
            };
            if found == common::UNSPECIFIED {
                return found;
            }
            ty = match (ty, found) {
                // Strings of one character and others.
                (common::UCS4, common::STR) | (common::STR, common::UCS4) => common::STR,
                (common::UCHAR, common::BYTES) | (common::BYTES, common::UCHAR) => common::BYTES,
                _ => self.spanning(ty, found),
            };
        }
        if has_none && ty == common::BINT {
            return self.cx.types.builtin(Builtin::Bool);
        }
        let holds_none = self.cx.types.is_object(ty);
        if ty == common::UNSPECIFIED || has_none && !holds_none { common::OBJECT } else { ty }
    }

    /// The type of the variable of a `prange`: what holds the bounds and, where there is one, the start with a step
    /// added.
    fn prange_ty(&mut self, iter: &'a ast::Expr) -> TyId {
        let ExprKind::Call(call) = &iter.kind else { return common::LONG };
        let mut bounds = Vec::new();
        for arg in &call.args {
            if let ast::Arg::Positional(e) = arg {
                let ty = self.type_of(e);
                bounds.push(if self.cx.types.is_integer(ty) { ty } else { common::LONG });
            }
        }
        if let [start, _, step] = bounds[..] {
            let sum = self.arithmetic_type(start, step);
            // C adds small integers as `int`.
            bounds[2] = self.arithmetic_type(sum, common::INT);
        }
        bounds.into_iter().reduce(|a, b| self.spanning(a, b)).unwrap_or(common::LONG)
    }

    /// The safe rule: what may really be inferred for a variable of this name.
    pub(super) fn safe_type(&mut self, ty: TyId, name: &str) -> TyId {
        let infer = self.fx_ref().directives.infer_types;
        // Without the GIL there are no Python numbers to overflow into.
        let overflow = self.fx_ref().bindings.may_overflow.contains(name) && !self.fx_ref().nogil;
        let base = self.cx.types.unqualified(ty);
        if infer == Some(false) {
            return common::OBJECT;
        }
        match self.cx.types.kind(base) {
            Ty::Null => common::VOID_PTR,
            // Reported; what follows from it is not.
            Ty::Error if self.fx_ref().nogil => base,
            Ty::Error => common::OBJECT,
            Ty::Void => common::OBJECT,
            Ty::Bint => base,
            Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode) => base,
            Ty::Int(_) if infer != Some(true) && overflow => common::PYINT,
            Ty::Enum(_) if infer != Some(true) && overflow => common::OBJECT,
            _ => base,
        }
    }

    /// The narrowest type that holds values of both.
    pub fn spanning(&mut self, a: TyId, b: TyId) -> TyId {
        if a == b {
            return a;
        }
        let types = &self.cx.types;
        // Containers of different items are still containers.
        if (types.items(a).is_some() || types.items(b).is_some()) && types.resolved(a) == types.resolved(b) {
            return types.resolved(a);
        }
        match (types.kind(a).clone(), types.kind(b).clone()) {
            (Ty::Unspecified, _) => b,
            (_, Ty::Unspecified) => a,
            (Ty::Error, _) | (_, Ty::Error) => common::ERROR,
            (Ty::Null, Ty::Ptr(_) | Ty::Cyp(_)) => b,
            (Ty::Ptr(_) | Ty::Cyp(_), Ty::Null) => a,
            (Ty::Ext(x), Ty::Ext(y)) => {
                let chain = types.class_chain(x);
                let other = types.class_chain(y);
                match chain.into_iter().find(|c| other.contains(c)) {
                    Some(common) => self.cx.types.intern(Ty::Ext(common)),
                    None => common::OBJECT,
                }
            }
            // Truth values and numbers show differently in Python: no common C type.
            (Ty::Bint, Ty::Int(_) | Ty::Float(_) | Ty::Enum(_) | Ty::Complex(_))
            | (Ty::Int(_) | Ty::Float(_) | Ty::Enum(_) | Ty::Complex(_), Ty::Bint) => common::OBJECT,
            (Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode), Ty::Int(_))
            | (Ty::Int(_), Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode)) => match (types.kind(a), types.kind(b)) {
                (Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode), Ty::Int(IntTy::Ucs4 | IntTy::PyUnicode)) => {
                    common::UCS4
                }
                _ => common::OBJECT,
            },
            // A float is not an int to Python.
            (Ty::Int(_) | Ty::Enum(_), Ty::Float(_)) | (Ty::Float(_), Ty::Int(_) | Ty::Enum(_)) => {
                common::OBJECT
            }
            (Ty::Int(_) | Ty::Enum(_), Ty::Int(_) | Ty::Enum(_))
            | (Ty::Float(_), Ty::Float(_))
            | (Ty::Complex(_), Ty::Complex(_) | Ty::Float(_) | Ty::Int(_))
            | (Ty::Float(_) | Ty::Int(_), Ty::Complex(_)) => self.arithmetic_type(a, b),
            (Ty::Cyp(_), Ty::Cyp(_)) => self.cyp_spanning(a, b),
            // Text of C++ becomes text of the library.
            (Ty::Cyp(_), Ty::Cpp(..)) if self.takes_std_string(a, b) => a,
            (Ty::Cpp(..), Ty::Cyp(_)) if self.takes_std_string(b, a) => b,
            // Pointers to an object and to one of a base class.
            (Ty::Ptr(_), Ty::Ptr(_)) => {
                if self.pointers_convert_to(a, b) {
                    b
                } else if self.pointers_convert_to(b, a) {
                    a
                } else {
                    let strings = self.cx.types.is_c_string(a) && self.cx.types.is_c_string(b);
                    let other = if strings { common::OBJECT } else { common::VOID_PTR };
                    self.common_base_pointer(a, b).unwrap_or(other)
                }
            }
            (Ty::Cpp(..), Ty::Cpp(..)) if self.cpp_same(a, b) => a,
            // Where there are no tuples of Python.
            (Ty::CTuple(x), Ty::CTuple(y)) if x.len() == y.len() && self.fx_ref().nogil => {
                let items: Vec<TyId> = x.iter().zip(&y).map(|(&x, &y)| self.spanning(x, y)).collect();
                match items.iter().any(|&t| self.cx.types.is_object(t) || self.cx.types.is_error(t)) {
                    true => common::OBJECT,
                    false => self.cx.types.intern(Ty::CTuple(items)),
                }
            }
            (Ty::Builtin(Builtin::Exception(x)), Ty::Builtin(Builtin::Exception(y))) => {
                match x.chain().find(|c| y.chain().any(|d| d == *c)) {
                    Some(common) => self.cx.types.builtin(Builtin::Exception(common)),
                    None => common::OBJECT,
                }
            }
            _ => common::OBJECT,
        }
    }

    /// A pointer to the C++ class that two pointers' classes derive from.
    fn common_base_pointer(&mut self, a: TyId, b: TyId) -> Option<TyId> {
        let mut class = self.cx.types.pointee(a)?;
        let other = self.cx.types.pointee(b)?;
        while !self.cpp_derives(other, class) {
            class = self.cpp_first_base(class)?;
        }
        Some(self.cx.types.ptr(class))
    }

    /// [`Checker::spanning`] for what is assigned to one variable: integers and floats meet in a C double, as
    /// in Cython.
    pub(super) fn variable_spanning(&mut self, a: TyId, b: TyId) -> TyId {
        let number = |t: &Ty| {
            matches!(t, Ty::Int(i) if !matches!(i, IntTy::Ucs4 | IntTy::PyUnicode))
                || matches!(t, Ty::Enum(_))
        };
        match (self.cx.types.kind(a), self.cx.types.kind(b)) {
            (Ty::Float(_), other) | (other, Ty::Float(_)) if number(other) => common::DOUBLE,
            (Ty::Builtin(Builtin::Int), other) | (other, Ty::Builtin(Builtin::Int)) if number(other) => {
                common::PYINT
            }
            _ => self.spanning(a, b),
        }
    }

    /// The type of C arithmetic on two numeric types (C11 6.3.1.8, with Cython's own types ranked in).
    pub fn arithmetic_type(&mut self, a: TyId, b: TyId) -> TyId {
        // What is computed is a value, even from constants and places.
        let (a, b) = (self.cx.types.unqualified(a), self.cx.types.unqualified(b));
        if a == b {
            return a;
        }
        if let Some(found) = self.int_complex_type(a, b) {
            return found;
        }
        let types = &self.cx.types;
        let (ka, kb) = (types.kind(a).clone(), types.kind(b).clone());
        match (&ka, &kb) {
            (Ty::Complex(_), Ty::Float(_) | Ty::Int(_) | Ty::Bint | Ty::Enum(_))
                if a == common::SOFT_COMPLEX =>
            {
                a
            }
            (Ty::Float(_) | Ty::Int(_) | Ty::Bint | Ty::Enum(_), Ty::Complex(_))
                if b == common::SOFT_COMPLEX =>
            {
                b
            }
            (Ty::Complex(x), Ty::Complex(y)) => {
                let f = *x.max(y);
                self.cx.types.intern(Ty::Complex(f))
            }
            (Ty::Complex(x), Ty::Float(y)) | (Ty::Float(y), Ty::Complex(x)) => {
                let f = *x.max(y);
                self.cx.types.intern(Ty::Complex(f))
            }
            (Ty::Complex(_), _) => a,
            (_, Ty::Complex(_)) => b,
            (Ty::Float(x), Ty::Float(y)) => {
                if x >= y {
                    a
                } else {
                    b
                }
            }
            (Ty::Float(_), _) => a,
            (_, Ty::Float(_)) => b,
            (Ty::Enum(_) | Ty::Bint, Ty::Enum(_) | Ty::Bint) => common::INT,
            (Ty::Enum(_) | Ty::Bint, Ty::Int(y)) => {
                if y.rank() >= IntTy::Int.rank() {
                    b
                } else {
                    common::INT
                }
            }
            (Ty::Int(x), Ty::Enum(_) | Ty::Bint) => {
                if x.rank() >= IntTy::Int.rank() {
                    a
                } else {
                    common::INT
                }
            }
            (Ty::Int(x), Ty::Int(y)) => {
                // External typedefs of unknown width win over their like, so that nothing is cut off.
                let (tx, ty) = (self.is_typedef(a), self.is_typedef(b));
                if x.rank() != y.rank() {
                    if x.rank() > y.rank() { a } else { b }
                } else if x.is_signed() != y.is_signed() {
                    if x.is_signed() { b } else { a }
                } else if ty && !tx {
                    b
                } else {
                    a
                }
            }
            _ => common::OBJECT,
        }
    }

    /// The type of arithmetic on a complex number of integers and an integer or another of its kind.
    fn int_complex_type(&mut self, a: TyId, b: TyId) -> Option<TyId> {
        let part = |this: &mut Self, ty: TyId| match this.cx.types.int_complex_part(ty) {
            Some(part) => Some(this.cx.types.intern(Ty::Int(part))),
            None => this.cx.types.is_integer(ty).then_some(ty),
        };
        self.cx.types.int_complex_part(a).or(self.cx.types.int_complex_part(b))?;
        let (x, y) = (part(self, a)?, part(self, b)?);
        let wider = self.arithmetic_type(x, y);
        match *self.cx.types.kind(wider) {
            Ty::Int(int) => Some(self.cx.types.int_complex(int)),
            _ => None,
        }
    }

    fn is_typedef(&self, ty: TyId) -> bool {
        matches!(self.cx.types.get(ty), Ty::Typedef(_))
    }
}

/// What a string literal of one character is as a C value.
fn single_character(lit: &ast::StrLit) -> Option<TyId> {
    match (lit.kind, &lit.text, &lit.bytes) {
        (ast::StrKind::Bytes, _, Some(bytes)) if bytes.len() == 1 => Some(common::UCHAR),
        (ast::StrKind::Bytes, ..) => None,
        (_, Some(text), _) if String::from_utf8_lossy(text).chars().count() == 1 => Some(common::UCS4),
        _ => None,
    }
}
