"""Texts in a room: who may change them, who hears of it, and what survives."""

import gc
import random
import time

import pytest
from pycrdt import Doc, Text

from app.errors import BadFrame, Forbidden, RoomFull, SessionEnded, TextTooLong
from app.limits import MAX_MERGED_TEXT_LENGTH, MAX_PEERS_PER_ROOM
from app.services.collab import codec
from app.services.collab.people import PeerKind
from app.services.collab.text import TextOverloaded
from tests.collab import wire
from tests.collab.script import MAIN, RoomScript, crc32
from tests.collab.update_bytes import section, text, typed_backwards, update


def test_what_one_types_all_others_get_and_not_the_sender(script: RoomScript) -> None:
    """[RM1] [HS7] A change reaches every other peer that hears of the text, never its sender."""
    script.join("ada").join("ben").join("cy", kind=PeerKind.STOCK).deliver().forget()
    script.type("ada", "x = 1").deliver().expect_text("x = 1")
    assert script.heard("ada", wire.Update) == []
    assert len(script.heard("ben", wire.Update)) == 1
    assert script.heard("ben", wire.Update)[0].text == MAIN
    assert script.heard("cy", wire.Update)[0].text is None


def test_a_peer_hears_of_a_text_from_its_step_1_on(script: RoomScript) -> None:
    """[HS7] Before its step 1 a peer gets nothing of a text."""
    script.join("ada").join("ben", handshake=False).deliver().forget()
    script.type("ada", "x").deliver()
    assert script.heard("ben", wire.Update) == []
    script.people["ben"].handshake()
    script.deliver().expect_text("x")


def test_two_type_into_the_same_line_at_once(script: RoomScript) -> None:
    """[RM1] Nothing is lost where two edits cross on their way."""
    script.join("ada").join("ben").deliver()
    script.type("ada", "hello world").deliver()
    script.type("ada", "big ", at=6).type("ben", "small ", at=6).type("ben", "!").type("ada", "<", at=0).deliver()
    text = str(script.people["ada"])
    assert sorted(text) == sorted("<hello big small world!")
    script.expect_text(text).expect_log_replays()


def test_an_observer_cannot_edit(script: RoomScript) -> None:
    """[RM4] Edits from an observer change nothing and reach nobody."""
    script.join("ada").join("oz", role="observer").deliver().forget()
    script.type("oz", "x = 1").deliver()
    assert str(script.room.text(MAIN)) == ""
    assert [notice.body["code"] for notice in script.heard("oz", wire.Refused)] == ["NOT_ALLOWED"]
    script.expect_heard_nothing("ada").expect_open("oz")


def test_an_observer_who_returns_with_edits_changes_nothing(script: RoomScript) -> None:
    """[RM4] Nor does a sync step 2 of an observer."""
    script.join("ada").join("oz", role="observer").deliver()
    script.drop("oz").type("oz", "offline").join("oz", role="observer").deliver()
    assert str(script.room.text(MAIN)) == ""
    assert [notice.body["code"] for notice in script.heard("oz", wire.Refused)] == ["NOT_ALLOWED"]


def test_an_ended_session_is_read_only(script: RoomScript) -> None:
    """[RM3] Texts of an ended session are refused, reading goes on."""
    script.join("hal", role="host").join("ada").deliver()
    script.type("ada", "kept").deliver().propose("hal", type="ended").deliver().forget()
    script.type("ada", " lost").deliver()
    assert [notice.body["code"] for notice in script.heard("ada", wire.Refused)] == ["SESSION_ENDED"]
    script.expect_heard_nothing("hal")
    script.join("new").deliver()
    assert str(script.people["new"]) == "kept"
    with pytest.raises(SessionEnded):
        script.room.replace_code("x", None)


def test_a_bad_frame_ends_its_sender_alone(script: RoomScript) -> None:
    """[RM2] [CO1] The others neither hear of a bad frame nor lose anything."""
    script.join("ada").join("eve").deliver().forget()
    script.people["eve"].say(b"\x00\x02\x7f\x01")
    script.type("ada", "fine").deliver().expect_closed("eve", BadFrame).expect_open("ada").expect_text("fine")


