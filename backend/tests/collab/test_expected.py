"""The short ways let through what the long ones would, and nothing else."""

import gzip
import json
import random
from pathlib import Path

import pytest
from pycrdt import Doc, Text

from app.errors import AlgoRoomError
from app.services.collab import codec, guard
from app.services.collab.awareness import read_awareness
from app.services.collab.caret import CaretForm, form_of
from app.services.collab.codec import AwarenessUpdate, SyncUpdate
from app.services.collab.keystroke import Streak, begin
from app.services.collab.lib0 import varstring, varuint
from app.services.collab.people import PeerKind
from app.services.collab.text import SharedText
from tests.collab import wire
from tests.collab.script import MAIN, Person, RoomScript

TRACE = Path(__file__).parents[1] / "traces" / "sveltecomponent.json.gz"
OTHER = "file/main.js"
KEYS = 3_000
MUTATIONS = 20_000
CLIENT = 3_000_000_000


def keys_of_the_trace() -> list[bytes]:
    """Updates of somebody who types the recorded session, one a transaction."""
    with gzip.open(TRACE) as file:
        trace = json.load(file)
    doc = Doc[Text](client_id=CLIENT)
    content = doc.get("content", type=Text)
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    for transaction in trace["txns"][:KEYS]:
        with doc.transaction():
            for at, deleted, inserted in transaction["patches"]:
                if deleted:
                    del content[at : at + deleted]
                if inserted:
                    content.insert(at, inserted)
    return updates


def mutated(rng: random.Random, frame: bytes) -> bytes:
    """The frame with a byte changed, dropped, doubled or added."""
    at = rng.randrange(len(frame))
    match rng.randrange(4):
        case 0:
            return frame[:at] + bytes([frame[at] ^ 1 << rng.randrange(8)]) + frame[at + 1 :]
        case 1:
            return frame[:at] + frame[at + 1 :]
        case 2:
            return frame[: at + 1] + frame[at:]
        case _:
            return frame[:at] + rng.randbytes(1) + frame[at:]


def follows(streak: Streak, frame: bytes, text: SharedText) -> tuple[int, int] | None:
    """Whether a copy of the streak follows the frame, and where that leads."""
    copy = Streak(
        streak.address,
        streak.client,
        streak.clock,
        streak.grown,
        streak.letter,
        streak.is_letter,
        streak._written,
        streak._struct,
        streak._right,
    )
    return (copy.clock, copy.grown) if copy.follow(frame, text.state, bool(text.pairs)) else None


def admitted(frame: bytes, text: SharedText) -> guard.Admission | None:
    """What the guard makes of the frame."""
    try:
        message = codec.decode(frame, extended=True)
        if not isinstance(message, SyncUpdate) or message.text != MAIN:
            return None
        return guard.admit(message.update, text.state, lambda client: client == CLIENT, text.pairs)
    except AlgoRoomError:
        return None


def test_most_keys_of_a_real_session_are_followed() -> None:
    """Typing and erasing take the short way; what they lead to is what the guard predicts."""
    text = SharedText(MAIN)
    streak: Streak | None = None
    followed = 0
    updates = keys_of_the_trace()
    for update in updates:
        admission = guard.admit(update, text.state, lambda _: True, text.pairs)
        if streak is not None and streak.follow(codec.encode_update(MAIN, update), text.state, bool(text.pairs)):
            followed += 1
            assert admission.state == ({CLIENT: streak.clock} if streak.grown else {})
            text.apply_key(update, streak.client, streak.clock, streak.grown)
        else:
            streak = streak or begin(codec.update_address(MAIN), update)
            text.apply(admission.parts, admission.state)
    assert followed > 0.99 * len(updates)
    text.verify()


