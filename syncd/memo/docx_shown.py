"""What Word shows of a DOCX's elements: those it understands, one form of those that come in several, the words of fields."""

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


def is_understood(element: "etree._Element") -> bool:
    """Whether Word shows what stands in the element."""
    return not isinstance(element.tag, str) or element.tag[1:].startswith(_KNOWN)


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
class Fields:
    """The fields that are open while a document is read."""

    codes: list[str | None] = field(default_factory=list)
    """Of each: its code as far as read, None once its words have begun."""
    doubts: list[str] = field(default_factory=list)

    @property
    def show(self) -> bool:
        """Whether letters that come now are seen: they belong to no field's code."""
        return all(code is None for code in self.codes)

    def take(self, element: "etree._Element") -> None:
        """A field begins, its words begin, or it ends; or a part of its code."""
        kind = element.get(f"{W}fldCharType")
        if local(element) == "instrText":
            self._code(element.text or "")
        elif kind == "begin":
            self.codes.append("")
        elif self.codes:
            code, self.codes[-1] = self.codes[-1], None
            if code is not None and seen.is_computed(code):
                self.doubts.append(seen.COMPUTED)
            if kind == "end":
                self.codes.pop()

    def _code(self, code: str) -> None:
        if not self.codes:
            self.doubts += [seen.COMPUTED] if seen.is_computed(code) else []
        elif (known := self.codes[-1]) is not None:
            self.codes[-1] = known + code
