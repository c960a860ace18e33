"""A post's files on the site: what is still there of earlier uploads, and what has to be uploaded."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from syncd.errors import UnclearPublishError
from syncd.model.post import Attachment, Post
from syncd.publishers.base import NOT_AS_CHECKED, Entry, Journal, Standing, spoilt_copy
from syncd.publishers.wordpress import twins
from syncd.publishers.wordpress.doubt import stands, tried, wait_for
from syncd.publishers.wordpress.intents import Intents
from syncd.publishers.wordpress.site import Site, SiteMedium, own_slug

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Media:
    """The media of one site that bear keys of ours."""

    site: Site
    intents: Intents
    journal: Journal

    def still_there(self, post: Post, entries: Mapping[str, Entry]) -> Mapping[str, Mapping[str, str]]:
        """The results of earlier uploads, by slug, that still hold: files may have been removed by hand, and ids reissued."""
        files = {file.slug: file for file in post.attachments}
        done = {slug: entry.result for slug, entry in entries.items() if slug in files and entry.standing is Standing.DONE}
        if stands(post, entries):
            return done
        found = {str(medium.id): medium for medium in self.site.media_by_id(result["id"] for result in done.values())}
        holds = {}
        for slug, result in done.items():
            medium = found.get(result["id"])
            if medium and own_slug(medium.slug) == slug and medium.size in (None, files[slug].size):
                holds[slug] = _result(medium)
            else:
                log.warning("wordpress.file_gone", key=post.key, slug=slug, next_step="nothing: it is uploaded again")
                self.journal.forget(post.key, slug)
        return holds

    def place(self, key: str, file: Attachment, entry: Entry | None) -> Mapping[str, str]:
        """Have the file on the site, by a late upload of before or a new one; what the journal has of it from now on."""
        medium = None
        if tried(entry):
            medium = twins.settle(self.site, key, self.site.media([file.slug]))
            wait_for(entry, medium)
        if medium is None:
            medium = self._upload(key, file)
        if medium.size not in (None, file.size):
            self.intents.undo(key, file.slug, medium)
            raise UnclearPublishError(
                f"upload {file.filename}: the site holds {medium.size} bytes of {file.size}",
                hint="A plugin may change files when they are uploaded; syncd has removed the file again.",
            )
        result = _result(medium)
        self.journal.done(key, file.slug, result)
        return result

    def _upload(self, key: str, file: Attachment) -> SiteMedium:
        try:
            with file.path.open("rb") as body:
                if body.seek(0, 2) != file.size:
                    raise spoilt_copy(file, NOT_AS_CHECKED)
                body.seek(0)
                medium = self.intents.create(key, file.slug, lambda: self.site.upload(file, body))
        except OSError as error:
            raise spoilt_copy(file, f"cannot be read: {error.strerror}") from error
        if medium.slug == file.slug:
            return medium
        twin = self.site.media([file.slug])
        return twins.settle(self.site, key, twin) or medium


def _result(medium: SiteMedium) -> dict[str, str]:
    """What the journal remembers of it."""
    return {"id": str(medium.id), "url": medium.url, **({"shown": medium.shown} if medium.shown else {})}
