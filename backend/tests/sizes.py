"""How much a random test does: its constant, or what the environment says for a bigger run or one seed alone.

TEST_KILLS=2000 TEST_SEED=7 python -m pytest tests/test_crash.py
"""

import os
import secrets


def size(name: str, ordinary: int) -> int:
    """The number `TEST_<name>`, or the ordinary one."""
    return int(os.environ.get(f"TEST_{name}", ordinary))


def draw_seed(what: str) -> int:
    """A new seed, or `TEST_SEED`; printed, so that a failure can be repeated."""
    seed = size("SEED", secrets.randbelow(1 << 31))
    print(f"{what} from TEST_SEED={seed}")
    return seed
