"""Has a picture for the public made of each photo of a drop, once it is decided that they go out: only these are published."""

from dataclasses import replace

from syncd import bundle as bundles
from syncd import spool
from syncd.app import Syncd
from syncd.model.bundle import Bundle
from syncd.model.claim import Claim, Rendition
from syncd.model.decision import Decision, Finding, Hold, Publish, Weight
from syncd.model.office import Route
from syncd.steps import Steps


def developing(syncd: Syncd, read: Bundle, decision: Decision, claim: Claim) -> Steps[tuple[Claim, Decision]]:
    """The private copy with its renditions beside the photos, on disk; a step is a photo. Other bundles are left as they are.

    A photo of which no picture can be made holds the drop. Raises SyncdError when the spool cannot be written.
    """
    if read.route is not Route.PHOTOS or not isinstance(decision, Publish):
        return claim, decision
    photos = {document.sha256: document for document in bundles.attachments(read, None)}
    files = {file.name: file for file in claim.files}
    made: list[Rendition] = []
    for place, document in enumerate(photos.values(), start=1):
        with spool.spool_errors():
            rendition = syncd.reader.develop(files[document.name], document.kind, f"shown-{place:05d}")
        if rendition is None:
            return claim, Hold((_not_made(document.name), *decision.findings))
        made.append(rendition)
        yield
    return replace(claim, renditions=tuple(made)), decision


def _not_made(name: str) -> Finding:
    message = "ทำภาพสำหรับเผยแพร่จากไฟล์นี้ไม่สำเร็จ กรุณาบันทึกภาพใหม่เป็น JPG แล้วใส่แทน หรือรอเจ้าหน้าที่ ICT ตรวจ"
    return Finding("photo_not_developed", Weight.HOLD, message, name)
