"""Checkpoints: a room read from one and the log behind it is the room that the whole log makes, and goes on as that."""

import random

import pytest

from app.domain import Gap, ParticipantId
from app.errors import Forbidden
from app.services.collab import checkpoint
from app.services.collab.checkpoint import MalformedCheckpoint
from app.services.collab.loading import UNREADABLE
from app.services.collab.people import PeerKind, Role
from app.services.collab.room import Room
from app.services.collab.saved import Trouble
from tests.collab.script import MAIN, Person, RoomScript
from tests.collab.test_convergence import kind_of, step

SESSIONS = 400
BATCHES = 8
STEPS = 60
RUN = "5f0c2a9e-0000-4000-8000-{:012d}"


def play(seed: int) -> RoomScript:
    """A random session that is killed again and again and comes back from checkpoints; all is delivered at its end."""
    dice = random.Random(seed)
    script = RoomScript()
    names = ["ada", "ben", "cy"]
    for name in names:
        script.join(name, kind=kind_of(name), role=Role.HOST if name == "ada" else Role.CANDIDATE)
    for number in range(STEPS):
        match dice.randrange(10):
            case 0:
                propose(script, dice, number)
            case 1:
                script.save().checkpoint()
            case 2 if script.kept is not None:
                assert_equal(script.read_room(script.kept), script.read_room(None), seed)
            case _:
                step(script, dice, names)
    script.crash()
    assert_equal(script.room, script.read_room(None), seed)
    for name in names:
        person = script.people[name]
        script.join(name, kind=kind_of(name), clients=(person.doc.client_id,))
    script.deliver().wait(11).act(lambda room: room.editing.ask_again()).deliver()
    return script


def propose(script: RoomScript, dice: random.Random, number: int) -> None:
    """Somebody does something that is no typing."""
    name = dice.choice(["ada", "ben"])
    person = script.people[name]
    if person.peer is None:
        return
    match dice.randrange(9):
        case 0:
            person.propose(type="named", name=f"{name} {number}")
        case 1:
            person.propose(type="titled", title=f"Round {number}")
        case 2:
            person.propose(type="language", language=dice.choice(["python", "javascript"]))
        case 7:
            file = RUN.format(dice.randrange(3))
            person.propose(type="file_created", file=file, language="python", name=f"a{number}.py")
        case 8:
            person.propose(type="file_removed", file=RUN.format(dice.randrange(3)))
        case 6:
            person.propose(type="chat", text=f"line {number}")
        case 3:
            run = {"run": RUN.format(number), "language": "python", "text": MAIN, "codeHash": "0" * 64}
            person.propose(type="run_started", **run)
        case 4:
            chunk = {"stream": dice.choice(["stdout", "stderr"]), "text": f"line {number}\n"}
            person.propose(type="run_output", run=RUN.format(dice.randrange(number + 1)), chunks=[chunk])
        case _:
            ending = {"outcome": "succeeded", "durationMs": 1.5, "error": None}
            person.propose(type="run_finished", run=RUN.format(dice.randrange(number + 1)), **ending)


def known(room: Room) -> dict[str, object]:
    """Everything that a room has from its log."""
    texts = room.editing.texts
    return {
        "seq": room.ledger.seq,
        "session": room.session,
        "people": {person.id: person for person in room.roster.to_remember()},
        "owners": texts.logged_owners,
        "runs": room._events.runs._runs,
        "chat": room.chat(),
        "files": room.files.write_down(),
        "texts": {
            name: (str(text), text.state, text.clock_sum, text.pairs.by_client())
            for name, text in texts._texts.items()
            if text.state
        },
    }


def assert_equal(one: Room, other: Room, seed: int) -> None:
    for (what, mine), theirs in zip(known(one).items(), known(other).values(), strict=True):
        assert mine == theirs, f"seed {seed}: {what}"


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_room_from_a_checkpoint_is_the_one_from_the_whole_log_and_goes_on(batch: int) -> None:
    """[ID3] Texts, client ids, people, runs and the session are the same; everybody ends in one text."""
    size = SESSIONS // BATCHES
    for seed in range(batch * size, (batch + 1) * size):
        script = play(seed)
        texts = {person.name: str(person) for person in script.people.values()}
        texts["server"] = str(script.room.text(MAIN))
        assert len(set(texts.values())) == 1, f"seed {seed}: {texts}"
        assert all(person.closed is None for person in script.people.values()), f"seed {seed}: somebody was closed"
        script.expect_log_replays()
        script.room.text(MAIN).verify()


@pytest.fixture
def script() -> RoomScript:
    """A stage with two people who have typed, and a run."""
    script = RoomScript().join("ada", role=Role.HOST).join("ben").deliver()
    script.type("ada", "größe = 1 🎈\n").type("ben", "x").deliver()
    run = {"run": RUN.format(1), "language": "python", "text": MAIN, "codeHash": "0" * 64}
    script.propose("ben", type="run_started", **run)
    script.propose("ben", type="run_output", run=RUN.format(1), chunks=[{"stream": "stdout", "text": "1\n"}])
    return script.deliver().save().checkpoint()


