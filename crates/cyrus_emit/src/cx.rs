//! What all parts of the emitter share: the input, and what the file turned out to need.

use crate::c_text::bytes_literal;
use crate::types::Definition;
use cyrus_arena::Id as _;
use cyrus_diagnostics::{Diagnostic, codes};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_source::{FileId, SourceMap, Span};
use cyrus_types::{Name, TyId, Types};
use indexmap::{IndexMap, IndexSet};
use std::collections::BTreeSet;
use std::path::Path;

/// How to write the file.
#[derive(Clone, Debug)]
pub struct EmitOptions {
    /// The module's own source file, as tracebacks and comments name it; never absolute.
    pub source_name: String,
    /// Put source lines into comments.
    pub comments: bool,
    /// Write `#line` directives.
    pub line_directives: bool,
    /// Add a `main` with this name that runs the module as a program.
    pub embed: Option<String>,
}

impl Default for EmitOptions {
    fn default() -> Self {
        EmitOptions { source_name: "<source>".into(), comments: true, line_directives: false, embed: None }
    }
}

/// Shared state. Everything that reaches the output is kept in an ordered collection.
pub(crate) struct Cx<'a> {
    pub(crate) module: &'a hir::Module,
    pub(crate) program: &'a mir::Program,
    pub(crate) types: &'a Types,
    pub(crate) sources: &'a SourceMap,
    pub(crate) options: &'a EmitOptions,
    /// Names of support fragments in use.
    pub(crate) fragments: BTreeSet<String>,
    /// The program's constants, and those that tables and type objects added.
    pub(crate) consts: mir::ConstPool,
    /// Definitions of types that something mentioned, in order of first mention.
    pub(crate) mentioned: IndexSet<Definition>,
    /// Generated conversion and counting functions by C name: prototype and definition.
    pub(crate) generated: IndexMap<String, Generated>,
    /// Static variables of name caches, with the name they cache.
    pub(crate) name_caches: IndexSet<Name>,
    /// Names of the caches of builtin types' methods.
    pub(crate) known_methods: IndexSet<String>,
    /// C name of each body.
    body_names: Vec<String>,
    /// Which bodies somebody mentioned before they were written.
    pub(crate) forward: BTreeSet<mir::BodyId>,
    /// Functions whose static description is needed.
    pub(crate) funcdefs: IndexSet<hir::FuncId>,
    /// Scope layouts whose static description is needed.
    pub(crate) scope_descs: BTreeSet<mir::ScopeId>,
    pub(crate) argspecs: BTreeSet<mir::ArgSpecId>,
    /// Line and name for the tracebacks that parsing with these tables adds by itself.
    pub(crate) reporting_specs: std::collections::BTreeMap<mir::ArgSpecId, (u32, Name)>,
    /// Classes of other modules whose type object something mentions.
    pub(crate) imported_classes: IndexSet<cyrus_types::ClassId>,
    /// Generator steps that something makes generators of.
    pub(crate) generators: IndexSet<mir::BodyId>,
    /// Headers of the C++ library that generated code needs.
    pub(crate) cplus_headers: BTreeSet<&'static str>,
    /// Extension types are spelled as pointers to their structs: in headers.
    pub(crate) names_structs: bool,
    /// Where the members of cypclasses lie.
    pub(crate) cyp: std::rc::Rc<crate::cyp::Layouts>,
    /// Cypclasses whose fields something reaches through descriptors.
    pub(crate) cyp_indirect: BTreeSet<TyId>,
    /// Cypclasses whose allocation function something mentions.
    pub(crate) cyp_allocators: BTreeSet<TyId>,
    /// Methods that are left out of the file.
    pub(crate) cyp_unused: rustc_hash::FxHashSet<mir::BodyId>,
    /// Functions for method tables around methods that get objects by reference: names and texts.
    pub(crate) cyp_by_value: Vec<(String, String)>,
    /// Variables of module scope that something mentions.
    pub(crate) used_cvars: BTreeSet<hir::CVarId>,
    /// The template of storage for C++ objects that are made later is needed.
    pub(crate) slots: bool,
    /// C functions of others that something mentions.
    pub(crate) used_cfuncs: BTreeSet<hir::CFuncId>,
    errors: Vec<Diagnostic>,
    /// The statement that is being written.
    pub(crate) at: Span,
}

/// A function that the emitter makes up by itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Generated {
    /// Macros and inline functions, before the bodies.
    pub(crate) prototype: String,
    /// After the bodies.
    pub(crate) definition: String,
}

