"""A whole folder, read: its documents and what the clerk wrote about them."""

import datetime as dt
from dataclasses import dataclass, field

from syncd.model.document import Document
from syncd.model.folder import Refused
from syncd.model.office import Category, Route, Unit


@dataclass(frozen=True, slots=True)
class Details:
    """รายละเอียด.txt or bundle.yaml: what the clerk wrote about the bundle."""

    file: str | None = None
    title: str | None = None
    description: str | None = None
    date: dt.date | None = None
    memo: str | None = None
    publish_memo: bool = False
    cover: str | None = None
    """Of a photo drop: the photo shown first, and in lists."""
    captions: tuple[tuple[str, str], ...] = ()
    """Of a photo drop: (photo, what is said of it), in the order written."""
    problems: tuple[str, ...] = ()
    """Thai: lines that were not understood."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """เรื่องที่ขอเผยแพร่: one folder, read."""

    unit: Unit
    path: str
    name: str
    category: Category | None
    category_folder: str
    route: Route
    version: str
    documents: tuple[Document, ...]
    """Every content file but the details form."""
    details: Details = field(default_factory=Details)
    refused: tuple[Refused, ...] = ()
    undecided: bool = False
