"""Case numbers that lie about outside the ledger: in folders that were filed, on units' pages, in our own private places."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

from syncd import reply, share, status_page
from syncd.litter import is_reply
from syncd.model.office import Unit
from syncd.model.state import State
from syncd.numbering import NUMBER
from syncd.settings import Settings

_FILED = re.compile(rf"({NUMBER.pattern})(?: (.*))?", re.DOTALL)
_LOGGED = re.compile(rf'"(?:case|number)": ?"({NUMBER.pattern})"')
_PAGE_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class Filed:
    """A folder that lies filed as published, by its name: anybody may have made it."""

    unit: Unit
    path: str
    """Relative to the root."""
    number: str
    name: str
    """The rest of its name, as it was filed: perhaps shortened."""


def filed(settings: Settings, unit: Unit, year: int | None = None) -> Iterator[Filed]:
    """The unit's filed folders, of one fiscal year of filing or of all; only names are looked at. Raises nothing."""
    home, published = settings.folders.root / unit.folder, settings.folders.published
    for one in [str(year)] if year is not None else _names(settings, unit, published):
        for quarter in _names(settings, unit, f"{published}/{one}"):
            place = f"{published}/{one}/{quarter}"
            with suppress(OSError), share.opened_below(home, place) as folder, os.scandir(folder) as entries:
                for entry in entries:
                    found = _FILED.fullmatch(normalize("NFC", entry.name))
                    if found and entry.is_dir(follow_symlinks=False):
                        yield Filed(unit, f"{unit.folder}/{place}/{entry.name}", found[1], found[2] or "")


def said_at(settings: Settings, path: str) -> State | None:
    """What our reply in the folder at root/path says; None when there is none, or more than one."""
    with suppress(OSError), share.opened_at(settings.folders.root, path) as folder:
        said = {reply.state_of(normalize("NFC", name)) for name in share.names(folder) if is_reply(name)}
        return said.pop() if len(said) == 1 else None
    return None


def on_page(settings: Settings, unit: Unit) -> set[str]:
    """Numbers that stand on the unit's own page, which lists what was taken back, too."""
    with suppress(OSError), share.opened_below(settings.folders.root / unit.folder, "") as folder:
        page = share.read(folder, status_page.FILE_NAME, _PAGE_BYTES) or b""
        return set(NUMBER.findall(page.decode("utf-8", "replace")))
    return set()


def in_private(settings: Settings) -> set[str]:
    """Numbers in places that only syncd writes to: kept memos, private copies, logs. Raises OSError."""
    years = {name[:4] for place in ("archive", "spool") for name in _listed(settings.state_dir / place) if name[:4].isdigit()}
    found = {number for year in years for number in kept(settings, int(year))}
    for file in (settings.state_dir / "log").glob("syncd.log*"):
        with file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                found |= set(_LOGGED.findall(line))
    return found


def kept(settings: Settings, year: int) -> set[str]:
    """Numbers of a fiscal year of which there is a kept memo or a private copy. Raises OSError."""
    spooled = (name.rpartition("-")[0] for name in _listed(settings.state_dir / "spool"))
    found = (*_listed(settings.state_dir / "archive" / str(year)), *spooled)
    return {number for number in found if NUMBER.fullmatch(number) and number.startswith(f"{year}-")}


def _listed(folder: Path) -> list[str]:
    return [entry.name for entry in os.scandir(folder)] if folder.is_dir() else []


def _names(settings: Settings, unit: Unit, place: str) -> list[str]:
    with suppress(OSError), share.opened_below(settings.folders.root / unit.folder, place) as folder:
        return share.names(folder)
    return []
