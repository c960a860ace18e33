"""By what a memo is known again: only by what is certain."""

import pytest

from syncd.identity import identity_of
from tests.builders import make_memo


def test_the_same_unit_number_and_date_are_the_same_memo_however_written() -> None:
    assert identity_of(make_memo(number="ศธ ๐๔๐๔๐/๓๔๕")) == identity_of(make_memo(number="ศธ 04040/345"))
    assert identity_of(make_memo(number="ศธ 04040/346")) != identity_of(make_memo())


def test_a_memo_without_a_number_is_known_by_what_it_is_about() -> None:
    first = identity_of(make_memo(number=None, subject="ขอเผยแพร่รายงานผล"))

    assert first is not None
    assert first == identity_of(make_memo(number=None, subject="ขอเผยแพร่ รายงานผล"))
    assert first != identity_of(make_memo(number=None, subject="ขอเผยแพร่แผนปฏิบัติการ"))
    assert identity_of(make_memo(number=None, subject="ขอเผยแพร่รายงานผล", uncertain=("subject",))) is None
    assert identity_of(make_memo(number=None, subject=None)) is None


@pytest.mark.parametrize("field", ["unit", "number", "date"])
def test_what_only_ocr_read_tells_no_memo_from_another(field: str) -> None:
    """Two memos whose numbers tesseract reads alike must not hold each other up as one."""
    assert identity_of(make_memo(uncertain=(field,))) is None
