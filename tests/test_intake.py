from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from syncd.publishers.memory import MemoryPublisher
from tests.desk import TestOffice, office

HOME = "กลุ่มการเงิน"


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
