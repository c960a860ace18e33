"""What the texts of a photo drop say: title, paragraph, cover, and a caption for each photo that has one."""

import pytest

from syncd.captions import in_order, merge, parse
from syncd.model.bundle import Details

PHOTOS = ("IMG_10.jpg", "IMG_2.HEIC", "พิธีเปิด.jpg", "ชุด ๒/IMG_3.jpg")


def said(text: str) -> Details:
    return parse("คำบรรยายภาพ.txt", text, PHOTOS)


def test_a_text_without_any_form_is_the_paragraph() -> None:
    text = "กลุ่มนิเทศจัดประชุมครู\n\nเมื่อวันที่ 5 มกราคม 2570 เวลา 09.00 น. ณ ห้องประชุม: มีครูร่วม 40 คน\n-----\n"

    assert said(text) == Details(
        "คำบรรยายภาพ.txt",
        description="กลุ่มนิเทศจัดประชุมครู\nเมื่อวันที่ 5 มกราคม 2570 เวลา 09.00 น. ณ ห้องประชุม: มีครูร่วม 40 คน",
    )


@pytest.mark.parametrize("label", ["IMG_2.HEIC", "img_2.heic", "IMG_2", " IMG_2 "])
def test_a_photo_is_named_as_people_name_it(label: str) -> None:
    assert said(f"{label}: ครูลงทะเบียน").captions == (("IMG_2.HEIC", "ครูลงทะเบียน"),)


@pytest.mark.parametrize(("label", "photo"), [("ภาพที่ 1", "IMG_2.HEIC"), ("รูปที่ ๒", "IMG_10.jpg"), ("IMG_3", "ชุด ๒/IMG_3.jpg")])
def test_a_photo_is_named_by_its_place_or_without_its_folder(label: str, photo: str) -> None:
    assert said(f"{label}: ครูลงทะเบียน").captions == ((photo, "ครูลงทะเบียน"),)


def test_the_labels_of_the_form_are_understood_between_captions() -> None:
    found = said("ชื่อเรื่อง: ประชุมครู\nปก: พิธีเปิด\nวันที่: 5 มกราคม 2570\nIMG_10: ครู\nคำอธิบาย: มีครู 40 คน\nและผู้บริหาร")

    assert (found.title, found.cover, found.description) == ("ประชุมครู", "พิธีเปิด.jpg", "มีครู 40 คน\nและผู้บริหาร")
    assert found.date is not None
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("IMG_99.jpg: ครู", "ไม่พบภาพชื่อ “IMG_99.jpg”"),
        ("ปก: ภาพหมู่", "ไม่พบภาพปกชื่อ “ภาพหมู่”"),
        ("IMG_2: ครู\nIMG_2.HEIC: นักเรียน", "มากกว่าหนึ่งบรรทัด"),
        ("วันที่: สามสิบกุมภา", "อ่านวันที่"),
        ("ชื่อเรื่อง: ก\nชื่อเรื่อง: ข", "มากกว่าหนึ่งครั้ง"),
        ("IMG_2: " + "ก" * 301, "ยาวเกิน 300"),
        ("ก" * 5001, "ยาวเกิน 5,000"),
    ],
)
def test_what_was_meant_and_cannot_be_followed_is_told(text: str, problem: str) -> None:
    (told,) = said(text).problems

    assert problem in told


def test_a_name_that_means_two_photos_is_told() -> None:
    found = parse("คำบรรยายภาพ.txt", "IMG_1: ครู", ("IMG_1.jpg", "IMG_1.png"))

    assert "มากกว่าหนึ่งภาพ" in found.problems[0]


def test_photos_stand_in_the_order_of_their_captions_then_of_their_names_and_the_cover_first() -> None:
    assert in_order(PHOTOS, said("เรื่อง")) == ("IMG_2.HEIC", "IMG_10.jpg", "ชุด ๒/IMG_3.jpg", "พิธีเปิด.jpg")
    assert in_order(PHOTOS, said("พิธีเปิด: ก\nIMG_10: ข"))[:2] == ("พิธีเปิด.jpg", "IMG_10.jpg")
    assert in_order(PHOTOS, said("IMG_10: ข\nปก: IMG_3"))[:2] == ("ชุด ๒/IMG_3.jpg", "IMG_10.jpg")


def test_a_form_and_a_text_say_it_together() -> None:
    whole = merge([parse("รายละเอียด.txt", "ชื่อเรื่อง: ประชุมครู", PHOTOS), said("มีครู 40 คน")])

    assert (whole.title, whole.description, whole.problems) == ("ประชุมครู", "มีครู 40 คน", ())


def test_two_texts_that_say_it_differently_are_told() -> None:
    whole = merge([said("มีครู 40 คน"), parse("คำบรรยาย.docx", "มีครู 50 คน", PHOTOS)])

    assert whole.problems == ("คำบรรยายมีทั้งใน “คำบรรยายภาพ.txt” และ “คำบรรยาย.docx” กรุณาเหลือไว้ไฟล์เดียว",)
    assert merge([]) == Details()
