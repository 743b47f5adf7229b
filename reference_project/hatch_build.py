"""Builds the wheel: compiles the library, generates its Python, names the platform.

Nothing here depends on the library: its name is that in `Cargo.toml`, and what is
special about its bindings is in `examples/bindings.rs`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import typing
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# The machines of Rust's targets, as the tags of wheels call them: those with 64 bits.
LINUX = {
    "aarch64": "aarch64",
    "loongarch64": "loongarch64",
    "powerpc64le": "ppc64le",
    "riscv64gc": "riscv64",
    "s390x": "s390x",
    "x86_64": "x86_64",
}
MACOS = {"aarch64": "arm64", "x86_64": "x86_64"}
WINDOWS = {"aarch64": "arm64", "x86_64": "amd64"}


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg,unused-ignore]
    """What hatchling calls before and after it packs a wheel."""

    def initialize(self, version: str, build_data: dict[str, typing.Any]) -> None:
        host = self.tell("rustc", "-vV", about="host: ")
        # As for cargo, except that `x86_64-unknown-linux-gnu.2.17` names a glibc as well.
        target = os.environ.get("CARGO_BUILD_TARGET") or host
        build_data["tag"] = f"py3-none-{self.platform(target)}"
        build_data["pure_python"] = False

        name, library = self.library(target)
        self.folder = tempfile.TemporaryDirectory()
        package = Path(self.folder.name, name)
        # The generator runs on this machine, wherever the library is to run.
        generator = ("cargo", "run", "--release", "--example", "bindings")
        self.run(*generator, "--target", host, "--", str(package))
        # The package looks for the library beside itself.
        shutil.copy2(str(library), str(package))
        build_data["force_include"][str(package)] = name
        build_data["force_include_editable"][str(package)] = name

    def finalize(self, version: str, build_data: object, artifact: str) -> None:
        self.folder.cleanup()

    def library(self, target: str) -> tuple[str, Path]:
        """Compiles it for that target, and has cargo tell its name and where it is."""
        manifest = Path(self.root, "Cargo.toml")
        build = "zigbuild" if re.search(r"\.[\d.]+$", target) else "build"
        output = self.run(
            *("cargo", build, "--release", "--lib", "--target", target),
            "--message-format=json-render-diagnostics",
        )
        for message in map(json.loads, output.splitlines()):
            if message["reason"] != "compiler-artifact":
                continue
            made = message["target"]
            if "cdylib" in made["kind"] and manifest.samefile(message["manifest_path"]):
                for file in map(Path, message["filenames"]):
                    if file.suffix in {".so", ".dylib", ".dll"}:
                        return made["name"].replace("-", "_"), file
        self.fail(
            f"cargo has made no dynamic library for {target}: are the crate types in"
            ' Cargo.toml "cdylib" and "rlib"? Targets with musl also need'
            " RUSTFLAGS=-Ctarget-feature=-crt-static"
        )

    def platform(self, target: str) -> str:
        """How the tag of a wheel calls what that target runs on."""
        machine, _, system = target.partition("-")
        if "windows" in system and machine in WINDOWS:
            return f"win_{WINDOWS[machine]}"
        if system == "apple-darwin" and machine in MACOS:
            command = ("rustc", "--print", "deployment-target", "--target", target)
            oldest = self.tell(*command, about="MACOSX_DEPLOYMENT_TARGET=")
            major, minor = map(int, f"{oldest}.0".split(".")[:2])
            if major > 10 and minor > 0:
                # Tags have known no minor versions since macOS 11.
                major, minor = major + 1, 0
            return f"macosx_{major}_{minor}_{MACOS[machine]}"
        linux = re.search(r"linux-(gnu|musl)(\.[\d.]+)?$", system)
        if linux and machine in LINUX:
            # Until `auditwheel` finds out where else it runs, "linux" is this system.
            base = "musllinux_1_2" if linux.group(1) == "musl" else "linux"
            if linux.group(2):
                base = "manylinux" + linux.group(2).replace(".", "_")
            return f"{base}_{LINUX[machine]}"
        self.fail(
            f"no tag of wheels is known for {target}: if it has the 64 bits that the"
            " bindings need, add it to `platform` in hatch_build.py"
        )

    def tell(self, *command: str, about: str) -> str:
        """What stands behind that in the output of a command."""
        for line in self.run(*command).splitlines():
            if line.startswith(about):
                return line[len(about) :]
        self.fail(f"`{' '.join(command)}` does not tell the {about.strip(' :=')}")

    def run(self, *command: str) -> str:
        """The output of a command; its messages are shown as they come."""
        # Inside of cargo, these variables say which one that is.
        program = os.environ.get(command[0].upper(), command[0])
        call = [program, *command[1:]]
        try:
            done = subprocess.run(
                call, cwd=self.root, stdout=subprocess.PIPE, check=True
            )
        except FileNotFoundError:
            self.fail(f"there is no `{program}`: install Rust, see https://rustup.rs")
        except subprocess.CalledProcessError as error:
            self.fail(f"`{' '.join(command)}` ended with {error.returncode}, see above")
        return done.stdout.decode()

    def fail(self, message: str) -> typing.NoReturn:
        """Ends the build."""
        self.app.abort(message)
        raise SystemExit(1)
