"""Somebody who types on whatever happens: comes back as pages do, by another way if need be, and keeps the document."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count, cycle
from string import digits
from types import TracebackType
from typing import Self

from pycrdt import Doc, Text
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.client import Browser, ConnectionEnded

PAUSE_S = 0.1
"""Between two words."""
COMES_BACK_AFTER_S = 0.1
ANSWERS_WITHIN_S = 5.0

type Way = Callable[[], connect]


class Colleague:
    """One person at one page for a whole story. `async with` opens it and closes it."""

    def __init__(self, name: str, ways: Sequence[Way], *, host_key: str | None = None) -> None:
        self.name = name
        self.words: list[str] = []
        self.doc = Doc[Text]()
        self.content = self.doc.get("content", type=Text)
        self.stall_s = 0.0
        """The longest time for which this person heard nothing of one of the others."""
        self._host_key = host_key
        self._ways = cycle(ways)
        self._numbers = count()
        self._is_typing = asyncio.Event()
        self._browser: Browser | None = None
        self._heard: dict[str, tuple[int, float]] = {}
        """How many words of each of the others there were, and since when."""
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._stay()), asyncio.create_task(self._type())]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def __str__(self) -> str:
        return str(self.content)

    def start(self) -> None:
        """Type on until told to stop."""
        self._heard.clear()
        self._is_typing.set()

    def stop(self) -> None:
        """Take the hands from the keyboard."""
        self._look()
        self._is_typing.clear()

    def propose(self, /, **fields: object) -> bool:
        """Propose an event; returns whether there was a connection to do it on. It may be lost with that."""
        browser = self._browser
        if browser is None or browser.close_code is not None:
            return False
        browser.propose(**fields)
        return True

    @property
    def is_saved(self) -> bool:
        """Whether everything that was sent on this connection is on disk."""
        browser = self._browser
        return browser is not None and browser.close_code is None and browser.saved >= browser.sent > 0

    async def _stay(self) -> None:
        while True:
            with suppress(OSError, WebSocketException, ConnectionEnded, TimeoutError):
                async with asyncio.timeout(ANSWERS_WITHIN_S) as patience:
                    way = next(self._ways)
                    async with Browser(way(), self.name, self.doc, host_key=self._host_key) as browser:
                        patience.reschedule(None)
                        self._browser = browser
                        await browser.until_closed()
            self._browser = None
            await asyncio.sleep(COMES_BACK_AFTER_S)

    async def _type(self) -> None:
        while True:
            await self._is_typing.wait()
            word = f"{self.name}{next(self._numbers)}"
            self.words.append(word)
            self.content += f"{word} "
            self._look()
            await asyncio.sleep(PAUSE_S)

    def _look(self) -> None:
        """See whether the others have written on."""
        now = asyncio.get_running_loop().time()
        words = Counter(word.rstrip(digits) for word in str(self).split())
        for other in words.keys() - {self.name}:
            before, since = self._heard.get(other, (0, now))
            self.stall_s = max(self.stall_s, now - since)
            if words[other] != before:
                self._heard[other] = (words[other], now)
