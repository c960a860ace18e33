"""With a ledger that has grown old: what a bundle and `status` cost beside a new one."""

import logging
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import structlog

from syncd.cli.status import NEWEST
from syncd.ledger.tables import metadata
from syncd.publishers.memory import MemoryPublisher
from tests.bench import papers
from tests.bench.figure import Figure, at_most
from tests.desk import TestOffice, office

BUNDLES, ROUNDS, QUESTIONS = 10, 5, 20
_NUMBER = "printf('%d-%06d', 2550 + i % 20, i)"
_TIME = "strftime('%Y-%m-%dT%H:%M:%f000+00:00', '2026-01-01', printf('-%d minutes', i * 5))"
_EACH_ITS_OWN = {
    "number": _NUMBER,
    "seq": "seq + i * :events",
    **dict.fromkeys(("at", "opened_at", "updated_at", "published_at", "read_at"), _TIME),
    **{name: f"{name} || i" for name in ("key", "path", "name", "contents", "memo_sha256", "memo_identity", "version", "sha256")},
}
"""How the columns of the i-th copy of a case differ from the original's."""


def ledger(home: Path, publications: int) -> Iterator[Figure]:
    """The same bundles with a new ledger and an old one, in turns: processor time of this process, the parser's left out.

    The new one holds as many publications as `status` lists, or the lists would differ in length.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with office(home / "new", lambda _: MemoryPublisher()) as new, office(home / "old", lambda _: MemoryPublisher()) as old:
        publish(new, range(1))
        publish(old, range(1))
        for name, desk, count in (("new", new, NEWEST), ("old", old, publications)):
            grow(home / name / "state/ledger.db", desk.only_case().number, count)
        works, asks = [], []
        for turn in range(ROUNDS):
            some = range(1 + turn * BUNDLES, 1 + (turn + 1) * BUNDLES)
            works.append((cpu_of(partial(publish, new, some)), cpu_of(partial(publish, old, some))))
        for _ in range(QUESTIONS):
            asks.append((cpu_of(partial(status, new)), cpu_of(partial(status, old))))
    for what, times, each in (("CPU per bundle", works, BUNDLES), ("CPU of `status`'s questions", asks, 1)):
        few, many = (statistics.median(column) / each * 1000 for column in zip(*times, strict=True))
        yield Figure("ledger", f"{what}, new ledger", few, "ms")
        yield Figure("ledger", f"{what}, {publications:,} publications", many, "ms")
        yield at_most("ledger", f"{what}, old / new", many / few, "×", 1.1)


def publish(desk: TestOffice, serials: range) -> None:
    """Drop bundles and work until they are filed."""
    for serial in serials:
        desk.drop(f"ประกาศ {serial}", *papers.bundle(serial).items())
    desk.settle()


def status(desk: TestOffice) -> None:
    """What `syncd status` asks the ledger."""
    desk.syncd.ledger.recent(NEWEST)
    desk.syncd.ledger.counts()


def cpu_of(work: Callable[[], None]) -> float:
    """Seconds of this process's processor time."""
    began = time.process_time()
    work()
    return time.process_time() - began


def grow(path: Path, number: str, count: int) -> None:
    """Put so many copies of a published case under it: older ones, each with its own number, times, hashes and events.

    Their events are in no chain, which nothing but `audit verify` would notice.
    """
    with sqlite3.connect(path) as database:
        events = database.execute("SELECT max(seq) FROM events").fetchone()[0]
        for table in ("cases", "versions", "files", "events"):
            names = metadata.tables[table].columns.keys()
            chosen = ", ".join(_EACH_ITS_OWN.get(name, f'"{name}"') for name in names)
            quoted = ", ".join(f'"{name}"' for name in names)
            database.execute(
                "WITH RECURSIVE copy(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM copy WHERE i < :count) "
                f"INSERT INTO {table} ({quoted}) SELECT {chosen} FROM {table}, copy WHERE number = :number",
                {"count": count, "number": number, "events": events},
            )
        database.execute("UPDATE heads SET seq = (SELECT max(seq) FROM events)")
        database.execute("UPDATE counters SET value = value + ? WHERE name = 'state:published'", (count,))
    database.close()
