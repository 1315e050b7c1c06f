"""What `/metrics` tells: in Prometheus's form, true, documented, and numbers only."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse

from app.config import Settings
from app.lag import LagMeter
from app.metrics import Metrics
from app.repositories.ports import Storage
from app.services.collab import codec
from app.services.collab.saved import Trouble
from app.services.collab.tally import LAG_BOUNDS_S, Spread, Standing, Tally
from tests.client import Browser
from tests.collab.script import MAIN
from tests.running import ANSWER_WITHIN_S, Running, hear_close, running

OPERATING = Path(__file__).resolve().parents[2] / "docs" / "operating.md"
STANDING = Standing(
    rooms=3,
    rooms_in_trouble={"failing": 1, "paused": 0, "damaged": 2},
    peers={"stock": 1, "extended": 7, "listener": 0},
    unsaved_entries=5,
    unsaved_age_s=1.5,
    outbox_bytes=70_000,
)


@pytest.fixture
async def room(memory_storage: Storage) -> AsyncIterator[Running]:
    """A server."""
    async with running(memory_storage) as server:
        yield server


def families(metrics: Metrics) -> dict[str, Metric]:
    body, media_type = metrics.render("text/plain")
    assert media_type.startswith("text/plain")
    return {family.name: family for family in parse(body.decode())}


def values(text: str) -> dict[str, float]:
    """Each sample by its name and labels as they are written."""
    found: dict[str, float] = {}
    for family in parse(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sample.labels.items())
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


async def scrape(server: Running) -> dict[str, float]:
    answer = await server.http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return values(answer.text)


def test_everything_counted_is_told() -> None:
    tally = Tally()
    for number, name in enumerate(
        (
            "messages_received",
            "bytes_received",
            "messages_delivered",
            "bytes_delivered",
            "appends",
            "appends_failed",
            "entries_appended",
            "sessions_created",
        )
    ):
        setattr(tally, name, 100 + number)
    tally.closes["FELL_BEHIND"] += 2
    tally.runs["succeeded"] += 4
    tally.notices["NOT_ALLOWED"] += 5
    tally.refusals["TOO_MANY_REQUESTS"] += 6
    for seconds in (0.0005, 0.003, 0.004, 99.0):
        tally.append_s.add(seconds)
    body, _ = Metrics(tally, lambda: STANDING).render("")
    told = values(body.decode())
    for name, value in {
        "algoroom_rooms": 3,
        "algoroom_rooms_in_trouble{trouble=damaged}": 2,
        "algoroom_peers{kind=extended}": 7,
        "algoroom_unsaved_entries": 5,
        "algoroom_unsaved_age_seconds": 1.5,
        "algoroom_outbox_bytes": 70_000,
        "algoroom_messages_received_total": 100,
        "algoroom_received_bytes_total": 101,
        "algoroom_messages_delivered_total": 102,
        "algoroom_delivered_bytes_total": 103,
        "algoroom_appends_total": 104,
        "algoroom_appends_failed_total": 105,
        "algoroom_entries_appended_total": 106,
        "algoroom_sessions_created_total": 107,
        "algoroom_closes_total{code=FELL_BEHIND}": 2,
        "algoroom_runs_total{outcome=succeeded}": 4,
        "algoroom_notices_total{code=NOT_ALLOWED}": 5,
        "algoroom_refusals_total{code=TOO_MANY_REQUESTS}": 6,
        "algoroom_append_seconds_bucket{le=0.001}": 1,
        "algoroom_append_seconds_bucket{le=0.005}": 3,
        "algoroom_append_seconds_bucket{le=10.0}": 3,
        "algoroom_append_seconds_bucket{le=+Inf}": 4,
        "algoroom_append_seconds_count": 4,
    }.items():
        assert told[name] == value, name
    assert told["process_cpu_seconds_total"] > 0


def test_every_metric_is_documented_and_every_documented_one_is_there() -> None:
    section = OPERATING.read_text().partition("## Metrics")[2].partition("\n## ")[0]
    documented = set(re.findall(r"^\| `((?:algoroom|process)_\w+)", section, re.MULTILINE))
    told = set()
    for family in families(Metrics(Tally(), lambda: STANDING)).values():
        told.add(f"{family.name}_total" if family.type == "counter" else family.name)
    assert told == documented
    for trouble in list(Trouble)[1:]:
        assert f"`{trouble.name.lower()}`" in section


def test_openmetrics_is_spoken_to_who_asks_for_it() -> None:
    metrics = Metrics(Tally(), lambda: STANDING)
    body, media_type = metrics.render("application/openmetrics-text; version=1.0.0")
    assert media_type.startswith("application/openmetrics-text")
    told = parse_openmetrics(body.decode())  # type: ignore[no-untyped-call]  # the library leaves it without types
    assert {family.name for family in told} == families(metrics).keys()


def test_two_applications_in_one_process_do_not_share_their_numbers() -> None:
    first, second = Tally(), Tally()
    first.appends = 1
    told = [families(Metrics(tally, lambda: STANDING))["algoroom_appends"].samples[0] for tally in (first, second)]
    assert [sample.value for sample in told] == [1, 0]


async def test_a_running_server_tells_of_its_rooms_and_its_refusals(room: Running) -> None:
    session = await room.create(language="python", title="secret title", code="secret_code")
    url = f"ws://127.0.0.1:{room.port}/ws/sync/{session['id']}"
    async with Browser(room.sync(session["id"], extended=True), "Ada") as ada, room.listening(session["id"]):
        ada.type("x = 1")
        await ada.until_saved()
        await room.http.get("/sessions/nope")
        told = await scrape(room)
        assert told["algoroom_rooms"] == 1
        assert told["algoroom_peers{kind=extended}"] == 1
        assert told["algoroom_peers{kind=listener}"] == 1
        assert told["algoroom_peers{kind=stock}"] == 0
        assert told["algoroom_sessions_created_total"] == 1
        assert told["algoroom_refusals_total{code=SESSION_NOT_FOUND}"] == 1
        text = (await room.http.get("/metrics")).text
        for secret in (session["id"], session["id"][:8], "Ada", "secret", url):
            assert secret not in text
    async with room.sync(session["id"]) as stock:
        await stock.send(codec.encode_update(MAIN, b"x"))
        assert (await hear_close(stock))[0] == 4400


async def test_metrics_can_be_switched_off(memory_storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS", "off")
    async with running(memory_storage, Settings()) as server:
        answer = await server.http.get("/metrics")
        assert answer.status_code == 404
        assert "algoroom_" not in answer.text


async def test_a_loop_that_was_held_up_is_seen() -> None:
    spread = Spread(LAG_BOUNDS_S)
    meter = LagMeter(spread)
    meter.start()
    # What blocks the loop beyond the next look.
    time.sleep(0.5)  # noqa: ASYNC251 - to block the loop is what this is about
    async with asyncio.timeout(ANSWER_WITHIN_S):
        while not sum(spread.counts):  # noqa: ASYNC110 - a timer sets no event
            await asyncio.sleep(0)
    meter.stop()
    meter.stop()
    assert spread.total >= 0.2
    assert sum(spread.counts[: LAG_BOUNDS_S.index(0.1)]) == 0
