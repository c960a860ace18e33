"""What reading one file gave: what it is, what is wrong with it, what must not become public."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

from syncd.model.memo import Memo


class FaultKind(StrEnum):
    """What is wrong with a file as a file; most are returned to the unit, `syncd.rules` says which."""

    EMPTY = "empty"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    WRONG_TYPE = "wrong_type"
    FORBIDDEN_TYPE = "forbidden_type"
    MACROS = "macros"
    ACTIVE = "active"
    LINKED = "linked"
    """Shows, or asks for, what does not lie in the file: a picture of the net, another workbook, a database. Held."""
    CONCEALED = "concealed"
    """Holds what is not seen when it is opened and is public with it: hidden sheets, changes, comments. A note."""
    BOMB = "bomb"
    MALWARE = "malware"
    """The office's virus scanner knows it."""
    UNSCANNED = "unscanned"
    """The scanner did not look it through to its end. Held."""
    SCANNER_AWAY = "scanner_away"
    """The scanner does not answer. Held until it does."""
    SIGNATURE = "signature"
    """Signed digitally, and the signature is broken or the file was changed after it."""
    TOO_BIG = "too_big"
    """So large that it was not even copied: its size alone decides."""


WITHIN = " › "
"""Between the name of a packed file and that of a file in it, wherever people see them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a file, with what a person needs to know about it."""

    kind: FaultKind
    detail: str = ""
    """Thai; e.g. the kind the file really is."""
    inside: str = ""
    """Which file of a packed one has the fault."""


class Concern(StrEnum):
    """What must not come before the public unseen; each is also the name of the rule that holds it."""

    NATIONAL_ID = "national_id"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"
    PASSPORT = "passport"
    BIRTH_DATE = "birth_date"
    PUPILS = "pupils"
    SECRECY = "secrecy"


@dataclass(frozen=True, slots=True)
class Spot:
    """One place in a file where something of concern stands."""

    concern: Concern
    place: str
    """Thai: "หน้า 2", "ชีต คะแนน ช่อง B3"."""
    shown: str
    """Masked: enough to find it there, never the whole of it."""
    mark: str = field(default="", compare=False, repr=False)
    """Of a number: tells it from others without saying it, so that the office's own may pass; "" else."""


@dataclass(frozen=True, slots=True)
class Photo:
    """What a photo in a photo drop is, from one look at all of it."""

    moves: bool
    """Whether it holds several pictures that follow one another."""
    looks_like_page: bool
    """Whether it may be a photographed document: that needs an approval, whatever folder it lies in."""


@dataclass(frozen=True, slots=True)
class Document:
    """What reading one file gave. Compact: the text itself stays in the reader's process."""

    name: str
    kind: str
    """By content, not by name: "pdf", "docx", "xlsx", "pptx", "doc", "xls", "jpeg", "png", "zip", "text", "mp4", …, "unknown"."""
    size: int
    sha256: str
    faults: tuple[Fault, ...] = ()
    unread: str | None = None
    """Thai: why some of its contents could not be read (a scan, a picture, an old format); None: all was read."""
    maybe_memo: bool = False
    """True for an unread file that might be the memo (a scan, a picture, .doc)."""
    pages: int | None = None
    to_ocr: tuple[int, ...] = ()
    """Pages that are pictures, whose words only OCR could tell, and that it has not looked at: from 1; 0: a photo in a drop;
    of a packed file, as `memo/packed_pages` numbers them."""
    by_ocr: tuple[int, ...] = ()
    """Pages (from 1) whose words OCR read: what it missed on them (handwriting, stamps, faint print), nobody knows."""
    is_signed: bool = False
    """Whether a digital signature was put on it; what they are worth, its memos say."""
    memos: tuple[Memo, ...] = ()
    headline: str = ""
    """Its first lines, if they name a year or a quarter."""
    spots: tuple[Spot, ...] = ()
    """Where something of concern stands, masked."""
    photo: Photo | None = None
    """Of a photo in a photo drop that can be shown."""
    words: str | None = None
    """What a text in a photo drop says: its captions."""

    def with_faults(self, *faults: Fault) -> Self:
        """The document with these besides."""
        return replace(self, faults=(*self.faults, *faults))
