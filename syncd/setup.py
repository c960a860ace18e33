"""Makes the units' folders with markers and how-to files."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from syncd import share
from syncd.errors import ConfigError, Problem
from syncd.inbox import Names
from syncd.model.office import Unit
from syncd.model.state import STATE_THAI, State
from syncd.settings import Settings
from syncd.settings.lines import problem_in
from syncd.status_page import FILE_NAME as STATUS_PAGE
from syncd.taxonomy import folder_name

MARKER = ".syncd-unit"
"""Lies in every unit's folder. Without it the share counts as vanished, so that an unmounted one is never read as emptied."""
HOW_TO = "วิธีส่งเรื่อง.txt"


def names_of(settings: Settings) -> Names:
    """What the office calls its folders, as a scan wants it."""
    folders = settings.folders
    return Names(folders.inbox, folders.published, folders.undecided, folders.photos, MARKER)


def make_folders(settings: Settings, fiscal_year: int) -> tuple[str, ...]:
    """Make what is missing of the units' folders, markers and how-to files; the paths made, relative to the root.

    What exists is never touched, and a category's folder in another spelling counts as existing. Only categories valid in the
    fiscal year (BE) get a folder. Raises ConfigError naming what could not be made, after making all else.
    """
    root = settings.folders.root
    made: list[str] = []
    problems: list[Problem] = []
    try:
        root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError((problem_in(settings.source, "folders.root", f"สร้าง {root} ไม่ได้ ({error.strerror})"),)) from error
    for unit in settings.units:
        try:
            made += _make_unit(settings, unit, fiscal_year)
        except OSError as error:
            problems.append(problem_in(settings.source, "folders.root", f"สร้างโฟลเดอร์ของ {unit.name} ไม่ครบ ({error.strerror})"))
    if problems:
        raise ConfigError(tuple(problems))
    return tuple(made)


def _make_unit(settings: Settings, unit: Unit, fiscal_year: int) -> Iterator[str]:
    folders = settings.folders
    home = folders.root / unit.folder
    if not home.exists():  # the office may have made it a link
        yield from _make(folders.root, "", (unit.folder,))
    yield from (f"{unit.folder}/{path}" for path in _make(home, "", (folders.inbox, folders.published)))
    shelves = _make(home, folders.inbox, _shelves(settings, unit, fiscal_year))
    yield from (f"{unit.folder}/{folders.inbox}/{name}" for name in shelves)
    # The marker comes last: with it the folder counts as complete.
    for name, text in ((HOW_TO, _how_to(settings, unit)), (MARKER, _MARKER_TEXT.format(unit=unit.name))):
        if _put(home, name, text):
            yield f"{unit.folder}/{name}"


def _shelves(settings: Settings, unit: Unit, fiscal_year: int) -> Iterator[str]:
    """The folders inside the unit's inbox that are not there yet."""
    folders = settings.folders
    with share.opened_below(folders.root / unit.folder, folders.inbox) as inbox:
        there = [settings.taxonomy.find(name) for name in share.names(inbox)]
    for category in settings.taxonomy.categories:
        may_use = not unit.categories or category.code in unit.categories
        if may_use and category not in there and category.valid_in(fiscal_year):
            yield folder_name(category)
    yield folders.undecided
    if not unit.categories or settings.photos.category in unit.categories:
        yield folders.photos


def _make(top: Path, parent: str, names: Iterable[str]) -> list[str]:
    """Make those folders in top/parent that are missing, and see that they last; which were made. Follows no link below top."""
    with share.opened_below(top, parent) as folder:
        there = share.names(folder)
        made = [name for name in names if name not in there and share.make_folder(folder, name)]
        for name in made:
            _own_like(folder, name)
        if made:
            share.sync(folder)
    return made


def _put(top: Path, name: str, text: str) -> bool:
    with share.opened_below(top, "") as folder:
        if name in share.names(folder):
            return False
        share.put(folder, name, text.replace("\n", "\r\n").encode("utf-8-sig"))  # as Notepad wants it
        _own_like(folder, name)
    return True


def _own_like(folder: int, name: str) -> None:
    """What `sudo syncd init --folders` makes belongs to the owner of the folder it was made in, not to root."""
    if os.geteuid() == 0:
        owner = os.fstat(folder)
        os.chown(name, owner.st_uid, owner.st_gid, dir_fd=folder, follow_symlinks=False)


