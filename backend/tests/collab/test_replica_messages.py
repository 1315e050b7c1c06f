"""What servers tell each other is read as it was written; what cannot be read is refused, and never more than that."""

import random

import pytest

from app.domain import ParticipantId
from app.errors import BadFrame
from app.services.collab.people import Participant, Role
from app.services.collab.replica_messages import Alive, Bye, Chunk, Gone, Here, ReplicaMessage, Shown, decode, encode

ADA = Participant(ParticipantId("p-1"), "Ada 🎉", "c3", Role.HOST)
MESSAGES: tuple[ReplicaMessage, ...] = (
    Chunk(1, b""),
    Chunk(1 << 40, b"\x00\xff" * 300),
    Shown("file/main.py", b"\x01\x02"),
    Here(0, True, False, [], []),
    Here(77, False, True, [ADA], [ParticipantId("g-2")]),
    Alive(),
    Bye(),
    Gone(),
)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_is_read_as_it_was_written(message: ReplicaMessage) -> None:
    assert decode(encode(message)) == message


@pytest.mark.parametrize("message", [b"\x04anything", b"\x63", b"\xff\xff"])
def test_a_kind_of_a_newer_server_is_ignored(message: bytes) -> None:
    assert decode(message) is None


def test_any_bytes_are_a_message_or_refused() -> None:
    """Nothing but `BadFrame` comes of what somebody else has published."""
    dice = random.Random(7)
    refused = 0
    for _ in range(20_000):
        message = bytearray(encode(dice.choice(MESSAGES)))
        for _ in range(dice.randint(1, 3)):
            at = dice.randrange(len(message))
            message[at : at + dice.randint(0, 2)] = dice.randbytes(dice.randint(0, 2))
            if not message:
                break
        try:
            decode(bytes(message))
        except BadFrame:
            refused += 1
    assert refused > 1_000
