"""Writes nginx's configuration from the settings: `python -m app.container.nginx TEMPLATE FOLDER`.

The folder is nginx's own; `nginx.conf` in it says everything. The headers are those of the built page, so nginx and the
server cannot disagree on them.
"""

import os
import resource
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.config import Settings, load_settings
from app.errors import AlgoRoomError, WrongSetting
from app.limits import MAX_BODY_BYTES
from app.routers.pages import PageHeaders, read_page_headers

BROTLI_MODULE = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
DEFAULT_APP_PORT = 8000
MAX_PROCESSES = 4
"""nginx has little to do: the server is one process too."""
EVERYBODY = ("0.0.0.0/0", "::/0")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the machine has, and where the server listens."""

    app_port: int
    has_ipv6: bool
    has_brotli: bool
    descriptors: int
    processors: int


def look_around() -> Surroundings:
    """Look at this machine, and at `APP_PORT`.

    Raises:
        WrongSetting: APP_PORT is no port.
    """
    written = os.environ.get("APP_PORT", "").strip() or str(DEFAULT_APP_PORT)
    if not (written.isascii() and written.isdigit() and 0 < int(written) < 1 << 16):
        raise WrongSetting("APP_PORT must be a whole number from 1 to 65535.")
    return Surroundings(
        app_port=int(written),
        has_ipv6=_has_ipv6(),
        has_brotli=BROTLI_MODULE.is_file(),
        descriptors=resource.getrlimit(resource.RLIMIT_NOFILE)[1],
        processors=os.process_cpu_count() or 1,
    )


def render(template: str, settings: Settings, home: Path, around: Surroundings) -> str:
    """The configuration for these settings, with nginx's own files in `home`."""
    headers = read_page_headers(settings.static_dir)
    # A person is a connection to nginx and one from it to the server.
    connections = max(512, min(2 * settings.max_connections + 512, around.descriptors - 64))
    values = {
        "HOME": str(home),
        "PAGE": str(settings.static_dir),
        "PYTHON_PACKAGES": str(settings.python_packages_dir.absolute()),
        "PROCESSES": str(min(around.processors, MAX_PROCESSES)),
        "DESCRIPTORS": str(around.descriptors),
        "CONNECTIONS": str(connections),
        "BODY_BYTES": str(MAX_BODY_BYTES),
        "APP_PORT": str(around.app_port),
        "BROTLI": "brotli_static on;" if around.has_brotli else "",
        "LISTEN": _listen(settings, has_ipv6=around.has_ipv6),
        "REAL_ADDRESS": _real_address(settings.trusted_proxies),
        "HEADER_VALUES": _header_values(headers),
        "HEADERS": _header_lines(headers),
    }
    for name, value in values.items():
        template = template.replace(f"@{name}@", value)
    return template


def _listen(settings: Settings, *, has_ipv6: bool) -> str:
    if settings.host != "0.0.0.0":  # noqa: S104 - the default, which means all addresses
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        return f"listen {host}:{settings.port};"
    lines = [f"listen {settings.port};"]
    if has_ipv6:
        lines.append(f"listen [::]:{settings.port} ipv6only=on;")
    return " ".join(lines)


def _real_address(proxies: tuple[str, ...]) -> str:
    addresses = EVERYBODY if "*" in proxies else proxies
    lines = [f"set_real_ip_from {address};" for address in addresses]
    if lines:
        lines += ["real_ip_header X-Forwarded-For;", "real_ip_recursive on;"]
    return " ".join(lines)


def _header_values(headers: PageHeaders) -> str:
    def value_in(place: Mapping[str, str], name: str) -> str:
        return _quoted(place.get(name, ""))

    return "\n  ".join(
        f"map $place ${_variable(name)} {{ sandbox {value_in(headers.sandbox, name)};"
        f" preview {value_in(headers.preview, name)}; default {value_in(headers.page, name)}; }}"
        for name in _names(headers)
    )


def _header_lines(headers: PageHeaders) -> str:
    return "\n    ".join(
        f"add_header {name} ${_variable(name)} always; proxy_hide_header {name};" for name in _names(headers)
    )


def _names(headers: PageHeaders) -> list[str]:
    """Of all headers, also of those that one place alone has; an empty one is not sent."""
    return list(dict.fromkeys((*headers.page, *headers.sandbox, *headers.preview)))


def _variable(header: str) -> str:
    return "header_" + header.lower().replace("-", "_")


def _quoted(value: str) -> str:
    if any(character in value for character in '"$\\'):
        raise WrongSetting(f"A header of the built page holds what nginx would read otherwise: {value}")
    return f'"{value}"'


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::", 0))
    except OSError:
        return False
    return True


def main(template: Path, home: Path) -> int:
    """Write `nginx.conf` into nginx's folder; returns the exit code."""
    try:
        text = render(template.read_text(), load_settings(), home, look_around())
    except AlgoRoomError as error:
        print(f"AlgoRoom does not start: {error.message}", file=sys.stderr)
        return 2
    home.mkdir(parents=True, exist_ok=True)
    (home / "nginx.conf").write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