_MARKER_TEXT = """ห้ามลบไฟล์นี้

syncd ดูจากไฟล์นี้ว่าโฟลเดอร์ของ {unit} ต่ออยู่กับระบบจริง
ถ้าไฟล์นี้หายไป ระบบจะถือว่าโฟลเดอร์หลุดจากเครือข่าย และหยุดรับเรื่องจากโฟลเดอร์นี้ทันที
หากลบไปแล้ว โปรดแจ้งเจ้าหน้าที่ ICT ให้สั่ง syncd init --folders
"""

_HOW_TO_TEXT = """วิธีส่งเรื่องขึ้นเว็บไซต์
{unit}

1. เสนอบันทึกข้อความขออนุญาตเผยแพร่ ผ่านผู้อำนวยการกลุ่ม/หน่วย ถึงผู้อำนวยการสำนักงาน
2. เมื่อได้รับอนุญาตแล้ว เปิดโฟลเดอร์ "{inbox}" แล้วเปิดโฟลเดอร์ของหมวดข้อมูล
   ไม่แน่ใจว่าหมวดใด ให้ใช้โฟลเดอร์ "{undecided}"
3. สร้างโฟลเดอร์ใหม่ข้างใน ตั้งชื่อตามชื่อเรื่องที่จะให้ประชาชนเห็น หนึ่งเรื่องต่อหนึ่งโฟลเดอร์
4. คัดลอกบันทึกข้อความที่ได้รับอนุญาต และไฟล์ที่จะเผยแพร่ ลงในโฟลเดอร์นั้น
   - ตั้งชื่อไฟล์บันทึกให้ขึ้นต้นด้วยคำว่า บันทึกข้อความ
   - แยกบันทึกกับไฟล์ที่จะเผยแพร่เป็นคนละไฟล์ (ระบบไม่นำบันทึกขึ้นเว็บไซต์)
   - ตรวจให้แน่ใจว่าไม่มีเลขประจำตัวประชาชนหรือข้อมูลส่วนบุคคลที่ไม่ควรเปิดเผย
5. ระบบจะวางไฟล์ผลการตรวจสอบไว้ในโฟลเดอร์ของเรื่อง ชื่อไฟล์บอกผล เช่น
   _{received}  _{returned}  _{held}
   - ส่งคืนแก้ไข: แก้ในโฟลเดอร์เดิมได้เลย ระบบจะตรวจใหม่เอง
   - รอเจ้าหน้าที่ ICT ตรวจสอบ: เรื่องไม่หาย ไม่ต้องส่งซ้ำ เช่น บันทึกที่สแกนมา เปิดไฟล์ดูว่ามีข้อใดแก้เองได้
   - ก่อนเผยแพร่ยังแก้ไขหรือลบโฟลเดอร์ออกได้
6. เรื่องที่เผยแพร่แล้วจะย้ายไปโฟลเดอร์ "{published}" พร้อมลิงก์ไปยังหน้าเว็บไซต์

{photos}ดูสถานะทุกเรื่องของกลุ่ม/หน่วย: เปิดไฟล์ {status_page}
ห้ามลบไฟล์ {marker}
{contact}"""

_PHOTOS_TEXT = """ภาพกิจกรรม: สร้างโฟลเดอร์ตามชื่อกิจกรรมใน "{inbox}" > "{photos}" แล้ววางภาพที่คัดเลือกแล้ว
กับไฟล์ คำบรรยายภาพ.txt ที่เล่าว่าใครทำอะไร ที่ไหน เมื่อไร ไม่ต้องมีบันทึกข้อความ เจ้าหน้าที่ ICT ดูก่อนเผยแพร่

"""


def _how_to(settings: Settings, unit: Unit) -> str:
    folders, contact = settings.folders, settings.contact
    ask = " ".join(part for part in (contact.name, f"โทร. {contact.telephone}" if contact.telephone else "") if part)
    has_photos = not unit.categories or settings.photos.category in unit.categories
    return _HOW_TO_TEXT.format(
        unit=unit.name,
        inbox=folders.inbox,
        undecided=folders.undecided,
        published=folders.published,
        received=STATE_THAI[State.RECEIVED],
        returned=STATE_THAI[State.RETURNED],
        held=STATE_THAI[State.HELD],
        photos=_PHOTOS_TEXT.format(inbox=folders.inbox, photos=folders.photos) if has_photos else "",
        status_page=STATUS_PAGE,
        marker=MARKER,
        contact=f"สอบถาม: {ask}\n" if ask else "",
    )