@pytest.mark.parametrize("seed", range(5))
def test_what_is_followed_the_guard_lets_in(seed: int) -> None:
    """[GU1] [GU2] [GU3] [GU4] [GU5] [GU13] Keys with a byte gone wrong: the short way is never the more lenient one."""
    rng = random.Random(seed)
    text = SharedText(MAIN)
    streak: Streak | None = None
    agreed = 0
    updates = keys_of_the_trace()
    for update in updates:
        frame = codec.encode_update(MAIN, update)
        if streak is not None:
            for _ in range(MUTATIONS // len(updates)):
                changed = mutated(rng, frame)
                led = follows(streak, changed, text)
                if led is None:
                    continue
                admission = admitted(changed, text)
                assert admission is not None, (seed, changed.hex())
                assert admission.update == changed[len(codec.update_address(MAIN)) + 1 :]
                assert admission.state == ({CLIENT: led[0]} if led[1] else {})
                agreed += 1
            streak.follow(frame, text.state, bool(text.pairs))
        else:
            streak = begin(codec.update_address(MAIN), update)
        admission = guard.admit(update, text.state, lambda _: True, text.pairs)
        text.apply(admission.parts, admission.state)
    assert agreed > 100


def update_in(frame: bytes) -> bytes:
    """The update that a frame brings."""
    message = codec.decode(frame, extended=True)
    assert isinstance(message, SyncUpdate)
    return message.update


@pytest.mark.parametrize("seed", range(5))
def test_letters_that_came_together_are_joined_into_what_the_guard_lets_in(seed: int) -> None:
    """[GU1] [GU2] [GU3] [GU4] [GU5] Also where one of them has a byte gone wrong: the letters end before it."""
    rng = random.Random(seed)
    text, apart = SharedText(MAIN), SharedText(MAIN)
    frames = [codec.encode_update(MAIN, update) for update in keys_of_the_trace()]
    streak: Streak | None = None
    joined = 0
    while frames:
        burst = frames[: rng.randint(1, 200)]
        whole = len(burst)
        if rng.random() < 0.5:
            whole = rng.randrange(len(burst))
            burst[whole] = mutated(rng, burst[whole])
        count = 1
        if streak is None or whole == 0 or not streak.follow(burst[0], text.state, bool(text.pairs)):
            update = update_in(frames[0])
            admission = guard.admit(update, text.state, lambda _: True, text.pairs)
            text.apply(admission.parts, admission.state)
            streak = streak or begin(codec.update_address(MAIN), update)
        elif streak.is_letter:
            frame, count = streak.join(burst, 0)
            admission_of_all = admitted(frame, text)
            assert admission_of_all is not None
            assert admission_of_all.state == {CLIENT: streak.clock}
            text.apply_key(update_in(frame), CLIENT, streak.clock, streak.grown)
            joined += count > 1
            # A letter in the place of another is one.
            if count > whole and burst[:count] != frames[:count]:
                frames[whole] = burst[whole]
        else:
            text.apply_key(update_in(frames[0]), CLIENT, streak.clock, streak.grown)
        for frame in frames[:count]:
            update = update_in(frame)
            apart.apply((update,), guard.admit(update, apart.state, lambda _: True, apart.pairs).state)
        frames = frames[count:]
    text.verify()
    assert str(text) == str(apart)
    assert text.state == apart.state
    assert joined > 100


def test_letters_that_came_together_are_told_as_one_change_and_logged_as_the_keys_they_are() -> None:
    """[RM1] [LG1] Somebody whose network stalls for a moment: nothing of when and what was typed is lost."""
    script = RoomScript().join("ada").join("ben").deliver()
    script.type("ada", "#").deliver().type("ada", "#").deliver()
    entries = len(script.room.ledger.unsaved)
    letters = "print(1)"
    for letter in letters:
        script.type("ada", letter)
    script.forget("ben").deliver()
    assert len(script.heard("ben", wire.Update)) == 1
    assert len(script.room.ledger.unsaved) == entries + len(letters)
    script.expect_text("##print(1)").expect_log_replays()


def caret(clock: int, end: str) -> bytes:
    """A presence as an editor binding sends it."""
    state = f'{{"user":{{"name":"Ada","color":"#30bced"}},"cursor":{end}}}'
    payload = b"\x01" + varuint(7) + varuint(clock) + varstring(state)
    return codec.encode_awareness(MAIN, payload)


def position(clock: int) -> str:
    return f'{{"type":null,"tname":"content","item":{{"client":7,"clock":{clock}}},"assoc":0}}'


def cursor(clock: int) -> str:
    return f'{{"anchor":{position(clock)},"head":{position(clock + 1)}}}'


def standing(clock: int) -> str:
    """A cursor that selects nothing."""
    return f'{{"anchor":{position(clock)},"head":{position(clock)}}}'


def form() -> CaretForm:
    state = caret(1, cursor(3))
    message = codec.decode(state, extended=True)
    assert isinstance(message, AwarenessUpdate)
    (entry,) = read_awareness(message.payload)
    assert entry.state is not None
    said = message.payload[message.payload.index(b"{") :]
    told = {**entry.state, "user": {"id": "p-ada", "name": "Ada", "color": "c1"}}
    made = form_of(codec.awareness_address(MAIN), 7, said, told)
    assert made is not None
    return made


@pytest.mark.parametrize("end", ["null", cursor(0), cursor(12), cursor(999_999_998)])
def test_a_cursor_that_moved_is_read_as_the_long_way_reads_it(end: str) -> None:
    """[PR2] [PR4] Only the cursor is taken from the frame, everything else is the server's word."""
    moved = form().read(caret(300, end))
    assert moved is not None
    assert moved.clock == 300
    told = json.loads(moved.state)
    assert told == {"user": {"id": "p-ada", "name": "Ada", "color": "c1"}, "cursor": json.loads(end)}


def test_what_is_read_as_a_cursor_is_one() -> None:
    """[PR4] Presence with a byte gone wrong: what the short way takes, the long way takes too, and as the same."""
    rng = random.Random(1)
    known = form()
    taken = 0
    for _ in range(MUTATIONS):
        # Most of the time it is the caret before with another clock, which is compared and not matched.
        end = rng.choice((cursor, standing, standing, standing))(rng.choice((0, 9, 99, rng.randrange(5000))))
        frame = mutated(rng, caret(rng.choice((2, 200)), end))
        moved = known.read(frame)
        if moved is None:
            continue
        taken += 1
        message = codec.decode(frame, extended=True)
        assert isinstance(message, AwarenessUpdate)
        (entry,) = read_awareness(message.payload)
        assert entry.state is not None
        assert entry.clock == moved.clock
        assert entry.state["cursor"] == json.loads(moved.state)["cursor"]
    assert taken > 50


@pytest.mark.parametrize("digits", ["", "00", "07", "1234567890", "-1", "1.0", " 1"])
def test_a_caret_behind_another_letter_is_the_one_before_with_another_clock(digits: str) -> None:
    """[PR4] What is no clock is none, also where all around it is as it was."""
    known = form()
    for clock in (5, 6, 70):
        moved = known.read(caret(300, standing(clock)))
        assert moved is not None
        assert json.loads(moved.state)["cursor"] == json.loads(standing(clock))
    assert known.read(caret(300, standing(6).replace(":6}", f":{digits}}}"))) is None
    assert known.read(caret(300, standing(6).replace(":6}", ":7}", 1))) is not None


def test_presence_that_follows_too_soon_waits_and_the_newest_counts(script: RoomScript) -> None:
    """[PR6] Dragging a selection costs the others twenty messages a second, not hundreds."""
    script.join("ada").join("ben").deliver()
    for clock in range(1, 6):
        script.people["ada"].show(clock, {"user": {}, "cursor": json.loads(cursor(clock))})
    script.deliver()
    heard = script.heard("ben", wire.Shown)
    assert [state_clock(shown) for shown in heard] == [2]
    assert script.room.holds_back_presence
    script.wait(0.05).act(lambda room: room.release_presence()).deliver()
    assert [state_clock(shown) for shown in script.heard("ben", wire.Shown)] == [2, 6]
    assert not script.room.holds_back_presence


def test_presence_right_behind_a_key_leaves_with_it(script: RoomScript) -> None:
    """[PR6] A caret is where the letter is, at once."""
    script.join("ada").join("ben").deliver()
    for clock, letter in enumerate("hello", start=1):
        script.type("ada", letter)
        script.people["ada"].show(clock, {"user": {}, "cursor": json.loads(cursor(clock))})
    script.deliver().expect_text("hello")
    assert [state_clock(shown) for shown in script.heard("ben", wire.Shown)] == [2, 3, 4, 5, 6]


def test_keys_reach_stock_peers_and_ours_each_in_their_form(script: RoomScript) -> None:
    """[HS3] [RM1] The short way speaks to both."""
    script.join("ada").join("ben").join("cy", kind=PeerKind.STOCK).deliver()
    for letter in "abc":
        script.type("ada", letter).deliver()
    for letter in "def":
        script.type("cy", letter).deliver()
    script.expect_text("abcdef").expect_log_replays()


def state_clock(shown: wire.Shown) -> int:
    """The clock of the head of the cursor shown."""
    state = shown.entries[0].state
    assert state is not None
    return int(json.loads(json.dumps(state))["cursor"]["head"]["item"]["clock"])


def test_keys_in_another_file_are_no_change_of_the_code(script: RoomScript) -> None:
    """[ES3] Event sockets hear of the entry file alone, however its neighbours are typed in."""
    script.people["ada"] = Person("ada", 7, OTHER)
    script.join("ada").join("dashboard", kind=PeerKind.LISTENER).deliver()
    script.type("ada", "a").deliver().type("ada", "b").deliver()
    assert str(script.room.text(OTHER)) == "ab"
    assert not script.room.code_changed
