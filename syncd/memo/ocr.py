"""Reads the words on a page's picture with tesseract: one confined process per page, one at a time, its answers remembered."""

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from syncd.memo import pipes
from syncd.memo.remembered import Remembered
from syncd.memo.scan import Picture, Seen, certainty, sure_lines

LANGUAGE = "tha"
_TEXT = ("-l", LANGUAGE, "--psm", "6")
"""Of the ways to cut up a page, 6 (one block of text) got most fields right and is the quickest."""
_ANYWHERE, _UPRIGHT = ("-l", LANGUAGE, "--psm", "12"), ("-l", LANGUAGE, "--psm", "11")
"""On a photo: words wherever they stand on it, whichever way it was held; of a few words that cannot be told."""
_LOCALLY = ("-c", "thresholding_method=2")
"""What is ink is told anew for each part of the picture: else words in boxes of a colour are lost, beside those on white."""
_ON_COLOUR = (*_ANYWHERE, *_LOCALLY)
_CELLS = ("-l", LANGUAGE, "--psm", "4")
"""For a second look: the frame of a table makes 6 lose what stands in it, 4 reads it cell by cell."""
_STAMPS = (("-l", LANGUAGE, "--psm", "6"), ("-l", LANGUAGE, "--psm", "11"))
"""Words of different sizes one under the other: either way reads some that the other does not."""
_TURNED = ("-l", LANGUAGE, "--psm", "11")
"""On a picture laid on its side: only a line or two of it may run that way."""
_ORIENTATION = ("-l", "osd", "--psm", "0", *_LOCALLY)
"""A photo is darker here than there; of a page in a dim room nothing else tells how it lies."""
_DPI = 200
_MEGABYTES = 300
_LONGEST_ANSWER = 4 << 20


class NoOcrError(Exception):
    """Tesseract or what it needs to read Thai is not there."""


