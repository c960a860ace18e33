"""Whether a memo's own words show that the office's director, or who acted for him, approved. Pure."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from syncd.model.approval import Approval, Evidence, Signature, Word
from syncd.model.memo import Memo, Source
from syncd.model.office import Approver
from syncd.office import Office
from syncd.signing import Signed, day_of, signed
from syncd.thai import arabic, format_date, squeeze


class Objection(StrEnum):
    """Why the words are not a certain approval. The values are the names of the rules that report them."""

    REFUSED = "refused"
    TO_BE_CORRECTED = "to_be_corrected"
    MISSING = "approval_missing"
    UNCERTAIN = "approval_uncertain"
    UNKNOWN = "approver_unknown"
    OUT_OF_DATES = "approver_out_of_dates"
    SIGNATURE = "signature_uncertain"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the memo's signature blocks come to."""

    block: Approval | None
    """The block of the office's director, or of who acted for him; None when none is his."""
    approver: Approver | None
    """Who in the settings that is; None when nobody by this name and post."""
    objections: tuple[tuple[Objection, str], ...] = ()
    """Each with its Thai sentence. Empty: approved, with certainty."""
    unit_director: bool = True
    """Whether anybody below the director put a word on the memo."""
    signature: Signature | None = None
    """The approver's own digital signature over the whole file, when there is one."""

    @property
    def is_approved(self) -> bool:
        """True only for a certain word of approval that no other block puts in doubt. `Memo.doubts` are not looked at."""
        return not self.objections


_ACTING = re.compile(r"(รักษาราชการแทน|รักษาการในตำแหน่ง|รักษาการแทน|รักษาการ|ปฏิบัติราชการแทน|ปฏิบัติหน้าที่แทน|ทำการแทน)")
_CAPACITY = {
    "รักษาราชการแทน": "รักษาราชการแทน",
    "รักษาการในตำแหน่ง": "รักษาราชการแทน",
    "รักษาการแทน": "รักษาราชการแทน",
    "รักษาการ": "รักษาราชการแทน",
    "ปฏิบัติราชการแทน": "ปฏิบัติราชการแทน",
    "ปฏิบัติหน้าที่แทน": "ปฏิบัติราชการแทน",
    "ทำการแทน": "ปฏิบัติราชการแทน",
}
"""Words printed on memos → the capacity in the settings that they mean."""

_ABBREVIATIONS = (
    ("รองผอ.", "รองผู้อำนวยการ"),
    ("ผอ.", "ผู้อำนวยการ"),
    ("สพป.", "สำนักงานเขตพื้นที่การศึกษาประถมศึกษา"),
    ("สพม.", "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา"),
)
_TITLE = re.compile(r"(นางสาว|น\.ส\.|นาง|นาย|ดร\.|ผศ\.|รศ\.|ศ\.|ว่าที่ร้อยตรี|ว่าที่ร\.ต\.|ว่าที่ร้อยโท|ว่าที่ร้อยเอก)(?=[ก-ฮเ-ไ]|น\.ส\.|ดร\.)")
_NOISE = re.compile(r"[^\w\u0e31-\u0e4e.]|_")
_MALE, _FEMALE = frozenset({"นาย"}), frozenset({"นาง", "นางสาว", "น.ส."})

_DISTURBING = frozenset({Word.REFUSED, Word.CORRECT, Word.UNCLEAR})


