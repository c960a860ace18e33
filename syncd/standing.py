"""Looks whether folders stand as they should: there, apart from each other, for whom they are meant. Changes nothing."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from syncd.errors import Problem
from syncd.mounts import is_network
from syncd.settings import Settings
from syncd.settings.lines import problem_in
from syncd.setup import MARKER

SETTLE_FLOOR_SECONDS = 10
"""Below it, programs that pause between writes were seen to be read half (measured)."""


@dataclass(frozen=True, slots=True)
class FolderReport:
    """What `check` found outside the YAML files."""

    problems: tuple[Problem, ...]
    """Nothing, or one unit, cannot work."""
    warnings: tuple[Problem, ...]
    """It works, but an officer should know."""


def check_folders(settings: Settings) -> FolderReport:
    """Look at the folders as the present user; changes nothing."""
    return FolderReport((*_places(settings), *_models(settings), *_units(settings)), tuple(_warnings(settings)))


def _places(settings: Settings) -> Iterator[Problem]:
    root = settings.folders.root
    if not root.is_dir():
        yield problem_in(settings.source, "folders.root", f"ไม่พบโฟลเดอร์ {root} (ยังไม่ได้ต่อไดรฟ์ หรือยังไม่ได้สั่ง syncd init --folders)")
    ours = {"state_dir": settings.state_dir}
    open_to = {"folders.root": (root, "ต้องแยกออกจากโฟลเดอร์ที่แชร์")}
    if settings.publisher.kind == "folder":
        ours["publisher.path"] = settings.publisher.path
        open_to["publisher.path"] = (settings.publisher.path, "ประชาชนจะเปิดอ่านได้ ต้องแยกออกจากเว็บไซต์")
    if (pages := settings.review.folder) is not None:
        ours["review.folder"] = pages
        if not pages.is_dir():
            yield problem_in(settings.source, "review.folder", f"ไม่พบโฟลเดอร์ {pages} syncd ไม่สร้างให้ เพราะอาจเป็นแชร์ที่ยังไม่ได้ต่อ")
    for key, path in ours.items():
        for other, (place, why) in open_to.items():
            if key != other and (_lies_in(path, place) or _lies_in(place, path)):
                yield problem_in(settings.source, key, f"{path} กับ {other} ซ้อนกัน {why}")
        nearest = next(place for place in (path, *path.parents) if place.exists())
        if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
            yield problem_in(settings.source, key, f"ผู้ใช้ที่รัน syncd เขียนใน {nearest} ไม่ได้")


def _models(settings: Settings) -> Iterator[Problem]:
    folder = settings.ocr.tessdata
    lacking = [name for name in _MODELS if folder is not None and not (folder / name).is_file()]
    if lacking:
        said = f"ไม่พบ {', '.join(lacking)} ใน {folder} ให้วางไฟล์ให้ครบ หรือเว้นว่างเพื่อใช้ที่มากับเครื่อง"
        yield problem_in(settings.source, "ocr.tessdata", said)


def _units(settings: Settings) -> Iterator[Problem]:
    folders = settings.folders
    if not folders.root.is_dir():
        return
    owners: dict[tuple[int, int], str] = {}
    for unit in settings.units:
        home = folders.root / unit.folder
        inbox = home / folders.inbox
        try:
            identity = home.stat()
            if earlier := owners.get((identity.st_dev, identity.st_ino)):
                yield problem_in(settings.source, "units", f"{unit.name} กับ {earlier} ใช้โฟลเดอร์เดียวกัน: {home}")
                continue
            owners[identity.st_dev, identity.st_ino] = unit.name
            (home / MARKER).lstat()
            inbox.stat()
        except FileNotFoundError as error:
            yield problem_in(settings.source, "units", f"{unit.name}: ไม่พบ {error.filename} หยุดรับเรื่องอยู่ {_REMAKE}")
            continue
        except OSError as error:
            yield problem_in(settings.source, "units", f"{unit.name}: เปิด {error.filename} ไม่ได้ ({error.strerror})")
            continue
        for path in (home, inbox):
            if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
                yield problem_in(settings.source, "units", f"{unit.name}: ผู้ใช้ที่รัน syncd ต้องอ่านและเขียนใน {path} ได้")


_MODELS = ("osd.traineddata", "tha.traineddata")
_REMAKE = "ถ้าเป็นไดรฟ์เครือข่ายให้ต่อก่อน ถ้ายังไม่เคยสร้างหรือถูกลบ ให้สั่ง syncd init --folders"


def _warnings(settings: Settings) -> Iterator[Problem]:
    for key in ("settle_seconds", "settle_seconds_network"):
        if getattr(settings.intake, key) < SETTLE_FLOOR_SECONDS:
            yield problem_in(settings.source, f"intake.{key}", f"ต่ำกว่า {SETTLE_FLOOR_SECONDS} วินาที อาจอ่านเรื่องที่ยังคัดลอกไม่เสร็จ")
    root, password = settings.folders.root, settings.publisher.password_file
    homes = (root, *(root / unit.folder for unit in settings.units))
    if remote := [str(home) for home in homes if home.is_dir() and is_network(home)]:
        yield problem_in(
            settings.source,
            "folders.root",
            f"{remote[0]} ต่อจากเครื่องอื่นผ่านเครือข่าย: ไม่มีสัญญาณเมื่อไฟล์เปลี่ยน จะพบเรื่องใหม่ภายใน "
            f"{settings.intake.rescan_seconds:g} วินาที และรอให้นิ่งแบบเครือข่าย",
        )
    if password and password.exists() and password.stat().st_mode & 0o077:
        yield problem_in(settings.source, "publisher.password_file", f"ผู้ใช้อื่นในเครื่องอ่านรหัสผ่านได้ ให้สั่ง chmod 600 {password}")
    for key, folder in (("state_dir", settings.state_dir), ("review.folder", settings.review.folder)):
        if folder is not None and folder.is_dir() and folder.stat().st_mode & 0o007:
            yield problem_in(
                settings.source,
                key,
                f"ผู้ใช้อื่นในเครื่องเปิดโฟลเดอร์นี้ได้ ในนั้นมีบันทึกข้อความและข้อมูลส่วนบุคคล ให้สั่ง chmod o-rwx {folder}",
            )
    if settings.publish.auto and not settings.approval.approvers:
        yield problem_in(settings.source, "approval.approvers", "ยังไม่มีผู้มีอำนาจอนุญาต ทุกเรื่องจะรอเจ้าหน้าที่แม้ตั้ง publish.auto ไว้")


def _lies_in(path: Path, other: Path) -> bool:
    return path.resolve().is_relative_to(other.resolve())
