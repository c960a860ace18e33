import os
import shutil
import socket
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from syncd import contents, inbox, litter
from syncd.inbox import Loose, Unreadable
from syncd.model.folder import Refused
from syncd.model.office import Category, Route
from tests.builders import PLANNING, PROCUREMENT
from tests.folders import NAMES, SHELF, Folder, closed_to_others, find_category, rewrite, without_privileges


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def open_folder() -> Iterator[Folder]:
    """Where somebody without privileges may look, other than below pytest's own directories."""
    root = Path(tempfile.mkdtemp())
    root.chmod(0o755)
    yield Folder(root)
    shutil.rmtree(root)


# --- where bundles lie ------------------------------------------------------------------------------------------------


def test_a_bundle_lies_in_a_categorys_folder(folder: Folder) -> None:
    folder.bundle("ประกาศผู้ชนะ", memo=b"m", notice=b"nn")

    seen = folder.sighting()

    assert seen.path == f"{PLANNING.folder}/ส่งเผยแพร่/{SHELF}/ประกาศผู้ชนะ"
    assert (seen.name, seen.category, seen.category_folder) == ("ประกาศผู้ชนะ", PROCUREMENT, SHELF)
    assert (seen.route, seen.undecided, seen.claims) == (PROCUREMENT.route, False, None)
    assert [(stamp.path, stamp.size) for stamp in seen.stamps] == [("memo.pdf", 1), ("notice.pdf", 2)]


def test_two_folders_that_spell_the_same_category_are_both_looked_into(folder: Folder) -> None:
    folder.bundle("ก", "1.09 จัดซื้อจัดจ้าง", memo=b"x")
    folder.bundle("ข", "1.9", memo=b"x")

    assert [(it.name, it.category) for it in folder.scan().sightings] == [("ก", PROCUREMENT), ("ข", PROCUREMENT)]


def test_a_bundle_whose_category_is_for_ict_to_choose_is_undecided(folder: Folder) -> None:
    folder.bundle("ประกาศ", NAMES.undecided, memo=b"x")

    seen = folder.sighting()

    assert (seen.category, seen.undecided, seen.category_folder) == (None, True, NAMES.undecided)


def test_activity_photos_take_their_own_route(folder: Folder) -> None:
    folder.bundle("วันแม่", NAMES.photos, a=b"x")

    assert folder.sighting().route is Route.PHOTOS


def test_folders_are_found_in_whatever_unicode_spelling_the_disk_has_them(folder: Folder) -> None:
    name = unicodedata.normalize("NFD", "Café ประกาศ")
    folder.bundle(name, memo=b"x")

    seen = folder.sighting()

    assert seen.path.endswith(name)
    assert seen.name == "Café ประกาศ"


def test_a_folder_that_names_no_category_and_holds_files_is_a_bundle_itself(folder: Folder) -> None:
    folder.bundle("", "ประกาศรับสมัคร", memo=b"x")

    seen = folder.sighting()

    assert (seen.name, seen.category, seen.category_folder, seen.undecided) == ("ประกาศรับสมัคร", None, "", False)


def test_folders_inside_one_that_names_no_category_are_bundles_of_no_category(folder: Folder) -> None:
    folder.bundle("ก", "อื่น ๆ", memo=b"x")
    folder.bundle("ข", "อื่น ๆ", memo=b"x")

    assert [(it.name, it.category, it.category_folder) for it in folder.scan().sightings] == [
        ("ก", None, "อื่น ๆ"),
        ("ข", None, "อื่น ๆ"),
    ]


def test_one_more_level_of_folders_is_taken_and_a_further_one_refused(folder: Folder) -> None:
    bundle = folder.bundle(memo=b"x")
    (bundle / "ภาคผนวก/ลึก").mkdir(parents=True)
    (bundle / "ภาคผนวก/ก.pdf").write_bytes(b"x")

    seen = folder.sighting()

    assert [stamp.path for stamp in seen.stamps] == ["memo.pdf", "ภาคผนวก/ก.pdf"]
    assert seen.refused == (Refused("ภาคผนวก/ลึก", contents.TOO_DEEP),)


def test_an_empty_folder_is_no_bundle_and_neither_is_one_with_our_reply_alone(folder: Folder) -> None:
    folder.bundle("ว่าง")
    (folder.bundle("ตอบแล้ว") / "_ส่งคืนแก้ไข.txt").write_bytes(b"x")
    (folder.bundle("ขยะ") / "Thumbs.db").write_bytes(b"x")

    assert folder.scan().sightings == ()


