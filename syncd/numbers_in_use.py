"""Case numbers that lie about in folders are never drawn again, whatever ledger somebody put in place."""

from collections.abc import Callable, Collection
from functools import partial

import structlog

from syncd import inbox, traces
from syncd.app import Syncd
from syncd.clock import Moment
from syncd.errors import LedgerError
from syncd.ledger.recovery import Recovery
from syncd.model.office import Unit
from syncd.numbering import highest
from syncd.settings import Settings
from syncd.setup import names_of
from syncd.thai import fiscal_year

log = structlog.get_logger(__name__)


def refuse_to_begin_anew(syncd: Syncd) -> None:
    """An empty ledger where cases have been is a lost one. Raises LedgerError."""
    if syncd.ledger.head()[0] > 0:
        return
    settings = syncd.settings
    found = sorted(traces.in_private(settings)) or [one for unit in settings.units for one in _ask(syncd, unit, _of_unit) or ()]
    if found:
        raise LedgerError(
            f"the ledger is empty, and there have been cases ({found[0]} …): it was lost",
            hint="ทะเบียนคุมหาย: ถ้ามีสำเนาให้คืนฉบับล่าสุดก่อน แล้วสั่ง syncd ledger rebuild อย่าเริ่มใหม่ เพราะเลขที่จะซ้ำ",
        )


def _of_unit(settings: Settings, unit: Unit) -> list[str]:
    """Every number that a unit's folders show."""
    scan = inbox.scan(settings.folders.root, unit, names_of(settings), settings.find_category)
    claimed = [one.claims for one in scan.sightings if one.claims]
    return [*claimed, *(one.number for one in traces.filed(settings, unit))]


def heed_kept(syncd: Syncd, moment: Moment) -> None:
    """The same of what was kept in our own places, at start."""
    heed(syncd, (), moment, certain=traces.kept(syncd.settings, fiscal_year(moment.local.date())))


def heed_unit(syncd: Syncd, unit: Unit, moment: Moment) -> bool:
    """A ledger restored together with its anchor looks whole: what the unit's folders show since tells that it is old.

    Whether they gave an answer.
    """
    year = fiscal_year(moment.local.date())

    def newest(settings: Settings, unit: Unit) -> list[str]:
        return [*traces.on_page(settings, unit), *(one.number for one in traces.filed(settings, unit, year))]

    hints = _ask(syncd, unit, newest)
    heed(syncd, hints or (), moment)
    return hints is not None


def _ask(syncd: Syncd, unit: Unit, look: Callable[[Settings, Unit], list[str]]) -> list[str] | None:
    """What a look at the unit's folders gives; None when they are silent for too long."""
    try:
        return syncd.reach.ask(unit.folder, look.__name__, partial(look, syncd.settings, unit))
    except TimeoutError:
        return None


def heed(syncd: Syncd, hints: Collection[str], moment: Moment, certain: Collection[str] = ()) -> None:
    """Never draw a number of this fiscal year at or below one of these; one above all that were drawn is said loudly.

    It stops nothing: anybody may give a folder such a name.
    """
    year = fiscal_year(moment.local.date())
    seen = highest([one for one in certain if one.startswith(f"{year}-")], hints, year).get(year, 0)
    if not seen:  # nearly always: a new folder seldom bears a number
        return
    drawn = syncd.ledger.numbers().get(year, 0)
    if seen > drawn:
        Recovery(syncd.ledger, moment, "syncd").number_from({year: seen})
        log.error(
            "numbers.older_than_folders",
            drawn=f"{year}-{drawn:04d}",
            seen=f"{year}-{seen:04d}",
            next_step="was an old copy of the ledger restored? stop syncd, `syncd ledger rebuild`. If not, a folder was named so",
        )
