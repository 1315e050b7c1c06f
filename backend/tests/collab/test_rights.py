"""What hosts decide, in one room: locks, the lobby, preparation, removal, replaced links, and what is kept of them."""

import json
import zlib

import pytest

from app.errors import LinkReplaced, NotLetIn, Removed
from app.services.collab import codec
from app.services.collab.lib0 import Reader, varstring
from app.services.collab.people import PeerId, PeerKind, Role
from app.services.collab.rights import Lock
from tests.collab import wire
from tests.collab.script import MAIN, RoomScript


def notices(script: RoomScript, name: str) -> list[object]:
    return [notice.body["code"] for notice in script.heard(name, wire.Refused)]


def roles(script: RoomScript, name: str) -> dict[object, object]:
    """Who is there and as what, as this page was told last."""
    told: dict[object, object] = {}
    for message in script.people[name].heard:
        match message:
            case wire.Welcome(body):
                people = body["participants"]
                assert isinstance(people, list)
                told = {person["name"]: person["role"] for person in people}
            case wire.Event(body) if isinstance(body.get("participant"), dict):
                person = body["participant"]
                assert isinstance(person, dict)
                told[person["name"]] = person["role"]
            case _:
                pass
    return told


@pytest.fixture
def met(script: RoomScript) -> RoomScript:
    """A host and a candidate in a room."""
    return script.join("hedy", role=Role.HOST).join("ada").deliver().forget()


@pytest.mark.parametrize("whose", ["p-ada", None])
def test_what_is_locked_changes_nothing_until_it_is_unlocked(met: RoomScript, whose: str | None) -> None:
    """[LK1] [LK2] By the quick lane too; and what was typed meanwhile comes in afterwards, so that nothing is lost."""
    met.type("ada", "a").deliver().type("ada", "b").deliver().expect_text("ab")
    met.propose("hedy", type="locked", lock="edit", participantId=whose).deliver()
    met.type("ada", "c").deliver().type("ada", "d").deliver()
    assert str(met.room.text(MAIN)) == str(met.people["hedy"]) == "ab"
    assert notices(met, "ada") == ["LOCKED", "LOCKED"]
    met.type("hedy", "h", at=0).deliver()
    met.propose("hedy", type="unlocked", lock="edit", participantId=whose).deliver()
    met.expect_text("habcd").type("ada", "e").deliver().expect_text("habcde").expect_log_replays()


def test_a_lock_for_one_is_none_for_others_and_none_for_hosts(script: RoomScript) -> None:
    """[LK1]"""
    script.join("hedy", role=Role.HOST).join("ada").join("ben").deliver()
    script.propose("hedy", type="locked", lock="edit", participantId="p-ada").deliver()
    script.type("ben", "b").type("hedy", "h").deliver()
    assert sorted(str(script.room.text(MAIN))) == ["b", "h"]
    script.propose("hedy", type="locked", lock="edit", participantId="p-hedy").deliver()
    assert notices(script, "hedy") == ["NOT_ALLOWED"]


def test_unlocking_for_all_unlocks_each(met: RoomScript) -> None:
    """[LK1]"""
    met.propose("hedy", type="locked", lock="run", participantId="p-ada").deliver()
    assert met.room.rights.is_locked(met.room.roster.local()[1], Lock.RUN)
    met.propose("hedy", type="unlocked", lock="run", participantId=None).deliver()
    assert not met.room.rights.is_locked(met.room.roster.local()[1], Lock.RUN)


def test_language_and_runs_are_locked_with_editing_and_running(met: RoomScript) -> None:
    """[LK1]"""
    for lock in ("edit", "run", "paste", "help"):
        met.propose("hedy", type="locked", lock=lock, participantId=None)
    met.deliver().propose("ada", type="language", language="javascript")
    met.propose(
        "ada",
        type="run_started",
        run="5f0c2a9e-0000-4000-8000-000000000000",
        language="python",
        text=MAIN,
        codeHash="0" * 64,
    )
    met.deliver()
    assert notices(met, "ada") == ["LOCKED", "LOCKED"]
    assert met.room.session.language == "python"
    assert met.room.runs() == []


