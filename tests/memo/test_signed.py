"""Memos with digital signatures, made here, and what may be done to them: what is published on a signature, and what never."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from syncd.decide import decide, would
from syncd.memo import documents, wire
from syncd.memo.reader import Reader
from syncd.model.approval import Evidence, Soundness
from syncd.model.decision import Publish
from syncd.model.document import Document
from syncd.model.office import Approver
from syncd.rules import examine
from tests.builders import DIRECTOR, make_bundle, make_document, make_memo, make_office
from tests.eval.papers import Part, write_pdf
from tests.memo import paper
from tests.memo.authority import (
    NOW,
    Holder,
    asn1_of,
    director,
    issue,
    root,
    sign,
    subject,
    unit_director,
    written,
)
from tests.memo.conftest import spooled

TODAY = NOW.date() + timedelta(days=1)
BOTH = (Evidence.SIGNATURE, Evidence.TEXT)
NO_WORD = ("",)


@cache
def memo(*words: str, day: str = "") -> bytes:
    """A memo with a text layer, in which the director's block says this."""
    head, *rest = paper.HEAD
    parts = [
        Part(head, 0.5, centred=True),
        *(Part(line.replace("\t", "    ")) for line in rest),
        *(Part(line, 0.1) for line in paper.BODY),
    ]
    for block in (paper.PROPOSER, paper.UNIT_DIRECTOR, (*words, paper.NAME, paper.OFFICE, day)):
        lines = [line for line in block if line]
        parts += [Part(line, 0.65, centred=True, gap=1.5 if spot == 0 else 0) for spot, line in enumerate(lines)]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "memo.pdf"
        write_pdf(path, parts, Random(1))
        return path.read_bytes()


class Outcome(NamedTuple):
    said: str
    rules: set[str]
    evidence: Evidence | None
    approved_on: date | None
    document: Document


def read(path: Path, content: bytes, *roots: Holder) -> Document:
    name = "บันทึกข้อความ.pdf"
    pems = [one.pem for one in roots or (root(),)]
    return documents.read_document(written(path / name, content), name, len(content), "0" * 64, roots=pems)


def approver(**changes: object) -> Approver:
    return replace(DIRECTOR, certificates=(director().fingerprint,), **changes)  # type: ignore[arg-type]  # Approver's own fields


def decided(
    path: Path,
    content: bytes,
    *roots: Holder,
    accept: tuple[Evidence, ...] = (Evidence.SIGNATURE,),
    approvers: tuple[Approver, ...] | None = None,
) -> Outcome:
    document = read(path, content, *roots)
    office = make_office(today=TODAY, accept=accept, approvers=approvers or (approver(),))
    bundle = make_bundle(document, make_document("ประกาศ.pdf"))
    decision = decide(bundle, examine(bundle, office), None, office, auto=True)
    published = decision if isinstance(decision, Publish) else None
    return Outcome(
        would(decision),
        {finding.rule for finding in decision.findings if finding.weight != "note"},
        published.evidence if published else None,
        published.approval_date if published else None,
        document,
    )


# --- what a signature shows ---------------------------------------------------------------------------------------------


def test_a_memo_signed_by_the_director_who_says_approved_is_published_on_his_signature(tmp_path: Path) -> None:
    outcome = decided(tmp_path, sign(memo(*NO_WORD), director()))

    assert outcome.rules == set()
    assert (outcome.said, outcome.evidence, outcome.approved_on) == ("publish", Evidence.SIGNATURE, NOW.date())
    (signature,) = outcome.document.memos[0].signatures
    assert signature.soundness is Soundness.SOUND
    assert (signature.covers_all, signature.is_timestamped, signature.reason) == (True, False, "อนุมัติ")
    assert signature.fingerprint == director().fingerprint


def test_the_printed_word_counts_when_he_signs_without_a_reason(tmp_path: Path) -> None:
    outcome = decided(tmp_path, sign(memo("อนุมัติ", day="๒๑ ก.ค. ๖๓"), director(), reason=None))

    assert (outcome.said, outcome.evidence, outcome.approved_on) == ("publish", Evidence.SIGNATURE, date(2020, 7, 21))


