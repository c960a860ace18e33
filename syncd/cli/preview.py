"""`syncd preview`: what would become of a folder, and the reply it would get; changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import normalize

from rich.text import Text

from syncd import answering, app, bundle, clock, inbox, log, reply, share, spool
from syncd.approval import judge as judge_memo
from syncd.cli import FINE, chosen, screen
from syncd.cli.programs import finding_of, memo_of
from syncd.cli.story import show_findings, show_memo
from syncd.contents import contents
from syncd.decide import would
from syncd.errors import RequestError
from syncd.judging import judge, office_of, reading, too_big
from syncd.ledger import Case, Ledger
from syncd.ledger.database import file_of
from syncd.memo.reader import Reader
from syncd.model.approval import Word
from syncd.model.bundle import Bundle
from syncd.model.decision import Decision, Hold, Publish, Return
from syncd.model.folder import Sighting
from syncd.model.memo import Memo
from syncd.model.office import Route, Unit
from syncd.model.state import State
from syncd.office import Office
from syncd.publishers.memory import MemoryPublisher
from syncd.settings import Settings
from syncd.setup import names_of
from syncd.steps import finish

NUMBER = "(ตัวอย่าง)"
"""Stands for the case number in the reply of a folder that has no case yet."""


def preview(settings: Settings, folder: Path, *, as_json: bool, unit: str | None, category: str | None) -> int:
    """Read the folder as the daemon would and say what would happen."""
    log.set_up(None, quiet=True)
    moment = clock.now()
    root, sighting = sighting_of(settings, folder.absolute(), unit, category)
    with _looking(settings) as (syncd, private):
        claim = spool.claim(root, sighting, private, reserve_bytes=0, leave=too_big(settings, sighting))
        sighting = replace(sighting, unit=_real_unit(settings, sighting))
        case = next((case for case in syncd.ledger.open_cases() if case.path == sighting.path), None)
        read, decision = judge(syncd, finish(reading(syncd, sighting, claim)), claim.version, case, moment)
        office = office_of(syncd, moment)
    if as_json:
        screen.show_json(preview_of(read, decision, office))
        return FINE
    _show(settings, read, decision, sighting, _pretended(settings, case, read, decision, moment))
    return FINE


def preview_of(read: Bundle, decision: Decision, office: Office) -> dict[str, object]:
    """The answer for programs; the keys and their meaning never change."""
    category = decision.category if isinstance(decision, Publish) else read.category
    memo = decision.memo if isinstance(decision, Publish) else bundle.read_memo(read)
    return {
        "outcome": would(decision),
        "category": category.code if category else None,
        "memo": _memo_of(memo, office) if memo else None,
        "findings": [finding_of(finding) for finding in decision.findings],
    }


def _memo_of(memo: Memo, office: Office) -> dict[str, object]:
    read = memo_of(memo)
    approvals = read.pop("approvals")
    block = judge_memo(memo, office).block
    return {**read, "decision": (block.word if block else Word.NONE).value, "approvals": approvals}


def sighting_of(settings: Settings, folder: Path, unit: str | None, category: str | None) -> tuple[Path, Sighting]:
    """(the root it is relative to, the folder as a scan would see it). Raises RequestError.

    A folder in a unit's inbox is seen as the daemon sees it. Any other is seen as if it lay in the named unit's folder of the
    named category; without names, its own place says them as far as it can.
    """
    if not folder.is_dir():
        raise RequestError(f"ไม่พบโฟลเดอร์ {folder}")
    if unit is None and category is None and (found := _in_inbox(settings, folder)):
        return settings.folders.root, found
    owner = chosen.unit_named(settings, unit) if unit else _unit_of(settings, folder)
    shelf = normalize("NFC", category or folder.parent.name)
    photos, undecided = shelf == settings.folders.photos, shelf == settings.folders.undecided
    meant = None if undecided else settings.find_category(shelf)
    if category is not None and meant is None and not (photos or undecided):
        raise RequestError(f"ไม่มีหมวดข้อมูล {category}", hint="ดูรหัสหมวดใน taxonomy.yaml เช่น 1.9")
    route = Route.PHOTOS if photos else meant.route if meant else Route.MEMO
    place = replace(owner, folder=folder.parent.name)  # the root is the grandparent, whatever the folder is called
    seen = Sighting(place, f"{folder.parent.name}/{folder.name}", normalize("NFC", folder.name), meant, shelf, route, undecided)
    with share.opened(folder) as descriptor:
        there = contents(descriptor)
    if not there.stamps and not there.refused:
        raise RequestError(f"ไม่มีไฟล์ในโฟลเดอร์ {folder}")
    seen = replace(seen, stamps=there.stamps, blockers=there.blockers, refused=there.refused, signature=there.signature)
    return folder.parent.parent, seen


def _in_inbox(settings: Settings, folder: Path) -> Sighting | None:
    root = settings.folders.root
    if not folder.is_relative_to(root):
        return None
    path = folder.relative_to(root).as_posix()
    for unit in settings.units:
        if path.startswith(f"{unit.folder}/"):
            seen = inbox.scan(root, unit, names_of(settings), settings.find_category).sightings
            return next((one for one in seen if one.path == path), None)
    return None


def _unit_of(settings: Settings, folder: Path) -> Unit:
    """The unit whose name a folder above bears; else one that may publish everything, since nobody said."""
    above = {normalize("NFC", parent.name) for parent in folder.parents}
    named = (unit for unit in settings.units if above & {unit.name, unit.folder, *unit.aliases})
    return next(named, None) or next((unit for unit in settings.units if not unit.categories), settings.units[0])


def _real_unit(settings: Settings, sighting: Sighting) -> Unit:
    return next(unit for unit in settings.units if unit.name == sighting.unit.name)


@contextmanager
def _looking(settings: Settings) -> Iterator[tuple[app.Syncd, Path]]:
    """The office's collaborators for looking only: the ledger is read, the private copy is gone afterwards."""
    file = file_of(settings.ledger.url)
    is_new = file is not None and not file.exists()
    now = clock.now()
    ledger = Ledger.open("sqlite://", settings.office.code, now) if is_new else app.open_ledger(settings)
    try:
        with (
            TemporaryDirectory(prefix="syncd-preview-") as private,
            Reader(ocr=app.make_ocr(settings), folders=[Path(private)]) as reader,
        ):
            yield app.Syncd(settings, ledger, MemoryPublisher(), reader, clock.now, app.scanner_of(settings)), Path(private)
    finally:
        ledger.close()