def judge(memo: Memo, office: Office) -> Judgement:
    """Judge the blocks. Approved is only what cannot be read otherwise; every doubt is an objection, all of them are given.

    What was read of a scan is told, and proves nothing: neither that he approved nor that he refused.

    The reason that an approver gives with his digital signature is a word of his like the printed one; his signing dates what he
    left without a date, and nothing more: who only signs has not said that he approves.
    """
    seal = signed(memo, office)
    blocks = [_dated(block, seal) for block in memo.approvals]
    ours = [*_said_in(seal), *(block for block in blocks if _approvers(block, office))]
    strangers = [block for block in blocks if block not in ours and _has_directors_post(block, office)]
    namesakes = [block for block in blocks if block not in ours and block not in strangers and _is_namesake(block, office)]
    others = [block for block in blocks if block not in ours and block not in strangers]
    spoken = [block for block in ours if block.word is not Word.NONE]
    left_blank = [block for block in blocks if block in ours and block.word is Word.NONE]
    block = next(reversed(spoken or ours or strangers or namesakes), None)

    if memo.source is Source.OCR:
        return Judgement(block, None, ((Objection.UNCERTAIN, _seems(memo.approvals)),))
    objections: list[tuple[Objection, str]] = []
    approver = None
    if spoken:
        approver, said = _judge_spoken(spoken, memo, office, seal)
        objections += said
        objections += [(Objection.SIGNATURE, sentence) for sentence in _contradicts(seal, spoken)]
        objections += [
            (Objection.UNCERTAIN, f"ช่องลงนามอีกช่องหนึ่งของ “{_who(blank)}” ยังไม่มีความเห็น")
            for blank in left_blank
            if any(same_person(blank.name, said.name) for said in spoken if said in blocks)
        ]
        if not any(one in blocks for one in spoken):  # nothing but what he gave as a reason
            objections += [(Objection.SIGNATURE, sentence) for sentence in _in_another_post(seal, namesakes)]
    objections += [
        (Objection.UNKNOWN, f"ผู้ลงนาม “{_who(stranger)}” ไม่ตรงกับรายชื่อผู้มีอำนาจอนุมัติของสำนักงาน ทั้งชื่อและตำแหน่งต้องตรงกัน")
        for stranger in strangers + ([] if ours else namesakes)
        if stranger.word is not Word.NONE
    ]
    if not spoken and not objections:
        missing = "ยังไม่พบคำอนุมัติของผู้อำนวยการสำนักงาน (หรือผู้รักษาราชการแทน) ในบันทึกข้อความ"
        missing += " มีแต่ลายมือชื่อดิจิทัล ซึ่งไม่ได้เขียนว่าอนุมัติ" if seal.signature is not None else ""
        objections.append((Objection.MISSING, missing))
    objections += [(Objection.SIGNATURE, sentence) for sentence in seal.objections]
    objections += [
        (Objection.UNCERTAIN, f"“{_who(other)}” เขียนว่า “{other.words}” ซึ่งอาจมีผลต่อการอนุมัติ")
        for other in others
        if other.word in _DISTURBING
    ]
    objections += [
        (Objection.UNCERTAIN, f"คำว่า “{other.words}” อ่านได้ไม่แน่ชัดว่าเป็นของผู้ใด")
        for other in others
        if not other.certain and other.word not in _DISTURBING | {Word.NONE}
    ]
    below = any(other.word is not Word.NONE for other in others)
    return Judgement(block, approver, tuple(objections), unit_director=below, signature=seal.signature)


def evidence_of(judgement: Judgement, memo: Memo, office: Office) -> Evidence | None:
    """What shows the approval, of what the office takes without a person's look: his signature before his typed word."""
    if judgement.signature is not None and Evidence.SIGNATURE in office.accept:
        return Evidence.SIGNATURE
    is_printed = any(block.word is Word.APPROVED and _approvers(block, office) for block in memo.approvals)
    if is_printed and Evidence.TEXT in office.accept and memo.source is Source.TEXT and memo.format in office.text_from:
        return Evidence.TEXT
    return None


def _said_in(seal: Signed) -> list[Approval]:
    """The word given with the signature, as a block of its own; none if no reason was given."""
    if seal.signature is None or seal.signature.word is Word.NONE:
        return []
    one, approver = seal.signature, seal.approvers[0]
    certain = one.word is not Word.UNCLEAR
    return [Approval(one.word, one.reason, approver.name, approver.position, day_of(one), certain)]


