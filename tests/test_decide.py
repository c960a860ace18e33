from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from syncd.decide import as_told, decide, would
from syncd.model.approval import Evidence, Word
from syncd.model.bundle import Bundle, Details
from syncd.model.decision import Decision, Hold, Publish, Release, Return
from syncd.model.document import Fault, FaultKind
from syncd.model.memo import Source
from syncd.model.office import Route
from syncd.office import Office
from syncd.rules import examine
from tests.builders import POLICY, UNIT_DIRECTOR, make_approval, make_bundle, make_document, make_memo, make_office, make_spot

OFFICE = make_office()
PLAN = make_document()
SCAN = make_document("บันทึกข้อความ.pdf", unread="เป็นภาพสแกน", maybe_memo=True)
SCANNED = make_bundle(SCAN, PLAN)
OCRED = make_memo(source=Source.OCR, uncertain=("approval", "date", "number", "subject", "unit"))
"""Read by OCR, every field of it as plausible as can be."""
ON_SCAN = ("memo_may_be_unread:บันทึกข้อความ.pdf",)


def decided(bundle: Bundle, release: Release | None = None, office: Office = OFFICE, *, auto: bool = True) -> Decision:
    """As the pipeline does it."""
    told = as_told(bundle, release, office)
    return decide(told, examine(told, office), release, office, auto=auto)


def make_release(*findings: str, **changes: object) -> Release:
    release = Release(
        version="v1",
        findings=findings,
        officer="สมชาย",
        at=datetime(2020, 4, 22, tzinfo=UTC),
        approver="นายสมเกียรติ ศรีอุดมชัย",
        number="ศธ 04040/1",
        date=date(2020, 4, 21),
    )
    return replace(release, **changes)  # type: ignore[arg-type]  # names of Release's own fields


def rules(decision: Decision) -> list[str]:
    return [finding.rule for finding in decision.findings]


def test_an_approved_bundle_is_published_on_the_memos_own_words() -> None:
    bundle = make_bundle()

    assert decided(bundle) == Publish(Evidence.TEXT, POLICY, bundle.documents[0].memos[0], date(2020, 4, 21))


def test_notes_go_with_a_publication() -> None:
    decision = decided(make_bundle(memo=make_memo(number=None)))

    assert isinstance(decision, Publish)
    assert rules(decision) == ["memo_number_blank"]


def test_a_return_tells_everything_else_that_was_found() -> None:
    damaged = replace(PLAN, faults=(Fault(FaultKind.DAMAGED),), spots=(make_spot(),))
    decision = decided(make_bundle(make_document("บันทึกข้อความ.pdf", make_memo(number=None)), damaged))

    assert isinstance(decision, Return)
    assert rules(decision) == ["file_damaged", "national_id", "memo_number_blank"]


def test_without_leave_to_publish_by_itself_everything_waits_for_an_officer() -> None:
    decision = decided(make_bundle(), auto=False)

    assert isinstance(decision, Hold)
    assert rules(decision) == ["auto_off"]
    assert "1.2 นโยบายและแผน" in decision.findings[0].message


def test_what_would_be_held_or_returned_anyway_is_not_said_to_wait_for_the_switch() -> None:
    assert rules(decided(SCANNED, auto=False)) == ["memo_may_be_unread"]
    assert isinstance(decided(make_bundle(PLAN), auto=False), Return)


def test_an_officers_look_answers_for_the_switch() -> None:
    decision = decided(make_bundle(), make_release(number=None), auto=False)

    assert isinstance(decision, Publish)
    assert decision.evidence is Evidence.RELEASE
    assert decision.memo is not None
    assert decision.memo.number == "ศธ 04040/345"


def test_a_release_of_a_scan_carries_what_the_officer_read() -> None:
    decision = decided(SCANNED, make_release(*ON_SCAN))

    assert isinstance(decision, Publish)
    assert (decision.evidence, decision.approval_date) == (Evidence.RELEASE, date(2020, 4, 21))
    assert decision.memo is not None
    assert (decision.memo.file, decision.memo.number, decision.memo.source) == (SCAN.name, "ศธ 04040/1", Source.PERSON)