def _pretended(settings: Settings, case: Case | None, read: Bundle, decision: Decision, moment: clock.Moment) -> Case:
    """The case as it would be after the decision, for its reply."""
    category = decision.category if isinstance(decision, Publish) else read.category
    return replace(
        case or _no_case(read, moment),
        state={Publish: State.SCHEDULED, Return: State.RETURNED, Hold: State.HELD}[type(decision)],
        title=bundle.title(read) or read.name,
        category=category.code if category else None,
        updated_at=moment.wall,
        due_at=moment.wall + timedelta(minutes=settings.publish.wait_minutes) if isinstance(decision, Publish) else None,
        cause="",
        version_no=case.version_no + (case.version != read.version) if case else 1,
    )


def _no_case(read: Bundle, moment: clock.Moment) -> Case:
    return Case(
        number=NUMBER, key="", revision=0, unit=read.unit.name, path=read.path, name=read.name, category=None, route=read.route,
        title="", state=State.RECEIVED, version_no=0, version="", contents="", signature="", opened_at=moment.wall,
        updated_at=moment.wall, due_at=None, due_boot=None, due_boot_id=None, attempts=0, cause="", on_site=False, url="",
        published_at=None, evidence=None, memo_date=None, approval_date=None, filed_path=None, news=0, told=0,
        missing_since=None,
    )  # fmt: skip


def _show(settings: Settings, read: Bundle, decision: Decision, sighting: Sighting, case: Case) -> None:
    out = screen.console()
    outcome = {"publish": "จะเผยแพร่", "hold": "จะรอเจ้าหน้าที่ ICT ตรวจ", "return": "จะส่งคืนให้แก้ไข"}[would(decision)]
    out.print(Text(outcome, style="bold"))
    rows = [
        ("กลุ่ม/หน่วย", read.unit.name),
        ("หมวดข้อมูล", answering.category_text(settings, case.category) or f"(ไม่รู้จัก: {read.category_folder})"),
        ("เรื่อง", case.title),
        ("ไฟล์", ", ".join(document.name for document in read.documents)),
        ("ยังเปิดอยู่", ", ".join(sighting.blockers)),
    ]
    out.print(screen.lines(rows))
    show_memo(out, decision.memo if isinstance(decision, Publish) else bundle.read_memo(read), read.route)
    show_findings(out, decision.findings)
    answer = answering.answer_of(settings, case, decision.findings)
    out.print(Text(f"\nไฟล์ตอบที่กลุ่ม/หน่วยจะได้รับ: {reply.name(answer)}", style="bold"))
    out.print(reply.text(answer))
