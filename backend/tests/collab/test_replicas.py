"""One session at several servers, played at random: whatever is lost or late, all end with what the log says."""

from uuid import UUID

import pytest

from app.domain import Entry, EntryKind, ParticipantId
from app.services.collab.people import Role
from app.services.collab.text import TextBroken
from tests.collab import wire
from tests.collab.replicas import Installation, Replica, names, standing
from tests.collab.script import MAIN, START, Person

SESSIONS = 1_000
BATCHES = 20
STEPS = 40
PEOPLE = ("ada", "ben", "cy", "dee")
ALPHABET = ("a", "b", "\n", "é", "漢", "🎉", "👩‍🚀", "wörd ", "    ")
HASH = "0" * 64


def play(seed: int) -> Installation:
    """A random session, up to the point where all is delivered and saved."""
    stage = Installation(seed, 2 + seed % 2)
    dice = stage.dice
    for name in PEOPLE:
        stage.join(name, dice.choice(stage.replicas), role_of(name))
    for _ in range(STEPS):
        step(stage)
    for name in PEOPLE:
        if stage.home_of(name) is None:
            stage.join(name, dice.choice(stage.replicas), role_of(name))
    stage.settle()
    # What only somebody lost to a crash had typed comes from the others after ten seconds.
    stage.clock.move(11)
    for replica in stage.replicas:
        replica.act(lambda room: room.editing.ask_again())
    stage.settle()
    return stage


def role_of(name: str) -> Role:
    return Role.HOST if name in ("ada", "ben") else Role.CANDIDATE


def step(stage: Installation) -> None:
    dice = stage.dice
    name = dice.choice(PEOPLE)
    person, replica = stage.people[name], dice.choice(stage.replicas)
    stage.clock.move(dice.random())
    match dice.randrange(16):
        case 0 | 1 | 2 | 3:
            person.type(dice.randint(0, len(str(person))), dice.choice(ALPHABET) * dice.randint(1, 3))
        case 4:
            if text := str(person):
                at = dice.randrange(len(text))
                person.erase(at, min(len(text) - at, dice.randint(1, 4)))
        case 5 | 6:
            propose(stage, person)
        case 7 | 8:
            replica.step_to_server(dice.randint(1, 3))
        case 9:
            replica.step_from_server(dice.randint(1, 3))
        case 10 | 11:
            replica.write(answer_lost=dice.random() < 0.1)
        case 12 | 13:
            replica.take(dice.randint(1, 3))
        case 14:
            move(stage, name, replica)
        case _:
            if dice.random() < 0.3:
                replica.crash()
            else:
                word = dice.choice(ALPHABET)
                replica.act(
                    lambda room: [] if is_over(replica) else room.replace_code(word + str(room.entry_text), None)
                )


def is_over(replica: Replica) -> bool:
    return replica.room.session.ended_at is not None


def propose(stage: Installation, person: Person) -> None:
    dice = stage.dice
    if person.peer is None:
        return
    run = str(UUID(int=dice.getrandbits(128), version=4))
    file = str(UUID(int=dice.randrange(4)))
    match dice.randrange(11):
        case 0 | 1:
            person.propose(type="titled", title=f"title {dice.randrange(100)}")
        case 2 | 3:
            person.propose(type="named", name=f"{person.name} {dice.randrange(100)}")
        case 4 | 5:
            person.propose(type="language", language=dice.choice(("python", "javascript")))
        case 8:
            name = dice.choice(("a.py", "b.py"))
            person.propose(type="file_created", file=file, language="python", name=name)
        case 9:
            person.propose(type="file_renamed", file=file, name=dice.choice(("a.py", "b.py", "c.py")))
        case 10:
            person.propose(type="file_removed", file=file)
        case _:
            person.propose(type="run_started", run=run, language="python", text=MAIN, codeHash=HASH)
            person.propose(type="run_output", run=run, chunks=[{"stream": "stdout", "text": "42"}])
            person.propose(type="run_finished", run=run, outcome="succeeded", durationMs=1, error=None)