def test_of_a_scan_that_was_read_only_what_the_officer_read_too_is_certain() -> None:
    bundle = make_bundle(memo=OCRED)
    answers = ("memo_scanned:บันทึกข้อความ.pdf", "approval_uncertain:บันทึกข้อความ.pdf")

    number_only, both = (
        decided(bundle, make_release(*answers)),
        decided(bundle, make_release(*answers, memo_date=date(2020, 4, 18))),
    )

    assert isinstance(number_only, Publish)
    assert isinstance(both, Publish)
    assert number_only.memo is not None
    assert both.memo is not None
    assert (number_only.memo.sure_number, number_only.memo.sure_date) == ("ศธ 04040/1", None)
    assert (both.memo.sure_number, both.memo.sure_date, both.memo.source) == ("ศธ 04040/1", date(2020, 4, 18), Source.PERSON)
    assert number_only.approval_date == date(2020, 4, 21)


@pytest.mark.parametrize("unsaid", [{"approver": None}, {"date": None}])
def test_what_a_scan_seems_to_say_does_not_stand_in_for_the_officer(unsaid: dict[str, None]) -> None:
    release = make_release("memo_scanned:บันทึกข้อความ.pdf", "approval_uncertain:บันทึกข้อความ.pdf", **unsaid)

    assert rules(decided(make_bundle(memo=OCRED), release))[0] == "release_incomplete"


def test_a_scan_is_never_published_nor_returned_by_itself() -> None:
    refused = make_memo(make_approval(Word.REFUSED, words="ไม่อนุมัติ"), source=Source.OCR, uncertain=OCRED.uncertain)

    assert isinstance(decided(make_bundle(memo=OCRED)), Hold)
    assert isinstance(decided(make_bundle(memo=refused)), Hold)


def test_a_memo_without_a_number_may_be_released() -> None:
    decision = decided(SCANNED, make_release(*ON_SCAN, number="ไม่มีเลข"))

    assert isinstance(decision, Publish)
    assert decision.memo is not None
    assert decision.memo.number is None


def test_a_release_is_void_once_the_bundle_has_changed() -> None:
    assert isinstance(decided(SCANNED, make_release(*ON_SCAN, version="v0")), Hold)
    assert rules(decided(make_bundle(), make_release(version="v0"), auto=False)) == ["auto_off"]


def test_a_finding_that_the_release_does_not_name_holds() -> None:
    bundle = make_bundle(SCAN, replace(PLAN, spots=(make_spot(),)))

    assert isinstance(decided(bundle, make_release(*ON_SCAN)), Hold)
    assert isinstance(decided(bundle, make_release(*ON_SCAN, "national_id")), Hold)
    assert isinstance(decided(bundle, make_release(*ON_SCAN, f"national_id:{PLAN.name}")), Publish)


def test_each_screened_file_is_answered_by_itself() -> None:
    twice = make_bundle(SCAN, replace(PLAN, spots=(make_spot(),)), make_document("รายชื่อ.pdf", spots=(make_spot(),)))
    assert isinstance(decided(twice, make_release(*ON_SCAN, f"national_id:{PLAN.name}")), Hold)


def test_a_refusal_is_never_released() -> None:
    bundle = make_bundle(memo=make_memo(UNIT_DIRECTOR, make_approval(Word.REFUSED, words="ไม่อนุมัติ")))

    assert isinstance(decided(bundle, make_release("refused:บันทึกข้อความ.pdf", "refused")), Return)


def test_a_refusal_is_not_released_by_naming_its_memo_afterwards() -> None:
    refused = make_document("ข.pdf", make_memo(UNIT_DIRECTOR, make_approval(Word.REFUSED, words="ไม่อนุมัติ")))
    bundle = make_bundle(make_document("ก.pdf", make_memo()), refused, PLAN)
    release = make_release("several_memos", memo="ข.pdf")

    assert isinstance(decided(bundle, release), Return)
    assert rules(decide(bundle, examine(bundle, OFFICE), release, OFFICE, auto=True))[0] == "release_refused"


def test_of_several_memos_the_officer_names_one_and_answers_for_the_other() -> None:
    bundle = make_bundle(make_document("ก.pdf", make_memo()), make_document("ข.pdf", make_memo()), PLAN)

    assert isinstance(decided(bundle, make_release("several_memos")), Hold)
    assert rules(decided(bundle, make_release("several_memos", memo="ก.pdf"))) == ["another_memo"]
    assert isinstance(decided(bundle, make_release("another_memo:ข.pdf", memo="ก.pdf")), Publish)


