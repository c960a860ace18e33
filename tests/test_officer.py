"""Requests of officers: done and answered in one step, and none can stop the daemon."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from syncd.model.claim import SpooledFile
from syncd.model.document import Document
from syncd.model.office import Unit
from syncd.model.state import State
from syncd.publishers.memory import MemoryPublisher
from tests.desk import Glance, TestOffice, office

FINANCE = Unit("กลุ่มการเงิน", "กลุ่มการเงิน", categories=("1.9",))


class Broken(Glance):
    """A bug of ours, met at every reading."""

    def read(self, file: SpooledFile, roots: Sequence[str] = ()) -> Document:
        raise ZeroDivisionError(file.name)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[TestOffice]:
    with office(tmp_path, lambda _: MemoryPublisher(), units=(FINANCE,), reader=Broken()) as desk:
        desk.drop("ประกาศ", ("memo.pdf", b"memo approved 1"), ("ก.pdf", b"x"))
        desk.settle()
        assert desk.only_case().state is State.HELD
        yield desk


def test_a_case_that_was_never_read_cannot_be_returned_and_the_officer_is_told(held: TestOffice) -> None:
    answer = held.ask("return", held.only_case(), reason="ขอให้ส่งใหม่")

    assert "ยังอ่านไม่ได้" in answer
    assert held.only_case().state is State.HELD


def test_a_request_that_meets_a_bug_of_ours_is_refused_and_does_not_come_back(held: TestOffice) -> None:
    answer = held.ask("release", held.only_case(), findings=[], date="วันนี้")

    assert "ขัดข้อง" in answer
    assert not held.syncd.ledger.requests()
    assert list(held.syncd.spool.iterdir()) == []
