"""Packages for Python programs that an administrator has fetched: what can be had, and what a folder holds of it."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from app.errors import AlgoRoomError

INDEX = "index.json"
OFFER = "python-offer.json"
"""A file of the built page: Pyodide's own list, without what the page brings itself."""
FILES_PATH = "/assets/runtimes/fetched"
"""Where the files are served: below the page's runtimes, so that browsers keep them alike."""
HASH_LENGTH = 10

type FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._+-]*$", max_length=200)]


class CannotFetch(AlgoRoomError):
    """Packages for Python programs could not be had; nothing that was there before has changed."""

    status, code = 500, "CANNOT_FETCH"


class Package(BaseModel):
    """One package as Pyodide's `pyodide-lock.json` tells of it."""

    name: str
    version: str
    file_name: FileName
    install_dir: str = "site"
    package_type: str = "package"
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    imports: list[str] = []
    depends: list[str] = []


class PackageFile(Package):
    """One package that lies in the folder, in `file`, whose name tells its content."""

    file: FileName
    bytes: int


class LockInfo(BaseModel):
    """For which Python the packages are."""

    abi_version: str
    python: str
    version: str = ""
    """Pyodide's own; only the page's list has it."""


class Offer(BaseModel):
    """What can be had, by normal name; `served` comes with the page anyway."""

    info: LockInfo
    packages: dict[str, Package]
    served: list[str] = []


class Index(BaseModel):
    """What a folder holds, and for which Python it is."""

    abi: str = ""
    packages: dict[str, PackageFile] = {}


def read_offer(file: Path) -> Offer:
    """Read a list of packages.

    Raises:
        CannotFetch: it is not there, or is no such list.
    """
    try:
        return Offer.model_validate_json(file.read_bytes())
    except OSError:
        raise CannotFetch(f"There is no list of packages in {file}: build the page (npm run build) first.") from None
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise CannotFetch(f"{file} is no list of packages as pyodide-lock.json is one: look at `{place}`.") from None


def read_index(folder: Path) -> Index:
    """What lies in the folder; nothing where nothing was fetched, or where what is there cannot be read."""
    try:
        return Index.model_validate_json((folder / INDEX).read_bytes())
    except (OSError, ValidationError):
        return Index()


def normal(name: str) -> str:
    """A package's name in the one form that lists have."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def choose(names: Sequence[str], offer: Offer) -> dict[str, Package]:
    """The named packages, by their own name or by what programs import, with all that they need.

    Raises:
        CannotFetch: one of them is not to be had; the sentence names it, and what it may have meant.
    """
    by_import = {module: key for key, package in offer.packages.items() for module in package.imports}
    waiting = [_find(name, offer, by_import) for name in names]
    chosen: dict[str, Package] = {}
    while waiting:
        key = waiting.pop()
        if key in chosen or key in offer.served:
            continue
        if key not in offer.packages:
            raise CannotFetch(f"The list of packages lacks {key}, which another one needs.")
        chosen[key] = offer.packages[key]
        waiting += [normal(other) for other in offer.packages[key].depends]
    return dict(sorted(chosen.items()))


def _find(name: str, offer: Offer, by_import: dict[str, str]) -> str:
    key = normal(name)
    if key in offer.packages or key in offer.served:
        return key
    if name in by_import:
        return by_import[name]
    meant = get_close_matches(key, [*offer.packages, *offer.served], n=3)
    perhaps = f" Perhaps {' or '.join(meant)}?" if meant else ""
    raise CannotFetch(f"Pyodide has no package named {name!r}.{perhaps} `algoroom fetch-packages --list` names all.")


def stored_name(package: Package) -> str:
    """The name of its file in the folder, by which browsers may keep it for ever."""
    return f"{package.sha256[:HASH_LENGTH]}-{package.file_name}"
