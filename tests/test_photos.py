"""A photo drop from the folder to the public, and what happens to it on the way."""

import errno
import io
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from syncd.memo.ocr import Ocr
from syncd.memo.reader import Reader
from syncd.model.approval import Evidence
from syncd.model.claim import Rendition, SpooledFile
from syncd.model.document import Document, Photo
from syncd.model.office import Unit
from syncd.model.state import State
from syncd.publishers.memory import MemoryPublisher
from syncd.settings import PhotoSettings
from tests.deaths import Death, survive
from tests.desk import Glance, Hands, TestOffice, office
from tests.memo import paper
from tests.photos import SECRETS, corners, encoded, exif, loaded, parts_of_jpeg, scene, seen_as, smooth

PLANNING = Unit("กลุ่มนโยบายและแผน", "กลุ่มนโยบายและแผน")
FONT = "/usr/share/fonts/truetype/tlwg/Garuda.ttf"
NAME = "ประชุมครูประจำปี"
WORDS = "คณะครูร่วมประชุม\nIMG_10.png: ผังที่นั่ง\nIMG_2: ผู้อำนวยการกล่าวเปิด\n".encode("utf-8-sig")


DROP = {
    "IMG_1.JPG": loaded(6),
    "IMG_2.HEIC": encoded(scene(seed=3), "HEIF", quality=95, exif=exif()),
    "IMG_10.png": encoded(scene(seed=4), "PNG"),
    "คำบรรยายภาพ.txt": WORDS,
}


@pytest.fixture
def site() -> MemoryPublisher:
    return MemoryPublisher()


@pytest.fixture
def desk(tmp_path: Path, site: MemoryPublisher) -> Iterator[TestOffice]:
    with office(tmp_path, lambda _: site, units=(PLANNING,)) as running:
        yield running


@pytest.fixture
def free(tmp_path: Path, site: MemoryPublisher) -> Iterator[TestOffice]:
    """An office that lets photos pass without a look, and can read what stands on them."""
    with office(tmp_path, lambda _: site, units=(PLANNING,), reader=Reader(ocr=Ocr("/usr/bin/tesseract"))) as running:
        freely(running)
        yield running


def put(desk: TestOffice, files: dict[str, bytes], name: str = NAME) -> Path:
    return desk.drop(name, *files.items(), unit=PLANNING.folder, category="ภาพกิจกรรม")


def freely(desk: TestOffice) -> None:
    """The office lets photos pass without a look."""
    settings = replace(desk.syncd.settings, photos=PhotoSettings(require_release=False))
    desk.syncd = replace(desk.syncd, settings=settings)


def found(desk: TestOffice) -> dict[str, str]:
    case = desk.only_case()
    return {finding.key: finding.message for finding in desk.syncd.ledger.versions(case.number)[-1].findings}


def release(desk: TestOffice) -> str:
    case = desk.only_case()
    return desk.ask("release", case, findings=list(found(desk)), version=case.version)


def test_photos_wait_for_the_officers_look_and_then_go_out_clean(desk: TestOffice, site: MemoryPublisher) -> None:
    put(desk, DROP)
    desk.settle()

    assert desk.only_case().state is State.HELD
    assert desk.only_case().category == "1.3"
    assert list(found(desk)) == ["photos_release"]
    assert not site.files

    release(desk)
    (post,) = site.posts.values()

    assert (desk.only_case().state, desk.only_case().evidence) == (State.PUBLISHED, Evidence.RELEASE)
    assert [file.title for file in post.attachments] == ["ผังที่นั่ง", "ผู้อำนวยการกล่าวเปิด", f"{NAME} ภาพที่ 3"]
    assert "<p>คณะครูร่วมประชุม</p>" in post.body
    plan, opening, third = site.files.values()
    assert not any(secret in data for data in site.files.values() for secret in SECRETS)
    assert [Image.open(io.BytesIO(data)).format for data in (plan, opening, third)] == ["PNG", "JPEG", "JPEG"]
    assert corners(plan) == seen_as(1)
    assert 0xE1 not in {*parts_of_jpeg(opening), *parts_of_jpeg(third)}


