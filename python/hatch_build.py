"""What a wheel has beyond Python: the command `cyrus`, and the runtime library in `cyrus/lib`.

Both are built by cargo in the checkout around this directory, or taken from the directory that `CYRUS_BUILT` names. A development install (`pip install -e`)
has neither: the package finds them in the checkout.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LIBRARY = {"darwin": "libcyrus_rt.dylib", "win32": "cyrus_rt.dll"}.get(sys.platform, "libcyrus_rt.so")
COMMAND = "cyrus.exe" if sys.platform == "win32" else "cyrus"


class NativeParts(BuildHookInterface):
    """Adds them, and the name of the platform."""

    def initialize(self, version, build_data):
        if version == "editable":
            return
        built = os.environ.get("CYRUS_BUILT")
        directory = Path(built) if built else self.build()
        for name in (LIBRARY, COMMAND):
            if not (directory / name).is_file():
                raise RuntimeError(f"{directory} has no {name}")
        build_data["pure_python"] = False
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"py3-none-{platform}"
        build_data["force_include"][str(directory / LIBRARY)] = f"cyrus/lib/{LIBRARY}"
        # For `cyrus build --embed`; who has none gets programs that load the other one.
        if (directory / "libcyrus_rt.a").is_file():
            build_data["force_include"][str(directory / "libcyrus_rt.a")] = "cyrus/lib/libcyrus_rt.a"
        build_data["shared_scripts"][str(directory / COMMAND)] = COMMAND

    def build(self):
        """Where cargo leaves its results."""
        checkout = Path(self.root).parent
        if not (checkout / "crates" / "cyrus_cli").is_dir():
            raise RuntimeError("this is not a checkout of Cyrus: CYRUS_BUILT has to name a directory with the command and the runtime library")
        cargo = shutil.which("cargo")
        if cargo is None:
            raise RuntimeError("cargo is needed to build the compiler: https://rustup.rs")
        subprocess.run(
            [cargo, "build", "--release", "--package", "cyrus_cli", "--package", "cyrus_rt"],
            cwd=checkout,
            check=True,
        )
        target = os.environ.get("CARGO_TARGET_DIR")
        return (checkout / target if target else checkout / "target") / "release"
