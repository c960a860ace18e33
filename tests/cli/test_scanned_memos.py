"""How a memo that was read by OCR is shown: to people as uncertain, to programs not at all where it may be wrong."""

from datetime import date
from io import StringIO

from rich.console import Console

from syncd.cli.programs import memo_of
from syncd.cli.story import show_memo
from syncd.memo.fields import OF_A_SCAN
from syncd.model.memo import Source
from tests.builders import make_memo

SCANNED = make_memo(source=Source.OCR, uncertain=OF_A_SCAN, number="ศธ ๐๕๐๕๐/๐๕๐", date=date(1962, 4, 15))


def shown(memo: object) -> str:
    out = StringIO()
    show_memo(Console(file=out, width=200), memo)  # type: ignore[arg-type]  # None is a memo that was not read
    return out.getvalue()


def test_an_uncertain_number_and_date_are_shown_as_such() -> None:
    said = shown(SCANNED)

    assert "อ่านได้ว่า ศธ ๐๕๐๕๐/๐๕๐ ไม่แน่นอน" in said
    assert "อ่านได้ว่า 15 เมษายน 2505 ไม่แน่นอน" in said
    assert "ไม่แน่นอน" not in shown(make_memo())


def test_programs_get_a_scans_number_and_dates_only_under_uncertain() -> None:
    said = memo_of(SCANNED)

    assert (said["number"], said["date"]) == (None, None)
    assert said["uncertain"] == dict.fromkeys(OF_A_SCAN) | {"number": "ศธ ๐๕๐๕๐/๐๕๐", "date": "1962-04-15"}
    assert [block["date"] for block in said["approvals"]] == [None, None]  # type: ignore[attr-defined]
