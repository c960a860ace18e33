"""Publishes to a folder as a static site that any web server, or a browser alone, can show.

    index.html                                  the office's categories and newest posts
    categories/SLUG/index.html, 2570.html       one category: its newest posts; its fiscal years, once there are many
    posts/KEY/index.html, post.json, files/…    one post, whole: it appears and disappears in one rename
    .syncd/                                     the writer's own: lock, new files, what is being removed

post.json is the truth; every page is made from it.
"""

import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from syncd import progress, share
from syncd.errors import TemporaryPublishError
from syncd.mark import Mark
from syncd.model.office import Category
from syncd.model.post import Attachment, PlacedFile, Post, Receipt
from syncd.numbering import KEY
from syncd.publishers.base import Check, FoundMedium, FoundPost, Journal, with_links
from syncd.publishers.folder_files import copy_proven, holds_same, is_there, make_folder, remove_but, sha256_of
from syncd.publishers.folder_pages import Pages, PublicPost, from_json, public_post, to_json, year_name

if TYPE_CHECKING:
    from syncd.clock import Moment
    from syncd.settings import Settings

_RESERVE = 1024**3
"""Bytes that ought to stay free."""
_TURN_SECONDS = 1.0
"""A thread that waits for another shows that it is alive so often."""


_PIECE = 1 << 16
"""Characters encoded at once: the page of a post of thousands of files has millions."""