def test_his_signature_dates_a_word_that_stands_without_a_date(tmp_path: Path) -> None:
    assert decided(tmp_path, sign(memo("อนุมัติ"), director())).approved_on == NOW.date()


def test_the_whole_subject_names_a_certificate_as_well_as_its_fingerprint(tmp_path: Path) -> None:
    named = replace(DIRECTOR, certificates=("C=TH, CN=สมเกียรติ ศรีอุดมชัย, O=สพป.ชัยภูมิ เขต 3",))
    part = replace(DIRECTOR, certificates=("CN=สมเกียรติ ศรีอุดมชัย",))

    assert decided(tmp_path, sign(memo(*NO_WORD), director()), approvers=(named,)).said == "publish"
    assert decided(tmp_path, sign(memo(*NO_WORD), director()), approvers=(part,)).said == "hold"


def test_who_acts_for_the_director_signs_with_his_own_certificate(tmp_path: Path) -> None:
    holder = issue(subject("นางสาวรัตนา ใจงาม"), root())
    acting = Approver(
        "นางสาวรัตนา ใจงาม",
        f"รอง{DIRECTOR.position}",
        capacity="รักษาราชการแทน",
        certificates=(holder.fingerprint,),
    )

    content = sign(memo(*NO_WORD), holder)

    assert decided(tmp_path, content, approvers=(approver(), acting)).said == "publish"
    gone = replace(acting, until=NOW.date() - timedelta(days=1))
    assert decided(tmp_path, content, approvers=(approver(), gone)).said == "hold"
    assert decided(tmp_path, sign(memo("อนุมัติ"), holder), approvers=(approver(), acting)).said == "hold"


def test_who_may_act_for_the_director_and_signs_as_head_of_the_unit_has_not_decided(tmp_path: Path) -> None:
    """His อนุมัติ is the unit's, which asks; the director's own block is still empty."""
    acting = Approver(
        "นายธีรพงษ์ สุวรรณกุล",
        f"รอง{DIRECTOR.position}",
        capacity="รักษาราชการแทน",
        certificates=(unit_director().fingerprint,),
    )

    outcome = decided(tmp_path, sign(memo(*NO_WORD), unit_director()), approvers=(approver(), acting))

    assert (outcome.said, outcome.rules) == ("hold", {"signature_uncertain"})


@pytest.mark.parametrize(
    ("words", "reason", "said"),
    [
        (NO_WORD, "ไม่อนุมัติ", "return"),
        (("อนุมัติ",), "ไม่อนุมัติ", "hold"),
        (("ไม่อนุมัติ",), "อนุมัติ", "hold"),
        (("ไม่อนุมัติ",), None, "return"),
        (("ให้แก้ไขตามที่เสนอแนะแล้วเสนอใหม่",), "อนุมัติ", "hold"),
        (("ทราบ",), "อนุมัติ", "hold"),
        (("อนุมัติเมื่อแก้ไขแล้ว",), "อนุมัติ", "hold"),
        (("อนุมัติ",), "ทราบ", "hold"),
        (NO_WORD, "ทราบ", "hold"),
        (NO_WORD, "อนุมัติเมื่อแก้ไขแล้ว", "hold"),
        (NO_WORD, "I am approving this document", "hold"),
        (NO_WORD, None, "hold"),
        (NO_WORD, "", "hold"),
    ],
)
def test_a_sound_signature_is_no_approval_if_his_words_are_none(
    tmp_path: Path, words: tuple[str, ...], reason: str | None, said: str
) -> None:
    for accept in ((Evidence.SIGNATURE,), BOTH):
        assert decided(tmp_path, sign(memo(*words), director(), reason=reason), accept=accept).said == said


