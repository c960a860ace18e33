"""What one memo says, and how sure that is."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from syncd.model.approval import Approval, Signature


class Source(StrEnum):
    """Where a memo's fields were read from."""

    TEXT = "text"
    OCR = "ocr"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """Where on its file's pages something stands that a person should look at."""

    field: str
    """"number", "date", or "approval": a signature block, from the decision to the date under the name."""
    page: int
    """From 1."""
    x0: int
    top: int
    x1: int
    bottom: int
    """Points from the left and the top of the page as a person holds it."""


@dataclass(frozen=True, slots=True)
class Memo:
    """บันทึกข้อความ: the fields read from one."""

    file: str
    unit: str | None
    """ส่วนราชการ as printed."""
    number: str | None
    """ที่, as printed; None when blank ("/" and dots count as blank)."""
    date: dt.date | None
    subject: str | None
    addressee: str | None
    asks_publication: bool
    """Whether it asks leave to publish (ขอเผยแพร่, ขออนุญาตเผยแพร่, นำ…เผยแพร่ทางเว็บไซต์ …)."""
    approvals: tuple[Approval, ...] = ()
    source: Source = Source.TEXT
    doubts: tuple[str, ...] = ()
    """Thai sentences: why what was read cannot be taken as certain. Not empty: held."""
    format: str = ""
    """The file's kind: "pdf", "docx" …"""
    uncertain: tuple[str, ...] = ()
    """Fields that may be wrong however plausible they look ("number", "date", "subject", "unit", "addressee", "approval"): what
    was read of a scan, until a person has read it too. Good for showing to him, and for nothing else."""
    enclosures: tuple[str, ...] = ()
    """สิ่งที่ส่งมาด้วย, by name; () when it lists none."""
    marks: tuple[FieldPlace, ...] = ()
    """Where number, date and signature blocks stand; nothing for a file without pages."""
    signatures: tuple[Signature, ...] = ()
    """The digital signatures in its file, in the order they were put."""

    @property
    def sure_number(self) -> str | None:
        """The number, if it is certain; None also when there is none."""
        return None if "number" in self.uncertain else self.number

    @property
    def sure_date(self) -> dt.date | None:
        """The date, if it is certain."""
        return None if "date" in self.uncertain else self.date
