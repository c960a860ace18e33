"""What the public reads about a bundle."""

import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest

from syncd import thai
from syncd.compose import compose
from syncd.model.approval import Evidence
from syncd.model.bundle import Bundle, Details
from syncd.model.claim import Claim, SpooledFile
from syncd.model.decision import Publish
from syncd.model.document import Document
from syncd.model.memo import Memo, Source
from syncd.model.office import Category, Route, Unit
from syncd.model.post import PUBLISHED_ON, Post
from syncd.publishers.base import with_links

KEY = "2570-0001-0a1b2c3d"
UNIT = Unit("กลุ่มบริหารงานการเงินและสินทรัพย์", "การเงิน", telephone="044-000-111 ต่อ 12")
PROCUREMENT = Category("1.9", "การจัดซื้อจัดจ้าง", "จัดซื้อจัดจ้าง", "procurement", Route.REGULATED)
MEMO = Memo("บันทึกข้อความ.pdf", UNIT.name, "ศธ ๐๔๐๓๑/๑๒๓", date(2026, 10, 1), "ขออนุญาตเผยแพร่", "ผอ.", asks_publication=True)
PUBLISHED = datetime(2026, 10, 4, 18, 30, tzinfo=UTC)
"""5 October in Thailand."""


def sha(contents: str) -> str:
    return hashlib.sha256(contents.encode()).hexdigest()


def document(name: str, kind: str = "pdf", pages: int | None = None, contents: str | None = None) -> Document:
    return Document(name, kind, 1_258_291, sha(contents or name), pages=pages)


def bundle(*documents: Document, details: Details | None = None, unit: Unit = UNIT, route: Route = Route.REGULATED) -> Bundle:
    return Bundle(
        unit,
        "x",
        "ประกาศ",
        PROCUREMENT,
        "1.09 จัดซื้อจัดจ้าง",
        route,
        sha("version"),
        (document("บันทึกข้อความ.pdf"), *documents),
        details or Details(),
    )


def composed(what: Bundle, memo: Memo | None = MEMO, memo_file: str | None = None, template: str | None = None) -> Post:
    copies = tuple(SpooledFile(d.name, Path("/spool"), d.sha256, d.size, d.sha256, "0" * 32) for d in what.documents)
    decision = Publish(Evidence.TEXT, PROCUREMENT, memo, date(2026, 10, 2))
    claim = Claim(Path("/spool"), copies, what.version, "signature")
    return compose(
        what,
        decision,
        claim,
        key=KEY,
        number="2570-0001",
        published_at=PUBLISHED,
        title="ประกาศผู้ชนะ",
        memo_file=memo_file,
        template=template,
    )


def titles(what: Bundle) -> list[str]:
    return [file.title for file in composed(what).attachments]


def text(post: Post) -> str:
    return " ".join(re.sub(r"<!--.*?-->|<[^>]+>", " ", post.body).split())


def test_the_memo_and_its_copies_are_not_attached() -> None:
    post = composed(bundle(document("ประกาศ.pdf"), document("สำเนาบันทึก.pdf", contents="บันทึกข้อความ.pdf")))

    assert [file.title for file in post.attachments] == ["ประกาศ"]
    assert sha("บันทึกข้อความ.pdf") not in post.body


def test_the_memo_is_attached_when_the_details_say_so() -> None:
    assert titles(bundle(document("ประกาศ.pdf"), details=Details(publish_memo=True))) == ["บันทึกข้อความ", "ประกาศ"]


def test_a_release_names_the_memo_that_could_not_be_read() -> None:
    post = composed(bundle(document("ประกาศ.pdf")), memo=None, memo_file="บันทึกข้อความ.pdf")

    assert [file.title for file in post.attachments] == ["ประกาศ"]
    assert "บันทึกข้อความ" not in text(post)


