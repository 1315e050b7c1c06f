"""What is written down is what is there: close codes, events, endpoints, and a test for each rule of the protocol."""

import re
from pathlib import Path

import settings_page
from app import errors, limits
from app.config import Settings
from app.errors import AlgoRoomError
from app.limits import Rate
from app.main import create_app
from app.repositories.memory import InMemoryStorage
from app.services.collab.events import KINDS
from app.services.collab.roles import PROPOSERS

ROOT = Path(__file__).resolve().parents[2]
PROTOCOL = (ROOT / "docs/protocol.md").read_text()
OPERATING = (ROOT / "docs/operating.md").read_text()
README = (ROOT / "README.md").read_text()
TEST_FILES = ("backend/tests/**/*.py", "frontend/src/**/*.test.ts*", "frontend/vite/*.test.ts", "frontend/e2e/**/*.ts")
SYSTEMS = {"PATH", "CI", "LOCALAPPDATA", "PROGRAMFILES", "XDG_CACHE_HOME", "PYENV_ROOT", "PLAYWRIGHT_BROWSERS_PATH"}
"""Variables that systems and other programs define."""
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
        if error.close_code is not None and error is not errors.ServerRestarts:
            assert table.get(str(error.close_code)) == error.code
    assert str(errors.ServerRestarts.close_code) in table


def test_close_codes_say_whether_coming_back_helps() -> None:
    """y-websocket's provider gives up after 4400 to 4499, and comes back after every other code."""
    for error in AlgoRoomError.__subclasses__():
        if error.close_code is not None and error.close_code >= 4000:
            assert error.retry is (error.close_code >= 4500), error.code


def test_each_event_is_in_the_protocol() -> None:
    section = PROTOCOL.partition("## 8. Events")[2].partition("## 9.")[0]
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", section, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"\w+", row)}
    assert set(KINDS) <= told
    by_server = {"joined", "knocked", "left", "preparing", "link_rotated"}
    assert told - set(KINDS) == by_server, "what only the server says"


def test_the_table_of_rights_is_the_servers() -> None:
    section = PROTOCOL.partition("## 14. Rights")[2]
    rows = re.findall(
        r"^\| (.*`.*) \| (yes|no)\b[^|]* \| (yes|no)\b[^|]* \| (yes|no)\b[^|]* \|$", section, re.MULTILINE
    )
    told: dict[str, set[str]] = {}
    for what, *may in rows:
        roles = {role for role, answer in zip(("host", "candidate", "observer"), may, strict=True) if answer == "yes"}
        told |= dict.fromkeys(re.findall(r"`(\w+)`", what), roles)
    assert told == {type_: {role.value for role in roles} for type_, roles in PROPOSERS.items()}


def test_each_endpoint_is_in_the_readme() -> None:
    paths = create_app(Settings(), InMemoryStorage()).openapi()["paths"]
    assert len(paths) >= 6
    for path, methods in paths.items():
        for method in methods:
            assert f"{method.upper()} {path.replace('session_id', 'id')}" in README


def test_the_page_of_the_settings_is_what_the_settings_say() -> None:
    """`npm run docs` writes it."""
    written = settings_page.PAGE.read_text()
    assert settings_page.page(written) == written
    for name in Settings.model_fields:
        assert f"| `{name.upper()}` |" in settings_page.table()


def test_what_else_is_read_from_the_environment_is_told() -> None:
    """What the commands and the container read, but for what every system sets."""
    told = settings_page.PAGE.read_text()
    sources = [*ROOT.glob("scripts/**/*.mjs"), *ROOT.glob("backend/app/**/*.py"), ROOT / "entrypoint.sh"]
    pattern = re.compile(r"process\.env\.([A-Z_]+)|environ(?:\.get\(|\[)\"([A-Z_]+)|\$\{([A-Z_]+):-")
    read = {"".join(found) for source in sources for found in pattern.findall(source.read_text())}
    assert {"PORT", "APP_PORT", "UV_PYTHON", "CHROMIUM_PATH", "NATIVE"} <= read
    assert {name for name in read - SYSTEMS if f"`{name}`" not in told} == set()


def test_each_limit_is_in_the_operating_page_with_its_value() -> None:
    section = OPERATING.partition("## Limits")[2].partition("\n## ")[0]
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", section, re.MULTILINE))
    constants = {name: value for name, value in vars(limits).items() if name.isupper()}
    assert told.keys() == constants.keys()
    for name, value in constants.items():
        if isinstance(value, Rate):
            expected = f"{_spoken(name, value.per_s)} a second, {_spoken(name, value.burst)} at once"
        else:
            expected = f"{_spoken(name, value)} "
        assert told[name].startswith(expected), name


def test_each_setting_that_limits_is_in_the_operating_page() -> None:
    section = OPERATING.partition("## Limits")[2].partition("\n## ")[0]
    told = set(re.findall(r"^\| `([A-Z_]+)` \(setting\)", section, re.MULTILINE))
    assert told == {"MAX_CONNECTIONS", "MAX_ROOMS", "SESSIONS_PER_S"}
    assert {name.lower() for name in told} <= Settings.model_fields.keys()


def _spoken(name: str, value: float) -> str:
    if not name.endswith("BYTES"):
        return f"{value:,g}"
    return f"{value / 1024:g} KiB" if value < 1 << 20 else f"{value / (1 << 20):g} MiB"
