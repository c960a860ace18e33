"""What no single value of the YAML files can show: duplicates, references between them, what one choice asks of another."""

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from urllib.parse import urlsplit

from syncd.errors import Problem
from syncd.rules import RULES
from syncd.settings import schema
from syncd.settings.lines import Document, Loc
from syncd.thai import parse_date, squeeze

Categories = Mapping[int, schema.CategoryEntry]
"""The sound entries of taxonomy.yaml by their place in the list."""
Units = Mapping[int, schema.UnitEntry]


def settings(file: schema.SyncdFile, main: Document, categories: Categories, codes: list[str] | None) -> Iterator[Problem]:
    """Of syncd.yaml. Without codes (the taxonomy is not sound) references to categories are not judged."""
    named: list[tuple[Loc, str]] = [(("photos", "category"), file.photos.category)]
    if not isinstance(file.publish.auto, bool):
        named += [(("publish", "auto", index), code) for index, code in enumerate(file.publish.auto)]
    yield from _unknown_codes(named, codes, main)
    folders = file.folders
    names = {"inbox": folders.inbox, "published": folders.published}, {"undecided": folders.undecided, "photos": folders.photos}
    for group in names:
        yield from _repeated([(("folders", key), name) for key, name in group.items()], main)
    for key, name in names[1].items():
        if any(_bare(name) in map(_bare, _category_names(category)) for category in categories.values()):
            yield main.problem(("folders", key), "ชื่อนี้เป็นชื่อของหมวดข้อมูลแล้ว ให้ใช้ชื่ออื่น")
    for index, approver in enumerate(file.approval.approvers):
        since, until = parse_date(approver.since or ""), parse_date(approver.until or "")
        if since and until and since > until:
            yield main.problem(("approval", "approvers", index, "until"), "วันสิ้นสุดอยู่ก่อนวันเริ่มต้น (from)")
    yield from _shared_certificates(file.approval.approvers, main)
    for rule in file.rules.stricter:
        if rule not in RULES:
            near = get_close_matches(rule, RULES, n=1)
            hint = f" หมายถึง {near[0]} หรือไม่" if near else f" กฎที่มีคือ {', '.join(sorted(RULES))}"
            yield main.problem(("rules", "stricter", rule), f"ไม่มีกฎชื่อ {rule}{hint}")
    yield from _publisher(file.publisher, main)
    yield from _ledger(file.ledger.url, main)


def _shared_certificates(approvers: list[schema.Approver], main: Document) -> Iterator[Problem]:
    """One certificate is one person's."""
    holders: dict[str, str] = {}
    for index, approver in enumerate(approvers):
        for place, certificate in enumerate(approver.certificates):
            if (holder := holders.setdefault(certificate, approver.name)) != approver.name:
                loc = ("approval", "approvers", index, "certificates", place)
                yield main.problem(loc, f"ใบรับรองนี้เป็นของ {holder} แล้ว ใบรับรองหนึ่งใบเป็นของคนเดียว")


def taxonomy(categories: Categories, document: Document) -> Iterator[Problem]:
    """Of taxonomy.yaml."""
    entries = [(("categories", index), category) for index, category in categories.items()]
    for key in ("code", "slug"):
        yield from _repeated([((*loc, key), getattr(category, key)) for loc, category in entries], document)
    names: list[tuple[Loc, str]] = []
    for loc, category in entries:
        own = {_bare(category.label), _bare(category.name)}
        names.append(((*loc, "label"), category.label))
        if _bare(category.name) != _bare(category.label):
            names.append(((*loc, "name"), category.name))
        names += [((*loc, "aliases", place), alias) for place, alias in enumerate(category.aliases) if _bare(alias) not in own]
        if category.since and category.until and category.since > category.until:
            yield document.problem((*loc, "until"), "ปีสิ้นสุดอยู่ก่อนปีเริ่มต้น (since)")
    yield from _repeated(names, document)


