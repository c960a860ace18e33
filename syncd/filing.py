"""Filing: a published bundle's folder moves to เผยแพร่แล้ว, under its fiscal year and quarter, with a link to its page."""

import itertools
import os
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import quote

from syncd import share, thai
from syncd.litter import LINK_NAME

_LONGEST_PATH = 240
"""Characters below the unit's folder, the longest file inside included: Windows ends at 260, and the clerk's drive needs some."""
_SHORTEST_NAME = 20
"""Characters kept in any case: the number and a little of the name."""


def file_away(
    root: Path,
    source: str,
    *,
    unit_folder: str,
    published_folder: str,
    number: str,
    name: str,
    on: date,
    url: str | None,
    still_same: Callable[[], bool],
) -> str | None:
    """Move root/source to its place; that place relative to `root`, or None when it stays: changed, or no longer there.

    `on` is the day of publication. `still_same` is asked last of all, right before the move. Raises OSError when the move
    cannot be made now (a file open in Word); repeating it is always safe, and ends where a cut-off run would have ended.
    """
    unit, inside = root / unit_folder, source.removeprefix(f"{unit_folder}/")
    place = f"{published_folder}/{thai.fiscal_year(on)}/ไตรมาส {thai.quarter(on)}"
    with share.opened_below(unit, ""):
        pass  # a unit that is not there at all is an error to retry, not a folder that was moved
    there = _is_there(unit, inside)
    filed = _move(unit, inside, place, f"{number} {name}", still_same) if there else _find(unit, place, number)
    if filed is not None and url:
        with share.opened_below(unit, f"{place}/{filed}") as folder:
            share.put(folder, LINK_NAME, link_file(url))
    return None if filed is None else f"{unit_folder}/{place}/{filed}"


def link_file(url: str) -> bytes:
    """A Windows shortcut to the page."""
    return f"[InternetShortcut]\r\nURL={quote(url, safe=':/?#[]@!$&()*+,;=%~')}\r\n".encode("ascii")


def _is_there(unit: Path, source: str) -> bool:
    try:
        with share.opened_below(unit, source):
            return True
    except (FileNotFoundError, NotADirectoryError):  # the latter: a file or a link stands there now
        return False


def _find(unit: Path, place: str, number: str) -> str | None:
    """The folder of this case that an earlier run has moved; the latest when it was published more than once."""
    try:
        with share.opened_below(unit, place) as folder:
            ours = [found for found in share.names(folder) if found == number or found.startswith(f"{number} ")]
            return max(ours, key=lambda found: os.stat(found, dir_fd=folder, follow_symlinks=False).st_ctime_ns, default=None)
    except FileNotFoundError:
        return None


def _move(unit: Path, source: str, place: str, name: str, still_same: Callable[[], bool]) -> str | None:
    parent, _, old_name = source.rpartition("/")
    with (
        share.opened_below(unit, parent) as here,
        share.opened_below(unit, place, make=True) as there,
    ):
        room = _LONGEST_PATH - len(place) - 2 - _longest_inside(here, old_name)
        new_name = _free_name(there, name, max(room, _SHORTEST_NAME))
        if not still_same():
            return None
        os.rename(old_name, new_name, src_dir_fd=here, dst_dir_fd=there)
        share.sync(there)
        share.sync(here)
        return new_name


def _longest_inside(parent: int, folder: str) -> int:
    files = (f"{path}/{name}" for path, _, names, _ in os.fwalk(folder, dir_fd=parent) for name in [*names, LINK_NAME])
    return max(len(path) - len(folder) - 1 for path in files)


def _free_name(folder: int, name: str, longest: int) -> str:
    """The name made legal on Windows and short enough; numbered when a folder of that name is there."""
    taken = {unicodedata.normalize("NFC", found).casefold() for found in share.names(folder)}
    size = os.fpathconf(folder, "PC_NAME_MAX")  # bytes; 255 as a rule, 143 on the encrypted shares of some NAS
    suffixes = itertools.chain([""], (f" ({count})" for count in itertools.count(2)))
    names = (_trimmed(_legal(name), longest - len(suffix), size - len(suffix)) + suffix for suffix in suffixes)
    return next(free for free in names if free.casefold() not in taken)


def _legal(name: str) -> str:
    plain = re.sub(r'[<>:"/\\|?*\x00-\x1f\x7f]+', "-", unicodedata.normalize("NFC", name))
    return plain.rstrip(". ")


def _trimmed(name: str, characters: int, size: int) -> str:
    """The longest start of the name that fits, never cut between a letter and its marks."""
    while len(name) > characters or len(name.encode()) > size:
        cut = len(name) - 1
        while cut and (unicodedata.combining(name[cut]) or unicodedata.category(name[cut]) == "Mn" or name[cut] == "ำ"):
            cut -= 1
        name = name[:cut].rstrip(". ")
    return name