impl<'a> Cx<'a> {
    pub(crate) fn new(
        module: &'a hir::Module,
        program: &'a mir::Program,
        sources: &'a SourceMap,
        options: &'a EmitOptions,
    ) -> Cx<'a> {
        let mut taken = IndexSet::new();
        let mut body_names = Vec::with_capacity(program.bodies.len());
        for (id, body) in program.bodies.iter_ids() {
            let mut name = crate::c_text::c_identifier(&body.cname);
            if taken.contains(&name) {
                name = format!("{name}_{}", id.index());
            }
            taken.insert(name.clone());
            body_names.push(name);
        }
        Cx {
            module,
            program,
            types: &module.types,
            sources,
            options,
            fragments: BTreeSet::new(),
            consts: program.consts.clone(),
            mentioned: IndexSet::new(),
            generated: IndexMap::new(),
            name_caches: IndexSet::new(),
            known_methods: IndexSet::new(),
            body_names,
            forward: BTreeSet::new(),
            funcdefs: IndexSet::new(),
            scope_descs: BTreeSet::new(),
            argspecs: BTreeSet::new(),
            reporting_specs: std::collections::BTreeMap::new(),
            imported_classes: IndexSet::new(),
            generators: IndexSet::new(),
            cplus_headers: BTreeSet::new(),
            names_structs: false,
            cyp: std::rc::Rc::new(crate::cyp::Layouts::new(&module.types, &module.cyp_instances)),
            cyp_indirect: BTreeSet::new(),
            cyp_allocators: BTreeSet::new(),
            cyp_unused: Default::default(),
            cyp_by_value: Vec::new(),
            used_cvars: BTreeSet::new(),
            slots: false,
            used_cfuncs: BTreeSet::new(),
            errors: Vec::new(),
            at: Span::default(),
        }
    }

    /// Whether the output is C++.
    pub(crate) fn cplus(&self) -> bool {
        self.module.cplus
    }

    /// Asks for a support fragment.
    pub(crate) fn fragment(&mut self, name: &str) {
        if !self.fragments.contains(name) {
            debug_assert!(cyrus_rt_abi::fragment(name).is_some(), "no fragment `{name}`");
            self.fragments.insert(name.to_string());
        }
    }

    /// Whether somebody has asked for a fragment.
    pub(crate) fn has_fragment(&self, name: &str) -> bool {
        self.fragments.contains(name)
    }

    /// Asks for a header of the C++ library.
    pub(crate) fn cplus_header(&mut self, header: &'static str) {
        self.cplus_headers.insert(header);
    }

    /// Asks for the fragment behind a support function, if it has one; the function's name.
    pub(crate) fn runtime<'n>(&mut self, name: &'n str) -> &'n str {
        match cyrus_rt_abi::rt_fn(name) {
            Some(function) => {
                if let Some(fragment) = function.fragment {
                    self.fragment(fragment);
                }
            }
            None => {
                // A function of CPython that the table does not describe is fine; one of ours must be there.
                if name.starts_with("__cyrus_") && !self.generated.contains_key(name) {
                    self.internal(format!("support function {name} does not exist"));
                }
            }
        }
        name
    }

    /// C name of a body.
    pub(crate) fn body_name(&self, body: mir::BodyId) -> &str {
        &self.body_names[body.index()]
    }

    /// The body with C signature of a HIR function: not a wrapper, not a generator step.
    pub(crate) fn c_body(&self, func: hir::FuncId) -> Option<mir::BodyId> {
        self.bodies_of(func).find(|&id| self.program.bodies[id].abi == mir::BodyAbi::C)
    }

    /// The body that Python calls: a wrapper of the vectorcall family.
    pub(crate) fn python_body(&self, func: hir::FuncId) -> Option<mir::BodyId> {
        use mir::BodyAbi;
        self.bodies_of(func).find(|&id| {
            matches!(self.program.bodies[id].abi, BodyAbi::Fastcall | BodyAbi::NoArgs | BodyAbi::OneArg)
        })
    }

    /// The first body of a HIR function.
    pub(crate) fn first_body(&self, func: hir::FuncId) -> Option<mir::BodyId> {
        self.bodies_of(func).next()
    }

    fn bodies_of(&self, func: hir::FuncId) -> impl Iterator<Item = mir::BodyId> + use<'_> {
        self.program.bodies.iter_ids().filter(move |(_, b)| b.func == func).map(|(id, _)| id)
    }

    /// `__cyrus_k[…]` of an interned string.
    pub(crate) fn interned(&mut self, text: &str) -> mir::ConstId {
        self.consts.name(text)
    }

    /// 1-based line of a span.
    pub(crate) fn line(&self, span: Span) -> u32 {
        self.sources.file(span.file).line(span.start)
    }

    /// Whether it is the module's own file, not one of its declarations or included.
    pub(crate) fn is_main_file(&self, file: FileId) -> bool {
        let main = self.module.funcs[self.module.init].span.file;
        // Text that stands in for a part of the module has its path.
        file == main || self.sources.file(file).path == self.sources.file(main).path
    }

    /// The file of a span as C text, for tracebacks; None for text that the compiler has written, which nobody can look at.
    pub(crate) fn traceback_file(&self, span: Span) -> Option<String> {
        if self.is_main_file(span.file) {
            return Some("__CYRUS_SOURCE".to_owned());
        }
        let path = &self.sources.file(span.file).path;
        let shown = if path.is_absolute() { Path::new(path.file_name()?) } else { path };
        let shown = shown.to_string_lossy().replace('\\', "/");
        (!shown.starts_with('<')).then(|| bytes_literal(shown.trim_start_matches("./").as_bytes()))
    }

    /// Reports a construct that the emitter cannot write.
    pub(crate) fn unsupported(&mut self, span: Span, what: &str) {
        // What is written once for all who need it is reported where it is needed first.
        let span = if span == Span::default() { self.at } else { span };
        self.errors.push(Diagnostic::error(codes::E0002, span, format!("{what} not supported yet")));
    }

    /// Reports that an earlier stage gave something impossible.
    pub(crate) fn internal(&mut self, what: String) {
        self.errors.push(Diagnostic::error(codes::E0001, None, what));
    }

    pub(crate) fn take_errors(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.errors)
    }

    /// The type as messages name it.
    pub(crate) fn display(&self, ty: TyId) -> String {
        self.types.display(ty)
    }
}
