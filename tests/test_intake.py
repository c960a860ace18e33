from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from syncd.publishers.memory import MemoryPublisher
from syncd.stuck import STUCK_HOURS
from tests.bench.papers import LETTER
from tests.desk import APPROVED, TestOffice, office

HOME = "กลุ่มการเงิน"

HOURS = 3600


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestOffice]:
    with office(tmp_path, lambda _settings: MemoryPublisher()) as running:
        yield running


def said(desk: TestOffice) -> list[str]:
    """What one more look says of the unit's folder."""
    with capture_logs() as logs:
        desk.work()
    return [entry["event"] for entry in logs if entry.get("path") == HOME]


def test_a_folder_without_an_answer_is_said_once_and_once_more_when_it_answers_again(desk: TestOffice) -> None:
    marker = desk.root / HOME / ".syncd-unit"
    away = marker.rename(desk.root / "away")

    assert said(desk) == ["folder.no_answer"]
    assert said(desk) == []
    away.rename(marker)
    assert said(desk) == ["folder.answers_again"]
    assert said(desk) == []


def test_another_reason_for_no_answer_is_said_and_is_no_answer_either(desk: TestOffice) -> None:
    """As when a dead mount is unmounted and leaves its empty mount point."""
    home = desk.root / HOME
    home.rename(desk.root / "away")
    home.symlink_to("nowhere")
    assert said(desk) == ["folder.no_answer"]
    home.unlink()
    home.mkdir()

    assert said(desk) == ["folder.no_answer"]
    home.rmdir()
    (desk.root / "away").rename(home)
    assert said(desk) == ["folder.answers_again"]


def stuck(desk: TestOffice, seconds: float) -> int:
    """How often it is said that a case is stuck, by a look so much later."""
    desk.hands.move(seconds)
    with capture_logs() as logs:
        desk.work()
    return sum(entry["event"] == "case.stuck" for entry in logs)


def test_a_bundle_blocked_for_hours_by_what_a_crash_left_is_told_once_to_its_unit_and_to_ict(desk: TestOffice) -> None:
    bundle = desk.drop("ประกาศ", APPROVED, LETTER, ("~$เอกสาร.docx", b"x"))
    desk.settle()

    assert stuck(desk, STUCK_HOURS * HOURS - 60) == 0
    assert stuck(desk, 60) == 1
    assert stuck(desk, HOURS) == 0
    (reply,) = bundle.glob("_*.txt")
    assert "“~$เอกสาร.docx”" in reply.read_text(encoding="utf-8-sig")

    (bundle / "~$เอกสาร.docx").unlink()
    desk.settle()
    assert desk.only_case().state == "published"


def test_a_bundle_that_never_comes_to_rest_is_told_after_hours(desk: TestOffice) -> None:
    bundle = desk.drop("ประกาศ", APPROVED)
    said = []
    for minute in range(0, 5 * 60, 5):  # sooner than a bundle counts as having rested
        desk.drop("ประกาศ", ("เอกสาร.pdf", b"%d" % minute))
        said.append(stuck(desk, 5 * 60))

    assert said.index(1) == STUCK_HOURS * 60 / 5
    assert sum(said) == 1
    (reply,) = bundle.glob("_*.txt")
    assert "เปลี่ยนไม่หยุด" in reply.read_text(encoding="utf-8-sig")
