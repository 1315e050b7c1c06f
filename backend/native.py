"""Compiles the live room to machine code: `python native.py FOLDER PYTHON` puts the modules into the folder.

`PYTHON` is the server's own, whose packages the types come from; app/native.py finds the folder.

mypyc compiles the same typed Python that runs without it, so there is one source and one behaviour. It needs mypy,
setuptools, a C compiler and Python's headers, and is no part of the server's own environment.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from mypyc.build import mypycify
from setuptools import Distribution

HERE = Path(__file__).resolve().parent
ROOM = Path("app/services/collab")
LEFT_AS_IT_IS = frozenset({"__init__.py", "redis_bus.py", "turns.py"})
"""What gains nothing, is bound to a library that is not typed to the end, or makes async generators."""


def build(folder: Path, python: str) -> None:
    """Compile into `folder`, which appears whole or not at all."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        sources = Path(made, "sources")
        shutil.copytree(HERE / "app", sources / "app", ignore=shutil.ignore_patterns("__pycache__"))
        os.chdir(sources)
        names = sorted(path.name for path in ROOM.glob("*.py") if path.name not in LEFT_AS_IT_IS)
        types = ["--python-executable", python, "--config-file", os.devnull]
        modules = mypycify([*types, *(str(ROOM / name) for name in names)], opt_level="2", debug_level="0")
        distribution = Distribution({"name": "algoroom-native", "ext_modules": modules, "packages": []})
        command = distribution.get_command_obj("build_ext")
        command.build_lib = str(Path(made, "built"))  # type: ignore[attr-defined]
        command.parallel = os.cpu_count()  # type: ignore[attr-defined]
        command.ensure_finalized()
        command.run()
        os.chdir(HERE)
        shutil.rmtree(folder, ignore_errors=True)
        Path(made, "built").rename(folder)


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2])
