"""On a real WordPress: throughput against a bare client, our own processor time, memory, and how long a drop takes."""

import hashlib
import itertools
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import requests

from tests.bench import papers
from tests.bench.figure import Figure, at_least, at_most, cpu_seconds, own_cpu_seconds, peaks_of, pin
from tests.bench.offices import daemon, drop, prepare_categories, shelf_of, wait_for
from tests.rig.wordpress import Site
from tests.whole.daemon import FINANCE, RunningOffice, running_office

SITE_CORE, CLIENT_CORE = 0, 1
UNITS = (FINANCE, "กลุ่มนโยบายและแผน", "กลุ่มบุคคล", "กลุ่มนิเทศ", "กลุ่มอำนวยการ")
CATEGORY = "1.9"
SETTLE_SECONDS = 1.0
"""The least that still tells a bundle at rest; subtracted or outside the clock in every figure."""
QUICK = {"intake__settle_seconds": SETTLE_SECONDS, "intake__rescan_seconds": 30, "publisher__max_per_hour": 0}
CONNECTIONS = 2
FIELDS = "id,slug,status,link,title.raw,content.raw,excerpt.raw,categories,source_url,media_details"

serials = itertools.count()
"""Every bundle of a run has a memo of its own."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A creating request as the web server saw it; seconds since 1970."""

    began: float
    ended: float
    is_post: bool


@dataclass(frozen=True, slots=True)
class Round:
    """So many bundles published one way."""

    per_second: float
    """From the first creating request to the last answer."""
    site_cpu: float
    """Seconds per bundle, the database's included."""
    our_cpu: float
    requests: float
    """Of any kind, per bundle."""


def throughput(home: Path, bundles: int, rounds: int) -> Iterator[Figure]:
    """The daemon and a bare client publish like bundles in turns: the site on one core, whoever publishes on the other."""
    with at_work(home) as (site, office, pid):
        body = sample(site, office, pid)
        ours, bare = [], []
        with peaks_of(pid) as peaks:
            for _ in range(rounds):
                ours.append(measured(site, bundles, pid, partial(publish_ours, office, pid, bundles)))
                files = [annexes(papers.bundle(0)) for _ in range(bundles)]  # the memos stay at home
                bare.append(measured(site, bundles, pid, partial(publish_bare, site, files, body)))
        ratio = statistics.median(one.per_second / other.per_second for one, other in zip(ours, bare, strict=True))
    name = "throughput"
    yield Figure(name, "bundles/s, syncd", median(ours, "per_second"), "/s")
    yield Figure(name, "bundles/s, bare client", median(bare, "per_second"), "/s")
    yield at_least(name, "syncd / bare client, median of rounds", ratio, "×", 0.95)
    yield Figure(name, "site's CPU per bundle, syncd", median(ours, "site_cpu") * 1000, "ms")
    yield Figure(name, "site's CPU per bundle, bare client", median(bare, "site_cpu") * 1000, "ms")
    yield Figure(name, "requests per bundle of 3 files, syncd", median(ours, "requests"), "")
    yield at_most(name, "our CPU per bundle (daemon + worker)", median(ours, "our_cpu") * 1000, "ms", 50)
    yield at_most(name, "peak RSS, daemon", peaks.daemon, "MB", 120)
    yield at_most(name, "peak RSS, parser worker", peaks.worker, "MB", 300)


def latency(home: Path, drops: int) -> Iterator[Figure]:
    """From the move of a small bundle into the inbox to the answer to its post, less settle time and the site's own time."""
    beyond = []
    with at_work(home) as (site, office, pid):
        sample(site, office, pid)
        shelf = shelf_of(office, FINANCE, CATEGORY)
        for number in range(drops):
            site.mark()
            seen = log_size(site)
            folder = shelf / f"เรื่องด่วน {time.time_ns()}"
            at = drop(folder, papers.bundle(next(serials), annexes=1, size=20_000))
            wait_for(partial(is_gone, folder), pid, office)
            sent = creating(site, seen)
            beyond.append(max(one.ended for one in sent) - at - SETTLE_SECONDS - sum(one.ended - one.began for one in sent))
            time.sleep(0.37 * (number % 3))  # the drops must not keep step with the daemon's looks
    yield at_most("latency", f"drop → published beyond settle and site, median of {drops}", statistics.median(beyond), "s", 1)
    yield Figure("latency", "the same, worst", max(beyond), "s")


# --- the two ways to publish ----------------------------------------------------------------------------------------