def test_only_text_may_be_accepted_and_then_a_reason_alone_does_not_do(tmp_path: Path) -> None:
    only_text = (Evidence.TEXT,)

    assert decided(tmp_path, sign(memo(*NO_WORD), director()), accept=only_text).rules == {"evidence_not_accepted"}
    assert decided(tmp_path, sign(memo("อนุมัติ"), director()), accept=only_text).evidence is Evidence.TEXT


# --- who signed, with what ----------------------------------------------------------------------------------------------


def expired() -> Holder:
    return issue(subject("สมเกียรติ ศรีอุดมชัย"), root(), until=NOW - timedelta(days=1))


@cache
def small() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 1024)


def under(**how: object) -> Callable[[], Holder]:
    return lambda: issue(subject("สมเกียรติ ศรีอุดมชัย"), root(), **how)  # type: ignore[arg-type]  # issue's own names


def through(*, is_authority: bool) -> Callable[[], Holder]:
    def holder() -> Holder:
        between = issue(subject("ผู้ออกใบรับรองกลาง"), root(), is_authority=is_authority)
        return issue(subject("สมเกียรติ ศรีอุดมชัย"), between)

    return holder


def stray() -> Holder:
    """Under an intermediate authority that the file does not bring along."""
    return replace(through(is_authority=True)(), chain=())


SIGNERS: dict[str, tuple[Callable[[], Holder], str]] = {
    "an authority between him and the root": (through(is_authority=True), "publish"),
    "2048 bits of RSA": (under(key=rsa.generate_private_key(65537, 2048)), "publish"),
    "his name on a certificate he made himself": (lambda: issue(subject("สมเกียรติ ศรีอุดมชัย")), "hold"),
    "his name under somebody who may issue nothing": (through(is_authority=False), "hold"),
    "an issuer that nobody can find": (stray, "hold"),
    "an expired certificate": (expired, "hold"),
    "a certificate of tomorrow": (under(since=NOW + timedelta(days=1)), "hold"),
    "1024 bits of RSA": (under(key=small()), "hold"),
    "a certificate not made for signing": (under(usage=("key_encipherment",)), "hold"),
}


@pytest.mark.parametrize("which", SIGNERS)
def test_only_a_certificate_under_a_trusted_root_and_fit_for_signing_counts(tmp_path: Path, which: str) -> None:
    make, said = SIGNERS[which]
    holder = make()
    named = replace(DIRECTOR, certificates=(holder.fingerprint,))

    outcome = decided(tmp_path, sign(memo("อนุมัติ", day="๒๑ ก.ค. ๖๓"), holder), accept=BOTH, approvers=(named,))

    assert outcome.said == said
    assert (outcome.rules == {"signature_uncertain"}) is (said == "hold")


def test_a_trusted_person_who_is_not_named_approves_nothing(tmp_path: Path) -> None:
    for accept in ((Evidence.SIGNATURE,), BOTH):
        outcome = decided(tmp_path, sign(memo("อนุมัติ", day="๒๑ ก.ค. ๖๓"), unit_director()), accept=accept)
        assert (outcome.said, outcome.rules & {"signature_uncertain"}) == ("hold", {"signature_uncertain"})


def test_without_a_trusted_root_no_signature_counts(tmp_path: Path) -> None:
    stranger = issue(subject("ผู้ออกใบรับรองอื่น"), is_authority=True)

    outcome = decided(tmp_path, sign(memo("อนุมัติ", day="๒๑ ก.ค. ๖๓"), director()), stranger, accept=BOTH)

    assert (outcome.said, outcome.rules) == ("hold", {"signature_uncertain"})


def test_a_weak_digest_is_refused(tmp_path: Path) -> None:
    assert decided(tmp_path, sign(memo("อนุมัติ"), director(), digest="sha1"), accept=BOTH).said == "hold"


# --- when he signed -----------------------------------------------------------------------------------------------------


def authority_of_time(issuer: Holder | None) -> Holder:
    key = rsa.generate_private_key(65537, 2048)
    return issue(
        subject("ประทับเวลา"), issuer, key=key, purposes=(ExtendedKeyUsageOID.TIME_STAMPING,), since=NOW - timedelta(days=400)
    )


