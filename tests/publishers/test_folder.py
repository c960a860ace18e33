"""The static site keeps the publishers' contract, and is a site that works without a server."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Event, Thread
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from lxml import html

from syncd import progress
from syncd.errors import TemporaryPublishError
from syncd.model.post import FILE_ID, FILE_URL, SHOWN_URL
from syncd.publishers.folder import FolderPublisher
from tests.publishers.contract import (
    CATEGORIES,
    FIRST_DAY,
    KEY,
    OTHER_KEY,
    PROCUREMENT,
    REGULATIONS,
    PublisherContract,
    Shown,
    attachment,
    pdf,
    post,
)

ENTRIES = "//ul[@class='entries']/li"
CATEGORY_LINES = "//ul[@class='categories']/li"
OFFICE = "สำนักงานเขตพื้นที่การศึกษา <ตัวอย่าง> & เขต ๓"


class FolderPublic:
    """Reads the site from its files, following the links of its pages alone."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, url: str) -> tuple[int, bytes]:
        path = Path(unquote(urlsplit(url).path))
        return (200, path.read_bytes()) if path.is_file() else (404, b"")

    def posts(self) -> list[Shown]:
        pages = sorted((self._root / "categories").glob("*/index.html"))
        shown = [self._shown(page, entry) for page in pages for entry in parsed(page).xpath(ENTRIES)]
        assert sorted(s.key for s in shown) == sorted(path.name for path in (self._root / "posts").glob("*"))
        return sorted(shown, key=lambda s: (s.published, s.key), reverse=True)

    def files(self, key: str) -> list[str]:
        return [path.as_uri() for path in sorted((self._root / "posts" / key / "files").rglob("*")) if path.is_file()]

    def _shown(self, page: Path, entry: html.HtmlElement) -> Shown:
        link = entry.xpath(".//a")[0]
        home = urljoin(page.as_uri(), link.get("href"))
        own = html.fromstring(self.get(home)[1].decode())
        files = dict.fromkeys(urljoin(home, a.get("href")) for a in own.xpath("//article//a"))
        published = date.fromisoformat(entry.xpath(".//time")[0].get("datetime"))
        assert own.xpath("//h1")[0].text_content() == link.text_content()
        return Shown(home.split("/")[-2], link.text_content(), page.parent.name, tuple(files), published)


def parsed(page: Path) -> html.HtmlElement:
    return html.fromstring(page.read_text(encoding="utf-8"))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "เว็บไซต์"


@pytest.fixture
def publisher(site: Path) -> FolderPublisher:
    return FolderPublisher(site, OFFICE, CATEGORIES)


class TestFolderPublisher(PublisherContract):
    @pytest.fixture
    def publisher(self, site: Path) -> FolderPublisher:
        return FolderPublisher(site, OFFICE, CATEGORIES)

    @pytest.fixture
    def heir(self, site: Path) -> FolderPublisher:
        return FolderPublisher(site, OFFICE, CATEGORIES)

    @pytest.fixture
    def public(self, site: Path) -> FolderPublic:
        return FolderPublic(site)

    @pytest.fixture
    def bad_publisher(self, tmp_path: Path) -> FolderPublisher:
        (tmp_path / "a-file").write_text("not a folder")
        return FolderPublisher(tmp_path / "a-file" / "site", OFFICE, CATEGORIES)


def test_every_link_leads_somewhere_inside_the_site(publisher: FolderPublisher, site: Path, tmp_path: Path) -> None:
    publisher.publish(post(attachment(tmp_path, "2570-0001-01.pdf", pdf("ก"))))
    pages = sorted(site.rglob("*.html"))

    assert len(pages) == 1 + len(CATEGORIES) + 1
    for page in pages:
        for link in parsed(page).xpath("//@href"):
            target = urldefrag(link)[0]
            assert target in ("", "data:,") or (page.parent / target).resolve().is_file(), f"{page}: {link}"


