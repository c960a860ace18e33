from dataclasses import replace
from datetime import date

import pytest

from syncd.approval import Objection, judge, same_person
from syncd.model.approval import Approval, Word
from syncd.model.memo import Memo, Source
from syncd.model.office import Approver
from tests.builders import DIRECTOR, OFFICE_NAME, UNIT_DIRECTOR, make_approval, make_memo, make_office

ACTING_NAME = "นางสาวอรทัย แทนคุณ"
ACTING = Approver(ACTING_NAME, f"รองผู้อำนวยการ{OFFICE_NAME}", date(2020, 4, 1), date(2020, 4, 30), "รักษาราชการแทน")
BOTH = make_office(approvers=(DIRECTOR, ACTING))


def objections(memo: Memo, *approvers: Approver) -> list[Objection]:
    office = make_office(approvers=approvers or (DIRECTOR,))
    return [kind for kind, _ in judge(memo, office).objections]


def memo_of(*approvals: Approval) -> Memo:
    return make_memo(UNIT_DIRECTOR, *approvals)


def test_the_directors_certain_word_approves() -> None:
    judgement = judge(make_memo(), make_office())

    assert judgement.is_approved
    assert judgement.approver == DIRECTOR
    assert judgement.block == make_approval()


@pytest.mark.parametrize(
    ("name", "position"),
    [
        ("นายสมเกียรติศรีอุดมชัย", f"ผู้อำนวยการ{OFFICE_NAME}".replace(" ", "")),
        ("นายสมเกียรติ ศรีอุดมชัย", f"ตำแหน่ง ผู้อำนวยการ{OFFICE_NAME}"),
        ("สมเกียรติ  ศรีอุดมชัย", f"ผู้อำนวยการ {OFFICE_NAME.replace('3', '๓')}"),
        ("ดร.สมเกียรติ ศรีอุดมชัย", "ผอ.สพป.ชัยภูมิ เขต ๓"),
        ("(นายสมเกียรติ ศรีอุดมชัย)", "ผู้อำนวยการสํานักงานเขตพื้นที่การศึกษาประถมศึกษาชัยภูมิ เขต ๓"),
    ],
)
def test_the_director_is_known_by_name_and_post_in_any_spelling(name: str, position: str) -> None:
    assert objections(memo_of(make_approval(name=name, position=position))) == []


@pytest.mark.parametrize(
    ("name", "position"),
    [
        ("นางสมเกียรติ ศรีอุดมชัย", DIRECTOR.position),
        ("นายสมเกียรติ ศรีอุดมชาย", DIRECTOR.position),
        ("", DIRECTOR.position),
        (DIRECTOR.name, "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษาประถมศึกษาชัยภูมิ เขต 2"),
        (DIRECTOR.name, f"รองผู้อำนวยการ{OFFICE_NAME}"),
        (DIRECTOR.name, ""),
        (DIRECTOR.name, f"รองผู้อำนวยการสำนักงาน รักษาราชการแทน {DIRECTOR.position}"),
    ],
)
def test_half_a_match_is_no_match(name: str, position: str) -> None:
    assert objections(memo_of(make_approval(name=name, position=position))) == [Objection.UNKNOWN]


def test_the_unit_directors_word_alone_is_no_approval() -> None:
    assert objections(make_memo(replace(UNIT_DIRECTOR, date=date(2020, 4, 21)))) == [Objection.MISSING]


@pytest.mark.parametrize(
    "position",
    [
        f"รองผู้อำนวยการ{OFFICE_NAME} รักษาราชการแทน ผู้อำนวยการ{OFFICE_NAME}",
        f"รองผู้อำนวยการ{OFFICE_NAME}\nรักษาการในตำแหน่งผู้อำนวยการ{OFFICE_NAME.replace('3', '๓')}",
        f"รักษาราชการแทน ผู้อำนวยการ{OFFICE_NAME}",
        f"รองผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา รักษาราชการแทน ผู้อำนวยการ{OFFICE_NAME}",
    ],
)
@pytest.mark.parametrize(
    "configured",
    [
        ACTING.position,
        DIRECTOR.position,
        f"{ACTING.position} รักษาราชการแทน {DIRECTOR.position}",
    ],
)
def test_who_acts_for_the_director_approves_in_that_capacity(position: str, configured: str) -> None:
    acting = replace(ACTING, position=configured)

    assert objections(memo_of(make_approval(name=ACTING_NAME, position=position)), DIRECTOR, acting) == []


@pytest.mark.parametrize(
    "position",
    [
        ACTING.position,
        f"{ACTING.position} ปฏิบัติราชการแทน {DIRECTOR.position}",
        f"{ACTING.position} รักษาราชการแทน ผู้อำนวยการโรงเรียนบ้านหนองบัว",
        DIRECTOR.position,
    ],
)
def test_another_capacity_than_the_settings_name_is_held(position: str) -> None:
    assert not judge(memo_of(make_approval(name=ACTING_NAME, position=position)), BOTH).is_approved


def test_an_approver_counts_on_the_day_he_signed() -> None:
    former = replace(DIRECTOR, until=date(2020, 4, 20))
    new = replace(DIRECTOR, since=date(2020, 4, 21))

    assert objections(make_memo(), former) == [Objection.OUT_OF_DATES]
    assert objections(make_memo(), new) == []
    assert objections(make_memo(), former, new) == []


