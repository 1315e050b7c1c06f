"""What hosts decide about people, as proposals for tests; `participantId` is filled in with somebody who is there."""

from typing import Final

DECISIONS: Final[dict[str, dict[str, object]]] = {
    "started": {},
    "lobby": {"on": True},
    "admitted": {"participantId": "?"},
    "removed": {"participantId": "?"},
    "locked": {"lock": "edit", "participantId": None},
    "unlocked": {"lock": "edit", "participantId": None},
    "reopened": {},
}
