import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from syncd.errors import ConfigError
from syncd.litter import is_ignored
from syncd.settings import Settings, load
from syncd.setup import HOW_TO, MARKER, make_folders
from syncd.standing import check_folders
from syncd.taxonomy import Taxonomy, folder_name
from tests.folders import YEAR, two_units

ROOT = Path(__file__).parents[1]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return two_units(tmp_path)


def tree(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*")}


def test_everything_a_unit_needs_is_made(settings: Settings) -> None:
    root = settings.folders.root
    made = make_folders(settings, YEAR)
    assert set(made) == tree(root)
    home = root / settings.units[0].folder
    assert len(list((home / "ส่งเผยแพร่").iterdir())) == 18 + 2
    assert (home / "ส่งเผยแพร่/1.09 จัดซื้อจัดจ้าง").is_dir()
    assert (home / "ส่งเผยแพร่/ไม่แน่ใจหมวด").is_dir()
    assert (home / "ส่งเผยแพร่/ภาพกิจกรรม").is_dir()
    assert (home / "เผยแพร่แล้ว").is_dir()
    assert check_folders(settings).problems == ()


def test_a_category_that_is_not_used_in_the_year_gets_no_folder(settings: Settings) -> None:
    first, second, *others = settings.taxonomy.categories
    over, to_come = replace(first, until=YEAR - 1), replace(second, since=YEAR + 1)
    made = make_folders(replace(settings, taxonomy=Taxonomy((over, to_come, *others))), YEAR)
    shelves = {Path(path).name for path in made}
    assert not shelves & {folder_name(over), folder_name(to_come)}
    assert {folder_name(category) for category in others} <= shelves


def test_what_exists_is_kept(settings: Settings) -> None:
    make_folders(settings, YEAR)
    home = settings.folders.root / settings.units[0].folder
    (home / HOW_TO).write_text("แก้เอง", encoding="utf-8")
    (home / "ส่งเผยแพร่/1.09 จัดซื้อจัดจ้าง/เรื่อง").mkdir()
    before = tree(settings.folders.root)
    assert make_folders(settings, YEAR) == ()
    assert tree(settings.folders.root) == before
    assert (home / HOW_TO).read_text(encoding="utf-8") == "แก้เอง"


def test_a_lost_marker_is_all_that_is_made_again(settings: Settings) -> None:
    make_folders(settings, YEAR)
    unit = settings.units[1]
    (settings.folders.root / unit.folder / MARKER).unlink()
    assert make_folders(settings, YEAR) == (f"{unit.folder}/{MARKER}",)


def test_a_category_folder_in_another_spelling_counts_as_there(settings: Settings) -> None:
    inbox = settings.folders.root / settings.units[0].folder / "ส่งเผยแพร่"
    inbox.mkdir(parents=True)
    (inbox / "๑.๙ พัสดุ").mkdir()
    (inbox / unicodedata.normalize("NFD", "นวัตกรรม")).mkdir()
    make_folders(settings, YEAR)
    names = {path.name for path in inbox.iterdir()}
    assert "1.09 จัดซื้อจัดจ้าง" not in names
    assert "1.16 นวัตกรรมทางการศึกษา" not in names
    assert len(names) == 18 + 2


def test_a_unit_sees_only_its_own_categories(settings: Settings) -> None:
    unit = replace(settings.units[0], categories=("1.9", "1.15"))
    make_folders(replace(settings, units=(unit,)), YEAR)
    names = {path.name for path in (settings.folders.root / unit.folder / "ส่งเผยแพร่").iterdir()}
    assert names == {"1.09 จัดซื้อจัดจ้าง", "1.15 ผลสัมฤทธิ์ทางการเงิน", "ไม่แน่ใจหมวด"}
    assert "ภาพกิจกรรม" not in (settings.folders.root / unit.folder / HOW_TO).read_text(encoding="utf-8")


def test_the_how_to_opens_in_notepad_and_the_marker_says_not_to_delete_it(settings: Settings) -> None:
    make_folders(settings, YEAR)
    home = settings.folders.root / settings.units[0].folder
    how_to = (home / HOW_TO).read_bytes()
    assert how_to.startswith(b"\xef\xbb\xbf")
    assert how_to.count(b"\n") == how_to.count(b"\r\n") > 10
    assert settings.units[0].name in how_to.decode()
    marker = (home / MARKER).read_text(encoding="utf-8-sig")
    assert "ห้ามลบ" in marker
    assert settings.units[0].name in marker
    assert is_ignored(MARKER)


def test_no_link_in_a_unit_folder_is_followed(settings: Settings, tmp_path: Path) -> None:
    """A clerk who may write there must not lead `sudo syncd init` elsewhere."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    home = settings.folders.root / settings.units[0].folder
    home.mkdir(parents=True)
    (home / "ส่งเผยแพร่").symlink_to(elsewhere)
    with pytest.raises(ConfigError, match=settings.units[0].name):
        make_folders(settings, YEAR)
    assert list(elsewhere.iterdir()) == []
    assert (settings.folders.root / settings.units[1].folder / MARKER).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_what_root_makes_belongs_to_the_owner_of_the_share(settings: Settings) -> None:
    root = settings.folders.root
    root.mkdir()
    root.chmod(0o2770)
    os.chown(root, 1234, 4321)
    make_folders(settings, YEAR)
    for path in root.rglob("*"):
        assert (path.stat().st_uid, path.stat().st_gid) == (1234, 4321), path
    assert (root / settings.units[0].folder / "ส่งเผยแพร่").stat().st_mode & 0o7777 == 0o2770


def test_the_checked_in_tree_is_what_the_shipped_configuration_makes(tmp_path: Path) -> None:
    shipped = load(ROOT / "config/syncd.yaml", {})
    make_folders(replace(shipped, folders=replace(shipped.folders, root=tmp_path)), YEAR)
    for unit in shipped.units:
        for name in (MARKER, HOW_TO):
            assert (shipped.folders.root / unit.folder / name).read_bytes() == (tmp_path / unit.folder / name).read_bytes()
