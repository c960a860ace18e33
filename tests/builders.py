"""Whole values with sensible parts, so that a test names only what it is about."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from syncd.model.approval import Approval, Evidence, Word
from syncd.model.bundle import Bundle, Details
from syncd.model.document import Concern, Document, Spot
from syncd.model.folder import Refused
from syncd.model.memo import Memo
from syncd.model.office import Approver, Category, Route, Unit
from syncd.office import Known, Office
from syncd.taxonomy import Taxonomy

OFFICE_NAME = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาชัยภูมิ เขต 3"
DIRECTOR = Approver("นายสมเกียรติ ศรีอุดมชัย", f"ผู้อำนวยการ{OFFICE_NAME}")
PLANNING = Unit("กลุ่มนโยบายและแผน", "กลุ่มนโยบายและแผน", aliases=("กลุ่มแผน", "นผ."))
FINANCE = Unit("กลุ่มบริหารงานการเงินและสินทรัพย์", "กลุ่มการเงิน", categories=("1.9", "1.15"))
PROCUREMENT = Category("1.9", "การจัดซื้อจัดจ้าง", "จัดซื้อจัดจ้าง", "procurement", Route.REGULATED)
POLICY = Category("1.2", "นโยบาย แผนการพัฒนาการศึกษา และภารกิจ", "นโยบายและแผน", "policy-and-plans", Route.REGULATED)
TODAY = date(2020, 4, 30)


def make_office(
    *,
    today: date = TODAY,
    approvers: tuple[Approver, ...] = (DIRECTOR,),
    accept: Iterable[Evidence] = (Evidence.TEXT,),
    text_from: Iterable[str] = ("pdf",),
    max_file_bytes: int = 0,
    categories: tuple[Category, ...] = (POLICY, PROCUREMENT),
    units: tuple[Unit, ...] = (PLANNING, FINANCE),
    known: Known | None = None,
    passing: frozenset[str] = frozenset(),
) -> Office:
    """An office that takes the director's typed word in a PDF."""
    return Office(
        name=OFFICE_NAME,
        today=today,
        approvers=approvers,
        taxonomy=Taxonomy(categories),
        units=units,
        accept=frozenset(accept),
        text_from=frozenset(text_from),
        max_file_bytes=max_file_bytes,
        known=known or Known(),
        passing=passing,
    )


def make_approval(
    word: Word = Word.APPROVED,
    *,
    words: str = "อนุมัติ",
    name: str = DIRECTOR.name,
    position: str = DIRECTOR.position,
    day: date | None = date(2020, 4, 21),
    certain: bool = True,
) -> Approval:
    """The director's block; he approved."""
    return Approval(word, words, name, position, day, certain)


UNIT_DIRECTOR = make_approval(name="นายธีรพงษ์ สุวรรณกุล", position="ผู้อำนวยการกลุ่มนโยบายและแผน", day=None)


def make_memo(*approvals: Approval, **changes: object) -> Memo:
    """A memo that asks leave to publish, approved by both directors unless approvals are given."""
    memo = Memo(
        file="บันทึกข้อความ.pdf",
        unit=f"กลุ่มนโยบายและแผน {OFFICE_NAME}",
        number="ศธ 04040/345",
        date=date(2020, 4, 20),
        subject="ขอเผยแพร่แผนปฏิบัติการประจำปี 2563",
        addressee=DIRECTOR.position,
        asks_publication=True,
        approvals=approvals or (UNIT_DIRECTOR, make_approval()),
        format="pdf",
    )
    return replace(memo, **changes)  # type: ignore[arg-type]  # names of Memo's own fields


def make_document(name: str = "แผนปฏิบัติการ.pdf", *memos: Memo, **changes: object) -> Document:
    """A sound, readable PDF; its sha256 follows from its name."""
    document = Document(
        name=name,
        kind="pdf",
        size=200_000,
        sha256=name.encode().hex()[:64],
        pages=1,
        memos=tuple(replace(memo, file=name) for memo in memos),
    )
    return replace(document, **changes)  # type: ignore[arg-type]  # names of Document's own fields


def make_spot(concern: Concern = Concern.NATIONAL_ID, place: str = "หน้า 1", shown: str = "x-xxxx-xxxxx-12-3") -> Spot:
    """A place where something of concern stands."""
    return Spot(concern, place, shown)


def make_bundle(  # the parts a test may want to name
    *documents: Document,
    memo: Memo | None = None,
    unit: Unit = PLANNING,
    name: str = "แผนปฏิบัติการประจำปี 2563",
    category: Category | None = POLICY,
    category_folder: str = "1.02 นโยบายและแผน",
    route: Route = Route.REGULATED,
    details: Details | None = None,
    refused: tuple[Refused, ...] = (),
    undecided: bool = False,
    version: str = "v1",
) -> Bundle:
    """An approved memo and one file, nothing against it, unless documents are given."""
    return Bundle(
        unit=unit,
        path=f"{unit.folder}/ส่งเผยแพร่/{category_folder}/{name}",
        name=name,
        category=category,
        category_folder=category_folder,
        route=route,
        version=version,
        documents=documents or (make_document("บันทึกข้อความ.pdf", memo or make_memo()), make_document()),
        details=details or Details(),
        refused=refused,
        undecided=undecided,
    )
