"""Finds national ID numbers. Those that begin with 0 or 9 are juristic persons and article numbers, and pass."""

import re
from collections.abc import Iterator

from stdnum.th import pin

from syncd.model.document import Concern
from syncd.screening.found import Found, numbered
from syncd.screening.people import PERSON
from syncd.screening.rows import before

_SHAPES = (
    # In one piece, after a row's number or not; not the fraction of a number that stands alone in a cell.
    re.compile(r"(?<!\d)(?<!\A\d\.)(?<!\A0\.)([1-8]\d{12})(?!\d)"),
    # In any groups that dashes part; a match may begin at any digit that no digit precedes.
    re.compile(r"(?<!\d)(?=([1-8](?: ?- ?)?(?:\d(?: ?- ?)?){11}\d)(?!\d))"),
    # As it stands on the card, whatever parts it: tabs, slashes, the cells of a table, a line that ends in the middle.
    re.compile(r"(?<!\d)(?=([1-8][\W_]{1,4}\d{4}[\W_]{1,4}\d{5}[\W_]{1,4}\d{2}[\W_]{1,4}\d)(?!\d))"),
    re.compile(r"(?<![\d,])([1-8](?:,\d{3}){4})(?![,\d])"),
)
_BOXES = re.compile(
    r"(?<![\d,])(?<!\d\s)(?:\d[\s,;|\"]{1,3})?([1-8][\s,;|\"]{1,3}(?:\d[\s,;|\"]{1,3}){11}\d)(?![\s,;|\"]{0,3}\d)"
)
"""One digit in each of the thirteen boxes of a form, after a row's number or not."""
_RUN = re.compile(r"(?<![\d.,/-])(?:\d{1,3}\.? )?([1-8](?:\d| (?=\d)){12,17})(?![\d.,/-])(?! ?\d)")
"""Parted by blanks in groups of its own: an ID only where the line says so."""
SAYS = re.compile(
    r"ประจำ ?ตัว ?ประชาชน|บัตร ?ประชาชน|เลข ?บัตร|ปชช\.?|(?:national|citizen|card|personal) ?id|\bid ?(?:card|no)", re.IGNORECASE
)
_SAID = re.compile(rf"(?:{SAYS.pattern})[^\d\n]{{0,40}}\n?[^\d\n]{{0,10}}([1-9](?:[ .-]{{0,3}}\d){{12}})(?!\d)", re.IGNORECASE)
_EXAMPLES = frozenset({"1234567890123", *(str(digit) * 13 for digit in range(10))})
_LENGTH = 13
_NEAR = 100
_LOW = frozenset("012345")
"""Thirteen boxes with nothing higher are marks given in a questionnaire."""


def find(text: str) -> Iterator[Found]:
    """IDs in plain text: by their checksum, or because it says so."""
    found: dict[str, None] = {}
    for shape in _SHAPES:
        found |= dict.fromkeys(digits for match in shape.finditer(text) if pin.is_valid(digits := _digits(match[1])))
    for match in _BOXES.finditer(text):
        digits = _digits(match[1])
        if pin.is_valid(digits) and not set(digits) <= _LOW:
            found[digits] = None
    for match in _RUN.finditer(text):
        digits = _digits(match[1])
        if len(digits) == _LENGTH and pin.is_valid(digits) and _is_said(text, match.start()):
            found[digits] = None
    for match in _SAID.finditer(text):
        if (digits := _digits(match[1])) not in _EXAMPLES:
            found[digits] = None
    return map(masked, found)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_said(text: str, at: int) -> bool:
    said = before(text, at, _NEAR)
    return SAYS.search(said) is not None or PERSON.search(said) is not None


def masked(digits: str) -> Found:
    """An ID, as it may be shown."""
    return numbered(Concern.NATIONAL_ID, digits, f"x-xxxx-xxxxx-{digits[-3:-1]}-{digits[-1]}")
