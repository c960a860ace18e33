"""The private copy of a bundle: the only bytes that are checked and published."""

from dataclasses import dataclass
from pathlib import Path

from syncd.model.folder import FileStamp


@dataclass(frozen=True, slots=True)
class SpooledFile:
    """One file of a bundle in the private copy: the only bytes that are checked and published."""

    name: str
    """Relative path inside the bundle, NFC."""
    folder: Path
    """Where the private copy lies: one path for all files of a bundle."""
    copy: str
    """The copy's own name in there."""
    size: int
    """Bytes."""
    sha256: str
    md5: str
    """Hex; for the site's Content-MD5 check only."""

    @property
    def path(self) -> Path:
        """The private copy."""
        return self.folder / self.copy


@dataclass(frozen=True, slots=True)
class Rendition:
    """The picture for the public that was made of a photo: upright, small, without a word of where it was taken."""

    of: str
    """sha256 of the photo."""
    kind: str
    """"jpeg" or "png"."""
    file: SpooledFile


@dataclass(frozen=True, slots=True)
class Claim:
    """A private copy of a whole bundle, proven equal to one state of its folder."""

    folder: Path
    files: tuple[SpooledFile, ...]
    version: str
    """sha256 over the sorted (name, sha256) list: what the contents are, whatever their times."""
    signature: str
    """The sighting's signature that the copy was proven against."""
    left: tuple[FileStamp, ...] = ()
    """Files that were not copied, because their size alone decides."""
    renditions: tuple[Rendition, ...] = ()
    """What goes public in place of photos; made once it is decided that they do."""
