"""Somebody who types words of their own, comes back whenever the connection ends, and knows what was acknowledged."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from random import Random

from pycrdt import Doc, Text
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from app.services.collab import codec
from tests.client import Browser, ConnectionEnded
from tests.collab.script import MAIN

STEP_2 = codec.encode_step2(MAIN, b"")[:-1]
COME_BACK_AFTER_S = 0.05
PAUSE_S = (0.0, 0.008)
"""Between two words, drawn anew each time: faster than anybody types."""
TAILS = ("", "", "", "é", "🎉", "漢字")
STRIKE_EVERY = 6
"""One action of so many strikes out a word instead."""


@dataclass(frozen=True)
class Act:
    """A word typed, or struck out again."""

    word: str
    strikes: bool = False


class Typist:
    """One person with one document, over all its connections."""

    def __init__(
        self, name: str, sync: Callable[[], connect], dice: Random, notice: Callable[[], None] | None = None
    ) -> None:
        self.name = name
        self.doc: Doc[Text] = Doc()
        self.acts: list[Act] = []
        self.acknowledged: set[int] = set()
        """The acts, by their number, that the server has told to be saved."""
        self.close_codes: list[int] = []
        self._sync = sync
        self._dice = dice
        self._told = notice or (lambda: None)
        self._content = self.doc.get("content", type=Text)
        self._words = count()
        self._sent_acts: list[range] = []
        """The acts that each frame with a change on this connection carries, or finds at the server already."""
        self._told_saved = 0
        self._news = asyncio.Event()

    def __str__(self) -> str:
        return str(self._content)

    @property
    def kept(self) -> set[str]:
        """The words that are not struck out."""
        return {act.word for act in self.acts} - {act.word for act in self.acts if act.strikes}

    def find_lost(self, text: str) -> list[str]:
        """What was acknowledged and is not so in a text of the server."""
        words = set(text.split())
        struck = {act.word for act in self.acts if act.strikes}
        acts = [self.acts[number] for number in sorted(self.acknowledged)]
        lost = [f"{act.word} was acknowledged and is not there" for act in acts if act.word not in words | struck]
        back = [f"{act.word} was struck out and is back" for act in acts if act.strikes and act.word in words]
        return lost + back

    async def live(self) -> None:
        """Stay connected, until cancelled."""
        while True:
            self._sent_acts.clear()
            self._told_saved = 0
            try:
                async with Browser(
                    self._sync(), self.name, self.doc, notice=self._notice, sending=self._note_sent
                ) as browser:
                    self.browser = browser
                    self.close_codes.append(await browser.until_closed())
            except (OSError, WebSocketException, ConnectionEnded):
                # Nobody listens yet: what else is there to do than to try again?
                await asyncio.sleep(COME_BACK_AFTER_S)

    async def type_on(self) -> None:
        """Type without a break, until cancelled."""
        while True:
            self.act()
            await asyncio.sleep(self._dice.uniform(*PAUSE_S))

    def act(self) -> None:
        """Type a word somewhere, or strike out one of one's own."""
        text = str(self)
        mine = [word for word in sorted(self.kept) if word in text] if self._dice.randrange(STRIKE_EVERY) == 0 else []
        if mine:
            word = self._dice.choice(mine)
            self.acts.append(Act(word, strikes=True))
            start = len(text[: text.index(f"{word} ")].encode())
            del self._content[start : start + len(f"{word} ".encode())]
        else:
            word = f"{self.name}:{next(self._words)}{self._dice.choice(TAILS)}"
            self.acts.append(Act(word))
            places = [0, *(at + 1 for at, letter in enumerate(text) if letter == " ")]
            self._content.insert(len(text[: self._dice.choice(places)].encode()), f"{word} ")

    async def until_settled(self, words: set[str], within_s: float) -> None:
        """Wait until everything typed is acknowledged and these words have come."""
        await self.until(lambda: len(self.acknowledged) == len(self.acts) and set(str(self).split()) == words, within_s)

    async def until(self, is_so: Callable[[], bool], within_s: float) -> None:
        """Wait until something heard makes it so, on whatever connection."""
        async with asyncio.timeout(within_s):
            while not is_so():
                self._news.clear()
                await self._news.wait()

    def _note_sent(self, frame: bytes) -> None:
        # An update before the handshake's end may reach the disk alone, as one that only strikes out does.
        first = 0 if frame.startswith(STEP_2) else len(self.acts) - 1
        self._sent_acts.append(range(first, len(self.acts)))

    def _notice(self, browser: Browser) -> None:
        for carried in self._sent_acts[self._told_saved : browser.saved]:
            self.acknowledged.update(carried)
        self._told_saved = browser.saved
        self._news.set()
        self._told()
