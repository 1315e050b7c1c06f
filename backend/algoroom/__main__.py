"""`algoroom`, and `python -m algoroom`."""

import sys
from pathlib import Path

SERVER = Path(__file__).resolve().parent / "backend"


def main() -> None:
    """Do what the command line asks for."""
    # Before everything else that may be called `app`; workers are told of it by multiprocessing.
    sys.path.insert(0, str(SERVER))
    from app.commands.line import main as run

    run()


if __name__ == "__main__":
    main()
