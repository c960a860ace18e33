"""Writes OLE files of given streams, as Word, Excel and PowerPoint 97 keep their documents in, for tests of how they are read."""

import struct
from pathlib import Path

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_NONE = 0xFFFFFFFF
_NEVER_SMALL = 4096
"""Shorter streams would be kept in a store of their own; here they are filled up with zeros."""


def write(path: Path, streams: dict[str, bytes]) -> Path:
    """The file, its streams all in the root ("ObjectPool/x" becomes a storage with a stream)."""
    folders: dict[str, list[str]] = {"": []}
    for name in streams:
        folder, _, own = name.rpartition("/")
        if folder and folder not in folders:
            folders[folder] = []
            folders[""].append(folder)
        folders[folder].append(own)
    table: list[int] = []
    body = b""

    def store(content: bytes) -> int:
        nonlocal body
        first = len(table)
        count = -(-len(content) // _SECTOR)
        table.extend([*range(first + 1, first + count), _END])
        body += content.ljust(count * _SECTOR, b"\0")
        return first

    entries = [("Root Entry", 5, _NONE, _END, 0)]
    first_of: dict[str, int] = {}
    for folder in sorted(folders, key=len, reverse=True):
        first_of[folder] = len(entries) if folders[folder] else _NONE
        for number, name in enumerate(folders[folder], start=1):
            following = len(entries) + 1 if number < len(folders[folder]) else _NONE
            whole = f"{folder}/{name}" if folder else name
            if whole in streams:
                content = streams[whole].ljust(_NEVER_SMALL, b"\0")
                entries.append((name, 2, following, store(content), len(content)))
            else:
                entries.append((name, 1, following, first_of[name], 0))
    directory = b"".join(_entry(*entry, child=first_of[""] if number == 0 else _NONE) for number, entry in enumerate(entries))
    directory_at = store(directory.ljust(-(-len(directory) // _SECTOR) * _SECTOR, b"\0"))
    fats = 1
    while (len(table) + fats) * 4 > fats * _SECTOR:
        fats += 1
    places = list(range(len(table), len(table) + fats))
    table += [_FAT] * fats
    fat = b"".join(struct.pack("<I", next_one) for next_one in table).ljust(fats * _SECTOR, b"\xff")
    head = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, fats, directory_at, 0, _NEVER_SMALL, _END, 0, _END, 0,
    )  # fmt: skip
    head += b"".join(struct.pack("<I", place) for place in places).ljust(109 * 4, b"\xff")
    path.write_bytes(head + body + fat)
    return path


def _entry(name: str, kind: int, following: int, first: int, size: int, child: int) -> bytes:
    coded = name.encode("utf-16-le")
    if kind == 1:
        child, first = first, 0
    return struct.pack("<64sHBBIII16sIQQIQ", coded, len(coded) + 2, kind, 1, _NONE, following, child, b"", 0, 0, 0, first, size)
