"""Settings: what hosters and people write is understood, and what is wrong is refused in a sentence that names it."""

from pathlib import Path

import pytest

from app.config import BUILT_PAGE, Settings, load_settings
from app.db.address import InMemory, PostgresDatabase, SqliteFile, parse_database_url
from app.errors import WrongSetting
from app.languages import LANGUAGES

NAMES = (*(name.upper() for name in Settings.model_fields), "WEB_CONCURRENCY")
DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "configuration.md"
SECRET = "s3cr3t-geheim"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def settings_of(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def refusal_of(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    """The sentence with which these settings are refused; it never shows a secret."""
    with pytest.raises(WrongSetting) as failure:
        settings_of(monkeypatch, **environment)
    said = failure.value.message
    assert SECRET not in said
    assert SECRET not in repr(failure.value.__cause__)
    assert said.endswith(".")
    assert "\n" not in said
    return said


def test_without_any_setting_the_server_keeps_nothing_and_listens_on_8080(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(monkeypatch)
    assert settings.database == InMemory()
    assert (settings.host, settings.port) == ("0.0.0.0", 8080)
    assert settings.allowed_origins == ()
    assert (settings.redis_url, settings.redis_prefix, settings.workers) == (None, "algoroom", 1)
    assert settings.static_dir == BUILT_PAGE
    assert (settings.log_format, settings.log_level) == ("console", "info")
    assert (settings.max_connections, settings.max_rooms, settings.sessions_per_s) == (12_000, 5_000, 20)
    assert (settings.trusted_proxies, settings.metrics) == (("127.0.0.1",), "on")


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_of(monkeypatch, **dict.fromkeys(NAMES, "")) == Settings()


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "index.html").touch()
    settings = settings_of(
        monkeypatch,
        DATABASE_URL=f"sqlite:///{tmp_path}/a.db",
        REPOSITORY_TYPE="SQLite",
        HOST="127.0.0.1",
        PORT="0",
        ALLOWED_ORIGINS="https://Rooms.example.org/, http://localhost:5173,",
        STATIC_DIR=str(tmp_path),
        LOG_FORMAT="json",
        LOG_LEVEL="WARNING",
        MAX_CONNECTIONS="100",
        MAX_ROOMS="10",
        SESSIONS_PER_S="0",
        TRUSTED_PROXIES="10.0.0.0/8, ::1,",
        METRICS="Off",
    )
    assert settings.database == SqliteFile(tmp_path / "a.db")
    assert (settings.host, settings.port) == ("127.0.0.1", 0)
    assert settings.allowed_origins == ("https://rooms.example.org", "http://localhost:5173")
    assert settings.static_dir == tmp_path
    assert (settings.log_format, settings.log_level) == ("json", "warning")
    assert (settings.max_connections, settings.max_rooms, settings.sessions_per_s) == (100, 10, 0)
    assert (settings.trusted_proxies, settings.metrics) == (("10.0.0.0/8", "::1"), "off")


@pytest.mark.parametrize(
    ("value", "proxies"), [("*", ("*",)), ("none", ()), ("None", ()), ("192.0.2.1", ("192.0.2.1",))]
)
def test_proxies_are_addresses_everybody_or_nobody(
    monkeypatch: pytest.MonkeyPatch, value: str, proxies: tuple[str, ...]
) -> None:
    assert settings_of(monkeypatch, TRUSTED_PROXIES=value).trusted_proxies == proxies


@pytest.mark.parametrize(
    ("url", "kind"),
    [("memory://", "memory"), ("sqlite:///data/a.db", "sqlite"), ("postgres://ada@db/algoroom", "postgres")],
)
def test_the_repository_type_follows_the_database_url_or_agrees_with_it(
    monkeypatch: pytest.MonkeyPatch, url: str, kind: str
) -> None:
    assert settings_of(monkeypatch, DATABASE_URL=url).database.type == kind
    assert settings_of(monkeypatch, DATABASE_URL=url, REPOSITORY_TYPE=kind).database.type == kind


@pytest.mark.parametrize(
    ("setting", "value", "remedy"),
    [
        ("PORT", "http", "whole number from 0 to 65535"),
        ("PORT", "65536", "whole number from 0 to 65535"),
        ("PORT", "-1", "whole number from 0 to 65535"),
        ("REPOSITORY_TYPE", "mongo", "memory, sqlite or postgres"),
        ("LOG_FORMAT", "xml", "console or json"),
        ("LOG_LEVEL", "loud", "debug, info, warning or error"),
        ("HOST", "  ", "address to listen on"),
        ("MAX_CONNECTIONS", "0", "from 1 on"),
        ("MAX_ROOMS", "many", "from 1 on"),
        ("SESSIONS_PER_S", "-1", "0: any number"),
        ("METRICS", "yes", "on or off"),
        ("TRUSTED_PROXIES", "nginx", "10.0.0.0/8"),
        ("TRUSTED_PROXIES", "127.0.0.1, 300.1.1.1", "10.0.0.0/8"),
        ("REDIS_URL", f"http://:{SECRET}@cache:6379", "rediss:// for TLS"),
        ("REDIS_URL", SECRET, "rediss:// for TLS"),
        ("REDIS_URL", "redis://", "names no host"),
        ("REDIS_URL", "unix://", "no socket"),
        ("REDIS_URL", f"redis://:{SECRET}/x@cache:6379", "percent-encode"),
        ("REDIS_URL", f"redis://:{SECRET}#x@cache:6379", "percent-encode"),
        ("REDIS_URL", f"redis://:{SECRET}?x@cache:6379", "percent-encode"),
        ("REDIS_URL", f"redis://:x@cache:{SECRET}", "percent-encode"),
        ("REDIS_URL", f"redis://:{SECRET}@cache:6379/first", "percent-encode"),
        ("REDIS_URL", f"redis://:{SECRET}@cache:6379?socket_timeout=30", "no other parameters"),
        ("REDIS_PREFIX", "two rooms", "letters, digits"),
        ("REDIS_PREFIX", "x" * 65, "letters, digits"),
        ("WORKERS", "0", "whole number from 1 to 64"),
        ("WORKERS", "65", "whole number from 1 to 64"),
        ("WORKERS", "many", "whole number from 1 to 64"),
        ("ALLOWED_ORIGINS", "rooms.example.org", "scheme, host and port"),
        ("ALLOWED_ORIGINS", "https://rooms.example.org/path", "scheme, host and port"),
        ("ALLOWED_ORIGINS", "https://", "scheme, host and port"),
        ("ALLOWED_ORIGINS", "https://a.example:port", "scheme, host and port"),
        ("ALLOWED_ORIGINS", "https://a.example, ftp://b.example", "scheme, host and port"),
        ("ALLOWED_ORIGINS", "https://*.example.org", "name each origin"),
        ("STATIC_DIR", "nowhere/at/all", "npm run build"),
        ("DATABASE_URL", f"mysql://ada:{SECRET}@db/algoroom", "postgresql://"),
        ("DATABASE_URL", SECRET, "memory://"),
        ("DATABASE_URL", "memory", "memory://"),
        ("DATABASE_URL", "memory://somewhere", "memory://"),
        ("DATABASE_URL", "sqlite://data/a.db", "three slashes"),
        ("DATABASE_URL", "sqlite://", "three slashes"),
        ("DATABASE_URL", "sqlite:///", "memory://"),
        ("DATABASE_URL", "sqlite:///:memory:", "memory://"),
        ("DATABASE_URL", "sqlite:///a.db?mode=ro", "'?'"),
        ("DATABASE_URL", "sqlite+pysqlite:///a.db", "sqlite:///"),
        ("DATABASE_URL", f"postgresql+psycopg2://ada:{SECRET}@db/algoroom", "without one"),
        ("DATABASE_URL", f"postgresql://ada:{SECRET}/x@db/algoroom", "percent-encode"),
        ("DATABASE_URL", f"postgresql://ada:{SECRET}#x@db/algoroom", "percent-encode"),
        ("DATABASE_URL", f"postgresql://ada:x@db:{SECRET}/algoroom", "percent-encode"),
        ("DATABASE_URL", f"postgresql://ada:{SECRET}[x@db/algoroom", "percent-encode"),
        ("DATABASE_URL", f"postgresql://ada:{SECRET}@db/algoroom?sslmode=maybe", "verify-full"),
        ("DATABASE_URL", f"postgresql://ada:{SECRET}@db/algoroom?sslmod=require", "'sslmod'"),
        ("DATABASE_URL", f"postgresql://ada:{SECRET}@db/algoroom?{SECRET}", "percent-encode"),
    ],
)
def test_a_wrong_value_is_refused_by_name_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str, remedy: str
) -> None:
    said = refusal_of(monkeypatch, **{setting: value})
    assert setting in said
    assert remedy in said


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("memory", "sqlite:///a.db"),
        ("sqlite", f"postgres://ada:{SECRET}@db/algoroom"),
        ("postgres", "sqlite:///a.db"),
        ("sqlite", ""),
        ("postgres", ""),
        ("postgres", "memory://"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(monkeypatch: pytest.MonkeyPatch, kind: str, url: str) -> None:
    said = refusal_of(monkeypatch, REPOSITORY_TYPE=kind, DATABASE_URL=url)
    assert "REPOSITORY_TYPE" in said
    assert "DATABASE_URL" in said


REDIS = f"redis://:{SECRET}@cache:6379/0"
POSTGRES = "postgres://ada@db/algoroom"


@pytest.mark.parametrize(
    "url",
    [
        REDIS,
        "redis://cache",
        "rediss://ada:p%2Fw@cache.example.org:6380/1?ssl_cert_reqs=none",
        "redis://[::1]:6379",
        "unix:///run/redis.sock",
        "unix://:pw@/run/redis.sock?db=2",
    ],
)
def test_redis_urls_of_hosters_are_understood(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    settings = settings_of(monkeypatch, REDIS_URL=url, DATABASE_URL=POSTGRES)
    assert settings.redis_url is not None
    assert settings.redis_url.get_secret_value() == url
    assert SECRET not in f"{settings!r} {settings}"


@pytest.mark.parametrize("database", ["", "memory://", "sqlite:///a.db"])
def test_several_servers_need_a_postgresql(monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    said = refusal_of(monkeypatch, REDIS_URL=REDIS, DATABASE_URL=database)
    assert "REDIS_URL" in said
    assert "DATABASE_URL" in said


@pytest.mark.parametrize("name", ["WORKERS", "WEB_CONCURRENCY"])
def test_several_workers_need_redis(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    said = refusal_of(monkeypatch, DATABASE_URL=POSTGRES, **{name: "2"})
    assert name in said
    assert "REDIS_URL" in said
    assert settings_of(monkeypatch, **{name: "2"}, DATABASE_URL=POSTGRES, REDIS_URL=REDIS).workers == 2
    assert settings_of(monkeypatch, **{name: "1"}, REDIS_URL="").workers == 1


def test_our_own_number_of_workers_comes_before_the_hosters(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_of(monkeypatch, WORKERS="1", WEB_CONCURRENCY="4").workers == 1
    said = refusal_of(monkeypatch, WORKERS="", WEB_CONCURRENCY="four")
    assert "WEB_CONCURRENCY" in said


def test_settings_show_no_secret_when_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(monkeypatch, DATABASE_URL=f"postgres://ada:{SECRET}@db:5433/algo%20room?sslmode=require")
    assert SECRET not in f"{settings!r} {settings} {settings.database!r} {settings.database}"
    assert str(settings.database) == "PostgreSQL at db:5433, database algo room"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///data/algoroom.db", Path("data/algoroom.db").absolute()),
        ("sqlite+aiosqlite:///data/algoroom.db", Path("data/algoroom.db").absolute()),
        ("sqlite:////var/lib/algoroom.db", Path("/var/lib/algoroom.db")),
        ("SQLite:////var/with space/100% #1.db", Path("/var/with space/100% #1.db")),
    ],
)
def test_a_sqlite_url_names_a_file(url: str, path: Path) -> None:
    assert parse_database_url(url) == SqliteFile(path)


@pytest.mark.parametrize(
    ("url", "dsn", "pooled"),
    [
        ("postgres://ada:pw@db/algoroom", "postgresql://ada:pw@db/algoroom", False),
        ("postgresql://ada:p%40w@db:6543/algoroom", "postgresql://ada:p%40w@db:6543/algoroom", False),
        ("postgresql+asyncpg://ada@db/x?ssl=require", "postgresql://ada@db/x?sslmode=require", False),
        ("postgresql+asyncpg://ada@db/x?ssl=true", "postgresql://ada@db/x?sslmode=require", False),
        (
            "postgres://ada@db/x?sslmode=require&channel_binding=require",
            "postgresql://ada@db/x?sslmode=require",
            False,
        ),
        ("postgres://ada@db:6543/x?pgbouncer=true&connection_limit=1", "postgresql://ada@db:6543/x", True),
        ("postgres:///x?host=/run/postgresql", "postgresql:///x?host=%2Frun%2Fpostgresql", False),
        (
            "postgres://a:1,b:2/x?target_session_attrs=primary",
            "postgresql://a:1,b:2/x?target_session_attrs=primary",
            False,
        ),
        ("postgres://ada@[::1]:5432/x", "postgresql://ada@[::1]:5432/x", False),
    ],
)
def test_postgres_urls_of_hosters_are_understood(url: str, dsn: str, pooled: bool) -> None:
    assert parse_database_url(url) == PostgresDatabase(dsn, pooled)


@pytest.mark.parametrize("name", [*NAMES, "VITE_API_URL", "VITE_WS_URL"])
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in DOCUMENTATION.read_text(encoding="utf-8")


def test_languages_are_offered_by_name_in_our_order_and_all_when_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_of(monkeypatch, LANGUAGES=" lua, Python ,").languages == ("python", "lua")
    assert settings_of(monkeypatch, LANGUAGES=" , ").languages == tuple(LANGUAGES)


def test_a_language_that_is_not_known_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal_of(monkeypatch, LANGUAGES="python,cobol")
    assert "'cobol'" in said
    assert "typescript" in said
