"""The process itself: how many sockets it may open, and whether it is about to end."""

import sys
from dataclasses import dataclass

if sys.platform != "win32":
    import resource


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
