"""What unit clerks do to their folders, and a record of every contents they ever wrote."""

import os
import shutil
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

from syncd.litter import LINK_NAME, is_reply
from syncd.setup import HOW_TO, MARKER
from syncd.status_page import FILE_NAME as PAGE

OURS = frozenset({".syncd-new.tmp", LINK_NAME, PAGE, HOW_TO, MARKER})
Files = frozenset[tuple[str, str]]
"""Name (NFC) and sha256 of each."""


@dataclass(frozen=True)
class Bundle:
    """A folder in an inbox, as anybody can see it."""

    unit: str
    path: str
    """Relative to the root."""
    files: Files


@dataclass
class Clerks:
    """Everybody who works in the units' shared folders."""

    root: Path
    away: Path
    """Where lies what is not in the shares at the moment."""
    written: dict[str, bytes] = field(default_factory=dict)
    """Every contents ever written, by sha256."""
    opened: list[int] = field(default_factory=list)
    """Files that somebody's program holds open for writing."""
    taken: list[tuple[Path, Path]] = field(default_factory=list)
    """Folders taken away: where each lay, and where it is."""
    seconds: int = 1_700_000_000
    """The clerks' clock, which gives files their times: no two writings share one."""

    # --- what can be seen -------------------------------------------------------------------------------------------

    def folders(self) -> list[Path]:
        """Every bundle's folder in an inbox, in a fixed order; shares that are away have none."""
        shelves = (shelf for shelf in self.root.glob("*/ส่งเผยแพร่/*") if shelf.is_dir())
        return sorted(folder for shelf in shelves for folder in shelf.iterdir() if folder.is_dir())

    def filed(self) -> list[Path]:
        """Every folder that was published and moved away."""
        return sorted(path for path in self.root.glob("*/เผยแพร่แล้ว/*/*/*") if path.is_dir())

    def contents(self, folder: Path) -> Files:
        """What clerks have put there."""
        return frozenset(_named(str(path)) for path in theirs(folder))

    def bundles(self) -> list[Bundle]:
        """Every folder in an inbox in which something lies."""
        found = ((folder, str(folder.relative_to(self.root))) for folder in self.folders())
        return [Bundle(path.partition("/")[0], path, files) for folder, path in found if (files := self.contents(folder))]

    def everything(self) -> Counter[Files]:
        """What lies together, wherever: it may be moved as a whole, and nothing else."""
        places = ((here, names) for top in (self.root, self.away) for here, _, names in os.walk(top))
        together = (frozenset(_named(f"{here}/{name}") for name in names if _is_theirs(name)) for here, names in places)
        return Counter(filter(None, together))

    def memo_word(self, files: Files) -> str:
        """What the director says on the memo among the files; "" where there is none."""
        read = [self.written[digest].split() for _, digest in sorted(files)]
        return next((words[1].decode() for words in read if words[0] == b"memo"), "")

    def memo_of(self, files: Files) -> str | None:
        """The sha256 of the memo among the files."""
        return next((digest for _, digest in sorted(files) if self.written[digest].startswith(b"memo")), None)

    def to_publish(self, files: Files) -> frozenset[str]:
        """The sha256 of each file that is not the memo."""
        return frozenset(digest for _, digest in files) - {self.memo_of(files)}

    # --- what they do -----------------------------------------------------------------------------------------------

    def write(self, path: Path, contents: bytes) -> None:
        """As Explorer and Word do: the file is a new one."""
        path.unlink(missing_ok=True)
        path.write_bytes(self._noted(contents))
        self._stamp(path)

    def overwrite(self, path: Path, contents: bytes) -> None:
        """In place, and the file's size and time stay as they were: the kernel's own stamp alone tells. It ticks every few ms."""
        before = path.stat()
        assert before.st_size == len(contents)
        while path.stat().st_ctime_ns == before.st_ctime_ns:
            path.write_bytes(self._noted(contents))
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    def open(self, path: Path) -> None:
        """A program holds it open for writing from now on."""
        self.opened.append(os.open(path, os.O_RDWR))

    def close(self, contents: bytes | None = None) -> None:
        """The file opened first is closed, after a last writing if there are contents; wherever it lies by now."""
        file = self.opened.pop(0)
        if contents is not None:
            os.pwrite(file, self._noted(contents), 0)
            os.ftruncate(file, len(contents))
            self._stamp(file)
        os.close(file)

    def close_all(self) -> None:
        while self.opened:
            self.close()

    def copy(self, source: Path, target: Path) -> None:
        """With our reply and our link in it, as Explorer does."""
        shutil.copytree(source, target)

    def take(self, folder: Path) -> None:
        """Somebody takes the folder home."""
        target = self.away / f"folder-{len(self.taken)}"
        self.taken.append((folder, target))
        folder.rename(target)

    def bring_back(self) -> None:
        """The one taken last lies again where it was, if nothing else does, and its share is there."""
        home, target = self.taken[-1]
        if home.parent.exists() and not home.exists():
            self.taken.pop()
            target.rename(home)

    def delete(self, folder: Path) -> None:
        shutil.rmtree(folder)

    def _noted(self, contents: bytes) -> bytes:
        self.written[sha256(contents).hexdigest()] = contents
        return contents

    def _stamp(self, file: Path | int) -> None:
        self.seconds += 1
        os.utime(file, (self.seconds, self.seconds))


def theirs(folder: Path) -> list[Path]:
    """The files in the folder that are not ours."""
    return [path for path in folder.iterdir() if path.is_file() and _is_theirs(path.name)]


def _is_theirs(name: str) -> bool:
    return name not in OURS and not is_reply(name)


def _named(path: str) -> tuple[str, str]:
    """The file's name (NFC), and the sha256 of what it holds."""
    with open(path, "rb") as file:  # noqa: PTH123 -- thousands of times in a life
        return normalize("NFC", path.rpartition("/")[2]), sha256(file.read()).hexdigest()
