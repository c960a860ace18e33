"""The tool that counts right and wrong judgements, held against documents whose judgement is known."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from syncd.memo.reader import Reader
from syncd.model.decision import Finding, Weight
from syncd.model.memo import Source
from tests.builders import make_document, make_memo, make_office
from tests.eval import __main__ as tool
from tests.eval import ordinary
from tests.eval.corpus import Sample, read_corpus
from tests.eval.fields import wrong_fields
from tests.eval.flags import planted
from tests.eval.judging import Seen, Verdict, judge_all
from tests.eval.papers import FONTS
from tests.eval.table import report

DOCUMENTS = Path(__file__).parents[1] / "documents"
EXPECTED = json.loads((DOCUMENTS / "expected.json").read_text(encoding="utf-8"))


def corpus(folder: Path, **outcomes: str) -> Path:
    """A folder with these documents (by the number in their name) and what is said to be expected of them."""
    expected = {}
    for number, outcome in outcomes.items():
        (name,) = (name for name in EXPECTED if name.startswith(number.strip("_")))
        shutil.copy(DOCUMENTS / name, folder)
        expected[name] = EXPECTED[name] | {"outcome": outcome or EXPECTED[name]["outcome"]}
    (folder / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    return folder


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = tool.main(arguments)
    return code, capsys.readouterr().out


def test_a_sound_judgement_is_counted_and_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = told(capsys, str(corpus(tmp_path, _04="", _05="", _47="")))

    assert code == 0
    assert "UNSAFE PUBLICATIONS: none" in said
    assert "WRONG VALUES TAKEN AS CERTAIN: none" in said
    assert "clear text memos decided without a person: 1 of 1 (100.0%)" in said
    assert "refusals and corrections sent back without a person: 1 of 1 (100.0%)" in said


def test_a_publication_that_should_not_be_is_named_at_the_top_and_ends_badly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = told(capsys, str(corpus(tmp_path, _04="hold")))

    assert code == 1
    assert "UNSAFE PUBLICATIONS: 1\n  04_approved_arabic_typst.pdf (memo): expected hold, published as the memo" in said


def test_a_folder_without_a_corpus_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _ = told(capsys, str(tmp_path))

    assert code == 2


def test_a_wrong_value_taken_as_certain_is_told_and_a_doubted_one_is_not() -> None:
    sample = Sample(
        DOCUMENTS / "04_approved_arabic_typst.pdf", "memo", "publish", (), (EXPECTED["04_approved_arabic_typst.pdf"]["memos"][0],)
    )
    verdict = Verdict("publish", ())
    read = make_memo(number="ศธ 04040/999")
    certain = Seen(sample, make_document("04_approved_arabic_typst.pdf", read), verdict, verdict, 0, 0, 0)
    doubted = Seen(sample, make_document("04.pdf", make_memo(doubts=("อ่านไม่ชัด",))), verdict, verdict, 0, 0, 0)

    assert "number: 'ศธ 04040/999', not 'ศธ 04040/345'" in list(wrong_fields(certain))
    scanned = make_memo(number="ศธ 04040/999", source=Source.OCR, uncertain=("unit", "date", "subject", "addressee", "approval"))
    scan = Seen(sample, make_document("04.pdf", scanned), verdict, verdict, 0, 0, 0)
    assert list(wrong_fields(doubted)) == []
    assert list(wrong_fields(scan)) == ["number: 'ศธ 04040/999', not 'ศธ 04040/345'"]


def test_something_planted_that_nobody_saw_is_missed() -> None:
    sample = Sample(Path("ก.pdf"), "attachment", "hold", ("national_id",))
    seen = Seen(sample, make_document("ก.pdf"), Verdict("return", ()), Verdict("publish", ()), 0, 0, 0)

    assert planted(seen) == {"national_id": "missed"}
    assert any("missed: national_id in ก.pdf" in line for line in report([seen]))


def test_something_planted_in_a_file_within_the_file_is_found() -> None:
    sample = Sample(Path("ก.zip"), "attachment", "hold", ("national_id",))
    finding = Finding("national_id", Weight.HOLD, "พบ", "ก.zip › ใน.docx")
    verdict = Verdict("hold", (finding,))
    seen = Seen(sample, make_document("ก.zip"), verdict, verdict, 0, 0, 0)

    assert planted(seen) == {"national_id": "found"}


def test_a_photo_is_judged_as_what_it_comes_in_a_drop_of_photos(tmp_path: Path, reader: Reader) -> None:
    Image.merge("RGB", [Image.effect_noise((640, 480), 60) for _ in range(3)]).save(tmp_path / "ข.jpg")
    samples = (Sample(tmp_path / "ข.jpg", "photo", "publish"), Sample(tmp_path / "ข.jpg", "attachment", "review"))
    office = replace(make_office(), photos_need_release=False)
    photo, file = judge_all(samples, office, reader)

    assert "photos_release" in [finding.rule for finding in photo.verdict.findings]  # this reader has no OCR
    assert "file_unread" in [finding.rule for finding in file.verdict.findings]


def test_ordinary_documents_are_the_same_for_the_same_seed_and_read_back(tmp_path: Path, reader: Reader) -> None:
    one, other = tmp_path / "1", tmp_path / "2"
    for folder in (one, other):
        folder.mkdir()
        ordinary.write(folder, 6, seed=3)
    made = read_corpus(one)

    assert made.missing == ()
    assert (one / "expected.json").read_bytes() == (other / "expected.json").read_bytes()
    assert len(made.samples) == 12
    assert not FONTS or any(sample.path.suffix == ".pdf" for sample in made.samples)
    seen = list(judge_all(made.samples, make_office(), reader))
    assert [one for one in seen if one.document.faults or one.document.unread] == []
    assert all(one.document.memos for one in seen if one.sample.is_memo)
    assert all(not one.document.memos for one in seen if not one.sample.is_memo)
    assert [one for one in seen if one.is_unsafe] == []


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as one:
        yield one
