"""What is to stand on the site, and the proof that it does."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from syncd.model.office import Category, Unit


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a post."""

    slug: str
    """key + "-" + first 12 of the sha256. Names the medium on the site, and only there once per case."""
    folder: Path
    """Where the private copy to send lies: one path for all files of a post."""
    copy: str
    """The copy's own name in there."""
    filename: str
    """Short ASCII name with the right extension: the name on the site."""
    title: str
    """Shown to the public; Thai."""
    size: int
    sha256: str
    md5: str
    media_type: str
    """"application/pdf" …"""
    alt: str = ""
    """Of a picture: what it shows, for those who do not see it."""
    caption: str = ""
    """Of a picture: what stands under it."""

    @property
    def path(self) -> Path:
        """The private copy to send."""
        return self.folder / self.copy


@dataclass(frozen=True, slots=True)
class Post:
    """What is to stand on the site for one case. A pure value: publishing it twice is publishing it once."""

    key: str
    """Case number + "-" + 8 hex; also the post's slug."""
    version: str
    title: str
    body: str
    """HTML in blocks any theme shows. What is not known of an attachment before it stands on the site is named by its slug:
    `syncd-file:SLUG` its URL, `syncd-shown:SLUG` that of a picture fit for a page, `syncd-id:SLUG` the site's own number."""
    excerpt: str
    category: Category
    unit: Unit
    published_at: dt.datetime
    """Aware; the first publication. Corrections do not change it."""
    attachments: tuple[Attachment, ...] = ()
    featured: str = ""
    """The slug of the picture that stands for the post in lists; "" for none."""


PUBLISHED_ON = "syncd-date:published"
"""Stands in a composed body for the day of first publication, which is known only when the post goes out."""


FILE_URL, SHOWN_URL, FILE_ID = "syncd-file:", "syncd-shown:", "syncd-id:"
"""Prefixes in Post.body of what is not known of an attachment before it stands on the site."""


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """An attachment as it stands on the site."""

    slug: str
    remote_id: str
    url: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof of one publication: what stands where."""

    publisher: str
    key: str
    version: str
    remote_id: str
    """"" when the post itself never came to stand (a case that ended in mid-upload)."""
    url: str
    files: tuple[PlacedFile, ...] = ()
