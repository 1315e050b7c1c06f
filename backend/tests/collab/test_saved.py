"""Saved: what the page may say about each person's own edits."""

from app.domain import Gap
from app.services.collab import codec
from app.services.collab.saved import Trouble
from tests.collab import wire
from tests.collab.script import MAIN, RoomScript


def counts(script: RoomScript, name: str) -> list[tuple[int, int]]:
    return [(saved.count, saved.trouble) for saved in script.heard(name, wire.Saved)]


def test_saved_is_told_when_it_is_on_disk_and_not_before(script: RoomScript) -> None:
    """[SV1] The handshake's step 2 is frame 1; each update and event is one more."""
    script.join("ada").join("ben").deliver().save().deliver().forget()
    script.type("ada", "a").type("ada", "b").propose("ada", type="language", language="javascript").deliver()
    assert counts(script, "ada") == []
    script.save().deliver()
    assert counts(script, "ada") == [(4, 0)]
    assert counts(script, "ben") == []


def test_what_changes_nothing_is_saved_at_once(script: RoomScript) -> None:
    """[SV1] An empty step 2, a refused proposal: nothing is left to write."""
    script.join("ada").deliver().save().deliver().forget()
    script.people["ada"].say(codec.encode_step2(MAIN, b"\x00\x00"))
    script.propose("ada", type="nonsense").deliver()
    assert counts(script, "ada") == [(2, 0), (3, 0)]


def test_a_batch_covers_what_was_typed_before_it(script: RoomScript) -> None:
    """[SV1] What arrives while a batch is written belongs to the next."""
    script.join("ada").deliver().save().deliver().forget()
    script.type("ada", "a").deliver()
    script.log += script.room.take_unsaved()
    script.type("ada", "b").deliver().act(lambda room: room.saved.mark_saved(len(script.log))).deliver()
    assert counts(script, "ada") == [(2, 0)]
    script.save().deliver()
    assert counts(script, "ada") == [(2, 0), (3, 0)]
    script.expect_log_replays()


def test_a_held_back_step_2_stops_the_count(script: RoomScript) -> None:
    """[SV2] Nobody is told "saved" of what waits for somebody else."""
    script.join("ada").join("ben").deliver().type("ada", "saved ").deliver().save()
    script.type("ada", "unsaved ").deliver().type("ben", "after").deliver().crash().forget()
    script.join("ben").deliver().save().deliver()
    assert counts(script, "ben") == []
    script.forget().join("ada").deliver().save().deliver()
    assert counts(script, "ben")[-1] == (2, 0)
    script.expect_text("saved unsaved after")


def test_trouble_is_told_once_and_its_end_too(script: RoomScript) -> None:
    """[SV3] A failed write keeps its entries and is told to everybody; so is the success that follows."""
    script.join("ada").join("ben").deliver().save().deliver().forget()
    script.type("ada", "a").deliver().fail_to_save().fail_to_save().deliver()
    assert counts(script, "ada") == [(1, 1)]
    assert counts(script, "ben") == [(1, 1)]
    script.join("cy").deliver()
    assert counts(script, "cy") == [(0, 1)]
    script.type("ada", "b").deliver().save().deliver()
    assert counts(script, "ada")[-1] == (3, 0)
    assert counts(script, "ben")[-1] == (1, 0)
    script.expect_text("ab").expect_log_replays()


def test_a_pause_takes_nothing_and_loses_nothing(script: RoomScript) -> None:
    """[SV4] [SV6] Edits during a pause are refused with a notice; when it is over they come back by themselves."""
    script.join("ada").join("ben").deliver().type("ada", "before ").deliver().save().deliver().forget()
    script.type("ada", "kept ").deliver().fail_to_save(Trouble.PAUSED).deliver()
    assert counts(script, "ben") == [(1, 2)]
    script.type("ada", "paused ").deliver().propose("ben", type="named", name="Benny").deliver()
    assert [notice.body["code"] for notice in refusals(script, "ada")] == ["STORAGE_UNAVAILABLE"]
    assert [notice.body["code"] for notice in refusals(script, "ben")] == ["STORAGE_UNAVAILABLE"]
    assert str(script.room.text(MAIN)) == "before kept "
    script.join("cy").deliver()
    assert counts(script, "cy") == [(0, 2)]
    script.save().deliver()
    assert counts(script, "ben")[-1][1] == 0
    script.expect_text("before kept paused ").type("ada", "after").deliver().expect_text("before kept paused after")
    script.expect_log_replays()


