"""Coming back after a crash: in whatever order people return, nobody is blamed for what the server lost."""

import pytest

from app.services.collab.people import PeerKind
from tests.collab.script import RoomScript


@pytest.mark.parametrize("kind", [PeerKind.EXTENDED, PeerKind.STOCK])
def test_who_shows_presence_first_makes_no_forger_of_who_brings_their_words(script: RoomScript, kind: PeerKind) -> None:
    """[GU7] [GU8] Ada is back and shows her caret before she has answered step 1, as y-websocket's provider does.

    Meanwhile Ben brings what she typed and the server lost.
    """
    script.join("ada", kind=kind).join("ben").deliver().save()
    script.type("ada", "lost ").deliver().crash()
    script.join("ada", kind=kind, handshake=False)
    script.people["ada"].show(1, {})
    script.step_to_server()
    script.join("ben", handshake=False)
    script.people["ben"].handshake()
    script.step_to_server()
    for message in list(script.people["ben"].from_server):
        script.people["ben"].hear(message)
    script.people["ben"].from_server.clear()
    script.step_to_server()
    script.expect_open("ada", "ben")
    script.people["ada"].handshake()
    script.deliver().expect_open("ada", "ben").expect_text("lost ").expect_log_replays()
