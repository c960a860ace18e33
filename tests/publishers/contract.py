"""What every publisher promises, as a suite: a subclass gives the fixtures `publisher`, `public` and `bad_publisher`."""

import hashlib
import tracemalloc
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest

from syncd.clock import BANGKOK
from syncd.errors import PublishError
from syncd.model.office import Category, Route, Unit
from syncd.model.post import FILE_URL, Attachment, Post, Receipt
from syncd.publishers.base import FoundMedium, FoundPost, Journal, Publisher, Recoverer, take_over
from syncd.publishers.journal import MemoryJournal
from tests.publishers.journal_contract import DOUBT_SECONDS, HandClock

KEY = "2570-0001-0a1b2c3d"
OTHER_KEY = "2570-0002-4e5f6a7b"
GONE = (404, 410)
LARGE = 20 * 2**20

REGULATIONS = Category("1.1", "กฎระเบียบ ข้อบังคับ ที่เกี่ยวข้อง", "กฎระเบียบ", "regulations", Route.REGULATED)
PROCUREMENT = Category("1.9", "การจัดซื้อจัดจ้าง", "จัดซื้อจัดจ้าง", "procurement", Route.REGULATED)
CATEGORIES = (REGULATIONS, PROCUREMENT)
"""What the place under test must have."""

UNIT = Unit("กลุ่มบริหารงานการเงินและสินทรัพย์", "กลุ่มบริหารงานการเงินและสินทรัพย์", telephone="044-000-111")
FIRST_DAY = datetime(2026, 10, 5, 9, 30, tzinfo=BANGKOK)


class Shown(NamedTuple):
    """One post as the public's list of posts shows it."""

    key: str
    title: str
    """Plain text, after HTML is taken off."""
    category: str
    """Code or slug."""
    files: tuple[str, ...]
    """The URLs of the files that the post's page links to, each once, in the page's order."""
    published: date
    """In Thailand."""


class Public(Protocol):
    """The place as somebody without a password sees it."""

    def get(self, url: str) -> tuple[int, bytes]:
        """Status and whole body of a page or a file."""

    def posts(self) -> list[Shown]:
        """Every post in the public lists, newest first."""

    def files(self, key: str) -> list[str]:
        """The URL of every file of the key that can be fetched, whether a post names it or not."""


def attachment(folder: Path, name: str, contents: bytes, *, key: str = KEY, title: str = "เอกสารแนบ") -> Attachment:
    """An attachment as compose makes it, with its private copy written into the folder."""
    path = folder / hashlib.sha256(key.encode() + name.encode() + contents).hexdigest()
    path.write_bytes(contents)
    return attachment_of(path, name, key=key, title=title)


def attachment_of(path: Path, name: str, *, key: str = KEY, title: str = "เอกสารแนบ") -> Attachment:
    """The attachment whose private copy is this file."""
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        md5 = hashlib.file_digest(stream, "md5").hexdigest()
    slug = f"{key}-{sha256[:12]}"
    return Attachment(slug, path.parent, path.name, name, title, path.stat().st_size, sha256, md5, "application/pdf")


def post(*attachments: Attachment, key: str = KEY, title: str = "ประกาศผู้ชนะการเสนอราคา", text: str = "ฉบับแรก") -> Post:
    """A post that names its attachments in its body, each with two links as compose writes them."""
    links = "".join(
        f'<a href="{FILE_URL}{a.slug}">{a.title}</a> <a href="{FILE_URL}{a.slug}" download>ดาวน์โหลด</a>' for a in attachments
    )
    version = hashlib.sha256(repr((title, text, [a.sha256 for a in attachments])).encode()).hexdigest()
    body = f"<p>{text}</p>\n<p>{links}</p>"
    return Post(key, version, title, body, text, PROCUREMENT, UNIT, FIRST_DAY, attachments)


def pdf(text: str) -> bytes:
    """A few bytes that begin as a PDF does; no two texts give the same."""
    return b"%PDF-1.4\n% " + text.encode() + b"\n%%EOF\n"


def never_came_to_stand(publisher: Publisher, unpublished: Post) -> Receipt:
    """What the pipeline withdraws with when a case ends before it had a receipt."""
    return Receipt(publisher.name, unpublished.key, unpublished.version, remote_id="", url="")


