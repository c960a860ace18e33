"""What really stands on a site, read behind WordPress's back: rows and files, in any state, the trash included."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from syncd import settings
from syncd.mark import read_mark
from tests.bench.offices import prepare_categories
from tests.publishers.fake_wordpress import FakeWordPress
from tests.rig.wordpress import Site
from tests.whole.daemon import SHIPPED

OURS = re.compile(r"(\d{4}-\d{4,}-[0-9a-f]{8})(?![0-9a-f])")
"""A case's key, wherever it stands."""

_ROWS = """
global $wpdb; $all = [];
foreach ($wpdb->get_results("SELECT * FROM $wpdb->posts WHERE post_type IN ('post', 'attachment') ORDER BY ID") as $p) {
  $file = $p->post_type == 'attachment' ? get_attached_file($p->ID) : '';
  $all[] = ['id' => (int) $p->ID, 'kind' => $p->post_type, 'slug' => $p->post_name, 'status' => $p->post_status,
    'title' => $p->post_title, 'text' => $p->post_content, 'sha256' => $file && is_file($file) ? hash_file('sha256', $file) : '',
    'terms' => wp_get_post_terms($p->ID, 'category', ['fields' => 'slugs'])];
}
echo json_encode($all);
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One post or medium of the site."""

    id: int
    kind: str
    """post or attachment."""
    slug: str
    status: str
    title: str
    text: str
    sha256: str
    """Of a medium's file; "" when the file is not there."""
    terms: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The case's key that it bears, by slug or mark; "" for a thing of others."""
        mark = read_mark(self.text)
        found = OURS.match(self.slug)
        return found[1] if found else mark.key if mark else ""


class Ground(Protocol):
    """A site that can be read to the bottom."""

    @property
    def site(self) -> Site | FakeWordPress:
        """What the daemon publishes to."""

    def rows(self) -> list[Row]:
        """Everything that stands, whoever put it there."""

    def stray_files(self) -> list[str]:
        """sha256 of files that lie among the uploads without a medium."""


class RealGround:
    """A real WordPress."""

    def __init__(self, site: Site) -> None:
        self.site = site
        prepare_categories(site)

    def rows(self) -> list[Row]:
        found = json.loads(self.site.php(_ROWS))
        return [Row(**{**row, "terms": tuple(row["terms"] or ())}) for row in found]

    def stray_files(self) -> list[str]:
        uploads = self.site.directory / "www/wp-content/uploads"
        known = {row.sha256 for row in self.rows()}
        found = [hashlib.sha256(path.read_bytes()).hexdigest() for path in uploads.rglob("*") if path.is_file()]
        return [sha256 for sha256 in found if sha256 not in known]


class FakeGround:
    """The programmable fake."""

    def __init__(self, site: FakeWordPress) -> None:
        self.site = site
        for category in settings.load(SHIPPED / "syncd.yaml", {}).taxonomy.categories:
            site.add_category(category.name, category.slug)

    def rows(self) -> list[Row]:
        fake = self.site
        slugs = {thing.id: thing.slug for thing in fake.categories.values()}
        posts = [
            Row(
                each.id, "post", each.slug, each.values["status"], each.values["title"], each.values["content"], "",
                tuple(slugs.get(one, "") for one in each.values["categories"]),
            )
            for each in list(fake.posts.values())
        ]  # fmt: skip
        media = [
            Row(each.id, "attachment", each.slug, "inherit", each.values["title"], "", _sha256(fake, each.values["path"]))
            for each in list(fake.media.values())
        ]
        return [*posts, *media]

    def stray_files(self) -> list[str]:
        known = {thing.values["path"] for thing in self.site.media.values()}
        return [path for path in self.site.files if path not in known]


def _sha256(fake: FakeWordPress, path: str) -> str:
    return hashlib.sha256(fake.files[path].read_bytes()).hexdigest() if path in fake.files else ""


@contextmanager
def fake_ground() -> Iterator[FakeGround]:
    """A fresh fake site."""
    with FakeWordPress() as site:
        yield FakeGround(site)


def ours(rows: Sequence[Row]) -> list[Row]:
    """Those that bear a key of ours."""
    return [row for row in rows if row.key]
