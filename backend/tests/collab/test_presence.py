"""Presence: under whose name, for whom, and for how long."""

from app.errors import BadFrame, Forbidden
from app.services.collab import codec
from app.services.collab.awareness import AwarenessEntry, write_awareness
from app.services.collab.people import PeerKind
from tests.collab import wire
from tests.collab.script import MAIN, RoomScript


def last_state(script: RoomScript, name: str) -> dict[str, object] | None:
    return script.heard(name, wire.Shown)[-1].entries[0].state


def test_the_server_says_who_shows_presence(script: RoomScript) -> None:
    """[PR2] A name, id or colour in a state is overwritten with the server's."""
    script.join("ada").join("ben").deliver()
    script.people["ada"].show(1, {"user": {"name": "Linus", "color": "red; }"}, "cursor": None})
    script.deliver()
    color = script.room.roster.connected()[0].color
    assert last_state(script, "ben") == {"user": {"id": "p-ada", "name": "ada", "color": color}, "cursor": None}
    assert script.heard("ada", wire.Shown) == []


def test_presence_of_somebody_else_is_forbidden(script: RoomScript) -> None:
    """[PR1] [PR3] A forged presence closes who sends it, and reaches nobody."""
    script.join("ada").join("ben").join("eve").deliver()
    script.people["ada"].show(1, {"cursor": None})
    script.people["eve"].show(1, {"cursor": None})
    script.deliver().forget()
    script.people["eve"].show(50, {"cursor": None}, client=script.people["ada"].doc.client_id)
    script.deliver().expect_closed("eve", Forbidden).expect_open("ada", "ben")
    assert [entry.client for shown in script.heard("ben", wire.Shown) for entry in shown.entries] == [
        script.people["eve"].doc.client_id
    ]


def test_a_client_id_somebody_wrote_with_is_not_taken_by_presence(script: RoomScript) -> None:
    """[ID1] [PR1] The first presence of a peer may not be somebody else's id either."""
    script.join("ada").join("eve").deliver().type("ada", "a").deliver()
    script.people["eve"].show(1, {"cursor": None}, client=script.people["ada"].doc.client_id)
    script.deliver().expect_closed("eve", Forbidden)


def test_who_returns_before_the_dead_connection_is_noticed_keeps_its_caret(script: RoomScript) -> None:
    """[PR1] The newer connection of the same participant shows the client id; the older one takes nothing with it."""
    script.join("ada").join("ben").deliver()
    script.people["ada"].show(7, {"cursor": None})
    script.join("ada again", participant="p-ada").deliver()
    script.people["ada again"].show(8, {"cursor": None}, client=script.people["ada"].doc.client_id)
    script.deliver().expect_open("ada again").forget().drop("ada").deliver()
    assert script.heard("ben", wire.Shown) == []
    script.people["ada again"].show(9, {"cursor": None}, client=script.people["ada"].doc.client_id)
    script.deliver().expect_open("ada again")
    assert last_state(script, "ben") is not None


def test_echoes_of_stock_providers_are_ignored(script: RoomScript) -> None:
    """[PR3] A stock provider sends back what it hears of others; that is no forgery."""
    script.join("ada").join("cy", kind=PeerKind.STOCK).deliver()
    script.people["ada"].show(1, {"cursor": None})
    script.people["cy"].show(1, {"cursor": None})
    script.deliver()
    echo = script.heard("cy", wire.Shown)[-1].entries
    script.forget()
    script.people["cy"].say(codec.encode_awareness(None, write_awareness(echo)))
    script.deliver().expect_open("cy").expect_heard_nothing("ada")
    script.drop("ada")
    timed_out = [AwarenessEntry(entry.client, entry.clock, None) for entry in echo]
    script.people["cy"].say(codec.encode_awareness(None, write_awareness(timed_out)))
    script.deliver().expect_open("cy")


def test_who_leaves_is_taken_off_the_screen(script: RoomScript) -> None:
    """[PR5] The server says null with the next clock; a returning peer is seen again at once."""
    script.join("ada").join("ben").deliver()
    script.people["ada"].show(7, {"cursor": None})
    script.deliver().forget().drop("ada").deliver()
    assert script.heard("ben", wire.Shown)[-1].entries == [AwarenessEntry(script.people["ada"].doc.client_id, 8, None)]
    script.join("ada").deliver()
    script.people["ada"].show(7, {"cursor": None})
    script.deliver()
    assert script.heard("ben", wire.Shown)[-1].entries[0].clock > 8
    assert last_state(script, "ben") is not None


def test_who_comes_later_sees_who_is_there(script: RoomScript) -> None:
    """[HS5] [HS7] Presence shown before comes with the first step 1."""
    script.join("ada").deliver()
    script.people["ada"].show(1, {"cursor": None})
    script.deliver().join("ben").join("cy", kind=PeerKind.STOCK).deliver()
    assert last_state(script, "ben") == last_state(script, "cy")
    assert last_state(script, "ben") is not None


def test_a_state_that_could_harm_a_browser_is_refused(script: RoomScript) -> None:
    """[PR4] Too large, too deep, or a caret that is none."""
    states: list[dict[str, object]] = [
        {"blob": "x" * 3000},
        {"cursor": {"anchor": {"item": {"client": "x", "clock": -1}}, "head": None}},
        {"cursor": "here"},
    ]
    nested: dict[str, object] = {}
    for _ in range(40):
        nested = {"n": nested}
    for number, state in enumerate([*states, nested]):
        script.join(f"eve{number}").deliver()
        script.people[f"eve{number}"].show(1, state)
        script.deliver().expect_closed(f"eve{number}", BadFrame)


def test_presence_is_per_text(script: RoomScript) -> None:
    """[HS7] Who does not hear of a text does not see its carets."""
    script.join("ada").join("ben", handshake=False).deliver().forget()
    script.people["ada"].show(1, {"cursor": None})
    script.deliver()
    assert script.heard("ben", wire.Shown) == []
    script.people["ben"].say(b"\x64" + bytes([len(MAIN)]) + MAIN.encode() + b"\x03")
    script.deliver()
    assert len(script.heard("ben", wire.Shown)) == 1


def test_a_new_name_is_on_the_caret_at_once(script: RoomScript) -> None:
    """[PR2] Renaming shows the state again under the new name."""
    script.join("ada").join("ben").deliver()
    script.people["ada"].show(1, {"cursor": None})
    script.deliver().propose("ada", type="named", name="Ada L.").deliver()
    state = last_state(script, "ben")
    assert state is not None
    assert state["user"] == {"id": "p-ada", "name": "Ada L.", "color": "c0"}


def test_the_servers_clocks_do_not_come_to_an_end(script: RoomScript) -> None:
    """[PR7] Somebody who shows presence with the last clock there is makes nobody's echo a bad frame."""
    script.join("eve").join("ben").deliver()
    script.people["eve"].show((1 << 31) - 1, {"cursor": None})
    script.deliver().drop("eve").deliver().expect_open("ben")
    clocks = [entry.clock for shown in script.heard("ben", wire.Shown) for entry in shown.entries]
    assert clocks == [1 << 30, (1 << 30) + 1]
