"""lib0's variable-length numbers, strings and byte arrays, read strictly and written canonically.

Source of the encoding: https://github.com/dmonad/lib0 (`encoding.js`, `decoding.js`). Unlike lib0 this reader
knows a bound for every number, and refuses what no honest writer writes: a number in a longer form than it
needs, invalid UTF-8, bytes left over.
"""

from typing import Final

from app.errors import BadFrame

MAX_NUMBER: Final = (1 << 53) - 1
"""The largest integer that JavaScript holds exactly; lib0 writes none above it."""

ONE_BYTE: Final = [bytes((low,)) for low in range(0x80)]
MORE_FOLLOW: Final = [bytes((low | 0x80,)) for low in range(0x80)]
"""The last byte of a number, and one before it. Found is faster than made."""

LAST_SHIFT_BITS: Final = 49
"""Where the eighth and last byte of a number up to `MAX_NUMBER` begins."""


class Reader:
    """Reads `data` from byte `at` on. Every method raises `BadFrame`, which names what is wrong and where."""

    __slots__ = ("at", "data")

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    def varuint(self, most: int) -> int:
        """Read a number that is at most `most`."""
        data = self.data
        at = self.at
        try:
            byte = data[at]
            at += 1
            value = byte & 0x7F
            if byte > 0x7F:
                shift = 7
                while byte > 0x7F:
                    byte = data[at]
                    at += 1
                    if shift > LAST_SHIFT_BITS:
                        raise BadFrame(f"The number at byte {self.at} is longer than 8 bytes.")
                    value |= (byte & 0x7F) << shift
                    shift += 7
                if byte == 0:
                    raise BadFrame(f"The number at byte {self.at} is longer than it need be.")
        except IndexError:
            raise BadFrame(f"The bytes end inside the number at byte {self.at}.") from None
        if value > most:
            raise BadFrame(f"The number {value} at byte {self.at} is over its bound {most}.")
        self.at = at
        return value

    def byte(self) -> int:
        """Read one byte."""
        try:
            value = self.data[self.at]
        except IndexError:
            raise BadFrame(f"The bytes end at byte {self.at} where one more was expected.") from None
        self.at += 1
        return value

    def varbytes(self, most: int) -> bytes:
        """Read a byte array of at most `most` bytes and its length before it."""
        size = self.varuint(most)
        start = self.at
        end = start + size
        if end > len(self.data):
            raise BadFrame(f"The bytes end inside the {size} bytes at byte {start}.")
        self.at = end
        return self.data[start:end]

    def varstring(self, most: int) -> str:
        """Read a string of at most `most` bytes of valid UTF-8 and its length in bytes before it."""
        start = self.at
        try:
            return self.varbytes(most).decode()
        except UnicodeDecodeError:
            raise BadFrame(f"The string at byte {start} is not valid UTF-8.") from None

    def finish(self) -> None:
        """Promise that nothing is left to read."""
        left = len(self.data) - self.at
        if left:
            raise BadFrame(f"{left} bytes are left over at byte {self.at}.")


def varuint(value: int) -> bytes:
    """Encode a number from 0 to `MAX_NUMBER`."""
    if value < 0x80:
        return ONE_BYTE[value]
    if value < 0x4000:
        return MORE_FOLLOW[value & 0x7F] + ONE_BYTE[value >> 7]
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def varbytes(value: bytes) -> bytes:
    """Encode a byte array with its length before it."""
    return varuint(len(value)) + value


def varstring(value: str) -> bytes:
    """Encode a string as UTF-8 with its length in bytes before it.

    Raises:
        UnicodeEncodeError: the string holds a lone surrogate.
    """
    return varbytes(value.encode())
