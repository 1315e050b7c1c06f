"""Presence is read strictly: what one browser shows, every other browser in the room will parse."""

import json

import pytest

from app.errors import BadFrame
from app.services.collab.awareness import AwarenessEntry, read_awareness, write_awareness
from app.services.collab.lib0 import varbytes, varstring, varuint

ADA, BOB = 11, (1 << 53) - 1
POSITION = {"type": None, "tname": "content", "item": {"client": ADA, "clock": 3}, "assoc": 0}
END = {"type": None, "tname": "content", "item": None, "assoc": -1}


def showing(*states: str) -> bytes:
    """A message in which the clients 1, 2, … show these states, as JSON."""
    entries = (varuint(client) + varuint(7) + varstring(state) for client, state in enumerate(states, start=1))
    return varuint(len(states)) + b"".join(entries)


def shown(state: str) -> object:
    """What is read of one state."""
    return read_awareness(showing(state))[0].state


def test_what_was_written_is_read() -> None:
    """[PR4] A state, a farewell, and client ids of 53 bits."""
    entries = [
        AwarenessEntry(ADA, 0, {"user": {"name": "Ädä 🎈"}, "cursor": {"anchor": POSITION, "head": END}}),
        AwarenessEntry(BOB, (1 << 31) - 1, None),
        AwarenessEntry(3, 1, {"cursor": None, "typing": [True, 1, 0.5, "x"]}),
    ]
    assert read_awareness(write_awareness(entries)) == entries
    assert read_awareness(write_awareness([])) == []


def test_a_truncated_message_is_refused_at_each_byte() -> None:
    """[CO1] No beginning of a message passes for one."""
    whole = write_awareness([AwarenessEntry(ADA, 300, {"cursor": None}), AwarenessEntry(BOB, 1, None)])
    for size in range(len(whole)):
        with pytest.raises(BadFrame):
            read_awareness(whole[:size])


def test_echoes_of_a_full_room_are_read() -> None:
    """[PR3] Stock providers repeat everybody: 256 entries, not one more, nobody twice."""
    assert len(read_awareness(showing(*["{}"] * 256))) == 256
    with pytest.raises(BadFrame, match="over its bound 256"):
        read_awareness(showing(*["{}"] * 257))
    with pytest.raises(BadFrame, match="twice"):
        read_awareness(write_awareness([AwarenessEntry(ADA, 1, None), AwarenessEntry(ADA, 2, None)]))


def nested(levels: int) -> str:
    """An object with lists in it, of so many levels."""
    return '{"a":' + "[" * (levels - 1) + "]" * (levels - 1) + "}"


REFUSED: dict[str, str] = {
    "nothing": "",
    "no JSON": "{",
    "two values": "{}{}",
    "a list": "[]",
    "a number": "1",
    "NaN": '{"a":NaN}',
    "Infinity": '{"a":-Infinity}',
    "a number that JavaScript reads as Infinity": '{"a":1e999}',
    "an integer that JavaScript rounds": '{"a":9007199254740993}',
    "an integer of 2,000 digits": '{"a":' + "9" * 2000 + "}",
    "a float beyond all integers": '{"a":1e20}',
    "33 levels": nested(33),
    "3,000 levels": nested(3000),
    "a raw control character": '{"a":"\x01"}',
    "a key without quotes": "{a:1}",
    "2 KiB and a byte": json.dumps({"a": "x" * 2041}, separators=(",", ":")),
    "2 KiB and a byte of emoji": json.dumps({"a": "x" + "🎈" * 511}, ensure_ascii=False, separators=(",", ":")),
    "numbers that grow beyond 2 KiB when written out": '{"a":[' + ",".join(["9e15"] * 200) + "]}",
    "8 KiB of spaces": "{" + " " * 8192 + "}",
}


@pytest.mark.parametrize("state", REFUSED.values(), ids=REFUSED.keys())
def test_a_state_that_breaks_a_rule_is_refused(state: str) -> None:
    """[PR4] Strict JSON, null or an object, bounded in size and depth."""
    with pytest.raises(BadFrame):
        shown(state)


