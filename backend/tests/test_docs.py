"""What is written down is what is there: close codes, events, endpoints, and a test for each rule of the protocol."""

import re
from pathlib import Path

from app import errors
from app.config import Settings
from app.errors import AlgoRoomError
from app.main import create_app
from app.repositories.memory import InMemoryStorage
from app.services.collab.events import KINDS

ROOT = Path(__file__).resolve().parents[2]
PROTOCOL = (ROOT / "docs/protocol.md").read_text()
README = (ROOT / "README.md").read_text()
TEST_FILES = ("backend/tests/**/*.py", "frontend/src/**/*.test.ts*", "frontend/vite/*.test.ts", "frontend/e2e/**/*.ts")
RANGE = re.compile(r"\[([A-Z]{2})(\d+)\] to \[\1(\d+)\]")
RULE = re.compile(r"\[([A-Z]{2}\d+)\]")


def test_each_rule_of_the_protocol_has_a_test_that_names_it() -> None:
    told = set(re.findall(r"\*\*\[([A-Z]{2}\d+)\]\*\*", PROTOCOL))
    tested: set[str] = set()
    for pattern in TEST_FILES:
        for file in ROOT.glob(pattern):
            source = file.read_text()
            tested |= set(RULE.findall(source))
            for kind, first, last in RANGE.findall(source):
                tested |= {f"{kind}{number}" for number in range(int(first), int(last) + 1)}
    assert told - tested == set()


def test_each_close_code_is_in_the_protocol() -> None:
    table = dict(
        re.findall(r"^\| (\d{4}) \| `?([A-Z_]*)`? ?\|", PROTOCOL.partition("## 11. Close codes")[2], re.MULTILINE)
    )
    for error in AlgoRoomError.__subclasses__():
        if error.close_code is not None and error not in (errors.LogConflict, errors.ServerRestarts):
            assert table.get(str(error.close_code)) == error.code
    assert str(errors.ServerRestarts.close_code) in table


def test_each_event_is_in_the_protocol() -> None:
    section = PROTOCOL.partition("## 8. Events")[2].partition("## 9.")[0]
    told = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    assert set(KINDS) <= told
    assert told - set(KINDS) == {"joined", "left"}, "what only the server says"


def test_each_endpoint_is_in_the_readme() -> None:
    paths = create_app(Settings(), InMemoryStorage()).openapi()["paths"]
    assert len(paths) >= 6
    for path, methods in paths.items():
        for method in methods:
            assert f"{method.upper()} {path.replace('session_id', 'id')}" in README