def move(stage: Installation, name: str, replica: Replica) -> None:
    """Go, and come back: to the same server or to another, at once or after others have noticed."""
    if stage.home_of(name) is not None:
        stage.drop(name)
    if stage.dice.random() < 0.8:
        stage.join(name, replica, role_of(name))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_all_servers_end_with_what_the_log_says(batch: int) -> None:
    """[RP1] [RP2] [RP3] [RP4] [RP5] Texts, events and who is there; every browser has the same text."""
    size = SESSIONS // BATCHES
    for seed in range(batch * size, (batch + 1) * size):
        check(seed)


def check(seed: int) -> None:
    stage = play(seed)
    assert all(person.closed is None for person in stage.people.values()), f"seed {seed}: somebody was closed"
    told = standing(stage.from_log())
    for replica in stage.replicas:
        assert standing(replica.room) == told, f"seed {seed}"
        assert names(replica.room) == names(stage.replicas[0].room), f"seed {seed}"
        assert len(names(replica.room)) == len(PEOPLE), f"seed {seed}"
        assert not replica.room.editing.is_holding_back(), f"seed {seed}: something is held back"
    assert {str(person) for person in stage.people.values()} == {told["text"]}, f"seed {seed}"
    assert [entry.seq for entry in stage.log] == list(range(1, len(stage.log) + 1)), f"seed {seed}"
    seen = {entry.author: name_in(entry) for entry in stage.log if name_in(entry)}
    assert names(stage.replicas[0].room) == seen, f"seed {seed}: the log introduces people by other names"


def name_in(entry: Entry) -> str | None:
    """The name that an entry gives its author."""
    if entry.kind is not EntryKind.EVENT or b'"participant":' not in entry.payload:
        return None
    name = entry.payload.partition(b'"name":"')[2].partition(b'"')[0]
    return name.decode()


def two() -> tuple[Installation, Replica, Replica]:
    stage = Installation(0, 2, loses=0, doubles=0)
    here, there = stage.replicas
    stage.join("ada", here, Role.HOST)
    stage.join("ben", there, Role.HOST)
    stage.settle()
    return stage, here, there


def test_nothing_is_heard_elsewhere_before_it_is_in_the_log() -> None:
    """[RP1] And then at once, by everybody there."""
    stage, here, there = two()
    here.type("ada", "x = 1").deliver()
    assert str(stage.people["ben"]) == ""
    here.write()
    there.take()
    there.deliver()
    assert str(stage.people["ben"]) == "x = 1"
    there.forget("ben")
    there.read_on()
    assert there.deliver().heard("ben", wire.Update) == []


def test_who_was_overtaken_is_told_saved_when_it_is_so() -> None:
    """[RP2] Own entries come behind, under other numbers; nobody is told too early, and nothing is written twice."""
    stage, here, there = two()
    stage.people["ada"].heard.clear()
    here.type("ada", "ada ").deliver()
    there.type("ben", "ben ").deliver()
    there.write()
    assert here.write()
    here.deliver()
    assert here.heard("ada", wire.Saved) == []
    assert [entry.author for entry in here.room.ledger.unsaved] == ["p-ada"]
    here.write()
    here.deliver()
    assert [saved.count for saved in here.heard("ada", wire.Saved)] == [2]
    there.take()
    assert standing(here.room) == standing(there.room)


def test_an_append_that_was_stored_although_it_failed_is_found_in_the_log() -> None:
    """[RP2] It counts as saved, once."""
    stage, here, there = two()
    stage.people["ada"].heard.clear()
    here.type("ada", "ada ").deliver()
    here.write(answer_lost=True)
    there.read_on()
    there.type("ben", "ben ").deliver()
    there.write()
    here.take()
    here.deliver()
    assert [saved.count for saved in here.heard("ada", wire.Saved)] == [2]
    assert not here.room.ledger.has_unsaved
    stage.settle()
    assert len(stage.log) == len({(entry.at, entry.author, entry.payload) for entry in stage.log})


