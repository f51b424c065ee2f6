//! Which names a function binds, and how: the facts that scoping and type inference start from.
//!
//! Comes in: a function's parameters and body. Goes out: [`Bindings`]. Nested functions, classes and
//! generator expressions are looked into only for `nonlocal` and walrus targets.

use cyrus_source::Span;
use cyrus_syntax::ast::{self, BinaryOp, ExprKind, StmtKind};
use cyrus_syntax::{Name, walk};
use cyrus_types::TyId;
use indexmap::IndexMap;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

/// What a function's body does to names.
#[derive(Debug, Default)]
pub struct Bindings<'a> {
    /// Names bound here (parameters aside), in order of first binding.
    pub names: IndexMap<Name, Binding<'a>, FxBuildHasher>,
    pub globals: FxHashSet<Name>,
    pub nonlocals: FxHashSet<Name>,
    /// Names that inner functions declare `nonlocal`.
    pub nonlocal_in_inner: FxHashSet<Name>,
    /// Operands of arithmetic that may overflow a C integer.
    pub may_overflow: FxHashSet<Name>,
    pub has_yield: bool,
    pub has_await: bool,
    pub has_return_value: bool,
    /// `locals()`, `vars()`, `dir()` or `exec`/`eval` without arguments appears: all locals are visible.
    pub uses_locals: bool,
    /// Variables of list comprehensions, which at level 2 are those of the function around.
    list_variables: Vec<(Name, Span, Source<'a>)>,
    /// `__class__` or `super()` appears: the class around is visible as `__class__`.
    pub uses_class: bool,
    /// What goes into the containers that variables hold.
    pub fills: FxHashMap<Name, Vec<Fill<'a>>>,
}

