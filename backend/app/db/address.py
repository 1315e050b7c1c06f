"""Where a DATABASE_URL points: read once, strictly, and never shown with its password."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from app.errors import WrongSetting

type RepositoryType = Literal["memory", "sqlite", "postgres"]

EXAMPLES = "memory://, sqlite:///data/algoroom.db, or postgresql://user:password@host:5432/name"

# What libpq knows, hosters put into their URLs, and asyncpg takes from a URL as it is.
POSTGRES_PARAMETERS = frozenset(
    {
        "application_name",
        "dbname",
        "host",
        "options",
        "passfile",
        "password",
        "port",
        "search_path",
        "ssl_max_protocol_version",
        "ssl_min_protocol_version",
        "sslcert",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslpassword",
        "sslrootcert",
        "target_session_attrs",
        "user",
    }
)
# Advice to other clients: asyncpg has no channel binding, and pool and time-outs are ours to choose.
IGNORED_PARAMETERS = frozenset(
    {"channel_binding", "connect_timeout", "connection_limit", "gssencmode", "pool_timeout", "schema"}
)
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


@dataclass(frozen=True, slots=True)
class InMemory:
    """Nothing outlives the process."""

    type: RepositoryType = field(default="memory", init=False)

    def __str__(self) -> str:
        """Name the place for a person."""
        return "memory"


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A SQLite database in one file; the path is absolute."""

    path: Path
    type: RepositoryType = field(default="sqlite", init=False)

    def __str__(self) -> str:
        """Name the place for a person."""
        return f"the SQLite file {self.path}"


@dataclass(frozen=True, slots=True)
class PostgresDatabase:
    """A database of a PostgreSQL server.

    `dsn` is what asyncpg connects to, password included. `pooled` says that a transaction-pooling PgBouncer
    stands in between, where prepared statements do not survive.
    """

    dsn: str = field(repr=False)
    pooled: bool = False
    type: RepositoryType = field(default="postgres", init=False)

    def __str__(self) -> str:
        """Name the place for a person, without user and password."""
        parts = urlsplit(self.dsn)
        where = parts.netloc.rpartition("@")[2] or "the local socket"
        return f"PostgreSQL at {where}, database {unquote(parts.path.removeprefix('/')) or 'by default'}"


type DatabaseAddress = InMemory | SqliteFile | PostgresDatabase


def parse_database_url(url: str) -> DatabaseAddress:
    """Return what a DATABASE_URL names. A relative SQLite path is relative to the working directory.

    Raises:
        WrongSetting: the URL cannot be understood. The message never contains the URL: it may hold a
            password.
    """
    scheme, separator, rest = url.strip().partition("://")
    dialect, _, driver = scheme.lower().partition("+")
    match dialect, driver:
        case "memory", "" if separator and not rest.strip("/"):
            return InMemory()
        case "sqlite", "" | "aiosqlite" if separator:
            return _parse_sqlite(rest)
        case "postgres" | "postgresql", "" | "asyncpg" if separator:
            return _parse_postgres(rest)
        case "postgres" | "postgresql", _ if separator:
            raise WrongSetting(f"DATABASE_URL asks for the driver {driver!r}: write postgresql:// without one.")
        case _:
            raise WrongSetting(f"DATABASE_URL names no storage that AlgoRoom knows: use {EXAMPLES}.")


def _parse_sqlite(rest: str) -> SqliteFile:
    path, query, _ = rest.partition("?")
    if query:
        raise WrongSetting("DATABASE_URL of a SQLite file takes no parameters: remove everything from the '?' on.")
    if not path.startswith("/"):
        raise WrongSetting(
            "DATABASE_URL of a SQLite file needs three slashes before a relative path and four before an "
            "absolute one: sqlite:///data/algoroom.db."
        )
    name = path.removeprefix("/")
    if name in ("", ":memory:"):
        raise WrongSetting("DATABASE_URL names no SQLite file: write its path, or memory:// to keep nothing.")
    return SqliteFile(Path(name).absolute())


def _parse_postgres(rest: str) -> PostgresDatabase:
    try:
        parts = urlsplit(f"postgresql://{rest}")
        # An address list ("a:5432,b:5432") is asyncpg's to read; a single port must be a number.
        _ = parts.port if "," not in parts.netloc else None
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise _unreadable() from None
    if parts.fragment or "/" in parts.path.removeprefix("/"):
        raise _unreadable()
    return _with_parameters(parts, dict(pairs))


def _with_parameters(parts: SplitResult, parameters: dict[str, str]) -> PostgresDatabase:
    pooled = parameters.pop("pgbouncer", "false").lower() == "true"
    # SQLAlchemy's spelling for asyncpg; everybody else calls it sslmode.
    if "ssl" in parameters:
        parameters["sslmode"] = {"true": "require", "false": "disable"}.get(parameters["ssl"], parameters["ssl"])
        del parameters["ssl"]
    if parameters.get("sslmode", "prefer") not in SSL_MODES:
        raise WrongSetting(f"DATABASE_URL has an sslmode that does not exist: use one of {', '.join(SSL_MODES)}.")
    kept = {name: value for name, value in parameters.items() if name not in IGNORED_PARAMETERS}
    if unknown := sorted(kept.keys() - POSTGRES_PARAMETERS):
        raise WrongSetting(f"DATABASE_URL has a parameter that AlgoRoom does not know: remove {unknown[0]!r}.")
    query = f"?{urlencode(kept)}" if kept else ""
    # Put together by hand: urlunsplit drops the slashes of an empty host, and with them the local socket.
    return PostgresDatabase(f"postgresql://{parts.netloc}{parts.path}{query}", pooled)


def _unreadable() -> WrongSetting:
    return WrongSetting(
        "DATABASE_URL cannot be read as postgresql://user:password@host:5432/name: percent-encode the "
        "characters / ? # @ : [ ] % in user name and password."
    )
