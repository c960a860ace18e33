"""What an RTF would do or fetch: objects, fields, a template from elsewhere. Pure."""

from collections.abc import Iterator

from syncd.memo import commands, rtf
from syncd.memo.links import is_elsewhere
from syncd.model.document import FaultKind

OBJECT: commands.Act = (FaultKind.ACTIVE, "มีวัตถุหรือโปรแกรมอื่นฝังอยู่ในเอกสาร")
_OBJECTS = frozenset(
    {
        "object",
        "objdata",
        "objemb",
        "objlink",
        "objautlink",
        "objsub",
        "objpub",
        "objicemb",
        "objhtml",
        "objocx",
        "objupdate",
        "subdocument",
    }
)
_HEARD = frozenset({"fldinst", "template"})


def acts(content: bytes) -> Iterator[commands.Act]:
    """Each thing it does, as often as it stands there."""
    heard: list[tuple[str, int, list[str]]] = []
    depth = skip = 0
    for token in rtf.tokens(content):
        if token.word == "{":
            depth += 1
        elif token.word == "}":
            while heard and heard[-1][1] == depth:
                yield from _said(*heard.pop()[::2])
            depth -= 1
        elif token.word in _OBJECTS:
            yield OBJECT
        elif token.word in _HEARD:
            heard.append((token.word, depth, []))
        elif token.word == "u" and token.number is not None:
            skip = 1  # what programs that know no Unicode show instead
            _add(heard, chr(token.number % 0x10000))
        elif token.text:
            _add(heard, token.text.decode("latin-1")[skip:])
            skip = 0
    for word, _, pieces in heard:  # it never ended
        yield from _said(word, pieces)


def _add(heard: list[tuple[str, int, list[str]]], text: str) -> None:
    for _, _, pieces in heard:
        pieces.append(text)


def _said(word: str, pieces: list[str]) -> Iterator[commands.Act]:
    said = "".join(pieces)
    if word == "fldinst":
        yield from commands.field(said)
    elif is_elsewhere(said.strip()):
        yield commands.FETCHED
