"""What the journal says of a request, put as the questions that publishing asks."""

from collections.abc import Mapping

from syncd.errors import TemporaryPublishError
from syncd.model.post import Post
from syncd.publishers.base import Entry, Standing

_CHANGE = "~"


def tried(entry: Entry | None) -> bool:
    """Whether it was sent and no answer is known, so that it may be there."""
    return entry is not None and entry.standing in (Standing.DOUBTFUL, Standing.SETTLED)


def wait_for(entry: Entry | None, found: object = None) -> None:
    """Give a late request the time to land: raises TemporaryPublishError if it may, and what it makes was not found."""
    if found is None and entry and entry.standing is Standing.DOUBTFUL:
        raise TemporaryPublishError(f"{entry.slug}: a late request may still land; looking again then", retry_after=entry.wait)


def stands(post: Post, entries: Mapping[str, Entry]) -> bool:
    """Whether the post surely stands there in this version, with these files, and no late change of it can land."""
    entry = entries.get(post.key)
    done = entry is not None and entry.standing is Standing.DONE and entry.result["version"] == post.version
    return done and has_all(post, entries) and not any(is_change(slug) for slug in entries)


def has_all(post: Post, entries: Mapping[str, Entry]) -> bool:
    """Whether every file of the post was uploaded before; pictures made anew by another program are other files."""
    known = {slug for slug, entry in entries.items() if entry.standing is Standing.DONE}
    return all(file.slug in known for file in post.attachments)


def change_slug(key: str, version: str) -> str:
    """The journal's name for the change of a post to a version; WordPress never sees it."""
    return f"{key}{_CHANGE}{version[:12]}"


def is_change(slug: str) -> bool:
    """Whether the journal speaks of a change, not of a thing that was made."""
    return _CHANGE in slug
