"""A document's own state in parts: a fresh document that applies them one by one is the same document."""

import time

import pytest
from pycrdt import Doc, Text

from app.errors import BadFrame
from app.limits import MAX_MERGED_TEXT_LENGTH
from app.services.collab import guard
from app.services.collab.divide import MAX_PART_STRUCTS
from app.services.collab.guard_read import read_update
from app.services.collab.own_state import BREATH, divide_state
from tests.collab.script import state_of
from tests.collab.typists import new_document, type_together
from tests.collab.update_bytes import section, text, typed_backwards, typed_forwards, update

SEEDS = 200


def parts_of(state: bytes) -> list[bytes]:
    return [part for part in divide_state(state) if part is not BREATH]


def apply_all(parts: list[bytes]) -> tuple[Doc[Text], Text]:
    """Apply parts in their order, each of which must fit what is there."""
    document, content = new_document()
    for part in parts:
        read = read_update(part)
        state = state_of(document)
        document.apply_update(part)
        after = state_of(document)
        for written in read.sections:
            assert state.get(written.client, 0) == written.start, "a part begins where the document ends"
            assert after[written.client] == written.ends[-1], "a part is taken whole"
    return document, content


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_parts_make_the_same_document(seed: int) -> None:
    """People who type at the same time, in several places, with emoji."""
    everybody = None
    for who, said, everybody in type_together(seed, changes=60):
        for other in everybody:
            if other is not who:
                other.inbox.append(said)
    assert everybody is not None
    for person in everybody:
        person.hear()
    whole = everybody[0].document.get_update()
    document, content = apply_all(parts_of(whole))
    assert str(content) == str(everybody[0].text)
    assert state_of(document) == everybody[0].state()
    # No more structs than before; where parts met in another order some could be joined.
    assert len(document.get_update()) <= len(whole)


def test_each_part_is_small_and_there_are_few_of_them() -> None:
    """Two people who answer each other letter by letter do not make a part of each letter."""
    document, _ = new_document()
    ada, ben = [], []
    for number in range(4_000):
        # Each behind the other's last letter, so that no two structs of one client can be joined.
        ada.append(text("a", origin=(22, number - 1)) if number else text("a"))
        ben.append(text("b", origin=(11, number)))
    for first in range(0, 4_000, 500):
        for number in range(first, first + 500):
            document.apply_update(update(section(11, number, ada[number])))
            document.apply_update(update(section(22, number, ben[number])))
    parts = parts_of(document.get_update())
    sizes = [sum(len(written.ends) for written in read_update(part).sections) for part in parts]
    assert max(sizes) <= MAX_PART_STRUCTS
    assert len(parts) <= 8_000 // MAX_PART_STRUCTS + 1
    assert str(apply_all(parts)[1]) == "ab" * 4_000


@pytest.mark.parametrize("typed", [typed_forwards, typed_backwards])
def test_more_structs_than_a_peer_may_send_are_no_matter(typed: object) -> None:
    """[GU1] Bounds are for peers; our own state has those of its texts."""
    assert callable(typed)
    structs = typed(7, guard.MAX_STRUCTS + 10)
    parts = parts_of(update(section(7, 0, *structs)))
    assert len(parts) == guard.MAX_STRUCTS // MAX_PART_STRUCTS + 1
    assert len(str(apply_all(parts)[1])) == len(structs)


def test_a_text_as_long_as_any_may_be_is_read() -> None:
    """[GU11] In one struct of more bytes than a peer may send."""
    longest = "漢" * MAX_MERGED_TEXT_LENGTH
    assert len(longest.encode()) > guard.MAX_UPDATE_BYTES
    document, content = new_document(5)
    content += longest
    [part] = parts_of(document.get_update())
    copy, copied = new_document()
    copy.apply_update(part)
    assert str(copied) == longest


def test_time_is_in_proportion_to_the_size() -> None:
    """Eight times the structs take at most sixteen times as long: it is not quadratic."""
    spent = {}
    for size in (4_000, 32_000):
        state = update(section(7, 0, *typed_backwards(7, size)))
        best = []
        for _ in range(3):
            started = time.thread_time()
            apply_all(parts_of(state))
            best.append(time.thread_time() - started)
        spent[size] = min(best)
    assert spent[32_000] < 16 * spent[4_000]


def test_what_is_no_state_is_refused() -> None:
    """Cut anywhere it raises what `write_steps` lets through to who writes checkpoints."""
    document, content = new_document(5)
    content += "something 🎈"
    state = document.get_update()
    for at in range(len(state) - 1):
        with pytest.raises(BadFrame):
            parts_of(state[:at])
    with pytest.raises(KeyError):
        parts_of(update(section(7, 0, text("a", origin=(8, 3)))))
