"""People who type with pycrdt, and a text that takes their updates through the guard: the smallest room there is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from pycrdt import Doc, Text

from app.services.collab import guard

WORDS = ("x", "return ", "größe", "🎈", "for i in range(10):\n    ", "漢字", "👩‍💻", "\n", "}")


def new_document(client: int | None = None) -> tuple[Doc[Text], Text]:
    """A document with our root."""
    document: Doc[Text] = Doc(client_id=client) if client is not None else Doc()
    return document, document.get("content", type=Text)


@dataclass
class GuardedText:
    """What a room does with a text: guard, apply, compare with the prediction [GU10]."""

    state: guard.StateVector = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.document, self.text = new_document()
        self.pairs = guard.SurrogatePairs()

    def take(self, update: bytes, owner: int) -> guard.Admission:
        """Admit a live update of one client and apply it."""
        admission = guard.admit(update, self.state, lambda client: client == owner, self.pairs)
        for part in admission.parts:
            self.apply(part)
        self.advance(admission.state)
        return admission

    def take_state(self, update: bytes, *held_back: int) -> guard.Division:
        """Divide a step 2 and apply its parts; structs of the clients in `held_back` are not taken."""
        division = guard.divide(update, self.state, lambda client: client not in held_back, self.pairs)
        for part in division.parts:
            self.apply(part.update)
            self.advance(part.state)
        return division

    def apply(self, update: bytes) -> None:
        """Apply an update that the guard has let through."""
        self.document.apply_update(update)
        self.pairs.learn(update)

    def advance(self, state: guard.StateVector) -> None:
        """Note the new clocks and compare."""
        self.state |= state
        assert guard.read_state_vector(self.document.get_state()) == self.state


class Typist:
    """One replica that somebody types into."""

    def __init__(self, client: int) -> None:
        self.client = client
        self.inbox: list[bytes] = []
        self._said: list[bytes] = []
        self.document, self.text = new_document(client)
        self._subscription = self.document.observe(lambda event: self._said.append(event.update))

    def type(self, random: Random) -> bytes:
        """Make one change, now and then of several places at once, and return its update."""
        self._said.clear()
        with self.document.transaction():
            for _ in range(random.choice((1, 1, 1, 1, 2, 5))):
                self._change(random)
        return b"".join(self._said)

    def state(self) -> guard.StateVector:
        """The next clocks that this replica knows."""
        return guard.read_state_vector(self.document.get_state())

    def hear(self, upto: int | None = None) -> None:
        """Apply what has arrived, or the first `upto` of it."""
        upto = len(self.inbox) if upto is None else upto
        for update in self.inbox[:upto]:
            self.document.apply_update(update)
        del self.inbox[:upto]

    def _change(self, random: Random) -> None:
        written = str(self.text)
        at = random.randint(0, len(written))
        until = min(len(written), at + random.choice((0, 0, 0, 1, 1, 3, 12)))
        # pycrdt counts UTF-8 bytes; between two characters of a Python string is never the middle of one.
        start, end = len(written[:at].encode()), len(written[:until].encode())
        if end > start:
            del self.text[start:end]
        if end == start or random.random() < 0.3:
            self.text.insert(start, random.choice(WORDS))


def type_together(seed: int, *, people: int = 3, changes: int = 40) -> Iterator[tuple[Typist, bytes, list[Typist]]]:
    """Yield `(who, update, everybody)` for each change of a session in which everybody hears the others late.

    The caller puts what is passed on into the others' inboxes.
    """
    random = Random(seed)
    everybody = [Typist(random.getrandbits(random.choice((32, 53)))) for _ in range(people)]
    for _ in range(changes):
        who = random.choice(everybody)
        if random.random() < 0.6:
            who.hear(random.randint(0, len(who.inbox)))
        update = who.type(random)
        if update:
            yield who, update, everybody