/// What a statement puts into a container.
#[derive(Clone, Copy, Debug)]
pub enum Fill<'a> {
    /// `name.append(item)` and the like.
    Item(&'a ast::Expr),
    /// `name[key] = value`
    Entry(&'a ast::Expr, &'a ast::Expr),
    /// `name[key].append(item)`
    EntryItem(&'a ast::Expr, &'a ast::Expr),
    /// `name[key].add(item)`
    EntryMember(&'a ast::Expr, &'a ast::Expr),
    /// `name[key].extend(items)`
    EntryItems(&'a ast::Expr, &'a ast::Expr),
    /// `name[key][inner] = value`
    EntryEntry(&'a ast::Expr, &'a ast::Expr, &'a ast::Expr),
    /// `name.extend(items)`, `name += items`
    Items(&'a ast::Expr),
    /// `function(…, name)`: the argument with this index.
    Argument(&'a ast::Call, usize),
    /// `return name`
    Returned,
    /// `place.of.it = name`
    Assigned(&'a ast::Expr),
}

impl<'a> Bindings<'a> {
    /// Makes the variables of list comprehensions variables of the function, as Python 2 does.
    pub fn take_list_variables(&mut self) {
        for (name, span, source) in std::mem::take(&mut self.list_variables) {
            let binding = self.names.entry(name).or_default();
            binding.add(span, source);
        }
    }
}

/// The bindings of one name.
#[derive(Debug, Default)]
pub struct Binding<'a> {
    pub span: Option<Span>,
    pub sources: Vec<Source<'a>>,
    /// Where each of them binds the name in this function itself.
    pub places: Vec<Span>,
    /// By `del`, or at the end of a handler.
    pub deleted: bool,
    pub by_del: bool,
}

impl<'a> Binding<'a> {
    fn add(&mut self, span: Span, source: Source<'a>) {
        self.span.get_or_insert(span);
        self.sources.push(source);
        self.places.push(span);
    }
}

/// Where a bound value comes from.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// `name = value`
    Value(&'a ast::Expr),
    /// Element `index` of an unpacked value; `None` when starred.
    Element(&'a ast::Expr, usize, usize),
    /// A part of an item of an unpacked value, or (`iterated`) of what a loop gives.
    Part { value: &'a ast::Expr, iterated: bool, path: ItemPath },
    /// Starred target of an unpacked value.
    Rest(&'a ast::Expr),
    /// `for name in iterable`
    Iterate(&'a ast::Expr),
    /// `for name from lower … upper`
    ForFrom(&'a ast::ForFrom),
    /// `name op= value`
    InPlace(BinaryOp, &'a ast::Expr),
    /// `name := value` in a comprehension, whose variables the value may use.
    Within(&'a ast::Comprehension, &'a ast::Expr),
    /// Starred target: a list.
    Star,
    /// What a parameter is before anything is assigned to it.
    Parameter(TyId),
    /// Imports, definitions, exceptions, `with … as`, captures, deletions: a Python object.
    Object,
    /// `except class as name`
    Except(&'a ast::Expr),
    /// `del name`
    Deleted,
    /// `with expr as name`
    With(&'a ast::Expr),
    /// Declared by `cdef`: typed, so no inference.
    Declared,
}

impl Source<'_> {
    /// Where the value stands, if there is one.
    pub fn span(&self) -> Option<Span> {
        match *self {
            Source::Value(value)
            | Source::Element(value, ..)
            | Source::Part { value, .. }
            | Source::Rest(value)
            | Source::Iterate(value)
            | Source::InPlace(_, value)
            | Source::Within(_, value)
            | Source::With(value) => Some(value.span),
            Source::ForFrom(node) => Some(node.lower.span),
            Source::Star
            | Source::Parameter(_)
            | Source::Object
            | Source::Except(_)
            | Source::Deleted
            | Source::Declared => None,
        }
    }
}

/// Which item of an item a nested target takes, four levels deep.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemPath {
    steps: [u8; 4],
    len: u8,
}

impl ItemPath {
    /// The item with this index.
    pub fn of(index: usize) -> Option<ItemPath> {
        ItemPath::default().then(index)
    }

    /// An item of the item.
    pub fn then(mut self, index: usize) -> Option<ItemPath> {
        *self.steps.get_mut(usize::from(self.len))? = u8::try_from(index).ok()?;
        self.len += 1;
        Some(self)
    }

    /// The indices, outermost first.
    pub fn steps(self) -> impl Iterator<Item = usize> {
        self.steps.into_iter().take(usize::from(self.len)).map(usize::from)
    }
}

/// Blocks that never run, by the address of their first statement.
pub type DeadBlocks = FxHashSet<*const ast::Stmt>;

/// Collects the bindings of a function body.
pub fn collect<'a>(body: &'a [ast::Stmt]) -> Bindings<'a> {
    collect_live(body, &DeadBlocks::default())
}

/// Collects the bindings of a function body but for those in blocks that never run.
pub fn collect_live<'a>(body: &'a [ast::Stmt], dead: &DeadBlocks) -> Bindings<'a> {
    let mut collector = Collector { out: Bindings::default(), dead };
    collector.block(body);
    collector.out
}

/// Collects what an expression alone does (lambda bodies, generator expressions).
pub fn collect_expr<'a>(expr: &'a ast::Expr) -> Bindings<'a> {
    let dead = DeadBlocks::default();
    let mut collector = Collector { out: Bindings::default(), dead: &dead };
    collector.expr(expr, false);
    collector.out
}

/// The variable and the key in `name[key]` and `name.setdefault(key, …)`.
fn entry_of(e: &ast::Expr) -> Option<(&Name, &ast::Expr)> {
    match &e.kind {
        ExprKind::Subscript(base, key) => match &base.kind {
            ExprKind::Name(name) => Some((name, key)),
            _ => None,
        },
        ExprKind::Call(call) => match (&call.func.kind, &call.args[..]) {
            (ExprKind::Attribute(base, method), [ast::Arg::Positional(key), _])
                if method.name == "setdefault" =>
            {
                match &base.kind {
                    ExprKind::Name(name) => Some((name, key)),
                    _ => None,
                }
            }
            _ => None,
        },
        _ => None,
    }
}

struct Collector<'a, 'd> {
    out: Bindings<'a>,
    dead: &'d DeadBlocks,
}

impl<'a> Collector<'a, '_> {
    fn bind(&mut self, name: &ast::Ident, source: Source<'a>) {
        let binding = self.out.names.entry(name.name.clone()).or_default();
        binding.add(name.span, source);
    }

    fn bind_name(&mut self, name: &Name, span: Span, source: Source<'a>) {
        let binding = self.out.names.entry(name.clone()).or_default();
        binding.add(span, source);
    }

    fn target(&mut self, target: &'a ast::Expr, source: Source<'a>) {
        match &target.kind {
            ExprKind::Name(name) => self.bind_name(name, target.span, source),
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    let element = match (&item.kind, source) {
                        (ExprKind::Starred(_), Source::Value(value)) => Source::Rest(value),
                        (ExprKind::Starred(_), _) => Source::Star,
                        (ExprKind::Tuple(_) | ExprKind::List(_), Source::Value(value)) => {
                            let part = || part(value, false, ItemPath::of(i));
                            display_item(value, i, items.len()).map_or_else(part, Source::Value)
                        }
                        (_, Source::Value(value)) => match display_item(value, i, items.len()) {
                            // `a, b = {}, []` is `a = {}` and `b = []`.
                            Some(item) if is_container_or_none(item) => Source::Value(item),
                            _ => Source::Element(value, i, items.len()),
                        },
                        (_, Source::Iterate(iter)) => part(iter, true, ItemPath::of(i)),
                        (_, Source::Part { value, iterated, path }) => part(value, iterated, path.then(i)),
                        _ => Source::Object,
                    };
                    self.target(item, element);
                }
            }
            ExprKind::Starred(inner) => match source {
                Source::Rest(_) => self.target(inner, source),
                _ => self.target(inner, Source::Star),
            },
            _ => {}
        }
    }

    /// `name[key] = value`
    fn entry(&mut self, target: &'a ast::Expr, value: &'a ast::Expr) {
        if let ExprKind::Subscript(base, key) = &target.kind
            && let ExprKind::Name(name) = &base.kind
            && !matches!(key.kind, ExprKind::Slice { .. })
        {
            self.out.fills.entry(name.clone()).or_default().push(Fill::Entry(key, value));
        }
        if let ExprKind::Subscript(base, inner) = &target.kind
            && let Some((name, key)) = entry_of(base)
            && !matches!(inner.kind, ExprKind::Slice { .. })
        {
            self.out.fills.entry(name.clone()).or_default().push(Fill::EntryEntry(key, inner, value));
        }
        if let (ExprKind::Attribute(..) | ExprKind::Subscript(..), ExprKind::Name(name)) =
            (&target.kind, &value.kind)
        {
            self.out.fills.entry(name.clone()).or_default().push(Fill::Assigned(target));
        }
    }

    /// A call of a method that puts something into the container that a variable holds.
    fn fill(&mut self, call: &'a ast::Call) {
        for (index, arg) in call.args.iter().enumerate() {
            if let ast::Arg::Positional(ast::Expr { kind: ExprKind::Name(name), .. }) = arg {
                self.out.fills.entry(name.clone()).or_default().push(Fill::Argument(call, index));
            }
        }
        let ExprKind::Attribute(base, method) = &call.func.kind else { return };
        if let Some((name, key)) = entry_of(base) {
            let fill = match (&*method.name, &call.args[..]) {
                ("append", [ast::Arg::Positional(item)]) => Fill::EntryItem(key, item),
                ("insert", [_, ast::Arg::Positional(item)]) => Fill::EntryItem(key, item),
                ("add", [ast::Arg::Positional(item)]) => Fill::EntryMember(key, item),
                ("extend", [ast::Arg::Positional(items)]) => Fill::EntryItems(key, items),
                _ => return,
            };
            self.out.fills.entry(name.clone()).or_default().push(fill);
            return;
        }
        let ExprKind::Name(name) = &base.kind else { return };
        let mut args = Vec::new();
        for arg in &call.args {
            match arg {
                ast::Arg::Positional(e) => args.push(e),
                _ => return,
            }
        }
        let fill = match (&*method.name, &args[..]) {
            ("append" | "add", [item]) | ("insert", [_, item]) => Fill::Item(item),
            ("setdefault", [key, value]) => Fill::Entry(key, value),
            ("extend" | "update", [items]) => Fill::Items(items),
            _ => return,
        };
        self.out.fills.entry(name.clone()).or_default().push(fill);
    }

    fn block(&mut self, block: &'a [ast::Stmt]) {
        if !self.dead.is_empty() && self.dead.contains(&block.as_ptr()) {
            return;
        }
        for stmt in block {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &'a ast::Stmt) {
        match &stmt.kind {
            StmtKind::Assign { targets, value } => {
                for target in targets {
                    self.entry(target, value);
                    self.target(target, Source::Value(value));
                    // A literal too large for C keeps its variable a Python int.
                    if let (ExprKind::Name(name), ExprKind::Int(lit)) = (&target.kind, &value.kind)
                        && lit.text.len() > 9
                    {
                        self.out.may_overflow.insert(name.clone());
                    }
                }
            }
            StmtKind::AugAssign { target, op, value } => {
                if let ExprKind::Name(name) = &target.kind {
                    self.out.fills.entry(name.clone()).or_default().push(Fill::Items(value));
                    self.bind_name(name, target.span, Source::InPlace(*op, value));
                    if !is_bitwise(*op) {
                        self.out.may_overflow.insert(name.clone());
                    }
                }
                self.entry(target, value);
                self.expr(value, !is_bitwise(*op));
                self.expr(target, false);
                return;
            }
            StmtKind::AnnAssign { target, value, .. } => {
                let source = value.as_ref().map_or(Source::Declared, Source::Value);
                self.target(target, source);
            }
            StmtKind::Delete(targets) => {
                for target in targets {
                    self.delete(target, true);
                }
            }
            StmtKind::Return(Some(value)) => {
                self.out.has_return_value = true;
                if let ExprKind::Name(name) = &value.kind {
                    self.out.fills.entry(name.clone()).or_default().push(Fill::Returned);
                }
            }
            StmtKind::Global(names) => {
                self.out.globals.extend(names.iter().map(|n| n.name.clone()));
            }
            StmtKind::Nonlocal(names) => {
                self.out.nonlocals.extend(names.iter().map(|n| n.name.clone()));
            }
            StmtKind::Import(aliases) => {
                for alias in aliases {
                    let bound = alias.asname.as_ref().unwrap_or(&alias.name.parts[0]);
                    self.bind(bound, Source::Object);
                }
            }
            StmtKind::ImportFrom(import) => {
                if let ast::ImportNames::Names(names) = &import.names {
                    for (name, asname) in names {
                        self.bind(asname.as_ref().unwrap_or(name), Source::Object);
                    }
                }
            }
            StmtKind::For(node) => self.target(&node.target, Source::Iterate(&node.iter)),
            StmtKind::ForFrom(node) => self.target(&node.target, Source::ForFrom(node)),
            StmtKind::Try(node) => {
                for handler in &node.handlers {
                    if let Some(target) = &handler.target {
                        let source = match &handler.ty {
                            Some(class) if !node.is_star => Source::Except(class),
                            _ => Source::Object,
                        };
                        self.target(target, source);
                        self.delete(target, false);
                    }
                }
            }
            StmtKind::With { items, is_async, .. } => {
                for item in items {
                    if let Some(target) = &item.target {
                        let source = if *is_async { Source::Object } else { Source::With(&item.context) };
                        self.target(target, source);
                    }
                }
            }
            StmtKind::Match { cases, .. } => {
                for case in cases {
                    let mut names = Vec::new();
                    walk::pattern_names(&case.pattern, &mut |n| names.push(n));
                    for name in names {
                        self.bind(name, Source::Object);
                    }
                }
            }
            StmtKind::FuncDef(def) => {
                self.bind(&def.name, Source::Object);
                self.inner_function(&def.body);
            }
            StmtKind::ClassDef(def) => {
                self.bind(&def.name, Source::Object);
                self.inner_function(&def.body);
            }
            StmtKind::TypeAlias { name, .. } => self.bind(name, Source::Object),
            StmtKind::CVar(def) => {
                for (declarator, _) in &def.declarators {
                    if let Some(name) = declarator.name() {
                        self.bind(name, Source::Declared);
                    }
                }
            }
            StmtKind::Exec { globals: None, .. } => self.out.uses_locals = true,
            _ => {}
        }
        let mut blocks = Vec::new();
        let mut exprs = Vec::new();
        walk::stmt_children(stmt, &mut |e| exprs.push(e), &mut |b| blocks.push(b));
        for e in exprs {
            self.expr(e, false);
        }
        for block in blocks {
            self.block(block);
        }
    }

    fn delete(&mut self, target: &'a ast::Expr, by_del: bool) {
        match &target.kind {
            ExprKind::Name(name) => {
                let binding = self.out.names.entry(name.clone()).or_default();
                binding.span.get_or_insert(target.span);
                binding.deleted = true;
                binding.by_del |= by_del;
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                items.iter().for_each(|t| self.delete(t, by_del));
            }
            _ => {}
        }
    }

    /// `nonlocal` statements of functions inside.
    fn inner_function(&mut self, body: &'a [ast::Stmt]) {
        let inner = collect_live(body, self.dead);
        for name in &inner.nonlocals {
            let Some(binding) = inner.names.get(name) else { continue };
            // Only what means the same here as there says more than that an object comes.
            let sources = binding.sources.iter().map(|source| match *source {
                Source::Value(e)
                    if matches!(
                        e.kind,
                        ExprKind::Int(_)
                            | ExprKind::Float(_)
                            | ExprKind::Str(_)
                            | ExprKind::True
                            | ExprKind::False
                            | ExprKind::List(_)
                            | ExprKind::Dict(_)
                            | ExprKind::Set(_)
                    ) =>
                {
                    *source
                }
                Source::Declared => *source,
                _ => Source::Object,
            });
            let mine = self.out.names.entry(name.clone()).or_default();
            mine.span = mine.span.or(binding.span);
            mine.sources.extend(sources);
            mine.places.resize(mine.sources.len(), Span::default());
            mine.deleted |= binding.deleted;
            mine.by_del |= binding.by_del;
        }
        self.out.nonlocal_in_inner.extend(inner.nonlocals);
        self.out.nonlocal_in_inner.extend(inner.nonlocal_in_inner);
    }

    fn expr(&mut self, expr: &'a ast::Expr, overflow: bool) {
        let mut below = false;
        match &expr.kind {
            ExprKind::Name(name) => {
                if overflow {
                    self.out.may_overflow.insert(name.clone());
                }
                self.out.uses_class |= name == "__class__" || name == "super";
                return;
            }
            ExprKind::Walrus(name, value) => self.bind(name, Source::Value(value)),
            ExprKind::Yield(_) | ExprKind::YieldFrom(_) => self.out.has_yield = true,
            ExprKind::Await(_) => self.out.has_await = true,
            ExprKind::Lambda(lambda) => {
                let mut defaults = Vec::new();
                walk::params(&lambda.params, &mut |e| defaults.push(e));
                defaults.into_iter().for_each(|e| self.expr(e, false));
                return;
            }
            ExprKind::GeneratorExp(c)
            | ExprKind::ListComp(c)
            | ExprKind::SetComp(c)
            | ExprKind::DictComp(c) => {
                self.comprehension(expr, c);
                return;
            }
            ExprKind::Call(call) => {
                self.fill(call);
                if let ExprKind::Name(name) = &call.func.kind {
                    if call.args.is_empty() && matches!(name.as_str(), "locals" | "vars" | "dir" | "eval") {
                        self.out.uses_locals = true;
                    }
                    if (name == "eval" || name == "exec") && call.args.len() == 1 {
                        self.out.uses_locals = true;
                    }
                    below = name == "abs";
                }
            }
            ExprKind::Binary(op, ..) => below = !is_bitwise(*op),
            ExprKind::Unary(ast::UnaryOp::Neg, _) => below = true,
            ExprKind::Unary(..) => below = overflow,
            ExprKind::Conditional { .. } | ExprKind::Bool(..) => below = overflow,
            _ => {}
        }
        let mut children = Vec::new();
        walk::expr_children(expr, &mut |e| children.push(e));
        for child in children {
            self.expr(child, below);
        }
    }

    /// Comprehension variables are scopes of their own; what is visible outside are the first
    /// iterable, walrus targets, `yield` and `await`.
    fn comprehension(&mut self, expr: &'a ast::Expr, c: &'a ast::Comprehension) {
        let is_generator = matches!(expr.kind, ExprKind::GeneratorExp(_));
        let mut inner = Collector { out: Bindings::default(), dead: self.dead };
        for (i, clause) in c.clauses.iter().enumerate() {
            for e in clause.sources() {
                if i == 0 { self.expr(e, false) } else { inner.expr(e, false) }
            }
            clause.conditions.iter().for_each(|e| inner.expr(e, false));
            if clause.is_async && !is_generator {
                self.out.has_await = true;
            }
        }
        if let Some(key) = &c.key {
            inner.expr(key, false);
        }
        inner.expr(&c.element, false);
        if matches!(expr.kind, ExprKind::ListComp(_)) {
            for clause in &c.clauses {
                if let ExprKind::Name(name) = &clause.target.kind {
                    let source = match &clause.from_range {
                        Some(_) => Source::Object,
                        None => Source::Iterate(&clause.iter),
                    };
                    self.out.list_variables.push((name.clone(), clause.target.span, source));
                }
            }
        }
        if !is_generator {
            self.out.list_variables.append(&mut inner.out.list_variables);
        }
        // Only walrus targets can have been bound in there.
        for (name, binding) in inner.out.names {
            let mine = self.out.names.entry(name.clone()).or_default();
            mine.span = mine.span.or(binding.span);
            if is_generator {
                // The generator's function rebinds a variable of this one.
                self.out.nonlocal_in_inner.insert(name);
            }
            for source in binding.sources {
                mine.sources.push(match source {
                    Source::Value(value) if !is_generator => Source::Within(c, value),
                    _ => Source::Object,
                });
                mine.places.push(Span::default());
            }
        }
        self.out.may_overflow.extend(inner.out.may_overflow);
        if !is_generator {
            self.out.has_yield |= inner.out.has_yield;
            self.out.has_await |= inner.out.has_await;
        }
        self.out.uses_locals |= inner.out.uses_locals;
    }
}

fn is_bitwise(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor)
}

/// The source of a nested target.
fn part<'a>(value: &'a ast::Expr, iterated: bool, path: Option<ItemPath>) -> Source<'a> {
    path.map_or(Source::Object, |path| Source::Part { value, iterated, path })
}

/// Displays, calls without arguments like `set()`, and `None`: what is inferred of a variable depends on how they are written.
fn is_container_or_none(e: &ast::Expr) -> bool {
    match &e.kind {
        ExprKind::List(_)
        | ExprKind::Set(_)
        | ExprKind::Dict(_)
        | ExprKind::ListComp(_)
        | ExprKind::SetComp(_)
        | ExprKind::DictComp(_)
        | ExprKind::NoneLit => true,
        ExprKind::Call(call) => call.args.is_empty() && matches!(call.func.kind, ExprKind::Name(_)),
        _ => false,
    }
}

/// Item `index` of a display that has as many items as there are targets.
fn display_item(display: &ast::Expr, index: usize, count: usize) -> Option<&ast::Expr> {
    let (ExprKind::Tuple(items) | ExprKind::List(items)) = &display.kind else { return None };
    let starred = items.iter().any(|item| matches!(item.kind, ExprKind::Starred(_)));
    if items.len() == count && !starred { items.get(index) } else { None }
}
