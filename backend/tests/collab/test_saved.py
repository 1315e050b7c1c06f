"""Saved: what the page may say about each person's own edits."""

from app.services.collab import codec
from tests.collab import wire
from tests.collab.script import MAIN, RoomScript


def counts(script: RoomScript, name: str) -> list[tuple[int, bool]]:
    return [(saved.count, saved.trouble) for saved in script.heard(name, wire.Saved)]


def test_saved_is_told_when_it_is_on_disk_and_not_before(script: RoomScript) -> None:
    """[SV1] The handshake's step 2 is frame 1; each update and event is one more."""
    script.join("ada").join("ben").deliver().save().deliver().forget()
    script.type("ada", "a").type("ada", "b").propose("ada", type="language", language="javascript").deliver()
    assert counts(script, "ada") == []
    script.save().deliver()
    assert counts(script, "ada") == [(4, False)]
    assert counts(script, "ben") == []


def test_what_changes_nothing_is_saved_at_once(script: RoomScript) -> None:
    """[SV1] An empty step 2, a refused proposal: nothing is left to write."""
    script.join("ada").deliver().save().deliver().forget()
    script.people["ada"].say(codec.encode_step2(MAIN, b"\x00\x00"))
    script.propose("ada", type="nonsense").deliver()
    assert counts(script, "ada") == [(2, False), (3, False)]


def test_a_batch_covers_what_was_typed_before_it(script: RoomScript) -> None:
    """[SV1] What arrives while a batch is written belongs to the next."""
    script.join("ada").deliver().save().deliver().forget()
    script.type("ada", "a").deliver()
    script.log += script.room.ledger.take_unsaved()
    script.type("ada", "b").deliver().act(lambda room: room.saved.mark_saved()).deliver()
    assert counts(script, "ada") == [(2, False)]
    script.save().deliver()
    assert counts(script, "ada") == [(2, False), (3, False)]
    script.expect_log_replays()


def test_a_held_back_step_2_stops_the_count(script: RoomScript) -> None:
    """[SV2] Nobody is told "saved" of what waits for somebody else."""
    script.join("ada").join("ben").deliver().type("ada", "saved ").deliver().save()
    script.type("ada", "unsaved ").deliver().type("ben", "after").deliver().crash().forget()
    script.join("ben").deliver().save().deliver()
    assert counts(script, "ben") == []
    script.forget().join("ada").deliver().save().deliver()
    assert counts(script, "ben")[-1] == (2, False)
    script.expect_text("saved unsaved after")


def test_trouble_is_told_once_and_its_end_too(script: RoomScript) -> None:
    """[SV3] A failed write keeps its entries and is told to everybody; so is the success that follows."""
    script.join("ada").join("ben").deliver().save().deliver().forget()
    script.type("ada", "a").deliver().fail_to_save().fail_to_save().deliver()
    assert counts(script, "ada") == [(1, True)]
    assert counts(script, "ben") == [(1, True)]
    script.join("cy").deliver()
    assert counts(script, "cy") == [(0, True)]
    script.type("ada", "b").deliver().save().deliver()
    assert counts(script, "ada")[-1] == (3, False)
    assert counts(script, "ben")[-1] == (1, False)
    script.expect_text("ab").expect_log_replays()
