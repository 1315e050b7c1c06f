"""Attacks rooms of a real server with generated frames, through many real sockets, while two people type in each.

python -m tests.hostile --frames 2000000 [--seed N] [--first-round N]

What kills, hangs or breaks something is kept whole in .hostile-finds. `python -m tests.hostile_shrink` makes a case of
it, which tests/test_hostile.py plays again.
"""

import argparse
import asyncio
import json
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from random import Random

import uvloop
from pycrdt import Doc

from app.db.migrate import migrate
from app.services.collab import codec, guard
from tests.attacker import REFUSALS, Attacker, Find, Socket
from tests.client import Browser
from tests.hostile_frames import HONEST, FrameMaker
from tests.memory import cpu_seconds, resident_bytes
from tests.process import ServerProcess
from tests.session_log import read_log

CASES = Path(__file__).with_name("hostile_cases")
FINDS = Path(__file__).parents[1] / ".hostile-finds"
ADA, BEN = 11, 22
type Connections = Sequence[tuple[bool, list[bytes]]]
"""For each connection, whether it is an `algoroom.v1` one, and its frames."""
FRAMES_PER_ROUND = 5_000
ROOMS_AT_ONCE = 2
ATTACKERS = 8
"""For each room; every fourth speaks as a stock provider."""
CLIENTS = 6
"""Client ids that each attacker claims."""
KEY_PAUSE_S = 0.02
MAX_GROWTH_BYTES = 200 << 20
"""Of the server, from the end of the first round on. Rooms stay in memory for 30 s."""
FAULTS_IN_LOG = re.compile(rb"panicked|Traceback|PanicException|text_broken(?!.*took too long)|room_overtaken")
TOP_CLOCK = (1 << 31) - 1


