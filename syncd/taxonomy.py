"""The office's list of categories, looked up by code or by what a clerk called the folder."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from syncd.model.office import Category
from syncd.thai import arabic, normalise

_CODE = re.compile(r"[\W_]*(?:(?:หมวดที่|หมวด|ข้อที่|ข้อ)\W*)?0*(\d+)\s*([.\-_–])\s*0*(\d+)(?![.\d])(.*)", re.DOTALL)
_SILENT = re.compile(r"[^\w\u0e31-\u0e4e]|_")
"""Blanks and punctuation. Python does not count Thai vowel and tone marks as word characters."""
_WORD_LENGTH = 4
"""Shorter agreements between a folder's words and a category's are chance: "งาน", "ผล"."""
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The categories in the order of the announcement."""

    categories: tuple[Category, ...]

    def by_code(self, code: str) -> Category | None:
        """The category with exactly this code ("1.10" is not "1.1")."""
        return next((category for category in self.categories if category.code == code), None)

    def find(self, folder_name: str) -> Category | None:
        """The category a folder's name means, in any spelling; None when it names none or could mean two.

        A code decides unless the words after it belong to another category. Without a code the whole name must be the label, the
        official name or an alias of one category.
        """
        code, words, dotted = _read(folder_name)
        if code is None:
            named = [category for category in self.categories if words in _names(category)]
            return named[0] if len(named) == 1 else None
        category = self.by_code(code)
        if category is None or not words or _agrees(words, category):
            return category
        # "1.9 ประกาศ" is ours to take; "1.9 ข้อมูลผู้บริหาร" says two things and "1-9 ตุลาคม" is a date.
        return category if dotted and not any(_agrees(words, other) for other in self.categories) else None

    def nearest(self, folder_name: str) -> tuple[Category, ...]:
        """The few categories whose code or names are most like the folder's name, best first."""
        code, words, _ = _read(folder_name)

        def likeness(category: Category) -> float:
            alike = max(SequenceMatcher(None, words, name).ratio() for name in _names(category))
            return alike + (category.code == code) + _agrees(words, category)

        return tuple(sorted(self.categories, key=likeness, reverse=True)[:_NEAREST])


def folder_name(category: Category) -> str:
    """The name a category's folder is made with: "1.09 จัดซื้อจัดจ้าง", padded so that Explorer sorts 1.9 before 1.10."""
    chapter, _, number = category.code.partition(".")
    return f"{chapter}.{int(number):02} {category.label}"


@lru_cache(maxsize=1024)  # every look meets the same few names in every unit
def _read(folder_name: str) -> tuple[str | None, str, bool]:
    """(code, the words beside it, whether the code is written with a dot)."""
    text = arabic(normalise(folder_name))
    if read := _CODE.fullmatch(text):
        return f"{read[1]}.{read[3]}", bare(read[4]), read[2] == "."
    return None, bare(text), False


@lru_cache(maxsize=256)
def _names(category: Category) -> frozenset[str]:
    return frozenset(bare(arabic(normalise(name))) for name in (category.label, category.name, *category.aliases))


def bare(text: str) -> str:
    """Letters, marks and digits only, so that blanks and punctuation make no difference."""
    return _SILENT.sub("", text).casefold()


@lru_cache(maxsize=1024)
def _agrees(words: str, category: Category) -> bool:
    """Whether the words contain one of the category's names, or are a part of one."""
    if len(words) < _WORD_LENGTH:
        return words in _names(category)
    return any(words in name or (len(name) >= _WORD_LENGTH and name in words) for name in _names(category))
