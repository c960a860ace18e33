"""Reads a private copy and judges it: documents, rules, what the ledger and an officer know, the decision. Changes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from unicodedata import normalize

from syncd import bundle as bundles
from syncd import captions, details, officer
from syncd.app import Syncd
from syncd.clock import BANGKOK, Moment
from syncd.decide import as_told, decide
from syncd.identity import identity_of, version_of
from syncd.ledger import Case
from syncd.model.bundle import Bundle, Details
from syncd.model.claim import Claim, SpooledFile
from syncd.model.decision import Decision
from syncd.model.document import Document, Fault, FaultKind
from syncd.model.folder import FileStamp, Sighting
from syncd.model.office import Category, Route
from syncd.office import Known, Office
from syncd.rules import examine
from syncd.scanning import scanned
from syncd.screening import marks_in
from syncd.settings import Settings
from syncd.steps import Steps
from syncd.thai import fiscal_year, format_size

MEMO_BYTES = 64 << 20
"""A memo need not be taken by the site: up to this size it is copied and read, however small the site's limit."""


def too_big(settings: Settings, sighting: Sighting) -> frozenset[str]:
    """The files whose size alone decides: they are neither copied nor read."""
    largest = max(_site_bytes(settings), MEMO_BYTES)
    return frozenset(
        it.path for it in sighting.stamps if it.size > (details.SIZE_LIMIT if details.is_details(it.path) else largest)
    )


def reading(syncd: Syncd, sighting: Sighting, claim: Claim) -> Steps[Bundle]:
    """What the files of the private copy say, and the sizes of those that were too big for one.

    A step is a file, or one look at a page that is a picture; photos of a drop are looked at for words where no person would.
    """
    if sighting.route is Route.PHOTOS:
        return (yield from _reading_drop(syncd, sighting, claim))
    form = next((file for file in claim.files if details.is_details(file.name)), None)
    written = details.parse(form.name, _first_bytes(form.path, details.SIZE_LIMIT + 1)) if form is not None else Details()
    documents = []
    roots = [one.text for one in syncd.settings.approval.trust]
    for file in claim.files:
        if file is not form:
            read = yield from syncd.reader.reading(file, roots)
            documents.append(scanned(syncd, file, read))
            yield
    for stamp in claim.left:
        if form is None and written.file is None and details.is_details(stamp.path):
            written = details.too_long(normalize("NFC", stamp.path))
        else:
            documents.append(_unread(stamp, syncd.settings))
    return bundles.assemble(sighting, version_of(claim.version, sighting), tuple(documents), written)


def _reading_drop(syncd: Syncd, sighting: Sighting, claim: Claim) -> Steps[Bundle]:
    """The same of a photo drop: its words are read once all photos are known."""
    forms = [file for file in claim.files if details.is_details(file.name)]
    documents = []
    for file in claim.files:
        if file not in forms:
            document = yield from syncd.reader.reading_in_drop(file, ocr=not syncd.settings.photos.require_release)
            documents.append(scanned(syncd, file, document))
            yield
    photos = [document.name for document in documents if document.kind in bundles.PICTURES]
    said = [_form_in_drop(file, photos) for file in forms]
    texts = [it for it in documents if bundles.is_caption_text(it)]
    said += [captions.parse(it.name, it.words, photos) for it in texts if it.words is not None]
    documents += [_unread(stamp, syncd.settings) for stamp in claim.left]
    return bundles.assemble(sighting, version_of(claim.version, sighting), tuple(documents), captions.merge(said))


def _form_in_drop(form: SpooledFile, photos: Sequence[str]) -> Details:
    data = _first_bytes(form.path, details.SIZE_LIMIT + 1)
    text = None if len(data) > details.SIZE_LIMIT or details.is_yaml(form.name) else details.decode(data)
    return details.parse(form.name, data) if text is None else captions.parse(form.name, text, photos)


def judge(syncd: Syncd, read: Bundle, contents: str, case: Case | None, moment: Moment) -> tuple[Bundle, Decision]:
    """Rules, what an officer said of this very version, and the decision; with the bundle as it was judged."""
    office = office_of(syncd, moment)
    release = syncd.ledger.released(case.number, read.version) if case is not None else None
    read = as_told(read, release, office)
    office = replace(office, known=known_of(syncd, read, contents, case, moment))
    findings = examine(read, office, syncd.settings.rules.stricter)
    if case is not None:
        findings = (*officer.remembered(syncd.ledger, case, read.version), *findings)
    code = read.category.code if read.category else ""
    return read, decide(read, findings, release, office, auto=syncd.settings.publish.is_auto(code))


def office_of(syncd: Syncd, moment: Moment) -> Office:
    """What the rules may look at besides the bundle."""
    settings = syncd.settings
    return Office(
        name=settings.office.name,
        today=moment.local.date(),
        approvers=settings.approval.approvers,
        taxonomy=settings.taxonomy,
        units=settings.units,
        accept=frozenset(settings.approval.accept),
        text_from=frozenset(settings.approval.text_from),
        max_file_bytes=_site_bytes(settings),
        passing=frozenset().union(*map(marks_in, _own_numbers(settings))),
        ocr_is_enough=settings.ocr.is_enough,
        photos_need_release=settings.photos.require_release,
    )


def _own_numbers(settings: Settings) -> tuple[str, ...]:
    """As written: what the settings let pass, and what every post or reply says anyway."""
    return (*settings.screening.pass_numbers, settings.contact.telephone, *(unit.telephone for unit in settings.units))


def _site_bytes(settings: Settings) -> int:
    return int(settings.publisher.max_file_mb * 1024 * 1024)


def _unread(stamp: FileStamp, settings: Settings) -> Document:
    size, largest = format_size(stamp.size), format_size(_site_bytes(settings))
    fault = Fault(FaultKind.TOO_BIG, f"ไฟล์ใหญ่ {size} รับได้ไม่เกิน {largest}")
    return Document(normalize("NFC", stamp.path), "unknown", stamp.size, "", (fault,), maybe_memo=True)


def known_of(syncd: Syncd, read: Bundle, contents: str, case: Case | None, moment: Moment) -> Known:
    """What the ledger knows about a bundle: the same memo, file, name or whole bundle under another case."""
    number = case.number if case is not None else ""
    choice = bundles.memo_file(read)
    memo_document = bundles.find_document(read, choice) if choice else None
    memo = bundles.read_memo(read)
    identity = identity_of(memo) if memo else None
    identical = syncd.ledger.published_with(number, contents)
    same_name = syncd.ledger.published_as(
        number,
        unit=read.unit.name,
        name=read.name,
        category=read.category.code if read.category else None,
        year=fiscal_year(moment.local.date()),
    )
    same_files = syncd.ledger.same_files(number, [document.sha256 for document in read.documents])
    return Known(
        same_memo=syncd.ledger.same_memo(number, memo_document.sha256 if memo_document else None, identity),
        same_files=same_files,
        categories={other: syncd.ledger.case(other).category or "" for other in set(same_files.values())},
        published=_published(syncd, read.category, number, moment),
        same_name=same_name,
        identical=(identical.number, identical.url) if identical else None,
    )


def _published(syncd: Syncd, category: Category | None, number: str, moment: Moment) -> tuple[tuple[str, date], ...]:
    """What the category has had in this fiscal year; not asked for where nothing depends on it."""
    if category is None or not category.pieces:
        return ()
    found = syncd.ledger.published_in(number, category=category.code, year=fiscal_year(moment.local.date()))
    return tuple((title, at.astimezone(BANGKOK).date()) for title, at in found)


def _first_bytes(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        return file.read(limit)
