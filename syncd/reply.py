"""The reply: the one file in a unit's folder that says, in Thai, what became of what lies there."""

import itertools
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from syncd import share, thai
from syncd.litter import is_reply
from syncd.model.decision import Finding, Weight
from syncd.model.state import STATE_THAI, State

_HEADING = "ผลการตรวจสอบ"
"""First word of everything we leave: a clerk's own file that is only named like a reply is never removed."""

_ALREADY = f"{STATE_THAI[State.PUBLISHED]} ในเลขที่"
"""Of a bundle that is returned because all of it is published already."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit is told about one case."""

    number: str
    """Case number; "" when there is none."""
    state: State
    title: str
    unit: str
    at: datetime
    """When the case came into this state; aware. Not the time of writing, so that repeating it changes nothing."""
    category: str | None = None
    """As people read it: "1.9 จัดซื้อจัดจ้าง"."""
    version_no: int = 1
    """Counts from 1."""
    findings: tuple[Finding, ...] = ()
    url: str | None = None
    publish_at: datetime | None = None
    next_try: datetime | None = None
    contact: str = ""
    """The ICT group and how to reach it."""
    files: tuple[str, ...] = ()
    reason: str = ""
    """Thai: why it was withdrawn, cancelled, deferred or sent back by a person."""
    already: tuple[str, str] | None = None
    """(case number, URL) of an entirely identical bundle that is already on the site."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a folder is told of what lies in it and belongs to no case."""

    at: datetime
    """When it was first seen; aware."""
    files: tuple[str, ...] = ()
    """Files outside any bundle's folder."""
    refused: tuple[tuple[str, str], ...] = ()
    """(name, why in Thai) of what lies there and is not taken at all."""
    contact: str = ""


NOTICE_NAME = "_คำแนะนำ.txt"


def name(answer: Answer) -> str:
    """The reply's file name: the state, seen without opening it. Legal on Windows, at most 60 characters."""
    return f"_{_headline(answer).rstrip('.')}.txt"


def text(answer: Answer) -> str:
    """What the reply says; lines end in a bare newline."""
    found = {weight.value: [each for each in answer.findings if each.weight is weight] for weight in Weight}
    return _ENVIRONMENT.get_template("reply.txt").render(
        heading=_HEADING, headline=_headline(answer), answer=answer, state=answer.state.value, found=found
    )


def write(root: Path, path: str, answer: Answer) -> None:
    """Leave the reply in root/path, a bundle's path, alone of its kind. Raises OSError; safe to repeat; content is never touched.

    Where something else bears its name, it gets a number.
    """
    _leave(root, path, name(answer), text(answer))


def write_notice(root: Path, path: str, about: Notice) -> None:
    """Leave a notice in root/path. Raises OSError; safe to repeat."""
    _leave(root, path, NOTICE_NAME, _ENVIRONMENT.get_template("reply_notice.txt").render(heading=_HEADING, notice=about))


def state_of(file_name: str) -> State | None:
    """The state that a reply of this name tells; None for notices. The name is in NFC."""
    if file_name.startswith(f"_{_ALREADY}"):
        return State.RETURNED
    return next((state for state in State if file_name.startswith(f"_{STATE_THAI[state]}")), None)


def clear_notice(root: Path, path: str) -> None:
    """Take a notice of ours out of root/path; a case's reply stays. Raises OSError."""
    with share.opened_at(root, path) as descriptor:
        _remove_ours(descriptor, lambda found: found == NOTICE_NAME)


def _headline(answer: Answer) -> str:
    if answer.already:
        return f"{_ALREADY} {answer.already[0]}"
    if answer.state is State.SCHEDULED and answer.publish_at:
        return f"{STATE_THAI[State.SCHEDULED]} เวลา {thai.format_time(answer.publish_at)}"
    return STATE_THAI[answer.state]


def _leave(root: Path, path: str, file_name: str, words: str) -> None:
    with share.opened_at(root, path) as descriptor:
        file_name = _free_name(descriptor, file_name)
        share.put(descriptor, file_name, words.replace("\n", "\r\n").encode("utf-8-sig"))
        _remove_ours(descriptor, lambda found: is_reply(found) and found != file_name)


def _free_name(folder: int, file_name: str) -> str:
    """The name, or the first numbered one that is free or is a reply of ours: what else bears it is not ours to replace."""
    there = set(share.names(folder))
    stem = file_name.removesuffix(".txt")
    names = itertools.chain([file_name], (f"{stem} ({number}).txt" for number in itertools.count(2)))
    return next(name for name in names if name not in there or _is_ours(folder, name))


def _remove_ours(folder: int, unwanted: Callable[[str], bool]) -> None:
    for found in share.names(folder):
        if unwanted(unicodedata.normalize("NFC", found)) and _is_ours(folder, found):
            share.remove(folder, found)


def _is_ours(folder: int, file_name: str) -> bool:
    start = share.read(folder, file_name, 200)
    return start is not None and any(_HEADING.encode(encoding) in start for encoding in ("utf-8", "cp874", "utf-16-le"))


def _line(value: object) -> str:
    """One line of plain text: names and titles are written by anybody, and must not forge a line of ours."""
    plain = "".join(" " if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} else sign for sign in str(value))
    return " ".join(plain.split())


_ENVIRONMENT = Environment(  # noqa: S701 - plain text, not HTML
    loader=PackageLoader("syncd"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
)
_ENVIRONMENT.filters.update(line=_line, moment=thai.format_moment, time=thai.format_time)