def test_what_the_log_says_last_counts_and_is_told_last() -> None:
    """[RP3] [EV2] Two hosts give the title at once: everybody ends with the one that was written last."""
    stage, here, there = two()
    here.propose("ada", type="titled", title="Ada's").deliver()
    there.propose("ben", type="titled", title="Ben's").deliver()
    there.write()
    stage.settle()
    for name in ("ada", "ben"):
        titles = [event.body["title"] for event in here.heard(name, wire.Event) if event.body["type"] == "titled"]
        assert titles[-1] == "Ada's"
    assert [event.body["title"] for event in here.heard("ada", wire.Event) if event.body["type"] == "titled"] == [
        "Ada's",
        "Ben's",
        "Ada's",
    ]


def test_a_client_id_belongs_to_who_is_first_in_the_log() -> None:
    """[RP4] [ID1] Who wrote with it elsewhere at the same time has to read the room anew."""
    stage, here, _ = two()
    here.type("ada", "x").deliver()
    here.write()
    ben = Person("ben", stage.people["ada"].doc.client_id)
    ben.type(0, "forged ")
    entry = stage.log[-1]._replace(
        author=ParticipantId("p-ben"), at=START, payload=ben.doc.get_update(), seq=len(stage.log) + 1
    )
    with pytest.raises(TextBroken):
        here.room.fold([entry])


def test_what_somebody_at_another_server_typed_is_waited_for() -> None:
    """[GU7] [RP1] Who moves here may have heard it before it was in the log; it is no forgery, and comes from there."""
    stage = Installation(0, 2, loses=0, doubles=0)
    here, there = stage.replicas
    stage.join("ada", here)
    stage.join("ben", here)
    here.type("ada", "x").deliver()
    stage.settle()
    here.type("ada", " = 1").deliver()
    stage.drop("ben")
    stage.join("ben", there)
    there.take()
    there.deliver()
    assert str(there.room.text(MAIN)) == "x"
    assert there.room.editing.is_holding_back()
    there.expect_open("ben")
    here.write()
    there.take()
    there.deliver()
    assert not there.room.editing.is_holding_back()
    assert str(there.room.text(MAIN)) == "x = 1"
    assert [entry.author for entry in stage.log if entry.kind is EntryKind.TEXT] == ["p-ada"] * 2


def test_a_participant_is_one_wherever_it_is_connected() -> None:
    """[RP5] [RM7] A second tab at another server is no news, and nobody leaves while one of them is there."""
    stage, here, there = two()
    stage.people["tab"] = Person("ada", 77)
    there.forget()
    before = len(stage.log)
    there.join("tab", Role.HOST, participant="p-ada", clients=(77,))
    there.room.roster.rename(ParticipantId("p-ada"), "ada")
    there.tell_people()
    stage.settle()
    assert here.room.participants == there.room.participants == 2
    stage.drop("ada")
    stage.settle()
    assert here.room.participants == there.room.participants == 2
    assert b'"left"' not in b"".join(entry.payload for entry in stage.log[before:])
    stage.drop("tab")
    stage.settle()
    assert here.room.participants == there.room.participants == 1
    assert [entry.payload for entry in stage.log[before:] if b'"left"' in entry.payload] == [
        b'{"type":"left","participantId":"p-ada"}'
    ]


def test_people_of_a_server_that_died_leave_once_in_the_log() -> None:
    """[RP5] One of the others records it, and all pages are told."""
    stage = Installation(0, 3, loses=0, doubles=0)
    first, second, third = stage.replicas
    for name, replica in (("ada", first), ("ben", second), ("cy", third)):
        stage.join(name, replica)
    stage.settle()
    third.crash()
    stage.settle()
    assert sum(b'"left"' in entry.payload for entry in stage.log) == 1
    assert names(first.room) == names(second.room) == {"p-ada": "ada", "p-ben": "ben"}
    for name in ("ada", "ben"):
        assert [
            event.body["participantId"] for event in first.heard(name, wire.Event) if event.body["type"] == "left"
        ] == ["p-cy"]
