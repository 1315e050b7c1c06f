"""The one table of rights: which role may propose which event, read which channel, and write which text.

What is in no table is allowed to nobody. docs/protocol.md, section 14, says the same to people; a test compares them.
"""

from collections.abc import Mapping
from typing import Final

from app.languages import LANGUAGES
from app.services.collab.files import is_created_text
from app.services.collab.ledger import EVENTS_CHANNEL
from app.services.collab.people import EVERYBODY, Role

HOSTS: Final = frozenset({Role.HOST})
EDITORS: Final = frozenset({Role.HOST, Role.CANDIDATE})
TEXTS: Final = tuple(language.text for language in LANGUAGES.values())

PROPOSERS: Final[Mapping[str, frozenset[Role]]] = {
    "named": EVERYBODY,
    "titled": HOSTS,
    "language": EDITORS,
    "file_created": EDITORS,
    "file_renamed": EDITORS,
    "file_removed": EDITORS,
    "run_started": EDITORS,
    "run_output": EDITORS,
    "run_display": EDITORS,
    "run_finished": EDITORS,
    "stepped": EDITORS,
    "chat": EDITORS,
    "gathered": HOSTS,
    "started": HOSTS,
    "lobby": HOSTS,
    "admitted": HOSTS,
    "removed": HOSTS,
    "locked": HOSTS,
    "unlocked": HOSTS,
    "ended": HOSTS,
    "reopened": HOSTS,
}
"""Who may propose an event."""

READERS: Final[Mapping[str, frozenset[Role]]] = {EVENTS_CHANNEL: EVERYBODY, **dict.fromkeys(TEXTS, EVERYBODY)}
"""Who may read a channel of the update log, live and in the record."""

WRITERS: Final[Mapping[str, frozenset[Role]]] = dict.fromkeys(TEXTS, EDITORS)
"""Who may change a text. A file that somebody has created is like an entry file."""

NOBODY: Final[frozenset[Role]] = frozenset()


def may_propose(role: Role, type_: str) -> bool:
    """Whether the role may propose an event of this type."""
    return role in PROPOSERS.get(type_, NOBODY)


def may_read(role: Role, channel: str) -> bool:
    """Whether the role may hear of the channel."""
    return role in (EVERYBODY if is_created_text(channel) else READERS.get(channel, NOBODY))


def may_write(role: Role, text: str) -> bool:
    """Whether the role may change the text."""
    return role in (EDITORS if is_created_text(text) else WRITERS.get(text, NOBODY))
