"""Argument parsing: values, and the exact messages."""
import sys
import m_args as args


def fails(message, f, *a, **k):
    try:
        f(*a, **k)
    except TypeError as e:
        text = str(e)
        assert text == message, (text, message)
    else:
        raise AssertionError(message)


class Key(str):
    pass


for kind in "fast_", "tuple_":
    two, opt, kw, star, posonly, none, only = (
        getattr(args, kind + n) for n in ("two", "opt", "kw", "star", "posonly", "none", "only"))
    assert two(1, 2) == [1, 2]
    assert two(1, b=2) == [1, 2] == two(b=2, a=1)
    assert two(**{"".join(["a"]): 1, Key("b"): 2}) == [1, 2]
    fails("two() takes exactly 2 positional arguments (1 given)", two, 1)
    fails("two() takes exactly 2 positional arguments (3 given)", two, 1, 2, 3)
    fails("two() takes exactly 2 positional arguments (0 given)", two)
    fails("two() takes exactly 2 positional arguments (0 given)", two, b=1)
    fails("two() takes exactly 2 positional arguments (1 given)", two, a=1)
    fails("two() got an unexpected keyword argument 'x'", two, 1, x=1)
    fails("two() got multiple values for keyword argument 'a'", two, 1, a=1)
    assert opt(1) == [1, None] and opt(1, 2) == [1, 2] and opt(1, b=3) == [1, 3]
    fails("opt() takes at least 1 positional argument (0 given)", opt)
    fails("opt() takes at most 2 positional arguments (3 given)", opt, 1, 2, 3)
    assert kw(1, c=3) == [1, None, 3, None] and kw(1, d=4, c=3, b=2) == [1, 2, 3, 4]
    fails("kw() needs keyword-only argument c", kw, 1)
    fails("kw() needs keyword-only argument c", kw, 1, d=1)
    fails("kw() takes at least 1 positional argument (0 given)", kw, c=1)
    fails("kw() takes at most 2 positional arguments (3 given)", kw, 1, 2, 3, c=1)
    assert star(1) == [1, None, (), {}]
    assert star(1, 2, 3, 4, a=5, z=6) == [1, 2, (3, 4), {"a": 5, "z": 6}]
    assert star(1, b=2, c=3) == [1, 2, (), {"c": 3}]
    fails("star() takes at least 1 positional argument (0 given)", star, a=1)
    fails("star() got multiple values for keyword argument 'b'", star, 1, 2, b=2)
    assert posonly(1, 2) == [1, 2]
    fails("posonly() got an unexpected keyword argument 'b'", posonly, 1, b=2)
    fails("posonly() takes exactly 2 positional arguments (1 given)", posonly, 1)
    assert none() == []
    fails("none() takes no arguments (2 given)", none, 1, 2)
    fails("none() takes no keyword arguments", none, a=1)
    assert only() == [{}] and only(x=1) == [{"x": 1}]
    fails("only() takes exactly 0 positional arguments (1 given)", only, 1)
    try:
        two(**{1: 2})
    except TypeError as e:
        assert "keywords must be strings" in str(e), e

# Nothing is left behind by errors.
probe = object()
before = sys.getrefcount(probe)
for _ in range(100):
    for f in args.fast_star, args.tuple_star:
        f(probe, probe, probe, z=probe)
        try:
            f(probe, probe, probe, z=probe, b=probe)
        except TypeError:
            pass
assert sys.getrefcount(probe) == before

assert args.list_arg(None) is None and args.list_arg([]) == []
fails("Argument 'x' has incorrect type (expected list, got dict)", args.list_arg, {})
fails("Argument 'x' must not be None", args.not_none, None)
try:
    args.annotated(True)
except TypeError as e:
    text = str(e) + "".join(getattr(e, "__notes__", []))
    assert text.startswith("Argument 'x' has incorrect type (expected int, got bool)")
    assert "annotation_typing" in text
