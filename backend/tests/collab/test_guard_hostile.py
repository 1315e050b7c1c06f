"""Every input that once killed, bricked or stalled a process is refused, or taken in a way that cannot."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import BadFrame, Forbidden
from app.services.collab import guard
from app.services.collab.lib0 import varbytes, varstring, varuint
from tests.collab.typists import GuardedText
from tests.collab.update_bytes import (
    ranges,
    section,
    struct,
    text,
    typed_forwards,
    update,
)

ADA, BOB = 11, 22
HELLO = {ADA: 5}
BACKEND = Path(__file__).parents[2]

MUTATIONS = 20_000
FUZZ_SECONDS = 120
MAX_GROWTH_BYTES = 64 << 20


def admit(hostile: bytes) -> guard.Admission:
    """What the guard says to Ada, who has typed `hello`."""
    return guard.admit(hostile, HELLO, lambda client: client == ADA, guard.SurrogatePairs())


def divide(hostile: bytes) -> guard.Division:
    """The same of a step 2 that may bring anybody's structs."""
    return guard.divide(hostile, HELLO, lambda _: True, guard.SurrogatePairs())


def after_hello(*structs: bytes) -> bytes:
    return update(section(ADA, 5, *structs))


KILLERS: dict[str, tuple[bytes, str]] = {
    "arrays nested 16,000 deep in any-content": (
        update(section(ADA, 0, struct(8, b"\x01" + b"\x75\x01" * 16_000 + b"\x7e"))),
        "any-content",
    ),
    "a GC of no length": (bytes.fromhex("01010001000000"), "a GC"),
    "a string of no length": (after_hello(text("", origin=(ADA, 4))), "no length"),
    "deleted content of no length": (after_hello(struct(1, varuint(0), origin=(ADA, 4))), "no length"),
    "honest one-character inserts joined to 683 KB": (
        update(section(ADA, 0, *typed_forwards(ADA, 75_000))),
        "over its bound 32768",
    ),
    "a million delete ranges": (
        update(deletes=(ranges(ADA, *((2 * at, 1) for at in range(1_000_000))),)),
        "over 1048576",
    ),
    "20,001 delete ranges": (
        update(deletes=(ranges(ADA, *((2 * at, 1) for at in range(20_001))),)),
        "over its bound 20000",
    ),
    "20,001 delete ranges of two clients": (
        update(deletes=tuple(ranges(who, *((2 * at, 1) for at in range(10_001))) for who in (ADA, BOB))),
        "over its bound",
    ),
    "32,769 structs of many clients": (
        update(*(section(who, 0, text("a")) for who in range(32_769))),
        "over its bound 32768",
    ),
    "a second root, with origins that cross": (
        update(
            section(ADA, 5, text("a", parent=b"\x01" + varstring("other")), text("b", origin=(BOB, 0))),
            section(BOB, 0, text("c"), text("d", origin=(ADA, 5))),
        ),
        "another parent",
    ),
    "a delete set beyond the state": (update(deletes=(ranges(ADA, (3, 3)),)), "beyond the document"),
    "a delete set of an unknown client": (update(deletes=(ranges(BOB, (0, 1)),)), "beyond the document"),
    "an update over a mebibyte": (after_hello(text("a" * (1 << 20), origin=(ADA, 4))), "over 1048576"),
    "a GC": (after_hello(b"\x00\x03"), "a GC"),
    "a Skip": (update(section(ADA, 5, b"\x0a\x03", text("a", origin=(ADA, 4)))), "a Skip"),
    "JSON content": (after_hello(struct(2, b"\x01" + varstring("1"), origin=(ADA, 4))), "JSON"),
    "binary content": (after_hello(struct(3, varbytes(b"abc"), origin=(ADA, 4))), "binary"),
    "an embed": (after_hello(struct(5, varstring("{}"), origin=(ADA, 4))), "an embed"),
    "a format": (after_hello(struct(6, varstring("bold") + varstring("true"), origin=(ADA, 4))), "a format"),
    "a nested type": (after_hello(struct(7, b"\x02", origin=(ADA, 4))), "a nested type"),
    "a sub-document": (after_hello(struct(9, varstring("guid") + b"\x7e", origin=(ADA, 4))), "a sub-document"),
    "content of an unknown kind": (after_hello(struct(11, b"\x01", origin=(ADA, 4))), "unknown kind"),
    "a parent that is a struct": (after_hello(text("a", parent=b"\x00" + varuint(ADA) + b"\x00")), "another parent"),
    "a map key without neighbours": (
        after_hello(struct(4 | 0x20, varstring("key") + varstring("a"))),
        "a map key",
    ),
    "a map key with a neighbour": (after_hello(struct(4 | 0x20, varstring("a"), origin=(ADA, 4))), "a map key"),
    "a clock over 2^31 - 1": (update(section(ADA, 1 << 31, text("a"))), "over its bound"),
    "a length that leads over 2^31 - 1": (
        after_hello(struct(1, varuint((1 << 31) - 5), origin=(ADA, 4))),
        "over 2147483647",
    ),
    "a client id over 2^53 - 1": (update(section(1 << 53, 0, text("a"))), "over its bound"),
    "a gap in a client's clock": (update(section(ADA, 6, text("a", origin=(ADA, 4)))), "a gap"),
    "a first clock of a new client that is not 0": (update(section(BOB, 1, text("a"))), "a gap"),
    "an origin nobody has": (after_hello(text("a", origin=(BOB, 0))), "neither in the document"),
    "a right origin nobody has": (after_hello(text("a", origin=(ADA, 4), right=(BOB, 7))), "neither in the document"),
    "an unknown origin of a known struct": (update(section(ADA, 0, text("hello", origin=(BOB, 0)))), "neither"),
    "an origin that is the struct itself": (after_hello(text("ab", origin=(ADA, 5))), "its own client"),
    "an origin that is the struct's own end": (after_hello(text("ab", origin=(ADA, 6))), "its own client"),
    "a right origin that comes later": (
        after_hello(text("a", right=(ADA, 6)), text("b", origin=(ADA, 5))),
        "its own client",
    ),
    "the same neighbour on both sides": (
        after_hello(text("a", origin=(ADA, 1), right=(ADA, 1))),
        "same neighbour on both sides",
    ),
    "a client twice": (update(section(ADA, 5, text("a")), section(ADA, 6, text("b"))), "listed twice"),
    "a client without structs": (update(section(ADA, 5)), "without structs"),
    "a delete range of no length": (update(deletes=(ranges(ADA, (1, 0)),)), "empty or out of order"),
    "delete ranges out of order": (update(deletes=(ranges(ADA, (3, 1), (1, 1)),)), "empty or out of order"),
    "delete ranges that overlap": (update(deletes=(ranges(ADA, (1, 2), (2, 1)),)), "empty or out of order"),
    "a client twice in the delete set": (
        update(deletes=(ranges(ADA, (1, 1)), ranges(ADA, (2, 1)))),
        "listed twice in the delete set",
    ),
    "a client without delete ranges": (update(deletes=(ranges(ADA),)), "without ranges"),
    "half a character of UTF-8": (after_hello(struct(4, varbytes(b"\xf0\x9f\x8e"), origin=(ADA, 4))), "UTF-8"),
    "a surrogate in UTF-8": (after_hello(struct(4, varbytes(b"\xed\xa0\xbc"), origin=(ADA, 4))), "UTF-8"),
    "trailing bytes": (after_hello(text("a", origin=(ADA, 4))) + b"\x00", "left over"),
    "nothing at all": (b"", "end"),
    "a number that never ends": (b"\xff" * 100, "longer than 8 bytes"),
    "a number in a longer form": (b"\x80\x00\x00", "longer than it need be"),
}


