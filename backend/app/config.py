"""The settings: read once from the environment, checked, and refused in a sentence that names the fault."""

import ipaddress
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import parse_qsl, urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.db.address import EXAMPLES, DatabaseAddress, RepositoryType, parse_database_url
from app.errors import WrongSetting
from app.languages import LANGUAGES

MAX_WORKERS = 64
BUILT_PAGE = Path(__file__).resolve().parents[2] / "frontend" / "dist"

TRUST_NOBODY = "none"
"""What TRUSTED_PROXIES says where no proxy stands before the server."""

# What a person is told when a value has the wrong form, by setting.
EXPECTED = {
    "PORT": "must be a whole number from 0 to 65535 (0: any free port)",
    "HOST": "must be an address to listen on, such as 0.0.0.0 or 127.0.0.1",
    "REPOSITORY_TYPE": "must be memory, sqlite or postgres",
    "NATIVE": "must be on or off",
    "HEARTBEAT_S": "must be a number of seconds, up to 3600",
    "REDIS_PREFIX": "must be 1 to 64 letters, digits, dots, dashes or underscores",
    "WORKERS": f"(or WEB_CONCURRENCY) must be a whole number from 1 to {MAX_WORKERS}",
    "LOG_FORMAT": "must be console or json",
    "LOG_LEVEL": "must be debug, info, warning or error",
    "MAX_CONNECTIONS": "must be a whole number from 1 on: how many sockets one process takes",
    "MAX_ROOMS": "must be a whole number from 1 on: how many rooms one process keeps open",
    "SESSIONS_PER_S": "must be a whole number: how many sessions one address may create a second (0: any number)",
    "METRICS": "must be on or off",
    "AUTH_CREATE_TOKEN": "must be at least 16 characters long: who has it may create sessions",
}


