"""Writes stored sessions as JSON: texts, log, chat and people, without anything that lets somebody in as host."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any, cast

from app.domain import Entry, EntryKind, Gap, Session, SessionId, utc_now
from app.repositories.ports import Storage
from app.services.collab.folding import read_event
from app.services.collab.loading import load
from app.services.collab.people import Role
from app.services.collab.room import Room
from app.services.log import LineWriter

FORMAT = "algoroom-export"
VERSION = 1
"""Rises when a field changes its meaning or goes; new ones may come without."""


async def export(storage: Storage, ids: Sequence[SessionId]) -> AsyncIterator[str]:
    """Yield the document part by part, one session in memory at a time. Those that are gone meanwhile are left out."""
    head = {"format": FORMAT, "version": VERSION, "exportedAt": utc_now().isoformat()}
    yield json.dumps(head)[:-1] + ', "sessions": [\n'
    separator = ""
    for session_id in ids:
        session = await storage.sessions.find(session_id)
        if session is not None:
            yield separator + json.dumps(await read_whole(storage, session), ensure_ascii=False)
            separator = ",\n"
    yield "\n]}\n"


async def read_whole(storage: Storage, session: Session) -> dict[str, object]:
    """All that is stored of a session, but its keys and links.

    Raises:
        StorageUnavailable: it cannot be read.
    """
    room = (await load(storage, lambda: Room(session, utc_now, utc_now), session)).room
    room.finish_restoring()
    items: list[Entry | Gap] = [item async for some in storage.log.read(session.id) for item in some]
    entries = [item for item in items if not isinstance(item, Gap)]
    texts = {entry.channel for entry in entries if entry.kind is EntryKind.TEXT} | {room.entry_text.name}
    lines = LineWriter(session.created_at, Role.HOST).encode(items).splitlines()
    return {
        "id": str(session.id),
        "title": room.session.title,
        "language": room.session.language,
        "status": room.session.status.value,
        "createdAt": session.created_at.isoformat(),
        "endedAt": room.session.ended_at.isoformat() if room.session.ended_at else None,
        "isDamaged": bool(room.gaps),
        "texts": {name: str(room.text(name)) for name in sorted(texts)},
        "files": [
            {"text": file.text, "language": file.language, "name": file.name, "removed": file.is_removed}
            for file in room.files.everything()
        ],
        "participants": _participants(entries),
        "chat": _chat(entries),
        "runs": room.runs(),
        "log": [json.loads(line) for line in lines],
    }


def _participants(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """Everybody who was inside, as the log told of them last."""
    people: dict[str, dict[str, object]] = {}
    for entry in entries:
        if entry.kind is EntryKind.EVENT and "participant" in (event := read_event(entry)):
            person = cast(dict[str, Any], event["participant"])
            people[person["id"]] = people.get(person["id"], {}) | person
    return list(people.values())


def _chat(entries: Sequence[Entry]) -> list[dict[str, object]]:
    return [
        {"at": entry.at.isoformat(), "by": entry.author, "text": event["text"]}
        for entry in entries
        if entry.kind is EntryKind.EVENT and (event := read_event(entry))["type"] == "chat"
    ]