def test_client_ids_stay_with_who_wrote_with_them(script: RoomScript) -> None:
    """[GU5] [ID3] Ada is away, her letters are in the checkpoint alone: nobody else writes under her client id."""
    forged = Person("mallory", script.people["ada"].doc.client_id)
    script.crash()
    forged.doc.apply_update(script.people["ada"].doc.get_update())
    script.people["mallory"] = forged
    script.join("mallory", clients=()).deliver()
    script.type("mallory", "forged").deliver().expect_closed("mallory", Forbidden)
    assert str(script.room.text(MAIN)) == str(script.people["ben"])
    script.join("ada").deliver().type("ada", "mine").deliver().expect_open("ada")


def test_a_client_id_that_was_only_claimed_is_nobodys(script: RoomScript) -> None:
    """[ID1] A checkpoint says what the log says, which is who wrote."""
    script.join("cy", clients=(4711,)).deliver().save().checkpoint()
    assert 4711 in script.room.editing.texts._owners
    assert 4711 not in script.read_room(script.kept).editing.texts._owners
    assert script.people["ada"].doc.client_id in script.read_room(script.kept).editing.texts._owners


def test_guests_who_are_gone_are_not_in_it() -> None:
    """[ID2] A stock provider that reconnects for a week leaves nothing that grows."""
    script = RoomScript().join("ada").join("here", kind=PeerKind.STOCK)
    for number in range(30):
        script.join(f"guest {number}", kind=PeerKind.STOCK).deliver().drop(f"guest {number}")
    state = script.save().room.write_down()
    assert state is not None
    assert {person.name for person in state.people} == {"ada", "here"}


def test_runs_keep_their_output(script: RoomScript) -> None:
    """[EV4] Who runs and what it wrote are told to who comes later."""
    [run] = script.read_room(script.kept).runs()
    assert (run["by"], run["output"]) == (
        {"id": "p-ben", "name": "ben", "color": "c1", "role": "candidate"},
        [{"stream": "stdout", "text": "1\n"}],
    )


def test_the_chat_is_kept(script: RoomScript) -> None:
    """[CT2] Who said what is told to who comes later."""
    script.propose("ada", type="chat", text="hi").deliver().save().checkpoint()
    [line] = script.read_room(script.kept).chat()
    assert (line["by"], line["text"]) == (script.room.roster.get(ParticipantId("p-ada")).as_json(), "hi")


def test_one_from_before_there_was_a_chat_can_be_read(script: RoomScript) -> None:
    """Nothing was said then."""
    state = script.room.write_down()
    assert state is not None
    payload = checkpoint.pack(list(checkpoint.write_steps(state)))
    assert checkpoint.read(b"\x01" + payload[1:]).chat == []


def test_there_is_none_of_what_is_not_saved(script: RoomScript) -> None:
    script.type("ada", "unsaved").deliver()
    assert script.room.write_down() is None
    script.fail_to_save()
    assert script.room.write_down() is None
    assert script.save().room.write_down() is not None


def test_there_is_none_of_a_damaged_room(script: RoomScript) -> None:
    """[SV5] It would make the damage last."""
    room = script._new_room()
    room.restore([*script.log[:3], Gap(4, 4), *script.log[4:]])
    room.finish_restoring()
    assert room.saved.trouble is Trouble.DAMAGED
    assert room.write_down() is None


def test_another_format_is_no_checkpoint(script: RoomScript) -> None:
    assert script.kept is not None
    for other in (b"", bytes([checkpoint.FORMAT + 1]) + script.kept[1:], b"{}"):
        with pytest.raises(MalformedCheckpoint):
            checkpoint.read(other)


def test_what_is_damaged_is_refused(script: RoomScript) -> None:
    """Cut anywhere it is none; flipped anywhere it is none, or what it was (the compression has unused bits)."""
    assert script.kept is not None
    whole = checkpoint.read(script.kept)
    dice = random.Random(7)
    for at in range(len(script.kept)):
        with pytest.raises(MalformedCheckpoint):
            checkpoint.read(script.kept[:at])
        flipped = bytearray(script.kept)
        flipped[at] ^= 1 << dice.randrange(8)
        try:
            assert checkpoint.read(bytes(flipped)) == whole
        except MalformedCheckpoint:
            continue


def test_a_text_that_does_not_lead_where_it_says_is_refused(script: RoomScript) -> None:
    """[GU10] A state without its last part is another text."""
    state = script.room.write_down()
    assert state is not None
    read = checkpoint.read(checkpoint.pack(list(checkpoint.write_steps(state))))
    text = read.texts[0]
    broken = checkpoint.TextState(text.name, text.state_vector, text.pairs, text.updates[:-1])
    room = script._new_room()
    with pytest.raises(UNREADABLE):
        list(room.editing.texts.restore_state([broken], {}))