@pytest.mark.parametrize(("hostile", "reason"), KILLERS.values(), ids=KILLERS.keys())
def test_a_hostile_update_is_refused(hostile: bytes, reason: str) -> None:
    """[GU1] [GU2] [GU3] [GU4] The error says what is wrong."""
    with pytest.raises(BadFrame, match=reason):
        admit(hostile)


SYNTAX_IS_FINE = {
    name
    for name, (_, reason) in KILLERS.items()
    if reason in ("beyond the document", "a gap", "neither in the document", "neither")
}


@pytest.mark.parametrize("name", sorted(KILLERS.keys() - SYNTAX_IS_FINE))
def test_a_hostile_step_2_is_refused(name: str) -> None:
    """[GU6] What breaks GU1 to GU3 is no better in a step 2."""
    hostile, reason = KILLERS[name]
    with pytest.raises(BadFrame, match=reason):
        divide(hostile)


@pytest.mark.parametrize("name", sorted(SYNTAX_IS_FINE))
def test_a_step_2_that_does_not_fit_is_held_back(name: str) -> None:
    """[GU6] Nothing of it reaches the document, and the server knows whom it waits for."""
    division = divide(KILLERS[name][0])
    assert all(part.client is None for part in division.parts), "at most the fitting end of a delete range"
    assert (division.held == frozenset()) == (name == "an unknown origin of a known struct")