def test_a_stock_peer_stays_with_the_file_it_came_for(script: RoomScript) -> None:
    """[HS6] A switch of the language changes nothing for who is connected."""
    script.join("ada").join("cy", kind=PeerKind.STOCK).deliver()
    script.propose("ada", type="language", language="javascript").deliver()
    script.type("cy", "x = 1").deliver().expect_text("x = 1")
    assert str(script.room.entry_text) == ""


def test_a_key_pressed_before_the_handshake_is_no_fault(script: RoomScript) -> None:
    """[GU12] A stock provider sends it at once, though the server lacks what was typed offline before."""
    script.join("cy", kind=PeerKind.STOCK).deliver().type("cy", "a").deliver().drop("cy").type("cy", "b")
    script.join("cy", kind=PeerKind.STOCK, handshake=False).type("cy", "c")
    script.people["cy"].handshake()
    script.deliver().expect_open("cy").expect_text("abc").expect_log_replays()


def test_a_text_that_does_not_exist_is_a_bad_frame(script: RoomScript) -> None:
    """[CO1] There are only the texts that `welcome` names."""
    script.join("ada").deliver()
    script.people["ada"].say(codec.encode_step1("file/other.py", b"\x00"))
    script.deliver().expect_closed("ada", BadFrame)


def test_somebody_elses_client_id_is_forbidden_in_an_update(script: RoomScript) -> None:
    """[GU5] [ID1] A block under another's client id closes who sends it; the victim types on."""
    script.join("ada").join("eve").deliver().type("ada", "a").deliver()
    forged = Doc[Text](client_id=script.people["ada"].doc.client_id)
    forged.apply_update(script.people["ada"].doc.get_update())
    before = forged.get_state()
    forged.get("content", type=Text).insert(1, "forged")
    script.people["eve"].say(codec.encode_update(MAIN, forged.get_update(before)))
    script.deliver().expect_closed("eve", Forbidden)
    script.type("ada", "b").deliver().expect_open("ada").expect_text("ab")


def test_somebody_elses_client_id_is_forbidden_in_a_step_2(script: RoomScript) -> None:
    """[GU7] Who brings structs of somebody who is here and typing made them up."""
    script.join("ada").join("eve").deliver().type("ada", "a").deliver()
    forged = Doc[Text](client_id=script.people["ada"].doc.client_id)
    forged.apply_update(script.people["ada"].doc.get_update())
    forged.get("content", type=Text).insert(1, "forged")
    script.people["eve"].say(codec.encode_step2(MAIN, forged.get_update()))
    script.deliver().expect_closed("eve", Forbidden).expect_text("a")


def test_the_same_person_may_use_a_client_id_again_after_a_reload(script: RoomScript) -> None:
    """[ID1] What was typed offline under an earlier client id is the person's own."""
    script.join("ada").deliver().type("ada", "a").deliver().drop("ada")
    script.type("ada", "b")
    old, new = script.people["ada"].doc, 999
    script.people["ada"].doc = reloaded = Doc[Text](client_id=new)
    script.people["ada"].content = reloaded.get("content", type=Text)
    reloaded.apply_update(old.get_update())
    script.join("ada", clients=(old.client_id, new)).deliver().expect_text("ab").save()
    assert {entry.author for entry in script.log if entry.channel == MAIN} == {"p-ada"}


def test_a_stock_provider_reconnects_under_its_client_id(script: RoomScript) -> None:
    """[ID2] What a guest owned is free again when it is gone."""
    script.join("cy", kind=PeerKind.STOCK).deliver().type("cy", "a").deliver().drop("cy").type("cy", "b")
    script.join("cy", kind=PeerKind.STOCK).deliver().type("cy", "c").deliver().expect_open("cy").expect_text("abc")


def test_bindings_survive_a_restart_and_guests_do_not(script: RoomScript) -> None:
    """[ID3] Bindings are read back from the log, those of guests are not."""
    script.join("ada").join("cy", kind=PeerKind.STOCK).deliver()
    script.type("ada", "a").deliver().type("cy", "c").deliver().save().crash()
    script.join("cy", kind=PeerKind.STOCK).deliver().type("cy", "d").deliver().expect_open("cy")
    script.join("eve").deliver()
    forged = Doc[Text](client_id=script.people["ada"].doc.client_id)
    forged.apply_update(script.people["ada"].doc.get_update())
    before = forged.get_state()
    forged.get("content", type=Text).insert(0, "forged")
    script.people["eve"].say(codec.encode_update(MAIN, forged.get_update(before)))
    script.deliver().expect_closed("eve", Forbidden)


