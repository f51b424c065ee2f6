//! What the statements of a module and its classes bind to names.
//!
//! Invariants: the last binding of a name counts, in the place of the first; two of different kinds make it a
//! variable of any type. Names that begin with two underscores and do not end so are the compiler's.

use cyrus_hir::{self as hir, Expr, ExprKind, MakeFunction, Stmt, StmtKind, StrConst, TargetKind};
use cyrus_types::{CypClassId, Origin, TyId};
use std::collections::BTreeSet;

/// What a name stands for.
pub(super) enum Thing<'m> {
    Function(&'m MakeFunction),
    /// Several signatures under one name.
    Overloaded(Vec<&'m MakeFunction>),
    Static(Box<Thing<'m>>),
    ClassMethod(Box<Thing<'m>>),
    Property {
        get: &'m MakeFunction,
        set: Option<&'m MakeFunction>,
    },
    PyClass(&'m hir::PyClass, Namespace<'m>),
    ExtClass(&'m hir::ExtClass),
    CypClass(TyId, Namespace<'m>),
    /// A generic cypclass: arguments and types of its instances.
    Generic(Vec<(String, TyId, Namespace<'m>)>),
    /// The text of an import statement.
    Import(String),
    /// A value.
    Variable(&'m Expr),
    /// `__hash__ = None`
    Nothing,
    Unknown,
}

/// Names in order of their first binding.
#[derive(Default)]
pub(super) struct Namespace<'m> {
    pub(super) things: Vec<(String, Thing<'m>)>,
}

impl<'m> Namespace<'m> {
    fn bind(&mut self, name: &str, thing: Thing<'m>) {
        if name.starts_with("__") && !name.ends_with("__") {
            return;
        }
        match self.things.iter_mut().find(|(n, _)| n == name) {
            None => self.things.push((name.to_string(), thing)),
            Some((_, old)) => {
                let same = std::mem::discriminant(old) == std::mem::discriminant(&thing);
                *old = if same && !matches!(thing, Thing::Variable(_)) { thing } else { Thing::Unknown };
            }
        }
    }

    fn unbind(&mut self, name: &str) {
        self.things.retain(|(n, _)| n != name);
    }

    /// All names, those of the members of classes included.
    pub(super) fn all_names(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for (name, thing) in &self.things {
            all.insert(name.clone());
            match thing {
                Thing::PyClass(_, inner) | Thing::CypClass(_, inner) => all.extend(inner.all_names()),
                Thing::Generic(instances) => {
                    instances.iter().for_each(|(_, _, inner)| all.extend(inner.all_names()));
                }
                _ => {}
            }
        }
        all
    }

    /// The instances of generic cypclasses, with names for them.
    pub(super) fn generic_classes(&self) -> Vec<(TyId, String)> {
        let mut all = Vec::new();
        for (name, thing) in &self.things {
            let Thing::Generic(instances) = thing else { continue };
            for (key, ty, _) in instances {
                let word: String = key.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
                all.push((*ty, format!("_{name}_{word}")));
            }
        }
        all
    }
}

/// What the module's statements bind.
pub(super) fn collect(module: &hir::Module) -> Namespace<'_> {
    let mut collector = Collector {
        module,
        namespace: Namespace::default(),
        classes: Vec::new(),
        lets: Vec::new(),
        members: Vec::new(),
    };
    let body = &module.funcs[module.init].body;
    collector.members(body);
    collector.block(body);
    // Classes nested in others are members of those.
    collector.namespace
}

struct Collector<'m> {
    module: &'m hir::Module,
    namespace: Namespace<'m>,
    /// Python classes by the variable that their statement leaves them in.
    classes: Vec<(hir::LocalId, &'m hir::PyClass)>,
    /// Values of temporaries.
    lets: Vec<(hir::LocalId, &'m Expr)>,
    /// What is put into the types of cypclasses.
    members: Vec<(TyId, String, &'m Expr)>,
}

impl<'m> Collector<'m> {
    fn members(&mut self, block: &'m [Stmt]) {
        for stmt in block {
            if let StmtKind::If { then, .. } = &stmt.kind {
                self.members(then);
            }
            if let StmtKind::Expr(Expr { kind: ExprKind::Runtime { name, args }, .. }) = &stmt.kind
                && name == "__cyrus_cyp_py_set"
                && let [class, name, value] = args.as_slice()
                && let (ExprKind::TypeObject(ty), Some(name)) = (&class.kind, text(name))
            {
                self.members.push((*ty, name, value));
            }
        }
    }

    fn block(&mut self, block: &'m [Stmt]) {
        for stmt in block {
            match &stmt.kind {
                StmtKind::Assign { target, value } => match &target.kind {
                    TargetKind::Global(name) | TargetKind::ClassName { name, .. } => {
                        let thing = match self.import(name, value) {
                            Some(text) => Thing::Import(text),
                            None => self.value(value),
                        };
                        self.namespace.bind(name, thing);
                    }
                    _ => {}
                },
                StmtKind::Delete(target) => {
                    if let TargetKind::Global(name) | TargetKind::ClassName { name, .. } = &target.kind {
                        self.namespace.unbind(name);
                    }
                }
                StmtKind::PyClass(class) => self.classes.push((class.result, class)),
                StmtKind::SetupExtClass(id) => {
                    if let Some(class) = self.module.classes.iter().find(|c| c.class == *id) {
                        let def = &self.module.types.classes[*id];
                        if !def.flags.internal {
                            self.namespace.bind(&def.name, Thing::ExtClass(class));
                        }
                    }
                }
                StmtKind::SetupCypClass(id) => self.cyp_class(*id),
                StmtKind::Let { local, value, body } => {
                    self.lets.push((*local, value));
                    self.block(body);
                }
                StmtKind::Block(body) | StmtKind::Gil { body, .. } => self.block(body),
                StmtKind::If { then, orelse, .. } => {
                    self.block(then);
                    self.block(orelse);
                }
                StmtKind::While { body, orelse, .. } => {
                    self.block(body);
                    self.block(orelse);
                }
                StmtKind::For(inner) => {
                    if let hir::ForIter::Iterator { target, .. } | hir::ForIter::Range { target, .. } =
                        &inner.iter
                        && let TargetKind::Global(name) = &target.kind
                    {
                        self.namespace.bind(name, Thing::Unknown);
                    }
                    self.block(&inner.body);
                    self.block(&inner.orelse);
                }
                StmtKind::Try(inner) => {
                    self.block(&inner.body);
                    inner.handlers.iter().for_each(|h| self.block(&h.body));
                    self.block(&inner.orelse);
                    inner.finally.iter().for_each(|b| self.block(b));
                }
                StmtKind::With(inner) => self.block(&inner.body),
                _ => {}
            }
        }
    }

    fn cyp_class(&mut self, id: CypClassId) {
        let def = &self.module.types.cyp_classes[id];
        let Some(ty) = self
            .module
            .cyp_instances
            .iter()
            .map(|i| i.ty)
            .find(|&t| self.module.types.as_cyp(t).is_some_and(|c| c.class == id))
        else {
            return;
        };
        // A nested class is written with the class around it.
        if def.outer.is_some() {
            return;
        }
        let inner = self.cyp_members(ty);
        self.namespace.bind(&def.name, Thing::CypClass(ty, inner));
    }

    fn cyp_members(&mut self, ty: TyId) -> Namespace<'m> {
        let mut inner = Namespace::default();
        let class = self.module.types.as_cyp(ty).map(|c| c.class);
        let nested: Vec<TyId> = self.module.cyp_instances.iter().map(|i| i.ty).collect();
        for t in nested {
            let Some(cyp) = self.module.types.as_cyp(t) else { continue };
            let def = &self.module.types.cyp_classes[cyp.class];
            if def.outer.is_some() && def.outer == class && def.origin == Origin::Here {
                let members = self.cyp_members(t);
                inner.bind(&def.name, Thing::CypClass(t, members));
            }
        }
        let mine: Vec<(String, &'m Expr)> =
            self.members.iter().filter(|(t, ..)| *t == ty).map(|(_, n, v)| (n.clone(), *v)).collect();
        for (name, value) in mine {
            let thing = match &value.kind {
                ExprKind::None => Thing::Nothing,
                _ => self.value(value),
            };
            let name = if name == "__cyrus_construct" { "__new__" } else { &name };
            if !name.starts_with("_cyrus_") {
                inner.bind(name, thing);
            }
        }
        inner
    }

    fn value(&mut self, value: &'m Expr) -> Thing<'m> {
        match &value.kind {
            ExprKind::MakeFunction(make) => Thing::Function(make),
            ExprKind::FusedFunction { variants, .. } => {
                Thing::Overloaded(variants.iter().map(|(_, make)| make).collect())
            }
            ExprKind::Runtime { name, args } if name == "__cyrus_cyp_overload" => overloads(args),
            ExprKind::Runtime { name, args } if name == "__cyrus_fused_make" => {
                match args.first().map(|e| &e.kind) {
                    Some(ExprKind::Dict(variants)) => {
                        Thing::Overloaded(variants.iter().filter_map(|(_, f)| function(f)).collect())
                    }
                    _ => Thing::Unknown,
                }
            }
            ExprKind::Runtime { name, args } if name == "__cyrus_cyp_generic" => self.generic(args),
            ExprKind::PyCall { func, args, keywords } if keywords.is_empty() => {
                match (callee(func), args.as_slice()) {
                    (Some("staticmethod"), [one]) => Thing::Static(Box::new(self.value(one))),
                    (Some("classmethod"), [one]) => Thing::ClassMethod(Box::new(self.value(one))),
                    (Some("property"), [get, rest @ ..]) => match function(get) {
                        Some(get) => Thing::Property { get, set: rest.first().and_then(function) },
                        None => Thing::Unknown,
                    },
                    _ => Thing::Variable(value),
                }
            }
            // `@name.setter`
            ExprKind::PyMethodCall { object, name, args, .. } if name == "setter" => {
                let get = callee(object).and_then(|n| self.namespace.things.iter().find(|(m, _)| m == n));
                match (get, args.first().and_then(function)) {
                    (Some((_, Thing::Property { get, .. })), set @ Some(_)) => Thing::Property { get, set },
                    _ => Thing::Unknown,
                }
            }
            ExprKind::Coerce { value: inner, .. } if !matches!(inner.kind, ExprKind::Local(_)) => {
                match self.value(inner) {
                    Thing::Variable(_) => Thing::Variable(value),
                    other => other,
                }
            }
            ExprKind::Local(local) => match self.classes.iter().rev().find(|(l, _)| l == local) {
                Some(&(_, class)) => {
                    let outer = std::mem::take(&mut self.namespace);
                    self.block(&class.body);
                    let inner = std::mem::replace(&mut self.namespace, outer);
                    Thing::PyClass(class, inner)
                }
                None => Thing::Unknown,
            },
            _ => Thing::Variable(value),
        }
    }

    /// The import statement that binds `name` to this value.
    fn import(&self, name: &str, value: &Expr) -> Option<String> {
        match &value.kind {
            ExprKind::Import { module, level, submodule, fromlist } if fromlist.is_empty() && *level <= 0 => {
                Some(if *submodule || module != name && !module.contains('.') {
                    format!("import {module} as {name}")
                } else {
                    format!("import {module}")
                })
            }
            ExprKind::ImportFrom { module, name: member } => {
                let ExprKind::Local(local) = &module.kind else { return None };
                let (_, from) = self.lets.iter().rev().find(|(l, _)| l == local)?;
                let ExprKind::Import { module, level, .. } = &from.kind else { return None };
                let dots = ".".repeat(usize::try_from(*level).unwrap_or(0));
                Some(format!("from {dots}{module} import {member} as {name}"))
            }
            _ => None,
        }
    }

    fn generic(&mut self, args: &'m [Expr]) -> Thing<'m> {
        let Some(Expr { kind: ExprKind::Dict(items), .. }) = args.get(2) else { return Thing::Unknown };
        let mut instances = Vec::new();
        for (key, ty) in items {
            if let (Some(key), ExprKind::TypeObject(ty)) = (text(key), &ty.kind) {
                let members = self.cyp_members(*ty);
                instances.push((key, *ty, members));
            }
        }
        Thing::Generic(instances)
    }
}

/// The name that is called, as the programmer wrote it.
fn callee(func: &Expr) -> Option<&str> {
    match &func.kind {
        ExprKind::Builtin(name) | ExprKind::Global(name) | ExprKind::ClassName { name, .. } => Some(name),
        ExprKind::Coerce { value, .. } => callee(value),
        _ => None,
    }
}

fn function(value: &Expr) -> Option<&MakeFunction> {
    match &value.kind {
        ExprKind::MakeFunction(make) => Some(make),
        ExprKind::Coerce { value, .. } => function(value),
        _ => None,
    }
}

/// The functions in the table of an overloaded method.
fn overloads(args: &[Expr]) -> Thing<'_> {
    let Some(Expr { kind: ExprKind::Tuple(rows), .. }) = args.get(2) else { return Thing::Unknown };
    let mut functions = Vec::new();
    for row in rows {
        if let ExprKind::Tuple(parts) = &row.kind
            && let Some(Expr { kind: ExprKind::MakeFunction(make), .. }) = parts.first()
        {
            functions.push(&**make);
        }
    }
    match functions.as_slice() {
        [one] => Thing::Function(one),
        _ => Thing::Overloaded(functions),
    }
}

/// The text of a string constant.
pub(super) fn text(expr: &Expr) -> Option<String> {
    match &expr.kind {
        ExprKind::Str(StrConst::Text(text)) => Some(String::from_utf8_lossy(text).into_owned()),
        ExprKind::Coerce { value, .. } => text(value),
        _ => None,
    }
}
