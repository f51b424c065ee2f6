//! Where the fields and methods of cypclasses lie.
//!
//! Fields: an instance begins with the fields of the first base that has some, in the same order, so that such a
//! base's view needs no adjustment; those of other ancestors and its own follow, each ancestor's once.
//!
//! Methods: a class introduces a slot for each method that overrides none of an ancestor's. The slots of one
//! class are a block at the same position in the tables of all its descendants; blocks of classes that meet
//! in a common descendant do not overlap (so tables may have unused entries). What a slot calls is the first
//! implementation in the linearisation.
//!
//! All that holds because the classes that meet are known: those of this module.

use super::cycle::Cycles;
use cyrus_hir::{CypInstance, CypMethodRef};
use cyrus_types::{FuncTyId, Ty, TyId, Types};
use rustc_hash::{FxHashMap, FxHashSet};

/// A field in an instance.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Member {
    pub(crate) owner: TyId,
    pub(crate) field: u32,
    pub(crate) ty: TyId,
    /// C name, unique in the struct.
    pub(crate) name: String,
}

/// One instance.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub(crate) ty: TyId,
    /// Index in the module's list.
    pub(crate) index: usize,
    pub(crate) mro: Vec<TyId>,
    pub(crate) members: Vec<Member>,
    /// Own methods that open a slot, and where the block of these slots starts.
    introduced: Vec<u32>,
    pub(crate) start: usize,
    /// What each slot calls.
    pub(crate) table: Vec<Option<CypMethodRef>>,
    /// Its instances have no lock word.
    pub(crate) thin: bool,
}

/// All instances of a module.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layouts {
    list: Vec<Layout>,
    by_ty: FxHashMap<TyId, usize>,
    cycles: Cycles,
    /// Those of which C++ containers have references.
    elements: FxHashSet<TyId>,
}

/// What only names the container that it belongs to, by its first argument.
const OF_OWNERS: [&str; 6] = [
    "__cyrus_iterator",
    "__cyrus_key_iterator",
    "__cyrus_value_iterator",
    "__cyrus_items_view",
    "__cyrus_keys_view",
    "__cyrus_values_view",
];

impl Layouts {
    /// Lays out the instances; each comes after its ancestors.
    pub(crate) fn new(types: &Types, instances: &[CypInstance]) -> Layouts {
        let mut layouts = Layouts::default();
        for (index, instance) in instances.iter().enumerate() {
            let members = layouts.members(types, instance, instances);
            let introduced = layouts.introduced(types, instance, instances);
            layouts.by_ty.insert(instance.ty, index);
            layouts.list.push(Layout {
                ty: instance.ty,
                index,
                mro: instance.mro.clone(),
                members,
                introduced,
                start: 0,
                table: Vec::new(),
                thin: false,
            });
        }
        layouts.place_blocks();
        layouts.fill_tables(types, instances);
        super::thin::mark(types, &mut layouts.list);
        layouts.cycles = Cycles::new(types, &layouts);
        layouts.elements = layouts.elements(types);
        layouts
    }

    /// Whether C++ may compare references to a class, or hash them: some type has them among its arguments.
    pub(crate) fn is_element(&self, ty: TyId) -> bool {
        self.elements.contains(&ty)
    }

    fn elements(&self, types: &Types) -> FxHashSet<TyId> {
        let mut found = FxHashSet::default();
        for ty in types.ids() {
            let Ty::Cpp(class, args) = types.get(ty) else { continue };
            let name = types.cpp_classes[*class].cname.split('<').next().unwrap_or_default();
            let owners = usize::from(OF_OWNERS.contains(&name));
            let mut todo: Vec<TyId> = args.iter().skip(owners).copied().collect();
            while let Some(arg) = todo.pop() {
                match types.kind(arg) {
                    Ty::Cyp(_) => found.extend(self.plain(types, arg)),
                    Ty::Array(inner, _) | Ty::Ptr(inner) | Ty::Ref(inner) => todo.push(*inner),
                    Ty::CTuple(items) => todo.extend(items),
                    _ => {}
                }
            }
        }
        found
    }

