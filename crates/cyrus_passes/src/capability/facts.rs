//! What the capability analyses need to know of a module: which values they follow, what a call reaches, and
//! how a `consume` looks in the graph.

use cyrus_arena::Id as _;
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_types::{Capability, CppClassId, TemplateParamId, Ty, TyId, Types};
use hir::CypMethodRef;
use mir::{Block, Body, BodyId, CTy, Callee, Const, MLocal, Operand, Place, Proj, Rvalue, StmtKind};
use rustc_hash::{FxHashMap, FxHashSet};

/// How a value takes part in the object graph.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// Holds no plain reference: numbers, and references that may be shared.
    Apart,
    /// May refer to objects of one thread.
    Linked,
    /// A Python object: what it holds is everybody's.
    Python,
}

/// What a walk through the parts of a type has come by.
#[derive(Default)]
pub(super) struct Seen {
    types: Vec<TyId>,
    /// Parameters of templates whose arguments are looked at by themselves.
    given: Vec<TemplateParamId>,
}

impl Seen {
    /// Whether a type is new.
    fn enter(&mut self, ty: TyId) -> bool {
        let new = !self.types.contains(&ty);
        if new {
            self.types.push(ty);
        }
        new
    }
}

/// The module with what was found out about it.
pub(crate) struct Facts<'m> {
    pub(super) module: &'m hir::Module,
    pub(super) types: &'m Types,
    bodies: FxHashMap<hir::FuncId, BodyId>,
    instances: FxHashMap<TyId, usize>,
    /// The functions that the module's `.pxd` file declares.
    shared: FxHashSet<hir::FuncId>,
}

impl<'m> Facts<'m> {
    pub(crate) fn new(module: &'m hir::Module, program: &mir::Program) -> Self {
        Facts {
            module,
            types: &module.types,
            bodies: program.body_of_func.iter().copied().collect(),
            instances: module.cyp_instances.iter().enumerate().map(|(i, c)| (c.ty, i)).collect(),
            shared: module.cfuncs.iter().filter(|f| f.shared).filter_map(|f| f.func).collect(),
        }
    }

    /// Whether the module has anything to do with cypclasses.
    pub(super) fn concerns(&self, program: &mir::Program) -> bool {
        program.bodies.iter().any(|body| body.locals.iter().any(|l| self.cyp(&l.ty).is_some()))
    }