def test_help_is_switched_off_for_all_and_nothing_is_refused(met: RoomScript) -> None:
    """[LK3] Who comes later is told too, and so is who reads the log."""
    met.propose("hedy", type="locked", lock="help", participantId=None).deliver()
    assert [(event.body["type"], event.body["lock"]) for event in met.heard("ada", wire.Event)] == [("locked", "help")]
    met.join("ben").deliver()
    (welcome,) = met.heard("ben", wire.Welcome)
    assert welcome.body["rights"] == {
        "preparing": False,
        "lobby": False,
        "locks": {"all": ["help"], "people": {}},
        "removed": [],
    }
    met.type("ada", "x").deliver().expect_text("x").expect_log_replays()
    assert notices(met, "ada") == []
    assert met.read_room(None).rights.write_down() == met.room.rights.write_down()


def test_only_hosts_switch_help(met: RoomScript) -> None:
    """[LK3] [RT1]"""
    met.propose("ada", type="locked", lock="help", participantId=None).deliver()
    assert notices(met, "ada") == ["NOT_ALLOWED"]
    assert not met.room.rights.is_locked(met.room.roster.local()[1], Lock.HELP)


def test_who_is_removed_is_out_at_once_and_stays_out(met: RoomScript) -> None:
    """[DR5] A frame that was under way changes nothing, and others see it gone; a host can let it back in."""
    met.type("ada", "late")
    met.propose("hedy", type="removed", participantId="p-ada").step_to_server(1)
    met.deliver().expect_closed("ada", Removed)
    assert [event.body["type"] for event in met.heard("hedy", wire.Event)] == ["removed", "left"]
    with pytest.raises(Removed):
        met.join("ada")
    met.people["ada"].peer = None
    met.propose("hedy", type="admitted", participantId="p-ada").deliver()
    met.join("ada").deliver().expect_open("ada")


def test_who_comes_to_a_closed_door_waits_and_hears_nothing(met: RoomScript) -> None:
    """[DR1] [DR2] Not of the text, not of people; what it sends is refused. Who was inside before comes back freely."""
    met.propose("hedy", type="lobby", on=True).deliver()
    met.type("hedy", "secret").deliver().join("cy").deliver()
    assert [type(message) for message in met.people["cy"].heard] == [wire.Door, wire.Refused]
    assert met.heard("cy", wire.Door)[0].body["reason"] == "lobby"
    assert roles(met, "hedy") == {"cy": "waiting"}
    assert met.room.participants == 2
    met.forget("cy").type("hedy", "!").propose("cy", type="named", name="x").deliver()
    assert [type(message) for message in met.people["cy"].heard] == [wire.Refused]
    met.drop("ada").join("ada").deliver().expect_open("ada")
    assert met.heard("ada", wire.Welcome)


def test_a_host_lets_in(met: RoomScript) -> None:
    """[DR2] [DR4] The one who waited is welcomed, and is told and recorded as having joined."""
    met.propose("hedy", type="lobby", on=True).deliver().join("cy", handshake=False).deliver()
    met.propose("hedy", type="admitted", participantId="p-cy").deliver()
    met.people["cy"].handshake()
    met.deliver().type("cy", "x").deliver().expect_text("x")
    assert roles(met, "ada")["cy"] == "candidate"
    assert met.heard("cy", wire.Welcome)[0].body["you"] == {
        "id": "p-cy",
        "name": "cy",
        "color": "c2",
        "role": "candidate",
    }
    met.expect_log_replays()


def test_opening_the_door_lets_everybody_in_who_waits(met: RoomScript) -> None:
    """[DR4]"""
    met.propose("hedy", type="lobby", on=True).deliver()
    met.join("cy", handshake=False).join("oz", role=Role.OBSERVER, handshake=False).deliver()
    met.propose("hedy", type="lobby", on=False).deliver()
    assert roles(met, "hedy") == {"cy": "candidate", "oz": "observer"}


@pytest.mark.parametrize("kind", [PeerKind.STOCK, PeerKind.LISTENER])
def test_who_cannot_wait_is_sent_away_and_may_come_back(met: RoomScript, kind: PeerKind) -> None:
    """[DR3]"""
    met.propose("hedy", type="lobby", on=True).deliver()
    with pytest.raises(NotLetIn):
        met.join("bot", kind=kind)
    met.people["bot"].peer = None
    met.propose("hedy", type="lobby", on=False).deliver()
    met.join("bot", kind=kind).deliver().expect_open("bot")


