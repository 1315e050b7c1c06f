"""The commands and their options; what they do lies beside."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import click

from app.commands.backup import back_up, back_up_to_stream, restore, restore_from_stream
from app.commands.checks import Finding, look
from app.commands.export import export as export_sessions
from app.commands.packages import fetch_packages, show_packages
from app.commands.place import set_own_place
from app.commands.stored import find_older, get_session, stored_sessions
from app.config import VERSION, Settings, load_settings
from app.db.migrate import BASE, current, downgrade, migrate
from app.db.revisions import known_revisions
from app.domain import Session, SessionId
from app.errors import AlgoRoomError
from app.main import serve

WRONG = 1
"""The exit code of a command that could not do what it was asked."""
STREAM = "-"


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="algoroom")
@click.pass_context
def line(context: click.Context) -> None:
    """AlgoRoom: an interview room in which several people edit and run the same code.

    Without a command the server starts. Settings are environment variables (docs/configuration.md); sessions lie in a
    SQLite file of yours unless DATABASE_URL names another place.
    """
    set_own_place()
    if context.invoked_subcommand is None:
        context.invoke(start)


@line.command()
def start() -> None:
    """Bring the database up to date and serve until told to stop."""
    settings = _settings()
    _wait_for(migrate(settings.database_url.get_secret_value()))

    def announce() -> None:
        click.echo(f"AlgoRoom is at http://localhost:{settings.port}")
        click.echo(f"Its data lies in {settings.database}. Ctrl+C ends it.")

    sys.exit(serve(settings, announce))


@line.group(name="migrate")
def schema() -> None:
    """Change the database's schema, or show its revision. Servers may run and people type meanwhile."""


@schema.command()
def up() -> None:
    """Bring the schema up to date."""
    settings = _settings()
    _wait_for(migrate(settings.database_url.get_secret_value()))
    click.echo(f"The schema of {settings.database} is up to date.")


@schema.command()
@click.argument("revision")
@click.option("--yes", is_flag=True, help=f"Do not ask before everything is removed ({BASE}).")
def down(revision: str, yes: bool) -> None:
    """Take the schema back to REVISION, for an older version of AlgoRoom.

    What the older one has no place for is lost: docs/deploying.md tells what. `base` removes all sessions.
    """
    settings = _settings()
    if revision == BASE and not yes:
        click.confirm(f"This removes every session of {settings.database}. Go on?", abort=True)
    _wait_for(downgrade(settings.database_url.get_secret_value(), revision))
    click.echo(f"The schema of {settings.database} is at revision {revision}.")


@schema.command(name="current")
def show_revision() -> None:
    """Show the schema's revision, and the newest one that this version knows."""
    settings = _settings()
    found = _wait_for(current(settings.database_url.get_secret_value()))
    click.echo(f"{settings.database}: {found or 'no schema'} (this version: {known_revisions()[-1]})")


@line.command()
@click.argument("session", required=False)
@click.option("--all", "everything", is_flag=True, help="Every session.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else standard output.")
def export(session: str | None, everything: bool, to: Path | None) -> None:
    """Write a SESSION, or all, as JSON: texts, log, chat, people and runs, without keys and links.

    The file holds what people wrote and said: keep it as carefully as the database.
    """
    if (session is None) is not everything:
        raise click.UsageError("Name a session, or --all.")
    count = _wait_for(_export(_settings(), session, to))
    if to is not None:
        click.echo(f"{_sessions(count)} written to {to}.")


async def _export(settings: Settings, wanted: str | None, to: Path | None) -> int:
    async with stored_sessions(settings) as storage:
        ids: Sequence[SessionId] = (
            await storage.sessions.list_ids() if wanted is None else [(await get_session(storage, wanted)).id]
        )
        with click.open_file(str(to or "-"), "w", encoding="utf-8", atomic=to is not None) as file:
            async for part in export_sessions(storage, ids):
                file.write(part)
    return len(ids)


