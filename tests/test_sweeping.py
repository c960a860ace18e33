"""The hourly look round the site: what is gone or no longer as written is told once, and the way back that it names works."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from syncd.cli.status import status
from syncd.ledger.journal import LedgerJournal
from syncd.ledger.recovery import Recovery
from syncd.model.state import State
from syncd.publishers.memory import MemoryPublisher
from syncd.publishers.wordpress import WordPressPublisher
from syncd.publishers.wordpress.client import Client
from syncd.publishing import SWEEP_SECONDS
from tests.desk import Glance, TestOffice, office
from tests.publishers.fake_wordpress import PASSWORD, USER, FakeWordPress
from tests.publishers.faults import Fault, page

MEMO = ("บันทึกข้อความ.pdf", b"memo approved 1/2569")
ANNEX = ("ประกาศ.pdf", b"%PDF-1.4 the announcement")
NAME = "ประกาศผู้ชนะ"
DAY = 24 * 3600


@pytest.fixture
def site() -> Iterator[FakeWordPress]:
    with FakeWordPress() as fake:
        fake.add_category("การจัดซื้อจัดจ้าง", "procurement")
        yield fake


@pytest.fixture
def desk(tmp_path: Path, site: FakeWordPress) -> Iterator[TestOffice]:
    with office(tmp_path, lambda _: MemoryPublisher(), reader=Glance()) as running:
        client = Client(site.url, USER, PASSWORD, clock=running.hands, pause=lambda _: None)
        journal = LedgerJournal(running.syncd.ledger, 330, running.hands)
        publisher = WordPressPublisher(client, running.syncd.settings.taxonomy.categories, journal, running.hands)
        running.syncd = replace(running.syncd, publisher=publisher)
        yield running


def look_round(desk: TestOffice) -> list[str]:
    """An hour passes; the events of the log that tell of what strayed."""
    with capture_logs() as said:
        desk.hands.move(SWEEP_SECONDS + 1)
        desk.work()
    return [f"{one['event']} {one.get('case')} {one.get('what', '')}".strip() for one in said if one["event"].startswith("case.")]


def published(desk: TestOffice) -> int:
    """A published case; its post's id."""
    desk.drop(NAME, MEMO, ANNEX)
    desk.settle()
    assert desk.only_case().state is State.PUBLISHED
    look_round(desk)
    receipt = desk.syncd.ledger.receipt(desk.only_case().number)
    assert receipt is not None
    return int(receipt.remote_id)


def test_what_stands_as_written_is_not_spoken_of(desk: TestOffice) -> None:
    published(desk)

    assert look_round(desk) == []
    assert desk.only_case().cause == ""