def test_a_replaced_link_ends_those_who_came_by_it(script: RoomScript) -> None:
    """[DR6] And nobody else."""
    script.join("hedy", role=Role.HOST).join("ada").join("oz", role=Role.OBSERVER).deliver()
    script.act(lambda room: room.replace_link(Role.CANDIDATE, 1)).deliver()
    script.expect_closed("ada", LinkReplaced).expect_open("hedy", "oz")
    with pytest.raises(LinkReplaced):
        script.join("ada")


def test_who_was_host_by_a_replaced_link_is_one_no_longer_in_any_tab(script: RoomScript) -> None:
    """[DR6] The tab without the host's key stays, as what its own link gives."""
    script.join("hedy", role=Role.HOST).join("tab", participant="p-hedy").join("ada").deliver()
    assert roles(script, "ada")["tab"] == "host"
    script.act(lambda room: room.replace_link(Role.HOST, 1)).deliver()
    script.expect_closed("hedy", LinkReplaced).expect_open("tab")
    assert roles(script, "ada")["tab"] == "candidate"
    script.forget().propose("tab", type="ended").deliver()
    assert notices(script, "tab") == ["NOT_ALLOWED"]


def test_what_is_typed_behind_the_end_comes_in_when_the_session_is_reopened(met: RoomScript) -> None:
    """[RO1]"""
    met.propose("hedy", type="ended").deliver().type("ada", "late").deliver()
    assert str(met.room.text(MAIN)) == ""
    met.propose("hedy", type="reopened").deliver().expect_text("late")
    assert met.room.session == met.session
    met.type("ada", "r").deliver().expect_text("later").expect_log_replays()


def test_an_open_session_is_not_reopened_nor_started(met: RoomScript) -> None:
    """[RO1] [DR7]"""
    met.propose("hedy", type="reopened").propose("hedy", type="started").deliver()
    assert notices(met, "hedy") == ["INVALID_EVENT", "INVALID_EVENT"]


def test_what_was_decided_is_known_to_who_reads_the_log_or_a_checkpoint(met: RoomScript) -> None:
    met.join("ben").deliver()
    met.propose("hedy", type="lobby", on=True).propose("hedy", type="locked", lock="paste", participantId="p-ada")
    met.propose("hedy", type="removed", participantId="p-ben").deliver()
    met.act(lambda room: room.replace_link(Role.OBSERVER, 3)).deliver().save()
    known = met.room.rights.write_down()
    assert met.read_room(None).rights.write_down() == known
    met.checkpoint()
    assert met.read_room(met.kept).rights.write_down() == known
    assert met.read_room(met.kept).rights.rotations == 3


def test_nobody_is_removed_whom_the_session_has_not_seen(met: RoomScript) -> None:
    """[EV1]"""
    met.propose("hedy", type="removed", participantId="p-nobody").deliver()
    assert notices(met, "hedy") == ["INVALID_EVENT"]


def test_a_peer_that_waits_cannot_break_anything(met: RoomScript) -> None:
    """[DR2] Whatever frame it sends."""
    met.propose("hedy", type="lobby", on=True).deliver().join("cy", handshake=False).deliver()
    peer = met.people["cy"].peer
    assert peer is not None
    for frame in (
        codec.encode_step1(MAIN, b"\0"),
        codec.encode_step2(MAIN, b"\0\0"),
        codec.encode_awareness(MAIN, b"\0"),
    ):
        sends, _ = met.room.take_expected(met.room.roster.peers[PeerId(peer)], [frame], 0)
        assert sends is None
        met.room.receive(peer, codec.decode(frame, extended=True))
    assert met.room.roster.peers[peer].hears == {}


def test_a_checkpoint_from_before_there_were_rights_is_one_in_which_nobody_has_decided(met: RoomScript) -> None:
    """What such a server wrote says nothing of them."""
    met.type("ada", "kept").deliver().save().checkpoint()
    assert met.kept is not None
    whole = zlib.decompress(met.kept[1:])
    reader = Reader(whole)
    head = json.loads(reader.varstring(len(whole)))
    del head["rights"]
    room = met.read_room(b"\x01" + zlib.compress(varstring(json.dumps(head)) + whole[reader.at :]))
    assert str(room.text(MAIN)) == "kept"
    assert room.rights.told() == {"preparing": False, "lobby": False, "locks": {"all": [], "people": {}}}
