"""Brings packages from where they are published, or from a folder, into ours: whole, checked, or not at all."""

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, cast
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

from app.python_packages import (
    INDEX,
    CannotFetch,
    Index,
    LockInfo,
    Package,
    PackageFile,
    read_index,
    stored_name,
)

PUBLISHED = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"
"""Where Pyodide's makers publish the packages of a version."""
ANSWERS_WITHIN_S = 60
PIECE_BYTES = 1 << 16
BRING = "Elsewhere, unpack Pyodide's release archive and name its folder with --from"

type Tell = Callable[[str], None]


def fetch(packages: Mapping[str, Package], info: LockInfo, place: str, folder: Path, tell: Tell) -> Index:
    """Bring what is missing of `packages` into `folder`, and let its index name them beside what was there.

    Raises:
        CannotFetch: something of it could not be had; the index is as before.
    """
    before = read_index(folder)
    kept = before.packages if before.abi == info.abi_version else {}
    fetched: dict[str, PackageFile] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for key, package in packages.items():
            file = folder / stored_name(package)
            if not (file.is_file() and _hash_of(file) == package.sha256):
                _bring(package, place, file)
                tell(f"{key} {package.version}: {file.stat().st_size / 1e6:.1f} MB")
            size = file.stat().st_size
            fetched[key] = PackageFile(**package.model_dump(), file=file.name, bytes=size)
        index = Index(abi=info.abi_version, packages=dict(sorted({**kept, **fetched}.items())))
        _write(folder / INDEX, index.model_dump_json().encode())
    except OSError as error:
        raise CannotFetch(f"{folder} cannot be written: {error.strerror or error}.") from error
    _remove_others(folder, index)
    return index


def _hash_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _bring(package: Package, place: str, file: Path) -> None:
    source = _open(place, package.file_name)
    with source, NamedTemporaryFile(dir=file.parent, prefix=".part-", delete_on_close=False) as part:
        while piece := _read(source, place, package.file_name):
            part.write(piece)
        part.close()
        found = _hash_of(Path(part.name))
        if found != package.sha256:
            raise CannotFetch(
                f"{package.file_name} from {place} is not what was published: its SHA-256 is {found}, and should be "
                f"{package.sha256}. It was not kept; fetch it from another place with --from."
            )
        _publish(Path(part.name), file)


def _open(place: str, name: str) -> BinaryIO:
    if urlsplit(place).scheme not in ("http", "https"):
        try:
            return (Path(place) / name).open("rb")
        except OSError as error:
            raise CannotFetch(f"{name} cannot be read in {place}: {error.strerror}.") from error
    try:
        address = f"{place.rstrip('/')}/{quote(name)}"
        return cast(BinaryIO, urlopen(address, timeout=ANSWERS_WITHIN_S))  # noqa: S310 - http or https, see above
    except HTTPError as error:
        error.close()
        raise CannotFetch(f"{place} answered {error.code} to the question for {name}. {BRING}.") from error
    except (URLError, HTTPException, OSError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise CannotFetch(f"{place} cannot be reached ({reason}). {BRING}.") from error


def _read(source: BinaryIO, place: str, name: str) -> bytes:
    try:
        return source.read(PIECE_BYTES)
    except (HTTPException, OSError) as error:
        raise CannotFetch(f"{name} broke off while it came from {place} ({error}): try again.") from error


def _write(file: Path, content: bytes) -> None:
    with NamedTemporaryFile(dir=file.parent, prefix=".part-", delete_on_close=False) as part:
        part.write(content)
        part.close()
        _publish(Path(part.name), file)


def _publish(part: Path, file: Path) -> None:
    """Let it appear whole, and readable for whoever serves it."""
    part.chmod(0o644)
    os.replace(part, file)


def _remove_others(folder: Path, index: Index) -> None:
    """Files of another version, and what an attempt that was killed has left."""
    named = {INDEX, *(package.file for package in index.packages.values())}
    for file in folder.iterdir():
        if (file.name not in named and file.suffix in (".whl", ".zip")) or file.name.startswith(".part-"):
            with suppress(OSError):
                file.unlink()
