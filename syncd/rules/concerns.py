"""Rules about what must not come before the public unseen: in the files, and in the words that stand beside them on the site."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from syncd import screening
from syncd.bundle import attachments, memo_file, texts, title
from syncd.model.bundle import Bundle
from syncd.model.document import Concern, Document
from syncd.office import Office
from syncd.rules.said import Said
from syncd.screening import Found

_NAMED = {
    Concern.NATIONAL_ID: "เลขที่อาจเป็นเลขประจำตัวประชาชน",
    Concern.PHONE: "หมายเลขโทรศัพท์ที่อาจเป็นของบุคคล",
    Concern.BANK_ACCOUNT: "เลขที่บัญชีธนาคาร",
    Concern.PASSPORT: "เลขที่หนังสือเดินทาง",
    Concern.BIRTH_DATE: "วันเกิดของบุคคล",
    Concern.PUPILS: "รายชื่อหรือเลขประจำตัวนักเรียน",
    Concern.SECRECY: "เครื่องหมายชั้นความลับ",
}
_OTHERWISE = "หากไม่ใช่อย่างนั้น หรือเป็นข้อมูลที่เปิดเผยได้ ไม่ต้องแก้ เจ้าหน้าที่ ICT จะตรวจก่อนเผยแพร่"
_MOST_SHOWN = 3


def concerning(concern: Concern) -> Callable[[Bundle, Office], Iterator[Said]]:
    """The rule that reports one concern: once for each file, once for the words that the public sees beside the files."""

    def look(bundle: Bundle, office: Office) -> Iterator[Said]:
        passing = office.passing if concern in screening.MAY_PASS else frozenset()
        for document in _public(bundle, concern):
            here = (spot for spot in document.spots if spot.concern is concern and spot.mark not in passing)
            places = [f"{spot.place}: {spot.shown}" for spot in here]
            if places:
                yield Said(f"พบ{_NAMED[concern]} ({_listed(places)}) กรุณาลบหรือปิดบังแล้วใส่ไฟล์ใหม่ {_OTHERWISE}", document.name)
        found = (it for it in _in_words(bundle) if it[1].concern is concern and it[1].mark not in passing)
        if words := [f"{what}: {one.shown}" for what, one in found]:
            yield Said(f"คำที่ประชาชนจะเห็นมี{_NAMED[concern]} ({_listed(words)}) กรุณาแก้ไขไม่ให้มี {_OTHERWISE}")

    return look


def _public(bundle: Bundle, concern: Concern) -> tuple[Document, ...]:
    """The files that would go out; a mark of secrecy counts wherever it stands."""
    return bundle.documents if concern is Concern.SECRECY else (*attachments(bundle, memo_file(bundle)), *texts(bundle))


def _words(bundle: Bundle) -> Iterator[tuple[str, str]]:
    yield "ชื่อเรื่อง", title(bundle) or ""
    yield "คำอธิบาย", bundle.details.description or ""
    for _, caption in bundle.details.captions:
        yield "คำบรรยายภาพ", caption
    for document in attachments(bundle, memo_file(bundle)):
        yield "ชื่อไฟล์", document.name


@lru_cache(1)  # the rule of each concern asks it of the bundle that is judged
def _in_words(bundle: Bundle) -> tuple[tuple[str, Found], ...]:
    return tuple(
        (what, found)
        for what, text in _words(bundle)
        for found in dict.fromkeys([*screening.look(text), *screening.marks_in_title(text)])
    )


def _listed(places: list[str]) -> str:
    more = f" และอีก {len(places) - _MOST_SHOWN} แห่ง" if len(places) > _MOST_SHOWN else ""
    return ", ".join(places[:_MOST_SHOWN]) + more
