//! Building modules by hand, compiling them, and running Python on the result.

use cyrus_emit::{EmitOptions, emit};
use cyrus_hir as hir;
use cyrus_mir as mir;
use cyrus_source::{SourceMap, Span};
use cyrus_types::{TyId, Types, common};
use mir::{
    ArgSpec, ArgSpecId, Block, BlockId, Body, BodyAbi, BodyId, CTy, Callee, Const, ErrorCheck, LocalDecl,
    MLocal, Operand, Place, PyConst, Rvalue, Stmt, StmtKind, Terminator,
};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A module under construction.
pub(crate) struct Build {
    pub(crate) module: hir::Module,
    pub(crate) program: mir::Program,
    pub(crate) sources: SourceMap,
    span: Span,
    /// Functions to make and bind when the module runs.
    bound: Vec<hir::FuncId>,
    /// Classes to set up when the module runs.
    pub(crate) set_up: Vec<cyrus_types::ClassId>,
}

/// A body under construction.
pub(crate) struct BodyBuild {
    pub(crate) body: Body,
    current: BlockId,
}

pub(crate) fn local(local: MLocal) -> Operand {
    Operand::local(local)
}

pub(crate) fn int(value: i128, ty: TyId) -> Operand {
    Operand::Const(Const::Int(value, ty))
}

pub(crate) fn object() -> CTy {
    CTy::Ty(common::OBJECT)
}

fn def_info() -> hir::DefInfo {
    hir::DefInfo { binding: true, ..hir::DefInfo::default() }
}

impl Build {
    pub(crate) fn new(name: &str) -> Build {
        let mut sources = SourceMap::new();
        let file = sources.add(format!("{name}.pyx"), "first line\nsecond line\n");
        let span = Span::new(file, 0, 5);
        let mut build = Build {
            module: hir::Module {
                name: name.into(),
                file,
                doc: None,
                types: Types::new(),
                funcs: Default::default(),
                cfuncs: Default::default(),
                cvars: Default::default(),
                init: hir::FuncId(0),
                classes: vec![],
                cyp_instances: vec![],
                type_defs: vec![],
                c_preamble: vec![],
                late_preamble: vec![],
                needs_runtime: false,
                imported_types: vec![],
                imported_symbols: vec![],
                cplus: false,
                language_level: 3,
                directives: Default::default(),
                uses_python: true,
            },
            program: mir::Program::default(),
            sources,
            span,
            bound: vec![],
            set_up: vec![],
        };
        let init = build.func("<module>", hir::FuncKind::ModuleInit);
        build.module.init = init;
        build
    }

    pub(crate) fn func(&mut self, name: &str, kind: hir::FuncKind) -> hir::FuncId {
        self.module.funcs.push(hir::Func {
            name: name.into(),
            qualname: name.into(),
            cname: format!("__cyrus_pf_{name}").into(),
            kind,
            span: self.span,
            name_span: self.span,
            doc: None,
            params: vec![],
            locals: Default::default(),
            ret: common::OBJECT,
            body: vec![],
            parent: None,
            needs_scope: false,
            uses_outer: false,
            coroutine: hir::CoroutineKind::None,
            directives: Default::default(),
            return_annotation: None,
        })
    }

    pub(crate) fn def(&mut self, name: &str, params: &[&str]) -> hir::FuncId {
        let func = self.func(name, hir::FuncKind::Def(def_info()));
        for (i, param) in params.iter().enumerate() {
            self.module.funcs[func].params.push(hir::Param {
                local: hir::LocalId(i as u32),
                name: (*param).into(),
                ty: common::OBJECT,
                kind: hir::ParamKind::Normal,
                default: None,
                annotation: None,
                accepts_none: true,
                type_test: false,
                type_from_annotation: false,
                span: self.span,
            });
        }
        func
    }

    pub(crate) fn body(&self, cname: &str, func: hir::FuncId, abi: BodyAbi) -> BodyBuild {
        let mut body =
            Body::new(cname.into(), format!("__cyrus_pf_{cname}").into(), func, abi, object(), self.span);
        body.qualname = cname.into();
        BodyBuild { body, current: BlockId(0) }
    }

