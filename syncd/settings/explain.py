"""Say in Thai what pydantic found wrong with a file, where, and what to write instead."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from syncd.errors import Problem
from syncd.settings.lines import Document, Loc

SECRETS = frozenset({("publisher", "password"), ("heartbeat", "url")})
"""Keys that the environment may give, but no file; never proposed."""


def problems(error: ValidationError, document: Document, model: type[BaseModel]) -> list[Problem]:
    """Each value that pydantic refused, with its line and what to write instead; one problem per value."""
    found: dict[Loc, Problem] = {}
    for details in error.errors(include_url=False, include_input=True):
        loc = _written(details, model)
        found.setdefault(loc, document.problem(loc, _message(details, loc, document, model)))
    return list(found.values())


def _written(details: ErrorDetails, model: type[BaseModel]) -> Loc:
    """The way to the value without the tags that pydantic adds for the members of a union ("str", "list[…]")."""
    if details["type"] == "extra_forbidden":
        return details["loc"]
    keys = {*_keys(model), *SECRETS}
    loc: Loc = ()
    for part in details["loc"]:
        if isinstance(part, int) or (*(step for step in loc if isinstance(step, str)), part) in keys:
            loc = (*loc, part)
    return loc


def _message(details: ErrorDetails, loc: Loc, document: Document, model: type[BaseModel]) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        return f"ไม่รู้จักคีย์นี้ {_nearest_key(loc, model)}"
    if kind == "missing":
        return f"ต้องมีคีย์นี้ ({about})" if (about := _about(loc, model)) else "ต้องมีคีย์นี้"
    if kind == "value_error":
        return str(context.get("error", details["msg"]))
    if kind == "string_type":
        place = document.places.get(loc)
        return f'ต้องเป็นข้อความ ให้ใส่เครื่องหมายคำพูด: "{place.text}"' if place and place.text else "ต้องเป็นข้อความค่าเดียว ไม่ใช่รายการ"
    if kind == "literal_error":
        if loc[:2] == ("approval", "accept") and details["input"] == "release":
            return "การตรวจโดยเจ้าหน้าที่ (release) ใช้ได้เสมออยู่แล้ว ให้ลบออก"
        return f"ต้องเป็น {str(context['expected']).replace(' or ', ' หรือ ')}"
    expected = next((words for part, words in _EXPECTED if part in kind), None)
    limit = next((f"{sign} {context[name]}" for name, sign in _LIMITS if name in context), "")
    return expected or (f"ต้องเป็นตัวเลข {limit}" if limit else details["msg"])


_EXPECTED = (
    ("bool_", "ต้องเป็น true หรือ false"),
    ("int_", "ต้องเป็นจำนวนเต็ม เช่น 10 (ไม่ใส่เครื่องหมายคำพูด)"),
    ("float_", "ต้องเป็นตัวเลข เช่น 20 (ไม่ใส่เครื่องหมายคำพูด)"),
    ("finite_number", "ต้องเป็นตัวเลข เช่น 20"),
    ("list_", "ต้องเป็นรายการ เช่น [ก, ข] หรือบรรทัดที่ขึ้นต้นด้วย -"),
    ("model_", "ต้องเป็นกลุ่มของคีย์ย่อย แต่ละคีย์อยู่คนละบรรทัดและย่อหน้าเข้าไป"),
    ("dict_", "ต้องเป็นกลุ่มของคีย์ย่อย แต่ละคีย์อยู่คนละบรรทัดและย่อหน้าเข้าไป"),
    ("too_short", "ต้องมีอย่างน้อยหนึ่งรายการ"),
)
_LIMITS = (("ge", "ตั้งแต่"), ("gt", "มากกว่า"), ("le", "ไม่เกิน"), ("lt", "น้อยกว่า"))


def _nearest_key(loc: Loc, model: type[BaseModel]) -> str:
    """What the unknown key was perhaps meant to be: a sibling first, else a key of another section."""
    keys = list(_keys(model))
    here = [part for part in loc[:-1] if isinstance(part, str)]
    name = str(loc[-1])
    siblings = [key[-1] for key in keys if list(key[:-1]) == here]
    if near := get_close_matches(name, siblings, n=1):
        return f'หมายถึง "{near[0]}" หรือไม่'
    last = {key[-1]: ".".join(key) for key in reversed(keys)}
    if near := get_close_matches(name, last, n=1, cutoff=0.75):
        return f'หมายถึง "{last[near[0]]}" หรือไม่ (คีย์นี้อยู่คนละกลุ่ม)'
    return f"คีย์ที่ใช้ได้ตรงนี้: {', '.join(siblings)}"


def _keys(model: type[BaseModel], above: tuple[str, ...] = ()) -> Iterable[tuple[str, ...]]:
    """Every key a file may have, list items left out: ("approval", "approvers", "from")."""
    for name, about in model.model_fields.items():
        key = (*above, about.alias or name)
        if key in SECRETS:
            continue
        yield key
        if part := _model_in(about.annotation):
            yield from _keys(part, key)


def part_of(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    """The section of this name; None when there is none, or only a value."""
    return _model_in(model.model_fields[name].annotation) if name in model.model_fields else None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    for member in (annotation, *get_args(annotation)):
        if isinstance(member, type) and issubclass(member, BaseModel):
            return member
    return None


def _about(loc: Loc, model: type[BaseModel]) -> str:
    part: type[BaseModel] | None = model
    about = ""
    for name in (step for step in loc if isinstance(step, str)):
        fields = {field.alias or key: field for key, field in part.model_fields.items()} if part else {}
        if name not in fields:
            return ""
        about, part = fields[name].description or "", _model_in(fields[name].annotation)
    return about
