"""A step 2 is divided into parts that fit one after another; what does not fit yet is held back and named."""

import secrets
from collections.abc import Collection
from random import Random

import pytest

from app.services.collab import guard
from app.services.collab.guard_read import Section, read_update
from tests.collab.typists import GuardedText, Typist, type_together
from tests.collab.update_bytes import ranges, section, text, typed_forwards, update

ADA, BOB, EVE = 11, 22, 33
SESSIONS = 60


def divide(step_2: bytes, state: guard.StateVector, *held_back: int) -> guard.Division:
    return guard.divide(step_2, state, lambda client: client not in held_back, guard.SurrogatePairs())


def test_a_part_has_structs_of_one_client_and_deletions_come_last() -> None:
    """[GU6] So that each part has one author."""
    division = divide(
        update(
            section(ADA, 0, text("a", origin=(BOB, 1)), text("b", right=(EVE, 0))),
            section(BOB, 2, text("x")),
            deletes=(ranges(BOB, (0, 1)),),
        ),
        {BOB: 2, EVE: 1},
    )
    assert division == guard.Division(
        (
            guard.Part(update(section(ADA, 0, text("a", origin=(BOB, 1)), text("b", right=(EVE, 0)))), {ADA: 2}, ADA),
            guard.Part(update(section(BOB, 2, text("x"))), {BOB: 3}, BOB),
            guard.Part(update(deletes=(ranges(BOB, (0, 1)),)), {}, None),
        ),
        frozenset(),
    )


def test_the_empty_step_2_has_no_parts() -> None:
    """[GU6] A peer that has nothing new is taken whole."""
    assert divide(b"\x00\x00", {ADA: 1}) == guard.Division((), frozenset())


def test_what_the_document_has_is_left_out() -> None:
    """[GU6] Nothing is applied or stored twice."""
    assert divide(update(section(ADA, 0, text("abc"))), {ADA: 3}) == guard.Division((), frozenset())
    division = divide(update(section(ADA, 0, text("a"), text("b", origin=(ADA, 0)))), {ADA: 1})
    assert [part.update for part in division.parts] == [update(section(ADA, 1, text("b", origin=(ADA, 0))))]


def test_clients_that_answer_each_other_take_turns() -> None:
    """[GU6] Every struct follows what it refers to, however the sections stand."""
    turns = update(
        section(ADA, 0, text("1"), text("3", origin=(BOB, 0)), text("5", origin=(BOB, 1))),
        section(BOB, 0, text("2", origin=(ADA, 0)), text("4", origin=(ADA, 1))),
    )
    division = divide(turns, {})
    assert [part.client for part in division.parts] == [ADA, BOB, ADA, BOB, ADA]
    room = GuardedText()
    room.take_state(turns)
    assert str(room.text) == "12345"


def test_structs_of_somebody_who_is_away_are_held_back_with_what_refers_to_them() -> None:
    """[GU6] And the beginning that refers to nothing missing is taken."""
    step_2 = update(
        section(ADA, 0, text("a"), text("b", origin=(BOB, 0)), text("c", origin=(ADA, 0))),
        section(BOB, 0, text("x")),
        deletes=(ranges(ADA, (0, 1), (2, 1)), ranges(BOB, (0, 1))),
    )
    division = divide(step_2, {}, BOB)
    assert [part.update for part in division.parts] == [
        update(section(ADA, 0, text("a"))),
        update(deletes=(ranges(ADA, (0, 1)),)),
    ]
    assert division.held == {ADA, BOB}


def test_a_delete_range_is_clipped_at_the_state() -> None:
    """[GU4] [GU6] Beyond it, it would delete what is typed later."""
    division = divide(update(deletes=(ranges(ADA, (1, 4)),)), {ADA: 3})
    assert [part.update for part in division.parts] == [update(deletes=(ranges(ADA, (1, 2)),))]
    assert division.held == {ADA}


def test_a_gap_in_a_clock_is_held_back() -> None:
    """[GU6] What is between is missing."""
    assert divide(update(section(ADA, 4, text("x", origin=(ADA, 3)))), {ADA: 3}) == guard.Division((), frozenset({ADA}))


def test_structs_that_wait_for_each_other_are_held_back() -> None:
    """[GU6] No order fits them, now or ever, and that is found without trying for ever."""
    circle = update(section(ADA, 0, text("a", origin=(BOB, 0))), section(BOB, 0, text("b", origin=(ADA, 0))))
    assert divide(circle, {}) == guard.Division((), frozenset({ADA, BOB}))


