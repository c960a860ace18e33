"""A folder of documents with `expected.json`: what a person sees on each, and what must become of it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MEMO_KINDS = frozenset({"memo", "memo_scan"})
"""Kinds of document that ask for publication; any other kind is something to be published, or not."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One document and what is known of it."""

    path: Path
    kind: str
    outcome: str
    """`publish`, `hold` (never published without a person), `return`, `review` (publish or hold)."""
    flags: tuple[str, ...] = ()
    memos: tuple[dict[str, Any], ...] = ()
    """The fields as a person sees them; the form is that of expected.json."""

    @property
    def is_memo(self) -> bool:
        """Whether it is judged as the memo of a bundle; else as a file beside a clear one."""
        return self.kind in MEMO_KINDS or "no_memo" in self.flags

    @property
    def row(self) -> str:
        """The class it counts in."""
        return f"{self.kind} {self.path.suffix.lower().lstrip('.')}" + (" signed" if _is_signed(self.flags) else "")

    @property
    def is_clear(self) -> bool:
        """A memo with a text layer that a person would publish without thinking."""
        return self.kind == "memo" and self.outcome == "publish" and self.path.suffix.lower() in {".pdf", ".docx"}

    @property
    def beside(self) -> str:
        """What must become of a bundle in which it lies among the files to publish, beside another, clear memo."""
        if self.is_memo and "no_memo" not in self.flags:
            return "hold"
        return "review" if "no_memo" in self.flags and self.outcome == "hold" else self.outcome

    @property
    def is_ordinary(self) -> bool:
        """A file to publish with nothing against it: whoever stops it raises a false alarm."""
        return not self.is_memo and self.outcome == "publish" and not self.flags


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of one folder."""

    folder: Path
    samples: tuple[Sample, ...]
    missing: tuple[str, ...] = field(default=())
    """Named in expected.json, not in the folder."""
    roots: tuple[str, ...] = ()
    """The certificate (PEM) of the authority that signed documents of the folder, from ca.pem."""


def read_corpus(folder: Path) -> Corpus:
    """Every document that expected.json names. Raises OSError and ValueError where there is none, or it is not JSON."""
    expected: dict[str, dict[str, Any]] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    samples = [
        Sample(
            folder / name,
            entry["kind"],
            entry["outcome"],
            tuple(entry.get("flags", ())),
            tuple(entry.get("memos", ())),
        )
        for name, entry in expected.items()
        if (folder / name).is_file()
    ]
    there = {sample.path.name for sample in samples}
    authority = folder / "ca.pem"
    roots = (authority.read_text(encoding="ascii"),) if authority.is_file() else ()
    return Corpus(folder, tuple(samples), tuple(name for name in expected if name not in there), roots)


def _is_signed(flags: tuple[str, ...]) -> bool:
    return any(flag.startswith("signed") for flag in flags)
