"""The process itself: how many sockets it may open, when it looks for garbage, and whether it is about to end."""

import gc
import sys
from dataclasses import dataclass

if sys.platform != "win32":
    import resource

YOUNG_OBJECTS, YOUNG_LOOKS, OLD_LOOKS = 10_000, 20, 50
"""New objects until the collector looks at those, looks until it takes the next older ones in, and the same again."""


@dataclass(slots=True)
class Life:
    """Whether the process is on its way out; told to whoever asks whether it is ready."""

    is_stopping: bool = False


def raise_descriptor_limit() -> int | None:
    """Let the process open as many files and sockets as it may; returns how many, `None` where nothing limits them."""
    if sys.platform == "win32":
        return None
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        except (ValueError, OSError):
            # macOS calls the hard limit infinite and takes less; what there is must do.
            return soft
    return hard


def calm_collector() -> None:
    """Let the garbage collector look less often, and never at what the start has left.

    The everyday path makes no cycles; a look at all that a thousand rooms hold stops everybody for tens of milliseconds.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, YOUNG_LOOKS, OLD_LOOKS)
