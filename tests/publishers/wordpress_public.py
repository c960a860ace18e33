"""A WordPress site as somebody without a password sees it, real or fake."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from syncd.clock import Moment
from tests.publishers.contract import Shown
from tests.publishers.journal_contract import HandClock

_CURLED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "″": '"', "′": "'"})
"""WordPress sets typographic quotes when it shows a title."""


class WallClock(HandClock):
    """Agrees with the site on the time of day; waits are still moved by hand."""

    def __init__(self, wall: datetime | None = None) -> None:
        super().__init__()
        self.wall = wall

    def __call__(self) -> Moment:
        return replace(super().__call__(), wall=self.wall or datetime.now(UTC))


class WordPressPublic:
    """Anonymous requests only. `uploaded` lists the paths of every file that lies on the site, by whatever means the site has."""

    def __init__(self, url: str, uploaded: Callable[[], list[str]]) -> None:
        self._url = url
        self._uploaded = uploaded

    def get(self, url: str) -> tuple[int, bytes]:
        parts = urlsplit(url)
        connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=30)
        try:
            connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def posts(self) -> list[Shown]:
        categories = {row["id"]: row["slug"] for row in self._list("categories")}
        return [self._shown(row, categories) for row in self._list("posts") if row["slug"] != "hello-world"]

    def files(self, key: str) -> list[str]:
        media = {row["slug"]: row["source_url"] for row in self._list("media")}
        lying = [url for url in self._uploaded() if self.get(url)[0] == 200]
        assert sorted(lying) == sorted(media.values()), "a file without a medium, or a medium without a file"
        return [url for slug, url in media.items() if slug.startswith(f"{key}-")]

    def _shown(self, row: dict[str, Any], categories: dict[int, str]) -> Shown:
        content = row["content"]["rendered"]
        return Shown(
            key=row["slug"],
            title=html.unescape(row["title"]["rendered"]).translate(_CURLED),
            category=",".join(categories[one] for one in row["categories"]),
            files=tuple(dict.fromkeys(html.unescape(url) for url in re.findall(r'href="([^"]+)"', content))),
            published=datetime.fromisoformat(row["date_gmt"] + "+00:00").astimezone(ZoneInfo("Asia/Bangkok")).date(),
        )

    def _list(self, kind: str) -> list[dict[str, Any]]:
        status, body = self.get(f"{self._url}/wp-json/wp/v2/{kind}?per_page=100")
        assert status == 200, body
        rows: list[dict[str, Any]] = json.loads(body)
        return rows
