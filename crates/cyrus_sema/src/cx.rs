//! The checker's context for one module: type universe, scopes, HIR tables, diagnostics.

use crate::directive::Directives;
use crate::input::{CheckOptions, ModuleFinder, SourceUnit};
use crate::scope::{Entry, EntryKind, FusedFuncId, Scope, ScopeId, ScopeKind};
use cyrus_arena::IndexVec;
use cyrus_diagnostics::{Code, Diagnostic, Diagnostics};
use cyrus_hir as hir;
use cyrus_source::{SourceMap, Span};
use cyrus_syntax::{Name, ast};
use cyrus_types::{ClassId, CypClassId, DEALLOC, FusedId, Origin, TemplateParamId, TyId, Types};
use elsa::FrozenVec;
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::PathBuf;

/// Everything that lives as long as the check of one module.
pub struct Cx<'a> {
    pub types: Types,
    pub options: &'a CheckOptions,
    pub finder: &'a mut dyn ModuleFinder,
    pub sources: &'a mut SourceMap,
    pub diags: &'a mut Diagnostics,
    /// Owns every syntax tree, so that references into trees are `&'a`.
    trees: &'a FrozenVec<Box<ast::Module>>,
    pub scopes: IndexVec<ScopeId, Scope>,
    pub builtin_scope: ScopeId,
    pub main_scope: ScopeId,
    /// Scopes of modules by full name, once their pxd was read; `None` while being read or not found.
    pub modules: FxHashMap<Name, Option<ScopeId>>,
    /// Body scopes of extension types, C++ classes and cypclasses.
    pub class_scopes: FxHashMap<ClassKey, ScopeId>,
    pub module_name: Name,
    pub module_path: PathBuf,
    pub is_package: bool,
    /// What `from __future__ import` asked for.
    pub future: Future,
    /// Directives of the module, from options and header comments.
    pub directives: Directives,

    /// What `cdef` definitions of the tree were declared as, for the body check.
    pub declared: FxHashMap<NodeKey, DeclaredNode>,
    /// Fused types of `cython` that were asked for, by name.
    pub cython_types: FxHashMap<Name, TyId>,
    /// Full names of modules whose pxd was looked for, and whether it is a package's.
    pub pxd_loaded: FxHashMap<Name, bool>,
    /// Modules with a pxd, each after those which its pxd cimports.
    pub pxd_order: Vec<Name>,
    /// Extension types waiting for their base.
    pub deferred_classes: Vec<crate::declare::ext_class::Deferred<'a>>,
    /// Extension types whose body a pxd has.
    pub pxd_classes: FxHashMap<ClassId, &'a [ast::Stmt]>,
    /// Extension types whose implementation was seen.
    pub implemented_classes: FxHashSet<ClassId>,
    /// C methods with a body: class and index.
    pub implemented_methods: FxHashSet<(ClassId, u32)>,
    /// Parameter names and defaults of C methods: class and index.
    pub method_signatures: FxHashMap<(ClassId, u32), CSignature>,
    /// Types that `@cython.locals` gives to names in C methods and C functions, where they were declared.
    pub method_locals: FxHashMap<(ClassId, Name), Vec<(Name, TyId, Span)>>,
    pub function_locals: FxHashMap<(ScopeId, Name), Vec<(Name, TyId, Span)>>,
    /// Nogil classes that a declaration names: what ends their values is needed where they are.
    pub named_nogil_classes: FxHashSet<ClassId>,
    /// The functions that static C methods, and all methods of nogil classes, are.
    pub static_methods: FxHashMap<(ClassId, u32), hir::CFuncId>,
    /// Extension types that are dataclasses.
    pub dataclasses: FxHashMap<ClassId, crate::declare::dataclass::DataClass<'a>>,
    /// Whether a `from m import *` may bring in names that nobody knows yet.
    pub has_import_star: bool,
    /// The module cimports `numpy` itself, and mentions the function that must be called before all others of its C interface.
    pub cimports_numpy: bool,
    /// Extern C functions in use that are named like those of Cython's generated files.
    pub named_as_cython: Vec<hir::CFuncId>,
    pub calls_import_array: bool,
    /// Attributes annotated `InitVar[...]`.
    pub init_vars: FxHashSet<(ClassId, Name)>,
    /// Typedefs and enums declared `public` or `api`.
    pub public_types: FxHashSet<TyId>,
    /// Defaults of old buffer syntax for a class (`__cythonbufferdefaults__`).
    pub buffer_defaults: FxHashMap<ClassId, cyrus_types::BufferTy>,
    /// Attributes of extern classes that C functions compute (`@property cdef inline …`).
    pub c_properties: FxHashMap<(ClassId, Name), CProperty>,
    /// While the body of a specialisation is checked: what its fused types stand for.
    pub specialized: Vec<(FusedId, TyId)>,
    /// Definitions of cypclasses, and in which order they were declared.
    pub cyp_defs: FxHashMap<CypClassId, &'a ast::CypClassDef>,
    pub cyp_order: Vec<CypClassId>,
    /// Definitions of methods of cypclasses: class and index.
    pub cyp_methods: FxHashMap<(CypClassId, u32), &'a ast::CFuncDef>,
    /// While a body of a generic cypclass is checked: its parameters and what they stand for.
    pub cyp_instance: Option<(Vec<TemplateParamId>, Vec<TyId>)>,
    /// What makes Python objects of C functions with a signature.
    pub cfunc_wrappers: FxHashMap<cyrus_types::FuncTyId, hir::CFuncId>,
    /// The same for C methods: class, method, and whether of an object.
    pub cmethod_wrappers: FxHashMap<(ClassId, u32, bool), hir::CFuncId>,
    /// Bodies of `cdef inline` functions of pxd files, until one is used.
    pub inline_bodies: FxHashMap<hir::CFuncId, (&'a ast::CFuncDef, ScopeId)>,
    /// Defaults of C functions that are literals, by the place of their parameters: calls may leave these out before others.
    pub literal_defaults: FxHashMap<(hir::CFuncId, usize), &'a ast::Expr>,
    /// `cdef inline` functions with bodies that pxd files brought in and the module uses.
    pub pending_inline: Vec<(&'a ast::CFuncDef, ScopeId, hir::CFuncId)>,
    /// Type parameters in scope: annotations that speak of them declare nothing.
    pub type_params: Vec<Name>,

    // ---- output tables
    pub funcs: IndexVec<hir::FuncId, hir::Func>,
    pub cfuncs: IndexVec<hir::CFuncId, hir::CFunc>,
    /// Parameter names and defaults of C functions, beside their types: see [`CSignature`].
    pub csignatures: FxHashMap<hir::CFuncId, CSignature>,
    /// What annotations say of Python variables of the module: objects still, but not any.
    pub annotated_globals: FxHashMap<Name, TyId>,
    /// The names of `libcyrus.task` that are known without a cimport.
    pub offered: crate::declare::concurrency::Offered,
    /// Functions and methods of cypclasses that are declared to park, or not to.
    pub parking_funcs: FxHashMap<hir::CFuncId, bool>,
    pub parking_methods: FxHashMap<(CypClassId, u32), bool>,
    pub cvars: IndexVec<hir::CVarId, hir::CVar>,
    pub fused_funcs: IndexVec<FusedFuncId, FusedFunc>,
    /// Fused C methods of extension types.
    pub fused_methods: FxHashMap<(ClassId, Name), FusedFuncId>,
    pub classes: Vec<hir::ExtClass>,
    pub cyp_instances: Vec<hir::CypInstance>,
    /// Why variables are Python objects, for errors.
    pub python_locals: Vec<crate::check::python_local::PythonLocal>,
    /// Functions in which a name is unknown.
    pub guessed_funcs: FxHashSet<hir::FuncId>,
    /// Methods of the library that instances of its classes cannot have.
    pub unusable: Vec<crate::check::unusable::Unusable>,
    /// Where instances of generic cypclasses are asked for first.
    pub instance_places: FxHashMap<TyId, Span>,
    pub type_defs: Vec<hir::TypeDefRef>,
    pub c_preamble: Vec<hir::CPreamble>,
    pub late_preamble: Vec<hir::CPreamble>,
    /// What is being declared serves `activate` only, which does without the runtime where there is none.
    pub activating: bool,
    /// Something else asked for the runtime.
    pub needs_runtime: bool,
    /// How many verbatim texts follow each header in [`Self::c_preamble`].
    pub header_texts: FxHashMap<Name, usize>,
    pub imported_types: Vec<hir::ImportedType>,
    pub imported_symbols: Vec<hir::ImportedSymbol>,
    pub init: Option<hir::FuncId>,
    pub doc: Option<hir::StrConst>,
    pub cplus: bool,
    /// In a module that is compiled as C: the file at hand, or one that it cimports, declares C++ classes.
    pub declares_cpp: bool,
    /// The modules of the library for which that holds.
    pub cpp_modules: rustc_hash::FxHashSet<Name>,
    /// One of those that are nothing without C++ was cimported, which has been reported: bodies are not looked at.
    pub needs_cpp: bool,
}

/// A tree node over all files of the check.
pub type NodeKey = (cyrus_source::FileId, cyrus_syntax::NodeId);

/// The C functions behind an attribute of an extern class.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CProperty {
    pub get: Option<hir::CFuncId>,
    pub set: Option<hir::CFuncId>,
}

