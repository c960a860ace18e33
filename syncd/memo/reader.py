"""Reads documents in one worker process, and scans by OCR in another, so that no file can hurt, stop or swell the daemon."""

import ctypes
import hashlib
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

import structlog

from syncd import progress
from syncd.memo import scan, wire
from syncd.memo.ocr import NoOcrError, Ocr
from syncd.memo.photo import LONGEST_SIDE, Developed
from syncd.memo.scan import Picture, Seen
from syncd.memo.worker_process import CRASHED, TOO_SLOW, UNCONFINED, NoAnswerError, WorkerProcess
from syncd.model.claim import Rendition, SpooledFile
from syncd.model.document import Document
from syncd.steps import Steps, finish

__all__ = ["CRASHED", "TOO_SLOW", "UNCONFINED", "Reader"]

log = structlog.get_logger(__name__)

_LONGEST_ANSWER = 8 << 20
_LONGEST_PICTURE = 24 << 20
_UPRIGHT = frozenset({"pdf", "zip"})
"""Most scans are upright; a photograph may lie on its side, or show no page."""
_SIDES = (90, 270)
"""Degrees: a card or a list within a picture may lie on either side, however the picture stands."""
_CLOSE_RANGE_UNSHARE = 2
_ALL = 2**32 - 1

Given = ParamSpec("Given")
Result = TypeVar("Result")


def _have_no_files() -> None:
    """Let this thread have a table of open files of its own, empty but for the standard ones.

    A process inherits what is open and closes it, and to close a file on a mount that hangs can hang: it, and whoever starts it.
    Begun in this thread it inherits none. What is open here, no other thread can use.
    """
    with suppress(OSError, AttributeError):  # another C library, or an old one: then as ever
        ctypes.CDLL(None).close_range(3, _ALL, _CLOSE_RANGE_UNSHARE)