def test_somebody_elses_next_clocks_are_forbidden() -> None:
    """[GU5] Taken, they would make the server drop the victim's own typing."""
    with pytest.raises(Forbidden):
        admit(update(section(BOB, 0, text("x", origin=(ADA, 4)))))


def test_a_truncated_update_is_refused_at_each_byte() -> None:
    """[GU3] No beginning of an update passes for one, in `update` or step 2."""
    whole = update(
        section(ADA, 5, text("größe 🎈", origin=(ADA, 4)), struct(1, varuint(300), origin=(ADA, 5))),
        section(BOB, 0, text("x", origin=(ADA, 1), right=(ADA, 2))),
        deletes=(ranges(ADA, (0, 1), (3, 2)), ranges(BOB, (0, 1))),
    )
    assert divide(whole).held == frozenset()
    for size in range(len(whole)):
        with pytest.raises(BadFrame):
            admit(whole[:size])
        with pytest.raises(BadFrame):
            divide(whole[:size])


BAD_STATE_VECTORS: dict[str, bytes] = {
    "500 million clients claimed in 5 bytes": bytes.fromhex("80cab5ee01"),
    "2,049 clients": guard.write_state_vector(dict.fromkeys(range(2049), 1)),
    "a client twice": b"\x02\x0b\x01\x0b\x02",
    "trailing bytes": b"\x01\x0b\x01\x00",
    "a clock over its bound": guard.write_state_vector({ADA: 1 << 31}),
    "a client id over its bound": guard.write_state_vector({1 << 53: 1}),
    "nothing at all": b"",
}


@pytest.mark.parametrize("hostile", BAD_STATE_VECTORS.values(), ids=BAD_STATE_VECTORS.keys())
def test_a_hostile_state_vector_is_refused(hostile: bytes) -> None:
    """[GU9] A SyncStep1 of 5 bytes once took a gigabyte."""
    with pytest.raises(BadFrame):
        guard.read_state_vector(hostile)


def test_a_truncated_state_vector_is_refused_at_each_byte() -> None:
    """[GU9] [CO1] No beginning of a state vector passes for one."""
    whole = guard.write_state_vector({ADA: 300, 1 << 40: 70_000})
    for size in range(len(whole)):
        with pytest.raises(BadFrame):
            guard.read_state_vector(whole[:size])


