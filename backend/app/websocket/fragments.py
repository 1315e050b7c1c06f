"""Puts messages together that come in several frames (RFC 6455, section 5.4)."""

from app.errors import BadFrame, FrameTooLarge
from app.services.collab.codec import MAX_FRAME_BYTES

type Message = bytes | str
"""A whole message. What a text says is nowhere of interest, only that it is one: it is always empty."""


class Fragments:
    """The message of one connection that is under way, if there is one."""

    def __init__(self) -> None:
        self._so_far: bytearray | None = None
        self._is_text = False

    def begin(self, payload: bytes, *, is_text: bool, is_final: bool) -> Message | None:
        """Take a message's first frame; returns the message if that is all of it.

        Raises:
            BadFrame: another message is not finished.
        """
        if self._so_far is not None:
            raise BadFrame("A fragment is out of order.")
        if is_final:
            return "" if is_text else payload
        self._so_far, self._is_text = bytearray(payload), is_text
        return None

    def go_on(self, payload: bytes, *, is_final: bool) -> Message | None:
        """Take the next frame of a message; returns the message if it was the last.

        Raises:
            BadFrame: no message is under way.
            FrameTooLarge: the message is.
        """
        if self._so_far is None:
            raise BadFrame("A fragment is out of order.")
        self._so_far += payload
        if len(self._so_far) > MAX_FRAME_BYTES:
            raise FrameTooLarge(f"A message of more than {MAX_FRAME_BYTES} bytes.")
        if not is_final:
            return None
        whole, self._so_far = bytes(self._so_far), None
        return "" if self._is_text else whole
