"""Finds national ID numbers. Those that begin with 0 or 9 are juristic persons and article numbers, and pass."""

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise

from stdnum.th import pin

from syncd.model.document import Concern
from syncd.screening.found import Found, mark, numbered
from syncd.screening.people import PERSON
from syncd.screening.rows import before

SAYS = re.compile(
    r"ตัว ?ประชาชน|บัตร ?ประชาชน|เลข ?บัตร|ปชช\.?|เลข ?ประจำ ?ตัว(?= ?(?:\d|\Z))|"
    r"(?:national|citizen|card|personal) ?id|\bid ?(?:card|no)",
    re.IGNORECASE,
)
_JUST_SAID = re.compile(rf"(?:{SAYS.pattern})[^\d\n]{{0,40}}\n?[^\d\n]{{0,10}}\Z", re.IGNORECASE)
_SAID = re.compile(rf"(?:{SAYS.pattern})[^\d\n]{{0,40}}\n?[^\d\n]{{0,10}}(?<!\d)([1-8]\d{{12}})(?!\d)", re.IGNORECASE)
_WHOLE = re.compile(r"(?<!\d)(?<!\A\d\.)(?<!\A0\.)([1-8]\d{12})(?!\d)|(?<![\d.])([1-8]\.\d{12})E\+?12(?!\d)")
"""In one piece, or as spreadsheets write long numbers; not the fraction of a number that stands alone in a cell."""
_AS_ON_CARD = re.compile(r"(?<![\w-])([1-8] ?- ?\d{4} ?- ?\d{5} ?- ?\d\d ?- ?\d)(?![\w-])")
"""Nothing else is parted so; one digit may be mistyped."""
_DIGITS = re.compile(r"\d+")
_GAP = re.compile(r"[\W_]{1,6}")
_DASHES = re.compile(r" ?- ?")
_BLANKS = re.compile(r"\s+")
_MORE = re.compile(r"[.,/-]")
"""Beside a group, it is part of a longer number, a sum or a date."""
_TYPED = re.compile(r"(?<![A-Za-z\d])[\dOoIlSB](?:[ .-]{0,3}[\dOoIlSB]){12}(?![A-Za-z\d])")
_LETTERS = str.maketrans("OoIlSB", "001158")
FEWEST_DIGITS = 7
"""In a number some digits of which were typed as letters."""
_BEGUN = re.compile(
    rf"(?:(?:{SAYS.pattern})[^\d\n]{{0,40}}(?:\n?[\d\W_]{{1,40}})?|(?<!\d)[1-8][\W_]{{1,3}}\d{{4}}[\W_]{{1,3}}\d{{5}}(?:[\W_]{{1,3}}\d\d)?[\W_]{{0,3}})\Z",
    re.IGNORECASE,
)
_EXAMPLES = frozenset({"1234567890123", *(str(digit) * 13 for digit in range(10))})
_LENGTH = 13
_CARD = [1, 5, 10, 12, 13]
"""Where the groups end that stand on the card."""
_THOUSANDS = [1, 4, 7, 10, 13]
_FIRST = "12345678"
_MOST_GROUPS, _MOST_PIECES, _ROW_NUMBER, _LEAST_SUM = 6, 3, 3, 4
"""How many groups make a number that is said to be an ID, and one cut anywhere;
digits of a row's number, and of what is no mark behind boxes."""
_NEAR = 100
_LOW = frozenset("012345")
"""Thirteen boxes with nothing higher are marks given in a questionnaire."""

Group = re.Match[str]
"""Digits that nothing parts."""


def find(text: str) -> Iterator[Found]:
    """IDs in plain text: by their checksum and how they are parted, or because it says so."""
    text = _TYPED.sub(_as_digits, text)
    whole = (_bare(match[1] or match[2]) for match in _WHOLE.finditer(text))
    found = dict.fromkeys(filter(pin.is_valid, whole))
    found |= dict.fromkeys(number[1] for number in _SAID.finditer(text) if number[1] not in _EXAMPLES)
    found |= dict.fromkeys(number for match in _AS_ON_CARD.finditer(text) if (number := _bare(match[1])) not in _EXAMPLES)
    head = SAYS.search(text)
    for run in _runs(text):
        found |= dict.fromkeys(filter(pin.is_valid, _boxes(text, run)))
        for first, last in _windows(run):
            if _is_id(text, run, first, last, is_headed=head is not None and head.start() < run[first].start()):
                found[_joined(run[first:last])] = None
    return map(masked, found)


def boxes(text: str) -> dict[str, bool]:
    """The marks of what is written in plain text one digit to a box, and whether it has an ID's checksum."""
    return {mark(digits): pin.is_valid(digits) for run in _runs(text) for digits in _boxes(text, run)}


