"""Prints facts about the running interpreter as JSON.

usage: probe.py CORPUS MODULE...   (the modules are those whose absence matters)
"""

import importlib
import json
import pathlib
import platform
import sys
import sysconfig


def can_import(name):
    try:
        importlib.import_module(name)
    except Exception:  # some modules fail in odd ways where they do not work
        return False
    return True


def numpy_facts():
    import numpy

    core = pathlib.Path(numpy.get_include()).parent
    return {
        "include": numpy.get_include(),
        "libraries": [str(core.parent / "random" / "lib"), str(core / "lib")],
    }


def main(corpus, *modules):
    sys.path.append(corpus)
    missing = [name for name in modules if not can_import(name)]
    facts = {
        "executable": sys.executable,
        "version": sys.version_info[:2],
        "is_final": sys.version_info.releaselevel == "final",
        "is_debug": bool(sysconfig.get_config_var("Py_DEBUG")),
        "machine": platform.machine(),
        "include": sorted({sysconfig.get_path(kind) for kind in ("include", "platinclude")}),
        "extension_suffix": sysconfig.get_config_var("EXT_SUFFIX"),
        "numpy": None if "numpy" in missing else numpy_facts(),
        "missing": missing,
    }
    print(json.dumps(facts))


main(*sys.argv[1:])
