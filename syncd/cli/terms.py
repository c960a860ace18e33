"""`syncd site map` and `site prepare`: the office's categories and those of its site."""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from rich.text import Text

from syncd import clock
from syncd.cli import FINE, PERSON_NEEDED, screen
from syncd.cli.taxonomy_file import with_terms
from syncd.errors import RequestError
from syncd.model.office import Category
from syncd.publishers import make_publisher
from syncd.publishers.journal import MemoryJournal
from syncd.publishers.wordpress import WordPressPublisher
from syncd.publishers.wordpress.terms import Confidence, Proposal, SiteTerm, SiteTerms, find, propose, wanted_term
from syncd.settings import Settings

_SURE_THAI = {Confidence.SLUG: "ตั้งค่าไว้แล้ว", Confidence.NAME: "ชื่อตรงกัน", Confidence.NEAR: "ชื่อใกล้เคียง", Confidence.NONE: "ไม่พบ"}


def show_map(settings: Settings, *, write: bool, choices: Sequence[str], ask: bool, as_json: bool) -> int:
    """Show which of the site's categories each of ours would stand in; with `write`, put what is confirmed into taxonomy.yaml.

    `choices` are "CODE=slug or id". Of the rest a proposal with the same name counts as confirmed without asking when `ask` is
    false, a similar name never. Raises RequestError, PublishError.
    """
    terms = _site_terms(settings).current()
    proposals = propose(settings.taxonomy.categories, terms)
    named = _named(settings, terms, choices)
    if as_json:
        screen.show_json(
            {"site": [_term_of(term) for term in terms], "map": [_row(one, proposals[one.code]) for one in _ours(settings)]}
        )
        return FINE
    _show(settings, terms, proposals)
    if not write:
        return FINE
    confirmed = {code: _name_of(term) for code, term in {**_confirmed(settings, proposals, named, ask=ask), **named}.items()}
    wanted = {code: name for code, name in confirmed.items() if _ours_by(settings, code).term != name}
    out = screen.console()
    if wanted:
        path = settings.taxonomy_file
        _write(path, with_terms(path.read_text(encoding="utf-8-sig"), wanted))
        out.print(f"เขียน {len(wanted)} หมวดลงใน {path} แล้ว ให้บริการอ่านใหม่ด้วย systemctl reload syncd")
    left = [
        one.code for one in _ours(settings) if one.code not in confirmed and proposals[one.code].confidence is not Confidence.SLUG
    ]
    if left:
        out.print(Text(f"ยังไม่ได้จับคู่: {', '.join(left)}  เลือกเองด้วย --set หรือสร้างด้วย syncd site prepare", style="yellow"))
    return PERSON_NEEDED if left else FINE


def prepare(settings: Settings, *, everything: bool, ask: bool) -> int:
    """Create the categories that the site lacks: those named in taxonomy.yaml and those like nothing on the site; or all.

    Raises RequestError, PublishError.
    """
    out = screen.console()
    site = _site_terms(settings)
    terms = site.current()
    proposals = propose(settings.taxonomy.categories, terms)
    missing = [one for one in _ours(settings) if find(wanted_term(one), terms) is None]
    alike = [one for one in missing if one.term is None and proposals[one.code].term is not None and not everything]
    for category in alike:
        like = proposals[category.code].term
        out.print(
            Text(f"{category.code} {category.label}: เว็บไซต์มี {like.name if like else ''} อยู่แล้ว สั่ง syncd site map --write ก่อน")
        )
    chosen = [one for one in missing if one not in alike]
    for category in chosen:
        out.print(f"{category.code} {category.label}  ({wanted_term(category)})")
    if chosen and ask and input(f"สร้าง {len(chosen)} หมวดหมู่บนเว็บไซต์ y/n [n]: ").strip().casefold() not in ("y", "yes", "ใช่"):
        return PERSON_NEEDED
    for category in chosen:
        made = site.create(category)
        out.print(Text(f"สร้าง {made.name} ({made.slug})", style="green"))
    if not missing:
        out.print("เว็บไซต์มีครบทุกหมวดแล้ว")
    return PERSON_NEEDED if alike else FINE