def test_files_outside_any_bundle_are_told(folder: Folder) -> None:
    folder.bundle("ก", memo=b"x")
    (folder.inbox / "ลอย.pdf").touch()
    (folder.inbox / "_คำแนะนำ.txt").touch()
    (folder.inbox / SHELF / "ข.pdf").touch()
    (folder.inbox / SHELF / "ก.pdf").touch()
    (folder.inbox / SHELF / "~$ก.docx").touch()

    found = folder.scan()

    home = f"{PLANNING.folder}/{NAMES.inbox}"
    assert set(found.loose) == {Loose(f"{home}/{SHELF}", ("ก.pdf", "ข.pdf")), Loose(home, ("ลอย.pdf",))}


def test_nothing_but_the_inbox_is_looked_into(folder: Folder) -> None:
    (folder.home / NAMES.published / "2570/ไตรมาส 1/2570-0001").mkdir(parents=True)
    bundle = folder.bundle(memo=b"x")
    (bundle / "ก").mkdir()

    below = f"{PLANNING.folder}/{NAMES.inbox}"
    assert sorted(folder.scan().folders) == [below, f"{below}/{SHELF}", f"{below}/{SHELF}/ประกาศ", f"{below}/{SHELF}/ประกาศ/ก"]


# --- what counts ------------------------------------------------------------------------------------------------------


def test_our_reply_and_what_systems_leave_behind_change_nothing(folder: Folder) -> None:
    bundle = folder.bundle(memo=b"x")
    before = folder.sighting()
    for name in ("_รอเผยแพร่ เวลา 10.45 น.txt", "Thumbs.db", ".DS_Store", "desktop.ini", ".syncd-new.tmp", "._memo.pdf"):
        (bundle / name).write_bytes(b"x")
    (bundle / "@eaDir").mkdir()
    (bundle / "@eaDir/memo.pdf").write_bytes(b"x")

    assert folder.sighting() == before


def test_any_touch_of_content_changes_the_signature(folder: Folder) -> None:
    bundle = folder.bundle(memo=b"one", notice=b"nn")
    signatures = [folder.sighting().signature]

    rewrite(bundle / "memo.pdf", b"two")  # same size, time of change put back
    signatures.append(folder.sighting().signature)
    (bundle / "new.pdf").write_bytes(b"nn")
    (bundle / "new.pdf").replace(bundle / "notice.pdf")  # equal bytes, another file
    signatures.append(folder.sighting().signature)
    (bundle / "memo.pdf").rename(bundle / "memo2.pdf")
    signatures.append(folder.sighting().signature)
    (bundle / "~$memo.docx").touch()
    signatures.append(folder.sighting().signature)
    (bundle / "link.pdf").symlink_to("memo2.pdf")
    signatures.append(folder.sighting().signature)

    assert len(set(signatures)) == len(signatures)


def test_a_moved_folder_keeps_its_signature(folder: Folder) -> None:
    bundle = folder.bundle("ก", memo=b"x")
    before = folder.sighting()
    bundle.rename(bundle.with_name("ข"))

    after = folder.sighting()

    assert after.signature == before.signature
    assert after.path != before.path


def test_temporary_files_are_named_as_what_the_bundle_waits_for(folder: Folder) -> None:
    bundle = folder.bundle(memo=b"x")
    (bundle / "ก.pdf.part").touch()
    (bundle / "ภาพ").mkdir()
    (bundle / "ภาพ/~$b.docx").touch()

    assert folder.sighting().blockers == ("ก.pdf.part", "ภาพ/~$b.docx")


def test_a_conflict_copy_is_content(folder: Folder) -> None:
    bundle = folder.bundle(memo=b"x")
    (bundle / "memo (conflicted copy).pdf").write_bytes(b"y")

    assert len(folder.sighting().stamps) == 2


def test_a_reply_in_the_folder_tells_which_case_it_claims_to_be(folder: Folder) -> None:
    bundle = folder.bundle(memo=b"x")
    reply = "ผลการตรวจสอบ\r\nเลขที่คำขอเผยแพร่  2570-0012\r\nอ้างถึง 2569-0001\r\n"
    (bundle / "_ส่งคืนแก้ไข.txt").write_text(reply, encoding="utf-8-sig", newline="")

    assert folder.sighting().claims == "2570-0012"


