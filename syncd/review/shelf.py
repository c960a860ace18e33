"""Where the pages of held cases lie while they are held: a private folder, or one that only the ICT officers see."""

import re
from collections.abc import Collection
from pathlib import Path

from syncd import share
from syncd.settings import Settings

_OURS = re.compile(r"(\d{4}-\d{4,})\.html")


def folder_of(settings: Settings) -> Path:
    """The folder of the pages."""
    return settings.review.folder or settings.state_dir / "review"


def put(settings: Settings, number: str, html: str) -> Path:
    """Lay the case's page there, in place of an older one, for nobody but those who may look into the folder. Raises OSError."""
    folder = folder_of(settings)
    if settings.review.folder is None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with share.opened(folder) as descriptor:
        share.put(descriptor, f"{number}.html", html.encode())
    return folder / f"{number}.html"


def remove(settings: Settings, number: str) -> None:
    """Take the case's page away, if there is one. Raises OSError."""
    (folder_of(settings) / f"{number}.html").unlink(missing_ok=True)


def sweep(settings: Settings, held: Collection[str]) -> None:
    """Take away the pages of all other cases: what is decided is nobody's to look at any more. Raises OSError."""
    folder = folder_of(settings)
    if not folder.is_dir():
        return
    with share.opened(folder) as descriptor:
        for name in share.names(descriptor):
            if (ours := _OURS.fullmatch(name)) and ours[1] not in held:
                share.remove(descriptor, name)