@dataclass(frozen=True)
class Ocr:
    """Tesseract as this machine has it."""

    program: str
    tessdata: Path | None = None
    """Where its models lie; None: its own."""
    max_pages: int = 30
    """Of one file; what is beyond stays unread."""
    seconds: int = 60
    """For one look at one page."""
    remembered: Remembered | None = None
    launcher: tuple[str, ...] = field(default=(sys.executable, "-I", "-m", "syncd.memo.ocr_process"), repr=False)

    def recall(self, sha256: str, page: int) -> Seen | None:
        """What was seen before on a page of the file with this hash."""
        return None if self.remembered is None else self.remembered.find(self._key(sha256, page))

    def keep(self, sha256: str, seen: Seen) -> None:
        """Remember what was seen."""
        if self.remembered is not None:
            self.remembered.keep(self._key(sha256, seen.page), seen)

    def see(self, picture: Picture, page: int, turn: int) -> Seen | None:
        """What stands on the picture of a page; None when tesseract fails on it."""
        tsv = self._ask(("-", "-", *_TEXT, *_light(picture), "--dpi", f"{_DPI}", "tsv"), picture.png)
        return None if tsv is None else Seen(page, turn, picture.width, picture.height, tsv)

    def glance(self, photo: Picture, page: int) -> Seen | None:
        """What can be read on a photo of things; None when tesseract fails on it."""
        looks = []
        for way in (_ANYWHERE, _UPRIGHT, _ON_COLOUR):
            tsv = self._ask(("-", "-", *way, "--dpi", f"{_DPI}", "tsv"), photo.png)
            if tsv is None:
                return None
            looks.append(Seen(page, 0, photo.width, photo.height, tsv))
            if sure_lines(looks[-1]):
                return looks[-1]
        return max(looks, key=certainty)

    def see_again(self, picture: Picture, seen: Seen) -> Seen:
        """What was seen, and what a second look at the same picture finds."""
        tsv = self._ask(("-", "-", *_CELLS, *_light(picture), "--dpi", f"{_DPI}", "tsv"), picture.png)
        return replace(seen, again=tsv or "")

    def see_turned(self, picture: Picture, seen: Seen) -> Seen:
        """What was seen, and what can surely be read on the same picture laid on its side."""
        tsv = self._ask(("-", "-", *_TURNED, "--dpi", f"{_DPI}", "tsv"), picture.png) or ""
        found = sure_lines(replace(seen, tsv=tsv, width=picture.width, height=picture.height))
        return replace(seen, turned="\n".join(filter(None, (seen.turned, *found))))

    def see_stamps(self, sheet: Picture, seen: Seen) -> Seen:
        """What was seen, and what stands on the stamps that were cut out of the page."""
        read = (self._ask(("-", "-", *way, "--dpi", f"{_DPI}"), sheet.png) or "" for way in _STAMPS)
        return replace(seen, stamps="\n".join(line.strip() for text in read for line in text.splitlines() if line.strip()))

    def orientation(self, picture: Picture) -> int | None:
        """By how many degrees, clockwise, the page must be turned to be upright; None: it bears too few letters to tell."""
        said = self._ask(("-", "-", *_ORIENTATION), picture.png) or ""
        words = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
        turn = words.get("Rotate", "")
        return int(turn) if turn in {"0", "90", "180", "270"} else None

    def missing(self) -> str | None:
        """What is missing to read a page; None: nothing."""
        try:
            self._models()
        except NoOcrError as error:
            return str(error)
        return None

    def _ask(self, arguments: tuple[str, ...], picture: bytes = b"") -> str | None:
        """What tesseract answers; None when it fails, takes too long or says too much."""
        data = () if self.tessdata is None else ("--tessdata-dir", str(self.tessdata))
        shown, (back, writes) = os.memfd_create("page"), os.pipe()
        try:
            os.write(shown, picture)
            os.lseek(shown, 0, os.SEEK_SET)
            process = subprocess.Popen(  # noqa: S603 - our own module and the program that the settings name, no shell
                (*self.launcher, str(self.seconds), str(_MEGABYTES), str(self.tessdata or ""), self.program, *arguments, *data),
                stdin=shown,
                stdout=writes,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1", "MALLOC_ARENA_MAX": "1"},
                start_new_session=True,
            )
        finally:
            os.close(shown)
            os.close(writes)
        try:
            answer = pipes.ask(-1, b"", back, None, seconds=self.seconds, longest=_LONGEST_ANSWER)
            return answer.decode() if process.wait(1) == 0 else None
        except (TimeoutError, subprocess.TimeoutExpired, pipes.TooLongError, UnicodeDecodeError):
            return None
        finally:
            process.kill()
            process.wait()
            os.close(back)

    def _key(self, sha256: str, page: int) -> str:
        return f"{sha256}-{page}-{self._engine}"

    @cached_property
    def _engine(self) -> str:
        """Names program, models and settings: what another engine saw is not what this one sees."""
        digest = hashlib.sha256((self._ask(("--version",)) or "").encode())
        try:
            for name in (LANGUAGE, "osd"):
                digest.update((self._models() / f"{name}.traineddata").read_bytes())
        except OSError as error:
            raise NoOcrError(str(error)) from error
        digest.update(
            repr((_TEXT, _CELLS, _ANYWHERE, _UPRIGHT, _STAMPS, _ON_COLOUR, _TURNED, _ORIENTATION, _LOCALLY, _DPI)).encode()
        )
        return digest.hexdigest()[:16]

    def _models(self) -> Path:
        """Where the models lie. Raises NoOcrError when one is missing."""
        said = self._ask(("--list-langs",))
        if said is None:
            raise NoOcrError("tesseract does not start")
        first, *languages = said.splitlines()
        if missing := {LANGUAGE, "osd"} - set(languages):
            raise NoOcrError(f"tesseract has no model {' and '.join(sorted(missing))}")
        return self.tessdata or Path(first.partition('"')[2].partition('"')[0])


def _light(picture: Picture) -> tuple[str, ...]:
    """Of a picture with one ground, what is ink is told once: that is quicker, and reads thin strokes."""
    return _LOCALLY if picture.uneven else ()