def test_a_change_on_the_site_is_told_once_and_its_mending_too(
    desk: TestOffice, site: FakeWordPress, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = published(desk)
    number = desk.only_case().number
    title = site.posts[ours].values["title"]
    site.posts[ours].values["title"] = "แก้ด้วยมือ"

    assert look_round(desk) == [f"case.strayed {number} the post was edited"]
    assert look_round(desk) == []
    status(desk.syncd.settings, as_json=False, unit=None)
    assert f"ไม่ตรงกับที่เผยแพร่ไว้ ดูด้วย syncd show: {number}" in " ".join(capsys.readouterr().out.split())

    site.trash(ours)
    assert look_round(desk) == [f"case.strayed {number} the post is in the trash"]

    site.posts[ours].slug, site.posts[ours].values["status"] = desk.only_case().key, "publish"
    site.posts[ours].values["title"] = title
    assert look_round(desk) == [f"case.as_written {number}"]
    assert [event.event for event in desk.syncd.ledger.events(number)][-3:] == ["case.strayed", "case.strayed", "case.as_written"]
    assert desk.only_case().state is State.PUBLISHED


def test_what_strays_of_a_case_that_got_a_new_number_is_told_of_it_and_of_no_other(desk: TestOffice) -> None:
    """A rebuild gives the second of two posts of one number a new number; its key stays what the site knows."""
    published(desk)
    first = desk.only_case()
    known = {name: getattr(first, name) for name in ("unit", "path", "name", "title", "category", "route", "published_at")}
    columns = {**known, "state": State.PUBLISHED, "on_site": True, "filed_path": "", "news": 0}
    key = f"{first.number}-0123abcd"
    second = Recovery(desk.syncd.ledger, desk.hands(), "ผู้ดูแล").open(None, key, columns, details={})
    gone = {"id": "987654", "url": "", "version": "", "written": "", "category": "1"}
    LedgerJournal(desk.syncd.ledger, 330, desk.hands).done(key, key, gone)

    assert look_round(desk) == [f"case.strayed {second.number} the post is gone"]
    assert look_round(desk) == []
    assert desk.syncd.ledger.case(first.number).cause == ""


def test_nothing_is_published_or_removed_because_of_it_and_the_unit_is_not_told(desk: TestOffice, site: FakeWordPress) -> None:
    ours = published(desk)
    told = desk.only_case().news
    del site.posts[ours]
    site.requests.clear()

    look_round(desk)
    look_round(desk)

    assert {request.method for request in site.requests} == {"GET"}
    assert desk.only_case().news == told


def test_the_way_back_that_the_warning_names_leads_back(desk: TestOffice, site: FakeWordPress) -> None:
    ours = published(desk)
    del site.posts[ours]
    with capture_logs() as said:
        desk.hands.move(SWEEP_SECONDS + 1)
        desk.work()
    lost = desk.only_case()
    (warning,) = [one for one in said if one["event"] == "case.strayed"]
    assert f"syncd withdraw {lost.number}" in warning["next_step"]
    assert "move its folder back" in warning["next_step"]
    assert "release" in warning["next_step"]

    desk.ask("withdraw", lost, reason="กู้เว็บไซต์จากสำรอง")
    desk.settle()
    assert lost.filed_path
    filed = desk.root / lost.filed_path
    filed.rename(desk.inbox("กลุ่มการเงิน", "1.9") / NAME)
    desk.settle()
    (new,) = [case for case in desk.cases() if case.number != lost.number]
    findings = [one.key for one in desk.syncd.ledger.versions(new.number)[-1].findings if one.weight.value == "hold"]
    assert new.state is State.HELD
    desk.ask("release", new, findings=findings, version=new.version)
    desk.settle()

    assert desk.syncd.ledger.case(new.number).state is State.PUBLISHED
    (shown,) = site.posts.values()
    assert (shown.slug, shown.values["title"]) == (new.key, NAME)
    assert [thing.values["title"] for thing in site.media.values()] == ["ประกาศ"], "no file of the old case, and not our link"


def test_one_loss_makes_it_look_further_back(desk: TestOffice, site: FakeWordPress) -> None:
    """A backup of last week takes more with it than the last days that are looked at every hour."""
    old = published(desk)
    desk.hands.move(7 * DAY)
    desk.work()
    del site.posts[old]
    assert look_round(desk) == [], "so far back nobody looks every hour"
    desk.drop("เรื่องใหม่", ("บันทึกข้อความ.pdf", b"memo approved 2/2569"), ("อื่น.pdf", b"%PDF-1.4 another"))
    desk.settle()
    assert [case.state for case in desk.cases()] == [State.PUBLISHED, State.PUBLISHED]
    site.posts.clear()

    assert sorted(look_round(desk)) == [f"case.strayed {case.number} the post is gone" for case in reversed(desk.cases())]


def test_a_site_that_cannot_be_looked_at_is_said_and_accuses_nobody(desk: TestOffice, site: FakeWordPress) -> None:
    published(desk)
    site.faults.append(Fault("GET", "", before=page(403), times=99))

    with capture_logs() as said:
        desk.hands.move(SWEEP_SECONDS + 1)
        desk.work()

    assert [one["event"] for one in said if one["log_level"] == "warning"] == ["site.not_swept"]
    assert desk.only_case().cause == ""


@pytest.mark.parametrize("shown", [lambda site: site.posts.clear(), lambda site: site.media.clear()])
def test_a_withdrawal_meanwhile_goes_first(shown: Callable[[FakeWordPress], None], desk: TestOffice, site: FakeWordPress) -> None:
    published(desk)
    shown(site)
    desk.ask("withdraw", desk.only_case(), reason="ลงผิด")

    assert not [one for one in look_round(desk) if "strayed" in one]
    assert desk.only_case().cause == "ลงผิด"