def begun(text: str) -> str:
    """The end of plain text that may begin an ID: a word for one and less than all digits, or groups as on the card."""
    found = _BEGUN.search(text)
    return found[0] if found and len(_bare(found[0])) < _LENGTH else ""


def _as_digits(number: re.Match[str]) -> str:
    """A number in which letters stand for 0 and 1, as people type them."""
    return number[0].translate(_LETTERS) if len(_bare(number[0])) >= FEWEST_DIGITS else number[0]


def _bare(text: str) -> str:
    return re.sub(r"\D", "", text)


def _joined(groups: list[Group]) -> str:
    return "".join(group[0] for group in groups)


def _runs(text: str) -> Iterator[list[Group]]:
    """Groups of digits one after another, with neither letters nor wide gaps between."""
    run: list[Group] = []
    for group in _DIGITS.finditer(text):
        if run and not _GAP.fullmatch(text, run[-1].end(), group.start()):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _boxes(text: str, run: list[Group]) -> Iterator[str]:
    """Thirteen digits each in a box of its own, after a row's number or not; scores have others or a sum beside them."""
    for line in _lines(text, run):
        singles = [len(group[0]) == 1 for group in line]
        for start in (0, 1):
            end = start + _LENGTH
            digits = _joined(line[start:end])
            is_alone = end == len(line) or (end < len(line) and len(line[end][0]) >= _LEAST_SUM)
            if all(singles[start:end]) and is_alone and digits[0] in _FIRST and not set(digits) <= _LOW:
                yield digits


def _lines(text: str, run: list[Group]) -> list[list[Group]]:
    """The run line by line; lines of one group each, one under the other, are one."""
    lines: list[list[Group]] = [run[:1]]
    for group, gap in zip(run[1:], _gaps(text, run), strict=True):
        if "\n" in gap:
            lines.append([])
        lines[-1].append(group)
    columns: list[list[Group]] = []
    was_single = False
    for line in lines:
        is_single = len(line) == 1
        if is_single and was_single:
            columns[-1] += line
        else:
            columns.append(line)
        was_single = is_single
    return columns


def _gaps(text: str, groups: list[Group]) -> list[str]:
    return [text[one.end() : other.start()] for one, other in pairwise(groups)]


def _windows(run: list[Group]) -> Iterator[tuple[int, int]]:
    """From which group up to which there are just thirteen digits, in two groups or more."""
    for first in range(len(run)):
        length = 0
        for last in range(first, len(run)):
            length += len(run[last][0])
            if length >= _LENGTH:
                if length == _LENGTH and last > first:
                    yield first, last + 1
                break


def _is_id(text: str, run: list[Group], first: int, last: int, *, is_headed: bool) -> bool:
    """Whether these groups are an ID: parted as on the card or as one number, or parted anyhow where an ID is spoken of."""
    groups = run[first:last]
    digits, gaps = _joined(groups), _gaps(text, groups)
    if digits[0] == "0" or (len(groups) > _MOST_GROUPS and len(groups) < _LENGTH):
        return False
    start = groups[0].start()
    is_said = is_headed and _JUST_SAID.search(text[max(0, start - _NEAR) : start]) is not None
    if is_said and not any("\n" in gap or "," in gap for gap in gaps):
        return digits not in _EXAMPLES
    if digits[0] == "9" or len(groups) == _LENGTH or not pin.is_valid(digits):
        return False
    ends = list(accumulate(len(group[0]) for group in groups))
    before_it = text[run[first - 1].end() : start] if first else ""
    behind_it = text[groups[-1].end() : run[last].start()] if last < len(run) else ""
    if ends == _THOUSANDS and set(gaps) == {","}:
        return "," not in before_it + behind_it
    is_of_card = set(ends) <= set(_CARD)
    if ends == _CARD or (is_of_card and all(map(_DASHES.fullmatch, gaps))):
        return True
    if _MORE.search(before_it + behind_it):
        return False
    is_cut = len(groups) <= _MOST_PIECES and all(map(_BLANKS.fullmatch, gaps))  # one number in several cells or lines
    if is_said:
        return is_cut or is_of_card
    is_alone = first <= 1 and (not behind_it or "\n" in behind_it)
    if not is_alone or (first and len(run[0][0]) > _ROW_NUMBER):
        return False
    if all(gap == " " or _DASHES.fullmatch(gap) for gap in gaps) and (is_of_card or ends[0] == 1):
        return is_headed or _is_of_person(text, start)
    return is_headed and (is_cut or is_of_card)


def _is_of_person(text: str, at: int) -> bool:
    return PERSON.search(before(text, at, _NEAR)) is not None


def masked(digits: str) -> Found:
    """An ID, as it may be shown."""
    return numbered(Concern.NATIONAL_ID, digits, f"x-xxxx-xxxxx-{digits[-3:-1]}-{digits[-1]}")