def test_after_a_crash_whoever_returns_first_nothing_is_lost_or_doubled(script: RoomScript) -> None:
    """[GU6] What depends on somebody who is not back yet is held back and asked for again."""
    script.join("ada").join("ben").deliver().type("ada", "saved ").deliver().save()
    script.type("ada", "unsaved ").deliver().type("ben", "after ").deliver().type("ada", "end").deliver()
    script.crash().join("ben").deliver()
    assert str(script.room.text(MAIN)) == "saved "
    script.type("ben", "!").deliver().forget("ben").join("ada").deliver()
    script.expect_text("saved unsaved after end!").expect_log_replays().expect_open("ada", "ben")
    assert {entry.author for entry in script.log if entry.channel == MAIN} == {"p-ada", "p-ben"}


def test_after_a_crash_what_a_lost_person_typed_comes_from_who_has_it(script: RoomScript) -> None:
    """[GU8] After ten seconds others bring what somebody who does not return had typed, under nobody's name."""
    script.join("ada").join("ben").deliver().type("ada", "saved ").deliver().save()
    script.type("ada", "unsaved ").deliver().type("ben", "after").deliver()
    script.crash().join("ben").deliver().save()
    assert script.room.editing.is_holding_back()
    script.wait(11).act(lambda room: room.editing.ask_again()).deliver().expect_text("saved unsaved after")
    assert not script.room.editing.is_holding_back()
    script.expect_log_replays()
    assert [entry.author for entry in script.log if entry.channel == MAIN] == ["p-ada", None, "p-ben"]


def test_long_after_the_start_nobody_brings_what_others_typed(script: RoomScript) -> None:
    """[GU8] The rule is for crashes only."""
    script.join("ada").deliver().type("ada", "a").deliver().save().drop("ada").wait(3601)
    script.join("eve").deliver()
    forged = Doc[Text](client_id=script.people["ada"].doc.client_id)
    forged.apply_update(script.people["ada"].doc.get_update())
    forged.get("content", type=Text).insert(0, "forged")
    script.people["eve"].say(codec.encode_step2(MAIN, forged.get_update()))
    script.deliver().wait(60).act(lambda room: room.editing.ask_again()).deliver()
    assert str(script.room.text(MAIN)) == "a"
    script.join("ada").deliver().type("ada", "b").deliver()
    assert str(script.room.text(MAIN)) == "ab"


def test_a_room_is_full_at_its_limit(script: RoomScript) -> None:
    """[RM5] One more peer than the room holds is refused."""
    for number in range(MAX_PEERS_PER_ROOM):
        script.join(f"p{number}", handshake=False)
    with pytest.raises(RoomFull):
        script.join("late", handshake=False)