class Siege:
    """Rounds of attacks on one server. Each round has rooms of its own."""

    def __init__(self, server: ServerProcess, log_file: Path, seed: int) -> None:
        self.outcomes: Counter[tuple[str, int | None]] = Counter()
        self.connections = 0
        self.reordered = 0
        """Rooms in which not everybody had the letters in the same order."""
        self.grown_bytes = 0
        self.cpu_seconds = 0.0
        self._server = server
        self._log_file = log_file
        self._seed = seed
        self._after_first_round = 0

    @property
    def frames(self) -> int:
        """How many hostile frames the server has read."""
        return sum(times for (kind, _), times in self.outcomes.items() if kind != HONEST)

    def codes(self) -> Counter[int | None]:
        """How they ended, `None` for frames that closed nobody."""
        codes: Counter[int | None] = Counter()
        for (_, code), times in self.outcomes.items():
            codes[code] += times
        return codes

    async def play(self, number: int, frames: int) -> None:
        """One round.

        Raises:
            Find: something broke. The case is kept.
        """
        shares = [frames // ROOMS_AT_ONCE + (room < frames % ROOMS_AT_ONCE) for room in range(ROOMS_AT_ONCE)]
        outcomes = await asyncio.gather(
            *(self._besiege(number * ROOMS_AT_ONCE + room, share) for room, share in enumerate(shares)),
            return_exceptions=True,
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        self._read_server_log(f"round {number} of seed {self._seed}")
        now = resident_bytes(self._server.process.pid)
        self._after_first_round = self._after_first_round or now
        self.grown_bytes = max(self.grown_bytes, now - self._after_first_round)

    async def replay(self, connections: Connections) -> None:
        """Send again what once broke something.

        Raises:
            Find: it still does.
        """
        async with self._stage() as (session, ada, ben):
            for is_extended, frames in connections:
                marker = None if is_extended else codec.encode_step1(None, b"\x00")
                socket = await Socket.open(self._server.port, session, marker)
                _, code = await socket.ask(frames)
                socket.close()
                if code not in REFUSALS | {None}:
                    raise Find(f"the server closed with {code}")
            await self._expect_life(session, ada, ben)
        self._read_server_log("a replay")

    def _read_server_log(self, after: str) -> None:
        if found := FAULTS_IN_LOG.search(self._log_file.read_bytes()):
            raise Find(f"the server's log says {found[0]!r} after {after}")

    async def _besiege(self, room: int, frames: int) -> None:
        dice = Random(f"{self._seed}:{room}")
        attackers: list[Attacker] = []
        try:
            async with self._stage() as (session, ada, ben):
                attackers += self._attackers(session, (ada, ben), dice)
                stays = [await attacker.stay() for attacker in attackers if attacker.is_extended]
                typing = [asyncio.create_task(_type_on(person)) for person in (ada, ben)]
                shares = [frames // ATTACKERS + (at < frames % ATTACKERS) for at in range(ATTACKERS)]
                try:
                    async with asyncio.TaskGroup() as group:
                        for attacker, share in zip(attackers, shares, strict=True):
                            group.create_task(attacker.attack(share))
                finally:
                    for task in typing:
                        task.cancel()
                    await asyncio.gather(*typing, return_exceptions=True)
                    for stay in stays:
                        stay.close()
                await self._expect_life(session, ada, ben)
        except Exception as error:
            why = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
            if not self._server.is_alive:
                why = Find("the server died")
            kept = FINDS / f"seed-{self._seed}-room-{room}.json"
            sent = [(attacker.is_extended, frames) for attacker in attackers for frames in attacker.sent]
            write_case(kept, repr(why), sent)
            raise Find(f"seed {self._seed}, room {room}: {why!r}; kept as {kept}") from error
        finally:
            for attacker in attackers:
                self.outcomes += attacker.outcomes
                self.connections += attacker.connections

    @asynccontextmanager
    async def _stage(self) -> AsyncIterator[tuple[str, Browser, Browser]]:
        session = await self._server.create(language="python")
        async with AsyncExitStack() as stack:
            ada = await stack.enter_async_context(Browser(self._server.sync(session), "ada", Doc(client_id=ADA)))
            ben = await stack.enter_async_context(Browser(self._server.sync(session), "ben", Doc(client_id=BEN)))
            ada.type("ada was here before\n")
            await ben.until_text(str(ada))
            ben.type("and so was ben\n")
            await ada.until_text(str(ben))
            yield session, ada, ben

    def _attackers(self, session: str, people: Sequence[Browser], dice: Random) -> Iterator[Attacker]:
        others = {client: clock for person in people for client, clock in _state(person).items()}
        for number in range(ATTACKERS):
            is_extended = number % 4 != 3
            mine = [dice.getrandbits(32) for _ in range(CLIENTS)]
            known = [*others, *mine]
            everything = guard.write_state_vector(dict.fromkeys(known, TOP_CLOCK))
            maker = FrameMaker(dice, mine, others, extended=is_extended)
            yield Attacker(self._server.port, session, number, maker, everything, is_extended, hears=number % 4 == 0)

    async def _expect_life(self, session: str, ada: Browser, ben: Browser) -> None:
        """Both still type, and have what the server and its log have.

        Where a stranger names a right neighbour that stands left of the left one, the order of letters depends on
        what else was there when it came, in Yjs as in pycrdt. [CH1] tells people so.
        """
        ada.type("a")
        ben.type("b")
        for person in (ada, ben):
            await person.until(lambda: all(p.saved >= p.sent for p in (ada, ben)) and _same_letters(ada, ben))
        log = await read_log(self._server.http, session)
        if faults := list(log.find_faults()):
            raise Find(f"the log: {faults[0]}")
        text = log.replay()
        if not _same_letters(ada, text):
            raise Find("the log and its people have different texts")
        # Not from the API: an attacker may have changed the language, and with it the entry file.
        async with Browser(self._server.sync(session), "cy") as cy:
            await cy.until(lambda: _same_letters(cy, text))
            self.reordered += len({text, str(ada), str(cy)}) > 1


def _same_letters(*texts: object) -> bool:
    return len({"".join(sorted(str(text))) for text in texts}) == 1


def read_case(path: Path) -> tuple[str, Connections]:
    """Why it is kept, and what was sent."""
    kept = json.loads(path.read_text())
    return kept["why"], [(each["extended"], list(map(bytes.fromhex, each["frames"]))) for each in kept["connections"]]


def write_case(path: Path, why: str, connections: Connections) -> None:
    """Keep what was sent."""
    path.parent.mkdir(exist_ok=True)
    told = [
        {"extended": is_extended, "frames": [frame.hex() for frame in frames]} for is_extended, frames in connections
    ]
    path.write_text(json.dumps({"why": why, "connections": told}, indent=1) + "\n")


async def _type_on(person: Browser) -> None:
    for number in count():
        person.patch(0, 0, "\n" if number % 20 == 0 else "k")
        await asyncio.sleep(KEY_PAUSE_S)


def _state(person: Browser) -> dict[int, int]:
    return guard.read_state_vector(person.doc.get_state())


async def besiege(database_url: str, log_file: Path, frames: int, seed: int, first_round: int = 0) -> Siege:
    """Attack a new server with so many frames.

    Raises:
        Find: something broke.
    """
    async with ServerProcess(database_url, log_file=log_file) as server:
        siege = Siege(server, log_file, seed)
        for number in count(first_round):
            left = frames - siege.frames
            if left <= 0:
                siege.cpu_seconds = cpu_seconds(server.process.pid)
                return siege
            await siege.play(number, min(left, FRAMES_PER_ROUND * ROOMS_AT_ONCE))
            if sys.stderr.isatty() or number % 20 == 19:
                print(f"{siege.frames} frames, {siege.connections} connections", file=sys.stderr)
    raise AssertionError("a count ended")


def main() -> int:
    """The big run."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile")
    parser.add_argument("--frames", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--first-round", type=int, default=0)
    wish = parser.parse_args()
    print(f"{wish.frames} frames from --seed {wish.seed} --first-round {wish.first_round}")
    folder = Path(tempfile.mkdtemp(prefix="algoroom-hostile-"))
    started = time.monotonic()
    try:
        url = f"sqlite:///{folder / 'algoroom.db'}"
        asyncio.run(migrate(url))
        siege = uvloop.run(besiege(url, folder / "server.log", wish.frames, wish.seed, wish.first_round))
    except Find as find:
        print(f"FOUND {find}")
        return 1
    finally:
        shutil.rmtree(folder)
    seconds = time.monotonic() - started
    print(
        f"{siege.frames} frames on {siege.connections} connections in {seconds:.0f} s, {siege.frames / seconds:.0f}/s"
    )
    print(f"the server took {siege.cpu_seconds:.0f} s of CPU and grew by {siege.grown_bytes >> 20} MB at most")
    print(f"{siege.reordered} rooms had letters in more than one order")
    for (kind, code), times in sorted(siege.outcomes.items(), key=str):
        print(f"{times:9} {kind}: {code or 'no close'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
