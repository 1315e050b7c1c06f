"""What was prepared unseen, as a log tells it to who is no host: what the texts held at the start, and not how."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import cast

from pycrdt import Doc, Text

from app.domain import Entry, EntryKind, Gap
from app.services.collab.files import FILE_EVENTS, Files
from app.services.collab.room_events import RUN_EVENTS


async def leave_out_preparation(
    chunks: AsyncIterator[Sequence[Entry | Gap]],
) -> AsyncIterator[Sequence[Entry | Gap]]:
    """Yield a log in which each text has one entry for all that was written before `started`, and nothing had run."""
    preparation: _Preparation | None = _Preparation()
    async for items in chunks:
        if preparation is None:
            yield items
            continue
        for at, item in enumerate(items):
            if isinstance(item, Entry) and preparation.ends_with(item):
                yield [*preparation.told(), *items[at:]]
                preparation = None
                break


class _Preparation:
    """What is to be told of the entries before `started`."""

    def __init__(self) -> None:
        self._events: list[Entry] = []
        self._texts: dict[str, Doc[Text]] = {}
        self._last: dict[str, Entry] = {}
        self._files = Files()
        self._created: dict[str, Entry] = {}
        """By file, where it was created."""

    def ends_with(self, entry: Entry) -> bool:
        """Take the next entry, unless it is the one that ends the preparation."""
        if entry.kind is EntryKind.TEXT:
            self._texts.setdefault(entry.channel, Doc()).apply_update(entry.payload)
            self._last[entry.channel] = entry
        elif entry.kind is EntryKind.EVENT:
            event: dict[str, object] = json.loads(entry.payload)
            type_ = cast(str, event["type"])
            if type_ == "started":
                return True
            if type_ in FILE_EVENTS:
                self._files.fold(type_, event)
                self._created.setdefault(cast(str, event["file"]), entry)
            elif type_ not in RUN_EVENTS:
                self._events.append(entry)
        return False

    def told(self) -> list[Entry]:
        """In the order of the log; an update that stands for a text's whole history holds nothing that was deleted.

        Of files only those are told of that there are at the start, as they are called then.
        """
        texts = [
            last._replace(payload=self._texts[name].get_update())
            for name, last in self._last.items()
            if not self._files.is_removed(name)
        ]
        return sorted([*self._events, *self._told_files(), *texts], key=lambda entry: entry.seq)

    def _told_files(self) -> list[Entry]:
        return [
            self._created[file.id]._replace(
                payload=json.dumps(
                    {"type": "file_created", "file": file.id, "language": file.language, "name": file.name},
                    separators=(",", ":"),
                ).encode(),
            )
            for file in self._files.present()
        ]
