"""Who may read which channel of the update log: one table. A channel that is not in it is read by nobody."""

from collections.abc import Mapping

from app.languages import LANGUAGES
from app.services.collab.ledger import EVENTS_CHANNEL
from app.services.collab.people import EVERYBODY, Role

READERS: Mapping[str, frozenset[Role]] = {
    EVENTS_CHANNEL: EVERYBODY,
    **{language.text: EVERYBODY for language in LANGUAGES.values()},
}


def is_public(channel: str) -> bool:
    """Whether every role may read the channel, so that whoever has the session's link may."""
    return READERS.get(channel) == EVERYBODY
