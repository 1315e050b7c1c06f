"""Makes a find of tests/hostile.py small enough to be kept as a case: drops what is not needed to break the server.

python -m tests.hostile_shrink FIND NAME

Each try plays what is left against a new server; the smallest that still breaks it becomes hostile_cases/NAME.json.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import uvloop

from app.db.migrate import migrate
from tests.attacker import Find
from tests.client import ConnectionEnded
from tests.hostile import CASES, Connections, Siege, read_case, write_case
from tests.zygote import ForkedServer, Zygote


async def smallest[T](parts: list[T], still_breaks: Callable[[list[T]], Awaitable[bool]]) -> list[T]:
    """Drop larger, then ever smaller pieces, as long as it still breaks.

    Source: A. Zeller and R. Hildebrandt, "Simplifying and isolating failure-inducing input" (ddmin, complements only).
    """
    pieces = 2
    while len(parts) > 1:
        size = -(-len(parts) // pieces)
        for start in range(0, len(parts), size):
            rest = parts[:start] + parts[start + size :]
            if await still_breaks(rest):
                parts, pieces = rest, max(pieces - 1, 2)
                break
        else:
            if size == 1:
                break
            pieces = min(pieces * 2, len(parts))
    return parts


async def shrink(connections: Connections, still_breaks: Callable[[Connections], Awaitable[bool]]) -> Connections:
    """First whole connections go, then frames of those that are left."""
    left = await smallest(list(connections), still_breaks)
    for at, (is_extended, frames) in enumerate(left):

        async def breaks_with(fewer: list[bytes], at: int = at, is_extended: bool = is_extended) -> bool:
            return await still_breaks([*left[:at], (is_extended, fewer), *left[at + 1 :]])

        left[at] = is_extended, await smallest(frames, breaks_with)
    return left


class Tries:
    """New servers, each with a new database, one after the other."""

    def __init__(self, zygote: Zygote, folder: Path) -> None:
        self._zygote = zygote
        self._folder = folder

    async def break_with(self, connections: Sequence[tuple[bool, list[bytes]]]) -> bool:
        """Whether these frames still break something."""
        database, log_file = self._folder / "try.db", self._folder / "try.log"
        for leftover in self._folder.glob("try.*"):
            leftover.unlink()
        shutil.copy(self._folder / "template.db", database)
        async with ForkedServer(self._zygote, f"sqlite:///{database}", log_file=log_file) as server:
            try:
                await Siege(server, log_file, seed=0).replay(connections)
                outcome = None
            except (Find, ConnectionEnded, TimeoutError, OSError) as found:
                outcome = found
        frames = sum(len(frames) for _, frames in connections)
        print(f"{len(connections)} connections, {frames} frames: {outcome!r}", file=sys.stderr)
        return outcome is not None


async def _shrink_file(find: Path, name: str, folder: Path) -> int:
    await migrate(f"sqlite:///{folder / 'template.db'}")
    why, connections = read_case(find)
    with Zygote() as zygote:
        tries = Tries(zygote, folder)
        if not await tries.break_with(connections):
            print("It breaks nothing.")
            return 1
        left = await shrink(connections, tries.break_with)
    write_case(CASES / f"{name}.json", why, left)
    return 0


def main() -> int:
    """Shrink one find."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile_shrink")
    parser.add_argument("find", type=Path)
    parser.add_argument("name")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="algoroom-shrink-") as folder:
        return uvloop.run(_shrink_file(wish.find, wish.name, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
