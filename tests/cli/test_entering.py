"""What an officer enters is checked: a number that has a number's form, days that can be and stand in order."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from syncd.cli import deciding
from syncd.errors import RequestError
from syncd.ledger import VersionRecord
from syncd.memo.fields import OF_A_SCAN
from syncd.model.decision import Finding, Release, Weight
from syncd.model.memo import Memo, Source
from syncd.rules import examine
from tests.builders import DIRECTOR, make_bundle, make_memo, make_office
from tests.cli.conftest import APPROVED, Place
from tests.test_review_page import MOMENT

TODAY = date(2026, 11, 28)
SCANNED = make_memo(source=Source.OCR, uncertain=OF_A_SCAN)


def entered(memo: Memo = SCANNED, /, before: Release | None = None, *, answers: bool = True, **given: str) -> dict[str, Any]:
    found = examine(make_bundle(memo=memo), make_office())
    version = VersionRecord(1, "v", MOMENT, "hold", found, memo, ())
    settings: Any = SimpleNamespace(approval=SimpleNamespace(approvers=(DIRECTOR,)))
    said = {"approver": "นายสมเกียรติ ศรีอุดมชัย", "number": "ศธ 04040/33", "date": "19 ม.ค. 2564"} | given
    return deciding.release_details(settings, version, TODAY, named=(), all_of_them=answers, given=said, before=before)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ศธ 04040/033", "ศธ 04040/033"),
        ("ที่  ศธ ๐๔๐๔๐/ว ๓๓", "ศธ ๐๔๐๔๐/ว ๓๓"),
        ("เลขที่ นผ. 12/2563", "นผ. 12/2563"),
        ("ICT-7 (2)", "ICT-7 (2)"),
        ("ไม่มีเลข", "ไม่มีเลข"),
    ],
)
def test_a_memos_number_is_kept_as_it_stands_without_its_label(typed: str, kept: str) -> None:
    assert entered(number=typed)["number"] == kept


@pytest.mark.parametrize("typed", ["…", "ศธ", "ศธ 04040/12?", "ศธ 04040/…3", "19 ม.ค. 2564", "๑๙/๑/๒๕๖๔", "<b>1</b>"])
def test_what_has_no_numbers_form_is_refused(typed: str) -> None:
    with pytest.raises(RequestError, match="เลขที่"):
        entered(number=typed)


def test_an_approval_before_the_memos_own_day_is_refused_as_typed_or_as_read() -> None:
    with pytest.raises(RequestError, match="ก่อนวันที่ของบันทึก"):
        entered(memo_date="20 ม.ค. 2564")
    with pytest.raises(RequestError, match="ก่อนวันที่ของบันทึก"):
        entered(make_memo(date=date(2021, 1, 20)))

    assert entered(memo_date="19 ม.ค. 2564")["date"] == "2021-01-19"
    assert entered(make_memo(date=date(2021, 1, 20)), memo_date="18 ม.ค. 2564")["memo_date"] == "2021-01-18"


@pytest.mark.parametrize("rule", ["scanner_away", "file_unscanned", "file_linked", "photo_looks_like_page", "secrecy"])
def test_what_may_harm_those_who_read_it_is_answered_by_name_only(rule: str) -> None:
    found = [Finding(rule, Weight.HOLD, "…", "ก.xlsx"), Finding("memo_scanned", Weight.HOLD, "…", "ข.pdf")]

    with pytest.raises(RequestError, match="ต้องระบุทีละข้อ"):
        deciding.answered(found, [], all_of_them=True)

    assert deciding.answered(found, [f"{rule}:ก.xlsx"], all_of_them=True) == (f"{rule}:ก.xlsx", "memo_scanned:ข.pdf")


def test_what_an_officer_entered_of_this_version_before_need_not_be_typed_again() -> None:
    before = Release("v", (), "สมศรี", MOMENT, DIRECTOR.name, "ศธ 04040/33", date(2021, 1, 19), date(2021, 1, 18))

    assert entered(before=before, approver="", number="", date="").keys() == {"version", "findings"}
    with pytest.raises(RequestError, match="ก่อนวันที่ของบันทึก"):
        entered(before=before, date="17 ม.ค. 2564")


def test_all_that_is_wrong_or_missing_in_a_release_is_told_at_once_in_thai() -> None:
    with pytest.raises(RequestError) as caught:
        entered(answers=False, approver="9", number="abc", date="31 ก.พ. 64", memo_date="1 ม.ค. 2599", memo="ไม่มี.pdf", title="…")

    said = f"{caught.value.message}\n  {caught.value.hint}"
    told = (
        "ยังมีข้อที่ไม่ได้ตอบ",
        "ลำดับที่ 9",
        "ต้องระบุเลขที่บันทึก",
        "อ่านวันที่ 31 ก.พ. 64 ไม่ได้",
        "1 มกราคม 2599 ยังมาไม่ถึง",
        "ไม่มีไฟล์",
        "ต้องเขียนชื่อเรื่อง",
    )
    assert [words for words in told if words not in said] == []
    assert "\n  เขียนเช่น ศธ 04040/123\n" in said, "each with what to write instead"

    with pytest.raises(RequestError) as caught:
        entered(approver="", number="", date="…")
    assert [words for words in ("--approver", "--number", "อ่านวันที่ … ไม่ได้") if words not in caught.value.message] == []


def test_before_the_last_yes_review_says_what_it_understood(office: Place) -> None:
    number = office.held()

    said = office.syncd("review", number, typed="r\n1\nศธ ๐๔๐๔๐/๓๓\n๑๙/๑/๖๔\nn\ns\n")

    assert f"จะบันทึกว่า ผู้อนุมัติ {DIRECTOR.name} · เลขที่ ศธ ๐๔๐๔๐/๓๓ · วันที่อนุมัติ 19 มกราคม 2564" in " ".join(said.out.split())


def test_review_asks_for_the_day_again_when_it_is_before_the_memos_own(office: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCD_PUBLISH__AUTO", "false")
    office.held("ประกาศผู้ชนะ", APPROVED)

    said = office.syncd("review", typed="r\n\n\n19 เม.ย. 2563\n21 เม.ย. 2563\ny\n")

    assert (said.code, "ก่อนวันที่ของบันทึก" in said.out) == (0, True)
    assert office.row("ประกาศผู้ชนะ")["state"] == "published"
