"""The comment block by which a post on a site shows whose it is; WordPress leaves it out of the public page."""

import json
import re
from dataclasses import dataclass

from syncd.model.post import Post

_BLOCK = re.compile(r'<!-- wp:html (\{"metadata":\{"name":"syncd".*?\}) /-->')
# WordPress writes block attributes so; in any other spelling it would change them when it saves.
_ESCAPES = {r"\\": r"\u005c", "--": r"\u002d\u002d", "<": r"\u003c", ">": r"\u003e", "&": r"\u0026", r"\"": r"\u0022"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Whose a post is and what it holds."""

    key: str
    version: str
    unit: str
    media: tuple[str, ...]
    """The sha256 of each file, in order; a list, because PHP turns an empty map into one."""


def mark_of(post: Post) -> Mark:
    """The mark that a post must bear."""
    return Mark(post.key, post.version, post.unit.name, tuple(file.sha256 for file in post.attachments))


def write_mark(mark: Mark) -> str:
    """The mark as a block without contents, to stand in a post's content."""
    ours = {"key": mark.key, "version": mark.version, "unit": mark.unit, "media": mark.media}
    text = json.dumps({"metadata": {"name": "syncd", "syncd": ours}}, ensure_ascii=False, separators=(",", ":"))
    for plain, escaped in _ESCAPES.items():
        text = text.replace(plain, escaped)
    return f"<!-- wp:html {text} /-->"


def read_mark(content: str) -> Mark | None:
    """The mark in a post's raw content; None when there is none that can be read."""
    if not (block := _BLOCK.search(content)):
        return None
    try:
        ours = json.loads(block[1])["metadata"]["syncd"]
        return Mark(str(ours["key"]), str(ours["version"]), str(ours["unit"]), tuple(map(str, ours["media"])))
    except (ValueError, KeyError, TypeError):
        return None
