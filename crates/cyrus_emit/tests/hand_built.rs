//! Modules whose HIR and MIR are built by hand, compiled by gcc and g++ and imported by CPython.
//!
//! They test what the emitter promises by itself; whole programs are tested where the pipeline is.

mod build;

use build::{Build, int, local, run};
use cyrus_hir as hir;
use cyrus_mir::{
    BodyAbi, CBinOp, CTy, Callee, Const, ErrorCheck, Operand, Place, Rvalue, StmtKind, Terminator,
};
use cyrus_types::common;

#[test]
fn an_empty_module_is_small_and_imports() {
    let build = Build::new("m_empty");
    let text = build.emit();
    assert!(text.len() < 12_000, "{} bytes", text.len());
    run(&build, "import m_empty\nassert m_empty.__name__ == 'm_empty'");
}

/// `def add(a, b): return a + b`, made into a function object and bound.
#[test]
fn a_function_is_called_and_fails_with_a_traceback() {
    let mut build = Build::new("m_add");
    let func = build.def("add", &["a", "b"]);
    let mut body = build.body("add", func, BodyAbi::Fastcall);
    let this = body.param("self", common::OBJECT);
    let a = body.variable("a", common::OBJECT);
    let b = body.variable("b", common::OBJECT);
    let sum = body.temp(common::OBJECT);
    let failed = body.block(true);
    let spec = build.argspec("add", &["a", "b"]);
    body.stmt(StmtKind::ParseArgs { spec, dests: vec![a, b], star: None, double_star: None }, Some(failed));
    body.call(Some(sum), "PyNumber_Add", vec![local(a), local(b)], ErrorCheck::Null, Some(failed));
    body.end(Terminator::Return(Some(local(sum))));
    body.at(failed);
    body.stmt(StmtKind::Traceback { nogil: false }, None);
    body.end(Terminator::Return(Some(Operand::Const(Const::Null))));
    let _ = this;
    build.finish(body);
    build.bind_function(func);
    run(
        &build,
        "import m_add, traceback\n\
         assert m_add.add(2, b=3) == 5\n\
         assert m_add.add.__name__ == 'add'\n\
         try: m_add.add(1, 'x')\n\
         except TypeError as e: assert 'in add' in ''.join(traceback.format_tb(e.__traceback__))\n\
         else: assert 0\n\
         try: m_add.add(1)\n\
         except TypeError as e: assert 'exactly 2 positional arguments' in str(e), e\n\
         else: assert 0\n",
    );
}

/// A loop over C integers: arithmetic is folded into expressions, jumps fall through.
#[test]
fn arithmetic_reads_like_arithmetic() {
    let mut build = Build::new("m_loop");
    let func = build.def("total", &[]);
    let mut body = build.body("total", func, BodyAbi::C);
    body.body.ret = CTy::Ty(common::LONG);
    let n = body.param("n", common::LONG);
    let i = body.variable("i", common::LONG);
    let sum = body.variable("sum", common::LONG);
    let (square, next, more, bumped) =
        (body.temp(common::LONG), body.temp(common::LONG), body.temp(common::BINT), body.temp(common::LONG));
    let head = body.block(false);
    let inside = body.block(false);
    let done = body.block(false);
    body.assign(i, Rvalue::Use(int(0, common::LONG)));
    body.assign(sum, Rvalue::Use(int(0, common::LONG)));
    body.end(Terminator::Goto(head));
    body.at(head);
    body.assign(more, Rvalue::Binary(CBinOp::Lt, local(i), local(n)));
    body.end(Terminator::If { cond: local(more), then: inside, orelse: done, likely: None });
    body.at(inside);
    body.assign(square, Rvalue::Binary(CBinOp::Mul, local(i), local(i)));
    body.assign(next, Rvalue::Binary(CBinOp::Add, local(sum), local(square)));
    body.assign(sum, Rvalue::Use(local(next)));
    body.assign(bumped, Rvalue::Binary(CBinOp::Add, local(i), int(1, common::LONG)));
    body.assign(i, Rvalue::Use(local(bumped)));
    body.end(Terminator::Goto(head));
    body.at(done);
    body.end(Terminator::Return(Some(local(sum))));
    build.finish(body);
    let text = build.emit();
    assert!(text.contains("v_sum = v_sum + v_i * v_i;"), "{text}");
    assert!(text.contains("v_i = v_i + 1;"), "{text}");
    build::compiles(&build);
}