@line.command()
@click.argument("session", required=False)
@click.option("--older-than", type=click.IntRange(min=1), metavar="DAYS", help="All in which nothing happened since.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(session: str | None, older_than: int | None, yes: bool) -> None:
    """Remove a SESSION, or all that were not used for some days, with everything stored of them.

    Servers may run: who is in such a session is told that it is gone. Backups keep what they hold.
    """
    if (session is None) is (older_than is None):
        raise click.UsageError("Name a session, or --older-than DAYS.")
    settings = _settings()
    doomed = _wait_for(_find_doomed(settings, session, older_than))
    for one in doomed:
        click.echo(f"{one.id}  {one.created_at:%Y-%m-%d}  {one.status.value}  {one.title}")
    if doomed and not yes:
        click.confirm(f"Remove {_sessions(len(doomed))} for good?", abort=True)
    click.echo(f"{_sessions(_wait_for(_erase(settings, doomed)))} removed.")


async def _find_doomed(settings: Settings, session: str | None, days: int | None) -> list[Session]:
    async with stored_sessions(settings) as storage:
        if session is not None:
            return [await get_session(storage, session)]
        return await find_older(storage, days or 0)


async def _erase(settings: Settings, doomed: Sequence[Session]) -> int:
    async with stored_sessions(settings) as storage:
        return sum([await storage.sessions.delete(session.id) for session in doomed])


@line.command()
@click.argument("to", type=click.Path(allow_dash=True, path_type=Path))
def backup(to: Path) -> None:
    """Copy the whole SQLite database into the new file TO; `-`: to standard output. People may be typing.

    With keys and links: keep it as carefully as the database.
    """
    settings = _settings()
    if str(to) == STREAM:
        _or_say(lambda: back_up_to_stream(settings, sys.stdout.buffer))
        return
    _or_say(lambda: back_up(settings, to))
    click.echo(f"All of {settings.database} is in {to}.")


@line.command(name="restore")
@click.argument("backup", type=click.Path(allow_dash=True, path_type=Path))
def put_back(backup: Path) -> None:
    """Put BACKUP in the place of the SQLite database; `-`: from standard input. Stop the server first.

    What was there before is kept beside it.
    """
    settings = _settings()
    if str(backup) == STREAM:
        kept = _or_say(lambda: restore_from_stream(settings, sys.stdin.buffer))
    else:
        kept = _or_say(lambda: restore(settings, backup))
    click.echo(f"{str(settings.database)[:1].upper()}{str(settings.database)[1:]} is what was backed up.")
    if kept is not None:
        click.echo(f"What was there before is in {kept}: remove it when you do not need it any more.")


@line.command(name="check-config")
def check_config() -> None:
    """Look at the settings and all that they name; ends with 1 where something is off."""
    settings = _settings()
    findings = _wait_for(_look(settings))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.is_fine else 'OFF '} {finding.part}: {finding.text}")
    if not all(finding.is_fine for finding in findings):
        sys.exit(WRONG)


async def _look(settings: Settings) -> list[Finding]:
    return [finding async for finding in look(settings)]


@line.command(name="fetch-packages")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--from", "place", help="Another address, or a folder, with the files of Pyodide's release.")
@click.option("--lock", type=click.Path(dir_okay=False, path_type=Path), help="The list of packages that you built.")
@click.option("--list", "only_list", is_flag=True, help="Say what there is, and what is here.")
def fetch_python_packages(names: Sequence[str], place: str | None, lock: Path | None, only_list: bool) -> None:
    """Fetch packages for Python programs, such as numpy, pandas, matplotlib and scipy, with all that they need.

    They come from where Pyodide's makers publish them, are checked against the hashes that this version of AlgoRoom
    was built with, and lie in PYTHON_PACKAGES_DIR, from where servers serve them.
    """
    if only_list is bool(names):
        raise click.UsageError("Name packages, such as numpy pandas matplotlib, or --list.")
    settings = _settings()
    _or_say(lambda: show_packages(settings, lock) if only_list else fetch_packages(settings, names, place, lock))


def _settings() -> Settings:
    return _or_say(load_settings)


def _wait_for[T](work: Coroutine[Any, Any, T]) -> T:
    return _or_say(lambda: asyncio.run(work))


def _or_say[T](work: Callable[[], T]) -> T:
    """Do it, or end with the sentence that says why not."""
    try:
        return work()
    except AlgoRoomError as error:
        raise click.ClickException(error.message) from error


def _sessions(count: int) -> str:
    return f"{count} session{'' if count == 1 else 's'}"


def main() -> None:
    """Do what the command line asks for."""
    line(prog_name="algoroom")