def _dated(block: Approval, seal: Signed) -> Approval:
    """The signer's own block, which he left without a date, with the day of his signature."""
    own = any(same_person(block.name, approver.name) for approver in seal.approvers)
    if seal.signature is None or not own or block.date is not None or not block.certain:
        return block
    return replace(block, date=day_of(seal.signature))


def _contradicts(seal: Signed, spoken: list[Approval]) -> list[str]:
    """What the printed words and the signature say of one another."""
    if seal.signature is None:
        return []
    day, who = day_of(seal.signature), seal.approvers[0].name
    if not same_person(spoken[-1].name, who):
        return [f"คำสั่งในบันทึกเป็นของ “{spoken[-1].name}” แต่ลายมือชื่อดิจิทัลเป็นของ “{who}”"]
    if day is not None and spoken[-1].date is not None and day < spoken[-1].date:
        return [f"“{who}” ลงลายมือชื่อดิจิทัลวันที่ {format_date(day)} ก่อนวันที่ในคำสั่ง {format_date(spoken[-1].date)}"]
    return []


def _in_another_post(seal: Signed, namesakes: list[Approval]) -> list[str]:
    """Where the signer stands on the memo in a post that decides nothing, his reason may be that post's word."""
    return [
        f"“{block.name}” ลงนามในบันทึกนี้ในตำแหน่ง “{block.position}” คำในลายมือชื่อดิจิทัลจึงอาจเป็นความเห็นของตำแหน่งนั้น"
        for block in namesakes
        if any(same_person(block.name, approver.name) for approver in seal.approvers)
    ]


def _judge_spoken(
    spoken: list[Approval], memo: Memo, office: Office, seal: Signed
) -> tuple[Approver | None, list[tuple[Objection, str]]]:
    """The director's own blocks that carry a word."""
    block = spoken[-1]
    words = {said.word for said in spoken}
    certain = all(said.certain for said in spoken)
    who = _who(block)
    if len(words) > 1:
        return None, [(Objection.UNCERTAIN, f"“{who}” เขียนความเห็นไว้มากกว่าหนึ่งแห่งและไม่ตรงกัน")]
    approvers = _approvers(block, office) or list(seal.approvers)  # a signature prints no post: it is its holder's
    in_office = [approver for approver in approvers if block.date is not None and approver.is_in_office(block.date)]
    objections: list[tuple[Objection, str]] = []
    if block.date is None:
        objections.append((Objection.UNCERTAIN, f"ไม่พบวันที่ซึ่ง “{who}” ลงนาม"))
    elif not in_office:
        objections.append(
            (
                Objection.OUT_OF_DATES,
                f"“{who}” ลงนามวันที่ {format_date(block.date)} ซึ่งอยู่นอกช่วงเวลาที่มีอำนาจอนุมัติตามรายชื่อของสำนักงาน",
            )
        )
    match block.word:
        case Word.APPROVED if certain:
            pass
        case Word.REFUSED if certain and not memo.doubts:
            objections = [(Objection.REFUSED, f"“{who}” มีคำสั่งว่า “{block.words}”"), *objections]
        case Word.CORRECT if certain and not memo.doubts:
            objections = [(Objection.TO_BE_CORRECTED, f"“{who}” มีคำสั่งว่า “{block.words}”"), *objections]
        case Word.NOTED:
            objections.append((Objection.UNCERTAIN, f"“{who}” เขียนว่า “{block.words}” ซึ่งไม่ใช่คำอนุมัติให้เผยแพร่"))
        case _:
            objections.append((Objection.UNCERTAIN, f"อ่านความเห็นของ “{who}” (“{block.words}”) ได้ไม่แน่ชัด"))
    return (in_office or approvers)[0], objections