/// An assignment between definition and use of a temporary keeps the old value.
#[test]
fn folding_respects_writes() {
    let mut build = Build::new("m_fold");
    let func = build.def("swap", &[]);
    let mut body = build.body("swap", func, BodyAbi::C);
    body.body.ret = CTy::Ty(common::LONG);
    let a = body.param("a", common::LONG);
    let b = body.param("b", common::LONG);
    let old = body.temp(common::LONG);
    body.assign(old, Rvalue::Binary(CBinOp::Sub, local(a), int(1, common::LONG)));
    body.assign(a, Rvalue::Use(local(b)));
    body.assign(b, Rvalue::Use(local(old)));
    body.end(Terminator::Return(Some(local(b))));
    build.finish(body);
    let text = build.emit();
    assert!(text.contains("t2 = v_a - 1;\n  v_a = v_b;\n  v_b = t2;"), "{text}");
}

/// Narrow types are cut where C would not.
#[test]
fn folding_keeps_the_width_of_temporaries() {
    let mut build = Build::new("m_width");
    let func = build.def("width", &[]);
    let mut body = build.body("width", func, BodyAbi::C);
    body.body.ret = CTy::Ty(common::INT);
    let a = body.param("a", common::UCHAR);
    let sum = body.temp(common::UCHAR);
    let half = body.temp(common::INT);
    body.assign(sum, Rvalue::Binary(CBinOp::Add, local(a), local(a)));
    body.assign(half, Rvalue::Binary(CBinOp::Shr, local(sum), int(1, common::INT)));
    body.end(Terminator::Return(Some(local(half))));
    build.finish(body);
    let text = build.emit();
    assert!(text.contains("return (int)((unsigned char)(v_a + v_a) >> 1);"), "{text}");
}

/// Calls with keywords, displays and constants.
#[test]
fn python_calls_and_displays() {
    let mut build = Build::new("m_call");
    let func = build.def("make", &["f"]);
    let mut body = build.body("make", func, BodyAbi::Fastcall);
    body.param("self", common::OBJECT);
    let f = body.variable("f", common::OBJECT);
    let list = body.temp(common::OBJECT);
    let result = body.temp(common::OBJECT);
    let failed = body.block(true);
    let drop_list = body.block(true);
    let spec = build.argspec("make", &["f"]);
    body.stmt(StmtKind::ParseArgs { spec, dests: vec![f], star: None, double_star: None }, Some(failed));
    let one = build.constant(cyrus_mir::PyConst::Int(1));
    let text = build.constant(cyrus_mir::PyConst::Str { text: b"caf\xc3\xa9 \"x\"".to_vec(), intern: false });
    for c in [&one, &text] {
        body.stmt(
            StmtKind::Incref { value: c.clone(), kind: cyrus_types::Counting::Python, nullable: false },
            None,
        );
    }
    body.stmt(
        StmtKind::Call {
            dest: Some(Place::local(list)),
            callee: Callee::Build(cyrus_mir::BuildKind::List),
            args: vec![one.clone(), text],
            error: ErrorCheck::Null,
        },
        Some(failed),
    );
    body.stmt(
        StmtKind::Call {
            dest: Some(Place::local(result)),
            callee: Callee::PyCall { keywords: vec!["key".into()] },
            args: vec![local(f), local(list), one],
            error: ErrorCheck::Null,
        },
        Some(drop_list),
    );
    let drop = StmtKind::Decref {
        value: local(list),
        kind: cyrus_types::Counting::Python,
        nullable: false,
        kept: false,
    };
    body.stmt(drop.clone(), None);
    body.end(Terminator::Return(Some(local(result))));
    body.at(drop_list);
    body.stmt(drop, None);
    body.end(Terminator::Goto(failed));
    body.at(failed);
    body.stmt(StmtKind::Traceback { nogil: false }, None);
    body.end(Terminator::Return(Some(Operand::Const(Const::Null))));
    build.finish(body);
    build.bind_function(func);
    run(
        &build,
        "import m_call\n\
         assert m_call.make(lambda a, key: (a, key)) == ([1, 'café \"x\"'], 1)\n\
         try: m_call.make(lambda a: a)\n\
         except TypeError: pass\n\
         else: assert 0\n",
    );
}

