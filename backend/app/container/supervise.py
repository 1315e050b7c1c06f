"""supervisord that ends with an error when a program is dead for good.

`python -m app.container.supervise CONFIGURATION` runs it. By itself supervisord would go on with
what is left, and a container that serves nobody would look alive.
"""

import sys

from supervisor import events, supervisord
from supervisor.states import SupervisorStates

NOTHING_SERVES = 1


class Supervisor(supervisord.Supervisor):  # type: ignore[misc] # supervisor ships no types
    """Ends when one of its programs has been given up."""

    has_given_up = False

    def runforever(self) -> None:
        """Run the programs until told to end, or until one cannot be kept running."""
        # Here, because what was subscribed before is forgotten when it starts.
        events.subscribe(events.ProcessStateFatalEvent, self._give_up)
        super().runforever()

    def _give_up(self, event: events.ProcessStateFatalEvent) -> None:
        name = event.process.config.name
        print(f"AlgoRoom ends: {name} could not be kept running; what it said is above.", file=sys.stderr)
        Supervisor.has_given_up = True
        self.options.mood = SupervisorStates.SHUTDOWN


def main(configuration: str) -> int:
    """Run everything until told to end; returns the exit code."""
    supervisord.Supervisor = Supervisor
    supervisord.main(["--configuration", configuration])
    return NOTHING_SERVES if Supervisor.has_given_up else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
