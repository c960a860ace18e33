"""Each document read once by the real reader, and judged twice: as the memo of a bundle, and as a file beside a clear memo."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from syncd.decide import decide, would
from syncd.memo.reader import Reader
from syncd.model.bundle import Bundle, Details
from syncd.model.claim import SpooledFile
from syncd.model.decision import Finding, Publish
from syncd.model.document import Document
from syncd.model.office import Route
from syncd.office import Office
from syncd.rules import examine
from syncd.steps import finish
from tests.builders import make_bundle, make_document, make_memo
from tests.eval.corpus import Sample

HARMLESS = make_document("ประกาศ.pdf")
"""Beside a memo on trial: read, with nothing against it."""
CLEAR = make_document("บันทึกข้อความ.pdf", make_memo())
"""Beside a file on trial: approved, with certainty."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one bundle."""

    said: str
    """`publish`, `hold` or `return`."""
    findings: tuple[Finding, ...]
    approved_on: date | None = None
    """The approval's date that would have been recorded."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One document, read and judged."""

    sample: Sample
    document: Document
    as_memo: Verdict
    beside: Verdict
    seconds: float
    """Of reading, by the wall clock, OCR included."""
    busy: float
    """Seconds of processor time that the worker took for it; OCR, which has processes of its own, is not among them."""
    megabytes: float
    """The worker's largest resident memory while it read; 0 where the system does not tell."""

    @property
    def verdict(self) -> Verdict:
        """In the part that the document has in life."""
        return self.as_memo if self.sample.is_memo else self.beside

    @property
    def is_unsafe(self) -> bool:
        """Published, as memo or beside one, where a person, or nobody, should have done it."""
        never = {"hold", "return"}
        return (self.sample.is_memo and self.sample.outcome in never and self.as_memo.said == "publish") or (
            self.sample.beside in never and self.beside.said == "publish"
        )


def judge_all(samples: tuple[Sample, ...], office: Office, reader: Reader, roots: tuple[str, ...] = ()) -> Iterator[Seen]:
    """One after the other, as the daemon reads them."""
    for sample in samples:
        file = _spooled(sample.path)
        _forget_peak(reader.pid)
        start, busy = time.monotonic(), _busy(reader.pid)
        document = finish(reader.reading_in_drop(file, ocr=True)) if sample.kind == "photo" else reader.read(file, roots)
        seconds, busy = time.monotonic() - start, _busy(reader.pid) - busy
        as_memo = _judge(make_bundle(document, HARMLESS), office)
        beside = _judge(_drop(document) if sample.kind == "photo" else make_bundle(CLEAR, document), office)
        yield Seen(sample, document, as_memo, beside, seconds, max(0.0, busy), _peak(reader.pid))


def _judge(bundle: Bundle, office: Office) -> Verdict:
    bundle = replace(bundle, unit=office.units[0], category=office.taxonomy.categories[0])
    findings = examine(bundle, office)
    decision = decide(bundle, findings, None, office, auto=True)
    approved_on = decision.approval_date if isinstance(decision, Publish) else None
    return Verdict(would(decision), decision.findings, approved_on)


def _drop(photo: Document) -> Bundle:
    """A photo comes with others of its kind and a paragraph, without a memo."""
    return make_bundle(photo, route=Route.PHOTOS, details=Details(description="กิจกรรมวันวิชาการ"))


def _spooled(path: Path) -> SpooledFile:
    content = path.read_bytes()
    return SpooledFile(path.name, path.parent, path.name, len(content), hashlib.sha256(content).hexdigest(), "0" * 32)


def _forget_peak(pid: int | None) -> None:
    if pid is not None:
        with suppress(OSError):
            Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


def _busy(pid: int | None) -> float:
    """Processor seconds of the worker so far; a worker that is begun or replaced in between counts from its own start."""
    if pid is None or not Path(f"/proc/{pid}/stat").exists():
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int | None) -> float:
    if pid is None:
        return 0.0
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return 0.0