def test_of_several_unread_files_the_officer_names_the_memo() -> None:
    scans = tuple(make_document(name, unread="เป็นภาพสแกน", maybe_memo=True) for name in ("1.pdf", "2.pdf"))
    bundle = make_bundle(*scans, name="ประกาศ")
    answers = ("memo_may_be_unread:1.pdf", "file_unread:2.pdf")
    decision = decided(bundle, make_release(*answers, memo="1.pdf"))

    assert isinstance(decided(bundle, make_release("memo_may_be_unread", "file_unread:1.pdf", "file_unread:2.pdf")), Hold)
    assert isinstance(decision, Publish)
    assert decision.memo is not None
    assert decision.memo.file == "1.pdf"


@pytest.mark.parametrize("lacking", [{"approver": None}, {"date": None}, {"date": date(2020, 5, 1)}])
def test_a_release_without_approver_or_a_possible_date_holds(lacking: dict[str, object]) -> None:
    assert rules(decided(SCANNED, make_release(*ON_SCAN, **lacking)))[0] == "release_incomplete"


def test_an_undecided_bundle_goes_where_the_officer_says() -> None:
    bundle = make_bundle(category=None, undecided=True)
    chosen = decided(bundle, make_release("undecided_category", category="1.2"))

    assert isinstance(chosen, Publish)
    assert chosen.category == POLICY
    assert rules(decided(bundle, make_release("undecided_category")))[0] == "release_incomplete"
    assert rules(decided(bundle, make_release("undecided_category", category="9.9")))[0] == "release_incomplete"


def test_a_chosen_category_is_looked_at_like_any_other() -> None:
    bundle = make_bundle(category=None, undecided=True, unit=replace(make_bundle().unit, categories=("1.9",)))

    assert "category_not_yours" in rules(decided(bundle, make_release("undecided_category", category="1.2")))


def test_a_bundle_without_a_title_is_released_with_one() -> None:
    bundle = make_bundle(name="123", memo=make_memo(subject=None))

    assert isinstance(decided(bundle, make_release("no_title")), Hold)
    assert isinstance(decided(bundle, make_release(title="แผนปฏิบัติการ")), Publish)


def test_photos_go_out_on_the_officers_word_and_need_no_approver() -> None:
    bundle = make_bundle(make_document("1.jpg", kind="jpeg"), route=Route.PHOTOS, details=Details(description="ครูประชุม"))
    decision = decided(bundle, make_release("photos_release", approver=None, date=None))

    assert isinstance(decision, Publish)
    assert (decision.evidence, decision.memo, decision.approval_date) == (Evidence.RELEASE, None, None)


def test_photos_go_out_by_themselves_only_where_the_office_lets_all_of_them() -> None:
    bundle = make_bundle(make_document("1.jpg", kind="jpeg"), route=Route.PHOTOS)
    freely = replace(make_office(), photos_need_release=False)
    decision = decide(bundle, (), None, freely, auto=True)

    assert isinstance(decision, Publish)
    assert decision.evidence is Evidence.NOT_NEEDED
    assert rules(decide(bundle, (), None, freely, auto=False)) == ["auto_off"]


def test_forgotten_findings_publish_nothing_that_is_not_approved() -> None:
    """The approval is judged once more at the very end, whatever rules were or were not asked."""
    unapproved = make_bundle(memo=make_memo(UNIT_DIRECTOR))
    doubtful = make_bundle(memo=make_memo(doubts=("ไม่ชัด",)))
    half_read = make_bundle(make_document("บันทึกข้อความ.pdf", make_memo(), unread="มีหน้าที่เป็นภาพ"), PLAN)

    for bundle in (unapproved, doubtful, half_read, SCANNED, make_bundle(PLAN), make_bundle(category=None)):
        assert isinstance(decide(bundle, (), None, OFFICE, auto=True), Hold)


def test_a_decision_is_said_in_one_word() -> None:
    assert would(decided(make_bundle())) == "publish"
    assert would(decided(SCANNED)) == "hold"
    assert would(decided(make_bundle(PLAN))) == "return"


def test_details_survive_what_the_officer_says() -> None:
    bundle = make_bundle(details=Details(title="ก", memo="บันทึกข้อความ"))

    assert as_told(bundle, make_release(), OFFICE) == bundle
    assert as_told(bundle, None, OFFICE) is bundle