/// What a definition was declared as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeclaredNode {
    /// A module-level `cdef`/`cpdef` function, or a static one of a class.
    CFunc(hir::CFuncId),
    /// A function over fused types.
    FusedFunc(FusedFuncId),
    /// Method number in its extension class.
    ExtMethod(cyrus_types::ClassId, u32),
    /// Method number in its cypclass.
    CypMethod(cyrus_types::CypClassId, u32),
    ExtClass(cyrus_types::ClassId),
    CppClass(cyrus_types::CppClassId),
    CypClass(cyrus_types::CypClassId),
}

/// A class that has a body scope.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ClassKey {
    Ext(cyrus_types::ClassId),
    Cpp(cyrus_types::CppClassId),
    Cyp(cyrus_types::CypClassId),
}

/// What a C function type does not say about a declared function.
#[derive(Clone, Debug, Default)]
pub struct CSignature {
    /// In order of the parameters.
    pub param_names: Vec<Option<Name>>,
    /// Which parameters have a default.
    pub has_default: Vec<bool>,
    /// Where the parameters stand, for messages.
    pub param_spans: Vec<Span>,
    /// Template parameters of a C++ function template.
    pub template_params: Vec<cyrus_types::TemplateParamId>,
    /// Nothing is said about exceptions.
    pub implicit_exception: bool,
}

