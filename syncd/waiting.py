"""The composed post as it waits beside its private copies: written and read piece by piece, however many files it lists."""

import os
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter

from syncd import share
from syncd.errors import SyncdError
from syncd.model.post import Attachment, Post

NAME = "post.jsonl"
"""First the post without body and attachments, then a line for each of them; private copies have numbers for names."""
BODY = "body.html"
_PIECE = 1 << 16
"""Characters written at once: the body that lists thousands of files has millions."""

_POST = TypeAdapter(Post)
_ATTACHMENT = TypeAdapter(Attachment)


def put(folder: Path, post: Post) -> None:
    """Lay the post beside its copies in the folder; durable when this returns. Raises SyncdError."""
    try:
        with (folder / BODY).open("x", encoding="utf-8", newline="") as text:
            text.writelines(post.body[start : start + _PIECE] for start in range(0, len(post.body), _PIECE))
            text.flush()
            os.fsync(text.fileno())
        with (folder / NAME).open("xb") as file:
            file.write(_POST.dump_json(replace(post, body="", attachments=())))
            for one in post.attachments:
                file.write(b"\n")
                file.write(_ATTACHMENT.dump_json(replace(one, folder=Path())))
            file.flush()
            os.fsync(file.fileno())
        share.make_durable(folder)
    except OSError as error:
        raise SyncdError(f"เขียนสำเนาไม่ได้: {error.strerror}", hint="ตรวจพื้นที่ว่างและสิทธิ์ของโฟลเดอร์ที่เก็บสำเนา") from error


def is_there(folder: Path) -> bool:
    """Whether a post waits in the folder."""
    return (folder / NAME).exists()


def get(folder: Path) -> Post:
    """The post that waits in the folder, its attachments' copies in there. Raises FileNotFoundError when none does."""
    with (folder / NAME).open("rb") as file:
        post = _POST.validate_json(file.readline())
        attachments = tuple(replace(_ATTACHMENT.validate_json(line), folder=folder) for line in file)
    with (folder / BODY).open(encoding="utf-8", newline="") as text:
        return replace(post, body=text.read(), attachments=attachments)
