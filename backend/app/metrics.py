"""The process's numbers in Prometheus's form: read when they are asked for, from counts that others keep plainly.

The only file that knows the library. docs/operating.md tells what each metric means; a test compares the names.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from app.services.collab.tally import Spread, Standing, Tally


class Metrics:
    """Everything that `/metrics` tells. Numbers only: no id, name or text of anybody."""

    def __init__(self, tally: Tally, take_standing: Callable[[], Standing]) -> None:
        # Our own: the library's global one belongs to nobody, and two applications in one process would share it.
        self._registry = CollectorRegistry()
        self._registry.register(_Reader(tally, take_standing))
        ProcessCollector(registry=self._registry)

    def render(self, accept: str) -> tuple[bytes, str]:
        """The numbers as they are now, and their media type, in the best form that `Accept` takes."""
        encode, media_type = choose_encoder(accept)
        return encode(self._registry), media_type


class _Reader(Collector):
    def __init__(self, tally: Tally, take_standing: Callable[[], Standing]) -> None:
        self._tally = tally
        self._take_standing = take_standing

    def describe(self) -> Iterable[Metric]:
        # Asked for when it is registered, before there is anything to count.
        return ()

    def collect(self) -> Iterable[Metric]:
        yield from _standing_metrics(self._take_standing())
        yield from _count_metrics(self._tally)


def _standing_metrics(standing: Standing) -> Iterable[Metric]:
    yield GaugeMetricFamily("algoroom_rooms", "Open rooms.", standing.rooms)
    yield _by_label(
        GaugeMetricFamily("algoroom_rooms_in_trouble", "Open rooms that cannot save, by trouble.", labels=["trouble"]),
        standing.rooms_in_trouble,
    )
    yield _by_label(GaugeMetricFamily("algoroom_peers", "Connected peers.", labels=["kind"]), standing.peers)
    yield GaugeMetricFamily("algoroom_unsaved_entries", "Log entries not on disk yet.", standing.unsaved_entries)
    yield GaugeMetricFamily("algoroom_unsaved_age_seconds", "Age of the oldest unsaved entry.", standing.unsaved_age_s)
    yield GaugeMetricFamily("algoroom_outbox_bytes", "Bytes waiting for slow peers.", standing.outbox_bytes)


def _count_metrics(tally: Tally) -> Iterable[Metric]:
    for name, meaning, count in (
        ("algoroom_messages_received", "Messages from peers.", tally.messages_received),
        ("algoroom_received_bytes", "Bytes of messages from peers.", tally.bytes_received),
        ("algoroom_messages_delivered", "Messages to peers.", tally.messages_delivered),
        ("algoroom_delivered_bytes", "Bytes of messages to peers.", tally.bytes_delivered),
        ("algoroom_appends", "Group commits.", tally.appends),
        ("algoroom_appends_failed", "Group commits that failed.", tally.appends_failed),
        ("algoroom_entries_appended", "Log entries brought to disk.", tally.entries_appended),
        ("algoroom_sessions_created", "Sessions created.", tally.sessions_created),
    ):
        yield CounterMetricFamily(name, meaning, count)
    for name, meaning, label, counts in (
        ("algoroom_runs", "Runs that ended.", "outcome", tally.runs),
        ("algoroom_closes", "Sockets that the server closed.", "code", tally.closes),
        ("algoroom_notices", "Frames refused on a connection that lives on.", "code", tally.notices),
        ("algoroom_refusals", "HTTP requests refused.", "code", tally.refusals),
    ):
        yield _by_label(CounterMetricFamily(name, meaning, labels=[label]), counts)
    yield _spread("algoroom_append_seconds", "How long group commits took.", tally.append_s)
    yield _spread("algoroom_loop_lag_seconds", "How late the event loop came back.", tally.loop_lag_s)


def _by_label(family: GaugeMetricFamily | CounterMetricFamily, counts: Mapping[str, int]) -> Metric:
    for label, count in counts.items():
        family.add_metric([label], count)
    return family


def _spread(name: str, meaning: str, spread: Spread) -> Metric:
    bounds = [*map(str, spread.bounds), "+Inf"]
    return HistogramMetricFamily(
        name, meaning, buckets=list(zip(bounds, accumulate(spread.counts), strict=True)), sum_value=spread.total
    )