    pub(crate) fn finish(&mut self, body: BodyBuild) -> BodyId {
        let func = body.body.func;
        let id = self.program.bodies.push(body.body);
        self.program.body_of_func.push((func, id));
        id
    }

    pub(crate) fn argspec(&mut self, name: &str, params: &[&str]) -> ArgSpecId {
        self.program.argspecs.push(ArgSpec {
            func_name: name.into(),
            names: params.iter().map(|&p| p.into()).collect(),
            positional_only: 0,
            positional: params.len() as u32,
            required_positional: params.len() as u32,
            required_keyword_only: vec![],
            star: false,
            double_star: false,
        })
    }

    pub(crate) fn constant(&mut self, value: PyConst) -> Operand {
        Operand::Const(Const::Py(self.program.consts.intern(value)))
    }

    /// Makes a function object of `func` and binds it when the module runs.
    pub(crate) fn bind_function(&mut self, func: hir::FuncId) {
        self.bound.push(func);
    }

    /// `def name(x): <ty>x` back to an object.
    #[allow(dead_code, reason = "not every test file converts")]
    pub(crate) fn round_trip(&mut self, name: &str, ty: TyId, check: ErrorCheck) {
        let func = self.def(name, &["x"]);
        let mut body = self.body(name, func, BodyAbi::Fastcall);
        body.param("self", common::OBJECT);
        let x = body.variable("x", common::OBJECT);
        let value = body.temp(ty);
        let result = body.temp(common::OBJECT);
        let failed = body.block(true);
        let spec = self.argspec(name, &["x"]);
        body.stmt(StmtKind::ParseArgs { spec, dests: vec![x], star: None, double_star: None }, Some(failed));
        let from = StmtKind::Call {
            dest: Some(Place::local(value)),
            callee: Callee::FromPy(ty),
            args: vec![local(x)],
            error: check,
        };
        body.stmt(from, Some(failed));
        let to = StmtKind::Call {
            dest: Some(Place::local(result)),
            callee: Callee::ToPy(ty),
            args: vec![local(value)],
            error: ErrorCheck::Null,
        };
        body.stmt(to, Some(failed));
        body.end(Terminator::Return(Some(local(result))));
        body.at(failed);
        body.stmt(StmtKind::Traceback { nogil: false }, None);
        body.end(Terminator::Return(Some(Operand::Const(Const::Null))));
        self.finish(body);
        self.bind_function(func);
    }

    /// The module with a body that binds its functions.
    fn complete(&self) -> (hir::Module, mir::Program) {
        let (module, mut program) = (self.module.clone(), self.program.clone());
        let mut body = self.body("exec", module.init, BodyAbi::ModuleExec);
        let failed = body.block(true);
        for &class in &self.set_up {
            body.stmt(
                StmtKind::Call {
                    dest: None,
                    callee: Callee::SetupExtClass(class),
                    args: vec![],
                    error: ErrorCheck::Neg,
                },
                Some(failed),
            );
        }
        for &func in &self.bound {
            let made = body.temp(common::OBJECT);
            let null = || Operand::Const(Const::Null);
            body.stmt(
                StmtKind::Call {
                    dest: Some(Place::local(made)),
                    callee: Callee::MakeFunction(func),
                    args: vec![null(), null(), null(), null()],
                    error: ErrorCheck::Null,
                },
                Some(failed),
            );
            let name = Operand::Const(Const::Py(program.consts.name(&module.funcs[func].name)));
            body.call(
                None,
                "PyDict_SetItem",
                vec![Operand::Const(Const::ModuleDict), name, local(made)],
                ErrorCheck::Neg,
                Some(failed),
            );
            body.stmt(
                StmtKind::Decref {
                    value: local(made),
                    kind: cyrus_types::Counting::Python,
                    nullable: false,
                    kept: false,
                },
                None,
            );
        }
        body.end(Terminator::Return(Some(int(0, common::INT))));
        body.at(failed);
        body.stmt(StmtKind::Traceback { nogil: false }, None);
        body.end(Terminator::Return(Some(int(-1, common::INT))));
        program.bodies.push(body.body);
        (module, program)
    }