/// A conversion of every kind of C type that Python code can pass.
#[test]
fn conversions_instantiate_templates() {
    let mut build = Build::new("m_convert");
    let pair = build.module.types.intern(cyrus_types::Ty::CTuple(vec![common::INT, common::DOUBLE]));
    let array = build.module.types.array(common::SHORT, Some(3));
    for (name, ty, check) in [
        ("an_int", common::INT, ErrorCheck::Maybe(cyrus_types::ExcValue::Int(-1))),
        ("a_size", common::SIZE_T, ErrorCheck::Maybe(cyrus_types::ExcValue::Int(-1))),
        ("a_double", common::DOUBLE, ErrorCheck::Maybe(cyrus_types::ExcValue::Int(-1))),
        ("a_truth", common::BINT, ErrorCheck::Neg1),
        ("a_char", common::UCS4, ErrorCheck::Maybe(cyrus_types::ExcValue::Int(-1))),
        ("a_pair", pair, ErrorCheck::Occurred),
        ("an_array", array, ErrorCheck::Occurred),
        ("a_string", common::CHAR_PTR, ErrorCheck::Null),
    ] {
        build.round_trip(name, ty, check);
    }
    run(
        &build,
        "import m_convert as m\n\
         assert m.an_int(-7) == -7 and m.a_size(2**40) == 2**40 and m.a_double(2) == 2.0\n\
         assert m.a_truth([1]) is True and m.a_char('x') == 'x' and m.a_pair((1, 2)) == (1, 2.0)\n\
         assert m.an_array([1, 2, 3]) == [1, 2, 3] and m.a_string(b'abc') == b'abc'\n\
         for f, bad, error in [(m.an_int, 2**40, OverflowError), (m.a_size, -1, OverflowError),\n\
         \x20                  (m.a_double, 'x', TypeError), (m.a_pair, (1,), TypeError),\n\
         \x20                  (m.an_array, [1, 2], IndexError), (m.a_string, 5, TypeError)]:\n\
         \x20   try: f(bad)\n\
         \x20   except error: pass\n\
         \x20   else: assert 0, (f, bad)\n",
    );
}

/// Typed memoryviews are acquired, checked, and shown to Python again.
#[test]
fn memoryviews_convert() {
    use cyrus_types::{Axis, AxisAccess, AxisPacking, MemViewTy, Ty};
    let mut build = Build::new("m_view");
    let axis = |packing| Axis { access: AxisAccess::Direct, packing };
    let line = Ty::MemView(MemViewTy { elem: common::DOUBLE, axes: vec![axis(AxisPacking::Contig)] });
    let line = build.module.types.intern(line);
    let plane = vec![axis(AxisPacking::Strided), axis(AxisPacking::Strided)];
    let plane = build.module.types.intern(Ty::MemView(MemViewTy { elem: common::UCHAR, axes: plane }));
    build.round_trip("line", line, ErrorCheck::Occurred);
    build.round_trip("plane", plane, ErrorCheck::Occurred);
    run(
        &build,
        "import m_view as m, array\n\
         v = m.line(array.array('d', [1, 2, 3]))\n\
         assert v[1] == 2.0 and v.shape[0] == 3\n\
         p = m.plane(memoryview(bytearray(b'abcdef')).cast('B', (2, 3)))\n\
         p[1, 0] = 65\n\
         assert p[1, 0] == 65 and p[0, 2] == ord('c')\n\
         try: m.line(array.array('i', [1]))\n\
         except ValueError: pass\n\
         else: assert 0\n",
    );
}

