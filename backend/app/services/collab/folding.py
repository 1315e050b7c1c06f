"""What the log says last counts: which events decide the same thing, so that own ones behind others' are told again."""

import json
from typing import cast

from app.domain import Entry

type Subject = tuple[str, str]
"""What an event decides about: one thing of the session, or one participant."""

LAST_ONE_COUNTS = frozenset({"titled", "language", "lobby"})


def read_event(entry: Entry) -> dict[str, object]:
    """The event of an entry."""
    return cast(dict[str, object], json.loads(entry.payload))


def subject_of(event: dict[str, object]) -> Subject | None:
    """What the event decides about, if a later one about the same takes its place; nothing of a run does."""
    type_ = cast(str, event["type"])
    if type_ in LAST_ONE_COUNTS:
        return type_, ""
    if type_ in ("ended", "reopened"):
        return "status", ""
    if type_ in ("locked", "unlocked"):
        # Not by person: "for all" decides for each of them.
        return "lock", cast(str, event["lock"])
    if type_ in ("admitted", "removed"):
        return "inside", cast(str, event["participantId"])
    if type_ == "file_renamed":
        return "file", cast(str, event["file"])
    if type_ in ("joined", "knocked", "named"):
        return "who", cast(dict[str, str], event["participant"])["id"]
    return None