def test_the_photos_themselves_are_filed_away_and_the_ledger_tells_what_of_each_went_public(
    desk: TestOffice, site: MemoryPublisher
) -> None:
    put(desk, DROP)
    desk.settle()
    release(desk)

    case = desk.only_case()
    filed = desk.root / (case.filed_path or "")
    assert {path.name: path.read_bytes() for path in filed.iterdir() if not path.name.startswith(("_", "เปิด"))} == DROP
    files = desk.syncd.ledger.version(case.number, case.version_no).files
    told = {file["sha256"]: file.get("shown_sha256") for file in files}
    assert told.keys() == {sha256(data).hexdigest() for data in DROP.values()}
    assert {it for it in told.values() if it} == {sha256(data).hexdigest() for data in site.files.values()}
    assert not list(desk.syncd.spool.iterdir())


def test_where_the_office_says_so_photos_go_out_by_themselves_but_a_photographed_page_does_not(
    free: TestOffice, site: MemoryPublisher
) -> None:
    put(free, {"1.jpg": encoded(smooth()), "คำบรรยาย.txt": "ครูประชุม".encode("cp874")})
    free.settle()

    assert free.only_case().evidence is not None
    assert len(site.posts) == 1

    page = Image.new("RGB", (850, 1200), "white")
    for row in range(80, 1100, 30):
        for column in range(80, 760, 9):
            page.paste((20, 20, 20), (column, row, column + 5, row + 12))
    put(free, {"2.jpg": encoded(page), "คำบรรยาย.txt": "คำสั่ง".encode("cp874")}, "คำสั่งแต่งตั้งกรรมการ")
    free.settle()

    (held,) = [case for case in free.cases() if case.state is State.HELD]
    assert [it.key for it in free.syncd.ledger.versions(held.number)[-1].findings] == ["photo_looks_like_page:2.jpg"]
    assert len(site.posts) == 1


def written_on(ground: tuple[int, int, int], ink: tuple[int, int, int], *lines: str) -> Image.Image:
    """A board, a card or a coloured page with these lines, photographed among other things."""
    board = Image.new("RGB", (900, 90 + 70 * len(lines)), ground)
    for place, line in enumerate(lines):
        ImageDraw.Draw(board).text((50, 40 + 70 * place), line, fill=ink, font=ImageFont.truetype(FONT, 40))
    around = smooth(1400, 1050)
    around.paste(board, (250, 80))
    return around


LETTER: tuple[str, ...] = (
    "ที่ ศธ ๐๔๐๔๐/๑๒๓",
    "เรื่อง ขอเผยแพร่แผนปฏิบัติการประจำปี",
    "เรียน ผู้อำนวยการสำนักงานเขตพื้นที่",
    "ตามที่ได้จัดทำแผนแล้วเสร็จ นั้น",
)
LETTER += ("เห็นควรนำข้อมูลเผยแพร่ทางเว็บไซต์", "จึงเรียนมาเพื่อโปรดพิจารณา")


def test_where_nobody_looks_at_photos_ocr_does_and_what_can_be_read_on_one_waits_for_a_person(
    free: TestOffice, site: MemoryPublisher
) -> None:
    """A coloured page, a board and a card are no white paper, which is all that a look at the brightness finds."""
    photos = {
        "กระดาษสี.jpg": written_on((160, 225, 160), (20, 20, 20), *LETTER).rotate(90, expand=True),
        "กระดาน.jpg": written_on((20, 60, 45), (230, 230, 230), "ด.ช.สมชาย ใจดี เลข 1-1002-00345-12-1"),
        "เวที.jpg": written_on((40, 60, 160), (255, 255, 255), "โครงการอบรมครูประจำปี ๒๕๖๙"),
    }
    put(free, {name: encoded(image) for name, image in photos.items()} | {"คำบรรยาย.txt": "ครูประชุม".encode()})
    free.settle()

    assert set(found(free)) == {"photo_looks_like_page:กระดาษสี.jpg", "national_id:กระดาน.jpg"}
    assert not site.posts


def test_without_ocr_an_officer_looks_at_the_photos_whatever_the_office_wants(desk: TestOffice, site: MemoryPublisher) -> None:
    freely(desk)
    put(desk, DROP)
    desk.settle()

    assert list(found(desk)) == ["photos_release"]
    assert not site.posts


