"""How a rebuild begins: what the old ledger is, on record before anything is touched; what is spoilt goes aside, never away."""

import json
import os
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from syncd import app, share
from syncd.clock import Moment
from syncd.errors import LedgerDamagedError, LedgerError
from syncd.ledger import Ledger
from syncd.ledger.anchor import Anchor, Head
from syncd.ledger.audit import chain
from syncd.ledger.database import file_of, is_sound
from syncd.settings import Settings


class Old(StrEnum):
    """What the ledger is when a rebuild begins."""

    MISSING = "missing"
    DAMAGED = "damaged"
    """Its file cannot be read."""
    BROKEN = "broken"
    """Its chain does not hold."""
    BEHIND = "behind"
    """It holds as far as it goes, and the anchor knows more."""
    SOUND = "sound"
    """It holds, and nothing inside or beside it says that it is old."""


KEPT = frozenset({Old.BEHIND, Old.SOUND})
"""What is gone on with; the others are put aside and a new one is begun."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What a rebuild started from. On disk until it is done, so that one that was cut off goes on as the same."""

    at: str
    boot: float
    boot_id: str
    old: Old
    why: str
    head: Head | None
    """Of the old ledger, where one could be read."""
    anchor: Head | None
    aside: tuple[str, ...] | None = None
    """What was put aside, by name; None: not done yet."""

    def waited(self, moment: Moment) -> float:
        """Seconds since it began in which surely no writer was at work, for none may be until it is done."""
        return moment.boot - self.boot if moment.boot_id == self.boot_id else moment.boot


def begin(settings: Settings, moment: Moment) -> Begun:
    """Look at the old ledger, put that on record, and put aside what cannot be gone on with. Goes on with one that was cut off.

    Raises LedgerError when the ledger cannot be judged now, or is not ours to put aside.
    """
    record = app.rebuild_begun(settings)
    begun = _read(record) if record.exists() else None
    if begun is None:
        begun = _look(settings, moment)
        _write(record, begun)
    if begun.aside is None:
        begun = replace(begun, aside=_put_aside(settings, begun) if begun.old not in KEPT else ())
        _write(record, begun)
    return begun


def end(settings: Settings) -> None:
    """The rebuild is done: the ledger may be worked on again."""
    app.rebuild_begun(settings).unlink()
    share.make_durable(settings.state_dir)


def _look(settings: Settings, moment: Moment) -> Begun:
    anchor = Anchor(app.anchor_file(settings)).read()

    def found(old: Old, why: str, head: Head | None = None) -> Begun:
        return Begun(moment.wall.isoformat(), moment.boot, moment.boot_id, old, why, head, anchor)

    file = file_of(settings.ledger.url)
    if file is not None and not file.exists():
        return found(Old.MISSING, f"{file.name} is not there")
    try:
        with closing(Ledger.open(settings.ledger.url, settings.office.code, moment, even_behind=True)) as ledger:
            if not is_sound(ledger.engine):
                return found(Old.DAMAGED, "the database does not hold together")
            if broken := chain(ledger):
                return found(Old.BROKEN, broken.what, ledger.head())
            head = ledger.head()
            if head[0] == 0:
                return found(Old.MISSING, "the ledger is empty")
    except LedgerDamagedError as error:
        return found(Old.DAMAGED, error.message)
    with closing(app.open_ledger(settings, lambda: moment, even_behind=True)) as ledger:
        behind = ledger.behind()
    return found(Old.BEHIND if behind else Old.SOUND, behind or "", head)


def _put_aside(settings: Settings, begun: Begun) -> tuple[str, ...]:
    """Rename ledger and anchor; the log of the database first, so that a new one never meets it."""
    file, anchor = file_of(settings.ledger.url), app.anchor_file(settings)
    if file is None and begun.old is not Old.MISSING:
        raise LedgerError(
            f"the ledger cannot be gone on with: {begun.why}",
            hint="ให้ ledger.url ชี้ไปที่ฐานข้อมูลเปล่า (เก็บของเดิมไว้) แล้วสั่ง syncd ledger rebuild อีกครั้ง",
        )
    stamp = "".join(sign for sign in begun.at.partition(".")[0] if sign.isdigit())
    aside, parts = [], [(anchor, "")]
    if file is not None:
        parts = [*((file, end) for end in ("-wal", "-shm", "")), *parts]
    for path, end in parts:
        there, away = path.with_name(f"{path.name}{end}"), path.with_name(f"{path.name}.before-rebuild-{stamp}{end}")
        if there.exists():
            there.rename(away)
        if away.exists():
            aside.append(away.name)
    share.make_durable(*filter(Path.is_dir, {path.parent for path, _ in parts}))
    return tuple(aside)


def _read(record: Path) -> Begun | None:
    """None when a power cut left half a record: then nothing was put aside yet."""
    try:
        raw = json.loads(record.read_text(encoding="utf-8"))
        heads = {name: (int(raw[name][0]), str(raw[name][1])) if raw[name] else None for name in ("head", "anchor")}
        aside = None if raw["aside"] is None else tuple(raw["aside"])
        return Begun(**{**raw, **heads, "old": Old(raw["old"]), "aside": aside})
    except (ValueError, KeyError, TypeError):
        return None


def _write(record: Path, begun: Begun) -> None:
    beside = record.with_name(f"{record.name}.new")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(asdict(begun), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(record)
    share.make_durable(record.parent)
