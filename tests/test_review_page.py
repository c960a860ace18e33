"""The page by which an officer decides a held case: what is on it, and that it goes away again."""

import hashlib
import re
import shutil
import stat
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from syncd.cli import looking
from syncd.ledger import Case, VersionRecord
from syncd.memo.fields import OF_A_SCAN
from syncd.memo.reader import CRASHED, Reader
from syncd.model.approval import Evidence, Word
from syncd.model.memo import FieldPlace, Memo, Source
from syncd.model.office import Route
from syncd.model.state import State
from syncd.review import contact_sheet, drawing, page, shelf
from syncd.review.page import Sheet
from syncd.rules import examine
from syncd.settings import OcrSettings, ReviewSettings, Settings
from tests.builders import DIRECTOR, UNIT_DIRECTOR, make_approval, make_bundle, make_memo, make_office
from tests.desk import DOCUMENTS
from tests.memo import scanner
from tests.memo.conftest import spooled
from tests.memo.test_sandbox import needs_landlock
from tests.photos import loaded

MOMENT = datetime(2026, 11, 27, 3, tzinfo=UTC)
NUMBER, DAY = FieldPlace("number", 1, 90, 100, 220, 130), FieldPlace("date", 1, 215, 100, 330, 130)
HEAD, DIRECTORS = FieldPlace("approval", 1, 160, 450, 460, 540), FieldPlace("approval", 1, 160, 600, 460, 720)
SCANNED = make_memo(
    UNIT_DIRECTOR,
    make_approval(Word.UNCLEAR, words="มอนุมต", certain=False),
    source=Source.OCR,
    uncertain=OF_A_SCAN,
    number="ศธ ๐๕๐๕๐/๐๕๐",
    date=date(1962, 4, 1),
    marks=(NUMBER, DAY, HEAD, DIRECTORS),
)
COMMANDS = ("syncd review 2570-0002", "syncd release 2570-0002 --finding 'phone:แผน.pdf' --date \"…\"")
SHEET = Sheet("บันทึกข้อความ.pdf", 1, b"\x89PNG not drawn here", 595.0, 842.0)
CASE = Case(
    number="2570-0002", key="", revision=1, unit="กลุ่มแผน", path="ก/ส่งเผยแพร่/ข/ค", name="ค", category="1.9", route=Route.MEMO,
    title="<b>แผน</b> & งบ", state=State.HELD, version_no=1, version="v", contents="c", signature="s", opened_at=MOMENT,
    updated_at=MOMENT, due_at=None, due_boot=None, due_boot_id=None, attempts=0, cause="", on_site=False, url="",
    published_at=None, evidence=None, memo_date=None, approval_date=None, filed_path=None, news=0, told=0, missing_since=None,
)  # fmt: skip


def version(memo: Memo | None, *more: str) -> VersionRecord:
    found = examine(make_bundle(memo=memo), make_office(accept=(Evidence.TEXT,)))
    files = tuple({"name": name, "memo": name == "บันทึกข้อความ.pdf"} for name in ("บันทึกข้อความ.pdf", "แผน.pdf", *more))
    return VersionRecord(1, "v", MOMENT, "hold", found, memo, files)


def shown(memo: Memo | None = SCANNED, *sheets: Sheet) -> str:
    return page.render(CASE, version(memo), sheets or (SHEET,), (DIRECTOR,), COMMANDS)


def regions(html: str, sheet: Sheet = SHEET) -> list[tuple[str, float, float, float, float]]:
    """Of each cut-out, in order: its label, and the part of the sheet that its style shows: left, top, right, bottom."""
    found = []
    for label, style in re.findall(r'class="cut s1" role="img" aria-label="([^"]*)" style="([^"]*)"', html):
        said = dict(part.strip().split(": ") for part in style.split(";"))
        wide, high = map(float, said["aspect-ratio"].split(" / "))
        zoom = float(said["background-size"].removesuffix("% auto"))
        x, y = (float(part.removesuffix("%")) for part in said["background-position"].split())
        width = sheet.width * 100 / zoom
        height = width * high / wide
        left, top = (sheet.width - width) * x / 100, (sheet.height - height) * y / 100
        found.append((label, left, top, left + width, top + height))
    return found


