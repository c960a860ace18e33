"""The daemon on folders that a real smbd serves, with clients that are slow, stall, rename, and keep files open."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from syncd.settings import load
from syncd.taxonomy import folder_name
from tests.bench.papers import bundle
from tests.rig.samba import Share, shared
from tests.whole.daemon import DOCUMENTS, RunningOffice, running_office
from tests.whole.writers import SETTLE_SECONDS, STALLING, WRITERS, Files

pytestmark = pytest.mark.rig

UNIT = "กลุ่มการเงิน"
ALL_WRITERS = (*WRITERS, *STALLING)


# --- the office -------------------------------------------------------------------------------------------------------


class Shared:
    """A running office whose folders are served; `at` says where on the share."""

    def __init__(self, office: RunningOffice, share: Share) -> None:
        self.office = office
        self.share = share
        category = load(office.config, office.secrets).taxonomy.by_code("1.9")
        assert category is not None
        self.shelf = f"{UNIT}/ส่งเผยแพร่/{folder_name(category)}"

    def at(self, name: str) -> str:
        return f"{self.shelf}/{name}"

    def folder(self, name: str) -> Path:
        return self.office.root / self.at(name)

    def copy(self, name: str, files: Files) -> None:
        """Copy a whole bundle in, as fast as it goes."""
        self.share.mkdir(self.at(name))
        for file, content in files.items():
            with self.share.writing(self.at(f"{name}/{file}")) as writing:
                writing.write(content)

    def wait_for(self, name: str, state: str) -> None:
        self.office.wait_until(lambda: self.office.states().get(name) == state, f"{name} to be {state}")

    def public(self, number: str) -> list[bytes]:
        """What the site shows of a case, sorted."""
        return sorted(path.read_bytes() for path in self.office.home.glob(f"site/posts/{number}-*/files/*/*"))


@pytest.fixture
def place(tmp_path: Path, samba: Callable[[Path], Share], request: pytest.FixtureRequest) -> Iterator[Shared]:
    changes = getattr(request, "param", {})
    with running_office(tmp_path, intake__settle_seconds=1.5, **changes) as office:
        yield Shared(office, samba(office.root))


def enclosures(files: Files) -> list[bytes]:
    return sorted(content for name, content in files.items() if not name.startswith("บันทึกข้อความ"))


with_a_short_undo_window = pytest.mark.parametrize("place", [{"publish__wait_minutes": 0.12}], indirect=True)


# --- never half -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shared, dict[str, Files]]]:
    """Every kind of writer at work at the same time, each on a bundle of its own; all of them are through and published."""
    sent: dict[str, Files] = {
        writer.__name__: bundle(serial, annexes=2, size=60_000) for serial, writer in enumerate(ALL_WRITERS)
    }
    with (
        running_office(tmp_path_factory.mktemp("share"), intake__settle_seconds=SETTLE_SECONDS) as office,
        shared(office.root) as share,
        ThreadPoolExecutor(len(ALL_WRITERS)) as pool,
    ):
        place = Shared(office, share)
        office.start()
        for name in sent:
            share.mkdir(place.at(name))
        jobs = [pool.submit(writer, share, place.at(writer.__name__), sent[writer.__name__]) for writer in ALL_WRITERS]
        for job in jobs:
            job.result()
        office.wait_until(
            lambda: {name for name, state in office.states().items() if state == "published"} == sent.keys(),
            "every bundle to be published",
        )
        yield place, sent


@pytest.mark.parametrize("writer", ALL_WRITERS, ids=lambda writer: writer.__name__)
def test_a_slow_copy_is_taken_once_and_whole(
    copied: tuple[Shared, dict[str, Files]], writer: Callable[[Share, str, Files], None]
) -> None:
    place, sent = copied
    (case,) = (case for case in place.office.cases() if case.title == writer.__name__)

    assert place.public(case.number) == enclosures(sent[writer.__name__])
    assert case.version_no == 1, "nothing else of it was ever read"


# --- what comes late --------------------------------------------------------------------------------------------------


@with_a_short_undo_window
def test_a_late_file_before_publication_becomes_the_next_version_of_the_same_case(place: Shared) -> None:
    files = bundle(0, annexes=3, size=30_000)
    late = files.pop("เอกสาร 3.pdf")
    place.office.start()
    place.copy("ประกาศ", files)
    place.wait_for("ประกาศ", "scheduled")

    with place.share.writing(place.at("ประกาศ/เอกสาร 3.pdf")) as writing:
        writing.write(late)

    place.wait_for("ประกาศ", "published")
    (case,) = place.office.cases()
    assert (case.version_no, place.public(case.number)) == (2, enclosures({**files, "เอกสาร 3.pdf": late}))


def test_a_late_file_after_publication_is_a_case_of_its_own_and_changes_nothing_public(place: Shared) -> None:
    files, more = bundle(0, annexes=2, size=30_000), bundle(1, annexes=1, size=30_000)
    place.office.start()
    place.copy("ประกาศ", files)
    place.office.wait_until(lambda: not place.folder("ประกาศ").exists(), "the bundle to be published and filed")

    place.copy(
        "ประกาศ", {"บันทึกข้อความ.pdf": files["บันทึกข้อความ.pdf"], **{f"แก้ไข {n}": c for n, c in more.items() if "เอกสาร" in n}}
    )

    place.office.wait_until(lambda: len(place.office.cases()) == 2, "the late one to be a case")
    place.office.wait_until(lambda: place.office.cases()[1].state == "held", "an officer to be asked: correction or new?")
    first, _ = place.office.cases()
    assert place.public(first.number) == enclosures(files)
    assert len(list(place.office.home.glob("site/posts/*"))) == 1


@with_a_short_undo_window
def test_a_published_folder_is_not_moved_from_under_an_open_file_but_once_it_is_closed(place: Shared) -> None:
    files = bundle(0, annexes=1, size=30_000)
    place.office.start()
    place.copy("ประกาศ", files)
    place.wait_for("ประกาศ", "scheduled")

    with place.share.writing(place.at("ประกาศ/เอกสาร 1.pdf"), keep=True):
        place.office.wait_until(
            lambda: place.office.reply(place.folder("ประกาศ")).startswith("_เผยแพร่แล้ว"), "the unit to be told"
        )
        looked = place.office.looks()
        place.office.wait_until(lambda: place.office.looks() > looked, "another look")
        assert place.folder("ประกาศ").exists()
        assert "filing.not_moved" not in place.office.log(), "an open file is nothing to warn of"

    place.office.wait_until(lambda: not place.folder("ประกาศ").exists(), "the folder to be filed")
    assert [path.read_bytes() for path in place.office.root.glob("*/เผยแพร่แล้ว/*/*/*/เอกสาร 1.pdf")] == enclosures(files)


@with_a_short_undo_window
def test_what_is_saved_into_a_published_folder_before_it_is_filed_is_a_new_case_never_filed_unread(place: Shared) -> None:
    files = bundle(0, annexes=1, size=30_000)
    place.office.start()
    place.copy("ประกาศ", files)
    place.wait_for("ประกาศ", "scheduled")

    with place.share.writing(place.at("ประกาศ/เอกสาร 1.pdf"), keep=True) as writing:
        place.wait_for("ประกาศ", "published")
        writing.write(b"%PDF-1.7 (changed)")

    place.office.wait_until(
        lambda: [case.state for case in place.office.cases()][1:] == ["returned"], "the change to be answered"
    )
    first, second = place.office.cases()
    assert place.public(first.number) == enclosures(files)
    assert second.path == first.path
    assert place.folder("ประกาศ").exists()


# --- our reply --------------------------------------------------------------------------------------------------------


def test_a_client_reads_and_deletes_our_reply_and_the_case_goes_on(place: Shared, tmp_path: Path) -> None:
    refused = (DOCUMENTS / "05_not_approved.pdf").read_bytes()
    files = bundle(0, annexes=1, size=30_000)
    place.office.start()
    place.copy("ประกาศ", {**files, "บันทึกข้อความ.pdf": refused})
    place.office.wait_until(
        lambda: place.office.reply(place.folder("ประกาศ")).startswith("_ส่งคืนแก้ไข"), "the bundle to be returned"
    )
    reply = place.at(f"ประกาศ/{place.office.reply(place.folder('ประกาศ'))}")

    place.share.get(reply, tmp_path / "reply.txt")
    place.share.delete(reply)
    looked = place.office.looks()
    place.office.wait_until(lambda: place.office.looks() > looked, "another look")

    (case,) = place.office.cases()
    assert (tmp_path / "reply.txt").read_text(encoding="utf-8-sig").count(case.number) >= 1
    assert (case.state, case.version_no) == ("returned", 1)

    with place.share.writing(place.at("ประกาศ/บันทึกข้อความ.pdf")) as writing:
        writing.write(files["บันทึกข้อความ.pdf"])
    place.wait_for("ประกาศ", "published")
    (mended,) = place.office.cases()
    assert (mended.number, mended.version_no) == (case.number, 2)
    assert place.public(mended.number) == enclosures(files)
