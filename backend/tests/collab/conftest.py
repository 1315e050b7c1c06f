"""Rooms for stories."""

import pytest

from tests.collab.script import RoomScript


@pytest.fixture
def script() -> RoomScript:
    """An empty room at the beginning of a story."""
    return RoomScript()