def holds(region: tuple[str, float, float, float, float], place: FieldPlace) -> bool:
    _, left, top, right, bottom = region
    return left <= place.x0 + 1 and top <= place.top + 1 and right >= place.x1 - 1 and bottom >= place.bottom - 1


def test_the_directors_block_is_cut_out_first_with_room_for_his_hand() -> None:
    first, fields, second = regions(shown())

    assert "มอนุมต" in first[0]
    assert DIRECTOR.name in first[0]
    assert holds(first, DIRECTORS)
    assert first[2] <= DIRECTORS.top - 30
    assert first[4] >= DIRECTORS.bottom + 30, "a day written by hand below the post, which OCR did not see"
    assert (first[1], round(first[3])) == (0, 595), "the page's whole width: a ไม่ far to the left must not be cut off"
    assert holds(second, HEAD)
    assert holds(fields, NUMBER)
    assert holds(fields, DAY)


def test_an_uncertain_number_and_date_stand_beside_their_picture_as_uncertain() -> None:
    label = regions(shown())[1][0]

    assert label == "เลขที่ อ่านได้ว่า ศธ ๐๕๐๕๐/๐๕๐ ไม่แน่นอน · วันที่ อ่านได้ว่า 1 เมษายน 2505 ไม่แน่นอน"


def test_the_block_of_who_may_approve_comes_first_wherever_it_stands() -> None:
    """He may sign above or beside another; OCR loses blanks in his name."""
    above = replace(SCANNED.approvals[1], name=DIRECTOR.name.replace(" ", ""))
    memo = replace(SCANNED, approvals=(above, SCANNED.approvals[0]), marks=(NUMBER, DAY, HEAD, DIRECTORS))

    first, *_ = regions(shown(memo))

    assert holds(first, HEAD)
    assert above.name in first[0]


def test_marks_lie_round_what_they_mark_and_cover_nothing() -> None:
    assert re.findall(r'class="mark"[^>]*>([^<]*)<', shown()) == [""] * 4


def test_of_a_memo_without_pages_is_told_what_was_read_and_where_it_lies() -> None:
    """Word files: there is no picture to look at."""
    html = page.render(CASE, version(SCANNED), (), (DIRECTOR,), COMMANDS, read=(("ที่", "ศธ 1/1"),), folder=Path("/boxes/ก"))

    assert "<dt>ที่</dt><dd>ศธ 1/1</dd>" in html
    assert "/boxes/ก" in html
    assert "ภาพ" not in html.partition("ตัดสิน")[2].partition("<h2>")[0], "it cannot be answered from a picture"


def test_what_is_missing_and_how_to_decide_are_told() -> None:
    html = shown()

    assert "เลขที่และวันที่ที่อ่านด้วยเครื่องอาจผิด" in html
    assert [unescape(it) for it in re.findall("<pre>(.*?)</pre>", html)] == list(COMMANDS)
    assert "1 นายสมเกียรติ ศรีอุดมชัย" in html


def test_of_a_memo_that_was_not_read_the_lower_half_of_its_last_page_is_shown() -> None:
    second = Sheet(SHEET.file, 2, b"second", 595, 842)
    html = page.render(CASE, version(None), (SHEET, second), (), COMMANDS)

    assert 'class="cut s2"' in html
    assert html.count('class="cut') == 1
    assert html.count('class="whole') == 2


def test_marks_of_the_memo_are_not_put_on_another_file() -> None:
    other = Sheet("แผน.pdf", 1, b"other", 595, 842)
    html = page.render(CASE, version(SCANNED), (other, SHEET), (), COMMANDS)

    assert html.count('class="mark"') == 4
    assert html.index('class="mark"') > html.index("whole s2")
    assert 'class="cut s1"' not in html