HALVES: dict[str, bytes] = {
    "typing between two halves": update(section(BOB, 0, text("x", origin=(ADA, 1)))),
    "typing between two halves, seen from the right": update(section(BOB, 0, text("x", right=(ADA, 2)))),
    "deleting the first half": update(deletes=(ranges(ADA, (0, 2)),)),
    "deleting the second half": update(deletes=(ranges(ADA, (2, 1)),)),
    "typing between two halves of the same update": update(
        section(BOB, 0, text("🎈", origin=(ADA, 3)), text("x", origin=(BOB, 0)))
    ),
    "deleting half of what the same update brings": update(
        section(BOB, 0, text("🎈", origin=(ADA, 3))), deletes=(ranges(BOB, (1, 1)),)
    ),
}


@pytest.mark.parametrize("hostile", HALVES.values(), ids=HALVES.keys())
def test_half_a_character_cannot_be_addressed(hostile: bytes) -> None:
    """[GU13] pycrdt would write another document than it has, without the letter after the emoji."""
    room = GuardedText()
    room.take(update(section(ADA, 0, text("a🎈b"))), ADA)
    with pytest.raises(BadFrame, match="middle of a character"):
        room.take(hostile, BOB)
    with pytest.raises(BadFrame, match="middle of a character"):
        room.take_state(hostile)


def test_a_struct_cannot_begin_with_half_a_character() -> None:
    """[GU13] What a repeated struct says of clocks that the document has must not split what it adds."""
    room = GuardedText()
    room.take(update(section(ADA, 0, text("ab"))), ADA)
    with pytest.raises(BadFrame, match="middle of a character"):
        room.take(update(section(ADA, 0, text("a🎈"))), ADA)


def test_pairs_are_learnt_from_every_update_however_often_it_comes() -> None:
    """[GU13] Whole emoji may be typed next to and deleted, one, many or all."""
    room = GuardedText()
    room.take(update(section(ADA, 0, text("🎈🎈"))), ADA)
    room.pairs.learn(update(section(ADA, 0, text("🎈🎈"))))
    room.take(update(section(ADA, 4, text("🎈", origin=(ADA, 3)))), ADA)
    room.take(update(section(BOB, 0, text("x", origin=(ADA, 1), right=(ADA, 2)))), BOB)
    room.take(update(deletes=(ranges(ADA, (0, 2), (4, 2)),)), BOB)
    assert str(room.text) == "x🎈"
    assert [clock for clock in range(8) if room.pairs.split(ADA, clock)] == [1, 3, 5]


@pytest.mark.parametrize("typed", ["forwards", "backwards"])
def test_structs_by_the_thousand_are_taken_with_bounded_memory(typed: str) -> None:
    """[GU6] 20,000 of one character in one step 2; in one transaction they would take half a gigabyte."""
    told = run_child("tests.collab.take_many", typed, "20000")
    assert told["length"] == 20_000
    assert told["parts"] == 20
    assert told["grown"] < MAX_GROWTH_BYTES


def test_whatever_passes_the_guard_is_safe_for_pycrdt() -> None:
    """[GU10] Mutated honest updates, in a process of their own: what is let through leads where the guard says."""
    seed = secrets.randbelow(1 << 32)
    print(f"mutations from seed {seed}")
    told = run_child("tests.collab.fuzz_guard", str(seed), str(MUTATIONS))
    assert sum(told.values()) == 2 * MUTATIONS, "each is tried as an update and as a step 2"
    assert told["same"] > MUTATIONS // 100, "enough passed the guard to say something"


def run_child(module: str, *arguments: str) -> dict[str, int]:
    """Run a module whose death must not be the death of the tests; return the last line it prints."""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", module, *arguments],
        cwd=BACKEND,
        env={**os.environ, "RUST_BACKTRACE": "0"},
        capture_output=True,
        timeout=FUZZ_SECONDS,
        check=False,
    )
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0, (
        f"{module} {arguments} died of {done.returncode} at {lines[-1:]}: {done.stderr.decode()}"
    )
    told: dict[str, int] = json.loads(lines[-1])
    return told
