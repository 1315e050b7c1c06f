"""The client's half of the protocol, for tests: reads what the server sends."""

import json
from dataclasses import dataclass
from typing import cast

from app.services.collab.awareness import AwarenessEntry, read_awareness
from app.services.collab.lib0 import MAX_NUMBER, Reader

TOP = 1 << 30


@dataclass(frozen=True)
class Step1:
    text: str | None
    state_vector: bytes


@dataclass(frozen=True)
class Step2:
    text: str | None
    update: bytes


@dataclass(frozen=True)
class Update:
    text: str | None
    update: bytes


@dataclass(frozen=True)
class Shown:
    text: str | None
    entries: list[AwarenessEntry]


@dataclass(frozen=True)
class Event:
    body: dict[str, object]


@dataclass(frozen=True)
class Saved:
    count: int
    trouble: int


@dataclass(frozen=True)
class Welcome:
    body: dict[str, object]


@dataclass(frozen=True)
class Refused:
    body: dict[str, object]


@dataclass(frozen=True)
class Check:
    text: str
    state_vector: bytes
    crc32: int


@dataclass(frozen=True)
class Door:
    body: dict[str, object]


type ServerMessage = Step1 | Step2 | Update | Shown | Event | Saved | Welcome | Refused | Check | Door


def read(frame: bytes) -> ServerMessage:
    """Read one frame of the server whole."""
    reader = Reader(frame)
    message = _read(reader)
    reader.finish()
    return message


def _read(reader: Reader) -> ServerMessage:
    match reader.varuint(MAX_NUMBER):
        case 100:
            name = reader.varstring(TOP)
            return _read_about(reader, reader.varuint(MAX_NUMBER), name)
        case 101:
            return Event(_json(reader))
        case 102:
            return Saved(reader.varuint(MAX_NUMBER), reader.varuint(3))
        case 103:
            return Welcome(_json(reader))
        case 104:
            return Refused(_json(reader))
        case 105:
            return Check(reader.varstring(TOP), reader.varbytes(TOP), reader.varuint(1 << 32))
        case 106:
            return Door(_json(reader))
        case kind:
            return _read_about(reader, kind, None)


def _read_about(reader: Reader, kind: int, text: str | None) -> ServerMessage:
    if kind == 1:
        return Shown(text, read_awareness(reader.varbytes(TOP)))
    assert kind == 0, f"the server sent a message of type {kind}"
    step = reader.varuint(2)
    body = reader.varbytes(TOP)
    return (Step1(text, body), Step2(text, body), Update(text, body))[step]


def _json(reader: Reader) -> dict[str, object]:
    return cast(dict[str, object], json.loads(reader.varstring(TOP)))
