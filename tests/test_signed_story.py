"""A signed memo on its way through an office: what is published on it, and what the ledger keeps of who signed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from syncd.model.approval import Evidence, Soundness
from syncd.model.state import State
from syncd.publishers.memory import MemoryPublisher
from syncd.settings import ApprovalSettings
from syncd.settings.trust import Roots
from tests.builders import DIRECTOR
from tests.desk import Hands, TestOffice, office
from tests.memo.authority import NOW, director, root, sign
from tests.memo.test_signed import memo

MEMO, FILE = "บันทึกข้อความ.pdf", ("ประกาศ.txt", "ประกาศผู้ชนะการเสนอราคา".encode())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[TestOffice]:
    hands = Hands(wall=(NOW + timedelta(days=1)).astimezone(UTC))
    with office(tmp_path, lambda _: MemoryPublisher(), hands=hands) as desk:
        signer = replace(DIRECTOR, certificates=(director().fingerprint,))
        trusted = Roots(tmp_path / "ca.pem", root().pem, NOW + timedelta(days=300))
        approval = ApprovalSettings((Evidence.SIGNATURE,), ("pdf",), (signer,), (trusted,))
        desk.syncd = replace(desk.syncd, settings=replace(desk.syncd.settings, approval=approval))
        desk.restart()
        yield desk


def test_a_signed_memo_is_published_and_the_ledger_keeps_who_signed(desk: TestOffice) -> None:
    desk.drop("ประกาศผู้ชนะการเสนอราคา", (MEMO, sign(memo(""), director())), FILE)
    desk.settle()

    case = desk.only_case()
    assert (case.state, case.evidence, case.approval_date) == (State.PUBLISHED, "signature", NOW.date())
    (version,) = desk.syncd.ledger.versions(case.number)
    assert version.memo is not None
    (signature,) = version.memo.signatures
    assert (signature.soundness, signature.fingerprint) == (Soundness.SOUND, director().fingerprint)
    assert signature.at is not None
    assert signature.at.date() == NOW.date()


def test_the_same_memo_unsigned_waits_for_an_officer(desk: TestOffice) -> None:
    desk.drop("ประกาศผู้ชนะการเสนอราคา", (MEMO, memo("อนุมัติ", day="๒๑ ก.ค. ๖๓")), FILE)
    desk.settle()

    assert desk.only_case().state is State.HELD


def test_one_changed_after_signing_goes_back_to_the_unit(desk: TestOffice) -> None:
    signed = sign(memo(""), director())
    folder = desk.drop("ประกาศผู้ชนะการเสนอราคา", (MEMO, signed.replace(b"%PDF-1.7", b"%PDF-1.6")), FILE)
    desk.settle()

    assert desk.only_case().state is State.RETURNED
    (reply,) = folder.glob("_*")
    assert "ลายมือชื่อดิจิทัล" in reply.read_text(encoding="utf-8-sig")
