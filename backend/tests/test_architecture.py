"""The arrows of the design: who may import whom. The contracts lie in pyproject.toml; the heart's list is here."""

import sys
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

BACKEND = Path(__file__).resolve().parents[1]
COLLAB = "app.services.collab"

# These of the live half act: tasks, timers, storage, a peer's queue. Every other module of it decides.
ACTING = {
    f"{COLLAB}.{name}"
    for name in (
        "bus",
        "checkpointer",
        "connection",
        "damages",
        "delivery",
        "doorways",
        "follower",
        "hub",
        "loading",
        "neighbours",
        "open_room",
        "outbox",
        "redis_bus",
        "turns",
        "writer",
    )
}
# What deciding may rest on: the nouns, the limits, the CRDT, and the standard library without what waits.
GROUND = {"app.domain", "app.errors", "app.languages", "app.limits"}
WAITING = {"asyncio", "concurrent", "multiprocessing", "select", "selectors", "socket", "threading"}
OUTSIDE = (sys.stdlib_module_names - WAITING) | {"pycrdt"}


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("app", include_external_packages=True, cache_dir=None)


def test_imports_keep_the_contracts(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code = lint_imports(config_filename=str(BACKEND / "pyproject.toml"), no_cache=True)
    assert exit_code == 0, capsys.readouterr().out


def test_what_decides_in_a_room_never_waits_and_knows_no_storage_and_no_socket(imports: grimp.ImportGraph) -> None:
    heart = imports.find_descendants(COLLAB) - ACTING
    assert {f"{COLLAB}.{name}" for name in ("codec", "guard", "room", "presence", "awareness")} <= heart
    strangers = {
        (module, imported)
        for module in heart
        for imported in imports.find_modules_directly_imported_by(module)
        if imported not in heart | GROUND | {COLLAB} | OUTSIDE
    }
    assert strangers == set()


def test_redis_is_known_to_one_module(imports: grimp.ImportGraph) -> None:
    for library in ("redis", "hiredis"):
        assert imports.find_modules_that_directly_import(library) == {f"{COLLAB}.redis_bus"}


def test_what_deciding_rests_on_rests_on_nothing_else(imports: grimp.ImportGraph) -> None:
    for module in GROUND:
        assert imports.find_modules_directly_imported_by(module) <= GROUND | OUTSIDE, module
