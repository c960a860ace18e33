"""Photos with everything phones write into them, from a unit's folder to a real WordPress, and every byte fetched again."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.photos import SECRETS, alike, corners, encoded, exif, loaded, parts_of_jpeg, scene, seen_as, smooth
from tests.rig.wordpress import Site
from tests.whole.daemon import RunningOffice, running_office

pytestmark = pytest.mark.rig

PLANNING = "กลุ่มนโยบายและแผน"
NAME = "ประชุมจัดทำแผนปฏิบัติการ"
TELLS = frozenset({0xE1, 0xED, 0xFE})
"""Segments of a JPEG in which EXIF, XMP, IPTC and comments stand."""
WORDS = "มีผู้เข้าร่วม 40 คน\nปก: IMG_2\nIMG_1: ผู้อำนวยการกล่าวเปิด\n"
WIDE = scene(2700, 1800)


def drop() -> dict[str, bytes]:
    rotated = scene(1200, 800)
    rotated.info["exif"] = exif(6).tobytes()
    return {
        "IMG_1.JPG": loaded(6, WIDE),
        "IMG_2.HEIC": encoded(rotated, "HEIF", quality=80),
        "IMG_3.png": encoded(smooth(1200, 800), "PNG", exif=exif(3)),
        "IMG_4.png": encoded(scene(1100, 800, seed=7), "PNG", exif=exif(1)),
        "คำบรรยายภาพ.txt": WORDS.encode("utf-8-sig"),
    }


@pytest.fixture
def office(tmp_path: Path, site: Site) -> Iterator[RunningOffice]:
    with running_office(tmp_path, site) as running:
        assert running.syncd("site", "prepare", "--all", "--yes").returncode == 0
        yield running


def test_what_stands_on_the_site_is_upright_and_tells_nothing(office: RunningOffice, site: Site) -> None:
    files = drop()
    assert all(SECRETS[0] in data for name, data in files.items() if name.startswith("IMG"))
    office.start()
    place = office.root / PLANNING / "ส่งเผยแพร่" / "ภาพกิจกรรม" / NAME
    made = office.home / "making"
    made.mkdir()
    for name, data in files.items():
        (made / name).write_bytes(data)
    made.rename(place)
    office.wait_until(lambda: office.states().get(NAME) == "held", "the officer's turn")
    assert not list(site.www.glob("wp-content/uploads/**/2570-*"))
    (case,) = office.cases()
    site.mark()
    asked = office.syncd("release", case.number, "--all-findings", "--by", "สมศรี")
    assert asked.returncode == 0, asked.stdout + asked.stderr
    office.wait_until(lambda: not place.exists(), "the filing")

    creating = [one.path for one in site.requests() if one.method == "POST"]
    assert len(creating) == 5
    (post,) = [one for one in requests.get(f"{site.url}/wp-json/wp/v2/posts", timeout=30).json() if one["slug"] == case.key]
    page = requests.get(post["link"], timeout=30).text
    images = re.findall(r"<img[^>]*wp-image-(\d+)[^>]*>", page)
    tags = re.findall(r"<img[^>]*wp-image-\d+[^>]*>", page)
    assert len(images) == 4
    assert post["featured_media"] == int(images[0])
    assert all("srcset=" in tag and re.search(r'alt="[^"]+"', tag) for tag in tags)
    assert "ผู้อำนวยการกล่าวเปิด</figcaption>" in page

    large = re.findall(r'<a href="([^"]+2570-0001-\d+\.(?:jpg|png))"><img', page)
    shown = [requests.get(address, timeout=30).content for address in large]
    assert len(large) == 4
    assert alike(corners(shown[0]), seen_as(6), by=40)
    assert alike(corners(shown[1]), seen_as(6), by=40)
    uploads = [path for path in site.www.glob("wp-content/uploads/**/*") if path.is_file()]
    assert len(uploads) > 10  # WordPress makes smaller ones of each
    for path in uploads:
        data = requests.get(f"{site.url}/{path.relative_to(site.www)}", timeout=30).content
        assert data == path.read_bytes()
        assert not [secret for secret in SECRETS if secret in data], path.name
        assert path.suffix != ".jpg" or not TELLS & set(parts_of_jpeg(data)), path.name
