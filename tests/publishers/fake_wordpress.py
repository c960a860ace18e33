"""A WordPress in memory behind a real socket: its REST shapes and quirks, and every fault a test asks for."""

import base64
import hashlib
import html
import json
import re
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from tests.publishers.faults import Fault, Reply, Storm, befalling, blocked, error, lost, page, truncated, warned
from tests.publishers.faulty_server import CHUNK, Asked, Body, FaultyServer, Request

__all__ = ["PASSWORD", "USER", "FakeWordPress", "Fault", "Reply", "blocked", "error", "lost", "page", "truncated", "warned"]

USER, PASSWORD = "editor", "abcd efgh ijkl mnop"
STATUSES = ("publish", "future", "draft", "pending", "private")


@dataclass
class Thing:
    """A post, a medium or a category."""

    id: int
    slug: str
    values: dict[str, Any]


@dataclass
class FakeWordPress:
    """Use as a context manager. Requests are counted in `requests`; `faults` befall those that fit, first come first served."""

    pretty: bool = True
    """False: only ?rest_route= is answered."""
    role: str = "editor"
    now: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    requests: list[Request] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    storm: Storm | None = None
    posts: dict[int, Thing] = field(default_factory=dict)
    media: dict[int, Thing] = field(default_factory=dict)
    categories: dict[int, Thing] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    landed: threading.Condition = field(default_factory=threading.Condition)
    """Notified whenever something was created."""
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _last_id: int = 0

    def __enter__(self) -> Self:
        self._uploads = Path(tempfile.mkdtemp())
        self._server = FaultyServer(self._serve, self._befalling, now=lambda: self.now)
        self._server.asked = self.requests
        self.url = self._server.url
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.add_category("ไม่ระบุหมวดหมู่", "uncategorized")
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        shutil.rmtree(self._uploads)

    def add_category(self, name: str, slug: str, parent: int = 0) -> int:
        """A category that the site already had."""
        return self._add(self.categories, slug, {"name": html.escape(name), "parent": parent}).id

    def add_post(self, slug: str, **values: Any) -> int:
        """A post as somebody else made it, or as a race of two requests leaves it: its slug is taken as it is."""
        texts = {"title": "", "content": "", "excerpt": "", "status": "publish", "categories": [1], "date_gmt": self.now}
        texts["author"] = 2
        return self._add(self.posts, slug, texts | values).id

    @property
    def creating(self) -> int:
        """How many requests could have created something."""
        return sum(request.method == "POST" for request in self.requests)

    def wait_until(self, true: Callable[[], bool]) -> None:
        """Block until a late request has landed."""
        with self.landed:
            assert self.landed.wait_for(true, timeout=10)

    # --- what WordPress does ----------------------------------------------------------------------------------------

    def _befalling(self, method: str, route: str) -> Fault | None:
        return befalling(self.faults, method, route) or (self.storm.befalling(method, route) if self.storm else None)

    def _serve(self, asked: Asked) -> Reply | Path | None:
        if asked.cut:
            return None
        plain, query = "rest_route" in asked.query, asked.query
        if asked.route is None or not (plain or self.pretty):
            return self.public_page(unquote(asked.path))
        query.pop("rest_route", None)
        return self.answer(asked.method, asked.route, query, asked.body, asked.headers)

    def answer(self, method: str, route: str, query: dict[str, list[str]], body: Body, headers: Any) -> Reply:
        """One REST request."""
        sent = headers.get("Authorization", "")
        known = sent == "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        kind, _, number = route.removeprefix("/wp/v2/").partition("/")
        with self._lock:
            if route in ("", "/"):
                return _json({"name": "สพป.", "timezone_string": "Asia/Bangkok", "gmt_offset": 7,
                              "authentication": {"application-passwords": {}}})  # fmt: skip
            if not known and (method != "GET" or kind == "users" or query.get("context") == ["edit"] or "status" in query):
                codes = {"POST": "rest_cannot_create", "DELETE": "rest_cannot_delete"}
                return error(401, "rest_not_logged_in" if kind == "users" else codes.get(method, "rest_forbidden_context"))
            if kind == "users":
                names = ("publish_posts", "edit_published_posts", "delete_published_posts", "upload_files", "manage_categories")
                mine = {"administrator": 5, "editor": 5, "author": 4, "contributor": 0}[self.role]
                return _json({"id": 1, "roles": [self.role], "capabilities": dict.fromkeys(names[:mine], True)})
            shelf = {"posts": self.posts, "media": self.media, "categories": self.categories}.get(kind)
            if shelf is None:
                return error(404, "rest_no_route")
            if number and int(number) not in shelf:
                return error(404, "rest_post_invalid_id")
            if method == "DELETE":
                return self._delete(shelf, int(number), query)
            if method == "GET":
                return self._get(kind, shelf, number, query)
            if self.role == "contributor":
                return error(403, "rest_cannot_create")
            make = {"posts": self._post, "media": self._medium, "categories": self._category}[kind]
            return make(number, query, body, headers)

    def _get(self, kind: str, shelf: dict[int, Thing], number: str, query: dict[str, list[str]]) -> Reply:
        if number:
            return _json(self._row(kind, shelf[int(number)]))
        wanted = set(query.get("status", ["publish"])[0].split(",")) if kind == "posts" else set()
        if kind == "media" and "status" in query:
            return error(400, "rest_invalid_param")
        wanted = (wanted - {"any"}) | set(STATUSES) if "any" in wanted else wanted
        rows = [thing for thing in shelf.values() if kind != "posts" or thing.values["status"] in wanted]
        if slugs := query.get("slug[]", query.get("slug", [])):
            rows = [thing for thing in rows if thing.slug in slugs]
        if numbers := query.get("include[]"):
            rows = [thing for thing in rows if str(thing.id) in numbers]
        if kind == "posts":
            rows.sort(key=lambda thing: thing.values["date_gmt"], reverse=True)
        size, at = int(query.get("per_page", ["10"])[0]), int(query.get("page", ["1"])[0])
        if size > 100:
            return error(400, "rest_invalid_param")
        pages = max(1, -(-len(rows) // size))
        shown = [self._row(kind, thing) for thing in rows[(at - 1) * size : at * size]]
        return _json(shown, 200, {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(pages)})

    def _delete(self, shelf: dict[int, Thing], number: int, query: dict[str, list[str]]) -> Reply:
        thing = shelf[number]
        if query.get("force") != ["true"]:
            if shelf is self.media:
                return error(501, "rest_trash_not_supported")
            if thing.values["status"] == "trash":
                return error(410, "rest_already_trashed")
            self.trash(number)
            return _json(self._row("posts", thing))
        del shelf[number]
        if path := self.files.pop(thing.values.get("path", ""), None):
            path.unlink()
        return _json({"deleted": True})

    def trash(self, number: int) -> None:
        """Move a post to the trash, as a person does by hand."""
        thing = self.posts[number]
        thing.slug, thing.values["status"] = f"{thing.slug}__trashed", "trash"

    def _post(self, number: str, query: dict[str, list[str]], body: Body, headers: Any) -> Reply:
        sent = json.loads(body.read())
        known = [one for one in sent.get("categories", ()) if one in self.categories]  # others vanish without a word
        texts: dict[str, Any] = {name: sent[name].strip() for name in ("title", "content", "excerpt") if name in sent}
        if sent.get("featured_media") in self.media:  # another is ignored without a word
            texts["featured_media"] = sent["featured_media"]
        if number:
            thing = self.posts[int(number)]
            thing.values |= texts
            return _json(self._row("posts", thing))
        date = datetime.fromisoformat(sent["date_gmt"] + "+00:00") if "date_gmt" in sent else self.now
        status = "future" if sent["status"] == "publish" and date > self.now else sent["status"]
        values: dict[str, Any] = texts | {"status": status, "categories": known or [1], "date_gmt": date, "author": 1}
        return _json(self._row("posts", self._add(self.posts, self._free(self.posts, sent["slug"]), values)), 201)

    def _medium(self, number: str, query: dict[str, list[str]], body: Body, headers: Any) -> Reply:
        named = re.fullmatch(r'attachment; filename="([\w.-]+)"', headers.get("Content-Disposition", ""))
        if not named:
            return error(400, "rest_upload_no_content_disposition")
        if not named[1].endswith((".pdf", ".docx", ".jpg", ".png", ".zip")):
            return error(500, "rest_upload_sideload_error")
        lying = self._uploads / str(self._last_id + 1)
        digest, size = hashlib.md5(usedforsecurity=False), 0
        with lying.open("wb") as out:
            while piece := body.read(CHUNK):
                digest.update(piece)
                size += out.write(piece)
        if headers.get("Content-MD5", digest.hexdigest()) != digest.hexdigest():
            return error(412, "rest_upload_hash_mismatch")
        stem, _, kind = named[1].rpartition(".")
        path, count = f"/wp-content/uploads/2026/11/{named[1]}", 0
        while path in self.files:
            count += 1
            path = f"/wp-content/uploads/2026/11/{stem}-{count}.{kind}"
        self.files[path] = lying
        said: dict[str, Any] = {name: query[name][0] for name in ("alt_text", "caption") if name in query}
        values: dict[str, Any] = {"title": query.get("title", [stem])[0], "path": path, "size": size, **said}
        return _json(self._row("media", self._add(self.media, self._free(self.media, query["slug"][0]), values)), 201)

    def _category(self, number: str, query: dict[str, list[str]], body: Body, headers: Any) -> Reply:
        sent = json.loads(body.read())
        if same := next((one for one in self.categories.values() if one.slug == sent["slug"]), None):
            there = {"code": "term_exists", "message": "", "data": {"status": 400, "term_id": same.id}}
            return _json(there, 400)
        return _json(self._row("categories", self._add(self.categories, sent["slug"], {"name": sent["name"], "parent": 0})), 201)

    def _add(self, shelf: dict[int, Thing], slug: str, values: dict[str, Any]) -> Thing:
        with self.landed, self._lock:
            self._last_id += 1
            thing = shelf[self._last_id] = Thing(self._last_id, slug, dict(values))
            self.landed.notify_all()
        return thing

    def _free(self, shelf: dict[int, Thing], slug: str) -> str:
        taken, count = {thing.slug for thing in shelf.values()}, 2
        if slug not in taken:
            return slug
        while f"{slug}-{count}" in taken:
            count += 1
        return f"{slug}-{count}"

    def _row(self, kind: str, thing: Thing) -> dict[str, Any]:
        values = thing.values
        if kind == "categories":
            return {"id": thing.id, "slug": thing.slug, "name": values["name"], "parent": values["parent"], "count": 0}
        if kind == "media":
            url = self.url + values["path"]
            sizes = {"large": {"source_url": f"{url.removesuffix('.jpg')}-1024x683.jpg"}} if url.endswith(".jpg") else {}
            return {"id": thing.id, "slug": thing.slug, "source_url": url,
                    "media_details": {"filesize": values["size"], "sizes": sizes}}  # fmt: skip
        shown = re.sub(r"<!-- /?wp:.*?-->", "", values["content"])
        return {"id": thing.id, "slug": thing.slug, "status": values["status"], "author": values["author"],
                "link": f"{self.url}/{thing.slug}/",
                "date_gmt": values["date_gmt"].strftime("%Y-%m-%dT%H:%M:%S"), "categories": values["categories"],
                "featured_media": values.get("featured_media", 0),
                "title": {"raw": values["title"], "rendered": values["title"]}, "excerpt": {"raw": values["excerpt"]},
                "content": {"raw": values["content"], "rendered": shown}}  # fmt: skip

    def public_page(self, path: str) -> Reply | Path:
        """A page or file as anybody gets it."""
        if path in self.files:
            return self.files[path]
        if path == "/wp-links-opml.php":
            return Reply(200, b'<!-- generator="WordPress/6.1.9" -->', {"Content-Type": "text/xml"})
        for thing in list(self.posts.values()):
            if path == f"/{thing.slug}/" and thing.values["status"] == "publish":
                row = self._row("posts", thing)
                return Reply(200, f"<h1>{row['title']['rendered']}</h1>{row['content']['rendered']}".encode())
        return page(404)


def _json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
    said = {"Content-Type": "application/json; charset=UTF-8", **(headers or {})}
    return Reply(status, json.dumps(value).encode(), said)