def units(units: Units, document: Document, codes: list[str] | None) -> Iterator[Problem]:
    """Of units.yaml."""
    entries = [(("units", index), unit) for index, unit in units.items()]
    yield from _repeated([((*loc, "folder"), unit.folder) for loc, unit in entries], document)
    names: list[tuple[Loc, str]] = []
    for loc, unit in entries:
        names.append(((*loc, "name"), unit.name))
        names += [
            ((*loc, "aliases", place), alias) for place, alias in enumerate(unit.aliases) if _bare(alias) != _bare(unit.name)
        ]
    yield from _repeated(names, document)
    named = [((*loc, "categories", place), code) for loc, unit in entries for place, code in enumerate(unit.categories)]
    yield from _unknown_codes(named, codes, document)


def _publisher(publisher: schema.Publisher, main: Document) -> Iterator[Problem]:
    if publisher.kind != "wordpress":
        return
    if publisher.url is None:
        yield main.problem(("publisher", "url"), "kind: wordpress ต้องมีที่อยู่เว็บไซต์ เช่น url: https://www.example.go.th")
    elif publisher.url.startswith("http:") and not publisher.allow_http and not _is_loopback(publisher.url):
        yield main.problem(
            ("publisher", "url"),
            "http:// ส่งรหัสผ่านโดยไม่เข้ารหัส ให้เปลี่ยนเป็น https:// (หากจำเป็นจริง ให้เพิ่ม allow_http: true ในกลุ่ม publisher)",
        )
    if publisher.username is None:
        yield main.problem(("publisher", "username"), "kind: wordpress ต้องมีชื่อบัญชีผู้ใช้ เช่น username: syncd")


def heartbeat_fault(url: str) -> str | None:
    """What is wrong with the address of a monitor; the address itself is never said."""
    try:
        parts = urlsplit(url)
        sound = parts.hostname is not None and (parts.port is None or parts.port > 0)
    except ValueError:
        sound = False
    if not sound or not url.isascii() or re.search(r"[\s\x00-\x1f#]", url) or parts.username is not None:
        return "ต้องเป็นที่อยู่เต็มของระบบเฝ้าดู บรรทัดเดียว เช่น https://hc.example.org/ping/…"
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(url)):
        return "ที่อยู่ของระบบเฝ้าดูต้องขึ้นต้นด้วย https:// (http:// ใช้ได้เฉพาะในเครื่องนี้)"
    return None


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _ledger(url: str | None, main: Document) -> Iterator[Problem]:
    if url is None:
        return
    if not re.match(r"(sqlite|postgresql)(\+\w+)?://", url):
        yield main.problem(("ledger", "url"), "ต้องขึ้นต้นด้วย sqlite:/// หรือ postgresql://")
    elif url.startswith("sqlite") and (not url.partition(":///")[2] or ":memory:" in url):
        yield main.problem(("ledger", "url"), "ต้องบอกไฟล์ของทะเบียนคุม เช่น sqlite:////var/lib/syncd/ledger.sqlite3")
    elif main.data.get("ledger", {}).get("url") == url and re.match(r"\w[\w+]*://[^/@]*:[^/@]+@", url):
        yield main.problem(("ledger", "url"), "ห้ามเขียนรหัสผ่านในไฟล์นี้ ให้ย้ายทั้งบรรทัดไปไว้ในตัวแปรแวดล้อม SYNCD_LEDGER__URL")


def _unknown_codes(named: Iterable[tuple[Loc, str]], codes: list[str] | None, document: Document) -> Iterator[Problem]:
    for loc, code in named:
        if codes is not None and code not in codes:
            yield document.problem(loc, f'ไม่มีหมวด "{code}" ในไฟล์หมวดข้อมูล ที่มีคือ {", ".join(codes)}')


def _repeated(named: Iterable[tuple[Loc, str]], document: Document) -> Iterator[Problem]:
    """Names that Windows or a reader would take for one another: case, blanks and Unicode form make no difference."""
    first: dict[str, Loc] = {}
    for loc, name in named:
        if (earlier := first.setdefault(_bare(name), loc)) != loc:
            place = document.places.get(earlier)
            where = f" ที่บรรทัด {place.line}" if place else ""
            yield document.problem(loc, f'"{name}" ซ้ำกับ{where} แต่ละรายการต้องไม่ซ้ำกัน')


def _category_names(category: schema.CategoryEntry) -> tuple[str, ...]:
    return (category.label, category.name, *category.aliases)


def _bare(name: str) -> str:
    return squeeze(name).casefold()
