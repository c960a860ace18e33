"""What a page costs that is a picture: processor time and memory of the worker that draws it and of tesseract, by how it lies."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pillow_heif
from PIL.Image import Image

from syncd.memo.ocr import Ocr
from syncd.memo.reader import Reader
from tests.bench.figure import Figure, at_most, children, cpu_seconds, own_cpu_seconds, peak_mb, peaks_of
from tests.memo import scanner
from tests.memo.conftest import spooled

MEMO = "04_approved_arabic_typst.pdf"
DPI_OF_A_CAMERA = 300
"""Of a page that fills the picture: 9 million pixels."""

Made = Callable[[Path], Path]


def ocr(home: Path, pages: int) -> Iterator[Figure]:
    """Each kind of scan in a reader of its own, with so many pages; photographs have one."""
    page = scanner.printed(MEMO)
    noisy = scanner.noisy(scanner.crooked(page, -7))
    kinds: dict[str, tuple[Made, int]] = {
        "a scan": (partial(_pdf, [page] * pages), pages),
        "a crooked, noisy scan": (partial(_pdf, [noisy] * pages), pages),
        "a scan on its side": (partial(_pdf, [page.rotate(90, expand=True)] * pages), pages),
        "a scan upside down": (partial(_pdf, [page.rotate(180)] * pages), pages),
        "a photo, JPEG": (partial(_photo, "jpg"), 1),
        "a photo, HEIC": (partial(_photo, "heic"), 1),
    }
    for kind, (make, count) in kinds.items():
        yield from measured(kind, make(home), count)


def measured(kind: str, path: Path, pages: int) -> Iterator[Figure]:
    """One file read, by a worker that is there already."""
    with Reader(ocr=Ocr("/usr/bin/tesseract")) as reader:
        reader.check()
        worker = reader.pid or 0
        before, own_before, began = cpu_seconds(os.getpid()), own_cpu_seconds([worker]), time.monotonic()
        with peaks_of(worker) as drawing, peak_of_tesseract() as seeing:
            read = reader.read(spooled(path))
        whole, own = cpu_seconds(os.getpid()) - before, own_cpu_seconds([worker]) - own_before
        wall = time.monotonic() - began
    what = kind if read.memos else f"{kind} (no memo was read)"
    yield Figure("ocr", f"{what}: processor time of a page", whole / pages, "s")
    yield Figure("ocr", f"{kind}: of that, drawing it", own / pages, "s")
    yield Figure("ocr", f"{kind}: wall time of a page", wall / pages, "s")
    yield at_most("ocr", f"{kind}: worker's peak", drawing.daemon, "MB", 300)
    yield at_most("ocr", f"{kind}: tesseract's peak", max(seeing), "MB", 300)


@contextmanager
def peak_of_tesseract() -> Iterator[list[float]]:
    """The memory of tesseract, a child of ours, asked fifty times a second while inside."""
    seen, over = [0.0], Event()

    def watch() -> None:
        while not over.wait(0.02):
            for child in children(os.getpid()):
                with suppress(FileNotFoundError, ProcessLookupError):
                    if Path(f"/proc/{child}/comm").read_text() == "tesseract\n":
                        seen.append(peak_mb(child))

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def _pdf(pages: list[Image], home: Path) -> Path:
    return scanner.pdf(home / "scan.pdf", *pages)


def _photo(kind: str, home: Path) -> Path:
    pillow_heif.register_heif_opener()
    path = home / f"photo.{kind}"
    scanner.printed(MEMO, DPI_OF_A_CAMERA).convert("RGB").save(path, quality=80)
    return path
