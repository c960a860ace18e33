"""A page that is a picture, as values: the picture, what OCR saw on it, and the lines of text that this makes. Pure."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

from syncd import thai
from syncd.memo.page import Line, rows

PHOTO = 0
"""In place of a page's number: a photo of things, on which each line counts by itself."""

_LETTER = "5"
"""tesseract's level of words; in Thai, which has no blanks between words, nearly every one is a letter."""
_BLANK = 0.45
"""A gap between letters wider than this share of a line's height is a blank, …"""
_COLUMN = 1.6
"""… wider than this, the beginning of another column."""
_MOST_CERTAIN = 0.99
_ENOUGH_LETTERS = 30
_ENOUGH_CERTAINTY = 0.75
"""Upright printed pages reach 0.88 and more, faint ones 0.8, pages on their side 0.5, pictures of things 0.3."""
_HEADING = "บันทึกข้อความ"
_PAGE = 6
"""Lines that can be read: a banner behind people, or the caption of a chart, has fewer."""
_DOUBTFUL, _ROW, _SHARE, _MANY, _NOISE = 0.7, 7, 0.2, 40, 0.3
"""Less sure letters are not read; so many side by side may be a word, and more of them than such a share of what is read are
not misread print; so many in all may be a text, unless they are as good as guessed, as on grass and gravel."""
_WRITTEN = re.compile("[0-9A-Za-zก-๙]")
_SHORT = 8
"""Letters: of leaves and faces OCR makes shorter lines."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a person sees it, upright and straight, in grey."""

    png: bytes
    width: float
    height: float
    """In points, as the lines of text on it."""
    lies: bool = False
    """Whether its lines seem to run up or down: it lies on its side."""
    blank: bool = False
    """Whether there is nothing on it."""
    ruled: bool = False
    """Whether long straight lines stand on it: those of a table, a form, a frame, or the edge of a photographed sheet."""
    uneven: bool = False
    """Whether its ground is brighter here than there: it was photographed, or parts of it are coloured."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What OCR saw of a page."""

    page: int
    """From 1, or PHOTO, or below 0: of a picture beside words."""
    turn: int
    """Degrees, clockwise, by which the page was turned to be read: 0, 90, 180 or 270."""
    width: float
    height: float
    """The turned page in points."""
    tsv: str
    """tesseract's table of what stands where, in pixels of the picture; empty of a blank page."""
    blank: bool = False
    """Whether there is nothing on the page to be read."""
    again: str = ""
    """The same of a second look, for which the page was cut up otherwise; empty without one."""
    stamps: str = ""
    """The lines that OCR read on what may be stamps (`memo/inked`), each by itself."""
    turned: str = ""
    """The lines that it surely read on a picture beside words, laid on its one side and on its other, each by itself."""


@dataclass(frozen=True, slots=True)
class _Letter:
    left: float
    right: float
    top: float
    bottom: float
    certainty: float
    text: str


def lines(seen: Seen) -> tuple[Line, ...]:
    """The lines of text, each column apart, in points: of the first look, unless only the second made words of the page."""
    looks = _looks(seen)
    return _lines(next(filter(_is_writing, looks), looks[0]))


def legible(seen: Iterable[Seen], pages: Collection[int]) -> tuple[tuple[Line, ...], frozenset[int]]:
    """The lines of those of these pages that OCR could read, and which pages they are; nothing stands on a blank one."""
    read = [page for page in seen if page.page in pages and is_legible(page)]
    return tuple(line for page in read for line in lines(page)), frozenset(page.page for page in read)


def places(seen: Iterable[Seen], pages: Collection[int]) -> Iterator[tuple[str, str]]:
    """All that was seen of these pages, each look a text with its place in Thai: a row of print a line, columns parted by tabs.

    A number that one look misread beyond knowing, or took for a part of a table's frame, the other may have read.
    """
    for look in (look for page in seen if page.page in pages for look in _looks(page)):
        yield f"หน้า {look.page}", "\n".join("\t".join(line.text for line in row) for row in rows(_lines(look)))


def sureness(seen: Seen) -> float:
    """How sure OCR was of the letters on average at its first look; 0 when there are too few to tell."""
    sure = [letter.certainty for letters in _printed_lines(seen) for letter in letters for _ in letter.text]
    return sum(sure) / len(sure) if len(sure) >= _ENOUGH_LETTERS else 0.0


