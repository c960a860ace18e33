"""What the rules may look at besides the bundle itself: the office's settings, the day, and what the ledger knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from syncd.model.approval import Evidence
from syncd.model.office import Approver, Unit
from syncd.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Known:
    """Facts from the ledger about one bundle. The bundle's own case is never among them."""

    same_memo: tuple[str, ...] = ()
    """Case numbers under which the same memo stands: equal bytes, or equal unit, number (or subject) and date."""
    same_files: Mapping[str, str] = field(default_factory=dict)
    """sha256 of a file of the bundle → the case number under which it is published."""
    same_name: str | None = None
    """The published case of this unit with the same folder name, category and fiscal year."""
    categories: Mapping[str, str] = field(default_factory=dict)
    """Case number among `same_files` → the code of the category it stands in."""
    published: tuple[tuple[str, date], ...] = ()
    """(title, day) of what the bundle's category brought in this fiscal year; only for categories that need pieces."""
    identical: tuple[str, str] | None = None
    """(case number, URL) when everything in the bundle is already published as one case."""


@dataclass(frozen=True, slots=True)
class Office:
    """The office on one day. Give each bundle its own with `dataclasses.replace(office, known=…)`."""

    name: str
    today: date
    """In Thailand."""
    approvers: tuple[Approver, ...]
    taxonomy: Taxonomy
    units: tuple[Unit, ...]
    accept: frozenset[Evidence] = frozenset({Evidence.SIGNATURE})
    """Evidence that counts without an officer's look."""
    text_from: frozenset[str] = frozenset({"pdf"})
    """Kinds of document whose words count as evidence `text`."""
    max_file_bytes: int = 0
    """The site's limit for one file; 0: none."""
    passing: frozenset[str] = frozenset()
    """Marks of the office's own telephone numbers and accounts, which may be public."""
    ocr_is_enough: bool = False
    """Whether scans that OCR could read, and found nothing in, go out without an officer's look."""
    photos_need_release: bool = True
    """Whether an officer looks at photos before they go out."""
    known: Known = Known()