def _seems(blocks: tuple[Approval, ...]) -> str:
    """Whether a scan's blocks seem to refuse, so that nobody overlooks it; what was read of them, only an officer sees."""
    if not blocks:
        return "อ่านช่องลงนามในภาพสแกนไม่ได้ ต้องดูด้วยตาว่าผู้ใดมีคำสั่งอย่างไร"
    refused = any(block.word in {Word.REFUSED, Word.CORRECT} or "ไม่" in block.words for block in blocks)
    return f"คำสั่งในภาพสแกนต้องดูด้วยตา{' ภาพนี้อาจมีคำสั่งไม่อนุมัติหรือให้แก้ไข' if refused else ''}"


def same_person(one: str, other: str) -> bool:
    """Whether two printed names are one person's: blind to blanks and brackets; a title may lack, นาย is not นาง."""
    (name, titles), (other_name, other_titles) = _split_name(one), _split_name(other)
    contradict = (titles & _MALE and other_titles & _FEMALE) or (titles & _FEMALE and other_titles & _MALE)
    return name != "" and name == other_name and not contradict


@lru_cache(512)  # the same few units and posts stand on every memo
def canonical(position: str) -> str:
    """A post or unit as printed, digits Arabic, abbreviations written out, no blanks or punctuation: เขต ๓ is เขต 3."""
    text = _NOISE.sub("", arabic(squeeze(position)))
    for short, full in _ABBREVIATIONS:
        text = text.replace(short, full)
    return text.replace(".", "")


def _approvers(block: Approval, office: Office) -> list[Approver]:
    return [
        approver
        for approver in office.approvers
        if same_person(block.name, approver.name) and _holds_post(block.position, approver, office)
    ]


def _holds_post(printed: str, approver: Approver, office: Office) -> bool:
    own, capacity, acted = _split_post(printed)
    wanted, wanted_capacity, wanted_acted = _split_post(approver.position)
    if capacity is None:
        return approver.capacity not in _CAPACITY.values() and wanted_capacity is None and own == wanted
    if capacity != (wanted_capacity or approver.capacity):
        return False
    if acted not in {*_directors_posts(office), wanted_acted or wanted}:
        return False
    # The settings may give the post of his own, the director's, or both in one line; his own may be cut short.
    return wanted.startswith(own) or (wanted_acted is None and wanted == acted)


def _has_directors_post(block: Approval, office: Office) -> bool:
    own, _, acted = _split_post(block.position)
    return (acted or own) in _directors_posts(office)


def _is_namesake(block: Approval, office: Office) -> bool:
    return any(same_person(block.name, approver.name) for approver in office.approvers)


def is_for_director(addressee: str, office: Office) -> bool:
    """Whether a memo to this addressee is for the office's director or who acts for him; the post may be cut short."""
    own, _, acted = _split_post(canonical(addressee).removeprefix("ท่าน"))
    named, posts = acted or own, _directors_posts(office)
    return any(post.startswith(named) or re.match(rf"{re.escape(post)}(?!\d)", named) for post in posts)


def _directors_posts(office: Office) -> frozenset[str]:
    posts = {canonical(f"ผู้อำนวยการ{office.name}")}
    posts |= {canonical(approver.position) for approver in office.approvers if approver.capacity not in _CAPACITY.values()}
    return frozenset(posts)


def _split_post(position: str) -> tuple[str, str | None, str | None]:
    """(own post, capacity, the post acted for); the last two None for who signs in his own post."""
    own, *rest = _ACTING.split(canonical(position).removeprefix("ตำแหน่ง"), maxsplit=1)
    return (own, _CAPACITY[rest[0]], rest[1]) if rest else (own, None, None)


@lru_cache(512)
def _split_name(name: str) -> tuple[str, frozenset[str]]:
    text = _NOISE.sub("", squeeze(name))
    titles: set[str] = set()
    while title := _TITLE.match(text):
        titles.add(title[1])
        text = text[title.end() :]
    return text, frozenset(titles)


def _who(block: Approval) -> str:
    return " ".join(part for part in (block.name, block.position) if part) or "ผู้ลงนาม"
