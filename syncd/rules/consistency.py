"""Rules about whether title, memo, files and category tell the same story. They suggest; none of them holds by itself."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from syncd.bundle import attachments, memo_file, read_memo, title
from syncd.model.bundle import Bundle
from syncd.model.memo import Source
from syncd.model.office import Every
from syncd.office import Office
from syncd.periods import FISCAL_YEAR, QUARTER, SCHOOL_YEAR, differing
from syncd.rules.files import ARCHIVES
from syncd.rules.said import Said
from syncd.taxonomy import folder_name
from syncd.thai import BUDDHIST_ERA, MONTHS, arabic, fiscal_year, quarter, squeeze

_COUNTED = {QUARTER: "ไตรมาส", FISCAL_YEAR: "ปี พ.ศ.", SCHOOL_YEAR: "ปีการศึกษา"}


def period_mismatch(bundle: Bundle, _: Office) -> Iterator[Said]:
    """The title names one quarter or year, the memo or a file another."""
    shown, memo = title(bundle), read_memo(bundle)
    if shown is None:
        return
    if memo is not None and memo.subject is not None and "subject" not in memo.uncertain:
        counted = differing(shown, memo.subject)
        if counted:
            yield Said(
                f"{_COUNTED[counted]}ในชื่อเรื่อง (“{shown}”) ไม่ตรงกับเรื่องในบันทึกข้อความ (“{memo.subject}”) กรุณาตรวจว่าใส่บันทึกข้อความถูกฉบับ",
                memo.file,
            )
    for document in attachments(bundle, memo_file(bundle)):
        counted = differing(shown, document.name, document.headline)
        if counted:
            yield Said(f"{_COUNTED[counted]}ในไฟล์นี้ไม่ตรงกับชื่อเรื่อง (“{shown}”) กรุณาตรวจว่าใส่ไฟล์ถูกฉบับ", document.name)


def same_file_twice(bundle: Bundle, _: Office) -> Iterator[Said]:
    """One file under two names."""
    names = defaultdict(list)
    for document in attachments(bundle, memo_file(bundle)):
        names[document.sha256].append(document.name)
    for first, *others in names.values():
        if others and first:
            yield Said(f"ไฟล์นี้มีเนื้อหาเดียวกับ “{'”, “'.join(others)}” หากซ้ำ กรุณาเหลือไว้ไฟล์เดียว", first)


def category_suggested(bundle: Bundle, office: Office) -> Iterator[Said]:
    """The title speaks the words of another category; a suggestion only."""
    shown, chosen = title(bundle), bundle.category
    if shown is None or (chosen is None and not bundle.undecided):
        return
    words = arabic(squeeze(shown))
    if chosen is not None and _longest((chosen.label, *chosen.keywords, *chosen.aliases), words):
        return
    year = fiscal_year(office.today)
    valid = [other for other in office.taxonomy.categories if other.valid_in(year) and other != chosen]
    others = [(word, other) for other in valid if (word := _longest(other.keywords, words))]
    if others:
        word, other = max(others, key=lambda it: len(it[0]))
        yield Said(f"ชื่อเรื่องมีคำว่า “{word}” ซึ่งมักอยู่ในหมวด {folder_name(other)} กรุณาตรวจว่าวางถูกหมวด")


def enclosures_missing(bundle: Bundle, _: Office) -> Iterator[Said]:
    """The memo lists more than the folder holds. Several may stand in one file, so it is only said."""
    memo, public = read_memo(bundle), attachments(bundle, memo_file(bundle))
    if memo is None or memo.source is Source.OCR or any(document.kind in ARCHIVES for document in public):
        return
    if len(memo.enclosures) > len(public):
        listed = ", ".join(f"{place}) {name}" for place, name in enumerate(memo.enclosures, start=1))
        yield Said(
            f"บันทึกข้อความแจ้งสิ่งที่ส่งมาด้วย {len(memo.enclosures)} รายการ ({listed}) แต่พบไฟล์ที่จะเผยแพร่ {len(public)} ไฟล์"
            " กรุณาตรวจว่าใส่ไฟล์ครบแล้ว",
            memo.file,
        )


def pieces_missing(bundle: Bundle, office: Office) -> Iterator[Said]:
    """What the category needs in this period, and neither this bundle nor an earlier one of the period brings."""
    category = bundle.category
    if category is None or not category.pieces:
        return
    brought = squeeze("\n".join([title(bundle) or "", *(it.name for it in attachments(bundle, memo_file(bundle)))]))
    missing: dict[str, list[str]] = defaultdict(list)
    for piece in category.pieces:
        now = _period(piece.every, office.today)
        before = (squeeze(name) for name, day in office.known.published if _period(piece.every, day) == now)
        if not any(squeeze(piece.name) in words for words in (brought, *before)):
            missing[now].append(piece.name)
    for period, names in missing.items():
        yield Said(f"หมวด {category.code} {category.label} {period} ยังไม่พบ: {', '.join(names)} หากยังไม่ได้ส่ง กรุณาส่งให้ครบ")


def _longest(names: Iterable[str], words: str) -> str:
    """The longest of the names that the squeezed words hold; "" when they hold none."""
    return max((name for name in names if arabic(squeeze(name)) in words), key=len, default="")


def _period(every: Every, day: date) -> str:
    match every:
        case Every.MONTH:
            return f"เดือน{MONTHS[day.month - 1]} {day.year + BUDDHIST_ERA}"
        case Every.QUARTER:
            return f"ไตรมาส {quarter(day)} ปีงบประมาณ {fiscal_year(day)}"
        case Every.YEAR:
            return f"ปีงบประมาณ {fiscal_year(day)}"
