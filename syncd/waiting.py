"""The composed post as it waits beside its private copies; written and read line by line, however many files it has."""

import os
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter

from syncd import share
from syncd.errors import SyncdError
from syncd.model import Attachment, Post

NAME = "post.jsonl"
"""First the post without its attachments, then a line for each of them; private copies have numbers for names."""

_POST = TypeAdapter(Post)
_ATTACHMENT = TypeAdapter(Attachment)


def put(folder: Path, post: Post) -> None:
    """Lay the post beside its copies in the folder; durable when this returns. Raises SyncdError."""
    try:
        with (folder / NAME).open("xb") as file:
            file.write(_POST.dump_json(replace(post, attachments=())))
            for one in post.attachments:
                file.write(b"\n")
                file.write(_ATTACHMENT.dump_json(replace(one, folder=Path())))
            file.flush()
            os.fsync(file.fileno())
        with share.opened(folder) as descriptor:
            share.sync(descriptor)
    except OSError as error:
        raise SyncdError(f"เขียนสำเนาไม่ได้: {error.strerror}", hint="ตรวจพื้นที่ว่างและสิทธิ์ของโฟลเดอร์ที่เก็บสำเนา") from error


def is_there(folder: Path) -> bool:
    """Whether a post waits in the folder."""
    return (folder / NAME).exists()


def get(folder: Path) -> Post:
    """The post that waits in the folder, its attachments' copies in there. Raises FileNotFoundError when none does."""
    with (folder / NAME).open("rb") as file:
        post = _POST.validate_json(file.readline())
        attachments = (_ATTACHMENT.validate_json(line) for line in file)
        return replace(post, attachments=tuple(replace(one, folder=folder) for one in attachments))