class Reader:
    """Owns one worker process at most, and one of OCR beside it.

    Safe to share between threads; one thing is done at a time. A closed reader starts again on the next `read`. All that has to
    do with processes is done in one thread, which has no other open files.
    """

    def __init__(
        self,
        *,
        ocr: Ocr | None = None,
        folders: Sequence[Path] = (),
        seconds: int = 60,
        megabytes: int = 240,
        renew_after: int = 200,
        command: Sequence[str] = (sys.executable, "-I", "-m", "syncd.memo.worker"),
    ) -> None:
        """`seconds` per file; `megabytes` is the worker's own memory, without the libraries' code (about 50 more).

        Without `ocr`, pages that are pictures stay unread. Documents lie below `folders`: where the kernel can, the worker sees
        nothing else of anybody's; without any, it may read what its user may.
        """
        self.ocr = ocr
        self._worker = WorkerProcess(
            (*command, str(seconds), str(megabytes), *map(str, folders)), seconds=seconds, renew_after=renew_after
        )
        self._thread = ThreadPoolExecutor(1, "reader", initializer=_have_no_files)
        self._thread.submit(int).result()  # begun now: later, what hangs may be among the files it would have to let go of

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The worker's process id while there is one."""
        return self._worker.pid

    def read(self, file: SpooledFile, roots: Sequence[str] = ()) -> Document:
        """What the file says. Never raises for what a file contains: a worker lost over it gives an unread document.

        `roots` are the certificates (PEM) of whom the office trusts to issue those that files are signed with.
        """
        return finish(self.reading(file, roots))

    def reading(self, file: SpooledFile, roots: Sequence[str] = (), *, ocr: bool = True) -> Steps[Document]:
        """The same in steps, for pages that are pictures take their time. `ocr`: whether to read them at all."""
        document = self._read(file, roots)
        if not ocr or self.ocr is None or not document.to_ocr:
            return document
        seen = []
        try:
            for page in document.to_ocr[: self.ocr.max_pages]:
                yield
                seen.append((yield from self._seeing(self.ocr, file, document.kind, page)))
        except NoOcrError as error:
            _say_missing(error)
        return self._read(file, roots, [one for one in seen if one is not None])

    def read_in_drop(self, file: SpooledFile) -> Document:
        """What a file of a photo drop says, where a picture is wanted as a photo and a text as words."""
        return self._read(file, drop=True)

    def reading_in_drop(self, file: SpooledFile, *, ocr: bool) -> Steps[Document]:
        """The same in steps, with what can be read on a photo if `ocr`, and if there is any."""
        document = self.read_in_drop(file)
        if not ocr or self.ocr is None or not document.to_ocr:
            return document
        yield
        try:
            seen = self._glancing(self.ocr, file, document.kind, scan.PHOTO)
        except NoOcrError as error:
            _say_missing(error)
            return document
        return document if seen is None else self._read(file, seen=[seen], drop=True)

    def develop(self, file: SpooledFile, kind: str, name: str) -> Rendition | None:
        """The picture for the public, beside the photo under `name`, on disk when this returns; None when none can be made.

        Raises OSError when it cannot be written.
        """
        return self._do(self._develop, file, kind, name)

    def small(self, file: SpooledFile, kind: str, side: int) -> Developed | None:
        """The same no larger than so many pixels, for an officer to look at; it is written nowhere."""
        return self._do(self._make, file, kind, side)

    def picture(self, file: SpooledFile, kind: str, page: int) -> Picture | None:
        """A page (from 1) as a person sees it, turned as OCR turned it to read it; None when it cannot be drawn."""
        kept: Seen | None = None
        with suppress(NoOcrError):  # then it is shown as it lies
            kept = None if self.ocr is None else self._do(self.ocr.recall, file.sha256, page)
        return self._do(self._draw, file, kind, page, kept.turn if kept else 0)

    def check(self) -> str | None:
        """Why no document could be opened on this machine (Thai); None: they can."""
        try:
            self._do(self._worker.ask, {}, wire.is_line, _LONGEST_ANSWER)
        except NoAnswerError as error:
            return str(error)
        return None

    def forget(self, now: float) -> None:
        """Let go of what OCR saw long before `now` (wall seconds)."""
        if self.ocr is not None and self.ocr.remembered is not None:
            self.ocr.remembered.forget(now)

    def close(self) -> None:
        """End the worker; the next `read` starts another."""
        self._thread.submit(self._worker.stop).result()

    def _do(self, work: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> Result:
        """Have it done in the thread without files, and say that it is."""
        done = self._thread.submit(work, *given, **named).result()
        progress.made()
        return done

    def _read(self, file: SpooledFile, roots: Sequence[str] = (), seen: Sequence[Seen] = (), *, drop: bool = False) -> Document:
        request = {"path": str(file.path.absolute()), "name": file.name, "size": file.size, "sha256": file.sha256}
        request |= {"drop": drop, "roots": list(roots), "ocr": wire.dump_pages(seen)}
        try:
            answer = self._do(self._worker.ask, request, wire.is_line, _LONGEST_ANSWER)
            read = wire.load(answer)
        except NoAnswerError as error:
            progress.made()
            return _unread(file, str(error))
        except (ValueError, KeyError, TypeError):
            return _unread(file, CRASHED)
        # Which file it was is known here, and of thousands of files each name is then held once.
        return replace(read, name=file.name, sha256=file.sha256, kind=sys.intern(read.kind))

    def _seeing(self, ocr: Ocr, file: SpooledFile, kind: str, page: int) -> Steps[Seen | None]:
        """What OCR sees on the page, each look a step; None when it cannot be drawn, or OCR fails on it.

        Of a picture beside words, which is less than 0, something always: nothing, of no width, where OCR fails.
        """
        if page < 0:
            return self._glancing(ocr, file, kind, page) or Seen(page, 0, 0.0, 0.0, "")
        if kept := self._do(ocr.recall, file.sha256, page):
            return kept
        picture = self._do(self._draw, file, kind, page, 0)
        if picture is None:
            return None
        if picture.blank:
            return Seen(page, 0, picture.width, picture.height, "", blank=True)
        looks: list[tuple[Seen | None, Picture]] = []
        if kind in _UPRIGHT and not picture.lies:
            looks.append((self._do(ocr.see, picture, page, 0), picture))
            yield
        if not any(seen and scan.is_legible(seen) for seen, _ in looks):
            turn = self._do(ocr.orientation, picture)
            yield
            if turn is not None and (turn != 0 or not looks):
                turned = self._do(self._draw, file, kind, page, turn) if turn else picture
                looks += [(self._do(ocr.see, turned, page, turn), turned)] if turned else []
                yield
        best, shown = max(
            ((seen, shown) for seen, shown in looks if seen), key=lambda look: scan.sureness(look[0]), default=(None, picture)
        )
        if best is None:
            return None
        whole = best
        if shown.ruled or not scan.is_legible(best):
            whole = self._do(ocr.see_again, shown, best)
            yield
        whole = self._with_stamps(ocr, file, kind, whole)
        self._do(ocr.keep, file.sha256, whole)
        return whole

    def _glancing(self, ocr: Ocr, file: SpooledFile, kind: str, page: int) -> Seen | None:
        """What OCR sees on a photo, or a picture beside words; None when it cannot be drawn, or OCR fails on it."""
        if kept := self._do(ocr.recall, file.sha256, page):
            return kept
        picture = self._do(self._draw, file, kind, page or 1, 0)
        seen = None if picture is None else self._do(ocr.glance, picture, page)
        if seen is None:
            return None
        seen = self._turned(ocr, file, kind, self._with_stamps(ocr, file, kind, seen)) if page else seen
        self._do(ocr.keep, file.sha256, seen)
        return seen

    def _turned(self, ocr: Ocr, file: SpooledFile, kind: str, seen: Seen) -> Seen:
        """What was seen of a picture, and what stands on it upwards or downwards."""
        for turn in _SIDES:
            if picture := self._do(self._draw, file, kind, seen.page, turn):
                seen = self._do(ocr.see_turned, picture, seen)
        return seen

    def _with_stamps(self, ocr: Ocr, file: SpooledFile, kind: str, seen: Seen) -> Seen:
        """What was seen of a page or picture, and what stands on its stamps."""
        stamps = self._do(self._draw, file, kind, seen.page, seen.turn, stamps=True)
        return seen if stamps is None or stamps.blank else self._do(ocr.see_stamps, stamps, seen)

    def _draw(self, file: SpooledFile, kind: str, page: int, turn: int, *, stamps: bool = False) -> Picture | None:
        """The page, or only what may be stamps on it."""
        request = {"path": str(file.path.absolute()), "kind": kind, "page": page, "turn": turn, "stamps": stamps}
        try:
            return wire.load_picture(self._worker.ask(request, wire.has_its_bytes, _LONGEST_PICTURE))
        except (NoAnswerError, ValueError, KeyError, TypeError):
            return None

    def _make(self, file: SpooledFile, kind: str, side: int) -> Developed | None:
        request = {"path": str(file.path.absolute()), "develop": kind, "side": side}
        try:
            return wire.load_developed(self._worker.ask(request, wire.has_its_bytes, _LONGEST_PICTURE))
        except (NoAnswerError, ValueError, KeyError, TypeError):
            return None

    def _develop(self, file: SpooledFile, kind: str, name: str) -> Rendition | None:
        made = self._make(file, kind, LONGEST_SIDE)
        if made is None:
            return None
        with (file.folder / name).open("xb") as out:
            out.write(made.data)
            out.flush()
            os.fsync(out.fileno())
        sha256, md5 = hashlib.sha256(made.data), hashlib.md5(made.data, usedforsecurity=False)
        spooled = SpooledFile(file.name, file.folder, name, len(made.data), sha256.hexdigest(), md5.hexdigest())
        return Rendition(file.sha256, made.kind, spooled)


def _say_missing(error: NoOcrError) -> None:
    log.warning("ocr.missing", cause=str(error), next_step="install tesseract-ocr and tesseract-ocr-tha; scans stay unread")


def _unread(file: SpooledFile, why: str) -> Document:
    return Document(name=file.name, kind="unknown", size=file.size, sha256=file.sha256, unread=why, maybe_memo=True)
