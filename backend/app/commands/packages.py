"""`fetch-packages`: what an administrator adds for Python programs, told as it goes."""

from collections.abc import Sequence
from pathlib import Path

import click

from app.commands.fetch import PUBLISHED, fetch
from app.config import Settings
from app.python_packages import OFFER, CannotFetch, Offer, choose, read_index, read_offer


def fetch_packages(settings: Settings, names: Sequence[str], place: str | None, lock: Path | None) -> None:
    """Fetch the named packages and say what programs can import then.

    Raises:
        CannotFetch: they could not be had.
    """
    offer, info = _offers(settings, lock)
    chosen = choose(names, offer)
    where = place or PUBLISHED.format(version=info.info.version)
    index = fetch(chosen, info.info, where, settings.python_packages_dir, click.echo)
    modules = sorted({module for package in index.packages.values() for module in package.imports})
    if modules:
        click.echo(f"Python programs can import {', '.join(modules)}, in pages that are opened from now on.")
    for key in sorted({name for name in offer.served for wanted in names if name == wanted}):
        click.echo(f"{key} comes with the page anyway.")


def show_packages(settings: Settings, lock: Path | None) -> None:
    """Say what there is, and what is here."""
    offer, info = _offers(settings, lock)
    index = read_index(settings.python_packages_dir)
    here = index.packages if index.abi == info.info.abi_version else {}
    for key, package in sorted(offer.packages.items()):
        if package.package_type == "package":
            mark = "here" if key in here and here[key].sha256 == package.sha256 else "    "
            click.echo(f"{mark}  {key} {package.version}")


def _offers(settings: Settings, lock: Path | None) -> tuple[Offer, Offer]:
    """The list to choose from, and the one that the page was built with."""
    own = read_offer(settings.static_dir / OFFER)
    if lock is None:
        return own, own
    other = read_offer(lock)
    if other.info.abi_version != own.info.abi_version:
        raise CannotFetch(
            f"{lock} is for Pyodide's ABI {other.info.abi_version}; this page's Python has {own.info.abi_version}."
        )
    return other.model_copy(update={"served": own.served}), own
