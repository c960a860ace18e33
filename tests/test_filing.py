import errno
import os
from datetime import date
from pathlib import Path

import pytest

from syncd import filing

UNIT = "กลุ่มนโยบายและแผน"
SOURCE = f"{UNIT}/ส่งเผยแพร่/1.09 จัดซื้อจัดจ้าง/ประกาศผู้ชนะ"
PLACE = f"{UNIT}/เผยแพร่แล้ว/2570/ไตรมาส 1"
URL = "https://www.example.go.th/?p=12&หน้า=1"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_bundle(tmp_path)
    return tmp_path


def make_bundle(root: Path) -> None:
    (root / SOURCE).mkdir(parents=True)
    (root / SOURCE / "ประกาศ.pdf").write_bytes(b"%PDF")
    (root / SOURCE / "_เผยแพร่แล้ว.txt").write_bytes(b"reply")


def file_away(root: Path, *, name: str = "ประกาศผู้ชนะ", same: bool = True, on: date = date(2026, 11, 23)) -> str | None:
    return filing.file_away(
        root,
        SOURCE,
        unit_folder=UNIT,
        published_folder="เผยแพร่แล้ว",
        number="2570-0001",
        name=name,
        on=on,
        url=URL,
        still_same=lambda: same,
    )


def test_a_published_folder_moves_under_its_fiscal_year_and_quarter_with_reply_and_link(root: Path) -> None:
    filed = file_away(root)

    assert filed == f"{PLACE}/2570-0001 ประกาศผู้ชนะ"
    assert {path.name for path in (root / filed).iterdir()} == {"ประกาศ.pdf", "_เผยแพร่แล้ว.txt", "เปิดหน้าเว็บ.url"}
    assert not (root / SOURCE).exists()


@pytest.mark.parametrize(
    ("on", "place"),
    [
        (date(2026, 9, 30), "2569/ไตรมาส 4"),
        (date(2026, 10, 1), "2570/ไตรมาส 1"),
        (date(2027, 1, 1), "2570/ไตรมาส 2"),
    ],
)
def test_the_day_of_publication_decides_the_quarter(root: Path, on: date, place: str) -> None:
    assert file_away(root, on=on) == f"{UNIT}/เผยแพร่แล้ว/{place}/2570-0001 ประกาศผู้ชนะ"


def test_the_link_opens_in_windows() -> None:
    assert filing.link_file("https://www.example.go.th/ก?p=1&q=%E0\r\nx") == (
        b"[InternetShortcut]\r\nURL=https://www.example.go.th/%E0%B8%81?p=1&q=%E0%0D%0Ax\r\n"
    )


def test_a_folder_that_was_changed_since_stays(root: Path) -> None:
    assert file_away(root, same=False) is None
    assert (root / SOURCE / "ประกาศ.pdf").exists()


def test_moving_twice_is_moving_once(root: Path) -> None:
    first = file_away(root)
    assert first is not None
    (root / first / "เปิดหน้าเว็บ.url").unlink()

    assert file_away(root) == first
    assert (root / first / "เปิดหน้าเว็บ.url").exists(), "a run cut off between move and link is finished by the next"


def test_a_second_publication_of_the_case_gets_a_place_beside_the_first(root: Path) -> None:
    file_away(root)
    make_bundle(root)

    assert file_away(root) == f"{PLACE}/2570-0001 ประกาศผู้ชนะ (2)"
    assert len(list((root / PLACE).iterdir())) == 2


def test_a_folder_somebody_took_away_is_left_to_them(root: Path) -> None:
    (root / SOURCE).rename(root / "elsewhere")

    assert file_away(root) is None
    assert not (root / UNIT / "เผยแพร่แล้ว").exists(), "nothing is made for a folder that is not there"


def test_a_unit_that_has_vanished_is_an_error_to_retry(root: Path) -> None:
    (root / UNIT).rename(root / "unmounted")

    with pytest.raises(FileNotFoundError):
        file_away(root)


def test_a_folder_that_cannot_be_moved_now_is_an_error_and_stays_whole(root: Path) -> None:
    (root / UNIT / "เผยแพร่แล้ว").write_bytes(b"a file where a folder should be")

    with pytest.raises(NotADirectoryError):
        file_away(root)

    assert (root / SOURCE / "ประกาศ.pdf").exists()


def test_a_link_in_place_of_the_archive_is_not_followed(root: Path) -> None:
    (root / "outside").mkdir()
    (root / UNIT / "เผยแพร่แล้ว").symlink_to(root / "outside")

    with pytest.raises(OSError) as raised:
        file_away(root)

    assert raised.value.errno in {errno.ELOOP, errno.ENOTDIR}
    assert not list((root / "outside").iterdir())


def test_a_link_in_place_of_the_bundle_is_not_moved(root: Path) -> None:
    (root / SOURCE).rename(root / "outside")
    (root / SOURCE).symlink_to(root / "outside")

    assert file_away(root) is None
    assert (root / SOURCE).is_symlink()


def test_the_unit_folder_itself_may_be_a_link_made_by_the_office(root: Path) -> None:
    (root / UNIT).rename(root / "share")
    (root / UNIT).symlink_to(root / "share")

    assert file_away(root) == f"{PLACE}/2570-0001 ประกาศผู้ชนะ"


def test_a_name_that_windows_does_not_take_is_made_legal(root: Path) -> None:
    assert file_away(root, name='ถาม: "ตอบ"? 1/2 . ') == f"{PLACE}/2570-0001 ถาม- -ตอบ- 1-2"


@pytest.mark.parametrize("name", ["ที่" * 200, "x" * 300])
def test_a_long_name_is_cut_between_letters_so_that_the_whole_path_opens_in_windows(root: Path, name: str) -> None:
    filed = file_away(root, name=name)

    assert filed is not None
    below = filed.removeprefix(f"{UNIT}/")
    assert max(len(f"{below}/{path.name}") for path in (root / filed).iterdir()) <= 240
    assert filed.endswith(("ที่", "x"))


def test_folders_made_on_the_way_are_open_to_the_same_people(root: Path) -> None:
    (root / UNIT).chmod(0o2770)
    umask = os.umask(0o077)
    try:
        file_away(root)
    finally:
        os.umask(umask)

    assert {oct((root / path).stat().st_mode & 0o7777) for path in (PLACE, str(Path(PLACE).parent))} == {"0o2770"}