class _Loads(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.asked += [tag] if tag in {"script", "img", "link", "iframe", "object", "form"} else []
        self.asked += [name for name, _ in attrs if name in {"src", "href", "action"} or name.startswith("on")]


def test_the_page_loads_nothing_runs_nothing_and_shows_names_as_text() -> None:
    html = shown()

    loads = _Loads()
    loads.feed(html)
    assert loads.asked == []
    assert "default-src 'none'" in html
    assert "<b>แผน</b>" not in html
    assert set(re.findall(r'url\("([a-z]+:)', html)) == {"data:"}


# --- what is drawn ------------------------------------------------------------------------------------------------------


def drawn(tmp_path: Path, file: Path, memo: Memo | None) -> tuple[list[tuple[int, bytes]], tuple[str, ...]]:
    """The pages of a bundle's only file, by their number, and what is said of the rest."""
    there: Any = SimpleNamespace(state_dir=tmp_path, folders=SimpleNamespace(root=file.parents[3]))
    names = ({"name": file.name, "spooled": "0001", "memo": True, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()},)
    case = replace(CASE, path=str(file.parent.relative_to(file.parents[3])))
    with Reader() as reader:
        found = drawing.draw(there, reader, case, replace(version(memo), files=names))
    return [(sheet.page, sheet.png[:4]) for sheet in found.sheets], found.notes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "boxes" / "กลุ่ม" / "ส่งเผยแพร่" / "เรื่อง"
    made.mkdir(parents=True)
    return made


def test_every_page_of_a_picture_file_is_drawn(tmp_path: Path, folder: Path) -> None:
    page = scanner.printed("04_approved_arabic_typst.pdf", 60)
    page.save(folder / "สแกน.tif", save_all=True, append_images=[page, page])

    assert drawn(tmp_path, folder / "สแกน.tif", None) == ([(1, b"\x89PNG"), (2, b"\x89PNG"), (3, b"\x89PNG")], ())

    second = replace(SCANNED, file="สแกน.tif", marks=(replace(DIRECTORS, page=2),))
    assert [number for number, _ in drawn(tmp_path, folder / "สแกน.tif", second)[0]] == [2, 3]


def test_of_a_word_file_that_has_no_pages_the_words_are_shown_and_that_they_are_not_all_of_it(
    tmp_path: Path, folder: Path
) -> None:
    shutil.copy(DOCUMENTS / "09_approve_only_in_subject.docx", folder / "บันทึกข้อความ.docx")
    there: Any = SimpleNamespace(state_dir=tmp_path, folders=SimpleNamespace(root=folder.parents[2]))
    sha256 = hashlib.sha256((folder / "บันทึกข้อความ.docx").read_bytes()).hexdigest()
    files = ({"name": "บันทึกข้อความ.docx", "spooled": "0001", "memo": True, "sha256": sha256},)
    case = replace(CASE, path=str(folder.relative_to(folder.parents[2])))
    with Reader() as reader:
        found = drawing.draw(there, reader, case, replace(version(None), files=files))
        not_known = drawing.draw(there, reader, case, replace(version(None), files=({**files[0], "memo": False},)))
    html = page.render(case, version(None), found.sheets, (), COMMANDS, found.notes, words=found.words)

    assert not_known.words == (), "it may be a list of persons"
    assert found.notes == not_known.notes == (f"บันทึกข้อความ.docx: {drawing.NO_PICTURE}",)
    assert "นายสมเกียรติ ศรีอุดมชัย" in html.partition('<pre class="words">')[2]


@needs_landlock
def test_what_draws_the_pages_sees_nothing_of_the_disk_but_the_copies_made_for_it(tmp_path: Path) -> None:
    there: Any = SimpleNamespace(state_dir=tmp_path, ocr=OcrSettings(max_pages=0))
    (tmp_path / "password.txt").write_text("ก", encoding="utf-8")
    with looking.make_reader(there) as reader, drawing.private_folder(there) as private:
        shutil.copy(tmp_path / "password.txt", private)
        assert reader.read(spooled(private / "password.txt")).unread is None
        assert reader.read(spooled(tmp_path / "password.txt")).unread == CRASHED
    assert not list(drawing.folder_of_copies(there).iterdir())


def test_a_link_in_the_folder_is_not_followed(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(b"%PDF")
    (folder / "บันทึกข้อความ.pdf").symlink_to(tmp_path / "secret.pdf")

    assert drawn(tmp_path, folder / "บันทึกข้อความ.pdf", None) == ([], ("บันทึกข้อความ.pdf: ไม่พบไฟล์ในโฟลเดอร์แล้ว",))


def test_copies_that_a_killed_command_left_are_gone_with_the_next_look_and_those_in_use_are_not(tmp_path: Path) -> None:
    left = tmp_path / "looked-at" / "killed"
    left.mkdir(parents=True)
    (left / "0001").write_bytes(b"of persons")

    with drawing.private_folder(settings(tmp_path)) as one, drawing.private_folder(settings(tmp_path)) as other:
        assert {one, other} == set((tmp_path / "looked-at").iterdir())
    assert list((tmp_path / "looked-at").iterdir()) == []


def test_every_photo_of_a_drop_is_shown_in_the_order_in_which_the_public_will_see_them(tmp_path: Path, folder: Path) -> None:
    photo = loaded(6)
    wanted = [f"IMG_{number}.JPG" for number in range(1, 71)]
    for name in wanted:
        (folder / name).write_bytes(photo)
    (folder / "คำบรรยายภาพ.txt").write_text("ประชุมครู", encoding="utf-8")
    (folder / "IMG_71.HEIC").write_bytes(photo)  # a JPEG under another kind's name is looked at all the same
    found = examine(make_bundle(), make_office())
    files = tuple(
        {"name": it.name, "spooled": f"{place:04}", "memo": False, "sha256": hashlib.sha256(it.read_bytes()).hexdigest()}
        for place, it in enumerate(sorted(folder.iterdir()))
    )
    there: Any = SimpleNamespace(state_dir=tmp_path, folders=SimpleNamespace(root=folder.parents[2]))
    with Reader() as reader:
        case = replace(CASE, path=str(folder.relative_to(folder.parents[2])))
        html = contact_sheet.render(there, reader, case, VersionRecord(1, "v", MOMENT, "hold", found, None, files), COMMANDS)

    assert re.findall(r'<img [^>]*alt="([^"]+)"', html) == [*wanted, "IMG_71.HEIC"]
    assert "ประชุมครู" in html


# --- where it lies ------------------------------------------------------------------------------------------------------


def settings(state_dir: Path, folder: Path | None = None) -> Settings:
    part: Any = SimpleNamespace(state_dir=state_dir, review=ReviewSettings(folder))
    return part  # type: ignore[no-any-return]  # the two that a shelf looks at


def test_a_page_is_for_nobody_but_the_service(tmp_path: Path) -> None:
    path = shelf.put(settings(tmp_path), "2570-0002", "<p>")

    assert path == tmp_path / "review" / "2570-0002.html"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_in_a_folder_of_the_office_its_own_rights_hold(tmp_path: Path) -> None:
    folder = tmp_path / "ict"
    folder.mkdir()
    folder.chmod(0o770)

    path = shelf.put(settings(tmp_path, folder), "2570-0002", "<p>")

    assert stat.S_IMODE(path.stat().st_mode) == 0o660


def test_a_folder_of_the_office_is_never_made_by_us(tmp_path: Path) -> None:
    """A share that is not mounted must not be filled under its mount point."""
    with pytest.raises(FileNotFoundError):
        shelf.put(settings(tmp_path, tmp_path / "ict"), "2570-0002", "<p>")


def test_only_pages_of_cases_that_wait_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    for number in ("2570-0001", "2570-0002"):
        shelf.put(settings(tmp_path), number, "<p>")
    (tmp_path / "review" / "บันทึกของฉัน.html").touch()

    shelf.sweep(settings(tmp_path), {"2570-0002"})
    assert {one.name for one in (tmp_path / "review").iterdir()} == {"2570-0002.html", "บันทึกของฉัน.html"}

    shelf.remove(settings(tmp_path), "2570-0002")
    shelf.remove(settings(tmp_path), "2570-0002")
    assert {one.name for one in (tmp_path / "review").iterdir()} == {"บันทึกของฉัน.html"}
