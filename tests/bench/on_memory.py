"""Memory over what is large: a film of gigabytes, a bundle of very many files, an upload as large as the site takes."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from tests.bench import papers
from tests.bench.figure import Figure, Peaks, at_most, peaks_of
from tests.bench.offices import BenchError, daemon, drop, only_case, prepare_categories, shelf_of, wait_for
from tests.desk import DOCUMENTS
from tests.rig.wordpress import Site
from tests.whole.daemon import FINANCE, RunningOffice, running_office

CLIP = "60_clip.mp4"
CATEGORY = "1.3"


def memory(home: Path, gigabytes: int, many: int, upload_mb: int) -> Iterator[Figure]:
    """Peaks of the daemon and its parser workers over each, in a daemon of its own."""
    for part, figures in (
        ("film", film(home / "film", gigabytes)),
        ("many", many_files(home / "many", many)),
        ("upload", upload(home / "upload", upload_mb)),
    ):
        (home / part).mkdir()
        yield from figures


def film(home: Path, gigabytes: int) -> Iterator[Figure]:
    """A film of so many GB: held, since nobody can read it, and released by an officer. So it is copied and hashed twice.

    The publisher is `folder`. The film is mostly a hole in the inbox, but not in the copies.
    """
    with running_office(home, None, publisher__max_file_mb=1024 * (gigabytes + 1)) as office, daemon(office) as pid:
        clip = home / CLIP
        clip.write_bytes((DOCUMENTS / CLIP).read_bytes())
        os.truncate(clip, gigabytes << 30)
        sent = sha256_of(clip)
        with peaks_of(pid) as peaks:
            publish_unread(office, pid, clip)
        (public,) = (path for path in (home / "site" / "posts").rglob("*.mp4") if path.is_file())
        if sha256_of(public) != sent:
            raise BenchError("the film that was published is not the film that was dropped")
    yield from judged(f"a file of {gigabytes} GB", peaks)


def many_files(home: Path, count: int) -> Iterator[Figure]:
    """A memo and so many small texts, each with contents of its own, into the `folder` publisher."""
    files = {f"รายการที่ {number:05d}.txt": f"รายการที่ {number}".encode() for number in range(count)}
    with running_office(home, None) as office, daemon(office) as pid, peaks_of(pid) as peaks:
        folder = shelf_of(office, FINANCE, CATEGORY) / "รายการจำนวนมาก"
        drop(folder, papers.bundle(1, annexes=0) | files)
        wait_for(lambda: not folder.exists(), pid, office, often=1)
    yield from judged(f"a bundle of {count:,} files", peaks)


def upload(home: Path, megabytes: int) -> Iterator[Figure]:
    """A film of so many MB to a real WordPress, in one raw body: that passes by PHP's upload limits, not by its memory."""
    site = Site("bench", upload_mb=64, body_mb=megabytes + 16)
    site.start()
    try:
        site.reset()
        prepare_categories(site)
        with running_office(home, site, publisher__max_file_mb=megabytes + 1) as office, daemon(office) as pid:
            clip = home / CLIP
            clip.write_bytes((DOCUMENTS / CLIP).read_bytes())
            os.truncate(clip, megabytes << 20)
            with peaks_of(pid) as peaks:
                publish_unread(office, pid, clip)
    finally:
        site.stop()
    yield from judged(f"an upload of {megabytes} MB to WordPress", peaks)


def publish_unread(office: RunningOffice, pid: int, clip: Path) -> None:
    """Drop what nobody can read, release it as an officer would, and wait until it is filed."""
    folder = shelf_of(office, FINANCE, CATEGORY) / "ภาพยนตร์ประชาสัมพันธ์"
    drop(folder, papers.bundle(0, annexes=0), clip)
    wait_for(lambda: (case := only_case(office)) is not None and case.state.value == "held", pid, office)
    case = only_case(office)
    words = ("--all-findings", "--approver", "1", "--number", "ศธ 04040/000", "--date", "2563-04-21", "--by", "bench")
    said = office.syncd("release", case.number if case else "", *words)
    if said.returncode:
        raise BenchError(said.stdout + said.stderr)
    wait_for(lambda: not folder.exists(), pid, office)


def sha256_of(path: Path) -> str:
    """Of a file too large to be held."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def judged(over: str, peaks: Peaks) -> Iterator[Figure]:
    """Both peaks beside their targets."""
    yield at_most("memory", f"peak RSS over {over}, daemon", peaks.daemon, "MB", 120)
    yield at_most("memory", f"peak RSS over {over}, parser worker", peaks.worker, "MB", 300)
