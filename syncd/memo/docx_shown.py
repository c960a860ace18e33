"""What Word shows of a DOCX's elements: those it understands, one form of those that come in several, the words of fields."""

import re
from dataclasses import dataclass, field

from lxml import etree

from syncd import thai
from syncd.memo import seen
from syncd.memo.docx_parts import W
from syncd.memo.office import local

_KNOWN = (
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/office/",
    "urn:schemas-microsoft-com:",
    "http://www.w3.org/",
)
"""What Word understands; anything else it passes over with all that stands in it."""
_PROMPT = re.compile("คลิก|แตะ|เลือก|ป้อน|ใส่|click|tap|choose|enter|select", re.IGNORECASE)


def is_understood(element: "etree._Element") -> bool:
    """Whether Word shows what stands in the element."""
    return not isinstance(element.tag, str) or element.tag[1:].startswith(_KNOWN)


def prompts(box: "etree._Element") -> bool:
    """Whether the box shows but the prompt that nobody answered, or nothing."""
    said = "".join(text.text or "" for text in box.iter(f"{W}t")).strip()
    return not said or _PROMPT.search(said) is not None


def says(element: "etree._Element") -> bool:
    """Whether any text stands in the element."""
    return bool("".join(text for text in element.itertext() if isinstance(text, str)).strip())


def chosen(choices: "etree._Element") -> "tuple[etree._Element, bool]":
    """Which of the forms of one thing Word shows, or an empty one; and whether other programs show other words."""
    forms = [form for form in choices if local(form) in {"Choice", "Fallback"}]
    understood = [form for form in forms if local(form) == "Fallback" or _is_for_word(form)]
    shown = understood[0] if understood else etree.Element("none")
    return shown, bool({_words(form) for form in forms} - {_words(shown), ""})


def _words(form: "etree._Element") -> str:
    return thai.squeeze("".join(text.text or "" for text in form.iter(f"{W}t")))


def _is_for_word(choice: "etree._Element") -> bool:
    """Whether Word knows all that this form of a thing requires."""
    spaces = [choice.nsmap.get(prefix) for prefix in (choice.get("Requires") or "?").split()]
    return all(space is not None and space.startswith(_KNOWN) for space in spaces)


@dataclass(slots=True)
class _Open:
    """A field that is not at its end."""

    code: str = ""
    has_words: bool = False
    """Whether its words have begun: what comes now is seen."""
    said: str = ""


@dataclass(slots=True)
class Fields:
    """The fields that are open while a document is read."""

    open: list[_Open] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def shows(self, text: str) -> bool:
        """Whether letters that come now are seen: they belong to no field's code."""
        for one in self.open:
            one.said += text
        return all(one.has_words for one in self.open)

    def take(self, element: "etree._Element") -> None:
        """A field begins, its words begin, or it ends; or a part of its code."""
        kind = element.get(f"{W}fldCharType")
        if local(element) == "instrText":
            self._code(element.text or "")
        elif kind == "begin":
            self.open.append(_Open())
        elif self.open and kind == "end":
            self._doubt(self.open.pop())
        elif self.open:
            self.open[-1].has_words = True

    def _code(self, code: str) -> None:
        if not self.open:
            self._doubt(_Open(code))
        elif not self.open[-1].has_words:
            self.open[-1].code += code

    def _doubt(self, ended: _Open) -> None:
        self.doubts += [seen.COMPUTED] if seen.is_computed(ended.code, ended.said) else []