def test_a_reply_that_is_not_a_plain_file_claims_nothing(folder: Folder) -> None:
    bundle = folder.bundle(memo=b"x")
    secret = folder.root / "secret.txt"
    secret.write_text("เลขที่คำขอเผยแพร่ 2570-0012")
    (bundle / "_ส่งคืนแก้ไข.txt").symlink_to(secret)
    os.mkfifo(bundle / "_รับเรื่องแล้ว.txt")

    assert folder.sighting().claims is None


# --- what is never opened ---------------------------------------------------------------------------------------------


def test_links_and_special_files_in_a_bundle_are_refused_and_never_opened(folder: Folder) -> None:
    bundle = folder.bundle(memo=b"x")
    (bundle / "ก.pdf").symlink_to("/etc/passwd")
    (bundle / "ข").symlink_to("/etc")
    (bundle / "ค").symlink_to(".")
    os.mkfifo(bundle / "ง")
    with socket.socket(socket.AF_UNIX) as listener:
        here = os.open(bundle, os.O_RDONLY)  # the path itself is too long for a socket
        listener.bind(f"/proc/self/fd/{here}/จ")
        os.close(here)
        seen = folder.sighting()

    assert seen.refused == (
        Refused("ก.pdf", contents.LINK),
        Refused("ข", contents.LINK),
        Refused("ค", contents.LINK),
        Refused("ง", contents.SPECIAL),
        Refused("จ", contents.SPECIAL),
    )
    assert [stamp.path for stamp in seen.stamps] == ["memo.pdf"]


def test_a_link_among_the_bundles_or_categories_is_told_and_not_followed(folder: Folder) -> None:
    elsewhere = folder.root / "elsewhere"
    (elsewhere / "ลับ").mkdir(parents=True)
    (elsewhere / "ลับ/ลับ.pdf").touch()
    folder.bundle("ก", memo=b"x")
    (folder.inbox / SHELF / "ข").symlink_to(elsewhere)
    (folder.inbox / "1.9").symlink_to(elsewhere)

    found = folder.scan()

    home = f"{PLANNING.folder}/{NAMES.inbox}"
    assert [it.name for it in found.sightings] == ["ก"]
    assert set(found.unreadable) == {Unreadable(f"{home}/{SHELF}/ข", contents.LINK), Unreadable(f"{home}/1.9", contents.LINK)}


def test_an_inbox_that_is_a_link_gives_no_answer(folder: Folder) -> None:
    real = folder.root / "real"
    folder.inbox.rename(real)
    folder.inbox.symlink_to(real)

    assert "ไม่ใช่โฟลเดอร์จริง" in str(folder.scan().problem)


def test_the_units_own_folder_may_be_a_link_made_by_the_office(folder: Folder) -> None:
    folder.bundle(memo=b"x")
    mounted = folder.root / "mounted"
    folder.home.rename(mounted)
    folder.home.symlink_to(mounted)

    assert folder.sighting().name == "ประกาศ"


def test_damaged_and_deceiving_names_are_refused_in_a_printable_form(folder: Folder) -> None:
    bundle = folder.bundle(memo=b"x")
    (Path(os.fsdecode(os.fsencode(bundle) + b"/\xa1.pdf"))).touch()
    (bundle / "ประกาศ\u202efdp.exe").touch()
    (bundle / "a\nb.pdf").touch()

    assert folder.sighting().refused == (
        Refused(r"\xa1.pdf", litter.NOT_UTF8),
        Refused(r"a\nb.pdf", litter.INVISIBLE),
        Refused(r"ประกาศ\u202efdp.exe", litter.INVISIBLE),
    )


def test_a_bundle_whose_own_name_is_damaged_is_told(folder: Folder) -> None:
    bundle = folder.bundle(memo=b"x")
    bundle.rename(os.fsdecode(os.fsencode(bundle.parent) + b"/\xa1\xa2"))

    found = folder.scan()

    assert found.sightings == ()
    assert found.unreadable == (Unreadable(rf"{PLANNING.folder}/{NAMES.inbox}/{SHELF}/\xa1\xa2", litter.NOT_UTF8),)


def test_the_longest_names_are_taken(folder: Folder) -> None:
    name = "ก" * 85
    (folder.bundle(name) / name).write_bytes(b"x")

    assert folder.sighting().stamps[0].path == name