@pytest.mark.parametrize("memo_file", [None, "ไม่มีไฟล์นี้.pdf"])
def test_without_knowing_the_memo_nothing_is_composed(memo_file: str | None) -> None:
    with pytest.raises(ValueError, match="memo"):
        composed(bundle(document("ประกาศ.pdf")), memo=None, memo_file=memo_file)


def test_files_have_ascii_names_and_slugs_and_thai_titles() -> None:
    post = composed(bundle(document("ประกาศผู้ชนะ.PDF"), document("ตาราง_ราคากลาง.xlsx", "xlsx")))

    assert [(file.filename, file.title, file.media_type.split("/")[0]) for file in post.attachments] == [
        ("2570-0001-01.xlsx", "ตาราง ราคากลาง", "application"),
        ("2570-0001-02.pdf", "ประกาศผู้ชนะ", "application"),
    ]
    assert [file.slug for file in post.attachments] == [f"{KEY}-{file.sha256[:12]}" for file in post.attachments]


def test_a_kind_nobody_named_goes_out_under_its_own_extension() -> None:
    post = composed(bundle(document("แผนผัง.DWG", "unknown"), document("แปลก.ไทย", "unknown")))

    assert [(file.filename, file.media_type) for file in post.attachments] == [
        ("2570-0001-01.bin", "application/octet-stream"),
        ("2570-0001-02.dwg", "application/octet-stream"),
    ]


def test_the_same_contents_are_listed_once_under_the_first_name() -> None:
    assert titles(bundle(document("ก.pdf", contents="เหมือน"), document("ข.pdf", contents="เหมือน"))) == ["ก"]


def test_names_that_say_nothing_are_shown_as_numbered_enclosures() -> None:
    what = bundle(document("สแกน0001.pdf"), document("IMG_2041.jpg", "jpeg"), document("ประกาศ.pdf"))

    assert titles(what) == ["เอกสารแนบ 1", "ประกาศ", "เอกสารแนบ 2"]


def test_files_are_in_the_order_people_expect() -> None:
    names = ["บทที่ 10", "บทที่ ๒", "บทที่ 1", "เกณฑ์", "ขอบเขต", "กำหนดการ", "แก้ไข", "annex 2", "Annex 10"]

    assert sorted(names, key=thai.natural_order) == [
        "annex 2", "Annex 10", "กำหนดการ", "เกณฑ์", "แก้ไข", "ขอบเขต", "บทที่ 1", "บทที่ ๒", "บทที่ 10",
    ]  # fmt: skip


def test_files_of_several_folders_say_which() -> None:
    assert titles(bundle(document("แบบฟอร์ม/แบบ 1.pdf"), document("ประกาศ.pdf"))) == ["แบบฟอร์ม – แบบ 1", "ประกาศ"]


def test_files_of_one_inner_folder_do_not() -> None:
    assert titles(bundle(document("แบบฟอร์ม/แบบ 1.pdf"), document("แบบฟอร์ม/แบบ 2.pdf"))) == ["แบบ 1", "แบบ 2"]


def test_the_page_says_what_a_reader_needs() -> None:
    details = Details(description="ย่อหน้าแรก\n\nย่อหน้าที่สอง", date=date(2026, 9, 30))

    page = text(composed(bundle(document("ประกาศ.pdf", pages=12), details=details)))

    assert "ย่อหน้าแรก ย่อหน้าที่สอง" in page
    assert "ประกาศ PDF · 1.2 MB · 12 หน้า ดาวน์โหลด" in page
    assert "หน่วยงาน กลุ่มบริหารงานการเงินและสินทรัพย์" in page
    assert "โทรศัพท์ 044-000-111 ต่อ 12" in page
    assert "หมวดข้อมูล การจัดซื้อจัดจ้าง" in page
    assert "บันทึกข้อความที่ ศธ ๐๔๐๓๑/๑๒๓ ลงวันที่ 1 ตุลาคม 2569" in page
    assert "วันที่ของเอกสาร 30 กันยายน 2569" in page
    assert f"วันที่เผยแพร่ {PUBLISHED_ON}" in page


