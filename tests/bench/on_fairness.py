"""One unit drops very many bundles at once: how long do other units' single bundles wait, at every stage of the flood?"""

import re
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from tests.bench import papers
from tests.bench.figure import Figure, at_most, peaks_of
from tests.bench.offices import daemon, drop, shelf_of, wait_for
from tests.publishers.fake_wordpress import FakeWordPress, Fault, page
from tests.whole.daemon import FINANCE, RunningOffice, running_office

CATEGORY = "1.9"
OTHERS = ("กลุ่มนโยบายและแผน", "กลุ่มบุคคล", "กลุ่มนิเทศ", "กลุ่มอำนวยการ")
SETTLE_SECONDS = 2.0
_LINE = re.compile(r"timestamp=(\S+) .*?event=(case\.\w+).*? case=(\S+)|timestamp=(\S+) .*?event=(site\.\w+)")

serials = count()


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the daemon's log."""

    at: float
    """Unix time."""
    event: str
    case: str


def fairness(home: Path, flood: int) -> Iterator[Figure]:
    """The flood with single bundles dropped into it, on a static site and on a WordPress in memory that is down for a while."""
    for name, site in (("folder", None), ("wordpress", FakeWordPress())):
        (home / name).mkdir()
        with site or nullcontext():
            if site is not None:
                site.add_category("การจัดซื้อจัดจ้าง", "procurement")
            quick = {"intake__settle_seconds": SETTLE_SECONDS, "intake__rescan_seconds": 30, "publisher__max_per_hour": 0}
            with running_office(home / name, site, **quick) as office, daemon(office) as pid, peaks_of(pid) as peaks:
                yield from flooded(name, office, pid, site, flood)
            yield at_most("fairness", f"{name}: peak RSS in the flood, daemon", peaks.daemon, "MB", 120)


def flooded(name: str, office: RunningOffice, pid: int, site: FakeWordPress | None, flood: int) -> Iterator[Figure]:
    """One run: alone, at once with the flood, when part of it is read, when most is, and in an outage."""
    singles: dict[str, float] = {}

    def single(stage: str, unit: str) -> None:
        singles[stage] = drop(shelf_of(office, unit, CATEGORY) / f"เรื่องเดียว {stage}", a_bundle())

    def seen(event: str) -> int:
        return sum(one.event == event for one in happenings(office))

    single("alone", OTHERS[0])
    wait_for(lambda: seen("case.filed") == 1, pid, office)
    files = [a_bundle() for _ in range(flood)]
    shelf = shelf_of(office, FINANCE, CATEGORY)
    began = time.time()
    for number, bundle in enumerate(files):
        drop(shelf / f"เรื่อง {number:03d}", bundle)
    single("settling", OTHERS[1])
    wait_for(lambda: seen("case.scheduled") > flood // 4, pid, office)
    single("reading", OTHERS[2])
    wait_for(lambda: seen("case.scheduled") > flood // 2, pid, office)
    if site is not None:
        site.faults.append(Fault("POST", "", before=page(503, Retry_After="20"), times=1))
        wait_for(lambda: seen("site.down") > 0, pid, office)
    single("outage" if site else "publishing", OTHERS[3])
    wait_for(lambda: seen("case.filed") == flood + 4, pid, office)
    yield Figure("fairness", f"{name}: {flood} bundles, from the first drop to the last filing", time.time() - began, "s")
    for stage, dropped in singles.items():
        yield from judged(name, stage, happenings(office), number_of(office, stage), dropped)


def judged(name: str, stage: str, log: list[Happening], case: str, dropped: float) -> Iterator[Figure]:
    """What of the flood came before the single bundle although it was ready no later."""

    def at(event: str) -> float:
        return next(one.at for one in log if one.case == case and one.event == event)

    def between(since: float, until: float, event: str) -> int:
        return sum(since < one.at < until and one.event == event and one.case != case for one in log)

    read, published = at("case.scheduled"), at("case.published")
    outage = stage == "outage"
    ready = max([read, *(one.at for one in log if outage and one.event == "site.answers_again")])
    yield Figure("fairness", f"{name}, {stage}: drop → received", at("case.received") - dropped, "s")
    yield Figure("fairness", f"{name}, {stage}: drop → published", published - dropped, "s")
    ahead = between(at("case.received") + SETTLE_SECONDS, read, "case.scheduled")
    yield at_most("fairness", f"{name}, {stage}: bundles read before it, once it was at rest", ahead, "", 1)
    yield at_most(
        "fairness",
        f"{name}, {stage}: bundles published before it, once it could be",
        between(ready, published, "case.published"),
        "",
        3,
    )


def happenings(office: RunningOffice) -> list[Happening]:
    """What the daemon's log says of cases and the site, in order."""
    found = (_LINE.search(line) for line in (office.home / "daemon.log").read_text(encoding="utf-8").splitlines())
    return [
        Happening(datetime.fromisoformat(one[1] or one[4]).timestamp(), one[2] or one[5], one[3] or "") for one in found if one
    ]


def number_of(office: RunningOffice, stage: str) -> str:
    """The case of a single bundle."""
    return next(case.number for case in office.cases() if case.name.endswith(f" {stage}"))


def a_bundle() -> dict[str, bytes]:
    """A memo of its own number and a small annex."""
    return papers.bundle(next(serials), annexes=1, size=20_000)
