"""What of concern stands in a text is told by place and masked; text read from a picture is looked at by shape."""

from syncd.memo.screening import spots
from syncd.model.document import Concern, Spot

ID = "1999900722108"
MISREAD = "1999900722109"


def test_each_place_is_told_once_and_masked() -> None:
    masked = "x-xxxx-xxxxx-10-8"

    assert spots([("หน้า 1", f"{ID} และ {ID}"), ("หน้า 2", ID)]) == (
        Spot(Concern.NATIONAL_ID, "หน้า 1", masked),
        Spot(Concern.NATIONAL_ID, "หน้า 2", masked),
    )


def test_a_number_misread_from_a_picture_is_known_by_its_shape() -> None:
    assert spots([("หน้า 1", MISREAD)]) == ()
    assert [spot.concern for spot in spots([("หน้า 1", MISREAD)], read_by_ocr=True)] == [Concern.NATIONAL_ID]


def test_a_list_without_end_is_told_in_part() -> None:
    assert len(spots((f"หน้า {page}", ID) for page in range(10_000))) == 50


def test_every_different_number_is_told_however_often_the_offices_own_stands_there() -> None:
    pages = [(f"หน้า {page}", "โทร. 081-234-5678") for page in range(60)] + [("หน้า 61", "โทร. 089-876-5432")]

    assert [spot.shown for spot in spots(pages)][-1] == "xxx-xxx-5432"


def test_numbers_that_end_alike_are_told_apart() -> None:
    """Or the office's own would let another's pass."""
    assert len({spot.mark for spot in spots([("หน้า 1", "โทร. 081-234-5678 และ 089-876-5678")])}) == 2


def test_what_a_heading_or_a_label_says_holds_for_the_next_texts() -> None:
    label = spots([("ย่อหน้า 1", "เลขที่บัญชี"), ("ย่อหน้า 2", "3050123456"), ("ย่อหน้า 3", "3050123457")])
    names = [("ย่อหน้า 1", "รายชื่อนักเรียน ม.๖"), *((f"ย่อหน้า {n}", f"นายคนที่ {name}") for n, name in enumerate("กขคง"))]

    assert [(spot.concern, spot.place) for spot in label] == [(Concern.BANK_ACCOUNT, "ย่อหน้า 2")]
    assert spots(names) == ()
    assert [spot.concern for spot in spots([names[0], ("2", "นายสมชาย"), ("3", "นายสมศักดิ์"), ("4", "นางสาวสมศรี")])] == [
        Concern.PUPILS
    ]


def test_digits_each_in_a_text_box_of_its_own_are_read_together() -> None:
    def boxes(*before: str) -> list[tuple[str, str]]:
        return [("สไลด์ 2", text) for text in (*before, *ID, "ลงชื่อ")]

    assert [spot.concern for spot in spots(boxes())] == [Concern.NATIONAL_ID]
    assert [spot.concern for spot in spots(boxes("เลขประจำตัวประชาชน"))] == [Concern.NATIONAL_ID]
    assert spots([("ชีต 1", sign) for sign in f"{ID}1234"]) == ()


def test_paragraphs_are_read_under_a_head_that_is_a_paragraph_itself() -> None:
    born = spots([("ย่อหน้า 1", "ชื่อ-สกุล   เกิด"), ("ย่อหน้า 2", "นายสมชาย ใจดี   5/3/2520"), ("ย่อหน้า 3", "นางสุดา แก้วใส   7/9/2522")])
    paid = spots([("ย่อหน้า 1", "ผู้รับเงิน   เลขที่บัญชี"), ("ย่อหน้า 2", "นายสมชาย ใจดี   3050123456")])

    assert {spot.concern for spot in born} == {Concern.BIRTH_DATE}
    assert {spot.concern for spot in paid} == {Concern.BANK_ACCOUNT}
