"""The templates of the pages people look at: whatever is put into one is escaped, and one that lacks a value fails."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from syncd import thai


@cache
def template(name: str) -> Template:
    """The template of this name in syncd/templates."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("syncd"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(moment=thai.format_moment, time=thai.format_time, thai_date=thai.format_date)
    environment.tests["link"] = _is_link
    return environment


def _is_link(url: str | None) -> bool:
    """Only web addresses become links: nothing else that stands in a URL may run on a click."""
    return url is not None and url.startswith(("https://", "http://"))