/// A generator: `def g(): yield 1; yield 2`.
#[test]
fn a_generator_resumes_where_it_yielded() {
    let mut build = Build::new("m_gen");
    let func = build.def("g", &[]);
    build.module.funcs[func].coroutine = hir::CoroutineKind::Generator;
    let scope = build.program.scopes.push(cyrus_mir::ScopeLayout {
        cname: "__cyrus_scope_g".into(),
        outer: None,
        fields: vec![cyrus_mir::ScopeField {
            name: "v0_last".into(),
            ty: CTy::Ty(common::OBJECT),
            managed: true,
        }],
    });
    let mut step = build.body("g_step", func, BodyAbi::GeneratorStep);
    step.body.frame = Some(scope);
    let gen_param = step.param("gen", common::OBJECT);
    step.body.locals[gen_param].ty = CTy::Text("__cyrus_gen *".into());
    let sent_param = step.param("sent", common::OBJECT);
    let frame = step.param("frame", common::OBJECT);
    let _ = sent_param;
    let last = Place::local(frame).then(cyrus_mir::Proj::ScopeField(scope, 0));
    let one = build.constant(cyrus_mir::PyConst::Int(1));
    let thrown = step.block(true);
    for _ in 0..2 {
        let sent = step.temp(common::OBJECT);
        let resume = step.block(false);
        step.stmt(
            StmtKind::Incref { value: one.clone(), kind: cyrus_types::Counting::Python, nullable: false },
            None,
        );
        step.end(Terminator::Yield { value: one.clone(), sent, resume });
        step.at(resume);
        let is_null = step.temp(common::BINT);
        step.assign(is_null, Rvalue::Binary(CBinOp::Eq, local(sent), Operand::Const(Const::Null)));
        step.stmt(StmtKind::Fail { when: local(is_null) }, Some(thrown));
        step.stmt(
            StmtKind::Incref { value: local(sent), kind: cyrus_types::Counting::Python, nullable: false },
            None,
        );
        step.stmt(
            StmtKind::Decref {
                value: Operand::Copy(last.clone()),
                kind: cyrus_types::Counting::Python,
                nullable: true,
                kept: false,
            },
            None,
        );
        step.stmt(StmtKind::Assign { dest: last.clone(), value: Rvalue::Use(local(sent)) }, None);
    }
    step.stmt(
        StmtKind::Incref {
            value: Operand::Copy(last.clone()),
            kind: cyrus_types::Counting::Python,
            nullable: false,
        },
        None,
    );
    step.end(Terminator::Return(Some(Operand::Copy(last))));
    step.at(thrown);
    step.stmt(StmtKind::Traceback { nogil: false }, None);
    step.end(Terminator::Return(Some(Operand::Const(Const::Null))));
    let step = build.finish(step);

    let mut outer = build.body("g", func, BodyAbi::Fastcall);
    outer.param("self", common::OBJECT);
    let frame = outer.temp(common::OBJECT);
    let result = outer.temp(common::OBJECT);
    let failed = outer.block(true);
    let spec = build.argspec("g", &[]);
    outer.stmt(StmtKind::ParseArgs { spec, dests: vec![], star: None, double_star: None }, Some(failed));
    let call = |dest, callee, args| StmtKind::Call {
        dest: Some(Place::local(dest)),
        callee,
        args,
        error: ErrorCheck::Null,
    };
    outer.stmt(call(frame, Callee::NewScope(scope), vec![]), Some(failed));
    let make = Callee::NewGenerator { step, kind: hir::CoroutineKind::Generator };
    outer.stmt(call(result, make, vec![local(frame)]), Some(failed));
    outer.end(Terminator::Return(Some(local(result))));
    outer.at(failed);
    outer.end(Terminator::Return(Some(Operand::Const(Const::Null))));
    build.finish(outer);
    build.bind_function(func);
    run(
        &build,
        "import m_gen\n\
         g = m_gen.g()\n\
         assert next(g) == 1 and g.send(5) == 1\n\
         try: g.send('end')\n\
         except StopIteration as e: assert e.value == 'end'\n\
         else: assert 0\n\
         g = m_gen.g(); next(g)\n\
         try: g.throw(KeyError('k'))\n\
         except KeyError: pass\n\
         else: assert 0\n\
         assert list(m_gen.g()) == [1, 1]\n",
    );
}
