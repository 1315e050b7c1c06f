"""The guard lets honest typing through, says where it leads, and names what it adds."""

import base64
import json
import secrets
import shutil
import subprocess
from pathlib import Path

import pytest

from app.errors import BadFrame, Forbidden
from app.services.collab import guard
from app.services.collab.lib0 import varuint
from tests.collab.typists import GuardedText, Typist, new_document, type_together
from tests.collab.update_bytes import ranges, section, struct, text, typed_forwards, update

ADA, BOB, EVE = 11, 22, 33
YJS_SESSIONS = 150
YJS_SECONDS = 60


class Owns:
    """Whose client ids are the sender's, and which of them the guard asked about."""

    def __init__(self, clients: tuple[int, ...]) -> None:
        self.clients = clients
        self.asked: list[int] = []

    def __call__(self, client: int) -> bool:
        self.asked.append(client)
        return client in self.clients


def owned_by(*clients: int) -> Owns:
    return Owns(clients)


def admit(said: bytes, state: guard.StateVector, owns: Owns) -> guard.Admission:
    """Admit to a document without surrogate pairs."""
    return guard.admit(said, state, owns, guard.SurrogatePairs())


def test_a_first_keystroke_is_admitted() -> None:
    """[GU4] A new client starts at the clock 0."""
    keystroke = update(section(ADA, 0, text("a")))
    admission = admit(keystroke, {}, owned_by(ADA))
    assert admission == guard.Admission(keystroke, (keystroke,), {ADA: 1}, frozenset({ADA}), empty=False)


def test_a_keystroke_between_two_people_is_admitted() -> None:
    """[GU4] A struct may refer to what anybody wrote, if the document has it."""
    keystroke = update(section(ADA, 3, text("a🎈", origin=(BOB, 4), right=(EVE, 0))))
    admission = admit(keystroke, {ADA: 3, BOB: 5, EVE: 1}, owned_by(ADA))
    assert admission.update == keystroke
    assert admission.state == {ADA: 6}, "clocks count UTF-16 units"


def test_a_deletion_is_admitted_whoever_wrote_what_it_deletes() -> None:
    """[GU5] Only new structs need an owner: everybody may delete."""
    deletion = update(deletes=(ranges(BOB, (0, 2), (3, 1)),))
    owns = owned_by()
    admission = admit(deletion, {BOB: 4}, owns)
    assert admission == guard.Admission(deletion, (deletion,), {}, frozenset(), empty=False)
    assert owns.asked == []


def test_the_empty_update_is_empty() -> None:
    """Stock providers send it; there is nothing to apply."""
    assert admit(b"\x00\x00", {ADA: 1}, owned_by()) == guard.Admission(b"\x00\x00", (), {}, frozenset(), empty=True)


def test_what_the_document_has_is_left_out_whoever_sends_it() -> None:
    """[GU5] A stock provider repeats others' structs; nothing of them is applied or passed on."""
    echo = update(section(BOB, 0, text("hello")))
    admission = admit(echo, {BOB: 5}, owned_by())
    assert admission.empty
    mixed = update(section(BOB, 0, text("hello")), section(ADA, 0, text("x"), text("y", origin=(BOB, 4))))
    admission = admit(mixed, {BOB: 5, ADA: 1}, owned_by(ADA))
    assert admission.update == update(section(ADA, 1, text("y", origin=(BOB, 4))))
    assert admission.state == {ADA: 2}


@pytest.mark.parametrize(
    ("whole", "rest"),
    [
        (text("hé🎈lo"), text("🎈lo", origin=(ADA, 1))),
        (text("hé🎈lo", origin=(BOB, 0)), text("🎈lo", origin=(ADA, 1))),
        (text("hé🎈lo", right=(BOB, 0)), text("🎈lo", origin=(ADA, 1), right=(BOB, 0))),
        (text("hé🎈lo", origin=(BOB, 0), right=(BOB, 1)), text("🎈lo", origin=(ADA, 1), right=(BOB, 1))),
        (struct(1, varuint(300), origin=(BOB, 0)), struct(1, varuint(298), origin=(ADA, 1))),
    ],
)
def test_a_struct_of_which_the_document_has_the_beginning_is_cut(whole: bytes, rest: bytes) -> None:
    """[GU10] Only what is new reaches the library, which cuts at the wrong place behind an emoji."""
    state = {ADA: 2, BOB: 2}
    admission = admit(update(section(ADA, 0, whole)), state, owned_by(ADA))
    assert admission.update == update(section(ADA, 2, rest))
    division = guard.divide(update(section(ADA, 0, whole)), state, lambda _: True, guard.SurrogatePairs())
    assert [part.update for part in division.parts] == [admission.update]


def test_a_foreign_client_id_is_forbidden() -> None:
    """[GU5] Somebody else's next clocks are taken by nobody else."""
    with pytest.raises(Forbidden, match="22"):
        admit(update(section(BOB, 5, text("x", origin=(BOB, 4)))), {BOB: 5}, owned_by(ADA))


def test_one_foreign_client_id_among_own_ones_is_forbidden() -> None:
    """[GU5] In an update of two clients both must be the sender's."""
    both = update(section(ADA, 0, text("a")), section(BOB, 0, text("b")))
    with pytest.raises(Forbidden):
        admit(both, {}, owned_by(ADA))
    assert admit(both, {}, owned_by(ADA, BOB)).state == {ADA: 1, BOB: 1}


