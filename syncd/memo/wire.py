"""What goes between the worker and its parent, as JSON: plain data, so that a worker can send nothing that runs.

A request to read a file: {"path", "name", "size", "sha256", "drop", "roots": PEM, "ocr": what OCR saw}; a Document.
For the picture of a page: {"path", "kind", "page", "turn", "stamps": only what may be stamps on it}; a line with its measures and
the number of bytes, and so many bytes of PNG. For a photo made fit for the public: {"path", "develop": kind}; {"kind", "bytes"},
and the bytes. An empty request asks whether anybody is there; so does its answer.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from syncd.memo.photo import Developed
from syncd.memo.scan import Picture, Seen
from syncd.model.approval import Approval, Signature, Soundness, Word
from syncd.model.document import Concern, Document, Fault, FaultKind, Photo, Spot
from syncd.model.memo import FieldPlace, Memo, Source

_MEASURES: dict[str, Callable[[Any], Any]] = {
    "width": float,
    "height": float,
    "lies": bool,
    "blank": bool,
    "ruled": bool,
    "uneven": bool,
}
"""What is said of a page's picture before its bytes."""
_LONGEST_HEAD = 200
_STARTS = {"": b"", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n"}


def dump(document: Document) -> str:
    """One line."""
    return json.dumps(asdict(document), default=lambda value: value.isoformat(), ensure_ascii=True)


def load(line: str | bytes) -> Document:
    """The document again. Raises ValueError, KeyError or TypeError for anything else."""
    fields: dict[str, Any] = json.loads(line)
    return Document(
        **fields
        | {
            "faults": tuple(Fault(**fault | {"kind": FaultKind(fault["kind"])}) for fault in fields["faults"]),
            "memos": tuple(_memo(memo) for memo in fields["memos"]),
            "photo": Photo(**fields["photo"]) if fields["photo"] else None,
            "spots": tuple(Spot(**spot | {"concern": Concern(spot["concern"])}) for spot in fields["spots"]),
            "by_ocr": tuple(int(page) for page in fields["by_ocr"]),
            "to_ocr": tuple(int(page) for page in fields["to_ocr"]),
        }
    )


def dump_pages(pages: Iterable[Seen]) -> list[dict[str, Any]]:
    """Pages read by OCR, as they stand in a request."""
    return [asdict(page) for page in pages]


def load_pages(pages: Iterable[Mapping[str, Any]]) -> tuple[Seen, ...]:
    """The pages again."""
    return tuple(Seen(**page) for page in pages)


def dump_picture(picture: Picture) -> bytes:
    """The whole answer."""
    head = {name: getattr(picture, name) for name in _MEASURES} | {"bytes": len(picture.png)}
    return json.dumps(head).encode() + b"\n" + picture.png


def load_picture(answer: bytes) -> Picture:
    """The picture again. Raises ValueError, KeyError or TypeError for what is none."""
    head, _, png = answer.partition(b"\n")
    fields = json.loads(head)
    if len(png) != fields["bytes"] or not png.startswith(_STARTS["png"]):
        raise ValueError("not what the answer says it is")
    return Picture(png, **{name: make(fields[name]) for name, make in _MEASURES.items()})


def dump_developed(made: Developed | None) -> bytes:
    """A line with kind and size, then the picture itself; of none, the line says so."""
    head = {"kind": made.kind, "bytes": len(made.data)} if made else {"kind": "", "bytes": 0}
    return json.dumps(head).encode() + b"\n" + (made.data if made else b"")


def load_developed(answer: bytes) -> Developed | None:
    """The picture again; None when there is none. Raises ValueError, KeyError or TypeError for anything else."""
    head, _, data = answer.partition(b"\n")
    fields = json.loads(head)
    if len(data) != fields["bytes"] or not data.startswith(_STARTS[fields["kind"]]):
        raise ValueError("not what the answer says it is")
    return Developed(fields["kind"], data) if data else None


def is_line(answer: bytes | bytearray) -> bool:
    """Whether an answer of one line is all there."""
    return answer.endswith(b"\n")


def has_its_bytes(answer: bytes | bytearray) -> bool:
    """Whether an answer with bytes after its line is all there. Raises ValueError, KeyError or TypeError for anything else."""
    end = answer.find(b"\n", 0, _LONGEST_HEAD)
    return end >= 0 and len(answer) >= end + 1 + int(json.loads(answer[:end])["bytes"])


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _memo(fields: dict[str, Any]) -> Memo:
    return Memo(
        **fields
        | {
            "date": _date(fields["date"]),
            "approvals": tuple(
                Approval(**item | {"word": Word(item["word"]), "date": _date(item["date"])}) for item in fields["approvals"]
            ),
            "source": Source(fields["source"]),
            "doubts": tuple(fields["doubts"]),
            "uncertain": tuple(fields["uncertain"]),
            "enclosures": tuple(fields["enclosures"]),
            "marks": tuple(FieldPlace(**item) for item in fields["marks"]),
            "signatures": tuple(map(_signature, fields["signatures"])),
        }
    )


def _signature(fields: dict[str, Any]) -> Signature:
    at = fields["at"]
    return Signature(
        **fields
        | {
            "soundness": Soundness(fields["soundness"]),
            "at": None if at is None else datetime.fromisoformat(at),
            "word": Word(fields["word"]),
        }
    )
