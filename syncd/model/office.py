"""The office, as its YAML files say: who shares folders, what is published, who approves."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Route(StrEnum):
    """ประเภทคำขอ (measure 2563, item 3): which rules look at a bundle and what kind of post it becomes."""

    MEMO = "memo"
    PHOTOS = "photos"
    REGULATED = "regulated"


@dataclass(frozen=True, slots=True)
class Unit:
    """กลุ่ม/หน่วย: the owner of a shared folder."""

    name: str
    folder: str
    """Its folder's name under the root."""
    aliases: tuple[str, ...] = ()
    """Short names and spellings found on memos."""
    categories: tuple[str, ...] = ()
    """Codes this unit may publish under; empty means all."""
    telephone: str = ""


class Every(StrEnum):
    """How often a piece is due."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that a category must bring in each period, known by the words of its title or file name."""

    name: str
    every: Every = Every.YEAR
    """Of the fiscal year."""


@dataclass(frozen=True, slots=True)
class Category:
    """หมวดข้อมูล: one of the kinds of information the measure lists."""

    code: str
    """As in the announcement, without leading zeros: "1.1" … "1.18"."""
    name: str
    """The official name."""
    label: str
    """The short name used for folders (≤ 25 characters)."""
    slug: str
    """ASCII, fixed; names the category in the `folder` publisher and is the default site term."""
    route: Route
    term: str | int | None = None
    """The site's own category: slug or id. None: the site's category whose slug is `slug`."""
    also: tuple[str | int, ...] = ()
    """Further site categories the post is put in."""
    keep_current_days: int | None = None
    """The category must not go longer than this without a publication; None: no such duty."""
    pieces: tuple[Piece, ...] = ()
    """What the category needs in each period."""
    keywords: tuple[str, ...] = ()
    """Words of a title that speak for this category and no other."""
    since: int | None = None
    until: int | None = None
    """Fiscal years (BE) between which the category is valid; None: open."""
    aliases: tuple[str, ...] = ()
    """Other names that folders may bear for it."""

    def valid_in(self, fiscal_year: int) -> bool:
        """Whether the category is on the office's list in this fiscal year (BE)."""
        return (self.since is None or self.since <= fiscal_year) and (self.until is None or fiscal_year <= self.until)


@dataclass(frozen=True, slots=True)
class Approver:
    """Who may approve publication, judged at the approval's date."""

    name: str
    position: str
    since: dt.date | None = None
    until: dt.date | None = None
    capacity: str = "ตัวจริง"
    """ตัวจริง, รักษาราชการแทน or ปฏิบัติราชการแทน."""
    certificates: tuple[str, ...] = ()
    """Those he signs with: the SHA-256 of one in lower-case hex, or its whole subject as `Signature.subject` has it."""

    def is_in_office(self, day: dt.date) -> bool:
        """Whether he may approve on that day, both ends included."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
