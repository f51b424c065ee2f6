//! Generic cypclasses, from Python: `Box["int"]`.
//!
//! Every instance of a generic of the module gets a face like a plain class; the generic's name stands for the table of
//! them. Faces may mention further instances, which are made in turn. The statements come before the module's own,
//! as nobody can say which of those hands out the first object.
//!
//! Classes of other modules whose bodies this one has, because they stand in a `.pxd` file, get a face when objects of
//! them go to Python or come from there. Several modules may do that: there is one Python type in a process, and the
//! module that comes first fills it.

use crate::check::Checker;
use cyrus_hir::{self as hir, Expr, ExprKind, Stmt, StmtKind};
use cyrus_source::Span;
use cyrus_types::{CypClassId, Origin, TyId, common};
use rustc_hash::FxHashSet;

impl Checker<'_, '_> {
    /// Sets up the classes of the module's own `.pxd` file that have no statement in the module.
    pub fn cyp_declared_faces(&mut self, out: &mut hir::Block) {
        for id in self.cx.cyp_order.clone() {
            let def = &self.cx.types.cyp_classes[id];
            let own =
                def.origin == Origin::Here && def.in_pxd && def.params.is_empty() && def.outer.is_none();
            if own {
                let span = def.span;
                self.cyp_setup(id, span, out);
            }
        }
    }

    /// Adds the faces of instances that have none yet; whether there were any.
    pub fn cyp_generic_faces(&mut self, faced: &mut FxHashSet<TyId>, out: &mut hir::Block) -> bool {
        let made: Vec<TyId> = self.cyp_made.iter().map(|i| i.ty).collect();
        let before = faced.len();
        for ty in made {
            let Some(cyp) = self.cyp_of(ty) else { continue };
            let def = &self.cx.types.cyp_classes[cyp.class];
            let own = def.origin == Origin::Here;
            let due = if own { !cyp.args.is_empty() } else { self.cyp_wanted_faces.contains(&ty) };
            if !due || !faced.insert(ty) {
                continue;
            }
            let (span, params, shared) = (def.span, def.params.clone(), def.in_pxd);
            let saved = self.cx.cyp_instance.replace((params, cyp.args.clone()));
            let mut face = Vec::new();
            self.cyp_face(ty, span, &mut face);
            self.cx.cyp_instance = saved;
            if shared {
                let stmt = self.by_the_first(ty, span, face);
                out.push(stmt);
            } else {
                out.extend(face);
            }
        }
        faced.len() > before
    }

    /// What only the first module does that has a class.
    pub(in crate::check) fn by_the_first(&mut self, class: TyId, span: Span, then: hir::Block) -> Stmt {
        let class = Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(class) };
        let kind = ExprKind::Runtime { name: "__cyrus_cyp_py_first".into(), args: vec![class] };
        let test = Expr { ty: common::INT, span, kind };
        Stmt { span, kind: StmtKind::If { test, then, orelse: Vec::new() } }
    }

    /// Binds the names of the generics.
    pub fn cyp_generic_names(&mut self, faced: &FxHashSet<TyId>, out: &mut hir::Block) {
        let mut generics: Vec<(CypClassId, Vec<TyId>)> = Vec::new();
        let made: Vec<TyId> = self.cyp_made.iter().map(|i| i.ty).filter(|t| faced.contains(t)).collect();
        for ty in made {
            let Some(cyp) = self.cyp_of(ty).filter(|cyp| !cyp.args.is_empty()) else { continue };
            match generics.iter_mut().find(|(class, _)| *class == cyp.class) {
                Some((_, types)) => types.push(ty),
                None => generics.push((cyp.class, vec![ty])),
            }
        }
        for (class, types) in generics {
            let def = &self.cx.types.cyp_classes[class];
            let (name, span) = (self.generic_name(class), def.span);
            let nested = def.outer.map(|outer| (outer, def.name.clone()));
            let around = self.cx.types.cyp_params_around(class);
            let own = def.params.len() > around;
            let mut items = Vec::new();
            // Of `Tree["int"].Node["double"]`: the instances of one instance around them.
            let mut inside: Vec<(TyId, Vec<(Expr, Expr)>)> = Vec::new();
            for ty in types {
                let Some(cyp) = self.cyp_of(ty) else { continue };
                let type_object = Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(ty) };
                items.push((self.instance_key(&cyp.args, span), type_object.clone()));
                let Some((outer, inner)) = &nested else { continue };
                let outer = self.cx.types.cyp(*outer, cyp.args[..around].to_vec());
                if around > 0 && !faced.contains(&outer) {
                    continue;
                }
                if !own {
                    // `Box["int"].Inner`
                    self.set_in_class(outer, inner, type_object, span, out);
                    continue;
                }
                let item = (self.instance_key(&cyp.args[around..], span), type_object);
                match inside.iter_mut().find(|(ty, _)| *ty == outer) {
                    Some((_, items)) => items.push(item),
                    None => inside.push((outer, vec![item])),
                }
            }
            for (outer, items) in inside {
                let inner = self.cx.types.cyp_classes[class].name.clone();
                let table = self.instance_table(&inner, items, span);
                self.set_in_class(outer, &inner, table, span, out);
            }
            // The last table is the one that `pickle` goes by.
            let value = self.instance_table(&name, items, span);
            let target = self.py_global_target(&name, span);
            out.push(Stmt { span, kind: StmtKind::Assign { target, value } });
        }
    }

    /// The arguments of an instance as the key of a table of instances.
    fn instance_key(&mut self, args: &[TyId], span: Span) -> Expr {
        let shown = self.cx.types.display_args(args);
        self.text_expr(&shown, span)
    }

    /// A table of instances.
    fn instance_table(&mut self, name: &str, items: Vec<(Expr, Expr)>, span: Span) -> Expr {
        let types = Expr { ty: common::DICT, span, kind: ExprKind::Dict(items) };
        let module = self.cx.module_name.clone();
        let args = vec![self.text_expr(name, span), self.text_expr(&module, span), types];
        let kind = ExprKind::Runtime { name: "__cyrus_cyp_generic".into(), args };
        Expr { ty: common::OBJECT, span, kind }
    }

    /// Makes something an attribute of the Python type of a class.
    fn set_in_class(&mut self, class: TyId, name: &str, value: Expr, span: Span, out: &mut hir::Block) {
        let class = Expr { ty: common::TYPE, span, kind: ExprKind::TypeObject(class) };
        let args = vec![class, self.text_expr(name, span), value];
        let kind = ExprKind::Runtime { name: "__cyrus_cyp_py_set".into(), args };
        out.push(Stmt { span, kind: StmtKind::Expr(Expr { ty: common::INT, span, kind }) });
    }

    /// The name of a module's table of instances. Classes inside generic ones are found through those, and there for `pickle`.
    fn generic_name(&self, class: CypClassId) -> cyrus_syntax::Name {
        let def = &self.cx.types.cyp_classes[class];
        match def.outer {
            Some(outer) => {
                format!("_{}_{}", self.generic_name(outer).trim_start_matches('_'), def.name).into()
            }
            None => def.name.clone(),
        }
    }
}