def test_each_file_has_one_link_that_opens_and_one_that_downloads() -> None:
    post = composed(bundle(document("ประกาศ.pdf")))
    place = f"syncd-file:{post.attachments[0].slug}"

    assert re.findall(r'<a href="([^"]+)"[^>]*?( download)?>', post.body) == [(place, ""), (place, " download")]


@pytest.mark.parametrize(
    "memo",
    [
        replace(MEMO, number=None, date=None),
        replace(MEMO, number="/", date=None),
        replace(MEMO, source=Source.OCR),
        replace(MEMO, uncertain=("date", "number")),
        replace(MEMO, doubts=("อ่านได้สองแบบ",)),
        replace(MEMO, source=Source.PERSON, number="ไม่มีเลข", date=None),
    ],
)
def test_a_blank_or_uncertain_number_is_left_out(memo: Memo) -> None:
    assert "บันทึกข้อความ" not in text(composed(bundle(document("ประกาศ.pdf")), memo=memo))


def test_a_date_that_only_ocr_read_is_left_out_beside_a_number_that_a_person_did() -> None:
    shown = text(composed(bundle(document("ประกาศ.pdf")), memo=replace(MEMO, source=Source.PERSON, uncertain=("date",))))

    assert "บันทึกข้อความที่ ศธ ๐๔๐๓๑/๑๒๓" in shown
    assert "ลงวันที่" not in shown


def test_a_number_that_an_officer_read_is_shown() -> None:
    memo = replace(MEMO, source=Source.PERSON, doubts=("ลายมือ",))

    assert "บันทึกข้อความที่ ศธ ๐๔๐๓๑/๑๒๓" in text(composed(bundle(document("ประกาศ.pdf")), memo=memo))


def test_what_clerks_write_is_text_and_never_markup() -> None:
    details = Details(description='<script>alert(1)</script> & [gallery ids="1"] <!-- wp:html -->')

    body = composed(bundle(document('<b>"ก" & ข.pdf'), details=details)).body

    assert "<script>" not in body
    assert "<b>" not in body
    assert "[gallery" not in body
    assert body.count("<!-- wp:html") == 0


def test_what_clerks_write_names_no_file_no_day_and_shows_no_page_of_others() -> None:
    said = "syncd-file:ก2570-0001 syncd-date:published syncd-id:x\nhttps://example.org/watch"

    post = composed(bundle(document("ประกาศ.pdf"), details=Details(description=said)))
    (file,) = post.attachments
    body = with_links(post, {file.slug: "https://site/file.pdf"}).body.replace(PUBLISHED_ON, "วันนี้")

    assert "<p>syncd-file:ก2570-0001 syncd-date:published syncd-id:x</p>" in unescape(body)
    assert ">วันนี้<" in body
    assert 'href="https://site/file.pdf"' in body
    assert not re.search(r"<p>\s*https?://[^\s<>\"]+\s*</p>", body), "WordPress would put that page in the place of its address"
    assert "<p>https://example.org/watch</p>" in unescape(body)


def test_the_office_may_bring_its_own_template() -> None:
    post = composed(bundle(document("ประกาศ.pdf")), template="<p>{{ unit }}: {{ files|length }}</p>")

    assert post.body == "<p>กลุ่มบริหารงานการเงินและสินทรัพย์: 1</p>"


def test_composing_again_gives_the_same_post() -> None:
    what = bundle(document("ก.pdf"), document("ข.pdf"))

    assert composed(what) == composed(what)


def test_the_excerpt_is_the_description_in_one_line() -> None:
    assert composed(bundle(details=Details(description="หนึ่ง\nสอง"))).excerpt == "หนึ่ง สอง"
    assert composed(bundle()).excerpt == "การจัดซื้อจัดจ้าง โดยกลุ่มบริหารงานการเงินและสินทรัพย์"
