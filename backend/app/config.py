"""The settings: read once from the environment, checked, and refused in a sentence that names the fault."""

import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import parse_qsl, urlsplit

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.db.address import EXAMPLES, DatabaseAddress, RepositoryType, parse_database_url
from app.errors import WrongSetting
from app.languages import LANGUAGES

VERSION = "0.1.0"
MAX_WORKERS = 64
FETCHED_PACKAGES = user_data_path("algoroom", appauthor=False) / "python-packages"
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


@dataclass(frozen=True, slots=True)
class Told:
    """What docs/configuration.md says of a setting, where its type and default do not."""

    meaning: str
    example: str | None
    type_: str | None
    default: str | None


def told(meaning: str, example: str | None = None, *, type_: str | None = None, default: str | None = None) -> Told:
    """Tell of a setting."""
    return Told(meaning, example, type_, default)


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

    database_url: Annotated[
        SecretStr, told("where sessions are kept: see below", "`postgresql://user:password@host:5432/name`")
    ] = SecretStr("memory://")
    repository_type: Annotated[
        RepositoryType | None,
        told(
            "makes sure that `DATABASE_URL` is of that kind: the start fails when they disagree",
            default="what `DATABASE_URL` names",
        ),
    ] = None
    host: Annotated[str, Field(min_length=1), told("the address to listen on", "`127.0.0.1`")] = "0.0.0.0"  # noqa: S104 - a room is for more than one machine
    port: Annotated[int, Field(ge=0, le=65535), told("the port to listen on; `0` takes any free one")] = 8080
    redis_url: Annotated[
        SecretStr | None,
        told("lets several servers serve the same sessions: see below", "`redis://:password@host:6379`"),
    ] = None
    redis_prefix: Annotated[
        str,
        Field(pattern=r"^[A-Za-z0-9._-]{1,64}$"),
        told("what the names of our channels begin with, when several installations share one Redis"),
    ] = "algoroom"
    # Hosters set the second.
    workers: Annotated[
        int,
        Field(ge=1, le=MAX_WORKERS, validation_alias=AliasChoices("WORKERS", "WEB_CONCURRENCY")),
        told(
            "processes on this machine that share the port; more than one needs `REDIS_URL`. `WEB_CONCURRENCY`, which "
            "hosters set, is read where it is not set"
        ),
    ] = 1
    allowed_origins: Annotated[
        tuple[str, ...],
        NoDecode,
        told("origins of other pages that may connect", "`https://interviews.example.org`", type_="list"),
    ] = ()
    static_dir: Annotated[Path, told("the folder of the built page", default="`frontend/dist`")] = BUILT_PAGE
    python_packages_dir: Annotated[
        Path,
        told(
            "the folder into which `algoroom fetch-packages` brings packages for Python programs, and from which they "
            "are served ([python-packages.md](python-packages.md)); several servers may share one",
            default="`python-packages` in the folder that the system keeps for programs' data",
        ),
    ] = FETCHED_PACKAGES
    native: Annotated[
        Literal["on", "off"],
        told(
            "`off`: run the live room as plain Python although it was compiled (`npm start` compiles it where there is "
            "a C compiler); the effect is the same, at about twice the CPU"
        ),
    ] = "on"
    heartbeat_s: Annotated[
        float,
        Field(gt=0, le=3600),
        told(
            "within so many seconds, and no sooner than in half of them, a connection that is dead without a word is "
            "found and gone for everybody; a living one has half of them to answer a ping. Longer spares the batteries "
            "of phones and costs ghosts"
        ),
    ] = 8.0
    log_format: Annotated[Literal["console", "json"], told("`console` for people, `json` for programs")] = "console"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], told("what is logged: this, and what is more serious")
    ] = "info"
    max_connections: Annotated[
        int, Field(ge=1), told("sockets that one process takes; who comes then is asked to try again later")
    ] = 12_000
    max_rooms: Annotated[
        int, Field(ge=1), told("rooms that one process keeps open; empty ones are forgotten first")
    ] = 5_000
    sessions_per_s: Annotated[
        int,
        Field(ge=0),
        told(
            "sessions that one address may create a second in the long run, and 15 times as many at once; `0`: any "
            "number"
        ),
    ] = 20
    trusted_proxies: Annotated[
        tuple[str, ...],
        NoDecode,
        told(
            "addresses or networks of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; `*`: "
            "everybody's; `none`: nobody's",
            "`10.0.0.0/8,192.0.2.7`",
            type_="list",
        ),
    ] = ("127.0.0.1",)
    metrics: Annotated[Literal["on", "off"], told("`off`: no `GET /metrics`")] = "on"
    languages: Annotated[
        tuple[str, ...],
        NoDecode,
        told(
            "ids of the languages that sessions can be given; [adding-a-runtime.md](adding-a-runtime.md) has the ids. "
            "A session that has another one keeps it. Nothing of a language that is left out is loaded",
            "`python,javascript,sqlite`",
            type_="list",
            default="all",
        ),
    ] = tuple(LANGUAGES)
    auth_create_token: Annotated[
        SecretStr | None,
        Field(min_length=16),
        told(
            "at least 16 characters: `POST /sessions` then needs `Authorization: Bearer` with it, and the start page "
            "asks for it once; who has a link to a session needs none. It keeps strangers from creating sessions on a "
            "public server",
            "what `openssl rand -hex 24` prints",
        ),
    ] = None

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