def test_somebody_is_asked_about_once_and_only_with_new_structs() -> None:
    """[GU7] Also where a gap would hold the structs back: they might be a forgery."""
    asked: list[int] = []
    step_2 = update(section(ADA, 0, text("a")), section(BOB, 0, text("b")), section(EVE, 5, text("c")))

    def may_take(client: int) -> bool:
        asked.append(client)
        return True

    guard.divide(step_2, {ADA: 1}, may_take, guard.SurrogatePairs())
    assert asked == [BOB, EVE]


def test_a_part_has_at_most_1024_structs() -> None:
    """[GU6] pycrdt needs quadratic memory for those of one transaction."""
    division = divide(update(section(ADA, 0, *typed_forwards(ADA, 2500))), {})
    assert [part.state for part in division.parts] == [{ADA: 1024}, {ADA: 2048}, {ADA: 2500}]


def test_a_long_chain_of_clients_is_taken_from_its_end() -> None:
    """[GU6] 20,000 clients, each waiting for the next: the time is linear, or this test would not end."""
    chain = [section(client, 0, text("x", origin=(client + 1, 0))) for client in range(1, 20_000)]
    division = divide(update(*chain, section(20_000, 0, text("x"))), {})
    assert [part.client for part in division.parts] == list(range(20_000, 0, -1))
    assert divide(update(*chain), {}).parts == ()


@pytest.mark.parametrize("people", [2, 4])
def test_divided_sessions_converge_whatever_is_held_back(people: int) -> None:
    """[GU6] Random sessions met half-way: parts fit, nothing that fits is left, and in the end all is there."""
    first_seed = secrets.randbelow(1 << 32)
    print(f"sessions from seed {first_seed}")
    for seed in range(first_seed, first_seed + SESSIONS):
        random = Random(seed)
        everybody, said = type_session(seed, people)
        whole = everybody[0].document.get_update()
        room = GuardedText()
        for who, change in said[: random.randrange(len(said))]:
            room.take(change, who.client)
        for _ in range(3):
            held_back = [typist.client for typist in everybody if random.random() < 0.5]
            fitting = find_fitting(read_update(whole).sections, room.state, held_back)
            division = room.take_state(whole, *held_back)
            assert room.state == fitting, f"seed {seed}"
            assert all(part.client not in held_back for part in division.parts)
            missing = {client for client, clock in everybody[0].state().items() if clock > fitting.get(client, 0)}
            assert division.held == missing, f"seed {seed}"
        assert room.take_state(whole).held == frozenset()
        assert room.state == everybody[0].state()
        assert str(room.text) == str(everybody[0].text), f"seed {seed}"


def test_parts_that_are_missing_come_from_whoever_has_them() -> None:
    """[GU8] Each person's own structs arrive in a step 2 of its own, in any order; asked again, all converge."""
    first_seed = secrets.randbelow(1 << 32)
    print(f"sessions from seed {first_seed}")
    for seed in range(first_seed, first_seed + SESSIONS):
        random = Random(seed)
        everybody, _ = type_session(seed, 3)
        whole = everybody[0].document.get_update()
        room = GuardedText()
        rounds = 0
        while room.state != everybody[0].state():
            rounds += 1
            assert rounds <= len(whole), f"seed {seed} does not converge"
            for typist in random.sample(everybody, len(everybody)):
                others = [other.client for other in everybody if other is not typist]
                room.take_state(typist.document.get_update(room.document.get_state()), *others)
        assert room.take_state(whole).held == frozenset()
        assert str(room.text) == str(everybody[0].text), f"seed {seed}"


def type_session(seed: int, people: int) -> tuple[list[Typist], list[tuple[Typist, bytes]]]:
    """A session at whose end everybody has heard everything, and what was said in it."""
    everybody: list[Typist] = []
    said: list[tuple[Typist, bytes]] = []
    for who, change, everybody in type_together(seed, people=people):
        said.append((who, change))
        for other in everybody:
            if other is not who:
                other.inbox.append(change)
    for typist in everybody:
        typist.hear()
    return everybody, said


def find_fitting(sections: list[Section], state: guard.StateVector, held_back: Collection[int]) -> guard.StateVector:
    """Take struct after struct until none fits: slow, and too simple to be wrong."""
    reached = dict(state)
    took = True
    while took:
        took = False
        for one in sections:
            for struct, end in enumerate(one.ends):
                known = reached.get(one.client, 0)
                fits = one.start_of(struct) <= known < end and one.client not in held_back
                if fits and all(clock < reached.get(client, 0) for client, clock in one.needs.get(struct, [])):
                    reached[one.client] = end
                    took = True
    return reached
