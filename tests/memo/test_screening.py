"""What of concern stands in a text is told by place and masked; text read from a picture is looked at by shape."""

from syncd.memo.screening import spots
from syncd.model import Concern, Spot

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