    /// Which of them can be in cycles.
    pub(crate) fn cycles(&self) -> &Cycles {
        &self.cycles
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Layout> {
        self.list.iter()
    }

    /// The layout of the class that a reference type is about.
    pub(crate) fn of(&self, types: &Types, ty: TyId) -> Option<&Layout> {
        self.plain(types, ty).and_then(|t| self.by_ty.get(&t)).map(|&i| &self.list[i])
    }

    /// The type without capability and `const`, when it is one of ours.
    pub(crate) fn plain(&self, types: &Types, ty: TyId) -> Option<TyId> {
        let cyp = types.as_cyp(ty)?;
        self.list
            .iter()
            .map(|l| l.ty)
            .find(|&t| types.as_cyp(t).is_some_and(|c| c.class == cyp.class && c.args == cyp.args))
    }

    fn members(&self, types: &Types, instance: &CypInstance, instances: &[CypInstance]) -> Vec<Member> {
        let first = instance
            .bases
            .iter()
            .filter_map(|&b| self.by_ty.get(&b))
            .map(|&i| &self.list[i])
            .find(|l| !l.members.is_empty());
        let mut members = first.map(|l| l.members.clone()).unwrap_or_default();
        for &owner in instance.mro.iter().rev() {
            if members.iter().any(|m| m.owner == owner) {
                continue;
            }
            let fields = match self.by_ty.get(&owner) {
                Some(&i) => &instances[i].fields,
                None => &instance.fields,
            };
            let Some(cyp) = types.as_cyp(owner) else { continue };
            for (i, (field, &ty)) in types.cyp_classes[cyp.class].fields.iter().zip(fields).enumerate() {
                let mut name = field.cname.to_string();
                if members.iter().any(|m| m.name == name) || name == "ob" {
                    name = format!("{name}_{}", members.len());
                }
                members.push(Member { owner, field: i as u32, ty, name });
            }
        }
        members
    }

    fn introduced(&self, types: &Types, instance: &CypInstance, instances: &[CypInstance]) -> Vec<u32> {
        let Some(own) = types.as_cyp(instance.ty).map(|c| &types.cyp_classes[c.class]) else {
            return Vec::new();
        };
        let mut introduced = Vec::new();
        for (i, method) in own.methods.iter().enumerate() {
            // These are never called through an object.
            if matches!(method.name.as_str(), "__init__" | "__new__" | "__alloc__" | "__dealloc__") {
                continue;
            }
            let sig = instance.sigs[i];
            let overrides = instance.mro[1..].iter().any(|ancestor| {
                self.by_ty
                    .get(ancestor)
                    .is_some_and(|&a| find(types, &instances[a], &method.name, sig).is_some())
            });
            if !overrides {
                introduced.push(i as u32);
            }
        }
        introduced
    }

    /// Blocks get the lowest position at which they meet no block of a class they share a descendant with.
    fn place_blocks(&mut self) {
        for i in 0..self.list.len() {
            let size = self.list[i].introduced.len();
            if size == 0 {
                continue;
            }
            let ty = self.list[i].ty;
            let mut taken: Vec<(usize, usize)> = Vec::new();
            for other in &self.list[..i] {
                let meet = self.list.iter().any(|d| d.mro.contains(&ty) && d.mro.contains(&other.ty));
                if meet && !other.introduced.is_empty() {
                    taken.push((other.start, other.start + other.introduced.len()));
                }
            }
            taken.sort_unstable();
            let mut start = 0;
            for (from, to) in taken {
                if from >= start + size {
                    break;
                }
                start = start.max(to);
            }
            self.list[i].start = start;
        }
    }

    fn fill_tables(&mut self, types: &Types, instances: &[CypInstance]) {
        for i in 0..self.list.len() {
            let mut table = Vec::new();
            for ancestor in self.list[i].mro.clone() {
                let Some(&a) = self.by_ty.get(&ancestor) else { continue };
                let introducer = &self.list[a];
                for (offset, &method) in introducer.introduced.iter().enumerate() {
                    let slot = introducer.start + offset;
                    if table.len() <= slot {
                        table.resize(slot + 1, None);
                    }
                    let target = CypMethodRef { owner: ancestor, method };
                    table[slot] = self.implementation(types, instances, i, target);
                }
            }
            self.list[i].table = table;
        }
    }

    /// What a call of `method` on an instance of layout `index` reaches.
    fn implementation(
        &self,
        types: &Types,
        instances: &[CypInstance],
        index: usize,
        method: CypMethodRef,
    ) -> Option<CypMethodRef> {
        let (name, sig) = self.name_and_sig(types, instances, method)?;
        self.list[index].mro.iter().find_map(|ancestor| {
            let &a = self.by_ty.get(ancestor)?;
            let found = find(types, &instances[a], &name, sig)?;
            Some(CypMethodRef { owner: *ancestor, method: found })
        })
    }

    fn name_and_sig(
        &self,
        types: &Types,
        instances: &[CypInstance],
        method: CypMethodRef,
    ) -> Option<(String, FuncTyId)> {
        let &at = self.by_ty.get(&method.owner)?;
        let class = types.as_cyp(method.owner)?.class;
        let decl = types.cyp_classes[class].methods.get(method.method as usize)?;
        Some((decl.name.to_string(), *instances[at].sigs.get(method.method as usize)?))
    }

    /// The slot through which a method is called.
    pub(crate) fn slot(
        &self,
        types: &Types,
        instances: &[CypInstance],
        method: CypMethodRef,
    ) -> Option<usize> {
        let (name, sig) = self.name_and_sig(types, instances, method)?;
        let &at = self.by_ty.get(&method.owner)?;
        self.list[at].mro.iter().find_map(|ancestor| {
            let introducer = &self.list[*self.by_ty.get(ancestor)?];
            let found = find(types, &instances[introducer.index], &name, sig)?;
            let offset = introducer.introduced.iter().position(|&m| m == found)?;
            Some(introducer.start + offset)
        })
    }

    /// The class that introduced a method, and the method's place among those it introduced.
    pub(crate) fn introduction(
        &self,
        types: &Types,
        instances: &[CypInstance],
        method: CypMethodRef,
    ) -> Option<(TyId, usize)> {
        let (name, sig) = self.name_and_sig(types, instances, method)?;
        let &at = self.by_ty.get(&method.owner)?;
        self.list[at].mro.iter().find_map(|ancestor| {
            let introducer = &self.list[*self.by_ty.get(ancestor)?];
            let found = find(types, &instances[introducer.index], &name, sig)?;
            let offset = introducer.introduced.iter().position(|&m| m == found)?;
            Some((*ancestor, offset))
        })
    }

    /// The one implementation that a call of a method can reach, whatever the object's class; `None` when
    /// there are several.
    pub(crate) fn only_target(
        &self,
        types: &Types,
        instances: &[CypInstance],
        method: CypMethodRef,
    ) -> Option<CypMethodRef> {
        let mut found = None;
        for layout in self.list.iter().filter(|l| l.mro.contains(&method.owner)) {
            let target = self.implementation(types, instances, layout.index, method)?;
            if found.is_some_and(|f| f != target) {
                return None;
            }
            found = Some(target);
        }
        found
    }

    /// Whether a member lies at the same place in every class derived from the one it is seen through.
    pub(crate) fn is_fixed(&self, layout: &Layout, position: usize) -> bool {
        self.list
            .iter()
            .filter(|d| d.mro.contains(&layout.ty))
            .all(|d| d.members.len() > position && d.members[..=position] == layout.members[..=position])
    }
}

/// The method of an instance with this name and these parameters.
fn find(types: &Types, instance: &CypInstance, name: &str, sig: FuncTyId) -> Option<u32> {
    let class = types.as_cyp(instance.ty)?.class;
    let own = types.cyp_classes[class].methods.iter().zip(&instance.sigs).enumerate();
    own.filter(|(_, (m, _))| m.name == name)
        .find(|(_, (_, s))| types.same_cyp_params(**s, sig))
        .map(|(i, _)| i as u32)
}
