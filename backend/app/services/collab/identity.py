"""Who a peer is: what it says of itself, and what the server makes of that."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain import ParticipantId, Session
from app.services.collab.people import GUEST_PREFIX, PeerKind, Role


@dataclass(frozen=True, slots=True)
class Introduction:
    """What a peer says of itself before it joins. `key` and `host_key` are secrets of the browser."""

    name: str
    key: str | None = None
    host_key: str | None = None
    clients: Sequence[int] = ()


def hash_host_key(key: str) -> bytes:
    """What is stored of a host's key."""
    return hashlib.sha256(key.encode()).digest()


def participant_of(session: Session, introduction: Introduction) -> ParticipantId:
    """The participant that a peer belongs to: one for each browser's key; without a key, a guest of its own."""
    if introduction.key is None:
        return ParticipantId(GUEST_PREFIX + secrets.token_hex(8))
    return ParticipantId("p-" + hashlib.sha256(f"{session.id}:{introduction.key}".encode()).hexdigest()[:16])


def role_of(session: Session, kind: PeerKind, introduction: Introduction) -> Role:
    """What a peer may do: who has the host's key is a host, who only listens an observer."""
    if kind is PeerKind.LISTENER:
        return Role.OBSERVER
    key = introduction.host_key
    if key is not None and secrets.compare_digest(hash_host_key(key), session.host_key_hash):
        return Role.HOST
    return Role.CANDIDATE