def test_a_refusal_or_a_correction_read_with_certainty_is_one() -> None:
    assert objections(memo_of(make_approval(Word.REFUSED, words="ไม่อนุมัติ"))) == [Objection.REFUSED]
    assert objections(memo_of(make_approval(Word.CORRECT, words="ให้แก้ไข"))) == [Objection.TO_BE_CORRECTED]


@pytest.mark.parametrize("doubt", [{"doubts": ("ข้อความซ้อนกัน",)}, {"source": Source.OCR}])
def test_a_refusal_read_with_doubt_is_for_a_person(doubt: dict[str, object]) -> None:
    memo = replace(memo_of(make_approval(Word.REFUSED, words="ไม่อนุมัติ")), **doubt)  # type: ignore[arg-type]

    assert objections(memo) == [Objection.UNCERTAIN]


@pytest.mark.parametrize("word", list(Word))
def test_nothing_that_was_read_of_a_scan_approves_or_refuses(word: Word) -> None:
    memo = replace(memo_of(make_approval(word, words="อนุมัติ")), source=Source.OCR)

    judgement = judge(memo, make_office())

    assert [kind for kind, _ in judgement.objections] == [Objection.UNCERTAIN]
    assert not judgement.is_approved


def test_what_seems_to_be_refused_on_a_scan_is_told_without_repeating_what_ocr_read() -> None:
    memo = replace(memo_of(make_approval(Word.REFUSED, words="ไม่อนุมต ซี่")), source=Source.OCR)

    ((_, sentence),) = judge(memo, make_office()).objections

    assert "อาจมีคำสั่งไม่อนุมัติ" in sentence
    assert "ซี่" not in sentence


def test_no_word_at_all_is_missing() -> None:
    assert objections(memo_of(make_approval(Word.NONE, words="", day=None))) == [Objection.MISSING]
    assert objections(memo_of(make_approval(Word.NONE, words="", day=None, name=""))) == [Objection.MISSING]


@pytest.mark.parametrize("word", [Word.NOTED, Word.UNCLEAR])
def test_any_other_word_of_the_director_is_for_a_person(word: Word) -> None:
    assert objections(memo_of(make_approval(word, words="ทราบ"))) == [Objection.UNCERTAIN]


def test_an_approval_without_a_date_is_for_a_person() -> None:
    assert objections(memo_of(make_approval(day=None))) == [Objection.UNCERTAIN]


def test_two_words_of_the_director_that_disagree_are_for_a_person() -> None:
    refused = make_approval(Word.REFUSED, words="ไม่อนุมัติ")

    assert objections(memo_of(refused, make_approval())) == [Objection.UNCERTAIN]
    assert objections(memo_of(make_approval(), refused)) == [Objection.UNCERTAIN]


def test_a_block_of_the_director_that_waits_for_his_word_is_for_a_person() -> None:
    """He approved one thing, and is asked for another: which of them is publication, the memo does not tell."""
    waiting = make_approval(Word.NONE, words="", day=None)
    assert objections(memo_of(make_approval(), waiting)) == [Objection.UNCERTAIN]
    assert objections(memo_of(waiting, make_approval())) == [Objection.UNCERTAIN]


def test_two_words_of_the_director_that_agree_approve() -> None:
    assert objections(memo_of(make_approval(), make_approval(day=date(2020, 4, 22)))) == []


@pytest.mark.parametrize("word", [Word.REFUSED, Word.CORRECT, Word.UNCLEAR])
def test_a_dissenting_word_of_anybody_is_for_a_person(word: Word) -> None:
    dissent = replace(UNIT_DIRECTOR, word=word, words="ไม่เห็นชอบ")

    assert objections(make_memo(dissent, make_approval())) == [Objection.UNCERTAIN]


def test_a_word_that_might_belong_to_another_block_is_for_a_person() -> None:
    assert objections(make_memo(replace(UNIT_DIRECTOR, certain=False), make_approval())) == [Objection.UNCERTAIN]


def test_a_strangers_word_at_the_directors_post_spoils_the_directors_own() -> None:
    stranger = make_approval(name="นายใคร ก็ไม่รู้")

    assert objections(memo_of(stranger, make_approval())) == [Objection.UNKNOWN]


def test_who_heads_a_unit_and_acts_for_the_director_may_sign_twice() -> None:
    head = Approver(ACTING_NAME, "ผู้อำนวยการกลุ่มอำนวยการ", capacity="รักษาราชการแทน")
    own = make_approval(name=ACTING_NAME, position="ผู้อำนวยการกลุ่มอำนวยการ", day=None)
    acting = make_approval(name=ACTING_NAME, position=f"ผู้อำนวยการกลุ่มอำนวยการ รักษาราชการแทน {DIRECTOR.position}")

    judgement = judge(make_memo(own, acting), make_office(approvers=(DIRECTOR, head)))

    assert judgement.is_approved
    assert judgement.block == acting
    assert judgement.unit_director


def test_without_approvers_in_the_settings_nobody_approves() -> None:
    assert not judge(make_memo(), make_office(approvers=())).is_approved


def test_a_name_that_begins_like_a_title_is_left_whole() -> None:
    assert same_person("นายนายิกา ใจดี", "นายิกา ใจดี")
    assert not same_person("นางลักษณ์ ใจดี", "ณลักษณ์ ใจดี")
    assert not same_person("", "")
