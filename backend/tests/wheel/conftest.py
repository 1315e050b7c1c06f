"""The wheel of this run, installed; without one, its tests are not there."""

import os
from pathlib import Path

import pytest

from tests.wheel.installed import Installed

NAMED = "ALGOROOM_WHEEL_ENVIRONMENT"

if NAMED not in os.environ:
    # `npm run test:wheel` builds and installs the wheel and names it.
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture
def wheel() -> Path:
    """The built wheel."""
    [built] = Path(os.environ["ALGOROOM_WHEELS"]).glob("*.whl")
    return built


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    """The program as somebody has it who has installed the wheel and nothing else of ours."""
    return Installed(Path(os.environ[NAMED]), tmp_path)