def certainty(seen: Seen) -> float:
    """The same however few there are; 0 where there are none."""
    sure = [letter.certainty for letters in _printed_lines(seen) for letter in letters for _ in letter.text]
    return sum(sure) / len(sure) if sure else 0.0


def is_legible(seen: Seen) -> bool:
    """Whether OCR made words of the page, or it is blank; handwriting, photographs and pages on their side OCR does not read."""
    return seen.blank or any(map(_is_writing, _looks(seen)))


def _looks(seen: Seen) -> tuple[Seen, ...]:
    return (seen, replace(seen, tsv=seen.again, again="")) if seen.again else (seen,)


def _is_writing(look: Seen) -> bool:
    return sureness(look) >= _ENOUGH_CERTAINTY and thai.is_plausible("\n".join(line.text for line in _lines(look)))


def _lines(look: Seen) -> tuple[Line, ...]:
    printed = ((letters, _height(letters)) for letters in _printed_lines(look))
    return tuple(_line(look.page, column, high) for letters, high in printed for column in _columns(letters))


def sure_lines(seen: Seen, shortest: int = _SHORT) -> tuple[str, ...]:
    """The lines of so many letters that are surely print, whatever else is on the picture."""
    printed = (letters for letters in _printed_lines(seen) if _mean(letters) >= _ENOUGH_CERTAINTY)
    texts = (thai.normalise("".join(letter.text for letter in letters)) for letters in printed)
    return tuple(text for text in texts if len(text) >= shortest)


def is_doubtful(seen: Seen) -> bool:
    """Whether OCR saw what may be writing and could not read it: letters in a row of which it is not sure, or many single ones.

    Of leaves, faces, roads and words aslant it makes some, and few of them side by side.
    """
    read, unread, single = 0, 0, 0
    for column in (column for letters in _printed_lines(seen) for column in _columns(letters)):
        number, sure = sum(len(_WRITTEN.findall(letter.text)) for letter in column), _mean(column)
        read += number if sure >= _DOUBTFUL else 0
        unread += number if sure < _DOUBTFUL and number >= _ROW else 0
        single += number if _NOISE <= sure < _DOUBTFUL else 0
    return unread > _SHARE * read or single > _MANY


def reads_as_page(seen: Seen) -> bool:
    """Whether so much can be read on a photo that it may be a page, a list or a screen; a banner behind people says less."""
    printed = sure_lines(seen)
    return len(printed) >= _PAGE or any(_HEADING in line for line in printed)


def _mean(letters: list[_Letter]) -> float:
    return sum(letter.certainty for letter in letters) / len(letters)


def _printed_lines(seen: Seen) -> Iterator[list[_Letter]]:
    table = [row for row in (line.split("\t") for line in seen.tsv.splitlines()) if len(row) == 12]  # noqa: PLR2004 - columns
    wide = next((float(row[8]) for row in table if row[0] == "1"), 0.0)
    scale = seen.width / wide if wide > 0 else 0.0
    words = (row for row in table if row[0] == _LETTER and row[11].strip())
    for _, line in groupby(words, key=lambda row: row[1:5]):
        yield sorted((_letter(row, scale) for row in line), key=lambda letter: letter.left)


def _letter(row: list[str], scale: float) -> _Letter:
    left, top, wide, high = (float(value) * scale for value in row[6:10])
    return _Letter(left, left + wide, top, top + high, min(max(float(row[10]) / 100, 0.0), _MOST_CERTAIN), row[11].strip())


def _columns(letters: list[_Letter]) -> Iterator[list[_Letter]]:
    high = _height(letters)
    column, end = letters[:1], letters[0].right
    for letter in letters[1:]:
        if letter.left - end > _COLUMN * high:
            yield column
            column = []
        column.append(letter)
        end = max(end, letter.right) if len(column) > 1 else letter.right
    yield column


def _height(letters: list[_Letter]) -> float:
    return median(letter.bottom - letter.top for letter in letters)


def _line(page: int, column: list[_Letter], high: float) -> Line:
    text, end = "", column[0].right
    for letter in column:
        text += " " if letter.left - end > _BLANK * high and not thai.is_mark(letter.text[0]) else ""
        text += letter.text
        end = max(end, letter.right)
    return Line(
        page,
        min(letter.left for letter in column),
        max(letter.right for letter in column),
        median(letter.bottom for letter in column),
        thai.normalise(text),
        min(letter.certainty for letter in column),
    )
