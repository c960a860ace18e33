"""Turns a photo drop that may be published into the post that shows it: a paragraph, and the photos with their captions."""

from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files

from markupsafe import Markup

from syncd import thai
from syncd.bundle import attachments
from syncd.captions import in_order
from syncd.compose import FILE_TYPES, compiled, written
from syncd.model.bundle import Bundle
from syncd.model.claim import Claim, Rendition
from syncd.model.decision import Publish
from syncd.model.post import PUBLISHED_ON, Attachment, Post


def compose_photos(
    bundle: Bundle, decision: Publish, claim: Claim, *, key: str, number: str, published_at: datetime, title: str
) -> Post:
    """The post for one version of a drop; its files are what was made of the photos, never the photos themselves.

    Raises ValueError for a photo of which nothing was made.
    """
    sent = tuple(_sent(bundle, claim, key, number, title))
    description = bundle.details.description or ""
    body = written(
        compiled(_template()),
        paragraphs=[paragraph.strip() for paragraph in description.splitlines() if paragraph.strip()],
        photos=sent,
        unit=bundle.unit.name,
        telephone=bundle.unit.telephone,
        category=decision.category.name,
        day=thai.format_date(bundle.details.date) if bundle.details.date else None,
        published=Markup(PUBLISHED_ON),  # noqa: S704 - ours
    )
    excerpt = " ".join(description.split())
    first = sent[0].slug if sent else ""
    return Post(key, bundle.version, title, body, excerpt, decision.category, bundle.unit, published_at, sent, first)


def _sent(bundle: Bundle, claim: Claim, key: str, number: str, title: str) -> Iterator[Attachment]:
    """Each picture once, in the order shown; two photos may come to the same one."""
    captions = dict(bundle.details.captions)
    made = {one.of: one for one in claim.renditions}
    photos = {document.name: document for document in attachments(bundle, None)}
    shown: dict[str, tuple[Rendition, str]] = {}
    for name in in_order(list(photos), bundle.details):
        rendition = made.get(photos[name].sha256)
        if rendition is None:
            raise ValueError(f"nothing was made of the photo {name!r}")
        shown.setdefault(rendition.file.sha256, (rendition, captions.get(name, "")))
    for place, (rendition, caption) in enumerate(shown.values(), start=1):
        file, kind = rendition.file, FILE_TYPES[rendition.kind]
        said = caption or f"{title} ภาพที่ {place}"
        yield Attachment(
            slug=f"{key}-{file.sha256[:12]}",
            folder=file.folder,
            copy=file.copy,
            filename=f"{number}-{place:02}{kind.extension}",
            title=said,
            size=file.size,
            sha256=file.sha256,
            md5=file.md5,
            media_type=kind.media_type,
            alt=said,
            caption=caption,
        )


def _template() -> str:
    return files("syncd").joinpath("templates/photos.html.j2").read_text(encoding="utf-8")