def publish_ours(office: RunningOffice, pid: int, count: int) -> None:
    """Drop the bundles, in turn over the units, and wait until all are published, answered and filed."""
    shelves = itertools.cycle([shelf_of(office, unit, CATEGORY) for unit in UNITS])
    made = {next(shelves) / f"ประกาศ {time.time_ns()}": papers.bundle(next(serials)) for _ in range(count)}
    for folder, files in made.items():
        drop(folder, files)
    wait_for(lambda: all(map(is_gone, made)), pid, office)


def publish_bare(site: Site, bundles: list[list[bytes]], body: dict[str, object]) -> None:
    """The unavoidable requests alone: each file, then the post, over two kept-alive connections."""
    login = site.users["editor"]
    mine = threading.local()

    def send(files: list[bytes]) -> None:
        session: requests.Session | None = getattr(mine, "session", None)
        if session is None:
            session = mine.session = requests.Session()
            session.auth, session.trust_env = (login.name, login.application_password), False
        key = f"bare-{time.time_ns()}"
        for number, content in enumerate(files):
            digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
            disposition = f'attachment; filename="{key}-{number}.pdf"'
            headers = {"Content-Type": "application/pdf", "Content-Disposition": disposition, "Content-MD5": digest}
            params = {"slug": f"{key}-{number}", "title": f"เอกสาร {number}", "_fields": FIELDS}
            session.post(f"{site.url}/wp-json/wp/v2/media", data=content, headers=headers, params=params).raise_for_status()
        post = {**body, "slug": key, "status": "publish"}
        session.post(f"{site.url}/wp-json/wp/v2/posts", json=post, params={"_fields": FIELDS}).raise_for_status()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(send, bundles))


def annexes(bundle: dict[str, bytes]) -> list[bytes]:
    """What goes public of a bundle."""
    return [content for name, content in bundle.items() if not name.startswith("บันทึก")]


# --- around them ----------------------------------------------------------------------------------------------------


@contextmanager
def at_work(home: Path, **changes: object) -> Iterator[tuple[Site, RunningOffice, int]]:
    """A site of our own on one core, an office's daemon and this process on the other; the daemon's process id."""
    site = Site("bench")
    cores = os.sched_getaffinity(0)
    try:
        site.start()
        site.reset()
        prepare_categories(site)
        for pids in site.processes().values():
            for pid in pids:
                pin(pid, SITE_CORE)
        pin(os.getpid(), CLIENT_CORE)
        with running_office(home, site, **QUICK | changes) as office, daemon(office) as pid:
            yield site, office, pid
    finally:
        os.sched_setaffinity(0, cores)
        site.stop()


def sample(site: Site, office: RunningOffice, pid: int) -> dict[str, object]:
    """Publish a few so that both sides are warm; a post as syncd wrote it, for the bare client to send."""
    publish_ours(office, pid, 2 * CONNECTIONS)
    login = site.users["editor"]
    asked = {"context": "edit", "per_page": "1", "_fields": FIELDS}
    row = requests.get(
        f"{site.url}/wp-json/wp/v2/posts", params=asked, auth=(login.name, login.application_password), timeout=60
    ).json()[0]
    return {name: row[name]["raw"] for name in ("title", "content", "excerpt")} | {"categories": row["categories"]}


def measured(site: Site, count: int, pid: int, publish: Callable[[], None]) -> Round:
    """Publish so many bundles and say what it took."""
    site.mark()
    seen, servers = log_size(site), [each for pids in site.processes().values() for each in pids]
    theirs, ours = own_cpu_seconds(servers), cpu_seconds(pid)
    publish()
    theirs, ours = own_cpu_seconds(servers) - theirs, cpu_seconds(pid) - ours
    sent = creating(site, seen)
    if sum(one.is_post for one in sent) != count:
        raise RuntimeError(f"{sum(one.is_post for one in sent)} posts of {count}")
    took = max(one.ended for one in sent) - min(one.began for one in sent)
    return Round(count / took, theirs / count, ours / count, len(site.requests()) / count)


def creating(site: Site, offset: int) -> list[Sent]:
    """The creating requests in the web server's log from this byte on."""
    site.requests()  # returns when the log is complete
    with access_log(site).open(encoding="utf-8", errors="replace") as log:
        log.seek(offset)
        rows = [line.split("\t") for line in log]
    return [Sent(float(row[0]) - float(row[4]), float(row[0]), "/posts" in row[2]) for row in rows if row[3] == "201"]


def access_log(site: Site) -> Path:
    """The web server's log, with times."""
    return site.directory / "logs/access.log"


def log_size(site: Site) -> int:
    """Bytes in the log up to now."""
    return access_log(site).stat().st_size


def median(rounds: list[Round], name: str) -> float:
    """The middle of one column."""
    return float(statistics.median(getattr(one, name) for one in rounds))


def is_gone(folder: Path) -> bool:
    """Whether the bundle has been filed."""
    return not folder.exists()
