"""What `check-config` looks at: each part of the configuration, and what to do where one is off."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from app.config import Settings
from app.db.address import InMemory, SqliteFile
from app.errors import AlgoRoomError
from app.main import make_bus
from app.python_packages import OFFER, CannotFetch, read_index, read_offer
from app.services.collab.bus import BusState
from app.storage import check_schema

BUS_WITHIN_S = 5.0
ASK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part; `is_fine` or the text says what to do."""

    part: str
    is_fine: bool
    text: str


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Look at all that the settings name, one after the other."""
    yield await _look_at_storage(settings)
    if settings.redis_url is not None:
        yield await _look_at_redis(settings)
    yield _look_at_page(settings)
    yield _look_at_packages(settings)
    yield Finding("address", True, f"will listen on {settings.host}, port {settings.port}")


async def _look_at_storage(settings: Settings) -> Finding:
    place = settings.database
    if isinstance(place, InMemory):
        return Finding("storage", True, "memory: sessions are gone when the server ends. Set DATABASE_URL to keep them")
    if isinstance(place, SqliteFile) and not place.path.exists():
        return Finding("storage", True, f"{place} is not there yet: `algoroom start` or `algoroom migrate up` makes it")
    try:
        await check_schema(place)
    except AlgoRoomError as error:
        return Finding("storage", False, error.message)
    return Finding("storage", True, f"{place} answers, with this version's schema")


async def _look_at_redis(settings: Settings) -> Finding:
    bus = make_bus(settings)
    bus.start(lambda _: None)
    try:
        async with asyncio.timeout(BUS_WITHIN_S):
            while bus.state is not BusState.OK:  # noqa: ASYNC110 - the bus tells of its state to who asks
                await asyncio.sleep(ASK_EVERY_S)
    except TimeoutError:
        return Finding("Redis", False, f"did not answer within {BUS_WITHIN_S:g} s: check REDIS_URL, and that it runs")
    finally:
        await bus.close()
    return Finding("Redis", True, "answers")


def _look_at_page(settings: Settings) -> Finding:
    if (settings.static_dir / "index.html").is_file():
        return Finding("page", True, f"is built, in {settings.static_dir}")
    return Finding("page", False, f"is not built in {settings.static_dir}: npm run build, or set STATIC_DIR")


def _look_at_packages(settings: Settings) -> Finding:
    index = read_index(settings.python_packages_dir)
    names = ", ".join(index.packages)
    if not names:
        return Finding("packages", True, "none beside Python's own and the page's; `algoroom fetch-packages` adds some")
    try:
        wanted = read_offer(settings.static_dir / OFFER).info.abi_version
    except CannotFetch as error:
        return Finding("packages", False, error.message)
    if index.abi != wanted:
        text = f"those in {settings.python_packages_dir} are for another Python: `algoroom fetch-packages {names}`"
        return Finding("packages", False, text.replace(",", ""))
    missing = [key for key, file in index.packages.items() if not (settings.python_packages_dir / file.file).is_file()]
    if missing:
        return Finding("packages", False, f"files are missing: `algoroom fetch-packages {' '.join(missing)}`")
    return Finding("packages", True, f"Python programs have {names}")
