"""The table of events: what may be proposed, with which fields; roles.py says by whom."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from app.errors import InvalidEvent
from app.languages import LANGUAGES
from app.limits import (
    MAX_CHAT_LENGTH,
    MAX_FILES,
    MAX_NAME_LENGTH,
    MAX_PREPARED_BYTES,
    MAX_RUN_EVENT_BYTES,
    MAX_TITLE_LENGTH,
)
from app.services.collab.displays import MAX_STEPS, check_display
from app.services.collab.files import check_file_name
from app.services.collab.rights import Lock

type Check = Callable[[object], object]
"""Returns the value as it is kept, or raises `ValueError` with what it must be."""

MAX_DURATION_MS = 24 * 3600 * 1000
MAX_ERROR_LENGTH = 2_000
MAX_MEMORY_BYTES = 1 << 40
MAX_CHUNKS = 1_000
MAX_RUNTIME_LENGTH = 80
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_CONTROL_BUT_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Tabs and new lines may stand where people paste code to each other."""
_PARTICIPANT = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CODE_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A validated proposal: its type, its fields, and the mark by which its author knows the answer."""

    type: str
    fields: dict[str, object]
    ref: int | None


def clean_line(value: object, longest: int) -> str:
    """A visible line: trimmed, not empty, no control or direction characters, at most `longest` characters.

    Raises:
        ValueError: what the line must be.
    """
    if not isinstance(value, str):
        raise ValueError("must be a text")
    line = value.strip()
    if not line:
        raise ValueError("must not be empty")
    if len(line) > longest:
        raise ValueError(f"must be at most {longest} characters long")
    if _CONTROL.search(line):
        raise ValueError("must not contain control characters")
    return _well_formed(line)


def _well_formed(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must be valid Unicode") from None
    return text


def _line(longest: int) -> Check:
    return lambda value: clean_line(value, longest)


def _said(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text")
    said = value.replace("\r\n", "\n").strip()
    if not said:
        raise ValueError("must not be empty")
    if len(said) > MAX_CHAT_LENGTH:
        raise ValueError(f"must be at most {MAX_CHAT_LENGTH} characters long")
    if _CONTROL_BUT_LINES.search(said):
        raise ValueError("must not contain control characters")
    return _well_formed(said)


def _one_of(allowed: frozenset[str]) -> Check:
    def check(value: object) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise ValueError(f"must be one of {', '.join(sorted(allowed))}")
        return value

    return check


def _uuid(value: object) -> str:
    try:
        return str(UUID(cast(str, value)))
    except (ValueError, AttributeError, TypeError):
        raise ValueError("must be a UUID") from None


def _code_hash(value: object) -> str:
    if not isinstance(value, str) or not _CODE_HASH.fullmatch(value):
        raise ValueError("must be a SHA-256 in hexadecimal")
    return value


def _duration(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_DURATION_MS:
        raise ValueError(f"must be a number of milliseconds from 0 to {MAX_DURATION_MS}")
    return round(value, 3)


def _memory(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_MEMORY_BYTES:
        raise ValueError(f"must be null or a whole number of bytes from 0 to {MAX_MEMORY_BYTES}")
    return value


def _error(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > MAX_ERROR_LENGTH:
        raise ValueError(f"must be null or a text of at most {MAX_ERROR_LENGTH} characters")
    return _well_formed(value)


def _prepared(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(_well_formed(value).encode()) > MAX_PREPARED_BYTES:
        raise ValueError(f"must be null or a text of at most {MAX_PREPARED_BYTES} bytes")
    return value


def _line_or_none(longest: int) -> Check:
    return lambda value: None if value is None else clean_line(value, longest)


def _chunks(value: object) -> list[dict[str, str]]:
    if not isinstance(value, list) or not 0 < len(value) <= MAX_CHUNKS:
        raise ValueError(f"must be a list of 1 to {MAX_CHUNKS} chunks")
    chunks: list[dict[str, str]] = []
    size = 0
    for chunk in cast(list[object], value):
        if not isinstance(chunk, dict) or chunk.keys() != {"stream", "text"}:
            raise ValueError("must hold chunks of `stream` and `text`")
        stream, text = chunk["stream"], chunk["text"]
        if stream not in ("stdout", "stderr", "stdin", "prompt") or not isinstance(text, str):
            raise ValueError("must name stdout, stderr, stdin or prompt, and a text, in each chunk")
        size += len(_well_formed(text).encode())
        chunks.append({"stream": stream, "text": text})
    if size > MAX_RUN_EVENT_BYTES:
        raise ValueError(f"must hold at most {MAX_RUN_EVENT_BYTES} bytes of output")
    return chunks


def _step(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < MAX_STEPS:
        raise ValueError(f"must be a whole number from 0 to {MAX_STEPS - 1}")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _file_names(value: object) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or len(cast(list[object], value)) > MAX_FILES:
        raise ValueError(f"must be null or a list of at most {MAX_FILES} names of files")
    return [check_file_name(name) for name in cast(list[object], value)]


def _participant(value: object) -> str:
    if not isinstance(value, str) or not _PARTICIPANT.fullmatch(value):
        raise ValueError("must be a participant's id")
    return value


def _participant_or_all(value: object) -> str | None:
    return None if value is None else _participant(value)


_LANGUAGE = _one_of(frozenset(LANGUAGES))
_TEXT = _one_of(frozenset(language.text for language in LANGUAGES.values()))

_LOCK = _one_of(frozenset(Lock))

KINDS: dict[str, Mapping[str, Check]] = {
    "named": {"name": _line(MAX_NAME_LENGTH)},
    "titled": {"title": _line(MAX_TITLE_LENGTH)},
    "language": {"language": _LANGUAGE},
    "file_created": {"file": _uuid, "language": _LANGUAGE, "name": check_file_name},
    "file_renamed": {"file": _uuid, "name": check_file_name},
    "file_removed": {"file": _uuid},
    "run_started": {
        "run": _uuid,
        "language": _LANGUAGE,
        "text": _TEXT,
        "codeHash": _code_hash,
        "stdin": _prepared,
        "runtime": _line_or_none(MAX_RUNTIME_LENGTH),
        "files": _file_names,
    },
    "run_output": {"run": _uuid, "chunks": _chunks},
    "run_display": {"run": _uuid, "display": check_display},
    "run_finished": {
        "run": _uuid,
        "outcome": _one_of(frozenset({"succeeded", "failed", "stopped"})),
        "durationMs": _duration,
        "error": _error,
        "peakMemoryBytes": _memory,
    },
    "stepped": {"run": _uuid, "step": _step},
    "chat": {"text": _said},
    "gathered": {},
    "started": {},
    "lobby": {"on": _flag},
    "admitted": {"participantId": _participant},
    "removed": {"participantId": _participant},
    "locked": {"lock": _LOCK, "participantId": _participant_or_all},
    "unlocked": {"lock": _LOCK, "participantId": _participant_or_all},
    "ended": {},
    "reopened": {},
}
"""By type, the fields that a proposal has, and how each is checked."""


def read_json_object(text: str) -> dict[str, object]:
    """Parse a JSON object strictly: no NaN or Infinity, no nesting that overflows.

    Raises:
        InvalidEvent: it is something else.
    """

    def refuse(constant: str) -> object:
        raise ValueError(f"{constant} is not JSON")

    try:
        value = json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise InvalidEvent("The frame does not hold valid JSON.") from None
    if not isinstance(value, dict):
        raise InvalidEvent("The frame must hold a JSON object.")
    return cast(dict[str, object], value)


def read_proposal(text: str) -> Proposal:
    """Validate a proposed event (EV1).

    Raises:
        InvalidEvent: with a message that names the field.
    """
    value = read_json_object(text)
    type_ = value.pop("type", None)
    kind = KINDS.get(type_) if isinstance(type_, str) else None
    if kind is None or not isinstance(type_, str):
        raise InvalidEvent(f"`type` must be one of {', '.join(KINDS)}.")
    ref = value.pop("ref", None)
    if ref is not None and (isinstance(ref, bool) or not isinstance(ref, int) or not 0 <= ref < 1 << 53):
        raise InvalidEvent("`ref` must be a whole number.")
    if unknown := value.keys() - kind.keys():
        raise InvalidEvent(f"`{sorted(unknown)[0][:40]}` is not a field of `{type_}`.")
    fields: dict[str, object] = {}
    for name, check in kind.items():
        try:
            fields[name] = check(value.get(name))
        except ValueError as error:
            raise InvalidEvent(f"`{name}` of `{type_}` {error}.") from None
    return Proposal(type_, fields, ref)
