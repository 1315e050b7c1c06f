"""The files by which AlgoRoom is deployed are valid, and name only settings that there are."""

import re
import subprocess
import sys
from collections.abc import Iterable, Set
from pathlib import Path
from typing import Any, cast

import pytest
from ruamel.yaml import YAML

from app.config import Settings
from tests.compose import ROOT, Json, read_services

TOOLS = Path(sys.executable).parent
SETTINGS = {name.upper() for name in Settings.model_fields} | {"WEB_CONCURRENCY"}
CONTAINER_SETTINGS = SETTINGS | {"APP_PORT"}
"""What the image reads: the server's settings, and where nginx finds the server."""
OF_OTHERS = {"PATH", "PYTHONUNBUFFERED"}
"""What the image sets for what it runs, and is no setting of ours."""
SCHEMAS = {
    "docker-compose.yml": "vendor.compose-spec",
    ".github/workflows/checks.yml": "vendor.github-workflows",
    ".github/dependabot.yml": "vendor.dependabot",
}
POSTGRES_SETTINGS = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD"}
OF_THE_COMPOSE_FILE = {"POSTGRES_PASSWORD", "POSTGRES_PORT"}
"""What may be set for the file that is no setting of the server."""


def run_tool(name: str, *arguments: str) -> None:
    """Run a program of the developers' packages in the repository; what it complains of fails the test."""
    done = subprocess.run([TOOLS / name, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def read_yaml(path: str) -> Json:
    return cast(Json, YAML(typ="safe").load(ROOT / path))


@pytest.mark.parametrize(("file", "schema"), SCHEMAS.items())
def test_each_file_has_the_form_that_its_reader_wants(file: str, schema: str) -> None:
    run_tool("check-jsonschema", "--builtin-schema", schema, file)


def test_the_dockerfile_has_no_fault_that_a_linter_knows() -> None:
    run_tool("hadolint", "Dockerfile")


def test_compose_starts_one_server_and_with_the_profile_two_behind_a_proxy() -> None:
    assert set(read_services()) == {"app", "postgres"}
    scaled = read_services("scale")
    assert set(scaled) == {"app", "postgres", "replica-1", "replica-2", "proxy", "redis"}
    # `up proxy` starts what it needs, and not the single server.
    needed, waiting = set[str](), ["proxy"]
    while waiting:
        waiting += scaled[name := waiting.pop()].get("depends_on", {})
        needed.add(name)
    assert needed == {"proxy", "replica-1", "replica-2", "redis", "postgres"}
    for name, service in scaled.items():
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] == "service_healthy", f"{name} does not wait for {other}"
    assert {name for name, service in scaled.items() if "healthcheck" not in service} == {
        *("app", "replica-1", "replica-2", "proxy"),  # theirs is in the image
    }


def test_only_the_room_can_be_reached_from_outside() -> None:
    """PostgreSQL by its own machine, whatever its password; Redis by the servers alone."""
    services = read_services("scale")
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published.keys() == {"app", "proxy", "postgres"}
    assert {port["host_ip"] for port in published["postgres"]} == {"127.0.0.1"}
    assert set(services["redis"]["networks"]) == {"bus"}
    joined = {name for name, service in services.items() if "bus" in service["networks"]}
    assert joined == {"redis", "replica-1", "replica-2"}


def test_the_password_is_the_same_for_both_who_need_it() -> None:
    services = read_services("scale", POSTGRES_PASSWORD="a1b2", PORT="3000")
    assert services["postgres"]["environment"]["POSTGRES_PASSWORD"] == "a1b2"
    for name in ("app", "replica-1", "replica-2"):
        settings = services[name]["environment"]
        assert Settings.model_validate({"database_url": settings["DATABASE_URL"]}).database.type == "postgres"
        assert ":a1b2@postgres:" in settings["DATABASE_URL"]
    assert services["proxy"]["ports"][0]["published"] == "3000"


def test_every_variable_in_the_files_is_a_setting() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    [image] = re.findall(r"^ENV (?:.*\\\n)*.*", dockerfile, re.MULTILINE)
    check_names(re.findall(r"(\w+)=", image), {"LOG_FORMAT"})
    check_names(re.findall(r'(\w+)="|ENV_(\w+)\)s', (ROOT / "supervisord.conf").read_text()), {"APP_PORT", "HOST"})
    check_names(re.findall(r"\$\{(\w+)|export (\w+)", (ROOT / "entrypoint.sh").read_text()), {"APP_PORT", "PORT"})
    check_names(variable["key"] for variable in render_service()["envVars"])
    for name, service in read_services("scale").items():
        known = POSTGRES_SETTINGS if name == "postgres" else CONTAINER_SETTINGS
        assert set(service.get("environment") or {}) <= known
    filled_in = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert filled_in <= CONTAINER_SETTINGS | OF_THE_COMPOSE_FILE


def check_names(found: Iterable[str | tuple[str, ...]], among_them: Set[str] = frozenset()) -> None:
    """What was found are settings, and these are among them."""
    names = {name for some in found for name in ([some] if isinstance(some, str) else some) if name}
    assert among_them <= names <= CONTAINER_SETTINGS | OF_OTHERS


def test_what_may_be_set_for_the_container_and_its_files_is_documented() -> None:
    documents = [(ROOT / "docs" / name).read_text() for name in ("configuration.md", "deploying.md")]
    for name in CONTAINER_SETTINGS | OF_THE_COMPOSE_FILE:
        assert any(f"`{name}`" in document for document in documents), name


def test_render_gets_a_web_service_with_its_database() -> None:
    """By Render's blueprint specification; its own schema is published on its site alone."""
    blueprint = read_yaml("render.yaml")
    assert blueprint.keys() == {"services", "databases"}
    service, [database] = render_service(), blueprint["databases"]
    assert (service["type"], service["runtime"]) == ("web", "docker")
    assert (ROOT / service["dockerfilePath"]).is_file()
    assert service["healthCheckPath"] == "/health"
    assert 10 <= service["maxShutdownDelaySeconds"] <= 300
    variables = {variable["key"]: variable for variable in service["envVars"]}
    assert variables["DATABASE_URL"]["fromDatabase"] == {"name": database["name"], "property": "connectionString"}
    # Who is not on Render's own network cannot even try a password.
    assert database["ipAllowList"] == []
    for variable in variables.values():
        assert len(variable.keys() & {"value", "fromDatabase", "generateValue", "sync"}) == 1


def render_service() -> dict[str, Any]:
    [service] = read_yaml("render.yaml")["services"]
    return cast(dict[str, Any], service)


def test_actions_are_pinned_to_a_commit() -> None:
    workflow = (ROOT / ".github/workflows/checks.yml").read_text()
    used = re.findall(r"uses: (.+)", workflow)
    assert used != []
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