def test_what_a_pause_refuses_is_not_saved_until_it_has_come_back(script: RoomScript) -> None:
    """[SV1] [SV2] [SV4] The page says "Saved" of what is on disk, at no moment of more."""
    script.join("ada").deliver().save().deliver().type("ada", "kept ").deliver().fail_to_save(Trouble.PAUSED)
    script.deliver().type("ada", "paused ").deliver().save()
    before = counts(script, "ada")[-1][0]
    script.deliver()
    assert str(script.room.text(MAIN)) == "kept paused "
    assert counts(script, "ada")[-1] == (before + 1, 0)
    script.save().deliver()
    assert counts(script, "ada")[-1] == (before + 3, 0)


def test_typing_on_at_the_moment_a_pause_ends_is_no_gap(script: RoomScript) -> None:
    """[SV4] [GU12] An update that overtakes the answer to step 1 builds on what the server did not take."""
    script.join("ada").join("ben").deliver().fail_to_save(Trouble.PAUSED).deliver()
    script.type("ada", "paused ").deliver().save()
    script.type("ada", "at once").deliver()
    script.expect_open("ada", "ben").expect_text("paused at once").expect_log_replays()


def test_a_damaged_room_is_read_only_whatever_is_written(script: RoomScript) -> None:
    """[SV5] Damage does not pass with the next write, and is told to who comes."""
    script.join("ada").deliver().type("ada", "before").deliver().save().deliver().forget()
    script.act(lambda room: room.saved.turn(Trouble.DAMAGED)).deliver()
    script.type("ada", " after").deliver().save().fail_to_save().save().deliver()
    assert [notice.body["code"] for notice in refusals(script, "ada")] == ["LOG_DAMAGED"]
    assert {trouble for _, trouble in counts(script, "ada")} == {3}
    assert str(script.room.text(MAIN)) == "before"


def refusals(script: RoomScript, name: str) -> list[wire.Refused]:
    return script.heard(name, wire.Refused)


def test_who_comes_to_a_pause_with_news_types_on_without_being_closed(script: RoomScript) -> None:
    """[SV4] [GU12] What follows a refused step 2 builds on what the server did not take; afterwards all comes."""
    script.join("ada").join("ben").deliver().drop("ada").type("ada", "offline ")
    script.fail_to_save(Trouble.PAUSED).join("ada").deliver()
    script.type("ada", "paused ").deliver().expect_open("ada")
    assert [notice.body["code"] for notice in refusals(script, "ada")] == ["STORAGE_UNAVAILABLE"] * 2
    script.save().deliver().expect_open("ada").expect_text("offline paused ").expect_log_replays()


def test_who_has_what_a_damaged_log_lacks_types_on_without_being_closed(script: RoomScript) -> None:
    """[SV5] [GU12] The missing letters are in the browser, and what is typed behind them does not fit the server."""
    script.join("ada").deliver()
    for word in ("one ", "two ", "three "):
        script.type("ada", word).deliver().save()
    lost = script.log[-2].seq
    script.crash().room = script._new_room()
    script.room.restore(Gap(lost, lost) if entry.seq == lost else entry for entry in script.log)
    script.room.finish_restoring()
    script.forget().join("ada").deliver().type("ada", "four ").deliver().expect_open("ada")
    assert {notice.body["code"] for notice in refusals(script, "ada")} == {"LOG_DAMAGED"}
    assert str(script.room.text(MAIN)) == "one "
    assert str(script.people["ada"]) == "one two three four "
