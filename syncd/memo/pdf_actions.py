"""What one dictionary of a PDF makes a program do: run, play, carry, fetch, or lead a reader to."""

import zlib
from collections.abc import Iterator

import pikepdf

from syncd.memo.links import Lead, lead

_MOST = 32 << 20
"""Bytes of a carried file that are looked at."""
_SCRIPT, _LAUNCH, _FILE, _MEDIA = "สคริปต์ (JavaScript)", "คำสั่งเปิดโปรแกรม", "ไฟล์ฝังอยู่ใน PDF", "สื่อที่เล่นได้"
_ACTIONS = {
    "/JavaScript": _SCRIPT,
    "/Launch": _LAUNCH,
    "/ImportData": "คำสั่งนำเข้าข้อมูล",
    "/SubmitForm": "คำสั่งส่งข้อมูล",
    "/GoToE": "ลิงก์ไปยังไฟล์ที่ฝังอยู่",
    "/Rendition": _MEDIA,
    "/Movie": _MEDIA,
    "/Sound": _MEDIA,
    "/RichMediaExecute": _MEDIA,
    "/GoTo3DView": _MEDIA,
}
_KEYS = {
    "/JS": _SCRIPT,
    "/EF": _FILE,
    "/EmbeddedFiles": _FILE,
    "/Collection": _FILE,
    "/RichMediaContent": _MEDIA,
    "/RichMediaSettings": _MEDIA,
    "/3DD": _MEDIA,
    "/XFA": "แบบฟอร์ม XFA",
}
_ANNOTATIONS = {
    "/FileAttachment": _FILE,
    "/RichMedia": _MEDIA,
    "/3D": _MEDIA,
    "/Movie": _MEDIA,
    "/Sound": _MEDIA,
    "/Screen": _MEDIA,
    "/PS": "โปรแกรมภาษา PostScript",
}
_AT_ONCE = "คำสั่งเปิดเว็บหรือสั่งพิมพ์เองเมื่อเปิดไฟล์"
RUNS = "ลิงก์ที่เปิดโปรแกรมหรือสคริปต์"
_ELSEWHERE = "ลิงก์ไปยังไฟล์ในเครื่องอื่นของเครือข่าย"
_BESIDE = "ข้อมูลที่ดึงจากไฟล์อื่น"
_LEADS: dict[Lead, tuple[str, ...]] = {Lead.PLAIN: (), Lead.MACHINE: (_ELSEWHERE,), Lead.RUNS: (RUNS,)}


def acts(found: pikepdf.Dictionary | pikepdf.Stream) -> Iterator[str]:
    """What the dictionary does by itself: an action, a script, a file, something that plays. Thai."""
    keys = found.keys()
    for key, table in (("/S", _ACTIONS), ("/Subtype", _ANNOTATIONS)):
        word = found.get(key)
        if isinstance(word, pikepdf.Name) and str(word) in table:
            yield table[str(word)]
    yield from (text for key, text in _KEYS.items() if key in keys and not _is_empty(found[key]))
    if any(action.get("/S") == "/URI" or action.get("/N") == "/Print" for action in _by_themselves(found)):
        yield _AT_ONCE


def _by_themselves(found: pikepdf.Dictionary | pikepdf.Stream) -> Iterator[pikepdf.Dictionary]:
    """Actions that no reader asks for."""
    first, others = found.get("/OpenAction"), found.get("/AA")
    yield from (it for it in [first] if isinstance(it, pikepdf.Dictionary))
    yield from (
        (it for _, it in others.items() if isinstance(it, pikepdf.Dictionary)) if isinstance(others, pikepdf.Dictionary) else ()
    )


def carries(found: pikepdf.Dictionary | pikepdf.Stream) -> Iterator[tuple[str, bytes]]:
    """The file that the dictionary carries, with its name; of one that unfolds to much only the beginning."""
    files = found.get("/EF")
    if not isinstance(files, pikepdf.Dictionary):
        return
    name = next((str(it) for key in ("/UF", "/F") if isinstance(it := found.get(key), pikepdf.String)), "")
    streams = {it.objgen: it for _, it in files.items() if isinstance(it, pikepdf.Stream)}
    yield from ((name, _beginning(it)) for it in streams.values())


def _beginning(stream: pikepdf.Stream) -> bytes:
    raw = stream.read_raw_bytes()
    if stream.get("/Filter") not in (pikepdf.Name.FlateDecode, [pikepdf.Name.FlateDecode]) or "/DecodeParms" in stream:
        return raw[:_MOST]
    try:
        return zlib.decompressobj().decompress(raw, _MOST)
    except zlib.error:
        return raw[:_MOST]


def _is_empty(value: object) -> bool:
    """An empty list of files or scripts, as some programs leave it."""
    return isinstance(value, pikepdf.Dictionary | pikepdf.Array) and (
        len(value) == 0 or (isinstance(value, pikepdf.Dictionary) and list(value.keys()) == ["/Names"] and len(value.Names) == 0)
    )


def leads(found: pikepdf.Dictionary | pikepdf.Stream) -> Iterator[str]:
    """Where its links go, and whether a stream's bytes lie in another file: what of it is no plain link. Thai."""
    keys = found.keys()
    if "/URI" in keys and isinstance(found["/URI"], pikepdf.String):
        yield from _LEADS[lead(str(found["/URI"]))]
    if "/Base" in keys and isinstance(found["/Base"], pikepdf.String):  # of the links that name no place of their own
        yield from _LEADS[lead(str(found["/Base"]))]
    if "/F" in keys:
        named = found["/F"]
        names = [named] if isinstance(named, pikepdf.String) else []
        if isinstance(named, pikepdf.Dictionary):
            names = [
                value for key in ("/F", "/UF", "/Unix", "/DOS", "/Mac") if isinstance(value := named.get(key), pikepdf.String)
            ]
        for name in names:
            address = str(name)
            yield from _LEADS[lead(address)]
            if isinstance(found, pikepdf.Stream) or (found.get("/FS") == "/URL"):
                yield _BESIDE
    if found.get("/S") == "/GoToR" or found.get("/Type") == "/OPI" or ("/Ref" in keys and found.get("/Subtype") == "/Form"):
        yield _BESIDE