class PublisherContract:
    """One test a promise. Publishers that hold whole files in memory on purpose say `streams = False`."""

    streams = True

    @pytest.fixture
    def clock(self) -> HandClock:
        return HandClock()

    @pytest.fixture
    def journal(self, clock: HandClock) -> Journal:
        return MemoryJournal(clock, DOUBT_SECONDS)

    @pytest.fixture
    def publisher(self) -> Publisher:
        raise NotImplementedError("a subclass gives the publisher, to a place that has CATEGORIES and no posts")

    @pytest.fixture
    def heirs_journal(self, clock: HandClock) -> Journal:
        """Knows nothing yet, as that of a ledger made anew."""
        return MemoryJournal(clock, DOUBT_SECONDS)

    @pytest.fixture
    def heir(self, heirs_journal: Journal) -> Publisher:
        raise NotImplementedError("a subclass gives another publisher to the same place, with heirs_journal")

    @pytest.fixture
    def public(self) -> Public:
        raise NotImplementedError("a subclass shows the place as the public sees it")

    @pytest.fixture
    def bad_publisher(self) -> Publisher:
        raise NotImplementedError("a subclass gives a publisher to a place where a publish cannot work")

    @pytest.fixture
    def copies(self, tmp_path: Path) -> Path:
        """Where the private copies lie."""
        folder = tmp_path / "copies"
        folder.mkdir()
        return folder

    def test_publishing_makes_one_post_in_its_category(self, publisher: Publisher, public: Public, copies: Path) -> None:
        receipt = publisher.publish(post(attachment(copies, "2570-0001-01.pdf", pdf("ก"))))

        [shown] = public.posts()
        assert (shown.key, shown.title) == (KEY, "ประกาศผู้ชนะการเสนอราคา")
        assert shown.category in (PROCUREMENT.code, PROCUREMENT.slug)
        assert shown.published == FIRST_DAY.date()
        assert receipt.key == KEY
        assert receipt.publisher == publisher.name
        assert receipt.remote_id

    def test_every_file_can_be_fetched_byte_for_byte(self, publisher: Publisher, public: Public, copies: Path) -> None:
        contents = {f"2570-0001-0{number}.pdf": pdf(f"ไฟล์ {number}") + bytes(range(256)) * number for number in (1, 2, 3)}
        files = tuple(attachment(copies, name, data) for name, data in contents.items())

        receipt = publisher.publish(post(*files))

        assert [(placed.slug, placed.sha256) for placed in receipt.files] == [(file.slug, file.sha256) for file in files]
        assert [public.get(placed.url) for placed in receipt.files] == [(200, data) for data in contents.values()]
        assert public.posts()[0].files == tuple(placed.url for placed in receipt.files)

    def test_the_page_shows_the_body_with_its_links_in_place(self, publisher: Publisher, public: Public, copies: Path) -> None:
        receipt = publisher.publish(post(attachment(copies, "2570-0001-01.pdf", pdf("ก")), text="ตามประกาศลงวันที่ ๕ ตุลาคม ๒๕๖๙"))

        status, page = public.get(receipt.url)

        assert status == 200
        assert "ตามประกาศลงวันที่ ๕ ตุลาคม ๒๕๖๙" in page.decode()
        assert FILE_URL not in page.decode()

    def test_publishing_the_same_post_again_changes_nothing(self, publisher: Publisher, public: Public, copies: Path) -> None:
        same = post(attachment(copies, "2570-0001-01.pdf", pdf("ก")), attachment(copies, "2570-0001-02.pdf", pdf("ข")))
        receipt = publisher.publish(same)
        before = public.posts()

        again = publisher.publish(same)

        assert again == receipt
        assert public.posts() == before
        assert len(before) == 1
        assert sorted(public.files(KEY)) == sorted(placed.url for placed in receipt.files)

    def test_a_new_version_replaces_title_body_and_files(self, publisher: Publisher, public: Public, copies: Path) -> None:
        kept = attachment(copies, "2570-0001-01.pdf", pdf("ก"))
        old = publisher.publish(post(kept, attachment(copies, "2570-0001-02.pdf", pdf("ข"))))
        changed = post(
            kept, attachment(copies, "2570-0001-02.pdf", pdf("ค")), title="ประกาศผู้ชนะการเสนอราคา (แก้ไข)", text="ฉบับแก้ไข"
        )

        receipt = publisher.publish(changed)

        [shown] = public.posts()
        assert (shown.title, shown.files) == ("ประกาศผู้ชนะการเสนอราคา (แก้ไข)", tuple(placed.url for placed in receipt.files))
        page = public.get(receipt.url)[1].decode()
        assert "ฉบับแก้ไข" in page
        assert "ฉบับแรก" not in page
        assert [public.get(placed.url) for placed in receipt.files] == [(200, pdf("ก")), (200, pdf("ค"))]
        assert (receipt.version, receipt.remote_id) == (changed.version, old.remote_id)

    def test_a_new_version_removes_the_media_it_no_longer_names(self, publisher: Publisher, public: Public, copies: Path) -> None:
        kept = attachment(copies, "2570-0001-01.pdf", pdf("ก"))
        old = publisher.publish(post(kept, attachment(copies, "2570-0001-02.pdf", pdf("ข"))))

        receipt = publisher.publish(post(kept))

        assert public.get(old.files[1].url)[0] in GONE
        assert public.files(KEY) == [receipt.files[0].url]

    def test_a_new_version_keeps_address_and_first_publication(self, publisher: Publisher, public: Public, copies: Path) -> None:
        file = attachment(copies, "2570-0001-01.pdf", pdf("ก"))
        old = publisher.publish(post(file))
        later = replace(post(file, text="ฉบับแก้ไข"), published_at=datetime(2026, 11, 20, 15, 0, tzinfo=BANGKOK))

        receipt = publisher.publish(later)

        assert receipt.url == old.url
        assert public.posts()[0].published == FIRST_DAY.date()

    def test_going_back_to_the_first_version_shows_it_again(self, publisher: Publisher, public: Public, copies: Path) -> None:
        first = post(attachment(copies, "2570-0001-01.pdf", pdf("ก")))
        receipt = publisher.publish(first)
        before = public.posts()
        publisher.publish(post(attachment(copies, "2570-0001-01.pdf", pdf("ข")), text="ฉบับแก้ไข"))

        publisher.publish(first)

        assert [(s.title, len(s.files)) for s in public.posts()] == [(s.title, len(s.files)) for s in before]
        assert public.get(public.posts()[0].files[0]) == (200, pdf("ก"))
        assert "ฉบับแรก" in public.get(receipt.url)[1].decode()

    def test_a_new_version_may_have_the_same_file_names(self, publisher: Publisher, public: Public, copies: Path) -> None:
        publisher.publish(post(attachment(copies, "2570-0001-01.pdf", pdf("เดิม"))))

        receipt = publisher.publish(post(attachment(copies, "2570-0001-01.pdf", pdf("ใหม่"))))

        assert public.get(receipt.files[0].url) == (200, pdf("ใหม่"))
        assert public.files(KEY) == [receipt.files[0].url]

    def test_two_attachments_with_the_same_contents_are_one_medium(
        self, publisher: Publisher, public: Public, copies: Path
    ) -> None:
        twins = (
            attachment(copies, "2570-0001-01.pdf", pdf("เหมือนกัน"), title="ต้นฉบับ"),
            attachment(copies, "2570-0001-02.pdf", pdf("เหมือนกัน"), title="สำเนา"),
        )

        receipt = publisher.publish(post(*twins))

        assert len(receipt.files) == 1
        assert public.files(KEY) == [receipt.files[0].url]
        assert public.get(receipt.files[0].url) == (200, pdf("เหมือนกัน"))
        assert publisher.publish(post(*twins)) == receipt

    def test_the_same_contents_in_two_posts_are_two_media(self, publisher: Publisher, public: Public, copies: Path) -> None:
        one = publisher.publish(post(attachment(copies, "2570-0001-01.pdf", pdf("แบบฟอร์ม"))))
        two = publisher.publish(
            post(attachment(copies, "2570-0002-01.pdf", pdf("แบบฟอร์ม"), key=OTHER_KEY), key=OTHER_KEY, title="เรื่องที่สอง")
        )

        publisher.withdraw(one)

        assert public.get(one.files[0].url)[0] in GONE
        assert public.get(two.files[0].url) == (200, pdf("แบบฟอร์ม"))

    @pytest.mark.parametrize(
        "title",
        [
            "แผนปฏิบัติการประจำปีงบประมาณ พ.ศ. ๒๕๗๐ กลุ่มนิเทศฯ ครั้งที่ ๑/๒๕๗๐",
            "ประกาศ \"ราคากลาง\" 'จ้างก่อสร้าง' โรงเรียนน้ำคำ",
            "คู่มือ <script>alert(1)</script> & <b>แนวทาง</b> a<b",
            r"งบ 100% \ C:\งาน &amp; ไม่ใช่ &lt;แท็ก&gt; $1 {{ title }}",
        ],
    )
    def test_a_title_survives_as_text(self, title: str, publisher: Publisher, public: Public) -> None:
        receipt = publisher.publish(post(title=title))

        assert [shown.title for shown in public.posts()] == [title]
        assert b"<script>alert" not in public.get(receipt.url)[1]
        assert publisher.publish(post(title=title)) == receipt

    def test_a_post_may_have_no_attachments(self, publisher: Publisher, public: Public) -> None:
        receipt = publisher.publish(post())

        assert receipt.files == ()
        assert public.files(KEY) == []
        assert [shown.key for shown in public.posts()] == [KEY]

    def test_withdrawing_takes_post_and_files_away(self, publisher: Publisher, public: Public, copies: Path) -> None:
        receipt = publisher.publish(
            post(attachment(copies, "2570-0001-01.pdf", pdf("ก")), attachment(copies, "2570-0001-02.pdf", pdf("ข")))
        )

        publisher.withdraw(receipt)

        assert public.get(receipt.url)[0] in GONE
        assert all(public.get(placed.url)[0] in GONE for placed in receipt.files)
        assert public.posts() == []
        assert public.files(KEY) == []

    def test_withdrawing_twice_is_no_error(self, publisher: Publisher, public: Public, copies: Path) -> None:
        receipt = publisher.publish(post(attachment(copies, "2570-0001-01.pdf", pdf("ก"))))
        publisher.withdraw(receipt)

        publisher.withdraw(receipt)

        assert public.posts() == []

    def test_withdrawing_leaves_other_posts_untouched(self, publisher: Publisher, public: Public, copies: Path) -> None:
        receipt = publisher.publish(post(attachment(copies, "2570-0001-01.pdf", pdf("ก"))))
        other = publisher.publish(
            post(attachment(copies, "2570-0002-01.pdf", pdf("ข"), key=OTHER_KEY), key=OTHER_KEY, title="เรื่องที่สอง")
        )

        publisher.withdraw(receipt)

        assert [shown.key for shown in public.posts()] == [OTHER_KEY]
        assert public.get(other.url)[0] == 200
        assert public.get(other.files[0].url) == (200, pdf("ข"))

    def test_withdrawing_an_old_receipt_takes_the_newest_version_away(
        self, publisher: Publisher, public: Public, copies: Path
    ) -> None:
        old = publisher.publish(post(attachment(copies, "2570-0001-01.pdf", pdf("ก"))))
        new = publisher.publish(post(attachment(copies, "2570-0001-01.pdf", pdf("ข")), text="ฉบับแก้ไข"))

        publisher.withdraw(old)

        assert public.get(new.url)[0] in GONE
        assert public.get(new.files[0].url)[0] in GONE
        assert public.posts() == []

    def test_withdrawing_what_was_never_sent_is_no_error(self, publisher: Publisher, public: Public) -> None:
        other = publisher.publish(post(key=OTHER_KEY))

        publisher.withdraw(never_came_to_stand(publisher, post()))

        assert [shown.key for shown in public.posts()] == [OTHER_KEY]
        assert public.get(other.url)[0] == 200

    def test_what_was_withdrawn_can_be_published_again(self, publisher: Publisher, public: Public, copies: Path) -> None:
        wanted = post(attachment(copies, "2570-0001-01.pdf", pdf("ก")))
        publisher.withdraw(publisher.publish(wanted))

        receipt = publisher.publish(wanted)

        assert [shown.key for shown in public.posts()] == [KEY]
        assert public.files(KEY) == [receipt.files[0].url]
        assert public.get(receipt.files[0].url) == (200, pdf("ก"))

    def test_a_failure_between_two_files_shows_nothing(self, publisher: Publisher, public: Public, copies: Path) -> None:
        wanted = post(attachment(copies, "2570-0001-01.pdf", pdf("ก")), attachment(copies, "2570-0001-02.pdf", pdf("ข")))
        wanted.attachments[1].path.unlink()

        with pytest.raises(PublishError):
            publisher.publish(wanted)

        assert public.posts() == []

    def test_the_next_publish_after_a_failure_completes_without_doubles(
        self, publisher: Publisher, public: Public, copies: Path
    ) -> None:
        wanted = post(attachment(copies, "2570-0001-01.pdf", pdf("ก")), attachment(copies, "2570-0001-02.pdf", pdf("ข")))
        wanted.attachments[1].path.unlink()
        with pytest.raises(PublishError):
            publisher.publish(wanted)
        wanted.attachments[1].path.write_bytes(pdf("ข"))

        receipt = publisher.publish(wanted)

        assert [shown.key for shown in public.posts()] == [KEY]
        assert sorted(public.files(KEY)) == sorted(placed.url for placed in receipt.files)
        assert [public.get(placed.url) for placed in receipt.files] == [(200, pdf("ก")), (200, pdf("ข"))]

    def test_withdrawing_after_a_failure_leaves_no_file_behind(self, publisher: Publisher, public: Public, copies: Path) -> None:
        wanted = post(attachment(copies, "2570-0001-01.pdf", pdf("ก")), attachment(copies, "2570-0001-02.pdf", pdf("ข")))
        wanted.attachments[1].path.unlink()
        with pytest.raises(PublishError):
            publisher.publish(wanted)

        publisher.withdraw(never_came_to_stand(publisher, wanted))

        assert public.files(KEY) == []
        assert public.posts() == []

    def test_a_failed_correction_leaves_the_old_version_standing(
        self, publisher: Publisher, public: Public, copies: Path
    ) -> None:
        old = publisher.publish(post(attachment(copies, "2570-0001-01.pdf", pdf("ก"))))
        before = public.posts()
        changed = post(
            attachment(copies, "2570-0001-01.pdf", pdf("ข")), attachment(copies, "2570-0001-02.pdf", pdf("ค")), text="ฉบับแก้ไข"
        )
        changed.attachments[1].path.unlink()

        with pytest.raises(PublishError):
            publisher.publish(changed)

        assert public.posts() == before
        assert "ฉบับแรก" in public.get(old.url)[1].decode()
        assert public.get(old.files[0].url) == (200, pdf("ก"))

    def test_a_private_copy_that_is_not_what_was_checked_is_never_published(
        self, publisher: Publisher, public: Public, copies: Path
    ) -> None:
        wanted = post(attachment(copies, "2570-0001-01.pdf", pdf("ตรวจแล้ว")))
        wanted.attachments[0].path.write_bytes(pdf("สลับแล้ว"))

        with pytest.raises(PublishError):
            publisher.publish(wanted)

        assert public.posts() == []
        assert public.files(KEY) == []

    def test_a_large_file_is_never_held_in_memory(self, publisher: Publisher, public: Public, copies: Path) -> None:
        path = copies / "large"
        with path.open("wb") as stream:
            stream.write(pdf("ใหญ่"))
            stream.truncate(LARGE)
        large = attachment_of(path, "2570-0001-01.pdf")

        tracemalloc.start()
        receipt = publisher.publish(post(large))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert peak < LARGE / 2 or not self.streams
        assert hashlib.sha256(public.get(receipt.files[0].url)[1]).hexdigest() == large.sha256

    def test_everything_of_ours_is_found_again_by_whoever_comes_with_an_empty_memory(
        self, publisher: Publisher, heir: Publisher, copies: Path
    ) -> None:
        """What a rebuilt ledger starts from."""
        first = post(attachment(copies, "2570-0001-01.pdf", pdf("ก")), attachment(copies, "2570-0001-02.pdf", pdf("ข")))
        other = post(key=OTHER_KEY, title='ประกาศ "ค" & <ง>')
        receipts = {one.key: publisher.publish(one) for one in (first, other)}

        assert isinstance(heir, Recoverer)
        found = heir.find_ours()

        posts = {one.key: one for one in found if isinstance(one, FoundPost)}
        assert set(posts) == {KEY, OTHER_KEY}
        for one in (first, other):
            seen, receipt = posts[one.key], receipts[one.key]
            assert (seen.remote_id, seen.url, seen.hidden) == (receipt.remote_id, receipt.url, "")
            assert (seen.title, seen.category) == (one.title, PROCUREMENT.code)
            assert seen.published_at is not None
            assert seen.published_at.astimezone(BANGKOK) == FIRST_DAY
            assert seen.mark is not None
            assert (seen.mark.version, seen.mark.unit) == (one.version, UNIT.name)
            assert sorted(seen.mark.media) == sorted(file.sha256 for file in one.attachments)
        media = {one.slug: (one.key, one.remote_id, one.url) for one in found if isinstance(one, FoundMedium)}
        assert media == {file.slug: (KEY, file.remote_id, file.url) for file in receipts[KEY].files}

    def test_an_heir_who_took_it_over_changes_the_same_post_and_can_take_it_away(
        self, publisher: Publisher, heir: Publisher, heirs_journal: Journal, public: Public, copies: Path
    ) -> None:
        kept = attachment(copies, "2570-0001-01.pdf", pdf("ก"))
        old = publisher.publish(post(kept, attachment(copies, "2570-0001-02.pdf", pdf("ข"))))
        assert isinstance(heir, Recoverer)
        take_over(heirs_journal, heir.find_ours())

        receipt = heir.publish(post(kept, text="ฉบับแก้ไข"))

        assert [shown.key for shown in public.posts()] == [KEY]
        assert (receipt.remote_id, receipt.files[0].url) == (old.remote_id, old.files[0].url)
        assert public.files(KEY) == [receipt.files[0].url]
        heir.withdraw(Receipt(heir.name, KEY, receipt.version, receipt.remote_id, receipt.url))
        assert public.posts() == []
        assert public.files(KEY) == []
        assert heir.find_ours() == ()

    def test_files_whose_post_never_came_to_stand_are_found_and_not_sent_twice_by_the_heir(
        self, publisher: Publisher, heir: Publisher, heirs_journal: Journal, public: Public, copies: Path
    ) -> None:
        wanted = post(attachment(copies, "2570-0001-01.pdf", pdf("ก")), attachment(copies, "2570-0001-02.pdf", pdf("ข")))
        wanted.attachments[1].path.unlink()
        with pytest.raises(PublishError):
            publisher.publish(wanted)
        assert isinstance(heir, Recoverer)

        found = heir.find_ours()

        assert [one for one in found if isinstance(one, FoundPost)] == []
        assert [one.url for one in found if isinstance(one, FoundMedium)] == public.files(KEY)
        take_over(heirs_journal, found)
        wanted.attachments[1].path.write_bytes(pdf("ข"))
        receipt = heir.publish(wanted)
        assert sorted(public.files(KEY)) == sorted(placed.url for placed in receipt.files)

    def test_what_is_not_ours_is_not_found(self, heir: Publisher) -> None:
        assert isinstance(heir, Recoverer)
        assert heir.find_ours() == ()

    def test_a_place_that_does_not_answer_is_not_an_empty_one(self, bad_publisher: Publisher) -> None:
        assert isinstance(bad_publisher, Recoverer)
        with pytest.raises(PublishError):
            bad_publisher.find_ours()

    def test_check_finds_a_good_place_good_and_changes_nothing(self, publisher: Publisher, public: Public) -> None:
        checks = publisher.check()

        assert checks
        assert [check for check in checks if not check.ok and check.fatal] == []
        assert public.posts() == []

    def test_check_names_what_is_wrong_and_what_to_do(self, bad_publisher: Publisher) -> None:
        wrong = [check for check in bad_publisher.check() if not check.ok and check.fatal]

        assert wrong
        assert all(check.message and check.remedy for check in wrong)

    def test_publishing_to_a_bad_place_raises_a_publish_error(self, bad_publisher: Publisher) -> None:
        with pytest.raises(PublishError):
            bad_publisher.publish(post())
