"""Makes hostile frames: random bytes, honest frames that were bent, and frames by a grammar that is nearly right."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

from app.services.collab import codec, guard
from app.services.collab.awareness import AwarenessEntry, write_awareness
from app.services.collab.lib0 import varbytes, varstring, varuint
from tests.collab.script import MAIN
from tests.collab.update_bytes import ROOT, Id, ranges, section, struct, text, update

BEGINNINGS = (b"", b"\x00", b"\x00\x01", b"\x00\x02", b"\x01", b"\x64", b"\x64" + varstring(MAIN), b"\x65", b"\x67")
EDGES = (0, 1, 4, 10, 0x44, 0x7F, 0x80, 0x84, 0xC4, 0xFF)
NUMBERS = (0, 1, 2, 127, 128, 2047, 2048, 2049, 32_768, (1 << 31) - 1, 1 << 31, 1 << 32, (1 << 53) - 1)
PIECES = ("a", "x = 1", "\n", "    ", "é", "漢字", "🎉", "👩‍🚀", "return ")
TEXTS = (*(MAIN,) * 60, "file/main.js", "file/main.ts", "notes", "", "file/../main.py", "f" * 300)
NAMES = ("Eve", "", " ", "E" * 61, "\u202eevE", "é🎉", "\ud83d")
EVENTS = ("named", "titled", "language", "run_started", "run_output", "run_finished", "ended", "joined", "left", "x")
HONEST = "an honest frame"
BULK = 3_000
"""Characters of a frame that is large."""

type Make = Callable[[], bytes]


@dataclass(frozen=True)
class HostileFrame:
    """A frame, and how it was made."""

    kind: str
    data: bytes
    client: int | None = None
    """Under which client id an honest frame goes on writing: what follows under it needs this one."""


class FrameMaker:
    """Makes the frames of one attacker.

    `mine` are the client ids that the attacker has claimed; `others` those of people in the room, with clocks up to
    which they have certainly typed, letters of ASCII only.
    """

    def __init__(self, dice: Random, mine: Sequence[int], others: dict[int, int], *, extended: bool) -> None:
        self._dice = dice
        self.mine = list(mine)
        self._others = others
        self._extended = extended
        self._clocks = dict.fromkeys(mine, 0)
        self._presence_clock = 0
        self._kinds: tuple[tuple[str, int, Make], ...] = (
            ("random bytes", 3, self._random),
            ("a bent frame", 12, self._bent_frame),
            ("a bent body", 14, self._bent_body),
            ("an update by grammar", 24, self._update_by_grammar),
            ("a state vector by grammar", 6, self._state_vector_by_grammar),
            ("presence by grammar", 10, self._presence_by_grammar),
            ("an event by grammar", 14 if extended else 1, self._event_by_grammar),
            (HONEST, 17, self._honest),
        )
        self._weights = [weight for _, weight, _ in self._kinds]

    def make(self) -> HostileFrame:
        """The next frame."""
        ((kind, _, make),) = self._dice.choices(self._kinds, self._weights)
        before = dict(self._clocks)
        data = make()
        went_on = [client for client, clock in self._clocks.items() if clock != before[client]]
        return HostileFrame(kind, data, went_on[0] if went_on else None)

    def give_up(self, client: int) -> None:
        """An honest frame under this client id was refused, so what followed would have a gap: take a new one."""
        self.mine[self.mine.index(client)] = new = self._dice.getrandbits(32)
        del self._clocks[client]
        self._clocks[new] = 0

    # Whole frames ------------------------------------------------------------------------------------------------

    def _random(self) -> bytes:
        dice = self._dice
        rest = dice.randbytes(dice.choice((0, 1, 2, 3, 8, 40, 200)))
        return dice.choice(BEGINNINGS) + rest

    def _bent_frame(self) -> bytes:
        return self._bend(self._honest(advance=False))

    def _bent_body(self) -> bytes:
        """An honest body, bent, in a frame that is right."""
        step = self._dice.choice((codec.encode_update, codec.encode_update, codec.encode_step2))
        return step(self._text(), self._bend(self._honest_update(advance=False)))

    def _update_by_grammar(self) -> bytes:
        dice = self._dice
        sections = [self._section() for _ in range(dice.choice((0, 1, 1, 1, 2, 3)))]
        deletes = [self._ranges() for _ in range(dice.choice((0, 0, 0, 1, 1, 2)))]
        step = dice.choice((codec.encode_update, codec.encode_update, codec.encode_step2))
        return step(self._text(), update(*sections, deletes=tuple(deletes)))

    def _state_vector_by_grammar(self) -> bytes:
        dice = self._dice
        entries = [(self._client(), self._number(dice.randrange(300))) for _ in range(dice.choice((0, 1, 3, 10)))]
        claimed = self._number(len(entries))
        body = varuint(claimed) + b"".join(varuint(client) + varuint(clock) for client, clock in entries)
        return codec.encode_step1(self._text(), body)

    def _presence_by_grammar(self) -> bytes:
        dice = self._dice
        entries = [
            varuint(self.mine[0] if dice.random() < 0.9 else self._client())
            + varuint(self._number(self._presence_clock + dice.randrange(1, 9)))
            + varbytes(self._state())
            for _ in range(dice.choice((0, 1, 1, 1, 1, 1, 2)))
        ]
        claimed = self._number(len(entries))
        return codec.encode_awareness(self._text(), varuint(claimed) + b"".join(entries))

    def _event_by_grammar(self) -> bytes:
        dice = self._dice
        run = str(UUID(int=dice.randrange(4)))
        values: dict[str, Sequence[object]] = {
            "name": NAMES,
            "title": NAMES,
            "language": ("python", "javascript", "cobol", 7, None),
            "run": (run, run, "run", "", 7),
            "text": (MAIN, "file/main.js", "notes", None),
            "codeHash": ("0" * 64, "0" * 63, "X" * 64, 0),
            "chunks": ([{"stream": "stdout", "text": "1\n"}], [{"stream": "stdin"}], [], [7], "x", [[]] * 1_001),
            "outcome": ("succeeded", "failed", "running", 1),
            "durationMs": (1, 1.5, -1, True, 1e308, "1"),
            "error": (None, "E" * 2_001, "\ud83d", 5),
        }
        kind = dice.choice(EVENTS)
        fields = {
            "named": ("name",),
            "titled": ("title",),
            "language": ("language",),
            "run_started": ("run", "language", "text", "codeHash"),
            "run_output": ("run", "chunks"),
            "run_finished": ("run", "outcome", "durationMs", "error"),
        }.get(kind, ())
        chosen = [*fields, dice.choice(list(values))] if dice.random() < 0.2 else fields
        body: dict[str, object] = {"type": kind, "ref": dice.choice((1, 2, -1, 1.5, "1", None))}
        body |= {name: dice.choice((values[name][0], dice.choice(values[name]))) for name in chosen}
        spoken = json.dumps(body).encode()
        if dice.random() < 0.2:
            spoken = self._bend(spoken)
        return dice.choice((b"\x65", b"\x65", b"\x65", b"\x67")) + varbytes(spoken)

    # Honest frames -----------------------------------------------------------------------------------------------

    def _honest(self, *, advance: bool = True) -> bytes:
        dice = self._dice
        match dice.randrange(8):
            case 0:
                vector = {
                    client: dice.choice((clock, 1 << 20)) for client, clock in (self._others | self._clocks).items()
                }
                return codec.encode_step1(self._own_text(), guard.write_state_vector(vector))
            case 1:
                self._presence_clock += 1
                caret = {"type": None, "tname": "content", "item": None, "assoc": 0}
                state: dict[str, object] = {"cursor": {"anchor": caret, "head": caret}}
                entry = AwarenessEntry(self.mine[0], self._presence_clock, state)
                return codec.encode_awareness(self._own_text(), write_awareness([entry]))
            case 2 if self._extended:
                return codec.encode_event(json.dumps({"type": "named", "name": f"Eve {dice.randrange(9)}"}))
            case 3:
                return codec.encode_step2(self._own_text(), self._honest_update(advance=advance))
            case _:
                return codec.encode_update(self._own_text(), self._honest_update(advance=advance))

    def _honest_update(self, *, advance: bool) -> bytes:
        dice = self._dice
        if dice.random() < 0.15:
            client, typed = dice.choice(list(self._others.items()))
            at = dice.randrange(typed)
            return update(deletes=(ranges(client, (at, min(typed - at, dice.randint(1, 3)))),))
        client = dice.choice(self.mine)
        start = clock = self._clocks[client]
        structs: list[bytes] = []
        for _ in range(dice.choice((1, 1, 1, 2, 5))):
            piece = dice.choice(PIECES) if dice.random() > 0.001 else "b" * BULK
            origin = (client, clock - 1) if clock and dice.random() < 0.5 else self._known()
            structs.append(text(piece, origin=origin))
            clock += len(piece.encode("utf-16-le")) // 2
        if advance:
            self._clocks[client] = clock
        return update(section(client, start, *structs))

    def _known(self) -> Id:
        client, typed = self._dice.choice(list(self._others.items()))
        return client, self._dice.randrange(typed)

    # Pieces ------------------------------------------------------------------------------------------------------

    def _own_text(self) -> str | None:
        return MAIN if self._extended else None

    def _text(self) -> str | None:
        """Which text a frame is about; a stock peer must not name one, and mostly does not."""
        if self._dice.random() < (0.9 if self._extended else 0.03):
            return self._dice.choice(TEXTS)
        return None

    def _section(self) -> bytes:
        dice = self._dice
        client = dice.choice((dice.choice(self.mine), dice.choice(self.mine), self._client()))
        known = self._clocks.get(client, self._others.get(client, 0))
        start = self._number(max(0, known + dice.choice((0, 0, 0, 0, -1, 1))))
        structs = [self._struct(client, start) for _ in range(dice.choice((1, 1, 1, 2, 4)))]
        built = section(client, start, *structs)
        return built if dice.random() < 0.95 else varuint(self._number(len(structs))) + built[1:]

    def _struct(self, client: int, clock: int) -> bytes:
        dice = self._dice
        kind = dice.choice((4,) * 30 + (1,) * 8 + (0, 2, 3, 5, 6, 7, 8, 9, 10, dice.randrange(32)))
        parent = ROOT
        if dice.random() < 0.05:
            parent = dice.choice((b"\x01" + varstring("other"), b"\x00" + varuint(client) + b"\x00", dice.randbytes(3)))
        if dice.random() < 0.02:
            kind |= 0x20
        contents: dict[int, Sequence[bytes]] = {
            0: (varuint(self._number(3)),),
            1: (varuint(self._number(3)),),
            4: [varstring(piece) for piece in PIECES * 4] + [b"\x00", varbytes(b"\xed\xa0\xbc"), varbytes(b"\xf0\x9f")],
            5: (varstring("{}"),),
            6: (varstring("bold") + varstring("true"),),
            8: (b"\x01" + b"\x75\x01" * dice.choice((1, 500)) + b"\x7e",),
            10: (varuint(self._number(3)),),
        }
        content = dice.choice(contents.get(kind & 0x1F, (dice.randbytes(4),)))
        origin = self._neighbour(client, clock) if dice.random() < 0.6 else None
        right = self._neighbour(client, clock) if dice.random() < 0.2 else None
        return struct(kind, content, origin=origin, right=right, parent=parent)

    def _neighbour(self, client: int, clock: int) -> Id:
        dice = self._dice
        match dice.randrange(20):
            case 0:
                return self._client(), self._number(dice.randrange(50))
            case 1:
                return client, clock
            case 2 | 3 | 4 | 5 | 6 if clock:
                return client, clock - 1
            case _:
                return self._known()

    def _ranges(self) -> bytes:
        dice = self._dice
        client = dice.choice((*self._others, *self.mine, self._client()))
        at, deleted = 0, []
        for _ in range(dice.choice((0, 1, 1, 2, 5))):
            at += self._number(dice.randrange(8))
            length = self._number(dice.randint(1, 3))
            deleted.append((at, length))
            at += dice.choice((length, length, length - 1 if length else 0))
        return ranges(client, *((at % (1 << 53), length) for at, length in deleted))

    def _state(self) -> bytes:
        dice = self._dice
        caret = {"type": None, "tname": "content", "item": {"client": self.mine[0], "clock": 0}, "assoc": 0}
        states: tuple[object, ...] = (
            None,
            {},
            {"cursor": None},
            {"cursor": {"anchor": caret, "head": caret}},
            {"cursor": {"anchor": caret, "head": {**caret, "assoc": -1}}, "extra": [[], {}, 0.5]},
            {"cursor": {"anchor": caret, "head": 5}},
            {"cursor": {"anchor": {**caret, "tname": "other"}, "head": caret}},
            {"user": {"name": "Ada", "color": "url(https://example.org)"}},
            {"big": "x" * dice.choice((100, 1_000, 2_030, 2_050))},
            {"number": dice.choice((1 << 60, 1e308, -0.0, 9e15))},
            {"__proto__": {"x": 1}, "é": "🎉"},
            [],
            "state",
            7,
        )
        written = json.dumps(dice.choice(states)).encode()
        match dice.randrange(12):
            case 0:
                depth = dice.choice((10, 33, 900))
                return b'{"a":' + b"[" * depth + b"]" * depth + b"}"
            case 1:
                return dice.choice((b"", b"NaN", b'{"a":Infinity}', b'{"a":1,"a":2}', b"\xff", b'{"a":"\\ud83d"}'))
            case 2:
                return self._bend(written)
            case _:
                return written

    def _client(self) -> int:
        dice = self._dice
        return dice.choice((*self.mine, *self._others, dice.getrandbits(32), dice.getrandbits(53), 1 << 53, 0))

    def _number(self, likely: int) -> int:
        return likely if self._dice.random() < 0.97 else self._dice.choice(NUMBERS)

    # Bending -----------------------------------------------------------------------------------------------------

    def _bend(self, honest: bytes) -> bytes:
        bent = honest
        for _ in range(self._dice.choice((1, 1, 1, 2))):
            bent = self._bend_once(bent or b"\x00")
        return bent

    def _bend_once(self, honest: bytes) -> bytes:
        dice = self._dice
        at = dice.randrange(len(honest))
        match dice.randrange(9):
            case 0:
                return honest[:at] + bytes([honest[at] ^ 1 << dice.randrange(8)]) + honest[at + 1 :]
            case 1:
                return honest[:at] + bytes([dice.choice(EDGES)]) + honest[at + 1 :]
            case 2:
                return honest[:at] + bytes([(honest[at] + dice.choice((-2, -1, 1, 2))) % 256]) + honest[at + 1 :]
            case 3:
                return honest[:at] + varuint(dice.choice(NUMBERS)) + honest[at + dice.randint(0, 5) :]
            case 4:
                return honest[:at]
            case 5:
                return honest[:at] + dice.randbytes(dice.randint(1, 4)) + honest[at:]
            case 6:
                return honest[:at] + honest[at + dice.randint(1, 8) :]
            case 7:
                until = at + dice.randint(1, 16)
                return honest[:until] + honest[at:until] + honest[until:]
            case _:
                other = self._honest(advance=False)
                return honest[:at] + other[dice.randrange(len(other)) :]
