"""Rules about the bundle as a whole: its category, title and form, and what the ledger already knows of it."""

from collections.abc import Iterator

from syncd.bundle import attachments, memo_file, title
from syncd.model.bundle import Bundle
from syncd.office import Office
from syncd.rules.said import Said
from syncd.taxonomy import folder_name
from syncd.thai import fiscal_year


def unknown_category(bundle: Bundle, office: Office) -> Iterator[Said]:
    """The folder names no category."""
    if bundle.category is not None or bundle.undecided:
        return
    if not bundle.category_folder:
        yield Said("เรื่องนี้วางอยู่นอกโฟลเดอร์หมวดข้อมูล กรุณาย้ายเข้าไปไว้ในโฟลเดอร์หมวดที่ต้องการ หรือในโฟลเดอร์ ไม่แน่ใจหมวด")
        return
    near = ", ".join(f"“{folder_name(category)}”" for category in office.taxonomy.nearest(bundle.category_folder))
    yield Said(
        f"ชื่อโฟลเดอร์ “{bundle.category_folder}” ไม่ตรงกับหมวดข้อมูลใด หมวดที่ใกล้เคียง: {near}"
        " กรุณาย้ายเรื่องไปไว้ในโฟลเดอร์หมวดที่ถูกต้อง หรือในโฟลเดอร์ ไม่แน่ใจหมวด"
    )


def category_not_valid(bundle: Bundle, office: Office) -> Iterator[Said]:
    """The list of categories changes over the years."""
    category, year = bundle.category, fiscal_year(office.today)
    if category is not None and not category.valid_in(year):
        yield Said(f"หมวด {category.code} {category.label} ไม่ใช้ในปีงบประมาณ {year} กรุณาย้ายเรื่องไปไว้ในหมวดที่ใช้อยู่")


def category_not_yours(bundle: Bundle, _: Office) -> Iterator[Said]:
    """The settings give this unit other categories; an officer may allow it."""
    category, mine = bundle.category, bundle.unit.categories
    if category is not None and mine and category.code not in mine:
        yield Said(
            f"หมวด {category.code} {category.label} ไม่อยู่ในหมวดที่ “{bundle.unit.name}” ใช้เผยแพร่"
            " หากวางผิดหมวด กรุณาย้ายไปไว้ในหมวดที่ถูกต้อง หากถูกต้องแล้ว เจ้าหน้าที่ ICT จะตรวจก่อนเผยแพร่"
        )


def undecided_category(bundle: Bundle, _: Office) -> Iterator[Said]:
    """The clerk asks ICT to choose."""
    if bundle.undecided:
        yield Said("เรื่องนี้วางไว้ในโฟลเดอร์ ไม่แน่ใจหมวด เจ้าหน้าที่ ICT จะเลือกหมวดให้ก่อนเผยแพร่")


def no_title(bundle: Bundle, _: Office) -> Iterator[Said]:
    """Neither form, folder nor memo says what it is about."""
    if title(bundle) is None:
        yield Said(
            f"ชื่อโฟลเดอร์ “{bundle.name}” ยังไม่บอกว่าเป็นเรื่องอะไร กรุณาเปลี่ยนชื่อโฟลเดอร์เป็นชื่อเรื่องที่จะให้ประชาชนเห็น"
            " หรือเขียนในไฟล์ รายละเอียด.txt ว่า “ชื่อเรื่อง: …”"
        )


def details_problems(bundle: Bundle, _: Office) -> Iterator[Said]:
    """The clerk wrote something on purpose; what it was must not be guessed."""
    if bundle.details.problems:
        yield Said(
            f"อ่านแบบรายละเอียดได้ไม่ครบ: {' · '.join(bundle.details.problems)} กรุณาแก้ไขไฟล์นี้ หรือลบออกหากไม่ต้องการใช้",
            bundle.details.file,
        )


def identical(_: Bundle, office: Office) -> Iterator[Said]:
    """Nothing new: the answer is the link."""
    if office.known.identical is not None:
        number, url = office.known.identical
        yield Said(f"เรื่องนี้เผยแพร่แล้วทุกไฟล์ เลขที่คำขอเผยแพร่ {number} ดูได้ที่ {url} จึงไม่เผยแพร่ซ้ำ กรุณานำโฟลเดอร์นี้ออกได้")


def same_name_published(bundle: Bundle, office: Office) -> Iterator[Said]:
    """A correction of what stands on the site, or something new under an old name?"""
    known = office.known
    if known.same_name is not None and known.same_name in {*known.same_memo, *_published_elsewhere(bundle, office).values()}:
        yield Said(
            f"เรื่องชื่อเดียวกันในหมวดนี้เผยแพร่แล้ว เลขที่คำขอเผยแพร่ {known.same_name} และใช้บันทึกข้อความหรือไฟล์เดียวกัน"
            " เจ้าหน้าที่ ICT จะตรวจว่าเป็นการแก้ไขเรื่องเดิมหรือเป็นเรื่องใหม่"
        )


def same_memo_elsewhere(_: Bundle, office: Office) -> Iterator[Said]:
    """One approval, used twice."""
    numbers = [number for number in office.known.same_memo if number != office.known.same_name]
    if numbers:
        yield Said(
            f"บันทึกข้อความฉบับนี้ใช้กับคำขอเผยแพร่เลขที่ {', '.join(numbers)} แล้ว หากใส่ผิดฉบับ กรุณาใส่บันทึกข้อความของเรื่องนี้แทน"
            " หากถูกต้องแล้ว เจ้าหน้าที่ ICT จะตรวจก่อนเผยแพร่"
        )


def same_file_elsewhere(bundle: Bundle, office: Office) -> Iterator[Said]:
    """Often meant: one form, many announcements."""
    for name, number in _published_elsewhere(bundle, office).items():
        code = office.known.categories.get(number, "")
        other = office.taxonomy.by_code(code) if bundle.category is not None and code != bundle.category.code else None
        where = f" ในหมวดอื่น ({other.code} {other.label})" if other is not None else ""
        yield Said(f"ไฟล์นี้เผยแพร่แล้ว{where} ในคำขอเผยแพร่เลขที่ {number} กรุณาตรวจว่าตั้งใจเผยแพร่ซ้ำ", name)


def _published_elsewhere(bundle: Bundle, office: Office) -> dict[str, str]:
    """File name → case number, for files to publish that stand on the site under another case."""
    known = office.known.same_files
    return {file.name: known[file.sha256] for file in attachments(bundle, memo_file(bundle)) if file.sha256 in known}