def _site_terms(settings: Settings) -> SiteTerms:
    """The site's categories. Raises RequestError when the publisher keeps none of its own."""
    publisher = make_publisher(settings, MemoryJournal(clock.now, settings.publisher.doubt_seconds), clock.now)
    if not isinstance(publisher, WordPressPublisher):
        raise RequestError(f"publisher.kind {settings.publisher.kind} ใช้หมวดข้อมูลของ syncd เอง ไม่ต้องจับคู่")
    return publisher.terms


def _named(settings: Settings, terms: Sequence[SiteTerm], choices: Sequence[str]) -> dict[str, SiteTerm]:
    """What `--set CODE=TERM` says."""
    named = {}
    for choice in choices:
        code, _, wanted = choice.partition("=")
        term = find(int(wanted) if wanted.isdecimal() else wanted, terms)
        if term is None:
            raise RequestError(f"เว็บไซต์ไม่มีหมวดหมู่ {wanted}", hint="ดูรายการด้วย syncd site map")
        named[_ours_by(settings, code).code] = term
    return named


def _confirmed(
    settings: Settings, proposals: Mapping[str, Proposal], named: Mapping[str, SiteTerm], *, ask: bool
) -> dict[str, SiteTerm]:
    yes: dict[str, SiteTerm] = {}
    for category in _ours(settings):
        proposal = proposals[category.code]
        if proposal.term is None or category.code in named or proposal.confidence is Confidence.SLUG:
            continue
        if proposal.term in named.values():
            continue
        if ask:
            question = f"{category.code} {category.label} = {proposal.term.name} ({_SURE_THAI[proposal.confidence]}) y/n [n]: "
            sure = input(question).strip().casefold() in ("y", "yes", "ใช่")
        else:
            sure = proposal.confidence is Confidence.NAME
        if sure:
            yes[category.code] = proposal.term
    return yes


def _show(settings: Settings, terms: Sequence[SiteTerm], proposals: Mapping[str, Proposal]) -> None:
    out = screen.console()
    ours = screen.table("หมวด", "ชื่อสั้น", "หมวดหมู่บนเว็บไซต์", "เรื่อง", "", grow="หมวดหมู่บนเว็บไซต์")
    for category in _ours(settings):
        term = proposals[category.code].term
        name = f"{screen.clean(term.name)} ({term.slug})" if term else "-"
        sure = _SURE_THAI[proposals[category.code].confidence]
        ours.add_row(category.code, category.label, name, str(term.count) if term else "", sure)
    out.print(ours)
    used = {proposal.term for proposal in proposals.values()}
    if others := [term for term in terms if term not in used]:
        out.print("\nหมวดหมู่อื่นบนเว็บไซต์", style="bold")
        for term in others:
            out.print(f"  {term.id:>5}  {screen.clean(term.name)} ({term.slug})  {term.count} เรื่อง")


def _row(category: Category, proposal: Proposal) -> dict[str, object]:
    term = _term_of(proposal.term) if proposal.term else None
    return {"code": category.code, "label": category.label, "term": term, "confidence": proposal.confidence.value}


def _term_of(term: SiteTerm) -> dict[str, object]:
    return {"id": term.id, "slug": term.slug, "name": term.name, "count": term.count}


def _name_of(term: SiteTerm) -> str | int:
    """How taxonomy.yaml names the term: by its slug, which people can read."""
    return term.slug or term.id


def _ours(settings: Settings) -> Sequence[Category]:
    return settings.taxonomy.categories


def _ours_by(settings: Settings, code: str) -> Category:
    category = settings.taxonomy.by_code(code)
    if category is None:
        raise RequestError(f"ไม่มีหมวดข้อมูล {code}", hint="ใช้รหัส เช่น 1.9")
    return category


def _write(path: Path, text: str) -> None:
    """Replace the file whole, with the owner and rights it had."""
    before = path.stat()
    with NamedTemporaryFile("w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False) as beside:
        beside.write(text)
        beside.flush()
        os.fsync(beside.fileno())
    new = Path(beside.name)
    shutil.copymode(path, new)
    if os.geteuid() == 0:
        os.chown(new, before.st_uid, before.st_gid)
    new.replace(path)