/// A C function over fused types.
#[derive(Clone, Debug)]
pub struct FusedFunc {
    pub name: Name,
    pub scope: ScopeId,
    /// The fused types of the signature, in order of first use.
    pub fused: Vec<FusedId>,
    /// Types of the parameters as declared.
    pub params: Vec<TyId>,
    /// The specialisations: what each fused type stands for, and what it is.
    pub variants: Vec<(Vec<(FusedId, TyId)>, FusedVariant)>,
    /// Python sees it too.
    pub overridable: bool,
    pub is_static: bool,
    /// Extension class of a method.
    pub class: Option<ClassId>,
}

/// A specialisation of a fused function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FusedVariant {
    Func(hir::CFuncId),
    /// Method number in its extension class.
    Method(ClassId, u32),
}

impl<'a> Cx<'a> {
    /// A context with the builtin scope filled and an empty scope for the module.
    pub fn new(
        main: &SourceUnit,
        finder: &'a mut dyn ModuleFinder,
        options: &'a CheckOptions,
        sources: &'a mut SourceMap,
        diags: &'a mut Diagnostics,
        trees: &'a FrozenVec<Box<ast::Module>>,
    ) -> Cx<'a> {
        let mut scopes = IndexVec::new();
        let builtin_scope = scopes.push(Scope::new(ScopeKind::Builtin, None));
        let main_scope = scopes
            .push(Scope::new(ScopeKind::Module { name: main.name.clone(), main: true }, Some(builtin_scope)));
        let mut cx = Cx {
            types: Types::new(),
            options,
            finder,
            sources,
            diags,
            trees,
            scopes,
            builtin_scope,
            main_scope,
            modules: FxHashMap::default(),
            class_scopes: FxHashMap::default(),
            module_name: main.name.clone(),
            module_path: main.path.clone(),
            is_package: main.is_package,
            future: Future::default(),
            directives: Directives::default(),
            declared: FxHashMap::default(),
            cython_types: FxHashMap::default(),
            specialized: Vec::new(),
            pxd_loaded: FxHashMap::default(),
            pxd_order: Vec::new(),
            deferred_classes: Vec::new(),
            pxd_classes: FxHashMap::default(),
            implemented_classes: FxHashSet::default(),
            implemented_methods: FxHashSet::default(),
            method_signatures: FxHashMap::default(),
            method_locals: FxHashMap::default(),
            function_locals: FxHashMap::default(),
            named_nogil_classes: FxHashSet::default(),
            static_methods: FxHashMap::default(),
            dataclasses: FxHashMap::default(),
            has_import_star: false,
            cimports_numpy: false,
            named_as_cython: Vec::new(),
            calls_import_array: false,
            init_vars: FxHashSet::default(),
            public_types: FxHashSet::default(),
            buffer_defaults: FxHashMap::default(),
            c_properties: FxHashMap::default(),
            cyp_defs: FxHashMap::default(),
            cyp_order: Vec::new(),
            cyp_methods: FxHashMap::default(),
            cyp_instance: None,
            cfunc_wrappers: FxHashMap::default(),
            cmethod_wrappers: FxHashMap::default(),
            inline_bodies: FxHashMap::default(),
            literal_defaults: FxHashMap::default(),
            pending_inline: Vec::new(),
            type_params: Vec::new(),
            funcs: IndexVec::new(),
            cfuncs: IndexVec::new(),
            csignatures: FxHashMap::default(),
            annotated_globals: FxHashMap::default(),
            cvars: IndexVec::new(),
            fused_funcs: IndexVec::new(),
            fused_methods: FxHashMap::default(),
            classes: Vec::new(),
            python_locals: Vec::new(),
            guessed_funcs: FxHashSet::default(),
            unusable: Vec::new(),
            instance_places: FxHashMap::default(),
            cyp_instances: Vec::new(),
            offered: Default::default(),
            parking_funcs: FxHashMap::default(),
            parking_methods: FxHashMap::default(),
            type_defs: Vec::new(),
            c_preamble: Vec::new(),
            late_preamble: Vec::new(),
            activating: false,
            needs_runtime: false,
            header_texts: FxHashMap::default(),
            imported_types: Vec::new(),
            imported_symbols: Vec::new(),
            init: None,
            doc: None,
            cplus: options.cplus,
            declares_cpp: false,
            cpp_modules: rustc_hash::FxHashSet::default(),
            needs_cpp: false,
        };
        cx.types.cplus = options.cplus;
        crate::declare::builtin_scope::fill(&mut cx);
        cx
    }

    /// Takes ownership of a tree for the rest of the check.
    pub fn adopt(&mut self, tree: ast::Module) -> &'a ast::Module {
        self.trees.push_get(Box::new(tree))
    }

    /// The signature of a method of a cypclass instance.
    pub fn cyp_sig(&self, method: hir::CypMethodRef) -> Option<cyrus_types::FuncTyId> {
        let cyp = self.types.as_cyp(method.owner)?;
        Some(self.types.cyp_classes[cyp.class].methods.get(method.method as usize)?.sig)
    }

    /// Reports an error.
    pub fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.diags.push(Diagnostic::error(code, span, message));
    }

    /// Reports a warning.
    pub fn warn(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.diags.push(Diagnostic::warning(code, span, message));
    }

    /// Reports a construct that is not compiled yet.
    pub fn unsupported(&mut self, span: Span, what: &str) {
        self.diags.push(Diagnostic::error(
            cyrus_diagnostics::codes::E0002,
            span,
            format!("{what} is not supported yet"),
        ));
    }

    /// Whether the module's code without the GIL may have handlers: that of Cython, in C, may not.
    pub fn handles_without_gil(&self) -> bool {
        self.cplus || !self.types.cyp_classes.is_empty()
    }

    /// Looks a name up from `scope` outwards. C names stay visible where a class spells private names with
    /// its own.
    pub fn lookup(&self, scope: ScopeId, name: &str) -> Option<&Entry> {
        self.lookup_spelled(scope, name).or_else(|| {
            let entry = self.lookup_spelled(scope, without_class(name)?)?;
            (!matches!(entry.kind, EntryKind::PyGlobal | EntryKind::PyBuiltin)).then_some(entry)
        })
    }

    fn lookup_spelled(&self, scope: ScopeId, name: &str) -> Option<&Entry> {
        let mut current = Some(scope);
        while let Some(id) = current {
            if let Some(entry) = self.scopes[id].get(name) {
                if id == self.builtin_scope {
                    self.offered.note(name);
                }
                return Some(entry);
            }
            current = self.scopes[id].parent;
        }
        None
    }

    /// Enters a name; the caller has dealt with an existing entry.
    pub fn enter(&mut self, scope: ScopeId, entry: Entry) {
        self.scopes[scope].entries.insert(entry.name.clone(), entry);
    }

    /// Enters a Python global of the module unless the name is known already.
    pub fn ensure_py_global(&mut self, name: &Name, span: Span) {
        let scope = self.main_scope;
        match self.scopes[scope].entries.get_mut(name.as_str()) {
            Some(entry) => entry.in_python = true,
            None => self.enter(
                scope,
                Entry { in_python: true, ..Entry::new(name.clone(), Some(span), EntryKind::PyGlobal) },
            ),
        }
    }

    /// Notes that the module uses a C function: one of another module must be imported, an inline one
    /// compiled here.
    pub fn use_cfunc(&mut self, id: hir::CFuncId) {
        self.calls_import_array |= matches!(&*self.cfuncs[id].name, "import_array" | "_import_array");
        if let Some((def, scope)) = self.inline_bodies.remove(&id) {
            self.pending_inline.push((def, scope, id));
            return;
        }
        let func = &self.cfuncs[id];
        let of_cython = func.cname.starts_with("__Pyx_") || func.cname.starts_with("__pyx_");
        if of_cython && func.origin == Origin::Extern && !self.named_as_cython.contains(&id) {
            self.named_as_cython.push(id);
        }
        if let (Origin::Module(module), None, false) = (&func.origin, func.func, func.inline) {
            self.import_symbol(module.clone(), hir::ImportedSymbolKind::Func(id));
        }
    }

    /// Notes that the module uses a C variable: one of another module must be imported.
    pub fn use_cvar(&mut self, id: hir::CVarId) {
        if let Origin::Module(module) = &self.cvars[id].origin {
            self.import_symbol(module.clone(), hir::ImportedSymbolKind::Var(id));
        }
    }

    fn import_symbol(&mut self, module: Name, symbol: hir::ImportedSymbolKind) {
        if !self.imported_symbols.iter().any(|s| s.symbol == symbol) {
            self.imported_symbols.push(hir::ImportedSymbol { module, symbol });
        }
    }

    /// Notes that the module uses an extension type: one that is not defined here must be imported.
    pub fn use_class(&mut self, id: ClassId) {
        for class in self.types.class_chain(id).into_iter().rev() {
            let def = &self.types.classes[class];
            let module = match &def.origin {
                Origin::Here => continue,
                Origin::Module(module) => module.clone(),
                Origin::Extern => match def.qualified.rsplit_once('.') {
                    Some((module, _)) => module.into(),
                    None => continue,
                },
            };
            // Python 2's name for the builtins, as sources still write it.
            let module = if module == "__builtin__" { Name::new_static("builtins") } else { module };
            if !def.nogil && !self.imported_types.iter().any(|t| t.class == Some(class)) {
                self.imported_types.push(hir::ImportedType { module, class: Some(class) });
            }
        }
    }

    /// Notes that the module uses the `__dealloc__` methods of the nogil classes it names.
    pub fn use_deallocs(&mut self) {
        let mut named: Vec<ClassId> = std::mem::take(&mut self.named_nogil_classes).into_iter().collect();
        named.sort_unstable();
        for class in named {
            for owner in self.types.class_chain(class) {
                let index = self.types.classes[owner].methods.iter().position(|m| m.name == DEALLOC);
                let id = index.and_then(|i| self.static_methods.get(&(owner, i as u32)).copied());
                id.into_iter().for_each(|id| self.use_cfunc(id));
            }
        }
    }

    /// Brings what is imported into the order of Cython: modules as their pxd files follow from each other.
    fn order_imports(&mut self) {
        for module in &self.pxd_order {
            let has_types = self
                .types
                .classes
                .iter()
                .any(|c| !c.nogil && matches!(&c.origin, Origin::Module(m) if m == module));
            if has_types && !self.imported_types.iter().any(|t| t.module == *module) {
                self.imported_types.push(hir::ImportedType { module: module.clone(), class: None });
            }
        }
        let order = &self.pxd_order;
        let place = |module: &Name| order.iter().position(|m| m == module).unwrap_or(order.len());
        self.imported_types.sort_by_key(|t| place(&t.module));
        self.imported_symbols.sort_by_key(|s| place(&s.module));
    }

    /// The finished module, or `None` when there were errors.
    pub fn finish(mut self) -> Option<hir::Module> {
        crate::declare::extern_block::check_names_of_cython(&mut self);
        if self.diags.has_errors() {
            return None;
        }
        self.order_imports();
        self.offered.leave_out(&mut self.c_preamble);
        let directives = self.directives.module();
        let file = self.sources.find(&self.module_path).unwrap_or_default();
        Some(hir::Module {
            name: self.module_name,
            file,
            doc: self.doc,
            types: self.types,
            funcs: self.funcs,
            cfuncs: self.cfuncs,
            cvars: self.cvars,
            init: self.init?,
            classes: self.classes,
            cyp_instances: self.cyp_instances,
            type_defs: self.type_defs,
            c_preamble: self.c_preamble,
            late_preamble: self.late_preamble,
            needs_runtime: self.needs_runtime,
            imported_types: self.imported_types,
            imported_symbols: self.imported_symbols,
            cplus: self.cplus,
            language_level: match self.directives.language_level {
                ast::LanguageLevel::Py2 => 2,
                ast::LanguageLevel::Py3Str | ast::LanguageLevel::Py3 => 3,
            },
            directives,
            uses_python: true,
        })
    }
}

/// Features of `__future__` that change what is compiled.
#[derive(Clone, Copy, Debug, Default)]
pub struct Future {
    pub division: bool,
    pub generator_stop: bool,
}

/// The C attribute or C method of an extension type that a name means: a private name is that of the type of the
/// object, whatever class the text stands in.
pub fn c_member_name(types: &Types, class: ClassId, name: &Name) -> Name {
    let known =
        |name: &str| types.find_field(class, name).is_some() || types.find_method(class, name).is_some();
    let private = name.starts_with("__") && !name.ends_with("__");
    let plain = if private { Some(name.as_str()) } else { without_class(name) };
    match plain {
        Some(plain) if !known(name) => {
            let own = format!("_{}{plain}", types.classes[class].name.trim_start_matches('_'));
            if known(&own) { own.into() } else { name.clone() }
        }
        _ => name.clone(),
    }
}

/// `__name` of the private name `_Class__name`.
pub fn without_class(name: &str) -> Option<&str> {
    let at = name.strip_prefix('_').filter(|rest| !rest.starts_with('_'))?.find("__")? + 1;
    (at > 1).then(|| &name[at..])
}