def test_invalid_utf8_in_a_state_is_refused() -> None:
    """[CO1] Half a character, and a surrogate."""
    for broken in (b'{"a":"\xf0\x9f"}', b'{"a":"\xed\xa0\x80"}'):
        with pytest.raises(BadFrame, match="UTF-8"):
            read_awareness(b"\x01\x0b\x01" + varbytes(broken))


def test_a_state_may_be_just_2_kib_and_32_levels() -> None:
    """[PR4] The bounds themselves are allowed; `user` does not count, for the server overwrites it."""
    assert shown(json.dumps({"a": "x" * 2040}, separators=(",", ":"))) == {"a": "x" * 2040}
    assert shown(nested(32)) is not None
    wide: dict[str, list[list[str]]] = {"a": [[] for _ in range(50)]}
    assert shown(json.dumps(wide)) == wide, "width is not depth"
    assert shown(json.dumps({"user": {"name": "n" * 3000}})) == {"user": {"name": "n" * 3000}}


def test_an_echo_is_never_refused_for_how_a_browser_writes_it() -> None:
    """[PR3] 1e3 and 1.0 are integers in JavaScript, which writes them so; what was accepted says the same again."""
    accepted = shown('{"a":[1e3,1.0,-0.0,0.25,1E-7],"b":"\\u00e9\\ud83c\\udf88"}')
    assert json.dumps(accepted) == '{"a": [1000, 1, 0, 0.25, 1e-07], "b": "\\u00e9\\ud83c\\udf88"}'


def test_half_an_emoji_is_mended() -> None:
    """[PR4] JSON can write a lone surrogate, UTF-8 cannot: it becomes the replacement character everywhere."""
    assert shown('{"a\\ud83c":["\\udf88x",{"b":"🎈\\\\u0041"}]}') == {"a\ufffd": ["\ufffdx", {"b": "🎈\\u0041"}]}


@pytest.mark.parametrize(
    "position",
    [
        POSITION,
        END,
        {"tname": "content"},
        {"item": {"client": BOB, "clock": 0}},
        {"type": None, "tname": None, "item": {"client": ADA, "clock": 0}, "assoc": -1},
    ],
)
def test_a_cursor_of_yjs_is_read(position: dict[str, object]) -> None:
    """[PR4] All forms of a relative position into `content`."""
    state = {"cursor": {"anchor": position, "head": POSITION}}
    assert shown(json.dumps(state)) == state


BAD_CURSORS: dict[str, object] = {
    "a number": 1,
    "no head": {"anchor": POSITION},
    "something more": {"anchor": POSITION, "head": POSITION, "tail": POSITION},
    "an offset": {"anchor": 1, "head": POSITION},
    "another root": {"anchor": {**POSITION, "tname": "other"}, "head": POSITION},
    "a nested type": {"anchor": {**POSITION, "type": {"client": ADA, "clock": 0}}, "head": POSITION},
    "no place at all": {"anchor": {"type": None, "tname": None, "item": None, "assoc": 0}, "head": POSITION},
    "an unknown key": {"anchor": {**POSITION, "html": "<b>"}, "head": POSITION},
    "half an id": {"anchor": {**POSITION, "item": {"client": ADA}}, "head": POSITION},
    "an id of text": {"anchor": {**POSITION, "item": {"client": "11", "clock": 0}}, "head": POSITION},
    "a clock over its bound": {"anchor": {**POSITION, "item": {"client": ADA, "clock": 1 << 31}}, "head": POSITION},
    "a clock below 0": {"anchor": {**POSITION, "item": {"client": ADA, "clock": -1}}, "head": POSITION},
    "a clock that is true": {"anchor": {**POSITION, "item": {"client": ADA, "clock": True}}, "head": POSITION},
    "a far side": {"anchor": {**POSITION, "assoc": 2}, "head": POSITION},
}


@pytest.mark.parametrize("cursor", BAD_CURSORS.values(), ids=BAD_CURSORS.keys())
def test_a_cursor_that_no_editor_shows_is_refused(cursor: object) -> None:
    """[PR4] Others' browsers resolve it: it must be a relative position into `content`."""
    with pytest.raises(BadFrame, match="cursor"):
        shown(json.dumps({"cursor": cursor}))
