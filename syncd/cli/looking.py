"""The page with a held case's pictures, made when an officer looks at the case."""

from collections.abc import Collection
from contextlib import suppress

from rich.console import Console
from rich.text import Text

from syncd import app
from syncd.cli import as_read
from syncd.cli.offering import commands_for
from syncd.ledger import Case, VersionRecord
from syncd.memo.reader import Reader
from syncd.model.decision import Release
from syncd.model.office import Route
from syncd.review import contact_sheet, drawing, page, shelf
from syncd.settings import Settings

OPEN_IT = "เปิดดูด้วยเบราว์เซอร์"
FROM_ELSEWHERE = "เปิดจากเครื่องอื่น เช่น Windows ของท่าน: ตั้ง review.folder ใน syncd.yaml"
"""The usual folder is seen by nobody but the service."""


def make_reader(settings: Settings) -> Reader:
    """What draws the pages: like the daemon's it sees nothing of the disk but the copies made for it."""
    return Reader(ocr=app.make_ocr(settings), folders=[drawing.folder_of_copies(settings)])


def lay_page(
    out: Console, settings: Settings, reader: Reader, case: Case, version: VersionRecord, before: Release | None
) -> None:
    """Make the case's page and say where it lies; where that cannot be done, say so and go on without."""
    notes: tuple[str, ...] = ()
    commands = commands_for(case, version, before)
    try:
        if case.route is Route.PHOTOS:
            out.print(f"กำลังทำภาพย่อของ {len(version.files)} ไฟล์ …", style="dim")
            html = contact_sheet.render(settings, reader, case, version, commands)
        else:
            drawn, approvers = drawing.draw(settings, reader, case, version), settings.approval.approvers
            read = as_read.rows(version.memo) if version.memo is not None else ()
            folder = settings.folders.root / case.path
            notes = drawn.notes
            html = page.render(
                case, version, drawn.sheets, approvers, commands, notes, read=read, words=drawn.words, folder=folder
            )
        path = shelf.put(settings, case.number, html)
    except OSError as error:
        where = shelf.folder_of(settings)
        out.print(Text(f"วางหน้าภาพใน {where} ไม่ได้: {error.strerror or error}", style="yellow"))
        return
    for note in notes:
        out.print(Text(f"ภาพ: {note}", style="yellow"))
    what = "ภาพทั้งหมด" if case.route is Route.PHOTOS else "ภาพบันทึกข้อความ"
    out.print(Text(f"{what} ({OPEN_IT}): {path}", style="bold cyan"), soft_wrap=True)
    if settings.review.folder is None:
        out.print(FROM_ELSEWHERE, style="dim")


def clear(settings: Settings, held: Collection[str]) -> None:
    """Take away the pages of cases that are decided."""
    with suppress(OSError):  # the folder is gone or hangs: nothing of ours can be seen there either
        shelf.sweep(settings, held)
