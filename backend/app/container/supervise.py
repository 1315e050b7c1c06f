"""supervisord that ends with an error when a program is dead for good.

`python -m app.container.supervise CONFIGURATION` runs it. By itself supervisord would go on with
what is left, and a container that serves nobody would look alive.
"""

import signal
import socket
import sys
import time
from collections.abc import Mapping

from supervisor import events, supervisord
from supervisor.states import SupervisorStates

NOTHING_SERVES = 1


class SignalBell:
    """Wakes supervisord at a signal, which by itself looks for one only once a second.

    It is one of the things that supervisord polls and reads (supervisor's dispatchers).
    """

    def __init__(self) -> None:
        self._ringing, self._rung = socket.socketpair()
        for end in (self._ringing, self._rung):
            end.setblocking(False)
        signal.set_wakeup_fd(self._ringing.fileno(), warn_on_full_buffer=False)

    def fileno(self) -> int:
        """What is polled."""
        return self._rung.fileno()

    def readable(self) -> bool:
        """Whether it is worth polling."""
        return True

    def writable(self) -> bool:
        """Nothing is ever written to it by supervisord."""
        return False

    def handle_read_event(self) -> None:
        """Be still again: supervisord looks for signals after whatever woke it."""
        self._rung.recv(4096)

    def handle_error(self) -> None:
        """Who was woken in vain polls again."""


class Supervisor(supervisord.Supervisor):  # type: ignore[misc] # supervisor ships no types
    """Ends when one of its programs has been given up, and says how long its end took."""

    has_given_up = False
    _bell: SignalBell | None = None
    _told_to_end_at = 0.0

    def runforever(self) -> None:
        """Run the programs until told to end, or until one cannot be kept running."""
        # Here, because what was subscribed and opened before is forgotten when it starts.
        events.subscribe(events.ProcessStateFatalEvent, self._give_up)
        events.subscribe(events.SupervisorStoppingEvent, self._begin_to_end)
        events.subscribe(events.ProcessStateStoppedEvent, self._note_end)
        self._bell = SignalBell()
        super().runforever()

    def get_process_map(self) -> Mapping[int, object]:
        """What is polled beside supervisord's own sockets."""
        bells = {} if self._bell is None else {self._bell.fileno(): self._bell}
        return {**super().get_process_map(), **bells}

    def _give_up(self, event: events.ProcessStateFatalEvent) -> None:
        name = event.process.config.name
        print(f"AlgoRoom ends: {name} could not be kept running; what it said is above.", file=sys.stderr)
        Supervisor.has_given_up = True
        self.options.mood = SupervisorStates.SHUTDOWN

    def _begin_to_end(self, _: events.SupervisorStoppingEvent) -> None:
        self._told_to_end_at = time.monotonic()

    def _note_end(self, event: events.ProcessStateStoppedEvent) -> None:
        seconds = time.monotonic() - self._told_to_end_at
        print(f"AlgoRoom ends: {event.process.config.name} has ended after {seconds:.2f} s.", file=sys.stderr)


def main(configuration: str) -> int:
    """Run everything until told to end; returns the exit code."""
    supervisord.Supervisor = Supervisor
    supervisord.main(["--configuration", configuration])
    return NOTHING_SERVES if Supervisor.has_given_up else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