class FolderPublisher:
    """Keeps the site under `path`; `url` is where the public finds it, or "" for file: addresses.

    A category's page lists its `newest` posts; the rest stand on a page for each fiscal year.
    One writer at a time; a second one is told to come back. A publish reads the names of all posts and rewrites only its own
    post, its category and the front page: measured for tens of thousands of posts, not for millions.
    """

    name = "folder"
    lands_late = False
    """A rename is done or not done."""

    def __init__(self, path: Path, office_name: str, categories: tuple[Category, ...], url: str = "", newest: int = 200) -> None:
        self._root = path.absolute()
        self._posts = self._root / "posts"
        self._own = self._root / ".syncd"
        self._unfinished = self._own / "unfinished"
        self._url = url.rstrip("/") or self._root.as_uri()
        self._pages = Pages(office_name, categories, newest)
        self._known: dict[str, tuple[tuple[int, int, int], PublicPost]] = {}
        """What each post.json holds, but for body and files, by the stamp it had."""
        self._lists_are_current = False
        self._turn = threading.Lock()

    @classmethod
    def from_settings(cls, settings: "Settings", _journal: Journal, _clock: "Callable[[], Moment]") -> Self:
        """The publisher the settings describe. It needs no journal: a rename is done or not done."""
        publisher = settings.publisher
        return cls(publisher.path, settings.office.name, settings.taxonomy.categories, publisher.url)

    def check(self) -> tuple[Check, ...]:
        """Whether the folder is there or can be made, can be written to and has room."""
        there = next(folder for folder in (self._root, *self._root.parents) if folder.exists())
        if not there.is_dir():
            return (Check("folder", False, f"{there} ไม่ใช่โฟลเดอร์", "แก้ publisher.path ให้เป็นโฟลเดอร์สำหรับเว็บไซต์"),)
        if not os.access(there, os.R_OK | os.W_OK | os.X_OK):
            return (Check("writable", False, f"เขียนใน {there} ไม่ได้", "ให้สิทธิ์เขียนแก่ผู้ใช้ที่เปิดบริการ syncd"),)
        roomy = shutil.disk_usage(there).free >= _RESERVE
        room = "พื้นที่ว่างเพียงพอ" if roomy else "พื้นที่ว่างเหลือไม่ถึง 1 GB"
        return (
            Check("folder", True, f"พร้อมเผยแพร่ที่ {self._root}"),
            Check("room", roomy, room, "" if roomy else "เพิ่มพื้นที่ดิสก์หรือลบไฟล์ที่ไม่ใช้", fatal=False),
        )

    def publish(self, post: Post) -> Receipt:
        """Make the post's folder hold exactly this version, then bring the lists up to date."""
        files = {file.slug: file for file in reversed(post.attachments)}  # of two with the same contents, the first
        places = {slug: f"files/{file.sha256[:12]}/{file.filename}" for slug, file in reversed(files.items())}
        home = self._posts / post.key
        with self.writing():
            old = self._read(home)
            first = datetime.fromisoformat(old.published) if old else post.published_at
            post = with_links(post, places)
            post = replace(post, body=post.body.replace("<img ", '<img loading="lazy" '))  # hundreds of photos on a phone
            new = public_post(post, first, places.values())
            missing = {place: files[slug] for slug, place in places.items() if not (old and is_there(home / place, files[slug]))}
            stage = self._stage(post.key, missing)
            self._write(self._unfinished, [post.key])
            if old is None:
                self._appear(stage, home, new)
            else:
                self._change(stage, home, new)
            self._write_lists(new, old)
            remove_but(home / "files", {place.removeprefix("files/") for place in new.files})
            self._unfinished.unlink()
        here = f"{self._url}/posts/{post.key}"
        placed = tuple(PlacedFile(slug, place, f"{here}/{place}", files[slug].sha256) for slug, place in places.items())
        return Receipt(self.name, post.key, post.version, post.key, f"{here}/index.html", placed)

    def withdraw(self, receipt: Receipt) -> None:
        """Take the post's folder away in one rename, then bring the lists up to date."""
        home = self._posts / receipt.key
        with self.writing():
            old = self._read(home)
            if home.exists():
                self._write(self._unfinished, [receipt.key])
                self._remove(home)
                self._write_lists(old)
                self._unfinished.unlink()

    def find_ours(self) -> tuple[FoundPost | FoundMedium, ...]:
        """As base.Recoverer says. What an earlier writer left unfinished is finished first; files are hashed one by one."""
        found: list[FoundPost | FoundMedium] = []
        with self.writing():
            for home in sorted(self._posts.iterdir()):
                if (post := self._read(home)) and KEY.fullmatch(post.key):
                    files = {place: sha256_of(home / place) for place in post.files}
                    mark = Mark(post.key, post.version, post.unit, tuple(files.values()))
                    here, first = f"{self._url}/posts/{post.key}", datetime.fromisoformat(post.published)
                    found.append(FoundPost(post.key, post.key, f"{here}/index.html", post.title, post.heading.code, first, mark))
                    for place, sha256 in files.items():
                        found.append(FoundMedium(post.key, f"{post.key}-{sha256[:12]}", place, f"{here}/{place}"))
        return tuple(found)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer, on a site mended of what an earlier one left unfinished."""
        try:
            make_folder(self._posts)
            self._own.mkdir(mode=0o700, exist_ok=True)
            with self._in_turn(), (self._own / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._mend()
                try:
                    yield
                finally:
                    shutil.rmtree(self._own / "new", ignore_errors=True)
        except BlockingIOError as error:
            raise TemporaryPublishError(f"another process is writing to {self._root}", site_down=True) from error
        except OSError as error:
            message = f"cannot write to {self._root}: {error.strerror}"
            raise TemporaryPublishError(message, hint="ตรวจสอบสิทธิ์และพื้นที่ว่างของโฟลเดอร์เว็บไซต์", site_down=True) from error

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """One thread of ours after the other; to wait for one that gets on is to get on, and one that does not is seen itself."""
        while not self._turn.acquire(timeout=_TURN_SECONDS):
            progress.made()
        try:
            yield
        finally:
            self._turn.release()

    def _mend(self) -> None:
        """Remove what was never shown or is no longer; finish what was begun; give old pages the office's present look."""
        for leftover in ("new", "gone"):
            shutil.rmtree(self._own / leftover, ignore_errors=True)
            (self._own / leftover).mkdir()
        if self._unfinished.exists():
            home = self._posts / self._unfinished.read_text(encoding="utf-8")
            if found := self._read(home):
                self._write(home / "index.html", self._pages.post(found))
                remove_but(home / "files", {place.removeprefix("files/") for place in found.files})
            elif home.exists():
                self._remove(home)
            self._lists_are_current = False
        if not self._lists_are_current:
            look = self._pages.look()
            if not (self._own / "look").is_file() or (self._own / "look").read_text(encoding="utf-8") != look:
                for post in filter(None, map(self._read, self._posts.iterdir())):
                    self._write(self._posts / post.key / "index.html", self._pages.post(post))
            self._write_lists()
            self._write(self._own / "look", [look])
            self._unfinished.unlink(missing_ok=True)
            self._lists_are_current = True

    def _stage(self, key: str, files: dict[str, Attachment]) -> Path:
        """Copy the files to where nobody sees them yet; the post as it stands is untouched."""
        stage = self._own / "new" / key
        make_folder(stage)
        for place, file in files.items():
            make_folder((stage / place).parent)
            copy_proven(file, stage / place)
            share.make_durable((stage / place).parent)
        return stage

    def _appear(self, stage: Path, home: Path, new: PublicPost) -> None:
        if home.exists():
            self._remove(home)
        self._write(stage / "post.json", to_json(new))
        self._write(stage / "index.html", self._pages.post(new))
        for folder, _, _ in os.walk(stage, topdown=False):
            share.make_durable(Path(folder))
        stage.rename(home)
        share.make_durable(self._posts)
        self._remember(home, new)

    def _change(self, stage: Path, home: Path, new: PublicPost) -> None:
        """Files first, under addresses that nothing names yet; then the truth; then the page."""
        for copy in sorted(path for path in stage.rglob("*") if path.is_file()):
            place = home / copy.relative_to(stage)
            make_folder(place.parent)
            copy.replace(place)
            share.make_durable(place.parent)
        self._write(home / "post.json", to_json(new))
        self._write(home / "index.html", self._pages.post(new))
        self._remember(home, new)

    def _remember(self, home: Path, post: PublicPost) -> None:
        """Keep in mind what stands there now, so that the lists need not read it."""
        self._known[home.name] = (_stamp(home), replace(post, body="", files=()))

    def _remove(self, home: Path) -> None:
        """Out of sight at once, then off the disk."""
        gone = self._own / "gone" / home.name
        home.rename(gone)
        share.make_durable(self._posts)
        shutil.rmtree(gone)

    def _write_lists(self, *changed: PublicPost | None) -> None:
        """Write the front page and the pages that list these posts; without any, all pages."""
        posts = self._standing()
        touched = {(post.heading.code, name) for post in changed if post for name in ("index.html", year_name(post.fiscal_year))}
        for heading in self._pages.headings(posts):
            folder = self._root / "categories" / heading.slug
            names = self._pages.category_names(heading, posts)
            stale = {path.name for path in folder.glob("*.html")} != names
            for name in names if stale or not touched else names & {name for code, name in touched if code == heading.code}:
                self._write(folder / name, self._pages.category(heading, posts, name))
            remove_but(folder, names)
        self._write(self._root / "index.html", self._pages.front(posts))

    def _standing(self) -> list[PublicPost]:
        """Every post on the site, newest first, without bodies; only what changed since the last look is read."""
        known = {}
        for entry in os.scandir(self._posts):
            try:
                stamp = _stamp(entry.path)
            except FileNotFoundError:
                continue
            if (before := self._known.get(entry.name)) and before[0] == stamp:
                known[entry.name] = before
            elif found := self._read(Path(entry.path)):
                known[entry.name] = (stamp, replace(found, body="", files=()))
        self._known = known
        return sorted((post for _, post in known.values()), key=lambda post: (post.published, post.key), reverse=True)

    def _read(self, home: Path) -> PublicPost | None:
        """The post that stands there; None if there is none, or nothing that can be read as one."""
        try:
            return from_json((home / "post.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def _write(self, path: Path, pieces: Iterable[str]) -> None:
        """Replace the file in one step, for everybody to read; one that holds the text already is left alone."""
        progress.made()
        temporary = self._own / "new" / "page"
        with temporary.open("wb") as stream:
            for piece in pieces:
                for start in range(0, len(piece), _PIECE):
                    stream.write(piece[start : start + _PIECE].encode())
            stream.flush()
            if holds_same(temporary, path):
                return
            os.fsync(stream.fileno())
        make_folder(path.parent)
        temporary.chmod(0o644)
        temporary.replace(path)
        share.make_durable(path.parent)


def _stamp(home: str | Path) -> tuple[int, int, int]:
    """What tells one post.json from another. Raises FileNotFoundError."""
    status = os.stat(f"{home}/post.json")  # noqa: PTH116 - once for every post: pathlib would double the time
    return status.st_ino, status.st_size, status.st_mtime_ns
