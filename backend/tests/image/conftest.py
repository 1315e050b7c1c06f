"""The image of this run; without one, its tests are not there."""

import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.image.container import Container, Image

NAMED = "ALGOROOM_IMAGE"

if NAMED not in os.environ:
    # `npm run test:image` builds the image and names it.
    collect_ignore_glob = ["test_*.py"]

type NewContainer = Callable[..., Container]


@pytest.fixture
def image() -> Image:
    """The image, as the check that has built it names it."""
    return Image(os.environ[NAMED], Path(os.environ["ALGOROOM_IMAGE_STORE"]))


@pytest.fixture
def new_container(image: Image, tmp_path: Path) -> NewContainer:
    """Make containers, each with a volume of its own unless it is given one, to be entered."""
    numbers = count()

    def make(volume: Path | None = None, **rest: object) -> Container:
        number = next(numbers)
        return Container(
            image,
            volume or tmp_path / f"volume-{number}",
            tmp_path / f"container-{number}.log",
            **rest,  # type: ignore[arg-type] # as Container takes them
        )

    return make