class Settings(BaseSettings):
    """What the environment decides. docs/configuration.md explains each."""

    model_config = SettingsConfigDict(
        frozen=True,
        env_ignore_empty=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
        validate_default=False,
        validate_by_name=True,
    )

    database_url: SecretStr = SecretStr("memory://")
    repository_type: RepositoryType | None = None
    host: Annotated[str, Field(min_length=1)] = "0.0.0.0"  # noqa: S104 - a room is for more than one machine
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    redis_url: SecretStr | None = None
    redis_prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")] = "algoroom"
    # Hosters set the second.
    workers: Annotated[
        int, Field(ge=1, le=MAX_WORKERS, validation_alias=AliasChoices("WORKERS", "WEB_CONCURRENCY"))
    ] = 1
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    static_dir: Path = BUILT_PAGE
    native: Literal["on", "off"] = "on"
    heartbeat_s: Annotated[float, Field(gt=0, le=3600)] = 8.0
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    max_connections: Annotated[int, Field(ge=1)] = 12_000
    max_rooms: Annotated[int, Field(ge=1)] = 5_000
    sessions_per_s: Annotated[int, Field(ge=0)] = 20
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ("127.0.0.1",)
    metrics: Literal["on", "off"] = "on"
    languages: Annotated[tuple[str, ...], NoDecode] = tuple(LANGUAGES)
    auth_create_token: Annotated[SecretStr, Field(min_length=16)] | None = None

    @property
    def database(self) -> DatabaseAddress:
        """Where sessions are kept; safe to print."""
        return parse_database_url(self.database_url.get_secret_value())

    @field_validator("repository_type", "log_format", "log_level", "metrics", mode="before")
    @classmethod
    def _ignore_case(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(_check_origin(origin.strip()) for origin in value.split(",") if origin.strip())

    @field_validator("languages", mode="before")
    @classmethod
    def _split_languages(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        wanted = {_check_language(name.strip().lower()) for name in value.split(",") if name.strip()}
        return tuple(name for name in LANGUAGES if name in wanted) or tuple(LANGUAGES)

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split_proxies(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if value.strip().lower() == TRUST_NOBODY:
            return ()
        return tuple(_check_proxy(proxy.strip()) for proxy in value.split(",") if proxy.strip())

    @field_validator("redis_url")
    @classmethod
    def _understand_redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            _check_redis_url(value.get_secret_value())
        return value

    @field_validator("static_dir")
    @classmethod
    def _find_page(cls, value: Path) -> Path:
        if not (value / "index.html").is_file():
            raise WrongSetting(
                f"STATIC_DIR is {value}, where no built page is (no index.html): unset it, or build the page "
                "with npm run build."
            )
        return value.resolve()

    @model_validator(mode="after")
    def _agree_on_storage(self) -> Self:
        named = self.database.type
        wanted = self.repository_type or named
        if wanted != named and self.database_url.get_secret_value() == "memory://":
            raise WrongSetting(
                f"REPOSITORY_TYPE is {wanted}, but DATABASE_URL does not say where: set it, for example {EXAMPLES}."
            )
        if wanted != named:
            raise WrongSetting(f"REPOSITORY_TYPE is {wanted}, but DATABASE_URL names {named}: unset one of them.")
        return self

    @model_validator(mode="after")
    def _agree_on_replicas(self) -> Self:
        if self.redis_url is not None and self.database.type != "postgres":
            raise WrongSetting(
                "REDIS_URL joins several servers, which need one PostgreSQL: set DATABASE_URL to it, for example "
                "postgresql://user:password@host:5432/name, or unset REDIS_URL."
            )
        if self.workers > 1 and self.redis_url is None:
            raise WrongSetting(
                f"WORKERS (or WEB_CONCURRENCY) is {self.workers}, but several workers hear of each other over Redis: "
                "set REDIS_URL and a PostgreSQL in DATABASE_URL, or set WORKERS to 1."
            )
        return self


def load_settings() -> Settings:
    """Read the settings from the environment. An empty variable counts as not set.

    Raises:
        WrongSetting: a value cannot be used; the sentence names the setting and the remedy, never a secret.
    """
    try:
        return Settings()
    except ValidationError as error:
        setting = str(error.errors(include_input=False)[0]["loc"][0]).upper().replace("WEB_CONCURRENCY", "WORKERS")
        # Without the cause: it may quote what somebody mistyped into DATABASE_URL.
        raise WrongSetting(f"{setting} {EXPECTED.get(setting, 'cannot be used as it is')}.") from None


def _check_language(name: str) -> str:
    if name not in LANGUAGES:
        raise WrongSetting(
            f"LANGUAGES holds {name!r}, which AlgoRoom does not know: write ids separated by commas, of "
            f"{', '.join(LANGUAGES)}."
        )
    return name


def _check_proxy(proxy: str) -> str:
    """Return the address or network of a proxy, or `*`, as it is written."""
    if proxy != "*":
        try:
            ipaddress.ip_network(proxy, strict=False)
        except ValueError:
            raise WrongSetting(
                f"TRUSTED_PROXIES holds {proxy!r}, which is no address: write addresses or networks, separated by "
                "commas, as in 10.0.0.0/8, * for everybody, or none."
            ) from None
    return proxy


def _check_redis_url(url: str) -> None:
    """Refuse what the library would take for something else. Nothing of it is repeated: it may hold a password."""
    scheme, separator, rest = url.strip().partition("://")
    if scheme not in ("redis", "rediss", "unix") or not separator:
        raise WrongSetting(
            "REDIS_URL names no Redis: write redis://:password@host:6379, rediss:// for TLS, or unix:///path/to/socket."
        )
    try:
        # urlsplit knows what stands before a host under http.
        parts = urlsplit(f"http://{rest}")
        is_complete = bool(parts.path.strip("/") if scheme == "unix" else parts.hostname)
        is_plain = parts.port != 0 and not parts.fragment
        parameters = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError:
        is_complete, is_plain, parameters = True, False, {}
    if not is_complete:
        raise WrongSetting("REDIS_URL names no host (or, with unix://, no socket): redis://:password@host:6379.")
    if not is_plain or (scheme != "unix" and parts.path.removeprefix("/").strip("0123456789")):
        raise WrongSetting("REDIS_URL cannot be read: percent-encode / ? # @ : [ ] % in user name and password.")
    for name in parameters:
        if name != "db" and not name.startswith("ssl_"):
            raise WrongSetting("REDIS_URL takes no other parameters than db and those that begin with ssl_.")


def _check_origin(origin: str) -> str:
    """Return an origin as browsers send it: scheme, host and port in lower case, nothing behind."""
    try:
        parts = urlsplit(origin)
        complete = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        complete = False
    if not complete or parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise WrongSetting(
            f"ALLOWED_ORIGINS holds {origin!r}, which is no origin: write scheme, host and port only, as in "
            "https://interviews.example.org, separated by commas."
        )
    if "*" in parts.netloc:
        raise WrongSetting("ALLOWED_ORIGINS takes no '*': name each origin.")
    return f"{parts.scheme}://{parts.netloc.lower()}"
