"""What shows that the director approved: words on a memo, digital signatures, an officer's look."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Evidence(StrEnum):
    """What shows that the director approved publication."""

    SIGNATURE = "signature"
    TEXT = "text"
    RELEASE = "release"
    NOT_NEEDED = "not_needed"
    """Photos of activities need no memo (measure 2563, 3.2), and the office lets them pass without an officer's look."""


class Word(StrEnum):
    """What a decision's words come to, read exactly."""

    APPROVED = "approved"
    REFUSED = "refused"
    CORRECT = "correct"
    """To be corrected and proposed again."""
    NOTED = "noted"
    """ทราบ, มอบ, ดำเนินการ alone: neither yes nor no to publication."""
    NONE = "none"
    """Nobody has written a decision here."""
    UNCLEAR = "unclear"
    """Something stands here that is not one of the known words, or more than one, or with a condition."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One signature block of a memo."""

    word: Word
    words: str
    """As printed; "" if none."""
    name: str
    position: str
    date: dt.date | None = None
    certain: bool = True
    """False when the word, the name or the date could belong to another block, or does not read exactly."""


class Soundness(StrEnum):
    """What checking a digital signature gave."""

    SOUND = "sound"
    """Intact, by a certificate under a trusted root, valid when it was checked or provably when signed."""
    DOUBTED = "doubted"
    """Nothing shows that it was tampered with, and it proves nothing: unknown issuer, expired, weak, unreadable."""
    BROKEN = "broken"
    """Does not verify, or the file was changed after it in a way that signing does not allow."""


@dataclass(frozen=True, slots=True)
class Signature:
    """ลายมือชื่อดิจิทัล: one digital signature in a PDF, as the worker checked it. Whose it is in the office, `signing` judges."""

    soundness: Soundness
    why: str = ""
    """Thai: what is against it; "" when sound."""
    signer: str = ""
    """The certificate's common name, numbers of 13 digits masked."""
    subject: str = ""
    """"CN=…, O=…, C=TH": what names the holder, without serial numbers and addresses, which may be personal."""
    fingerprint: str = ""
    """SHA-256 of the certificate, lower-case hex."""
    covers_all: bool = False
    """Whether it covers every byte of the file but its own: nothing was added later."""
    at: dt.datetime | None = None
    """Aware, in Thailand's time."""
    is_timestamped: bool = False
    """Whether a trusted timestamp proves `at`; else it is what the signer's own clock said."""
    reason: str = ""
    """As the signer gave it."""
    word: Word = Word.NONE
    """What the reason comes to as a decision, read exactly."""