def test_of_two_names_that_look_the_same_the_second_is_refused(folder: Folder) -> None:
    bundle = folder.bundle()
    for form in ("NFC", "NFD"):
        (bundle / unicodedata.normalize(form, "é.pdf")).write_bytes(b"x")

    seen = folder.sighting()

    assert len(seen.stamps) == 1
    assert [it.why for it in seen.refused] == [contents.SAME_NAME]


def test_a_bundle_of_too_many_files_is_told_and_not_listed(folder: Folder) -> None:
    bundle = folder.bundle()
    (bundle / "ก").mkdir()
    for number in range(contents.ENTRY_LIMIT):
        os.mknod(bundle / "ก" / str(number))

    seen = folder.sighting()

    assert (seen.stamps, seen.refused) == ((), (Refused(".", contents.TOO_MANY),))


def test_a_category_folder_of_too_many_files_is_told_and_leaves_the_others_alone(folder: Folder) -> None:
    folder.bundle("ก", memo=b"x")
    (folder.inbox / "1.9").mkdir()
    for number in range(contents.ENTRY_LIMIT + 1):
        os.mknod(folder.inbox / "1.9" / str(number))

    found = folder.scan()

    assert [it.why for it in found.unreadable] == [contents.TOO_MANY]
    assert [it.name for it in found.sightings] == ["ก"]


# --- no answer --------------------------------------------------------------------------------------------------------


def test_a_missing_marker_makes_the_whole_unit_give_no_answer(folder: Folder) -> None:
    folder.bundle(memo=b"x")
    (folder.home / NAMES.marker).unlink()

    found = folder.scan()

    assert found.problem is not None
    assert NAMES.marker in found.problem
    assert found.sightings == ()
    assert not found.knows(f"{PLANNING.folder}/{NAMES.inbox}/{SHELF}/ประกาศ")


def test_an_empty_mount_point_deletes_nothing(folder: Folder) -> None:
    shutil.rmtree(folder.home)
    folder.home.mkdir()

    assert not folder.scan().knows("anything")


def test_a_share_that_goes_away_during_the_look_gives_no_answer(folder: Folder) -> None:
    folder.bundle(memo=b"x")

    def unmount(name: str) -> Category | None:
        folder.home.rename(folder.home.with_name("away"))
        return find_category(name)

    assert inbox.scan(folder.root, folder.unit, NAMES, unmount).problem is not None


@pytest.mark.parametrize("missing", ["inbox", "home", "root"])
def test_a_missing_folder_is_named_and_deletes_nothing(folder: Folder, missing: str) -> None:
    path: Path = getattr(folder, missing)
    shutil.rmtree(path)

    found = folder.scan()

    assert found.problem is not None
    assert path.name in found.problem
    assert not found.knows("anything")


def test_a_part_that_may_not_be_read_makes_its_bundle_alone_give_no_answer(open_folder: Folder) -> None:
    closed = open_folder.bundle("ปิด", memo=b"x") / "ก"
    closed.mkdir()
    open_folder.bundle("เปิด", memo=b"x")

    with closed_to_others(closed), without_privileges():
        found = open_folder.scan()

    path = f"{PLANNING.folder}/{NAMES.inbox}/{SHELF}/ปิด"
    assert [it.name for it in found.sightings] == ["เปิด"]
    assert found.unreadable == (Unreadable(path, "ไม่มีสิทธิ์อ่าน"),)
    assert not found.knows(path)
    assert found.knows(f"{path} 2")


def test_a_category_folder_that_may_not_be_read_says_nothing_of_the_bundles_in_it(open_folder: Folder) -> None:
    open_folder.bundle("ก", memo=b"x")

    with closed_to_others(open_folder.inbox / SHELF), without_privileges():
        found = open_folder.scan()

    assert found.problem is None
    assert not found.knows(f"{PLANNING.folder}/{NAMES.inbox}/{SHELF}/ก")


def test_an_inbox_that_may_not_be_read_is_a_problem_of_the_unit(open_folder: Folder) -> None:
    with closed_to_others(open_folder.inbox), without_privileges():
        found = open_folder.scan()

    assert found.problem == f"{PLANNING.folder}/{NAMES.inbox}: ไม่มีสิทธิ์อ่าน"


def test_idle_folders_are_not_asked_for_their_category(folder: Folder) -> None:
    asked = []

    def asking(name: str) -> Category | None:
        asked.append(name)
        return find_category(name)

    (folder.inbox / "1.9").mkdir()
    folder.bundle(memo=b"x")
    inbox.scan(folder.root, folder.unit, NAMES, asking)

    assert asked == [SHELF]
