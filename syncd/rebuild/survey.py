"""Looks at everything that knows of cases outside the ledger: the site, the units' folders, our own private places."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from syncd import inbox, traces
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.errors import LedgerError
from syncd.fingerprint import contents_hash, digests_at
from syncd.identity import version_of
from syncd.model.folder import Sighting
from syncd.model.state import State
from syncd.numbering import highest, is_believable, number_of
from syncd.publishers.base import FoundMedium, FoundPost, Recoverer
from syncd.setup import names_of
from syncd.thai import fiscal_year
from syncd.traces import Filed

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Lying:
    """A bundle in an inbox."""

    sighting: Sighting
    said: State | None
    """What our reply in it says: a hint, for anybody may write there."""
    contents: str = ""
    """Hash of its contents; "" when it could not be read, or changed meanwhile."""
    version: str = ""
    """What a decision about it as it lies there binds to."""


@dataclass(frozen=True)
class Survey:
    """What was found, sorted by nothing but where it was."""

    posts: tuple[FoundPost, ...]
    media: tuple[FoundMedium, ...]
    site_asked: bool
    lying: tuple[Lying, ...]
    filed: tuple[Filed, ...]
    numbers: Mapping[int, int]
    """The highest running number in use, by fiscal year."""
    unbelievable: tuple[str, ...]
    """Numbers that stand in folders and cannot be ours."""
    units: frozenset[str]
    """Names of the office's present units."""

    @cached_property
    def by_version(self) -> Mapping[str, tuple[Lying, ...]]:
        """The bundles in inboxes by the version that they are."""
        return _grouped(self.lying, lambda one: one.version)

    @cached_property
    def by_claim(self) -> Mapping[str, tuple[Lying, ...]]:
        """The same by the number that their reply names."""
        return _grouped(self.lying, lambda one: one.sighting.claims or "")

    @cached_property
    def filed_as(self) -> Mapping[str, tuple[Filed, ...]]:
        """The filed folders by their number."""
        return _grouped(self.filed, lambda one: one.number)


def _grouped(things: Iterable[Thing], name: Callable[[Thing], str]) -> Mapping[str, tuple[Thing, ...]]:
    found: dict[str, list[Thing]] = {}
    for one in things:
        found.setdefault(name(one), []).append(one)
    return {name: tuple(same) for name, same in found.items() if name}


def survey(syncd: Syncd, recoverer: Recoverer | None, moment: Moment) -> Survey:
    """Look everywhere. Raises PublishError, and LedgerError when a unit's folder gives no answer."""
    settings = syncd.settings
    names = names_of(settings)
    scans = [inbox.scan(settings.folders.root, unit, names, settings.find_category) for unit in settings.units]
    silent = [scan for scan in scans if scan.problem is not None]
    if silent:
        raise LedgerError(
            f"a unit's folder gives no answer: {silent[0].problem}",
            hint="ต่อโฟลเดอร์นั้นก่อน หรือนำกลุ่ม/หน่วยออกจาก units.yaml: ต้องรู้ว่ามีเลขที่ใดอยู่ในนั้น จึงจะให้เลขที่ใหม่ได้",
        )
    found = recoverer.find_ours() if recoverer is not None else ()
    posts = tuple(one for one in found if isinstance(one, FoundPost))
    media = tuple(one for one in found if isinstance(one, FoundMedium))
    lying = tuple(_lying(syncd, sighting) for scan in scans for sighting in scan.sightings)
    filed = tuple(one for unit in settings.units for one in traces.filed(settings, unit))
    certain = {number_of(one.key) for one in found} | traces.in_private(settings)
    claimed = {one.sighting.claims for one in lying if one.sighting.claims}
    pages = {number for unit in settings.units for number in traces.on_page(settings, unit)}
    hints = claimed | {one.number for one in filed} | pages
    numbers = highest(certain, hints, fiscal_year(moment.local.date()))
    doubted = tuple(sorted(number for number in hints - certain if not is_believable(number, numbers)))
    units = frozenset(unit.name for unit in settings.units)
    return Survey(posts, media, recoverer is not None, lying, filed, numbers, doubted, units)


def _lying(syncd: Syncd, sighting: Sighting) -> Lying:
    said = traces.said_at(syncd.settings, sighting.path)
    read = digests_at(syncd.settings.folders.root, sighting.path)
    if read is None or read[0].signature != sighting.signature:
        return Lying(sighting, said)
    contents = contents_hash(read[1].items())
    return Lying(sighting, said, contents, version_of(contents, sighting))
