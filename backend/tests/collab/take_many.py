"""Takes many one-character structs as one step 2 and says how much memory that took.

python -m tests.collab.take_many forwards|backwards <structs>
"""

import json
import resource
import sys

from tests.collab.typists import GuardedText
from tests.collab.update_bytes import section, typed_backwards, typed_forwards, update

BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024


def main(how: str, structs: int) -> None:
    typed = {"forwards": typed_forwards, "backwards": typed_backwards}[how]
    step_2 = update(section(11, 0, *typed(11, structs)))
    room = GuardedText()
    before = peak_bytes()
    division = room.take_state(step_2)
    grown = peak_bytes() - before
    print(json.dumps({"length": len(str(room.text)), "parts": len(division.parts), "grown": grown}))


def peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_UNIT


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
