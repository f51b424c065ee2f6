"""Extension modules for setuptools: `setup(ext_modules=extensions("src/**/*.pyx"))`.

In: patterns of source files, and setuptools extensions that have such files among their sources. Out: extensions whose sources are C or
C++, translated by the `cyrus` command when this is called. The generated files go to `build/cyrus`; one that would be the same is left alone, so
that setuptools compiles again only what has changed.
"""

import glob
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

__all__ = ["TranslationFailed", "extensions"]

_COMMENT = re.compile(r"#\s*distutils:\s*(\w+)\s*=\s*(.*)")
_PATHS = {"sources", "include_dirs", "library_dirs", "extra_objects"}
_LISTS = _PATHS | {"runtime_library_dirs", "libraries", "extra_compile_args", "extra_link_args"}


class TranslationFailed(SystemExit):
    """A source has errors; the compiler has said which."""


def extensions(sources, *, language_level="3", include_path=(), directives=None, build_dir="build/cyrus", exclude=()):
    """The setuptools extensions for sources.

    `sources`: a pattern of files (`"pkg/**/*.pyx"`), an `Extension`, or a list of them. A file's module is named by its path: directories with an
    `__init__` file are packages. `include_path`: where to search for `.pxd` files and included ones. `directives`: as with `-X`.
    """
    from setuptools import Extension

    if isinstance(sources, (str, os.PathLike, Extension)):
        sources = [sources]
    options = ["-2" if str(language_level) == "2" else "--3str" if str(language_level) == "3str" else "-3"]
    options += [f"-I{directory}" for directory in include_path]
    options += [word for name, value in (directives or {}).items() for word in ("-X", f"{name}={value}")]
    excluded = {os.path.normpath(path) for pattern in exclude for path in glob.glob(str(pattern), recursive=True)}
    made = {}
    for given in sources:
        if isinstance(given, Extension):
            if given.name in made:
                raise ValueError(f"two sources make the module {given.name}")
            made[given.name] = given
            continue
        found = sorted(glob.glob(str(given), recursive=True))
        if not found:
            raise FileNotFoundError(f"no file matches {str(given)!r}")
        for path in found:
            if os.path.normpath(path) in excluded:
                continue
            name = _module_name(path)
            present = made.setdefault(name, Extension(name, [path]))
            if _original(present.sources[0]) != path:
                raise ValueError(f"{present.sources[0]} and {path} make the same module, {name}")
    for extension in made.values():
        _translate(extension, options, Path(build_dir))
    return list(made.values())


def _module_name(path):
    path = Path(os.path.abspath(path))
    parts = [] if path.stem == "__init__" else [path.stem]
    directory = path.parent
    while any((directory / f"__init__{ending}").is_file() for ending in (".py", ".pyx", ".pxd")):
        parts.insert(0, directory.name)
        directory = directory.parent
    if path.stem == "__init__":
        parts.append("__init__")
    return ".".join(parts)


def _original(path):
    """Where there is no Cython, setuptools takes `x.pyx` for the `x.c` that it became."""
    pyx = os.path.splitext(path)[0] + ".pyx"
    return pyx if path.endswith((".c", ".cpp")) and os.path.isfile(pyx) else path


def _translate(extension, options, build_dir):
    extension.sources = [_original(path) for path in extension.sources]
    for position, source in enumerate(list(extension.sources)):
        if not source.endswith((".pyx", ".py")):
            continue
        _apply_comments(extension, source)
        cplus = extension.language == "c++"
        name = extension.name
        target = build_dir.joinpath(*name.split(".")).with_suffix(".cpp" if cplus else ".c")
        target.parent.mkdir(parents=True, exist_ok=True)
        module = name[: -len(".__init__")] if name.endswith(".__init__") else name
        command = [_compiler(), "compile", *options, "--python", sys.executable, "--module-name", module, "-o", str(target), source]
        if cplus:
            command.insert(2, "--cplus")
        if subprocess.run(command, check=False).returncode:
            raise TranslationFailed(f"{source} has errors")
        extension.sources[position] = str(target)
        extension.depends = [*extension.depends, source]
        root = os.path.dirname(source)
        for _ in range(module.count(".")):
            root = os.path.dirname(root)
        for directory in (os.path.dirname(source) or ".", root or ".", str(target.parent)):
            if directory not in extension.include_dirs:
                extension.include_dirs.append(directory)
        if sys.platform != "win32":
            extension.extra_compile_args[:0] = ["-fwrapv", "-fno-strict-aliasing"]
            if cplus and not any(word.startswith("-std=") for word in extension.extra_compile_args):
                extension.extra_compile_args.insert(0, "-std=c++17")


def _apply_comments(extension, source):
    """What `# distutils: name = value` at the top of a file says."""
    with open(source, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            line = line.strip()
            if line and not line.startswith("#"):
                break
            comment = _COMMENT.match(line)
            if not comment:
                continue
            name, value = comment.groups()
            if name == "language":
                extension.language = value.strip().lower()
                continue
            if value.startswith("[") and value.endswith("]"):
                words = [word.strip().strip("\"'") for word in value[1:-1].split(",")]
            else:
                words = shlex.split(value)
            words = [word for word in words if word]
            if name == "define_macros":
                extension.define_macros += [tuple(word.split("=", 1)) if "=" in word else (word, None) for word in words]
            elif name in _LISTS:
                if name in _PATHS:
                    words = [_beside(word, source) for word in words]
                getattr(extension, name).extend(words)


def _beside(word, source):
    beside = os.path.join(os.path.dirname(source), word)
    return beside if not os.path.exists(word) and os.path.exists(beside) else word


def _compiler():
    """The command: that of this environment, of a checkout that this is a part of, or of PATH."""
    name = "cyrus.exe" if sys.platform == "win32" else "cyrus"
    checkout = Path(__file__).resolve().parent.parent.parent
    places = [Path(sysconfig.get_path("scripts")), Path(sys.executable).parent]
    if (checkout / "crates" / "cyrus_cli").is_dir():
        places += [checkout / "target" / "release", checkout / "target" / "debug"]
    for place in places:
        if (place / name).is_file():
            return str(place / name)
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError("the command `cyrus` is not installed: pip install the package `cyrus`")
    return found
