"""Looks through what a file says for what must not come before the public unseen, and tells where it stands."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from syncd import screening
from syncd.memo import scan
from syncd.memo.scan import Seen
from syncd.model.document import Concern, Spot

_UNDER_HEADING = 200
"""Texts in which the names of a list may follow its heading."""
_ROWS, _ROW = 400, 100
"""Short texts, and letters of each, that may be the rows or cells of one list."""
_NUMBER = re.compile(r"\d{1,3}\.?")
"""Of a row, in a cell of its own."""
_BOXES, _BETWEEN_BOXES = 13, frozenset({"", "-"})
"""How many digits, each in a text of its own, may be an ID, and what may stand between them."""
_FROM_THE_RIGHT = "\u202e"
_MOST, _MOST_NUMBERS = 50, 2_000
"""Spots of one concern told of one file. More would tell an officer no more; but one more number may not be the office's own."""


def spots(places: Iterable[tuple[str, str]], *, read_by_ocr: bool = False) -> tuple[Spot, ...]:
    """What stands in these texts, each given with its place in Thai; each once at its place, masked, in order.

    A text that only says what the next one holds ("เลขที่บัญชี") is read together with it, and with all pieces of a number
    that follow. `read_by_ocr`: digits may be
    misread, so that a number's shape alone is enough.
    """
    return few(_found(places, read_by_ocr=read_by_ocr))


def spots_on(seen: Collection[Seen], pages: Collection[int]) -> tuple[Spot, ...]:
    """What stands on these pages that OCR saw: in print, and of what it read on stamps the marks of secrecy alone."""
    marks = ((f"ตราประทับในหน้า {page.page}", mark) for page in seen if page.page in pages for mark in marks_on_stamps(page))
    return spots(chain(scan.places(seen, pages), marks), read_by_ocr=True)


def marks_on_stamps(seen: Seen) -> list[str]:
    """The marks of secrecy that OCR read on what may be stamps."""
    return [mark for line in seen.stamps.splitlines() if (mark := screening.mark_on_stamp(line))]


def few(spots: Iterable[Spot]) -> tuple[Spot, ...]:
    """As many of them as help an officer, and every different number."""
    kept: dict[tuple[Spot, str], None] = {}
    told: Counter[Concern] = Counter()
    numbers: set[tuple[Concern, str]] = set()
    for spot in spots:
        is_new = bool(spot.mark) and (spot.concern, spot.mark) not in numbers
        if (spot, spot.mark) not in kept and told[spot.concern] < (_MOST_NUMBERS if is_new else _MOST):
            kept[spot, spot.mark] = None
            told[spot.concern] += 1
            numbers.add((spot.concern, spot.mark))
    return tuple(spot for spot, _ in kept)


def _both_ways(place: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The text, and how it is seen if a sign in it has letters run from the right."""
    return (place, (place[0], place[1][::-1])) if _FROM_THE_RIGHT in place[1] else (place,)


class _Rows:
    """Short texts, paragraphs and cells, as the lines of one page, and digits that have a text box each."""

    def __init__(self) -> None:
        self.first = ""
        self.boxes: list[str] = []
        self._lines: list[str] = []
        self._digits = ""

    def add(self, place: str, text: str) -> None:
        sign = text.strip()
        if len(sign) == 1 and sign.isdecimal():
            self._digits += sign
        elif sign not in _BETWEEN_BOXES:
            self.end_of_boxes(sign)
        if len(self._lines) < _ROWS and len(text) <= _ROW and "\n" not in text:
            self.first = self.first or place
            is_numbered = self._lines and _NUMBER.fullmatch(self._lines[-1].strip()) and not any(map(str.isdecimal, text))
            self._lines.append(f"{self._lines.pop()} {text}" if is_numbered else text)

    def end_of_boxes(self, sign: str = "") -> None:
        """Thirteen are kept, unless a number follows, as the sum of marks does."""
        if len(self._digits) == _BOXES and not sign.isdecimal():
            self.boxes.append(" ".join(self._digits))
        self._digits = ""

    def page(self) -> str:
        return "\n".join(self._lines)


def _found(places: Iterable[tuple[str, str]], *, read_by_ocr: bool) -> Iterator[Spot]:
    names: dict[str, str] = {}
    boxes: defaultdict[Concern, dict[str, bool]] = defaultdict(dict)
    in_boxes: list[Spot] = []
    rows = _Rows()
    told: set[screening.Found] = set()
    label = heading = ""
    under_heading = 0
    for place, text in chain.from_iterable(map(_both_ways, places)):
        said = f"{label}\n{text}" if label else text
        for concern, marks in screening.boxes(said).items():
            boxes[concern] |= marks
        for found in screening.look(said, read_by_ocr=read_by_ocr):
            spot = Spot(found.concern, place, found.shown, found.mark)
            told.add(found)
            if found.mark in boxes[found.concern]:
                in_boxes.append(spot)
            else:
                yield spot
        if screening.is_heading_of_pupils(text):
            heading, under_heading = text, _UNDER_HEADING
        for name in screening.childrens_names(f"{heading}\n{text}" if under_heading else text):
            names.setdefault(name, place)
        rows.add(place, text)
        under_heading -= under_heading > 0
        label = text if screening.is_label(text) else screening.begun(said)
    yield from (spot for spot in in_boxes if _are_numbers(boxes[spot.concern]))
    page = rows.page()
    rows.end_of_boxes()
    more = chain(screening.under_heads(page), *map(screening.look, rows.boxes))
    yield from (
        Spot(it.concern, rows.first, it.shown, it.mark)
        for it in more
        if it not in told and (it.mark not in boxes[it.concern] or _are_numbers(boxes[it.concern]))
    )
    for name in screening.childrens_names(page):
        names.setdefault(name, rows.first)
    if names and (pupils := screening.list_of_pupils(list(names))):
        yield Spot(pupils.concern, next(iter(names.values())), pupils.shown)


def _are_numbers(boxes: Mapping[str, bool]) -> bool:
    """Whether what stands in boxes is what it looks like: of marks in 13 columns one row in ten has an ID's checksum."""
    return 2 * sum(boxes.values()) >= len(boxes)
