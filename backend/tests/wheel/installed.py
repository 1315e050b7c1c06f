"""Runs `algoroom` as the wheel has installed it: with nothing on the PATH, in a home and a folder of its own."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.process import Program, ServerProcess

ENDS_WITHIN_S = 120.0


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment with the wheel in it, and a home for who uses it."""

    environment: Path
    home: Path

    @property
    def program(self) -> Path:
        """The command."""
        return self.environment / "bin" / "algoroom"

    @property
    def packages(self) -> Path:
        """Where the wheel has put its packages."""
        [found] = self.environment.glob("lib/python*/site-packages")
        return found

    @property
    def variables(self) -> dict[str, str]:
        """All that the environment says."""
        (self.home / "empty").mkdir(exist_ok=True)
        return {"PATH": str(self.home / "empty"), "HOME": str(self.home), "LANG": "C.UTF-8"}

    def run(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [self.program, *arguments],
            cwd=self.home,
            env=self.variables | settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=ENDS_WITHIN_S,
            check=False,
        )


class InstalledServer(ServerProcess):
    """`algoroom`, without a command, on a free port. What it says is in `log`."""

    def __init__(self, installed: Installed, **settings: str) -> None:
        self.log = installed.home / "server.log"
        super().__init__("", log_file=self.log, **settings)
        self._installed = installed
        self._given = settings

    def _launch(self, environment: Mapping[str, str], log: IO[bytes] | None) -> Program:
        settings = {name: environment[name] for name in ("HOST", "PORT", *self._given)}
        return subprocess.Popen(
            [self._installed.program],
            cwd=self._installed.home,
            env=self._installed.variables | settings,
            stdout=log,
            stderr=log,
        )


def file_contents(folder: Path) -> bytes:
    """Everything below a folder, one file after the other."""
    return b"".join(
        (Path(place) / name).read_bytes() for place, _, names in os.walk(folder) for name in names if ".pyc" not in name
    )