    pub(super) fn cyp(&self, ty: &CTy) -> Option<&'m cyrus_types::CypTy> {
        match ty {
            CTy::Ty(ty) => self.types.as_cyp(*ty),
            CTy::Text(_) => None,
        }
    }

    pub(super) fn role(&self, ty: &CTy) -> Role {
        match ty {
            CTy::Ty(ty) => self.role_of(*ty),
            // Of the types that only C knows, arrays of references and structs of arguments.
            CTy::Text(text) if text.contains("cyp") || text.contains("__cyrus_opt") => Role::Linked,
            CTy::Text(_) => Role::Apart,
        }
    }

    pub(super) fn role_of(&self, ty: TyId) -> Role {
        if self.types.is_object(ty) {
            return Role::Python;
        }
        if self.links(ty, &mut Seen::default()) { Role::Linked } else { Role::Apart }
    }

    /// Whether a value may lead to an object of one thread. Without a cast, which is unsafe, only types that
    /// mention such a reference do, and `void *`.
    fn links(&self, ty: TyId, seen: &mut Seen) -> bool {
        let ty = self.types.resolved(ty);
        if !seen.enter(ty) {
            return false;
        }
        match self.types.get(ty) {
            Ty::Cyp(cyp) => !matches!(
                cyp.cap,
                Capability::Lock | Capability::Active | Capability::Immutable | Capability::Locked
            ),
            Ty::Ptr(to) => matches!(self.types.kind(*to), Ty::Void) || self.links(*to, seen),
            Ty::Array(to, _) => self.links(*to, seen),
            Ty::CTuple(items) => items.iter().any(|&t| self.links(t, seen)),
            Ty::Struct(id) => self.types.structs[*id].fields.iter().any(|f| self.links(f.ty, seen)),
            Ty::Cpp(id, args) => self.parts_of_cpp(*id, args, seen).into_iter().any(|t| self.links(t, seen)),
            Ty::TemplateParam(param) => !seen.given.contains(param),
            Ty::WeakParam(_) | Ty::Unspecified | Ty::Error => true,
            Ty::Void | Ty::Null | Ty::Bint | Ty::Int(_) | Ty::Float(_) | Ty::Complex(_) | Ty::Enum(_) => {
                false
            }
            Ty::Object | Ty::Builtin(_) | Ty::Ext(_) | Ty::Buffer(_) => true,
            Ty::NogilClass(id) => self.types.classes[*id].fields.iter().any(|f| self.links(f.ty, seen)),
            Ty::Typedef(_)
            | Ty::Items(_)
            | Ty::Ref(_)
            | Ty::RvalueRef(_)
            | Ty::Const(_)
            | Ty::Volatile(_) => true,
            Ty::Func(_) | Ty::Fused(_) | Ty::MemView(_) => false,
        }
    }

    /// Whether what a value owns may have an object of one of these classes in it.
    pub(super) fn leads_to_class(&self, ty: TyId, classes: &[TyId], seen: &mut Seen) -> bool {
        let ty = self.types.resolved(ty);
        if !seen.enter(ty) {
            return false;
        }
        let mut any = |tys: &[TyId]| tys.iter().any(|&t| self.leads_to_class(t, classes, seen));
        match self.types.get(ty) {
            Ty::Cyp(cyp) if cyp.cap == Capability::Weak => false,
            Ty::Cyp(cyp) => {
                let same = |t: &TyId| {
                    self.types.as_cyp(*t).is_some_and(|c| c.class == cyp.class && c.args == cyp.args)
                };
                let mut known = false;
                for instance in self.module.cyp_instances.iter().filter(|i| i.mro.iter().any(same)) {
                    known = true;
                    if instance.mro.iter().any(|t| classes.contains(t)) || any(&instance.fields) {
                        return true;
                    }
                }
                if known {
                    return false;
                }
                // Nothing in the module says more than the name of the type: its text is all there is.
                let class = &self.types.cyp_classes[cyp.class];
                seen.given.extend(&class.params);
                let is_one = |t: &TyId| self.types.as_cyp(*t).is_some_and(|c| c.class == cyp.class);
                let fields = class.fields.iter().map(|f| f.ty);
                let mut parts = cyp.args.iter().copied().chain(class.bases.iter().copied()).chain(fields);
                classes.iter().any(is_one) || parts.any(|t| self.leads_to_class(t, classes, seen))
            }
            Ty::Ptr(to)
            | Ty::Array(to, _)
            | Ty::Ref(to)
            | Ty::RvalueRef(to)
            | Ty::Const(to)
            | Ty::Volatile(to) => any(&[*to]),
            Ty::CTuple(items) => any(items),
            Ty::Struct(id) => self.types.structs[*id].fields.iter().any(|f| any(&[f.ty])),
            Ty::NogilClass(id) => self.types.classes[*id].fields.iter().any(|f| any(&[f.ty])),
            Ty::Cpp(id, args) => {
                self.parts_of_cpp(*id, args, seen).iter().any(|&t| self.leads_to_class(t, classes, seen))
            }
            // What Python objects own is everybody's already.
            Ty::Object | Ty::Builtin(_) | Ty::Ext(_) | Ty::Buffer(_) | Ty::MemView(_) => false,
            Ty::Void | Ty::Null | Ty::Bint | Ty::Int(_) | Ty::Float(_) | Ty::Complex(_) | Ty::Enum(_) => {
                false
            }
            Ty::Func(_) => false,
            Ty::TemplateParam(param) => !seen.given.contains(param),
            Ty::WeakParam(_) | Ty::Unspecified | Ty::Error | Ty::Typedef(_) | Ty::Items(_) | Ty::Fused(_) => {
                true
            }
        }
    }

    /// The same without addresses of no type, which only casts make references of.
    pub(super) fn typed_role(&self, ty: &CTy) -> Role {
        match ty {
            CTy::Ty(ty) if self.role_of(*ty) == Role::Linked && !self.holds(*ty, &mut Seen::default()) => {
                Role::Apart
            }
            _ => self.role(ty),
        }
    }

    fn holds(&self, ty: TyId, seen: &mut Seen) -> bool {
        let ty = self.types.resolved(ty);
        if !seen.enter(ty) {
            return false;
        }
        match self.types.get(ty) {
            Ty::Ptr(to) => self.holds(*to, seen),
            Ty::Ref(to) | Ty::RvalueRef(to) | Ty::Const(to) | Ty::Volatile(to) => self.holds(*to, seen),
            Ty::Array(to, _) => self.holds(*to, seen),
            Ty::CTuple(items) => items.iter().any(|&t| self.holds(t, seen)),
            Ty::Struct(id) => self.types.structs[*id].fields.iter().any(|f| self.holds(f.ty, seen)),
            Ty::Cpp(id, args) => self.parts_of_cpp(*id, args, seen).into_iter().any(|t| self.holds(t, seen)),
            Ty::TemplateParam(param) => !seen.given.contains(param),
            _ => self.role_of(ty) == Role::Linked,
        }
    }

    /// What an object of C++ is made of: what its template is given, and fields and bases, in terms of that.
    fn parts_of_cpp(&self, id: CppClassId, args: &[TyId], seen: &mut Seen) -> Vec<TyId> {
        let class = &self.types.cpp_classes[id];
        // For parameters that are left out C++ has defaults, which know no class of this module.
        let mut template = (!args.is_empty()).then_some(class);
        while let Some(class) = template {
            seen.given.extend(&class.params);
            template = class.outer.map(|outer| &self.types.cpp_classes[outer]);
        }
        let fields = class.fields.iter().map(|f| f.ty);
        args.iter().copied().chain(fields).chain(class.bases.iter().copied()).collect()
    }

    /// The type of what a place holds, where the last step says it.
    pub(crate) fn place_ty(&self, body: &Body, place: &Place) -> Option<CTy> {
        match place.proj.last() {
            None => match place.base {
                mir::PlaceBase::Local(local) => Some(body.locals[local].ty.clone()),
                mir::PlaceBase::CVar(var) => Some(CTy::Ty(self.module.cvars[var].ty)),
                mir::PlaceBase::Static(_) => None,
            },
            Some(Proj::CypField { owner, field, .. }) => self.field_ty(*owner, *field).map(CTy::Ty),
            Some(Proj::Element(ty)) => Some(CTy::Ty(*ty)),
            Some(Proj::Cast(ty)) => Some(ty.clone()),
            Some(Proj::Field(name)) => self.part_ty(body, &without_last(place), name).map(CTy::Ty),
            Some(Proj::Index(_) | Proj::Deref) => match self.place_ty(body, &without_last(place))? {
                CTy::Ty(ty) => self.types.pointee(ty).map(CTy::Ty),
                CTy::Text(_) => None,
            },
            Some(_) => None,
        }
    }

    /// The type of a field of a C struct or C++ class.
    fn part_ty(&self, body: &Body, whole: &Place, name: &str) -> Option<TyId> {
        let CTy::Ty(ty) = self.place_ty(body, whole)? else { return None };
        let fields = match self.types.kind(ty) {
            Ty::Struct(id) => &self.types.structs[*id].fields,
            Ty::Cpp(id, args) if args.is_empty() => &self.types.cpp_classes[*id].fields,
            _ => return None,
        };
        fields.iter().find(|f| f.cname == name).map(|f| f.ty)
    }

    /// The type of a field of an instance.
    pub(super) fn field_ty(&self, owner: TyId, field: u32) -> Option<TyId> {
        let instance = self.module.cyp_instances.get(*self.instances.get(&owner)?)?;
        instance.fields.get(field as usize).copied()
    }

    /// Whether a field is declared `mutable`, and may be written by several threads: it is atomic.
    pub(super) fn is_safely_mutable(&self, owner: TyId, field: u32) -> bool {
        self.types.as_cyp(owner).is_some_and(|c| {
            let class = &self.types.cyp_classes[c.class];
            class.fields.get(field as usize).is_some_and(|f| {
                class.mutable_fields.contains(&f.name)
                    && matches!(self.types.kind(f.ty), Ty::Cpp(id, _)
                        if self.types.cpp_classes[*id].name.starts_with("atomic"))
            })
        })
    }

    /// The bodies that a call may run; `None` when one of them is unknown.
    pub(crate) fn targets(&self, callee: &Callee) -> Option<Vec<BodyId>> {
        match callee {
            Callee::Body(id) => Some(vec![*id]),
            Callee::CFunc(id) => {
                let func = self.module.cfuncs[*id].func?;
                Some(vec![*self.bodies.get(&func)?])
            }
            Callee::Cyp { method, direct: true } => self.implementation(*method).map(|b| vec![b]),
            Callee::Cyp { method, direct: false } => self.overriders(*method),
            _ => None,
        }
    }

    fn implementation(&self, method: CypMethodRef) -> Option<BodyId> {
        let instance = &self.module.cyp_instances[*self.instances.get(&method.owner)?];
        let func = (*instance.methods.get(method.method as usize)?)?;
        self.bodies.get(&func).copied()
    }

    /// Whether other modules may call a body, which are not seen here.
    pub(super) fn is_exported(&self, body: &Body) -> bool {
        match &self.module.funcs[body.func].kind {
            hir::FuncKind::C(info) | hir::FuncKind::CPdef(info, _) => {
                let of_pxd = |class| self.types.classes[class].in_pxd;
                info.api
                    || info.visibility != hir::CVisibility::Private
                    || self.shared.contains(&body.func)
                    || info.class.is_some_and(of_pxd)
            }
            hir::FuncKind::Cyp(method) => {
                self.types.as_cyp(method.owner).is_some_and(|cyp| self.types.cyp_classes[cyp.class].in_pxd)
            }
            _ => false,
        }
    }

    /// The method that a call runs on an object of exactly this class, when its body is in this module.
    pub(crate) fn method_of(&self, class: TyId, method: CypMethodRef) -> Option<CypMethodRef> {
        let made = &self.module.cyp_instances[*self.instances.get(&class)?];
        if !made.mro.contains(&method.owner) {
            return None;
        }
        let target = self.found_in(made, method)?;
        let sig = |m: CypMethodRef| {
            let instance = &self.module.cyp_instances[*self.instances.get(&m.owner)?];
            let class = self.types.as_cyp(m.owner)?.class;
            let is_static = self.types.cyp_classes[class].methods.get(m.method as usize)?.is_static;
            (!is_static).then_some(self.types.funcs[*instance.sigs.get(m.method as usize)?].ret)
        };
        let (declared, own) = (sig(method)?, sig(target)?);
        let alike = declared == own || (self.types.is_cyp(declared) && self.types.is_cyp(own));
        (alike && self.implementation(target).is_some()).then_some(target)
    }

    /// What a virtual call reaches in all classes that are made in the module.
    fn overriders(&self, method: CypMethodRef) -> Option<Vec<BodyId>> {
        let mut found = Vec::new();
        for derived in self.module.cyp_instances.iter().filter(|i| i.mro.contains(&method.owner)) {
            let target = self.found_in(derived, method)?;
            // A method without a body has none in abstract classes: these have no objects of their own.
            if let Some(body) = self.implementation(target)
                && !found.contains(&body)
            {
                found.push(body);
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// The first method in the linearisation of a class that overrides this one, or is it.
    fn found_in(&self, derived: &hir::CypInstance, method: CypMethodRef) -> Option<CypMethodRef> {
        let at = &self.module.cyp_instances[*self.instances.get(&method.owner)?];
        let class = self.types.as_cyp(method.owner)?.class;
        let name = &self.types.cyp_classes[class].methods.get(method.method as usize)?.name;
        let sig = *at.sigs.get(method.method as usize)?;
        derived.mro.iter().find_map(|ancestor| {
            let instance = &self.module.cyp_instances[*self.instances.get(ancestor)?];
            let class = self.types.as_cyp(*ancestor)?.class;
            let own = self.types.cyp_classes[class].methods.iter().zip(&instance.sigs).enumerate();
            own.filter(|(_, (m, _))| m.name == *name)
                .find(|(_, (_, s))| self.types.same_cyp_params(**s, sig))
                .map(|(i, _)| CypMethodRef { owner: *ancestor, method: i as u32 })
        })
    }

    /// Whether other modules may call a method: by the name that it has in a class of theirs, or that they know.
    pub(super) fn may_be_called_elsewhere(&self, method: CypMethodRef) -> bool {
        let class = |ty| self.types.as_cyp(ty).map(|c| &self.types.cyp_classes[c.class]);
        let Some(own) = class(method.owner).and_then(|c| c.methods.get(method.method as usize)) else {
            return true;
        };
        let derived = self.module.cyp_instances.iter().filter(|i| i.mro.contains(&method.owner));
        derived
            .flat_map(|i| &i.mro)
            .filter_map(|&ty| class(ty))
            .any(|c| c.in_pxd && c.methods.iter().any(|m| m.name == own.name))
    }

    /// The bodies of all methods that are called as this one is.
    pub(super) fn alike(&self, method: CypMethodRef) -> Vec<BodyId> {
        let methods =
            |ty| self.types.as_cyp(ty).map_or(&[][..], |c| &self.types.cyp_classes[c.class].methods);
        let own = methods(method.owner).get(method.method as usize).map(|m| &m.name);
        let instances = self.module.cyp_instances.iter();
        let all = instances.flat_map(|i| methods(i.ty).iter().zip(&i.methods));
        all.filter(|(m, _)| Some(&m.name) == own)
            .filter_map(|(_, func)| self.bodies.get(&(*func)?).copied())
            .collect()
    }

    /// A method's name as messages have it.
    pub(super) fn callee_name(&self, program: &mir::Program, callee: &Callee) -> String {
        match callee {
            Callee::CFunc(id) => format!("'{}'", self.module.cfuncs[*id].name),
            Callee::Body(id) => format!("'{}'", program.bodies[*id].name),
            Callee::Cyp { method, .. } => self
                .types
                .as_cyp(method.owner)
                .and_then(|c| self.types.cyp_classes[c.class].methods.get(method.method as usize))
                .map_or("a method".into(), |m| format!("'{}'", m.name)),
            Callee::Pointer(_) => "a function pointer".into(),
            Callee::CppMethod { cname, .. } | Callee::CppFunc { cname, .. } => {
                format!("the C++ function '{cname}'")
            }
            Callee::ToPy(_) | Callee::FromPy(_) | Callee::PyCall { .. } | Callee::PyMethodCall { .. } => {
                "Python".into()
            }
            _ => "code outside of this module".into(),
        }
    }
}

/// The name of the run-time check.
pub(super) const CONSUME: &str = "__cyrus_cyp_consume";

/// In its place where nothing is checked, as the object stays what it is.
pub(super) const MOVED: &str = "__cyrus_cyp_moved";

/// The same where nothing but the count of the object itself can tell.
pub(super) const CONSUME_PART: &str = "__cyrus_cyp_consume_part";

/// The same where isolated parts may be in use.
pub(super) const CONSUME_WITH_PARTS: &str = "__cyrus_cyp_consume_with_parts";

/// A `consume` in a block: statement `at` is the check.
#[derive(Clone, Debug)]
pub(super) struct ConsumeAt {
    pub(super) at: usize,
    /// What is checked.
    pub(super) value: MLocal,
    /// Where it was taken from; NULL is stored there next.
    pub(super) place: Option<Place>,
    /// Whether anything is.
    pub(super) checked: bool,
}

/// The consume that statement `at` is.
pub(super) fn consume_at(block: &Block, at: usize) -> Option<ConsumeAt> {
    let StmtKind::Call { callee: Callee::Runtime(name), args, .. } = &block.stmts[at].kind else {
        return None;
    };
    let checked = name == CONSUME;
    if !checked && name != MOVED {
        return None;
    }
    let [Operand::Copy(value)] = &args[..] else { return None };
    let value = value.as_local()?;
    let taken = at.checked_sub(1).and_then(|i| match &block.stmts[i].kind {
        StmtKind::Assign { dest, value: Rvalue::Use(Operand::Copy(from)) }
            if dest.as_local() == Some(value) =>
        {
            Some(from)
        }
        _ => None,
    });
    let place = taken.filter(|&from| {
        block.stmts.get(at + 1).is_some_and(|next| {
            matches!(&next.kind, StmtKind::Assign { dest, value: Rvalue::Use(Operand::Const(Const::Null)) }
                if dest == from)
        })
    });
    Some(ConsumeAt { at, value, place: place.cloned(), checked })
}

/// Whether statement `at` is the store of NULL that belongs to a consume: the consume's span.
pub(super) fn emptied_by_consume(block: &Block, at: usize) -> Option<usize> {
    let before = at.checked_sub(1)?;
    consume_at(block, before).filter(|c| c.place.is_some()).map(|c| c.at)
}

/// The name of a local that a user knows.
pub(super) fn user_name(body: &Body, local: MLocal) -> Option<&str> {
    let decl = &body.locals[local];
    match decl.kind {
        mir::LocalKind::Param | mir::LocalKind::Variable => decl.name.as_deref().filter(|n| !n.is_empty()),
        mir::LocalKind::Temp => None,
    }
}

/// The index of a local, for tables.
pub(super) fn index(local: MLocal) -> usize {
    local.index()
}

/// The place that the last step is made from.
fn without_last(place: &Place) -> Place {
    let steps = place.proj.len().saturating_sub(1);
    Place { base: place.base.clone(), proj: place.proj[..steps].to_vec() }
}
