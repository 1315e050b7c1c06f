"""Builds Yjs updates byte by byte, the broken ones too that no library would write."""

from app.services.collab.lib0 import varstring, varuint

type Id = tuple[int, int]

ROOT = b"\x01" + varstring("content")


def text(content: str, *, origin: Id | None = None, right: Id | None = None, parent: bytes = ROOT) -> bytes:
    """A struct of string content."""
    return struct(4, varstring(content), origin=origin, right=right, parent=parent)


def struct(
    kind: int, content: bytes, *, origin: Id | None = None, right: Id | None = None, parent: bytes = ROOT
) -> bytes:
    """A struct of any kind: its low bits are the content's, the others are added for the neighbours given."""
    flags = kind | (0x80 if origin else 0) | (0x40 if right else 0)
    neighbours = b"".join(varuint(client) + varuint(clock) for client, clock in filter(None, (origin, right)))
    return bytes([flags]) + (neighbours or parent) + content


def section(client: int, start: int, *structs: bytes) -> bytes:
    """The structs of one client."""
    return varuint(len(structs)) + varuint(client) + varuint(start) + b"".join(structs)


def ranges(client: int, *deleted: tuple[int, int]) -> bytes:
    """The delete ranges of one client, each a clock and a length."""
    return varuint(client) + varuint(len(deleted)) + b"".join(varuint(at) + varuint(n) for at, n in deleted)


def update(*sections: bytes, deletes: tuple[bytes, ...] = ()) -> bytes:
    """A whole update."""
    return varuint(len(sections)) + b"".join(sections) + varuint(len(deletes)) + b"".join(deletes)


def typed_forwards(client: int, characters: int) -> list[bytes]:
    """One struct for each character, as merging the updates of single keystrokes leaves them."""
    return [text("a", origin=(client, clock - 1)) if clock else text("a") for clock in range(characters)]


def typed_backwards(client: int, characters: int) -> list[bytes]:
    """One struct for each character, each before all others, so that none can be joined."""
    return [text("a", right=(client, clock - 1)) if clock else text("a") for clock in range(characters)]
