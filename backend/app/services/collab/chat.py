"""What people say to each other beside the code: the newest lines, for who comes later."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from app.limits import MAX_CHAT_TOLD
from app.services.collab.people import Participant


class Chat:
    """The newest lines of a session, in the order of the log."""

    def __init__(self) -> None:
        self._lines: list[Mapping[str, object]] = []

    def told(self) -> list[Mapping[str, object]]:
        """The lines that `welcome` tells of, oldest first (CT2)."""
        # Servers that hear of lines at once in different orders tell of them in one.
        return sorted(self._lines, key=lambda line: str(line["at"]))

    def write_down(self) -> list[Mapping[str, object]]:
        """The lines in the order of the log."""
        return list(self._lines)

    def restore(self, lines: Iterable[Mapping[str, object]]) -> None:
        """Take the lines as `write_down` told them."""
        self._lines = list(lines)

    def fold(self, text: str, at: datetime, by: Participant) -> None:
        """Take a logged line into account."""
        self._lines.append({"at": at.isoformat(), "by": by.as_json(), "text": text})
        if len(self._lines) > MAX_CHAT_TOLD:
            self._lines.remove(min(self._lines, key=lambda line: str(line["at"])))