def test_a_text_has_a_limit_for_all_together(script: RoomScript) -> None:
    """[GU11] Who brings a text over its limit is closed, and nothing of it is taken."""
    script.join("ada").deliver()
    half = "x" * (MAX_MERGED_TEXT_LENGTH // 2)
    script.type("ada", half).deliver().expect_open("ada").type("ada", half).deliver().expect_open("ada")
    script.type("ada", "y").deliver().expect_closed("ada", TextTooLong)
    assert script.room.text(MAIN).length() == MAX_MERGED_TEXT_LENGTH


def test_a_text_at_its_limit_can_be_emptied_and_filled_again(script: RoomScript) -> None:
    """[GU11] What was deleted does not count."""
    script.join("ada").deliver()
    script.type("ada", "x" * MAX_MERGED_TEXT_LENGTH).deliver()
    script.people["ada"].erase(0, MAX_MERGED_TEXT_LENGTH)
    script.type("ada", "fresh").deliver().expect_open("ada").expect_text("fresh")


def test_replacing_the_code_keeps_what_is_the_same(script: RoomScript) -> None:
    """PUT makes the smallest difference, and everybody gets it as an ordinary edit."""
    script.join("ada").deliver().type("ada", "héllo wörld 🎉!").deliver().forget()
    script.act(lambda room: room.replace_code("héllo brave wörld 🎊!", None)).deliver()
    script.expect_text("héllo brave wörld 🎊!").expect_log_replays()
    assert len(script.heard("ada", wire.Update)) == 1
    assert "llo" not in script.heard("ada", wire.Update)[0].update.decode(errors="ignore")


def test_replacing_the_code_in_random_ways_ends_in_the_code(script: RoomScript) -> None:
    """Offsets are UTF-8 bytes on the server and UTF-16 units in a browser."""
    seed = 20261122
    dice = random.Random(seed)
    script.join("ada").deliver()
    for _ in range(200):
        code = "".join(dice.choice("ab\né🎉漢") for _ in range(dice.randrange(12)))
        script.act(lambda room, code=code: room.replace_code(code, None)).deliver()  # type: ignore[misc]
        script.expect_text(code)
    script.expect_log_replays()


def test_an_update_that_would_stall_everybody_is_not_passed_on(script: RoomScript) -> None:
    """[GU14] Small and well formed, but each struct makes the library search the whole text."""
    script.join("ada").join("eve").deliver()
    ada, eve = 1000, 2000
    whole = typed_backwards(ada, 16_000)
    for start in range(0, len(whole), 1_000):
        typed = update(section(ada, start, *whole[start : start + 1_000]))
        script.people["ada"].say(codec.encode_update(MAIN, typed))
    script.deliver().expect_open("ada").forget()
    script.people["eve"].say(codec.encode_update(MAIN, update(section(eve, 0, *[text("b")] * 1_000))))
    with pytest.raises(TextOverloaded):
        script.deliver()
    script.expect_heard_nothing("ada")
    script.crash().join("ada").deliver()
    assert "b" not in str(script.people["ada"])


def test_a_slow_garbage_collection_is_nobodys_fault(script: RoomScript) -> None:
    """[GU14] The collector may run while an update is applied; its time is not the update's."""
    script.join("ada").deliver()
    text = script.room.text(MAIN)

    heap = [[number] for number in range(1_000_000)]

    def collect(_: object) -> None:
        while time.thread_time() - started < 1:
            gc.collect()

    subscription = text._doc.observe(collect)
    started = time.thread_time()
    script.type("ada", "x" * 2_000).deliver()
    text._doc.unobserve(subscription)
    assert len(heap) == 1_000_000, "the collector had something to look through"
    assert time.thread_time() - started >= 1
    script.expect_open("ada")


def test_a_reconnect_adds_nothing_to_the_log(script: RoomScript) -> None:
    """The deletes that every step 2 repeats are no news."""
    script.join("ada").join("ben").deliver().type("ada", "hello").deliver()
    script.people["ada"].erase(1, 3)
    script.deliver().drop("ben").join("ben").deliver().save()
    assert [entry.author for entry in script.log if entry.channel == MAIN] == ["p-ada", "p-ada"]


def test_a_delete_reaches_who_has_the_text_as_it_was_typed(script: RoomScript) -> None:
    """[RM1] After a crash a struct may come back as deleted; the others still have its letters."""
    script.join("ada").join("ben").deliver().type("ada", "a").deliver().drop("ada")
    script.people["ada"].erase(0, 1)
    script.type("ada", "b").crash().join("ada").join("ben").deliver()
    script.expect_text("b").expect_log_replays()


def test_a_quiet_text_is_checked(script: RoomScript) -> None:
    """[CH1] Each peer that hears of a text gets its state vector and checksum."""
    script.join("ada").join("cy", kind=PeerKind.STOCK).deliver().type("ada", "é🎉").deliver().forget()
    script.act(lambda room: room.editing.check()).deliver()
    assert [(check.text, check.crc32) for check in script.heard("ada", wire.Check)] == [(MAIN, crc32("é🎉"))]
    script.expect_heard_nothing("cy").act(lambda room: room.editing.check()).forget("ada").deliver()
    script.expect_heard_nothing("ada")
