"""Who a peer is: what it says of itself, and what the server makes of that."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain import Door, Link, ParticipantId
from app.errors import LinkReplaced
from app.services.collab.people import GUEST_PREFIX, Role


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a peer says of itself before it joins. `key` and `host_key` are secrets of the browser."""

    name: str
    key: str | None = None
    host_key: str | None = None
    clients: Sequence[int] = ()
    ticket: str | None = None
    """Stands for the host's key, once."""


def hash_host_key(key: str) -> bytes:
    """What is stored of a host's key."""
    return hashlib.sha256(key.encode()).digest()


def participant_of(link: Link, introduction: Introduction) -> ParticipantId:
    """The participant that a peer belongs to: one for each browser's key; without a key, a guest of its own."""
    if introduction.key is None:
        return ParticipantId(GUEST_PREFIX + secrets.token_hex(8))
    return ParticipantId("p-" + hashlib.sha256(f"{link}:{introduction.key}".encode()).hexdigest()[:16])


def is_host_key(door: Door, key: str | None) -> bool:
    """Whether this is the key of the session's host."""
    return key is not None and secrets.compare_digest(hash_host_key(key), door.host_key_hash)


def role_of(door: Door, link: Link, host_key: str | None, *, has_ticket: bool = False) -> Role:
    """What somebody may do who comes by this link: a host with the host's key, or a ticket for it, by whichever.

    Raises:
        LinkReplaced: it is the link of nobody else any more.
    """
    if has_ticket or is_host_key(door, host_key):
        return Role.HOST
    if link == door.candidate:
        return Role.CANDIDATE
    if link == door.observer:
        return Role.OBSERVER
    raise LinkReplaced("This link was replaced by another one; ask whoever invited you for it.")
