"""The payload of an awareness message: who shows which state, read strictly [PR4] and written.

Source of the format: https://github.com/yjs/y-protocols (`awareness.js`). A state is JSON from a stranger that
every browser in the room will parse, so it is bounded in size and depth and holds only what JavaScript reads back
unchanged.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.errors import BadFrame
from app.services.collab.guard_read import MAX_CLIENT_ID, MAX_CLOCK
from app.services.collab.lib0 import MAX_NUMBER, Reader, varbytes, varuint

MAX_AWARENESS_ENTRIES: Final = 256
"""Entries of one message. Stock providers echo everybody else's."""

MAX_STATE_BYTES: Final = 2048
"""UTF-8 bytes of one state as compact JSON, without `user`, which is the server's to write."""

MAX_STATE_JSON_BYTES: Final = 4 * MAX_STATE_BYTES
"""UTF-8 bytes of one state as it comes: with spaces, `user` and numbers written out."""

MAX_UNMEASURED_CHARACTERS: Final = MAX_STATE_BYTES // 4
"""A state of so many characters is never too large: none becomes more than 4 bytes, not in `9e15` either."""

MAX_STATE_DEPTH: Final = 32
"""Levels of objects and lists in a state, itself included."""

ROOT_NAME: Final = "content"


@dataclass(frozen=True, slots=True)
class AwarenessEntry:
    """What one client id shows since its own clock said `clock`; `None` that it shows nothing any more."""

    client: int
    clock: int
    state: dict[str, object] | None


def read_awareness(payload: bytes) -> list[AwarenessEntry]:
    """Read the payload of an awareness message.

    Raises:
        BadFrame: it is malformed, lists a client twice, or a state breaks PR4.
    """
    reader = Reader(payload)
    count = reader.varuint(MAX_AWARENESS_ENTRIES)
    entries = [
        AwarenessEntry(reader.varuint(MAX_CLIENT_ID), reader.varuint(MAX_CLOCK), _read_state(reader))
        for _ in range(count)
    ]
    reader.finish()
    if len({entry.client for entry in entries}) != count:
        raise BadFrame("An awareness message lists a client twice.")
    return entries


def write_awareness(entries: Iterable[AwarenessEntry]) -> bytes:
    """Encode the payload of an awareness message."""
    written = [varuint(entry.client) + varuint(entry.clock) + varbytes(write_state(entry.state)) for entry in entries]
    return varuint(len(written)) + b"".join(written)


def write_state(state: dict[str, object] | None) -> bytes:
    """Encode a state as JSON."""
    return json.dumps(state, separators=(",", ":")).encode()


def _read_state(reader: Reader) -> dict[str, object] | None:
    text = reader.varstring(MAX_STATE_JSON_BYTES)
    try:
        state: object = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame(f"An awareness state is not strict JSON: {error}.") from None
    if state is None:
        return None
    if not isinstance(state, dict):
        raise BadFrame("An awareness state is neither null nor an object.")
    if text.count("{") + text.count("[") > MAX_STATE_DEPTH:
        _check_depth(state, MAX_STATE_DEPTH)
    if "\\u" in text:
        state = {_mend_string(key): _mend(value) for key, value in state.items()}
    if len(text) > MAX_UNMEASURED_CHARACTERS and _measure(state) > MAX_STATE_BYTES:
        raise BadFrame(f"An awareness state is over {MAX_STATE_BYTES} bytes.")
    _check_cursor(state.get("cursor"))
    return state


def _read_integer(digits: str) -> int:
    # Long digits are refused unread: reading them is quadratic.
    if len(digits) > len(str(-MAX_NUMBER)) or abs(int(digits)) > MAX_NUMBER:
        raise ValueError("a number is too large")
    return int(digits)


def _read_float(digits: str) -> object:
    value = float(digits)
    if not abs(value) <= MAX_NUMBER:
        raise ValueError("a number is too large")
    # JavaScript writes 1e3 and 1.0 as integers, so that an echo of this state says the same.
    return int(value) if value.is_integer() else value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


_DECODER: Final = json.JSONDecoder(parse_int=_read_integer, parse_float=_read_float, parse_constant=_refuse_constant)


def _check_depth(value: object, levels: int) -> None:
    if isinstance(value, dict | list):
        if levels == 0:
            raise BadFrame(f"An awareness state is nested deeper than {MAX_STATE_DEPTH} levels.")
        for inner in value.values() if isinstance(value, dict) else value:
            _check_depth(inner, levels - 1)


def _mend(value: object) -> object:
    """Replace every half of a surrogate pair, which JSON can write and UTF-8 cannot."""
    if isinstance(value, str):
        return _mend_string(value)
    if isinstance(value, list):
        return [_mend(inner) for inner in value]
    if isinstance(value, dict):
        return {_mend_string(key): _mend(inner) for key, inner in value.items()}
    return value


def _mend_string(value: str) -> str:
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _measure(state: dict[str, object]) -> int:
    """Return the UTF-8 bytes of a state as compact JSON, without `user`."""
    measured = {key: value for key, value in state.items() if key != "user"}
    return len(json.dumps(measured, ensure_ascii=False, separators=(",", ":")).encode())


def _check_cursor(cursor: object) -> None:
    if cursor is None:
        return
    if not isinstance(cursor, dict) or cursor.keys() != {"anchor", "head"}:
        raise BadFrame("A cursor is neither null nor an anchor and a head.")
    for end, position in cursor.items():
        if not _is_position(position):
            raise BadFrame(f"The {end} of a cursor is no Yjs relative position into the root {ROOT_NAME}.")


def _is_position(position: object) -> bool:
    """Whether this is the JSON of a `RelativePosition` into our root (Yjs, `src/utils/RelativePosition.js`)."""
    if not isinstance(position, dict) or not position.keys() <= {"type", "tname", "item", "assoc"}:
        return False
    root, item = position.get("tname"), position.get("item")
    return (
        position.get("type") is None
        and root in (None, ROOT_NAME)
        and (item is None or _is_id(item))
        and not (root is None and item is None)
        and _is_integer(position.get("assoc", 0), -1, 1)
    )


def _is_id(item: object) -> bool:
    return (
        isinstance(item, dict)
        and item.keys() == {"client", "clock"}
        and _is_integer(item["client"], 0, MAX_CLIENT_ID)
        and _is_integer(item["clock"], 0, MAX_CLOCK)
    )


def _is_integer(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