def test_pages_need_nothing_from_elsewhere_and_run_no_script(publisher: FolderPublisher, site: Path) -> None:
    publisher.publish(post())

    for page in site.rglob("*.html"):
        tree = parsed(page)
        assert tree.get("lang") == "th"
        assert tree.xpath("//script | //@src | //link[@href!='data:,']") == []
        assert len(tree.xpath("//h1")) == 1
        assert "http:" not in (text := page.read_text(encoding="utf-8"))
        assert "https:" not in text


def test_a_category_without_posts_says_so_kindly(publisher: FolderPublisher, site: Path) -> None:
    publisher.publish(post())

    empty = parsed(site / "categories" / REGULATIONS.slug / "index.html")
    assert "หมวดนี้ยังไม่มีข้อมูลเผยแพร่" in empty.text_content()
    front = parsed(site / "index.html")
    assert [li.text_content() for li in front.xpath(CATEGORY_LINES)] == [
        "1.1กฎระเบียบ กฎระเบียบ ข้อบังคับ ที่เกี่ยวข้องยังไม่มี",
        "1.9จัดซื้อจัดจ้าง การจัดซื้อจัดจ้าง1 เรื่อง",
    ]


def test_an_office_name_is_text(publisher: FolderPublisher, site: Path) -> None:
    publisher.publish(post())

    assert parsed(site / "index.html").xpath("//header//a")[0].text_content() == OFFICE


def test_everybody_can_read_the_site_and_nobody_the_writers_own(publisher: FolderPublisher, site: Path, tmp_path: Path) -> None:
    mask = os.umask(0o077)
    try:
        publisher.publish(post(attachment(tmp_path, "2570-0001-01.pdf", pdf("ก"))))
    finally:
        os.umask(mask)

    modes = {path.relative_to(site): stat.S_IMODE(path.stat().st_mode) for path in site.rglob("*") if ".syncd" not in path.parts}
    assert {mode for path, mode in modes.items() if (site / path).is_dir()} == {0o755}
    assert {mode for path, mode in modes.items() if (site / path).is_file()} == {0o644}
    assert stat.S_IMODE((site / ".syncd").stat().st_mode) == 0o700


def test_a_served_site_has_addresses_under_its_url(site: Path, tmp_path: Path) -> None:
    publisher = FolderPublisher(site, OFFICE, CATEGORIES, "http://127.0.0.1:8000/")

    receipt = publisher.publish(post(file := attachment(tmp_path, "2570-0001-01.pdf", pdf("ก"))))

    assert receipt.url == f"http://127.0.0.1:8000/posts/{KEY}/index.html"
    assert receipt.files[0].url == f"http://127.0.0.1:8000/posts/{KEY}/files/{file.sha256[:12]}/2570-0001-01.pdf"


def test_a_changed_category_moves_the_post_between_the_lists(publisher: FolderPublisher, site: Path) -> None:
    publisher.publish(post())
    publisher.publish(replace(post(), category=REGULATIONS))

    assert [shown.category for shown in FolderPublic(site).posts()] == [REGULATIONS.slug]


def test_a_category_struck_off_the_list_keeps_its_page_while_it_has_posts(publisher: FolderPublisher, site: Path) -> None:
    publisher.publish(post())
    FolderPublisher(site, OFFICE, (REGULATIONS,)).publish(replace(post(key=OTHER_KEY), category=REGULATIONS))

    assert len(parsed(site / "index.html").xpath(CATEGORY_LINES)) == 2
    assert {shown.category for shown in FolderPublic(site).posts()} == {PROCUREMENT.slug, REGULATIONS.slug}


