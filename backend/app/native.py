"""Finds the live room's compiled modules, if they were built from exactly these sources (backend/native.py)."""

import hashlib
import os
import sys
import sysconfig
from pathlib import Path

APP = Path(__file__).resolve().parent
ROOM = "services/collab"
BUILT = APP.parent / ".native"


def fingerprint() -> str:
    """What a build is named after: the sources, and the Python that can load it."""
    digest = hashlib.sha256(str(sysconfig.get_config_var("EXT_SUFFIX")).encode())
    for source in sorted((APP / ROOM).glob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def wanted() -> Path:
    """Where these sources' compiled modules lie, or would lie."""
    return BUILT / fingerprint()


def find_compiled() -> Path | None:
    """The folder of the compiled modules; `None`: the sources run as they are, to the same effect, more slowly."""
    if os.environ.get("NATIVE", "on").strip().lower() == "off":
        return None
    built = wanted()
    folder = built / "app" / ROOM
    if not folder.is_dir():
        return None
    # The modules share one more, which has no package.
    sys.path.append(str(built))
    return folder


if __name__ == "__main__":
    print(wanted())