def test_a_trusted_timestamp_proves_that_an_expired_certificate_was_valid(tmp_path: Path) -> None:
    holder, then = expired(), NOW - timedelta(days=10)
    named = replace(DIRECTOR, certificates=(holder.fingerprint,))
    good = sign(memo(*NO_WORD), holder, timestamp=authority_of_time(root()).timestamper(then))
    foreign = sign(memo(*NO_WORD), holder, timestamp=authority_of_time(None).timestamper(then))

    outcome = decided(tmp_path, good, approvers=(named,))
    assert (outcome.said, outcome.approved_on) == ("publish", then.date())
    assert outcome.document.memos[0].signatures[0].is_timestamped
    assert decided(tmp_path, foreign, approvers=(named,)).said == "hold"


def test_a_signature_outside_the_signers_time_in_office_is_held(tmp_path: Path) -> None:
    gone = approver(until=NOW.date() - timedelta(days=1))

    outcome = decided(tmp_path, sign(memo("อนุมัติ", day="๒๑ ก.ค. ๖๓"), director()), accept=BOTH, approvers=(gone,))

    assert (outcome.said, outcome.rules) == ("hold", {"signature_uncertain"})


def test_a_signature_put_before_the_day_of_the_printed_word_is_held(tmp_path: Path) -> None:
    tomorrow = NOW.date() + timedelta(days=1)

    outcome = decided(tmp_path, sign(memo("อนุมัติ", day=f"{tomorrow.day}/{tomorrow.month}/{tomorrow.year + 543}"), director()))

    assert (outcome.said, outcome.rules) == ("hold", {"signature_uncertain"})


# --- what was done to the file ------------------------------------------------------------------------------------------


def revised(change: Callable[[IncrementalPdfFileWriter], None]) -> Callable[[bytes], bytes]:
    """The signed file with a further revision behind it."""

    def tampered(content: bytes) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(content))
        change(writer)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    return tampered


def another_page(writer: IncrementalPdfFileWriter) -> None:
    stream = generic.StreamObject(stream_data=b"BT ET")
    writer.insert_page(PageObject(contents=writer.add_object(stream), media_box=[0, 0, 595, 842]))


def drawn_over(writer: IncrementalPdfFileWriter) -> None:
    stream = generic.StreamObject(stream_data=b"1 1 1 rg 0 0 600 400 re f")
    writer.add_stream_to_page(0, writer.add_object(stream))


def noted(kind: str) -> Callable[[IncrementalPdfFileWriter], None]:
    def change(writer: IncrementalPdfFileWriter) -> None:
        entries = {
            "/Type": generic.pdf_name("/Annot"),
            "/Subtype": generic.pdf_name(kind),
            "/Rect": generic.ArrayObject(map(generic.NumberObject, (200, 100, 400, 200))),
            "/Contents": generic.pdf_string("ไม่อนุมัติ"),
            "/FT": generic.pdf_name("/Tx"),
            "/T": generic.pdf_string("คำสั่ง"),
            "/V": generic.pdf_string("ไม่อนุมัติ"),
        }
        note = generic.DictionaryObject({generic.pdf_name(key): value for key, value in entries.items()})
        page = writer.root["/Pages"]["/Kids"][0]
        page["/Annots"] = generic.ArrayObject([*page.get("/Annots", ()), writer.add_object(note)])
        writer.update_container(page)

    return change


def one_byte(content: bytes) -> bytes:
    """In a comment that no reader shows: the page is as it was."""
    at = content.index(b"\n", 5) + 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def other_contents(content: bytes) -> bytes:
    found = re.search(rb"/Contents ?<([0-9a-fA-F]{200})", content)
    assert found
    return content[: found.start(1)] + b"00" * 100 + content[found.end(1) :]