def test_a_category_with_many_posts_gets_a_page_for_each_fiscal_year(site: Path) -> None:
    publisher = FolderPublisher(site, OFFICE, CATEGORIES, newest=3)
    for number in range(5):
        publisher.publish(replace(post(key=f"2570-000{number}-00000000"), published_at=FIRST_DAY - timedelta(days=200 * number)))

    folder = site / "categories" / PROCUREMENT.slug
    assert {page.name: len(parsed(page).xpath(ENTRIES)) for page in folder.iterdir()} == {
        "index.html": 3, "2570.html": 1, "2569.html": 1, "2568.html": 2, "2567.html": 1,
    }  # fmt: skip
    assert [a.text for a in parsed(folder / "index.html").xpath("//nav[@class='years']//a")] == ["2570", "2569", "2568", "2567"]

    receipt = publisher.publish(replace(post(key="2570-0004-00000000"), published_at=FIRST_DAY))
    publisher.withdraw(receipt)

    assert not (folder / "2567.html").exists()


def test_publishing_again_writes_no_page_again(publisher: FolderPublisher, site: Path, tmp_path: Path) -> None:
    same = post(attachment(tmp_path, "2570-0001-01.pdf", pdf("ก")))
    publisher.publish(same)
    before = {path: path.stat().st_ino for path in site.rglob("*") if path.is_file()}

    publisher.publish(same)

    assert {path: path.stat().st_ino for path in site.rglob("*") if path.is_file()} == before


def test_a_publish_rewrites_only_its_own_category(publisher: FolderPublisher, site: Path) -> None:
    publisher.publish(replace(post(key=OTHER_KEY), category=REGULATIONS))
    other = site / "categories" / REGULATIONS.slug / "index.html"
    other.write_text("left alone")

    publisher.publish(post())

    assert other.read_text() == "left alone"


def test_a_restart_brings_every_list_up_to_date(publisher: FolderPublisher, site: Path) -> None:
    publisher.publish(post())
    whole = (site / "index.html").read_text()
    (site / "index.html").write_text("spoilt")

    FolderPublisher(site, OFFICE, CATEGORIES).publish(post())

    assert (site / "index.html").read_text() == whole


def test_a_renamed_office_renames_itself_on_every_page(publisher: FolderPublisher, site: Path) -> None:
    publisher.publish(post())
    FolderPublisher(site, "สำนักงานใหม่", CATEGORIES).publish(post(key=OTHER_KEY))

    assert {parsed(page).xpath("//header//a")[0].text_content() for page in site.rglob("*.html")} == {"สำนักงานใหม่"}


def test_a_post_whose_truth_was_spoilt_is_published_anew(publisher: FolderPublisher, site: Path, tmp_path: Path) -> None:
    wanted = post(attachment(tmp_path, "2570-0001-01.pdf", pdf("ก")))
    publisher.publish(wanted)
    (site / "posts" / KEY / "post.json").write_text("{}")

    receipt = publisher.publish(wanted)

    assert FolderPublic(site).get(receipt.files[0].url) == (200, pdf("ก"))


def test_a_second_writer_is_told_to_come_back(publisher: FolderPublisher, site: Path) -> None:
    other = FolderPublisher(site, OFFICE, CATEGORIES)

    with publisher.writing(), pytest.raises(TemporaryPublishError, match="another process"):
        other.publish(post())


def test_a_second_thread_of_the_same_writer_waits_for_the_first_and_shows_that_it_does(publisher: FolderPublisher) -> None:
    """Else every second bundle of a busy day would pass for an outage of the site."""
    waiting, ended = Event(), Event()

    def second() -> None:
        with progress.heard_by(waiting.set):
            publisher.publish(post())
        ended.set()

    thread = Thread(target=second, daemon=True)
    with publisher.writing():
        thread.start()
        assert waiting.wait(10)
        assert not ended.is_set()
    thread.join(10)

    assert ended.is_set()


class Killed(BaseException):
    """The process is gone: nothing may catch it."""