    pub(crate) fn emit(&self) -> String {
        let (module, program) = self.complete();
        let options = EmitOptions { source_name: format!("{}.pyx", module.name), ..EmitOptions::default() };
        match emit(&module, &program, &self.sources, &options) {
            Ok(emitted) => emitted.source,
            Err(errors) => panic!("{errors:#?}"),
        }
    }
}

impl BodyBuild {
    fn declare(&mut self, name: Option<&str>, ty: TyId, kind: mir::LocalKind) -> MLocal {
        self.body.locals.push(LocalDecl {
            kept: false,
            name: name.map(Into::into),
            ty: CTy::Ty(ty),
            kind,
            zeroed: false,
            frame_field: None,
            ends: false,
        })
    }

    pub(crate) fn param(&mut self, name: &str, ty: TyId) -> MLocal {
        let local = self.declare(Some(name), ty, mir::LocalKind::Param);
        self.body.params.push(local);
        local
    }

    pub(crate) fn variable(&mut self, name: &str, ty: TyId) -> MLocal {
        self.declare(Some(name), ty, mir::LocalKind::Variable)
    }

    pub(crate) fn temp(&mut self, ty: TyId) -> MLocal {
        self.declare(None, ty, mir::LocalKind::Temp)
    }

    pub(crate) fn block(&mut self, cold: bool) -> BlockId {
        let span = self.body.span;
        self.body.blocks.push(Block { stmts: vec![], term: Terminator::Unreachable, term_span: span, cold })
    }

    pub(crate) fn at(&mut self, block: BlockId) {
        self.current = block;
    }

    pub(crate) fn stmt(&mut self, kind: StmtKind, unwind: Option<BlockId>) {
        let span = self.body.span;
        self.body.blocks[self.current].stmts.push(Stmt { kind, span, unwind });
    }

    pub(crate) fn assign(&mut self, dest: MLocal, value: Rvalue) {
        self.stmt(StmtKind::Assign { dest: Place::local(dest), value }, None);
    }

    pub(crate) fn call(
        &mut self,
        dest: Option<MLocal>,
        name: &str,
        args: Vec<Operand>,
        error: ErrorCheck,
        unwind: Option<BlockId>,
    ) {
        let callee = Callee::Runtime(name.into());
        self.stmt(StmtKind::Call { dest: dest.map(Place::local), callee, args, error }, unwind);
    }

    pub(crate) fn end(&mut self, term: Terminator) {
        self.body.blocks[self.current].term = term;
    }
}

fn include_dir() -> Option<String> {
    let output = Command::new("python3")
        .args(["-c", "import sysconfig; print(sysconfig.get_paths()['include'])"])
        .output()
        .ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_string())
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hand_built");
    std::fs::create_dir_all(&folder).expect("a folder for the test's files");
    folder
}

/// Compiles the module with a compiler; warnings are errors. `false` when there is no such compiler here.
fn compile(build: &Build, compiler: &str, suffix: &str) -> bool {
    let Some(include) = include_dir() else { return false };
    let name = build.module.name.as_str();
    let source = folder().join(format!("{name}.{suffix}"));
    std::fs::write(&source, build.emit()).expect("a writable test folder");
    let standard = if suffix == "c" { "-std=c11" } else { "-std=c++17" };
    let output = Command::new(compiler)
        .args([standard, "-O0", "-fPIC", "-shared", "-Wall", "-Werror", "-isystem", &include, "-o"])
        .arg(folder().join(format!("{name}.so")))
        .arg(&source)
        .output();
    let Ok(output) = output else { return false };
    assert!(
        output.status.success(),
        "{}\n{}",
        source.display(),
        String::from_utf8_lossy(&output.stderr).lines().take(40).collect::<Vec<_>>().join("\n")
    );
    true
}

/// Compiles it as C and as C++.
pub(crate) fn compiles(build: &Build) {
    if !build.module.cplus {
        compile(build, "gcc", "c");
    }
    compile(build, "g++", "cpp");
}

/// Compiles it, and runs Python code that imports it.
pub(crate) fn run(build: &Build, code: &str) {
    let built = compile(build, "g++", "cpp");
    let built = if build.module.cplus { built } else { compile(build, "gcc", "c") };
    if !built {
        return;
    }
    let output = Command::new("python3")
        .args(["-X", "dev", "-c", code])
        .env("PYTHONPATH", folder())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("an interpreter");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
