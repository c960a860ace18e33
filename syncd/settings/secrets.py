"""Where secrets are looked for: the environment, a file, systemd's credentials; never the YAML files."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from syncd.errors import Problem
from syncd.settings import Secret
from syncd.settings.lines import Document


@dataclass(frozen=True, slots=True)
class Place:
    """One secret and where it belongs."""

    section: str
    key: str
    thai: str
    """What it is called."""
    credential: str
    """The name of the systemd credential, and of the file beside syncd.yaml, that holds it."""

    @property
    def where(self) -> str:
        """Thai: where it is to be kept."""
        variable = f"SYNCD_{self.section}__{self.key}".upper()
        return (
            f"ให้เก็บใน systemd credential ชื่อ {self.credential}, ในไฟล์ที่ {self.section}.{self.key}_file ชี้ (สิทธิ์ 600) "
            f"หรือตัวแปรแวดล้อม {variable}"
        )


PASSWORD = Place("publisher", "password", "รหัสผ่าน", "publisher-password")
HEARTBEAT = Place("heartbeat", "url", "ที่อยู่ของระบบเฝ้าดู", "heartbeat-url")
PLACES = (PASSWORD, HEARTBEAT)


def taken_out(main: Document) -> Iterator[Problem]:
    """Take secrets that stand in the YAML file out of what was read, and say where they belong."""
    for place in PLACES:
        section = main.data.get(place.section)
        if isinstance(section, dict) and section.pop(place.key, None) is not None:
            yield main.problem((place.section, place.key), f"ห้ามเขียน{place.thai}ในไฟล์นี้ ให้ลบออก แล้ว{place.where}")


def found(
    place: Place, given: str | None, named: Path | None, path: Path, environ: Mapping[str, str]
) -> tuple[Secret | None, str | None]:
    """The secret, or what is wrong with where it should be.

    Looked for in the environment (`given`); the file that is named; systemd's credential; and, for commands typed at a shell, the
    file beside syncd.yaml that the credential is loaded from. An empty one of the last two is as good as none.
    """
    if given:
        return Secret(given), None
    source = named or next((one for one in _unnamed(place, path, environ) if one.exists()), None)
    if source is None:
        return None, None
    try:
        text = source.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        return None, f"เปิดไฟล์{place.thai} {source} ไม่ได้ ({os.strerror(error.errno or 0)})"
    except UnicodeDecodeError:
        return None, f"ไฟล์{place.thai} {source} ไม่ใช่ข้อความ UTF-8"
    if "\n" in text or (named and not text):
        return None, f"ไฟล์{place.thai} {source} ต้องมี{place.thai}บรรทัดเดียว"
    return (Secret(text) if text else None), None


def _unnamed(place: Place, path: Path, environ: Mapping[str, str]) -> Iterable[Path]:
    return (Path(folder) / place.credential for folder in (environ.get("CREDENTIALS_DIRECTORY"), path.parent) if folder)