def test_what_is_missing_is_asked_for_after_a_while(desk: TestOffice) -> None:
    folder = put(desk, {"1.jpg": encoded(smooth())})
    desk.settle()
    assert desk.only_case().state is State.RECEIVED

    desk.hands.move(16 * 60)
    desk.settle()

    (reply,) = folder.glob("_ส่งคืนแก้ไข.txt")
    assert "คำบรรยายภาพ.txt" in reply.read_text(encoding="utf-8-sig")
    (folder / "คำบรรยายภาพ.txt").write_text("ครูประชุม", encoding="utf-8")
    desk.settle()
    assert list(found(desk)) == ["photos_release"]


def test_other_files_are_sent_where_they_belong(desk: TestOffice) -> None:
    put(desk, DROP | {"คำสั่ง.pdf": b"%PDF-1.4\n", "คลิป.mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 64})
    desk.settle()

    said = found(desk)
    assert "1.03 กิจกรรมและโครงการ" in said["photos_only:คำสั่ง.pdf"]
    assert "ไม่รับวิดีโอ" in said["photos_only:คลิป.mp4"]
    assert desk.only_case().state is State.RETURNED


def word(tmp_path: Path, *paragraphs: str, hidden: str = "") -> bytes:
    """A Word file of these paragraphs, the last of them hidden if one is given."""

    def hide(paper: Any) -> None:
        if hidden:
            paper.add_paragraph().add_run(hidden).font.hidden = True

    return paper.write(tmp_path / "word.docx", paragraphs, hide).read_bytes()


def test_a_word_file_says_it_as_well(desk: TestOffice, site: MemoryPublisher, tmp_path: Path) -> None:
    drop = {name: data for name, data in DROP.items() if name != "คำบรรยายภาพ.txt"}
    put(desk, drop | {"เล่าเรื่อง.docx": word(tmp_path, "คณะครูร่วมประชุม", "IMG_1: ภาพหมู่", "ปก: IMG_10")})
    desk.settle()
    release(desk)

    (post,) = site.posts.values()
    assert "<p>คณะครูร่วมประชุม</p>" in post.body
    assert [file.title for file in post.attachments] == [f"{NAME} ภาพที่ 1", "ภาพหมู่", f"{NAME} ภาพที่ 3"]
    assert not [url for url in site.files if url.endswith(".docx")]


def test_what_a_word_file_hides_is_never_published_unseen(free: TestOffice, site: MemoryPublisher, tmp_path: Path) -> None:
    put(free, {"1.jpg": encoded(smooth()), "คำบรรยาย.docx": word(tmp_path, "คณะครูร่วมประชุม", hidden="ข้อความที่ไม่มีใครเห็น")})
    free.settle()

    assert (list(found(free)), site.posts) == (["file_unread:คำบรรยาย.docx"], {})


def test_a_memo_among_photos_is_sent_where_it_belongs(desk: TestOffice, tmp_path: Path) -> None:
    memo = word(tmp_path, *paper.HEAD, *paper.BODY, *paper.director("อนุมัติ"))
    put(desk, DROP | {"บันทึกข้อความ.docx": memo})
    desk.settle()

    assert "1.03 กิจกรรมและโครงการ" in found(desk)["memo_among_photos:บันทึกข้อความ.docx"]


def test_a_caption_of_a_photo_that_is_not_there_is_asked_about(desk: TestOffice) -> None:
    put(desk, DROP | {"คำบรรยายภาพ.txt": "ครูประชุม\nIMG_9.jpg: ภาพหมู่".encode()})
    desk.settle()

    assert "IMG_9.jpg" in found(desk)["details_problems:คำบรรยายภาพ.txt"]


def test_a_photo_that_was_changed_voids_the_officers_look(desk: TestOffice, site: MemoryPublisher) -> None:
    folder = put(desk, DROP)
    desk.settle()
    case = desk.only_case()
    (folder / "IMG_1.JPG").write_bytes(loaded(3))

    desk.ask("release", case, findings=["photos_release"], version=case.version)
    desk.settle()

    assert not site.posts
    assert desk.only_case().state is State.HELD
    assert desk.only_case().version_no == 2


class Developing(Glance):
    """Makes pictures at once, in this thread; a photo is a file that says so."""

    def read_in_drop(self, file: SpooledFile) -> Document:
        data = file.path.read_bytes()
        if not data.startswith(b"photo"):
            return Document(file.name, "text", file.size, file.sha256, words=data.decode())
        return Document(file.name, "jpeg", file.size, file.sha256, photo=Photo(moves=False, looks_like_page=False))

    def develop(self, file: SpooledFile, kind: str, name: str) -> Rendition | None:
        data = b"shown " + file.path.read_bytes()
        if data.endswith(b"broken"):
            return None
        with (file.folder / name).open("xb") as out:
            out.write(data)
        spooled = SpooledFile(file.name, file.folder, name, len(data), sha256(data).hexdigest(), "0" * 32)
        return Rendition(file.sha256, kind, spooled)


SMALL = {"1.jpg": b"photo one", "2.jpg": b"photo two", "คำบรรยายภาพ.txt": "ครูประชุม".encode()}


def test_a_photo_of_which_no_picture_can_be_made_holds_the_drop(tmp_path: Path, site: MemoryPublisher) -> None:
    with office(tmp_path, lambda _: site, units=(PLANNING,), reader=Developing()) as desk:
        freely(desk)
        put(desk, SMALL | {"2.jpg": b"photo broken"})
        desk.settle()

        assert list(found(desk)) == ["photo_not_developed:2.jpg"]
        assert desk.only_case().state is State.HELD
        assert not site.posts
        assert not list(desk.syncd.spool.iterdir())


class Full(Developing):
    """The disk of the private copies has no room for a second picture, until `room` says so."""

    room = False

    def develop(self, file: SpooledFile, kind: str, name: str) -> Rendition | None:
        if name.endswith("2") and not self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().develop(file, kind, name)


def test_a_full_disk_costs_nothing_but_time(tmp_path: Path, site: MemoryPublisher) -> None:
    reader = Full()
    with office(tmp_path, lambda _: site, units=(PLANNING,), reader=reader) as desk:
        freely(desk)
        put(desk, SMALL)
        desk.settle()
        assert (desk.only_case().state, site.posts, list(desk.syncd.spool.iterdir())) == (State.RECEIVED, {}, [])

        reader.room = True
        desk.settle()
        desk.settle()
        assert desk.only_case().state is State.PUBLISHED
        assert len(site.files) == 2


def quiet(desk: TestOffice) -> None:
    for seconds in (0, 21, 400, 3600):
        desk.hands.move(seconds)
        desk.work()


def test_wherever_the_process_dies_the_photos_come_out_once_and_only_as_what_was_made_of_them(tmp_path: Path) -> None:
    """Each change of the private copies, and each commit after the first picture was made, is a death of its own."""
    wanted = {sha256(b"shown " + data).hexdigest() for name, data in SMALL.items() if name.endswith("jpg")}
    steps, at = 1, 0
    while at < steps:
        at += 1
        site, hands, folder = MemoryPublisher(), Hands(), tmp_path / str(at)
        death = Death(at, only=("write shown", "write post", "write body", "os.rename claim", "os.remove shown"))
        lived, lives = False, 0
        while not lived:
            lives += 1
            with office(folder, lambda _, site=site: site, units=(PLANNING,), reader=Developing(), hands=hands) as desk:  # type: ignore[misc]
                freely(desk)
                if lives == 1:
                    put(desk, SMALL)
                lived = survive(death, desk.syncd.ledger.engine, lambda desk=desk: quiet(desk))  # type: ignore[misc]
                if lived:
                    assert desk.only_case().state is State.PUBLISHED
                    assert {sha256(data).hexdigest() for data in site.files.values()} == wanted
                    assert len(site.posts) == 1
                    assert not list(desk.syncd.spool.iterdir())
                    assert desk.syncd.ledger.audit() is None
            death, steps = Death(only=death.only), max(steps, at + 1 if lives > 1 else at)
    assert at > 6