def byte_range(text: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        found = re.search(rb"/ByteRange ?\[[^]]*\]", content)
        assert found
        return content[: found.start()] + text.ljust(found.end() - found.start()) + content[found.end() :]

    return change


def more_in_the_gap(content: bytes) -> bytes:
    """The same signature spelt shorter, with room for what nobody signed in what was won."""
    found = re.search(rb"/Contents ?<([0-9a-fA-F]+)>", content)
    assert found
    plain = bytes.fromhex(found[1].decode())
    escaped = re.sub(rb"[\\()\r\n]", lambda it: b"\\%03o" % it[0][0], plain)
    room = len(found[1]) + 2
    short = b"(" + escaped + b")" + b" /Said (no)"
    assert len(short) < room
    return content[: found.start(1) - 1] + short.ljust(room) + content[found.end(1) + 1 :]


TAMPERING: dict[str, Callable[[bytes], bytes]] = {
    "one byte of it": one_byte,
    "a page more": revised(another_page),
    "painted over": revised(drawn_over),
    "a note over the page": revised(noted("/FreeText")),
    "a form field over the page": revised(noted("/Widget")),
    "another signature's bytes": other_contents,
    "no byte range": byte_range(b"/ByteRang [0 0 0 0]"),
    "an empty byte range": byte_range(b"/ByteRange []"),
    "a byte range over nothing": byte_range(b"/ByteRange [0 0 0 0]"),
    "a negative byte range": byte_range(b"/ByteRange [0 -1 -1 -1]"),
    "unsigned words in the gap": more_in_the_gap,
}


@pytest.mark.parametrize("how", TAMPERING)
def test_a_file_changed_after_signing_is_returned_and_never_published(tmp_path: Path, how: str) -> None:
    content = TAMPERING[how](sign(memo("อนุมัติ", day="๒๑ ก.ค. ๖๓"), director()))

    outcome = decided(tmp_path, content, accept=BOTH)

    assert (outcome.said, "file_signature" in outcome.rules) == ("return", True)


def test_a_file_with_something_behind_its_end_is_held(tmp_path: Path) -> None:
    content = sign(memo("อนุมัติ", day="๒๑ ก.ค. ๖๓"), director()) + b"\n% more"

    assert decided(tmp_path, content, accept=BOTH).rules == {"signature_uncertain"}


def test_the_library_alone_would_take_what_stands_in_the_gap() -> None:
    """Why the gap is looked at here: should this fail, the library has begun to."""
    content = more_in_the_gap(sign(memo("อนุมัติ"), director()))

    (embedded,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    context = ValidationContext(trust_roots=[asn1_of(root().certificate)], allow_fetching=False)
    assert validate_pdf_signature(embedded, context).bottom_line


# --- several signatures -------------------------------------------------------------------------------------------------


def test_the_unit_director_signs_first_and_the_director_last(tmp_path: Path) -> None:
    own = issue(subject("ธีรพงษ์ สุวรรณกุล"))
    for first in (unit_director(), own):
        both = sign(sign(memo(*NO_WORD), first, reason="เห็นควรอนุมัติ"), director(), field="Sig2")
        outcome = decided(tmp_path, both)
        assert (outcome.said, outcome.rules) == ("publish", set())
        assert len(outcome.document.memos[0].signatures) == 2


def test_what_is_added_after_the_director_even_by_a_signature_is_held(tmp_path: Path) -> None:
    both = sign(sign(memo(*NO_WORD), director()), unit_director(), field="Sig2", reason=None)

    outcome = decided(tmp_path, both, accept=BOTH)

    assert (outcome.said, "signature_uncertain" in outcome.rules) == ("hold", True)


def test_a_refusal_given_with_another_signature_is_held(tmp_path: Path) -> None:
    both = sign(sign(memo(*NO_WORD), unit_director(), reason="ไม่อนุมัติ"), director(), field="Sig2")

    assert decided(tmp_path, both).rules == {"signature_uncertain"}


def test_words_changed_between_two_signatures_are_returned(tmp_path: Path) -> None:
    between = TAMPERING["painted over"](sign(memo(*NO_WORD), unit_director(), reason=None))

    assert decided(tmp_path, sign(between, director(), field="Sig2")).said == "return"


def test_a_certified_memo_is_sound_until_something_it_forbids_is_done(tmp_path: Path) -> None:
    alone = sign(memo(*NO_WORD), director(), certify=MDPPerm.NO_CHANGES)
    to_be_signed = sign(memo(*NO_WORD), unit_director(), reason=None, certify=MDPPerm.FILL_FORMS)

    assert decided(tmp_path, alone).said == "publish"
    assert decided(tmp_path, sign(to_be_signed, director(), field="Sig2")).said == "publish"
    assert decided(tmp_path, TAMPERING["a form field over the page"](alone)).said == "return"


# --- what the page shows ------------------------------------------------------------------------------------------------

FREE = (60, 30, 200, 70)
"""A box at the foot of the page, where nothing is printed."""


@pytest.mark.parametrize(
    ("box", "stamp", "said"),
    [
        (FREE, "Digitally signed", "publish"),
        (FREE, "Digitally signed by: S. Sriudomchai\nDate: 2026-11-27 10:00:00+07", "publish"),
        (FREE, "Not approved", "hold"),
        (FREE, "Reason: not approved", "hold"),
        ((100, 100, 500, 700), "Digitally signed", "hold"),
    ],
)
def test_what_a_visible_signature_shows_is_read_too(
    tmp_path: Path, box: tuple[int, int, int, int], stamp: str, said: str
) -> None:
    outcome = decided(tmp_path, sign(memo(*NO_WORD), director(), box=box, stamp=stamp))

    assert outcome.said == said


def test_a_note_that_was_there_when_he_signed_is_still_a_doubt(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(memo("อนุมัติ"))) as document:
        note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([200, 200, 300, 220]), Contents="ไม่อนุมัติ")
        document.pages[0].obj.Annots = Array([document.make_indirect(note)])
        out = io.BytesIO()
        document.save(out)

    for box in (None, FREE):
        assert decided(tmp_path, sign(out.getvalue(), director(), box=box)).said == "hold"


# --- beside the memo ----------------------------------------------------------------------------------------------------


def beside(path: Path, content: bytes) -> str:
    file = replace(read(path, content), name="ประกาศ.pdf", memos=())
    office = make_office(today=TODAY, accept=BOTH)
    bundle = make_bundle(make_document("บันทึกข้อความ.pdf", make_memo()), file)
    return would(decide(bundle, examine(bundle, office), None, office, auto=True))


def test_a_signed_file_to_publish_needs_no_trusted_signer_but_must_be_whole(tmp_path: Path) -> None:
    """Announcements come signed by others; whose signature it is does not matter, that it was tampered with does."""
    signed = sign(memo(*NO_WORD), issue(subject("ผู้อื่น")), reason=None)

    assert beside(tmp_path, signed) == "publish"
    assert beside(tmp_path, one_byte(signed)) == "return"


# --- what is told -------------------------------------------------------------------------------------------------------


def test_no_personal_number_leaves_the_worker(tmp_path: Path) -> None:
    """Certificates may hold the national ID, in the serial number of the subject or in the name itself."""
    numbered = issue(subject("1999900722108", organization="1999900722108", serial="1999900722108"), root())
    said = wire.dump(read(tmp_path, sign(memo(*NO_WORD), numbered, reason="1999900722108")))

    assert "1999900722108" not in said
    assert "xxxxxxxxxxxxx" in said


def test_signatures_come_through_the_real_worker_which_has_no_network(tmp_path: Path, reader: Reader) -> None:
    file = spooled(written(tmp_path / "memo.pdf", sign(memo(*NO_WORD), director())))

    (signature,) = reader.read(file, [root().pem]).memos[0].signatures

    assert (signature.soundness, signature.covers_all) == (Soundness.SOUND, True)
    assert signature.at is not None
    assert abs(signature.at - datetime.now(signature.at.tzinfo)) < timedelta(minutes=10)
    assert json.loads(wire.dump(reader.read(file)))["memos"][0]["signatures"][0]["soundness"] == "doubted"
