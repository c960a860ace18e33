"""Write the site's own categories into the text of taxonomy.yaml, leaving every comment and blank where it was. Pure."""

import json
from collections.abc import Iterator, Mapping

import yaml


def with_terms(text: str, terms: Mapping[str, str | int]) -> str:
    """The text with `site: term:` of each code in `terms` set to that slug or id; everything else stays as it was written.

    Raises KeyError when the text has no entry with a code.
    """
    entries = dict(_entries(text))
    edits = [_edit(text, entries[code], json.dumps(term, ensure_ascii=False)) for code, term in terms.items()]
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _entries(text: str) -> Iterator[tuple[str, yaml.MappingNode]]:
    root = yaml.compose(text, yaml.SafeLoader)  # the C loader gives no positions
    listed = _value(root, "categories")
    for entry in listed.value if isinstance(listed, yaml.SequenceNode) else ():
        code = _value(entry, "code")
        if isinstance(code, yaml.ScalarNode):
            yield code.value, entry


def _edit(text: str, entry: yaml.MappingNode, term: str) -> tuple[int, int, str]:
    """(from, to, new text) of the one place where the entry changes."""
    site = _value(entry, "site")
    if isinstance(site, yaml.MappingNode):
        written = _value(site, "term")
        if written is not None:
            return _replacing(written, term)
        if site.flow_style:
            start = site.start_mark.index + 1
            return start, start, f"term: {term}, " if site.value else f"term: {term}"
        start, indent = site.start_mark.index, site.start_mark.column
        return start, start, f"term: {term}\n{' ' * indent}"
    if site is not None:
        start, end, _ = _replacing(site, "")
        return start, end, f" {{term: {term}}}" if text[start - 1] == ":" else f"{{term: {term}}}"
    if entry.flow_style:
        end = entry.end_mark.index - 1
        return end, end, f", site: {{term: {term}}}"
    return _after_last_plain_line(text, entry, term)


def _replacing(node: yaml.Node, new: str) -> tuple[int, int, str]:
    start, end = node.start_mark.index, node.end_mark.index
    return start, end, f" {new}" if start == end else new  # `term:` with nothing behind it


def _after_last_plain_line(text: str, entry: yaml.MappingNode, term: str) -> tuple[int, int, str]:
    """A line of its own below the entry's last value that stands on one line, with that line's comment left to it."""
    key, value = next(pair for pair in reversed(entry.value) if pair[1].start_mark.line == pair[1].end_mark.line)
    end = text.find("\n", value.end_mark.index)
    end = len(text) if end == -1 else end
    return end, end, f"\n{' ' * key.start_mark.column}site: {{term: {term}}}"


def _value(node: yaml.Node | None, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    found: yaml.Node | None = next((value for key, value in node.value if key.value == name), None)
    return found