def test_nobody_is_asked_about_the_owner_of_a_bad_update() -> None:
    """A binding of client ids made while asking never comes from a frame that is refused."""
    owns = owned_by(ADA)
    with pytest.raises(BadFrame):
        admit(update(section(ADA, 1, text("a", origin=(ADA, 0)))), {}, owns)
    with pytest.raises(BadFrame):
        admit(update(section(ADA, 0, text("a")), deletes=(ranges(ADA, (0, 2)),)), {}, owns)
    assert owns.asked == []


def test_clients_of_one_update_may_refer_to_each_other_in_any_order() -> None:
    """[GU4] What counts is that an order exists, not how the sections stand."""
    crossing = update(
        section(ADA, 0, text("a", origin=(BOB, 0)), text("c", origin=(BOB, 1))),
        section(BOB, 0, text("A"), text("B", origin=(ADA, 0))),
    )
    room = GuardedText()
    admission = admit(crossing, {}, owned_by(ADA, BOB))
    for part in admission.parts:
        room.apply(part)
    room.advance(admission.state)
    assert str(room.text) == "AaBc"


def test_clients_of_one_update_may_not_wait_for_each_other() -> None:
    """[GU4] A circle of references would stay pending in the document for ever."""
    circle = update(section(ADA, 0, text("a", origin=(BOB, 0))), section(BOB, 0, text("b", origin=(ADA, 0))))
    with pytest.raises(BadFrame, match="neither in the document nor earlier"):
        admit(circle, {}, owned_by(ADA, BOB))


def test_an_update_of_many_structs_is_applied_in_parts() -> None:
    """[GU1] pycrdt needs quadratic memory to join the structs of one transaction."""
    many = update(section(ADA, 0, *typed_forwards(ADA, 3000)), deletes=(ranges(ADA, (1, 1)),))
    room = GuardedText()
    admission = room.take(many, ADA)
    assert admission.update == many
    assert [guard.written_clients(part) for part in admission.parts] == [{ADA: 1024}, {ADA: 2048}, {ADA: 3000}, {}]
    assert str(room.text) == "a" * 2999


def test_written_clients_are_those_with_structs() -> None:
    """Client ids are bound anew from the log."""
    logged = update(section(ADA, 2, text("x", origin=(BOB, 0))), section(BOB, 1, text("yz", origin=(BOB, 0))))
    assert guard.written_clients(logged) == {ADA: 3, BOB: 3}
    assert guard.written_clients(update(deletes=(ranges(BOB, (0, 1)),))) == {}


def test_a_state_vector_is_read_as_pycrdt_and_yjs_write_it() -> None:
    """[GU9] Client ids of 32 and of 53 bits."""
    document, content = new_document((1 << 53) - 1)
    content += "größe"
    assert guard.read_state_vector(document.get_state()) == {(1 << 53) - 1: 5}
    assert guard.write_state_vector({(1 << 53) - 1: 5}) == document.get_state()
    assert guard.read_state_vector(b"\x00") == {}
    state = {client: client * 3 for client in range(1, 2049)}
    assert guard.read_state_vector(guard.write_state_vector(state)) == state


def test_honest_typing_with_pycrdt_is_never_refused() -> None:
    """[GU10] Random sessions: every update is admitted and leads where the guard says; all replicas agree."""
    first_seed = secrets.randbelow(1 << 32)
    print(f"pycrdt sessions from seed {first_seed}")
    for seed in range(first_seed, first_seed + 60):
        room = GuardedText()
        everybody: list[Typist] = []
        for who, said, everybody in type_together(seed):
            admission = room.take(said, who.client)
            assert admission.update == said, "an honest update is passed on as it is"
            for other in everybody:
                if other is not who:
                    other.inbox.append(said)
        for typist in everybody:
            typist.hear()
            assert str(typist.text) == str(room.text), f"seed {seed}"


def test_honest_typing_with_yjs_is_never_refused() -> None:
    """[GU6] [GU10] The same with Yjs in Node: live updates, offline ones as step 2, undo and redo."""
    first_seed = secrets.randbelow(1 << 31)
    print(f"Yjs sessions from seed {first_seed}")
    room = GuardedText()
    kinds = {"update": 0, "step2": 0, "end": 0}
    for line in type_with_yjs(first_seed, YJS_SESSIONS):
        told = json.loads(line)
        kinds[told["kind"]] += 1
        if told["kind"] == "end":
            assert str(room.text) == told["text"], f"session {told['session']}"
            assert room.state == guard.read_state_vector(base64.b64decode(told["state"]))
            room = GuardedText()
            continue
        said = base64.b64decode(told["update"])
        if told["kind"] == "update":
            room.take(said, told["client"])
        else:
            division = room.take_state(said)
            assert division.held == frozenset()
            assert {part.client for part in division.parts} <= {told["client"], None}
    assert kinds["end"] == YJS_SESSIONS
    assert kinds["update"] > YJS_SESSIONS
    assert kinds["step2"] > YJS_SESSIONS


def type_with_yjs(first_seed: int, sessions: int) -> list[bytes]:
    node = shutil.which("node")
    if node is None:
        pytest.fail("This test types with Yjs itself: install Node 20 or newer so that `node` is on the PATH.")
    script = Path(__file__).with_name("honest_updates.mjs")
    command = [node, str(script), str(first_seed), str(sessions)]
    done = subprocess.run(command, capture_output=True, timeout=YJS_SECONDS, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.splitlines()
