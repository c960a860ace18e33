"""All photos of a held drop on one page, small, with the words that would stand beside them: to be looked at before they go out.

One file without scripts that opens by double click on any machine, and asks nothing of any network.
"""

import base64
from collections.abc import Sequence

from syncd.html import template
from syncd.ledger import Case, VersionRecord
from syncd.memo import kinds
from syncd.memo.reader import Reader
from syncd.model.decision import Weight
from syncd.review.drawing import NO_PICTURE, copy_judged, private_folder
from syncd.settings import Settings
from syncd.thai import natural_order

MOST = 250
"""Files shown; more make the page slow to come and to open. The others lie in the folder."""
_SIDE = 480


def render(settings: Settings, reader: Reader, case: Case, version: VersionRecord, commands: Sequence[str]) -> str:
    """The page; `commands`: what decides the case. Never raises for what lies in the folder, or no longer does."""
    photos: list[tuple[str, str, str, list[str]]] = []
    texts: list[tuple[str, str]] = []
    notes: list[str] = []
    said: dict[str, list[str]] = {}
    for finding in version.findings:
        said.setdefault(finding.file or "", []).append(finding.message)
    with private_folder(settings) as private:
        for file in _worth_showing(version, frozenset(said)):
            copied = copy_judged(settings, case, file, private)
            if isinstance(copied, str):
                notes.append(copied)
                continue
            kind, words = kinds.picture_named(copied.name), None
            made = reader.small(copied, kind, _SIDE) if kind else None
            if made is None:  # no photo, or not of the kind that its name tells
                document = reader.read_in_drop(copied)
                words = document.words
                made = reader.small(copied, document.kind, _SIDE) if document.photo is not None else None
            if made is not None:
                picture = base64.b64encode(made.data).decode("ascii")
                photos.append((copied.name, made.kind, picture, said.get(copied.name, [])))
            elif words is not None:
                texts.append((copied.name, words))
            else:
                notes.append(f"{copied.name}: {NO_PICTURE}")
            copied.path.unlink()
    beside = {name for name, _, _, messages in photos if messages}
    holds = [finding for finding in version.findings if finding.weight is Weight.HOLD and finding.file not in beside]
    left = len(version.files) - len(photos) - len(texts) - len(notes)
    return template("review_photos.html.j2").render(
        case=case,
        version_no=version.version_no,
        photos=photos,
        texts=texts,
        notes=notes,
        holds=[(finding.file, finding.message) for finding in holds],
        commands=list(commands),
        left=left,
        folder=settings.folders.root / (case.filed_path or case.path),
    )


def _worth_showing(version: VersionRecord, doubted: frozenset[str]) -> list[dict[str, object]]:
    """Texts first, then what a rule names, then the rest: in the order in which the public will see them."""

    def rank(file: dict[str, object]) -> tuple[object, ...]:
        name = str(file["name"])
        return not name.lower().endswith((".txt", ".docx")), name not in doubted, natural_order(name)

    return sorted(version.files, key=rank)[:MOST]