@contextmanager
def killed_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Die at the given change of the disk's tree: right before the step-th rename, replace or removal."""
    count = [0]

    def dying(real: object) -> object:
        def call(*arguments: object, **options: object) -> object:
            count[0] += 1
            if count[0] == step:
                raise Killed
            return real(*arguments, **options)  # type: ignore[operator]

        return call

    with monkeypatch.context() as patch:
        for name in ("rename", "replace", "unlink", "rmdir", "mkdir"):
            patch.setattr(os, name, dying(getattr(os, name)))
        yield count


def snapshot(site: Path) -> dict[str, bytes]:
    return {str(p.relative_to(site)): p.read_bytes() for p in sorted(site.rglob("*")) if p.is_file() and ".syncd" not in p.parts}


@pytest.mark.parametrize("change", ["first", "correction", "withdrawal"])
def test_a_kill_at_any_step_is_mended_by_the_next_run(change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = post(attachment(tmp_path, "2570-0001-01.pdf", pdf("ก")), attachment(tmp_path, "2570-0001-02.pdf", pdf("ข")))
    corrected = post(first.attachments[0], attachment(tmp_path, "2570-0001-02.pdf", pdf("ค")), title="แก้ไข", text="ฉบับแก้ไข")

    def run(publisher: FolderPublisher) -> None:
        if change == "first":
            publisher.publish(first)
        elif change == "correction":
            publisher.publish(corrected)
        else:
            publisher.withdraw(publisher.publish(first))

    def prepared(site: Path) -> FolderPublisher:
        publisher = FolderPublisher(site, OFFICE, CATEGORIES)
        publisher.publish(post(key=OTHER_KEY, title="เรื่องอื่น"))
        if change != "first":
            publisher.publish(first)
        return publisher

    whole = tmp_path / "whole"
    publisher = prepared(whole)
    before = FolderPublic(whole).posts()
    with killed_at(0, monkeypatch) as count:
        run(publisher)
    wanted, steps = snapshot(whole), count[0]
    after = FolderPublic(whole).posts()

    assert steps > 5
    for step in range(1, steps + 1):
        site = tmp_path / f"killed-{step}"
        publisher = prepared(site)
        with killed_at(step, monkeypatch), pytest.raises(Killed):
            run(publisher)
        assert_whole(site, [len(shown.files) for shown in (*before, *after) if shown.key == KEY])

        FolderPublisher(site, OFFICE, CATEGORIES).publish(post(key=OTHER_KEY, title="เรื่องอื่น"))
        assert [s._replace(files=()) for s in FolderPublic(site).posts()] in (
            [s._replace(files=()) for s in before],
            [s._replace(files=()) for s in after],
        )

        run(FolderPublisher(site, OFFICE, CATEGORIES))
        assert snapshot(site) == wanted


def assert_whole(site: Path, sizes: list[int]) -> None:
    """If the post can be reached at all, each of its links leads to a file."""
    page = site / "posts" / KEY / "index.html"
    if page.exists():
        links = dict.fromkeys(parsed(page).xpath("//article//a/@href"))
        assert len(links) in sizes
        assert all((page.parent / link).is_file() for link in links)


def test_a_gallery_is_fetched_picture_by_picture_and_each_leads_to_itself(tmp_path: Path, publisher: FolderPublisher) -> None:
    photos = [attachment(tmp_path, f"{number}.jpg", b"\xff\xd8\xff" + bytes([number])) for number in range(200)]
    body = "".join(
        f'<a href="{FILE_URL}{it.slug}"><img src="{SHOWN_URL}{it.slug}" class="wp-image-{FILE_ID}{it.slug}"/></a>'
        for it in photos
    )

    receipt = publisher.publish(replace(post(*photos), body=body, featured=photos[0].slug))

    page = parsed(Path(unquote(urlsplit(receipt.url).path)))
    pictures = page.xpath("//article//a/img")
    assert [picture.get("loading") for picture in pictures] == ["lazy"] * 200
    assert [picture.get("src") for picture in pictures] == [picture.getparent().get("href") for picture in pictures]
    assert [urljoin(receipt.url, picture.get("src")) for picture in pictures] == [file.url for file in receipt.files]
