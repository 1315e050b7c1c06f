"""Random sessions of pycrdt clients: drops, crashes, reloads, offline edits, emoji. Every seed ends in one text."""

import random

import pytest

from app.services.collab.people import PeerKind
from tests.collab.script import MAIN, Person, RoomScript

SESSIONS = 5_000
BATCHES = 20
STEPS = 24
ALPHABET = ["a", "b", "\n", "é", "漢", "🎉", "👩‍🚀", "wörd ", "    "]


def play(seed: int) -> RoomScript:
    """One random session, up to the point where everybody is connected again and all is delivered."""
    dice = random.Random(seed)
    script = RoomScript()
    names = ["ada", "ben", "cy"][: dice.randint(2, 3)]
    for name in names:
        script.join(name, kind=kind_of(name))
    for _ in range(STEPS):
        step(script, dice, names)
    for name in names:
        if script.people[name].peer is None:
            script.join(name, kind=kind_of(name), clients=(script.people[name].doc.client_id,))
    script.deliver()
    # What only somebody lost to a crash had typed comes from the others after ten seconds.
    script.wait(11).act(lambda room: room.editing.ask_again()).deliver()
    return script


def kind_of(name: str) -> PeerKind:
    return PeerKind.STOCK if name == "cy" else PeerKind.EXTENDED


def step(script: RoomScript, dice: random.Random, names: list[str]) -> None:
    name = dice.choice(names)
    person = script.people[name]
    match dice.randrange(12):
        case 0 | 1 | 2 | 3:
            person.type(dice.randint(0, len(str(person))), dice.choice(ALPHABET) * dice.randint(1, 3))
        case 4 | 5:
            if text := str(person):
                at = dice.randrange(len(text))
                person.erase(at, min(len(text) - at, dice.randint(1, 4)))
        case 6:
            script.step_to_server(dice.randint(1, 3))
        case 7:
            script.step_from_server(dice.randint(1, 3))
        case 8:
            script.save()
        case 9:
            if person.peer is None:
                script.join(name, kind=kind_of(name))
            else:
                script.drop(name)
        case 10:
            reload(script, name, dice)
        case _:
            if dice.random() < 0.3:
                script.crash()
            else:
                script.act(lambda room: room.replace_code(dice.choice(ALPHABET) + str(room.entry_text), None))


def reload(script: RoomScript, name: str, dice: random.Random) -> None:
    """The page is opened anew from the browser's own copy, under a new client id."""
    script.drop(name)
    old = script.people[name]
    new = Person(name, dice.getrandbits(32))
    new.doc.apply_update(old.doc.get_update())
    script.people[name] = new
    script.join(name, kind=kind_of(name), clients=(old.doc.client_id, new.doc.client_id))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_sessions_end_in_one_text(batch: int) -> None:
    """[RM1] [GU6] [ID3] All replicas are equal, and the log replays to the same text."""
    size = SESSIONS // BATCHES
    for seed in range(batch * size, (batch + 1) * size):
        check(seed)


def check(seed: int) -> None:
    script = play(seed)
    texts = {person.name: str(person) for person in script.people.values()} | {"server": str(script.room.text(MAIN))}
    assert len(set(texts.values())) == 1, f"seed {seed}: {texts}"
    assert all(person.closed is None for person in script.people.values()), f"seed {seed}: somebody was closed"
    assert not script.room.editing.is_holding_back(), f"seed {seed}: something is still held back"
    script.expect_log_replays()
