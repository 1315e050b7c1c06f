"""Reading logs that are not the tidy one of a single server: doubles, orders of several, missing parts."""

import random
import time

import pytest
from pycrdt import Doc, Text

from app.domain import Entry, EntryKind, Gap, ParticipantId
from app.services.collab.people import SERVER
from app.services.collab.room import Room
from app.services.collab.saved import Trouble
from app.services.collab.texts import Texts
from tests.collab.script import MAIN, START, RoomScript, state_of
from tests.collab.test_convergence import play
from tests.collab.typists import new_document

ADA, BEN = ParticipantId("p-ada"), ParticipantId("p-ben")
SEEDS = 200


def typed_keys(text: str, client: int = 7) -> tuple[Doc[Text], list[bytes]]:
    """Somebody's letters, an update each."""
    document, content = new_document(client)
    updates: list[bytes] = []
    document.observe(lambda event: updates.append(event.update))
    for letter in text:
        content += letter
    return document, updates


def room_of(entries: list[Entry | Gap]) -> Room:
    room = RoomScript()._new_room()
    room.restore(entries)
    room.finish_restoring()
    return room


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_known_already_changes_nothing(seed: int) -> None:
    """Entries of a log twice, or older ones again in between: no clock goes back, every text is the same."""
    log = play(seed).save().log
    dice = random.Random(seed)
    doubled = [again for entry in log for again in (entry, entry, dice.choice(log[: entry.seq]))]
    once, twice = (room_of([entry._replace(seq=n + 1) for n, entry in enumerate(some)]) for some in (log, doubled))
    text = twice.text(MAIN)
    text.verify()
    assert (str(text), text.state, text.clock_sum) == (
        str(once.text(MAIN)),
        once.text(MAIN).state,
        once.text(MAIN).clock_sum,
    )
    assert twice.editing.texts.logged_owners == once.editing.texts.logged_owners


@pytest.mark.parametrize("seed", range(SEEDS))
def test_any_order_of_the_texts_entries_leads_to_the_same_text(seed: int) -> None:
    """What does not fit yet is held back, and tried again when what it waits for has come."""
    log = [entry for entry in play(seed).save().log if entry.kind is EntryKind.TEXT]
    mixed = random.Random(seed).sample(log, len(log))
    texts, tidy = Texts(), Texts()
    for entry in mixed:
        texts.restore(entry.channel, entry.payload, entry.author)
    for entry in log:
        tidy.restore(entry.channel, entry.payload, entry.author)
    assert texts.held_back == 0
    texts.get(MAIN).verify()
    assert str(texts.get(MAIN)) == str(tidy.get(MAIN))
    assert texts.get(MAIN).pairs.by_client() == tidy.get(MAIN).pairs.by_client()


def test_who_is_named_by_a_known_entry_owns_what_it_wrote() -> None:
    """[ID3] Another replica had taken the letters under nobody's name (GU8)."""
    _, [letter] = typed_keys("a")
    texts = Texts()
    texts.restore(MAIN, letter, None)
    assert texts.may_use(7, BEN)
    texts.restore(MAIN, letter, ADA)
    assert not texts.may_use(7, BEN)
    texts.restore(MAIN, letter, BEN)
    assert texts.may_use(7, ADA)


def test_behind_a_gap_what_builds_on_it_is_held_back_and_the_rest_is_there() -> None:
    """[SV5] Nothing is made up, nothing that can be read is left out."""
    ada, updates = typed_keys("abcdef")
    _, others = typed_keys("xyz", client=8)
    entries: list[Entry | Gap] = [
        Entry(n, START, by, MAIN, EntryKind.TEXT, update)
        for n, (by, update) in enumerate([*((ADA, u) for u in updates), *((BEN, u) for u in others)], 1)
    ]
    entries[2:4] = [Gap(3, 4)]
    room = room_of(entries)
    assert room.ledger.seq == 9
    assert room.saved.trouble is Trouble.DAMAGED
    assert room.text(MAIN).state == {7: 2, 8: 3}
    assert sorted(str(room.text(MAIN))) == sorted("abxyz")
    assert room.editing.texts.held_back == 2
    room.text(MAIN).verify()
    # What was missing comes: the rest follows.
    for update in updates[2:4]:
        room.editing.texts.restore(MAIN, update, ADA)
    assert room.editing.texts.held_back == 0
    assert state_of(ada)[7] == room.text(MAIN).state[7] == 6


def test_much_that_is_held_back_is_not_tried_again_with_every_entry() -> None:
    """Eight times as much behind a gap takes at most sixteen times as long."""
    spent = {}
    for size in (1_000, 8_000):
        _, updates = typed_keys("a" * size)
        _, others = typed_keys("b" * size, client=8)
        best = []
        for _ in range(3):
            texts = Texts()
            started = time.thread_time()
            for mine, other in zip(updates[1:], others, strict=False):
                texts.restore(MAIN, mine, ADA)
                texts.restore(MAIN, other, BEN)
            best.append(time.thread_time() - started)
            assert texts.held_back == size - 1
        spent[size] = min(best)
    assert spent[8_000] < 16 * spent[1_000]


def test_a_text_of_which_nothing_can_be_read_is_not_shown_as_empty() -> None:
    """[SV5] The room says so, and is not opened."""
    _, updates = typed_keys("abc")
    entries = [Entry(n, START, SERVER, MAIN, EntryKind.TEXT, update) for n, update in enumerate(updates, 1)]
    assert room_of([Gap(1, 1), *entries[1:]]).shows_nothing
    assert room_of([Gap(1, 3)]).shows_nothing
    assert not room_of([*entries[:1], Gap(2, 2), entries[2]]).shows_nothing
    other = [replace_channel(entry) for entry in entries]
    assert room_of([entries[0], Gap(2, 2), other[2]]).shows_nothing
    assert not room_of([]).shows_nothing


def replace_channel(entry: Entry) -> Entry:
    return entry._replace(channel="file/main.js")
